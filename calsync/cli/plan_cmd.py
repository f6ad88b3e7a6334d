"""`calsync plan`: its options. `plan_run` does the work, `output` and `envelope` say what came of it."""

from __future__ import annotations

import click

from calsync.cli.interview_options import InterviewCommand, Told, interview_options


@click.command(
    "plan",
    cls=InterviewCommand,
    short_help="Turn an interview invitation into follow-up reminders.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("invites", nargs=-1, metavar="[INVITE]...")
@interview_options
@click.option(
    "--as", "form", type=click.Choice(["event", "todo"]), default="event", help="What to write. [event]"
)
@click.option(
    "-o",
    "--output",
    metavar="PLACE",
    help="Write the reminders to a file, to a folder (DIR/, one file each), or to standard output (-).",
)
@click.option("--force", is_flag=True, help="Replace a file that calsync did not write.")
@click.option("--new-only", is_flag=True, help="Write only what the file at -o lacks, beside it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
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
    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output; give -o a file.")
    if (force or new_only) and output in (None, "-"):
        raise click.UsageError("--force and --new-only are about the file at -o; name one.")
    if output == "":
        raise click.UsageError("-o is empty; name a file, a folder (DIR/) or - for standard output.")
    wishes = told.wishes
    if wishes.subdivision and not wishes.country and not told.timezone and not invites:
        raise click.UsageError("--subdiv needs --country.")

    from calsync.cli.plan_run import Request, carry_out
    from calsync.ical.reminder import Form

    request = Request(
        invites=invites,
        typed=told.typed,
        timezone=told.timezone,
        me=told.me,
        decision=told.decision,
        said_on=told.said_on,
        wishes=wishes,
        form=Form.TODO if form == "todo" else Form.EVENT,
        output=output,
        force=force,
        new_only=new_only,
    )
    report = carry_out(request)
    if as_json:
        from calsync.cli.envelope import plan_envelope

        click.echo(plan_envelope(report))
    else:
        from calsync.cli.output import show

        show(report, to_stderr=output == "-")
    return report.exit_code
