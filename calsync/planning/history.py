"""What has happened to an interview since it was tracked: as it was told, and what that means for its plan.

`plan` respects it for one interview; `applications` owns what one interview means for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from calsync.planning.interview import Decision


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


TELLABLE = tuple(Turn)[:6]


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
    Done | Skipped | Moved | Decided | Outcome | Noted | Archived | Cancelled | Revived | Untracked
)  # what the tracker keeps


class Happened(NamedTuple):
    """A turn as it concerns one interview. `rank` is its place among the interviews it concerns."""

    turn: Turn
    on: datetime
    deadline: datetime | date | None = None
    rank: int = 0


class Ending(NamedTuple):
    """From `on` the steps that answer no outcome are no longer wanted; if `waiting_only`, just those that
    wait for an answer. `why` is for the person."""

    on: datetime
    why: str
    waiting_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the plan of one interview has to respect. Keys of the mappings are a step and a person's key,
    which is empty for everybody. `wave` counts how often the waiting began anew; `topic` is what a
    recovery note is about."""

    done: Mapping[tuple[str, str], Done] = field(default_factory=dict)
    skipped: frozenset[tuple[str, str]] = frozenset()
    pins: Mapping[tuple[str, str], datetime | date] = field(default_factory=dict)
    happened: tuple[Happened, ...] = ()
    endings: tuple[Ending, ...] = ()
    wave: int = 0
    topic: str = ""

    def happening(self, turn: Turn | None) -> Happened | None:
        return next((each for each in self.happened if each.turn is turn), None)

    def done_for(self, step: str, person: str) -> Done | None:
        return self.done.get((step, person)) or self.done.get((step, ""))

    def is_skipped(self, step: str, person: str) -> bool:
        return (step, person) in self.skipped or (step, "") in self.skipped

    def pin_for(self, step: str, person: str) -> datetime | date | None:
        return self.pins.get((step, person)) or self.pins.get((step, ""))


NOTHING = History()


def history_of(entries: Iterable[Entry], *, waiting: frozenset[str], topic: str = "") -> History:
    """The history of one interview, of its own entries in the order they were told; `waiting` names the
    steps that wait for an answer. What is told later overrules what was told before. A new decision date,
    told after such a step was carried out, is an answer: the waiting begins anew, as the next wave."""
    done: dict[tuple[str, str], Done] = {}
    skipped: set[tuple[str, str]] = set()
    pins: dict[tuple[str, str], datetime | date] = {}
    wave = 0
    for entry in entries:
        match entry:
            case Done(step, person):
                done[step, person] = entry
                skipped -= _covered(skipped, step, person)
            case Skipped(step, person):
                skipped.add((step, person))
                for key in _covered(done, step, person):
                    del done[key]
            case Moved(step, person, to):
                for key in _covered(pins, step, person):
                    del pins[key]
                for key in _covered(done, step, person):
                    del done[key]
                skipped -= _covered(skipped, step, person)
                if to is not None:
                    pins[step, person] = to
            case Decided() if any(step in waiting for step, _ in done):
                wave += 1
                done = {key: each for key, each in done.items() if key[0] not in waiting}
                skipped = {key for key in skipped if key[0] not in waiting}
                pins = {key: pin for key, pin in pins.items() if key[0] not in waiting}
            case _:
                pass
    return History(done=done, skipped=frozenset(skipped), pins=pins, wave=wave, topic=topic)


def _covered(keys: Iterable[tuple[str, str]], step: str, person: str) -> set[tuple[str, str]]:
    """The keys that what is told of a step and person overrules."""
    return {key for key in keys if key[0] == step and (not person or key[1] == person)}
