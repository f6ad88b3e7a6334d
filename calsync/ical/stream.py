"""Bytes of a calendar file → its VCALENDAR blocks, read as far as they can be.

`decoding` makes text of the bytes, `content_line` splits one line; what a value means is told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from calsync.errors import InputError
from calsync.ical.content_line import read_line
from calsync.ical.decoding import MAX_BYTES, MAX_EVENTS, read_text, too_large
from calsync.ical.lines import Block, Line, unescape
from calsync.ical.property_names import begins_property, is_component, is_text

__all__ = ["MAX_BYTES", "MAX_EVENTS", "Stream", "read_stream", "too_large", "unescape"]

MAX_DEPTH = 20

_FRAME = re.compile(r"[ \t]*(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*$", re.IGNORECASE)
_START = re.compile(r"BEGIN[ \t]?:[ \t]?V(?:CALENDAR|EVENT)", re.IGNORECASE)
_GLUED = re.compile(
    r"(?<=[^\n])BEGIN:VCALENDAR[ \t]*(?=\n(?:VERSION|PRODID|METHOD|CALSCALE|BEGIN)[:;])", re.IGNORECASE
)
_PROPERTY = re.compile(r"[ \t]*([A-Za-z0-9-]+)[ \t]*[;:]([ \t]?)")
_SPACED_FILE = re.compile(r"^(?:VERSION|PRODID|UID|DTSTAMP|DTSTART)[^:\n]*: ", re.IGNORECASE | re.MULTILINE)
_QUOTED_PRINTABLE = re.compile(r"[^:]{0,200}QUOTED-PRINTABLE", re.IGNORECASE)
_TOP = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
_QUICK_FROM = 1_000_000


class Stream(NamedTuple):
    """What one file holds. `remarks` are sentences for the person about how it had to be read."""

    calendars: tuple[Block, ...]
    remarks: tuple[str, ...] = ()


def read_stream(data: bytes, *, file: str) -> Stream:
    """The calendars of one file. Raises InputError, naming `file`, when there is no event to be had."""
    text, remarks = read_text(data, file=file)
    if start := _START.search(text):
        # "None" may stand right before the first BEGIN.
        text = _GLUED.sub("\nBEGIN:VCALENDAR", f"{text[: start.start()]}\n{text[start.start() :]}")
    calendars, open_at_end = _Blocks(file=file, quick=len(text) > _QUICK_FROM).read(_logical_lines(text))
    calendars = [calendar for calendar in calendars if calendar.lines or calendar.blocks]
    if not any(True for calendar in calendars for _ in calendar.within("VEVENT")):
        raise InputError(f"{file} holds no event{_instead(calendars)}.", hint="Export the interview itself.")
    if "VEVENT" in open_at_end:
        remarks += (f"{file} is cut off; its last event is used as far as it goes.",)
    elif open_at_end:
        remarks += (f"{file} is cut off after its last event.",)
    return Stream(tuple(calendars), remarks)


def read_blocks(text: str, name: str) -> list[Block]:
    """The blocks of that name in a text that is known to be a calendar."""
    unfolded, _ = read_text(text.encode("utf-8", "replace"), file="it")
    calendars, _ = _Blocks(file="it", quick=False).read(_logical_lines(unfolded))
    return [block for calendar in calendars for block in calendar.within(name)]


def _instead(calendars: list[Block]) -> str:
    kinds = {block.name for calendar in calendars for block in calendar.blocks}
    if "VTODO" in kinds:
        return ", only tasks"
    if "VFREEBUSY" in kinds:
        return ", only busy times"
    return ""


def _logical_lines(text: str) -> Iterator[tuple[str, str]]:
    """(name, whole line) of each property, and (BEGIN or END, component) of each frame.

    A line that is neither goes on the text before it, as a line break; after anything else it is junk."""
    spaced_file = _SPACED_FILE.search(text) is not None
    name = ""
    parts: list[str] = []
    headless = False
    for line in text.split("\n"):
        frame = _FRAME.match(line)
        if frame is not None and is_component(frame[2]):
            if parts:
                yield name, "".join(parts)
            yield frame[1].upper(), frame[2].upper()
            name, parts, headless = "", [], False
            continue
        if parts and parts[-1].endswith("=") and _QUOTED_PRINTABLE.match(parts[0]):
            parts[-1] = parts[-1][:-1]
            parts.append(line)
            continue
        found = _PROPERTY.match(line)
        if headless and not (found and begins_property(found[1], spaced=False, in_text=True)):
            # Broken off before the value: a fold without its blank.
            parts.append(line)
            headless = ":" not in line
            continue
        in_text = is_text(name)
        if found is not None and begins_property(
            found[1], spaced=bool(found[2]) and not spaced_file, in_text=in_text
        ):
            if parts:
                yield name, "".join(parts)
            name, parts, headless = found[1].upper(), [line.lstrip()], ":" not in line
        elif parts and in_text and line.strip():
            parts += ("\\n", line)
    if parts:
        yield name, "".join(parts)


class _Blocks:
    """The stack of open blocks while a file is read."""

    def __init__(self, *, file: str, quick: bool) -> None:
        self._file = file
        self._quick = quick
        self._calendars: list[Block] = []
        self._stack: list[Block] = []
        self._bare = False
        self._method: list[Line] = []

    def read(self, lines: Iterator[tuple[str, str]]) -> tuple[list[Block], list[str]]:
        """The calendars, and the names of the blocks that were still open at the end of the file."""
        for name, content in lines:
            if name == "BEGIN":
                self._begin(content)
            elif name == "END":
                self._end(content)
            elif self._stack:
                self._stack[-1].lines.append(read_line(content, quick=self._quick))
            elif name == "METHOD":
                self._method = [read_line(content)]
        still_open = [block.name for block in (self._stack[1:] if self._bare else self._stack)]
        self._close(0)
        return self._calendars, still_open

    def _begin(self, name: str) -> None:
        if name == "VCALENDAR":
            self._close(0)
        elif name in _TOP:
            # An event inside an event is one whose END is missing.
            self._close(1)
            if not self._stack:
                self._open(Block("VCALENDAR", lines=list(self._method)))
                self._bare = True
        elif not self._stack:
            return
        if len(self._stack) >= MAX_DEPTH:
            raise InputError(
                f"{self._file} is damaged: its blocks are nested more than {MAX_DEPTH} deep.",
                hint="Save the invitation again and give that file.",
            )
        self._open(Block(name))

    def _open(self, block: Block) -> None:
        (self._stack[-1].blocks if self._stack else self._calendars).append(block)
        self._stack.append(block)

    def _end(self, name: str) -> None:
        for depth in range(len(self._stack) - 1, -1, -1):
            if self._stack[depth].name == name:
                self._close(depth + 1)
                self._stack.pop()
                self._bare = self._bare and bool(self._stack)
                return

    def _close(self, depth: int) -> None:
        """Close what is open from `depth` on without having seen its END."""
        for block in self._stack[depth:]:
            block.complete = self._bare and block is self._stack[0]
        del self._stack[depth:]
        self._bare = self._bare and bool(self._stack)
