"""A process that runs tracker commands as it is told on standard input, for the tests that kill it.

Each job is done by a fork of the warmed-up process: a real one, with a start that takes no time. It says
“did N” after each commit. A job is a JSON object: `path`, `wait`, `extra` (open with one more step), `ops`.
"""

from __future__ import annotations

import json
import os
import sqlite3  # noqa: F401 - warm
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from calsync.errors import CalsyncError
from calsync.planning.facts import Facts
from calsync.planning.history import Noted, Untracked
from calsync.planning.interview import Interview, Interviewer, Kind, Session
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources, Tracked
from calsync.sync.ledger import Agreed, Attempt, Image, Row, Told, Verb
from calsync.tracker.ledger import TrackedLedger
from calsync.tracker.log import Change, Tracker, open_tracker
from calsync.tracker.schema import STEPS, Step
from tests.warm import WarmProcess

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
EXTRA: tuple[Step, ...] = (
    *STEPS,
    (
        "CREATE TABLE more (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
        "WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 3000) "
        "INSERT INTO more SELECT n, 'row ' || n FROM count",
    ),
)
Op = tuple[str, ...]
"""add REF, note REF TEXT, update REF ROLE, untrack REF, undo; and of the ledger: checkpoint TEXT UID...,
intend TEXT UID..., settle TEXT UID..., take-back."""
PLACE = "https://dav.example/jo/"
State = dict[str, tuple[str, tuple[str, ...]]]
"""By ref the role and the notes."""


def made(ref: str, *, role: str = "") -> Interview:
    begins = NOW + timedelta(days=1)
    return Interview(
        id=f"id-{ref}",
        company="Acme",
        role=role,
        kind=Kind.PANEL,
        sessions=(Session(begins, begins + timedelta(hours=1)),),
        zone=UTC,
        zone_name="UTC",
        interviewers=(Interviewer("Sarah Lee", "sarah@acme.example"),),
    )


def sources(ref: str) -> Sources:
    return Sources(events=(Facts(file=f"{ref}.ics", title="Panel", uid=f"{ref}@acme.example"),))


def perform(tracker: Tracker, op: Op) -> None:
    if op[0] == "undo":
        assert tracker.undo() is not None
        return
    if op[0] in ("checkpoint", "intend", "settle", "take-back"):
        exchange(tracker.ledger(PLACE), op)
        return
    with tracker.command(json.dumps(op), at=NOW) as change:
        apply(change, op)


def apply(change: Change, op: Op) -> None:
    match op:
        case ("add", ref):
            change.add(ref, made(ref), Wishes(), sources(ref))
        case ("note", ref, text):
            change.append(f"id-{ref}", Noted(text, "", NOW))
        case ("update", ref, role):
            assert change.update(f"id-{ref}", made(ref, role=role), Wishes(), sources(ref))
        case ("untrack", ref):
            change.append(f"id-{ref}", Untracked(NOW))
        case _:
            raise AssertionError(op)


def exchange(ledger: TrackedLedger, op: Op) -> None:
    """One method of the ledger: of the UIDs the first is forgotten, and the others get a row of the text."""
    word, text, *uids = op
    agreed = Agreed(text, text, text, touched=False, seen=True, written=NOW)
    rows = [Row(uid, f"{uid}.ics", "id-one", "stop", "", agreed, None) for uid in uids[1:]]
    match word:
        case "checkpoint":
            told = [Told("id-one", Noted(text, "", NOW)) for _ in uids]
            ledger.checkpoint(told=told, rows=rows, forget=uids[:1], token=text, listed=NOW, at=NOW)
        case "intend":
            attempt = Attempt(Verb.CREATE, text, text)
            images = [Image(row.uid, row.href, "", text, text) for row in rows]
            ledger.intend([row._replace(attempt=attempt) for row in rows], images, at=NOW)
        case "settle":
            ledger.settle(rows, forget=uids[:1])
        case "take-back":
            run = ledger.last_run()
            if run is None:
                ledger.settle((), forget=())
            else:
                ledger.take_back(run, rows, forget=[image.uid for image in run.images])
        case _:
            raise AssertionError(op)


def fold(log: Sequence[Op]) -> State:
    """What a tracker must hold after these commands."""
    state: State = {}
    for op in log:
        match op:
            case ("add", ref):
                state[ref] = ("", ())
            case ("note", ref, text):
                state[ref] = (state[ref][0], (*state[ref][1], text))
            case ("update", ref, role):
                state[ref] = (role, state[ref][1])
            case ("untrack", ref):
                del state[ref]
            case _:
                raise AssertionError(op)
    return state


def run_log(log: Sequence[Op], ops: Sequence[Op]) -> list[Op]:
    """The log after more commands."""
    after = list(log)
    for op in ops:
        if op == ("undo",):
            after.pop()
        else:
            after.append(op)
    return after


def state_of(tracked: Sequence[Tracked]) -> State:
    return {
        each.ref: (each.interview.role or "", tuple(note.text for note in each.notes)) for each in tracked
    }


def logged(tracker: Tracker) -> list[Op]:
    return [tuple(json.loads(command.words)) for command in reversed(tracker.commands(1_000_000))]


class Worker(WarmProcess):
    """The warmed-up process, as its user sees it. Close it."""

    module = "tests.tracker.worker"

    def start(self, path: Path, ops: Sequence[Op], *, wait: float = 30, extra: bool = False) -> int:
        """The process id of a fork that has begun."""
        return self._started(json.dumps({"path": str(path), "ops": ops, "wait": wait, "extra": extra}))

    def lines(self) -> Iterator[str]:
        """What the fork said, up to its end, of which the last line tells."""
        self._say("reap")
        while not (line := self._line()).startswith("over"):
            yield line
        yield line

    def next_line(self) -> str:
        """The next thing the fork says, which is waited for."""
        line = self._line()
        assert not line.startswith(("broken", "error")), line
        return line


def _tell(text: str) -> None:
    os.write(1, f"{text}\n".encode())  # one write, which a kill cannot cut in two


def _do(job: dict[str, object]) -> None:
    path, ops, wait = job["path"], job["ops"], job["wait"]
    assert isinstance(path, str)
    assert isinstance(ops, list)
    assert isinstance(wait, int | float)
    try:
        with open_tracker(Path(path), wait=wait, steps=EXTRA if job["extra"] else STEPS) as tracker:
            _tell("opened")
            for number, op in enumerate(ops, 1):
                perform(tracker, tuple(op))
                _tell(f"did {number}")
    except CalsyncError as error:
        _tell(f"error {error.code}: {error.message}")
    except BaseException as error:  # noqa: BLE001 - told, as this process has no other way
        _tell(f"broken {error!r}")


def main() -> None:
    _tell("ready")
    while line := sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            _tell(f"pid {os.getpid()}")
            _do(json.loads(line))
            os._exit(0)
        sys.stdin.readline()  # reap: until then its id belongs to nobody else
        _tell(f"over {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}")


if __name__ == "__main__":
    main()
