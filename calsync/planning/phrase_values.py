"""What a phrase is read against, the values caught from its words, and the day it comes to.

`phrase_match` fills the values, `phrase_meanings` makes the day of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from calsync.errors import PhraseError
from calsync.planning.phrases import Tokens, Unit
from calsync.planning.saying import say_date
from calsync.planning.workdays import WorkCalendar

FURTHEST: Final = 731  # days ahead: two years, one of them a leap year
HINT: Final = (
    "Give a date or the employer's words, such as “2026-12-04”, “by the end of next week” or “within two "
    "weeks”; “not stated” if they named no date."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the phrase is read against. Dates without a year are looked for from `earliest` on."""

    shown: str
    said_on: date
    earliest: date
    workdays: WorkCalendar
    month_first: bool
    holidays: Mapping[Tokens, tuple[str, date]]

    def refusal(self, why: str, hint: str = HINT) -> PhraseError:
        """The error that says `why` of the phrase."""
        return PhraseError(f"“{self.shown}” {why}.", hint=hint)

    def too_far(self) -> PhraseError:
        """The refusal of a day after FURTHEST."""
        return self.refusal(f"is more than two years after {say_date(self.said_on)}")


@dataclass(frozen=True, slots=True)
class Found:
    """A day, and what the person should know of how it was reached."""

    day: date
    note: str = ""

    def because(self, reason: str) -> Found:
        """The same day, with `reason` before what was already noted."""
        return Found(self.day, f"{reason}; {self.note}" if self.note else reason)


@dataclass(slots=True)
class Caught:
    """The values of the slots of one matched row, in the order they stood."""

    weekdays: list[int] = field(default_factory=list)
    days_of_month: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    unit: tuple[Unit, int] = (Unit.DAY, 1)
    month: int = 0
    year: int | None = None
    quarter: int = 0
    monday: date | None = None
    found: Found | None = None
