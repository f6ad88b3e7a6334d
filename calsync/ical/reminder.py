"""A reminder and its words to an iCalendar component and back (RFC 5545).

`identity` owns the UIDs, `fingerprint` what counts as a change; which file it goes to is for `stores`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from icalendar import Alarm, Calendar, Component, Event, Todo, vDDDTypes, vText

from calsync.errors import InputError
from calsync.ical.fingerprint import plain_value
from calsync.ical.identity import reminder_uid
from calsync.ical.zones import find_zone
from calsync.messages.wording import Words
from calsync.planning.interview import Interview
from calsync.planning.plaintext import safe_line, safe_text
from calsync.planning.plan import Reminder, State
from calsync.planning.wallclock import instant

PRODID = "-//calsync//EN"
CALENDAR_NAME = "Interview follow-ups"
CATEGORY = "Interview follow-up"
EVENT_LENGTH = timedelta(minutes=15)
_SETTLED = frozenset({"COMPLETED", "CANCELLED"})


class Form(StrEnum):
    """What a reminder becomes in the calendar. The UID is the same for both."""

    EVENT = "event"
    TODO = "todo"


class Existing(NamedTuple):
    """One reminder as a calendar file holds it. `interview` and `step` are the ids it was planned under."""

    uid: str
    sequence: int
    stamp: datetime | None
    component: Event | Todo
    form: Form
    interview: str
    step: str
    title: str
    start: datetime | date | None = None

    def is_past(self, moment: datetime) -> bool:
        """Whether it was on before the aware time `moment`, and asks for nothing any more, as an open to-do
        does. One of a whole day is past after that day on the candidate's clock."""
        if self.form is Form.TODO and text_of(self.component, "STATUS").upper() not in _SETTLED:
            return False
        match self.start:
            case datetime():
                return self.start.astimezone(UTC) < moment.astimezone(UTC)
            case date():
                zone = find_zone(text_of(self.component, "X-CALSYNC-ZONE")) or UTC
                return self.start < moment.astimezone(zone).date()
            case None:
                return False


class Contents(NamedTuple):
    """What a calendar file holds: our reminders, the UIDs of all events and to-dos, and whether everything
    in it is of our writing."""

    reminders: Mapping[str, Existing]
    uids: frozenset[str]
    ours: bool


class ExactText(vText):
    """TEXT (3.3.11) escaped to the letter: the library takes a typed `\\N` for a line break."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


class _AtStart(vDDDTypes):
    """No time before the start. The library spells it P0D, which looks like a whole day."""

    def to_ical(self) -> bytes:
        return b"PT0S"


def component(
    reminder: Reminder, words: Words, *, form: Form, stamp: datetime, sequence: int
) -> Event | Todo:
    """The reminder as an event or a to-do, with nothing in it that could make a server send mail:
    no ORGANIZER, no ATTENDEE. `stamp` is aware: when this content was first written."""
    made = Event() if form is Form.EVENT else Todo()
    title = safe_line(words.title)
    made.add("uid", reminder_uid(reminder))
    made.add("dtstamp", _utc(stamp))
    made.add("sequence", sequence)
    made.add("dtstart", _begin(reminder.at))
    match form:
        case Form.EVENT:
            made.add("dtend", _end(reminder.at))
            made.add("transp", "TRANSPARENT")
        case Form.TODO:
            made.add("due", _due(reminder))
            _add_status(made, reminder)
    made.add("categories", [CATEGORY])
    for name, text in _texts(reminder, title=title, body=safe_text(words.body)):
        if text.strip():
            made.add(name, ExactText(text))
    if link := _link(reminder.interview):
        made.add("url", link)
    settled = form is Form.TODO and reminder.state is not State.OPEN
    if not reminder.all_day and not settled:
        made.add_component(_alarm(title or CATEGORY))
    return made


def _add_status(made: Event | Todo, reminder: Reminder) -> None:
    """How it stands with a to-do (3.8.1.11). One done on some day was completed as that began, which has
    come whenever it is written."""
    match reminder.state:
        case State.OPEN:
            made.add("status", "NEEDS-ACTION")
        case State.DONE:
            made.add("status", "COMPLETED")
            made.add("percent-complete", 100)
            if (on := reminder.done_on) is not None:
                moment = on if isinstance(on, datetime) else instant(on, time(), reminder.interview.zone)
                made.add("completed", _utc(moment))
        case State.SKIPPED | State.LAPSED | State.WITHDRAWN:
            made.add("status", "CANCELLED")


def calendar_bytes(components: Iterable[Event | Todo], *, name: str = CALENDAR_NAME) -> bytes:
    """One VCALENDAR: UTF-8, CRLF, lines of at most 75 octets, no METHOD (an import, not an invitation). Of
    an object in a calendar that has its own name, `name` is empty."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)  # what most apps read in place of RFC 7986's NAME
    for each in components:
        calendar.add_component(each)
    data: bytes = calendar.to_ical()
    return data


