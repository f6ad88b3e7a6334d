"""`calsync list`, `show` and `agenda`: looking at what is tracked. Nothing here changes anything."""

from __future__ import annotations

import click

from calsync.cli.json_option import json_option
from calsync.cli.problem import partly_done


@click.command("list", short_help="The tracked interviews and what comes next.")
@click.option("--all", "everything", is_flag=True, help="Those in the archive as well.")
@json_option
def list_tracked(*, everything: bool, as_json: bool) -> int:
    """List the tracked interviews, and what comes next for each."""
    from calsync.cli.desk import open_desk
    from calsync.cli.layout import line_width, print_sections
    from calsync.cli.look_text import list_sections

    desk = open_desk()
    shown = [each for each in desk.tracked if everything or each.archived is None]
    if as_json:
        from calsync.cli.tracked_json import tracked_envelope

        click.echo(tracked_envelope("list", desk, shown))
    else:
        print_sections(list_sections(desk, shown, line_width()))
    return partly_done(desk.troubles_of(shown), said=as_json)


@click.command("show", short_help="Everything about one tracked interview.")
@click.argument("ref")
@json_option
def show(*, ref: str, as_json: bool) -> int:
    """Show everything about one tracked interview: what is known, its reminders, what happened.

    REF is its handle as `calsync list` shows it, or the beginning of it.
    """
    from calsync.cli.desk import open_desk
    from calsync.cli.layout import line_width, print_sections
    from calsync.cli.look_text import show_sections

    desk = open_desk()
    one = desk.find(ref)
    if as_json:
        from calsync.cli.tracked_json import tracked_envelope

        click.echo(tracked_envelope("show", desk, [one]))
    else:
        print_sections(show_sections(desk, one, line_width()))
    return partly_done(desk.troubles_of([one]), said=as_json)


@click.command("agenda", short_help="What is due, overdue and coming.")
@click.option("--days", type=click.IntRange(0, 366), default=7, show_default=True, help="How far to look.")
@json_option
def agenda(*, days: int, as_json: bool) -> int:
    """Show what is due, overdue and coming, across all interviews, with the days off on the way."""
    from calsync.cli.desk import open_desk
    from calsync.planning.due import sort_out

    desk = open_desk()
    reminders = [each for plan in desk.plans.values() for each in plan]
    stands = sort_out(reminders, now=desk.now, days=days)
    if as_json:
        from calsync.cli.tracked_json import agenda_envelope

        click.echo(agenda_envelope(desk, stands, days))
    else:
        from calsync.cli.agenda_text import agenda_sections
        from calsync.cli.layout import line_width, print_sections

        print_sections(agenda_sections(desk, stands, days, line_width()))
    return partly_done(desk.troubles_of(desk.tracked), said=as_json)
