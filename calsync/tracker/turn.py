"""One sync at a time: whose turn it is, across all processes that use one tracker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.errors import CalsyncError, TrackerBusy, TrackerError
from calsync.tracker.faults import RESTORE, explain
from calsync.tracker.schema import PAUSE, prepare

if TYPE_CHECKING:
    from sqlite3 import Connection, Error


@contextmanager
def one_at_a_time(path: Path, *, wait: float) -> Iterator[None]:
    """The turn to sync with the tracker at `path`, which is waited for so many seconds; nobody else has it
    meanwhile. It is a lock of the system's on an empty file beside the tracker, so it ends with the process,
    however that ends, and no file is ever to be cleared away. A process forked meanwhile neither has the
    turn nor ends it: do not sync in one. Raises TrackerBusy and TrackerError."""
    connection = _taken(Path(f"{os.path.realpath(path)}-sync"), wait=wait)
    try:
        yield
    finally:
        connection.close()


def _taken(lock: Path, *, wait: float) -> Connection:
    import sqlite3

    prepare(lock, create=True)
    try:
        connection = sqlite3.connect(f"{lock.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)
        try:
            _wait_for_turn(connection, wait=wait)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        told = _explain(error, lock, wait=wait)
        if told is None:
            raise
        raise told from error
    return connection


def _wait_for_turn(connection: Connection, *, wait: float) -> None:
    """Ask again and again: within SQLite's own waiting nobody could break off with Ctrl-C."""
    import sqlite3
    from time import monotonic, sleep

    begun = monotonic()
    while True:
        try:
            connection.execute("PRAGMA journal_mode = MEMORY").fetchone()  # no second file
            connection.execute("BEGIN EXCLUSIVE")  # locks at once, and writes nothing
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() - begun >= wait:
                raise
            sleep(PAUSE)


def _explain(error: Error, lock: Path, *, wait: float) -> CalsyncError | None:
    told = explain(error, lock, wait=wait)
    if isinstance(told, TrackerBusy):
        waited = f" and was not done within {wait:g} seconds" if wait else ""
        return TrackerBusy(
            f"Another calsync sync is at work{waited}; nothing was changed.",
            hint="Run it again in a moment; if this stays, another calsync may hang.",
        )
    if told is not None and told.hint == RESTORE:
        return TrackerError(f"{lock} is no file of calsync's.", hint="Move it away, and run it again.")
    return told
