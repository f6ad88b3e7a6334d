"""Starting a server as a process of its own on a free port, waiting until it answers, stopping it by its id."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

TRIES = 5
PATIENCE = 60.0
"""Seconds a server has to answer at all: no measure of it, only an end to waiting for one that hangs."""


class NotStarted(Exception):
    """The server did not come up; says why in its own words."""


@contextmanager
def running(module: str, options: Callable[[int], Sequence[str]], *, log: Path) -> Iterator[int]:
    """`python -m module`, with the options for a port; gives that port once it answers there. What the
    server says goes to the log."""
    for attempt in range(1, TRIES + 1):
        # Bound until the end of the wait, so that nobody is given the port before the server listens on it.
        with closing(_reserved()) as reserved:
            port: int = reserved.getsockname()[1]
            process = _started(module, options(port), log)
            try:
                _wait(process, port, log)
            except NotStarted:
                _stop(process)
                if attempt == TRIES or not _port_was_taken(log):
                    raise
                continue
            except BaseException:
                _stop(process)
                raise
        try:
            yield port
        finally:
            _stop(process)
        return


def _reserved() -> socket.socket:
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


def _started(module: str, options: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(log.parent), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", module, *options],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            env=environment,
        )


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("OPTIONS", "/")
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            else:
                return
    raise NotStarted(log.read_text(encoding="utf-8", errors="replace")[-4000:])


def _port_was_taken(log: Path) -> bool:
    return "in use" in log.read_text(encoding="utf-8", errors="replace").lower()


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
