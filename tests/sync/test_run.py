"""Whole runs: how much they ask for, what they do when something comes out otherwise, and how they end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from calsync.errors import NeedsPerson
from calsync.ical.reminder import Form
from calsync.planning.history import Moved, Outcome, Turn
from calsync.stores.memory import MemoryStore
from calsync.sync.report import Kind
from calsync.sync.run import ROUNDS, Mode, Vanished, synchronise
from tests.planning.made import decided, when
from tests.sync import phone
from tests.sync.hostile import Cut, Etags, Fault, HostileStore, PutEtag, Quirks, Tokens
from tests.sync.scene import NOW, Scene, kinds, world

THEIRS = datetime(2026, 12, 7, 16, 7, tzinfo=UTC)
LATER = datetime(2026, 12, 9, 9, 7, tzinfo=UTC)


def reject(scene: Scene) -> None:
    scene.world.tell("acme", Outcome(Turn.REJECTED, NOW, None, (), NOW))


def decide(scene: Scene) -> None:
    scene.world.tell("acme", decided("2026-12-17", "2026-12-01 16:00"))


def retitle(scene: Scene, *steps: str) -> None:
    for step in steps:
        scene.put(step, phone.retitled(scene.text(step), "Mine"))


def both(scene: Scene) -> None:
    decide(scene)
    retitle(scene, "stop")


def a_week(scene: Scene) -> None:
    scene.world.now = NOW + timedelta(days=8)


# what it costs


def test_the_first_run_is_one_look_and_a_write_for_each() -> None:
    store = HostileStore()
    here = world()
    report = here.sync(store)
    asked = store.requests
    assert (asked.everything, asked.reads, asked.create, asked.writes) == (1, 1, 7, 7)
    assert kinds(report).keys() == {Kind.CREATED}
    assert len(store.kept) == 7


def test_nothing_to_do_is_one_request_and_no_write() -> None:
    """Promise 3."""
    scene = Scene()
    for _ in range(3):
        report = scene.sync()
        assert (scene.store.requests.changes, scene.store.requests.reads, scene.store.requests.writes) == (
            1,
            1,
            0,
        )
        assert (report.lines, report.unchanged, report.changed) == ((), 7, False)


@pytest.mark.parametrize(
    ("change", "writes", "reads"),
    [
        (decide, 4, 1),
        (reject, 11, 1),
        (lambda scene: retitle(scene, "stop"), 0, 2),
        (lambda scene: retitle(scene, "stop", "final-note", "linkedin"), 0, 2),
        (lambda scene: scene.put("stop", phone.dragged(scene.text("stop"), THEIRS)), 1, 2),
        (lambda scene: scene.delete("stop"), 0, 2),
        (both, 4, 2),
        (a_week, 0, 1),
    ],
)
def test_so_many_changes_are_so_many_writes_and_two_reads_at_most(
    change: Callable[[Scene], None], writes: int, reads: int
) -> None:
    scene = Scene()
    scene.sync()
    change(scene)
    scene.sync()
    assert (scene.store.requests.writes, scene.store.requests.reads) == (writes, reads)
    scene.sync()
    assert (scene.store.requests.writes, scene.store.requests.reads) == (0, 1)


def test_without_strong_etags_one_more_read_is_enough() -> None:
    scene = Scene(quirks=Quirks(etags=Etags.WEAK, put_etag=PutEtag.WEAK))
    scene.sync()
    decide(scene)
    scene.sync()
    assert (scene.store.requests.writes, scene.store.requests.reads) == (4, 2)


@pytest.mark.parametrize("put_etag", PutEtag)
@pytest.mark.parametrize("etags", Etags)
def test_however_etags_are_two_runs_are_enough(etags: Etags, put_etag: PutEtag) -> None:
    """Promise 7."""
    scene = Scene(quirks=Quirks(etags=etags, put_etag=put_etag))
    scene.sync()
    decide(scene)
    scene.put("final-note", phone.dragged(scene.text("final-note"), THEIRS))
    assert scene.sync().problems == []
    scene.sync()
    report = scene.sync()
    assert (scene.store.requests.writes, report.lines) == (0, ())
    wanted = scene.world.wanted()
    assert wanted[scene.uid("final-note")].reminder.at == THEIRS
    for uid, each in wanted.items():
        text = next(text for text in scene.store.texts().values() if phone.uid_of(text) == uid)
        assert phone.start_of(text) == each.reminder.at


def test_the_calendar_in_memory_will_do() -> None:
    here, store = world(), MemoryStore()
    assert len(here.sync(store).lines) == 7
    assert here.sync(store).lines == ()


# dry


def test_dry_says_what_would_be_done_and_does_nothing() -> None:
    scene = Scene()
    scene.put("final-note", phone.dragged(scene.text("final-note"), THEIRS))
    scene.delete("stop")
    standing, tracked, texts = scene.world.ledger.standing, dict(scene.world.tracked), scene.store.texts()
    dry = scene.world.sync(scene.store, mode=Mode.DRY)
    assert dry.dry
    assert (scene.world.ledger.standing, scene.world.tracked, scene.store.texts()) == (
        standing,
        tracked,
        texts,
    )
    assert scene.store.requests.writes == 0
    real = scene.sync()
    assert (real.lines, real.unchanged, real.dry) == (dry.lines, dry.unchanged, False)


# together


def test_what_was_learnt_is_planned_with_at_once() -> None:
    """The note after the one that was dragged moves in the same run."""
    scene = Scene()
    scene.put("final-note", phone.dragged(scene.text("final-note"), THEIRS))
    report = scene.sync()
    stop = scene.world.wanted()[scene.uid("stop")]
    assert {line.uid for line in report.lines if line.kind is Kind.UPDATED} >= {stop.uid}
    assert phone.start_of(scene.text("stop")) == stop.reminder.at


def test_each_line_is_said_as_it_becomes_true() -> None:
    scene = Scene()
    reject(scene)
    said: list[tuple[Kind, int]] = []
    scene.store.begin()
    report = synchronise(
        scene.store,
        scene.world.ledger,
        scene.world.planning,
        now=NOW,
        say=lambda line: said.append((line.kind, scene.store.requests.writes)),
    )
    assert [kind for kind, _ in said] == [line.kind for line in report.lines]
    assert [number for _, number in said] == list(range(1, 12))


# somebody else at the same time


@pytest.mark.parametrize("call", range(1, 5))
def test_what_the_person_does_meanwhile_is_not_lost(call: int) -> None:
    """Promise 1: they retitle everything, right before some write of ours."""
    for change in (decide, reject):
        scene = Scene()
        change(scene)
        uids = {phone.uid_of(text): text for text in scene.store.texts().values()}

        def meanwhile(scene: Scene = scene) -> None:
            for href, text in scene.store.texts().items():
                scene.store.put(href, phone.retitled(text, "Mine"))

        scene.store.meanwhile = meanwhile
        scene.store.faults = {call: Fault.MEANWHILE}
        report = scene.sync()
        assert report.stopped is None
        there = [phone.title_of(text) for text in scene.store.texts().values()]
        assert there.count("Mine") >= len(uids) - (call - 1)
        scene.sync()
        assert scene.sync().lines == ()


def test_what_got_another_name_is_written_there() -> None:
    scene = Scene()
    scene.sync()
    uid, text = scene.uid("stop"), scene.text("stop")
    scene.delete("stop")
    scene.store.put("/cal/other.ics", text)
    assert scene.sync().lines == ()
    assert scene.world.ledger.standing.rows[uid].href == scene.href("stop") == "/cal/other.ics"
    decide(scene)
    scene.sync()
    assert (len(scene.store.requests.done), len(scene.store.kept)) == (4, 7)
    assert scene.sync().lines == ()


def test_what_stays_theirs_is_said_once() -> None:
    scene = Scene()
    scene.sync()

    def change(part: phone.Part) -> None:
        part.put("DESCRIPTION:Mine")
        part.drop("X-CALSYNC-OPENS", "X-CALSYNC-CLOSES")

    text = phone.edited(scene.text("final-note"), change)
    scene.put("final-note", phone.dragged(text, THEIRS, spelling="floating"))
    scene.sync()
    decide(scene)
    report = scene.sync()
    assert [line.why for line in report.lines if line.kind is Kind.KEPT] == ["body, when"]
    assert scene.sync().lines == ()


def test_what_is_read_again_and_the_same_is_not_noted_again() -> None:
    scene = Scene(quirks=Quirks(etags=Etags.NONE, tokens=Tokens.ALL))
    for _ in range(2):
        scene.sync()
    standing = scene.world.ledger.standing
    scene.sync()
    assert scene.store.requests.read == 1
    assert scene.world.ledger.standing is standing


def test_one_etag_that_moved_is_no_reason_not_to_rely_on_the_next() -> None:
    """An alarm was dismissed meanwhile; the second try depends on the new etag."""
    scene = Scene()
    scene.sync()
    scene.world.tell("acme", Moved("stop", "", LATER, NOW))
    asked: list[bool] = []
    expect = scene.store._expect

    def expecting(href: str, etag: str | None) -> None:
        asked.append(etag is not None)
        expect(href, etag)

    scene.store._expect = expecting  # type: ignore[method-assign]
    scene.store.meanwhile = lambda: scene.put("stop", phone.heard(scene.text("stop"), NOW))
    scene.store.faults = {1: Fault.MEANWHILE}
    assert kinds(scene.sync()).keys() == {Kind.UPDATED}
    assert asked == [True, True]


def test_what_keeps_changing_is_put_off() -> None:
    class Restless(HostileStore):
        def _expect(self, href: str, etag: str | None) -> None:
            text = self.kept[href].text
            self.put(href, phone.retitled(text, f"Mine {self.serial}"))
            super()._expect(href, etag)

    scene = Scene()
    store = Restless()
    store.kept, store.log, store.serial = scene.store.kept, scene.store.log, 1000
    scene.world.tell("acme", Moved("stop", "", LATER, NOW))
    report = scene.world.sync(store)
    assert store.requests.replace == ROUNDS
    assert [line.kind for line in report.lines if line.kind is Kind.POSTPONED] == [Kind.POSTPONED]
    assert not any(row.attempt for row in scene.world.ledger.standing.rows.values())
    scene.store.serial = store.serial
    scene.sync()
    assert phone.start_of(scene.text("stop")) == LATER


def test_what_stands_there_unknown_is_adopted_when_it_is_met() -> None:
    """A listing that left it out; the calendar does not let it be made twice."""
    scene = Scene()
    text = phone.retitled(scene.text("stop"), "Mine")
    scene.put("stop", text)
    uid = scene.uid("stop")
    rows = {key: row for key, row in scene.world.ledger.standing.rows.items() if key != uid}
    scene.world.ledger.standing = scene.world.ledger.standing._replace(
        rows=rows, token=str(len(scene.store.log))
    )
    report = scene.sync()
    assert kinds(report).keys() == {Kind.ADOPTED, Kind.EDITED}
    assert phone.title_of(scene.text("stop")) == "Mine"
    assert scene.sync().lines == ()


def test_deleted_while_we_were_changing_it() -> None:
    scene = Scene()
    scene.world.tell("acme", Moved("stop", "", LATER, NOW))
    scene.store.meanwhile = lambda: scene.delete("stop")
    scene.store.faults = {1: Fault.MEANWHILE}
    report = scene.sync()
    assert Kind.SKIPPED in kinds(report)
    assert not scene.is_there("stop")
    assert scene.state("stop") == "skipped"
    scene.sync()
    assert scene.sync().lines == ()


# many gone


def test_a_wiped_calendar_is_asked_about_and_believed_if_told_so() -> None:
    """Promise 5."""
    scene = Scene()
    for href in list(scene.store.kept)[:4]:
        scene.store.delete(href)
    rows, entries = scene.world.ledger.standing, scene.world.tracked["acme"].entries
    for mode in Mode:
        report = scene.world.sync(scene.store, mode=mode)
        assert isinstance(report.stopped, NeedsPerson)
        assert report.stopped.message.startswith("4 reminders are gone")
        assert "--yes-delete" in report.stopped.hint
        assert (scene.world.ledger.standing, scene.world.tracked["acme"].entries) == (rows, entries)
    report = scene.world.sync(scene.store, vanished=Vanished.BELIEVE)
    assert (report.stopped, len(kinds(report)[Kind.SKIPPED])) == (None, 4)
    assert scene.sync().lines == ()
    assert len(scene.store.kept) == 3


def test_what_comes_back_before_the_answer_was_never_gone() -> None:
    scene = Scene()
    texts = scene.store.texts()
    for href in list(texts):
        scene.store.delete(href)
    assert isinstance(scene.sync().stopped, NeedsPerson)
    for href, text in texts.items():
        scene.store.put(href, text)
    assert scene.sync().lines == ()
    assert scene.store.texts() == texts


def test_a_calendar_emptied_in_the_middle_of_a_run_is_asked_about() -> None:
    scene = Scene()
    decide(scene)
    entries = scene.world.tracked["acme"].entries

    def emptied() -> None:
        for href in list(scene.store.kept):
            scene.store.delete(href)

    scene.store.meanwhile, scene.store.faults = emptied, {1: Fault.MEANWHILE}
    report = scene.sync()
    assert isinstance(report.stopped, NeedsPerson)
    assert scene.world.tracked["acme"].entries == entries
    assert len(scene.world.ledger.standing.rows) == 7
    assert not any(row.attempt for row in scene.world.ledger.standing.rows.values())
    assert isinstance(scene.sync().stopped, NeedsPerson)


def test_ghosts_are_seen_after_a_week() -> None:
    """A token that stays good says nothing of what happened to the calendar."""
    scene = Scene()
    scene.sync()
    del scene.store.kept[scene.href("stop")]
    scene.world.now += timedelta(days=6)
    assert Kind.SKIPPED not in kinds(scene.sync())
    scene.world.now += timedelta(days=1)
    assert kinds(scene.sync()).keys() >= {Kind.SKIPPED}
    assert not scene.is_there("stop")


# what does not show yet


def test_what_was_made_a_moment_ago_and_does_not_show_is_waited_for() -> None:
    scene = Scene(quirks=Quirks(lags=True, tokens=Tokens.NONE))
    report = scene.sync()
    assert kinds(report).keys() == {Kind.WAITING}
    assert (len(report.lines), scene.store.requests.writes) == (7, 0)
    scene.store.catch_up()
    assert scene.sync().lines == ()


def test_a_change_that_does_not_show_is_not_missed() -> None:
    scene = Scene()
    scene.put("final-note", phone.dragged(scene.text("final-note"), THEIRS))
    scene.store.hidden = {scene.href("final-note")}
    assert kinds(scene.sync()).keys() == {Kind.WAITING}
    scene.store.catch_up()
    assert Kind.MOVED in kinds(scene.sync())


@pytest.mark.parametrize("hidden", [True, False])
def test_what_cannot_be_seen_now_is_not_written(hidden: bool) -> None:
    scene = Scene()
    scene.sync()
    if hidden:
        retitle(scene, "stop")
        scene.store.hidden = {scene.href("stop")}
    else:
        scene.store.put(scene.href("stop"), "rubbish")
    decide(scene)
    report = scene.sync()
    assert Kind.WAITING in kinds(report) if hidden else Kind.UNREADABLE in kinds(report)
    assert scene.store.requests.replace == 3  # of the four that move


def test_an_incomplete_listing_makes_nothing_twice() -> None:
    """Promises 2 and 5."""
    scene = Scene(quirks=Quirks(cut=Cut.SILENT, tokens=Tokens.REFUSED))
    for _ in range(10):
        assert scene.sync().lines == ()
    assert len(scene.store.kept) == 7


def test_in_another_time_zone_of_the_machine_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 9."""
    ends = []
    for zone in ("UTC", "Asia/Kolkata", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        scene = Scene()
        scene.put("final-note", phone.dragged(scene.text("final-note"), THEIRS, spelling="floating"))
        scene.put("status-check", phone.dragged(scene.text("status-check"), THEIRS, spelling="bare"))
        scene.put("stop", phone.dragged(scene.text("stop"), LATER.date()))
        scene.delete("thank-you")
        scene.world.now = when("2026-12-02 18:00")
        report = scene.sync()
        decide(scene)
        scene.sync()
        ends.append((report.lines, scene.store.texts(), scene.world.tracked["acme"].entries))
    monkeypatch.delenv("TZ")
    time.tzset()
    assert all(end == ends[0] for end in ends)


def test_a_whole_day_stays_one() -> None:
    """Promise 9."""
    scene = Scene()
    decide(scene)
    scene.sync()
    part = phone.entry(phone.parse(scene.text("decision-date")))
    assert (part.get("DTSTART"), part.get("DTEND")) == (
        "DTSTART;VALUE=DATE:20261217",
        "DTEND;VALUE=DATE:20261218",
    )


def test_what_has_guests_is_left_and_the_rest_goes_on() -> None:
    """Promise 12."""
    scene = Scene()
    scene.put("stop", phone.with_line(scene.text("stop"), "ATTENDEE:mailto:bo@phone.example"))
    text = scene.text("stop")
    reject(scene)
    report = scene.sync()
    assert kinds(report)[Kind.KEPT] == ["Let it rest (Acme)"]
    assert scene.text("stop") == text
    assert len(scene.store.requests.done) == 10
    assert kinds(scene.sync()).keys() == {Kind.KEPT}


@pytest.mark.parametrize("form", Form)
def test_dragged_to_an_hour_that_is_past_it_can_be_moved_again(form: Form) -> None:
    scene = Scene(form)
    dragged, to = when("2026-12-01 12:07"), when("2026-12-16 09:41")
    scene.put("status-check", phone.dragged(scene.text("status-check"), dragged))
    scene.sync()
    assert phone.start_of(scene.text("status-check")) == dragged.astimezone(UTC)
    scene.world.tell("acme", Moved("status-check", "", to, scene.world.now))
    scene.sync()
    assert phone.start_of(scene.text("status-check")) == to.astimezone(UTC)
    assert scene.sync().lines == ()
