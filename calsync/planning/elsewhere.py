"""What an offer, or a job taken, means for the other applications that are still pending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import NamedTuple

from calsync.planning.history import TURN_WORDS, Ending, Happened, Turn
from calsync.planning.interview import Kind
from calsync.planning.loops import fold_company
from calsync.planning.plan import Reminder, moment_of
from calsync.planning.rounds import (
    CLOSING,
    Application,
    Told,
    covers,
    had_begun,
    outcomes,
    standing_turn,
    utc,
)
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant

ACCEPTED_OTHER = TURN_WORDS[Turn.ACCEPTED_ELSEWHERE].sentence


class Outside(NamedTuple):
    """What other applications mean for a round; `offer_over` ends what answers its own offer."""

    happened: tuple[Happened, ...] = ()
    endings: tuple[Ending, ...] = ()
    offer_over: Ending | None = None


class _Case(NamedTuple):
    """An application, and how it stands."""

    group: Application
    turn: Turn | None
    told: Told | None

    @property
    def id(self) -> str:
        return self.group[0].id


class _Waiting(NamedTuple):
    """An application that waits for its answer, and the round by which that is known."""

    case: _Case
    host: Tracked


class _News(NamedTuple):
    """An offer, and the round of another application in which it is told."""

    offer: Told
    host: Tracked
    rank: int


def outsides(groups: Sequence[Application], plans: Mapping[str, tuple[Reminder, ...]]) -> dict[str, Outside]:
    """By the id of a round, what was told of other applications and concerns it. A job taken is told where
    one waits for an answer or holds an offer; an offer where one waits, and not once a job was taken. Of
    several offers the one that presses most is told."""
    cases = [_Case(group, standing_turn(group), next(reversed(outcomes(group)), None)) for group in groups]
    open_cases = [case for case in cases if case.turn in (None, Turn.NEXT_ROUND, Turn.OFFER)]
    found: dict[str, Outside] = {}
    settled: set[str] = set()
    for taken in _told(cases, Turn.ACCEPTED):
        others = [case for case in open_cases if case.id not in settled and not _one_employer(case, taken)]
        for rank, (case, host) in enumerate(_pending(others, taken, plans)):
            settled.add(case.id)
            _add(found, host, Turn.ACCEPTED_ELSEWHERE, taken, rank)
            _settle(found, case.group, taken)
    still = [case for case in open_cases if case.id not in settled]
    heard: dict[str, list[_News]] = {}
    for offer in _told([case for case in still if not _archived(case)], Turn.OFFER):
        pending = _pending([case for case in still if not _one_employer(case, offer)], offer, plans)
        for rank, (case, host) in enumerate(pending):
            heard.setdefault(case.id, []).append(_News(offer, host, rank))
        if pending:
            _add(found, offer.one, Turn.OTHERS_WAITING, offer)
    for several in heard.values():
        offer, host, rank = _most_pressing(several)
        _add(found, host, Turn.OFFER_ELSEWHERE, offer, rank)
    return found


def _most_pressing(heard: Sequence[_News]) -> _News:
    """Of the offers elsewhere that stand, in the order they were told, the one that has to be answered first;
    a deadline that was past when the last one came presses no more. Without any the last one counts."""
    last = heard[-1]
    dated = [
        (ends, each)
        for each in heard
        if (ends := _answer_by(each.offer)) and ends > utc(last.offer.outcome.on)
    ]
    return min(dated, key=lambda pair: pair[0])[1] if dated else last


def _answer_by(offer: Told) -> datetime | None:
    """The end of the time to answer an offer, in UTC."""
    deadline = offer.outcome.deadline
    if deadline is None or isinstance(deadline, datetime):
        return deadline and utc(deadline)
    return utc(instant(deadline, time.max, offer.one.interview.zone))


def _one_employer(case: _Case, told: Told) -> bool:
    """Whether it is another role at the employer whose offer it is: they know."""
    company = fold_company(told.one.interview.company)
    return bool(company) and company == fold_company(case.group[0].interview.company)


def _archived(case: _Case) -> bool:
    return case.told is not None and case.told.one.archived is not None


def _told(cases: Iterable[_Case], turn: Turn) -> list[Told]:
    """What stands of one turn, in the order it was told."""
    told = [case.told for case in cases if case.turn is turn and case.told]
    return sorted(told, key=lambda each: utc(each.outcome.told))


def _add(found: dict[str, Outside], host: Tracked, turn: Turn, told: Told, rank: int = 0) -> None:
    known = found.get(host.id, Outside())
    occasion = told.occasion
    if host.id != told.one.id:
        occasion = " ".join(filter(None, (told.one.id, told.outcome.turn, told.occasion)))
    outcome = told.outcome
    happened = Happened(turn, outcome.on, outcome.deadline, rank, since=told.since, occasion=occasion)
    found[host.id] = known._replace(happened=(*known.happened, happened))


def _settle(found: dict[str, Outside], group: Application, taken: Told) -> None:
    """End the waiting, and what answers an offer, of the rounds that were known when a job was taken; of one
    that lay ahead everything."""
    outcome = taken.outcome
    for each in group:
        if utc(each.since) <= utc(outcome.told):
            known = found.get(each.id, Outside())
            over = Ending(outcome.on, ACCEPTED_OTHER)
            ending = over._replace(waiting_only=had_begun(each, outcome.on))
            found[each.id] = known._replace(endings=(ending,), offer_over=over)


def _pending(cases: Iterable[_Case], news: Told, plans: Mapping[str, tuple[Reminder, ...]]) -> list[_Waiting]:
    """Where an offer, or a job taken, is to be told, the most wanted first."""
    waiting = [_Waiting(case, host) for case in cases if (host := _waits(case, news, plans))]
    place = {id_: number for number, id_ in enumerate(news.outcome.prefer)}
    return sorted(waiting, key=lambda one: min(place.get(each.id, len(place)) for each in one.case.group))


def _waits(case: _Case, news: Told, plans: Mapping[str, tuple[Reminder, ...]]) -> Tracked | None:
    """The last round known by then, if its application waits for an answer, or for the invitation to a round
    that was promised: nothing closed it, and its last step was not past."""
    outcome = news.outcome
    known = [each for each in case.group if utc(each.since) <= utc(outcome.told) and not each.cancelled]
    if not known or known[-1].archived or known[-1].interview.kind is Kind.INFORMATIONAL:
        return None
    last = known[-1]
    if case.turn is Turn.OFFER:
        return last if outcome.turn is Turn.ACCEPTED else None
    if case.told and case.told.outcome.turn in CLOSING and covers(case.told.outcome, last):
        return None
    if case.turn is Turn.NEXT_ROUND and case.told and case.told.one is last:
        return last
    ends = [moment_of(r) for r in plans[last.id] if r.rule.waiting and r.happened is None]
    return last if not ends or max(ends) >= utc(outcome.on) else None
