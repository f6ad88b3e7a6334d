"""Signing in for `account add`: with what is known or asked for, and wherever the server says to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calsync.accounts import Command
from calsync.cli.account_run import advised, environment_password
from calsync.cli.asking import ask_line, ask_password, ask_yes, say
from calsync.errors import AccessRefused, NeedsPerson, Unreachable, UsageError

if TYPE_CHECKING:
    from calsync.cli.account_where import Where
    from calsync.stores.dav_connection import Login
    from calsync.stores.dav_discovery import Calendars

TRIES = 3
"""How often a password may be mistyped."""
MOVES = 3
"""How often one server may point to another."""


class Signed(NamedTuple):
    login: Login
    found: Calendars


def sign_in_to(where: Where, *, asking: bool) -> Signed:
    """A server that asks nobody for a name is taken at its word; otherwise the password is asked for, where
    it is not known, and again if it was mistyped."""
    user = where.user
    _check_way_there(where)
    free = False
    if where.guessed or not where.password:
        open_to_all, free = _let_in(where, asking=asking)
        if open_to_all is not None and not user:
            return open_to_all
    nameless = (
        not user and where.auth != "bearer" and (where.password is None or isinstance(where.way, Command))
    )
    if nameless:
        if not asking:
            raise NeedsPerson(
                f"{host_of(where.url)} wants a user name and a password.",
                hint='Give them: --user NAME --password-command "COMMAND"',
            )
        user = ask_line(f"User name at {host_of(where.url)}")
    if where.password is not None:
        return _found_as(where, user, where.password, asking=asking)
    if kept := environment_password(where.url, user) or _kept(where.url, user):
        try:
            return _found_as(where, user, kept, asking=asking)
        except AccessRefused as error:
            if not asking:
                raise
            say(f"{error.message} That was the password kept from before.")
    if free and (by_name := _without_password(where, user, asking=asking)) is not None:
        return by_name
    if not asking:
        raise NeedsPerson(
            f"The password of {user} at {host_of(where.url)} is wanted, and nobody is at the terminal.",
            hint='Say how it is got: --password-command "pass show dav"; or set CALDAV_PASSWORD.',
        )
    for left in reversed(range(TRIES)):
        password = ask_password(f"Password of {user} at {host_of(where.url)}")
        try:
            return _found_as(where, user, password, asking=asking)
        except AccessRefused as error:
            if not left:
                raise
            say(f"{error.message} {error.hint}")
    raise AssertionError("unreachable")


def _check_way_there(where: Where) -> None:
    """Before anything is asked: the address is a safe one, and the certificate is there. Nothing is sent."""
    from calsync.stores.dav_connection import Login, connect

    with connect(Login(where.url, "", "", "basic", where.ca_file)):
        pass


def _let_in(where: Where, *, asking: bool) -> tuple[Signed | None, bool]:
    """What is there for everybody; and whether a name alone is to be tried, as Radicale wants it where nobody
    signs in. Where another machine asks for a password it is not: that could count as a failed attempt."""
    from calsync.stores.dav_discovery import NoName
    from calsync.stores.dav_faults import NotSent, SentElsewhere

    try:
        signed = _look(where, "", "", asking=asking and not where.user)
    except NoName:
        return None, True
    except AccessRefused:
        return None, _on_this_machine(where.url)
    except Unreachable as error:
        # Whoever signs in may be shown more; but nobody does at a place that was only guessed.
        not_there = isinstance(error, NotSent) and not isinstance(error, SentElsewhere)
        if where.guessed or not where.user or not_there:
            raise
        return None, False
    read_only = bool(signed.found.found) and not any(each.writable for each in signed.found.found)
    return (None, False) if read_only else (signed, True)


def _on_this_machine(url: str) -> bool:
    from calsync.stores.dav_address import is_loopback, origin

    return is_loopback(origin(url).host)


def _without_password(where: Where, user: str, *, asking: bool) -> Signed | None:
    """What is there for whoever gives that name; None where a password is wanted, to look or to write."""
    try:
        signed = _look(where, user, "", asking=asking)
    except AccessRefused:
        return None
    read_only = bool(signed.found.found) and not any(each.writable for each in signed.found.found)
    return None if read_only else signed


def _found_as(where: Where, user: str, password: str, *, asking: bool) -> Signed:
    """With the name before the @ alone, where the whole address is not taken (RFC 6764, 6)."""
    try:
        return _look(where, user, password, asking=asking)
    except AccessRefused:
        if not where.fallback:
            raise
        try:
            return _look(where, where.fallback, password, asking=asking)
        except AccessRefused:
            pass
        raise


def _kept(url: str, user: str) -> str | None:
    """What the keyring has from before."""
    from calsync.stores import secrets

    return secrets.read_keyring(url, user) if secrets.keyring_name() else None


def _look(where: Where, user: str, password: str, *, asking: bool) -> Signed:
    """The calendars, wherever the server says they are, if that is to be trusted with the password."""
    from calsync.stores.dav_address import origin
    from calsync.stores.dav_connection import Login, connect
    from calsync.stores.dav_discovery import find_calendars
    from calsync.stores.dav_faults import SentElsewhere
    from calsync.stores.dav_providers import one_house

    anonymous = not user and not password
    url = where.url
    for _ in range(MOVES):
        login = Login(url, user, password, "basic" if anonymous else where.auth, where.ca_file)
        try:
            with advised(url), connect(login) as connection:
                found = find_calendars(connection, url)
                return Signed(login._replace(auth=connection.auth), found)
        except SentElsewhere as error:
            if not error.target:
                raise
            here, there = origin(url), origin(error.target)
            trusted = one_house(here.host, there.host) or (
                asking
                and ask_yes(f"{error.message} Sign in at {there.name} with the same password?", default=False)
            )
            if not trusted:
                raise
            url = error.target
    raise UsageError(
        f"{host_of(where.url)} sends us from server to server.",
        hint="Give the URL of the calendar with --url.",
    )


def host_of(url: str) -> str:
    from calsync.stores.dav_address import origin

    return origin(url).name
