"""The words by which an invitation is understood, from `words.toml`: read once, never changed.

The rules that use them live in `people`, `links` and `clues` and their neighbours; `phrase_table` finds
phrases in a text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from calsync.ical.phrase_table import PhraseTable
from calsync.planning.interview import Kind

TEXT_LIMIT = 20_000
"""How many characters of a text are considered: no invitation says more, a hostile one may."""

ANY = "any"
"""The language of words that are used in all of them."""


class KindWords(NamedTuple):
    """What tells one kind: `strong` alone shows an interview, `weak` only beside something else."""

    kind: Kind
    strong: PhraseTable
    weak: PhraseTable


class JoinHost(NamedTuple):
    """A meeting service, and how the path of a link that joins a meeting begins: a pattern not yet compiled,
    since a run meets one service or two."""

    host: str
    path: str


class Wrapper(NamedTuple):
    """A mail filter that rewrites links, and the parameter that holds the true one."""

    host: str
    path: str
    parameter: str


class Words(NamedTuple):
    """All tables. Phrases are found as whole words without regard to case; sets hold casefolded words."""

    kinds: tuple[KindWords, ...]
    strong: PhraseTable
    weak: PhraseTable
    interview: PhraseTable
    text_signs: PhraseTable
    text_hints: PhraseTable
    never_interview: PhraseTable
    seldom_interview: PhraseTable
    pause: PhraseTable
    prefixes: Mapping[str, str]
    relations: Mapping[str, str]
    relation: re.Pattern[str]
    labels: Mapping[str, frozenset[str]]
    lead_in: PhraseTable
    role_noun: PhraseTable
    seniors: PhraseTable
    modifiers: frozenset[str]
    topics: frozenset[str]
    calendar: frozenset[str]
    legal: frozenset[str]
    company_words: frozenset[str]
    team: PhraseTable
    team_names: PhraseTable
    no_label: frozenset[str]
    place_words: frozenset[str]
    cities: frozenset[str]
    free: frozenset[str]
    service: frozenset[str]
    recruiting: frozenset[str]
    service_names: frozenset[str]
    second_level: frozenset[str]
    robots: frozenset[str]
    mailboxes: frozenset[str]
    notetakers: PhraseTable
    rooms: PhraseTable
    particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]
    given: frozenset[str]
    joins: tuple[JoinHost, ...]
    wrappers: tuple[Wrapper, ...]
    nowhere: frozenset[str]


@cache
def read_tables() -> Mapping[str, object]:
    """The file beside this one, as it stands."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return cast("dict[str, object]", tomllib.load(file))


@cache
def read_words() -> Words:
    """The tables beside this file, of all languages: an invitation is understood in any of them."""
    data = read_tables()
    kinds = tuple(
        KindWords(
            Kind(_word(row, "name")), PhraseTable(phrases(row, "strong")), PhraseTable(phrases(row, "weak"))
        )
        for row in rows_of(data, "kind")
    )
    strong = [phrase for row in rows_of(data, "kind") for phrase in phrases(row, "strong")]
    weak = [phrase for row in rows_of(data, "kind") for phrase in phrases(row, "weak")]
    prefixes = _meanings(table_of(data, "prefixes"), "plain", "cancelled", "unconfirmed", "answer")
    relations = _meanings(table_of(data, "relations"), "at", "at_after_interview", "with", "for")
    roles, company = table_of(data, "roles"), table_of(data, "company")
    domains, guests, names = table_of(data, "domains"), table_of(data, "guests"), table_of(data, "names")
    calendar, topics = _set(table_of(data, "calendar"), "words"), _set(table_of(data, "topics"), "words")
    company_words = _set(company, "words")
    plain_nouns = frozenset(noun for noun in phrases(roles, "nouns") if "*" not in noun)
    not_names = _set(names, "never") | topics | calendar | company_words | plain_nouns
    return Words(
        kinds=kinds,
        strong=PhraseTable(strong),
        weak=PhraseTable(weak),
        interview=PhraseTable(phrases(table_of(data, "interview"), "words")),
        text_signs=PhraseTable(phrases(table_of(data, "interview"), "text_signs")),
        text_hints=PhraseTable(phrases(table_of(data, "interview"), "text_hints")),
        never_interview=PhraseTable(phrases(table_of(data, "not_interview"), "always")),
        seldom_interview=PhraseTable(phrases(table_of(data, "not_interview"), "unless_interview")),
        pause=PhraseTable(phrases(table_of(data, "pause"), "words")),
        prefixes=prefixes,
        relations=relations,
        relation=_relation(relations),
        labels={name: _set(table_of(data, "labels"), name) for name in table_of(data, "labels")},
        lead_in=PhraseTable(phrases(table_of(data, "lead_in"), "words")),
        role_noun=PhraseTable(phrases(roles, "nouns")),
        seniors=PhraseTable(phrases(roles, "seniors")),
        modifiers=_set(roles, "modifiers"),
        topics=topics,
        calendar=calendar,
        legal=_set(company, "legal"),
        company_words=company_words,
        team=PhraseTable(phrases(company, "team")),
        team_names=PhraseTable(phrases(guests, "team_names")),
        no_label=_set(company, "no_label"),
        place_words=_set(company, "place_words"),
        cities=_set(company, "cities"),
        free=_set(domains, "free"),
        service=_set(domains, "service") | _set(domains, "recruiting"),
        recruiting=_set(domains, "recruiting"),
        service_names=_set(domains, "service_names"),
        second_level=_set(domains, "second_level"),
        robots=_set(guests, "robots"),
        mailboxes=_set(guests, "mailboxes"),
        notetakers=PhraseTable(phrases(guests, "notetakers")),
        rooms=PhraseTable(phrases(guests, "rooms")),
        particles=_set(names, "particles"),
        titles=_set(names, "titles"),
        not_names=not_names | _set(company, "legal") | _set(company, "cities"),
        given=_set(names, "given"),
        joins=tuple(JoinHost(_word(row, "host"), _word(row, "path")) for row in rows_of(data, "join")),
        wrappers=tuple(
            Wrapper(_word(row, "host"), _word(row, "path"), _word(row, "parameter"))
            for row in rows_of(data, "wrapper")
        ),
        nowhere=_set(table_of(data, "places"), "nowhere"),
    )


def _relation(relations: Mapping[str, str]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(relations, key=lambda word: (-len(word), word))))
    return re.compile(rf"(?:(?<= )|^)({words}) ", re.IGNORECASE)


def _meanings(table: Mapping[str, object], *names: str) -> dict[str, str]:
    """Each word with the name of the first list that holds it, later lists outranking earlier ones."""
    return {word: name for name in names for word in phrases(table, name)}


def table_of(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", data[name])


def rows_of(data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", data[name])


def phrases(table: Mapping[str, object], name: str, languages: frozenset[str] | None = None) -> list[str]:
    """The words of that name: a plain list is for everybody; of lists by language those of `languages` and
    what belongs to any, or all."""
    found = table.get(name, [])
    if not isinstance(found, dict):
        return [str(word) for word in cast("list[object]", found)]
    by_language = cast("dict[str, list[object]]", found)
    return [
        str(word)
        for language, words in by_language.items()
        if languages is None or language in languages or language == ANY
        for word in words
    ]


def _set(table: Mapping[str, object], name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in phrases(table, name))


def _word(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name, ""))
