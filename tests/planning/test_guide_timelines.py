"""The timelines of the four guides, cell by cell: what each built-in cadence plans, and when.

Guide A is the standard cadence, B patient, C weekly, D light. Everything is counted from an interview on
Tuesday 1 December 2026, 14:00 to 15:00, and a decision date on Friday 4 December unless the row has another.
A cell that is “–” in the guides plans nothing.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from calsync.cadence_files import load_cadence
from calsync.messages.wording import word
from calsync.planning.interview import Interview, Kind
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.saying import say_when
from calsync.planning.workdays import WorkCalendar
from tests.planning.made import ANA, SARAH, TOM, interview

CADENCES = {
    "A": load_cadence("standard"),
    "B": load_cadence("patient"),
    "C": load_cadence("weekly"),
    "D": load_cadence("light"),
}
THURSDAY_OFF = WorkCalendar(holidays={date(2026, 12, 3): "Founders' Day"})
FRIDAY = "2026-12-04"


def a(
    kind: Kind = Kind.TECHNICAL,
    decision: str | None = FRIDAY,
    at: str = "14:00–15:00",
    *,
    day: str = "2026-12-01",
) -> Interview:
    start, end = at.split("–")
    people = (SARAH, TOM, ANA) if kind is Kind.PANEL else (SARAH,)
    return interview(f"{day} {start}", end, kind=kind, people=people, decision=decision)


TALK, PANEL, FINAL = a(), a(Kind.PANEL), a(Kind.FINAL)
UNSTATED, FINAL_UNSTATED = a(decision=None), a(Kind.FINAL, None)
EARLY = a(at="08:30–09:30")
DAY_BEFORE = a(day="2026-12-03")
PANEL_DAY_BEFORE = a(Kind.PANEL, day="2026-12-03")
NIGHT_BEFORE = a(at="20:30–21:30", day="2026-12-03")


class Cell(NamedTuple):
    """`when` is of each reminder of that step, `window` of the first; `says` stands somewhere in it."""

    what: str
    guide: str
    of: Interview
    step: str
    when: tuple[str, ...] = ()
    window: str = ""
    says: str = ""
    also: str = ""
    workdays: WorkCalendar = WorkCalendar()


DAY = "Tue 1 Dec 15:00 to Wed 2 Dec 15:00"
NEXT_DAY = ("Wed 2 Dec 10:00",)
ONE_EACH = ("Wed 2 Dec 10:00", "Wed 2 Dec 10:15", "Wed 2 Dec 10:30")

CELLS = [
    Cell("thank-you", "A", TALK, "thank-you", NEXT_DAY, DAY, "under 120 words"),
    Cell("thank-you", "B", TALK, "thank-you", NEXT_DAY, DAY, "three or four short paragraphs"),
    Cell("thank-you", "C", TALK, "thank-you", NEXT_DAY, DAY, "the same evening or the next morning"),
    Cell("thank-you", "D", TALK, "thank-you", NEXT_DAY, DAY, "Not within minutes"),
    Cell("thank-you", "A", TALK, "thank-you", NEXT_DAY, says="Thank Sarah Lee (Acme)"),
    Cell("thank-you", "B", TALK, "thank-you", NEXT_DAY, says="Thank Sarah Lee (Acme)"),
    Cell("thank-you", "C", TALK, "thank-you", NEXT_DAY, says="Thank Sarah Lee (Acme)"),
    Cell("thank-you", "D", TALK, "thank-you", NEXT_DAY, says="Thank Sarah Lee (Acme)"),
    Cell("thank-you", "D", EARLY, "thank-you", ("Tue 1 Dec 10:30",)),  # not within 24 minutes: an hour
    # ---------------------------------------------------------------------------------------------------
    Cell("panel", "A", PANEL, "thank-you", ONE_EACH, says="No group mail"),
    Cell("panel", "B", PANEL, "thank-you", ONE_EACH, says="a copy to the whole panel is worse than none"),
    Cell("panel", "C", PANEL, "thank-you", ONE_EACH, says="unless you all sat in one talk"),
    Cell("panel", "D", PANEL, "thank-you", ONE_EACH, says="no two alike"),
    # ---------------------------------------------------------------------------------------------------
    Cell("LinkedIn", "A", TALK, "linkedin", ("Thu 3 Dec 10:00",), "Tue 1 Dec 15:00 to Thu 3 Dec 15:00", "optional"),
    Cell("LinkedIn", "B", TALK, "linkedin"),
    Cell("LinkedIn", "B", TALK, "linkedin", NEXT_DAY, DAY, "Where you have no mail address", also="linkedin"),
    Cell("LinkedIn", "B", TALK, "stop", ("Tue 22 Dec",), says="on LinkedIn to stay in touch"),
    Cell("LinkedIn", "C", TALK, "linkedin"),
    Cell("LinkedIn", "D", TALK, "linkedin"),
    # ---------------------------------------------------------------------------------------------------
    Cell("on D", "A", TALK, "decision-date", ("Fri 4 Dec",), says="no contact"),
    Cell("on D", "B", TALK, "decision-date"),
    Cell("on D", "C", TALK, "decision-date"),
    Cell("on D", "D", TALK, "decision-date", ("Fri 4 Dec",), says="Do not ask how it stands today, by mail, call or message, even if it stays quiet."),
    Cell("on D", "A", TALK, "decision-date", ("Fri 4 Dec",), says="give them the whole day"),
    Cell("on D", "D", TALK, "decision-date", ("Fri 4 Dec",), says="give them the whole day"),
    # “Do not contact” holds for the thank-you too, as long as another hour is in its window.
    Cell("on D", "A", DAY_BEFORE, "thank-you", ("Thu 3 Dec 18:00",), "Thu 3 Dec 15:00 to Fri 4 Dec 15:00"),
    Cell("on D", "D", DAY_BEFORE, "thank-you", ("Thu 3 Dec 18:00",), "Thu 3 Dec 15:00 to Fri 4 Dec 15:00"),
    Cell("on D", "A", PANEL_DAY_BEFORE, "thank-you", ("Thu 3 Dec 18:00", "Thu 3 Dec 18:15", "Thu 3 Dec 18:30")),
    Cell("on D", "A", DAY_BEFORE, "linkedin", ("Thu 3 Dec 19:00",)),
    Cell("on D", "A", DAY_BEFORE, "decision-date", ("Fri 4 Dec",)),
    Cell("on D", "A", NIGHT_BEFORE, "thank-you", ("Fri 4 Dec 10:00",)),  # no other day is in reach
    Cell("on D", "D", NIGHT_BEFORE, "thank-you", ("Fri 4 Dec 10:00",)),
    # ---------------------------------------------------------------------------------------------------
    Cell("status check, D stated", "A", TALK, "status-check", ("Mon 7 Dec 10:00",), "Mon 7 Dec to Tue 8 Dec", "at most three sentences"),
    Cell("status check, D stated", "B", TALK, "status-check", ("Tue 8 Dec 10:00",), "Tue 8 Dec to Wed 9 Dec", "at most three sentences"),
    Cell("status check, D stated", "C", TALK, "status-check", ("Tue 8 Dec 10:00",), "Tue 8 Dec to Wed 9 Dec", "at most three sentences"),
    Cell("status check, D stated", "D", TALK, "status-check", ("Wed 9 Dec 10:00",), says="at most three sentences"),
    Cell("status check, D stated", "D", a(decision="2026-12-11"), "status-check", ("Mon 14 Dec 10:00",)),
    # ---------------------------------------------------------------------------------------------------
    # Guide A says nothing here; the standard cadence takes the window of guide B.
    Cell("status check, nothing stated", "A", UNSTATED, "status-check", ("Tue 8 Dec 10:00",), "Tue 8 Dec to Thu 10 Dec"),
    Cell("status check, nothing stated", "B", UNSTATED, "status-check", ("Tue 8 Dec 10:00",), "Tue 8 Dec to Thu 10 Dec"),
    Cell("status check, nothing stated", "C", UNSTATED, "status-check", ("Tue 8 Dec 10:00",), workdays=THURSDAY_OFF),
    Cell("status check, nothing stated", "C", FINAL_UNSTATED, "status-check", ("Wed 9 Dec 10:00",), workdays=THURSDAY_OFF),
    Cell("status check, nothing stated", "D", UNSTATED, "status-check", ("Wed 9 Dec 10:00",), says="at most three sentences"),
    Cell("status check, nothing stated", "A", UNSTATED, "status-check", ("Tue 8 Dec 10:00",), says="at most three sentences"),
    Cell("status check, nothing stated", "B", UNSTATED, "status-check", ("Tue 8 Dec 10:00",), says="at most three sentences"),
    Cell("status check, nothing stated", "C", UNSTATED, "status-check", ("Tue 8 Dec 10:00",), says="at most three sentences"),
    Cell("status check, nothing stated", "C", FINAL_UNSTATED, "status-check", ("Tue 8 Dec 10:00",), says="at most three sentences"),
    # ---------------------------------------------------------------------------------------------------
    Cell("final note", "A", TALK, "final-note", ("Mon 14 Dec 10:00",), "Sat 12 Dec to Mon 14 Dec", "shorter than"),
    Cell("final note", "B", TALK, "second-note", ("Tue 15 Dec 10:00",), says="shorter than before"),
    Cell("final note", "C", TALK, "final-note", ("Tue 15 Dec 10:00",), says="shorter than"),
    Cell("final note", "D", TALK, "final-note"),
    Cell("final note", "D", TALK, "second-note"),
    # ---------------------------------------------------------------------------------------------------
    Cell("ghosted after a final round", "A", FINAL, "closing-note"),
    Cell("ghosted after a final round", "B", FINAL, "status-check", ("Tue 8 Dec 10:00",), "Tue 8 Dec to Wed 9 Dec"),
    Cell("ghosted after a final round", "B", FINAL, "second-note", ("Tue 15 Dec 10:00",), says="a single sentence"),
    Cell("ghosted after a final round", "B", FINAL, "closing-note", ("Mon 21 Dec 10:00",), "Sun 20 Dec to Tue 22 Dec"),
    Cell("ghosted after a final round", "B", TALK, "closing-note"),
    Cell("ghosted after a final round", "C", FINAL, "closing-note"),
    Cell("ghosted after a final round", "D", FINAL, "closing-note"),
    # ---------------------------------------------------------------------------------------------------
    Cell("stop", "A", TALK, "stop", ("Mon 21 Dec",), says="Burn no bridge"),
    Cell("stop", "B", TALK, "stop", ("Tue 22 Dec",), says="on LinkedIn"),
    Cell("stop", "B", FINAL, "stop", ("Mon 28 Dec",), says="on LinkedIn"),
    Cell("stop", "C", TALK, "stop", ("Tue 22 Dec",), says="Write no more"),
    Cell("stop", "D", TALK, "stop", ("Wed 16 Dec",), says="Two messages are enough"),
    # ---------------------------------------------------------------------------------------------------
    Cell("extra touches", "A", TALK, "keep-applying"),
    Cell("extra touches", "B", TALK, "keep-applying", ("Wed 2 Dec",), also="keep-applying"),
    Cell("extra touches", "B", TALK, "ask-timeline"),  # TALK has a date
    Cell("extra touches", "B", TALK, "ask-timeline", ("Tue 1 Dec 13:45",), says="when you may expect an answer", also="ask-timeline"),
    Cell("extra touches", "B", UNSTATED, "ask-timeline", ("Tue 1 Dec 13:45",), says="Before you leave, ask when you may expect an answer"),
    Cell("extra touches", "C", TALK, "handwritten-note"),
    Cell("extra touches", "D", TALK, "handwritten-note", ("Tue 8 Dec",), says="If it fits the house", also="handwritten-note"),
]  # fmt: skip


def plan_of(cell: Cell) -> list[Reminder]:
    cadence, also = CADENCES[cell.guide], frozenset({cell.also} - {""})
    return list(plan_followups(cell.of, cadence=cadence, workdays=cell.workdays, also=also))


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.what}, {cell.guide}: {cell.step}")
def test_each_cell(cell: Cell) -> None:
    reminders = [reminder for reminder in plan_of(cell) if reminder.step == cell.step]
    assert tuple(say_when(reminder.at) for reminder in reminders) == cell.when
    if cell.window:
        assert f"{say_when(reminders[0].opens)} to {say_when(reminders[0].closes)}" == cell.window
    if cell.says:
        words = word(reminders[0])
        assert cell.says in f"{words.title}\n{words.body}"


PAGE = {
    "thank-you": "thank-you",
    "panel": "thank-you",
    "LinkedIn": "linkedin stop",
    "on D": "decision-date linkedin thank-you",
    "status check, D stated": "status-check",
    "status check, nothing stated": "status-check",
    "final note": "final-note second-note",
    "ghosted after a final round": "closing-note second-note status-check",
    "stop": "stop",
    "extra touches": "ask-timeline handwritten-note keep-applying",
}
"""The rows of the guides' first table, and the steps that make them up."""


