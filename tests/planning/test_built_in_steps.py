"""Every step of the built-in cadences, flag by flag: for whom it is, by which way, when, and where in its window.

`test_guide_timelines` and `test_guide_events` hold the words and the days to the guides. Here stands all the
rest, in the order of the files, so that no flag and no number changes unnoticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import NamedTuple

import pytest

from calsync.cadence_files import COMMON, built_in_names, load_cadence, own_steps
from calsync.planning.cadence import AfterStep, Hours, Span, Step
from calsync.planning.interview import Kind

ANY = "any"
DECIDED = "recruiter_screen phone_screen technical panel onsite final other"  # nothing is decided after an informational talk
NOT_FINAL = "recruiter_screen phone_screen technical panel onsite other"
THANKED = "recruiter_screen: first, do, avoid; phone_screen: first, do, avoid; final: do, avoid; informational: do, avoid"
EACH_OF_THEM = "hours 10:00-14:00; evening 18:00-20:00; wait 2 hours; stagger 15 minutes"
PANELS = "panel: all, do; onsite: all, do"
FLAGS = ("waiting", "follow_up", "optional", "any_day")


class Row(NamedTuple):
    """`only` is what has to be known or to have happened; `varies` what is different for a kind of interview:
    another audience, or other words."""

    step: str
    only: str
    kinds: str
    channel: str
    audience: str
    flags: str
    guide: str
    window: str
    where: str = ""
    varies: str = ""


class Head(NamedTuple):
    """What is said of a cadence as a whole."""

    follow_ups: int
    follow_ups_for: Mapping[Kind, int]


HEADS = {
    "light": Head(1, {}),
    "patient": Head(2, {Kind.FINAL: 3}),
    "standard": Head(2, {}),
    "weekly": Head(2, {}),
}

ROWS: dict[str, list[Row]] = {
    "standard": [
        Row("thank-you", "", ANY, "email", "each", "", "A, D", "interview.end, 0 hours to 24 hours", EACH_OF_THEM, THANKED),
        Row("linkedin", "", ANY, "linkedin", "all", "", "A", "interview.end, 0 hours to 48 hours", "hours 10:00-14:00; evening 18:00-20:00; rather_after 24 hours; follows thank-you; gap 1 hour"),
        Row("decision-date", "decision stated", DECIDED, "none", "all", "waiting", "A", "decision, 0 days to 0 days", "at all-day"),
        Row("status-check", "decision stated", DECIDED, "email", "all", "waiting follow_up", "A", "decision, 1 working day to 2 working days", "at 10:00"),
        Row("status-check", "decision unstated", DECIDED, "email", "all", "waiting follow_up", "B", "interview.end, 5 working days to 7 working days", "at 10:00"),
        Row("final-note", "", ANY, "email", "all", "waiting follow_up", "A", "step:status-check, 5 days to 7 days", "at 10:00"),
        Row("stop", "", ANY, "none", "all", "waiting", "A", "step:final-note, 5 working days to 5 working days", "at all-day"),
    ],
    "patient": [
        Row("thank-you", "", ANY, "email", "each", "", "B, D", "interview.end, 0 hours to 24 hours", EACH_OF_THEM, THANKED),
        Row("linkedin", "", ANY, "linkedin", "all", "optional", "B", "interview.end, 0 hours to 24 hours", "hours 10:00-14:00; evening 18:00-20:00; wait 2 hours"),
        Row("decision-date", "decision stated", DECIDED, "none", "all", "waiting optional", "A", "decision, 0 days to 0 days", "at all-day"),
        Row("status-check", "decision stated", DECIDED, "email", "all", "waiting follow_up", "B", "decision, 2 working days to 3 working days", "at 10:00"),
        Row("status-check", "decision unstated", DECIDED, "email", "all", "waiting follow_up", "B", "interview.end, 5 working days to 7 working days", "at 10:00"),
        Row("second-note", "", ANY, "email", "all", "waiting follow_up", "B", "step:status-check, 5 working days to 5 working days", "at 10:00", "final: do, avoid"),
        Row("closing-note", "", "final", "email", "all", "waiting follow_up", "B", "step:second-note, 5 days to 7 days", "at 10:00"),
        Row("stop", "", "final", "linkedin", "all", "waiting", "B", "step:closing-note, 5 working days to 5 working days", "at all-day"),
        Row("stop", "", ANY, "linkedin", "all", "waiting", "B", "step:second-note, 5 working days to 5 working days", "at all-day"),
    ],
    "weekly": [
        Row("thank-you", "", ANY, "email", "each", "", "C, D", "interview.end, 0 hours to 24 hours", EACH_OF_THEM, THANKED),
        Row("decision-date", "decision stated", DECIDED, "none", "all", "waiting optional", "A", "decision, 0 days to 0 days", "at all-day"),
        Row("status-check", "decision stated", DECIDED, "email", "all", "waiting follow_up", "C", "decision, 2 working days to 3 working days", "at 10:00"),
        Row("status-check", "decision unstated", "final", "email", "all", "waiting follow_up", "C", "interview.end, 5 working days to 5 working days", "at 10:00"),
        Row("status-check", "decision unstated", NOT_FINAL, "email", "all", "waiting follow_up", "C", "interview.end, 7 days to 9 days", "at 10:00"),
        Row("final-note", "", ANY, "email", "all", "waiting follow_up", "C", "step:status-check, 7 days to 9 days", "at 10:00"),
        Row("stop", "", ANY, "none", "all", "waiting", "C", "step:final-note, 5 working days to 5 working days", "at all-day"),
    ],
    "light": [
        Row("thank-you", "", ANY, "email", "each", "", "D", "interview.end, 0 hours to 24 hours", "hours 10:00-14:00; evening 18:00-20:00; wait 1 hour; stagger 15 minutes", THANKED),
        Row("decision-date", "decision stated", DECIDED, "none", "all", "waiting", "D", "decision, 0 days to 0 days", "at all-day"),
        Row("status-check", "", DECIDED, "email", "all", "waiting follow_up", "D", "step:thank-you, 7 days to 9 days", "at 10:00; after_decision 1 working day"),
        Row("stop", "", ANY, "none", "all", "waiting", "D", "step:status-check, 5 working days to 5 working days", "at all-day"),
    ],
    COMMON: [
        Row("ask-timeline", "", DECIDED, "none", "all", "optional", "B", "interview.start, 15 minutes before to 0 minutes", "asks timeline"),
        Row("who-was-there", "", ANY, "none", "all", "optional", "all", "interview.end, 0 hours to 24 hours", "asks people"),
        Row("debrief", "", ANY, "none", "all", "optional", "all", "interview.end, 0 minutes to 0 minutes"),
        Row("keep-applying", "", ANY, "none", "all", "optional", "B", "interview.end, 1 working day to 1 working day", "at all-day"),
        Row("handwritten-note", "", ANY, "post", "all", "optional", "D", "interview.end, 7 days to 9 days", "at all-day"),
        Row("recovery-note", "", ANY, "email", "first", "optional", "all", "interview.end, 0 hours to 24 hours", "hours 11:00-14:00; evening 18:30-20:30; wait 3 hours", PANELS),
        Row("references-sent", "", ANY, "email", "all", "optional any_day", "all", "interview.end, 0 days to 0 days", "at 18:00"),
        Row("reply-graciously", "outcome rejected", ANY, "email", "all", "", "all", "outcome, 0 hours to 48 hours", "hours 10:00-14:00; wait 2 hours"),
        Row("stay-in-touch", "outcome rejected", ANY, "email", "all", "", "all", "outcome, 3 months to 4 months", "at 10:00"),
        Row("stay-in-touch-6", "outcome rejected", ANY, "email", "all", "", "all", "outcome, 6 months to 7 months", "at 10:00"),
        Row("stay-in-touch-12", "outcome rejected", ANY, "email", "all", "", "all", "outcome, 12 months to 13 months", "at 10:00"),
        Row("acknowledge-offer", "outcome offer", ANY, "email", "all", "", "all", "outcome, 0 hours to 24 hours", "hours 07:00-23:59"),
        Row("ask-for-review-time", "outcome offer; deadline unstated", ANY, "email", "all", "", "all", "outcome, 0 hours to 24 hours", "hours 08:00-20:00; wait 1 hour"),
        Row("review-offer", "outcome offer; deadline stated", ANY, "none", "all", "", "all", "deadline, 3 working days before to 1 working day before", "at 10:00"),
        Row("review-offer", "outcome offer; deadline unstated", ANY, "none", "all", "", "all", "outcome, 1 working day to 2 working days", "at 10:00"),
        Row("negotiate", "outcome offer; deadline stated", ANY, "email", "all", "", "all", "deadline, 2 working days before to 1 working day before", "at 10:00"),
        Row("negotiate", "outcome offer; deadline unstated", ANY, "email", "all", "", "all", "outcome, 2 working days to 3 working days", "at 10:00"),
        Row("get-it-in-writing", "outcome offer; deadline stated", ANY, "email", "all", "", "all", "deadline, 1 working day before to 0 days", "at 10:00"),
        Row("get-it-in-writing", "outcome offer; deadline unstated", ANY, "email", "all", "", "all", "outcome, 3 working days to 5 working days", "at 10:00"),
        Row("get-it-in-writing", "outcome accepted", ANY, "email", "all", "", "all", "outcome, 0 days to 2 working days", "at 10:00"),
        Row("ask-for-time", "outcome offer-while-others-wait", ANY, "email", "all", "any_day", "all", "outcome, 0 days to 0 days", "at 10:00; instead_of ask-for-review-time"),
        Row("tell-them", "outcome offer-elsewhere; deadline stated", ANY, "email", "all", "any_day", "all", "outcome, 0 days to 0 days", "at 10:00; stagger 15 minutes"),
        Row("tell-them", "outcome offer-elsewhere; deadline unstated", ANY, "email", "all", "any_day", "all", "outcome, 0 days to 0 days", "at 10:00; stagger 15 minutes"),
        Row("withdraw-note", "outcome withdrawn", ANY, "email", "all", "", "all", "outcome, 0 hours to 48 hours", "hours 09:00-18:00"),
        Row("withdraw-note", "outcome accepted-elsewhere", ANY, "email", "all", "", "all", "outcome, 0 hours to 48 hours", "hours 09:00-18:00"),
        Row("stay-in-touch", "outcome no-answer", ANY, "email", "all", "", "all", "outcome, 3 months to 4 months", "at 10:00"),
    ],
}  # fmt: skip


def said(span: Span | None) -> str:
    """As the files write it."""
    if span is None:
        return ""
    unit = span.unit[:-1] if abs(span.count) == 1 else span.unit
    return f"{abs(span.count)} {unit}{' before' if span.count < 0 else ''}"


def clock(at: time | Hours | None) -> str:
    if at is None:
        return ""
    return f"{at:%H:%M}" if isinstance(at, time) else f"{at.first:%H:%M}-{at.last:%H:%M}"


def listed(**keys: str | None) -> str:
    return "; ".join(f"{key} {value}" for key, value in keys.items() if value)


def stated(needed: bool | None) -> str:
    return "" if needed is None else "stated" if needed else "unstated"


def varied(step: Step, kind: Kind) -> str:
    change = step.for_kind[kind]
    words = [key for key in ("title", "do", "avoid") if getattr(change, key) is not None]
    return f"{kind}: {', '.join(filter(None, (change.audience, *words)))}"


def row_of(step: Step) -> Row:
    anchor = f"step:{step.anchor.name}" if isinstance(step.anchor, AfterStep) else step.anchor
    return Row(
        step=step.name,
        only=listed(outcome=step.outcome, decision=stated(step.stated), deadline=stated(step.deadline)),
        kinds=ANY if step.kinds is None else " ".join(kind for kind in Kind if kind in step.kinds),
        channel=step.channel,
        audience=step.audience,
        flags=" ".join(flag for flag in FLAGS if getattr(step, flag)),
        guide=step.guide,
        window=f"{anchor}, {said(step.opens)} to {said(step.closes)}",
        where=listed(
            at="all-day" if step.all_day else clock(step.at),
            hours=clock(step.hours),
            evening=clock(step.evening),
            wait=said(step.wait),
            rather_after=said(step.rather_after),
            follows=step.follows,
            gap=said(step.gap),
            stagger=said(step.stagger),
            after_decision=said(step.after_decision),
            instead_of=step.instead_of,
            asks=step.asks,
        ),
        varies="; ".join(varied(step, kind) for kind in step.for_kind),
    )


def steps_of(name: str) -> tuple[Step, ...]:
    """Those of one file."""
    if name != COMMON:
        return own_steps(load_cadence(name))
    every = load_cadence("standard")
    return every.steps[len(own_steps(every)) :]


@pytest.mark.parametrize("name", ROWS)
def test_every_step_is_as_it_stands_here(name: str) -> None:
    assert [row_of(step) for step in steps_of(name)] == ROWS[name]


def test_no_cadence_is_left_out() -> None:
    assert set(ROWS) == {*built_in_names(), COMMON}
    assert {name: Head(*load_cadence(name)[3:]) for name in built_in_names()} == HEADS


def test_every_key_of_a_step_is_in_the_table() -> None:
    """A key that is new has to find its column."""
    told = {"name", "anchor", "opens", "closes", "script", "all_day", "stated", "for_kind"}
    told |= {"kinds", "channel", "audience", "guide", "outcome", "deadline", *FLAGS}
    told |= {"at", "hours", "evening", "wait", "rather_after", "follows", "gap", "stagger", "after_decision"}
    assert told | {"instead_of", "asks"} == set(Step.__slots__)
