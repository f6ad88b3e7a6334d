"""One person with a phone, two machines with calsync on them and one calendar: and what must never happen.

`test_machine` lets hypothesis play with it. What is expected is kept here, from what the person did, and
read off the calendar without calsync's own code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from calsync.errors import NeedsPerson
from calsync.planning.plan import State
from calsync.sync.ledger import Image, Ledger, Row, Run, Standing, Told
from calsync.sync.report import Kind, SyncReport
from calsync.sync.run import Mode, Vanished, synchronise
from calsync.sync.wanted import Wanted
from tests.sync import phone
from tests.sync.hostile import Cut, Etags, Fault, HostileStore, Killed, Tokens
from tests.sync.penned import Penned, check_confirmed
from tests.sync.replies import reply
from tests.sync.world import MemoryLedger, World

SETTLED = {State.DONE, State.SKIPPED}


class DyingLedger:
    """A ledger at which the process is killed, before or after a call of some number."""

    def __init__(self, ledger: Ledger, faults: Mapping[int, Fault]) -> None:
        self.ledger, self.faults, self.calls = ledger, faults, 0

    def read(self) -> Standing:
        return self.ledger.read()

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
        kept = list(rows)
        self._die(
            lambda: self.ledger.checkpoint(
                told=told, rows=kept, forget=forget, token=token, listed=listed, at=at
            )
        )

    def intend(self, rows: Iterable[Row], images: Iterable[Image], *, at: datetime) -> None:
        intended, seen = list(rows), list(images)
        self._die(lambda: self.ledger.intend(intended, seen, at=at))

    def settle(self, rows: Iterable[Row], *, forget: Collection[str] = ()) -> None:
        kept = list(rows)
        self._die(lambda: self.ledger.settle(kept, forget=forget))

    def last_run(self) -> Run | None:
        return self.ledger.last_run()

    def take_back(self, run: Run, rows: Iterable[Row], *, forget: Collection[str]) -> int:
        return self.ledger.take_back(run, rows, forget=forget)

    def _die(self, act: Callable[[], None]) -> None:
        fault = self.faults.get(self.calls)
        self.calls += 1
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        act()
        if fault is Fault.KILLED_AFTER:
            raise Killed


class Machine:
    """One machine with calsync on it."""

    def __init__(self, name: str, world: World) -> None:
        self.name, self.world = name, world

        self.sure = True

    @property
    def rows(self) -> Mapping[str, Row]:
        return self.world.ledger.standing.rows

    def state(self, uid: str) -> State | None:
        wanted = self.world.wanted().get(uid)
        return wanted.reminder.state if wanted is not None else None

    def lose_ledger(self) -> None:
        """Of what it finds it cannot tell any more what was whose."""
        self.world.ledger = MemoryLedger(self.world)
        self.sure = False


@dataclass
class Person:
    """What the person did, and what therefore must hold. By UID: `typed` the words they wrote into it,
    `times` where they dragged it to, `ticks` what they ticked off, `deleted` the machines that may not make
    it again. `foreign` is every object that is none of ours, by href. `pending` was dragged and not heard
    yet; `loose` is that of which only the words are certain; `retitled` has a title of theirs; `handled`
    was ever written by the phone, `known` ever stood there. `penned` are the answers; what is `muddled` may
    show how an older one was read, or none."""

    store: HostileStore
    machines: list[Machine]
    typed: dict[str, list[str]] = field(default_factory=dict)
    times: dict[str, datetime | date] = field(default_factory=dict)
    ticks: set[str] = field(default_factory=set)
    deleted: dict[str, set[str]] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    retitled: set[str] = field(default_factory=set)
    handled: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    penned: Penned = field(default_factory=Penned)
    muddled: set[str] = field(default_factory=set)
    ghosts: bool = False
    racing: bool = False
    count: int = 0

    # the calendar

    def ours(self) -> dict[str, str]:
        """The hrefs of what calsync made, by UID; two of one UID are against promise 2."""
        found: dict[str, str] = {}
        for href, text in self.store.texts().items():
            if href not in self.foreign:
                uid = phone.uid_of(text)
                assert uid not in found, f"promise 2: {uid} stands there twice"
                found[uid] = href
        return found

    def pick(self, number: int) -> tuple[str, str, str] | None:
        """One of ours: UID, href, text."""
        ours = self.ours()
        if not ours:
            return None
        uid = sorted(ours)[number % len(ours)]
        return uid, ours[uid], self.store.texts()[ours[uid]]

    def token(self) -> str:
        """A word nobody else writes."""
        self.count += 1
        return f"zq{self.count}qz"

    # what the person does on the phone

    def put(self, href: str, text: str, *, words: Sequence[str] = ()) -> str:
        uid = phone.uid_of(text)
        self.penned.rewritten(self.store.texts()[href], text)
        self.store.put(href, text)
        self.handled.add(uid)
        if words:
            self.typed.setdefault(uid, []).extend(words)
        return uid

    def drag(self, href: str, to: datetime | date, spelling: str) -> None:
        uid = self.put(href, phone.dragged(self.store.texts()[href], to, spelling=spelling))
        self.pending.add(uid)
        if spelling in ("floating", "unknown") and isinstance(to, datetime):
            self.times.pop(uid, None)
            self.loose.add(uid)
            return
        self.times[uid] = to
        if all(each.state(uid) in (State.OPEN, None) for each in self.machines):
            self.loose.discard(uid)
        else:
            self.loose.add(uid)

    def answer(self, href: str, text: str, kind: str, where: str, number: int) -> None:
        """Typed into this copy of it, whatever stands there by now."""
        uid, now = phone.uid_of(text), self.machines[0].world.now
        answer = self.penned.make(kind, number, self.token(), now=now)
        changed = phone.answered(text, answer.text, where)
        if changed is None:
            return
        if where == "instead":
            self.typed[uid] = [each for each in self.typed.get(uid, []) if each in phone.said_in(changed)]
        self.put(href, changed, words=[answer.text])
        self.penned.written(answer, where)
        if where == "title":
            self.retitled.add(uid)
        if kind == "move":
            self.times.pop(uid, None)
            self.ticks.discard(uid)
        if kind in ("decided", "met", "offer", "rejected", "withdrew"):
            self.loose |= self.pending

    def put_old(self, href: str, text: str) -> None:
        """A copy from before is written over what stands there now."""
        uid = phone.uid_of(text)
        self.typed[uid] = [each for each in self.typed.get(uid, []) if each in phone.said_in(text)]
        self.put(href, text)
        self.times.pop(uid, None)
        if phone.status_of(text) != "COMPLETED":
            self.ticks.discard(uid)
        self.loose.add(uid)
        self.retitled.add(uid)
        self.muddled.add(uid)

    def rename(self, href: str, to: str) -> None:
        """The same object, under another name."""
        text = self.store.texts()[href]
        self.store.delete(href)
        self.store.put(to, text)

    def delete(self, href: str) -> None:
        uid = phone.uid_of(self.store.texts()[href])
        self.store.delete(href)
        self.gone(uid)

    def gone(self, uid: str) -> None:
        self.deleted[uid] = {each.name for each in self.machines if _has(each, uid)}
        self.typed.pop(uid, None)
        self.retitled.discard(uid)
        self.handled.add(uid)
        self.times.pop(uid, None)
        self.ticks.discard(uid)

    def loosen(self, uids: Iterable[str]) -> None:
        """Something else was told of these."""
        for uid in uids:
            self.times.pop(uid, None)
            self.ticks.discard(uid)
            self.deleted.pop(uid, None)
            self.handled.add(uid)

    # what must hold

    def check(self) -> None:
        """Promises 1, 2, 4 and 6, at every moment."""
        texts = self.store.texts()
        ours = self.ours()
        self.known |= ours.keys()
        for href, text in self.foreign.items():
            assert texts.get(href) == text, f"promise 4: {href} was touched"
        for uid, words in self.typed.items():
            assert uid in ours, f"promise 1: {uid} is gone, with {words}"
            shown = phone.entry(phone.parse(texts[ours[uid]])).lines
            for word in words:
                assert any(word in phone.unescaped(line) for line in shown), f"promise 1: {word} is lost"
        for uid, to in self.times.items():
            assert uid in ours, f"promise 1: {uid} is gone, and was dragged"
            assert phone.start_of(texts[ours[uid]]) == _plain(to), f"promise 6: {uid} was moved from {to}"
        for uid in self.ticks:
            assert uid in ours, f"promise 6: {uid} is gone, and was ticked"
            assert phone.status_of(texts[ours[uid]]) == "COMPLETED", (
                f"promise 6: {uid} is not ticked any more"
            )
        for machine in self.machines:
            self.penned.check(machine.name, machine.world.tracked.values())

    def check_made(self, machine: Machine, before: Collection[str]) -> None:
        """Promise 6, after a run of this machine: what was deleted stays so."""
        for uid in self.ours().keys() - set(before):
            names = self.deleted.pop(uid, set())
            assert machine.name not in names, f"promise 6: {uid} came back"

    def check_told(self, machine: Machine, report: SyncReport, before: Mapping[str, str]) -> None:
        """Promise 5 and 8: only what somebody did is taken for their doing."""
        rows = sum(1 for row in machine.world.ledger.standing.rows.values() if row.agreed is not None)
        vanished = 0
        for line in report.lines:
            if line.kind in (Kind.SKIPPED, Kind.DONE):
                assert line.uid in self.known, f"promise 5: {line.uid} was never there"
                status = phone.status_of(before[line.uid]) if line.uid in before else ""
                vanished += line.uid not in before
                assert line.uid not in before or status in ("CANCELLED", "COMPLETED") or self.racing, (
                    f"promise 5: {line.uid} is there"
                )
            if line.kind in (Kind.MOVED, Kind.EDITED, Kind.REOPENED) and machine.sure and not self.several:
                assert line.uid in self.handled, f"promise 8: {line.uid} was ours, and taken for theirs"
        assert vanished <= max(3, (rows + vanished) / 2), "promise 5: so many gone at once, and not asked"

    @property
    def several(self) -> bool:
        return len(self.machines) > 1

    def excuse(self, machine: Machine) -> None:
        """What was not open when its deletion was heard says nothing of when it is wanted again."""
        for uid, names in self.deleted.items():
            if uid not in machine.rows and machine.state(uid) not in (*SETTLED, State.OPEN):
                names.discard(machine.name)

    def check_agreed(self, machine: Machine) -> None:
        """Promise 7: each wanted reminder is there with its time, title and status, and none that is not
        wanted lies ahead as if nothing had happened."""
        texts, ours = self.store.texts(), self.ours()
        wanted, now = machine.world.wanted(), machine.world.now
        for uid, each in wanted.items():
            if each.new and uid not in self.loose:
                assert uid in ours, f"promise 7: {uid} ({each.title}) is missing"
        for uid, href in ours.items():
            text = texts[href]
            if phone.has_guests(text) or uid in self.loose or _is_past(text, now):
                continue
            one = wanted.get(uid)
            if one is None or not one.text:
                assert phone.status_of(text) in ("CANCELLED", "COMPLETED"), (
                    f"promise 7: {uid} is not wanted\n{text}\n{one}"
                )
            elif one.reminder.state is State.OPEN:
                self._check_one(text, one)

    def check_answers(self, machine: Machine) -> None:
        """What was typed is confirmed where it was typed, and what was not understood was said to be so."""
        texts, ours = self.store.texts(), self.ours()
        wanted = machine.world.wanted()
        for uid, one in wanted.items():
            if uid in ours and not phone.has_guests(texts[ours[uid]]):
                with suppress(AssertionError) if uid in self.muddled else nullcontext():
                    check_confirmed(uid, texts[ours[uid]], one)
                    self.muddled.discard(uid)
        there = {uid: texts[href] for uid, href in ours.items() if uid in wanted}
        self.penned.check_said(machine.world.tracked.values(), there)

    def tighten(self, machine: Machine) -> None:
        """What stands as planned now is to stay so."""
        texts, ours = self.store.texts(), self.ours()
        for uid, one in machine.world.wanted().items():
            if uid in self.loose & ours.keys() and one.text and one.reminder.state is State.OPEN:
                with suppress(AssertionError):
                    self._check_one(texts[ours[uid]], one)
                    self.loose.discard(uid)

    def _check_one(self, text: str, one: Wanted) -> None:
        assert phone.start_of(text) == _plain(one.reminder.at), f"promise 7: the time of {one.uid}"
        assert phone.status_of(text) in ("", "NEEDS-ACTION", "CONFIRMED"), f"promise 7: status of {one.uid}"
        if one.uid not in self.retitled:
            assert phone.title_of(text) == one.title, f"promise 7: the title of {one.uid}"


def _is_past(text: str, now: datetime) -> bool:
    at = phone.start_of(text)
    if isinstance(at, datetime):
        return at < now.astimezone(UTC)
    return at is None or at < now.date()


def _has(machine: Machine, uid: str) -> bool:
    row = machine.rows.get(uid)
    return row is not None and row.agreed is not None


def _plain(at: datetime | date) -> datetime | date:
    return at.astimezone(UTC).replace(microsecond=0) if isinstance(at, datetime) else at


def sync(
    person: Person,
    machine: Machine,
    *,
    faults: Mapping[int, Fault] | None = None,
    deaths: Mapping[int, Fault] | None = None,
    mode: Mode = Mode.REAL,
    vanished: Vanished = Vanished.ASK,
) -> SyncReport | None:
    """One run, held against the promises; None if the process was killed in it."""
    store, world = person.store, machine.world
    store.begin(faults)
    texts = store.texts()
    before = {uid: texts[href] for uid, href in person.ours().items()}
    standing, tracked, wanted = world.ledger.standing, dict(world.tracked), world.wanted()
    person.racing = Fault.MEANWHILE in (faults or {}).values()
    world.ledger.begin()
    report: SyncReport | None = None
    with suppress(Killed):
        report = synchronise(
            store,
            DyingLedger(world.ledger, deaths or {}),
            world.planning,
            now=world.now,
            mode=mode,
            vanished=vanished,
            answering=reply,
        )
    store.faults = {}
    if mode is Mode.DRY:
        assert world.ledger.standing is standing, "a dry run writes nothing"
        assert world.tracked == tracked, "a dry run writes nothing"
        assert store.requests.writes == 0, "a dry run writes nothing"
        return report
    person.check()
    person.check_made(machine, before)
    person.penned.check_heard(
        machine.name,
        world.tracked.values(),
        before,
        rows=standing.rows,
        wanted=wanted,
        alone=not person.several,
        sure=report is not None and report.stopped is None and not (faults or deaths) and store.is_frank,
    )
    if report is not None:
        person.penned.hear_report(report)
    person.excuse(machine)
    if report is not None and vanished is Vanished.ASK:
        person.check_told(machine, report, before)
    if report is not None and isinstance(report.stopped, NeedsPerson):
        assert not store.requests.done or person.racing or person.ghosts, "promise 5: asked, and wrote"
    if report is not None and report.stopped is None:
        person.pending.clear()
    return report


def settle(person: Person) -> None:
    """Promises 3 and 7: when nothing goes wrong any more, two runs bring both sides to agree, and a third
    has nothing to do."""
    store = person.store
    store.catch_up()
    store.quirks = store.quirks._replace(cut=Cut.NO, lags=False)
    if person.ghosts:
        for machine in person.machines:
            machine.world.now += timedelta(days=8)
        person.ghosts = store.quirks.tokens is Tokens.ALL
    for _ in range(2 if not person.several else 3):
        for machine in person.machines:
            report = sync(person, machine)
            assert report is not None
            if isinstance(report.stopped, NeedsPerson):
                report = sync(person, machine, vanished=Vanished.BELIEVE)
                assert report is not None
            assert report.stopped is None, report.stopped
            assert not report.failed
    quirks = store.quirks
    for machine in person.machines:
        report = sync(person, machine)
        assert report is not None
        assert store.requests.writes == 0, f"promise 7: still writing {report.lines}"
        assert not report.changed, report.lines
        if quirks.etags is Etags.STRONG and quirks.tokens is Tokens.GOOD:
            assert store.requests.reads == 1, f"promise 3: {store.requests}"
        if not person.several:
            if machine.sure:
                person.check_agreed(machine)
                person.check_answers(machine)
            person.tighten(machine)
        machine.sure = True
