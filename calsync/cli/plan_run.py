"""One run of `calsync plan`: read, gather, plan, word, write. What came of it is a value."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from calsync.cadence_files import load_cadence
from calsync.cli.assumptions import assumptions
from calsync.cli.intake import check_places, take_in
from calsync.daysoff import country_of_zone, find_place, work_calendar
from calsync.errors import CalsyncError, NeedsPerson, NotAnInterview, UsageError
from calsync.ical.invite import Beforehand
from calsync.ical.reminder import Form
from calsync.ical.zones import find_zone, nearest_zone_names
from calsync.messages.wording import Words, word
from calsync.planning.cadence import Cadence
from calsync.planning.decision import read_decision
from calsync.planning.facts import Facts
from calsync.planning.interview import Decision, Interview
from calsync.planning.loops import gather, name_event
from calsync.planning.plan import Reminder, by_time, plan_followups
from calsync.planning.typed import Typed, facts_typed, overrule, overrule_facts
from calsync.planning.workdays import WorkCalendar
from calsync.stores.ics_file import (
    Overwrite,
    Rest,
    Written,
    to_bytes,
    write_file,
    write_folder,
    write_new_only,
)

YEARS_AHEAD = 2
MONTH_FIRST = frozenset({"US"})
"""Countries that write the month before the day."""


class Request(NamedTuple):
    """What was asked for on the command line."""

    invites: tuple[str, ...]
    typed: Typed
    timezone: str | None
    me: tuple[str, ...]
    decision: str | None
    said_on: date | None
    cadence: str
    also: frozenset[str]
    leave_out: frozenset[str]
    country: str | None
    subdivision: str | None
    also_off: tuple[date, ...]
    form: Form
    output: str | None
    force: bool
    new_only: bool


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
        if not self.problems:
            return "done"
        return "partial" if self.planned or self.cancelled else "error"

    @property
    def exit_code(self) -> int:
        match self.status:
            case "done":
                return 0
            case "partial":
                return 6
            case _:
                return self.problems[0].exit_code


def carry_out(request: Request) -> Report:
    """Plan what was asked for, and write it where that was asked for. Nothing is written if it raises."""
    check_places(request.output, request.invites)
    cadence = load_cadence(request.cadence)
    _check_steps(request, cadence)
    typed = _with_zone(request)
    me = frozenset(name.casefold() for name in request.me)
    intake = take_in(
        request.invites, Beforehand(zone=typed.zone, zone_name=typed.zone_name, me=me, start=typed.start)
    )
    events = [overrule_facts(event, typed) for event in intake.events]
    problems = intake.problems
    if not request.invites:
        own = next((name for name in request.me if "@" in name), None)
        events = [facts_typed(replace(typed, candidate=own))]
    gathered = gather(events, kind=typed.kind)
    problems += [
        NeedsPerson(
            f"You declined this invitation: {name_event(event)}. Nothing is planned for it.",
            hint="If you went after all, say which kind it was, as in --kind final.",
        )
        for event in gathered.declined
    ]
    problems += _refused(gathered.strangers, gathered.interviews)
    notes = list(gathered.remarks)
    notes += _left_out(gathered.strangers, gathered.interviews)
    notes += [f"{name_event(event)} is cancelled; the rest is planned." for event in gathered.dropped]
    notes += [
        f"{name_event(event)} is cancelled: nothing is planned. Delete its reminders if you have some."
        for event in gathered.cancelled
    ]
    interviews = gathered.interviews
    if request.invites:
        interviews = tuple(overrule(each, typed) for each in interviews)
    planned = tuple(_plan(each, request, cadence) for each in interviews)
    if len(planned) > 1 and request.decision:
        notes.append(f"--decision “{request.decision}” was read for each of the {len(planned)} interviews.")
    problems = _once_each(problems)
    report = Report(
        planned=planned, cancelled=gathered.cancelled, notes=tuple(notes), problems=tuple(problems)
    )
    return _write(report, request)


def _by_file(events: Iterable[Facts]) -> dict[str, list[Facts]]:
    files: dict[str, list[Facts]] = {}
    for event in events:
        files.setdefault(event.file, []).append(event)
    return files


def _refused(strangers: Sequence[Facts], interviews: Sequence[Interview]) -> list[CalsyncError]:
    """A file that holds nothing but events that do not look like interviews has failed."""
    good = {file for each in interviews for file in each.files}
    return [
        NotAnInterview(
            f"{name_event(events[0])} does not look like an interview."
            if len(events) == 1
            else f"{file} holds {len(events)} events, and none looks like an interview.",
            hint="If it is one, say which kind, as in --kind technical.",
        )
        for file, events in _by_file(strangers).items()
        if file not in good
    ]


def _left_out(strangers: Sequence[Facts], interviews: Sequence[Interview]) -> list[str]:
    """A word about the events beside interviews that do not look like one."""
    good = {file for each in interviews for file in each.files}
    return [
        f"Left out, since it does not look like an interview: {name_event(events[0])}"
        + (f" and {len(events) - 1} more." if len(events) > 1 else ".")
        for file, events in _by_file(strangers).items()
        if file in good
    ]


def _once_each(problems: Sequence[CalsyncError]) -> list[CalsyncError]:
    """At most three of one sort from one run, and a word about the rest."""
    shown: list[CalsyncError] = []
    for code in dict.fromkeys(problem.code for problem in problems):
        alike = [problem for problem in problems if problem.code == code]
        shown += alike[:3]
        if len(alike) > 3:
            shown.append(type(alike[3])(f"…and {len(alike) - 3} more like these.", hint=alike[3].hint))
    return shown


def _check_steps(request: Request, cadence: Cadence) -> None:
    """Raises UsageError for a step the cadence does not have."""
    from difflib import get_close_matches

    known = cadence.names()
    for step in (*request.also, *request.leave_out):
        if step not in known:
            near = get_close_matches(step, known, 1)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            raise UsageError(
                f"The cadence “{cadence.name}” has no step “{step}”.",
                hint=f"Its steps: {', '.join(known)}.{meant}",
            )


def _with_zone(request: Request) -> Typed:
    if request.timezone is None:
        return request.typed
    zone = find_zone(request.timezone)
    if zone is None:
        near = ", ".join(nearest_zone_names(request.timezone))
        raise UsageError(
            f"There is no time zone “{request.timezone}”.",
            hint=f"Nearest: {near}." if near else "Write it as Continent/City, as in Europe/Berlin.",
        )
    return replace(request.typed, zone=zone, zone_name=zone.key)


def _plan(interview: Interview, request: Request, cadence: Cadence) -> Planned:
    country_origin = "as typed"
    country = request.country
    if country is None:
        country = country_of_zone(interview.zone_name)
        country_origin = f"from the time zone {interview.zone_name}"
    place = find_place(country, request.subdivision) if country else None
    if place is None and request.subdivision:
        raise UsageError("--subdiv needs a country.", hint="Add --country, as in --country US.")
    said_on = request.said_on or interview.last_day

    def calendar(last_year: int) -> WorkCalendar:
        years = range(min(said_on.year, interview.last_day.year), last_year + 1)
        return work_calendar(place, years=years, also_off=request.also_off, cache_folder=_cache_folder())

    last_year = max(said_on, interview.last_day).year + YEARS_AHEAD
    workdays = calendar(last_year)
    decision: Decision | None = None
    if request.decision is not None:
        decision = read_decision(
            request.decision, said_on=said_on, workdays=workdays, month_first=workdays.country in MONTH_FIRST
        )
        if decision and decision.date.year >= last_year:
            workdays = calendar(decision.date.year + 1)
    interview = replace(interview, decision=decision)
    reminders = plan_followups(
        interview, cadence=cadence, workdays=workdays, also=request.also, leave_out=request.leave_out
    )
    entries = tuple((reminder, word(reminder)) for reminder in reminders)
    assumed = assumptions(
        interview,
        workdays=workdays,
        country_origin=country_origin,
        phrase=request.decision,
        said_on=said_on,
        said_on_typed=request.said_on is not None,
    )
    return Planned(interview=interview, entries=entries, assumed=tuple(assumed))


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("calsync", appauthor=False)


def _write(report: Report, request: Request) -> Report:
    entries = report.entries
    if request.output is None:
        return report
    if not entries:
        there = request.output != "-" and os.path.exists(request.output)
        note = f"Nothing was written; {request.output} was left as it is."
        return report._replace(notes=(*report.notes, note) if there else report.notes)
    stamp = _stamp()
    if request.output == "-":
        return report._replace(stdout=to_bytes(entries, form=request.form, stamp=stamp))
    force = Overwrite.FORCE if request.force else Overwrite.REFUSE
    path = Path(request.output)
    if request.output.endswith(("/", os.sep)) or os.path.isdir(path):
        if request.new_only:
            raise UsageError(
                f"--new-only is for one file, and {path} is a folder.",
                hint="A folder takes one file for each reminder; leave --new-only out.",
            )
        written = write_folder(path, entries, form=request.form, stamp=stamp, force=force)
    elif request.new_only:
        written = [write_new_only(path, entries, form=request.form, stamp=stamp, force=force)]
    else:
        rest = Rest.KEEP if report.problems else Rest.DROP
        written = [write_file(path, entries, form=request.form, stamp=stamp, force=force, rest=rest)]
    return report._replace(written=tuple(written))


def _stamp() -> datetime:
    """When this run happened, to the second: the only look at the clock, unless SOURCE_DATE_EPOCH says it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is “{epoch}”, which is no number of seconds.", hint="Unset it."
        ) from error
