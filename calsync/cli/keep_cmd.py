"""`calsync undo`, `export` and `backup`: taking back, and giving out what is kept."""

from __future__ import annotations

import click

from calsync.cli.problem import partly_done

HELP = {"help_option_names": ["-h", "--help"]}


@click.command("undo", short_help="Take back the last command.", context_settings=HELP)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def undo(*, as_json: bool) -> None:
    """Take back the last command that changed what is tracked, whatever it was; again for the one before."""
    from calsync.cli.keep_run import take_back
    from calsync.cli.told_text import show_report

    show_report("undo", take_back(), as_json=as_json)


@click.command("export", short_help="Write all reminders to a calendar file.", context_settings=HELP)
@click.option("-o", "--output", metavar="PLACE", required=True, help="A file, a folder (DIR/), or -.")
@click.option(
    "--as", "form", type=click.Choice(["event", "todo"]), default="event", help="What to write. [event]"
)
@click.option("--force", is_flag=True, help="Replace a file that calsync did not write.")
@click.option("--new-only", is_flag=True, help="Write only what the file at -o lacks, beside it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def export(*, output: str, form: str, force: bool, new_only: bool, as_json: bool) -> int:
    """Write the reminders of all tracked interviews as .ics, each with its draft.

    Write to the same file again after a change: what is past stays as it was, what was withdrawn goes.
    """
    if not output:
        raise click.UsageError("-o is empty; name a file, a folder (DIR/) or - for standard output.")
    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output; give -o a file.")
    if (force or new_only) and output == "-":
        raise click.UsageError("--force and --new-only are about the file at -o; name one.")
    from calsync.cli.keep_run import Export, export_all

    report = export_all(Export(output=output, todo=form == "todo", force=force, new_only=new_only))
    troubles = list(report.desk.troubles.values())
    if as_json:
        from calsync.cli.tracked_json import export_envelope

        click.echo(export_envelope(report))
        return partly_done(troubles, said=True)
    from calsync.cli.layout import line_width, print_sections, wrapped

    width = line_width()
    lines = [wrapped(line, width, first="", rest="  ") for line in report.lines]
    print_sections([lines], to_stderr=output == "-")
    return partly_done(troubles, said=False)


@click.command("backup", short_help="Copy what is tracked to a file.", context_settings=HELP)
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def backup(*, file: str, force: bool, as_json: bool) -> None:
    """Copy everything that is tracked to one FILE. It says how to go back to it."""
    from calsync.cli.keep_run import back_up

    said = back_up(file, force=force)
    if as_json:
        from calsync.cli.envelope import envelope

        click.echo(envelope("backup", "done", data={"file": file}, notes=[said]))
    else:
        click.echo(said)
