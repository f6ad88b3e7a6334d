"""A machine of no particular person, two servers, and a new user on one of them for each test."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import fail

from calsync.cli import account_add, account_run
from calsync.cli import calsync as top
from calsync.errors import CalsyncError
from tests.accounts.ring import Ring
from tests.servers.server import Server
from tests.servers.xandikos import running_xandikos

_number = itertools.count()


@pytest.fixture
def server(radicale: Server) -> Server:
    """Radicale, with a user nobody else is."""
    user, password = f"dana{next(_number)}", f"secret-{secrets.token_hex(8)}"
    with (radicale.folder / "users").open("a", encoding="utf-8") as users:
        users.write(f"{user}:{password}\n")
    return dataclasses.replace(radicale, user=user, password=password, home=f"{radicale.url}{user}/")


@pytest.fixture
def xandikos(tmp_path: Path) -> Iterator[Server]:
    with running_xandikos(tmp_path / "xandikos") as server:
        yield server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything of calsync lies; nothing of the real machine shows."""
    for name in list(os.environ):
        if name.startswith(("CALDAV_", "CALENDARING_", "XDG_CONFIG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("CALSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(account_run, "_known", {})
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    (tmp_path / "user").mkdir()
    return tmp_path / "home"


@pytest.fixture
def ring() -> Ring:
    found = Ring()
    keyring.set_keyring(found)
    return found


class Done(NamedTuple):
    """What a command printed; its error."""

    code: int
    out: str
    err: str
    error: CalsyncError | None

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)["data"]
        return found

    @property
    def said(self) -> str:
        assert self.error is not None, self.out + self.err
        return f"{self.error.message} {self.error.hint}"


Run = Callable[..., Done]


@pytest.fixture
def run(home: Path) -> Run:
    """`calsync account …`, with nobody at the terminal."""

    def account(*arguments: str, typed: str = "") -> Done:
        done = CliRunner().invoke(top, ["account", *arguments], input=typed, standalone_mode=False)
        if isinstance(done.exception, CalsyncError):
            return Done(done.exception.exit_code, done.stdout, done.stderr, done.exception)
        if done.exception is not None:
            raise done.exception
        return Done(done.return_value or 0, done.stdout, done.stderr, None)

    return account


@pytest.fixture
def talk(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same with somebody there, who types these lines."""
    monkeypatch.setattr(account_add, "someone_there", lambda: True)
    monkeypatch.setattr("calsync.cli.asking.someone_there", lambda: True)

    def account(*arguments: str, typed: tuple[str, ...] = ()) -> Done:
        return run(*arguments, typed="".join(f"{line}\n" for line in typed))

    return account


@pytest.fixture
def command(server: Server, tmp_path: Path) -> str:
    """A command that prints the user's password."""
    file = tmp_path / "fetched"
    file.write_text(f"{server.password}\nmore, which is nobody’s business\n", encoding="utf-8")
    return f"cat {file}"
