"""What the employer said becomes a date: the table of phrases is the specification."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.errors import PhraseError
from calsync.planning import phrase_match, phrase_meanings, phrase_tokens, phrases
from calsync.planning.decision import read_decision
from calsync.planning.interview import Decision
from calsync.planning.workdays import WorkCalendar

US = WorkCalendar(
    label="United States",
    country="US",
    holidays={
        date(2026, 7, 3): "Independence Day (observed)",
        date(2026, 7, 4): "Independence Day",
        date(2026, 11, 26): "Thanksgiving Day",
        date(2026, 12, 25): "Christmas Day",
        date(2027, 1, 1): "New Year's Day",
        date(2027, 1, 18): "Martin Luther King Jr. Day",
        date(2027, 11, 25): "Thanksgiving Day",
    },
)
GOOD_FRIDAY = WorkCalendar(
    label="England",
    country="GB",
    holidays={
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 4): "May Day",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Second Day of Christmas; Boxing Day",
        date(2026, 12, 28): "Boxing Day (observed)",
    },
)
GREEK = WorkCalendar(label="Greece", country="GR", holidays={date(2026, 4, 13): "Easter Monday"})
ISRAEL = WorkCalendar(label="Sunday to Thursday", weekend=frozenset({4, 5}))
PLAIN = WorkCalendar()
NEVER = WorkCalendar(label="closed", weekend=frozenset(range(7)))

TUESDAY = date(2026, 11, 24)

# Said on Tuesday 24 November 2026 by an employer in the United States: day of the answer, then phrases.
SAID_ON_TUESDAY = """
2026-11-24: today | later today | by 5pm today | tonight | by EOD | this afternoon | the 24th | 24 November
2026-11-24: 2026-11-24 | this Tuesday | early this week | early in the week | by the end of today
2026-11-25: tomorrow | tomorrow morning | within 24 hours | a day or so | next business day | an hour
2026-11-25: Wednesday | before Thanksgiving | before Thanksgiving Day | by Thanksgiving | mid this week
2026-11-25: before Friday | midweek | EOD tomorrow | by the end of tomorrow | today or tomorrow
2026-11-26: the day after tomorrow | in a couple of days | 48 hours | in 2 days | within 24-48 hours
2026-11-26: within 48 hours | a day or two | Wed/Thu | Wednesday or Thursday | couple of days
2026-11-26: tomorrow or the day after
2026-11-27: Friday | Fri. | FRIDAY | by Friday | on Friday | this Friday | Friday morning | Friday 5pm
2026-11-27: 5 pm Friday | by 17:00 on Friday | at 5 on Friday | Friday at 5 | late Friday | end of Friday
2026-11-27: decision by EOD Friday | I'd say by close of business Friday | by Friday or sooner | 🤞 Friday!!!
2026-11-27: this week | by the end of the week | EOW | later this week | end of this week | late this week
2026-11-27: within a few days | in the next few days | Friday, 27 November | Friday 27th
2026-11-27: 27 November (Friday)
2026-11-27: by the weekend | before the weekend | before next week | the week of 23 November
2026-11-27: two business days | hopefully by Friday COB | not later than Friday
2026-11-27: we'll get back to you by the end of the week
2026-11-27: by Friday, 5:30 p.m. ET | they may decide Friday | the day after Thanksgiving
2026-11-27: week of Thanksgiving
2026-11-30: Monday | Monday next week | next Monday | this coming Monday | end of the month | EOM
2026-11-30: end of month
2026-11-30: end of November | by the end of this month | this month | before December | before next month
2026-11-30: the Monday after Thanksgiving | Monday the 30th | by month-end | late November | in November
2026-12-01: early next week | Tuesday | a week today | a week from today | in a week | within one week
2026-12-01: a week
2026-12-01: they’ll let me know no later than Tuesday | beginning of next week | start of next week
2026-12-01: in a week's time | within 7 days | next week, probably Tuesday | Monday or Tuesday
2026-12-01: 7 days from now
2026-12-01: the first of December | December 1st | in the next week | a week or so
2026-12-02: mid next week | middle of next week | in 5 business days | between Monday and Wednesday
2026-12-02: next Wed
2026-12-02: five working days | 3-5 business days | 3 – 5 business days | Tuesday or Wednesday next week
2026-12-02: a week tomorrow | early or mid next week | from Monday to Wednesday
2026-12-03: next week Thursday | next Thursday | Thursday next week | Thursday week | Thursday of next week
2026-12-03: before 4 December | before the 4th | before 2026-12-04
2026-12-04: next Friday | end of next week | by the end of next week | Friday week | late next week
2026-12-04: next week
2026-12-04: sometime next week | in 10 days | 10 days from now | ten days | next week sometime
2026-12-04: w/c 30 November
2026-12-04: this week or next week | the week after Thanksgiving | next Friday (4 December)
2026-12-04: before the end of next week | not later than the end of next week
2026-12-04: you should hear back from us by the end of next week at the latest
2026-12-04: ASAP, next week at the latest
2026-12-04: we're aiming for next Friday | The hiring manager will probably decide by the end of next week.
2026-12-04: 4 December | 4th of December 2026 | December 4 | Dec 4th, 2026 | Dec. 4th | 4 Dec 26 | 4 Dec '26
2026-12-04: Friday 4 December | Friday, December 4th | 4.12.2026 | 4.12. | 04/12/2026 | 4/12 | 2026/12/04
2026-12-04: 20261204 | 04-12-2026 | the 4th | by the 4th | 4th of next month | 2026-12-04T17:00
2026-12-04: 2026-12-04 17:00
2026-12-04: 2026-12-04T17:00:00Z | 2026‑12‑04 | Dec 4 at 5pm | no later than Dec 4 | December the 4th
2026-12-06: 4-6 December | between 4 and 6 December | December 4 to 6
2026-12-07: a week from Monday | a week on Monday | Monday week | a week Monday
2026-12-08: within two weeks | we hope to make a decision within two weeks | in 2 weeks | two weeks | 2 wks
2026-12-08: a fortnight | in a fortnight | a week or two | 14 days | in the next week or two
2026-12-08: two weeks' time | not more than two weeks | not longer than two weeks
2026-12-08: over the next two weeks | next couple of weeks | a couple of weeks | up to two weeks
2026-12-08: about two weeks
2026-12-08: 1-2 weeks | one or two weeks | a week or two at most | early the week after next | couple weeks
2026-12-09: in 10 business days
2026-12-09: mid the week after next | within 10 business days | two weeks tomorrow
2026-12-11: the week of 7 December | week commencing 7 Dec | w/c 7/12 | the week after next
2026-12-11: two weeks from Friday | week commencing 7 December
2026-12-11: the week of the 7th | end of the week of December 7 | week ending 11 December
2026-12-11: the Friday after next
2026-12-11: Friday fortnight | in the week beginning Monday 7 December
2026-12-15: 2-3 weeks | two to three weeks | 2–3 weeks | three weeks | a few weeks | mid-December
2026-12-15: mid December
2026-12-15: expect to hear from us around mid-December | the middle of December | mid next month | 21 days
2026-12-14: before mid-December
2026-12-18: a week before Christmas | the Friday before Christmas
2026-12-23: two business days before Christmas
2026-12-24: before Christmas | by Christmas | before Xmas | before Christmas Day | in a month
2026-12-24: a month from now
2026-12-31: end of December | late December | in December | December | sometime in December
2026-12-31: end of next month | by the end of next month
2026-12-31: end of the quarter | end of the year | EOY | before the end of the year | by year-end | EOQ
2026-12-31: end of 2026
2026-12-31: before the new year | before New Year's | by New Year | next month | December 2026 | end of Q4
2027-01-15: before MLK day | before Martin Luther King day
2027-01-29: sometime in January | end of January | by the end of January 2027
2027-03-31: end of Q1 | end of the first quarter | end of next quarter | end of Q1 2027
2027-05-04: by May 4 | 4 May | we may decide by May 4
2027-11-23: 23 November
2028-02-29: 29 February | Feb 29
"""

OTHERS: tuple[tuple[str, date, WorkCalendar, str], ...] = (
    # A weekday is strictly after the day it was said; weeks start on Monday.
    ("Friday", date(2026, 11, 27), PLAIN, "2026-12-04"),
    ("this Friday", date(2026, 11, 27), PLAIN, "2026-11-27"),
    ("next Friday", date(2026, 11, 27), PLAIN, "2026-12-04"),
    ("Friday week", date(2026, 11, 27), PLAIN, "2026-12-11"),
    ("end of the week", date(2026, 11, 27), PLAIN, "2026-11-27"),
    ("next Friday", date(2026, 11, 29), PLAIN, "2026-12-04"),
    ("Friday", date(2026, 11, 29), PLAIN, "2026-12-04"),
    ("this Sunday", date(2026, 11, 29), PLAIN, "2026-11-29"),
    ("next week", date(2026, 11, 29), PLAIN, "2026-12-04"),
    ("next Monday", date(2026, 11, 29), PLAIN, "2026-11-30"),
    ("Monday", date(2026, 11, 30), PLAIN, "2026-12-07"),
    ("next Friday", date(2026, 11, 30), PLAIN, "2026-12-11"),
    ("this Friday", date(2026, 11, 30), PLAIN, "2026-12-04"),
    ("Monday or Tuesday", date(2026, 11, 30), PLAIN, "2026-12-08"),
    ("Friday or Monday", date(2026, 11, 28), PLAIN, "2026-12-07"),
    # The last working day moves before a day off; a day that was counted to does not.
    ("next week", date(2026, 12, 15), US, "2026-12-24"),
    ("end of the week", date(2026, 12, 28), US, "2026-12-31"),
    ("end of next week", date(2026, 3, 25), GOOD_FRIDAY, "2026-04-02"),
    ("by Friday", date(2026, 12, 22), US, "2026-12-25"),
    ("early next week", date(2026, 12, 22), WorkCalendar(holidays={date(2026, 12, 29): "x"}), "2026-12-29"),
    ("in 5 business days", date(2026, 12, 23), US, "2026-12-31"),
    ("a week", date(2026, 11, 21), PLAIN, "2026-11-28"),
    ("end of the week", date(2026, 11, 24), ISRAEL, "2026-11-26"),
    ("end of the week", date(2026, 9, 29), WorkCalendar(makeup=frozenset({date(2026, 10, 3)})), "2026-10-03"),
    # Months that end on a weekend, years that end, leap days.
    ("end of the month", date(2026, 1, 5), PLAIN, "2026-01-30"),
    ("end of February", date(2028, 2, 1), PLAIN, "2028-02-29"),
    ("29 Feb", date(2028, 2, 29), PLAIN, "2028-02-29"),
    ("in a month", date(2027, 1, 31), PLAIN, "2027-02-28"),
    ("in 12 months", date(2028, 2, 29), PLAIN, "2029-02-28"),
    ("2 January", date(2026, 12, 31), PLAIN, "2027-01-02"),
    ("end of the month", date(2026, 12, 31), PLAIN, "2026-12-31"),
    ("next month", date(2026, 12, 31), PLAIN, "2027-01-29"),
    ("next week", date(2026, 12, 31), PLAIN, "2027-01-08"),
    ("EOY", date(2027, 6, 1), WorkCalendar(holidays={date(2027, 12, 31): "x"}), "2027-12-30"),
    ("end of next year", date(2026, 6, 1), PLAIN, "2027-12-31"),
    ("the 31st", date(2026, 11, 5), PLAIN, "2026-12-31"),
    ("the 30th", date(2027, 1, 31), PLAIN, "2027-03-30"),
    ("end of Q3", date(2026, 7, 1), PLAIN, "2026-09-30"),
    ("end of the quarter", date(2026, 5, 1), PLAIN, "2026-06-30"),
    ("the week of 28 December", date(2026, 12, 30), PLAIN, "2027-01-01"),
    # Holidays by name, and the three that have a date of their own.
    ("before Independence Day", date(2026, 6, 20), US, "2026-07-02"),
    ("before Thanksgiving", date(2026, 11, 26), US, "2027-11-24"),
    ("before Christmas", date(2026, 12, 1), GOOD_FRIDAY, "2026-12-24"),
    ("before Boxing Day", date(2026, 12, 1), GOOD_FRIDAY, "2026-12-24"),
    ("before Christmas", date(2026, 12, 25), PLAIN, "2027-12-24"),
    ("before Christmas", date(2027, 12, 1), PLAIN, "2027-12-24"),
    ("before new year", date(2026, 12, 1), PLAIN, "2026-12-31"),
    ("before Good Friday", date(2026, 3, 25), GOOD_FRIDAY, "2026-04-02"),
    ("before Easter", date(2026, 3, 25), GOOD_FRIDAY, "2026-04-02"),
    ("before Easter", date(2026, 3, 25), PLAIN, "2026-04-03"),
    ("before Easter", date(2026, 3, 25), GREEK, "2026-04-10"),
    ("before Easter Monday", date(2026, 3, 25), GREEK, "2026-04-10"),
    ("before May Day", date(2026, 4, 20), GOOD_FRIDAY, "2026-05-01"),
    ("before May", date(2026, 4, 20), GOOD_FRIDAY, "2026-04-30"),
    ("4th of July", date(2026, 6, 20), US, "2026-07-04"),
)

NO_DATE = re.split(
    r"[|\n]",
    """soon
