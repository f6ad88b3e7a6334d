"""The words of a stated decision date: how text becomes tokens, and which rows of words mean what.

Data only, so that a phrase is added by adding a row; `decision` owns what each meaning comes to.

A row is matched word by word: `a|b` is either word, `x?` may be missing, `<slot>` is a value that
`decision` reads (a weekday, a count ...). Matching is greedy and never goes back; the longest row wins,
the first one among equals. Words are lower case and without apostrophes ("didn't" is `didnt`); numbers
in words arrive as digits ("two" is `2`, "second" is `2th`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

Tokens = tuple[str, ...]


class Unit(Enum):
    """What a length of time is counted in. The value is what the person reads."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a row: the words that fit, else the slots to try there."""

    words: frozenset[str]
    slots: tuple[str, ...]
    optional: bool


Row = tuple[Part, ...]
Table = Mapping[str, tuple[Row, ...]]


def _row(text: str) -> Row:
    parts = []
    for piece in text.split():
        fits = piece.removesuffix("?").split("|")
        slots = tuple(fit[1:-1] for fit in fits if fit.startswith("<"))
        words = frozenset(fit for fit in fits if not fit.startswith("<"))
        parts.append(Part(words, slots, piece.endswith("?")))
    return tuple(parts)


def _table(meanings: Mapping[str, Iterable[str]]) -> Table:
    return {meaning: tuple(_row(text) for text in rows) for meaning, rows in meanings.items()}


def _spread(names: Iterable[str], start: int) -> dict[str, int]:
    """`names` numbered from `start`; the spellings of one value are separated by spaces."""
    return {word: number for number, line in enumerate(names, start) for word in line.split()}


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# --- single words ---------------------------------------------------------------------------------------

WEEKDAYS = _spread(
    ("monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri")
    + ("saturday sat", "sunday sun"),
    0,
)
MONTHS = _spread(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug")
    + ("september sep sept", "october oct", "november nov", "december dec"),
    1,
)
_CARDINALS = _spread(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen".split(),
    1,
)
_ORDINALS = _spread(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
    1,
) | {"thirtieth": 30}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}

# One word that stands for others.
ALIASES: Mapping[str, Tokens] = {
    word: tuple(text.split())
    for word, text in {
        "w/c": "week commencing",
        "w/e": "week ending",
        "n/a": "unknown",
        "eow": "end of week",
        "eom": "end of month",
        "eoq": "end of quarter",
        "eoy": "end of year",
        "cob": "close of business",
        "eob": "close of business",
        "eod": "end of day",
        "nlt": "no later than",
        "asap": "as soon as possible",
        "midweek": "mid week",
        "wk": "week",
        "wks": "weeks",
        "tmrw": "tomorrow",
        "tmr": "tomorrow",
        "xmas": "christmas",
        "mlk": "martin luther king",
        "&": "and",
        "/": "or",
    }.items()
}

COUNTS: Mapping[Tokens, int] = {
    tuple(text.split()): count
    for text, count in {
        "a": 1,
        "an": 1,
        "another": 1,
        "a couple of": 2,
        "a couple": 2,
        "couple of": 2,
        "couple": 2,
        "another couple of": 2,
        "a few": 3,
        "a few more": 3,
        "few": 3,
        "another few": 3,
    }.items()
}
UNITS: Mapping[Tokens, tuple[Unit, int]] = {
    (*before, ending): (unit, size)
    for befores, endings, unit, size in (
        (((),), "hour hours hr hrs h", Unit.HOUR, 1),
        (((), ("calendar",)), "day days", Unit.DAY, 1),
        ((("business",), ("working",), ("work",), ("week",)), "day days", Unit.WORKING_DAY, 1),
        (((),), "weekday weekdays workday workdays", Unit.WORKING_DAY, 1),
        (((),), "week weeks", Unit.DAY, 7),
        (((),), "fortnight fortnights", Unit.DAY, 14),
        (((),), "month months", Unit.MONTH, 1),
    )
    for before in befores
    for ending in endings.split()
}
# How many weeks ahead.
WEEKS: Mapping[Tokens, int] = {
    ("this", "week"): 0,
    ("current", "week"): 0,
    ("next", "week"): 1,
    ("this", "week", "or", "next"): 1,
    ("this", "or", "next", "week"): 1,
    ("week", "after", "next"): 2,
}
# Which part of a week or month. "Early in a month" is known only to be refused: no day goes by that name.
PARTS: Mapping[str, tuple[Tokens, ...]] = {
    part: tuple(tuple(text.split()) for text in texts)
    for part, texts in {
        "early": ("early", "early in", "earlier in", "beginning of", "start of", "first part of"),
        "mid": ("mid", "middle of", "mid of", "midway through"),
        "late": ("late", "late in", "later", "later in", "end of", "end", "ends", "tail end of", "close of")
        + ("latter part of", "very end of"),
    }.items()
}

