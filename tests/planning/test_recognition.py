"""Which tracked interview an unlinked event is about, and what is kept of what was said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations

import pytest

from calsync.planning.facts import Facts, Revision, Standing
from calsync.planning.history import Archived, Cancelled, Entry, Revived, Turn
from calsync.planning.interview import Interview, Interviewer, Kind
from calsync.planning.people import keep_keys, merge_people, person_key, without_keys
from calsync.planning.recognition import (
    bare,
    is_further_session,
    is_invitation_to,
    looks_moved,
    shares,
)
from calsync.planning.rules import Wishes, wishes_over
from calsync.planning.tracked import Tracked
from calsync.planning.typed import Typed, Wall, typed_over
from calsync.planning.versions import newest
from tests.planning.made import BERLIN, SARAH, TOM, interview, outcome, track, when

TOLD = when("2026-11-20 09:00")
NOW = when("2026-11-20 12:00")
LATE = when("2026-12-05 12:00")


def titled(of: Interview, title: str, *, uid: str | None = "new") -> Interview:
    sessions = tuple(session._replace(title=title) for session in of.sessions)
    return replace(of, sessions=sessions, file="a.ics", uids=frozenset({uid} if uid else ()))


def known(*entries: Entry, role: str | None = "Data Engineer", company: str | None = "Acme") -> Tracked:
    """A technical talk, Tuesday 1 December, 14:00 to 15:00."""
    one = track("acme", "2026-12-01 14:00", *entries, role=role, company=company)
    return replace(one, interview=titled(one.interview, "Technical interview - Acme", uid="old"))


def new(
    start: str,
    *,
    kind: Kind = Kind.TECHNICAL,
    title: str = "Coding with Ana",
    company: str | None = "Acme",
    role: str | None = None,
) -> Interview:
    ends = f"{when(start) + timedelta(hours=1):%Y-%m-%d %H:%M}"
    return titled(interview(start, ends, kind=kind, company=company, role=role), title)


SAME = "Technical interview - Acme"
OTHER_DAY, OVERLAP, SAME_DAY = "2026-12-03 10:00", "2026-12-01 14:30", "2026-12-01 16:00"

NEW_TIMES = [
    # what is known, the new event, when it is tracked, whether it looks like a new time
    (known(), new(OTHER_DAY), NOW, True),
    (known(), new(OTHER_DAY, kind=Kind.OTHER), NOW, True),
    (known(), new(OTHER_DAY, kind=Kind.FINAL), NOW, False),
    (known(), new(OTHER_DAY, kind=Kind.FINAL, title=SAME), NOW, True),
    (known(), new(OVERLAP, kind=Kind.FINAL), NOW, True),
    (known(), new(OVERLAP, kind=Kind.FINAL), LATE, True),
    (known(), new(OTHER_DAY), LATE, False),  # it has taken place: the next round
    (known(), new(OTHER_DAY, company="Globex", title=SAME), NOW, False),
    (known(), new(OVERLAP, company="Globex"), NOW, False),
    (known(), new(OTHER_DAY, company="ACME, Inc."), NOW, True),
    (known(), new(OTHER_DAY, role="data  engineer"), NOW, True),
    (known(), new(OTHER_DAY, role="Data Engineer (m/f/d)"), NOW, True),
    (known(), new(OTHER_DAY, role="Data Analyst"), NOW, False),
    (known(role=None), new(OTHER_DAY, role="Data Analyst"), NOW, True),
    (known(company=None), new(OTHER_DAY, company=None), NOW, False),
    (known(company=None), new(OTHER_DAY, company=None, title=SAME), NOW, True),
    (known(Cancelled(TOLD)), new(OTHER_DAY), NOW, False),
    (known(Cancelled(TOLD), Revived(TOLD)), new(OTHER_DAY), NOW, True),
    (known(Archived(TOLD)), new(OTHER_DAY), NOW, False),
    (known(outcome(Turn.REJECTED, "2026-11-20 09:00")), new(OTHER_DAY), NOW, False),
    (known(outcome(Turn.NEXT_ROUND, "2026-11-20 09:00")), new(OTHER_DAY), NOW, True),
]


@pytest.mark.parametrize(("one", "event", "now", "expected"), NEW_TIMES)
def test_what_looks_like_a_new_time(one: Tracked, event: Interview, now: datetime, expected: bool) -> None:
    assert looks_moved(one, event, now=now) is expected


def test_one_talk_is_no_new_time_for_a_loop() -> None:
    one = known()
    first = one.interview.sessions[0]
    hour = timedelta(hours=2)
    second = first._replace(start=first.start + hour, end=first.end + hour, title="Lunch talk")
    loop = replace(one, interview=replace(one.interview, sessions=(first, second)))
    assert not looks_moved(loop, new(OTHER_DAY), now=NOW)
    assert looks_moved(loop, new(OTHER_DAY, title=SAME), now=NOW)


@pytest.mark.parametrize(
    ("one", "event", "expected"),
    [
        (known(), new(SAME_DAY), True),
        (known(), new(SAME_DAY, kind=Kind.FINAL), True),
        (known(), new(SAME_DAY, title=SAME), False),
        (known(), new(OVERLAP), False),
        (known(), new(OTHER_DAY), False),
        (known(), new(SAME_DAY, company="Globex"), False),
        (known(), new(SAME_DAY, role="Data Analyst"), False),
        (known(company=None), new(SAME_DAY, company=None), False),
        (known(Cancelled(TOLD)), new(SAME_DAY), False),
    ],
)
def test_what_is_a_further_talk_of_the_day(one: Tracked, event: Interview, expected: bool) -> None:
    assert is_further_session(one, event) is expected


TYPED_ONE = track("acme", "2026-12-01 14:00")


@pytest.mark.parametrize(
    ("one", "event", "expected"),
    [
        (TYPED_ONE, new("2026-12-01 14:00"), True),
        (TYPED_ONE, new("2026-12-01 14:00", kind=Kind.OTHER), True),
        (TYPED_ONE, new("2026-12-01 14:00", kind=Kind.FINAL), False),
        (TYPED_ONE, new("2026-12-01 14:30"), False),
        (TYPED_ONE, new("2026-12-01 14:00", company="Globex"), False),
        (known(), new("2026-12-01 14:00"), False),
        (replace(TYPED_ONE, entries=(Cancelled(TOLD),)), new("2026-12-01 14:00"), False),
    ],
)
def test_what_is_the_invitation_to_typed_facts(one: Tracked, event: Interview, expected: bool) -> None:
    assert is_invitation_to(one, event) is expected
    assert not is_further_session(TYPED_ONE, event)


def fact(uid: str | None, hour: int, title: str = "Interview", file: str = "a.ics") -> Facts:
    start = datetime(2026, 12, 1, hour, tzinfo=BERLIN)
    return Facts(file=file, title=title, uid=uid, start=start, end=start + timedelta(hours=1), zone=BERLIN)


def test_each_interview_has_its_own_events() -> None:
    linked = titled(interview("2026-12-01 09:00", "10:00"), "Interview", uid="one")
    loose = replace(
        titled(interview("2026-12-01 14:00", "15:00"), "Talk", uid=None), files=frozenset({"a.ics"})
    )
    events = [
        fact("one", 9),
        replace(fact("one", 11), standing=Standing.CANCELLED),
        fact(None, 14, "Talk"),
        fact(None, 14, "Dentist"),
        fact(None, 14, "Talk", file="b.ics"),
        fact("two", 14, "Talk"),
    ]
    assert shares([linked, loose], events) == [events[:2], events[2:3]]


SARAH_ALONE = Interviewer("Sarah Lee")
KIM = Interviewer("Sarah Kim", "kim@acme.example")
FIRST_NAME = Interviewer("Sarah")


@pytest.mark.parametrize(
    ("before", "now", "keys"),
    [
        # an address or a fuller name is learnt: the same person, under the same key
        ((SARAH_ALONE,), (SARAH,), ["sarah lee"]),
        ((FIRST_NAME, TOM), (TOM, SARAH), [person_key(TOM), "sarah"]),
        ((Interviewer("Sarah Lee", key="sarah"),), (SARAH,), ["sarah"]),
        # what was known stays, and what is forgotten again changes nothing
        ((SARAH,), (SARAH_ALONE,), ["sarah@acme.example"]),
        ((replace(SARAH, key="sarah lee"),), (SARAH,), ["sarah lee"]),
        ((replace(SARAH, key="sarah lee"),), (SARAH_ALONE,), ["sarah lee"]),
        # another person has a key of their own
        ((SARAH_ALONE,), (KIM,), ["kim@acme.example"]),
        ((SARAH,), (KIM, SARAH), ["kim@acme.example", "sarah@acme.example"]),
        ((replace(SARAH, key="sarah"),), (SARAH, FIRST_NAME), ["sarah", "sarah 2"]),
        (
            (replace(SARAH, key="sarah"), replace(FIRST_NAME, key="sarah 2")),
            (FIRST_NAME, SARAH),
            ["sarah 2", "sarah"],
        ),
        # who of the two it is cannot be told
        ((FIRST_NAME,), (SARAH, KIM), ["sarah@acme.example", "kim@acme.example"]),
        ((SARAH, KIM), (FIRST_NAME,), ["sarah"]),
    ],
)
def test_a_person_keeps_the_key_they_were_known_by(
    before: tuple[Interviewer, ...], now: tuple[Interviewer, ...], keys: list[str]
) -> None:
    kept = keep_keys(before, now)
    assert [person_key(each) for each in kept] == keys
    assert without_keys(kept) == now
    assert keep_keys(kept, now) == kept
    assert keep_keys(kept, kept) == kept


def test_a_key_alone_makes_no_other_reading() -> None:
    one = interview("2026-12-01 14:00", "15:00", people=(SARAH,))
    assert bare(one) == bare(replace(one, interviewers=(replace(SARAH, key="sarah lee"),)))


def test_a_key_goes_with_the_person_into_a_list_of_both() -> None:
    keyed = Interviewer("Sarah", key="sarah")
    assert (
        merge_people((keyed,), (SARAH,)) == merge_people((SARAH,), (keyed,)) == (replace(SARAH, key="sarah"),)
    )


# What is kept


def version(number: int, hour: int = 14, *, off: bool = False, file: str = "a.ics") -> Facts:
    stamp = datetime(2026, 11, 1 + number, tzinfo=UTC)
    return replace(
        fact("one", hour, file=file),
        revision=Revision(sequence=number, stamp=stamp),
        standing=Standing.CANCELLED if off else Standing.LIVE,
    )


def test_of_each_event_the_newest_invitation_and_cancellation_are_kept() -> None:
    versions = [version(0), version(1, off=True), version(2), version(3, off=True), version(4, 9)]
    for order in permutations(versions):
        for kept in (newest(order), newest(order[3:], over=newest(order[:3]))):
            assert sorted(each.revision.sequence or 0 for each in kept) == [3, 4]


def test_an_answer_is_not_kept() -> None:
    assert newest([replace(version(1), standing=Standing.ANSWER)], over=[version(0)]) == (version(0),)


def test_of_one_age_what_is_read_now_counts_and_a_copy_does_not() -> None:
    assert newest([version(1, 9)], over=[version(1, 14)]) == (version(1, 9),)
    assert newest([version(1, 14)], over=[version(1, 9)]) == (version(1, 14),)
    assert newest([version(1, file="copy.ics")], over=[version(1)]) == (version(1),)
    assert newest([version(0, 9)], over=[version(1, 14)]) == (version(1, 14),)


DAY = date(2026, 12, 1)
START, END = Wall(DAY, time(14)), Wall(None, time(15, 30))
LATER = Wall(DAY, time(16))


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (Typed(start=START, end=END), Typed(), Typed(start=START, end=END)),
        (Typed(start=START, end=END), Typed(start=LATER), Typed(start=LATER, duration=timedelta(minutes=90))),
        (Typed(start=START), Typed(start=LATER), Typed(start=LATER)),
        (
            Typed(start=START, duration=timedelta(hours=2)),
            Typed(start=LATER),
            Typed(start=LATER, duration=timedelta(hours=2)),
        ),
        (Typed(start=START, duration=timedelta(hours=2)), Typed(end=END), Typed(start=START, end=END)),
        (
            Typed(start=START, end=END),
            Typed(duration=timedelta(hours=2)),
            Typed(start=START, duration=timedelta(hours=2)),
        ),
        (
            Typed(start=START, end=Wall(None, time(15), timedelta(hours=3))),
            Typed(start=LATER),
            Typed(start=LATER),
        ),
        (Typed(start=START, end=Wall(None, time(13))), Typed(start=LATER), Typed(start=LATER)),
        (
            Typed(company="Acme", role="Analyst", interviewers=(SARAH,), candidate="d@mail.example"),
            Typed(role="Engineer", kind=Kind.FINAL, interviewers=(TOM,)),
            Typed(
                company="Acme",
                role="Engineer",
                kind=Kind.FINAL,
                interviewers=(TOM,),
                candidate="d@mail.example",
            ),
        ),
        (
            Typed(zone=BERLIN, zone_name="Europe/Berlin"),
            Typed(zone=UTC, zone_name="UTC"),
            Typed(zone=UTC, zone_name="UTC"),
        ),
    ],
)
def test_what_is_typed_later_counts(earlier: Typed, later: Typed, expected: Typed) -> None:
    assert typed_over(earlier, later) == expected


def steps(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (Wishes(cadence="patient"), Wishes(), Wishes(cadence="patient")),
        (Wishes(cadence="patient"), Wishes(cadence="light"), Wishes(cadence="light")),
        (Wishes(also=steps("a")), Wishes(also=steps("b")), Wishes(also=steps("a", "b"))),
        (
            Wishes(also=steps("a", "b")),
            Wishes(leave_out=steps("a")),
            Wishes(also=steps("b"), leave_out=steps("a")),
        ),
        (Wishes(leave_out=steps("a")), Wishes(also=steps("a")), Wishes(also=steps("a"))),
        (Wishes(leave_out=steps("recovery-note")), Wishes(topic="sharding"), Wishes(topic="sharding")),
        (Wishes(country="US", subdivision="CA"), Wishes(country="DE"), Wishes(country="DE")),
        (Wishes(country="US"), Wishes(subdivision="CA"), Wishes(country="US", subdivision="CA")),
        (
            Wishes(also_off=(date(2026, 12, 2),)),
            Wishes(also_off=(date(2026, 12, 1), date(2026, 12, 2))),
            Wishes(also_off=(date(2026, 12, 1), date(2026, 12, 2))),
        ),
    ],
)
def test_what_is_wished_later_counts(earlier: Wishes, later: Wishes, expected: Wishes) -> None:
    assert wishes_over(earlier, later) == expected
