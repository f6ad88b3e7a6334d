"""Several interviews planned together: rounds of one application, offers elsewhere, and how much is enough."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.cadence_files import load_cadence
from calsync.ical.identity import reminder_uid
from calsync.planning.applications import applications, plan_all
from calsync.planning.history import (
    TELLABLE,
    Archived,
    Cancelled,
    Decided,
    Done,
    Entry,
    Moved,
    Noted,
    Outcome,
    Revived,
    Skipped,
    Turn,
)
from calsync.planning.interview import Decision, Kind
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, State
from calsync.planning.rounds import covers, outcome_of
from calsync.planning.rules import Rules, Wishes
from calsync.planning.tracked import Tracked
from tests.planning.made import (
    ANA,
    PLAIN,
    SARAH,
    STANDARD,
    TOM,
    US,
    About,
    decided,
    done,
    outcome,
    standing,
    track,
    when,
)

PATIENT = load_cadence("patient")
LIGHT = load_cadence("light")
WAITING = ("decision-date", "status-check", "final-note", "stop")


def plans(*tracked: Tracked) -> dict[str, tuple[Reminder, ...]]:
    return plan_all(tracked, rules=lambda _: Rules(STANDARD, PLAIN))


def states(reminders: Iterable[Reminder], *steps: str) -> str:
    """How it stands with some steps, in this order; “-” is not planned."""
    found = {step: text.split()[-1] for step, text in standing(reminders).items()}
    return " ".join(found.get(step, "-") for step in steps)


# --- which rounds belong together ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({}, {}, True),
        ({"company": "Acme GmbH"}, {"company": "ACME"}, True),
        ({"company": "Acme, Inc."}, {"company": "acme inc"}, True),
        ({"company": "Acme"}, {"company": "Apex"}, False),
        ({"role": "Data Engineer"}, {"role": "data  engineer"}, True),
        ({"role": "Data Engineer"}, {"role": "Data Engineer (m/f/d)"}, True),
        ({"role": "Data Engineer"}, {"role": "Senior Data Engineer"}, False),
        ({"role": "Data Engineer"}, {"role": "Analyst"}, False),
        ({"role": None}, {"role": "Analyst"}, True),
        ({"role": "Analyst"}, {"role": None}, True),
        ({"role": None}, {"role": None}, True),
        ({"company": None}, {"company": None}, False),
        ({"kind": Kind.INFORMATIONAL}, {}, False),
        ({}, {"kind": Kind.INFORMATIONAL}, False),
        ({"kind": Kind.PHONE_SCREEN}, {"kind": Kind.FINAL}, True),
    ],
)
def test_which_rounds_are_one_application(one: About, other: About, *, together: bool) -> None:
    first, second = track("one", "2026-12-01 14:00", **one), track("two", "2026-12-08 14:00", **other)
    groups = [tuple(each.ref for each in group) for group in applications([second, first])]
    assert groups == ([("one", "two")] if together else [("one",), ("two",)])


def test_a_round_that_tells_no_role_is_of_the_application_last_active() -> None:
    rounds = [
        track("a", "2026-01-05 14:00", role="Engineer"),
        track("b", "2026-02-05 14:00", role="Analyst"),
        track("c", "2026-03-05 14:00", role=None),
        track("d", "2026-04-05 14:00", role="Engineer"),
        track("e", "2026-05-05 14:00", role=None),
    ]
    for order in permutations(rounds):
        assert [[each.ref for each in group] for group in applications(order)] == [
            ["a", "d", "e"],
            ["b", "c"],
        ]


def test_rounds_at_one_time_are_in_the_order_of_their_names() -> None:
    rounds = [track(ref, "2026-01-05 14:00") for ref in ("a", "b", "c")]
    for order in permutations(rounds):
        assert [[each.ref for each in group] for group in applications(order)] == [["a", "b", "c"]]


# --- rounds of one application ------------------------------------------------------------------------------

FIRST = "2026-12-01 14:00"  # thank-you Wed 2 Dec, status check Tue 8, final note Mon 14, stop Mon 21
SECOND = "2026-12-15 14:00"


@pytest.mark.parametrize(
    ("since", "earlier"),
    [
        # thank-you, status check, final note, stop of the first round
        ("2026-11-30 12:00", "open withdrawn withdrawn withdrawn"),  # both tracked at once
        ("2026-12-01 09:00", "open withdrawn withdrawn withdrawn"),
        ("2026-12-07 12:00", "open withdrawn withdrawn withdrawn"),
        ("2026-12-08 12:00", "open lapsed withdrawn withdrawn"),
        ("2026-12-15 09:00", "open lapsed lapsed withdrawn"),
    ],
)
def test_a_later_round_retires_what_waits_in_the_earlier_one(since: str, earlier: str) -> None:
    first, second = track("first", FIRST), track("second", SECOND, since=since)
    found = plans(first, second)
    steps = ("thank-you", "status-check", "final-note", "stop")
    assert states(found["first"], *steps) == earlier
    assert states(found["second"], *steps) == "open open open open"
    (stop,) = (r for r in found["first"] if r.step == "stop")
    assert stop.reason == "the next round, second on Tue 15 Dec, took its place"


def test_a_round_tracked_belatedly_ends_when_it_is_tracked() -> None:
    first = track("first", FIRST, since="2026-12-10 12:00")
    second = track("second", SECOND, since="2026-12-05 12:00")
    assert states(plans(first, second)["first"], "status-check", "final-note") == "lapsed withdrawn"


def test_of_several_later_rounds_the_one_known_first_ends_the_waiting() -> None:
    first, second = track("first", FIRST), track("second", SECOND, since="2026-12-12 12:00")
    third = track("third", "2026-12-20 14:00", since="2026-12-07 12:00")
    found = plans(first, second, third)
    assert states(found["first"], "status-check") == "withdrawn"
    assert states(found["second"], "status-check", "thank-you") == "withdrawn open"
    assert "third" in found["first"][-1].reason


def test_a_round_called_off_retires_nothing_and_one_revived_does() -> None:
    first = track("first", FIRST)
    off = Cancelled(when("2026-12-09 12:00"))
    second = track("second", SECOND, off, since="2026-12-05 12:00")
    assert plans(first, second)["first"] == plans(first)["first"]
    assert states(plans(first, second)["second"], "thank-you", "stop") == "withdrawn withdrawn"
    back = replace(second, entries=(off, Revived(when("2026-12-10 12:00"))))
    assert states(plans(first, back)["first"], "status-check") == "withdrawn"


@pytest.mark.parametrize("turn", [Turn.REJECTED, Turn.OFFER, Turn.WITHDRAWN, Turn.ACCEPTED, Turn.NO_ANSWER])
@pytest.mark.parametrize("told_of", ["first", "second"])
def test_an_outcome_of_one_round_ends_all(turn: Turn, told_of: str) -> None:
    news = outcome(turn, "2026-12-10 12:00")
    first = track("first", FIRST, *([news] if told_of == "first" else []))
    second = track("second", SECOND, *([news] if told_of == "second" else []), since="2026-12-09 12:00")
    found = plans(first, second)
    own = {ref: [r for r in found[ref] if r.happened is None] for ref in found}
    assert states(own["first"], "thank-you", "status-check", "final-note") == "lapsed lapsed withdrawn"
    assert states(own["second"], "thank-you", "status-check", "stop") == "withdrawn withdrawn withdrawn"
    answers = {ref for ref in found for r in found[ref] if r.happened is not None}
    assert answers <= {told_of}


def test_a_next_round_that_was_told_without_an_invitation() -> None:
    news = outcome(Turn.NEXT_ROUND, "2026-12-07 12:00")
    found = plans(track("first", FIRST, news))["first"]
    assert (
        states(found, "thank-you", "status-check", "final-note", "stop")
        == "open withdrawn withdrawn withdrawn"
    )
    assert found[-1].reason == "the next round is arranged"


def test_a_next_round_ended_the_waiting_whatever_came_of_it() -> None:
    told = [outcome(Turn.NEXT_ROUND, "2026-12-07 12:00"), outcome(Turn.OFFER, "2026-12-10 12:00")]
    assert (
        states(plans(track("first", FIRST, *told))["first"], "status-check", "thank-you")
        == "withdrawn lapsed"
    )


def test_a_next_round_ends_the_waiting_before_it_and_not_its_own() -> None:
    news = outcome(Turn.NEXT_ROUND, "2026-12-07 12:05")
    zero = track("zero", "2026-11-30 14:00")
    first = track("first", FIRST, news)
    second = track("second", SECOND, since="2026-12-07 12:00")  # tracked first, then told
    found = plans(zero, first, second)
    assert states(found["zero"], "thank-you", "status-check") == "open withdrawn"
    assert states(found["first"], "status-check") == "withdrawn"
    assert states(found["second"], "status-check", "final-note", "stop") == "open open open"


def test_a_next_round_told_of_the_one_that_is_to_come_leaves_it_its_own_waiting() -> None:
    news = outcome(Turn.NEXT_ROUND, "2026-12-07 12:05")
    found = plans(track("first", FIRST), track("second", SECOND, news, since="2026-12-07 12:00"))
    assert states(found["first"], "thank-you", "status-check", "stop") == "open withdrawn withdrawn"
    assert states(found["second"], "thank-you", "status-check", "stop") == "open open open"


def test_what_was_told_last_of_an_application_counts() -> None:
    offer = outcome(Turn.OFFER, "2026-12-07 12:00", deadline="2026-12-18")
    no = outcome(Turn.REJECTED, "2026-12-09 12:00")
    rescinded = plans(track("first", FIRST, offer, no))["first"]
    assert states(rescinded, "acknowledge-offer", "review-offer") == "lapsed withdrawn"
    assert states(rescinded, "reply-graciously", "stay-in-touch") == "open open"
    assert states(rescinded, "status-check", "thank-you") == "withdrawn lapsed"  # ended by the offer already
    (review,) = (r for r in rescinded if r.step == "review-offer")
    assert review.reason == "they said no"
    back = plans(track("first", FIRST, no, replace_told(offer, "2026-12-10 12:00")))["first"]
    assert states(back, "acknowledge-offer", "reply-graciously", "stay-in-touch") == "open lapsed withdrawn"
    sent = done("acknowledge-offer", "2026-12-07 15:00")
    assert states(plans(track("first", FIRST, offer, sent, no))["first"], "acknowledge-offer") == "done"


def replace_told(news: Outcome, told: str) -> Outcome:
    return news._replace(on=when(told), told=when(told))


def test_an_outcome_told_again_is_one_outcome() -> None:
    vague = outcome(Turn.OFFER, "2026-12-07 12:00")
    dated = outcome(Turn.OFFER, "2026-12-08 12:00", deadline="2026-12-18")
    found = plans(track("first", FIRST, vague, dated))["first"]
    assert states(found, "ask-for-review-time", "review-offer", "acknowledge-offer") == "- open open"
    assert {r.happened.deadline for r in found if r.happened} == {date(2026, 12, 18)}


def test_two_outcomes_with_a_step_of_one_name() -> None:
    offer, yes = outcome(Turn.OFFER, "2026-12-07 12:00"), outcome(Turn.ACCEPTED, "2026-12-09 12:00")
    found = plans(track("first", FIRST, offer, yes))["first"]
    assert states(found, "get-it-in-writing", "negotiate") == "open lapsed"
    silent, no = outcome(Turn.NO_ANSWER, "2026-12-24 12:00"), outcome(Turn.REJECTED, "2026-12-28 12:00")
    found = plans(track("first", FIRST, silent, no))["first"]
    assert standing(found)["stay-in-touch"] == "2027-03-29 10:00 open"
    found = plans(track("first", FIRST, no, replace_told(silent, "2026-12-29 12:00")))["first"]
    assert standing(found)["stay-in-touch"] == "2027-03-29 10:00 open"
    assert states(found, "reply-graciously", "stay-in-touch-6") == "lapsed withdrawn"


def test_a_new_round_a_year_after_a_rejection_starts_afresh() -> None:
    no = outcome(Turn.REJECTED, "2026-12-10 12:00")
    first = track("first", FIRST, no, done("reply-graciously", "2026-12-11 10:00"))
    again = track("again", "2027-08-03 14:00", since="2027-07-20 12:00")
    found = plans(first, again)
    assert states(found["again"], "thank-you", "status-check", "final-note", "stop") == "open open open open"
    touch = states(found["first"], "reply-graciously", "stay-in-touch", "stay-in-touch-6", "stay-in-touch-12")
    assert touch == "done lapsed lapsed withdrawn"
    assert found["first"][-1].reason == "a new round, again, began"
    # the first round's answer is no answer to the new one, until that has its own
    second_no = outcome(Turn.REJECTED, "2027-08-06 12:00")
    found = plans(first, replace(again, entries=(second_no,)))
    assert (
        states(found["again"], "reply-graciously", "stay-in-touch", "status-check") == "open open withdrawn"
    )
    assert states(found["first"], "stay-in-touch-12") == "withdrawn"
    # what answered the first had lost its point when the new round began, not when that ended
    late = plans(first, replace(again, entries=(replace_told(second_no, "2028-01-10 12:00"),)))["first"]
    assert states(late, "stay-in-touch-12") == "withdrawn"


def test_what_was_tracked_in_the_same_minute_as_an_outcome_was_known_before() -> None:
    second = track("second", SECOND, since="2026-12-10 12:00")
    found = plans(track("first", FIRST, outcome(Turn.REJECTED, "2026-12-10 12:00")), second)
    assert states(found["second"], "status-check") == "withdrawn"


# A round on 1 December, an outcome of 5 December that is told on the 9th, and a round tracked on the 8th.
NO_ON_THE_FIFTH = outcome(Turn.REJECTED, "2026-12-05 12:00")._replace(told=when("2026-12-09 12:00"))


@pytest.mark.parametrize(
    ("start", "since", "on", "status_check"),
    [
        # of the second round: when it is, since when it is known, and when they said no
        ("2026-12-15 14:00", "2026-12-08 12:00", "2026-12-05 12:00", "open"),
        ("2026-12-15 14:00", "2026-12-08 12:00", "2026-12-08 11:59", "open"),
        ("2026-12-15 14:00", "2026-12-08 12:00", "2026-12-08 12:00", "withdrawn"),
        ("2026-12-15 14:00", "2026-12-08 12:00:00.000003", "2026-12-08 12:00", "withdrawn"),  # told at once
        ("2026-12-15 14:00", "2026-12-08 12:00", "2026-12-08 00:00", "withdrawn"),  # some time on that day
        (
            "2026-12-15 14:00",
            "2026-12-04 12:00",
            "2026-12-05 12:00",
            "withdrawn",
        ),  # known, though still to come
        ("2026-12-15 14:00", "2026-12-09 12:01", "2026-12-09 12:00", "open"),
        # tracked belatedly, long after it took place
        ("2026-12-03 14:00", "2026-12-08 12:00", "2026-12-05 12:00", "withdrawn"),
        ("2026-12-05 14:00", "2026-12-08 12:00", "2026-12-05 13:59", "open"),
        ("2026-12-05 14:00", "2026-12-08 12:00", "2026-12-05 14:00", "withdrawn"),
        ("2026-12-05 14:00", "2026-12-08 12:00", "2026-12-05 00:00", "withdrawn"),
        ("2026-12-03 14:00", "2026-12-09 12:01", "2026-12-05 12:00", "open"),  # tracked after it was told
    ],
)
def test_which_rounds_an_outcome_told_belatedly_ends(
    start: str, since: str, on: str, status_check: str
) -> None:
    no = NO_ON_THE_FIFTH._replace(on=when(on))
    second = track("second", start, since=since)
    found = plans(track("first", FIRST, no), second)
    assert states(found["second"], "status-check") == status_check
    # what answers the rejection has lost its point where the round goes on
    assert states(found["first"], "stay-in-touch") == ("open" if status_check == "withdrawn" else "withdrawn")
    # and just so an offer elsewhere is told, or not
    late = replace_told(OFFER, "2026-12-10 08:00")
    pending = "open" if status_check == "open" else "-"
    told = plans(track("first", FIRST, no), second, offered(news=late))
    assert states(told["second"], "tell-them") == pending


def test_told_of_the_round_that_is_still_to_come_an_outcome_ends_the_earlier_one() -> None:
    second = track("second", SECOND, NO_ON_THE_FIFTH, since="2026-12-08 12:00")
    found = plans(track("first", FIRST), second)
    assert states(found["first"], "status-check") == "withdrawn"
    assert states(found["second"], "thank-you", "status-check") == "open open"


def test_rounds_tracked_today_and_the_rejection_of_last_week() -> None:
    since = "2026-12-18 09:00"
    no = outcome(Turn.REJECTED, "2026-12-10 00:00")._replace(told=when("2026-12-18 09:05"))
    first, second = track("first", FIRST, since=since), track("second", "2026-12-08 14:00", no, since=since)
    found = plans(first, second)
    for ref in ("first", "second"):
        assert states(found[ref], "status-check", "final-note") in ("lapsed withdrawn", "withdrawn withdrawn")
    assert states(found["second"], "reply-graciously") == "open"


# --- outcomes that come again -------------------------------------------------------------------------------

FIRST_OFFER = outcome(Turn.OFFER, "2026-12-03 12:00")
THANKED = done("acknowledge-offer", "2026-12-03 15:00")
MOVED = Moved("review-offer", "", when("2026-12-20 11:00"), when("2026-12-03 15:00"))
NOT_NOW = Skipped("negotiate", "", when("2026-12-03 15:00"))
ONWARD = outcome(Turn.NEXT_ROUND, "2026-12-04 12:00")
AGAIN = outcome(Turn.OFFER, "2026-12-14 12:00")


@pytest.mark.parametrize(
    ("entries", "thanks", "review", "negotiate"),
    [
        ((FIRST_OFFER,), "open", "2026-12-04 10:00 open", "open"),
        ((FIRST_OFFER, THANKED, MOVED, NOT_NOW), "done", "2026-12-20 11:00 open", "skipped"),
        # told again, with a longer deadline, it is the same offer
        ((FIRST_OFFER, THANKED, MOVED, NOT_NOW, AGAIN), "done", "2026-12-20 11:00 open", "skipped"),
        ((FIRST_OFFER, AGAIN, THANKED._replace(told=when("2026-12-15 12:00"))), "done", "2026-12-15 10:00 open", "open"),
        # after something else it is another one
        ((FIRST_OFFER, THANKED, MOVED, NOT_NOW, ONWARD, AGAIN), "open", "2026-12-15 10:00 open", "open"),
        ((FIRST_OFFER, THANKED, MOVED, NOT_NOW, ONWARD, THANKED._replace(told=when("2026-12-05 12:00")), AGAIN), "open", "2026-12-15 10:00 open", "open"),
        ((FIRST_OFFER, ONWARD, AGAIN, THANKED._replace(told=when("2026-12-15 12:00"))), "done", "2026-12-15 10:00 open", "open"),
    ],
)  # fmt: skip
def test_an_offer_that_comes_again_is_answered_again(
    entries: tuple[Entry, ...], thanks: str, review: str, negotiate: str
) -> None:
    found = plans(track("first", FIRST, *entries))["first"]
    assert states(found, "acknowledge-offer", "negotiate") == f"{thanks} {negotiate}"
    assert standing(found)["review-offer"] == review


def uids(found: Iterable[Reminder]) -> dict[str, str]:
    return {r.step: reminder_uid(r) for r in found}


def test_an_offer_that_comes_again_has_reminders_of_its_own() -> None:
    first = uids(plans(track("first", FIRST, FIRST_OFFER))["first"])
    longer = uids(plans(track("first", FIRST, FIRST_OFFER, AGAIN))["first"])
    again = uids(plans(track("first", FIRST, FIRST_OFFER, ONWARD, AGAIN))["first"])
    assert longer == first
    assert again["thank-you"] == first["thank-you"]
    assert again["acknowledge-offer"] != first["acknowledge-offer"]
    assert {r.occasion for r in plans(track("first", FIRST, FIRST_OFFER))["first"]} == {""}


def test_what_was_got_in_writing_is_not_asked_for_again_upon_acceptance() -> None:
    written = done("get-it-in-writing", "2026-12-08 10:00")
    yes = outcome(Turn.ACCEPTED, "2026-12-09 12:00")
    found = plans(track("first", FIRST, FIRST_OFFER, written, yes))["first"]
    assert states(found, "get-it-in-writing") == "done"
    for entries in ((FIRST_OFFER, yes), (FIRST_OFFER, yes, replace_told(yes, "2026-12-10 12:00"))):
        assert states(plans(track("first", FIRST, *entries))["first"], "get-it-in-writing") == "open"
    twice = (FIRST_OFFER, written, ONWARD, AGAIN, replace_told(yes, "2026-12-16 12:00"))
    assert states(plans(track("first", FIRST, *twice))["first"], "get-it-in-writing") == "open"


def test_the_offer_of_another_employer_is_told_again() -> None:
    globex = outcome(Turn.OFFER, "2026-12-05 12:00", deadline="2026-12-20")
    initech = outcome(Turn.OFFER, "2026-12-07 12:00", deadline="2026-12-09")
    said = done("tell-them", "2026-12-05 14:00")
    gone = outcome(Turn.WITHDRAWN, "2026-12-06 12:00")
    acme = track("acme", FIRST, said, since="2026-12-01 09:00")
    early = "2026-11-20 09:00"

    def told(*news: tuple[str, tuple[Entry, ...]]) -> Reminder | None:
        others = [track(ref, FIRST, *entries, company=ref, since=early) for ref, entries in news]
        found = plans(acme, *others)["acme"]
        return next((r for r in found if r.step == "tell-them"), None)

    first = told(("globex", (globex,)))
    assert first is not None
    assert first.state is State.DONE
    assert told(("globex", (globex, gone))) is None
    # an offer that came after the first had gone
    second = told(("globex", (globex, gone)), ("initech", (initech,)))
    assert second is not None
    assert (second.state, second.at) == (State.OPEN, when("2026-12-07 12:00"))
    assert reminder_uid(second) != reminder_uid(first)
    # and one that has to be answered sooner
    sooner = told(("globex", (globex,)), ("initech", (initech,)))
    assert sooner == second
    assert sooner.happened is not None
    assert sooner.happened.deadline == date(2026, 12, 9)
    # told again with a longer deadline it is the same offer
    longer = initech._replace(deadline=date(2026, 12, 10), told=when("2026-12-08 12:00"))
    third = told(("globex", (globex,)), ("initech", (initech, longer)))
    assert third is not None
    assert reminder_uid(third) == reminder_uid(second)
    # once that is gone, the first is known already
    past = told(("globex", (globex,)), ("initech", (initech, replace_told(gone, "2026-12-08 12:00"))))
    assert past == first


@pytest.mark.parametrize(
    ("globex", "initech", "decides"),
    [
        # the deadlines of two offers, of 5 and of 7 December; whose is told
        ("2026-12-20", "2026-12-09", "initech"),
        ("2026-12-09", "2026-12-20", "globex"),
        ("2026-12-09", None, "globex"),
        (None, "2026-12-09", "initech"),
        (None, None, "initech"),
        ("2026-12-09", "2026-12-09", "globex"),
        ("2026-12-09", "2026-12-09 18:00", "initech"),  # a day lasts until midnight
        # a deadline that was past when the other one came
        ("2026-12-06", "2026-12-20", "initech"),
        ("2026-12-06", None, "initech"),
        ("2026-12-07", "2026-12-20", "globex"),
        ("2026-12-07 11:59", "2026-12-20", "initech"),
    ],
)
def test_of_two_offers_elsewhere_the_one_that_presses_is_told(
    globex: str | None, initech: str | None, decides: str
) -> None:
    ons = {"globex": "2026-12-05 12:00", "initech": "2026-12-07 12:00"}
    deadlines = {"globex": globex, "initech": initech}
    others = [
        track(ref, FIRST, outcome(Turn.OFFER, ons[ref], deadline=deadlines[ref]), company=ref) for ref in ons
    ]
    for order in (others, others[::-1]):
        found = plans(track("acme", FIRST), *order)
        (told,) = (r for r in found["acme"] if r.step == "tell-them")
        assert told.happened is not None
        assert told.happened.on == when(ons[decides])
        assert all(states(found[ref], "ask-for-time") == "open" for ref in ons)


@pytest.mark.parametrize(
    ("entries", "asks"),
    [
        ((outcome(Turn.OFFER, "2026-12-10 08:00"),), "- open"),
        ((outcome(Turn.OFFER, "2026-12-10 08:00", deadline="2026-12-18"),), "- open"),
        # what was done before another one was waiting stays in sight
        ((outcome(Turn.OFFER, "2026-12-10 08:00"), done("ask-for-review-time", "2026-12-10 09:00")), "done open"),
    ],
)  # fmt: skip
def test_time_is_asked_for_once(entries: tuple[Entry, ...], asks: str) -> None:
    bolt = track("bolt", "2026-12-02 14:00", *entries, company="Bolt")
    assert states(plans(track("acme", FIRST), bolt)["bolt"], "ask-for-review-time", "ask-for-time") == asks


def test_who_leaves_the_longer_time_out_asks_for_the_shorter() -> None:
    bolt = track("bolt", "2026-12-02 14:00", outcome(Turn.OFFER, "2026-12-10 08:00"), company="Bolt")
    bolt = replace(bolt, wishes=Wishes(leave_out=frozenset({"ask-for-time"})))
    found = plans(track("acme", FIRST), bolt)["bolt"]
    assert states(found, "ask-for-review-time", "ask-for-time") == "open -"


def test_archiving_ends_the_chain_and_not_what_answers_an_outcome() -> None:
    news = outcome(Turn.NO_ANSWER, "2026-12-22 12:00")
    found = plans(track("first", FIRST, news, Archived(when("2026-12-22 12:00"))))["first"]
    assert states(found, "final-note", "stay-in-touch") == "lapsed open"


# --- an offer elsewhere -------------------------------------------------------------------------------------

OFFER = outcome(Turn.OFFER, "2026-12-10 08:00", deadline="2026-12-18")


def offered(*entries: Entry, news: Outcome = OFFER) -> Tracked:
    return track("bolt", "2026-12-02 14:00", news, *entries, company="Bolt")


def test_an_offer_is_told_to_all_that_are_pending_the_most_wanted_first() -> None:
    others = [track(ref, FIRST, company=ref.title()) for ref in ("acme", "coral", "delta")]
    found = plans(*others, offered(news=OFFER._replace(prefer=("delta", "acme"))))
    at = {ref: standing(found[ref])["tell-them"] for ref in ("delta", "acme", "coral")}
    assert at == {
        "delta": "2026-12-10 10:00 open",
        "acme": "2026-12-10 10:15 open",
        "coral": "2026-12-10 10:30 open",
    }
    assert states(found["bolt"], "ask-for-time", "tell-them") == "open -"
    assert {r.happened.deadline for ref in at for r in found[ref] if r.happened} == {date(2026, 12, 18)}
    # what else they wait for goes on
    assert states(found["acme"], "final-note", "stop") == "open open"


def test_an_offer_in_the_afternoon_is_told_at_once() -> None:
    found = plans(track("acme", FIRST), offered(news=replace_told(OFFER, "2026-12-10 15:20")))
    assert standing(found["acme"])["tell-them"] == "2026-12-10 15:20 open"
    assert standing(found["bolt"])["ask-for-time"] == "2026-12-10 15:20 open"


def test_without_a_preference_the_earlier_interview_comes_first() -> None:
    acme = track("acme", "2026-12-03 14:00")
    coral = track("coral", "2026-12-02 22:00", company="Coral")
    found = plans(acme, coral, offered())
    assert standing(found["coral"])["tell-them"] == "2026-12-10 10:00 open"
    assert standing(found["acme"])["tell-them"] == "2026-12-10 10:15 open"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (track("x", FIRST), True),
        (track("x", "2026-12-16 14:00", since="2026-12-09 12:00"), True),  # still to come
        (track("x", "2026-12-16 14:00", since="2026-12-10 08:00"), True),
        (track("x", "2026-12-16 14:00", since="2026-12-10 08:01"), False),  # not known when the offer came
        (track("x", FIRST, outcome(Turn.NEXT_ROUND, "2026-12-09 12:00")), True),
        # the invitation to a round that was promised is still to come, whenever the last step would have been
        (track("x", "2026-11-10 14:00", outcome(Turn.NEXT_ROUND, "2026-11-20 12:00")), True),
        (track("x", "2026-11-20 14:00", outcome(Turn.NEXT_ROUND, "2026-12-11 12:00")), True),
        (track("x", FIRST, outcome(Turn.REJECTED, "2026-12-09 12:00")), False),
        (track("x", FIRST, outcome(Turn.WITHDRAWN, "2026-12-09 12:00")), False),
        (track("x", FIRST, outcome(Turn.NO_ANSWER, "2026-12-09 12:00")), False),
        (track("x", FIRST, outcome(Turn.REJECTED, "2026-12-11 12:00")), False),  # after it: nothing to tell
        (track("x", FIRST, outcome(Turn.OFFER, "2026-12-09 12:00")), False),
        (track("x", FIRST, Archived(when("2026-12-09 12:00"))), False),
        (track("x", FIRST, Cancelled(when("2026-12-09 12:00"))), False),
        (track("x", FIRST, kind=Kind.INFORMATIONAL), False),
        # the last step, “let it rest”, was yesterday; is today; is ahead, since they named a date
        (track("x", "2026-11-20 14:00"), False),
        (track("x", "2026-11-20 14:00", Moved("stop", "", date(2026, 12, 10), when("2026-12-01 12:00"))), True),
        (track("x", "2026-11-20 14:00", Moved("thank-you", "", date(2026, 12, 12), when("2026-12-01 12:00"))), False),
        (track("x", "2026-11-20 14:00", decided("2026-12-11", "2026-12-09 12:00")), True),
    ],
)  # fmt: skip
def test_to_whom_an_offer_is_told(other: Tracked, *, told: bool) -> None:
    found = plans(other, offered())
    assert ("tell-them" in standing(found["x"])) is told
    # and only if somebody is told is there a reason to ask for time
    assert states(found["bolt"], "ask-for-time") == ("open" if told else "-")


def test_of_several_rounds_the_last_one_known_is_told() -> None:
    first, off = track("first", FIRST), Cancelled(when("2026-12-09 12:00"))
    second = track("second", SECOND, since="2026-12-08 12:00")
    found = plans(first, second, offered())
    assert (states(found["first"], "tell-them"), states(found["second"], "tell-them")) == ("-", "open")
    found = plans(first, replace(second, entries=(off,)), offered())
    assert (states(found["first"], "tell-them"), states(found["second"], "tell-them")) == ("open", "-")
    # a round arranged since does not undo that they were told
    told = replace(first, entries=(done("tell-them", "2026-12-10"),))
    found = plans(told, replace(second, since=when("2026-12-11 12:00")), offered())
    assert (states(found["first"], "tell-them"), states(found["second"], "tell-them")) == ("done", "-")


def test_of_two_offers_the_first_is_told() -> None:
    first, second = track("first", FIRST), track("second", SECOND, since="2026-12-11 12:00")
    later = track("coral", FIRST, outcome(Turn.OFFER, "2026-12-12 12:00"), company="Coral")
    found = plans(first, second, later, offered())
    assert (states(found["first"], "tell-them"), states(found["second"], "tell-them")) == ("open", "-")
    assert states(found["coral"], "ask-for-time") == "open"


def test_a_round_after_a_rejection_is_told_and_a_rejected_one_is_not() -> None:
    no = outcome(Turn.REJECTED, "2026-12-04 12:00")
    first = track("first", FIRST, no)
    second = track("second", SECOND, since="2026-12-08 12:00")
    found = plans(first, second, offered())
    assert (states(found["first"], "tell-them"), states(found["second"], "tell-them")) == ("-", "open")
    late = replace(second, since=when("2026-12-12 12:00"))
    found = plans(first, late, offered())
    assert (states(found["first"], "tell-them"), states(found["second"], "tell-them")) == ("-", "-")


@pytest.mark.parametrize(
    "since_then",
    [
        outcome(Turn.REJECTED, "2026-12-11 12:00"),
        outcome(Turn.WITHDRAWN, "2026-12-11 12:00"),
        Archived(when("2026-12-11 12:00")),
    ],
)
def test_an_offer_that_is_gone_is_told_no_more(since_then: Entry) -> None:
    found = plans(track("acme", FIRST), offered(since_then))
    assert states(found["acme"], "tell-them") == "-"
    assert states(found["bolt"], "ask-for-time") == "-"


def test_a_chat_after_the_offer_leaves_the_offer_standing() -> None:
    chat = track("chat", "2026-12-14 14:00", since="2026-12-11 12:00", company="Bolt")
    found = plans(track("acme", FIRST), offered(), chat)
    assert states(found["acme"], "tell-them") == "open"
    assert states(found["bolt"], "review-offer", "ask-for-time") == "open open"


YES = outcome(Turn.ACCEPTED, "2026-12-15 09:00")


def test_a_job_taken_is_told_to_the_others_and_ends_their_waiting() -> None:
    acme, coral = track("acme", FIRST), track("coral", SECOND, company="Coral", since="2026-12-09 12:00")
    found = plans(acme, coral, offered(YES))
    assert (
        states(found["acme"], "withdraw-note", "tell-them", "status-check", "stop")
        == "open - lapsed withdrawn"
    )
    # of an interview that lay ahead nothing is left to do but to call it off
    assert states(found["coral"], "withdraw-note", "thank-you", "linkedin") == "open withdrawn withdrawn"
    assert {r.reason for r in found["coral"] if r.step == "stop"} == {"you accepted another offer"}
    assert states(found["bolt"], "withdraw-note", "ask-for-time", "get-it-in-writing") == "- - open"
    # a round arranged since, against all odds, goes its own way, and a chat after it changes nothing
    since = track("since", "2026-12-21 14:00", company="Coral", since="2026-12-16 12:00")
    chat = track("chat", "2026-12-17 14:00", since="2026-12-16 12:00", company="Bolt")
    more = plans(acme, coral, since, chat, offered(YES))
    assert states(more["since"], "status-check", "withdraw-note") == "open -"
    assert states(more["coral"], "withdraw-note") == states(more["acme"], "withdraw-note") == "open"
    # archiving the one that was taken takes nothing back
    kept = plans(acme, coral, offered(YES, Archived(when("2026-12-16 12:00"))))
    assert states(kept["acme"], "withdraw-note") == "open"


@pytest.mark.parametrize(
    ("start", "taken", "thank_you", "debrief"),
    [
        # the other interview, when the job was taken, and what is left of its own steps
        ("2026-12-16 14:00", "2026-12-15 09:00", "withdrawn", "withdrawn"),
        ("2026-12-15 14:00", "2026-12-15 13:59", "withdrawn", "withdrawn"),
        ("2026-12-15 14:00", "2026-12-15 14:00", "open", "open"),
        ("2026-12-15 14:00", "2026-12-15 00:00", "open", "open"),  # some time on that day
    ],
)
def test_an_interview_that_lay_ahead_when_a_job_was_taken(
    start: str, taken: str, thank_you: str, debrief: str
) -> None:
    coral = track("coral", start, company="Coral", since="2026-12-09 12:00")
    coral = replace(coral, wishes=Wishes(also=frozenset({"debrief"})))
    found = plans(coral, offered(outcome(Turn.ACCEPTED, taken)))["coral"]
    assert states(found, "thank-you", "debrief", "status-check", "withdraw-note") == (
        f"{thank_you} {debrief} withdrawn open"
    )


def test_a_second_offer_is_declined_when_the_first_is_taken() -> None:
    second = track("acme", FIRST, outcome(Turn.OFFER, "2026-12-11 12:00", deadline="2026-12-22"))
    coral = track("coral", FIRST, company="Coral")
    both = plans(second, coral, offered())
    assert states(both["coral"], "tell-them") == "open"
    assert standing(both["coral"])["tell-them"] == "2026-12-10 10:00 open"  # of the first offer
    assert states(both["acme"], "tell-them", "ask-for-time", "review-offer") == "- open open"
    taken = plans(second, coral, offered(YES))
    assert states(taken["acme"], "withdraw-note", "ask-for-time", "review-offer") == "open - withdrawn"
    assert states(taken["coral"], "withdraw-note", "tell-them") == "open -"


def test_a_job_taken_long_ago_is_no_news_to_those_who_came_since() -> None:
    long_ago = track("old", "2025-03-03 14:00", outcome(Turn.ACCEPTED, "2025-03-20 12:00"), company="Old")
    acme = track("acme", FIRST)
    found = plans(long_ago, acme, offered())
    assert states(found["acme"], "tell-them", "withdraw-note") == "open -"
    assert states(found["bolt"], "ask-for-time") == "open"


def test_two_jobs_taken_are_told_once() -> None:
    other = track("coral", FIRST, outcome(Turn.ACCEPTED, "2026-12-16 12:00"), company="Coral")
    found = plans(track("acme", "2026-12-03 14:00"), other, offered(YES))["acme"]
    assert standing(found)["final-note"] == "2026-12-15 10:00 withdrawn"
    assert sum(r.step == "withdraw-note" for r in found) == 1
    assert {r.happened.on for r in found if r.happened} == {when("2026-12-15 09:00")}


# --- how many messages are enough ---------------------------------------------------------------------------

A = track("a", FIRST, role="Engineer")  # status check Tue 8 Dec, final note Mon 14 Dec
B = track("b", "2026-12-02 14:00", role="Analyst", since="2026-12-01 09:00")  # Wed 9 Dec, Mon 14 Dec
LATER = track("b", "2026-12-16 14:00", role="Analyst", since="2026-12-15 09:00")


def told(one: Tracked, *entries: Entry) -> Tracked:
    return replace(one, entries=entries)


BELATED = outcome(Turn.NEXT_ROUND, "2026-12-11 12:00")._replace(on=when("2026-12-09 12:00"))
CHECK, NOTE = done("status-check", "2026-12-08 10:00"), done("final-note", "2026-12-14 10:00")


@pytest.mark.parametrize(
    ("a", "b", "of_a", "of_b"),
    [
        # two roles at one employer: the first two messages
        (A, B, "open withdrawn", "open withdrawn"),
        (told(A, CHECK), B, "done withdrawn", "open withdrawn"),
        (told(A, CHECK, NOTE), B, "done done", "withdrawn withdrawn"),
        (told(A, CHECK, NOTE), told(B, done("status-check", "2026-12-15")), "done done", "done withdrawn"),
        (told(A, CHECK, NOTE), told(B, CHECK, NOTE), "done done", "done done"),
        (told(A, done("thank-you", "2026-12-02")), B, "open withdrawn", "open withdrawn"),
        (told(replace(A, since=when("2026-12-20 09:00")), CHECK), B, "done withdrawn", "open withdrawn"),
        # not sent after all, or not to be sent
        (told(A, CHECK, Skipped("status-check", "", when("2026-12-09 10:00"))), B, "skipped open", "open withdrawn"),
        (told(A, CHECK, CHECK), B, "done withdrawn", "open withdrawn"),
        # signs of the employer: word of this application …
        (told(A, CHECK, outcome(Turn.REJECTED, "2026-12-09 12:00")), B, "done withdrawn", "open open"),
        (told(A, CHECK, outcome(Turn.OFFER, "2026-12-09 12:00")), B, "done withdrawn", "open open"),
        (told(A, CHECK, outcome(Turn.NEXT_ROUND, "2026-12-09 12:00")), B, "done withdrawn", "open open"),
        (told(A, CHECK, outcome(Turn.NEXT_ROUND, "2026-12-08 09:59")), B, "done withdrawn", "open withdrawn"),
        (told(A, CHECK, decided("2026-12-18", "2026-12-09 12:00")), B, "withdrawn withdrawn", "open open"),
        (told(A, decided("2026-12-18", "2026-12-03 12:00"), CHECK), B, "done withdrawn", "open withdrawn"),
        (told(A, done("status-check", "2026-12-10"), BELATED), B, "done withdrawn", "open withdrawn"),
        # … but not what the person said of it, nor a date that was past, was known, or none
        (told(A, decided("2026-12-18", "2026-12-03 12:00"), CHECK, decided("2026-12-18", "2026-12-09 12:00")), B, "done withdrawn", "open withdrawn"),
        (told(A, CHECK, outcome(Turn.WITHDRAWN, "2026-12-09 12:00")), B, "done withdrawn", "open withdrawn"),
        (told(A, CHECK, outcome(Turn.NO_ANSWER, "2026-12-09 12:00")), B, "done withdrawn", "open withdrawn"),
        (told(A, CHECK, decided("2026-12-04", "2026-12-09 12:00")), B, "done withdrawn", "open withdrawn"),
        (told(A, CHECK, decided(None, "2026-12-09 12:00")), B, "done withdrawn", "open withdrawn"),
        (told(A, decided("2026-12-04", "2026-12-03 12:00"), CHECK), B, "done withdrawn", "open withdrawn"),
        (told(A, Noted("nice", "", when("2026-12-09 10:00")), CHECK), B, "done withdrawn", "open withdrawn"),
        # an invitation, for whatever role; what lay before it stands behind
        (told(A, CHECK, NOTE), LATER, "done done", "open open"),
        (A, LATER, "withdrawn withdrawn", "open open"),
        (told(A, done("status-check", "2026-12-15 09:30")), LATER, "done open", "withdrawn withdrawn"),
        (told(A, done("status-check", "2026-12-15")), LATER, "done open", "open withdrawn"),
        (told(A, done("status-check", "2026-12-14")), LATER, "done open", "open withdrawn"),
        # another employer is another
        (told(A, CHECK, NOTE), track("b", FIRST, company="Bolt"), "done done", "open open"),
        (replace(A, interview=replace(A.interview, company=None)), B, "open open", "open open"),
    ],
)  # fmt: skip
def test_two_roles_at_one_employer(a: Tracked, b: Tracked, of_a: str, of_b: str) -> None:
    for order in ((a, b), (b, a)):
        found = plans(*order)
        own = {ref: [r for r in found[ref] if r.happened is None] for ref in found}
        assert states(own["a"], "status-check", "final-note") == of_a
        assert states(own["b"], "status-check", "final-note") == of_b


def test_the_rounds_of_one_application_share_the_limit() -> None:
    first = track("first", FIRST, CHECK, NOTE)
    second = track("second", SECOND, since="2026-12-07 12:00")  # invited before either was sent
    found = plans(first, second)
    assert states(found["second"], "thank-you", "status-check", "final-note", "stop") == (
        "open withdrawn withdrawn open"
    )
    (check,) = (r for r in found["second"] if r.step == "status-check")
    assert check.reason == "2 messages without an answer are enough for one employer"
    invited_since = replace(second, since=when("2026-12-15 09:00"))
    assert states(plans(first, invited_since)["second"], "status-check", "final-note") == "open open"


def test_a_date_named_for_a_later_round_answers_what_was_sent_of_an_earlier() -> None:
    first = track("first", FIRST, CHECK)
    second = track("second", SECOND, since="2026-12-07 12:00")
    assert states(plans(first, second)["second"], "status-check", "final-note") == "open withdrawn"
    for day, known in (
        ("2026-12-21", "open open"),
        ("2026-12-08", "open withdrawn"),
        (None, "open withdrawn"),
    ):
        dated = replace(second, entries=(decided(day, "2026-12-16 12:00"),))
        assert states(plans(first, dated)["second"], "status-check", "final-note") == known
    early = replace(second, entries=(decided("2026-12-21", "2026-12-07 13:00"),))
    assert states(plans(first, early)["second"], "status-check", "final-note") == "open withdrawn"


def test_what_was_sent_beyond_the_limit_brings_nothing_back() -> None:
    a, b = told(A, CHECK, NOTE), told(B, done("status-check", "2026-12-09"))
    c = track("c", "2026-12-03 14:00", role="Designer", since="2026-12-01 09:00")
    found = plans(a, b, c)
    assert states(found["b"], "status-check", "final-note") == "done withdrawn"
    assert states(found["c"], "status-check", "final-note") == "withdrawn withdrawn"


def test_employers_who_are_not_named_are_not_one() -> None:
    found = plans(track("a", FIRST, company=None), track("b", FIRST, company=None))
    assert states(found["a"], "status-check", "final-note") == "open open"
    assert states(found["b"], "status-check", "final-note") == "open open"


def test_the_limit_is_the_cadences_and_differs_by_kind() -> None:
    def chain(cadence: str, kind: Kind, *entries: Entry) -> str:
        one = track("a", FIRST, *entries, kind=kind)
        chosen = Rules(load_cadence(cadence), PLAIN)
        found = plan_all([one], rules=lambda _: chosen)["a"]
        return " ".join(f"{r.step}:{r.state}" for r in found if r.rule.follow_up)

    assert LIGHT.most_follow_ups(Kind.FINAL) == 1
    assert PATIENT.most_follow_ups(Kind.FINAL) == 3
    assert chain("light", Kind.FINAL).count(":open") == 1
    assert chain("patient", Kind.FINAL).count(":open") == 3
    assert chain("patient", Kind.PANEL).count(":open") == 2
    final = track("b", "2026-12-02 14:00", role="Analyst", since="2026-12-01 09:00", kind=Kind.FINAL)
    found = plan_all([A, final], rules=lambda _: Rules(PATIENT, PLAIN))
    messages = [r.state for ref in found for r in found[ref] if r.rule.follow_up]
    assert messages.count(State.OPEN) == 3  # the more of what their kinds allow


def test_one_message_is_said_in_the_singular() -> None:
    found = plan_all([A, B], rules=lambda _: Rules(LIGHT, PLAIN))
    reasons = {r.reason for ref in found for r in found[ref] if r.state is State.WITHDRAWN}
    assert reasons == {"1 message without an answer is enough for one employer"}


# --- what holds whatever happened ---------------------------------------------------------------------------

COMPANIES = ("Acme", "Acme GmbH", "Bolt", "Coral", None)
ROLES = ("Engineer", "Analyst", None)
PEOPLE = (SARAH, TOM, ANA)
FROM = datetime(2026, 10, 1, tzinfo=UTC)
STEPS = STANDARD.names()
BY_REF = [Rules(cadence, days) for cadence in (STANDARD, PATIENT, LIGHT) for days in (PLAIN, US)]

moments = st.integers(0, 24 * 150).map(lambda hours: FROM + timedelta(hours=hours))
times = moments | moments.map(datetime.date)
keys = st.sampled_from(("", *(person_key(person) for person in PEOPLE)))
ids = st.permutations([f"r{number}" for number in range(6)]).map(lambda order: tuple(order[:3]))


@st.composite
def entries(draw: st.DrawFn, told: datetime) -> Entry:
    step, person = draw(st.sampled_from(STEPS)), draw(keys)
    match draw(st.integers(0, 8)):
        case 0 | 1:
            return Done(step, person, draw(times), told)
        case 2:
            return Skipped(step, person, told)
        case 3:
            return Moved(step, person, draw(st.none() | times), told)
        case 4:
            day = draw(st.none() | moments.map(datetime.date))
            return Decided(Decision(day, "", "") if day else None, told)
        case 5 | 6:
            turn = draw(st.sampled_from(TELLABLE))
            return Outcome(turn, draw(moments), draw(st.none() | times), draw(ids), told)
        case 7:
            return Archived(told) if draw(st.booleans()) else Cancelled(told)
        case _:
            return Revived(told)


@st.composite
def worlds(draw: st.DrawFn) -> list[Tracked]:
    world: list[Tracked] = []
    for number in range(draw(st.integers(1, 6))):
        start, since = draw(moments), draw(moments)
        told = sorted(draw(st.lists(moments, max_size=6)))
        one = track(
            f"r{number}",
            f"{start:%Y-%m-%d %H:%M}",
            *[draw(entries(max(each, since))) for each in told],
            since=f"{since:%Y-%m-%d %H:%M}",
            company=draw(st.sampled_from(COMPANIES)),
            role=draw(st.sampled_from(ROLES)),
            kind=draw(st.sampled_from(Kind)),
            people=PEOPLE[: draw(st.integers(0, 3))],
            decision=draw(st.none() | st.just("2026-12-11")),
        )
        world.append(one)
    return world


def of_world(world: Iterable[Tracked]) -> dict[str, tuple[Reminder, ...]]:
    return plan_all(list(world), rules=rules_of)


def rules_of(one: Tracked) -> Rules:
    return BY_REF[int(one.ref[1:]) % len(BY_REF)]


@given(worlds(), st.data())
@settings(max_examples=100)
def test_the_order_of_the_tracked_does_not_matter(world: list[Tracked], data: st.DataObject) -> None:
    assert of_world(data.draw(st.permutations(world))) == of_world(world)


@given(worlds())
@settings(max_examples=300)
def test_what_holds_for_any_history(world: list[Tracked]) -> None:
    found = of_world(world)
    assert set(found) == {one.id for one in world}
    everything = [r for plan in found.values() for r in plan]
    uids = [reminder_uid(r) for r in everything]
    assert len(set(uids)) == len(uids)
    for one in world:
        plan = found[one.id]
        assert all(r.rule.outcome is not None for r in plan if r.happened)
        last = outcome_of(next(group for group in applications(world) if one in group))
        over = last and last[1].turn is not Turn.NEXT_ROUND and covers(last[1], one)
        ended = one.cancelled or one.archived or over
        if ended:
            assert not any(r.state is State.OPEN for r in plan if r.happened is None and r.rule.waiting)
        for r in plan:
            assert (r.state is State.DONE) == (r.done_on is not None)
            key = person_key(r.person)
            since = (r.happened and r.happened.since) or FROM
            moves = [
                e
                for e in one.entries
                if isinstance(e, Moved) and e.step == r.step and e.person in ("", key) and e.told >= since
            ]
            if moves and moves[-1].to is not None and (r.happened or not r.occasion):
                assert r.pinned
                assert r.at == moves[-1].to
            if not moves:
                assert not r.pinned
    for group in employers(world):
        open_ones = [r for one in group for r in found[one.id] if r.rule.follow_up and r.state is State.OPEN]
        if open_ones:
            limits = [rules_of(one).cadence.most_follow_ups(one.interview.kind) for one in group]
            assert len(open_ones) <= max(limits)


def employers(world: Iterable[Tracked]) -> Iterator[list[Tracked]]:
    for names in (("Acme", "Acme GmbH"), ("Bolt",), ("Coral",)):
        yield [one for one in world if one.interview.company in names]


@given(worlds(), st.sampled_from((Noted("x", "", FROM), Archived(FROM), Revived(FROM))))
@settings(max_examples=150)
def test_what_is_done_stays_done_whatever_else_is_told(world: list[Tracked], more: Entry) -> None:
    before = of_world(world)
    first = replace(world[0], entries=(*world[0].entries, more))
    after = of_world([first, *world[1:]])
    for id_, plan in before.items():
        now = {(r.step, r.person): r.state for r in after[id_]}
        for r in plan:
            if r.state is State.DONE and (r.happened is None or r.rule.outcome in TELLABLE):
                assert now[r.step, r.person] is State.DONE


@given(worlds(), st.data())
@settings(max_examples=150)
def test_no_news_opens_again_what_is_done(world: list[Tracked], data: st.DataObject) -> None:
    """What has to be done once more is another reminder."""
    number = data.draw(st.integers(0, len(world) - 1))
    late = FROM + timedelta(days=200)
    turn, day = data.draw(st.sampled_from(TELLABLE)), data.draw(moments).date()
    both: tuple[Entry, ...] = (
        Outcome(turn, data.draw(moments), None, (), late),
        Decided(Decision(day, "", ""), late),
    )
    news = data.draw(st.sampled_from(both))
    told = [
        replace(one, entries=(*one.entries, news)) if at == number else one for at, one in enumerate(world)
    ]
    before, after = of_world(world), of_world(told)
    now = {reminder_uid(r): r.state for plan in after.values() for r in plan}
    for r in (r for plan in before.values() for r in plan if r.state is State.DONE):
        assert now.get(reminder_uid(r), State.DONE) is State.DONE


@contextmanager
def local_zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


@given(worlds())
@settings(max_examples=60)
def test_the_machines_own_zone_does_not_matter(world: list[Tracked]) -> None:
    with local_zone("Pacific/Auckland"):
        there = of_world(world)
    with local_zone("America/Los_Angeles"):
        assert of_world(world) == there
