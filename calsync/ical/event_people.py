"""Who an event brings together: the candidate, the interviewers, and who only arranged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calsync.ical.lines import Block
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


def find_people(event: Block, *, text: str, me: frozenset[str], recipient: str | None) -> People:
    """Everybody the event names. The organiser is an interviewer too, if a person, unless the text says who
    the interviewers are and does not name them."""
    words = read_words()
    guests = tuple(read_address(line) for line in event.all("ATTENDEE"))
    line = event.first("ORGANIZER")
    organiser = read_address(line) if line is not None else None
    finding = find_candidate(guests, organiser=organiser, me=me, recipient=recipient)
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


def _interviewer(guest: Guest) -> Interviewer:
    return Interviewer(
        guest.name or (name_from_address(guest.email) if guest.email else None),
        guest.email,
        optional=guest.role == "OPT-PARTICIPANT",
        declined=guest.partstat == "DECLINED",
    )
