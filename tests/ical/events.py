"""Calendar files put together for the tests of reading."""

from __future__ import annotations

from calsync.errors import CalsyncError
from calsync.ical.invite import Beforehand, read_invitation
from calsync.ical.zones import find_zone
from calsync.planning.facts import Facts

BASE = {
    "UID": "one@acme.example",
    "DTSTAMP": "20261112T161522Z",
    "DTSTART;TZID=Europe/Berlin": "20261201T140000",
    "DTEND;TZID=Europe/Berlin": "20261201T150000",
    "SUMMARY": "Technical interview - Acme",
}


def event(*more: str, without: tuple[str, ...] = (), **changes: str) -> str:
    """A VEVENT: the base with lines changed by name (START and END stand for DTSTART and DTEND with their
    parameters), dropped, or added as they are."""
    lines = {name: f"{name}:{value}" for name, value in BASE.items()}
    for name, value in changes.items():
        if name in ("START", "END"):
            key = f"DT{name};TZID=Europe/Berlin"
            lines[key] = f"DT{name}{value if value[:1] in ';:' else ':' + value}"
        else:
            lines[name] = f"{name}:{value}"
    kept = [line for name, line in lines.items() if name.split(";")[0] not in without]
    return "\r\n".join(["BEGIN:VEVENT", *kept, *more, "END:VEVENT"])


def calendar(*parts: str, method: str | None = None) -> bytes:
    """A VCALENDAR of events and whole lines."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    if method:
        head.append(f"METHOD:{method}")
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""]).encode()


def read(
    data: bytes, *, zone: str | None = None, me: tuple[str, ...] = (), file: str = "a.ics"
) -> list[Facts]:
    """The facts of a file of which everything can be read."""
    reading = read_invitation(data, file=file, beforehand=beforehand(zone=zone, me=me))
    assert not reading.problems
    return list(reading.events)


def problems(data: bytes, *, zone: str | None = None) -> list[CalsyncError]:
    return list(read_invitation(data, file="a.ics", beforehand=beforehand(zone=zone)).problems)


def beforehand(*, zone: str | None = None, me: tuple[str, ...] = ()) -> Beforehand:
    found = find_zone(zone) if zone else None
    return Beforehand(zone=found, zone_name=found.key if found else None, me=frozenset(me))
