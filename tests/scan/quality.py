"""How good the scan is at telling interviews from everything else, measured on the labelled set."""

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.ical.sighting import Band, Seeker, Seen, look_through
from tests.scan.labelled import Half, Labelled, labelled

DANA = frozenset({"dana@mail.example", "dana.fox@oldjob.example", "dana fox"})
FIRST, LAST = date(2026, 11, 8), date(2027, 1, 21)


class Quality(NamedTuple):
    """How many of the entries that are tracked are interviews (`precision`), and how many of the interviews are
    tracked or offered (`recall`), each from 0 to 1; of how many `events`; and the names of those that went
    wrong."""

    precision: float
    recall: float
    tracked: int
    interviews: int
    events: int
    wrongly_tracked: tuple[str, ...]
    missed: tuple[str, ...]


def look_at(entry: Labelled, *languages: str, first: date = FIRST, last: date = LAST) -> Seen:
    """What the scan sees in a labelled entry."""
    seeker = Seeker(DANA, ZoneInfo("Europe/Berlin"), languages)
    return look_through([entry.data], file=entry.name, seeker=seeker, first=first, last=last)


def quality(*languages: str, half: Half | None = None, only: tuple[str, ...] = ()) -> Quality:
    """Of one part of the set or of all, searched for the words of those languages (none: of all); `only` the
    entries in some languages."""
    events, tracked, interviews, wrong, missed = 0, 0, 0, [], []
    for entry in labelled():
        if (half and entry.half != half) or (only and entry.language not in only):
            continue
        events += 1
        bands = {sighting.band for sighting in look_at(entry, *languages).sightings}
        interviews += entry.interview
        tracked += Band.TRACK in bands
        if Band.TRACK in bands and not entry.interview:
            wrong.append(entry.name)
        if entry.interview and not bands:
            missed.append(entry.name)
    precision, recall = 1 - len(wrong) / tracked, 1 - len(missed) / interviews
    return Quality(precision, recall, tracked, interviews, events, tuple(wrong), tuple(missed))
