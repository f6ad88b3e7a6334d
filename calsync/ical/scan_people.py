"""What the people of an event say for and against an interview: who invites whom, and who works where.

`scan_signs` sees all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from calsync.ical.clue_scores import Sign
from calsync.ical.event_people import People
from calsync.ical.names import domain_of, is_under, untagged
from calsync.ical.people import Guest, is_person, register
from calsync.ical.words import Words, read_words
from calsync.planning.people import fold_name

_CROWD = 14
_OPTIONAL = ("OPT-PARTICIPANT", "NON-PARTICIPANT")


class Circle(NamedTuple):
    """Whom an event brings together, as seen by the person: `inside` are people of their own organisation,
    `outside` of another, `private` those who show none."""

    is_organiser: bool
    listed: bool
    optional: bool
    guests: bool
    organiser: str
    organiser_inside: bool
    inside: int
    outside: int
    private: int

    @property
    def others(self) -> int:
        return self.inside + self.outside + self.private


def of_people(people: People, *, me: frozenset[str]) -> Iterator[Sign]:
    """The signs; `me` as in Beforehand. Who shares a mail domain with the person works where they work,
    unless anybody may have an address there."""
    return _of_circle(_circle(people, me=me, words=read_words()))


def _of_circle(circle: Circle) -> Iterator[Sign]:
    if circle.is_organiser:
        if circle.inside and circle.inside == circle.others:
            yield Sign("own_meeting", "you are the organiser, and all others work where you work")
        elif circle.inside or circle.private:
            yield Sign("own_invitation", "you are the organiser, so you may be the interviewer")
        elif circle.others:
            yield Sign("own_request", "you are the organiser")
    elif circle.organiser_inside or circle.inside:
        if circle.inside + circle.organiser_inside and not circle.outside + circle.private:
            yield Sign("internal", "everybody works where you work")
        elif circle.organiser_inside:
            yield Sign("own_candidate", "your own organisation invites, so you may be the interviewer")
        else:
            yield Sign("colleague", "somebody takes part who works where you work")
    elif circle.guests and not circle.listed:
        yield Sign("not_listed", "you are not on its guest list")
    elif circle.organiser:
        yield Sign("guest_outside", f"you are a guest of {circle.organiser}")
    elif circle.listed:
        yield Sign("guest", "you are a guest")
    if circle.optional:
        yield Sign("optional", "you need not come")
    if circle.others > _CROWD:
        yield Sign("crowd", f"{circle.others} others take part")


def _circle(people: People, *, me: frozenset[str], words: Words) -> Circle:
    addresses = {untagged(each) for each in me if "@" in each}
    names = {fold_name(each) for each in me if "@" not in each}
    if not me and people.candidate:
        addresses = {untagged(people.candidate)}
    own = (
        {
            register(domain_of(each), words=words)
            for each in addresses
            if not is_under(domain_of(each), words.free | words.service)
        }
        if me
        else set()
    )

    def is_me(guest: Guest) -> bool:
        if guest.email:
            return untagged(guest.email) in addresses
        return bool(guest.name) and fold_name(guest.name) in names

    def home(guest: Guest) -> str:
        """The organisation, by its mail domain; empty if it shows none."""
        domain = domain_of(guest.email)
        if not domain or is_under(domain, words.free | words.service):
            return ""
        return register(domain, words=words)

    organiser = people.organiser
    guests = [guest for guest in people.guests if not organiser or _key(guest) != _key(organiser)]
    others = [guest for guest in guests if not is_me(guest) and is_person(guest, words=words)]
    mine = organiser is not None and is_me(organiser)
    if organiser is not None and not mine and is_person(organiser, words=words):
        others.append(organiser)
    homes = [home(guest) for guest in others]
    host = home(organiser) if organiser is not None and not mine else ""
    return Circle(
        is_organiser=mine,
        listed=any(map(is_me, guests)),
        optional=any(is_me(guest) and guest.role in _OPTIONAL for guest in guests),
        guests=bool(addresses) and bool(guests) and any(guest.email for guest in guests),
        organiser="" if host in own else host,
        organiser_inside=bool(host) and host in own,
        inside=sum(each in own for each in homes),
        outside=sum(bool(each) and each not in own for each in homes),
        private=sum(not each for each in homes),
    )


def _key(guest: Guest) -> str:
    return untagged(guest.email) or fold_name(guest.name)
