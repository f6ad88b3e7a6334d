"""The people a text names: after a label, in a sentence, in a schedule or list. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calsync.ical.names import (
    ADDRESS,
    clean_address,
    clean_name,
    fold,
    is_cjk_name,
    is_given,
    is_name,
    leading_name,
    listed_name,
    name_from_address,
    plain,
    without_honorific,
)
from calsync.ical.words import TEXT_LIMIT, Words, read_words
from calsync.planning.interview import Interviewer

_LINE_LIMIT = 400
_MOST_PEOPLE = 30
_BULLET = re.compile(r"^(?:[-–—*•·‣▪◦o>]|\d{1,2}[.)]) +")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2})?(?: ?[ap]\.?m\.?| ?uhr| ?h)?"
_TIMES = re.compile(
    rf"(?:[A-Za-zÀ-ÿ]{{2,10}},? )?\(?{_CLOCK}(?: ?(?:[-–—~]|to|bis|à|until) ?{_CLOCK})?\)?"
    r"(?: ?\(?(?:UTC|GMT|[CEMPW]E?[SD]?T|I?[BJ]ST|A?E[SD]T|IST)\)?(?!\w))?"
    r"(?: \(?\d{1,3} ?min(?:utes|uten|s)?\)?)? ?[:,|–—-]? ?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r" \(([^()]{3,120})\)")
_HAS_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\d ?[ap]\.?m\b|\d ?uhr\b|\d ?h\b", re.IGNORECASE)
_CHUNKS = re.compile(r" [–—|-] | ?[|•] ?|: | (?:with|w/|mit|avec|con|met|by) ", re.IGNORECASE)
_ZOOM_HOST = re.compile(
    r"(.{3,80}?) (?:is inviting you to a scheduled|has invited you to a|lädt Sie zu einem)"
    r".{0,40}(?:zoom|meeting|webex)",
    re.IGNORECASE,
)
_WILL_INTERVIEW = re.compile(
    r"(.{3,120}?) (?:(?:will|is going to) interview you|will be interviewing you"
    r"|(?:wird|werden) (?:dich|sie) interviewen)\b.*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:^| )\d{1,2}[.)] (?=[^\W\d_])")
_OPTIONAL = re.compile(r"[(\[](?:optional|shadow|shadowing|observer|shadower)[)\]]", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_][^\W\d_])(?<!\b[DM]r)(?<!\bM[sx])(?<!\bMrs)(?<!\bProf)(?<!\bDipl)(?<!\bIng)"
    r"(?<!\bSr)(?<!\bSra)(?<!\bSig)(?<!\bDott)[.!?](?: |$)|;"
    r"| (?:on|at|to discuss|for|from|who|where|about|am|um|le|el) (?=[\da-zA-Z])"
)
_WITH = re.compile(r" (?:with|mit|avec|con) ", re.IGNORECASE)
_ITEMS = re.compile(r", (?:and|und|et|y|e|en|&) | ?[,;/、，] ?| (?:and|und|et|y|e|en|&|\+) ")
_WILL_MEET = re.compile(
    r"(?:you|sie|du|vous|se|te|hablarás|incontrerai|parlerai|interviewers?|panel|ihre?)\b"
    r"(?!.*interviewing with)",
    re.IGNORECASE,
)
"""Of the lead-ins, those after which only people can stand; one has an "interview with" a company too."""
_OUR = re.compile(
    r"(?:our|my|the|your|unsere[mnr]?|notre|nuestr[oa]|nostr[oa]) (.+) (\S+ \S+)", re.IGNORECASE
)
_WITH_ALONE = re.compile(r"(?:With|Mit|Avec|Con|Met) (.{3,60})")


def people_in_text(text: str) -> tuple[Interviewer, ...]:
    """The interviewers a text names, in its order, each once. Lunches and breaks name nobody."""
    words = read_words()
    found: list[Interviewer] = []
    heading = listing = closed = slot = listed = pairs = False
    lines = [_clean(raw) for raw in text[:TEXT_LIMIT].splitlines()]
    for at, line in enumerate(lines):
        if not line:
            again = listing and pairs and _is_pair(list(filter(None, lines[at + 1 : at + 5])), words=words)
            listing, slot = (listing and heading) or again, False
            continue
        if line.casefold().strip(" ,.!") in words.labels["closing"]:
            closed, listing = True, False
            continue
        here = list(_in_line(line, words=words, listing=listing, closed=closed))
        goes_on = slot or (listed and ";" in line)
        if not here and not closed and goes_on and _is_titled_name(line, words=words):
            here = list(_listed(line, words=words, sure=False))
        slot = _is_time_alone(line) or (slot and not here)
        listed = bool(here) and ";" in line and (listed or _is_interviewer_line(line, words=words))
        heading = _opens_list(line, words=words)
        goes_on = bool(here) or (len(line) <= 60 and words.role_noun.search(line) is not None)
        listing = heading or (listing and goes_on)
        closed = closed and not here
        pairs = listing and not here and words.role_noun.search(line) is not None
        found.extend(here)
        if len(found) >= _MOST_PEOPLE:
            break
    return _once(found[:_MOST_PEOPLE])


def _clean(raw: str) -> str:
    return plain(raw, limit=_LINE_LIMIT).replace("**", "").replace("’", "'").strip("* ")


def _is_pair(lines: list[str], *, words: Words) -> bool:
    """A name and, on the line below, the job title of somebody who does not arrange interviews: so a list
    goes on below an empty line, where a signature may stand as well."""
    if len(lines) < 2 or not is_name(lines[0]) or len(lines[1]) > 60:
        return False
    arranges = words.team.search(lines[1]) or "assist" in lines[1].casefold()
    return words.role_noun.search(lines[1]) is not None and not arranges


def helpers_in_text(text: str) -> tuple[Interviewer, ...]:
    """The people named for questions and arrangements ("Coordinator: Bea Holt"): none of them interviews."""
    words = read_words()
    found: list[Interviewer] = []
    for raw in text[:TEXT_LIMIT].splitlines():
        label = _label(plain(raw, limit=_LINE_LIMIT).replace("**", ""))
        if label is not None and label[0] in words.labels["arranger"]:
            found.extend(_listed(label[1], words=words, sure=True))
    return _once(found[:_MOST_PEOPLE])


def _is_interviewer_line(line: str, *, words: Words) -> bool:
    label = _label(line)
    return label is not None and label[0] in words.labels["interviewer"]


def _is_time_alone(line: str) -> bool:
    """A line of a schedule that is nothing but a time: what is on and with whom stands below."""
    times = _TIMES.match(line)
    return times is not None and times.end() == len(line) and _HAS_CLOCK.search(line) is not None


def _is_titled_name(line: str, *, words: Words) -> bool:
    """ "Ana Reis, Staff Engineer" and nothing else."""
    name = leading_name(_shown(line.partition(";")[0]))
    return name is not None and len(line) <= 100 and words.role_noun.search(line[len(name) :]) is not None


def _once(people: list[Interviewer]) -> tuple[Interviewer, ...]:
    kept: dict[str, Interviewer] = {}
    for person in people:
        key = fold(person.name or "") or (person.email or "").casefold()
        before = kept.get(key)
        if before is None or (before.email is None and person.email is not None):
            kept[key] = person
    return tuple(kept.values())


def _label(line: str) -> tuple[str, str] | None:
    """What stands before a colon, folded, and what follows it."""
    head, colon, value = line.replace("：", ":", 1).partition(":")
    if not colon or len(head) > 50:
        return None
    label = _BULLET.sub("", head).strip(" *_#").casefold().replace("’", "'")
    return label, value.strip(" *_")


def _opens_list(line: str, *, words: Words) -> bool:
    label = _label(line) or (line.casefold().strip(" *_#"), "")
    if label[1]:
        return False
    name = label[0]
    return name in words.labels["interviewer"] - {"with", "mit", "avec", "con", "met", "host", "hosts"} or (
        words.lead_in.search(name) is not None and line.endswith(":")
    )


def _in_line(line: str, *, words: Words, listing: bool, closed: bool) -> Iterator[Interviewer]:
    label = _label(line)
    if label is not None and label[0] in words.labels["interviewer"]:
        yield from _listed(label[1], words=words, sure=True)
        return
    bare = _BULLET.sub("", line)
    if label is not None and label[0] in words.labels["helper"]:
        return
    if bare != line and not closed and words.role_noun.search(bare) and leading_name(_shown(bare)):
        yield from _listed(bare, words=words, sure=False)
        return
    host = _ZOOM_HOST.match(bare)
    if host is not None:
        name = clean_name(host.group(1))
        if name is not None and (is_name(name) or listed_name(name) == name):
            yield Interviewer(name=name)
        return
    times = _TIMES.match(bare)
    if times is not None and times.end() and _HAS_CLOCK.search(times.group()):
        yield from _scheduled(bare[times.end() :], words=words)
        return
    if listing:
        people = list(_listed(bare, words=words, sure=True))
        if people:
            yield people[0]
            return
    announced = _WILL_INTERVIEW.fullmatch(bare)
    if announced is not None:
        yield from _listed(announced.group(1), words=words, sure=False)
        return
    alone = _WITH_ALONE.fullmatch(bare)
    if alone is not None and not closed and is_name(alone[1]) and is_given(alone[1].split()[0]):
        yield Interviewer(name=alone[1])
        return
    after, told = _after_lead_in(line, words=words)
    if after:
        yield from _listed(after, words=words, sure=False, told=told, titled=True)
        return
    if not closed:
        yield from _addressed(bare)


def _after_lead_in(line: str, *, words: Words) -> tuple[str, bool]:
    """What a sentence says after "you will be meeting with" or "Technical interview (60 min) with", and
    whether only people can follow."""
    lead = words.lead_in.search(line)
    after = line[lead.end :] if lead is not None else ""
    if lead is None and not words.pause.search(line):
        talk, _, people = line.partition(" with ")
        if people and _is_talk(_BULLET.sub("", talk), words=words):
            after = people
    if lead is None and not after and (words.interview.search(line) or words.strong.search(line)):
        with_ = _WITH.search(line)
        after = line[with_.end() :] if with_ is not None else ""
    after = after.lstrip(" :")
    end = _SENTENCE_END.search(after)
    told = lead is not None and _WILL_MEET.match(lead.text) is not None
    return (after[: end.start()] if end is not None else after), told


def _addressed(line: str) -> Iterator[Interviewer]:
    """A line that is nothing but "Sarah Lee, Staff Engineer <sarah@…>"."""
    found = ADDRESS.search(line)
    if found is None or line[found.end() :].strip(" >)].,;") or len(line) > 160:
        return
    before = line[: found.start()].rstrip(" <([:")
    if line[: found.start()].rstrip()[-1:] not in ("<", "(", "["):
        return
    name = leading_name(before.partition(",")[0].partition("(")[0])
    if name is not None and name == before.partition(",")[0].partition("(")[0].strip():
        yield Interviewer(name=name, email=clean_address(found.group()))


def _scheduled(rest: str, *, words: Words) -> Iterator[Interviewer]:
    """What follows the times of one line of a schedule: the talk, and with whom."""
    if words.pause.search(rest) and not words.interview.search(rest):
        return
    aside = _ASIDE.search(rest)
    if aside is not None and _is_talk(rest[: aside.start()], words=words):
        rest = f"{rest[: aside.start()]} – {aside.group(1)} – {rest[aside.end() :]}"
    chunks = [chunk for chunk in _CHUNKS.split(rest) if chunk]
    for at, chunk in enumerate(chunks):
        talk = bool(at) and _is_talk(chunks[at - 1], words=words)
        people = list(_listed(chunk, words=words, sure=False, titled=talk))
        if not people:
            continue
        first = people[0].name or ""
        told = (
            bool(people[0].email)
            or is_given(first.split()[0])
            or words.role_noun.search(" ".join(chunks[at:]))
        )
        if told or talk:
            yield from people


def _is_talk(chunk: str, *, words: Words) -> bool:
    return any(
        pattern.search(chunk) for pattern in (words.interview, words.strong, words.weak, words.lead_in)
    ) or all(word.casefold().strip(".,()") in words.topics for word in chunk.split())


def _listed(
    text: str, *, words: Words, sure: bool, told: bool = False, titled: bool = False
) -> Iterator[Interviewer]:
    """The people of "Sarah Lee (Engineering Manager), Tom Ng and Ana Ruiz".

    `sure` where a label says that people follow: then a lone given name, a bare address and a name in
    Chinese, Japanese or Korean count as well. Otherwise the first item must be a person; `told` where only
    people can stand there, and `titled` where a job title after the name shows one, so that names such as
    "Paris Holt" count.
    """
    if ";" in text:
        for part in text.split(";")[:_MOST_PEOPLE]:
            flipped = re.fullmatch(r" ?([^\W\d_]{2,30}), ([^\W\d_]{2,30}) ?", part)
            name = f"{flipped.group(2)} {flipped.group(1)}" if flipped else ""
            if name and is_name(name):
                yield Interviewer(name=name)
            else:
                yield from _listed(part.strip(), words=words, sure=sure)
        return
    people: list[Interviewer] = []
    numbered = [part for part in _NUMBERED.split(text[:_LINE_LIMIT]) if part.strip(" ,")]
    turned = _turned(text) if sure else None
    items = [turned] if turned else [item for part in numbered for item in _items(part)]
    for at, item in enumerate(items):
        person = _person(item, words=words, sure=sure)
        after = items[at + 1] if at + 1 < len(items) else ""
        if person is None and (told or (titled and _is_job_title(after, words=words))):
            place = at > 0 and text.rstrip(" .").endswith(f", {item.rstrip(' .')}")
            odd = None if place else listed_name(_shown(item))
            person = Interviewer(odd) if odd and odd.casefold() not in words.cities else None
        found = ADDRESS.search(item)
        if person is not None:
            people.append(person)
        elif at == 0 and not sure and not _is_talk(item, words=words):
            return
        elif people and found is not None and people[-1].email is None:
            people[-1] = replace(people[-1], email=clean_address(found.group()))
    yield from people


def _is_job_title(text: str, *, words: Words) -> bool:
    """ "Staff Engineer", but not "Data Engineer role", which is what one applies for."""
    applied = re.search(r"\b(?:role|position|stelle|poste|puesto)\b", text, re.IGNORECASE)
    return words.role_noun.search(text) is not None and applied is None and leading_name(text) is None


def _turned(text: str) -> str | None:
    """ "Reis, Ana" is one person, and "Sarah, Tom" are two."""
    flipped = re.fullmatch(r"([^\W\d_]{2,30}), ([^\W\d_]{2,30})", text.strip())
    if flipped is None or is_given(flipped.group(1)) or not is_given(flipped.group(2)):
        return None
    return f"{flipped.group(2)} {flipped.group(1)}"


def _items(text: str) -> list[str]:
    """Split at commas and "and", but not within brackets."""
    shielded: list[str] = []
    depth = 0
    for char in text[:_LINE_LIMIT]:
        depth = min(depth + (char in "(<["), 9) if char in "(<[" else max(depth - (char in ")>]"), 0)
        shielded.append("\x01" if depth and char in ",;/&+ " else char)
    masked = "".join(shielded)
    pieces: list[str] = []
    start = 0
    for cut in [*_ITEMS.finditer(masked), None]:
        end = cut.start() if cut else len(masked)
        piece = text[start:end].strip()
        if piece:
            pieces.append(piece)
        start = cut.end() if cut else end
    return pieces[: _MOST_PEOPLE * 3]


def _shown(item: str) -> str:
    """What stands before a bracket, dash or colon."""
    return re.split(r" ?[(<\[|]| [–—-] |: ", item.partition(",")[0], maxsplit=1)[0].strip(" \"'“”„.:*_")


def _person(item: str, *, words: Words, sure: bool) -> Interviewer | None:
    person = _named(item, words=words, sure=sure)
    return replace(person, optional=True) if person and _OPTIONAL.search(item) else person


def _named(item: str, *, words: Words, sure: bool) -> Interviewer | None:
    found = ADDRESS.search(item)
    email = clean_address(found.group()) if found else None
    before = item[: found.start()] if found else item
    shown = _shown(before)
    if email is not None and not shown and sure:
        return Interviewer(name=name_from_address(email), email=email)
    name = leading_name(shown) or (listed_name(shown) if sure else None)
    if name is not None and name.casefold() not in words.cities:
        return Interviewer(name=name, email=email)
    ours = _OUR.fullmatch(shown)
    if (
        ours is not None
        and words.role_noun.search(ours[1])
        and is_name(ours[2])
        and is_given(ours[2].split()[0])
    ):
        return Interviewer(name=ours[2], email=email)
    bare = without_honorific(shown)
    if sure and is_cjk_name(shown):
        return Interviewer(name=bare, email=email)
    lone = shown.isalpha() and shown[:1].isupper() and shown.casefold() not in words.not_names - words.given
    if lone and ((is_given(shown) and sure) or email is not None):
        return Interviewer(name=shown, email=email)
    return None
