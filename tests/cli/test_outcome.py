"""How an application went, and putting it away: `outcome`, `archive`, `untrack`.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng. It is
the evening of that day, 21:00.
"""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from calsync.cli.told_cmd import OUTCOMES
from calsync.planning.history import TELLABLE
from tests.cli.acme import acme, first_line, plan, refused, track
from tests.cli.tracking import Runner, calsync

__all__ = ["acme", "calsync"]

# outcome


def test_help_names_every_outcome() -> None:
    assert tuple(turn.value for turn in TELLABLE) == OUTCOMES


OUTCOME = [
    ("rejected", "They said no", {"reply-graciously", "stay-in-touch", "stay-in-touch-6", "stay-in-touch-12"}),
    ("offer", "They made an offer", {"acknowledge-offer", "ask-for-review-time", "review-offer", "negotiate", "get-it-in-writing"}),
    ("withdrawn", "You withdrew", {"withdraw-note"}),
    ("next-round", "The next round is arranged", {"thank-you sarah", "thank-you tom", "linkedin"}),
    ("accepted", "You accepted their offer", {"get-it-in-writing"}),
    ("no-answer", "You closed it without an answer", {"stay-in-touch"}),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "said", "steps"), OUTCOME)
def test_what_is_to_be_done_after_each_outcome(
    acme: Runner, outcome: str, said: str, steps: set[str]
) -> None:
    acme.ok("outcome", "acme", outcome)
    assert first_line(acme) == f"{said}: acme-technical, Tue 1 Dec 21:00."
    assert set(plan(acme)) == steps
    interview = acme.interview("acme")
    assert interview["outcome"] == {
        "outcome": outcome,
        "on": "2026-12-01T21:00:00+01:00",
        "deadline": None,
    }
    assert interview["archived"] is (outcome == "no-answer")
    log = acme.log()
    acme.at("2026-12-02T09:00Z")
    acme.ok("outcome", "acme", outcome)
    again = f"That was told already. {said}: acme-technical, Tue 1 Dec 21:00. Nothing was noted."
    assert first_line(acme) == again
    assert acme.log() == log


def test_the_next_round_follows_one_that_took_place(acme: Runner) -> None:
    track(acme, kind="final", start="2026-12-10 14:00")
    kept = plan(acme, "acme-final")
    code, found = acme.json("outcome", "acme", "next-round")
    assert (code, found["notes"]) == (
        0,
        [
            "The next round is arranged: acme-technical, Tue 1 Dec 21:00.",
            "acme-final is tracked already, which had ended the waiting after acme-technical.",
        ],
    )
    assert plan(acme, "acme-final") == kept
    assert "status-check" in kept
    acme.ok("outcome", "acme-final", "next-round")  # the whole handle means itself
    assert acme.interview("acme-final")["outcome"]["outcome"] == "next-round"
    assert "tracked already" not in acme.out


def test_within_a_second_the_order_is_that_of_the_commands(acme: Runner) -> None:
    acme.ok("outcome", "acme", "rejected")
    track(acme, kind="final", start="2026-12-10 14:00")
    assert "status-check" in plan(acme, "acme-final")
    acme.ok("outcome", "acme", "rejected")
    assert "status-check" not in plan(acme, "acme-final")


def test_a_clock_that_is_set_back_changes_no_order(acme: Runner) -> None:
    acme.at("2026-12-03T12:00Z")
    acme.ok("outcome", "acme", "rejected")
    acme.at("2026-12-02T12:00Z")
    track(acme, kind="final", start="2026-12-10 14:00")
    assert "status-check" in plan(acme, "acme-final")
    acme.ok("done", "acme-technical", "thank-you")
    done = next(each["done_on"] for each in acme.reminders("acme-technical") if each["done_on"])
    assert done == "2026-12-02T13:00:00+01:00"  # what was done when is not bent


