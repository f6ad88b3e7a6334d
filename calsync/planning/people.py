"""Telling one interviewer from another, and joining what several places say of the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from calsync.planning.interview import Interviewer


def fold_name(name: str | None) -> str:
    """A name without what spellings of it differ in: case, accents, spacing."""
    plain = unicodedata.normalize("NFKD", name or "")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def merge_people(known: Iterable[Interviewer], more: Iterable[Interviewer]) -> tuple[Interviewer, ...]:
    """Both lists as one, in order, everybody once, with the fuller data of the two.

    Two entries are one person if they share an address, or have the same name and not two addresses.
    Somebody who declined one session but not another was there; likewise for optional.
    """
    people: list[Interviewer] = []
    for person in (*known, *more):
        place = next((n for n, each in enumerate(people) if _same(each, person)), None)
        if place is None:
            people.append(person)
            continue
        other = people[place]
        name = max((other.name, person.name), key=lambda each: len((each or "").split()))
        people[place] = Interviewer(
            name,
            other.email or person.email,
            other.optional and person.optional,
            other.declined and person.declined,
        )
    return tuple(people)


def _same(one: Interviewer, other: Interviewer) -> bool:
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return bool(one.name) and fold_name(one.name) == fold_name(other.name)
