"""The guests of an invitation: who is a person, who is the candidate, who is named twice.

`agenda` finds the people that only the text names; `names` owns what a name looks like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from calsync.ical.agenda import people_in_text
from calsync.ical.lines import Line
from calsync.ical.names import (
    clean_address,
    clean_name,
    domain_of,
    fold,
    is_given,
    is_name,
    is_under,
    name_from_address,
    plain,
    untagged,
)
from calsync.ical.words import Words, read_words
from calsync.planning.people import fits_address

__all__ = [
    "CandidateFinding",
    "Guest",
    "find_candidate",
    "is_person",
    "name_from_address",
    "people_in_text",
    "read_address",
]

_NOT_PEOPLE = frozenset({"ROOM", "RESOURCE", "GROUP"})
_CALENDAR_DOMAINS = frozenset({"resource.calendar.google.com", "group.calendar.google.com", "imip.me.com"})
_CODE = re.compile(r"[A-Z]{2,4}-(?=\S*[a-z0-9])\S+")
_LIST = re.compile(r"(?:dl|grp|list)[-_.].+|(?:.+[-_.])?interviewers")
_SEATS = re.compile(r"\(\d{1,3}\)$|\b(?:room|raum) ?[\w-]{0,4}\d", re.IGNORECASE)
_HOLDS = re.compile(
    r"\(\d{1,3} ?(?:places?|seats?|people|pers(?:onnes|onen)?\.?|pax|pl[äa]tze|plazas|posti)\)$",
    re.IGNORECASE,
)


class Guest(NamedTuple):
    """One ORGANIZER or ATTENDEE (RFC 5545, 3.8.4). `shown` is the CN as it stands, for rooms and teams;
    `named` tells that the name was said and not made from the address."""

    name: str | None
    email: str | None
    role: str = "REQ-PARTICIPANT"
    partstat: str = "NEEDS-ACTION"
    cutype: str = "INDIVIDUAL"
    organiser: bool = False
    shown: str = ""
    named: bool = True

    @property
    def label(self) -> str:
        """What to call the guest: the name, else the address."""
        return self.name or self.email or "?"


class CandidateFinding(NamedTuple):
    """Which guest the candidate is, and why. `doubtful` names those it could be where none was chosen."""

    email: str | None = None
    name: str | None = None
    declined: bool = False
    origin: str = ""
    doubtful: tuple[str, ...] = ()


def read_address(line: Line) -> Guest:
    """The EMAIL parameter outranks the value; a value that is no address leaves the name alone."""
    email = clean_address(line.params.get("EMAIL", "")) or clean_address(line.value)
    if email is not None and is_under(domain_of(email), frozenset({"imip.me.com"})):
        email = None
    shown = plain(line.params.get("CN", ""), limit=120).strip("\"' ")
    if email is None and "EMAIL" not in line.params:
        email = clean_address(shown)
    name = clean_name(shown)
    made = name_from_address(email) if email and name is None else None
    return Guest(
        name=name or made,
        email=email,
        role=_parameter(line, "ROLE") or "REQ-PARTICIPANT",
        partstat=_parameter(line, "PARTSTAT") or "NEEDS-ACTION",
        cutype=_parameter(line, "CUTYPE") or "INDIVIDUAL",
        organiser=line.name == "ORGANIZER",
        shown=shown,
        named=name is not None,
    )


def _parameter(line: Line, name: str) -> str:
    return plain(line.params.get(name, ""), limit=40).upper()


def is_person(guest: Guest, *, words: Words) -> bool:
    """Not a room, a robot, a team, a shared calendar, a note-taker or somebody only kept informed."""
    if guest.cutype in _NOT_PEOPLE or guest.role == "NON-PARTICIPANT" or (not guest.name and not guest.email):
        return False
    domain = domain_of(guest.email)
    if is_under(domain, _CALENDAR_DOMAINS) or is_robot(guest.email, words=words):
        return False
    shown = fold(guest.shown or guest.name or "")
    listens = words.notetakers.search(guest.shown or guest.name or "")
    if listens is not None and (
        listens.start == 0 or "take" in listens.text.casefold() or not is_name(guest.name or "")
    ):
        return False
    if _is_code(guest) or _is_list(guest.email) or _HOLDS.search(guest.shown):
        return False
    if not _is_self_named(guest, words=words) and (
        is_room(guest.shown, words=words) or is_team(guest, words=words)
    ):
        return False
    if is_under(domain, words.service):
        return bool(guest.named and guest.name and is_name(guest.name))
    return bool(shown or guest.email)


def _is_code(guest: Guest) -> bool:
    """ "BER-4-Spree", "Huddle 2": no name has a digit, and none is a code in capitals; a lone login may."""
    name = guest.name or ""
    login = (guest.email or "").partition("@")[0].casefold() == name.casefold()
    return (not login and any(char.isdigit() for char in name)) or _CODE.fullmatch(name) is not None


def _is_list(email: str | None) -> bool:
    """A distribution list, by how its address begins or ends ("dl-data@", "eng-interviewers@")."""
    return _LIST.fullmatch((email or "").partition("@")[0].casefold()) is not None


def _is_self_named(guest: Guest, *, words: Words) -> bool:
    """Whether name and address agree that it is a person: "Rita Team <rita.team@…>" is no team."""
    parts = (guest.name or "").split()
    if not guest.named or len(parts) != 2 or not all(part.isalpha() and part.istitle() for part in parts):
        return False
    if not (is_given(parts[0]) or is_name(guest.name or "")):
        return False
    local = (guest.email or "").partition("@")[0].casefold()
    firm = register(domain_of(guest.email), words=words).partition(".")[0]
    return local not in words.mailboxes and fold(parts[0]) != firm and fits_address(guest.name, guest.email)


def is_robot(email: str | None, *, words: Words) -> bool:
    """A machine's address: no-reply and its kin, also with a tag ("noreply+42@", "calendar-server-7@")."""
    local = (email or "").partition("@")[0].casefold()
    if not local:
        return False
    stem = re.split(r"[+=]", local, maxsplit=1)[0].rstrip("0123456789-_.")
    return stem in words.robots or any(
        mark in stem for mark in ("noreply", "no-reply", "no_reply", "donotreply", "notetaker")
    )


