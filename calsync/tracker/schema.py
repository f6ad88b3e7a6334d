"""The tracker's file: how it is opened, laid out and brought forward.

`tracker` owns what is in it. A step once released is never edited: a new layout, or a new key in the JSON
of `rows`, is a new step at the end, and so a new version of the file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.errors import TrackerError
from calsync.tracker.faults import CLOSED, RESTORE, RIGHTS, meaning_of, translating, unusable

if TYPE_CHECKING:
    from sqlite3 import Connection

Step = tuple[str, ...]
"""The statements that lead from one version of the file to the next."""

STEPS: tuple[Step, ...] = (
    (  # 1: a log of commands; what a command brought goes with it when it is taken back
        """CREATE TABLE command (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            words TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE interview (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            ref TEXT NOT NULL,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            hidden_by INTEGER REFERENCES command (id) ON DELETE SET NULL
        ) STRICT""",
        "CREATE UNIQUE INDEX interview_id ON interview (id) WHERE hidden_by IS NULL",
        "CREATE UNIQUE INDEX interview_ref ON interview (ref) WHERE hidden_by IS NULL",
        "CREATE INDEX interview_command ON interview (command)",
        "CREATE INDEX interview_hidden_by ON interview (hidden_by)",
        """CREATE TABLE version (
            number INTEGER PRIMARY KEY,
            interview INTEGER NOT NULL REFERENCES interview (number) ON DELETE CASCADE,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            content TEXT NOT NULL CHECK (json_valid(content)),
            sources TEXT NOT NULL CHECK (json_valid(sources))
        ) STRICT""",
        "CREATE INDEX version_interview ON version (interview)",
        "CREATE INDEX version_command ON version (command)",
        """CREATE TABLE event (
            uid TEXT NOT NULL,
            version INTEGER NOT NULL REFERENCES version (number) ON DELETE CASCADE,
            PRIMARY KEY (uid, version)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX event_version ON event (version)",
        """CREATE TABLE entry (
            number INTEGER PRIMARY KEY,
            interview INTEGER NOT NULL REFERENCES interview (number) ON DELETE CASCADE,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content))
        ) STRICT""",
        "CREATE INDEX entry_interview ON entry (interview)",
        "CREATE INDEX entry_command ON entry (command)",
    ),
    (  # 2: what was agreed with calendars; ANY is a text, as bytes where UTF-8 cannot say it (`ledger`)
        """CREATE TABLE calendar (
            number INTEGER PRIMARY KEY,
            place ANY NOT NULL UNIQUE,
            token ANY,
            listed TEXT
        ) STRICT""",
        """CREATE TABLE reminder (
            calendar INTEGER NOT NULL REFERENCES calendar (number) ON DELETE CASCADE,
            uid ANY NOT NULL,
            href ANY NOT NULL,
            interview ANY NOT NULL,
            step ANY NOT NULL,
            person ANY NOT NULL,
            agreed_etag ANY,
            agreed_wanted ANY,
            agreed_found ANY,
            agreed_touched INTEGER,
            agreed_seen INTEGER,
            agreed_written TEXT,
            attempt_verb TEXT,
            attempt_wanted ANY,
            attempt_text ANY,
            PRIMARY KEY (calendar, uid)
        ) STRICT""",
        """CREATE TABLE run (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            calendar INTEGER NOT NULL REFERENCES calendar (number) ON DELETE CASCADE,
            at TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX run_calendar ON run (calendar)",
        """CREATE TABLE learnt (
            command INTEGER PRIMARY KEY REFERENCES command (id) ON DELETE CASCADE,
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE
        ) STRICT""",
        "CREATE INDEX learnt_run ON learnt (run)",
        """CREATE TABLE image (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
            uid ANY NOT NULL,
            href ANY NOT NULL,
            before ANY NOT NULL,
            after ANY NOT NULL,
            base ANY NOT NULL
        ) STRICT""",
        "CREATE INDEX image_run ON image (run)",
    ),
    (  # 3: met and answered among the entries; and events that a scan found and the person did not want
        """CREATE TABLE declined (
            event TEXT NOT NULL,
            saying TEXT NOT NULL,
            command INTEGER NOT NULL REFERENCES command (id) ON DELETE CASCADE,
            PRIMARY KEY (event, command)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX declined_command ON declined (command)",
    ),
)

OURS = 0x63616C73
"""The application id in the header of every file of ours: “cals”."""
OLDEST_SQLITE = (3, 37, 0)  # knows STRICT
PAUSE = 0.02  # seconds between two tries


def connect(path: Path, *, wait: float, create: bool, steps: Sequence[Step] = STEPS) -> Connection:
    """The file, opened and brought forward to the newest step; made with its folder, for its owner's eyes
    only, if it is not there. With `create` off it can only be looked at, and one that is missing or empty
    stays so.
    `wait` is in seconds. Raises TrackerError and TrackerBusy."""
    import sqlite3

    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise TrackerError(
            f"This Python brings SQLite {sqlite3.sqlite_version}, which is too old to track interviews with.",
            hint="Run calsync with a Python whose SQLite is 3.37 or newer.",
        )
    real = Path(os.path.realpath(path))
    with translating(path, wait=wait):
        there = prepare(real, create=create)
        if there:
            _check_wal(real, path)
        source = f"{real.as_uri()}?mode=rw" if there else "file::memory:"
        try:
            return _opened(source, path, wait=wait, create=create, steps=steps)
        except sqlite3.OperationalError as error:
            if create or meaning_of(error) is not CLOSED or os.path.exists(f"{real}-wal"):
                raise
        # On a disk that is read-only SQLite cannot make the files it wants beside this one. Nobody else
        # has any there either, so nobody writes, and it can be read as it stands.
        source = f"{real.as_uri()}?mode=ro&immutable=1"
        return _opened(source, path, wait=wait, create=create, steps=steps)


def _check_wal(real: Path, path: Path) -> None:
    """A backup that was put in place beside the log of the file it took the place of: SQLite would replay
    that log over it, and undo the restoring without a word. A copy is in the old journal mode (bytes 18 and
    19 of the header, file format 1.3), which none of our own files with a log is."""
    log = f"{real}-wal"
    try:
        if not os.path.getsize(log):
            return
        with real.open("rb") as file:
            header = file.read(20)
    except OSError:
        return
    if header[18:20] == b"\1\1":
        raise TrackerError(
            f"{path} is a copy that was put back beside what another file left: {log}.",
            hint=f"Remove that file and {real}-shm, and what is in the copy counts.",
        )


def _opened(source: str, path: Path, *, wait: float, create: bool, steps: Sequence[Step]) -> Connection:
    import sqlite3

    from calsync.tracker.driver import Telling

    connection = sqlite3.connect(source, uri=True, timeout=wait, isolation_level=None, factory=Telling)
    try:
        _lay_out(connection, path, wait=wait, steps=steps, write=create)
        if not create:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """One transaction, from the lock to the commit; whatever goes wrong, nothing of it is kept."""
    import sqlite3

    looking = _number(connection, "PRAGMA query_only")
    connection.execute("BEGIN" if looking else "BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # some errors have ended it already
            connection.execute("ROLLBACK")
        raise


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """All that is read, as it was at one moment."""
    import sqlite3

    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):  # some errors have ended it already
            connection.execute("ROLLBACK")


def prepare(real: Path, *, create: bool) -> bool:
    """See that the file is there, if need be with its folder and for its owner only; whether there is
    anything to open. Raises TrackerError."""
    try:
        if create:
            _make_folder(real.parent)
            with suppress(FileExistsError):  # its mode is seen to once it is known to be ours
                os.close(os.open(real, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            found = real.stat()
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
            raise TrackerError(f"{real} is {what}; calsync keeps what it remembers in a file.", hint=RIGHTS)
        beside = Path(f"{real}-wal"), Path(f"{real}-shm")
        if not (create or found.st_size or any(map(os.path.exists, beside))):
            return False  # another calsync has only just made it, or never came to fill it
    except OSError as error:
        raise unusable(real, error) from error
    return True


def _make_folder(folder: Path) -> None:
    """With those it is to lie in that are not there yet, each for its owner only."""
    missing = []
    above = folder.parent
    while not above.exists():
        missing.append(above)
        above = above.parent
    for each in (*reversed(missing), folder):
        each.mkdir(mode=0o700, exist_ok=True)


def _tighten(path: Path) -> None:
    """Take the rights of others from our file and those beside it. None is opened: closing it would give up
    the locks that SQLite holds on it in this process."""
    real = os.path.realpath(path)
    for each in (real, f"{real}-wal", f"{real}-shm"):
        with suppress(FileNotFoundError):
            found = os.stat(each)
            if os.name == "posix" and found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o077:
                os.chmod(each, 0o600)


def _lay_out(connection: Connection, path: Path, *, wait: float, steps: Sequence[Step], write: bool) -> None:
    version = _version(connection, path, steps)
    if write or version:
        try:
            _tighten(path)
        except OSError as error:
            if write:  # who looks, on a read-only disk say, takes its rights as they are
                raise unusable(path, error) from error
    connection.execute("PRAGMA synchronous = FULL")
    if write or version < len(steps):  # who only looks takes the file as it is
        _write_ahead(connection, wait=wait)
    if version < len(steps):
        _bring_forward(connection, path, steps)
    connection.execute("PRAGMA foreign_keys = ON")  # not before: a step may have to drop a table


def _version(connection: Connection, path: Path, steps: Sequence[Step]) -> int:
    """The version of the file, 0 for an empty one. Raises TrackerError for what is not ours or is newer."""
    connection.execute("BEGIN")  # all of it at one moment
    ours = _number(connection, "PRAGMA application_id")
    version = _number(connection, "PRAGMA user_version")
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    connection.execute("COMMIT")
    if ours != OURS and (tables or version or ours):
        raise TrackerError(f"{path} belongs to another program, not to calsync.", hint=RESTORE)
    _refuse_newer(version, path, steps)
    return version


def _refuse_newer(version: int, path: Path, steps: Sequence[Step]) -> None:
    if version > len(steps):
        raise TrackerError(
            f"{path} was written by a newer calsync (its version is {version}, this one knows {len(steps)}).",
            hint="Update calsync.",
        )


def _write_ahead(connection: Connection, *, wait: float) -> None:
    """Switch to the write-ahead log, if it is not on. SQLite does not wait for others here, so we do; on a
    file system that cannot have it, the rollback journal stays, which is as safe."""
    import sqlite3
    from time import monotonic, sleep

    begun = monotonic()
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() - begun >= wait:
                raise
            sleep(PAUSE)


def _bring_forward(connection: Connection, path: Path, steps: Sequence[Step]) -> None:
    with writing(connection):
        version = _number(connection, "PRAGMA user_version")  # another process may have been quicker
        _refuse_newer(version, path, steps)
        for step in steps[version:]:
            for statement in step:
                connection.execute(statement)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise TrackerError(f"{path} is damaged: rows in it lead nowhere.", hint=RESTORE)
        connection.execute(f"PRAGMA application_id = {OURS}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")


def _number(connection: Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])
