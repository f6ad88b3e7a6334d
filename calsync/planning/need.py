"""Whether a reminder is to stand in a calendar, by what has become of it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from calsync.planning.due import is_unanswered
from calsync.planning.plan import Reminder, State


class Need(Enum):
    """Whether a reminder is to stand in a calendar. SETTLED: only where it does so already, as what it came
    to. GONE: not if it lies ahead there; where it is past, it stays as it was."""

    WANTED = "wanted"
    SETTLED = "settled"
    GONE = "gone"


def need_of(reminder: Reminder, now: datetime, *, todo: bool) -> Need:
    """How a reminder is to stand in a calendar at the aware time `now`. As an event it is wanted while it is
    open, since its alarm is to ring, and a question only in its time; as a to-do it is also ticked off when
    it was done, and called off when it was skipped or came to nothing after its time."""
    match reminder.state:
        case State.OPEN:
            return Need.SETTLED if is_unanswered(reminder, now) else Need.WANTED
        case State.DONE | State.SKIPPED:
            return Need.WANTED if todo else Need.GONE
        case State.LAPSED | State.WITHDRAWN:
            return Need.SETTLED if todo and _was_on(reminder, now) else Need.GONE


def _was_on(reminder: Reminder, now: datetime) -> bool:
    if isinstance(reminder.at, datetime):
        return reminder.at.astimezone(UTC) < now.astimezone(UTC)
    return reminder.at < now.astimezone(reminder.interview.zone).date()
