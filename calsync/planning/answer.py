"""What a person answers in a few words, on the phone or on the command line: “sent Tuesday”, “by the end of
next week”, “offer until 4 Dec”, “Tom Ng tom@acme.example”, “note: her team's migration”.

The words are data: `answers/*.toml`, one file a language. Days and times are read by `decision` and `when`.
Nothing is guessed: what is not understood to the last word is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from calsync.errors import AnswerError, UsageError
from calsync.planning.answer_days import holiday_words
from calsync.planning.answer_line import is_polite
from calsync.planning.answer_meanings import (
    Asked,
    Meaning,
    SaidDecision,
    SaidDone,
    SaidLater,
    SaidMoved,
    SaidNote,
    SaidOutcome,
    SaidPeople,
    SaidSkipped,
)
from calsync.planning.answer_statement import read_statement
from calsync.planning.answer_text import clean_line, parts_of, words_of
from calsync.planning.answer_words import SHIPPED, Grammar, Use, read_grammar
from calsync.planning.cadence import Asks
from calsync.planning.people import merge_people
from calsync.planning.plaintext import safe_line, safe_text

__all__ = [
    "LONGEST_ANSWER",
    "MOST_STATEMENTS",
    "Asked",
    "Meaning",
    "SaidDecision",
    "SaidDone",
    "SaidLater",
    "SaidMoved",
    "SaidNote",
    "SaidOutcome",
    "SaidPeople",
    "SaidSkipped",
    "read_answer",
]

LONGEST_ANSWER: Final = 1000
MOST_STATEMENTS: Final = 5
_MOST_PARTS: Final = 12
_LONGEST_BEGINNING: Final = 40
_HINTS: Final = {
    None: "Try “done”, “sent Tuesday”, “skip”, “in two days”, “offer until 4 Dec” or “note: …”.",
    Asks.TIMELINE: "Try “by the end of next week”, “4 Dec” or “they didn't say”.",
    Asks.PEOPLE: "Try “Tom Ng tom@acme.example”, “Sarah and Tom” or “skip”.",
}
_CLEARER: Final = {
    None: "Say it as in “sent on Friday”, “move to Friday” or “they decide on Friday”.",
    Asks.TIMELINE: "Say it as in “asked yesterday”, “they decide on Friday” or “move to Friday”.",
    Asks.PEOPLE: "Say it as in “met Tom Ng”, “skip” or “move to Friday”.",
}


def read_answer(
    text: str, asked: Asked, *, languages: tuple[str, ...] = (), folder: Path = SHIPPED
) -> tuple[Meaning, ...]:
    """What the words mean, in their order; in any of the `languages` (none: all there are) and in English,
    whose words stand in `folder`. Raises AnswerError with what could be said instead, and PhraseError or
    WhenError for a day that cannot be."""
    hint = _HINTS[asked.asks]
    if len(text) > LONGEST_ANSWER or len(clean_line(text)) > LONGEST_ANSWER:
        raise AnswerError(
            f"The answer is longer than {LONGEST_ANSWER} characters.", hint="Say it in fewer words."
        )
    if not clean_line(text):
        raise AnswerError("The answer is empty.", hint=hint)
    grammar = read_grammar(languages, folder=folder)._replace(holidays=holiday_words(asked))
    return _together(_said(safe_text(text), asked, grammar), text, asked)


class _Part(NamedTuple):
    """A part of the text that may be a statement, and whether a line begins with it."""

    start: int
    end: int
    opens_line: bool


def _said(text: str, asked: Asked, grammar: Grammar) -> list[Meaning]:
    """What the parts of the text mean, the longest run of parts that is understood first."""
    spans = list(parts_of(text, grammar.words))
    parts = [_Part(start, end, not at or _breaks(text, start)) for at, (start, end) in enumerate(spans)]
    meanings: list[Meaning] = []
    at = 0
    while at < len(parts):
        if len(meanings) == MOST_STATEMENTS:
            raise AnswerError(
                f"The answer says more than {MOST_STATEMENTS} things.", hint="Say them in several answers."
            )
        if (begin := _note_begin(text[parts[at].start :], grammar)) is not None:
            end = _note_end(text, parts, at, asked, grammar)
            meanings.append(_note(text[parts[at].start + begin : parts[end - 1].end]))
        elif is_polite(text[parts[at].start : parts[at].end], grammar):
            end = at + 1
        else:
            meaning, end = _longest(text, parts, at, asked, grammar)
            meanings.append(meaning)
        at = end
    if not meanings:
        raise _not_understood(text, asked)
    return meanings


def _breaks(text: str, start: int) -> bool:
    """Whether a line begins at `start`, white space aside."""
    before = text[:start].rstrip(" ")
    return before.endswith("\n") or text[start:].lstrip(" ").startswith("\n")


def _longest(
    text: str, parts: Sequence[_Part], at: int, asked: Asked, grammar: Grammar
) -> tuple[Meaning, int]:
    """The meaning of the longest run of parts from `at` on that has one, and where it ends. Raises what is
    wrong with the first that nearly has."""
    wrong: UsageError | None = None
    last = at + 1
    while (
        last < min(len(parts), at + _MOST_PARTS) and _note_begin(text[parts[last].start :], grammar) is None
    ):
        last += 1
    for end in range(last, at, -1):
        piece = text[parts[at].start : parts[end - 1].end]
        reading = read_statement(piece, asked, grammar)
        if len(reading.meanings) == 1:
            return reading.meanings[0], end
        if reading.meanings:
            wrong = wrong or _two_ways(piece, reading.meanings, asked)
        elif reading.errors:
            wrong = wrong or reading.errors[0]
    raise wrong or _not_understood(text[parts[at].start : parts[at].end], asked)


def _note_begin(text: str, grammar: Grammar) -> int | None:
    """Where the note begins that the text is; None if it is no note."""
    head, mark, _ = text[:_LONGEST_BEGINNING].replace("：", ":").partition(":")
    words = tuple(word.text for word in words_of(clean_line(head), grammar.words))
    is_note = mark and Use.NOTE in grammar.uses.get(words, frozenset())
    return len(head) + 1 if is_note else None


def _note_end(text: str, parts: Sequence[_Part], at: int, asked: Asked, grammar: Grammar) -> int:
    """The first part after a note: a line that is a note, or understood on its own."""
    end = at + 1
    while end < len(parts):
        if parts[end].opens_line:
            if _note_begin(text[parts[end].start :], grammar) is not None:
                break
            line = list(takewhile(lambda part: not part.opens_line, parts[end + 1 :]))
            try:
                _longest(text, [parts[end], *line], 0, asked, grammar)
            except AnswerError:
                pass
            else:
                break
        end += 1
    return end


def _note(text: str) -> SaidNote:
    lines = (" ".join(line.split()) for line in safe_text(text).splitlines())
    if not (plain := "\n".join(line for line in lines if line)):
        raise AnswerError(
            "The note is empty.", hint="Write what to remember behind it: “note: her team's migration”."
        )
    return SaidNote(plain)


def _together(meanings: Iterable[Meaning], text: str, asked: Asked) -> tuple[Meaning, ...]:
    """The meanings, each once and all people as one. Raises AnswerError for those that contradict."""
    kept: list[Meaning] = []
    people = merge_people((), [p for each in meanings if isinstance(each, SaidPeople) for p in each.people])
    for each in meanings:
        one = SaidPeople(people) if isinstance(each, SaidPeople) else each
        if any(type(one) is type(other) and one == other for other in kept):
            continue
        other = next((other for other in kept if _topic(other) == _topic(one)), None)
        if other is not None and not isinstance(one, SaidNote):
            raise _two_ways(text, (other, one), asked)
        kept.append(one)
    return tuple(kept)


def _topic(meaning: Meaning) -> type[tuple[object, ...]]:
    """What two meanings have in common that contradict one another."""
    step = isinstance(meaning, SaidDone | SaidSkipped | SaidLater | SaidMoved)
    return SaidMoved if step else type(meaning)


def _in_words(meaning: Meaning) -> str:
    match meaning:
        case SaidDone():
            return "that it is done"
        case SaidSkipped():
            return "that it is not wanted"
        case SaidLater() | SaidMoved():
            return "another time for the reminder"
        case SaidDecision():
            return "when they will decide"
        case SaidOutcome():
            return "what became of it"
        case SaidPeople():
            return "who was there"
        case SaidNote():
            return "a note"


def _two_ways(text: str, meanings: Sequence[Meaning], asked: Asked) -> AnswerError:
    said = list(dict.fromkeys(_in_words(each) for each in meanings))
    why = f"can mean {' or '.join(said)}" if len(said) > 1 else f"says {said[0]} in two ways"
    return AnswerError(f"“{_shown(text)}” {why}.", hint=_CLEARER[asked.asks])


def _not_understood(text: str, asked: Asked) -> AnswerError:
    return AnswerError(f"“{_shown(text)}” is not understood.", hint=_HINTS[asked.asks])


def _shown(text: str) -> str:
    line = safe_line(text)
    line = line.rstrip(" ;.!") or line
    return line if len(line) <= 60 else line[:59] + "…"
