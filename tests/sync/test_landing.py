"""What is seen of writes whose end was not known: which arrived, and what the person did besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from calsync.planning.history import Entry, Moved, Skipped
from calsync.sync.ledger import Agreed, Attempt, Standing, Verb
from calsync.sync.listen import Deleted, Heard, listen
from calsync.sync.listing import look_at_all
from tests.sync import phone
from tests.sync.hostile import HostileStore
from tests.sync.scene import NOW, Scene

THEIRS = datetime(2026, 12, 7, 16, 7, tzinfo=UTC)
Change = Callable[[str], str]


def told(scene: Scene) -> list[Entry]:
    return list(scene.world.tracked["acme"].entries)


def to(at: datetime | date) -> Change:
    return lambda text: phone.dragged(text, at)


# The table of what was being attempted when the process ended: what was sent, what stands there.
LATER = datetime(2026, 12, 9, 9, tzinfo=UTC)


class Try:
    """One reminder, agreed on (or not), and a write of it that nobody knows the end of."""

    def __init__(self, verb: Verb, *, agreed: bool = True) -> None:
        self.scene = Scene()
        self.uid, self.href = self.scene.uid("final-note"), self.scene.href("final-note")
        self.before = self.scene.text("final-note")
        self.sent = phone.retitled(to(LATER)(self.before), "Ours") if verb is not Verb.REMOVE else ""
        if not agreed:
            self.sent = self.before
        row = self.scene.world.ledger.standing.rows[self.uid]
        attempt = Attempt(verb, self.sent, self.sent)
        self.row = row._replace(attempt=attempt, agreed=row.agreed if agreed else None)
        self.scene.store.delete(self.href)

    def heard(self, found: str | None) -> Heard:
        store: HostileStore = self.scene.store
        if found is not None:
            store.put(self.href, found)
        known = Standing({self.uid: self.row}, None, None)
        seen = look_at_all(store, known, now=NOW)
        return listen(known, seen, self.scene.world.planning(()), deleted=Deleted.AUTO, now=NOW)

    def agreed(self, found: str) -> Agreed:
        row = self.heard(found).rows[self.uid]
        assert row.agreed is not None
        assert row.attempt is None
        return row.agreed


def test_a_change_that_arrived_is_ours() -> None:
    """Promise 8."""
    case = Try(Verb.REPLACE)
    heard = case.heard(case.sent)
    agreed = heard.rows[case.uid].agreed
    assert agreed is not None
    assert (agreed.wanted, agreed.touched, heard.told, heard.lines) == (case.sent, False, (), ())


def test_a_change_that_did_not_arrive_is_forgotten() -> None:
    case = Try(Verb.REPLACE)
    assert case.row.agreed is not None
    agreed = case.agreed(case.before)
    assert (agreed.wanted, agreed.touched) == (case.row.agreed.wanted, False)


def test_what_the_person_did_to_a_change_that_arrived() -> None:
    case = Try(Verb.REPLACE)
    heard = case.heard(to(THEIRS)(case.sent))
    assert [each.entry for each in heard.told] == [Moved("final-note", "", THEIRS, NOW)]
    agreed = heard.rows[case.uid].agreed
    assert agreed is not None
    assert (agreed.wanted, agreed.touched) == (case.sent, True)


def test_what_the_person_did_instead_of_a_change_that_did_not_arrive() -> None:
    case = Try(Verb.REPLACE)
    heard = case.heard(to(THEIRS)(case.before))
    assert [each.entry for each in heard.told] == [Moved("final-note", "", THEIRS, NOW)]
    agreed = heard.rows[case.uid].agreed
    assert case.row.agreed is not None
    assert agreed is not None
    assert (agreed.wanted, agreed.touched) == (case.row.agreed.wanted, True)


def test_deleted_by_the_person_while_we_were_changing_it() -> None:
    case = Try(Verb.REPLACE)
    heard = case.heard(None)
    assert [each.entry for each in heard.told] == [Skipped("final-note", "", NOW)]
    assert (set(heard.forget), heard.vanished) == ({case.uid}, 1)


def test_a_deletion_that_arrived_is_ours() -> None:
    case = Try(Verb.REMOVE)
    heard = case.heard(None)
    assert (set(heard.forget), list(heard.told), heard.vanished) == ({case.uid}, [], 0)


def test_a_deletion_that_did_not_arrive_is_forgotten() -> None:
    case = Try(Verb.REMOVE)
    agreed = case.agreed(case.before)
    assert agreed.touched is False


def test_what_the_person_did_instead_of_our_deletion() -> None:
    case = Try(Verb.REMOVE)
    heard = case.heard(phone.retitled(case.before, "Mine"))
    agreed = heard.rows[case.uid].agreed
    assert agreed is not None
    assert agreed.touched


def test_a_new_one_that_arrived() -> None:
    case = Try(Verb.CREATE, agreed=False)
    agreed = case.agreed(case.sent)
    assert (agreed.wanted, agreed.touched) == (case.sent, False)


def test_a_new_one_that_arrived_and_was_dragged() -> None:
    case = Try(Verb.CREATE, agreed=False)
    heard = case.heard(to(THEIRS)(case.sent))
    assert [each.entry for each in heard.told] == [Moved("final-note", "", THEIRS, NOW)]


def test_a_new_one_that_did_not_arrive_was_not_deleted() -> None:
    """Promise 5."""
    case = Try(Verb.CREATE, agreed=False)
    heard = case.heard(None)
    assert (set(heard.forget), list(heard.told), list(heard.lines)) == ({case.uid}, [], [])
    assert heard.vanished == 0


def test_a_new_one_that_arrived_and_was_deleted_at_once() -> None:
    """The calendar itself says so."""
    scene = Scene()
    uid = scene.uid("final-note")
    standing = scene.world.ledger.standing
    row = standing.rows[uid]
    rows = {**standing.rows, uid: row._replace(agreed=None, attempt=Attempt(Verb.CREATE, "", ""))}
    scene.world.ledger.standing = standing._replace(rows=rows)
    scene.delete("final-note")
    scene.sync()
    assert told(scene) == [Skipped("final-note", "", NOW)]
    assert not scene.is_there("final-note")


@pytest.mark.parametrize("verb", [Verb.REPLACE, Verb.REMOVE])
def test_where_nothing_changed_the_attempt_is_over(verb: Verb) -> None:
    """Or a later change by the person would be taken for it."""
    scene = Scene()
    scene.sync()
    uid, standing = scene.uid("final-note"), scene.world.ledger.standing
    sent = to(THEIRS)(scene.text("final-note")) if verb is Verb.REPLACE else ""
    row = standing.rows[uid]._replace(attempt=Attempt(verb, sent, sent))
    scene.world.ledger.standing = standing._replace(rows={**standing.rows, uid: row})
    assert scene.sync().lines == ()
    assert scene.world.ledger.standing.rows[uid].attempt is None
    scene.put("final-note", to(THEIRS)(scene.text("final-note")))
    scene.sync()
    assert told(scene) == [Moved("final-note", "", THEIRS, NOW)]
