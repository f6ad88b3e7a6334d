"""What is to be written so that the calendar says what the plan says: the decision table of the sync.

ledger row   wanted          found                     operation
----------   -------------   -----------------------   ------------------------------------------------
none         yes             no                        create
none         yes             there                     none here: `listen` has adopted it, as a row
none         no              ours                      none: `listen` reports it
row          any             gone                      none: `listen` has forgotten the row
row          as agreed       there                     none
row          differs         there                     update what the person did not touch
row          no              as we wrote it            delete, unless it is past
row          no              touched by the person     put away in place, never deleted, unless it is past
row          open            of the other form         none, but the person is told
row          any             has guests                none, but the person is told: it could send them mail
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from calsync.ical.identity import file_name
from calsync.ical.item import Item, Part, Status, read_item
from calsync.ical.merge import answered, is_put_away, merge, put_away, reworded, stamped, with_doing
from calsync.messages.answering import confirmation, confirmed
from calsync.planning.plan import State
from calsync.sync.ledger import Attempt, Row, Verb
from calsync.sync.report import Kind, Line
from calsync.sync.wanted import Plan, Wanted, is_closed

NOT_PLANNED = "it is no longer planned"
GUESTS = "guests"
"""Why a line is KEPT, besides the parts that are the person's own."""


class Operation(NamedTuple):
    """One write. `row` is the ledger's row with the attempt in it, `name` the file to create."""

    kind: Kind
    row: Row
    attempt: Attempt
    title: str
    at: datetime | date | None
    why: str
    name: str = ""

    @property
    def line(self) -> Line:
        return Line(self.kind, self.row.uid, self.title, self.at, self.why, self.row.interview)


class Decision(NamedTuple):
    """`operations` in the order they are to be carried out; `adopted` are rows that only agree anew;
    `lines` are for the person; `unchanged` counts what stands as it should."""

    operations: tuple[Operation, ...]
    adopted: tuple[Row, ...]
    lines: tuple[Line, ...]
    unchanged: int


def reconcile(
    rows: Mapping[str, Row], plan: Plan, *, skip: frozenset[str] = frozenset(), now: datetime
) -> Decision:
    """What to write at the aware time `now`; of the UIDs in `skip` nothing is said. Deletions come first,
    so that a calendar that is full has room for the rest."""
    operations: list[Operation] = []
    adopted: list[Row] = []
    lines: list[Line] = []
    unchanged = 0
    for uid in (*plan.wanted, *(uid for uid in rows if uid not in plan.wanted)):
        if uid in skip:
            continue
        wanted, row = plan.wanted.get(uid), rows.get(uid)
        if row is None and wanted is not None and wanted.new:
            operations.append(_create(wanted, now))
        if row is None or row.agreed is None or row.interview in plan.unknown:
            continue
        text = wanted.text if wanted is not None else ""
        said = confirmation(wanted.reminder) if wanted is not None else ""
        found = None if _is_agreed(text, row.agreed.wanted, said=said) else read_item(row.agreed.found)
        if found is None:
            unchanged += 1
            continue
        step = (
            _keep(row, found, wanted, now)
            if wanted is not None and wanted.text
            else _drop(row, found, wanted, now)
        )
        for each in step:
            match each:
                case Operation():
                    operations.append(each)
                case Row():
                    adopted.append(each)
                case Line():
                    lines.append(each)
        unchanged += not any(isinstance(each, Operation) for each in step)
    operations.sort(key=lambda each: each.kind is not Kind.DELETED)
    return Decision(tuple(operations), tuple(adopted), tuple(lines), unchanged)


def _is_agreed(wanted: str, agreed: str, *, said: str) -> bool:
    """Whether that is what was agreed on; with nothing wanted, that it is put away, and how an answer was
    read is `said`."""
    if wanted or not agreed:
        return wanted == agreed
    item = read_item(agreed) if "STATUS:CANCELLED" in agreed else None
    return item is not None and is_put_away(item) and confirmed(item.body) == said


def _create(wanted: Wanted, now: datetime) -> Operation:
    attempt = Attempt(Verb.CREATE, wanted.text, stamped(_read(wanted.text), stamp=now, sequence=0))
    row = Row(wanted.uid, "", wanted.interview, wanted.reminder.step, wanted.person, None, attempt)
    return _operation(Kind.CREATED, row, attempt, wanted)._replace(name=file_name(wanted.uid))