def test_the_table_has_every_cell() -> None:
    assert {(cell.what, cell.guide) for cell in CELLS} == {(row, guide) for row in PAGE for guide in "ABCD"}
    found = {row: {cell.step for cell in CELLS if cell.what == row} for row in PAGE}
    assert {row: " ".join(sorted(steps)) for row, steps in found.items()} == PAGE


@pytest.mark.parametrize(
    ("guide", "of", "messages"),
    [("A", TALK, 2), ("A", FINAL, 2), ("B", TALK, 2), ("B", FINAL, 3), ("C", TALK, 2), ("D", TALK, 1)],
)
def test_a_cadence_plans_as_many_messages_as_it_allows(guide: str, of: Interview, messages: int) -> None:
    planned = plan_followups(of, cadence=CADENCES[guide], workdays=WorkCalendar())
    follow_ups = [reminder for reminder in planned if reminder.rule.follow_up]
    assert len(follow_ups) == CADENCES[guide].most_follow_ups(of.kind) == messages
    assert planned[-1].step == "stop"


@pytest.mark.parametrize("guide", "ABCD")
def test_an_evening_note_is_fine_where_no_working_day_is_in_reach(guide: str) -> None:
    friday = interview("2026-12-04 14:00", "15:00")
    planned = plan_followups(friday, cadence=CADENCES[guide], workdays=WorkCalendar())
    assert [say_when(each.at) for each in planned if each.step == "thank-you"] == ["Fri 4 Dec 18:00"]


def test_a_late_thank_you_moves_the_one_follow_up_of_guide_d() -> None:
    """It is counted from the thank-you, wherever that is placed."""
    sunday = interview("2026-12-06 14:00", "15:00")
    by_step = {r.step: r for r in plan_followups(sunday, cadence=CADENCES["D"], workdays=WorkCalendar())}
    assert say_when(by_step["thank-you"].at) == "Mon 7 Dec 10:00"
    assert say_when(by_step["status-check"].at) == "Mon 14 Dec 10:00"
