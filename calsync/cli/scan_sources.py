"""Where `calsync scan` looks: the calendars of an account, folders of .ics files, or an exported file. All of
that is only read. `ical.sighting` tells what in it looks like an interview."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from calsync.errors import CalsyncError, InputError, Unreachable, UsageError
from calsync.ical.sighting import Seeker, Seen, look_through
from calsync.planning.facts import Facts
from calsync.planning.plaintext import safe_line
from calsync.planning.saying import say_time

if TYPE_CHECKING:
    from calsync.stores.dav_connection import Connection
    from calsync.stores.dav_discovery import Calendar

T = TypeVar("T", bound=Hashable)

_PIECE = 1 << 18
_CLOCK = re.compile(r", \d\d:\d\d$")
_NAME_OF_FOLDER = "displayname"
"""In the vdir format, the file that says what a calendar is called."""


class Where(NamedTuple):
    """What is looked into: `path`, or else the calendars of the `account` (None: the usual one), of which
    only those named in `calendars`, unless that is empty."""

    account: str | None = None
    path: str | None = None
    calendars: tuple[str, ...] = ()


class Search(NamedTuple):
    """Who looks for what: events from one day to the other, and whenever they are, those of `known` UIDs.
    `expected` are UIDs of interviews ahead, with the files they came from."""

    seeker: Seeker
    first: date
    last: date
    known: frozenset[str]
    expected: Mapping[str, str]


class Looked(NamedTuple):
    """What one calendar, folder or file held. `called` is how it stands in a sentence, and how the files
    that its events are said to come from begin; `whole` tells that nothing of it stayed unread."""

    called: str
    seen: Seen
    whole: bool
    error: CalsyncError | None = None

    def held(self, file: str) -> bool:
        """Whether an event that was read before came from here."""
        return _comes_from(self.called, file)


NOTHING = Seen((), 0, ())


def look(where: Where, search: Search, *, waiting: Callable[[float], None]) -> list[Looked]:
    """Everything once. A calendar or file that cannot be read does not keep the others. `waiting` is told
    the seconds whenever a server wants a break.

    Raises UsageError for what does not go together and for calendars that are not there, InputError for a
    file that is not, and what is wrong with the account.
    """
    if where.path is None:
        return _look_at_account(where, search, waiting)
    if where.account is not None:
        raise UsageError("--from and --account name two places.", hint="Leave one out.")
    if not where.path:
        raise UsageError("--from is empty.", hint="Name a file or a folder.")
    path = Path(where.path)
    if path.is_dir():
        return _look_at_folder(path, where.calendars, search)
    if where.calendars:
        raise UsageError(
            "--calendar goes with an account or a folder, not with a file.", hint="Leave it out."
        )
    seen = _apart(_look_at_file(path, where.path, search), where.path)
    if seen.problems and not seen.events:  # it is no calendar
        return [Looked(where.path, NOTHING, whole=False, error=seen.problems[0])]
    return [Looked(where.path, seen, whole=True)]


# An account


def _look_at_account(where: Where, search: Search, waiting: Callable[[float], None]) -> list[Looked]:
    from calsync.cli.account_run import chosen, connected
    from calsync.stores.dav_events import calendars_of

    account = chosen(where.account)
    with connected(account, waiting=waiting) as connection:
        calendars = calendars_of(connection, account.calendar)
        wanted = _named({each: each.name for each in calendars.found}, where.calendars)
        mine = {name.casefold() for name in (account.user or "", *calendars.addresses) if "@" in name}
        search = search._replace(seeker=search.seeker._replace(me=search.seeker.me | mine))
        return [_look_at_calendar(connection, each, search) for each in calendars.found if each in wanted]


def _look_at_calendar(connection: Connection, calendar: Calendar, search: Search) -> Looked:
    from calsync.stores.dav_events import events_between, events_named

    called = f"calendar “{calendar.name}”"
    try:
        found = events_between(connection, calendar, first=search.first, last=search.last)
    except CalsyncError as error:
        return Looked(called, NOTHING, whole=False, error=error)
    held_back: CalsyncError | None = None
    if not found.whole:
        held_back = Unreachable(
            f"{connection.host} shows only a part of “{calendar.name}”; the rest was not looked at.",
            hint="Try again later.",
        )
    seen, whole = _look_through_texts(found.texts, called, search), found.whole
    there = {each.facts.uid for each in seen.sightings}
    missing = [uid for uid, file in search.expected.items() if _comes_from(called, file) and uid not in there]
    if missing:  # they may have been moved out of the days that were asked for
        with suppress(CalsyncError):
            more = events_named(connection, calendar, missing)
            moved = _look_through_texts(more.texts, called, search)
            seen = seen._replace(sightings=(*seen.sightings, *moved.sightings))
            missing = [] if more.whole else missing
    return Looked(called, _apart(seen, called), whole and not missing, held_back)


def _look_through_texts(texts: Sequence[str], called: str, search: Search) -> Seen:
    return _look_through([f"{text}\r\n".encode() for text in texts], called, search) if texts else NOTHING


def _comes_from(called: str, file: str) -> bool:
    return file.startswith((f"{called},", f"{called}{os.sep}")) or file == called


# Folders and files


def _look_at_folder(path: Path, wanted: Sequence[str], search: Search) -> list[Looked]:
    """A calendar in the vdir format, or a folder of such."""
    folders: dict[Path, str] = {}
    try:
        inner = sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))
        for folder in (path, *inner):
            if folder == path or _names(folder):
                folders[folder] = _title(folder)
    except OSError as error:
        raise _unreadable(str(path), error) from error
    chosen = _named(folders, wanted)
    return [_look_at_vdir(folder, search) for folder in folders if folder in chosen]


def _look_at_vdir(folder: Path, search: Search) -> Looked:
    seen = NOTHING
    whole = True
    try:
        names = _names(folder)
    except OSError as error:
        return Looked(str(folder), NOTHING, whole=False, error=_unreadable(str(folder), error))
    for name in names:
        try:
            seen = _joined(seen, _look_at_file(folder / name, str(folder / name), search))
        except CalsyncError as error:
            whole = False
            seen = _joined(seen, Seen((), 0, (error,)))
    return Looked(str(folder), seen, whole)


def _look_at_file(path: Path, shown: str, search: Search) -> Seen:
    """As it goes, whatever its size. Raises InputError for what cannot be read."""
    try:
        with path.open("rb") as file:
            return _look_through(iter(lambda: file.read(_PIECE), b""), shown, search)
    except OSError as error:
        raise _unreadable(shown, error) from error


def _unreadable(shown: str, error: OSError) -> InputError:
    match error:
        case FileNotFoundError():
            return InputError(f"There is no file {shown}.", hint="Check the name and the folder.")
        case PermissionError():
            return InputError(f"{shown} may not be read.", hint="Change its rights, or copy it.")
        case _:
            return InputError(f"{shown} cannot be read: {error.strerror or error}.", hint="Try a copy of it.")


def _names(folder: Path) -> list[str]:
    """Hidden files are ones that are being written."""
    with os.scandir(folder) as found:
        return sorted(
            each.name
            for each in found
            if each.name.lower().endswith(".ics") and not each.name.startswith(".") and _may_be_file(each)
        )


def _may_be_file(entry: os.DirEntry[str]) -> bool:
    """A link that leads nowhere is told of when it is read."""
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return True


def _title(folder: Path) -> str:
    try:
        return safe_line((folder / _NAME_OF_FOLDER).read_text("utf-8")[:200]) or folder.name
    except (OSError, UnicodeDecodeError):
        return folder.name


# What they have in common


def _look_through(pieces: Iterable[bytes], file: str, search: Search) -> Seen:
    return look_through(
        pieces,
        file=file,
        seeker=search.seeker,
        first=search.first,
        last=search.last,
        known=search.known,
    )


def _apart(seen: Seen, called: str) -> Seen:
    """Each event as if from a file of its own: that two stand in one calendar does not tell that they belong
    together, as it does of two that came in one invitation."""
    sightings = (
        each._replace(facts=_from(each.facts, called)) if each.facts.start else each
        for each in seen.sightings
    )
    return seen._replace(sightings=tuple(sightings))


def _from(facts: Facts, called: str) -> Facts:
    assert facts.start is not None
    local = facts.start.astimezone(facts.zone) if facts.zone else facts.start
    return replace(facts, file=called if facts.all_day else f"{called}, {say_time(local)}")


def shown_home(file: str) -> str:
    """Where an event lies, out of the name of its file."""
    return _CLOCK.sub("", file)


def _joined(one: Seen, other: Seen) -> Seen:
    return Seen(
        (*one.sightings, *other.sightings), one.events + other.events, (*one.problems, *other.problems)
    )


def _named(called: Mapping[T, str], wanted: Sequence[str]) -> Collection[T]:
    """Those of the wanted names, all if none is named. Raises UsageError with the nearest."""
    chosen: set[T] = set()
    for name in wanted:
        found = {each for each, own in called.items() if own.casefold() == name.strip().casefold()}
        if not found:
            from difflib import get_close_matches

            names = {own.casefold(): own for own in called.values()}
            near = get_close_matches(name.strip().casefold(), names, 1, 0.5)
            meant = f"Did you mean “{names[near[0]]}”? " if near else ""
            known = f"The calendars: {', '.join(names.values())}." if names else "There is none."
            raise UsageError(f"There is no calendar “{name}”.", hint=f"{meant}{known}")
        chosen |= found
    return chosen if wanted else called.keys()