def _keep(row: Row, found: Item, wanted: Wanted, now: datetime) -> list[Operation | Row | Line]:
    """What is planned, and says something else than was agreed on."""
    agreed = row.agreed
    assert agreed is not None
    ours = _read(wanted.text)
    if found.form is not ours.form:
        if wanted.reminder.state is not State.OPEN:
            return _drop(row, found, wanted, now)  # it would ring for what is over
        return [_line(Kind.OTHER_FORM, wanted)]
    base = read_item(agreed.wanted) if agreed.wanted else None
    if found.is_past(now) and ours.is_past(now):
        # Left as it is; but where the person dragged it is agreed on, so that a later move moves it.
        dragged = wanted.reminder.pinned and ours.when.start == found.when.start and base is not None
        moved = with_doing(base, of=found) if dragged and base is not None else None
        here = row._replace(agreed=agreed._replace(wanted=moved)) if moved else row
        return _confirm(here, found, wanted, now=now) or ([here] if moved else [])
    merged = merge(found, base=base, wanted=ours, stamp=now, pinned=wanted.reminder.pinned)
    kept = sorted(merged.kept - {Part.ALARMS, Part.REST})
    lines = [_line(Kind.KEPT, wanted, ", ".join(kept))] if kept else []
    if merged.text is None:
        return [row._replace(agreed=agreed._replace(wanted=wanted.text)), *lines]
    if found.invites:
        return [_line(Kind.KEPT, wanted, GUESTS)]
    attempt = Attempt(Verb.REPLACE, wanted.text, merged.text)
    return [_operation(Kind.UPDATED, row._replace(attempt=attempt), attempt, wanted), *lines]


def _confirm(row: Row, found: Item, wanted: Wanted, *, now: datetime) -> list[Operation | Row | Line]:
    """Of what is past only how an answer was read is renewed; all of its text, while there is time for what
    it asks for."""
    agreed = row.agreed
    base = read_item(agreed.wanted) if agreed is not None else None
    if agreed is None or base is None or found.invites:
        return []
    if wanted.text and wanted.reminder.state is State.OPEN and not is_closed(wanted.reminder, now):
        ours = _read(wanted.text)
        then = reworded(base, base=base, wanted=ours, stamp=now)
        text = reworded(found, base=base, wanted=ours, stamp=now)
    else:
        said = confirmation(wanted.reminder)
        then = answered(base, base=base, said=said, stamp=now)
        text = answered(found, base=base, said=said, stamp=now)
    if then is None:
        return []
    if text is None:
        return [row._replace(agreed=agreed._replace(wanted=then))]
    attempt = Attempt(Verb.REPLACE, then, text)
    return [_operation(Kind.UPDATED, row._replace(attempt=attempt), attempt, wanted)]


def _drop(row: Row, found: Item, wanted: Wanted | None, now: datetime) -> list[Operation | Row | Line]:
    """What is no longer to stand in the calendar."""
    agreed = row.agreed
    assert agreed is not None
    if found.is_past(now):
        return _confirm(row, found, wanted, now=now) if wanted is not None else []
    why = wanted.reminder.reason if wanted is not None else NOT_PLANNED
    title, at = (wanted.title, wanted.reminder.at) if wanted is not None else (found.title, found.local)
    if found.invites:
        put_down = found.status is not Status.OPEN
        return [] if put_down else [Line(Kind.KEPT, row.uid, title, at, GUESTS, row.interview)]
    if not agreed.touched and found.status is not Status.CANCELLED:
        attempt = Attempt(Verb.REMOVE, "", "")
        return [Operation(Kind.DELETED, row._replace(attempt=attempt), attempt, title, at, why)]
    base = read_item(agreed.wanted) if agreed.wanted else None
    said = confirmation(wanted.reminder) if wanted is not None else ""
    text = None
    if found.status is not Status.DONE:
        text = put_away(found, stamp=now, base=base, said=said)
    elif base is not None:  # a tick stays one
        text = answered(found, base=base, said=said, stamp=now)
    away = (put_away(base, stamp=now, base=base, said=said) or agreed.wanted) if base is not None else ""
    if text is None:
        return [row._replace(agreed=agreed._replace(wanted=away))] if away != agreed.wanted else []
    attempt = Attempt(Verb.REPLACE, away, text)
    return [Operation(Kind.PUT_AWAY, row._replace(attempt=attempt), attempt, title, at, why)]


def _operation(kind: Kind, row: Row, attempt: Attempt, wanted: Wanted) -> Operation:
    return Operation(kind, row, attempt, wanted.title, wanted.reminder.at, wanted.reminder.reason)


def _line(kind: Kind, wanted: Wanted, why: str = "") -> Line:
    return Line(kind, wanted.uid, wanted.title, wanted.reminder.at, why, wanted.interview)


def _read(text: str) -> Item:
    item = read_item(text)
    assert item is not None  # it is of our own making
    return item
