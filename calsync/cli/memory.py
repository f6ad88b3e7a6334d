"""What is tracked, as one run would change it so far: read once, however many events the run takes in.

Nothing is written here: the changes are values, which `write_changes` writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, Protocol

from calsync.planning.facts import Facts
from calsync.planning.history import Entry
from calsync.planning.interview import Interview
from calsync.planning.loops import fold_role, interview_id
from calsync.planning.recognition import event_name, is_typed, rests_on_typing
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources, Tracked
from calsync.planning.versions import event_key


class Add(NamedTuple):
    ref: str
    interview: Interview
    wishes: Wishes
    sources: Sources


class Update(NamedTuple):
    id: str
    interview: Interview
    wishes: Wishes
    sources: Sources


class Append(NamedTuple):
    id: str
    entry: Entry


class Read(Protocol):
    """What of the tracker is read as needed: the sources of all interviews would be too much."""

    def sources(self, id_: str) -> Sources: ...

    def find_event(self, uid: str) -> tuple[str, ...]: ...


class Written(Protocol):
    """What writes the changes."""

    def add(self, ref: str, interview: Interview, wishes: Wishes, sources: Sources) -> None: ...

    def update(self, id_: str, interview: Interview, wishes: Wishes, sources: Sources) -> bool: ...

    def append(self, id_: str, entry: Entry) -> None: ...


def write_changes(changes: Iterable[Add | Update | Append], to: Written) -> None:
    """Write the changes, in the order they were decided."""
    for each in changes:
        match each:
            case Add():
                to.add(*each)
            case Update():
                to.update(*each)
            case Append():
                to.append(*each)


def _other_role(one: Tracked, event: Facts) -> bool:
    """Whether both tell a role, and not the same."""
    roles = {fold_role(role) for role in (one.interview.role, event.role) if role}
    return len(roles) > 1


class Memory:
    """Begins as what is `tracked`; every change shows at once, and is kept in `changes`. `at` is when they
    are told."""

    def __init__(self, tracked: Iterable[Tracked], read: Read, *, at: datetime) -> None:
        self.at = at
        self.changes: list[Add | Update | Append] = []
        self._read = read
        self._tracked = {each.id: each for each in tracked}
        self._sources: dict[str, Sources] = {}

    @property
    def tracked(self) -> tuple[Tracked, ...]:
        return tuple(self._tracked.values())

    def has(self, id_: str) -> bool:
        return id_ in self._tracked

    def get(self, id_: str) -> Tracked:
        return self._tracked[id_]

    def owners(self, name: str) -> list[Tracked]:
        """The interviews that were read from an event of that name, or know it as replaced."""
        found = {id_ for id_ in self._read.find_event(name) if id_ not in self._sources}
        found |= {id_ for id_, sources in self._sources.items() if name in _names(sources)}
        return [one for id_, one in self._tracked.items() if id_ in found]

    def sources(self, one: Tracked) -> Sources:
        return self._sources[one.id] if one.id in self._sources else self._read.sources(one.id)

    def add(self, ref: str, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        self.changes.append(Add(ref, interview, wishes, sources))
        self._sources[interview.id] = sources
        self._tracked[interview.id] = Tracked(ref=ref, interview=interview, wishes=wishes, since=self.at)

    def update(self, one: Tracked, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        self.changes.append(Update(one.id, interview, wishes, sources))
        self._sources[one.id] = sources
        known = self._tracked[one.id]
        self._tracked[one.id] = replace(known, interview=interview, wishes=wishes)

    def append(self, id_: str, entry: Entry) -> None:
        self.changes.append(Append(id_, entry))
        known = self._tracked[id_]
        self._tracked[id_] = replace(known, entries=(*known.entries, entry))

    def home(self, event: Facts, *, separate: bool) -> Tracked | None:
        """The tracked interview that an event belongs to; `separate` tells that typed facts are of another
        of that day."""
        owners = self.owners(event_name(event))
        if len(owners) > 1:  # the times of a series may be rounds of their own
            key = event_key(event)
            exact = (one for one in owners if any(event_key(e) == key for e in self.sources(one).events))
            return next(exact, owners[0])
        if owners or event.uid:
            return owners[0] if owners else None
        own_id = event_name(event)
        if is_typed(event):
            return self._typed_home(event, own_id, separate=separate)
        if self.has(own_id):
            return self.get(own_id)
        return next((one for one in self.tracked if self._holds(one, event)), None)

    def _typed_home(self, event: Facts, own_id: str, *, separate: bool) -> Tracked | None:
        """By employer and day, whatever the hour while no invitation tells that; of several on a day, which
        --separate made, the one of that start."""
        start = event.start.isoformat() if event.start else ""
        known = [self.get(id_) for id_ in (interview_id(own_id, start), own_id) if self.has(id_)]
        for one in known:
            same = one.interview.start.isoformat() == start and not (separate and _other_role(one, event))
            if same or (rests_on_typing(one.interview) and not separate):
                return one
        return None

    def _holds(self, one: Tracked, event: Facts) -> bool:
        """Whether an event without a UID is one of those an interview was read from."""
        if one.interview.file is None or event.start is None:
            return False
        start = event.start.timestamp()
        if all(session.start.timestamp() != start for session in one.interview.sessions):
            return False
        key = event_key(event)
        return any(event_key(each) == key for each in self.sources(one).events)


def _names(sources: Sources) -> set[str]:
    """What an interview is found by."""
    return {event.uid for event in sources.events if event.uid} | sources.replaced
