"""Role and company in running text: "for the Data Engineer role at Acme", "Ihre Bewerbung als … bei …"."""

from __future__ import annotations

import re

from calsync.ical.company import (
    Known,
    company_after,
    has_company_word,
    is_corroborated,
    may_be_company,
)
from calsync.ical.headline import clean_role
from calsync.ical.names import is_given, is_name
from calsync.ical.words import Words

_ROLE = r"(?P<role>[^\n.;:!?<>]{2,70}?)"
_END = r"(?=[\n.,!(])"
_ROLE_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:for|about|regarding|in) (?:the|our|a|an|your) {_ROLE}"
        r" (?:role|position|job|opening|vacancy)\b(?: (?:here )?(?P<link>at|with|@) )?",
        rf"\b(?:the|your|our) {_ROLE} (?:role|position|opening|vacancy)(?: here)? (?P<link>at|with|@) ",
        rf"\bfor the post of {_ROLE}(?: (?P<link>at|with) |{_END})",
        r"\b(?:interview\w*|application|applied|applying|candidacy|considered) for (?:the |a |an |our )?"
        rf"{_ROLE} (?P<link>at|with|@) ",
        rf"\b(?:stelle als|position als|bewerbung als|als) {_ROLE} (?P<link>bei|im hause) (?:der )?",
        r"\b(?:(?:(?:für|auf|um) die|zur) (?:stelle|position)(?: als)?|bewerbung als) "
        rf"[„\"“»]?{_ROLE}"
        r"[“\"”«]?(?= \(|[\n.,!]| (?:am|und|bei|einladen|in)\b)",
        rf"\b(?:poste d[e'’]|en tant que) ?{_ROLE}(?: (?P<link>chez|au sein de) |{_END})",
        rf"\b(?:puesto de|posición de|vacante de) {_ROLE}(?: (?P<link>en) |{_END})",
        rf"\b(?:posizione di|ruolo di) {_ROLE}(?: (?P<link>presso|in) |{_END})",
        rf"\b(?:functie van|vacature voor) {_ROLE}(?: (?P<link>bij) |{_END})",
    )
)
_AT = frozenset({"at", "@", "bei", "chez", "presso", "bij"})
_COMPANY_PHRASE = re.compile(
    r"\b(?:interview\w*|conversation|screen|opportunity|opportunities|role|position|career|candidacy|applying|"
    r"application|applied|interest|team|vorstellungsgespräch|gespräch|bewerbung|entretien|candidature|"
    r"entrevista|colloquio|sollicitatie\w*)"
    r"(?: here)? (?P<link>at|in|to|with|bei|chez|auprès de|en|presso|bij) (?:the |der )?(?=\w)",
    re.IGNORECASE,
)


def role_in_text(text: str, *, words: Words) -> str | None:
    """The first role a phrase names; a noun of the table or a capital must speak for it."""
    flat = _flat(text)
    for pattern in _ROLE_PHRASES:
        for found in pattern.finditer(flat):
            role = clean_role(_last_article(found.group("role")))
            if role and _is_role(role, words=words):
                return role
    return None


def _last_article(role: str) -> str:
    """ "your interview for the Data Engineer" began too early: what follows the last article counts."""
    return re.split(r"\b(?:for|als|the|our|your|an?|die|pour le poste de) ", role)[-1]


def _is_role(role: str, *, words: Words) -> bool:
    parts = role.casefold().split()
    if words.interview.search(role) or is_name(role) or "@" in role or len(parts) > 10:
        return False
    if all(word in words.topics - words.modifiers for word in parts):
        return False
    return words.role_noun.search(role) is not None or (role[:1].isupper() and len(parts) <= 5)


def company_in_text(text: str, *, known: Known, words: Words) -> str | None:
    """ "…role at Acme", "interview at Acme"; after "with", "in" or "to" only what a mail domain says too."""
    flat = _flat(text)
    places = [
        (found.end(), found.group("link").casefold(), True)
        for pattern in _ROLE_PHRASES
        for found in pattern.finditer(flat)
        if found.groupdict().get("link")
    ]
    places += [
        (found.end(), found.group("link").casefold(), False) for found in _COMPANY_PHRASE.finditer(flat)
    ]
    for at, link, after_role in places:
        name = company_after(flat, at=at)
        if name is None or not may_be_company(name, known=known, words=words) or is_given(name):
            continue
        formed = has_company_word(name, words=words)
        if formed or is_corroborated(name, known=known, words=words):
            return name
        if words.role_noun.search(name) or (is_name(name) and link not in _AT):
            continue
        if after_role or link in _AT:
            return name
    return None


def _flat(text: str) -> str:
    """Lines that a mail broke become sentences again; paragraphs stay apart."""
    return re.sub(
        r"(?<=[^\n.:;!?])\n(?=[^\n])", " ", re.sub(r"[ \t\u00a0]{1,40}", " ", text.replace("\r", ""))
    )
