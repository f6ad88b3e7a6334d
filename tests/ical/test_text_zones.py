"""Zones a text speaks of, against the event's own."""

from __future__ import annotations

from datetime import datetime

import pytest

from calsync.ical.text_zones import differing_zone
from tests.ical.events import calendar, event, read
from tests.planning.made import BERLIN

START = datetime(2026, 12, 1, 20, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("All times are in Eastern Time.", "Eastern Time, where it starts at 14:00"),
        ("2:00 PM EST - 3:00 PM EST", "EST, where it starts at 14:00"),
        ("14:00 (America/New_York)", "America/New_York, where it starts at 14:00"),
        ("Pacific Daylight Time", "where it starts at 11:00"),
        ("7pm GMT", "GMT, where it starts at 19:00"),
        ("20:00 CET", None),
        ("8 PM Central European Time, 2 PM Eastern Time", None),  # one of the two agrees
        ("We met at the ET phone home booth", None),
        ("Talk about the Pacific", None),
        ("", None),
    ],
)
def test_a_zone_that_differs_is_said(text: str, part: str | None) -> None:
    said = differing_zone(text, start=START)
    assert (said is None) if part is None else (said is not None and part in said)


def test_it_stands_among_what_is_unsure() -> None:
    (facts,) = read(calendar(event("DESCRIPTION:All times are in Eastern Time.")))
    assert any("Eastern Time" in line and "--timezone" in line for line in facts.unsure)
