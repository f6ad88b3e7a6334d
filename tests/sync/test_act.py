"""Carrying out: what each answer of a calendar leads to, and what stands in the ledger then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import pytest

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.planning.history import Moved, Outcome, Turn
from calsync.sync.act import SAME_REFUSALS, Acted, act, addressed
from calsync.sync.ledger import Image, Row, Verb
from calsync.sync.reconcile import Operation, reconcile
from calsync.sync.report import Line
from calsync.sync.store import Changed, Exists, Missing, NotDone, Refused, RefusedAlone, Unsure, Written
from tests.sync import phone
from tests.sync.hostile import Etags, Fault, HostileStore, Killed, Quirks
from tests.sync.scene import NOW, Scene, world
from tests.sync.world import MemoryLedger, World

LATER = datetime(2026, 12, 9, 9, 7, tzinfo=UTC)
NO = Unreachable("no answer")


class Told(MemoryLedger):
    """Remembers in which order it was told what, and the store what."""

    def __init__(self, here: World, store: HostileStore) -> None:
        super().__init__(here)
        self.store = store
        self.order: list[str] = []

    def intend(self, rows: Iterable[Row], images: Iterable[Image], *, at: datetime) -> None:
        super().intend(rows, images, at=at)  # which sets the rows
        self.order[-1] = f"intend {self.store.requests.writes}"

    def settle(self, rows: Iterable[Row], *, forget: Collection[str] = ()) -> None:
        super().settle(rows, forget=forget)
        self.order.append(f"settle {self.store.requests.writes}")


class Case:
    """Operations on the reminders of a scene."""

    def __init__(self, *verbs: Verb, quirks: Quirks | None = None) -> None:
        self.scene = Scene()
        self.scene.sync()
        self.scene.store.quirks = quirks or Quirks()
        here = self.scene.world
        if quirks:  # the etags are as they are now
            here.ledger.standing = here.ledger.standing._replace(token=None)
            self.scene.sync()
        if Verb.REPLACE in verbs:
            here.tell("acme", Moved("final-note", "", LATER, NOW))
        if Verb.CREATE in verbs or Verb.REMOVE in verbs:
            here.tell("acme", Outcome(Turn.REJECTED, NOW, None, (), NOW))
        standing = here.ledger.standing
        found = reconcile(standing.rows, here.planning(()), now=NOW).operations
        self.store = self.scene.store
        self.operations = [each for each in addressed(found, self.store) if each.attempt.verb in verbs]
        self.ledger = Told(here, self.store)
        self.ledger.standing = standing
        self.said: list[Line] = []
        self.store.begin()

    @property
    def one(self) -> Operation:
        return self.operations[0]

    def act(self, *, unsteady: bool = False, only: int = 99) -> Acted:
        operations = self.operations[:only]
        uids = frozenset(each.row.uid for each in operations) if unsteady else frozenset()
        return act(self.store, self.ledger, operations, unsteady=uids, now=NOW, say=self.said.append)

    def row(self) -> Row | None:
        return self.ledger.standing.rows.get(self.one.row.uid)


@pytest.mark.parametrize("verb", Verb)
def test_the_intention_comes_first_and_the_agreement_after_each(verb: Verb) -> None:
    """Promise 8."""
    case = Case(verb)
    acted = case.act()
    count = len(case.operations)
    assert case.ledger.order == ["intend 0", *(f"settle {number + 1}" for number in range(count))]
    assert acted == Acted((), {}, None)
    assert [line.uid for line in case.said] == [each.row.uid for each in case.operations]
    assert case.store.requests.reads == 0


def test_what_was_made_is_agreed_on() -> None:
    case = Case(Verb.CREATE)
    case.act()
    row, operation = case.row(), case.one
    assert row is not None
    assert row.agreed is not None
    assert row.attempt is None
    assert row.href == case.store.address(operation.name)
    assert (row.agreed.wanted, row.agreed.found) == (operation.attempt.wanted, operation.attempt.text)
    assert (row.agreed.touched, row.agreed.seen, row.agreed.written) == (False, False, NOW)
    assert row.agreed.etag == case.store._etag(row.href)


def test_what_was_changed_is_agreed_on_and_stays_touched() -> None:
    for touched in (True, False):
        case = Case(Verb.REPLACE)
        agreed = case.one.row.agreed
        assert agreed is not None
        case.operations[0] = case.one._replace(
            row=case.one.row._replace(agreed=agreed._replace(touched=touched))
        )
        case.act()
        row = case.row()
        assert row is not None
        assert row.agreed is not None
        assert (row.agreed.touched, row.agreed.seen, row.attempt) == (touched, False, None)
        assert row.agreed.found == case.one.attempt.text


def test_what_was_deleted_is_forgotten() -> None:
    case = Case(Verb.REMOVE)
    case.act()
    assert case.row() is None


def test_what_it_looked_like_before_and_after_is_kept() -> None:
    """Promise 10."""
    for verb in Verb:
        case = Case(verb)
        agreed = case.one.row.agreed
        case.act()
        run = case.ledger.last_run()
        assert run is not None
        image = run.images[0]
        assert (image.uid, image.href, image.after) == (
            case.one.row.uid,
            case.one.row.href,
            case.one.attempt.text,
        )
        assert (image.before, image.base) == ((agreed.found, agreed.wanted) if agreed else ("", ""))


# The attempt/landing table: the answer, whether it has to be looked at again, failed, and what is left of
# the intention.
ANSWERS: list[tuple[NotDone, str, bool, bool, bool]] = [
    (Exists(), "again", True, False, False),
    (Changed(), "again", True, False, False),
    (Missing(), "again", True, False, False),
    (Refused(AccessRefused("full")), "failed", False, True, False),
    (Unsure(NO), "unsure", True, True, True),
]


class Answering(HostileStore):
    """Gives one answer to every write."""

    answer: NotDone
    tried = 0

    def create(self, name: str, text: str) -> Written:
        raise self.answer

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        raise self.answer

    def remove(self, href: str, *, etag: str | None) -> None:
        self.tried += 1
        raise self.answer


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize(("answer", "name", "doubtful", "failed", "intended"), ANSWERS)
def test_answers(
    verb: Verb,
    answer: NotDone,
    name: str,
    doubtful: bool,
    failed: bool,
    intended: bool,
) -> None:
    case = Case(verb)
    before = case.row()
    store = Answering()
    store.answer = answer
    case.store = store
    acted = case.act(only=1)
    uid = case.one.row.uid
    assert (uid in acted.doubtful) is doubtful
    assert [each.uid for each in acted.failed] == [uid] * failed
    assert acted.stopped is None
    assert case.said == []
    row = case.row()
    if intended:
        assert row == case.one.row
    else:
        assert row == before
    if doubtful:
        assert acted.doubtful[uid] is (NO if name == "unsure" else None)


@pytest.mark.parametrize("error", [Unreachable("nobody"), AccessRefused("not yours")])
@pytest.mark.parametrize("verb", Verb)
def test_the_end_of_it_gives_every_intention_back(verb: Verb, error: CalsyncError) -> None:
    """It is certain that it was not carried out, nor was anything after it."""
    case = Case(verb)
    before = dict(case.ledger.standing.rows)
    fault = Fault.UNREACHABLE if isinstance(error, Unreachable) else Fault.NO_RIGHTS
    case.store.faults = {1: fault} if len(case.operations) > 1 else {0: fault}
    acted = case.act()
    assert type(acted.stopped) is type(error)
    assert not any(row.attempt for row in case.ledger.standing.rows.values())
    assert len(case.said) == len(case.store.requests.done) == min(1, len(case.operations) - 1)
    for uid in before.keys() - {line.uid for line in case.said}:
        assert case.ledger.standing.rows[uid] == before[uid]


@pytest.mark.parametrize("lost", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_two_answers_lost_in_a_row_are_enough(lost: Fault) -> None:
    """Both intentions stay, those after them are given back."""
    case = Case(Verb.REMOVE)
    assert len(case.operations) > 3
    case.store.faults = {1: lost, 2: lost}
    acted = case.act()
    assert isinstance(acted.stopped, Unreachable)
    uids = [each.row.uid for each in case.operations]
    assert acted.doubtful.keys() == set(uids[1:3])
    assert {uid for uid, row in case.ledger.standing.rows.items() if row.attempt} == set(uids[1:3])
    assert case.store.requests.writes == 3


def test_one_answer_lost_now_and_then_is_not() -> None:
    case = Case(Verb.REMOVE)
    case.store.faults = {0: Fault.LOST_BEFORE, 2: Fault.LOST_BEFORE}
    acted = case.act()
    assert acted.stopped is None
    assert case.store.requests.writes == len(case.operations)


def test_the_same_refusal_again_and_again_is_enough() -> None:
    case = Case(Verb.REMOVE, Verb.CREATE)
    removals = [each for each in case.operations if each.attempt.verb is Verb.REMOVE]
    assert len(removals) > SAME_REFUSALS
    case.store.faults = dict.fromkeys(range(SAME_REFUSALS), Fault.REFUSED)
    acted = case.act()
    assert len(acted.failed) == len(removals)
    assert case.store.requests.remove == SAME_REFUSALS
    assert case.store.requests.create == len(case.operations) - len(removals)  # others may be taken
    assert not any(row.attempt for row in case.ledger.standing.rows.values())


def test_what_is_about_one_object_says_nothing_of_others() -> None:
    case = Case(Verb.REMOVE)
    store = Answering()
    store.answer = RefusedAlone(AccessRefused("too large"))
    case.store = store
    acted = case.act()
    assert len(acted.failed) == len(case.operations)
    assert store.tried == len(case.operations) > SAME_REFUSALS


def test_refusals_with_something_taken_in_between_are_not() -> None:
    case = Case(Verb.REMOVE)
    case.store.faults = dict.fromkeys((0, 2, 3), Fault.REFUSED)
    case.act()
    assert case.store.requests.remove == len(case.operations)


# etags, whether the object is read again right before, and the etag a write depends on
ETAGS = [
    (Etags.STRONG, False, 0, True),
    (Etags.WEAK, False, 1, False),
    (Etags.NONE, False, 1, False),
    (Etags.STRONG, True, 1, False),
]


@pytest.mark.parametrize("verb", [Verb.REPLACE, Verb.REMOVE])
@pytest.mark.parametrize(("etags", "unsteady", "reads", "depends"), ETAGS)
def test_without_an_etag_to_rely_on_it_is_read_again_first(
    verb: Verb,
    etags: Etags,
    unsteady: bool,
    reads: int,
    depends: bool,
) -> None:
    case = Case(verb, quirks=Quirks(etags=etags))
    asked: list[str | None] = []
    expect = case.store._expect

    def expecting(href: str, etag: str | None) -> None:
        asked.append(etag)
        expect(href, etag)

    case.store._expect = expecting  # type: ignore[method-assign]
    acted = case.act(unsteady=unsteady)
    assert (acted.failed, acted.doubtful) == ((), {})
    assert case.store.requests.reads == reads  # one for all of them
    assert [etag is not None for etag in asked] == [depends] * len(case.operations)


@pytest.mark.parametrize("verb", [Verb.REPLACE, Verb.REMOVE])
@pytest.mark.parametrize("change", ["retitled", "gone", "heard"])
def test_what_was_changed_meanwhile_is_not_written_over(verb: Verb, change: str) -> None:
    """Promise 1."""
    for quirks in (Quirks(), Quirks(etags=Etags.WEAK)):
        case = Case(verb, quirks=quirks)
        href = case.one.row.href
        text = case.store.kept[href].text
        match change:
            case "gone":
                case.store.delete(href)
            case "heard":
                case.store.put(href, phone.heard(text, NOW))
            case _:
                case.store.put(href, phone.retitled(text, "Mine"))
        before = case.store.texts().get(href)
        acted = case.act(only=1)
        if change == "heard" and quirks.etags is Etags.WEAK:
            assert acted.doubtful == {}  # an alarm that was heard changes nothing
            continue
        assert acted.doubtful == {case.one.row.uid: None}
        assert case.store.texts().get(href) == before
        row = case.row()
        assert row is not None
        assert row.attempt is None


def test_what_is_new_needs_no_etag() -> None:
    case = Case(Verb.CREATE, quirks=Quirks(etags=Etags.NONE))
    assert case.act() == Acted((), {}, None)
    assert case.store.requests.reads == 0


@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.KILLED_AFTER])
@pytest.mark.parametrize("verb", Verb)
def test_killed_at_a_write_the_intention_is_there(verb: Verb, fault: Fault) -> None:
    """Promise 8."""
    case = Case(verb)
    case.store.faults = {0: fault}
    with pytest.raises(Killed):
        case.act()
    assert case.row() == case.one.row


def test_nothing_to_do_tells_the_ledger_nothing() -> None:
    case = Case()
    assert case.act() == Acted((), {}, None)
    assert case.ledger.order == []


def test_each_new_one_has_its_place() -> None:
    store = HostileStore()
    operations = reconcile({}, world().planning(()), now=NOW).operations
    assert [each.row.href for each in addressed(operations, store)] == [
        f"/cal/{each.row.uid}.ics" for each in operations
    ]
