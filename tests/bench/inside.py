"""What one call costs inside a running process, as ratios between calls of one run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from calsync.cadence_files import load_cadence
from calsync.daysoff import find_place, work_calendar
from calsync.ical.invite import read_invitation
from calsync.ical.reminder import Form
from calsync.messages.wording import word
from calsync.planning.decision import read_decision
from calsync.planning.loops import gather
from calsync.planning.plan import plan_followups
from calsync.stores.ics_file import to_bytes
from tests.bench.timing import per_second
from tests.sessions import ROOT

STAMP = datetime(2027, 1, 1, tzinfo=UTC)
STEPS = 1000


def inside(*, seconds: float) -> Iterator[str]:
    """Lines with the figures; each call is tried for about `seconds`."""
    data = (ROOT / "examples" / "google.ics").read_bytes()
    cadence = load_cadence("standard")
    workdays = work_calendar(find_place("US"), years=range(2026, 2032))
    (interview,) = gather(read_invitation(data, file="google.ics").events).interviews
    reminders = plan_followups(interview, cadence=cadence, workdays=workdays)
    entries = [(reminder, word(reminder)) for reminder in reminders]
    day = date(2026, 11, 19)

    def step_by_delta() -> date:
        moved = day
        for _ in range(STEPS):
            moved += timedelta(days=1)
        return moved

    rates = {
        "read an invitation": per_second(lambda: read_invitation(data, file="google.ics"), seconds=seconds),
        "read a decision phrase": per_second(
            lambda: read_decision("by the end of next week", said_on=day, workdays=workdays), seconds=seconds
        ),
        "plan": per_second(
            lambda: plan_followups(interview, cadence=cadence, workdays=workdays), seconds=seconds
        ),
        "word a plan": per_second(lambda: [word(each) for each in reminders], seconds=seconds),
        "write a plan": per_second(lambda: to_bytes(entries, form=Form.EVENT, stamp=STAMP), seconds=seconds),
    }
    yield "calls per second, and time as a multiple of one plan"
    for name, rate in rates.items():
        yield f"  {name:<28}{rate:10.0f}/s{rates['plan'] / rate:8.1f}x"
    working = per_second(lambda: workdays.after(day, STEPS), seconds=seconds) * STEPS
    plain = per_second(step_by_delta, seconds=seconds) * STEPS
    yield f"a working-day step: {1e6 / working:.2f} us, {plain / working:.1f}x adding a day to a date"