shortly|we'll be in touch|We’ll be in touch soon!|as soon as possible|asap|they did not say|didn't say
no date
not stated|unknown|TBD|n/a|in due course|when we can|as soon as we can|very soon|we will let you know
not sure
they haven't decided yet|I don't know|no idea|any day now|you will hear from us|in the near future|tba
no deadline
they didn't say when|not yet|eventually|we'll get back to you|none|nothing said|they did not give a date""",
)

REFUSED = re.split(
    r"[|\n]",
    """|   |...|we will|asdf|several weeks|in several days|after Christmas|after the holidays|early December
by December
beginning of December|early next month|by next month|in the new year|not before Friday|not this week
not until January|if all goes well, Friday|unless we call by Friday|we won't decide by Friday|last Friday
yesterday|31 November|2026-02-30|29 Feb 2027|32 December|13/13/2026|12/24/2026|12/24|in -3 days|-3 days|within -2 weeks|2026-13-01|2026-11-23|23 November 2026
Thursday 27 November|Friday 28th|next Friday (5 December)|Monday and Friday|Friday, Monday|Friday or
or Friday
Friday or later|Friday at the earliest|as early as Friday|at least two weeks|more than a week|2+ weeks
> 2 weeks
before Diwali|before Wombat Day|by Labor Day|before the holidays|every Friday|first week of December
within the week
a week and a half|in 0 days|9999 days|99999 days|36 months|9999-12-31|0001-01-01|December 2031
in the coming weeks
between Friday|from Friday|two Fridays from now|they did not say, perhaps Friday|nothing before Friday
the last week of November|when they have met everyone|no earlier than Friday|1.5 weeks|décembre|12.25.2026
Monday this week|end of next week, Monday at the latest|30 Feb|half a week|week|in two
after two weeks|Friday the thirteenth|the 32nd|end of|next|Monday week next|1 week ago|until|in Christmas
the week before Christmas|not earlier than Friday|not later|we will not decide later than Friday""",
)


def rows() -> list[tuple[str, date, WorkCalendar, date]]:
    out = []
    for line in SAID_ON_TUESDAY.strip().splitlines():
        day, _, said = line.partition(": ")
        out += [(phrase.strip(), TUESDAY, US, date.fromisoformat(day)) for phrase in said.split(" | ")]
    return out + [(phrase, said, days, date.fromisoformat(want)) for phrase, said, days, want in OTHERS]


@pytest.mark.parametrize(("phrase", "said_on", "workdays", "expected"), rows())
def test_a_phrase_is_read(phrase: str, said_on: date, workdays: WorkCalendar, expected: date) -> None:
    found = read_decision(phrase, said_on=said_on, workdays=workdays)
    assert found is not None
    assert found.date == expected
    assert found.phrase == phrase
    shown = f"read as {expected:%a} {expected.day} {expected:%b} {expected.year}"
    assert found.reading == shown or found.reading.startswith(f"{shown} (")


@pytest.mark.parametrize("phrase", NO_DATE)
def test_no_date_was_stated(phrase: str) -> None:
    assert read_decision(phrase, said_on=TUESDAY, workdays=US) is None


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_is_not_understood_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError) as caught:
        read_decision(phrase, said_on=TUESDAY, workdays=US)
    assert phrase.strip() in caught.value.message
    assert caught.value.exit_code == 2
    assert "2026-12-04" in caught.value.hint


@pytest.mark.parametrize(
    ("phrase", "expected", "order"),
    [
        ("12/04/2026", date(2026, 12, 4), "month first"),
        ("12/4", date(2026, 12, 4), "month first"),
        ("12-04-26", date(2026, 12, 4), "month first"),
        ("4.12.2026", date(2026, 12, 4), "day first"),
        ("before 12/04/2026", date(2026, 12, 3), "month first"),
    ],
)
def test_month_first_where_that_is_the_custom(phrase: str, expected: date, order: str) -> None:
    found = read_decision(phrase, said_on=TUESDAY, workdays=US, month_first=True)
    assert found is not None
    assert found.date == expected
    assert order in found.reading


def test_readings_say_how() -> None:
    for phrase, reading in {
        "04/12/2026": "read as Fri 4 Dec 2026 (day first)",
        "2026-12-04": "read as Fri 4 Dec 2026",
        "in 5 business days": "read as Wed 2 Dec 2026 (5 working days after Tue 24 Nov 2026)",
        "a day": "read as Wed 25 Nov 2026 (1 day after Tue 24 Nov 2026)",
        "by Thanksgiving": "read as Wed 25 Nov 2026"
        " (the last working day before Thu 26 Nov 2026; Thanksgiving Day)",
    }.items():
        found = read_decision(phrase, said_on=TUESDAY, workdays=US)
        assert found is not None
        assert found.reading == reading


def test_the_phrase_is_kept_on_one_line_without_control_characters() -> None:
    found = read_decision(" next\n\t Friday\u202e ", said_on=TUESDAY, workdays=US)
    assert found is not None
    assert found.phrase == "next Friday"


SEVERAL = "by December|early December|by next month|first week of December|in the last week of November"


@pytest.mark.parametrize("phrase", [*SEVERAL.split("|"), "during the first week of next month"])
def test_a_phrase_of_several_days_is_refused_with_clearer_ones(phrase: str) -> None:
    with pytest.raises(PhraseError, match="more than one day") as caught:
        read_decision(phrase, said_on=TUESDAY, workdays=US)
    for better in re.findall("“(.+?)”", caught.value.hint):
        assert read_decision(better, said_on=TUESDAY, workdays=US)


def test_errors_are_short_and_clean() -> None:
    with pytest.raises(PhraseError) as caught:
        read_decision("\u202e\x1b[31m" + "wombat " * 40, said_on=TUESDAY, workdays=US)
    assert len(caught.value.message) < 160
    assert caught.value.message.isprintable()
    with pytest.raises(PhraseError, match="longer than 400"):
        read_decision("Friday" + " " * 400, said_on=TUESDAY, workdays=US)
    with pytest.raises(PhraseError, match="United States"):
        read_decision("before Diwali", said_on=TUESDAY, workdays=US)


@pytest.mark.parametrize("phrase", ["end of next week", "in 5 business days", "before Friday", "EOM"])
def test_a_calendar_without_working_days_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError, match="closed"):
        read_decision(phrase, said_on=TUESDAY, workdays=NEVER)


@pytest.mark.parametrize("said_on", [date.min, date.max, date(1899, 12, 31), date(4001, 1, 1)])
@pytest.mark.parametrize("phrase", ["next week", "in 400 days", "before Easter", "yesterday"])
def test_days_at_the_ends_of_the_calendar_are_refused(phrase: str, said_on: date) -> None:
    with pytest.raises(PhraseError):
        read_decision(phrase, said_on=said_on, workdays=PLAIN)


SHAPES = [
    "the ",
    "week of ",
    "the week of monday ",
    "monday or ",
    "1 or 2 or ",
    "before the ",
    "a few ",
    "in the ",
]
SHAPES += ["between ", "may ", "as soon ", "12/12/12/", "twenty-", "a week from ", "' ", "- ", "4 "]


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_length_alone(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0
    fit = phrase_match._fit

    def counting(*args: object) -> int:
        nonlocal tried
        tried += 1
        return fit(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(phrase_match, "_fit", counting)
    work = []
    for length in (100, 200, 400):
        tried = 0
        with suppress(PhraseError):
            read_decision((shape * 400)[:length], said_on=TUESDAY, workdays=US)
        work.append(tried)
    assert work[2] <= 5 * work[0] + 3000


def test_the_tables_fit_together() -> None:
    tables = (phrases.DATES, phrases.DAYS, phrases.MEANINGS)
    assert {name for table in tables for name in table} == set(phrase_meanings.COMES_TO)
    parts = [
        part for table in (*tables, phrases.ASIDES) for rows in table.values() for row in rows for part in row
    ]
    assert {slot for part in parts for slot in part.slots} == set(phrase_match._SLOTS)
    dated = {
        word
        for table in tables
        for rows in table.values()
        for row in rows
        for part in row
        for word in part.words
    }
    assert not dated & phrases.FILLER_WORDS
    for word in {word for part in parts for word in part.words} - {"-"}:
        assert phrase_tokens.tokens(word) == (word,), f"{word} never arrives as a word"


WORDS = sorted(
    {*phrases.DATE_WORDS, *phrases.FILLER_WORDS, *phrase_tokens.ALIASES}
    | {"4", "31", "29", "2026", "2027", "9999"}
    | {"4/12", "31/12/2026", "4th", "31st", "5pm", "two", "christmas", "not", "q1", "2026-12-04", "soon"}
)
DATED = sorted(
    {"friday", "week", "next", "of", "the", "before", "december", "in", "2", "weeks", "or", "end", "a"}
)
SAID_ON = st.dates(date(1900, 1, 1), date(4000, 12, 31))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS) | st.sampled_from(DATED), max_size=12).map(
        lambda words: " ".join(words)[:60]
    ),
    SAID_ON,
    st.sampled_from([US, PLAIN, GREEK, ISRAEL]),
    st.booleans(),
)
def test_any_words_are_read_or_refused(text: str, said_on: date, workdays: WorkCalendar, month: bool) -> None:
    try:
        found = read_decision(text, said_on=said_on, workdays=workdays, month_first=month)
    except PhraseError:
        return
    if found is not None:
        assert isinstance(found, Decision)
        assert not isinstance(found.date, datetime)
        assert said_on <= found.date <= said_on + timedelta(days=731)


@settings(deadline=None)
@given(st.text(max_size=60), st.dates())
def test_any_text_is_read_or_refused(text: str, said_on: date) -> None:
    with suppress(PhraseError):
        read_decision(text, said_on=said_on, workdays=PLAIN)


@settings(deadline=None)
@given(SAID_ON, st.integers(0, 731))
def test_an_iso_date_is_itself(said_on: date, ahead: int) -> None:
    day = said_on + timedelta(days=ahead)
    found = read_decision(day.isoformat(), said_on=said_on, workdays=US)
    assert found is not None
    assert found.date == day
