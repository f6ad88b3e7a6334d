"""Telling one interviewer from another, and joining what several places say of the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from calsync.planning.interview import Interviewer


def fold_name(name: str | None) -> str:
    """A name without what its spellings differ in: case, accents, punctuation, spacing."""
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    letters = (c if c.isalnum() or c == "@" else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def merge_people(known: Iterable[Interviewer], more: Iterable[Interviewer]) -> tuple[Interviewer, ...]:
    """Both lists as one, in order, each person once with the fuller data of the two.

    The same address or the same name is the same person, and so is a lone first name that only one of the
    others bears. Who is marked as declined or optional in either list stays so.
    """
    merged: list[Interviewer] = []
    for person in (*known, *more):
        at = _place(person, merged)
        if at is None:
            merged.append(person)
        else:
            merged[at] = _fuller(merged[at], person)
    return tuple(merged)


def merge_sessions(sessions: Iterable[Sequence[Interviewer]]) -> tuple[Interviewer, ...]:
    """The people of several sessions as one list. Somebody who declined one session but not another was
    there; likewise for optional."""
    everyone = [person for people in sessions for person in people]
    merged = merge_people((), everyone)
    return tuple(_as_present(person, everyone) for person in merged)


def _as_present(person: Interviewer, entries: Iterable[Interviewer]) -> Interviewer:
    own = [entry for entry in entries if _place(entry, [person]) is not None]
    return replace(
        person, declined=all(entry.declined for entry in own), optional=all(entry.optional for entry in own)
    )


def _place(person: Interviewer, merged: Sequence[Interviewer]) -> int | None:
    """Where the person stands in the list already."""
    email, name = (person.email or "").casefold(), fold_name(person.name)
    for at, other in enumerate(merged):
        if email and email == (other.email or "").casefold():
            return at
    for at, other in enumerate(merged):
        if name and name == fold_name(other.name) and not (email and other.email):
            return at
    if not name:
        return None
    kin = [at for at, other in enumerate(merged) if _is_short(name, fold_name(other.name))]
    if len(kin) != 1 or (email and merged[kin[0]].email):
        return None
    return kin[0]


def _is_short(one: str, other: str) -> bool:
    """Whether one of two names is only the other's first word."""
    return bool(one and other) and (other.split()[0] == one or one.split()[0] == other)


def _fuller(one: Interviewer, other: Interviewer) -> Interviewer:
    names = [name for name in (one.name, other.name) if name]
    return replace(
        one,
        name=max(names, key=lambda name: len(name.split()), default=None),
        email=one.email or other.email,
        optional=one.optional or other.optional,
        declined=one.declined or other.declined,
    )
