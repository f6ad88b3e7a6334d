"""Three clients that bring the same reminders to a calendar each: calsync, vdirsyncer, and the least there is.

Each can be brought into the situations the bench compares, and says what to run then.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from calsync.ical.invite import read_invitation
from calsync.planning.history import Decided, Skipped
from calsync.planning.interview import Decision
from calsync.planning.loops import gather
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.tracker.log import open_tracker
from tests.bench.timing import spend
from tests.servers.server import Server
from tests.sessions import ROOT, environment

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
EACH = 7
"""Reminders of one interview."""
DAYS = (date(2026, 12, 15), date(2026, 12, 16))
"""Where the last reminder of an interview is moved to, by turns."""

_PROGRAMS = Path(sys.executable).parent


class Scenario(StrEnum):
    FIRST = "first sync"
    AFTER = "the run after it"
    NOTHING = "nothing to do"
    OURS = "one changed here"
    THEIRS = "one changed there"
    EVERYTHING = "all to be read"


class Client(ABC):
    """One of them with a calendar of its own, and a folder in which `files` holds the reminders."""

    name: str

    def __init__(self, folder: Path, server: Server, calendar: str) -> None:
        self.folder, self.server, self.calendar = folder, server, calendar
        self.files = folder / "files"
        self._turn = 0

    @property
    @abstractmethod
    def environment(self) -> Mapping[str, str]: ...

    @abstractmethod
    def command(self, scenario: Scenario) -> list[str]:
        """What to run once the scenario is set up; a whole process."""

    def inside(self, scenario: Scenario) -> list[str] | None:
        """The same in a process that says the seconds it took without its start, if there is such a one."""
        return None

    def set_up(self, scenario: Scenario) -> None:
        """What went before."""
        self._turn += 1
        match scenario:
            case Scenario.OURS:
                self.change(DAYS[self._turn % len(DAYS)])
            case Scenario.THEIRS:
                self._retitle(f"Rest for the {self._turn}. time")
            case Scenario.EVERYTHING:
                self.forget()
            case Scenario.FIRST | Scenario.AFTER | Scenario.NOTHING:
                pass

    def change(self, day: date) -> None:
        """One reminder is moved on this side."""
        own = last_of(self.files, 0)
        own.write_bytes(_moved(own.read_bytes().decode(), day).encode())

    @abstractmethod
    def forget(self) -> None:
        """What was remembered of the calendar is lost."""

    def _retitle(self, title: str) -> None:
        """Somebody else changes one, on the phone."""
        calendar = self.server.home + self.calendar.rstrip("/").rsplit("/", 1)[-1] + "/"
        name = last_of(self.files, 1).name
        found = self.server.get(calendar, name)
        assert found is not None
        etag, text = found
        retitled = re.sub(r"(?m)^SUMMARY:.*?(\r?)$", rf"SUMMARY:{title}\1", text)
        assert retitled != text
        self.server.put(calendar, name, retitled, etag)


class Bare(Client):
    """Requests and nothing else."""

    name = "bare client"

    @property
    def environment(self) -> Mapping[str, str]:
        secret = {"DAV_USER": self.server.user, "DAV_PASSWORD": self.server.password}
        return {**environment(self.folder), **secret}

    def command(self, scenario: Scenario) -> list[str]:
        script, state = Path(__file__).with_name("bare.py"), self.folder / "state"
        words = [scenario.name.lower(), self.calendar, str(self.files), str(state)]
        more = [last_of(self.files, 0).name] if scenario is Scenario.OURS else []
        return [sys.executable, str(script), *words, *more]

    def inside(self, scenario: Scenario) -> list[str] | None:
        return self.command(scenario)

    def forget(self) -> None:
        """It uses nothing then of what it remembers."""


class Calsync(Client):
    """`other` is one with little in it, for loading everything before the time is taken."""

    name = "calsync"

    def __init__(
        self, folder: Path, server: Server, calendar: str, *, reminders: int, other: Calsync | None = None
    ) -> None:
        super().__init__(folder, server, calendar)
        self.home, self.other = folder / "calsync", other
        fill(self.home, reminders=reminders)
        account = (
            f'[bench]\ncalendar = "{calendar}"\nuser = "{server.user}"\n'
            'password_from = "environment"\nauth = "basic"\n'
        )
        (self.home / "accounts.toml").write_text(account, "utf-8")

    @property
    def environment(self) -> Mapping[str, str]:
        clock = {"SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
        return {**environment(self.folder), **clock, "CALDAV_PASSWORD": self.server.password}

    def command(self, scenario: Scenario) -> list[str]:
        return self._calsync("sync")

    def inside(self, scenario: Scenario) -> list[str] | None:
        if self.other is None:
            return None
        return [sys.executable, "-m", "tests.bench.loaded", str(self.home), str(self.other.home)]

    def export(self, folder: Path) -> Path:
        """The reminders as files."""
        self._run(self._calsync("sync", "--to", str(folder)))
        return folder

    def change(self, day: date) -> None:
        self._run(self._calsync("move", "company-0-technical", "stop", day.isoformat()))

    def forget(self) -> None:
        with open_tracker(self.home / "tracker.sqlite3", wait=10) as tracker:
            ledger = tracker.ledger(f"dav:{self.calendar}")
            assert ledger.read().rows
            ledger.forget_place()

    def _calsync(self, *words: str) -> list[str]:
        return [str(_PROGRAMS / "calsync"), "--home", str(self.home), *words]

    def _run(self, command: list[str]) -> None:
        subprocess.run(command, env=dict(self.environment), check=True, stdout=subprocess.DEVNULL)


class Vdirsyncer(Client):
    name = "vdirsyncer"

    def __init__(self, folder: Path, server: Server, calendar: str) -> None:
        super().__init__(folder, server, calendar)
        config = (
            f'[general]\nstatus_path = "{folder}/status/"\n'
            '[pair bench]\na = "near"\nb = "far"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage near]\ntype = "filesystem"\npath = "{self.files}"\nfileext = ".ics"\n'
            f'[storage far]\ntype = "caldav"\nurl = "{calendar}"\n'
            f'username = "{server.user}"\npassword = "{server.password}"\n'
        )
        (folder / "config").write_text(config, "utf-8")
        self._discover()

    @property
    def environment(self) -> Mapping[str, str]:
        return {**environment(self.folder), "VDIRSYNCER_CONFIG": str(self.folder / "config")}

    def command(self, scenario: Scenario) -> list[str]:
        return [str(_PROGRAMS / "vdirsyncer"), "sync"]

    def forget(self) -> None:
        shutil.rmtree(self.folder / "status")
        self._discover()

    def _discover(self) -> None:
        spend([str(_PROGRAMS / "vdirsyncer"), "discover"], self.environment)


def fill(home: Path, *, reminders: int) -> None:
    """A tracker with so many reminders. Raises ValueError for a number that does not come out."""
    data = (ROOT / "examples" / "google.ics").read_bytes()
    (model,) = gather(read_invitation(data, file="google.ics").events).interviews
    decision = Decision(date(2026, 11, 27), "next Friday", "read as Fri 27 Nov 2026")
    interviews = -(-reminders // EACH)
    surplus = interviews * EACH - reminders
    if interviews < max(2, surplus):
        raise ValueError(f"{reminders} reminders are too few")
    home.mkdir(parents=True)
    with (
        open_tracker(home / "tracker.sqlite3", wait=10) as tracker,
        tracker.command("fill", at=NOW) as change,
    ):
        for number in range(interviews):
            interview = replace(
                model, id=f"{number:012x}", company=f"Company {number}", uids=frozenset({f"uid-{number}"})
            )
            change.add(f"company-{number}-technical", interview, Wishes(), Sources())
            change.append(interview.id, Decided(decision, NOW))
            if number >= interviews - surplus:
                change.append(interview.id, Skipped("linkedin", "", NOW))


def last_of(folder: Path, number: int) -> Path:
    """The file of the last reminder of an interview, on which no other depends."""
    ours = {f"X-CALSYNC-INTERVIEW:{number:012x}", "X-CALSYNC-STEP:stop"}
    return next(each for each in folder.iterdir() if ours <= set(each.read_text("utf-8").splitlines()))


def _moved(text: str, day: date) -> str:
    (start,) = (line for line in text.splitlines() if line.startswith("DTSTART"))
    (end,) = (line for line in text.splitlines() if line.startswith("DTEND"))
    after = date.fromordinal(day.toordinal() + 1)
    return text.replace(start, f"DTSTART;VALUE=DATE:{day:%Y%m%d}").replace(
        end, f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    )
