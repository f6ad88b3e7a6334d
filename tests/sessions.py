"""Sessions as text: commands and what they print, readable without Python, run by the tests.

A line that begins with `@ ` says what time it is from there on. A line that begins with `$ ` is a command
for the shell. Under it stands what it printed on standard
output, then what it printed on standard error, each line behind `! `, then, if the command failed,
`[exit N]`. Lines that begin with `#` before the first command are for the reader.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
STAMP = "1798761600"
"""The moment a session takes place that names none: 1 January 2027, 00:00 UTC."""


def commands_of(session: str) -> list[str]:
    return [line[2:] for line in session.splitlines() if line.startswith("$ ")]


def steps_of(session: str) -> list[str]:
    """The commands, and the lines that set the clock, each with its mark."""
    return [line for line in session.splitlines() if line.startswith(("$ ", "@ "))]


def happens_elsewhere(session: str) -> bool:
    """Whether it speaks of more than commands, as `tests.hands_free` owns it."""
    return any(line.startswith("% ") for line in session.splitlines())


def seconds_of(line: str) -> str:
    """What a line that sets the clock means, as SOURCE_DATE_EPOCH has it."""
    return str(int(datetime.fromisoformat(line[2:].strip()).timestamp()))


def environment(folder: Path) -> dict[str, str]:
    """A machine of no particular place: nothing of the real one may show in what calsync prints."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home" / "cache"),
        "TZ": "Pacific/Chatham",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "random",
        "SOURCE_DATE_EPOCH": STAMP,
    }


def printed(out: bytes, err: bytes, code: int) -> str:
    """What a command printed, as it stands under it."""
    lines = [out.decode("utf-8").replace("\r\n", "\n")]
    lines += (f"! {line}\n" for line in err.decode("utf-8").splitlines())
    if code:
        lines.append(f"[exit {code}]\n")
    return "".join(lines)


def run_session(session: str, folder: Path) -> str:
    """The session as it goes now, in an empty folder that holds the examples."""
    work = folder / "work"
    shutil.copytree(ROOT / "examples", work / "examples")
    (folder / "home").mkdir()
    lines = session.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if line.startswith(("$ ", "@ "))), len(lines))
    parts = ["".join(lines[:first])]
    clock = STAMP
    for step in steps_of(session):
        if step.startswith("@ "):
            clock = seconds_of(step)
            parts.append(f"{step}\n\n")
            continue
        command = step[2:]
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=work,
            env={**environment(folder), "SOURCE_DATE_EPOCH": clock},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        parts.append(f"$ {command}\n")
        parts.append(printed(done.stdout, done.stderr, done.returncode))
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"
