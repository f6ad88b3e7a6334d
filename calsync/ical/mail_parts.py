"""A mail taken apart with the standard library, whose many ways to fail on damaged mail end here.

`mail` tells which parts matter. Importing this module loads `email`, so it happens where a mail is read.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from calsync.errors import InputError
from calsync.ical.decoding import MAX_LINES, text_codec
from calsync.ical.mail_shape import looks_like_mail
from calsync.ical.markup import plain_text

_CALENDAR_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
_CALENDAR_NAMES = (".ics", ".ical", ".icalendar", ".vcs")
_CALENDAR_START = re.compile(rb"^(?:\xef\xbb\xbf)?BEGIN:VCALENDAR", re.IGNORECASE | re.MULTILINE)
_PART_HEADER = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE
)
_NESTING = re.compile(rb"boundary|message/rfc822", re.IGNORECASE)
_CHARSET = re.compile(r"[;\s]charset\s*=\s*\"?([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_ENCODED_WORDS = re.compile(
    r"=\?[\w*-]{1,40}\?[bqBQ]\?[^?\s]{0,1000}\?=(?:\s+=\?[\w*-]{1,40}\?[bqBQ]\?[^?\s]{0,1000}\?=)*"
)
_BASE64 = re.compile(rb"[!-/:;A-Za-z0-9+/=_\s-]+")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_MOST_NESTING = 120
_MOST_PARTS = 500
_LONGEST_HEADER = 4000
_LONGEST_TEXT = 200_000
_DEEPEST_MAIL = 3
# What the library raises on damaged headers and bodies; binascii and codecs errors are ValueErrors.
_TROUBLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


def parsed(data: bytes, *, file: str) -> Message:
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if data.startswith(b">From "):
        data = data[1:]
    lines = data.count(b"\n") + data.count(b"\r")
    huge_header = any(
        found.end() - found.start() > 2 * _LONGEST_HEADER for found in _PART_HEADER.finditer(data)
    )
    if lines > 2 * MAX_LINES or huge_header or len(_NESTING.findall(data)) > _MOST_NESTING:
        raise _damaged(file)
    try:
        return message_from_bytes(data, policy=policy.compat32)
    except _TROUBLE:
        raise _damaged(file) from None


def _damaged(file: str) -> InputError:
    return InputError(
        f"{file} is a mail that cannot be taken apart.",
        hint="Save its calendar attachment (.ics) and give that file.",
    )


def parts(mail: Message, *, file: str, depth: int) -> Iterator[tuple[Message, Message]]:
    """Each part that holds content, with the message it belongs to, inner messages included."""
    pending: list[tuple[Message, Message]] = [(mail, mail)]
    seen = 0
    while pending and seen < _MOST_PARTS:
        seen += 1
        part, owner = pending.pop()
        inner = _inner_mail(part) if depth < _DEEPEST_MAIL else None
        if inner is not None:
            yield from parts(parsed(inner, file=file), file=file, depth=depth + 1)
        elif part.is_multipart():
            is_mail = type_header(part).lower().startswith("message/")
            pending += [(member, member if is_mail else owner) for member in reversed(_members(part))]
        else:
            yield part, owner


def _members(part: Message) -> list[Message]:
    return [member for member in part.get_payload() if isinstance(member, Message)]


def _inner_mail(part: Message) -> bytes | None:
    """A mail the library has not opened: one attached as a file, or forwarded as base64, which the standard
    forbids and some programs do."""
    if part.is_multipart():
        members = _members(part)
        if not (type_header(part).lower().startswith("message/") and members and _is_base64(part)):
            return None
        content = _from_base64(payload(members[0]))
    elif filename(part).lower().endswith(".eml"):
        content = payload(part)
    else:
        return None
    return content if looks_like_mail(content) else None


def payload(part: Message) -> bytes:
    """The content of a part, its transfer encoding undone as far as it goes."""
    try:
        content = part.get_payload(decode=True)
    except _TROUBLE:
        content = None
    if not isinstance(content, bytes):
        return b""
    return _from_base64(content) if _is_base64(part) and _BASE64.fullmatch(content) else content


def _is_base64(part: Message) -> bool:
    return _raw_header(part, "content-transfer-encoding").strip().lower() == "base64"


def _from_base64(packed: bytes) -> bytes:
    """Base64 that the library left alone because it is damaged: what does not belong to it is skipped."""
    digits = _NO_BASE64.sub(b"", packed)
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    try:
        return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
    except binascii.Error:
        return packed


def text_of(part: Message) -> str:
    content = payload(part)[:_LONGEST_TEXT]
    try:
        text = content.decode(_charset(part) or "utf-8")
    except UnicodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def type_header(part: Message) -> str:
    return _raw_header(part, "content-type")


def _raw_header(part: Message, name: str) -> str:
    return next(_raw_headers(part, name), "")


def _raw_headers(part: Message, name: str) -> Iterator[str]:
    """The headers of that name, those with bare UTF-8 or Windows-1252 in them included."""
    for key, value in part.raw_items():
        if key.lower() == name:
            raw = str(value)[:_LONGEST_HEADER].encode("utf-8", "surrogateescape")
            try:
                yield raw.decode("utf-8")
            except UnicodeDecodeError:
                yield raw.decode("cp1252", "replace")


def header(part: Message, name: str) -> str:
    """A header for people, by its name in small letters: encoded words decoded, on one line, printable."""
    text = _readable(_raw_header(part, name))
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def filename(part: Message) -> str:
    try:
        return _readable((part.get_filename() or "")[:_LONGEST_HEADER])
    except _TROUBLE:
        return ""


def addresses(mail: Message, name: str) -> list[tuple[str, str]]:
    """(person, address) of the headers of that name; each address once, in small letters."""
    found: dict[str, str] = {}
    try:
        pairs = getaddresses([_quoted_words(value) for value in _raw_headers(mail, name)])
    except _TROUBLE:
        return []
    for person, address in pairs:
        if _ADDRESS.fullmatch(address):
            clean = "".join(c for c in " ".join(person.split()) if c.isprintable())
            found.setdefault(address.lower(), clean)
    return [(person, address) for address, person in found.items()]


def _quoted_words(raw: str) -> str:
    """Encoded words decoded and quoted, so that a comma inside one does not part an address list."""
    return _ENCODED_WORDS.sub(
        lambda found: '"' + _readable(found[0]).replace("\\", "").replace('"', "") + '"', raw
    )


def _readable(raw: str) -> str:
    """A header value with its encoded words decoded."""
    try:
        return str(make_header(decode_header(raw)))
    except _TROUBLE:
        return raw


def calendar_in(part: Message) -> bytes | None:
    """The bytes of a part that is a calendar by its type, its name or its first line."""
    named = type_header(part).lower().lstrip().startswith(_CALENDAR_TYPES) or filename(part).lower().endswith(
        _CALENDAR_NAMES
    )
    content = payload(part)
    if not content.strip() or not (named or _CALENDAR_START.search(content[:200_000])):
        return None
    return _in_utf8(content, part)


def _in_utf8(content: bytes, part: Message) -> bytes:
    """Recoded when it is no UTF-8 and the label, tried strictly, is right; else left to the reader."""
    codec = _charset(part)
    if codec is None or content.isascii() or codec.startswith("utf"):
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode(codec).encode("utf-8")
        except UnicodeError:
            pass
    return content


def _charset(part: Message) -> str | None:
    found = _CHARSET.search(type_header(part))
    return text_codec(found[1]) if found is not None else None


def label_of(part: Message, *, file: str) -> str:
    name = re.split(r"[/\\]", filename(part))[-1]
    clean = "".join(c for c in name if c.isprintable()).strip()[:80]
    return f"{file} ({clean})" if clean else file


def body_text(mail: Message) -> str:
    """The first plain text of the message itself, else its first HTML as text."""
    html = ""
    pending = [mail]
    while pending:
        part = pending.pop()
        kind = type_header(part).lower().strip() or "text/plain"
        if part.is_multipart():
            if part is mail or not kind.startswith("message/"):
                pending += reversed(_members(part))
        elif _raw_header(part, "content-disposition").strip().lower().startswith("attachment"):
            continue
        elif kind.startswith("text/plain"):
            text = text_of(part).strip()
            if text and not text.upper().startswith("BEGIN:VCALENDAR"):
                return text
        elif kind.startswith("text/html") and not html:
            html = plain_text(text_of(part))
    return html


def recipient_of(mail: Message) -> str | None:
    for name in ("to", "delivered-to"):
        found = addresses(mail, name)
        if len(found) == 1:
            return found[0][1]
    return None
