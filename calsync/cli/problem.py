"""An error as people read it."""

from __future__ import annotations

import click

from calsync.errors import CalsyncError
from calsync.planning.plaintext import hide_codes, safe_line


def show_problem(problem: CalsyncError) -> None:
    """One sentence on standard error, and on the next line the way out."""
    sentence = safe_line(hide_codes(problem.message))
    click.echo(f"calsync: {sentence}{'' if sentence.endswith(('.', '?', '!')) else '.'}", err=True)
    if problem.hint:
        click.echo(f"  {safe_line(problem.hint)}", err=True)
