"""What words cannot mean where they were said: another reminder's doing, one that is far off or done already,
people who are nobody.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng. It is
the evening of that day, 21:00.
"""

from __future__ import annotations

from datetime import date

import pytest

from calsync.cli import sync_run
from calsync.cli.sync_run import Planner
from calsync.cli.telling import Telling, read_into
from calsync.errors import AnswerError, NeedsPerson, UsageError
from calsync.ical.reminder import Form
from calsync.planning.answer import LONGEST_ANSWER
from calsync.planning.answer_said import join_readings
from calsync.planning.history import Done, Met, Outcome, Skipped
from calsync.planning.interview import Interviewer
from calsync.sync.answers import Question, Reply
from calsync.sync.ledger import Told
from tests.cli.acme import PEOPLE, acme, plan, refused, track
from tests.cli.test_telling import NOW, about, entries, open_desk
from tests.cli.tracking import Runner, calsync

__all__ = ["acme", "calsync"]


def typed(text: str, step: str, ref: str = "acme-technical") -> Telling:
    desk = open_desk()
    return read_into(desk, desk.find(ref), text, about=about(desk, step, ref=ref), at=desk.now)


# another reminder's doing

ANOTHER = [
    ("thank-you: sent", "status-check", "thank-you"),
    ("Thank you sent Tuesday", "status-check", "thank-you"),
    ("thank you mail sent", "final-note", "thank-you"),
    ("thanks: sent", "final-note", "thank-you"),
    ("thank-you: skip", "final-note", "thank-you"),
    ("thank-you ✓", "final-note", "thank-you"),
    ("I sent the thank you note", "final-note", "thank-you"),
    ("Dankesmail geschickt", "final-note", "thank-you"),
    ("status check: Friday", "thank-you", "status-check"),
    ("status check: later", "linkedin", "status-check"),
    ("LinkedIn done", "status-check", "linkedin"),
    ("stop: skip", "status-check", "stop"),
]


@pytest.mark.parametrize(("text", "step", "other"), ANOTHER)
def test_another_reminders_doing_is_refused(acme: Runner, text: str, step: str, other: str) -> None:
    acme.ok("skip", "acme", "thank-you", "--to", "sarah")
    desk = open_desk()
    into = next(r for r in desk.plans[desk.find("acme").id] if r.step == step)
    with pytest.raises(UsageError) as raised:
        read_into(desk, desk.find("acme"), text, about=into, at=desk.now)
    assert raised.value.message == f"That is about another reminder, “{other}”."
    assert raised.value.hint == "Type it there, or: calsync tell acme-technical TEXT"


def test_politeness_is_about_no_reminder(acme: Runner) -> None:
    for text in ("Thank you, sent", "sent, thank you", "thanks, sent", "Thank you!\nsent", "Danke, erledigt"):
        assert [type(each) for each in entries(typed(text, "linkedin"))] == [Done]


def test_what_is_about_the_interview_may_be_typed_anywhere(acme: Runner) -> None:
    assert typed("decision date: 18 Dec", "linkedin").reading.endswith("the decision date")
    assert isinstance(entries(typed("thank you, they rejected me", "linkedin"))[0], Outcome)


def test_what_is_not_understood_is_not_sent_elsewhere(acme: Runner) -> None:
    for text in ("LinkedIn: she has a blog", "the status check was odd", "thank you for asking"):
        with pytest.raises(AnswerError, match="is not understood"):
            typed(text, "final-note")


def test_a_reminder_may_be_named_in_itself(acme: Runner) -> None:
    desk = open_desk()
    one = desk.find("acme")
    for text in ("thank-you: sent", "thank you mail sent", "thanks: sent", "I sent the thank-you note"):
        telling = read_into(desk, one, text, about=about(desk, "thank-you", "tom"), at=NOW)
        assert entries(telling) == [Done("thank-you", "tom ng", NOW, NOW)]
    assert entries(typed("status check: skip", "status-check")) == [Skipped("status-check", "", NOW)]


# far off, and done already


@pytest.mark.parametrize("text", ["later", "tomorrow", "Friday"])
def test_a_reminder_that_is_far_off_is_moved_only_by_its_name(acme: Runner, text: str) -> None:
    for step in ("thank-you", "linkedin", "status-check"):
        acme.ok("skip", "acme", step)
    desk = open_desk()
    with pytest.raises(NeedsPerson) as raised:
        read_into(desk, desk.find("acme"), text, about=None, at=desk.now)
    assert raised.value.message == (
        f"No reminder of acme-technical is due now, and “{text}” does not say which is meant."
    )
    assert raised.value.hint.startswith("Begin with its name, one of final-note: ")
    acme.ok("tell", "acme", f"final-note: {text}")


