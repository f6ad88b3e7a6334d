"""What kind of interview the words tell, whether they show one at all, and whether it is a pause."""

from __future__ import annotations

import re
from typing import NamedTuple

from calsync.ical.company import has_company_word
from calsync.ical.names import domain_of, fold, is_under, plain
from calsync.ical.people import Guest
from calsync.ical.phrase_table import PhraseTable
from calsync.ical.words import Words
from calsync.planning.interview import Kind

_NEAR = 500
"""How far into a text a kind is believed: further down it speaks of the next rounds."""
_PHONE = re.compile(
    r"(?:(?:tel|phone|telefon|call|mobile)\.?:?)? ?\(?\+?\d[\d ()./–-]{5,24}(?: ?(?:ext|x)\.? ?\d{1,6})?",
    re.IGNORECASE,
)
_DEBRIEF = re.compile(r"(?:interview |hiring |candidate )?debrief\b", re.IGNORECASE)
"""How a talk begins that is about an interview and not one, whatever else its title says."""
_RECRUITS = re.compile(r"recruit|talent|career|candidate|hiring|bewerb|interview|karriere|carri[eè]re|empleo")


class Said(NamedTuple):
    """The texts, each for what it is worth; `title` and `event_name` without role and company."""

    title: str
    event_name: str
    event_line: str
    text: str


def kind_of(said: Said, *, location: str, words: Words) -> tuple[Kind | None, str]:
    """The kind and where it was read, supposing that it is an interview (`evidence_of` decides that)."""
    for text, origin in ((said.title, "title"), (said.event_name, said.event_line)):
        for row in words.kinds:
            if row.strong.search(text) or row.weak.search(text):
                return row.kind, origin
    if is_phone(location):
        return Kind.PHONE_SCREEN, "location"
    for row in words.kinds:
        if row.strong.search(said.text[:_NEAR]):
            return row.kind, "text"
    return None, ""


def is_phone(location: str) -> bool:
    """A LOCATION that is nothing but a phone number."""
    return _PHONE.fullmatch(plain(location, limit=80)) is not None


def evidence_of(
    said: Said, *, organiser: Guest | None, named: bool, hosted: str, people: frozenset[str], words: Words
) -> str:
    """In words, what shows an interview, or nothing. `named` where the title names role or company, `hosted`
    the employer's mail domain where the candidate is a guest there, `people` the names that take part."""
    for text, what in ((said.title, "title"), (said.event_name, said.event_line)):
        word = _first(text, words.strong, words.interview)
        if word:
            return f"the {what} says “{word}”"
    word = _first(said.text, words.text_signs)
    if word:
        return f"the text says “{word}”"
    weak = _first(said.title, words.weak) or _first(said.event_name, words.weak)
    hint = _first(said.text, words.text_hints)
    recruits = recruiter_of(organiser, words=words)
    if recruits and (weak or hint):
        return f"the organiser is {recruits} and " + (
            f"the title says “{weak}”" if weak else f"the text says “{hint}”"
        )
    if recruits and recruits.startswith("“"):
        return f"the organiser is {recruits}"
    twice = list(dict.fromkeys(found.text for found in words.weak.finditer(said.title)))
    if len(twice) > 1 and named:
        return f"the title says “{twice[0]}” and “{twice[1]}”"
    if weak and hint and named:
        return f"the title says “{weak}” and the text “{hint}”"
    if (
        weak
        and (hosted or named)
        and _says_no_more(said.title or said.event_name, people=people, words=words)
    ):
        return f"the title says only “{weak}”" + (f", and you are a guest of {hosted}" if hosted else "")
    return ""


def _says_no_more(title: str, *, people: frozenset[str], words: Words) -> bool:
    """Whether a title holds nothing but weak words, names and how the talk is held: "Panel – Acme" does,
    "Solar panel installation" does not."""
    rest = fold(words.weak.sub(" ", title)).split()
    idle = (
        words.topics
        | words.calendar
        | words.particles
        | {"with", "and", "the", "a", "of", "for", "at", "to", "your", "our"}
    )
    names = {part for name in people for part in name.split()}
    return all(word in idle or word in names or word.isdigit() for word in rest)


def recruiter_of(organiser: Guest | None, *, words: Words) -> str:
    """The recruiting service or team that sent the invitation, as it is to be called."""
    if organiser is None:
        return ""
    shown = organiser.shown or organiser.name or ""
    local = (organiser.email or "").partition("@")[0].casefold()
    if words.team_names.search(shown) and _RECRUITS.search(fold(shown)):
        return f"“{plain(shown, limit=60)}”"
    domain = domain_of(organiser.email)
    if is_under(domain, words.recruiting):
        return f"a recruiting service ({domain})"
    if local in words.mailboxes and _RECRUITS.search(local):
        return f"“{plain(organiser.email or '', limit=60)}”"
    return ""


def not_interview_of(said: Said, *, words: Words) -> str:
    """In words, what shows that it is none; some words only where none speaks of an interview."""
    for text, what in ((said.title, "title"), (said.event_name, said.event_line)):
        word = _first(text, words.never_interview)
        if not word and (_DEBRIEF.match(text) or not _first(text, words.strong, words.interview)):
            word = _first(text, words.seldom_interview)
        if word:
            return f"the {what} says “{word}”"
    return ""


def is_pause(title: str, *, words: Words) -> bool:
    """Lunch, a break, a welcome: part of the day, with nobody to thank. A "lunch interview" is none."""
    if _DEBRIEF.match(title):
        return True
    if not words.pause.search(title) or words.interview.search(title):
        return False
    telling = [row for row in words.kinds if row.kind is not Kind.ONSITE and row.kind is not Kind.OTHER]
    return not any(row.strong.search(title) for row in telling) and not has_company_word(title, words=words)


def _first(text: str, *tables: PhraseTable) -> str:
    for table in tables:
        found = table.search(text)
        if found is not None:
            return plain(found.text, limit=60)
    return ""
