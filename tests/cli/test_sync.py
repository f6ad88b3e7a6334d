"""`calsync sync --to DIR`: the same on a folder, where it is easiest to see; and how it shows."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from calsync.cli import sync_out
from calsync.cli.sync_text import remarks, summary
from calsync.errors import AccessRefused, Unreachable
from calsync.stores.vdir import VdirStore
from calsync.sync.report import INCOMING, OUTGOING, Failed, Kind, Line, SyncReport
from calsync.sync.store import Refused, Unsure, Written
from tests.cli.acme import OWN, PLAN, acme, plan, refused, sentence, track
from tests.cli.tracking import Runner, calsync
from tests.sync import phone

__all__ = ["acme", "calsync"]


class Folder:
    """A folder as other programs have it; `name` is how it is typed."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name

    def texts(self) -> dict[str, str]:
        return {each.name: each.read_bytes().decode() for each in sorted(self.path.iterdir())}

    def find(self, words: str) -> Path:
        (found,) = [self.path / name for name, text in self.texts().items() if words in phone.title_of(text)]
        return found

    def change(self, words: str, how: Callable[[str], str]) -> None:
        path = self.find(words)
        path.write_bytes(how(path.read_bytes().decode()).encode())


@pytest.fixture
def folder(acme: Runner, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(acme.folder)
    return Folder(acme.folder / "Grüße")


def sync(calsync: Runner, folder: Folder, *more: str) -> list[str]:
    return calsync.ok("sync", "--to", folder.name, *more).splitlines()


def test_a_dry_run_makes_no_folder(acme: Runner, folder: Folder) -> None:
    said = sync(acme, folder, "--dry-run")
    assert said[:2] == [
        "new          Wed 2 Dec 10:00   Thank Sarah Lee (Acme)",
        "                               within 24 hours of the interview's end (Tue 1 Dec 15:00);",
    ]
    assert " ".join(said[-2:]).endswith("Nothing was changed: this was a dry run.")
    assert not folder.path.exists()
    assert acme.run("sync", "--to", f"{folder.name}/deeper", "--dry-run")[0] == 7
    assert acme.run("sync", "--to", f"{folder.name}/deeper")[0] == 2


def test_nothing_is_made_where_there_is_nothing_to_do_or_undo(calsync: Runner) -> None:
    where = calsync.folder / "there"
    assert calsync.run("sync", "--to", str(where))[0] == 2
    assert sentence(calsync)[0] == "Nothing is tracked yet, so there is nothing to bring to a calendar."
    assert calsync.run("sync", "--to", str(where), "--undo")[0] == 2
    track(calsync, "Acme")
    assert calsync.run("sync", "--to", str(where), "--undo")[0] == 2
    assert sentence(calsync)[0] == f"There is no sync with {where} to take back."
    assert not where.exists()


def test_wrong_options(acme: Runner) -> None:
    assert refused(acme, "sync", "--to", "x", "--account", "y")[0] == "--to and --account name two calendars."
    assert refused(acme, "sync", "--to", "")[0] == "--to is empty."
    assert refused(acme, "sync", "--todo")[0].startswith("--todo goes with --to")
    assert refused(acme, "sync", "--undo", "--yes-delete")[0].startswith("--undo goes with neither")


def test_a_folder_that_was_there_is_not_made_again(acme: Runner, folder: Folder) -> None:
    sync(acme, folder)
    away = folder.path.rename(acme.folder / "away")
    assert acme.run("sync", "--to", folder.name)[0] == 7
    assert sentence(acme)[0] == f"The folder {folder.path} is not there."
    assert not folder.path.exists()
    away.rename(folder.path)
    assert (
        sync(acme, folder) == [f"Nothing to do: 6 reminders in {folder.path} stand as planned."] or acme.out
    )


def test_json_tells_it_all(acme: Runner, folder: Folder) -> None:
    data = acme.data("sync", "--to", folder.name)
    assert {key: data[key] for key in ("calendar", "dry_run", "failed", "unchanged")} == {
        "calendar": folder.name,
        "dry_run": False,
        "failed": [],
        "unchanged": 0,
    }
    first = data["changes"][0]
    assert first == {
        "kind": "created",
        "direction": "out",
        "uid": first["uid"],
        "interview": acme.interview("acme")["id"],
        "title": "Thank Sarah Lee (Acme)",
        "at": "2026-12-02T10:00:00+01:00",
        "why": first["why"],
    }
    assert f"{first['uid']}.ics" in folder.texts()
    assert [each["at"] for each in data["changes"]] == list(PLAN.values())
    folder.change("Let it rest", lambda text: phone.dragged(text, date(2026, 12, 23)))
    (moved,) = [each for each in acme.data("sync", "--to", folder.name)["changes"] if each["kind"] == "moved"]
    assert (moved["direction"], moved["at"]) == ("in", "2026-12-23")
    undone = acme.data("sync", "--to", folder.name, "--undo")
    assert undone["run"] == "2026-12-01T20:00:00+00:00"
    assert (undone["forgotten"], undone["kept"], undone["failed"]) == (1, [], [])


def test_all_days_stay_days_and_times_their_instants(acme: Runner, folder: Folder) -> None:
    sync(acme, folder)
    assert phone.start_of(folder.find("Let it rest").read_text()) == date(2026, 12, 21)
    to = datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
    folder.change("Status check", lambda text: phone.dragged(text, to, spelling="zoned"))
    sync(acme, folder)
    assert plan(acme)["status-check"] == "2026-12-08T00:30:00+01:00"
    assert phone.start_of(folder.find("Status check").read_text()) == to


def test_it_is_known_what_was_done_to_dos_too(acme: Runner, folder: Folder) -> None:
    sync(acme, folder, "--todo")
    assert all("BEGIN:VTODO" in text for text in folder.texts().values())
    folder.change("Thank Sarah", lambda text: phone.ticked(text, None))
    assert sync(acme, folder, "--todo")[0] == "you did      Wed 2 Dec 10:00   Thank Sarah Lee (Acme)"
    assert plan(acme, state="done").keys() == {"thank-you sarah"}
    said = " ".join(" ".join(sync(acme, folder)).split())
    assert "events in the calendar where to-dos are wanted now, or the other way round" in said
    assert all("BEGIN:VTODO" in text for text in folder.texts().values())


class Failing(VdirStore):
    """A folder that refuses what has these words in it, or breaks down at it."""

    words = "Thank Tom"
    error: Exception = Refused(AccessRefused("It is too long.", hint="Shorten it."))

    def create(self, name: str, text: str) -> Written:
        if self.words in text:
            raise self.error
        return super().create(name, text)


@pytest.fixture
def failing(acme: Runner, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> type[Failing]:
    from calsync.stores import vdir

    class Mine(Failing):
        pass

    monkeypatch.setattr(vdir, "VdirStore", Mine)
    return Mine


def test_what_is_refused_is_named_and_the_rest_done(
    acme: Runner, folder: Folder, failing: type[Failing]
) -> None:
    code, out, _ = acme.run("sync", "--to", folder.name)
    assert code == 6
    assert out.splitlines()[-1] == "To Grüße: 5 new."
    assert sentence(acme) == ("“Thank Tom Ng (Acme)”: It is too long.", "Shorten it.")
    code, found = acme.json("sync", "--to", folder.name)
    assert (code, found["status"]) == (8, "error")
    assert [each["title"] for each in found["data"]["failed"]] == ["Thank Tom Ng (Acme)"]
    failing.words = "nothing of the kind"
    assert "1 new" in " ".join(sync(acme, folder))


def test_a_calendar_that_goes_away_half_way(acme: Runner, folder: Folder, failing: type[Failing]) -> None:
    failing.error = Unreachable("The calendar went away.", hint="Try again later.")
    code, out, err = acme.run("sync", "--to", folder.name)
    assert code == 6
    assert len(folder.texts()) == 1
    assert "1 new." in out
    assert sentence(acme) == ("The calendar went away.", "Try again later.")
    assert err.count("calsync:") == 1
    code, found = acme.json("sync", "--to", folder.name)
    assert (code, found["errors"][0]["code"]) == (7, "unreachable")
    failing.words = "nothing of the kind"
    assert "5 new" in " ".join(sync(acme, folder))


def test_an_answer_that_does_not_come(acme: Runner, folder: Folder, failing: type[Failing]) -> None:
    failing.error = Unsure(Unreachable("No answer came.", hint="Try again later."))
    code, out, _ = acme.run("sync", "--to", folder.name)
    assert code == 6
    assert out.splitlines()[5:] == ["", "To Grüße: 5 new."]
    assert sentence(acme) == ("“Thank Tom Ng (Acme)”: No answer came.", "Try again later.")
    failing.words = "nothing of the kind"
    assert "1 new" in " ".join(sync(acme, folder))


def test_undo_that_is_refused_in_part_goes_on_later(
    acme: Runner, folder: Folder, failing: type[Failing], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.words = "nothing of the kind"
    sync(acme, folder)
    acme.ok("skip", "acme-technical", "thank-you")
    acme.ok("skip", "acme-technical", "stop")
    sync(acme, folder)
    failing.words = "Thank Tom"
    code, out, _ = acme.run("sync", "--to", folder.name, "--undo")
    assert code == 6
    assert "Not all of the sync" in out
    assert sentence(acme) == ("“Thank Tom Ng (Acme)”: It is too long.", "Shorten it.")
    failing.words = "nothing of the kind"
    said = sync(acme, folder, "--undo")
    assert said[0] == "put back     Wed 2 Dec 10:15   Thank Tom Ng (Acme)"
    assert len(folder.texts()) == 6
    acme.ok("undo")
    acme.ok("undo")
    assert sync(acme, folder)[0].startswith("Nothing to do: 6 reminders")


def test_a_reminder_without_a_title_has_a_line(acme: Runner, folder: Folder) -> None:
    sync(acme, folder)
    folder.change("Final note", lambda text: phone.retitled(text, ""))
    assert sync(acme, folder)[0].endswith("(no title)")


def test_undo_leaves_what_was_changed_since(acme: Runner, folder: Folder) -> None:
    sync(acme, folder)
    folder.change("Final note", lambda text: phone.retitled(text, "Mine now"))
    folder.find("Let it rest").unlink()
    said = " ".join(" ".join(sync(acme, folder, "--undo")).split())
    assert "“Mine now” was changed there since, and stays so." in said
    assert [phone.title_of(text) for text in folder.texts().values()] == ["Mine now"]
    sync(acme, folder)
    titles = {phone.title_of(text) for text in folder.texts().values()}
    assert len(titles) == 5
    assert "Mine now" in titles
    assert plan(acme, state="skipped").keys() == {"stop"}  # what was deleted there stays deleted


def test_an_interview_that_cannot_be_planned_does_not_hold_up_the_others(
    acme: Runner, folder: Folder
) -> None:
    sync(acme, folder)
    track(acme, "Hollins", start="2026-12-02 10:00")
    cadence = acme.file("mine.toml", OWN)
    acme.ok("track", "hollins-technical", "--cadence", cadence)
    Path(cadence).unlink()
    before = folder.texts()
    folder.change("Final note", lambda text: phone.retitled(text, "Mine"))
    for arguments in (("--dry-run",), ()):
        code, out, _ = acme.run("sync", "--to", folder.name, *arguments)
        assert code == 6
        assert out.startswith("you edited   Mon 14 Dec 10:00  Mine\n")
        assert "mine.toml" in sentence(acme)[0]
    assert folder.texts().keys() == before.keys()
    code, out, _ = acme.run("sync", "--to", folder.name)
    assert (code, out) == (6, "Nothing to do: 6 reminders in Grüße stand as planned.\n")


# The texts


LINE = Line(Kind.KEPT, "uid", "Thank Sarah Lee", None)


@pytest.mark.parametrize("kind", [each for each in Kind if each not in OUTGOING | INCOMING])
@pytest.mark.parametrize("why", ["when, title", "guests"])
def test_each_remark_is_a_sentence_about_one_or_many(kind: Kind, why: str) -> None:
    lines = [LINE._replace(kind=kind, title=f"{title}\x1b[31m", why=why) for title in "abcdef"]
    (one,) = remarks(SyncReport(lines[:1], (), 0))
    (many,) = remarks(SyncReport(lines, (), 0))
    assert one.startswith("“a")
    assert "“c" in many
    assert "3 more" in many
    assert "\x1b" not in one + many
    assert one.endswith(".")
    assert one != many


def test_a_summary_counts_both_ways() -> None:
    kinds = [Kind.CREATED, Kind.CREATED, Kind.DELETED, Kind.PUT_AWAY, Kind.DONE, Kind.REOPENED, Kind.KEPT]
    lines = [LINE._replace(kind=kind) for kind in kinds]
    report = SyncReport(lines, (), 1)
    assert (
        summary(report, "“home”")
        == "To “home”: 2 new, 1 put away, 1 deleted. From it: 1 done, 1 reopened. 1 unchanged."
    )
    assert summary(report._replace(lines=lines[4:]), "x") == "From x: 1 done, 1 reopened. 1 unchanged."
    assert summary(report._replace(lines=[]), "x") == "Nothing to do: 1 reminder in x stands as planned."
    assert (
        summary(SyncReport((), (), 0), "x") == "Nothing to do: nothing lies ahead, and x holds no reminder."
    )
    failed = Failed("uid", "Thank", AccessRefused("No.", hint="Ask."))
    assert summary(SyncReport((), (failed,), 3), "x") == ""


# The terminal


def started(calsync: Runner, *arguments: str, **how: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "COLUMNS": "88", "NO_COLOR": ""}
    return subprocess.Popen([sys.executable, "-m", "calsync", *arguments], env=environment, **how)


def on_a_terminal(calsync: Runner, *arguments: str) -> str:
    """All that came out on a terminal."""
    ours, theirs = pty.openpty()
    process = started(calsync, *arguments, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how Linux tells that nobody writes any more
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    assert process.wait() == 0
    return b"".join(parts).decode()


def test_what_is_waited_for_is_wiped_away(acme: Runner, folder: Folder) -> None:
    said = on_a_terminal(acme, "sync", "--to", folder.name)
    assert said.startswith(f"\rLooking at {folder.name}"[:60])
    assert said.count("\r\x1b[K") == 1
    assert "\x1b[Knew  " in said
    again = on_a_terminal(acme, "sync", "--to", folder.name)
    assert "\r\x1b[KNothing to do" in again


def test_a_break_that_a_server_wants_shows_on_a_terminal_only(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    for there in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda there=there: there)
        sync_out.Screen(quiet=True, why=False).wait(29.6)
        screen = sync_out.Screen(quiet=False, why=False)
        screen.wait(29.6)
        screen.clear()
        said = "\rThe calendar is busy; going o\r\x1b[K" if there else ""
        assert capfd.readouterr() == ("", said)


def test_nothing_of_a_terminal_shows_in_a_pipe(acme: Runner, folder: Folder) -> None:
    process = started(acme, "sync", "--to", folder.name, stdout=-1, stderr=-1)
    out, err = process.communicate()
    assert process.returncode == 0
    assert err == b""
    assert b"\x1b" not in out
    assert b"\r" not in out


def test_a_pipe_that_closes_does_not_end_the_work(acme: Runner, folder: Folder) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = started(acme, "sync", "--to", folder.name, stdout=writer, stderr=-1)
    os.close(writer)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert len(folder.texts()) == 6
    assert sync(acme, folder)[0].startswith("Nothing to do: 6 reminders")


def test_a_full_disk_behind_standard_output_is_told(acme: Runner, folder: Folder) -> None:
    with Path("/dev/full").open("wb") as full:
        process = started(acme, "sync", "--to", folder.name, stdout=full, stderr=-1)
        _, err = process.communicate()
    assert process.returncode == 2
    assert b"Standard output cannot be written" in err
    assert len(folder.texts()) == 6


def test_ctrl_c_leaves_nothing_half(acme: Runner, folder: Folder, failing: type[Failing]) -> None:
    failing.error = KeyboardInterrupt()  # type: ignore[assignment]
    code, _, err = acme.run("sync", "--to", folder.name)
    assert (code, err) == (130, "\nStopped.\n")
    assert len(folder.texts()) == 1
    failing.words = "nothing of the kind"
    sync(acme, folder)
    assert len(folder.texts()) == 6
    assert sync(acme, folder)[0].startswith("Nothing to do: 6 reminders")
    assert plan(acme) == PLAN
