""" "By the end of next week" to a date, and how it was read. `phrases` owns the words and the rows.

Nothing is guessed: every word must belong to a row of `phrases`, or the phrase is refused.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
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

_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:t[0-9:.+-]+z?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_NO_YEAR = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})")
_TIME = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2}){1,2}(?:am|pm|z|[+-][0-9]{2}:?[0-9]{2})?"
    r"|[0-9]{1,2}(?:\.[0-9]{2})?(?:am|pm)"
)
_DAY_OF_MONTH = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
_ZONE = re.compile("[ecmp][sd]?t|gmt|bst|cest|cet|utc|ist")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the phrase is read against. Dates without a year are looked for from `earliest` on."""

    shown: str
    said_on: date
    earliest: date
    workdays: WorkCalendar
    month_first: bool
    holidays: Mapping[Tokens, tuple[str, date]]

    def refusal(self, why: str, hint: str = HINT) -> PhraseError:
        return PhraseError(f"“{self.shown}” {why}.", hint=hint)


@dataclass(frozen=True, slots=True)
class _Found:
    """A day, and what the person should know of how it was reached."""

    day: date
    note: str = ""

    def because(self, reason: str) -> _Found:
        """The same day, with `reason` before what was already noted."""
        return _Found(self.day, f"{reason}; {self.note}" if self.note else reason)


@dataclass(slots=True)
class _Caught:
    """The values of the slots of one matched row, in the order they stood."""

    weekdays: list[int] = field(default_factory=list)
    days_of_month: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    unit: tuple[Unit, int] = (Unit.DAY, 1)
    month: int = 0
    year: int | None = None
    quarter: int = 0
    monday: date | None = None
    found: _Found | None = None


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


# --- matching rows --------------------------------------------------------------------------------------


_Hit = tuple[str, int, _Caught]


def _longest(table: Table, asked: _Asked, words: Tokens, at: int) -> _Hit | None:
    """The meaning of the longest row that fits at `at`, where it ends, and its values."""
    best: _Hit | None = None
    for meaning, rows in table.items():
        for row in rows:
            caught = _Caught()
            end = _fit(row, asked, words, at, caught)
            if end > (best[1] if best else at):
                best = meaning, end, caught
    return best


