"""What a scan found, as text: one block for each interview, and what to do about it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from calsync.cli.desk import Desk
from calsync.cli.layout import beneath, dated, heading, wrapped
from calsync.cli.look_text import about, change_lines, said_near
from calsync.cli.scan_cmd import AHEAD, BACK
from calsync.cli.scan_report import MOST_UNASKED, Became, Find, ScanReport, ScanRequest, Wanted, ahead_of
from calsync.cli.scan_sources import shown_home
from calsync.cli.track_run import Noticed, What
from calsync.messages.wording import what_for, word
from calsync.planning.facts import Facts
from calsync.planning.saying import say_count, say_date, say_list

_HEADINGS = {
    Became.SURE: "Interviews",
    Became.TRACKED: "Now tracked",
    Became.ASKED: "Perhaps a new time",
    Became.OFFERED: "Perhaps",
    Became.DECLINED: "Left alone from now on",
}
_NAMED = 6
NO_TITLE = "(no title)"


def scan_sections(report: ScanReport, width: int) -> Iterator[Iterable[str]]:
    choosing = report.request.wanted is Wanted.CHOOSE
    for became, title in _HEADINGS.items():
        blocks = (find_lines(each, report.after.now, width) for each in report.finds if each.became is became)
        lines = [line for block in blocks for line in block]
        if lines:
            yield [heading(title), *lines]
    would = report.request.wanted is Wanted.LOOK
    yield (
        wrapped(known_line(each, report.after, would=would), width, first="", rest="  ")
        for each in report.noticed
    )
    if changed := report.changes:
        now = report.after.now
        yield [heading("Changed"), *change_lines(changed, about_ref="", now=now, width=width)]
    yield [wrapped(note, width, first="", rest="  ") for note in report.notes]
    if not choosing:
        yield [wrapped(line, width, first="", rest="  ") for line in _closing(report)]


def find_lines(find: Find, now: datetime, width: int) -> list[str]:
    """When and what, why it looks like an interview, and what is planned."""
    facts = find.sightings[0].facts
    lines = [dated(_when(facts, now), f"{_title(facts)}{_more(find)}  [{find.mark}]", width)]
    lines += [beneath(each, width) for each in _about(find, facts, now)]
    return lines


def _about(find: Find, facts: Facts, now: datetime) -> Iterator[str]:
    if find.became is Became.DECLINED:
        return
    sighting = find.surest
    against = f"; but {say_list(sighting.against)}" if sighting.against else ""
    yield f"{round(100 * sighting.score)}%: {'; '.join(sighting.evidence)}{against}"
    if find.interview is not None:
        place = find.interview.location or urlsplit(find.interview.link or "").hostname
        yield "; ".join(part for part in (what_for(find.interview), place, shown_home(facts.file)) if part)
    if find.question is not None:
        yield find.question.message
    elif find.interview is not None:
        handle = f"{find.ref}: " if find.became is Became.TRACKED else ""
        yield f"{handle}{plan_line(find, now)}"


def plan_line(find: Find, now: datetime) -> str:
    """“7 reminders, first: Thank Sarah Lee (Acme), Wed 2 Dec 10:00”"""
    if not find.reminders:
        return "nothing is left to remind of"
    count = say_count(len(find.reminders), "reminder")
    ahead = ahead_of(find, now)
    if not ahead:
        return f"{count}, whose time has passed"
    which = "first" if len(ahead) == len(find.reminders) else "next"
    return f"{count}, {which}: {word(ahead[0]).title}, {said_near(ahead[0].at, now)}"


def _title(facts: Facts) -> str:
    return facts.title.strip() or NO_TITLE


def _more(find: Find) -> str:
    more = len(find.sightings) - 1
    return f" and {say_count(more, 'more session')}" if more else ""


def _when(facts: Facts, now: datetime) -> str:
    assert facts.start is not None  # only a cancellation has none
    local = facts.start.astimezone(facts.zone or UTC)
    return said_near(local.date() if facts.all_day else local, now)


def known_line(noticed: Noticed, desk: Desk, *, would: bool) -> str:
    """What the calendars say anew of a tracked interview."""
    name = f"{noticed.ref} ({about(desk.find(noticed.ref).interview)})"
    match noticed.what:
        case What.CANCELLED if would:
            return f"{name} is called off in your calendar."
        case What.CANCELLED:
            return f"{name} is called off: what lay ahead is withdrawn."
        case _:
            return f"{name} has changed in your calendar." if would else f"Updated {name}."


def _is_known(report: ScanReport) -> bool:
    """Whether something that is tracked was seen."""
    uids = {uid for each in report.after.tracked for uid in each.interview.uids}
    return any(each.facts.uid in uids for looked in report.looked for each in looked.seen.sightings)


def _closing(report: ScanReport) -> Iterator[str]:
    if all(each.error is not None and not each.seen.events for each in report.looked):
        return
    looked = _looked(report)
    if report.finds or report.noticed:
        yield f"Looked at {looked}."
    elif report.hidden or _is_known(report):
        yield f"Nothing new found among {looked}."
    else:
        yield f"Nothing found among {looked}."
    if report.hidden:
        was = "was" if report.hidden == 1 else "were"
        yield f"{report.hidden} more {was} declined or untracked before."
    became = {find.became for find in report.finds}
    if report.held:
        yield held_line(report)
    elif report.request.wanted is Wanted.LOOK and (Became.SURE in became or report.noticed):
        asks = ", and to be asked about the rest" if Became.OFFERED in became else ""
        yield f"To track what is surely one{asks}: {again(report.request)} --track"
    if Became.OFFERED in became or Became.ASKED in became:
        mark = next(f.mark for f in report.finds if f.became in (Became.OFFERED, Became.ASKED))
        yield f"One by one, by the mark in brackets: {again(report.request)} --take {mark}"
        yield f"Never to hear of one again: {again(report.request)} --decline {mark}"


def held_line(report: ScanReport) -> str:
    """That so many are not tracked unasked, and what to do."""
    scan = again(report.request)
    return (
        f"{report.held} new interviews at once are more than are tracked unasked ({MOST_UNASKED}), so none "
        f"of them is. To be asked about each, on a terminal: {scan} --track. One by one: {scan} --take MARK"
    )


def again(request: ScanRequest) -> str:
    """The command that looks there once more."""
    where = request.where
    words = ["calsync", "scan"]
    words += ["--account", where.account] if where.account is not None else []
    words += ["--from", where.path] if where.path is not None else []
    words += [word for name in where.calendars for word in ("--calendar", name)]
    words += ["--days-back", str(request.back)] if request.back != BACK else []
    words += ["--days-ahead", str(request.ahead)] if request.ahead != AHEAD else []
    return shlex.join(words)


def _looked(report: ScanReport) -> str:
    """“214 events in calendar “Work”, Sun 8 Nov 2026 to Thu 21 Jan 2027”"""
    names = [each.called for each in report.looked if each.error is None or each.seen.events]
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    where = f" in {say_list(names)}" if names else ""
    days = f"{say_date(report.first)} to {say_date(report.last)}"
    return f"{say_count(report.events, 'event')}{where}, {days}"
