"""Print the benchmarks: `python -m tests.bench`, or with --quick to see that they still run.

--sync N prints that of the sync alone, with so many reminders; 1000 take a quarter of an hour.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.inside import inside
from tests.bench.scan import scan
from tests.bench.startup import startup
from tests.bench.sync import sync, writers
from tests.bench.tracked import commands
from tests.sessions import environment


def main() -> None:
    options = ArgumentParser(prog="python -m tests.bench")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--sync", type=int, metavar="N")
    chosen = options.parse_args()
    quick: bool = chosen.quick
    reminders: int | None = chosen.sync
    if reminders is None:
        with _folder() as folder:
            show(startup(folder, environment(folder), rounds=1 if quick else 15))
        with _folder() as folder:
            show(commands(folder, environment(folder), rounds=1 if quick else 15))
        show(inside(seconds=0.05 if quick else 1.0))
        with _folder() as folder:
            show(
                scan(folder, environment(folder), events=2_000 if quick else 50_000, rounds=1 if quick else 5)
            )
    with _folder() as folder:
        show(sync(folder, reminders=reminders or (30 if quick else 100), rounds=1 if quick else 5))
    if not quick:
        with _folder() as folder:
            show(writers(folder, reminders=min(reminders or 100, 200), rounds=3))


def show(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "home").mkdir()
        yield Path(name)


if __name__ == "__main__":
    main()
