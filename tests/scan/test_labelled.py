"""The labelled set is what it says it is: large, mixed, balanced, and about nobody real."""

import re
from collections import Counter
from datetime import date

import pytest

from .labelled import FILES, Labelled, labelled, read_labels

ALL = labelled()
NAMES = [one.name for one in ALL]

OURS = (".example",)
VENDORS = {
    *("aka.ms", "microsoft.com", "teams.microsoft.com", "safelinks.protection.outlook.com"),
    *("google.com", "meet.google.com", "support.google.com"),
    *("group.calendar.google.com", "resource.calendar.google.com"),
    *("us02web.zoom.us", "zoom.us", "webex.com", "calendly.com", "app.cal.com", "cal.com", "doctolib.de"),
    *("eventbrite.com", "linkedin.com", "meetup.com", "coderpad.io", "codility.com", "hirevue.com"),
    *("ashbyhq.com", "goodtime.io", "greenhouse.io", "greenhouse-mail.io", "guide.co", "lever.co"),
    *("jobs.personio.de",),
}
FIRST, LAST = date(2026, 11, 8), date(2027, 1, 21)
FICTION = ("+493023125", "03023125", "+120255501", "019900")
"""Telephone numbers kept for fiction in Germany, the United States and France."""


def text_of(one: Labelled) -> str:
    """Its lines, unfolded, ends as `\\n`."""
    if one.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = one.data.decode("utf-16")
    else:
        try:
            text = one.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = one.data.decode("cp1252")
    return re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n"))


def hosts(text: str) -> set[str]:
    found = re.findall(r"(?:@|://|%2F%2F)([a-z0-9-]+(?:\.[a-z0-9-]+)+)", text, re.IGNORECASE)
    return {host.lower() for host in found}


def known(host: str) -> bool:
    return host.endswith(OURS) or any(host == vendor or host.endswith(f".{vendor}") for vendor in VENDORS)


def starts(text: str) -> list[date]:
    found = re.findall(r"^DTSTART.*[:;=](\d{4})(\d\d)(\d\d)(?:T|$)", events(text), re.MULTILINE)
    return [date(int(year), int(month), int(day)) for year, month, day in found]


def events(text: str) -> str:
    return re.sub(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\n", "", text, flags=re.DOTALL)


def test_it_is_large_and_a_third_are_interviews() -> None:
    interviews = sum(one.interview for one in ALL)
    assert len(ALL) >= 390
    assert 0.30 <= interviews / len(ALL) <= 0.36


def test_every_label_has_a_file_and_every_file_a_label() -> None:
    assert {path.stem for path in FILES.glob("*.ics")} == read_labels().keys()


def test_the_two_halves_are_alike_and_the_fresh_part_is_a_hundred() -> None:
    for interview in (True, False):
        count = Counter(one.half for one in ALL if one.interview is interview)
        assert count.keys() == {"open", "held-back", "fresh"}
        assert abs(count["open"] - count["held-back"]) <= 2
        assert count["fresh"] == (34 if interview else 66)


def test_the_labels_are_said_in_full() -> None:
    assert all(re.fullmatch("[a-z]{2}", one.language) and one.why for one in ALL)
    assert {"en", "de", "fr", "es", "it", "nl", "pt"} <= {one.language for one in ALL if one.interview}
    assert {"en", "de", "fr", "es", "it", "nl", "pt"} <= {one.language for one in ALL if not one.interview}


def test_no_two_share_a_title() -> None:
    titles = [tuple(re.findall(r"^SUMMARY.*", events(text_of(one)), re.MULTILINE)) for one in ALL]
    said_twice = [title for title, times in Counter(titles).items() if times > 1 and title]
    assert said_twice == []


def test_many_programs_wrote_them() -> None:
    programs = {found for one in ALL for found in re.findall(r"^PRODID:(.*)", text_of(one), re.MULTILINE)}
    assert len(programs) >= 25


@pytest.mark.parametrize("one", ALL, ids=NAMES)
def test_it_is_a_calendar_with_a_start_in_the_window(one: Labelled) -> None:
    text = text_of(one)
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") >= 1
    assert text.strip().startswith("BEGIN:VCALENDAR")
    assert text.strip().endswith("END:VCALENDAR")
    begun = starts(text)
    assert len(begun) == text.count("BEGIN:VEVENT")
    if "RRULE" in events(text):
        assert all(day <= LAST for day in begun)
    else:
        assert all(FIRST <= day <= LAST for day in begun) is not one.outside


@pytest.mark.parametrize("one", ALL, ids=NAMES)
def test_it_has_the_shape_it_claims(one: Labelled) -> None:
    text = text_of(one)
    if "PRODID:-//Google Inc//" in text or "PRODID:Microsoft Exchange" in text:
        assert one.data.count(b"\r\n") == one.data.count(b"\n")
    if "PRODID:Microsoft Exchange" in text:
        assert "X-MICROSOFT-CDO-BUSYSTATUS:" in text
        assert re.search(r"^UID:0400000082", text, re.MULTILINE)
    if "X-GOOGLE-CONFERENCE" in text:
        assert re.search(
            r"X-GOOGLE-CONFERENCE:https://meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}$", text, re.M
        )
    for zone in ("W. Europe Standard Time", "Customized Time Zone"):
        if f"TZID={zone}:" in text:
            assert f"TZID:{zone}\n" in text


@pytest.mark.parametrize("one", ALL, ids=NAMES)
def test_it_is_about_nobody_real(one: Labelled) -> None:
    text = text_of(one)
    assert {host for host in hosts(text) if not known(host) and not host.startswith("fe80")} == set()
    for number in re.findall(r"(?<![\w,/])(?:\+\d|0[13]\d? )[\d ]{6,}", text):
        assert number.replace(" ", "").startswith(FICTION)
