"""Which words can be a company's name, and what the organiser and the mail domains say of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from calsync.ical.names import (
    domain_of,
    fold,
    is_given,
    is_name,
    is_under,
    listed_name,
    name_from_address,
    plain,
)
from calsync.ical.people import Guest, is_person, is_robot, register
from calsync.ical.words import Words

_WORD = re.compile(r"[\w&+.'’!-]+")
_LOWER_LINKS = frozenset({"of", "&", "de", "du", "des", "and", "der", "für", "la", "+", "di", "van"})
_DESCRIPTIVE = re.compile(
    r".{3,}(?:ing|ional|ary|ory|ive|ency|ance|ment|tion|sion|ility|gespräch|ique)", re.IGNORECASE
)
_AFFIXES = re.compile(
    r"^(?:get|join|try|go|use|the|team|weare|hello|my)(?=\w{3})|(?:hq|app|inc|corp|labs?|group|tech|ag|gmbh|llc|io|jobs|careers)$"
)
_CJK_FORMS = ("株式会社", "合同会社", "有限公司", "주식회사")
_ASIDE = re.compile(r"[(\[]([^()\[\]]{0,80})[)\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known before the texts are read: who takes part, and the names the mail domains give away.

    `people` are folded names, first names included; `labels` squeezed company names; `domains` those that
    belong to the employer, the organiser's first; `candidates` the candidate's own folded names.
    """

    people: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    domains: tuple[str, ...] = field(default=())
    candidates: frozenset[str] = frozenset()


def gather(
    *, organiser: Guest | None, guests: Sequence[Guest], candidate_names: frozenset[str], words: Words
) -> Known:
    """People and employer's domains, from the guests; the candidate's own domain is not the employer's."""
    mine = {name.casefold() for name in candidate_names}
    own_domains = {domain_of(name) for name in mine if "@" in name}
    people = {fold(name) for name in mine if "@" not in name}
    people |= {fold(name) for name in map(name_from_address, (name for name in mine if "@" in name)) if name}
    candidates = frozenset(people - {""})
    everyone = [*([organiser] if organiser else []), *guests]
    for guest in everyone:
        human = is_person(guest, words=words) and guest.name
        if human and guest.name and (is_name(guest.name) or is_given(guest.name) or not guest.named):
            people.add(fold(guest.name))
    domains = _employers(organiser=organiser, guests=guests, mine=mine, own=own_domains, words=words)
    labels = {squeeze(label, words=words) for domain in domains for label in _labels(domain, words=words)}
    told = company_of_organiser(organiser, words=words)
    if told is not None:
        labels.add(squeeze(told, words=words))
    people |= {name.split()[0] for name in people if " " in name}
    people |= {name.split()[-1] for name in people if " " in name} - labels
    return Known(
        people=frozenset(people - {""}),
        labels=frozenset(labels - {""}),
        domains=domains,
        candidates=candidates,
    )


def _employers(
    *, organiser: Guest | None, guests: Sequence[Guest], mine: set[str], own: set[str], words: Words
) -> tuple[str, ...]:
    """While the candidate is not known, a lone guest may be the candidate: then two must share a domain."""
    found: list[str] = []
    host = (organiser.email or "").casefold() if organiser else ""
    if organiser is not None and host and host not in mine:
        found.append(domain_of(host))
    others = [guest for guest in guests if guest.email and guest.email.casefold() not in mine | {host}]
    domains = [domain_of(guest.email) for guest in others if not is_robot(guest.email, words=words)]
    candidate_known = any(name for name in mine)
    found += [domain for domain in domains if candidate_known or domains.count(domain) > 1]
    kept = dict.fromkeys(
        register(domain, words=words)
        for domain in found
        if domain and domain not in own and not is_under(domain, words.free | words.service)
    )
    return tuple(domain for domain in kept if _labels(domain, words=words))


def _labels(domain: str, *, words: Words) -> list[str]:
    """The name in a registered domain ("big-corp.com": big-corp), also without "get…" or "…hq"."""
    label = domain.partition(".")[0]
    if label in words.no_label or not any(char.isalpha() for char in label) or label.startswith("xn--"):
        return []
    return list(dict.fromkeys([label, _AFFIXES.sub("", label)]))


def squeeze(name: str, *, words: Words) -> str:
    """For comparing companies: letters and digits only, without legal form and accents."""
    parts = fold(name).split()
    while len(parts) > 1 and parts[-1] in words.legal:
        parts = parts[:-1]
    return "".join(parts)


