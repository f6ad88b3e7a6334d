"""From the table of a cadence file to a Cadence: the keys there are, and how their values are written.

The shapes below are the schema: the type checker holds the built-in files' reader to them, and
`cadence_files` holds a person's own file to them. `cadence_checks` finds what makes no sense together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import NotRequired, TypeVar

from typing_extensions import TypedDict

from calsync.planning.cadence import (
    AfterStep,
    Anchor,
    Asks,
    Audience,
    Cadence,
    Hours,
    Script,
    Span,
    Step,
    Unit,
    Variation,
)
from calsync.planning.cadence_checks import CadenceFault, Unknown, check_step, check_together, remedy_for
from calsync.planning.history import Turn
from calsync.planning.interview import Kind

STRICT = {"extra": "forbid", "strict": True}
"""How a person's own file is held to these shapes: no key that is not here, no type but the named."""


T = TypeVar("T")
V = TypeVar("V")


class VariationTable(TypedDict, total=False):
    """What a step does differently for one kind of interview."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    audience: str
    title: str
    do: str
    avoid: str


class StepTable(TypedDict):
    """One [[step]]. The keys are explained in the standard cadence's own file."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    name: str
    anchor: str
    opens: str
    closes: str
    title: str
    do: str
    avoid: NotRequired[str]
    channel: NotRequired[str]
    audience: NotRequired[str]
    at: NotRequired[str]
    hours: NotRequired[str]
    evening: NotRequired[str]
    wait: NotRequired[str]
    follows: NotRequired[str]
    gap: NotRequired[str]
    rather_after: NotRequired[str]
    stagger: NotRequired[str]
    after_decision: NotRequired[str]
    any_day: NotRequired[bool]
    kinds: NotRequired[list[str]]
    decision: NotRequired[str]
    deadline: NotRequired[str]
    outcome: NotRequired[str]
    waiting: NotRequired[bool]
    follow_up: NotRequired[bool]
    optional: NotRequired[bool]
    asks: NotRequired[str]
    instead_of: NotRequired[str]
    guide: NotRequired[str]
    for_kind: NotRequired[dict[str, VariationTable]]


class CadenceTable(TypedDict):
    """A whole cadence file."""

    __pydantic_config__ = STRICT  # type: ignore[misc]

    title: str
    follow_ups: NotRequired[int]
    follow_ups_for: NotRequired[dict[str, int]]
    step: list[StepTable]


MOST_STEPS = 50
FOLLOW_UPS = 2
MOST_FOLLOW_UPS = 10
LONGEST = timedelta(days=450)
_SPAN = re.compile(r"(\d{1,4}) ?(minutes?|min|hours?|h|(?:working|business) days?|days?|d|months?)( before)?")
_HOURS = re.compile(r"(\d\d:\d\d) ?[-–] ?(\d\d:\d\d)")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_UNITS = {"m": Unit.MINUTES, "h": Unit.HOURS, "w": Unit.WORKING_DAYS, "b": Unit.WORKING_DAYS, "d": Unit.DAYS}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = (
    "who",
    "names",
    "company",
    "at_company",
    "role",
    "for_role",
    "decision",
    "deadline",
    "topic",
)


def cadence_from(name: str, table: CadenceTable, *, common: tuple[Step, ...] = ()) -> Cadence:
    """A cadence from its table, with those of the `common` steps that it has none of that name for.

    Raises CadenceFault for a value of the wrong form, an unknown anchor or step, steps that wait for one
    another in a circle, and a window that closes before it opens.
    """
    if not table["step"]:
        raise CadenceFault(0, "step", "there are no steps", remedy="Write at least one [[step]].")
    if len(table["step"]) > MOST_STEPS:
        raise CadenceFault(
            MOST_STEPS, "step", f"there are more than {MOST_STEPS} steps", remedy="Leave some out."
        )
    title = _before_steps("title", table["title"], _some_words)
    own = tuple(_step(number, entry) for number, entry in enumerate(table["step"]))
    names = {step.name for step in own}
    steps = own + tuple(step for step in common if step.name not in names)
    check_together(steps)
    most = _before_steps("follow_ups", table.get("follow_ups", FOLLOW_UPS), _most)
    return Cadence(name, title, steps, most, _follow_ups_for(table))


def _before_steps(key: str, value: V, reader: Callable[[V], T]) -> T:
    try:
        return reader(value)
    except ValueError as error:
        raise CadenceFault(None, key, str(error), remedy=remedy_for(error)) from None


def _follow_ups_for(table: CadenceTable) -> dict[Kind, int]:
    return {
        _before_steps(f"follow_ups_for.{kind}", kind, _kind): _before_steps(
            f"follow_ups_for.{kind}", most, _most
        )
        for kind, most in table.get("follow_ups_for", {}).items()
    }


def _most(count: int) -> int:
    if not 0 <= count <= MOST_FOLLOW_UPS:
        raise ValueError(f"{count} messages without an answer is no number from 0 to {MOST_FOLLOW_UPS}")
    return count


