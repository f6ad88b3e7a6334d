"""What a message must and must not be, from `rules.toml`: read once, never changed. `review` applies it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from calsync.messages.phrases import Phrases, fold_words
from calsync.planning.interview import Kind

LeastMost = tuple[int, int]


class Limit(NamedTuple):
    """How long a message of a step may be and what it needs; None and empty where nothing is said."""

    words: int | None = None
    aim: int | None = None
    sentences: LeastMost | None = None
    paragraphs: LeastMost | None = None
    paragraph_words: int | None = None
    needs: tuple[str, ...] = ()


class Unwanted(NamedTuple):
    """Phrases that must not stand in some messages, and what to say of one that does."""

    rule: str
    say: str
    phrases: Phrases
    unless_not: bool
    steps: frozenset[str]
    kinds: frozenset[str]
    not_kinds: frozenset[str]

    def concerns(self, step: str, kind: Kind) -> bool:
        return (
            (not self.steps or step in self.steps)
            and (not self.kinds or kind in self.kinds)
            and kind not in self.not_kinds
        )


class Need(NamedTuple):
    say: str
    phrases: Phrases


class Rules(NamedTuple):
    """All tables. Sets hold folded words."""

    limits: Mapping[str, Limit]
    limits_for: Mapping[tuple[str, str], Limit]
    unwanted: tuple[Unwanted, ...]
    needs: Mapping[str, Need]
    cues: Phrases
    general: frozenset[str]
    begin: Phrases
    familiar: Phrases
    group: Phrases
    ends: frozenset[tuple[str, ...]]
    abbreviations: frozenset[str]
    may_end: frozenset[str]
    honorifics: frozenset[str]
    no_person: frozenset[str]
    short: Mapping[str, frozenset[str]]
    ordinary: frozenset[str]
    legal: frozenset[str]

    def limit(self, step: str, kind: Kind) -> Limit:
        return self.limits_for.get((step, kind.value)) or self.limits.get(step) or Limit()


Table = Mapping[str, object]


@cache
def read_rules() -> Rules:
    """The tables beside this file."""
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        data = cast("Table", tomllib.load(file))
    limits = {cast("str", row["step"]): row for row in _rows(data, "limit")}
    greetings, sentences = _table(data, "greetings"), _table(data, "sentences")
    names, companies, specific = _table(data, "names"), _table(data, "companies"), _table(data, "specific")
    return Rules(
        limits={step: _limit(row) for step, row in limits.items()},
        limits_for={
            (step, kind): _limit({**row, **cast("Table", change)})
            for step, row in limits.items()
            for kind, change in cast("Table", row.get("for_kind", {})).items()
        },
        unwanted=tuple(_unwanted(row) for row in _rows(data, "unwanted")),
        needs={
            name: Need(cast("str", cast("Table", row)["say"]), Phrases(_list(cast("Table", row), "any")))
            for name, row in _table(data, "needs").items()
        },
        cues=Phrases(_list(specific, "cues")),
        general=frozenset(cast("str", specific["general"]).split()),
        begin=Phrases(_list(greetings, "begin")),
        familiar=Phrases(_list(greetings, "familiar")),
        group=Phrases(_list(greetings, "group")),
        ends=frozenset(tuple(fold_words(line)) for line in _list(greetings, "ends")),
        abbreviations=frozenset(_list(sentences, "abbreviations")),
        may_end=frozenset(_list(sentences, "may_end")),
        honorifics=frozenset(_list(names, "honorifics")),
        no_person=frozenset(_list(names, "no_person")),
        short=dict(_short_forms(cast("Sequence[Sequence[str]]", names["short"]))),
        ordinary=frozenset(_list(companies, "ordinary")),
        legal=frozenset(_list(companies, "legal")),
    )


def _limit(row: Table) -> Limit:
    return Limit(
        words=cast("int | None", row.get("words")),
        aim=cast("int | None", row.get("aim")),
        sentences=_pair(row, "sentences"),
        paragraphs=_pair(row, "paragraphs"),
        paragraph_words=cast("int | None", row.get("paragraph_words")),
        needs=tuple(_list(row, "needs")),
    )


def _pair(row: Table, key: str) -> LeastMost | None:
    pair = cast("Sequence[int]", row.get(key, ()))
    return (pair[0], pair[1]) if pair else None


def _unwanted(row: Table) -> Unwanted:
    return Unwanted(
        rule=cast("str", row["rule"]),
        say=cast("str", row["say"]),
        phrases=Phrases(_list(row, "any")),
        unless_not=bool(row.get("unless_not")),
        steps=frozenset(_list(row, "steps")),
        kinds=frozenset(_list(row, "kinds")),
        not_kinds=frozenset(_list(row, "not_kinds")),
    )


def _short_forms(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each name with all the others that may stand for the same person."""
    forms: dict[str, set[str]] = {}
    for row in rows:
        for name in row:
            forms.setdefault(name, set()).update(row)
    for name, others in forms.items():
        yield name, frozenset(others - {name})


def _table(data: Table, key: str) -> Table:
    return cast("Table", data[key])


def _rows(data: Table, key: str) -> Sequence[Table]:
    return cast("Sequence[Table]", data[key])


def _list(row: Table, key: str) -> Sequence[str]:
    return cast("Sequence[str]", row.get(key, ()))
