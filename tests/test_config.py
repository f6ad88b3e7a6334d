"""The settings file: what may stand in it, how slips are answered, and changes that leave the rest alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import suppress
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.config import (
    EXAMPLES,
    MAX_BYTES,
    Config,
    check_config,
    find_key,
    line_of,
    load_config,
    spelled,
)
from calsync.config_change import set_value, unset_value
from calsync.errors import SettingsError, UsageError
from calsync.planning.cadence import Hours

PATH = Path("settings", "calsync.toml")
FULL = """\
# Mine.
name = "Dana Fox"   # to sign with
me = [
  "dana@mail.example",
  "d.fox@work.example",
]

country = "DE"
subdivision = "BY"
timezone = "Europe/Berlin"
hours = "9:00 - 12:30"
quiet_days = ["Saturday", "sun"]
cadence = "patient"
resume = "https://dana.example/resume.pdf"
calendar = "home"
languages = ["EN", "de-AT", "de"]
# The end.
"""


def test_everything_that_can_be_set() -> None:
    assert check_config(FULL, PATH) == Config(
        name="Dana Fox",
        me=("dana@mail.example", "d.fox@work.example"),
        country="DE",
        subdivision="BY",
        timezone="Europe/Berlin",
        hours=Hours(time(9), time(12, 30)),
        quiet_days=frozenset({5, 6}),
        cadence="patient",
        resume="https://dana.example/resume.pdf",
        calendar="home",
        languages=("en", "de"),
    )


def test_every_setting_has_an_example_that_is_sound() -> None:
    assert tuple(EXAMPLES) == tuple(Config.__dataclass_fields__)
    text = "".join(f"{key} = {value}\n" for key, value in EXAMPLES.items())
    found = check_config(text, PATH)
    assert all(spelled(found, key) for key in EXAMPLES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Config()),
        ("# nothing but a comment\n", Config()),
        ('name = ""\nme = []\nquiet_days = []\nhours = ""\nresume = " "\n', Config()),
        ('me = "dana@mail.example"', Config(me=("dana@mail.example",))),
        ('me = ["a@x.example", "a@x.example"]', Config(me=("a@x.example",))),
        ('languages = "PT_br"', Config(languages=("pt",))),
        ('quiet_days = "Tue."', Config(quiet_days=frozenset({1}))),
        ('name = "Dana\\u202e\\u0007  Fox"', Config(name="Dana Fox")),
        ('name = "Dana"\r\ncountry = "DE"\r\n', Config(name="Dana", country="DE")),
        ("name = 'Dana'", Config(name="Dana")),
    ],
)
def test_other_ways_to_write_it(text: str, expected: Config) -> None:
    assert check_config(text, PATH) == expected


def test_a_cadence_file_lies_beside_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere/dana")
    for written, found in {
        "weekly": "weekly",
        "mine.toml": str(PATH.parent / "mine.toml"),
        "plans/mine.toml": str(PATH.parent / "plans" / "mine.toml"),
        "/plans/mine.toml": "/plans/mine.toml",
        "~/mine.toml": "/somewhere/dana/mine.toml",
    }.items():
        assert check_config(f"cadence = '{written}'", PATH).cadence == found


# What stands in the file, the line that is named, what is said of it, and what the hint must hold.
WRONG = [
    ('name = "A"\ntimzone = "x"', 2, "there is no setting “timzone”", "Did you mean “timezone”?"),
    ('\n\nquiet-days = ["sat"]', 3, "there is no setting “quiet-days”", "“quiet_days”"),
    ('email = "a@x.example"', 1, "there is no setting “email”", "“me”"),
    ('xyzzy = "a"', 1, "there is no setting “xyzzy”", "The settings: name, me, country"),
    ('[plan]\nname = "a"', 1, "there is no setting “plan”", "The settings:"),
    ('"odd key" = 1', 1, "there is no setting “odd key”", "The settings:"),
    ('name = """\ntimzone = 1\n"""\ntimzone = 2', 4, "there is no setting “timzone”", "timezone"),
    ("name = 7", 1, "“name” must be text in quotation marks, and is a number", 'name = "Dana Fox"'),
    ("country = true", 1, "“country” must be text in quotation marks, and is true", 'country = "DE"'),
    ("hours = 09:00:00", 1, "“hours” must be text in quotation marks, and is a date or time", "09:00-12:00"),
    ('[name]\nfirst = "Dana"', 1, "“name” must be text in quotation marks, and is a table", "Dana Fox"),
    ('name.first = "Dana"', 1, "“name” must be text in quotation marks, and is a table", "Dana Fox"),
    ('name = ["Dana"]', 1, "“name” must be text in quotation marks, and is a list", "Dana Fox"),
    ("me = [1]", 1, "“me” must be text in quotation marks, and is a number", "dana@mail.example"),
    ('\nme = "Dana Fox"', 2, "“me” takes mail addresses, and “Dana Fox” is none", "dana@mail.example"),
    ('me = "D <d@x.example>"', 1, "“me” takes mail addresses, and “D <d@x.example>” is none", "mail"),
    ('hours = "9"', 1, "“hours” takes a stretch of the day, and “9” is none", "09:00-12:00"),
    ('hours = "9:00-24:00"', 1, "“hours” takes a stretch of the day, and “9:00-24:00” is none", "09:00"),
    ('hours = "12:00-9:00"', 1, "“hours” ends before it begins: “12:00-9:00”", "09:00-12:00"),
    ('quiet_days = ["sunnday"]', 1, "takes days of the week, and “sunnday” is none; “sunday” is", "saturday"),
    ('quiet_days = ["su"]', 1, "“quiet_days” takes days of the week, and “su” is none", "saturday"),
    (f"quiet_days = {['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']}", 1, "leaves no day", "saturday"),
    ('languages = ["en", "German"]', 1, "takes codes of languages, and “German” is none", '["en", "de"]'),
    ('language = "en"', 1, "there is no setting “language”", "“languages”"),
    ('resume = "dana.example"', 1, "“resume” takes a link, and “dana.example” is none", "https://"),
    ('resume = "ftp://dana.example"', 1, "“resume” takes a link", "https://"),
    ('resume = "https://me:secret@dana.example"', 1, "“resume” takes a link", "https://"),
    ('name = "A"\nsubdivision = "BY"', 2, "“subdivision” is set without a country", 'country = "DE"'),
    (f"name = '{'x' * 301}'", 1, "“name” is longer than 300 characters", "Dana Fox"),
    ("name = Dana", 1, "this is no TOML (invalid value)", "in quotation marks"),
    ('name = "A"\n\nname = "B"', 3, "this setting stands in the file a second time", "a line of its own"),
    ('name = "A" country = "DE"', 1, "this is no TOML", "a line of its own"),
    ('name = "A"\nme = [', 2, "this is no TOML", "a line of its own"),
    ("me = " + "[" * 5000, None, "", ""),
    ("name = " + "9" * 5000, None, "", ""),
]


@pytest.mark.parametrize(("text", "line", "said", "hint"), WRONG)
def test_a_slip_is_named_with_file_line_key_and_remedy(
    text: str, line: int | None, said: str, hint: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        check_config(text, PATH)
    assert str(PATH) in caught.value.message
    assert line is None or caught.value.message.startswith(f"{PATH}, line {line}: ")
    assert said in caught.value.message
    assert caught.value.message.endswith(".")
    assert hint in caught.value.hint
    assert caught.value.hint
    assert caught.value.exit_code == 4


def test_line_of() -> None:
    assert line_of(FULL, "name") == 2
    assert line_of(FULL, "country") == 8
    assert line_of(FULL, "nothing") == 1


# --- the file -----------------------------------------------------------------------------------------------


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    assert load_config(tmp_path / "none" / "calsync.toml") == Config()
    assert not (tmp_path / "none").exists()


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "calsync.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "Dana"\r\n')
    assert load_config(path).name == "Dana"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'name = "A"\ncountry = "\xff"', ", line 2: this is not text in UTF-8."),
        ('name = "A"'.encode("utf-16"), ", line 1: this is not text in UTF-8."),
        (b"#" * (MAX_BYTES + 1), " is too large for a settings file."),
        (b'name = "A"\rcountry = "DE"\r', ", line 1: this is no TOML"),
        (b"name = \x00", ", line 1: this is no TOML"),
    ],
)
def test_what_is_no_readable_text(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "calsync.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError) as caught:
        load_config(path)
    assert caught.value.message.startswith(f"{path}{said}")
    assert caught.value.hint


def test_what_is_no_file(tmp_path: Path) -> None:
    folder, pipe, below, loop = (tmp_path / name for name in ("folder", "pipe", "pipe/x", "loop"))
    folder.mkdir()
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for path, said in (
        (folder, "is a folder"),
        (pipe, "is not a file"),
        (below, "cannot be read"),
        (loop, "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ):
        for reading in (load_config, lambda path: set_value(path, "name", ["Dana"])):
            with pytest.raises(SettingsError, match=said) as caught:
                reading(path)
            assert caught.value.hint


# --- changing it --------------------------------------------------------------------------------------------


def test_the_first_setting_makes_a_private_file_in_a_private_folder(tmp_path: Path) -> None:
    path = tmp_path / "home" / "calsync.toml"
    assert set_value(path, "name", ["Dana", "Fox"]) == ("name", None, "Dana Fox")
    assert path.read_text("utf-8") == 'name = "Dana Fox"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_comments_order_and_rights_stay(tmp_path: Path) -> None:
    path = tmp_path / "calsync.toml"
    path.write_text(FULL, "utf-8")
    path.chmod(0o640)
    assert set_value(path, "name", ["Dana", "Roe"]) == ("name", "Dana Fox", "Dana Roe")
    assert set_value(path, "me", ["roe@mail.example"]).old == "dana@mail.example, d.fox@work.example"
    assert set_value(path, "quiet-days", ["sun,", "Friday"]) == (
        "quiet_days",
        "saturday, sunday",
        "friday, sunday",
    )
    assert set_value(path, "languages", ["de", "fr"]).new == "de, fr"
    assert set_value(path, "hours", ["8:00", "-", "10:00"]) == ("hours", "09:00-12:30", "08:00-10:00")
    assert unset_value(path, "Calendar") == ("calendar", "home", None)
    assert path.read_text("utf-8") == (
        FULL.replace('"Dana Fox"', '"Dana Roe"')
        .replace('[\n  "dana@mail.example",\n  "d.fox@work.example",\n]', '"roe@mail.example"')
        .replace('["Saturday", "sun"]', '["friday", "sunday"]')
        .replace('"9:00 - 12:30"', '"08:00-10:00"')
        .replace('calendar = "home"\n', "")
        .replace('["EN", "de-AT", "de"]', '["de", "fr"]')
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["calsync.toml"]


def test_line_endings_stay(tmp_path: Path) -> None:
    path = tmp_path / "calsync.toml"
    path.write_bytes(b'# Mine\r\nname = "Dana"\r\n')
    set_value(path, "country", ["DE"])
    assert path.read_bytes() == b'# Mine\r\nname = "Dana"\r\ncountry = "DE"\r\n'


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    path, real = tmp_path / "calsync.toml", tmp_path / "real.toml"
    path.symlink_to(real)
    set_value(path, "name", ["Dana"])
    assert path.is_symlink()
    assert load_config(real).name == "Dana"


def test_what_is_set_again_or_was_not_set_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "home" / "calsync.toml"
    assert unset_value(path, "name") == ("name", None, None)
    assert not path.parent.exists()
    set_value(path, "name", ["Dana"])
    before = path.stat()
    assert set_value(path, "name", ["Dana"]) == ("name", "Dana", "Dana")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_a_wrong_value_can_be_set_right_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "calsync.toml"
    path.write_text('hours = "9"\nname = "Dana"\n', "utf-8")
    assert set_value(path, "hours", ["9:00-10:00"]) == ("hours", None, "09:00-10:00")
    path.write_text('hours = "9"\nname = "Dana"\n', "utf-8")
    assert unset_value(path, "hours") == ("hours", None, None)
    assert path.read_text("utf-8") == 'name = "Dana"\n'


@pytest.mark.parametrize(
    ("key", "values", "said", "hint"),
    [
        ("timzone", ["x"], "There is no setting “timzone”.", "Did you mean “timezone”?"),
        ("name", [""], "The value of “name” is empty.", "calsync config unset name"),
        ("me", [" , "], "The value of “me” is empty.", "calsync config unset me"),
        ("hours", ["9"], "“hours” takes a stretch of the day, and “9” is none.", 'hours = "09:00-12:00"'),
        ("me", ["Dana"], "“me” takes mail addresses, and “Dana” is none.", "dana@mail.example"),
        ("resume", ["a b"], "“resume” takes a link, and “a b” is none.", "https://"),
        ("quiet_days", ["sat", "sunnday"], "“sunnday” is none; “sunday” is.", "saturday"),
        ("subdivision", ["BY"], "A subdivision needs its country.", "calsync config set country DE"),
    ],
)
def test_a_wrong_change_is_refused(tmp_path: Path, key: str, values: list[str], said: str, hint: str) -> None:
    path = tmp_path / "home" / "calsync.toml"
    with pytest.raises(UsageError) as caught:
        set_value(path, key, values)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert not path.parent.exists()


def test_the_country_of_a_subdivision_stays(tmp_path: Path) -> None:
    path = tmp_path / "calsync.toml"
    path.write_text(FULL, "utf-8")
    with pytest.raises(UsageError, match="needs its country") as caught:
        unset_value(path, "country")
    assert "unset subdivision" in caught.value.hint
    assert path.read_text("utf-8") == FULL


def test_a_file_that_is_wrong_elsewhere_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "calsync.toml"
    path.write_text('name = "Dana"\ntimzone = "x"\n', "utf-8")
    with pytest.raises(SettingsError, match="line 2: there is no setting “timzone”"):
        set_value(path, "name", ["Ana"])
    assert path.read_text("utf-8") == 'name = "Dana"\ntimzone = "x"\n'


def test_what_the_caller_finds_unsound_is_not_written(tmp_path: Path) -> None:
    def never(config: Config) -> None:
        raise UsageError(f"No {config.name}.")

    path = tmp_path / "home" / "calsync.toml"
    with pytest.raises(UsageError, match="No Dana"):
        set_value(path, "name", ["Dana"], sound=never)
    assert not path.parent.exists()


def test_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be"):
        set_value(tmp_path / "file" / "calsync.toml", "name", ["Dana"])


def test_keys_as_people_type_them() -> None:
    assert find_key(" Quiet-Days ") == "quiet_days"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_name_comes_back_as_it_was_set(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("config") / "calsync.toml"
    try:
        changed = set_value(path, "name", [name])
    except UsageError:
        return
    assert spelled(load_config(path), "name") == changed.new


@given(
    st.lists(st.sampled_from([*FULL.splitlines(), "me = [", "]", "[x]", '"""', "a.b = 1", "= 3", "🙂 = 1"]))
)
def test_any_file_is_sound_or_refused_with_a_way_out(lines: list[str]) -> None:
    with suppress(SettingsError):
        check_config("\n".join(lines), PATH)


def test_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    words = [
        ["name", "Dana"],
        ["country", "DE"],
        ["hours", "09:00-12:00"],
        ["cadence", "light"],
        ["me", "d@mail.example"],
    ]
    command = [sys.executable, "-m", "calsync", "--home", str(tmp_path / "home"), "config", "set"]
    running = [subprocess.Popen([*command, *each], stdout=subprocess.DEVNULL) for each in words]
    assert [each.wait(60) for each in running] == [0] * len(words)
    text = (tmp_path / "home" / "calsync.toml").read_text("utf-8")
    assert {line.split(" = ")[0] for line in text.splitlines()} == {each[0] for each in words}
