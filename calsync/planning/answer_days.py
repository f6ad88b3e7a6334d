"""The days and times in an answer, in any language of the words; `when` and `decision` read them.

Those two pass over words that carry no date. Here every word must: an answer is not a sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from calsync.errors import PhraseError, UsageError, WhenError
from calsync.planning.answer_meanings import Asked
from calsync.planning.answer_words import Grammar
from calsync.planning.decision import read_decision
from calsync.planning.interview import Decision
from calsync.planning.phrase_meanings import coming_holidays
from calsync.planning.phrase_tokens import tokens
from calsync.planning.phrases import (
    ASIDES,
    DATE_WORDS,
    FILLER_WORDS,
    FIXED_HOLIDAYS,
    KNOWN_HOLIDAYS,
    MONTHS,
    WEEKDAYS,
    Tokens,
)
from calsync.planning.when import Facing, read_when


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_CLOCK: Final = _set(
    "ago am pm noon midday midnight morning afternoon evening night tonight",
    "half minute minutes min mins latest oclock sooner just right",
    "no not than et ct pt est edt gmt bst cet cest",
)
_LINKS: Final = _set("or and to - between")
_COUNTED: Final = _set(
    "hour hours hr hrs h minute minutes min mins day days week weeks month months",
    "fortnight weekday weekdays workday workdays",
)
_STRETCHES: Final = _set("week weekend month quarter year")
_NEARBY: Final = _set("the this next current coming of in business")
_ENDS: Final = _set("end ends close")
_LOOSE_PARTS: Final = _set("early earlier mid beginning start middle midway late later latter tail")
_DAYLESS: Final = frozenset({*WEEKDAYS, *MONTHS, "today", "tomorrow", "ago", "after", "next", "this"})
_ONE_DAY: Final = (
    _set(
        "the of on at in this next coming today tomorrow day after am pm noon midday from now a an couple few"
    )
    | _set("half working business work")
    | _COUNTED
    | WEEKDAYS.keys()
    | MONTHS.keys()
)
_NAMING: Final = (
    _set("today tomorrow yesterday noon midday now tonight midnight morning afternoon evening night")
    | _COUNTED
    | _STRETCHES
    | WEEKDAYS.keys()
    | MONTHS.keys()
    | {word for name in (*KNOWN_HOLIDAYS, *FIXED_HOLIDAYS) for word in name}
)
_DEEDS: Final = _set("call phone ring email mail write reply respond contact send tell ask wait update")
_ASIDE_WORDS: Final = frozenset(
    word for rows in ASIDES.values() for row in rows for part in row for word in part.words
)


class Read(NamedTuple):
    """What a text may come to, each once, and what is wrong with it where it is a day that cannot be."""

    days: tuple[datetime | date, ...] = ()
    errors: tuple[UsageError, ...] = ()


class ReadDecision(NamedTuple):
    found: tuple[Decision | None, ...] = ()
    errors: tuple[UsageError, ...] = ()


def holiday_words(asked: Asked) -> frozenset[str]:
    """The words of the employer's days off that are to come."""
    return frozenset(word for key in coming_holidays(asked.workdays, asked.today) for word in key)


def read_past(text: str, asked: Asked, grammar: Grammar) -> Read:
    """When something was."""
    return _read(text, list(_wordings(text, grammar)), asked, Facing.BACK)


def read_deadline(text: str, asked: Asked, grammar: Grammar) -> Read:
    """Until when something is open: a day, or the end of a stretch of days."""
    wordings = [each for each in _wordings(text, grammar) if not _is_loose(tokens(each))]
    return _read(text, wordings, asked, Facing.AHEAD)


def read_move(text: str, asked: Asked, grammar: Grammar, *, alone: bool) -> Read:
    """When something is to be. `alone` is for a text that has no other word than its day: then it has to be
    one that nothing else can be meant by."""
    wordings = list(_wordings(text, grammar))
    if alone:
        wordings = [each for each in wordings if _is_one_day(each, digits=any(c.isdigit() for c in text))]
    else:
        wordings = [_with_in(each) for each in wordings if not _is_loose(tokens(each))]
    return _read(text, wordings, asked, Facing.AHEAD)


def read_stated(text: str, asked: Asked, grammar: Grammar, *, phrase: str, freely: bool) -> ReadDecision:
    """The decision date; its phrase is `phrase`. `freely` reads the English text with all that `decision`
    understands, and a date that was not named is one of its answers."""
    wordings = [text] if freely and text and _could_be_stated(text, grammar) else []
    wordings += [each for each in _wordings(text, grammar) if each not in wordings]
    found: list[Decision | None] = []
    errors: list[UsageError] = []
    for each in wordings:
        try:
            decision = read_decision(
                each, said_on=asked.today, workdays=asked.workdays, month_first=asked.month_first
            )
        except PhraseError as error:
            errors.append(_as_typed(error, phrase, translated=each != text))
            continue
        if decision is None and not freely:
            continue
        decision = decision._replace(phrase=phrase) if decision else None
        if not any(_day_of(decision) == _day_of(other) for other in found):
            found.append(decision)
    return ReadDecision(tuple(found), tuple(errors))


