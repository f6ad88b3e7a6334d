"""A sync as it shows on a terminal and in JSON, while it runs and after."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from calsync.cli.clock import now
from calsync.cli.layout import line_width, print_sections, wrapped
from calsync.cli.problem import exit_code, show_problem, status
from calsync.cli.scanned import Scanned
from calsync.cli.sync_cmd import Which
from calsync.cli.sync_run import NothingTracked, Synced, Undone, sync_once, undo_last
from calsync.cli.sync_side import Side, opened_side
from calsync.cli.sync_text import (
    UNDONE,
    VERBS,
    change_line,
    failures,
    remark_section,
    remarks,
    summary,
    undone_summary,
)
from calsync.errors import CalsyncError
from calsync.planning.plaintext import safe_line
from calsync.sync.report import INCOMING, OUTGOING, Kind, Line
from calsync.sync.run import Mode, Vanished

NOTHING_FOUND = "Nothing to do: nothing is tracked, and no interview was found in your calendars."
NOTHING_YET = "Nothing to do: nothing is tracked yet."


def run_sync(which: Which, *, dry: bool, believe: bool, as_json: bool) -> int:
    """One run, shown; its exit code."""
    screen = Screen(quiet=as_json, why=dry)
    scanned = scan_first(which, screen, dry=dry)
    try:
        with opened_side(which, dry=dry, waiting=screen.wait) as side, screen.looking(side):
            synced = sync_once(
                side,
                mode=Mode.DRY if dry else Mode.REAL,
                vanished=Vanished.BELIEVE if believe else Vanished.ASK,
                say=screen.say,
            )
    except NothingTracked:
        if scanned is None:
            raise
        return _nothing_found(scanned, screen, as_json=as_json)
    report = synced.report  # an interview that cannot be planned does not hold up the others
    partly = not report.problems or (report.changed and not dry)
    unread = scanned.problems if scanned is not None else ()
    problems = [*synced.problems, *unread]
    how = status(problems, partly=partly)
    if as_json:
        from calsync.cli.sync_json import sync_envelope

        click.echo(sync_envelope(synced, how, scanned))
    else:
        screen.check()
        found = scanned.remarks if scanned is not None else ()
        show_synced(synced, screen, said=[*found, *remarks(synced.report)])
        for problem in unread:
            show_problem(problem)
    return exit_code(how, problems)


def scan_first(which: Which, screen: Screen, *, dry: bool) -> Scanned | None:
    """What came of the scan, if one was asked for; its news are shown."""
    if not which.scan:
        return None
    from calsync.cli.scan_sync import scan_before

    scanned = scan_before(which, dry=dry, waiting=screen.wait)
    for news in scanned.news:
        screen.tell(news)
    return scanned


def _nothing_found(scanned: Scanned, screen: Screen, *, as_json: bool) -> int:
    """Nothing was tracked before, and nothing was found that is surely an interview."""
    how = status(scanned.problems, partly=False)
    if as_json:
        from calsync.cli.sync_json import nothing_envelope

        click.echo(nothing_envelope(scanned, how))
    else:
        screen.check()
        show_nothing_found(scanned, screen, said=scanned.remarks)
        for problem in scanned.problems:
            show_problem(problem)
    return exit_code(how, scanned.problems)


def show_nothing_found(scanned: Scanned, screen: Screen, *, said: Sequence[str]) -> None:
    """That there is nothing to bring to a calendar, and of the remarks those in `said`."""
    words = NOTHING_YET if scanned.remarks else NOTHING_FOUND
    nothing = "" if scanned.problems or scanned.news else wrapped(words, screen.width, first="", rest="  ")
    if screen.shown and said:
        click.echo("")
    print_sections([remark_section(said, screen.width), [nothing] if nothing else []])


def run_undo(which: Which, *, as_json: bool) -> int:
    """The last run taken back, and shown; the exit code."""
    screen = Screen(quiet=as_json, why=False, verbs=UNDONE)
    with opened_side(which, dry=True, waiting=screen.wait) as side, screen.looking(side):
        undone = undo_last(side, say=screen.say)
    problems = undone.taken.problems
    how = status(problems, partly=bool(undone.taken.lines))
    if as_json:
        from calsync.cli.sync_json import undo_envelope

        click.echo(undo_envelope(undone, how))
    else:
        screen.check()
        _show_undone(undone, screen)
    return exit_code(how, problems)


class Screen:
    """Lines as they come true. What is waited for shows on a terminal only, and is wiped away. A screen that
    takes no more does not end the work: `check` tells of it afterwards."""

    def __init__(
        self, *, quiet: bool, why: bool, verbs: dict[Kind, str] = VERBS, apart: bool = False
    ) -> None:
        """`apart` leaves a line free before what is shown."""
        self.quiet, self.why, self.verbs, self.width = quiet, why, verbs, line_width()
        self._apart = apart
        self.now = now()
        self.shown = False
        self._called = "The calendar"
        self._waits = False
        self._lost: OSError | None = None

    @contextmanager
    def looking(self, side: Side) -> Iterator[None]:
        self._called = safe_line(side.called)
        self._note(f"Looking at {self._called} …")
        try:
            yield
        finally:
            self.clear()

    def wait(self, seconds: float) -> None:
        """A server wants a break of so many seconds."""
        self.clear()
        self._note(f"{self._called} is busy; going on in {seconds:.0f} seconds …")

    def clear(self) -> None:
        if self._waits:
            self._waits = False
            self._try("\r\033[K", nl=False)

    def say(self, line: Line) -> None:
        if self.quiet or line.kind not in OUTGOING | INCOMING:
            return
        self.clear()
        self._begin()
        why = self.why or line.kind is Kind.MOVED
        for text in change_line(line, now=self.now, verbs=self.verbs, width=self.width, why=why):
            self._try(text, out=True)
        self.shown = True

    def tell(self, text: str) -> None:
        """A sentence about what came before the sync."""
        if not self.quiet:
            self.clear()
            self._begin()
            self._try(wrapped(text, self.width, first="", rest="  "), out=True)
            self.shown = True

    def _begin(self) -> None:
        if self._apart and not self.shown:
            self._try("", out=True)

    def check(self) -> None:
        """Raises what standard output raised, if it took not everything."""
        if self._lost is not None:
            raise self._lost

    def _note(self, text: str) -> None:
        if not self.quiet and sys.stderr.isatty():
            self._waits = True
            self._try(f"\r{text[: self.width - 1]}", nl=False)

    def _try(self, text: str, *, out: bool = False, nl: bool = True) -> None:
        if self._lost is not None:
            return
        try:
            click.echo(text, err=not out, nl=nl)
        except OSError as error:
            self._lost = error


def show_synced(synced: Synced, screen: Screen, *, said: list[str], troubled: bool = True) -> None:
    """What came of it besides the changes: of the remarks those in `said`, and what went wrong, unless this
    is not `troubled`."""
    report = synced.report
    text = summary(report, synced.side.called)
    sections = [
        remark_section(said, screen.width),
        [wrapped(text, screen.width, first="", rest="  ")] if text else [],
    ]
    if screen.shown and any(sections):
        click.echo("")
    print_sections(sections)
    if troubled:
        _show_problems(synced)


def _show_problems(synced: Synced) -> None:
    report = synced.report
    for titles, message, hint in failures(report.failed):
        show_problem(CalsyncError(f"{titles}: {message}", hint=hint))
    for each in (*([report.stopped] if report.stopped is not None else []), *synced.troubles):
        show_problem(each)


def _show_undone(undone: Undone, screen: Screen) -> None:
    text = wrapped(undone_summary(undone), screen.width, first="", rest="  ")
    if screen.shown:
        click.echo("")
    print_sections([[text]])
    for titles, message, hint in failures(undone.taken.failed):
        show_problem(CalsyncError(f"{titles}: {message}", hint=hint))
    if undone.taken.stopped is not None:
        show_problem(undone.taken.stopped)
