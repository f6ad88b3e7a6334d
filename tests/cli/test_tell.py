"""`calsync tell`: a few words, read as an answer in the calendar is, without a reminder to type them into.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng. It is
the evening of that day, 21:00.
"""

from __future__ import annotations

import pytest

from tests.cli.acme import OWN, acme, first_line, plan, refused, sentence, track
from tests.cli.tracking import Runner, calsync

__all__ = ["acme", "calsync"]

REF = "acme-technical"
BOTH = ["thank-you sarah", "thank-you tom"]


def states(calsync: Runner, state: str) -> list[str]:
    return list(plan(calsync, state=state))


def asked(calsync: Runner, *arguments: str) -> tuple[str, str]:
    """A run that must ask, changing nothing; the sentence and the way out."""
    before, log = calsync.everything(), calsync.log()
    code, out, _ = calsync.run(*arguments)
    assert (code, out) == (5, "")
    said = sentence(calsync)
    assert (calsync.everything(), calsync.log()) == (before, log)
    return said


# the steps


def test_what_is_due_is_done(acme: Runner) -> None:
    acme.at("2026-12-02T11:00Z")
    out = acme.ok("tell", "acme", "sent")
    assert out.splitlines() == [
        "Done, Wed 2 Dec 12:00: “Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”.",
        "Read as done on Wed 2 Dec 2026.",
    ]
    assert states(acme, "done") == BOTH
    assert acme.log()[0] == "tell acme"
    acme.ok("undo")
    assert states(acme, "done") == []


def test_with_the_name_of_a_step(acme: Runner) -> None:
    acme.at("2026-12-03T11:00Z")
    for text in ("thank-you sent Tuesday", "Thank you: sent Tuesday", "thank-you - sent on Tuesday"):
        acme.ok("tell", "acme", text)
        assert first_line(acme).startswith(
            "Done, Tue 1 Dec: “Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”."
        )
        assert "Read as done on Tue 1 Dec 2026." in acme.out
        assert states(acme, "done") == BOTH
        acme.ok("undo")
    acme.ok("tell", "acme", "linkedin: skip")
    assert states(acme, "skipped") == ["linkedin"]
    acme.ok("tell", "acme", "status check: in two days")
    assert "Read as moved to Sat 5 Dec 2026 10:00." in acme.out
    assert plan(acme)["status-check"] == "2026-12-05T10:00:00+01:00"


def test_several_are_due(acme: Runner) -> None:
    acme.at("2026-12-03T11:00Z")
    assert asked(acme, "tell", "acme", "sent") == (
        "“sent” may be about any of several reminders of acme-technical: thank-you and linkedin.",
        'Begin with the name of the one you mean: calsync tell acme-technical "thank-you: sent"',
    )


def test_none_is_due(acme: Runner) -> None:
    said, hint = asked(acme, "tell", "acme", "skip")
    assert said == "No reminder of acme-technical is due now, and “skip” does not say which is meant."
    assert hint.endswith('calsync tell acme-technical "thank-you: skip"')
    acme.ok("tell", "acme", "later")
    assert plan(acme)["thank-you tom"] == "2026-12-02T13:15:00+01:00"  # three hours on from when it is due


def test_told_again(acme: Runner) -> None:
    acme.ok("tell", "acme", "thank-you: sent")
    log = acme.log()
    out = acme.ok("tell", "acme", "thank-you: sent")
    assert "were done already, Tue 1 Dec 21:00" in out
    assert " ".join(out.split()).endswith("Read as done on Tue 1 Dec 2026, known already.")
    assert acme.log() == log


# the interview


def test_a_decision_date(acme: Runner) -> None:
    acme.ok("tell", "acme", "they'll decide by the end of next week")
    assert "Read as Fri 11 Dec 2026 (" in acme.out
    assert acme.interview("acme")["decision"]["date"] == "2026-12-11"
    assert plan(acme)["status-check"] == "2026-12-14T10:00:00+01:00"
    acme.ok("tell", "acme", "decision date: 18 Dec")
    assert acme.interview("acme")["decision"]["date"] == "2026-12-18"


OUTCOMES = [
    ("rejected", "rejected", None),
    ("offer until 4 Dec", "offer", "2026-12-04"),
    ("next round", "next-round", None),
    ("withdrew", "withdrawn", None),
    ("got it elsewhere", "withdrawn", None),
]


@pytest.mark.parametrize(("text", "outcome", "deadline"), OUTCOMES)
def test_an_outcome(acme: Runner, text: str, outcome: str, deadline: str | None) -> None:
    acme.ok("tell", "acme", text)
    found = acme.interview("acme")["outcome"]
    assert (found["outcome"], found["deadline"]) == (outcome, deadline)
    acme.ok("tell", "acme", text)
    assert first_line(acme).startswith("That was told already.")


def test_a_note_and_people(acme: Runner) -> None:
    acme.ok("tell", "acme", "note: sharding question, her team's migration")
    notes = [each["text"] for each in acme.interview("acme")["notes"]]
    assert notes == ["sharding question, her team's migration"]
    acme.ok("tell", "acme", "Ana Ruiz ana@acme.example")
    assert first_line(acme).startswith("With you in acme-technical: Ana Ruiz.")
    assert "thank-you ana" in plan(acme)


def test_a_name_alone_while_it_is_asked_who_was_there(calsync: Runner) -> None:
    track(calsync, "Acme", asking=True)
    calsync.at("2026-12-01T20:00Z")
    calsync.ok("tell", "acme", "Tom Ng")
    assert "thank-you tom" in plan(calsync)
    assert refused(calsync, "tell", "acme", "Ana Ruiz")[0] == "“Ana Ruiz” is not understood."


# what is refused


def test_what_is_not_understood(acme: Runner) -> None:
    assert refused(acme, "tell", "acme", "perhaps")[0] == "“perhaps” is not understood."
    refused(acme, "tell", "acme", "thank-you: perhaps")
    refused(acme, "tell", "acme", "")
    refused(acme, "tell", "acme", "x" * 5000)
    refused(acme, "tell", "acme", "thank-you sent yesterday")  # before the interview
    refused(acme, "tell", "nobody", "sent")


def test_text_is_data(acme: Runner) -> None:
    for text in (
        "--json",
        "$(reboot)",
        "note; rm -rf /",
        "config set country US",
        "undo",
        "../../etc/passwd",
    ):
        code, _, _ = acme.run("tell", "acme", "--", text)
        assert code == 2


def test_as_json(acme: Runner) -> None:
    code, found = acme.json("tell", "acme", "thank-you: sent")
    assert (code, found["command"], found["status"]) == (0, "tell", "done")
    assert found["data"]["ref"] == REF
    assert found["notes"][1] == "Read as done on Tue 1 Dec 2026."


def test_one_that_cannot_be_planned(acme: Runner) -> None:
    own = acme.file("mine.toml", OWN)
    acme.ok("track", "acme", "--cadence", own)
    (acme.folder / "mine.toml").unlink()
    expected = acme.run("done", "acme", "thank-you")
    assert "cannot be planned" in expected[2]
    assert acme.run("tell", "acme", "sent") == expected
