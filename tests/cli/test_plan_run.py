"""What `calsync plan` makes of whole runs: several inputs, doubts that another input settles, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from calsync.cli import run
from calsync.cli.interview_options import KINDS
from calsync.planning.interview import Kind
from tests.ical.events import calendar, event
from tests.sessions import ROOT

DANA = "ATTENDEE;CN=Dana Fox:mailto:dana@mail.example"
GOOGLE = str(ROOT / "examples" / "google.ics")


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("CALSYNC_DEBUG", "1")


class Runner:
    """Runs calsync and keeps what it printed."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capfd = folder, capfd

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        code = run(["plan", *arguments, "--json"])
        return code, json.loads(self.capfd.readouterr().out)

    def text(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["plan", *arguments])
        return code, *self.capfd.readouterr()


@pytest.fixture
def calsync(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, capfd)


def test_the_kinds_of_the_command_line_are_those_of_planning() -> None:
    assert list(KINDS) == [kind.value for kind in Kind]


def test_the_shape_of_the_json(calsync: Runner) -> None:
    code, found = calsync.json(GOOGLE, "--decision", "2026-11-27")
    assert (code, found["schema"], found["command"], found["status"]) == (0, 1, "plan", "done")
    (interview,) = found["data"]["interviews"]
    assert set(interview) == {
        "id", "company", "role", "kind", "start", "end", "timezone", "interviewers", "candidate", "location",
        "link", "cancelled", "source", "decision",
    }  # fmt: skip
    assert interview["decision"] == {
        "date": "2026-11-27",
        "phrase": "2026-11-27",
        "reading": "read as Fri 27 Nov 2026",
    }
    for reminder in found["data"]["reminders"]:
        assert set(reminder) == {
            "uid", "interview", "step", "interviewer", "all_day", "at", "opens", "closes", "channel", "summary", "reason",
        }  # fmt: skip
        assert reminder["interview"] == interview["id"]
        assert ("T" in reminder["at"]) != reminder["all_day"]
        assert reminder["at"].endswith("-05:00") != reminder["all_day"]


def test_an_interviewer_without_a_name_is_null(calsync: Runner) -> None:
    nameless = calsync.file("a.ics", calendar(event("ORGANIZER:mailto:slee42@acme.example", DANA)))
    _, found = calsync.json(nameless)
    thanks = next(reminder for reminder in found["data"]["reminders"] if reminder["step"] == "thank-you")
    assert (thanks["interviewer"], thanks["summary"]) == (None, "Thank slee42@acme.example (Acme)")
    assert found["data"]["interviews"][0]["interviewers"][0]["name"] is None


def test_no_stated_date_is_null(calsync: Runner) -> None:
    _, found = calsync.json(GOOGLE, "--decision", "soon")
    assert found["data"]["interviews"][0]["decision"] is None
    assert any("soon" in note for note in found["notes"])


def test_a_cancelled_interview_stands_there_and_has_no_reminders(calsync: Runner) -> None:
    code, found = calsync.json(str(ROOT / "examples" / "cancelled.ics"), GOOGLE)
    assert code == 0
    (interview,) = found["data"]["interviews"]
    assert interview["cancelled"]
    assert found["data"]["reminders"] == []
    assert any("cancelled" in note for note in found["notes"])


def test_one_that_the_person_declined_is_a_question(calsync: Runner) -> None:
    declined = calsync.file("a.ics", calendar(event(DANA.replace(";CN", ";PARTSTAT=DECLINED;CN"))))
    code, found = calsync.json(declined)
    assert (code, found["status"], found["data"]["reminders"]) == (5, "error", [])
    assert "--kind" in found["errors"][0]["hint"]
    assert calsync.json(declined, "--kind", "technical")[0] == 0


def test_good_inputs_are_planned_beside_bad_ones(calsync: Runner) -> None:
    page = calsync.file("page.ics", b"<html>Sign in</html>")
    code, found = calsync.json(page, GOOGLE)
    assert (code, found["status"], len(found["data"]["interviews"])) == (6, "partial", 1)
    assert "page.ics is a web page" in found["errors"][0]["message"]


def test_the_guest_of_every_file_is_the_candidate(calsync: Runner) -> None:
    files = [
        calsync.file(
            f"{name}.ics",
            calendar(
                event(DANA, f"ATTENDEE;CN={name} Day:mailto:x@{name}.example", UID=name, SUMMARY="Interview")
            ),
        )
        for name in ("Ann", "Cy")
    ]
    _, doubt = calsync.json(files[0])
    assert doubt["data"]["interviews"][0]["interviewers"] == []
    _, both = calsync.json(*files)
    interviews = both["data"]["interviews"]
    assert {person["name"] for each in interviews for person in each["interviewers"]} == {"Ann Day", "Cy Day"}
    assert {each["candidate"] for each in interviews} == {"dana@mail.example"}


