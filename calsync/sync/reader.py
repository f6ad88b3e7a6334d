"""What was typed into a reminder, read as answers: what follows is told, and what came of each is said.

`answers` finds what was typed; `listen` owns what was done otherwise.
"""

from __future__ import annotations

from datetime import datetime

from calsync.ical.item import Item
from calsync.planning.history import Answered, Noted
from calsync.planning.plaintext import short_line
from calsync.sync.answers import (
    LONGEST,
    MOST_ANSWERS,
    MOST_LINES,
    SHOWN,
    Answering,
    Question,
    Reply,
    Typed,
    typed_answers,
    typed_at,
)
from calsync.sync.ledger import Told
from calsync.sync.report import Kind, Line
from calsync.sync.wanted import Wanted


class Reader:
    """For one look. What it learns goes to the end of `told` and `lines`; `now` is aware."""

    def __init__(self, answering: Answering, *, now: datetime, told: list[Told], lines: list[Line]) -> None:
        self._answering, self._now, self._told, self._lines = answering, now, told, lines
        self._read = 0

    @property
    def is_tired(self) -> bool:
        """Whether it has read as many as it does at once."""
        return self._read >= MOST_ANSWERS

    def read(self, item: Item, last: Item, wanted: Wanted, *, anew: bool) -> bool:
        """Read what is new since `last`; whether something was, and all of it was understood, or it was said
        that it was not. `anew` is an object that was not known, and may hold answers that were."""
        reminder = wanted.reminder
        typed = typed_answers(
            item,
            last,
            heard=reminder.heard if anew else (),
            unclear=[each.text for each in reminder.answers if not each.reading],
        )
        at = typed_at(item, last, now=self._now)
        taken = [self._take(each, wanted, at=at, guests=item.invites) for each in typed]
        return bool(taken) and all(taken)

    def _take(self, typed: Typed, wanted: Wanted, *, at: datetime, guests: bool) -> bool:
        """Whether it was understood, or it was said that it was not."""
        if typed.beyond:
            more = f"{typed.beyond} more lines were not read; no more than {MOST_LINES} are, at once"
            return self._unclear(wanted, typed, more)
        if guests:
            return self._unclear(wanted, typed, "it has guests, so anybody may have typed it")
        why = ""
        for text, note in _ways(typed):
            reply = self._reply(wanted, text, at=at)
            is_note = any(isinstance(each.entry, Noted) for each in reply.entries)
            if typed.takes(reply) and note in (None, is_note):
                return self._understood(wanted, text, reply)
            why = why or reply.why
        if typed.lines:
            taken = [self._take(each, wanted, at=at, guests=guests) for each in typed.lines]
            return all(taken)
        if typed.rest and not typed.doubtful:
            typed = typed._replace(text=typed.rest)
        if len(typed.text) > LONGEST:
            typed = typed._replace(text=short_line(typed.text, SHOWN))
        if typed.meant:
            self._note(wanted, typed.text, "")
        return self._unclear(wanted, typed, why)

    def _reply(self, wanted: Wanted, text: str, *, at: datetime) -> Reply:
        if len(text) > LONGEST:
            return Reply((), "", f"It is longer than {LONGEST} characters.")
        self._read += 1
        return self._answering(Question(wanted.reminder, text, at), self._told)

    def _understood(self, wanted: Wanted, text: str, reply: Reply) -> bool:
        self._told += [each._replace(entry=each.entry._replace(told=self._now)) for each in reply.entries]
        self._note(wanted, text, reply.reading)
        why = f"“{short_line(text, SHOWN).strip('“”')}” read {reply.reading}"
        at = wanted.reminder.at
        self._lines.append(Line(Kind.ANSWERED, wanted.uid, wanted.title, at, why, wanted.interview))
        return True

    def _note(self, wanted: Wanted, text: str, reading: str) -> None:
        entry = Answered(wanted.reminder.step, wanted.person, text, reading, self._now)
        self._told.append(Told(wanted.interview, entry))

    def _unclear(self, wanted: Wanted, typed: Typed, why: str) -> bool:
        if typed.meant:
            named = not typed.text or f"“{typed.text[:9]}" in why
            said = why if named else f"“{short_line(typed.text, SHOWN)}”: {why}"
            self._lines.append(Line(Kind.UNCLEAR, wanted.uid, wanted.title, None, said, wanted.interview))
        return typed.meant


def _ways(typed: Typed) -> tuple[tuple[str, bool | None], ...]:
    """The texts to try, and whether it has then to be a note, or none. The words of a note that is written on
    are none of what is new; and behind what was not understood only a note is sure to stand for itself."""
    if not typed.text:
        return ()
    if not typed.rest:
        return ((typed.text, None),)
    if typed.doubtful:
        return (typed.text, None), (typed.rest, None if typed.apart else True)
    whole, rest = (typed.text, False), (typed.rest, None)
    return (*((rest, whole) if typed.apart else (whole, rest)), (typed.text, None))
