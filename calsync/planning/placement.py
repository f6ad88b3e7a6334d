"""Where in its window a step is placed, and the reason for it in words.

Windows on the clock look for a good hour; windows in days look for a working day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import NamedTuple

from calsync.planning.cadence import Hours, Span, Step, Unit
from calsync.planning.interview import Interview
from calsync.planning.saying import say_count, say_day, say_moment
from calsync.planning.wallclock import instant
from calsync.planning.workdays import ONE_DAY, WorkCalendar

LAST_RESORT = timedelta(hours=2)
"""How long before the window closes a step goes that found no better hour."""


class Place(NamedTuple):
    """One or more times for a step (one per addressee), its window, and why."""

    at: tuple[datetime, ...] | tuple[date]
    opens: datetime | date
    closes: datetime | date
    reason: str

    @property
    def last_moment(self) -> datetime | None:
        """The latest of the times; None for an all-day step."""
        last = self.at[-1]
        return last if isinstance(last, datetime) else None

    def as_origin(self, name: str) -> Origin:
        """This place as what a later step is counted from."""
        last = self.at[-1]
        return Origin(self.last_moment, last.date() if isinstance(last, datetime) else last, name)


class Origin(NamedTuple):
    """What a window is counted from: the moment, if it has one, its day, and what it is called, as in
    “the decision date”."""

    moment: datetime | None
    day: date
    name: str


def place(
    step: Step,
    *,
    origin: Origin,
    interview: Interview,
    workdays: WorkCalendar,
    after: datetime | None,
    people: int,
) -> Place:
    """Place `step`, counted from `origin`, for that many `people`; `after` is when the step it follows
    was placed. All times are on the candidate's clock, working days are the employer's."""
    if step.opens.is_clock and origin.moment is not None:
        return _place_by_hours(
            step,
            origin=origin.moment,
            name=origin.name,
            interview=interview,
            workdays=workdays,
            after=after,
            people=people,
        )
    return _place_by_days(step, origin=origin, interview=interview, workdays=workdays)


def _place_by_hours(
    step: Step,
    *,
    origin: datetime,
    name: str,
    interview: Interview,
    workdays: WorkCalendar,
    after: datetime | None,
    people: int,
) -> Place:
    zone = interview.zone
    opens, closes = origin.astimezone(UTC) + step.opens.delta, origin.astimezone(UTC) + step.closes.delta
    first = opens + step.wait.delta if step.wait else opens
    if after is not None:
        first = max(first, after.astimezone(UTC) + (step.gap.delta if step.gap else timedelta()))
    moment, why = _good_hour(
        step, first=first, opens=opens, closes=closes, interview=interview, workdays=workdays
    )
    spread = _staggered(moment, first=min(first, moment), closes=closes, step=step, people=people)
    times = tuple(time.astimezone(zone) for time in spread)
    length = say_count(step.closes.count, "hour" if step.closes.unit is Unit.HOURS else "minute")
    reason = f"within {length} of {name} ({say_moment(origin)}); {why}"
    return Place(times, opens.astimezone(zone), closes.astimezone(zone), reason)


def _good_hour(
    step: Step,
    *,
    first: datetime,
    opens: datetime,
    closes: datetime,
    interview: Interview,
    workdays: WorkCalendar,
) -> tuple[datetime, str]:
    """The first rule that fits: the preferred hours on a working day, the evening of the interview, the
    preferred hours on any day, and at last two hours before the window closes."""
    hours = step.hours
    assert hours is not None  # the cadence's reader sees to it
    earliest = partial(_earliest, last=closes, zone=interview.zone)
    stretch = f"between {hours.first:%H:%M} and {hours.last:%H:%M}"
    if step.rather_after is not None:
        a_day_on = max(first, opens + step.rather_after.delta)
        if moment := earliest(a_day_on, hours, workdays.is_working):
            return (
                moment,
                f"{stretch} on a working day at least {say_count(step.rather_after.count, 'hour')} after it",
            )
    if moment := earliest(first, hours, workdays.is_working):
        return moment, f"{stretch} on a working day is when a note is read"
    days = (moment.astimezone(interview.zone).date() for moment in (first, closes))
    none_near = "; ".join(_off_days(workdays, *days))
    none_near = (
        f"no working hours are in reach ({none_near})" if none_near else "no working hours are in reach"
    )
    if step.evening and (moment := earliest(first, step.evening, lambda day: day == interview.last_day)):
        return moment, f"the same evening, since {none_near}"
    if moment := earliest(first, hours, lambda _: True):
        return moment, f"{stretch}, though {none_near}"
    return max(opens, closes - LAST_RESORT), "shortly before the time is up"


def _earliest(
    first: datetime, hours: Hours, allow: Callable[[date], bool], *, last: datetime, zone: tzinfo
) -> datetime | None:
    """The first moment from `first` to `last` (all three in UTC) at which the clock of `zone` shows one of
    `hours` on an allowed day."""
    day = first.astimezone(zone).date()
    while (opening := instant(day, hours.first, zone).astimezone(UTC)) <= last:
        moment = max(first, opening)
        if allow(day) and moment <= min(last, instant(day, hours.last, zone).astimezone(UTC)):
            return moment
        day += ONE_DAY
    return None


def _staggered(
    moment: datetime, *, first: datetime, closes: datetime, step: Step, people: int
) -> Iterator[datetime]:
    """`people` times from `moment` on, in steps that keep the last within the window: a long panel
    begins earlier, and if that is not enough, its steps are shorter. All times are in UTC."""
    gap = step.stagger.delta if step.stagger else timedelta()
    rest = max(people - 1, 1)
    start = max(first, min(moment, closes - gap * rest)) if people > 1 else moment
    gap = min(gap, timedelta(seconds=(closes - start).total_seconds() // rest // 60 * 60))
    for number in range(people):
        yield start + gap * number


def _place_by_days(step: Step, *, origin: Origin, interview: Interview, workdays: WorkCalendar) -> Place:
    opens, closes = (_count(span, origin.day, workdays) for span in (step.opens, step.closes))
    day = opens if step.at is None else workdays.on_or_after(opens)
    at = day if step.at is None else instant(day, step.at, interview.zone)
    return Place((at,), opens, closes, _reason_by_days(step, origin=origin, day=day, workdays=workdays))


def _count(span: Span, day: date, workdays: WorkCalendar) -> date:
    return workdays.after(day, span.count) if span.unit is Unit.WORKING_DAYS else day + span.delta


def _reason_by_days(step: Step, *, origin: Origin, day: date, workdays: WorkCalendar) -> str:
    counted = _count(step.opens, origin.day, workdays)
    parts = [f"{origin.name}, {say_day(origin.day)}"]
    if step.opens.count:
        unit = "business day" if step.opens.unit is Unit.WORKING_DAYS else "day"
        parts = [f"{say_count(step.opens.count, unit)} after {parts[0]}"]
    elif day == counted:
        return parts[0]
    if day != counted:
        parts[0] += f", and then the first working day after {say_day(counted)}"
    parts += [f"{say_day(off)} is {name}" for off, name in workdays.days_off(origin.day - ONE_DAY, day)]
    return "; ".join(parts)


def _off_days(workdays: WorkCalendar, first: date, last: date) -> Iterator[str]:
    while first <= last:
        if not workdays.is_working(first):
            name = workdays.holidays.get(first)
            yield f"{say_day(first)} is {name}" if name else f"{say_day(first)} is the weekend"
        first += ONE_DAY
