"""Where reminders are to be written, and as what: the options of `plan` and `export`. `writing` does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")

STDOUT = "-"


class Target(NamedTuple):
    """`output` is a file, a folder, or STDOUT."""

    output: str
    todo: bool = False
    force: bool = False
    new_only: bool = False


form_option = click.option(
    "--as", "form", type=click.Choice(["event", "todo"]), default="event", help="What to write. [event]"
)
force_option = click.option("--force", is_flag=True, help="Replace a file that calsync did not write.")
new_only_option = click.option(
    "--new-only", is_flag=True, help="Write only what the file at -o lacks, beside it."
)


def how_options(command: Callable[P, R]) -> Callable[P, R]:
    """Adds --force and --new-only, in the order of --help."""
    return force_option(new_only_option(command))


def find_target(
    output: str | None, *, form: str, force: bool, new_only: bool, as_json: bool
) -> Target | None:
    """What the options come to; None where nothing is to be written. Raises click's UsageError for those
    that clash."""
    if as_json and output == STDOUT:
        raise click.UsageError("--json and -o - both want standard output; give -o a file.")
    if (force or new_only) and output in (None, STDOUT):
        raise click.UsageError("--force and --new-only are about the file at -o; name one.")
    if output is not None and not output.strip():
        raise click.UsageError("-o is empty; name a file, a folder (DIR/) or - for standard output.")
    return None if output is None else Target(output, form == "todo", force, new_only)