def _fit(row: Row, asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
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


# --- what was said, word by word ------------------------------------------------------------------------


def _read(asked: _Asked, words: Tokens) -> _Found | None:
    rest, roles = _without_asides(asked, words)
    found: _Found | None = None
    link = ""  # the word that stands between two days
    at = 0
    while at < len(rest):
        word = rest[at]
        if hit := _next_day(asked, rest, at):
            meaning, at, caught = hit
            other = _MEANINGS[meaning](asked, caught)
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
        return _Found(asked.said_on, "the day it was said")
    if not roles & _DATELESS:
        raise asked.refusal("names no day")
    return None


def _next_day(asked: _Asked, words: Tokens, at: int) -> _Hit | None:
    """What begins at `at`, or after the loose words there when that reaches further."""
    starts = (at, _past_loose(words, at))
    hits = [hit for one in starts if (hit := _longest(phrases.MEANINGS, asked, words, one))]
    return max(hits, key=lambda hit: hit[1], default=None)


def _past_loose(words: Tokens, at: int) -> int:
    while at < len(words) - 1 and words[at] in phrases.LOOSE_WORDS:
        at += 1
    return at


_LINKS: Final = frozenset({"or", "to", "-", "and"})
_IDLE_LINKS: Final = frozenset({"to", "and"})  # they join verbs as well: "decide and call you by Friday"
_RANGES: Final = frozenset({"or", "to", "-", "between and"})
_DATELESS: Final = frozenset({"vague", "contact", "denied"})


def _joined(asked: _Asked, first: _Found, second: _Found, link: str) -> _Found:
    """Two days of one phrase: the ends of a range, or the same day said twice."""
    if link in _RANGES:
        return max(first, second, key=lambda found: found.day).because("the later of the two")
    if first.day == second.day and not link:
        return first
    raise asked.refusal(f"names two days, {_show(first.day)} and {_show(second.day)}")


def _without_asides(asked: _Asked, words: Tokens) -> tuple[Tokens, frozenset[str]]:
    """The words that can carry a date, and the roles of the sayings that were left out."""
    rest: list[str] = []
    roles: set[str] = set()
    at = 0
    while at < len(words):
        if hit := _longest(phrases.ASIDES, asked, words, at):
            roles.add(hit[0])
            at = hit[1]
            continue
        if words[at] not in phrases.FILLER_WORDS:
            rest.append(words[at])
        at += 1
    return tuple(rest), frozenset(roles)


def _not_understood(asked: _Asked, words: Tokens, at: int) -> PhraseError:
    strange = (word for word in words[at:] if word not in phrases.DATE_WORDS and not word[0].isdigit())
    word = next(strange, words[at])
    label = asked.workdays.label
    more = f"; the calendar “{label}” has no day off of that name" if words[at] == "before" else ""
    return asked.refusal(f"is not understood as a date, at “{word[:40]}”{more}")


def _too_far(asked: _Asked) -> PhraseError:
    return asked.refusal(f"is more than two years after {_show(asked.said_on)}")


def _show(day: date) -> str:
    return f"{_DAY_NAMES[day.weekday()][:3]} {day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


# --- slots: one value each ------------------------------------------------------------------------------


def _known(table: Collection[Tokens], words: Tokens, at: int) -> Tokens:
    """The longest entry of `table` that stands at `at`; empty when none does."""
    return next(
        (words[at : at + length] for length in range(6, 0, -1) if words[at : at + length] in table), ()
    )


def _weekday(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    if words[at] not in phrases.WEEKDAYS:
        return 0
    caught.weekdays.append(phrases.WEEKDAYS[words[at]])
    return at + 1


def _weekdays(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    """One weekday, or a range of two."""
    opened = words[at] in ("between", "from")
    end = _weekday(asked, words, at + opened, caught) if at + opened < len(words) else 0
    links = ("or", "to", "-", "and", "until") if opened else ("or", "to", "-")
    if end and end + 1 < len(words) and words[end] in links:
        return _weekday(asked, words, end + 1, caught) or end
    return 0 if opened else end


def _count(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
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


def _number(words: Tokens, at: int, caught: _Caught) -> int:
    if at >= len(words) or not re.fullmatch("[0-9]{1,4}", words[at]) or int(words[at]) == 0:
        return 0
    caught.counts.append(int(words[at]))
    return at + 1


def _unit(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    if not (known := _known(phrases.UNITS, words, at)):
        return 0
    caught.unit = phrases.UNITS[known]
    return at + len(known)


def _one_unit(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    """A unit that stands for one of it: "the next week", never "the coming weeks"."""
    end = _unit(asked, words, at, caught)
    return 0 if end and words[end - 1].endswith("s") else end


def _month(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    caught.month = phrases.MONTHS.get(words[at], 0)
    return at + 1 if caught.month else 0


def _quarter(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    if re.fullmatch("q[1-4]", words[at]):
        caught.quarter = int(words[at][1])
        return at + 1
    if re.fullmatch("[1-4](?:st|nd|rd|th)", words[at]) and words[at + 1 : at + 2] == ("quarter",):
        caught.quarter = int(words[at][0])
        return at + 2
    return 0


def _year(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    """Four digits; two only after a day and a month."""
    if not re.fullmatch("[0-9]{4}" + ("|[0-9]{2}" if caught.days_of_month else ""), words[at]):
        return 0
    caught.year = int(words[at]) + (2000 if len(words[at]) == 2 else 0)
    return at + 1


def _day_of_month(_: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    if not (seen := _DAY_OF_MONTH.fullmatch(words[at])):
        return 0
    caught.days_of_month.append(int(seen[1]))
    return at + 1


def _ordinal(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    return 0 if words[at].isdigit() else _day_of_month(asked, words, at, caught)


def _part(name: str) -> _Slot:
    return lambda _, words, at, __: (
        at + len(known) if (known := _known(phrases.PARTS[name], words, at)) else 0
    )


def _week(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    """This week, next week, the week of a date: its Monday."""
    monday = _monday(asked.said_on)
    if known := _known(phrases.WEEKS, words, at):
        caught.monday = monday + timedelta(weeks=phrases.WEEKS[known])
        return at + len(known)
    of = ("of", "beginning", "commencing", "starting", "ending")
    if words[at] != "week" or at + 2 >= len(words) or words[at + 1] not in of:
        return 0
    begins = at + 2 + (words[at + 2] == "the" and at + 3 < len(words))
    inner = replace(asked, earliest=monday)  # the week of a day that has just passed is still this week
    end = _holiday(inner, words, begins, caught)
    if not end and (hit := _longest({"dated": phrases.DAYS["dated"]}, inner, words, begins)):
        end, caught.found = hit[1], _MEANINGS["dated"](inner, hit[2])
    if end and caught.found:
        caught.monday = _monday(caught.found.day)
    return end


def _nested(table: Table) -> _Slot:
    def nested(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
        if not (hit := _longest(table, asked, words, at)):
            return 0
        caught.found = _MEANINGS[hit[0]](asked, hit[2])
        return hit[1]

    return nested


def _anchor(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    if words[at] not in ("today", "tomorrow"):
        return 0
    caught.found = _Found(asked.said_on + (words[at] == "tomorrow") * ONE_DAY)
    return at + 1


def _holiday(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    """A named day off of the employer's calendar, the first after `said_on`."""
    for length in range(min(7, len(words) - at), 0, -1):
        key = phrases.holiday_key(words[at : at + length])
        if key in asked.holidays:
            name, day = asked.holidays[key]
        elif key in phrases.FIXED_HOLIDAYS:
            name, day = " ".join(key).title(), _fixed_holiday(asked, key)
        elif key in phrases.KNOWN_HOLIDAYS:
            name, label = " ".join(words[at : at + length]), asked.workdays.label
            raise asked.refusal(f"cannot be read: the calendar “{label}” names no coming “{name}”")
        else:
            continue
        caught.found = _Found(day, name)
        return at + length
    return 0


def _numeric(asked: _Asked, words: Tokens, at: int, caught: _Caught) -> int:
    """A date in digits. With the year last, the order is told; dots always mean day first."""
    if (seen := _YEAR_FIRST.fullmatch(words[at])) and (seen[2] or len(seen[1] + seen[3] + seen[4]) == 8):
        caught.found = _absolute(asked, int(seen[4]), int(seen[3]), int(seen[1]))
        return at + 1
    if not (seen := _YEAR_LAST.fullmatch(words[at]) or _NO_YEAR.fullmatch(words[at])):
        return 0
    day, month, year = int(seen[1]), int(seen[3]), seen[4] if seen.re is _YEAR_LAST else None
    order = "day first"
    if seen[2] != "." and (month > 12 or (asked.month_first and day <= 12)):
        day, month, order = month, day, "month first"
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    caught.found = _absolute(asked, day, month, full).because(order)
    return at + 1


def _time(_: _Asked, words: Tokens, at: int, __: _Caught) -> int:
    """A time of day; "Dec 4 pm" has none, the 4 belongs to the month."""
    before = words[max(at - 2, 0) : at]
    if before and before[-1] in phrases.MONTHS and not (before[0] == "of" or before[0][0].isdigit()):
        return 0
    half = words[at + 1 : at + 2] in (("am",), ("pm",))
    return at + 1 + half if _TIME.fullmatch(words[at]) or (half and words[at].isdigit()) else 0


def _hour(_: _Asked, words: Tokens, at: int, __: _Caught) -> int:
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

# --- meanings: from values to a day ---------------------------------------------------------------------


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _absolute(asked: _Asked, day: int, month: int, year: int | None) -> _Found:
    """That date; without a year the first one from `earliest` on."""
    years = range(asked.earliest.year, asked.earliest.year + 9) if year is None else (year,)
    for one in years:
        if year is not None and not -2 < one - asked.said_on.year < 4:
            raise (
                _too_far(asked)
                if one > asked.said_on.year
                else asked.refusal(f"is before the day it was said, {_show(asked.said_on)}")
            )
        if 0 < month < 13 and 0 < day <= monthrange(one, month)[1]:
            found = date(one, month, day)
            if year is not None or found >= asked.earliest:
                return _Found(found)
    raise asked.refusal("is a date that does not exist")


def _in_month(asked: _Asked, day: int, ahead: int = 0) -> _Found:
    """The first such day of a month from `earliest` on; with `ahead`, that of the next month."""
    first = asked.earliest.replace(day=1) + relativedelta(months=ahead)
    for months in range(1 if ahead else 4):
        start = first + relativedelta(months=months)
        if 0 < day <= monthrange(start.year, start.month)[1]:
            found = start.replace(day=day)
            if found >= asked.earliest:
                return _Found(found)
    raise asked.refusal("is a date that does not exist")


def _dated(asked: _Asked, caught: _Caught) -> _Found:
    found = caught.found or _in_month(asked, caught.days_of_month[-1])
    if caught.weekdays and found.day.weekday() != caught.weekdays[-1]:
        named = _DAY_NAMES[caught.weekdays[-1]]
        raise asked.refusal(f"does not agree with itself: {_show(found.day)} is not a {named}")
    return found


def _first(caught: _Caught, start: date, weeks: int = 0) -> _Found:
    """The weekday that was named, from `start` on; of a range its later end."""
    first, last = caught.weekdays[0], caught.weekdays[-1]
    ahead = (first - start.weekday()) % 7 + (last - first) % 7 + 7 * weeks
    return _Found(start + timedelta(days=ahead), "the later of the two" if first != last else "")


def _base(asked: _Asked, caught: _Caught) -> _Found:
    return caught.found or _first(caught, asked.said_on + ONE_DAY)


def _moved(asked: _Asked, start: _Found, count: int, unit: tuple[Unit, int]) -> _Found:
    """`count` units after `start`, or before it when negative. Hours are rounded up to whole days."""
    kind, size = unit
    size *= abs(count)
    if size * {Unit.HOUR: 1 / 24, Unit.MONTH: 30}.get(kind, 1) > FURTHEST:
        raise _too_far(asked)
    way = 1 if count > 0 else -1
    side = f"{'after' if count > 0 else 'before'} {_show(start.day)}"
    if kind is Unit.HOUR:
        kind, size = Unit.DAY, -(-size // 24)
    match kind:
        case Unit.MONTH:
            day = start.day + way * relativedelta(months=size)
        case Unit.WORKING_DAY if way > 0:
            day = asked.workdays.after(start.day, size)
        case Unit.WORKING_DAY:
            day = start.day
            for _ in range(size):
                day = _last_working(asked, day - 60 * ONE_DAY, day - ONE_DAY)
        case Unit.DAY | Unit.HOUR:
            day = start.day + timedelta(days=way * size)
    return _Found(day, start.note).because(f"{size} {kind.value}{'s' * (size != 1)} {side}")


def _last_working(asked: _Asked, first: date, last: date) -> date:
    while last >= first:
        if asked.workdays.is_working(last):
            return last
        last -= ONE_DAY
    raise asked.refusal(f"has no working day in the calendar “{asked.workdays.label}”")


def _week_end(asked: _Asked, monday: date) -> _Found:
    """Weeks start on Monday, but where Sunday is worked the week's end is the day before its day off."""
    weekend = asked.workdays.weekend
    ends = 6 if not weekend or weekend & {0, 6} else min(weekend) - 1
    day = _last_working(asked, monday, monday + timedelta(days=ends))
    return _Found(day, f"the last working day of the week of {_show(monday)}")


def _week_day(monday: date, number: int) -> _Found:
    day = monday + timedelta(days=number)
    return _Found(day, f"the {_DAY_NAMES[number]} of the week of {_show(monday)}")


def _month_start(asked: _Asked, caught: _Caught) -> date:
    """The first of the named month: without a year the month that is running or comes next."""
    said_on = asked.said_on
    year = caught.year or said_on.year + (caught.month < said_on.month)
    if abs(year - said_on.year) > 3:
        raise _too_far(asked) if year > said_on.year else asked.refusal("is before the day it was said")
    return date(year, caught.month, 1)


def _end(asked: _Asked, start: date, months: int = 1) -> _Found:
    last = start + relativedelta(months=months) - ONE_DAY
    span = f"{_MONTH_NAMES[last.month - 1]} {last.year}"
    return _Found(_last_working(asked, start, last), f"the last working day of {span}")


def _before(asked: _Asked, found: _Found) -> _Found:
    day = _last_working(asked, found.day - 60 * ONE_DAY, found.day - ONE_DAY)
    return _Found(day, found.note).because(f"the last working day before {_show(found.day)}")


def _fixed_holiday(asked: _Asked, key: Tokens) -> date:
    """Christmas, New Year and Easter, for calendars that do not name them. Where Easter Monday is a day
    off, Easter is the day before it: the Orthodox churches keep another date."""
    from dateutil.easter import easter

    if key == ("easter",) and ("easter", "monday") in asked.holidays:
        sunday = asked.holidays["easter", "monday"][1] - ONE_DAY
        if sunday > asked.said_on:
            return sunday
    days = (
        easter(year) if key == ("easter",) else date(year, *phrases.FIXED_HOLIDAYS[key])
        for year in (asked.said_on.year, asked.said_on.year + 1)
    )
    return next(day for day in days if day > asked.said_on)


def _holidays(workdays: WorkCalendar, said_on: date) -> Mapping[Tokens, tuple[str, date]]:
    """The first day after `said_on` of each name; an "(observed)" one only where there is no other."""
    named: dict[Tokens, tuple[bool, date, str]] = {}
    for day, names in workdays.holidays.items():
        for name in names.split(";") if day > said_on else ():
            plain = name.partition("(")[0].strip()
            entry = ("(" in name, day, plain)
            key = phrases.holiday_key(phrases.tokens(plain))
            named[key] = min(entry, named.get(key, entry))
    return {key: (name, day) for key, (_, day, name) in named.items()}


def _unclear(asked: _Asked, _: _Caught) -> _Found:
    raise asked.refusal(
        "can be read as more than one day",
        hint="Say “before December”, “mid-December” or “end of December”, or give a date: “2026-12-04”.",
    )


def _this(asked: _Asked, months: int) -> date:
    """The first day of this month, of the next one ..."""
    return asked.said_on.replace(day=1) + relativedelta(months=months)


def _week_start(asked: _Asked, caught: _Caught) -> date:
    return caught.monday or _monday(asked.said_on)


def _middle(start: date) -> _Found:
    return _Found(start.replace(day=15), f"the middle of {_MONTH_NAMES[start.month - 1]} {start.year}")


def _quarter_of(asked: _Asked) -> int:
    return (asked.said_on.month + 2) // 3


def _named_quarter_end(asked: _Asked, caught: _Caught) -> _Found:
    caught.month = 3 * caught.quarter
    return _quarter_end(asked, caught.quarter, _month_start(asked, caught).year)


def _quarter_end(asked: _Asked, quarter: int, year: int) -> _Found:
    return _end(asked, date(year + (quarter - 1) // 4, (quarter - 1) % 4 * 3 + 1, 1), 3)


def _year_end(asked: _Asked, caught: _Caught) -> _Found:
    caught.month = 12
    return _end(asked, _month_start(asked, caught))


_MEANINGS: Mapping[str, _Meaning] = {
    # DATES and DAYS
    "day_and_month": lambda a, c: _absolute(a, c.days_of_month[-1], c.month, c.year),
    "numeric": _base,
    "day_of_month": lambda a, c: _in_month(a, c.days_of_month[-1]),
    "day_of_next_month": lambda a, c: _in_month(a, c.days_of_month[-1], ahead=1),
    "today": lambda a, _: _Found(a.said_on),
    "tomorrow": lambda a, _: _Found(a.said_on + ONE_DAY),
    "day_after_tomorrow": lambda a, _: _Found(a.said_on + 2 * ONE_DAY),
    "yesterday": lambda a, _: _Found(a.said_on - ONE_DAY),
    "dated": _dated,
    "coming_weekday": lambda a, c: _first(c, a.said_on + ONE_DAY),
    "this_weekday": lambda a, c: _first(c, _monday(a.said_on)),
    "next_weekday": lambda a, c: _first(c, _monday(a.said_on), 1),
    "last_weekday": lambda a, c: _first(c, a.said_on, -1),
    "weekday_after_next": lambda a, c: _first(c, _monday(a.said_on), 2),
    "weekday_of_week": lambda a, c: _first(c, _week_start(a, c)),
    "mid_month": lambda a, c: _middle(_month_start(a, c)),
    "mid_this_month": lambda a, _: _middle(_this(a, 0)),
    "mid_next_month": lambda a, _: _middle(_this(a, 1)),
    # the rest
    "day": _base,
    "week_end": lambda a, c: _week_end(a, _week_start(a, c)),
    "week_early": lambda a, c: _week_day(_week_start(a, c), 1),
    "week_mid": lambda a, c: _week_day(_week_start(a, c), 2),
    "week_late": lambda a, c: _week_end(a, _week_start(a, c)),
    "month_end": lambda a, c: _end(a, _month_start(a, c)),
    "this_month_end": lambda a, _: _end(a, _this(a, 0)),
    "next_month_end": lambda a, _: _end(a, _this(a, 1)),
    "quarter_end": _named_quarter_end,
    "this_quarter_end": lambda a, _: _quarter_end(a, _quarter_of(a), a.said_on.year),
    "next_quarter_end": lambda a, _: _quarter_end(a, _quarter_of(a) + 1, a.said_on.year),
    "year_end": _year_end,
    "next_year_end": lambda a, _: _quarter_end(a, 8, a.said_on.year),
    "before_day": lambda a, c: _before(a, _base(a, c)),
    "before_week": lambda a, c: _before(a, _Found(_week_start(a, c))),
    "before_month": lambda a, c: _before(a, _Found(_month_start(a, c))),
    "before_next_month": lambda a, _: _before(a, _Found(_this(a, 1))),
    "before_holiday": lambda a, c: _before(a, _base(a, c)),
    "length": lambda a, c: _moved(a, _Found(a.said_on), max(c.counts, default=1), c.unit),
    "next_working_day": lambda a, _: _moved(a, _Found(a.said_on), 1, (Unit.WORKING_DAY, 1)),
    "from_day": lambda a, c: _moved(a, _base(a, c), max(c.counts, default=1), c.unit),
    "week_from_day": lambda a, c: _moved(a, _base(a, c), 7, (Unit.DAY, 1)),
    "fortnight_from_day": lambda a, c: _moved(a, _base(a, c), 14, (Unit.DAY, 1)),
    "ahead_of_day": lambda a, c: _moved(a, _base(a, c), -max(c.counts, default=1), c.unit),
    "weekday_after_day": lambda a, c: _first(c, _base(a, c).day + ONE_DAY),
    "weekday_before_day": lambda a, c: _first(c, _base(a, c).day, -1),
    "week_after_day": lambda a, c: _week_end(a, _monday(_base(a, c).day) + timedelta(weeks=1)),
    "unclear": _unclear,
}
