"""The shape an iCalendar stream is read into: blocks of content lines (RFC 5545, 3.1).

`stream` owns the reading; `times`, `people`, `links` and `clues` understand the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One content line. `name` and the parameter names are upper case; parameter values are unquoted,
    several values of one parameter joined by commas; `value` is raw, still escaped."""

    name: str
    params: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545, 3.3.11): unescaped once, an escaped line break being a break."""
        from calsync.ical.stream import unescape

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
