"""Somebody who understands a few answers, so that the sync can be tested without the grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from calsync.planning.history import Decided, Done, Entry, Met, Moved, Noted, Outcome, Skipped, Turn
from calsync.planning.interview import Decision, Interviewer
from calsync.planning.people import person_key
from calsync.sync.answers import Question, Reply
from calsync.sync.ledger import Told

_ASIDE = re.compile(r"\s*\bzq\d+qz\b")
"""A word by which an answer is known again, which means nothing."""
TURNS = {"offer": Turn.OFFER, "rejected": Turn.REJECTED, "withdrew": Turn.WITHDRAWN}


def reply(question: Question, told: Sequence[Told]) -> Reply:
    """“sent”, “skip”, “in N days”, “note: …”, “met NAME”, “decided ISO”, “offer”, “rejected”, “withdrew”."""
    entry = _entry(question)
    if entry is None:
        return Reply((), "", "Nobody knows what that means.")
    after = f" after {len(told)}" if "count" in question.text else ""
    return Reply((Told(question.reminder.interview.id, entry),), f"as {type(entry).__name__.lower()}{after}")


def _entry(question: Question) -> Entry | None:
    reminder, at = question.reminder, question.at
    step, person = reminder.step, person_key(reminder.person)
    text = question.text
    if "\n" in text or len(_ASIDE.findall(text)) > 1:
        return None
    if not text.startswith(("note:", "met ")):
        text = _ASIDE.sub("", text).strip()
    match text.split(maxsplit=1):
        case ["sent" | "done" | "✓"] | ["sent", "again"]:
            return Done(step, person, at.astimezone(reminder.interview.zone), at)
        case ["skip"]:
            return Skipped(step, person, at)
        case ["in", days] if days.removesuffix(" days").isdigit():
            to = at + timedelta(days=int(days.removesuffix(" days")), minutes=11)
            return Moved(step, person, to.astimezone(reminder.interview.zone).replace(microsecond=0), at)
        case ["note:", text]:
            return Noted(text, person, at)
        case ["met", name]:
            return Met((Interviewer(name),), at)
        case ["decided", day] if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            return Decided(Decision(date.fromisoformat(day), day, f"read as {day}"), at)
        case [turn] if turn in TURNS:
            return Outcome(TURNS[turn], at, None, (), at)
        case _:
            return None
