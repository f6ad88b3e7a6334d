"""The ledger in the tracker's file: what comes back, what one sync leaves, and what taking it back takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from calsync.errors import TrackerBusy, TrackerError, UsageError
from calsync.planning.history import Done, Entry, Moved, Noted, Skipped, Untracked
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.sync.ledger import Agreed, Attempt, Image, Ledger, Row, Run, Standing, Told, Verb
from calsync.tracker.faults import RESTORE
from calsync.tracker.ledger import RUNS_KEPT, TrackedLedger, read_row, read_text, row_cells, text_cell
from calsync.tracker.log import Tracker, open_tracker
from tests.tracker.test_rows import TEXTS, plain, some
from tests.tracker.worker import made

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
PLACE, OTHER = "https://dav.example/jo/", "/home/jo/calendar"
AGREED = Agreed('"1"', "wanted", "found", touched=False, seen=True, written=NOW)
ATTEMPT = Attempt(Verb.REPLACE, "wanted", "sent")
TINY = timedelta(microseconds=1)


def row(uid: str, *, agreed: Agreed | None = AGREED, attempt: Attempt | None = None) -> Row:
    return Row(uid, f"{uid}.ics", "id-one", "stop", "", agreed, attempt)


def image(uid: str) -> Image:
    return Image(uid, f"{uid}.ics", "before", "after", "base")


def moved(ref: str = "one", day: int = 9) -> Told:
    return Told(f"id-{ref}", Moved("stop", "", date(2026, 12, day), NOW))


def checkpoint(
    ledger: Ledger, *told: Told, rows: tuple[Row, ...] = (), forget: tuple[str, ...] = (), at: datetime = NOW
) -> None:
    ledger.checkpoint(told=told, rows=rows, forget=forget, token="token", listed=NOW, at=at)


def track(tracker: Tracker, *refs: str) -> None:
    with tracker.command("track", at=NOW) as change:
        for ref in refs:
            change.add(ref, made(ref), Wishes(), Sources())


def note(tracker: Tracker, ref: str, text: str) -> None:
    with tracker.command(f"note {text}", at=NOW) as change:
        change.append(f"id-{ref}", Noted(text, "", change.at))


def untrack(tracker: Tracker, ref: str) -> None:
    with tracker.command("untrack", at=NOW) as change:
        change.append(f"id-{ref}", Untracked(change.at))


def words(tracker: Tracker) -> list[str]:
    return [command.words for command in reversed(tracker.commands(99))]


def entries(tracker: Tracker, ref: str = "one") -> tuple[Entry, ...]:
    return next(each.entries for each in tracker.tracked() if each.ref == ref)


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        astray = connection.execute("PRAGMA foreign_key_check").fetchall()
        return not astray and connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker with two interviews."""
    path = tmp_path / "tracker.db"
    with open_tracker(path, wait=5) as tracker:
        track(tracker, "one", "two")
    return path


def opened(path: Path, *, wait: float = 5) -> Tracker:
    return open_tracker(path, wait=wait)


# What comes back


@given(some(Row))
@example(row("\ud83d\ude00", agreed=AGREED._replace(found="\x00\udcff\r\n\ufeff")))
def test_a_row_comes_back(one: object) -> None:
    assert isinstance(one, Row)
    assert plain(read_row(row_cells(one))) == plain(one)


@given(TEXTS)
@example("\ud83d\ude00")
@example("\U0001f600")
def test_a_text_has_one_cell_and_comes_back(text: str) -> None:
    cell = text_cell(text)
    assert read_text(cell) == text
    assert isinstance(cell, str) == (not any("\ud800" <= sign <= "\udfff" for sign in text))


ODD = st.text(st.sampled_from("a\udc80\udcff\ud83d\ude00\x00\r\n\U0001f600\u2028'\""), max_size=5)


