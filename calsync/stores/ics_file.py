"""Reminders as an .ics file on disk: written whole or not at all, and never over what another program wrote.

`ical.reminder` owns what is in it, `ics_folder` many files. A file that says the same already is left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import NamedTuple

from calsync.diskfile import replace_file
from calsync.errors import InputError, NeedsPerson
from calsync.ical.fingerprint import fingerprint
from calsync.ical.identity import reminder_uid
from calsync.ical.reminder import Contents, Existing, Form, calendar_bytes, component, read_calendar
from calsync.messages.wording import Words
from calsync.planning.plan import Reminder
from calsync.stores.refusals import LARGEST, check_rights, not_ours, plain_errors, present

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


class Everything(NamedTuple):
    """In place of a Rest: the reminders are all there are at the aware time `now`, of whatever interview.
    So each other one of ours goes, unless it is past or of an interview whose id is in `unknown`, of which
    nothing can be said now. Those of `settled` are not added, only brought up to date where they stand."""

    now: datetime
    unknown: frozenset[str] = frozenset()
    settled: tuple[Entry, ...] = ()

    def keeps(self, each: Existing) -> bool:
        return each.interview in self.unknown or each.is_past(self.now)


class Outcome(StrEnum):
    CREATED = "created"
    REPLACED = "replaced"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    NOTHING_NEW = "nothing_new"


class Written(NamedTuple):
    """What became of one file. The numbers count reminders; `dropped` holds the titles of those that were
    planned before and are no longer; `others` counts those of interviews this plan is not about. A file is
    removed when nothing is left in it, since a calendar without entries is none (RFC 5545, 3.6)."""

    path: Path
    outcome: Outcome
    created: int = 0
    changed: int = 0
    kept: int = 0
    dropped: tuple[str, ...] = ()
    others: int = 0


class Settled(NamedTuple):
    written: Written
    data: bytes | None  # None: the file is left alone, or removed


def to_bytes(entries: Sequence[Entry], *, form: Form, stamp: datetime) -> bytes:
    """The calendar as it would be written where no file is yet; nothing for no entries."""
    parts = [
        component(reminder, words, form=form, stamp=stamp, sequence=0)
        for reminder, words in distinct_entries(entries).values()
    ]
    return calendar_bytes(parts) if parts else b""


def write_file(
    path: Path,
    entries: Sequence[Entry],
    *,
    form: Form,
    stamp: datetime,
    force: Overwrite,
    rest: Rest | Everything = Rest.DROP,
) -> Written:
    """All reminders in one file, in place of those that stand in it from before. Without any, a file is
    touched only if they are Everything and it is ours.

    Refuses with NeedsPerson what calsync did not write, and with UsageError where nothing can be written.
    """
    if not entries and isinstance(rest, Rest):
        return Written(path=path, outcome=Outcome.NOTHING_NEW)
    with plain_errors(path):
        plan = settle(path, distinct_entries(entries), form=form, stamp=stamp, force=force, rest=rest)
        return carry_out(plan)


def write_new_only(
    path: Path,
    entries: Sequence[Entry],
    *,
    form: Form,
    stamp: datetime,
    force: Overwrite,
    rest: Rest | Everything = Rest.DROP,
) -> Written:
    """Only the reminders `path` lacks, in a file of their own beside it, for apps whose import stops at the
    first event they know. Where there is no `path` yet, all are new and go there. Of Everything, those that
    go are in `dropped`, though they stay in `path`, which was imported as it is."""
    with plain_errors(path):
        if not present(path):
            return write_file(path, entries, form=form, stamp=stamp, force=force, rest=rest)
        held = read_file(path)
    if held is None:
        raise not_ours(
            path,
            "is no calendar file that calsync can read, so what is new cannot be told",
            hint="Name the file you imported last, or leave out --new-only.",
        )
    if force is Overwrite.REFUSE:
        _same_form(path, held.reminders, form)
    beside = path.with_name(f"{path.stem}-new{path.suffix}")
    distinct = distinct_entries(entries)
    new = [entry for uid, entry in distinct.items() if uid not in held.uids]
    if isinstance(rest, Rest):
        if not new:
            return Written(path=path, outcome=Outcome.NOTHING_NEW)
        return write_file(beside, new, form=form, stamp=stamp, force=force, rest=rest)
    with plain_errors(beside):
        last = read_file(beside) if present(beside) else None
    left, stale = (outdated(each, distinct, form=form, rest=rest) for each in (held, last))
    if new or stale:
        written = write_file(beside, new, form=form, stamp=stamp, force=force, rest=rest)
    else:
        written = Written(path=path, outcome=Outcome.NOTHING_NEW)
    return written._replace(dropped=tuple(dict.fromkeys(each.title for each in (*left, *stale))))


def settle(
    path: Path,
    entries: Mapping[str, Entry],
    *,
    form: Form,
    stamp: datetime,
    force: Overwrite,
    rest: Rest | Everything = Rest.DROP,
) -> Settled:
    """What the file is to hold, settled before anything is touched."""
    there = present(path)
    held = read_file(path) if there else None
    foreign = there and not (held and held.ours)
    old: Mapping[str, Existing] = held.reminders if held else {}
    if not entries and (not there or foreign or any(each.form is not form for each in old.values())):
        return Settled(Written(path=path, outcome=Outcome.NOTHING_NEW), None)
    if force is Overwrite.REFUSE:
        if foreign:
            raise not_ours(
                path,
                "was not written by calsync, or not by calsync alone",
                hint="Choose another name, or add --force to replace it.",
            )
        _same_form(path, old, form)
    if isinstance(rest, Everything):
        settled = distinct_entries(rest.settled)
        entries = {**{uid: settled[uid] for uid in old if uid in settled}, **entries}
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
    left = [each for uid, each in old.items() if uid not in entries]
    stay, dropped, others = _sorted_out(left, entries, form=form, rest=rest)
    parts += (each.component for each in stay)
    same = there and not (foreign or created or changed or dropped or others)
    written = Written(
        path=path,
        outcome=_outcome(there=there, same=same, empty=not parts),
        created=created,
        changed=changed,
        kept=len(entries) - created - changed + (len(stay) if isinstance(rest, Everything) else 0),
        dropped=tuple(each.title for each in dropped),
        others=len(others),
    )
    if there and written.outcome is not Outcome.UNCHANGED:
        check_rights(path)
    return Settled(written, None if same or not parts else calendar_bytes(parts))


class _SortedOut(NamedTuple):
    """What becomes of reminders in a file that are not among those to be written: those that stay, those
    that are no longer planned, and those of interviews this plan is not about, which go too."""

    stay: Sequence[Existing]
    dropped: Sequence[Existing]
    others: Sequence[Existing] = ()


def _sorted_out(
    left: Sequence[Existing], entries: Mapping[str, Entry], *, form: Form, rest: Rest | Everything
) -> _SortedOut:
    if isinstance(rest, Everything):
        stay = [each for each in left if each.form is form and rest.keeps(each)]
        return _SortedOut(stay, [each for each in left if each not in stay])
    interviews = {reminder.interview.id for reminder, _ in entries.values()}
    dropped = [each for each in left if each.interview in interviews]
    others = [each for each in left if each.interview not in interviews]
    return _SortedOut(others, dropped) if rest is Rest.KEEP else _SortedOut((), dropped, others)


def _outcome(*, there: bool, same: bool, empty: bool) -> Outcome:
    if empty:
        return Outcome.REMOVED
    return Outcome.UNCHANGED if same else Outcome.REPLACED if there else Outcome.CREATED


def carry_out(planned: Settled) -> Written:
    path = planned.written.path
    if planned.data is not None:
        replace_file(path, planned.data)
    elif planned.written.outcome is Outcome.REMOVED:
        Path(os.path.realpath(path)).unlink()  # a link stays a link, for the file to come
    return planned.written


def distinct_entries(entries: Iterable[Entry]) -> dict[str, Entry]:
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


def outdated(
    held: Contents | None, planned: Mapping[str, Entry], *, form: Form, rest: Everything
) -> list[Existing]:
    """The reminders in a file that go, since these are Everything."""
    settled = distinct_entries(rest.settled) if held else {}
    return [
        each
        for uid, each in (held.reminders if held else {}).items()
        if uid not in planned and uid not in settled and each.form is form and not rest.keeps(each)
    ]


def read_file(path: Path) -> Contents | None:
    """What the file holds; None if it is larger than any of ours, or no calendar."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        return None
    try:
        return read_calendar(data)
    except InputError:
        return None
