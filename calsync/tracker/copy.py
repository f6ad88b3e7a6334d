"""A copy of the tracker's file, made while it is in use: whole, in one file, for its owner only."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.errors import TrackerError, UsageError
from calsync.tracker.faults import RESTORE, translating, unusable

if TYPE_CHECKING:
    from sqlite3 import Connection


def back_up(connection: Connection, own: Path, path: Path, *, overwrite: bool, wait: float) -> None:
    """Copy the open file `own` to `path`. Refusals are those of `Tracker.backup`."""
    if not own.exists():
        raise UsageError("Nothing is tracked yet.", hint="calsync track INVITE begins.")
    target = Path(os.path.realpath(path))
    if _is_part_of(target, own):
        raise UsageError(f"{path} is what is to be backed up.", hint="Name another file.")
    if not overwrite and target.exists():
        raise _in_the_way(path)
    with translating(own, wait=wait):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise TrackerError(f"{own} is damaged: {found}.", hint=RESTORE)
    with translating(path, wait=wait):
        try:
            _copy(connection, target, overwrite=overwrite)
        except FileExistsError as error:
            raise _in_the_way(path) from error
        except OSError as error:
            hint = "See that its folder is there and can be written, or name another file."
            raise unusable(path, error, hint=hint) from error


def _in_the_way(path: Path) -> UsageError:
    return UsageError(f"There is a file {path} already.", hint="Name another one, or add --force.")


def _is_part_of(target: Path, own: Path) -> bool:
    """Whether a file is the tracker's own, or one that SQLite keeps beside it."""
    real = os.path.realpath(own)
    return str(target) in (real, *(f"{real}-{kind}" for kind in ("wal", "shm", "journal", "sync"))) or (
        target.exists() and target.samefile(own)
    )


def _copy(connection: Connection, target: Path, *, overwrite: bool) -> None:
    """Copy the database: whole or not at all, and on the disk when this returns."""
    import sqlite3
    from tempfile import mkstemp

    handle, name = mkstemp(prefix=".calsync-", suffix=".tmp", dir=target.parent)  # for its owner only
    os.close(handle)
    try:
        copy = sqlite3.connect(name, isolation_level=None)
        try:
            copy.execute("PRAGMA journal_mode = OFF").fetchone()  # what fails half-way is thrown away
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = OFF").fetchone()  # the copy came with the log of its source
        finally:
            copy.close()
        _to_disk(name)
        if overwrite:
            os.replace(name, target)
        else:
            _put(name, target)
        _to_disk(target.parent)
    finally:
        for each in (name, *(f"{name}-{kind}" for kind in ("journal", "wal", "shm"))):
            with suppress(OSError):
                os.unlink(each)


def _put(name: str, target: Path) -> None:
    """Give a file its name, unless the name is taken. Raises FileExistsError."""
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        os.rename(name, target)


def _to_disk(path: str | Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
