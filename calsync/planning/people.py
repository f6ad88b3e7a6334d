"""Telling one interviewer from another, and joining what several places say of the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from unicodedata import normalize

from calsync.planning.interview import Interviewer


@lru_cache(maxsize=4096)
def fold_name(name: str | None) -> str:
    """A name without what its spellings differ in: case, accents, punctuation, spacing."""
    plain = unicodedata.normalize("NFKD", name or "").casefold()
    letters = (c if c.isalnum() or c == "@" else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def person_key(person: Interviewer | None) -> str:
    """What stands for a person in identities: the key they bear, else the address, else the name; empty for
    everybody."""
    if person is None:
        return ""
    return person.key or _own_key(person)


def _own_key(person: Interviewer) -> str:
    return _folded(person.email or "") or _folded(person.name or "")


def _folded(text: str) -> str:
    return " ".join(normalize("NFKC", normalize("NFKC", text).casefold()).split())


def merge_people(known: Iterable[Interviewer], more: Iterable[Interviewer]) -> tuple[Interviewer, ...]:
    """Both lists as one, in order, each person once with the fuller data of the two.

    The same address or the same name is the same person, and so is a lone first name that only one of the
    others bears, or an address alone that is made of only one of the names. Who is marked as declined or
    optional in either list stays so.
    """
    merged: list[Interviewer] = []
    everyone = [*known, *more]
    for person in everyone:
        at = _place(person, merged)
        if at is None or _may_be_another(person, merged[at], everyone):
            merged.append(person)
        else:
            merged[at] = _fuller(merged[at], person)
    return tuple(merged)


def meet(known: Iterable[Interviewer], met: Sequence[Interviewer]) -> tuple[Interviewer, ...]:
    """The people with those that were met, who did come, whatever they had answered before."""
    came = (
        replace(each, declined=False)
        if each.declined and any(same_person(each, one) for one in met)
        else each
        for each in known
    )
    return merge_people(came, met)


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
    if not email or not name:
        addressed = [at for at, other in enumerate(merged) if _is_address_of(person, other)]
        if len(addressed) == 1:
            return addressed[0]
    if not name:
        return None
    kin = [at for at, other in enumerate(merged) if _is_short(name, fold_name(other.name))]
    if len(kin) != 1 or (email and merged[kin[0]].email):
        return None
    return kin[0]


def fits_address(name: str | None, email: str | None) -> bool:
    """Whether an address is made of the name: "ana.reis@", "areis@", "reis.ana@", "ana@" or "reis@"."""
    parts = [part for part in fold_name(name).split() if part]
    local = (email or "").casefold().partition("@")[0].partition("+")[0]
    if not parts or not local:
        return False
    first, last = parts[0], parts[-1]
    made = {first, last}
    if len(parts) > 1:
        made |= {f"{first}{mark}{last}" for mark in ("", ".", "_", "-")}
        made |= {f"{last}.{first}", f"{first[0]}{last}", f"{first[0]}.{last}"}
    return local in made


def _is_address_of(one: Interviewer, other: Interviewer) -> bool:
    """Whether of two entries one has only an address and the other only the name it is made of."""
    if one.name and not one.email and other.email and not other.name:
        return fits_address(one.name, other.email)
    if other.name and not other.email and one.email and not one.name:
        return fits_address(other.name, one.email)
    return False


def _may_be_another(one: Interviewer, other: Interviewer, everyone: Iterable[Interviewer]) -> bool:
    """Whether an address that is made of one's name is made of another's as well."""
    if not _is_address_of(one, other):
        return False
    email = one.email or other.email
    return len({fold_name(entry.name) for entry in everyone if fits_address(entry.name, email)}) > 1


def same_person(one: Interviewer, other: Interviewer) -> bool:
    """Whether two entries would become one."""
    return _place(one, [other]) is not None


def keep_keys(known: Sequence[Interviewer], now: Sequence[Interviewer]) -> tuple[Interviewer, ...]:
    """The people as they are read now, each under the key they were known by: an address that is learnt makes
    nobody another person. Where it cannot be told who is who, nobody takes over a key."""
    own = [_own_key(each) for each in now]
    former = {_own_key(each): each for each in known}
    new = [each for each, key in zip(now, own, strict=True) if key not in former]
    gone = [each for key, each in former.items() if key not in own]
    kept: list[str] = []
    for person, key in zip(now, own, strict=True):
        kin = [former[key]] if key in former else [each for each in gone if same_person(each, person)]
        if key not in former and (len(kin) != 1 or sum(same_person(kin[0], each) for each in new) != 1):
            kin = []
        kept.append(person_key(kin[0]) if kin else "")
    taken = {key for key in kept if key}
    keyed: list[Interviewer] = []
    for person, key, before in zip(now, own, kept, strict=True):
        chosen = before or _free(key, taken)
        taken.add(chosen)
        keyed.append(replace(person, key="" if chosen == key else chosen))
    return tuple(keyed)


def without_keys(people: Iterable[Interviewer]) -> tuple[Interviewer, ...]:
    """The people as they were read."""
    return tuple(replace(each, key="") if each.key else each for each in people)


def _free(key: str, taken: Collection[str]) -> str:
    """The key, or if somebody goes by it already, the key with a number."""
    free, number = key, 1
    while free in taken:
        number += 1
        free = f"{key} {number}"
    return free


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
        key=one.key or other.key,
    )