@settings(max_examples=30)
@given(st.dictionaries(ODD, some(Row), max_size=4), st.lists(some(Image), max_size=4), ODD, ODD)
def test_what_was_written_is_in_the_file(
    found: dict[str, Row], images: list[Image], place: str, token: str
) -> None:
    rows = {uid: each._replace(uid=uid) for uid, each in found.items()}
    with TemporaryDirectory() as folder:
        for _ in range(2):
            with opened(Path(folder) / "tracker.db") as tracker:
                ledger: Ledger = tracker.ledger(place)
                ledger.checkpoint(
                    told=(), rows=rows.values(), forget=rows.keys(), token=token, listed=NOW, at=NOW
                )
                ledger.intend((), images, at=NOW)
        with opened(Path(folder) / "tracker.db") as tracker:
            standing, run = tracker.ledger(place).read(), tracker.ledger(place).last_run()
            assert tracker.ledger(place + "x").read() == Standing({}, None, None)
    assert plain(dict(standing.rows)) == plain(rows)
    assert (standing.token, standing.listed) == (token, NOW)
    assert run == (Run(2, NOW, tuple(images), 0) if images else None)


def test_calendars_do_not_mix(path: Path) -> None:
    with opened(path) as tracker:
        here, there = tracker.ledger(PLACE), tracker.ledger(OTHER)
        checkpoint(here, rows=(row("a"), row("b")))
        there.settle([row("a", attempt=ATTEMPT)])
        here.settle([row("b", agreed=None)], forget=["a", "unknown"])
        here.intend((), [image("b")], at=NOW)
        assert here.read() == ({"b": row("b", agreed=None)}, "token", NOW)
        assert there.read() == ({"a": row("a", attempt=ATTEMPT)}, None, None)
        assert there.last_run() is None
        run = here.last_run()
        assert run is not None
        with pytest.raises(UsageError):
            there.take_back(run, (), forget=())
        assert here.last_run() == run


def test_a_row_takes_the_place_of_that_of_its_uid(path: Path) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        for each in (row("a", attempt=ATTEMPT), row("a"), row("a", agreed=None, attempt=ATTEMPT)):
            ledger.settle([each], forget=["a"])
            assert ledger.read().rows == {"a": each}
        ledger.checkpoint(told=(), rows=(), forget=["a"], token=None, listed=None, at=NOW)
        assert ledger.read() == Standing({}, None, None)


# What one sync leaves


def test_a_sync_that_does_nothing_leaves_no_run_and_no_command(path: Path) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        checkpoint(ledger, rows=(row("a"),))
        ledger.intend([row("a", attempt=ATTEMPT)], (), at=NOW)
        ledger.settle([row("a")])
        assert ledger.last_run() is None
        assert words(tracker) == ["track"]
    assert (count(path, "run"), count(path, "learnt")) == (0, 0)


def test_what_was_told_stands_in_the_log_after_the_last_command(path: Path) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE, words="sync --to calendar")
        told = (
            moved(),
            Told("id-one", Skipped("linkedin", "", NOW)),
            Told("id-two", Done("stop", "", NOW, NOW)),
        )
        checkpoint(ledger, *told, at=NOW - timedelta(days=1))
        assert words(tracker) == ["track", "sync --to calendar"]
        at = tracker.commands(1)[0].at
        assert at == NOW + TINY
        assert entries(tracker) == (told[0].entry._replace(told=at), told[1].entry._replace(told=at))
        assert entries(tracker, "two") == (Done("stop", "", NOW, at),)
        assert ledger.last_run() == Run(1, NOW - timedelta(days=1), (), 3)


