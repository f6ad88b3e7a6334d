"""Names and addresses as they are typed into a phone: “Tom Ng tom@acme.example, Ana Ruiz (CTO)”.

A name is known by its capitals, or by the address beside it. What may be a sentence is no list of people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from calsync.planning.answer_text import fold_word, says_more
from calsync.planning.answer_words import Beside, Grammar
from calsync.planning.interview import Interviewer
from calsync.planning.people import fits_address, merge_people
from calsync.planning.phrases import WEEKDAYS

MOST_PEOPLE: Final = 12
_LONGEST_NAME: Final = 60
_MOST_WORDS: Final = 5

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
_ASIDE = re.compile(r"\([^()@]{0,60}\)|\[[^\[\]@]{0,60}\]")
_QUOTED = re.compile(r"\"([^\",;]{1,60}), ?([^\",;]{1,60})\"")
_FLIPPED = re.compile(
    r"(?:^|(?<=[;>]))([,;\s]*)([^\s,;<>@\"()]{1,40}), ?([^\s,;<>@\"()]{1,40}) ?(?=<[^\s<>]{1,200}>)"
)
"""“Ng, Tom <tom@acme.example>”: as a program writes it, the surname first."""
_CONTRACTED = re.compile(r"'(?:s|m|d|t|ve|re|ll)$", re.IGNORECASE)
_AROUND: Final = " \t\"'<>()[]“”„«».,;:!*_"
_PARTICLES: Final = frozenset(
    re.findall(r"\w+", "al bin da de del della den der di dos du el la le ten ter van von y zu zum")
)


class _Entry(NamedTuple):
    """What stands between two separators: the words of a name before and after an address."""

    before: tuple[str, ...]
    address: str | None
    after: tuple[str, ...]


def read_people(line: str, grammar: Grammar) -> tuple[Interviewer, ...]:
    """The people a clean line names, each once; none if any word of it is not of a name."""
    flipped = _FLIPPED.sub(r"\1\3 \2 ", _QUOTED.sub(r"\2 \1", line))
    people: list[Interviewer] = []
    for text in _pieces(_ASIDE.sub(" ", flipped), grammar):
        for entry in _entries(text):
            person = _person(entry, grammar)
            if person is None or len(people) > MOST_PEOPLE:
                return ()
            people.append(person)
    merged = merge_people((), people)
    return merged if len(merged) <= MOST_PEOPLE else ()


def _pieces(line: str, grammar: Grammar) -> Iterator[str]:
    """What commas, semicolons and words such as “and” part."""
    for piece in re.split(r"[,;]", line):
        words: list[str] = []
        for word in piece.split():
            if word in ("&", "+") or grammar.word(Beside.JOINS, fold_word(word)):
                yield " ".join(words)
                words = []
            else:
                words.append(word)
        yield " ".join(words)


def _entries(text: str) -> Iterator[_Entry]:
    """One person, or several where only their addresses part them."""
    before: list[str] = []
    found: list[_Entry] = []
    for word in text.split():
        if "@" in word:
            found.append(_Entry(tuple(before), word.strip(_AROUND).removeprefix("mailto:"), ()))
            before = []
        elif says_more(word):
            before.append(word)
    if found and before:
        last = found.pop()
        found.append(last._replace(after=tuple(before)))
    elif before:
        found.append(_Entry(tuple(before), None, ()))
    yield from found


def _person(entry: _Entry, grammar: Grammar) -> Interviewer | None:
    before, address, after = entry
    if address is not None and not _ADDRESS.fullmatch(address):
        return None
    if after and (before or not fits_address(" ".join(after), address)):
        return None
    typed = before or after
    if any(_is_end(word, grammar) for word in typed[:-1]):
        return None
    words = _without_titles(typed, grammar)
    if not words:
        return Interviewer(None, address) if address and not (before or after) else None
    if not _is_name(words, grammar, certain=address is not None):
        return None
    if all(word == word.lower() for word in words):
        words = [word if word in _PARTICLES else word[:1].upper() + word[1:] for word in words]
    return Interviewer(" ".join(words), address)


def _is_end(word: str, grammar: Grammar) -> bool:
    """Whether something else begins after the word."""
    short = len(word) == 2 or grammar.word(Beside.TITLES, fold_word(word))
    return word.endswith((":", "!")) or (word.endswith(".") and not short)


def _without_titles(words: tuple[str, ...], grammar: Grammar) -> list[str]:
    plain = [word.strip(_AROUND.replace(".", "")) if len(word) < 3 else word.strip(_AROUND) for word in words]
    while plain and grammar.word(Beside.TITLES, fold_word(plain[0])):
        plain = plain[1:]
    return plain


def _is_name(words: list[str], grammar: Grammar, *, certain: bool) -> bool:
    """Whether the words are a name. `certain` is one that has an address: it may be in small letters."""
    folded = tuple(fold_word(word) for word in words)
    if len(words) > _MOST_WORDS or sum(map(len, words)) > _LONGEST_NAME or folded in grammar.uses:
        return False
    if any(grammar.word(Beside.NEVER, word) for word in folded) or any(map(_CONTRACTED.search, words)):
        return False
    if all(word in WEEKDAYS or grammar.word(Beside.ALONE, word) for word in folded):
        return False
    if not all(folded) or not all(_is_word_of_name(word) for word in words):
        return False
    if certain:
        return True
    shouted = all(word == word.upper() and word != word.lower() for word in words)
    return not shouted and all(
        word[:1] != word[:1].lower() or word[:1] == word[:1].upper() or (at and word in _PARTICLES)
        for at, word in enumerate(words)
    )


def _is_word_of_name(word: str) -> bool:
    return all(unicodedata.category(char)[0] in "LM" or char in "'.-‐‑·" for char in word)
