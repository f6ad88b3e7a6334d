"""What makes no sense in the steps of a cadence, each on its own and all together.

`cadence_table` reads the steps from their table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from calsync.planning.cadence import AfterStep, Anchor, Asks, Audience, Span, Step, Unit


class CadenceFault(ValueError):
    """Something in a cadence table makes no sense: in which step (counted from 0; None: before the first),
    at which key (that of a variation after its kind and a dot), why, and what to do about it."""

    def __init__(self, step: int | None, key: str, why: str, *, remedy: str = "") -> None:
        super().__init__(why)
        self.step, self.key, self.why, self.remedy = step, key, why, remedy


class Unknown(ValueError):
    """A word that is none of those known here; `near` is the one it resembles, or empty."""

    def __init__(self, why: str, *, word: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches

        super().__init__(why)
        near = get_close_matches(word.lower(), list(known), 1, 0.5)
        self.near = near[0] if near else ""


def remedy_for(error: ValueError) -> str:
    return f"Did you mean “{error.near}”?" if isinstance(error, Unknown) and error.near else ""


LONGEST_NAME = 60
"""Characters of a step's name: it is typed, and stands in a line of a list."""
BY_HOURS = ("hours", "evening", "wait", "follows", "gap", "rather_after")
BY_DAYS = ("at", "after_decision", "any_day")


def check_step(number: int, step: Step, *, keys: Iterable[str]) -> None:
    """Raises CadenceFault for a step that contradicts itself; `keys` are those that stand in its table."""
    own = *_name(step), *_window(step), *_spans(step), *_conditions(step), *_question(step)
    for key, why in (*own, *_idle(step, set(keys))):
        raise CadenceFault(number, key, why)


Fault = tuple[str, str]


def _name(step: Step) -> Iterator[Fault]:
    if len(step.name) > LONGEST_NAME:
        yield "name", f"it has {len(step.name)} characters; {LONGEST_NAME} are the most"


def _window(step: Step) -> Iterator[Fault]:
    opens, closes, anchor = step.opens, step.closes, step.anchor
    if opens.is_clock != closes.is_clock:
        yield "closes", "opens and closes must both be in hours, or both in days"
    if closes.delta < opens.delta:
        yield "closes", f"the window of “{step.name}” closes before it opens; swap them or make it longer"
    if opens.is_clock and anchor in (Anchor.DECISION, Anchor.DEADLINE):
        yield "opens", f"the {anchor} may have no hour to count hours from; use days"
    if opens.is_clock and step.hours is None and opens.count >= 0 and opens != closes and not step.asks:
        yield "opens", "a window in hours needs “hours”, the stretch of day to prefer"
    if not opens.is_clock and not step.all_day and step.at is None:
        yield "opens", "a window in days needs “at”: “all-day”, or a time as in “10:00”"
    if opens.count < 0 and isinstance(anchor, AfterStep):
        yield "opens", "what comes after a step cannot lie before it; leave “before” out"
    if opens.count < 0 and anchor is Anchor.OUTCOME:
        yield "opens", "nothing can be done before an outcome is known; leave “before” out"


def _spans(step: Step) -> Iterator[Fault]:
    on_the_clock: dict[str, Span | None] = {
        "wait": step.wait,
        "gap": step.gap,
        "rather_after": step.rather_after,
        "stagger": step.stagger,
    }
    for key, span in on_the_clock.items():
        if span is not None and not span.is_clock:
            yield key, f"“{key}” is a length on the clock; write minutes or hours"
        if span is not None and span.count < 0:
            yield key, f"“{key}” cannot lie before; leave “before” out"
    after = step.after_decision
    if after is not None and (after.unit not in (Unit.DAYS, Unit.WORKING_DAYS) or after.count < 0):
        yield "after_decision", "“after_decision” is days after it; write “1 working day” or “2 days”"


def _conditions(step: Step) -> Iterator[Fault]:
    if step.kinds is not None and not step.kinds:
        yield "kinds", "“kinds” is empty; name some, or leave the key out to mean all"
    if step.anchor in (Anchor.OUTCOME, Anchor.DEADLINE) and step.outcome is None:
        yield "anchor", f"“{step.anchor}” needs the key “outcome”, as in outcome = “offer”"
    if step.deadline is not None and step.outcome is None:
        yield "deadline", "“deadline” needs the key “outcome”, as in outcome = “offer”"
    if step.anchor is Anchor.DEADLINE and step.deadline is not True:
        yield "anchor", "“deadline” needs the key deadline = “stated”"
    if step.anchor is Anchor.DECISION and step.stated is False:
        yield "anchor", "there is no decision date to count from where decision = “unstated”"


