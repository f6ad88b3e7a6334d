"""Bytes that claim to be a calendar → unfolded text, and the refusals that need no parsing.

`stream` makes blocks of the text; `mail` reads whole mails.
"""

from __future__ import annotations

import binascii
import codecs
import re

from calsync.errors import InputError

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 200_000
MAX_EVENTS = 500

_UTF8_BOM = b"\xef\xbb\xbf"
_FOLD = re.compile(rb"\n[ \t]")
_BLANK_LINES = re.compile(rb"\n\n+")
_CALENDAR = re.compile(rb"BEGIN[ \t]?:[ \t]?V(?:CALENDAR|EVENT)", re.IGNORECASE)
_EVENT = re.compile(rb"BEGIN[ \t]?:[ \t]?VEVENT", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta|title)\b", re.IGNORECASE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_=\s-]{24,}")
_TEXT_CODEC = re.compile(r"utf-(?:8|16)|ascii|iso|cp\d|koi8|gb|big5|euc|shift|mac|johab|tis")
_MULTIBYTE = re.compile(r"[^\x00-\x7f�]")
_OTHER_FILES = (
    (b"PK\x03\x04", "a zip archive", "Unpack it and give the .ics file inside."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and give the .ics file inside."),
    (b"%PDF", "a PDF", "Give the .ics file or the mail it came with, or type the facts."),
    (b"\xd0\xcf\x11\xe0", "an Outlook message", "In Outlook, save the meeting as iCalendar (.ics)."),
)


def too_large(file: str) -> InputError:
    """The refusal of a file of more than MAX_BYTES, also for a reader that stops before its end."""
    return InputError(
        f"{file} is larger than {MAX_BYTES // (1024 * 1024)} MB: that is no single invitation.",
        hint="Export just the interview and give that file.",
    )


def read_text(data: bytes, *, file: str) -> tuple[str, tuple[str, ...]]:
    """The calendar in `data` as unfolded text with bare line feeds and no blank lines, and remarks.

    Refuses what is something else, what is damaged, and a whole calendar of more than MAX_EVENTS."""
    if len(data) > MAX_BYTES:
        raise too_large(file)
    data = _plain_bytes(data, file=file)
    remarks: tuple[str, ...] = ()
    if not _CALENDAR.search(data) and (inner := _from_base64(data)):
        data = _plain_bytes(inner, file=file)
        remarks = (f"{file} was base64 text; it was decoded.",)
    _refuse_non_calendar(data, file=file)
    text, remark = _decoded(data, file=file)
    return text, remarks + remark


def text_codec(label: str) -> str | None:
    """The codec a charset label means; None for an unknown one and for what is no charset of text."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    return name if _TEXT_CODEC.match(name) else None


def _plain_bytes(data: bytes, *, file: str) -> bytes:
    """Without byte order mark, UTF-16 turned into UTF-8, lines normalised and unfolded."""
    refuse_other_files(data, file=file)
    if codec := utf16_codec(data):
        data = data.decode(codec, "replace").encode("utf-8", "replace")
    data = data.removeprefix(_UTF8_BOM)
    if not data.strip(b" \t\r\n\0"):
        raise InputError(f"{file} is empty.", hint="Save the invitation again and give that file.")
    if b"\0" in data:
        raise InputError(
            f"{file} is damaged: it holds NUL bytes.", hint="Save the invitation again and give that file."
        )
    data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Folds are undone in the bytes: a fold may stand inside a UTF-8 character.
    return _FOLD.sub(b"", _BLANK_LINES.sub(b"\n", data))


def refuse_other_files(data: bytes, *, file: str) -> None:
    """Raises InputError for what is plainly something else, by its first bytes."""
    for magic, what, hint in _OTHER_FILES:
        if data.startswith(magic):
            raise InputError(f"{file} is {what}, not a calendar file.", hint=hint)


def utf16_codec(data: bytes) -> str | None:
    """The UTF-16 codec the mark, or without one the place of the NUL bytes, gives away."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[: min(len(data) // 2 * 2, 512)]
    pairs = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if pairs < 8:
        return None
    if odd > pairs * 0.6 and not even:
        return "utf-16-le"
    if even > pairs * 0.6 and not odd:
        return "utf-16-be"
    return None


def _from_base64(data: bytes) -> bytes | None:
    """What base64 text of a calendar says; None if it is no such text. Undone once, never twice."""
    if not _BASE64.fullmatch(data):
        return None
    packed = b"".join(data.split()).replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        inner = binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        return None
    return inner if _CALENDAR.search(inner.replace(b"\0", b"")) else None


def _refuse_non_calendar(data: bytes, *, file: str) -> None:
    if not _CALENDAR.search(data):
        if _WEB_PAGE.search(data[:4096]):
            raise InputError(
                f"{file} is a web page, not an invitation.",
                hint="Open the link, sign in if it asks, and save the invitation itself (.ics).",
            )
        raise InputError(
            f"{file} holds nothing that looks like a calendar.",
            hint="Give the .ics file or the mail (.eml) of the invitation, or type the facts.",
        )
    if (count := len(_EVENT.findall(data))) > MAX_EVENTS:
        raise InputError(
            f"{file} holds {count:,} events: that is a whole calendar.", hint="Export just the interview."
        )
    if (lines := data.count(b"\n")) > MAX_LINES:
        raise InputError(
            f"{file} has {lines:,} lines: that is no single invitation.", hint="Export just the interview."
        )


def _decoded(data: bytes, *, file: str) -> tuple[str, tuple[str, ...]]:
    """UTF-8 where it is UTF-8; else each line for itself, so that one bad line spoils no other."""
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    lines: list[str] = []
    windows = damaged = False
    for raw in data.split(b"\n"):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            line = raw.decode("utf-8", "replace")
            if len(_MULTIBYTE.findall(line)) >= line.count("�"):
                damaged = True
            else:
                line = raw.decode("cp1252", "replace")
                windows = True
        lines.append(line)
    remarks = []
    if windows:
        remarks.append(f"{file} is not UTF-8; read as Windows-1252.")
    if damaged:
        remarks.append(f"Some characters of {file} are damaged and shown as �.")
    return "\n".join(lines), tuple(remarks)
