"""What the person typed into a reminder in the calendar, told from what stood there before.

What it means is for whoever knows the plan: `listen` asks, and notes the reply.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from calsync.planning.plan import Reminder
from calsync.sync.ledger import Told


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
