"""A cadence: the ordered steps of a follow-up, each with its window, its hours and its words.

`cadence_table` makes one of a TOML table; the built-in ones are the files in `cadences/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import NamedTuple

from calsync.planning.history import NOTHING, Happened, History, Turn
from calsync.planning.interview import Interview, Interviewer, Kind


class Unit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as a cadence writes it: real minutes and hours, calendar days and months, or working
    days of the employer. Less than zero is before."""

    count: int
    unit: Unit

    @property
    def is_clock(self) -> bool:
        return self.unit in (Unit.MINUTES, Unit.HOURS)

    @property
    def delta(self) -> timedelta:
        """The length on the clock or the calendar; working days count as days here, months as 31."""
        match self.unit:
            case Unit.MINUTES:
                return timedelta(minutes=self.count)
            case Unit.HOURS:
                return timedelta(hours=self.count)
            case Unit.DAYS | Unit.WORKING_DAYS:
                return timedelta(days=self.count)
            case Unit.MONTHS:
                return timedelta(days=31 * self.count)


class Hours(NamedTuple):
    """A stretch of the day, both ends included."""

    first: time
    last: time


class Habits(NamedTuple):
    """What the person set for all plans: the hours to be reminded in, and weekdays (Monday is 0) to be left
    alone on as far as a window allows it."""

    hours: Hours | None = None
    quiet: frozenset[int] = frozenset()


NO_HABITS = Habits()


class Anchor(StrEnum):
    """What a step counts from, when it is not another step."""

    START = "interview.start"
    END = "interview.end"
    DECISION = "decision"
    OUTCOME = "outcome"
    DEADLINE = "deadline"


class AfterStep(NamedTuple):
    """The day or moment another step was placed at."""

    name: str


class Audience(StrEnum):
    """EACH: one reminder per interviewer (one in all if nobody is named); FIRST: one, for the first
    named who was not merely optional; ALL: one, for everybody together."""

    EACH = "each"
    FIRST = "first"
    ALL = "all"


class Asks(StrEnum):
    """What a step asks the person, who can answer it in the reminder."""

    TIMELINE = "timeline"
    PEOPLE = "people"


class Script(NamedTuple):
    """The words of a step, with placeholders: the title, what to do, what to leave."""

    title: str
    do: str
    avoid: str = ""


class Variation(NamedTuple):
    """What a step does differently for one kind of interview."""

    audience: Audience | None = None
    title: str | None = None
    do: str | None = None
    avoid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `opens` and `closes` bound its window, counted from `anchor`.

    Where it is placed: `all_day` on the opening day; or at `at` o'clock on the first working day from
    the opening day on; or, for windows on the clock, by `hours` and `evening` (see `placement`).
    `wait` holds it back from the opening, `follows` and `gap` from another step, `after_decision` from
    the decision date, and `rather_after` is tried before that. `any_day` takes days off as they come.
    `kinds` None means every kind; `stated` None means with or without a decision date, `deadline` None
    with or without a deadline of the offer. A step with an `outcome` is planned only once that has
    happened; a `waiting` step ends when the next round is arranged; a `follow_up` is a message of which
    an employer gets no more than the cadence allows; a step that is planned `instead_of` another takes its
    place. `asks` is what the person is asked: an optional step that asks is planned by itself as long as the
    answer is not known. `guide` names where the numbers come from.
    """

    name: str
    anchor: Anchor | AfterStep
    opens: Span
    closes: Span
    script: Script
    channel: str = ""
    audience: Audience = Audience.ALL
    all_day: bool = False
    at: time | None = None
    hours: Hours | None = None
    evening: Hours | None = None
    wait: Span | None = None
    follows: str | None = None
    gap: Span | None = None
    rather_after: Span | None = None
    after_decision: Span | None = None
    any_day: bool = False
    stagger: Span | None = None
    kinds: frozenset[Kind] | None = None
    stated: bool | None = None
    deadline: bool | None = None
    outcome: Turn | None = None
    waiting: bool = False
    follow_up: bool = False
    optional: bool = False
    instead_of: str | None = None
    asks: Asks | None = None
    guide: str = ""
    for_kind: Mapping[Kind, Variation] = field(default_factory=dict)

    def fits(self, interview: Interview, happened: Happened | None) -> bool:
        """Whether the step is for this interview; `happened` is what its `outcome` asks for."""
        if self.kinds is not None and interview.kind not in self.kinds:
            return False
        if self.outcome is not None and happened is None:
            return False
        if self.deadline is not None and self.deadline != bool(happened and happened.deadline):
            return False
        return self.stated is None or self.stated == (interview.decision is not None)

    def audience_for(self, kind: Kind) -> Audience:
        special = self.for_kind.get(kind)
        return (special and special.audience) or self.audience

    def script_for(self, kind: Kind) -> Script:
        special = self.for_kind.get(kind)
        if special is None:
            return self.script
        return Script(
            title=self.script.title if special.title is None else special.title,
            do=self.script.do if special.do is None else special.do,
            avoid=self.script.avoid if special.avoid is None else special.avoid,
        )


class Cadence(NamedTuple):
    """Several steps may bear one name, for different conditions: the first that fits counts.

    `follow_ups` is how many messages without an answer an employer gets after the thank-you,
    `follow_ups_for` where that differs for a kind of interview.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    follow_ups: int = 2
    follow_ups_for: Mapping[Kind, int] = {}  # never written to

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.name for step in self.steps))

    def steps_for(self, interview: Interview, history: History = NOTHING) -> dict[str, Step]:
        """The steps for an interview by their names. What answers an outcome that is over gives way to
        another of its name."""
        chosen: dict[str, Step] = {}
        given_way: set[str] = set()
        for step in self.steps:
            if step.name in chosen and step.name not in given_way:
                continue
            happened = history.happening(step.outcome)
            if not step.fits(interview, happened):
                continue
            if happened is None or happened.over is None:
                chosen[step.name] = step
                given_way.discard(step.name)
            elif step.name not in chosen:
                chosen[step.name] = step
                given_way.add(step.name)
        return chosen

    def most_follow_ups(self, kind: Kind) -> int:
        return self.follow_ups_for.get(kind, self.follow_ups)


def addressees(interview: Interview, audience: Audience) -> tuple[Interviewer | None, ...]:
    """Whom the reminders of a step are for; None stands for one reminder without a name. Whoever
    declined was not there."""
    present = [person for person in interview.interviewers if not person.declined]
    match audience:
        case Audience.ALL:
            return (None,)
        case Audience.FIRST:
            return (min(present, key=lambda person: person.optional),) if present else (None,)
        case Audience.EACH:
            return tuple(present) or (None,)
