"""Each row of the decision table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calsync.ical.item import Item, Part, Status, differences, read_item
from calsync.ical.merge import put_away
from calsync.ical.reminder import Form
from calsync.planning.history import Moved, Outcome, Skipped, Turn
from calsync.planning.plan import State
from calsync.sync.ledger import Agreed, Row, Verb
from calsync.sync.reconcile import GUESTS, NOT_PLANNED, Decision, Operation, reconcile
from calsync.sync.report import Kind, Line
from calsync.sync.wanted import Plan, Wanted
from tests.planning.made import when
from tests.sync import phone
from tests.sync.scene import NOW, world

Change = Callable[[str], str]
LATER = datetime(2026, 12, 9, 9, tzinfo=UTC)
THEIRS = datetime(2026, 12, 7, 16, 7, tzinfo=UTC)


def item(text: str) -> Item:
    found = read_item(text)
    assert found is not None
    return found


def wanted_of(step: str = "final-note", form: Form = Form.EVENT) -> Wanted:
    return next(each for each in world(form).wanted().values() if each.reminder.step == step)


def row_of(
    wanted: Wanted, *, found: str | None = None, base: str | None = None, touched: bool = False
) -> Row:
    agreed = Agreed(
        '"1"',
        wanted.text if base is None else base,
        found if found is not None else wanted.text,
        touched=touched,
        seen=True,
        written=NOW,
    )
    return Row(wanted.uid, "/cal/a.ics", "acme", wanted.reminder.step, wanted.person, agreed, None)


def decided(
    row: Row | None, wanted: Wanted | None, *, now: datetime = NOW, **more: frozenset[str]
) -> Decision:
    rows = {row.uid: row} if row is not None else {}
    plan = Plan({wanted.uid: wanted} if wanted is not None else {}, more.get("unknown", frozenset()))
    return reconcile(rows, plan, skip=more.get("skip", frozenset()), now=now)


def only(decision: Decision) -> Operation:
    (operation,) = decision.operations
    assert operation.row.attempt == operation.attempt  # the intention goes into the ledger first
    return operation


def moved(text: str) -> str:
    return phone.dragged(text, LATER)


def retitled(text: str) -> str:
    return phone.retitled(text, "Mine")


def test_not_known_and_planned_is_made() -> None:
    wanted = wanted_of()
    operation = only(decided(None, wanted))
    assert (operation.kind, operation.attempt.verb, operation.name) == (
        Kind.CREATED,
        Verb.CREATE,
        f"{wanted.uid}.ics",
    )
    assert operation.attempt.wanted == wanted.text
    assert not differences(item(operation.attempt.text), item(wanted.text))
    assert operation.row.agreed is None
    assert operation.line == Line(
        Kind.CREATED, wanted.uid, wanted.title, wanted.reminder.at, wanted.reminder.reason, "acme"
    )


@pytest.mark.parametrize("text", [True, False])
def test_not_known_and_not_to_be_made(text: bool) -> None:
    wanted = wanted_of()._replace(new=False)
    if not text:
        wanted = wanted._replace(text="")
    assert decided(None, wanted) == Decision((), (), (), 0)


def test_as_agreed_is_left() -> None:
    wanted = wanted_of()
    for row in (row_of(wanted), row_of(wanted, found=retitled(wanted.text), touched=True)):
        assert decided(row, wanted) == Decision((), (), (), 1)


def test_what_differs_is_brought_to_the_plan() -> None:
    wanted = wanted_of()
    row = row_of(wanted)
    wanted = wanted._replace(text=moved(wanted.text))
    decision = decided(row, wanted)
    operation = only(decision)
    assert (operation.kind, operation.attempt.verb) == (Kind.UPDATED, Verb.REPLACE)
    assert phone.start_of(operation.attempt.text) == LATER
    assert operation.attempt.wanted == wanted.text
    assert (decision.adopted, decision.lines, decision.unchanged) == ((), (), 0)


def test_what_the_person_changed_too_is_theirs_and_they_are_told() -> None:
    wanted = wanted_of()
    row = row_of(wanted, found=phone.dragged(wanted.text, THEIRS), touched=True)
    text = phone.retitled(moved(wanted.text), "Ours")
    decision = decided(row, wanted._replace(text=text))
    operation = only(decision)
    assert phone.start_of(operation.attempt.text) == THEIRS
    assert phone.title_of(operation.attempt.text) == "Ours"
    assert [(line.kind, line.why) for line in decision.lines] == [(Kind.KEPT, "when")]


def test_where_all_of_it_is_theirs_only_the_ledger_is_written() -> None:
    wanted = wanted_of()
    row = row_of(wanted, found=phone.dragged(wanted.text, THEIRS), touched=True)
    wanted = wanted._replace(text=moved(wanted.text))
    decision = decided(row, wanted)
    assert decision.operations == ()
    (adopted,) = decision.adopted
    assert adopted.agreed is not None
    assert adopted.agreed.wanted == wanted.text
    assert [line.why for line in decision.lines] == ["when"]
    assert decided(adopted, wanted) == Decision((), (), (), 1)  # told once


# now, where it is and where it is to be, and whether it is written
PAST = [
    (when("2026-12-03 12:00"), LATER, True),
    (when("2026-12-16 12:00"), LATER, False),
    (when("2026-12-16 12:00"), datetime(2026, 12, 20, 9, tzinfo=UTC), True),
]


@pytest.mark.parametrize(("now", "at", "written"), PAST)
def test_what_is_past_stays_as_it_was(now: datetime, at: datetime, written: bool) -> None:
    wanted = wanted_of()
    row = row_of(wanted, found=phone.dragged(wanted.text, datetime(2026, 12, 4, 9, tzinfo=UTC)))
    row = row_of(
        wanted, found=row.agreed.found if row.agreed else "", base=row.agreed.found if row.agreed else ""
    )
    decision = decided(row, wanted._replace(text=phone.dragged(wanted.text, at)), now=now)
    assert bool(decision.operations) is written


def test_an_event_does_not_become_a_to_do() -> None:
    row = row_of(wanted_of())
    decision = decided(row, wanted_of(form=Form.TODO))
    assert (decision.operations, decision.adopted, [line.kind for line in decision.lines]) == (
        (),
        (),
        [Kind.OTHER_FORM],
    )


@pytest.mark.parametrize("touched", [True, False])
def test_an_event_does_not_ring_for_a_to_do_that_is_done(touched: bool) -> None:
    todo = wanted_of(form=Form.TODO)
    done = todo._replace(
        text=phone.ticked(todo.text, NOW), reminder=replace(todo.reminder, state=State.DONE, done_on=NOW)
    )
    operation = only(decided(row_of(wanted_of(), touched=touched), done))
    assert operation.kind is (Kind.PUT_AWAY if touched else Kind.DELETED)


@pytest.mark.parametrize("planned", [True, False])
def test_no_longer_planned_and_as_we_wrote_it_is_deleted(planned: bool) -> None:
    wanted = wanted_of()
    operation = only(decided(row_of(wanted), wanted._replace(text="", new=False) if planned else None))
    assert (operation.kind, operation.attempt.verb, operation.attempt.text) == (Kind.DELETED, Verb.REMOVE, "")
    assert operation.why == (wanted.reminder.reason if planned else NOT_PLANNED)
    assert operation.title == wanted.title


@pytest.mark.parametrize("planned", [True, False])
def test_no_longer_planned_and_touched_is_put_away(planned: bool) -> None:
    """Promise 1."""
    wanted = wanted_of()
    gone = wanted._replace(text="", new=False) if planned else None
    operation = only(decided(row_of(wanted, found=retitled(wanted.text), touched=True), gone))
    assert (operation.kind, operation.attempt.verb) == (Kind.PUT_AWAY, Verb.REPLACE)
    left = item(operation.attempt.text)
    assert (left.status, left.title) == (Status.CANCELLED, "Mine")
    # It stays so, and is not put away again; also if the person takes it up again.
    assert operation.row.agreed is not None
    agreed = operation.row.agreed._replace(wanted=operation.attempt.wanted, found=operation.attempt.text)
    for text in (operation.attempt.text, retitled(wanted.text)):
        row = operation.row._replace(attempt=None, agreed=agreed._replace(found=text))
        assert decided(row, gone) == Decision((), (), (), 1)


def test_called_off_by_the_person_and_silent_needs_nothing() -> None:
    wanted = wanted_of()
    away = put_away(item(wanted.text), stamp=NOW)
    assert away is not None
    gone = wanted._replace(text="", new=False)
    decision = decided(row_of(wanted, found=away, touched=True), gone)
    assert decision.operations == ()
    (adopted,) = decision.adopted
    assert decided(adopted, gone) == Decision((), (), (), 1)


def test_called_off_and_not_touched_is_not_deleted() -> None:
    wanted = wanted_of()
    called = phone.called_off(wanted.text)
    operation = only(decided(row_of(wanted, found=called), wanted._replace(text="")))
    assert operation.kind is Kind.PUT_AWAY


def test_what_was_put_away_comes_back_with_its_words_and_the_time_of_the_plan() -> None:
    wanted = wanted_of()
    gone = wanted._replace(text="", new=False)
    away = only(decided(row_of(wanted, found=retitled(wanted.text), touched=True), gone))
    assert away.row.agreed is not None
    agreed = away.row.agreed._replace(wanted=away.attempt.wanted, found=away.attempt.text)
    back = only(
        decided(away.row._replace(agreed=agreed, attempt=None), wanted._replace(text=moved(wanted.text)))
    )
    left = item(back.attempt.text)
    assert (left.status, left.title, left.when.start) == (Status.OPEN, "Mine", LATER)
    assert not differences(left, item(moved(wanted.text))) - {Part.TITLE}


@pytest.mark.parametrize("touched", [True, False])
@pytest.mark.parametrize("planned", [True, False])
def test_no_longer_planned_and_past_stays(touched: bool, planned: bool) -> None:
    wanted = wanted_of()
    gone = wanted._replace(text="", new=False) if planned else None
    after = when("2026-12-16 10:01")
    decision = decided(row_of(wanted, touched=touched), gone, now=after)
    assert (decision.operations, decision.adopted, decision.lines) == ((), (), ())
    assert decided(row_of(wanted, touched=touched), gone, now=after - timedelta(minutes=2)).operations


def test_a_tick_is_not_called_off() -> None:
    wanted = wanted_of(form=Form.TODO)
    ticked = phone.ticked(wanted.text, None)
    row = row_of(wanted, found=ticked, touched=True)
    assert decided(row, wanted._replace(text="", new=False)).operations == ()


INVITED = [
    phone.with_line(wanted_of().text, "ATTENDEE;CN=Bo:mailto:bo@phone.example"),
    phone.with_line(wanted_of().text, "ORGANIZER:mailto:me@phone.example"),
]


@pytest.mark.parametrize("found", INVITED)
@pytest.mark.parametrize("touched", [True, False])
def test_what_has_guests_is_not_written(found: str, touched: bool) -> None:
    """Promise 12: a server may send them mail."""
    wanted = wanted_of()
    row = row_of(wanted, found=found, touched=touched)
    for plan in (wanted._replace(text=moved(wanted.text)), wanted._replace(text="", new=False), None):
        decision = decided(row, plan)
        assert (decision.operations, decision.adopted) == ((), ())
        assert [(line.kind, line.why) for line in decision.lines] == [(Kind.KEPT, GUESTS)]
    assert decided(row, wanted) == Decision((), (), (), 1)


def test_what_is_skipped_or_cannot_be_planned_is_left() -> None:
    wanted = wanted_of()
    row = row_of(wanted)
    for plan in (wanted._replace(text=moved(wanted.text)), None):
        assert decided(row, plan, skip=frozenset({row.uid})) == Decision((), (), (), 0)
        assert decided(row, plan, unknown=frozenset({"acme"})) == Decision((), (), (), 0)


def test_what_cannot_be_read_is_left() -> None:
    wanted = wanted_of()
    assert decided(row_of(wanted, found="rubbish"), None).operations == ()


def test_what_never_arrived_is_not_decided_on() -> None:
    wanted = wanted_of()
    row = row_of(wanted)._replace(agreed=None)
    assert decided(row, wanted).operations == ()


def test_deletions_come_first() -> None:
    """So that a full calendar has room for the rest."""
    here = world()
    for entry in (Skipped("stop", "", NOW), Moved("final-note", "", LATER, NOW)):
        here.tell("acme", entry)
    old = {
        uid: each for uid, each in world().wanted().items() if each.reminder.step in ("stop", "final-note")
    }
    decision = reconcile({uid: row_of(each) for uid, each in old.items()}, here.planning(()), now=NOW)
    found = [each.kind for each in decision.operations]
    assert found[0] is Kind.DELETED
    assert set(found[1:]) == {Kind.CREATED, Kind.UPDATED}


@pytest.mark.parametrize("form", Form)
def test_an_outcome_withdraws_what_lies_ahead_and_nothing_else(form: Form) -> None:
    here = world(form)
    rows = {uid: row_of(each) for uid, each in here.wanted().items()}
    here.now = when("2026-12-11 12:00")
    here.tell("acme", Outcome(Turn.REJECTED, here.now, None, (), here.now))
    decision = reconcile(rows, here.planning(()), now=here.now)
    gone = {each.row.step for each in decision.operations if each.kind is Kind.DELETED}
    assert gone == {"final-note", "stop"}
    assert decision.operations
