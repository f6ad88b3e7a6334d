"""Killed at any moment (SIGKILL), nothing that was acknowledged is lost, and nothing is half done."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from calsync.tracker.log import open_tracker
from calsync.tracker.schema import STEPS
from tests.tracker.test_migrations import contents
from tests.tracker.worker import EXTRA, PLACE, Op, Worker, fold, logged, perform, run_log, state_of

RUNS = 200
SYNC_RUNS = 40


def test_kills(tmp_path: Path) -> None:
    counted = {
        "before the file": 0,
        "while opening": 0,
        "between commands": 0,
        "after all": 0,
        "in flight": 0,
    }
    with Worker() as one, Worker() as other:
        span = _span(one, tmp_path / "first")
        folder, base, extra = tmp_path / "0", list[Op](), False
        for run in range(RUNS):
            rng = random.Random(run)
            if rng.random() < 0.4:
                folder, base, extra = tmp_path / str(run), [], False
            if not extra and rng.random() < 0.2:
                extra = True  # a newer calsync from here on: what is there has to be brought forward
            path = folder / "calsync" / "tracker.db"
            two = rng.random() < 0.3
            ops = _ops(rng, base, run, undo=not two)
            beside: list[Op] = [("add", f"other-{run}-{number}") for number in range(12)] if two else []
            if two:
                other.start(path, beside, extra=extra)
            pid = one.start(path, ops, extra=extra)
            said: list[str] = []
            after = rng.randrange(1, len(ops)) if rng.random() < 0.4 else 0
            if after:  # soon after some command, however quick or slow the machine is
                while said[-1:] != [f"did {after}"]:
                    said.append(one.next_line())
                time.sleep(rng.random() * span / len(ops))
            else:
                time.sleep(rng.random() ** 2 * span)
            os.kill(pid, signal.SIGKILL)
            said += one.lines()
            said_beside = list(other.lines()) if two else []
            assert not [line for line in said + said_beside if line.startswith(("error", "broken"))], run
            assert said_beside[-2:-1] == [f"did {len(beside)}"] * two, run
            known = sum(line.startswith("did") for line in said)
            if not path.exists():
                assert (known, base) == (0, []), run
                counted["before the file"] += 1
                continue
            assert _sound(path), run
            with open_tracker(path, wait=30, steps=EXTRA if extra else STEPS) as tracker:
                log, state = logged(tracker), state_of(tracker.tracked())
            own = [op for op in log if op not in beside]
            possible = [run_log(base, ops[:done]) for done in (known, min(known + 1, len(ops)))]
            assert own in possible, run
            assert [op for op in log if op in beside] == beside, run
            assert log[: len(base)] == base or not two, run
            assert state == fold(log), run
            base = log
            if not after:  # the machine is busier or quieter now
                span *= 0.9 if known == len(ops) else 1.03
            counted["while opening"] += "opened" not in said
            counted["after all"] += known == len(ops)
            counted["between commands"] += 0 < known < len(ops)
            counted["in flight"] += known < len(ops) and own == possible[1]
    assert counted["between commands"], counted


def test_kills_of_a_sync(tmp_path: Path) -> None:
    """After each kill the file is as one of the two it was between."""
    rng, first = random.Random(7), ("add", "one")
    ops: list[Op] = [first]
    for number in range(30):
        uids = [f"{rng.randrange(40)}@calsync" for _ in range(rng.randrange(1, 30))]
        word = rng.choice(["checkpoint", "intend", "settle", "take-back"])
        ops.append((word, f"text {number} " + "x" * rng.choice([1, 300, 5000]), *uids))
    after = list[dict[str, list[object]]]()
    for known in range(len(ops) + 1):
        with open_tracker(tmp_path / "model.db", wait=5) as tracker:
            for op in ops[known - 1 : known] if known else ():
                perform(tracker, op)
        after.append(contents(tmp_path / "model.db"))
    counted = 0
    with Worker() as worker:
        for run in range(SYNC_RUNS):
            path = tmp_path / str(run) / "tracker.db"
            pid = worker.start(path, ops)
            said = [worker.next_line()]
            last = rng.randrange(1, len(ops))
            while said[-1] != f"did {last}":
                said.append(worker.next_line())
            time.sleep(rng.random() * 0.002)
            os.kill(pid, signal.SIGKILL)
            said += worker.lines()
            known = sum(line.startswith("did") for line in said)
            assert _sound(path), run
            with open_tracker(path, wait=5) as tracker:  # what is in the log beside the file counts
                tracker.ledger(PLACE).read()
            assert contents(path) in after[known : known + 2], run
            counted += known < len(ops)
    assert counted


def _ops(rng: random.Random, base: list[Op], run: int, *, undo: bool) -> list[Op]:
    """Twenty commands that can be run after those of `base`."""
    log, ops = list(base), list[Op]()
    for number in range(20):
        refs = sorted(fold(log))
        choice = rng.choice(["add", "note", "note", "update", "untrack", "undo"])
        op: Op
        if choice == "undo" and undo and log:
            op = ("undo",)
        elif choice == "add" or not refs:
            op = ("add", f"own-{run}-{number}")
        elif choice == "update":
            op = ("update", rng.choice(refs), f"role {run}-{number}")
        elif choice == "untrack" and len(refs) > 2:
            op = ("untrack", rng.choice(refs))
        else:
            op = ("note", rng.choice(refs), f"note {run}-{number} " + "x" * rng.choice([1, 300, 9000]))
        ops.append(op)
        log = run_log(log, [op])
    return ops


def _span(worker: Worker, folder: Path) -> float:
    """About how many seconds a run takes that nobody kills: the kills are spread over it."""
    begun = time.monotonic()
    worker.start(folder / "tracker.db", _ops(random.Random(0), [], 0, undo=True))
    assert list(worker.lines())[-1] == "over 0"
    return time.monotonic() - begun


def _sound(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall()
        astray = connection.execute("PRAGMA foreign_key_check").fetchall()
    return whole == [("ok",)] and not astray