def test_all_of_one_sync_is_one_run(path: Path) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        ledger.intend((), [image("a")], at=NOW)
        note(tracker, "one", "between")
        checkpoint(ledger, moved())
        ledger.intend((), [image("c"), image("b")], at=NOW + timedelta(minutes=1))
        checkpoint(ledger, moved("two"))
        assert words(tracker) == ["track", "note between", "sync", "sync"]
        run = Run(1, NOW, (image("a"), image("c"), image("b")), 2)
        assert ledger.last_run() == run
        tracker.ledger(PLACE).intend((), [image("d")], at=NOW)
        assert ledger.last_run() == Run(2, NOW, (image("d"),), 0)
        assert ledger.take_back(Run(2, NOW, (), 0), (), forget=()) == 0
        assert ledger.take_back(run, [row("a")], forget=["b"]) == 2
        assert words(tracker) == ["track", "note between"]
        assert ledger.last_run() is None
        ledger.intend((), [image("e")], at=NOW)
        assert ledger.last_run() == Run(3, NOW, (image("e"),), 0)  # its number is given to no other
    assert (count(path, "image"), count(path, "learnt")) == (1, 0)


def test_what_is_told_of_an_interview_that_has_gone_is_left_out(path: Path) -> None:
    with opened(path) as tracker, opened(path) as other:
        ledger = tracker.ledger(PLACE)
        assert len(tracker.tracked()) == 2
        untrack(other, "one")
        checkpoint(ledger, moved("one"), moved("two"), moved("never"), rows=(row("a"),))
        assert ledger.left_out == 2
        assert entries(tracker, "two") == (Moved("stop", "", date(2026, 12, 9), tracker.commands(1)[0].at),)
        last = ledger.last_run()
        assert last is not None
        assert last.told == 1
        untrack(other, "two")
        fresh = tracker.ledger(PLACE)
        checkpoint(fresh, moved("two"), rows=(row("b"),))
        assert fresh.left_out == 1
        assert words(tracker) == ["track", "untrack", "sync", "untrack"]
        assert fresh.last_run() == last
        assert set(fresh.read().rows) == {"a", "b"}


def test_nothing_is_kept_of_a_method_that_fails(path: Path) -> None:
    naive = datetime(2026, 12, 2, 9)  # noqa: DTZ001
    spoilt = row("b", agreed=AGREED._replace(written=naive))
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        checkpoint(ledger, rows=(row("a"),))
        acts: list[Callable[[], object]] = [
            lambda: checkpoint(ledger, moved(), rows=(row("c"), spoilt), forget=("a",)),
            lambda: ledger.intend([row("c"), spoilt], [image("c")], at=NOW),
            lambda: ledger.intend([row("c")], [image("c")], at=naive),
            lambda: ledger.settle([row("c"), spoilt], forget=["a"]),
        ]
        for act in acts:
            with pytest.raises(ValueError, match="a time has no zone"):
                act()
            assert ledger.read() == ({"a": row("a")}, "token", NOW)
            assert ledger.last_run() is None
        with pytest.raises(ValueError, match="untracks"):
            checkpoint(ledger, Told("id-one", Untracked(NOW)))
        assert words(tracker) == ["track"]
        tracker.ledger(PLACE).intend((), [image("x")], at=NOW)  # takes the number of the run that failed
        ledger.intend((), [image("a")], at=NOW)
        assert ledger.last_run() == Run(2, NOW, (image("a"),), 0)


def test_only_the_newest_runs_are_kept(path: Path) -> None:
    with opened(path) as tracker:
        tracker.ledger(OTHER).intend((), [image("far")], at=NOW)
        for number in range(RUNS_KEPT + 3):
            ledger = tracker.ledger(PLACE)
            checkpoint(ledger, moved(day=1 + number % 28))
            ledger.intend((), [image(str(number))], at=NOW)
        assert len(entries(tracker)) == RUNS_KEPT + 3
        assert tracker.ledger(OTHER).last_run() == Run(1, NOW, (image("far"),), 0)
        assert {count(path, each) for each in ("run", "image")} == {RUNS_KEPT + 1}
        assert count(path, "learnt") == RUNS_KEPT
        for number in reversed(range(3, RUNS_KEPT + 3)):
            run = tracker.ledger(PLACE).last_run()
            assert run is not None
            assert run.images == (image(str(number)),)
            assert tracker.ledger(PLACE).take_back(run, (), forget=()) == 1
        assert tracker.ledger(PLACE).last_run() is None
        assert len(entries(tracker)) == 3
    assert sound(path)


