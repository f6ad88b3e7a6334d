"""The interview, as planning sees it: who, what, when, and where each value came from.

`facts` owns what one event of an invitation says; `loops` makes interviews of facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of interview it is. The guides treat screens, final rounds and informational talks apart."""

    RECRUITER_SCREEN = "recruiter_screen"
    PHONE_SCREEN = "phone_screen"
    TECHNICAL = "technical"
    PANEL = "panel"
    ONSITE = "onsite"
    FINAL = "final"
    INFORMATIONAL = "informational"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Interviewer:
    """A person who was, or was asked to be, in the interview. At least one of name and email is known. `key`
    is what the person went by before more was known of them, where `people` would choose another now."""

    name: str | None
    email: str | None = None
    optional: bool = False
    declined: bool = False
    key: str = ""

    @property
    def label(self) -> str:
        """What to call the person: the name, else the address."""
        return self.name or self.email or "?"


class Session(NamedTuple):
    """One talk (or lunch) of an interview. Both instants are aware; an all-day session runs from the
    local midnight of its first day to the local midnight after its last."""

    start: datetime
    end: datetime
    title: str = ""
    interviewers: tuple[Interviewer, ...] = ()
    pause: bool = False


class Decision(NamedTuple):
    """A decision date the employer stated. `reading` says how `phrase` was understood, for the person."""

    date: date
    phrase: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One round at one company: one or more sessions, one set of reminders after the last.

    `id` is stable over re-reading and rescheduling. `zone` is the candidate's. What the invitation does
    not say is None. `file` is that of the first session, `files` those of all, `uids` the UIDs of their
    events. `origins` tells for each field, in words, where its value came from. `unsure` lists what was
    assumed, each with the way to overrule it.
    """

    id: str
    company: str | None
    role: str | None
    kind: Kind
    sessions: tuple[Session, ...]
    zone: tzinfo
    zone_name: str
    interviewers: tuple[Interviewer, ...] = ()
    candidate: str | None = None
    location: str | None = None
    link: str | None = None
    uid: str | None = None
    sequence: int | None = None
    file: str | None = None
    files: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    all_day: bool = False
    unconfirmed: bool = False
    decision: Decision | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()

    @property
    def start(self) -> datetime:
        """When the first session begins, on the candidate's clock."""
        return min(s.start.astimezone(UTC) for s in self.sessions).astimezone(self.zone)

    @property
    def end(self) -> datetime:
        """When the last session is over, on the candidate's clock: the `end` every guide counts from."""
        return max(s.end.astimezone(UTC) for s in self.sessions).astimezone(self.zone)

    @property
    def last_day(self) -> date:
        """The local date of the last session; one that ends at midnight belongs to the day before."""
        return (self.end - timedelta(microseconds=1)).date()
