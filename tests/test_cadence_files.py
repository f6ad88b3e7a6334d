"""Cadence files: the built-in ones are sound, and a typo in one's own is named by line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from calsync.cadence_files import (
    BUILT_IN,
    COMMON,
    DEFAULT,
    built_in_names,
    line_of,
    load_cadence,
    load_cadence_file,
    own_steps,
)
from calsync.errors import SettingsError, UsageError
from calsync.planning.cadence import Anchor, Audience, Span, Unit
from calsync.planning.cadence_table import PLACEHOLDERS, CadenceTable, StepTable
from calsync.planning.history import Turn

STANDARD = (BUILT_IN / "standard.toml").read_text("utf-8")
HEADER = STANDARD[: STANDARD.index("title =")]


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def refusal(tmp_path: Path, text: str) -> SettingsError:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_cadence(str(path))
    assert str(path) in caught.value.message
    return caught.value


@pytest.mark.parametrize("name", [*built_in_names(), COMMON])
def test_built_in_files_pass_the_check_of_a_persons_own(name: str, tmp_path: Path) -> None:
    copy = tmp_path / f"{name}.toml"
    copy.write_bytes((BUILT_IN / f"{name}.toml").read_bytes())
    copied = load_cadence_file(str(copy))
    if name == COMMON:
        assert copied.steps == load_cadence(DEFAULT).steps[-len(copied.steps) :]
    else:
        assert copied == load_cadence(name)


def test_the_built_in_cadences() -> None:
    assert built_in_names() == ["light", "patient", "standard", "weekly"]
    with pytest.raises(UsageError, match="no cadence “common”"):
        load_cadence(COMMON)


@pytest.mark.parametrize("name", built_in_names())
def test_every_step_of_a_built_in_file_names_its_guide(name: str) -> None:
    for step in load_cadence(name).steps:
        assert step.guide in ("all", "A", "B", "C", "D", "A, D", "B, D", "C, D"), step.name


@pytest.mark.parametrize("name", built_in_names())
def test_what_waits_for_an_answer_and_what_counts_as_a_message(name: str) -> None:
    steps = own_steps(load_cadence(name))
    waiting = {step.name for step in steps if step.waiting}
    messages = {step.name for step in steps if step.follow_up}
    assert waiting == {step.name for step in steps} - {"thank-you", "linkedin"}
    assert messages == waiting - {"decision-date", "stop"}
    assert all(step.kinds for step in steps if step.name in ("decision-date", "status-check"))


def test_the_header_explains_every_key_and_word() -> None:
    table = tomllib.loads(STANDARD)
    assert set(table) <= {"title", "follow_ups", "follow_ups_for", "step"}
    for key in [*CadenceTable.__annotations__, *StepTable.__annotations__]:
        assert key == "step" or re.search(rf"(?m)^# +\S*.*\b{key}\b", HEADER), key
    for word in [*PLACEHOLDERS, *Anchor, *Audience, *Turn]:
        assert word in HEADER, word


def test_common_steps_come_after_a_files_own_and_give_way_to_them(tmp_path: Path) -> None:
    own = """title = "Mine"
