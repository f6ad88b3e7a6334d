"""One run of `calsync plan`: read, gather, plan, word, write. What came of it is a value."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import NamedTuple

from calsync.cli.assumptions import assumptions, not_planned
from calsync.cli.clock import now
from calsync.cli.home import chosen_home, places
from calsync.cli.inputs import (
    check_steps,
    notes_of,
    once_each,
    problems_of,
    read_all,
    stated_decision,
    with_zone,
)
from calsync.cli.intake import check_places
from calsync.cli.interview_options import Told
from calsync.cli.problem import exit_code, status
from calsync.cli.rules import YEARS_AHEAD, RuleBook
from calsync.cli.target import STDOUT, Target
from calsync.cli.writing import write_entries
from calsync.config import load_config
from calsync.errors import CalsyncError, UsageError
from calsync.messages.wording import Words, word
from calsync.planning.facts import Facts
from calsync.planning.history import History
from calsync.planning.interview import Decision, Interview
from calsync.planning.loops import gather, name_event
from calsync.planning.plan import Reminder, by_time, plan_followups
from calsync.planning.typed import overrule
from calsync.stores.ics_file import Rest, Written


class Request(NamedTuple):
    """What was asked for on the command line."""

    invites: tuple[str, ...]
    told: Told
    target: Target | None


class Planned(NamedTuple):
    """One interview with its plan. `assumed` lists what was taken for granted, each with its way out."""

    interview: Interview
    entries: tuple[tuple[Reminder, Words], ...]
    assumed: tuple[str, ...]


class Report(NamedTuple):
    """What came of a run. `problems` are inputs that failed, with why."""

    planned: tuple[Planned, ...]
    cancelled: tuple[Facts, ...]
    notes: tuple[str, ...]
    problems: tuple[CalsyncError, ...]
    written: tuple[Written, ...] = ()
    stdout: bytes | None = None

    @property
    def entries(self) -> tuple[tuple[Reminder, Words], ...]:
        """The reminders of all interviews, in time order."""
        found = (entry for planned in self.planned for entry in planned.entries)
        return tuple(sorted(found, key=lambda entry: by_time(entry[0])))

    @property
    def status(self) -> str:
        return status(self.problems, partly=bool(self.planned or self.cancelled))

    @property
    def exit_code(self) -> int:
        return exit_code(self.status, self.problems)


def carry_out(request: Request) -> Report:
    """Plan what was asked for, and write it where that was asked for. Nothing is written if it raises."""
    target = request.target
    check_places(target and target.output, request.invites)
    config = load_config(places(chosen_home()).settings)
    book = RuleBook(config)
    check_steps(request.told.wishes, book.cadence(request.told.wishes.cadence))
    typed = with_zone(request.told.typed, request.told.timezone)
    found = read_all(request.invites, typed, me=request.told.me, config=config)
    gathered = gather(found.events, kind=typed.kind)
    problems = found.problems + problems_of(gathered)
    notes = notes_of(gathered)
    notes += [
        f"{name_event(event)} is cancelled: nothing is planned. Delete its reminders if you have some."
        for event in gathered.cancelled
    ]
    interviews = gathered.interviews
    if request.invites:
        interviews = tuple(overrule(each, typed) for each in interviews)
    planned = tuple(_plan(each, request, book) for each in interviews)
    if len(planned) > 1 and request.told.decision:
        notes.append(
            f"--decision “{request.told.decision}” was read for each of the {len(planned)} interviews."
        )
    report = Report(
        planned=planned,
        cancelled=gathered.cancelled,
        notes=tuple(notes),
        problems=tuple(once_each(problems)),
    )
    return report if target is None else _write(report, target)


def _plan(interview: Interview, request: Request, book: RuleBook) -> Planned:
    wishes = request.told.wishes
    said_on = request.told.said_on or interview.last_day
    first, last = min(said_on, interview.last_day).year, max(said_on, interview.last_day).year + YEARS_AHEAD
    workdays = book.workdays(interview, wishes, years=range(first, last + 1))
    if workdays.country is None and wishes.subdivision:
        raise UsageError("--subdiv needs a country.", hint="Add --country, as in --country US.")
    decision: Decision | None = None
    if request.told.decision is not None:
        decision = stated_decision(request.told.decision, said_on=said_on, workdays=workdays)
        if decision and decision.date.year >= last:
            workdays = book.workdays(interview, wishes, years=range(first, decision.date.year + 2))
    interview = replace(interview, decision=decision)
    reminders = plan_followups(
        interview,
        cadence=book.cadence(wishes.cadence),
        workdays=workdays,
        also=wishes.wanted,
        leave_out=wishes.leave_out,
        history=History(topic=wishes.topic),
        habits=book.habits,
    )
    entries = tuple((reminder, word(reminder)) for reminder in reminders)
    assumed = assumptions(
        interview,
        workdays=workdays,
        country_origin=book.country(interview, wishes)[1],
        phrase=request.told.decision,
        said_on=said_on,
        said_on_typed=request.told.said_on is not None,
    )
    missing = not_planned(wishes.wanted, reminders)
    return Planned(interview=interview, entries=entries, assumed=(*assumed, *missing))


def _write(report: Report, target: Target) -> Report:
    entries = report.entries
    if not entries:
        there = target.output != STDOUT and os.path.exists(target.output)
        note = f"Nothing was written; {target.output} was left as it is."
        return report._replace(notes=(*report.notes, note) if there else report.notes)
    rest = Rest.KEEP if report.problems else Rest.DROP
    delivered = write_entries(entries, target, stamp=now(), rest=rest)
    return report._replace(written=delivered.written, stdout=delivered.stdout)
