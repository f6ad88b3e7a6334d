"""The interviews among the events of a whole calendar: each event's facts, score, band, and why.

`event_stream` keeps what is worth reading, `invite` reads it, `scan_signs` and `clue_scores` weigh it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.errors import CalsyncError, InputError, ZoneQuestion
from calsync.ical.clue_scores import Band, judge
from calsync.ical.event_stream import EventStream, RawCalendar, RawEvent
from calsync.ical.invite import Beforehand, Told, read_event
from calsync.ical.lines import Block, unescape
from calsync.ical.names import domain_of, untagged
from calsync.ical.scan_signs import signs_of
from calsync.ical.scan_words import ScanWords, read_scan_words
from calsync.ical.stream import read_blocks, read_stream
from calsync.ical.words import read_words
from calsync.planning.facts import Facts
from calsync.planning.plaintext import safe_line
from calsync.planning.saying import say_date

__all__ = ["Band", "Seeker", "Seen", "Sighting", "look_through"]

MARK = b"X-CALSYNC-STEP"
MOST_PROBLEMS = 50
_FOLD = re.compile(rb"\n[ \t]")
_DAY = re.compile(rb"^DTSTART[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE | re.IGNORECASE)
_DATE = re.compile(rb"[:\"\s](\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_ORGANISER = re.compile(r"^organizer[;:][^\n]*?@([^\s@<>\";,]+)", re.MULTILINE)
_UID = re.compile(rb"^UID(?:;[^:\n]*)?:([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE | re.IGNORECASE)


class Seeker(NamedTuple):
    """Whose calendar it is: `me` their addresses and names in small letters, the zone at `home`, and the
    `languages` of the words to look for; without any all."""

    me: frozenset[str]
    home: ZoneInfo | None
    languages: tuple[str, ...] = ()


class Sighting(NamedTuple):
    """One event that may be an interview. `score` is from 0 to 1; `evidence` and `against` are short phrases,
    what counts most first. `saying` is a digest of what the verdict is about: it changes when title, time,
    people or standing do, and only then. It is not `whole` where the file is cut off in it."""

    facts: Facts
    score: float
    evidence: tuple[str, ...]
    against: tuple[str, ...]
    band: Band
    saying: str
    whole: bool = True


class Seen(NamedTuple):
    """What a look through a calendar found: sightings in the file's order, and how many events it has."""

    sightings: tuple[Sighting, ...]
    events: int
    problems: tuple[CalsyncError, ...]


def look_through(
    lines: Iterable[bytes],
    *,
    file: str,
    seeker: Seeker,
    first: date,
    last: date,
    known: Collection[str] = (),
) -> Seen:
    """The interviews that begin from `first` to `last`, both included, on the calendar's own clock. `lines`
    are those of one calendar file, or any other pieces of it; `known` are the UIDs of tracked interviews,
    which are always among the sightings, whatever has become of them. What cannot be read is a problem of
    the result."""
    words = read_scan_words(seeker.languages)
    tracked = frozenset(known)
    stream = EventStream(
        lines, file=file, wanted=_look(first, last, words=words, me=seeker.me, known=tracked)
    )
    sightings: list[Sighting] = []
    problems: list[CalsyncError] = []
    for calendar in stream.calendars():
        zones = _zones_of(calendar)
        for raw in calendar.events:
            try:
                seen = _sighting(raw, calendar, zones, file=file, seeker=seeker, words=words)
            except CalsyncError as error:
                problems.append(_dated(error, raw))
                continue
            start = seen.facts.start
            within = start is not None and first <= start.date() <= last
            if (seen.facts.uid or "") in tracked or (within and seen.band is not Band.LEAVE):
                sightings.append(seen)
    return Seen(tuple(sightings), stream.events, _few([*stream.problems, *problems], file))


def _dated(error: CalsyncError, raw: RawEvent) -> CalsyncError:
    """With the day, where the person is asked about an event."""
    day = _day_of(raw.data)
    if day is None or not isinstance(error, ZoneQuestion):
        return error
    return ZoneQuestion(f"{error.message.removesuffix('.')} ({say_date(day)}).", hint=error.hint)


