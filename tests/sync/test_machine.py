"""Random histories of a person, a phone, one or two machines and a calendar that behaves badly.

The promises that are held against them (see `person`):
1 no edit of the person is lost; 2 at most one object for each reminder; 3 nothing to do: no write, one
request; 4 what is not ours is never touched; 5 deletion needs proof, and many at once are asked about; 6 a
deletion is final, a tick is done, a drag is a pin; 7 two runs after the last change both sides agree, however
the calendar behaves; 8 a process may be killed anywhere; 9 a time on no known clock is never read as local
(and see `test_promises`); 10 a run can be taken back; 12 nothing with guests is ever written.

CALSYNC_EXAMPLES sets how many histories are played (150), CALSYNC_STEPS how long each is (40).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from calsync.ical.reminder import Form
from calsync.planning.history import Cancelled, Done, Entry, Moved, Outcome, Revived, Skipped, Turn
from calsync.planning.interview import Session
from calsync.planning.plan import State
from calsync.planning.tracked import Tracked
from calsync.sync.run import Mode, Vanished
from calsync.sync.undo import take_back
from tests.planning.made import SARAH, TOM, decided, track, when
from tests.sync import phone
from tests.sync.hostile import Cut, Etags, Fault, HostileStore, PutEtag, Quirks, Rewrite, Tokens
from tests.sync.penned import KINDS, WHERE
from tests.sync.person import SETTLED, Machine, Person, settle, sync
from tests.sync.world import World

START = when("2026-12-01 15:30")
NUMBERS = st.integers(0, 40)
QUIRKS = st.builds(
    Quirks,
    etags=st.sampled_from(Etags),
    put_etag=st.sampled_from(PutEtag),
    rewrites=st.frozensets(st.sampled_from(Rewrite), max_size=4),
    honours_none_match=st.booleans(),
    one_uid=st.booleans(),
    tokens=st.sampled_from(Tokens),
    cut=st.sampled_from([Cut.NO, Cut.NO, Cut.SILENT, Cut.SAID]),
    lags=st.booleans(),
    reuses_etags=st.booleans(),
)
FAULTS = st.dictionaries(st.integers(0, 12), st.sampled_from(Fault), max_size=3)
DEATHS = st.dictionaries(
    st.integers(0, 8), st.sampled_from([Fault.KILLED_BEFORE, Fault.KILLED_AFTER]), max_size=1
)
TURNS = st.sampled_from([Turn.REJECTED, Turn.OFFER, Turn.NEXT_ROUND, Turn.WITHDRAWN, Turn.NO_ANSWER])
ANSWERS = st.sampled_from(KINDS)
PLACES = st.sampled_from(WHERE)
TYPED = st.lists(st.tuples(NUMBERS, ANSWERS, PLACES), max_size=4)
ACTS = ("answer", "drag", "tick", "retitle", "delete", "invite", "outcome", "call off")
SPELLINGS = st.sampled_from(["utc", "zoned", "bare", "floating", "unknown"])
Typed = list[tuple[int, str, str]]
"""Answers: into which reminder, of which kind, and where."""


def _possible(quirks: Quirks) -> Quirks:
    """Where an object may be missing from a listing, only `If-None-Match` keeps it from being overwritten;
    no calendar is known that lacks both."""
    if quirks.cut is Cut.SILENT or quirks.lags:
        return quirks._replace(honours_none_match=True)
    return quirks


class Histories(RuleBasedStateMachine):
    @initialize(
        form=st.sampled_from(Form),
        quirks=st.one_of(st.just(Quirks()), QUIRKS),
        two_interviews=st.booleans(),
        two_machines=st.sampled_from([False, False, True]),
        seed=NUMBERS,
    )
    def begin(
        self, form: Form, quirks: Quirks, seed: int, *, two_interviews: bool, two_machines: bool
    ) -> None:
        tracked = [track("acme", "2026-12-01 14:00", decision="2026-12-10", people=(SARAH, TOM))]
        if two_interviews:
            tracked.append(track("globex", "2026-12-03 10:00", company="Globex"))
        names = ["one", "two"] if two_machines else ["one"]
        machines = [Machine(name, World(*tracked, now=START, form=form)) for name in names]
        self.person = Person(HostileStore(_possible(quirks), seed=seed), machines)
        self.person.ghosts = quirks.tokens is Tokens.ALL or quirks.lags
        self.form = form
        self.untracked: dict[str, Tracked] = {}
        self.copies: dict[str, str] = {}
        self.minutes = 0
        self.renamed = False
        sync(self.person, machines[0])

    @property
    def store(self) -> HostileStore:
        return self.person.store

    def machine(self, number: int) -> Machine:
        return self.person.machines[number % len(self.person.machines)]

    # runs

    @rule(number=NUMBERS, typed=TYPED)
    def sync(self, number: int, typed: Typed) -> None:
        self.answer(typed)
        sync(self.person, self.machine(number))

    @rule(number=NUMBERS, typed=TYPED, faults=FAULTS, deaths=DEATHS, which=NUMBERS, meanwhile=TYPED)
    def sync_with_faults(
        self,
        number: int,
        typed: Typed,
        faults: dict[int, Fault],
        deaths: dict[int, Fault],
        which: int,
        meanwhile: Typed,
    ) -> None:
        self.answer(typed)
        if self.store.quirks.etags is not Etags.STRONG:  # there a race cannot be seen
            faults = {at: fault for at, fault in faults.items() if fault is not Fault.MEANWHILE}
        self.store.meanwhile = lambda: self.answer(meanwhile) if meanwhile else self._retitle(which)
        sync(self.person, self.machine(number), faults=faults, deaths=deaths)

    @rule(number=NUMBERS)
    def dry(self, number: int) -> None:
        sync(self.person, self.machine(number), mode=Mode.DRY)

    @rule(number=NUMBERS)
    def sync_believing(self, number: int) -> None:
        sync(self.person, self.machine(number), vanished=Vanished.BELIEVE)

    @rule(quirks=QUIRKS)
    def behaves_otherwise(self, quirks: Quirks) -> None:
        self.person.ghosts |= Tokens.ALL in (quirks.tokens, self.store.quirks.tokens) or quirks.lags
        if not quirks.lags:
            self.store.catch_up()
        cut = Cut.NO if self.renamed and quirks.cut is Cut.SILENT else quirks.cut
        self.store.quirks = _possible(quirks._replace(cut=cut))

    @rule()
    def settle(self) -> None:
        settle(self.person)

    # the phone

    def _change(self, number: int, change: Callable[[str], str], *words: str) -> str | None:
        picked = self.person.pick(number)
        if picked is None:
            return None
        uid, href, text = picked
        self.person.put(href, change(text), words=words)
        return uid

    def _retitle(self, number: int) -> None:
        word = self.person.token()
        picked = self.person.pick(number)
        if picked is None:
            return
        uid, href, text = picked
        old = phone.title_of(text)
        self.person.typed[uid] = [each for each in self.person.typed.get(uid, []) if each not in old]
        self.person.put(href, phone.retitled(text, f"Ask about {word}, again"), words=[word])
        self.person.retitled.add(uid)

    def _answer(self, number: int, kind: str, where: str) -> None:
        picked = self.person.pick(number)
        if picked is not None:
            _, href, text = picked
            self.person.answer(href, text, kind, where, number)

    @rule(typed=TYPED)
    def answer(self, typed: Typed) -> None:
        for number, kind, where in typed:
            self._answer(number, kind, where)

    @rule(number=NUMBERS, kind=ANSWERS, where=PLACES, act=st.sampled_from(ACTS))
    def answer_and_more(self, number: int, kind: str, where: str, act: str) -> None:
        """Before it is heard."""
        picked = self.person.pick(number)
        if picked is None:
            return
        at = sorted(self.person.ours()).index(picked[0])
        self._answer(at, kind, where)
        match act:
            case "answer":
                self._answer(at, "note", "behind")
            case "drag":
                self.drag(at, 1 + number % 9, 11, "utc")
            case "tick" if self.form is Form.TODO:
                self.tick(at, stamped=True)
            case "retitle":
                self._retitle(at)
            case "delete":
                self.person.delete(picked[1])
            case "invite":
                self.invite_somebody(at)
            case "outcome":
                self.tell_outcome(number, "acme", Turn.REJECTED)
            case _:
                self.call_off(at)

    @rule()
    def go_offline(self) -> None:
        """Another device keeps what it has."""
        texts = self.store.texts()
        self.copies = {uid: texts[href] for uid, href in self.person.ours().items()}

    @rule(number=NUMBERS, kind=ANSWERS, where=PLACES)
    @precondition(lambda self: self.copies)
    def answer_offline(self, number: int, kind: str, where: str) -> None:
        """And writes it over what is there by now."""
        uid = sorted(self.copies)[number % len(self.copies)]
        text, ours = self.copies.pop(uid), self.person.ours()
        if uid in ours and not phone.has_guests(self.store.texts()[ours[uid]]):
            self.person.put_old(ours[uid], text)
            self.person.answer(ours[uid], text, kind, where, number)

    @rule(number=NUMBERS)
    def retitle(self, number: int) -> None:
        self._retitle(number)

    @rule(number=NUMBERS)
    def decorate_title(self, number: int) -> None:
        word = self.person.token()
        uid = self._change(number, lambda text: phone.retitled(text, f"{word} {phone.title_of(text)}"), word)
        if uid:
            self.person.retitled.add(uid)

    @rule(number=NUMBERS, where=st.sampled_from(["before", "after", "inside"]))
    def annotate(self, number: int, where: str) -> None:
        word = self.person.token()

        def change(text: str) -> str:
            body = phone.body_of(text)
            middle = max(0, body.rfind(" ", 0, len(body) // 2))
            texts = {"before": f"{word}\n{body}", "after": f"{body}\n{word}"}
            return phone.annotated(text, texts.get(where, f"{body[:middle]} {word} {body[middle:]}"))

        self._change(number, change, word)

    @rule(number=NUMBERS, name=st.sampled_from(["LOCATION", "COMMENT", "X-PHONE", "ATTACH", "COLOR"]))
    def add_property(self, number: int, name: str) -> None:
        word = self.person.token()
        if name == "X-PHONE" and Rewrite.X_DROPPED in self.store.quirks.rewrites:
            return
        value = f"https://files.example/{word}" if name == "ATTACH" else word
        uid = self._change(number, lambda text: phone.with_line(text, f"{name}:{value}"))
        if uid and name != "X-PHONE":
            self.person.typed.setdefault(uid, []).append(word)

    @rule(number=NUMBERS, days=st.integers(-3, 30), hour=st.integers(0, 23), spelling=SPELLINGS)
    def drag(self, number: int, days: int, hour: int, spelling: str) -> None:
        picked = self.person.pick(number)
        if picked is None:
            return
        self.minutes = (self.minutes + 1) % 4  # never a time that is planned
        day = self.person.machines[0].world.now + timedelta(days=days)
        to = day.astimezone(UTC).replace(
            hour=hour, minute=(7, 22, 41, 53)[self.minutes], second=0, microsecond=0
        )
        self.person.drag(picked[1], to, spelling)

    @rule(number=NUMBERS, days=st.integers(-3, 30))
    def drag_to_a_day(self, number: int, days: int) -> None:
        picked = self.person.pick(number)
        if picked is None:
            return
        day = (self.person.machines[0].world.now + timedelta(days=days)).date()
        if phone.start_of(picked[2]) != day:  # where it stands already, nobody drags it
            self.person.drag(picked[1], day, "utc")

    @rule(number=NUMBERS, minutes=st.integers(1, 300))
    def stretch(self, number: int, minutes: int) -> None:
        picked = self.person.pick(number)
        if picked is None or not isinstance(phone.start_of(picked[2]), datetime):
            return
        uid, href, text = picked
        part = phone.entry(phone.parse(text))
        if isinstance(phone.moment(part.get("DTEND") or part.get("DUE")), datetime):
            self.person.put(href, phone.stretched(text, timedelta(minutes=minutes)))
            if self.form is Form.TODO:
                self.person.loose.add(uid)

    @rule(number=NUMBERS, stamped=st.booleans())
    @precondition(lambda self: self.form is Form.TODO)
    def tick(self, number: int, *, stamped: bool) -> None:
        picked = self.person.pick(number)
        if picked is None or phone.status_of(picked[2]) == "COMPLETED":
            return
        now = self.person.machines[0].world.now if stamped else None
        uid = self._change(number, lambda text: phone.ticked(text, now))
        if uid:
            self.person.ticks.add(uid)
            self.person.pending.add(uid)
            if any(each.state(uid) is not State.OPEN for each in self.person.machines):
                self.person.loose.add(uid)

    @rule(number=NUMBERS)
    @precondition(lambda self: self.form is Form.TODO)
    def untick(self, number: int) -> None:
        uid = self._change(number, phone.unticked)
        if uid:
            self.person.ticks.discard(uid)
            self.person.loose.add(uid)

    @rule(number=NUMBERS)
    def call_off(self, number: int) -> None:
        uid = self._change(number, phone.called_off)
        if uid:
            self.person.ticks.discard(uid)
            self.person.loose.add(uid)

    @rule(number=NUMBERS)
    def hear_alarm(self, number: int) -> None:
        self._change(number, lambda text: phone.heard(text, self.person.machines[0].world.now))

    @rule(number=NUMBERS, minutes=st.integers(0, 60))
    def change_alarm(self, number: int, minutes: int) -> None:
        self._change(number, lambda text: phone.ringing_before(text, minutes))

    @rule(number=NUMBERS)
    def invite_somebody(self, number: int) -> None:
        uid = self._change(
            number, lambda text: phone.with_line(text, "ATTENDEE;CN=Bo:mailto:bo@phone.example")
        )
        if uid:
            self.person.loose.add(uid)

    @rule(number=NUMBERS)
    def delete(self, number: int) -> None:
        picked = self.person.pick(number)
        if picked is not None:
            self.person.delete(picked[1])

    @rule(number=NUMBERS)
    def rename(self, number: int) -> None:
        """Unless a listing may leave it out: nobody could know then where it went."""
        picked = self.person.pick(number)
        quirks = self.store.quirks
        shown = quirks.tokens is not Tokens.ALL and quirks.cut is not Cut.SILENT and not self.store.lagging
        if picked is not None and shown:
            self.renamed = True
            self.person.rename(picked[1], f"/cal/{self.person.token()}.ics")

    @rule(lying=st.booleans())
    def empty(self, *, lying: bool) -> None:
        """The calendar is wiped, by whoever it was."""
        for uid, href in self.person.ours().items():
            if lying:
                del self.store.kept[href]
                self.person.ghosts = True
            else:
                self.store.delete(href)
            self.person.gone(uid)

    # what is none of ours

    @rule(number=NUMBERS)
    def copy(self, number: int) -> None:
        """A second one made by the phone, with a UID of its own and our marks."""
        picked = self.person.pick(number)
        if picked is not None:
            word = self.person.token()
            self._put_foreign(f"/cal/{word}.ics", phone.copied(picked[2], word))

    @rule(
        number=NUMBERS,
        text=st.sampled_from(["", "BEGIN:VCALENDAR", "\x00", "no calendar at all\r\n", "event"]),
    )
    @precondition(lambda self: len(self.person.foreign) < 4)
    def foreign(self, number: int, text: str) -> None:
        word = self.person.token()
        if text != "event":
            self._put_foreign(f"/cal/{word}.ics", text)
            return
        lines = ["VERSION:2.0", "PRODID:phone"]
        part = phone.Part("VEVENT", [f"UID:{word}", f"SUMMARY:Lunch {word}", "DTSTART:20261203T110000Z"])
        self._put_foreign(f"/cal/{word}.ics", phone.write(phone.Part("VCALENDAR", lines, [part])))

    @rule(number=NUMBERS)
    @precondition(lambda self: self.person.foreign)
    def foreign_gone(self, number: int) -> None:
        if self.person.foreign:
            href = sorted(self.person.foreign)[number % len(self.person.foreign)]
            del self.person.foreign[href]
            self.store.delete(href)

    def _put_foreign(self, href: str, text: str) -> None:
        self.store.put(href, text, rewrite=False)
        self.person.foreign[href] = text

    # what is told on the command line

    def _tell(self, number: int, ref: str, entry: Entry) -> None:
        world = self.machine(number).world
        if ref in world.tracked:
            world.tell(ref, entry)
            self.person.loose |= self.person.pending

    @rule(number=NUMBERS, which=NUMBERS, how=st.sampled_from(["done", "skip", "move", "give back"]))
    def tell_step(self, number: int, which: int, how: str) -> None:
        world = self.machine(number).world
        wanted = world.wanted()
        if not wanted:
            return
        one = wanted[sorted(wanted)[which % len(wanted)]]
        step, person, now = one.reminder.step, one.person, world.now
        entry: Entry
        match how:
            case "done":
                entry = Done(step, person, now, now)
            case "skip":
                entry = Skipped(step, person, now)
            case "move":
                to = (now + timedelta(days=which % 7)).replace(minute=13 + which % 5, second=0, microsecond=0)
                entry = Moved(step, person, to, now)
            case _:
                entry = Moved(step, person, None, now)
        self._tell(number, one.interview, entry)
        self.person.loosen(
            uid
            for uid, each in wanted.items()
            if (each.interview, each.reminder.step) == (one.interview, step)
        )

    @rule(number=NUMBERS, days=st.integers(1, 20))
    def tell_decision(self, number: int, days: int) -> None:
        world = self.machine(number).world
        day = (world.now + timedelta(days=days)).date()
        self._tell(number, "acme", decided(day.isoformat(), f"{world.now:%Y-%m-%d %H:%M}"))

    @rule(number=NUMBERS, ref=st.sampled_from(["acme", "globex"]), turn=TURNS)
    def tell_outcome(self, number: int, ref: str, turn: Turn) -> None:
        now = self.machine(number).world.now
        self._tell(number, ref, Outcome(turn, now, None, (), now))

    @rule(number=NUMBERS, ref=st.sampled_from(["acme", "globex"]))
    def cancel_or_revive(self, number: int, ref: str) -> None:
        world = self.machine(number).world
        if ref in world.tracked:
            is_off = world.tracked[ref].cancelled is not None
            self._tell(number, ref, Revived(world.now) if is_off else Cancelled(world.now))

    @rule(number=NUMBERS, ref=st.sampled_from(["acme", "globex"]), hours=st.integers(-40, 200))
    def reschedule(self, number: int, ref: str, hours: int) -> None:
        world = self.machine(number).world
        one = world.tracked.get(ref)
        if one is None:
            return
        by = timedelta(hours=hours)
        sessions = tuple(
            Session(_later(each.start, by), _later(each.end, by)) for each in one.interview.sessions
        )
        world.tracked[ref] = replace(one, interview=replace(one.interview, sessions=sessions))

    @rule(number=NUMBERS)
    def untrack(self, number: int) -> None:
        """And tracked again, later."""
        if number % 3:
            return
        world = self.machine(number).world
        gone = self.untracked
        if number % 2 and gone:
            for ref, one in gone.items():
                world.tracked.setdefault(ref, one)
            gone.clear()
        elif "globex" in world.tracked and len(self.person.machines) == 1:
            gone["globex"] = world.tracked.pop("globex")
        self.person.loose |= self.person.pending

    @rule(number=NUMBERS, ref=st.sampled_from(["acme", "globex"]))
    def take_back_what_was_told(self, number: int, ref: str) -> None:
        world = self.machine(number).world
        one = world.tracked.get(ref)
        if one is not None and one.entries:
            self.person.loosen(self._uids())
            self.person.loose |= self.person.pending
            self.person.penned.take_back(one.entries[-1:])
            self.person.muddled |= self.person.known
            world.untell(ref, one.entries[-1])

    def _uids(self) -> set[str]:
        rows = {uid for machine in self.person.machines for uid in machine.rows}
        return rows | self.person.known | self.person.deleted.keys()

    # and

    @rule(hours=st.sampled_from([1, 5, 24, 24 * 6, 24 * 8, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.store.catch_up()
        for machine in self.person.machines:
            machine.world.now += timedelta(hours=hours)

    @rule(number=NUMBERS)
    def ledger_lost(self, number: int) -> None:
        if number % 3:
            return
        machine = self.machine(number)
        machine.lose_ledger()
        texts = self.store.texts()
        self.person.penned.lose([texts[href] for href in self.person.ours().values()])
        self.person.loose |= self.person.known
        self.person.muddled |= self.person.known
        for uid, names in self.person.deleted.items():
            if machine.state(uid) not in SETTLED:  # what was not heard is forgotten with it
                names.discard(machine.name)
        self.person.loose |= self.person.pending

    @rule(number=NUMBERS)
    def undo(self, number: int) -> None:
        """Promise 10 (what it puts back is tested by itself)."""
        machine = self.machine(number)
        ledger = machine.world.ledger
        run = ledger.last_run()
        if run is None or number % 3:
            return
        self.store.begin()
        self.person.loosen(self._uids())
        self.person.loose |= self.person.known
        machine.sure = False
        self.person.muddled |= self.person.known
        self.person.penned.take_back([each.entry for each in ledger.runs[-1][1]])
        take_back(self.store, ledger, run, now=machine.world.now, say=lambda _: None)
        self.person.check()

    def teardown(self) -> None:
        if hasattr(self, "person"):
            settle(self.person)


def _later(at: datetime, by: timedelta) -> datetime:
    return (at.astimezone(UTC) + by).astimezone(at.tzinfo)


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=int(os.environ.get("CALSYNC_EXAMPLES", "150")),
    stateful_step_count=int(os.environ.get("CALSYNC_STEPS", "40")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
