"""What came of a sync, as values: a line for each change, on either side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from calsync.errors import CalsyncError


class Kind(StrEnum):
    """The first group was done to the calendar, the second learnt from it, the third is for the person to
    know."""

    CREATED = "created"
    UPDATED = "updated"
    PUT_AWAY = "put-away"
    DELETED = "deleted"

    MOVED = "moved"
    DONE = "done"
    SKIPPED = "skipped"
    REOPENED = "reopened"
    EDITED = "edited"
    ANSWERED = "answered"

    ADOPTED = "adopted"
    KEPT = "kept"
    UNCLEAR = "unclear"
    ORPHAN = "orphan"
    DOUBLE = "double"
    UNREADABLE = "unreadable"
    OTHER_FORM = "other-form"
    WAITING = "waiting"
    POSTPONED = "postponed"


OUTGOING = frozenset({Kind.CREATED, Kind.UPDATED, Kind.PUT_AWAY, Kind.DELETED})
INCOMING = frozenset({Kind.MOVED, Kind.DONE, Kind.SKIPPED, Kind.REOPENED, Kind.EDITED, Kind.ANSWERED})


class Line(NamedTuple):
    """One change. `at` is when the reminder is now, `why` says in words what led to it."""

    kind: Kind
    uid: str
    title: str
    at: datetime | date | None
    why: str = ""
    interview: str = ""


class Failed(NamedTuple):
    """One write that was not carried out, or may not have been."""

    uid: str
    title: str
    error: CalsyncError


class SyncReport(NamedTuple):
    """`unchanged` counts reminders that stand as they should; `stopped` is why the run ended early, if it
    did. A dry run lists what would be done."""

    lines: Sequence[Line]
    failed: Sequence[Failed]
    unchanged: int
    stopped: CalsyncError | None = None
    dry: bool = False

    @property
    def problems(self) -> list[CalsyncError]:
        found = [each.error for each in self.failed]
        return found if self.stopped is None else [self.stopped, *found]

    @property
    def changed(self) -> bool:
        return any(line.kind in OUTGOING or line.kind in INCOMING for line in self.lines)
