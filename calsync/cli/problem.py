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


def partly_done(problems: Sequence[CalsyncError], *, said: bool) -> int:
    """The exit code of a run in which these went wrong and the rest well; they are shown unless `said`."""
    if not said:
        for problem in problems:
            show_problem(problem)
    return PARTLY if problems else 0
