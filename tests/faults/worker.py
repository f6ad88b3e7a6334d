"""A process that syncs as it is told on standard input, for the tests that kill it.

Each run is done by a fork of the warmed-up process: a real one, with a start that takes no time. A line is what
`Desk.dump` gives, “poll” to ask whether the fork is over, or “kill” to see to it.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback

import caldav.davclient  # noqa: F401 - warm, as all that follows
import niquests  # noqa: F401

from tests.faults.desk import load
from tests.warm import WarmProcess


class Worker(WarmProcess):
    """The warmed-up process, as its user sees it. Close it."""

    module = "tests.faults.worker"

    def start(self, desk: str) -> int:
        """The process id of a fork that has begun to sync there."""
        return self._started(desk)

    def is_over(self) -> bool:
        self._say("poll")
        return self._line() != "runs"

    def kill(self) -> int:
        """The exit code of the fork, or minus the signal that ended it."""
        self._say("kill")
        word, code = self._line().split()
        assert word == "over"
        return int(code)


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
