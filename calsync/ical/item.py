"""One calendar object as a phone or a server gives it back: what it says, and where it says something else
than another text of the same reminder. `merge` owns writing into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from icalendar import Calendar, Component, Event, Todo

from calsync.ical.fingerprint import property_lines
from calsync.ical.lines import Block
from calsync.ical.reminder import Form, first_value, text_of
from calsync.ical.stream import read_blocks
from calsync.ical.zones import find_zone, resolve_zone

MARK = "X-CALSYNC-STEP"
LARGEST = 1_000_000
"""Characters of an object that is looked into; one of ours has some thousand."""

WHEN = ("DTSTART", "DTEND", "DUE", "DURATION")
STATUS = ("STATUS", "COMPLETED", "PERCENT-COMPLETE")
# What programs add, drop or count on their own.
_NOISE = frozenset(
    {"UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "CREATED", "CLASS", "TRANSP", "PRIORITY", "SUMMARY"}
    | {"DESCRIPTION", *WHEN, *STATUS}
)
_ALARM_NOISE = frozenset({"UID", "ACKNOWLEDGED", "DESCRIPTION", "RELATED-TO", "SUMMARY", "ACTION"})


class Part(StrEnum):
    """What of a reminder a person can change on their own."""

    WHEN = "when"
    TITLE = "title"
    BODY = "body"
    STATUS = "status"
    ALARMS = "alarms"
    REST = "rest"


class Status(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class When(NamedTuple):
    """Start, and end or due: dates, or instants in UTC. None is not said; without `clear` a time is in a
    zone that is not known, and nothing can be concluded from it."""

    start: datetime | date | None
    end: datetime | date | None
    clear: bool


class Item(NamedTuple):
    """`marked` is whether it bears our mark; `completed` an instant in UTC."""

    uid: str
    form: Form
    marked: bool
    when: When
    title: str
    body: str
    status: Status
    completed: datetime | None
    entry: Event | Todo
    calendar: Calendar

    @property
    def invites(self) -> bool:
        """Whether it has guests: to write it again may make a server send mail to them (RFC 6638, 3.2)."""
        entries = [part for part in self.calendar.subcomponents if part.name == self.entry.name]
        return any(name in part for part in entries for name in ("ATTENDEE", "ORGANIZER"))

    @property
    def shown(self) -> datetime | date | None:
        """The time by which it is found in a calendar."""
        return self.when.start if self.when.start is not None else self.when.end

    @property
    def local(self) -> datetime | date | None:
        """That time on the candidate's clock, as far as it is known."""
        at = self.shown
        zone = find_zone(text_of(self.entry, "X-CALSYNC-ZONE")) if isinstance(at, datetime) else None
        return at.astimezone(zone) if zone is not None and isinstance(at, datetime) else at

    def is_past(self, now: datetime) -> bool:
        """Whether it was on before the aware time `now` and asks for nothing any more, as an open to-do
        does. One of a whole day is past after that day on the candidate's clock."""
        if self.form is Form.TODO and self.status is Status.OPEN:
            return False
        at = self.shown
        if isinstance(at, datetime):
            return at < now.astimezone(UTC)
        zone = find_zone(text_of(self.entry, "X-CALSYNC-ZONE")) or UTC
        return at is not None and at < now.astimezone(zone).date()


def read_item(text: str) -> Item | None:
    """The event or to-do in it (of a series, the one all others are changes of); None for anything else,
    and for what cannot be read."""
    if len(text) > LARGEST:
        return None
    try:
        calendar = Calendar.from_ical(text)
        entries = [part for part in calendar.subcomponents if isinstance(part, Event | Todo)]
        entry = next((part for part in entries if "RECURRENCE-ID" not in part), None)
        if entry is None:
            return None
        uid = text_of(entry, "UID")
        return Item(
            uid=uid,
            form=Form.EVENT if isinstance(entry, Event) else Form.TODO,
            marked=bool(text_of(entry, MARK)),
            when=_when(entry, text),
            title=plain(text_of(entry, "SUMMARY")),
            body=plain(text_of(entry, "DESCRIPTION")),
            status=_status(entry),
            completed=_instant(first_value(entry, "COMPLETED"), text),
            entry=entry,
            calendar=calendar,
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, OverflowError):
        return None  # whatever the library makes of a file that is none


