"""Where a step is placed, and what its window is counted from. `placement` places it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

LAST_RESORT = timedelta(hours=2)
"""How long before the window closes a step goes that found no better hour; likewise what must be done before
a moment."""


class Place(NamedTuple):
    """One or more times for a step (one per addressee), its window, and why."""

    at: tuple[datetime, ...] | tuple[date]
    opens: datetime | date
    closes: datetime | date
    reason: str


class Origin(NamedTuple):
    """What a window is counted from: the moment, if it has one, its day, and what it is called, as in
    “the decision date”. Nothing is placed before `earliest`: what it answers had not happened yet."""

    moment: datetime | None
    day: date
    name: str
    earliest: datetime | None = None
