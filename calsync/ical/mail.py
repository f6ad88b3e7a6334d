"""A whole mail → the calendars attached to it, and what its headers and its text say.

`stream` reads the calendars; nothing here looks into them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from calsync.errors import InputError
from calsync.ical.decoding import MAX_BYTES, too_large

_CALENDAR_START = re.compile(rb"^(?:\xef\xbb\xbf)?BEGIN:VCALENDAR", re.IGNORECASE | re.MULTILINE)
_METHOD = re.compile(r"[;\s]method\s*=\s*\"?([A-Za-z-]+)", re.IGNORECASE)
_LINE_ENDS = re.compile(rb"[\r\n]+[ \t]?")


class Attached(NamedTuple):
    """A calendar found in a mail. `label` names it for the person; `method` is what the Content-Type says,
    in upper case, for a calendar that has no METHOD of its own."""

    label: str
    data: bytes
    method: str | None = None


class Mail(NamedTuple):
    """What a mail says beside its calendars, taken from the message the first calendar was attached to:
    in a forwarded one that is the original. `recipient` is known when there is exactly one."""

    calendars: tuple[Attached, ...]
    recipient: str | None = None
    sender_name: str | None = None
    sender_email: str | None = None
    subject: str = ""
    text: str = ""


def read_mail(data: bytes, *, file: str) -> Mail:
    """The calendars of a mail, each once. Raises InputError if it has none or cannot be taken apart."""
    from calsync.ical import mail_parts

    if len(data) > MAX_BYTES:
        raise too_large(file)
    message = mail_parts.parsed(data, file=file)
    found: dict[bytes, Attached] = {}
    owner = message
    for part, mail in mail_parts.parts(message, file=file, depth=0):
        content = mail_parts.calendar_in(part)
        if content is None:
            continue
        if not found:
            owner = mail
        method = _METHOD.search(mail_parts.type_header(part))
        attached = Attached(
            mail_parts.label_of(part, file=file), content, method[1].upper() if method is not None else None
        )
        key = _LINE_ENDS.sub(b"", content).strip()
        if key not in found:
            found[key] = attached
        elif found[key].method is None:
            found[key] = Attached(found[key].label, found[key].data, attached.method)
    if not found and (start := _CALENDAR_START.search(data)):
        # Bounds or types are broken; the calendar stands there all the same.
        found[b""] = Attached(file, data[start.start() :])
    if not found:
        raise InputError(
            f"{file} is a mail without a calendar.",
            hint="Type what it says: calsync plan --company … --start …",
        )
    sender = mail_parts.addresses(owner, "from")
    return Mail(
        calendars=tuple(found.values()),
        recipient=mail_parts.recipient_of(owner),
        sender_name=(sender[0][0] or None) if sender else None,
        sender_email=sender[0][1] if sender else None,
        subject=mail_parts.header(owner, "subject"),
        text=mail_parts.body_text(owner),
    )
