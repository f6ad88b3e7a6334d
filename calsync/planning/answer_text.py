"""The text of an answer: cleaned, cut into words that know where they stand, and into parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘´`＇", "'"))
_WORD = r"[^\W_]+(?:'[^\W_]+)*"
_SILENT = frozenset(" ,.:!()[]\"'“”„‟«»‹›‚…-–—−*_~¡")
_EMOJI = frozenset({"So", "Sk"})
_ENDS = re.compile(r"[;\n]|[.!](?=\s)")


class Word(NamedTuple):
    """One word or sign, folded for comparing, and where it stands in the line."""

    text: str
    start: int
    end: int


def clean_line(text: str) -> str:
    """One line in which equal things are written alike: spaces, apostrophes, wide letters, emoji."""
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    kept = (" " if c.isspace() else c for c in plain if c.isspace() or not _unseen(c))
    return " ".join("".join(kept).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char).startswith("C") or "\ufe00" <= char <= "\ufe0f" or char == "\u20e3"


def fold_word(word: str) -> str:
    """For comparing: lower case, no apostrophes."""
    return "".join(char for char in word.casefold() if char.isalnum())


def word_pattern(signs: Collection[str] = ()) -> re.Pattern[str]:
    """What is one word of a clean line; signs stand for themselves."""
    marks = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    return re.compile(f"{marks}|{_WORD}" if marks else _WORD, re.IGNORECASE)


def words_of(line: str, pattern: re.Pattern[str]) -> tuple[Word, ...]:
    """The words and signs of a clean line, in order."""
    return tuple(
        Word(
            fold_word(found[0]) if found[0][0].isalnum() else found[0].casefold(), found.start(), found.end()
        )
        for found in pattern.finditer(line)
    )


def is_silent(line: str, start: int, end: int) -> bool:
    """Whether what stands between two words says nothing: punctuation and emoji, no minus, no semicolon."""
    between = line[start:end]
    if between.endswith("-") and line[end : end + 1].isdigit() and between[-2:-1] in ("", " "):
        return False
    return all(char in _SILENT or unicodedata.category(char) in _EMOJI for char in between)


def says_more(text: str) -> bool:
    """Whether there is anything in it but silence."""
    return not is_silent(text.replace(";", ""), 0, len(text))


def parts_of(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the parts of a text stand that may be statements of their own: lines, sentences, and what
    semicolons part. Silent ones are left out."""
    start = looked = 0
    for end in [*(found.end() for found in _ENDS.finditer(text)), len(text)]:
        if pattern.search(text, looked, end) or says_more(text[looked:end]):
            yield start, end
            start = end
        looked = end
