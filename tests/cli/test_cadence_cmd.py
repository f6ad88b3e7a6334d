"""`calsync cadence`: what it lists, the table it shows, and what it says of a file of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from calsync.cadence_files import built_in_names, load_cadence
from calsync.cli.cadence_cmd import WIDTH, cadence
from calsync.cli.cadence_words import say_conditions, say_window
from calsync.errors import SettingsError, UsageError
from calsync.planning.cadence import Step
from tests.sessions import ROOT

GENTLE = str(ROOT / "examples" / "gentle.toml")


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(cadence, arguments, standalone_mode=False, catch_exceptions=False)
    return result.output


def data_of(*arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(printed(*arguments, "--json"))
    assert (found["schema"], found["command"], found["status"]) == (1, "cadence", "done")
    data = found["data"]
    assert isinstance(data, dict)
    return data


def test_the_list() -> None:
    assert printed("list") == (
        "light     a thank-you at a good hour, one follow-up a week later\n"
        "patient   one status check, a second note, and after a final round a third\n"
        "standard  thank-you within 24 hours, one status check, one final note (the default)\n"
        "weekly    one status check, and a final note a week later\n"
    )
    cadences = data_of("list")["cadences"]
    assert isinstance(cadences, list)
    assert [each["name"] for each in cadences if each["default"]] == ["standard"]


def test_the_head_of_the_table() -> None:
    assert printed("show", "patient").startswith(
        """\
Patient: one status check, a second note, and after a final round a third
At most 2 messages without an answer after the thank-you, 3 after a final round.

STEP                 WHEN                                HOW, TO WHOM      GUIDE
thank-you            within 24 hours of the interview's  email, each       B, D
                     end, 10:00–14:00, else 18:00–20:00  interviewer
                     that evening, not in the first 2
                     hours
status-check         2–3 working days after the          email             B
                     decision date, 10:00
                     not after an informational talk;
                     with a decision date
