"""What a person means by a handle, by a step's name or by a person's; and the handles that are given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync.cli.refs import find_application, find_person, find_ref, find_step, new_ref
from calsync.errors import UsageError
from calsync.planning.history import Archived, Cancelled
from calsync.planning.interview import Interviewer, Kind
from tests.cli.tracking import Runner, calsync
from tests.planning.made import SARAH, TOM, interview, track, when

__all__ = ["calsync"]

GONE = Archived(when("2026-12-20 12:00"))
TRACKED = (
    track("acme-phone", "2026-11-10 14:00", company="Acme"),
    track("acme-final", "2026-12-01 14:00", company="Acme"),
    track("acorn-final", "2026-12-01 14:00", company="Acorn"),
    track("birch-panel", "2026-12-01 14:00", company="Birch"),
    track("birch-panel-2", "2026-12-02 14:00", company="Birch", role="Analyst"),
    track("cedar-final", "2026-12-02 14:00", GONE, company="Cedar"),
    track("cedar-panel", "2026-12-03 14:00", company="Cedar"),
    track("delta-final", "2026-12-03 14:00", GONE, company="Delta"),
)

REFS = [
    # handle: the interview that is meant, or the hint
    ("acme-final", "acme-final"),
    ("ACME-Final", "acme-final"),
    (" acme-final ", "acme-final"),
    ("acme-f", "acme-final"),
    ("aco", "acorn-final"),
    # a whole handle counts before one that begins so
    ("birch-panel", "birch-panel"),
    ("Birch panel", "birch-panel"),
    # those in the archive come last
    ("cedar", "cedar-panel"),
    ("cedar-f", "cedar-final"),
    ("delta", "delta-final"),
    ("acme", "Say which: acme-phone, acme-final."),
    ("ac", "Say which: acme-phone, acme-final, acorn-final."),
    ("acme-fnal", "Did you mean acme-final?"),
    ("birch-pnel", "Did you mean birch-panel or birch-panel-2?"),
    ("final", "Did you mean acme-final or delta-final?"),
    ("zzz", "calsync list shows them all."),
    ("", "calsync list shows them all."),
]


@pytest.mark.parametrize(("ref", "found"), REFS)
def test_which_interview_is_meant(ref: str, found: str) -> None:
    if " " not in found:
        assert find_ref(ref, TRACKED).ref == found
        return
    with pytest.raises(UsageError) as told:
        find_ref(ref, TRACKED)
    assert told.value.hint == found
    assert f"“{ref}”" in told.value.message


def test_where_nothing_is_tracked_the_hint_says_how_to_begin() -> None:
    with pytest.raises(UsageError, match="There is no interview “acme”") as told:
        find_ref("acme", ())
    assert told.value.hint == "None is tracked: calsync track INVITE."


APPLICATIONS = [
    # of the rounds of one application the last is meant
    ("acme", "acme-final"),
    ("acme-phone", "acme-phone"),
    ("cedar", "cedar-panel"),
    ("birch-panel", "birch-panel"),
    ("ac", None),
    ("birch", None),
]


@pytest.mark.parametrize(("ref", "found"), APPLICATIONS)
def test_which_application_is_meant(ref: str, found: str | None) -> None:
    if found:
        assert find_application(ref, TRACKED).ref == found
        return
    with pytest.raises(UsageError, match="may be any of several"):
        find_application(ref, TRACKED)


HELD = [
    # what took place last by some day, or comes first
    ("acme", "2026-11-01 12:00", "acme-phone"),
    ("acme", "2026-11-10 14:00", "acme-phone"),
    ("acme", "2026-12-01 13:59", "acme-phone"),
    ("acme", "2026-12-01 14:00", "acme-final"),
    ("acme-f", "2026-11-11 12:00", "acme-final"),
    ("acme-final", "2026-11-11 12:00", "acme-final"),
    ("elm", "2026-12-05 12:00", "elm-phone"),
]


@pytest.mark.parametrize(("ref", "now", "found"), HELD)
def test_which_round_is_meant_of_those_that_took_place(ref: str, now: str, found: str) -> None:
    tracked = (
        *TRACKED,
        track("elm-phone", "2026-12-01 14:00", company="Elm"),
        track("elm-final", "2026-12-02 14:00", Cancelled(when("2026-12-01 18:00")), company="Elm"),
    )
    assert find_application(ref, tracked, held_by=when(now)).ref == found


STEPS = ("thank-you", "stay-in-touch", "stay-in-touch-6", "status-check", "stop")
NAMES = [
    ("thank-you", "thank-you"),
    ("THANK", "thank-you"),
    ("t", "thank-you"),
    (" stop ", "stop"),
    ("stay-in-touch", "stay-in-touch"),
    ("stay-in-touch-", "stay-in-touch-6"),
    ("sta", "Say which: stay-in-touch, stay-in-touch-6, status-check."),
    ("check", f"Its steps: {', '.join(STEPS)}. Did you mean “status-check”?"),
    ("foo", f"Its steps: {', '.join(STEPS)}."),
    ("", f"Its steps: {', '.join(STEPS)}."),
]


@pytest.mark.parametrize(("step", "found"), NAMES)
def test_which_step_is_meant(step: str, found: str) -> None:
    known = (*STEPS, "thank-you")  # one for each person
    if " " not in found:
        assert find_step(step, known, where="The plan") == found
        return
    with pytest.raises(UsageError) as told:
        find_step(step, known, where="The plan")
    assert told.value.hint == found


def test_a_plan_without_steps_says_so() -> None:
    with pytest.raises(UsageError) as told:
        find_step("stop", (), where="The plan")
    assert told.value.hint == "It has none."


PEOPLE = (SARAH, TOM, Interviewer("Sara Ngo", "sngo@acme.example"), Interviewer(None, "jobs@acme.example"))
WHO = [
    ("Sarah Lee", SARAH),
    ("sarah", SARAH),
    ("sarah l", SARAH),
    ("lee", SARAH),
    ("Tom", TOM),
    ("ng", "Say which: Tom Ng, Sara Ngo."),
    ("Sara", "Say which: Sarah Lee, Sara Ngo."),
    ("SARAH@acme.example", SARAH),
    ("jobs@acme.example", PEOPLE[3]),
    ("tôm", TOM),
    ("jobs", "They are: Sarah Lee, Tom Ng, Sara Ngo, jobs@acme.example."),
    ("arah", "They are: Sarah Lee, Tom Ng, Sara Ngo, jobs@acme.example."),
    ("…", "They are: Sarah Lee, Tom Ng, Sara Ngo, jobs@acme.example."),
    ("", "Leave the option out, or give a name."),
    ("  ", "Leave the option out, or give a name."),
]


@pytest.mark.parametrize(("name", "found"), WHO)
def test_which_person_is_meant(name: str, found: Interviewer | str) -> None:
    if isinstance(found, Interviewer):
        assert find_person(name, PEOPLE, where="acme") is found
        return
    with pytest.raises(UsageError) as told:
        find_person(name, PEOPLE, where="acme")
    assert told.value.hint == found


def test_where_nobody_is_named_the_hint_says_how_to_add_them() -> None:
    with pytest.raises(UsageError, match="Nobody is named for acme") as told:
        find_person("tom", (), where="acme")
    assert told.value.hint == "Add people: calsync track acme --interviewer NAME."


GIVEN = [
    ("Acme", Kind.TECHNICAL, (), "acme-technical"),
    ("Acme", Kind.TECHNICAL, ("acme-technical",), "acme-technical-2"),
    ("Acme", Kind.TECHNICAL, ("acme-technical", "acme-technical-2"), "acme-technical-3"),
    ("Acme GmbH", Kind.RECRUITER_SCREEN, (), "acme-screen"),
    ("Acme Labs, Inc.", Kind.PHONE_SCREEN, (), "acme-labs-phone"),
    ("Inc", Kind.FINAL, (), "inc-final"),
    ("Crème & Brûlée", Kind.OTHER, (), "creme-brulee-interview"),
    ("株式会社", Kind.PANEL, (), "株式会社-panel"),
    ("The Extraordinarily Long Company Name", Kind.ONSITE, (), "the-extraordinarily-long-onsite"),
    ("!!!", Kind.INFORMATIONAL, (), "talk"),
    ("!!!", Kind.INFORMATIONAL, ("talk",), "talk-2"),
]


@pytest.mark.parametrize(("company", "kind", "taken", "ref"), GIVEN)
def test_the_handle_of_a_new_interview(company: str, kind: Kind, taken: tuple[str, ...], ref: str) -> None:
    of = interview("2026-12-01 14:00", "15:00", company=company, kind=kind)
    assert new_ref(of, taken) == ref


def test_without_a_company_the_role_does() -> None:
    of = interview("2026-12-01 14:00", "15:00", company=None)
    assert new_ref(of, ()) == "data-engineer-technical"
    assert new_ref(replace(of, role=None), ()) == "technical"


def test_every_command_takes_the_beginning_of_a_handle(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.at("2026-12-01T20:00Z")
    for command in (
        ("show", "a"),
        ("done", "acme", "thank-you"),
        ("skip", "ACME", "linkedin"),
        ("move", "acme-t", "stop", "in 2 weeks"),
        ("note", "acm", "sharding"),
        ("decision", "acme", "2026-12-11"),
        ("archive", "acme"),
        ("archive", "--restore", "acme"),
        ("outcome", "acme", "rejected"),
        ("untrack", "acme"),
    ):
        calsync.ok(*command)