def _day_of(decision: Decision | None) -> date | None:
    return decision.date if decision else None


def _read(text: str, wordings: list[str], asked: Asked, facing: Facing) -> Read:
    days: list[datetime | date] = []
    errors: list[UsageError] = []
    for each in wordings:
        try:
            day = read_when(
                each,
                now=asked.now,
                zone=asked.zone,
                workdays=asked.workdays,
                facing=facing,
                month_first=asked.month_first,
            )
        except WhenError as error:
            errors.append(_as_typed(error, text, translated=each != text))
        else:
            days += [day] if day not in days else []
    return Read(tuple(days), tuple(errors))


def _as_typed(error: UsageError, typed: str, *, translated: bool) -> UsageError:
    """The error with the person's own words in place of the English ones they were read as."""
    why = error.message.partition("” ")[2]
    if translated and ", at “" in why:
        why = why.partition(", at “")[0] + "."
    shown = typed if len(typed) <= 60 else typed[:59] + "…"
    return type(error)(f"“{shown}” {why}" if why else error.message, hint=error.hint)


def _wordings(text: str, grammar: Grammar) -> Iterator[str]:
    """The text in English, once for each language that has all of its words."""
    if not text:
        return
    words = tokens(text)
    if _is_spelled_number(text, words):
        return
    if _is_of(words, DATE_WORDS, _CLOCK, grammar.holidays) and _names_a_day(words, grammar):
        yield text
    for table in grammar.days:
        english = table.english(text)
        if english and _names_a_day(tokens(english), grammar):
            yield english


def _is_of(words: Tokens, *known: Collection[str]) -> bool:
    """Whether every word is a number or one of these."""
    return all(word[0].isdecimal() or any(word in some for some in known) for word in words)


def _names_a_day(words: Tokens, grammar: Grammar) -> bool:
    return any(word in _NAMING or word in grammar.holidays or word[0].isdecimal() for word in words)


def _could_be_stated(text: str, grammar: Grammar) -> bool:
    """Whether `decision` has all of the words, and they are no task of the person: “call on Friday”."""
    words = tokens(text)
    own = bool(words) and (words[0] in _DEEDS or ("i" in words and not _DEEDS.isdisjoint(words)))
    known = _is_of(words, DATE_WORDS, _CLOCK, FILLER_WORDS, _ASIDE_WORDS, grammar.holidays)
    return known and not own and not _is_spelled_number(text, words)


def _is_spelled_number(text: str, words: Tokens) -> bool:
    """Whether nothing is said but “second”: that names no day."""
    return len(words) == 1 and words[0][0].isdecimal() and not any(char.isdecimal() for char in text)


def _with_in(text: str) -> str:
    """“2 days” as “in 2 days”: a length that is to pass."""
    words = tokens(text)
    counted = len(words) > 1 and (words[0].isdecimal() or words[0] in ("a", "an", "half", "few", "couple"))
    ends = bool(words) and words[-1] in _COUNTED and not _COUNTED.isdisjoint(words)
    return f"in {text}" if counted and ends and _DAYLESS.isdisjoint(words) else text


def _is_loose(words: Tokens) -> bool:
    """Whether a stretch of days is named and not which of them, or two days."""
    if not _LINKS.isdisjoint(words) or not _LOOSE_PARTS.isdisjoint(words):
        return True
    if not _ENDS.isdisjoint(words) or not WEEKDAYS.keys().isdisjoint(words):
        return False
    if not MONTHS.keys().isdisjoint(words):
        return not any(
            (word[0].isdecimal() and not word.isdecimal()) or (word.isdecimal() and len(word) < 3)
            for word in words
        )
    before = ("the", *words)
    return any(word in _STRETCHES and before[at] in _NEARBY for at, word in enumerate(words))


def _is_one_day(text: str, *, digits: bool) -> bool:
    """Whether nothing but one day or moment is named, and so that it cannot be a length or a number."""
    words = tokens(text)
    if _is_loose(words) or not all(word in _ONE_DAY or word[0].isdecimal() for word in words):
        return False
    if ("now" in words and "from" not in words) or (
        words[0].isdecimal() and text in words[:1] and len(text) < 8
    ):
        return False
    weekday = not WEEKDAYS.keys().isdisjoint(words)
    counted = any(word in _COUNTED and not (word == "day" and "tomorrow" in words) for word in words)
    if words[0] == "next" and words[1:] in (("working", "day"), ("business", "day"), ("work", "day")):
        return True
    if counted and not weekday and "from" not in words and (words[0] != "in" or "next" in words):
        return False
    return weekday or counted or digits or not _set("today tomorrow noon midday").isdisjoint(words)
