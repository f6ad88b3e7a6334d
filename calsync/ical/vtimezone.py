"""A VTIMEZONE's own rules → its UTC offset near one date (RFC 5545, 3.6.5), nothing remembered by name.

Only the years around the date are worked out, and only yearly rules are understood. Where the rules
cannot be followed with certainty the answer is None, never a guess. `zones` gives the rules a name.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from calsync.ical.lines import Block

_STAMP = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T([0-9]{2}):?([0-9]{2}):?([0-9]{2})?)?(Z?)")
_OFFSET = re.compile(r"([+-]?)([0-9]{2}):?([0-9]{2}):?([0-9]{2})?")
_WEEKDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNDERSTOOD = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"}
)
_MOST_PARTS = 1000
_MOST_RULES = 40
_MOST_DATES = 4000
_MOST_YEARS = 200
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True, order=True)
class Onset:
    """From `wall`, a naive time on the clock of `before`, the offset is `after`."""

    wall: datetime
    before: timedelta
    after: timedelta


class UnclearRuleError(Exception):
    """The rules say something that cannot be followed."""


def onsets(rules: Block, *, year: int) -> tuple[Onset, ...] | None:
    """The changes of offset that decide about `year`, in order; None if the rules are not understood."""
    parts = tuple(_part(block) for block in rules.blocks if block.name in ("STANDARD", "DAYLIGHT"))
    if (
        not parts
        or len(parts) > _MOST_PARTS
        or sum(len(part.rules) for part in parts) > _MOST_RULES
        or sum(len(part.dates) for part in parts) > _MOST_DATES
    ):
        return None
    return _worked_out(parts, year)


def offset_at(changes: tuple[Onset, ...], wall: datetime) -> timedelta | None:
    """The offset when a clock there shows `wall` (naive). In a gap it is the one before the change, and
    of a time that occurs twice the first counts."""
    if not changes:
        return None
    offset = changes[0].before
    for change in changes:
        if wall - change.wall < max(change.after - change.before, timedelta()):
            break
        offset = change.after
    return offset


class _Part(NamedTuple):
    """The raw values of a STANDARD or DAYLIGHT block."""

    start: str
    before: str
    after: str
    rules: tuple[str, ...]
    dates: tuple[str, ...]


def _part(block: Block) -> _Part:
    def value(name: str) -> str:
        line = block.first(name)
        return line.value.strip().upper() if line is not None else ""

    return _Part(
        start=value("DTSTART"),
        before=value("TZOFFSETFROM") or value("TZOFFSETTO"),
        after=value("TZOFFSETTO"),
        rules=tuple(line.value for line in block.all("RRULE")),
        dates=tuple(text for line in block.all("RDATE") for text in line.value.split(",", _MOST_DATES)),
    )


@lru_cache(maxsize=64)
def _worked_out(parts: tuple[_Part, ...], year: int) -> tuple[Onset, ...] | None:
    """Cached by the rules themselves: a file names its zone in each of its events."""
    found: set[Onset] = set()
    try:
        for part in parts:
            found.update(_of_part(part, year))
        ordered = tuple(sorted(found))
        return None if _contradictory(ordered, year) else ordered
    except (UnclearRuleError, ValueError, OverflowError):
        return None


def _contradictory(ordered: tuple[Onset, ...], year: int) -> bool:
    """Whether two changes that decide about `year` are at one time and differ; older ones are overtaken."""
    bounds = date(year, 1, 1) - _MARGIN, date(year, 12, 31) + _MARGIN
    latest_before = max((each.wall for each in ordered if each.wall.date() < bounds[0]), default=None)
    return any(
        one.wall == other.wall
        and one.after != other.after
        and (one.wall == latest_before or bounds[0] <= one.wall.date() <= bounds[1])
        for one, other in pairwise(ordered)
    )


def _of_part(part: _Part, year: int) -> Iterator[Onset]:
    before, after = _offset(part.before), _offset(part.after)
    start, _ = _stamp(part.start)
    walls: set[datetime] = set()
    for rule in part.rules:
        walls.update(_yearly(rule, start=start, before=before, year=year))
    if not walls:
        # Beside a rule the start is only where its pattern begins: Exchange gives both blocks one start.
        walls.add(start)
    for text in part.dates:
        wall, utc = _stamp(text.split("/")[0])
        walls.add(wall + before if utc else wall)
    for wall in walls:
        yield Onset(wall, before, after)


def _yearly(rule: str, *, start: datetime, before: timedelta, year: int) -> Iterator[datetime]:
    """The onsets of a yearly rule in the years that matter: up to the one after `year`, or its own last."""
    terms = dict(term.split("=", 1) for term in rule.upper().replace(" ", "").split(";") if "=" in term)
    if terms.get("FREQ") != "YEARLY" or not _UNDERSTOOD.issuperset(terms):
        raise UnclearRuleError
    if "BYMONTH" not in terms and ("BYDAY" in terms or "BYMONTHDAY" in terms):
        raise UnclearRuleError
    interval = int(terms.get("INTERVAL", "1"))
    if not 1 <= interval <= 50:
        raise UnclearRuleError
    until, utc = _stamp(terms["UNTIL"]) if "UNTIL" in terms else (None, False)
    if until is not None:
        if len(terms["UNTIL"]) == 8:
            until += timedelta(days=1, seconds=-1)
        until += before if utc else timedelta()
    last = min(year + 1, until.year) if until is not None else year + 1
    left = int(terms["COUNT"]) if "COUNT" in terms else None
    first = start.year
    if left is None:
        # Restart near the end: each onset depends on its own year alone.
        first = max(first, last - max(2, interval))
        first += (start.year - first) % interval
    elif last - first > _MOST_YEARS:
        raise UnclearRuleError
    for current in range(first, last + 1, interval):
        for day in days_of_year(terms, year=current, start=start.date()):
            wall = datetime.combine(day, start.time())
            if wall < start or (until is not None and wall > until):
                continue
            if left is not None:
                if left <= 0:
                    return
                left -= 1
            yield wall


def days_of_year(terms: dict[str, str], *, year: int, start: date) -> list[date]:
    """The days of `year` the rule names."""
    months = _numbers(terms.get("BYMONTH", str(start.month)), low=1, high=12)
    days: set[date] = set()
    for month in months:
        length = monthrange(year, month)[1]
        month_days = [date(year, month, number) for number in range(1, length + 1)]
        if "BYMONTHDAY" in terms:
            wanted = _numbers(terms["BYMONTHDAY"], low=-31, high=31)
            month_days = [day for day in month_days if {day.day, day.day - length - 1} & wanted]
        elif "BYDAY" not in terms:
            month_days = [day for day in month_days if day.day == start.day]
        if "BYDAY" in terms:
            month_days = _on_weekdays(month_days, terms["BYDAY"], whole_month="BYMONTHDAY" not in terms)
        days.update(month_days)
    ordered = sorted(days)
    if "BYSETPOS" in terms:
        places = _numbers(terms["BYSETPOS"], low=-366, high=366)
        ordered = [day for at, day in enumerate(ordered) if at + 1 in places or at - len(ordered) in places]
    return ordered


def _on_weekdays(days: list[date], names: str, *, whole_month: bool) -> list[date]:
    kept: set[date] = set()
    for name in names.split(",", 8)[:8]:
        found = _WEEKDAY.fullmatch(name)
        if found is None:
            raise UnclearRuleError
        same = [day for day in days if day.weekday() == WEEKDAYS.index(found[2])]
        if found[1] is None:
            kept.update(same)
            continue
        place = int(found[1])
        if not whole_month or place == 0:
            raise UnclearRuleError
        at = place - 1 if place > 0 else place
        if -len(same) <= at < len(same):
            kept.add(same[at])
    return sorted(kept)


def _numbers(text: str, *, low: int, high: int) -> set[int]:
    numbers = {int(number) for number in text.split(",", 64)[:64]}
    if not numbers or min(numbers) < low or max(numbers) > high:
        raise UnclearRuleError
    return numbers


def _stamp(text: str) -> tuple[datetime, bool]:
    """The naive time a stamp shows, of any year, and whether it is UTC."""
    found = _STAMP.fullmatch(text.strip().upper())
    if found is None:
        raise UnclearRuleError
    day = date(int(found[1]), int(found[2]), int(found[3]))
    clock = timedelta(hours=int(found[4] or 0), minutes=int(found[5] or 0), seconds=int(found[6] or 0))
    return datetime.combine(day, datetime.min.time()) + clock, found[7] == "Z"


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text)
    if found is None:
        raise UnclearRuleError
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if size >= timedelta(hours=24):
        raise UnclearRuleError
    return -size if found[1] == "-" else size
