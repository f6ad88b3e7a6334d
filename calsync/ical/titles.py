"""A title without what calendars and people put around it, and cut into the parts it is made of.

`headline` tells which part is the company, which the role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from calsync.ical.names import plain
from calsync.ical.words import Words, read_words

_TITLE_LIMIT = 300
_MOST_PREFIXES = 8
_LEADING = re.compile(r"^[^\w(\[@+=（【]+")
_YEAR = re.compile(r"\b20\d\d\b")
_NUMBER = re.compile(r"\b\d{1,2}\b|\b\d{1,2}(?=[:.apuh])")
_PREFIX = re.compile(
    r"[\[(] ?(?P<set>[^\[\]()]{1,60}?) ?[\])] ?[:–—-]? ?|(?P<bare>[^\[\]():：]{1,60}?)(?: ?[:：]| [–—-] ) ?"
)
"""`Hold:`, `[Hold]`, `HOLD - `, if the word is a prefix: without a mark after it, it is none."""
_SUFFIX = re.compile(r"[(\[] ?(?P<set>[^\[\]()]{1,60}?) ?[)\]]$")
ASIDES = re.compile(
    r"[(\[] ?(?:(?:[mwdfxhi]|div|nb)(?: ?[/|*,] ?(?:[mwdfxhi]|div|nb)){1,3}|all genders?|gn\*?"
    r"|(?:she|he|they)(?: ?/ ?(?:her|him|them|hers|his|they|she)){0,2}) ?[)\]]",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r" (?:has|have) (?:scheduled|invited|requested|confirmed) | invites you to "
    r"| (?P<cross>[x×X+]|<->|<>|↔|⇄|//?|\|) |(?P<tight><->|<>|↔|⇄)"
    r"| (?:[-–—·•~»→]|\|\||::) | [-–—](?=\S)|(?<=\S)[-–—] |[:：] | ?[|—·•»→] ?"
    r"|[(\[（【)\]）】]"
)


class Title(NamedTuple):
    """A bare title. `answer` where a prefix tells that it is somebody's answer ("Accepted: …")."""

    text: str
    cancelled: bool = False
    unconfirmed: bool = False
    answer: bool = False


class Part(NamedTuple):
    """One part of a title. `link` is the little word before it ("at", "with", "for"; empty: none), `crossed`
    tells that it stands at a sign that joins two parties ("Acme <> Dana")."""

    text: str
    link: str = ""
    crossed: bool = False


def read_title(summary: str) -> Title:
    """Prefixes are taken off again and again; a tail such as " @ Tue Oct 29, 2013 5pm" is cut."""
    words = read_words()
    text = plain(summary, limit=_TITLE_LIMIT)
    said: set[str] = set()
    for _ in range(_MOST_PREFIXES):
        text = _LEADING.sub("", text, count=1)
        prefix, suffix = _PREFIX.match(text), _SUFFIX.search(text)
        before = _meaning(prefix.group("set") or prefix.group("bare"), words=words) if prefix else None
        after = _meaning(suffix.group("set"), words=words) if suffix else None
        if prefix is not None and before is not None:
            said.add(before)
            text = text[prefix.end() :]
        elif suffix is not None and after in ("cancelled", "unconfirmed"):
            said.add(after)
            text = text[: suffix.start()]
        else:
            break
    return Title(
        text=_without_date(text).strip(" \"'“”„"),
        cancelled="cancelled" in said,
        unconfirmed="unconfirmed" in said,
        answer="answer" in said,
    )


def _meaning(word: str, *, words: Words) -> str | None:
    return words.prefixes.get(word.casefold())


def _without_date(text: str) -> str:
    """Google's mail subjects end in " @ Tue Oct 29, 2013 5pm - 6pm (CET) (dana@…)"."""
    head, at, tail = text.partition(" @ ")
    if at and _YEAR.search(tail) and _NUMBER.search(_YEAR.sub("", tail)):
        return head.rstrip()
    return text


def parts_of(title: str) -> Iterator[Part]:
    """The parts of a title, in order: cut at dashes, bars, colons, brackets, then at the little words."""
    words = read_words()
    text = ASIDES.sub(" ", title[:_TITLE_LIMIT])
    text = " ".join(text.split()).replace(" ,", ",")
    start, crossed = 0, False
    for found in [*_SEPARATOR.finditer(text), None]:
        end = found.start() if found else len(text)
        joins = bool(found and (found.group("cross") or found.group("tight")))
        yield from _linked(text[start:end], title=text, crossed=crossed or joins, words=words)
        if found is not None:
            start, crossed = found.end(), joins


def _linked(segment: str, *, title: str, crossed: bool, words: Words) -> Iterator[Part]:
    start, link = 0, ""
    shouting = segment.isupper()
    for found in [*words.relation.finditer(segment), None]:
        if found is not None:
            word = found.group(1)
            meaning = words.relations[word.casefold()]
            head = segment[start : found.start()]
            if word.isupper() and len(word) > 1 and not shouting:
                continue
            if meaning == "at_after_interview":
                if not words.interview.search(title):
                    continue
                meaning = "at"
        else:
            meaning, head = "", segment[start:]
        shown = head.strip(" ,;.!?*#\"'“”„&")
        if shown:
            yield Part(shown, link=link, crossed=crossed)
        if found is not None:
            start, link = found.end(), meaning
