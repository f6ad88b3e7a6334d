"""Replacing a file on disk: whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from itertools import count
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put the bytes in place of the file (or of what a link leads to) in one step, with the rights it
    had. Whatever fails, the old file stays as it was; raises OSError."""
    target = Path(os.path.realpath(path))
    temporary = _temporary(target.parent)
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(temporary, target)
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
