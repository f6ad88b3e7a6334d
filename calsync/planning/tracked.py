"""An interview that calsync remembers: what is known, how it is to be planned, and what has happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from calsync.planning.facts import Facts
from calsync.planning.history import Archived, Cancelled, Decided, Entry, Met, Noted, Outcome, Revived
from calsync.planning.interview import Decision, Interview, Interviewer
from calsync.planning.people import keep_keys, meet
from calsync.planning.rules import Wishes
from calsync.planning.typed import Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """One round as it is remembered. `ref` is its short handle; `since` (aware) when it was first tracked;
    `entries` what has happened, in the order it was told."""

    ref: str
    interview: Interview
    wishes: Wishes
    since: datetime
    entries: tuple[Entry, ...] = ()

    @property
    def id(self) -> str:
        return self.interview.id

    @property
    def stated(self) -> Decision | None:
        """The decision date that was told last, whether it still counts or not."""
        told = [entry for entry in self.entries if isinstance(entry, Decided)]
        return told[-1].decision if told else self.interview.decision

    @property
    def current(self) -> Interview:
        """The interview with everybody of whom it was told that they were there, and the decision date that
        was told last; one from before its present time does not count any more, since nobody decides before
        they have met you."""
        decision = self.stated
        if decision is not None and decision.date < self.interview.last_day:
            decision = None
        return replace(self.interview, decision=decision, interviewers=self.people)

    @property
    def people(self) -> tuple[Interviewer, ...]:
        """Those of the invitation and those told of since, each under the key they were first known by."""
        people = self.interview.interviewers
        for entry in self.entries:
            if isinstance(entry, Met):
                people = keep_keys(people, meet(people, entry.people))
        return people

    @property
    def outcome(self) -> Outcome | None:
        """What was told last of how the application went."""
        return next((each for each in reversed(self.entries) if isinstance(each, Outcome)), None)

    @property
    def cancelled(self) -> Cancelled | None:
        """Set while the interview is called off."""
        last = next((e for e in reversed(self.entries) if isinstance(e, Cancelled | Revived)), None)
        return last if isinstance(last, Cancelled) else None

    @property
    def archived(self) -> Archived | None:
        last = next((e for e in reversed(self.entries) if isinstance(e, Archived | Revived)), None)
        return last if isinstance(last, Archived) else None

    @property
    def notes(self) -> tuple[Noted, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Noted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a tracked interview was read from: the newest version of each event, what was typed beside them,
    and the UIDs of events that a new, unlinked one took the place of."""

    events: tuple[Facts, ...] = ()
    typed: Typed = field(default_factory=Typed)
    replaced: frozenset[str] = frozenset()