def test_what_keeps_the_order_is_not_shown(acme: Runner) -> None:
    track(acme, "Globex")
    for command in (
        ("done", "acme", "thank-you", "--to", "sarah"),
        ("skip", "acme", "linkedin"),
        ("move", "acme", "status-check", "2026-12-09 11:00"),
        ("note", "acme", "queues", "--with", "tom"),
        ("decision", "acme", "2026-12-11"),
        ("outcome", "acme", "next-round"),
        ("outcome", "globex", "offer", "--deadline", "2026-12-11"),
        ("outcome", "globex", "accepted"),
        ("archive", "acme"),
        ("outcome", "acme", "rejected"),
    ):
        acme.ok(*command)
        shown = [acme.out]
        for look in (("list", "--all"), ("show", "acme"), ("show", "globex"), ("agenda",)):
            shown += [acme.ok(*look), acme.ok(*look, "--json")]
        assert not [text for text in shown if re.search(r":\d\d\.\d", text)], command


WHEN_HEARD = [
    ((), "2026-12-03T18:00:00+01:00", "Thu 3 Dec 18:00"),
    (("--on", "today"), "2026-12-03T18:00:00+01:00", "Thu 3 Dec"),
    (("--on", "16:30"), "2026-12-03T16:30:00+01:00", "Thu 3 Dec 16:30"),
    (("--on", "yesterday"), "2026-12-02T00:00:00+01:00", "Wed 2 Dec"),
    (("--on", "Tuesday"), "2026-12-01T15:00:00+01:00", "Tue 1 Dec"),
    (("--on", "2026-12-01 09:00"), "2026-12-01T09:00:00+01:00", "Tue 1 Dec 09:00"),
]


@pytest.mark.parametrize(("on", "moment", "said"), WHEN_HEARD)
def test_when_it_was_heard(acme: Runner, on: tuple[str, ...], moment: str, said: str) -> None:
    acme.at("2026-12-03T17:00Z")
    acme.ok("outcome", "acme", "rejected", *on)
    assert first_line(acme) == f"They said no: acme-technical, {said}."
    assert acme.interview("acme")["outcome"]["on"] == moment


EARLY = "The interview itself was on Tue 1 Dec 2026 14:00; the rejection cannot come before it."


def test_no_outcome_is_heard_before_the_interview(acme: Runner) -> None:
    acme.at("2026-12-03T17:00Z")
    said = refused(acme, "outcome", "acme", "rejected", "--on", "2026-11-30")
    assert said == (EARLY, "Check the day behind --on.")
    assert refused(acme, "tell", "acme", "rejected last Friday") == (EARLY, "Check the day.")
    acme.ok("outcome", "acme", "withdrawn", "--on", "2026-11-30")


def test_before_an_interview_it_is_heard_today(calsync: Runner) -> None:
    track(calsync, "Acme")
    calsync.at("2026-11-25T12:00Z")
    said, hint = refused(calsync, "outcome", "acme", "rejected", "--on", "yesterday")
    assert (
        said == "The interview itself is only on Tue 1 Dec 2026 14:00; the rejection cannot come before it."
    )
    assert hint == "If they said so before it, leave the day out."
    calsync.ok("outcome", "acme", "rejected", "--on", "today")


def test_before_a_later_round_it_may_be_heard_of_an_earlier_one(acme: Runner) -> None:
    track(acme, "Acme", kind="final", start="2026-12-15 14:00")
    acme.at("2026-12-04T17:00Z")
    assert refused(acme, "outcome", "acme-final", "rejected", "--on", "2026-11-30")[0] == EARLY
    acme.ok("outcome", "acme-final", "rejected", "--on", "2026-12-03")
    acme.ok("undo")
    acme.at("2026-12-16T17:00Z")
    said, _ = refused(acme, "outcome", "acme-final", "rejected", "--on", "2026-12-14")
    assert said.startswith("The interview itself was on Tue 15 Dec 2026 14:00; ")
    acme.ok("outcome", "acme-technical", "rejected", "--on", "2026-12-14")


DEADLINES = [
    ("2026-12-11", "2026-12-11", "Fri 11 Dec"),
    ("2026-12-11 17:00", "2026-12-11T17:00:00+01:00", "Fri 11 Dec 17:00"),
    ("next Friday", "2026-12-11", "Fri 11 Dec"),
    ("Friday 17:00", "2026-12-04T17:00:00+01:00", "Fri 4 Dec 17:00"),
    ("in 3 working days", "2026-12-04", "Fri 4 Dec"),
    ("today", "2026-12-01", "Tue 1 Dec"),
]


