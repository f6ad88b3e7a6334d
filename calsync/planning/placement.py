"""Where in its window a step is placed, and the reason for it in words.

Windows on the clock look for a good hour; windows in days look for a working day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from calsync.planning.cadence import NO_HABITS, Habits, Hours, Span, Step, Unit
from calsync.planning.interview import Interview
from calsync.planning.saying import say_count, say_day, say_moment, say_weekdays
from calsync.planning.wallclock import instant, is_after, later
from calsync.planning.workdays import ONE_DAY, WorkCalendar

LAST_RESORT = timedelta(hours=2)
"""How long before the window closes a step goes that found no better hour; likewise what must be done before
a moment."""


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
    “the decision date”. Nothing is placed before `earliest`: what it answers had not happened yet."""

    moment: datetime | None
    day: date
    name: str
    earliest: datetime | None = None


def place(
    step: Step,
    *,
    origin: Origin,
    interview: Interview,
    workdays: WorkCalendar,
    after: datetime | None,
    people: int,
    rank: int = 0,
    habits: Habits = NO_HABITS,
) -> Place:
    """Place `step`, counted from `origin`, for that many `people`; `after` is when the step it follows
    was placed, `rank` how many reminders of its sort for other interviews come before it. All times are
    on the candidate's clock, working days are the employer's. The person's `habits` count as far as the
    window allows: their hours before the step's own, and no quiet day where another one does."""
    if step.opens.is_clock:
        return _place_by_hours(
            step,
            origin=origin.moment or instant(origin.day, time(), interview.zone),
            name=origin.name,
            interview=interview,
            workdays=workdays,
            after=after,
            people=people,
            habits=habits,
        )
    return _place_by_days(
        step, origin=origin, interview=interview, workdays=workdays, rank=rank, habits=habits
    )


def _place_by_hours(
    step: Step,
    *,
    origin: datetime,
    name: str,
    interview: Interview,
    workdays: WorkCalendar,
    after: datetime | None,
    people: int,
    habits: Habits,
) -> Place:
    zone = interview.zone
    opens, closes = origin.astimezone(UTC) + step.opens.delta, origin.astimezone(UTC) + step.closes.delta
    first = opens + step.wait.delta if step.wait else opens
    if after is not None:
        first = max(first, after.astimezone(UTC) + (step.gap.delta if step.gap else timedelta()))
    moment, why = _good_hour(
        step,
        first=first,
        opens=opens,
        closes=closes,
        interview=interview,
        workdays=workdays,
        habits=habits,
    )
    spread = _staggered(moment, first=min(first, moment), closes=closes, step=step, people=people)
    times = tuple(time.astimezone(zone) for time in spread)
    unit = "hour" if step.closes.unit is Unit.HOURS else "minute"
    moment_said = say_moment(origin) if origin.time() != time() else say_day(origin)
    if step.closes.count <= 0:
        within = f"{say_count(-step.opens.count, unit)} before"
    else:
        within = f"within {say_count(step.closes.count, unit)} of"
    reason = f"{within} {name} ({moment_said}){f'; {why}' if why else ''}"
    return Place(times, opens.astimezone(zone), closes.astimezone(zone), reason)


def _good_hour(
    step: Step,
    *,
    first: datetime,
    opens: datetime,
    closes: datetime,
    interview: Interview,
    workdays: WorkCalendar,
    habits: Habits,
) -> tuple[datetime, str]:
    """The best hour that is on no quiet day; if all are, the best hour there is."""
    if step.hours is None:
        return first, ""

    def find(quiet: frozenset[int]) -> tuple[datetime, str] | None:
        for hours in filter(None, (habits.hours, step.hours)):
            found = _best_hour(
                step,
                hours=hours,
                own=hours is habits.hours,
                first=first,
                opens=opens,
                closes=closes,
                interview=interview,
                workdays=workdays,
                quiet=quiet,
            )
            if found:
                return found
        return None

    moment, why = find(frozenset()) or (max(opens, closes - LAST_RESORT), "shortly before the time is up")
    weekday = moment.astimezone(interview.zone).weekday()
    if weekday not in habits.quiet:
        return moment, why
    kept = f"you keep {say_weekdays([weekday])} free"
    if other := find(habits.quiet):
        return other[0], f"{other[1]}; {kept}"
    return moment, f"{why}; {kept}, but no other day is in reach"


def _best_hour(
    step: Step,
    *,
    hours: Hours,
    own: bool,
    first: datetime,
    opens: datetime,
    closes: datetime,
    interview: Interview,
    workdays: WorkCalendar,
    quiet: frozenset[int],
) -> tuple[datetime, str] | None:
    """The first rule that fits: the hours on a working day, the evening of the interview, the hours on any
    day."""
    zone = interview.zone
    stretch = f"between {hours.first:%H:%M} and {hours.last:%H:%M}{' (your own hours)' if own else ''}"

    def earliest(
        from_: datetime, within: Hours, allow: Callable[[date], bool] = lambda _: True
    ) -> datetime | None:
        def allow_loud(day: date) -> bool:
            return day.weekday() not in quiet and allow(day)

        return _earliest(from_, within, allow_loud, last=closes, zone=zone)

    if step.rather_after is not None:
        a_day_on = max(first, opens + step.rather_after.delta)
        if moment := earliest(a_day_on, hours, workdays.is_working):
            after = say_count(step.rather_after.count, "hour")
            return moment, f"{stretch} on a working day at least {after} after it"
    if moment := earliest(first, hours, workdays.is_working):
        return moment, f"{stretch} on a working day{'' if own else ' is when a note is read'}"
    days = (moment.astimezone(zone).date() for moment in (first, closes))
    near = "; ".join(_off_days(workdays, *days))
    none = (
        "none of your own hours on a working day" if own else f"no {'other ' if quiet else ''}working hours"
    )
    none_near = f"{none} are in reach{f' ({near})' if near else ''}"
    if step.evening and (moment := earliest(first, step.evening, lambda day: day == interview.last_day)):
        return moment, f"the same evening, since {none_near}"
    if moment := earliest(first, hours):
        return moment, f"{stretch}, though {none_near}"
    return None


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


