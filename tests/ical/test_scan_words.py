"""The words by which interviews are found: by language, and quickly told to be absent; and that each sign that
can be seen has its weight."""

import re
from importlib.resources import files

import pytest

from calsync.ical.clue_scores import read_weights
from calsync.ical.phrase_table import PhraseTable
from calsync.ical.scan_words import Telling, known_languages, read_scan_words
from calsync.ical.words import ANY, phrases, read_tables, read_words, rows_of, table_of


def test_languages_are_told_by_their_codes() -> None:
    known = known_languages()
    assert {"en", "de", "fr", "es", "it", "nl", "pt", "sv", "ja"} <= set(known)
    assert ANY not in known
    assert all(re.fullmatch(r"[a-z]{2}", code) for code in known)


def test_a_language_holds_its_own_words_and_those_of_any() -> None:
    german, all_of_them = read_scan_words(("de",)), read_scan_words()
    for words in (german, all_of_them):
        assert words.sure.search("Vorstellungsgespräch")
        assert words.bare.search("Interview")
        assert words.seldom.search("Zahnarzt")
    assert all_of_them.sure.search("Phone screen")
    assert not german.sure.search("Phone screen")
    assert not german.seldom.search("Dentist")


def test_an_invitation_is_read_in_all_languages() -> None:
    row = {"strong": {"en": ["phone screen"], "de": ["fachgespräch"], "any": ["panel"]}, "weak": ["loop"]}
    assert phrases(row, "strong") == ["phone screen", "fachgespräch", "panel"]
    assert phrases(row, "strong", frozenset({"de"})) == ["fachgespräch", "panel"]
    assert phrases(row, "weak", frozenset({"de"})) == ["loop"]
    assert phrases(row, "other") == []
    assert read_words().interview.search("Colloquio")


def every_phrase(*tables: str) -> set[str]:
    data = read_tables()
    scan, interview = table_of(data, "scan"), table_of(data, "interview")
    found = {phrase for table in tables for phrase in (*phrases(scan, table), *phrases(interview, table))}
    for row in rows_of(data, "kind"):
        found.update(phrases(row, "strong"))
    return found


def test_what_is_told_absent_is_absent() -> None:
    telling = read_scan_words().telling
    for phrase in every_phrase("half", "bare", "strong", "sentences", "words", "text_signs"):
        text = f"we say {phrase.replace('*', 'x')} here, dear – friends".casefold()
        assert telling.may_be_in(text), phrase
    assert not telling.may_be_in("dentist at ten, oldjob.example")


@pytest.mark.parametrize(
    ("phrase", "text", "told"),
    [
        ("first round", "the round, first of all", True),  # a search tells the rest
        ("first round", "the first", False),
        ("job*", "jobs", True),
        ("job*", "oldjob", False),
        ("*gespräch*", "fachgespräche", True),
        ("entretien d'embauche", "entretien d’embauche", True),
        ("面接", "最終面接です", True),
    ],
)
def test_telling(phrase: str, text: str, told: bool) -> None:
    assert Telling([phrase]).may_be_in(text) is told


def test_every_phrase_can_be_laid_out() -> None:
    tables = [table for table in read_scan_words() if isinstance(table, PhraseTable)]
    assert len(tables) > 10
    for table in tables:
        assert table.search("Dana Fox") is None


def test_every_sign_has_its_weight_and_every_weight_its_sign() -> None:
    source = "".join(
        files("calsync.ical").joinpath(name).read_text("utf-8")
        for name in ("scan_signs.py", "scan_people.py")
    )
    seen = set(re.findall(r'Sign\(\s*"(\w+)"', source))
    seen |= {f"{what}_{how}" for what in ("title", "event_name") for how in ("sure", "bare", "half")}
    seen |= {f"{row}{named}" for row in ("around", "other") for named in ("", "_named")}
    assert seen == set(read_weights().points)


def test_the_shapes_are_of_signs_that_speak_for_it() -> None:
    weights = read_weights()
    assert weights.start < 0 < weights.offer < weights.track < 1
    for shape in weights.shapes:
        for rows in shape:
            assert rows
            assert all(weights.points[row] > 0 for row in rows)
