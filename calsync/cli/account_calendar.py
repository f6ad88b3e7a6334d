"""Which calendar `account add` takes: the one that was named, one of ours from before, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calsync.cli.account_signing import host_of
from calsync.cli.asking import ask_which, ask_yes, say
from calsync.errors import AccessRefused, NeedsPerson, UsageError

if TYPE_CHECKING:
    from calsync.accounts import Form
    from calsync.cli.account_signing import Signed
    from calsync.stores.dav_discovery import Calendar, Calendars

CALENDAR = "Interview follow-ups"


def choose_calendar(found: Calendars, wanted: str | None, *, form: Form, asking: bool) -> Calendar | None:
    """The calendar for reminders of that form; None for one that is still to be made. Raises UsageError,
    NeedsPerson and AccessRefused where what is wanted is not there, not clear, or not to be written to."""
    from calsync.stores.dav_discovery import EVENT, TODO, last_part

    kind = TODO if form == "todo" else EVENT
    what = "to-dos" if form == "todo" else "events"
    fitting = [each for each in found.found if each.takes(kind)]
    if wanted is not None:
        return _named(found, wanted, kind=kind, what=what)
    if not found.homes:  # the URL was that of a calendar
        return _checked(found.found[0], kind=kind, what=what)
    ours = [each for each in fitting if each.name.casefold() == CALENDAR.casefold()]
    ours += [each for each in fitting if each.url.rstrip("/").endswith(f"/{last_part(CALENDAR)}")]
    if ours:
        return ours[0]
    if not asking or ask_yes(f"Make a calendar “{CALENDAR}” for the reminders?", default=True):
        return None
    return _picked(fitting, what)


def _picked(fitting: list[Calendar], what: str) -> Calendar:
    if not fitting:
        raise NeedsPerson(
            f"There is no calendar that takes {what} and that you may write to.",
            hint="Make one with the provider’s own tools, and run this again.",
        )
    return fitting[ask_which("Which calendar?", [each.name for each in fitting])]


def _named(found: Calendars, wanted: str, *, kind: str, what: str) -> Calendar:
    from calsync.stores.dav_address import path_of

    if "://" in wanted or wanted.startswith("/"):
        path = path_of(wanted).rstrip("/")
        named = [each for each in found.found if path_of(each.url).rstrip("/") == path]
    else:
        named = [each for each in found.found if each.name.casefold() == wanted.strip().casefold()]
    if not named:
        names = ", ".join(f"“{each.name}”" for each in found.found if each.takes(kind))
        raise UsageError(
            f"There is no calendar “{wanted}” there.",
            hint=f"There are: {names}." if names else "There is none that takes reminders.",
        )
    fitting = [each for each in named if each.takes(kind)]
    if len(fitting) > 1:
        raise NeedsPerson(
            f"There are several calendars called “{wanted}”.",
            hint=f"Name one by its URL: {', '.join(each.url for each in fitting)}",
        )
    return _checked((fitting or named)[0], kind=kind, what=what)


def _checked(calendar: Calendar, *, kind: str, what: str) -> Calendar:
    if not calendar.writable:
        raise AccessRefused(
            f"You may read the calendar “{calendar.name}”, and not write to it.",
            hint="Choose one of your own with --calendar, or ask whoever shares it for the right to write.",
        )
    if kind not in calendar.kinds:
        other = "leave out --todo" if what == "to-dos" else "add --todo"
        raise AccessRefused(
            f"The calendar “{calendar.name}” takes no {what}.",
            hint=f"Choose another with --calendar, or {other}.",
        )
    return calendar


def make_calendar_for(signed: Signed, form: Form, *, asking: bool) -> Calendar:
    """A new calendar; where there can be none, one the person chooses."""
    from calsync.stores.dav_connection import connect
    from calsync.stores.dav_discovery import EVENT, TODO, make_calendar

    kind = TODO if form == "todo" else EVENT
    with connect(signed.login) as connection:
        made = make_calendar(connection, signed.found, name=CALENDAR, kind=kind)
    if made is not None and made.takes(kind):
        return made
    fitting = [each for each in signed.found.found if each.takes(kind)]
    refused = f"{host_of(signed.login.url)} does not let us make a calendar."
    if asking and fitting:
        say(refused)
        return _picked(fitting, "to-dos" if form == "todo" else "events")
    names = ", ".join(f"“{each.name}”" for each in fitting)
    raise NeedsPerson(
        refused,
        hint=f"Choose one with --calendar: {names}."
        if names
        else "Make one with the provider’s own tools, and run this again.",
    )
