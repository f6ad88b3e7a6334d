"""Rounds at one company and role are one application; what happens to one bears on the plans of others.

`plan` plans one interview. Here is what it cannot know: that a later round ended the waiting, that an
offer elsewhere must be told, and that an employer has had as many messages as is good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from calsync.planning.cadence import NO_HABITS, Cadence, Habits
from calsync.planning.history import (
    Decided,
    Done,
    Ending,
    Happened,
    Outcome,
    Turn,
    history_of,
)
from calsync.planning.interview import Kind
from calsync.planning.loops import fold_company
from calsync.planning.plan import Reminder, State, by_time, plan_followups
from calsync.planning.saying import say_count, say_day
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant
from calsync.planning.workdays import WorkCalendar

CLOSED = frozenset({Turn.REJECTED, Turn.WITHDRAWN, Turn.NO_ANSWER})
"""Outcomes that a new round at the same company starts afresh from."""

Application = tuple[Tracked, ...]
"""The rounds of one application, by when they take place."""


class Rules(NamedTuple):
    """By what one interview is planned."""

    cadence: Cadence
    workdays: WorkCalendar
    habits: Habits = NO_HABITS


def applications(tracked: Iterable[Tracked]) -> list[Application]:
    """The rounds, put together: same company, and same role as far as both tell one. An informational talk
    and an interview without a company stand for themselves."""
    found: list[list[Tracked]] = []
    by_company: dict[str, list[list[Tracked]]] = {}
    for each in sorted(tracked, key=lambda one: (one.interview.start.astimezone(UTC), one.id)):
        company = fold_company(each.interview.company)
        homes = by_company.setdefault(company, []) if company else []
        alone = each.interview.kind is Kind.INFORMATIONAL
        home = None if alone else next((home for home in homes if _same_role(home, each)), None)
        if home is not None:
            home.append(each)
            continue
        found.append([each])
        if not alone:
            homes.append(found[-1])
    return [tuple(rounds) for rounds in found]


def _same_role(rounds: Sequence[Tracked], one: Tracked) -> bool:
    roles = {each.interview.role.casefold() for each in rounds if each.interview.role}
    return not one.interview.role or not roles or one.interview.role.casefold() in roles


def plan_all(
    tracked: Sequence[Tracked], *, rules: Callable[[Tracked], Rules]
) -> dict[str, tuple[Reminder, ...]]:
    """The reminders of every tracked interview by its id, whatever their state, each in time order."""
    groups = applications(tracked)
    chosen = {each.id: rules(each) for each in tracked}
    plans: dict[str, tuple[Reminder, ...]] = {}
    offers = [group for group in groups if _turn_of(group) in (Turn.OFFER, Turn.ACCEPTED)]
    for group in groups:
        for each in group:
            plans[each.id] = _plan(each, group, chosen[each.id])
    for group, happened in _elsewhere(groups, offers, plans):
        host = group[-1]
        plans[host.id] = _plan(host, group, chosen[host.id], more=happened)
    _limit(groups, chosen, plans)
    return plans


def _plan(
    one: Tracked, group: Application, rules: Rules, *, more: tuple[Happened, ...] = ()
) -> tuple[Reminder, ...]:
    waiting = frozenset(step.name for step in rules.cadence.steps if step.waiting)
    history = history_of(one.entries, waiting=waiting, topic=one.wishes.topic)
    own = _own_turn(one, group)
    history = replace(
        history,
        happened=((own,) if own else ()) + more,
        endings=tuple(_endings(one, group)),
    )
    wishes = one.wishes
    also = wishes.also | ({"recovery-note"} if wishes.topic else set())
    reminders = plan_followups(
        one.current,
        cadence=rules.cadence,
        workdays=rules.workdays,
        also=also,
        leave_out=wishes.leave_out,
        history=history,
        habits=rules.habits,
    )
    if own and own.turn in CLOSED:
        reminders = _closed_by_later(one, group, own, reminders)
    return reminders


def outcome_of(group: Application) -> tuple[Tracked, Outcome] | None:
    """What was told last of the application, and of which round. A round that was first tracked after that
    starts afresh."""
    told = [(each, each.outcome) for each in group]
    return max(
        ((each, outcome) for each, outcome in told if outcome is not None),
        key=lambda pair: pair[1].told,
        default=None,
    )


def _turn_of(group: Application) -> Turn | None:
    """The turn that stands: none if a round was tracked since a closing one."""
    found = outcome_of(group)
    if found is None:
        return None
    _, outcome = found
    if outcome.turn is not Turn.ACCEPTED and any(each.since > outcome.told for each in group):
        return outcome.turn if outcome.turn is Turn.OFFER else None
    return outcome.turn


def _own_turn(one: Tracked, group: Application) -> Happened | None:
    """The application's outcome, for the round it was told of."""
    found = outcome_of(group)
    if found is None or found[0] is not one:
        return None
    outcome = found[1]
    return Happened(outcome.turn, outcome.on, outcome.deadline)


def _endings(one: Tracked, group: Application) -> Iterable[Ending]:
    if (cancelled := one.cancelled) is not None:
        yield Ending(cancelled.told, "the interview was called off")
    if (archived := one.archived) is not None:
        yield Ending(archived.told, "you archived it")
    found = outcome_of(group)
    if found is not None and one.since <= found[1].told:
        outcome = found[1]
        yield Ending(outcome.on, ENDED[outcome.turn], waiting_only=outcome.turn is Turn.NEXT_ROUND)
    later = [each for each in _later_rounds(one, group) if each.cancelled is None]
    if later:
        first = min(later, key=lambda each: each.since)
        day = say_day(first.interview.start.date())
        why = f"the next round, {first.ref} on {day}, took its place"
        yield Ending(max(first.since, one.since), why, waiting_only=True)