def _few(problems: Sequence[CalsyncError], file: str) -> tuple[CalsyncError, ...]:
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    more = len(problems) - MOST_PROBLEMS
    rest = InputError(f"{more:,} more events of {file} could not be read.", hint="Those named show why.")
    return (*problems[:MOST_PROBLEMS], rest)


def _look(
    first: date, last: date, *, words: ScanWords, me: frozenset[str], known: frozenset[str]
) -> Callable[[bytes], bool]:
    """The cheap look at an event's raw lines. A day more on each side, since the zone is not looked at."""
    earliest = first - timedelta(days=1) if first > date.min else first
    latest = last + timedelta(days=1) if last < date.max else last
    own = {domain_of(each) for each in me if "@" in each}
    hosts = sorted((read_words().recruiting | words.testing) - words.booking)

    def wanted(event: bytes) -> bool:
        if MARK in event:
            return False
        if known and _uid_of(event) in known:
            return True
        day = _day_of(event)
        if day is not None and not earliest <= day <= latest:
            return False
        text = _text_of(event)
        if words.telling.may_be_in(text) or any(host in text for host in hosts):
            return True
        # A vague word counts only beside somebody who invites from elsewhere.
        invites = _ORGANISER.search(text)
        return invites is not None and invites[1] not in own and words.vague.may_be_in(text)

    return wanted


def _uid_of(event: bytes) -> str:
    """As Facts.uid has it."""
    found = _UID.search(event)
    return (
        safe_line(unescape(_FOLD.sub(b"", found[1]).decode("utf-8", "replace")).strip())[:500]
        if found
        else ""
    )


def _day_of(event: bytes) -> date | None:
    """The day in DTSTART; None where there is none to be seen, which the full reading decides."""
    found = _DAY.search(event)
    told = _DATE.search(_FOLD.sub(b"", found[0])) if found else None
    try:
        return date(*map(int, told.groups())) if told else None
    except ValueError:
        return None


def _text_of(event: bytes) -> str:
    """All of an event in small letters, unfolded; escaped breaks are breaks."""
    data = _FOLD.sub(b"", event)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text.replace("\\n", "\n").replace("\\N", "\n").casefold()


def _zones_of(calendar: RawCalendar) -> list[Block]:
    zones: list[Block] = []
    for raw in calendar.zones:
        text = f"BEGIN:VTIMEZONE\n{raw.decode('utf-8', 'replace')}END:VTIMEZONE\n"
        with suppress(InputError):  # a time in a zone that is damaged is one in a zone that is not defined
            zones += read_blocks(f"BEGIN:VCALENDAR\n{text}END:VCALENDAR\n", "VTIMEZONE")
    return zones


def _sighting(
    raw: RawEvent,
    calendar: RawCalendar,
    zones: Sequence[Block],
    *,
    file: str,
    seeker: Seeker,
    words: ScanWords,
) -> Sighting:
    end = b"END:VEVENT\nEND:VCALENDAR\n" if raw.complete else b""
    alone = read_stream(b"BEGIN:VCALENDAR\n" + calendar.head + b"BEGIN:VEVENT\n" + raw.data + end, file=file)
    around, event = next((each, event) for each in alone.calendars for event in each.within("VEVENT"))
    around.blocks.extend(zones)
    told = read_event(event, around, file=file, beforehand=Beforehand(me=seeker.me, home=seeker.home))
    verdict = judge(signs_of(told, event, around, me=seeker.me, words=words))
    facts = replace(
        told.facts,
        evidence=told.facts.evidence or "; ".join(verdict.evidence[:2]),
        remarks=alone.remarks,
    )
    # What is left of an event that is cut off may say less than all of it does.
    band = Band.OFFER if verdict.band is Band.TRACK and not raw.complete else verdict.band
    saying = _saying(told)
    return Sighting(facts, verdict.score, verdict.evidence, verdict.against, band, saying, raw.complete)


def _saying(told: Told) -> str:
    facts = told.facts
    people = sorted({untagged(guest.email) or (guest.name or "") for guest in told.people.guests})
    parts = (
        facts.title.casefold(),
        facts.start.astimezone(UTC).isoformat() if facts.start else "",
        facts.end.astimezone(UTC).isoformat() if facts.end else "",
        facts.standing.name,
        str(facts.candidate_declined),
        (facts.organiser or "").casefold(),
        *people,
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
