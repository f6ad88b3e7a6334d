"""What all commands do with an account: choosing one, signing in, and its calendar as a store; and what
`account list`, `test` and `remove` do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from calsync.accounts import Account, Accounts, CaldavFile, Command, Way, choose, load_accounts
from calsync.cli.home import chosen_home, places
from calsync.config import load_config
from calsync.errors import AccessRefused, CalsyncError, NeedsPerson, SettingsError, Unreachable

if TYPE_CHECKING:
    from calsync.stores.dav import DavStore
    from calsync.stores.dav_connection import Connection, Login
    from calsync.stores.dav_trial import Check

_known: dict[Account, Login] = {}
"""Who signs in, for as long as this process lives: nobody is asked twice, no command run twice."""


def chosen(name: str | None) -> Account:
    """The account of that name, or the usual one. Raises as `choose` and SettingsError."""
    where = places(chosen_home())
    usual = load_config(where.settings).calendar
    return choose(load_accounts(where.accounts), name, usual=usual)


@contextmanager
def opened(account: Account, *, waiting: Callable[[float], None] | None = None) -> Iterator[DavStore]:
    """The account's calendar as a store. Asks for the password where that is the way to it, at most once in a
    process. `waiting` is told the seconds whenever the server wants a break. Raises what `sign_in` does; in
    the block, a refused password comes with the provider's advice."""
    from calsync.stores.dav import DavStore

    with connected(account, waiting=waiting) as connection:
        yield DavStore(connection, account.calendar)


@contextmanager
def connected(account: Account, *, waiting: Callable[[float], None] | None = None) -> Iterator[Connection]:
    """A connection to the server of the account, otherwise as `opened`."""
    from calsync.stores.dav_connection import connect

    try:
        with advised(account.calendar), connect(sign_in(account), waiting=waiting) as connection:
            yield connection
    except AccessRefused:
        if account.password is not Way.ASK:
            _known.pop(account, None)  # it may be another one by the next time
        raise


@contextmanager
def advised(url: str) -> Iterator[None]:
    """A refused password comes with the provider's advice."""
    from calsync.stores.dav_address import origin
    from calsync.stores.dav_faults import wrong_password
    from calsync.stores.dav_providers import with_advice

    try:
        yield
    except AccessRefused as error:
        host = origin(url)
        if error.message != wrong_password(host.name).message:
            raise
        raise with_advice(error, host.host) from None


def sign_in(account: Account) -> Login:
    """Who we are to the account's server, with the password. Raises NeedsPerson where it has to be asked for
    and nobody is there, SettingsError and AccessRefused where the way to it leads nowhere."""
    if account not in _known:
        _known[account] = _sign_in(account)
    return _known[account]


def environment_password(url: str, user: str | None) -> str | None:
    """CALDAV_PASSWORD, unless CALDAV_URL or CALDAV_USERNAME say that it is for somewhere or someone else."""
    from calsync.errors import UsageError
    from calsync.stores.dav_address import origin

    password = os.environ.get("CALDAV_PASSWORD", os.environ.get("CALDAV_PASS"))
    there = os.environ.get("CALDAV_URL")
    who = os.environ.get("CALDAV_USERNAME", os.environ.get("CALDAV_USER"))
    if not password or (who and user and who != user):
        return None
    try:
        return password if not there or origin(there) == origin(url) else None
    except UsageError:
        return None


def _sign_in(account: Account) -> Login:
    from calsync.stores import secrets
    from calsync.stores.dav_connection import Login

    ca_file = str(account.ca_file) if account.ca_file else None
    user = account.user or ""
    match account.password:
        case Way.NONE:
            return Login(account.calendar, user, "", "basic", ca_file)
        case CaldavFile(file, section):
            from calsync.stores import caldav_file

            found = caldav_file.sign_in(file, section)
            _check_same_server(account, found.url, f"The section “{section}” of {file}")
            auth = account.auth if account.auth else None
            return Login(account.calendar, found.user, found.password, auth, ca_file or found.ca_file)
        case Way.ENVIRONMENT:
            password = environment_password(account.calendar, account.user)
            user = user or os.environ.get("CALDAV_USERNAME", os.environ.get("CALDAV_USER", ""))
            if password is None:
                raise SettingsError(
                    f"The account “{account.name}” takes its password from the environment, where none is "
                    "for this server and user.",
                    hint="Set CALDAV_PASSWORD (and CALDAV_USERNAME), or add the account again another way.",
                )
        case Way.KEYRING:
            kept = secrets.read_keyring(account.calendar, user)
            if kept is None:
                raise SettingsError(
                    f"The keyring has no password for the account “{account.name}”.",
                    hint="Put it there again: calsync account add --keyring "
                    f"--url {_site(account)} --user {user}",
                )
            password = kept
        case Way.ASK:
            password = environment_password(account.calendar, user) or _asked_for(account)
        case Command(words):
            password = secrets.from_command(words)
    return Login(account.calendar, user, password, account.auth, ca_file)


