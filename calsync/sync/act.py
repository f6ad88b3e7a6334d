"""Carrying out what was decided, one write at a time, with the ledger told before and after each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.ical.item import Part, differences, read_item
from calsync.sync.ledger import Agreed, Image, Ledger, Row, Verb
from calsync.sync.reconcile import Operation
from calsync.sync.report import Failed, Line
from calsync.sync.store import Changed, Exists, Missing, Refused, RefusedAlone, Store, Unsure, Written, strong

SAME_REFUSALS = 3
"""After so many refusals of one sort in a row the rest of that sort is not tried."""


class Acted(NamedTuple):
    """`doubtful` holds the UIDs of what has to be looked at again, with why if something went wrong, and
    None if the object was not as expected; `stopped` is why the rest was not tried."""

    failed: Sequence[Failed]
    doubtful: dict[str, CalsyncError | None]
    stopped: CalsyncError | None


def act(
    store: Store,
    ledger: Ledger,
    operations: Sequence[Operation],
    *,
    unsteady: frozenset[str],
    now: datetime,
    say: Callable[[Line], None],
) -> Acted:
    """Carry them out. Those in `unsteady` have etags that cannot be relied on: their objects are read again
    right before, and then written whatever the etag is, as are those of stores without strong etags."""
    hand = _Hand(store, ledger, unsteady=unsteady, now=now, say=say)
    if not operations:
        return Acted((), {}, None)
    ledger.intend([each.row for each in operations], [_image(each) for each in operations], at=now)
    tried: set[str] = set()
    try:
        blind = [each for each in operations if hand.is_blind(each)]
        hand.confirm(blind)
        for each in operations:
            tried.add(each.row.uid)
            hand.carry_out(each)
    except (Unreachable, AccessRefused) as error:
        hand.stopped = error
        tried.discard(hand.current)  # it is certain that this one was not carried out
    hand.give_back([each for each in operations if each.row.uid not in tried or each.row.uid in hand.undone])
    return Acted(tuple(hand.failed.values()), hand.doubtful, hand.stopped)


class _Hand:
    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        *,
        unsteady: frozenset[str],
        now: datetime,
        say: Callable[[Line], None],
    ) -> None:
        self.store, self.ledger, self.unsteady, self.now, self.say = store, ledger, unsteady, now, say
        self.failed: dict[str, Failed] = {}
        self.doubtful: dict[str, CalsyncError | None] = {}
        self.undone: set[str] = set()
        self.confirmed: set[str] = set()
        self.stopped: CalsyncError | None = None
        self.current = ""
        self.refusals: list[tuple[Verb, CalsyncError]] = []
        self.lost = 0

    def is_blind(self, operation: Operation) -> bool:
        agreed = operation.row.agreed
        if operation.attempt.verb is Verb.CREATE or agreed is None:
            return False
        return strong(agreed.etag) is None or operation.row.uid in self.unsteady

    def confirm(self, operations: Iterable[Operation]) -> None:
        """See that their objects still say what was listed, in one request."""
        wanted = {each.row.href: each.row for each in operations}
        if not wanted:
            return
        there = {each.href: each.text for each in self.store.read(sorted(wanted))}
        for href, row in wanted.items():
            if row.agreed is not None and href in there and _same(there[href], row.agreed.found):
                self.confirmed.add(row.uid)

    def carry_out(self, operation: Operation) -> None:
        row, attempt = operation.row, operation.attempt
        self.current = row.uid
        if self._is_hopeless(attempt.verb):
            self.failed[row.uid] = Failed(row.uid, operation.title, self.refusals[-1][1])
            self.undone.add(row.uid)
            return
        blind = self.is_blind(operation)
        if blind and row.uid not in self.confirmed:
            self._look_again(row)
            return
        etag = row.agreed.etag if row.agreed is not None and not blind else None
        try:
            written = self._write(operation, etag)
        except (Exists, Changed, Missing):
            self._look_again(row)
        except Refused as refused:
            if not isinstance(refused, RefusedAlone):
                self.refusals.append((attempt.verb, refused.error))
            self.failed[row.uid] = Failed(row.uid, operation.title, refused.error)
            self.undone.add(row.uid)
        except Unsure as unsure:
            # The intention stays in the ledger: what came of it is seen when it is looked at.
            self.doubtful[row.uid] = unsure.error
            self.failed[row.uid] = Failed(row.uid, operation.title, unsure.error)
            self.lost += 1
            if self.lost > 1:
                self.current = ""
                raise unsure.error from unsure
        else:
            self.lost = 0
            self.refusals.clear()
            self._settle(operation, written)
            self.say(operation.line)

    def give_back(self, operations: Iterable[Operation]) -> None:
        """Take back the intention of what was surely not done."""
        rows = [each.row._replace(attempt=None) for each in operations]
        if rows:
            self.ledger.settle(
                [row for row in rows if row.agreed is not None],
                forget=[row.uid for row in rows if row.agreed is None],
            )

    def _write(self, operation: Operation, etag: str | None) -> Written | None:
        row, attempt = operation.row, operation.attempt
        match attempt.verb:
            case Verb.CREATE:
                return self.store.create(operation.name, attempt.text)
            case Verb.REPLACE:
                return self.store.replace(row.href, attempt.text, etag=etag)
            case Verb.REMOVE:
                self.store.remove(row.href, etag=etag)
                return None

    def _settle(self, operation: Operation, written: Written | None) -> None:
        row, attempt = operation.row, operation.attempt
        if written is None:
            self.ledger.settle((), forget=[row.uid])
            return
        agreed = Agreed(
            etag=written.etag,
            wanted=attempt.wanted,
            found=attempt.text,
            touched=row.agreed.touched if row.agreed is not None else False,
            seen=False,
            written=self.now,
        )
        self.ledger.settle([row._replace(href=written.href, agreed=agreed, attempt=None)])

    def _look_again(self, row: Row) -> None:
        self.doubtful[row.uid] = None
        self.undone.add(row.uid)

    def _is_hopeless(self, verb: Verb) -> bool:
        last = self.refusals[-SAME_REFUSALS:]
        alike = {(each, error.message) for each, error in last}
        return len(last) == SAME_REFUSALS and len(alike) == 1 and last[0][0] is verb


def addressed(operations: Iterable[Operation], store: Store) -> list[Operation]:
    """With the place of what is to be created."""
    return [
        each._replace(row=each.row._replace(href=store.address(each.name)))
        if each.attempt.verb is Verb.CREATE
        else each
        for each in operations
    ]


def _image(operation: Operation) -> Image:
    row, agreed = operation.row, operation.row.agreed
    return Image(
        uid=row.uid,
        href=row.href,
        before=agreed.found if agreed else "",
        after=operation.attempt.text,
        base=agreed.wanted if agreed else "",
    )


def _same(text: str, listed: str) -> bool:
    one, other = read_item(text), read_item(listed)
    return one is not None and other is not None and not differences(one, other) - {Part.ALARMS}
