"""A whole calendar's bytes, piece by piece → the events worth reading, in bounded memory.

Only what a cheap look at an event's raw lines asks for is kept; `stream` reads it then as any other event,
and `sighting` judges it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from calsync.errors import CalsyncError, InputError
from calsync.ical.decoding import read_text, refuse_other_files, utf16_codec

LARGEST_EVENT = 512 * 1024
"""Bytes of one event that are kept, without what is attached to it; and of one line."""
MOST_KEPT = 5_000
"""Events of one file that are read fully, and time zones that are kept."""
MOST_BYTES_KEPT = 64 * 1024 * 1024
_PIECE = 256 * 1024
_COMPACT_FROM = 128 * 1024
_ORDINARY = 8 * 1024
_HEAD = 16 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"

_FRAME = re.compile(
    rb"^(BEGIN|END)[ \t]*:[ \t]*(VCALENDAR|VEVENT|VTIMEZONE|VTODO|VJOURNAL|VFREEBUSY|VAVAILABILITY)[ \t]*\n",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD_LINE = re.compile(
    rb"^(?:METHOD|PRODID|VERSION|X-WR-TIMEZONE)[;:][^\n]{0,500}\n", re.MULTILINE | re.IGNORECASE
)
_LINE = re.compile(rb"^[^ \t\n]", re.MULTILINE)
_ATTACHED = re.compile(
    rb"^((?:ATTACH|IMAGE|X-[A-Z-]{0,60}(?:ATTACH|IMAGE|PICTURE)[A-Z-]{0,60})[;:])[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.MULTILINE | re.IGNORECASE,
)


class RawEvent(NamedTuple):
    """The lines between an event's BEGIN and END, line feeds alone at their ends. `complete` is whether END
    was seen, `cut` whether some of a very large event was left out."""

    data: bytes
    complete: bool = True
    cut: bool = False


class RawCalendar(NamedTuple):
    """What is wanted of one VCALENDAR: the lines about all of it, its time zones, the events asked for."""

    head: bytes
    zones: tuple[bytes, ...]
    events: tuple[RawEvent, ...]


class EventStream:
    """Reads a file once. After `calendars` is used up, `events` is how many events there were, and `problems`
    what is to be said about the file itself."""

    def __init__(self, chunks: Iterable[bytes], *, file: str, wanted: Callable[[bytes], bool]) -> None:
        """`chunks` are lines or any other pieces; `wanted` tells from an event's raw lines whether to
        keep it."""
        self.events = 0
        self.problems: list[CalsyncError] = []
        self._chunks = chunks
        self._file = file
        self._wanted = wanted
        self._block = ""
        self._parts: list[bytes] = []
        self._size = 0
        self._cut = False
        self._framed = False
        self._full = False
        self._kept_bytes = 0
        self._head = b""
        self._zones: list[bytes] = []
        self._kept: list[RawEvent] = []

    def calendars(self) -> Iterator[RawCalendar]:
        """The calendars that hold events that are wanted, each as soon as it ends."""
        first, whole = b"", True
        try:
            for piece in _pieces(self._chunks, file=self._file):
                first = first or piece[:_PIECE]
                whole = piece.endswith(b"\n")
                yield from self._read(piece if whole else piece + b"\n")
        except InputError as error:
            self.problems.append(error)
        if self._block == "VEVENT":
            self.problems.append(
                InputError(
                    f"{self._file} is cut off; its last event is used as far as it goes.",
                    hint="Export the calendar again.",
                )
            )
            if not whole:
                self._drop_last_line()
        self._close(complete=False)
        yield from self._flush()
        if not self._framed and not self.problems:
            yield from self._in_disguise(first)

    def _in_disguise(self, first: bytes) -> Iterator[RawCalendar]:
        """What has no calendar's frame: base64 of one, if it is short, or something else, which is said."""
        try:
            text, _ = read_text(first, file=self._file)
        except InputError as error:
            self.problems.append(error)
            return
        yield from self._read(text.encode("utf-8", "replace") + b"\n")
        self._close(complete=False)
        yield from self._flush()

    def _read(self, piece: bytes) -> Iterator[RawCalendar]:
        done = 0
        for frame in _FRAME.finditer(piece):
            self._take(piece[done : frame.start()])
            done = frame.end()
            self._framed = True
            begins, name = frame[1].upper() == b"BEGIN", frame[2].decode().upper()
            # An event inside an event is one whose END is missing.
            self._close(complete=not begins and name == self._block)
            if name == "VCALENDAR":
                yield from self._flush()
            elif begins:
                self._block = name
        self._take(piece[done:])

    def _take(self, data: bytes) -> None:
        if not data:
            return
        if not self._block:
            if len(self._head) < _HEAD:
                self._head += b"".join(_HEAD_LINE.findall(data))[:_HEAD]
            return
        if self._block not in ("VEVENT", "VTIMEZONE") or self._cut:
            return
        self._parts.append(data)
        self._size += len(data)
        if self._size > _COMPACT_FROM:
            self._compact()
            if self._size > LARGEST_EVENT:
                whole = self._parts[0]
                end = whole.rfind(b"\n", 0, LARGEST_EVENT) + 1
                self._parts, self._cut = [whole[:end]], True

    def _compact(self) -> None:
        """Without what is attached. Its first line's name stays, since more lines of it may follow."""
        whole = _ATTACHED.sub(rb"\1\n", b"".join(self._parts))
        self._parts, self._size = [whole], len(whole)

    def _drop_last_line(self) -> None:
        """The line in which a file is cut off may say something else than it said when it was whole."""
        whole = b"".join(self._parts)
        last = next((found.start() for found in reversed([*_LINE.finditer(whole)])), 0)
        self._parts = [whole[:last]]

    def _close(self, *, complete: bool) -> None:
        block, self._block = self._block, ""
        data = b"".join(self._parts)
        cut, self._parts, self._size, self._cut = self._cut, [], 0, False
        if block == "VTIMEZONE" and complete and len(self._zones) < MOST_KEPT:
            self._zones.append(data)
        elif block == "VEVENT":
            self.events += 1
            if len(data) > _ORDINARY:
                data = _ATTACHED.sub(b"", data)
            if not self._full and self._wanted(data):
                self._keep(RawEvent(data, complete, cut))

    def _keep(self, event: RawEvent) -> None:
        self._kept_bytes += len(event.data)
        if len(self._kept) < MOST_KEPT and self._kept_bytes <= MOST_BYTES_KEPT:
            self._kept.append(event)
            return
        self._full = True
        self.problems.append(
            InputError(
                f"{self._file} holds more than {len(self._kept):,} events that could be interviews; "
                "the rest of it was not looked at.",
                hint="Look at fewer days, as in --days-back 7 --days-ahead 30.",
            )
        )

    def _flush(self) -> Iterator[RawCalendar]:
        if self._kept:
            yield RawCalendar(self._head, tuple(self._zones), tuple(self._kept))
        self._head, self._zones, self._kept, self._kept_bytes = b"", [], [], 0


