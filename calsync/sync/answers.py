"""What the person typed into a reminder in the calendar, told from what stood there before.

What it means is for whoever knows the plan: `listen` asks, and notes the reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from calsync.ical.item import Item
from calsync.ical.reminder import first_value
from calsync.messages.answering import find_prompt
from calsync.planning.history import Done, Skipped
from calsync.planning.plan import Reminder
from calsync.sync.ledger import Told

MOST_LINES = 5
"""Of one reminder that are read as answers in one run."""
MOST_ANSWERS = 50
"""Answers that are read in one run; what is more waits for the next."""
LONGEST = 1000
"""Characters of an answer."""
_DECORATION = " \t:;,.-–—|/[]()"


class Question(NamedTuple):
    """What an answer means that was typed into the reminder at the aware time `at`."""

    reminder: Reminder
    text: str
    at: datetime


class Reply(NamedTuple):
    """What follows from an answer. `reading` says in words how it was read (“as done on Tue 24 Nov 2026”),
    empty if it was not understood; then `why` says what is wrong, and nothing follows."""

    entries: tuple[Told, ...]
    reading: str
    why: str = ""


Answering = Callable[[Question, Sequence[Told]], Reply]
"""The reply, given what was learnt before in this run."""


class Typed(NamedTuple):
    """Something that may be an answer. `meant` is whether it stands where answers go: elsewhere it may as
    well be a note. In a title only what was done or is not wanted is said."""

    text: str
    meant: bool
    in_title: bool = False

    def takes(self, reply: Reply) -> bool:
        if not reply.reading:
            return False
        return not self.in_title or all(isinstance(each.entry, Done | Skipped) for each in reply.entries)


def unheard(_: Question, __: Sequence[Told]) -> Reply:
    """Nobody reads answers."""
    return Reply((), "", "Answers are not read here.")


def typed_answers(item: Item, last: Item, *, heard: Sequence[str] = ()) -> tuple[Typed, ...]:
    """What stands in `item` and may be an answer, and did not stand in `last`; without what was `heard`
    already."""
    found = (each._replace(text=_unheard(each.text, heard)) for each in _typed(item, last))
    return tuple(each for each in found if each.text)


def _unheard(text: str, heard: Sequence[str]) -> str:
    rest = _further(text, heard)
    while rest != text:
        text, rest = rest, _further(rest, heard)
    return "" if text in heard else text


def _typed(item: Item, last: Item) -> Iterator[Typed]:
    if item.title != last.title and last.title and item.title.endswith(last.title):
        before = item.title[: -len(last.title)].strip(_DECORATION)
        if before:
            yield Typed(before, meant=False, in_title=True)
    if item.body == last.body:
        return
    known = [line.strip() for line in last.body.split("\n") if line.strip()]
    place, old = find_prompt(item.body), find_prompt(last.body)
    lines = [line.strip() for line in item.body.split("\n")]
    first = next((line for line in lines if line), "")
    if first and first not in known and (place is None or lines.index(first) < place.line):
        yield Typed(first, meant=False)
    if place is None:
        return
    earlier = [old.text] if old is not None else []
    if place.text and place.text not in earlier:
        yield Typed(_further(place.text, earlier), meant=True)
    below = [line for line in lines[place.line + 1 :] if line and line not in known]
    for line in below[: MOST_LINES - 1]:
        yield Typed(_further(line, known), meant=False)


def _further(text: str, known: Sequence[str]) -> str:
    """What was written on behind something that was there already; else all of it."""
    begun = [each for each in known if each and text.startswith(each)]
    rest = text[len(max(begun, key=len)) :] if begun else ""
    return rest.strip(_DECORATION) if begun and re.match(r"\W", rest) else text


def typed_at(item: Item, last: Item, *, now: datetime) -> datetime:
    """When it was typed, by the object's own stamp if that moved since and lies not ahead; else the aware
    `now`."""
    now = now.astimezone(UTC)
    stamp, before = _stamp(item), _stamp(last)
    if stamp is None or stamp > now or (before is not None and stamp <= before):
        return now
    return stamp


def _stamp(item: Item) -> datetime | None:
    try:
        at: object = getattr(first_value(item.entry, "LAST-MODIFIED"), "dt", None)
    except ValueError:  # raised when a broken value is looked at
        return None
    return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo is not None else None
