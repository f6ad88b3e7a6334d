"""What was heard from reminders in a calendar, in the agenda and in `show`."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from calsync.planning.history import Answered
from calsync.tracker.log import open_tracker
from tests.cli.acme import EVENING, acme, track
from tests.cli.tracking import Runner, calsync

__all__ = ["acme", "calsync"]

NOW = datetime.fromisoformat(EVENING)
DONE = "as done on Tue 1 Dec 2026"
HEADING = "Heard from your calendar"


def hear(
    calsync: Runner, text: str, reading: str, *, step: str = "thank-you", person: str = "", ago: int = 0
) -> None:
    """A sync has heard that of the interview at Acme, so many hours ago."""
    id_ = calsync.interview("acme")["id"]
    at = NOW - timedelta(hours=ago)
    with open_tracker(calsync.home / "tracker.sqlite3", wait=5) as tracker:  # noqa: SIM117
        with tracker.command("sync", at=at) as change:
            change.append(id_, Answered(step, person, text, reading, at))


def section(calsync: Runner) -> list[str]:
    """The lines of the section in the agenda, none if there is none."""
    out = calsync.ok("agenda")
    _, _, after = out.partition(f"{HEADING}\n")
    return after.split("\n\n")[0].splitlines()


def test_answers_are_confirmed(acme: Runner) -> None:
    hear(acme, "blah", "", step="linkedin", ago=3)
    hear(acme, "sent", DONE, person="tom ng", ago=2)
    assert section(acme) == [
        "  Tue 1 Dec         “sent”, in acme-technical thank-you (Tom Ng)",
        "                    read as done on Tue 1 Dec 2026",
        "  Tue 1 Dec         “blah”, in acme-technical linkedin",
        "                    not understood; write it otherwise there, or: calsync tell",
        "                    acme-technical TEXT",
    ]
    shown = " ".join(acme.ok("show", "acme").split())
    assert "your answer in thank-you (Tom Ng): “sent”, read as done on Tue 1 Dec 2026" in shown
    id_ = acme.interview("acme")["id"]
    assert acme.data("agenda")["heard"] == [
        {
            "ref": "acme-technical",
            "interview": id_,
            "step": "thank-you",
            "interviewer": "Tom Ng",
            "text": "sent",
            "read": DONE,
            "told": "2026-12-01T18:00:00+00:00",
        },
        {
            "ref": "acme-technical",
            "interview": id_,
            "step": "linkedin",
            "interviewer": None,
            "text": "blah",
            "read": None,
            "told": "2026-12-01T17:00:00+00:00",
        },
    ]


def test_nothing_was_heard(acme: Runner) -> None:
    assert HEADING not in acme.ok("agenda")
    assert acme.data("agenda")["heard"] == []


def test_what_was_not_understood_gives_way_to_a_later_answer_in_the_same_reminder(acme: Runner) -> None:
    hear(acme, "sennt", "", person="tom ng", ago=5)
    hear(acme, "sennt", "", person="sarah@acme.example", ago=4)
    hear(acme, "sent", DONE, person="tom ng", ago=3)
    hear(acme, "later", "as moved to Wed 2 Dec 2026 09:00", person="tom ng", ago=2)
    found = [(each["text"], each["interviewer"]) for each in acme.data("agenda")["heard"]]
    assert found == [("later", "Tom Ng"), ("sent", "Tom Ng"), ("sennt", "Sarah Lee")]


@pytest.mark.parametrize(("hours", "shown"), [(7 * 24, True), (7 * 24 + 1, False)])
def test_a_week_later_it_is_old(acme: Runner, hours: int, shown: bool) -> None:
    hear(acme, "sent", DONE)
    acme.at((NOW + timedelta(hours=hours)).isoformat())
    assert (HEADING in acme.ok("agenda")) is shown
    assert bool(acme.data("agenda")["heard"]) is shown


def test_no_more_than_eight_are_shown(acme: Runner) -> None:
    for number in range(11):
        hear(acme, f"note: number {number}", "as a note", step="linkedin", ago=20 - number)
    lines = section(acme)
    assert [line.split("number ")[1][:2].rstrip("”") for line in lines if "number" in line] == [
        str(10 - place) for place in range(8)
    ]
    assert lines[-1].strip() == "and 3 more; calsync show REF lists them"
    assert len(acme.data("agenda")["heard"]) == 11


def test_what_was_typed_is_safe_to_show(acme: Runner) -> None:
    hear(acme, "x\x1b[2J\u202e\n" + "y" * 900, "")
    lines = section(acme)
    assert "\x1b" not in "".join(lines)
    assert "\u202e" not in "".join(lines)
    assert sum(len(line) for line in lines) < 400
    assert "\x1b" not in acme.data("agenda")["heard"][0]["text"]


def test_the_newest_comes_first_whichever_interview_it_is_of(acme: Runner) -> None:
    hear(acme, "sent", DONE)
    track(acme, "Globex")
    assert [each["ref"] for each in acme.data("agenda")["heard"]] == ["acme-technical"]
