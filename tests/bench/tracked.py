"""The commands about tracked interviews: each as a whole process, and the agenda over a thousand of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from calsync.cadence_files import BUILT_IN
from calsync.ical.invite import read_invitation
from calsync.planning.history import Decided, Done, Noted
from calsync.planning.interview import Decision
from calsync.planning.loops import gather
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.tracker.log import open_tracker
from tests.bench.timing import peak_memory, race
from tests.sessions import ROOT

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MANY = 1000


def commands(folder: Path, environment: Mapping[str, str], *, rounds: int) -> Iterator[str]:
    """Lines with the ratios. `folder` is empty and ours."""
    calsync = str(Path(sys.executable).with_name("calsync"))
    few, many = folder / "few", folder / "many"
    fill(few, count=3)
    fill(many, count=MANY)
    message = folder / "message.txt"
    message.write_text("Hello Sarah,\n\nThank you for your time today.\n", "utf-8")
    home = {**environment, "CALSYNC_HOME": str(few), "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    own = folder / "own.toml"
    own.write_bytes((BUILT_IN / "patient.toml").read_bytes())
    typed = ["--company", "Birch", "--kind", "final", "--start", "2026-12-03 10:00", "--end", "11:00"]
    ref = "company-0-technical"
    invitation = str(ROOT / "examples" / "google.ics")
    told = {
        "track, known already": ["track", invitation],
        "track, typed and new": ["track", *typed, "--timezone", "Europe/Berlin"],
        "undo of that": ["undo"],
        "list": ["list"],
        "show": ["show", ref],
        "agenda": ["agenda"],
        "done": ["done", ref, "linkedin", "--on", "today"],
        "skip": ["skip", ref, "final-note"],
        "move": ["move", ref, "status-check", "2026-12-03"],
        "decision": ["decision", ref, "2026-12-02"],
        "note": ["note", ref, "the question on sharding"],
        "outcome": ["outcome", ref, "next-round"],
        "draft": ["draft", ref, "status-check"],
        "review": ["review", str(message), "--for", f"{ref}:status-check"],
        "export": ["export", "-o", str(folder / "followups.ics")],
        "undo": ["undo"],
        "untrack": ["untrack", "company-2"],
        "undo of untrack": ["undo"],
        "archive": ["archive"],
        "backup": ["backup", "--force", str(folder / "copy.sqlite3")],
        "cadence list": ["cadence", "list"],
        "cadence show": ["cadence", "show", "patient"],
        "cadence check": ["cadence", "check", str(own)],
        "config path": ["config", "path"],
        "config set": ["config", "set", "name", "Kim Doe"],
        "config show": ["config", "show"],
        "config check": ["config", "check"],
        "config unset": ["config", "unset", "name"],
    }
    raced = {"python -c pass": [sys.executable, "-c", "pass"]}
    raced |= {name: [calsync, *words] for name, words in told.items()}
    big = f"agenda, {MANY} interviews"
    raced[big] = [calsync, "--home", str(many), "agenda"]
    medians = race(raced, rounds=rounds, environment=home, may_fail={"review"})
    bare = medians["python -c pass"]
    yield f"commands about what is tracked, median of {rounds}, as a multiple of a bare interpreter"
    for name, seconds in medians.items():
        yield f"  {name:<28}{seconds / bare:6.1f}x"
    least = peak_memory(raced["python -c pass"], home)
    yield f"peak memory of the agenda over {MANY}: {peak_memory(raced[big], home) / least:.1f}x"


def fill(home: Path, *, count: int) -> None:
    """So many interviews at so many companies, each with seven reminders and some history."""
    data = (ROOT / "examples" / "google.ics").read_bytes()
    (model,) = gather(read_invitation(data, file="google.ics").events).interviews
    decision = Decision(NOW.date() + timedelta(days=7), "next Friday", "read as Fri 27 Nov 2026")
    with (
        open_tracker(home / "tracker.sqlite3", wait=10) as tracker,
        tracker.command("fill", at=NOW) as change,
    ):
        for number in range(count):
            interview = replace(
                model, id=f"{number:012x}", company=f"Company {number}", uids=frozenset({f"uid-{number}"})
            )
            change.add(f"company-{number}-technical", interview, Wishes(), Sources())
            change.append(interview.id, Decided(decision, NOW))
            change.append(interview.id, Done("thank-you", "", NOW, NOW))
            change.append(interview.id, Noted("their move to another city", "", NOW))