@pytest.mark.parametrize("text", ["Friday", "move to Friday", "later", "tomorrow 10:00"])
def test_what_is_done_is_not_opened_again_by_a_day(acme: Runner, text: str) -> None:
    acme.ok("done", "acme", "linkedin")
    with pytest.raises(UsageError, match="was done already, Tue 1 Dec 21:00") as raised:
        typed(text, "linkedin")
    assert raised.value.hint == "To open it again at another time: calsync move acme-technical linkedin WHEN"
    acme.ok("move", "acme", "linkedin", "Friday")
    assert plan(acme)["linkedin"].startswith("2026-12-04")


# people


def test_the_candidate_was_there_anyway(calsync: Runner) -> None:
    calsync.settings('name = "Dana Fox"\nme = ["dana@mail.example"]\n')
    track(calsync, "Acme", *PEOPLE)
    calsync.at("2026-12-01T20:00Z")
    telling = typed("met Dana Fox dana@mail.example and Ana Ruiz", "linkedin")
    assert entries(telling) == [Met((Interviewer("Ana Ruiz"),), NOW)]
    assert typed("met dana fox dana@mail.example; met Ana Ruiz", "linkedin").reading.endswith(": Ana Ruiz")
    assert entries(typed("met Dana Fox, Ana Ruiz", "linkedin")) == entries(telling)
    assert refused(calsync, "tell", "acme", "met Dana Fox")[0] == "That is you."


def test_the_candidate_of_an_invitation_is_known_by_the_address(calsync: Runner) -> None:
    tom = "ATTENDEE;CN=Tom Ng:mailto:tom@acme.example"
    dana = "ATTENDEE;CN=D:mailto:d.fox@work.example"
    calsync.ok("track", calsync.invite("a.ics", tom, dana), "--me", "d.fox@work.example")
    said, _ = refused(calsync, "tell", "acme", "met Dana Fox D.Fox@work.example")
    assert said == "That is you."


# how it was read


def test_several_people_and_notes_are_read_as_one(acme: Runner) -> None:
    telling = typed("met Ana Ruiz\nmet Eve Li\nnote: a\nnote: b", "linkedin")
    assert telling.reading == "as people who were there: Ana Ruiz, Eve Li; as 2 notes"


JOINED = [
    (["as done on Tue 1 Dec 2026"], "as done on Tue 1 Dec 2026"),
    (["as people who were there: Tom Ng", "as a note", "as people who were there: Ana Ruiz"],
     "as people who were there: Tom Ng, Ana Ruiz; as a note"),
    (["as people who were there: Tom Ng", "as people who were there: Tom Ng"], "as people who were there: Tom Ng"),
    (["as people who were there: Tom Ng", "as people who were there: Eve Li, known already"],
     "as people who were there: Tom Ng; as people who were there: Eve Li, known already"),
    (["as a note about Tom Ng", "as a note", "as a note about Tom Ng"], "as 2 notes about Tom Ng; as a note"),
    (["as skipped", "as skipped"], "as skipped"),
    ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("readings", "joined"), JOINED)
def test_readings_are_joined(readings: list[str], joined: str) -> None:
    assert join_readings(readings) == joined


# what holds the parts together


@pytest.mark.parametrize(("country", "day"), [("US", date(2026, 12, 4)), ("DE", date(2026, 12, 4))])
def test_day_and_month_come_in_the_order_of_the_employers_country(
    calsync: Runner, country: str, day: date
) -> None:
    track(calsync, "Acme", *PEOPLE, "--country", country)
    calsync.at("2026-12-01T20:00Z")
    text = "offer until 12/4" if country == "US" else "offer until 4/12"
    (entry,) = entries(typed(text, "linkedin"))
    assert isinstance(entry, Outcome)
    assert entry.deadline == day


def test_the_longest_answer(acme: Runner) -> None:
    note = "note: " + "x" * (LONGEST_ANSWER - 6)
    assert typed(note, "linkedin").reading == "as a note"
    with pytest.raises(AnswerError, match="longer than 1000 characters"):
        typed(note + "x", "linkedin")


def test_nothing_follows_for_another_application(acme: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    track(acme, "Globex")
    desk = open_desk()
    question = Question(about(desk, "linkedin"), "sent", NOW)
    other = Told(desk.find("globex").id, Done("linkedin", "", NOW, NOW))
    own = other._replace(interview=desk.find("acme").id)

    def reply(*told: Told) -> Reply:
        monkeypatch.setattr(sync_run, "read_into", lambda *_, **__: Telling(told, "Done.", "as done"))
        return Planner(desk, Form.EVENT).answer(question, ())

    assert reply(own) == Reply((own,), "as done")
    assert reply(own, other) == Reply((), "", "That is about another application.")
