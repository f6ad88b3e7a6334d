"""How dates and times are said to the person: short, in English, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_IN_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_IN_FULL = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date) -> str:
    """Fri 27 Nov"""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def say_date(day: date) -> str:
    """Fri 27 Nov 2026"""
    return f"{say_day(day)} {day.year}"


def say_time(moment: datetime) -> str:
    """14:00"""
    return f"{moment:%H:%M}"


def say_moment(moment: datetime) -> str:
    """Fri 27 Nov 14:00"""
    return f"{say_day(moment)} {say_time(moment)}"


def say_when(when: date | datetime) -> str:
    """Fri 27 Nov 14:00, or Fri 27 Nov for a whole day"""
    return say_moment(when) if isinstance(when, datetime) else say_day(when)


def say_count(count: int, what: str) -> str:
    """1 day, 2 days"""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def say_weekdays(weekdays: Iterable[int]) -> str:
    """Fridays and Saturdays; Monday is 0"""
    return say_list([f"{WEEKDAYS_IN_FULL[day]}s" for day in sorted(weekdays)])


def say_list(things: Sequence[str]) -> str:
    """A, B and C"""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"
