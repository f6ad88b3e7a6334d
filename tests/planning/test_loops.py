"""Versions of events, cancellations, and loops of several events as one interview."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calsync.planning.facts import Facts, Revision, Standing
from calsync.planning.interview import Interview, Interviewer, Kind
from calsync.planning.loops import fold_role, gather, interview_id
from tests.planning.made import ANA, BERLIN, SARAH, TOM


def talk(
    start: str,
    title: str = "Interview",
    *,
    uid: str | None = None,
    minutes: int = 60,
    company: str | None = "Acme",
    people: tuple[Interviewer, ...] = (SARAH,),
    kind: Kind | None = None,
    pause: bool = False,
    evidence: str = "the title",
    standing: Standing = Standing.LIVE,
    sequence: int | None = None,
    stamp: int | None = None,
    file: str = "a.ics",
    role: str | None = None,
    declined: bool = False,
    organiser: str | None = "sarah@acme.example",
    recurrence: str | None = None,
) -> Facts:
    begins = datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    return Facts(
        file=file,
        title=title,
        standing=standing,
        uid=f"{start} {title}" if uid is None else uid or None,
        recurrence=recurrence,
        revision=Revision(sequence, None, datetime(2026, 11, stamp, tzinfo=UTC) if stamp else None),
        start=begins,
        end=begins + timedelta(minutes=minutes),
        zone=BERLIN,
        zone_name="Europe/Berlin",
        company=company,
        role=role,
        kind=kind,
        interviewers=people,
        organiser=organiser,
        candidate_declined=declined,
        pause=pause,
        evidence="" if pause else evidence,
        origins={"kind": "title"} if kind else {},
    )


def gathered(*events: Facts) -> tuple[Interview, ...]:
    return gather(events).interviews


# Loops


def test_a_day_of_talks_is_one_interview_after_its_last() -> None:
    (one,) = gathered(
        talk("2026-12-07 10:00", people=(SARAH,)),
        talk("2026-12-07 11:00", people=(TOM, SARAH)),
        talk("2026-12-07 12:00", "Lunch", people=(), pause=True, company=None, organiser=None),
        talk("2026-12-07 13:00", people=(ANA,)),
    )
    assert [session.title for session in one.sessions] == ["Interview", "Interview", "Lunch", "Interview"]
    assert one.end == datetime(2026, 12, 7, 14, tzinfo=BERLIN)
    assert one.interviewers == (SARAH, TOM, ANA)
    assert one.kind is Kind.ONSITE


def test_a_debrief_of_the_others_does_not_keep_the_candidate() -> None:
    (one,) = gathered(
        talk("2026-12-07 10:00"), talk("2026-12-07 17:00", "Debrief", people=(), pause=True, company=None)
    )
    assert one.end == datetime(2026, 12, 7, 11, tzinfo=BERLIN)


def test_a_hold_over_the_day_does_not_stretch_the_talks_in_it() -> None:
    hold = replace(talk("2026-12-07 00:00", "Acme onsite", minutes=24 * 60, people=(TOM,)), all_day=True)
    (one,) = gathered(hold, talk("2026-12-07 10:00"))
    assert (one.start.hour, one.end.hour, one.all_day) == (10, 11, False)
    assert one.interviewers == (SARAH,)


def test_days_of_several_files_are_one_interview() -> None:
    days = [
        talk("2026-12-07 10:00", file="a.ics"),
        talk("2026-12-08 10:00", file="b.ics", organiser="x@acme.example"),
    ]
    (one,) = gathered(*days)
    assert one.end == datetime(2026, 12, 8, 11, tzinfo=BERLIN)
    assert gathered(*reversed(days)) == (one,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (talk("2026-12-07 10:00"), talk("2026-12-07 12:00", company="Brightleaf")),
        (talk("2026-12-07 10:00"), talk("2026-12-21 10:00")),  # two weeks on: another round
        (talk("2026-12-07 10:00", role="Data Engineer"), talk("2026-12-08 10:00", role="Designer")),
        (talk("2026-12-07 10:00", kind=Kind.RECRUITER_SCREEN), talk("2026-12-09 10:00", kind=Kind.TECHNICAL)),
        (talk("2026-12-07 10:00", company=None), talk("2026-12-08 10:00", company=None)),
    ],
)
def test_two_interviews(first: Facts, second: Facts) -> None:
    assert len(gathered(first, second)) == 2


@pytest.mark.parametrize("spelling", ["ACME", "Acme GmbH", "Acme, Inc."])
def test_a_company_by_another_spelling(spelling: str) -> None:
    assert len(gathered(talk("2026-12-07 10:00"), talk("2026-12-07 12:00", company=spelling))) == 1


def test_an_event_that_says_nothing_of_interviews_joins_the_loop_it_stands_in() -> None:
    (one,) = gathered(
        talk("2026-12-07 10:00"), talk("2026-12-07 11:00", "Chat with Tom", people=(TOM,), evidence="")
    )
    assert one.interviewers == (SARAH, TOM)
    result = gather(
        [
            talk("2026-12-07 10:00"),
            talk("2026-12-07 18:00", "Dentist", company=None, organiser=None, evidence=""),
        ]
    )
    assert [event.title for event in result.strangers] == ["Dentist"]
    assert len(result.interviews) == 1


def test_somebody_who_declined_one_session_but_came_to_another_was_there() -> None:
    absent = Interviewer("Sarah Lee", "sarah@acme.example", declined=True)
    (one,) = gathered(talk("2026-12-07 10:00", people=(absent,)), talk("2026-12-07 11:00", people=(SARAH,)))
    assert one.interviewers == (SARAH,)


@pytest.mark.parametrize(
    ("kinds", "people", "kind"),
    [
        ([Kind.TECHNICAL], (SARAH, TOM), Kind.TECHNICAL),
        ([Kind.TECHNICAL, Kind.FINAL], (SARAH,), Kind.FINAL),
        ([Kind.TECHNICAL, Kind.TECHNICAL], (SARAH,), Kind.ONSITE),
        ([Kind.PANEL, Kind.ONSITE], (SARAH,), Kind.ONSITE),
        ([None], (SARAH, TOM), Kind.PANEL),
        ([None], (SARAH,), Kind.OTHER),
    ],
)
def test_kind(kinds: list[Kind | None], people: tuple[Interviewer, ...], kind: Kind) -> None:
    talks = [talk(f"2026-12-07 {10 + hour}:00", kind=each, people=people) for hour, each in enumerate(kinds)]
    (one,) = gathered(*talks)
    assert one.kind is kind


def test_a_typed_kind_vouches_for_anything() -> None:
    stranger = talk("2026-12-07 10:00", "Coffee", evidence="")
    assert gather([stranger]).interviews == ()
    (one,) = gather([stranger], kind=Kind.INFORMATIONAL).interviews
    assert (one.kind, one.origins["kind"]) == (Kind.INFORMATIONAL, "typed")


def test_who_declined_the_invitation_is_asked() -> None:
    result = gather([talk("2026-12-07 10:00", declined=True)])
    assert (len(result.declined), result.interviews) == (1, ())


# Identity


def test_identity_stays_over_a_new_time_and_another_order() -> None:
    before = [talk("2026-12-07 10:00", uid="b"), talk("2026-12-07 11:00", uid="a")]
    after = [talk("2026-12-09 15:00", uid="b", sequence=1), talk("2026-12-09 09:00", uid="a", sequence=1)]
    ids = {gathered(*order)[0].id for events in (before, after) for order in itertools.permutations(events)}
    assert len(ids) == 1


def test_identity_stays_when_a_session_is_dropped() -> None:
    whole = gathered(talk("2026-12-07 10:00", uid="a"), talk("2026-12-07 11:00", uid="b"))
    result = gather(
        [talk("2026-12-07 10:00", uid="a", standing=Standing.CANCELLED), talk("2026-12-07 11:00", uid="b")]
    )
    assert (len(result.dropped), result.cancelled) == (1, ())
    rest = result.interviews
    assert [each.id for each in whole] == [each.id for each in rest]


def test_an_earlier_round_that_was_cancelled_is_no_session_of_a_later_loop() -> None:
    alone = gathered(talk("2026-12-07 10:00", uid="b"))
    result = gather(
        [talk("2026-11-19 10:00", uid="a", standing=Standing.CANCELLED), talk("2026-12-07 10:00", uid="b")]
    )
    assert (len(result.cancelled), result.dropped) == (1, ())
    assert result.interviews[0].id == alone[0].id


def test_identity_without_a_uid_is_start_title_and_organiser() -> None:
    same = {gathered(talk("2026-12-07 10:00", uid=""))[0].id for _ in range(2)}
    others = {
        gathered(talk("2026-12-08 10:00", uid=""))[0].id,
        gathered(talk("2026-12-07 10:00", "Panel", uid=""))[0].id,
        gathered(talk("2026-12-07 10:00", uid="", organiser="other@acme.example"))[0].id,
    }
    assert len(same) == 1
    assert len(same | others) == 4


def test_an_interview_id_is_twelve_hex_characters_and_stable() -> None:
    assert interview_id("invite-1@mail.example", "round 1") == "6dda041178f5"
    assert re.fullmatch(r"[0-9a-f]{12}", interview_id("", "ü\ud83d"))


@pytest.mark.parametrize("parts", [("ab",), ("a", "", "b"), ("a", "b", ""), ("1:a1:b",), ("a1:b",)])
def test_the_parts_of_an_interview_id_do_not_run_together(parts: tuple[str, ...]) -> None:
    assert interview_id(*parts) != interview_id("a", "b")


# Versions


def test_of_two_versions_alike_in_age_the_same_one_counts_in_either_order() -> None:
    one, other = talk("2026-12-07 10:00", "One", uid="a"), talk("2026-12-08 10:00", "Other", uid="a")
    assert gathered(one, other) == gathered(other, one)


def test_the_newest_version_counts_whatever_the_order() -> None:
    versions = [
        talk("2026-12-07 10:00", uid="a", sequence=0, stamp=10),
        talk("2026-12-08 10:00", uid="a", sequence=1, stamp=9),
        talk("2026-12-09 10:00", uid="a", sequence=1, stamp=12),
    ]
    for order in itertools.permutations(versions):
        (one,) = gathered(*order)
        assert one.start.day == 9


@pytest.mark.parametrize(
    ("sequence", "stamp", "planned"),
    [(0, 12, 0), (1, 12, 0), (0, 9, 0), (2, 13, 0), (None, None, 0)],
)
def test_a_cancellation_counts_even_with_the_number_of_the_invitation(
    sequence: int | None, stamp: int | None, planned: int
) -> None:
    invitation = talk("2026-12-07 10:00", uid="a", sequence=0, stamp=10)
    ending = talk("2026-12-07 10:00", uid="a", sequence=sequence, stamp=stamp, standing=Standing.CANCELLED)
    for order in ([invitation, ending], [ending, invitation]):
        result = gather(order)
        assert len(result.interviews) == planned
        assert len(result.cancelled) == 1


def test_a_higher_number_alone_does_not_bring_it_back() -> None:
    ending = talk("2026-12-07 10:00", uid="a", sequence=1, stamp=12, standing=Standing.CANCELLED)
    earlier = talk("2026-12-08 10:00", uid="a", sequence=2, stamp=10)
    assert gather([earlier, ending]).interviews == ()


def test_an_invitation_newer_than_the_cancellation_brings_it_back() -> None:
    ending = talk("2026-12-07 10:00", uid="a", sequence=1, stamp=10, standing=Standing.CANCELLED)
    again = talk("2026-12-08 10:00", uid="a", sequence=2, stamp=12)
    result = gather([again, ending])
    assert (len(result.interviews), result.cancelled) == (1, ())


def test_one_occurrence_is_cancelled_alone() -> None:
    first = talk("2026-12-07 10:00", uid="a", recurrence="2026-12-07T09:00:00+00:00")
    second = talk("2026-12-07 12:00", uid="a", recurrence="2026-12-07T11:00:00+00:00")
    ending = talk(
        "2026-12-07 10:00", uid="a", recurrence="2026-12-07T09:00:00+00:00", standing=Standing.CANCELLED
    )
    result = gather([first, second, ending])
    assert [session.start.hour for each in result.interviews for session in each.sessions] == [12]


def test_a_cancellation_of_something_unknown_is_no_error() -> None:
    result = gather([talk("2026-12-07 10:00", standing=Standing.CANCELLED)])
    assert (result.interviews, len(result.cancelled)) == ((), 1)


def test_an_answer_plans_nothing_and_says_so() -> None:
    result = gather([talk("2026-12-07 10:00", standing=Standing.ANSWER)])
    assert result.interviews == ()
    assert "answer" in result.remarks[0]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("2026-12-07 10:30", True),  # they overlap
        ("2026-12-09 10:00", True),  # another day
        ("2026-12-07 11:00", False),  # back to back: a loop
    ],
)
def test_a_new_time_that_is_not_linked_is_asked_about(second: str, said: bool) -> None:
    (one,) = gathered(talk("2026-12-07 10:00", uid="a"), talk(second, uid="b"))
    assert any("may be a new time" in line for line in one.unsure) == said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Data Engineer", "data  engineer", True),
        ("Data Engineer", "Data-Engineer", True),
        ("Data Engineer", "Data Engineer (m/f/d)", True),
        ("Data Engineer", "(M/W/D) Data Engineer", True),
        ("Data Engineer", "Data Engineer m/w/divers", True),
        ("Data Engineer", "Data Engineer [f/m/x]", True),
        ("Data Engineer", "Data Engineer (w|m|d)", True),
        ("Data Engineer", "Data Engineer (m/w/*)", True),
        ("Data Engineer", "Data Engineer (H/F)", True),
        ("Data Engineer", "Data Engineer (all genders)", True),
        ("Data Engineer", "Senior Data Engineer", False),
        ("Data Engineer", "Data Engineer II", False),
        ("Data Engineer", "Data Engineer, Finance", False),
        ("C++ Developer", "C Developer", False),
        ("C# Developer", "C Developer", False),
        ("Engineer, M&A", "Engineer, A", False),
        ("Head of D/A Conversion", "Head of Conversion", False),
        (None, "", True),
        (None, "(m/f/d)", True),
    ],
)
def test_which_spellings_are_one_role(one: str | None, other: str | None, *, same: bool) -> None:
    assert (fold_role(one) == fold_role(other)) is same


@pytest.mark.parametrize(
    ("roles", "rounds"),
    [
        (("Data Engineer", "Data Engineer (m/f/d)"), 1),
        (("Data Engineer", "Senior Data Engineer"), 2),
        (("Data Engineer", None), 1),
    ],
)
def test_sessions_of_one_role_however_it_is_spelt(roles: tuple[str | None, ...], rounds: int) -> None:
    talks = [talk(f"2026-12-01 {10 + number}:00", role=role) for number, role in enumerate(roles)]
    assert len(gathered(*talks)) == rounds