def test_order_of_inputs_changes_nothing(calsync: Runner) -> None:
    files = [
        calsync.file(
            f"{hour}.ics",
            calendar(
                event(START=f";TZID=Europe/Berlin:20261201T{hour}0000", UID=str(hour), without=("DTEND",))
            ),
        )
        for hour in (10, 11, 14)
    ]
    _, forward = calsync.json(*files)
    _, backward = calsync.json(*reversed(files))
    assert forward["data"]["reminders"] == backward["data"]["reminders"]
    assert len(forward["data"]["interviews"]) == 1


def test_a_calendar_full_of_other_things_is_refused_in_one_sentence(calsync: Runner) -> None:
    many = calsync.file("all.ics", calendar(*(event(UID=str(n), SUMMARY="Dentist") for n in range(30))))
    code, _, err = calsync.text(many)
    assert code == 3
    assert err.count("\n") == 2
    assert "30 events" in err


def test_text_of_others_cannot_steer_the_terminal(calsync: Runner) -> None:
    title = "Interview \x1b[2J\x07 \u202eevil\u2066 - Acme"
    hostile = calsync.file("a.ics", calendar(event(SUMMARY=title)) + b"\x1b]0;x\x07")
    typed = ["--start", "2026-12-01 14:00", "--timezone", "Europe/Berlin", "--decision", "Friday \x1b[2J"]
    named = [GOOGLE, "-o", str(calsync.folder / "a\u202eb.ics")]
    other = ["\x1b[31mno\u202e.ics"]
    for arguments in (
        [hostile],
        [hostile, "--json"],
        [hostile, "-o", "-"],
        other,
        typed,
        named,
        [*named, "--json"],
    ):
        _, out, err = calsync.text(*arguments)
        assert not set(out + err) & set("\x1b\x07\u202e\u2066")


def test_the_pass_code_of_a_link_is_not_printed(calsync: Runner) -> None:
    _, out, _ = calsync.text(str(ROOT / "examples" / "zoom.ics"))
    assert "zoom.us/j/" in out
    assert "pwd" not in out
    refused = calsync.file("a.ics", calendar(event(SUMMARY="Dentist https://zoom.us/j/1?pwd=SECRET")))
    for arguments in ([refused], [refused, "--json"]):
        _, out, err = calsync.text(*arguments)
        assert "zoom.us/j/1" in out + err
        assert "SECRET" not in out + err


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (
            [
                "--start",
                "2026-12-01 14:00",
                "--timezone",
                "Europe/Berlin",
                "--end",
                "15:00",
                "--duration",
                "1h",
            ],
            2,
            "give one",
        ),
        ([GOOGLE, "--new-only"], 2, "--new-only"),
        ([GOOGLE, "--company", " "], 2, "--company is empty"),
        ([GOOGLE, "--country", ""], 2, "--country is empty"),
        ([GOOGLE, "--interviewer", "<>"], 2, "is no person"),
        ([GOOGLE, "--also-off", "tomorrow"], 2, "2026-12-04"),
        ([GOOGLE, "--duration", "soon"], 2, "1h30"),
        ([GOOGLE, "--duration", "90"], 2, "1h30"),
        ([GOOGLE, "--with", "nothing"], 2, "no step “nothing”"),
        ([str(ROOT / "examples" / "loop.ics"), "--duration", "2h"], 2, "this interview has 4"),
        (["--start", "2026-12-01 14:00"], 3, "--timezone"),
    ],
)
def test_wrong_usage(calsync: Runner, arguments: list[str], code: int, part: str) -> None:
    found, _, err = calsync.text(*arguments)
    assert found == code
    assert part in err
    assert "Traceback" not in err


def test_a_bug_is_one_sentence_and_exit_code_1(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALSYNC_DEBUG")
    monkeypatch.setattr("calsync.cli.rules.load_cadence", lambda name: 1 / 0)
    code, out, err = calsync.text(GOOGLE)
    assert (code, out) == (1, "")
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


def test_reminders_of_several_interviews_stand_in_one_time_order(calsync: Runner) -> None:
    _, found = calsync.json(GOOGLE, str(ROOT / "examples" / "booking.ics"))
    days = [reminder["at"][:10] for reminder in found["data"]["reminders"]]
    assert days == sorted(days)
    assert len({reminder["interview"] for reminder in found["data"]["reminders"]}) == 2


def test_what_was_written_and_what_is_gone_stands_in_the_notes(calsync: Runner) -> None:
    target = str(calsync.folder / "o.ics")
    _, first = calsync.json(GOOGLE, "--decision", "2026-11-27", "-o", target)
    assert f"Wrote {target}: 7 reminders." in first["notes"]
    _, second = calsync.json(GOOGLE, "-o", target)
    assert any("No longer planned: “Decision day (Acme)" in note for note in second["notes"])


def test_errors_keep_the_shape_of_the_data(calsync: Runner) -> None:
    code, found = calsync.json(GOOGLE, "--decision", "whenever the moon is blue")
    assert (code, found["status"], found["data"]) == (2, "error", {"interviews": [], "reminders": []})


def test_a_full_disk_behind_standard_output_is_no_bug() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "calsync", "plan", GOOGLE],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert b"Standard output cannot be written" in done.stderr


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    script = f"{sys.executable} -m calsync plan {GOOGLE} --json; echo $? >&2"
    process = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b"0\n"
    process.stderr.close()
    process.wait()


