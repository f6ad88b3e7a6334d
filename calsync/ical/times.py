"""DTSTART, DTEND and DURATION → what they say, before any time zone is applied (`zones` finds those)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from calsync.errors import InputError
from calsync.ical.lines import Line

YEARS = range(2000, 2101)

_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})-?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})"
    r"(?:\s*T\s*|\s+|(?=$|[0-9]{6}(?:Z|$)))"
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{4,6})?"
    r"(?:[.,][0-9]{1,9})?T?\s*"
    r"(?P<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>[0-9]{1,5})W)?(?:(?P<days>[0-9]{1,5})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,7})M)?(?:(?P<seconds>[0-9]{1,9})S)?)?",
    re.IGNORECASE,
)
_LONGEST = timedelta(days=3660)
_NO_VALUE = frozenset({"", "NONE", "NULL", "NIL", "UNDEFINED", "NAN", "INVALID DATE"})
_WORDS = {
    "DTSTART": "the start",
    "DTEND": "the end",
    "DUE": "the due date",
    "RECURRENCE-ID": "the occurrence",
    "DTSTAMP": "the time stamp",
}


class Moment(NamedTuple):
    """A date, or what a clock on a wall shows.

    Exactly one of `day` and `wall` is set. `wall` is deliberately naive: it is UTC if `utc`, at `offset`
    if that is set, else on the clock of `tzid`, and floating without one. `tzid` beside `utc` or `offset`
    names the zone to show.
    """

    day: date | None = None
    wall: datetime | None = None
    tzid: str | None = None
    utc: bool = False
    offset: timedelta | None = None


def read_moment(line: Line) -> Moment:
    """The date or time of a DTSTART, DTEND or the like. Raises InputError with a sentence for what is
    unreadable, has two readings, or lies outside the years 2000 to 2100."""
    tzid = line.params.get("TZID", "").strip().strip('"').strip() or None
    value = line.value.strip().strip('"').strip().upper()
    found = _MOMENT.fullmatch(value)
    if found is None:
        raise _unreadable(line)
    if int(found["year"]) not in YEARS:
        raise InputError(
            f"{_what(line)} “{_shown(line.value)}” is out of range: the years 2000 to 2100 are read.",
            hint="Type the time with --start and --end.",
        )
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise _unreadable(line) from None
    if found["clock"] is None:
        if found["offset"]:
            raise _unreadable(line)
        return Moment(day=day, tzid=tzid)
    clock = _clock(found["clock"])
    if clock is None:
        raise _unreadable(line)
    if line.params.get("VALUE", "").upper() == "DATE" and clock == timedelta():
        return Moment(day=day, tzid=tzid)
    wall = datetime.combine(day, time()) + clock
    if found["offset"] in (None, "Z"):
        return Moment(wall=wall, tzid=tzid, utc=found["offset"] == "Z")
    offset = _offset(found["offset"])
    if offset is None:
        raise _unreadable(line)
    return Moment(wall=wall, tzid=tzid, offset=offset)


def read_optional_moment(line: Line | None) -> Moment | None:
    """As `read_moment`; None where there is no line, or one that says "None"."""
    if line is None or line.value.strip().strip('"').strip().upper() in _NO_VALUE:
        return None
    return read_moment(line)


class Length(NamedTuple):
    """A duration (RFC 5545, 3.3.6): `days` of the calendar, however long, then `exact` time."""

    days: int = 0
    exact: timedelta = timedelta()


def read_duration(text: str) -> Length | None:
    """A duration, which may be negative; None for an empty or unreadable one, and for one of more than ten
    years."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found[unit] for unit in ("weeks", "days", "hours", "minutes", "seconds")):
        return None
    days = 7 * int(found["weeks"] or 0) + int(found["days"] or 0)
    exact = timedelta(
        hours=int(found["hours"] or 0),
        minutes=int(found["minutes"] or 0),
        seconds=int(found["seconds"] or 0),
    )
    if timedelta(days=days) + exact > _LONGEST:
        return None
    return Length(-days, -exact) if found["sign"] == "-" else Length(days, exact)


def _clock(text: str) -> timedelta | None:
    """The time of day as time since midnight; None where it is none, or could be two."""
    if ":" in text:
        return _of_day(*text.split(":"))
    if len(text) == 5:
        # One digit is missing: of the hour, or of the seconds. Only one of the two may make sense.
        readings = {
            _of_day(text[0], text[1:3], text[3:]),
            _of_day(text[:2], text[2:4], text[4] + "0"),
        } - {None}
        return readings.pop() if len(readings) == 1 else None
    return _of_day(text[:2], text[2:4], text[4:])


def _of_day(hours: str, minutes: str, seconds: str = "") -> timedelta | None:
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if (hour, minute, second) == (24, 0, 0):
        return timedelta(days=1)
    if hour > 23 or minute > 59 or second > 60:
        return None
    # A leap second (RFC 5545, 3.3.12) is the last second of its minute here.
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _offset(text: str) -> timedelta | None:
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if size > timedelta(hours=15):
        return None
    return -size if text[0] == "-" else size


def _what(line: Line) -> str:
    return _WORDS.get(line.name, f"the value of {line.name}")


def _shown(value: str) -> str:
    """The value as it may stand in a sentence: printable and short."""
    clean = "".join(c for c in value[:80].strip() if c.isprintable())
    return clean if len(clean) <= 40 else clean[:39] + "…"


def _unreadable(line: Line) -> InputError:
    return InputError(
        f"{_what(line)} “{_shown(line.value)}” is not a date we can read.",
        hint="Type the time with --start and --end.",
    )
