"""Changing the settings file, one key at a time, and the accounts' file, one account at a time: comments and
order are kept, and what is to be written is checked first. The one door to tomlkit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from calsync.accounts import Account, Accounts, check_accounts, table_for
from calsync.config import (
    LISTS,
    READERS,
    Config,
    Fault,
    Plain,
    check_config,
    config_of,
    example,
    find_key,
    plain_values,
    read_settings,
    spelled,
    table_of,
    unusable,
)
from calsync.errors import UsageError


class Changed(NamedTuple):
    """A setting before and after, as `spelled`; None is not set."""

    key: str
    old: str | None
    new: str | None


def set_value(
    path: Path, key: str, values: Sequence[str], *, sound: Callable[[Config], None] | None = None
) -> Changed:
    """Write a setting into the file, which is made if there is none. `values` are the items of a list, or
    the words of one value; comments and order stay. Raises UsageError for a key or a value that cannot be,
    SettingsError for a file that is wrong elsewhere, and what `sound` raises for the settings as they would
    be; the file is then left as it was."""
    key = find_key(key)
    joined = " ".join(values).strip()
    if not joined.strip(", "):
        raise UsageError(f"The value of “{key}” is empty.", hint=f"To remove it: calsync config unset {key}")
    listed = [part.strip() for value in values for part in re.split(r"[,\s]+", value) if part.strip()]
    try:
        value = READERS[key](listed if key in LISTS else joined)
    except Fault as fault:
        raise UsageError(f"“{key}” {fault}.", hint=f"In the file it looks like {example(key)}.") from None
    if not value:  # signs that cannot be printed
        raise UsageError(f"The value of “{key}” is empty.", hint=f"To remove it: calsync config unset {key}")
    with _alone(path):
        return _rewrite(path, key, value, sound=sound)


def unset_value(path: Path, key: str) -> Changed:
    """Take a setting out of the file, otherwise as `set_value`."""
    with _alone(path):
        return _rewrite(path, find_key(key), None, sound=None)


def put_account(path: Path, account: Account, *, sound: Callable[[Accounts], None]) -> Accounts:
    """Write an account into the file, in place of one of that name; all there are then. Raises SettingsError
    for a file that is wrong, and what `sound` raises for the accounts there were; the file is then left as it
    was."""
    with _alone(path):
        text = read_settings(path)
        sound(check_accounts(text, path))
        return _rewrite_accounts(path, text, account.name, account)


def drop_account(path: Path, name: str) -> Accounts:
    """Take an account out of the file, otherwise as `put_account`; none of that name is fine."""
    with _alone(path):
        text = read_settings(path)
        check_accounts(text, path)
        return _rewrite_accounts(path, text, name, None)


def _rewrite_accounts(path: Path, text: str, name: str, account: Account | None) -> Accounts:
    import tomlkit

    document = tomlkit.parse(text)
    if account is None:
        document.pop(name, None)
    else:
        new = table_for(account)
        if name not in document:
            document[name] = tomlkit.table()
        table = document[name]
        for key in [key for key in table if key not in new]:
            del table[key]
        for key, value in new.items():
            if table.get(key) != value:
                table[key] = value
    new_text = tomlkit.dumps(document)
    after = check_accounts(new_text, path)
    if new_text != text:
        _write(path, new_text)
        with suppress(OSError):
            path.chmod(0o600)
    return after


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else changes the settings meanwhile, where the system can see to that."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    # The folder above the file's own, which is not made yet when the first setting is.
    above = next(each for each in path.absolute().parents[1:] or path.absolute().parents if each.is_dir())
    try:
        folder = os.open(above, os.O_RDONLY)
    except OSError:  # not ours to look into: two changes at once are unlikely, and the file stays whole
        yield
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _rewrite(path: Path, key: str, value: Plain | None, *, sound: Callable[[Config], None] | None) -> Changed:
    text = read_settings(path)
    plain = plain_values(text, path, without=key)  # a wrong value of the key itself is about to go
    with suppress(Fault):
        if old := READERS[key](table_of(text, path).get(key, "")):
            plain[key] = old
    before = spelled(config_of(plain, path), key)
    _check_country_stays(plain, key, value)
    new_text = _edited(text, key, value)
    after = check_config(new_text, path)
    if sound is not None:
        sound(after)
    if new_text != text:
        _write(path, new_text)
    return Changed(key, before, spelled(after, key))


def _check_country_stays(plain: Mapping[str, Plain], key: str, value: Plain | None) -> None:
    if key == "country" and value is None and "subdivision" in plain:
        raise UsageError(
            "The subdivision needs its country, which stays.",
            hint="Remove that first: calsync config unset subdivision",
        )
    if key == "subdivision" and value is not None and "country" not in plain:
        raise UsageError(
            "A subdivision needs its country.", hint="Set that first, as in: calsync config set country DE"
        )


def _edited(text: str, key: str, value: Plain | None) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    if value is None:
        document.pop(key, None)
    elif isinstance(value, str):
        document[key] = value
    else:
        document[key] = value[0] if len(value) == 1 and key == "me" else list(value)
    new = tomlkit.dumps(document)
    return new.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else new


def _write(path: Path, text: str) -> None:
    from calsync.diskfile import replace_file

    made = False
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            made = True
        replace_file(path, text.encode())
    except OSError as error:
        if made:
            with suppress(OSError):
                path.unlink()
        raise unusable(path, "written", error) from error
