"""Where `account add` looks: the server that was typed, or what caldav and plann use on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calsync.accounts import Auth, CaldavFile, Command, Deleted, Form, Password, Way
from calsync.cli.asking import ask_line, ask_which, ask_yes, say
from calsync.errors import NeedsPerson, SettingsError, UsageError

if TYPE_CHECKING:
    from calsync.stores.caldav_file import Section, SignIn


class Typed(NamedTuple):
    """The options. `keyring` None is not said."""

    url: str | None
    user: str | None
    command: tuple[str, ...]
    keyring: bool | None
    calendar: str | None
    name: str | None
    ca_file: Path | None
    from_caldav: bool
    section: str | None
    form: Form
    deleted: Deleted
    quiet: bool


class Where(NamedTuple):
    """A server, who signs in there, and the way to the password; `password` is None where it is still to be
    asked for, `fallback` another name to try; `guessed` as in `Start`."""

    url: str
    user: str
    fallback: str
    password: str | None
    way: Password | None
    auth: Auth | None
    ca_file: str | None
    calendar: str
    guessed: bool = False

    def __repr__(self) -> str:
        return f"Where(url={self.url!r}, user={self.user!r})"


def find_where(typed: Typed, *, asking: bool) -> Where:
    if typed.url is not None and typed.from_caldav:
        raise UsageError("--url and --from-caldav say two things.", hint="Leave one of them out.")
    if typed.section is not None and not typed.from_caldav:
        raise UsageError("--section goes with --from-caldav.", hint="Add --from-caldav.")
    if typed.from_caldav:
        found = _found_here(typed.section, asking=asking)
        if found is None:
            raise UsageError(
                "There is no configuration of caldav or plann on this machine.",
                hint="Name the server instead: calsync account add --url ADDRESS",
            )
        return found
    if typed.url is None and typed.user is None:
        if not asking:
            raise UsageError(
                "It is not said which server the calendar is on.",
                hint="Give --url with your address or the server’s URL; or --from-caldav, to use what caldav "
                "and plann use.",
            )
        if (offered := _offer()) is not None:
            return offered
    return _typed_where(typed, asking=asking)


def _typed_where(typed: Typed, *, asking: bool) -> Where:
    from calsync.stores.dav_discovery import find_start

    ca_file = str(typed.ca_file) if typed.ca_file else None
    text = typed.url or (typed.user if typed.user and "@" in typed.user else None)
    if text is None:
        if not asking:
            raise UsageError(
                "It is not said which server the calendar is on.",
                hint="Give --url with your address or the server’s URL.",
            )
        text = ask_line("Your address at the provider, or the URL of the server")
    start = find_start(text, ca_file=ca_file)
    user = typed.user or start.user
    return Where(
        url=start.url,
        user=user,
        fallback="" if typed.user else start.fallback,
        password=_command_password(typed.command),
        way=Command(typed.command) if typed.command else None,
        auth=None,
        ca_file=ca_file,
        calendar="",
        guessed=start.guessed,
    )


def _command_password(words: tuple[str, ...]) -> str | None:
    if not words:
        return None
    from calsync.stores.secrets import from_command

    return from_command(words)


def _offer() -> Where | None:
    """What caldav and plann use on this machine, if the person wants it."""
    from calsync.stores import caldav_file

    if os.environ.get("CALDAV_URL"):
        if ask_yes("CALDAV_URL is set. Use that server?", default=True):
            return _from_environment()
        return None
    try:
        found = caldav_file.sections()
    except SettingsError as error:  # a file of others; without it there is still what can be typed
        say(error.message)
        return None
    if not found:
        return None
    say(f"Found the configuration of caldav and plann: {found[0].file}")
    if len(found) == 1:
        if not ask_yes(f"Use it? {_said(found[0])}", default=True):
            return None
        return _from_section(found[0])
    picked = ask_which("Which one?", [*map(_said, found), "none of them"])
    return _from_section(found[picked]) if picked < len(found) else None


def _found_here(section: str | None, *, asking: bool) -> Where | None:
    """As `_offer`, when it was asked for."""
    from calsync.stores import caldav_file

    if section is None and os.environ.get("CALDAV_URL"):
        return _from_environment()
    found = caldav_file.sections()
    if not found:
        return None
    if section is None:
        usual = os.environ.get("CALENDARING_CONFIG_SECTION") or os.environ.get("CALDAV_CONFIG_SECTION")
        section = usual or ("default" if found[0].name == "default" else None)
    if section is not None:
        named = [each for each in found if each.name == section]
        if not named:
            known = ", ".join(each.name for each in found)
            raise UsageError(
                f"{found[0].file} has no section “{section}” for a calendar server.", hint=f"It has: {known}."
            )
        return _from_section(named[0])
    if len(found) == 1:
        return _from_section(found[0])
    if not asking:
        raise NeedsPerson(
            f"{found[0].file} has several sections, and none is called “default”.",
            hint=f"Name one: --section {found[0].name}",
        )
    return _from_section(found[ask_which("Which section?", list(map(_said, found)))])


def _said(section: Section) -> str:
    who = f" as {section.user}" if section.user else ""
    return f"“{section.name}”: {section.url or 'a known provider'}{who}"


def _from_section(section: Section) -> Where:
    from calsync.stores import caldav_file

    found = caldav_file.sign_in(section.file, section.name)
    return _from_sign_in(found, CaldavFile(section.file, section.name))


def _from_environment() -> Where:
    from calsync.stores import caldav_file

    found = caldav_file.environment_sign_in()
    assert found is not None  # CALDAV_URL is set
    return _from_sign_in(found, Way.ENVIRONMENT if found.user or found.password else Way.NONE)


def _from_sign_in(found: SignIn, way: Password) -> Where:
    from calsync.stores.dav_discovery import find_start

    complete = bool(found.password or not found.user)  # or else the password is asked for
    return Where(
        url=find_start(found.url, ca_file=found.ca_file).url,
        user=found.user,
        fallback="",
        password=found.password if complete else None,
        way=way if complete else None,
        auth="digest" if found.auth == "digest" else "bearer" if found.auth == "bearer" else None,
        ca_file=found.ca_file,
        calendar=found.calendar,
    )
