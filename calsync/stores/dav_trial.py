"""What works on a calendar: each thing really tried, with objects of its own that are removed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from calsync.errors import CalsyncError
from calsync.stores.dav_address import path_of, spelt
from calsync.stores.dav_discovery import EVENT, TODO, find_calendars
from calsync.stores.dav_faults import no_rights

if TYPE_CHECKING:
    from calsync.stores.dav_connection import Answer, Connection

_COUNT = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop>'
    '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)
_CHANGES = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:sync-level>1</D:sync-level>'
    "<D:prop><D:getetag/></D:prop></D:sync-collection>"
)
_STALE = '"calsync-has-never-seen-this"'


class Check(NamedTuple):
    """One thing that was tried. `key` is its stable name; `needed` is whether a sync cannot do without;
    `error` is what went wrong, if it was an error."""

    key: str
    works: bool
    needed: bool
    error: CalsyncError | None = None


def try_out(connection: Connection, calendar: str, *, form: str, name: str, stamp: str) -> Iterator[Check]:
    """The checks, each as soon as it is done; after a failed one that the rest needs there are no more.
    `name` is a file name nobody can guess, without its ending; `stamp` a time as 20270101T090000Z. Raises as
    `Connection.ask`; whatever ends it, the objects are removed again where that is possible."""
    kind = TODO if form == "todo" else EVENT
    found = find_calendars(connection, calendar)
    yield Check("reach", works=True, needed=True)
    here = next(
        (each for each in found.found if path_of(each.url) == path_of(f"{calendar.rstrip('/')}/")), None
    )
    yield Check("find", works=here is not None, needed=True)
    if here is None:
        return
    read = connection.ask("REPORT", calendar, body=_COUNT, headers={"Depth": "1"})
    yield Check("read", works=read.status == HTTPStatus.MULTI_STATUS, needed=True)
    if read.status != HTTPStatus.MULTI_STATUS:
        return
    if not here.writable:
        yield Check("write", works=False, needed=True, error=no_rights(connection.host))
        return
    changes = connection.ask("REPORT", calendar, body=_CHANGES, headers={"Depth": "0"})
    token = changes.status == HTTPStatus.MULTI_STATUS and b"sync-token" in changes.body
    yield Check("changes", works=token, needed=False)
    yield from _with_object(connection, calendar, kind=kind, name=name, stamp=stamp)
    other = EVENT if kind == TODO else TODO
    with _Trial(connection, calendar, other, f"{name}-2", stamp) as second:
        yield Check("todos" if other == TODO else "events", works=_fine(second.put(new=True)), needed=False)


def _with_object(
    connection: Connection, calendar: str, *, kind: str, name: str, stamp: str
) -> Iterator[Check]:
    with _Trial(connection, calendar, kind, name, stamp) as trial:
        put = trial.put(new=True)
        if not _fine(put):
            refused = no_rights(connection.host) if put.status == HTTPStatus.FORBIDDEN else None
            yield Check("write", works=False, needed=True, error=refused)
            return
        read = connection.ask("GET", trial.url)
        etag = read.headers.get("etag")
        yield Check("write", works=read.status == HTTPStatus.OK and name.encode() in read.body, needed=True)
        yield Check("create-once", works=not _fine(trial.put(new=True)), needed=False)
        etag = connection.ask("GET", trial.url).headers.get("etag")
        strong = etag is not None and not etag.startswith("W/")
        yield Check("versions", works=strong, needed=False)
        yield Check("no-overwriting", works=not _fine(trial.put(etag=_STALE)), needed=True)
        if strong:
            yield Check("replace", works=_fine(trial.put(etag=etag)), needed=True)
        else:
            yield Check("replace", works=_fine(trial.put()), needed=True)
        yield Check("remove", works=trial.remove(), needed=True)


class _Trial:
    """An object of our own under a name nobody else has; gone when the block ends, whatever ends it."""

    def __init__(self, connection: Connection, calendar: str, kind: str, name: str, stamp: str) -> None:
        self._connection = connection
        self.url = f"{calendar.rstrip('/')}/{spelt(name)}.ics"
        times = (
            f"DUE:{stamp}"
            if kind == TODO
            else f"DTSTART:{stamp}\r\nDTEND:{stamp[:11]}3000Z\r\nTRANSP:TRANSPARENT"
        )
        self._text = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//calsync//account test//EN\r\n"
            f"BEGIN:{kind}\r\nUID:{name}\r\nDTSTAMP:{stamp}\r\n{times}\r\n"
            "SUMMARY:calsync is testing this calendar\r\n"
            f"END:{kind}\r\nEND:VCALENDAR\r\n"
        )
        self._there = False

    def __enter__(self) -> _Trial:
        return self

    def __exit__(self, *_: object) -> None:
        if self._there:
            with suppress(CalsyncError):
                self.remove()

    def put(self, *, new: bool = False, etag: str | None = None) -> Answer:
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        if new:
            headers["If-None-Match"] = "*"
        if etag is not None:
            headers["If-Match"] = etag
        self._there = True  # also if the answer gets lost
        return self._connection.ask("PUT", self.url, body=self._text, headers=headers)

    def remove(self) -> bool:
        """Whether it is gone."""
        self._connection.ask("DELETE", self.url)
        gone = self._connection.ask("GET", self.url).status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
        self._there = not gone
        return gone


def _fine(answer: Answer) -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
