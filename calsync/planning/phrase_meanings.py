"""What each meaning comes to: from the values of a matched row to a day, and how it was reached.

`phrases` owns the rows, `phrase_match` the matching.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from calsync.planning import phrases
from calsync.planning.phrase_tokens import tokens
from calsync.planning.phrase_values import FURTHEST, Asked, Caught, Found
from calsync.planning.phrases import Tokens, Unit
from calsync.planning.saying import MONTHS, say_date
from calsync.planning.workdays import ONE_DAY, WorkCalendar

_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_Meaning = Callable[[Asked, Caught], Found]


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def calendar_date(asked: Asked, day: int, month: int, year: int | None) -> Found:
    """That date; without a year the first one from `earliest` on. Refuses one that does not exist."""
    years = range(asked.earliest.year, asked.earliest.year + 9) if year is None else (year,)
    for one in years:
        if year is not None and not -2 < one - asked.said_on.year < 4:
            raise (
                asked.too_far()
                if one > asked.said_on.year
                else asked.refusal(f"is before the day it was said, {say_date(asked.said_on)}")
            )
        if 0 < month < 13 and 0 < day <= monthrange(one, month)[1]:
            found = date(one, month, day)
            if year is not None or found >= asked.earliest:
                return Found(found)
    raise asked.refusal("is a date that does not exist")


def _in_month(asked: Asked, day: int, ahead: int = 0) -> Found:
    """The first such day of a month from `earliest` on; with `ahead`, that of the next month."""
    first = asked.earliest.replace(day=1) + relativedelta(months=ahead)
    for months in range(1 if ahead else 4):
        start = first + relativedelta(months=months)
        if 0 < day <= monthrange(start.year, start.month)[1]:
            found = start.replace(day=day)
            if found >= asked.earliest:
                return Found(found)
    raise asked.refusal("is a date that does not exist")


def _dated(asked: Asked, caught: Caught) -> Found:
    found = caught.found or _in_month(asked, caught.days_of_month[-1])
    if caught.weekdays and found.day.weekday() != caught.weekdays[-1]:
        named = _DAY_NAMES[caught.weekdays[-1]]
        raise asked.refusal(f"does not agree with itself: {say_date(found.day)} is not a {named}")
    return found


def _first(caught: Caught, start: date, weeks: int = 0) -> Found:
    """The weekday that was named, from `start` on; of a range its later end."""
    first, last = caught.weekdays[0], caught.weekdays[-1]
    ahead = (first - start.weekday()) % 7 + (last - first) % 7 + 7 * weeks
    return Found(start + timedelta(days=ahead), "the later of the two" if first != last else "")


def _base(asked: Asked, caught: Caught) -> Found:
    return caught.found or _first(caught, asked.said_on + ONE_DAY)


def _moved(asked: Asked, start: Found, count: int, unit: tuple[Unit, int]) -> Found:
    """`count` units after `start`, or before it when negative. Hours are rounded up to whole days."""
    kind, size = unit
    size *= abs(count)
    if size * {Unit.HOUR: 1 / 24, Unit.MONTH: 30}.get(kind, 1) > FURTHEST:
        raise asked.too_far()
    way = 1 if count > 0 else -1
    side = f"{'after' if count > 0 else 'before'} {say_date(start.day)}"
    if kind is Unit.HOUR:
        kind, size = Unit.DAY, -(-size // 24)
    match kind:
        case Unit.MONTH:
            day = start.day + way * relativedelta(months=size)
        case Unit.WORKING_DAY if way > 0:
            day = asked.workdays.after(start.day, size)
        case Unit.WORKING_DAY:
            day = start.day
            for _ in range(size):
                day = _last_working(asked, day - 60 * ONE_DAY, day - ONE_DAY)
        case Unit.DAY | Unit.HOUR:
            day = start.day + timedelta(days=way * size)
    return Found(day, start.note).because(f"{size} {kind.value}{'s' * (size != 1)} {side}")


def _last_working(asked: Asked, first: date, last: date) -> date:
    while last >= first:
        if asked.workdays.is_working(last):
            return last
        last -= ONE_DAY
    raise asked.refusal(f"has no working day in the calendar “{asked.workdays.label}”")


def _week_end(asked: Asked, monday: date) -> Found:
    """Weeks start on Monday, but where Sunday is worked the week's end is the day before its day off."""
    weekend = asked.workdays.weekend
    ends = 6 if not weekend or weekend & {0, 6} else min(weekend) - 1
    day = _last_working(asked, monday, monday + timedelta(days=ends))
    return Found(day, f"the last working day of the week of {say_date(monday)}")


