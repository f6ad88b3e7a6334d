"""What a command changed in the plans: reminders that are new, moved, open again, or no longer wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from calsync.cli.desk import Desk
from calsync.ical.identity import reminder_uid
from calsync.planning.due import is_unanswered
from calsync.planning.plan import Reminder, State, by_time


class Kind(StrEnum):
    NEW = "new"
    MOVED = "moved"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Change(NamedTuple):
    """One reminder, as it was (None if it is new) and as it is now."""

    kind: Kind
    ref: str
    before: Reminder | None
    now: Reminder


def changes(before: Desk, after: Desk) -> list[Change]:
    """In time order. What the person said of a reminder itself (done, skipped), what was past when its
    purpose ended, and a question whose time is over are not among them; nor are interviews that could not be
    planned before, or cannot now."""
    if before is after:
        return []
    return sorted(_changes(before, after), key=lambda each: by_time(each.now))


def _changes(before: Desk, after: Desk) -> Iterator[Change]:
    refs = {each.id: each.ref for each in (*before.tracked, *after.tracked)}
    old, new = _all(before), _all(after)
    unknown = before.troubles.keys() | after.troubles.keys()
    for uid, reminder in new.items():
        if reminder.interview.id in unknown:
            continue
        was = old.get(uid)
        ref = refs[reminder.interview.id]
        match reminder.state:
            case State.OPEN if is_unanswered(reminder, after.now):
                pass
            case State.OPEN if was is None or was.state is State.WITHDRAWN:
                yield Change(Kind.NEW, ref, None, reminder)
            case State.OPEN if was is not None and was.state in (State.DONE, State.SKIPPED):
                yield Change(Kind.REOPENED, ref, was, reminder)
            case State.OPEN if was is not None and was.at != reminder.at:
                yield Change(Kind.MOVED, ref, was, reminder)
            case State.WITHDRAWN if was is not None and was.state is State.OPEN:
                yield Change(Kind.WITHDRAWN, ref, was, reminder)
            case _:
                pass
    for uid, was in old.items():
        if uid in new or was.state is not State.OPEN or was.interview.id in unknown:
            continue
        if not is_unanswered(was, after.now):
            yield Change(Kind.WITHDRAWN, refs[was.interview.id], was, was)


def _all(desk: Desk) -> Mapping[str, Reminder]:
    return {reminder_uid(each): each for plan in desk.plans.values() for each in plan}
