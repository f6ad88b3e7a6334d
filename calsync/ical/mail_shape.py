"""Whether bytes are a mail, told by their first lines."""

from __future__ import annotations

import re

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
_MAIL_HEADER_NAMES = b"""
    from to cc subject date message-id mime-version received content-type return-path delivered-to
    reply-to sender x-received dkim-signature authentication-results arc-seal thread-topic
    content-transfer-encoding references in-reply-to x-original-to envelope-to
"""
_MAIL_HEADERS = frozenset(_MAIL_HEADER_NAMES.split())


def looks_like_mail(data: bytes) -> bool:
    """Whether the bytes begin with the header lines of a mail; a leading mbox "From " line may stand
    before them."""
    head = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t").replace(b"\r", b"\n")
    known = 0
    for at, line in enumerate(line for line in head.split(b"\n\n\n", 1)[0].split(b"\n") if line):
        if at == 0 and line.startswith((b"From ", b">From ")):
            continue
        if line[:1] in b" \t" and at:
            continue
        found = _HEADER.match(line)
        if found is None or found[1].lower() in (b"begin", b"end"):
            break
        known += found[1].lower() in _MAIL_HEADERS
    return known >= 2
