"""The name a file gives its time zone → a zone, from the name or from the file's own rules.

Nothing is remembered by the file's names: two files may call different zones the same. The rules are
worked out by `vtimezone`; the names stand in `zone_names`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pkgutil import get_data
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.ical.lines import Block, unescape
from calsync.ical.vtimezone import Onset, offset_at, onsets
from calsync.ical.zone_names import DISPLAY_NAMES, LOOSE_NAMES, MAJOR_ZONES, MODERN, OTHER_IDS

_LONGEST_NAME = 200
_UTC_NAMES = frozenset({"z", "utc", "gmt", "etc/utc", "etc/gmt", "zulu", "uct", "etc/uct", "etc/zulu"})
_NO_ZONES = frozenset({"factory", "localtime", "posixrules"})
_DIGITS_BEFORE = re.compile(r"^\((?:UTC|GMT)[^)]{0,12}\)\s*", re.IGNORECASE)
_RUSSIAN_NUMBER = re.compile(r"\s*\(RTZ \d+\)$", re.IGNORECASE)
_COPY_NUMBER = re.compile(r"\s+\d{1,2}$")
_NUMBERED_UTC = re.compile(r"co-?ordinated universal time\s*([+-]\d\d)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_MONTHS = range(1, 13)


class ZoneFinding(NamedTuple):
    """What a time zone name of a file comes to at one time. `zone` is None when it cannot be told.

    `name` is for the person. `offset` is the UTC offset at that time. `remark` tells where the file
    contradicts itself, `assumed` what was concluded rather than read; both are empty otherwise."""

    zone: tzinfo | None = None
    name: str | None = None
    offset: timedelta | None = None
    remark: str = ""
    assumed: str = ""


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name in any case or with a vendor's prefix, of a Windows id, or of an Outlook
    display name; None for anything else. Digits in a display name are never used."""
    key = _key_of(name)
    return ZoneInfo(key) if key is not None else None


def resolve_zone(tzid: str, *, rules: Block | None, at: datetime) -> ZoneFinding:
    """The zone of `tzid` at the naive local time `at`, given the file's VTIMEZONE of that name, if any.

    A known name wins over the rules, except for a bare abbreviation such as EST, which may mean anything;
    then the rules count, named after the zone that shares them all year, else as a fixed offset. They count
    too where they differ from a display name, which is a text for people."""
    key = _key_of(tzid)
    displayed = key is not None and _is_displayed(tzid)
    changes = onsets(rules, year=at.year) if rules is not None else None
    stated = offset_at(changes, at) if changes is not None else None
    if rules is not None and (key is None or _is_bare(tzid, key)):
        location = rules.first("X-LIC-LOCATION")
        by_location = _key_of(location.value) if location is not None else None
        if by_location is not None and "/" in by_location:
            key = by_location
        elif changes is not None and stated is not None:
            return _from_rules(changes, stated=stated, at=at)
    if key is None:
        return ZoneFinding()
    zone = ZoneInfo(key)
    offset = _offset_in(zone, at)
    if displayed and changes is not None and stated is not None and stated != offset:
        remark = (
            f"the file's own rules for “{tzid[:60]}” say {utc_label(stated)} on that day, "
            f"but {key} is at {utc_label(offset)} then; the rules were used"
        )
        return _from_rules(changes, stated=stated, at=at)._replace(remark=remark)
    if displayed and stated is None and _words(tzid) in _loose_names():
        said = f"the time zone “{tzid[:60]}” is read as {key}"
        return ZoneFinding(zone=zone, name=key, offset=offset, assumed=said)
    remark = ""
    if stated is not None and stated != offset:
        remark = (
            f"the file's own rules for {key} say {utc_label(stated)} on that day, "
            f"but {key} is at {utc_label(offset)} then; that was used"
        )
    return ZoneFinding(zone=zone, name=key, offset=offset, remark=remark)


def nearest_zone_names(name: str) -> list[str]:
    """Up to three IANA names that resemble `name`, for the way out of an error."""
    import difflib

    wanted = name.strip().strip('"').lower().replace(" ", "_")[:_LONGEST_NAME]
    # Etc/GMT+2 is two hours *behind*: nobody who types GMT+2 means that.
    index = {name: key for name, key in _iana_names().items() if not key.startswith("Etc/GMT")}
    if re.fullmatch(r"(?:utc|gmt|z)?[+-]?\d+(?::?\d\d)?", wanted):
        return []
    places = {key.rsplit("/", 1)[-1]: full for key, full in index.items() if "/" in key}
    near = [places[key] for key in difflib.get_close_matches(wanted.rsplit("/", 1)[-1], places, n=3)]
    near += [index[key] for key in difflib.get_close_matches(wanted, index, n=3)]
    return list(dict.fromkeys(near))[:3]


