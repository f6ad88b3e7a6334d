"""Interview, cadence, working days and what has happened in; dated reminders with their reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from calsync.planning.cadence import NO_HABITS, AfterStep, Anchor, Audience, Cadence, Habits, Step, addressees
from calsync.planning.history import (
    NOTHING,
    TURN_WORDS,
    Answered,
    Done,
    Ending,
    Happened,
    History,
)
from calsync.planning.interview import Interview, Interviewer
from calsync.planning.people import person_key
from calsync.planning.place import Origin, Place
from calsync.planning.placement import place
from calsync.planning.question import KNOWN, MISSING, answered, is_dealt_with, is_known
from calsync.planning.saying import say_when
from calsync.planning.wallclock import instant
from calsync.planning.workdays import WorkCalendar


class State(StrEnum):
    """How it stands with a reminder. WITHDRAWN: it lay ahead when something ended its purpose; LAPSED: it
    was past by then, and not known to be done."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing to do, or to leave undone, at one time.

    `at` is an aware datetime on the candidate's clock, or a date for an all-day reminder. `opens` and
    `closes` bound the window the guides give: aware datetimes for a window in hours, dates for one in
    days. `person` is whom it is about where there is one reminder per interviewer, else None.
    `reason` says in words why it is on this day, or why it is no longer wanted. `happened` is the outcome
    it answers, `done_on` when it was carried out, `topic` what a recovery note is about. `occasion` tells
    it from the same step planned before, for an earlier outcome or wave of waiting; empty for the first.
    `answers` is what the person typed into it in a calendar, the last at the end; `heard` the words of that
    and of what was typed into the same step planned before.
    """

    interview: Interview
    rule: Step
    person: Interviewer | None
    at: datetime | date
    opens: datetime | date
    closes: datetime | date
    reason: str
    state: State = State.OPEN
    done_on: datetime | date | None = None
    pinned: bool = False
    happened: Happened | None = None
    occasion: str = ""
    topic: str = ""
    answers: tuple[Answered, ...] = ()
    heard: frozenset[str] = frozenset()

    @property
    def step(self) -> str:
        return self.rule.name

    @property
    def channel(self) -> str:
        return self.rule.channel

    @property
    def all_day(self) -> bool:
        return not isinstance(self.at, datetime)


def plan_followups(
    interview: Interview,
    *,
    cadence: Cadence,
    workdays: WorkCalendar,
    also: frozenset[str] = frozenset(),
    leave_out: frozenset[str] = frozenset(),
    history: History = NOTHING,
    habits: Habits = NO_HABITS,
) -> tuple[Reminder, ...]:
    """The reminders for one interview, in time order, whatever their state.

    `also` names optional steps to include, `leave_out` steps to drop; a dropped step still bears the
    dates of the steps counted from it. A question comes by itself while its answer is not known, and stays
    once the person has dealt with it. Days are counted on the employer's `workdays`, hours on the real
    clock, and times are on the candidate's clock. A step that was carried out or moved bears the dates
    of later ones from when that was.
    """
    planning = _Planning(interview, cadence=cadence, workdays=workdays, history=history, habits=habits)
    planning.also = also
    planning.shown = frozenset(
        name
        for name, step in planning.steps.items()
        if name not in leave_out and (not step.optional or name in also or planning.asks(step))
    )
    reminders: list[Reminder] = []
    for name in filter(planning.shown.__contains__, cadence.names()):
        step, where = planning.steps[name], planning.placed(name)
        if where is None:
            continue
        for number, person in enumerate(planning.people(step)):
            reminders.append(planning.reminder(step, where, person, number))
    replaced = {reminder.rule.instead_of for reminder in reminders}
    kept = (each for each in reminders if each.step not in replaced or each.state is State.DONE)
    return tuple(sorted(kept, key=by_time))


class _Planning:
    """The steps of one plan, each placed once and when it is first asked for."""

    def __init__(
        self,
        interview: Interview,
        *,
        cadence: Cadence,
        workdays: WorkCalendar,
        history: History,
        habits: Habits,
    ) -> None:
        self.interview, self.workdays = interview, workdays
        self.history, self.habits = history, habits
        self.steps = cadence.steps_for(interview, history)
        self.places: dict[str, Place | None] = {}
        self.audiences: dict[Audience, tuple[Interviewer | None, ...]] = {}
        self.also: frozenset[str] = frozenset()
        self.shown: frozenset[str] = frozenset()

    def asks(self, step: Step) -> bool:
        """Whether a step is a question that is there without being asked for."""
        return step.asks is not None and (
            not is_known(self.interview, step.asks)
            or is_dealt_with(step.name, self.history, since=self._since(step))
        )

    def people(self, step: Step) -> tuple[Interviewer | None, ...]:
        audience = step.audience_for(self.interview.kind)
        if audience not in self.audiences:
            them = addressees(self.interview, audience)
            self.audiences[audience] = tuple({person_key(person): person for person in them}.values())
        return self.audiences[audience]

    def placed(self, name: str) -> Place | None:
        if name not in self.places:
            step = self.steps.get(name)
            self.places[name] = None if step is None else self._place(step)
        return self.places[name]

    def reminder(self, step: Step, where: Place, person: Interviewer | None, number: int) -> Reminder:
        key = person_key(person)
        history = self.history
        at: datetime | date = where.at[min(number, len(where.at) - 1)]
        reason = where.reason
        pin, done = self.pin_for(step, key), self.done_for(step, key)
        known = step.asks is not None and is_known(self.interview, step.asks)
        if step.asks is not None and not known:
            reason = MISSING[step.asks]
        if pin is not None:
            reason = f"you moved it here; the plan said {say_when(at)} ({reason})"
            at = pin
        state = State.OPEN
        if done is not None:
            state = State.DONE
        elif history.is_skipped(step.name, key, since=self._since(step)):
            state, reason = State.SKIPPED, "you skipped it"
        elif known and (told := answered(step.name, history, since=self._since(step))):
            state, reason, done = State.DONE, "you answered it", told
        elif ending := self._ending(step):
            state, reason = _at_the_end(at, ending.on, self.interview), ending.why
        elif known and step.asks is not None and step.name not in self.also:
            state, reason = State.WITHDRAWN, KNOWN[step.asks]
        return Reminder(
            interview=self.interview,
            rule=step,
            person=person,
            at=at,
            opens=where.opens,
            closes=where.closes,
            reason=reason,
            state=state,
            done_on=done.on if done else None,
            pinned=pin is not None,
            happened=history.happening(step.outcome),
            occasion=self._occasion(step),
            topic=history.topic,
            answers=history.answers_to(step.name, key, since=self._since(step)),
            heard=history.heard.get((step.name, key), frozenset()),
        )

    def done_for(self, step: Step, person: str) -> Done | None:
        return self.history.done_for(step.name, person, since=self._since(step))

    def pin_for(self, step: Step, person: str) -> datetime | date | None:
        return self.history.pin_for(step.name, person, since=self._since(step))

    def _since(self, step: Step) -> datetime | None:
        """From when on what was told of a step is of this occasion."""
        happened = self.history.happening(step.outcome)
        return happened.since if happened else None

    def _occasion(self, step: Step) -> str:
        happened = self.history.happening(step.outcome)
        if happened is not None:
            return happened.occasion
        return str(self.history.wave) if step.waiting and self.history.wave else ""

    def _ending(self, step: Step) -> Ending | None:
        """What ended the purpose of a step first."""
        if step.outcome is not None:
            happened = self.history.happening(step.outcome)
            return happened.over if happened else None
        ends = (each for each in self.history.endings if step.waiting or not each.waiting_only)
        return min(ends, key=lambda each: each.on.astimezone(UTC), default=None)

    def _place(self, step: Step) -> Place | None:
        counted_from = self._origin(step)
        if counted_from is None or (self.interview.all_day and step.opens.is_clock and step.hours is None):
            return None  # nothing to count from, or an hour of a day that tells none
        happened = self.history.happening(step.outcome)
        after: datetime | None = None
        if step.follows is not None:
            moment, day = self._when_done(step.follows)
            after = moment or (instant(day, time(), self.interview.zone) if day else None)
        return place(
            step,
            origin=counted_from,
            interview=self.interview,
            workdays=self.workdays,
            after=after,
            people=len(self.people(step)),
            rank=happened.rank if happened else 0,
            taken=self._taken(step) if step.anchor is Anchor.DEADLINE else frozenset(),
            habits=self.habits,
        )

    def _taken(self, step: Step) -> frozenset[datetime]:
        """When the steps before this one are due that have the same deadline."""
        found: set[datetime] = set()
        for name, other in self.steps.items():
            if other is step:
                break
            if name in self.shown and other.anchor is step.anchor and other.outcome is step.outcome:
                where = self.placed(name)
                times = where.at if where else ()
                found.update(at.astimezone(UTC) for at in times if isinstance(at, datetime))
        return frozenset(found)

    def _origin(self, step: Step) -> Origin | None:
        interview = self.interview
        match step.anchor:
            case Anchor.START:
                return Origin(interview.start, interview.start.date(), "the interview")
            case Anchor.END:
                ends = "the interview's end" if step.opens.is_clock else "the interview"
                earliest = None if interview.all_day else interview.end
                return Origin(interview.end, interview.last_day, ends, earliest)
            case Anchor.DECISION:
                decision = interview.decision
                return None if decision is None else Origin(None, decision.date, "the decision date")
            case Anchor.OUTCOME | Anchor.DEADLINE as anchor:
                return self._origin_of_outcome(step, anchor)
            case AfterStep(name):
                moment, day = self._when_done(name)
                said = f"the {name.replace('-', ' ')}"
                return None if day is None else Origin(moment, day, said)

    def _origin_of_outcome(self, step: Step, anchor: Anchor) -> Origin | None:
        happened = self.history.happening(step.outcome)
        if happened is None:
            return None
        on = happened.on.astimezone(self.interview.zone)
        if anchor is Anchor.OUTCOME:
            return Origin(on, on.date(), TURN_WORDS[happened.turn].noun, earliest=on)
        if happened.deadline is None:
            return None
        deadline = happened.deadline
        if isinstance(deadline, datetime):
            local = deadline.astimezone(self.interview.zone)
            return Origin(local, local.date(), "the deadline", earliest=on)
        return Origin(None, deadline, "the deadline", earliest=on)

    def _when_done(self, name: str) -> tuple[datetime | None, date | None]:
        """When a step was or will be carried out, for the last of its people: the moment if there is one,
        and the day."""
        step, where = self.steps.get(name), self.placed(name)
        if step is None or where is None:
            return None, None
        times: list[datetime | date] = []
        for number, person in enumerate(self.people(step)):
            key = person_key(person)
            done = self.done_for(step, key)
            planned: datetime | date = where.at[min(number, len(where.at) - 1)]
            times.append(done.on if done else self.pin_for(step, key) or planned)
        moments = [each.astimezone(UTC) for each in times if isinstance(each, datetime)]
        days = [self._day(each) for each in times]
        last = max(moments).astimezone(self.interview.zone) if moments else None
        return (last if last and last.date() >= max(days) else None), max(days)

    def _day(self, when: datetime | date) -> date:
        return when.astimezone(self.interview.zone).date() if isinstance(when, datetime) else when


def _at_the_end(at: datetime | date, ending: datetime, interview: Interview) -> State:
    """LAPSED for what was past when the end came, WITHDRAWN for what lay ahead."""
    if isinstance(at, datetime):
        past = at.astimezone(UTC) < ending.astimezone(UTC)
    else:
        past = at < ending.astimezone(interview.zone).date()
    return State.LAPSED if past else State.WITHDRAWN


def by_time(reminder: Reminder) -> tuple[date, bool, float]:
    """For sorting: by the day, all-day reminders first, then by the instant."""
    if isinstance(reminder.at, datetime):
        return reminder.at.date(), True, reminder.at.timestamp()
    return reminder.at, False, 0.0


def moment_of(reminder: Reminder) -> datetime:
    """When a reminder is over, in UTC; an all-day one at the end of its day."""
    at = reminder.at
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return instant(at, time.max, reminder.interview.zone).astimezone(UTC)
