""" "By the end of next week" to a date, and how it was read: what the days of one phrase come to together.

`phrases` owns the words and the rows, `phrase_match` and `phrase_meanings` the reading of one row.
Nothing is guessed: every word must belong to a row of `phrases`, or the phrase is refused.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Final

from calsync.errors import PhraseError
from calsync.planning import phrases
from calsync.planning.interview import Decision
from calsync.planning.phrase_match import Hit, longest
from calsync.planning.phrase_meanings import COMES_TO, coming_holidays
from calsync.planning.phrase_tokens import tokens
from calsync.planning.phrase_values import FURTHEST, HINT, Asked, Found
from calsync.planning.phrases import Tokens
from calsync.planning.saying import say_date
from calsync.planning.workdays import WorkCalendar

LONGEST_TEXT: Final = 400
YEARS: Final = range(1900, 4001)  # where Easter is known and no sum of dates runs off the calendar

_LINKS: Final = frozenset({"or", "to", "-", "and"})
_IDLE_LINKS: Final = frozenset({"to", "and"})  # they join verbs as well: "decide and call you by Friday"
_RANGES: Final = frozenset({"or", "to", "-", "between and"})
_DATELESS: Final = frozenset({"vague", "contact", "denied"})


def read_decision(
    text: str, *, said_on: date, workdays: WorkCalendar, month_first: bool = False
) -> Decision | None:
    """The date the employer's words come to, read against the day they were said; None when they say
    that no date was named. Refuses (PhraseError) what is not understood to the last word, a date that
    does not exist, one before `said_on`, and one more than two years after it."""
    phrase = "".join(c for c in " ".join(text.split()) if not unicodedata.category(c).startswith("C"))
    shown = phrase if len(phrase) <= 80 else phrase[:79] + "…"
    asked = Asked(shown, said_on, said_on, workdays, month_first, coming_holidays(workdays, said_on))
    if not phrase:
        raise PhraseError("The decision date is empty.", hint=HINT)
    if len(text) > LONGEST_TEXT:
        raise asked.refusal(f"is longer than {LONGEST_TEXT} characters")
    if said_on.year not in YEARS:
        raise asked.refusal(f"cannot be read: it was said in the year {said_on.year}")
    try:
        found = _read(asked, tokens(phrase))
    except OverflowError:  # a calendar without working days
        raise asked.refusal(f"needs a working day, and the calendar “{workdays.label}” has none") from None
    if found is None:
        return None
    if found.day < said_on:
        raise asked.refusal(
            f"comes to {say_date(found.day)}, before the day it was said, {say_date(said_on)}",
            hint="Give a later date, or correct the day it was said. " + HINT,
        )
    if (found.day - said_on).days > FURTHEST:
        raise asked.too_far()
    reading = f"read as {say_date(found.day)}" + (f" ({found.note})" if found.note else "")
    return Decision(date=found.day, phrase=phrase, reading=reading)


def _read(asked: Asked, words: Tokens) -> Found | None:
    rest, roles = _without_asides(asked, words)
    found: Found | None = None
    link = ""  # the word that stands between two days
    at = 0
    while at < len(rest):
        word = rest[at]
        if hit := _next_day(asked, rest, at):
            meaning, at, caught = hit
            other = COMES_TO[meaning](asked, caught)
            found = _joined(asked, found, other, link) if found else other
            link = "between" if link == "between" else ""
        elif word == "between" and not found:
            link, at = word, at + 1
        elif word in _LINKS and (found or word in _IDLE_LINKS):
            link = f"{link} {word}".strip() if found else link
            at += 1
        elif word in phrases.LOOSE_WORDS:
            at = max(at + 1, _past_loose(rest, at))
        else:
            raise _not_understood(asked, rest, at)
    if found:
        if "denied" in roles:
            raise asked.refusal("names a day and says that none was named")
        if not set(link.split()) <= _IDLE_LINKS:
            raise _not_understood(asked, rest, len(rest) - 1)
        return found
    if "today" in roles and "denied" not in roles:
        return Found(asked.said_on, "the day it was said")
    if not roles & _DATELESS:
        raise asked.refusal("names no day")
    return None


def _next_day(asked: Asked, words: Tokens, at: int) -> Hit | None:
    """What begins at `at`, or after the loose words there when that reaches further."""
    starts = (at, _past_loose(words, at))
    hits = [hit for one in starts if (hit := longest(phrases.MEANINGS, asked, words, one))]
    return max(hits, key=lambda hit: hit[1], default=None)


def _past_loose(words: Tokens, at: int) -> int:
    while at < len(words) - 1 and words[at] in phrases.LOOSE_WORDS:
        at += 1
    return at


def _joined(asked: Asked, first: Found, second: Found, link: str) -> Found:
    """Two days of one phrase: the ends of a range, or the same day said twice."""
    if link in _RANGES:
        return max(first, second, key=lambda found: found.day).because("the later of the two")
    if first.day == second.day and not link:
        return first
    raise asked.refusal(f"names two days, {say_date(first.day)} and {say_date(second.day)}")


def _without_asides(asked: Asked, words: Tokens) -> tuple[Tokens, frozenset[str]]:
    """The words that can carry a date, and the roles of the sayings that were left out."""
    rest: list[str] = []
    roles: set[str] = set()
    at = 0
    while at < len(words):
        if hit := longest(phrases.ASIDES, asked, words, at):
            roles.add(hit[0])
            at = hit[1]
            continue
        if words[at] not in phrases.FILLER_WORDS:
            rest.append(words[at])
        at += 1
    return tuple(rest), frozenset(roles)


def _not_understood(asked: Asked, words: Tokens, at: int) -> PhraseError:
    strange = (word for word in words[at:] if word not in phrases.DATE_WORDS and not word[0].isdigit())
    word = next(strange, words[at])
    label = asked.workdays.label
    more = f"; the calendar “{label}” has no day off of that name" if words[at] == "before" else ""
    return asked.refusal(f"is not understood as a date, at “{word[:40]}”{more}")