"""
    )


@pytest.mark.parametrize("name", [*built_in_names(), GENTLE])
def test_every_step_stands_in_the_table_with_its_guide(name: str) -> None:
    lines = printed("show", name).splitlines()
    assert max(map(len, lines)) <= WIDTH
    first_words = [(line.split()[0], line.split()[-1]) for line in lines if line[:1].strip()]
    for step in load_cadence(name).steps:
        assert (step.name, (step.guide or "–").split()[-1]) in first_words


def test_the_groups_of_the_table() -> None:
    lines = printed("show", "standard").splitlines()
    heads = [lines[number + 1] for number, line in enumerate(lines) if not line]
    assert heads == [
        "STEP                 WHEN                                HOW, TO WHOM      GUIDE",
        "Planned while no decision date is known",
        "Planned while nobody is named",
        "Only when asked for (--with STEP)",
        "They said no (rejected)",
        "They made an offer (offer)",
        "You accepted their offer (accepted)",
        "They made an offer, and others are pending (offer-while-others-wait)",
        "Another employer made an offer (offer-elsewhere)",
        "You withdrew (withdrawn)",
        "You accepted another offer (accepted-elsewhere)",
        "You closed it without an answer (no-answer)",
        "Guide: which of the four published guides the numbers come from, A (standard), B",
    ]


def step_of(tmp_path: Path, keys: str) -> Step:
    path = tmp_path / "one.toml"
    path.write_text(f'title = "x"\n[[step]]\nname = "x"\ntitle = "x"\ndo = "x"\n{keys}', "utf-8")
    return load_cadence(str(path)).steps[0]


@pytest.mark.parametrize(
    ("anchor", "opens", "closes", "rest", "words"),
    [
        ("interview.start", "15 minutes before", "0 minutes", "", "15 minutes before the interview's start"),
        ("interview.start", "2 hours before", "1 hour before", "", "1–2 hours before the interview's start"),
        ("interview.end", "0 minutes", "0 minutes", "", "at the interview's end"),
        ("interview.end", "0 hours", "24 hours", 'optional = true\nchannel = "none"\nasks = "people"', "within 24 hours of the interview's end"),
        ("interview.end", "1 hour", "1 hour", "", "1 hour after the interview's end"),
        ("interview.end", "0 hours", "24 hours", 'hours = "10:00-14:00"', "within 24 hours of the interview's end, 10:00–14:00"),
        ("interview.end", "2 hours", "24 hours", 'hours = "10:00-14:00"', "2–24 hours after the interview's end, 10:00–14:00"),
        ("interview.end", "30 minutes", "2 hours", 'hours = "10:00-14:00"', "30 minutes to 2 hours after the interview's end, 10:00–14:00"),
        ("interview.end", "0 hours", "24 hours", 'hours = "10:00-14:00"\nwait = "1 hour"', "within 24 hours of the interview's end, 10:00–14:00, not in the first hour"),
        ("interview.end", "5 working days", "7 working days", 'at = "10:00"', "5–7 working days after the interview, 10:00"),
        ("interview.end", "1 day", "2 working days", 'at = "10:00"', "1 day to 2 working days after the interview, 10:00"),
        ("interview.start", "1 day before", "1 day before", 'at = "all-day"', "1 day before the interview, all day"),
        ("decision", "0 days", "0 days", 'at = "all-day"', "on the decision date"),
        ("decision", "1 working day", "2 working days", 'at = "10:00"', "1–2 working days after the decision date, 10:00"),
        ("decision", "1 day before", "1 day", 'at = "all-day"', "from 1 day before the decision date to 1 day after it, all day"),
        ("outcome", "3 months", "4 months", 'at = "10:00"\noutcome = "rejected"', "3–4 months after the rejection, 10:00"),
        ("outcome", "0 days", "0 days", 'at = "10:00"\nany_day = true\noutcome = "offer"', "on the day of the offer, 10:00, on days off too"),
        ("deadline", "3 working days before", "1 working day before", 'at = "10:00"\noutcome = "offer"\ndeadline = "stated"', "1–3 working days before the deadline, 10:00"),
        ("deadline", "1 working day before", "0 days", 'at = "10:00"\noutcome = "offer"\ndeadline = "stated"', "from 1 working day before the deadline to that day, 10:00"),
        ("step:debrief", "5 days", "7 days", 'at = "10:00"\nafter_decision = "1 working day"', "5–7 days after “debrief”, 10:00, not before 1 working day after the decision date"),
    ],
)  # fmt: skip
def test_a_window_in_words(
    tmp_path: Path, anchor: str, opens: str, closes: str, rest: str, words: str
) -> None:
    keys = f'anchor = "{anchor}"\nopens = "{opens}"\ncloses = "{closes}"\n{rest}\n'
    assert say_window(step_of(tmp_path, keys)) == words


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("", []),
        ('kinds = ["final"]', ["only after a final round"]),
        ('kinds = ["final", "onsite"]', ["only after an onsite interview and a final round"]),
        ('decision = "stated"', ["with a decision date"]),
        ('decision = "unstated"', ["without a decision date"]),
        ('outcome = "offer"\ndeadline = "stated"', ["with a deadline"]),
        ('outcome = "offer"\ndeadline = "unstated"', ["without a deadline"]),
    ],
)
def test_conditions_in_words(tmp_path: Path, keys: str, words: list[str]) -> None:
    window = 'anchor = "interview.end"\nopens = "1 day"\ncloses = "1 day"\nat = "10:00"\n'
    assert say_conditions(step_of(tmp_path, window + keys)) == words


def test_show_as_json() -> None:
    data = data_of("show", "light")
    steps = data["steps"]
    assert isinstance(steps, list)
    assert (data["name"], data["follow_ups"]) == ("light", 1)
    assert [step["name"] for step in steps if not step["common"]] == [
        "thank-you",
        "decision-date",
        "status-check",
        "stop",
    ]
    assert steps[2]["when"] == (
        "7–9 days after “thank-you”, 10:00, not before 1 working day after the decision date"
    )
    assert {step["guide"] for step in steps} == {"all", "B", "D"}
    questions = {step["name"]: step["asks"] for step in steps if step["asks"]}
    assert questions == {"ask-timeline": "timeline", "who-was-there": "people"}


def test_a_sound_file() -> None:
    assert printed("check", GENTLE) == f"{GENTLE} is a sound cadence: 3 steps.\n"
    assert data_of("check", GENTLE) == {"file": GENTLE, "steps": 3}


def test_a_faulty_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        Path(GENTLE).read_text("utf-8").replace('"interview.end"', '"interview.over"', 1), "utf-8"
    )
    with pytest.raises(SettingsError, match="line 12, key “anchor”") as caught:
        printed("check", str(path))
    assert caught.value.exit_code == 4
    assert caught.value.hint == "Did you mean “interview.end”?"


@pytest.mark.parametrize("command", ["show", "check"])
def test_what_is_not_there(command: str) -> None:
    with pytest.raises(UsageError, match="no cadence “standart”") as caught:
        printed(command, "standart")
    assert "Did you mean “standard”?" in caught.value.hint
