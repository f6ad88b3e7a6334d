"""What a sync did and learnt, as text: one line a change, remarks in sentences, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from calsync.cli.layout import heading, wrapped
from calsync.cli.sync_run import Undone
from calsync.planning.plaintext import safe_line
from calsync.planning.saying import say_count, say_list, say_moment, say_when
from calsync.sync.report import INCOMING, OUTGOING, Kind, Line, SyncReport

VERBS = {
    Kind.CREATED: "new",
    Kind.UPDATED: "changed",
    Kind.PUT_AWAY: "called off",
    Kind.DELETED: "deleted",
    Kind.MOVED: "you moved",
    Kind.DONE: "you did",
    Kind.SKIPPED: "you dropped",
    Kind.REOPENED: "you reopened",
    Kind.EDITED: "you edited",
}
"""What stands before a line."""

_VERB, _WHEN = 13, 18
_BENEATH = " " * (_VERB + _WHEN)
_PARTS = {"when": "time", "title": "title", "body": "text", "status": "tick"}


def change_line(line: Line, *, width: int, why: bool) -> list[str]:
    """One change; beneath it the reason, if it is wanted."""
    when = say_when(line.at) if line.at is not None else ""
    said = wrapped(
        safe_line(line.title), width, first=f"{VERBS[line.kind]:<{_VERB}}{when:<{_WHEN}}", rest=_BENEATH
    )
    return [said, wrapped(line.why, width, first=_BENEATH, rest=_BENEATH)] if why and line.why else [said]


def remark(line: Line) -> str:
    """What the person should know, as a sentence; empty for a change."""
    title = f"“{safe_line(line.title)}”"
    match line.kind:
        case Kind.ADOPTED:
            return f"{title} stood in the calendar already, otherwise than planned. The calendar counts."
        case Kind.KEPT:
            parts = say_list([_PARTS.get(part, part) for part in line.why.split(", ")])
            return f"{title}: the plan has another {parts} by now; what you wrote in the calendar stays."
        case Kind.ORPHAN:
            return (
                f"{title} in the calendar comes from a calsync, but is not in this plan. It was left alone; "
                "delete it there if you do not want it."
            )
        case Kind.DOUBLE:
            return f"{title} is in the calendar twice. One follows the plan; delete the other there."
        case Kind.UNREADABLE:
            return (
                f"{title} says something in the calendar that cannot be read, such as a time on an unknown "
                "clock. It was left alone."
            )
        case Kind.OTHER_FORM:
            return (
                f"{title} stands in the calendar as the other of event and to-do, and stays so. Delete it "
                "there and undo that here, and it comes back in the other form."
            )
        case Kind.WAITING:
            return f"{title} was written a moment ago and does not show yet. The next run looks again."
        case Kind.POSTPONED:
            return f"{title} was changed by someone else at the same moment. The next run looks again."
        case _:
            return ""


def remarks(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(said for line in lines if (said := remark(line))))


def summary(report: SyncReport, name: str) -> str:
    """“In “home”: 3 new, 1 changed. From it: 1 you moved. 4 stand as planned.”"""
    counted = Counter(line.kind for line in report.lines)
    out = [f"{counted[kind]} {VERBS[kind]}" for kind in Kind if kind in OUTGOING and counted[kind]]
    theirs = {kind: VERBS[kind].removeprefix("you ") for kind in Kind if kind in INCOMING}
    back = [f"{counted[kind]} {verb}" for kind, verb in theirs.items() if counted[kind]]
    parts = []
    if out:
        parts.append(f"{'Would be done in' if report.dry else 'Done in'} {name}: {', '.join(out)}.")
    if back:
        parts.append(f"{'Would be learnt' if report.dry else 'Learnt'} from it: {', '.join(back)}.")
    if not parts and not report.problems:
        stand = say_count(report.unchanged, "reminder")
        verb = "stands" if report.unchanged == 1 else "stand"
        return f"Nothing to do in {name}: {stand} {verb} as planned."
    if parts and report.unchanged:
        parts.append(f"{report.unchanged} unchanged.")
    return " ".join(parts)


def failures(report: SyncReport) -> Iterator[tuple[str, str, str]]:
    """What was not written, why and what to do: titles of one reason together."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for each in report.failed:
        grouped.setdefault((each.error.message, each.error.hint), []).append(f"“{safe_line(each.title)}”")
    for (message, hint), titles in grouped.items():
        named = (
            say_list(titles[:3])
            if len(titles) <= 3
            else f"{', '.join(titles[:3])} and {len(titles) - 3} more"
        )
        yield named, message, hint


def remark_section(lines: Iterable[Line], width: int) -> list[str]:
    said = remarks(lines)
    if not said:
        return []
    return [heading("To know"), *(wrapped(each, width, first="  - ", rest="    ") for each in said)]


def undone_summary(undone: Undone) -> str:
    taken = undone.taken
    when = say_moment(taken.run.at)
    if taken.stopped is not None:
        return f"The run of {when} UTC was taken back in part; calsync sync --undo goes on from there."
    said = f"Taken back: the sync of {when} UTC with {undone.name}."
    if taken.forgotten:
        said += f" {say_count(taken.forgotten, 'thing')} learnt from the calendar in it no longer count."
    return f"{said} The next sync does it again, unless what is tracked is changed first (calsync undo)."
