""" "By the end of next week" to a date, and how it was read. `phrases` owns the words and the rows.

Nothing is guessed: every word must belong to a row of `phrases`, or the phrase is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from calsync.errors import PhraseError
from calsync.planning import phrases
from calsync.planning.interview import Decision
from calsync.planning.phrases import Row, Table, Tokens, Unit
from calsync.planning.workdays import ONE_DAY, WorkCalendar

LONGEST_TEXT: Final = 400
FURTHEST: Final = 731  # days ahead: two years, one of them a leap year
YEARS: Final = range(1900, 4001)  # where Easter is known and no sum of dates runs off the calendar
HINT: Final = (
    "Give a date or the employer's words, such as “2026-12-04”, “by the end of next week” or “within two "
    "weeks”; “not stated” if they named no date."
)

_DAY_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:t[0-9:.+-]+z?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NO_YEAR = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})")
_TIME = re.compile(r"[0-9]{1,2}(?:[:.][0-9]{2}){1,2}(?:am|pm)?|(?:[0-9]{1,2}-)?[0-9]{1,2}(?:am|pm)")
_ZONES = frozenset("et est edt ct cst cdt mt mst mdt pt pst pdt gmt bst cet cest utc ist".split())


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the phrase is read against. Dates without a year are looked for from `earliest` on."""

    shown: str
    said_on: date
    earliest: date
    workdays: WorkCalendar
    month_first: bool
    holidays: Mapping[Tokens, tuple[str, date | None]]

    def refusal(self, why: str, hint: str = HINT) -> PhraseError:
        return PhraseError(f"“{self.shown}” {why}.", hint=hint)


@dataclass(frozen=True, slots=True)
class _Found:
    """A day, and what the person should know of how it was reached."""

    day: date
    note: str = ""


@dataclass(slots=True)
class _Caught:
    """The values of the slots of one matched row, in the order they stood."""

    weekdays: list[int] = field(default_factory=list)
    days_of_month: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    unit: tuple[Unit, int] = (Unit.DAY, 1)
    month: int = 0
    year: int | None = None
    monday: date = date.min
    found: _Found = _Found(date.min)
    holiday: str = ""


_Slot = Callable[[_Asked, Tokens, int, _Caught], int]  # the position after the value, or 0
_Meaning = Callable[[_Asked, _Caught], _Found]


def read_decision(
    text: str, *, said_on: date, workdays: WorkCalendar, month_first: bool = False
) -> Decision | None:
    """The date the employer's words come to, read against the day they were said; None when they say
    that no date was named. Refuses (PhraseError) what is not understood to the last word, a date that
    does not exist, one before `said_on`, and one more than two years after it."""
    phrase = "".join(c for c in " ".join(text.split()) if not unicodedata.category(c).startswith("C"))
    shown = phrase if len(phrase) <= 80 else phrase[:79] + "…"
    asked = _Asked(shown, said_on, said_on, workdays, month_first, _holidays(workdays, said_on))
    if not phrase:
        raise PhraseError("The decision date is empty.", hint=HINT)
    if len(text) > LONGEST_TEXT:
        raise asked.refusal(f"is longer than {LONGEST_TEXT} characters")
    if said_on.year not in YEARS:
        raise asked.refusal(f"cannot be read: it was said in the year {said_on.year}")
    try:
        found = _read(asked, phrases.tokens(phrase))
    except OverflowError:  # a calendar without working days
        raise asked.refusal(f"needs a working day, and the calendar “{workdays.label}” has none") from None
    if found is None:
        return None
    if found.day < said_on:
        raise asked.refusal(
            f"comes to {_show(found.day)}, before the day it was said, {_show(said_on)}",
            hint="Give a later date, or correct the day it was said. " + HINT,
        )
    if (found.day - said_on).days > FURTHEST:
        raise _too_far(asked)
    reading = f"read as {_show(found.day)}" + (f" ({found.note})" if found.note else "")
    return Decision(date=found.day, phrase=phrase, reading=reading)


# --- words to one day -----------------------------------------------------------------------------------


def _read(asked: _Asked, words: Tokens) -> _Found | None:
    rest, roles = _without_asides(asked, words)
    days: list[_Found] = []
    links: list[str] = []
    at = 0
    while at < len(rest):
        if hit := _longest(phrases.MEANINGS, asked, rest, at):
            meaning, at, caught = hit
            if days and len(links) < len(days):
                links.append("same")
            days.append(_MEANINGS[meaning](asked, caught))
        elif rest[at] in phrases.LOOSE_WORDS:
            at += 1
        elif rest[at] in _LINKS and (days or rest[at] != "or"):
            links.append(rest[at]) if days or rest[at] in _OPENERS else None
            at += 1
        else:
            raise _not_understood(asked, rest, at)
    return None