# Taking back


def test_a_run_that_was_taken_back_cannot_be_again(path: Path) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        checkpoint(ledger, moved(), rows=(row("a"),))
        run = ledger.last_run()
        assert run is not None
        assert ledger.take_back(run, (), forget=()) == 1
        with pytest.raises(UsageError, match="taken back already"):
            ledger.take_back(run, (), forget=["a"])
        assert set(ledger.read().rows) == {"a"}


def test_undo_takes_back_what_was_told_and_leaves_the_ledger(path: Path) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        checkpoint(ledger, moved(), rows=(row("a"),))
        ledger.intend((), [image("a")], at=NOW)
        undone = tracker.undo()
        assert undone is not None
        assert undone.words == "sync"
        assert entries(tracker) == ()
        assert ledger.read() == ({"a": row("a")}, "token", NOW)
        run = ledger.last_run()
        assert run == Run(1, NOW, (image("a"),), 0)
        assert ledger.take_back(run, (), forget=["a"]) == 0
        tracker.undo()
        assert tracker.tracked() == ()
        assert ledger.last_run() is None


def test_of_a_run_that_undo_emptied_nothing_is_left_to_take_back(path: Path) -> None:
    with opened(path) as tracker:
        tracker.ledger(PLACE).intend((), [image("a")], at=NOW)
        checkpoint(tracker.ledger(PLACE), moved())
        tracker.undo()
        assert tracker.ledger(PLACE).last_run() == Run(1, NOW, (image("a"),), 0)


ACTS = ("undo", "undo", "undo", "take-back", "take-back")


@pytest.mark.parametrize("order", sorted(set(permutations(ACTS))))
def test_undo_and_taking_back_in_every_order(path: Path, order: tuple[str, ...]) -> None:
    """Of the log “track, sync A, note, sync B, untrack” whatever is left stands as it stood."""
    with opened(path) as tracker:
        for name in ("A", "B"):
            ledger = tracker.ledger(PLACE, words=f"sync {name}")
            checkpoint(ledger, moved(), moved("two"), rows=(row(name),))
            ledger.intend((), [image(name)], at=NOW)
            note(tracker, "one", name)
        untrack(tracker, "two")
        log = ["track", "sync A", "note A", "sync B", "note B", "untrack"]
        runs = ["A", "B"]
        for act in order:
            if act == "undo":
                undone = tracker.undo()
                assert undone is not None
                assert undone.words == log.pop()
            else:
                name = runs.pop()
                run = tracker.ledger(PLACE).last_run()
                assert run is not None
                assert run.images == (image(name),)
                expected = 2 if f"sync {name}" in log else 0
                assert run.told == expected
                assert tracker.ledger(PLACE).take_back(run, (), forget=[name]) == expected
                log = [each for each in log if each != f"sync {name}"]
            assert words(tracker) == log
            assert [each.ref for each in tracker.tracked()] == (
                ["one"] if "untrack" in log else ["one", "two"]
            )
            kinds = [type(each).__name__.lower() for each in entries(tracker)]
            assert kinds == [
                "moved" if each.startswith("sync") else "noted" for each in log if each[:2] in "synote"
            ]
            assert sorted(tracker.ledger(PLACE).read().rows) == runs
    assert sound(path)


def test_a_calendar_is_forgotten_with_its_runs_and_not_what_was_told(path: Path) -> None:
    with opened(path) as tracker:
        gone, stays = tracker.ledger(PLACE), tracker.ledger(OTHER)
        for ledger in (gone, stays):
            checkpoint(ledger, moved(), rows=(row("a"),))
            ledger.intend((), [image("a")], at=NOW)
        gone.forget_place()
        gone.forget_place()
        assert gone.read() == Standing({}, None, None)
        assert gone.last_run() is None
        assert len(entries(tracker)) == 2
        assert stays.last_run() == Run(2, NOW, (image("a"),), 1)
        gone.intend((), [image("b")], at=NOW)  # its run has gone as well: this is another
        assert gone.last_run() == Run(3, NOW, (image("b"),), 0)
    assert sound(path)


