"""What every command about tracked interviews begins with: the settings, the clock, what is remembered, and
the plan that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from calsync.cli.clock import now as time_of_run
from calsync.cli.home import Places, chosen_home, places
from calsync.cli.refs import find_person, find_ref, find_step
from calsync.cli.rules import RuleBook, years_of
from calsync.config import Config, load_config
from calsync.errors import CalsyncError
from calsync.planning.applications import plan_all
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder
from calsync.planning.rules import Rules
from calsync.planning.tracked import Tracked
from calsync.tracker.log import open_tracker

if TYPE_CHECKING:
    from calsync.sync.ledger import Told
    from calsync.tracker.log import Change

PATIENCE = 10.0
"""Seconds to wait for another calsync that is writing."""


@dataclass(frozen=True)
class Desk:
    """One look at everything. `now` is aware, in UTC."""

    places: Places
    config: Config
    now: datetime
    tracked: tuple[Tracked, ...]
    book: RuleBook = field(repr=False)

    @cached_property
    def plans(self) -> Mapping[str, tuple[Reminder, ...]]:
        """The reminders of each interview by its id, whatever their state; none for one that cannot be
        planned, which is among the `troubles`."""
        good = [each for each in self.tracked if each.id not in self.troubles]
        planned = plan_all(good, rules=self.rules)
        return {**dict.fromkeys(self.troubles, ()), **planned}

    @cached_property
    def troubles(self) -> Mapping[str, CalsyncError]:
        """Why an interview cannot be planned, by its id: its cadence's file is gone, say."""
        found: dict[str, CalsyncError] = {}
        for each in self.tracked:
            try:
                self.rules(each)
            except CalsyncError as error:
                found[each.id] = error
        return found

    @cached_property
    def years(self) -> range:
        """Those that all the plans fall in."""
        return years_of(self.tracked)

    def rules(self, one: Tracked) -> Rules:
        """By what an interview is planned. Raises the trouble of one that cannot be."""
        return self.book.rules(one, years=self.years)

    def troubles_of(self, shown: Iterable[Tracked]) -> list[CalsyncError]:
        return [self.troubles[each.id] for each in shown if each.id in self.troubles]

    def check(self, before: Desk) -> None:
        """Raises CalsyncError for an interview that cannot be planned now, and could before or is new."""
        for id_, trouble in self.troubles.items():
            if id_ not in before.troubles:
                raise trouble

    def with_tracked(self, tracked: tuple[Tracked, ...]) -> Desk:
        return Desk(self.places, self.config, self.now, tracked, self.book)

    def with_told(self, told: Iterable[Told]) -> Desk:
        """Everything as it is once that is told."""
        more = list(told)
        return self.with_tracked(
            tuple(
                replace(
                    one, entries=(*one.entries, *(each.entry for each in more if each.interview == one.id))
                )
                for one in self.tracked
            )
        )

    def find(self, ref: str) -> Tracked:
        return find_ref(ref, self.tracked)

    def get(self, id_: str) -> Tracked:
        return next(each for each in self.tracked if each.id == id_)

    def step(self, one: Tracked, step: str) -> str:
        """The full name of a step of an interview's plan. Raises UsageError with the nearest, and the trouble
        of one that cannot be planned."""
        if (trouble := self.troubles.get(one.id)) is not None:
            raise trouble
        return find_step(step, (r.step for r in self.plans[one.id]), where=f"The plan of {one.ref}")

    def reminders(self, one: Tracked, step: str, to: str | None) -> tuple[Reminder, ...]:
        """The reminders of a step, or only that about one person. Raises UsageError for an unknown one."""
        name = self.step(one, step)
        found = tuple(r for r in self.plans[one.id] if r.step == name)
        if to is None:
            return found
        people = [r.person for r in found if r.person]
        if not people:
            find_person(to, one.people, where=one.ref)  # a slip is told; it is for all
            return found
        key = person_key(find_person(to, people, where=one.ref))
        return tuple(r for r in found if person_key(r.person) == key)


def open_desk() -> Desk:
    """Everything, to look at; nothing is created where nothing is yet."""
    where, config, now = _settled()
    with open_tracker(where.tracker, wait=PATIENCE, create=False) as tracker:
        return Desk(where, config, now, tracker.tracked(), RuleBook(config))


@contextmanager
def changing(words: str, *, begins: bool = False) -> Iterator[tuple[Desk, Change]]:
    """Everything as it is, and a hand to change it with; all of the change is kept or nothing. Nobody else
    writes meanwhile. Unless it `begins` to track something, no file is made where none is yet: there is
    nothing to change."""
    where, config, now = _settled()
    create = begins or where.tracker.exists()
    with (
        open_tracker(where.tracker, wait=PATIENCE, create=create) as tracker,
        tracker.command(words, at=now) as change,
    ):
        yield Desk(where, config, now, change.tracked(), RuleBook(config)), change


def _settled() -> tuple[Places, Config, datetime]:
    where = places(chosen_home())
    return where, load_config(where.settings), time_of_run()
