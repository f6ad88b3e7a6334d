"""An invitation's bytes (.ics or a mail) to facts, event by event, and what could not be read.

`event_times` owns when, `event_people` who, `clues` what for; this module puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.errors import CalsyncError, InputError
from calsync.ical.clues import Clues, read_clues, read_title
from calsync.ical.event_people import People, find_people
from calsync.ical.event_times import ZoneHints, find_times, occurrence, occurrences, stamp_of
from calsync.ical.lines import Block
from calsync.ical.links import find_link, place_in
from calsync.ical.mail import read_mail
from calsync.ical.mail_shape import looks_like_mail
from calsync.ical.markup import looks_like_html, plain_text
from calsync.ical.stream import read_stream
from calsync.ical.text_zones import differing_zone
from calsync.planning.facts import REPEATS, Facts, Revision, Standing
from calsync.planning.plaintext import safe_line
from calsync.planning.typed import Wall

_LABEL_IN_A_LINE = re.compile(r"(?<=[.;|]) {1,3}(?=(?:Interviewers?|Panel|Position|Role|Company): )")
"""Where one line says several things: "Position: Clerk. Interviewer: Ann Bo"."""
ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"})
LONGEST_TEXT = 20_000
"""Characters of a description that are looked at: what matters stands near the top."""


class Reading(NamedTuple):
    """What an input holds: its events, and for each event that could not be read why."""

    events: tuple[Facts, ...]
    problems: tuple[CalsyncError, ...]


class Told(NamedTuple):
    """One event: its facts, and what they were taken from."""

    facts: Facts
    clues: Clues
    people: People


class Beforehand(NamedTuple):
    """What is known before reading: the candidate's `zone`, if typed; `me`, the candidate's addresses and
    names in small letters; `common`, the guest of every event of the run; a `start` to use where an event's
    own cannot be read; and the zone at `home`, for times that bear none."""

    zone: tzinfo | None = None
    zone_name: str | None = None
    me: frozenset[str] = frozenset()
    common: str | None = None
    start: Wall | None = None
    home: ZoneInfo | None = None


class _Around(NamedTuple):
    """What a calendar came in: the input's name and, for a mail, what its other parts tell."""

    file: str
    beforehand: Beforehand
    method: str = ""
    recipient: str | None = None
    mail_text: str = ""
    subject: str = ""


def read_invitation(data: bytes, *, file: str, beforehand: Beforehand | None = None) -> Reading:
    """The events of an .ics file, or of a mail that carries some. Raises InputError when nothing of it is
    a calendar."""
    around = _Around(file=file, beforehand=beforehand or Beforehand())
    if not looks_like_mail(data):
        return _read_calendar(data, around)
    mail = read_mail(data, file=file)
    events: list[Facts] = []
    problems: list[CalsyncError] = []
    for attached in mail.calendars:
        method = (attached.method or "").upper()
        within = around._replace(
            method=method, recipient=mail.recipient, mail_text=mail.text, subject=mail.subject
        )
        try:
            reading = _read_calendar(attached.data, within)
        except InputError as error:
            problems.append(error)
            continue
        events += reading.events
        problems += reading.problems
    if problems and not events:
        raise problems[0]
    return Reading(tuple(events), tuple(problems))


def _read_calendar(data: bytes, around: _Around) -> Reading:
    stream = read_stream(data, file=around.file)
    events: list[Facts] = []
    problems: list[CalsyncError] = []
    for calendar in stream.calendars:
        told = around.beforehand
        hints = ZoneHints.of(calendar, zone=told.zone, zone_name=told.zone_name, home=told.home)
        for event in calendar.within("VEVENT"):
            try:
                facts = _told(event, calendar, hints=hints, around=around).facts
            except CalsyncError as error:
                problems.append(_named(error, event, around))
                continue
            events.append(replace(facts, remarks=stream.remarks))
    return Reading(tuple(events), tuple(problems))


def read_event(event: Block, calendar: Block, *, file: str, beforehand: Beforehand) -> Told:
    """One event of a calendar, read as those of an invitation are. Raises CalsyncError, naming the event,
    where it cannot be."""
    around = _Around(file=file, beforehand=beforehand)
    hints = ZoneHints.of(calendar, zone=beforehand.zone, zone_name=beforehand.zone_name, home=beforehand.home)
    try:
        return _told(event, calendar, hints=hints, around=around)
    except CalsyncError as error:
        raise _named(error, event, around) from error


def _named(error: CalsyncError, event: Block, around: _Around) -> CalsyncError:
    title = safe_line(_text(event, "SUMMARY"))[:80]
    name = f"“{title}” in {around.file}" if title else f"An event in {around.file}"
    cut = "" if event.complete else "The file is cut off there; save the invitation again. "
    return type(error)(f"{name}: {error.message}", hint=cut + error.hint)


