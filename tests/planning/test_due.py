"""What is due, row by row: a reminder, the time it is looked at, and where it stands.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin; a window in hours is a pair of
times, one in days a pair of dates.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.planning.due import FORGOTTEN_AFTER, Due, due, sort_out
from calsync.planning.history import Happened, History, Turn
from calsync.planning.plan import Reminder, State, by_time, plan_followups
from tests.planning.made import BERLIN, NEW_YORK, PLAIN, STANDARD, interview, plan

IN_BERLIN = plan(interview("2026-12-01 14:00", "15:00"))
THANKS = IN_BERLIN["thank-you"][0]
LET_IT_REST = IN_BERLIN["stop"][0]
TOKYO = ZoneInfo("Asia/Tokyo")


def reminder(at: str, opens: str, closes: str, *, zone: ZoneInfo = BERLIN) -> Reminder:
    """With a window in hours or days, by how the times are written."""
    of = interview("2026-12-01 14:00", "15:00", zone=zone)
    made = [_on(text, zone) for text in (at, opens, closes)]
    base = THANKS if isinstance(made[0], datetime) else LET_IT_REST
    return replace(base, interview=of, at=made[0], opens=made[1], closes=made[2])


def _on(text: str, zone: ZoneInfo) -> datetime | date:
    return datetime.fromisoformat(text).replace(tzinfo=zone) if " " in text else date.fromisoformat(text)


def stands(of: Reminder, now: str, *, days: int = 7) -> Due | None:
    """`now` is on the clock of the interview."""
    return due(of, now=datetime.fromisoformat(now).replace(tzinfo=of.interview.zone), days=days)


HOURS = ("2026-12-02 10:00", "2026-12-01 15:00", "2026-12-02 15:00")
DAYS = ("2026-12-08 10:00", "2026-12-08", "2026-12-10")
WHOLE_DAY = ("2026-12-08", "2026-12-08", "2026-12-10")

STANDS = [
    # a thank-you at ten, to be sent until three
    (HOURS, "2026-11-20 09:00", Due.LATER),
    (HOURS, "2026-11-24 23:59", Due.LATER),
    (HOURS, "2026-11-25 00:00", Due.AHEAD),
    (HOURS, "2026-12-01 23:59", Due.AHEAD),
    (HOURS, "2026-12-02 00:00", Due.TODAY),
    (HOURS, "2026-12-02 12:00", Due.TODAY),
    (HOURS, "2026-12-02 15:00", Due.TODAY),
    (HOURS, "2026-12-02 15:01", Due.OVERDUE),
    (HOURS, "2026-12-03 09:00", Due.OVERDUE),
    (HOURS, "2027-01-01 09:00", Due.OVERDUE),
    (HOURS, "2027-01-02 09:00", Due.FORGOTTEN),
    # a status check on the first of three days: on the others it is still due
    (DAYS, "2026-12-07 23:59", Due.AHEAD),
    (DAYS, "2026-12-08 09:00", Due.TODAY),
    (DAYS, "2026-12-08 18:00", Due.TODAY),
    (DAYS, "2026-12-10 23:59", Due.TODAY),
    (DAYS, "2026-12-11 00:00", Due.OVERDUE),
    (DAYS, "2027-01-09 00:00", Due.OVERDUE),
    (DAYS, "2027-01-10 00:00", Due.FORGOTTEN),
    # a whole day on which nothing is to be done but to let it rest: once past, it is not overdue
    (WHOLE_DAY, "2026-12-07 12:00", Due.AHEAD),
    (WHOLE_DAY, "2026-12-08 23:59", Due.TODAY),
    (WHOLE_DAY, "2026-12-10 12:00", Due.TODAY),
    (WHOLE_DAY, "2026-12-11 00:00", None),
]


@pytest.mark.parametrize(("of", "now", "where"), STANDS)
def test_where_it_stands(of: tuple[str, str, str], now: str, where: Due | None) -> None:
    assert stands(reminder(*of), now) == where


MOVED = [
    # moved behind its window, it is due then
    ("2026-12-20 10:00", "2026-12-11 09:00", Due.LATER),
    ("2026-12-20 10:00", "2026-12-15 09:00", Due.AHEAD),
    ("2026-12-20 10:00", "2026-12-20 09:00", Due.TODAY),
    ("2026-12-20 10:00", "2026-12-20 10:01", Due.OVERDUE),
    ("2026-12-20 10:00", "2027-01-19 09:00", Due.OVERDUE),
    ("2026-12-20 10:00", "2027-01-20 09:00", Due.FORGOTTEN),
    # moved before its window, it is due from then on until that closes
    ("2026-12-04 10:00", "2026-12-04 09:00", Due.TODAY),
    ("2026-12-04 10:00", "2026-12-06 09:00", Due.TODAY),
    ("2026-12-04 10:00", "2026-12-10 23:00", Due.TODAY),
    ("2026-12-04 10:00", "2026-12-11 00:00", Due.OVERDUE),
]


@pytest.mark.parametrize(("at", "now", "where"), MOVED)
def test_a_moved_one_is_due_where_it_was_moved_to(at: str, now: str, where: Due | None) -> None:
    assert stands(reminder(at, *DAYS[1:]), now) == where


def of_step(step: str) -> Reminder:
    """A reminder of one of the steps with no message, of an interview on 1 December, 14:00 to 15:00, and an
    offer on Thursday 3 December with a deadline on Friday 11 December."""
    offer = Happened(Turn.OFFER, datetime(2026, 12, 3, 16, tzinfo=BERLIN), date(2026, 12, 11))
    of = interview("2026-12-01 14:00", "15:00", decision="2026-12-09")
    also, history = (
        frozenset({"debrief", "keep-applying", "ask-timeline", "who-was-there"}),
        History(happened=(offer,)),
    )
    planned = plan_followups(of, cadence=STANDARD, workdays=PLAIN, also=also, history=history)
    return next(each for each in planned if each.step == step)


TASKS = [
    # what is no message may be done all day …
    ("debrief", "2026-12-01 14:59", Due.TODAY),  # as the interview ends, to the minute
    ("debrief", "2026-12-01 23:59", Due.TODAY),
    ("debrief", "2026-12-02 00:00", Due.OVERDUE),
    ("debrief", "2026-12-31 12:00", Due.OVERDUE),
    ("debrief", "2027-01-01 12:00", Due.FORGOTTEN),
    # … and a question has its time, and is silent after it: it is answered, or it is not
    ("ask-timeline", "2026-11-23 23:59", Due.LATER),
    ("ask-timeline", "2026-11-30 12:00", Due.AHEAD),
    ("ask-timeline", "2026-12-01 09:00", Due.TODAY),
    ("ask-timeline", "2026-12-01 14:00", Due.TODAY),  # as the interview begins, to the minute
    ("ask-timeline", "2026-12-01 14:01", None),
    ("ask-timeline", "2027-01-01 12:00", None),
    ("who-was-there", "2026-12-01 15:00", Due.TODAY),
    ("who-was-there", "2026-12-02 15:00", Due.TODAY),  # as long as there is time for the thank-yous
    ("who-was-there", "2026-12-02 15:01", None),
    ("who-was-there", "2027-01-01 12:00", None),
    ("keep-applying", "2026-12-02 23:59", Due.TODAY),
    ("keep-applying", "2026-12-03 00:00", Due.OVERDUE),
    ("review-offer", "2026-12-08 22:00", Due.TODAY),  # from Tuesday to Thursday
    ("review-offer", "2026-12-10 23:59", Due.TODAY),
    ("review-offer", "2026-12-11 00:00", Due.OVERDUE),
    # … but a day on which one only waits is silent once it is past
    ("decision-date", "2026-12-09 23:59", Due.TODAY),
    ("decision-date", "2026-12-10 00:00", None),
    ("decision-date", "2027-12-10 00:00", None),
]


@pytest.mark.parametrize(("step", "now", "where"), TASKS)
def test_what_is_no_message(step: str, now: str, where: Due | None) -> None:
    assert stands(of_step(step), now) == where


@pytest.mark.parametrize(
    ("days", "where"),
    [
        (0, {"2026-12-08": Due.LATER, "2026-12-07": Due.TODAY}),
        (1, {"2026-12-08": Due.AHEAD, "2026-12-09": Due.LATER}),
        (7, {"2026-12-14": Due.AHEAD, "2026-12-15": Due.LATER}),
        (366, {"2027-12-08": Due.AHEAD, "2027-12-09": Due.LATER}),
    ],
)
def test_days_ahead_are_whole_days_after_today(days: int, where: dict[str, Due]) -> None:
    found = {day: stands(reminder(f"{day} 10:00", day, day), "2026-12-07 20:00", days=days) for day in where}
    assert found == where


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_what_is_settled_is_not_due(state: State) -> None:
    settled = replace(reminder(*HOURS), state=state)
    assert {stands(settled, now) for _, now, _ in STANDS} == {None}


ZONES = [
    # 10:00 on 8 December in each place; the day begins there and not here
    (TOKYO, "2026-12-07T14:59+00:00", Due.AHEAD),
    (TOKYO, "2026-12-07T15:00+00:00", Due.TODAY),
    (NEW_YORK, "2026-12-08T04:59+00:00", Due.AHEAD),
    (NEW_YORK, "2026-12-08T05:00+00:00", Due.TODAY),
    (TOKYO, "2026-12-10T15:00+00:00", Due.OVERDUE),
    (NEW_YORK, "2026-12-10T15:00+00:00", Due.TODAY),
    (NEW_YORK, "2026-12-11T05:00+00:00", Due.OVERDUE),
]


@pytest.mark.parametrize(("zone", "now", "where"), ZONES)
def test_days_are_those_of_the_candidate_s_clock(zone: ZoneInfo, now: str, where: Due) -> None:
    of = reminder(*DAYS, zone=zone)
    moment = datetime.fromisoformat(now)
    assert due(of, now=moment, days=7) == where
    assert due(of, now=moment.astimezone(TOKYO), days=7) == where


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    """1 November 2026 in New York: 01:30 comes twice, an hour apart."""
    first = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    at = reminder("2026-11-01 01:30", "2026-11-01 01:00", "2026-11-01 01:30", zone=NEW_YORK)
    assert due(at, now=first, days=7) is Due.TODAY
    assert due(at, now=first.replace(fold=1), days=7) is Due.OVERDUE
    late = replace(at, at=first.replace(fold=1), closes=first.replace(fold=1))
    assert due(late, now=first.replace(minute=45), days=7) is Due.TODAY
    assert due(late, now=datetime(2026, 11, 1, 6, 31, tzinfo=UTC), days=7) is Due.OVERDUE


def test_many_are_sorted_out() -> None:
    everything = [each for step in IN_BERLIN.values() for each in step]
    found = sort_out(everything, now=datetime(2026, 12, 2, 12, tzinfo=BERLIN), days=7)
    assert {due: [each.step for each in found[due]] for due in Due} == {
        Due.OVERDUE: [],
        Due.TODAY: ["thank-you"],
        Due.AHEAD: ["linkedin", "status-check"],
        Due.LATER: ["final-note", "stop"],
        Due.FORGOTTEN: [],
    }


@given(
    minutes=st.integers(0, 120 * 24 * 60),
    days=st.integers(0, 60),
    zone=st.sampled_from([BERLIN, NEW_YORK, TOKYO]),
)
def test_nothing_is_lost_or_said_twice(minutes: int, days: int, zone: ZoneInfo) -> None:
    """What is not said was a day only to wait or a question, and only what was due more than a month ago is forgotten."""
    now = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    everything = [r for rs in plan(interview("2026-12-01 14:00", "15:00", zone=zone)).values() for r in rs]
    found = sort_out(everything, now=now, days=days)
    said = [each for where in Due for each in found[where]]
    assert len(said) == len({id(each) for each in said})
    for each in everything:
        if not any(each is other for other in said):
            assert each.channel == "none"
            assert each.rule.waiting or each.rule.asks
    today = now.astimezone(zone).date()
    assert all(by_time(each)[0] < today - FORGOTTEN_AFTER for each in found[Due.FORGOTTEN])
    ahead = [by_time(each)[0] for each in found[Due.AHEAD]]
    assert all(now.astimezone(zone).date() < day for day in ahead)
    assert all(day <= now.astimezone(zone).date() + timedelta(days) for day in ahead)