def _place_by_days(
    step: Step,
    *,
    origin: Origin,
    interview: Interview,
    workdays: WorkCalendar,
    rank: int,
    habits: Habits,
) -> Place:
    opens, closes = (count(span, origin.day, workdays) for span in (step.opens, step.closes))
    if step.after_decision is not None and interview.decision is not None:
        opens = max(opens, count(step.after_decision, interview.decision.date, workdays))
    first = opens
    if origin.earliest is not None:
        first = max(first, origin.earliest.astimezone(interview.zone).date())
    day = first if step.all_day or step.any_day else workdays.on_or_after(first)
    if day > closes and first <= closes and step.opens.count < 0:
        day = first  # what must be done before a date is better done on a day off than after it
    reason = _reason_by_days(step, origin=origin, day=day, workdays=workdays)
    loud = _not_quiet(step, day, closes=closes, workdays=workdays, quiet=habits.quiet)
    if loud != day:
        reason += f"; you keep {say_weekdays(_weekdays(day, loud) & habits.quiet)} free"
        day = loud
    closes = max(closes, opens)
    if step.at is None:
        return Place((day,), opens, closes, reason)
    at = instant(day, step.at, interview.zone)
    hours = habits.hours
    if hours is not None and not hours.first <= step.at <= hours.last:
        at = instant(day, hours.first, interview.zone)
        reason += f"; your own hours, from {hours.first:%H:%M}"
    if step.opens.count < 0 and origin.moment is not None and is_after(at, origin.moment):
        at = later(origin.moment, -LAST_RESORT)
    if origin.earliest is not None and is_after(origin.earliest, at):
        at = origin.earliest.astimezone(interview.zone)
    if step.stagger is not None:
        at = later(at, step.stagger.delta * rank)
    return Place((at,), opens, closes, reason)


def _not_quiet(step: Step, day: date, *, closes: date, workdays: WorkCalendar, quiet: frozenset[int]) -> date:
    """The first day from `day` on that is not quiet, and as good; `day` where none is in the window."""
    other = day
    any_day = step.all_day or step.any_day
    while other <= closes:
        if other.weekday() not in quiet and (any_day or workdays.is_working(other)):
            return other
        other += ONE_DAY
    return day


def _weekdays(first: date, end: date) -> set[int]:
    """Those of the days from `first` to before `end`."""
    return {(first + ONE_DAY * number).weekday() for number in range((end - first).days)}


def count(span: Span, day: date, workdays: WorkCalendar) -> date:
    """The day that lies a span of days, working days or months after (or before) another."""
    match span.unit:
        case Unit.WORKING_DAYS if span.count < 0:
            return workdays.before(day, -span.count)
        case Unit.WORKING_DAYS:
            return workdays.after(day, span.count)
        case Unit.MONTHS:
            from dateutil.relativedelta import relativedelta

            return day + relativedelta(months=span.count)
        case _:
            return day + span.delta


def _reason_by_days(step: Step, *, origin: Origin, day: date, workdays: WorkCalendar) -> str:
    counted = count(step.opens, origin.day, workdays)
    parts = [f"{origin.name}, {say_day(origin.day)}"]
    if step.opens.count:
        unit = {Unit.WORKING_DAYS: "business day", Unit.MONTHS: "month"}.get(step.opens.unit, "day")
        side = "after" if step.opens.count > 0 else "before"
        parts = [f"{say_count(abs(step.opens.count), unit)} {side} {parts[0]}"]
    elif day == counted:
        return parts[0]
    if origin.earliest is not None and day == origin.earliest.date() != counted:
        parts[0] += ", and at once, since that is near or past"
    elif step.after_decision is not None and day > workdays.on_or_after(counted):
        parts[0] += (
            f", but not before {say_count(step.after_decision.count, 'business day')} after the decision date"
        )
    elif day != counted:
        parts[0] += f", and then the first working day after {say_day(counted)}"
    first, last = sorted((origin.day - ONE_DAY, day))
    parts += [f"{say_day(off)} is {name}" for off, name in workdays.days_off(first, last)]
    return "; ".join(parts)


def _off_days(workdays: WorkCalendar, first: date, last: date) -> Iterator[str]:
    while first <= last:
        if not workdays.is_working(first):
            name = workdays.holidays.get(first)
            yield f"{say_day(first)} is {name}" if name else f"{say_day(first)} is the weekend"
        first += ONE_DAY
