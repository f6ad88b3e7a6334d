"""Counting working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.planning.workdays import WorkCalendar
from tests.planning.made import PLAIN, US


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 25), 2, date(2026, 11, 30)),  # and the weekend
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_counting_starts_on_the_day_after(day: date, count: int, result: date) -> None:
    assert US.after(day, count) == result


def test_on_or_after() -> None:
    assert US.on_or_after(date(2026, 11, 26)) == date(2026, 11, 27)
    assert US.on_or_after(date(2026, 11, 27)) == date(2026, 11, 27)


def test_another_weekend_and_a_made_up_day() -> None:
    israel = WorkCalendar(weekend=frozenset({4, 5}))
    assert israel.after(date(2026, 11, 26), 1) == date(2026, 11, 29)
    china = WorkCalendar(makeup=frozenset({date(2026, 11, 28)}))
    assert china.after(date(2026, 11, 27), 1) == date(2026, 11, 28)


def test_only_days_off_beside_the_weekend_are_named() -> None:
    saturday_off = WorkCalendar(
        holidays={date(2026, 12, 26): "Boxing Day", date(2026, 12, 25): "Christmas Day"}
    )
    named = list(saturday_off.days_off(date(2026, 12, 24), date(2026, 12, 28)))
    assert named == [(date(2026, 12, 25), "Christmas Day")]


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 30))
def test_counting_agrees_with_counting_one_by_one(day: date, count: int) -> None:
    result = PLAIN.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (result - day).days + 1)]
    assert sum(map(PLAIN.is_working, between)) == count
    assert PLAIN.is_working(result)
