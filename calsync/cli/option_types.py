"""The forms of typed values: dates, times, lengths and people. Anything ambiguous is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from calsync.planning.interview import Interviewer
    from calsync.planning.typed import Wall

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d?\d:\d\d")
_WALL = re.compile(r"(\d{4}-\d\d-\d\d)[ T]+(\d?\d:\d\d)(?::(\d\d))? ?(Z|[+-]\d\d:?\d\d)?")
_LENGTH = re.compile(r"(?:(\d{1,3}) ?(?:h|hours?|hrs?))? ?(?:(\d{1,4}) ?(?:m|mins?|minutes?)?)?")
_CLOCK_LENGTH = re.compile(r"(\d{1,2}):(\d\d)")


class DateType(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            if _DATE.fullmatch(text) and 2000 <= (day := date.fromisoformat(text)).year <= 2100:
                return day
        except ValueError:
            pass
        return self.fail(f"“{text}” is not a date; write 2026-12-04", param, ctx)


class WallType(click.ParamType["Wall"]):
    """A date with a time of day; `bare` allows a time of day alone."""

    name = "date and time"

    def __init__(self, *, bare: bool = False) -> None:
        self.bare = bare

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Wall:
        from calsync.planning.typed import Wall

        if isinstance(value, Wall):
            return value
        text = str(value).strip()
        try:
            if self.bare and _TIME.fullmatch(text):
                return Wall(None, _clock(text))
            if found := _WALL.fullmatch(text):
                day = date.fromisoformat(found[1])
                if 2000 <= day.year <= 2100:
                    return Wall(day, _clock(found[2], found[3]), _offset(found[4]))
        except ValueError:
            pass
        example = "“15:00” or “2026-12-01 15:00”" if self.bare else "“2026-12-01 14:00”"
        return self.fail(
            f"“{text}” is not a {'time' if self.bare else 'date with a time'}; write {example}", param, ctx
        )


def _clock(text: str, seconds: str | None = None) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute), int(seconds or 0))


def _offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text == "Z":
        return timedelta()
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if size > timedelta(hours=15):
        raise ValueError(text)
    return -size if text[0] == "-" else size


class LengthType(click.ParamType[timedelta]):
    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        text = str(value).strip().lower()
        hours, minutes = 0, 0
        if found := _CLOCK_LENGTH.fullmatch(text):
            hours, minutes = int(found[1]), int(found[2])
        elif (found := _LENGTH.fullmatch(text)) and (found[1] or not text.isdigit()):
            hours, minutes = int(found[1] or 0), int(found[2] or 0)
        if not timedelta() < timedelta(hours=hours, minutes=minutes) <= timedelta(days=14):
            return self.fail(f"“{text}” is not a length; write 1h, 45min or 1h30", param, ctx)
        return timedelta(hours=hours, minutes=minutes)


class PersonType(click.ParamType["Interviewer"]):
    name = "person"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Interviewer:
        from calsync.planning.interview import Interviewer

        if isinstance(value, Interviewer):
            return value
        person = _person(str(value))
        if person is None:
            return self.fail(
                f"“{value}” is no person; write “Sarah Lee” or “Sarah Lee <sarah@acme.example>”", param, ctx
            )
        return person


def _person(text: str) -> Interviewer | None:
    """A name, an address, or “Name <address>”; None for what is none of them."""
    from email.utils import parseaddr

    from calsync.ical.names import clean_address, clean_name, name_from_address
    from calsync.planning.interview import Interviewer

    if "@" not in text:
        name = None if "<" in text else clean_name(text)
        return Interviewer(name) if name else None
    shown, typed = parseaddr(text)
    address = clean_address(typed)
    if address is None:
        return None
    return Interviewer(clean_name(shown) or name_from_address(address), address)