def read_calendar(data: bytes) -> Contents:
    """Everything `Contents` says of a file, which an app may have saved anew. InputError if unreadable."""
    try:
        calendar = Calendar.from_ical(data)
    except ValueError as error:
        raise InputError("This is not a calendar file that can be read.") from error
    if not isinstance(calendar, Calendar):
        raise InputError("This is not a calendar file that can be read.")
    entries = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
    found = [each for part in entries if (each := _existing(part))]
    reminders = {each.uid: each for each in reversed(found)}
    return Contents(
        reminders=dict(reversed(reminders.items())),
        uids=frozenset(text_of(part, "UID") for part in entries),
        ours=text_of(calendar, "PRODID") == PRODID and len(reminders) == len(entries),
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _begin(at: datetime | date) -> datetime | date:
    return _utc(at) if isinstance(at, datetime) else at


def _end(at: datetime | date) -> datetime | date:
    """The exclusive end (3.6.1): a quarter of an hour later on the real clock, or the next day."""
    return _utc(at) + EVENT_LENGTH if isinstance(at, datetime) else at + timedelta(days=1)


def _due(reminder: Reminder) -> datetime | date:
    """When the window closes, but always after the start (3.8.2.3)."""
    if not isinstance(reminder.at, datetime):
        return _end(reminder.at)
    closes = reminder.closes
    if not isinstance(closes, datetime):
        closes = instant(closes, time(23, 59), reminder.interview.zone)
    return _utc(closes) if _utc(closes) > _utc(reminder.at) else _end(reminder.at)


def _texts(reminder: Reminder, *, title: str, body: str) -> list[tuple[str, str]]:
    interview = reminder.interview
    return [
        ("summary", title),
        ("description", body),
        ("related-to", safe_line(interview.uid or "") or safe_line(interview.id)),
        ("x-calsync-interview", safe_line(interview.id)),
        ("x-calsync-step", safe_line(reminder.step)),
        ("x-calsync-person", safe_line(reminder.person.label) if reminder.person else ""),
        ("x-calsync-opens", _iso(reminder.opens, interview)),
        ("x-calsync-closes", _iso(reminder.closes, interview)),
        ("x-calsync-zone", safe_line(interview.zone_name)),
    ]


def _iso(moment: datetime | date, interview: Interview) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(interview.zone).isoformat(timespec="seconds")
    return moment.isoformat()


def _link(interview: Interview) -> str:
    """The interview's link if it can stand in a URL line, which has no escapes; else nothing."""
    link = interview.link or ""
    if not link.lower().startswith(("http://", "https://")):
        return ""
    if "\\" in link or " " in link or safe_line(link) != link:
        return ""
    return quote(link, safe="%/:?#[]@!$&'()*+,;=~")


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", ExactText(title))
    alarm.add("trigger", _AtStart(timedelta()))
    return alarm


def _existing(part: Component) -> Existing | None:
    uid, step = text_of(part, "UID"), text_of(part, "X-CALSYNC-STEP")
    if not isinstance(part, Event | Todo) or not uid or not step:
        return None
    for each in (part, *part.subcomponents):
        spell_as_written(each)
    sequence = text_of(part, "SEQUENCE")
    return Existing(
        uid=uid,
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 12 else 0,
        stamp=_stamp(part),
        component=part,
        form=Form.EVENT if isinstance(part, Event) else Form.TODO,
        interview=text_of(part, "X-CALSYNC-INTERVIEW"),
        step=step,
        title=text_of(part, "SUMMARY"),
        start=_start(part),
    )


def spell_as_written(part: Component) -> None:
    """See to it that what is written again unchanged is spelled as `component` does it."""
    for name, value in list(part.items()):
        if type(value) is vText:
            text = ExactText(value)
            text.params = value.params
            part[name] = text
        elif name == "TRIGGER" and getattr(value, "dt", None) == timedelta() and not value.params:
            part[name] = _AtStart(timedelta())


def text_of(part: Component, name: str) -> str:
    """The first value of a property as text; empty if there is none."""
    value = first_value(part, name)
    return "" if value is None else plain_value(value)


def first_value(part: Component, name: str) -> object:
    """The first value of a property; None if there is none."""
    value: object = part.get(name)
    if isinstance(value, list):
        return value[0] if value else None
    return value


def _start(part: Component) -> datetime | date | None:
    """When it begins, as we write it: in UTC, or a date. None for what a program made something else."""
    try:
        start: object = getattr(first_value(part, "DTSTART"), "dt", None)
    except ValueError:
        return None
    if isinstance(start, datetime):
        return start.astimezone(UTC) if start.tzinfo else None
    return start if isinstance(start, date) else None


def _stamp(part: Component) -> datetime | None:
    try:
        stamp: object = getattr(first_value(part, "DTSTAMP"), "dt", None)
    except ValueError:  # the library raises it when a broken value is looked at
        return None
    return stamp.astimezone(UTC) if isinstance(stamp, datetime) and stamp.tzinfo else None
