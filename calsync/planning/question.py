"""The steps that ask the person something: whether the answer is known, and what became of the question."""

from __future__ import annotations

from datetime import datetime

from calsync.planning.cadence import Asks
from calsync.planning.history import Done, History
from calsync.planning.interview import Interview

MISSING = {
    Asks.TIMELINE: "no decision date is known yet",
    Asks.PEOPLE: "nobody who was there is named yet",
}
KNOWN = {Asks.TIMELINE: "the decision date is known", Asks.PEOPLE: "it is known who was there"}
"""Why a question is asked, and why it is no longer, in words."""


def is_known(interview: Interview, asks: Asks) -> bool:
    """Whether a question is answered by what is known of the interview. Whoever declined was not there."""
    match asks:
        case Asks.TIMELINE:
            return interview.decision is not None
        case Asks.PEOPLE:
            return any(not person.declined for person in interview.interviewers)


def is_dealt_with(step: str, history: History, *, since: datetime | None) -> bool:
    """Whether the person has done anything with a question `since` then: what they typed into it is not to
    vanish from their calendar once it is known."""
    return (
        history.done_for(step, "", since=since) is not None
        or history.is_skipped(step, "", since=since)
        or history.pin_for(step, "", since=since) is not None
        or bool(history.answers_to(step, "", since=since))
    )


def answered(step: str, history: History, *, since: datetime | None) -> Done | None:
    """The last answer to a question that was understood, as the doing of it."""
    told = [each.told for each in history.answers_to(step, "", since=since) if each.reading]
    return Done(step, "", told[-1], told[-1]) if told else None
