"""`calsync sync` and `calsync watch`: the reminders in a calendar, and what was done there."""

from __future__ import annotations

from typing import NamedTuple

import click

from calsync.cli.json_option import json_option

account_option = click.option("--account", metavar="NAME", help="Which account. [the usual one]")
todo_option = click.option("--todo", is_flag=True, help="With --to: to-dos instead of events.")


scan_option = click.option(
    "--scan",
    is_flag=True,
    help="Before that, track the interviews in your calendars, as calsync scan does.",
)


class Which(NamedTuple):
    """The options that say which calendar is meant, as they were typed, and whether to look for interviews
    there first."""

    account: str | None
    folder: str | None
    todo: bool
    scan: bool = False


@click.command("sync", short_help="Bring the reminders to your calendar, and back what you did there.")
@account_option
@click.option("--to", "folder", metavar="DIR", help="A folder of .ics files (vdir) instead of an account.")
@todo_option
@scan_option
@click.option("--dry-run", is_flag=True, help="Only say what would be done, and why.")
@click.option("--undo", is_flag=True, help="Take the last run back.")
@click.option("--yes-delete", is_flag=True, help="Believe it when most reminders are gone from the calendar.")
@json_option
def sync(
    *,
    account: str | None,
    folder: str | None,
    todo: bool,
    scan: bool,
    dry_run: bool,
    undo: bool,
    yes_delete: bool,
    as_json: bool,
) -> int:
    """Bring the reminders of everything that is tracked to your calendar, and back what you did there.

    A reminder you drag stays where you put it; one you tick or delete is done or dropped; what you write in
    it stays. Only calsync's own reminders are ever touched. See calsync account add.
    """
    from calsync.cli.sync_out import run_sync, run_undo

    if undo and (dry_run or yes_delete):
        raise click.UsageError("--undo goes with neither --dry-run nor --yes-delete.")
    if undo and scan:
        raise click.UsageError("--undo takes back; --scan goes with the next sync.")
    which = Which(account, folder, todo, scan)
    if undo:
        return run_undo(which, as_json=as_json)
    return run_sync(which, dry=dry_run, believe=yes_delete, as_json=as_json)


@click.command("watch", short_help="Sync again and again.")
@account_option
@click.option("--to", "folder", metavar="DIR", help="A folder of .ics files (vdir) instead of an account.")
@todo_option
@scan_option
@click.option("--every", metavar="TIME", default="15m", show_default=True, help="How often: 90s, 15m, 2h.")
@click.option("--print-timer", is_flag=True, help="Print a systemd timer and a cron line instead.")
def watch(
    *, account: str | None, folder: str | None, todo: bool, scan: bool, every: str, print_timer: bool
) -> int:
    """Sync now and then again every so often, until Ctrl-C.

    Where nobody answers it goes on and tries again; it ends where the password is refused.
    """
    from calsync.cli.watch_timer import read_interval, timer_text

    interval, which = read_interval(every), Which(account, folder, todo, scan)
    if print_timer:
        click.echo(timer_text(interval, which))
        return 0
    from calsync.cli.watch_run import keep_watch

    return keep_watch(interval, which)
