"""What one event of an invitation says, before events are grouped into interviews (`loops` does that)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import Enum, auto

from calsync.planning.interview import Interviewer, Kind

REPEATS = "The event repeats; only its first time is planned. --start plans another."


class Standing(Enum):
    """Whether an event is on, called off, or only somebody's answer to an invitation."""

    LIVE = auto()
    CANCELLED = auto()
    ANSWER = auto()


@dataclass(frozen=True, slots=True)
class Revision:
    """How new a version of an event is (RFC 5546, 2.1.5): SEQUENCE, then Microsoft's own counter, then
    the UTC stamps. A missing number counts as 0, a missing stamp as older than any."""

    sequence: int | None = None
    vendor_sequence: int | None = None
    stamp: datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One event's facts. `start` and `end` are aware instants; only a cancellation or an answer lacks them.

    `occurrences` are the first starts of a series in UTC, without those its own file takes out; None for an
    event that does not repeat, or by a rule that is not followed. `own_key` stands in for a UID where there
    is none and start, title and organiser will not do.
    `kind` is None when no word told it. `pause` marks lunches, breaks and debriefs. `evidence` says in
    words why this looks like an interview; empty when nothing does. `candidate` is an address;
    `candidate_declined` tells that the person turned the invitation down, `maybe_candidate` who of the
    guests it could be, where that cannot be told. `origins` and `unsure` are as
    in Interview; `remarks` are things worth saying that need no overruling (a decode, a cut-off file).
    """

    file: str
    title: str
    standing: Standing = Standing.LIVE
    uid: str | None = None
    recurrence: str | None = None
    own_key: str = ""
    occurrences: tuple[datetime, ...] | None = None
    revision: Revision = Revision()
    start: datetime | None = None
    end: datetime | None = None
    all_day: bool = False
    zone: tzinfo | None = None
    zone_name: str | None = None
    company: str | None = None
    role: str | None = None
    kind: Kind | None = None
    interviewers: tuple[Interviewer, ...] = ()
    organiser: str | None = None
    candidate: str | None = None
    candidate_declined: bool = False
    maybe_candidate: tuple[str, ...] = ()
    location: str | None = None
    link: str | None = None
    pause: bool = False
    unconfirmed: bool = False
    evidence: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
