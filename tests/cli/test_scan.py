"""`calsync scan` of files and folders: what it finds, what it tracks, and what it remembers of the person."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from calsync.cli.scan_report import MOST_UNASKED
from tests.cli.acme import refused, sentence
from tests.cli.scanning import (
    GUESTS,
    SETTINGS,
    acme,
    became,
    dentist,
    globex,
    many,
    marks,
    verdicts,
    write,
)
from tests.cli.tracking import Runner, calsync, hours
from tests.ical.events import calendar, event
from tests.sessions import ROOT

__all__ = ["calsync", "verdicts"]

ACME, GLOBEX = "Technical interview - Acme", "Interview - Globex (perhaps)"


@pytest.fixture(autouse=True)
def _settled(calsync: Runner, verdicts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calsync.settings(SETTINGS)
    monkeypatch.chdir(calsync.folder)


def test_what_it_finds_and_why(calsync: Runner) -> None:
    write(calsync, acme(), globex(), dentist())
    out = calsync.ok("scan", "--from", "cal.ics")
    sections = out.split("\n\n")
    assert [each.split("\n")[0] for each in sections[:2]] == ["Interviews", "Perhaps"]
    assert sections[0].split("\n")[1].startswith(f"  Tue 1 Dec 14:00   {ACME} [")
    assert "99%: title says “Technical interview”" in sections[0]
    assert "technical interview at Acme; cal.ics\n" in sections[0]
    assert " reminders, first: " in sections[0]
    assert sections[1].split("\n")[1].startswith(f"  Wed 2 Dec 10:00   {GLOBEX} [")
    mark = marks(calsync, "--from", "cal.ics")[GLOBEX]
    assert " ".join(sections[2].split()) == (
        "Looked at 3 events in cal.ics, Thu 5 Nov 2026 to Mon 18 Jan 2027. "
        "To track what is surely one, and to be asked about the rest: calsync scan --from cal.ics --track "
        f"One by one, by the mark in brackets: calsync scan --from cal.ics --take {mark} "
        f"Never to hear of one again: calsync scan --from cal.ics --decline {mark}"
    )
    assert calsync.err == ""


def test_looking_changes_nothing(calsync: Runner) -> None:
    path = Path(write(calsync, acme(), globex()))
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    for _ in range(2):
        calsync.ok("scan", "--from", "cal.ics")
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert [each.name for each in calsync.home.iterdir()] == ["calsync.toml"]
    assert calsync.refs() == []


def test_nothing_found(calsync: Runner) -> None:
    write(calsync, dentist())
    assert calsync.ok("scan", "--from", "cal.ics") == (
        "Nothing found among 1 event in cal.ics, Thu 5 Nov 2026 to Mon 18 Jan 2027.\n"
    )


SHAPE = {
    "schema": 1,
    "command": "scan",
    "status": "done",
    "data": {
        "from": "2026-11-05",
        "to": "2027-01-18",
        "looked": [{"name": "cal.ics", "events": 1, "whole": True}],
        "declined_before": 0,
        "noticed": [],
        "changes": [],
    },
    "notes": [],
    "errors": [],
}


def test_as_json(calsync: Runner) -> None:
    write(calsync, acme("URL:https://acme.zoom.us/j/99?pwd=SECRET"))
    code, found = calsync.json("scan", "--from", "cal.ics")
    assert code == 0
    (one,) = found["data"].pop("found")
    assert found == SHAPE
    assert "SECRET" not in calsync.out
    assert list(one) == [
        "mark",
        "became",
        "ref",
        "score",
        "evidence",
        "against",
        "events",
        "interview",
        "reminders",
        "question",
    ]
    assert (one["became"], one["ref"], one["score"], one["question"]) == ("sure", None, 0.99, None)
    assert one["events"] == [
        {
            "uid": "one@acme.example",
            "title": ACME,
            "start": "2026-12-01T14:00:00+01:00",
            "in": "cal.ics, 14:00",
            "score": 0.99,
        }
    ]
    assert one["evidence"][0] == "title says “Technical interview”"
    planned = calsync.json("plan", "cal.ics")[1]["data"]
    assert [each["uid"] for each in one["reminders"]] == [each["uid"] for each in planned["reminders"]]
    assert one["interview"]["company"] == planned["interviews"][0]["company"] == "Acme"


def test_what_is_sure_is_tracked_and_the_rest_is_listed(calsync: Runner) -> None:
    write(calsync, acme(), globex(), dentist())
    out = calsync.ok("scan", "--from", "cal.ics", "--track")
    assert out.startswith(f"Now tracked\n  Tue 1 Dec 14:00   {ACME} [")
    assert "acme-technical: " in out
    assert "\nPerhaps\n" in out
    assert calsync.refs() == ["acme-technical"]
    assert calsync.log() == ["scan --track"]
    assert became(calsync, "--from", "cal.ics", "--track") == {GLOBEX: "offered"}
    assert calsync.log() == ["scan --track"]
    calsync.ok("undo")
    assert calsync.refs() == []
    assert became(calsync, "--from", "cal.ics") == {ACME: "sure", GLOBEX: "offered"}


def test_more_than_anybody_has_are_not_tracked_unasked(calsync: Runner) -> None:
    write(calsync, *many(MOST_UNASKED + 1), globex())
    out = " ".join(calsync.ok("scan", "--from", "cal.ics", "--track").split())
    assert (
        "21 new interviews at once are more than are tracked unasked (20), so none of them is. To be asked "
        "about each, on a terminal: calsync scan --from cal.ics --track. "
        "One by one: calsync scan --from cal.ics --take MARK"
    ) in out
    assert "Now tracked" not in out
    code, found = calsync.json("scan", "--from", "cal.ics", "--track")
    assert code == 0
    assert [note[:30] for note in found["notes"]] == ["21 new interviews at once are "]
    assert Counter(each["became"] for each in found["data"]["found"]) == {"sure": 21, "offered": 1}
    assert (calsync.refs(), calsync.log()) == ([], [])
    mark = marks(calsync, "--from", "cal.ics")["Technical interview - Firm3 GmbH"]
    calsync.ok("scan", "--from", "cal.ics", "--take", mark)
    assert calsync.refs() == ["firm3-technical"]
    calsync.ok("scan", "--from", "cal.ics", "--track")
    assert len(calsync.refs()) == 21


def test_one_that_may_be_a_new_time_is_asked_about_beside_too_many(calsync: Runner) -> None:
    write(calsync, acme())
    calsync.ok("scan", "--from", "cal.ics", "--track")
    write(calsync, acme(UID="new@acme.example", **hours("20261203T100000", "20261203T110000")), *many(21))
    code, found = calsync.json("scan", "--from", "cal.ics", "--track")
    assert (code, found["status"]) == (6, "partial")
    assert Counter(each["became"] for each in found["data"]["found"]) == {"sure": 21, "asked": 1}
    assert "looks like a new time for acme-technical" in found["errors"][0]["message"]


def test_talks_of_one_loop_are_counted_as_one(calsync: Runner) -> None:
    talks = [
        acme(
            UID=f"{n}@acme.example",
            **hours(
                f"20261201T{8 + n // 4:02}{15 * (n % 4):02}00",
                f"20261201T{8 + (n + 1) // 4:02}{15 * ((n + 1) % 4):02}00",
            ),
        )
        for n in range(MOST_UNASKED + 1)
    ]
    write(calsync, *talks)
    calsync.ok("scan", "--from", "cal.ics", "--track")
    assert len(calsync.refs()) == 1


def test_it_is_planned_as_it_is_by_track(calsync: Runner) -> None:
    path = write(calsync, acme())
    calsync.ok("scan", "--from", path, "--track")
    scanned = calsync.open("acme-technical")
    calsync.ok("undo")
    calsync.ok("track", path)
    assert calsync.open("acme-technical") == scanned


def test_a_new_time_and_a_cancellation_are_followed(calsync: Runner) -> None:
    write(calsync, acme())
    calsync.ok("scan", "--from", "cal.ics", "--track")
    write(calsync, acme("SEQUENCE:1", **hours("20261203T100000", "20261203T110000")))
    out = calsync.ok("scan", "--from", "cal.ics")
    assert "acme-technical (technical interview at Acme, Thu 3 Dec 2026 10:00) has changed" in out
    assert calsync.interview("acme-technical")["start"] == "2026-12-01T14:00:00+01:00"
    data = calsync.data("scan", "--from", "cal.ics", "--track")
    assert data["noticed"] == [{"ref": "acme-technical", "what": "updated"}]
    assert {each["change"] for each in data["changes"]} == {"moved"}
    assert calsync.interview("acme-technical")["start"] == "2026-12-03T10:00:00+01:00"
    write(calsync, acme("SEQUENCE:2", "STATUS:CANCELLED", **hours("20261203T100000", "20261203T110000")))
    assert "is called off in your calendar" in " ".join(calsync.ok("scan", "--from", "cal.ics").split())
    out = calsync.ok("scan", "--from", "cal.ics", "--track")
    assert "acme-technical (technical interview at Acme, Thu 3 Dec 2026 10:00) is called off: what" in out
    assert calsync.open("acme-technical") == {}
    on_again = acme("SEQUENCE:3", DTSTAMP="20261118T090000Z", **hours("20261203T100000", "20261203T110000"))
    write(calsync, on_again)
    calsync.ok("scan", "--from", "cal.ics", "--track")
    assert calsync.open("acme-technical")
    assert calsync.log() == ["scan --track"] * 4


def test_what_says_nothing_new_leaves_no_trace(calsync: Runner) -> None:
    invitation = write(calsync, acme(), name="invite.ics")
    calsync.ok("track", invitation)
    touched = acme("LAST-MODIFIED:20261118T090000Z", "X-MOZ-LASTACK:20261118T090000Z")
    write(calsync, touched.replace("DTSTAMP:20261112", "DTSTAMP:20261118"))
    before = calsync.everything()
    data = calsync.data("scan", "--from", "cal.ics", "--track")
    assert (data["found"], data["noticed"], data["changes"]) == ([], [], [])
    assert calsync.log() == [f"track {invitation}"]
    assert calsync.everything() == before


def test_the_same_event_in_two_calendars_is_one(calsync: Runner) -> None:
    write(calsync, acme(), name="both/work/a.ics")
    write(calsync, acme("SEQUENCE:1", **hours("20261203T100000", "20261203T110000")), name="both/mine/b.ics")
    calsync.ok("scan", "--from", "both", "--track")
    assert calsync.interview("acme-technical")["start"] == "2026-12-03T10:00:00+01:00"
    assert calsync.data("scan", "--from", "both", "--track")["noticed"] == []


def test_a_copy_that_says_less_does_not_count(calsync: Runner) -> None:
    write(calsync, acme(), name="both/work/a.ics")
    busy = event(SUMMARY="Busy", DTSTAMP="20261118T090000Z")
    write(calsync, busy, name="both/mine/b.ics")
    calsync.ok("scan", "--from", "both", "--track")
    assert calsync.interview("acme-technical")["kind"] == "technical"
    assert calsync.data("scan", "--from", "both", "--track")["noticed"] == []
    assert calsync.log() == ["scan --track"]


def test_talks_of_one_loop_are_one_interview(calsync: Runner) -> None:
    second = acme(UID="more@acme.example", SUMMARY="System design interview - Acme", **hours(
        "20261201T153000", "20261201T163000"
    ))  # fmt: skip
    write(calsync, acme(), second)
    (one,) = calsync.data("scan", "--from", "cal.ics", "--track")["found"]
    assert len(one["events"]) == 2
    assert "and 1 more session" in calsync.ok("undo") + calsync.ok("scan", "--from", "cal.ics")


def test_two_that_merely_lie_on_one_day_stay_two(calsync: Runner) -> None:
    other = event(
        UID="x@mail.example", SUMMARY="Technical interview", **hours("20261201T170000", "20261201T180000")
    )
    write(calsync, acme(), other)
    assert len(calsync.data("scan", "--from", "cal.ics", "--track")["found"]) == 2
    assert len(calsync.refs()) == 2


# What the person says


def mark(calsync: Runner, title: str = GLOBEX) -> str:
    return marks(calsync, "--from", "cal.ics")[title]


def test_declined_once_it_is_not_offered_again_unless_it_changes(calsync: Runner) -> None:
    write(calsync, acme(), globex())
    out = calsync.ok("scan", "--from", "cal.ics", "--decline", mark(calsync))
    assert out.startswith(f"Left alone from now on\n  Wed 2 Dec 10:00   {GLOBEX} [")
    assert became(calsync, "--from", "cal.ics") == {ACME: "sure"}
    assert "1 more was declined or untracked before." in calsync.ok("scan", "--from", "cal.ics")
    assert became(calsync, "--from", "cal.ics", "--track") == {ACME: "tracked"}
    calsync.ok("undo")
    write(calsync, acme(), globex(**hours("20261204T100000", "20261204T110000")))
    assert became(calsync, "--from", "cal.ics") == {ACME: "sure", GLOBEX: "offered"}


def test_a_decline_is_undone(calsync: Runner) -> None:
    write(calsync, globex())
    calsync.ok("scan", "--from", "cal.ics", "--decline", mark(calsync))
    assert calsync.log() == [f"scan --decline {mark_of_globex(calsync)}"]
    assert calsync.ok("undo").startswith("Undone: scan --decline")
    assert became(calsync, "--from", "cal.ics") == {GLOBEX: "offered"}


def mark_of_globex(calsync: Runner) -> str:
    return calsync.log()[0].rsplit(" ", 1)[1]


def test_what_is_sure_can_be_declined_too(calsync: Runner) -> None:
    write(calsync, acme())
    calsync.ok("scan", "--from", "cal.ics", "--decline", "one@acme.example")
    assert became(calsync, "--from", "cal.ics", "--track") == {}
    assert calsync.refs() == []


def test_one_is_taken_by_its_mark(calsync: Runner) -> None:
    write(calsync, acme(), globex())
    short = mark(calsync)[:4]
    out = calsync.ok("scan", "--from", "cal.ics", "--take", short)
    assert out.startswith(f"Now tracked\n  Wed 2 Dec 10:00   {GLOBEX} [")
    assert calsync.refs() == ["globex-interview"]
    assert calsync.log() == [f"scan --take {short}"]


def test_what_was_declined_can_be_taken_after_all(calsync: Runner) -> None:
    write(calsync, globex())
    given = mark(calsync)
    calsync.ok("scan", "--from", "cal.ics", "--decline", given)
    calsync.ok("scan", "--from", "cal.ics", "--take", given)
    assert calsync.refs() == ["globex-interview"]


def test_what_was_untracked_does_not_come_back_unless_it_changes(calsync: Runner) -> None:
    write(calsync, acme())
    calsync.ok("scan", "--from", "cal.ics", "--track")
    calsync.ok("untrack", "acme-technical")
    assert became(calsync, "--from", "cal.ics", "--track") == {}
    assert "1 more was declined or untracked before." in calsync.ok("scan", "--from", "cal.ics", "--track")
    assert calsync.refs() == []
    write(calsync, acme("SEQUENCE:1", **hours("20261203T100000", "20261203T110000")))
    assert became(calsync, "--from", "cal.ics", "--track") == {ACME: "tracked"}


def test_one_that_may_be_a_new_time_is_asked_about(calsync: Runner) -> None:
    write(calsync, acme())
    calsync.ok("scan", "--from", "cal.ics", "--track")
    moved = acme(UID="new@acme.example", **hours("20261207T140000", "20261207T150000"))
    write(calsync, moved)
    code, out, _ = calsync.run("scan", "--from", "cal.ics", "--track")
    assert code == 6
    said, hint = sentence(calsync)
    assert said.startswith(
        f"“{ACME}” on Mon 7 Dec 2026 (cal.ics, 14:00) looks like a new time for acme-technical"
    )
    assert hint == "If it is, add --replaces acme-technical; if it is another interview, add --separate."
    given = out.split("--take ")[1].split()[0]
    calsync.ok("scan", "--from", "cal.ics", "--take", given, "--replaces", "acme-technical")
    assert calsync.interview("acme-technical")["start"] == "2026-12-07T14:00:00+01:00"
    assert calsync.refs() == ["acme-technical"]
    calsync.ok("undo")
    calsync.ok("scan", "--from", "cal.ics", "--take", given, "--separate")
    assert calsync.refs() == ["acme-technical", "acme-technical-2"]


def test_one_that_is_gone_from_the_calendar_is_told_of(calsync: Runner) -> None:
    write(calsync, acme(), dentist())
    calsync.ok("scan", "--from", "cal.ics", "--track")
    write(calsync, dentist())
    out = " ".join(calsync.ok("scan", "--from", "cal.ics", "--track").split())
    assert (
        "acme-technical is no longer in cal.ics. If it is called off: calsync untrack acme-technical" in out
    )
    assert calsync.open("acme-technical")
    write(calsync, dentist(), name="other.ics")
    assert "no longer" not in calsync.ok("scan", "--from", "other.ics")


def test_one_that_was_never_there_is_not_missed(calsync: Runner) -> None:
    calsync.ok("track", write(calsync, acme(), name="invite.ics"))
    write(calsync, dentist())
    assert "no longer" not in calsync.ok("scan", "--from", "cal.ics")


# Where it looks


def test_the_days(calsync: Runner) -> None:
    write(calsync, acme(**hours("20270301T100000", "20270301T110000")))
    assert became(calsync, "--from", "cal.ics") == {}
    assert became(calsync, "--from", "cal.ics", "--days-ahead", "120") == {ACME: "sure"}
    out = calsync.ok("scan", "--from", "cal.ics", "--days-ahead", "120")
    assert "calsync scan --from cal.ics --days-ahead 120 --track" in " ".join(out.split())
    write(calsync, acme(**hours("20261020T100000", "20261020T110000")))
    assert became(calsync, "--from", "cal.ics") == {}
    assert became(calsync, "--from", "cal.ics", "--days-back", "60") == {ACME: "sure"}


def test_a_folder_and_the_calendars_in_it(calsync: Runner) -> None:
    write(calsync, acme(), name="cals/work/a.ics")
    write(calsync, globex(), name="cals/mine/b.ics")
    calsync.file("cals/work/displayname", "Job search\n")
    calsync.file("cals/work/notes.txt", "no calendar")
    calsync.file("cals/.hidden/c.ics", calendar(acme(UID="hidden@acme.example")))
    assert became(calsync, "--from", "cals") == {ACME: "sure", GLOBEX: "offered"}
    assert became(calsync, "--from", "cals", "--calendar", "job SEARCH") == {ACME: "sure"}
    assert became(calsync, "--from", "cals/mine") == {GLOBEX: "offered"}
    said = refused(calsync, "scan", "--from", "cals", "--calendar", "Job serch")
    assert said == (
        "There is no calendar “Job serch”.",
        "Did you mean “Job search”? The calendars: cals, mine, Job search.",
    )


def test_one_that_is_cut_off_is_offered_and_changes_nothing(calsync: Runner) -> None:
    write(calsync, acme("DESCRIPTION:Bring a pen.", "LOCATION:Main St 1"))
    whole = (calsync.folder / "cal.ics").read_bytes()
    cut = calsync.folder / "cut.ics"
    cut.write_bytes(whole[: whole.index(b"Main") - 3])
    assert set(became(calsync, "--from", "cut.ics", "--track").values()) == {"offered"}
    assert calsync.refs() == []
    calsync.ok("scan", "--from", "cal.ics", "--track")
    before = calsync.everything()
    assert calsync.json("scan", "--from", "cut.ics", "--track")[1]["data"]["noticed"] == []
    assert calsync.everything() == before


def test_one_that_was_called_off_and_is_on_again(calsync: Runner) -> None:
    """Some programs stamp every version alike; then the number alone tells."""
    for number, (status, standing) in enumerate(
        [("CONFIRMED", "tracked"), ("CANCELLED", "cancelled"), ("CONFIRMED", "revived")], start=1
    ):
        write(calsync, acme(f"SEQUENCE:{number}", f"STATUS:{status}"))
        calsync.ok("scan", "--from", "cal.ics", "--track")
        open_ones = calsync.open("acme-technical")
        assert bool(open_ones) is (standing != "cancelled")


def test_our_own_reminders_are_none(calsync: Runner) -> None:
    calsync.ok("track", write(calsync, acme()))
    calsync.ok("sync", "--to", "there")
    calsync.ok("export", "-o", "out.ics")
    calsync.ok("undo")
    for place in ("there", "out.ics"):
        assert became(calsync, "--from", place, "--days-back", "30") == {}


def test_a_file_that_cannot_be_read_does_not_keep_the_others(calsync: Runner) -> None:
    write(calsync, acme(), name="cals/a.ics")
    (calsync.folder / "cals" / "b.ics").symlink_to(calsync.folder / "nowhere")
    code, out, err = calsync.run("scan", "--from", "cals", "--track")
    assert code == 6
    assert "acme-technical" in out
    assert err.startswith("calsync: There is no file cals/b.ics.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "cal.ics", "--account", "home"), "--from and --account name two places."),
        (("--from", ""), "--from is empty."),
        (("--from", "cal.ics", "--calendar", "x"), "--calendar goes with an account or a folder, not"),
        (("--take", "ab", "--track"), "--track goes with neither --take nor --decline."),
        (("--replaces", "acme"), "--replaces and --separate go with one --take."),
        (("--take", "ab", "--replaces", "acme", "--separate"), "--replaces and --separate say opposite"),
        (("--from", "cal.ics", "--take", "zz"), "“zz” is the mark of no event that was found."),
        (("--from", "cal.ics", "--take", "one@acme.example", "--decline", "one@acme.example"), "--take and"),
        (("--days-back", "-1"), "Invalid value for '--days-back'"),
        ((), "There is no calendar account yet."),
    ],
)
def test_wrong_options(calsync: Runner, arguments: tuple[str, ...], said: str) -> None:
    write(calsync, acme())
    assert refused(calsync, "scan", *arguments)[0].startswith(said)


def test_a_file_that_is_not_there(calsync: Runner) -> None:
    assert calsync.run("scan", "--from", "nowhere.ics")[0] == 3
    assert sentence(calsync) == ("There is no file nowhere.ics.", "Check the name and the folder.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "odd.ics is empty."),
        (b"<html>Sign in</html>", "odd.ics is a web page, not an invitation."),
        (bytes(range(256)) * 20, "odd.ics is damaged: it holds NUL bytes."),
    ],
)
def test_a_file_that_is_no_calendar(calsync: Runner, data: bytes, said: str) -> None:
    calsync.file("odd.ics", data)
    code, out, _ = calsync.run("scan", "--from", "odd.ics")
    assert (code, out) == (3, "")
    assert sentence(calsync)[0] == said
    assert sentence(calsync)[1]


def test_what_is_no_file_is_passed_by(calsync: Runner) -> None:
    write(calsync, acme(), name="cals/a.ics")
    (calsync.folder / "cals" / "b.ics").mkdir()
    os.mkfifo(calsync.folder / "cals" / "c.ics")
    assert became(calsync, "--from", "cals") == {ACME: "sure"}
    calsync.ok("scan", "--from", "cals/b.ics")


def test_an_event_without_a_zone_tells_what_to_do(calsync: Runner) -> None:
    calsync.settings('me = ["dana@mail.example"]\n')
    write(calsync, event(*GUESTS).replace(";TZID=Europe/Berlin", ""))
    assert calsync.run("scan", "--from", "cal.ics")[0] == 6
    assert sentence(calsync)[1] == "Say yours: calsync config set timezone Europe/Berlin"
    calsync.settings(SETTINGS)
    assert became(calsync, "--from", "cal.ics") == {ACME: "sure"}


def test_titles_are_data(calsync: Runner) -> None:
    nasty = "Technical interview - Acme \x1b[31m https://acme.zoom.us/j/1?pwd=SECRET \u202e"
    write(calsync, acme(SUMMARY=nasty, LOCATION="https://acme.zoom.us/j/1?pwd=SECRET"))
    out = calsync.ok("scan", "--from", "cal.ics") + calsync.ok("scan", "--from", "cal.ics", "--track")
    assert "\x1b[31m" not in out
    assert "\u202e" not in out
    assert "SECRET" not in out


# Somebody at the terminal

SCAN = """
import sys
from calsync.cli import run, scan_sources
from tests.cli.scanning import look
scan_sources.look_through = look
sys.exit(run(["scan", "--from", "cal.ics", "--track"]))
"""


def talk(calsync: Runner, typed: str) -> tuple[int, str, str]:
    """The scan with somebody at a terminal, who types that; exit code, standard output, and the terminal."""
    import pty

    ours, theirs = pty.openpty()
    with closing(os.fdopen(ours, "r+b", buffering=0)) as terminal:
        process = subprocess.Popen(
            [sys.executable, "-c", SCAN],
            cwd=calsync.folder,
            stdin=theirs,
            stderr=theirs,
            stdout=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "88", "PYTHONPATH": str(ROOT)},
        )
        os.close(theirs)
        terminal.write(typed.encode())
        shown = b""
        while True:
            try:
                piece = terminal.read(4096)
            except OSError:  # Linux says so when the last one has hung up
                break
            if not piece:
                break
            shown += piece
        out, _ = process.communicate()
    return process.returncode, out.decode(), shown.decode()


@pytest.mark.parametrize(
    ("typed", "refs", "left"),
    [
        ("yes\n", ["globex-interview"], (0, 0)),
        ("no\n", [], (0, 1)),
        ("later\n", [], (1, 0)),
        ("\n", [], (1, 0)),
        ("what?\ny\n", ["globex-interview"], (0, 0)),
    ],
)
def test_a_question_at_the_terminal(
    calsync: Runner, typed: str, refs: list[str], left: tuple[int, int]
) -> None:
    """`left` is how many are still offered, and how many were declined."""
    write(calsync, globex())
    code, out, shown = talk(calsync, typed)
    assert code == 0
    assert ("Now tracked" in out) is bool(refs)
    assert f"  Wed 2 Dec 10:00   {GLOBEX} [" in shown
    assert "Track it? yes, no (never ask again), or later [later]: " in shown
    assert ("Type yes, no or later." in shown) is typed.startswith("what")
    assert calsync.refs() == refs
    assert calsync.log() == ([] if left[0] else ["scan --track"])
    again = calsync.data("scan", "--from", "cal.ics")
    assert (len(again["found"]), again["declined_before"]) == left


def test_of_too_many_each_is_asked_about_at_the_terminal(calsync: Runner) -> None:
    write(calsync, *many(MOST_UNASKED + 1))
    code, out, shown = talk(calsync, "yes\nno\n" + "later\n" * (MOST_UNASKED - 1))
    assert code == 0
    assert shown.count("Track it?") == MOST_UNASKED + 1
    assert "tracked unasked" not in out
    assert calsync.refs() == ["firm0-technical"]
    calsync.ok("scan", "--from", "cal.ics", "--track")
    assert len(calsync.refs()) == MOST_UNASKED


def test_stopping_at_a_question_changes_nothing(calsync: Runner) -> None:
    write(calsync, acme(), globex())
    code, _, shown = talk(calsync, "\x04")
    assert code == 130
    assert "Stopped." in shown
    assert calsync.refs() == []
