"""The accounts' file: what it may hold, and how it is changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from calsync.accounts import (
    Account,
    CaldavFile,
    Command,
    Password,
    Way,
    check_accounts,
    choose,
    load_accounts,
)
from calsync.config_change import drop_account, put_account
from calsync.errors import NeedsPerson, SettingsError, UsageError

URL = "https://dav.example/dana/interview-follow-ups/"
SOUND = f'[home]\ncalendar = "{URL}"\nuser = "dana"\npassword_from = "ask"\n'


def fine(_accounts: object) -> None:
    """Nothing against it."""


def test_no_file_is_no_account(tmp_path: Path) -> None:
    assert load_accounts(tmp_path / "accounts.toml") == {}


@pytest.mark.parametrize(
    "password",
    [
        Way.KEYRING,
        Way.ASK,
        Way.ENVIRONMENT,
        Command(("pass", "show", 'a "b"', "ü")),
        CaldavFile(Path("/home/dana/.config/caldav/calendar.conf"), "default"),
    ],
)
@pytest.mark.parametrize(("form", "deleted"), [("event", "auto"), ("todo", "done"), ("event", "skip")])
def test_what_is_written_is_read(tmp_path: Path, password: Password, form: str, deleted: str) -> None:
    path = tmp_path / "new" / "accounts.toml"
    account = Account(
        "home",
        URL,
        password,
        user="dana",
        auth="digest",
        ca_file=Path("/home/dana/ca.pem"),
        form="todo" if form == "todo" else "event",
        deleted="done" if deleted == "done" else "skip" if deleted == "skip" else "auto",
    )
    assert put_account(path, account, sound=fine) == {"home": account}
    assert load_accounts(path) == {"home": account}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_comments_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    text = f"# mine\n{SOUND}# why\nform = 'event'\n\n[work] # the other\ncalendar = '{URL}w/'\npassword_from = 'none'\n"
    path.write_text(text, encoding="utf-8")
    home = load_accounts(path)["home"]
    put_account(path, home, sound=fine)
    assert path.read_text("utf-8").replace('deleted = "auto"\n', "") == text
    put_account(path, home._replace(password=Command(("pass", "dav"))), sound=fine)
    assert 'password_from = ["pass", "dav"]' in path.read_text("utf-8")
    assert "# why" in path.read_text("utf-8")
    assert list(drop_account(path, "home")) == ["work"]
    assert "# the other" in path.read_text("utf-8")
    assert list(drop_account(path, "nobody")) == ["work"]
    assert drop_account(path, "work") == {}
    assert load_accounts(path) == {}


def test_who_is_against_it_keeps_the_file(tmp_path: Path) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text(SOUND, encoding="utf-8")

    def against(accounts: object) -> None:
        raise UsageError("no")

    with pytest.raises(UsageError):
        put_account(path, load_accounts(path)["home"]._replace(name="other"), sound=against)
    assert path.read_text("utf-8") == SOUND


# What stands in the file, the line that is named, what is said, and what the hint holds.
WRONG = [
    ("[home\n", 1, "this is no TOML", "calsync account add"),
    ("home = 1\n", 1, "“home” belongs to no account", "[home]"),
    ("\n[Home]\n", 2, "“Home” cannot be an account’s name", "Small letters"),
    ('["a b"]\n', 1, "“a b” cannot be an account’s name", "Small letters"),
    (f"{SOUND}colour = 'red'\n", 5, "in “home”, “colour” is not known here", "An account has:"),
    (f"{SOUND}username = 'x'\n", 5, "“username” is not known here", "Did you mean “user”?"),
    (f"{SOUND}pasword_from = 'x'\n", 5, "“pasword_from” is not known here", "Did you mean “password_from”?"),
    (f"{SOUND}password = 'hunter2'\n", 5, "“password” would be a password", 'password_from = "keyring"'),
    (f"{SOUND}token = 'hunter2'\n", 5, "“token” would be a password", "Remove the line"),
    (f"{SOUND}Pass-Phrase = 'hunter2'\n", 5, "“Pass-Phrase” is not known", "An account has:"),
    (f"{SOUND}PASSWORD = 'hunter2'\n", 5, "“PASSWORD” would be a password", "Remove the line"),
    (SOUND.replace('"ask"', '"hunter2"'), 4, "“password_from” must say how the password is got", '"keyring"'),
    (SOUND.replace('"ask"', "[]"), 4, "“password_from” is an empty command", '["pass", "show", "dav"]'),
    (SOUND.replace('"ask"', "['pass', 3]"), 4, "“password_from” must be text", "as in"),
    (SOUND.replace('"ask"', '"caldav"'), 1, "“caldav_file” is missing", "caldav_file ="),
    (SOUND.replace("calendar", "calender"), 2, "“calender” is not known here", "“calendar”"),
    ("[home]\npassword_from = 'none'\n", 1, "“calendar” is missing", "calendar ="),
    (f"[home]\ncalendar = '{URL}'\n", 1, "“password_from” is missing", "as in"),
    (f"[home]\ncalendar = '{URL}'\npassword_from = 'ask'\n", 1, "“user” is missing", 'user = "alice"'),
    (SOUND.replace(URL, "dav.example"), 2, "“calendar” takes the calendar’s URL", "as in"),
    (SOUND.replace(URL, "https://[dav/"), 2, "“calendar” takes the calendar’s URL", "as in"),
    (SOUND.replace("//", "//dana:hunter2@"), 2, "“calendar” holds a user or a password", "as in"),
    (f"{SOUND}form = 'journal'\n", 5, "“form” must be “event” or “todo”", 'form = "event"'),
    (f"{SOUND}deleted = true\n", 5, "“deleted” must be “auto”, “done” or “skip”", "as in"),
    (f"{SOUND}auth = 'ntlm'\n", 5, "“auth” must be “basic”, “digest” or “bearer”", "as in"),
    (f"{SOUND}ca_file = 'ca.pem'\n", 5, "“ca_file” must be a path from the root", "as in"),
    (SOUND.replace('"dana"', '"da\\u0007na"'), 3, "“user” must be text on one line", "as in"),
    (SOUND.replace('"dana"', "7"), 3, "“user” must be text in quotation marks", "as in"),
    (f"{SOUND}[work]\nuser = 'x'\nform = 'x'\n", 7, "in “work”, “form” must be", "as in"),
]


@pytest.mark.parametrize(("text", "line", "said", "hint"), WRONG)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, line: int, said: str, hint: str) -> None:
    path = tmp_path / "accounts.toml"
    with pytest.raises(SettingsError) as caught:
        check_accounts(text, path)
    error = caught.value
    assert error.message.startswith(f"{path}, line {line}: ")
    assert said in error.message
    assert hint in error.hint
    assert "hunter2" not in error.message + error.hint
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        put_account(path, Account("new", URL, Way.NONE), sound=fine)
    assert path.read_text("utf-8") == text


def test_which_account_is_meant() -> None:
    home, work = (Account(name, f"{URL}{name}/", Way.NONE) for name in ("home", "work"))
    both = {"home": home, "work": work}
    assert choose({"home": home}, None, usual=None) == home
    assert choose(both, None, usual="work") == work
    assert choose(both, "home", usual="work") == home
    with pytest.raises(UsageError, match="no calendar account yet"):
        choose({}, None, usual="home")
    with pytest.raises(UsageError, match="no account “hom”") as caught:
        choose(both, "hom", usual=None)
    assert "Did you mean “home”?" in caught.value.hint
    with pytest.raises(UsageError, match="names the account “gone”") as caught:
        choose(both, None, usual="gone")
    assert "calsync config set calendar home" in caught.value.hint
    with pytest.raises(NeedsPerson, match="several accounts"):
        choose(both, None, usual=None)


def test_nobody_else_reads_it_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text(SOUND, encoding="utf-8")
    path.chmod(0o600)
    seen: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: seen.append(stat.S_IMODE(os.fstat(file).st_mode)))
    put_account(path, Account("work", URL, Way.NONE), sound=fine)
    assert seen == [0o600]
