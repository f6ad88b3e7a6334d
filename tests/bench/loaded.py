"""Times one `calsync sync` inside a process that has loaded everything already, by syncing elsewhere first.

`python -m tests.bench.loaded HOME OTHER_HOME` says the seconds of the one in HOME.
"""

from __future__ import annotations

import sys
import time
from contextlib import redirect_stdout
from io import StringIO

from calsync.cli import run


def main(home: str, other: str) -> None:
    with redirect_stdout(StringIO()) as said:
        codes = [run(["--home", other, "sync"])]
        begun = time.perf_counter()
        codes.append(run(["--home", home, "sync"]))
        seconds = time.perf_counter() - begun
    if any(codes):
        raise SystemExit(said.getvalue())
    print(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
