"""The last lines of a reminder in a calendar that is listened to: how the last answer was read, and the line
that invites one. `sync.answers` finds what was typed there."""

from __future__ import annotations

import re
from typing import NamedTuple

from calsync.messages.wording import Words
from calsync.planning.answer_said import join_readings
from calsync.planning.cadence import Asks
from calsync.planning.plaintext import safe_line
from calsync.planning.plan import Reminder

PROMPT = "Your answer"
_PROMPT_LINE = re.compile(rf"{PROMPT}(?: \([^()]*\))?:(.*)")
_READ, _UNREAD = "Read ", "Not understood: "
_LONGEST_QUOTE = 60


class Place(NamedTuple):
    """The line of a body that invites an answer: its number, and what was typed there."""

    line: int
    text: str


def with_prompt(words: Words, reminder: Reminder) -> Words:
    """The words, and below them how the last answer was read and the invitation to one."""
    confirmed = confirmation(reminder)
    lines = [words.body, "", *([confirmed] if confirmed else []), f"{PROMPT} ({_examples(reminder)}): "]
    return words._replace(body="\n".join(lines))


def confirmation(reminder: Reminder) -> str:
    """How the answer that was heard last was read, in one line; empty if there was none."""
    if not reminder.answers:
        return ""
    last = [each for each in reminder.answers if each.told == reminder.answers[-1].told]
    read = [each.reading for each in last if each.reading]
    unread = [each.text for each in last if not each.reading]
    said = f"{_READ}{join_readings(read)}." if read else ""
    if unread:
        texts = " and ".join(f"“{_short(text)}”" for text in unread)
        said += f"{' ' if said else ''}{_UNREAD}{texts}; nothing was changed by it."
    return safe_line(said)


def find_prompt(body: str) -> Place | None:
    """The last line that invites an answer."""
    lines = body.split("\n")
    for number in range(len(lines) - 1, -1, -1):
        if found := _PROMPT_LINE.fullmatch(lines[number].strip()):
            return Place(number, found[1].strip())
    return None


def above_prompt(body: str) -> str:
    """What stands above the line that invites an answer; all of it without one."""
    place = find_prompt(body)
    return body if place is None else "\n".join(body.split("\n")[: place.line])


def confirmed_anew(body: str, said: str, *, before: str) -> str | None:
    """A body with how the last answer was read, in one line, in place of the line that says so in our text
    `before`; None if it says that already."""
    old = confirmed(before)
    lines = [line for line in body.split("\n") if not old or line.strip() != old]
    if said and said not in (line.strip() for line in lines):  # another machine may have written it
        place = find_prompt("\n".join(lines))
        lines.insert(place.line if place is not None else len(lines), said)
    anew = "\n".join(lines)
    return anew if anew != body else None


def confirmed(body: str) -> str:
    """How an answer was read by what a text of ours says; empty if it says nothing of one."""
    place = find_prompt(body)
    if place is None or place.line == 0:
        return ""
    above = body.split("\n")[place.line - 1].strip()
    return above if above.startswith((_READ, _UNREAD)) else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def _examples(reminder: Reminder) -> str:
    rule = reminder.rule
    match rule.asks:
        case Asks.TIMELINE:
            return "as in: by the end of next week"
        case Asks.PEOPLE:
            return "names, with mail addresses if you have them"
        case None if rule.follow_up:
            return "sent, later, rejected, offer until …, next round"
        case None if rule.outcome is None and rule.waiting and rule.channel == "none":
            return "offer until …, rejected, next round, or a new date as in: they decide by Friday"
        case None if rule.channel == "none":
            return "done, skip, later"
        case None:
            return "sent, skip, later, Friday 10:00, note: …"
