"""Rounds at one company and role are one application: which belong together, and how it stands with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from calsync.planning.history import Ending, Happened, Outcome, Turn
from calsync.planning.interview import Kind
from calsync.planning.loops import fold_company
from calsync.planning.saying import say_day
from calsync.planning.tracked import Tracked

CLOSING = frozenset({Turn.REJECTED, Turn.WITHDRAWN, Turn.NO_ANSWER})
"""Outcomes that a new round at the same company starts afresh from."""

ENDED = {
    Turn.REJECTED: "they said no",
    Turn.OFFER: "they made an offer",
    Turn.WITHDRAWN: "you withdrew",
    Turn.NEXT_ROUND: "the next round was arranged",
    Turn.ACCEPTED: "you accepted their offer",
    Turn.NO_ANSWER: "you closed it without an answer",
}

Application = tuple[Tracked, ...]
"""The rounds of one application, by when they take place."""


def applications(tracked: Iterable[Tracked]) -> list[Application]:
    """The rounds, put together: same company, and same role as far as both tell one; a round that tells no
    role is of the application that was last active. An informational talk and an interview without a
    company stand for themselves."""
    found: list[list[Tracked]] = []
    by_company: dict[str, dict[str, list[Tracked]]] = {}
    for each in sorted(tracked, key=lambda one: (utc(one.interview.start), one.id)):
        company = fold_company(each.interview.company)
        if not company or each.interview.kind is Kind.INFORMATIONAL:
            found.append([each])
            continue
        by_role = by_company.setdefault(company, {})
        role = " ".join((each.interview.role or "").casefold().split())
        if not role:
            role = next(reversed(by_role), "")
        home = by_role.pop(role, None) or by_role.pop("", None)
        if home is None:
            found.append(home := [])
        home.append(each)
        by_role[role] = home  # the last in order is the last active
    return [tuple(rounds) for rounds in found]


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


class Told(NamedTuple):
    """An outcome, and the round it was told of."""

    number: int
    one: Tracked
    outcome: Outcome


def outcomes(group: Application) -> list[Told]:
    """All that was told of how an application went, in the order it was told."""
    told = [
        Told(number, one, entry)
        for number, one in enumerate(group)
        for entry in one.entries
        if isinstance(entry, Outcome)
    ]
    return sorted(told, key=lambda each: utc(each.outcome.told))


def outcome_of(group: Application) -> tuple[Tracked, Outcome] | None:
    """What was told last of the application, and of which round."""
    told = outcomes(group)
    return told[-1][1:] if told else None


def standing_turn(group: Application) -> Turn | None:
    """The turn that stands: a round that was tracked since starts afresh, but does not undo an offer."""
    found = outcome_of(group)
    if found is None:
        return None
    turn, told = found[1].turn, utc(found[1].told)
    lasting = turn in (Turn.OFFER, Turn.ACCEPTED)
    return turn if lasting or all(utc(each.since) <= told for each in group) else None


class Fate(NamedTuple):
    """What its application means for a round."""

    happened: tuple[Happened, ...]
    endings: tuple[Ending, ...]


def fates(group: Application) -> list[Fate]:
    """The fate of each round, in order."""
    told = outcomes(group)
    happened: list[list[Happened]] = [[] for _ in group]
    for each, following in zip(told, [*told[1:], None], strict=False):
        outcome = each.outcome
        over = _over(following.outcome if following else None, group, outcome)
        known = [other for other in happened[each.number] if other.turn is not outcome.turn]
        happened[each.number] = [*known, Happened(outcome.turn, outcome.on, outcome.deadline, over=over)]
    last_run = _last_run(told)
    going_on = [each for each in told if each.outcome.turn is Turn.NEXT_ROUND]
    later: list[Ending | None] = [None] * len(group)
    for number in range(len(group) - 2, -1, -1):
        later[number] = _sooner(later[number + 1], group[number + 1])
    return [
        Fate(
            tuple(happened[number]),
            tuple(_endings(number, one, last_run=last_run, going_on=going_on, later=later[number])),
        )
        for number, one in enumerate(group)
    ]


def _over(later: Outcome | None, group: Application, outcome: Outcome) -> Ending | None:
    """What took the place of an outcome first: another one, or, if it closed all, a round tracked since."""
    ends = [Ending(later.on, ENDED[later.turn])] if later else []
    if outcome.turn in CLOSING:
        fresh = (each for each in group if utc(each.since) > utc(outcome.told))
        ends += [Ending(each.since, f"a new round, {each.ref}, began") for each in fresh]
    return min(ends, key=lambda each: utc(each.on), default=None)


def _last_run(told: Sequence[Told]) -> list[Told]:
    """The outcomes that end an application, back to the last that let it go on."""
    run: list[Told] = []
    for each in reversed(told):
        if each.outcome.turn is Turn.NEXT_ROUND:
            break
        run.append(each)
    return run


def _sooner(known: Ending | None, later: Tracked) -> Ending | None:
    """The ending by a later round; of several that by the one that was tracked first."""
    if later.cancelled is not None or (known and utc(known.on) <= utc(later.since)):
        return known
    day = say_day(later.interview.start.date())
    return Ending(later.since, f"the next round, {later.ref} on {day}, took its place", waiting_only=True)


def _endings(
    number: int,
    one: Tracked,
    *,
    last_run: Sequence[Told],
    going_on: Sequence[Told],
    later: Ending | None,
) -> Iterable[Ending]:
    if (cancelled := one.cancelled) is not None:
        yield Ending(cancelled.told, "the interview was called off")
    if (archived := one.archived) is not None:
        yield Ending(archived.told, "you archived it")
    for each in last_run:
        if utc(one.since) <= utc(each.outcome.told):
            yield Ending(each.outcome.on, ENDED[each.outcome.turn])
    for each in going_on:
        if number <= each.number:
            yield Ending(each.outcome.on, ENDED[Turn.NEXT_ROUND], waiting_only=True)
    if later is not None:
        yield later._replace(on=max(later.on, one.since, key=utc))
