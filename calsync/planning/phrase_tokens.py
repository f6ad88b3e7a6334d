"""How the text of a stated decision date becomes words and numbers; `phrases` owns what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from calsync.planning.phrases import WEEKDAYS, Tokens, phrases_of, spread

_CARDINALS = spread(
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen",
    1,
)
_ORDINALS = spread(
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    "|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth",
    1,
) | {"thirtieth": 30}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}

# One word that stands for others.
ALIASES: Mapping[str, Tokens] = {
    alias: tuple(rest)
    for alias, *rest in phrases_of(
        "w/c week commencing|w/e week ending|wk week|wks weeks|n/a unknown|eow end of week|eom end of month"
        "|eoq end of quarter|eoy end of year|cob close of business|eob close of business|eod end of day"
        "|nlt no later than|asap as soon as possible|midweek mid week|tmrw tomorrow|tmr tomorrow"
        "|xmas christmas|mlk martin luther king|cannot can not|& and|/ or"
    )
}

_DASH = re.compile("[‐‑‒–—―−]")
_NEGATIVE = re.compile(r"(?:^|(?<=\s))-(?=[0-9])")
_CONTRACTION = re.compile(r"'(?:d|ll|re|ve|m)\b")
_NOT = re.compile(r"\b(did|do|does|has|have|was|were|is|are|could|would|should)n'?t\b")
_TOKEN = re.compile(
    r"w/[ce]\b|n/a\b|q[1-4]\b|[ap]\.m\b|[0-9]+(?:[-./:t+][0-9]+)*(?:st|nd|rd|th|am|pm|z)?|[^\W\d_]+|\S"
)
_PAIR = re.compile(r"([0-9]{1,3})-([0-9]{1,3}(?:st|nd|rd|th)?)")
_SILENT = frozenset(',.;:!?()[]"“”«»„‘…*~_`')


def tokens(text: str) -> Tokens:
    """The words and numbers of `text`, in lower case, aliases spelled out and silent marks left out."""
    folded = _DASH.sub(
        "-", unicodedata.normalize("NFKC", text).replace("’", "'").replace("ʼ", "'").casefold()
    )
    folded = _NEGATIVE.sub(" minus ", folded)
    folded = _CONTRACTION.sub("", _NOT.sub(r"\1 not", folded)).replace("'", "")
    found: list[str] = []
    for token in _TOKEN.findall(folded):
        if pair := _PAIR.fullmatch(token):
            found += [pair[1], "-", pair[2]]
        elif token not in _SILENT and unicodedata.category(token[0]) != "So":
            found += ALIASES.get(token, (token.replace(".m", "m") if token[0] in "ap" else token,))
    return _without_idle_dashes(_with_digits(found))


def _with_digits(words: list[str]) -> list[str]:
    """Numbers in words as digits: "twenty-one" is `21`, "twenty-first" is `21th`."""
    out: list[str] = []
    at = 0
    while at < len(words):
        word, step, tens = words[at], 1, 0
        if word in _TENS:
            ahead = at + 1 + (words[at + 1 : at + 2] == ["-"])
            unit = words[ahead] if ahead < len(words) else ""
            tens = _TENS[word]
            if 0 < _CARDINALS.get(unit, _ORDINALS.get(unit, 0)) < 10:
                word, step = unit, ahead + 1 - at
        if word in _ORDINALS:
            out.append(f"{tens + _ORDINALS[word]}th")
        elif word in _CARDINALS or tens:
            out.append(str(tens + _CARDINALS.get(word, 0)))
        else:
            out.append(word)
        at += step
    return out


def _without_idle_dashes(words: list[str]) -> Tokens:
    """A dash is kept only where it says "to": between two numbers or two weekdays."""
    kept = []
    for at, word in enumerate(words):
        if word == "-":
            pair = [*words[max(at - 1, 0) : at], *words[at + 1 : at + 2]]
            numbers = all(one[0].isdigit() for one in pair)
            if len(pair) < 2 or not (numbers or all(one in WEEKDAYS for one in pair)):
                continue
        kept.append(word)
    return tuple(kept)
