"""The shape an iCalendar stream is read into: blocks of content lines (RFC 5545, 3.1).

`stream` owns the reading; `times`, `people`, `links` and `clues` understand the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# Two backslashes before n, a comma or a semicolon are a text escaped twice on its way here.
_ESCAPE = re.compile(r"\\\\?([nN,;])|\\([\\:\"])")


class Line(NamedTuple):
    """One content line. `name` and the parameter names are upper case; parameter values are unquoted,
    several values of one parameter joined by commas; `value` is raw, still escaped."""

    name: str
    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545, 3.3.11): unescaped once, an escaped line break being a break."""
        return unescape(self.value)


@dataclass(slots=True)
class Block:
    """One BEGIN…END component. `complete` is False where the file ended before its END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    complete: bool = True

    def first(self, name: str) -> Line | None:
        """The first line of that name: where a file says a thing twice, the first counts."""
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> Iterator[Line]:
        return (line for line in self.lines if line.name == name)

    def within(self, name: str) -> Iterator[Block]:
        """The components of that name directly inside this one."""
        return (block for block in self.blocks if block.name == name)


def unescape(text: str) -> str:
    """TEXT unescaped once; a line break that was escaped twice is shown as a break, not as `\\n`."""
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    letter: str = match[1] or match[2]
    return "\n" if letter in "nN" else letter
