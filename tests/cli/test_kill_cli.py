"""Whole calsyncs killed at any moment, and two at once: what was acknowledged is there, nothing is half done.

`tests/tracker/test_kill.py` does the same to the tracker alone, and far more often.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from calsync.planning.tracked import Tracked
from calsync.tracker.log import open_tracker
from tests.sessions import ROOT, environment

RUNS = 36
TYPED = ("--kind", "final", "--start", "2026-12-01 14:00", "--duration", "1h", "--timezone", "Europe/Berlin")
AFTER = "1796850000"
"""9 December 2026: the interviews are past."""


class Home(NamedTuple):
    folder: Path

    @property
    def tracker(self) -> Path:
        return self.folder / "calsync" / "tracker.sqlite3"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        more = {"CALSYNC_HOME": str(self.folder / "calsync"), "SOURCE_DATE_EPOCH": AFTER}
        return subprocess.Popen(
            [sys.executable, "-m", "calsync", *arguments],
            cwd=ROOT,
            env={**environment(self.folder), **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ok(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, (arguments, out, err)
        return out

    def log(self) -> list[str]:
        """The commands that count, the oldest first."""
        with open_tracker(self.tracker, wait=30, create=False) as tracker:
            return [each.words for each in reversed(tracker.commands(1000))]

    def tracked(self) -> dict[str, Tracked]:
        with open_tracker(self.tracker, wait=30, create=False) as tracker:
            return {each.ref: each for each in tracker.tracked()}

    def check(self) -> None:
        with closing(sqlite3.connect(self.tracker, timeout=30)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.ok("track", "--company", "Acme", "--interviewer", "Sarah Lee", "--interviewer", "Tom Ng", *TYPED)
    return made


def test_kills(home: Home) -> None:
    rng = random.Random(0)
    begun = time.monotonic()
    home.ok("note", "acme", "undisturbed")
    span = time.monotonic() - begun
    log = home.log()
    killed = 0
    for run in range(RUNS):
        command, words = _command(rng, run, log)
        expected = log[:-1] if words is None else [*log, words]
        process = home.start(*command)
        if run % 3 and run < RUNS - 1:
            # most of its time a run is starting up and planning; the end is when it writes
            time.sleep(span * (rng.random() if run % 2 else rng.uniform(0.6, 1.1)))
            process.kill()
        out, err = process.communicate(timeout=60)
        found = home.log()
        assert (process.returncode in (0, -9), err) == (True, ""), run
        assert found == expected or (found == log and not out), run
        killed += process.returncode != 0
        home.check()
        log = found
    assert killed
    assert _acted(home.tracked()) == _told_by(log)
    home.ok("agenda")
    while log:
        # the same again, without as many processes
        with open_tracker(home.tracker, wait=30) as tracker:
            assert tracker.undo() is not None
        log.pop()
        assert _acted(home.tracked()) == _told_by(log)


def _command(rng: random.Random, run: int, log: list[str]) -> tuple[tuple[str, ...], str | None]:
    """A command that changes something, and how it is logged; None for one that takes back the last."""
    match rng.choice(["track", "note", "note", "done", "skip", "move", "undo"]):
        case "track":
            return ("track", "--company", f"Company {run}", *TYPED), f"track Company {run}"
        case "undo" if len(log) > 1:
            return ("undo",), None
        case "done" if "done acme-final thank-you" not in log:
            return ("done", "acme-final", "thank-you"), "done acme-final thank-you"
        case "skip" if "skip acme-final stop" not in log:
            return ("skip", "acme-final", "stop"), "skip acme-final stop"
        case "move":
            return ("move", "acme-final", "final-note", f"in {run + 1} days"), "move acme-final final-note"
        case _:
            return ("note", "acme-final", f"note {run}"), "note acme-final"


def _acted(tracked: dict[str, Tracked]) -> dict[str, int]:
    """How many entries of each kind there are, and how many interviews."""
    entries = [entry for each in tracked.values() for entry in each.entries]
    kinds = [type(entry).__name__ for entry in entries]
    return {
        "track": len(tracked),
        "note": kinds.count("Noted"),
        "done": kinds.count("Done"),
        "skip": kinds.count("Skipped"),
        "move": kinds.count("Moved"),
    }


def _told_by(log: list[str]) -> dict[str, int]:
    """The same by the commands that count: the thank-you is for two people at once."""
    first = [words.split()[0] for words in log]
    return {
        "track": first.count("track"),
        "note": first.count("note"),
        "done": first.count("done") * 2,
        "skip": first.count("skip"),
        "move": first.count("move"),
    }


def test_several_at_once_come_one_after_another(home: Home) -> None:
    together = [home.start("note", "acme", f"note {number}") for number in range(6)]
    together.append(home.start("done", "acme", "thank-you"))
    looking = [home.start(command) for command in ("list", "agenda")]
    for process in (*together, *looking):
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
    notes = home.tracked()["acme-final"].notes
    assert sorted(note.text for note in notes) == [f"note {number}" for number in range(6)]
    home.check()


def test_the_one_that_waits_goes_on_when_the_other_is_killed(home: Home) -> None:
    """A process takes the file for itself and is killed with it."""
    hold = (
        "import sqlite3, sys, time\n"
        "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN IMMEDIATE')\n"
        "held.execute('DELETE FROM entry')\n"
        "held.execute('DELETE FROM interview')\n"
        "print('held', flush=True)\n"
        "time.sleep(600)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(home.tracker)], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    waiting = home.start("note", "acme", "after the crash")
    assert "acme-final" in home.ok("list")
    time.sleep(0.3)
    assert waiting.poll() is None
    holder.kill()
    holder.communicate(timeout=60)
    _, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, err) == (0, "")
    assert [note.text for note in home.tracked()["acme-final"].notes] == ["after the crash"]
    home.check()