def is_corroborated(name: str, *, known: Known, words: Words) -> bool:
    """Whether the mail domain or the organiser's name says the same, or the name's first words."""
    return corroborated_part(name, known=known, words=words) is not None


def corroborated_part(name: str, *, known: Known, words: Words) -> str | None:
    """As much of the name as mail domain or organiser say, with the company's words that follow it:
    "Acme Robotics GmbH" whole, but of "Acme daily" only Acme."""
    parts = name.split()[:8]
    own = words.company_words | words.legal
    for count in range(len(parts), 0, -1):
        part = " ".join(parts[:count])
        if len(squeeze(part, words=words)) < 2 or squeeze(part, words=words) not in known.labels:
            continue
        if parts[count - 1].casefold() in _LOWER_LINKS:
            continue
        whole = " ".join([part, *_rest_of_name(parts[count:], known=known, words=words)])
        if whole != part:
            return whole
        kept = itertools.takewhile(lambda word: word.casefold().strip(".,") in own, parts[count:])
        return " ".join([part, *kept])
    return None


def _rest_of_name(parts: list[str], *, known: Known, words: Words) -> list[str]:
    """The capitalised words that go on with a company's name, also after "&": "& Sons Ltd" of "Smith & Sons
    Ltd", but nothing of "& Ben Ito" or "Technical"."""
    own = words.company_words | words.legal
    kept: list[str] = []
    for at, part in enumerate(parts):
        folded = part.casefold().strip(".,'’!")
        linked = folded in _LOWER_LINKS or (part in ("&", "+"))
        other = not part[:1].isupper() or (folded in words.not_names | words.titles and folded not in own)
        other = other or words.seldom_interview.is_phrase(folded) or words.pause.is_phrase(folded)
        named = is_given(part) or fold(part) in known.people or words.role_noun.search(part) is not None
        if not linked and (other or (named and folded not in own)):
            if kept and kept[-1].casefold() == "of" and folded in words.cities:
                return [*kept, part]
            break
        if linked and at + 1 < len(parts) and is_name(" ".join(parts[at + 1 : at + 3])):
            after = parts[at + 1 : at + 3]
            if not has_company_word(" ".join(after), words=words):
                break
        kept.append(part)
    while kept and kept[-1].casefold() in _LOWER_LINKS:
        kept.pop()
    return kept


def has_company_word(name: str, *, words: Words) -> bool:
    """A legal form at the end, or a word that companies bear and people do not ("Acme Robotics")."""
    parts = name.casefold().split()
    if any(form in name for form in _CJK_FORMS):
        return True
    if len(parts) < 2:
        return False
    if parts[-1].replace(".", "").strip(",") in words.legal:
        return True
    return any(part.strip(".,") in words.company_words for part in parts) and parts[0] not in words.topics


def may_be_company(name: str, *, known: Known, words: Words) -> bool:
    """Whether the words could name a company at all: not a person, a place, a date or a topic."""
    parts = name.split()
    if not 1 <= len(parts) <= 6 or len(name) > 60 or not any(char.isalpha() for char in name):
        return False
    if "@" in name or "://" in name or fold(name) in known.people:
        return False
    if is_corroborated(name, known=known, words=words):
        return True
    if len(parts) > 1 and parts[-1].isdigit() and not has_company_word(name, words=words):
        return False
    folded = [part.casefold().strip(".,'’!") for part in parts]
    empty = words.topics | words.calendar | words.cities | words.service_names
    if all(part in empty or not any(char.isalpha() for char in part) for part in folded):
        return False
    if " ".join(folded) in empty | words.place_words or set(folded) & words.place_words:
        return False
    capital = parts[0][:1].isdigit() or any(char.isupper() for char in parts[0])
    if not capital and not any(form in name for form in _CJK_FORMS):
        return False
    return folded[0] not in _NO_BEGINNING


_NO_BEGINNING = frozenset(
    {"our", "your", "my", "us", "this", "that", "tbd", "tba", "n/a", "none", "the", "please", "bring"}
)


def says_place(name: str, *, words: Words) -> bool:
    """ "Head Office", "Room 3": where, not with whom."""
    return any(part.casefold().strip(".,'’!") in words.place_words for part in name.split())


def without_city(name: str, *, words: Words) -> str:
    """ "Globex Berlin" is Globex, but "University of Leeds" is whole."""
    head, _, last = name.rpartition(" ")
    whole = not head or head.split()[-1].casefold() in _LOWER_LINKS
    return head if not whole and last.casefold() in words.cities else name


