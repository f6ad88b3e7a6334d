"""Whatever is typed: odd case, spaces and quotes, hostile texts, and how much work they make."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import UsageError
from calsync.planning.answer import LONGEST_ANSWER, MOST_STATEMENTS, SaidNote, SaidPeople, read_answer
from calsync.planning.cadence import Asks
from tests.planning.test_answer import REFUSED, UNDERSTOOD, asked, said, split

DISGUISES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("upper", str.upper),
    ("lower", str.lower),
    ("capital", lambda text: text[:1].upper() + text[1:]),
    ("no-break", lambda text: text.replace(" ", "\u00a0")),
    ("wide", lambda text: f"\u2003 {text} \u200b"),
    ("curly", lambda text: text.replace("'", "’")),
    ("accent", lambda text: text.replace("'", "`")),
    ("quoted", lambda text: f"“{text}”"),
    ("exclaimed", lambda text: f"{text}!"),
    ("stopped", lambda text: f"{text} ."),
    ("marked", lambda text: "\ufeff" + text.replace("✓", "✓\ufe0f")),
    ("polite", lambda text: f"please {text}, thanks"),
    ("decomposed", lambda text: unicodedata.normalize("NFD", text)),
)


@pytest.mark.parametrize("disguise", [each for _, each in DISGUISES], ids=[name for name, _ in DISGUISES])
def test_what_is_understood_is_understood_in_any_dress(disguise: Callable[[str], str]) -> None:
    wrong = []
    for text, asks, expected in UNDERSTOOD:
        if "note" in expected or "people" in expected:
            continue  # a note is kept to the letter, and a name is known by its letters
        try:
            found = said(read_answer(disguise(text), asked(asks)))
        except UsageError as error:
            found = error.message
        if found != expected:
            wrong.append((disguise(text), found))
    assert wrong == []


WORDS = sorted(
    {word for text, _, _ in UNDERSTOOD for word in text.split()}
    | {word for text in split(REFUSED) for word in text.split()}
)
PIECES = [
    *WORDS,
    ";",
    ".",
    "\n",
    ":",
    ",",
    "?",
    "note:",
    "@",
    "<",
    ">",
    "(",
    '"',
    "\u202e",
    "\ud800",
    "4.",
    "31 Feb",
]


@given(
    text=st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)),
    asks=st.sampled_from([None, *Asks]),
    languages=st.sampled_from([(), ("en",), ("de",), ("fr",)]),
)
def test_anything_is_understood_or_refused(text: str, asks: Asks | None, languages: tuple[str, ...]) -> None:
    try:
        found = read_answer(text, asked(asks), languages=languages)
    except UsageError as error:
        _clean(error.message)
        return
    assert 1 <= len(found) <= MOST_STATEMENTS
    for each in found:
        if isinstance(each, SaidPeople):
            assert 1 <= len(each.people) <= 12
            assert all(person.name or person.email for person in each.people)
            assert not any(char.isdigit() for person in each.people for char in person.name or "")
        if isinstance(each, SaidNote):
            assert each.text.strip()


def _clean(message: str) -> None:
    """Whether a message can be shown: short, on one line, nothing that turns the reading order."""
    assert len(message) < 700
    assert not {char for char in message if char < " " or char in "\x7f\u202e\ud800"}


HOSTILE = (
    "done ", "yes; ", "no. ", "a", "note: ", "note: x\n", "(", "[x]", '"', "“", "@", "a@b.", "Tom, ", "Tom and ", "Tom. ",
    "Friday ", "bis ", "by ", "vor 2 ", "2 ", "4.", "in two ", "next ", ";", ".\n", "!", "✓", "\u202e", "'", "a'b'", "-", "of the ",
    "offer until ", "they decide ", "Tom (", "<a@b.example> ", "ende der ", "uhr ", "1 uhr ", "x;\n", "ﷺ", "é", "😀", "met ",
    '"a, b" ', "Tom Ng tom@acme.example ", "early next week ", "not ", "\x00", "a\n", "done\n", "done; Friday. ",
)  # fmt: skip


def _calls(text: str, asks: Asks | None) -> int:
    """How many functions are called, ours and built-in ones, to read the text."""
    count = 0

    def seen(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        read_answer(text, asked(asks))
    except UsageError:
        pass
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("asks", [None, *Asks])
def test_twice_the_text_makes_no_more_than_twice_the_work(piece: str, asks: Asks | None) -> None:
    long = (piece * LONGEST_ANSWER)[:LONGEST_ANSWER]
    half = long[: LONGEST_ANSWER // 2]
    _calls("done", asks)  # loads the words
    least = _calls("asdf " * 8, asks)
    assert _calls(long, asks) <= 2.2 * _calls(half, asks) + 4 * least
