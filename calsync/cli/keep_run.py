"""Taking back the last command, and giving out what is kept: as a calendar, or as a copy of it all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli.desk import PATIENCE, Desk, open_desk
from calsync.cli.home import chosen_home, places
from calsync.cli.telling import Report
from calsync.errors import UsageError
from calsync.planning.plan import Reminder, State, by_time
from calsync.planning.saying import say_moment
from calsync.tracker.log import open_tracker

if TYPE_CHECKING:
    from calsync.ical.reminder import Form
    from calsync.stores.ics_file import Entry, Overwrite, Written


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
    said = f"Undone: {undone.words} ({say_moment(undone.at)} UTC)."
    return Report("", said, before, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was asked for."""

    output: str
    todo: bool
    force: bool
    new_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was written, in sentences too."""

    desk: Desk
    entries: Sequence[Entry]
    written: Sequence[Written]
    lines: Sequence[str]


def export_all(wanted: Export) -> ExportReport:
    """Write the reminders of all tracked interviews, each with its draft. Nothing is written if it raises."""
    import sys

    from calsync.cli.drafting import worded
    from calsync.cli.output import written_lines
    from calsync.ical.reminder import Form
    from calsync.stores.ics_file import (
        Overwrite,
        to_bytes,
        write_folder,
        write_new_only,
    )

    desk = open_desk()
    everything = sorted((r for plan in desk.plans.values() for r in plan), key=by_time)
    entries = worded(desk, (each for each in everything if is_shown(each, desk.now, todo=wanted.todo)))
    if not entries:
        there = wanted.output != "-" and os.path.exists(wanted.output)
        left = f" {wanted.output} was left as it is." if there else ""
        return ExportReport(desk=desk, entries=(), written=(), lines=(f"There are no reminders.{left}",))
    form = Form.TODO if wanted.todo else Form.EVENT
    force = Overwrite.FORCE if wanted.force else Overwrite.REFUSE
    written: list[Written] = []
    path = Path(wanted.output)
    if wanted.output == "-":
        sys.stdout.buffer.write(to_bytes(entries, form=form, stamp=desk.now))
        sys.stdout.buffer.flush()
    elif wanted.output.endswith(("/", os.sep)) or path.is_dir():
        if wanted.new_only:
            raise UsageError(
                f"--new-only is for one file, and {path} is a folder.",
                hint="A folder takes one file for each reminder; leave --new-only out.",
            )
        written += write_folder(path, entries, form=form, stamp=desk.now, force=force)
    elif wanted.new_only:
        written.append(write_new_only(path, entries, form=form, stamp=desk.now, force=force))
    else:
        written.append(_write_one(path, entries, form=form, force=force, desk=desk))
    return ExportReport(desk=desk, entries=entries, written=written, lines=tuple(written_lines(written)))


def _write_one(path: Path, entries: Sequence[Entry], *, form: Form, force: Overwrite, desk: Desk) -> Written:
    """All in one file. What is past stays, and so do the reminders of what cannot be planned now."""
    from calsync.stores.ics_file import Rest, write_file

    rest = Rest.KEEP if desk.troubles else Rest.DROP
    return write_file(path, entries, form=form, stamp=desk.now, force=force, rest=rest, past=desk.now)


def is_shown(reminder: Reminder, now: datetime, *, todo: bool) -> bool:
    """Whether a reminder stands in the calendar: while it is open, and when it is past as it was. A to-do
    stays, ticked off or called off, once it was done or skipped, and when it is past."""
    match reminder.state:
        case State.OPEN:
            return True
        case State.DONE | State.SKIPPED if todo:
            return True
        case State.WITHDRAWN if not todo:
            return False
        case _:
            at = reminder.at
            if isinstance(at, datetime):
                return at.astimezone(UTC) <= now.astimezone(UTC)
            return at <= now.astimezone(reminder.interview.zone).date()


def back_up(file: str, *, force: bool) -> str:
    """Copy everything that is tracked to a file, and say so."""
    where = places(chosen_home()).tracker
    with open_tracker(where, wait=PATIENCE, create=False) as tracker:
        tracker.backup(Path(file), overwrite=force)
    return (
        f"Copied everything to {file}. To go back to it, put it in place of {where}, without the files "
        "beside that which end in -wal and -shm."
    )