def is_room(shown: str, *, words: Words) -> bool:
    """ "Conf Room 4", "Room Berlin (12)", "Berlin-3-Spree (8) [Zoom]"."""
    said = words.rooms.search(shown)
    if said is not None and (said.start == 0 or not is_name(shown)):
        return True
    return _SEATS.search(shown) is not None


def is_team(guest: Guest, *, words: Words) -> bool:
    """A mailbox several people read. A person's name beside it ("Jo Park <recruiting@…>") makes a person."""
    shown = guest.shown or (guest.name or "")
    if words.team_names.search(shown):
        named = guest.name or ""
        if not is_name(named) or words.team_names.search(named):
            return True
    local = (guest.email or "").partition("@")[0].partition("+")[0].casefold()
    parts = [part for part in re.split(r"[._-]", local) if part]
    team = local in words.mailboxes or (bool(parts) and all(part in words.mailboxes for part in parts))
    team = team or local.endswith("-team") or local.startswith("team-")
    return team and not (guest.named and guest.name is not None and is_name(guest.name))


def find_candidate(
    guests: Sequence[Guest], *, organiser: Guest | None, me: frozenset[str], recipient: str | None
) -> CandidateFinding:
    """The candidate among the guests; where the file does not tell, nobody, and those it could be."""
    words = read_words()
    everyone = [*guests, *([organiser] if organiser else [])]
    typed = _typed(me, everyone)
    if typed is not None:
        return typed
    address = clean_address(recipient or "")
    if address is not None and not is_robot(address, words=words):
        mine = next(
            (guest for guest in everyone if guest.email and untagged(guest.email) == untagged(address)), None
        )
        if mine is None or is_person(mine, words=words):
            return _found(mine or Guest(None, address), "the mail's recipient")
    people = _others(guests, organiser=organiser, words=words)
    host = organiser if organiser and is_person(organiser, words=words) else None
    home = domain_of(host.email) if host else ""
    if len(people) == 1:
        only = people[0]
        if is_under(home, words.free) and not is_under(domain_of(only.email), words.free):
            return CandidateFinding(doubtful=(only.label, host.label if host else ""))
        return _found(only, "the only guest")
    addressed = [guest for guest in people if guest.email]
    homes = [register(domain_of(guest.email), words=words) for guest in addressed]
    if home:
        homes.append(register(home, words=words))
    for at, guest in enumerate(addressed):
        rest = homes[:at] + homes[at + 1 :]
        if len(rest) >= 2 and len(set(rest)) == 1 and homes[at] != rest[0]:
            return _found(guest, f"the only guest outside {rest[0]}")
    private = [guest for guest in addressed if is_under(domain_of(guest.email), words.free)]
    if len(private) == 1 and not is_under(home, words.free):
        return _found(private[0], "the only guest at a private mail service")
    return CandidateFinding(doubtful=tuple(dict.fromkeys(guest.label for guest in people)))


def _others(guests: Sequence[Guest], *, organiser: Guest | None, words: Words) -> list[Guest]:
    """The people among the guests but for the organiser, each once."""
    taken = {(organiser.email or "").casefold()} if organiser else set()
    people: list[Guest] = []
    for guest in guests:
        key = (guest.email or fold(guest.name or "")).casefold()
        same = (
            organiser is not None and not guest.email and fold(guest.name or "") == fold(organiser.name or "")
        )
        if not guest.organiser and key not in taken and not same and is_person(guest, words=words):
            taken.add(key)
            people.append(guest)
    return people


def _typed(me: frozenset[str], everyone: Sequence[Guest]) -> CandidateFinding | None:
    addresses = sorted(address for address in map(clean_address, me) if address is not None)
    names = sorted(word for word in me if clean_address(word) is None and fold(word))
    folded_names = {fold(name) for name in names}
    for guest in everyone:
        by_address = bool(guest.email) and untagged(guest.email) in set(map(untagged, addresses))
        if by_address or (guest.name and fold(guest.name) in folded_names):
            return _found(guest, "--me")
    if not addresses and not names:
        return None
    name = plain(names[0], limit=120) if names else None
    if name is not None and name == name.casefold():
        name = name.title()
    return CandidateFinding(email=addresses[0] if addresses else None, name=name, origin="--me")


def _found(guest: Guest, origin: str) -> CandidateFinding:
    return CandidateFinding(
        email=guest.email, name=guest.name, declined=guest.partstat == "DECLINED", origin=origin
    )


def register(domain: str, *, words: Words) -> str:
    """The part of a domain that somebody registered: "careers.acme.co.uk" is "acme.co.uk"."""
    labels = [label for label in domain.split(".") if label][-6:]
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in words.second_level else 2
    return ".".join(labels[-count:])
