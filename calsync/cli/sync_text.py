"""What a sync did and learnt, as text: one line a change, remarks in sentences, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from calsync.cli.layout import heading, wrapped
from calsync.cli.look_text import said_near
from calsync.cli.sync_run import Undone
from calsync.planning.plaintext import safe_line
from calsync.planning.saying import say_count, say_list, say_moment
from calsync.sync.reconcile import GUESTS
from calsync.sync.report import INCOMING, OUTGOING, Failed, Kind, Line, SyncReport

VERBS = {
    Kind.CREATED: "new",
    Kind.UPDATED: "changed",
    Kind.PUT_AWAY: "put away",
    Kind.DELETED: "deleted",
    Kind.MOVED: "you moved",
    Kind.DONE: "you did",
    Kind.SKIPPED: "you dropped",
    Kind.REOPENED: "you reopened",
    Kind.EDITED: "you edited",
    Kind.ANSWERED: "you answered",
}
"""What stands before a line."""
UNDONE = {**VERBS, Kind.CREATED: "put back", Kind.UPDATED: "as it was"}
"""The same where a run is taken back."""

UNTITLED = "(no title)"
"""What a reminder is called that has lost its title in the calendar."""

_COUNTED = {
    Kind.MOVED: "moved",
    Kind.DONE: "done",
    Kind.SKIPPED: "dropped",
    Kind.REOPENED: "reopened",
    Kind.EDITED: "edited",
    Kind.ANSWERED: "answered",
}
_VERB, _WHEN = 13, 18
_BENEATH = " " * (_VERB + _WHEN)
_NARROW = 60
_PARTS = {"when": "time", "title": "title", "body": "text", "status": "state"}
_NAMED = 3
_AGAIN = "The next sync looks again."


def change_line(line: Line, *, now: datetime, verbs: Mapping[Kind, str], width: int, why: bool) -> list[str]:
    """One change; beneath it the reason, if it is wanted, and how an answer was read."""
    when = said_near(line.at, now) if line.at is not None else ""
    beneath = _BENEATH if width >= _NARROW else "  "
    first = f"{verbs[line.kind]:<{_VERB}}{when:<{_WHEN}}"
    if width < _NARROW:
        first = f"{verbs[line.kind]}: {when}{', ' if when else ''}"
    said = wrapped(line.title.strip() or UNTITLED, width, first=first, rest=beneath)
    beside = line.why if why or line.kind is Kind.ANSWERED else ""
    return [said, wrapped(beside, width, first=beneath, rest=beneath)] if beside else [said]


def remarks(report: SyncReport) -> list[str]:
    """What the person should know besides the changes and what failed: a sentence or two for each thing."""
    grouped: dict[tuple[Kind, str], list[str]] = {}
    failed = {each.uid for each in report.failed}
    for line in report.lines:
        if line.kind not in OUTGOING | INCOMING and not (line.kind is Kind.POSTPONED and line.uid in failed):
            grouped.setdefault((line.kind, line.why), []).append(line.title)
    said = (
        _remark(kind, why, _named(dict.fromkeys(titles)), one=len(set(titles)) == 1)
        for (kind, why), titles in grouped.items()
    )
    return [each for each in said if each]


def _remark(kind: Kind, why: str, titles: str, *, one: bool) -> str:
    """Of one or several reminders."""
    it, was, stays = ("it", "It was", "It stays so") if one else ("them", "They were", "They stay so")
    match kind:
        case Kind.ADOPTED:
            says = "says" if one else "say"
            return f"{titles} stood in the calendar already, and {says} something else than planned. {stays}."
        case Kind.KEPT if why == GUESTS:
            has = "has" if one else "have"
            return (
                f"{titles} {has} guests in the calendar, and changing {it} could send them mail. {was} left "
                f"alone; change {it} there yourself, or remove the guests."
            )
        case Kind.KEPT:
            parts = say_list([_PARTS.get(part, part) for part in why.split(", ")])
            return f"{titles}: the plan now has another {parts}, but you had changed that. Yours stays."
        case Kind.ORPHAN:
            made = "was made by calsync, but is" if one else "were made by calsync, but are"
            return (
                f"{titles} in the calendar {made} not in the plan here. {was} left alone; if you do not want "
                f"{it}, delete {it} there."
            )
        case Kind.DOUBLE:
            stands = "is" if one else "are"
            return f"{titles} {stands} in the calendar twice. One is kept up to date; delete the other there."
        case Kind.UNCLEAR:
            return f"{titles}: your answer there was left as it is. {safe_line(why).rstrip('.')}."
        case Kind.UNREADABLE:
            return (
                f"{titles} cannot be read in the calendar; perhaps its clock is not known. {was} "
                f"left alone. Set the time there again, or delete {it}."
            )
        case Kind.OTHER_FORM:
            what = (
                "an event in the calendar where a to-do is"
                if one
                else "events in the calendar where to-dos are"
            )
            return f"{titles}: {what} wanted now, or the other way round. {stays}."
        case Kind.WAITING:
            return (
                f"{titles} {'was' if one else 'were'} written a moment ago and cannot be seen yet. {_AGAIN}"
            )
        case Kind.POSTPONED:
            return f"{titles}: the calendar says that somebody else was at it just then. {_AGAIN}"
        case _:
            return ""


def summary(report: SyncReport, called: str) -> str:
    """“To “home”: 3 new, 1 changed. From it: 1 moved. 4 unchanged.”"""
    counted = Counter(line.kind for line in report.lines)
    out = ", ".join(f"{counted[kind]} {VERBS[kind]}" for kind in Kind if kind in OUTGOING and counted[kind])
    back = ", ".join(
        f"{counted[kind]} {_COUNTED[kind]}" for kind in Kind if kind in INCOMING and counted[kind]
    )
    if not out and not back:
        return _nothing(report, called)
    parts = [f"{'Would go to' if report.dry else 'To'} {called}: {out}."] if out else []
    if back:
        source = "it" if out else called
        parts.append(f"{'Would come from' if report.dry else 'From'} {source}: {back}.")
    if report.unchanged and not report.dry:
        parts.append(f"{report.unchanged} unchanged.")
    if report.dry:
        parts.append("Nothing was changed: this was a dry run.")
    return " ".join(parts)


def _nothing(report: SyncReport, called: str) -> str:
    if report.problems:
        return ""
    if any(line.kind is Kind.WAITING for line in report.lines):
        return "Nothing was changed."
    if not report.unchanged:
        return f"Nothing to do: nothing lies ahead, and {called} holds no reminder."
    verb = "stands" if report.unchanged == 1 else "stand"
    return f"Nothing to do: {say_count(report.unchanged, 'reminder')} in {called} {verb} as planned."


def failures(failed: Iterable[Failed]) -> Iterator[tuple[str, str, str]]:
    """What was not written, why and what to do: titles of one reason together."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for each in failed:
        grouped.setdefault((each.error.message, each.error.hint), []).append(each.title)
    for (message, hint), titles in grouped.items():
        yield _named(titles), message, hint


