"""Taking a run back: the calendar is as it was, what was learnt is forgotten, and nothing of the person's is
lost; also when it is cut short anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import AccessRefused, Unreachable
from calsync.ical.item import Part, differences, read_item
from calsync.ical.merge import same_moment
from calsync.ical.reminder import Form
from calsync.planning.history import Done, Entry, Moved, Skipped, Turn
from calsync.planning.interview import Session
from calsync.planning.plan import State
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.stores.memory import MemoryStore
from calsync.sync.ledger import Image, Ledger, Row, Run, Standing, Told
from calsync.sync.report import Kind, SyncReport
from calsync.sync.run import Vanished, synchronise
from calsync.sync.store import Changed, Delta, Listing, Missing, Object, Refused, Store, Unsure, Written
from calsync.sync.undo import TakenBack, take_back
from calsync.sync.wanted import Plan
from calsync.tracker.log import open_tracker
from tests.planning.made import outcome, track
from tests.sync import phone
from tests.sync.world import World

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
LOST = Unreachable("No answer came.", hint="Try again.")
REFUSAL = AccessRefused("It is full.", hint="Make room.")


T = TypeVar("T")


class Crash(BaseException):
    """The process is gone."""


class Rough:
    """A store of which one call goes wrong: `fault` happens at call `at`, before or after it is carried
    out."""

    lags = False

    def __init__(self, store: MemoryStore, fault: BaseException, *, at: int, after: bool) -> None:
        self.store, self.fault, self.at, self.after = store, fault, at, after
        self.place, self.calls = store.place, 0

    def address(self, name: str) -> str:
        return self.store.address(name)

    def everything(self) -> Listing:
        return self._call(self.store.everything)

    def changes(self, token: str) -> Delta | None:
        return self._call(lambda: self.store.changes(token))

    def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
        return self._call(lambda: self.store.read(hrefs))

    def create(self, name: str, text: str) -> Written:
        return self._call(lambda: self.store.create(name, text))

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        return self._call(lambda: self.store.replace(href, text, etag=etag))

    def remove(self, href: str, *, etag: str | None) -> None:
        return self._call(lambda: self.store.remove(href, etag=etag))

    def _call(self, act: Callable[[], T]) -> T:
        self.calls += 1
        if self.calls != self.at:
            return act()
        if self.after:
            act()
        raise self.fault


class RoughLedger:
    """A ledger at whose call `at` the process is gone."""

    def __init__(self, ledger: Ledger, *, at: int, after: bool) -> None:
        self.ledger, self.at, self.after, self.calls = ledger, at, after, 0

    def read(self) -> Standing:
        return self._call(self.ledger.read)

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
        self._call(
            lambda: self.ledger.checkpoint(
                told=told, rows=rows, forget=forget, token=token, listed=listed, at=at
            )
        )

    def intend(self, rows: Iterable[Row], images: Iterable[Image], *, at: datetime) -> None:
        self._call(lambda: self.ledger.intend(rows, images, at=at))

    def settle(self, rows: Iterable[Row], *, forget: Collection[str] = ()) -> None:
        self._call(lambda: self.ledger.settle(rows, forget=forget))

    def last_run(self) -> Run | None:
        return self._call(self.ledger.last_run)

    def take_back(self, run: Run, rows: Iterable[Row], *, forget: Collection[str]) -> int:
        return self._call(lambda: self.ledger.take_back(run, rows, forget=forget))

    def _call(self, act: Callable[[], T]) -> T:
        self.calls += 1
        if self.calls != self.at:
            return act()
        if self.after:
            act()
        raise Crash


class Play:
    """A person, two interviews and a calendar."""

    def __init__(self, form: Form = Form.EVENT) -> None:
        self.world = World(
            track("one", "2026-12-02 14:00"),
            track("two", "2026-12-03 10:00", company="Hollins"),
            now=NOW,
            form=form,
        )
        self.store = MemoryStore()
        self.words: dict[str, str] = {}
        self.loose: set[str] = (
            set()
        )  # called off or not open there: if it comes back, it is wherever it was dragged to
        self.count = 0

    def sync(self, store: Store | None = None) -> SyncReport:
        return self.world.sync(store or self.store, vanished=Vanished.BELIEVE)

    def undo(self, store: Store | None = None, ledger: Ledger | None = None) -> TakenBack:
        self.world.ledger.begin()
        run = self.world.ledger.last_run()
        assert run is not None
        return take_back(
            store or self.store,
            ledger or self.world.ledger,
            run,
            now=self.world.now,
            say=lambda _: None,
        )

    def texts(self) -> dict[str, str]:
        return {each.href: each.text for each in self.store.everything().objects}

    def titled(self, words: str) -> str:
        """The href of the object whose title has these words in it."""
        (href,) = [href for href, text in self.texts().items() if words in phone.title_of(text)]
        return href

    def put(self, href: str, text: str) -> None:
        self.store.replace(href, text, etag=None)

    def entries(self) -> dict[str, tuple[Entry, ...]]:
        return {ref: each.entries for ref, each in self.world.tracked.items()}

    # what a person does

    def drag(self, href: str) -> None:
        text = self.texts()[href]
        start = phone.start_of(text)
        assert start is not None
        wanted = self.world.wanted().get(phone.uid_of(text))
        is_open = wanted is not None and wanted.reminder.state is State.OPEN
        if not is_open or phone.status_of(text) in ("COMPLETED", "CANCELLED"):
            self.loose.add(phone.uid_of(text))
        self.put(href, phone.dragged(text, start + timedelta(days=1 + self.count % 3)))

    def retitle(self, href: str) -> None:
        self.count += 1
        self.words[href] = f"zq{self.count}qz"
        self.put(href, phone.retitled(self.texts()[href], f"My own {self.words[href]}"))

    def annotate(self, href: str) -> None:
        self.put(href, phone.annotated(self.texts()[href], f"{phone.body_of(self.texts()[href])}\nMy notes"))

    def stretch(self, href: str) -> None:
        text = self.texts()[href]
        if isinstance(phone.start_of(text), datetime):
            self.put(href, phone.stretched(text, timedelta(minutes=30)))

    def tick(self, href: str) -> None:
        text = self.texts()[href]
        if "VTODO" in text:
            self.put(href, phone.ticked(text, self.world.now))
        else:
            self.loose.add(phone.uid_of(text))
            self.put(href, phone.called_off(text))

    def dismiss(self, href: str) -> None:
        self.put(href, phone.heard(self.texts()[href], self.world.now))

    def delete(self, href: str) -> None:
        self.words.pop(href, None)
        self.store.remove(href, etag=None)

    # what happens to the interviews

    def reschedule(self, ref: str) -> None:
        one = self.world.tracked[ref]
        (session,) = one.interview.sessions
        later = Session(session.start + timedelta(days=1), session.end + timedelta(days=1))
        self.world.tracked[ref] = replace(one, interview=replace(one.interview, sessions=(later,)))

    def reject(self, ref: str) -> None:
        self.tell(ref, outcome(Turn.REJECTED, f"{self.world.now:%Y-%m-%d %H:%M}"))

    def send(self, ref: str) -> None:
        self.tell(ref, Done("thank-you", "", self.world.now, self.world.now))

    def skip(self, ref: str) -> None:
        self.tell(ref, Skipped("status-check", "", self.world.now))

    def pin(self, ref: str) -> None:
        self.tell(ref, Moved("linkedin", "", date(2026, 12, 11), self.world.now))

    def tell(self, ref: str, entry: Entry) -> None:
        self.world.tell(ref, entry)

    def add(self, ref: str) -> None:
        """Another interview is tracked."""
        self.count += 1
        name = f"{ref}-{self.count}"
        self.world.tracked[name] = track(name, "2026-12-04 10:00", company=name.title())

    def wait(self, _: str) -> None:
        self.world.now += timedelta(hours=30)


ON_THE_PHONE = ("drag", "retitle", "annotate", "stretch", "tick", "dismiss", "delete")
AT_HOME = ("add", "reschedule", "reject", "send", "skip", "pin", "wait")
acts = st.lists(
    st.tuples(st.sampled_from([*ON_THE_PHONE, *AT_HOME, *ON_THE_PHONE]), st.integers(0, 30)), max_size=6
)
on_the_phone = st.lists(st.tuples(st.sampled_from(ON_THE_PHONE), st.integers(0, 30)), max_size=4)


def play(stage: Play, script: list[tuple[str, int]]) -> set[str]:
    """Carry it out; the hrefs that were changed on the phone, but for an alarm that was heard."""
    touched = set()
    for what, number in script:
        hrefs = sorted(stage.texts())
        if what in AT_HOME:
            getattr(stage, what)(("one", "two")[number % 2])
        elif hrefs:
            href = hrefs[number % len(hrefs)]
            was = stage.texts()[href]
            getattr(stage, what)(href)
            if not alike(was, stage.texts().get(href)):
                touched.add(href)
    return touched


def alike(one: str | None, other: str | None) -> bool:
    """Whether they say the same, to a person."""
    if one is None or other is None:
        return one is other
    first, second = read_item(one), read_item(other)
    assert first is not None
    assert second is not None
    parts = differences(first, second) | differences(second, first)
    return not parts - {Part.ALARMS}


def settle(stage: Play) -> None:
    """Two runs after the last change both sides are the same, and nothing was lost on the way."""
    standing = set(stage.texts())
    lines = [*stage.sync().lines, *stage.sync().lines]
    # What the person did while it was not open stays, and is told of.
    theirs = {line.uid for line in lines if line.kind is Kind.KEPT}
    before, runs = stage.texts(), len(stage.world.ledger.runs)
    report = stage.world.sync(stage.store)
    assert [line for line in report.lines if line.kind is not Kind.ORPHAN] == []
    assert not report.problems
    assert stage.texts() == before
    assert len(stage.world.ledger.runs) == runs
    uids = [phone.uid_of(text) for text in before.values()]
    assert len(uids) == len(set(uids))
    items = {item.uid: item for text in before.values() if (item := read_item(text)) is not None}
    for uid, each in stage.world.wanted().items():
        assert not each.new or uid in items
        open_ = each.reminder.state is State.OPEN and uid in items
        if open_ and uid not in stage.loose | theirs and not items[uid].is_past(stage.world.now):
            when = items[uid].when
            handles = (when.start, when.end) if items[uid].form is Form.TODO else (when.start,)
            assert any(same_moment(each.reminder.at, handle) for handle in handles), each.title
    assert all(row.attempt is None for row in stage.world.ledger.standing.rows.values())
    for href, words in stage.words.items():
        if href in standing:
            assert words in phone.title_of(before[href])


forms = st.sampled_from([Form.EVENT, Form.TODO])


@given(form=forms, early=acts, script=acts, since=on_the_phone)
def test_after_it_the_calendar_is_as_before_the_run(
    form: Form, early: list[tuple[str, int]], script: list[tuple[str, int]], since: list[tuple[str, int]]
) -> None:
    stage = Play(form)
    stage.sync()
    play(stage, early)
    stage.sync()
    play(stage, script)
    before, entries, runs = stage.texts(), stage.entries(), len(stage.world.ledger.runs)
    stage.sync()
    deleted: set[str] = set()
    if len(stage.world.ledger.runs) > runs:
        touched = play(stage, since)
        left = stage.texts()
        taken = stage.undo()
        assert not taken.problems
        assert stage.entries() == entries
        now = stage.texts()
        for href in before.keys() | left.keys():
            assert alike(now.get(href), (left if href in touched else before).get(href)), href
        kept = {phone.uid_of(left[href]) for href in touched if href in left}
        assert {line.uid for line in taken.kept} <= kept | {
            phone.uid_of(before[h]) for h in touched & before.keys()
        }
        deleted = {href for href in touched if href not in left}
    settle(stage)
    assert not deleted & stage.texts().keys()


@given(form=forms, first=acts, second=acts)
def test_again_takes_back_the_run_before(
    form: Form, first: list[tuple[str, int]], second: list[tuple[str, int]]
) -> None:
    stage = Play(form)
    stage.sync()
    states = []
    for script in (first, second):
        play(stage, script)
        runs = len(stage.world.ledger.runs)
        before = stage.texts()
        stage.sync()
        if len(stage.world.ledger.runs) > runs:
            states.append((before, stage.texts()))
    for number in range(len(states) - 1, -1, -1):
        before, after = states[number]
        changed = {
            href for href in before.keys() | after.keys() if not alike(before.get(href), after.get(href))
        }
        there = stage.texts()
        same = {href for href in changed if alike(there.get(href), after.get(href))}
        stage.undo()
        now = stage.texts()
        assert all(alike(now.get(href), before.get(href)) for href in same)
    settle(stage)


@given(
    form=forms,
    script=acts,
    at=st.integers(1, 12),
    after=st.booleans(),
    in_ledger=st.booleans(),
    again=st.booleans(),
)
def test_cut_short_it_is_finished_or_healed(
    form: Form, script: list[tuple[str, int]], at: int, after: bool, in_ledger: bool, again: bool
) -> None:
    stage = Play(form)
    stage.sync()
    play(stage, script)
    before, entries, runs = stage.texts(), stage.entries(), len(stage.world.ledger.runs)
    stage.sync()
    if len(stage.world.ledger.runs) == runs:
        return
    finished = False
    try:
        if in_ledger:
            stage.undo(ledger=RoughLedger(stage.world.ledger, at=at, after=after))
        else:
            stage.undo(Rough(stage.store, Crash(), at=at, after=after))
        finished = True
    except Crash:
        finished = len(stage.world.ledger.runs) == runs
    if again:
        if not finished:
            stage.undo()
        now = stage.texts()
        assert all(alike(now.get(href), before.get(href)) for href in before.keys() | now.keys())
        assert stage.entries() == entries
    told = stage.entries()
    settle(stage)
    assert stage.entries() == told  # nothing of ours was taken for the person's


# One by one


@pytest.fixture(params=[Form.EVENT, Form.TODO])
def stage(request: pytest.FixtureRequest) -> Play:
    made = Play(request.param)
    made.sync()
    return made


def test_a_first_run_taken_back_leaves_an_empty_calendar(stage: Play) -> None:
    taken = stage.undo()
    assert stage.texts() == {}
    assert {line.kind for line in taken.lines} == {Kind.DELETED}
    assert not stage.world.ledger.standing.rows
    assert stage.world.ledger.last_run() is None
    settle(stage)
    assert stage.texts()


def test_what_was_deleted_on_the_phone_since_stays_deleted(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    stage.delete(href)
    stage.undo()
    assert stage.texts() == {}
    settle(stage)
    assert href not in stage.texts()


def test_what_was_changed_on_the_phone_since_is_left_alone_and_named(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    stage.retitle(href)
    taken = stage.undo()
    assert list(stage.texts()) == [href]
    assert [line.title for line in taken.kept] == [f"My own {stage.words[href]}"]
    settle(stage)


def test_an_alarm_that_was_heard_is_no_change(stage: Play) -> None:
    stage.dismiss(stage.titled("Status check (Acme)"))
    assert not stage.undo().kept
    assert stage.texts() == {}


def test_an_alarm_that_was_set_since_stays(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    planned = phone.start_of(stage.texts()[href])
    stage.world.tell("one", Moved("status-check", "", stage.world.now + timedelta(days=20), stage.world.now))
    stage.sync()
    stage.put(href, phone.ringing_before(stage.texts()[href], 30))
    stage.undo()
    text = stage.texts()[href]
    assert phone.start_of(text) == planned
    assert [part.value("TRIGGER") for part in phone.entry(phone.parse(text)).parts] == ["-PT30M"]


def test_what_got_guests_since_is_not_written(stage: Play) -> None:
    """A server might send them mail."""
    href = stage.titled("Status check (Acme)")
    stage.put(href, phone.with_line(stage.texts()[href], "ATTENDEE:mailto:jo@example.com"))
    stage.undo()
    assert list(stage.texts()) == [href]


def test_a_drag_that_was_learnt_counts_no_more(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    planned = phone.start_of(stage.texts()[href])
    stage.drag(href)
    stage.sync()
    assert stage.entries()["one"]
    taken = stage.undo()
    assert taken.forgotten == 1
    assert stage.entries()["one"] == ()
    settle(stage)
    assert phone.start_of(stage.texts()[href]) == planned


def test_what_was_learnt_before_still_counts(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    stage.drag(href)
    stage.sync()
    to = phone.start_of(stage.texts()[href])
    stage.skip("two")
    stage.sync()
    stage.undo()
    settle(stage)
    assert phone.start_of(stage.texts()[href]) == to
    assert stage.entries()["one"]


def test_deletions_that_were_believed_are_taken_back(stage: Play) -> None:
    """The way out where a calendar was emptied by mistake, and --yes-delete was said to it."""
    before = stage.texts()
    for href in before:
        stage.delete(href)
    stage.sync()
    assert stage.texts() == {}
    assert all(stage.entries().values())
    taken = stage.undo()
    assert taken.forgotten == len(before)
    assert not any(stage.entries().values())
    settle(stage)
    assert stage.texts().keys() == before.keys()


def test_it_is_told_what_was_learnt_before_it_of_a_step_the_plan_had_put_down() -> None:
    """A to-do that was done and then dragged is no news; the drag stays through an undo."""
    stage = Play(Form.TODO)
    stage.sync()
    href = stage.titled("Status check (Acme)")
    stage.skip("one")
    stage.sync()
    stage.drag(href)
    stage.sync()
    to = phone.start_of(stage.texts()[href])
    stage.reschedule("one")
    stage.sync()
    stage.undo()
    settle(stage)
    assert phone.start_of(stage.texts()[href]) == to


def test_what_somebody_changed_between_two_writes_of_the_run_stays(stage: Play) -> None:
    """The first write met another version; the second was made over that."""
    href = stage.titled("Status check (Acme)")

    class Meddled(Rough):
        done = False

        def replace(self, there: str, text: str, *, etag: str | None) -> Written:
            if there == href and not self.done:
                self.done = True
                stage.retitle(href)
            return super().replace(there, text, etag=etag)

    stage.reschedule("one")
    meddled = Meddled(stage.store, Crash(), at=0, after=False)
    stage.sync(meddled)
    assert meddled.done
    stage.undo()
    assert stage.words[href] in phone.title_of(stage.texts()[href])
    settle(stage)


@pytest.mark.parametrize("at", [2, 3, 4])
def test_a_process_that_dies_at_it_leaves_nothing_that_looks_like_the_persons(stage: Play, at: int) -> None:
    before = stage.texts().keys()
    with pytest.raises(Crash):
        stage.undo(Rough(stage.store, Crash(), at=at, after=True))
    settle(stage)
    assert not any(stage.entries().values())
    assert stage.texts().keys() == before


def test_what_the_person_wrote_in_is_still_theirs_afterwards(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    stage.retitle(href)
    stage.sync()
    stage.reschedule("one")
    stage.sync()
    stage.undo()
    assert stage.world.ledger.standing.rows[phone.uid_of(stage.texts()[href])].agreed is not None
    stage.skip("one")
    settle(stage)
    assert stage.words[href] in phone.title_of(stage.texts()[href])


def test_what_is_changed_between_look_and_write_is_left_alone(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    stage.reschedule("one")
    stage.sync()

    class Meddled(Rough):
        def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
            found = super().read(hrefs)
            stage.retitle(href)
            return found

    taken = stage.undo(Meddled(stage.store, Crash(), at=0, after=False))
    assert len(taken.kept) == 1
    assert stage.words[href] in phone.title_of(stage.texts()[href])
    settle(stage)


def test_what_bears_another_name_by_now_is_found(stage: Play) -> None:
    href = stage.titled("Status check (Acme)")
    text = stage.texts()[href]
    stage.store.remove(href, etag=None)
    stage.store.create("renamed.ics", text)
    stage.sync()
    stage.undo()
    assert stage.texts() == {}


def failing_writes(stage: Play, fault: Exception, *, after: bool, at: int = 3) -> Rough:
    """The first call of an undo is its look."""
    return Rough(stage.store, fault, at=at, after=after)


def test_what_is_refused_can_be_taken_back_later(stage: Play) -> None:
    before = len(stage.texts())
    taken = stage.undo(failing_writes(stage, Refused(REFUSAL), after=False))
    assert [each.error for each in taken.failed] == [REFUSAL]
    assert taken.problems == [REFUSAL]
    assert len(taken.lines) == before - 1
    assert len(stage.texts()) == 1
    assert stage.world.ledger.last_run() is not None
    (row,) = (row for row in stage.world.ledger.standing.rows.values() if row.href in stage.texts())
    assert row.attempt is None
    assert len(stage.undo().lines) == 1
    assert stage.texts() == {}
    settle(stage)


@pytest.mark.parametrize(
    ("fault", "after"), [(LOST, False), (REFUSAL, False), (Unsure(LOST), False), (Unsure(LOST), True)]
)
def test_where_nobody_answers_any_more_the_rest_is_left(stage: Play, fault: Exception, after: bool) -> None:
    entries = stage.entries()
    taken = stage.undo(failing_writes(stage, fault, after=after))
    assert taken.stopped is (LOST if isinstance(fault, Unsure) else fault)
    assert taken.problems == [taken.stopped]
    assert len(taken.lines) == 1
    assert stage.entries() == entries
    assert not stage.undo().problems
    assert stage.texts() == {}
    settle(stage)


@pytest.mark.parametrize("fault", [Changed(), Missing()])
def test_what_is_changed_at_that_very_moment_is_left_alone(stage: Play, fault: Exception) -> None:
    taken = stage.undo(failing_writes(stage, fault, after=False))
    assert len(taken.kept) == 1
    assert len(stage.texts()) == 1
    assert all(row.attempt is None for row in stage.world.ledger.standing.rows.values())
    settle(stage)


def test_in_the_tracker_too(tmp_path: Path) -> None:
    """With the real ledger: what was learnt leaves the log, and the run before it is the last one then."""
    store = MemoryStore()
    path = tmp_path / "tracker.sqlite3"
    one = track("one", "2026-12-02 14:00")
    with open_tracker(path, wait=5) as tracker:
        with tracker.command("track", at=NOW) as change:
            change.add("one", one.interview, Wishes(), Sources())

        def planning(_: Sequence[Told]) -> Plan:
            world = World(*tracker.tracked(), now=NOW)
            return world.planning(())

        def sync() -> None:
            synchronise(store, tracker.ledger(store.place), planning, now=NOW)

        def undo() -> int:
            ledger = tracker.ledger(store.place)
            run = ledger.last_run()
            assert run is not None
            return take_back(store, ledger, run, now=NOW, say=lambda _: None).forgotten

        sync()
        before = store.everything().objects
        for each in before[:2]:
            store.replace(each.href, phone.dragged(each.text, NOW + timedelta(days=20)), etag=None)
        dragged = {each.href: each.text for each in store.everything().objects}
        sync()
        assert [each.words for each in tracker.commands(9)] == ["sync", "track"]
        assert undo() == 2
        assert [each.words for each in tracker.commands(9)] == ["track"]
        now = {each.href: each.text for each in store.everything().objects}
        assert all(alike(now[href], dragged[href]) for href in dragged)
        sync()
        now = {each.href: each.text for each in store.everything().objects}
        assert all(alike(now[each.href], each.text) for each in before)
        assert undo() == 0
        assert undo() == 0
        # Those two are as they were dragged, so they are not as the first run left them.
        assert {each.href for each in store.everything().objects} == {each.href for each in before[:2]}
        assert tracker.ledger(store.place).last_run() is None
