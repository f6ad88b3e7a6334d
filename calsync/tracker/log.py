"""What calsync remembers, in one SQLite file: a log of commands that is added to and folded on reading.

`schema` owns the file, `rows` its values, `ledger` what was agreed with calendars. Taking a command back
deletes its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from calsync.errors import UsageError
from calsync.planning.facts import Facts
from calsync.planning.history import Entry, Untracked
from calsync.planning.interview import Interview
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources, Tracked
from calsync.tracker.cells import Row, Unreadable, instant_text, read_instant
from calsync.tracker.copy import back_up
from calsync.tracker.faults import translating, unreadable
from calsync.tracker.rows import (
    entry_row,
    read_entry,
    read_sources,
    read_version,
    sources_row,
    version_row,
)
from calsync.tracker.schema import STEPS, Step, connect, reading, writing

if TYPE_CHECKING:
    from sqlite3 import Connection

    from calsync.tracker.ledger import TrackedLedger

SMALLEST = timedelta(microseconds=1)
NEWEST = "(SELECT max(number) FROM version WHERE interview = i.number)"


class Command(NamedTuple):
    """A command that changed something, as it was typed. `at` is in UTC."""

    words: str
    at: datetime


class Undone(NamedTuple):
    """A command that was taken back, with what was tracked before that and is tracked now."""

    words: str
    at: datetime
    before: tuple[Tracked, ...]
    after: tuple[Tracked, ...]


def open_tracker(path: Path, *, wait: float, create: bool = True, steps: Sequence[Step] = STEPS) -> Tracker:
    """The file, made with its folder if it is not there. With `create` off it can only be looked at: one that
    is missing or empty is left so, and nothing is tracked. A file of an older calsync is brought forward in
    either case, since it cannot be read as it is. Another calsync at work is waited for, so many seconds.
    Raises TrackerError and TrackerBusy, as every use of the tracker does."""
    return Tracker(connect(path, wait=wait, create=create, steps=steps), path, wait=wait)


class Tracker:
    """The open file; a context manager that closes it."""

    def __init__(self, connection: Connection, path: Path, *, wait: float) -> None:
        self._connection = connection
        self._path = path
        self._wait = wait

    def __enter__(self) -> Tracker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with translating(self._path, wait=self._wait):
            self._connection.close()

    def tracked(self) -> tuple[Tracked, ...]:
        """What is tracked now, in the order in which it was first tracked."""
        with translating(self._path, wait=self._wait), reading(self._connection):
            return _tracked(self._connection, self._path)

    def declined(self) -> Mapping[str, str]:
        """The events that were found in a calendar and not wanted, by their names, each with what it said
        then."""
        with translating(self._path, wait=self._wait):
            rows = self._connection.execute("SELECT event, saying FROM declined ORDER BY command").fetchall()
        return {str(event): str(saying) for event, saying in rows}

    def commands(self, limit: int) -> tuple[Command, ...]:
        """The last commands that changed something, the newest first."""
        with translating(self._path, wait=self._wait):
            rows = self._connection.execute(
                "SELECT words, at FROM command ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        return tuple(_command(self._path, *row) for row in rows)

    @contextmanager
    def command(self, words: str, *, at: datetime) -> Iterator[Change]:
        """One change, whole or not at all; nobody else writes meanwhile. One that changes nothing leaves no
        trace, and where the tracker can only be looked at, none that changes something goes through. `at` is
        aware; see `Change.at`."""
        with translating(self._path, wait=self._wait), writing(self._connection):
            yield Change(self._connection, self._path, Command(words, self._after_the_last(at)))

    def _after_the_last(self, at: datetime) -> datetime:
        """The time, or if the last command was not before it, the first moment after that."""
        row = self._connection.execute("SELECT words, at FROM command ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return at.astimezone(UTC)
        return max(at.astimezone(UTC), _command(self._path, *row).at + SMALLEST)

    def undo(self) -> Undone | None:
        """Take back the last command that changed something, and say which; None if there is none. Nobody
        else writes meanwhile."""
        with translating(self._path, wait=self._wait), writing(self._connection):
            row = self._connection.execute(
                "SELECT id, words, at FROM command ORDER BY id DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            before = _tracked(self._connection, self._path)
            # First what it brought, which may bear the ref of what it hid and what now comes back.
            self._connection.execute("DELETE FROM interview WHERE command = ?", row[:1])
            self._connection.execute("DELETE FROM command WHERE id = ?", row[:1])
            after = _tracked(self._connection, self._path)
            return Undone(*_command(self._path, row[1], row[2]), before, after)

    def ledger(self, place: str, *, words: str = "sync") -> TrackedLedger:
        """What was agreed with one calendar, for one sync: what is done through it is one run. `words` are
        those of the command that stands in the log for what the person did in the calendar."""
        from calsync.tracker.ledger import TrackedLedger

        return TrackedLedger(
            self, place, words=words, connection=self._connection, path=self._path, wait=self._wait
        )

    def backup(self, path: Path, *, overwrite: bool = False) -> None:
        """A copy as it is now, in one file that needs no other, for its owner's eyes only. Raises
        UsageError where there is a file already and it is not to be overwritten."""
        back_up(self._connection, self._path, path, overwrite=overwrite, wait=self._wait)


class Change:
    """What one command sees and does. It sees what it has done itself."""

    def __init__(self, connection: Connection, path: Path, command: Command) -> None:
        self._connection = connection
        self._path = path
        self._command = command
        self._number: int | None = None
        self._ids: set[str] = set()  # seen to be tracked

    @property
    def at(self) -> datetime:
        """When the command stands in the log, in UTC: when it was given, but after every command before it,
        however fast they follow and wherever the clock was set back to. What it tells is told then."""
        return self._command.at

    @property
    def number(self) -> int | None:
        """Which command of the log it is; None until it has changed something."""
        return self._number

    def tracked(self) -> tuple[Tracked, ...]:
        """What is tracked, in the order in which it was first tracked."""
        tracked = _tracked(self._connection, self._path)
        self._ids.update(each.id for each in tracked)
        return tracked

    def sources(self, id_: str) -> Sources:
        """What an interview was read from. Raises KeyError for one that is not tracked."""
        number, text = self._newest(self._interview(id_), id_, "number, sources")
        where = f"the sources in version {number}"
        try:
            return read_sources(_value(self._path, where, text))
        except (ValueError, OverflowError) as error:
            raise unreadable(self._path, where, error) from error

    def find_event(self, uid: str) -> tuple[str, ...]:
        """The ids of the tracked interviews whose newest sources hold an event of that UID, or name it as
        replaced."""
        rows = self._connection.execute(
            "SELECT i.id FROM event e JOIN version v ON v.number = e.version "
            "JOIN interview i ON i.number = v.interview "
            f"WHERE e.uid = ? AND i.hidden_by IS NULL AND v.number = {NEWEST} ORDER BY i.number",
            (_plain(uid),),
        )
        found = tuple(id_ for (id_,) in rows)
        if self._ids and not self._ids.issuperset(found):
            raise unreadable(self._path, f"the event {uid}", Unreadable("it is of no tracked interview"))
        return found

    def untracked(self, uid: str) -> tuple[Facts, ...]:
        """The events of that UID in interviews that are tracked no more, as they were known last."""
        rows = self._connection.execute(
            "SELECT v.number, v.sources FROM event e JOIN version v ON v.number = e.version "
            "JOIN interview i ON i.number = v.interview "
            f"WHERE e.uid = ? AND i.hidden_by IS NOT NULL AND v.number = {NEWEST} ORDER BY v.number",
            (_plain(uid),),
        ).fetchall()
        found: list[Facts] = []
        for number, text in rows:
            where = f"the sources in version {number}"
            try:
                found += read_sources(_value(self._path, where, text)).events
            except (ValueError, OverflowError) as error:
                raise unreadable(self._path, where, error) from error
        return tuple(event for event in found if event.uid == uid)

    def add(self, ref: str, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        """Track an interview; one that was untracked begins a new history. Raises UsageError if it is
        tracked, or if another one bears the ref."""
        for id_, other in self._connection.execute("SELECT id, ref FROM interview WHERE hidden_by IS NULL"):
            if interview.id == id_:
                raise UsageError(f"This interview is tracked already, as {other}.", hint="Use that name.")
            if ref == other:
                raise UsageError(f"There is a “{ref}” already.", hint="Choose another name.")
        added = self._connection.execute(
            "INSERT INTO interview (id, ref, command) VALUES (?, ?, ?)", (interview.id, ref, self._begun())
        )
        assert added.lastrowid is not None  # a row was inserted
        self._ids.add(interview.id)
        self._add_version(added.lastrowid, interview, wishes, sources)

    def update(self, id_: str, interview: Interview, wishes: Wishes, sources: Sources) -> bool:
        """Remember a newer version under the id it has; whether it says anything new."""
        import json

        number = self._interview(id_)
        interview = replace(interview, id=id_)
        known = self._newest(number, id_, "content, sources")
        told = _json(version_row(interview, wishes)), _json(sources_row(sources))
        if [_value(self._path, "version", each) for each in known] == [*map(json.loads, told)]:
            return False
        self._add_version(number, interview, wishes, sources)
        return True

    def append(self, id_: str, entry: Entry) -> None:
        """Remember what has happened to an interview. Untracked hides it, and sets its ref free."""
        number = self._interview(id_)
        kind, row = entry_row(entry)
        self._connection.execute(
            "INSERT INTO entry (interview, command, kind, content) VALUES (?, ?, ?, ?)",
            (number, self._begun(), kind, _json(row)),
        )
        if isinstance(entry, Untracked):
            self._connection.execute(
                "UPDATE interview SET hidden_by = ? WHERE number = ?", (self._begun(), number)
            )
            self._ids.discard(id_)

    def decline(self, event: str, saying: str) -> None:
        """Remember that an event of that name, as long as it says this, is not wanted."""
        self._connection.execute(
            "INSERT OR REPLACE INTO declined (event, saying, command) VALUES (?, ?, ?)",
            (_plain(event), _plain(saying), self._begun()),
        )

    def _interview(self, id_: str) -> int:
        row = self._connection.execute(
            "SELECT number FROM interview WHERE id = ? AND hidden_by IS NULL", (id_,)
        ).fetchone()
        if row is None and id_ in self._ids:
            raise unreadable(self._path, f"the interview {id_}", Unreadable("it is found only at times"))
        if row is None:
            raise KeyError(id_)
        return int(row[0])

    def _newest(self, number: int, id_: str, columns: str) -> tuple[object, object]:
        """Two columns of the newest version of an interview."""
        row: tuple[object, object] | None = self._connection.execute(
            f"SELECT {columns} FROM version WHERE interview = ? ORDER BY number DESC LIMIT 1", (number,)
        ).fetchone()
        if row is None:
            raise unreadable(self._path, f"the interview {id_}", Unreadable("it has no version"))
        return row

    def _add_version(self, number: int, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        version = self._connection.execute(
            "INSERT INTO version (interview, command, content, sources) VALUES (?, ?, ?, ?)",
            (number, self._begun(), _json(version_row(interview, wishes)), _json(sources_row(sources))),
        ).lastrowid
        uids = {event.uid for event in sources.events if event.uid} | sources.replaced
        for uid in sorted({_plain(uid) for uid in uids}):
            self._connection.execute("INSERT INTO event (uid, version) VALUES (?, ?)", (uid, version))

    def _begun(self) -> int:
        """The number of the command, which is logged with the first thing it changes."""
        if not self._connection.in_transaction:
            raise RuntimeError("this command is over")
        if self._number is None:
            self._number = self._connection.execute(
                "INSERT INTO command (at, words) VALUES (?, ?)",
                (instant_text(self._command.at), _plain(self._command.words)),
            ).lastrowid
        assert self._number is not None  # a row was inserted
        return self._number


def _tracked(connection: Connection, path: Path) -> tuple[Tracked, ...]:
    rows = connection.execute(
        "SELECT i.number, i.id, i.ref, c.at, v.number, v.content FROM interview i "
        f"LEFT JOIN command c ON c.id = i.command LEFT JOIN version v ON v.number = {NEWEST} "
        "WHERE i.hidden_by IS NULL ORDER BY i.number"
    ).fetchall()
    told = connection.execute(
        "SELECT e.interview, e.kind, e.number, e.content FROM entry e "
        "LEFT JOIN interview i ON i.number = e.interview WHERE i.hidden_by IS NULL ORDER BY e.number"
    ).fetchall()
    names = set[str]()
    known: dict[int, tuple[str, datetime, Interview, Wishes, list[Entry]]] = {}
    where: tuple[str, object, str] = ("", 0, "")  # not yet a text: that would be made for each row
    try:
        for (number, id_, ref, at, version, _), value in zip(
            rows, _values(path, "version", rows), strict=True
        ):
            where = "version", version, ref
            interview, wishes = read_version(value)
            if interview.id != id_:
                raise Unreadable(f"it is of {interview.id}, not of {id_}")
            if not isinstance(ref, str) or {id_, f"ref {ref}"} & names:
                raise Unreadable("another one is of that name")
            names |= {id_, f"ref {ref}"}
            known[number] = ref, read_instant(at, UTC), interview, wishes, []
        for (number, kind, entry, _), value in zip(told, _values(path, "entry", told), strict=True):
            where = "entry", entry, f"interview {number}"
            if number not in known:
                raise Unreadable("it is of no tracked interview")
            ref, _, interview, _, entries = known[number]
            where = "entry", entry, ref
            entries.append(read_entry(kind, value, zone=interview.zone))
    except (ValueError, OverflowError) as error:
        raise unreadable(path, "{} {}, of “{}”".format(*where), error) from error
    return tuple(
        Tracked(ref=ref, interview=interview, wishes=wishes, since=since, entries=tuple(entries))
        for ref, since, interview, wishes, entries in known.values()
    )


def _values(path: Path, table: str, rows: Sequence[tuple[object, ...]]) -> list[object]:
    """The JSON in the last column, all at once, which is faster; the number is in the one before it."""
    import json

    with suppress(ValueError, RecursionError):
        values: list[object] = json.loads(f"[{','.join(str(row[-1]) for row in rows)}]")
        if len(values) == len(rows):
            return values
    return [_value(path, f"{table} {row[-2]}", row[-1]) for row in rows]


def _value(path: Path, where: str, text: object) -> object:
    import json

    try:
        value: object = json.loads(str(text))
    except (ValueError, RecursionError) as error:
        raise unreadable(path, where, error) from error
    return value


def _json(row: Row) -> str:
    """ASCII, so that whatever a mail held can be kept: SQLite takes no lone surrogates."""
    import json

    return json.dumps(row, separators=(",", ":"))


def _command(path: Path, words: object, at: object) -> Command:
    try:
        if not isinstance(words, str):
            raise Unreadable("its words are no text")
        return Command(words, read_instant(at, UTC))
    except ValueError as error:
        raise unreadable(path, f"command “{words}”", error) from error


def _plain(text: str) -> str:
    """Text as SQLite takes it: what UTF-8 cannot say is written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
