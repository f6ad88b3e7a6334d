"""Reminders as a folder of .ics files, one for each, as vdir programs keep them.

`ics_file` owns what becomes of one file; here is which files there are to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from calsync.ical.identity import file_name
from calsync.ical.reminder import Contents, Form
from calsync.stores.ics_file import (
    Entry,
    Everything,
    Outcome,
    Overwrite,
    Settled,
    Written,
    carry_out,
    distinct_entries,
    outdated,
    read_file,
    settle,
)
from calsync.stores.refusals import check_rights, plain_errors


def write_folder(
    folder: Path,
    entries: Sequence[Entry],
    *,
    form: Form,
    stamp: datetime,
    force: Overwrite,
    rest: Everything | None = None,
) -> list[Written]:
    """One file for each reminder. Every refusal comes before the first file is written.

    Of Everything, files that hold one reminder of ours and nothing else are removed when it goes. Else those
    of the same interviews that are no longer planned stay; each is in the list with its title dropped.
    """
    distinct = distinct_entries(entries)
    with plain_errors(folder):
        if not distinct and (rest is None or not folder.is_dir()):
            return [Written(path=folder, outcome=Outcome.NOTHING_NEW)]
        if not folder.is_dir():
            folder.mkdir()
        held = _held(folder)
    if rest is not None:
        distinct = {**_standing(folder, held, form=form, rest=rest), **distinct}
    planned = []
    for uid, entry in distinct.items():
        path = folder / file_name(uid)
        with plain_errors(path):
            planned.append(settle(path, {uid: entry}, form=form, stamp=stamp, force=force))
    left = _left_over(held, distinct) if rest is None else _withdrawn(held, distinct, form=form, rest=rest)
    done = []
    for plan in [*planned, *(Settled(each, None) for each in left)]:
        with plain_errors(plan.written.path):
            done.append(carry_out(plan))
    return done or [Written(path=folder, outcome=Outcome.NOTHING_NEW)]


def _held(folder: Path) -> dict[Path, Contents]:
    """The calendar files in a folder that hold reminders of ours."""
    found: dict[Path, Contents] = {}
    for path in sorted(folder.glob("*.ics")):
        with suppress(OSError):  # a file we may not read is not ours
            contents = read_file(path) if path.is_file() else None
            if contents and contents.reminders:
                found[path] = contents
    return found


def _standing(
    folder: Path, held: Mapping[Path, Contents], *, form: Form, rest: Everything
) -> dict[str, Entry]:
    """Those of the settled that have a file in the folder, which is ours."""
    found: dict[str, Entry] = {}
    for uid, entry in distinct_entries(rest.settled).items():
        file = held.get(folder / file_name(uid))
        if file and file.ours and uid in file.reminders and file.reminders[uid].form is form:
            found[uid] = entry
    return found


def _left_over(held: Mapping[Path, Contents], planned: Mapping[str, Entry]) -> list[Written]:
    """The files with reminders of the same interviews that are no longer planned."""
    interviews = {reminder.interview.id for reminder, _ in planned.values()}
    found = []
    for path, contents in held.items():
        each = contents.reminders.values()
        titles = tuple(e.title for e in each if e.interview in interviews and e.uid not in planned)
        if titles:
            found.append(Written(path=path, outcome=Outcome.UNCHANGED, dropped=titles))
    return found


def _withdrawn(
    held: Mapping[Path, Contents], planned: Mapping[str, Entry], *, form: Form, rest: Everything
) -> list[Written]:
    """The files with reminders that go. Removed is only what was written as one of a folder's files, and is
    as it was then: one reminder with our mark, and nothing else."""
    found = []
    for path, contents in held.items():
        gone = outdated(contents, planned, form=form, rest=rest)
        if not gone:
            continue
        alone = contents.ours and len(contents.uids) == 1 and all(each.interview for each in gone)
        remove = alone and not path.is_symlink()
        if remove:
            with plain_errors(path):
                check_rights(path)
        outcome = Outcome.REMOVED if remove else Outcome.UNCHANGED
        found.append(Written(path=path, outcome=outcome, dropped=tuple(each.title for each in gone)))
    return found
