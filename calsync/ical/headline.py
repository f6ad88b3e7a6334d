"""Company and role out of a title, an event name, or any line built like one. Doubt leaves them empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from calsync.ical.company import (
    Known,
    corroborated_part,
    has_company_word,
    is_corroborated,
    is_descriptive,
    is_person_like,
    may_be_company,
    says_place,
    team_stripped,
    without_city,
)
from calsync.ical.names import fold, is_given, is_name
from calsync.ical.titles import ASIDES, Part, parts_of
from calsync.ical.words import Words

_COUNTED = "day|round|part|session|stage|step|loop|runde|tag|teil|jour|tour|ronda"
_COUNT = re.compile(
    rf"(?<!\w)(?:(?:(?:{_COUNTED}|#)[ -]?)?\d{{1,2}} ?(?:of|/|von|de|sur|di) ?\d{{1,2}}"
    rf"|(?:{_COUNTED})[ -]?(?:\d{{1,2}}|one|two|three|i{{1,3}}))(?!\w)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?:\d{1,4}[:./-]){1,2}\d{1,4}(?:am|pm)?|\d{1,2}(?:am|pm|h|min|mins)|\d{1,2}h\d{2}|20\d\d",
    re.IGNORECASE,
)
_REQUISITION = re.compile(
    r"[(\[]?(?:(?<!\w)(?:req|job|id|ref)[ .:#-]{0,3}(?:[a-z]{0,3}-)?\d{2,12}|#\d{2,12}"
    r"|(?<!\w)[a-z]{1,3}-\d{4,12})(?!\w)[)\]]?",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"^(?:the|our|a|an|your|open|post of|role of|position of) "
    r"| (?:role|position|post|job|opening|opportunity|vacancy)$",
    re.IGNORECASE,
)
_DAYS = (
    r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|tomorrow|today|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
)
_TAIL = re.compile(
    r" (?:(?:is|are|was|has been|have been)(?: now)? )?(?:confirmed|scheduled|rescheduled|booked)"
    rf"(?: (?:for|on) (?:{_DAYS}))?(?=[.!]?$| [-–—|(])"
    rf"| (?:today|tomorrow|(?:on|am|this|next) (?i:{_DAYS}))(?: (?:at|um) \d[\d:.]*(?: ?[apAP][mM])?)?"
    r"(?=[.!]?$|,|,? [-–—|(]| (?:for|at|with|from) )"
    r"| (?:via|over|on) (?i:(?:microsoft |ms |google )?(?:teams|zoom|meet|webex|skype|phone|video)(?: call)?)"
    r"(?=[.!]?$|,|,? [-–—|(]| (?:for|at|with|from) )"
)
"""What a sentence goes on with after the company: "… with Acme is confirmed", "… tomorrow", "… via Teams"."""
_RE = re.compile(r" (?:re|regarding|about): ?", re.IGNORECASE)
_JOINED = re.compile(r" (?:and|&|und|et|y|e|en|\+) |, ?|(?<=\w)/(?=\w)")
_EDGES = " ,;.!?*#\"'“”„&-–—/"
_ROLE_LIMIT = 80


class Headline(NamedTuple):
    """What a title names. `role_words` is the role as the title has it, to be left out of other readings."""

    company: str | None = None
    role: str | None = None
    role_words: str = ""


class _Piece(NamedTuple):
    """What is left of a part without its interview words, which stood `before` or `after` it, or neither."""

    text: str
    link: str
    crossed: bool = False
    before: bool = False
    after: bool = False


def read_headline(title: str, *, known: Known, words: Words) -> Headline:
    """The title's company and role. A part that is a person, a topic, a date or a place is neither."""
    title = _RE.sub(" for ", _TAIL.sub("", _TAIL.sub("", _REQUISITION.sub(" ", title))))
    parts = _without_titles_of_others(list(parts_of(title)), known=known, words=words)
    kinds = [part for part in parts if words.strong.search(part.text) or words.weak.search(part.text)]
    pieces = [
        piece
        for part in parts
        for piece in _pieces(part, known=known, words=words, told=any(other != part for other in kinds))
    ]
    speaks = any(pattern.search(title) for pattern in (words.strong, words.interview, words.weak))
    met = any(_is_known(part.text, known=known) for part in parts_of(title))
    roles: list[tuple[_Piece, str]] = []
    loose: list[_Piece] = []
    company: str | None = None
    for piece in pieces:
        if piece.link != "at" and words.role_noun.search(piece.text):
            beside, role = _role_in(piece, known=known, words=words)
            company = company or beside
            if role is not None:
                roles.append((piece, role))
        elif piece.link != "for" or is_corroborated(piece.text, known=known, words=words):
            loose.append(piece)
    found = _company(loose, known=known, words=words, speaks=speaks, met=met or bool(roles))
    company = found or company
    said = next((role for piece, role in roles if piece.link == "for"), None)
    role = said or (roles[0][1] if roles else None)
    return Headline(company=company, role=without_company(role, company), role_words=role or "")


