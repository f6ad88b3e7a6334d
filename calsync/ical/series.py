"""A repeating event's rule → the local times it names, in order (RFC 5545, 3.3.10), within bounds.

Written here because a library's expansion of a rule that never comes true has no bound. Only rules of days
and longer are followed; `event_times` applies the zone, the end of the rule and what is left out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from calsync.ical.vtimezone import WEEKDAYS, UnclearRuleError, days_of_year

MOST_TIMES = 400
_HORIZON = timedelta(days=5 * 366)
_COMMON = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYDAY"})
_OF_MONTHS = _COMMON | {"BYMONTHDAY", "BYSETPOS"}


def terms_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name: {"FREQ": "WEEKLY", "COUNT": "3"}."""
    parts = rule.upper().replace(" ", "")[:2000].split(";")
    return dict(part.split("=", 1) for part in parts if "=" in part)


def local_times(terms: dict[str, str], *, start: datetime) -> list[datetime] | None:
    """The first times of a series on the clock of `start` (naive), which is always one of them. UNTIL is left
    to the caller. None for a rule that is not followed."""
    try:
        count = min(int(terms.get("COUNT", MOST_TIMES)), MOST_TIMES)
        days = (day for day in _days(terms, start.date()) if day > start.date())
        rest = [datetime.combine(day, start.time()) for day in islice(days, max(count - 1, 0))]
    except (UnclearRuleError, ValueError, OverflowError):
        return None
    return [start, *rest]


def _days(terms: dict[str, str], start: date) -> Iterator[date]:
    frequency = terms.get("FREQ")
    interval = int(terms.get("INTERVAL", "1"))
    understood = _OF_MONTHS if frequency in ("MONTHLY", "YEARLY") else _COMMON
    if not 1 <= interval <= 10_000 or not understood.issuperset(terms):
        raise UnclearRuleError
    last = start + _HORIZON
    match frequency:
        case "DAILY":
            yield from _filtered(terms, (start + timedelta(n) for n in range(0, _HORIZON.days, interval)))
        case "WEEKLY":
            yield from _filtered(terms, _of_weeks(terms, start, interval))
        case "MONTHLY":
            wanted = {int(month) for month in terms["BYMONTH"].split(",")} if "BYMONTH" in terms else None
            for months in range(start.month - 1, 12 * 6, interval):
                year, month = start.year + months // 12, months % 12 + 1
                if wanted is None or month in wanted:
                    yield from days_of_year({**terms, "BYMONTH": str(month)}, year=year, start=start)
        case "YEARLY":
            if "BYMONTH" not in terms and ("BYDAY" in terms or "BYMONTHDAY" in terms):
                raise UnclearRuleError
            for year in range(start.year, last.year + 1, interval):
                yield from days_of_year(terms, year=year, start=start)
        case _:
            raise UnclearRuleError


def _of_weeks(terms: dict[str, str], start: date, interval: int) -> Iterator[date]:
    """The days of each week that counts; without BYDAY the weekday of the start."""
    first = start - timedelta(days=(start.weekday() - WEEKDAYS.index(terms.get("WKST", "MO"))) % 7)
    for days in range(0, _HORIZON.days, 7 * interval):
        for n in range(7):
            day = first + timedelta(days=days + n)
            if "BYDAY" in terms or day.weekday() == start.weekday():
                yield day


def _filtered(terms: dict[str, str], days: Iterator[date]) -> Iterator[date]:
    months = (
        {int(month) for month in terms["BYMONTH"].split(",")} if "BYMONTH" in terms else set(range(1, 13))
    )
    weekdays = (
        {WEEKDAYS.index(name) for name in terms["BYDAY"].split(",")} if "BYDAY" in terms else set(range(7))
    )
    return (day for day in days if day.month in months and day.weekday() in weekdays)
