"""A session in which one `calsync watch` runs and the rest happens elsewhere, replayed with a real server.

It reads as the sessions in `tests.sessions` do. Besides, a line that begins with `% ` is something that
happens elsewhere, as `tests.hands_free_elsewhere` has it. Once the watch runs, `@ ` is its next round, at that
time, and what it said stands beneath; `^C` ends it.
"""

from __future__ import annotations

import os
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

from tests.hands_free_elsewhere import HERE, happen
from tests.servers.server import Server
from tests.sessions import ROOT, environment, printed, seconds_of

USER = "dana.fox@mail.example"
SERVER = "http://localhost:5232/"
"""What the server is called in the transcript, wherever it really is."""
HOME = f"{SERVER}{USER}/"
PERSONAL = "Personal"
"""A calendar that was there before calsync."""
PATIENCE = 120.0
"""Seconds a round may take: no measure of it, only an end to waiting for one that hangs."""

Start = Callable[[Path], AbstractContextManager[Server]]


def run_hands_free(session: str, folder: Path, start: Start) -> str:
    """The session as it goes now with that server, which is started for it, in an empty folder."""
    work = folder / "work"
    shutil.copytree(ROOT / "examples", work / "examples")
    (folder / "home").mkdir()
    with start(folder / "server") as server:
        server.make_calendar("personal", title=PERSONAL)
        return _Session(server, folder, work).replay(session)


class _Session:
    def __init__(self, server: Server, folder: Path, work: Path) -> None:
        self._server, self._folder, self._work = server, folder, work
        self._clock = "0"
        self._watch: _Watch | None = None
        self._parts: list[str] = []
        self._keep_password()

    def _keep_password(self) -> None:
        """In what stands for the person's password manager."""
        program = self._folder / "bin" / "pass"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho {shlex.quote(self._server.password)}\n", encoding="utf-8")
        program.chmod(0o700)

    def _environment(self) -> dict[str, str]:
        own = environment(self._folder)
        path = f"{self._folder / 'bin'}{os.pathsep}{own['PATH']}"
        return {**own, "PATH": path, "SOURCE_DATE_EPOCH": self._clock}

    def replay(self, session: str) -> str:
        lines = session.splitlines(keepends=True)
        marks = ("$ ", "@ ", "% ", "^C\n")
        first = next(n for n, line in enumerate(lines) if line.startswith(marks))
        self._parts = ["".join(lines[:first])]
        try:
            for line in lines:
                if line.startswith(marks):
                    self._parts.append(line)
                    self._parts.append(self._step(line.rstrip("\n")))
                    self._parts.append("\n")
        except Exception as error:
            error.add_note("".join(self._parts))
            raise
        finally:
            if self._watch is not None:
                self._watch.end()
        text = "".join(self._parts).rstrip() + "\n"
        return text.replace(self._server.home, HOME).replace(self._server.url, SERVER)

    def _step(self, line: str) -> str:
        mark, rest = line[:2], line[2:]
        match mark:
            case "@ ":
                self._clock = seconds_of(line)
                return self._watch.round(self._clock) if self._watch is not None else ""
            case "% ":
                return happen(rest, self._server, self._work, self._today())
            case "$ " if rest.startswith("calsync watch "):
                assert self._watch is None
                self._watch = _Watch(shlex.split(rest)[1:], cwd=self._work, environment=self._environment())
                return self._watch.said()
            case "$ ":
                return self._command(rest)
            case _:
                assert self._watch is not None
                said, self._watch = self._watch.stop(), None
                return said

    def _today(self) -> date:
        return datetime.fromtimestamp(int(self._clock), HERE).date()

    def _command(self, command: str) -> str:
        done = subprocess.run(
            ["sh", "-c", command.replace(SERVER, self._server.url)],
            cwd=self._work,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return printed(done.stdout, done.stderr, done.returncode)


# The watch

_CHILD = """
import os, sys
from calsync.cli import run, watch_run

waits, goes_on = int(sys.argv[1]), int(sys.argv[2])

def sleep(seconds):
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(waits, b".")
    clock = os.read(goes_on, 100)
    if not clock:
        raise KeyboardInterrupt
    os.environ["SOURCE_DATE_EPOCH"] = clock.decode()

watch_run.sleep = sleep
sys.exit(run(sys.argv[3:]))
"""


class _Watch:
    """One `calsync watch`, a process of its own. Where it would sleep until the next round it waits to be told
    what time it is by then."""

    def __init__(self, arguments: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> None:
        self._out, self._err = cwd.parent / "watch.out", cwd.parent / "watch.err"
        self._read = [0, 0]
        self._waits, waits = os.pipe()
        goes_on, self._goes_on = os.pipe()
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CHILD, str(waits), str(goes_on), *arguments],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                pass_fds=(waits, goes_on),
            )
        os.close(waits)
        os.close(goes_on)

    def round(self, clock: str) -> str:
        """What it says of the next round; of none if it has ended by itself, as was said then."""
        if self._process.poll() is not None:
            return ""
        os.write(self._goes_on, clock.encode())
        return self.said()

    def said(self) -> str:
        """What it said since, once it waits again, or has ended by itself."""
        ready, _, _ = select.select([self._waits], [], [], PATIENCE)
        if not ready:
            raise TimeoutError(f"The watch hangs. It said so far: {self._news(0)}")
        if os.read(self._waits, 1):
            return self._news(0)
        return self._news(self._process.wait(PATIENCE))

    def stop(self) -> str:
        """As with Ctrl-C while it waits; what it says to that."""
        os.close(self._goes_on)
        return self._news(self._process.wait(PATIENCE))

    def end(self) -> None:
        """Whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def _news(self, code: int) -> str:
        parts = []
        for number, path in enumerate((self._out, self._err)):
            data = path.read_bytes()
            parts.append(data[self._read[number] :])
            self._read[number] = len(data)
        return printed(parts[0], parts[1], code)
