"""What a few words of the person mean for a tracked interview: the entries that follow, and how they were
read. Nothing is written here. `planning.answer` reads the words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from calsync.cli.desk import Desk
from calsync.planning.plan import Reminder
from calsync.planning.tracked import Tracked
from calsync.sync.ledger import Told


class Telling(NamedTuple):
    """`said` is a sentence for the terminal, `reading` how it was read, as it follows “Read ” in a reminder:
    “as done on Tue 24 Nov 2026”. `notes` are for the person to consider."""

    entries: tuple[Told, ...]
    said: str
    reading: str
    notes: tuple[str, ...] = ()


def read_into(desk: Desk, one: Tracked, text: str, *, about: Reminder | None, at: datetime) -> Telling:
    """What follows from `text`, said of the interview at the aware time `at`; `about` is the reminder it was
    typed into, None where none was. Raises UsageError (AnswerError, PhraseError, WhenError …) where nothing
    follows, NeedsPerson where it must be said which reminder is meant."""
    raise NotImplementedError