def _told(event: Block, calendar: Block, *, hints: ZoneHints, around: _Around) -> Told:
    told = around.beforehand
    title = read_title(_text(event, "SUMMARY"))
    standing = _standing(event, calendar, around, cancelled=title.cancelled, answer=title.answer)
    times = find_times(event, hints=hints, typed=told.start, needed=standing is Standing.LIVE)
    described, alternative = _descriptions(event)
    text = described or alternative or around.mail_text[:LONGEST_TEXT]
    people = find_people(
        event, title=title.text, text=text, me=told.me, recipient=around.recipient, common=told.common
    )
    location = _text(event, "LOCATION")
    clues = read_clues(
        title=title.text,
        text=text,
        organiser=people.organiser,
        guests=people.guests,
        candidate_names=people.candidate_names,
        location=location,
    )
    company, role, origins = clues.company, clues.role, dict(clues.origins)
    if around.subject and not (company and role):
        of_mail = read_clues(
            title=read_title(around.subject).text,
            text="",
            organiser=people.organiser,
            guests=people.guests,
            candidate_names=people.candidate_names,
            location="",
        )
        if not company and of_mail.company:
            company, origins["company"] = of_mail.company, "mail subject"
        if not role and of_mail.role:
            role, origins["role"] = of_mail.role, "mail subject"
    place, link = (
        place_in(location),
        find_link(lines=event.lines, location=location, texts=[described, alternative]),
    )
    unsure = (*times.unsure, *(() if clues.pause else people.unsure))
    if times.start is not None and not times.all_day and (other := differing_zone(text, start=times.start)):
        unsure += (other,)
    live = standing is Standing.LIVE and times.start is not None
    series = occurrences(event, hints=hints, typed=told.start) if live else None
    if series is not None or event.first("RRULE") is not None:
        unsure += (REPEATS,)
    facts = Facts(
        file=around.file,
        title=title.text,
        standing=standing,
        uid=_uid(event),
        recurrence=occurrence(event, hints=hints),
        occurrences=series,
        revision=_revision(event),
        start=times.start,
        end=times.end,
        all_day=times.all_day,
        zone=times.zone,
        zone_name=times.zone_name,
        company=company,
        role=role,
        kind=clues.kind,
        interviewers=() if clues.pause else people.interviewers,
        organiser=people.organiser_key,
        candidate=people.candidate,
        maybe_candidate=() if clues.pause else people.maybe_candidate,
        candidate_declined=people.candidate_declined,
        location=place,
        link=link,
        pause=clues.pause,
        unconfirmed=title.unconfirmed or _text(event, "STATUS").upper() == "TENTATIVE",
        evidence="" if clues.not_interview else clues.evidence,
        origins={**origins, **people.origins, "start": times.origin},
        unsure=unsure,
    )
    return Told(facts, clues, people)


def _standing(event: Block, calendar: Block, around: _Around, *, cancelled: bool, answer: bool) -> Standing:
    """By the method, wherever it stands, the status, or the title (RFC 5546, 3.2)."""
    lines = (calendar.first("METHOD"), event.first("METHOD"))
    method = next((line.value.strip().upper() for line in lines if line is not None), around.method)
    if method in ANSWERS or (answer and not method):
        return Standing.ANSWER
    if method == "CANCEL" or _text(event, "STATUS").upper() in ("CANCELLED", "CANCELED") or cancelled:
        return Standing.CANCELLED
    return Standing.LIVE


def _text(event: Block, name: str) -> str:
    line = event.first(name)
    return line.text.strip() if line is not None else ""


def _descriptions(event: Block) -> tuple[str, str]:
    """The description and the one in HTML, both as plain text and each possibly empty."""
    described = _text(event, "DESCRIPTION")[:LONGEST_TEXT]
    if looks_like_html(described):
        described = plain_text(described)
    html: Iterable[str] = (line.text for line in event.all("X-ALT-DESC"))
    described = _LABEL_IN_A_LINE.sub("\n", described)
    return described.strip(), plain_text(next(iter(html), "")[: 2 * LONGEST_TEXT]).strip()


def _uid(event: Block) -> str | None:
    return safe_line(_text(event, "UID"))[:500] or None


def _revision(event: Block) -> Revision:
    return Revision(
        _number(_text(event, "SEQUENCE")),
        _number(_text(event, "X-MICROSOFT-CDO-APPT-SEQUENCE")),
        stamp_of(event, "DTSTAMP"),
        stamp_of(event, "LAST-MODIFIED"),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
