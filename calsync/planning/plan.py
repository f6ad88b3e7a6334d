"""Interview, cadence and working days in; dated reminders with their reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from calsync.planning.interview import Interview, Interviewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing to do, or to leave undone, at one time.

    `at` is an aware datetime on the candidate's clock, or a date for an all-day reminder. `opens` and
    `closes` bound the window the guides give: aware datetimes for a window in hours, dates for one in
    days. `person` is whom it is about where there is one reminder per interviewer, else None.
    `reason` says in words why it is on this day.
    """

    interview: Interview
    step: str
    person: Interviewer | None
    at: datetime | date
    opens: datetime | date
    closes: datetime | date
    channel: str
    reason: str

    @property
    def all_day(self) -> bool:
        return not isinstance(self.at, datetime)
