"""The one link that joins the meeting, and the place, if there is one. Offline: no link is ever fetched."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from calsync.ical.lines import Line
from calsync.ical.names import is_under, plain
from calsync.ical.words import TEXT_LIMIT, Words, read_words

_LINK_LIMIT = 2048
_MOST_WRAPPINGS = 4
_ENDS = re.compile(r"[\s<>\"'\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_TRAILING = ".,;:!?)]}*_|…。）"
_STRUCTURED = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-LOCATIONS", "URL")
_MAPS = frozenset({"maps.google.com", "maps.app.goo.gl", "goo.gl", "maps.apple.com", "openstreetmap.org"})
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def find_link(*, lines: Sequence[Line], location: str, texts: Sequence[str]) -> str | None:
    """The structured properties first, then LOCATION, then the texts, and there only links that join.

    A host we do not know is believed only in CONFERENCE (RFC 7986, 5.11), or where LOCATION is nothing
    but a link.
    """
    words = read_words()
    conferences = [url for line in lines if line.name == "CONFERENCE" for url in _links_in(_raw(line))]
    structured = [
        url for name in _STRUCTURED for line in lines if line.name == name for url in _links_in(_raw(line))
    ]
    for url in (*conferences, *structured):
        if joins(url, words=words):
            return url
    for url in conferences:
        if _is_believable(url, words=words):
            return url
    for text in (location, *texts):
        for url in _links_in(text):
            if joins(url, words=words):
                return url
    only = location.strip(" \t\r\n<>.,;")
    alone = list(_links_in(only))
    if (
        len(alone) == 1
        and _SCHEME.match(only)
        and not _ENDS.search(only)
        and _is_believable(alone[0], words=words)
    ):
        return alone[0]
    return None


def _raw(line: Line) -> str:
    """A URI is not escaped (RFC 5545, 3.3.13), yet some escape it."""
    return line.value.replace("\\,", ",").replace("\\;", ";")


def _links_in(text: str) -> Iterator[str]:
    """Every http(s) link of a text, unwrapped; also a meeting service's address without its scheme."""
    words = read_words()
    for token in _ENDS.split(text[:TEXT_LIMIT]):
        if "/" not in token or token.casefold().startswith(("javascript:", "data:", "vbscript:", "file:")):
            continue
        found = _SCHEME.search(token)
        if found is not None:
            url = token[found.start() :]
        else:
            bare = token.lstrip("([{*_|").partition("/")
            host = bare[0].casefold().rsplit(":", 1)[-1]
            if not any(is_under(host, frozenset({known.host})) for known in words.joins):
                continue
            url = f"https://{host}/{bare[2]}"
        url = unwrap(html.unescape(url[:_LINK_LIMIT]).rstrip(_TRAILING))
        if url is not None:
            yield url


def unwrap(url: str) -> str | None:
    """The link inside the wrappings of mail filters; None where it is no sound http(s) link."""
    words = read_words()
    for _ in range(_MOST_WRAPPINGS):
        parts = _split(url)
        if parts is None:
            return None
        inner = _inner(parts, url, words=words)
        if inner is None:
            return url
        url = inner.strip()[:_LINK_LIMIT]
    return None


def _inner(parts: SplitResult, url: str, *, words: Words) -> str | None:
    host = parts.hostname or ""
    for wrapper in words.wrappers:
        if is_under(host, frozenset({wrapper.host})) and parts.path.startswith(wrapper.path):
            values = _query(parts).get(wrapper.parameter) or (
                _query(parts).get("url") if wrapper.parameter == "q" else None
            )
            return values[0] if values else None
    if host == "urldefense.proofpoint.com" and parts.path.startswith(("/v1/", "/v2/")):
        values = _query(parts).get("u")
        if not values:
            return None
        return unquote(values[0].replace("-", "%").replace("_", "/") if "/v2/" in parts.path else values[0])
    if is_under(host, frozenset({"urldefense.com", "urldefense.us"})) and "/v3/__" in url:
        return _proofpoint_v3(url)
    return None


