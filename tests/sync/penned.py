"""What the person types into reminders to be heard: each answer exactly once on each machine, and confirmed.

Every answer bears a word of its own, by which it is counted in the history. What is expected is read off the
calendar without calsync's own code, but for the words of the confirmation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from calsync.messages.answering import confirmation
from calsync.planning.history import Answered, Entry, Noted
from calsync.planning.tracked import Tracked
from calsync.sync.ledger import Row
from calsync.sync.report import Kind, SyncReport
from calsync.sync.wanted import Wanted
from tests.sync import phone

WORD = re.compile(r"zq\d+qz")
KINDS = ("sent", "skip", "move", "note", "note", "met", "decided", "offer", "rejected", "withdrew", "hm")
WHERE = ("behind", "behind", "instead", "below", "first", "title", "twice")
FEW_LINES = 4
"""Below the invitation, which are surely read."""


class Answer(NamedTuple):
    """`plain` is whether it is understood wherever it stands, `brief` whether before a title, too."""

    word: str
    text: str
    plain: bool
    brief: bool


@dataclass
class Penned:
    """`allowed` is how often a word may be heard: once more for each time an old copy brought it back, or what
    stands before it was changed. `excused` are by machine the words that nobody need hear any more, `unsaid`
    those of entries that were taken back."""

    typed: dict[str, Answer] = field(default_factory=dict)
    allowed: Counter[str] = field(default_factory=Counter)
    excused: dict[str, set[str]] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)

    def make(self, kind: str, number: int, word: str, *, now: datetime) -> Answer:
        match kind:
            case "note" | "met":
                text = f"{kind}{':' if kind == 'note' else ''} {word}"
            case "move":
                text = f"in {number % 9} days {word}"
            case "decided":
                text = f"decided {(now + timedelta(days=1 + number % 20)).date()} {word}"
            case _:
                text = f"{kind} {word}"
        return Answer(word, text, plain=kind != "hm", brief=kind in ("sent", "skip"))

    def written(self, answer: Answer, where: str) -> None:
        self.typed[answer.word] = answer
        self.allowed[answer.word] += 2 if where == "twice" else 1

    def rewritten(self, before: str, text: str) -> None:
        """The phone wrote something else over it."""
        old, new = _lines_with_words(before), _lines_with_words(text)
        for word in self.typed.keys() & new.keys():
            if not all(_is_longer(line, old.get(word, ())) for line in new[word]):
                self.allowed[word] += 1

    def check(self, name: str, tracked: Collection[Tracked]) -> None:
        """At every moment: nothing is heard more often than it was typed."""
        for sort in (Answered, Noted):
            heard = _heard(tracked, sort, understood=True)  # what was not may be tried again
            for word, most in self.allowed.items():
                assert heard[word] <= most + (word in self.unsaid), f"{name} heard {word} {heard[word]} times"

    def check_heard(
        self,
        name: str,
        tracked: Collection[Tracked],
        before: Mapping[str, str],
        *,
        rows: Mapping[str, Row],
        wanted: Mapping[str, Wanted],
        alone: bool,
        sure: bool,
    ) -> None:
        """After a run that saw it all, as it stood `before` (by UID), unless it was not `sure` to: what stood
        where answers go is heard. `rows` and `wanted` are as they were when it began."""
        heard = _heard(tracked, Answered)
        excused = self.excused.setdefault(name, set())
        for uid, text in before.items():
            row, one = rows.get(uid), wanted.get(uid)
            if one is None or phone.has_guests(text) or (row is None and not one.text):
                excused.update(WORD.findall(_shown(text)))
            elif sure:
                for word in self._meant(text, row if alone else None):
                    assert word in excused or heard[word], f"{name} did not hear {word} in\n{text}"

    def _meant(self, text: str, row: Row | None) -> Iterator[str]:
        by_text = {each.text: each for each in self.typed.values() if each.plain}
        lines = [line.strip() for line in phone.body_of(text).split("\n")]
        at = phone.prompt_among(lines)
        if at is not None:
            yield from (word for word in WORD.findall(lines[at]) if word in self.typed)
            below = [line for line in lines[at + 1 :] if line]
            if len(below) <= FEW_LINES:
                yield from (by_text[line].word for line in below if line in by_text)
        first = next((line for line in lines if line), "")
        if first in by_text:
            yield by_text[first].word
        if row is not None and row.agreed is not None and row.attempt is None:
            title, last = phone.title_of(text), phone.title_of(row.agreed.found)
            before = by_text.get(title.removesuffix(last).strip()) if last else None
            if before is not None and before.brief and title.endswith(last):
                yield before.word

    def hear_report(self, report: SyncReport) -> None:
        for line in report.lines:
            if line.kind is Kind.UNCLEAR:
                self.unclear.update(WORD.findall(line.why))

    def check_said(self, tracked: Collection[Tracked], texts: Mapping[str, str]) -> None:
        """What stands where answers go and was not understood was said to be so, or is going to be."""
        noted = {
            word
            for one in tracked
            for entry in one.entries
            if isinstance(entry, Answered) and not entry.reading
            for word in WORD.findall(entry.text)
        }
        for text in texts.values():
            lines = [line.strip() for line in phone.body_of(text).split("\n")]
            at = phone.prompt_among(lines)
            words = WORD.findall(lines[at]) if at is not None else []
            for word in words:
                if (
                    word in self.typed
                    and not self.typed[word].plain
                    and f": {self.typed[word].text}" in lines[at or 0]
                ):
                    known = self.unclear | noted | self.unsaid | set().union(*self.excused.values())
                    assert word in known, f"nobody said that {word} was not understood"

    def lose(self, texts: Collection[str]) -> None:
        """The ledger is lost: beside what was taken back, nobody can tell what was heard."""
        for text in texts:
            for line in _shown(text).split("\n"):
                words = WORD.findall(line)
                if self.unsaid.intersection(words):
                    self.allowed.update(word for word in words if word in self.typed)

    def take_back(self, entries: Collection[Entry]) -> None:
        for entry in entries:
            if isinstance(entry, Answered | Noted):
                self.unsaid.update(WORD.findall(entry.text))
        for words in self.excused.values():
            words.update(self.unsaid)


def check_confirmed(uid: str, text: str, one: Wanted) -> None:
    """How the last answer was read stands there, and nothing older."""
    said = confirmation(one.reminder)
    lines = [line.strip() for line in phone.body_of(text).split("\n")]
    confirmed = [line for line in lines if line.startswith(("Read as ", "Not understood: "))]
    assert confirmed == ([said] if said else []), f"{uid} says {confirmed}, and not {said}"


def _heard(
    tracked: Collection[Tracked], sort: type[Answered | Noted], *, understood: bool = False
) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in tracked:
        for entry in one.entries:
            if isinstance(entry, sort) and not (
                understood and isinstance(entry, Answered) and not entry.reading
            ):
                found.update(set(WORD.findall(entry.text)))
    return found


def _shown(text: str) -> str:
    return f"{phone.title_of(text)}\n{phone.body_of(text)}"


def _lines_with_words(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _shown(text).split("\n"):
        for word in WORD.findall(line):
            found.setdefault(word, []).append(line.strip())
    return found


def _is_longer(line: str, known: Collection[str]) -> bool:
    return any(line.startswith(each) or line.endswith(each) for each in known)
