"""Rounds at one company and role are one application: which belong together, and how it stands with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from calsync.planning.history import TURN_WORDS, Ending, Happened, Outcome, Turn
from calsync.planning.interview import Kind
from calsync.planning.loops import fold_company, fold_role
from calsync.planning.saying import say_day
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant

CLOSING = frozenset({Turn.REJECTED, Turn.WITHDRAWN, Turn.NO_ANSWER})
"""Outcomes that a new round at the same company starts afresh from."""

AT_ONCE = timedelta(minutes=1)
"""What is told right after a round was tracked came after it: the log sets its times a little later than the
clock does, to keep their order."""

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
        role = fold_role(each.interview.role)
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
    """An outcome, and the round it was told of. Told again with nothing in between, it is the same occurrence
    still: `since` is when that was told first, `occasion` tells it from the others of its round."""

    number: int
    one: Tracked
    outcome: Outcome
    since: datetime
    occasion: str


def outcomes(group: Application) -> list[Told]:
    """All that was told of how an application went, in the order it was told."""
    entries = [
        (number, entry)
        for number, one in enumerate(group)
        for entry in one.entries
        if isinstance(entry, Outcome)
    ]
    found: list[Told] = []
    earlier: Counter[int] = Counter()
    for number, outcome in sorted(entries, key=lambda pair: utc(pair[1].told)):
        if found and found[-1].number == number and found[-1].outcome.turn is outcome.turn:
            found.append(found[-1]._replace(outcome=outcome))
            continue
        occasion = f"{outcome.turn} {earlier[number] + 1}" if earlier[number] else ""
        found.append(Told(number, group[number], outcome, outcome.told, occasion))
        earlier[number] += 1
    return found


def outcome_of(group: Application) -> tuple[Tracked, Outcome] | None:
    """What was told last of the application, and of which round."""
    told = outcomes(group)
    return (told[-1].one, told[-1].outcome) if told else None


def covers(outcome: Outcome, one: Tracked) -> bool:
    """Whether an outcome speaks of a round: that was known when the outcome was told, and by the time the
    outcome came it was known or had begun. Who catches up tells of rounds that are long past."""
    if utc(one.since) > utc(outcome.told):
        return False
    return utc(one.since) < _by(outcome.on, one) + AT_ONCE or had_begun(one, outcome.on)


def had_begun(one: Tracked, on: datetime) -> bool:
    """Whether a round took place by then, or on that day if only the day was told."""
    return utc(one.interview.start) <= _by(on, one)


def _by(on: datetime, one: Tracked) -> datetime:
    """What was told by the day is kept as its midnight."""
    local = on.astimezone(one.interview.zone)
    return utc(local if local.time() != time() else instant(local.date(), time.max, one.interview.zone))


def standing_turn(group: Application) -> Turn | None:
    """The turn that stands: a round that it does not cover starts afresh, but does not undo an offer."""
    found = outcome_of(group)
    if found is None:
        return None
    turn = found[1].turn
    lasting = turn in (Turn.OFFER, Turn.ACCEPTED)
    return turn if lasting or all(covers(found[1], each) for each in group) else None


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
        first = _answered_from(each, told)
        happened[each.number] = [
            *known,
            Happened(
                outcome.turn,
                outcome.on,
                outcome.deadline,
                over=over,
                since=first.since,
                occasion=first.occasion,
            ),
        ]
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


def _answered_from(each: Told, told: Sequence[Told]) -> Told:
    """The occurrence from which on its answers count: an acceptance goes on from the offer it answers, so
    that what was got in writing need not be asked for again."""
    before = [other for other in told if utc(other.since) < utc(each.since)]
    if each.outcome.turn is Turn.ACCEPTED and before and before[-1].number == each.number:
        return before[-1] if before[-1].outcome.turn is Turn.OFFER else each
    return each


def _over(later: Outcome | None, group: Application, outcome: Outcome) -> Ending | None:
    """What took the place of an outcome first: another one, or, if it closed all, a round beyond it."""
    ends = [Ending(later.on, TURN_WORDS[later.turn].sentence)] if later else []
    if outcome.turn in CLOSING:
        fresh = (each for each in group if not covers(outcome, each))
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
        if covers(each.outcome, one):
            yield Ending(each.outcome.on, TURN_WORDS[each.outcome.turn].sentence)
    for each in going_on:
        # told of a round that is still to come, it is the invitation to that one
        if number <= each.number and covers(each.outcome, one) and had_begun(one, each.outcome.on):
            why = TURN_WORDS[Turn.NEXT_ROUND].sentence
            yield Ending(each.outcome.on, why, waiting_only=True)
    if later is not None:
        yield later._replace(on=max(later.on, one.since, key=utc))