def _query(parts: SplitResult) -> dict[str, list[str]]:
    return parse_qs(parts.query, max_num_fields=None, separator="&")


def _proofpoint_v3(url: str) -> str | None:
    """`/v3/__LINK__;CODE!!…`: each `*` of LINK stands for one character of CODE, `**x` for a run."""
    start = url.index("/v3/__") + len("/v3/__")
    end = url.find("__;", start)
    if end < 0:
        return None
    code = url[end + 3 :].partition("!")[0]
    try:
        kept = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    out: list[str] = []
    at = start
    used = 0
    while at < end:
        if url[at] != "*":
            out.append(url[at])
            at += 1
            continue
        run = 1
        if url[at + 1 : at + 2] == "*" and at + 2 < end and url[at + 2] in _RUNS:
            run = _RUNS.index(url[at + 2]) + 2
            at += 2
        out.append(kept[used : used + run])
        used += run
        at += 1
    link = "".join(out)
    scheme, slash, rest = link.partition(":/")
    return f"{scheme}://{rest.lstrip('/')}" if slash else link


def _split(url: str) -> SplitResult | None:
    """The parts of a sound http(s) link: no user part, no odd host, no control characters."""
    if len(url) > _LINK_LIMIT or "\\" in url or not url.isprintable() or _ENDS.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port not in (None, 80, 443):
        return None
    host = parts.hostname or ""
    if not _HOST.fullmatch(host) or "." not in host:
        return None
    return parts


def joins(url: str, *, words: Words) -> bool:
    """Whether the link joins a meeting at a service we know."""
    parts = _split(url)
    if parts is None:
        return False
    host = parts.hostname or ""
    return any(
        is_under(host, frozenset({known.host})) and re.match(known.path, parts.path) is not None
        for known in words.joins
    )


def _is_believable(url: str, *, words: Words) -> bool:
    """An unknown host may hold the meeting; a known one's other pages, portals and maps do not."""
    parts = _split(url)
    if parts is None:
        return False
    host = parts.hostname or ""
    known = frozenset(known.host for known in words.joins) | words.service | _MAPS
    disguised = any(known.host in url.casefold() for known in words.joins)  # zoom.us.evil.example
    return not disguised and not is_under(host, known) and len(parts.path) > 1


def place_in(location: str) -> str | None:
    """LOCATION without its links: "Zoom" or "Microsoft Teams Meeting" is no place, a phone number is one."""
    words = read_words()
    kept: list[str] = []
    for part in re.split(r"[;\n|]", location[:TEXT_LIMIT]):
        shown = " ".join(token for token in part.split() if not _is_link_token(token, words=words))
        shown = plain(shown).strip(" ,;:-–—<>\"'")
        while shown.count("(") != shown.count(")") and shown.endswith(("(", ")")):
            shown = shown[:-1].rstrip(" ,;:-")
        bare = shown.casefold().strip("()[]. ")
        if bare and any(char.isalnum() for char in bare) and not _is_nowhere(bare, words=words):
            kept.append(shown)
    return "; ".join(dict.fromkeys(kept))[:300] or None


def _is_nowhere(text: str, *, words: Words) -> bool:
    pieces = [piece.strip(" ()[]:.") for piece in re.split(r" ?[/,()] ?| - | via | or | oder | ou ", text)]
    pieces = [
        piece.removeprefix("via ").removeprefix("per ").removeprefix("join ") for piece in pieces if piece
    ]
    return all(piece in words.nowhere for piece in pieces)


def _is_link_token(token: str, *, words: Words) -> bool:
    folded = token.casefold().lstrip("(<[\"'")
    if "://" in folded or folded.startswith(("www.", "javascript:", "data:", "mailto:")):
        return True
    host = folded.partition("/")[0]
    return "/" in folded and any(is_under(host, frozenset({known.host})) for known in words.joins)


def shown_link(link: str) -> str:
    """The link without query and fragment, which hold its pass code: for printing."""
    parts = _split(link)
    if parts is None:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
