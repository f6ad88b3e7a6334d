"""What calsync and one calendar last agreed on, reminder by reminder, and what is being attempted.

`listen` holds it against the calendar; `tracker` keeps it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from calsync.planning.history import Entry


class Verb(StrEnum):
    CREATE = "create"
    REPLACE = "replace"
    REMOVE = "remove"


class Agreed(NamedTuple):
    """The last state both sides knew. `wanted` is our text for the plan as it was then, with neutral stamps,
    and called off if the reminder was put away; empty if it is not known. `found` is the object's text as it
    was last sent or read; `touched` is whether the person ever edited it there; `seen` whether a listing has
    shown it since we wrote it at `written` (aware)."""

    etag: str | None
    wanted: str
    found: str
    touched: bool
    seen: bool
    written: datetime


class Attempt(NamedTuple):
    """A write whose end is not known yet: the text that was sent (empty to remove), and ours for the plan."""

    verb: Verb
    wanted: str
    text: str


class Row(NamedTuple):
    """One reminder in one calendar. `interview`, `step` and `person` (a key, empty for all) say which it is
    to the tracker, also when the plan has it no more."""

    uid: str
    href: str
    interview: str
    step: str
    person: str
    agreed: Agreed | None
    attempt: Attempt | None


class Told(NamedTuple):
    """Something the person did in the calendar, as it goes into the history of an interview."""

    interview: str
    entry: Entry


class Standing(NamedTuple):
    """The ledger of one calendar. `token` is where its changes were last followed to, `listed` (aware) when
    all of it was last looked at; both None at first."""

    rows: Mapping[str, Row]
    token: str | None
    listed: datetime | None


class Image(NamedTuple):
    """What one write changed: the texts of an object before and after, empty where it was not there. `base`
    is our text for the plan as it had been agreed on before."""

    uid: str
    href: str
    before: str
    after: str
    base: str


class Run(NamedTuple):
    """A run that wrote something, or learnt something from the calendar. `images` are in the order of the
    writes; `told` counts what was learnt."""

    number: int
    at: datetime
    images: tuple[Image, ...]
    told: int


class Ledger(Protocol):
    """Where the ledger of one calendar is kept. Each method is one transaction. Raises TrackerError and
    TrackerBusy."""

    def read(self) -> Standing: ...

    def checkpoint(
        self,
        *,
        told: Sequence[Told],
        rows: Iterable[Row],
        forget: Collection[str],
        token: str | None,
        listed: datetime | None,
        at: datetime,
    ) -> None:
        """What listening made out: history and ledger in one. A row replaces that of its UID; `forget` names
        UIDs; token and time are set. What was told opens the run of this sync, if none is open."""
        ...

    def intend(self, rows: Iterable[Row], images: Iterable[Image], *, at: datetime) -> None:
        """What is about to be written, before it is; belongs to the run of this sync."""
        ...

    def settle(self, rows: Iterable[Row], *, forget: Collection[str] = ()) -> None:
        """What came of it."""
        ...

    def last_run(self) -> Run | None:
        """The newest run that was not taken back."""
        ...

    def take_back(self, run: Run, rows: Iterable[Row], *, forget: Collection[str]) -> int:
        """Remove the run with what was told in it, and set the rows; how many entries went."""
        ...
