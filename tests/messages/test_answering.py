"""The line that invites an answer, and how the last one was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from calsync.messages.answering import (
    PROMPT,
    confirmation,
    confirmed,
    confirmed_anew,
    find_prompt,
    with_prompt,
)
from calsync.messages.wording import word
from calsync.planning.history import Answered
from calsync.planning.plan import Reminder
from tests.planning.made import SARAH, track, when
from tests.sync.world import World

NOW = when("2026-12-01 15:30")


def reminders() -> dict[str, Reminder]:
    world = World(track("acme", "2026-12-01 14:00", decision="2026-12-10", people=(SARAH,)), now=NOW)
    return {each.step: each for each in world.reminders()["acme"]}


def answered(*told: tuple[str, str, int]) -> Reminder:
    answers = tuple(
        Answered("thank-you", "", text, reading, NOW + timedelta(hours=hours))
        for text, reading, hours in told
    )
    return replace(reminders()["thank-you"], answers=answers)


def test_the_last_line_invites_an_answer() -> None:
    for each in reminders().values():
        body = with_prompt(word(each), each).body
        assert body.startswith(word(each).body)
        assert body.split("\n")[-2] == ""
        assert body.split("\n")[-1].startswith(f"{PROMPT} (")
        assert body.endswith("): ")
        assert find_prompt(body) == (len(body.split("\n")) - 1, "")


def test_it_says_what_helps_there() -> None:
    last = {step: with_prompt(word(each), each).body.split("\n")[-1] for step, each in reminders().items()}
    assert "sent, skip, later" in last["thank-you"]
    assert "offer until" in last["decision-date"]
    assert "next round" in last["status-check"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], ""),
        ([("sent", "as done", 0)], "Read as done."),
        ([("sent", "as done", 0), ("note: x", "as a note", 0)], "Read as done; as a note."),
        ([("sent", "as done", 0), ("note: x", "as a note", 1)], "Read as a note."),
        ([("hm", "", 0)], "Not understood: “hm”; nothing was changed by it."),
        (
            [("sent", "as done", 0), ("hm", "", 0), ("eh", "", 0)],
            "Read as done. Not understood: “hm” and “eh”; nothing was changed by it.",
        ),
        ([("hm", "", 0), ("sent", "as done", 2)], "Read as done."),
    ],
)
def test_how_the_last_answers_were_read(told: list[tuple[str, str, int]], said: str) -> None:
    one = answered(*told)
    assert confirmation(one) == said
    lines = with_prompt(word(one), one).body.split("\n")
    assert (lines[-2] == said) if said else (lines[-2] == "")


def test_a_confirmation_is_one_line_whatever_was_typed() -> None:
    said = confirmation(answered(("a\nb\u2028c\x1b[31m" + "x" * 400, "", 0)))
    assert "\n" not in said
    assert "\u2028" not in said
    assert "\x1b" not in said
    assert len(said) < 130


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Text\nYour answer: sent", (1, "sent")),
        ("Text\n  Your answer (a, b): sent ", (1, "sent")),
        ("Your answer (a): one\nYour answer (a): two\nmore", (1, "two")),
        ("Your answer", None),
        ("Your answers: none", None),
        ("As for Your answer: none", None),
        ("", None),
    ],
)
def test_the_invitation_is_found_again(body: str, found: tuple[int, str] | None) -> None:
    assert find_prompt(body) == found


BEFORE, READ = "a\n\nYour answer (x): ", "a\n\nRead as done.\nYour answer (x): "
DONE, NOTE = "Read as done.", "Read as a note."


@pytest.mark.parametrize(
    ("body", "before", "said", "after"),
    [
        ("Mine\nYour answer (x): sent", BEFORE, DONE, "Mine\nRead as done.\nYour answer (x): sent"),
        ("Mine", BEFORE, DONE, "Mine\nRead as done."),
        ("Mine\nRead as done.", READ, NOTE, "Mine\nRead as a note."),
        ("Mine\nRead as done.", READ, "", "Mine"),
        ("Mine\nRead as a note.", READ, NOTE, None),
        ("Mine", BEFORE, "", None),
        (READ, READ, DONE, None),
    ],
)
def test_how_it_was_read_is_renewed(body: str, before: str, said: str, after: str | None) -> None:
    assert confirmed_anew(body, said, before=before) == after


def test_what_a_text_of_ours_says() -> None:
    assert confirmed(READ) == DONE
    assert confirmed(BEFORE) == confirmed("Read as done.") == confirmed("x\nYour answer: y") == ""
