"""Phrases in texts: what spaces and stars stand for, and that word by word finds what one pattern would."""

import re
import time
from collections.abc import Iterable
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.ical.phrase_table import PhraseTable
from calsync.ical.words import TEXT_LIMIT, read_words

PHRASES = (
    "phone screen",
    "phone screen*",
    "screen",
    "final round",
    "final round interview*",
    "interview",
    "vorstellungsgespräch*",
    "technische* gespräch*",
    "chargé* de",
    "*entwickler*",
    "*leiter",
    "*leiterin",
    "assistant*",
    "*assistent*",
    "1:1",
    "chat w/ recruiter",
    "entretien d'embauche",
    "2. gespräch",
    "fireflies.ai",
    "fireflies.ai notetaker",
    "tl;dv",
    "begrüßung",
    "lunch & learn",
    "pre-brief",
    "面接",
    "面接官",
    "собеседование",
)
TABLE = PhraseTable(PHRASES)


def as_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """The same phrases as one pattern: slow to compile, but plain to read."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    spaced = "|".join(
        r"(?:[ \t\u00a0]{1,3}|[_‐‑–-])".join(
            re.escape(word).replace(r"\*", r"\w*") for word in phrase.split()
        )
        for phrase in ordered
        if not phrase.startswith("面")
    )
    joined = "|".join(phrase for phrase in ordered if phrase.startswith("面"))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{joined}", re.IGNORECASE)


PATTERN = as_pattern(PHRASES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Phone Screen", ["Phone Screen"]),
        ("phone-screen, PHONE_SCREEN; phone–screen", ["phone-screen", "PHONE_SCREEN", "phone–screen"]),
        ("phone \u00a0\tscreening", ["phone \u00a0\tscreening"]),
        ("phone    screen", ["screen"]),
        ("phone - screen", ["screen"]),
        ("phone\nscreen", ["screen"]),
        ("phonescreen, screens, xscreen, screen_x, _screen, screen2", []),
        ("(screen)/screen.", ["screen", "screen"]),
        ("final round interviews", ["final round interviews"]),
        ("final round interim", ["final round"]),
        ("final round final round", ["final round", "final round"]),
        ("Vorstellungsgesprächs-Termin", ["Vorstellungsgesprächs"]),
        ("Vorstellungsgespräch_Acme", ["Vorstellungsgespräch_Acme"]),
        ("Technisches Gespräch", ["Technisches Gespräch"]),
        ("technische_runde_gespräche", ["technische_runde_gespräche"]),
        ("chargée de mission", ["chargée de"]),
        ("chargé_de_de vie", ["chargé_de_de"]),
        ("chargé_de de vie", ["chargé_de de"]),
        ("Softwareentwicklerin", ["Softwareentwicklerin"]),
        ("die Abteilungsleiterin, ein Abteilungsleiter, Leiters", ["Abteilungsleiterin", "Abteilungsleiter"]),
        ("(_Entwickler_)", ["_Entwickler_"]),
        ("1:1 1:12 11:1", ["1:1"]),
        ("Chat w/ Recruiter", ["Chat w/ Recruiter"]),
        ("Entretien d'embauche, entretien d’embauche", ["Entretien d'embauche"]),
        ("2. Gespräch, 12. Gespräch", ["2. Gespräch"]),
        ("Fireflies.ai Notetaker", ["Fireflies.ai Notetaker"]),
        ("fireflies.ai notes, fireflies.aix, tl;dv", ["fireflies.ai", "tl;dv"]),
        ("Begrüßung BEGRÜẞUNG Begrüssung", ["Begrüßung", "BEGRÜẞUNG"]),
        ("lunch & learn lunch-&-learn", ["lunch & learn", "lunch-&-learn"]),
        ("pre-brief, pre brief", ["pre-brief"]),
        ("İnterview INTERVIEW ınterview", ["İnterview", "INTERVIEW", "ınterview"]),
        ("一次面接です。面接官", ["面接", "面接官"]),
        ("СОБЕСЕДОВАНИЕ", ["СОБЕСЕДОВАНИЕ"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    assert [one.text for one in TABLE.finditer(text)] == found
    assert [text[one.start : one.end] for one in TABLE.finditer(text)] == found
    first = TABLE.search(text)
    assert (first and first.text) == (found[0] if found else None)


def test_sub_and_whole_texts() -> None:
    assert TABLE.sub("|", "Acme phone screen, interview") == "Acme |, |"
    assert TABLE.sub("|", "Acme") == "Acme"
    assert TABLE.is_phrase("Final-Round Interviews")
    assert TABLE.is_phrase("面接")
    assert not any(map(TABLE.is_phrase, ("", "a screen", "screen.", " screen", "final round x", "面接です")))


@pytest.mark.parametrize("phrase", ["a*b", "ab ** cd", "*", "x.*", "*.ai"])
def test_a_star_elsewhere_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="star"):
        PhraseTable([phrase]).search("ab")


def test_no_phrases_are_never_found() -> None:
    assert PhraseTable([]).search("ab") is None


def test_every_phrase_of_the_words_can_be_laid_out() -> None:
    words = read_words()
    tables = list(words)
    tables += [table for kind in words.kinds for table in (kind.strong, kind.weak)]
    all_words = files("calsync.ical").joinpath("words.toml").read_text("utf-8")
    for table in tables:
        if isinstance(table, PhraseTable):
            assert table.search("Dana Fox") is None
            assert table.search(all_words) is not None


PIECES = [
    *{part for phrase in PHRASES for word in phrase.split() for part in (word, word.strip("*"))},
    *("s", "in", "_", "é", "ß", "ẞ", "ſ", "K", "İ", "e\u0301", "1", "\u200b", "Acme", "²", "面", "ﬁ"),
    *(
        " ",
        " ",
        " ",
        "  ",
        "    ",
        "\t",
        "\u00a0",
        "\n",
        "-",
        "–",
        "‑",
        " - ",
        ".",
        "'",
        "/",
        ":",
        ";",
        "(",
        "&",
    ),
]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES).flatmap(lambda piece: st.sampled_from([piece, piece.upper()]))))
def test_the_same_as_one_pattern(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert [(one.start, one.end) for one in TABLE.finditer(text)] == [
        one.span() for one in PATTERN.finditer(text)
    ]
    assert TABLE.sub("|", text) == PATTERN.sub("|", text)
    assert TABLE.is_phrase(text) == (PATTERN.fullmatch(text) is not None)


HOSTILE = (
    "final round ",
    "technische_",
    "chargé_",
    "chargé_de_",
    "entwickler",
    "leiter_",
    "面接",
    "面",
    "ß ",
)


@pytest.mark.parametrize("piece", [*HOSTILE, "-", "(", " ", "a", "a_", "phone-", "İ"])
def test_time_grows_with_the_text_alone(piece: str) -> None:
    text = (piece * TEXT_LIMIT)[:TEXT_LIMIT]
    started = time.perf_counter()
    list(TABLE.finditer(text))
    assert time.perf_counter() - started < 60  # that it ends, not how fast