# --- what carries no date -------------------------------------------------------------------------------

# Words that say who, how and how surely, never when; no row of dates below uses one (tested).
FILLER_WORDS = _words(
    "i you we they he hell she shell it itll its us me them him someone somebody im",
    "my our your their his there theres thats who",
    "will would should shall can could might must do does did is are am was were be been being has had have",
    "having expect expects expected expecting hope hopes hoped hoping aim aims aiming aimed plan plans",
    "planning planned intend intends intending try tries trying think thinks thought believe believes guess",
    "suppose say says said saying tell tells told mention mentioned promise promised anticipate anticipated",
    "want wants wanted need needs know decide decides decided deciding make makes making made get gets",
    "getting got go going gonna come reach reached finalise finalize confirm confirmed call phone ring email",
    "mail write reply respond hear heard hearing contact announce inform notify notified update updated send",
    "let lets give given gives receive take takes look looks looking target targeting targeted due happen",
    "schedule scheduled follow deliver return feed wait",
    "probably hopefully maybe perhaps possibly ideally definitely certainly surely likely presumably",
    "around about approximately approx roughly circa ca latest max maximum tops ish just also still again",
    "please so back up sure thanks ok okay yes well oh",
    "decision decisions answer answers news response feedback word outcome result results offer verdict",
    "team hr recruiter recruiters manager panel committee company employer deadline hiring boss people",
    "final timeline timeframe",
)

# The role decides what is left when nothing but such words was said: `vague`, `contact` and `denied`
# state no date, `today` means today, `filler` means nothing.
ASIDES = _table(
    {
        "filler": (
            "at the? latest",
            "no later than",
            "as late as",
            "at most",
            "up to",
            "or so",
            "or thereabouts",
            "or sooner|earlier|before then?",
            "i would say",
            "a|an|any|some final|hiring|firm|formal|quick? <noun>",
            "the <noun>",
            "aim|aiming|hoping|hope|target|targeting|looking|shooting|planned|scheduled|due|expected|set|go for",
            "we|you|they|i|it|he|she|there|team|manager|recruiter|panel|committee|company|decision|answer may",
            "may be|have|hear|get|take|know|decide|need|come|call|well|also|still|even",
            "at|before|by? <time> <zone>?",
            "at? noon|midday|lunchtime|lunch|midnight",
            "at <hour> oclock?",
            "<hour> oclock",
            "first thing in? the?",
            "in the morning|afternoon|evening",
            "morning|afternoon|evening|night",
        ),
        "contact": (
            "be in touch",
            "get in touch",
            "in touch",
            "let you|me|us know",
            "get back to? you|me|us?",
            "come back to? you|me|us?",
            "hear back? from? us|them|me?",
            "follow up",
            "call|contact|email|phone|ring|inform|notify|tell|update you|me",
        ),
        "today": (
            "end|close of the? business|working? day|business|play",
            "this morning|afternoon|evening",
            "tonight",
        ),
        "vague": (
            "soon|shortly|presently|eventually|sometime",
            "some time",
            "very|quite|pretty soon|shortly",
            "soonest",
            "as soon as? possible|practicable|practical",
            "as soon as we|they|i|he|she|you can|could",
            "when|whenever we|they|i|he|she|you can|could",
            "when possible",
            "in due course|time",
            "in the near future",
            "in a bit|while",
            "at some point",
            "any day|time|moment now?",
        ),
        "denied": (
            "did not|didnt say|mention|specify|state|tell|give when|anything?",
            "did not|didnt say|mention|specify|state|tell|give me|us|you? a|any? date|deadline|timeline",
            "did not|didnt tell me|us when?",
            "has|have not said|mentioned|decided|given when|anything|yet?",
            "havent|hasnt said|mentioned|decided|given when|anything|yet?",
            "do|does not know when|yet?",
            "dont|doesnt know when|yet?",
            "never|nobody said|mentioned when|anything?",
            "not yet? stated|said|given|known|mentioned|specified|decided|announced|sure|clear|set yet?",
            "wasnt|isnt|werent stated|said|given|known|mentioned|specified|decided|clear|sure yet?",
            "not yet",
            "no decision? date|deadline|timeline|timeframe|idea|news|answer given|stated|set|mentioned? yet?",
            "none|nothing given|stated|said|mentioned? yet?",
            "unknown|unstated|undecided|unspecified|unclear|unsure|dunno|tbd|tba|tbc|na",
            "to be decided|determined|confirmed|announced|advised",
            "too soon|early to say|tell",
            "depends|open",
        ),
    }
)

