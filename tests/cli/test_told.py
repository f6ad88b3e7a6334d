"""What a person tells of the steps, and what it changes: done, skipped, moved, decided, noted.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng. It is
the evening of that day, 21:00. Germany has no holiday before Christmas.
"""

from __future__ import annotations

import pytest

from tests.cli.acme import PLAN, acme, first_line, name_of, plan, refused, track
from tests.cli.tracking import Runner, calsync

__all__ = ["acme", "calsync"]

# done

DONE = [
    ((), "2026-12-01T21:00:00+01:00", "Tue 1 Dec 21:00"),
    (("--on", "now"), "2026-12-01T21:00:00+01:00", "Tue 1 Dec 21:00"),
    (("--on", "today"), "2026-12-01", "Tue 1 Dec"),
    (("--on", "20:15"), "2026-12-01T20:15:00+01:00", "Tue 1 Dec 20:15"),
    (("--on", "2 hours ago"), "2026-12-01T19:00:00+01:00", "Tue 1 Dec 19:00"),
    (("--on", "Tue 18:30"), "2026-12-01T18:30:00+01:00", "Tue 1 Dec 18:30"),
    (("--on", "Tuesday"), "2026-12-01", "Tue 1 Dec"),
    (("--on", "2026-12-01"), "2026-12-01", "Tue 1 Dec"),
    (("--on", "2026-12-01 16:00"), "2026-12-01T16:00:00+01:00", "Tue 1 Dec 16:00"),
    (("--on", "2026-12-01T15:30:00Z"), "2026-12-01T16:30:00+01:00", "Tue 1 Dec 16:30"),
]


@pytest.mark.parametrize(("when", "done_on", "said"), DONE)
def test_when_it_was_done(acme: Runner, when: tuple[str, ...], done_on: str, said: str) -> None:
    acme.ok("done", "acme", "thank-you", *when)
    assert first_line(acme) == f"Done, {said}: “Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”."
    found = [each for each in acme.reminders("acme-technical") if each["step"] == "thank-you"]
    assert [(each["state"], each["done_on"]) for each in found] == [("done", done_on)] * 2


def test_later_steps_count_from_the_day_it_was_done(acme: Runner) -> None:
    acme.at("2026-12-10T12:00Z")
    out = acme.ok("done", "acme", "status-check", "--on", "yesterday")
    assert plan(acme)["final-note"] == "2026-12-14T10:00:00+01:00"
    assert plan(acme)["stop"] == "2026-12-21"
    acme.ok("undo")
    out = acme.ok("done", "acme", "status-check")
    assert plan(acme)["final-note"] == "2026-12-15T10:00:00+01:00"
    assert out == (
        "Done, Thu 10 Dec 13:00: “Status check (Acme)”.\n"
        "\n"
        "Changed\n"
        "  Tue 15 Dec 10:00  Final note (Acme) (was Mon 14 Dec 10:00)\n"
        "  Tue 22 Dec        Let it rest (Acme) (was Mon 21 Dec)\n"
    )


TO = [
    ("sarah", "thank-you sarah"),
    ("Sarah", "thank-you sarah"),
    ("lee", "thank-you sarah"),
    ("Sarah L", "thank-you sarah"),
    ("SARAH@acme.example", "thank-you sarah"),
    ("tom", "thank-you tom"),
    ("Tom Ng", "thank-you tom"),
    ("ng", "thank-you tom"),
]


@pytest.mark.parametrize(("name", "done"), TO)
def test_one_of_several_people(acme: Runner, name: str, done: str) -> None:
    acme.ok("done", "acme", "thank-you", "--to", name)
    assert list(plan(acme, state="done")) == [done]
    assert {done, *plan(acme)} == set(PLAN)


