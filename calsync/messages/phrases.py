"""Finding phrases in a sentence whatever its case, apostrophes, accents and line breaks.

`rules` owns which phrases there are; `rules.toml` explains their stars and dots.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’ʼ‘´`][^\W_]+)*")
_APOSTROPHE = re.compile(r"['’ʼ‘´`]")
_ENDINGS = {"m": "am", "ll": "will", "ve": "have", "re": "are", "d": "would"}
_WHOLE = {
    "cannot": "can not",
    "cant": "can not",
    "couldnt": "could not",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "havent": "have not",
    "hasnt": "has not",
    "im": "i am",
    "isnt": "is not",
    "its": "its",
    "ive": "i have",
    "shouldnt": "should not",
    "thats": "that is",
    "wasnt": "was not",
    "wont": "will not",
    "wouldnt": "would not",
}
_NOT = frozenset({"not", "no", "never", "without"})
_WITHIN_DOTS = 3
_TEXTS_KEPT = 256
_BEFORE = 2
"""How many words before a phrase are looked at for a “not”."""


class Word(NamedTuple):
    """A folded word, and where it stands: “haven’t” is two words at one place."""

    text: str
    start: int
    end: int


def fold_words(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


@lru_cache(maxsize=_TEXTS_KEPT)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, folded and with contractions taken apart."""
    return tuple(
        Word(part, found.start(), found.end()) for found in _WORD.finditer(text) for part in _parts(found[0])
    )


def _parts(raw: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", raw.casefold()) if not unicodedata.combining(c))
    stem, *endings = _APOSTROPHE.split(plain)
    if not endings:
        return _WHOLE.get(plain, plain).split()
    ending = endings[-1]
    if ending == "t" and stem.endswith("n"):
        whole = _WHOLE.get(stem + "t")
        return whole.split() if whole else [stem[:-1], "not"]
    if ending == "s":
        return [stem, "is"] if stem in ("it", "that", "what", "this", "there") else [stem]
    return [stem, _ENDINGS[ending]] if ending in _ENDINGS else [plain]


class Phrases:
    """Phrases to be found as whole words."""

    __slots__ = ("_by_head", "_stems")

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_head: dict[str, list[tuple[str, ...]]] = {}
        self._stems: list[tuple[str, ...]] = []
        for phrase in phrases:
            words = tuple(_pattern(phrase))
            if words[0].endswith("*"):
                self._stems.append(words)
            else:
                self._by_head.setdefault(words[0], []).append(words)

    def find(self, words: Sequence[Word], *, unless_not: bool = False) -> Iterator[tuple[int, int]]:
        """First and last word of each phrase found, from left to right, none overlapping; of those that
        begin together the longest. With `unless_not`, none that has a “not” or “no” just before it."""
        free = 0
        for at, word in enumerate(words):
            if at < free:
                continue
            ends = (
                end
                for phrase in (*self._by_head.get(word.text, ()), *self._stems)
                if (end := _match(phrase, words, at)) is not None
            )
            last = max(ends, default=None)
            before = {each.text for each in words[max(0, at - _BEFORE) : at]}
            if last is not None and not (unless_not and before & _NOT):
                yield at, last
                free = last + 1

    def starts(self, words: Sequence[Word]) -> bool:
        """Whether the words begin with a phrase."""
        return any(at == 0 for at, _ in self.find(words[:8]))


def _pattern(phrase: str) -> Iterator[str]:
    for part in phrase.split():
        if part == "…":
            yield part
        elif part.endswith("*"):
            yield fold_words(part)[0] + "*"
        else:
            yield from fold_words(part)


def _match(phrase: Sequence[str], words: Sequence[Word], at: int) -> int | None:
    """Where the phrase ends if it begins at that word."""
    if not phrase:
        return at - 1
    head, rest = phrase[0], phrase[1:]
    if head == "…":
        for place in range(at, at + _WITHIN_DOTS + 1):
            if (end := _match(rest, words, place)) is not None:
                return end
            if place < len(words) and words[place].text in _NOT:
                break
        return None
    if at >= len(words):
        return None
    found = words[at].text
    fits = found.startswith(head[:-1]) if head.endswith("*") else found == head
    return _match(rest, words, at + 1) if fits else None
