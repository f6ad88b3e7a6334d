"""Sentences, and how words are counted.

The splitter is our own: a follow-up has a dozen sentences in plain English, and what the libraries add (other
languages, trained models, megabytes) is not needed for those; what matters here, greetings and signatures,
they take for sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from calsync.messages.phrases import Word, words_of
from calsync.messages.rules import read_rules

_END = re.compile(r"(?:[.!?]+|…)[\"”’'»)\]]*(?=\s|$)")
_BULLET = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+")
_NUMBER = re.compile(r"\d{1,2}\.")
_BEFORE_DIGITS = frozenset({"no", "nos", "p", "fig", "vol"})
"""Abbreviations only before a number."""
_LONGEST_WORD = 40


class Passage(NamedTuple):
    """A stretch of the message; `line` is that of its first character, counted from 1."""

    text: str
    line: int

    def line_at(self, place: int) -> int:
        return self.line + self.text.count("\n", 0, place)

    @property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.text)

    @property
    def length(self) -> int:
        """How many words, as people count them: “follow-up” and “3.5” are one."""
        return count_words(self.text)


def count_words(text: str) -> int:
    return sum(any(c.isalnum() for c in part) for part in text.split())


def split_sentences(paragraph: Passage) -> Iterator[Passage]:
    """The sentences of a paragraph. No full stop after an abbreviation, an initial or a number in a list
    ends one; three dots do if a capital follows. Every item of a list is one."""
    text = paragraph.text
    start = 0
    for end in sorted({*_stops(text), *_items(text), len(text)}):
        part = text[start:end]
        if count_words(part) and not _NUMBER.fullmatch(part.strip()):
            ahead = len(part) - len(part.lstrip())
            yield Passage(part.strip(), paragraph.line_at(start + ahead))
            start = end
    # what follows the last word, as in a lone “:-)”, belongs to the sentence before it


def _items(text: str) -> Iterator[int]:
    place = 0
    for line in text.split("\n"):
        if place and _BULLET.match(line):
            yield place
        place += len(line) + 1


def _stops(text: str) -> Iterator[int]:
    rules = read_rules()
    for found in _END.finditer(text):
        before = text[max(0, found.start() - _LONGEST_WORD) : found.start()]
        after = text[found.end() : found.end() + _LONGEST_WORD].lstrip()
        mark = found[0].strip("\"”’'»)]")
        closing = len(mark) < len(found[0])
        if closing and (after[:1].islower() or (mark != "." and after[:2] == "I ")):
            continue  # “When will you decide?” is part of the sentence that quotes it
        if mark in ("…", "...", "..") and not after[:1].isupper():
            continue
        if mark == ".":
            word = re.split(r"[\s(“\"\[]", before)[-1].casefold()
            if word in rules.abbreviations and (after[:1].isdigit() if word in _BEFORE_DIGITS else after):
                continue
            if word in rules.may_end and not after[:1].isupper():
                continue
            if len(word) == 1 and word.isalpha() and word != "i" and after[:1].isupper():
                continue  # an initial
        yield found.end()