def test_a_backup_has_the_ledger(path: Path, tmp_path: Path) -> None:
    with opened(path) as tracker:
        checkpoint(tracker.ledger(PLACE), moved(), rows=(row("a"), row("\udcff")))
        tracker.ledger(PLACE).intend((), [image("a")], at=NOW)
        tracker.backup(tmp_path / "copy.db")
        there = tracker.ledger(PLACE)
        with opened(tmp_path / "copy.db") as copy:
            assert copy.ledger(PLACE).read() == there.read()
            assert copy.ledger(PLACE).last_run() == there.last_run()


# Others


def test_who_only_looks_sees_the_ledger_and_changes_nothing(path: Path) -> None:
    with opened(path) as tracker:
        checkpoint(tracker.ledger(PLACE), moved(), rows=(row("a"),))
    with open_tracker(path, wait=5, create=False) as tracker:
        ledger = tracker.ledger(PLACE)
        assert set(ledger.read().rows) == {"a"}
        run = ledger.last_run()
        assert run is not None
        acts: list[Callable[[], object]] = [
            lambda: checkpoint(ledger, rows=(row("b"),)),
            lambda: ledger.intend((), [image("a")], at=NOW),
            lambda: ledger.settle([row("b")]),
            lambda: ledger.take_back(run, (), forget=()),
            ledger.forget_place,
        ]
        for act in acts:
            with pytest.raises(TrackerError):
                act()
        assert set(ledger.read().rows) == {"a"}
    with open_tracker(path.with_name("none.db"), wait=5, create=False) as tracker:
        assert tracker.ledger(PLACE).read() == Standing({}, None, None)
        assert tracker.ledger(PLACE).last_run() is None


def test_who_waits_too_long_is_told(path: Path) -> None:
    with opened(path) as tracker, opened(path, wait=0.1) as other, tracker.command("x", at=NOW) as change:
        change.append("id-one", Noted("a", "", NOW))
        ledger = other.ledger(PLACE)
        with pytest.raises(TrackerBusy):
            ledger.settle([row("a")])
        with pytest.raises(TrackerBusy):
            checkpoint(ledger, moved())
        assert ledger.read() == Standing({}, None, None)


# Damage

