"""Reminders as .ics files on disk: written whole or not at all, and never over what another program wrote.

`ical.reminder` owns what is in them. A file that says the same already is left alone.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import NamedTuple

from calsync.diskfile import replace_file
from calsync.errors import InputError, NeedsPerson, UsageError
from calsync.ical.fingerprint import fingerprint
from calsync.ical.identity import file_name, reminder_uid
from calsync.ical.reminder import Contents, Existing, Form, calendar_bytes, component, read_calendar
from calsync.messages.wording import Words
from calsync.planning.plan import Reminder

LARGEST = 10_000_000  # bytes; a file of ours has some hundred for each reminder

Entry = tuple[Reminder, Words]


class Overwrite(Enum):
    """Whether a file that is not ours, or of the other form, may be replaced."""

    REFUSE = "refuse"
    FORCE = "force"


class Rest(Enum):
    """What becomes of reminders in the file that belong to interviews this plan is not about: a plan of
    which all went well replaces them too, one that could not read everything must not."""

    DROP = "drop"
    KEEP = "keep"


class Outcome(StrEnum):
    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    NOTHING_NEW = "nothing_new"


class Written(NamedTuple):
    """What became of one file. The numbers count reminders; `dropped` holds the titles of those that were
    planned before and are no longer; `others` counts those of interviews this plan is not about."""

    path: Path
    outcome: Outcome
    created: int = 0
    changed: int = 0
    kept: int = 0
    dropped: tuple[str, ...] = ()
    others: int = 0


class _Planned(NamedTuple):
    written: Written
    data: bytes | None  # None: the file is left alone


def to_bytes(entries: Sequence[Entry], *, form: Form, stamp: datetime) -> bytes:
    """The calendar as it would be written where no file is yet; nothing for no entries."""
    parts = [
        component(reminder, words, form=form, stamp=stamp, sequence=0)
        for reminder, words in _distinct(entries).values()
    ]
    return calendar_bytes(parts) if parts else b""


def write_file(
    path: Path,
    entries: Sequence[Entry],
    *,
    form: Form,
    stamp: datetime,
    force: Overwrite,
    rest: Rest = Rest.DROP,
    past: datetime | None = None,
) -> Written:
    """All reminders in one file, in place of those an earlier plan left in it; those that began before the
    aware time `past` stay as they are.

    Refuses with NeedsPerson what calsync did not write, and with UsageError where nothing can be written.
    """
    if not entries:
        return Written(path=path, outcome=Outcome.NOTHING_NEW)
    with _plain_errors(path):
        return _carry_out(
            _plan(path, _distinct(entries), form=form, stamp=stamp, force=force, rest=rest, past=past)
        )


def write_folder(
    folder: Path, entries: Sequence[Entry], *, form: Form, stamp: datetime, force: Overwrite
) -> list[Written]:
    """One file for each reminder. Every refusal comes before the first file is written.

    Files of the same interviews that are no longer planned stay; each is in the list with its title dropped.
    """
    if not entries:
        return [Written(path=folder, outcome=Outcome.NOTHING_NEW)]
    distinct = _distinct(entries)
    wanted = {folder / file_name(uid): {uid: entry} for uid, entry in distinct.items()}
    with _plain_errors(folder):
        if not folder.is_dir():
            folder.mkdir()
    planned = []
    for path, entry in wanted.items():
        with _plain_errors(path):
            planned.append(_plan(path, entry, form=form, stamp=stamp, force=force))
    with _plain_errors(folder):
        left = _left_over(folder, distinct)
    done = []
    for plan in planned:
        with _plain_errors(plan.written.path):
            done.append(_carry_out(plan))
    return done + left


def write_new_only(
    path: Path, entries: Sequence[Entry], *, form: Form, stamp: datetime, force: Overwrite
) -> Written:
    """Only the reminders `path` lacks, in a file of their own beside it, for apps whose import stops at the
    first event they know. Where there is no `path` yet, all are new and go there."""
    with _plain_errors(path):
        if not _present(path):
            return write_file(path, entries, form=form, stamp=stamp, force=force)
        held = _read(path)
    if held is None:
        raise NeedsPerson(
            f"{path} is no calendar file that calsync can read, so what is new cannot be told.",
            hint="Name the file you imported last, or leave out --new-only.",
        )
    if force is Overwrite.REFUSE:
        _same_form(path, held.reminders, form)
    beside = path.with_name(f"{path.stem}-new{path.suffix}")
    new = [entry for uid, entry in _distinct(entries).items() if uid not in held.uids]
    if not new:
        return Written(path=path, outcome=Outcome.NOTHING_NEW)
    return write_file(beside, new, form=form, stamp=stamp, force=force)


def _plan(
    path: Path,
    entries: Mapping[str, Entry],
    *,
    form: Form,
    stamp: datetime,
    force: Overwrite,
    rest: Rest = Rest.DROP,
    past: datetime | None = None,
) -> _Planned:
    """What the file is to hold, settled before anything is touched."""
    present = _present(path)
    held = _read(path) if present else None
    foreign = present and not (held and held.ours)
    old: Mapping[str, Existing] = held.reminders if held else {}
    if force is Overwrite.REFUSE:
        if foreign:
            raise NeedsPerson(
                f"{path} was not written by calsync, or not by calsync alone.",
                hint="Choose another name, or add --force to replace it.",
            )
        _same_form(path, old, form)
    parts, created, changed = [], 0, 0
    for uid, (reminder, words) in entries.items():
        part = component(reminder, words, form=form, stamp=stamp, sequence=0)
        before = old.get(uid)
        if before is None:
            created += 1
        elif fingerprint(part) != fingerprint(before.component):
            part = component(reminder, words, form=form, stamp=stamp, sequence=before.sequence + 1)
            changed += 1
        else:
            since = before.stamp or stamp
            part = component(reminder, words, form=form, stamp=since, sequence=before.sequence)
        parts.append(part)
    interviews = {reminder.interview.id for reminder, _ in entries.values()}
    left = [each for uid, each in old.items() if uid not in entries]
    over = [each for each in left if past is not None and each.begins_before(past)]
    parts += (each.component for each in over)
    gone = [each for each in left if each not in over]
    dropped = tuple(each.title for each in gone if each.interview in interviews)
    others = [each for each in gone if each.interview not in interviews]
    if others and rest is Rest.KEEP:
        parts += (each.component for each in others)
    same = present and not (foreign or created or changed or dropped or (others and rest is Rest.DROP))
    outcome = Outcome.UNCHANGED if same else Outcome.REPLACED if present else Outcome.CREATED
    written = Written(
        path=path,
        outcome=outcome,
        created=created,
        changed=changed,
        kept=len(entries) - created - changed + len(over),
        dropped=dropped,
        others=len(others) if rest is Rest.DROP else 0,
    )
    if present and not same:
        _check_rights(path)
    return _Planned(written, None if same else calendar_bytes(parts))


def _carry_out(planned: _Planned) -> Written:
    if planned.data is not None:
        replace_file(planned.written.path, planned.data)
    return planned.written


def _distinct(entries: Iterable[Entry]) -> dict[str, Entry]:
    """By UID; of two with the same the first, because calendars keep one of them or stop."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(reminder_uid(entry[0]), entry)
    return found


