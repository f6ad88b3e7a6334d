"""One run of a sync: look, listen, plan, decide, act.

Whatever is attempted is written to the ledger first, so that a run that was cut short at any point is made
out by the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum

from calsync.errors import AccessRefused, CalsyncError, NeedsPerson, Unreachable
from calsync.sync.act import act, addressed
from calsync.sync.answers import Answering, unheard
from calsync.sync.ledger import Ledger, Row, Standing, Told, Verb
from calsync.sync.listen import Deleted, Heard, held, listen, wiped
from calsync.sync.listing import Look, look, look_at, look_at_all
from calsync.sync.reconcile import Decision, Operation, reconcile
from calsync.sync.report import Failed, Kind, Line, SyncReport
from calsync.sync.store import Store
from calsync.sync.wanted import Plan

ROUNDS = 4
"""How often a run looks, at what somebody else changed just then or what got no answer."""

Doubtful = Mapping[str, tuple[Operation, CalsyncError | None]]
"""What was tried and has to be looked at again, by UID; with why, if no answer came."""
Planning = Callable[[Sequence[Told]], Plan]
"""The plan, given what was just learnt besides all that is known."""


class Mode(Enum):
    """DRY: nothing is written, here or there."""

    DRY = "dry"
    REAL = "real"


class Vanished(Enum):
    """What to do when most of the reminders are gone."""

    ASK = "ask"
    BELIEVE = "believe"


def synchronise(
    store: Store,
    ledger: Ledger,
    planning: Planning,
    *,
    now: datetime,
    deleted: Deleted = Deleted.AUTO,
    mode: Mode = Mode.REAL,
    vanished: Vanished = Vanished.ASK,
    say: Callable[[Line], None] = lambda _: None,
    answering: Answering = unheard,
) -> SyncReport:
    """Bring the plan and the calendar to agree. `now` is aware; `say` hears each line as it becomes true;
    `answering` knows what the person's answers mean.
    What goes wrong is in the report; raises only TrackerError and TrackerBusy, and what `planning` does."""
    run = _Run(
        store,
        ledger,
        planning,
        now=now.astimezone(UTC),
        deleted=deleted,
        mode=mode,
        vanished=vanished,
        say=say,
        answering=answering,
    )
    try:
        run.carry_out()
    except (Unreachable, AccessRefused, NeedsPerson) as error:
        run.stopped = error
    return run.report()


class _Run:
    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        planning: Planning,
        *,
        now: datetime,
        deleted: Deleted,
        mode: Mode,
        vanished: Vanished,
        say: Callable[[Line], None],
        answering: Answering,
    ) -> None:
        self.store, self.ledger, self.planning = store, ledger, planning
        self.now, self.deleted, self.mode, self.vanished, self._say = now, deleted, mode, vanished, say
        self.answering = answering
        self.lines: list[Line] = []
        self.failed: dict[str, Failed] = {}
        self.told: list[Told] = []
        self.unchanged = 0
        self.stopped: CalsyncError | None = None
        self.clashes: Counter[str] = Counter()
        self.tries = 0

    def say(self, line: Line) -> None:
        self.lines.append(line)
        self._say(line)

    def carry_out(self) -> None:
        known = self.ledger.read()
        plan = self.planning(())
        seen = look(self.store, known, now=self.now)
        tried = self._settle(known, seen, self._listen(known, seen, plan), plan)
        for _ in range(ROUNDS - 1):
            if not tried:
                return
            tried = self._try_again(tried)
        for operation, _ in tried.values():
            self.say(operation.line._replace(kind=Kind.POSTPONED, why=""))

    def _try_again(self, tried: Doubtful) -> Doubtful:
        """Look again at what came out otherwise than expected, and take it from there."""
        standing = self.ledger.read()
        known = standing._replace(rows={uid: row for uid, row in standing.rows.items() if uid in tried})
        plan = self._plan(frozenset(tried))
        hrefs = [operation.row.href for operation, _ in tried.values()]
        seen = look_at(self.store, known, hrefs, now=self.now)
        if seen.gone:
            # No look had told: more may be gone than this one, or all of it.
            known, plan = standing, self._plan(None)
            seen = look_at_all(self.store, known, now=self.now)
        unseen = _unseen(tried, seen)
        tried = {uid: each for uid, each in tried.items() if uid not in unseen}
        known = known._replace(rows={uid: row for uid, row in known.rows.items() if uid not in unseen})
        heard = self._listen(known, seen, plan)
        for uid, (operation, error) in tried.items():
            self.failed.pop(uid, None)
            if error is not None and _arrived(operation, seen, heard):
                self.say(operation.line)
            if any(line.uid == uid for line in heard.lines):
                self.clashes.pop(uid, None)  # it was somebody, not the etag
        return self._settle(known, seen, heard, plan, only=frozenset(tried))

    def _listen(self, known: Standing, seen: Look, plan: Plan) -> Heard:
        """Raises NeedsPerson, before anything of it is noted."""
        heard = listen(
            known,
            seen,
            plan,
            deleted=self.deleted,
            now=self.now,
            answering=self.answering,
            told=self.told,
        )
        missing = wiped(known, seen, heard)
        if missing and self.vanished is Vanished.ASK:
            raise _ask(missing, begun=self.tries > 0)
        return heard

    def _settle(
        self, known: Standing, seen: Look, heard: Heard, plan: Plan, *, only: frozenset[str] | None = None
    ) -> Doubtful:
        """Note what was heard, decide and act (on `only` those, if given); what has to be looked at again."""
        if heard.agreeing and heard.told:
            heard = held(heard, self.planning([*self.told, *heard.told]), now=self.now)
        for line in heard.lines:
            self.say(line)
        self.told += heard.told
        if self.mode is Mode.REAL:
            # What could not be made out now is to be shown again.
            put_off = plan.unknown or heard.unread
            later = seen._replace(token=known.token, listed=known.listed) if put_off else seen
            self._note(known, later, heard)
        if heard.told or only is not None:
            plan = self._plan(only)
        rows = {uid: row for uid, row in {**known.rows, **heard.rows}.items() if uid not in heard.forget}
        met = self._meet(seen, plan, rows) if heard.told else None
        if met is not None:
            met = met._replace(rows={**heard.rows, **met.rows}, forget=heard.forget, unread=heard.unread)
            return self._settle(known, seen, met, plan, only=only)
        if only is not None:
            rows = {uid: row for uid, row in rows.items() if uid in only}
        silent = frozenset(row.uid for row in rows.values() if row.href in seen.late | seen.unreadable)
        decision = reconcile(rows, plan, skip=silent | heard.unread, now=self.now)
        for line in decision.lines:
            self.say(line)
        if not self.tries:
            self.unchanged = decision.unchanged
        self.tries += 1
        if self.mode is Mode.DRY:
            for operation in decision.operations:
                self.say(operation.line)
            return {}
        if decision.adopted:
            self.ledger.settle(decision.adopted)
        return self._act(decision)

    def _meet(self, seen: Look, plan: Plan, rows: Mapping[str, Row]) -> Heard | None:
        """What is planned only since something was heard, and stands there already: another machine made
        it."""
        found = {uid: each for uid, each in seen.found.items() if uid in plan.wanted and uid not in rows}
        if not found:
            return None
        return self._listen(Standing({}, None, None), seen._replace(found=found, doubles=()), plan)

    def _act(self, decision: Decision) -> Doubtful:
        operations = addressed(decision.operations, self.store)
        acted = act(
            self.store,
            self.ledger,
            operations,
            unsteady=frozenset(uid for uid, number in self.clashes.items() if number > 1),
            now=self.now,
            say=self.say,
        )
        self.failed.update({each.uid: each for each in acted.failed})
        if acted.stopped is not None:
            raise acted.stopped
        self.clashes.update(uid for uid, error in acted.doubtful.items() if error is None)
        by_uid = {each.row.uid: each for each in operations}
        return {uid: (by_uid[uid], error) for uid, error in acted.doubtful.items()}

    def _note(self, known: Standing, seen: Look, heard: Heard) -> None:
        rows = {uid: row for uid, row in heard.rows.items() if known.rows.get(uid) != row}
        if rows or heard.told or heard.forget or (seen.token, seen.listed) != (known.token, known.listed):
            self.ledger.checkpoint(
                told=heard.told,
                rows=rows.values(),
                forget=heard.forget,
                token=seen.token,
                listed=seen.listed,
                at=self.now,
            )

    def _plan(self, only: frozenset[str] | None) -> Plan:
        plan = self.planning(self.told)
        if only is None:
            return plan
        return plan._replace(wanted={uid: each for uid, each in plan.wanted.items() if uid in only})

    def report(self) -> SyncReport:
        return SyncReport(
            lines=tuple(self.lines),
            failed=tuple(self.failed.values()),
            unchanged=self.unchanged,
            stopped=self.stopped,
            dry=self.mode is Mode.DRY,
        )


def _unseen(tried: Doubtful, seen: Look) -> frozenset[str]:
    """What was to be created, got no answer and is not there: it may have been, and deleted by the person
    since. Only the next run can tell, by the changes since this one."""
    return frozenset(
        uid
        for uid, (operation, error) in tried.items()
        if error is not None and operation.attempt.verb is Verb.CREATE and uid not in seen.found
    )


def _arrived(operation: Operation, seen: Look, heard: Heard) -> bool:
    uid, attempt = operation.row.uid, operation.attempt
    if attempt.verb is Verb.REMOVE:
        return operation.row.href in seen.gone
    row = heard.rows.get(uid)
    return row is not None and row.agreed is not None and row.agreed.wanted == attempt.wanted


def _ask(missing: int, *, begun: bool) -> NeedsPerson:
    stays = "the rest stays as it is" if begun else "nothing was changed"
    return NeedsPerson(
        f"{missing} reminders are gone from the calendar at once. It looks emptied, so {stays}.",
        hint="If you deleted them yourself, add --yes-delete. "
        "To have them back: --yes-delete, then --undo, then sync again.",
    )
