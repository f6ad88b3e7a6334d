"""One run of `calsync sync`: the tracker, the settings and a calendar brought together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import PATIENCE, Desk, open_desk
from calsync.cli.drafting import worded
from calsync.cli.refs import application_of
from calsync.cli.sync_side import Side
from calsync.cli.telling import read_into
from calsync.errors import AccessRefused, CalsyncError, UsageError
from calsync.ical.reminder import Form
from calsync.messages.answering import with_prompt
from calsync.messages.wording import Words, word
from calsync.planning.need import Need, need_of
from calsync.planning.plan import Reminder
from calsync.sync.answers import Question, Reply
from calsync.sync.ledger import Told
from calsync.sync.report import Line, SyncReport
from calsync.sync.run import Mode, Vanished, synchronise
from calsync.sync.wanted import Plan, wanted_of
from calsync.tracker.log import Tracker, open_tracker
from calsync.tracker.turn import one_at_a_time

if TYPE_CHECKING:
    from calsync.sync.undo import TakenBack

Say = Callable[[Line], None]


class NothingTracked(UsageError):
    """There is nothing to bring to a calendar."""


class Synced(NamedTuple):
    """What came of a run; `troubles` are interviews that could not be planned."""

    side: Side
    report: SyncReport
    troubles: Sequence[CalsyncError]

    @property
    def problems(self) -> list[CalsyncError]:
        return [*self.report.problems, *self.troubles]


class Undone(NamedTuple):
    side: Side
    taken: TakenBack


def sync_once(side: Side, *, mode: Mode, vanished: Vanished, say: Say) -> Synced:
    """Bring the reminders of everything that is tracked and one calendar to agree. Raises NothingTracked
    where there is nothing to bring."""
    with _at_work() as (desk, tracker):
        if tracker is None or not (desk.tracked or tracker.ledger(side.store.place).read().rows):
            raise NothingTracked(
                "Nothing is tracked yet, so there is nothing to bring to a calendar.",
                hint="Begin with an invitation: calsync track INVITE",
            )
        if mode is Mode.REAL:
            side.prepare()
        planner = Planner(desk, side.form)
        report = synchronise(
            side.store,
            tracker.ledger(side.store.place),
            planner,
            answering=planner.answer,
            now=desk.now,
            deleted=side.deleted,
            mode=mode,
            vanished=vanished,
            say=say,
        )
        if isinstance(report.stopped, AccessRefused):
            report = report._replace(stopped=side.advise(report.stopped))
        return Synced(side, report, list(desk.troubles.values()))


def undo_last(side: Side, *, say: Say) -> Undone:
    """Take back the last run with that calendar. Raises UsageError if there is none."""
    from calsync.sync.undo import take_back

    with _at_work() as (desk, tracker):
        run = tracker.ledger(side.store.place).last_run() if tracker is not None else None
        if tracker is None or run is None:
            raise UsageError(
                f"There is no sync with {side.called} to take back.",
                hint="To take back the last thing you told calsync: calsync undo",
            )
        taken = take_back(side.store, tracker.ledger(side.store.place), run, now=desk.now, say=say)
        if isinstance(taken.stopped, AccessRefused):
            taken = taken._replace(stopped=side.advise(taken.stopped))
        return Undone(side, taken)


class Planner:
    """The plan as it is to stand in a calendar, given what a run has just learnt."""

    def __init__(self, desk: Desk, form: Form) -> None:
        self._desk, self._form = desk, form
        self._plans: dict[int, Plan] = {}

    def __call__(self, told: Sequence[Told]) -> Plan:
        if len(told) not in self._plans:  # what a run learns only grows
            self._plans[len(told)] = self._plan(told)
        return self._plans[len(told)]

    def answer(self, question: Question, told: Sequence[Told]) -> Reply:
        """What an answer means. Nothing follows from one that cannot be planned by."""
        desk = self._desk.with_told(told)
        one = desk.get(question.reminder.interview.id)
        try:
            telling = read_into(desk, one, question.text, about=question.reminder, at=question.at)
        except CalsyncError as error:
            return Reply((), "", f"{error.message} {error.hint}".strip())
        own = {each.id for each in application_of(one, desk.tracked)}
        if any(each.interview not in own for each in telling.entries):
            return Reply((), "", "That is about another application.")
        return Reply(telling.entries, telling.reading)

    def _plan(self, told: Sequence[Told]) -> Plan:
        desk = self._desk.with_told(told)
        found = [each for plan in desk.plans.values() for each in plan]
        entries = _worded(desk, found, todo=self._form is Form.TODO)
        return Plan(wanted_of(entries, form=self._form, now=desk.now), frozenset(desk.troubles))


def _worded(desk: Desk, found: Iterable[Reminder], *, todo: bool) -> Iterator[tuple[Reminder, Words]]:
    """With a draft only where it will be read: making one takes a while."""
    gone: list[Reminder] = []
    stand: list[Reminder] = []
    for each in found:
        (gone if need_of(each, desk.now, todo=todo) is Need.GONE else stand).append(each)
    yield from ((each, with_prompt(words, each)) for each, words in worded(desk, stand))
    yield from ((each, word(each)) for each in gone)


@contextmanager
def _at_work() -> Iterator[tuple[Desk, Tracker | None]]:
    """Everything as it is, and the tracker to write to, if there is one; no other sync is at work."""
    desk = open_desk()
    where = desk.places.tracker
    if not where.exists():
        yield desk, None
        return
    with one_at_a_time(where, wait=PATIENCE), open_tracker(where, wait=PATIENCE) as tracker:
        yield desk.with_tracked(tracker.tracked()), tracker