def _without_titles_of_others(parts: list[Part], *, known: Known, words: Words) -> list[Part]:
    """The parts without the job title of somebody one meets: "with Ivy Shaw (Head of Data)"."""
    kept: list[Part] = []
    met = False
    for part in parts:
        titled = not part.link and words.role_noun.search(part.text) is not None
        if met and titled:
            continue
        met = part.link == "with" and _is_other(part.text, known=known)
        if not (titled and _holds_other(part.text, known=known)):
            kept.append(part)
    return kept


def _is_other(text: str, *, known: Known) -> bool:
    """Whether that is a person, and not the candidate."""
    return (is_name(text) or _is_known(text, known=known)) and fold(text) not in known.candidates


def _holds_other(text: str, *, known: Known) -> bool:
    """Whether a job title stands beside its holder's name ("VP Product Ana Reis")."""
    parts = text.split()
    ends = [" ".join(parts[:2]), " ".join(parts[-2:])] if len(parts) > 2 else []
    return any(
        _is_other(end, known=known) and (is_given(end.split()[0]) or _is_known(end, known=known))
        for end in ends
    )


def _pieces(part: Part, *, known: Known, words: Words, told: bool) -> Iterator[_Piece]:
    """A part cut at its interview words, without people, and without topics beside those words. `told` where
    another part tells the kind: then "Onsite Health" may be a company."""
    text = _COUNT.sub(lambda count: _uncounted(count, words=words), part.text)
    if not words.role_noun.search(text):
        text = words.never_interview.sub("\x00", text)
    for pattern in (words.strong, words.interview):
        text = pattern.sub("\x00", text)
    cores = text.split("\x00")
    for at, raw in enumerate(cores):
        core = raw.strip(_EDGES)
        if not core or (_is_known(core, known=known)):
            continue
        formed = part.link in ("with", "at") or (told and core.startswith(("Onsite ", "Final ")))
        whole = words.role_noun.search(core) or (formed and _has_form(core, words=words))
        weak = [core] if whole else words.weak.sub("\x00", core).split("\x00")
        for sub, piece in enumerate(weak):
            before = at > 0 or sub > 0
            after = at < len(cores) - 1 or sub < len(weak) - 1
            for bare in _unjoined(piece.strip(_EDGES), known=known, words=words):
                trimmed = _trim(bare, before=before, after=after, words=words)
                if trimmed and not _is_known(trimmed, known=known):
                    yield _Piece(trimmed, part.link, crossed=part.crossed, before=before, after=after)


def _uncounted(count: re.Match[str], *, words: Words) -> str:
    """ "Day 1" goes, but not of "Day One Ventures"."""
    after = count.string[count.end() :].split()[:1]
    named = bool(after) and after[0].casefold().strip(".,") in words.company_words - words.topics
    return count.group() if named and count.group()[:1].isupper() else "\x00"


def _has_form(text: str, *, words: Words) -> bool:
    """Whether words end like a company's name: what stands before belongs to it ("Final Frontier Ltd")."""
    last = text.split()[-1].casefold().replace(".", "").strip(",")
    return last in words.legal | (words.company_words - words.topics)


def _unjoined(text: str, *, known: Known, words: Words) -> list[str]:
    """ "Dana and Acme" is two things where one of them is somebody we know."""
    sides = [side.strip(_EDGES) for side in _JOINED.split(text)]
    if len(sides) > 1 and any(_is_known(side, known=known) for side in sides):
        return [side for side in sides if side and not _is_known(side, known=known)]
    sides = [side.strip(_EDGES) for side in text.split(", ")]
    if len(sides) == 2 and is_given(sides[1]) and " " not in sides[0]:
        return []
    if len(sides) > 1 and not words.role_noun.search(text) and sides[-1].casefold() not in words.legal:
        return [side for side in sides if side]
    return [_without_people(text, known=known)]


def _without_people(text: str, *, known: Known) -> str:
    """ "Dana Fox Acme" without the person we know at either end."""
    parts = text.split()
    for size in (3, 2):
        if len(parts) > size and fold(" ".join(parts[:size])) in known.people:
            return " ".join(parts[size:]).strip(_EDGES)
        if len(parts) > size and fold(" ".join(parts[-size:])) in known.people:
            return " ".join(parts[:-size]).strip(_EDGES)
    return text


def _is_known(text: str, *, known: Known) -> bool:
    """Whether that is somebody who takes part, also as "Fox, Dana" or "Dana's"."""
    last, comma, first = text.partition(", ")
    turned = f"{first} {last}" if comma else text.removesuffix("'s").removesuffix("’s")
    return fold(text) in known.people or fold(turned) in known.people


