"""What follows from what was understood, typed into a reminder or not: entries, and how they were read.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng. It is
the evening of that day, 21:00.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.cli import calsync as group
from calsync.cli import desk as desks
from calsync.cli.desk import Desk
from calsync.cli.telling import Telling, follow, read_into
from calsync.cli.telling_choice import begins_with_step
from calsync.cli.telling_news import LONGEST_NOTE, MOST_PEOPLE
from calsync.cli.telling_steps import put_off_to
from calsync.errors import AnswerError, CalsyncError, NeedsPerson, UsageError
from calsync.planning.answer import (
    Meaning,
    SaidDecision,
    SaidDone,
    SaidLater,
    SaidMoved,
    SaidNote,
    SaidOutcome,
    SaidPeople,
    SaidSkipped,
)
from calsync.planning.history import Archived, Decided, Done, Met, Moved, Noted, Outcome, Skipped, Turn
from calsync.planning.interview import Decision, Interviewer
from calsync.planning.plaintext import safe_line
from calsync.planning.plan import Reminder, State
from calsync.sync.ledger import Told
from tests.cli.acme import PEOPLE, acme, track
from tests.cli.tracking import Runner, calsync

__all__ = ["acme", "calsync"]

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 20, tzinfo=UTC)
FRIDAY = Decision(date(2026, 12, 11), "by Friday week", "read as Fri 11 Dec 2026 (the Friday after next)")
ANA = Interviewer("Ana Ruiz", "ana@acme.example")


def open_desk() -> Desk:
    with group.make_context("calsync", ["list"]):
        return desks.open_desk()


def about(desk: Desk, step: str, person: str | None = None, ref: str = "acme-technical") -> Reminder:
    (found,) = desk.reminders(desk.find(ref), step, person)
    return found


def told(
    desk: Desk,
    *said: Meaning,
    into: Reminder | None = None,
    ref: str = "acme-technical",
    at: datetime | None = None,
    text: str = "as typed",
) -> Telling:
    return follow(desk, desk.find(ref), said, about=into, text=text, at=at or desk.now)


def entries(telling: Telling) -> list[object]:
    return [each.entry for each in telling.entries]


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


# the steps


def test_done_is_about_exactly_that_reminder(acme: Runner) -> None:
    desk = open_desk()
    telling = told(desk, SaidDone(None), into=about(desk, "thank-you", "tom"))
    assert entries(telling) == [Done("thank-you", "tom ng", NOW, NOW)]
    assert telling.reading == "as done on Tue 1 Dec 2026"
    assert telling.said == "Done, Tue 1 Dec 21:00: “Thank Tom Ng (Acme)”."
    (after,) = (
        r
        for r in desk.with_told(telling.entries).plans[desk.find("acme").id]
        if r.person and r.person.name == "Tom Ng"
    )
    assert after.state is State.DONE


def test_an_answer_is_from_when_it_was_typed(acme: Runner) -> None:
    acme.at("2026-12-03T12:00Z")
    desk = open_desk()
    typed = datetime(2026, 12, 2, 9, tzinfo=UTC)
    telling = told(desk, SaidDone(None), into=about(desk, "thank-you", "tom"), at=typed)
    assert entries(telling) == [Done("thank-you", "tom ng", typed, typed)]
    assert telling.reading == "as done on Wed 2 Dec 2026"


def test_what_is_told_again_changes_nothing_and_is_no_error(acme: Runner) -> None:
    acme.ok("done", "acme", "thank-you", "--on", "2026-12-01")
    acme.ok("skip", "acme", "linkedin")
    acme.ok("move", "acme", "status-check", "2026-12-09 10:00")
    acme.ok("decision", "acme", "2026-12-11")
    acme.ok("outcome", "acme", "offer", "--deadline", "2026-12-14")
    acme.ok("note", "acme", "sharding")
    desk = open_desk()
    thanks, linkedin = about(desk, "thank-you", "tom"), about(desk, "linkedin")
    again: list[tuple[Meaning, Reminder, str]] = [
        (SaidDone(None), thanks, "as done on Tue 1 Dec 2026, known already"),
        (SaidDone(date(2026, 12, 1)), thanks, "as done on Tue 1 Dec 2026, known already"),
        (SaidSkipped(), linkedin, "as skipped, known already"),
        (SaidDecision(FRIDAY), linkedin, "as Fri 11 Dec 2026 (the Friday after next): the decision date, known already"),
        (SaidOutcome(Turn.OFFER, None, None), linkedin, "as an offer, open until Mon 14 Dec 2026, known already"),
        (SaidOutcome(Turn.OFFER, None, date(2026, 12, 14)), thanks, "as an offer, open until Mon 14 Dec 2026, known already"),
        (SaidNote("sharding"), linkedin, "as a note, known already"),
        (SaidPeople((Interviewer("tom ng"),)), linkedin, "as people who were there: tom ng, known already"),
    ]  # fmt: skip
    for meaning, into, reading in again:
        telling = told(desk, meaning, into=into)
        assert (telling.entries, telling.reading) == ((), reading)


def test_moved_there_already(acme: Runner) -> None:
    acme.ok("move", "acme", "linkedin", "2026-12-09 10:00")
    desk = open_desk()
    telling = told(desk, SaidMoved(date(2026, 12, 9)), into=about(desk, "linkedin"))
    assert (telling.entries, telling.reading) == ((), "as moved to Wed 9 Dec 2026 10:00, known already")


def test_another_day_corrects_the_first(acme: Runner) -> None:
    acme.at("2026-12-03T12:00Z")
    acme.ok("done", "acme", "thank-you")
    desk = open_desk()
    telling = told(desk, SaidDone(date(2026, 12, 2)), into=about(desk, "thank-you", "tom"))
    assert [type(each) for each in entries(telling)] == [Done]
    assert telling.reading == "as done on Wed 2 Dec 2026"


def test_skipped_and_moved(acme: Runner) -> None:
    desk = open_desk()
    tom = about(desk, "thank-you", "tom")
    skipped = told(desk, SaidSkipped(), into=tom)
    assert (entries(skipped), skipped.reading) == ([Skipped("thank-you", "tom ng", NOW)], "as skipped")
    day = told(desk, SaidMoved(date(2026, 12, 4)), into=tom)
    assert entries(day) == [Moved("thank-you", "tom ng", berlin("2026-12-04 10:15"), NOW)]
    assert day.reading == "as moved to Fri 4 Dec 2026 10:15"
    assert day.notes == ("That is late: the guides say Wed 2 Dec 15:00 at the latest.",)
    hour = told(desk, SaidMoved(berlin("2026-12-02 12:30")), into=tom)
    assert hour.reading == "as moved to Wed 2 Dec 2026 12:30"
    whole = told(desk, SaidMoved(berlin("2026-12-22 12:30")), into=about(desk, "stop"))
    assert entries(whole) == [Moved("stop", "", date(2026, 12, 22), NOW)]
    assert whole.reading == "as moved to Tue 22 Dec 2026"


LATER = [
    ("2026-12-01 22:00", "2026-12-02 13:15"),
    ("2026-12-02 10:00", "2026-12-02 13:15"),
    ("2026-12-02 10:30", "2026-12-02 13:30"),
    ("2026-12-02 17:30:40", "2026-12-02 20:30"),
    ("2026-12-02 17:31", "2026-12-03 09:00"),
    ("2026-12-02 21:30", "2026-12-03 09:00"),
    ("2026-12-03 04:59", "2026-12-03 09:00"),
    ("2026-12-03 05:00", "2026-12-03 08:00"),
]


@pytest.mark.parametrize(("at", "to"), LATER)
def test_later(acme: Runner, at: str, to: str) -> None:
    tom = about(open_desk(), "thank-you", "tom")  # Wed 2 Dec 10:15
    moment = berlin(at)
    assert put_off_to(tom, at=moment.astimezone(UTC), now=moment) == berlin(to)


WHOLE_DAYS = [
    ("2026-12-02 10:00", "2026-12-22"),
    ("2026-12-21 10:00", "2026-12-22"),
    ("2026-12-23 23:30", "2026-12-24"),
]


@pytest.mark.parametrize(("at", "to"), WHOLE_DAYS)
def test_a_whole_day_goes_to_the_day_after(acme: Runner, at: str, to: str) -> None:
    stop = about(open_desk(), "stop")  # Mon 21 Dec
    moment = berlin(at)
    assert put_off_to(stop, at=moment.astimezone(UTC), now=moment) == date.fromisoformat(to)


def test_later_never_comes_earlier(acme: Runner) -> None:
    desk = open_desk()
    acme.ok("move", "acme", "status-check", "2026-12-18 19:30")
    telling = told(open_desk(), SaidLater(), into=about(open_desk(), "status-check"))
    assert telling.reading == "as moved to Sat 19 Dec 2026 09:00"
    for each in desk.plans[desk.find("acme").id]:
        assert str(put_off_to(each, at=NOW, now=NOW)) > str(each.at)


def test_later_counts_from_now_where_it_would_have_passed(acme: Runner) -> None:
    acme.at("2026-12-02T17:00Z")
    desk = open_desk()
    typed = datetime(2026, 12, 2, 9, tzinfo=UTC)
    telling = told(desk, SaidLater(), into=about(desk, "thank-you", "tom"), at=typed)
    assert telling.reading == "as moved to Thu 3 Dec 2026 09:00"


def test_a_step_is_not_done_before_the_interview(calsync: Runner) -> None:
    track(calsync, "Acme", *PEOPLE)
    desk = open_desk()
    with pytest.raises(UsageError, match="The interview itself is only on Tue 1 Dec 2026 14:00"):
        told(desk, SaidDone(None), into=about(desk, "thank-you", "tom"))


def test_a_reminder_of_an_earlier_wave_is_over(acme: Runner) -> None:
    acme.at("2026-12-09T12:00Z")
    old = about(open_desk(), "status-check")
    acme.ok("done", "acme", "status-check")
    acme.ok("decision", "acme", "2026-12-18")
    desk = open_desk()
    assert about(desk, "status-check").occasion != old.occasion
    with pytest.raises(UsageError, match="is over, and a new one took its place"):
        told(desk, SaidSkipped(), into=old)


# what was heard


def test_a_decision_date(acme: Runner) -> None:
    desk = open_desk()
    telling = told(desk, SaidDecision(FRIDAY), into=about(desk, "linkedin"))
    assert entries(telling) == [Decided(FRIDAY, NOW)]
    assert telling.reading == "as Fri 11 Dec 2026 (the Friday after next): the decision date"
    with pytest.raises(UsageError, match="lies before the interview itself"):
        told(desk, SaidDecision(Decision(date(2026, 11, 30), "30 Nov", "read as Mon 30 Nov 2026")))


def test_an_answer_to_a_question_is_its_doing(calsync: Runner) -> None:
    track(calsync, "Acme", asking=True)
    calsync.at("2026-12-01T14:30Z")
    desk = open_desk()
    now = desk.now
    timeline, people = about(desk, "ask-timeline"), about(desk, "who-was-there")
    telling = told(desk, SaidDecision(FRIDAY), into=timeline)
    assert entries(telling) == [Decided(FRIDAY, now), Done("ask-timeline", "", now, now)]
    unknown = told(desk, SaidDecision(None), into=timeline, text="they did not say")
    assert entries(unknown) == [Done("ask-timeline", "", now, now)]
    assert unknown.reading == "as no decision date named"
    named = told(desk, SaidPeople((ANA,)), into=people)
    assert entries(named) == [Met((ANA,), now), Done("who-was-there", "", now, now)]
    assert named.reading == "as people who were there: Ana Ruiz"
    elsewhere = told(desk, SaidPeople((ANA,)), into=timeline)
    assert entries(elsewhere) == [Met((ANA,), now)]
    known = desk.with_told(named.entries)
    assert entries(told(known, SaidPeople((ANA,)), into=people)) == []


def test_people_who_are_known_are_left_out_unless_more_is_known(acme: Runner) -> None:
    desk = open_desk()
    tom = Interviewer("Tom Ng", "tom@acme.example")
    telling = told(desk, SaidPeople((Interviewer("Sarah Lee"), ANA, tom)))
    assert entries(telling) == [Met((ANA, tom), NOW)]
    assert telling.reading == "as people who were there: Sarah Lee, Ana Ruiz, Tom Ng"
    crowd = tuple(Interviewer(f"Person {n}", f"p{n}@acme.example") for n in range(MOST_PEOPLE))
    with pytest.raises(UsageError, match="22 people in one interview"):
        told(desk, SaidPeople(crowd))
    with pytest.raises(UsageError, match="no name"):
        told(desk, SaidPeople((Interviewer("\u202e \x07"),)))
    with pytest.raises(UsageError, match="no name"):
        told(desk, SaidPeople((Interviewer("x" * 500),)))


def test_names_are_safe_to_show(acme: Runner) -> None:
    desk = open_desk()
    telling = told(desk, SaidPeople((Interviewer("Ana\x1b[31m\u202e  Ruiz\n"),)))
    assert entries(telling) == [Met((Interviewer("Ana[31m Ruiz"),), NOW)]


def test_who_declined_and_came_gets_a_thank_you(calsync: Runner) -> None:
    declined = "ATTENDEE;PARTSTAT=DECLINED;CN=Sarah Lee:mailto:sarah@acme.example"
    tom = "ATTENDEE;CN=Tom Ng:mailto:tom@acme.example"
    calsync.ok("track", calsync.invite("a.ics", declined, tom), "--me", "dana@mail.example")
    calsync.at("2026-12-01T20:00Z")
    desk = open_desk()
    one = desk.find("acme")
    sarah = next(each for each in one.people if each.name == "Sarah Lee")
    assert sarah.declined
    telling = told(desk, SaidPeople((Interviewer("Sarah Lee"),)), ref=one.ref)
    after = desk.with_told(telling.entries)
    assert [r.step for r in after.plans[one.id] if r.person == Interviewer("Sarah Lee", "sarah@acme.example")]


def test_a_note_is_about_the_person_of_the_reminder(acme: Runner) -> None:
    desk = open_desk()
    telling = told(desk, SaidNote("her team's  migration"), into=about(desk, "thank-you", "sarah"))
    assert entries(telling) == [Noted("her team's migration", "sarah@acme.example", NOW)]
    assert telling.reading == "as a note about Sarah Lee"
    assert entries(told(desk, SaidNote("x"))) == [Noted("x", "", NOW)]
    with pytest.raises(UsageError, match="longer than"):
        told(desk, SaidNote("x" * (LONGEST_NOTE + 1)))


OUTCOMES = [
    (SaidOutcome(Turn.REJECTED, None, None), "as a rejection"),
    (SaidOutcome(Turn.OFFER, None, None), "as an offer"),
    (SaidOutcome(Turn.OFFER, None, date(2026, 12, 4)), "as an offer, open until Fri 4 Dec 2026"),
    (SaidOutcome(Turn.OFFER, None, berlin("2026-12-04 17:00")), "as an offer, open until Fri 4 Dec 2026 17:00"),
    (SaidOutcome(Turn.WITHDRAWN, date(2026, 12, 1), None), "as your withdrawal on Tue 1 Dec 2026"),
    (SaidOutcome(Turn.NEXT_ROUND, None, None), "as an invitation to the next round"),
    (SaidOutcome(Turn.ACCEPTED, None, None), "as your acceptance of their offer"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reading"), OUTCOMES)
def test_an_outcome(acme: Runner, said: SaidOutcome, reading: str) -> None:
    desk = open_desk()
    telling = told(desk, said, into=about(desk, "linkedin"))
    (entry,) = entries(telling)
    assert isinstance(entry, Outcome)
    assert (entry.turn, entry.deadline, entry.prefer) == (said.turn, said.deadline, ())
    assert telling.reading == reading


def test_an_answer_stays_in_its_application(acme: Runner) -> None:
    track(acme, "Acme", kind="final", start="2026-12-15 14:00")
    track(acme, "Globex")
    desk = open_desk()
    ids = {desk.find("acme-technical").id, desk.find("acme-final").id}
    telling = told(desk, SaidOutcome(Turn.NO_ANSWER, None, None), into=about(desk, "linkedin"))
    assert {each.interview for each in telling.entries} == ids
    assert [type(each) for each in entries(telling)] == [Outcome, Archived, Archived]
    assert telling.reading == "as closed without an answer"


# several meanings, and what is refused


def test_each_meaning_sees_what_was_said_before(acme: Runner) -> None:
    desk = open_desk()
    telling = told(
        desk, SaidDone(None), SaidNote("sharding"), SaidNote("sharding"), into=about(desk, "thank-you", "tom")
    )
    assert [type(each) for each in entries(telling)] == [Done, Noted]
    assert (
        telling.reading
        == "as done on Tue 1 Dec 2026; as a note about Tom Ng; as a note about Tom Ng, known already"
    )


def test_reading_takes_no_change_to_anything(acme: Runner) -> None:
    desk, log = open_desk(), acme.log()
    told(desk, SaidDone(None), into=about(desk, "linkedin"))
    assert (open_desk().tracked, acme.log()) == (desk.tracked, log)


def test_what_is_too_long_or_empty_is_refused(acme: Runner) -> None:
    desk = open_desk()
    for text in ("", " \n\x07", "x" * 1001):
        with pytest.raises(AnswerError):
            read_into(desk, desk.find("acme"), text, about=about(desk, "linkedin"), at=desk.now)


WORDS = re.findall(
    r"\S+",
    """done sent skip no later yes Friday tomorrow in two days 4 Dec 2026-12-11 10:00 rejected offer until
    next round withdrew note: who Tom Ng tom@acme.example Ana by the end of week they decide thank-you stop: ; . ,
    linkedin erledigt morgen Absage yesterday 99 not --json \u202e""",
)


def test_whatever_is_typed_is_understood_within_its_application_or_refused(acme: Runner) -> None:
    track(acme, "Acme", kind="final", start="2026-12-15 14:00", asking=True)
    track(acme, "Globex")
    desk = open_desk()
    one = desk.find("acme-technical")
    ids = {one.id, desk.find("acme-final").id}
    texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=6).map(" ".join)

    @settings(max_examples=200, deadline=None)
    @given(texts, st.sampled_from([None, *desk.plans[one.id]]))
    def holds(text: str, into: Reminder | None) -> None:
        try:
            telling = read_into(desk, one, text, about=into, at=NOW)
        except CalsyncError:
            return
        assert telling.reading.startswith("as ")
        assert telling.reading == safe_line(telling.reading)
        assert {each.interview for each in telling.entries} <= ids
        assert {each.entry.told for each in telling.entries} <= {NOW}
        assert read_into(desk, one, text, about=into, at=NOW) == telling
        desk.with_told(telling.entries).check(desk)

    holds()


# which reminder is meant


def meant(desk: Desk, said: Meaning, ref: str = "acme-technical") -> list[tuple[str, str]]:
    found: Sequence[Told] = told(desk, said, ref=ref, text="sent").entries
    return [(e.entry.step, e.entry.person) for e in found if isinstance(e.entry, Done | Skipped | Moved)]


THANKS = [("thank-you", "sarah@acme.example"), ("thank-you", "tom ng")]


def test_all_that_are_due_of_one_step_are_meant(acme: Runner) -> None:
    acme.at("2026-12-02T12:00Z")
    for said in (SaidDone(None), SaidSkipped(), SaidLater(), SaidMoved(date(2026, 12, 3))):
        assert meant(open_desk(), said) == THANKS
    acme.ok("done", "acme", "thank-you", "--to", "sarah")
    assert meant(open_desk(), SaidDone(None)) == THANKS[1:]


def test_before_anything_is_due_what_may_be_done_by_now_is_meant(acme: Runner) -> None:
    desk = open_desk()
    assert meant(desk, SaidDone(None)) == THANKS
    assert meant(desk, SaidMoved(date(2026, 12, 3))) == THANKS
    with pytest.raises(NeedsPerson, match="No reminder of acme-technical is due now"):
        meant(desk, SaidSkipped())
    acme.ok("done", "acme", "thank-you")
    desk = open_desk()
    assert meant(desk, SaidMoved(date(2026, 12, 4))) == meant(desk, SaidDone(None)) == [("linkedin", "")]
    acme.ok("skip", "acme", "linkedin")
    desk = open_desk()
    assert meant(desk, SaidMoved(date(2026, 12, 9))) == [("status-check", "")]
    with pytest.raises(NeedsPerson, match="No reminder of acme-technical is due now") as raised:
        meant(desk, SaidDone(None))  # it is not to be sent yet
    assert raised.value.hint.endswith(': calsync tell acme-technical "status-check: sent"')


def test_several_that_are_due_are_asked_about(acme: Runner) -> None:
    acme.at("2026-12-03T12:00Z")
    with pytest.raises(NeedsPerson) as raised:
        meant(open_desk(), SaidDone(None))
    assert raised.value.message == (
        "“sent” may be about any of several reminders of acme-technical: thank-you and linkedin."
    )


def test_nothing_is_open(acme: Runner) -> None:
    acme.ok("outcome", "acme", "withdrawn")
    for step in ("reply-graciously", "thank-you"):
        if any(each["step"] == step for each in acme.reminders("acme")):
            acme.ok("skip", "acme", step)
    with pytest.raises(CalsyncError):
        meant(open_desk(), SaidSkipped())


NAMED = [
    ("thank-you: sent", ("thank-you", "sent")),
    ("thank you sent Tuesday", ("thank-you", "sent Tuesday")),
    ("Thank-You - sent", ("thank-you", "sent")),
    ("status check Friday 10:00", ("status-check", "Friday 10:00")),
    ("stopped", None),
    ("thank-you", None),
    ("sent thank-you", None),
]


@pytest.mark.parametrize(("text", "found"), NAMED)
def test_a_text_may_begin_with_a_step(acme: Runner, text: str, found: tuple[str, str] | None) -> None:
    desk = open_desk()
    assert begins_with_step(text, desk.plans[desk.find("acme").id]) == found
