"""The questions: asked while the answer is not known, gone once it is, and kept where the person has answered.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.cadence_files import built_in_names, load_cadence
from calsync.ical.identity import reminder_uid
from calsync.messages.wording import word
from calsync.planning.applications import plan_all
from calsync.planning.cadence import NO_HABITS, Cadence, Habits, Hours
from calsync.planning.history import Answered, Cancelled, Entry, Met, Moved, Skipped, Turn
from calsync.planning.interview import Interview, Interviewer, Kind, Session
from calsync.planning.need import Need, need_of
from calsync.planning.plan import Reminder, State, plan_followups
from calsync.planning.rules import Rules, Wishes
from calsync.planning.tracked import Tracked
from tests.planning.made import (
    BERLIN,
    NEW_YORK,
    PLAIN,
    SARAH,
    STANDARD,
    TOM,
    at,
    decided,
    done,
    interview,
    outcome,
    standing,
    track,
    when,
)

START = "2026-12-01 14:00"
TIMELINE, PEOPLE = "ask-timeline", "who-was-there"
BOTH = frozenset({TIMELINE, PEOPLE})
GONE = Interviewer("Priya Nair", "priya@acme.example", declined=True)
UNDECIDED = [kind for kind in Kind if kind is not Kind.INFORMATIONAL]
ASKED, AFTER = "2026-12-01 13:50", "2026-12-01 15:20"


def questions(
    of: Interview,
    *,
    cadence: Cadence = STANDARD,
    also: frozenset[str] = frozenset(),
    leave_out: frozenset[str] = frozenset(),
    habits: Habits = NO_HABITS,
) -> dict[str, Reminder]:
    planned = plan_followups(
        of, cadence=cadence, workdays=PLAIN, also=also, leave_out=leave_out, habits=habits
    )
    return {each.step: each for each in planned if each.rule.asks}


def times(of: Interview) -> dict[str, str]:
    return {step: at(each) for step, each in questions(of).items()}


def replan(one: Tracked) -> list[Reminder]:
    return list(plan_all([one], rules=lambda _: Rules(STANDARD, PLAIN))[one.id])


def story(
    *entries: Entry, people: tuple[Interviewer, ...] = (), wishes: Wishes | None = None
) -> dict[str, str]:
    """How the questions stand after what happened."""
    one = replace(track("acme", START, *entries, people=people), wishes=wishes or Wishes())
    return standing(each for each in replan(one) if each.rule.asks)


def answer(step: str, text: str, told: str, *, reading: str = "understood") -> Answered:
    return Answered(step, "", text, reading, when(told))


def met(*people: Interviewer, told: str = AFTER) -> Met:
    return Met(people, when(told))


# when they are asked


@pytest.mark.parametrize(
    ("people", "decision", "asked"),
    [
        ((), None, BOTH),
        ((), "2026-12-11", {PEOPLE}),
        ((SARAH,), None, {TIMELINE}),
        ((SARAH, GONE), None, {TIMELINE}),
        ((GONE,), None, BOTH),  # nobody is named who was there
        ((replace(SARAH, optional=True),), "2026-12-11", set()),
        ((SARAH, TOM), "2026-12-11", set()),
        ((SARAH,), "2026-11-11", set()),
    ],
)
@pytest.mark.parametrize("name", built_in_names())
def test_only_what_is_missing_is_asked_for(
    name: str, people: tuple[Interviewer, ...], decision: str | None, asked: set[str]
) -> None:
    of = interview(START, "15:00", people=people, decision=decision)
    assert set(questions(of, cadence=load_cadence(name))) == asked


def test_when_they_are_asked_and_until_when() -> None:
    found = questions(interview(START, "15:00", people=()))
    ask, who = found[TIMELINE], found[PEOPLE]
    assert (at(ask), ask.opens, ask.closes) == ("2026-12-01 13:45", ask.at, when("2026-12-01 14:00"))
    assert (at(who), who.opens, who.closes) == ("2026-12-01 15:00", who.at, when("2026-12-02 15:00"))
    assert {each.channel for each in found.values()} == {"none"}
    assert {each.person for each in found.values()} == {None}
    assert (ask.reason, who.reason) == (
        "no decision date is known yet",
        "nobody who was there is named yet",
    )


@pytest.mark.parametrize("kind", Kind)
def test_after_an_informational_talk_nothing_is_decided(kind: Kind) -> None:
    found = questions(interview(START, "15:00", people=(), kind=kind))
    assert set(found) == (BOTH if kind in UNDECIDED else {PEOPLE})


def test_their_words() -> None:
    ask, who = (word(each) for each in questions(interview(START, "15:00", people=())).values())
    assert (ask.title, who.title) == (
        "Ask: when can I expect to hear back? (Acme)",
        "Who was there (Acme)?",
    )
    assert "Until:" not in ask.body  # it is asked in the talk, and answered after it
    assert "Until: Wed 2 Dec 15:00." in who.body
    nameless = questions(interview(START, "15:00", people=(), company=None))
    assert [word(each).title for each in nameless.values()] == [
        "Ask: when can I expect to hear back?",
        "Who was there?",
    ]


@pytest.mark.parametrize(
    ("start", "end", "zone", "asked", "who"),
    [
        # the clocks go forward at two, and there is no 02:55
        ("2026-03-29 03:10", "04:10", BERLIN, "2026-03-29 01:55", "2026-03-29 04:10"),
        ("2026-03-08 03:10", "04:00", NEW_YORK, "2026-03-08 01:55", "2026-03-08 04:00"),
        # they go back at three: 02:05 is the second of that time
        ("2026-10-25 03:10", "03:40", BERLIN, "2026-10-25 02:55", "2026-10-25 03:40"),
        ("2026-12-01 00:05", "01:00", BERLIN, "2026-11-30 23:50", "2026-12-01 01:00"),
        ("2026-11-30 23:30", "2026-12-01 00:00", BERLIN, "2026-11-30 23:15", "2026-12-01 00:00"),
    ],
)
def test_minutes_are_real_minutes(start: str, end: str, zone: ZoneInfo, asked: str, who: str) -> None:
    of = interview(start, end, people=(), zone=zone)
    assert times(of) == {TIMELINE: asked, PEOPLE: who}
    begins = questions(of)[TIMELINE].at
    assert isinstance(begins, datetime)
    assert of.start.astimezone(UTC) - begins.astimezone(UTC) == timedelta(minutes=15)
    closes = questions(of)[PEOPLE].closes
    assert isinstance(closes, datetime)
    assert closes.astimezone(UTC) - of.end.astimezone(UTC) == timedelta(hours=24)


def test_of_several_sessions_the_first_and_the_last_count() -> None:
    sessions = tuple(
        Session(when(f"2026-12-01 {begins}"), when(f"2026-12-01 {ends}"))
        for begins, ends in (("13:00", "14:00"), ("09:00", "10:00"))
    )
    of = replace(interview(START, "15:00", people=()), sessions=sessions)
    assert times(of) == {TIMELINE: "2026-12-01 08:45", PEOPLE: "2026-12-01 14:00"}


def test_a_day_that_tells_no_hour_has_no_moment_to_ask_at() -> None:
    of = replace(interview("2026-12-01 00:00", "2026-12-02 00:00", people=()), all_day=True)
    assert questions(of) == {}
    assert questions(of, also=BOTH) == {}


def test_no_habit_moves_them() -> None:
    habits = Habits(Hours(when("2026-12-01 09:00").time(), when("2026-12-01 10:00").time()), frozenset({1}))
    found = questions(interview(START, "15:00", people=()), habits=habits)
    assert [at(each) for each in found.values()] == ["2026-12-01 13:45", "2026-12-01 15:00"]


@given(st.sampled_from(Kind), st.booleans(), st.booleans())
def test_they_bear_no_date_of_another_step(kind: Kind, named: bool, known: bool) -> None:
    of = interview(
        START,
        "15:00",
        kind=kind,
        people=(SARAH,) if named else (),
        decision="2026-12-11" if known else None,
    )
    planned = plan_followups(of, cadence=STANDARD, workdays=PLAIN)
    without = plan_followups(of, cadence=STANDARD, workdays=PLAIN, leave_out=BOTH)
    assert tuple(each for each in planned if not each.rule.asks) == without
    assert not any(each.rule.follow_up for each in planned if each.rule.asks)


# asked for, and left out


def test_they_can_be_left_out_and_asked_for() -> None:
    known = interview(START, "15:00", people=(SARAH,), decision="2026-12-11")
    missing = interview(START, "15:00", people=())
    assert set(questions(missing, leave_out=frozenset({TIMELINE}))) == {PEOPLE}
    assert questions(missing, leave_out=BOTH, also=BOTH) == {}
    wanted = questions(known, also=BOTH)
    assert {each.state for each in wanted.values()} == {State.OPEN}
    assert wanted[TIMELINE].reason == "15 minutes before the interview (Tue 1 Dec 14:00)"
    assert wanted[PEOPLE].reason == "within 24 hours of the interview's end (Tue 1 Dec 15:00)"


OWN = """
title = "Mine"
[[step]]
name = "{name}"
anchor = "interview.start"
opens = "2 hours before"
closes = "0 hours"
channel = "none"
{more}
title = "Mine"
do = "Ask."
"""


def own(folder: Path, name: str, more: str) -> Cadence:
    path = folder / "mine.toml"
    path.write_text(OWN.format(name=name, more=more), "utf-8")
    return load_cadence(str(path))


def test_a_step_of_one_s_own_takes_the_place_of_the_question_of_its_name(tmp_path: Path) -> None:
    of = interview(START, "15:00", people=())
    assert set(questions(of, cadence=own(tmp_path, TIMELINE, "optional = true"))) == {PEOPLE}
    mine = questions(of, cadence=own(tmp_path, TIMELINE, 'optional = true\nasks = "timeline"'))
    assert {step: (at(each), word(each).title) for step, each in mine.items()} == {
        TIMELINE: ("2026-12-01 12:00", "Mine"),
        PEOPLE: ("2026-12-01 15:00", "Who was there (Acme)?"),
    }


def test_a_question_of_one_s_own(tmp_path: Path) -> None:
    cadence = own(tmp_path, "whom", 'optional = true\nasks = "people"')
    assert set(questions(interview(START, "15:00", decision="2026-12-11"), cadence=cadence)) == set()
    found = questions(interview(START, "15:00", people=(), decision="2026-12-11"), cadence=cadence)
    assert set(found) == {"whom", PEOPLE}


# what becomes of them


def test_what_is_learnt_elsewhere_is_no_longer_asked_for() -> None:
    assert story() == {TIMELINE: "2026-12-01 13:45 open", PEOPLE: "2026-12-01 15:00 open"}
    assert story(decided("2026-12-11", ASKED)) == {PEOPLE: "2026-12-01 15:00 open"}
    assert story(met(TOM)) == {TIMELINE: "2026-12-01 13:45 open"}
    assert story(met(TOM), decided("2026-12-11", ASKED)) == {}
    assert story(met(TOM), decided("2026-12-11", ASKED), decided(None, AFTER)) == {
        TIMELINE: "2026-12-01 13:45 open"
    }
    # a date from before the interview counts no more
    assert story(met(TOM), decided("2026-11-30", "2026-11-20 09:00")) == {TIMELINE: "2026-12-01 13:45 open"}


def test_what_was_answered_stays_as_done() -> None:
    told = (answer(TIMELINE, "by Friday week", AFTER), decided("2026-12-11", AFTER))
    one = track("acme", START, *told, people=(SARAH,))
    (asked,) = (each for each in replan(one) if each.step == TIMELINE)
    assert (asked.state, asked.done_on, asked.reason) == (State.DONE, when(AFTER), "you answered it")
    assert [each.text for each in asked.answers] == ["by Friday week"]
    assert asked.at == when("2026-12-01 13:45")
    people = story(answer(PEOPLE, "Tom Ng", AFTER), met(TOM))
    assert people == {TIMELINE: "2026-12-01 13:45 open", PEOPLE: "2026-12-01 15:00 done"}


def test_the_thank_yous_of_those_who_were_named_take_the_place_of_the_one_for_all() -> None:
    before = {reminder_uid(each) for each in replan(track("acme", START, people=()))}
    after = replan(
        track("acme", START, answer(PEOPLE, "Tom Ng and Sarah", AFTER), met(TOM, SARAH), people=())
    )
    thanks = [each.person.label for each in after if each.step == "thank-you" and each.person]
    assert thanks == ["Tom Ng", "Sarah Lee"]
    asked = [each for each in after if each.step == PEOPLE]
    assert {reminder_uid(each) for each in asked} <= before


@pytest.mark.parametrize(
    ("entry", "stands"),
    [
        (done(TIMELINE, AFTER), "2026-12-01 13:45 done"),
        (Skipped(TIMELINE, "", when(ASKED)), "2026-12-01 13:45 skipped"),
        # of what was only moved, or not understood, nothing is left to ask
        (Moved(TIMELINE, "", when("2026-12-01 12:00"), when(ASKED)), "2026-12-01 12:00 withdrawn"),
        (answer(TIMELINE, "soonish?", AFTER, reading=""), "2026-12-01 13:45 withdrawn"),
    ],
)
def test_what_the_person_touched_stays_when_the_answer_comes_by_another_way(
    entry: Entry, stands: str
) -> None:
    later = decided("2026-12-11", "2026-12-02 09:00")
    assert story(entry, later, people=(SARAH,)) == {TIMELINE: stands}


def test_why_it_is_withdrawn() -> None:
    moved = Moved(PEOPLE, "", when("2026-12-01 18:00"), when(ASKED))
    (asked,) = (
        each for each in replan(track("acme", START, moved, met(TOM), people=())) if each.step == PEOPLE
    )
    assert (asked.state, asked.reason) == (State.WITHDRAWN, "it is known who was there")


@pytest.mark.parametrize(
    ("entry", "stands"),
    [
        (done(TIMELINE, AFTER), "2026-12-01 13:45 done"),
        (Skipped(TIMELINE, "", when(ASKED)), "2026-12-01 13:45 skipped"),
        (Moved(TIMELINE, "", when("2026-12-01 12:00"), when(ASKED)), "2026-12-01 12:00 open"),
        (answer(TIMELINE, "soonish?", AFTER, reading=""), "2026-12-01 13:45 open"),
        (answer(TIMELINE, "note: her team's migration", AFTER), "2026-12-01 13:45 open"),
    ],
)
def test_what_the_person_touched_while_nothing_is_known(entry: Entry, stands: str) -> None:
    assert story(entry, people=(SARAH,)) == {TIMELINE: stands}


def test_one_that_was_asked_for_stays_open_though_it_is_known() -> None:
    known = decided("2026-12-11", ASKED)
    also, without = Wishes(also=frozenset({TIMELINE})), Wishes(leave_out=frozenset({TIMELINE}))
    assert story(known, people=(SARAH,), wishes=also) == {TIMELINE: "2026-12-01 13:45 open"}
    answered = (answer(TIMELINE, "the 11th", AFTER), known)
    assert story(*answered, people=(SARAH,), wishes=also) == {TIMELINE: "2026-12-01 13:45 done"}
    assert story(*answered, people=(SARAH,), wishes=without) == {}


@pytest.mark.parametrize(
    ("entry", "asked", "who"),
    [
        (Cancelled(when("2026-11-20 09:00")), "withdrawn", "withdrawn"),
        (outcome(Turn.WITHDRAWN, "2026-12-01 14:30"), "lapsed", "withdrawn"),
        (outcome(Turn.REJECTED, "2026-12-03 09:00"), "lapsed", "lapsed"),
        (outcome(Turn.NEXT_ROUND, "2026-12-01 16:00"), "open", "open"),  # the thank-yous go on
    ],
)
def test_they_end_with_the_application(entry: Entry, asked: str, who: str) -> None:
    assert story(entry) == {TIMELINE: f"2026-12-01 13:45 {asked}", PEOPLE: f"2026-12-01 15:00 {who}"}


def test_the_answer_outlives_the_end() -> None:
    told = (answer(PEOPLE, "Tom Ng", AFTER), met(TOM), outcome(Turn.REJECTED, "2026-12-03 09:00"))
    assert story(*told)[PEOPLE] == "2026-12-01 15:00 done"


# in a calendar


@pytest.mark.parametrize("todo", [False, True])
@pytest.mark.parametrize(
    ("step", "now", "need"),
    [
        (TIMELINE, "2026-11-20 09:00", Need.WANTED),
        (TIMELINE, "2026-12-01 14:00", Need.WANTED),
        (TIMELINE, "2026-12-01 14:01", Need.SETTLED),  # it stays where it stands, and is not made anew
        (PEOPLE, "2026-12-01 14:01", Need.WANTED),
        (PEOPLE, "2026-12-02 15:00", Need.WANTED),
        (PEOPLE, "2026-12-02 15:01", Need.SETTLED),
    ],
)
def test_past_its_time_it_is_not_put_into_a_calendar(step: str, now: str, need: Need, *, todo: bool) -> None:
    assert need_of(questions(interview(START, "15:00", people=()))[step], when(now), todo=todo) is need


def test_moved_it_has_its_time_then() -> None:
    asked = replace(questions(interview(START, "15:00", people=()))[TIMELINE], at=when("2026-12-01 16:00"))
    assert need_of(asked, when("2026-12-01 15:59"), todo=False) is Need.WANTED
    assert need_of(asked, when("2026-12-01 16:01"), todo=False) is Need.SETTLED
    whole_day = replace(asked, at=date(2026, 12, 1))
    assert need_of(whole_day, when("2026-12-01 23:59"), todo=False) is Need.WANTED
    assert need_of(whole_day, when("2026-12-02 00:00"), todo=False) is Need.SETTLED
