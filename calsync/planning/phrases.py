"""The words of a stated decision date, and which rows of words mean what.

Data only, so that a phrase is added by adding a row; `phrase_tokens` owns how text becomes words,
`phrase_meanings` what each meaning comes to.

A row is matched word by word: `a|b` is either word, `x?` may be missing, `<slot>` is a value that
`phrase_match` reads (a weekday, a count ...). Matching is greedy and never goes back; the longest row wins,
the first one among equals. Words are lower case and without apostrophes ("didn't" is `didnt`); numbers
in words arrive as digits ("two" is `2`, "second" is `2th`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

Tokens = tuple[str, ...]


class Unit(Enum):
    """What a length of time is counted in. The value is what the person reads."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working day"
    MONTH = "month"


class Part(NamedTuple):
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


def spread(names: str, start: int) -> dict[str, int]:
    """The names between bars, numbered from `start`; a space parts two spellings of one value."""
    return {word: number for number, name in enumerate(names.split("|"), start) for word in name.split()}


def phrases_of(text: str) -> tuple[Tokens, ...]:
    """The entries between bars, each as its words."""
    return tuple(tuple(one.split()) for one in text.split("|"))


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# --- single words ---------------------------------------------------------------------------------------

WEEKDAYS = spread(
    "monday mon|tuesday tue tues|wednesday wed weds|thursday thu thur thurs|friday fri|saturday sat"
    "|sunday sun",
    0,
)
MONTHS = spread(
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept"
    "|october oct|november nov|december dec",
    1,
)
COUNTS: Mapping[Tokens, int] = (
    dict.fromkeys(phrases_of("a|an|another"), 1)
    | dict.fromkeys(phrases_of("a couple of|a couple|couple of|couple|another couple of"), 2)
    | dict.fromkeys(phrases_of("a few|few|another few"), 3)
)
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
WEEKS: Mapping[Tokens, int] = (
    dict.fromkeys(phrases_of("this week|current week"), 0)
    | dict.fromkeys(phrases_of("next week|this week or next|this week or next week|this or next week"), 1)
    | dict.fromkeys(phrases_of("week after next|next week or the week after"), 2)
)
# Which part of a week or month. "Early in a month" is known only to be refused: no day goes by that name.
PARTS: Mapping[str, tuple[Tokens, ...]] = {
    "early": phrases_of("early|early in|earlier in|beginning of|start of"),
    "mid": phrases_of("mid|middle of|mid of|midway through"),
    "late": phrases_of("late|late in|later|later in|end of|end|ends|tail end of|close of|latter part of"),
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
    "schedule scheduled deliver wait wrap contacted told informed towards toward",
    "probably hopefully maybe perhaps possibly ideally definitely certainly surely likely presumably",
    "around about approximately approx roughly circa ca latest max maximum tops ish just also still again",
    "able either way please so up sure thanks ok okay yes well oh",
    "decision decisions answer answers news response feedback word outcome result results offer verdict",
    "team hr recruiter recruiters manager panel committee company employer deadline hiring boss people",
    "final timeline timeframe goal eta exactly something",
)

# The role decides what is left when nothing but such words was said: `vague`, `contact` and `denied`
# state no date, `today` means today, `filler` means nothing.
ASIDES = _table(
    {
        "filler": (
            "at most|latest",
            "at the latest",
            "no|not later|more|longer than",
            "as late as",
            "up to",
            "or so|thereabouts",
            "or sooner|earlier|before then?",
            "on or about|around|before",
            "from|for us|them|me|you",
            "1 way or the? another|other",
            "a|an|any|some final|hiring|firm|formal|quick? <noun>",
            "aim|aiming|hoping|hope|target|targeting|looking|shooting|planned|scheduled|due|expected|set for",
            "we|you|they|i|it|he|she|there may",
            "may be|have|hear|get|take|know|decide|need|come|call|well|also|still|let|make|send|reply",
            "get|hear|come|call|write|reply|report back",
            "at|before|by? <time> <zone>?",
            "at? noon|midday|lunchtime|lunch|midnight <zone>?",
            "at? <hour> oclock",
            "at <hour>",
            "1th thing in|on? the?",
            "in the morning|afternoon|evening",
            "morning|afternoon|evening|night|pm",
        ),
        "contact": (
            "be|get? in touch",
            "let you|me|us know",
            "get|come back to? you|me|us?",
            "hear something? back? from? us|them|me?",
            "follow up",
            "call|contact|email|phone|ring|inform|notify|tell|update you|me back?",
        ),
        "today": (
            "end|close of business|play",
            "end|close of the? business|working|work? day",
            "this morning|afternoon|evening",
            "tonight",
        ),
        "vague": (
            "soon|shortly|presently|eventually|sometime|soonest",
            "some time",
            "very|quite|pretty soon|shortly",
            "as soon as? possible|practicable|practical",
            "as soon as we|they|i|he|she|you can|could",
            "when|whenever we|they|i|he|she|you can|could",
            "in due|a course|time|bit|while",
            "in the near future",
            "at some point",
            "any day|time|moment now?",
        ),
        "denied": (
            "not say|state|mention|specify|tell|give|know|decide when|anything|yet?",
            "not say|state|mention|specify|tell|give me|us|you? when|a|any? date|deadline|timeline?",
            "not yet? stated|said|given|known|mentioned|specified|decided|announced|sure|clear|set yet|when?",
            "not yet",
            "never|nobody said|mentioned when|anything|anything?",
            "no decision|news|answer",
            "no decision? date|deadline|timeline|timeframe|idea|news|answer given|stated|set|mentioned? yet?",
            "none|nothing given|stated|said|mentioned? yet?",
            "unknown|unstated|undecided|unspecified|unclear|unsure|dunno|tbd|tba|tbc",
            "to be decided|determined|confirmed|announced|advised",
            "too soon|early to say|tell",
        ),
    }
)

