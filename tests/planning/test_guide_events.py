"""What to do when something happens, row by row: each event is told, and all interviews are planned anew.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00, with a decision date on Wednesday 9
December. The news comes on Thursday 3 December, 16:00. “by” is where the window of the first reminder closes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import pytest

from calsync.cadence_files import built_in_names, load_cadence
from calsync.messages.wording import word
from calsync.planning.applications import plan_all
from calsync.planning.history import TELLABLE, Entry, Outcome, Turn
from calsync.planning.interview import Kind
from calsync.planning.plan import Reminder, State
from calsync.planning.rules import Rules, Wishes
from calsync.planning.saying import say_when
from calsync.planning.tracked import Tracked
from calsync.planning.workdays import WorkCalendar
from tests.planning.made import BERLIN, interview

NEWS = datetime(2026, 12, 3, 16, tzinfo=BERLIN)
FRIDAY_WEEK = date(2026, 12, 11)
CADENCES = {name: load_cadence(name) for name in built_in_names()}


def tracked(
    company: str = "Acme",
    *entries: Entry,
    on: str = "2026-12-01",
    decision: str | None = "2026-12-09",
    kind: Kind = Kind.TECHNICAL,
    role: str = "Data Engineer",
    since: datetime = datetime(2026, 11, 20, tzinfo=BERLIN),
    wishes: Wishes | None = None,
) -> Tracked:
    ref = f"{company.lower()}-{on[-2:]}"
    of = interview(f"{on} 14:00", "15:00", company=company, role=role, kind=kind, decision=decision)
    return Tracked(
        ref=ref, interview=replace(of, id=ref), wishes=wishes or Wishes(), since=since, entries=entries
    )


def outcome(
    turn: Turn, deadline: datetime | date | None = None, *, on: datetime = NEWS, prefer: tuple[str, ...] = ()
) -> Outcome:
    return Outcome(turn, on, deadline, prefer, told=on)


def wishing(*steps: str, topic: str = "") -> Wishes:
    return Wishes(also=frozenset(steps), topic=topic)


def plans(*told: Tracked, cadence: str = "standard") -> dict[str, tuple[Reminder, ...]]:
    rules = Rules(CADENCES[cadence], WorkCalendar())
    return plan_all(told, rules=lambda _: rules)


class Row(NamedTuple):
    """`when` is of the step's reminders that are still open, in the interview that was told of first."""

    event: str
    told: tuple[Tracked, ...]
    step: str
    when: tuple[str, ...] = ()
    by: str = ""
    says: str = ""


REJECTED = (tracked("Acme", outcome(Turn.REJECTED)),)
OFFER = (tracked("Acme", outcome(Turn.OFFER, FRIDAY_WEEK)),)
OPEN_OFFER = (tracked("Acme", outcome(Turn.OFFER)),)
SHORT_OFFER = (tracked("Acme", outcome(Turn.OFFER, date(2026, 12, 4))),)
LATE_OFFER = (tracked("Acme", outcome(Turn.OFFER, on=datetime(2026, 12, 5, 22, tzinfo=BERLIN))),)
SATURDAY = datetime(2026, 12, 5, 16, tzinfo=BERLIN)
WAITING = tracked("Acme")
OFFERED = tracked("Birch", outcome(Turn.OFFER, FRIDAY_WEEK))
OTHER_ROLE = tracked("Acme", on="2026-12-02", role="Platform Engineer")
LONG_NAME = tracked("ACME GmbH", on="2026-12-02", role="Platform Engineer")
WITHDRAWN = (tracked("Acme", outcome(Turn.WITHDRAWN)),)
NO_ANSWER = (tracked("Acme", outcome(Turn.NO_ANSWER)),)
NEXT_ROUND = (tracked("Acme", outcome(Turn.NEXT_ROUND)),)
SECOND = tracked("Acme", on="2026-12-08", decision=None, kind=Kind.FINAL, since=NEWS)
INFORMATIONAL = (tracked(kind=Kind.INFORMATIONAL),)

