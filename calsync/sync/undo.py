"""Taking back the last run: what it wrote is put as it was, and what was learnt in it is forgotten.

What somebody changed since is left alone. Of what the person did themselves nothing is put back: the next
run brings it to the plan, in which it counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.ical.identity import file_name
from calsync.ical.item import Item, Part, differences, read_item
from calsync.ical.merge import rewritten
from calsync.ical.reminder import text_of
from calsync.sync.ledger import Agreed, Attempt, Image, Ledger, Row, Run, Verb
from calsync.sync.report import Failed, Kind, Line
from calsync.sync.store import Changed, Exists, Missing, Object, Refused, Store, Unsure, strong


class TakenBack(NamedTuple):
    """`run` is what was taken back, and `forgotten` how much that was learnt in it; of a run that was
    `stopped` halfway, the rest can still be taken back."""

    run: Run
    lines: tuple[Line, ...]
    failed: tuple[Failed, ...]
    forgotten: int
    stopped: CalsyncError | None = None


def take_back(
    store: Store, ledger: Ledger, run: Run, *, now: datetime, say: Callable[[Line], None]
) -> TakenBack:
    """Put the calendar back as it was before `run`, at the aware time `now`."""
    images = _whole(run.images)
    hand = _Undo(store, ledger, now=now.astimezone(UTC), say=say)
    stopped: CalsyncError | None = None
    try:
        there = {each.href: each for each in store.read([image.href for image in images])}
        for image in images:
            hand.put_back(image, there.get(image.href))
    except (Unreachable, AccessRefused) as error:
        stopped = error
    forgotten = 0
    if stopped is None:
        forgotten = ledger.take_back(run, hand.rows.values(), forget=frozenset(hand.forget))
    return TakenBack(run, tuple(hand.lines), tuple(hand.failed), forgotten, stopped)


class _Undo:
    def __init__(self, store: Store, ledger: Ledger, *, now: datetime, say: Callable[[Line], None]) -> None:
        self.store, self.ledger, self.now, self._say = store, ledger, now, say
        self.known: Mapping[str, Row] = ledger.read().rows
        self.rows: dict[str, Row] = {}
        self.forget: set[str] = set()
        self.lines: list[Line] = []
        self.failed: list[Failed] = []

    def put_back(self, image: Image, there: Object | None) -> None:
        before, after, now = (
            read_item(each) for each in (image.before, image.after, there.text if there else "")
        )
        shown = before or after
        if shown is None:
            return
        base = read_item(image.base)
        if before and base and differences(before, base) & {Part.WHEN, Part.STATUS}:
            return  # the person's own doing, which was heard in this run
        if _same(now, before):
            self._agree(image, before, there)  # it was not written, or put back already
            return
        if not _same(now, after):
            self.say(Kind.POSTPONED, image, shown)
            return
        try:
            self._write(image, before, there)
        except (Exists, Changed, Missing):
            self.say(Kind.POSTPONED, image, shown)
        except Refused as refused:
            self.failed.append(Failed(image.uid, shown.title, refused.error))
        except Unsure as unsure:
            raise unsure.error from unsure

    def _write(self, image: Image, before: Item | None, there: Object | None) -> None:
        etag = strong(there.etag) if there else None
        if before is None:
            self._intend(image, Verb.REMOVE, "")
            self.store.remove(image.href, etag=etag)
            self._agree(image, None, None)
            after = read_item(image.after)
            assert after is not None  # it stands as the run left it
            self.say(Kind.DELETED, image, after)
            return
        text = rewritten(before, over=read_item(there.text) if there else None, stamp=self.now)
        if there is None:
            self._intend(image, Verb.CREATE, text)
            written = self.store.create(file_name(image.uid), text)
        else:
            self._intend(image, Verb.REPLACE, text)
            written = self.store.replace(image.href, text, etag=etag)
        self._agree(image, before, Object(written.href, written.etag, text))
        self.say(Kind.CREATED if there is None else Kind.UPDATED, image, before)

    def _intend(self, image: Image, verb: Verb, text: str) -> None:
        """Noted before it is done, so that the next run knows it for ours."""
        wanted = image.base if verb is not Verb.REMOVE else ""
        row = self.known.get(image.uid) or _row(image, text)
        if row is not None:
            self.ledger.settle([row._replace(attempt=Attempt(verb, wanted, text))])

    def _agree(self, image: Image, before: Item | None, there: Object | None) -> None:
        if before is None or there is None:
            self.forget.add(image.uid)
            return
        row = self.known.get(image.uid) or _row(image, there.text)
        if row is None:
            return
        base = read_item(image.base)
        touched = base is None or bool(differences(before, base) - {Part.ALARMS})
        if row.agreed is not None:
            touched = touched or row.agreed.touched
        agreed = Agreed(
            etag=there.etag,
            wanted=image.base,
            found=there.text,
            touched=touched,
            seen=False,
            written=self.now,
        )
        self.rows[image.uid] = row._replace(href=there.href, agreed=agreed, attempt=None)

    def say(self, kind: Kind, image: Image, item: Item) -> None:
        line = Line(kind, image.uid, item.title, item.local)
        self.lines.append(line)
        self._say(line)


def _whole(images: tuple[Image, ...]) -> list[Image]:
    """One for each reminder: as it was at first, and as it was left."""
    found: dict[str, Image] = {}
    for image in images:
        first = found.get(image.uid, image)
        found[image.uid] = first._replace(after=image.after)
    return list(found.values())


def _same(one: Item | None, other: Item | None) -> bool:
    if one is None or other is None:
        return one is other
    return not differences(one, other) - {Part.ALARMS}


def _row(image: Image, text: str) -> Row | None:
    """The row of a reminder that has none any more, from what it says itself."""
    item = read_item(text or image.before or image.after)
    if item is None:
        return None
    interview, step = (text_of(item.entry, f"X-CALSYNC-{name}") for name in ("INTERVIEW", "STEP"))
    return Row(image.uid, image.href, interview, step, "", None, None)
