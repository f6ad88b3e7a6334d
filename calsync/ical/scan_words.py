"""The words by which `calsync scan` finds interviews, from `words.toml`, in the languages asked for.

`words` owns those by which an invitation is read; `phrase_table` finds phrases in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from calsync.ical.phrase_table import PhraseTable
from calsync.ical.words import ANY, phrases, read_tables, rows_of, table_of

_WORD = re.compile(r"[^\W_]+")

RECRUITS = ("recruit*", "talent*", "career*", "hiring*", "bewerb*", "karriere*", "carriere*", "empleo*")
"""What a recruiting team's name or mailbox holds, as `kinds` has it."""


class ScanWords(NamedTuple):
    """Phrases are found as whole words without regard to case; sets hold hosts or casefolded words.

    `sure`, `bare` and `half` show an interview in a title, ever less so, `weak` and `faint` hint at one, and
    `posting` at a post; `signs`, `sentences` and `hints` do in the text, `personnel` in an organiser's name.
    `never`, `seldom`, `around` and `other` speak against it in a title, `mass` in the text, `interviewer` in
    both, `otherwise` in the text and in an organiser's name. `telling` is whether a text may hold any of the
    former, `vague` whether it may hold a faint one."""

    sure: PhraseTable
    bare: PhraseTable
    half: PhraseTable
    weak: PhraseTable
    faint: PhraseTable
    signs: PhraseTable
    sentences: PhraseTable
    hints: PhraseTable
    posting: PhraseTable
    personnel: PhraseTable
    never: PhraseTable
    seldom: PhraseTable
    around: PhraseTable
    other: PhraseTable
    otherwise: PhraseTable
    interviewer: PhraseTable
    mass: PhraseTable
    candidate: frozenset[str]
    booking: frozenset[str]
    testing: frozenset[str]
    programs: frozenset[str]
    telling: Telling
    vague: Telling


class Telling:
    """Whether a text could hold one of many phrases at all: much quicker than a search."""

    __slots__ = ("_beginnings", "_by_word", "_parts")

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[frozenset[str]]] = {}
        self._beginnings: set[str] = set()
        self._parts: set[str] = set()
        for phrase in phrases:
            words = _WORD.findall(phrase.casefold())
            key = max(words, key=len)
            if not key.isascii() or phrase.startswith("*"):
                # Not every script sets a space between words.
                self._parts.add(key)
            elif "*" in phrase:
                self._beginnings.add(key)
            else:
                self._by_word.setdefault(key, []).append(frozenset(words) - {key})

    def may_be_in(self, text: str) -> bool:
        """Whether it is worth a search; `text` is casefolded."""
        words = set(_WORD.findall(text))
        for key in self._by_word.keys() & words:
            if any(rest <= words for rest in self._by_word[key]):
                return True
        if any(part in text for part in self._parts):
            return True
        begun = [part for part in self._beginnings if part in text]
        return any(word.startswith(part) for part in begun for word in words)


@cache
def read_scan_words(languages: tuple[str, ...] = ()) -> ScanWords:
    """The words of these languages and those of any; without a language of all."""
    data = read_tables()
    chosen = frozenset(languages) or None
    kinds = rows_of(data, "kind")
    interview, against, scan = (table_of(data, name) for name in ("interview", "not_interview", "scan"))
    bare = frozenset(phrases(scan, "bare", chosen))
    half = frozenset(phrases(scan, "half", chosen))
    strong = {
        *(phrase for row in kinds for phrase in phrases(row, "strong", chosen)),
        *phrases(interview, "words", chosen),
        *phrases(scan, "strong", chosen),
        *bare,
    }
    weak = {
        *(phrase for row in kinds for phrase in phrases(row, "weak", chosen)),
        *phrases(scan, "weak", chosen),
    }
    faint = frozenset(phrases(scan, "faint", chosen))
    signs = phrases(interview, "text_signs", chosen)
    sentences = phrases(scan, "sentences", chosen)
    return ScanWords(
        sure=PhraseTable(strong - half - bare),
        bare=PhraseTable(bare),
        half=PhraseTable(half),
        weak=PhraseTable(weak - faint),
        faint=PhraseTable(faint),
        signs=PhraseTable(signs),
        sentences=PhraseTable(sentences),
        hints=PhraseTable(phrases(interview, "text_hints", chosen)),
        posting=PhraseTable(phrases(scan, "posting")),
        personnel=PhraseTable(phrases(scan, "personnel", chosen)),
        never=PhraseTable([*phrases(against, "always", chosen), *phrases(scan, "never", chosen)]),
        seldom=PhraseTable(phrases(against, "unless_interview", chosen)),
        around=PhraseTable(phrases(scan, "around", chosen)),
        other=PhraseTable(phrases(scan, "other", chosen)),
        otherwise=PhraseTable(phrases(scan, "otherwise", chosen)),
        interviewer=PhraseTable(phrases(scan, "interviewer", chosen)),
        mass=PhraseTable(phrases(scan, "mass", chosen)),
        candidate=frozenset(phrases(scan, "candidate")),
        booking=frozenset(phrases(scan, "booking")),
        testing=frozenset(phrases(scan, "testing")),
        programs=frozenset(phrases(scan, "programs")),
        telling=Telling([*strong, *half, *(weak - faint), *signs, *sentences, *RECRUITS]),
        vague=Telling(faint),
    )


@cache
def known_languages() -> tuple[str, ...]:
    """The languages there are words of, by their codes."""
    found: set[str] = set()
    data = read_tables()
    for table in (*rows_of(data, "kind"), *(table_of(data, name) for name in ("interview", "scan"))):
        for value in table.values():
            if isinstance(value, dict):
                found.update(map(str, value))
    return tuple(sorted(found - {ANY}))