def _named(titles: Iterable[str]) -> str:
    """The first few of them, and how many more there are."""
    quoted = [f"“{safe_line(title)}”" if title.strip() else UNTITLED for title in titles]
    if len(quoted) > _NAMED + 1:
        quoted = [*quoted[:_NAMED], f"{len(quoted) - _NAMED} more"]
    return say_list(quoted)


def remark_section(said: Iterable[str], width: int) -> list[str]:
    lines = [wrapped(each, width, first="  - ", rest="    ") for each in said]
    return [heading("To know"), *lines] if lines else []


def undone_summary(undone: Undone) -> str:
    taken, called = undone.taken, undone.side.called
    run = f"the sync with {called} of {say_moment(taken.run.at)} UTC"
    if taken.problems:
        how_far = f"Not all of {run} was taken back." if taken.lines else f"T{run[1:]} is not taken back yet."
        return f"{how_far} To go on with that: calsync sync --undo"
    parts = [f"Taken back: {run}."]
    if taken.kept:
        one = len(taken.kept) == 1
        stays = "was changed there since, and stays so" if one else "were changed there since, and stay so"
        parts.append(f"{_named([each.title for each in taken.kept])} {stays}.")
    match taken.forgotten:
        case 0:
            again = "The next sync does it again, unless you take back what led to it (calsync undo)."
        case 1:
            again = "The one thing learnt from the calendar counts no more; the next sync goes by the plan."
        case many:
            again = (
                f"The {many} things learnt from the calendar count no more; the next sync goes by the plan."
            )
    return " ".join([*parts, again])
