"""Two thousand damaged invitations: whatever the bytes, calsync answers with a plan or with a sentence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from calsync.cli import run
from tests.sessions import ROOT

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".ics", ".eml"))
ROUNDS = 2000
BLOCKS = 8
"""The rounds come in blocks, each its own test, so that one failure does not hide the others."""


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes after one to four accidents."""
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 5, 40, 300))
        match chance.randrange(9):
            case 0:
                data = data[:at] + chance.randbytes(size) + data[at + size :]
            case 1:
                data = data[:at] + data[at + size :]
            case 2:
                data = data[:at] + data[at : at + size] * 2 + data[at + size :]
            case 3:
                data = data[:at]
            case 4:
                data = (
                    data[:at]
                    + chance.choice((b"\n", b"\r", b":", b";", b'"', b"\\", b"=", b"\xe2\x80\xae"))
                    + data[at:]
                )
            case 5:
                lines = data.split(b"\n")
                chance.shuffle(lines)
                data = b"\n".join(lines)
            case 6:
                data = data.replace(
                    b"2026", chance.choice((b"0001", b"9999", b"2O26", b"-026")), chance.randint(1, 3)
                )
            case 7:
                data = data.replace(
                    chance.choice((b"END:VEVENT", b"BEGIN:VEVENT", b"DTSTART", b"UID", b"TZID")), b""
                )
            case _:
                bits = bytearray(data)
                for place in chance.sample(range(len(bits)), min(size, len(bits))):
                    bits[place] ^= 1 << chance.randrange(8)
                data = bytes(bits)
        data = data or b"x"
    return data


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_traceback(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CALSYNC_DEBUG", "1")  # so that a bug raises, with its place
    chance = random.Random(f"calsync {block}")
    path = tmp_path / "damaged"
    ways: list[list[str]] = [
        [],
        ["--json"],
        ["--kind", "final", "--timezone", "Europe/Berlin"],
        ["-o", str(tmp_path / "o.ics")],
    ]
    for number in range(ROUNDS // BLOCKS):
        path.write_bytes(damaged(chance.choice(EXAMPLES).read_bytes(), chance))
        code = run(["plan", str(path), *chance.choice(ways), "--decision", "in two weeks"])
        out, err = capfd.readouterr()
        assert code in (0, 2, 3, 5, 6), (number, path.read_bytes())
        assert "Traceback" not in out + err
        assert not any(c in out + err for c in "\x1b\x00\x07\u202e"), number
        assert out or err
