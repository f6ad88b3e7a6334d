"""How a sync shows on a terminal and in JSON, while it runs and after."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import click

from calsync.cli.problem import exit_code, show_problem, status
from calsync.cli.sync_run import Side, Synced, Undone, account_side, folder_side, sync_once, undo_last
from calsync.errors import CalsyncError, UsageError
from calsync.sync.report import INCOMING, OUTGOING, Kind, Line
from calsync.sync.run import Mode, Vanished


def side_of(
    account: str | None, folder: str | None, *, todo: bool, dry: bool = False
) -> AbstractContextManager[Side]:
    """The calendar that is meant; for a `dry` run nothing is made. Raises UsageError for options that do
    not go together."""
    if folder is None:
        if todo:
            raise UsageError(
                "--todo goes with --to; an account knows whether it holds events or to-dos.",
                hint="calsync account add --todo makes one that holds to-dos.",
            )
        from calsync.cli.account_run import chosen

        return account_side(chosen(account))
    if account is not None:
        raise UsageError("--to and --account name two calendars.", hint="Leave one out.")
    return _folder(folder, todo=todo, dry=dry)


@contextmanager
def _folder(folder: str, *, todo: bool, dry: bool) -> Iterator[Side]:
    yield folder_side(folder, todo=todo, dry=dry)


def run_sync(side: Side, *, dry: bool, believe: bool, as_json: bool) -> int:
    """One run, shown; its exit code."""
    screen = Screen(quiet=as_json, why=dry)
    with screen.looking(side.name):
        synced = sync_once(
            side,
            mode=Mode.DRY if dry else Mode.REAL,
            vanished=Vanished.BELIEVE if believe else Vanished.ASK,
            say=screen.say,
        )
    how = status(synced.problems, partly=synced.report.changed and not dry)
    code = exit_code(how, synced.problems)
    if as_json:
        from calsync.cli.sync_json import sync_envelope

        click.echo(sync_envelope(synced, how))
    else:
        show_synced(synced, screen)
    return code


def run_undo(side: Side, *, as_json: bool) -> int:
    screen = Screen(quiet=as_json, why=False)
    with screen.looking(side.name):
        undone = undo_last(side, say=screen.say)
    taken = undone.taken
    problems = [each.error for each in taken.failed]
    if taken.stopped is not None:
        problems.insert(0, taken.stopped)
    how = status(problems, partly=bool(taken.lines or taken.forgotten))
    if as_json:
        from calsync.cli.sync_json import undo_envelope

        click.echo(undo_envelope(undone, how, problems))
    else:
        _show_undone(undone, screen, problems)
    return exit_code(how, problems)


class Screen:
    """Lines as they come true. What is waited for shows on a terminal only, and is wiped away."""

    def __init__(self, *, quiet: bool, why: bool) -> None:
        from calsync.cli.layout import line_width

        self.quiet, self.why, self.width = quiet, why, line_width()
        self.shown = False
        self._waits = False

    @contextmanager
    def looking(self, name: str) -> Iterator[None]:
        if not self.quiet and sys.stderr.isatty():
            click.echo(f"\rLooking at {name} …", err=True, nl=False)
            self._waits = True
        try:
            yield
        finally:
            self.clear()

    def clear(self) -> None:
        if self._waits:
            click.echo("\r\033[K", err=True, nl=False)
            self._waits = False

    def say(self, line: Line) -> None:
        if self.quiet or line.kind not in OUTGOING | INCOMING:
            return
        from calsync.cli.sync_text import change_line

        self.clear()
        for text in change_line(line, width=self.width, why=self.why or line.kind is Kind.MOVED):
            click.echo(text)
        self.shown = True


def show_synced(synced: Synced, screen: Screen) -> None:
    from calsync.cli.layout import print_sections, wrapped
    from calsync.cli.sync_text import failures, remark_section, summary

    report = synced.report
    said = summary(report, synced.name)
    sections = [
        remark_section(report.lines, screen.width),
        [wrapped(said, screen.width, first="", rest="  ")] if said else [],
    ]
    if screen.shown and any(sections):
        click.echo("")
    print_sections(sections)
    for titles, message, hint in failures(report):
        show_problem(CalsyncError(f"{titles}: {message}", hint=hint))
    if report.stopped is not None:
        show_problem(report.stopped)
    for trouble in synced.troubles:
        show_problem(trouble)


def _show_undone(undone: Undone, screen: Screen, problems: list[CalsyncError]) -> None:
    from calsync.cli.layout import print_sections, wrapped
    from calsync.cli.sync_text import remark_section, undone_summary

    sections = [
        remark_section(undone.taken.lines, screen.width),
        [wrapped(undone_summary(undone), screen.width, first="", rest="  ")],
    ]
    if screen.shown:
        click.echo("")
    print_sections(sections)
    for problem in problems:
        show_problem(problem)
