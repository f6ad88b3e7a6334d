"""`calsync plan`: its options. `plan_run` does the work, `output` and `envelope` say what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from calsync.cli.option_types import DateType, LengthType, PersonType, WallType

if TYPE_CHECKING:
    from calsync.planning.interview import Interviewer
    from calsync.planning.typed import Wall

KINDS = (
    "recruiter_screen",
    "phone_screen",
    "technical",
    "panel",
    "onsite",
    "final",
    "informational",
    "other",
)
"""As in planning.interview.Kind, which a test holds this to; --help does not load that."""


@click.command(
    "plan",
    short_help="Turn an interview invitation into follow-up reminders.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.argument("invites", nargs=-1, metavar="[INVITE]...")
@click.option("--company", metavar="NAME", help="The employer.")
@click.option("--role", metavar="TEXT", help="The job, as in “Data Engineer”.")
@click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"One of: {', '.join(KINDS)}.")
@click.option("--start", type=WallType(), metavar="TIME", help="When it starts, as in “2026-12-01 14:00”.")
@click.option("--end", type=WallType(bare=True), metavar="TIME", help="When it ends, as in 15:00.")
@click.option("--duration", type=LengthType(), metavar="LENGTH", help="How long it takes, as in 1h or 45min.")
@click.option("--timezone", metavar="ZONE", help="Your time zone, as in Europe/Berlin.")
@click.option(
    "--interviewer",
    "interviewers",
    type=PersonType(),
    multiple=True,
    metavar="PERSON",
    help="“Sarah Lee <sarah@acme.example>” or just a name. Repeat for more.",
)
@click.option("--me", multiple=True, metavar="ADDRESS", help="Your own address, so that you thank others.")
@click.option(
    "--decision",
    metavar="TEXT",
    help="When they said they would decide: 2026-12-04, or “by the end of next week”.",
)
@click.option("--said-on", type=DateType(), metavar="DATE", help="The day they said so. [the interview's]")
@click.option("--cadence", default="standard", metavar="NAME|FILE", help="Which follow-up plan. [standard]")
@click.option("--with", "also", multiple=True, metavar="STEP", help="Include an optional step. Repeatable.")
@click.option("--without", "leave_out", multiple=True, metavar="STEP", help="Leave a step out. Repeatable.")
@click.option("--country", metavar="CODE", help="Whose holidays count, as in US. [from the time zone]")
@click.option("--subdiv", metavar="CODE", help="The state or region, as in CA.")
@click.option(
    "--also-off", type=DateType(), multiple=True, metavar="DATE", help="A further day off at the employer."
)
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
    company: str | None,
    role: str | None,
    kind: str | None,
    start: Wall | None,
    end: Wall | None,
    duration: timedelta | None,
    timezone: str | None,
    interviewers: tuple[Interviewer, ...],
    me: tuple[str, ...],
    decision: str | None,
    said_on: date | None,
    cadence: str,
    also: tuple[str, ...],
    leave_out: tuple[str, ...],
    country: str | None,
    subdiv: str | None,
    also_off: tuple[date, ...],
    form: str,
    output: str | None,
    force: bool,
    new_only: bool,
    as_json: bool,
) -> int:
    """Turn an interview invitation into follow-up reminders.

    INVITE is an .ics file, a mail saved as .eml, or - for standard input; several make one plan. Without
    one, type the facts. Typed facts overrule what an invitation says. Nothing is remembered, and nothing
    is written without -o.

    \b
    calsync plan invite.ics --decision "by the end of next week"
    calsync plan invite.ics -o followups.ics
    calsync plan --company Acme --kind final --start "2026-12-01 14:00" \\
                 --duration 1h --timezone Europe/Berlin -o -
    """
    if not invites and start is None:
        raise click.UsageError("Give an invitation, or type the facts, with --start at least.")
    if end is not None and duration is not None:
        raise click.UsageError("--end and --duration say the same thing; give one.")
    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output; give -o a file.")
    if (force or new_only) and output in (None, "-"):
        raise click.UsageError("--force and --new-only are about the file at -o; name one.")
    if output == "":
        raise click.UsageError("-o is empty; name a file, a folder (DIR/) or - for standard output.")
    if subdiv and not country and not timezone and not invites:
        raise click.UsageError("--subdiv needs --country.")

    from calsync.cli.plan_run import Request, carry_out
    from calsync.ical.reminder import Form
    from calsync.planning.interview import Kind
    from calsync.planning.typed import Typed

    request = Request(
        invites=invites,
        typed=Typed(
            company=_one_line(company, "--company"),
            role=_one_line(role, "--role"),
            kind=Kind(kind) if kind else None,
            start=start,
            end=end,
            duration=duration,
            interviewers=interviewers,
        ),
        timezone=_one_line(timezone, "--timezone"),
        me=me,
        decision=decision,
        said_on=said_on,
        cadence=cadence,
        also=frozenset(also),
        leave_out=frozenset(leave_out),
        country=_one_line(country, "--country"),
        subdivision=_one_line(subdiv, "--subdiv"),
        also_off=also_off,
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


def _one_line(text: str | None, option: str) -> str | None:
    """A typed name as one clean line; empty is a slip, not a wish."""
    if text is None:
        return None
    from calsync.planning.plaintext import safe_line

    clean = safe_line(text)
    if not clean:
        raise click.UsageError(f"{option} is empty.")
    return clean
