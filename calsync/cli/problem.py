"""An error as people read it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from calsync.errors import CalsyncError
from calsync.planning.plaintext import hide_codes, safe_line

PARTLY = 6


def show_problem(problem: CalsyncError) -> None:
    """One sentence on standard error, and on the next line the way out."""
    sentence = safe_line(hide_codes(problem.message))
    click.echo(f"calsync: {sentence}{'' if sentence.endswith(('.', '?', '!')) else '.'}", err=True)
    if problem.hint:
        click.echo(f"  {safe_line(problem.hint)}", err=True)


def status(problems: Sequence[CalsyncError], *, partly: bool) -> str:
    """“done”, “partial” if something came of the run all the same, or “error”."""
    if not problems:
        return "done"
    return "partial" if partly else "error"


def exit_code(status: str, problems: Sequence[CalsyncError]) -> int:
    """The exit code of a run that ended so: where nothing came of it, that of its first problem."""
    match status:
        case "done":
            return 0
        case "partial":
            return PARTLY
        case _:
            return problems[0].exit_code


def partly_done(problems: Sequence[CalsyncError], *, said: bool) -> int:
    """The exit code of a run in which these went wrong and the rest well; they are shown unless `said`."""
    if not said:
        for problem in problems:
            show_problem(problem)
    return PARTLY if problems else 0
