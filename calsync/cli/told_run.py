"""What a person tells of the steps of a tracked interview: done, skipped, moved; and of what they heard:
when it will be decided, what to remember. `outcome_run` owns how the application went, `telling_steps` and
`telling_news` what follows."""

from __future__ import annotations

from datetime import date

from calsync.cli.desk import changing
from calsync.cli.inputs import stated_decision
from calsync.cli.refs import find_application, find_person
from calsync.cli.report import Report, carried_out
from calsync.cli.telling_news import clean_note, decided, noted, refuse_called_off
from calsync.cli.telling_steps import carried, movable, moved, skipped
from calsync.cli.typed_time import read_time, workdays_of
from calsync.planning.when import Facing

BACK_TO_PLAN = "plan"
"""What gives a moved reminder back to the plan, in place of a time."""


def tell_done(ref: str, step: str, *, to: str | None, on: str | None) -> Report:
    """The step was carried out, now or when `on` says. Raises UsageError for what is not in the plan, and
    before the interview."""
    with changing(_words("done", ref, step, to)) as (desk, change):
        one = desk.find(ref)
        asked = desk.reminders(one, step, to)
        when = None if on is None else read_time(desk, one, on, facing=Facing.BACK)
        telling = carried(
            desk,
            one,
            asked,
            on=when,
            at=change.at,
            hint="Check the day behind --on.",
            correct="--on WHEN changes the day." if on is None else "",
        )
        return carried_out(telling, one.ref, desk, change)


def tell_skipped(ref: str, step: str, *, to: str | None) -> Report:
    """The step is left out for good."""
    with changing(_words("skip", ref, step, to)) as (desk, change):
        one = desk.find(ref)
        telling = skipped(one, desk.reminders(one, step, to), at=change.at)
        return carried_out(telling, one.ref, desk, change)


def tell_moved(ref: str, step: str, when: str, *, to: str | None) -> Report:
    """The reminder goes to another time and stays there, whatever is planned anew; one that was done or
    skipped is open again. Raises UsageError for one that is no longer wanted, and for a time past."""
    with changing(_words("move", ref, step, to)) as (desk, change):
        one = desk.find(ref)
        asked = movable(desk.reminders(one, step, to))
        back = when.strip().casefold() == BACK_TO_PLAN
        wanted = None if back else read_time(desk, one, when, facing=Facing.AHEAD)
        return carried_out(moved(desk, one, asked, to=wanted, at=change.at), one.ref, desk, change)


def tell_decision(ref: str, phrase: str, *, said_on: date | None) -> Report:
    """The employer stated a decision date, or changed it. Raises PhraseError for what cannot be read."""
    with changing(f"decision {ref}") as (desk, change):
        one = find_application(ref, desk.tracked, held_by=desk.now)
        refuse_called_off(one)
        day = said_on or desk.now.astimezone(one.interview.zone).date()
        decision = stated_decision(phrase, said_on=day, workdays=workdays_of(desk, one, day))
        hint = "Check the date, or the day it was said: --said-on DATE."
        telling = decided(one, decision, phrase=phrase, at=change.at, hint=hint)
        return carried_out(telling, one.ref, desk, change)


def tell_note(ref: str, text: str, *, about: str | None) -> Report:
    """Something to remember of the talk; it fills the gap in a draft."""
    clean = clean_note(text)
    with changing(f"note {ref}") as (desk, change):
        one = desk.find(ref)
        person = find_person(about, one.people, where=one.ref) if about is not None else None
        return carried_out(noted(one, clean, about=person, at=change.at), one.ref, desk, change)


def _words(command: str, ref: str, step: str, to: str | None) -> str:
    """The command as it is logged."""
    return f"{command} {ref} {step}{f' --to {to}' if to else ''}"
