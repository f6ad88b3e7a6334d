"""Reminders made by hand for the tests of drafts and reviews."""

from __future__ import annotations

from datetime import UTC, date, datetime

from calsync.planning.cadence import Anchor, Script, Span, Step, Unit
from calsync.planning.history import Happened, Noted, Turn
from calsync.planning.interview import Interviewer, Kind
from calsync.planning.plan import Reminder
from tests.planning.made import SARAH, interview

CHANNELS = {"linkedin": "linkedin", "ask-timeline": "none", "handwritten-note": "post"}
TOLD = datetime(2026, 12, 2, 9, tzinfo=UTC)


def reminder(
    step: str = "thank-you",
    kind: Kind = Kind.TECHNICAL,
    *,
    to: Interviewer | None = SARAH,
    people: tuple[Interviewer, ...] = (SARAH,),
    decision: str | None = None,
    deadline: datetime | date | None = None,
    company: str | None = "Acme",
    role: str | None = "Data Engineer",
    topic: str = "",
    channel: str | None = None,
) -> Reminder:
    """A reminder after an interview on Tuesday 1 December 2026."""
    of = interview(
        "2026-12-01 14:00", "15:00", kind=kind, people=people, decision=decision, company=company, role=role
    )
    hours = Span(0, Unit.HOURS)
    rule = Step(
        name=step,
        anchor=Anchor.END,
        opens=hours,
        closes=hours,
        script=Script("Title", "Do it."),
        channel=channel or CHANNELS.get(step, "email"),
    )
    happened = Happened(Turn.OFFER, TOLD, deadline) if deadline else None
    return Reminder(
        interview=of,
        rule=rule,
        person=to,
        at=of.end,
        opens=of.end,
        closes=of.end,
        reason="within 24 hours of the interview’s end",
        happened=happened,
        topic=topic,
    )


def note(text: str, person: str = "") -> Noted:
    return Noted(text, person, TOLD)
