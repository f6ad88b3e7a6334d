"""Taking back the last command, and giving out what is kept: as a calendar, or as a copy of it all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli.desk import PATIENCE, Desk, open_desk
from calsync.cli.home import chosen_home, places
from calsync.cli.report import Report
from calsync.cli.target import STDOUT, Target
from calsync.errors import UsageError
from calsync.planning.need import Need, need_of
from calsync.planning.plan import by_time
from calsync.planning.saying import say_moment
from calsync.tracker.log import open_tracker

if TYPE_CHECKING:
    from calsync.stores.ics_file import Entry, Written


def take_back() -> Report:
    """Undo the last command that changed something. Raises UsageError if there is none."""
    desk = open_desk()
    nothing = UsageError("There is nothing to undo.", hint="calsync list shows what is tracked.")
    if not desk.places.tracker.exists():
        raise nothing
    with open_tracker(desk.places.tracker, wait=PATIENCE) as tracker:
        undone = tracker.undo()
    if undone is None:
        raise nothing
    before, after = desk.with_tracked(undone.before), desk.with_tracked(undone.after)
    said = f"Undone: {undone.words} ({_local(undone.at, before, after)})."
    return Report("", said, before, after)


def _local(at: datetime, before: Desk, after: Desk) -> str:
    """The aware time on the clock of what changed, else on that of the settings, else in UTC."""
    sides = (before.tracked, after.tracked), (after.tracked, before.tracked)
    changed = [each for one, other in sides for each in one if each not in other]
    zones = list({each.interview.zone_name: each.interview.zone for each in changed}.values())
    if len(zones) == 1:
        return say_moment(at.astimezone(zones[0]))
    if after.config.timezone is not None:
        from calsync.ical.zones import find_zone

        if (home := find_zone(after.config.timezone)) is not None:
            return say_moment(at.astimezone(home))
    return f"{say_moment(at)} UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was written, in sentences too; `stdout` is for standard output."""

    desk: Desk
    entries: Sequence[Entry]
    lines: Sequence[str]
    stdout: bytes | None = None


def export_all(target: Target) -> ExportReport:
    """Write the reminders of all tracked interviews, each with its draft. Nothing is written if it raises.

    Those of an interview that cannot be planned now stay as they are.
    """
    from calsync.cli.drafting import worded
    from calsync.cli.writing import write_entries
    from calsync.stores.ics_file import Everything

    desk = open_desk()
    everything = sorted((r for plan in desk.plans.values() for r in plan), key=by_time)
    found = [(each, need_of(each, desk.now, todo=target.todo)) for each in everything]
    entries = worded(desk, (each for each, need in found if need is Need.WANTED))
    settled = worded(desk, (each for each, need in found if need is Need.SETTLED))
    rest = Everything(desk.now, frozenset(desk.troubles), tuple(settled))
    delivered = write_entries(entries, target, stamp=desk.now, rest=rest)
    lines = tuple(_said(entries, delivered.written, target))
    return ExportReport(desk=desk, entries=entries, lines=lines, stdout=delivered.stdout)


def _said(entries: Sequence[Entry], written: Sequence[Written], target: Target) -> Iterator[str]:
    from calsync.cli.output import dropped_lines, written_lines
    from calsync.stores.ics_file import Outcome

    if entries or any(each.outcome is not Outcome.NOTHING_NEW for each in written):
        yield from written_lines(written)
        return
    there = target.output != STDOUT and os.path.exists(target.output)
    yield "There are no reminders." + (f" {target.output} was left as it is." if there else "")
    yield from dropped_lines(written)


def back_up(file: str, *, force: bool) -> str:
    """Copy everything that is tracked to a file, and say so."""
    where = places(chosen_home()).tracker
    with open_tracker(where, wait=PATIENCE, create=False) as tracker:
        tracker.backup(Path(file), overwrite=force)
    return (
        f"Copied everything to {file}. To go back to it, put it in place of {where}, without the files "
        "beside that which end in -wal and -shm."
    )
