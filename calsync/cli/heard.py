"""What was heard lately from reminders in a calendar: the person's answers, and how they were read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from calsync.planning.history import Answered
from calsync.planning.people import person_key
from calsync.planning.tracked import Tracked

LATELY = timedelta(days=7)


class Heard(NamedTuple):
    """`reading` follows “read ”; empty for what was not understood. `person` is whom the reminder was about,
    empty for everybody."""

    one: Tracked
    step: str
    person: str
    text: str
    reading: str
    told: datetime


def heard_lately(tracked: Iterable[Tracked], now: datetime) -> list[Heard]:
    """The answers of the last days before the aware time `now`, the newest first. One that was not understood
    gives way to a later one in the same reminder."""
    found = [
        Heard(one, each.step, person_label(one, each.person), each.text, each.reading, each.told)
        for one in tracked
        for each in one.entries
        if isinstance(each, Answered) and not _is_outdone(each, one)
    ]
    since = now.astimezone(UTC) - LATELY
    recent = [each for each in found if each.told.astimezone(UTC) >= since]
    return sorted(recent, key=lambda each: each.told.astimezone(UTC), reverse=True)


def _is_outdone(answer: Answered, one: Tracked) -> bool:
    return not answer.reading and any(
        isinstance(each, Answered)
        and (each.step, each.person) == (answer.step, answer.person)
        and each.told.astimezone(UTC) > answer.told.astimezone(UTC)
        for each in one.entries
    )


def person_label(one: Tracked, key: str) -> str:
    """What to call the person of that key; empty for everybody."""
    return next((each.label for each in one.people if key and person_key(each) == key), key)
