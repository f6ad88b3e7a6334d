"""Print the benchmarks: `python -m tests.bench`, or with --quick to see that they still run."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bench.inside import inside
from tests.bench.startup import startup
from tests.bench.tracked import commands
from tests.sessions import environment


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        for line in startup(folder, environment(folder), rounds=1 if quick else 15):
            print(line, flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        for line in commands(folder, environment(folder), rounds=1 if quick else 15):
            print(line, flush=True)
    for line in inside(seconds=0.05 if quick else 1.0):
        print(line, flush=True)


if __name__ == "__main__":
    main()
