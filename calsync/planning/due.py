"""What of many reminders is due now, was due, or comes within some days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from calsync.planning.plan import Reminder, State

FORGOTTEN_AFTER = timedelta(days=30)
"""What was due longer ago is counted and no longer listed."""


class Due(StrEnum):
    """OVERDUE: its window is past; TODAY: it is on today, or its window is open; AHEAD: within the days asked
    for; LATER: after them; FORGOTTEN: its window is long past."""

    OVERDUE = "overdue"
    TODAY = "today"
    AHEAD = "ahead"
    LATER = "later"
    FORGOTTEN = "forgotten"


def due(reminder: Reminder, *, now: datetime, days: int) -> Due | None:
    """Where an open reminder stands at the aware time `now`, days counted on the candidate's clock. None for
    one that is settled, for a day past on which one was only to wait, and for a question past its time."""
    if reminder.state is not State.OPEN:
        return None
    zone = reminder.interview.zone
    today = now.astimezone(zone).date()
    at, closes = _day(reminder.at, reminder), _day(reminder.closes, reminder)
    if at > today:
        return Due.AHEAD if at <= today + timedelta(days=days) else Due.LATER
    if not _is_past(reminder, now):
        return Due.TODAY
    if reminder.rule.asks is not None:
        return None
    if reminder.channel == "none" and reminder.rule.waiting:
        return None
    return Due.OVERDUE if today - max(at, closes) <= FORGOTTEN_AFTER else Due.FORGOTTEN


def is_unanswered(reminder: Reminder, now: datetime) -> bool:
    """Whether it is a question whose time is over at the aware time `now`, and which nobody answered."""
    return reminder.rule.asks is not None and reminder.state is State.OPEN and _is_past(reminder, now)


def sort_out(reminders: Iterable[Reminder], *, now: datetime, days: int) -> dict[Due, list[Reminder]]:
    """The reminders by how they stand."""
    found: dict[Due, list[Reminder]] = {each: [] for each in Due}
    for reminder in reminders:
        stands = due(reminder, now=now, days=days)
        if stands is not None:
            found[stands].append(reminder)
    return found


def _is_past(reminder: Reminder, now: datetime) -> bool:
    """Whether both its time and its window are over. A pin may lie after the window. What is no message may
    be done all day, but a question has its time."""
    ends: tuple[datetime | date, ...] = (reminder.at, reminder.closes)
    if reminder.channel == "none" and reminder.rule.asks is None:
        ends = tuple(_day(when, reminder) for when in ends)
    return all(_over(when, reminder, now) for when in ends)


def _over(when: datetime | date, reminder: Reminder, now: datetime) -> bool:
    if isinstance(when, datetime):
        return when.astimezone(UTC) < now.astimezone(UTC)
    return when < now.astimezone(reminder.interview.zone).date()


def _day(when: datetime | date, reminder: Reminder) -> date:
    return when.astimezone(reminder.interview.zone).date() if isinstance(when, datetime) else when
