"""Names in a message: an interviewer's, the company's or the role's with a slip in it, another company's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from calsync.messages.phrases import fold_words, words_of
from calsync.messages.review_sentences import Passage
from calsync.messages.review_text import Message
from calsync.messages.rules import read_rules
from calsync.planning.interview import Interviewer
from calsync.planning.people import fold_name
from calsync.planning.plan import Reminder
from calsync.planning.saying import MONTHS_IN_FULL, WEEKDAYS_IN_FULL

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BRACKETS = re.compile(r"\[[^\]]*\]|\{[^}]*\}|https?://\S+|[^\s@]{1,100}@\S{1,100}")
_INFLECTED = frozenset({"", "s", "d", "es", "ed", "ing", "e", "ment", "ly", "y"})
LONG = 6
SHORTEST = 4
"""Letters of a word that is looked at outside a greeting: shorter ones are near to too many words."""


class Slip(NamedTuple):
    """What is wrong with a name, where; `rule` is as in a finding."""

    line: int
    rule: str
    message: str
    quote: str


class _Token(NamedTuple):
    raw: str
    folded: str
    start: int
    first: bool

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper()


class _Known(NamedTuple):
    """The words that are right as they are, and whose they are."""

    people: dict[str, Interviewer]
    words: frozenset[str]


def slips(
    message: Message, *, reminder: Reminder, people: Sequence[Interviewer], others: Sequence[str]
) -> Iterator[Slip]:
    """Names that are misspelt, strange in the greeting, or another company's."""
    interview = reminder.interview
    everyone = [*people, *(each for each in (reminder.person,) if each)]
    company, role = _core(interview.company), _core(re.sub(r"\([^)]*\)", " ", interview.role or ""))
    names = {word: person for person in everyone for word in _name_words(person)}
    known = _Known(
        names,
        frozenset(names)
        | set(company)
        | set(role)
        | {word for other in others for word in _core(other)}
        | {day.casefold() for day in (*WEEKDAYS_IN_FULL, *MONTHS_IN_FULL)},
    )
    if message.greeting:
        yield from _greeting_slips(message.greeting, reminder, known)
    written = [part for part in (message.subject, *message.all_sentences) if part]
    for sentence in written:
        tokens = _tokens(sentence.text)
        yield from _person_slips(sentence, tokens, known)
        yield from _company_slips(sentence, tokens, company, known)
        yield from _role_slips(sentence, tokens, role, known)
    yield from _others_named(message, others, company=company, role=role, names=names)


def _name_words(person: Interviewer) -> list[str]:
    skip = read_rules().honorifics
    words = (_folded(word) for word in re.split(r"[\s‐-]+", person.name or ""))
    return [word for word in words if word not in skip and len(word) > 1]


def _folded(word: str) -> str:
    """One word without accents and marks: “obrien” of “O’Brien”."""
    return fold_name(word).replace(" ", "")


def _core(name: str | None) -> tuple[str, ...]:
    """A company's or role's name, folded, without legal forms."""
    words = fold_words(name or "")
    legal = read_rules().legal
    return tuple(word for word in words if word not in legal) or tuple(words)


def _tokens(text: str) -> list[_Token]:
    blanked = _BRACKETS.sub(lambda found: " " * len(found[0]), text)
    tokens: list[_Token] = []
    for number, found in enumerate(_TOKEN.finditer(blanked)):
        raw = re.sub(r"['’]s$", "", found[0])
        tokens.append(_Token(raw, _folded(raw), found.start(), number == 0))
    return tokens


def _greeting_slips(greeting: Passage, reminder: Reminder, known: _Known) -> Iterator[Slip]:
    rules = read_rules()
    words = words_of(greeting.text)
    spans = [*rules.begin.find(words), *rules.familiar.find(words)]
    opening = {words[at].start for first, last in spans for at in range(first, last + 1)}
    person = reminder.person
    own = [] if person is None else _name_words(person)
    for token in _tokens(greeting.text):
        folded, line = token.folded, greeting.line_at(token.start)
        if token.start in opening or len(folded) < 2 or folded in rules.no_person | rules.honorifics:
            continue
        if folded in known.people:
            if own and folded not in own and person is not None:
                yield Slip(
                    line, "name", f"This message is to {person.label}, but greets “{token.raw}”.", token.raw
                )
            continue
        candidates = own or list(known.people)
        if any(folded in rules.short.get(name, ()) for name in candidates):
            continue
        near = next((name for name in candidates if _is_slip(folded, name, strict=None)), None)
        if near is not None:
            yield _misspelt(line, token, known.people[near], near)
        elif own and person is not None and not any(_is_short_for(folded, name) for name in own):
            say = f"Nobody called “{token.raw}” was in the talk; this message is to {person.label}."
            yield Slip(line, "name", say, token.raw)


def _is_short_for(word: str, name: str) -> bool:
    return len(word) > 1 and (name.startswith(word) or (word.startswith(name[:3]) and len(name) >= LONG))


