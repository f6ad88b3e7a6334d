"""The commands by which a person tells what happened: `done`, `skip`, `outcome` …

`told_run`, `tell_run`, `outcome_run` and `archive_run` do it, `told_text` says what came of it.
"""

from __future__ import annotations

from datetime import date

import click

from calsync.cli.json_option import json_option
from calsync.cli.option_types import DateType
from calsync.cli.told_text import show_report

OUTCOMES = ("rejected", "offer", "withdrawn", "next-round", "accepted", "no-answer")
"""As in planning.history.TELLABLE, which a test holds this to; --help does not load that."""

to_option = click.option("--to", metavar="NAME", help="Only for this person.")


@click.command("done", short_help="A step was carried out.")
@click.argument("ref")
@click.argument("step")
@click.option("--on", metavar="WHEN", help="When, as in yesterday, “Tue 14:00”, 2026-12-01. [now]")
@to_option
@json_option
def done(*, ref: str, step: str, on: str | None, to: str | None, as_json: bool) -> None:
    """A step was carried out: later steps count from the day it really was.

    Of a step with several people, all that are open are done; --to names one.
    """
    from calsync.cli.told_run import tell_done

    show_report("done", tell_done(ref, step, to=to, on=on), as_json=as_json)


@click.command("skip", short_help="A step is left out.")
@click.argument("ref")
@click.argument("step")
@to_option
@json_option
def skip(*, ref: str, step: str, to: str | None, as_json: bool) -> None:
    """A step is left out. The steps that count from it keep their dates."""
    from calsync.cli.told_run import tell_skipped

    show_report("skip", tell_skipped(ref, step, to=to), as_json=as_json)


@click.command("move", short_help="A reminder goes to another time.")
@click.argument("ref")
@click.argument("step")
@click.argument("when")
@to_option
@json_option
def move(*, ref: str, step: str, when: str, to: str | None, as_json: bool) -> None:
    """A reminder goes to another time and stays there, whatever is planned anew.

    WHEN is a date, a time, or words: “Fri 14:00”, tomorrow, “in 2 days”. `plan` gives it back to the plan.
    """
    from calsync.cli.told_run import tell_moved

    show_report("move", tell_moved(ref, step, when, to=to), as_json=as_json)


@click.command("decision", short_help="They said when they will decide.")
@click.argument("ref")
@click.argument("text")
@click.option("--said-on", type=DateType(), metavar="DATE", help="The day they said so. [today]")
@json_option
def decision(*, ref: str, text: str, said_on: date | None, as_json: bool) -> None:
    """They said when they will decide, or changed it. TEXT is a date or their own words."""
    from calsync.cli.told_run import tell_decision

    show_report("decision", tell_decision(ref, text, said_on=said_on), as_json=as_json)


@click.command("outcome", short_help="How the application went.")
@click.argument("ref")
@click.argument("outcome", type=click.Choice(OUTCOMES), metavar="OUTCOME")
@click.option("--on", metavar="WHEN", help="When you heard, as in yesterday or 2026-12-01. [now]")
@click.option("--deadline", metavar="WHEN", help="Until when the offer wants an answer.")
@click.option("--prefer", metavar="REF", multiple=True, help="An application you would rather have; repeat.")
@json_option
def outcome(
    *,
    ref: str,
    outcome: str,
    on: str | None,
    deadline: str | None,
    prefer: tuple[str, ...],
    as_json: bool,
) -> None:
    """How the application went; all its rounds end with it.

    OUTCOME is rejected, offer, withdrawn, next-round, accepted or no-answer.

    \b
    calsync outcome acme rejected
    calsync outcome acme offer --deadline "next Friday" --prefer globex
    """
    from calsync.cli.outcome_run import tell_outcome
    from calsync.planning.history import Turn

    report = tell_outcome(ref, Turn(outcome), on=on, deadline=deadline, prefer=prefer)
    show_report("outcome", report, as_json=as_json)


@click.command("note", short_help="Something to remember of the talk.")
@click.argument("ref")
@click.argument("text")
@click.option("--with", "about", metavar="NAME", help="With whom it was.")
@json_option
def note(*, ref: str, text: str, about: str | None, as_json: bool) -> None:
    """Something to remember of the talk; it fills the gap in a draft."""
    from calsync.cli.told_run import tell_note

    show_report("note", tell_note(ref, text, about=about), as_json=as_json)


@click.command("tell", short_help="Say it in a few words.")
@click.argument("ref")
@click.argument("text")
@json_option
def tell(*, ref: str, text: str, as_json: bool) -> None:
    """Say in a few words what happened, as in a reminder in the calendar.

    \b
    calsync tell acme "thank-you sent Tuesday"    also: skip, later, Friday 10:00
    calsync tell acme "they decide by the end of next week"
    calsync tell acme "offer until 4 Dec"         also: rejected, next round, withdrew
    calsync tell acme "Tom Ng tom@acme.example"   who was there
    calsync tell acme "note: her team's migration"

    What is done or moved is the reminder that is due, unless TEXT begins with the name of its step.
    """
    from calsync.cli.tell_run import tell as tell_in_words

    show_report("tell", tell_in_words(ref, text), as_json=as_json)


@click.command("untrack", short_help="Forget an interview.")
@click.argument("ref")
@json_option
def untrack(*, ref: str, as_json: bool) -> None:
    """Forget an interview and its reminders; undo brings it back."""
    from calsync.cli.archive_run import untrack as forget

    show_report("untrack", forget(ref), as_json=as_json)


@click.command("archive", short_help="Put away what is over.")
@click.argument("refs", nargs=-1, metavar="[REF]...")
@click.option("--restore", is_flag=True, help="Take it out of the archive again.")
@json_option
def archive(*, refs: tuple[str, ...], restore: bool, as_json: bool) -> None:
    """Put interviews away: those named, or else all of which nothing is due any more."""
    if restore and len(refs) != 1:
        raise click.UsageError("--restore takes one REF.")
    from calsync.cli import archive_run

    report = archive_run.revive(refs[0]) if restore else archive_run.archive(refs)
    show_report("archive", report, as_json=as_json)