@pytest.mark.parametrize(("text", "deadline", "said"), DEADLINES)
def test_the_deadline_of_an_offer(acme: Runner, text: str, deadline: str, said: str) -> None:
    acme.ok("outcome", "acme", "offer", "--deadline", text)
    assert first_line(acme).endswith(f" The deadline is {said}.")
    assert acme.interview("acme")["outcome"]["deadline"] == deadline
    assert "ask-for-review-time" not in plan(acme)


def test_a_deadline_counts_from_when_the_offer_came(acme: Runner) -> None:
    acme.at("2026-12-08T12:00Z")
    acme.ok("outcome", "acme", "offer", "--on", "2026-12-02 09:00", "--deadline", "Friday")
    assert acme.interview("acme")["outcome"]["deadline"] == "2026-12-04"


def test_what_is_said_later_of_an_offer_adds_to_it(acme: Runner) -> None:
    track(acme, "Globex")
    acme.ok("outcome", "acme", "offer")
    acme.at("2026-12-02T12:00Z")
    acme.ok("outcome", "acme", "offer", "--deadline", "2026-12-11")
    acme.ok("outcome", "acme", "offer", "--prefer", "globex", "--prefer", "globex-technical")
    acme.ok("outcome", "acme", "offer", "--on", "2026-12-01 20:00")
    assert acme.interview("acme")["outcome"] == {
        "outcome": "offer",
        "on": "2026-12-01T20:00:00+01:00",
        "deadline": "2026-12-11",
    }
    log = acme.log()
    acme.ok("outcome", "acme", "offer", "--prefer", "globex")
    assert first_line(acme).startswith("That was told already. They made an offer: ")
    assert acme.log() == log


def test_those_preferred_are_told_first(acme: Runner) -> None:
    for company in ("Birch", "Cedar", "Delta"):
        track(acme, company)
    acme.ok("outcome", "acme", "offer", "--deadline", "Friday", "--prefer", "delta", "--prefer", "birch")
    times = {name: plan(acme, f"{name}-technical")["tell-them"] for name in ("birch", "cedar", "delta")}
    assert sorted(times, key=lambda name: datetime.fromisoformat(times[name])) == ["delta", "birch", "cedar"]


def test_a_later_outcome_takes_the_place_of_an_earlier_one(acme: Runner) -> None:
    acme.ok("outcome", "acme", "rejected")
    acme.at("2026-12-03T12:00Z")
    acme.ok("outcome", "acme", "offer", "--deadline", "2026-12-11")
    assert set(plan(acme)) == {"acknowledge-offer", "review-offer", "negotiate", "get-it-in-writing"}
    acme.ok("outcome", "acme", "rejected")
    assert "reply-graciously" in plan(acme)
    assert "negotiate" not in plan(acme)


def test_an_answer_after_all_takes_it_out_of_the_archive(acme: Runner) -> None:
    acme.ok("outcome", "acme", "no-answer")
    assert acme.ok("list").startswith("Nothing is tracked but 1 interview in the archive")
    acme.at("2026-12-20T12:00Z")
    acme.ok("outcome", "acme", "offer")
    said = "They made an offer: acme-technical, Sun 20 Dec 13:00. It is out of the archive again."
    assert first_line(acme) == said
    assert acme.interview("acme")["archived"] is False
    assert "acknowledge-offer" in plan(acme)


def test_the_rounds_of_one_application_have_one_outcome(acme: Runner) -> None:
    track(acme, "Acme", kind="phone_screen", start="2026-11-24 10:00")
    track(acme, "Acme", kind="final", start="2026-12-08 14:00")
    acme.at("2026-12-09T12:00Z")
    acme.ok("outcome", "acme", "rejected")
    said = "They said no: acme-final (and its earlier 2 rounds), Wed 9 Dec 13:00."
    assert first_line(acme) == said
    assert "reply-graciously" in plan(acme, "acme-final")
    assert plan(acme, "acme-technical") == plan(acme, "acme-phone") == {}
    acme.ok("undo")
    acme.ok("outcome", "acme-phone", "withdrawn")
    said = "You withdrew: acme-phone (and its other 2 rounds), Wed 9 Dec 13:00."
    assert first_line(acme) == said
    acme.ok("undo")
    acme.ok("outcome", "acme", "no-answer")
    assert acme.data("list")["interviews"] == []


