"""Real processes: no password in what they print or write, or in the list of processes; and a real terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.server import Server
from tests.sessions import ROOT


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "user"),
        "CALSYNC_HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "LC_ALL": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def calsync(machine: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "calsync", "account", *arguments],
        cwd=ROOT,
        env=machine,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def files(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def test_the_password_is_nowhere(machine: dict[str, str], server: Server, tmp_path: Path) -> None:
    """A password command that writes down all processes' arguments while it runs, and prints the password."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text(f"{server.password}\n", encoding="utf-8")
    fetch = outside / "fetch.py"
    fetch.write_text(
        "import pathlib\n"
        f"here = pathlib.Path({str(outside)!r})\n"
        "def lines(pattern):\n"
        "    for path in pathlib.Path('/proc').glob(pattern):\n"
        "        try:\n            yield path.read_bytes()\n        except OSError:\n            pass\n"
        "with (here / 'processes').open('ab') as out:\n    out.write(b'\\n'.join(lines('[0-9]*/cmdline')))\n"
        "print((here / 'secret').read_text(), end='')\n",
        encoding="utf-8",
    )
    command = f"{sys.executable} {fetch}"
    common = ("--url", server.url, "--user", server.user, "--password-command", command)
    runs = [
        calsync({**machine, "CALSYNC_DEBUG": "1"}, "add", *common),
        calsync(machine, "list"),
        calsync(machine, "list", "--json"),
        calsync(machine, "test"),
        calsync(machine, "test", "--json"),
        calsync(machine, "add", *common, "--json"),
        calsync(machine, "add", *common, "--calendar", "no such", "--json"),
        calsync(machine, "remove", "home", "--json"),
    ]
    assert [run.returncode for run in runs] == [0, 0, 0, 0, 0, 0, 2, 0]
    secret = server.password.encode()
    printed = b"".join(run.stdout + run.stderr for run in runs)
    assert b"interview-follow-ups" in printed
    assert secret not in printed
    kept = [*files(tmp_path / "home"), *files(tmp_path / "user"), *files(tmp_path / "cache")]
    assert kept
    assert all(secret not in content for content in kept)
    processes = (outside / "processes").read_bytes()
    assert b"fetch.py" in processes
    assert secret not in processes
    assert secret not in server.log.read_bytes()


def on_a_terminal(
    machine: dict[str, str], *arguments: str, answers: list[tuple[str, str]]
) -> tuple[int, str]:
    """Each answer is typed once its question stands there, to the space behind it: what was typed before is
    thrown away when the terminal is told not to show it. What the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "calsync", "account", *arguments], machine)
    shown = b""
    seen = 0
    waiting = list(answers)
    silent = 0
    while True:
        if not select.select([terminal], [], [], 1)[0]:
            silent += 1
            if silent == 120:
                pytest.fail(f"nothing more came after {shown!r}")
            if (
                not waiting and answers[-1][1] == "\x03"
            ):  # Python sleeps through one that comes a moment early
                os.write(terminal, b"\x03")
            continue
        silent = 0
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # so a terminal ends on Linux
            break
        if not piece:
            break
        shown += piece
        if waiting and waiting[0][0].encode() in shown[seen:] and shown.endswith(b": "):
            seen = len(shown)
            os.write(terminal, waiting.pop(0)[1].encode())
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert not waiting, shown
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_a_real_terminal(machine: dict[str, str], server: Server, tmp_path: Path) -> None:
    code, shown = on_a_terminal(
        machine,
        "add",
        answers=[
            ("URL of the server: ", f"{server.url}\n"),
            ("User name at ", f"{server.user}\n"),
            ("Password of ", "mistyped\n"),
            ("Password of ", f"{server.password}\n"),
            ("[Y/n]: ", "\n"),
        ],
    )
    assert code == 0, shown
    assert "Added the account “home”" in shown
    assert "mistyped" not in shown
    assert server.password not in shown
    assert all(server.password.encode() not in content for content in files(tmp_path / "home"))
    code, shown = on_a_terminal(machine, "test", answers=[("Password of ", f"{server.password}\n")])
    assert code == 0, shown
    assert "Everything works." in shown
    assert server.password not in shown


def test_control_c_at_the_password(machine: dict[str, str], server: Server, tmp_path: Path) -> None:
    code, shown = on_a_terminal(
        machine, "add", "--url", server.url, "--user", server.user, answers=[("Password of ", "\x03")]
    )
    assert code == 130
    assert "Stopped." in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "home").exists()


def test_a_keyring_by_its_name(machine: dict[str, str], server: Server) -> None:
    """A keyring that keeps nothing is found out, and no account is left that could not sign in."""
    machine |= {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "CALDAV_PASSWORD": server.password,
    }
    done = calsync(machine, "add", "--url", server.url, "--user", server.user, "--keyring")
    assert done.returncode == 4
    assert b"The keyring took the password and does not have it." in done.stderr
    assert b"no calendar account" in calsync(machine, "list").stdout
