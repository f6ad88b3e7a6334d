"""The tracker's file in use: what is remembered and taken back, who may read it, and who waits for whom."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calsync.errors import CalsyncError, TrackerBusy, TrackerError, UsageError
from calsync.planning.facts import Facts
from calsync.planning.history import Entry, Noted, Untracked
from calsync.planning.interview import Interview
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.tracker.faults import MEANINGS, RESTORE, RIGHTS, explain
from calsync.tracker.log import Tracker, open_tracker
from tests.planning.made import BERLIN
from tests.tracker.worker import Op, Worker, fold, logged, made, state_of

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
ONE, TWO = made("one"), made("two")
NONE = Sources()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "calsync" / "tracker.db"


def opened(path: Path, *, wait: float = 5, create: bool = True) -> Tracker:
    return open_tracker(path, wait=wait, create=create)


def add(tracker: Tracker, one: Interview, *, ref: str | None = None, sources: Sources = NONE) -> None:
    with tracker.command(f"track {one.id}", at=NOW) as change:
        change.add(ref or one.id.removeprefix("id-"), one, Wishes(), sources)


def tell(tracker: Tracker, one: Interview, entry: Entry) -> None:
    with tracker.command(type(entry).__name__.lower(), at=NOW) as change:
        change.append(one.id, entry)


def refs(tracker: Tracker) -> list[str]:
    return [each.ref for each in tracker.tracked()]


def words(tracker: Tracker) -> list[str]:
    return [command.words for command in tracker.commands(99)]


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


# What is remembered


def test_what_is_remembered_is_there_the_next_time(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        tell(tracker, ONE, Noted("She likes queues", "", NOW))
        add(tracker, TWO)
    with opened(path) as tracker:
        one, two = tracker.tracked()
        assert (one.ref, one.interview, one.since) == ("one", ONE, NOW)
        assert one.entries == (Noted("She likes queues", "", NOW),)
        assert (two.ref, two.entries) == ("two", ())
        assert words(tracker) == ["track id-two", "noted", "track id-one"]
        assert words(tracker)[:1] == [command.words for command in tracker.commands(1)]


def test_the_newest_version_counts_and_the_same_one_is_no_news(path: Path) -> None:
    later, wishes = made("one", role="Lead"), Wishes(cadence="light")
    with opened(path) as tracker:
        add(tracker, ONE)
        with tracker.command("again", at=NOW) as change:
            assert not change.update(ONE.id, ONE, Wishes(), NONE)
        assert words(tracker) == ["track id-one"]
        with tracker.command("newer", at=NOW + timedelta(days=1)) as change:
            assert change.update(ONE.id, replace(later, id="of the new event"), wishes, NONE)
            assert change.tracked()[0].interview == later  # what it has done it sees; the id stays
        (one,) = tracker.tracked()
        assert (one.interview, one.wishes, one.since) == (later, wishes, NOW)


def test_a_command_is_whole_or_not_at_all(path: Path) -> None:
    with opened(path) as tracker:
        with suppress(KeyboardInterrupt), tracker.command("cut off", at=NOW) as change:
            change.add("one", ONE, Wishes(), NONE)
            raise KeyboardInterrupt
        with tracker.command("changes nothing", at=NOW):
            pass
        assert (refs(tracker), words(tracker)) == ([], [])


def test_every_command_comes_after_the_one_before_it(path: Path) -> None:
    clock = [NOW, NOW, NOW - timedelta(days=1), NOW + timedelta(days=1), NOW.astimezone(BERLIN)]
    seen: list[datetime] = []
    with opened(path) as tracker:
        for number, at in enumerate(clock):
            with tracker.command(str(number), at=at) as change:
                assert change.at.utcoffset() == timedelta()
                seen.append(change.at)
                change.add(str(number), replace(ONE, id=str(number)), Wishes(), NONE)
        logged = [command.at for command in reversed(tracker.commands(9))]
        assert [each.since for each in tracker.tracked()] == logged == seen
        tiny = timedelta(microseconds=1)
        day = timedelta(days=1)
        assert seen == [NOW, NOW + tiny, NOW + 2 * tiny, NOW + day, NOW + day + tiny]
        tracker.undo()
        with tracker.command("again", at=NOW) as change:
            assert change.at == seen[-1]


def test_a_command_that_is_over_changes_nothing(path: Path) -> None:
    with opened(path) as tracker:
        with tracker.command("one", at=NOW) as change:
            pass
        with pytest.raises(RuntimeError):
            change.add("one", ONE, Wishes(), NONE)
        assert refs(tracker) == []


def test_an_interview_is_tracked_once_and_a_ref_names_one(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        with pytest.raises(UsageError, match="tracked already, as one"):
            add(tracker, ONE, ref="other")
        with pytest.raises(UsageError, match="There is a “one” already"):
            add(tracker, TWO, ref="one")
        with tracker.command("x", at=NOW) as change:
            with pytest.raises(KeyError):
                change.sources("x")
            with pytest.raises(KeyError):
                change.append("x", Untracked(NOW))
            with pytest.raises(KeyError):
                change.update("x", ONE, Wishes(), NONE)
        assert words(tracker) == ["track id-one"]


def test_events_are_found_by_uid_in_the_newest_sources(path: Path) -> None:
    def sources(*uids: str | None, replaced: tuple[str, ...] = ()) -> Sources:
        events = tuple(Facts(file="a.ics", title="Talk", uid=uid) for uid in uids)
        return Sources(events=events, replaced=frozenset(replaced))

    odd = "half a pair \ud83d"
    with opened(path) as tracker:
        add(tracker, ONE, sources=sources("a", None, "shared", odd))
        add(tracker, TWO, sources=sources("shared", "shared"))
        with tracker.command("newer", at=NOW) as change:
            change.update(ONE.id, ONE, Wishes(), sources("b", "shared", odd, replaced=("a0",)))
            found = {uid: change.find_event(uid) for uid in ("a", "a0", "b", "shared", odd, "none")}
            assert change.sources(ONE.id) == sources("b", "shared", odd, replaced=("a0",))
        assert found == {
            "a": (),
            "a0": ("id-one",),
            "b": ("id-one",),
            "shared": ("id-one", "id-two"),
            odd: ("id-one",),
            "none": (),
        }
        tell(tracker, TWO, Untracked(NOW))
        with tracker.command("look", at=NOW) as change:
            assert change.find_event("shared") == ("id-one",)


def test_words_from_a_terminal_of_another_encoding(path: Path) -> None:
    with opened(path) as tracker:
        with tracker.command("note one Jos\udce9", at=NOW) as change:
            change.add("one", ONE, Wishes(), NONE)
        assert words(tracker) == ["note one Jos\\udce9"]


# Taking back


def test_undo_takes_back_one_command_after_another(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        with tracker.command("two things", at=NOW) as change:
            change.update(ONE.id, made("one", role="Lead"), Wishes(), NONE)
            change.append(ONE.id, Noted("a", "", NOW))
            change.add("two", TWO, Wishes(), NONE)
        tell(tracker, ONE, Noted("b", "", NOW))
        taken = []
        while (command := tracker.undo()) is not None:
            taken.append(command.words)
            taken.append(str(state_of(tracker.tracked())))
        assert taken == [
            "noted",
            "{'one': ('Lead', ('a',)), 'two': ('', ())}",
            "two things",
            "{'one': ('', ())}",
            "track id-one",
            "{}",
        ]


def test_untracking_hides_sets_the_ref_free_and_can_be_taken_back(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        tell(tracker, ONE, Noted("old", "", NOW))
        tell(tracker, ONE, Untracked(NOW))
        assert refs(tracker) == []
        add(tracker, TWO, ref="one")
        add(tracker, ONE, ref="again")
        again = tracker.tracked()[1]
        assert (again.id, again.ref, again.entries) == (ONE.id, "again", ())
        for left in (["one"], []):
            tracker.undo()
            assert refs(tracker) == left
        assert tracker.undo() is not None
        assert state_of(tracker.tracked()) == {"one": ("", ("old",))}


def test_a_command_that_hides_one_and_gives_its_ref_away_is_taken_back_whole(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        with tracker.command("replace", at=NOW) as change:
            change.append(ONE.id, Untracked(NOW))
            change.add("one", TWO, Wishes(), NONE)
        assert [each.id for each in tracker.tracked()] == [TWO.id]
        tracker.undo()
        assert [each.id for each in tracker.tracked()] == [ONE.id]


# The file


def test_a_look_at_nothing_makes_nothing(path: Path) -> None:
    with opened(path, create=False) as tracker:
        assert tracker.tracked() == ()
        assert tracker.commands(5) == ()
        with pytest.raises(UsageError, match="Nothing is tracked yet"):
            tracker.backup(path.with_name("copy.db"))
    assert not path.parent.parent.exists()


@pytest.mark.parametrize("made", [False, True])
def test_a_change_of_what_is_not_there_makes_nothing(path: Path, made: bool) -> None:
    if made:
        path.parent.mkdir(parents=True)
        path.touch()
    with opened(path, create=False) as tracker:
        with tracker.command("look", at=NOW) as change:
            assert change.tracked() == ()
        with pytest.raises(TrackerError):
            add(tracker, ONE)
        assert refs(tracker) == []
    assert [each.stat().st_size for each in path.parent.glob("*")] == [0] * made


def test_a_look_leaves_an_empty_file_empty(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    with opened(path, create=False) as tracker:
        assert tracker.tracked() == ()
    assert [(each.name, each.stat().st_size) for each in path.parent.iterdir()] == [(path.name, 0)]
    with opened(path) as tracker:
        add(tracker, ONE)
        assert refs(tracker) == ["one"]


def test_a_look_at_a_backup_leaves_it_as_it_is(path: Path) -> None:
    copy = path.with_name("copy.db")
    with opened(path) as tracker:
        add(tracker, ONE)
        tracker.backup(copy)
    held = copy.read_bytes()
    with opened(copy, create=False) as tracker:
        assert refs(tracker) == ["one"]
    assert copy.read_bytes() == held


def test_a_look_changes_nothing(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
    with opened(path, create=False) as tracker:
        assert refs(tracker) == ["one"]
        with pytest.raises(TrackerError):
            add(tracker, TWO)
        assert refs(tracker) == ["one"]


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        with opened(path) as tracker:
            add(tracker, ONE)
            beside = sorted(each.name for each in path.parent.iterdir())
            assert beside == ["tracker.db", "tracker.db-shm", "tracker.db-wal"]
            assert {mode(each) for each in path.parent.iterdir()} == {"0o600"}
            assert mode(path.parent) == "0o700"
            path.chmod(0o644)
            Path(f"{path}-wal").chmod(0o666)
            with opened(path, create=False) as other:
                assert refs(other) == ["one"]
            assert {mode(each) for each in path.parent.iterdir()} == {"0o600"}
    finally:
        os.umask(before)


def test_how_the_file_is_kept(path: Path) -> None:
    with opened(path) as tracker:
        settings = {
            name: tracker._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("name", ["Bewerbungen & % ? #.db", "ünï.db", os.fsdecode(b"caf\xe9.db")])
def test_odd_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with opened(path) as tracker:
        add(tracker, ONE)
    assert [each.name for each in tmp_path.iterdir()] == [name]
    with opened(path, create=False) as tracker:
        assert refs(tracker) == ["one"]


def test_a_link_leads_to_the_file(tmp_path: Path, path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
    (tmp_path / "link.db").symlink_to(path)
    with opened(tmp_path / "link.db") as tracker:
        assert refs(tracker) == ["one"]
    assert (tmp_path / "link.db").is_symlink()


def test_what_is_no_file_of_ours(tmp_path: Path) -> None:
    folder, mail, other, cut = (tmp_path / name for name in ("folder", "mail.txt", "other.db", "cut.db"))
    folder.mkdir()
    mail.write_text("Dear Jo, thank you for your time.\n" * 99)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE song (title TEXT)")
    with opened(cut) as tracker:
        add(tracker, ONE)
    cut.write_bytes(cut.read_bytes()[:4500])
    os.mkfifo(tmp_path / "pipe")
    expected = {
        folder: f"{folder} is a folder; calsync keeps what it remembers in a file.",
        tmp_path
        / "pipe": f"{tmp_path / 'pipe'} is no ordinary file; calsync keeps what it remembers in a file.",
        mail: f"{mail} is damaged, or no file of calsync's: file is not a database.",
        other: f"{other} belongs to another program, not to calsync.",
        cut: f"{cut} is damaged, or no file of calsync's: database disk image is malformed.",
    }
    for create in (True, False):
        wrong = "File exists" if create else "Not a directory"
        within = {mail / "tracker.db": f"{mail / 'tracker.db'} cannot be used: {wrong}."}
        for path, sentence in (expected | within).items():
            with pytest.raises(TrackerError) as refused:
                opened(path, create=create).tracked()
            assert refused.value.message == sentence
            assert refused.value.hint in (RESTORE, RIGHTS)
    with closing(sqlite3.connect(other)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("UPDATE entry SET kind = 'laughed'", "entry 1, of “one”: it is of the unknown kind “laughed”."),
        ("UPDATE entry SET content = '{}'", "entry 1, of “one”: “person” is missing."),
        (
            "PRAGMA ignore_check_constraints = ON; UPDATE entry SET content = '{'",
            "entry 1: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).",
        ),
        (
            "PRAGMA ignore_check_constraints = ON; UPDATE entry SET content = '{}, {}'",
            "entry 1: Extra data: line 1 column 3 (char 2).",
        ),
        (
            "UPDATE version SET content = json_remove(content, '$.interview.role')",
            "version 1, of “one”: “role” is missing.",
        ),
        ("UPDATE version SET content = '7'", "version 1, of “one”: 7 is no object."),
        ("DELETE FROM version", "version None: Expecting value: line 1 column 1 (char 0)."),
        ("UPDATE interview SET id = 'x'", "version 1, of “one”: it is of id-one, not of x."),
        ("UPDATE command SET at = 'noon'", "version 1, of “one”: Invalid isoformat string: 'noon'."),
    ],
)
def test_a_row_that_cannot_be_read_is_named(path: Path, spoil: str, sentence: str) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        tell(tracker, ONE, Noted("a", "", NOW))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(spoil)
    with opened(path) as tracker, pytest.raises(TrackerError) as refused:
        tracker.tracked()
    assert refused.value.message == f"{path} cannot be read: {sentence}"


def test_unreadable_sources_are_named_when_they_are_needed(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("UPDATE version SET sources = '[]'")
    with opened(path) as tracker:
        assert refs(tracker) == ["one"]
        with (
            pytest.raises(TrackerError, match="the sources in version 1"),
            tracker.command("x", at=NOW) as change,
        ):
            change.sources(ONE.id)


def test_a_missing_table(path: Path) -> None:
    with opened(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE entry")
    with opened(path) as tracker, pytest.raises(TrackerError, match=r"damaged.*no such table: entry"):
        tracker.tracked()


def test_a_full_disk_loses_nothing(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        tracker._connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(TrackerError, match="no room left") as refused:
            tell(tracker, ONE, Noted("x" * 1_000_000, "", NOW))
        assert refused.value.hint == "Make room and run it again."
        assert state_of(tracker.tracked()) == {"one": ("", ())}
        tell(tracker, ONE, Noted("short", "", NOW))
    with opened(path) as tracker:
        assert state_of(tracker.tracked()) == {"one": ("", ("short",))}


def test_more_than_a_row_can_hold(path: Path) -> None:
    with opened(path) as tracker:
        add(tracker, ONE)
        tracker._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000)
        with pytest.raises((TrackerError, sqlite3.DataError)):
            tell(tracker, ONE, Noted("x" * 20_000, "", NOW))
        assert state_of(tracker.tracked()) == {"one": ("", ())}


@pytest.mark.parametrize("wrong", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch, wrong: int) -> None:
    def refuse(*_: object) -> int:
        raise OSError(wrong, os.strerror(wrong))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(TrackerError) as refused:
        opened(path)
    assert refused.value.message == f"{path} cannot be used: {os.strerror(wrong)}."
    assert refused.value.hint == RIGHTS


BUSY, TRACKER = (TrackerBusy, 7), (TrackerError, 4)


MEANT: list[tuple[str, tuple[type[CalsyncError], int], str]] = [
    ("SQLITE_BUSY", BUSY, "Another calsync is at work on t.db and was not done within 0.5 seconds"),
    ("SQLITE_BUSY_RECOVERY", BUSY, "Another calsync is at work"),
    ("SQLITE_LOCKED_SHAREDCACHE", BUSY, "Another calsync is at work"),
    ("SQLITE_PROTOCOL", BUSY, "Another calsync is at work"),
    ("SQLITE_CORRUPT_VTAB", TRACKER, "t.db is damaged, or no file of calsync's: why."),
    ("SQLITE_NOTADB", TRACKER, "t.db is damaged, or no file of calsync's: why."),
    ("SQLITE_FORMAT", TRACKER, "t.db is damaged"),
    ("SQLITE_SCHEMA", TRACKER, "t.db is damaged"),
    ("SQLITE_ERROR", TRACKER, "t.db is damaged"),
    ("SQLITE_CONSTRAINT_FOREIGNKEY", TRACKER, "t.db is damaged"),
    ("SQLITE_CANTOPEN_ISDIR", TRACKER, "t.db cannot be opened or written: why."),
    ("SQLITE_READONLY_DBMOVED", TRACKER, "t.db cannot be opened or written: why."),
    ("SQLITE_PERM", TRACKER, "t.db cannot be opened or written: why."),
    ("SQLITE_AUTH", TRACKER, "t.db cannot be opened or written: why."),
    ("SQLITE_FULL", TRACKER, "There is no room left on the disk for t.db; nothing was changed."),
    ("SQLITE_IOERR_FSYNC", TRACKER, "The disk failed while t.db was read or written: why."),
    ("SQLITE_TOOBIG", TRACKER, "This is more than one row of t.db can hold; nothing was changed."),
]


@pytest.mark.parametrize(("name", "expected", "sentence"), MEANT)
def test_what_an_error_of_sqlite_means(
    name: str, expected: tuple[type[CalsyncError], int], sentence: str
) -> None:
    error = sqlite3.OperationalError("why")
    error.sqlite_errorname = name
    told = explain(error, Path("t.db"), wait=0.5)
    assert told is not None
    assert (type(told), told.exit_code) == expected
    assert told.message.startswith(sentence)
    assert told.hint


def test_each_meaning_has_a_row_in_the_table() -> None:
    assert all(any(f"{name}_".startswith(f"{begin}_") for name, _, _ in MEANT) for begin in MEANINGS)


def test_an_error_of_ours_stays_one(path: Path) -> None:
    assert explain(sqlite3.ProgrammingError("closed"), path, wait=1) is None
    with opened(path) as tracker:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        tracker.tracked()


def test_sqlite_that_is_too_old(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(TrackerError, match="too old"):
        opened(path)
    assert not path.exists()


# Backups


def test_a_backup_is_one_whole_file(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with opened(path) as tracker:
        add(tracker, ONE)
        tracker.backup(copy)
        add(tracker, TWO)
        with pytest.raises(UsageError, match="already"):
            tracker.backup(copy)
        assert mode(copy) == "0o600"
        assert copy.read_bytes()[18:20] == b"\x01\x01"  # no write-ahead log is needed to read it
        copy.chmod(0o644)
        tracker.backup(copy, overwrite=True)
    assert mode(copy) == "0o600"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "data"]
    alone = tmp_path / "elsewhere" / "tracker.db"
    alone.parent.mkdir()
    alone.write_bytes(copy.read_bytes())
    with opened(alone) as tracker:
        assert refs(tracker) == ["one", "two"]
        assert tracker.undo() is not None


def test_a_backup_does_not_eat_what_it_backs_up(path: Path, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(path)
    with opened(path) as tracker:
        add(tracker, ONE)
        os.link(path, tmp_path / "hard.db")
        for target in (path, Path(f"{path}-wal"), tmp_path / "link.db", tmp_path / "hard.db"):
            with pytest.raises(UsageError, match="what is to be backed up"):
                tracker.backup(target, overwrite=True)
        assert refs(tracker) == ["one"]


def test_a_backup_that_cannot_be_written(path: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with opened(path) as tracker:
        add(tracker, ONE)
        with pytest.raises(TrackerError, match="cannot be used: No such file or directory"):
            tracker.backup(tmp_path / "nowhere" / "copy.db")
        with pytest.raises(TrackerError, match="cannot be used: Is a directory"):
            tracker.backup(tmp_path / "folder", overwrite=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "folder"]


def test_a_file_system_without_links(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    with opened(path) as tracker:
        add(tracker, ONE)
        tracker.backup(tmp_path / "copy.db")
    with opened(tmp_path / "copy.db", create=False) as tracker:
        assert refs(tracker) == ["one"]


def test_a_damaged_file_does_not_take_the_place_of_a_good_backup(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with opened(path) as tracker:
        for number in range(120):
            add(tracker, made(f"n{number}"))
        tracker.backup(copy)
    good, data = copy.read_bytes(), bytearray(path.read_bytes())
    data[len(data) // 2 :] = os.urandom(len(data) - len(data) // 2)
    path.write_bytes(data)
    with opened(path) as tracker, pytest.raises(TrackerError, match="damaged"):
        tracker.backup(copy, overwrite=True)
    assert copy.read_bytes() == good


# Two at once


def test_two_processes_that_write_lose_nothing(path: Path) -> None:
    jobs = {name: [_add(name, number) for number in range(50)] for name in ("one", "other")}
    with Worker() as one, Worker() as other:  # they also make the file at the same time
        one.start(path, jobs["one"])
        other.start(path, jobs["other"])
        for worker in (one, other):
            assert list(worker.lines()) == ["opened", *(f"did {number}" for number in range(1, 51)), "over 0"]
    with opened(path) as tracker:
        log = logged(tracker)
        assert state_of(tracker.tracked()) == fold(log)
    assert len(log) == 100
    for name, ops in jobs.items():
        assert [op for op in log if op[1].startswith(f"{name}-")] == ops


def _add(name: str, number: int) -> Op:
    return "add", f"{name}-{number}"


def test_who_waits_too_long_changes_nothing(path: Path) -> None:
    with opened(path) as tracker, Worker() as other:
        with tracker.command("hold", at=NOW) as change:
            change.add("one", ONE, Wishes(), NONE)
            other.start(path, [("add", "two")], wait=0.2)
            *said, error, end = other.lines()
            assert (said, end) == (["opened"], "over 0")
            assert error == (
                f"error busy: Another calsync is at work on {path} and was not done within 0.2 seconds; "
                "nothing was changed."
            )
            with opened(path, create=False) as reader:
                assert refs(reader) == []  # a look need not wait, and sees nothing half done
        assert refs(tracker) == ["one"]


def test_who_waits_long_enough_comes_next(path: Path) -> None:
    with opened(path) as tracker, Worker() as other:
        with tracker.command("hold", at=NOW) as change:
            change.add("one", ONE, Wishes(), NONE)
            other.start(path, [("add", "two")], wait=60)
            assert other.next_line() == "opened"
            time.sleep(0.1)
        assert list(other.lines()) == ["did 1", "over 0"]
        assert refs(tracker) == ["one", "two"]


def test_a_file_that_another_one_is_making_is_waited_for(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    with closing(sqlite3.connect(path, isolation_level=None)) as maker, Worker() as other:
        maker.execute("BEGIN IMMEDIATE")  # as yet without the write-ahead log
        other.start(path, [], wait=0.2)
        error, _ = other.lines()
        assert error.startswith("error busy")
        other.start(path, [("add", "two")], wait=60)
        time.sleep(0.1)
        maker.execute("ROLLBACK")
        assert list(other.lines()) == ["opened", "did 1", "over 0"]


def test_the_events_of_what_was_untracked_are_known_still(path: Path) -> None:
    event = Facts(file="cal.ics", title="Technical interview", uid="one@acme.example")
    with opened(path) as tracker:
        add(tracker, ONE, sources=Sources(events=(event, replace(event, uid="two@acme.example"))))
        with tracker.command("look", at=NOW) as change:
            assert change.untracked("one@acme.example") == ()
        tell(tracker, ONE, Untracked(NOW))
        with tracker.command("look", at=NOW) as change:
            assert change.untracked("one@acme.example") == (event,)
            assert change.untracked("other@acme.example") == ()
        tracker.undo()
        with tracker.command("look", at=NOW) as change:
            assert change.untracked("one@acme.example") == ()
