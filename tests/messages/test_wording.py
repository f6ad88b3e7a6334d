"""The words of reminders: short titles, whole bodies, nothing left unfilled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.messages.wording import word
from calsync.planning.interview import Interviewer, Kind
from calsync.planning.plan import plan_followups
from tests.planning.made import ANA, PLAIN, SARAH, STANDARD, TOM, interview

LOCK_SCREEN = 60
"""Characters of a title that phones show; measured on none, a common figure for two lines."""


def titles(**facts: object) -> dict[str, str]:
    of = replace(interview("2026-12-01 14:00", "15:00", decision="2026-12-04"), **facts)  # type: ignore[arg-type]
    return {r.step: word(r).title for r in plan_followups(of, cadence=STANDARD, workdays=PLAIN)}


def test_titles() -> None:
    assert titles() == {
        "thank-you": "Thank Sarah Lee (Acme)",
        "linkedin": "LinkedIn: connect with Sarah Lee (Acme)",
        "decision-date": "Decision day (Acme): no contact today",
        "status-check": "Status check (Acme)",
        "final-note": "Final note (Acme)",
        "stop": "Let it rest (Acme)",
    }


def test_titles_without_names() -> None:
    found = titles(company=None, interviewers=())
    assert found["thank-you"] == "Thank the people you met"
    assert found["status-check"] == "Status check"


def test_a_title_counts_people_rather_than_listing_a_crowd() -> None:
    crowd = (SARAH, TOM, ANA, Interviewer("Bo Li"))
    assert (
        titles(interviewers=crowd)["linkedin"] == "LinkedIn: connect with Sarah Lee, Tom Ng and 2 more (Acme)"
    )


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("decision", [None, "2026-12-04"])
def test_every_reminder_says_what_until_when_and_why(kind: Kind, decision: str | None) -> None:
    of = interview("2026-12-01 14:00", "15:00", kind=kind, people=(SARAH, TOM), decision=decision)
    for reminder in plan_followups(of, cadence=STANDARD, workdays=PLAIN):
        words = word(reminder)
        assert len(words.title) <= LOCK_SCREEN
        assert "{" not in words.title + words.body
        assert f"Why now: {reminder.reason}." in words.body
        step = STANDARD.steps_for(of)[reminder.step]
        script = step.script_for(kind)
        assert script.avoid
        assert script.avoid.format_map({"company": "Acme"}) in words.body
        timed = not reminder.all_day and reminder.step != "ask-timeline"  # asked in the talk, answered later
        assert ("\nUntil: " in words.body) == timed
        assert "Acme" in words.body


def test_the_thank_you_names_the_address_and_the_end_of_its_window() -> None:
    of = interview("2026-12-01 14:00", "15:00", decision="2026-12-04")
    body = word(plan_followups(of, cadence=STANDARD, workdays=PLAIN)[0]).body
    assert "To: sarah@acme.example" in body
    assert "Until: Wed 2 Dec 15:00." in body


def test_a_screen_asks_for_two_sentences() -> None:
    of = interview("2026-12-01 14:00", "15:00", kind=Kind.RECRUITER_SCREEN, decision="2026-12-04")
    assert "two sentences" in word(plan_followups(of, cadence=STANDARD, workdays=PLAIN)[0]).body


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_names_with_brackets_are_only_names(company: str, name: str) -> None:
    of = replace(interview("2026-12-01 14:00", "15:00"), company=company, interviewers=(Interviewer(name),))
    for reminder in plan_followups(of, cadence=STANDARD, workdays=PLAIN):
        assert word(reminder).title