def _trim(text: str, *, before: bool, after: bool, words: Words) -> str:
    """Topics go where they touch an interview word ("Acme virtual | interview"), numbers at any end."""
    parts = text.split()
    role = words.role_noun.search(text) is not None

    def goes(word: str, *, touches: bool) -> bool:
        folded = word.casefold().strip(_EDGES)
        if not folded or _NUMBERS.fullmatch(folded):
            return True
        if role and (folded in words.modifiers or words.role_noun.search(word)):
            return False
        return touches and folded in words.topics

    while parts and goes(parts[-1], touches=after):
        parts.pop()
    while parts and goes(parts[0], touches=before):
        parts.pop(0)
    return " ".join(parts).strip(_EDGES)


def _role_in(piece: _Piece, *, known: Known, words: Words) -> tuple[str | None, str | None]:
    """The company that stands with a role ("Data Engineer, Acme GmbH"), and the role; either may be None."""
    if piece.link == "with":
        return None, None
    company: str | None = None
    kept: list[str] = []
    for side in [side.strip(_EDGES) for side in piece.text.split(", ")]:
        if words.role_noun.search(side):
            kept.append(side)
        elif is_name(side) and not has_company_word(side, words=words):
            return None, None
        elif is_corroborated(side, known=known, words=words) or has_company_word(side, words=words):
            company = company or side
        elif kept and all(word in words.topics | words.modifiers for word in side.casefold().split()):
            kept.append(side)
    lead, role = _leading_strangers(kept[0], words=words) if kept else ("", "")
    if lead and is_corroborated(lead, known=known, words=words):
        company, kept[0] = company or lead, role
    elif len(lead.split()) > 1:
        kept[0] = role
    shown = clean_role(", ".join(kept))
    alone = words.seniors.is_phrase(shown) or shown.casefold() in ("engineer", "engineers")
    ambiguous = piece.after and words.seniors.search(shown.split()[-1] if shown else "")
    if not shown or (piece.link != "for" and (alone or ambiguous)):
        return company, None
    return company, shown


def _leading_strangers(text: str, *, words: Words) -> tuple[str, str]:
    """The words before the first that is usual in a role ("Acme | Data Engineer")."""
    parts = text.split()
    for at, part in enumerate(parts):
        folded = part.casefold().strip(".,()")
        usual = any(half in words.modifiers for half in (folded, *folded.split("/")))
        if usual or words.role_noun.search(part):
            return " ".join(parts[:at]), " ".join(parts[at:])
    return "", text


_WHO_ONE_MEETS = frozenset(
    {"hiring manager", "hiring managers", "recruiter", "bar raiser", "team lead", "peer"}
)
"""What a session's title calls the other side: no role that anybody applies for there."""


def clean_role(text: str) -> str:
    """Without "the … role", requisition numbers and marks at the ends; at most 80 characters."""
    shown = _REQUISITION.sub("", ASIDES.sub(" ", text[: _ROLE_LIMIT * 3]))
    shown = " ".join(shown.split()).replace(" ,", ",")
    dotted = re.match(r"[\W_]*\.(?=net\b)", shown, re.IGNORECASE)
    shown = shown.strip(_EDGES)
    if shown.count("(") != shown.count(")"):
        shown = shown.partition("(")[0].strip(_EDGES + ")")
    for _ in range(3):
        shown = _SAID.sub("", shown).strip(_EDGES)
    shown = f".{shown}" if dotted else shown
    return shown if len(shown) <= _ROLE_LIMIT and shown.casefold() not in _WHO_ONE_MEETS else ""


def without_company(role: str | None, company: str | None) -> str | None:
    """ "Acme Data Engineer" is the Data Engineer of Acme, once Acme is known."""
    if role and company and role.casefold().startswith((f"{company.casefold()} ", f"{company.casefold()}-")):
        return role[len(company) :].strip(_EDGES) or None
    return role


def _company(loose: list[_Piece], *, known: Known, words: Words, speaks: bool, met: bool) -> str | None:
    """The one piece that is a company: told so by the mail domain, by "at", by its form, or by its place."""
    named: list[tuple[_Piece, str]] = []
    for piece in loose:
        if says_place(piece.text, words=words) and not is_corroborated(piece.text, known=known, words=words):
            continue
        text = (team_stripped(piece.text, words=words) or piece.text).removesuffix("'s").removesuffix("’s")
        text = without_city(text, words=words)
        if may_be_company(text, known=known, words=words):
            named.append((piece, text))
    for _, text in named:
        part = corroborated_part(text, known=known, words=words)
        if part is not None:
            return part.title() if part.islower() else part
    for piece, text in named:
        if piece.link == "at" and not is_given(text):
            return text
    for _, text in named:
        if has_company_word(text, words=words):
            return text
    clear = [(piece, text) for piece, text in named if not is_person_like(text, words=words)]
    if len(clear) != 1:
        return None
    piece, text = clear[0]
    if piece.before or piece.after:
        sure = " " not in text and not is_descriptive(text) and speaks
    elif piece.link == "with":
        sure = speaks or met
    else:
        sure = speaks or (piece.crossed and met)
        sure = sure and not (" " not in text and is_descriptive(text))
    return text if sure else None
