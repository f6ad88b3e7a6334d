"""The golden command-line runs in tests/runs and the sessions in examples/.

After a wanted change of what calsync prints: CALSYNC_UPDATE_RUNS=1 pytest tests/test_runs.py, and read
the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.sessions import ROOT, commands_of, happens_elsewhere, run_session

SESSIONS = sorted(
    path
    for folder in ("tests/runs", "examples")
    for path in (ROOT / folder).glob("*.txt")
    if not happens_elsewhere(path.read_text("utf-8"))
)


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_session(path: Path, tmp_path: Path) -> None:
    written = path.read_text("utf-8")
    assert commands_of(written)
    now = run_session(written, tmp_path)
    if os.environ.get("CALSYNC_UPDATE_RUNS"):
        path.write_text(now, "utf-8")
        return
    assert now == written
    assert "Traceback" not in now


def test_there_are_sessions() -> None:
    assert len(SESSIONS) >= 5
