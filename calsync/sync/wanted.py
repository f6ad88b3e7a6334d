"""A reminder of the plan as it is to stand in a calendar: the first of the three sides of a sync."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from calsync.ical.identity import reminder_uid
from calsync.ical.reminder import Form, calendar_bytes, component
from calsync.messages.wording import Words
from calsync.planning.need import Need, need_of
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, State, moment_of

_STAMP = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands for the time of writing in texts that are compared."""


class Wanted(NamedTuple):
    """`text` is the object with neutral stamps; empty where the reminder is not to stand in a calendar (see
    `Need.GONE`). `new` is whether it may be made where it does not stand yet."""

    uid: str
    reminder: Reminder
    title: str
    text: str
    new: bool

    @property
    def interview(self) -> str:
        return self.reminder.interview.id

    @property
    def person(self) -> str:
        return person_key(self.reminder.person)


class Plan(NamedTuple):
    """Everything that is planned, by UID; and the ids of interviews that cannot be planned now, of which
    nothing can be said."""

    wanted: Mapping[str, Wanted]
    unknown: frozenset[str] = frozenset()


def wanted_of(entries: Iterable[tuple[Reminder, Words]], *, form: Form, now: datetime) -> dict[str, Wanted]:
    """The reminders as they are to stand at the aware time `now`; of two with one UID the first."""
    found: dict[str, Wanted] = {}
    for reminder, words in entries:
        uid = reminder_uid(reminder)
        if uid not in found:
            found[uid] = _wanted(uid, reminder, words, form=form, now=now)
    return found


def _wanted(uid: str, reminder: Reminder, words: Words, *, form: Form, now: datetime) -> Wanted:
    text = ""
    if need_of(reminder, now, todo=form is Form.TODO) is not Need.GONE:
        made = component(reminder, words, form=form, stamp=_STAMP, sequence=0)
        text = calendar_bytes([made], name="").decode("utf-8")
    new = bool(text) and reminder.state is State.OPEN and not _missed(reminder, now)
    return Wanted(uid, reminder, words.title, text, new)


def _missed(reminder: Reminder, now: datetime) -> bool:
    """Whether it is past, and so is the last moment for it: it would only clutter a calendar."""
    return moment_of(reminder) < now.astimezone(UTC) and is_closed(reminder, now)


def is_closed(reminder: Reminder, now: datetime) -> bool:
    """Whether the last moment for it is past at the aware time `now`."""
    closes: datetime | date = reminder.closes
    if isinstance(closes, datetime):
        return closes.astimezone(UTC) < now.astimezone(UTC)
    return closes < now.astimezone(reminder.interview.zone).date()
