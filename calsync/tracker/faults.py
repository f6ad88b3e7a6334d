"""What an error of SQLite's or of the system means for the person, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calsync.errors import CalsyncError, TrackerBusy, TrackerError

if TYPE_CHECKING:
    from sqlite3 import Error

RESTORE = (
    "Move it away, with the files beside it that end in -wal and -shm, and put a backup in its place "
    "(calsync backup makes one); without one calsync starts anew."
)
RIGHTS = "See that the file and its folder are yours and can be written, or name another folder with --home."


@contextmanager
def translating(path: Path, *, wait: float) -> Iterator[None]:
    """SQLite's errors, in words."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        told = explain(error, path, wait=wait)
        if told is None:
            raise
        raise told from error


def explain(error: Error, path: Path, *, wait: float) -> CalsyncError | None:
    """What an error of SQLite means for the person; None for one that is ours to mend."""
    meaning = meaning_of(error)
    if meaning is None:
        return None
    why = "some text in it cannot be decoded" if _is_undecodable(error) else error
    return meaning.kind(meaning.sentence.format(path=path, wait=f"{wait:g}", error=why), hint=meaning.hint)


def meaning_of(error: Error) -> Meaning | None:
    code = getattr(error, "sqlite_errorname", "")
    for begin, meaning in MEANINGS.items():
        if code == begin or code.startswith(f"{begin}_"):
            return meaning
    return _DAMAGED if _is_undecodable(error) else None


def _is_undecodable(error: Error) -> bool:
    """Whether Python could not read a text: it does so itself, and SQLite knows no name for it."""
    return not hasattr(error, "sqlite_errorname") and str(error).startswith("Could not decode to UTF-8")


class Meaning(NamedTuple):
    kind: type[CalsyncError]
    sentence: str
    hint: str


_BUSY = Meaning(
    TrackerBusy,
    "Another calsync is at work on {path} and was not done within {wait} seconds; nothing was changed.",
    "Run it again in a moment; if this stays, another calsync may hang.",
)
_DAMAGED = Meaning(TrackerError, "{path} is damaged, or no file of calsync's: {error}.", RESTORE)
CLOSED = Meaning(TrackerError, "{path} cannot be opened or written: {error}.", RIGHTS)
MEANINGS = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_PROTOCOL": _BUSY,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_FORMAT": _DAMAGED,
    "SQLITE_SCHEMA": _DAMAGED,
    "SQLITE_ERROR": _DAMAGED,  # a table or column is missing
    "SQLITE_CONSTRAINT": _DAMAGED,  # rows that no command of calsync leaves behind
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_READONLY": CLOSED,
    "SQLITE_PERM": CLOSED,
    "SQLITE_AUTH": CLOSED,
    "SQLITE_FULL": Meaning(
        TrackerError,
        "There is no room left on the disk for {path}; nothing was changed.",
        "Make room and run it again.",
    ),
    "SQLITE_IOERR": Meaning(
        TrackerError,
        "The disk failed while {path} was read or written: {error}.",
        "Run it again; if this stays, see after the disk, and copy the file elsewhere.",
    ),
    "SQLITE_TOOBIG": Meaning(
        TrackerError, "This is more than one row of {path} can hold; nothing was changed.", "Shorten it."
    ),
}


def unusable(path: Path, error: OSError, *, hint: str = RIGHTS) -> TrackerError:
    """A file the system does not let us have."""
    return TrackerError(f"{path} cannot be used: {error.strerror or error}.", hint=hint)


def unreadable(path: Path, where: str, error: Exception) -> TrackerError:
    """A row of the file that holds what calsync never wrote."""
    return TrackerError(f"{path} cannot be read: {where}: {error}.", hint=RESTORE)