def _question(step: Step) -> Iterator[Fault]:
    """A question comes by itself and once, and what it brings is no step of its own."""
    if step.asks is None:
        return
    if not step.optional:
        yield "asks", "a question is only there while the answer is not known; it needs optional = true"
    if step.channel != "none":
        yield "asks", "a question is for you and is sent to nobody; it needs channel = “none”"
    if step.follow_up:
        yield "follow_up", "a question is no message to the employer; leave “follow_up” out"
    audiences = {step.audience, *(each.audience for each in step.for_kind.values() if each.audience)}
    if audiences != {Audience.ALL}:
        yield "audience", "a question is asked once, not for each interviewer; leave “audience” out"
    if step.asks is Asks.TIMELINE and step.stated is not None:
        yield "decision", "“timeline” says already that no decision date is known; leave “decision” out"
    if step.asks is Asks.TIMELINE and step.anchor is Anchor.DECISION:
        yield "anchor", "there is no decision date to count from while it is asked for"


def _idle(step: Step, keys: set[str]) -> Iterator[Fault]:
    """Keys that would change nothing: whoever wrote them expects something of them."""
    by_hours = step.opens.is_clock
    for key in (key for key in (BY_DAYS if by_hours else BY_HOURS) if key in keys):
        unit = "days" if by_hours else "hours"
        yield key, f"“{key}” is for windows in {unit}, and this one is in {'hours' if by_hours else 'days'}"
    if "gap" in keys and step.follows is None:
        yield "gap", "“gap” needs “follows”, the step it comes after"
    for key in (key for key in ("evening", "rather_after") if key in keys and step.hours is None):
        yield key, f"“{key}” needs “hours”, the stretch of day to prefer"


class _Lean(NamedTuple):
    number: int
    key: str
    target: str


def check_together(steps: Sequence[Step]) -> None:
    """Every step a step leans on exists whenever it does itself, has an hour where hours are counted from
    it, and does not lean back on it through others; what a step stands in for exists, and stands in for
    nothing; and no step is hidden by an earlier one of its name.

    Raises CadenceFault for the first that is not so."""
    by_name: dict[str, list[Step]] = {}
    leans: dict[str, list[_Lean]] = {}
    for step in steps:
        by_name.setdefault(step.name, []).append(step)
    for number, step in enumerate(steps):
        for key, target in _leans_on(step):
            _check_lean(number, step, key, target, by_name)
            leans.setdefault(step.name, []).append(_Lean(number, key, target))
        if step.instead_of is not None:
            _check_stand_in(number, step.instead_of, by_name)
    _check_circles(leans)
    for number, step in enumerate(steps):
        if any(_hides(earlier, step) for earlier in steps[:number] if earlier.name == step.name):
            raise CadenceFault(
                number,
                "name",
                f"an earlier step “{step.name}” fits whenever this one does, so it is never used",
            )


def _leans_on(step: Step) -> Iterator[tuple[str, str]]:
    if isinstance(step.anchor, AfterStep):
        yield "anchor", step.anchor.name
    if step.follows is not None:
        yield "follows", step.follows


def _check_lean(number: int, step: Step, key: str, target: str, by_name: dict[str, list[Step]]) -> None:
    found = _named(number, key, target, by_name)
    if any(each.all_day for each in found) and (key == "follows" or step.opens.is_clock):
        raise CadenceFault(number, key, f"“{target}” is all day and has no hour to count hours from")
    if any(each.asks for each in found):
        raise CadenceFault(
            number, key, f"“{target}” is a question, which is not always there; count from another step"
        )
    outcomes = [each.outcome for each in found if each.outcome is not None]
    if len(outcomes) == len(found) and step.outcome not in outcomes:
        raise CadenceFault(
            number,
            key,
            f"“{target}” is only there once the outcome is “{outcomes[0]}”; "
            f"this step needs outcome = “{outcomes[0]}” too",
        )


def _check_stand_in(number: int, target: str, by_name: dict[str, list[Step]]) -> None:
    found = _named(number, "instead_of", target, by_name)
    if any(each.instead_of is not None for each in found):
        why = f"“{target}” itself is there instead of another step; name that one"
        raise CadenceFault(number, "instead_of", why)


def _named(number: int, key: str, target: str, by_name: dict[str, list[Step]]) -> list[Step]:
    found = by_name.get(target)
    if found is None:
        names = sorted(by_name)
        why = f"there is no step “{target}”; the steps are {', '.join(names)}"
        raise CadenceFault(number, key, why, remedy=remedy_for(Unknown(why, word=target, known=names)))
    return found


def _check_circles(leans: dict[str, list[_Lean]]) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        for number, key, target in leans.get(name, ()):
            if target in path:
                circle = " → ".join((*path[path.index(target) :], target))
                raise CadenceFault(
                    number,
                    key,
                    f"these steps wait for one another: {circle}",
                    remedy="Count one of them from the interview, the decision or another step.",
                )
            if target not in done:
                visit(target, (*path, target))
        done.add(name)

    for name in leans:
        if name not in done:
            visit(name, (name,))


def _hides(earlier: Step, later: Step) -> bool:
    if earlier.kinds is not None and (later.kinds is None or not later.kinds <= earlier.kinds):
        return False
    return all(
        mine in (None, theirs)
        for mine, theirs in (
            (earlier.stated, later.stated),
            (earlier.deadline, later.deadline),
            (earlier.outcome, later.outcome),
        )
    )
