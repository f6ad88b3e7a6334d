"""`calsync track`: its options. `track_run` does the work, `track_text` says what came of it."""

from __future__ import annotations

import click

from calsync.cli.interview_options import InterviewCommand, Told, found_anywhere, interview_options
from calsync.cli.json_option import json_option


@click.command(
    "track",
    cls=InterviewCommand,
    short_help="Remember an interview and follow it to its end.",
)
@click.argument("names", nargs=-1, metavar="[INVITE|REF]...")
@interview_options
@click.option("--replaces", metavar="REF", help="This is the new time of that tracked interview.")
@click.option("--separate", is_flag=True, help="This is an interview of its own, however alike it looks.")
@json_option
def track(*, names: tuple[str, ...], told: Told, replaces: str | None, separate: bool, as_json: bool) -> int:
    """Remember an interview and follow it to its end.

    INVITE is what `calsync plan` takes. Run it again with the same or a newer invitation: it is updated,
    never doubled, and a cancellation withdraws what lies ahead. With the REF of a tracked interview, it
    changes what is known of that: who was there, the decision date, the plan.

    \b
    calsync track invite.ics --decision "by the end of next week"
    calsync track acme-final --interviewer "Tom Ng <tom@acme.example>" --with debrief
    """
    if replaces and separate:
        raise click.UsageError("--replaces and --separate say opposite things; give one.")
    if not names and told.typed.start is None:
        raise click.UsageError("Give an invitation, the REF of a tracked interview, or --start at least.")

    from calsync.cli.track_run import TrackRequest, carry_out

    told = told._replace(wishes=found_anywhere(told.wishes))
    report = carry_out(TrackRequest(names=names, told=told, replaces=replaces, separate=separate))
    if as_json:
        from calsync.cli.tracked_json import track_envelope

        click.echo(track_envelope(report))
    else:
        from calsync.cli.layout import line_width, print_sections
        from calsync.cli.problem import show_problem
        from calsync.cli.track_text import track_sections

        print_sections(track_sections(report, line_width()))
        for problem in report.problems:
            show_problem(problem)
    return report.exit_code
