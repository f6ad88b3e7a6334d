"""Killed (SIGKILL) at every boundary of every request of a run: at most two runs heal it, with nothing twice and
nothing lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from calsync.ical.reminder import Form
from calsync.planning.history import Untracked
from tests.faults.proxy import Boundary, Proxy, proxy_before
from tests.faults.story import Story
from tests.faults.worker import Worker
from tests.planning.made import ANA, SARAH, TOM, when
from tests.servers.server import Server

WRITES = 10
"""At least so many has the run that is killed, besides two requests to read."""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


@pytest.fixture(scope="module")
def proxy(radicale: Server) -> Iterator[Proxy]:
    with proxy_before(radicale.url) as proxy:
        yield proxy


@pytest.mark.parametrize(
    ("boundary", "form"),
    [*((boundary, Form.EVENT) for boundary in Boundary), (Boundary.ANSWERED, Form.TODO)],
)
def test_kills(
    boundary: Boundary, form: Form, worker: Worker, proxy: Proxy, radicale: Server, tmp_path: Path
) -> None:
    killed = writes = 0
    reached = True
    while reached:
        number = killed + 1
        folder = tmp_path / str(number)
        folder.mkdir()
        story = Story(
            f"kill {form.value} {boundary.name} {number}", radicale, proxy, proxy.url, folder, form=form
        )
        try:
            prepare(story)
            reached, code = run(worker, story, number, boundary)
            writes = max(writes, len(proxy.writes))
            assert code in (-signal.SIGKILL, 0)
            if story.rng.random() < 0.5:
                story.act(story.rng.randrange(3))
            story.heal()
        except BaseException:
            print("\n".join(story.lines))
            raise
        killed += reached
    assert writes >= WRITES
    assert killed >= WRITES + 2


def prepare(story: Story) -> None:
    """A run is due that hears answers, creates, changes, puts away and deletes."""
    desk = story.desk
    desk.track("acme", when("2026-12-04 14:00"), SARAH, TOM)
    desk.track("carol", when("2026-12-05 11:00"), ANA)
    story.well()
    story.answer(3)
    story.act(3)
    desk.reschedule("acme", when("2026-12-06 15:30"))
    desk.tell("carol", Untracked(desk.now))
    desk.track("bluebird", when("2026-12-07 10:00"))


def run(worker: Worker, story: Story, number: int, boundary: Boundary) -> tuple[bool, int]:
    """A run in another process, killed there; whether it came so far, and how it ended."""
    reached, over = threading.Event(), threading.Event()

    def gate(at: int, where: Boundary) -> None:
        if (at, where) == (number, boundary):
            reached.set()
            over.wait(60)
            raise ConnectionResetError  # whatever else is on its way is lost with the process

    story.proxy.begin(gate=gate)
    worker.start(story.desk.dump())
    while not reached.wait(0.005) and not worker.is_over():
        pass
    code = worker.kill()
    over.set()
    story.proxy.settle()
    story.lines.append(f"killed at {number}, {boundary.value}" if reached.is_set() else "ran to its end")
    story.lines.append(" ".join(each.method for each in story.proxy.asked))
    return reached.is_set(), code
