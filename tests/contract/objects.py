"""Calendar objects of invented people, and what they say, read back without calsync."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from icalendar import Calendar, Component, vDDDTypes

from calsync.ical.fingerprint import fingerprint

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
"""


def vcalendar(body: str) -> str:
    """As RFC 5545 wants it: CRLF, and lines of at most 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calsync tests//EN", *body.splitlines()]
    return "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"


def event(uid: str, title: str = "Write to Mira", *, more: str = "", zones: str = "") -> str:
    """At nine in the morning, UTC, on 30 November 2026, unless `more` has a DTSTART and DTEND."""
    when = "" if "DTSTART" in more else "DTSTART:20261130T090000Z\nDTEND:20261130T091500Z\n"
    fixed = f"UID:{uid}\nDTSTAMP:20261122T080000Z\nSEQUENCE:0\n"
    return vcalendar(f"{zones}BEGIN:VEVENT\n{fixed}{when}SUMMARY:{title}\n{more}END:VEVENT")


def todo(uid: str, title: str = "Write to Mira", *, more: str = "") -> str:
    fixed = f"UID:{uid}\nDTSTAMP:20261122T080000Z\nDTSTART:20261130T090000Z\nDUE:20261130T170000Z\n"
    return vcalendar(f"BEGIN:VTODO\n{fixed}STATUS:NEEDS-ACTION\nSUMMARY:{title}\n{more}END:VTODO")


class Said(NamedTuple):
    """What an object says to whoever looks at it in a calendar."""

    kind: str
    uid: str
    start: date | datetime
    end: date | datetime
    zone: str
    title: str
    body: str


def said(text: str) -> Said:
    entry = _entry(text)
    start, zone = _moment(entry, "DTSTART")
    end, _ = _moment(entry, "DTEND" if "DTEND" in entry else "DUE")
    return Said(
        kind=entry.name or "",
        uid=str(entry["UID"]),
        start=start,
        end=end,
        zone=zone,
        title=str(entry["SUMMARY"]),
        body=str(entry.get("DESCRIPTION", "")),
    )


def _moment(entry: Component, name: str) -> tuple[date | datetime, str]:
    """With the name of its zone."""
    value = entry[name]
    assert isinstance(value, vDDDTypes)
    assert isinstance(value.dt, date)
    return value.dt, str(value.params.get("TZID", ""))


def meaning(text: str) -> list[str]:
    """Equal for two objects that say the same."""
    calendar = Calendar.from_ical(text)
    return sorted(fingerprint(part) for part in calendar.subcomponents)


def _entry(text: str) -> Component:
    (entry,) = (part for part in Calendar.from_ical(text).subcomponents if part.name in ("VEVENT", "VTODO"))
    return entry


def _folded(line: str) -> str:
    parts, now = [], b""
    for letter in line:
        data = letter.encode()
        if len(now) + len(data) > 74:
            parts.append(now)
            now = b""
        now += data
    return "\r\n ".join(part.decode() for part in [*parts, now])
