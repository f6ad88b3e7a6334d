"""A scan as it shows on a terminal and in JSON, and the questions it asks there."""

from __future__ import annotations

import sys

import click

from calsync.cli.asking import ask_line, say, someone_there
from calsync.cli.desk import Desk
from calsync.cli.layout import line_width, print_sections
from calsync.cli.problem import show_problem
from calsync.cli.scan_report import Find, ScanRequest, Wanted
from calsync.cli.scan_run import carry_out
from calsync.cli.scan_text import find_lines, scan_sections

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False, "l": None, "later": None}


def run_scan(request: ScanRequest, *, as_json: bool) -> int:
    """One scan, shown; its exit code."""
    asks = request.wanted is Wanted.TRACK and not as_json and someone_there()
    report = carry_out(request, ask=_ask if asks else None, waiting=_wait)
    if as_json:
        from calsync.cli.scan_json import scan_envelope

        click.echo(scan_envelope(report))
    else:
        print_sections(scan_sections(report, line_width()))
        for problem in report.problems:
            show_problem(problem)
    return report.exit_code


def _ask(find: Find, desk: Desk) -> bool | None:
    for line in find_lines(find, desk.now, line_width()):
        click.echo(line, err=True)
    while True:
        typed = ask_line("  Track it? yes, no (never ask again), or later", default="later")
        if typed.casefold() in _ANSWERS:
            click.echo("", err=True)
            return _ANSWERS[typed.casefold()]
        say("  Type yes, no or later.")


def _wait(seconds: float) -> None:
    if sys.stderr.isatty():
        say(f"The server is busy; going on in {seconds:.0f} seconds …")
