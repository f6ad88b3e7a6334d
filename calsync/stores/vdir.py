"""A folder with one .ics file for each object, as khal, todoman and vdirsyncer use it (the vdir format).

`ics_folder` owns writing reminders to such a folder without a sync.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from calsync.diskfile import alone, create_file, replace_file
from calsync.errors import AccessRefused, CalsyncError, Unreachable, UsageError
from calsync.stores.refusals import check_rights
from calsync.sync.store import Changed, Delta, Exists, Listing, Missing, Object, Refused, Unsure, Written

LARGEST = 1_000_000
"""Bytes of a file that is handed on. One of ours has some thousand."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""The text of a file that is there, but is too large, empty, in no UTF-8 or not ours to read. As it is no
calendar, nothing is concluded from it and nothing written over it."""

_ENDING = ".ics"
_WANTING = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOWHERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


class VdirStore:
    """Implements Store. The etag of a file is the hash of its content, since neither its time nor its inode
    tells two versions apart that were written within a tick of the clock.

    Two files may hold one UID: they are named by it, so no vdir program makes a second.
    """

    lags = False

    def __init__(self, folder: Path) -> None:
        self._folder = Path(os.path.realpath(folder))
        self.place = f"vdir:{self._folder}"

    def prepare(self) -> None:
        """Make the folder if there is none, for nobody else to read. To be called only where nothing was
        ever agreed with this calendar: else a disk that is not mounted would look like an empty one."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def address(self, name: str) -> str:
        return name

    def everything(self) -> Listing:
        with _reading(self._folder):
            # A file that is replaced during a scan can be missing from it, though it was there all the time.
            names = {*self._names(), *self._names()}
            return Listing(tuple(self._objects(sorted(names))), None)

    def changes(self, token: str) -> Delta | None:  # noqa: ARG002  # a folder keeps no account of itself
        return None

    def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
        with _reading(self._folder):
            return tuple(self._objects(sorted(href for href in set(hrefs) if _names_object(href))))

    def create(self, name: str, text: str) -> Written:
        data = text.encode()
        path = self._path(name)
        with _writing(path), alone(self._folder):
            create_file(path, data)
        return Written(name, _etag(data))

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        data = text.encode()
        path = self._path(href)
        with _writing(path), alone(self._folder):
            _expect(path, etag)
            check_rights(path)
            replace_file(path, data, check=lambda: _expect(path, etag))
        return Written(href, _etag(data))

    def remove(self, href: str, *, etag: str | None) -> None:
        path = self._path(href)
        with _writing(path), alone(self._folder):
            _expect(path, etag)
            check_rights(path)
            path.unlink()

    def _path(self, href: str) -> Path:
        if not _names_object(href):
            raise ValueError(f"no name of an object: {href!r}")
        return self._folder / href

    def _names(self) -> Iterator[str]:
        with os.scandir(self._folder) as found:
            yield from (each.name for each in found if _names_object(each.name))

    def _objects(self, names: Collection[str]) -> Iterator[Object]:
        for name in names:
            found = _object(self._folder / name)
            if found is not None:
                yield found


def _names_object(name: str) -> bool:
    """Hidden files are ones that are being written; a name that is no text cannot be remembered."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return Path(name).name == name and not name.startswith(".") and name.lower().endswith(_ENDING)


def _object(path: Path) -> Object | None:
    """What lies there; None if nothing does, or what is no file. Raises OSError where that cannot be told."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return None
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        if not path.is_symlink():
            return None
        raise  # what the link leads to may be on a disk that is not there now
    except PermissionError:
        return Object(path.name, None, UNREADABLE)
    text = "" if len(data) > LARGEST else _decoded(data)
    return Object(path.name, _etag(data), text if text.strip() else UNREADABLE)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _etag(data: bytes) -> str:
    return sha256(data).hexdigest()


def _expect(path: Path, etag: str | None) -> None:
    found = _object(path)
    if found is None:
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        raise Missing
    if etag is not None and etag != found.etag:
        raise Changed
    if found.text == UNREADABLE:
        message = f"{path} is no calendar file that can be read, so it is left as it is."
        raise Refused(AccessRefused(message, hint="Look into it, and remove it if nobody needs it."))


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """What the system refuses, as a sentence: never an empty answer. That also goes for a disk that is taken
    away meanwhile."""
    try:
        before = folder.stat()
        yield
        after = folder.stat()
    except OSError as error:
        raise _unreadable(folder, error) from error
    if not (stat.S_ISDIR(after.st_mode) and os.path.samestat(before, after)):
        raise _away(folder)


def _unreadable(folder: Path, error: OSError) -> CalsyncError:
    if error.errno in _NOWHERE:
        return _away(folder) if not folder.is_dir() else _leads_nowhere(Path(error.filename))
    if error.errno in _WANTING:
        return AccessRefused(
            f"{folder} cannot be read: permission denied.", hint="Change its rights, or name another folder."
        )
    return Unreachable(
        f"{folder} cannot be read: {error.strerror or error}.", hint="Try again when the disk is back."
    )


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the system refuses, as what it means for one object; a refusal of all of them as a sentence."""
    try:
        yield
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> Exception:
    if error.errno == errno.EEXIST:
        return Exists()
    if error.errno in _NOWHERE:
        if not path.parent.is_dir():
            return _away(path.parent)
        return Refused(_leads_nowhere(path)) if path.is_symlink() else Missing()
    if error.errno in _WANTING:
        if error.errno == errno.EROFS or not os.access(path.parent, os.W_OK | os.X_OK):
            why = "the disk is read-only" if error.errno == errno.EROFS else "permission denied"
            return AccessRefused(
                f"Nothing can be written in {path.parent}: {why}.",
                hint="Change that, or name another folder.",
            )
        return Refused(AccessRefused(f"{path} is read-only.", hint="Change its rights, or leave it so."))
    if error.errno in _FULL:
        return Refused(
            AccessRefused(f"{path} cannot be written: the disk is full.", hint="Make room, and sync again.")
        )
    return Unsure(
        Unreachable(f"{path} cannot be written: {error.strerror or error}.", hint="Sync again later.")
    )


def _away(folder: Path) -> Unreachable:
    return Unreachable(
        f"The folder {folder} is not there.",
        hint="If it is on another disk, connect that first; if it was removed on purpose, make it again.",
    )


def _leads_nowhere(path: Path) -> Unreachable:
    return Unreachable(
        f"{path} is a link to a file that is not there.",
        hint="Connect the disk it is on, or remove the link.",
    )


def _unusable(folder: Path, error: OSError) -> CalsyncError:
    """Why there is no such folder and none can be made."""
    match error.errno:
        case errno.EEXIST:
            return UsageError(f"{folder} is a file, not a folder.", hint="Name a folder, or a new place.")
        case errno.ENOENT:
            return UsageError(
                f"The folder {folder.parent} does not exist.", hint="Create it first, or name another place."
            )
        case errno.ENOTDIR:
            return UsageError(f"{folder.parent} is not a folder.", hint="Name another place.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return AccessRefused(
                f"{folder} cannot be made: permission denied.",
                hint="Name another place, or make it yourself.",
            )
        case _:
            return Unreachable(
                f"{folder} cannot be made: {error.strerror or error}.", hint="Name another place."
            )
