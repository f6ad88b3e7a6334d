"""What the person typed into a reminder in the calendar, told from what stood there before.

What it means is for whoever knows the plan: `listen` asks, and notes the reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
SHOWN = 80
"""Characters of it that a line about it shows."""
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
    well be a note. In a title only what was done or is not wanted is said. `rest` is what was written on
    behind what stood there before, `apart` whether a sign sets it apart, and `doubtful` whether what stood
    there was not understood; `lines` are those of several, for when they make no sense together. `beyond`
    counts lines that are not read, and then it is nothing else."""

    text: str
    meant: bool
    in_title: bool = False
    rest: str = ""
    apart: bool = False
    doubtful: bool = False
    lines: tuple[Typed, ...] = ()
    beyond: int = 0

    def takes(self, reply: Reply) -> bool:
        if not reply.reading:
            return False
        return not self.in_title or all(isinstance(each.entry, Done | Skipped) for each in reply.entries)


def unheard(_: Question, __: Sequence[Told]) -> Reply:
    """Nobody reads answers."""
    return Reply((), "", "Answers are not read here.")


def typed_answers(
    item: Item, last: Item, *, heard: Collection[str] = (), unclear: Collection[str] = ()
) -> tuple[Typed, ...]:
    """What stands in `item` and may be an answer, and did not stand in `last`; without what was `heard`
    already. What was written on behind words may be an answer of its own, unless those were `unclear`."""
    known = _with_lines(heard)
    found = (_news(each, known) for each in _typed(item, last, frozenset(unclear)))
    return tuple(each for each in found if each is not None)


def _with_lines(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(line for text in texts for line in (text, *text.split("\n")) if line)


def _news(typed: Typed, heard: frozenset[str]) -> Typed | None:
    if typed.lines:
        lines = [each for each in (_news(line, heard) for line in typed.lines) if each is not None]
        return typed if tuple(lines) == typed.lines else _together(lines)
    rest = _beyond(typed.text, heard)
    return typed._replace(text=rest) if rest or typed.beyond else None


def _beyond(text: str, heard: Collection[str]) -> str:
    """What is left of a text without what was heard of it; empty if that is all."""
    rest = _further(text, heard)
    while rest != text:
        text, rest = rest, _further(rest, heard)
    return "" if text in heard else text


def _typed(item: Item, last: Item, unclear: frozenset[str]) -> Iterator[Typed]:
    if item.title != last.title and last.title and item.title.endswith(last.title):
        before = item.title[: -len(last.title)].strip(_DECORATION)
        if before:
            yield Typed(before, meant=False, in_title=True)
    if item.body == last.body:
        return
    known = frozenset(line.strip() for line in last.body.split("\n"))
    place, old = find_prompt(item.body), find_prompt(last.body)
    lines = [line.strip() for line in item.body.split("\n")]
    first = next((line for line in lines if line), "")
    if first and first not in known and (place is None or lines.index(first) < place.line):
        yield Typed(first, meant=False)
    if place is None:
        return
    typed: list[Typed] = []
    if place.text and (old is None or place.text != old.text):
        typed.append(_written_on(place.text, [old.text] if old else [], unclear, meant=True))
    below = [number for number in range(place.line + 1, len(lines)) if lines[number] not in known]
    for number in below[: MOST_LINES - 1]:
        meant = number == place.line + 1 and not place.text
        typed.append(_written_on(lines[number], known, unclear, meant=meant))
    together = _together(typed)
    if together is not None:
        yield together
    if len(below) > MOST_LINES - 1:
        yield Typed("", meant=True, beyond=len(below) - (MOST_LINES - 1))


def _together(typed: Sequence[Typed]) -> Typed | None:
    """Several lines as one answer, if all of them are new."""
    lines = tuple(each for each in typed if each.text)
    if len(lines) < 2:
        return lines[0] if lines else None
    text = "" if any(each.rest for each in lines) else "\n".join(each.text for each in lines)
    return Typed(text, meant=any(each.meant for each in lines), lines=lines)


def _written_on(text: str, known: Collection[str], unclear: frozenset[str], *, meant: bool) -> Typed:
    rest = _further(text, known)
    if rest in ("", text):
        return Typed(rest, meant)
    before = text[: text.rfind(rest)].rstrip()
    begun = before.strip(_DECORATION)
    apart = before.endswith((";", ".", "!"))
    if misread := max((each for each in unclear if begun.endswith(each)), key=len, default=""):
        text = text[begun.rfind(misread) :]  # “not” and then “not sent”
        return Typed(text, meant, rest=rest, apart=apart, doubtful=True)
    return Typed(text, meant, rest=rest, apart=apart)


def _further(text: str, known: Collection[str]) -> str:
    """What was written on behind something that was there already; else all of it."""
    begun = max((each for each in known if each and text.startswith(each)), key=len, default="")
    rest = text[len(begun) :]
    return rest.strip(_DECORATION) if begun and re.match(r"\W|$", rest) else text


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
