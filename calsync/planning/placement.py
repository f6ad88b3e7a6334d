"""Where in its window a step is placed. Windows on the clock look for a good hour (`good_hour`); here
those in days look for a working day, and say why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from calsync.planning.cadence import NO_HABITS, Habits, Span, Step, Unit
from calsync.planning.good_hour import place_by_hours
from calsync.planning.interview import Interview
from calsync.planning.place import LAST_RESORT, Origin, Place
from calsync.planning.saying import say_count, say_day, say_weekdays
from calsync.planning.wallclock import instant, is_after, later
from calsync.planning.workdays import ONE_DAY, WorkCalendar

APART = timedelta(minutes=15)
"""The time between reminders that fall together before one deadline."""
ONE_MINUTE = timedelta(minutes=1)


def place(
    step: Step,
    *,
    origin: Origin,
    interview: Interview,
    workdays: WorkCalendar,
    after: datetime | None,
    people: int,
    rank: int = 0,
    taken: frozenset[datetime] = frozenset(),
    habits: Habits = NO_HABITS,
) -> Place:
    """Place `step`, counted from `origin`, for that many `people`; `after` is when the step it follows
    was placed, `rank` how many reminders of its sort for other interviews come before it, `taken` when (in
    UTC) something has to be done before it. All times are on the candidate's clock, working days are the
    employer's. The person's `habits` count as far as the window allows: their hours before the step's own,
    and no quiet day where another one does."""
    if step.opens.is_clock:
        return place_by_hours(
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
        step, origin=origin, interview=interview, workdays=workdays, rank=rank, taken=taken, habits=habits
    )


def _place_by_days(
    step: Step,
    *,
    origin: Origin,
    interview: Interview,
    workdays: WorkCalendar,
    rank: int,
    taken: frozenset[datetime],
    habits: Habits,
) -> Place:
    opens, closes = (count(span, origin.day, workdays) for span in (step.opens, step.closes))
    if step.after_decision is not None and interview.decision is not None:
        opens = max(opens, count(step.after_decision, interview.decision.date, workdays))
    before = step.opens.count < 0
    first = min(opens, origin.day) if before and closes <= origin.day else opens
    if origin.earliest is not None:
        first = max(first, origin.earliest.astimezone(interview.zone).date())
    day = first if step.all_day or step.any_day else workdays.on_or_after(first)
    if before and day > max(closes, origin.day - ONE_DAY):
        day = _day_off_before(step, first=first, origin=origin)
        closes = max(closes, day)
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
    if before and origin.moment is not None and not is_after(origin.moment, at):
        at = later(origin.moment, -LAST_RESORT)
    if origin.earliest is not None and is_after(origin.earliest, at):
        at = origin.earliest.astimezone(interview.zone)
    if before:
        at = _apart(at, taken, limit=origin.moment or instant(origin.day + ONE_DAY, time(), interview.zone))
    if step.stagger is not None:
        at = later(at, step.stagger.delta * rank)
    return Place((at,), opens, closes, reason)


def _day_off_before(step: Step, *, first: date, origin: Origin) -> date:
    """Where no working day is left before a date, days count as they come: what must be done before it is
    better done on a day off than on the day itself, and never after it."""
    if step.opens.unit is Unit.MONTHS:
        return first
    return max(first, origin.day + ONE_DAY * step.opens.count)


def _apart(at: datetime, taken: frozenset[datetime], *, limit: datetime) -> datetime:
    """From `at` on the first time that nothing else has taken, some minutes after what has, and before
    `limit` if it can be."""
    while at.astimezone(UTC) in taken:
        rest = limit.astimezone(UTC) - at.astimezone(UTC)
        gap = min(APART, rest // 2 // ONE_MINUTE * ONE_MINUTE)
        if gap <= timedelta():
            break
        at = later(at, gap)
    return at


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
        side = "after" if step.opens.count > 0 else "before"
        parts = [f"{_said(step.opens)} {side} {parts[0]}"]
    elif day == counted:
        return parts[0]
    if origin.earliest is not None and day == origin.earliest.date() != counted:
        parts[0] += ", and at once, since that is near or past"
    elif step.opens.count < 0 and day != counted and not workdays.is_working(day):
        parts[0] += ", but no working day is left before it"
    elif step.after_decision is not None and day > workdays.on_or_after(counted):
        parts[0] += f", but not before {_said(step.after_decision)} after the decision date"
    elif day != counted:
        parts[0] += f", and then the first working day after {say_day(counted)}"
    from_day = counted if step.opens.unit is Unit.MONTHS else origin.day
    first, last = sorted((from_day - ONE_DAY, day))
    parts += [f"{say_day(off)} is {name}" for off, name in workdays.days_off(first, last)]
    return "; ".join(parts)


def _said(span: Span) -> str:
    """“2 business days”, for the person."""
    unit = {Unit.WORKING_DAYS: "business day", Unit.MONTHS: "month"}.get(span.unit, "day")
    return say_count(abs(span.count), unit)
