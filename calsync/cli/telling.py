"""What the commands share that tell what happened: their report, typed times, reminders by their titles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import Desk
from calsync.cli.findings import MONTH_FIRST
from calsync.cli.rules import YEARS_AHEAD
from calsync.planning.plan import Reminder
from calsync.planning.saying import say_list, say_when
from calsync.planning.tracked import Tracked
from calsync.planning.when import Facing, read_when

if TYPE_CHECKING:
    from calsync.planning.workdays import WorkCalendar
    from calsync.tracker.log import Change


class Report(NamedTuple):
    """What came of a run: a sentence, and everything as it was and as it is. `ref` is whom it was about;
    `notes` are for the person to consider."""

    ref: str
    said: str
    before: Desk
    after: Desk
    notes: tuple[str, ...] = ()


def as_changed(desk: Desk, change: Change) -> Desk:
    """Everything as it is with the change. Raises CalsyncError for what cannot be planned, so that it is
    not remembered."""
    after = desk.with_tracked(change.tracked())
    after.check(desk)
    return after


def read_time(
    desk: Desk, one: Tracked, text: str, *, facing: Facing, now: datetime | None = None
) -> datetime | date:
    """What was typed, on the candidate's clock; `now` is what it is counted from. Raises WhenError."""
    zone = one.interview.zone
    moment = now or desk.now
    workdays = workdays_of(desk, one, moment.astimezone(zone).date())
    month_first = workdays.country in MONTH_FIRST
    return read_when(text, now=moment, zone=zone, workdays=workdays, facing=facing, month_first=month_first)


def workdays_of(desk: Desk, one: Tracked, day: date) -> WorkCalendar:
    """The employer's working days, for words said on that day."""
    years = range(day.year - 1, day.year + YEARS_AHEAD + 2)
    return desk.book.workdays(one.interview, one.wishes, years=years)


def said_for(one: Tracked, when: datetime | date) -> str:
    """A time on the candidate's clock."""
    return say_when(when.astimezone(one.interview.zone) if isinstance(when, datetime) else when)


def titles(found: Sequence[Reminder]) -> str:
    """“Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”"""
    from calsync.messages.wording import word

    return say_list([f"“{word(each).title}”" for each in found])


def verb(found: Sequence[Reminder], one: str, several: str) -> str:
    return one if len(found) == 1 else several
