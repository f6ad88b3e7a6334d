"""Taking back, giving out and keeping safe: `undo`, `export`, `backup`; and two calsyncs at once.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng.
"""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from calsync.ical.fingerprint import plain_value
from tests.cli.acme import OWN
from tests.cli.tracking import UNASKED, Runner, calsync

__all__ = ["calsync"]

EVENING = "2026-12-01T20:00Z"
PEOPLE = ("--interviewer", "Sarah Lee <sarah@acme.example>", "--interviewer", "Tom Ng")


def track(
    calsync: Runner, company: str, *more: str, kind: str = "technical", day: str = "2026-12-01"
) -> None:
    start, zone = f"{day} 14:00", "Europe/Berlin"
    typed = ("--company", company, "--kind", kind, "--start", start, "--duration", "1h", "--timezone", zone)
    calsync.ok("track", *typed, *UNASKED, *more)


@pytest.fixture
def acme(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("COLUMNS", "88")
    calsync.at(EVENING)
    track(calsync, "Acme", *PEOPLE)
    return calsync


def state(calsync: Runner) -> list[object]:
    """Everything there is to see of everything, at one time."""
    return [calsync.everything(), [calsync.data("show", ref) for ref in calsync.refs()]]


# undo

UNDONE = [
    # each command, as it is said when it was undone
    (("track", "--company", "Birch", "--start", "2026-12-03 14:00", "--duration", "1h", "--timezone", "Europe/Berlin"), "track Birch"),
    (("track", "acme", "--interviewer", "Grace Oduya"), "track acme"),
    (("track", "acme", "--decision", "2026-12-11"), "track acme"),
    (("done", "acme", "thank-you"), "done acme thank-you"),
    (("done", "acme", "thank-you", "--to", "tom"), "done acme thank-you --to tom"),
    (("skip", "acme", "stop"), "skip acme stop"),
    (("move", "acme", "stop", "2026-12-30"), "move acme stop"),
    (("decision", "acme", "2026-12-11"), "decision acme"),
    (("outcome", "acme", "rejected"), "outcome acme rejected"),
    (("outcome", "acme", "offer", "--deadline", "2026-12-11"), "outcome acme offer"),
    (("outcome", "acme", "withdrawn"), "outcome acme withdrawn"),
    (("outcome", "acme", "next-round"), "outcome acme next-round"),
    (("outcome", "acme", "accepted"), "outcome acme accepted"),
    (("outcome", "acme", "no-answer"), "outcome acme no-answer"),
    (("note", "acme", "sharding"), "note acme"),
    (("untrack", "acme"), "untrack acme"),
    (("archive",), None),
    (("archive", "acme"), "archive acme"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "words"), UNDONE)
def test_each_command_is_undone_to_the_letter(
    acme: Runner, command: tuple[str, ...], words: str | None
) -> None:
    track(acme, "Globex", day="2026-11-25")
    before, log = state(acme), acme.log()
    acme.ok(*command)
    if words is None:  # it had nothing to do, and so there is nothing to undo of it
        assert acme.log() == log
        return
    acme.at("2026-12-01T21:00Z")
    out = acme.ok("undo")
    assert out.startswith(f"Undone: {words} (Tue 1 Dec 21:00).\n")
    acme.at(EVENING)
    assert (state(acme), acme.log()) == (before, log)


def test_undo_goes_back_to_the_beginning(acme: Runner) -> None:
    ends = ("untrack", "archive")
    commands = [command for command, words in UNDONE if words and command[0] not in ends]
    commands.remove(("track", "acme", "--interviewer", "Grace Oduya"))
    states = []
    for command in commands:
        before, count = state(acme), len(acme.log())
        acme.ok(*command)
        states += [before] * (len(acme.log()) - count)  # done again, or a date known already, is nothing new
    assert len(states) > 10
    for expected in reversed(states):
        acme.ok("undo")
        assert state(acme) == expected
    acme.ok("undo")
    assert acme.refs() == []
    for _ in range(2):
        assert acme.run("undo") == (
            2,
            "",
            "calsync: There is nothing to undo.\n  calsync list shows what is tracked.\n",
        )


SAID = [
    (
        ("done", "acme", "status-check", "--on", "2026-12-10"),
        "Undone: done acme status-check (Thu 10 Dec 13:00).\n"
        "\n"
        "Changed\n"
        "  Tue 8 Dec 10:00   open again: Status check (Acme) [acme-technical]\n"
        "  Mon 14 Dec 10:00  Final note (Acme) (was Tue 15 Dec 10:00) [acme-technical]\n"
        "  Mon 21 Dec        Let it rest (Acme) (was Tue 22 Dec) [acme-technical]\n",
    ),
    (
        ("skip", "acme", "stop"),
        "Undone: skip acme stop (Thu 10 Dec 13:00).\n"
        "\n"
        "Changed\n"
        "  Mon 21 Dec        open again: Let it rest (Acme) [acme-technical]\n",
    ),
    (
        ("move", "acme", "stop", "2026-12-30"),
        "Undone: move acme stop (Thu 10 Dec 13:00).\n"
        "\n"
        "Changed\n"
        "  Mon 21 Dec        Let it rest (Acme) (was Wed 30 Dec) [acme-technical]\n",
    ),
    (("note", "acme", "sharding"), "Undone: note acme (Thu 10 Dec 13:00).\n"),
    (
        ("outcome", "acme", "withdrawn"),
        "Undone: outcome acme withdrawn (Thu 10 Dec 13:00).\n"
        "\n"
        "Changed\n"
        "  Thu 10 Dec 13:00  no longer: Tell them that you withdraw (Acme) [acme-technical]\n"
        "  Mon 14 Dec 10:00  Final note (Acme) [acme-technical]\n"
        "  Mon 21 Dec        Let it rest (Acme) [acme-technical]\n",
    ),
]


@pytest.mark.parametrize(("command", "said"), SAID)
def test_undo_says_what_changed(acme: Runner, command: tuple[str, ...], said: str) -> None:
    acme.at("2026-12-10T12:00Z")
    acme.ok(*command)
    assert acme.ok("undo") == said


def test_undo_says_when_on_the_clock_of_what_changed(acme: Runner) -> None:
    typed = ("--company", "Globex", "--start", "2026-12-01 14:00", "--duration", "1h")
    acme.ok("track", *typed, "--timezone", "America/New_York", *UNASKED)
    acme.ok("skip", "globex", "stop")
    assert acme.ok("undo").startswith("Undone: skip globex stop (Tue 1 Dec 15:00).")
    acme.ok("move", "acme", "stop", "2026-12-30")
    acme.ok("archive", "acme", "globex")
    assert acme.ok("undo").startswith("Undone: archive acme globex (Tue 1 Dec 20:00 UTC).")
    acme.settings('timezone = "Asia/Tokyo"\n')
    acme.ok("archive", "acme", "globex")
    assert acme.ok("undo").startswith("Undone: archive acme globex (Wed 2 Dec 05:00).")


def test_undo_as_json(acme: Runner) -> None:
    acme.ok("skip", "acme", "stop")
    data = acme.data("undo")
    assert data["ref"] is None
    (change,) = data["changes"]
    assert (change["change"], change["was_at"]) == ("reopened", "2026-12-21")
    assert (change["reminder"]["step"], change["reminder"]["ref"]) == ("stop", "acme-technical")


def test_a_command_is_undone_though_its_cadence_is_gone(acme: Runner) -> None:
    before = state(acme)
    cadence = acme.file("mine.toml", OWN)
    acme.ok("track", "acme", "--cadence", cadence)
    Path(cadence).unlink()
    out = acme.ok("undo")
    assert out.startswith("Undone: track acme (Tue 1 Dec 21:00).")
    assert state(acme) == before


# export


def value(part: Component, name: str) -> str | None:
    return plain_value(part[name]) if name in part else None


def written(path: str | Path) -> dict[str, Component]:
    """What a calendar file holds, by title."""
    calendar = Calendar.from_ical(Path(path).read_bytes())
    found = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
    by_title = {str(part["SUMMARY"]): part for part in found}
    assert len(by_title) == len(found)
    return by_title


TITLES = {
    "Thank Sarah Lee (Acme)",
    "Thank Tom Ng (Acme)",
    "LinkedIn: connect with Sarah Lee and Tom Ng (Acme)",
    "Status check (Acme)",
    "Final note (Acme)",
    "Let it rest (Acme)",
}


def test_all_reminders_go_to_one_file(acme: Runner) -> None:
    path = str(acme.folder / "followups.ics")
    assert acme.ok("export", "-o", path).split() == ["Wrote", f"{path}:", "6", "reminders."]
    assert set(written(path)) == TITLES
    data = Path(path).read_bytes()
    acme.at("2026-12-01T21:00Z")
    assert "it was left alone" in " ".join(acme.ok("export", "-o", path).split())
    assert Path(path).read_bytes() == data
    track(acme, "Globex")
    acme.ok("export", "-o", path)
    assert len(written(path)) == 11
    assert {value(part, "SEQUENCE") for part in written(path).values()} == {"0"}


def test_a_folder_gets_a_file_for_each(acme: Runner) -> None:
    folder = acme.folder / "calendar"
    acme.ok("export", "-o", f"{folder}/")
    assert len(list(folder.glob("*.ics"))) == 6
    assert "0 new, 0 changed, 6 as before" in " ".join(acme.ok("export", "-o", str(folder)).split())


def test_standard_output_takes_the_calendar_alone(acme: Runner) -> None:
    code, out, err = acme.run("export", "-o", "-")
    assert code == 0
    assert err == ""
    assert out.startswith("BEGIN:VCALENDAR")
    assert out.count("BEGIN:VEVENT") == 6


def test_after_an_outcome_what_lay_ahead_goes_and_what_is_past_stays(acme: Runner) -> None:
    path = str(acme.folder / "followups.ics")
    acme.ok("export", "-o", path)
    before = written(path)
    acme.at("2026-12-03T17:00Z")
    acme.ok("done", "acme", "thank-you", "--on", "2026-12-02", "--to", "tom")
    acme.ok("outcome", "acme", "rejected")
    out = " ".join(acme.ok("export", "-o", path).split())
    assert "No longer planned: “Status check (Acme)”" in out
    after = written(path)
    past = {
        "Thank Sarah Lee (Acme)",
        "Thank Tom Ng (Acme)",
        "LinkedIn: connect with Sarah Lee and Tom Ng (Acme)",
    }
    news = {"Answer the rejection kindly (Acme)", "A word after three months (Acme)", "A word after half a year (Acme)", "A word after a year (Acme)"}  # fmt: skip
    assert set(after) == past | news
    for title in past:
        assert after[title]["UID"] == before[title]["UID"]
        assert value(after[title], "DTSTART") == value(before[title], "DTSTART")
    acme.ok("undo")
    acme.ok("export", "-o", path)
    assert set(written(path)) == TITLES


def test_what_was_done_early_leaves_the_calendar(acme: Runner) -> None:
    path = str(acme.folder / "followups.ics")
    acme.ok("export", "-o", path)
    acme.ok("done", "acme", "thank-you", "--to", "tom")
    acme.ok("skip", "acme", "stop")
    acme.ok("export", "-o", path)
    assert set(written(path)) == TITLES - {"Thank Tom Ng (Acme)", "Let it rest (Acme)"}


STATUS = [
    # what was told, and how the to-do stands in the calendar: status, when completed, percent, alarms
    ((), ("NEEDS-ACTION", None, None, 1)),
    (
        ("done", "acme", "status-check", "--on", "2026-12-08 16:30"),
        ("COMPLETED", "20261208T153000Z", "100", 0),
    ),
    (("done", "acme", "status-check", "--on", "2026-12-09"), ("COMPLETED", "20261208T230000Z", "100", 0)),
    (("skip", "acme", "status-check"), ("CANCELLED", None, None, 0)),
    (("outcome", "acme", "rejected", "--on", "2026-12-09"), ("CANCELLED", None, None, 0)),
    (("outcome", "acme", "rejected", "--on", "2026-12-07"), ("CANCELLED", None, None, 0)),
]


@pytest.mark.parametrize(("told", "expected"), STATUS)
def test_how_a_to_do_stands(
    acme: Runner, told: tuple[str, ...], expected: tuple[str | int | None, ...]
) -> None:
    path = str(acme.folder / "todos.ics")
    acme.at("2026-12-10T12:00Z")
    acme.ok("export", "-o", path, "--as", "todo")
    if told:
        acme.ok(*told)
    said = " ".join(acme.ok("export", "-o", path, "--as", "todo").split())
    todo = written(path)["Status check (Acme)"]
    assert todo.name == "VTODO"
    properties = [value(todo, name) for name in ("STATUS", "COMPLETED", "PERCENT-COMPLETE")]
    assert (*properties, len(todo.subcomponents)) == expected
    assert value(todo, "SEQUENCE") == ("1" if told else "0")
    assert ("changed" in said) is bool(told)
    assert "it was left alone" in " ".join(acme.ok("export", "-o", path, "--as", "todo").split())


def test_a_to_do_done_early_is_ticked_off(acme: Runner) -> None:
    path = str(acme.folder / "todos.ics")
    acme.ok("done", "acme", "thank-you", "--to", "tom")
    acme.ok("export", "-o", path, "--as", "todo")
    found = {title: str(todo["STATUS"]) for title, todo in written(path).items()}
    assert found == {**dict.fromkeys(TITLES, "NEEDS-ACTION"), "Thank Tom Ng (Acme)": "COMPLETED"}


def test_only_what_is_new_goes_beside_the_file(acme: Runner) -> None:
    path = acme.folder / "followups.ics"
    acme.ok("export", "-o", str(path))
    acme.ok("outcome", "acme", "withdrawn")
    acme.ok("export", "-o", str(path), "--new-only")
    assert set(written(acme.folder / "followups-new.ics")) == {"Tell them that you withdraw (Acme)"}
    assert set(written(path)) == TITLES


def test_a_file_of_another_program_is_not_replaced(acme: Runner) -> None:
    path = acme.invite("work.ics")
    data = Path(path).read_bytes()
    for more in ((), ("--as", "todo")):
        code, _, err = acme.run("export", "-o", path, *more)
        assert code == 5
        assert "was not written by calsync" in err
        assert Path(path).read_bytes() == data
    acme.ok("export", "-o", path, "--force")
    assert set(written(path)) == TITLES


NOT_EXPORTED = [
    (("export",), "Missing option '-o' / '--output'."),
    (("export", "-o", ""), "-o is empty; name a file, a folder (DIR/) or - for standard output."),
    (("export", "-o", "-", "--force"), "--force and --new-only are about the file at -o; name one."),
    (("export", "-o", "-", "--new-only"), "--force and --new-only are about the file at -o; name one."),
    (("export", "-o", "{folder}/none/a.ics"), "The folder {folder}/none does not exist."),
    (("export", "-o", "{folder}/", "--new-only"), "--new-only is for one file, and {folder} is a folder."),
    (("export", "-o", "a.ics", "--as", "journal"), "Invalid value for '--as': 'journal' is not one of 'event', 'todo'."),
]  # fmt: skip


@pytest.mark.parametrize(("command", "message"), NOT_EXPORTED)
def test_what_cannot_be_exported_to(acme: Runner, command: tuple[str, ...], message: str) -> None:
    code, out, err = acme.run(*(part.format(folder=acme.folder) for part in command))
    assert (code, out) == (2, "")
    assert err.startswith(f"calsync: {message.format(folder=acme.folder)}")


# backup


def test_a_backup_brings_everything_back(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you")
    before, log = state(acme), acme.log()
    copy = acme.folder / "copy.sqlite3"
    said = " ".join(acme.ok("backup", str(copy)).split())
    tracker = acme.home / "tracker.sqlite3"
    assert said == (
        f"Copied everything to {copy}. To go back to it, put it in place of {tracker}, "
        "without the files beside that which end in -wal and -shm."
    )
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    acme.ok("outcome", "acme", "rejected")
    acme.ok("untrack", "acme")
    for beside in acme.home.glob("tracker.sqlite3-*"):
        beside.unlink()
    shutil.copyfile(copy, tracker)
    assert (state(acme), acme.log()) == (before, log)
    acme.ok("undo")
    acme.ok("note", "acme", "still at work")


def test_a_backup_replaces_no_file_unless_forced(acme: Runner) -> None:
    copy = acme.folder / "copy"
    acme.ok("backup", str(copy))
    data = copy.read_bytes()
    acme.ok("note", "acme", "something")
    code, found = acme.json("backup", str(copy))
    assert (code, found["errors"][0]["message"]) == (2, f"There is a file {copy} already.")
    assert copy.read_bytes() == data
    found = acme.json("backup", str(copy), "--force")[1]
    assert found["data"] == {"file": str(copy)}
    assert copy.read_bytes() != data


def test_a_backup_is_made_though_the_settings_are_wrong(acme: Runner) -> None:
    acme.settings("contry = 'DE'\n")
    acme.ok("backup", str(acme.folder / "copy"))


# two at once


@contextmanager
def at_work(calsync: Runner) -> Iterator[sqlite3.Connection]:
    """Another program that writes the file and is not done yet."""
    path = calsync.home / "tracker.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("desk", "keep_run"):
        monkeypatch.setattr(f"calsync.cli.{module}.PATIENCE", 0.05)


WRITERS = [
    ("track", "--company", "Birch", "--start", "2026-12-03 14:00", "--duration", "1h", "--timezone", "UTC"),
    ("done", "acme", "thank-you"),
    ("skip", "acme", "stop"),
    ("move", "acme", "stop", "2026-12-30"),
    ("decision", "acme", "2026-12-11"),
    ("outcome", "acme", "offer"),
    ("note", "acme", "sharding"),
    ("untrack", "acme"),
    ("archive", "acme"),
    ("undo",),
]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("command", WRITERS, ids=lambda command: command[0])
def test_who_has_waited_long_enough_gives_up_and_says_so(acme: Runner, command: tuple[str, ...]) -> None:
    before = state(acme)
    with at_work(acme):
        code, found = acme.json(*command)
    assert (code, found["status"]) == (7, "error")
    (error,) = found["errors"]
    assert error["code"] == "busy"
    assert error["message"] == (
        f"Another calsync is at work on {acme.home / 'tracker.sqlite3'} and was not done within 0.05 seconds; "
        "nothing was changed."
    )
    assert error["hint"]
    assert state(acme) == before
    acme.ok(*command)


@pytest.mark.usefixtures("impatient")
def test_who_only_looks_need_not_wait(acme: Runner) -> None:
    readers = [("list",), ("show", "acme"), ("agenda",), ("export", "-o", str(acme.folder / "a.ics"))]
    before = [acme.ok(*command) for command in readers[:3]]
    with at_work(acme):
        assert [acme.ok(*command) for command in readers[:3]] == before
        acme.ok(*readers[3])
        acme.ok("backup", str(acme.folder / "copy"))


def test_who_waits_comes_next(acme: Runner) -> None:
    with at_work(acme) as other:

        def finish() -> None:
            time.sleep(0.2)
            other.execute("ROLLBACK")

        finishing = threading.Thread(target=finish)
        finishing.start()
        acme.ok("note", "acme", "after the other")
        finishing.join()
    assert acme.interview("acme")["notes"][0]["text"] == "after the other"
