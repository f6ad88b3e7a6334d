"""The steps of a cadence in words: when, to whom, and only when."""

from __future__ import annotations

from collections.abc import Iterator

from calsync.messages.wording import KIND_WORDS
from calsync.planning.cadence import AfterStep, Anchor, Asks, Audience, Hours, Span, Step
from calsync.planning.history import TURN_WORDS
from calsync.planning.interview import Kind
from calsync.planning.saying import say_count, say_list

AUDIENCE_WORDS = {Audience.EACH: "each interviewer", Audience.FIRST: "the first named", Audience.ALL: ""}
ASKS_WORDS = {Asks.TIMELINE: "while no decision date is known", Asks.PEOPLE: "while nobody is named"}


def say_window(step: Step) -> str:
    """“within 24 hours of the interview's end, 10:00–14:00”"""
    return ", ".join((_say_bounds(step), *(_by_hours(step) if step.opens.is_clock else _by_days(step))))


def _say_bounds(step: Step) -> str:
    opens, closes, origin = step.opens, step.closes, _origin(step)
    if opens.count == closes.count == 0:
        if step.anchor in (Anchor.DECISION, Anchor.DEADLINE):
            return f"on {origin}"
        return f"at {origin}" if opens.is_clock else f"on the day of {origin}"
    if opens == closes or (opens.count < 0 and closes.count == 0 and opens.is_clock):
        return f"{_length(opens)} {_side(opens)} {origin}"
    if opens.count == 0:
        return f"within {_length(closes)} of {origin}"
    if closes.count == 0:
        return f"from {_length(opens)} before {origin} to that day"
    if (opens.count < 0) != (closes.count < 0):
        return f"from {_length(opens)} before {origin} to {_length(closes)} after it"
    first, last = sorted((opens, closes), key=lambda span: abs(span.delta))
    if first.unit is last.unit:
        return f"{abs(first.count)}–{_length(last)} {_side(opens)} {origin}"
    return f"{_length(first)} to {_length(last)} {_side(opens)} {origin}"


def _origin(step: Step) -> str:
    match step.anchor:
        case Anchor.START:
            return "the interview's start" if step.opens.is_clock else "the interview"
        case Anchor.END:
            return "the interview's end" if step.opens.is_clock else "the interview"
        case Anchor.DECISION:
            return "the decision date"
        case Anchor.OUTCOME:
            return TURN_WORDS[step.outcome].noun if step.outcome else "the outcome"
        case Anchor.DEADLINE:
            return "the deadline"
        case AfterStep(name):
            return f"“{name}”"


def _length(span: Span) -> str:
    unit = span.unit.value.removesuffix("s")
    return say_count(abs(span.count), unit)


def _side(span: Span) -> str:
    return "before" if span.count < 0 else "after"


def _by_hours(step: Step) -> Iterator[str]:
    if step.hours is not None:
        yield _stretch(step.hours)
    if step.evening is not None:
        yield f"else {_stretch(step.evening)} that evening"
    if step.wait is not None:
        yield f"not in the first {_length(step.wait) if step.wait.count > 1 else step.wait.unit.value[:-1]}"
    if step.rather_after is not None:
        yield f"rather after {_length(step.rather_after)}"
    if step.follows is not None:
        yield f"{_length(step.gap) if step.gap else 'right'} after “{step.follows}”"


def _by_days(step: Step) -> Iterator[str]:
    if step.at is not None:
        yield f"{step.at:%H:%M}"
    if step.all_day and step.opens.count:
        yield "all day"
    if step.any_day:
        yield "on days off too"
    if step.after_decision is not None:
        yield f"not before {_length(step.after_decision)} after the decision date"


def _stretch(hours: Hours) -> str:
    return f"{hours.first:%H:%M}–{hours.last:%H:%M}"


def say_conditions(step: Step) -> list[str]:
    """What has to be so for the step to be there, its outcome apart."""
    return list(_conditions(step))


def _conditions(step: Step) -> Iterator[str]:
    if step.kinds is not None:
        left_out = [kind for kind in Kind if kind not in step.kinds]
        if 0 < len(left_out) < len(step.kinds):
            yield f"not after {say_list([_a(kind) for kind in left_out])}"
        elif left_out:
            yield f"only after {say_list([_a(kind) for kind in Kind if kind in step.kinds])}"
    if step.stated is not None:
        yield "with a decision date" if step.stated else "without a decision date"
    if step.deadline is not None:
        yield "with a deadline" if step.deadline else "without a deadline"


def _a(kind: Kind) -> str:
    words = KIND_WORDS[kind]
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def say_address(step: Step) -> str:
    """By what means, and to whom: “email, each interviewer”."""
    channel = "" if step.channel == "none" else step.channel
    return ", ".join(part for part in (channel, AUDIENCE_WORDS[step.audience]) if part) or "–"
