"""Values to rows and back: nothing is lost, and what calsync did not write is refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import Enum
from io import BytesIO
from pkgutil import get_data
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calsync.planning.facts import Facts
from calsync.planning.history import (
    TELLABLE,
    Archived,
    Decided,
    Done,
    Entry,
    Moved,
    Noted,
    Outcome,
    Skipped,
    Turn,
)
from calsync.planning.interview import Decision, Interview, Interviewer, Session
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.planning.typed import Typed
from calsync.tracker.cells import Unreadable
from calsync.tracker.rows import (
    entry_row,
    read_entry,
    read_sources,
    read_version,
    sources_row,
    version_row,
)
from tests.planning.made import BERLIN, interview

TOLD = datetime(2026, 12, 2, 9, tzinfo=UTC)
ZONES = (
    UTC,
    BERLIN,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("UTC"),
    timezone(timedelta(hours=5, minutes=30), "UTC+05:30"),
    timezone(-timedelta(hours=3, minutes=15, seconds=30)),
)


def _later_of_two(at: datetime, fold: int) -> datetime:
    return at.replace(fold=fold)


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("\udc80\udcff\x00\u2028")), max_size=20)
TIMES = st.builds(
    _later_of_two,
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(ZONES)),  # noqa: DTZ001
    st.sampled_from([0, 1]),
)
SIMPLE: dict[object, st.SearchStrategy[object]] = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(),
    type(None): st.none(),
    datetime: TIMES,
    date: st.dates(),
    timedelta: st.timedeltas(),
    tzinfo: st.sampled_from(ZONES),
    Turn: st.sampled_from(TELLABLE),
}


def some(hint: object) -> st.SearchStrategy[object]:
    """Any value of a type, down to the fields of fields; so a new field is tried without a change here."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of([some(each) for each in args])
    if origin is tuple:
        return st.lists(some(args[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(some(args[0]), max_size=3)
    if origin is Mapping:
        return st.dictionaries(some(args[0]), some(args[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if not isinstance(hint, type) or not (is_dataclass(hint) or issubclass(hint, tuple)):
        return st.from_type(hint)  # type: ignore[arg-type]
    return st.builds(hint, **{name: some(each) for name, each in get_type_hints(hint).items()})


def plain(value: object) -> object:
    """A value with its instants as UTC, since two equal ones of different zones may not compare as equal."""
    if isinstance(value, datetime):
        return "at", value.astimezone(UTC).isoformat()
    if isinstance(value, timezone):
        return "offset", value.utcoffset(None)
    if isinstance(value, Enum | tzinfo):
        return type(value).__name__, str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return type(value).__name__, [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return value


def through(row: object) -> object:
    """As it is after it has been in a file."""
    found: object = json.loads(json.dumps(row).encode("ascii"))
    return found


INTERVIEWS = st.builds(
    lambda one, first: replace(one, sessions=(first, *one.sessions)), some(Interview), some(Session)
)


@given(INTERVIEWS, some(Wishes))
def test_an_interview_comes_back(one: Interview, wishes: Wishes) -> None:
    back, wished = read_version(through(version_row(one, wishes)))
    assert plain(back) == plain(one)
    assert wished == wishes
    assert {session.start.tzinfo for session in back.sessions} == {back.zone}


@given(some(Sources))
def test_sources_come_back(sources: Sources) -> None:
    assert plain(read_sources(through(sources_row(sources)))) == plain(sources)


@given(some(Entry), st.sampled_from(ZONES))
@example(Done("thank-you", "Jos\udce9", TOLD, TOLD), BERLIN)
@example(Noted("half a pair \ud83d and \x00" + "x" * 1_000_000, "", TOLD), UTC)
def test_an_entry_comes_back(entry: Entry, zone: tzinfo) -> None:
    kind, row = entry_row(entry)
    back = read_entry(kind, through(row), zone=zone)
    assert plain(back) == plain(entry)
    assert type(back) is type(entry)
    assert back.told.tzinfo is UTC


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("2026-10-25T02:30:00+02:00", "2026-10-25 02:30 fold 0"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25 02:30 fold 1"),
        ("2026-12-01T23:30:00-05:00", "2026-12-02 05:30 fold 0"),
    ],
)
def test_a_time_is_shown_on_the_interviews_clock(told: str, shown: str) -> None:
    at = datetime.fromisoformat(told)
    rows = [entry_row(Moved("status-check", "", at, TOLD)), entry_row(Done("thank-you", "", at, TOLD))]
    one, other = (read_entry(kind, through(row), zone=BERLIN) for kind, row in rows)
    assert isinstance(one, Moved)
    assert isinstance(other, Done)
    for back in (one.to, other.on):
        assert isinstance(back, datetime)
        assert back.tzinfo is BERLIN
        assert f"{back:%Y-%m-%d %H:%M} fold {back.fold}" == shown


def test_a_date_stays_a_date() -> None:
    kind, row = entry_row(Outcome(Turn.OFFER, TOLD, date(2026, 12, 9), ("b",), TOLD))
    back = read_entry(kind, through(row), zone=BERLIN)
    assert isinstance(back, Outcome)
    assert type(back.deadline) is date


@pytest.mark.parametrize("turn", sorted(set(Turn) - set(TELLABLE)))
def test_a_turn_that_is_never_told_is_refused(turn: Turn) -> None:
    kind, row = entry_row(Outcome(turn, TOLD, None, (), TOLD))
    with pytest.raises(Unreadable, match=f"“{turn}” is not told"):
        read_entry(kind, through(row), zone=BERLIN)


def test_a_fixed_offset_is_kept_as_such() -> None:
    zone = timezone(timedelta(hours=5, minutes=30), "UTC+05:30")
    sources = Sources(events=(Facts(file="", title="", zone=zone, start=TOLD),), typed=Typed(zone=UTC))
    row = through(sources_row(sources))
    assert '"zone": "+05:30"' in json.dumps(row)
    assert '"zone": "+00:00"' in json.dumps(row)
    back = read_sources(row)
    assert back.events[0].zone == zone
    assert f"{back.events[0].start:%H:%M}" == "14:30"
    assert back.typed.zone is UTC


ONE = interview("2026-12-01 14:00", "15:00", decision="2026-12-09")
Spoil = Callable[[dict[str, dict[str, object]]], object]

BAD_VERSIONS: list[tuple[Spoil, str]] = [
    (lambda row: row.pop("wishes"), "“wishes” is missing"),
    (lambda row: row["interview"].pop("role"), "“role” is missing"),
    (lambda row: row["interview"].update(mood="good"), "“mood” is not known"),
    (lambda row: row["interview"].update(company=7), "“company” is 7, not a text"),
    (lambda row: row["interview"].update(id=None), "“id” is None, not a text"),
    (lambda row: row["interview"].update(all_day=0), "“all_day” is 0, neither true nor false"),
    (lambda row: row["interview"].update(sequence=True), "“sequence” is True, not a whole number"),
    (lambda row: row["interview"].update(sequence=1.5), "“sequence” is 1.5, not a whole number"),
    (lambda row: row["interview"].update(files="a.ics"), "“files” is 'a.ics', not a list"),
    (lambda row: row["interview"].update(files=[1]), "“files” holds more than texts"),
    (lambda row: row["interview"].update(origins=[]), "[] are no origins"),
    (lambda row: row["interview"].update(kind="chat"), "'chat' is not a valid Kind"),
    (lambda row: row["interview"].update(zone="Mars/Base"), "the time zone 'Mars/Base' is not known here"),
    (lambda row: row["interview"].update(zone="../../etc"), "the time zone '../../etc' is not known here"),
    (lambda row: row["interview"].update(zone="+5"), "Invalid isoformat string: '2000-01-01T00:00:00+5'"),
    (lambda row: row["interview"].update(sessions=[]), "it has no session"),
    (lambda row: row["interview"].update(sessions=[7]), "7 is no object"),
    (lambda row: row["interview"].update(decision={"date": "2026-12-09"}), "“phrase” is missing"),
    (lambda row: row["wishes"].update(also_off=["soon"]), "Invalid isoformat string: 'soon'"),
]


@pytest.mark.parametrize(("spoil", "why"), BAD_VERSIONS)
def test_a_version_that_is_not_ours(spoil: Spoil, why: str) -> None:
    row = through(version_row(ONE, Wishes()))
    assert isinstance(row, dict)
    spoil(row)
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared
        read_version(row)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("kind", "row", "why"),
    [
        ("laughed", {"told": "2026-12-02T09:00:00+00:00"}, "it is of the unknown kind “laughed”"),
        ("archived", {}, "“told” is missing"),
        ("archived", {"told": "2026-12-02T09:00:00"}, "the time '2026-12-02T09:00:00' has no zone"),
        ("archived", {"told": 5}, "5 is no time"),
        ("archived", {"told": "yesterday"}, "Invalid isoformat string: 'yesterday'"),
        ("archived", {"told": "2026-12-02T09:00:00+00:00", "why": ""}, "“why” is not known"),
        ("archived", ["told"], "['told'] is no object"),
        ("done", {"told": "2026-12-02T09:00:00+00:00", "step": "x", "person": ""}, "“on” is missing"),
    ],
)
def test_an_entry_that_is_not_ours(kind: str, row: object, why: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared
        read_entry(kind, row, zone=UTC)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    "entry",
    [
        Archived(datetime(2026, 12, 2, 9)),  # noqa: DTZ001 - what must be refused
        Done("thank-you", "", datetime(2026, 12, 2, 9), TOLD),  # noqa: DTZ001
    ],
)
def test_a_time_without_a_zone_is_not_kept(entry: Entry) -> None:
    with pytest.raises(Unreadable, match="a time has no zone"):
        entry_row(entry)


def test_a_zone_without_a_name_is_not_kept() -> None:
    rules = get_data("tzdata", "zoneinfo/Europe/Berlin")
    assert rules is not None
    with pytest.raises(Unreadable, match="has no name"):
        sources_row(Sources(typed=Typed(zone=ZoneInfo.from_file(BytesIO(rules)))))


def test_rows_are_small_and_sorted() -> None:
    people = (Interviewer("Sarah Lee", None),)
    wishes = Wishes(also=frozenset({"debrief", "ask-timeline"}))
    row = version_row(
        replace(ONE, interviewers=people, decision=Decision(date(2026, 12, 9), "x", "")), wishes
    )
    assert json.dumps(row["wishes"]).startswith('{"cadence": null, "also": ["ask-timeline", "debrief"]')
    assert entry_row(Skipped("thank-you", "", TOLD)) == (
        "skipped",
        {"told": "2026-12-02T09:00:00+00:00", "step": "thank-you", "person": ""},
    )
    assert entry_row(Decided(None, TOLD))[1]["decision"] is None
