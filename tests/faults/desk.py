"""calsync on one machine: interviews in a real tracker file, and runs that bring them to a calendar."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from calsync.cli.desk import Desk as Office
from calsync.cli.home import places
from calsync.cli.rules import RuleBook
from calsync.cli.sync_run import Planner
from calsync.config import Config
from calsync.ical.reminder import Form
from calsync.messages.answering import with_prompt
from calsync.messages.wording import word
from calsync.planning.applications import plan_all
from calsync.planning.history import Entry
from calsync.planning.interview import Interviewer, Session
from calsync.planning.rules import Rules, Wishes
from calsync.planning.tracked import Sources, Tracked
from calsync.stores.dav import DavStore
from calsync.stores.dav_connection import Limits, Login, connect
from calsync.sync.answers import Question, Reply
from calsync.sync.ledger import Standing, Told
from calsync.sync.report import SyncReport
from calsync.sync.run import synchronise
from calsync.sync.wanted import Plan, Wanted, wanted_of
from calsync.tracker.log import Tracker, open_tracker
from calsync.tracker.turn import one_at_a_time
from tests.planning.made import BERLIN, PLAIN, STANDARD, interview

HOUR = timedelta(hours=1)
WAIT = 30.0
CONFIG = Config()
BOOK = RuleBook(CONFIG)


class Ran(NamedTuple):
    """One run: what came of it, and the seconds it was asked to wait, each time."""

    report: SyncReport
    waits: list[float]


@dataclass
class Desk:
    """`url` is the calendar as it is reached from here, `now` an aware time that is moved by hand; `planned`
    is the last plan, with what it was made of."""

    path: Path
    url: str
    login: Login
    now: datetime
    form: Form = Form.EVENT
    planned: tuple[object, Plan] | None = None

    def track(self, id_: str, start: datetime, *people: Interviewer) -> None:
        """An interview of an hour, at a company of the same name."""
        local = start.astimezone(BERLIN)
        made = interview(
            f"{local:%Y-%m-%d %H:%M}", f"{local + HOUR:%Y-%m-%d %H:%M}", people=people, company=id_.title()
        )
        about = replace(made, id=id_)
        with self._open() as tracker, tracker.command(f"track {id_}", at=self.now) as change:
            change.add(id_, about, Wishes(), Sources())

    def reschedule(self, id_: str, start: datetime) -> None:
        with self._open() as tracker, tracker.command(f"move {id_}", at=self.now) as change:
            (one,) = [each.interview for each in change.tracked() if each.id == id_]
            moved = replace(one, sessions=(Session(start, start + HOUR),))
            change.update(id_, moved, Wishes(), Sources())

    def tell(self, id_: str, entry: Entry) -> None:
        with self._open() as tracker, tracker.command(f"tell {id_}", at=self.now) as change:
            change.append(id_, entry)

    def tracked(self) -> tuple[Tracked, ...]:
        with self._open() as tracker:
            return tracker.tracked()

    def wanted(self) -> dict[str, Wanted]:
        with self._open() as tracker:
            return dict(self._plan(tracker.tracked()).wanted)

    def standing(self) -> Standing:
        with self._open() as tracker, connect(self.login) as connection:
            return tracker.ledger(DavStore(connection, self.url).place).read()

    def sync(self, limits: Limits | None = None) -> Ran:
        """One run. It waits for nothing, but takes down for how long it should, and was told to."""
        waits: list[float] = []
        told: list[float] = []
        with (
            one_at_a_time(self.path, wait=WAIT),
            self._open() as tracker,
            connect(self.login, limits=limits, waiting=told.append, sleep=waits.append) as connection,
        ):
            store, tracked = DavStore(connection, self.url), tracker.tracked()

            def planning(learnt: Sequence[Told]) -> Plan:
                return self._plan(_with(tracked, learnt))

            def answering(question: Question, learnt: Sequence[Told]) -> Reply:
                office = Office(places(str(self.path.parent)), CONFIG, self.now, tracked, BOOK)
                return Planner(office, self.form).answer(question, learnt)

            report = synchronise(
                store, tracker.ledger(store.place), planning, now=self.now, answering=answering
            )
        assert waits == told
        return Ran(report, waits)

    def dump(self) -> str:
        """All it takes to sit down at this desk in another process."""
        login = self.login
        return json.dumps(
            {
                "path": str(self.path),
                "url": self.url,
                "login": [login.url, login.user, login.password, login.auth, login.ca_file],
                "now": self.now.isoformat(),
                "form": self.form.value,
            }
        )

    def _open(self) -> Tracker:
        return open_tracker(self.path, wait=WAIT)

    def _plan(self, tracked: tuple[Tracked, ...]) -> Plan:
        of = tracked, self.now, self.form
        if self.planned is None or self.planned[0] != of:
            plans = plan_all(tracked, rules=lambda _: Rules(STANDARD, PLAIN))
            found = [each for plan in plans.values() for each in plan]
            entries = [(each, with_prompt(word(each), each)) for each in found]
            self.planned = of, Plan(wanted_of(entries, form=self.form, now=self.now))
        return self.planned[1]


def _with(tracked: tuple[Tracked, ...], told: Sequence[Told]) -> tuple[Tracked, ...]:
    """As it is with what was just learnt."""
    new = {each.interview for each in told}
    return tuple(
        replace(one, entries=(*one.entries, *(each.entry for each in told if each.interview == one.id)))
        if one.id in new
        else one
        for one in tracked
    )


def load(text: str) -> Desk:
    told = json.loads(text)
    return Desk(
        path=Path(told["path"]),
        url=told["url"],
        login=Login(*told["login"]),
        now=datetime.fromisoformat(told["now"]).astimezone(UTC),
        form=Form(told["form"]),
    )
