"""A day or a moment as a person types it: “yesterday 18:00”, “2 hours ago”, “next Friday 9am”.

`decision` owns the phrases of days ahead; this module adds the clock and the days that have passed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

from calsync.errors import PhraseError, WhenError
from calsync.planning.phrase_tokens import tokens
from calsync.planning.phrases import MONTHS, WEEKDAYS
from calsync.planning.saying import say_date, say_time
from calsync.planning.wallclock import instant, is_after, later
from calsync.planning.workdays import ONE_DAY, WorkCalendar


class Facing(StrEnum):
    """Whether what is meant has happened or is to come; this very moment and today are both."""

    BACK = "back"
    AHEAD = "ahead"


LONGEST_TEXT: Final = 200
FURTHEST: Final = timedelta(days=731)
WITHOUT_YEAR: Final = timedelta(days=183)
"""How long ago a date without a year may be; the same date of the year before would be a guess."""

_HINTS: Final = {
    Facing.BACK: "Write it as in “today 9:30”, “yesterday 18:00”, “Friday”, “2 hours ago” or “2026-11-20”.",
    Facing.AHEAD: "Write it as in “tomorrow 9:00”, “next Friday”, “in 3 working days” or “2026-12-04 14:30”.",
}
_WEEKDAY: Final = "|".join(WEEKDAYS)
_MONTH: Final = "|".join(MONTHS)
_COUNT: Final = r"(?P<count>an?|half an|\d{1,4})"
_CLOCK_UNIT: Final = r"(?P<unit>h|hrs?|hours?|mins?|minutes?)"
_DOM: Final = r"(?:the )?(?P<dom>\d{1,2})(?:st|nd|rd|th)?"
_TIME: Final = (
    r"(?:at )?(?:(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?: ?(?P<half>[ap]m))?"
    r"|(?P<only>\d{1,2}) ?(?P<only_half>[ap]m)|(?P<noon>noon|midday))"
)


def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_STAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:T| )(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)? ?(?:Z|([+-])(\d\d):?(\d\d))",
    re.ASCII | re.IGNORECASE,
)
_JOINED = re.compile(r"(\d{4}-\d\d?-\d\d?)T(?=\d)", re.ASCII | re.IGNORECASE)
_TIME_LAST = _form(rf"(?:(?P<day>.+?) )??{_TIME}")
_TIME_FIRST = _form(rf"{_TIME} (?P<day>.+)")
_CLOCK_AGO = _form(rf"{_COUNT} {_CLOCK_UNIT} ago")
_CLOCK_AHEAD = _form(rf"(?:in|within) {_COUNT} {_CLOCK_UNIT}")
_CLOCK_FROM_NOW = _form(rf"{_COUNT} {_CLOCK_UNIT} from now")
_DAYS_AGO = _form(
    r"(?P<count>an?|\d{1,4}) (?P<unit>(?:business |working |work )?days?|workdays?|weekdays?|weeks?) ago"
)
_NUMERIC_YEAR_FIRST = _form(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<dom>\d\d?)")
_PAST_WEEKDAY = _form(rf"(?:(?P<which>last|this) )?(?P<weekday>{_WEEKDAY})")
_PAST_FORMS = (
    _form(rf"(?:(?P<weekday>{_WEEKDAY}) )?{_DOM} (?:of )?(?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?"),
    _form(rf"(?:(?P<weekday>{_WEEKDAY}) )?(?P<month>{_MONTH}) {_DOM}(?: (?P<year>\d{{4}}))?"),
)
_PAST_ORDINAL = _form(rf"(?:(?P<weekday>{_WEEKDAY}) )?(?:the )?(?P<dom>\d{{1,2}})(?:st|nd|rd|th)")
_PAST_NUMERIC = _form(r"(\d\d?)(?P<mark>[-/.])(\d\d?)(?:(?P=mark)(\d{4}|\d\d))?")
# What `decision` passes over, since it wants days only, and what would be lost here.
_CLOCK_WORDS = frozenset(
    re.findall(
        r"\w+",
        """morning afternoon evening night tonight noon midday midnight lunch lunchtime am pm oclock thing
        hour hours hr hrs h minute minutes min mins now moment""",
    )
)
_LINKS = frozenset({"-", "or", "to", "and", "between", "from"})
_CLOCK_DIGITS = _form(r"\d{1,2}(?::\d\d){1,2}\S*|\d{1,2}(?:\.\d\d)?[ap]m|\d{4}\S+t\d.*")


@dataclass(frozen=True, slots=True)
class _Asked:
    shown: str
    now: datetime
    zone: tzinfo
    today: date
    workdays: WorkCalendar
    facing: Facing
    month_first: bool

    def refusal(self, why: str, hint: str = "") -> WhenError:
        return WhenError(f"“{self.shown}” {why}.", hint=hint or _HINTS[self.facing])

    def not_understood(self) -> WhenError:
        return self.refusal("is not understood as a day or a time")


def read_when(
    text: str,
    *,
    now: datetime,
    zone: tzinfo,
    workdays: WorkCalendar,
    facing: Facing,
    month_first: bool = False,
) -> datetime | date:
    """The day, or with a time of day the moment (aware, in `zone`), that `text` means at `now` (aware).

    A weekday alone is, facing back, the last such day, today included; facing ahead it is as `decision`
    reads it, the next one after today. Raises WhenError for what is not understood to the last word, what
    lies on the wrong side of `now`, and what is more than two years away.
    """
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    line = "".join(c for c in line if not unicodedata.category(c).startswith("C"))
    here = now.astimezone(zone)
    shown = line if len(line) <= 60 else line[:59] + "…"
    asked = _Asked(shown, here, zone, here.date(), workdays, facing, month_first)
    if not line:
        raise WhenError("The day or time is empty.", hint=_HINTS[facing])
    if len(line) > LONGEST_TEXT:
        raise asked.refusal(f"is longer than {LONGEST_TEXT} characters")
    if found := _STAMP.fullmatch(line):
        return _on_its_side(asked, _stamped(asked, found))
    words = " ".join(tokens(_JOINED.sub(r"\1 ", line)))
    if not words:
        raise asked.not_understood()
    if words in ("now", "just now", "right now"):
        return here
    if moment := _clock_length(asked, words):
        return _on_its_side(asked, moment)
    day_words, at = _split(asked, words)
    day = _day(asked, day_words)
    if abs(day - asked.today) > FURTHEST:
        raise asked.refusal(f"comes to {say_date(day)}, more than two years away")
    return _on_its_side(asked, day if at is None else instant(day, at, zone), alone=not day_words)


def _on_its_side(asked: _Asked, when: datetime | date, *, alone: bool = False) -> datetime | date:
    """What was read, if it lies where one is facing; `alone` tells that only a time of day was typed."""
    if isinstance(when, datetime):
        ahead, back = is_after(when, asked.now), is_after(asked.now, when)
        said = f"{say_date(when.date())} {say_time(when)}"
        distance = abs(when.astimezone(UTC) - asked.now.astimezone(UTC))
        if distance > FURTHEST + ONE_DAY:
            raise asked.refusal(f"comes to {said}, more than two years away")
    else:
        ahead, back, said = when > asked.today, when < asked.today, say_date(when)
    if asked.facing is Facing.BACK and ahead:
        hint = f"If it was the day before, write “yesterday {asked.shown}”." if alone else ""
        raise asked.refusal(f"comes to {said}, which has not come yet", hint)
    if asked.facing is Facing.AHEAD and back:
        hint = f"If you mean the next day, write “tomorrow {asked.shown}”." if alone else ""
        raise asked.refusal(f"comes to {said}, which has passed", hint)
    return when


# --- the clock ----------------------------------------------------------------------------------------------


def _stamped(asked: _Asked, found: re.Match[str]) -> datetime:
    """A date and time with its distance from UTC."""
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    offset = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        moment = datetime(
            year,
            month,
            day,
            hour,
            minute,
            int(found[6] or 0),
            tzinfo=timezone(-offset if found[7] == "-" else offset),
        )
        return moment.astimezone(asked.zone)
    except (ValueError, OverflowError):
        raise asked.refusal("is a date or time that does not exist") from None


def _clock_length(asked: _Asked, words: str) -> datetime | None:
    """So many hours or minutes from now."""
    for form, way in ((_CLOCK_AGO, -1), (_CLOCK_AHEAD, 1), (_CLOCK_FROM_NOW, 1)):
        if found := form.fullmatch(words):
            count, unit = found["count"], found["unit"]
            if count == "half an":
                if not unit.startswith("h"):
                    raise asked.not_understood()
                length = timedelta(minutes=30)
            else:
                number = int(count) if count.isdigit() else 1
                length = timedelta(hours=number) if unit.startswith("h") else timedelta(minutes=number)
            return later(asked.now, way * length)
    return None


def _split(asked: _Asked, words: str) -> tuple[str, time | None]:
    """The words of the day, and the time of day that stands after or before them."""
    found = _TIME_LAST.fullmatch(words) or _TIME_FIRST.fullmatch(words)
    if found is None:
        return words, None
    day = found["day"] or ""
    parts = day.split()
    if not re.search(r"\d", day) and any(part in MONTHS for part in parts):  # “Dec 4 pm”
        raise asked.refusal("can be read in two ways", "Write the date in full: “2026-12-04 16:00”.")
    if parts and parts[-1] in _LINKS:  # “Friday or 4 pm”
        raise asked.not_understood()
    return day, _time_of_day(asked, found)


def _time_of_day(asked: _Asked, found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    hour, half = int(found["hour"] or found["only"]), found["half"] or found["only_half"]
    if half and not 1 <= hour <= 12:
        raise asked.refusal("names an hour that does not exist")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise asked.refusal("names a time that does not exist") from None


# --- the day ------------------------------------------------------------------------------------------------


def _day(asked: _Asked, words: str) -> date:
    words = words.removeprefix("on ")
    named = {"": 0, "today": 0, "tomorrow": 1, "yesterday": -1}
    named |= dict.fromkeys(("day before yesterday", "the day before yesterday"), -2)
    if words in named:
        return asked.today + named[words] * ONE_DAY
    if found := _NUMERIC_YEAR_FIRST.fullmatch(words):
        return _existing(asked, int(found["year"]), int(found["month"]), int(found["dom"]))
    if found := _DAYS_AGO.fullmatch(words):
        return _days_ago(asked, int(found["count"]) if found["count"].isdigit() else 1, found["unit"])
    return _past_day(asked, words) if asked.facing is Facing.BACK else _coming_day(asked, words)


def _days_ago(asked: _Asked, count: int, unit: str) -> date:
    weeks = unit.startswith("week") and not unit.startswith("weekday")
    if count * (7 if weeks else 1) > FURTHEST.days:
        raise asked.refusal("is more than two years away")
    if weeks or unit.startswith("day"):
        return asked.today - timedelta(days=count * (7 if weeks else 1))
    day, left = asked.today, count
    while left:  # by hand, since a calendar may have no working day at all
        day -= ONE_DAY
        left -= asked.workdays.is_working(day)
        if asked.today - day > FURTHEST:
            raise asked.refusal("is more than two years away")
    return day


def _coming_day(asked: _Asked, words: str) -> date:
    """What `decision` makes of the words, if it passes over nothing that would matter here."""
    from calsync.planning.decision import read_decision

    parts = words.split()
    hours = [
        one for one, after in zip(parts, [*parts[1:], ""], strict=True) if one == "at" and after[:1].isdigit()
    ]
    if hours or any(one in _CLOCK_WORDS or _CLOCK_DIGITS.fullmatch(one) for one in parts):
        raise asked.refusal(
            "is not understood, because of its time of day",
            "Write the time as 14:30 or 2:30pm, after the day, as in “next Friday 14:30”.",
        )
    try:
        found = read_decision(
            words, said_on=asked.today, workdays=asked.workdays, month_first=asked.month_first
        )
    except PhraseError as error:
        why = error.message.partition("” ")[2].removesuffix(".") or "is not understood"
        raise asked.refusal(why.replace("the day it was said", "today")) from error
    if found is None:
        raise asked.refusal("names no day")
    return found.date


def _past_day(asked: _Asked, words: str) -> date:
    if found := _PAST_WEEKDAY.fullmatch(words):
        return _past_weekday(asked, WEEKDAYS[found["weekday"]], found["which"])
    if found := _PAST_NUMERIC.fullmatch(words):
        day, month = int(found[1]), int(found[3])
        if found["mark"] != "." and asked.month_first:
            day, month = month, day
        if month > 12:
            raise asked.refusal("names no month", "Write it with the year first: 2026-12-04.")
        year = int(found[4]) + 2000 * (len(found[4]) == 2) if found[4] else None
        return _dated(asked, day, month, year)
    for form in _PAST_FORMS:
        if found := form.fullmatch(words):
            year = int(found["year"]) if found["year"] else None
            day_found = _dated(asked, int(found["dom"]), MONTHS[found["month"]], year)
            return _agreeing(asked, day_found, found["weekday"])
    if found := _PAST_ORDINAL.fullmatch(words):
        return _agreeing(asked, _day_of_month(asked, int(found["dom"])), found["weekday"])
    raise asked.not_understood()


def _past_weekday(asked: _Asked, weekday: int, which: str | None) -> date:
    back = (asked.today.weekday() - weekday) % 7
    day = asked.today - timedelta(days=back)
    monday = asked.today - timedelta(days=asked.today.weekday())
    if which == "this":
        return monday + timedelta(days=weekday)
    if which == "last" and monday <= day < asked.today:
        before = day - timedelta(weeks=1)
        raise asked.refusal(
            f"may be {say_date(day)} or {say_date(before)}",
            f"Write {day.isoformat()} or {before.isoformat()}.",
        )
    return day - timedelta(weeks=1) if which == "last" and day == asked.today else day


def _dated(asked: _Asked, day: int, month: int, year: int | None) -> date:
    """That date; without a year the latest one that has come."""
    if year is not None:
        return _existing(asked, year, month, day)
    found: date | None = None
    for one in (asked.today.year, asked.today.year - 1):
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if found <= asked.today:
            break
    if found is None:
        raise asked.refusal("is a date that does not exist")
    if asked.today - found > WITHOUT_YEAR:
        raise asked.refusal(
            "has not come yet this year", f"If you mean {say_date(found)}, write {found.isoformat()}."
        )
    return found


def _day_of_month(asked: _Asked, day: int) -> date:
    """The latest day of that number that has come."""
    first = asked.today.replace(day=1)
    for _ in range(3):
        try:
            found = first.replace(day=day)
        except ValueError:
            pass
        else:
            if found <= asked.today:
                return found
        first = (first - ONE_DAY).replace(day=1)
    raise asked.refusal("is a date that does not exist")


def _existing(asked: _Asked, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise asked.refusal("is a date that does not exist") from None


def _agreeing(asked: _Asked, day: date, weekday: str | None) -> date:
    if weekday is not None and day.weekday() != WEEKDAYS[weekday]:
        raise asked.refusal(f"does not agree with itself: that day is {say_date(day)}")
    return day
