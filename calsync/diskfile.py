"""Making and replacing a file on disk: whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What file systems without hard links answer (link(2)): FAT, and some that a phone shows."""


def replace_file(path: Path, data: bytes, *, check: Callable[[], None] | None = None) -> None:
    """Put the bytes in place of the file (or of what a link leads to) in one step, with the rights it
    had. Whatever fails, the old file stays as it was; raises OSError. `check` is called right before that
    step, and calls it off by raising."""
    target = Path(os.path.realpath(path))
    try:
        rights = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        rights = None
    with _written_aside(target.parent, data, rights=rights) as temporary:
        if check is not None:
            check()
        os.replace(temporary, target)


def create_file(path: Path, data: bytes) -> None:
    """Make a file with these bytes in one step. Raises FileExistsError where anything has that name, and
    OSError."""
    with _written_aside(path.parent, data) as temporary:
        try:
            os.link(temporary, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
            os.replace(temporary, path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else who asks for the folder does anything in it meanwhile, where the system can see to that."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:  # whatever is wrong with it is said by what is done in it
        yield
        return
    try:
        with suppress(OSError):  # some network disks lock no folders
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def _written_aside(folder: Path, data: bytes, *, rights: int | None = None) -> Iterator[Path]:
    """A file of that content beside the one it is to become; gone afterwards. It has its rights before there
    is anything in it to read."""
    temporary = _temporary(folder)
    try:
        with temporary.open("wb") as file:
            if rights is not None:
                temporary.chmod(rights)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _temporary(folder: Path) -> Path:
    """A new empty file in the folder, with the rights any new file gets."""
    for number in count():
        path = folder / f".calsync-{os.getpid()}-{number}.tmp"
        with suppress(FileExistsError), path.open("xb"):
            return path
    raise AssertionError("unreachable")
