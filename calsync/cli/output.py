"""A plan as text: what was understood and from where, the reminders with their reasons, what was assumed."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from calsync.cli.problem import show_problem
from calsync.ical.links import shown_link
from calsync.messages.wording import KIND_WORDS, said_at, until_words
from calsync.planning.plaintext import safe_line
from calsync.planning.saying import say_count, say_date, say_moment, say_time
from calsync.stores.ics_file import Outcome, Written

if TYPE_CHECKING:
    from calsync.cli.plan_run import Planned, Report
    from calsync.planning.interview import Interview, Interviewer

WIDTH = 88
"""How wide lines are where there is no terminal to ask; wider ones are hard to read in any."""
LABEL = 12


def show(report: Report, *, to_stderr: bool) -> None:
    """Print the report; with `to_stderr` standard output is left to the calendar itself."""
    if report.stdout is not None:
        sys.stdout.buffer.write(report.stdout)
        sys.stdout.buffer.flush()
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    for number, planned in enumerate(report.planned):
        if number:
            click.echo("", err=to_stderr)
        for line in _plan_lines(planned, width):
            click.echo(line, err=to_stderr)
    for note in report.notes:
        click.echo(_wrapped(safe_line(note), width, first="", rest="  "), err=to_stderr)
    if len(report.written) > 1:
        counts = Counter(written.outcome for written in report.written)
        folder, new = report.written[0].path.parent, counts[Outcome.CREATED]
        changed, same = counts[Outcome.REPLACED], counts[Outcome.UNCHANGED]
        click.echo(f"In {folder}: {new} new, {changed} changed, {same} as before.", err=to_stderr)
    for written in report.written:
        for line in _written_lines(written, alone=len(report.written) == 1):
            click.echo(_wrapped(line, width, first="", rest="  "), err=to_stderr)
    for problem in report.problems:
        show_problem(problem)


def _plan_lines(planned: Planned, width: int) -> Iterator[str]:
    interview = planned.interview
    yield click.style("Interview", bold=True)
    for label, value, origin in _facts(interview):
        text = f"{safe_line(value)}{f'  [{safe_line(origin)}]' if origin else ''}"
        yield _wrapped(text, width, first=f"  {label:<{LABEL}}", rest=" " * (LABEL + 2))
    yield ""
    yield click.style("Reminders", bold=True)
    said = ""
    for reminder, words in planned.entries:
        when = said_at(reminder.at)
        yield _wrapped(safe_line(words.title), width, first=f"  {when:<18}", rest=" " * 20)
        until = until_words(reminder)
        reason = f"{f'until {until}; ' if until else ''}{reminder.reason}"
        if reason != said:  # a panel's are all the same
            yield _wrapped(safe_line(reason), width, first=" " * 20, rest=" " * 20)
        said = reason
    if planned.assumed:
        yield ""
        yield click.style("Assumed", bold=True)
        for line in planned.assumed:
            yield _wrapped(safe_line(line), width, first="  - ", rest="    ")


def _facts(interview: Interview) -> Iterator[tuple[str, str, str]]:
    """Label, value and origin of what is known."""
    origins = interview.origins
    yield "Company", interview.company or "not named", origins.get("company", "")
    if interview.role:
        yield "Role", interview.role, origins.get("role", "")
    yield "Kind", KIND_WORDS[interview.kind], origins.get("kind", "")
    yield "When", _when(interview), origins.get("start", "")
    people = ", ".join(_person(person) for person in interview.interviewers) or "nobody named"
    yield "With", people, origins.get("interviewers", "")
    if interview.candidate:
        yield "You", interview.candidate, origins.get("candidate", "")
    if interview.location:
        yield "Where", interview.location, origins.get("location", "")
    if interview.link:
        yield "Link", shown_link(interview.link), origins.get("link", "")
    if interview.decision:
        decision = interview.decision
        yield "Decision", f"“{decision.phrase}” {decision.reading}", ""
    if interview.file:
        yield "File", interview.file, ""


def _when(interview: Interview) -> str:
    """The times on the candidate's clock; every session of a loop."""
    if interview.all_day:
        first, last = interview.start.date(), interview.last_day
        days = say_date(first) if first == last else f"{say_date(first)} to {say_date(last)}"
        return f"{days}, all day, {interview.zone_name}"
    spans = []
    for session in interview.sessions:
        start, end = session.start.astimezone(interview.zone), session.end.astimezone(interview.zone)
        until = say_time(end) if start.date() == end.date() else say_moment(end)
        spans.append(f"{say_date(start.date())} {say_time(start)}–{until}")
    return f"{'; '.join(spans)}, {interview.zone_name}"


def _person(person: Interviewer) -> str:
    text = f"{person.name} <{person.email}>" if person.name and person.email else person.label
    notes = [word for word, true in (("optional", person.optional), ("declined", person.declined)) if true]
    return f"{text} ({', '.join(notes)})" if notes else text


def _written_lines(written: Written, *, alone: bool) -> Iterator[str]:
    """What became of a file; of one among many only what is left over in it."""
    if alone:
        yield _outcome(written)
    for title in written.dropped:
        yield f"No longer planned: “{safe_line(title)}”. If it is in your calendar, delete it there."


def _outcome(written: Written) -> str:
    match written.outcome:
        case Outcome.CREATED:
            return f"Wrote {written.path}: {say_count(written.created, 'reminder')}."
        case Outcome.REPLACED:
            return (
                f"Replaced {written.path}: {written.created} new, {written.changed} changed, "
                f"{written.kept} as before."
            )
        case Outcome.UNCHANGED:
            return f"{written.path} says all this already; it was left alone."
        case Outcome.NOTHING_NEW:
            return f"Nothing is new beside {written.path}; nothing was written."


def _wrapped(text: str, width: int, *, first: str, rest: str) -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
