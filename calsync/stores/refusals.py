"""What may be a place for a file, and what the system refuses as a sentence with the way out."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from calsync.errors import NeedsPerson, UsageError

LARGEST = 100_000_000
"""Bytes of a file that is read. In one of ours a reminder has some hundred, with its draft some thousand."""


def present(path: Path) -> bool:
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


def not_ours(path: Path, why: str, *, hint: str) -> NeedsPerson:
    """A file that is not to be touched, and `why`; of one that is too large to be looked into, that."""
    if path.stat().st_size > LARGEST:
        why = f"is too large for calsync to see what is in it (more than {LARGEST // 1_000_000} MB)"
    return NeedsPerson(f"{path} {why}.", hint=hint)


def check_rights(path: Path) -> None:
    """Replacing a file takes no right to write to it; one that was made read-only is still meant to stay."""
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
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
