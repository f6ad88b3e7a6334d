"""`calsync scan`: its options. `scan_run` does the work, `scan_text` and `scan_json` say what came of it."""

from __future__ import annotations

import click

from calsync.cli.json_option import json_option
from calsync.cli.sync_cmd import account_option

BACK, AHEAD, FARTHEST = 14, 60, 1500


@click.command("scan", short_help="Find the interviews in your calendars.")
@click.option(
    "--days-back", type=click.IntRange(0, FARTHEST), default=BACK, show_default=True, metavar="N",
    help="How many days ago an interview may have been.",
)  # fmt: skip
@click.option(
    "--days-ahead", type=click.IntRange(0, FARTHEST), default=AHEAD, show_default=True, metavar="N",
    help="How many days ahead it may lie.",
)  # fmt: skip
@click.option(
    "--calendar", "calendars", multiple=True, metavar="NAME", help="Only this calendar. Repeat for more."
)
@click.option("--from", "path", metavar="FILE|DIR", help="An exported .ics or a folder of them (vdir).")
@account_option
@click.option("--track", is_flag=True, help="Track what is surely one, and ask about the rest.")
@click.option("--take", multiple=True, metavar="MARK", help="Track this one, however sure. Repeatable.")
@click.option("--decline", multiple=True, metavar="MARK", help="Never offer this one again. Repeatable.")
@click.option("--replaces", metavar="REF", help="With --take: it is the new time of that interview.")
@click.option("--separate", is_flag=True, help="With --take: it is an interview of its own.")
@json_option
def scan(
    *,
    days_back: int,
    days_ahead: int,
    calendars: tuple[str, ...],
    path: str | None,
    account: str | None,
    track: bool,
    take: tuple[str, ...],
    decline: tuple[str, ...],
    replaces: str | None,
    separate: bool,
    as_json: bool,
) -> int:
    """Find the interviews in your calendars, and say why each looks like one and what would be planned.

    Your calendars are only read. Without --track nothing is remembered. What is tracked already is brought
    up to date, and what you decline is not offered again unless it changes. MARK is what stands in brackets.

    \b
    calsync scan
    calsync scan --track
    calsync scan --from calendar.ics --days-back 90
    """
    if (take or decline) and track:
        raise click.UsageError("--track goes with neither --take nor --decline.")
    if (replaces or separate) and len(take) != 1:
        raise click.UsageError("--replaces and --separate go with one --take.")
    if replaces and separate:
        raise click.UsageError("--replaces and --separate say opposite things; give one.")

    from calsync.cli.scan_out import run_scan
    from calsync.cli.scan_report import ScanRequest, Wanted
    from calsync.cli.scan_sources import Where

    wanted = Wanted.TRACK if track else Wanted.CHOOSE if take or decline else Wanted.LOOK
    words = ["scan", *(["--track"] if track else [])]
    words += [word for mark in take for word in ("--take", mark)]
    words += [word for mark in decline for word in ("--decline", mark)]
    request = ScanRequest(
        where=Where(account, path, calendars),
        back=days_back,
        ahead=days_ahead,
        wanted=wanted,
        take=take,
        decline=decline,
        replaces=replaces,
        separate=separate,
        words=" ".join(words),
    )
    return run_scan(request, as_json=as_json)
