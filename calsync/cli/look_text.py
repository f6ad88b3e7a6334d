"""What is tracked, as text: the list, one interview with its history, what a command changed. `agenda_text`
owns the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from calsync.cli.changes import Change, Kind
from calsync.cli.desk import Desk
from calsync.cli.heard import person_label
from calsync.cli.layout import beneath, dated, heading, interview_lines, wrapped
from calsync.messages.wording import until_words, what_for, word
from calsync.planning.history import (
    TURN_WORDS,
    Answered,
    Archived,
    Cancelled,
    Decided,
    Done,
    Entry,
    Met,
    Moved,
    Noted,
    Outcome,
    Revived,
    Skipped,
    Untracked,
)
from calsync.planning.interview import Interview
from calsync.planning.plan import Reminder, State, by_time
from calsync.planning.saying import say_count, say_date, say_list, say_when
from calsync.planning.tracked import Tracked

NOTHING_TRACKED = "Nothing is tracked yet. Begin with: calsync track INVITE"


def list_sections(desk: Desk, shown: Sequence[Tracked], width: int) -> Iterator[Iterable[str]]:
    if not shown:
        archived = len(desk.tracked)
        yield [
            f"Nothing is tracked but {say_count(archived, 'interview')} in the archive: calsync list --all"
            if archived
            else NOTHING_TRACKED
        ]
        return
    column = max(len(each.ref) for each in shown) + 2
    lines = []
    for each in shown:
        lines.append(wrapped(about(each.interview), width, first=f"{each.ref:<{column}}", rest=" " * column))
        lines.append(wrapped(standing(desk, each), width, first=" " * column, rest=" " * column))
    yield lines


def about(interview: Interview) -> str:
    """“final round, Data Engineer at Acme, Tue 1 Dec 2026 14:00”"""
    start = interview.start
    when = say_date(start.date()) if interview.all_day else f"{say_date(start.date())} {start:%H:%M}"
    return f"{what_for(interview)}, {when}"


def standing(desk: Desk, one: Tracked) -> str:
    """How it stands with an interview, and what comes next."""
    if one.id in desk.troubles:
        return "cannot be planned; see below"
    parts = []
    if one.archived is not None:
        parts.append("archived")
    if one.cancelled is not None:
        parts.append("called off")
    if one.outcome is not None:
        parts.append(TURN_WORDS[one.outcome.turn].sentence)
    ahead = [r for r in desk.plans[one.id] if r.state is State.OPEN and not _is_past(r, desk.now)]
    if ahead:
        first = min(ahead, key=by_time)
        parts.append(f"next: {word(first).title}, {said_near(first.at, desk.now)}")
    elif not parts:
        parts.append("nothing is left to do")
    return "; ".join(parts)


def said_near(at: datetime | date, now: datetime) -> str:
    """When, in a column of times: without the year, or for another year without the weekday."""
    if at.year == now.year:
        return say_when(at)
    day = at.date() if isinstance(at, datetime) else at
    said = say_date(day).partition(" ")[2]
    return f"{said} {at:%H:%M}" if isinstance(at, datetime) else said


def _is_past(reminder: Reminder, now: datetime) -> bool:
    if isinstance(reminder.at, datetime):
        return reminder.at.timestamp() < now.timestamp()
    return reminder.at < now.astimezone(reminder.interview.zone).date()


def show_sections(desk: Desk, one: Tracked, width: int) -> Iterator[Iterable[str]]:
    yield [heading(one.ref), *interview_lines(_with_origins(one), width)]
    reminders = desk.plans[one.id]
    if reminders:
        yield [heading("Reminders"), *_with_state(reminders, desk.now, width)]
    happened = [line for line in (_told(entry, one) for entry in _standing_entries(one.entries)) if line]
    if happened:
        lines = (dated(say_when(at), text, width) for at, text in happened)
        yield [heading("What happened"), *lines]


def _with_origins(one: Tracked) -> Interview:
    """What is known, with where it is from also of people told of since."""
    interview = one.current
    if interview.interviewers == one.interview.interviewers:
        return interview
    origin = interview.origins.get("interviewers", "")
    return replace(
        interview,
        origins={**interview.origins, "interviewers": f"{origin}, and as told" if origin else "as told"},
    )


def _standing_entries(entries: Sequence[Entry]) -> Iterator[Entry]:
    """All but what was said again of the same step and person."""
    last = {_about(entry): entry for entry in entries}
    return (entry for entry in entries if _about(entry) is None or last[_about(entry)] is entry)


def _about(entry: Entry) -> tuple[str, str] | None:
    match entry:
        case Done(step, person) | Skipped(step, person) | Moved(step, person):
            return step, person
        case _:
            return None


def _with_state(reminders: Iterable[Reminder], now: datetime, width: int) -> Iterator[str]:
    said = ""
    for reminder in reminders:
        yield dated(said_near(reminder.at, now), f"{word(reminder).title}{_mark(reminder)}", width)
        if reminder.state is not State.OPEN:
            said = ""
            continue
        until = until_words(reminder)
        reason = f"{f'until {until}; ' if until else ''}{reminder.reason}"
        if reason != said:
            yield beneath(reason, width)
        said = reason


def _mark(reminder: Reminder) -> str:
    match reminder.state:
        case State.OPEN:
            return "  [moved by you]" if reminder.pinned else ""
        case State.DONE:
            on = reminder.done_on
            zone = reminder.interview.zone
            when = say_when(on.astimezone(zone) if isinstance(on, datetime) else on) if on else ""
            return f"  [done {when}]"
        case State.SKIPPED:
            return "  [skipped]"
        case State.WITHDRAWN | State.LAPSED:
            return f"  [{reminder.state}: {reminder.reason}]"


def _told(entry: Entry, one: Tracked) -> tuple[datetime | date, str] | None:
    """An entry as a line: when, and what."""
    zone = one.interview.zone
    told = entry.told.astimezone(zone)
    match entry:
        case Done(step, person, on):
            when = on.astimezone(zone) if isinstance(on, datetime) else on
            return when, f"done: {step}{_person(person, one)}"
        case Skipped(step, person):
            return told, f"skipped: {step}{_person(person, one)}"
        case Moved(step, person, to):
            where = say_when(to.astimezone(zone) if isinstance(to, datetime) else to) if to else "the plan"
            return told, f"moved: {step}{_person(person, one)} to {where}"
        case Decided(decision):
            said = f"“{decision.phrase}” {decision.reading}" if decision else "none was named"
            return told, f"decision date: {said}"
        case Outcome(turn, on, deadline):
            until = deadline.astimezone(zone) if isinstance(deadline, datetime) else deadline
            tail = f", deadline {say_when(until)}" if until else ""
            local = on.astimezone(zone)
            return (local if local.time() != time() else local.date()), f"{TURN_WORDS[turn].sentence}{tail}"
        case Noted(text, person):
            return told, f"note{_person(person, one)}: {text}"
        case Met(people):
            return told, f"you met {say_list([each.label for each in people])}"
        case Answered(step, person, text, reading):
            read = f"“{text}”, read {reading}" if reading else f"“{text}” was not understood"
            return told, f"your answer in {step}{_person(person, one)}: {read}"
        case Archived():
            return told, "archived"
        case Cancelled():
            return told, "called off"
        case Revived():
            return told, "taken up again"
        case Untracked():
            return None


def _person(key: str, one: Tracked) -> str:
    return f" ({person_label(one, key)})" if key else ""


def change_lines(changes: Sequence[Change], *, about_ref: str, now: datetime, width: int) -> Iterator[str]:
    """What a command changed; the handle stands with reminders of other interviews."""
    for each in changes:
        title = word(each.now).title
        other = f"  [{each.ref}]" if each.ref != about_ref else ""
        match each.kind:
            case Kind.NEW:
                yield dated(said_near(each.now.at, now), f"{title}{other}", width)
            case Kind.MOVED:
                was = said_near(each.before.at, now) if each.before else ""
                yield dated(said_near(each.now.at, now), f"{title} (was {was}){other}", width)
            case Kind.REOPENED:
                yield dated(said_near(each.now.at, now), f"open again: {title}{other}", width)
            case Kind.WITHDRAWN:
                why = "" if each.now.state is State.OPEN else f" ({each.now.reason})"
                yield dated(said_near(each.now.at, now), f"no longer{why}: {title}{other}", width)