# --- what carries a date --------------------------------------------------------------------------------

# Skipped between dates; `by` and `until` say no more than the date itself.
LOOSE_WORDS = _words("the on by at until til till")

# A day of the calendar. `phrase_meanings` has a function for each meaning here and in the next two tables.
DATES = _table(
    {
        "day_and_month": (
            "<dom> of? <month> <year>?",
            "<month> the? <dom> <year>?",
            "between|from? <dom> or|to|-|and <dom> of? <month> <year>?",
            "between|from? <month> <dom> or|to|-|and <dom> <year>?",
        ),
        "numeric": ("<numeric>",),
        "day_of_month": ("<ordinal>", "<ordinal> of the|this month"),
        "day_of_next_month": ("<ordinal> of next month",),
    }
)

# A day that can be counted from: "before ...", "a week from ...".
DAYS = _table(
    {
        "today": ("today", "later today", "end of today"),
        "tomorrow": ("tomorrow",),
        "day_after_tomorrow": ("day after tomorrow", "tomorrow or the? day after"),
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
        "day": ("<day>", "between now and the? <day>", "<early>|<late> on? the? <plain_day>"),
        "length": (
            "in|within|inside|over|during? of? the? next|coming? <count> more? <unit> time?",
            "in|within|inside|over|during? of? the? next|coming? <count> more? <unit> from now",
            "in|within|over|during? the? next|coming? <count> <one_unit> or <count>",
            "in|within|over|during the next|coming <one_unit>",
            "in|within|over|during? the? next|coming <one_unit> or <count>",
        ),
        "next_working_day": ("in|within? the? next business|working|work day", "next weekday|workday"),
        "week_end": (
            "in|during? the? <week>",
            "before? in? the? <late> the? <week>",
            "before? the? <late> the? week <week>",
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
        "quarter_end": ("before? the? <late> the? <quarter> <year>?",),
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
        "from_day": (
            "<count> <unit> from|after|on the? <day>|<holiday>",
            "<count> <unit> <anchor>",
            "day after the? <day>|<holiday>",
        ),
        "week_from_day": ("<weekday>|<anchor> week", "a|1 week this? <weekday>"),
        "fortnight_from_day": ("<weekday>|<anchor> fortnight",),
        "ahead_of_day": ("<count> <unit> before the? <day>|<holiday>", "day before the? <day>|<holiday>"),
        "weekday_after_day": ("<weekday> after|following the? <day>|<holiday>",),
        "weekday_before_day": ("<weekday> before the? <day>|<holiday>",),
        "week_after_day": ("week after|following the? <day>|<holiday>",),
        "unclear": (
            "by|until|till <month> <year>?",
            "by|until|till next month",
            "<early> the|this|next? <month>|month",
            "in|during? the? 1th|last week of|in the|this|next? <month>|month",
        ),
    }
)

# --- holidays -------------------------------------------------------------------------------------------

# Read even where the calendar has none such; Easter moves, so `phrase_meanings` works it out.
FIXED_HOLIDAYS: Mapping[Tokens, tuple[int, int]] = {
    ("christmas",): (12, 25),
    ("new", "years"): (1, 1),
    ("easter",): (0, 0),
}
# Names that are read as a holiday even where the calendar has none such, so that the refusal can say so.
KNOWN_HOLIDAYS: frozenset[Tokens] = frozenset(
    phrases_of(
        "thanksgiving|labor|labour|memorial|veterans|independence|presidents|columbus|boxing|canada|victoria"
        "|australia|anzac|remembrance|martin luther king|juneteenth|good friday|easter monday|whit monday"
        "|christmas eve|new years eve|ascension|pentecost|diwali|eid|hanukkah|passover|ramadan|halloween"
        "|may day|lunar new year|chinese new year|golden week|midsummer|epiphany|valentines"
    )
)
_NEVER_ALONE = frozenset(WEEKDAYS) | frozenset(MONTHS) | _words("spring summer autumn winter fall new year")


def holiday_key(words: Tokens) -> Tokens:
    """What a holiday's name is known by: "Thanksgiving Day" and "Thanksgiving" are one."""
    key = tuple(word for word in words if word != "jr")
    if key[-1:] == ("day",) and not (len(key) == 2 and key[0] in _NEVER_ALONE):
        key = key[:-1]
    if key == ("new", "year"):
        return ("new", "years")
    return ("easter",) if key == ("easter", "sunday") else key


# --- every word -----------------------------------------------------------------------------------------


def _vocabulary() -> frozenset[str]:
    rows = [row for table in (DATES, DAYS, MEANINGS) for rows in table.values() for row in rows]
    entries = [
        *COUNTS,
        *UNITS,
        *WEEKS,
        *KNOWN_HOLIDAYS,
        *FIXED_HOLIDAYS,
        *(e for part in PARTS.values() for e in part),
    ]
    words = {word for row in rows for part in row for word in part.words}
    return (
        frozenset(words | {word for entry in entries for word in entry} | {*WEEKDAYS, *MONTHS}) | LOOSE_WORDS
    )


# Every word that can be part of a date; a refusal names the first word that is not.
DATE_WORDS = _vocabulary()
