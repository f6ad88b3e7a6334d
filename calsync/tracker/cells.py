"""Single values in the tracker's JSON, to and fro: texts, numbers, instants, dates, lengths and zones.

Instants are kept as UTC and come back on a clock that is named; a date stays a date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

Row = Mapping[str, object]


class Unreadable(ValueError):
    """Why a row cannot be read, as the end of a sentence; or why a value cannot become one."""


def instant_text(at: datetime) -> str:
    """An instant in UTC."""
    if at.tzinfo is None:
        raise Unreadable("a time has no zone")
    return at.astimezone(UTC).isoformat()


def when_text(when: datetime | date | None) -> str | None:
    if isinstance(when, datetime):
        return instant_text(when)
    return when.isoformat() if when is not None else None


def microseconds(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(microseconds=1)


def zone_text(zone: tzinfo | None) -> str | None:
    """The name of a zone, or a fixed offset such as +05:30."""
    if zone is None:
        return None
    if isinstance(zone, timezone):
        name = timezone(zone.utcoffset(None)).tzname(None)
        return name.removeprefix("UTC") or "+00:00"
    key: object = getattr(zone, "key", None)
    if not isinstance(key, str):
        raise Unreadable(f"the time zone {zone} has no name to remember it by")
    return key


def read_instant(value: object, zone: tzinfo) -> datetime:
    """An instant, on the clock of `zone`."""
    if not isinstance(value, str):
        raise Unreadable(f"{shorten(value)} is no time")
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise Unreadable(f"the time {shorten(value)} has no zone")
    return at if at.tzinfo is zone else at.astimezone(zone)


def maybe_instant(value: object, zone: tzinfo) -> datetime | None:
    return None if value is None else read_instant(value, zone)


def day_or_instant(value: object, zone: tzinfo) -> datetime | date:
    if isinstance(value, str) and len(value) == len("2026-12-31"):
        return date.fromisoformat(value)
    return read_instant(value, zone)


def maybe_when(value: object, zone: tzinfo) -> datetime | date | None:
    return None if value is None else day_or_instant(value, zone)


def length_in(row: Row, key: str) -> timedelta | None:
    number = maybe_number_in(row, key)
    return None if number is None else timedelta(microseconds=number)


@lru_cache(maxsize=64)
def known_zone(text: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if text[:1] in ("+", "-"):
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{text}").tzinfo
        assert zone is not None  # the text has an offset
        return zone
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Unreadable(f"the time zone {shorten(text)} is not known here") from error


def object_of(value: object, keys: Collection[str]) -> Row:
    if not isinstance(value, dict):
        raise Unreadable(f"{shorten(value)} is no object")
    if value.keys() != keys:
        missing, unknown = sorted(set(keys) - value.keys()), sorted(value.keys() - set(keys))
        raise Unreadable(f"“{missing[0]}” is missing" if missing else f"“{unknown[0]}” is not known")
    return value


def text_in(row: Row, key: str) -> str:
    value = row[key]
    if isinstance(value, str):
        return value
    raise Unreadable(f"“{key}” is {shorten(value)}, not a text")


def maybe_text_in(row: Row, key: str) -> str | None:
    value = row[key]
    if value is None or isinstance(value, str):
        return value
    raise Unreadable(f"“{key}” is {shorten(value)}, not a text")


def maybe_number_in(row: Row, key: str) -> int | None:
    value = row[key]
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Unreadable(f"“{key}” is {shorten(value)}, not a whole number")


def truth_in(row: Row, key: str) -> bool:
    value = row[key]
    if isinstance(value, bool):
        return value
    raise Unreadable(f"“{key}” is {shorten(value)}, neither true nor false")


def list_in(row: Row, key: str) -> list[object]:
    value = row[key]
    if isinstance(value, list):
        return value
    raise Unreadable(f"“{key}” is {shorten(value)}, not a list")


def texts_in(row: Row, key: str) -> tuple[str, ...]:
    found = list_in(row, key)
    if not found:
        return ()
    texts = tuple([each for each in found if isinstance(each, str)])
    if len(texts) != len(found):
        raise Unreadable(f"“{key}” holds more than texts")
    return texts


def origins_in(row: Row) -> Mapping[str, str]:
    found = row["origins"]
    if not isinstance(found, dict) or not all(type(each) is str for each in found.values()):
        raise Unreadable(f"{shorten(found)} are no origins")
    return found


def shorten(value: object) -> str:
    return repr(value)[:60]
