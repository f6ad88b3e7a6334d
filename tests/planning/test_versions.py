"""Which version of an event counts, and which time of a series."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from calsync.planning.facts import REPEATS, Facts, Revision, Standing
from calsync.planning.versions import event_key, sort_versions


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


FIRST, SECOND, THIRD = (utc(f"2026-12-{day:02} 15:00") for day in (1, 8, 15))
HOUR = timedelta(hours=1)
SERIES = Facts(
    file="a.ics",
    title="Interview",
    uid="one",
    start=FIRST,
    end=FIRST + HOUR,
    zone=UTC,
    zone_name="UTC",
    occurrences=(FIRST, SECOND, THIRD),
    unsure=(REPEATS,),
)


def part(of: datetime, to: datetime) -> Facts:
    """One time of the series, moved."""
    return replace(SERIES, recurrence=of.isoformat(), start=to, end=to + HOUR, occurrences=None, unsure=())


def off(of: datetime | None, revision: Revision = Revision()) -> Facts:  # noqa: B008 - immutable
    return replace(
        SERIES,
        standing=Standing.CANCELLED,
        recurrence=of.isoformat() if of else None,
        occurrences=None,
        revision=revision,
    )


MOVED = utc("2026-12-02 09:00")
LATE = utc("2026-12-10 09:00")


@pytest.mark.parametrize(
    ("more", "start", "said"),
    [
        ([], FIRST, "only its first time"),
        ([part(FIRST, MOVED)], MOVED, "only its first time"),
        ([part(SECOND, utc("2026-12-09 09:00"))], FIRST, "only its first time"),
        ([part(FIRST, LATE)], SECOND, "Tue 1 Dec 2026, is moved"),
        ([off(FIRST)], SECOND, "Tue 1 Dec 2026, is called off"),
        ([off(SECOND)], FIRST, "only its first time"),
        ([off(FIRST), off(SECOND)], THIRD, "called off"),
        ([part(FIRST, MOVED), off(FIRST)], SECOND, "called off"),
        ([off(FIRST), off(SECOND), off(THIRD)], None, ""),
        ([off(None)], None, ""),
        ([part(FIRST, MOVED), off(None)], None, ""),
        ([off(utc("2030-01-01 00:00"))], FIRST, "only its first time"),
    ],
)
def test_one_time_of_a_series_is_planned(more: list[Facts], start: datetime | None, said: str) -> None:
    for order in permutations([SERIES, *more]):
        found = sort_versions(order)
        if start is None:
            assert not found.live
            assert {event.uid for event in found.cancelled} == {"one"}
            continue
        (event,) = found.live
        assert (event.start, event.end) == (start, start + HOUR)
        assert event_key(event) == event_key(SERIES)
        (note,) = event.unsure
        assert said in note
        assert "--start" in note
        assert not found.cancelled


def test_times_that_the_file_takes_out() -> None:
    (event,) = sort_versions([replace(SERIES, occurrences=(SECOND, THIRD))]).live
    assert event.start == SECOND
    assert "called off" in event.unsure[0]
    found = sort_versions([replace(SERIES, occurrences=())])
    assert not found.live
    assert len(found.cancelled) == 1


def test_one_time_without_its_series_stands_alone() -> None:
    alone = [part(FIRST, MOVED), part(SECOND, LATE)]
    assert sort_versions(alone).live == tuple(alone)
    assert sort_versions([*alone, off(SECOND)]).live == (alone[0],)


def test_a_series_of_whole_days_keeps_to_days() -> None:
    day = utc("2026-12-01 00:00")
    whole = replace(
        SERIES,
        all_day=True,
        start=day,
        end=day + timedelta(days=1),
        occurrences=(day + timedelta(days=7),),
    )
    (event,) = sort_versions([whole]).live
    assert (event.start, event.end) == (day + timedelta(days=7), day + timedelta(days=8))


@pytest.mark.parametrize(
    ("number", "stamp", "ending", "ended", "on"),
    [
        (3, FIRST, 2, FIRST, True),  # a higher number, and a program that stamps all alike
        (3, SECOND, 2, FIRST, True),
        (3, None, 2, None, True),
        (3, FIRST, 2, SECOND, False),  # an older invitation, whatever its number
        (2, FIRST, 2, FIRST, False),
        (2, SECOND, 2, FIRST, False),
        (1, SECOND, 2, FIRST, False),
        (3, FIRST, None, FIRST, False),  # a cancellation without a number
        (3, SECOND, None, FIRST, True),
    ],
)
def test_what_brings_back_one_that_was_called_off(
    number: int, stamp: datetime | None, ending: int | None, ended: datetime | None, on: bool
) -> None:
    live = replace(version("on"), revision=Revision(sequence=number, stamp=stamp))
    for order in permutations([live, off(None, Revision(sequence=ending, stamp=ended))]):
        assert bool(sort_versions(order).live) is on


def test_a_series_with_a_higher_number_does_not_bring_back_one_of_its_times() -> None:
    """As in an export, which stamps all its events alike."""
    series = replace(SERIES, revision=Revision(sequence=5, stamp=FIRST))
    for order in permutations([series, off(FIRST, Revision(sequence=2, stamp=FIRST))]):
        (event,) = sort_versions(order).live
        assert event.start == SECOND


def version(title: str, *, stamp: datetime | None = None, modified: datetime | None = None) -> Facts:
    revision = Revision(stamp=stamp, modified=modified)
    return replace(SERIES, title=title, occurrences=None, unsure=(), revision=revision)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"modified": FIRST}, {"modified": SECOND}),
        ({"stamp": FIRST}, {"modified": SECOND}),
        ({"modified": FIRST}, {"stamp": SECOND}),
        ({}, {"modified": FIRST}),
        ({"stamp": FIRST, "modified": FIRST}, {"stamp": FIRST, "modified": SECOND}),
    ],
)
def test_the_best_stamp_there_is_decides(older: dict[str, datetime], newer: dict[str, datetime]) -> None:
    for order in permutations([version("old", **older), version("new", **newer)]):
        assert [event.title for event in sort_versions(order).live] == ["new"]
