"""People of whom it was told that they were there count wherever people are looked up or shown, and stay the
same people when an invitation names them."""

from __future__ import annotations

from datetime import datetime

from calsync.planning.history import Met
from calsync.planning.interview import Interviewer
from calsync.tracker.log import open_tracker
from tests.cli.acme import first_line, plan, refused, track
from tests.cli.tracking import Runner, calsync

__all__ = ["calsync"]

TOM = Interviewer("Tom Ng")
TOM_INVITED = "ATTENDEE;CN=Tom Ng:mailto:tom@acme.example"
SARAH_INVITED = "ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example"
DANA = "ATTENDEE;CN=Dana Fox:mailto:dana@mail.example"
ME = ("--me", "dana@mail.example")


def meet(calsync: Runner, *people: Interviewer) -> None:
    """It was told that they were there."""
    id_ = calsync.interview("acme")["id"]
    at = datetime.fromisoformat("2026-12-01T18:00:00+00:00")
    with open_tracker(calsync.home / "tracker.sqlite3", wait=5) as tracker:  # noqa: SIM117
        with tracker.command("sync", at=at) as change:
            change.append(id_, Met(people, at))


def invited(calsync: Runner, *more: str) -> None:
    calsync.ok("track", calsync.invite("a.ics", SARAH_INVITED, DANA, *more), *ME)


def thanks(calsync: Runner) -> dict[str, str]:
    """The UIDs of the thank-yous by whom they are for."""
    return {e["interviewer"]: e["uid"] for e in calsync.reminders("acme") if e["step"] == "thank-you"}


def test_they_get_a_thank_you_and_can_be_named(calsync: Runner) -> None:
    invited(calsync)
    meet(calsync, TOM)
    calsync.at("2026-12-01T20:00Z")
    assert {"thank-you sarah", "thank-you tom"} <= set(plan(calsync))
    calsync.ok("done", "acme", "thank-you", "--to", "tom")
    assert set(plan(calsync, state="done")) == {"thank-you tom"}
    calsync.ok("note", "acme", "sharding", "--with", "tom")
    assert calsync.interview("acme")["notes"] == [{"text": "sharding", "about": "Tom Ng"}]
    calsync.ok("move", "acme", "linkedin", "2026-12-04", "--to", "Tom Ng")
    assert "note (Tom Ng): sharding" in calsync.ok("show", "acme")
    assert refused(calsync, "note", "acme", "x", "--with", "Ana")[1] == "They are: Sarah Lee, Tom Ng."


def test_they_are_shown_with_where_that_is_from(calsync: Runner) -> None:
    invited(calsync)
    line = next(each for each in calsync.ok("show", "acme").splitlines() if "With" in each)
    assert "as told" not in line
    meet(calsync, TOM)
    out = " ".join(calsync.ok("show", "acme").split())
    assert "Sarah Lee <sarah@acme.example>, Tom Ng [" in out
    assert ", and as told]" in out
    names = [each["name"] for each in calsync.interview("acme")["interviewers"]]
    assert names == ["Sarah Lee", "Tom Ng"]


def test_they_are_written_to_and_reviewed(calsync: Runner) -> None:
    invited(calsync)
    meet(calsync, TOM)
    calsync.at("2026-12-01T20:00Z")
    (draft,) = calsync.data("draft", "acme", "thank-you", "--to", "tom")["drafts"]
    assert draft["interviewer"] == "Tom Ng"
    (draft,) = calsync.data("draft", "acme", "linkedin", "--to", "tom")["drafts"]
    assert draft["interviewer"] == "Tom Ng"


def test_a_reminder_keeps_its_uid_when_an_invitation_names_them_with_an_address(calsync: Runner) -> None:
    invited(calsync)
    meet(calsync, TOM)
    before = thanks(calsync)
    newer = calsync.invite("b.ics", SARAH_INVITED, DANA, TOM_INVITED, SEQUENCE="1")
    calsync.ok("track", newer, *ME)
    assert thanks(calsync) == before
    people = calsync.interview("acme")["interviewers"]
    assert {each["name"]: each["email"] for each in people} == {
        "Sarah Lee": "sarah@acme.example",
        "Tom Ng": "tom@acme.example",
    }
    again = calsync.invite("c.ics", SARAH_INVITED, DANA, TOM_INVITED, SEQUENCE="2")
    calsync.ok("track", again, *ME)
    assert thanks(calsync) == before


def test_a_reminder_keeps_its_uid_when_the_address_is_typed(calsync: Runner) -> None:
    invited(calsync)
    meet(calsync, TOM, Interviewer("Ana Ruiz"))
    before = thanks(calsync)
    calsync.ok("track", "acme", "--interviewer", "tom.ng@acme.example")
    assert thanks(calsync) == before
    people = {each["name"]: each["email"] for each in calsync.interview("acme")["interviewers"]}
    assert people == {"Sarah Lee": "sarah@acme.example", "Tom Ng": "tom.ng@acme.example", "Ana Ruiz": None}


def test_nobody_was_named_before(calsync: Runner) -> None:
    track(calsync, "Acme")
    meet(calsync, TOM)
    calsync.at("2026-12-01T20:00Z")
    calsync.ok("done", "acme", "thank-you", "--to", "tom")
    assert first_line(calsync) == "Done, Tue 1 Dec 21:00: “Thank Tom Ng (Acme)”."
