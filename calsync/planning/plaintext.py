"""Text that is safe to show and to write: no control characters and nothing that turns the reading order.

Names and titles come out of other people's files; `safe_text` keeps line breaks, `safe_line` does not.
"""

from __future__ import annotations

import re

_PASS_CODE = re.compile(r"(https?://[^\s?#]+)[?#][^\s”\"]*", re.IGNORECASE)
_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, overrides and isolates of the reading order
    "\ufeff"  # byte order mark
    "\ud800-\udfff"  # halves of a surrogate pair: no text, and no UTF-8 either
    "]"
)


def safe_text(text: str) -> str:
    """The text with line feeds as its only line breaks, and without what cannot be seen but does harm."""
    return _UNSAFE.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")


def hide_codes(text: str) -> str:
    """The text with links cut before their query: a meeting's pass code stands there."""
    return _PASS_CODE.sub(r"\1", text)


def safe_line(text: str) -> str:
    """The same on one line, runs of white space collapsed."""
    return " ".join(safe_text(text).split())


def short_line(text: str, longest: int) -> str:
    """The same, cut to so many characters."""
    line = safe_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
