"""The scan tells interviews from everything else as well as was promised, on the labelled set."""

from datetime import date

import pytest

from tests.scan.labelled import Half, labelled
from tests.scan.quality import look_at, quality


def test_precision_and_recall() -> None:
    found = quality()
    assert found.precision >= 0.98, found.wrongly_tracked
    assert found.recall >= 0.95, found.missed


@pytest.mark.parametrize("half", ["open", "held-back", "fresh"])
def test_each_part_is_as_good(half: Half) -> None:
    found = quality(half=half)
    assert found.precision >= 0.98, found.wrongly_tracked
    assert found.recall >= 0.95, found.missed


def test_with_two_languages() -> None:
    assert quality("en", "de").precision >= 0.98
    assert quality("en", "de", only=("en", "de")).recall >= 0.95


def test_most_interviews_need_no_question() -> None:
    everything, fresh = quality(), quality(half="fresh")
    assert everything.tracked - len(everything.wrongly_tracked) >= 0.6 * everything.interviews
    assert fresh.tracked - len(fresh.wrongly_tracked) >= 0.8 * fresh.interviews


def test_what_lies_outside_the_window_would_be_found_inside_it() -> None:
    outside = [entry for entry in labelled() if entry.outside]
    assert not any(look_at(entry).sightings for entry in outside)
    years = [look_at(entry, first=date(2000, 1, 1), last=date(2099, 1, 1)) for entry in outside]
    assert sum(bool(seen.sightings) for seen in years) > len(outside) / 2