def _same_form(path: Path, old: Mapping[str, Existing], form: Form) -> None:
    if all(each.form is form for each in old.values()):
        return
    names = {Form.EVENT: ("events", "to-dos", "events"), Form.TODO: ("to-dos", "events", "todos")}
    wanted, held, suffix = names[form]
    own = path.with_name(f"{path.stem}-{suffix}{path.suffix}").name
    raise NeedsPerson(
        f"{path} holds {held}, and these reminders are to be {wanted}.",
        hint=f"Give them a file of their own, such as {own}, or add --force to replace it.",
    )


def _left_over(folder: Path, planned: Mapping[str, Entry]) -> list[Written]:
    """The files in the folder with reminders of the same interviews that are no longer planned."""
    interviews = {reminder.interview.id for reminder, _ in planned.values()}
    found = []
    for path in sorted(folder.glob("*.ics")):
        with suppress(OSError):  # a file we may not read is not ours
            held = _read(path) if path.is_file() else None
            ours = held.reminders.values() if held else ()
            titles = tuple(e.title for e in ours if e.interview in interviews and e.uid not in planned)
            if titles:
                found.append(Written(path=path, outcome=Outcome.UNCHANGED, dropped=titles))
    return found


def _present(path: Path) -> bool:
    """Whether there is such a file. Raises where there is something else, or no folder for it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        # A link may lead to a file that is yet to be made.
        if not Path(os.path.realpath(path)).parent.is_dir():
            raise
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise UsageError(f"{path} is not an ordinary file.", hint="Use -o - to write to standard output.")
    return True


def _check_rights(path: Path) -> None:
    """Replacing a file takes no right to write to it; one that was made read-only is still meant to stay."""
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _read(path: Path) -> Contents | None:
    """What the file holds; None if it is larger than any of ours, or no calendar."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        return None
    try:
        return read_calendar(data)
    except InputError:
        return None


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """The one place where what the system refuses becomes a sentence."""
    try:
        yield
    except OSError as error:
        raise _sentence(path, error) from error


def _sentence(path: Path, error: OSError) -> UsageError:
    folder = path.parent
    if error.errno == errno.ENOENT and folder.is_dir():  # then `path` is a link to nowhere
        folder = Path(os.path.realpath(path)).parent
    match error.errno:
        case errno.ENOENT if not folder.is_dir():
            return UsageError(
                f"The folder {folder} does not exist.", hint="Create it first, or name another place."
            )
        case errno.EISDIR:
            return UsageError(f"{path} is a folder.", hint=f"Name a file in it: {path / 'followups.ics'}.")
        case errno.EEXIST:
            return UsageError(
                f"{path} is a file, not a folder.", hint="Name a folder, or a place for a new one."
            )
        case errno.ENOTDIR:
            return UsageError(f"{folder} is not a folder.", hint="Name another place.")
        case errno.EACCES | errno.EPERM:
            return UsageError(
                f"{path} cannot be written: permission denied.",
                hint="Change its rights, or name another place.",
            )
        case errno.EROFS:
            return UsageError(
                f"{path} cannot be written: the disk is read-only.", hint="Name a place on another disk."
            )
        case errno.ENOSPC | errno.EDQUOT:
            return UsageError(
                f"{path} cannot be written: the disk is full.",
                hint="Make room, or name a place on another disk.",
            )
        case _:
            return UsageError(
                f"{path} cannot be written: {error.strerror or error}.", hint="Name another place."
            )
