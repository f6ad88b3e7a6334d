"""`calsync config`, and where everything lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from calsync.cli.config_cmd import DEFAULTS, config
from calsync.cli.home import Places, chosen_home, home_option, places
from calsync.config import EXAMPLES, load_config
from calsync.errors import CalsyncError, SettingsError, UsageError
from tests.sessions import ROOT

STANDARD = ROOT / "calsync" / "planning" / "cadences" / "standard.toml"


@click.group()
@home_option
def top() -> None:
    """Stands for calsync, whose --home this is."""


top.add_command(config)


@top.command()
@home_option
def where() -> None:
    click.echo(chosen_home())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("CALSYNC_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: str) -> str:
    """What the command prints; its error is raised."""
    done = CliRunner().invoke(top, arguments)
    if isinstance(done.exception, CalsyncError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def data(*arguments: str) -> dict[str, Any]:
    envelope = json.loads(run("config", *arguments, "--json"))
    assert (envelope["schema"], envelope["command"], envelope["status"]) == (1, "config", "done")
    found: dict[str, Any] = envelope["data"]
    return found


# --- where things are ---------------------------------------------------------------------------------------


def test_a_home_holds_everything(tmp_path: Path) -> None:
    found = places(str(tmp_path))
    assert found == Places(tmp_path / "calsync.toml", tmp_path / "tracker.sqlite3", tmp_path / "templates")


def test_without_a_home_the_system_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda name, appauthor: tmp_path / "c" / name)
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, appauthor: tmp_path / "d" / name)
    settings, data = tmp_path / "c" / "calsync", tmp_path / "d" / "calsync"
    assert places(None) == Places(settings / "calsync.toml", data / "tracker.sqlite3", settings / "templates")


def test_a_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert places("~/jobs") == places("jobs") == places(str(tmp_path / "jobs"))


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for wrong in (str(tmp_path / "file"), "", " "):
        with pytest.raises(UsageError) as caught:
            places(wrong)
        assert caught.value.hint


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["where"], "from-env"),
        (["--home", "on-group", "where"], "on-group"),
        (["where", "--home", "on-command"], "on-command"),
        (["--home", "on-group", "where", "--home", "on-command"], "on-command"),
    ],
)
def test_which_home_counts(monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str) -> None:
    monkeypatch.setenv("CALSYNC_HOME", "from-env")
    assert run(*arguments).strip() == expected


# --- the commands -------------------------------------------------------------------------------------------


def test_every_setting_has_a_default_to_show() -> None:
    assert list(DEFAULTS) == list(EXAMPLES)


def test_path(home: Path) -> None:
    assert run("config", "path").splitlines() == [
        f"settings   {home / 'calsync.toml'}",
        f"tracker    {home / 'tracker.sqlite3'}",
        f"templates  {home / 'templates'}",
    ]
    assert data("path") == {
        "settings": str(home / "calsync.toml"),
        "tracker": str(home / "tracker.sqlite3"),
        "templates": str(home / "templates"),
    }
    assert not home.exists()


def test_a_first_session(home: Path) -> None:
    assert "(not there yet)" in run("config", "show")
    assert run("config", "set", "name", "Dana", "Fox") == "name is now Dana Fox.\n"
    assert run("config", "set", "name", "Dana Roe") == "name is now Dana Roe; it was Dana Fox.\n"
    assert run("config", "set", "name", "Dana Roe") == "name was Dana Roe already.\n"
    assert run("config", "set", "quiet-days", "sat", "sun") == "quiet_days is now saturday, sunday.\n"
    assert run("config", "unset", "name") == "name is no longer set; it was Dana Roe.\n"
    assert run("config", "unset", "name") == "name was not set; nothing to remove.\n"
    shown = run("config", "show").splitlines()
    assert shown[0] == "name         not set  (default)"
    assert shown[6] == "quiet_days   saturday, sunday"
    assert shown[7] == "cadence      standard  (default)"
    assert shown[-1] == f"Settings file: {home / 'calsync.toml'}"
    assert run("config", "check") == f"{home / 'calsync.toml'} is sound.\n"


def test_as_json(home: Path) -> None:
    path = str(home / "calsync.toml")
    changed = data("set", "me", "dana@mail.example", "d.fox@work.example")
    both = "dana@mail.example, d.fox@work.example"
    assert changed == {"path": path, "key": "me", "old": None, "new": both}
    assert data("unset", "hours") == {"path": path, "key": "hours", "old": None, "new": None}
    assert data("check") == {"path": path, "sound": True}
    shown = data("show")["settings"]
    assert list(shown) == list(EXAMPLES)
    assert shown["me"] == {"value": ["dana@mail.example", "d.fox@work.example"], "from": "file"}
    assert shown["quiet_days"] == {"value": [], "from": "default"}
    assert shown["languages"] == {"value": [], "from": "default"}
    assert shown["hours"] == {"value": None, "from": "default"}


def test_a_check_without_a_file(home: Path) -> None:
    assert "nothing is set" in run("config", "check")
    assert not home.exists()


# What is wrong in the file, the line that is named, what is said, and what the hint must hold.
UNKNOWN = [
    ('country = "Germny"', "line 1: “country” is “Germny”, and there is no such country.", "Germany"),
    ('\ncountry = "DE"\nsubdivision = "XY"', "line 3: “subdivision” is “XY”, and Germany has none", "BY"),
    ('country = "VA"\nsubdivision = "XY"', "line 2: “subdivision” is “XY”, and ", "unset subdivision"),
    (
        'timezone = "Europ/Berln"',
        "line 1: “timezone” is “Europ/Berln”, and there is no such",
        "Europe/Berlin",
    ),
    ('timezone = "?"', "line 1: “timezone” is “?”, and there is no such time zone.", "Continent/City"),
    ('cadence = "standrad"', "line 1: “cadence” is “standrad”, and there is no such", "“standard”"),
    ('cadence = "mine.toml"', "home/mine.toml”, and there is no such cadence", "Built in: "),
    (
        'languages = ["de", "tlh"]',
        "line 1: “languages” is “de, tlh”, and there are no words of “tlh” to look for.",
        "cs, da, de, el, en, es,",
    ),
    ('timzone = "x"', "line 1: there is no setting “timzone”.", "“timezone”"),
]


@pytest.mark.parametrize(("text", "said", "hint"), UNKNOWN)
def test_a_check_finds_what_only_tables_tell(home: Path, text: str, said: str, hint: str) -> None:
    home.mkdir()
    (home / "calsync.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        run("config", "check")
    assert caught.value.message.startswith(f"{home / 'calsync.toml'}, line ")
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert "--" not in caught.value.hint
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("key", "value", "said", "hint"),
    [
        ("country", "Germny", "“country” cannot be “Germny”: there is no such country.", "Germany"),
        ("subdivision", "XY", "“subdivision” cannot be “XY”: Germany has none of that name.", "BY"),
        ("timezone", "Europ/Berln", "“timezone” cannot be “Europ/Berln”: there is no", "Europe/Berlin"),
        ("cadence", "standrad", "“cadence” cannot be “standrad”: there is no such", "“standard”"),
        ("languages", "xx", "“languages” cannot be “xx”: there are no words of “xx”", "Languages: cs,"),
        ("cadence", "mine.toml", "mine.toml”: there is no such cadence", "Built in: "),
        ("zone", "Europe/Berlin", "There is no setting “zone”.", "“timezone”"),
    ],
)
def test_a_setting_that_is_not_there_is_not_set(
    home: Path, key: str, value: str, said: str, hint: str
) -> None:
    run("config", "set", "country", "DE")
    before = (home / "calsync.toml").read_bytes()
    with pytest.raises(UsageError) as caught:
        run("config", "set", key, value)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2
    assert (home / "calsync.toml").read_bytes() == before


def test_another_setting_that_is_wrong_is_no_hindrance(home: Path) -> None:
    home.mkdir()
    (home / "calsync.toml").write_text('timezone = "Europ/Berln"\n', "utf-8")
    run("config", "set", "country", "DE")
    run("config", "set", "subdivision", "BY")
    run("config", "set", "timezone", "Europe/Berlin")
    run("config", "check")


def test_a_country_that_lacks_the_subdivision(home: Path) -> None:
    run("config", "set", "country", "DE")
    run("config", "set", "subdivision", "BY")
    with pytest.raises(UsageError, match="“subdivision” cannot be “BY”: United States has none") as caught:
        run("config", "set", "country", "US")
    assert "calsync config unset subdivision" in caught.value.hint


def test_a_cadence_file_is_found_from_anywhere(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    text = STANDARD.read_text("utf-8")
    (tmp_path / "here.toml").write_text(text, "utf-8")
    (home / "mine.toml").write_text(text, "utf-8")
    for typed, written in (
        ("here.toml", str(tmp_path / "here.toml")),  # from the folder one is in
        ("home/mine.toml", "mine.toml"),  # beside the settings, so that the two can move together
        ("mine.toml", "mine.toml"),
    ):
        run("config", "set", "cadence", typed)
        assert (home / "calsync.toml").read_text("utf-8") == f'cadence = "{written}"\n'
        assert Path(load_config(home / "calsync.toml").cadence or "").is_file()


def test_a_cadence_file_that_makes_no_sense_says_where(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('titel = "Mine"\n', "utf-8")
    with pytest.raises(SettingsError, match="line 1"):
        run("config", "set", "cadence", "mine.toml")
    assert not home.exists()
