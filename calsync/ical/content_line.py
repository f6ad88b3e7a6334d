"""One unfolded content line → `Line`: the library for the ordinary case, a patient splitter for the rest.

`stream` tells which lines are properties at all; `lines` owns the type.
"""

from __future__ import annotations

import binascii
import re

from icalendar.parser import Contentline

from calsync.ical.decoding import text_codec
from calsync.ical.lines import Line

_DATES = frozenset({"DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "DTSTAMP", "EXDATE", "RDATE"})
_PEOPLE = frozenset({"ORGANIZER", "ATTENDEE"})
_DATE_VALUE = re.compile(r"\s*\"?(?:[0-9]{4}-?[0-9]{2}-?[0-9]{2}|-|none|null|$)", re.IGNORECASE)
_DATE_AFTER_COLON = re.compile(r":\s*(?=[0-9]{4}-?[0-9]{2}-?[0-9]{2})")
_PERSON_VALUE = re.compile(r"\s*(?:(?:mailto|invalid|urn|https?|sip|tel|cid):|[^\s:]+@|/|$)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAM = re.compile(r';\s*([A-Za-z0-9-]*)\s*=?((?:"[^"]*(?:"|$)|[^;"]+|")*)')
_UNTIL_COLON = re.compile(r'[^":]*+(?:"[^"]*+"[^":]*+)*+:')
_CARET = re.compile(r"\^([n'^])")
_BARE_BACKSLASH = re.compile(r"\\(?![;,nN\\])")
_BROKEN_QP = re.compile(rb"(?:=(?![0-9A-Fa-f]{2}))+")
_CARET_MEANING = {"n": "\n", "'": '"', "^": "^"}
# The library looks at each character; longer lines (attachments, pictures) take the quick way.
_LONG = 32_768


def read_line(raw: str, *, quick: bool = False) -> Line:
    """The parts of a content line that begins with a property name. Never raises. `quick` is for large
    files: the library takes some 70 µs for a line with parameters."""
    found = _NAME.match(raw)
    name = found[0].upper() if found else ""
    parts = None if quick or len(raw) > _LONG else _by_the_library(raw)
    if parts is None or not _usable(name, parts[1]):
        parts = _patiently(raw, name)
    params, value = parts
    encoding = params.get("ENCODING", "").upper()
    if encoding in ("BASE64", "B") or params.get("VALUE", "").upper() == "BINARY":
        value = ""
    elif encoding == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in params:
        value = _from_quoted_printable(value, charset=params.get("CHARSET", "utf-8"))
    return Line(name, params, value)


def _by_the_library(raw: str) -> tuple[dict[str, str], str] | None:
    try:
        _, params, value = Contentline(raw).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    if not value and not raw.rstrip().endswith(":"):
        return None
    return {
        key.upper(): content if isinstance(content, str) else ",".join(content)
        for key, content in params.items()
    }, value


def _usable(name: str, value: str) -> bool:
    if name in _DATES:
        return _DATE_VALUE.match(value) is not None
    if name in _PEOPLE:
        return _PERSON_VALUE.match(value) is not None
    return True


def _patiently(raw: str, name: str) -> tuple[dict[str, str], str]:
    """Split where a readable value begins, whatever the quotes say."""
    at = _value_colon(raw, name)
    if at is None:
        return _params(raw[len(name) :]), ""
    head, value = raw[len(name) : at], raw[at + 1 :]
    if head.count('"') % 2 and value.endswith('"'):
        value = value[:-1]
    return _params(head), value


def _value_colon(raw: str, name: str) -> int | None:
    """Where the value's colon is: the last that leaves a readable one, else the first outside quotes,
    else the last before the end."""
    if name in _DATES:
        starts = [found.start() for found in _DATE_AFTER_COLON.finditer(raw)]
        if starts:
            return starts[-1]
    if name in _PEOPLE:
        if (at := raw.lower().rfind(":mailto:")) >= 0:
            return at
        if (sign := raw.rfind("@")) >= 0 and (at := raw.rfind(":", 0, sign)) >= 0:
            return at
    if outside := _UNTIL_COLON.match(raw, 0, _LONG):
        return outside.end() - 1
    at = raw.rfind(":", 0, len(raw.rstrip('" ')))
    return at if at >= 0 else None


def _params(head: str) -> dict[str, str]:
    """Parameters as far as they can be told; the first of a name counts, a nameless one is left out."""
    params: dict[str, str] = {}
    for found in _PARAM.finditer(head[:_LONG]):
        if found[1]:
            content = found[2].replace('"', "").strip()
            params.setdefault(found[1].upper(), _CARET.sub(lambda c: _CARET_MEANING[c[1]], content))
    return params


def _from_quoted_printable(value: str, *, charset: str) -> str:
    """A vCalendar 1.0 value, decoded and then escaped as iCalendar would."""
    raw = binascii.a2b_qp(_BROKEN_QP.sub(b"", value.encode("utf-8", "replace")))
    try:
        text = raw.decode(text_codec(charset) or "utf-8")
    except UnicodeError:
        text = raw.decode("cp1252", "replace")
    text = _BARE_BACKSLASH.sub(r"\\\\", text.replace("\0", ""))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
