"""What a person answers in a few words, on the phone or on the command line: “sent Tuesday”, “by the end of
next week”, “offer until 4 Dec”, “Tom Ng tom@acme.example”, “note: her team's migration”.

The words are data: `answers/*.toml`, one file a language. Days and times are read by `decision` and `when`.
Nothing is guessed: what is not understood to the last word is refused.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from calsync.errors import AnswerError
from calsync.planning.cadence import Asks
from calsync.planning.history import Turn
from calsync.planning.interview import Decision, Interviewer
from calsync.planning.workdays import WorkCalendar


class SaidDone(NamedTuple):
    """It was carried out, on that day or at that time; None: just now."""

    on: datetime | date | None


class SaidSkipped(NamedTuple):
    """It is not wanted."""


class SaidLater(NamedTuple):
    """Another time, and not said when."""


class SaidMoved(NamedTuple):
    to: datetime | date


class SaidDecision(NamedTuple):
    """When the employer will decide; None: they named no date."""

    decision: Decision | None


class SaidOutcome(NamedTuple):
    """`on` is when it was heard (None: just now), `deadline` that of an offer."""

    turn: Turn
    on: datetime | date | None
    deadline: datetime | date | None


class SaidPeople(NamedTuple):
    """Who was there."""

    people: tuple[Interviewer, ...]


class SaidNote(NamedTuple):
    text: str


Meaning = SaidDone | SaidSkipped | SaidLater | SaidMoved | SaidDecision | SaidOutcome | SaidPeople | SaidNote


class Asked(NamedTuple):
    """What an answer is read against. `asks` is what the reminder asks, if it asks anything; `now` (aware)
    when the answer was given; `zone` the candidate's; `workdays` the employer's."""

    asks: Asks | None
    now: datetime
    zone: tzinfo
    workdays: WorkCalendar
    month_first: bool = False


def read_answer(text: str, asked: Asked, *, languages: tuple[str, ...] = ()) -> tuple[Meaning, ...]:
    """What the words mean, in their order; in any of the `languages` (none: all there are). Raises
    AnswerError with what could be said instead, and PhraseError or WhenError for a day that cannot be."""
    raise AnswerError("")