LIMP = (
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(replace(replace(sql, 'NOT NULL', ''), "
    "'ed INTEGER', 'ed ANY'), 'TEXT', 'ANY') WHERE name IN ('reminder', 'image', 'calendar')"
)
SPOILT = [
    ("UPDATE reminder SET href = 7", "reminder “a”: 7 is no text."),
    ("UPDATE reminder SET href = x'61'", "reminder “a”: b'a' is no text."),
    ("UPDATE reminder SET step = NULL", "reminder “a”: None is no text."),
    ("UPDATE reminder SET agreed_etag = 1.5", "reminder “a”: 1.5 is no text."),
    ("UPDATE reminder SET agreed_wanted = NULL", "reminder “a”: None is no text."),
    ("UPDATE reminder SET agreed_touched = 2", "reminder “a”: 2 is neither 0 nor 1."),
    ("UPDATE reminder SET agreed_seen = 7", "reminder “a”: 7 is neither 0 nor 1."),
    ("UPDATE reminder SET agreed_touched = NULL", "reminder “a”: None is neither 0 nor 1."),
    ("UPDATE reminder SET agreed_written = 'noon'", "reminder “a”: Invalid isoformat string: 'noon'."),
    (
        "UPDATE reminder SET agreed_written = '2026-12-02T09:00'",
        "reminder “a”: the time '2026-12-02T09:00' has no zone.",
    ),
    ("UPDATE reminder SET attempt_verb = 'laugh'", "reminder “a”: the attempt “laugh” is not known."),
    ("UPDATE reminder SET attempt_verb = NULL", "reminder “a”: None is no text."),
    ("UPDATE reminder SET attempt_text = NULL", "reminder “a”: None is no text."),
    ("UPDATE reminder SET uid = x'ff'", "reminder “b'\\xff'”: "),
    ("UPDATE calendar SET token = 7", f"calendar “{PLACE}”: 7 is no text."),
    ("UPDATE calendar SET listed = 7", f"calendar “{PLACE}”: 7 is no time."),
    ("UPDATE run SET at = 'noon'", "run 1: Invalid isoformat string: 'noon'."),
    ("UPDATE image SET before = NULL", "run 1: None is no text."),
    ("UPDATE image SET after = x'ffff'", "run 1: "),
]


@pytest.mark.parametrize(("script", "sentence"), SPOILT)
def test_what_calsync_never_wrote_is_named(path: Path, script: str, sentence: str) -> None:
    with opened(path) as tracker:
        ledger = tracker.ledger(PLACE)
        checkpoint(ledger, rows=(row("a", attempt=ATTEMPT),))
        ledger.intend((), [image("a")], at=NOW)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(LIMP)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)

    def look() -> object:
        with opened(path) as tracker:
            return tracker.ledger(PLACE).read(), tracker.ledger(PLACE).last_run()

    with pytest.raises(TrackerError) as refused:
        look()
    assert refused.value.message.startswith(f"{path} cannot be read: {sentence}")
    assert refused.value.hint == RESTORE


def test_a_reminder_that_is_there_twice(path: Path) -> None:
    with opened(path) as tracker:
        tracker.ledger(PLACE).settle([row("a")])
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "ALTER TABLE reminder RENAME TO old; CREATE TABLE reminder AS SELECT * FROM old;"
            "INSERT INTO reminder SELECT * FROM old"
        )
    with opened(path) as tracker, pytest.raises(TrackerError, match="reminder “a”: it is there twice"):
        tracker.ledger(PLACE).read()


@pytest.mark.parametrize("table", ["calendar", "reminder", "run", "learnt", "image"])
def test_a_table_that_is_missing_or_cannot_be_decoded(path: Path, table: str) -> None:
    def use() -> None:
        with opened(path) as tracker:
            ledger = tracker.ledger(PLACE)
            ledger.read()
            ledger.last_run()
            ledger.intend([row("a")], [image("a")], at=NOW)

    use()
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA foreign_keys = OFF; DROP TABLE {table}")
    with pytest.raises(TrackerError, match="damaged") as refused:
        use()
    assert refused.value.hint == RESTORE
    names = f"CREATE TABLE {table} (".encode()
    assert names in data
    path.write_bytes(data.replace(names, names.replace(b"TABLE", b"TA\xff\xfeE")))
    with pytest.raises(TrackerError, match="damaged"):
        use()


# Against a model

UIDS = st.lists(st.sampled_from("abcd"), max_size=3, unique=True)
TOLD = st.lists(st.sampled_from(["one", "two", "never"]), max_size=2)


class KnownRun(NamedTuple):
    """`handle` is of the ledger that goes on with it; -1 for none."""

    handle: int
    told: list[list[tuple[str, str]]]
    images: list[Image]


