"""`calsync track` and events that are linked to nothing: new times, further rounds, typed facts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.tracking import EXAMPLES, Runner, calsync, hours

__all__ = ["calsync"]

DANA = "ATTENDEE;CN=Dana Fox:mailto:dana@mail.example"
SARAH = "ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example"
LATER = hours("20261203T100000", "20261203T110000")
FAR = hours("20261221T100000", "20261221T110000")
TYPED = (
    "--company",
    "Acme",
    "--kind",
    "technical",
    "--start",
    "2026-12-01 14:00",
    "--timezone",
    "Europe/Berlin",
)


def refused(calsync: Runner, *arguments: str) -> dict[str, str]:
    """The question of a run that must change nothing."""
    before, log = calsync.everything(), calsync.log()
    code, found = calsync.json("track", *arguments)
    assert (code, found["status"], found["data"]["noticed"]) == (5, "error", [])
    assert (calsync.everything(), calsync.log()) == (before, log)
    question: dict[str, str] = found["errors"][0]
    return question


# A new event that looks like a new time

ALIKE: list[tuple[str, dict[str, Any]]] = [
    ("same title, another day", LATER),
    ("same title, weeks later", FAR),
    ("another title of the same sort", {"SUMMARY": "Acme: technical screen with the team", **FAR}),
    ("no word on the sort", {"SUMMARY": "Interview with Acme", **LATER}),
    ("another sort at the same time", {"SUMMARY": "Final interview - Acme"}),
    ("the company's full name", {"SUMMARY": "Technical interview - ACME, Inc.", **LATER}),
]


@pytest.mark.parametrize("changes", [row[1] for row in ALIKE], ids=[row[0] for row in ALIKE])
def test_what_looks_like_a_new_time_is_asked_about(calsync: Runner, changes: dict[str, Any]) -> None:
    calsync.ok("track", calsync.invite())
    new = calsync.invite("new.ics", UID="two@acme.example", **changes)
    question = refused(calsync, new)
    assert question["code"] == "needs-person"
    assert "looks like a new time for acme-technical (Tue 1 Dec 14:00)" in question["message"]
    assert "--replaces acme-technical" in question["hint"]
    assert "--separate" in question["hint"]
    calsync.ok("track", new, "--separate")
    assert len(calsync.refs()) == 2
    assert calsync.data("track", new)["noticed"][0]["what"] == "same"
    assert calsync.data("track", new, "--separate")["noticed"][0]["what"] == "same"


UNALIKE: list[tuple[str, dict[str, Any], str]] = [
    ("another sort", {"SUMMARY": "Final interview - Acme", **LATER}, "acme-final"),
    ("another company", {"SUMMARY": "Technical interview - Globex"}, "globex-technical"),
    ("another company, same hour", {"SUMMARY": "Technical interview - Globex", **LATER}, "globex-technical"),
]


@pytest.mark.parametrize(("changes", "ref"), [row[1:] for row in UNALIKE], ids=[row[0] for row in UNALIKE])
def test_what_does_not_is_new(calsync: Runner, changes: dict[str, Any], ref: str) -> None:
    calsync.ok("track", calsync.invite())
    data = calsync.data("track", calsync.invite("new.ics", UID="two@acme.example", **changes))
    assert data["noticed"] == [{"ref": ref, "what": "new"}]


def test_another_role_is_another_application(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite(), "--role", "Data Engineer")
    calsync.ok("track", calsync.invite("b.ics", UID="two@acme.example", **LATER), "--role", "Data Analyst")
    assert calsync.refs() == ["acme-technical", "acme-technical-2"]


@pytest.mark.parametrize(
    "first",
    [
        ("outcome", "acme", "rejected", "--on", "2026-11-19"),
        ("archive", "acme"),
        ("untrack", "acme"),
    ],
)
def test_what_is_over_is_not_asked_about(calsync: Runner, first: tuple[str, ...]) -> None:
    calsync.ok("track", calsync.invite())
    calsync.ok(*first)
    new = calsync.invite("new.ics", UID="two@acme.example", **LATER)
    assert calsync.data("track", new)["noticed"][0]["what"] == "new"


def test_after_the_interview_the_same_sort_is_the_next_round(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.at("2026-12-02T09:00Z")
    calsync.ok("track", calsync.invite("new.ics", UID="two@acme.example", **FAR))
    assert calsync.refs() == ["acme-technical", "acme-technical-2"]


def test_a_new_time_takes_the_place_and_keeps_what_was_told(calsync: Runner) -> None:
    old = calsync.invite("old.ics", SARAH, DANA)
    calsync.ok("track", old, "--decision", "2026-12-11", "--with", "debrief")
    calsync.ok("note", "acme", "the question on sharding", "--with", "Sarah")
    calsync.ok("move", "acme", "linkedin", "2026-12-08 09:00")
    calsync.ok("skip", "acme", "stop")
    before = {each["uid"] for each in calsync.reminders("acme")}
    new = calsync.invite("new.ics", SARAH, DANA, UID="two@acme.example", **LATER)
    data = calsync.data("track", new, "--replaces", "acme")
    assert data["noticed"] == [{"ref": "acme-technical", "what": "updated"}]
    assert {each["change"] for each in data["changes"]} == {"moved"}
    interview = calsync.interview("acme")
    assert interview["start"].startswith("2026-12-03T10:00")
    assert interview["decision"]["date"] == "2026-12-11"
    assert interview["notes"][0]["text"] == "the question on sharding"
    reminders = {each["step"]: each for each in calsync.reminders("acme")}
    assert reminders["linkedin"]["at"] == "2026-12-08T09:00:00+01:00"
    assert reminders["stop"]["state"] == "skipped"
    assert reminders["debrief"]["state"] == "open"
    assert {each["uid"] for each in calsync.reminders("acme")} == before

    everything = calsync.everything()
    code, found = calsync.json("track", old)
    assert (code, found["data"]["noticed"]) == (0, [])
    assert "an earlier time of acme-technical" in found["notes"][0]
    off = calsync.invite("off.ics", method="CANCEL", SEQUENCE="1")  # the old event is taken off the calendar
    assert calsync.data("track", off)["noticed"] == []
    assert calsync.data("track", new)["noticed"] == [{"ref": "acme-technical", "what": "same"}]
    assert calsync.data("track", new, "--replaces", "acme")["noticed"][0]["what"] == "same"
    assert calsync.everything() == everything


def test_back_to_the_earlier_time(calsync: Runner) -> None:
    old = calsync.invite("old.ics")
    new = calsync.invite("new.ics", UID="two@acme.example", **LATER)
    calsync.ok("track", old)
    calsync.ok("track", new, "--replaces", "acme")
    calsync.ok("track", old, "--replaces", "acme")
    assert calsync.interview("acme")["start"].startswith("2026-12-01T14:00")
    assert calsync.data("track", new)["noticed"] == []


def test_an_earlier_time_that_is_another_interview_after_all(calsync: Runner) -> None:
    old = calsync.invite("old.ics")
    new = calsync.invite("new.ics", UID="two@acme.example", **LATER)
    calsync.ok("track", old)
    calsync.ok("track", new, "--replaces", "acme")
    calsync.ok("track", old, "--separate")
    assert calsync.refs() == ["acme-technical", "acme-technical-2"]
    before = calsync.everything()
    for again in (old, new):
        assert calsync.data("track", again)["noticed"][0]["what"] == "same"
    assert calsync.everything() == before


def test_a_new_time_without_uids(calsync: Runner) -> None:
    old = calsync.invite("old.ics", without=("UID",))
    new = calsync.invite("new.ics", without=("UID",), **LATER)
    calsync.ok("track", old)
    refused(calsync, new)
    calsync.ok("track", new, "--replaces", "acme")
    everything = calsync.everything()
    assert calsync.data("track", new)["noticed"] == [{"ref": "acme-technical", "what": "same"}]
    assert calsync.data("track", old)["noticed"] == []
    assert calsync.everything() == everything


def test_a_new_time_for_one_that_was_called_off(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.ok("track", calsync.invite("off.ics", method="CANCEL"))
    calsync.ok("track", calsync.invite("new.ics", UID="two@acme.example", **LATER), "--replaces", "acme")
    assert not calsync.interview("acme")["cancelled"]
    assert calsync.open("acme")["thank-you"].startswith("2026-12-03")


def test_a_new_time_whose_title_says_nothing(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    new = calsync.invite("new.ics", UID="two@acme.example", SUMMARY="Catch up", **LATER)
    assert calsync.run("track", new)[0] == 3
    assert calsync.data("track", new, "--replaces", "acme")["noticed"][0]["what"] == "updated"
    interview = calsync.interview("acme")
    assert (interview["start"][:10], interview["kind"]) == ("2026-12-03", "technical")


REPLACES: list[tuple[str, tuple[str, ...], int, str]] = [
    ("an unknown handle", ("{new}", "--replaces", "globex"), 2, "There is no interview “globex”"),
    ("two interviews", ("{new}", "{other}", "--replaces", "acme"), 2, "needs one interview, and there are 2"),
    ("a handle instead of a file", ("acme", "--replaces", "acme"), 2, "acme is none"),
    ("with --separate", ("{new}", "--replaces", "acme", "--separate"), 2, "opposite"),
    ("one that is tracked for itself", ("{old}", "--replaces", "globex-final"), 2, "is tracked already, as acme-technical"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "said"), [row[1:] for row in REPLACES], ids=[row[0] for row in REPLACES]
)
def test_replaces_that_cannot_be(calsync: Runner, arguments: tuple[str, ...], code: int, said: str) -> None:
    files = {
        "old": calsync.invite("old.ics"),
        "new": calsync.invite("new.ics", UID="two@acme.example", **LATER),
        "other": calsync.invite("other.ics", UID="x@hooli.example", SUMMARY="Phone screen - Hooli"),
    }
    calsync.ok("track", files["old"])
    if "tracked already" in said:
        calsync.ok(
            "track", calsync.invite("c.ics", UID="g@globex.example", SUMMARY="Final interview - Globex")
        )
    before = calsync.everything()
    got, out, err = calsync.run("track", *(each.format(**files) for each in arguments))
    assert (got, said in " ".join((out + err).split())) == (code, True), err
    assert calsync.everything() == before


def test_the_rest_of_a_run_goes_on_beside_a_question(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    new = calsync.invite("new.ics", UID="two@acme.example", **LATER)
    other = calsync.invite("other.ics", UID="g@globex.example", SUMMARY="Final interview - Globex")
    code, found = calsync.json("track", new, other)
    assert (code, found["status"]) == (6, "partial")
    assert found["data"]["noticed"] == [{"ref": "globex-final", "what": "new"}]
    assert len(found["errors"]) == 1


def test_rounds_of_one_company_in_one_run(calsync: Runner) -> None:
    """A screen and the talk some days after are two rounds; two companies are two interviews."""
    files = [
        calsync.invite("a.ics", SUMMARY="Recruiter screen - Acme"),
        calsync.invite("b.ics", UID="two@acme.example", **LATER),
        calsync.invite("c.ics", UID="g@globex.example", SUMMARY="Final interview - Globex"),
    ]
    data = calsync.data("track", *files, "--decision", "2026-12-18")
    assert sorted(each["ref"] for each in data["noticed"]) == [
        "acme-screen",
        "acme-technical",
        "globex-final",
    ]
    before = calsync.everything()
    assert {each["what"] for each in calsync.data("track", *files[::-1])["noticed"]} == {"same"}
    assert calsync.everything() == before


# Typed facts


def test_typed_facts_twice_are_one_interview(calsync: Runner) -> None:
    plan = calsync.data("plan", *TYPED)["reminders"]
    data = calsync.data("track", *TYPED)
    assert [each["uid"] for each in data["reminders"]] == [each["uid"] for each in plan]
    assert calsync.data("track", *TYPED)["noticed"] == [{"ref": "acme-technical", "what": "same"}]
    assert calsync.log() == ["track Acme"]


def test_typed_facts_are_told_more_of(calsync: Runner) -> None:
    calsync.ok("track", *TYPED, "--interviewer", "Sarah Lee", "--duration", "90min")
    before = {each["uid"] for each in calsync.reminders("acme")}
    calsync.ok("track", *TYPED, "--role", "Data Engineer")  # the same talk: what was told before still holds
    calsync.ok("track", "acme", "--start", "2026-12-01 16:00")
    interview = calsync.interview("acme")
    assert (interview["role"], interview["interviewers"][0]["name"]) == ("Data Engineer", "Sarah Lee")
    assert (interview["start"][11:16], interview["end"][11:16]) == ("16:00", "17:30")
    assert {each["uid"] for each in calsync.reminders("acme")} == before
    calsync.ok("track", "acme", "--start", "2026-12-02 09:00")
    assert calsync.interview("acme")["start"][:10] == "2026-12-02"
    assert {each["uid"] for each in calsync.reminders("acme")} == before


def test_typed_facts_take_zone_and_candidate_from_the_settings(calsync: Runner) -> None:
    calsync.settings('timezone = "Europe/Berlin"\nme = ["dana@mail.example"]\n')
    calsync.ok("track", *TYPED[:-2])
    assert calsync.interview("acme")["candidate"] == "dana@mail.example"
    calsync.ok("track", "acme", "--role", "Data Engineer")
    interview = calsync.interview("acme")
    assert (interview["timezone"], interview["candidate"]) == ("Europe/Berlin", "dana@mail.example")


def test_two_typed_talks_on_a_day(calsync: Runner) -> None:
    second = (*TYPED[:4], "--start", "2026-12-01 17:00", *TYPED[6:], "--separate")
    calsync.ok("track", *TYPED)
    calsync.ok("track", *second)
    assert calsync.refs() == ["acme-technical", "acme-technical-2"]
    before = calsync.everything()
    for again in (TYPED, second, second[:-1]):
        calsync.ok("track", *again)
    assert calsync.everything() == before


def test_the_invitation_to_what_was_typed(calsync: Runner) -> None:
    calsync.ok("track", *TYPED, "--interviewer", "Sarah Lee", "--decision", "2026-12-11")
    calsync.at("2026-12-01T16:00Z")
    calsync.ok("done", "acme", "thank-you")
    invite = calsync.invite("a.ics", SARAH, DANA, "SEQUENCE:1")
    code, found = calsync.json("track", invite)
    assert (code, found["data"]["noticed"]) == (0, [{"ref": "acme-technical", "what": "updated"}])
    assert any("taken as the invitation to acme-technical" in note for note in found["notes"])
    interview = calsync.interview("acme")
    assert (interview["source"]["uid"], interview["decision"]["date"]) == ("one@acme.example", "2026-12-11")
    states = {each["step"]: each["state"] for each in calsync.reminders("acme")}
    assert states["thank-you"] == "done"  # though she has an address now
    assert calsync.data("track", invite)["noticed"][0]["what"] == "same"
    assert calsync.data("track", *TYPED)["noticed"][0]["what"] == "same"
    moved = calsync.invite("b.ics", SARAH, DANA, "SEQUENCE:2", **LATER)
    calsync.ok("track", moved)
    assert calsync.interview("acme")["start"].startswith("2026-12-03T10:00")
    calsync.at("2026-12-01T10:00Z")
    refused(calsync, *TYPED)  # that is not when it is any more
    calsync.ok("track", *TYPED, "--separate")
    assert calsync.refs() == ["acme-technical", "acme-technical-2"]


@pytest.mark.parametrize("how", ["invitation", "typed"])
def test_an_address_that_is_learnt_makes_nobody_another_person(calsync: Runner, how: str) -> None:
    calsync.ok("track", *TYPED, "--interviewer", "Sarah Lee", "--interviewer", "Tom Ng")
    calsync.at("2026-12-01T16:00Z")
    calsync.ok("note", "acme", "the sharding story", "--with", "sarah")
    calsync.ok("move", "acme", "thank-you", "2026-12-02 17:00", "--to", "sarah")
    before, reminders = uids(calsync), thanks(calsync)
    if how == "invitation":
        calsync.ok("track", calsync.invite("a.ics", SARAH, DANA))
    else:
        calsync.ok("track", "acme", "--interviewer", "Sarah Lee <sarah@acme.example>")
    interview = calsync.interview("acme")
    sarah = next(each for each in interview["interviewers"] if each["name"] == "Sarah Lee")
    assert sarah["email"] == "sarah@acme.example"
    assert "key" not in sarah
    assert interview["notes"] == [{"text": "the sharding story", "about": "sarah@acme.example"}]
    assert thanks(calsync) == reminders
    assert uids(calsync) == before
    assert "the sharding story" in calsync.ok("draft", "acme", "thank-you", "--to", "sarah")
    log = calsync.log()
    calsync.ok("move", "acme", "thank-you", "2026-12-02 18:00", "--to", "sarah@acme.example")
    assert calsync.log()[1:] == log
    assert thanks(calsync)["Sarah Lee"] == "2026-12-02T18:00:00+01:00"


def thanks(calsync: Runner) -> dict[str, str]:
    """When each person is thanked."""
    found = (each for each in calsync.reminders("acme") if each["step"] == "thank-you")
    return {each["interviewer"]: each["at"] for each in found}


def uids(calsync: Runner) -> set[str]:
    """The UIDs of the reminders in an exported calendar."""
    calendar = calsync.folder / "out.ics"
    calsync.ok("export", "-o", str(calendar), "--force")
    return {line for line in calendar.read_text("utf-8").splitlines() if line.startswith("UID:")}


def test_an_invitation_that_differs_from_what_was_typed_is_asked_about(calsync: Runner) -> None:
    calsync.ok("track", *TYPED)
    invite = calsync.invite(**hours("20261201T170000", "20261201T180000"))
    refused(calsync, invite)
    code, found = calsync.json("track", invite, "--replaces", "acme")
    assert code == 0
    assert any("not those you typed" in note for note in found["notes"])
    assert calsync.interview("acme")["start"].startswith("2026-12-01T17:00")
    assert calsync.data("track", invite)["noticed"] == [{"ref": "acme-technical", "what": "same"}]


def test_typed_facts_for_what_has_an_invitation_are_asked_about(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    late = (*TYPED[:4], "--start", "2026-12-01 16:00", *TYPED[6:])
    refused(calsync, *late)
    calsync.ok("track", *late, "--replaces", "acme")
    assert calsync.interview("acme")["start"].startswith("2026-12-01T16:00")
    assert calsync.interview("acme")["source"]["uid"] == "one@acme.example"


# What is known is changed by its handle

REVISED: list[tuple[tuple[str, ...], dict[str, object]]] = [
    (("--interviewer", "Tom Ng <tom@acme.example>"), {"interviewers": ["Sarah Lee", "Tom Ng"]}),
    (("--decision", "2026-12-11"), {"decision": "2026-12-11"}),
    (("--with", "debrief"), {"steps+": {"debrief"}}),
    (("--recover", "sharding"), {"steps+": {"recovery-note"}}),
    (("--without", "linkedin"), {"steps-": {"linkedin"}}),
    (("--start", "2026-12-02 09:00"), {"start": "2026-12-02T09:00:00+01:00", "end": "2026-12-02T10:00:00+01:00"}),
    (("--duration", "2h"), {"end": "2026-12-01T16:00:00+01:00"}),
    (("--end", "15:30"), {"end": "2026-12-01T15:30:00+01:00"}),
    (("--company", "Globex"), {"company": "Globex"}),
    (("--role", "Data Engineer"), {"role": "Data Engineer"}),
    (("--kind", "final"), {"kind": "final"}),
    (("--timezone", "America/New_York"), {"timezone": "America/New_York", "start": "2026-12-01T08:00:00-05:00"}),
    (("--me", "sarah@acme.example"), {"candidate": "sarah@acme.example", "interviewers": []}),
]  # fmt: skip


@pytest.mark.parametrize(("options", "expected"), REVISED, ids=[row[0][0] for row in REVISED])
def test_what_is_known_is_changed(
    calsync: Runner, options: tuple[str, ...], expected: dict[str, object]
) -> None:
    invite = calsync.invite("a.ics", SARAH, DANA)
    calsync.ok("track", invite)
    steps = set(calsync.open("acme"))
    data = calsync.data("track", "acme", *options)
    assert data["noticed"] == [{"ref": "acme-technical", "what": "updated"}]
    for again in (("acme", *options), (invite,)):
        interview = calsync.interview("acme")
        found = interview | {
            "interviewers": [each["name"] for each in interview["interviewers"]],
            "decision": interview["decision"] and interview["decision"]["date"],
            "steps+": set(calsync.open("acme")) - steps,
            "steps-": steps - set(calsync.open("acme")),
        }
        assert {key: found[key] for key in expected} == expected
        assert calsync.data("track", *again)["noticed"] == [{"ref": "acme-technical", "what": "same"}]
    assert len(calsync.log()) == 2


def test_steps_come_and_go(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite(), "--recover", "sharding", "--with", "debrief")
    calsync.ok("track", "acme", "--without", "recovery-note", "--without", "debrief")
    assert not {"recovery-note", "debrief"} & set(calsync.open("acme"))
    calsync.ok("track", "acme", "--recover", "the index", "--with", "debrief")
    assert {"recovery-note", "debrief"} <= set(calsync.open("acme"))


def test_another_cadence_and_country(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.at("2026-11-19T22:00Z")
    data = calsync.data("track", "acme", "--cadence", "patient", "--country", "US")
    assert data["noticed"] == [{"ref": "acme-technical", "what": "updated"}]
    assert {each["change"] for each in data["changes"]} >= {"moved"}
    assert calsync.data("track", "acme", "--cadence", "patient")["noticed"][0]["what"] == "same"


def test_steps_that_the_next_cadence_lacks(calsync: Runner) -> None:
    gentle = str(EXAMPLES / "gentle.toml")
    calsync.ok("track", calsync.invite(), "--without", "linkedin", "--without", "stop")
    before = calsync.everything()
    code, _, err = calsync.run("track", "acme", "--cadence", gentle, "--with", "treet")
    assert (code, "has no step “treet”" in err, "“treat”" in err) == (2, True, True)
    assert calsync.everything() == before
    calsync.ok("track", "acme", "--cadence", gentle, "--with", "treat")
    assert {"thank-you", "treat"} <= set(calsync.open("acme"))
    calsync.ok("track", "acme", "--cadence", "standard")
    assert {"thank-you", "linkedin", "stop"} <= set(calsync.open("acme"))


def test_a_cadence_file_that_is_gone_is_put_right(calsync: Runner) -> None:
    own = calsync.file("gentle.toml", (EXAMPLES / "gentle.toml").read_bytes())
    calsync.ok("track", calsync.invite(), "--cadence", own)
    (calsync.folder / "gentle.toml").unlink()
    code, _, err = calsync.run("track", calsync.invite("b.ics", SEQUENCE="1", **LATER))
    assert (code, "--cadence standard" in err) == (6, True)  # what is known is kept, and the trouble told
    other = calsync.invite("c.ics", UID="g@globex.example", SUMMARY="Final interview - Globex")
    assert calsync.data("track", other)["noticed"] == [{"ref": "globex-final", "what": "new"}]
    calsync.ok("track", "acme-technical", "--cadence", "standard")
    assert calsync.open("acme")["thank-you"].startswith("2026-12-03")


def test_two_roles_at_one_hour_are_two_interviews_when_told_so(calsync: Runner) -> None:
    for role in ("Analyst", "Engineer", "Analyst", "Engineer"):
        calsync.ok("track", *TYPED, "--role", role, "--separate")
    assert len(calsync.refs()) == 2
