"""What a plan takes for granted, each thing with the option that overrules it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from calsync.planning.interview import Interview, Kind
from calsync.planning.loops import NO_WORD
from calsync.planning.plan import Reminder
from calsync.planning.saying import say_date
from calsync.planning.workdays import WorkCalendar


def assumptions(
    interview: Interview,
    *,
    workdays: WorkCalendar,
    country_origin: str,
    phrase: str | None,
    said_on: date,
    said_on_typed: bool,
) -> Iterator[str]:
    """In plain sentences: what the invitation's reader assumed, then people, decision date and days off."""
    yield from interview.unsure
    if interview.unconfirmed:
        yield "The event is marked as a hold: it is not confirmed yet. Plan again once it is."
    if interview.origins.get("kind") == NO_WORD:
        yield "No word says what kind of interview it is; planned as “other”. --kind says it."
    if not interview.company:
        yield "The company is not named. --company says it."
    declined = [person.label for person in interview.interviewers if person.declined]
    for name in declined:
        yield f"{name} declined and was not there: no thank-you. --interviewer names who was."
    if declined and len(declined) == len(interview.interviewers):
        yield "Nobody who was there is named; one thank-you stands for all. --interviewer names them."
    elif not interview.interviewers:
        yield "No interviewer is named; one thank-you stands for all. --interviewer names them."
    yield from _about_decision(interview, phrase=phrase, said_on=said_on, said_on_typed=said_on_typed)
    yield from _about_workdays(interview, workdays, country_origin)


def not_planned(wanted: Iterable[str], reminders: Iterable[Reminder]) -> Iterator[str]:
    """Steps that were asked for and of which nothing came: they need an hour, a kind, or an outcome."""
    planned = {each.step for each in reminders}
    for step in sorted(set(wanted) - planned):
        yield f"“{step}” was asked for, but does not apply to this interview; nothing is planned for it."


def _about_decision(
    interview: Interview, *, phrase: str | None, said_on: date, said_on_typed: bool
) -> Iterator[str]:
    if interview.kind is Kind.INFORMATIONAL:
        yield "An informational talk brings no decision, so there is no status check. --kind overrules it."
    elif phrase is None:
        yield "No decision date is known, so planned as unstated. --decision says it."
    elif interview.decision is None:
        yield f"“{phrase}” names no date; planned as if no decision date had been stated."
    elif interview.decision.date < interview.last_day:
        yield (
            f"The decision date, {say_date(interview.decision.date)}, lies before the interview. "
            "Check --decision and --said-on."
        )
    elif not said_on_typed and not re.search(r"\d{4}", phrase):  # a date with its year needs no such day
        yield f"“{phrase}” was taken as said on {say_date(said_on)}. --said-on overrules it."


def _about_workdays(interview: Interview, workdays: WorkCalendar, country_origin: str) -> Iterator[str]:
    if workdays.country is None:
        yield (
            f"The time zone {interview.zone_name} tells no country: working days are Monday to Friday, "
            "without public holidays. --country names one."
        )
    elif not workdays.known:
        yield (
            f"No public holidays are known for {workdays.country}: working days are Monday to Friday. "
            "--also-off adds days off."
        )
    else:
        yield f"Working days: {workdays.label}, {country_origin}. --country and --also-off overrule it."
        if workdays.nationwide_only:
            yield "Only nation-wide holidays are counted. --subdiv adds those of a state or region."
