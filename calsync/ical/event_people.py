"""Who an event brings together: the candidate, the interviewers, and who only arranged it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from calsync.ical.agenda import helpers_in_text
from calsync.ical.company import Known
from calsync.ical.headline import read_headline
from calsync.ical.lines import Block
from calsync.ical.names import domain_of, fold, is_given, is_name, listed_name, untagged
from calsync.ical.people import (
    CandidateFinding,
    Guest,
    find_candidate,
    is_person,
    name_from_address,
    people_in_text,
    read_address,
)
from calsync.ical.titles import parts_of
from calsync.ical.words import read_words
from calsync.planning.interview import Interviewer
from calsync.planning.people import fits_address, fold_name, merge_people, same_person

GREETING = re.compile(
    r"^[ \t]*(?:hi|hello|hey|dear|hallo|guten (?:tag|morgen)|lieber?|bonjour|chère|cher|hola|ciao|gentile)"
    r"[ \t]+([^\W\d_][\w'’.-]{0,30}(?:[ \t][^\W\d_][\w'’.-]{0,30}){0,2})[ \t]*[,!.:–-]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)

_MET = re.compile(r"\b(?:with|w/|mit|avec|con|met|by) ?$", re.IGNORECASE)
_BETWEEN = re.compile(r" ?(?:<->|<>|↔|⇄) ?| (?:and|&|und|et|y|x|×|/|//|\+) ")


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


MOST_GUESTS = 150
"""Guests that are looked at: no interview has so many, and telling them apart takes time."""


def find_people(
    event: Block, *, title: str, text: str, me: frozenset[str], recipient: str | None, common: str | None
) -> People:
    """Everybody the event names. The organiser is an interviewer too, if a person, unless the text says who
    the interviewers are and does not name them. `common` is the guest of every event of the run, by address
    or as they are called."""
    words = read_words()
    lines = islice(event.all("ATTENDEE"), MOST_GUESTS)
    guests = tuple(_named_in(text, read_address(line)) for line in lines)
    line = event.first("ORGANIZER")
    organiser = _named_in(text, read_address(line)) if line is not None else None
    finding = find_candidate(guests, organiser=organiser, me=me, recipient=recipient)
    for label, origin in (
        (_by_address(common, guests) or common, "the guest of every event"),
        (_greeted(text, finding.doubtful), "greeted in the text"),
        (_titled(title, finding.doubtful), "named in the title"),
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
    own |= {fold_name(untagged(name)) for name in (*me, finding.email) if name and "@" in name}
    doubtful = {fold_name(name) for name in finding.doubtful}

    def others(people: tuple[Interviewer, ...]) -> tuple[Interviewer, ...]:
        return tuple(
            person
            for person in people
            if not {fold_name(person.name), *_spellings(person.email)} & (own | doubtful)
        )

    met = _met_in(title, candidate=finding) if finding.name else ()
    hosts = {label for guest in (*guests, organiser) if guest for label in domain_of(guest.email).split(".")}
    met = tuple(one for one in met if fold(one.name or "").replace(" ", "") not in hosts)
    titled = others(_other_side(title, own) or met)
    told = others(people_in_text(text))
    helpers = [
        helper for helper in helpers_in_text(text) if not any(same_person(helper, person) for person in told)
    ]

    def interviewing(found: Iterable[Guest]) -> tuple[Interviewer, ...]:
        people = (_interviewer(guest) for guest in found if is_person(guest, words=words))
        return others(
            tuple(person for person in people if not any(same_person(person, helper) for helper in helpers))
        )

    invited = interviewing(guests)
    arranged = interviewing([organiser] if organiser else [])
    if arranged:
        known = merge_people(merge_people(invited, told), titled)
        if (told or titled) and len(merge_people(known, arranged)) > len(known):
            arranged = ()
    people = merge_people(merge_people(merge_people(invited, arranged), told), titled)
    if len(people) == len(merge_people(merge_people(invited, arranged), told)):
        titled = ()
    sources = (("guest list", invited), ("organiser", arranged), ("text", told), ("title", titled))
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
    found = GREETING.search(text[:500])
    if found is None:
        return ""
    greeted = fold_name(found[1]).split()
    matching = [label for label in labels if fold_name(label).split()[: len(greeted)] == greeted]
    return matching[0] if len(matching) == 1 else ""


def _titled(title: str, labels: Iterable[str]) -> str:
    """The one of the guests whose full name the title has, unless it says "with" them; empty if several."""
    matching = [
        label
        for label in labels
        if " " in label
        and (found := re.search(rf"(?<!\w){re.escape(label)}(?!\w)", title, re.IGNORECASE)) is not None
        and _MET.search(title[: found.start()]) is None
    ]
    return matching[0] if len(matching) == 1 else ""


def _other_side(title: str, own: set[str]) -> tuple[Interviewer, ...]:
    """Whom a title of exactly two names sets beside the candidate: "Jo Marsh and Dana Fox"."""
    sides = [side.strip() for side in _BETWEEN.split(title)]
    others = [side for side in sides if fold_name(side) not in own]
    plainly = re.fullmatch(r".+ and .+", title) is not None and len(others) == 1
    if len(sides) != 2 or not all(is_name(side) or (plainly and listed_name(side) == side) for side in sides):
        return ()
    return (Interviewer(others[0]),) if len(others) == 1 else ()


def _met_in(title: str, *, candidate: CandidateFinding) -> tuple[Interviewer, ...]:
    """With whom a title says one talks, where another part of it is the company: "Phone screen with Sarah
    Chen (Acme)". Without the company, a name such as "Jane Street" may be one itself."""
    words = read_words()
    parts = list(parts_of(title))
    for at, part in enumerate(parts):
        if part.link != "with" or not is_name(part.text) or _may_be(candidate, part.text):
            continue
        after = parts[at + 1] if at + 1 < len(parts) else None
        bracket = after is not None and f"({after.text})" in title
        titled = after is not None and bracket and words.role_noun.search(after.text) is not None
        known = Known(people=frozenset({fold(candidate.name or ""), fold(part.text)}))
        company = read_headline(title, known=known, words=words).company
        if company and fold(company) != fold(part.text) and (titled or is_given(part.text.split()[0])):
            return (Interviewer(part.text),)
    return ()


def _may_be(candidate: CandidateFinding, name: str) -> bool:
    """Whether a name may be the candidate's, who may be known by a first name or an address alone."""
    own, said = set(fold(candidate.name or "").split()), set(fold(name).split())
    return own <= said or said <= own or bool(candidate.email and fits_address(name, candidate.email))


def _named_in(text: str, guest: Guest) -> Guest:
    """A guest known by address alone, with the one name among the text's lines that it is made of."""
    if guest.name or not guest.email:
        return guest
    lines = (re.split(r" ?[,(|<]| [–—-] ", line.strip(), maxsplit=1)[0] for line in text.splitlines()[:400])
    names = {line for line in lines if line and is_name(line) and fits_address(line, guest.email)}
    return guest._replace(name=names.pop(), named=True) if len(names) == 1 else guest


def _spellings(email: str | None) -> set[str]:
    """An address as compared, with and without its tag."""
    return {fold_name(email), fold_name(untagged(email))} - {""}


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
