"""Days off: countries, zones, and the tables kept on disk."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from calsync.daysoff import country_of_zone, find_place, work_calendar
from calsync.errors import UsageError


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Vienna", "AT"),
        ("America/New_York", "US"),
        ("US/Eastern", "US"),  # an old name
        ("Asia/Calcutta", "IN"),
        ("UTC", None),
        ("CET", None),
        ("Japan", "JP"),
        ("UTC+03:45", None),
        ("Etc/GMT+5", None),
    ],
)
def test_country_of_zone(zone: str, country: str | None) -> None:
    assert country_of_zone(zone) == country


@pytest.mark.parametrize("text", ["DE", "de", " Germany ", "germany"])
def test_a_country_by_code_or_name(text: str) -> None:
    assert (find_place(text).country, find_place(text).name) == ("DE", "Germany")


def test_an_unknown_country_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="no country “Germny”") as caught:
        find_place("Germny")
    assert "Germany" in caught.value.hint


@pytest.mark.parametrize("code", ["CA", "ca", "US-CA"])
def test_a_subdivision_has_days_of_its_own(code: str) -> None:
    california = work_calendar(find_place("US", code), years=[2026])
    assert not california.is_working(date(2026, 11, 27))  # the day after Thanksgiving
    assert work_calendar(find_place("US"), years=[2026]).is_working(date(2026, 11, 27))
    assert not california.nationwide_only


def test_an_unknown_subdivision_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="no subdivision “CAL”") as caught:
        work_calendar(find_place("US", "CAL"), years=[2026])
    assert "CA" in caught.value.hint
    with pytest.raises(UsageError, match="no subdivisions"):
        work_calendar(find_place("SG", "X"), years=[2026])


def test_names_are_english_and_the_weekend_is_the_countrys() -> None:
    germany = work_calendar(find_place("DE"), years=[2026])
    assert germany.holidays[date(2026, 12, 25)] == "Christmas Day"
    assert work_calendar(find_place("IL"), years=[2026]).weekend == {4, 5}


def test_days_named_by_the_person() -> None:
    calendar = work_calendar(find_place("DE"), years=[2026], also_off=[date(2026, 11, 27)])
    assert not calendar.is_working(date(2026, 11, 27))
    assert calendar.is_working(date(2026, 11, 30))
    assert not work_calendar(None, years=[2026], also_off=[date(2026, 11, 27)]).is_working(date(2026, 11, 27))


def test_a_day_named_by_the_person_is_off_even_where_it_would_make_up_for_another() -> None:
    sunday = date(2026, 1, 4)  # worked in China in place of a Friday
    assert work_calendar(find_place("CN"), years=[2026]).is_working(sunday)
    assert not work_calendar(find_place("CN"), years=[2026], also_off=[sunday]).is_working(sunday)


def test_a_country_the_library_does_not_know_is_monday_to_friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holidays.list_supported_countries", lambda **_: {})
    calendar = work_calendar(find_place("AQ"), years=[2026])
    assert (calendar.country, calendar.known, calendar.weekend) == ("AQ", False, frozenset({5, 6}))


def test_tables_are_kept_and_read_again_without_the_library(tmp_path: Path) -> None:
    first = work_calendar(find_place("US", "CA"), years=[2026, 2027], cache_folder=tmp_path)
    kept = list(tmp_path.rglob("*.json"))
    assert sorted(path.name for path in kept) == ["US-CA-2026.json", "US-CA-2027.json"]
    assert {path.parent.name for path in kept} == {f"holidays-{version('holidays')}"}
    code = (
        "import sys; from pathlib import Path; from calsync.daysoff import find_place, work_calendar\n"
        f"kept = Path({str(tmp_path)!r})\n"
        "c = work_calendar(find_place('US', 'CA'), years=[2026, 2027], cache_folder=kept)\n"
        "print(len(c.holidays), 'holidays' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == [str(len(first.holidays)), "False"]


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"schema": 0}',
        '{"schema": 1, "weekend": [0,1,2,3,4,5,6], "days": {}, "makeup": [], "subdivisions": []}',
        '{"schema": 1, "weekend": [5], "days": {"2025-01-01": "x"}, "makeup": [], "subdivisions": []}',
        '{"schema": 1, "weekend": "x", "days": 3, "makeup": [], "subdivisions": []}',
    ],
)
def test_a_damaged_table_is_made_anew(tmp_path: Path, damage: str) -> None:
    sound = work_calendar(find_place("US"), years=[2026], cache_folder=tmp_path)
    (path,) = tmp_path.rglob("*.json")
    path.write_text(damage, "utf-8")
    assert work_calendar(find_place("US"), years=[2026], cache_folder=tmp_path) == sound
    assert json.loads(path.read_text("utf-8"))["schema"] == 1


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    assert not work_calendar(find_place("US"), years=[2026], cache_folder=blocked).is_working(
        date(2026, 11, 26)
    )
