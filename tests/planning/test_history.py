"""What was done, skipped, moved and stated later: each telling, and the plan that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import cast

import pytest

from calsync.ical.identity import reminder_uid
from calsync.planning.applications import plan_all
from calsync.planning.cadence_table import CadenceTable, cadence_from
from calsync.planning.history import (
    Answered,
    Archived,
    Cancelled,
    Ending,
    Entry,
    Happened,
    History,
    Moved,
    Revived,
    Skipped,
    Turn,
    history_of,
)
from calsync.planning.interview import Interviewer, Kind, Session
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.rules import Rules
from calsync.planning.tracked import Tracked
from tests.planning.made import (
    ANA,
    NEW_YORK,
    PLAIN,
    SARAH,
    STANDARD,
    TOM,
    at,
    decided,
    done,
    interview,
    on,
    outcome,
    standing,
    track,
    when,
)

START = "2026-12-01 14:00"  # a Tuesday
SARAH_KEY, TOM_KEY = "sarah@acme.example", "tom ng"
LATE = when("2026-12-30 12:00")


def replan(one: Tracked) -> tuple[Reminder, ...]:
    return plan_all([one], rules=lambda _: Rules(STANDARD, PLAIN))[one.id]


def story(
    *entries: Entry, decision: str | None = None, people: tuple[Interviewer, ...] = (SARAH,)
) -> dict[str, str]:
    return standing(replan(track("acme", START, *entries, decision=decision, people=people)))


def skip(step: str, person: str = "") -> Skipped:
    return Skipped(step, person, LATE)


def move(step: str, to: str | None, person: str = "") -> Moved:
    return Moved(step, person, on(to) if to else None, LATE)


def test_nothing_told_is_the_plan() -> None:
    assert story() == {
        "ask-timeline": "2026-12-01 13:45 open",
        "thank-you": "2026-12-02 10:00 open",
        "linkedin": "2026-12-03 10:00 open",
        "status-check": "2026-12-08 10:00 open",
        "final-note": "2026-12-14 10:00 open",
        "stop": "2026-12-21 open",
    }
    assert story(decision="2026-12-11") == {
        "thank-you": "2026-12-02 10:00 open",
        "linkedin": "2026-12-03 10:00 open",
        "decision-date": "2026-12-11 open",
        "status-check": "2026-12-14 10:00 open",
        "final-note": "2026-12-21 10:00 open",
        "stop": "2026-12-28 open",
    }


@pytest.mark.parametrize(
    ("entries", "check", "final", "stop"),
    [
        # later steps count from the real day
        ([done("status-check", "2026-12-10 16:00")], "2026-12-08 10:00 done", "2026-12-15 10:00 open", "2026-12-22 open"),
        ([done("status-check", "2026-12-10")], "2026-12-08 10:00 done", "2026-12-15 10:00 open", "2026-12-22 open"),
        ([done("status-check", "2026-12-03 09:00")], "2026-12-08 10:00 done", "2026-12-08 10:00 open", "2026-12-15 open"),
        ([done("status-check", "2027-01-05")], "2026-12-08 10:00 done", "2027-01-11 10:00 open", "2027-01-18 open"),
        ([skip("status-check")], "2026-12-08 10:00 skipped", "2026-12-14 10:00 open", "2026-12-21 open"),
        # a pin bears later steps too, and stays where it was put
        ([move("status-check", "2026-12-10 08:15")], "2026-12-10 08:15 open", "2026-12-15 10:00 open", "2026-12-22 open"),
        ([move("status-check", "2026-12-12")], "2026-12-12 open", "2026-12-17 10:00 open", "2026-12-24 open"),
        ([move("status-check", "2026-12-10 08:15"), move("status-check", None)], "2026-12-08 10:00 open", "2026-12-14 10:00 open", "2026-12-21 open"),
        ([move("status-check", "2026-12-10"), move("status-check", "2026-12-11")], "2026-12-11 open", "2026-12-16 10:00 open", "2026-12-23 open"),
        # what was told last counts
        ([done("status-check", "2026-12-10"), skip("status-check")], "2026-12-08 10:00 skipped", "2026-12-14 10:00 open", "2026-12-21 open"),
        ([skip("status-check"), done("status-check", "2026-12-10")], "2026-12-08 10:00 done", "2026-12-15 10:00 open", "2026-12-22 open"),
        ([done("status-check", "2026-12-10"), done("status-check", "2026-12-09")], "2026-12-08 10:00 done", "2026-12-14 10:00 open", "2026-12-21 open"),
        ([done("status-check", "2026-12-10"), move("status-check", "2026-12-11")], "2026-12-11 open", "2026-12-16 10:00 open", "2026-12-23 open"),
        ([skip("status-check"), move("status-check", "2026-12-11")], "2026-12-11 open", "2026-12-16 10:00 open", "2026-12-23 open"),
        ([skip("status-check"), move("status-check", None)], "2026-12-08 10:00 open", "2026-12-14 10:00 open", "2026-12-21 open"),
        ([move("status-check", "2026-12-11"), skip("status-check")], "2026-12-11 skipped", "2026-12-16 10:00 open", "2026-12-23 open"),
        ([move("status-check", "2026-12-11"), done("status-check", "2026-12-10")], "2026-12-11 done", "2026-12-15 10:00 open", "2026-12-22 open"),
    ],
)  # fmt: skip
def test_later_steps_follow_what_was_told_of_the_status_check(
    entries: list[Entry], check: str, final: str, stop: str
) -> None:
    found = story(*entries)
    assert (found["status-check"], found["final-note"], found["stop"]) == (check, final, stop)


OPEN_ALL = ("2026-12-02 10:00 open", "2026-12-02 10:15 open", "2026-12-02 10:30 open")


@pytest.mark.parametrize(
    ("entries", "sarah", "tom", "linkedin"),
    [
        ([], OPEN_ALL[0], OPEN_ALL[1], "2026-12-03 10:00 open"),
        ([done("thank-you", "2026-12-01 18:00", SARAH_KEY)], "2026-12-02 10:00 done", OPEN_ALL[1], "2026-12-03 10:00 open"),
        ([done("thank-you", "2026-12-01 18:00")], "2026-12-02 10:00 done", "2026-12-02 10:15 done", "2026-12-03 10:00 open"),
        # an invitation on LinkedIn waits for the last of the thank-you mails
        ([done("thank-you", "2026-12-03 11:00", TOM_KEY)], OPEN_ALL[0], "2026-12-02 10:15 done", "2026-12-03 12:00 open"),
        ([move("thank-you", "2026-12-03 11:00", TOM_KEY)], OPEN_ALL[0], "2026-12-03 11:00 open", "2026-12-03 12:00 open"),
        # one of a panel, against everybody
        ([done("thank-you", "2026-12-02", SARAH_KEY), skip("thank-you")], "2026-12-02 10:00 done", "2026-12-02 10:15 skipped", "2026-12-03 10:00 open"),
        ([move("thank-you", "2026-12-02 12:00", SARAH_KEY), skip("thank-you")], "2026-12-02 12:00 skipped", "2026-12-02 10:15 skipped", "2026-12-03 10:00 open"),
        ([done("thank-you", "2026-12-02"), skip("thank-you")], "2026-12-02 10:00 skipped", "2026-12-02 10:15 skipped", "2026-12-03 10:00 open"),
        ([done("thank-you", "2026-12-02"), skip("thank-you", TOM_KEY)], "2026-12-02 10:00 done", "2026-12-02 10:15 skipped", "2026-12-03 10:00 open"),
        ([skip("thank-you", TOM_KEY), done("thank-you", "2026-12-02")], "2026-12-02 10:00 done", "2026-12-02 10:15 done", "2026-12-03 10:00 open"),
        ([done("thank-you", "2026-12-02"), move("thank-you", "2026-12-02 12:00", TOM_KEY)], "2026-12-02 10:00 done", "2026-12-02 12:00 open", "2026-12-03 10:00 open"),
        ([move("thank-you", "2026-12-02 12:00"), move("thank-you", None, TOM_KEY)], "2026-12-02 12:00 open", OPEN_ALL[1], "2026-12-03 10:00 open"),
        ([move("thank-you", "2026-12-02 12:00", TOM_KEY), move("thank-you", "2026-12-02 13:00")], "2026-12-02 13:00 open", "2026-12-02 13:00 open", "2026-12-03 10:00 open"),
        ([move("thank-you", "2026-12-02 12:00", TOM_KEY), move("thank-you", None)], OPEN_ALL[0], OPEN_ALL[1], "2026-12-03 10:00 open"),
    ],
)  # fmt: skip
def test_one_of_a_panel(entries: list[Entry], sarah: str, tom: str, linkedin: str) -> None:
    found = story(*entries, people=(SARAH, TOM, ANA))
    assert (found["thank-you Sarah"], found["thank-you Tom"], found["linkedin"]) == (sarah, tom, linkedin)


def test_whom_one_wrote_to_first_keeps_the_day_when_all_are_done() -> None:
    entries = [done("thank-you", "2026-12-01 18:00", SARAH_KEY), done("thank-you", "2026-12-02 09:00")]
    history = history_of(entries, waiting=frozenset())
    assert history.done_for("thank-you", SARAH_KEY) == entries[0]
    assert history.done_for("thank-you", TOM_KEY) == entries[1]


@pytest.mark.parametrize(
    ("entries", "wave", "decision", "check", "final"),
    [
        # nothing was sent yet: the same reminders on other days
        ([decided("2026-12-11", "2026-12-03 12:00")], 0, "2026-12-11 open", "2026-12-14 10:00 open", "2026-12-21 10:00 open"),
        ([decided("2026-12-11", "2026-12-03 12:00"), decided("2026-12-16", "2026-12-04 12:00")], 0, "2026-12-16 open", "2026-12-17 10:00 open", "2026-12-22 10:00 open"),
        ([move("status-check", "2026-12-15 08:00"), decided("2026-12-11", "2026-12-03 12:00")], 0, "2026-12-11 open", "2026-12-15 08:00 open", "2026-12-21 10:00 open"),
        ([skip("status-check"), decided("2026-12-11", "2026-12-03 12:00")], 0, "2026-12-11 open", "2026-12-14 10:00 skipped", "2026-12-21 10:00 open"),
        # a date stated in answer to a status check: the waiting begins anew
        ([done("status-check", "2026-12-08 10:00"), decided("2026-12-11", "2026-12-09 12:00")], 1, "2026-12-11 open", "2026-12-14 10:00 open", "2026-12-21 10:00 open"),
        ([done("status-check", "2026-12-08"), decided("2026-12-11", "2026-12-09 12:00"), done("status-check", "2026-12-14"), decided("2026-12-18", "2026-12-15 12:00")], 2, "2026-12-18 open", "2026-12-21 10:00 open", "2026-12-28 10:00 open"),
        ([done("status-check", "2026-12-08"), skip("final-note"), move("stop", "2026-12-31"), decided("2026-12-11", "2026-12-09 12:00")], 1, "2026-12-11 open", "2026-12-14 10:00 open", "2026-12-21 10:00 open"),
        # a date that was past when the check went out is no answer to it, and “none” is no date
        ([done("status-check", "2026-12-08"), decided("2026-12-08", "2026-12-09 12:00")], 0, "2026-12-08 open", "2026-12-09 10:00 done", "2026-12-14 10:00 open"),
        ([done("status-check", "2026-12-08"), decided(None, "2026-12-09 12:00")], 0, None, "2026-12-08 10:00 done", "2026-12-14 10:00 open"),
        # the same date in other words is no news; told anew after they took it back, it is
        ([decided("2026-12-11", "2026-12-03 12:00"), done("status-check", "2026-12-08"), decided("2026-12-11", "2026-12-09 12:00")], 0, "2026-12-11 open", "2026-12-14 10:00 done", "2026-12-14 10:00 open"),
        ([decided("2026-12-11", "2026-12-03 12:00"), done("status-check", "2026-12-08"), decided(None, "2026-12-09 12:00"), decided("2026-12-11", "2026-12-10 12:00")], 1, "2026-12-11 open", "2026-12-14 10:00 open", "2026-12-21 10:00 open"),
        # what was no waiting is not done again
        ([done("thank-you", "2026-12-02"), decided("2026-12-11", "2026-12-09 12:00")], 0, "2026-12-11 open", "2026-12-14 10:00 open", "2026-12-21 10:00 open"),
    ],
)  # fmt: skip
def test_a_decision_date_stated_later(
    entries: list[Entry], wave: int, decision: str | None, check: str, final: str
) -> None:
    one = track("acme", START, *entries)
    reminders = replan(one)
    found = standing(reminders)
    assert (found.get("decision-date"), found["status-check"], found["final-note"]) == (
        decision,
        check,
        final,
    )
    assert {r.occasion for r in reminders if r.rule.waiting} == {str(wave) if wave else ""}
    before = {r.step: reminder_uid(r) for r in replan(replace(one, entries=()))}
    after = {r.step: reminder_uid(r) for r in reminders if r.step in before}
    again = {step for step in after if after[step] != before[step]}
    assert again == ({"status-check", "final-note", "stop"} if wave else set())


def answer(step: str, text: str, told: str) -> Answered:
    """Typed into a reminder; one to thank Sarah is hers."""
    return Answered(step, SARAH_KEY if step == "thank-you" else "", text, "understood", when(told))


def test_answers_are_of_the_wave_in_which_they_were_typed() -> None:
    sent, said = "2026-12-08 10:00", "2026-12-09 12:00"
    told: list[Entry] = [
        done("status-check", sent),
        answer("status-check", "sent", sent),
        answer("thank-you", "note: queues", sent),
        answer("thank-you", "they said the 11th", said),
    ]

    def typed(*more: Entry) -> dict[str, list[str]]:
        plan = replan(track("acme", START, *told, *more))
        return {each.step: [answer.text for answer in each.answers] for each in plan if each.answers}

    thanks = ["note: queues", "they said the 11th"]
    assert typed() == {"status-check": ["sent"], "thank-you": thanks}
    # What began the wave, and what was read with it, was typed into reminders of the wave before.
    begins: list[Entry] = [
        decided("2026-12-11", said),
        answer("status-check", "they said the 11th", said),
        answer("final-note", "sent", said),
    ]
    assert typed(*begins) == {"thank-you": thanks}
    assert typed(*begins, answer("status-check", "sent", "2026-12-14 10:00")) == {
        "thank-you": thanks,
        "status-check": ["sent"],
    }
    # A date that begins no wave: the reminder is the same one.
    assert typed(decided(None, said), answer("status-check", "no date", said))["status-check"] == [
        "sent",
        "no date",
    ]


def test_an_answer_that_began_an_occasion_was_typed_before_it() -> None:
    again = "2026-12-12 10:00"
    told: list[Entry] = [
        outcome(Turn.OFFER, "2026-12-08 10:00"),
        answer("acknowledge-offer", "sent", "2026-12-08 12:00"),
    ]
    more: list[Entry] = [
        outcome(Turn.REJECTED, "2026-12-10 10:00"),
        outcome(Turn.OFFER, again),
        answer("acknowledge-offer", "they made another offer", again),
    ]

    def typed(*entries: Entry) -> list[str]:
        plan = replan(track("acme", START, *entries))
        return [each.text for one in plan if one.step == "acknowledge-offer" for each in one.answers]

    assert typed(*told) == ["sent"]
    assert typed(*told, *more) == []
    assert typed(*told, *more, answer("acknowledge-offer", "sent", "2026-12-12 11:00")) == ["sent"]


def test_the_date_that_was_known_from_the_start_told_again_is_no_news() -> None:
    told: list[Entry] = [done("status-check", "2026-12-08"), decided("2026-12-11", "2026-12-09 12:00")]
    assert story(*told, decision="2026-12-11")["status-check"].endswith("done")
    assert story(*told, decision="2026-12-10")["status-check"].endswith("open")


@pytest.mark.parametrize(
    ("entries", "linkedin"),
    [
        # the 48 hours end on Thursday, 3 December at 15:00
        ([move("thank-you", "2026-12-03 14:30")], "2026-12-04 10:00 open"),
        ([move("thank-you", "2026-12-03 13:30")], "2026-12-03 14:30 open"),  # no good hour, but in time
        ([move("thank-you", "2026-12-04 12:00")], "2026-12-04 13:00 open"),
        ([move("thank-you", "2026-12-04 18:00")], "2026-12-05 10:00 open"),
        ([move("thank-you", "2026-12-04")], "2026-12-04 10:00 open"),
        ([done("thank-you", "2026-12-07")], "2026-12-07 10:00 open"),
        ([done("thank-you", "2026-12-07 09:30")], "2026-12-07 10:30 open"),
    ],
)
def test_what_follows_a_step_never_comes_before_it(entries: list[Entry], linkedin: str) -> None:
    assert story(*entries)["linkedin"] == linkedin


def test_what_follows_a_late_step_says_why_it_is_late() -> None:
    moved = track("acme", START, move("thank-you", "2026-12-04 12:00"))
    (linkedin,) = (r for r in replan(moved) if r.step == "linkedin")
    assert linkedin.reason.endswith("; the time for it is up, but it comes after the thank you")


def test_what_follows_a_late_step_keeps_its_people_apart() -> None:
    step = {"opens": "0 hours", "closes": "24 hours", "hours": "10:00-14:00", "title": "x", "do": "x"}
    table: object = {
        "title": "x",
        "step": [
            {**step, "name": "a", "anchor": "interview.end"},
            {**step, "name": "b", "anchor": "interview.end", "follows": "a", "audience": "each", "stagger": "15 minutes"},
        ],
    }  # fmt: skip
    cadence = cadence_from("x", cast(CadenceTable, table))
    history = history_of([done("a", "2026-12-04 10:00")], waiting=frozenset())
    of = interview(START, "15:00", people=(SARAH, TOM))
    found = plan_followups(of, cadence=cadence, workdays=PLAIN, history=history)
    assert [at(r) for r in found if r.step == "b"] == ["2026-12-04 10:00", "2026-12-04 10:15"]


def test_a_new_wave_forgets_where_the_old_one_was_moved() -> None:
    told: list[Entry] = [
        done("status-check", "2026-12-08"),
        move("stop", "2026-12-31"),
        decided("2026-12-11", "2026-12-09 12:00"),
    ]
    assert story(*told)["stop"] == "2026-12-28 open"
    told.append(move("stop", "2026-12-30"))
    assert story(*told)["stop"] == "2026-12-30 open"


def test_a_pin_stays_when_the_interview_is_moved() -> None:
    one = track("acme", START, move("final-note", "2026-12-15 08:30"))
    later = Session(when("2026-12-03 14:00"), when("2026-12-03 15:00"))
    found = standing(replan(replace(one, interview=replace(one.interview, sessions=(later,)))))
    assert found["status-check"] == "2026-12-10 10:00 open"
    assert found["final-note"] == "2026-12-15 08:30 open"
    assert found["stop"] == "2026-12-22 open"


def test_a_pin_says_what_the_plan_said() -> None:
    (check,) = (
        r
        for r in replan(track("acme", START, move("status-check", "2026-12-10 08:15")))
        if r.step == "status-check"
    )
    assert check.pinned
    assert check.reason.startswith("you moved it here; the plan said Tue 8 Dec 10:00 (5 business days after")
    assert (check.opens, check.closes) == (date(2026, 12, 8), date(2026, 12, 10))
    assert check.done_on is None


def test_done_tells_when() -> None:
    (check,) = (
        r
        for r in replan(track("acme", START, done("status-check", "2026-12-10")))
        if r.step == "status-check"
    )
    assert check.done_on == date(2026, 12, 10)


ENDINGS: list[tuple[Entry, str]] = [
    (outcome(Turn.REJECTED, "2026-12-08 10:00"), "they said no"),
    (outcome(Turn.OFFER, "2026-12-08 10:00"), "they made an offer"),
    (outcome(Turn.WITHDRAWN, "2026-12-08 10:00"), "you withdrew"),
    (outcome(Turn.ACCEPTED, "2026-12-08 10:00"), "you accepted their offer"),
    (outcome(Turn.NO_ANSWER, "2026-12-08 10:00"), "you closed it without an answer"),
    (Archived(when("2026-12-08 10:00")), "you archived it"),
    (Cancelled(when("2026-12-08 10:00")), "the interview was called off"),
]


@pytest.mark.parametrize(("ending", "why"), ENDINGS)
def test_an_ending_parts_what_was_past_from_what_lay_ahead(ending: Entry, why: str) -> None:
    own = [
        r for r in replan(track("acme", START, done("linkedin", "2026-12-03"), ending)) if r.happened is None
    ]
    assert standing(own) == {
        "ask-timeline": "2026-12-01 13:45 lapsed",
        "thank-you": "2026-12-02 10:00 lapsed",
        "linkedin": "2026-12-03 10:00 done",
        "status-check": "2026-12-08 10:00 withdrawn",  # at that very minute
        "final-note": "2026-12-14 10:00 withdrawn",
        "stop": "2026-12-21 withdrawn",
    }
    assert {r.reason for r in own if r.step != "linkedin"} == {why}


@pytest.mark.parametrize(
    ("told", "check", "decision", "stop"),
    [
        ("2026-12-14 09:59", "withdrawn", "lapsed", "withdrawn"),
        ("2026-12-14 10:00", "withdrawn", "lapsed", "withdrawn"),
        ("2026-12-14 10:01", "lapsed", "lapsed", "withdrawn"),
        # an all-day reminder is of the whole day
        ("2026-12-11 00:00", "withdrawn", "withdrawn", "withdrawn"),
        ("2026-12-11 23:59", "withdrawn", "withdrawn", "withdrawn"),
        ("2026-12-12 00:00", "withdrawn", "lapsed", "withdrawn"),
        ("2026-12-28 23:59", "lapsed", "lapsed", "withdrawn"),
        ("2026-12-29 00:00", "lapsed", "lapsed", "lapsed"),
    ],
)
def test_the_minute_and_the_day_of_an_ending(told: str, check: str, decision: str, stop: str) -> None:
    found = story(outcome(Turn.REJECTED, told), decision="2026-12-11")
    states = [found[step].split()[-1] for step in ("status-check", "decision-date", "stop")]
    assert states == [check, decision, stop]


def test_the_day_of_an_ending_is_the_candidates() -> None:
    evening = outcome(Turn.REJECTED, "2026-12-12 00:30")
    told = evening._replace(on=evening.on.astimezone(UTC))  # half past eleven on the day before
    assert story(told, decision="2026-12-11")["decision-date"] == "2026-12-11 lapsed"


def test_the_first_of_several_endings_counts() -> None:
    ended: list[Entry] = [Cancelled(when("2026-12-15 10:00")), outcome(Turn.REJECTED, "2026-12-08 09:00")]
    for entries in (ended, ended[::-1]):
        found = [r for r in replan(track("acme", START, *entries)) if r.step == "final-note"]
        assert [(r.state, r.reason) for r in found] == [("withdrawn", "they said no")]


@pytest.mark.parametrize("ending", [Archived(when("2026-12-05 10:00")), Cancelled(when("2026-12-05 10:00"))])
def test_what_was_revived_goes_on(ending: Entry) -> None:
    assert story(ending)["status-check"].endswith("withdrawn")
    assert story(ending, Revived(when("2026-12-06 10:00"))) == story()
    assert story(ending, Revived(when("2026-12-06 10:00")), ending)["status-check"].endswith("withdrawn")


def test_the_hour_that_occurs_twice() -> None:
    # Berlin puts the clock back on Sunday 25 October 2026, 03:00 to 02:00.
    first, second = when("2026-10-25 02:30"), when("2026-10-25 02:30").replace(fold=1)
    one = track("acme", "2026-10-20 14:00")
    pin = Moved("status-check", "", first, LATE)
    reject = outcome(Turn.REJECTED, "2026-10-25 02:10")
    for fold, state in ((0, "withdrawn"), (1, "lapsed")):
        ended = reject._replace(on=reject.on.replace(fold=fold))
        found = standing(replan(replace(one, entries=(pin, ended))))
        assert found["status-check"] == f"2026-10-25 02:30 {state}"
    thanks = [done("thank-you", "2026-10-25 01:00")._replace(on=moment) for moment in (first, second)]
    linkedin = [
        next(r.at for r in replan(replace(one, entries=(each,))) if r.step == "linkedin") for each in thanks
    ]
    # the 48 hours are long past: the next good hour after either
    assert linkedin == [when("2026-10-25 10:00")] * 2


def test_a_status_check_sent_from_another_zone_counts_on_the_candidates_calendar() -> None:
    sent = done("status-check", "2026-12-09")._replace(
        on=when("2026-12-09 20:00", NEW_YORK)
    )  # Thursday in Berlin
    assert story(sent)["final-note"] == "2026-12-15 10:00 open"


def test_a_step_by_the_hour_counts_from_the_real_moment() -> None:
    # The thank-you went out on Friday at half past twelve: an hour later, within the 48 hours.
    of = interview("2026-11-26 14:00", "15:00")
    history = history_of([done("thank-you", "2026-11-27 12:30")], waiting=frozenset())
    found = {r.step: at(r) for r in plan_followups(of, cadence=STANDARD, workdays=PLAIN, history=history)}
    assert found["linkedin"] == "2026-11-27 13:30"


def test_a_step_counts_from_the_last_of_a_panel_even_without_an_hour() -> None:
    step = {"opens": "0 hours", "closes": "24 hours", "hours": "00:00-23:59", "title": "x", "do": "x"}
    table: object = {
        "title": "x",
        "step": [
            {**step, "name": "a", "anchor": "interview.end", "audience": "each"},
            {**step, "name": "b", "anchor": "step:a"},
        ],
    }
    cadence = cadence_from("x", cast(CadenceTable, table))
    of = interview(START, "15:00", people=(SARAH, TOM))
    told = [done("a", "2026-12-02 10:00", SARAH_KEY), done("a", "2026-12-03", TOM_KEY)]
    history = history_of(told, waiting=frozenset())
    (b,) = (r for r in plan_followups(of, cadence=cadence, workdays=PLAIN, history=history) if r.step == "b")
    assert b.opens == when("2026-12-03 00:00")


def test_of_several_steps_of_one_name_the_first_that_still_counts() -> None:
    step = {"name": "a", "anchor": "outcome", "opens": "0 days", "closes": "0 days", "at": "10:00", "do": "x"}
    turns = ("rejected", "offer", "accepted")
    table: object = {
        "title": "x",
        "step": [{**step, "title": f"{number}", "outcome": turn} for number, turn in enumerate(turns)],
    }
    cadence = cadence_from("x", cast(CadenceTable, table))
    no = Happened(Turn.REJECTED, LATE, over=Ending(LATE, ""))
    yes, taken = Happened(Turn.OFFER, LATE), Happened(Turn.ACCEPTED, LATE)
    of = interview(START, "15:00")
    titles = {
        label: cadence.steps_for(of, History(happened=happened))["a"].script.title
        for label, happened in {
            "over": (no,),
            "both": (no, yes, taken),
            "no": (no._replace(over=None), yes),
        }.items()
    }
    assert titles == {"over": "0", "both": "1", "no": "0"}


def test_people_who_are_the_same_get_one_reminder() -> None:
    twice = (TOM, replace(TOM, optional=True))
    assert list(story(people=twice)) == list(story(people=(TOM,)))


def test_an_informational_talk_ends_too() -> None:
    talk = track("acme", START, Cancelled(when("2026-12-01 10:00")), kind=Kind.INFORMATIONAL)
    assert {r.state for r in replan(talk)} == {"withdrawn"}
    assert timedelta(0) < when(START) - talk.since
