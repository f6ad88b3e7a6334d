"""The calendar accounts: one TOML file, never a password in it. `config_change` changes the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from calsync.config import Fault, read_settings, table_of
from calsync.errors import NeedsPerson, SettingsError, UsageError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
HINT = "calsync account add writes this file; calsync account list shows what is in it."

Auth = Literal["basic", "digest", "bearer"]
Form = Literal["event", "todo"]
Deleted = Literal["auto", "done", "skip"]


class Way(StrEnum):
    """Ways to a password that need no more said."""

    KEYRING = "keyring"
    ASK = "ask"
    ENVIRONMENT = "environment"
    NONE = "none"


class Command(NamedTuple):
    """A program and its arguments; the first line it prints is the password."""

    words: tuple[str, ...]


class CaldavFile(NamedTuple):
    """A section of a configuration file of caldav (plann): user, password and CA file are read there."""

    path: Path
    section: str


Password = Way | Command | CaldavFile


class Account(NamedTuple):
    """One calendar and how to get at it. `user` is None where nobody says who they are, or where it stands
    elsewhere too; `deleted` is what deleting a reminder in the calendar means."""

    name: str
    calendar: str
    password: Password
    user: str | None = None
    auth: Auth | None = None
    ca_file: Path | None = None
    form: Form = "event"
    deleted: Deleted = "auto"


Accounts = Mapping[str, Account]
"""By name, in the order of the file."""


def load_accounts(path: Path) -> Accounts:
    """The accounts of that file; without a file there are none. Raises SettingsError with file, line, key and
    remedy."""
    text = read_settings(path)
    return check_accounts(text, path) if text else {}


def check_accounts(text: str, path: Path) -> Accounts:
    """The accounts that stand in `text`, otherwise as `load_accounts`."""
    try:
        tables = table_of(text, path)
    except SettingsError as error:
        raise SettingsError(error.message, hint=HINT) from error
    return {name: _account(text, path, name, raw) for name, raw in tables.items()}


def choose(accounts: Accounts, name: str | None, *, usual: str | None) -> Account:
    """The account of that name; without one the `usual` (the setting “calendar”), or the only one. Raises
    UsageError for an unknown name or where there is no account, NeedsPerson where several are left."""
    if not accounts:
        raise UsageError("There is no calendar account yet.", hint="Add one: calsync account add")
    known = f"The accounts: {', '.join(accounts)}."
    if name is not None:
        if name not in accounts:
            from difflib import get_close_matches

            near = get_close_matches(name.casefold(), accounts, 1, 0.5)
            meant = f"Did you mean “{near[0]}”? " if near else ""
            raise UsageError(f"There is no account “{name}”.", hint=meant + known)
        return accounts[name]
    if usual is not None:
        if usual not in accounts:
            raise UsageError(
                f"The setting “calendar” names the account “{usual}”, and there is none of that name.",
                hint=f"{known} Choose: calsync config set calendar {next(iter(accounts))}",
            )
        return accounts[usual]
    if len(accounts) > 1:
        raise NeedsPerson(
            "There are several accounts, and none is the usual one.",
            hint=f"{known} Choose: calsync config set calendar {next(iter(accounts))}",
        )
    return next(iter(accounts.values()))


def table_for(account: Account) -> dict[str, str | list[str]]:
    """The account as it stands in the file, under its name."""
    table: dict[str, str | list[str]] = {"calendar": account.calendar}
    if account.user is not None:
        table["user"] = account.user
    match account.password:
        case Way():
            table["password_from"] = account.password.value
        case Command(words):
            table["password_from"] = list(words)
        case CaldavFile(file, section):
            table |= {"password_from": "caldav", "caldav_file": str(file), "caldav_section": section}
    if account.auth is not None:
        table["auth"] = account.auth
    if account.ca_file is not None:
        table["ca_file"] = str(account.ca_file)
    return table | {"form": account.form, "deleted": account.deleted}


def _account(text: str, path: Path, name: str, raw: object) -> Account:
    def wrong(key: str, why: str, hint: str) -> SettingsError:
        line = _line_of(text, name, key)
        return SettingsError(f"{path}, line {line}: in “{_short(name)}”, “{_short(key)}” {why}.", hint=hint)

    if not isinstance(raw, dict):
        raise SettingsError(
            f"{path}, line {_line_of(text, name, None)}: “{_short(name)}” belongs to no account.",
            hint="Each account begins with its name in brackets, as in [home].",
        )
    if not NAME.fullmatch(name):
        raise SettingsError(
            f"{path}, line {_line_of(text, name, None)}: “{_short(name)}” cannot be an account’s name.",
            hint="Small letters, digits, - and _ do, as in [home].",
        )
    table: dict[str, object] = raw
    found: dict[str, str | tuple[str, ...]] = {}
    for key, value in table.items():
        if key.casefold().replace("-", "_") in _SECRETS:
            raise wrong(
                key,
                "would be a password, and none is kept in this file",
                "Remove the line, change the password if others can read it, and write how it is got: "
                f"{_EXAMPLES['password_from']}.",
            )
        if key not in _READERS:
            raise wrong(key, "is not known here", _nearest(key))
        try:
            found[key] = _READERS[key](value)
        except Fault as fault:
            raise wrong(key, str(fault), f"Write it as in {_EXAMPLES[key]}.") from None
    for key in ("calendar", "password_from"):
        if key not in found:
            raise wrong(key, "is missing", f"Write it as in {_EXAMPLES[key]}.")
    return _account_of(name, found, wrong)


def _account_of(
    name: str,
    found: Mapping[str, str | tuple[str, ...]],
    wrong: Callable[[str, str, str], SettingsError],
) -> Account:
    def one(key: str) -> str | None:
        value = found.get(key)
        return value if isinstance(value, str) else None

    source = found["password_from"]
    password: Password
    if isinstance(source, tuple):
        password = Command(source)
    elif source == "caldav":
        for key in ("caldav_file", "caldav_section"):
            if key not in found:
                raise wrong(key, "is missing", f"Write it as in {_EXAMPLES[key]}.")
        password = CaldavFile(Path(one("caldav_file") or ""), one("caldav_section") or "")
    else:
        password = Way(source)
    elsewhere = isinstance(password, CaldavFile) or password in (Way.NONE, Way.ENVIRONMENT)
    if one("user") is None and not elsewhere:
        raise wrong("user", "is missing", f"Write it as in {_EXAMPLES['user']}.")
    ca_file = one("ca_file")
    return Account(
        name=name,
        calendar=one("calendar") or "",
        password=password,
        user=one("user"),
        auth=next((auth for auth in get_args(Auth) if auth == one("auth")), None),
        ca_file=Path(ca_file) if ca_file else None,
        form="todo" if one("form") == "todo" else "event",
        deleted=next((each for each in get_args(Deleted) if each == one("deleted")), "auto"),
    )


def _text(raw: object) -> str:
    from calsync.planning.plaintext import safe_line

    if not isinstance(raw, str):
        raise Fault("must be text in quotation marks")
    if not raw or safe_line(raw) != raw:
        raise Fault("must be text on one line, with nothing unprintable in it")
    return raw


def _calendar(raw: object) -> str:
    text = _text(raw)
    try:
        parts = urlsplit(text)
        named = parts.hostname
        _ = parts.port
    except ValueError:
        named, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not named:
        raise Fault("takes the calendar’s URL")
    if "@" in parts.netloc:
        raise Fault("holds a user or a password before the “@”")
    return text


def _source(raw: object) -> str | tuple[str, ...]:
    if isinstance(raw, list):
        words = tuple(_text(word) for word in raw)
        if not words:
            raise Fault("is an empty command")
        return words
    text = _text(raw)
    if text != "caldav" and text not in list(Way):
        # What stands here may be a password in the wrong place, so it is not repeated.
        raise Fault("must say how the password is got")
    return text


def _one_of(*values: str) -> Callable[[object], str]:
    def read(raw: object) -> str:
        if raw not in values:
            raise Fault(f"must be {', '.join(f'“{value}”' for value in values[:-1])} or “{values[-1]}”")
        return str(raw)

    return read


def _file(raw: object) -> str:
    text = _text(raw)
    if not Path(text).is_absolute():
        raise Fault("must be a path from the root")
    return text


_EXAMPLES: Mapping[str, str] = {
    "calendar": 'calendar = "https://dav.example/alice/interview-follow-ups/"',
    "user": 'user = "alice"',
    "password_from": 'password_from = "keyring", or "ask", or ["pass", "show", "dav"]',
    "caldav_file": 'caldav_file = "/home/alice/.config/caldav/calendar.conf"',
    "caldav_section": 'caldav_section = "default"',
    "auth": 'auth = "basic"',
    "ca_file": 'ca_file = "/home/alice/ca.pem"',
    "form": 'form = "event"',
    "deleted": 'deleted = "auto"',
}
_READERS: Mapping[str, Callable[[object], str | tuple[str, ...]]] = {
    "calendar": _calendar,
    "user": _text,
    "password_from": _source,
    "caldav_file": _file,
    "caldav_section": _text,
    "auth": _one_of(*get_args(Auth)),
    "ca_file": _file,
    "form": _one_of(*get_args(Form)),
    "deleted": _one_of(*get_args(Deleted)),
}
_SECRETS = frozenset(
    {"password", "pass", "passwd", "passphrase", "app_password", "secret", "token", "api_key", "pin"}
)
_OTHER_WORDS = {"url": "calendar", "username": "user", "password_command": "password_from", "ca": "ca_file"}


def _nearest(key: str) -> str:
    from difflib import get_close_matches

    folded = key.casefold().replace("-", "_")
    near = [_OTHER_WORDS[folded]] if folded in _OTHER_WORDS else get_close_matches(folded, _READERS, 1, 0.6)
    return (f"Did you mean “{near[0]}”? " if near else "") + f"An account has: {', '.join(_READERS)}."


def _line_of(text: str, name: str, key: str | None) -> int:
    """The line of `key` in the table `name`, or of the table itself; counted from 1, and 1 if it is written
    in some other way."""
    head = re.compile(rf"[ \t]*\[[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*\]")
    loose = re.compile(rf"[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[.=]")
    wanted = None if key is None else re.compile(rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[.=]")
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if head.match(line) or (not start and loose.match(line)):
            start = number
        elif start and line.lstrip().startswith("["):
            break
        elif start and wanted is not None and wanted.match(line):
            return number
    return start or 1


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
