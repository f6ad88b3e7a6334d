"""That both sides agree, and nothing of the person's was lost, made up or brought back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from calsync.ical.item import Item, Status, read_item
from calsync.planning.history import Answered, Noted
from calsync.planning.plan import State
from calsync.sync.wanted import Wanted
from tests.faults.desk import Desk
from tests.faults.person import Person, Trace


def check(desk: Desk, person: Person, *, told: Collection[str]) -> None:
    """`told` are the UIDs of what was put down in calsync itself."""
    wanted = desk.wanted()
    names = {
        uid: f"{each.title} {each.reminder.at} {each.reminder.state.value}" for uid, each in wanted.items()
    }
    person.check(names)
    found = person.items()
    for uid, there in found.items():
        assert len(there) == 1, (names.get(uid, uid), "stands more than once")
    for uid, each in wanted.items():
        mark = person.trace(uid).mark
        is_open = each.reminder.state is State.OPEN
        if each.reminder.state in (State.DONE, State.SKIPPED):
            assert mark or uid in told or person.trace(uid).answers, (names[uid], "by nobody")
        if is_open and each.new:
            assert uid in found or mark, (names[uid], "is missing")
        assert not (is_open and mark), (names[uid], mark)
    for uid, [(_, item)] in found.items():
        if not item.is_past(desk.now):
            _check_one(wanted.get(uid), item, person.trace(uid), names.get(uid, uid))
    for uid, row in desk.standing().rows.items():
        assert row.attempt is None, names.get(uid, uid)
        assert row.agreed is not None, names.get(uid, uid)
        assert uid in found, names.get(uid, uid)
    _check_answers(desk, person, {uid: there[0][1] for uid, there in found.items() if uid in wanted})


def _check_answers(desk: Desk, person: Person, items: Mapping[str, Item]) -> None:
    """Whatever was typed where answers go was heard exactly once, and nothing more often."""
    entries = [entry for one in desk.tracked() for entry in one.entries]
    typed = [entry for entry in entries if isinstance(entry, Answered)]
    heard = [entry.text for entry in typed if entry.reading]  # what was not understood may be tried again
    notes = [entry.text for entry in entries if isinstance(entry, Noted)]
    for note in person.noted:
        for texts in (heard, notes):
            assert sum(note in text for text in texts) <= 1, (note, texts)
    for uid, item in items.items():
        for note in person.meant(uid, item):
            assert any(note in entry.text for entry in typed), (note, typed, item.body)


def _check_one(wanted: Wanted | None, item: Item, trace: Trace, name: str) -> None:
    """What stands there: as it is planned, but for what the person did to it."""
    if wanted is None or not wanted.text:
        # What nobody touched was deleted, the rest called off; but what is ticked stays so.
        assert trace != Trace(), (name, "is still there")
        assert item.status is not Status.OPEN, (name, "is still there")
        return
    ours = read_item(wanted.text)
    assert ours is not None
    if trace.start is None or wanted.reminder.state is State.OPEN:  # then a drag is in the plan, too
        assert item.when.start == ours.when.start, (name, item.when)
    assert trace.mark or item.status is ours.status, (name, item.status)
    assert trace.title or item.title == ours.title, (name, item.title)
    assert trace.body or item.body == ours.body, (name, item.body, ours.body)