def test_the_stamp_is_the_time_of_the_run(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with freeze_time("2026-11-22 10:00:07"):
        _, out, _ = calsync.text(GOOGLE, "-o", "-")
    stamps = {line for line in out.splitlines() if line.startswith("DTSTAMP")}
    assert stamps == {"DTSTAMP:20261122T100007Z"}


def test_without_a_command_the_help_is_shown(calsync: Runner) -> None:
    assert run([]) == 0
    assert "Commands:" in calsync.capfd.readouterr().out


def test_a_wrong_epoch_is_named(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    code, _, err = calsync.text(GOOGLE, "-o", "-")
    assert code == 2
    assert "SOURCE_DATE_EPOCH" in err


def test_a_talk_moved_out_of_the_change_of_the_clock_keeps_its_length(calsync: Runner) -> None:
    twice = calsync.file("a.ics", calendar(event(START="20261025T005000Z", END="20261025T012000Z")))
    _, found = calsync.json(twice, "--timezone", "Europe/Berlin", "--start", "2026-12-01 14:00")
    (interview,) = found["data"]["interviews"]
    assert (interview["start"][11:16], interview["end"][11:16]) == ("14:00", "14:30")


def test_an_hour_typed_for_a_whole_day_is_a_talk_of_an_hour(calsync: Runner) -> None:
    hold = calsync.file("a.ics", calendar(event(START=";VALUE=DATE:20261201", without=("DTEND",))))
    _, found = calsync.json(hold, "--timezone", "Europe/Berlin", "--start", "2026-12-01 14:00")
    assert found["data"]["interviews"][0]["end"] == "2026-12-01T15:00:00+01:00"
    assert not any("whole day" in note for note in found["notes"])
    assert any("one hour is assumed" in note for note in found["notes"])


def test_a_run_that_failed_in_part_takes_nothing_of_other_interviews_from_the_file(calsync: Runner) -> None:
    target = calsync.folder / "o.ics"
    booking = str(ROOT / "examples" / "booking.ics")
    calsync.json(GOOGLE, booking, "-o", str(target))
    before = target.read_bytes().count(b"BEGIN:VEVENT")
    code, _ = calsync.json(GOOGLE, str(calsync.folder / "missing.ics"), "-o", str(target))
    assert code == 6
    assert target.read_bytes().count(b"BEGIN:VEVENT") == before
    code, found = calsync.json(GOOGLE, "-o", str(target))
    assert (code, target.read_bytes().count(b"BEGIN:VEVENT")) == (0, 7)
    assert f"6 reminders of another interview made way in {target}." in found["notes"]


def test_nothing_to_plan_leaves_the_file_and_says_so(calsync: Runner) -> None:
    target = calsync.folder / "o.ics"
    calsync.json(GOOGLE, "-o", str(target))
    written = target.read_bytes()
    code, found = calsync.json(str(ROOT / "examples" / "cancelled.ics"), "-o", str(target))
    assert (code, target.read_bytes()) == (0, written)
    assert f"Nothing was written; {target} was left as it is." in found["notes"]


def test_a_stranger_beside_a_loop_of_several_files_is_a_note(calsync: Runner) -> None:
    first = calsync.file("a.ics", calendar(event()))
    later = event(
        START=";TZID=Europe/Berlin:20261202T140000", UID="two", SUMMARY="Panel - Acme", without=("DTEND",)
    )
    dentist = event(
        START=";TZID=Europe/Berlin:20261204T140000", UID="three", SUMMARY="Dentist", without=("DTEND",)
    )
    code, found = calsync.json(first, calsync.file("b.ics", calendar(later, dentist)))
    assert (code, found["errors"]) == (0, [])
    assert any("Dentist" in note for note in found["notes"])


def test_a_decision_before_the_interview_is_pointed_out(calsync: Runner) -> None:
    _, found = calsync.json(GOOGLE, "--said-on", "2026-01-05", "--decision", "2026-01-09")
    assert any("lies before the interview" in note for note in found["notes"])


def test_many_events_that_cannot_be_read_are_counted(calsync: Runner) -> None:
    bad = calsync.file(
        "a.ics", calendar(*(event(UID=str(n), START="soon", without=("DTEND",)) for n in range(40)))
    )
    code, _, err = calsync.text(bad)
    assert code == 3
    assert "37 more" in err
    assert err.count("\n") == 8


def test_one_s_own_address_beside_typed_facts(calsync: Runner) -> None:
    _, found = calsync.json(
        "--start", "2026-12-01 14:00", "--timezone", "Europe/Berlin", "--me", "dana@mail.example"
    )
    assert found["data"]["interviews"][0]["candidate"] == "dana@mail.example"


@pytest.mark.parametrize("option", ["-o", "--timezone", "--cadence"])
def test_an_empty_option_is_a_slip(calsync: Runner, option: str) -> None:
    code, _, err = calsync.text(GOOGLE, option, "")
    assert code == 2
    assert "Traceback" not in err
    assert not list(calsync.folder.iterdir())


@pytest.mark.parametrize("option", ["-o", "--cadence"])
def test_an_endless_name_is_no_bug(calsync: Runner, option: str) -> None:
    code, _, err = calsync.text(GOOGLE, option, "x" * 5000)
    assert code == 2
    assert "Standard output" not in err


def test_new_only_is_not_for_folders(calsync: Runner) -> None:
    code, _, err = calsync.text(GOOGLE, "--new-only", "-o", str(calsync.folder))
    assert (code, list(calsync.folder.iterdir())) == (2, [])
    assert "folder" in err


@pytest.mark.parametrize("redirect", [">/dev/full 2>/dev/full", ">&-", ">/dev/full"])
@pytest.mark.parametrize("arguments", [f"plan {GOOGLE}", "plan --bad --json", "plan"])
def test_no_traceback_whatever_becomes_of_the_output(arguments: str, redirect: str) -> None:
    script = f"{sys.executable} -m calsync {arguments} {redirect}"
    # Without buffers nothing would be left to fail at exit.
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(["sh", "-c", script], env=plain, capture_output=True, check=False)
    assert done.returncode in (0, 2)
    assert b"Traceback" not in done.stderr


def test_a_letter_the_terminal_lacks_is_no_bug(calsync: Runner) -> None:
    facts = ["--company", "Łódź", "--start", "2026-12-01 14:00", "--timezone", "Europe/Warsaw"]
    done = subprocess.run(
        [sys.executable, "-m", "calsync", "plan", *facts],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"?" in done.stdout


def test_an_input_without_end_is_refused_before_it_is_read_to_the_end(calsync: Runner) -> None:
    code, _, err = calsync.text("/dev/zero")
    assert code == 3
    assert "larger than 10 MB" in err


def test_a_rescheduled_interview_keeps_its_uids_and_raises_their_sequence(calsync: Runner) -> None:
    target = calsync.folder / "o.ics"
    first = calsync.file("a.ics", calendar(event("SEQUENCE:0", DANA)))
    moved = calsync.file(
        "b.ics",
        calendar(event("SEQUENCE:1", DANA, START=";TZID=Europe/Berlin:20261208T140000", without=("DTEND",))),
    )
    _, before = calsync.json(first, "-o", str(target))
    assert set(re.findall(r"SEQUENCE:(\d+)", target.read_text("utf-8"))) == {"0"}
    _, after = calsync.json(moved, "-o", str(target))
    assert {r["uid"]: r["step"] for r in after["data"]["reminders"]} == {
        r["uid"]: r["step"] for r in before["data"]["reminders"]
    }
    assert [r["at"] for r in after["data"]["reminders"]] != [r["at"] for r in before["data"]["reminders"]]
    assert set(re.findall(r"SEQUENCE:(\d+)", target.read_text("utf-8"))) == {"1"}


@pytest.mark.parametrize(("typed", "meant"), [("trac", "track"), ("LIST", "list"), ("agend", "agenda")])
def test_a_misspelt_command_is_answered_with_the_nearest(
    typed: str, meant: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([typed]) == 2
    assert f"There is no command “{typed}”. Did you mean “{meant}”?" in capfd.readouterr().err


def test_a_step_that_was_asked_for_and_cannot_be_planned_is_named(calsync: Runner) -> None:
    whole_day = event(START=";VALUE=DATE:20261203", without=("DTEND",))
    file = calsync.file("day.ics", calendar(whole_day))
    _, found = calsync.json(file, "--timezone", "Europe/Berlin", "--with", "debrief")
    assert any("“debrief” was asked for" in note for note in found["notes"])