ROWS = [
    Row("rejection", REJECTED, "reply-graciously", ("Fri 4 Dec 10:00",), "Sat 5 Dec 16:00", "feedback"),
    Row("rejection", REJECTED, "status-check"),
    Row("rejection", REJECTED, "stop"),
    # ---------------------------------------------------------------------------------------------------
    Row("some time after a rejection", REJECTED, "stay-in-touch", ("Wed 3 Mar 10:00",), says="Nothing pushy"),
    Row("some time after a rejection", REJECTED, "stay-in-touch-6", ("Thu 3 Jun 10:00",), says="role open again"),
    Row("some time after a rejection", REJECTED, "stay-in-touch-12", ("Fri 3 Dec 10:00",), says="role open again"),
    # ---------------------------------------------------------------------------------------------------
    Row("offer", OFFER, "acknowledge-offer", ("Thu 3 Dec 16:00",), "Fri 4 Dec 16:00", "delighted"),
    Row("offer", LATE_OFFER, "acknowledge-offer", ("Sat 5 Dec 22:00",), "Sun 6 Dec 22:00"),
    Row("offer", OPEN_OFFER, "ask-for-review-time", ("Thu 3 Dec 17:00",), "Fri 4 Dec 16:00", "two or three working days"),
    Row("offer", OFFER, "ask-for-review-time"),
    Row("offer", OFFER, "status-check"),
    # ---------------------------------------------------------------------------------------------------
    Row("offer, before answering", OFFER, "review-offer", ("Tue 8 Dec 10:00",), "Thu 10 Dec", "all of it before Fri 11 Dec"),
    Row("offer, before answering", OFFER, "negotiate", ("Wed 9 Dec 10:00",), "Thu 10 Dec", "Before Fri 11 Dec"),
    Row("offer, before answering", OFFER, "get-it-in-writing", ("Thu 10 Dec 10:00",), "Fri 11 Dec", "Resign nowhere"),
    Row("offer, before answering", OFFER, "get-it-in-writing", ("Thu 10 Dec 10:00",), says="in writing, and read it once more before you answer by Fri 11 Dec"),
    Row("offer, before answering", OPEN_OFFER, "review-offer", ("Fri 4 Dec 10:00",), "Mon 7 Dec"),
    Row("offer, before answering", OPEN_OFFER, "negotiate", ("Mon 7 Dec 10:00",), "Tue 8 Dec"),
    Row("offer, before answering", OPEN_OFFER, "get-it-in-writing", ("Tue 8 Dec 10:00",), "Thu 10 Dec"),
    Row("offer, before answering", SHORT_OFFER, "review-offer", ("Thu 3 Dec 16:00",)),  # never before it came
    Row("offer, before answering", SHORT_OFFER, "negotiate", ("Thu 3 Dec 16:15",)),
    Row("offer, before answering", SHORT_OFFER, "get-it-in-writing", ("Thu 3 Dec 16:30",)),
    Row("offer, before answering", (tracked("Acme", outcome(Turn.ACCEPTED)),), "get-it-in-writing", ("Thu 3 Dec 16:00",), says="Before you resign"),
    # ---------------------------------------------------------------------------------------------------
    Row("an offer elsewhere while this one is pending", (WAITING, OFFERED), "tell-them", ("Thu 3 Dec 16:00",), "Thu 3 Dec", "to answer by Fri 11 Dec"),
    Row("an offer elsewhere while this one is pending", (WAITING, OFFERED), "tell-them", ("Thu 3 Dec 16:00",), says="No ultimatum"),
    Row("an offer elsewhere while this one is pending", (WAITING, tracked("Birch", outcome(Turn.OFFER))), "tell-them", ("Thu 3 Dec 16:00",), says="to answer soon"),
    Row("an offer elsewhere while this one is pending", (WAITING, tracked("Birch", outcome(Turn.OFFER, on=SATURDAY))), "tell-them", ("Sat 5 Dec 16:00",)),
    Row("an offer elsewhere while this one is pending", (WAITING, OFFERED), "status-check", ("Thu 10 Dec 10:00",)),  # Acme is still pending
    Row("an offer elsewhere while this one is pending", (tracked("Acme", outcome(Turn.REJECTED)), OFFERED), "tell-them"),
    # ---------------------------------------------------------------------------------------------------
    Row("…and the employer who offered", (OFFERED, WAITING), "ask-for-time", ("Thu 3 Dec 16:00",), "Thu 3 Dec", "five to seven working days"),
    Row("…and the employer who offered", (OFFERED,), "ask-for-time"),  # only where another one is pending
    Row("…and the employer who offered", (OPEN_OFFER[0], tracked("Birch")), "ask-for-time", ("Thu 3 Dec 16:00",)),
    Row("…and the employer who offered", (OPEN_OFFER[0], tracked("Birch")), "ask-for-review-time"),  # asked for time once
    # ---------------------------------------------------------------------------------------------------
    # Two roles at one employer: they know of their own offer. Other employers are told of it.
    Row("two roles, an offer for one", (OTHER_ROLE, OFFER[0]), "tell-them"),
    Row("two roles, an offer for one", (LONG_NAME, OFFER[0]), "tell-them"),
    Row("two roles, an offer for one", (OTHER_ROLE, OFFER[0], tracked("Birch")), "tell-them"),
    Row("two roles, an offer for one", (OFFER[0], OTHER_ROLE), "tell-them"),
    Row("two roles, an offer for one", (OFFER[0], OTHER_ROLE), "ask-for-time"),
    Row("two roles, an offer for one", (OFFER[0], LONG_NAME), "ask-for-time"),
    Row("two roles, an offer for one", (OTHER_ROLE, OFFER[0]), "ask-for-time"),
    Row("two roles, an offer for one", (OPEN_OFFER[0], OTHER_ROLE), "ask-for-review-time", ("Thu 3 Dec 17:00",)),
    Row("two roles, an offer for one", (OTHER_ROLE, OFFER[0]), "status-check", ("Thu 10 Dec 10:00",)),  # still pending
    Row("two roles, an offer for one", (tracked("Birch"), OFFER[0], OTHER_ROLE), "tell-them", ("Thu 3 Dec 16:00",)),
    Row("two roles, an offer for one", (OFFER[0], OTHER_ROLE, tracked("Birch")), "ask-for-time", ("Thu 3 Dec 16:00",)),
    Row("two roles, an offer for one", (OTHER_ROLE, OFFERED), "tell-them", ("Thu 3 Dec 16:00",)),
    # ---------------------------------------------------------------------------------------------------
    Row("you withdraw", WITHDRAWN, "withdraw-note", ("Thu 3 Dec 16:00",), "Sat 5 Dec 16:00", "thank them"),
    Row("you withdraw", WITHDRAWN, "status-check"),
    Row("you withdraw", (WAITING, tracked("Birch", outcome(Turn.ACCEPTED))), "withdraw-note", ("Thu 3 Dec 16:00",), "Sat 5 Dec 16:00", "accepted another post"),
    # ---------------------------------------------------------------------------------------------------
    Row("the interview went badly on one point", (tracked(wishes=wishing(topic="the question on sharding")),), "recovery-note", ("Wed 2 Dec 11:00",), "Wed 2 Dec 15:00", "a few lines on the question on sharding"),
    Row("the interview went badly on one point", (tracked(wishes=wishing(topic="sharding")),), "recovery-note", ("Wed 2 Dec 11:00",), says="No general apology"),
    Row("the interview went badly on one point", (tracked(),), "recovery-note"),
    # ---------------------------------------------------------------------------------------------------
    Row("recruiter or phone screen", (tracked(kind=Kind.RECRUITER_SCREEN),), "thank-you", ("Wed 2 Dec 10:00",), "Wed 2 Dec 15:00", "two sentences"),
    Row("recruiter or phone screen", (tracked(kind=Kind.PHONE_SCREEN),), "thank-you", ("Wed 2 Dec 10:00",), "Wed 2 Dec 15:00", "two sentences"),
    # ---------------------------------------------------------------------------------------------------
    Row("informational talk", INFORMATIONAL, "thank-you", ("Wed 2 Dec 10:00",), "Wed 2 Dec 15:00", "stay in touch"),
    Row("informational talk", INFORMATIONAL, "decision-date"),
    Row("informational talk", INFORMATIONAL, "status-check"),
    Row("informational talk", INFORMATIONAL, "stop"),
    # ---------------------------------------------------------------------------------------------------
    Row("final round", (tracked(kind=Kind.FINAL),), "thank-you", ("Wed 2 Dec 10:00",), "Wed 2 Dec 15:00", "a clear word that you want the job"),
    Row("final round", (tracked(kind=Kind.FINAL),), "thank-you", ("Wed 2 Dec 10:00",), says="a link to your résumé"),
    # ---------------------------------------------------------------------------------------------------
    Row("references handed over", (tracked(wishes=wishing("references-sent")),), "references-sent", ("Tue 1 Dec 18:00",), "Tue 1 Dec", "numbers and addresses again"),
    # ---------------------------------------------------------------------------------------------------
    Row("next round arranged", NEXT_ROUND, "status-check"),
    Row("next round arranged", (tracked(), SECOND), "status-check"),
    Row("next round arranged", (tracked(), SECOND), "stop"),
    Row("next round arranged", (SECOND, tracked()), "thank-you", ("Wed 9 Dec 10:00",)),
    Row("next round arranged", (SECOND, tracked()), "status-check", ("Tue 15 Dec 10:00",)),
    # ---------------------------------------------------------------------------------------------------
    Row("no answer ever came", NO_ANSWER, "stay-in-touch", ("Wed 3 Mar 10:00",), says="not a word on the silence"),
    Row("no answer ever came", NO_ANSWER, "stay-in-touch-6"),
    Row("no answer ever came", NO_ANSWER, "stop"),
]  # fmt: skip


