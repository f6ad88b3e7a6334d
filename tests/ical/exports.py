"""An export of somebody's whole calendar, as large as wanted, with interviews in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
ORDINARY = (
    *("Weekly sync", "Sprint planning", "1:1 Ann / Dana", "Zahnarzt", "Lunch with Kim", "Gym", "Yoga"),
    *("Project review – roadmap", "Quarterly numbers", "Flight to Lisbon", "Webinar: observability"),
    *("Call with the tax adviser", "Design discussion", "Budget", "Elternabend", "Release 4.2", "Dinner"),
    *("Customer workshop", "All hands", "Focus time", "Birthday Mara", "Oil change", "Choir", "Pick up bike"),
)
TEXT = (
    "Dear all\\, please find the agenda below. We go through the open points of last week\\, the numbers\\, "
    "and what is planned for the next release. Bring your questions.\\n\\nMicrosoft Teams meeting\\nJoin: "
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc/0?context=%7b%7d\\nMeeting ID: 301 222 333"
)
FIRST = datetime(2016, 11, 22)  # noqa: DTZ001 (wall times of the file)
"""The events are spread evenly over the ten years from here."""


def whole_calendar(events: int, *, interviews: int, attached: int = 0) -> Iterator[bytes]:
    """The lines of an export of that many `events`, some of them interviews, each on a day of December 2026,
    at Acme 0, Acme 1 …; every so many ordinary ones have a file `attached` (0: none). Always the same."""
    chance = random.Random(7)
    yield b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\r\n"
    yield b"X-WR-TIMEZONE:Europe/Berlin\r\n"
    every = max(events // max(interviews, 1), 1)
    for number in range(events):
        if interviews and number % every == 0 and number // every < interviews:
            yield from _lines(_interview(number, number // every))
        else:
            yield from _lines(_ordinary(number, events, chance, attached))
    yield from _lines(ZONE)  # a VTIMEZONE may come after the events
    yield b"END:VCALENDAR\r\n"


def _interview(number: int, which: int) -> str:
    day = datetime(2026, 12, 1 + which % 28, 9 + which % 8)  # noqa: DTZ001
    return _event(
        number,
        day,
        f"Technical interview – Acme {which}",
        f"ORGANIZER;CN=Ann Lee:mailto:ann@acme{which}.example",
        "ATTENDEE;CN=Dana Fox;PARTSTAT=ACCEPTED:mailto:dana@mail.example",
        "DESCRIPTION:Hi Dana\\, this is your technical interview for the Data Engineer role.",
    )


def _ordinary(number: int, events: int, chance: random.Random, attached: int) -> str:
    day = FIRST + timedelta(days=3650 * number / events, hours=chance.randrange(10))
    more = [f"DESCRIPTION:{TEXT}"] if chance.random() < 0.6 else []
    if chance.random() < 0.5:
        more += ["ORGANIZER;CN=Ann Bo:mailto:ann.bo@oldjob.example"]
        more += [
            f"ATTENDEE;CN=Guest {guest};PARTSTAT=ACCEPTED:mailto:g{guest}@oldjob.example"
            for guest in range(chance.randrange(1, 8))
        ]
    if chance.random() < 0.2:
        more.append("RRULE:FREQ=WEEKLY;COUNT=10")
    if attached and number % attached == 0:
        more.append("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 250_000)
    return _event(number, day, chance.choice(ORDINARY), *more)


def _event(number: int, start: datetime, title: str, *more: str) -> str:
    begins, ends = (f"{at:%Y%m%dT%H%M%S}" for at in (start, start + timedelta(hours=1)))
    lines = [
        "BEGIN:VEVENT",
        f"UID:event-{number}@calendar.example",
        "DTSTAMP:20261112T161522Z",
        f"DTSTART;TZID=Europe/Berlin:{begins}",
        f"DTEND;TZID=Europe/Berlin:{ends}",
        f"SUMMARY:{title}",
        *more,
        "STATUS:CONFIRMED",
        "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Reminder\nTRIGGER:-PT15M\nEND:VALARM",
        "END:VEVENT",
    ]
    return "\n".join(lines) + "\n"


def _lines(text: str) -> Iterator[bytes]:
    """As a file gives them, folded after 75 bytes and not inside a character's (RFC 5545, 3.1)."""
    for line in text.splitlines():
        raw = line.encode()
        while len(raw) > 75:
            at = 75
            while raw[at] & 0xC0 == 0x80:
                at -= 1
            yield raw[:at] + b"\r\n"
            raw = b" " + raw[at:]
        yield raw + b"\r\n"