def _pieces(chunks: Iterable[bytes], *, file: str) -> Iterator[bytes]:
    """Whole lines by the hundred kilobyte, in UTF-8 or as they are, with line feeds at their ends, but for a
    last line that has none; a line too long to be kept loses its end."""
    rest = b""
    skipping = False
    for data in _normalised(_larger(chunks), file=file):
        at = data.find(b"\n") if skipping else 0
        if at < 0:
            continue
        skipping = False
        whole = rest + data[at:]
        end = whole.rfind(b"\n") + 1
        if end:
            yield whole[:end]
        rest = whole[end:]
        if len(rest) > LARGEST_EVENT:
            rest, skipping = rest[:LARGEST_EVENT], True
    if rest:
        yield rest


def _larger(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Small chunks put together: a file comes line by line."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield b"".join(parts)
            parts, size = [], 0
    yield b"".join(parts)


def _normalised(chunks: Iterable[bytes], *, file: str) -> Iterator[bytes]:
    """Without byte order mark, UTF-16 turned into UTF-8, every end of a line a line feed. Raises InputError
    for what is no text at all."""
    decoder: codecs.IncrementalDecoder | None = None
    held = b""
    for number, chunk in enumerate(chunks):
        if not number:
            refuse_other_files(chunk, file=file)
            if codec := utf16_codec(chunk):
                decoder = codecs.getincrementaldecoder(codec)("replace")
        data = chunk if decoder is None else decoder.decode(chunk).encode("utf-8", "replace")
        data = held + (data if number else data.removeprefix(_UTF8_BOM))
        # What an end of a line begins with may be parted from it.
        whole = data.rstrip(b"\r")
        held = data[len(whole) :]
        if b"\r" in whole:
            whole = whole.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield whole
    if held:
        yield b"\n"
