"""A plan as text: what was understood and from where, the reminders with their reasons, what was assumed."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from calsync.cli.problem import show_problem
from calsync.ical.links import shown_link
from calsync.messages.wording import KIND_WORDS, until_words
from calsync.planning.plaintext import hide_codes, safe_line
from calsync.planning.saying import say_count, say_date, say_moment, say_time, say_when
from calsync.stores.ics_file import Outcome, Written

if TYPE_CHECKING:
    from calsync.cli.plan_run import Report
    from calsync.planning.interview import Interview, Interviewer
    from calsync.stores.ics_file import Entry

WIDTH = 88
"""How wide lines are where there is no terminal to ask; wider ones are hard to read in any."""
LABEL = 12


def show(report: Report, *, to_stderr: bool) -> None:
    """Print the report; with `to_stderr` standard output is left to the calendar itself."""
    if report.stdout is not None:
        sys.stdout.buffer.write(report.stdout)
        sys.stdout.buffer.flush()
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    for line in _lines(report, width):
        click.echo(line, err=to_stderr)
    for problem in report.problems:
        show_problem(problem)


def _lines(report: Report, width: int) -> Iterator[str]:
    """All sections that have anything to say, a blank line between two."""
    for number, section in enumerate(filter(None, (list(lines) for lines in _sections(report, width)))):
        if number:
            yield ""
        yield from section


def _sections(report: Report, width: int) -> Iterator[Iterable[str]]:
    for planned in report.planned:
        yield [click.style("Interview", bold=True), *_interview_lines(planned.interview, width)]
    if report.entries:
        yield [click.style("Reminders", bold=True), *_reminder_lines(report.entries, width)]
    many = len(report.planned) > 1
    assumed = [
        f"{planned.interview.company or 'The unnamed company'}: {line}" if many else line
        for planned in report.planned
        for line in planned.assumed
    ]
    if assumed:
        lines = (_wrapped(line, width, first="  - ", rest="    ") for line in assumed)
        yield [click.style("Assumed", bold=True), *lines]
    yield (
        _wrapped(line, width, first="", rest="  ") for line in (*report.notes, *written_lines(report.written))
    )


def _interview_lines(interview: Interview, width: int) -> Iterator[str]:
    for label, value, origin in _facts(interview):
        text = f"{value}{f'  [{origin}]' if origin else ''}"
        yield _wrapped(text, width, first=f"  {label:<{LABEL}}", rest=" " * (LABEL + 2))


def _reminder_lines(entries: Sequence[Entry], width: int) -> Iterator[str]:
    said = ""
    for reminder, words in entries:
        yield _wrapped(words.title, width, first=f"  {say_when(reminder.at):<18}", rest=" " * 20)
        until = until_words(reminder)
        reason = f"{f'until {until}; ' if until else ''}{reminder.reason}"
        if reason != said:  # a panel's are all the same
            yield _wrapped(reason, width, first=" " * 20, rest=" " * 20)
        said = reason


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
    spans: dict[date, list[str]] = {}
    for session in interview.sessions:
        start, end = session.start.astimezone(interview.zone), session.end.astimezone(interview.zone)
        until = say_time(end) if start.date() == end.date() else say_moment(end)
        spans.setdefault(start.date(), []).append(f"{say_time(start)}–{until}")
    shown = "; ".join(f"{say_date(day)} {', '.join(times)}" for day, times in spans.items())
    return f"{shown}, {interview.zone_name}"


def _person(person: Interviewer) -> str:
    text = f"{person.name} <{person.email}>" if person.name and person.email else person.label
    notes = [word for word, true in (("optional", person.optional), ("declined", person.declined)) if true]
    return f"{text} ({', '.join(notes)})" if notes else text


def written_lines(written: Sequence[Written]) -> Iterator[str]:
    """What became of the files, and which reminders an earlier plan had put there and this one has not."""
    if len(written) == 1:
        yield _outcome(written[0])
    elif written:
        counts = Counter(each.outcome for each in written)
        new, changed, same = (counts[o] for o in (Outcome.CREATED, Outcome.REPLACED, Outcome.UNCHANGED))
        yield f"In {written[0].path.parent}: {new} new, {changed} changed, {same} as before."
    for each in written:
        if each.others:
            yield f"{say_count(each.others, 'reminder')} of another interview made way in {each.path}."
        for title in each.dropped:
            where = f" (in {each.path})" if len(written) > 1 else ""
            yield f"No longer planned: “{title}”{where}. If it is in your calendar, delete it there."


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
            return f"{written.path} lacks none of these reminders; nothing was written."


def _wrapped(text: str, width: int, *, first: str, rest: str) -> str:
    """Lines of text that is safe for a terminal, wherever it came from, and that hold no pass code."""
    return textwrap.fill(
        safe_line(hide_codes(text)),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
