"""What is tracked, as one run has changed it so far: read once, however many events the run takes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from calsync.planning.facts import Facts
from calsync.planning.history import Entry
from calsync.planning.interview import Interview
from calsync.planning.loops import interview_id
from calsync.planning.recognition import event_name, is_typed, rests_on_typing
from calsync.planning.tracked import Sources, Tracked, Wishes
from calsync.planning.versions import event_key

if TYPE_CHECKING:
    from calsync.tracker.log import Change


class Memory:
    """Every change goes to the tracker at once. `now` is aware."""

    def __init__(self, change: Change, tracked: tuple[Tracked, ...], *, now: datetime) -> None:
        self._change, self._now = change, now
        self._tracked = {each.id: each for each in tracked}

    @property
    def tracked(self) -> tuple[Tracked, ...]:
        return tuple(self._tracked.values())

    def has(self, id_: str) -> bool:
        return id_ in self._tracked

    def get(self, id_: str) -> Tracked:
        return self._tracked[id_]

    def owners(self, name: str) -> list[Tracked]:
        """The interviews that were read from an event of that name, or know it as replaced."""
        return [self._tracked[id_] for id_ in self._change.find_event(name)]

    def sources(self, one: Tracked) -> Sources:
        return self._change.sources(one.id)

    def add(self, ref: str, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        self._change.add(ref, interview, wishes, sources)
        self._tracked[interview.id] = Tracked(ref=ref, interview=interview, wishes=wishes, since=self._now)

    def update(self, one: Tracked, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        self._change.update(one.id, interview, wishes, sources)
        known = self._tracked[one.id]
        self._tracked[one.id] = replace(known, interview=interview, wishes=wishes)

    def append(self, id_: str, entry: Entry) -> None:
        self._change.append(id_, entry)
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
            same = one.interview.start.isoformat() == start
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
