"""Wall clock to instant over the changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from calsync.planning.wallclock import instant, later
from tests.planning.made import BERLIN, NEW_YORK


def test_a_skipped_time_lands_after_the_gap() -> None:
    # Berlin skips 02:00 to 03:00 on 28 March 2027.
    moment = instant(date(2027, 3, 28), time(2, 30), BERLIN)
    assert moment.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert (moment.hour, moment.minute) == (3, 30)


def test_a_time_that_occurs_twice_is_the_first() -> None:
    moment = instant(date(2026, 11, 1), time(1, 30), NEW_YORK)
    assert moment.astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_hours_are_real_hours() -> None:
    before = datetime(2026, 10, 24, 15, tzinfo=BERLIN)
    after = later(before, timedelta(hours=24))
    assert f"{after:%d %H:%M}" == "25 14:00"
    assert after.tzinfo is BERLIN