def _step(number: int, table: StepTable) -> Step:
    def read(key: str, value: str | None, reader: Callable[[str], T]) -> T | None:
        if value is None:
            return None
        try:
            return reader(value)
        except ValueError as error:
            raise CadenceFault(number, key, str(error), remedy=remedy_for(error)) from None

    def need(key: str, value: str, reader: Callable[[str], T]) -> T:
        found = read(key, value, reader)
        assert found is not None  # a reader gives a value or raises
        return found

    at = table.get("at")
    step = Step(
        name=need("name", table["name"], _name),
        anchor=need("anchor", table["anchor"], _anchor),
        opens=need("opens", table["opens"], _span),
        closes=need("closes", table["closes"], _span),
        script=Script(
            need("title", table["title"], _some_words),
            need("do", table["do"], _some_words),
            read("avoid", table.get("avoid"), _words) or "",
        ),
        channel=table.get("channel", ""),
        audience=read("audience", table.get("audience"), _audience) or Audience.ALL,
        all_day=at == "all-day",
        at=None if at == "all-day" else read("at", at, _clock),
        hours=read("hours", table.get("hours"), _hours),
        evening=read("evening", table.get("evening"), _hours),
        wait=read("wait", table.get("wait"), _span),
        follows=read("follows", table.get("follows"), _name),
        gap=read("gap", table.get("gap"), _span),
        rather_after=read("rather_after", table.get("rather_after"), _span),
        stagger=read("stagger", table.get("stagger"), _span),
        after_decision=read("after_decision", table.get("after_decision"), _span),
        any_day=table.get("any_day", False),
        kinds=_kinds(number, table.get("kinds")),
        stated=read("decision", table.get("decision"), _stated),
        deadline=read("deadline", table.get("deadline"), _stated),
        outcome=read("outcome", table.get("outcome"), _turn),
        waiting=table.get("waiting", False),
        follow_up=table.get("follow_up", False),
        optional=table.get("optional", False),
        asks=read("asks", table.get("asks"), _asks),
        instead_of=read("instead_of", table.get("instead_of"), _name),
        guide=table.get("guide", ""),
        for_kind={
            need(kind, kind, _kind): Variation(
                read(f"{kind}.audience", change.get("audience"), _audience),
                read(f"{kind}.title", change.get("title"), _some_words),
                read(f"{kind}.do", change.get("do"), _some_words),
                read(f"{kind}.avoid", change.get("avoid"), _words),
            )
            for kind, change in table.get("for_kind", {}).items()
        },
    )
    check_step(number, step, keys=table)
    return step


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"“{text}” is no step name; use small letters and dashes, as in “thank-you”")
    return text


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"“{text}” is no length of time; write “2 hours”, “5 days” or “1 working day”")
    unit = Unit.MONTHS if found[2].startswith("mo") else _UNITS[found[2][0]]
    span = Span(-int(found[1]) if found[3] else int(found[1]), unit)
    if abs(span.delta) > LONGEST:
        raise ValueError(f"“{text}” is longer than {LONGEST.days} days")
    return span


def _clock(text: str) -> time:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no time of day; write “10:00” or “all-day”") from None
    if at.tzinfo is not None:
        raise ValueError(f"“{text}” names a zone; times of day are on the candidate's clock, write “10:00”")
    return at


def _hours(text: str) -> Hours:
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text}” is no stretch of the day; write “10:00-14:00”")
    hours = Hours(_clock(found[1]), _clock(found[2]))
    if hours.last <= hours.first:
        raise ValueError(f"“{text}” ends before it begins")
    return hours


def _anchor(text: str) -> Anchor | AfterStep:
    if text.startswith("step:"):
        return AfterStep(_name(text.removeprefix("step:")))
    try:
        return Anchor(text)
    except ValueError:
        known = ", ".join(f"“{anchor}”" for anchor in Anchor)
        why = f"“{text}” is no anchor; the anchors are {known} and “step:NAME”"
        raise Unknown(why, word=text, known=Anchor) from None


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError:
        why = f"“{text}” is no audience; write “each”, “first” or “all”"
        raise Unknown(why, word=text, known=Audience) from None


def _asks(text: str) -> Asks:
    try:
        return Asks(text)
    except ValueError:
        why = f"“{text}” is nothing to ask for; write “timeline” or “people”"
        raise Unknown(why, word=text, known=Asks) from None


def _stated(text: str) -> bool:
    if text not in ("stated", "unstated"):
        why = f"“{text}” is not known here; write “stated” or “unstated”"
        raise Unknown(why, word=text, known=("stated", "unstated"))
    return text == "stated"


def _turn(text: str) -> Turn:
    try:
        return Turn(text)
    except ValueError:
        why = f"“{text}” is no outcome; the outcomes are {', '.join(Turn)}"
        raise Unknown(why, word=text, known=Turn) from None


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        why = f"“{text}” is no kind of interview; the kinds are {', '.join(Kind)}"
        raise Unknown(why, word=text, known=Kind) from None


def _kinds(number: int, names: list[str] | None) -> frozenset[Kind] | None:
    try:
        return None if names is None else frozenset(_kind(name) for name in names)
    except ValueError as error:
        raise CadenceFault(number, "kinds", str(error), remedy=remedy_for(error)) from None


def _words(text: str) -> str:
    """Words whose placeholders are all known, so that filling them in cannot fail."""
    for name in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join("{" + known + "}" for known in PLACEHOLDERS)
            why = f"there is no placeholder {{{name}}}; there are {known}"
            raise Unknown(why, word=name, known=PLACEHOLDERS)
    return " ".join(text.split())


def _some_words(text: str) -> str:
    if not text.strip():
        raise ValueError("there are no words here; write some")
    return _words(text)
