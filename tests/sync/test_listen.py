"""What is made of what the person did, and of writes whose end was not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from calsync.ical.reminder import Form
from calsync.planning.history import Done, Entry, Moved, Outcome, Skipped, Turn
from calsync.sync.ledger import Agreed, Attempt, Row, Standing, Verb
from calsync.sync.listen import Deleted, Heard, wiped
from calsync.sync.listing import look_at_all
from calsync.sync.report import Kind
from calsync.sync.wanted import Plan
from tests.planning.made import BERLIN, when
from tests.sync import phone
from tests.sync.hostile import Fault, HostileStore
from tests.sync.scene import NOW, Scene, kinds, world
from tests.sync.world import MemoryLedger

THEIRS = datetime(2026, 12, 7, 16, 7, tzinfo=UTC)
Change = Callable[[str], str]


def told(scene: Scene) -> list[Entry]:
    return list(scene.world.tracked["acme"].entries)


def done_on_phone(scene: Scene, step: str, change: Change) -> Kind | None:
    """What one sync makes of it; it says nothing of the others, and nothing twice."""
    scene.put(step, change(scene.text(step)))
    before = len(told(scene))
    title = scene.world.wanted()[scene.uid(step)].title
    heard = [
        line
        for line in scene.sync().lines
        if line.kind not in (Kind.UPDATED, Kind.DELETED, Kind.PUT_AWAY, Kind.CREATED)
    ]
    assert {line.uid for line in heard} <= {scene.uid(step)}
    assert title
    again = scene.sync()
    assert {line.kind for line in again.lines} <= {Kind.UPDATED}
    assert len(told(scene)) - before <= 1
    assert len(heard) <= 1
    return heard[0].kind if heard else None


def to(at: datetime | date, spelling: str = "utc") -> Change:
    return lambda text: phone.dragged(text, at, spelling=spelling)


DRAGS = [
    (to(THEIRS), THEIRS),
    (to(THEIRS, "zoned"), THEIRS),
    (to(THEIRS, "bare"), THEIRS),
    (to(THEIRS.date()), THEIRS.date()),
    (lambda text: phone.dragged(phone.retitled(text, "Mine"), THEIRS), THEIRS),
]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("number", range(len(DRAGS)))
def test_a_drag_is_a_pin(number: int, form: Form) -> None:
    """Promise 6."""
    scene = Scene(form)
    change, at = DRAGS[number]
    scene.put("final-note", change(scene.text("final-note")))
    report = scene.sync()
    assert Kind.MOVED in kinds(report)
    (entry,) = told(scene)
    assert entry == Moved("final-note", "", at, NOW)
    assert isinstance(entry, Moved)
    assert not isinstance(entry.to, datetime) or entry.to.tzinfo is BERLIN
    assert scene.world.wanted()[scene.uid("final-note")].reminder.pinned
    assert phone.start_of(scene.text("final-note")) == at


def test_what_they_once_touched_stays_touched() -> None:
    """Promise 1: an alarm that is heard later does not make it ours again."""
    scene = Scene()
    scene.put("final-note", phone.retitled(scene.text("final-note"), "Mine"))
    scene.sync()
    scene.put("final-note", phone.heard(scene.text("final-note"), NOW))
    scene.sync()
    scene.world.tell("acme", Outcome(Turn.REJECTED, NOW, None, (), NOW))
    scene.sync()
    assert phone.title_of(scene.text("final-note")) == "Mine"
    assert phone.status_of(scene.text("final-note")) == "CANCELLED"


def test_a_drag_of_one_person_is_of_that_person() -> None:
    scene = Scene()
    (sarah, tom) = [each for each in scene.world.wanted().values() if each.reminder.step == "thank-you"]
    scene.put("thank-you", to(THEIRS)(scene.text("thank-you")))
    scene.sync()
    assert [entry.person for entry in told(scene) if isinstance(entry, Moved)] == [sarah.person]
    assert scene.world.wanted()[tom.uid].reminder.pinned is False


def test_a_day_dragged_to_an_hour_and_to_another_day() -> None:
    scene = Scene()
    for at in (THEIRS, date(2026, 12, 9)):
        scene.put("decision-date", to(at)(scene.text("decision-date")))
        scene.sync()
        assert told(scene)[-1] == Moved("decision-date", "", at, NOW)


NO_DRAGS: list[tuple[Change, Kind | None]] = [
    (to(THEIRS, "floating"), Kind.UNREADABLE),
    (to(THEIRS, "unknown"), Kind.UNREADABLE),
    (lambda text: phone.stretched(text, timedelta(hours=1)), None),
    (lambda text: phone.dragged(text, phone.start_of(text) or NOW, spelling="zoned"), None),
    (lambda text: phone.heard(text, NOW), None),
    (lambda text: phone.ringing_before(text, 10), None),
    (lambda text: phone.retitled(text, "Mine"), Kind.EDITED),
    (lambda text: phone.annotated(text, "Mine"), Kind.EDITED),
    (lambda text: phone.with_line(text, "LOCATION:Café"), Kind.EDITED),
]


@pytest.mark.parametrize("number", range(len(NO_DRAGS)))
def test_what_is_no_drag(number: int) -> None:
    """Promise 9 among them: nothing is concluded from a time on no known clock."""
    scene = Scene()
    change, kind = NO_DRAGS[number]
    assert done_on_phone(scene, "final-note", change) is kind
    assert told(scene) == []


def test_a_to_do_dragged_by_the_day_it_is_due() -> None:
    scene = Scene(Form.TODO)
    due = f"DUE:{THEIRS:%Y%m%dT%H%M%SZ}"
    start = phone.entry(phone.parse(scene.text("final-note"))).get("DTSTART")
    scene.put("final-note", phone.edited(scene.text("final-note"), lambda part: part.put(due)))
    scene.sync()
    assert told(scene) == [Moved("final-note", "", THEIRS, NOW)]
    part = phone.entry(phone.parse(scene.text("final-note")))
    assert (part.get("DTSTART"), part.get("DUE")) == (start, due)
    assert not scene.sync().changed


# what was done, when, what deleted means; what is told of the thank-you (open from 2 December, 10:00)
BEFORE, AFTER = when("2026-12-01 15:45"), when("2026-12-02 10:30")
DELETED = [
    (BEFORE, Deleted.AUTO, Skipped),
    (AFTER, Deleted.AUTO, Done),
    (when("2026-12-02 10:00"), Deleted.AUTO, Done),
    (BEFORE, Deleted.DONE, Done),
    (AFTER, Deleted.SKIP, Skipped),
]


@pytest.mark.parametrize("how", ["deleted", "called off"])
@pytest.mark.parametrize(("now", "deleted", "meant"), DELETED)
def test_a_deletion_is_final(now: datetime, deleted: Deleted, meant: type[Entry], how: str) -> None:
    """Promise 6."""
    scene = Scene()
    scene.world.now = now
    sarah = scene.world.wanted()[scene.uid("thank-you")].person
    if how == "deleted":
        scene.delete("thank-you")
    else:
        scene.put("thank-you", phone.called_off(scene.text("thank-you")))
    report = scene.world.sync(scene.store, deleted=deleted)
    (entry,) = told(scene)
    assert type(entry) is meant
    assert isinstance(entry, Done | Skipped)
    assert (entry.step, entry.person, entry.told) == ("thank-you", sarah, now)
    assert not isinstance(entry, Done) or entry.on == now
    assert {Kind.DONE if meant is Done else Kind.SKIPPED} <= kinds(report).keys()
    for _ in range(2):
        assert not scene.sync().changed
    assert scene.is_there("thank-you") is (how == "called off")


def test_a_whole_day_is_due_from_its_morning() -> None:
    for day, meant in (("2026-12-09 23:59", Skipped), ("2026-12-10 00:00", Done)):
        scene = Scene()
        scene.world.now = when(day)
        scene.delete("decision-date")
        scene.sync()
        assert [type(entry) for entry in told(scene)] == [meant]


TICKS = [
    (THEIRS - timedelta(hours=2), THEIRS - timedelta(hours=2)),
    (None, THEIRS),
    (THEIRS + timedelta(days=2), THEIRS),  # some clock is wrong
]


@pytest.mark.parametrize(("stamped", "on"), TICKS)
def test_a_tick_is_done(stamped: datetime | None, on: datetime) -> None:
    """Promise 6."""
    scene = Scene(Form.TODO)
    scene.world.now = THEIRS
    scene.put("thank-you", phone.ticked(scene.text("thank-you"), stamped))
    assert kinds(scene.sync()).keys() >= {Kind.DONE}
    (entry,) = told(scene)
    assert isinstance(entry, Done)
    assert (entry.on, entry.told) == (on, THEIRS)
    assert (scene.state("thank-you"), phone.status_of(scene.text("thank-you"))) == ("done", "COMPLETED")
    assert not scene.sync().changed
    scene.put("thank-you", phone.unticked(scene.text("thank-you")))
    assert kinds(scene.sync()).keys() >= {Kind.REOPENED}
    assert scene.state("thank-you") == "open"
    scene.sync()
    assert not scene.sync().changed


def test_what_follows_an_interview_is_not_done_before_it() -> None:
    scene = Scene(Form.TODO)
    scene.world.now = when("2026-12-01 13:00")
    scene.put("thank-you", phone.ticked(scene.text("thank-you"), None))
    report = scene.sync()
    (entry,) = told(scene)
    assert isinstance(entry, Skipped)
    assert [line.why for line in report.lines if line.kind is Kind.SKIPPED] == [
        "ticked off before the interview"
    ]


def test_unticked_and_dragged_is_both() -> None:
    scene = Scene(Form.TODO)
    scene.put("final-note", phone.ticked(scene.text("final-note"), None))
    scene.sync()
    scene.put("final-note", phone.dragged(phone.unticked(scene.text("final-note")), THEIRS))
    scene.sync()
    assert told(scene)[-1] == Moved("final-note", "", THEIRS, NOW)


def test_unticked_it_keeps_its_pin() -> None:
    scene = Scene(Form.TODO)
    for change in (to(THEIRS), lambda text: phone.ticked(text, None), phone.unticked):
        scene.put("final-note", change(scene.text("final-note")))
        scene.sync()
    assert told(scene)[-1] == Moved("final-note", "", THEIRS, NOW)


def test_of_what_is_over_nothing_is_told() -> None:
    """It is no longer planned as open: what is done to it in the calendar says nothing."""
    scene = Scene()
    for step in ("final-note", "stop", "status-check"):
        scene.put(step, phone.retitled(scene.text(step), "Mine"))
    scene.sync()
    scene.world.tell("acme", Outcome(Turn.REJECTED, NOW, None, (), NOW))
    scene.sync()
    before = told(scene)
    scene.put("stop", to(THEIRS)(scene.text("stop")))
    scene.put("status-check", phone.called_off(scene.text("status-check")))
    scene.delete("final-note")
    scene.sync()
    assert told(scene) == before


# objects the ledger does not know


def lost(scene: Scene) -> Scene:
    """Its ledger is lost."""
    scene.world.ledger.settle((), forget=set(scene.world.ledger.standing.rows))
    scene.world.ledger.standing = Standing({}, None, None)
    return scene


def test_what_stands_as_planned_is_adopted_and_not_written() -> None:
    scene = lost(Scene())
    report = scene.sync()
    assert (report.lines, scene.store.requests.writes) == ((), 0)
    assert len(scene.world.ledger.standing.rows) == len(scene.store.kept)
    assert not any(row.agreed and row.agreed.touched for row in scene.world.ledger.standing.rows.values())


def test_what_stands_otherwise_stays_and_is_pinned() -> None:
    scene = lost(Scene())
    scene.put("final-note", phone.retitled(to(THEIRS)(scene.text("final-note")), "Mine"))
    report = scene.sync()
    assert kinds(report).keys() == {Kind.ADOPTED, Kind.MOVED, Kind.EDITED, Kind.UPDATED}
    assert told(scene) == [Moved("final-note", "", THEIRS, NOW)]
    assert phone.title_of(scene.text("final-note")) == "Mine"
    row = scene.world.ledger.standing.rows[scene.uid("final-note")]
    assert row.agreed is not None
    assert row.agreed.touched


@pytest.mark.parametrize("known", [True, False])
def test_what_is_ours_and_not_planned_is_reported_and_left(known: bool) -> None:
    scene = lost(Scene())
    texts = scene.store.texts()
    if known:
        scene.world.tell("acme", Outcome(Turn.ACCEPTED, NOW, None, (), NOW))
    else:
        scene.world.tracked.clear()
    report = scene.sync()
    assert Kind.ORPHAN in kinds(report)
    assert {href: scene.store.kept[href].text for href in texts} == texts
    assert Kind.DELETED not in kinds(report)
    if known:  # it is not made over it, once it is planned again
        scene.world.tracked["acme"] = world().tracked["acme"]
        scene.store.quirks = scene.store.quirks._replace(honours_none_match=False)
        scene.sync()
        assert set(scene.store.requests.done) == {
            line for line in scene.store.requests.done if line.startswith("remove")
        }


def test_what_was_dragged_before_the_ledger_was_lost_is_theirs() -> None:
    scene = Scene()
    scene.put("final-note", to(THEIRS)(scene.text("final-note")))
    scene.sync()
    lost(scene).sync()
    scene.world.tell("acme", Outcome(Turn.REJECTED, NOW, None, (), NOW))
    scene.sync()
    assert phone.status_of(scene.text("final-note")) == "CANCELLED"
    assert phone.start_of(scene.text("final-note")) == THEIRS


def test_what_was_met_unplanned_may_be_the_persons_and_is_never_deleted() -> None:
    """Promise 1: nobody knows whose its words are."""
    scene = lost(Scene())
    retitled = phone.retitled(scene.text("final-note"), "Mine")
    scene.put("final-note", retitled)
    rejected = Outcome(Turn.REJECTED, NOW, None, (), NOW)
    scene.world.tell("acme", rejected)
    scene.sync()
    scene.world.untell("acme", rejected)
    scene.sync()
    scene.world.tell("acme", rejected)
    scene.sync()
    assert phone.title_of(scene.text("final-note")) == "Mine"
    assert phone.status_of(scene.text("final-note")) == "CANCELLED"


def test_others_are_not_even_reported() -> None:
    scene = Scene()
    scene.store.put("/cal/a.ics", phone.copied(scene.text("stop"), "copy"))
    text = phone.edited(scene.text("stop"), lambda part: part.drop("X-CALSYNC-STEP"))
    scene.store.put("/cal/b.ics", phone.copied(text, "lunch"))
    report = scene.sync()
    assert [(line.kind, line.uid) for line in report.lines] == [(Kind.ORPHAN, "copy")]


def test_of_two_with_one_uid_the_person_is_told() -> None:
    scene = Scene()
    scene.store.quirks = scene.store.quirks._replace(one_uid=False)
    scene.store.put("/cal/0.ics", scene.text("stop"))
    before = scene.store.texts()
    report = scene.sync()
    assert [line.kind for line in report.lines] == [Kind.DOUBLE]
    assert scene.store.texts() == before


@pytest.mark.parametrize("home", [True, False])
def test_which_of_two_goes_does_not_matter(home: bool) -> None:
    """The person cannot see which of them is kept up to date."""
    scene = Scene()
    scene.store.quirks = scene.store.quirks._replace(one_uid=False)
    first = scene.href("stop")
    scene.store.put("/cal/zz.ics", scene.text("stop"))
    scene.sync()
    scene.store.delete(first if home else "/cal/zz.ics")
    assert not scene.sync().changed
    assert scene.state("stop") == "open"
    assert not scene.sync().lines
    scene.delete("stop")
    assert Kind.SKIPPED in kinds(scene.sync())


@pytest.mark.parametrize("start", ["due", ""])
def test_a_to_do_saved_by_a_phone_that_knows_only_when_it_is_due_was_not_dragged(start: str) -> None:
    """Apple's Reminders begins it when it is due, DAVx5 lets go of such a start."""

    def saved(part: phone.Part) -> None:
        part.put("SUMMARY:Mine")
        part.drop("DTSTART")
        if start:
            part.put(f"DTSTART:{part.value('DUE')}")

    scene = Scene(Form.TODO)
    scene.put("final-note", phone.edited(scene.text("final-note"), saved))
    assert list(kinds(scene.sync())) == [Kind.EDITED]
    assert not told(scene)
    # Later it is dragged on that phone.
    calendar = phone.parse(scene.text("final-note"))
    for name in ("DTSTART", "DUE"):
        phone.entry(calendar).put(phone.spelled(name, THEIRS, "utc"))
    scene.put("final-note", phone.write(calendar))
    scene.sync()
    assert [entry.to for entry in told(scene) if isinstance(entry, Moved)] == [THEIRS]


