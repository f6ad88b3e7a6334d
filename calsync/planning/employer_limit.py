"""How many messages without an answer an employer gets, counted over all its rounds and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from calsync.planning.cadence import Cadence
from calsync.planning.history import Decided, Done, History, Turn, day_of, newly_decided
from calsync.planning.loops import fold_company
from calsync.planning.plan import Reminder, State, moment_of
from calsync.planning.rounds import Application, outcomes, utc
from calsync.planning.saying import say_count
from calsync.planning.tracked import Tracked

SIGNS = frozenset({Turn.REJECTED, Turn.OFFER, Turn.NEXT_ROUND, Turn.ACCEPTED})
"""Outcomes by which the employer answered."""


def withdraw_beyond(
    groups: Iterable[Application],
    plans: dict[str, tuple[Reminder, ...]],
    *,
    cadences: Mapping[str, Cadence],
    histories: Mapping[str, History],
) -> None:
    """Withdraw in `plans` the messages that would be one too many. What is planned first is sent first; what
    lies before the employer's last invitation comes after that, since it may be answered by it."""
    employers: dict[str, list[Application]] = {}
    for group in groups:
        company = fold_company(group[0].interview.company) or group[0].id
        employers.setdefault(company, []).append(group)
    for held in employers.values():
        rounds = [each for group in held for each in group]
        ahead = [r for one in rounds for r in plans[one.id] if r.rule.follow_up and r.state is State.OPEN]
        if not ahead:
            continue
        invited = max(_invited(one) for one in rounds)
        ahead.sort(key=lambda r: (moment_of(r) < invited, moment_of(r)))
        most = max(cadences[r.interview.id].most_follow_ups(r.interview.kind) for r in ahead)
        sent = sum(_unanswered(group, invited, cadences, histories) for group in held)
        too_many = {id(r) for r in ahead[max(most - sent, 0) :]}
        if too_many:
            _withdraw(rounds, plans, too_many, why=_enough(most))


def _withdraw(
    rounds: Sequence[Tracked], plans: dict[str, tuple[Reminder, ...]], ids: set[int], *, why: str
) -> None:
    for one in rounds:
        plans[one.id] = tuple(
            replace(r, state=State.WITHDRAWN, reason=why) if id(r) in ids else r for r in plans[one.id]
        )


def _enough(most: int) -> str:
    verb = "is" if most == 1 else "are"
    return f"{say_count(most, 'message')} without an answer {verb} enough for one employer"


def _invited(one: Tracked) -> datetime:
    """By when the employer had invited to a round, as far as is known."""
    return min(utc(one.since), utc(one.interview.start))


def _unanswered(
    group: Application,
    invited: datetime,
    cadences: Mapping[str, Cadence],
    histories: Mapping[str, History],
) -> int:
    """How many messages were sent since the employer last gave a sign: an invitation to a round of any role,
    or word of how it goes with this one, or by when."""
    signs = [invited, *(utc(t.outcome.on) for t in outcomes(group) if t.outcome.turn in SIGNS)]
    last = max(signs)
    dates = [each for one in group for each in newly_decided(one.entries, one.interview.decision)]
    sent = 0
    for one in group:
        messages = {step.name for step in cadences[one.id].steps if step.follow_up}
        for message in histories[one.id].sent:
            if message.step in messages:
                sent += _is_since(message.on, last, one) and not _put_off(message, dates)
    return sent


def _is_since(on: datetime | date, last: datetime, one: Tracked) -> bool:
    if isinstance(on, datetime):
        return utc(on) > last
    return on > last.astimezone(one.interview.zone).date()


def _put_off(message: Done, dates: Iterable[Decided]) -> bool:
    """Whether a message was answered with a date to wait for."""
    return any(
        each.decision is not None
        and utc(each.told) >= utc(message.told)
        and each.decision.date > day_of(message.on)
        for each in dates
    )
