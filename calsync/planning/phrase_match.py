"""Which row fits the words, and the values its slots catch.

`phrases` owns the rows, `phrase_meanings` what comes of the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from calsync.planning import phrases
from calsync.planning.phrase_meanings import COMES_TO, calendar_date, fixed_holiday, monday_of
from calsync.planning.phrase_values import Asked, Caught, Found
from calsync.planning.phrases import Row, Table, Tokens
from calsync.planning.workdays import ONE_DAY

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:t[0-9:.+-]+z?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NO_YEAR = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})")
_TIME = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2}){1,2}(?:am|pm|z|[+-][0-9]{2}:?[0-9]{2})?"
    r"|[0-9]{1,2}(?:\.[0-9]{2})?(?:am|pm)"
)
_DAY_OF_MONTH = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
_ZONE = re.compile("[ecmp][sd]?t|gmt|bst|cest|cet|utc|ist")

_Slot = Callable[[Asked, Tokens, int, Caught], int]  # the position after the value, or 0
Hit = tuple[str, int, Caught]  # a meaning, the position after its words, and its values


def longest(table: Table, asked: Asked, words: Tokens, at: int) -> Hit | None:
    """The meaning of the longest row that fits at `at`, where it ends, and its values."""
    best: Hit | None = None
    for meaning, rows in table.items():
        for row in rows:
            caught = Caught()
            end = _fit(row, asked, words, at, caught)
            if end > (best[1] if best else at):
                best = meaning, end, caught
    return best


def _fit(row: Row, asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """Where `row` ends when it begins at `at`; 0 when it does not fit."""
    for part in row:
        end = 0
        if at < len(words):
            if words[at] in part.words:
                end = at + 1
            for slot in part.slots:
                end = end or _SLOTS[slot](asked, words, at, caught)
        if not end and not part.optional:
            return 0
        at = end or at
    return at


# --- slots: one value each ------------------------------------------------------------------------------


def _known(table: Collection[Tokens], words: Tokens, at: int) -> Tokens:
    """The longest entry of `table` that stands at `at`; empty when none does."""
    return next(
        (words[at : at + length] for length in range(6, 0, -1) if words[at : at + length] in table), ()
    )


def _weekday(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    if words[at] not in phrases.WEEKDAYS:
        return 0
    caught.weekdays.append(phrases.WEEKDAYS[words[at]])
    return at + 1


def _weekdays(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """One weekday, or a range of two."""
    opened = words[at] in ("between", "from")
    end = _weekday(asked, words, at + opened, caught) if at + opened < len(words) else 0
    links = ("or", "to", "-", "and", "until") if opened else ("or", "to", "-")
    if end and end + 1 < len(words) and words[end] in links:
        return _weekday(asked, words, end + 1, caught) or end
    return 0 if opened else end


def _count(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """A number of things; of a range the later end."""
    if words[at] == "another" and (end := _number(words, at + 1, caught)):
        return end
    if known := _known(phrases.COUNTS, words, at):
        caught.counts.append(phrases.COUNTS[known])
        return at + len(known)
    opened = words[at] == "between"
    end = _number(words, at + opened, caught)
    if end and words[end : end + 1] and words[end] in (("and",) if opened else ("or", "to", "-")):
        return _number(words, end + 1, caught) or end
    return 0 if opened else end


def _number(words: Tokens, at: int, caught: Caught) -> int:
    if at >= len(words) or not re.fullmatch("[0-9]{1,4}", words[at]) or int(words[at]) == 0:
        return 0
    caught.counts.append(int(words[at]))
    return at + 1


def _unit(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    if not (known := _known(phrases.UNITS, words, at)):
        return 0
    caught.unit = phrases.UNITS[known]
    return at + len(known)


def _one_unit(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """A unit that stands for one of it: "the next week", never "the coming weeks"."""
    end = _unit(asked, words, at, caught)
    return 0 if end and words[end - 1].endswith("s") else end


def _month(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    caught.month = phrases.MONTHS.get(words[at], 0)
    return at + 1 if caught.month else 0


def _quarter(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    if re.fullmatch("q[1-4]", words[at]):
        caught.quarter = int(words[at][1])
        return at + 1
    if re.fullmatch("[1-4](?:st|nd|rd|th)", words[at]) and words[at + 1 : at + 2] == ("quarter",):
        caught.quarter = int(words[at][0])
        return at + 2
    return 0


def _year(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """Four digits; two only after a day and a month."""
    if not re.fullmatch("[0-9]{4}" + ("|[0-9]{2}" if caught.days_of_month else ""), words[at]):
        return 0
    caught.year = int(words[at]) + (2000 if len(words[at]) == 2 else 0)
    return at + 1


def _day_of_month(_: Asked, words: Tokens, at: int, caught: Caught) -> int:
    if not (seen := _DAY_OF_MONTH.fullmatch(words[at])):
        return 0
    caught.days_of_month.append(int(seen[1]))
    return at + 1


def _ordinal(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    return 0 if words[at].isdigit() else _day_of_month(asked, words, at, caught)


def _part(name: str) -> _Slot:
    return lambda _, words, at, __: (
        at + len(known) if (known := _known(phrases.PARTS[name], words, at)) else 0
    )


def _week(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """This week, next week, the week of a date: its Monday."""
    monday = monday_of(asked.said_on)
    if known := _known(phrases.WEEKS, words, at):
        caught.monday = monday + timedelta(weeks=phrases.WEEKS[known])
        return at + len(known)
    of = ("of", "beginning", "commencing", "starting", "ending")
    if words[at] != "week" or at + 2 >= len(words) or words[at + 1] not in of:
        return 0
    begins = at + 2 + (words[at + 2] == "the" and at + 3 < len(words))
    inner = replace(asked, earliest=monday)  # the week of a day that has just passed is still this week
    end = _holiday(inner, words, begins, caught)
    if not end and (hit := longest({"dated": phrases.DAYS["dated"]}, inner, words, begins)):
        end, caught.found = hit[1], COMES_TO["dated"](inner, hit[2])
    if end and caught.found:
        caught.monday = monday_of(caught.found.day)
    return end


def _nested(table: Table) -> _Slot:
    def nested(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
        if not (hit := longest(table, asked, words, at)):
            return 0
        caught.found = COMES_TO[hit[0]](asked, hit[2])
        return hit[1]

    return nested


def _anchor(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    if words[at] not in ("today", "tomorrow"):
        return 0
    caught.found = Found(asked.said_on + (words[at] == "tomorrow") * ONE_DAY)
    return at + 1


def _holiday(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """A named day off of the employer's calendar, the first after `said_on`."""
    for length in range(min(7, len(words) - at), 0, -1):
        key = phrases.holiday_key(words[at : at + length])
        if key in asked.holidays:
            name, day = asked.holidays[key]
        elif key in phrases.FIXED_HOLIDAYS:
            name, day = " ".join(key).title(), fixed_holiday(asked, key)
        elif key in phrases.KNOWN_HOLIDAYS:
            name, label = " ".join(words[at : at + length]), asked.workdays.label
            raise asked.refusal(f"cannot be read: the calendar “{label}” names no coming “{name}”")
        else:
            continue
        caught.found = Found(day, name)
        return at + length
    return 0


