"""The calendar is the whole interface: the session in examples/hands-free.txt, with real servers.

After a wanted change of what calsync prints: CALSYNC_UPDATE_RUNS=1 pytest tests/test_hands_free.py, and read
the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.hands_free import USER, run_hands_free
from tests.servers.radicale import running_radicale
from tests.servers.server import Server
from tests.servers.xandikos import running_xandikos
from tests.sessions import ROOT

TRANSCRIPT = ROOT / "examples" / "hands-free.txt"


def _radicale(folder: Path) -> AbstractContextManager[Server]:
    return running_radicale(folder, user=USER)


def _xandikos(folder: Path) -> AbstractContextManager[Server]:
    return running_xandikos(folder, user=USER)


@pytest.mark.parametrize("start", [_radicale, _xandikos])
def test_it_goes_as_it_is_written(
    start: Callable[[Path], AbstractContextManager[Server]], tmp_path: Path
) -> None:
    written = TRANSCRIPT.read_text("utf-8")
    now = run_hands_free(written, tmp_path, start)
    if os.environ.get("CALSYNC_UPDATE_RUNS") and start is _radicale:
        TRANSCRIPT.write_text(now, "utf-8")
        return
    assert now == written


def test_no_password_and_no_place_of_this_machine_shows(tmp_path: Path) -> None:
    passwords = []

    @contextmanager
    def known(folder: Path) -> Iterator[Server]:
        with _radicale(folder) as server:
            passwords.append(server.password)
            yield server

    session = (
        "$ calsync account add --url http://localhost:5232/ --user {} --password-command 'pass show x'\n"
    )
    more = "$ calsync account list\n$ calsync account test\n$ calsync watch --scan\n^C\n$ pass show x\n"
    *said, password = run_hands_free(session.format(USER) + more, tmp_path, known).splitlines()
    assert [password] == passwords
    assert len(said) > 10
    assert not [line for line in said if any(each in line for each in (password, str(tmp_path), "127.0.0.1"))]


def test_nobody_types_a_command_while_the_watch_runs() -> None:
    lines = TRANSCRIPT.read_text("utf-8").splitlines()
    begins = next(n for n, line in enumerate(lines) if line.startswith("$ calsync watch"))
    during = lines[begins + 1 : lines.index("^C")]
    assert not [line for line in during if line.startswith("$ ")]
    assert len([line for line in during if line.startswith("@ ")]) >= 5
    assert len([line for line in during if line.startswith("% On the phone")]) >= 4