# --- what carries a date --------------------------------------------------------------------------------

# Skipped between dates; `by` and `until` say no more than the date itself.
LOOSE_WORDS = _words("the on by at until til till")

# A day of the calendar. `decision` has one function for each meaning here and in the next two tables.
DATES = _table(
    {
        "day_and_month": (
            "<dom> of? <month> <year>?",
            "<month> the? <dom> <year>?",
            "<dom> or|to|-|and <dom> of? <month> <year>?",
            "<month> <dom> or|to|-|and <dom> <year>?",
        ),
        "numeric": ("<numeric>",),
        "day_of_month": ("the? <ordinal>", "the? <ordinal> of the|this month"),
        "day_of_next_month": ("the? <ordinal> of next month",),
    }
)

# A day that can be counted from: "before ...", "a week from ...".
DAYS = _table(
    {
        "today": ("today", "later today", "end of today"),
        "tomorrow": ("tomorrow",),
        "day_after_tomorrow": ("day after tomorrow",),
        "yesterday": ("yesterday",),
        "dated": ("<date>", "<weekday> the? <date>", "<date> <weekday>", "<weekday> the? <dom>"),
        "coming_weekday": ("<weekdays>", "coming|upcoming <weekdays>", "this coming|upcoming <weekdays>"),
        "this_weekday": ("this <weekdays>",),
        "next_weekday": ("next <weekdays>",),
        "last_weekday": ("last <weekdays>", "<weekdays> last"),
        "weekday_after_next": ("<weekdays> after next",),
        "weekday_of_week": ("<weekdays> of|in? the? <week>", "<week> on|by? <weekdays>"),
        "mid_month": ("in? the? <mid> <month> <year>?",),
        "mid_this_month": ("in? the? <mid> the|this? month",),
        "mid_next_month": ("in? the? <mid> next month",),
    }
)

