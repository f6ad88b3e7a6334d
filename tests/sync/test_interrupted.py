"""Runs that do not come to their end: answers lost, the way cut off, the process killed anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from calsync.errors import AccessRefused, Unreachable
from calsync.ical.reminder import Form
from calsync.planning.history import Outcome, Turn
from calsync.sync.report import Kind
from calsync.sync.run import synchronise
from tests.planning.made import decided
from tests.sync import phone
from tests.sync.hostile import Fault, Killed
from tests.sync.person import DyingLedger
from tests.sync.scene import NOW, Scene

THEIRS = datetime(2026, 12, 7, 16, 7, tzinfo=UTC)


def reject(scene: Scene) -> None:
    scene.world.tell("acme", Outcome(Turn.REJECTED, NOW, None, (), NOW))


def decide(scene: Scene) -> None:
    scene.world.tell("acme", decided("2026-12-17", "2026-12-01 16:00"))


def retitle(scene: Scene, *steps: str) -> None:
    for step in steps:
        scene.put(step, phone.retitled(scene.text(step), "Mine"))


# lost answers


@pytest.mark.parametrize("lost", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
@pytest.mark.parametrize("change", [decide, reject])
def test_an_answer_that_was_lost_is_made_out(change: Callable[[Scene], None], lost: Fault) -> None:
    """Promises 2, 7 and 8: and what never arrived was not deleted by anybody."""
    number = 1
    while True:
        scene = Scene()
        scene.sync()
        change(scene)
        scene.store.faults = {number: lost}
        entries = scene.world.tracked["acme"].entries
        report = scene.sync()
        if number >= scene.store.calls:
            break
        done = list(report.lines)
        assert report.stopped is None
        for failed in report.failed:
            # It may have arrived and been deleted since, so it is not made again before the next run.
            assert lost is Fault.LOST_BEFORE
            assert failed.uid not in standing(scene)
        if report.failed:
            done += scene.sync().lines
            assert [line.kind for line in done[-len(report.failed) :]] == [Kind.CREATED]
        assert scene.world.tracked["acme"].entries == entries
        expected = Scene()
        change(expected)
        lines = expected.sync().lines
        assert standing(scene) == standing(expected)
        assert {(line.kind, line.uid) for line in done} == {(line.kind, line.uid) for line in lines}
        assert sorted(line.uid for line in done) == sorted({line.uid for line in done})
        assert scene.sync().lines == ()
        number += 1
    assert number > 4


def standing(scene: Scene) -> dict[str, tuple[object, str, str]]:
    """What the calendar says."""
    return {
        phone.uid_of(text): (phone.start_of(text), phone.title_of(text), phone.status_of(text))
        for text in scene.store.texts().values()
    }


# the end of it


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.NO_RIGHTS])
@pytest.mark.parametrize("call", range(5))
def test_it_ends_with_why_and_the_next_run_goes_on(call: int, fault: Fault) -> None:
    scene = Scene()
    reject(scene)
    scene.store.faults = {call: fault}
    report = scene.sync()
    assert isinstance(report.stopped, Unreachable if fault is Fault.UNREACHABLE else AccessRefused)
    assert report.problems == [report.stopped]
    assert len(scene.store.requests.done) == max(0, call - 1)
    scene.sync()
    expected = Scene()
    reject(expected)
    expected.sync()
    assert standing(scene) == standing(expected)
    assert scene.sync().lines == ()


def test_what_is_refused_fails_and_the_rest_is_done() -> None:
    scene = Scene()
    reject(scene)
    scene.store.faults = {2: Fault.REFUSED}
    report = scene.sync()
    assert (len(report.failed), report.stopped, len(scene.store.requests.done)) == (1, None, 10)
    assert [error.exit_code for error in report.problems] == [8]
    assert scene.sync().problems == []
    assert scene.sync().lines == ()


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.KILLED_AFTER])
@pytest.mark.parametrize("where", ["store", "ledger"])
def test_killed_anywhere_it_comes_to_the_same(form: Form, fault: Fault, where: str) -> None:
    """Promise 8: at each request and each step of the ledger, with something learnt and much to write."""
    number = 0
    expected = _played(form)
    while True:
        scene = _played(form, run=False)
        scene.store.begin({number: fault} if where == "store" else {})
        ledger = DyingLedger(scene.world.ledger, {number: fault} if where == "ledger" else {})
        scene.world.ledger.begin()
        try:
            synchronise(scene.store, ledger, scene.world.planning, now=NOW)
        except Killed:
            pass
        else:
            break
        scene.store.begin()
        for _ in range(2):
            scene.sync()
        assert standing(scene) == standing(expected)
        assert scene.world.tracked["acme"].entries == expected.world.tracked["acme"].entries
        assert (scene.sync().lines, scene.store.requests.writes) == ((), 0)
        number += 1
    assert number >= 12


def _played(form: Form, *, run: bool = True) -> Scene:
    scene = Scene(form)
    scene.sync()
    scene.put("final-note", phone.dragged(scene.text("final-note"), THEIRS))
    retitle(scene, "status-check")
    scene.delete("linkedin")
    decide(scene)
    scene.world.tell("acme", Outcome(Turn.OFFER, NOW, None, (), NOW))
    if run:
        for _ in range(3):
            scene.sync()
    return scene
