"""How several answers were read, said in one: the people together, the notes counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

PEOPLE_READ: Final = "as people who were there: "
NOTE_READ: Final = "as a note"
KNOWN_READ: Final = ", known already"
"""What follows a reading of which nothing was noted."""


def join_readings(readings: Sequence[str]) -> str:
    """“as people who were there: Tom Ng, Ana Ruiz; as 2 notes”: each reading once, in the order in which they
    were told."""
    joined: list[str] = []
    named = [each for each in readings if _names(each)]
    for each in dict.fromkeys(readings):
        if _names(each):
            if each == named[0]:
                names = dict.fromkeys(one.removeprefix(PEOPLE_READ) for one in named)
                joined.append(PEOPLE_READ + ", ".join(names))
        elif (count := readings.count(each)) > 1 and each.startswith(NOTE_READ):
            joined.append(f"as {count} notes{each.removeprefix(NOTE_READ)}")
        else:
            joined.append(each)
    return "; ".join(joined)


def _names(reading: str) -> bool:
    return reading.startswith(PEOPLE_READ) and not reading.endswith(KNOWN_READ)