def test_a_write_that_was_lost_did_not_arrive_since_an_alarm_is_gone() -> None:
    """Nor was it then reopened."""
    scene = Scene()
    scene.put("final-note", phone.retitled(scene.text("final-note"), "Mine"))
    scene.sync()
    scene.world.tell("acme", Skipped("final-note", "", NOW))
    scene.store.faults = dict.fromkeys(range(1, 12), Fault.LOST_BEFORE)
    assert scene.sync().stopped
    scene.put("final-note", phone.edited(scene.text("final-note"), lambda part: part.parts.clear()))
    assert list(kinds(scene.sync())) == [Kind.PUT_AWAY]
    assert scene.state("final-note") == "skipped"


def test_what_cannot_be_planned_now_is_not_called_unplanned() -> None:
    scene = Scene()
    scene.world.ledger = MemoryLedger(scene.world)  # lost
    scene.world.planning = lambda told: Plan({}, frozenset({"acme"}))  # type: ignore[method-assign]
    assert not scene.sync().lines


def test_of_what_cannot_be_planned_now_nothing_is_concluded() -> None:
    scene = Scene()
    scene.sync()
    planning, standing = scene.world.planning, scene.world.ledger.standing
    scene.delete("stop")
    scene.put("final-note", to(THEIRS)(scene.text("final-note")))
    scene.world.planning = lambda told: Plan({}, frozenset({"acme"}))  # type: ignore[method-assign]
    for _ in range(2):
        assert not scene.sync().changed
    assert scene.world.ledger.standing.rows == standing.rows
    scene.world.planning = planning  # type: ignore[method-assign]
    scene.sync()
    assert [type(entry) for entry in told(scene)] == [Moved, Skipped]
    assert not scene.is_there("stop")


