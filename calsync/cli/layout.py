"""How text is laid out for a terminal: sections, wrapped lines, an interview's facts with their origins."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

import click

from calsync.ical.links import shown_link
from calsync.messages.wording import KIND_WORDS
from calsync.planning.interview import Interview, Interviewer
from calsync.planning.plaintext import hide_codes, safe_line
from calsync.planning.saying import say_date, say_moment, say_time

WIDTH = 88
"""How wide lines are where there is no terminal to ask; wider ones are hard to read in any."""
LABEL = 12
INDENT = 20
"""Where the text of a dated line begins."""


def line_width() -> int:
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)


def print_sections(sections: Iterable[Iterable[str]], *, to_stderr: bool = False) -> None:
    """All sections that have anything to say, a blank line between two."""
    for number, section in enumerate(filter(None, (list(lines) for lines in sections))):
        if number:
            click.echo("", err=to_stderr)
        for line in section:
            click.echo(line, err=to_stderr)


def heading(text: str) -> str:
    return click.style(text, bold=True)


def dated(when: str, text: str, width: int) -> str:
    """A line that begins with a time."""
    return wrapped(text, width, first=f"  {when:<{INDENT - 2}}", rest=" " * INDENT)


def beneath(text: str, width: int) -> str:
    """What stands under a dated line."""
    return wrapped(text, width, first=" " * INDENT, rest=" " * INDENT)


def interview_lines(interview: Interview, width: int) -> Iterator[str]:
    for label, value, origin in _facts(interview):
        text = f"{value}{f'  [{origin}]' if origin else ''}"
        yield wrapped(text, width, first=f"  {label:<{LABEL}}", rest=" " * (LABEL + 2))


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


def wrapped(text: str, width: int, *, first: str, rest: str) -> str:
    """Lines of text that is safe for a terminal, wherever it came from, and that hold no pass code."""
    return textwrap.fill(
        safe_line(hide_codes(text)),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