def test_without_a_name_those_still_open_are_done(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you", "--to", "tom", "--on", "18:00")
    acme.ok("done", "acme", "thank-you")
    assert first_line(acme) == "Done, Tue 1 Dec 21:00: “Thank Sarah Lee (Acme)”."
    found = {name_of(each): each["done_on"] for each in acme.reminders("acme")}
    assert found["thank-you tom"] == "2026-12-01T18:00:00+01:00"


def test_of_some_done_and_some_skipped_the_skipped_are_done(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you", "--to", "tom", "--on", "18:00")
    acme.ok("skip", "acme", "thank-you")
    acme.ok("done", "acme", "thank-you")
    found = {name_of(each): each["done_on"] for each in acme.reminders("acme")}
    assert found["thank-you tom"] == "2026-12-01T18:00:00+01:00"
    assert found["thank-you sarah"] == "2026-12-01T21:00:00+01:00"


def test_done_again_changes_nothing_but_another_day_does(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you", "--on", "18:00")
    before, log = acme.everything(), acme.log()
    acme.ok("done", "acme", "thank-you")
    assert first_line(acme) == (
        "“Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)” were done already, Tue 1 Dec 18:00. "
        "--on WHEN changes the day. Nothing was noted."
    )
    assert (acme.everything(), acme.log()) == (before, log)
    acme.ok("done", "acme", "thank-you", "--on", "19:00")
    assert {each["done_on"] for each in acme.reminders("acme")} == {None, "2026-12-01T19:00:00+01:00"}


def test_what_was_withdrawn_may_have_been_done_all_the_same(acme: Runner) -> None:
    acme.at("2026-12-10T12:00Z")
    acme.ok("outcome", "acme", "rejected", "--on", "2026-12-03 16:00")
    assert "status-check" in plan(acme, state="withdrawn")
    assert {"thank-you sarah", "linkedin"} <= set(plan(acme, state="lapsed"))
    acme.ok("done", "acme", "status-check", "--on", "2026-12-08")
    acme.ok("done", "acme", "thank-you", "--to", "sarah", "--on", "2026-12-02")
    assert set(plan(acme, state="done")) == {"status-check", "thank-you sarah"}


@pytest.mark.parametrize(
    ("step", "full"),
    [
        ("thank-you", "thank-you"),
        ("thank", "thank-you"),
        ("STATUS", "status-check"),
        ("st", None),
        ("f", "final-note"),
    ],
)
def test_a_step_by_its_beginning(acme: Runner, step: str, full: str | None) -> None:
    if full is None:
        said = refused(acme, "done", "acme", step)
        assert said == (f"“{step}” may be any of several steps.", "Say which: status-check, stop.")
        return
    acme.ok("done", "acme", step)
    assert {name.split()[0] for name in plan(acme, state="done")} == {full}


STEPS = "Its steps: thank-you, linkedin, status-check, final-note, stop."
REFUSED = [
    (
        ("done", "acme", "thnk-you"),
        "The plan of acme-technical has no step “thnk-you”.",
        f"{STEPS} Did you mean “thank-you”?",
    ),
    (("done", "acme", "wait"), "The plan of acme-technical has no step “wait”.", STEPS),
    (("skip", "acme", ""), "The plan of acme-technical has no step “”.", STEPS),
    (
        ("done", "acme", "thank-you", "--to", "sara lee"),
        "There is no “sara lee” among the people of acme-technical.",
        "They are: Sarah Lee, Tom Ng.",
    ),
    (
        ("done", "acme", "thank-you", "--to", ""),
        "The name of the person is empty.",
        "Leave the option out, or give a name.",
    ),
    (
        ("done", "acme", "status-check", "--to", "grace"),
        "There is no “grace” among the people of acme-technical.",
        "They are: Sarah Lee, Tom Ng.",
    ),
    (
        ("done", "acmf", "thank-you"),
        "There is no interview “acmf”.",
        "calsync list shows them all.",
    ),
    (
        ("done", "acme-tehcnical", "thank-you"),
        "There is no interview “acme-tehcnical”.",
        "Did you mean acme-technical?",
    ),
    (
        ("done", "acme", "thank-you", "--on", "yesterday"),
        "The interview itself is only on Tue 1 Dec 2026 14:00; “Thank Sarah Lee (Acme)” and "
        "“Thank Tom Ng (Acme)” cannot be done before it.",
        "Check the day behind --on.",
    ),
    (
        ("done", "acme", "thank-you", "--on", "13:59"),
        "The interview itself is only on Tue 1 Dec 2026 14:00; “Thank Sarah Lee (Acme)” and "
        "“Thank Tom Ng (Acme)” cannot be done before it.",
        "Check the day behind --on.",
    ),
    (
        ("done", "acme", "thank-you", "--on", "tomorrow"),
        "“tomorrow” comes to Wed 2 Dec 2026, which has not come yet.",
        "Write it as in “today 9:30”, “yesterday 18:00”, “Friday”, “2 hours ago” or “2026-11-20”.",
    ),
    (
        ("done", "acme", "thank-you", "--on", ""),
        "The day or time is empty.",
        "Write it as in “today 9:30”, “yesterday 18:00”, “Friday”, “2 hours ago” or “2026-11-20”.",
    ),
    (
        ("move", "acme", "thank-you", "yesterday"),
        "“yesterday” comes to Mon 30 Nov 2026, which has passed.",
        "Write it as in “tomorrow 9:00”, “next Friday”, “in 3 working days” or “2026-12-04 14:30”.",
    ),
    (
        ("move", "acme", "status-check", "today"),
        "“Status check (Acme)” would come Tue 1 Dec 10:00, which has passed.",
        "Add an hour, as in “today 18:00”.",
    ),
    (
        ("move", "acme", "status-check", "someday"),
        "“someday” is not understood as a date, at “someday”.",
        "Write it as in “tomorrow 9:00”, “next Friday”, “in 3 working days” or “2026-12-04 14:30”.",
    ),
    (
        ("decision", "acme", "2026-11-30", "--said-on", "2026-11-29"),
        "Mon 30 Nov 2026 lies before the interview itself.",
        "Check the date, or the day it was said: --said-on DATE.",
    ),
    (
        ("outcome", "acme", "rejected", "--deadline", "Friday"),
        "--deadline is about an offer, and this is “rejected”.",
        "Leave it out.",
    ),
    (
        ("outcome", "acme", "accepted", "--prefer", "acme"),
        "--prefer is about an offer, and this is “accepted”.",
        "Leave it out.",
    ),
    (
        ("outcome", "acme", "offer", "--prefer", "acme"),
        "acme-technical is the application with the offer.",
        "--prefer names another one, that you would rather have.",
    ),
    (
        ("outcome", "acme", "offer", "--prefer", "glob"),
        "There is no interview “glob”.",
        "calsync list shows them all.",
    ),
    (
        ("outcome", "acme", "offer", "--deadline", "yesterday"),
        "“yesterday” comes to Mon 30 Nov 2026, which has passed.",
        "Write it as in “tomorrow 9:00”, “next Friday”, “in 3 working days” or “2026-12-04 14:30”.",
    ),
    (
        ("outcome", "acme", "offer", "--on", "today", "--deadline", "2026-11-30"),
        "“2026-11-30” comes to Mon 30 Nov 2026, which lies before the offer.",
        "Write it as in “tomorrow 9:00”, “next Friday”, “in 3 working days” or “2026-12-04 14:30”.",
    ),
    (
        ("outcome", "acme", "offer", "--deadline", ""),
        "The day or time is empty.",
        "Write it as in “tomorrow 9:00”, “next Friday”, “in 3 working days” or “2026-12-04 14:30”.",
    ),
    (
        ("outcome", "acme", "rejected", "--on", "tomorrow"),
        "“tomorrow” comes to Wed 2 Dec 2026, which has not come yet.",
        "Write it as in “today 9:30”, “yesterday 18:00”, “Friday”, “2 hours ago” or “2026-11-20”.",
    ),
    (
        ("outcome", "acme", "declined"),
        "Invalid value for 'OUTCOME': 'declined' is not one "
        "of 'rejected', 'offer', 'withdrawn', 'next-round', 'accepted', 'no-answer'.",
        "See calsync outcome --help.",
    ),
    (("note", "acme", "   "), "The note is empty.", "Say what you want to remember, in one line."),
    (("note", "acme", "\x1b\x07"), "The note is empty.", "Say what you want to remember, in one line."),
    (("note", "acme", "x" * 1001), "The note is longer than 1000 characters.", "One line will do."),
    (
        ("note", "acme", "sharding", "--with", "sam"),
        "There is no “sam” among the people of acme-technical.",
        "They are: Sarah Lee, Tom Ng.",
    ),
    (
        ("note", "acme", "sharding", "--with", " "),
        "The name of the person is empty.",
        "Leave the option out, or give a name.",
    ),
    (("archive", "--restore"), "--restore takes one REF.", "See calsync archive --help."),
    (
        ("archive", "acme", "--restore"),
        "acme-technical is not in the archive.",
        "calsync list shows what is tracked.",
    ),
    (("untrack", "globex"), "There is no interview “globex”.", "calsync list shows them all."),
    (("untrack", ""), "There is no interview “”.", "calsync list shows them all."),
]


@pytest.mark.parametrize(("command", "message", "hint"), REFUSED)
def test_what_cannot_be_is_refused_with_the_way_out(
    acme: Runner, command: tuple[str, ...], message: str, hint: str
) -> None:
    assert refused(acme, *command) == (message, hint)
    code, found = acme.json(*command)
    assert (code, found["schema"], found["command"], found["status"]) == (2, 1, command[0], "error")
    assert (found["data"], found["notes"]) == ({}, [])
    (error,) = found["errors"]
    assert (error["message"], error["hint"]) == (message, hint)


def test_before_the_interview_nothing_that_follows_it_can_be_done(calsync: Runner) -> None:
    track(calsync, "Acme", asking=True)
    assert refused(calsync, "done", "acme", "status-check") == (
        "The interview itself is only on Tue 1 Dec 2026 14:00; “Status check (Acme)” cannot be done before it.",
        "To leave it out: calsync skip acme-technical status-check. "
        "If the time has changed: calsync track acme-technical --start TIME.",
    )
    calsync.ok("done", "acme", "ask-timeline")
    calsync.at("2026-12-01T13:00Z")
    calsync.ok("done", "acme", "thank-you")


def test_what_answers_an_outcome_can_be_done_before_the_interview(calsync: Runner) -> None:
    track(calsync)
    calsync.ok("outcome", "acme", "withdrawn")
    calsync.ok("done", "acme", "withdraw-note")
    assert set(plan(calsync, state="done")) == {"withdraw-note"}


# skip


def test_a_skipped_step_leaves_the_others_where_they_are(acme: Runner) -> None:
    assert acme.ok("skip", "acme", "status-check") == "Skipped: “Status check (Acme)”.\n"
    assert plan(acme) == {step: at for step, at in PLAN.items() if step != "status-check"}
    acme.ok("skip", "acme", "status-check")
    assert first_line(acme) == "“Status check (Acme)” was skipped already. Nothing was noted."
    assert len(acme.log()) == 2
    acme.ok("skip", "acme", "thank-you", "--to", "tom")
    acme.ok("skip", "acme", "thank-you")
    assert first_line(acme) == "Skipped: “Thank Sarah Lee (Acme)”."
    acme.ok("skip", "acme", "thank-you")
    said = "“Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)” were skipped already. Nothing was noted."
    assert first_line(acme) == said


def test_what_is_done_cannot_be_skipped(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you", "--to", "tom")
    expected = (
        "“Thank Tom Ng (Acme)” is done already, and cannot be skipped.",
        "If that was a slip, calsync undo takes the last command back.",
    )
    assert refused(acme, "skip", "acme", "thank-you", "--to", "tom") == expected
    acme.ok("skip", "acme", "thank-you")
    assert refused(acme, "skip", "acme", "thank-you") == expected


def test_what_was_skipped_can_be_done_after_all(acme: Runner) -> None:
    acme.ok("skip", "acme", "linkedin")
    acme.ok("done", "acme", "linkedin")
    assert set(plan(acme, state="done")) == {"linkedin"}


# move

MOVED = [
    # a date keeps the step's own hour
    ("status-check", "2026-12-09", "2026-12-09T10:00:00+01:00", "Moved to Wed 9 Dec 10:00: “Status check (Acme)”."),
    ("status-check", "tomorrow", "2026-12-02T10:00:00+01:00", None),
    ("status-check", "in 5 working days", "2026-12-08T10:00:00+01:00", None),
    ("status-check", "Wed", "2026-12-02T10:00:00+01:00", None),
    # a time is a time
    ("status-check", "2026-12-09 16:30", "2026-12-09T16:30:00+01:00", None),
    ("status-check", "next Friday 14:00", "2026-12-11T14:00:00+01:00", None),
    ("status-check", "2026-12-09T09:00:00-05:00", "2026-12-09T15:00:00+01:00", None),
    ("linkedin", "22:00", "2026-12-01T22:00:00+01:00", "Moved to Tue 1 Dec 22:00: “LinkedIn: connect with Sarah Lee and Tom Ng (Acme)”."),
    # a whole day stays one
    ("stop", "2026-12-23", "2026-12-23", "Moved to Wed 23 Dec: “Let it rest (Acme)”."),
    ("stop", "2026-12-23 16:30", "2026-12-23", None),
]  # fmt: skip


@pytest.mark.parametrize(("step", "when", "at", "said"), MOVED)
def test_where_a_step_is_moved_to(acme: Runner, step: str, when: str, at: str, said: str | None) -> None:
    acme.ok("move", "acme", step, when)
    assert said in (None, first_line(acme))
    assert plan(acme)[step] == at
    moved = {each["step"] for each in acme.reminders("acme") if each["moved_by_you"]}
    assert moved == {step}


def test_moved_to_a_date_everybody_keeps_the_own_hour(acme: Runner) -> None:
    acme.ok("move", "acme", "thank-you", "2026-12-02")
    said = "Moved to Wed 2 Dec, 10:00 and 10:15: “Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”."
    assert first_line(acme) == said
    acme.ok("move", "acme", "thank-you", "2026-12-02 12:00")
    said = "Moved to Wed 2 Dec 12:00: “Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”."
    assert first_line(acme) == said
    acme.ok("move", "acme", "thank-you", "2026-12-02 13:00", "--to", "tom")
    found = plan(acme)
    assert found["thank-you sarah"] == "2026-12-02T12:00:00+01:00"
    assert found["thank-you tom"] == "2026-12-02T13:00:00+01:00"


REMARKS = [
    ("status-check", "2026-12-08", []),
    ("status-check", "2026-12-10 20:00", []),
    ("status-check", "2026-12-07", ["That is early: the guides say not before Tue 8 Dec."]),
    ("status-check", "2026-12-11", ["That is late: the guides say Thu 10 Dec at the latest."]),
    ("thank-you", "2026-12-02 14:59", []),
    ("thank-you", "2026-12-02 15:01", ["That is late: the guides say Wed 2 Dec 15:00 at the latest."]),
    ("stop", "2026-12-21 10:00", ["It is for the whole day, so the hour was left out."]),
    ("stop", "2026-12-18", []),
]


@pytest.mark.parametrize(("step", "when", "notes"), REMARKS)
def test_what_speaks_against_a_time_is_said(acme: Runner, step: str, when: str, notes: list[str]) -> None:
    code, found = acme.json("move", "acme", step, when)
    assert (code, found["status"], found["errors"]) == (0, "done", [])
    assert found["notes"][1:] == notes
    acme.ok("undo")
    out = acme.ok("move", "acme", step, when)
    assert all(note in out for note in notes)


@pytest.mark.parametrize(
    ("when", "asked"), [("2026-12-10", True), ("2026-12-11 20:00", True), ("2026-12-14", False)]
)
def test_a_message_up_to_the_decision_date_is_advised_against(
    acme: Runner, when: str, *, asked: bool
) -> None:
    acme.ok("decision", "acme", "2026-12-11")
    _, found = acme.json("move", "acme", "status-check", when)
    expected = ["They asked for time until Fri 11 Dec; better write after that day."]
    assert found["notes"][1:] == (expected if asked else [])


def test_a_pin_outlasts_planning_anew_until_it_is_given_back(acme: Runner) -> None:
    acme.ok("move", "acme", "status-check", "2026-12-10 16:00")
    acme.ok("decision", "acme", "2026-12-08")
    assert plan(acme)["status-check"] == "2026-12-10T16:00:00+01:00"
    acme.ok("move", "acme", "status-check", "Plan")
    assert first_line(acme) == "“Status check (Acme)” follows the plan again."
    assert plan(acme)["status-check"] == "2026-12-09T10:00:00+01:00"
    log = acme.log()
    acme.ok("move", "acme", "status-check", "plan")
    assert first_line(acme) == "“Status check (Acme)” follows the plan already. Nothing was noted."
    assert acme.log() == log


def test_what_was_done_or_skipped_is_open_again_when_it_is_moved(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you")
    acme.ok("skip", "acme", "linkedin")
    acme.ok("move", "acme", "thank-you", "tomorrow", "--to", "tom")
    assert acme.out.startswith(
        "Moved to Wed 2 Dec 10:15: “Thank Tom Ng (Acme)”. It is open again.\n"
        "\n"
        "Changed\n"
        "  Wed 2 Dec 10:15   open again: Thank Tom Ng (Acme)\n"
    )
    acme.ok("move", "acme", "linkedin", "plan")
    assert set(PLAN) - set(plan(acme)) == {"thank-you sarah"}


def test_what_is_no_longer_wanted_cannot_be_moved(acme: Runner) -> None:
    acme.at("2026-12-03T16:00Z")
    acme.ok("done", "acme", "thank-you", "--to", "tom", "--on", "2026-12-02")
    acme.ok("outcome", "acme", "rejected")
    hint = "A move does not bring it back; calsync undo does, if that was told by mistake."
    for step, title in (("status-check", "Status check (Acme)"), ("thank-you", "Thank Tom Ng (Acme)")):
        said = f"“{title}” is no longer wanted: they said no."
        assert refused(acme, "move", "acme", step, "2026-12-09") == (said, hint)


def test_an_hour_that_the_clocks_skip_is_the_one_after(calsync: Runner) -> None:
    """28 March 2027, 02:30 in Berlin."""
    calsync.at("2027-03-20T12:00Z")
    track(calsync, start="2027-03-19 14:00")
    calsync.ok("move", "acme", "status-check", "2027-03-28 02:30")
    assert plan(calsync)["status-check"] == "2027-03-28T03:30:00+02:00"


# decision

DECISIONS = [
    ("2026-12-11", "2026-12-11", "2026-12-14T10:00:00+01:00"),
    ("by the end of next week", "2026-12-11", "2026-12-14T10:00:00+01:00"),
    ("next Wednesday", "2026-12-09", "2026-12-10T10:00:00+01:00"),
    ("in two weeks", "2026-12-15", "2026-12-16T10:00:00+01:00"),
]


@pytest.mark.parametrize(("text", "day", "status_check"), DECISIONS)
def test_a_decision_date_moves_what_waits_for_it(
    acme: Runner, text: str, day: str, status_check: str
) -> None:
    acme.ok("decision", "acme", text)
    assert acme.interview("acme")["decision"]["date"] == day
    assert plan(acme)["decision-date"] == day
    assert plan(acme)["status-check"] == status_check


def test_a_decision_date_is_changed_told_again_and_taken_away(acme: Runner) -> None:
    acme.ok("decision", "acme", "2026-12-11")
    assert first_line(acme).startswith("Decision date of acme-technical: “2026-12-11” ")
    log = acme.log()
    acme.ok("decision", "acme", "2026-12-11")
    said = "That was told already: acme-technical is decided on Fri 11 Dec 2026. Nothing was noted."
    assert first_line(acme) == said
    assert acme.log() == log
    acme.ok("decision", "acme", "by the end of next week")  # the same date, in other words
    assert first_line(acme) == said
    acme.ok("track", "acme", "--decision", "next Friday", "--said-on", "2026-12-01")
    assert acme.log() == log
    acme.ok("decision", "acme", "2026-12-18")
    assert plan(acme)["status-check"] == "2026-12-21T10:00:00+01:00"
    acme.ok("decision", "acme", "soon")
    said = "“soon” names no date; acme-technical is planned as if none had been stated."
    assert first_line(acme) == said
    assert acme.interview("acme")["decision"] is None
    assert plan(acme) == PLAN
    acme.ok("decision", "acme", "soon")
    said = "“soon” names no date, and none was known of acme-technical. Nothing was noted."
    assert first_line(acme) == said


def test_a_date_is_stated_of_the_round_that_took_place(acme: Runner) -> None:
    track(acme, kind="final", start="2026-12-10 14:00")
    track(acme, kind="panel", start="2026-12-17 14:00")
    for now, ref in (("01", "acme-technical"), ("11", "acme-final"), ("18", "acme-panel")):
        acme.at(f"2026-12-{now}T20:00Z")
        acme.ok("decision", "acme", "in two weeks")
        assert first_line(acme).startswith(f"Decision date of {ref}: ")
    acme.ok("decision", "acme-final", "in three weeks")
    assert first_line(acme).startswith("Decision date of acme-final: ")


def test_words_count_from_the_day_they_were_said(acme: Runner) -> None:
    acme.at("2026-12-07T12:00Z")
    acme.ok("decision", "acme", "by the end of next week", "--said-on", "2026-12-01")
    assert acme.interview("acme")["decision"]["date"] == "2026-12-11"


def test_words_that_are_not_understood_change_nothing(acme: Runner) -> None:
    message, hint = refused(acme, "decision", "acme", "when the cows come home")
    assert "when the cows come home" in message
    assert hint
    refused(acme, "decision", "acme", "")
    refused(acme, "decision", "acme", "2026-02-30")


# note


def test_notes_are_kept_clean_and_with_whom_they_are_about(acme: Runner) -> None:
    acme.ok("note", "acme", "the \x1b[31msharding\x07 story", "--with", "tom")
    assert first_line(acme) == "Noted for acme-technical, about Tom Ng."
    acme.ok("note", "acme", "  they use\nPostgres ")
    assert first_line(acme) == "Noted for acme-technical."
    acme.ok("note", "acme", "x" * 1000)
    notes = acme.interview("acme")["notes"]
    assert [each["about"] for each in notes] == ["Tom Ng", None, None]
    assert "\x1b" not in notes[0]["text"]
    assert notes[0]["text"].endswith("story")
    assert notes[1]["text"] == "they use Postgres"


@pytest.mark.parametrize(
    "command",
    [
        ("done", "acme", "thank-you"),
        ("outcome", "acme", "rejected"),
        ("untrack", "acme"),
        ("archive", "acme"),
        ("archive",),
        ("track", "acme", "--with", "debrief"),
        ("track", "broken.ics"),
    ],
)
def test_what_has_nothing_to_change_makes_no_file(
    calsync: Runner, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(calsync.folder)
    calsync.file("broken.ics", "no calendar")
    code, _, err = calsync.run(*command)
    assert (code == 0) is (command == ("archive",)), err
    assert not calsync.home.exists()
    assert calsync.ok("list").startswith("Nothing is tracked yet.")


def test_nothing_that_follows_the_interview_is_moved_to_before_it(acme: Runner) -> None:
    acme.at("2026-11-24T16:00Z")
    before = plan(acme)
    said, hint = refused(acme, "move", "acme", "thank-you", "Fri 10:00", "--to", "tom")
    assert said == (
        "The interview itself is only on Tue 1 Dec 2026 14:00; “Thank Tom Ng (Acme)” cannot come before it."
    )
    assert hint == "Say a day after Tue 1 Dec 2026."
    assert plan(acme) == before