def _week_day(monday: date, number: int) -> Found:
    day = monday + timedelta(days=number)
    return Found(day, f"the {_DAY_NAMES[number]} of the week of {say_date(monday)}")


def _month_start(asked: Asked, caught: Caught) -> date:
    """The first of the named month: without a year the month that is running or comes next."""
    said_on = asked.said_on
    year = caught.year or said_on.year + (caught.month < said_on.month)
    if abs(year - said_on.year) > 3:
        raise asked.too_far() if year > said_on.year else asked.refusal("is before the day it was said")
    return date(year, caught.month, 1)


def _end(asked: Asked, start: date, months: int = 1) -> Found:
    last = start + relativedelta(months=months) - ONE_DAY
    span = f"{MONTHS[last.month - 1]} {last.year}"
    return Found(_last_working(asked, start, last), f"the last working day of {span}")


def _before(asked: Asked, found: Found) -> Found:
    day = _last_working(asked, found.day - 60 * ONE_DAY, found.day - ONE_DAY)
    return Found(day, found.note).because(f"the last working day before {say_date(found.day)}")


def fixed_holiday(asked: Asked, key: Tokens) -> date:
    """The next Christmas, New Year or Easter, for calendars that do not name them. Where Easter Monday is
    a day off, Easter is the day before it: the Orthodox churches keep another date."""
    from dateutil.easter import easter

    if key == ("easter",) and ("easter", "monday") in asked.holidays:
        sunday = asked.holidays["easter", "monday"][1] - ONE_DAY
        if sunday > asked.said_on:
            return sunday
    days = (
        easter(year) if key == ("easter",) else date(year, *phrases.FIXED_HOLIDAYS[key])
        for year in (asked.said_on.year, asked.said_on.year + 1)
    )
    return next(day for day in days if day > asked.said_on)


def coming_holidays(workdays: WorkCalendar, said_on: date) -> Mapping[Tokens, tuple[str, date]]:
    """The first day after `said_on` of each name; an "(observed)" one only where there is no other."""
    named: dict[Tokens, tuple[bool, date, str]] = {}
    for day, names in workdays.holidays.items():
        for name in names.split(";") if day > said_on else ():
            plain = name.partition("(")[0].strip()
            entry = ("(" in name, day, plain)
            key = phrases.holiday_key(tokens(plain))
            named[key] = min(entry, named.get(key, entry))
    return {key: (name, day) for key, (_, day, name) in named.items()}


def _unclear(asked: Asked, _: Caught) -> Found:
    raise asked.refusal(
        "can be read as more than one day",
        hint="Say “before December”, “mid-December”, “end of December” or “the week of 7 December”, "
        "or give a date: “2026-12-04”.",
    )


def _this(asked: Asked, months: int) -> date:
    """The first day of this month, of the next one ..."""
    return asked.said_on.replace(day=1) + relativedelta(months=months)


def _week_start(asked: Asked, caught: Caught) -> date:
    return caught.monday or monday_of(asked.said_on)


def _middle(start: date) -> Found:
    return Found(start.replace(day=15), f"the middle of {MONTHS[start.month - 1]} {start.year}")


def _quarter_of(asked: Asked) -> int:
    return (asked.said_on.month + 2) // 3


def _named_quarter_end(asked: Asked, caught: Caught) -> Found:
    caught.month = 3 * caught.quarter
    return _quarter_end(asked, caught.quarter, _month_start(asked, caught).year)


