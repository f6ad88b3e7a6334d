"""What follows where it is told what was heard: when it will be decided, who was there, what to remember; and
what is refused. Nothing is written here; `telling_outcome` owns how the application went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calsync.cli.desk import Desk
from calsync.cli.report import Telling, called_off
from calsync.errors import UsageError
from calsync.planning.answer_said import KNOWN_READ, NOTE_READ, PEOPLE_READ
from calsync.planning.history import Decided, Met, Noted
from calsync.planning.interview import Decision, Interviewer
from calsync.planning.people import fold_name, keep_keys, meet, person_key
from calsync.planning.plaintext import safe_line
from calsync.planning.saying import say_count, say_date, say_list
from calsync.planning.tracked import Tracked
from calsync.sync.ledger import Told

LONGEST_NOTE = 1000
LONGEST_NAME = 120
MOST_PEOPLE = 20
"""In one interview; who names more has pasted something else."""


def refuse_called_off(one: Tracked) -> None:
    if one.cancelled is not None:
        raise called_off(one)


def decided(
    one: Tracked, decision: Decision | None, *, phrase: str, at: datetime, hint: str = "Check the date."
) -> Telling:
    """The employer stated a decision date, or changed it; None: they named none, in the words `phrase`.
    Raises UsageError for one before the interview."""
    refuse_called_off(one)
    known = one.current.decision
    if decision is not None and decision.date < one.interview.last_day:
        raise UsageError(f"{say_date(decision.date)} lies before the interview itself.", hint=hint)
    reading = _reading(decision)
    if (decision and decision.date) == (known and known.date):
        said = (
            f"“{phrase}” names no date, and none was known of {one.ref}."
            if decision is None
            else f"That was told already: {one.ref} is decided on {say_date(decision.date)}."
        )
        return Telling((), said, f"{reading}{KNOWN_READ}" if decision else reading)
    said = (
        f"“{phrase}” names no date; {one.ref} is planned as if none had been stated."
        if decision is None
        else f"Decision date of {one.ref}: “{decision.phrase}” {decision.reading}."
    )
    return Telling((Told(one.id, Decided(decision, at)),), said, reading)


def _reading(decision: Decision | None) -> str:
    """“as Fri 27 Nov 2026 (the end of next week): the decision date”"""
    if decision is None:
        return "as no decision date named"
    return f"{decision.reading.removeprefix('read ')}: the decision date"


def noted(one: Tracked, text: str, *, about: Interviewer | None, at: datetime) -> Telling:
    """Something to remember of the talk. Raises UsageError for an empty note and a long one."""
    clean = clean_note(text)
    person = person_key(about)
    reading = f"{NOTE_READ}{f' about {about.label}' if about else ''}"
    said = f"Noted for {one.ref}{f', about {about.label}' if about else ''}."
    if any((each.text, each.person) == (clean, person) for each in one.notes):
        return Telling((), f"That was noted already for {one.ref}.", reading + KNOWN_READ)
    return Telling((Told(one.id, Noted(clean, person, at)),), said, reading)


def clean_note(text: str) -> str:
    clean = safe_line(text)
    if not clean:
        raise UsageError("The note is empty.", hint="Say what you want to remember, in one line.")
    if len(clean) > LONGEST_NOTE:
        raise UsageError(f"The note is longer than {LONGEST_NOTE} characters.", hint="One line will do.")
    return clean


def met(desk: Desk, one: Tracked, people: Sequence[Interviewer], *, at: datetime) -> Telling:
    """People were there. Who is known already is left out, unless more is known of them now, and so is the
    candidate. Raises UsageError for a name that is none, and for a crowd."""
    asked = [each for each in map(_clean, people) if not _is_candidate(each, desk, one)]
    if not asked:
        raise UsageError("That is you.", hint="Name those you talked with.")
    named = say_list([each.label for each in asked])
    reading = f"{PEOPLE_READ}{', '.join(each.label for each in asked)}"
    news: list[Interviewer] = []
    known = one.people
    for person in asked:
        after = keep_keys(known, meet(known, (person,)))
        if after != known:
            news.append(person)
        known = after
    if len(known) > MOST_PEOPLE:
        raise UsageError(
            f"That would be {say_count(len(known), 'person')} in one interview.".replace("persons", "people"),
            hint="Name those you talked with.",
        )
    if not news:
        return Telling((), f"{named}: known already for {one.ref}.", reading + KNOWN_READ)
    said = f"With you in {one.ref}: {say_list([each.label for each in news])}."
    return Telling((Told(one.id, Met(tuple(news), at)),), said, reading)


def _is_candidate(person: Interviewer, desk: Desk, one: Tracked) -> bool:
    own = {each.casefold() for each in (one.interview.candidate, *desk.config.me) if each}
    if person.email:
        return person.email.casefold() in own
    return bool(desk.config.name) and fold_name(person.name) == fold_name(desk.config.name)


def _clean(person: Interviewer) -> Interviewer:
    """The person, under a name that is safe to show. Raises UsageError for none, and for a long one."""
    name, email = safe_line(person.name or ""), safe_line(person.email or "")
    if not (name or email) or max(len(name), len(email)) > LONGEST_NAME:
        raise UsageError("That is no name.", hint="Write it as in “Tom Ng tom@acme.example”.")
    return replace(person, name=name or None, email=email or None, key="")
