"""Calendars to scan, and a scan whose verdicts a test sets: how events are judged is tested elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import pytest

from calsync.cli import scan_sources
from calsync.ical.sighting import Band, Seeker, Seen, Sighting, look_through
from tests.cli.tracking import Runner
from tests.ical.events import calendar, event

SETTINGS = 'me = ["dana@mail.example"]\ntimezone = "Europe/Berlin"\n'
SARAH = "ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example"
GUESTS = (SARAH, "ATTENDEE;CN=Sarah Lee:mailto:sarah@acme.example", "ATTENDEE:mailto:dana@mail.example")


def acme(*more: str, **changes: str) -> str:
    """An interview that is surely one: Tuesday 1 December 2026, 14:00 in Berlin."""
    return event(*GUESTS, *more, without=(), **changes)


def globex(*more: str, **changes: str) -> str:
    """One that is to be asked about: the day after."""
    told = {"UID": "two@globex.example", "SUMMARY": "Interview - Globex (perhaps)"}
    hours = {"START": ";TZID=Europe/Berlin:20261202T100000", "END": ";TZID=Europe/Berlin:20261202T110000"}
    return event(*more, without=(), **{**told, **hours, **changes})


def many(count: int) -> list[str]:
    """That many that are surely interviews, each at another company, one a day from 25 November 2026 on."""
    days = [date(2026, 11, 25) + timedelta(days=number) for number in range(count)]
    return [
        event(
            without=(),
            UID=f"{number}@firm{number}.example",
            SUMMARY=f"Technical interview - Firm{number} GmbH",
            START=f";TZID=Europe/Berlin:{day:%Y%m%d}T140000",
            END=f";TZID=Europe/Berlin:{day:%Y%m%d}T150000",
        )
        for number, day in enumerate(days)
    ]


def dentist() -> str:
    return event(UID="three@mail.example", SUMMARY="Dentist")


def write(calsync: Runner, *events: str, name: str = "cal.ics") -> str:
    return calsync.file(name, calendar(*events))


def _judged(sighting: Sighting) -> Sighting:
    asked = "perhaps" in sighting.facts.title
    if sighting.band is Band.LEAVE or not sighting.whole:
        return sighting
    return sighting._replace(band=Band.OFFER if asked else Band.TRACK, score=0.6 if asked else 0.99)


def look(
    pieces: Iterable[bytes],
    *,
    file: str,
    seeker: Seeker,
    first: date,
    last: date,
    known: Collection[str],
) -> Seen:
    """What says “perhaps” is to be asked about, all else that looks like an interview is one."""
    seen = look_through(pieces, file=file, seeker=seeker, first=first, last=last, known=known)
    return seen._replace(sightings=tuple(map(_judged, seen.sightings)))


@pytest.fixture
def verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_sources, "look_through", look)
    monkeypatch.setenv("COLUMNS", "88")


def marks(calsync: Runner, *arguments: str) -> dict[str, str]:
    """The marks of what a scan finds, by title."""
    found = calsync.json("scan", *arguments)[1]["data"]["found"]
    return {each["events"][0]["title"]: each["mark"] for each in found}


def became(calsync: Runner, *arguments: str) -> dict[str, str]:
    """What became of each find, by title."""
    found = calsync.json("scan", *arguments)[1]["data"]["found"]
    return {each["events"][0]["title"]: each["became"] for each in found}
