"""Typed facts: standing alone, and overruling an invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from calsync.errors import UsageError, ZoneQuestion
from calsync.planning.interview import Interviewer, Kind, Session
from calsync.planning.loops import gather
from calsync.planning.typed import Typed, Wall, facts_typed, overrule, overrule_facts
from tests.planning.made import BERLIN, NEW_YORK, SARAH, TOM, interview
from tests.planning.test_loops import talk

START = Wall(date(2026, 12, 1), time(14))
FACTS = Typed(company="Acme", start=START, zone=BERLIN, zone_name="Europe/Berlin")


def test_facts_alone() -> None:
    (one,) = gather(
        [facts_typed(replace(FACTS, duration=timedelta(hours=2), interviewers=(SARAH,)))]
    ).interviews
    assert (one.company, one.kind, one.interviewers) == ("Acme", Kind.OTHER, (SARAH,))
    assert one.end == datetime(2026, 12, 1, 16, tzinfo=BERLIN)
    assert (one.uid, one.file) == (None, None)
    assert one.origins["company"] == "typed"


def test_an_hour_is_assumed_and_said() -> None:
    facts = facts_typed(FACTS)
    assert facts.end == datetime(2026, 12, 1, 15, tzinfo=BERLIN)
    assert any("--duration" in line for line in facts.unsure)


def test_the_zone_must_be_typed() -> None:
    with pytest.raises(ZoneQuestion) as caught:
        facts_typed(replace(FACTS, zone=None))
    assert "--timezone" in caught.value.hint


@pytest.mark.parametrize(
    "end", [START, Wall(date(2026, 11, 30), time(15)), Wall(None, time(13)), Wall(date(2027, 1, 1), time(15))]
)
def test_an_end_that_cannot_be(end: Wall) -> None:
    with pytest.raises(UsageError):
        facts_typed(replace(FACTS, end=end))


def test_an_end_without_a_date_is_on_the_day_of_the_start() -> None:
    assert facts_typed(replace(FACTS, end=Wall(None, time(15, 30)))).end == datetime(
        2026, 12, 1, 15, 30, tzinfo=BERLIN
    )


def test_an_offset_typed_with_the_time_counts() -> None:
    facts = facts_typed(replace(FACTS, start=replace(START, offset=timedelta(hours=-5))))
    assert facts.start == datetime(2026, 12, 1, 20, tzinfo=BERLIN)


def test_identity_stays_when_role_or_kind_is_told_later() -> None:
    ids = {
        gather([facts_typed(typed)]).interviews[0].id
        for typed in (FACTS, replace(FACTS, kind=Kind.FINAL), replace(FACTS, role="Designer"))
    }
    assert len(ids) == 1


def test_identity_stays_when_the_hour_changes_and_not_when_the_day_does() -> None:
    ids = [
        gather([facts_typed(replace(FACTS, start=start))]).interviews[0].id
        for start in (START, Wall(START.day, time(16)), Wall(date(2026, 12, 2), time(14)))
    ]
    assert ids[0] == ids[1] != ids[2]


def test_company_and_role_overrule_before_events_are_grouped() -> None:
    events = [talk("2026-12-07 10:00", company=None), talk("2026-12-08 10:00", company="Beta")]
    typed = Typed(company="Acme", role="Designer")
    (one,) = gather([overrule_facts(event, typed) for event in events]).interviews
    assert (one.company, one.role, one.origins["company"]) == ("Acme", "Designer", "typed")


def test_people_overrule_and_keep_the_addresses_the_invitation_has() -> None:
    of = interview("2026-12-01 14:00", "15:00", people=(SARAH, TOM))
    changed = overrule(of, Typed(interviewers=(Interviewer("sarah lee"), Interviewer("Ana Ruiz"))))
    assert [(p.name, p.email) for p in changed.interviewers] == [
        ("sarah lee", "sarah@acme.example"),
        ("Ana Ruiz", None),
    ]


def test_somebody_who_declined_but_is_typed_keeps_the_address() -> None:
    of = interview("2026-12-01 14:00", "15:00", people=(replace(SARAH, declined=True), TOM))
    (person,) = overrule(of, Typed(interviewers=(Interviewer("Sarah Lee"),))).interviewers
    assert person == SARAH


def test_somebody_typed_was_there_whatever_the_guest_list_says() -> None:
    of = interview("2026-12-01 14:00", "15:00", people=(replace(SARAH, declined=True),))
    (person,) = overrule(of, Typed(interviewers=(Interviewer("Sarah Lee"),))).interviewers
    assert not person.declined


def test_times_overrule() -> None:
    of = interview("2026-12-01 14:00", "15:00", zone=NEW_YORK)
    moved = overrule(of, Typed(start=Wall(date(2026, 12, 2), time(9))))
    assert (moved.start, moved.end) == (
        datetime(2026, 12, 2, 9, tzinfo=NEW_YORK),
        datetime(2026, 12, 2, 10, tzinfo=NEW_YORK),
    )
    longer = overrule(of, Typed(duration=timedelta(hours=3)))
    assert longer.end == datetime(2026, 12, 1, 17, tzinfo=NEW_YORK)
    assert moved.id == longer.id == of.id


def test_times_of_a_loop_cannot_be_typed() -> None:
    of = interview("2026-12-01 14:00", "15:00")
    loop = replace(of, sessions=(*of.sessions, Session(of.end, of.end + timedelta(hours=1))))
    with pytest.raises(UsageError, match="this interview has 2"):
        overrule(loop, Typed(start=START))


def test_an_interview_in_the_hour_that_occurs_twice() -> None:
    # Berlin puts the clock back at 03:00 on 25 October 2026: 02:30 comes twice, and the first is meant.
    facts = facts_typed(
        replace(FACTS, start=Wall(date(2026, 10, 25), time(2, 30)), duration=timedelta(hours=1))
    )
    (one,) = gather([facts]).interviews
    assert one.end.astimezone(UTC) - one.start.astimezone(UTC) == timedelta(hours=1)
    assert one.start.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_said() -> None:
    facts = facts_typed(replace(FACTS, start=Wall(date(2026, 3, 29), time(2, 30))))
    assert f"{facts.start:%H:%M}" == "03:30"
    assert any("02:30 does not exist" in line for line in facts.unsure)
