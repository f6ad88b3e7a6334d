"""The words of answers, from `answers/*.toml`, one file a language: read once, checked, and put together.

`en.toml` explains the keys. A row is `a|b` for either word and `x?` for one that may be missing; case,
apostrophes and punctuation do not matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import Final, NamedTuple, TypeVar, cast

from calsync.errors import SettingsError
from calsync.planning.answer_text import clean_line, word_pattern, words_of
from calsync.planning.phrase_tokens import tokens
from calsync.planning.phrases import Tokens

SHIPPED: Final = Path(__file__).with_name("answers")
FIRST: Final = "en"
"""Always read: the prompts of the reminders are in this language, and its days need no translation."""

GAP: Final = "…"
"""Where in a row the day or the names stand, if not behind it."""

_MOST_OF_A_ROW: Final = 2000
_MARK = re.compile(r"<(?:n|time)>")
_NUMBER = re.compile(r"[0-9]{1,4}")
_PLAIN = word_pattern()
_TIME = re.compile(r"[0-9]{1,2}[:.][0-9]{2}")


class Use(StrEnum):
    """What a statement that begins with these words is about; the value is the key in the files."""

    DONE = "done"
    YES = "yes"
    SKIP = "skip"
    NO = "no"
    LATER = "later"
    MOVE = "move"
    DECISION = "decision"
    BY = "by"
    OFFER_UNTIL = "offer-until"
    UNDATED = "undated"
    REJECTED = "rejected"
    OFFER = "offer"
    WITHDRAWN = "withdrawn"
    NEXT_ROUND = "next-round"
    ACCEPTED = "accepted"
    NO_ANSWER = "no-answer"
    PEOPLE = "people"
    PEOPLE_LIST = "people-list"
    NOTE = "note"
    POLITE = "polite"
    UNCLEAR = "unclear"


class Beside(StrEnum):
    """Words that mean something only beside others."""

    DEADLINE = "deadline"
    ASKED = "asked"
    JOINS = "joins"
    TITLES = "titles"
    NEVER = "never"
    ALONE = "alone"


Key = TypeVar("Key", Use, Beside)


class DayTable(NamedTuple):
    """The days of a language in English, row by row; `<n>` and `<time>` stand for digits."""

    rows: Mapping[Tokens, str]
    numbers: Mapping[str, int]
    longest: int

    def english(self, text: str) -> str | None:
        """The text word for word, the longest row first; None where a word is not in the table."""
        words = [str(self.numbers.get(word, word)) for word in tokens(text)]
        out: list[str] = []
        at = 0
        while at < len(words):
            size, english = self._row(words, at)
            if not size and not words[at][0].isdecimal():
                return None
            out.append(english if size else words[at])
            at += size or 1
        return " ".join(out)

    def _row(self, words: Sequence[str], at: int) -> tuple[int, str]:
        for size in range(min(self.longest, len(words) - at), 0, -1):
            here = words[at : at + size]
            for key in (tuple(here), tuple(_shape(word) for word in here)):
                if key in self.rows:
                    digits = iter(word.replace(".", ":") for word in here if _shape(word) != word)
                    return size, _MARK.sub(lambda _, left=digits: next(left), self.rows[key])  # type: ignore[misc]
        return 0, ""


def _shape(word: str) -> str:
    return "<n>" if _NUMBER.fullmatch(word) else "<time>" if _TIME.fullmatch(word) else word


class Language(NamedTuple):
    """`days` is None where days are written as in English."""

    uses: Mapping[Tokens, Use]
    beside: Mapping[Beside, frozenset[Tokens]]
    signs: Mapping[str, Use]
    days: DayTable | None


class Grammar(NamedTuple):
    """Several languages as one. A phrase that means different things in them has several uses. `frames` are
    those with a gap, `holidays` the words of the days off of the employer that an answer is read for."""

    uses: Mapping[Tokens, frozenset[Use]]
    beside: Mapping[Beside, frozenset[Tokens]]
    words: re.Pattern[str]
    signs: frozenset[str]
    days: tuple[DayTable, ...]
    frames: Mapping[Tokens, Mapping[Tokens, frozenset[Use]]]
    longest: int
    holidays: frozenset[str] = frozenset()

    def word(self, beside: Beside, word: str) -> bool:
        return (word,) in self.beside[beside]


@cache
def read_grammar(languages: tuple[str, ...] = (), *, folder: Path = SHIPPED) -> Grammar:
    """The words of these languages (none: of all) and of English. One without a file is passed over. Raises
    SettingsError for a file that makes no sense."""
    names = sorted(path.stem for path in folder.glob("*.toml"))
    wanted = {name.partition("-")[0].casefold() for name in languages}
    chosen = [name for name in names if name == FIRST or not wanted or name in wanted]
    return _joined(load_language(folder / f"{name}.toml") for name in chosen)


@cache
def load_language(path: Path) -> Language:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path.name} cannot be read: {error}.", hint="It has to be a TOML file."
        ) from error
    return language_from(path.name, cast("dict[str, object]", data))


def language_from(name: str, data: Mapping[str, object]) -> Language:
    """The language of a table. Raises SettingsError for an unknown key and for words with two meanings."""
    for key in data.keys() - {"begins", "beside", "signs", "numbers", "days"}:
        raise _fault(name, f"has a table “{key}”, which is not known")
    uses: dict[Tokens, Use] = {}
    for key, rows in _table(name, data, "begins").items():
        use = _member(name, Use, key)
        for phrase in _phrases(name, key, rows):
            if GAP in (phrase[0], phrase[-1]) or phrase.count(GAP) > 1:
                raise _fault(name, f"has a gap in the wrong place under “{key}”")
            if uses.setdefault(phrase, use) is not use:
                raise _fault(name, f"has “{' '.join(phrase)}” under “{uses[phrase]}” and under “{key}”")
    signs: dict[str, Use] = {}
    for key, rows in _table(name, data, "signs").items():
        for sign in _strings(name, key, rows):
            plain = clean_line(sign).casefold()
            if not plain or signs.setdefault(plain, _member(name, Use, key)) != key:
                raise _fault(name, f"has the sign “{sign}” twice, or it is empty")
    beside = {each: frozenset[Tokens]() for each in Beside}
    for key, rows in _table(name, data, "beside").items():
        beside[_member(name, Beside, key)] = frozenset(_phrases(name, key, rows))
    return Language(uses, beside, signs, _day_table(name, data))


def _day_table(name: str, data: Mapping[str, object]) -> DayTable | None:
    if "days" not in data:
        if "numbers" in data:
            raise _fault(name, "has numbers but no days")
        return None
    numbers: dict[str, int] = {}
    for row, number in _table(name, data, "numbers").items():
        if not isinstance(number, int):
            raise _fault(name, f"has no number for “{row}”")
        numbers.update((word, number) for part in row.split("|") for word in tokens(part))
    rows: dict[Tokens, str] = {}
    for row, english in _table(name, data, "days").items():
        if not isinstance(english, str):
            raise _fault(name, f"has no text for “{row}” in [days]")
        marks = _MARK.findall(english)
        for words in _expanded(name, row, folded=_english_like):
            key = tuple(str(numbers.get(word, word)) for word in words)
            if not key or [part for part in key if _MARK.fullmatch(part)] != marks:
                raise _fault(name, f"has other places for numbers in “{row}” than in its English")
            if rows.setdefault(key, english) != english:
                raise _fault(name, f"has “{' '.join(key)}” twice in [days]")
    return DayTable(rows, numbers, max(map(len, rows), default=0))


def _joined(languages: Iterable[Language]) -> Grammar:
    uses: dict[Tokens, frozenset[Use]] = {}
    beside = {each: frozenset[Tokens]() for each in Beside}
    signs: set[str] = set()
    days = []
    for each in languages:
        single: dict[Tokens, Use] = {(sign,): use for sign, use in each.signs.items()}
        for phrase, use in {**each.uses, **single}.items():
            uses[phrase] = uses.get(phrase, frozenset()) | {use}
        for kind, phrases in each.beside.items():
            beside[kind] |= phrases
        signs |= set(each.signs)
        days += [each.days] if each.days else []
    everything = [*uses, *(phrase for phrases in beside.values() for phrase in phrases)]
    longest = max(map(len, everything), default=0)
    return Grammar(uses, beside, word_pattern(signs), frozenset(signs), tuple(days), _frames(uses), longest)


def _frames(uses: Mapping[Tokens, frozenset[Use]]) -> dict[Tokens, dict[Tokens, frozenset[Use]]]:
    """What stands after a gap, by what stands before it."""
    frames: dict[Tokens, dict[Tokens, frozenset[Use]]] = {}
    for phrase, use in uses.items():
        if GAP in phrase:
            at = phrase.index(GAP)
            frames.setdefault(phrase[:at], {})[phrase[at + 1 :]] = use
    return frames


# --- what stands in a file ----------------------------------------------------------------------------------


def _table(name: str, data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _fault(name, f"has no table [{key}]")
    return cast("dict[str, object]", value)


def _strings(name: str, key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _fault(name, f"has no list of texts under “{key}”")
    return cast("list[str]", value)


def _member(name: str, kind: type[Key], key: str) -> Key:
    if key not in {each.value for each in kind}:
        raise _fault(name, f"has a key “{key}”, which is not known")
    return kind(key)


def _phrases(name: str, key: str, value: object) -> Iterator[Tokens]:
    for row in _strings(name, key, value):
        for phrase in _expanded(name, row, folded=_folded):
            if not phrase:
                raise _fault(name, f"has an empty row under “{key}”")
            yield phrase


def _folded(word: str) -> Tokens:
    if word == GAP:
        return (GAP,)
    return tuple(each.text for each in words_of(clean_line(word), _PLAIN))


def _english_like(word: str) -> Tokens:
    return (word,) if _MARK.fullmatch(word) else tokens(word)


def _expanded(name: str, row: str, *, folded: Callable[[str], Tokens]) -> Iterator[Tokens]:
    """Every wording of a row, each of its words `folded`."""
    choices: list[list[Tokens]] = []
    size = 1
    for part in row.split():
        choice = [folded(word) for word in part.removesuffix("?").split("|")]
        choices.append(choice + [()] * part.endswith("?"))
        size *= len(choices[-1])
    if size > _MOST_OF_A_ROW:
        raise _fault(name, f"has a row of more than {_MOST_OF_A_ROW} wordings: “{row[:40]}”")
    return (tuple(chain.from_iterable(words)) for words in product(*choices))


def _fault(name: str, why: str) -> SettingsError:
    return SettingsError(f"The words of answers in {name} are wrong: it {why}.", hint="Correct that file.")
