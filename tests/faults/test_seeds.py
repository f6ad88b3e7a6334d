"""At least 500 seeded runs with faults: when they are gone, two runs bring both sides together, with no
duplicate and no edit lost.

CALSYNC_FAULT_RUNS=5000 plays more of them, CALSYNC_FAULT_SEED=17 one alone; with -s it is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.elsewhere import Elsewhere, elsewhere
from tests.faults.faults import AT_A_WRITE, any_fault
from tests.faults.proxy import Proxy, proxy_before
from tests.faults.story import Story
from tests.servers.server import Server

RUNS = int(os.environ.get("CALSYNC_FAULT_RUNS", "500"))
ALONE = os.environ.get("CALSYNC_FAULT_SEED")
SEEDS = [ALONE] if ALONE else [str(number) for number in range(RUNS)]


OVER = "over"
ENOUGH = 500
"""In so many runs every sort of fault strikes somewhere."""


class Stage(NamedTuple):
    proxy: Proxy
    other: Elsewhere
    struck: list[str]


@pytest.fixture(scope="module")
def stage(radicale: Server) -> Iterator[Stage]:
    with proxy_before(radicale.url) as proxy, elsewhere() as other:
        stage = Stage(proxy, other, [])
        yield stage
        assert other.visitors() == []
    if stage.struck.count(OVER) >= ENOUGH:
        assert {each.name for each in (*any_fault(other.url), *AT_A_WRITE)} <= set(stage.struck)


@pytest.mark.parametrize("seed", SEEDS)
def test_seed(seed: str, stage: Stage, radicale: Server, tmp_path: Path) -> None:
    story = Story(seed, radicale, stage.proxy, stage.other.url, tmp_path)
    try:
        story.play()
    finally:
        print("\n".join(story.lines))  # shown for one that failed
    stage.struck.extend([*story.faults, OVER])
