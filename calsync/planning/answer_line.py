"""One line of an answer as words, and which phrases of the tables stand where in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from calsync.planning.answer_text import Word, clean_line, is_silent, words_of
from calsync.planning.answer_words import Beside, Grammar, Use
from calsync.planning.phrases import Tokens
from calsync.planning.plaintext import safe_line

_SAME: Final = (
    frozenset({Use.DONE, Use.YES}),
    frozenset({Use.SKIP, Use.NO}),
    frozenset({Use.MOVE, Use.LATER}),
)


def _like(use: Use) -> frozenset[Use]:
    """What says no more than that use does."""
    same = next((group for group in _SAME if use in group), frozenset({use}))
    return same | {Use.POLITE}


class Line(NamedTuple):
    """A clean line and its words from `at` to `end`, politeness left out; `typed` is what was typed."""

    typed: str
    text: str
    words: tuple[Word, ...]
    at: int
    end: int
    grammar: Grammar

    def rest(self, at: int) -> str:
        """The text from word `at` on; empty where there is none, or a sign in it."""
        if at >= self.end or any(word.text in self.grammar.signs for word in self.words[at : self.end]):
            return ""
        return self.text[self.words[at].start : self._stop].rstrip(" ,;:!\"”“'([{–—*_~")

    def tail(self, at: int) -> str:
        """The text after the word before `at`."""
        return self.text[self.words[at - 1].end if at else 0 : self._stop]

    @property
    def _stop(self) -> int:
        return self.words[self.end].start if self.end < len(self.words) else len(self.text)

    def between(self, at: int, end: int) -> str:
        """The text of the words from `at` to `end`, as `rest` gives it."""
        return self._replace(end=end).rest(at)

    def quiet(self, at: int, end: int) -> bool:
        """Whether nothing but silence stands before each of these words; the text ends after the last."""
        ends = [0, *(word.end for word in self.words)]
        starts = [*(word.start for word in self.words), len(self.text)]
        return all(is_silent(self.text, ends[i], starts[i]) for i in range(at, end))

    def phrase(self, at: int) -> tuple[int, frozenset[Use]]:
        """How many words of the longest phrase begin at `at`, and its uses."""
        for size in range(min(self.grammar.longest, self.end - at), 0, -1):
            if uses := self.grammar.uses.get(self._tokens(at, at + size)):
                return size, uses
        return 0, frozenset()

    def frames(self) -> Iterator[tuple[frozenset[Use], Line, int]]:
        """Each phrase with a gap that the line is: its uses, the line up to its end, where the gap begins."""
        for at in range(self.at + 1, min(self.at + self.grammar.longest, self.end)):
            for tail, uses in self.grammar.frames.get(self._tokens(self.at, at), {}).items():
                end = self.end - len(tail)
                if end > at and self._tokens(end, self.end) == tail:
                    yield uses, self._replace(end=end), at

    def beside(self, at: int, kind: Beside) -> int:
        """How many words of the longest phrase of that kind begin at `at`."""
        sizes = range(min(self.grammar.longest, self.end - at), 0, -1)
        return next((n for n in sizes if self._tokens(at, at + n) in self.grammar.beside[kind]), 0)

    def past(self, at: int, use: Use) -> int:
        """The first word after phrases of this use, and politeness."""
        while at < self.end:
            size, uses = self.phrase(at)
            if uses.isdisjoint(_like(use)):
                break
            at += size
        return at

    def until(self, use: Use) -> Line:
        """The line without phrases of this use, and politeness, at its end."""
        end = self.end
        while size := self._last(end, _like(use)):
            end -= size
        return self._replace(end=end)

    def _last(self, end: int, idle: Collection[Use]) -> int:
        for size in range(min(self.grammar.longest, end - self.at), 0, -1):
            uses = self.grammar.uses.get(self._tokens(end - size, end))
            if uses and not uses.isdisjoint(idle):
                return size
        return 0

    def _tokens(self, at: int, end: int) -> Tokens:
        return tuple(word.text for word in self.words[at:end])


def line_of(text: str, grammar: Grammar) -> Line:
    """The text as one line; between two of its lines a semicolon."""
    line = clean_line(text.replace("\n", "; ")).strip(" ;")
    words = words_of(line, grammar.words)
    whole = Line(_as_typed(text), line, words, 0, len(words), grammar).until(Use.POLITE)
    return whole._replace(at=whole.past(0, Use.POLITE))


def is_polite(text: str, grammar: Grammar) -> bool:
    """Whether it says “thanks” and no more."""
    line = line_of(text, grammar)
    return bool(line.words) and line.at >= line.end and line.quiet(0, len(line.words) + 1)


def _as_typed(text: str) -> str:
    """The text on one line, without the full stop of a sentence; that of “4.12.” stays."""
    line = safe_line(text).strip(" ;,!")
    return line if line[-2:-1].isdigit() else line.rstrip(".")