def still_open(row: Row, *, cadence: str = "standard") -> list[Reminder]:
    planned = plans(*row.told, cadence=cadence)[row.told[0].id]
    return [each for each in planned if each.step == row.step and each.state is State.OPEN]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.event}: {row.step}")
def test_each_row(row: Row) -> None:
    reminders = still_open(row)
    assert tuple(say_when(each.at) for each in reminders) == row.when
    if row.by:
        assert say_when(reminders[0].closes) == row.by
    if row.says:
        words = word(reminders[0])
        assert row.says in f"{words.title}\n{words.body}"


PAGE = {
    "rejection": "reply-graciously status-check stop",
    "some time after a rejection": "stay-in-touch stay-in-touch-12 stay-in-touch-6",
    "offer": "acknowledge-offer ask-for-review-time status-check",
    "offer, before answering": "get-it-in-writing negotiate review-offer",
    "an offer elsewhere while this one is pending": "status-check tell-them",
    "…and the employer who offered": "ask-for-review-time ask-for-time",
    "you withdraw": "status-check withdraw-note",
    "the interview went badly on one point": "recovery-note",
    "recruiter or phone screen": "thank-you",
    "informational talk": "decision-date status-check stop thank-you",
    "final round": "thank-you",
    "references handed over": "references-sent",
    "next round arranged": "status-check stop thank-you",
}
"""The rows of the guides' second table, and the steps that make them up."""