def _asked_for(account: Account) -> str:
    from calsync.cli.asking import ask_password, someone_there
    from calsync.stores.dav_address import origin

    if not someone_there():
        raise NeedsPerson(
            f"The password of the account “{account.name}” is asked for, and nobody is at the terminal.",
            hint="Set CALDAV_PASSWORD, or keep it where it can be fetched: calsync account add "
            "--password-command, or --keyring.",
        )
    return ask_password(f"Password of {account.user} at {origin(account.calendar).name}")


def _check_same_server(account: Account, url: str, what: str) -> None:
    """Whoever changes the file may not send its password to the old server, nor another one there."""
    from calsync.stores.dav_address import origin
    from calsync.stores.dav_providers import one_house

    here, there = origin(account.calendar), origin(url)
    if here != there and not one_house(here.host, there.host):
        raise SettingsError(
            f"{what} is about {there.name} now, and the calendar of “{account.name}” is at {here.name}.",
            hint=f"Add it anew: calsync account remove {account.name}; calsync account add --from-caldav",
        )


def _site(account: Account) -> str:
    from calsync.stores.dav_address import origin

    return f"{origin(account.calendar).url}/"


class Listed(NamedTuple):
    accounts: Accounts
    usual: str | None


def listed() -> Listed:
    """All accounts, and the one that is meant where none is named."""
    where = places(chosen_home())
    accounts = load_accounts(where.accounts)
    usual = load_config(where.settings).calendar
    if usual is None and len(accounts) == 1:
        usual = next(iter(accounts))
    return Listed(accounts, usual)


class Removed(NamedTuple):
    """`usual` is the account that is meant from now on where none is named."""

    account: Account
    from_keyring: bool
    usual: str | None


def remove(name: str) -> Removed:
    """Take an account away, and its password out of the keyring if no other account needs it. The calendar
    stays as it is, and so does what is remembered of it: the same account added again goes on from there."""
    from calsync.config_change import drop_account, set_value, unset_value

    where = places(chosen_home())
    config = load_config(where.settings)
    account = choose(load_accounts(where.accounts), name, usual=None)
    left = drop_account(where.accounts, account.name)
    usual = config.calendar
    if usual == account.name:
        usual = next(iter(left)) if len(left) == 1 else None
        if usual is not None:
            set_value(where.settings, "calendar", [usual])
        else:
            unset_value(where.settings, "calendar")
    return Removed(account, _forget_password(account, left), usual)


def _forget_password(account: Account, left: Accounts) -> bool:
    """Whether one went. What the keyring does not let go is no reason to fail: the account is gone."""
    from calsync.stores import secrets

    if account.password is not Way.KEYRING or account.user is None:
        return False
    try:
        entry = (secrets.service_of(account.calendar), account.user)
        for other in left.values():
            if other.password is Way.KEYRING and (secrets.service_of(other.calendar), other.user) == entry:
                return False
        return secrets.forget_in_keyring(account.calendar, account.user)
    except CalsyncError:
        return False


class Tested(NamedTuple):
    account: Account
    checks: tuple[Check, ...]

    @property
    def problems(self) -> list[CalsyncError]:
        """What is needed and does not work, in the order in which it was tried."""
        return [
            check.error or Unreachable("Something a sync needs does not work there.")
            for check in self.checks
            if check.needed and not check.works
        ]

    @property
    def hopeless(self) -> bool:
        """Whether nothing can be done there: it was refused, or never reached."""
        return any(
            check.needed and not check.works and (check.error is not None or check.key in ("find", "read"))
            for check in self.checks
        )


def test(account: Account) -> Tested:
    """Try out all that a sync does there. Raises only where it comes to no test: no password to be had."""
    import uuid
    from datetime import timedelta

    from calsync.cli.clock import now
    from calsync.stores.dav_trial import Check, try_out

    stamp = f"{now() + timedelta(days=1):%Y%m%dT090000Z}"
    checks: list[Check] = []
    name = f"calsync-test-{uuid.uuid4()}"
    sign_in(account)  # where there is no password there is no test
    try:
        with connected(account) as connection:
            for check in try_out(connection, account.calendar, form=account.form, name=name, stamp=stamp):
                checks.append(check)  # noqa: PERF402 -- what was tried counts when the rest breaks off
    except CalsyncError as error:
        # Not raised: what worked so far is told, too.
        key = "reach" if not checks else "to-the-end"
        checks.append(Check(key, works=False, needed=True, error=error))
    return Tested(account, tuple(checks))
