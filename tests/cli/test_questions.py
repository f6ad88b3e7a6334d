"""The questions on the command line: when they come and go, and that one whose time is over bothers nobody.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin.
"""

from __future__ import annotations

import pytest

from tests.cli.acme import EVENING, first_line, plan, track
from tests.cli.tracking import UNASKED, Runner, calsync

__all__ = ["calsync"]

BEFORE = "2026-11-30T09:00Z"
ASK, WHO = "Ask: when can I expect to hear back? (Acme)", "Who was there (Acme)?"
TOM = ("--interviewer", "Tom Ng")


@pytest.fixture
def acme(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("COLUMNS", "88")
    calsync.at(BEFORE)
    track(calsync, asking=True)
    return calsync


def changed(calsync: Runner) -> str:
    """What the last run said after its first sentence, on one line."""
    return " ".join(" ".join(calsync.out.split("\n\n")[1:]).split())


def asked(calsync: Runner, *, state: str = "open") -> dict[str, str]:
    return {
        step: at
        for step, at in plan(calsync, state=state).items()
        if step in ("ask-timeline", "who-was-there")
    }


def test_they_stand_with_the_other_reminders(acme: Runner) -> None:
    assert acme.ok("list").splitlines()[1].strip() == f"next: {ASK}, Tue 1 Dec 13:45"
    said = acme.ok("show", "acme")
    assert f"Tue 1 Dec 13:45   {ASK}\n                    no decision date is known yet\n" in said
    assert (
        f"Tue 1 Dec 15:00   {WHO}\n                    until Wed 2 Dec 15:00; "
        "nobody who was there is named yet\n" in said
    )


def test_what_is_told_is_no_longer_asked_for(acme: Runner) -> None:
    acme.ok("decision", "acme", "2026-12-11")
    assert f"Tue 1 Dec 13:45 no longer: {ASK}" in changed(acme)
    assert set(asked(acme)) == {"who-was-there"}
    acme.ok("track", "acme", *TOM)
    assert f"Tue 1 Dec 15:00 no longer: {WHO}" in " ".join(acme.out.split())
    assert asked(acme) == {}
    acme.ok("undo")
    assert f"Tue 1 Dec 15:00 {WHO}" in changed(acme)
    assert set(asked(acme)) == {"who-was-there"}


def test_one_whose_time_is_over_is_not_spoken_of(acme: Runner) -> None:
    acme.at("2026-12-01T12:30Z")  # half past one: it is about to be asked
    assert "acme-technical ask-timeline" in acme.ok("agenda")
    acme.at(EVENING)
    assert "ask-timeline" not in acme.ok("agenda")
    assert "acme-technical who-was-there; until Wed 2 Dec 15:00" in acme.out
    acme.ok("decision", "acme", "2026-12-11")
    assert ASK not in changed(acme)
    acme.ok("decision", "acme", "soon")
    assert ASK not in changed(acme)
    acme.at("2026-12-05T09:00Z")
    assert "who-was-there" not in acme.ok("agenda")
    acme.ok("track", "acme", *TOM)
    assert WHO not in acme.out


def test_one_whose_time_is_over_is_not_shown_of_what_is_tracked_late(calsync: Runner) -> None:
    calsync.at(EVENING)
    track(calsync, asking=True)
    assert ASK not in calsync.out
    assert WHO in calsync.out
    assert set(asked(calsync)) == {"ask-timeline", "who-was-there"}  # `show` tells of everything


@pytest.mark.parametrize("form", ["event", "todo"])
def test_one_whose_time_is_over_is_put_into_no_file_and_taken_from_none(acme: Runner, form: str) -> None:
    late, early = acme.folder / "late.ics", acme.folder / "early.ics"
    acme.ok("export", "-o", str(early), "--as", form)
    assert early.read_text("utf-8").count("SUMMARY:Ask:") == 1
    acme.at(EVENING)
    acme.ok("export", "-o", str(early), "--as", form)
    acme.ok("export", "-o", str(late), "--as", form)
    held = [path.read_text("utf-8") for path in (early, late)]
    assert [text.count("SUMMARY:Ask:") for text in held] == [1, 0]
    assert [text.count("SUMMARY:Who was there") for text in held] == [1, 1]


def test_they_are_done_skipped_and_moved_as_others_are(acme: Runner) -> None:
    acme.ok("move", "acme", "ask-timeline", "2026-12-01 12:00")
    assert asked(acme)["ask-timeline"] == "2026-12-01T12:00:00+01:00"
    acme.ok("skip", "acme", "ask-timeline")
    assert set(asked(acme, state="skipped")) == {"ask-timeline"}
    acme.at(EVENING)
    acme.ok("done", "acme", "who-was-there")
    assert first_line(acme) == f"Done, Tue 1 Dec 21:00: “{WHO}”."
    acme.ok("decision", "acme", "2026-12-11")
    acme.ok("track", "acme", *TOM)
    assert (set(asked(acme, state="skipped")), set(asked(acme, state="done"))) == (
        {"ask-timeline"},
        {"who-was-there"},
    )


def test_they_can_be_left_out_for_good_and_asked_for_again(calsync: Runner) -> None:
    track(calsync, "Acme", *UNASKED, asking=True)
    assert asked(calsync) == {}
    calsync.ok("track", "acme", "--with", "who-was-there")
    assert set(asked(calsync)) == {"who-was-there"}
    calsync.ok("track", "acme", *TOM)
    assert set(asked(calsync)) == {"who-was-there"}


def test_plan_asks_too(calsync: Runner) -> None:
    typed = ("--company", "Acme", "--kind", "final", "--timezone", "Europe/Berlin")
    known = (*TOM, "--decision", "2026-12-11")
    hour = ("--start", "2026-12-01 14:00", "--duration", "1h")
    assert [title in calsync.ok("plan", *typed, *hour) for title in (ASK, WHO)] == [True, True]
    assert [title in calsync.ok("plan", *typed, *hour, *known) for title in (ASK, WHO)] == [False, False]
    assert ASK in calsync.ok("plan", *typed, *hour, *known, "--with", "ask-timeline")
    assert "does not apply" not in calsync.out
    assert ASK not in calsync.ok("plan", *typed, *hour, "--without", "ask-timeline")


def test_a_whole_day_has_no_moment_to_ask_at(calsync: Runner) -> None:
    invite = calsync.invite(START=";VALUE=DATE:20261201", END=";VALUE=DATE:20261202")
    said = " ".join(
        calsync.ok("plan", invite, "--timezone", "Europe/Berlin", "--with", "ask-timeline").split()
    )
    assert (ASK in said, WHO in said) == (False, False)
    assert "“ask-timeline” was asked for, but does not apply to this interview" in said
