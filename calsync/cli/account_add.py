"""A run of `account add`: from what was typed, or is found on this machine, to a calendar and an account.

All questions come first; then the calendar is made if need be, and what was tried successfully is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calsync.accounts import NAME, Account, Accounts, CaldavFile, Password, Way, load_accounts
from calsync.cli.account_calendar import choose_calendar, make_calendar_for
from calsync.cli.account_run import environment_password
from calsync.cli.account_signing import sign_in_to
from calsync.cli.account_where import Typed, Where, find_where
from calsync.cli.asking import ask_yes, someone_there
from calsync.cli.home import chosen_home, places
from calsync.config import load_config
from calsync.errors import UsageError

if TYPE_CHECKING:
    from calsync.stores.dav_connection import Login


class Added(NamedTuple):
    """`was` says that the account was there already; `usual` that it is the one meant where none is named."""

    account: Account
    calendar: str
    made: bool
    was: bool
    usual: bool


def add(typed: Typed) -> Added:
    """Find the calendar, sign in, and save the account. Raises what goes wrong on the way; nothing is saved
    then."""
    there = places(chosen_home())
    accounts = load_accounts(there.accounts)  # what is wrong there is said before anything is asked
    usual = load_config(there.settings).calendar
    asking = someone_there() and not typed.quiet
    if typed.name is not None and not NAME.fullmatch(typed.name):
        raise UsageError(
            f"“{typed.name}” cannot be an account’s name.",
            hint="Small letters, digits, - and _ do: --name home",
        )
    where = find_where(typed, asking=asking)
    signed = sign_in_to(where, asking=asking)
    wanted = typed.calendar or where.calendar or None
    choice = choose_calendar(signed.found, wanted, form=typed.form, asking=asking)
    way = _way(where, signed.login, typed, asking=asking)
    name = _name(accounts, typed.name, choice.url if choice else None, signed.login.url)
    calendar = choice or make_calendar_for(signed, typed.form, asking=asking)
    if typed.name is None:
        name = _name(accounts, None, calendar.url, signed.login.url)  # one that was gone is as it was
    shared = isinstance(way, CaldavFile)  # the rest stands there
    account = Account(
        name=name,
        calendar=calendar.url,
        password=way,
        user=None if shared else signed.login.user or None,
        auth=signed.login.auth if way is not Way.NONE else None,
        ca_file=Path(where.ca_file).expanduser().absolute() if where.ca_file and not shared else None,
        form=typed.form,
        deleted=typed.deleted,
    )
    made = choice is None and calendar not in signed.found.found
    return _save(account, signed.login, calendar.name, made=made, usual=usual)


def _way(where: Where, login: Login, typed: Typed, *, asking: bool) -> Password:
    """How the password is to be got from now on."""
    from calsync.stores.secrets import keyring_name, no_keyring

    if where.way is not None:
        return where.way
    if not login.password:
        return Way.NONE
    name = keyring_name()
    if typed.keyring:
        if name is None:
            raise no_keyring()
        return Way.KEYRING
    if typed.keyring is None and name is not None and asking:
        if ask_yes("Keep the password in this system’s keyring?", default=True):
            return Way.KEYRING
        return Way.ASK
    if asking:
        return Way.ASK
    if environment_password(where.url, login.user) is not None:
        return Way.ENVIRONMENT
    return Way.KEYRING if name is not None and typed.keyring is None else Way.ASK


def _name(accounts: Accounts, typed: str | None, calendar: str | None, server: str) -> str:
    """What the account is called. Raises UsageError for a name that is another calendar's."""
    for each in accounts.values():
        if each.calendar == calendar:
            if typed not in (None, each.name):
                raise UsageError(
                    f"That calendar is the account “{each.name}” already.",
                    hint=f"Rename it by removing it first: calsync account remove {each.name}",
                )
            return each.name
    if typed is not None:
        if typed in accounts:
            raise UsageError(
                f"There is an account “{typed}” already, for another calendar.",
                hint=f"Choose another --name, or: calsync account remove {typed}",
            )
        return typed
    base = _name_from(server)
    names = [base, *(f"{base}-{number}" for number in range(2, len(accounts) + 3))]
    return next(name for name in names if name not in accounts)


def _name_from(server: str) -> str:
    """posteo for https://dav.posteo.de/, and home for this machine."""
    from calsync.stores.dav_address import is_loopback, origin

    host = origin(server).host
    labels = host.split(".")
    if is_loopback(host) or ":" in host or len(labels) < 2 or labels[-1].isdigit():
        return "home"
    second = len(labels) > 2 and labels[-2] in ("co", "com", "org", "net", "ac", "gov", "edu")
    name = labels[-3] if second else labels[-2]
    return name if NAME.fullmatch(name) else "home"


def _save(account: Account, login: Login, calendar: str, *, made: bool, usual: str | None) -> Added:
    from calsync.config_change import put_account, set_value

    there = places(chosen_home())
    before: list[bool] = []

    def sound(accounts: Accounts) -> None:
        """Nobody took the name or the calendar while questions were asked."""
        _name(accounts, account.name, account.calendar, login.url)
        before.append(account.name in accounts)

    undo = _keep(account, login)
    try:
        accounts = put_account(there.accounts, account, sound=sound)
    except BaseException:
        undo()
        raise
    if usual is None and len(accounts) == 1:
        set_value(there.settings, "calendar", [account.name])
        usual = account.name
    return Added(account, calendar, made, before[0], usual == account.name)


def _keep(account: Account, login: Login) -> Callable[[], None]:
    """The password in the keyring, where it is to be; and how to take it out again."""
    from calsync.stores import secrets

    if account.password is not Way.KEYRING:
        return lambda: None
    if secrets.read_keyring(login.url, login.user) == login.password:
        return lambda: None
    secrets.keep_in_keyring(login.url, login.user, login.password)

    def undo() -> None:
        secrets.forget_in_keyring(login.url, login.user)

    return undo
