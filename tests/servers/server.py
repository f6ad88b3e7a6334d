"""A server that runs: its addresses, and a phone, which writes and reads in its calendars and knows no calsync.

Each request has a connection of its own, so it works from any process and thread.
"""

from __future__ import annotations

import base64
import http.client
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

_DAV = "{DAV:}"
_CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_MAKE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
    "<D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
)
_NAMES = '<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:prop><D:displayname/></D:prop></D:propfind>'
_QUERY = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
    '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes


class Failed(Exception):
    """The server did not do what the phone asked for."""

    def __init__(self, method: str, url: str, answer: Answer) -> None:
        super().__init__(f"{method} {url}: {answer.status} {answer.body[:500]!r}")
        self.status = answer.status


@dataclass(frozen=True)
class Server:
    """`home` is the address under which the calendars of `user` lie; both end in a slash. `log` is what the
    server says, `folder` where it keeps everything. Names of objects are file names, never percent-encoded;
    an etag is as the server gives it, quotes included."""

    name: str
    url: str
    home: str
    user: str
    password: str
    folder: Path
    log: Path

    def make_calendar(self, name: str = "calendar", *, title: str = "Interviews") -> str:
        """The address of a new calendar, its name made unlike all others."""
        url = f"{self.home}{quote(name)}-{uuid.uuid4().hex[:12]}/"
        body = _MAKE.format(name=escape(title)).encode()
        _expect("MKCALENDAR", url, self.request("MKCALENDAR", url, body=body, headers=_XML), 201)
        return url

    def calendar(self, title: str) -> str:
        """The address of the one calendar of that title."""
        headers = {"Depth": "1", **_XML}
        answer = self.request("PROPFIND", self.home, body=_NAMES.encode(), headers=headers)
        (found,) = [
            urljoin(self.url, each.findtext(f"{_DAV}href", ""))
            for each in ET.fromstring(_expect("PROPFIND", self.home, answer, 207).body)
            if each.findtext(f".//{_DAV}displayname") == title
        ]
        return found

    def put(self, calendar: str, name: str, text: str, etag: str | None = None) -> str | None:
        """Put it there, over whatever stands there; with an etag only over that version. Gives the new etag,
        if the server tells."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        if etag is not None:
            headers["If-Match"] = etag
        url = address(calendar, name)
        answer = self.request("PUT", url, body=text.encode(), headers=headers)
        return _expect("PUT", url, answer, 200, 201, 204).headers.get("etag")

    def get(self, calendar: str, name: str) -> tuple[str, str] | None:
        """Its etag and text, to the letter; None if it is not there."""
        url = address(calendar, name)
        answer = self.request("GET", url)
        if answer.status == 404:
            return None
        answer = _expect("GET", url, answer, 200)
        return answer.headers["etag"], answer.body.decode()

    def delete(self, calendar: str, name: str, etag: str | None = None) -> None:
        url = address(calendar, name)
        answer = self.request("DELETE", url, headers={} if etag is None else {"If-Match": etag})
        _expect("DELETE", url, answer, 200, 204)

    def list(self, calendar: str) -> dict[str, str]:
        """The text of each object by its name; lines end as XML leaves them."""
        return {name: text for name, (_, text) in self.versions(calendar).items()}

    def versions(self, calendar: str) -> dict[str, tuple[str, str]]:
        """Etag and text of each object by its name, in one request."""
        headers = {"Depth": "1", **_XML}
        answer = self.request("REPORT", calendar, body=_QUERY.encode(), headers=headers)
        found = {}
        for each in ET.fromstring(_expect("REPORT", calendar, answer, 207).body).iter(f"{_DAV}response"):
            etag, text = each.findtext(f".//{_DAV}getetag"), each.findtext(f".//{_CALDAV}calendar-data")
            if etag is not None and text is not None:
                path = each.findtext(f"{_DAV}href", "").rstrip("/")
                found[unquote(path.rsplit("/", 1)[-1])] = (etag, text)
        return found

    def request(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Any request, with the user's name and password; whatever the answer is."""
        parts = urlsplit(url)
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        sent = {"Authorization": f"Basic {login}", **(headers or {})}
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as connection:
            connection.request(method, parts.path, body=body, headers=sent)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read())


def address(calendar: str, name: str) -> str:
    """Where an object lies in a calendar."""
    return calendar + quote(name, safe="")


def _expect(method: str, url: str, answer: Answer, *statuses: int) -> Answer:
    if answer.status not in statuses:
        raise Failed(method, url, answer)
    return answer
