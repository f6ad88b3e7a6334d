"""Windows on the clock: the good hour in them, and the reason for it in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from calsync.planning.cadence import Habits, Hours, Step, Unit
from calsync.planning.interview import Interview
from calsync.planning.place import LAST_RESORT, Place
from calsync.planning.saying import say_count, say_day, say_moment, say_weekdays
from calsync.planning.wallclock import instant
from calsync.planning.workdays import ONE_DAY, WorkCalendar


def place_by_hours(
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
    held = None
    if after is not None:
        held = after.astimezone(UTC) + (step.gap.delta if step.gap else timedelta())
        first = max(first, held)
    moment, why = _good_hour(
        step,
        first=first,
        held=held,
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
    if step.opens.count == step.closes.count == 0:
        within = "at"
    elif step.closes.count <= 0:
        within = f"{say_count(-step.opens.count, unit)} before"
    else:
        within = f"within {say_count(step.closes.count, unit)} of"
    reason = f"{within} {name} ({moment_said}){f'; {why}' if why else ''}"
    return Place(times, opens.astimezone(zone), closes.astimezone(zone), reason)


def _good_hour(
    step: Step,
    *,
    first: datetime,
    held: datetime | None,
    opens: datetime,
    closes: datetime,
    interview: Interview,
    workdays: WorkCalendar,
    habits: Habits,
) -> tuple[datetime, str]:
    """The best hour that is on no quiet day, and for a message not on the decision day; if all are, the best
    hour there is. Nothing comes before `held`, when what it follows is done, even if its window is over by
    then."""
    if step.hours is None:
        return first, ""

    decision_day = interview.decision.date if interview.decision and step.channel != "none" else None

    def shunned(day: date) -> bool:
        return day.weekday() in habits.quiet or day == decision_day

    def find(shun: Callable[[date], bool] | None) -> tuple[datetime, str] | None:
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
                shun=shun,
            )
            if found:
                return found
        return None

    moment, why = find(None) or (max(opens, closes - LAST_RESORT), "shortly before the time is up")
    if held is not None and held > moment:
        moment = held
    if held is not None and held > closes:
        hours = habits.hours or step.hours
        moment = _earliest(held, hours, lambda _: True, last=held + 2 * ONE_DAY, zone=interview.zone) or held
        why = f"the time for it is up, but it comes after the {str(step.follows).replace('-', ' ')}"
    day = moment.astimezone(interview.zone).date()
    if not shunned(day):
        return moment, why
    kept = f"{say_day(day)} is the decision day"
    if day != decision_day:
        kept = f"you keep {say_weekdays([day.weekday()])} free"
    if other := find(shunned):
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
    shun: Callable[[date], bool] | None,
) -> tuple[datetime, str] | None:
    """The first rule that fits: the hours on a working day, the evening of the interview, the hours on any
    day."""
    zone = interview.zone
    stretch = f"between {hours.first:%H:%M} and {hours.last:%H:%M}{' (your own hours)' if own else ''}"

    def earliest(
        from_: datetime, within: Hours, allow: Callable[[date], bool] = lambda _: True
    ) -> datetime | None:
        def allowed(day: date) -> bool:
            return allow(day) and not (shun and shun(day))

        return _earliest(from_, within, allowed, last=closes, zone=zone)

    if step.rather_after is not None:
        a_day_on = max(first, opens + step.rather_after.delta)
        if moment := earliest(a_day_on, hours, workdays.is_working):
            after = say_count(step.rather_after.count, "hour")
            return moment, f"{stretch} on a working day at least {after} after it"
    if moment := earliest(first, hours, workdays.is_working):
        return moment, f"{stretch} on a working day{'' if own else ' is when a note is read'}"
    days = (moment.astimezone(zone).date() for moment in (first, closes))
    near = "; ".join(_off_days(workdays, *days))
    none = "none of your own hours on a working day" if own else f"no {'other ' if shun else ''}working hours"
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
    if moment > closes:  # it had to follow something late
        yield from (moment + gap * number for number in range(people))
        return
    rest = max(people - 1, 1)
    start = max(first, min(moment, closes - gap * rest)) if people > 1 else moment
    gap = min(gap, timedelta(seconds=(closes - start).total_seconds() // rest // 60 * 60))
    for number in range(people):
        yield start + gap * number


def _off_days(workdays: WorkCalendar, first: date, last: date) -> Iterator[str]:
    while first <= last:
        if not workdays.is_working(first):
            name = workdays.holidays.get(first)
            yield f"{say_day(first)} is {name}" if name else f"{say_day(first)} is the weekend"
        first += ONE_DAY