MEANINGS = _table(
    {
        "day": ("by|until|till? the? <day>", "the? <early>|<late> on? the? <day>"),
        "week_end": (
            "in|during|before? the? <late>? the? <week>",
            "before? the? <late> the? week",
            "week|weeks end",
            "before|by the? weekend",
        ),
        "week_early": ("in? the? <early> the? <week>", "in? the? <early> the? week"),
        "week_mid": (
            "in? the? <mid> the? <week>",
            "in? the? <mid> the? week",
            "<early> or|to <mid> the? <week>",
        ),
        "week_late": ("<mid> or|to <late> the? <week>",),
        "month_end": ("before? the? <late> <month> <year>?", "in|during|this? <month> <year>?"),
        "this_month_end": (
            "before? the? <late> the|this? month",
            "in|during? this month",
            "month|months end",
        ),
        "next_month_end": ("before? the? <late> next month", "in|during? next month"),
        "quarter_end": ("before? the? <late> <quarter> <year>?",),
        "this_quarter_end": ("before? the? <late> the|this? quarter", "quarter|quarters end", "this quarter"),
        "next_quarter_end": ("before? the? <late> next quarter", "in? next quarter"),
        "year_end": (
            "before? the? <late> the|this? calendar? year",
            "year|years end",
            "in? this year",
            "before? the? <late> <year>",
        ),
        "next_year_end": ("before? the? <late> next year",),
        "before_day": ("before the? <day>",),
        "before_week": ("before the? <week>",),
        "before_month": ("before <month> <year>?",),
        "before_next_month": ("before next month",),
        "before_holiday": ("before the? <holiday>", "<holiday>"),
        "length": (
            "in|within|inside|over|during? of? the? next|coming? <count> <unit> time?",
            "in|within|inside|over|during? of? the? next|coming? <count> <unit> from now",
            "in|within|over|during? the? next|coming? <count> <unit> or <count>",
            "in|within|over|during the next|coming <unit>",
            "in|within|over|during? the? next|coming <unit> or <count>",
            "next business|working day",
        ),
        "from_day": (
            "<count> <unit> from|after|on the? <day>|<holiday>",
            "a week|fortnight <weekday>",
            "1 week <weekday>",
            "<count> <unit> <anchor>",
            "day after the? <day>|<holiday>",
        ),
        "week_from_day": ("<weekday>|<anchor> week",),
        "fortnight_from_day": ("<weekday>|<anchor> fortnight",),
        "ahead_of_day": ("<count> <unit> before the? <day>|<holiday>", "day before the? <day>|<holiday>"),
        "weekday_after_day": ("<weekday> after|following the? <day>|<holiday>",),
        "weekday_before_day": ("<weekday> before the? <day>|<holiday>",),
        "week_after_day": ("week after|following the? <day>|<holiday>",),
        "unclear": ("by|until|till <month> <year>?", "<early> the|this|next? <month>|month"),
    }
)

# --- holidays -------------------------------------------------------------------------------------------

# Names that are read as a holiday even where the calendar has none such, so that the refusal can say so.
KNOWN_HOLIDAYS: frozenset[Tokens] = frozenset(
    tuple(name.split())
    for name in (
        "thanksgiving|labor|labour|memorial|veterans|independence|presidents|columbus|boxing|canada|victoria"
        "|australia|anzac|remembrance|martin luther king|juneteenth|good friday|easter monday|whit monday"
        "|christmas eve|new years eve|ascension|pentecost|diwali|eid|hanukkah|passover|ramadan|halloween"
        "|may day|lunar new year|chinese new year|golden week|midsummer|epiphany|valentines"
    ).split("|")
)
_NEVER_ALONE = frozenset(WEEKDAYS) | frozenset(MONTHS) | _words("spring summer autumn winter fall new year")


def holiday_key(words: Tokens) -> Tokens:
    """What a holiday's name is known by: "Thanksgiving Day" and "Thanksgiving" are one."""
    key = tuple(word for word in words if word != "jr")
    if key[-1:] == ("day",) and not (len(key) == 2 and key[0] in _NEVER_ALONE):
        key = key[:-1]
    return {("new", "year"): ("new", "years"), ("easter", "sunday"): ("easter",)}.get(key, key)


# --- text to tokens -------------------------------------------------------------------------------------

_DASH = re.compile("[‐‑‒–—―−]")
_CONTRACTION = re.compile(r"'(?:d|ll|re|ve|m)\b")
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
    folded = _CONTRACTION.sub("", folded).replace("'", "")
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
