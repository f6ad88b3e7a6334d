"""A CalDAV calendar as a store.

`dav_connection` carries each request, `dav_xml` words it, `dav_verdict` knows what a write came to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote, urlsplit

from calsync.errors import CalsyncError, Unreachable
from calsync.stores.dav_address import is_in, leads_up, origin, path_of, spelt
from calsync.stores.dav_connection import Answer, Connection
from calsync.stores.dav_faults import NotSent, failing, gone, moved, no_rights, only_a_part, unreadable
from calsync.stores.dav_verdict import Write, check
from calsync.stores.dav_xml import (
    EVERYTHING,
    SYNC_TOKEN,
    Multistatus,
    Part,
    changes_since,
    multistatus,
    preconditions,
    these,
)
from calsync.sync.store import Delta, Listing, Object, Unsure, Written

AT_ONCE = 2000
"""Objects read in one request."""
MOST_PAGES = 100
"""Answers in which a server may say what changed."""

_GONE = (404, 410)
_IN_TROUBLE = (502, 503, 504)
_TOO_MANY = "number-of-matches-within-limits"
_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}


class DavStore:
    """The calendar at an address on the server of the connection (RFC 4791). An href is the decoded path of
    an object there, an etag what the server gives, quotes included."""

    lags = True

    def __init__(self, connection: Connection, calendar_url: str) -> None:
        """Asks nothing yet. Raises UsageError for an address that is none or not safe."""
        self._connection = connection
        self._server = origin(calendar_url).url
        self._home = path_of(urlsplit(calendar_url).path.rstrip("/") + "/")
        self._url = self._server + spelt(self._home)

    @property
    def place(self) -> str:
        return f"dav:{self._url}"

    def address(self, name: str) -> str:
        return self._home + path_of("/" + quote(name, safe=""))[1:]

    def everything(self) -> Listing:
        token = self._token()
        said = self._multistatus(self._report(EVERYTHING, depth="1"))
        return Listing(tuple(self._objects(said)), token)

    def changes(self, token: str) -> Delta | None:
        etags: dict[str, str | None] = {}
        away: set[str] = set()
        for _ in range(MOST_PAGES):
            said = self._page(token)
            if said is None or said.token is None:
                return None
            more = False
            for part in said.parts:
                href = self._href(part)
                if href is None:
                    more = more or part.status == 507
                elif part.status in _GONE:
                    away.add(href)
                    etags.pop(href, None)
                elif 200 <= part.status < 300:
                    etags[href] = part.etag
                    away.discard(href)
                else:
                    return None
            if not more:
                return Delta(etags, frozenset(away), said.token)
            if said.token == token:
                return None
            token = said.token
        return None

    def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
        wanted = sorted(set(hrefs))
        found: list[Object] = []
        for start in range(0, len(wanted), AT_ONCE):
            asked = wanted[start : start + AT_ONCE]
            answer = self._report(these([spelt(href) for href in asked]), depth="1")
            said = None if answer.status in _GONE else self._multistatus(answer)
            if said is None or not {self._href(part) for part in said.parts}.issuperset(asked):
                # So some servers answer when one of them is gone, or leave it out; but then it may as well be
                # there. If it is all of them, the next answer says so.
                said = self._multistatus(self._report(EVERYTHING, depth="1"))
            found += (one for one in self._objects(said) if one.href in asked)
        return tuple(found)

    def create(self, name: str, text: str) -> Written:
        return self._put(Write.CREATE, self.address(name), text, {"If-None-Match": "*"})

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        return self._put(Write.REPLACE, href, text, _only_if(etag))

    def remove(self, href: str, *, etag: str | None) -> None:
        answer = self._write("DELETE", href, headers=_only_if(etag))
        check(Write.REMOVE, answer, self._connection.host)

    def _put(self, write: Write, href: str, text: str, condition: Mapping[str, str]) -> Written:
        answer = self._write("PUT", href, body=text, headers={**_CALENDAR, **condition})
        check(write, answer, self._connection.host)
        return Written(href, answer.headers.get("etag"))

    def _write(self, method: str, href: str, *, body: str = "", headers: Mapping[str, str]) -> Answer:
        """Raises ValueError for what does not lie in the calendar."""
        if not is_in(self._home, href):
            raise ValueError(f"no name of an object: {href!r}")
        url = self._server + spelt(href)
        try:
            return self._connection.ask(method, url, body=body, headers=headers, only_in=self._home)
        except NotSent:
            raise
        except Unreachable as error:
            raise Unsure(error) from error

    def _token(self) -> str | None:
        """Where changes may be followed from, asked for before the listing: what happens in between is then
        seen twice and never missed."""
        answer = self._connection.ask("PROPFIND", self._url, body=SYNC_TOKEN, headers={"Depth": "0"})
        said = self._multistatus(answer)
        if said.parts and all(part.status in _GONE for part in said.parts):
            raise gone(self._connection.host)
        return next((part.token for part in said.parts if part.token), None)

    def _report(self, body: str, *, depth: str) -> Answer:
        return self._connection.ask("REPORT", self._url, body=body, headers={"Depth": depth})

    def _page(self, token: str) -> Multistatus | None:
        answer = self._report(changes_since(token), depth="0")
        unheard = answer.status >= 400 and answer.status not in (*_GONE, *_IN_TROUBLE)
        return None if unheard else self._multistatus(answer)

    def _multistatus(self, answer: Answer) -> Multistatus:
        host = self._connection.host
        if answer.status != 207:
            raise _no_listing(answer, host)
        said = multistatus(answer.body)
        if said is None:
            raise unreadable(host)
        if path_of(answer.url).rstrip("/") != self._home.rstrip("/"):
            raise moved(host)
        return said

    def _objects(self, said: Multistatus) -> Iterator[Object]:
        for part in said.parts:
            href = self._href(part)
            if part.status == 507:
                raise only_a_part(self._connection.host)
            if href is None or part.status in _GONE:
                continue
            # What is there and was not shown must never look as if it were gone.
            if not 200 <= part.status < 300 or not part.text:
                raise only_a_part(self._connection.host)
            yield Object(href, part.etag, part.text)

    def _href(self, part: Part) -> str | None:
        """None for what is no object: the calendar itself, and folders in it with all they hold. Nothing
        elsewhere is taken, or it would be written to; nor is it left out, or it would look as if it were
        gone."""
        try:
            href = path_of(part.href, within=self._url)
        except ValueError:
            raise unreadable(self._connection.host) from None
        if is_in(self._home, href):
            return href
        if leads_up(href) or not (href.endswith("/") or f"{href}/".startswith(self._home)):
            raise unreadable(self._connection.host)
        return None


def _only_if(etag: str | None) -> Mapping[str, str]:
    return {} if etag is None else {"If-Match": etag}


def _no_listing(answer: Answer, host: str) -> CalsyncError:
    if answer.status in _GONE:
        return gone(host)
    if answer.status == 507 or _TOO_MANY in preconditions(answer.body):
        return only_a_part(host)
    if answer.status == 403:
        return no_rights(host)
    return unreadable(host) if answer.status < 400 else failing(host, answer.status)
