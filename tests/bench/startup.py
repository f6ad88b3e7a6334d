"""Start-up: what a person feels. Whole processes against a bare interpreter, and against khal doing the same."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.timing import peak_memory, race
from tests.sessions import ROOT

KHAL = """[calendars]
[[follow-ups]]
path = {folder}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


def startup(folder: Path, environment: Mapping[str, str], *, rounds: int) -> Iterator[str]:
    """Lines with the ratios. `folder` is empty and ours."""
    calsync = str(Path(sys.executable).with_name("calsync"))
    invitation = str(ROOT / "examples" / "google.ics")
    followups = folder / "followups.ics"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import click": [sys.executable, "-c", "import click"],
        "calsync --version": [calsync, "--version"],
        "calsync --help": [calsync, "--help"],
        "calsync plan --help": [calsync, "plan", "--help"],
        "calsync plan": [calsync, "plan", invitation, "--decision", "by the end of next week"],
        "calsync plan -o": [calsync, "plan", invitation, "-o", str(followups)],
    }
    first = race({"calsync plan -o": commands["calsync plan -o"]}, rounds=1, environment=environment)
    assert first
    if importlib.util.find_spec("khal") is not None:
        (folder / "calendar").mkdir()
        config = folder / "khal.conf"
        config.write_text(KHAL.format(folder=folder / "calendar"), "utf-8")
        khal = str(Path(sys.executable).with_name("khal"))
        commands["khal import of that file"] = [khal, "-c", str(config), "import", "--batch", str(followups)]
    medians = race(commands, rounds=rounds, environment=environment)
    bare = medians["python -c pass"]
    yield f"start-up, median of {rounds}, as a multiple of a bare interpreter ({bare * 1000:.0f} ms here)"
    for name, seconds in medians.items():
        yield f"  {name:<28}{seconds / bare:6.1f}x"
    if "khal import of that file" not in medians:
        yield "  khal is not installed: pip install khal to compare"
    yield "peak memory, as a multiple of a bare interpreter"
    least = peak_memory(commands["python -c pass"], environment)
    for name in ("calsync plan", "khal import of that file"):
        if name in commands:
            yield f"  {name:<28}{peak_memory(commands[name], environment) / least:6.1f}x"
