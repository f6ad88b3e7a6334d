"""What an offer, or a job taken, means for the other applications that are still pending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from calsync.planning.history import Ending, Happened, Outcome, Turn
from calsync.planning.interview import Kind
from calsync.planning.plan import Reminder, moment_of
from calsync.planning.rounds import CLOSING, Application, outcome_of, standing_turn, utc
from calsync.planning.tracked import Tracked

ACCEPTED_OTHER = "you accepted another offer"


class Outside(NamedTuple):
    """What other applications mean for a round; `offer_over` ends what answers its own offer."""

    happened: tuple[Happened, ...] = ()
    endings: tuple[Ending, ...] = ()
    offer_over: Ending | None = None


class _Case(NamedTuple):
    """An application, and how it stands."""

    group: Application
    turn: Turn | None
    told: tuple[Tracked, Outcome] | None

    @property
    def id(self) -> str:
        return self.group[0].id


class _Waiting(NamedTuple):
    """An application that waits for its answer, and the round by which that is known."""

    case: _Case
    host: Tracked


def outsides(groups: Sequence[Application], plans: Mapping[str, tuple[Reminder, ...]]) -> dict[str, Outside]:
    """By the id of a round, what was told of other applications and concerns it. A job taken is told where
    one waits for an answer or holds an offer; an offer where one waits, and not once a job was taken."""
    cases = [_Case(group, standing_turn(group), outcome_of(group)) for group in groups]
    open_cases = [case for case in cases if case.turn in (None, Turn.NEXT_ROUND, Turn.OFFER)]
    found: dict[str, Outside] = {}
    settled: set[str] = set()
    for _, taken in _told(cases, Turn.ACCEPTED):
        others = [case for case in open_cases if case.id not in settled]
        for rank, (case, host) in enumerate(_pending(others, taken, plans)):
            settled.add(case.id)
            _add(found, host, Turn.ACCEPTED_ELSEWHERE, taken, rank)
            _settle(found, case.group, taken)
    still = [case for case in open_cases if case.id not in settled]
    knowing: set[str] = set()
    for home, offer in _told([case for case in still if not _archived(case)], Turn.OFFER):
        pending = _pending(still, offer, plans)
        for rank, (case, host) in enumerate(pending):
            if case.id not in knowing:
                knowing.add(case.id)
                _add(found, host, Turn.OFFER_ELSEWHERE, offer, rank)
        if pending:
            _add(found, home, Turn.OTHERS_WAITING, offer)
    return found


def _archived(case: _Case) -> bool:
    return case.told is not None and case.told[0].archived is not None


def _told(cases: Iterable[_Case], turn: Turn) -> list[tuple[Tracked, Outcome]]:
    """What stands of one turn, and where, in the order it was told."""
    told = [case.told for case in cases if case.turn is turn and case.told]
    return sorted(told, key=lambda pair: utc(pair[1].told))


def _add(found: dict[str, Outside], host: Tracked, turn: Turn, outcome: Outcome, rank: int = 0) -> None:
    known = found.get(host.id, Outside())
    happened = Happened(turn, outcome.on, outcome.deadline, rank)
    found[host.id] = known._replace(happened=(*known.happened, happened))


def _settle(found: dict[str, Outside], group: Application, taken: Outcome) -> None:
    """End the waiting, and what answers an offer, of the rounds that were known when a job was taken."""
    for each in group:
        if utc(each.since) <= utc(taken.told):
            known = found.get(each.id, Outside())
            found[each.id] = known._replace(
                endings=(Ending(taken.on, ACCEPTED_OTHER, waiting_only=True),),
                offer_over=Ending(taken.on, ACCEPTED_OTHER),
            )


def _pending(
    cases: Iterable[_Case], news: Outcome, plans: Mapping[str, tuple[Reminder, ...]]
) -> list[_Waiting]:
    """Where an offer, or a job taken, is to be told, the most wanted first."""
    waiting = [_Waiting(case, host) for case in cases if (host := _waits(case, news, plans))]
    place = {id_: number for number, id_ in enumerate(news.prefer)}
    return sorted(waiting, key=lambda one: min(place.get(each.id, len(place)) for each in one.case.group))


def _waits(case: _Case, news: Outcome, plans: Mapping[str, tuple[Reminder, ...]]) -> Tracked | None:
    """The last round known by then, if its application waits for an answer: nothing closed it, and its last
    step was not past."""
    known = [each for each in case.group if utc(each.since) <= utc(news.told) and not each.cancelled]
    if not known or known[-1].archived or known[-1].interview.kind is Kind.INFORMATIONAL:
        return None
    last = known[-1]
    if case.turn is Turn.OFFER:
        return last if news.turn is Turn.ACCEPTED else None
    if case.told and case.told[1].turn in CLOSING and utc(last.since) <= utc(case.told[1].told):
        return None
    ends = [moment_of(r) for r in plans[last.id] if r.rule.waiting and r.happened is None]
    return last if not ends or max(ends) >= utc(news.on) else None
