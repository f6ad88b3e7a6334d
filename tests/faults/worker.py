"""A process that syncs as it is told on standard input, for the tests that kill it.

Each run is done by a fork of the warmed-up process: a real one, with a start that takes no time. A line is what
`Desk.dump` gives, “poll” to ask whether the fork is over, or “kill” to see to it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType

import caldav.davclient  # noqa: F401 - warm, as all that follows
import niquests  # noqa: F401

from tests.faults.desk import load


class Worker:
    """The warmed-up process, as its user sees it. Close it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def start(self, desk: str) -> int:
        """The process id of a fork that has begun to sync there."""
        self._say(desk)
        word, pid = self._line().split()
        assert word == "pid"
        return int(pid)

    def is_over(self) -> bool:
        self._say("poll")
        return self._line() != "runs"

    def kill(self) -> int:
        """The exit code of the fork, or minus the signal that ended it."""
        self._say("kill")
        word, code = self._line().split()
        assert word == "over"
        return int(code)

    def _say(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")


def main() -> None:
    child, code = 0, 0
    print("ready", flush=True)
    while line := sys.stdin.readline():
        word = line.strip()
        if word not in ("poll", "kill"):
            child = os.fork()
            if not child:
                os._exit(work(line))
            print("pid", child, flush=True)
            continue
        if child and word == "kill":
            os.kill(child, signal.SIGKILL)
        if child:
            ended, status = os.waitpid(child, 0 if word == "kill" else os.WNOHANG)
            if ended:
                child, code = 0, os.waitstatus_to_exitcode(status)
        print("runs" if child else f"over {code}", flush=True)


def work(desk: str) -> int:
    try:
        return len(load(desk).sync().report.problems)
    except BaseException:  # noqa: BLE001 - a fork must never come back from here
        traceback.print_exc()
        return 99


if __name__ == "__main__":
    main()
