"""A mail as it lies in a file: to whom, about what, and its body with the line it begins at.

`review_text` takes the body apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import NamedTuple

from calsync.errors import InputError

HEADERS = frozenset(
    {"to", "cc", "bcc", "from", "subject", "date", "sender", "reply-to", "message-id", "mime-version"}
    | {"content-type", "content-transfer-encoding", "received", "return-path", "delivered-to"}
    | {"in-reply-to", "references", "user-agent", "x-mailer"}
)
ADDRESSED = ("to", "cc", "bcc")
HTML_LIMIT = 200_000
HEADER_LIMIT = 5_000
"""Characters that are looked at: no follow-up has more, a hostile file may."""
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?=\s|$)")


class Recipients(NamedTuple):
    line: int
    addresses: tuple[str, ...]


class Opened(NamedTuple):
    """A text without what is around it. `first` is the line the body begins at; `subject` comes with its
    line; `attachments` are names of files."""

    body: str
    first: int = 1
    recipients: tuple[Recipients, ...] = ()
    subject: tuple[str, int] | None = None
    attachments: tuple[str, ...] = ()


def open_mail(text: str) -> Opened:
    """A message as typed, or a mail with headers, encoded or not. Raises InputError for a mail nested beyond
    reading."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lead = len(text) - len(text.lstrip("\n"))
    end = _headers_end(text[lead:])
    if end is None:
        return Opened(text)
    header_lines = text[lead:][:end].split("\n")
    try:
        mail = message_from_bytes(text[lead:].encode("utf-8", "surrogateescape"))
        body, first = _body_of(mail, text, lead + end)
        attachments = tuple(name for part in mail.walk() if (name := part.get_filename()))
    except RecursionError:
        raise InputError(
            "This mail holds mails within mails, too many to read.", hint="Save its text as plain text."
        ) from None
    subject = _decoded(mail.get("Subject"))
    at = _line_of("subject", header_lines, lead)
    recipients = tuple(
        Recipients(_line_of(field, header_lines, lead), _addresses(mail, field)) for field in ADDRESSED
    )
    return Opened(body, first, recipients, (subject, at) if subject else None, attachments)


def _headers_end(text: str) -> int | None:
    """Where the headers are over, if the text begins with some."""
    place = 0
    for number, line in enumerate(text.split("\n")):
        found = _HEADER.match(line)
        known = found is not None and (number > 0 or found[1].casefold() in HEADERS)
        folded = number > 0 and line[:1] in (" ", "\t") and line.strip()
        if not line.strip():
            return place if number else None
        if not known and not folded:
            return None
        place += len(line) + 1
    return len(text)


def _line_of(field: str, lines: Sequence[str], lead: int) -> int:
    at = (n for n, line in enumerate(lines, lead + 1) if line.casefold().startswith(f"{field}:"))
    return next(at, 1)


def _decoded(value: object) -> str:
    if value is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(value)[:HEADER_LIMIT]))).split())
    except (MessageError, LookupError, UnicodeError, ValueError):
        return " ".join(str(value).split())


def _addresses(mail: Mail, field: str) -> tuple[str, ...]:
    values = [
        str(value)[:HEADER_LIMIT].replace("\n", " ").replace(";", ",") for value in mail.get_all(field, ())
    ]
    try:
        found = [address or name for name, address in getaddresses(values) if address or name]
    except RecursionError:
        found = []
    if not found or len(found) < sum(value.count("@") for value in values):
        found = re.findall(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+", " ".join(values)) or found
    return tuple(dict.fromkeys(address.casefold() for address in found))


def _body_of(mail: Mail, text: str, end: int) -> tuple[str, int]:
    """The body and its first line: in the file where it stands there as it is, else counted from 1."""
    if not mail.is_multipart() and not mail.get("Content-Transfer-Encoding") and not _is_html(mail):
        return text[end:], 1 + text.count("\n", 0, end)
    parts = [part for part in mail.walk() if not part.is_multipart() and not part.get_filename()]
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    html = [part for part in parts if _is_html(part)]
    body = _payload(plain[0]) if plain else _text_of_html(_payload(html[0])) if html else ""
    first = next((line for line in body.split("\n") if line.strip()), "")
    place = text.find(f"\n{first}\n", end) if first else -1
    ahead = body[: body.find(first)].count("\n")
    return body, (text.count("\n", 0, place) + 2 - ahead) if place >= 0 else 1


def _is_html(part: Mail) -> bool:
    return part.get_content_type() == "text/html"


def _payload(part: Mail) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Lines(HTMLParser):
    """The visible text; a paragraph's end is a blank line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in ("style", "script", "title")
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script", "title")
        if tag in ("p", "div", "li", "blockquote", "h1", "h2", "h3"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.hidden <= 0:
            self.parts.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _text_of_html(html: str) -> str:
    parser = _Lines()
    parser.feed(html[:HTML_LIMIT])
    parser.close()
    return "".join(parser.parts)