def utc_label(offset: timedelta) -> str:
    """An offset as people write it: UTC+03:45."""
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _from_rules(changes: tuple[Onset, ...], *, stated: timedelta, at: datetime) -> ZoneFinding:
    key = _namesake(changes, at.year)
    if key is not None:
        return ZoneFinding(
            zone=ZoneInfo(key),
            name=key,
            offset=stated,
            assumed=f"the file describes its own time zone, whose rules are those of {key}",
        )
    label = utc_label(stated)
    return ZoneFinding(
        zone=timezone(stated, label),
        name=label,
        offset=stated,
        assumed=f"the file describes its own time zone, which is at {label} on that day",
    )


@lru_cache(maxsize=64)
def _namesake(changes: tuple[Onset, ...], year: int) -> str | None:
    """The zone that has the same offsets at samples over that year: each month's 15th, and the hours and
    days around each change. Cached by the rules themselves, never by their name."""
    samples = [datetime(year, month, 15, 12) for month in _MONTHS]  # noqa: DTZ001 - a wall clock
    for change in changes:
        if change.wall.year == year:
            samples += [change.wall + timedelta(hours=hours) for hours in (-24, -4, 4, 24)]
    expected = [(sample, offset_at(changes, sample)) for sample in samples]
    if len({offset for _, offset in expected}) == 1:
        return None  # without summer time too many places share the rules, and one would be made up
    for key in (*MAJOR_ZONES, *sorted(set(_windows_ids().values()))):
        zone = ZoneInfo(key)
        if all(_offset_in(zone, sample) == offset for sample, offset in expected):
            return key
    return None


def _offset_in(zone: ZoneInfo, wall: datetime) -> timedelta:
    return wall.replace(tzinfo=zone).utcoffset() or timedelta()


def _is_bare(tzid: str, key: str) -> bool:
    """Whether the name was found only because IANA keeps an old abbreviation such as EST or GMT."""
    return ("/" not in key and key != "UTC") or tzid.strip().strip('"').lower() in ("gmt", "z")


def _is_displayed(tzid: str) -> bool:
    """Whether a name that is known is neither an IANA name nor a Windows id."""
    clean = _clean(tzid)
    lower = clean.lower()
    return lower not in _UTC_NAMES and not _iana_key(lower) and not _windows_key(clean)


def _clean(name: str) -> str:
    return " ".join(unescape(name[:_LONGEST_NAME]).strip().strip('"').split())


def _key_of(name: str) -> str | None:
    """The IANA key a name stands for."""
    clean = _clean(name)
    lower = clean.lower()
    if not lower or lower in _NO_ZONES:
        return None
    if lower in _UTC_NAMES:
        return "UTC"
    return _iana_key(lower) or _windows_key(clean) or _display_key(clean)


def _iana_key(lower: str) -> str | None:
    names = _iana_names()
    path = lower.replace(" ", "_")
    for candidate in (path, path.replace("-", "/", 1)):
        if found := names.get(candidate):
            return found
    # /vendor/version/Area/City: the longest end that is a name, never a bare abbreviation.
    parts = path.split("/")
    for first in range(1, min(len(parts), 12)):
        rest = "/".join(parts[first:])
        if rest in _UTC_NAMES:
            return "UTC"
        if "/" in rest and (found := names.get(rest)):
            return found
    return None


def _windows_key(clean: str) -> str | None:
    ids = _windows_ids()
    folded = _folded_id(clean)
    for candidate in (folded, _COPY_NUMBER.sub("", folded)):
        if found := ids.get(candidate) or ids.get(candidate.replace("daylight time", "standard time")):
            return found
    return None


def _display_key(clean: str) -> str | None:
    bare = _RUSSIAN_NUMBER.sub("", _DIGITS_BEFORE.sub("", clean))
    if numbered := _NUMBERED_UTC.fullmatch(bare):
        return _windows_ids().get(f"utc{numbered[1]}")
    return _display_names().get(_words(bare))


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    """Lower case → the name as IANA writes it, from the list that tzdata ships: no folder is searched."""
    listed = (get_data("tzdata", "zones") or b"").decode("ascii").split()
    return {name.lower(): name for name in listed if name.lower() not in _NO_ZONES}


@lru_cache(maxsize=1)
def _windows_ids() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    known = {_folded_id(name): MODERN.get(key, key) for name, key in WINDOWS_TO_OLSON.items()}
    return known | {_folded_id(name): key for name, key in OTHER_IDS.items()}


@lru_cache(maxsize=1)
def _display_names() -> dict[str, str]:
    return {_words(name): key for name, key in DISPLAY_NAMES.items()}


@lru_cache(maxsize=1)
def _loose_names() -> frozenset[str]:
    return frozenset(_words(name) for name in LOOSE_NAMES)


def _folded_id(name: str) -> str:
    return " ".join(name.casefold().split())


def _words(name: str) -> str:
    """The words of a name, without accents, case, punctuation and "and"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&amp;", "&"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(word for word in _WORD.findall(plain) if word != "and")