ENDED = {
    Turn.REJECTED: "they said no",
    Turn.OFFER: "they made an offer",
    Turn.WITHDRAWN: "you withdrew",
    Turn.NEXT_ROUND: "the next round was arranged",
    Turn.ACCEPTED: "you accepted their offer",
    Turn.NO_ANSWER: "you closed it without an answer",
}


def _later_rounds(one: Tracked, group: Application) -> list[Tracked]:
    return list(group[group.index(one) + 1 :])


def _closed_by_later(
    one: Tracked, group: Application, own: Happened, reminders: tuple[Reminder, ...]
) -> tuple[Reminder, ...]:
    """Once a new round was tracked, what answered an earlier no has lost its point."""
    told = one.outcome.told if one.outcome else own.on
    fresh = [each for each in group if each.since > told]
    if not fresh:
        return reminders
    why = f"a new round, {fresh[0].ref}, began"
    return tuple(
        replace(r, state=State.WITHDRAWN, reason=why) if r.happened and r.state is State.OPEN else r
        for r in reminders
    )


def _elsewhere(
    groups: Sequence[Application],
    offers: Sequence[Application],
    plans: Mapping[str, tuple[Reminder, ...]],
) -> list[tuple[Application, tuple[Happened, ...]]]:
    """What an offer, or a job taken, means for the applications that are still pending, and that some are
    pending for the one with the offer."""
    found: dict[str, list[Happened]] = {}
    home = {each.id: group for group in groups for each in group}
    for offer in offers:
        told = outcome_of(offer)
        assert told is not None  # it is an offer because one was told
        host, outcome = told
        if host.archived:
            continue
        pending = [g for g in groups if g is not offer and _pending(g, outcome, plans)]
        pending.sort(key=lambda group: _preference(group, outcome))
        turn = Turn.ACCEPTED_ELSEWHERE if outcome.turn is Turn.ACCEPTED else Turn.OFFER_ELSEWHERE
        for rank, group in enumerate(pending):
            found.setdefault(group[-1].id, []).append(Happened(turn, outcome.on, outcome.deadline, rank))
        if pending and outcome.turn is Turn.OFFER:
            own = Happened(Turn.OTHERS_WAITING, outcome.on, outcome.deadline)
            found.setdefault(host.id, []).append(own)
    return [(home[id_], tuple(happened)) for id_, happened in found.items()]


def _preference(group: Application, outcome: Outcome) -> tuple[int, str]:
    places = [outcome.prefer.index(each.id) for each in group if each.id in outcome.prefer]
    return (min(places, default=len(outcome.prefer)), group[-1].interview.start.isoformat())


def _pending(group: Application, offer: Outcome, plans: Mapping[str, tuple[Reminder, ...]]) -> bool:
    """Whether an application still waits for its answer when an offer comes from elsewhere: nothing ended
    it, and its last step was not past."""
    last = group[-1]
    if last.since > offer.told or last.archived or last.cancelled:
        return False
    if last.interview.kind is Kind.INFORMATIONAL or _turn_of(group) not in (None, Turn.NEXT_ROUND):
        return False
    ends = [_moment(r) for r in plans[last.id] if r.rule.waiting and r.happened is None]
    return not ends or max(ends) >= offer.on.astimezone(UTC)


def _moment(reminder: Reminder) -> datetime:
    """When a reminder is over, in UTC; an all-day one at the end of its day."""
    at = reminder.at
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return instant(at, datetime.max.time(), reminder.interview.zone).astimezone(UTC)


def _limit(
    groups: Sequence[Application],
    rules: Mapping[str, Rules],
    plans: dict[str, tuple[Reminder, ...]],
) -> None:
    """Withdraw the messages that would be more than an employer is to get without an answer, counted over
    all its rounds and roles."""
    employers: dict[str, list[Application]] = {}
    for group in groups:
        company = fold_company(group[0].interview.company) or group[0].id
        employers.setdefault(company, []).append(group)
    for held in employers.values():
        sent = sum(_unanswered(group, rules) for group in held)
        rounds = [each for group in held for each in group]
        ahead = sorted(
            (r for each in rounds for r in plans[each.id] if r.rule.follow_up and r.state is State.OPEN),
            key=by_time,
        )
        if not ahead:
            continue
        most = max(rules[r.interview.id].cadence.most_follow_ups(r.interview.kind) for r in ahead)
        too_many = ahead[max(most - sent, 0) :]
        if not too_many:
            continue
        why = f"{say_count(most, 'message')} without an answer are enough for one employer"
        for each in rounds:
            plans[each.id] = tuple(
                replace(r, state=State.WITHDRAWN, reason=why) if any(r is t for t in too_many) else r
                for r in plans[each.id]
            )


def _unanswered(group: Application, rules: Mapping[str, Rules]) -> int:
    """How many follow-up messages were sent since the employer last gave a sign: an outcome, a new round, or
    a decision date."""
    signs = [each.since for each in group[1:] if each.since > group[0].since]
    for each in group:
        signs += [entry.told for entry in each.entries if isinstance(entry, Outcome | Decided)]
    last = max(signs, default=None)
    sent = 0
    for each in group:
        messages = {step.name for step in rules[each.id].cadence.steps if step.follow_up}
        for entry in each.entries:
            if isinstance(entry, Done) and entry.step in messages:
                sent += last is None or _is_since(entry.on, last, each)
    return sent


def _is_since(on: datetime | date, last: datetime, one: Tracked) -> bool:
    if isinstance(on, datetime):
        return on.astimezone(UTC) > last.astimezone(UTC)
    return on > last.astimezone(one.interview.zone).date()
