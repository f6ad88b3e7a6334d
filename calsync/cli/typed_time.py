"""Times that were typed of a tracked interview, and how they are said back: on the candidate's clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from calsync.cli.desk import Desk
from calsync.cli.inputs import MONTH_FIRST
from calsync.cli.rules import YEARS_AHEAD
from calsync.planning.saying import say_when
from calsync.planning.tracked import Tracked
from calsync.planning.when import Facing, read_when

if TYPE_CHECKING:
    from calsync.planning.workdays import WorkCalendar


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


def said_at(desk: Desk, one: Tracked, at: datetime) -> datetime:
    """When something was said that is told at `at`, on the candidate's clock: the log may run a little ahead
    of the clock, an answer is from before."""
    return min(desk.now, at, key=datetime.timestamp).astimezone(one.interview.zone)
