"""Files of every earlier version are brought forward, and nobody edits a step that was released.

`dumps/vN.sql` is a file of version N with one row of every sort, as the calsync of that version wrote
it. After a new step: CALSYNC_RECORD_DUMP=1 pytest tests/tracker writes the next; a dump
that is there is never overwritten.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from calsync.errors import TrackerError
from calsync.planning.facts import Facts, Revision, Standing
from calsync.planning.history import (
    Answered,
    Archived,
    Cancelled,
    Decided,
    Done,
    Entry,
    Met,
    Moved,
    Noted,
    Outcome,
    Revived,
    Skipped,
    Turn,
    Untracked,
)
from calsync.planning.interview import Decision, Interview, Kind, Session
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources, Tracked
from calsync.planning.typed import Typed, Wall
from calsync.sync.ledger import Agreed, Attempt, Image, Row, Run, Told, Verb
from calsync.tracker.log import Command, Tracker, open_tracker
from calsync.tracker.schema import OURS, STEPS, Step
from tests.planning.made import BERLIN, SARAH, TOM, interview

DUMPS = Path(__file__).parent / "dumps"
NOW = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
DECISION = Decision(date(2026, 12, 9), "by Wednesday", "Wednesday, 9 December")

FULL: Interview = replace(
    interview("2026-12-01 14:00", "15:00", kind=Kind.ONSITE, people=(SARAH, replace(TOM, key="tom"))),
    sessions=(
        Session(
            datetime(2026, 12, 1, 14, tzinfo=BERLIN),
            datetime(2026, 12, 1, 15, tzinfo=BERLIN),
            "Panel",
            (SARAH,),
        ),
        Session(
            datetime(2026, 12, 1, 15, tzinfo=BERLIN),
            datetime(2026, 12, 1, 16, tzinfo=BERLIN),
            "Lunch",
            pause=True,
        ),
    ),
    candidate="jo@candidate.example",
    location="1 Main Street",
    link="https://meet.example/abc",
    uid="one@acme.example",
    sequence=2,
    file="one.ics",
    files=frozenset({"one.ics", "two.ics"}),
    uids=frozenset({"one@acme.example"}),
    unconfirmed=True,
    decision=DECISION,
    origins={"company": "the title"},
    unsure=("One hour is assumed.",),
)
WISHES = Wishes(
    cadence="patient",
    also=frozenset({"debrief"}),
    leave_out=frozenset({"linkedin"}),
    country="DE",
    subdivision="BY",
    also_off=(date(2026, 12, 24),),
    topic="the question on sharding",
)
SOURCES = Sources(
    events=(
        Facts(
            file="one.ics",
            title="Panel with Acme",
            standing=Standing.CANCELLED,
            uid="one@acme.example",
            occurrences=(NOW,),
            revision=Revision(2, 3, NOW, NOW),
            start=NOW,
            end=NOW + timedelta(hours=1),
            zone=BERLIN,
            zone_name="Europe/Berlin",
            kind=Kind.PANEL,
            interviewers=(SARAH,),
        ),
    ),
    typed=Typed(
        company="Acme",
        start=Wall(date(2026, 12, 1), time(14)),
        end=Wall(None, time(15), timedelta(hours=1)),
        duration=timedelta(hours=1),
        zone=UTC,
        interviewers=(TOM,),
    ),
    replaced=frozenset({"zero@acme.example"}),
)
ENTRIES: tuple[Entry, ...] = (
    Done("thank-you", "sarah@acme.example", NOW, NOW),
    Done("linkedin", "", date(2026, 12, 2), NOW),
    Skipped("stop", "", NOW),
    Moved("status-check", "", NOW, NOW),
    Moved("status-check", "", None, NOW),
    Decided(DECISION, NOW),
    Outcome(Turn.OFFER, NOW, date(2026, 12, 11), ("fedcba987654",), NOW),
    Noted("She asked about queues", "sarah@acme.example", NOW),
    Cancelled(NOW),
    Revived(NOW),
    Archived(NOW),
)
HIDDEN = replace(interview("2026-12-03 10:00", "11:00", company="Bolt"), id="fedcba987654")
SAMPLE = Tracked(ref="acme-onsite", interview=FULL, wishes=WISHES, since=NOW, entries=ENTRIES)
COMMANDS = (
    Command("untrack bolt", NOW + timedelta(hours=2)),
    Command("everything at once", NOW + timedelta(hours=1)),
    Command("track one.ics bolt.ics", NOW),
)
PLACE = "https://dav.example/jo/follow-ups/"
SYNC = Command("sync", NOW + timedelta(hours=3))
AGREED = Agreed('"one"', "SUMMARY:Thank Sarah\n", "SUMMARY:Sarah!\n", touched=True, seen=False, written=NOW)
ROWS = (
    Row("a@calsync", "/jo/a.ics", FULL.id, "thank-you", "sarah@acme.example", AGREED, None),
    Row("b@calsync", "b.ics", FULL.id, "linkedin", "", None, Attempt(Verb.CREATE, "Grüße", "half \ud83d")),
    Row(
        "c@calsync", "c.ics", HIDDEN.id, "stop", "", AGREED._replace(etag=None), Attempt(Verb.REMOVE, "", "")
    ),
)
IMAGES = (
    Image("b@calsync", "b.ics", "", "half \ud83d", ""),
    Image("c@calsync", "c.ics", "BEGIN:VEVENT", "", "wanted"),
)
HEARD = Command("sync", NOW + timedelta(hours=4))
LATER: tuple[Entry, ...] = (
    Met((SARAH, replace(TOM, optional=True, key="tom")), HEARD.at),
    Answered("who-was-there", "", "Sarah and Tom", "2 people: Sarah Lee and Tom Ng", HEARD.at),
    Answered("thank-you", "tom", "hm?", "", HEARD.at),
)
LEARNT = Moved("status-check", "", date(2026, 12, 11), SYNC.at)


def write_sample(path: Path) -> None:
    """One row of every sort, by the calsync of today."""
    with open_tracker(path, wait=5) as tracker:
        with tracker.command(COMMANDS[2].words, at=COMMANDS[2].at) as change:
            change.add("acme-onsite", FULL, Wishes(), SOURCES)
            change.add("bolt", HIDDEN, Wishes(), Sources())
        with tracker.command(COMMANDS[1].words, at=COMMANDS[1].at) as change:
            change.update(FULL.id, FULL, WISHES, SOURCES)
            for entry in ENTRIES:
                change.append(FULL.id, entry)
        with tracker.command(COMMANDS[0].words, at=COMMANDS[0].at) as change:
            change.append(HIDDEN.id, Untracked(NOW))
        ledger = tracker.ledger(PLACE)
        told = [Told(FULL.id, LEARNT._replace(told=NOW))]
        ledger.checkpoint(told=told, rows=ROWS[:1], forget=(), token="7", listed=NOW, at=SYNC.at)
        ledger.intend(ROWS[1:], IMAGES, at=SYNC.at)
        with tracker.command(HEARD.words, at=HEARD.at) as change:
            for entry in LATER:
                change.append(FULL.id, entry)
            change.decline("quiz@club.example", "Job interview quiz")


def check_answers(tracker: Tracker) -> None:
    """What version 3 brought; and take the command of it back."""
    assert tracker.declined() == {"quiz@club.example": "Job interview quiz"}
    undone = tracker.undo()
    assert undone is not None
    assert (undone.words, undone.at) == HEARD
    assert undone.before[0].entries == (*ENTRIES, LEARNT, *LATER)
    assert tracker.declined() == {}


def check_ledger(tracker: Tracker) -> None:
    """What version 2 brought; and take the command of it back."""
    standing = tracker.ledger(PLACE).read()
    assert standing == ({row.uid: row for row in ROWS}, "7", NOW)
    assert tracker.ledger(PLACE).last_run() == Run(1, SYNC.at, IMAGES, 1)
    undone = tracker.undo()
    assert undone is not None
    assert (undone.words, undone.at) == SYNC
    assert undone.before[0].entries == (*ENTRIES, LEARNT)
    assert tracker.ledger(PLACE).last_run() == Run(1, SYNC.at, IMAGES, 0)


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        head = f"PRAGMA application_id = {OURS};\nPRAGMA user_version = {len(STEPS)};\n"
        return head + "\n".join(connection.iterdump()) + "\n"


def load(version: int, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        if version:
            connection.executescript((DUMPS / f"v{version}.sql").read_text("utf-8"))


def contents(path: Path) -> dict[str, list[object]]:
    """The layout and all rows; JSON as values."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found: dict[str, list[object]] = {
            name: [_values(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for name in sorted(tables)
        }
        found["layout"] = connection.execute(
            "SELECT type, name, sql FROM sqlite_master ORDER BY name"
        ).fetchall()
        found["version"] = [
            connection.execute(f"PRAGMA {each}").fetchone()[0] for each in ("application_id", "user_version")
        ]
    return found


def _values(row: tuple[object, ...]) -> list[object]:
    return [json.loads(each) if isinstance(each, str) and each.startswith("{") else each for each in row]


def test_the_newest_version_is_recorded(tmp_path: Path) -> None:
    """Fails when a released step, or what is written into its rows, was changed: add a step instead."""
    write_sample(tmp_path / "now.db")
    recorded = DUMPS / f"v{len(STEPS)}.sql"
    if os.environ.get("CALSYNC_RECORD_DUMP") and not recorded.exists():
        recorded.write_text(dump(tmp_path / "now.db"), "utf-8")
    load(len(STEPS), tmp_path / "recorded.db")
    assert contents(tmp_path / "now.db") == contents(tmp_path / "recorded.db")


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_each_version_is_brought_forward(version: int, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    load(version, path)
    with open_tracker(path, wait=5) as tracker:
        if version >= 3:
            check_answers(tracker)
        if version >= 2:
            check_ledger(tracker)
        else:
            assert tracker.ledger(PLACE).read() == ({}, None, None)
        assert tracker.tracked() == (SAMPLE,)
        assert tracker.commands(9) == COMMANDS
        with tracker.command("look", at=NOW) as change:
            assert change.sources(FULL.id) == SOURCES
            assert change.find_event("zero@acme.example") == (FULL.id,)
        tracker.undo()
        assert [each.ref for each in tracker.tracked()] == ["acme-onsite", "bolt"]
    write_sample(tmp_path / "new.db")
    assert contents(path)["layout"] == contents(tmp_path / "new.db")["layout"]


def test_an_empty_file_is_version_0(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with open_tracker(path, wait=5) as tracker:
        assert tracker.tracked() == ()
    write_sample(tmp_path / "new.db")
    assert contents(path)["layout"] == contents(tmp_path / "new.db")["layout"]


def test_a_calsync_of_version_1_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    write_sample(path)
    with pytest.raises(TrackerError, match=r"its version is 3, this one knows 1\)"):
        open_tracker(path, wait=5, steps=STEPS[:1])


NEXT: Step = (
    "ALTER TABLE entry ADD COLUMN told TEXT NOT NULL DEFAULT ''",
    "UPDATE entry SET told = json_extract(content, '$.told')",
    "CREATE TABLE wall (brick INTEGER NOT NULL REFERENCES entry (number)) STRICT",
)


def test_a_next_step_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    write_sample(path)
    for _ in range(2):
        with open_tracker(path, wait=5, steps=(*STEPS, NEXT)) as tracker:
            assert tracker.tracked() == (replace(SAMPLE, entries=(*ENTRIES, LEARNT, *LATER)),)
    found = contents(path)
    assert found["version"] == [OURS, len(STEPS) + 1]
    assert found["wall"] == []
    with closing(sqlite3.connect(path)) as connection:
        told = connection.execute("SELECT DISTINCT told FROM entry ORDER BY told").fetchall()
        assert told == [(NOW.isoformat(),), (SYNC.at.isoformat(),), (HEARD.at.isoformat(),)]


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    write_sample(path)
    with open_tracker(path, wait=5, steps=(*STEPS, NEXT)):
        pass
    before = contents(path)
    for create in (True, False):
        with pytest.raises(TrackerError) as refused:
            open_tracker(path, wait=5, create=create)
        assert refused.value.message == (
            f"{path} was written by a newer calsync (its version is {len(STEPS) + 1}, this one knows {len(STEPS)})."
        )
        assert refused.value.hint == "Update calsync."
    assert contents(path) == before


@pytest.mark.parametrize(
    "last",
    [
        "CREATE TABLE entry (number INTEGER) STRICT",  # is there already
        "INSERT INTO wall VALUES (7), (4711)",  # leads nowhere
    ],
)
def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, last: str) -> None:
    path = tmp_path / "old.db"
    write_sample(path)
    before = contents(path)
    with pytest.raises(TrackerError, match="damaged"):
        open_tracker(path, wait=5, steps=(*STEPS, (*NEXT, last)))
    assert contents(path) == before
