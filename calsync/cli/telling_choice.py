"""Which reminder a few words are about that name none: the step they begin with, else the one that is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from calsync.cli.desk import Desk
from calsync.cli.typed_time import said_at
from calsync.errors import NeedsPerson
from calsync.planning.answer import SaidDone, SaidLater, SaidMoved, SaidSkipped
from calsync.planning.due import Due, due
from calsync.planning.plaintext import short_line
from calsync.planning.plan import Reminder, State, by_time
from calsync.planning.saying import say_list
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import is_after

LONGEST_QUOTE = 40
SOON = timedelta(days=7)
"""A reminder whose time begins later than this is moved only where it is named."""

SPOKEN = {"thank-you": ("thanks", "danke", "dank", "dankesmail")}
"""How else a step is named."""


def begins_with_step(text: str, plan: Iterable[Reminder]) -> tuple[str, str] | None:
    """The step of the plan whose name the text begins with, and what is said of it: “thank-you: sent”,
    “thank you sent Tuesday”."""
    for name in sorted({each.step for each in plan}, key=len, reverse=True):
        for words, marks in ((_pattern(name), ":,–—-"), (_spoken(name), ":–—-")):
            if found := re.match(rf"(?:{words})\b\s*[{marks}]?\s*(?=\S)", text, re.IGNORECASE):
                return name, text[found.end() :]
    return None


def speaks_of_step(text: str, plan: Iterable[Reminder]) -> str:
    """The step of the plan that the text begins with, or speaks of as of a thing: “thank you mail sent”,
    “sent the thank-you note”; empty for none. “Thank you, sent” is politeness."""
    for name in sorted({each.step for each in plan if not is_mark(each)}, key=len, reverse=True):
        words = rf"(?:{_pattern(name)}|{_spoken(name)})\b"
        begins = re.match(rf"{words}(?=[^\S\n]*[^\s,.!;…])", text, re.IGNORECASE)
        if begins or re.search(rf"\b(?:the|a|my|our)\s+{words}", text, re.IGNORECASE):
            return name
    return ""


def _pattern(name: str) -> str:
    return r"[-\s]".join(map(re.escape, name.split("-")))


def _spoken(name: str) -> str:
    return "|".join(map(re.escape, SPOKEN.get(name, ()))) or r"(?!)"


def is_mark(reminder: Reminder) -> bool:
    """Whether it is nothing to do, but a day to know of."""
    return reminder.channel == "none" and (reminder.rule.waiting or reminder.opens == reminder.closes)


def reminders_meant(
    desk: Desk,
    one: Tracked,
    meaning: SaidDone | SaidSkipped | SaidLater | SaidMoved,
    *,
    text: str,
    at: datetime,
) -> Sequence[Reminder]:
    """The reminders of the one step that is due; where none is, of the one that may be done by now, or that
    comes next, and soon, where another time was said. Raises NeedsPerson where that is not one."""
    now = said_at(desk, one, at)
    standing = [
        each
        for each in desk.plans[one.id]
        if each.state is State.OPEN and not is_mark(each) and each.rule.asks is None
    ]
    found = [each for each in standing if _is_due(each, now)]
    if not found:
        match meaning:
            case SaidDone():
                found = _next([each for each in standing if _has_come(each.opens, now)], now)
            case SaidMoved() | SaidLater():
                found = _next([each for each in standing if _has_come(each.opens, now + SOON)], now)
            case SaidSkipped():
                pass
    steps = list(dict.fromkeys(each.step for each in sorted(found, key=by_time)))
    if len(steps) == 1:
        return [each for each in found if each.step == steps[0]]
    raise _which(one, steps, standing, text)


def _which(one: Tracked, steps: Sequence[str], standing: Iterable[Reminder], text: str) -> NeedsPerson:
    said = short_line(text, LONGEST_QUOTE)
    known = list(dict.fromkeys(each.step for each in standing))
    if not known:
        return NeedsPerson(
            f"“{said}” may be about any of the reminders of {one.ref}, and none is open.",
            hint=f"Begin with the name of its step: calsync show {one.ref} lists them.",
        )
    example = f'calsync tell {one.ref} "{(steps or known)[0]}: {said}"'
    if steps:
        return NeedsPerson(
            f"“{said}” may be about any of several reminders of {one.ref}: {say_list(steps)}.",
            hint=f"Begin with the name of the one you mean: {example}",
        )
    return NeedsPerson(
        f"No reminder of {one.ref} is due now, and “{said}” does not say which is meant.",
        hint=f"Begin with its name, one of {', '.join(known)}: {example}",
    )


def _is_due(reminder: Reminder, now: datetime) -> bool:
    """Whether its time has come, and is not long past."""
    return _has_come(reminder.at, now) and due(reminder, now=now, days=0) in (Due.TODAY, Due.OVERDUE)


def _has_come(when: datetime | date, now: datetime) -> bool:
    return not is_after(when, now) if isinstance(when, datetime) else when <= now.date()


def _next(standing: Iterable[Reminder], now: datetime) -> list[Reminder]:
    """All those of the first day that lies ahead."""
    ahead = [each for each in standing if not _has_come(each.at, now)]
    days = [by_time(each)[0] for each in ahead]
    return [each for each, day in zip(ahead, days, strict=True) if day == min(days)]
