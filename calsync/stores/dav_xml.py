"""The XML of WebDAV and CalDAV: what we ask in it, and what was answered.

Which answer means what is up to `dav`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, fromstring
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_OBJECT = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"

SYNC_TOKEN = f"{_HEAD}<D:propfind {_SPACES}><D:prop><D:sync-token/></D:prop></D:propfind>"
EVERYTHING = (
    f"{_HEAD}<C:calendar-query {_SPACES}>{_OBJECT}"
    '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)

_DAV = "{DAV:}"
_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"


def events_within(start: str, end: str) -> str:
    """RFC 4791, 7.8 and 9.9, for times as they are sent; without them, all events."""
    span = f'<C:time-range start="{start}" end="{end}"/>' if start and end else ""
    return (
        f'{_HEAD}<C:calendar-query {_SPACES}>{_OBJECT}<C:filter><C:comp-filter name="VCALENDAR">'
        f'<C:comp-filter name="VEVENT">{span}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>'
    )


def events_of(uid: str) -> str:
    """RFC 4791, 7.8.6."""
    return (
        f'{_HEAD}<C:calendar-query {_SPACES}>{_OBJECT}<C:filter><C:comp-filter name="VCALENDAR">'
        '<C:comp-filter name="VEVENT"><C:prop-filter name="UID">'
        f'<C:text-match collation="i;octet">{escape(uid)}</C:text-match></C:prop-filter></C:comp-filter>'
        "</C:comp-filter></C:filter></C:calendar-query>"
    )


def changes_since(token: str) -> str:
    """RFC 6578, 3.2. Without a limit: not every server says when it keeps to one."""
    return (
        f"{_HEAD}<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def these(paths: Collection[str]) -> str:
    """RFC 4791, 7.9, for paths as they are sent."""
    hrefs = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return f"{_HEAD}<C:calendar-multiget {_SPACES}>{_OBJECT}{hrefs}</C:calendar-multiget>"


class Part(NamedTuple):
    """What is said of one resource (RFC 4918, 14.24). `status` is that of the resource, or the worst of its
    properties other than 404; the properties are None where there are none."""

    href: str
    status: int
    etag: str | None
    text: str | None
    token: str | None


class Multistatus(NamedTuple):
    parts: tuple[Part, ...]
    token: str | None


def multistatus(body: bytes) -> Multistatus | None:
    """None for what is none, a login page for example."""
    root = _parsed(body)
    if root is None or root.tag != f"{_DAV}multistatus":
        return None
    token = root.findtext(f"{_DAV}sync-token")
    return Multistatus(tuple(map(_part, root.iterfind(f"{_DAV}response"))), (token or "").strip() or None)


def preconditions(body: bytes) -> frozenset[str]:
    """The names, without their namespace, by which a server says why it refuses (RFC 4918, 16)."""
    root = _parsed(body)
    if root is None or root.tag != f"{_DAV}error":
        return frozenset()
    return frozenset(child.tag.rpartition("}")[2] for child in root)


def _part(response: Element) -> Part:
    found: dict[str, str] = {}
    own = response.findtext(f"{_DAV}status")
    worst = 200 if own is None else _code(own)
    for status, prop in _properties(response):
        if 200 <= status < 300:
            found |= {child.tag: child.text or "" for child in prop}
        elif status != 404:
            worst = max(worst, status)
    return Part(
        href=(response.findtext(f"{_DAV}href") or "").strip(),
        status=worst,
        etag=found.get(f"{_DAV}getetag", "").strip() or None,
        text=_lines(found[_DATA]) if _DATA in found else None,
        token=found.get(f"{_DAV}sync-token", "").strip() or None,
    )


def _properties(response: Element) -> Iterator[tuple[int, Element]]:
    for propstat in response.iterfind(f"{_DAV}propstat"):
        status = propstat.findtext(f"{_DAV}status")
        for prop in propstat.iterfind(f"{_DAV}prop"):
            yield (200 if status is None else _code(status)), prop


def _code(status: str) -> int:
    """Of a status line; 0 for what is none, which is no success."""
    words = status.split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() and len(words[1]) == 3 else 0


def _lines(text: str) -> str:
    """With the line ends of iCalendar, which XML takes away (XML 1.0, 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


class _Plain(TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Definitions of its own are no part of such an answer, and the way to make a small one huge."""
        raise ValueError(name, pubid, system)


def _parsed(body: bytes) -> Element | None:
    try:
        return fromstring(body, XMLParser(target=_Plain()))
    except (ParseError, ValueError, LookupError):
        return None
