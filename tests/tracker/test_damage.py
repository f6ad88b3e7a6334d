"""A damaged file is told as one, with the way out: never as a mistake of calsync's."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from calsync.errors import TrackerError
from calsync.planning.history import Noted
from calsync.planning.rules import Wishes
from calsync.tracker.faults import RESTORE
from calsync.tracker.log import Change, Tracker, open_tracker
from tests.cli.tracking import EXAMPLES, Runner, calsync
from tests.tracker.worker import made, sources

__all__ = ["calsync"]
NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
ONE = made("one")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker with two interviews and a note of one."""
    path = tmp_path / "tracker.db"
    with opened(path) as tracker, tracker.command("track Acme", at=NOW) as change:
        for each in ("one", "two"):
            change.add(each, made(each), Wishes(), sources(each))
        change.append("id-one", Noted("She likes Acme", "", NOW))
    return path


def opened(path: Path) -> Tracker:
    return open_tracker(path, wait=5)


def spoil(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"PRAGMA writable_schema = ON; PRAGMA ignore_check_constraints = ON; {script}"
        )


def changed(path: Path, act: Callable[[Change], object]) -> None:
    with opened(path) as tracker, tracker.command("x", at=NOW) as change:
        act(change)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(TrackerError) as refused:
        act()
    assert refused.value.hint == RESTORE
    return refused.value.message


def look(path: Path) -> None:
    with opened(path) as tracker:
        tracker.tracked()
        tracker.commands(9)


UNDECODABLE = [
    "version.content",
    "entry.content",
    "entry.kind",
    "interview.ref",
    "command.words",
    "command.at",
]


@pytest.mark.parametrize("where", UNDECODABLE)
def test_text_that_cannot_be_decoded(path: Path, where: str) -> None:
    table, column = where.split(".")
    spoil(path, f"UPDATE {table} SET {column} = {column} || CAST(x'ff' AS TEXT)")
    expected = f"{path} is damaged, or no file of calsync's: some text in it cannot be decoded."
    assert refusal(lambda: look(path)) == expected
    if where != "interview.ref":
        with opened(path) as tracker:
            assert refusal(tracker.undo) == expected


@pytest.mark.parametrize("column", ["sources", "content"])
def test_text_in_a_version_that_cannot_be_decoded_when_it_is_needed(path: Path, column: str) -> None:
    spoil(path, f"UPDATE version SET {column} = {column} || CAST(x'ff' AS TEXT)")
    changes: list[Callable[[Change], object]] = [
        lambda change: change.update(ONE.id, made("one", role="Lead"), Wishes(), sources("one"))
    ]
    if column == "sources":
        changes.append(lambda change: change.sources(ONE.id))
    for each in changes:
        assert "some text in it cannot be decoded" in refusal(partial(changed, path, each))


@pytest.mark.parametrize("table", ["entry", "command"])
def test_a_layout_that_cannot_be_decoded(path: Path, table: str) -> None:
    data = path.read_bytes()
    names = f"CREATE TABLE {table} (".encode()
    assert names in data
    path.write_bytes(data.replace(names, names.replace(b"TABLE", b"TA\xff\xfeE")))
    assert refusal(lambda: look(path)).startswith(f"{path} is damaged, or no file of calsync's: ")


def test_what_a_command_of_ours_cannot_decode_is_not_laid_on_the_file(path: Path) -> None:
    with pytest.raises(UnicodeDecodeError):
        changed(path, lambda _: b"\xff".decode())


Spoiled = tuple[str, Callable[[Change], object], str]
APART: list[Spoiled] = [
    # what is wrong with the rows, what is done, what is said
    (
        "UPDATE entry SET interview = 77",
        lambda change: change.tracked(),
        "entry 1, of “interview 77”: it is of no tracked interview.",
    ),
    (
        "UPDATE interview SET command = 77",
        lambda change: change.tracked(),
        "version 1, of “one”: None is no time.",
    ),
    (
        "DELETE FROM version",
        lambda change: change.sources(ONE.id),
        "the interview id-one: it has no version.",
    ),
    (
        "DELETE FROM version",
        lambda change: change.update(ONE.id, ONE, Wishes(), sources("one")),
        "the interview id-one: it has no version.",
    ),
    (
        "UPDATE interview SET ref = 'one' WHERE number = 2",
        lambda change: change.tracked(),
        "version 2, of “one”: another one is of that name.",
    ),
    (
        "UPDATE interview SET id = 'id-one' WHERE number = 2;"
        "UPDATE version SET content = replace(content, 'id-two', 'id-one')",
        lambda change: change.tracked(),
        "version 2, of “two”: another one is of that name.",
    ),
]


@pytest.mark.parametrize(("script", "act", "said"), APART)
def test_rows_that_disagree(path: Path, script: str, act: Callable[[Change], object], said: str) -> None:
    spoil(path, f"DROP INDEX interview_id; DROP INDEX interview_ref; {script}")
    assert refusal(lambda: changed(path, act)) == f"{path} cannot be read: {said}"


def test_an_interview_that_is_lost_from_under_a_command(path: Path) -> None:
    """As where an index and its table disagree."""

    def lose(change: Change, script: str) -> None:
        change.tracked()
        change._connection.execute(script)

    def find(change: Change) -> None:
        lose(change, "UPDATE interview SET id = 'other' WHERE number = 1")
        change.find_event("one@acme.example")

    def add(change: Change) -> None:
        lose(change, "UPDATE interview SET id = 'other' WHERE number = 1")
        change.append(ONE.id, Noted("a", "", NOW))

    assert "the event one@acme.example: it is of no tracked interview." in refusal(
        lambda: changed(path, find)
    )
    assert "the interview id-one: it is found only at times." in refusal(lambda: changed(path, add))


@pytest.mark.parametrize("column", ["words", "at"])
def test_what_should_be_text_and_is_not(path: Path, column: str) -> None:
    spoil(
        path,
        "UPDATE sqlite_schema SET sql = replace(sql, 'TEXT NOT NULL', 'ANY NOT NULL') WHERE name = 'command'",
    )
    spoil(path, f"UPDATE command SET {column} = x'00'")
    assert refusal(lambda: look(path)).startswith(f"{path} cannot be read: ")


COMMANDS = [
    ("list",),
    ("show", "acme"),
    ("agenda",),
    ("note", "acme", "She likes queues"),
    ("undo",),
    ("backup", "--force", "{folder}/copy"),
    ("export", "-o", "-"),
    ("track", str(EXAMPLES / "google.ics")),
    ("done", "acme", "linkedin"),
    ("archive", "acme"),
]
FLIPS = 100


def test_bytes_flipped_at_random(calsync: Runner) -> None:
    for name in ("google", "panel", "zoom"):
        calsync.ok("track", str(EXAMPLES / f"{name}.ics"))
    for number in range(4):
        calsync.ok("note", calsync.refs()[0], f"Note {number}")
    path = calsync.home / "tracker.sqlite3"
    good, rng = path.read_bytes(), random.Random(5)
    codes = set()
    for run in range(FLIPS):
        data = bytearray(good)
        for _ in range(rng.choice([1, 5, 50, 500])):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        for beside in calsync.home.glob("tracker.sqlite3-*"):
            beside.unlink()
        path.write_bytes(data)
        for command in rng.sample(COMMANDS, 3):
            code, _, said = calsync.run(*(part.format(folder=calsync.folder) for part in command))
            assert code in (0, 2, 4, 5, 7), (run, command, said)
            codes.add(code)
    assert {0, 4} <= codes
