"""What came of a command that changes what is tracked, as text or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from calsync.cli.report import Report


def show_report(command: str, report: Report, *, as_json: bool) -> None:
    """Print the report: the sentence, what to consider, and what changed in the plans."""
    if as_json:
        from calsync.cli.tracked_json import told_envelope

        click.echo(told_envelope(command, report))
        return
    from calsync.cli.changes import changes
    from calsync.cli.layout import heading, line_width, print_sections, wrapped
    from calsync.cli.look_text import change_lines

    width = line_width()
    changed = changes(report.before, report.after)
    lines = list(change_lines(changed, about_ref=report.ref, now=report.after.now, width=width))
    said = [wrapped(line, width, first="", rest="  ") for line in (report.said, *report.notes)]
    print_sections([said, [heading("Changed"), *lines] if lines else []])
