"""Cadence files: the built-in one is sound, and a typo in one's own is named by line, key and remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from calsync.cadence_files import BUILT_IN, built_in_names, line_of, load_cadence
from calsync.errors import SettingsError, UsageError
from calsync.planning.cadence import Audience, Span, Unit

STANDARD = (BUILT_IN / "standard.toml").read_text("utf-8")


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def refusal(tmp_path: Path, text: str) -> SettingsError:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_cadence(str(path))
    assert str(path) in caught.value.message
    return caught.value


@pytest.mark.parametrize("name", built_in_names())
def test_built_in_files_pass_the_check_of_a_persons_own(name: str, tmp_path: Path) -> None:
    copy = tmp_path / f"{name}.toml"
    copy.write_bytes((BUILT_IN / f"{name}.toml").read_bytes())
    assert load_cadence(str(copy)) == load_cadence(name)


def test_what_the_standard_file_says() -> None:
    cadence = load_cadence("standard")
    assert cadence.names() == ("thank-you", "linkedin", "decision-date", "status-check", "final-note", "stop")
    thank_you = cadence.steps[0]
    assert (thank_you.closes, thank_you.audience) == (Span(24, Unit.HOURS), Audience.EACH)
    assert cadence.steps[3].closes == Span(2, Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('stagger = "15 minutes"', 'staggr = "15 minutes"', "staggr", "Did you mean “stagger”"),
        ('anchor = "interview.end"', 'anchor = "interview.over"', "anchor", "“deadline” and “step:NAME”"),
        ('anchor = "interview.end"', 'anchor = "step:nowhere"', "anchor", "there is no step “nowhere”"),
        ('closes = "24 hours"', 'closes = "1 day"', "closes", "both be in hours, or both in days"),
        ('closes = "24 hours"', 'closes = "soon"', "closes", "no length of time"),
        ('closes = "7 working days"', 'closes = "9999 working days"', "closes", "longer than 400 days"),
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
        ('audience = "first"', 'audence = "first"', "audence", "Did you mean “audience”"),
        ('opens = "0 hours"', 'opnes = "0 hours"', "opnes", "Did you mean “opens”"),
        ("for_kind.recruiter_screen", "for_kind.recruiter", "recruiter", "no kind of interview"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, key: str, why: str) -> None:
    text = STANDARD[STANDARD.index("title =") :]
    assert old in text
    changed = text.replace(old, new, 1)
    error = refusal(tmp_path, changed)
    assert why in f"{error.message} {error.hint}"
    if new:
        assert f"line {line_with(changed, new.split(chr(10))[0] if key in new else key)}" in error.message
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
