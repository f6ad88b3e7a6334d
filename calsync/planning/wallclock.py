"""Clock on the wall to instant, and what happens when summer time begins or ends in between.

Days are added on the local calendar, hours on the real clock. A local time that a change of the clock
skips is read with the offset before the change (RFC 5545, 3.3.5), so it lands just after the gap; one
that occurs twice is the first of the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """The moment the clock of `zone` shows `at` on `day`, as an aware time that exists there."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC).astimezone(zone)


def is_after(one: datetime, other: datetime) -> bool:
    """Whether `one` is really later. Two times of one zone would be compared by what the clock shows, which
    is wrong in the hour that occurs twice."""
    return one.astimezone(UTC) > other.astimezone(UTC)


def later(moment: datetime, by: timedelta) -> datetime:
    """`moment` plus real time, shown on the same clock."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)