def test_each_round_may_be_followed_by_another(acme: Runner) -> None:
    acme.ok("outcome", "acme", "next-round")
    acme.at("2026-12-03T12:00Z")
    track(acme, "Acme", kind="final", start="2026-12-08 14:00")
    acme.at("2026-12-09T12:00Z")
    acme.ok("outcome", "acme", "next-round")
    assert first_line(acme) == "The next round is arranged: acme-final, Wed 9 Dec 13:00."
    assert "status-check" not in plan(acme, "acme-final")


def test_a_handle_that_fits_two_applications_is_asked_about(acme: Runner) -> None:
    track(acme, "Acme Labs", kind="final", start="2026-12-08 14:00")
    message, hint = refused(acme, "outcome", "acme", "rejected")
    assert message == "“acme” may be any of several interviews."
    assert hint == "Say which: acme-technical, acme-labs-final."
    for command in (("done", "acme", "thank-you"), ("note", "acme", "x"), ("untrack", "acme")):
        assert refused(acme, *command) == (message, hint)


# untrack and archive


def test_what_is_untracked_is_forgotten(acme: Runner) -> None:
    acme.ok("untrack", "acme")
    assert acme.out.startswith(
        "acme-technical is no longer tracked. calsync undo brings it back.\n\nChanged\n"
    )
    assert acme.refs() == []
    assert acme.run("show", "acme")[0] == 2
    track(acme, "Acme")
    assert acme.refs() == ["acme-technical"]


def test_all_of_which_nothing_is_due_is_archived(acme: Runner) -> None:
    track(acme, "Birch", start="2026-10-01 14:00")
    track(acme, "Cedar", start="2026-11-10 14:00")
    track(acme, "Delta", start="2027-01-20 14:00")
    track(acme, "Elm", start="2026-10-01 14:00")
    acme.ok("outcome", "elm", "rejected", "--on", "2026-10-05")
    acme.ok("done", "elm", "reply-graciously", "--on", "2026-10-06")
    acme.ok("archive")
    assert first_line(acme) == (
        "Archived: birch-technical and elm-technical. calsync list --all still shows them."
    )
    shown = [each["ref"] for each in acme.data("list")["interviews"]]
    assert shown == ["acme-technical", "cedar-technical", "delta-technical"]
    assert set(plan(acme, "elm-technical")) == {"stay-in-touch", "stay-in-touch-6", "stay-in-touch-12"}
    acme.ok("archive")
    assert acme.out == "Nothing is over yet; nothing was archived.\n"


def test_what_is_named_is_archived_and_brought_back(acme: Runner) -> None:
    track(acme, "Acme", kind="final", start="2026-12-08 14:00")
    acme.ok("archive", "acme-tech", "acme-technical")
    assert first_line(acme) == "Archived: acme-technical. calsync list --all still shows it."
    assert plan(acme, "acme-technical") == {}
    log = acme.log()
    acme.ok("archive", "acme-technical")
    assert acme.out == "acme-technical is archived already.\n"
    assert acme.log() == log
    acme.ok("archive", "--restore", "acme")
    assert first_line(acme) == "acme-technical is out of the archive again."
    assert "thank-you sarah" in plan(acme, "acme-technical")


def test_what_was_called_off_stays_so_when_it_is_brought_back(calsync: Runner) -> None:
    calsync.ok("track", calsync.invite())
    calsync.ok("track", calsync.invite(STATUS="CANCELLED", SEQUENCE="1"))
    before = plan(calsync, state="withdrawn")
    assert calsync.interview("acme")["cancelled"]
    calsync.ok("archive", "acme")
    calsync.ok("archive", "--restore", "acme")
    interview = calsync.interview("acme")
    assert (interview["cancelled"], interview["archived"]) == (True, False)
    assert plan(calsync, state="withdrawn") == before
