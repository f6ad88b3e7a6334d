"""Who an event brings together: the candidate, the interviewers, and who only arranged it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from calsync.ical.lines import Block
from calsync.ical.names import domain_of
from calsync.ical.people import (
    Guest,
    find_candidate,
    is_person,
    name_from_address,
    people_in_text,
    read_address,
)
from calsync.ical.words import read_words
from calsync.planning.interview import Interviewer
from calsync.planning.people import fold_name, merge_people

_GREETING = re.compile(
    r"^[ \t]*(?:hi|hello|hey|dear|hallo|guten (?:tag|morgen)|lieber?|bonjour|chère|cher|hola|ciao|gentile)"
    r"[ \t]+([^\W\d_][\w'’.-]{0,30}(?:[ \t][^\W\d_][\w'’.-]{0,30}){0,2})[ \t]*[,!.:–-]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """`organiser_key` tells events of one sender; `candidate_names` are all names and addresses of the
    candidate, in small letters."""

    interviewers: tuple[Interviewer, ...]
    guests: tuple[Guest, ...]
    organiser: Guest | None
    organiser_key: str | None
    candidate: str | None
    candidate_declined: bool
    maybe_candidate: tuple[str, ...]
    candidate_names: frozenset[str]
    origins: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()


def find_people(
    event: Block, *, title: str, text: str, me: frozenset[str], recipient: str | None, common: str | None
) -> People:
    """Everybody the event names. The organiser is an interviewer too, if a person, unless the text says who
    the interviewers are and does not name them. `common` is the guest of every event of the run, by address
    or as they are called."""
    words = read_words()
    guests = tuple(read_address(line) for line in event.all("ATTENDEE"))
    line = event.first("ORGANIZER")
    organiser = read_address(line) if line is not None else None
    finding = find_candidate(guests, organiser=organiser, me=me, recipient=recipient)
    for label, origin in (
        (_by_address(common, guests) or common, "the guest of every event"),
        (_greeted(text, finding.doubtful), "greeted in the text"),
        (
            _outsider(title, finding.doubtful, guests),
            "the only guest the title does not place at the company",
        ),
    ):
        if label in finding.doubtful:
            finding = find_candidate(
                guests, organiser=organiser, me=frozenset({label.casefold()}), recipient=None
            )
            finding = finding._replace(origin=origin)
    own = {fold_name(name) for name in (*me, finding.email, finding.name) if name}
    doubtful = {fold_name(name) for name in finding.doubtful}

    def others(people: tuple[Interviewer, ...]) -> tuple[Interviewer, ...]:
        return tuple(
            person
            for person in people
            if not {fold_name(person.name), fold_name(person.email)} & (own | doubtful)
        )

    told = others(people_in_text(text))
    invited = others(tuple(_interviewer(guest) for guest in guests if is_person(guest, words=words)))
    arranged: tuple[Interviewer, ...] = ()
    if organiser is not None and is_person(organiser, words=words):
        arranged = others((_interviewer(organiser),))
        known = merge_people(invited, told)
        if told and len(merge_people(known, arranged)) > len(known):
            arranged = ()
    people = merge_people(merge_people(invited, arranged), told)
    sources = (("guest list", invited), ("organiser", arranged), ("text", told))
    unsure: tuple[str, ...] = ()
    if finding.doubtful:
        names = " or ".join(finding.doubtful)
        unsure = (
            f"It cannot be told which guest is you ({names}): none of them is thanked by name. --me says it.",
        )
    origins = {
        "interviewers": ", ".join(name for name, found in sources if found),
        "candidate": finding.origin,
    }
    return People(
        interviewers=people,
        guests=guests,
        organiser=organiser,
        organiser_key=(organiser.email or organiser.name) if organiser else None,
        candidate=finding.email,
        candidate_declined=finding.declined,
        maybe_candidate=finding.doubtful,
        candidate_names=frozenset(name.casefold() for name in (*me, finding.email, finding.name) if name),
        origins={key: value for key, value in origins.items() if value},
        unsure=unsure,
    )


def _by_address(address: str | None, guests: Iterable[Guest]) -> str | None:
    return next((guest.label for guest in guests if address and guest.email == address), None)


def _greeted(text: str, labels: Iterable[str]) -> str:
    """The one of the guests whom the text's first lines greet by name; empty if none or several."""
    found = _GREETING.search(text[:500])
    if found is None:
        return ""
    greeted = fold_name(found[1]).split()
    matching = [label for label in labels if fold_name(label).split()[: len(greeted)] == greeted]
    return matching[0] if len(matching) == 1 else ""


def _outsider(title: str, labels: Iterable[str], guests: Iterable[Guest]) -> str:
    """The one guest left when those whose mail domain the title names as a company are set apart."""
    words = set(fold_name(title).replace("-", " ").split())
    homes = {guest.label: set(domain_of(guest.email).split(".")[:-1]) for guest in guests}
    outside = [label for label in labels if not homes.get(label, set()) & words]
    return outside[0] if len(outside) == 1 and len(outside) < len(list(labels)) else ""


def _interviewer(guest: Guest) -> Interviewer:
    return Interviewer(
        guest.name or (name_from_address(guest.email) if guest.email else None),
        guest.email,
        optional=guest.role == "OPT-PARTICIPANT",
        declined=guest.partstat == "DECLINED",
    )
