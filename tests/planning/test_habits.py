"""The person's own hours and quiet days, in the plan of each sort of step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.planning.cadence import Cadence, Habits, Hours
from calsync.planning.cadence_table import CadenceTable, cadence_from
from calsync.planning.history import Happened, History, Turn, day_of
from calsync.planning.interview import Decision, Interview, Kind, Session
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.workdays import WorkCalendar
from tests.planning.made import BERLIN, PLAIN, SARAH, STANDARD, TOM, US, at, interview, on, when

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
NONE: frozenset[int] = frozenset()


def hours(text: str) -> Hours:
    first, last = text.split("-")
    return Hours(time.fromisoformat(first), time.fromisoformat(last))


def quiet(*days: int) -> Habits:
    return Habits(None, frozenset(days))


def planned(of: Interview, habits: Habits, cadence: Cadence = STANDARD) -> dict[str, Reminder]:
    reminders = plan_followups(of, cadence=cadence, workdays=PLAIN, habits=habits)
    return {reminder.step: reminder for reminder in reminders}


@pytest.mark.parametrize(
    ("start", "end", "own", "thank_you"),
    [
        # the interview's end, the hours, when the thank-you goes
        ("2026-12-01 14:00", "15:00", None, "2026-12-02 10:00"),
        ("2026-12-01 14:00", "15:00", "07:30-09:00", "2026-12-02 07:30"),
        ("2026-12-01 14:00", "15:00", "16:00-22:00", "2026-12-01 17:00"),  # not within two hours of the end
        ("2026-12-01 14:00", "15:00", "15:00-16:00", "2026-12-02 15:00"),  # just as the 24 hours are over
        ("2026-12-01 06:00", "06:30", "07:00-08:00", "2026-12-01 18:00"),  # out of reach: the same evening
        ("2026-12-01 19:30", "20:30", "21:00-22:00", "2026-12-02 10:00"),  # out of reach: the step's own
        ("2026-11-27 14:00", "15:00", "08:00-12:00", "2026-11-27 18:00"),  # Friday: the same evening, as ever
        ("2026-11-27 17:00", "18:01", "08:00-12:00", "2026-11-28 08:00"),  # Friday night: Saturday
    ],
)
def test_a_thank_you_in_ones_own_hours(start: str, end: str, own: str | None, thank_you: str) -> None:
    found = planned(interview(start, end), Habits(hours(own) if own else None))["thank-you"]
    assert at(found) == thank_you


def test_own_hours_are_named_in_the_reason() -> None:
    found = planned(interview("2026-12-01 14:00", "15:00"), Habits(hours("07:30-09:00")))
    assert found["thank-you"].reason.endswith("; between 07:30 and 09:00 (your own hours) on a working day")
    assert found["status-check"].reason.endswith("; your own hours, from 07:30")
    ours = planned(interview("2026-12-01 14:00", "15:00"), Habits(hours("10:00-17:00")))
    assert "own hours" not in ours["status-check"].reason
    late = planned(interview("2026-11-27 17:00", "18:01"), Habits(hours("08:00-12:00")))["thank-you"].reason
    assert "between 08:00 and 12:00 (your own hours), though none of your own hours on a working day" in late


@pytest.mark.parametrize(
    ("own", "check"),
    [
        ("10:00-14:00", "2026-12-08 10:00"),
        ("09:00-10:00", "2026-12-08 10:00"),  # both ends belong to it
        ("10:01-14:00", "2026-12-08 10:01"),
        ("07:00-09:59", "2026-12-08 07:00"),
        ("18:00-21:00", "2026-12-08 18:00"),
    ],
)
def test_a_fixed_time_outside_ones_own_hours_goes_to_their_beginning(own: str, check: str) -> None:
    assert at(planned(interview("2026-12-01 14:00", "15:00"), Habits(hours(own)))["status-check"]) == check


@pytest.mark.parametrize(
    ("start", "end", "days", "thank_you", "why"),
    [
        # Thursday afternoon, Friday kept free: the same evening
        ("2026-11-26 14:00", "15:00", (FRI,), "2026-11-26 18:00", "; you keep Fridays free"),
        # … from nine in the evening on there is only Friday
        ("2026-11-26 20:00", "21:00", (FRI,), "2026-11-27 10:00", "; you keep Fridays free, but no other day is in reach"),
        # the evening of a quiet day gives way to the next day, else stays
        ("2026-11-27 14:00", "15:00", (FRI,), "2026-11-28 10:00", "; you keep Fridays free"),
        ("2026-11-27 14:00", "15:00", (FRI, SAT), "2026-11-27 18:00", "; you keep Fridays free, but no other day is in reach"),
        ("2026-11-27 17:00", "18:01", (SAT,), "2026-11-28 10:00", "; you keep Saturdays free, but no other day is in reach"),
        ("2026-11-28 18:00", "19:00", (SUN,), "2026-11-29 10:00", "; you keep Sundays free, but no other day is in reach"),
        # not concerned
        ("2026-12-01 14:00", "15:00", (FRI, SAT, SUN), "2026-12-02 10:00", "is when a note is read"),
        ("2026-12-01 14:00", "15:00", (MON, TUE, WED, THU, FRI, SAT, SUN), "2026-12-02 10:00", "no other day is in reach"),
    ],
)  # fmt: skip
def test_a_thank_you_avoids_a_quiet_day_within_its_24_hours(
    start: str, end: str, days: tuple[int, ...], thank_you: str, why: str
) -> None:
    found = planned(interview(start, end), quiet(*days))["thank-you"]
    assert at(found) == thank_you
    assert found.reason.endswith(why)


@pytest.mark.parametrize(
    ("days", "linkedin", "check", "final", "stop"),
    [
        # Tuesday 1 December, nothing stated: status check from Tue 8 to Thu 10, final note from 5 to 7 days on
        ((), "2026-12-03 10:00", "2026-12-08 10:00", "2026-12-14 10:00", "2026-12-21"),
        ((TUE,), "2026-12-03 10:00", "2026-12-09 10:00", "2026-12-14 10:00", "2026-12-21"),
        ((TUE, WED), "2026-12-03 10:00", "2026-12-10 10:00", "2026-12-17 10:00", "2026-12-24"),
        ((TUE, WED, THU), "2026-12-03 10:00", "2026-12-08 10:00", "2026-12-14 10:00", "2026-12-21"),
        ((MON,), "2026-12-03 10:00", "2026-12-08 10:00", "2026-12-15 10:00", "2026-12-22"),
        ((MON, TUE), "2026-12-03 10:00", "2026-12-09 10:00", "2026-12-16 10:00", "2026-12-23"),
        ((THU,), "2026-12-02 11:00", "2026-12-08 10:00", "2026-12-14 10:00", "2026-12-21"),
    ],
)  # fmt: skip
def test_quiet_days(days: tuple[int, ...], linkedin: str, check: str, final: str, stop: str) -> None:
    found = planned(interview("2026-12-01 14:00", "15:00"), quiet(*days))
    assert [at(found[step]) for step in ("linkedin", "status-check", "final-note", "stop")] == [
        linkedin,
        check,
        final,
        stop,
    ]


def test_a_quiet_day_moves_no_window_and_is_told() -> None:
    of = interview("2026-12-01 14:00", "15:00")
    before, after = planned(of, Habits())["status-check"], planned(of, quiet(TUE, SAT))["status-check"]
    assert (after.opens, after.closes) == (before.opens, before.closes)
    assert after.reason == f"{before.reason}; you keep Tuesdays free"
    both = planned(of, quiet(TUE, WED))["status-check"]
    assert both.reason == f"{before.reason}; you keep Tuesdays and Wednesdays free"


def test_the_decision_day_stays_where_it_is() -> None:
    found = planned(interview("2026-12-01 14:00", "15:00", decision="2026-12-11"), quiet(FRI))
    assert at(found["decision-date"]) == "2026-12-11"


def own_cadence(**keys: object) -> Cadence:
    step = {
        "name": "a",
        "anchor": "interview.end",
        "opens": "0 days",
        "closes": "3 days",
        "title": "x",
        "do": "x",
    }
    table: object = {"title": "x", "step": [{**step, **keys}]}
    return cadence_from("own", cast(CadenceTable, table))


@pytest.mark.parametrize(
    ("keys", "days", "goes"),
    [
        # Thursday 3 December
        ({"at": "all-day"}, (), "2026-12-03"),
        ({"at": "all-day"}, (THU,), "2026-12-04"),
        ({"at": "all-day"}, (THU, FRI), "2026-12-05"),  # whole days need be no working days
        ({"at": "09:00"}, (THU, FRI), "2026-12-03 15:00"),  # Monday is out of the window; not before its end
        ({"at": "09:00", "any_day": True}, (THU, FRI), "2026-12-05 09:00"),
        ({"at": "09:00", "closes": "4 days"}, (THU, FRI), "2026-12-07 09:00"),
        (
            {"at": "09:00", "opens": "2 days", "closes": "3 days"},
            (MON,),
            "2026-12-07 09:00",
        ),  # Saturday to Sunday
    ],
)
def test_own_steps(keys: dict[str, object], days: tuple[int, ...], goes: str) -> None:
    of = interview("2026-12-03 14:00", "15:00")
    assert at(planned(of, quiet(*days), own_cadence(**keys))["a"]) == goes


def test_a_step_without_hours_has_none_of_the_persons() -> None:
    cadence = own_cadence(anchor="interview.start", opens="15 minutes before", closes="0 minutes")
    found = planned(
        interview("2026-12-03 14:00", "15:00"), Habits(hours("08:00-09:00"), frozenset({THU})), cadence
    )
    assert at(found["a"]) == "2026-12-03 13:45"


@pytest.mark.parametrize(
    ("told", "deadline", "habits", "goes"),
    [
        # ten o'clock, one working day before the deadline, and never before the offer came
        ("2026-12-04 09:00", "2026-12-10", Habits(), "2026-12-09 10:00"),
        ("2026-12-04 09:00", "2026-12-10", quiet(WED), "2026-12-10 10:00"),
        ("2026-12-04 09:00", "2026-12-10", quiet(WED, THU), "2026-12-09 10:00"),
        ("2026-12-04 09:00", "2026-12-10", Habits(hours("18:00-20:00")), "2026-12-09 18:00"),
        ("2026-12-09 15:00", "2026-12-10", Habits(), "2026-12-09 15:00"),
        ("2026-12-09 15:00", "2026-12-10", quiet(WED), "2026-12-10 10:00"),
        ("2026-12-10 07:00", "2026-12-10 12:00", Habits(), "2026-12-10 10:00"),
        # a deadline that is itself a day off
        ("2026-12-05 09:00", "2026-12-06", Habits(), "2026-12-05 10:00"),
        ("2026-12-03 09:00", "2026-12-06", Habits(), "2026-12-04 10:00"),
        ("2026-12-06 09:00", "2026-12-06", Habits(), "2026-12-06 10:00"),
        ("2026-12-06 09:00", "2026-12-06 10:00", Habits(), "2026-12-06 09:00"),  # at ten it would be up
        # a day off is better than too late
        ("2026-12-12 07:00", "2026-12-13", Habits(), "2026-12-12 10:00"),
        # a deadline with an hour: two hours before it
        ("2026-12-10 07:00", "2026-12-10 09:30", Habits(), "2026-12-10 07:30"),
        ("2026-12-10 07:00", "2026-12-10 11:00", Habits(hours("18:00-20:00")), "2026-12-10 09:00"),
        ("2026-12-10 10:30", "2026-12-10 11:00", Habits(), "2026-12-10 10:30"),
    ],
)
def test_before_a_deadline(told: str, deadline: str, habits: Habits, goes: str) -> None:
    cadence = own_cadence(
        anchor="deadline",
        deadline="stated",
        outcome="offer",
        opens="1 working day before",
        closes="0 days",
        at="10:00",
    )
    (found,) = plan_followups(
        interview("2026-12-01 14:00", "15:00"),
        cadence=cadence,
        workdays=PLAIN,
        history=History(happened=(Happened(Turn.OFFER, when(told), on(deadline)),)),
        habits=habits,
    )
    assert at(found) == goes


BEFORE = ("review-offer", "negotiate", "get-it-in-writing")
XMAS = replace(PLAIN, holidays={date(2026, 12, 24): "Christmas Eve", date(2026, 12, 25): "Christmas Day"})


def offered(told: str, deadline: str, workdays: WorkCalendar = PLAIN) -> list[Reminder]:
    """What the standard cadence asks for before the deadline of an offer."""
    happened = (Happened(Turn.OFFER, when(told), on(deadline)),)
    found = plan_followups(
        interview("2026-12-01 14:00", "15:00"),
        cadence=STANDARD,
        workdays=workdays,
        history=History(happened=happened),
    )
    return [next(each for each in found if each.step == step) for step in BEFORE]


@pytest.mark.parametrize(
    ("told", "deadline", "review", "negotiate", "writing"),
    [
        # an offer on Thursday 3 December
        ("2026-12-03 16:00", "2026-12-04", "2026-12-03 16:00", "2026-12-03 16:15", "2026-12-03 16:30"),  # tomorrow
        ("2026-12-03 16:00", "2026-12-06", "2026-12-03 16:00", "2026-12-03 16:15", "2026-12-04 10:00"),  # Sunday
        ("2026-12-03 16:00", "2026-12-07", "2026-12-03 16:00", "2026-12-03 16:15", "2026-12-04 10:00"),  # Monday
        ("2026-12-03 16:00", "2026-12-03", "2026-12-03 16:00", "2026-12-03 16:15", "2026-12-03 16:30"),  # today
        ("2026-12-03 16:00", "2026-12-03 19:00", "2026-12-03 16:00", "2026-12-03 16:15", "2026-12-03 16:30"),
        ("2026-12-03 07:00", "2026-12-03 10:00", "2026-12-03 08:00", "2026-12-03 08:15", "2026-12-03 08:30"),
        ("2026-12-03 16:00", "2026-12-03 17:00", "2026-12-03 16:00", "2026-12-03 16:15", "2026-12-03 16:30"),
        ("2026-12-03 16:00", "2026-12-03 16:20", "2026-12-03 16:00", "2026-12-03 16:10", "2026-12-03 16:15"),
        ("2026-12-03 23:50", "2026-12-03", "2026-12-03 23:50", "2026-12-03 23:55", "2026-12-03 23:57"),
        # an offer on Saturday: days off rather than after it, or on the very day
        ("2026-12-05 09:00", "2026-12-06", "2026-12-05 10:00", "2026-12-05 10:15", "2026-12-05 10:30"),
        ("2026-12-05 12:00", "2026-12-07", "2026-12-05 12:00", "2026-12-05 12:15", "2026-12-07 10:00"),
        ("2026-12-06 12:00", "2026-12-07", "2026-12-06 12:00", "2026-12-06 12:15", "2026-12-07 10:00"),
        ("2026-12-06 12:00", "2026-12-07 09:00", "2026-12-06 12:00", "2026-12-06 12:15", "2026-12-07 07:00"),
        ("2026-12-05 09:00", "2026-12-05", "2026-12-05 10:00", "2026-12-05 10:15", "2026-12-05 10:30"),
        # holidays on Thursday and Friday, 24 and 25 December
        ("2026-12-23 16:00", "2026-12-25", "2026-12-23 16:00", "2026-12-23 16:15", "2026-12-23 16:30"),
        ("2026-12-24 09:00", "2026-12-25", "2026-12-24 10:00", "2026-12-24 10:15", "2026-12-24 10:30"),
        ("2026-12-24 09:00", "2026-12-28", "2026-12-25 10:00", "2026-12-26 10:00", "2026-12-28 10:00"),
        # time enough: on working days before it
        ("2026-12-03 16:00", "2026-12-13", "2026-12-09 10:00", "2026-12-10 10:00", "2026-12-11 10:00"),
        # told after it had passed: at once
        ("2026-12-09 16:00", "2026-12-04", "2026-12-09 16:00", "2026-12-09 16:00", "2026-12-09 16:00"),
    ],
)  # fmt: skip
def test_nothing_before_a_deadline_lands_after_it(
    told: str, deadline: str, review: str, negotiate: str, writing: str
) -> None:
    found = offered(told, deadline, XMAS)
    assert [at(each) for each in found] == [review, negotiate, writing]
    assert all(day_of(each.at) <= day_of(each.closes) for each in found)


def test_a_day_off_before_a_deadline_says_why() -> None:
    first, second, third = offered("2026-12-24 09:00", "2026-12-28", XMAS)
    assert first.reason.startswith(
        "3 business days before the deadline, Mon 28 Dec, but no working day is left before it; "
    )
    assert "no working day is left" in second.reason
    assert "no working day is left" not in third.reason


@given(
    told=st.integers(0, 24 * 60 * 40),
    hours=st.integers(0, 24 * 20),
    whole_day=st.booleans(),
    workdays=st.sampled_from([PLAIN, US, XMAS, replace(PLAIN, weekend=frozenset({4, 5}))]),
)
def test_what_holds_before_any_deadline(
    told: int, hours: int, workdays: WorkCalendar, *, whole_day: bool
) -> None:
    came = when("2026-12-01 16:00").astimezone(UTC) + timedelta(minutes=told)
    moment = came + timedelta(hours=hours)
    local = moment.astimezone(BERLIN)
    until = local.date() if whole_day else local
    found = offered(_text(came.astimezone(BERLIN)), _text(until), workdays)
    times = [each.at.astimezone(UTC) for each in found if isinstance(each.at, datetime)]
    assert len(times) == 3
    assert times == sorted(times)
    assert times[0] >= came
    for time_ in times:
        if whole_day:
            assert time_.astimezone(BERLIN).date() <= local.date()
        else:
            assert time_ < moment or moment - came < timedelta(minutes=8)


def _text(until: datetime | date) -> str:
    return f"{until:%Y-%m-%d %H:%M}" if isinstance(until, datetime) else until.isoformat()


ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")]


@st.composite
def habits(draw: st.DrawFn) -> Habits:
    first = draw(st.integers(0, 22 * 60))
    last = draw(st.integers(first + 1, 23 * 60 + 59))
    own = draw(st.none() | st.just(Hours(time(*divmod(first, 60)), time(*divmod(last, 60)))))
    return Habits(own, draw(st.frozensets(st.integers(0, 6))))


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    zone = draw(st.sampled_from(ZONES))
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * draw(st.integers(0, 4 * 24 * 700)))
    after = draw(st.none() | st.integers(0, 20))
    return Interview(
        id="x",
        company="Acme",
        role=None,
        kind=draw(st.sampled_from(Kind)),
        sessions=(Session(begins, begins + timedelta(hours=1)),),
        zone=zone,
        zone_name=zone.key,
        interviewers=(SARAH, TOM)[: draw(st.integers(0, 2))],
        decision=None
        if after is None
        else Decision((begins + timedelta(days=after)).astimezone(zone).date(), "", ""),
    )


@given(interviews(), habits(), st.sampled_from([PLAIN, US]))
def test_no_habit_breaks_a_window(of: Interview, own: Habits, workdays: WorkCalendar) -> None:
    plain = {(r.step, r.person): r for r in plan_followups(of, cadence=STANDARD, workdays=workdays)}
    found = plan_followups(of, cadence=STANDARD, workdays=workdays, habits=own)
    assert {(r.step, r.person) for r in found} == set(plain)
    for r in found:
        day = r.at.date() if isinstance(r.at, datetime) else r.at
        if isinstance(r.closes, datetime):
            assert isinstance(r.at, datetime)
            assert r.opens <= r.at.astimezone(UTC) <= r.closes
            if r.rule.asks is None:
                assert r.at.astimezone(UTC) >= of.end.astimezone(UTC)
            else:
                assert r.at == r.opens  # no habit moves a question
        elif isinstance(r.at, datetime):
            assert workdays.is_working(day)
            assert own.hours is None or own.hours.first <= r.at.time() <= own.hours.last
            window = day_range(r.opens, r.closes)
            if day.weekday() in own.quiet:
                assert all(
                    each.weekday() in own.quiet or not workdays.is_working(each)
                    for each in window
                    if each >= day
                )
    if not own.quiet and own.hours is None:
        assert found == tuple(plain[r.step, r.person] for r in found)


def day_range(first: datetime | date, last: datetime | date) -> list[date]:
    assert not isinstance(first, datetime)
    assert not isinstance(last, datetime)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
