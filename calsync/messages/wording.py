"""The words of a reminder: a title for the lock screen and a body that says what, until when and why.

The sentences themselves stand in the cadence files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from calsync.planning.cadence import Asks
from calsync.planning.cadence_table import PLACEHOLDER
from calsync.planning.interview import Interview, Kind
from calsync.planning.plan import Reminder
from calsync.planning.saying import say_date, say_day, say_list, say_moment, say_when

KIND_WORDS = {
    Kind.RECRUITER_SCREEN: "recruiter screen",
    Kind.PHONE_SCREEN: "phone screen",
    Kind.TECHNICAL: "technical interview",
    Kind.PANEL: "panel interview",
    Kind.ONSITE: "onsite interview",
    Kind.FINAL: "final round",
    Kind.INFORMATIONAL: "informational talk",
    Kind.OTHER: "interview",
}
TITLE_NAMES = 2
"""How many names a title holds before it counts the rest: more do not fit on a lock screen."""


class Words(NamedTuple):
    """`title` is one short line; `body` has line breaks."""

    title: str
    body: str


def word(reminder: Reminder) -> Words:
    """The words for a reminder."""
    interview = reminder.interview
    script = reminder.rule.script_for(interview.kind)
    facts = _facts(reminder)
    title = _fill(script.title, {**facts, "names": _names(interview, most=TITLE_NAMES)})
    paragraphs = [_fill(script.do, facts)]
    if reminder.person and reminder.person.email and reminder.channel == "email":
        paragraphs.append(f"To: {reminder.person.email}")
    if until := until_words(reminder):
        paragraphs.append(f"Until: {until}.")
    if script.avoid:
        paragraphs.append(_fill(script.avoid, facts))
    paragraphs.append(f"Why now: {reminder.reason}.")
    paragraphs.append(f"About: {_about(interview)}.")
    return Words(title, "\n".join(paragraphs))


def _fill(text: str, facts: Mapping[str, str]) -> str:
    filled = PLACEHOLDER.sub(lambda found: facts[found[1]], text)
    return filled[:1].upper() + filled[1:]


def _facts(reminder: Reminder) -> dict[str, str]:
    interview = reminder.interview
    deadline = reminder.happened.deadline if reminder.happened else None
    return {
        "who": reminder.person.label if reminder.person else "the people you met",
        "names": _names(interview),
        "company": interview.company or "the employer",
        "at_company": f" ({interview.company})" if interview.company else "",
        "role": interview.role or "the role",
        "for_role": f" as {interview.role}" if interview.role else "",
        "decision": say_date(interview.decision.date) if interview.decision else "the decision date",
        "deadline": say_when(deadline) if deadline else "the deadline",
        "topic": reminder.topic or "the question that went badly",
    }


def _names(interview: Interview, *, most: int | None = None) -> str:
    names = [person.label for person in interview.interviewers if not person.declined]
    if not names:
        return "the people you met"
    if most is not None and len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return say_list(names)


def until_words(reminder: Reminder) -> str:
    """When the window closes, where the reminder is for doing something in one; else empty."""
    if reminder.rule.asks is Asks.TIMELINE:
        return ""  # it is asked of them in the talk, and answered after it
    if isinstance(reminder.closes, datetime):
        return say_moment(reminder.closes)
    at = reminder.at.date() if isinstance(reminder.at, datetime) else reminder.at
    if reminder.all_day or reminder.closes == reminder.opens:
        return ""
    closes = max(at, reminder.closes)
    return say_day(closes) if closes.year == at.year else say_date(closes)


def what_for(interview: Interview) -> str:
    """“final round, Data Engineer at Acme”, as far as it is known."""
    what = KIND_WORDS[interview.kind]
    if interview.role:
        what += f", {interview.role}"
    if interview.company:
        what += f" at {interview.company}"
    return what


def _about(interview: Interview) -> str:
    """“final round, Data Engineer at Acme, Tue 1 Dec 2026”"""
    first, last = interview.start.date(), interview.last_day
    days = say_date(last) if last - first < timedelta(days=1) else f"{say_day(first)} to {say_date(last)}"
    return f"{what_for(interview)}, {days}"
