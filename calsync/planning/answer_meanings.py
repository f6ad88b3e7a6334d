"""What an answer can mean: the values that `answer` reads out of a few words."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from calsync.planning.cadence import Asks
from calsync.planning.history import Turn
from calsync.planning.interview import Decision, Interviewer
from calsync.planning.workdays import WorkCalendar


class SaidDone(NamedTuple):
    """It was carried out, on that day or at that time; None: just now."""

    on: datetime | date | None


class SaidSkipped(NamedTuple):
    """It is not wanted."""


class SaidLater(NamedTuple):
    """Another time, and not said when."""


class SaidMoved(NamedTuple):
    to: datetime | date


class SaidDecision(NamedTuple):
    """When the employer will decide; None: they named no date."""

    decision: Decision | None


class SaidOutcome(NamedTuple):
    """`on` is when it was heard (None: just now), `deadline` that of an offer."""

    turn: Turn
    on: datetime | date | None
    deadline: datetime | date | None


class SaidPeople(NamedTuple):
    """Who was there."""

    people: tuple[Interviewer, ...]


class SaidNote(NamedTuple):
    text: str


Meaning = SaidDone | SaidSkipped | SaidLater | SaidMoved | SaidDecision | SaidOutcome | SaidPeople | SaidNote


class Asked(NamedTuple):
    """What an answer is read against. `asks` is what the reminder asks, if it asks anything; `now` (aware)
    when the answer was given; `zone` the candidate's; `workdays` the employer's."""

    asks: Asks | None
    now: datetime
    zone: tzinfo
    workdays: WorkCalendar
    month_first: bool = False

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()
