"""The person with the phone: what they do in the calendar, and what must remain of it, whatever fails.

Every edit bears a token or a time of its own, by which it is known again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from calsync.ical.item import MARK, Item, Status, read_item
from calsync.ical.reminder import Form
from tests.servers.server import Server

FOREIGN = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Other//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T080000Z
DTSTART:20261205T100000Z
DTEND:20261205T110000Z
SUMMARY:{title}
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
PROMPT = "Your answer ("
SAYINGS = ("sent; ", "skip; ", "decision 18 December 2026; ", "qwertz; ")
MOVES = ("in 3 days; ", "Friday 10:20; ")


class Mark(Enum):
    """A reminder that was put down, and how."""

    DELETED = "deleted"
    CANCELLED = "cancelled"
    TICKED = "ticked"


@dataclass
class Trace:
    """What must be found of one reminder. `answers` stand in it as they were typed."""

    title: str = ""
    body: str = ""
    start: datetime | date | None = None
    mark: Mark | None = None
    answers: tuple[str, ...] = ()


@dataclass
class Person:
    """`calendar` is its address without anything in between. `traces` are by UID, `foreign` holds the bytes of
    what is none of calsync's business, None for what was deleted; `acts` tells what was done. `noted` are the
    notes that were ever typed, each in words of its own."""

    server: Server
    calendar: str
    rng: random.Random
    traces: dict[str, Trace] = field(default_factory=dict)
    foreign: dict[str, str | None] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    deleted: int = 0
    number: int = 0

    def items(self) -> dict[str, list[tuple[str, Item]]]:
        """Every object of ours by its UID, with its file name."""
        found: dict[str, list[tuple[str, Item]]] = {}
        for name, text in self.server.list(self.calendar).items():
            if name not in self.foreign:
                item = read_item(text)
                assert item is not None, text
                found.setdefault(item.uid, []).append((name, item))
        return found

    def add_foreign(self) -> None:
        name = f"other-{self._next()}.ics"
        text = FOREIGN.format(uid=f"{name}@other.example", title=f"Dentist {self.number}")
        self.server.put(self.calendar, name, text)
        self._keep(name)
        self.acts.append(f"added {name}")

    def trace(self, uid: str) -> Trace:
        return self.traces.get(uid, Trace())

    def do_something(self) -> None:
        """One act of the person, at random; nothing if there is nothing to do it to."""
        versions = self.server.versions(self.calendar)
        ours = sorted(name for name, (_, text) in versions.items() if MARK in text)
        if not ours or self.rng.random() < 0.1:
            self._other(sorted(versions.keys() & self.foreign.keys()))
            return
        name = self.rng.choice(ours)
        etag, text = versions[name]
        item = read_item(text)
        assert item is not None, text
        trace = self.traces.setdefault(item.uid, Trace())
        do: list[Callable[[str, Item, Trace], str]] = [self._retitle, self._annotate, self._hear]
        do += [self._answer] * 2
        if item.status is Status.OPEN:
            do += [self._drag, self._drag, self._retitle, self._annotate, self._cancel, *[self._answer] * 2]
            if item.form is Form.TODO:
                do += [self._tick] * 3
        if self.deleted < 3 and self.rng.random() < 0.25:
            self.server.delete(self.calendar, name, etag)
            self.deleted += 1
            self.traces[item.uid] = Trace(mark=Mark.DELETED)
            self.acts.append(f"deleted {item.title} {item.uid[:8]}")
            return
        before = len(self.acts)
        changed = self.rng.choice(do)(_unfolded(text), item, trace)
        self.server.put(self.calendar, name, changed, etag)
        self.acts[before:] = [f"{act} {item.title!r} {item.uid[:8]}" for act in self.acts[before:]]

    def meant(self, uid: str, item: Item) -> Iterator[str]:
        """The notes that stand where answers are surely read."""
        lines = [line.strip() for line in item.body.split("\n")]
        at = [number for number, line in enumerate(lines) if line.startswith(PROMPT)][-1:]
        for answer in self.trace(uid).answers:
            note = answer.rpartition(": ")[2]
            plain = answer.startswith("note: ")
            if (at and (answer in lines[at[0]] or (plain and answer in lines[at[0] + 1 :][:4]))) or (
                plain and answer == next(line for line in lines if line)
            ):
                yield note

    def check(self, wanted: Mapping[str, str]) -> None:
        """That everything the person did is still there. `wanted` is for the message: what each UID is."""
        found = self.items()
        for uid, trace in self.traces.items():
            if trace == Trace():
                continue
            there = found.get(uid, [])
            what = (wanted.get(uid, uid), trace)
            if trace.mark is Mark.DELETED:
                assert not there, what
                continue
            assert len(there) == 1, (what, "is there", len(there))
            item = there[0][1]
            assert trace.title in item.title, (what, item.title)
            assert trace.body in item.body, (what, item.body)
            for answer in trace.answers:
                assert answer in item.body, (what, answer, item.body)
            if trace.start is not None:
                assert item.when.start == trace.start, (what, item.when)
            if trace.mark is Mark.CANCELLED:
                assert item.status is Status.CANCELLED, (what, item.status)
            if trace.mark is Mark.TICKED:
                assert item.status is Status.DONE, (what, item.status)
        for name, text in self.foreign.items():
            got = self.server.get(self.calendar, name)
            assert (got and got[1]) == text, name

    def _other(self, names: list[str]) -> None:
        """Something that is none of calsync's business."""
        if not names or self.rng.random() < 0.5:
            self.add_foreign()
            return
        name = self.rng.choice(names)
        if self.rng.random() < 0.3:
            self.server.delete(self.calendar, name)
            self.foreign[name] = None
            self.acts.append(f"deleted {name}")
        else:
            text = FOREIGN.format(uid=f"{name}@other.example", title=f"Dentist moved {self._next()}")
            self.server.put(self.calendar, name, text)
            self._keep(name)
            self.acts.append(f"changed {name}")

    def _keep(self, name: str) -> None:
        got = self.server.get(self.calendar, name)
        assert got is not None
        self.foreign[name] = got[1]

    def _retitle(self, text: str, item: Item, trace: Trace) -> str:
        trace.title = f"mine{self._next():03}"
        whole = self.rng.random() < 0.3
        self.acts.append("retitled")
        return _with(text, SUMMARY=trace.title if whole else f"{_escaped(item.title)} {trace.title}")

    def _annotate(self, text: str, item: Item, trace: Trace) -> str:
        trace.body = f"note{self._next():03}"
        self.acts.append("annotated")
        old = re.search(r"^DESCRIPTION:(.*)$", text, re.MULTILINE)
        assert old is not None
        return _with(text, DESCRIPTION=f"{old[1].rstrip()}\\n{trace.body}")

    def answer(self, name: str) -> None:
        """In one reminder, by its file name."""
        etag, text = self.server.versions(self.calendar)[name]
        item = read_item(text)
        assert item is not None, text
        trace = self.traces.setdefault(item.uid, Trace())
        self.server.put(self.calendar, name, self._answer(_unfolded(text), item, trace), etag)

    def _answer(self, text: str, item: Item, trace: Trace) -> str:
        """With a note in it, by which it is known again, in one of the places where answers are read."""
        note = f"moment{self._next():03}"
        to_be_moved = trace.mark is None and item.status is Status.OPEN
        say = self.rng.choice(("", "", "", *SAYINGS, *(MOVES if to_be_moved else ())))
        answer = f"{say}note: {note}"
        if say in MOVES:
            trace.start = None
        old = re.search(r"^DESCRIPTION:(.*)$", text, re.MULTILINE)
        assert old is not None
        body = old[1].rstrip().replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
        where = self.rng.choice(("behind", "behind", "instead", "below", "first"))
        before, prompt, typed = body.rpartition(PROMPT)
        invited, _, typed = typed.partition("):")
        if not prompt:
            where = "first"
        if where == "instead":
            typed, lines, below = typed.partition("\n")
            trace.answers = tuple(each for each in trace.answers if each not in typed)
            trace.body = "" if trace.body in typed else trace.body
            body = f"{before}{prompt}{invited}): {answer}{lines}{below}"
        elif where == "behind":
            typed, lines, below = typed.partition("\n")
            if typed.strip():
                answer = f"note: {note}"  # one that goes on ends the sentence before it
            body = f"{before}{prompt}{invited}):{typed.rstrip()} {answer}{lines}{below}"
        else:
            body = f"{body}\n{answer}" if where == "below" else f"{answer}\n{body}"
        trace.answers += (answer,)
        trace.body = trace.body or answer
        self.noted.append(note)
        self.acts.append(f"answered “{answer}” ({where})")
        return _with(text, DESCRIPTION=_escaped(body))

    def _drag(self, text: str, item: Item, trace: Trace) -> str:
        start = item.when.start
        assert start is not None
        by = timedelta(days=self.rng.randrange(1, 5))
        if isinstance(start, datetime):
            by += timedelta(minutes=7 * self.rng.randrange(1, 40))
        else:
            by = timedelta(days=13 - start.weekday())  # a Sunday, on which nothing is planned by itself
        new, end = start + by, item.when.end
        trace.start = new
        self.acts.append(f"dragged to {new}")
        last = "DUE" if item.form is Form.TODO else "DTEND"
        text = _with(text, DTSTART=new)
        return _with(text, **{last: end + by}) if end is not None else text

    def _cancel(self, text: str, item: Item, trace: Trace) -> str:
        trace.mark = Mark.CANCELLED
        self.acts.append("cancelled")
        return _with(text, STATUS="CANCELLED")

    def _tick(self, text: str, item: Item, trace: Trace) -> str:
        trace.mark = Mark.TICKED
        self.acts.append("ticked")
        return _with(text, STATUS="COMPLETED", PERCENT_COMPLETE="100")

    def _hear(self, text: str, item: Item, trace: Trace) -> str:
        """A phone notes on its own that an alarm was dismissed."""
        self.acts.append("dismissed the alarm of")
        return text.replace("BEGIN:VALARM", "X-MOZ-LASTACK:20261130T090000Z\r\nBEGIN:VALARM", 1)

    def _next(self) -> int:
        self.number += 1
        return self.number


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _unfolded(text: str) -> str:
    return re.sub(r"\r?\n[ \t]", "", text)


def _with(text: str, **values: str | datetime | date) -> str:
    """Unfolded lines with other values, of the entry and not of its alarms."""
    for name, value in values.items():
        line = _line(name.replace("_", "-"), value)
        head, alarm, tail = text.partition("BEGIN:VALARM")
        head = re.sub(rf"^{name.replace('_', '-')}[;:].*\n", "", head, flags=re.MULTILINE)
        if not alarm:
            head, end, tail = re.split(r"^(END:V(?:EVENT|TODO))", head, maxsplit=1, flags=re.MULTILINE)
            alarm = end
        text = f"{head}{line}\n{alarm}{tail}"
    return re.sub(r"\r?\n", "\r\n", text)


def _line(name: str, value: str | datetime | date) -> str:
    match value:
        case datetime():
            return f"{name}:{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        case date():
            return f"{name};VALUE=DATE:{value:%Y%m%d}"
        case str():
            return f"{name}:{value}"
