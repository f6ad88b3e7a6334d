"""How an interview is to be planned: what the person wished, and by what it is then planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from calsync.planning.cadence import NO_HABITS, Cadence, Habits
from calsync.planning.workdays import WorkCalendar

RECOVERY = "recovery-note"
"""The step that a topic brings with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How an interview is to be planned, as far as the person said so; None leaves it to the settings.
    `cadence` is a built-in name or a file, `also` and `leave_out` are steps, `topic` is what a recovery
    note is about."""

    cadence: str | None = None
    also: frozenset[str] = frozenset()
    leave_out: frozenset[str] = frozenset()
    country: str | None = None
    subdivision: str | None = None
    also_off: tuple[date, ...] = ()
    topic: str = ""

    @property
    def wanted(self) -> frozenset[str]:
        """The optional steps to plan."""
        return self.also | {RECOVERY} if self.topic else self.also


def wishes_over(earlier: Wishes, later: Wishes) -> Wishes:
    """What was wished before, with what is wished now in its place; steps add up."""
    return Wishes(
        cadence=later.cadence or earlier.cadence,
        also=(earlier.also - later.leave_out) | later.also,
        leave_out=(earlier.leave_out - later.wanted) | later.leave_out,
        country=later.country or earlier.country,
        subdivision=later.subdivision if later.subdivision or later.country else earlier.subdivision,
        also_off=tuple(sorted({*earlier.also_off, *later.also_off})),
        topic=later.topic or earlier.topic,
    )


class Rules(NamedTuple):
    """By what one interview is planned."""

    cadence: Cadence
    workdays: WorkCalendar
    habits: Habits = NO_HABITS
