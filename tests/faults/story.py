"""One seeded run: interviews, a phone, and a network that fails; then all is well again, and must be."""

from __future__ import annotations

import base64
import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.ical.reminder import Form
from calsync.planning.history import (
    Cancelled,
    Decided,
    Done,
    Entry,
    Moved,
    Outcome,
    Skipped,
    Turn,
    Untracked,
)
from calsync.planning.interview import Decision
from calsync.planning.plan import State
from calsync.stores.dav_connection import Limits, Login
from tests.faults.desk import Desk, Ran
from tests.faults.faults import AT_A_WRITE, HANGING, NOTHING, any_fault
from tests.faults.person import Person, Trace
from tests.faults.proxy import Asked, Boundary, Fault, Proxy, Script
from tests.faults.together import check
from tests.planning.made import ANA, SARAH, TOM, when
from tests.servers.server import Server

IMPATIENT = Limits(connect=10, read=0.3)
"""For runs in which something hangs. What is merely slow on a busy machine becomes one fault more."""


class Story:
    """`lines` tells what was done, to be read when it went wrong."""

    def __init__(
        self,
        seed: str,
        server: Server,
        proxy: Proxy,
        other: str,
        folder: Path,
        *,
        form: Form | None = None,
    ) -> None:
        self.rng = random.Random(seed)
        self.server, self.proxy, self.other, self.folder = server, proxy, other, folder
        calendar = server.make_calendar("f")
        form = form or self.rng.choice((Form.EVENT, Form.EVENT, Form.TODO))
        now = when(self.rng.choice(("2026-11-30 09:00", "2026-12-01 17:00", "2026-12-03 09:30")))
        login = Login(proxy.url, server.user, server.password, self.rng.choice(("basic", None)))
        self.desk = Desk(folder / "tracker.db", proxy.through(calendar), login, now, form)
        self.person = Person(server, calendar, self.rng)
        self.faults: list[str] = []
        self.lines = [f"{seed}: {form.value}s, at {now}"]
        self._acts = 0
        self.told: set[str] = set()  # the UIDs of what was put down in calsync itself

    def play(self) -> None:
        rng, desk, person = self.rng, self.desk, self.person
        desk.track("acme", when("2026-12-01 14:00"), *rng.choice(((SARAH,), (SARAH, TOM), ())))
        if rng.random() < 0.4:
            desk.track("bluebird", when("2026-12-02 10:00"), ANA)
        for _ in range(rng.randrange(2)):
            person.add_foreign()
        if rng.random() < 0.7:
            self.well()
        else:
            self.badly()
        for _ in range(rng.choice((1, 1, 2))):
            self.live()
            self.badly()
        if rng.random() < 0.4:
            self.live()
        self.heal()

    def live(self) -> None:
        """Some time goes by, in which things happen on both sides."""
        self.desk.now += timedelta(seconds=self.rng.choice((10, 100, 1000, 5000)))
        self.act(self.rng.randrange(5))
        for _ in range(self.rng.randrange(3)):
            self.replan()

    def act(self, times: int) -> None:
        for _ in range(times):
            self.person.do_something()
        self._note_acts()

    def answer(self, times: int) -> None:
        """Into as many reminders."""
        names = sorted(name for there in self.person.items().values() for name, _ in there)
        for name in self.rng.sample(names, times):
            self.person.answer(name)
        self._note_acts()

    def well(self) -> None:
        self.proxy.begin()
        ran = self.run()
        assert not ran.report.problems, ran.report
        self.desk.now += timedelta(minutes=2)

    def badly(self) -> None:
        faults, script = self.any_script()
        moments = {self.rng.randrange(1, 10) for _ in range(self.rng.choice((0, 0, 1, 2)))}

        def gate(number: int, boundary: Boundary) -> None:
            if boundary is Boundary.RECEIVED and number in moments:
                moments.discard(number)
                self.person.do_something()

        self.proxy.begin(script, gate)
        self.run(IMPATIENT if any(each in HANGING for each in faults) else None)
        self.faults += self.proxy.fired
        self._note_acts()

    def heal(self) -> None:
        """All is well again: after two runs at most there is nothing left to do, and all is as it should be."""
        for number in (1, 2, 3):
            self.desk.now += timedelta(minutes=2)
            self.proxy.begin()
            ran = self.run()
            assert not ran.report.problems, ran.report.problems
            if [each.method for each in self.proxy.asked] == ["REPORT"] and not ran.report.changed:
                break
            assert number < 3, ran.report.lines
        check(self.desk, self.person, told=self.told)

    def run(self, limits: Limits | None = None) -> Ran:
        with listening() as said:
            ran = self.desk.sync(limits)
        self.proxy.settle()
        self.lines.append(
            " ".join(f"{each.method}{f'[{each.fault}]' if each.fault else ''}" for each in self.proxy.asked)
        )
        self.lines += [
            f"  {line.kind.value}: {line.title!r} {line.uid[:8]} {line.at} {line.why}"
            for line in ran.report.lines
        ]
        self.lines += [f"  ! {error.message}" for error in ran.report.problems]
        self.sane(ran.report.problems, said)
        return ran

    def sane(self, problems: Sequence[CalsyncError], said: Sequence[str]) -> None:
        """Every failure is a sentence with a way out, and nothing that is kept or said holds the password."""
        password = self.server.password
        secrets = password, base64.b64encode(f"{self.server.user}:{password}".encode()).decode()
        shown = list(said)
        for error in problems:
            assert isinstance(error, Unreachable | AccessRefused), repr(error)
            assert error.exit_code in (7, 8)
            assert error.message.endswith("."), error.message
            assert error.hint, error.message
            shown += [error.message, error.hint, repr(error), repr(error.__cause__), repr(error.__context__)]
        for secret in secrets:
            assert not any(secret in text for text in shown)
            for file in self.folder.iterdir():
                assert secret.encode() not in file.read_bytes(), file

    def any_script(self) -> tuple[list[Fault], Script]:
        rng = self.rng
        last = 3 + sum(each.new for each in self.desk.wanted().values())
        choice = any_fault(self.other)
        struck: dict[int, Fault] = {}
        refused: dict[int, Fault] = {}
        for _ in range(rng.choice((1, 1, 2, 3))):
            if rng.random() < 0.2:
                refused[rng.randrange(1, last)] = rng.choice(AT_A_WRITE)
                continue
            fault = rng.choice(choice)
            if fault is NOTHING and NOTHING in struck.values():
                continue  # one that empties both questions of a look cannot be told from a calendar that is empty
            struck[rng.randrange(1, last)] = fault
        for_good = bool(struck) and rng.random() < 0.2 and NOTHING not in struck.values()
        writes: dict[int, int] = {}

        def script(asked: Asked) -> Fault | None:
            number = asked.number
            if for_good and number > min(struck):
                return struck[max(each for each in struck if each <= number)]
            if asked.method in ("PUT", "DELETE"):
                writes.setdefault(number, len(writes) + 1)
            return struck.get(number) or refused.get(writes.get(number, 0))

        return [*struck.values(), *refused.values()], script

    def replan(self) -> None:
        """Something changes in the plan."""
        rng, desk = self.rng, self.desk
        tracked = desk.tracked()
        if not tracked:
            return
        one = rng.choice(tracked)
        roll = rng.random()
        if roll < 0.35:
            start = one.interview.start + timedelta(
                days=rng.choice((-1, 1, 2, 7)), minutes=30 * rng.randrange(4)
            )
            desk.reschedule(one.id, start)
            self.lines.append(f"{one.id} is at {start}")
            return
        entry = self._entry(one.id, roll)
        if entry is not None:
            desk.tell(one.id, entry)
            self.lines.append(f"{one.id}: {entry}")

    def _entry(self, id_: str, roll: float) -> Entry | None:
        rng, now = self.rng, self.desk.now
        if roll < 0.5:
            day = (now + timedelta(days=rng.randrange(2, 12))).date()
            return Decided(Decision(day, "then", ""), now)
        if roll < 0.65:
            turn = rng.choice((Turn.REJECTED, Turn.OFFER, Turn.NO_ANSWER, Turn.WITHDRAWN))
            return Outcome(turn, now, None, (), now)
        if roll < 0.69:
            return Cancelled(now)
        if roll < 0.73:
            return Untracked(now)
        reminders = [
            each
            for each in self.desk.wanted().values()
            if each.interview == id_
            and each.reminder.state is State.OPEN
            and self.person.trace(each.uid) == Trace()
        ]
        if not reminders:
            return None
        one = rng.choice(reminders)
        step = one.reminder.step
        if roll < 0.9:
            self.told.add(one.uid)
        if roll < 0.82:
            return Done(step, one.person, now, now)
        if roll < 0.9:
            return Skipped(step, one.person, now)
        to = (now + timedelta(days=rng.randrange(1, 9))).replace(hour=11, minute=rng.randrange(60), second=0)
        return Moved(step, one.person, to, now)

    def _note_acts(self) -> None:
        self.lines += [f"  the person {act}" for act in self.person.acts[self._acts :]]
        self._acts = len(self.person.acts)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Everything that is said to any log."""
    said: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    handler, root = Handler(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
