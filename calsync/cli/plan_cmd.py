"""`calsync plan`: its options. `plan_run` does the work, `output` and `envelope` say what came of it."""

from __future__ import annotations

import click

from calsync.cli.interview_options import InterviewCommand, Told, interview_options
from calsync.cli.json_option import json_option
from calsync.cli.target import STDOUT, find_target, form_option, how_options


@click.command(
    "plan",
    cls=InterviewCommand,
    short_help="Turn an interview invitation into follow-up reminders.",
)
@click.argument("invites", nargs=-1, metavar="[INVITE]...")
@interview_options
@form_option
@click.option(
    "-o",
    "--output",
    metavar="PLACE",
    help="Write the reminders to a file, to a folder (DIR/, one file each), or to standard output (-).",
)
@how_options
@json_option
def plan(
    *,
    invites: tuple[str, ...],
    told: Told,
    form: str,
    output: str | None,
    force: bool,
    new_only: bool,
    as_json: bool,
) -> int:
    """Turn an interview invitation into follow-up reminders.

    INVITE is an .ics file, a mail saved as .eml, or - for standard input; several make one plan. Without
    one, type the facts. Typed facts overrule what an invitation says. Nothing is remembered, and nothing
    is written without -o; `calsync track` remembers.

    \b
    calsync plan invite.ics --decision "by the end of next week"
    calsync plan invite.ics -o followups.ics
    calsync plan --company Acme --kind final --start "2026-12-01 14:00" \\
                 --duration 1h --timezone Europe/Berlin -o -
    """
    if not invites and told.typed.start is None:
        raise click.UsageError("Give an invitation, or type the facts, with --start at least.")
    target = find_target(output, form=form, force=force, new_only=new_only, as_json=as_json)
    wishes = told.wishes
    if wishes.subdivision and not wishes.country and not told.timezone and not invites:
        raise click.UsageError("--subdiv needs --country.")

    from calsync.cli.plan_run import Request, carry_out

    report = carry_out(Request(invites=invites, told=told, target=target))
    if as_json:
        from calsync.cli.envelope import plan_envelope

        click.echo(plan_envelope(report))
    else:
        from calsync.cli.output import show

        show(report, to_stderr=output == STDOUT)
    return report.exit_code
