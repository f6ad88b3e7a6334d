"""`calsync undo`, `export` and `backup`: taking back, and giving out what is kept."""

from __future__ import annotations

import sys

import click

from calsync.cli.json_option import json_option
from calsync.cli.problem import partly_done
from calsync.cli.target import STDOUT, find_target, form_option, how_options


@click.command("undo", short_help="Take back the last command.")
@json_option
def undo(*, as_json: bool) -> None:
    """Take back the last command that changed what is tracked, whatever it was; again for the one before."""
    from calsync.cli.keep_run import take_back
    from calsync.cli.told_text import show_report

    show_report("undo", take_back(), as_json=as_json)


@click.command("export", short_help="Write all reminders to a calendar file.")
@click.option("-o", "--output", metavar="PLACE", required=True, help="A file, a folder (DIR/), or -.")
@form_option
@how_options
@json_option
def export(*, output: str, form: str, force: bool, new_only: bool, as_json: bool) -> int:
    """Write the reminders of all tracked interviews as .ics, each with its draft.

    Write to the same place again after a change: what is past stays as it was, what was withdrawn or done
    before its time goes. A file of calsync's own in which nothing is left is removed, in a folder too; what
    another program wrote stays.
    """
    target = find_target(output, form=form, force=force, new_only=new_only, as_json=as_json)
    assert target is not None  # -o is required
    from calsync.cli.keep_run import export_all

    report = export_all(target)
    troubles = list(report.desk.troubles.values())
    if as_json:
        from calsync.cli.tracked_json import export_envelope

        click.echo(export_envelope(report))
        return partly_done(troubles, said=True)
    from calsync.cli.layout import line_width, print_sections, wrapped

    if report.stdout:
        sys.stdout.buffer.write(report.stdout)
        sys.stdout.buffer.flush()
    width = line_width()
    lines = [wrapped(line, width, first="", rest="  ") for line in report.lines]
    print_sections([lines], to_stderr=output == STDOUT)
    return partly_done(troubles, said=False)


@click.command("backup", short_help="Copy what is tracked to a file.")
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_option
def backup(*, file: str, force: bool, as_json: bool) -> None:
    """Copy everything that is tracked to one FILE. It says how to go back to it."""
    from calsync.cli.keep_run import back_up

    said = back_up(file, force=force)
    if as_json:
        from calsync.cli.envelope import envelope

        click.echo(envelope("backup", "done", data={"file": file}, notes=[said]))
    else:
        click.echo(said)
