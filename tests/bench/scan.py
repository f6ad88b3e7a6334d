"""`calsync scan` of a whole calendar, against a plain read of its file and against icalendar's parse of a tenth;
and how good it is on the labelled events."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.ical.sighting import Band, Seeker, look_through
from tests.bench.timing import peak_memory, race
from tests.ical.exports import whole_calendar
from tests.scan.labelled import Labelled, labelled

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 8), date(2027, 1, 21)
"""What a scan of that day looks at: 14 days back, 60 ahead."""
DANA = Seeker(
    frozenset({"dana@mail.example", "dana.fox@oldjob.example", "dana fox"}), ZoneInfo("Europe/Berlin")
)
INTERVIEWS = 12
READ = "import sys\nfor line in open(sys.argv[1], 'rb'): pass"
PARSE = "import sys\nfrom icalendar import Calendar\nCalendar.from_ical(open(sys.argv[1], 'rb').read())"


def scan(folder: Path, environment: Mapping[str, str], *, events: int, rounds: int) -> Iterator[str]:
    """Lines with the ratios. `folder` is empty and ours."""
    whole, tenth = folder / "whole.ics", folder / "tenth.ics"
    _write(whole, events)
    _write(tenth, events // 10)
    home = {**environment, "CALSYNC_HOME": str(folder), "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    (folder / "calsync.toml").write_text('me = ["dana@mail.example"]\ntimezone = "Europe/Berlin"\n', "utf-8")
    calsync = str(Path(sys.executable).with_name("calsync"))
    read, scanned = f"read {events:,} events", f"scan {events:,} events"
    parsed = f"icalendar, {events // 10:,} events"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        read: [sys.executable, "-c", READ, str(whole)],
        scanned: [calsync, "scan", "--from", str(whole)],
        parsed: [sys.executable, "-c", PARSE, str(tenth)],
    }
    medians = race(commands, rounds=rounds, environment=home)
    size = whole.stat().st_size / 1_000_000
    here = f"{medians[scanned]:.1f} s here"
    yield f"scan of an export of {events:,} events ({size:.0f} MB; {here}), median of {rounds}, and peak memory"
    least = peak_memory(commands["python -c pass"], home)
    for name in (read, scanned, parsed):
        memory = peak_memory(commands[name], home) / least
        yield f"  {name:<28}{medians[name] / medians[read]:6.1f}x{memory:6.1f}x"
    yield from quality(labelled())


def _write(path: Path, events: int) -> None:
    with path.open("wb") as file:
        file.writelines(whole_calendar(events, interviews=INTERVIEWS))


class Score(NamedTuple):
    """How many of them are interviews, and how many of those and of the others were found."""

    interviews: int
    found: int
    wrong: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.interviews if self.interviews else 1.0


def quality(events: Iterable[Labelled]) -> Iterator[str]:
    """Precision and recall, of what is tracked unasked and of what is tracked or offered."""
    judged = [(each, bands_of(each)) for each in events]
    yield f"found among {len(judged)} labelled events{'':<12}tracked unasked    tracked or offered"
    for half in ("open", "held-back"):
        own = [each for each in judged if each[0].half == half]
        tracked = score(own, {Band.TRACK})
        offered = score(own, {Band.TRACK, Band.OFFER})
        yield (
            f"  {half:<12}precision / recall{'':<11}{tracked.precision:.3f} / {tracked.recall:.3f}"
            f"      {offered.precision:.3f} / {offered.recall:.3f}"
        )


def bands_of(one: Labelled) -> set[Band]:
    seen = look_through([one.data], file=one.name, seeker=DANA, first=FIRST, last=LAST)
    return {each.band for each in seen.sightings}


def score(judged: Iterable[tuple[Labelled, set[Band]]], bands: set[Band]) -> Score:
    """Of those that count as found whose band is among `bands`."""
    all_, found, wrong = 0, 0, 0
    for one, own in judged:
        all_ += one.interview
        if own & bands:
            found += one.interview
            wrong += not one.interview
    return Score(all_, found, wrong)