def is_person_like(name: str, *, words: Words) -> bool:
    """Two capitalised words may be a person as well as a company, and several joined may be people: then
    nothing is said."""
    if has_company_word(name, words=words):
        return False
    sides = re.split(r" (?:&|and|und|et|y|\+) |, ", name)
    return all(is_name(side) or is_given(side) or _is_odd_name(side, words=words) for side in sides)


def _is_odd_name(text: str, *, words: Words) -> bool:
    """ "May Lee", "Paris Holt": two words, the first of which is a date or a city. "La Poste" is nobody."""
    parts = text.casefold().split()
    return len(parts) == 2 and parts[0] not in words.particles and listed_name(text) == text


def is_descriptive(name: str) -> bool:
    """ "Introductory", "Situational": more likely the sort of interview than the company."""
    return _DESCRIPTIVE.fullmatch(name.split()[-1]) is not None


def company_of_organiser(organiser: Guest | None, *, words: Words) -> str | None:
    """ "Acme Recruiting Team", "Acme Candidate Calendar": Acme. "Sarah Lee": nothing."""
    if organiser is None:
        return None
    shown = plain(organiser.shown or organiser.name or "", limit=120)
    if "@" in shown.replace(" @ ", " ") or not shown:
        return None
    shown = re.split(r" (?:via|through|über|powered by) ", shown, maxsplit=1)[0]
    aside = _ASIDE.search(shown)
    rest = team_stripped(shown, words=words)
    if rest is None and aside is not None:
        rest = team_stripped(aside.group(1), words=words)
    none = Known()
    if rest is None or not may_be_company(rest, known=none, words=words) or is_given(rest):
        return None
    return rest


def team_stripped(shown: str, *, words: Words) -> str | None:
    """What is left without the team's words; None where there were none, or nothing is left."""
    bare = _ASIDE.sub(" ", shown)
    rest = words.team.sub("\x00", bare)
    if "\x00" not in rest:
        return None
    pieces = [piece.strip(" -–—|:@,.&/'’") for piece in rest.split("\x00")]
    pieces = [piece.removeprefix("at ").removeprefix("from ").removesuffix(" at") for piece in pieces]
    kept = [
        piece.removeprefix("The ").removeprefix("the ").removesuffix("'s").removesuffix("’s")
        for piece in pieces
    ]
    kept = [piece for piece in kept if piece and piece.casefold() not in words.topics]
    return kept[0] if len(kept) == 1 else None


def company_of_domain(known: Known, *, texts: Iterable[str], words: Words) -> tuple[str | None, str]:
    """The company in the first employer's domain, spelled as the texts spell it, and the origin to show."""
    for domain in known.domains:
        label = _labels(domain, words=words)[0]
        return _spelled(label, texts=texts), f"mail domain {domain}"
    return None, ""


def _spelled(label: str, *, texts: Iterable[str]) -> str:
    letters = [char for char in label[:40] if char.isalnum()]
    pattern = re.compile(rf"(?<![\w@.-]){'[ -]?'.join(map(re.escape, letters))}(?![\w@]|\.\w)", re.IGNORECASE)
    for text in texts:
        for found in pattern.finditer(text[:20_000]):
            if found.group()[:1].isupper() or any(char.isupper() for char in found.group()):
                return found.group()
    return " ".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", label) if part)


def company_after(text: str, *, at: int) -> str | None:
    """The capitalised words that begin at a place in a text: "Acme Robotics" of "Acme Robotics on Monday"."""
    kept: list[str] = []
    end = at
    window = text[at : at + 80]
    for found in _WORD.finditer(window):
        gap = window[end - at : found.start()]
        word = found.group()
        if gap not in ("", " ") or (not kept and gap):
            break
        capital = (
            word[:1].isupper() or word[:1].isdigit() or (len(word) > 2 and any(c.isupper() for c in word))
        )
        if not capital and not (kept and word.casefold() in _LOWER_LINKS):
            break
        bare = word.rstrip(".!'’-")
        kept.append(bare)
        end = at + found.end()
        if bare != word and not (len(bare) <= 3 and bare.casefold() in ("st", "dr", "inc", "co", "e.v")):
            break
    while kept and (kept[-1].casefold() in _LOWER_LINKS or not kept[-1]):
        kept.pop()
    return " ".join(kept).removesuffix("'s").removesuffix("’s") or None
