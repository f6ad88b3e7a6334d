"""What a person types for a day or a time: the tables are the specification."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calsync.errors import WhenError
from calsync.planning import phrases
from calsync.planning.wallclock import is_after
from calsync.planning.when import FURTHEST, Facing, read_when
from calsync.planning.workdays import WorkCalendar
from tests.planning.made import BERLIN, NEW_YORK, PLAIN, US

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=BERLIN)
"""Tuesday."""

# Facing back on Tuesday 24 November 2026, 10:15 in Berlin: what it comes to, then what was typed.
BACK = """
2026-11-24 10:15: now | just now | NOW | right now
2026-11-24: today | Tuesday | tue | Tues. | this Tuesday | on Tuesday | the 24th | 24 November | 2026-11-24
2026-11-23: yesterday | Monday | mon | this Monday | 2026-11-23 | 23 Nov | Nov 23 | Nov 23rd | 23.11.2026
2026-11-23: the 23rd of November | Monday the 23rd | Mon 23 Nov 2026 | 23/11/2026 | 23/11 | 23.11. | a day ago
2026-11-23: 1 day ago | Monday, 23 November | 1 working day ago
2026-11-22: the day before yesterday | day before yesterday | 2 days ago | two days ago | Sunday | last Sunday
2026-11-20: Friday | fri | last Friday | 2 working days ago | two business days ago | the 20th
2026-11-18: Wednesday | last Wednesday
2026-11-17: last Tuesday | a week ago | 1 week ago | 7 days ago
2026-10-31: 31 October | the 31st | Oct 31, 2026 | Sat 31 Oct
2026-06-01: 1 June
2026-03-01: 2026-3-1 | 1.3.2026 | March 1 2026
2025-12-30: 30 Dec 2025 | 2025-12-30 | 30/12/25
2026-11-24 09:30: 9:30 | 09:30 | today 9:30 | 9:30 am | at 9:30 a.m. | 9:30 today | this Tuesday at 9:30
2026-11-24 09:00: 9am | 9 am | today, 9 AM | at 9am
2026-11-24 10:15: 10:15 | today 10:15
2026-11-24 08:15: 2 hours ago | two hours ago | 2h ago | 2 hrs ago | 120 minutes ago
2026-11-24 09:15: an hour ago | 1 hour ago | 60 min ago
2026-11-24 09:45: half an hour ago | 30 minutes ago
2026-11-23 18:00: yesterday 18:00 | yesterday at 6pm | 6 pm yesterday | at 6pm on Monday | Mon 18:00 | 18:00 on Monday
2026-11-23 12:00: yesterday noon | noon yesterday | yesterday at 12pm | Monday at noon | 1 day ago 12:00
2026-11-23 00:30: yesterday 00:30 | yesterday 12:30am
2026-11-20 14:05: Fri 14:05 | 2026-11-20 14:05 | 2026-11-20T14:05 | 20 Nov 2:05 pm | 4 days ago at 14:05
2026-11-20 14:05: 2026-11-20T14:05+01:00 | 2026-11-20 13:05Z | 2026-11-20t08:05-0500 | 2026-11-20 14:05:00
"""

# Facing ahead at the same moment, with the working days of the United States.
AHEAD = """
2026-11-24 10:15: now
2026-11-24: today | this Tuesday | 24 November | the 24th | 2026-11-24
2026-11-25: tomorrow | Wednesday | wed | 25 Nov | in 1 day
2026-11-26: in 2 days | day after tomorrow | the day after tomorrow | Thursday
2026-11-27: Friday | this Friday | in 2 working days | by Friday | 27.11. | 27/11/2026 | end of the week
2026-11-30: next Monday | in 3 business days | end of the month
2026-12-01: Tuesday | next Tuesday | in a week | 1 December | a week from today
2026-12-04: next Friday | 2026-12-04 | 4 December | 04/12 | 4.12.2026 | end of next week | 20261204
2026-12-24: before Christmas
2026-11-24 14:30: 14:30 | today 14:30 | 2:30pm | 2:30 p.m. | today at 2:30 pm | 14:30 today
2026-11-24 12:00: noon | today at noon
2026-11-24 12:15: in 2 hours | 2 hours from now | within two hours | in 120 minutes
2026-11-24 10:45: in half an hour | in 30 min | half an hour from now
2026-11-25 09:00: tomorrow 9:00 | tomorrow at 9am | 9 am tomorrow | Wed 09:00 | tomorrow, 9:00
2026-11-27 17:00: Friday 17:00 | by Friday 5pm | at 5pm on Friday | in 2 working days 17:00 | Friday 5 pm
2026-12-01 14:00: Tue 14:00 | next Tuesday at 2pm
2026-12-04 14:30: 2026-12-04 14:30 | 2026-12-04T14:30 | 2026-12-04T14:30+01:00 | 2026-12-04T13:30Z
2026-12-04 14:30: 4 Dec 2:30 pm | Dec 4 14:30 | next Friday at 14:30 | end of next week 14:30
2026-12-04 16:00: 4 Dec 4pm | Dec 4 4 pm | December 4th at 4pm
"""

NOT_YET = """tomorrow|14:30|today 14:30|10:16|Tue 14:00|in 2 hours|in 2 days ago|2026-11-25|25.11.2026|this Friday
2026-11-24T10:15:01+01:00|2026-11-24 09:16Z|noon|today at noon|2026-12-04 14:30|in 5 minutes|24 Nov 10:16"""
PASSED = """yesterday|09:00|9am|2 hours ago|3 days ago|2026-11-23|today 9:00|23.11.2026|10:14|2026-11-24T09:14Z
a week ago|yesterday 18:00|last Friday|2 working days ago"""

NEVER_READ = """|  |...|asdf|2026-02-30|2026-13-01|2026-02-30 10:00|25:00|today 24:00|10:60|13pm|0 am|at 5|Friday at 5
14.30|yesterday evening|this morning|tonight|Friday morning|first thing Friday|midnight|Friday midnight|2 hours
Friday 5pm ET|14:30 CET|Dec 4 pm|4 pm Dec|Nov the 4 pm|Friday or 4 pm|Dec 3-4 pm|2pm Friday 3pm|14:30 - 15:00
soon|not stated|as soon as possible|whenever|once they call|Thursday 27 November|Mon 24 Nov|31 November|the 32nd
1900-01-01|2206-11-24|9999 days ago|9999 working days ago|99999 days ago|12:30:61|half a day ago|half an minute ago
2026-11-24T10:00+99:99|2026-11-24T25:00Z|2026-11-31T10:00Z|at|on|on 14:30|ago|hours ago|last|last week|-2 hours ago"""

ONLY_BACK_REFUSES = """next Friday|last Monday|25 November|30 December|12/24|13/13|29 Feb|end of the week|24|1.5 hours ago
a couple of days ago|the other day|in 3 business days|the 31st of November|weekday ago"""
ONLY_AHEAD_REFUSES = (
    "a few hours|in an evening|Friday 10.30am|Friday 5 oclock|12/4 pm|Friday at 5 or 6|48 hours|now Friday"
)


def split(table: str) -> list[str]:
    return re.split(r"[|\n]", table)


def rows(table: str) -> list[tuple[str, str]]:
    out = []
    for line in table.strip().splitlines():
        expected, _, typed = line.partition(": ")
        out += [(text, expected) for text in typed.split(" | ")]
    return out


def read(
    text: str,
    facing: Facing,
    *,
    now: datetime = NOW,
    workdays: WorkCalendar = PLAIN,
    month_first: bool = False,
) -> str:
    """What was read, in the words of the tables; `now` tells the zone."""
    assert now.tzinfo is not None
    utc = now.astimezone(UTC)
    found = read_when(
        text, now=utc, zone=now.tzinfo, workdays=workdays, facing=facing, month_first=month_first
    )
    if not isinstance(found, datetime):
        return found.isoformat()
    assert found.tzinfo is now.tzinfo
    return f"{found:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("text", "expected"), rows(BACK))
def test_what_has_happened(text: str, expected: str) -> None:
    assert read(text, Facing.BACK) == expected


@pytest.mark.parametrize(("text", "expected"), rows(AHEAD))
def test_what_is_to_come(text: str, expected: str) -> None:
    assert read(text, Facing.AHEAD, workdays=US) == expected


@pytest.mark.parametrize("text", split(NOT_YET))
def test_what_has_not_come_yet_has_not_happened(text: str) -> None:
    with pytest.raises(WhenError) as caught:
        read(text, Facing.BACK)
    if text != "in 2 days ago":
        assert "has not come yet" in caught.value.message


@pytest.mark.parametrize("text", split(PASSED))
def test_what_has_passed_is_not_to_come(text: str) -> None:
    with pytest.raises(WhenError) as caught:
        read(text, Facing.AHEAD)
    assert text in caught.value.message
    assert "has passed" in caught.value.message or "before today" in caught.value.message


@pytest.mark.parametrize(
    ("text", "facing"),
    [
        *((text, facing) for text in split(NEVER_READ) for facing in Facing),
        *((text, Facing.BACK) for text in split(ONLY_BACK_REFUSES)),
        *((text, Facing.AHEAD) for text in split(ONLY_AHEAD_REFUSES)),
    ],
)
def test_what_is_not_understood_is_refused(text: str, facing: Facing) -> None:
    with pytest.raises(WhenError) as caught:
        read(text, facing, workdays=US)
    assert text.strip() in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "facing", "now", "expected"),
    [
        # Berlin skips 02:00 to 03:00 on Sunday 28 March 2027 and has 02:00 to 03:00 twice on 25 October 2026.
        ("02:30", Facing.BACK, datetime(2027, 3, 28, 12, tzinfo=BERLIN), "2027-03-28 03:30"),
        ("Sun 2:30", Facing.AHEAD, datetime(2027, 3, 26, 12, tzinfo=BERLIN), "2027-03-28 03:30"),
        ("2 hours ago", Facing.BACK, datetime(2027, 3, 28, 4, tzinfo=BERLIN), "2027-03-28 01:00"),
        ("yesterday 4:00", Facing.BACK, datetime(2027, 3, 28, 3, tzinfo=BERLIN), "2027-03-27 04:00"),
        ("in 2 hours", Facing.AHEAD, datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN), "2026-10-25 02:30"),
        ("3 hours ago", Facing.BACK, datetime(2026, 10, 25, 4, tzinfo=BERLIN), "2026-10-25 02:00"),
        ("02:30", Facing.BACK, datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=BERLIN), "2026-10-25 02:30"),
        ("2026-10-25T02:30+01:00", Facing.BACK, datetime(2026, 10, 25, 3, tzinfo=BERLIN), "2026-10-25 02:30"),
        ("today", Facing.AHEAD, datetime(2026, 11, 1, 23, 59, tzinfo=NEW_YORK), "2026-11-01"),
        ("yesterday", Facing.BACK, datetime(2026, 11, 1, 0, 0, tzinfo=NEW_YORK), "2026-10-31"),
        # Over the turn of the year, and a leap day.
        ("30 December", Facing.BACK, datetime(2027, 1, 2, 9, tzinfo=BERLIN), "2026-12-30"),
        ("the 31st", Facing.BACK, datetime(2027, 3, 1, 9, tzinfo=BERLIN), "2027-01-31"),
        ("29 Feb", Facing.BACK, datetime(2028, 3, 1, 9, tzinfo=BERLIN), "2028-02-29"),
        ("2 January", Facing.AHEAD, datetime(2026, 12, 31, 9, tzinfo=BERLIN), "2027-01-02"),
    ],
)
def test_clocks_that_change_and_years_that_end(
    text: str, facing: Facing, now: datetime, expected: str
) -> None:
    assert read(text, facing, now=now) == expected


def test_the_hour_that_occurs_twice_is_told_apart_by_the_clock_that_runs() -> None:
    first = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN)  # 02:30 is still to come, twice
    with pytest.raises(WhenError, match="has not come yet"):
        read("02:30", Facing.BACK, now=first)
    with pytest.raises(WhenError, match="has passed"):
        read("02:30", Facing.AHEAD, now=first.replace(fold=1))


@pytest.mark.parametrize(
    ("text", "facing", "month_first", "expected"),
    [
        ("11/04", Facing.BACK, True, "2026-11-04"),
        ("04/11", Facing.BACK, False, "2026-11-04"),
        ("04.11.2026", Facing.BACK, True, "2026-11-04"),
        ("12/04", Facing.AHEAD, True, "2026-12-04"),
        ("04/12", Facing.AHEAD, False, "2026-12-04"),
        ("04.12.", Facing.AHEAD, True, "2026-12-04"),
        ("12/04 9am", Facing.AHEAD, True, "2026-12-04 09:00"),
    ],
)
def test_the_order_of_day_and_month(text: str, facing: Facing, month_first: bool, expected: str) -> None:
    assert read(text, facing, month_first=month_first) == expected


def test_refusals_point_the_way() -> None:
    for text, facing, message, hint in (
        ("14:30", Facing.BACK, "“14:30” comes to Tue 24 Nov 2026 14:30, which has not come yet.", "yesterday 14:30"),
        ("09:00", Facing.AHEAD, "“09:00” comes to Tue 24 Nov 2026 09:00, which has passed.", "tomorrow 09:00"),
        ("last Monday", Facing.BACK, "“last Monday” may be Mon 23 Nov 2026 or Mon 16 Nov 2026.", "2026-11-16"),
        ("5 December", Facing.BACK, "“5 December” has not come yet this year.", "2025-12-05"),
        ("Friday evening", Facing.AHEAD, "“Friday evening” is not understood, because of its time of day.", "14:30"),
        ("Mon 24 Nov", Facing.BACK, "“Mon 24 Nov” does not agree with itself: that day is Tue 24 Nov 2026.", ""),
        ("fooday", Facing.AHEAD, "“fooday” is not understood as a date, at “fooday”.", "next Friday"),
    ):  # fmt: skip
        with pytest.raises(WhenError) as caught:
            read(text, facing)
        assert caught.value.message == message
        assert hint in caught.value.hint


@pytest.mark.parametrize("facing", list(Facing))
def test_what_the_hints_suggest_can_be_read(facing: Facing) -> None:
    with pytest.raises(WhenError) as caught:
        read("asdf", facing)
    suggested = re.findall("“(.+?)”", caught.value.hint)
    assert len(suggested) > 3
    for text in suggested:
        assert read(text, facing)


def test_errors_are_short_and_clean() -> None:
    with pytest.raises(WhenError) as caught:
        read("\u202e\x1b[31m" + "wombat " * 20, Facing.AHEAD)
    assert len(caught.value.message) < 160
    assert caught.value.message.isprintable()
    with pytest.raises(WhenError, match="longer than 200"):
        read("x" * 201, Facing.BACK)


def test_a_calendar_without_working_days() -> None:
    never = WorkCalendar(label="closed", weekend=frozenset(range(7)))
    for text, facing in (("2 working days ago", Facing.BACK), ("in 2 working days", Facing.AHEAD)):
        with pytest.raises(WhenError):
            read(text, facing, workdays=never)


WORDS = st.sampled_from(
    [
        *sorted(phrases.DATE_WORDS),
        *split("ago|now|at|am|pm|noon|midnight|half|evening|9am|2:30pm|14:30|25:61|2026-11-20|20/11|4.12."),
        *split("2026-11-24T10:15Z|minutes|min|hour|h|Z|+01:00|24th|tuesday|yesterday|tomorrow|-|/|,|0|7|24"),
    ]
)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31))  # noqa: DTZ001


@given(
    text=st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=6).map(" ".join)),
    facing=st.sampled_from(Facing),
    moment=MOMENTS,
    zone=st.sampled_from([BERLIN, NEW_YORK]),
    month_first=st.booleans(),
)
@example(text="٣ days ago", facing=Facing.BACK, moment=datetime(2026, 5, 1), zone=BERLIN, month_first=False)  # noqa: DTZ001
@example(text="²pm", facing=Facing.AHEAD, moment=datetime(2026, 5, 1), zone=BERLIN, month_first=False)  # noqa: DTZ001
def test_anything_is_read_on_the_right_side_or_refused(
    text: str, facing: Facing, moment: datetime, zone: ZoneInfo, month_first: bool
) -> None:
    now = moment.replace(tzinfo=zone, microsecond=0).astimezone(UTC).astimezone(zone)
    try:
        found = read_when(text, now=now, zone=zone, workdays=US, facing=facing, month_first=month_first)
    except WhenError:
        return
    day = found.date() if isinstance(found, datetime) else found
    assert abs(day - now.date()) <= FURTHEST + timedelta(days=1)
    if isinstance(found, datetime):
        assert not (is_after(found, now) if facing is Facing.BACK else is_after(now, found))
    else:
        assert type(found) is date
        assert day <= now.date() if facing is Facing.BACK else day >= now.date()