# many gone at once: rows, of which open and gone, settled and gone; how many are asked about
WIPED = [
    (7, 0, 0, 0),
    (3, 3, 0, 0),
    (4, 4, 0, 4),
    (7, 3, 0, 0),
    (7, 4, 0, 4),
    (8, 4, 0, 0),
    (8, 5, 0, 5),
    (20, 10, 0, 0),
    (20, 11, 0, 11),
    (20, 0, 20, 0),
    (20, 1, 9, 0),
    (20, 1, 10, 11),
]


def rows_of(known: Standing) -> list[tuple[str, Row]]:
    return [(uid, row) for uid, row in known.rows.items() if row.agreed is not None]


@pytest.mark.parametrize(("rows", "open_", "settled", "missing"), WIPED)
def test_more_than_three_and_half_are_asked_about(rows: int, open_: int, settled: int, missing: int) -> None:
    """Promise 5."""
    agreed = Agreed('"1"', "x", "x", touched=False, seen=True, written=NOW)
    known = Standing(
        {f"{n}": Row(f"{n}", f"{n}.ics", "acme", "stop", "", agreed, None) for n in range(rows)}, None, None
    )
    tried = Row("new", "new.ics", "acme", "stop", "", None, Attempt(Verb.CREATE, "", ""))
    known = known._replace(rows={**known.rows, "new": tried})
    seen = look_at_all(HostileStore(), Standing({}, None, None), now=NOW)
    seen = seen._replace(gone=frozenset(f"{n}.ics" for n in range(open_ + settled)))
    heard = Heard({}, frozenset(), (), (), open_)
    assert wiped(known, seen, heard) == missing
    # What we tried to delete ourselves does not count beside what the person did.
    removal = Attempt(Verb.REMOVE, "", "")
    ours = {uid: row._replace(attempt=removal if int(uid) >= open_ else None) for uid, row in rows_of(known)}
    assert wiped(known._replace(rows=ours), seen, heard) == (missing if missing == open_ else 0)


def test_a_calendar_that_was_emptied_is_asked_about_and_nothing_noted() -> None:
    for lying in (False, True):
        scene = Scene()
        scene.sync()
        standing = scene.world.ledger.standing
        if lying:  # deleted and made anew, and the old token still good: a write finds it out
            scene.store.remake()
            scene.world.tell("acme", Moved("final-note", "", THEIRS, NOW))
        else:
            for href in list(scene.store.kept):
                scene.store.delete(href)
        entries = told(scene)
        report = scene.sync()
        assert report.stopped is not None
        assert report.stopped.exit_code == 5
        assert ("the rest stays as it is" in report.stopped.message) is lying
        assert told(scene) == entries
        assert scene.world.ledger.standing.rows == standing.rows
        assert scene.store.kept == {}
