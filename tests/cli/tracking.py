"""Runs of the commands about tracked interviews, each test with a home and a clock of its own."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from calsync.cli import run
from tests.ical.events import calendar, event
from tests.sessions import ROOT

EXAMPLES = ROOT / "examples"
START = "2026-11-19T21:00Z"
"""When a test begins that does not say it: before the interview that `invite` speaks of, 1 December 2026,
14:00 to 15:00 in Berlin."""

UNASKED = ("--without", "ask-timeline", "--without", "who-was-there")
"""Without the questions about what was not said; `test_questions` is about those."""


def hours(start: str, end: str) -> dict[str, Any]:
    """The changes to an event that set its times, as in 20261203T100000, in Berlin."""
    return {"START": f";TZID=Europe/Berlin:{start}", "END": f";TZID=Europe/Berlin:{end}"}


class Runner:
    """Runs calsync on a home of its own. `code`, `out` and `err` are those of the last run."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.home = folder, folder / "home"
        self.code, self.out, self.err = 0, "", ""
        self._monkeypatch, self._capfd = monkeypatch, capfd
        monkeypatch.setenv("CALSYNC_HOME", str(self.home))
        self.at(START)

    def at(self, when: str) -> None:
        """Set the clock, as in 2026-11-19T21:00Z."""
        moment = datetime.fromisoformat(when)
        assert moment.tzinfo is not None
        self._monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))

    def file(self, name: str, data: bytes | str) -> str:
        """A file in the test's folder; its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    def invite(
        self,
        name: str = "a.ics",
        *more: str,
        method: str | None = None,
        without: tuple[str, ...] = (),
        **changes: str,
    ) -> str:
        """An invitation of one event, as `tests.ical.events.event` makes it; its path."""
        return self.file(name, calendar(event(*more, without=without, **changes), method=method))

    def settings(self, text: str) -> None:
        """The settings file."""
        self.file("home/calsync.toml", text)

    def stdin(self, data: bytes) -> None:
        """What the next run finds on standard input."""
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code, standard output and standard error."""
        self._capfd.readouterr()
        self.code = run(list(arguments))
        self.out, self.err = self._capfd.readouterr()
        return self.code, self.out, self.err

    def ok(self, *arguments: str) -> str:
        """Standard output of a run that must succeed."""
        code, out, err = self.run(*arguments)
        assert code == 0, (arguments, code, out, err)
        return out

    def json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """The exit code and the envelope."""
        code, out, _ = self.run(*arguments, "--json")
        found: dict[str, Any] = json.loads(out)
        return code, found

    def data(self, *arguments: str) -> dict[str, Any]:
        """The data in the envelope of a run that must succeed."""
        code, found = self.json(*arguments)
        assert code == 0, (arguments, code, found)
        data: dict[str, Any] = found["data"]
        return data

    def interview(self, ref: str) -> dict[str, Any]:
        """What `show` says of an interview."""
        (found,) = self.data("show", ref)["interviews"]
        interview: dict[str, Any] = found
        return interview

    def reminders(self, ref: str) -> list[dict[str, Any]]:
        """Its reminders, whatever their state."""
        found: list[dict[str, Any]] = self.data("show", ref)["reminders"]
        return found

    def open(self, ref: str) -> dict[str, str]:
        """Of an interview with one reminder a step: the steps that are open, with their times."""
        return {each["step"]: each["at"] for each in self.reminders(ref) if each["state"] == "open"}

    def refs(self) -> list[str]:
        """The handles of all that is tracked, in the archive too."""
        return [each["ref"] for each in self.data("list", "--all")["interviews"]]

    def everything(self) -> dict[str, Any]:
        """All that is tracked, as `list --all` gives it."""
        return self.data("list", "--all")

    def log(self) -> list[str]:
        """The commands that changed something, the newest first."""
        from calsync.tracker.log import open_tracker

        path = self.home / "tracker.sqlite3"
        with open_tracker(path, wait=5, create=False) as tracker:
            return [each.words for each in tracker.commands(1000)]


@pytest.fixture
def calsync(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Runner:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("CALSYNC_DEBUG", "1")  # so that a bug raises, with its place
    return Runner(tmp_path, monkeypatch, capfd)
