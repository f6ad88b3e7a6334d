"""`calsync scan` of a whole calendar, against a plain read of its file and against icalendar's parse of a tenth;
and how good it is on the labelled events."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from tests.bench.timing import peak_memory, race
from tests.ical.exports import whole_calendar
from tests.scan.labelled import Half
from tests.scan.quality import quality

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
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
    yield from told_apart()


def _write(path: Path, events: int) -> None:
    with path.open("wb") as file:
        file.writelines(whole_calendar(events, interviews=INTERVIEWS))


def told_apart() -> Iterator[str]:
    """How well interviews are told from everything else, in each part of the labelled set and in all of it."""
    yield f"labelled events{'':<9}tracked unasked, of them interviews    interviews found, of them unasked"
    for half in (*get_args(Half), None):
        found = quality(half=half)
        right = found.tracked - len(found.wrongly_tracked)
        yield (
            f"  {half or 'all':<12}{found.events:>5}{found.tracked:>10}{found.precision:>27.3f}"
            f"{found.recall:>23.3f}{right / found.interviews:>17.3f}"
        )