OURS = {
    "two roles, an offer for one": "ask-for-review-time ask-for-time status-check tell-them",
    "no answer ever came": "stay-in-touch stay-in-touch-6 stop",
}
"""What the guides leave open."""


def test_the_table_has_every_cell() -> None:
    found: dict[str, set[str]] = {}
    for row in ROWS:
        found.setdefault(row.event, set()).add(row.step)
    assert {event: " ".join(sorted(steps)) for event, steps in found.items()} == {**PAGE, **OURS}


ANSWERS = [row for row in ROWS if row.when and row.step not in ("thank-you", "status-check")]


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: f"{row.event}: {row.step}")
@pytest.mark.parametrize("cadence", built_in_names())
def test_what_happens_is_answered_the_same_in_every_cadence(row: Row, cadence: str) -> None:
    assert tuple(say_when(each.at) for each in still_open(row, cadence=cadence)) == row.when


def test_the_most_wanted_are_told_first_a_quarter_of_an_hour_apart() -> None:
    offer = outcome(Turn.OFFER, FRIDAY_WEEK, prefer=("cedar-01", "acme-01"))
    found = plans(tracked("Acme"), tracked("Cedar"), tracked("Dune"), tracked("Birch", offer))
    told = {id_: [say_when(r.at) for r in planned if r.step == "tell-them"] for id_, planned in found.items()}
    assert told == {
        "cedar-01": ["Thu 3 Dec 16:00"],
        "acme-01": ["Thu 3 Dec 16:15"],
        "dune-01": ["Thu 3 Dec 16:30"],
        "birch-01": [],
    }


def test_no_reminder_of_one_company_names_another() -> None:
    for planned in plans(WAITING, OFFERED, tracked("Cedar")).values():
        for reminder in planned:
            words = word(reminder)
            others = {"Acme", "Birch", "Cedar"} - {reminder.interview.company}
            assert not [other for other in others if other in f"{words.title}\n{words.body}"]


@pytest.mark.parametrize("turn", TELLABLE)
@pytest.mark.parametrize("cadence", built_in_names())
def test_nothing_is_sent_before_the_news_came(turn: Turn, cadence: str) -> None:
    deadline = date(2026, 12, 1) if turn is Turn.OFFER else None  # already past
    planned = plans(tracked("Acme", outcome(turn, deadline)), tracked("Birch"), cadence=cadence)
    answers = [each for plan in planned.values() for each in plan if each.happened is not None]
    assert all(isinstance(each.at, datetime) and each.at.timestamp() >= NEWS.timestamp() for each in answers)
    assert bool(answers) == (turn is not Turn.NEXT_ROUND)
