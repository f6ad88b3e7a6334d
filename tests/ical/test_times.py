"""Dates, times and durations as files write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import InputError
from calsync.ical.lines import Line
from calsync.ical.times import Length, Moment, read_duration, read_moment, read_optional_moment

TWO = datetime.fromisoformat("2026-12-01T14:00:00")


def line(value: str, name: str = "DTSTART", **params: str) -> Line:
    return Line(name, params, value)


@pytest.mark.parametrize(
    ("given_line", "moment"),
    [
        (line("20261201T140000Z"), Moment(wall=TWO, utc=True)),
        (line("20261201t140000z"), Moment(wall=TWO, utc=True)),
        (line("20261201T140000"), Moment(wall=TWO)),
        (line("20261201T140000", TZID="Europe/Berlin"), Moment(wall=TWO, tzid="Europe/Berlin")),
        (line("20261201T140000", TZID='"Europe/Berlin"'), Moment(wall=TWO, tzid="Europe/Berlin")),
        (line("20261201T140000Z", TZID="Europe/Berlin"), Moment(wall=TWO, tzid="Europe/Berlin", utc=True)),
        (line("20261201T140000+0530"), Moment(wall=TWO, offset=timedelta(hours=5, minutes=30))),
        (line("20261201T140000+05:30"), Moment(wall=TWO, offset=timedelta(hours=5, minutes=30))),
        (line("20261201T140000-05"), Moment(wall=TWO, offset=timedelta(hours=-5))),
        (line("20261201", VALUE="DATE"), Moment(day=date(2026, 12, 1))),
        (line("20261201"), Moment(day=date(2026, 12, 1))),
        (line("2026-12-01"), Moment(day=date(2026, 12, 1))),
        (line("20261201T000000", VALUE="DATE"), Moment(day=date(2026, 12, 1))),
        (line("20261201T140000", VALUE="DATE"), Moment(wall=TWO)),
        (line("2026-12-01T14:00:00"), Moment(wall=TWO)),
        (line("2026-12-01 14:00"), Moment(wall=TWO)),
        (line("2026-12-01T14:00:00.000Z"), Moment(wall=TWO, utc=True)),
        (line(" 20261201T140000 "), Moment(wall=TWO)),
        (line('20261201T140000"'), Moment(wall=TWO)),
        (line("20261201 140000"), Moment(wall=TWO)),
        (line("20261201140000"), Moment(wall=TWO)),
        (line("20261201T1400"), Moment(wall=TWO)),
        (line("20261201T140000T"), Moment(wall=TWO)),
        (line("20261201T93000"), Moment(wall=datetime.fromisoformat("2026-12-01T09:30:00"))),
        (line("20261201T18000"), Moment(wall=datetime.fromisoformat("2026-12-01T18:00:00"))),
        (line("20261201T140060"), Moment(wall=datetime.fromisoformat("2026-12-01T14:00:59"))),
        (line("20261201T240000"), Moment(wall=datetime.fromisoformat("2026-12-02"))),
    ],
)
def test_moments(given_line: Line, moment: Moment) -> None:
    assert read_moment(given_line) == moment


@pytest.mark.parametrize(
    "value",
    [
        "",
        "None",
        "tomorrow",
        "20261301",
        "20260230T100000",
        "20261201T250000",
        "20261201T106000",
        "20261201T10000",
        "20261201T13000",
        "20261201T100",
        "20261201Z",
        "20261201T140000+2500",
        "20261201T140000ZZ",
        "-0011130T100000",
        "T180000T",
        "٢٠٢٦١٢٠١",
        "20261201,20261202",
    ],
)
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(InputError, match=r"^the start “.*” is not a date we can read\.$"):
        read_moment(line(value))


@pytest.mark.parametrize(
    "value", ["16010101T000000", "99991231", "00010101T000000Z", "19991231", "2101-01-01"]
)
def test_years_out_of_range(value: str) -> None:
    with pytest.raises(InputError, match=r"the end .* is out of range: the years 2000 to 2100 are read"):
        read_moment(line(value, name="DTEND"))


def test_the_sentence_shows_no_control_characters_and_stays_short() -> None:
    with pytest.raises(InputError) as caught:
        read_moment(line("\x1b[31m" + "x" * 500, name="RECURRENCE-ID"))
    assert caught.value.message.startswith("the occurrence “[31mxxx")
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 100
    assert caught.value.hint


@pytest.mark.parametrize("value", ["None", "", " null ", "undefined", "Invalid date"])
def test_no_value_is_absent(value: str) -> None:
    assert read_optional_moment(line(value, name="DTEND")) is None
    assert read_optional_moment(None) is None


def test_an_optional_moment_is_still_read() -> None:
    assert read_optional_moment(line("20261201")) == Moment(day=date(2026, 12, 1))
    with pytest.raises(InputError):
        read_optional_moment(line("soon"))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT1H", Length(exact=timedelta(hours=1))),
        ("pt45m", Length(exact=timedelta(minutes=45))),
        ("P1DT2H3M4S", Length(1, timedelta(hours=2, minutes=3, seconds=4))),
        ("P2W", Length(14)),
        ("-P1DT15M", Length(-1, timedelta(minutes=-15))),
        ("+PT15M", Length(exact=timedelta(minutes=15))),
        (" PT90M ", Length(exact=timedelta(minutes=90))),
        ("PT0S", Length()),
        ("", None),
        ("P", None),
        ("PT", None),
        ("1H", None),
        ("PT1H30", None),
        ("PT1.5H", None),
        ("P99999W", None),
        ("PT" + "9" * 50 + "H", None),
    ],
)
def test_durations(text: str, length: Length | None) -> None:
    assert read_duration(text) == length


@given(st.text(max_size=40) | st.from_regex(r"[0-9T:+Zz -]{8,24}", fullmatch=True))
def test_any_text_is_read_or_refused(value: str) -> None:
    read_duration(value)
    try:
        moment = read_moment(line(value, TZID=value))
    except InputError:
        return
    assert (moment.day is None) != (moment.wall is None)
