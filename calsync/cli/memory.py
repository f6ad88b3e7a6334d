"""What is tracked, as one run has changed it so far: read once, however many events the run takes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from calsync.planning.history import Entry
from calsync.planning.interview import Interview
from calsync.planning.tracked import Sources, Tracked, Wishes

if TYPE_CHECKING:
    from calsync.tracker import Change


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