def _quarter_end(asked: Asked, quarter: int, year: int) -> Found:
    return _end(asked, date(year + (quarter - 1) // 4, (quarter - 1) % 4 * 3 + 1, 1), 3)


def _year_end(asked: Asked, caught: Caught) -> Found:
    caught.month = 12
    return _end(asked, _month_start(asked, caught))


# A day for every meaning of DATES, DAYS and MEANINGS in `phrases`.
COMES_TO: Mapping[str, _Meaning] = {
    # the rows of DATES and DAYS
    "day_and_month": lambda a, c: calendar_date(a, c.days_of_month[-1], c.month, c.year),
    "numeric": _base,
    "day_of_month": lambda a, c: _in_month(a, c.days_of_month[-1]),
    "day_of_next_month": lambda a, c: _in_month(a, c.days_of_month[-1], ahead=1),
    "today": lambda a, _: Found(a.said_on),
    "tomorrow": lambda a, _: Found(a.said_on + ONE_DAY),
    "day_after_tomorrow": lambda a, _: Found(a.said_on + 2 * ONE_DAY),
    "yesterday": lambda a, _: Found(a.said_on - ONE_DAY),
    "dated": _dated,
    "coming_weekday": lambda a, c: _first(c, a.said_on + ONE_DAY),
    "this_weekday": lambda a, c: _first(c, monday_of(a.said_on)),
    "next_weekday": lambda a, c: _first(c, monday_of(a.said_on), 1),
    "last_weekday": lambda a, c: _first(c, a.said_on, -1),
    "weekday_after_next": lambda a, c: _first(c, monday_of(a.said_on), 2),
    "weekday_of_week": lambda a, c: _first(c, _week_start(a, c)),
    "mid_month": lambda a, c: _middle(_month_start(a, c)),
    "mid_this_month": lambda a, _: _middle(_this(a, 0)),
    "mid_next_month": lambda a, _: _middle(_this(a, 1)),
    # the rest
    "day": _base,
    "week_end": lambda a, c: _week_end(a, _week_start(a, c)),
    "week_early": lambda a, c: _week_day(_week_start(a, c), 1),
    "week_mid": lambda a, c: _week_day(_week_start(a, c), 2),
    "week_late": lambda a, c: _week_end(a, _week_start(a, c)),
    "month_end": lambda a, c: _end(a, _month_start(a, c)),
    "this_month_end": lambda a, _: _end(a, _this(a, 0)),
    "next_month_end": lambda a, _: _end(a, _this(a, 1)),
    "quarter_end": _named_quarter_end,
    "this_quarter_end": lambda a, _: _quarter_end(a, _quarter_of(a), a.said_on.year),
    "next_quarter_end": lambda a, _: _quarter_end(a, _quarter_of(a) + 1, a.said_on.year),
    "year_end": _year_end,
    "next_year_end": lambda a, _: _quarter_end(a, 8, a.said_on.year),
    "before_day": lambda a, c: _before(a, _base(a, c)),
    "before_week": lambda a, c: _before(a, Found(_week_start(a, c))),
    "before_month": lambda a, c: _before(a, Found(_month_start(a, c))),
    "before_next_month": lambda a, _: _before(a, Found(_this(a, 1))),
    "before_holiday": lambda a, c: _before(a, _base(a, c)),
    "length": lambda a, c: _moved(a, Found(a.said_on), max(c.counts, default=1), c.unit),
    "next_working_day": lambda a, _: _moved(a, Found(a.said_on), 1, (Unit.WORKING_DAY, 1)),
    "from_day": lambda a, c: _moved(a, _base(a, c), max(c.counts, default=1), c.unit),
    "week_from_day": lambda a, c: _moved(a, _base(a, c), 7, (Unit.DAY, 1)),
    "fortnight_from_day": lambda a, c: _moved(a, _base(a, c), 14, (Unit.DAY, 1)),
    "ahead_of_day": lambda a, c: _moved(a, _base(a, c), -max(c.counts, default=1), c.unit),
    "weekday_after_day": lambda a, c: _first(c, _base(a, c).day + ONE_DAY),
    "weekday_before_day": lambda a, c: _first(c, _base(a, c).day, -1),
    "week_after_day": lambda a, c: _week_end(a, monday_of(_base(a, c).day) + timedelta(weeks=1)),
    "unclear": _unclear,
}