[[step]]
name = "debrief"
anchor = "step:acknowledge-offer"
outcome = "offer"
opens = "1 day"
closes = "1 day"
at = "all-day"
title = "Sleep over it"
do = "Sleep."
"""
    path = tmp_path / "mine.toml"
    path.write_text(own, "utf-8")
    cadence = load_cadence(str(path))
    assert [step.name for step in own_steps(cadence)] == ["debrief"]
    assert [step.script.title for step in cadence.steps if step.name == "debrief"] == ["Sleep over it"]
    assert set(cadence.names()) == set(load_cadence_file(str(BUILT_IN / "common.toml")).names())
    assert (cadence.follow_ups, cadence.follow_ups_for) == (2, {})


def test_what_the_standard_file_says() -> None:
    cadence = load_cadence("standard")
    assert cadence.names()[:6] == (
        "thank-you",
        "linkedin",
        "decision-date",
        "status-check",
        "final-note",
        "stop",
    )
    thank_you = cadence.steps[0]
    assert (thank_you.closes, thank_you.audience) == (Span(24, Unit.HOURS), Audience.EACH)
    assert cadence.steps[3].closes == Span(2, Unit.WORKING_DAYS)


SLIPS = [
    ('stagger = "15 minutes"', 'staggr = "15 minutes"', "staggr", "Did you mean “stagger”"),
    ('anchor = "interview.end"', 'anchor = "interview.over"', "anchor", "“deadline” and “step:NAME”"),
    ('anchor = "interview.end"', 'anchor = "step:nowhere"', "anchor", "there is no step “nowhere”"),
    ('audience = "each"', 'instead_of = "nowhere"', "instead_of", "there is no step “nowhere”"),
    ('audience = "each"', 'instead_of = "linkdin"', "instead_of", "Did you mean “linkedin”?"),
    ('audience = "each"', 'instead_of = "Linkedin"', "instead_of", "small letters and dashes"),
    ('audience = "each"', 'instead_of = "ask-for-time"', "instead_of", "itself is there instead of another step"),
    ('audience = "each"', 'instead_of = "thank-you"', "instead_of", "itself is there instead of another step"),
    ('closes = "24 hours"', 'closes = "1 day"', "closes", "both be in hours, or both in days"),
    ('closes = "24 hours"', 'closes = "soon"', "closes", "no length of time"),
    ('closes = "7 working days"', 'closes = "9999 working days"', "closes", "longer than 450 days"),
    ('opens = "0 hours"', 'opens = "30 hours"', "closes", "closes before it opens"),
    ('hours = "10:00-14:00"', 'hours = "14:00-10:00"', "hours", "ends before it begins"),
    ('hours = "10:00-14:00"', 'hours = "25:00-26:00"', "hours", "no time of day"),
    ('hours = "10:00-14:00"\n', "", "opens", "needs “hours”"),
    ('audience = "each"', 'audience = "everyone"', "audience", "“each”, “first” or “all”"),
    ('audience = "each"', "audience = 3", "audience", "valid string"),
    ('decision = "stated"', 'decision = "yes"', "decision", "“stated” or “unstated”"),
    ('kinds = ["recruiter_screen"', 'kinds = ["recruiter"', "kinds", "no kind of interview"),
    ('at = "10:00"', 'at = "ten"', "at", "no time of day"),
    ('at = "10:00"\n', "", "opens", "needs “at”"),
    ("Thank {who}", "Thank {whom}", "title", "{who}, {names}"),
    ('follows = "thank-you"', 'follows = "decision-date"', "follows", "all day and has no hour"),
    ('name = "stop"', 'name = "Stop!"', "name", "small letters and dashes"),
    ('name = "stop"', f'name = "{"s" * 61}"', "name", "it has 61 characters; 60 are the most"),
    ('audience = "first"', 'audence = "first"', "audence", "Did you mean “audience”"),
    ('opens = "0 hours"', 'opnes = "0 hours"', "opnes", "Did you mean “opens”"),
    ("for_kind.recruiter_screen", "for_kind.recruiter", "recruiter", "no kind of interview"),
    # the remedy of a near miss
    ('anchor = "interview.end"', 'anchor = "interview.ends"', "anchor", "Did you mean “interview.end”?"),
    ('anchor = "step:status-check"', 'anchor = "step:statuscheck"', "anchor", "Did you mean “status-check”?"),
    ('kinds = ["recruiter_screen"', 'kinds = ["recruiter-screen"', "kinds", "Did you mean “recruiter_screen”?"),
    ('channel = "none"', 'channel = "none"\noutcome = "reject"', "outcome", "Did you mean “rejected”?"),
    ('decision = "stated"', 'decision = "sated"', "decision", "Did you mean “stated”?"),
    ('audience = "each"', 'audience = "eech"', "audience", "Did you mean “each”?"),
    ("Thank {who}", "Thank {name}", "title", "Did you mean “names”?"),
    # lengths of time
    ('closes = "24 hours"', 'closes = "1 month"', "closes", "both be in hours, or both in days"),
    ('closes = "7 working days"', 'closes = "7 working days before"', "closes", "closes before it opens"),
    ('wait = "2 hours"', 'wait = "2 hours before"', "wait", "cannot lie before"),
    ('wait = "2 hours"', 'wait = "1 day"', "wait", "write minutes or hours"),
    ('gap = "1 hour"', 'gap = "1 working day"', "gap", "write minutes or hours"),
    ('stagger = "15 minutes"', 'stagger = "15 minutes before"', "stagger", "cannot lie before"),
    ('rather_after = "24 hours"', 'rather_after = "1 month"', "rather_after", "write minutes or hours"),
    ('opens = "5 days"', 'opens = "5 days before"', "opens", "cannot lie before it"),
    ('at = "10:00"', 'at = "10:00"\nafter_decision = "3 hours"', "after_decision", "write “1 working day”"),
    ('at = "10:00"', 'at = "10:00"\nafter_decision = "1 day before"', "after_decision", "write “1 working day”"),
    # outcomes and deadlines
    ('anchor = "decision"', 'anchor = "outcome"', "anchor", "needs the key “outcome”"),
    ('anchor = "decision"', 'anchor = "deadline"\noutcome = "offer"', "anchor", "deadline = “stated”"),
    ('anchor = "decision"', 'anchor = "decision"\ndeadline = "stated"', "deadline", "needs the key “outcome”"),
    ('anchor = "step:status-check"', 'anchor = "step:tell-them"', "anchor", "only there once the outcome is “offer-elsewhere”"),
    ('follows = "thank-you"', 'follows = "reply-graciously"', "follows", "needs outcome = “rejected” too"),
    # what would change nothing
    ('channel = "linkedin"', 'channel = "linkedin"\nkinds = []', "kinds", "is empty"),
    ('decision = "unstated"\nanchor = "interview.end"', 'decision = "unstated"\nanchor = "decision"  # of none', "anchor", "no decision date to count from"),
    ('decision = "unstated"', 'decision = "stated"', "name", "it is never used"),
    ('wait = "2 hours"', 'at = "10:00"', "at", "for windows in days"),
    ('wait = "2 hours"', "any_day = true", "any_day", "for windows in days"),
    ('at = "10:00"', 'at = "10:00"\nhours = "10:00-12:00"', "hours", "for windows in hours"),
    ('follows = "thank-you"\n', "", "gap", "needs “follows”"),
    # questions
    ('channel = "none"', 'channel = "none"\noptional = true\nasks = "date"', "asks", "write “timeline” or “people”"),
    ('channel = "none"', 'channel = "none"\noptional = true\nasks = "peple"', "asks", "Did you mean “people”?"),
    ('channel = "none"', 'channel = "none"\nasks = "people"', "asks", "needs optional = true"),
    ('channel = "linkedin"', 'channel = "linkedin"\noptional = true\nasks = "people"', "asks", "needs channel = “none”"),
    ('channel = "none"', 'channel = "none"\noptional = true\nfollow_up = true\nasks = "people"', "follow_up", "a question is no message"),
    ('channel = "none"', 'channel = "none"\noptional = true\naudience = "each"  # one by one\nasks = "people"', "audience", "asked once"),
    ('decision = "stated"', 'decision = "stated"  # asked\noptional = true\nasks = "timeline"', "decision", "leave “decision” out"),
    ('decision = "stated"\nanchor = "decision"', 'anchor = "decision"  # asked\noptional = true\nasks = "timeline"', "anchor", "while it is asked for"),
    ('anchor = "step:status-check"', 'anchor = "step:ask-timeline"', "anchor", "“ask-timeline” is a question"),
    ('follows = "thank-you"', 'follows = "who-was-there"', "follows", "count from another step"),
    # numbers and words
    ("follow_ups = 2", "follow_ups = 11", "follow_ups", "no number from 0 to 10"),
    ("follow_ups = 2", "follow_ups = -1", "follow_ups", "no number from 0 to 10"),
    ("follow_ups = 2", 'follow_ups = "2"', "follow_ups", "valid integer"),
    ("follow_ups = 2", "[follow_ups_for]\nfinal = 11", "final", "no number from 0 to 10"),
    ("follow_ups = 2", "[follow_ups_for]\nfinals = 3", "finals", "Did you mean “final”?"),
    ('title = "Standard: thank-you within 24 hours, one status check, one final note"', 'title = " "', "title", "there are no words"),
    ('title = "Thank {who}{at_company}"', 'title = ""', "title", "there are no words"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "why"), SLIPS)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, key: str, why: str) -> None:
    text = STANDARD[STANDARD.index("title =") :]
    assert old in text
    changed = text.replace(old, new, 1)
    error = refusal(tmp_path, changed)
    assert why in f"{error.message} {error.hint}"
    if new and key != "name":
        part = next((line for line in new.split(chr(10)) if key in line), key)
        assert f"line {line_with(changed, part)}" in error.message
    assert error.exit_code == 4


def test_steps_in_a_circle(tmp_path: Path) -> None:
    text = STANDARD.replace('anchor = "step:status-check"', 'anchor = "step:stop"')
    error = refusal(tmp_path, text)
    assert "final-note → stop → final-note" in error.message


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("title = 'x", "is not valid TOML"),
        ("title = 'x'", "“step” is missing"),
        ("title = 'x'\nstep = []", "there are no steps"),
        ("title = " + "9" * 5000, "is not valid TOML"),
        ("title = 'x'\nstep = []\ncolour = 1", "there is no key “colour”"),
        (
            "title = 'x'\n[[step]]\nname='a'\nanchor='decision'\nopens='0 days'\ncloses='0 days'\ndo='x'",
            "“title” is missing",
        ),
    ],
)
def test_a_file_that_is_no_cadence(tmp_path: Path, text: str, part: str) -> None:
    assert part in refusal(tmp_path, text).message


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no cadence “standart”") as caught:
        load_cadence("standart")
    assert "Did you mean “standard”" in caught.value.hint
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_cadence(str(tmp_path / "bytes.toml"))


def test_the_line_of_a_key_is_that_of_its_own_step() -> None:
    text = "title = 'x'\n[[step]]\nname = 'a'\n[[step]]\n# name\nname = 'b'\n"
    assert tomllib.loads(text)
    assert line_of(text, step=1, key="name") == 6
    assert line_of(text, step=1, key="at") == 4
    inner = text + "audience = 'all'\n[step.for_kind.final]\naudience = 'x'\n"
    assert line_of(inner, step=1, key="final.audience") == 9
    assert line_of(text, step=None, key="title") == 1
