"""Passwords from commands and keyrings, and what is said when none comes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import keyring
import pytest

from calsync.errors import AccessRefused, CalsyncError, SettingsError, UsageError
from calsync.stores import secrets
from tests.accounts.ring import Careless, Forgetful, Locked, Ring

URL = "https://dav.example/dana/cal/"


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("print('hunter2')", "hunter2"),
        ("print('hunter2\\nuser: dana')", "hunter2"),
        ("import sys; sys.stdout.buffer.write(b'hunter2\\r\\n')", "hunter2"),
        ("import sys; sys.stdout.buffer.write(b'hunter2')", "hunter2"),
        ("print(' a b ')", " a b "),
        ("import sys; sys.stdout.buffer.write('pässwörd\\n'.encode())", "pässwörd"),
        ("import sys; print('hunter2'); print('a warning', file=sys.stderr)", "hunter2"),
    ],
)
def test_the_first_line_is_the_password(text: str, password: str) -> None:
    assert secrets.from_command(program(text)) == password


def test_there_is_no_shell() -> None:
    assert secrets.from_command(["echo", "$HOME; false"]) == "$HOME; false"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("print('hunter2'); raise SystemExit(3)", "ended with code 3"),
        ("import sys; print('hunter2', file=sys.stderr); raise SystemExit(1)", "ended with code 1"),
        ("print()", "printed no password"),
        ("", "printed no password"),
        ("print('\\nhunter2')", "printed no password"),
        ("import sys; sys.stdout.buffer.write(b'\\xffhunter2')", "printed no password"),
        ("print('hun\\x1bter2')", "printed no password"),
        ("print('hunter2' * 1000)", "printed no password"),
        ("import os; print('hunter2', flush=True); os.kill(os.getpid(), 9)", "was stopped"),
    ],
)
def test_a_command_that_gives_none(text: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AccessRefused) as caught:
        secrets.from_command(program(text))
    assert said in caught.value.message
    assert "Run it yourself" in caught.value.hint
    assert "hunter2" not in str(caught.value) + caught.value.hint
    assert capfd.readouterr() == ("", "")


def test_a_command_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert secrets.LONGEST_WAIT == 60
    monkeypatch.setattr(secrets, "LONGEST_WAIT", 0.2)
    with pytest.raises(AccessRefused, match="gave no answer in"):
        secrets.from_command(program("import time; time.sleep(600)"))


@pytest.mark.parametrize("words", [["/no/such/program", "hunter2"], ["\0hunter2"], [""]])
def test_no_program(words: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        secrets.from_command(words)
    assert "cannot be run" in caught.value.message
    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_keyring(ring: Ring) -> None:
    assert secrets.keyring_name() == "test ring"
    assert secrets.read_keyring(URL, "dana") is None
    assert secrets.forget_in_keyring(URL, "dana") is False
    secrets.keep_in_keyring(URL, "dana", "hunter2")
    assert ring.kept == {("calsync https://dav.example", "dana"): "hunter2"}
    assert secrets.read_keyring("https://dav.example/elsewhere/", "dana") == "hunter2"
    assert secrets.read_keyring("https://DAV.example:443", "dana") == "hunter2"
    assert secrets.service_of("https://dävid.example/") == secrets.service_of("https://xn--dvid-loa.example/")
    with pytest.raises(UsageError):
        secrets.read_keyring("http://dav.example/", "dana")
    for other in ("https://dav.example:8443/", "https://evil.example/"):
        assert secrets.read_keyring(other, "dana") is None
    assert secrets.forget_in_keyring(URL, "dana") is True
    assert ring.kept == {}


@pytest.mark.parametrize(
    ("backend", "kind", "said"),
    [
        (Locked, AccessRefused, "locked"),
        (Careless, SettingsError, "cannot be used (RuntimeError)"),
        (Forgetful, SettingsError, "does not have it"),
    ],
)
def test_a_keyring_that_will_not(backend: type[Ring], kind: type[CalsyncError], said: str) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(kind) as caught:
        secrets.keep_in_keyring(URL, "dana", "hunter2")
    assert said in caught.value.message
    assert caught.value.hint
    assert "hunter2" not in caught.value.message + caught.value.hint
    assert "hunter2" not in str(caught.value.__cause__)


def test_no_keyring() -> None:
    assert secrets.keyring_name() is None
    with pytest.raises(SettingsError) as caught:
        secrets.read_keyring(URL, "dana")
    assert "calsync[keyring]" in caught.value.hint


def test_no_package_of_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert secrets.keyring_name() is None
    with pytest.raises(SettingsError, match="no keyring here"):
        secrets.keep_in_keyring(URL, "dana", "hunter2")


def test_the_ending_of_a_line_is_no_business_of_the_file_system(tmp_path: Path) -> None:
    file = tmp_path / "fetched"
    file.write_bytes(b"hunter2\r\nrest\r\n")
    assert secrets.from_command(["cat", str(file)]) == "hunter2"


def test_a_byte_order_mark_is_no_part_of_it() -> None:
    assert secrets.from_command(["printf", "\\357\\273\\277hunter2\\r\\n"]) == "hunter2"


def test_what_runs_on_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An agent that was started with it, and keeps its output open."""
    monkeypatch.setattr(secrets, "_LAST_WORDS", 0.2)
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    left_running = f"echo hunter2; cat {gate} & exit 0"
    try:
        assert secrets.from_command(["sh", "-c", left_running]) == "hunter2"
    finally:
        gate.write_text("over")


def test_of_endless_output_only_the_beginning_is_kept() -> None:
    code, printed = secrets._ran(
        program("import sys; sys.stdout.write('hunter2\\n' + 'x' * 10_000_000)"), stderr=None
    )
    assert (code, len(printed)) == (0, 1 << 16)


def test_a_password_in_the_place_of_a_command_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        secrets.from_command(["hunter2"])
    assert "hunter2" not in caught.value.message + caught.value.hint
