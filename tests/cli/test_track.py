"""`calsync track` over time: the same invitation again, newer and older ones, cancellations, loops."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from tests.cli.tracking import EXAMPLES, Runner, calsync, hours
from tests.ical.events import calendar, event

__all__ = ["calsync"]

STAMPS = ("20261112T161522Z", "20261113T161522Z", "20261114T161522Z", "20261115T161522Z")
MOVED = hours("20261203T100000", "20261203T110000")
DANA = "ATTENDEE;CN=Dana Fox:mailto:dana@mail.example"
SARAH = "ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example"


def seconds(calsync: Runner, ref: str = "acme") -> str:
    """When the tracked interview starts, without the zone."""
    start: str = calsync.interview(ref)["start"]
    return start[:16]


# Again


def test_the_first_time_it_is_new(calsync: Runner) -> None:
    data = calsync.data("track", calsync.invite())
    assert data["noticed"] == [{"ref": "acme-technical", "what": "new"}]
    assert {each["change"] for each in data["changes"]} == {"new"}
    assert len(data["changes"]) == len(data["reminders"])
    assert calsync.log() == [f"track {calsync.folder}/a.ics"]


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--decision", "in two weeks"),
        ("--interviewer", "Tom Ng", "--with", "debrief", "--recover", "the question on sharding"),
        ("--kind", "final", "--company", "Globex", "--role", "Data Engineer", "--start", "2026-12-02 09:00"),
        ("--country", "DE", "--subdiv", "BY", "--also-off", "2026-12-07", "--cadence", "patient"),
        ("--timezone", "Asia/Tokyo", "--me", "dana@mail.example"),
    ],
)
def test_the_same_file_again_brings_nothing(calsync: Runner, options: tuple[str, ...]) -> None:
    invite = calsync.invite("a.ics", SARAH, DANA)
    calsync.ok("track", invite, *options)
    before = calsync.everything()
    for again in (options, ()):
        calsync.at("2026-11-20T08:00Z")
        data = calsync.data("track", invite, *again)
        assert [each["what"] for each in data["noticed"]] == ["same"]
        assert data["changes"] == []
        assert calsync.everything() == before
    assert len(calsync.log()) == 1


def test_a_copy_of_the_file_brings_nothing(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    for name in ("a (1).ics", "0.ics"):
        assert "nothing about it is new" in calsync.ok("track", calsync.invite(name))
    assert len(calsync.log()) == 1


@pytest.mark.parametrize(
    "name", sorted({p.name for p in EXAMPLES.iterdir() if p.suffix in (".ics", ".eml")} - {"personal.ics"})
)
def test_each_example_is_the_plan_and_stays_it(calsync: Runner, name: str) -> None:
    """The reminders are those of `calsync plan`, with their UIDs, and stay them."""
    options = ("--timezone", "Europe/Berlin") if name == "hand-typed.ics" else ()
    invite = str(EXAMPLES / name)
    plan = calsync.data("plan", invite, *options)["reminders"]
    for _ in range(2):
        tracked = calsync.data("track", invite, *options)["reminders"]
        assert [{key: each[key] for key in plan[0]} for each in tracked] == plan
    assert len(calsync.log()) == bool(plan)


# Newer and older

NUMBER, VENDOR = "SEQUENCE", "X-MICROSOFT-CDO-APPT-SEQUENCE"
ORDERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("by number", {NUMBER: "0"}, {NUMBER: "1"}),
    (
        "by number, with the older stamp",
        {NUMBER: "1", "DTSTAMP": STAMPS[1]},
        {NUMBER: "2", "DTSTAMP": STAMPS[0]},
    ),
    ("no number is the number 0", {}, {NUMBER: "1"}),
    ("by Microsoft's number", {VENDOR: "1"}, {VENDOR: "2"}),
    ("by Microsoft's number after the other", {NUMBER: "0", VENDOR: "5"}, {NUMBER: "1", VENDOR: "1"}),
    ("by stamp", {"DTSTAMP": STAMPS[0]}, {"DTSTAMP": STAMPS[1]}),
    ("by last change", {"LAST-MODIFIED": STAMPS[0]}, {"LAST-MODIFIED": STAMPS[1]}),
]


@pytest.mark.parametrize(("older", "newer"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
def test_the_newer_counts(calsync: Runner, older: dict[str, Any], newer: dict[str, Any]) -> None:
    old = calsync.invite("z.ics", **older)
    new = calsync.invite("a.ics", **newer, **MOVED)
    calsync.ok("track", old)
    ids = {each["uid"] for each in calsync.reminders("acme")}
    data = calsync.data("track", new)
    assert [each["what"] for each in data["noticed"]] == ["updated"]
    assert {each["change"] for each in data["changes"]} == {"moved"}
    assert {each["uid"] for each in calsync.reminders("acme")} == ids
    assert seconds(calsync) == "2026-12-03T10:00"
    before = calsync.everything()
    data = calsync.data("track", old)
    assert ([each["what"] for each in data["noticed"]], data["changes"]) == (["same"], [])
    assert calsync.everything() == before
    assert len(calsync.log()) == 2


@pytest.mark.parametrize(("older", "newer"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
@pytest.mark.parametrize("turn", [1, -1])
def test_both_in_one_run(calsync: Runner, older: dict[str, Any], newer: dict[str, Any], turn: int) -> None:
    files = [calsync.invite("a.ics", **older), calsync.invite("b.ics", **newer, **MOVED)]
    data = calsync.data("track", *files[::turn])
    assert data["noticed"] == [{"ref": "acme-technical", "what": "new"}]
    assert seconds(calsync) == "2026-12-03T10:00"


def test_without_a_word_on_which_is_newer_what_is_read_last_counts(calsync: Runner) -> None:
    for start in ("20261203T100000", "20261202T100000", "20261204T100000"):
        calsync.ok("track", calsync.invite("a.ics", **hours(start, start[:8] + "T110000")))
        assert seconds(calsync).replace("-", "").replace(":", "") == start[:13]


def test_what_was_told_holds_for_the_newer(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("a.ics", SARAH, DANA, "SEQUENCE:0"), "--decision", "2026-12-11")
    calsync.ok("note", "acme", "the late numbers")
    calsync.ok("move", "acme", "linkedin", "2026-12-08 09:00")
    calsync.ok("track", calsync.invite("b.ics", SARAH, DANA, "SEQUENCE:1", **MOVED))
    interview = calsync.interview("acme")
    assert interview["decision"]["date"] == "2026-12-11"
    assert interview["notes"][0]["text"] == "the late numbers"
    assert calsync.open("acme")["linkedin"] == "2026-12-08T09:00:00+01:00"
    assert calsync.open("acme")["thank-you"].startswith("2026-12-03T")


def test_undo_takes_the_newer_back(calsync: Runner) -> None:
    old = calsync.invite("a.ics", SEQUENCE="0")
    calsync.ok("track", old)
    before = calsync.everything()
    calsync.ok("track", calsync.invite("b.ics", SEQUENCE="1", **MOVED))
    calsync.ok("undo")
    assert calsync.everything() == before
    assert calsync.data("track", old)["noticed"][0]["what"] == "same"


# Called off


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("CANCEL", {}),
        (None, {"STATUS": "CANCELLED"}),
        ("CANCEL", {"SEQUENCE": "1"}),
        (None, {"SUMMARY": "Canceled: Technical interview - Acme"}),
    ],
)
def test_a_cancellation_withdraws_what_lies_ahead(
    calsync: Runner, method: str | None, more: dict[str, Any]
) -> None:
    invite = calsync.invite("a.ics", SARAH, DANA)
    calsync.ok("track", invite)
    calsync.at("2026-12-03T18:00Z")  # after the thank-you and LinkedIn
    calsync.ok("done", "acme", "thank-you", "--on", "2026-12-02")
    off = calsync.invite("off.ics", method=method, **more)
    data = calsync.data("track", off)
    assert data["noticed"] == [{"ref": "acme-technical", "what": "cancelled"}]
    assert {each["change"] for each in data["changes"]} == {"withdrawn"}
    states = {each["step"]: each["state"] for each in calsync.reminders("acme")}
    assert states == {
        "ask-timeline": "lapsed",
        "thank-you": "done",
        "linkedin": "lapsed",
        "status-check": "withdrawn",
        "final-note": "withdrawn",
        "stop": "withdrawn",
    }
    assert calsync.interview("acme")["cancelled"]
    before = calsync.everything()
    for again in (off, invite):  # the older invitation does not revive it
        assert calsync.data("track", again)["noticed"] == [{"ref": "acme-technical", "what": "same"}]
    assert calsync.everything() == before
    assert len(calsync.log()) == 3


def test_a_cancellation_of_something_unknown(calsync: Runner) -> None:
    off = calsync.invite(method="CANCEL")
    code, found = calsync.json("track", off)
    assert (code, found["status"], found["data"]["noticed"]) == (0, "done", [])
    assert "nothing to withdraw" in found["notes"][0]
    assert calsync.log() == []


def test_both_in_one_run_is_called_off(calsync: Runner) -> None:
    files = [calsync.invite("a.ics"), calsync.invite("off.ics", method="CANCEL", SEQUENCE="1")]
    calsync.ok("track", *files)
    assert calsync.refs() == []
    calsync.ok("track", files[0])
    data = calsync.data("track", *files)
    assert data["noticed"] == [{"ref": "acme-technical", "what": "cancelled"}]


def test_a_newer_invitation_revives_and_an_older_does_not(calsync: Runner) -> None:
    def version(number: int, **changes: Any) -> str:
        return calsync.invite(f"{number}.ics", SEQUENCE=str(number), DTSTAMP=STAMPS[number], **changes)

    calsync.ok("track", version(1))
    plan = calsync.open("acme")
    off = calsync.invite("off.ics", method="CANCEL", SEQUENCE="2", DTSTAMP=STAMPS[2])
    calsync.ok("track", off)
    assert calsync.open("acme") == {}
    calsync.ok("track", version(0, **MOVED))
    assert calsync.open("acme") == {}
    data = calsync.data("track", version(3))
    assert data["noticed"] == [{"ref": "acme-technical", "what": "updated"}]
    assert {each["change"] for each in data["changes"]} == {"new"}
    assert calsync.open("acme") == plan
    assert calsync.data("track", off)["noticed"] == [{"ref": "acme-technical", "what": "same"}]
    assert calsync.open("acme") == plan


def test_of_two_cancellations_the_newer_counts(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite("0.ics", SEQUENCE="0", DTSTAMP=STAMPS[0]))
    calsync.ok("track", calsync.invite("1.ics", method="CANCEL", SEQUENCE="1", DTSTAMP=STAMPS[1]))
    calsync.ok("track", calsync.invite("3.ics", method="CANCEL", SEQUENCE="3", DTSTAMP=STAMPS[3]))
    calsync.ok("track", calsync.invite("2.ics", SEQUENCE="2", DTSTAMP=STAMPS[2]))
    assert calsync.interview("acme")["cancelled"]


def test_nothing_is_to_be_changed_of_one_that_is_called_off(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.ok("track", calsync.invite("off.ics", method="CANCEL"))
    code, _, err = calsync.run("track", "acme", "--interviewer", "Tom Ng")
    assert code == 2
    assert "is called off" in err


# Loops

TALKS = ("Intro", "System design", "Hiring manager")


def talk(number: int, *more: str, day: int = 1, start: int | None = None, **changes: Any) -> str:
    hour = start or 9 + 2 * number
    return event(
        *more,
        UID=f"talk{number}@acme.example",
        SUMMARY=f"Interview with Acme: {TALKS[number]}",
        **hours(f"202612{day:02}T{hour:02}0000", f"202612{day:02}T{hour + 1:02}0000"),
        **changes,
    )


def test_a_loop_in_one_file_and_again(calsync: Runner) -> None:
    loop = calsync.file("loop.ics", calendar(*map(talk, range(3))))
    plan = calsync.data("plan", loop)["reminders"]
    data = calsync.data("track", loop)
    assert [each["uid"] for each in data["reminders"]] == [each["uid"] for each in plan]
    assert calsync.refs() == ["acme-onsite"]
    before = calsync.everything()
    for order in itertools.permutations(range(3)):
        again = calsync.file("again.ics", calendar(*map(talk, order)))
        assert calsync.data("track", again)["noticed"] == [{"ref": "acme-onsite", "what": "same"}]
    for number in range(3):
        one = calsync.file("one.ics", calendar(talk(number)))
        assert calsync.data("track", one)["noticed"] == [{"ref": "acme-onsite", "what": "same"}]
    assert calsync.everything() == before
    assert len(calsync.log()) == 1


def uids(calsync: Runner, ref: str) -> list[str]:
    return sorted(each["uid"] for each in calsync.reminders(ref))


def test_one_session_is_moved(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("loop.ics", calendar(*map(talk, range(3)))))
    before = uids(calsync, "acme")
    calsync.ok("track", calsync.file("moved.ics", calendar(talk(0, day=2, start=16, SEQUENCE="1"))))
    assert calsync.interview("acme")["end"].startswith("2026-12-02T17:00")
    assert (calsync.refs(), uids(calsync, "acme")) == (["acme-onsite"], before)


def test_one_session_is_moved_too_far_to_be_of_the_loop(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("loop.ics", calendar(*map(talk, range(3)))), "--decision", "2027-01-15")
    before = uids(calsync, "acme")
    moved = calsync.file("moved.ics", calendar(talk(2, day=20, SEQUENCE="1")))
    data = calsync.data("track", moved)
    assert {each["ref"]: each["what"] for each in data["noticed"]} == {
        "acme-onsite": "updated",
        "acme-interview": "new",
    }
    assert calsync.interview("acme-onsite")["end"].startswith("2026-12-01T12:00")
    assert uids(calsync, "acme-onsite") == before
    everything = calsync.everything()
    assert calsync.data("track", moved)["noticed"] == [{"ref": "acme-interview", "what": "same"}]
    assert calsync.everything() == everything


def test_the_session_that_gave_the_loop_its_identity_is_moved_far(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("loop.ics", calendar(*map(talk, range(3)))))
    before = uids(calsync, "acme")
    moved = calsync.file("moved.ics", calendar(talk(0, day=20, SEQUENCE="1")))
    for _ in range(2):
        calsync.ok("track", moved)
        assert calsync.refs() == ["acme-onsite", "acme-interview"]
        assert uids(calsync, "acme-onsite") == before
        assert not set(uids(calsync, "acme-interview")) & set(before)


def test_one_session_is_called_off(calsync: Runner) -> None:
    loop = calsync.file("loop.ics", calendar(*map(talk, range(3))))
    calsync.ok("track", loop)
    before = uids(calsync, "acme")
    off = calsync.file("off.ics", calendar(talk(2), method="CANCEL"))
    code, found = calsync.json("track", off)
    assert (code, found["data"]["noticed"]) == (0, [{"ref": "acme-onsite", "what": "updated"}])
    assert any("the rest stays" in note for note in found["notes"])
    assert calsync.interview("acme")["end"].startswith("2026-12-01T12:00")
    assert uids(calsync, "acme") == before
    everything = calsync.everything()
    for older in (loop, off, calsync.file("one.ics", calendar(talk(2)))):
        assert calsync.data("track", older)["noticed"] == [{"ref": "acme-onsite", "what": "same"}]
        assert calsync.everything() == everything


def test_all_sessions_are_called_off_one_by_one(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("loop.ics", calendar(*map(talk, range(3)))))
    seen = []
    for number in (1, 0, 2):
        off = calsync.file("off.ics", calendar(talk(number), method="CANCEL"))
        seen += calsync.data("track", off)["noticed"]
    assert [each["what"] for each in seen] == ["updated", "updated", "cancelled"]
    assert calsync.interview("acme")["cancelled"]


def test_a_session_called_off_in_the_first_run_does_not_come_back(calsync: Runner) -> None:
    loop = calsync.file("loop.ics", calendar(*map(talk, range(3))))
    off = calsync.file("off.ics", calendar(talk(2, SEQUENCE="1"), method="CANCEL"))
    calsync.ok("track", loop, off)
    assert calsync.interview("acme")["end"].startswith("2026-12-01T12:00")
    assert calsync.data("track", loop)["noticed"] == [{"ref": "acme-onsite", "what": "same"}]
    assert calsync.interview("acme")["end"].startswith("2026-12-01T12:00")


def test_a_session_added_on_the_same_day_joins(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("loop.ics", calendar(talk(1), talk(2))))
    before = uids(calsync, "acme")
    more = calsync.file("more.ics", calendar(talk(0)))  # its UID is the least, and still nothing is doubled
    assert calsync.data("track", more)["noticed"] == [{"ref": "acme-onsite", "what": "updated"}]
    assert calsync.interview("acme")["start"].startswith("2026-12-01T09:00")
    assert (calsync.refs(), uids(calsync, "acme")) == (["acme-onsite"], before)
    assert calsync.data("track", more)["noticed"] == [{"ref": "acme-onsite", "what": "same"}]


def test_a_single_talk_becomes_a_loop_and_typed_times_give_way(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("a.ics", calendar(talk(0))), "--start", "2026-12-01 08:30")
    code, found = calsync.json("track", calsync.file("b.ics", calendar(talk(1))))
    assert (code, found["data"]["noticed"]) == (0, [{"ref": "acme-interview", "what": "updated"}])
    assert any("not those you typed" in note for note in found["notes"])
    assert calsync.interview("acme")["start"].startswith("2026-12-01T09:00")
    assert calsync.run("track", "acme", "--start", "2026-12-01 08:30")[0] == 2


def test_a_session_added_on_another_day_is_a_round_of_its_own(calsync: Runner) -> None:
    calsync.ok("track", calsync.file("loop.ics", calendar(talk(0), talk(1))))
    calsync.ok("track", calsync.file("more.ics", calendar(talk(2, day=4))))
    assert calsync.refs() == ["acme-onsite", "acme-interview"]


def test_a_loop_without_uids_is_known_again(calsync: Runner) -> None:
    talks = [talk(number).replace(f"UID:talk{number}@acme.example\r\n", "") for number in range(3)]
    loop = calsync.file("loop.ics", calendar(*talks))
    calsync.ok("track", loop)
    before = calsync.everything()
    for parts in (talks, talks[::-1], talks[1:2]):
        again = calsync.file("loop.ics", calendar(*parts))
        assert calsync.data("track", again)["noticed"] == [{"ref": "acme-onsite", "what": "same"}]
        assert calsync.everything() == before


def test_two_interviews_of_one_file_without_uids_stay_apart(calsync: Runner) -> None:
    both = [event(without=("UID",)), event(without=("UID",), SUMMARY="Final interview - Globex", **MOVED)]
    file = calsync.file("both.ics", calendar(*both, event(without=("UID",), SUMMARY="Dentist")))
    calsync.ok("track", file)
    before = calsync.everything()
    assert calsync.refs() == ["acme-technical", "globex-final"]
    calsync.ok("track", file)
    calsync.ok("track", "acme", "--kind", "technical")
    assert (calsync.refs(), calsync.everything()["reminders"]) == (
        ["acme-technical", "globex-final"],
        before["reminders"],
    )


# Series


def test_a_series_and_one_time_of_it_moved(calsync: Runner) -> None:
    series = event("RRULE:FREQ=WEEKLY;COUNT=3")
    calsync.ok("track", calsync.file("a.ics", calendar(series)))
    before = uids(calsync, "acme")
    part = event("RECURRENCE-ID;TZID=Europe/Berlin:20261201T140000", SEQUENCE="1", **MOVED)
    calsync.ok("track", calsync.file("b.ics", calendar(part)))
    assert (calsync.refs(), uids(calsync, "acme")) == (["acme-technical"], before)
    assert seconds(calsync) == "2026-12-03T10:00"
    calsync.ok("track", calsync.file("a.ics", calendar(series)))
    assert seconds(calsync) == "2026-12-03T10:00"


# The text


def test_the_words_for_each_case(calsync: Runner) -> None:
    assert calsync.ok("track", calsync.invite()).startswith("Tracking acme-technical\n")
    assert "nothing about it is new" in calsync.ok("track", calsync.invite())
    out = calsync.ok("track", calsync.invite(SEQUENCE="1", **MOVED))
    assert out.startswith("Updated acme-technical")
    assert "Changed\n" in out
    assert "(was " in out
    out = calsync.ok("track", calsync.invite(SEQUENCE="2", method="CANCEL"))
    assert "is called off: what lay ahead is withdrawn" in " ".join(out.split())


def test_the_shape_of_the_json(calsync: Runner) -> None:
    code, found = calsync.json("track", calsync.invite())
    assert (code, found["command"], found["status"], found["errors"]) == (0, "track", "done", [])
    assert set(found["data"]) == {"noticed", "interviews", "reminders", "changes"}
    assert json.dumps(found["data"]["interviews"]) == json.dumps(calsync.everything()["interviews"])


# Any order


def version(calsync: Runner, number: int, talk_number: int, *, off: bool = False) -> str:
    made = talk(
        talk_number, start=9 + 2 * talk_number + number % 2, SEQUENCE=str(number), DTSTAMP=STAMPS[number]
    )
    name = f"{talk_number}-{number}{'-off' if off else ''}.ics"
    return calsync.file(name, calendar(made, method="CANCEL" if off else None))


HISTORIES: list[tuple[str, list[tuple[int, int, bool]]]] = [
    ("moved three times", [(1, 0, False), (2, 0, False), (3, 0, False)]),
    ("called off and back", [(1, 0, False), (2, 0, True), (3, 0, False)]),
    ("called off in the end", [(1, 0, False), (2, 0, False), (3, 0, True)]),
]


@pytest.mark.parametrize("versions", [row[1] for row in HISTORIES], ids=[row[0] for row in HISTORIES])
@pytest.mark.parametrize("beside", [False, True])
def test_in_whatever_order_versions_come_the_end_is_the_same(
    calsync: Runner, versions: list[tuple[int, int, bool]], beside: bool
) -> None:
    """One file a run, in every order, alone and as a session of a loop; and all in one run."""
    first = [version(calsync, 0, 0), *([version(calsync, 0, 1)] if beside else [])]
    later = [version(calsync, number, which, off=off) for number, which, off in versions]
    ends = []
    for order in (*itertools.permutations(later), ()):
        calsync.ok("track", *first)
        for file in order:
            calsync.ok("track", file)
        if not order:
            calsync.ok("track", *later)
        (found,) = calsync.everything()["interviews"]
        times = () if found["cancelled"] else (found["start"], found["end"])
        ends.append((found["id"], found["cancelled"], *times))
        calsync.ok("untrack", found["ref"])
    assert len(set(ends)) == 1


def test_what_is_called_off_takes_no_news(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.ok("track", calsync.invite("off.ics", SEQUENCE="2", STATUS="CANCELLED"))
    for command in (("decision", "acme", "next Friday"), ("track", "acme", "--role", "Lead")):
        code, _, err = calsync.run(*command)
        assert (code, "called off" in err) == (2, True)


def test_a_decision_date_from_before_a_new_time_counts_no_more(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite(), "--decision", "2026-12-04")
    assert calsync.interview("acme")["decision"]["date"] == "2026-12-04"
    said = calsync.ok("track", "acme", "--start", "2026-12-10 09:00")
    assert "The decision date Fri 4 Dec 2026 lies before the new time" in " ".join(said.split())
    assert calsync.interview("acme")["decision"] is None
    assert "decision-date" not in calsync.open("acme")


def test_a_date_that_was_taken_back_is_not_called_outdated(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite(), "--decision", "2026-12-04")
    said = calsync.ok("track", "acme", "--decision", "they did not say")
    assert "lies before the new time" not in said
    assert calsync.interview("acme")["decision"] is None
