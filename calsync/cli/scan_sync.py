"""The scan before each sync with `--scan`: what is surely an interview is tracked, what is tracked is brought
up to date, and the rest is mentioned."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from calsync.cli.look_text import about
from calsync.cli.scan_cmd import AHEAD, BACK
from calsync.cli.scan_report import Became, Find, ScanReport, ScanRequest, Wanted
from calsync.cli.scan_run import carry_out
from calsync.cli.scan_sources import Where
from calsync.cli.scan_text import again, held_line, known_line
from calsync.cli.scanned import NOT_SCANNED, Scanned
from calsync.cli.sync_cmd import Which
from calsync.errors import CalsyncError, InputError, NeedsPerson, ZoneQuestion
from calsync.planning.loops import name_event
from calsync.planning.saying import say_count

_NAMED = 3
"""Events of one sort that a sync names; `calsync scan` names all."""


def scan_before(which: Which, *, dry: bool, waiting: Callable[[float], None]) -> Scanned:
    """One scan of the account's calendars, or of the folder; a `dry` one only says what it would do. What
    goes wrong does not keep a sync from happening."""
    if which.folder is not None and not os.path.isdir(which.folder):
        return NOT_SCANNED
    request = ScanRequest(
        where=Where(which.account, which.folder),
        back=BACK,
        ahead=AHEAD,
        wanted=Wanted.LOOK if dry else Wanted.TRACK,
    )
    try:
        report = carry_out(request, ask=None, waiting=waiting)
    except CalsyncError as error:
        return Scanned(problems=(error,))
    return Scanned(
        tuple(_news(report, dry=dry)), tuple(dict.fromkeys(_remarks(report))), tuple(_unread(report))
    )


def _news(report: ScanReport, *, dry: bool) -> Iterator[str]:
    for find in report.finds:
        if find.became is Became.SURE and report.held:
            continue
        if find.became in (Became.TRACKED, Became.SURE) and find.interview is not None:
            verb = "Would track" if dry else "Now tracked"
            handle = "" if dry else f"{find.ref}: "
            yield f"{verb}: {handle}{about(find.interview)} ({_where(find)})."
    yield from (known_line(each, report.after, would=dry) for each in report.noticed)


def _where(find: Find) -> str:
    facts = find.sightings[0].facts
    return "; ".join([f"“{facts.title}” in {facts.file}", *find.surest.evidence[:3]])


def _remarks(report: ScanReport) -> Iterator[str]:
    scan = again(report.request)
    if report.held:
        yield held_line(report)
    offered = [find for find in report.finds if find.became is Became.OFFERED]
    for find in offered[:_NAMED]:
        yield (
            f"{name_event(find.sightings[0].facts)} may be an interview ({round(100 * find.surest.score)}%). "
            f"To say whether it is: {scan} --take {find.mark}, or --decline {find.mark}"
        )
    if len(offered) > _NAMED:
        yield f"And {len(offered) - _NAMED} more may be interviews. To see which: {scan}"
    for find in report.finds:
        if find.became is Became.ASKED and find.question is not None:
            yield (
                f"{find.question.message} If it is: {scan} --take {find.mark} --replaces REF; if it is "
                f"another interview, --separate; to hear no more of it, --decline {find.mark}"
            )
    asked = {find.question.message for find in report.finds if find.question is not None}
    for problem in report.problems:
        rest = problem.message.startswith("…")  # and so many more like those
        if isinstance(problem, NeedsPerson) and problem.message not in asked and not rest:
            yield f"{problem.message} {problem.hint}"
    yield from report.notes
    yield from _unclear(report)


def _unclear(report: ScanReport) -> Iterator[str]:
    """A word about events that could not be read; most are none that matter."""
    found = [problem for each in report.looked for problem in each.seen.problems]
    zones = [problem for problem in found if isinstance(problem, ZoneQuestion)]
    if zones and report.before.config.timezone is None:
        was = "was" if len(zones) == 1 else "were"
        which = [problem.message for problem in zones[:_NAMED]]
        which += [f"And {len(zones) - _NAMED} more."] if len(zones) > _NAMED else []
        yield (
            f"{say_count(len(zones), 'event')} {was} not looked at. {' '.join(which)} Say yours: "
            "calsync config set timezone Europe/Berlin"
        )
        found = [problem for problem in found if problem not in zones]
    if found:
        yield f"{say_count(len(found), 'event')} could not be read. To see which: {again(report.request)}"


def _unread(report: ScanReport) -> Iterator[CalsyncError]:
    unread = [each.error for each in report.looked if each.error is not None]
    yield from (
        problem
        for problem in report.problems
        if problem in unread or not isinstance(problem, InputError | NeedsPerson)
    )
