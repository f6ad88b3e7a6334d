"""Finding many phrases in a text, word by word: to compile them as one pattern takes longer than a whole run.

`words` owns which phrases there are; `words.toml` explains their spaces and stars.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_ATOM = re.compile(r"[^\W_]+|[^\w\s]|_")
"""What a text is made of: a run of letters and digits, or any other single character but white space."""

_CJK = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"))
"""Scripts that set no space between words: there a phrase is found anywhere. (As a pattern: 2 ms.)"""

_BLANKS = " \t\u00a0"
_MOST_BLANKS = 3
_HYPHENS = "_‐‑–-"
_TEXTS_KEPT = 8

_Rank = tuple[int, str]
"""Of the phrases found at one place the least counts: the longest, then the first in the alphabet."""


class Found(NamedTuple):
    """A phrase as the text has it, which is `text[start:end]` there."""

    start: int
    end: int
    text: str


class PhraseTable:
    """Phrases to be found as whole words, in upper or lower case.

    A phrase is laid out when a text has its first word: of most tables, a run asks for little or nothing.
    """

    __slots__ = ("_anywhere", "_later", "_phrases", "_root")

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(phrases)
        self._root = _Node()
        self._later: dict[str, list[str]] = {}
        self._anywhere: list[str] = []

    def search(self, text: str) -> Found | None:
        """The first phrase of a text."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[Found]:
        """The phrases from left to right, none overlapping; of those that begin together the longest."""
        atoms = _atoms_of(text)
        root = self._laid_out(atoms)
        places = _places(root, atoms)
        anywhere = [place for phrase in self._anywhere for place in _occurrences(phrase, atoms)]
        done = 0
        for start, _, end in heapq.merge(places, sorted(anywhere)) if anywhere else places:
            if start >= done:
                yield Found(start, end, text[start:end])
                done = end

    def sub(self, mark: str, text: str) -> str:
        """The text with a mark in place of each phrase."""
        kept: list[str] = []
        done = 0
        for found in self.finditer(text):
            kept += (text[done : found.start], mark)
            done = found.end
        return "".join([*kept, text[done:]])

    def is_phrase(self, text: str) -> bool:
        """Whether the text is one phrase from end to end."""
        atoms = _atoms_of(text)
        root = self._laid_out(atoms)
        if atoms.folded in self._anywhere:
            return True
        if not atoms.values or atoms.starts[0]:
            return False
        first = root.begun_by(atoms, 0, root.stars_in(atoms))
        return any(atoms.ends[last] == len(text) for _, last in _endings(first, atoms))

    def _laid_out(self, atoms: _Atoms) -> _Node:
        if self._phrases:
            self._sort_out()
        for head in self._later.keys() & atoms.seen:
            for phrase in self._later.pop(head):
                self._root.add(phrase)
        return self._root

    def _sort_out(self) -> None:
        for phrase in map(_fold, self._phrases):
            head = phrase.partition(" ")[0]
            if not phrase.isascii() and _is_cjk(phrase):
                self._anywhere.append(phrase)
            elif "*" in head:
                self._root.add(phrase)
            else:
                first = head if head.isalnum() else _ATOM.findall(head)[0]
                self._later.setdefault(first, []).append(phrase)
        self._phrases = frozenset()


class _Star(NamedTuple):
    """A word with a star: `link` is what joins it to the word before, as in the keys of a node's `words`."""

    link: str
    stem: str
    before: bool
    after: bool


class _Node:
    """How phrases go on after the words so far. `phrase` is set where one is complete.

    `words` has the atoms that may follow: with a space before them where a word begins, bare where they
    belong to the word so far ("you", "'", "ll", " meet").
    """

    __slots__ = ("phrase", "stars", "words")

    def __init__(self) -> None:
        self.phrase = ""
        self.words: dict[str, _Node] = {}
        self.stars: dict[_Star, _Node] = {}

    def add(self, phrase: str) -> None:
        node = self
        for step in _steps(phrase):
            if isinstance(step, str):
                node = node.words.setdefault(step, _Node())
            else:
                node = node.stars.setdefault(step, _Node())
        node.phrase = phrase

    def stars_in(self, atoms: _Atoms) -> Sequence[tuple[_Star, _Node]]:
        """Those whose letters the text has at all: mostly none, which makes a search quick."""
        return [(star, node) for star, node in self.stars.items() if star.stem in atoms.folded]

    def begun_by(
        self, atoms: _Atoms, at: int, stars: Iterable[tuple[_Star, _Node]], link: str = ""
    ) -> list[tuple[_Node, int]]:
        """Where the atom leads: nodes, each with the last atom that its word takes up."""
        value = atoms.values[at]
        plain = self.words.get(link + value)
        states = [(plain, at)] if plain is not None else []
        word = ""
        for star, node in stars:
            star_link, stem, before, _ = star
            if before and not word:
                word = atoms.word_from(at)
            if star_link == link and (stem in word if before else value.startswith(stem)):
                ends = atoms.ends_of(star, at)
                states += [(node, end) for end in (ends if node.words or node.stars else ends[-1:])]
        return states


