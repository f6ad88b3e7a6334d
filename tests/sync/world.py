"""A person with tracked interviews, a ledger in memory and a calendar: what the tests of the sync play with."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from calsync.ical.reminder import Form
from calsync.messages.answering import with_prompt
from calsync.messages.wording import word
from calsync.planning.applications import plan_all
from calsync.planning.history import Entry
from calsync.planning.plan import Reminder
from calsync.planning.rules import Rules
from calsync.planning.tracked import Tracked
from calsync.sync.ledger import Image, Row, Run, Standing, Told
from calsync.sync.listen import Deleted
from calsync.sync.report import SyncReport
from calsync.sync.run import Mode, Vanished, synchronise
from calsync.sync.store import Store
from calsync.sync.wanted import Plan, Wanted, wanted_of
from tests.planning.made import PLAIN, STANDARD
from tests.sync.replies import reply


class MemoryLedger:
    """As the tracker keeps it; what is told goes into the interviews of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.standing = Standing({}, None, None)
        self.runs: list[tuple[Run, list[Told]]] = []
        self.open: tuple[int, datetime, list[Image], list[Told]] | None = None

    def begin(self) -> None:
        """A new run; what there is of the last is kept."""
        self.open = None

    def read(self) -> Standing:
        return self.standing

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
        kept = []
        for each in told:
            entry = self.world.tell(each.interview, each.entry)
            kept.append(Told(each.interview, entry))
        if kept:
            self._run(at, (), kept)
        self.settle(rows, forget=forget)
        self.standing = self.standing._replace(token=token, listed=listed)

    def intend(self, rows: Iterable[Row], images: Iterable[Image], *, at: datetime) -> None:
        self.settle(rows)
        self._run(at, images, ())

    def settle(self, rows: Iterable[Row], *, forget: Collection[str] = ()) -> None:
        kept = {uid: row for uid, row in self.standing.rows.items() if uid not in forget}
        kept.update({row.uid: row for row in rows})
        self.standing = self.standing._replace(rows=kept)

    def last_run(self) -> Run | None:
        return self.runs[-1][0] if self.runs else None

    def take_back(self, run: Run, rows: Iterable[Row], *, forget: Collection[str]) -> int:
        number, told = self.runs.pop()
        assert number == run
        self.open = None
        for each in told:
            self.world.untell(each.interview, each.entry)
        self.settle(rows, forget=forget)
        return len(told)

    def _run(self, at: datetime, images: Iterable[Image], told: Iterable[Told]) -> None:
        if self.open is None:
            self.open = len(self.runs) + 1, at, [], []
            self.runs.append((Run(len(self.runs) + 1, at, (), 0), []))
        number, began, seen, heard = self.open
        seen += images
        heard += told
        self.runs[-1] = Run(number, began, tuple(seen), len(heard)), heard


class World:
    """`now` is aware and moved by hand."""

    def __init__(self, *tracked: Tracked, now: datetime, form: Form = Form.EVENT) -> None:
        self.tracked = {each.id: each for each in tracked}
        self.now = now
        self.form = form
        self.ledger = MemoryLedger(self)
        self._planned: tuple[tuple[Tracked, ...], datetime, Plan] | None = None

    def tell(self, interview: str, entry: Entry) -> Entry:
        """Remember what has happened."""
        one = self.tracked.get(interview)
        if one is not None:
            self.tracked[interview] = replace(one, entries=(*one.entries, entry))
        return entry

    def untell(self, interview: str, entry: Entry) -> None:
        one = self.tracked.get(interview)
        if one is not None:
            self.tracked[interview] = replace(one, entries=tuple(e for e in one.entries if e is not entry))

    def reminders(self, told: Sequence[Told] = ()) -> dict[str, tuple[Reminder, ...]]:
        """Every plan, by interview."""
        return plan_all(self._known(told), rules=lambda _: Rules(STANDARD, PLAIN))

    def _known(self, told: Sequence[Told]) -> tuple[Tracked, ...]:
        known = dict(self.tracked)
        for each in told:
            one = known.get(each.interview)
            if one is not None and not any(entry is each.entry for entry in one.entries):
                known[each.interview] = replace(one, entries=(*one.entries, each.entry))
        return tuple(known.values())

    def wanted(self) -> dict[str, Wanted]:
        """The plan as it is to stand in the calendar, by UID."""
        return dict(self.planning(()).wanted)

    def planning(self, told: Sequence[Told]) -> Plan:
        known = self._known(told)
        if self._planned is not None:
            of, at, plan = self._planned
            if at == self.now and len(of) == len(known) and all(map(operator.is_, of, known)):
                return plan  # it is made anew only where something is new
        entries = [
            (each, with_prompt(word(each), each)) for plan in self.reminders(told).values() for each in plan
        ]
        made = Plan(wanted_of(entries, form=self.form, now=self.now))
        self._planned = known, self.now, made
        return made

    def sync(
        self,
        store: Store,
        *,
        mode: Mode = Mode.REAL,
        vanished: Vanished = Vanished.ASK,
        deleted: Deleted = Deleted.AUTO,
    ) -> SyncReport:
        """One run, as `calsync sync` does it."""
        self.ledger.begin()
        return synchronise(
            store,
            self.ledger,
            self.planning,
            now=self.now,
            mode=mode,
            vanished=vanished,
            deleted=deleted,
            answering=reply,
        )
