"""When an event is and when it repeats, out of whole files."""

from __future__ import annotations

import time as clock
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from calsync.ical.series import MOST_TIMES, local_times, terms_of
from calsync.planning.facts import Facts
from tests.ical.events import calendar, event, problems, read

SAME_START = """BEGIN:VTIMEZONE
TZID:{}
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE""".replace("\n", "\r\n")


def when(moment: datetime | None) -> str:
    assert moment is not None
    return moment.isoformat(timespec="minutes")


def one(*lines: str, start: str, zone: str | None = None, before: str = "", after: str = "") -> Facts:
    own = event(*lines, START=start, without=("DTEND",))
    (facts,) = read(calendar(*filter(None, (before, own, after))), zone=zone)
    return facts


def starts(*lines: str, start: str = "20261201T150000Z", zone: str | None = None) -> list[str] | None:
    found = one(*lines, start=start, zone=zone).occurrences
    return None if found is None else [f"{at:%Y%m%dT%H%M}" for at in found]


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "tzone://Microsoft/Custom"])
@pytest.mark.parametrize("below", [False, True])
def test_exchange_starts_both_blocks_at_one_time(tzid: str, below: bool) -> None:
    rules = SAME_START.format(tzid)
    place = {"after": rules} if below else {"before": rules}
    facts = one(start=f";TZID={tzid}:20260714T100000", **place)
    assert (when(facts.start), facts.zone_name) == ("2026-07-14T10:00-04:00", "America/New_York")


def test_the_rules_of_a_display_name_with_a_comma_are_found() -> None:
    name = "(UTC-05:00) Here\\, There"
    facts = one(start=f';TZID="{name}":20260714T100000', before=SAME_START.format(name))
    assert when(facts.start) == "2026-07-14T10:00-04:00"


def test_a_name_without_a_country_is_said() -> None:
    facts = one(start=";TZID=Eastern Time:20260714T100000")
    assert when(facts.start) == "2026-07-14T10:00-04:00"
    assert any("“Eastern Time” is read as America/New_York. --timezone" in line for line in facts.unsure)


@pytest.mark.parametrize(("end", "days"), [("DTEND;TZID=Europe/Berlin:20260715T000000", 1), ("X-A:1", 1), ("DTEND;TZID=Europe/Berlin:20260717T000000", 3)])  # fmt: skip
def test_exchange_marks_whole_days(end: str, days: int) -> None:
    mark = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
    facts = one(mark, end, start=";TZID=Europe/Berlin:20260714T000000")
    assert facts.all_day
    assert facts.start is not None
    assert facts.end is not None
    assert (when(facts.start), facts.end - facts.start) == ("2026-07-14T00:00+02:00", timedelta(days=days))
    assert not one(mark.replace("TRUE", "FALSE"), end, start=";TZID=Europe/Berlin:20260714T000000").all_day
    assert not one(mark, start=";TZID=Europe/Berlin:20260714T090000").all_day


def test_two_starts_that_differ_are_said() -> None:
    facts = one("DTSTART:20261203T100000Z", start=";TZID=Europe/Berlin:20261201T140000")
    assert when(facts.start) == "2026-12-01T14:00+01:00"
    assert any("the other is Thu 3 Dec 2026, 11:00. --start" in line for line in facts.unsure)
    for same in ("DTSTART:20261201T130000Z", "DTSTART:soon"):
        assert not any(
            "two starts" in u for u in one(same, start=";TZID=Europe/Berlin:20261201T140000").unsure
        )


@pytest.mark.parametrize(
    ("length", "end"),
    [
        ("P1D", "2027-03-14T20:00-04:00"),
        ("P1W", "2027-03-20T20:00-04:00"),
        ("PT24H", "2027-03-14T21:00-04:00"),
        ("P1DT1H", "2027-03-14T21:00-04:00"),
    ],
)
def test_days_are_added_on_the_calendar_and_hours_on_the_clock(length: str, end: str) -> None:
    facts = one(f"DURATION:{length}", start=";TZID=America/New_York:20270313T200000")
    assert when(facts.end) == end
    shown = one(f"DURATION:{length}", start=";TZID=America/New_York:20270313T200000", zone="Europe/Berlin")
    assert shown.end == facts.end


# Series


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("RRULE:FREQ=WEEKLY;COUNT=3",), ["20261201T1500", "20261208T1500", "20261215T1500"]),
        (("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261201T150000Z"), ["20261208T1500", "20261215T1500"]),
        (("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20261201T150000Z,20261208T150000Z"), []),
        (("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20261201"), ["20261208T1500"]),
        (("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;TZID=Europe/Berlin:20261201T160000"), ["20261208T1500"]),
        (("RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:soon"), ["20261201T1500", "20261208T1500"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261208T150000Z",), ["20261201T1500", "20261208T1500"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261208",), ["20261201T1500", "20261208T1500"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20261208T145959Z",), ["20261201T1500"]),
        (("RDATE:20261203T100000Z",), ["20261201T1500", "20261203T1000"]),
        ((), None),
        (("RRULE:FREQ=SECONDLY",), None),
        (("RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",), None),
        (("RRULE:nonsense",), None),
        (("RRULE:FREQ=WEEKLY;INTERVAL=0",), None),
    ],
)
def test_the_times_of_a_series(lines: tuple[str, ...], expected: list[str] | None) -> None:
    assert starts(*lines) == expected


def test_a_lost_first_time_of_a_rule_that_is_not_followed_is_a_question() -> None:
    lines = ("RRULE:FREQ=SECONDLY", "EXDATE:20261201T150000Z")
    (problem,) = problems(calendar(event(*lines, START="20261201T150000Z", without=("DTEND",))))
    assert "called off" in problem.message
    assert "--start" in problem.hint


def test_a_series_keeps_its_hour_on_the_local_clock() -> None:
    assert starts("RRULE:FREQ=WEEKLY;COUNT=2", start=";TZID=Europe/Berlin:20261020T140000") == [
        "20261020T1200",
        "20261027T1300",
    ]


def test_a_series_of_whole_days() -> None:
    found = starts(
        "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261202", start=";VALUE=DATE:20261201", zone="UTC"
    )
    assert found == ["20261201T0000", "20261203T0000"]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=DAILY;BYMONTH=2;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;COUNT=99999999999"],
)  # fmt: skip
def test_no_rule_takes_long(rule: str) -> None:
    began = clock.perf_counter()
    found = starts(f"RRULE:{rule}", "EXDATE:" + ",".join(["20261201T150000Z"] * 5000))
    assert found is not None
    assert len(found) <= 60
    assert clock.perf_counter() - began < 60  # that it ends, not how fast


RULES = st.sampled_from(
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYDAY=MO,WE",
        "FREQ=WEEKLY;BYDAY=MO,WE,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=WEEKLY;BYMONTH=1,12",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2",
        "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTH=2,5",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    ]
)


@given(RULES, st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - wall clocks
def test_rules_mean_what_a_library_says(rule: str, start: datetime) -> None:
    start = start.replace(microsecond=0)
    found = local_times(terms_of(rule), start=start)
    assert found is not None
    assert len(found) <= MOST_TIMES
    later = list(rrulestr(rule + ";COUNT=5", dtstart=start))
    expected = sorted({start, *later})[:4]
    assert found[: len(expected)] == expected or found == expected[: len(found)]
