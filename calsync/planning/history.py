"""What has happened to an interview since it was tracked: as it was told, and what that means for its plan.

`plan` respects it for one interview; `applications` owns what one interview means for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from calsync.planning.interview import Decision, Interviewer
from calsync.planning.wallclock import is_after


class Turn(StrEnum):
    """What may become of an application. The first six are told as its outcome; the last three follow
    from what was told of another one."""

    REJECTED = "rejected"
    OFFER = "offer"
    WITHDRAWN = "withdrawn"
    NEXT_ROUND = "next-round"
    ACCEPTED = "accepted"
    NO_ANSWER = "no-answer"
    OFFER_ELSEWHERE = "offer-elsewhere"
    ACCEPTED_ELSEWHERE = "accepted-elsewhere"
    OTHERS_WAITING = "offer-while-others-wait"


TELLABLE = (Turn.REJECTED, Turn.OFFER, Turn.WITHDRAWN, Turn.NEXT_ROUND, Turn.ACCEPTED, Turn.NO_ANSWER)


class TurnWords(NamedTuple):
    """A turn as a thing (“the offer”) and as what happened (“they made an offer”), for the person."""

    noun: str
    sentence: str


TURN_WORDS = {
    Turn.REJECTED: TurnWords("the rejection", "they said no"),
    Turn.OFFER: TurnWords("the offer", "they made an offer"),
    Turn.WITHDRAWN: TurnWords("your withdrawal", "you withdrew"),
    Turn.NEXT_ROUND: TurnWords("the invitation to the next round", "the next round is arranged"),
    Turn.ACCEPTED: TurnWords("your acceptance", "you accepted their offer"),
    Turn.NO_ANSWER: TurnWords("the day you closed it", "you closed it without an answer"),
    Turn.OFFER_ELSEWHERE: TurnWords("the offer elsewhere", "another employer made an offer"),
    Turn.ACCEPTED_ELSEWHERE: TurnWords("your acceptance elsewhere", "you accepted another offer"),
    Turn.OTHERS_WAITING: TurnWords("the offer", "they made an offer, and others are pending"),
}


def say_turn(turn: Turn) -> str:
    """“They said no”"""
    sentence = TURN_WORDS[turn].sentence
    return sentence[:1].upper() + sentence[1:]


class Done(NamedTuple):
    """A step was carried out, for one person or (empty `person`) for everybody, at a time or on a day.
    `told` is here and below when the person said so."""

    step: str
    person: str
    on: datetime | date
    told: datetime


class Skipped(NamedTuple):
    step: str
    person: str
    told: datetime


class Moved(NamedTuple):
    """A step was given a time by the person; None gives it back to the plan."""

    step: str
    person: str
    to: datetime | date | None
    told: datetime


class Decided(NamedTuple):
    """The employer stated a decision date, or changed it; None: they named none."""

    decision: Decision | None
    told: datetime


class Outcome(NamedTuple):
    """What became of the application. `on` is an aware time; `prefer` holds ids of other interviews, the
    most wanted first."""

    turn: Turn
    on: datetime
    deadline: datetime | date | None
    prefer: tuple[str, ...]
    told: datetime


class Noted(NamedTuple):
    """Something to remember of the talk with one person, or (empty `person`) of the whole."""

    text: str
    person: str
    told: datetime


class Met(NamedTuple):
    """People who were in the interview, besides those whom the invitation names."""

    people: tuple[Interviewer, ...]
    told: datetime


class Answered(NamedTuple):
    """What the person typed into a reminder, and how it was read, in words; `reading` is empty for what was
    not understood. What it means stands beside it, as entries of its own."""

    step: str
    person: str
    text: str
    reading: str
    told: datetime


class Archived(NamedTuple):
    told: datetime


class Cancelled(NamedTuple):
    told: datetime


class Revived(NamedTuple):
    """A newer invitation took the place of a cancellation, or the person took it out of the archive."""

    told: datetime


class Untracked(NamedTuple):
    told: datetime


Entry = (
    Done
    | Skipped
    | Moved
    | Decided
    | Outcome
    | Noted
    | Met
    | Answered
    | Archived
    | Cancelled
    | Revived
    | Untracked
)  # what the tracker keeps


class Ending(NamedTuple):
    """From `on` something is no longer wanted; if `waiting_only`, just the steps that wait for an answer.
    `why` is for the person."""

    on: datetime
    why: str
    waiting_only: bool = False


class Happened(NamedTuple):
    """A turn as it concerns one interview. `rank` is its place among the interviews it concerns; `over` is
    set once something later took its place. A turn may come again: what was told of its steps before `since`
    (None: nothing was) is not of this one, which `occasion` tells from the others; empty for the first."""

    turn: Turn
    on: datetime
    deadline: datetime | date | None = None
    rank: int = 0
    over: Ending | None = None
    since: datetime | None = None
    occasion: str = ""


Key = tuple[str, str]
"""A step, and whom it was for: a person's key, or empty for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the plan of one interview has to respect. `marks` is what was told last of a step (None: it is
    open after all), `pins` where it was moved to, `answers` what was typed into its reminder, the last at the
    end, `heard` the words of all that ever was, of earlier waves, too. `wave` counts how often the waiting
    began anew; `endings` are of the steps that answer no outcome; `topic` is what a recovery note is about.
    """

    marks: Mapping[Key, Done | Skipped | None] = field(default_factory=dict)
    pins: Mapping[Key, Moved] = field(default_factory=dict)
    answers: Mapping[Key, tuple[Answered, ...]] = field(default_factory=dict)
    heard: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    happened: tuple[Happened, ...] = ()
    endings: tuple[Ending, ...] = ()
    wave: int = 0
    topic: str = ""

    def happening(self, turn: Turn | None) -> Happened | None:
        if turn is None or not self.happened:
            return None
        return next((each for each in self.happened if each.turn is turn), None)

    @property
    def sent(self) -> tuple[Done, ...]:
        """What was carried out, in this wave: the messages of an earlier one were answered."""
        return tuple(mark for mark in self.marks.values() if isinstance(mark, Done))

    def done_for(self, step: str, person: str, *, since: datetime | None = None) -> Done | None:
        """Here and below, only what was told `since` then counts."""
        mark = self._mark(step, person, since)
        return mark if isinstance(mark, Done) else None

    def is_skipped(self, step: str, person: str, *, since: datetime | None = None) -> bool:
        return isinstance(self._mark(step, person, since), Skipped)

    def answers_to(self, step: str, person: str, *, since: datetime | None = None) -> tuple[Answered, ...]:
        """… and what began the occasion was typed before it."""
        told = self.answers.get((step, person), ())
        return tuple(each for each in told if since is None or is_after(each.told, since))

    def _mark(self, step: str, person: str, since: datetime | None) -> Done | Skipped | None:
        for key in ((step, person), (step, "")):
            if key in self.marks:
                mark = self.marks[key]
                if mark is None or _is_since(mark, since):
                    return mark
        return None

    def pin_for(self, step: str, person: str, *, since: datetime | None = None) -> datetime | date | None:
        for key in ((step, person), (step, "")):
            if key in self.pins and _is_since(self.pins[key], since):
                return self.pins[key].to
        return None


NOTHING = History()


def _is_since(entry: Done | Skipped | Moved, since: datetime | None) -> bool:
    return since is None or entry.told.astimezone(UTC) >= since.astimezone(UTC)


def history_of(
    entries: Iterable[Entry],
    *,
    waiting: frozenset[str],
    stated: Decision | None = None,
    topic: str = "",
) -> History:
    """The history of one interview, of its own entries in the order they were told; `waiting` names the
    steps that wait for an answer, `stated` is the decision that was known at first.

    What is told later overrules what was told before, and what is told of everybody what was told of one;
    only who was written to already stays so when the rest is done or skipped. A decision date after the day
    such a step was carried out is an answer to it: the waiting begins anew, as the next wave. What was typed
    into the reminders of an earlier wave is not of this one, nor is what was read together with the answer
    that began it.
    """
    marks: dict[Key, Done | Skipped | None] = {}
    pins: dict[Key, Moved] = {}
    answers: dict[Key, tuple[Answered, ...]] = {}
    heard: dict[Key, frozenset[str]] = {}
    wave = 0
    began: datetime | None = None
    told = tuple(entries)
    news = newly_decided(told, stated)
    for entry in told:
        if isinstance(entry, Answered):
            key = entry.step, entry.person
            heard[key] = heard.get(key, frozenset()) | {entry.text}
        match entry:
            case Done(step, person):
                _forget(marks, step, person, keep=Done)
                marks[step, person] = entry
            case Skipped(step, person):
                _forget(marks, step, person, keep=Done)
                marks[step, person] = entry
            case Moved(step, person):
                _forget(marks, step, person)
                _forget(pins, step, person)
                marks[step, person], pins[step, person] = None, entry
            case Answered(step, told=at) if step in waiting and began and not is_after(at, began):
                pass
            case Answered(step, person):
                answers[step, person] = (*answers.get((step, person), ()), entry)
            case Decided(decision) if decision is not None and any(entry is each for each in news):
                done = [mark for mark in marks.values() if isinstance(mark, Done) and mark.step in waiting]
                if done and decision.date > max(day_of(mark.on) for mark in done):
                    wave, began = wave + 1, entry.told
                    marks = {key: mark for key, mark in marks.items() if key[0] not in waiting}
                    pins = {key: pin for key, pin in pins.items() if key[0] not in waiting}
                    answers = {key: told for key, told in answers.items() if key[0] not in waiting}
            case _:
                pass
    return History(marks=marks, pins=pins, answers=answers, heard=heard, wave=wave, topic=topic)


def newly_decided(entries: Iterable[Entry], stated: Decision | None) -> list[Decided]:
    """The decisions that say another date than was known by then, at first the `stated` one. The same date
    in other words is no news."""
    news: list[Decided] = []
    known = stated
    for entry in entries:
        if isinstance(entry, Decided):
            if entry.decision is not None and (known is None or entry.decision.date != known.date):
                news.append(entry)
            known = entry.decision
    return news


def day_of(when: datetime | date) -> date:
    """The day, on the clock the time was told by."""
    return when.date() if isinstance(when, datetime) else when


T = TypeVar("T")


def _forget(told: dict[Key, T], step: str, person: str, *, keep: type | None = None) -> None:
    """Drop what is told anew for everybody."""
    if not person:
        for key in [key for key in told if key[0] == step]:
            if keep is None or not isinstance(told[key], keep):
                del told[key]
