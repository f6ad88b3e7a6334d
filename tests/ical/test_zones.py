"""Time zone names, a file's own zone rules, and which of the two counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calsync.ical.lines import Block
from calsync.ical.stream import read_stream
from calsync.ical.vtimezone import offset_at, onsets
from calsync.ical.zone_names import DISPLAY_NAMES, MAJOR_ZONES, MODERN, OTHER_IDS
from calsync.ical.zones import ZoneFinding, find_zone, nearest_zone_names, resolve_zone, utc_label

WINTER = datetime.fromisoformat("2026-12-01T14:00:00")
SUMMER = datetime.fromisoformat("2026-07-01T14:00:00")

EUROPE = """BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT"""
US_EAST = """BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14
END:DAYLIGHT"""
NEVER_HEARD_OF = """BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0345
TZOFFSETTO:+0345
END:STANDARD"""


def rules(inside: str, *, tzid: str = "Customized Time Zone", more: str = "") -> Block:
    data = (
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VTIMEZONE\nTZID:{tzid}\n{more}"
        f"{inside}\nEND:VTIMEZONE\nEND:VCALENDAR\n"
    )
    return next(read_stream(data.encode(), file="x").calendars[0].within("VTIMEZONE"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/BERLIN", "Europe/Berlin"),
        (" America/New York ", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/mozilla.org/20070129_1/America/New_York", "America/New_York"),
        ("/mozilla.org/20050126_1/America/Indiana/Knox", "America/Indiana/Knox"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/London", "Europe/London"),
        ("/freeassociation.sourceforge.net/UTC", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("US-Eastern", "US/Eastern"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe  standard time", "Europe/Berlin"),
        ("Eastern Standard Time 1", "America/New_York"),
        ("Eastern Daylight Time", "America/New_York"),
        ("Russia Time Zone 10", "Asia/Srednekolymsk"),
        ("Mexico Standard Time 2", "America/Mazatlan"),
        ("India Standard Time", "Asia/Kolkata"),
        ("UTC-11", "Etc/GMT+11"),
        ('"(UTC-05:00) Eastern Time (US & Canada)"', "America/New_York"),
        ("(UTC-05:00) Eastern Time (US and Canada)", "America/New_York"),
        ("(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome\\, Stockholm\\, Vienna", "Europe/Berlin"),
        ("(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("(GMT-08.00) Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(UTC+05:00) Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Pacific Time (US & Canada), Tijuana", "America/Los_Angeles"),
        ("(GMT-08:00) Pacific Time (US & Canada); Tijuana", "America/Los_Angeles"),
        ("(UTC-03:00) Brasília", "America/Sao_Paulo"),
        ("(UTC-11:00) Coordinated Universal Time-11", "Etc/GMT+11"),
        ("(UTC) Coordinated Universal Time", "UTC"),
        ("(UTC+03:00) Moscow, St. Petersburg, Volgograd (RTZ 2)", "Europe/Moscow"),
        ("Eastern Time", "America/New_York"),
        ("UTC", "UTC"),
        ("gmt", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Z", "UTC"),
        ("EST", "EST"),
        ("CET", "CET"),
    ],
)
def test_names(name: str, key: str) -> None:
    zone = find_zone(name)
    assert zone is not None
    assert zone.key == key


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "BRT",
        "GMT-05.00/-04.00",
        "Customized Time Zone",
        "tzone://Microsoft/Custom",
        "Factory",
        "localtime",
        "posixrules",
        "America",
        "/",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/../Europe/Berlin/..",
        "C:\\Windows",
        "\0",
        "(UTC+01:00)",
        "(UTC+01:00) Atlantis",
        "+01:00",
        "a/" * 5000,
        "x" * 100_000,
    ],
)
def test_nonsense_names(name: str) -> None:
    assert find_zone(name) is None


def test_every_name_in_the_tables_is_found() -> None:
    for name, key in (DISPLAY_NAMES | OTHER_IDS).items():
        zone = find_zone(f"(UTC+09:30) {name}")
        assert zone is not None or name in OTHER_IDS
        assert find_zone(name) == ZoneInfo(key), name
    for name, key in WINDOWS_TO_OLSON.items():
        assert find_zone(name) == ZoneInfo(MODERN.get(key, key))
    assert len(DISPLAY_NAMES) > 140


def test_every_windows_zone_has_a_display_name() -> None:
    shown = {ZoneInfo(key).key for key in DISPLAY_NAMES.values()}
    numbered = {f"Etc/GMT{n}" for n in ("-12", "-13", "+2", "+8", "+9", "+11")}
    wanted = {MODERN.get(key, key) for key in WINDOWS_TO_OLSON.values()} - numbered
    assert wanted <= shown


def test_every_iana_name_is_found() -> None:
    odd = {"localtime", "Factory", "posixrules"}
    for name in available_timezones() - odd:
        assert find_zone(name) is not None, name
        assert find_zone(name.lower()) is not None, name


@pytest.mark.parametrize(
    "tzid",
    [
        "Europe/Berlin",
        "W. Europe Standard Time",
        "(UTC+05:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
    ],
)
@pytest.mark.parametrize("own", [None, rules(EUROPE)])
def test_a_known_name_needs_no_rules(tzid: str, own: Block | None) -> None:
    finding = resolve_zone(tzid, rules=own, at=SUMMER)
    assert finding == ZoneFinding(
        zone=ZoneInfo("Europe/Berlin"), name="Europe/Berlin", offset=timedelta(hours=2)
    )


def test_a_known_name_wins_over_rules_and_says_so() -> None:
    finding = resolve_zone("Europe/Berlin", rules=rules(NEVER_HEARD_OF), at=WINTER)
    assert finding.zone == ZoneInfo("Europe/Berlin")
    assert finding.remark == (
        "the file's own rules for Europe/Berlin say UTC+03:45 on that day, "
        "but Europe/Berlin is at UTC+01:00 then; that was used"
    )


def test_two_files_may_call_different_zones_the_same() -> None:
    american = resolve_zone("Customized Time Zone", rules=rules(US_EAST), at=SUMMER)
    european = resolve_zone("Customized Time Zone", rules=rules(EUROPE), at=SUMMER)
    again = resolve_zone("Customized Time Zone", rules=rules(US_EAST), at=SUMMER)
    assert (american.name, american.offset) == ("America/New_York", timedelta(hours=-4))
    assert (european.name, european.offset) == ("Europe/Berlin", timedelta(hours=2))
    assert again == american
    assert european.assumed == "the file describes its own time zone, whose rules are those of Europe/Berlin"


def test_rules_that_are_no_known_zone_give_a_fixed_offset() -> None:
    finding = resolve_zone("Customized Time Zone", rules=rules(NEVER_HEARD_OF), at=WINTER)
    assert finding.zone == timezone(timedelta(hours=3, minutes=45))
    assert WINTER.replace(tzinfo=finding.zone).tzname() == "UTC+03:45"
    assert finding.name == "UTC+03:45"
    assert "UTC+03:45" in finding.assumed


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "BRT", "", "GMT-05.00/-04.00"])
def test_no_rules_and_no_known_name_stay_open(tzid: str) -> None:
    assert resolve_zone(tzid, rules=None, at=WINTER) == ZoneFinding()


@pytest.mark.parametrize("tzid", ["EST", "EST5EDT", "GMT"])
def test_bare_abbreviations_yield_to_rules(tzid: str) -> None:
    finding = resolve_zone(tzid, rules=rules(EUROPE), at=SUMMER)
    assert (finding.name, finding.offset) == ("Europe/Berlin", timedelta(hours=2))
    alone = resolve_zone(tzid, rules=None, at=SUMMER)
    assert alone.zone == find_zone(tzid)
    assert resolve_zone(tzid, rules=rules("X-FOO:1"), at=SUMMER).zone == find_zone(tzid)


def test_a_location_named_in_the_rules_helps() -> None:
    own = rules(US_EAST, more="X-LIC-LOCATION:America/Toronto\n")
    assert resolve_zone("Custom", rules=own, at=WINTER).name == "America/Toronto"


def offset(inside: str, wall: str) -> timedelta | None:
    at = datetime.fromisoformat(wall)
    changes = onsets(rules(inside), year=at.year)
    return offset_at(changes, at) if changes is not None else None


@pytest.mark.parametrize("inside", [EUROPE, US_EAST])
@pytest.mark.parametrize("year", [2015, 2026, 2027, 2040])
def test_rules_agree_with_iana_all_year(inside: str, year: int) -> None:
    zone = ZoneInfo("Europe/Berlin" if inside is EUROPE else "America/New_York")
    changes = onsets(rules(inside), year=year)
    assert changes is not None
    for hours in range(0, 366 * 24, 3):
        at = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hours, minutes=30)).replace(tzinfo=None)
        assert offset_at(changes, at) == at.replace(tzinfo=zone).utcoffset(), at


def test_the_hour_that_is_skipped_and_the_hour_that_comes_twice() -> None:
    assert offset(EUROPE, "2026-03-29T01:59") == timedelta(hours=1)
    assert offset(EUROPE, "2026-03-29T02:30") == timedelta(hours=1)
    assert offset(EUROPE, "2026-03-29T03:00") == timedelta(hours=2)
    assert offset(EUROPE, "2026-10-25T02:30") == timedelta(hours=2)
    assert offset(EUROPE, "2026-10-25T03:00") == timedelta(hours=1)


def part(rest: str, *, start: str = "20000326T020000", to: str = "+0200", kind: str = "DAYLIGHT") -> str:
    return f"BEGIN:{kind}\nDTSTART:{start}\nTZOFFSETFROM:+0100\nTZOFFSETTO:{to}\n{rest}\nEND:{kind}\n"


@pytest.mark.parametrize(
    ("rest", "wall", "hours"),
    [
        ("X-A:1", "2026-07-01", 2),
        ("X-A:1", "1999-07-01", 1),
        ("RDATE:20260401T020000,20270401T020000", "2026-03-31", 2),
        ("RRULE:FREQ=YEARLY;COUNT=3", "2026-07-01", 2),
        ("RRULE:FREQ=YEARLY;UNTIL=20060101T000000Z", "2026-07-01", 2),
        ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYSETPOS=-1", "2026-07-01", 2),
        ("RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1", "2026-07-01", 2),
        ("RRULE:FREQ=YEARLY;INTERVAL=2", "2026-07-01", 2),
    ],
)
def test_single_parts(rest: str, wall: str, hours: int) -> None:
    assert offset(part(rest), wall) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("COUNT=3", "2002"),
        ("UNTIL=20040101T000000Z", "2003"),
        ("UNTIL=20031026", "2003"),
        ("UNTIL=20031026T010000Z", "2003"),
        ("UNTIL=20031026T005959Z", "2002"),
        ("COUNT=0", "2000"),
        ("INTERVAL=4;UNTIL=20050101T000000Z", "2004"),
    ],
)
def test_the_last_onset_of_a_rule_that_ends(ends: str, expected: str) -> None:
    inside = "BEGIN:STANDARD\nDTSTART:20001026T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    inside += f"RRULE:FREQ=YEARLY;{ends}\nEND:STANDARD"
    changes = onsets(rules(inside), year=2026)
    assert changes is not None
    assert max(change.wall for change in changes).year == int(expected)


@pytest.mark.parametrize(
    "inside",
    [
        "X-NOTHING:1",
        part("RRULE:FREQ=DAILY"),
        part("RRULE:FREQ=YEARLY;BYHOUR=1,2,3"),
        part("RRULE:FREQ=YEARLY;BYDAY=-1SU"),
        part("RRULE:FREQ=YEARLY;BYMONTH=13"),
        part("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=XX"),
        part("RRULE:FREQ=YEARLY;INTERVAL=0"),
        part("RRULE:FREQ=YEARLY;COUNT=9", start="00010101T000000"),
        part("RRULE:nonsense"),
        part("RDATE:soon"),
        part("X-A:1", start="never"),
        part("X-A:1", start="20001341T000000"),
        part("X-A:1", to="+9900"),
        part("X-A:1", to="summer"),
        part("X-A:1") + part("X-A:1", to="+0300", kind="STANDARD"),
        part("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=1SU\n" * 41),
        "BEGIN:STANDARD\nTZOFFSETTO:+0100\nEND:STANDARD",
        "BEGIN:STANDARD\nDTSTART:20000101T000000\nEND:STANDARD",
    ],
)
def test_rules_that_cannot_be_followed_stay_open(inside: str) -> None:
    assert onsets(rules(inside), year=2026) is None
    assert resolve_zone("Customized Time Zone", rules=rules(inside), at=WINTER).zone is None


def test_one_block_for_each_change() -> None:
    changes = "".join(
        part("X-A:1", start=f"{year}0331T020000") + part("X-A:1", start=f"{year}1031T030000", to="+0100")
        for year in range(1970, 2038)
    )
    assert offset(changes, "2026-07-01") == timedelta(hours=2)
    assert offset(changes, "2026-12-01") == timedelta(hours=1)


def both_from(start: str, standard: str, daylight: str, autumn: str, spring: str) -> str:
    """A STANDARD and a DAYLIGHT block that share their DTSTART, as Exchange writes them."""
    return (
        f"BEGIN:STANDARD\nDTSTART:{start}\nTZOFFSETFROM:{daylight}\nTZOFFSETTO:{standard}\n"
        f"RRULE:FREQ=YEARLY;INTERVAL=1;{autumn}\nEND:STANDARD\n"
        f"BEGIN:DAYLIGHT\nDTSTART:{start}\nTZOFFSETFROM:{standard}\nTZOFFSETTO:{daylight}\n"
        f"RRULE:FREQ=YEARLY;INTERVAL=1;{spring}\nEND:DAYLIGHT"
    )


NEW_YORK = ("BYDAY=1SU;BYMONTH=11", "BYDAY=2SU;BYMONTH=3")
LONDON = ("BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU;BYMONTH=3")


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "tzone://Microsoft/Custom"])
@pytest.mark.parametrize(
    ("inside", "name", "summer", "winter"),
    [
        (both_from("16010101T020000", "-0500", "-0400", *NEW_YORK), "America/New_York", -4, -5),
        (both_from("19700101T020000", "-0500", "-0400", *NEW_YORK), "America/New_York", -4, -5),
        (both_from("20260101T020000", "-0500", "-0400", *NEW_YORK), "America/New_York", -4, -5),
        (both_from("16010101T020000", "-0800", "-0700", *NEW_YORK), "America/Los_Angeles", -7, -8),
        (both_from("16010101T010000", "+0000", "+0100", *LONDON), "Europe/London", 1, 0),
    ],
)
def test_blocks_that_begin_at_one_time(tzid: str, inside: str, name: str, summer: int, winter: int) -> None:
    for at, hours in ((SUMMER, summer), (WINTER, winter)):
        found = resolve_zone(tzid, rules=rules(inside, tzid=tzid), at=at)
        assert (found.name, found.offset) == (name, timedelta(hours=hours))


def test_british_rules_that_begin_on_one_day() -> None:
    inside = both_from("16010101T010000", "+0000", "+0100", *LONDON).replace("T010000", "T020000", 1)
    assert resolve_zone("Custom", rules=rules(inside), at=SUMMER).name == "Europe/London"


def test_blocks_that_begin_at_one_time_still_tell_that_a_name_differs() -> None:
    inside = both_from("16010101T020000", "-0500", "-0400", *NEW_YORK)
    found = resolve_zone("Europe/Berlin", rules=rules(inside), at=SUMMER)
    assert (found.name, found.offset) == ("Europe/Berlin", timedelta(hours=2))
    assert "UTC-04:00 on that day" in found.remark


def test_only_a_contradiction_near_the_date_leaves_a_zone_open() -> None:
    def two(start: str) -> str:
        return part("X-A:1", start=start) + part("X-A:1", start=start, to="+0300", kind="STANDARD")

    overtaken = part("X-A:1", start="20100101T000000")
    assert offset(two("20000101T000000") + overtaken, "2026-07-01") == timedelta(hours=2)
    assert offset(two("20300101T000000") + overtaken, "2026-07-01") == timedelta(hours=2)
    assert offset(two("20150101T000000") + overtaken, "2026-07-01") is None
    assert offset(two("20260301T000000") + overtaken, "2026-07-01") is None


EASTERN = "(UTC-05:00) Eastern Time (US & Canada)"


def test_rules_count_before_a_display_name() -> None:
    same = resolve_zone(EASTERN, rules=rules(US_EAST, tzid=EASTERN), at=SUMMER)
    assert same == ZoneFinding(
        zone=ZoneInfo("America/New_York"), name="America/New_York", offset=timedelta(hours=-4)
    )
    other = resolve_zone(EASTERN, rules=rules(EUROPE, tzid=EASTERN), at=SUMMER)
    assert (other.name, other.offset) == ("Europe/Berlin", timedelta(hours=2))
    assert "the rules were used" in other.remark
    fixed = resolve_zone(EASTERN, rules=rules(NEVER_HEARD_OF, tzid=EASTERN), at=SUMMER)
    assert fixed.name == "UTC+03:45"
    for known in ("America/New_York", "Eastern Standard Time"):
        assert resolve_zone(known, rules=rules(EUROPE), at=SUMMER).offset == timedelta(hours=-4)


@pytest.mark.parametrize("tzid", ["Eastern", "Eastern Time", "eastern time"])
def test_a_name_without_a_country_is_read_with_a_word_about_it(tzid: str) -> None:
    found = resolve_zone(tzid, rules=None, at=SUMMER)
    assert (found.name, found.offset) == ("America/New_York", timedelta(hours=-4))
    assert found.assumed == f"the time zone “{tzid}” is read as America/New_York"
    assert not resolve_zone(tzid, rules=rules(US_EAST), at=SUMMER).assumed
    for certain in (EASTERN, "Eastern Time (US & Canada)", "US-Eastern", "Eastern Standard Time"):
        assert not resolve_zone(certain, rules=None, at=SUMMER).assumed


@pytest.mark.parametrize(
    ("name", "near"),
    [("Europe/Berln", "Europe/Berlin"), ("New York", "America/New_York"), ("Asia/Calcuta", "Asia/Calcutta")],
)
def test_near_names(name: str, near: str) -> None:
    assert near in nearest_zone_names(name)
    assert len(nearest_zone_names(name)) <= 3
    assert nearest_zone_names("%%%%") == []


def test_labels_and_major_zones() -> None:
    assert utc_label(timedelta(hours=-3, minutes=-30)) == "UTC-03:30"
    assert utc_label(timedelta()) == "UTC+00:00"
    assert all(ZoneInfo(key) for key in MAJOR_ZONES)


@given(st.text(max_size=60))
def test_any_name_is_found_or_not(name: str) -> None:
    find_zone(name)
    nearest_zone_names(name)


PIECES = [
    "FREQ=YEARLY",
    "COUNT=5",
    "UNTIL=20990101",
    "BYDAY=1SU",
    "BYDAY=MO,-5FR",
    "BYMONTH=2",
    "BYMONTHDAY=31,-31",
]
PIECES += [
    "BYSETPOS=-1",
    "INTERVAL=49",
    "BYMONTH=",
    "COUNT=-1",
    "UNTIL=x",
    "BYDAY=99SU",
    "=",
    "BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.sampled_from(["16010101T000000", "20000101", "20240229T020000", "99991231T235959", "00010101T000000"]),
    st.integers(2000, 2100),
)
def test_any_rules_are_followed_or_not(pieces: list[str], start: str, year: int) -> None:
    inside = part("RRULE:FREQ=YEARLY;" + ";".join(pieces) + "\nRDATE:20260101T000000Z", start=start)
    at = datetime(year, 6, 1, 12, tzinfo=UTC).replace(tzinfo=None)
    finding = resolve_zone("Customized Time Zone", rules=rules(inside), at=at)
    assert (finding.zone is None) == (finding.offset is None) == (finding.name is None)
