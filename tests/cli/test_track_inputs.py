"""`calsync track` and what it is given: several inputs, bad ones, odd names, settings, damaged files."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.cli.tracking import EXAMPLES, Runner, calsync, hours
from tests.ical.events import calendar, event
from tests.test_fuzz import damaged

__all__ = ["calsync"]

DANA = "ATTENDEE;CN=Dana Fox:mailto:dana@mail.example"
SARAH = "ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example"
GLOBEX: dict[str, Any] = {"UID": "g@globex.example", "SUMMARY": "Final interview - Globex"}


# Good and bad


def test_a_bad_file_among_good_ones(calsync: Runner) -> None:
    bad = calsync.file("page.ics", b"<html>Sign in</html>")
    files = (calsync.invite("a.ics"), bad, calsync.invite("c.ics", **GLOBEX))
    code, found = calsync.json("track", *files)
    assert (code, found["status"]) == (6, "partial")
    assert [each["what"] for each in found["data"]["noticed"]] == ["new", "new"]
    assert "page.ics" in found["errors"][0]["message"]
    assert sorted(calsync.refs()) == ["acme-technical", "globex-final"]
    assert calsync.json("track", *files)[0] == 6
    assert len(calsync.log()) == 1


BAD = [
    ("a web page", b"<html>Sign in</html>", 3),
    ("nothing", b"", 3),
    ("no times", calendar(event(without=("DTSTART", "DTEND"))), 3),
    ("no zone", calendar(event(START="20261201T140000", END="20261201T150000")), 3),
    ("no interview", calendar(event(SUMMARY="Dentist")), 3),
    ("a webinar", calendar(event(SUMMARY="Webinar: how to pass the technical interview")), 3),
    ("declined", calendar(event(SARAH, DANA.replace(";CN", ";PARTSTAT=DECLINED;CN"))), 5),
]


@pytest.mark.parametrize(("data", "code"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_all_bad(calsync: Runner, data: bytes, code: int) -> None:
    calsync.ok("track", calsync.invite("good.ics", **GLOBEX))
    before = calsync.everything()
    bad = calsync.file("bad.ics", data)
    got, found = calsync.json("track", bad)
    assert (got, found["status"], found["data"]["noticed"]) == (code, "error", [])
    assert found["errors"][0]["hint"]
    assert (calsync.everything(), len(calsync.log())) == (before, 1)


WRONG = [
    ("nothing at all", (), 2, "Give an invitation"),
    ("a file that is not there", ("gone.ics",), 3, "There is no file gone.ics"),
    (
        "neither file nor handle",
        ("globex",),
        2,
        "“globex” is not a file, and not the handle of one interview",
    ),
    (
        "a handle that is almost right",
        ("acme-tecnical", "--with", "debrief"),
        2,
        "Did you mean acme-technical?",
    ),
    ("a folder", ("{folder}/sub",), 3, "is a folder"),
    ("an unknown zone", ("{new}", "--timezone", "Europe/Berln"), 2, "Nearest: Europe/Berlin"),
    ("an unknown step", ("{new}", "--with", "debreif"), 2, "Did you mean “debrief”?"),
    ("an unknown cadence", ("{new}", "--cadence", "slow"), 2, "Built in"),
    ("an unknown country", ("{new}", "--country", "XX"), 2, "XX"),
    ("a decision that cannot be read", ("{new}", "--decision", "when pigs fly"), 2, "pigs"),
    (
        "a decision before the interview",
        ("acme", "--decision", "2026-11-25", "--said-on", "2026-11-19"),
        2,
        "lies before the interview",
    ),
    ("an end before the start", ("{new}", "--end", "13:00"), 2, "before it starts"),
    ("one right, one wrong", ("{new}", "acme", "--decision", "when pigs fly"), 2, "pigs"),
    ("a file and a wrong handle", ("{new}", "globex"), 2, "not the handle of one interview"),
    ("typed facts without a zone", ("--company", "Hooli", "--start", "2026-12-01 14:00"), 3, "--timezone"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_fails_leaves_no_trace(
    calsync: Runner, arguments: tuple[str, ...], code: int, said: str
) -> None:
    calsync.ok("track", calsync.invite())
    (calsync.folder / "sub").mkdir()
    files = {"new": calsync.invite("new.ics", **GLOBEX), "folder": str(calsync.folder)}
    before = calsync.everything()
    got, out, err = calsync.run("track", *(each.format(**files) for each in arguments))
    assert (got, out) == (code, "")
    assert said in " ".join(err.split())
    assert (calsync.everything(), len(calsync.log())) == (before, 1)


def test_what_fails_first_leaves_nothing_tracked(calsync: Runner) -> None:
    assert calsync.run("track", calsync.invite(), "--cadence", "slow")[0] == 2
    assert "INVITE" in calsync.ok("list")
    assert calsync.refs() == []


def test_a_handle_counts_where_a_folder_has_its_name(
    calsync: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(calsync.folder)
    (calsync.folder / "acme").mkdir()
    assert "is a folder" in calsync.run("track", "acme")[2]
    calsync.invite("a.ics")
    calsync.ok("track", "a.ics")
    assert calsync.data("track", "acme", "--role", "Data Engineer")["noticed"][0]["what"] == "updated"


def test_standard_input(calsync: Runner) -> None:
    for what in ("new", "same"):
        calsync.stdin(calendar(event()))
        assert calsync.data("track", "-")["noticed"] == [{"ref": "acme-technical", "what": what}]
    calsync.stdin(b"")
    assert calsync.run("track", "-")[0] == 3


# Declined


def test_what_was_declined_later_is_asked_about(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics", SARAH, DANA))
    before = calsync.everything()
    no = calsync.invite("b.ics", SARAH, DANA.replace(";CN", ";PARTSTAT=DECLINED;CN"), SEQUENCE="1")
    code, found = calsync.json("track", no)
    assert (code, found["data"]["noticed"]) == (5, [])
    assert "acme-technical was left as it was" in found["errors"][0]["message"]
    assert "untrack acme-technical" in found["errors"][0]["hint"]
    assert calsync.everything() == before
    assert calsync.data("track", no, "--kind", "technical")["noticed"][0]["ref"] == "acme-technical"


def test_an_answer_of_somebody_is_no_news(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics", SARAH, DANA))
    reply = calsync.invite(
        "b.ics", SARAH, DANA, method="REPLY", SEQUENCE="1", **hours("20261203T100000", "20261203T110000")
    )
    code, found = calsync.json("track", reply)
    assert (code, found["data"]["noticed"]) == (0, [{"ref": "acme-technical", "what": "same"}])
    assert "somebody's answer" in found["notes"][0]
    assert len(calsync.log()) == 1


def test_an_update_that_no_longer_looks_like_an_interview(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    dull = calsync.invite(
        "b.ics", SEQUENCE="1", SUMMARY="Acme", **hours("20261203T100000", "20261203T110000")
    )
    assert calsync.data("track", dull)["noticed"] == [{"ref": "acme-technical", "what": "updated"}]
    interview = calsync.interview("acme")
    assert (interview["kind"], interview["start"][:10]) == ("technical", "2026-12-03")


# Settings


def test_the_settings_count(calsync: Runner) -> None:
    calsync.settings(
        'timezone = "Europe/Berlin"\nme = ["sarah@acme.example"]\ncountry = "US"\ncadence = "patient"\n'
    )
    floating = calsync.invite(START="20261201T140000", END="20261201T150000")
    out = calsync.ok("track", floating)
    interview = calsync.interview("acme")
    assert (interview["timezone"], interview["start"]) == ("Europe/Berlin", "2026-12-01T14:00:00+01:00")
    assert "from your settings" in out
    assert calsync.data("track", floating)["noticed"][0]["what"] == "same"
    with_patient = calsync.open("acme")
    calsync.settings('timezone = "Europe/Berlin"\ncadence = "light"\n')
    assert calsync.open("acme") != with_patient


GUESTS = ("ATTENDEE;CN=Dana Fox:mailto:dana@mail.example", "ATTENDEE;CN=Tom Ng:mailto:tom@post.example")


def names(calsync: Runner) -> list[str]:
    return [each["name"] for each in calsync.interview("acme")["interviewers"]]


def test_who_i_am_is_remembered(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics", *GUESTS), "--me", "dana@mail.example")
    assert (names(calsync), calsync.interview("acme")["candidate"]) == (["Tom Ng"], "dana@mail.example")
    calsync.ok("track", calsync.invite("a.ics", *GUESTS))
    assert len(calsync.log()) == 1
    calsync.ok(
        "track", calsync.invite("b.ics", *GUESTS, SEQUENCE="1", **hours("20261203T100000", "20261203T110000"))
    )
    assert (names(calsync), calsync.interview("acme")["candidate"]) == (["Tom Ng"], "dana@mail.example")


def test_who_i_am_is_known_of_typed_facts_too(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics", *GUESTS), "--me", "dana@mail.example")
    typed = ("--company", "Hooli", "--start", "2026-12-02 14:00", "--timezone", "Europe/Berlin")
    for what in ("new", "same"):
        assert calsync.data("track", *typed)["noticed"] == [{"ref": "hooli-interview", "what": what}]
        assert calsync.interview("hooli")["candidate"] == "dana@mail.example"


def test_a_handle_that_may_be_any_of_several(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics"))
    calsync.ok(
        "track", calsync.invite("b.ics", UID="f@acme.example", SUMMARY="Final interview - Acme"), "--separate"
    )
    err = calsync.run("track", "acme", "--with", "debrief")[2]
    assert "Say which: acme-technical, acme-final." in " ".join(err.split())


def test_who_i_am_is_told_later(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics", *GUESTS))
    assert "Tom Ng" not in names(calsync)
    calsync.ok("track", calsync.invite("a.ics", *GUESTS), "--me", "dana@mail.example")
    assert names(calsync) == ["Tom Ng"]


# Handles

HANDLES = [
    ("legal form", {"company": "Acme GmbH"}, "acme-technical"),
    ("two words", {"company": "Blue Harbour Analytics"}, "blue-harbour-analytics-technical"),
    ("accents", {"company": "Société Générale"}, "societe-generale-technical"),
    ("long", {"company": "Long " * 40}, "long-long-long-long-long-technical"),
    ("signs", {"company": "../../etc/passwd; rm -rf *"}, "etc-passwd-rm-rf-technical"),
    ("control characters", {"company": "Ac\x1b[31mme\u202e\u200b"}, None),
    ("nothing but signs", {"company": "—!?"}, "technical"),
    ("a sign of the zodiac", {"company": "♈"}, "technical"),
    ("Japanese", {"company": "ガンダム電気"}, None),
    ("Korean", {"company": "삼성"}, "삼성-technical"),
    ("Cyrillic", {"company": "Яндекс"}, "яндекс-technical"),
    ("Greek with accents", {"company": "Ελλάδα"}, "ελλαδα-technical"),
    ("no company but a role", {"role": "Data Engineer"}, "data-engineer-technical"),
    ("neither", {}, "technical"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "ref"), [row[1:] for row in HANDLES], ids=[row[0] for row in HANDLES])
def test_the_handle_is_short_and_can_be_typed(
    calsync: Runner, typed: dict[str, Any], ref: str | None
) -> None:
    bare = calsync.invite(SUMMARY="Technical interview", UID="x")
    options = [part for name, value in typed.items() for part in (f"--{name}", value)]
    (found,) = calsync.data("track", bare, *options)["noticed"]
    handle = found["ref"]
    assert ref in (None, handle)
    assert len(handle) <= 40
    assert all(c.isalnum() or c == "-" for c in handle)
    assert calsync.interview(handle)["ref"] == handle
    assert calsync.interview(handle[:3].upper())["ref"] == handle
    company = typed.get("company", "").split()
    if company and company[0].isalpha():  # as the person would type it
        assert calsync.interview(company[0])["ref"] == handle


def test_a_hostile_title(calsync: Runner) -> None:
    title = "Technical interview - " + "\x1b]0;owned\x07\u202eAcme\u2066" + "A" * 5000 + " $(rm -rf ~) `x`"
    calsync.ok("track", calsync.invite(SUMMARY=title))
    for command in (("list",), ("show", calsync.refs()[0]), ("agenda", "--days", "60")):
        out = calsync.ok(*command)
        assert not any(c in out for c in "\x1b\x07\u202e\u2066")


def test_handles_stay_apart_and_are_used_again(calsync: Runner) -> None:
    for number in range(3):
        day = 1 + 10 * number
        times = hours(f"202612{day:02}T140000", f"202612{day:02}T150000")
        calsync.ok("track", calsync.invite("a.ics", UID=str(number), **times), "--separate")
    assert calsync.refs() == ["acme-technical", "acme-technical-2", "acme-technical-3"]
    calsync.ok("untrack", "acme-technical-2")
    new = calsync.invite("b.ics", UID="9", **hours("20270105T140000", "20270105T150000"))
    calsync.ok("track", new, "--separate")
    assert calsync.refs() == ["acme-technical", "acme-technical-3", "acme-technical-2"]


def test_untracked_and_tracked_again_begins_anew(calsync: Runner) -> None:
    invite = calsync.invite("a.ics", SARAH, DANA)
    calsync.ok("track", invite, "--decision", "2026-12-11")
    ids = {each["uid"] for each in calsync.reminders("acme") if each["step"] != "decision-date"}
    calsync.ok("note", "acme", "sharding")
    calsync.ok("untrack", "acme")
    assert calsync.refs() == []
    assert calsync.data("track", invite)["noticed"] == [{"ref": "acme-technical", "what": "new"}]
    interview = calsync.interview("acme")
    assert (interview["notes"], interview["decision"]) == ([], None)
    again = {each["uid"] for each in calsync.reminders("acme") if each["step"] != "ask-timeline"}
    assert again == ids


# Many


def test_three_hundred_events(calsync: Runner) -> None:
    events = [
        event(
            UID=f"{n}@c.example",
            SUMMARY=f"Technical interview - Company{n // 10} Ltd{n}",
            **hours(
                f"2027{1 + n % 12:02}{1 + n % 28:02}T140000", f"2027{1 + n % 12:02}{1 + n % 28:02}T150000"
            ),
        )
        for n in range(300)
    ]
    many = calsync.file("many.ics", calendar(*events))
    data = calsync.data("track", many)
    assert len(data["noticed"]) == len({each["ref"] for each in data["noticed"]}) == len(calsync.refs())
    before = calsync.everything()
    assert {each["what"] for each in calsync.data("track", many)["noticed"]} == {"same"}
    assert calsync.everything() == before
    assert len(calsync.log()) == 1


# Damaged files

INVITES = sorted(path for path in EXAMPLES.iterdir() if path.suffix in (".ics", ".eml"))
ROUNDS, BLOCKS = 400, 4


@pytest.mark.parametrize("block", range(BLOCKS))
def test_damaged_files_leave_the_tracker_sound(calsync: Runner, block: int) -> None:
    """One tracker takes in damaged invitations over and over: many are of events that it knows."""
    chance = random.Random(f"calsync track {block}")
    ways: tuple[tuple[str, ...], ...] = (
        (),
        ("--separate",),
        ("--kind", "final", "--timezone", "Europe/Berlin", "--decision", "in two weeks"),
        ("--interviewer", "Tom Ng", "--with", "debrief"),
        ("--start", "2026-12-01 14:00"),
    )
    for number in range(ROUNDS // BLOCKS):
        data = damaged(chance.choice(INVITES).read_bytes(), chance)
        path = calsync.file("damaged", data)
        refs = calsync.refs() if number % 10 == 9 else []
        way = (*chance.choice(ways), *(("--replaces", chance.choice(refs)) if refs else ()))
        if "--replaces" in way:
            way = tuple(each for each in way if each != "--separate")
        code, out, err = calsync.run("track", path, *way)
        assert code in (0, 2, 3, 5, 6), (number, way, data, out, err)
        assert out or err
        assert not any(c in out + err for c in "\x1b\x00\x07\u202e"), number
    with closing(sqlite3.connect(calsync.home / "tracker.sqlite3")) as tracker:
        assert tracker.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert tracker.execute("PRAGMA foreign_key_check").fetchall() == []
    everything = calsync.everything()
    handles = [each["ref"] for each in everything["interviews"]]
    ids = [each["id"] for each in everything["interviews"]]
    reminders = [each["uid"] for each in everything["reminders"]]
    for found in (handles, ids, reminders):
        assert len(found) == len(set(found))
