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
def read_words() -> Words:
    """The tables beside this file."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        data = cast("dict[str, object]", tomllib.load(file))
    kinds = tuple(
        KindWords(
            Kind(_word(row, "name")), PhraseTable(_list(row, "strong")), PhraseTable(_list(row, "weak"))
        )
        for row in _rows(data, "kind")
    )
    strong = [phrase for row in _rows(data, "kind") for phrase in _list(row, "strong")]
    weak = [phrase for row in _rows(data, "kind") for phrase in _list(row, "weak")]
    prefixes = _meanings(_table(data, "prefixes"), "plain", "cancelled", "unconfirmed", "answer")
    relations = _meanings(_table(data, "relations"), "at", "at_after_interview", "with", "for")
    roles, company = _table(data, "roles"), _table(data, "company")
    domains, guests, names = _table(data, "domains"), _table(data, "guests"), _table(data, "names")
    calendar, topics = _set(_table(data, "calendar"), "words"), _set(_table(data, "topics"), "words")
    company_words = _set(company, "words")
    plain_nouns = frozenset(noun for noun in _list(roles, "nouns") if "*" not in noun)
    not_names = _set(names, "never") | topics | calendar | company_words | plain_nouns
    return Words(
        kinds=kinds,
        strong=PhraseTable(strong),
        weak=PhraseTable(weak),
        interview=PhraseTable(_list(_table(data, "interview"), "words")),
        text_signs=PhraseTable(_list(_table(data, "interview"), "text_signs")),
        text_hints=PhraseTable(_list(_table(data, "interview"), "text_hints")),
        never_interview=PhraseTable(_list(_table(data, "not_interview"), "always")),
        seldom_interview=PhraseTable(_list(_table(data, "not_interview"), "unless_interview")),
        pause=PhraseTable(_list(_table(data, "pause"), "words")),
        prefixes=prefixes,
        relations=relations,
        relation=_relation(relations),
        labels={name: _set(_table(data, "labels"), name) for name in _table(data, "labels")},
        lead_in=PhraseTable(_list(_table(data, "lead_in"), "words")),
        role_noun=PhraseTable(_list(roles, "nouns")),
        seniors=PhraseTable(_list(roles, "seniors")),
        modifiers=_set(roles, "modifiers"),
        topics=topics,
        calendar=calendar,
        legal=_set(company, "legal"),
        company_words=company_words,
        team=PhraseTable(_list(company, "team")),
        team_names=PhraseTable(_list(guests, "team_names")),
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
        notetakers=PhraseTable(_list(guests, "notetakers")),
        rooms=PhraseTable(_list(guests, "rooms")),
        particles=_set(names, "particles"),
        titles=_set(names, "titles"),
        not_names=not_names | _set(company, "legal") | _set(company, "cities"),
        given=_set(names, "given"),
        joins=tuple(JoinHost(_word(row, "host"), _word(row, "path")) for row in _rows(data, "join")),
        wrappers=tuple(
            Wrapper(_word(row, "host"), _word(row, "path"), _word(row, "parameter"))
            for row in _rows(data, "wrapper")
        ),
        nowhere=_set(_table(data, "places"), "nowhere"),
    )


def _relation(relations: Mapping[str, str]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(relations, key=lambda word: (-len(word), word))))
    return re.compile(rf"(?:(?<= )|^)({words}) ", re.IGNORECASE)


def _meanings(table: Mapping[str, object], *names: str) -> dict[str, str]:
    """Each word with the name of the first list that holds it, later lists outranking earlier ones."""
    return {word: name for name in names for word in _list(table, name)}


def _table(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", data[name])


def _rows(data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", data[name])


def _list(table: Mapping[str, object], name: str) -> list[str]:
    return [str(word) for word in cast("list[object]", table[name])]


def _set(table: Mapping[str, object], name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _list(table, name))


def _word(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name, ""))
