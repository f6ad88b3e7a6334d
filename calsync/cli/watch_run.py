"""`calsync watch`: a sync now and then again and again. `watch_timer` owns how often,
and how a system does that itself."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import sleep
from types import FrameType

import click

from calsync.cli.problem import show_problem
from calsync.cli.scanned import NOT_SCANNED, Scanned
from calsync.cli.sync_cmd import Which
from calsync.cli.sync_out import Screen, scan_first, show_nothing_found, show_synced
from calsync.cli.sync_run import NothingTracked, Synced, sync_once
from calsync.cli.sync_side import opened_side
from calsync.cli.sync_text import remarks
from calsync.errors import AccessRefused, CalsyncError, NeedsPerson, TrackerBusy, Unreachable
from calsync.sync.run import Mode, Vanished

_PASSING = (Unreachable, TrackerBusy, NeedsPerson)
"""What may be otherwise the next time."""


def keep_watch(interval: timedelta, which: Which) -> int:
    """Sync until it is stopped (0). Raises what is wrong and will not pass by itself: a refused password,
    settings that cannot be read. The first round says what came of it, each later one only what is news."""
    watch = _Watch(which)
    with _stoppable():
        try:
            while True:
                watch.look()
                sleep(interval.total_seconds())
        except KeyboardInterrupt:
            after = "\n" if sys.stderr.isatty() else ""  # the terminal shows ^C
            click.echo(f"{after}Stopped watching.", err=True)
            return 0


class _Watch:
    """What was said already: the `trouble` of the last round, and all remarks; and whether one was."""

    def __init__(self, which: Which) -> None:
        self.which = which
        self.trouble: str | None = None
        self.said: set[str] = set()
        self.begun = False

    def look(self) -> None:
        """One round. Raises as `keep_watch`."""
        screen = Screen(quiet=False, why=False, apart=self.begun)
        self.begun = True
        scanned = scan_first(self.which, screen, dry=False)
        try:
            with opened_side(self.which, dry=False, waiting=screen.wait) as side, screen.looking(side):
                synced = sync_once(side, mode=Mode.REAL, vanished=Vanished.ASK, say=screen.say)
        except NothingTracked:
            if scanned is None:
                raise
            self._tell_of_nothing(scanned, screen)
            return
        except _PASSING as error:
            if self.trouble != error.message:
                self.trouble = error.message
                show_problem(error)
            return
        screen.check()
        if isinstance(synced.report.stopped, AccessRefused):
            raise synced.report.stopped
        self._tell(synced, screen, scanned or NOT_SCANNED)

    def _tell(self, synced: Synced, screen: Screen, scanned: Scanned) -> None:
        trouble = _trouble([*synced.problems, *scanned.problems])
        new = self._news([*scanned.remarks, *remarks(synced.report)])
        if screen.shown or new or trouble != self.trouble:
            show_synced(synced, screen, said=new, troubled=trouble != self.trouble)
        self._show_trouble(trouble, scanned)

    def _tell_of_nothing(self, scanned: Scanned, screen: Screen) -> None:
        screen.check()
        trouble = _trouble(scanned.problems)
        new = self._news(scanned.remarks)
        if screen.shown or new or trouble != self.trouble:
            show_nothing_found(scanned, screen, said=new)
        self._show_trouble(trouble, scanned)

    def _news(self, said: Iterable[str]) -> list[str]:
        """What was not said before."""
        new = [each for each in said if each not in self.said]
        self.said.update(new)
        return new

    def _show_trouble(self, trouble: str, scanned: Scanned) -> None:
        if trouble != self.trouble:
            for problem in scanned.problems:
                show_problem(problem)
        self.trouble = trouble


def _trouble(problems: Iterable[CalsyncError]) -> str:
    """What is wrong, so that it can be told from what was wrong before; empty if nothing is."""
    return "\n".join(dict.fromkeys(each.message for each in problems))


@contextmanager
def _stoppable() -> Iterator[None]:
    """What ends services and sessions ends the watch as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
