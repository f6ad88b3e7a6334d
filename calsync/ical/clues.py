"""What titles and texts say of an interview: company, role, kind, whether it is one; each with its source.

`titles` cleans a title, `headline` reads one; `labelled` and `sentences` read the text; `company` and `kinds`
know what words may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from calsync.ical.company import company_of_domain, company_of_organiser, gather
from calsync.ical.headline import read_headline, without_company
from calsync.ical.kinds import Said, evidence_of, is_pause, kind_of, not_interview_of
from calsync.ical.labelled import labelled
from calsync.ical.names import plain
from calsync.ical.people import Guest
from calsync.ical.sentences import company_in_text, role_in_text
from calsync.ical.titles import Title, read_title
from calsync.ical.words import TEXT_LIMIT, read_words
from calsync.planning.interview import Kind

__all__ = ["Clues", "Title", "read_clues", "read_title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What the words tell. What they do not tell is None or empty; `origins` says where a value was read,
    `said` is what they were read in."""

    said: Said
    company: str | None = None
    role: str | None = None
    kind: Kind | None = None
    event_name: str | None = None
    pause: bool = False
    evidence: str = ""
    not_interview: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)


def read_clues(
    *,
    title: str,
    text: str,
    organiser: Guest | None,
    guests: Sequence[Guest],
    candidate_names: frozenset[str],
    location: str,
) -> Clues:
    """Company and role in the order title, labelled lines, text, organiser, mail domain."""
    words = read_words()
    text = text[:TEXT_LIMIT]
    title = plain(title)
    known = gather(organiser=organiser, guests=guests, candidate_names=candidate_names, words=words)
    lines = labelled(text, words=words)
    head = read_headline(title, known=known, words=words)
    event = read_headline(read_title(lines.event_name.value).text, known=known, words=words)
    by_domain = company_of_domain(known, texts=(title, text), words=words)
    origins: dict[str, str] = {}
    company = _take(
        "company",
        [
            (head.company, "title"),
            (event.company, lines.event_name.line),
            (lines.company.value, lines.company.line),
            (company_in_text(text, known=known, words=words), "text"),
            (company_of_organiser(organiser, words=words), "organiser's name"),
            by_domain,
        ],
        origins,
    )
    role = _take(
        "role",
        [
            (head.role, "title"),
            (lines.role.value, lines.role.line),
            (event.role, lines.event_name.line),
            (role_in_text(text, words=words), "text"),
        ],
        origins,
    )
    said = Said(
        title=_masked(title, head.role_words, head.company),
        event_name=_masked(lines.event_name.value, event.role_words, event.company),
        event_line=lines.event_name.line,
        text=text,
    )
    named = any((head.role, head.company, event.role, event.company))
    evidence = evidence_of(
        said,
        organiser=organiser,
        named=named,
        hosted=known.domains[0] if known.domains and candidate_names else "",
        people=known.people,
        words=words,
    )
    kind, origin = kind_of(said, location=location, words=words)
    if kind is not None:
        origins["kind"] = origin
    return Clues(
        said=said,
        company=company,
        role=without_company(role, company),
        kind=kind,
        event_name=lines.event_name.value or None,
        pause=is_pause(said.title, words=words),
        evidence=evidence,
        not_interview=not_interview_of(said, words=words),
        origins=origins,
    )


def _take(field: str, choices: Sequence[tuple[str | None, str]], origins: dict[str, str]) -> str | None:
    """The first value that is there, its origin noted."""
    for value, origin in choices:
        if value:
            origins[field] = origin
            return value
    return None


def _masked(title: str, role: str, company: str | None) -> str:
    """Without role and company: a Technical Writer is no technical interview, Flight Labs no flight."""
    for name in (role, company):
        if name:
            title = title.replace(name, " – ", 1)
    return title
