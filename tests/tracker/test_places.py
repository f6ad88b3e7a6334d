"""The tracker's file where it may lie: whose it is, who may read it, a disk that cannot be written, its copies."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calsync.errors import TrackerError
from calsync.planning.rules import Wishes
from calsync.tracker import copy as copying
from calsync.tracker.driver import Telling
from calsync.tracker.log import Tracker, open_tracker
from calsync.tracker.schema import OURS, STEPS
from tests.tracker.worker import made, sources

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)


def opened(path: Path, *, create: bool = True) -> Tracker:
    return open_tracker(path, wait=5, create=create)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker with one interview, that nobody has open."""
    path = tmp_path / "tracker.db"
    with opened(path) as tracker, tracker.command("track", at=NOW) as change:
        change.add("one", made("one"), Wishes(), sources("one"))
    assert [each.name for each in tmp_path.iterdir()] == ["tracker.db"]
    return path


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


# Whose it is


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE song (title TEXT)",
        f"PRAGMA user_version = {len(STEPS) + 1}; PRAGMA application_id = {OURS}",
    ],
)
def test_what_is_not_ours_keeps_its_rights(tmp_path: Path, create: bool, statement: str) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript(statement)
    other.chmod(0o644)
    with pytest.raises(TrackerError):
        opened(other, create=create)
    assert mode(other) == "0o644"
    assert [each.name for each in tmp_path.iterdir()] == ["other.db"]


def test_a_text_keeps_its_rights(tmp_path: Path) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text("Dear Jo, thank you for your time.\n" * 99)
    mail.chmod(0o664)
    with pytest.raises(TrackerError):
        opened(mail)
    assert mode(mail) == "0o664"


@pytest.mark.parametrize("create", [True, False])
def test_ours_is_for_its_owner_alone(path: Path, create: bool) -> None:
    path.chmod(0o644)
    with opened(path, create=create):
        assert {mode(each) for each in path.parent.iterdir()} == {"0o600"}


def test_every_folder_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        tmp_path.chmod(0o755)
        with opened(tmp_path / "a" / "b" / "c" / "tracker.db"):
            pass
    finally:
        os.umask(before)
    folders = [tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "c"]
    assert [mode(each) for each in folders] == ["0o700"] * 3
    assert mode(tmp_path) == "0o755"


# A disk that cannot be written


class Barred(Telling):
    """As on a disk that is read-only: SQLite cannot make the files it wants beside the file."""

    name = "SQLITE_CANTOPEN"

    def execute(self, *_: object) -> sqlite3.Cursor:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorname = self.name
        raise error


class BarredFromWriting(Barred):
    name = "SQLITE_READONLY_CANTINIT"


@pytest.fixture(params=[Barred, BarredFromWriting])
def barred(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    """How opening it was tried. Its rights are more than they should be, and cannot be changed."""
    path.chmod(0o644)
    tried: list[str] = []
    connect = sqlite3.connect

    def refuse(
        source: str, *, uri: bool, timeout: float, isolation_level: None, factory: type[Telling]
    ) -> sqlite3.Connection:
        tried.append(source.partition("?")[2])
        kind = request.param if "mode=rw" in source else factory
        return connect(source, uri=uri, timeout=timeout, isolation_level=isolation_level, factory=kind)

    def keep(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(sqlite3, "connect", refuse)
    monkeypatch.setattr(os, "chmod", keep)
    return tried


def test_who_looks_needs_no_disk_that_can_be_written(path: Path, tmp_path: Path, barred: list[str]) -> None:
    held = path.read_bytes()
    with opened(path, create=False) as tracker:
        assert [each.ref for each in tracker.tracked()] == ["one"]
        assert [each.words for each in tracker.commands(9)] == ["track"]
        with pytest.raises(TrackerError, match="cannot be opened or written"):
            tracker.undo()
    assert barred == ["mode=rw", "mode=ro&immutable=1"]
    assert [each.name for each in tmp_path.iterdir()] == ["tracker.db"]
    assert path.read_bytes() == held


def test_what_is_being_written_is_not_taken_as_it_stands(path: Path, barred: list[str]) -> None:
    Path(f"{path}-wal").write_bytes(b"what was written last")
    with pytest.raises(TrackerError, match="cannot be opened or written"):
        opened(path, create=False)
    assert barred == ["mode=rw"]


def test_who_changes_something_needs_one(path: Path, barred: list[str]) -> None:
    with pytest.raises(TrackerError, match="cannot be opened or written"):
        opened(path)
    assert barred == ["mode=rw"]


# Copies


def test_a_copy_that_fails_leaves_nothing_behind(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    seen: list[list[str]] = []

    def fail(name: str) -> None:
        seen.append([each.name.replace(Path(name).name, "NEW") for each in target.parent.iterdir()])
        for kind in ("journal", "wal", "shm"):  # as after an error in the middle
            Path(f"{name}-{kind}").touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copying, "_to_disk", fail)
    with opened(path) as tracker, pytest.raises(TrackerError, match="No space left on device"):
        tracker.backup(target)
    assert seen == [["NEW"]]
    assert list(target.parent.iterdir()) == []


def test_a_copy_being_made_has_no_journal_beside_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    seen: list[list[str]] = []

    class Watched(Telling):
        def backup(self, target_: sqlite3.Connection, **_: object) -> None:  # type: ignore[override]
            super().backup(target_, pages=1, progress=lambda *_: seen.append(beside()))

    def beside() -> list[str]:
        return [each.suffix for each in target.parent.iterdir()]

    monkeypatch.setattr("calsync.tracker.driver.Telling", Watched)
    with opened(path) as tracker:
        tracker.backup(target)
    assert len(seen) > 3
    assert set(map(tuple, seen)) == {(".tmp",)}


def test_a_backup_put_back_beside_an_old_log_is_not_undone_by_it(tmp_path: Path) -> None:
    own, copy = tmp_path / "tracker.sqlite3", tmp_path / "copy.sqlite3"
    with opened(own) as tracker:
        with tracker.command("one", at=NOW) as change:
            change.add("acme-final", made("a"), Wishes(), sources("a"))
        tracker.backup(copy)
        with tracker.command("two", at=NOW) as change:
            change.add("acme-panel", made("b"), Wishes(), sources("b"))
        log = Path(f"{own}-wal").read_bytes()
    own.write_bytes(copy.read_bytes())
    Path(f"{own}-wal").write_bytes(log)
    with pytest.raises(TrackerError, match="copy that was put back"), opened(own):
        pass
    Path(f"{own}-wal").unlink()
    Path(f"{own}-shm").unlink(missing_ok=True)
    with opened(own) as tracker:
        assert [each.ref for each in tracker.tracked()] == ["acme-final"]