def _numeric(asked: Asked, words: Tokens, at: int, caught: Caught) -> int:
    """A date in digits. With the year last, the order is told; dots always mean day first."""
    if (seen := _YEAR_FIRST.fullmatch(words[at])) and (seen[2] or len(seen[1] + seen[3] + seen[4]) == 8):
        caught.found = calendar_date(asked, int(seen[4]), int(seen[3]), int(seen[1]))
        return at + 1
    if not (seen := _YEAR_LAST.fullmatch(words[at]) or _NO_YEAR.fullmatch(words[at])):
        return 0
    day, month, year = int(seen[1]), int(seen[3]), seen[4] if seen.re is _YEAR_LAST else None
    order = "day first"
    if seen[2] != "." and asked.month_first:
        day, month, order = month, day, "month first"
    if month > 12:
        raise asked.refusal(f"names no month, read {order}", hint="Write it with the year first: 2026-12-04.")
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    caught.found = calendar_date(asked, day, month, full).because(order)
    return at + 1


def _time(_: Asked, words: Tokens, at: int, __: Caught) -> int:
    """A time of day; "Dec 4 pm" has none, the 4 belongs to the month."""
    before = words[max(at - 2, 0) : at]
    if before and before[-1] in phrases.MONTHS and not (before[0] == "of" or before[0][0].isdigit()):
        return 0
    half = words[at + 1 : at + 2] in (("am",), ("pm",))
    return at + 1 + half if _TIME.fullmatch(words[at]) or (half and words[at].isdigit()) else 0


def _hour(_: Asked, words: Tokens, at: int, __: Caught) -> int:
    """An hour without am or pm, where no month or unit follows that would make it something else."""
    after = words[at + 1] if at + 1 < len(words) else "on"
    plain = after in phrases.LOOSE_WORDS or after in phrases.WEEKDAYS or after == "oclock"
    return at + 1 if words[at].isdigit() and len(words[at]) < 3 and int(words[at]) < 25 and plain else 0


_SLOTS: Mapping[str, _Slot] = {
    "weekday": _weekday,
    "weekdays": _weekdays,
    "count": _count,
    "unit": _unit,
    "one_unit": _one_unit,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
    "dom": _day_of_month,
    "ordinal": _ordinal,
    "early": _part("early"),
    "mid": _part("mid"),
    "late": _part("late"),
    "week": _week,
    "date": _nested(phrases.DATES),
    "day": _nested(phrases.DAYS),
    "plain_day": _nested(
        {name: phrases.DAYS[name] for name in ("today", "tomorrow", "dated", "coming_weekday")}
    ),
    "numeric": _numeric,
    "anchor": _anchor,
    "holiday": _holiday,
    "time": _time,
    "hour": _hour,
    "zone": lambda _, words, at, __: at + 1 if _ZONE.fullmatch(words[at]) else 0,
    "noun": lambda _, words, at, __: at + 1 if words[at] in phrases.FILLER_WORDS else 0,
}
