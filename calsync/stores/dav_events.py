"""The events in all calendars of a CalDAV account, to look at: nothing but PROPFIND and REPORT is ever sent.

`dav_discovery` finds the calendars, `dav` is the one that is written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.stores.dav_address import origin, path_of, spelt
from calsync.stores.dav_connection import Answer, Connection
from calsync.stores.dav_discovery import EVENT, Calendar, Calendars, NoName, find_calendars
from calsync.stores.dav_faults import LATER, SentElsewhere, failing, unreadable
from calsync.stores.dav_xml import events_of, events_within, multistatus, preconditions

_TOO_MANY = "number-of-matches-within-limits"
_CUT = 507
_GONE = (404, 410)
_IN_TROUBLE = (502, 503, 504)


class Events(NamedTuple):
    """The objects of one calendar as text; `whole` tells that none was held back."""

    texts: tuple[str, ...]
    whole: bool


def calendars_of(connection: Connection, url: str) -> Calendars:
    """All calendars with events that the user of the calendar at `url` has, by name; that one at least.
    Raises as `find_calendars`, but where the server does not tell of others."""
    own = origin(url).url + spelt(path_of(url).rstrip("/") + "/")
    try:
        calendars = find_calendars(connection, own, beyond=True)
    except (NoName, SentElsewhere):
        calendars = Calendars((), ())
    found = calendars.found
    if all(each.url != own for each in found):
        found += find_calendars(connection, own).found
    named = sorted((each for each in found if EVENT in each.kinds), key=lambda each: each.name)
    return calendars._replace(found=tuple(named))


def events_between(connection: Connection, calendar: Calendar, *, first: date, last: date) -> Events:
    """What a calendar holds from one day to the other, whatever the clock they are days of; what lies outside
    may come with it. Raises CalsyncError that names the calendar; a refused password as `Connection.ask`."""
    texts: dict[str, str] = {}
    whole = True
    for answer in _answers(connection, calendar, first - timedelta(days=1), last + timedelta(days=2)):
        said = multistatus(answer.body)
        if said is None:
            raise unreadable(connection.host)
        for part in said.parts:
            if part.text:
                texts[part.href] = part.text
            elif part.status not in _GONE:
                whole = False
    return Events(tuple(texts.values()), whole)


def events_named(connection: Connection, calendar: Calendar, uids: Iterable[str]) -> Events:
    """What a calendar holds of these UIDs, whenever it is; others may come with it. Where the server does not
    say, it is not whole. Raises as `Connection.ask`."""
    texts: dict[str, str] = {}
    whole = True
    for uid in uids:
        answer = _ask(connection, calendar, events_of(uid))
        said = multistatus(answer.body) if answer.status == 207 else None
        whole = whole and said is not None
        texts |= {part.href: part.text for part in (said.parts if said else ()) if part.text}
    return Events(tuple(texts.values()), whole)


def _answers(connection: Connection, calendar: Calendar, start: date, end: date) -> Iterator[Answer]:
    """The answers that make up the time between two midnights in UTC: more than one where the server finds
    it too much at once."""
    answer = _ask(connection, calendar, events_within(_stamp(start), _stamp(end)))
    if _is_too_much(answer):
        days = (end - start).days
        if days < 2:
            raise Unreachable(
                f"{connection.host} shows only a part of “{calendar.name}”.", hint="Try again later."
            )
        middle = start + timedelta(days=days // 2)
        yield from _answers(connection, calendar, start, middle)
        yield from _answers(connection, calendar, middle, end)
        return
    if answer.status != 207 and answer.status not in (403, *_GONE, *_IN_TROUBLE):
        # One that cannot sift by time, or stumbles over one object on the way, may show all.
        answer = _ask(connection, calendar, events_within("", ""))
    if answer.status != 207:
        raise _not_shown(answer, calendar, connection.host)
    yield answer


def _ask(connection: Connection, calendar: Calendar, body: str) -> Answer:
    answer = connection.ask("REPORT", calendar.url, body=body, headers={"Depth": "1"})
    if answer.status == 403 and "filter" in "".join(preconditions(answer.body)):  # RFC 4791, 7.8
        return answer._replace(status=400)
    return answer


def _is_too_much(answer: Answer) -> bool:
    if answer.status == 207:
        said = multistatus(answer.body)
        return said is not None and any(part.status == _CUT for part in said.parts)
    return answer.status == _CUT or _TOO_MANY in preconditions(answer.body)


def _not_shown(answer: Answer, calendar: Calendar, host: str) -> CalsyncError:
    if answer.status == 403 or answer.status in _GONE:
        return AccessRefused(
            f"{host} does not let this user read “{calendar.name}”.",
            hint="To leave it out, name the others with --calendar.",
        )
    if answer.status < 400:
        return unreadable(host)
    error = failing(host, answer.status)
    return Unreachable(f"“{calendar.name}”: {error.message}", hint=LATER)


def _stamp(day: date) -> str:
    return f"{day:%Y%m%d}T000000Z"
