"""One statement of an answer: every way in which it can be understood to its last word.

`answer` owns what is made of several statements; `answers/*.toml` the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from calsync.errors import AnswerError, UsageError
from calsync.planning.answer_days import read_deadline, read_move, read_past, read_stated
from calsync.planning.answer_line import Line, line_of
from calsync.planning.answer_meanings import (
    Asked,
    Meaning,
    SaidDecision,
    SaidDone,
    SaidLater,
    SaidMoved,
    SaidOutcome,
    SaidPeople,
    SaidSkipped,
)
from calsync.planning.answer_people import read_people
from calsync.planning.answer_words import Beside, Grammar, Use
from calsync.planning.cadence import Asks
from calsync.planning.history import Turn

_TURNS: Final = {
    Use.REJECTED: Turn.REJECTED,
    Use.OFFER: Turn.OFFER,
    Use.WITHDRAWN: Turn.WITHDRAWN,
    Use.NEXT_ROUND: Turn.NEXT_ROUND,
    Use.ACCEPTED: Turn.ACCEPTED,
    Use.NO_ANSWER: Turn.NO_ANSWER,
}
_MAY_LIE_AHEAD: Final = frozenset({Use.OFFER, Use.NEXT_ROUND})
_MAY_STATE: Final = frozenset({Use.YES, Use.DONE, Use.NO, Use.LATER, Use.DECISION, Use.BY, Use.UNDATED})


class Reading(NamedTuple):
    """What a statement may mean, each once; and what is wrong where a day was meant that cannot be."""

    meanings: tuple[Meaning, ...]
    errors: tuple[UsageError, ...]


def read_statement(text: str, asked: Asked, grammar: Grammar) -> Reading:
    """Every way to understand the text as one statement."""
    whole = line_of(text, grammar)
    if whole.at >= whole.end or "?" in whole.text or not whole.quiet(0, whole.at + 1):
        return Reading((), ())
    meanings: list[Meaning] = []
    errors: list[UsageError] = []
    for one in _readings(whole, asked):
        if isinstance(one, UsageError):
            errors.append(one)
        elif not any(_same(one, other) for other in meanings):
            meanings.append(one)
    return Reading(tuple(meanings), tuple(errors))


def _same(one: Meaning, other: Meaning) -> bool:
    if isinstance(one, SaidDecision) and isinstance(other, SaidDecision):
        days = [each.decision.date if each.decision else None for each in (one, other)]
        return days[0] == days[1]
    return type(one) is type(other) and one == other


Found = Iterator[Meaning | UsageError]


def _readings(line: Line, asked: Asked) -> Found:
    size, uses = line.phrase(line.at)
    found = False
    for use in sorted(uses):
        short = line.until(use) if line.at + size < line.end else line
        at = short.past(line.at + size, use)
        if not short.quiet(line.at + 1, min(at + 1, short.end)) or not _ends_quietly(short, use, at):
            continue
        for one in _after(use, short, at, asked):
            found = True
            yield one
    for framed, short, at in line.frames():
        if line.quiet(line.at + 1, at + 1) and line.quiet(short.end + 1, len(line.words) + 1):
            for use in sorted(framed):
                yield from _after(use, short, at, asked)
    if asked.asks is Asks.TIMELINE and uses <= _MAY_STATE:
        yield from _stated(line, line.at, asked, freely=True)
    elif not uses:
        for one in _day_alone(line, asked):
            found = found or not isinstance(one, UsageError)
            yield one
    yield from _day_first(line, asked)
    if asked.asks is Asks.PEOPLE and not found and not uses:
        yield from _people(line, line.at + line.beside(line.at, Beside.ASKED))


def _ends_quietly(line: Line, use: Use, at: int) -> bool:
    """Whether nothing follows the words but silence; a day and people see to that themselves."""
    people = use in (Use.PEOPLE, Use.PEOPLE_LIST)
    return people or line.quiet(line.end + (at < line.end), len(line.words) + 1)


def _day_alone(line: Line, asked: Asked) -> Found:
    moved = list(_moved(line, line.at, asked, alone=True))
    yield from moved
    text = line.rest(line.at)
    said_more = () if moved else read_move(text, asked, line.grammar, alone=False).errors
    yield from said_more
    if not (moved or said_more) and read_stated(text, asked, line.grammar, phrase=text, freely=False).found:
        yield AnswerError(
            f"“{line.typed}” can mean when they will decide, or another time for the reminder.",
            hint="Say it as in “they decide next week” or “move to next Monday”.",
        )


def _after(use: Use, line: Line, at: int, asked: Asked) -> Found:
    """What phrases of a use mean with the words that follow from `at` on."""
    alone = at >= line.end
    timeline = asked.asks is Asks.TIMELINE
    match use:
        case Use.DONE | Use.YES:
            if alone:
                yield SaidDone(None)
            elif not timeline or use is Use.DONE:
                yield from _done(line, at, asked)
            if timeline and not alone:
                yield from _stated(line, at, asked, freely=True)
        case Use.SKIP | Use.NO:
            if alone:
                yield SaidDecision(None) if timeline and use is Use.NO else SaidSkipped()
        case Use.LATER:
            yield from [SaidLater()] if alone else _moved(line, at, asked, alone=False)
        case Use.MOVE:
            yield from _moved(line, at, asked, alone=False)
        case Use.DECISION:
            yield from _stated(line, at, asked, freely=False)
        case Use.BY:
            yield from _stated(line, line.at, asked, freely=False)
        case Use.OFFER_UNTIL:
            read = read_deadline(line.rest(at), asked, line.grammar)
            yield from (SaidOutcome(Turn.OFFER, None, day) for day in read.days)
            yield from read.errors
        case Use.UNDATED:
            if alone:
                yield SaidDecision(None)
        case Use.PEOPLE | Use.PEOPLE_LIST:
            yield from _people(line, at, listed=use is Use.PEOPLE_LIST)
        case Use.NOTE | Use.POLITE | Use.UNCLEAR:
            pass
        case _:
            yield from _outcome(use, line, at, asked)


def _done(line: Line, at: int, asked: Asked) -> Found:
    read = read_past(line.rest(at), asked, line.grammar)
    yield from (SaidDone(day) for day in read.days)
    yield from read.errors


def _moved(line: Line, at: int, asked: Asked, *, alone: bool) -> Found:
    read = read_move(line.rest(at), asked, line.grammar, alone=alone)
    yield from (SaidMoved(day) for day in read.days)
    yield from read.errors


def _stated(line: Line, at: int, asked: Asked, *, freely: bool) -> Found:
    read = read_stated(line.rest(at), asked, line.grammar, phrase=line.typed, freely=freely)
    yield from (SaidDecision(each) for each in read.found)
    yield from read.errors


def _outcome(use: Use, line: Line, at: int, asked: Asked) -> Found:
    """An outcome, the day it was heard, and until when an offer is open."""
    turn = _TURNS[use]
    if at >= line.end:
        yield SaidOutcome(turn, None, None)
        return
    size = 0
    link = at
    while use is Use.OFFER and link < line.end and not size:
        size = line.beside(link, Beside.DEADLINE)
        link += not size
    if not size:
        yield from _heard(use, line, at, asked)
        return
    deadline = read_deadline(line.rest(link + size), asked, line.grammar)
    yield from deadline.errors
    heard = read_past(line.between(at, link), asked, line.grammar)
    if at == link:
        yield from (SaidOutcome(turn, None, day) for day in deadline.days)
    else:
        yield from heard.errors
        yield from (SaidOutcome(turn, on, day) for on in heard.days for day in deadline.days)


def _heard(use: Use, line: Line, at: int, asked: Asked) -> Found:
    text = line.rest(at)
    heard = read_past(text, asked, line.grammar)
    ahead = read_deadline(text, asked, line.grammar).days if use in _MAY_LIE_AHEAD else ()
    if set(ahead) - set(heard.days):
        yield AnswerError(
            f"“{line.typed}” can mean when you heard of it, or a day to come.",
            hint="Write “offer until 4 Dec” for how long it is open, “offer yesterday” for when you heard."
            if use is Use.OFFER
            else "Write “next round” alone, or “next round yesterday” for when you heard.",
        )
        return
    yield from (SaidOutcome(_TURNS[use], day, None) for day in heard.days)
    yield from heard.errors


def _day_first(line: Line, asked: Asked) -> Found:
    """“yesterday, sent”: the day before what was done or heard."""
    for at in range(line.at + 1, line.end):
        size, uses = line.phrase(at)
        for use in sorted(uses & {Use.DONE, *_TURNS}):
            if line.past(at + size, use) < line.end or not line.quiet(at + 1, len(line.words) + 1):
                continue
            before = read_past(line.between(line.at, at), asked, line.grammar)
            yield from before.errors
            for day in before.days:
                yield SaidDone(day) if use is Use.DONE else SaidOutcome(_TURNS[use], day, None)
        if size:
            return


def _people(line: Line, at: int, *, listed: bool = False) -> Found:
    text = line.tail(at)
    if listed and not text.lstrip().startswith((":", "- ", "– ", "— ")):
        return
    if people := read_people(text.lstrip(" :–—-"), line.grammar):
        yield SaidPeople(people)