def _steps(phrase: str) -> Iterator[str | _Star]:
    for at, word in enumerate(phrase.split()):
        link = " " if at else ""
        if word.isalnum():
            yield link + word
            continue
        bare = word.removeprefix("*").removesuffix("*")
        lonely = (word[0] == "*" and not bare[:1].isalnum()) or (word[-1] == "*" and not bare[-1:].isalnum())
        if "*" in bare or lonely:
            raise ValueError(f"{phrase!r}: a star stands at the end of a word, beside a letter or digit")
        atoms = _ATOM.findall(bare)
        for place, atom in enumerate(atoms):
            before = place == 0 and word.startswith("*")
            after = place == len(atoms) - 1 and word.endswith("*")
            yield _Star(link, atom, before, after) if before or after else link + atom
            link = ""


class _Atoms:
    """A text, cut up. `folded` is as long as the text, so that places in one are places in the other."""

    __slots__ = ("ends", "folded", "seen", "starts", "text", "values")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = _fold(text)
        spans = [found.span() for found in _ATOM.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.values = [self.folded[start:end] for start, end in spans]
        self.seen = frozenset(self.values)

    def is_letter(self, place: int) -> bool:
        """Whether a letter, a digit or an underscore stands there."""
        char = self.text[place : place + 1]
        return char.isalnum() or char == "_"

    def following(self, at: int) -> list[tuple[str, int]]:
        """The atoms that may come next, as `_Node.words` has them: a hyphen may stand for a space."""
        place, after = self.ends[at], at + 1
        if after == len(self.starts):
            return []
        gap = self.text[place : self.starts[after]]
        if gap:
            return [(" ", after)] if len(gap) <= _MOST_BLANKS and not gap.strip(_BLANKS) else []
        beyond = after + 1
        joined = self.values[after] in _HYPHENS and beyond < len(self.starts)
        if joined and self.starts[beyond] == self.ends[after]:
            return [("", after), (" ", beyond)]
        return [("", after)]

    def word_from(self, at: int) -> str:
        """The atom, with those that belong to the same word: an underscore parts none."""
        return self.folded[self.starts[at] : self.ends[self._last_of_word(at)]]

    def ends_of(self, star: _Star, at: int) -> Sequence[int]:
        """The atoms with which a starred word that begins at one can end."""
        start, ends = self.starts[at], range(at, self._last_of_word(at) + 1)
        if not star.before:
            return ends if self.values[at].startswith(star.stem) else ()
        if not star.after:
            return [end for end in ends if self.folded.endswith(star.stem, start, self.ends[end])]
        found = self.folded.find(star.stem, start, self.ends[ends[-1]])
        return [end for end in ends if self.ends[end] > found] if found >= 0 else ()

    def _last_of_word(self, at: int) -> int:
        if not self.is_letter(self.starts[at]):
            return at
        while (
            at + 1 < len(self.starts)
            and self.starts[at + 1] == self.ends[at]
            and self.is_letter(self.ends[at])
        ):
            at += 1
        return at


@lru_cache(maxsize=_TEXTS_KEPT)
def _atoms_of(text: str) -> _Atoms:
    """Many tables are asked about one text: it is cut up once."""
    return _Atoms(text)


def _is_cjk(phrase: str) -> bool:
    return any(low <= char <= high for char in phrase if char >= _CJK[0][0] for low, high in _CJK)


def _fold(text: str) -> str:
    """Without regard to case, character by character: ß stays ß, and the Turkish i's are i."""
    folded = text.casefold()
    if len(folded) != len(text):
        one = {char: char.casefold() if len(char.casefold()) == 1 else char.lower()[0] for char in set(text)}
        folded = "".join([one[char] for char in text])
    return folded.replace("ı", "i")


def _places(root: _Node, atoms: _Atoms) -> Iterator[tuple[int, _Rank, int]]:
    """From left to right, each place where a phrase begins, the phrase that counts there, and its end."""
    stars = root.stars_in(atoms)
    heads = root.words
    for at, value in enumerate(atoms.values):
        if not stars and value not in heads:
            continue
        start = atoms.starts[at]
        if start and atoms.is_letter(start - 1):
            continue
        states = root.begun_by(atoms, at, stars)
        if states:
            best = min(((rank, -last) for rank, last in _endings(states, atoms)), default=None)
            if best is not None:
                yield start, best[0], atoms.ends[-best[1]]


def _endings(states: list[tuple[_Node, int]], atoms: _Atoms) -> Iterator[tuple[_Rank, int]]:
    """Every phrase that is complete from here, with its last atom."""
    while states:
        node, at = states.pop()
        if node.phrase and not atoms.is_letter(atoms.ends[at]):
            yield (-len(node.phrase), node.phrase), at
        if node.words or node.stars:
            for link, following in atoms.following(at):
                states += node.begun_by(atoms, following, node.stars.items(), link)


def _occurrences(phrase: str, atoms: _Atoms) -> Iterator[tuple[int, _Rank, int]]:
    place = atoms.folded.find(phrase)
    while place >= 0:
        yield place, (-len(phrase), phrase), place + len(phrase)
        place = atoms.folded.find(phrase, place + 1)