def _misspelt(line: int, token: _Token, person: Interviewer, near: str) -> Slip:
    spelt = next((word for word in re.split(r"[\s‐-]+", person.name or "") if _folded(word) == near), near)
    whole = f" ({person.label})" if spelt != person.label else ""
    return Slip(line, "name", f"“{token.raw}” looks like a slip for “{spelt}”{whole}.", token.raw)


def _person_slips(sentence: Passage, tokens: Iterable[_Token], known: _Known) -> Iterator[Slip]:
    common = read_rules().general
    for token in tokens:
        if not token.capital or token.folded in known.words or len(token.folded) < SHORTEST:
            continue
        if token.first and token.folded in common:
            continue
        near = next((name for name in known.people if _is_slip(token.folded, name, strict="short")), None)
        if near is not None:
            yield _misspelt(sentence.line_at(token.start), token, known.people[near], near)


def _company_slips(
    sentence: Passage, tokens: Sequence[_Token], company: Sequence[str], known: _Known
) -> Iterator[Slip]:
    if not company or not all(word.isalpha() for word in company):
        return
    wanted, size = "".join(company), len(company)
    for at in range(len(tokens) - size + 1):
        window = tokens[at : at + size]
        found = "".join(token.folded for token in window)
        alone = size == 1 and (window[0].first or window[0].folded in known.words)
        if found == wanted or alone or not window[0].capital or len(wanted) < SHORTEST:
            continue
        if _is_slip(found, wanted, strict="short"):
            raw = " ".join(token.raw for token in window)
            name = " ".join(company).title()
            yield Slip(
                sentence.line_at(window[0].start),
                "typo",
                f"“{raw}” looks like a slip for the company's name, {name}.",
                raw,
            )


def _role_slips(
    sentence: Passage, tokens: Sequence[_Token], role: Sequence[str], known: _Known
) -> Iterator[Slip]:
    """Two words of the role side by side, one with a slip; of a role of one word, that with a capital."""
    if len(role) == 1:
        alone = (t for t in tokens if t.capital and not t.first and t.folded not in known.words)
        for token in alone:
            if len(role[0]) >= LONG and _is_slip(token.folded, role[0], strict="long"):
                yield _role_slip(sentence, token, token.raw, role[0])
        return
    for one, two in pairwise(tokens):
        for first, second in pairwise(role):
            left, right = one.folded == first, two.folded == second
            if left == right:
                continue
            token, wanted = (two, second) if left else (one, first)
            if token.folded not in known.words and _is_slip(token.folded, wanted, strict="long"):
                yield _role_slip(sentence, token, f"{one.raw} {two.raw}", f"{first} {second}")


def _role_slip(sentence: Passage, token: _Token, raw: str, wanted: str) -> Slip:
    line = sentence.line_at(token.start)
    return Slip(line, "typo", f"“{raw}” looks like a slip for the role, {wanted.title()}.", raw)


def _is_slip(found: str, name: str, *, strict: str | None) -> bool:
    """Whether one is the other with a letter or two wrong. `strict` “short” lets pass another letter in the
    place of one in short names, since Java is no Jana; “long” lets pass what is only another ending."""
    from rapidfuzz.distance import OSA

    longest = max(len(found), len(name))
    if found == name or longest < 3 or min(len(found), len(name)) < 2:
        return False
    distance = OSA.distance(found, name)
    if distance > (2 if longest >= 8 else 1) and not (strict is None and longest >= LONG and distance == 2):
        return False
    if strict == "long" or (strict == "short" and longest >= LONG):
        shared = next(
            (n for n, (a, b) in enumerate(zip(found, name, strict=False)) if a != b),
            min(len(found), len(name)),
        )
        return shared < SHORTEST or found[shared:] not in _INFLECTED
    if strict == "short":
        return len(found) != len(name) or sorted(found) == sorted(name)
    return True


def _others_named(
    message: Message,
    others: Sequence[str],
    *,
    company: Sequence[str],
    role: Sequence[str],
    names: Iterable[str],
) -> Iterator[Slip]:
    ours = f" {' '.join(company)} "
    taken = {*names, *role}
    ordinary = read_rules().ordinary
    for other in dict.fromkeys(others):
        core = _core(other)
        if not core or f" {' '.join(core)} " in ours or (len(core) == 1 and core[0] in taken):
            continue
        for passage in _parts(message):
            for place, raw, first in _mentions(core, passage):
                plain = len(core) == 1 and (core[0] in ordinary or len(core[0]) < 3)
                if plain and (first or not raw[:1].isupper()):
                    continue
                yield Slip(
                    passage.line_at(place),
                    "company",
                    f"This names “{other}”, another company you are in touch with.",
                    raw,
                )


def _parts(message: Message) -> Iterator[Passage]:
    yield from (part for part in (message.subject, message.greeting) if part)
    yield from message.all_sentences
    yield from message.signature


def _mentions(core: Sequence[str], passage: Passage) -> Iterator[tuple[int, str, bool]]:
    """Where the name stands, as what, and whether that is the sentence's beginning."""
    words = words_of(passage.text)
    for at in range(len(words) - len(core) + 1):
        window = words[at : at + len(core)]
        if [word.text for word in window] == list(core):
            yield window[0].start, passage.text[window[0].start : window[-1].end], at == 0
