"""The words of answers are data: how they are loaded and checked, and that a file alone is a language."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from calsync.errors import AnswerError, SettingsError, WhenError
from calsync.planning.answer import read_answer
from calsync.planning.answer_words import SHIPPED, Beside, Use, language_from, load_language, read_grammar
from calsync.planning.decision import read_decision
from calsync.planning.phrase_tokens import tokens
from calsync.planning.phrases import DATE_WORDS
from tests.planning.made import US
from tests.planning.test_answer import NOW, asked, said

FILES = sorted(SHIPPED.glob("*.toml"))

INVENTED = """
[begins]
done = ["tika? lomu|lomi"]
no = ["bez"]
move = ["paru u"]
decision = ["vi zek"]
offer = ["gift!"]
note = ["memo"]
people = ["ko"]
withdrawn = ["fi … out"]

[beside]
deadline = ["u"]
joins = ["e"]

[signs]
done = ["§"]

[numbers]
"du|dua" = 2

[days]
"hir" = "yesterday"
"vendo" = "friday"
"in" = "in"
"tag" = "days"
"<n> tag hin" = "<n> days ago"
"klok <n>" = "<n>:00"
"u" = "by"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped languages and an invented one."""
    tmp_path = tmp_path_factory.mktemp("answers")
    for path in FILES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "xx.toml").write_text(INVENTED, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tika lomu", "done"),
        ("LOMI!", "done"),
        ("§", "done"),
        ("lomu hir", "done 2026-11-23"),
        ("hir lomu", "done 2026-11-23"),
        ("lomu dua tag hin", "done 2026-11-22"),
        ("fi hir out", "withdrawn on 2026-11-23"),
        ("bez", "skip"),
        ("vendo", "move 2026-11-27"),
        ("in du tag", "move 2026-11-26"),
        ("paru u vendo klok 9", "move 2026-11-27 09:00"),
        ("vi zek u vendo", "decision 2026-11-27"),
        ("gift u vendo", "offer until 2026-11-27"),
        ("ko Tom Ng e Ana", "people Tom Ng; Ana"),
        ("memo: lomu", "note lomu"),
        ("sent hir; gift bis Freitag", "done 2026-11-23 + offer until 2026-11-27"),
    ],
)
def test_a_file_alone_makes_a_language(folder: Path, text: str, expected: str) -> None:
    assert said(read_answer(text, asked(), languages=("de", "xx"), folder=folder)) == expected
    assert said(read_answer(text, asked(), folder=folder)) == expected
    with pytest.raises(AnswerError):
        read_answer(text, asked())


def test_errors_of_another_language_name_what_was_typed(folder: Path) -> None:
    with pytest.raises(WhenError, match=r"^“vendo klok 25” names a time that does not exist"):
        read_answer("paru u vendo klok 25", asked(), folder=folder)


def test_a_word_that_means_different_things_in_two_languages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('[begins]\ndone = ["set"]\n', "utf-8")
    (tmp_path / "yy.toml").write_text('[begins]\nskip = ["set"]\n', "utf-8")
    assert said(read_answer("set", asked(), languages=("en",), folder=tmp_path)) == "done"
    with pytest.raises(AnswerError, match="can mean that it is done or that it is not wanted"):
        read_answer("set", asked(), folder=tmp_path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shipped_files_are_sound(path: Path) -> None:
    language = load_language(path)
    assert set(language.uses.values()) == set(Use) - {Use.UNCLEAR}
    assert all(language.beside[kind] for kind in Beside)
    data = tomllib.loads(path.read_text("utf-8"))
    said_twice = [
        row
        for table in (data["begins"], data["beside"])
        for rows in table.values()
        for row in rows
        if rows.count(row) > 1
    ]
    assert said_twice == []


def test_no_word_of_the_shipped_languages_means_two_things() -> None:
    grammar = read_grammar()
    assert {phrase: uses for phrase, uses in grammar.uses.items() if len(uses) > 1} == {}
    assert grammar.longest < 16


def test_every_day_of_a_language_is_english_that_is_read() -> None:
    clock = {"ago", "at", "noon", "minutes", "<n>", "<time>", "<n>:00", "<n>:<n>"}
    for table in read_grammar().days:
        for english in table.rows.values():
            assert all(
                part in clock or re.fullmatch(r"\d+:\d\d", part) or word in DATE_WORDS or word.isdecimal()
                for part in english.split()
                for word in tokens(part)
            ), english
    assert read_decision("by the end of next week", said_on=NOW.date(), workdays=US)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[wombats]\n", "table “wombats”"),
        ("[begins]\nwombat = []\n", "key “wombat”"),
        ("[beside]\nwombat = []\n", "key “wombat”"),
        ("[signs]\nwombat = ['x']\n", "key “wombat”"),
        ('[begins]\ndone = ["set it?"]\nskip = ["set it"]\n', "“set it” under “done” and under “skip”"),
        ('[begins]\ndone = ["Set"]\nskip = ["sét", "set!"]\n', "“set” under “done” and under “skip”"),
        ('[begins]\ndone = "set"\n', "no list"),
        ("[begins]\ndone = [1]\n", "no list"),
        ('[begins]\ndone = [""]\n', "empty row"),
        ('[begins]\ndone = ["a?"]\n', "empty row"),
        ('[begins]\ndone = ["… sent"]\n', "gap in the wrong place"),
        ('[begins]\ndone = ["i sent it …"]\n', "gap in the wrong place"),
        ('[begins]\ndone = ["i … sent … it"]\n', "gap in the wrong place"),
        ("begins = 1\n", "no table"),
        ('[begins]\ndone = ["a|b|c|d|e|f|g a|b|c|d|e|f|g a|b|c|d|e|f|g a|b|c|d|e|f|g"]\n', "2000 wordings"),
        ('[signs]\ndone = ["!!"]\nskip = ["!!"]\n', "twice"),
        ('[days]\n"<n> tag" = "tomorrow"\n', "places for numbers"),
        ('[days]\n"tag" = 1\n', "no text"),
        ('[days]\n"tag|dag" = "day"\n"dag" = "days"\n', "“dag” twice"),
        ('[numbers]\n"du" = 2\n', "no days"),
        ('[numbers]\n"du" = "2"\n[days]\n', "no number"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(text: str, why: str) -> None:
    with pytest.raises(SettingsError) as caught:
        language_from("xx.toml", tomllib.loads(text))
    assert why in caught.value.message
    assert "xx.toml" in caught.value.message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text("[begins", "utf-8")
    with pytest.raises(SettingsError, match=r"xx\.toml"):
        read_answer("done", asked(), folder=tmp_path)
