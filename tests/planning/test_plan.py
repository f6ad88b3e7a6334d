"""The standard cadence: every row of its table, and what holds for any interview."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.cadence_files import load_cadence
from calsync.planning.cadence import Cadence, Hours
from calsync.planning.cadence_table import CadenceTable, cadence_from
from calsync.planning.interview import Decision, Interview, Interviewer, Kind, Session
from calsync.planning.plan import plan_followups
from calsync.planning.workdays import WorkCalendar
from tests.planning.made import ANA, BERLIN, NEW_YORK, PLAIN, SARAH, STANDARD, TOM, US, at, interview, plan


@pytest.mark.parametrize(
    ("start", "end", "thank_you"),
    [
        # (1) between 10 and 14 on a working day, not within two hours of the end
        ("2026-12-01 14:00", "15:00", "2026-12-02 10:00"),  # Tuesday afternoon: Wednesday
        ("2026-12-01 08:00", "08:30", "2026-12-01 10:30"),  # early: the same day
        ("2026-12-01 06:00", "07:00", "2026-12-01 10:00"),
        ("2026-12-01 11:00", "12:00", "2026-12-01 14:00"),  # 14:00 itself is still good
        ("2026-12-01 11:00", "12:01", "2026-12-02 10:00"),
        ("2026-12-01 22:00", "23:30", "2026-12-02 10:00"),
        ("2026-11-29 15:00", "16:00", "2026-11-30 10:00"),  # Sunday: Monday is in reach
        # (2) the same evening, where no working day is in reach
        ("2026-11-27 14:00", "15:00", "2026-11-27 18:00"),  # Friday
        ("2026-11-27 16:00", "17:00", "2026-11-27 19:00"),
        ("2026-11-27 17:00", "18:00", "2026-11-27 20:00"),  # 20:00 itself is still good
        # (3) between 10 and 14 on any day
        ("2026-11-27 17:00", "18:01", "2026-11-28 10:00"),
        ("2026-11-28 07:00", "08:00", "2026-11-28 18:00"),  # Saturday: its own evening comes first
        ("2026-11-28 18:00", "19:00", "2026-11-29 10:00"),
    ],
)
def test_thank_you_follows_the_first_rule_that_fits(start: str, end: str, thank_you: str) -> None:
    (reminder,) = plan(interview(start, end))["thank-you"]
    assert at(reminder) == thank_you


def test_a_holiday_is_no_working_day_for_a_thank_you() -> None:
    eve = interview("2026-11-25 14:00", "15:00", zone=NEW_YORK)  # the day after is Thanksgiving
    (reminder,) = plan(eve, US)["thank-you"]
    assert at(reminder) == "2026-11-25 18:00"
    assert "Thu 26 Nov is Thanksgiving Day" in reminder.reason


def test_without_a_good_hour_a_thank_you_goes_two_hours_before_the_window_closes() -> None:
    step = STANDARD.steps[0]
    narrow = replace(
        step, hours=Hours(*(datetime(2026, 1, 1, 3, m, tzinfo=UTC).time() for m in (0, 1))), evening=None
    )
    cadence = Cadence("narrow", "", (replace(narrow, closes=replace(step.closes, count=8)),))
    (reminder,) = plan_followups(interview("2026-12-01 14:00", "15:00"), cadence=cadence, workdays=PLAIN)
    assert at(reminder) == "2026-12-01 21:00"


def test_thank_you_window_is_24_real_hours_from_the_end() -> None:
    (reminder,) = plan(interview("2026-12-01 14:00", "15:00"))["thank-you"]
    assert reminder.opens == datetime(2026, 12, 1, 15, tzinfo=BERLIN)
    assert reminder.closes == datetime(2026, 12, 2, 15, tzinfo=BERLIN)
    assert reminder.channel == "email"


def test_the_reason_names_what_the_hours_are_counted_from() -> None:
    table: object = {
        "title": "x",
        "step": [
            {
                "name": "a",
                "anchor": "interview.start",
                "opens": "0 minutes",
                "closes": "90 minutes",
                "hours": "10:00-18:00",
                "title": "x",
                "do": "x",
            },
            {
                "name": "b",
                "anchor": "interview.end",
                "opens": "0 days",
                "closes": "1 day",
                "at": "10:00",
                "title": "x",
                "do": "x",
            },
        ],
    }
    saturday = interview("2026-12-05 14:00", "15:00")
    first, second = plan_followups(
        saturday, cadence=cadence_from("x", cast(CadenceTable, table)), workdays=PLAIN
    )
    assert first.reason.startswith("within 90 minutes of the interview (Sat 5 Dec 14:00)")
    assert second.reason == "the interview, Sat 5 Dec, and then the first working day after Sat 5 Dec"


def test_the_clock_change_moves_hours_and_leaves_days() -> None:
    # New York changes on Sunday 14 March 2027, 02:00 to 03:00.
    saturday = interview("2027-03-13 14:00", "15:00", zone=NEW_YORK, decision="2027-03-13")
    steps = plan(saturday)
    closes = steps["thank-you"][0].closes
    assert isinstance(closes, datetime)
    assert f"{closes:%Y-%m-%d %H:%M}" == "2027-03-14 16:00"
    assert at(steps["status-check"][0]) == "2027-03-15 10:00"


def test_panel_gets_one_thank_you_each_a_quarter_of_an_hour_apart() -> None:
    panel = interview("2026-12-01 14:00", "15:00", kind=Kind.PANEL, people=(SARAH, TOM, ANA))
    reminders = plan(panel)["thank-you"]
    assert [(r.person, at(r)) for r in reminders] == [
        (SARAH, "2026-12-02 10:00"),
        (TOM, "2026-12-02 10:15"),
        (ANA, "2026-12-02 10:30"),
    ]


def test_a_panel_stays_within_its_window() -> None:
    # Sunday 10:05: the first good moment, Monday 10:00, leaves five minutes.
    people = tuple(Interviewer(f"Person {number}") for number in range(12))
    late = plan(interview("2026-11-29 09:05", "10:05", people=people))["thank-you"]
    times = [r.at for r in late]
    assert len(set(map(str, times))) == 12
    assert all(r.opens <= r.at <= r.closes for r in late)
    crowd = tuple(Interviewer(f"Person {number}") for number in range(200))
    packed = plan(interview("2026-12-01 14:00", "15:00", people=crowd))["thank-you"]
    assert all(r.opens <= r.at <= r.closes for r in packed)
    assert len({r.at for r in packed}) == 200


@pytest.mark.parametrize("kind", [Kind.RECRUITER_SCREEN, Kind.PHONE_SCREEN])
def test_a_screen_has_one_thank_you_to_the_first_named(kind: Kind) -> None:
    steps = plan(interview("2026-12-01 14:00", "15:00", kind=kind, people=(SARAH, TOM)))
    assert [r.person for r in steps["thank-you"]] == [SARAH]
    assert "status-check" in steps


def test_nobody_named_means_one_thank_you_for_all() -> None:
    assert [r.person for r in plan(interview("2026-12-01 14:00", "15:00", people=()))["thank-you"]] == [None]


def test_who_declined_is_not_thanked() -> None:
    absent = replace(TOM, declined=True)
    steps = plan(interview("2026-12-01 14:00", "15:00", people=(SARAH, absent)))
    assert [r.person for r in steps["thank-you"]] == [SARAH]
    only_absent = plan(interview("2026-12-01 14:00", "15:00", people=(absent,)))
    assert [r.person for r in only_absent["thank-you"]] == [None]


@pytest.mark.parametrize(
    ("start", "end", "linkedin"),
    [
        ("2026-12-01 14:00", "15:00", "2026-12-03 10:00"),  # a day after the end, on a working day
        ("2026-12-01 08:00", "08:30", "2026-12-02 10:00"),
        ("2026-12-01 10:00", "11:00", "2026-12-02 11:00"),  # not before end+24 h
        ("2026-11-26 14:00", "15:00", "2026-11-27 11:00"),  # Thursday: Friday, an hour after the thank-you
        ("2026-11-27 14:00", "15:00", "2026-11-27 19:00"),  # Friday: the evening, after the thank-you
        ("2026-11-27 16:00", "17:30", "2026-11-28 10:00"),  # no evening left: Saturday
        ("2026-11-28 14:00", "15:00", "2026-11-30 10:00"),  # Saturday: Monday is within 48 hours
    ],
)
def test_linkedin(start: str, end: str, linkedin: str) -> None:
    (reminder,) = plan(interview(start, end))["linkedin"]
    assert at(reminder) == linkedin
    assert isinstance(reminder.closes, datetime)
    assert reminder.closes - reminder.opens == timedelta(hours=48)  # type: ignore[operator]
    assert reminder.person is None


def test_linkedin_waits_for_the_last_thank_you_of_a_panel() -> None:
    steps = plan(interview("2026-11-26 14:00", "15:00", people=(SARAH, TOM, ANA)))
    assert at(steps["thank-you"][-1]) == "2026-11-27 10:30"
    assert at(steps["linkedin"][0]) == "2026-11-27 11:30"


def test_with_a_stated_date() -> None:
    steps = plan(interview("2026-11-19 14:00", "15:00", decision="2026-11-25", zone=NEW_YORK), US)
    assert at(steps["decision-date"][0]) == "2026-11-25"
    check = steps["status-check"][0]
    assert at(check) == "2026-11-27 10:00"
    assert (check.opens, check.closes) == (date(2026, 11, 27), date(2026, 11, 30))
    assert (
        check.reason == "1 business day after the decision date, Wed 25 Nov; Thu 26 Nov is Thanksgiving Day"
    )
    final = steps["final-note"][0]
    assert at(final) == "2026-12-02 10:00"
    assert (final.opens, final.closes) == (date(2026, 12, 2), date(2026, 12, 4))
    assert at(steps["stop"][0]) == "2026-12-09"


def test_a_decision_date_on_a_day_off_stays_there() -> None:
    steps = plan(interview("2026-11-19 14:00", "15:00", decision="2026-11-28"))
    assert at(steps["decision-date"][0]) == "2026-11-28"
    assert at(steps["status-check"][0]) == "2026-11-30 10:00"


def test_with_nothing_stated() -> None:
    steps = plan(interview("2026-11-19 14:00", "15:00", zone=NEW_YORK), US)
    assert "decision-date" not in steps
    check = steps["status-check"][0]
    assert at(check) == "2026-11-27 10:00"  # Fri, Mon, Tue, Wed, (Thanksgiving), Fri
    assert (check.opens, check.closes) == (date(2026, 11, 27), date(2026, 12, 1))


def test_final_note_moves_off_a_weekend_even_out_of_its_window() -> None:
    # Status check on Mon 21 Dec: the window is Sat 26 to Mon 28 Dec.
    steps = plan(interview("2026-12-10 14:00", "15:00", decision="2026-12-18"))
    assert at(steps["status-check"][0]) == "2026-12-21 10:00"
    assert at(steps["final-note"][0]) == "2026-12-28 10:00"
    assert "first working day after Sat 26 Dec" in steps["final-note"][0].reason
    shut = replace(PLAIN, holidays={date(2026, 12, day): "shut" for day in (28, 29, 30)})
    late = plan(interview("2026-12-10 14:00", "15:00", decision="2026-12-18"), shut)["final-note"][0]
    assert at(late) == "2026-12-31 10:00"
    assert (late.opens, late.closes) == (date(2026, 12, 26), date(2026, 12, 28))


def test_an_informational_talk_has_thanks_and_linkedin_only() -> None:
    talk = interview("2026-12-01 14:00", "15:00", kind=Kind.INFORMATIONAL, decision="2026-12-11")
    assert set(plan(talk)) == {"thank-you", "linkedin"}


def test_everything_counts_from_the_end_of_the_last_session() -> None:
    one = interview("2026-12-01 10:00", "11:00")
    loop = replace(
        one,
        sessions=(
            Session(datetime(2026, 12, 2, 9, tzinfo=BERLIN), datetime(2026, 12, 2, 17, tzinfo=BERLIN)),
            *one.sessions,
        ),
    )
    assert at(plan(loop)["thank-you"][0]) == "2026-12-03 10:00"
    assert at(plan(loop)["status-check"][0]) == "2026-12-09 10:00"


def test_an_interview_until_midnight_belongs_to_the_day_before() -> None:
    late = interview("2026-12-03 20:00", "2026-12-04 00:00")
    assert at(plan(late)["status-check"][0]) == "2026-12-10 10:00"  # five working days after the Thursday


def test_steps_can_be_left_out_and_still_bear_the_dates_of_others() -> None:
    of = interview("2026-12-01 14:00", "15:00", decision="2026-12-04")
    whole = {r.step: r for r in plan_followups(of, cadence=STANDARD, workdays=PLAIN)}
    part = plan_followups(
        of, cadence=STANDARD, workdays=PLAIN, leave_out=frozenset({"status-check", "thank-you"})
    )
    assert {r.step: r for r in part} == {
        k: v for k, v in whole.items() if k not in ("status-check", "thank-you")
    }


def test_optional_steps_come_only_when_asked_for() -> None:
    cadence = load_cadence("examples/gentle.toml")
    of, unasked = interview("2026-12-01 14:00", "15:00"), frozenset({"ask-timeline"})
    planned = plan_followups(of, cadence=cadence, workdays=PLAIN, leave_out=unasked)
    assert [r.step for r in planned] == ["thank-you"]
    treat = frozenset({"treat"})
    also = plan_followups(of, cadence=cadence, workdays=PLAIN, also=treat, leave_out=unasked)
    assert [(r.step, at(r)) for r in also] == [("treat", "2026-12-02"), ("thank-you", "2026-12-02 08:00")]


def test_a_step_held_back_by_the_decision_has_a_window_still() -> None:
    table: object = {
        "title": "x",
        "step": [
            {
                "name": "a",
                "anchor": "interview.end",
                "opens": "1 day",
                "closes": "2 days",
                "after_decision": "1 working day",
                "at": "10:00",
                "title": "x",
                "do": "x",
            }
        ],
    }
    of = interview("2026-12-01 14:00", "15:00", decision="2026-12-10")
    (held,) = plan_followups(of, cadence=cadence_from("x", cast(CadenceTable, table)), workdays=PLAIN)
    assert at(held) == "2026-12-11 10:00"
    assert (held.opens, held.closes) == (date(2026, 12, 11), date(2026, 12, 11))


ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
]


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    zone = draw(st.sampled_from(ZONES))
    start = draw(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))).replace(second=0, microsecond=0)  # noqa: DTZ001
    begins = start.replace(tzinfo=UTC).astimezone(zone)
    ends = (begins.astimezone(UTC) + timedelta(minutes=draw(st.integers(15, 600)))).astimezone(zone)
    after = draw(st.none() | st.integers(0, 40))
    day = ends.date() + timedelta(days=after or 0)
    return Interview(
        id="0123456789ab",
        company="Acme",
        role=None,
        kind=draw(st.sampled_from(Kind)),
        sessions=(Session(begins, ends),),
        zone=zone,
        zone_name=zone.key,
        interviewers=tuple(Interviewer(f"P{n}") for n in range(draw(st.integers(0, 6)))),
        decision=None if after is None else Decision(day, "", ""),
    )


@given(interviews(), st.sampled_from([PLAIN, US, replace(PLAIN, weekend=frozenset({4, 5}))]))
def test_what_holds_for_any_interview(of: Interview, workdays: WorkCalendar) -> None:
    reminders = plan_followups(of, cadence=STANDARD, workdays=workdays)
    steps = {r.step: r for r in reminders}
    for reminder in reminders:
        if isinstance(reminder.closes, datetime):
            assert isinstance(reminder.at, datetime)
            assert reminder.opens <= reminder.at <= reminder.closes
            if reminder.step == "ask-timeline":
                assert reminder.at.astimezone(UTC) == of.start.astimezone(UTC) - timedelta(minutes=15)
            else:
                assert reminder.at.astimezone(UTC) >= of.end.astimezone(UTC)
        if isinstance(reminder.at, datetime):
            assert reminder.at.astimezone(UTC).astimezone(of.zone).time() == reminder.at.time()  # it exists
            assert reminder.at.tzinfo is of.zone
    assert ("ask-timeline" in steps) == (of.kind is not Kind.INFORMATIONAL and of.decision is None)
    assert ("who-was-there" in steps) == (not of.interviewers)
    for name in ("status-check", "final-note"):
        if name in steps:
            when = steps[name].at
            assert isinstance(when, datetime)
            assert when.hour == 10
            assert workdays.is_working(when.date())
    if of.decision and "status-check" in steps:
        assert steps["status-check"].opens == workdays.after(of.decision.date, 1)
    assert ("status-check" in steps) == (of.kind is not Kind.INFORMATIONAL)
    keys = [(r.at.date() if isinstance(r.at, datetime) else r.at) for r in reminders]
    assert keys == sorted(keys)
    assert len({(r.step, r.person) for r in reminders}) == len(reminders)
