"""Taking back the last run: what it wrote is put as it was, and what was learnt in it is forgotten.

What somebody changed since is left alone. What the person had done before the run, and it learnt, is put back
too, and counts no more: the next run brings it to the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.ical.identity import file_name
from calsync.ical.item import Item, Part, differences, read_item
from calsync.ical.merge import rewritten, with_doing
from calsync.ical.reminder import text_of
from calsync.sync.ledger import Agreed, Attempt, Image, Ledger, Row, Run, Verb
from calsync.sync.report import Failed, Kind, Line
from calsync.sync.store import Changed, Exists, Missing, Object, Refused, Store, Unsure, strong


class TakenBack(NamedTuple):
    """`run` is what was to be taken back, and `forgotten` how much that was learnt in it. `kept` is what
    somebody changed since, which was left alone. A run that was `stopped` halfway, or of which something
    `failed`, is not taken back yet: nothing is forgotten, and the rest can be taken back later."""

    run: Run
    lines: tuple[Line, ...]
    kept: tuple[Line, ...]
    failed: tuple[Failed, ...]
    forgotten: int
    stopped: CalsyncError | None = None

    @property
    def problems(self) -> list[CalsyncError]:
        found = [each.error for each in self.failed]
        return found if self.stopped is None else [self.stopped, *found]


def take_back(
    store: Store, ledger: Ledger, run: Run, *, now: datetime, say: Callable[[Line], None]
) -> TakenBack:
    """Put the calendar back as it was before `run`, at the aware time `now`; `say` hears each change as it is
    made. Raises only TrackerError, TrackerBusy, and UsageError for a run that is no longer there."""
    hand = _Hand(store, ledger, learnt=run.told > 0, now=now.astimezone(UTC), say=say)
    stopped: CalsyncError | None = None
    try:
        hand.put_back(_whole(run.images))
    except (Unreachable, AccessRefused) as error:
        stopped = error
    forgotten = 0
    if stopped is None and not hand.failed:
        forgotten = ledger.take_back(run, hand.rows.values(), forget=frozenset(hand.forget))
    return TakenBack(run, tuple(hand.lines), tuple(hand.kept), tuple(hand.failed), forgotten, stopped)


class _Hand:
    """`learnt` is whether anything was learnt in the run."""

    def __init__(
        self, store: Store, ledger: Ledger, *, learnt: bool, now: datetime, say: Callable[[Line], None]
    ) -> None:
        self.store, self.ledger, self.learnt, self.now, self._say = store, ledger, learnt, now, say
        self.known = dict(ledger.read().rows)
        self.rows: dict[str, Row] = {}
        self.forget: set[str] = set()
        self.lines: list[Line] = []
        self.kept: list[Line] = []
        self.failed: list[Failed] = []

    def put_back(self, images: list[Image]) -> None:
        placed = [self._placed(image) for image in images]
        there = {each.href: each for each in self.store.read([image.href for image in placed])}
        for image in reversed(placed):
            self._put_back(image, there.get(image.href))

    def _placed(self, image: Image) -> Image:
        """With where it stands by now."""
        row = self.known.get(image.uid)
        return image._replace(href=row.href) if row is not None else image

    def _put_back(self, image: Image, there: Object | None) -> None:
        before, after = read_item(image.before), read_item(image.after)
        now = read_item(there.text) if there is not None else None
        shown = before or after
        if shown is None or (there is not None and now is None):
            return
        if _same(now, before):
            if before is not None or not self._was_deleted(image):
                self._agree(image, before, there)  # it was not written, or is put back already
        elif not _same(now, after):
            self.kept.append(_line(Kind.KEPT, image, now or shown))
        else:
            self._write(image, before, shown, there)

    def _was_deleted(self, image: Image) -> bool:
        """Whether what the run made is gone, and not by us: that is for the next run to hear."""
        row = self.known.get(image.uid)
        if row is None or row.agreed is None:
            return False
        return row.attempt is None or row.attempt.verb is not Verb.REMOVE

    def _write(self, image: Image, before: Item | None, shown: Item, there: Object | None) -> None:
        """Noted before it is done, so that the next run knows it for ours."""
        verb = Verb.REMOVE if before is None else Verb.CREATE if there is None else Verb.REPLACE
        now = read_item(there.text) if there is not None else None
        text = ""
        if before is not None:
            text = rewritten(before, over=now, sent=read_item(image.after), stamp=self.now)
        row = self.known.get(image.uid) or _row(image, shown)
        base = self._base(image, before) if before is not None else ""
        self.ledger.settle([row._replace(attempt=Attempt(verb, base, text))])
        try:
            written = self._carry_out(verb, image, text, there)
        except (Exists, Changed, Missing):
            self._give_back(row)
            self.kept.append(_line(Kind.KEPT, image, now or shown))
        except Refused as refused:
            self._give_back(row)
            self.failed.append(Failed(image.uid, shown.title, refused.error))
        except Unsure as unsure:
            raise unsure.error from unsure
        except (Unreachable, AccessRefused):
            self._give_back(row)
            raise
        else:
            self._agree(image, before, written)
            self._tell(_line(_KINDS[verb], image, shown))

    def _carry_out(self, verb: Verb, image: Image, text: str, there: Object | None) -> Object | None:
        etag = strong(there.etag) if there is not None else None
        match verb:
            case Verb.CREATE:
                written = self.store.create(file_name(image.uid), text)
            case Verb.REPLACE:
                written = self.store.replace(image.href, text, etag=etag)
            case Verb.REMOVE:
                self.store.remove(image.href, etag=etag)
                return None
        return Object(written.href, written.etag, text)

    def _give_back(self, row: Row) -> None:
        """Take back the intention of what was surely not done."""
        if row.agreed is None:
            self.ledger.settle((), forget=[row.uid])
        else:
            self.ledger.settle([row._replace(attempt=None)])

    def _agree(self, image: Image, before: Item | None, there: Object | None) -> None:
        if before is None or there is None:
            self.forget.add(image.uid)
            return
        row = self.known.get(image.uid) or _row(image, before)
        base = read_item(image.base)
        touched = base is None or bool(differences(before, base) - {Part.ALARMS})
        agreed = Agreed(
            etag=there.etag,
            wanted=self._base(image, before),
            found=there.text,
            touched=touched or (row.agreed is not None and row.agreed.touched),
            seen=False,
            written=self.now,
        )
        self.rows[image.uid] = row._replace(href=there.href, agreed=agreed, attempt=None)

    def _base(self, image: Image, before: Item) -> str:
        """Our text for the plan as it was agreed on before the run. If that had learnt of another time, or of
        a tick, this says the same, so that the next run finds nothing of the person's in it."""
        base = read_item(image.base)
        if base is None or not self.learnt or not before.when.clear:
            return image.base
        return with_doing(base, of=before) or image.base

    def _tell(self, line: Line) -> None:
        self.lines.append(line)
        self._say(line)


_KINDS = {Verb.CREATE: Kind.CREATED, Verb.REPLACE: Kind.UPDATED, Verb.REMOVE: Kind.DELETED}


def _line(kind: Kind, image: Image, item: Item) -> Line:
    return Line(kind, image.uid, item.title, item.local, interview=text_of(item.entry, "X-CALSYNC-INTERVIEW"))


def _whole(images: tuple[Image, ...]) -> list[Image]:
    """One for each reminder: as it was at first, and as it was left. What somebody else changed between two
    writes was not ours, and stays."""
    found: dict[str, Image] = {}
    for image in images:
        first = found.pop(image.uid, image)
        follows = first is not image and _same(read_item(image.before), read_item(first.after))
        found[image.uid] = image._replace(before=first.before, base=first.base) if follows else image
    return list(found.values())


def _same(one: Item | None, other: Item | None) -> bool:
    if one is None or other is None:
        return one is other
    return not differences(one, other) - {Part.ALARMS}


def _row(image: Image, item: Item) -> Row:
    """The row of a reminder that has none any more, from what it says itself."""
    interview, step = (text_of(item.entry, f"X-CALSYNC-{name}") for name in ("INTERVIEW", "STEP"))
    return Row(image.uid, image.href, interview, step, "", None, None)
