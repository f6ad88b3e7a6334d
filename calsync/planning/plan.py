"""Interview, cadence and working days in; dated reminders with their reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from calsync.planning.cadence import AfterStep, Anchor, Cadence, Step, addressees
from calsync.planning.interview import Interview, Interviewer
from calsync.planning.placement import Origin, Place, place
from calsync.planning.workdays import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing to do, or to leave undone, at one time.

    `at` is an aware datetime on the candidate's clock, or a date for an all-day reminder. `opens` and
    `closes` bound the window the guides give: aware datetimes for a window in hours, dates for one in
    days. `person` is whom it is about where there is one reminder per interviewer, else None.
    `reason` says in words why it is on this day.
    """

    interview: Interview
    step: str
    person: Interviewer | None
    at: datetime | date
    opens: datetime | date
    closes: datetime | date
    channel: str
    reason: str

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
) -> tuple[Reminder, ...]:
    """The reminders for one interview, in time order.

    `also` names optional steps to include, `leave_out` steps to drop; a dropped step still bears the
    dates of the steps counted from it. Days are counted on the employer's `workdays`, hours on the real
    clock, and times are on the candidate's clock.
    """
    places: dict[str, Place | None] = {}

    def placed(name: str) -> Place | None:
        if name not in places:
            step = cadence.step_for(name, interview)
            places[name] = None if step is None else _place(step)
        return places[name]

    def origin(step: Step) -> Origin | None:
        match step.anchor:
            case Anchor.START:
                return Origin(interview.start, interview.start.date(), "the interview")
            case Anchor.END:
                ends = "the interview's end" if step.opens.is_clock else "the interview"
                return Origin(interview.end, interview.last_day, ends)
            case Anchor.DECISION:
                decision = interview.decision
                return None if decision is None else Origin(None, decision.date, "the decision date")
            case AfterStep(name):
                before = placed(name)
                return None if before is None else before.as_origin(f"the {name.replace('-', ' ')}")

    def _place(step: Step) -> Place | None:
        counted_from = origin(step)
        if counted_from is None:
            return None
        before = placed(step.follows) if step.follows else None
        after = before.last_moment if before else None
        people = len(addressees(interview, step.audience_for(interview.kind)))
        return place(
            step, origin=counted_from, interview=interview, workdays=workdays, after=after, people=people
        )

    reminders: list[Reminder] = []
    for name in cadence.names():
        step, where = cadence.step_for(name, interview), placed(name)
        if step is None or where is None or name in leave_out or (step.optional and name not in also):
            continue
        people = addressees(interview, step.audience_for(interview.kind))
        reminders += (
            Reminder(
                interview=interview,
                step=name,
                person=person,
                at=where.at[min(number, len(where.at) - 1)],
                opens=where.opens,
                closes=where.closes,
                channel=step.channel,
                reason=where.reason,
            )
            for number, person in enumerate(people)
        )
    return tuple(sorted(reminders, key=by_time))


def by_time(reminder: Reminder) -> tuple[date, bool, float]:
    """For sorting: by the day, all-day reminders first, then by the instant."""
    if isinstance(reminder.at, datetime):
        return reminder.at.date(), True, reminder.at.timestamp()
    return reminder.at, False, 0.0
