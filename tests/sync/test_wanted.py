"""Which reminders are to stand in a calendar, and which may be made there."""

from __future__ import annotations

import pytest

from calsync.ical.reminder import Form
from calsync.planning.history import Done, Outcome, Skipped, Turn
from tests.planning.made import when
from tests.sync import phone
from tests.sync.scene import NOW, world

# when, the step, and whether it stands and may be made: the first thank-you is at 10:00 of 2 December and open
# until 15:00, the status check at 10:00 of 11 December and open until the end of the 14th
MADE = [
    ("2026-12-01 15:30", "thank-you", True),
    ("2026-12-02 14:59", "thank-you", True),
    ("2026-12-02 15:01", "thank-you", False),
    ("2026-12-10 23:59", "decision-date", True),
    ("2026-12-11 00:00", "decision-date", False),
    ("2026-12-14 23:59", "status-check", True),
    ("2026-12-15 00:00", "status-check", False),
]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(("now", "step", "new"), MADE)
def test_what_is_missed_is_not_made(now: str, step: str, new: bool, form: Form) -> None:
    here = world(form)
    here.now = when(now)
    wanted = next(each for each in here.wanted().values() if each.reminder.step == step)
    assert (bool(wanted.text), wanted.new) == (True, new)


# what was told, and how the final note then stands as an event and as a to-do
TOLD = [
    (Done("final-note", "", NOW, NOW), "", "COMPLETED"),
    (Skipped("final-note", "", NOW), "", "CANCELLED"),
    (Outcome(Turn.REJECTED, NOW, None, (), NOW), "", ""),
]


@pytest.mark.parametrize(("entry", "event", "todo"), TOLD)
def test_what_is_over_is_not_made(entry: Done | Skipped | Outcome, event: str, todo: str) -> None:
    for form, status in ((Form.EVENT, event), (Form.TODO, todo)):
        here = world(form)
        here.tell("acme", entry)
        wanted = next(each for each in here.wanted().values() if each.reminder.step == "final-note")
        assert not wanted.new
        assert (phone.status_of(wanted.text) if wanted.text else "") == status