class Syncs(RuleBasedStateMachine):
    """Two ledgers of one calendar, commands between them, and what must come of it."""

    handles: Bundle[int] = Bundle("handles")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "tracker.db"
        self.tracker = opened(self.path)
        track(self.tracker, "one", "two")
        self.rows: dict[str, Row] = {}
        self.log: list[list[tuple[str, str]]] = [[]]  # what each command told, of whom
        self.ledgers: list[TrackedLedger] = []
        self.runs: list[KnownRun] = []
        self.tick = 0

    def teardown(self) -> None:
        self.tracker.close()
        assert sound(self.path)
        self.folder.cleanup()

    def some_rows(self, uids: list[str]) -> list[Row]:
        self.tick += 1
        made = [row(uid, agreed=AGREED._replace(found=f"text {self.tick}")) for uid in uids]
        self.rows |= {each.uid: each for each in made}
        return made

    def forgotten(self, uids: list[str]) -> list[str]:
        for uid in uids:
            self.rows.pop(uid, None)
        return uids

    def run_of(self, handle: int) -> KnownRun:
        for run in self.runs:
            if run.handle == handle:
                return run
        self.runs.append(KnownRun(handle, [], []))
        return self.runs[-1]

    def left(self) -> list[KnownRun]:
        return [run for run in self.runs if run.told or run.images]

    @rule(target=handles)
    def begin(self) -> int:
        self.ledgers.append(self.tracker.ledger(PLACE))
        return len(self.ledgers) - 1

    @rule()
    def open_again(self) -> None:
        self.tracker.close()
        self.tracker = opened(self.path)
        self.ledgers = [self.tracker.ledger(PLACE) for _ in self.ledgers]
        self.runs = [run._replace(handle=-1) for run in self.runs]

    @rule(handle=handles, told=TOLD, uids=UIDS, forget=UIDS)
    def listen(self, handle: int, told: list[str], uids: list[str], forget: list[str]) -> None:
        news = [Told(f"id-{ref}", Noted(f"{self.tick} {ref}", "", NOW)) for ref in told]
        kept = [(ref, f"{self.tick} {ref}") for ref in told if ref != "never"]
        forget = self.forgotten(forget)
        checkpoint(self.ledgers[handle], *news, rows=tuple(self.some_rows(uids)), forget=tuple(forget))
        if kept:
            self.log.append(kept)
            self.run_of(handle).told.append(kept)

    @rule(handle=handles, uids=UIDS, count=st.integers(0, 2))
    def write(self, handle: int, uids: list[str], count: int) -> None:
        images = [image(f"{self.tick}-{number}") for number in range(count)]
        self.ledgers[handle].intend(self.some_rows(uids), images, at=NOW)
        if images:
            self.run_of(handle).images.extend(images)

    @rule(handle=handles, uids=UIDS, forget=UIDS)
    def settle(self, handle: int, uids: list[str], forget: list[str]) -> None:
        forget = self.forgotten(forget)
        self.ledgers[handle].settle(self.some_rows(uids), forget=forget)

    @rule(ref=st.sampled_from(["one", "two"]))
    def tell(self, ref: str) -> None:
        self.tick += 1
        note(self.tracker, ref, str(self.tick))
        self.log.append([(ref, str(self.tick))])

    @rule()
    def undo(self) -> None:
        if len(self.log) > 1:
            self.tracker.undo()
            gone = self.log.pop()
            for run in self.runs:
                run.told[:] = [each for each in run.told if each is not gone]

    @rule(uids=UIDS, forget=UIDS)
    def take_back(self, uids: list[str], forget: list[str]) -> None:
        left = self.left()
        found = self.tracker.ledger(PLACE).last_run()
        assert (found is None) == (not left)
        if found is not None:
            told = left[-1].told
            forget = self.forgotten(forget)
            number = self.tracker.ledger(PLACE).take_back(found, self.some_rows(uids), forget=forget)
            assert number == sum(map(len, told))
            self.log = [each for each in self.log if not any(each is gone for gone in told)]
            self.runs = [run for run in self.runs if run is not left[-1]]

    @invariant()
    def agrees(self) -> None:
        assert dict(self.tracker.ledger(PLACE).read().rows) == self.rows
        notes = [each for told in self.log for each in told]
        for each in self.tracker.tracked():
            assert [entry.text for entry in each.notes] == [text for ref, text in notes if ref == each.ref]
        assert len(self.tracker.commands(9999)) == len(self.log)
        found = self.tracker.ledger(PLACE).last_run()
        left = self.left()
        if found is None or not left:
            assert found is None
            assert not left
        else:
            assert (found.images, found.told) == (tuple(left[-1].images), sum(map(len, left[-1].told)))


Syncs.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestSyncs = Syncs.TestCase