def differences(item: Item, base: Item) -> frozenset[Part]:
    """Where `item` says something else than `base`, beyond how programs spell and decorate things."""
    return frozenset(_differences(item, base))


def _differences(item: Item, base: Item) -> Iterator[Part]:
    if item.when != base.when:
        yield Part.WHEN
    if item.title != base.title:
        yield Part.TITLE
    if item.body != base.body:
        yield Part.BODY
    if item.status is not base.status:
        yield Part.STATUS
    if alarms(item.entry) != alarms(base.entry):
        yield Part.ALARMS
    if _added(item.entry) - _added(base.entry) or _others(item) - _others(base):
        yield Part.REST


def plain(text: str) -> str:
    """A text without what programs do to its line ends and spaces."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def alarms(entry: Component) -> frozenset[tuple[tuple[str, ...], ...]]:
    """When it rings, however that is spelled, and whether it was heard already."""
    return frozenset(
        tuple(
            line
            for line in property_lines(part)
            if line[0] not in _ALARM_NOISE and not line[0].startswith("X-")
        )
        for part in entry.subcomponents
        if part.name == "VALARM"
    )


def _added(entry: Component) -> frozenset[tuple[str, ...]]:
    """The properties that no program adds on its own; an empty one says nothing."""
    return frozenset(
        line
        for line in property_lines(entry)
        if line[0] not in _NOISE and not line[0].startswith("X-") and line[1].strip()
    )


def _others(item: Item) -> frozenset[tuple[str, ...]]:
    """What else lies in the object: changed dates of a series, and what somebody put into the same file."""
    return frozenset(
        (part.name or "", text_of(part, "UID"), text_of(part, "RECURRENCE-ID"))
        for part in item.calendar.subcomponents
        if part is not item.entry and part.name != "VTIMEZONE"
    )


def _status(entry: Component) -> Status:
    status = text_of(entry, "STATUS").strip().upper()
    if status == "CANCELLED":
        return Status.CANCELLED
    if entry.name == "VTODO" and (status == "COMPLETED" or (not status and "COMPLETED" in entry)):
        return Status.DONE
    return Status.OPEN


def _when(entry: Component, text: str) -> When:
    told: dict[str, datetime | date | None] = {}
    clear = True
    for name in ("DTSTART", "DTEND", "DUE"):
        value = first_value(entry, name)
        told[name] = None if value is None else _moment(value, text)
        clear = clear and (value is None or told[name] is not None)
    start, end = told["DTSTART"], told["DTEND"] if entry.name == "VEVENT" else told["DUE"]
    if end is None and start is not None and (length := _length(first_value(entry, "DURATION"))):
        end = start + length
    return When(start, end, clear)


def _length(value: object) -> timedelta | None:
    with suppress(ValueError):
        length: object = getattr(value, "dt", None)
        if isinstance(length, timedelta):
            return length
    return None


def _instant(value: object, text: str) -> datetime | None:
    moment = None if value is None else _moment(value, text)
    return moment if isinstance(moment, datetime) else None


def _moment(value: object, text: str) -> datetime | date | None:
    """A date, or an instant in UTC; None for what is on an unknown clock, or unreadable. What the library
    makes of a zone is not asked: it remembers the zones of other files by name."""
    try:
        at: object = getattr(value, "dt", None)
    except ValueError:  # raised when a broken value is looked at
        return None
    if not isinstance(at, datetime):
        return at if isinstance(at, date) else None
    params: object = getattr(value, "params", {})
    tzid = str(params.get("TZID", "")).strip().strip('"') if isinstance(params, dict) else ""
    if not tzid or tzid.upper() == "UTC":
        return at.astimezone(UTC).replace(microsecond=0) if at.tzinfo is not None else None
    wall = at.replace(tzinfo=None, microsecond=0)
    found = resolve_zone(tzid, rules=_rules(tzid, text), at=wall)
    if found.offset is None:
        return None
    return (wall - found.offset).replace(tzinfo=UTC)


def _rules(tzid: str, text: str) -> Block | None:
    if "BEGIN:VTIMEZONE" not in text:
        return None
    for zone in read_blocks(text, "VTIMEZONE"):
        line = zone.first("TZID")
        if line is not None and line.text.strip().strip('"') == tzid:
            return zone
    return None
