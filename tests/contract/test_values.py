"""Time zones, all-day dates and text in any script come back as they went."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.contract.calendars import Calendar
from tests.contract.objects import BERLIN, event, meaning, said, todo

AT_NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)

TEXTS = {
    "umlauts": "Grüße an Zoë Müller-Lüdenscheidt, straße",
    "combining": "Zoe\u0308 and a\u0301\u0323 stay apart from Zoë and ạ́",
    "emoji": "Call 👩🏽‍💻 about 🇨🇭 ☕️",
    "right to left": "מכתב תודה ל-Mira שלום",
    "arabic": "رسالة شكر إلى ليلى",
    "east asian": "面接のお礼を田中さんへ",
    "rare": "𝔐𝔦𝔯𝔞 𠮷野家",
    "marks": r"C:\new; a, b; c\, d\; \\server\n end\\",
    "quotes": '“Thank you”, she said: "fine" – it’s 100 % done…',
    "colons": "Re: follow-up: BEGIN:VEVENT, END:VEVENT",
    "tags": "<b>1 < 2 & 3 > 2</b> &amp; ]]> &#10;",
    "spaces": "two  spaces, a\ttab and a no\u00a0break",
    "long": "word " * 400 + "end",
    "long without a space": "ü" * 1000,
    "empty lines": "first\n\nthird\n\n\nsixth",
}


def escaped(text: str) -> str:
    """TEXT (RFC 5545, 3.3.11)."""
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(old, new)
    return text


def there_and_back(calendar: Calendar, text: str) -> str:
    """As it is listed, having been read alone as well."""
    written = calendar.store.create("one.ics", text)
    (listed,) = calendar.store.everything().objects
    assert calendar.another().read([written.href]) == (listed,)
    assert meaning(listed.text) == meaning(text)
    return listed.text


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", ["event", "to-do"])
def test_text_comes_back(calendar: Calendar, name: str, kind: str) -> None:
    body = TEXTS[name]
    title = " ".join(body.split())
    make = event if kind == "event" else todo
    found = said(there_and_back(calendar, make("one", escaped(title), more=f"DESCRIPTION:{escaped(body)}\n")))
    assert found.title == title
    assert found.body == body


def test_text_comes_back_after_a_change(calendar: Calendar) -> None:
    written = calendar.store.create("one.ics", event("one", "Plain"))
    for body in TEXTS.values():
        text = event("one", "Changed", more=f"DESCRIPTION:{escaped(body)}\n")
        written = calendar.store.replace(written.href, text, etag=written.etag)
        (found,) = calendar.store.read([written.href])
        assert said(found.text).body == body


def test_an_instant_stays_in_utc(calendar: Calendar) -> None:
    found = said(there_and_back(calendar, event("one")))
    assert found.start == AT_NINE
    assert isinstance(found.start, datetime)
    assert found.start.utcoffset() == timedelta()
    assert found.end == AT_NINE + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("20261130T100000", AT_NINE),
        ("20270330T100000", datetime(2027, 3, 30, 8, tzinfo=UTC)),
        ("20261025T013000", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("20261025T033000", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_time_in_a_zone_stays_in_it(calendar: Calendar, wall: str, instant: datetime) -> None:
    when = f"DTSTART;TZID=Europe/Berlin:{wall}\nDTEND;TZID=Europe/Berlin:{wall[:-4]}4500\n"
    found = said(there_and_back(calendar, event("one", more=when, zones=BERLIN)))
    assert found.zone == "Europe/Berlin"
    assert isinstance(found.start, datetime)
    assert found.start.astimezone(UTC) == instant
    assert f"{found.start:%Y%m%dT%H%M%S}" == wall


def test_a_day_stays_a_day(calendar: Calendar) -> None:
    when = "DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261202\n"
    found = said(there_and_back(calendar, event("one", more=when)))
    assert (found.start, found.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert not isinstance(found.start, datetime)
    assert not isinstance(found.end, datetime)


def test_a_day_and_an_instant_change_into_each_other(calendar: Calendar) -> None:
    day = event("one", more="DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261202\n")
    written = calendar.store.create("one.ics", event("one"))
    for text, start in ((day, date(2026, 12, 1)), (event("one"), AT_NINE), (day, date(2026, 12, 1))):
        written = calendar.store.replace(written.href, text, etag=written.etag)
        (found,) = calendar.store.read([written.href])
        assert said(found.text).start == start
        assert type(said(found.text).start) is type(start)


def test_alarms_marks_and_ticks_come_back(calendar: Calendar) -> None:
    more = (
        "CATEGORIES:calsync,Äpfel\nX-CALSYNC-STEP:thank-you\nX-CALSYNC-INTERVIEW:a;b\\,c\n"
        "X-CALSYNC-OPENS:2026-11-30T10:00:00+01:00\nRELATED-TO:interview@acme.example\n"
        "URL:https://meet.example/room?a=1&b=2;c=3,4\nPRIORITY:5\nCOLOR:turquoise\n"
        "BEGIN:VALARM\nUID:alarm\nACTION:DISPLAY\nDESCRIPTION:Write\\; now\nTRIGGER:PT0S\n"
        "ACKNOWLEDGED:20261130T090001Z\nX-MOZ-LASTACK:20261130T090001Z\nEND:VALARM\n"
    )
    there_and_back(calendar, event("one", more=more))
    done = todo("two", more=f"COMPLETED:20261130T093000Z\nPERCENT-COMPLETE:100\n{more}")
    calendar.store.create("two.ics", done.replace("NEEDS-ACTION", "COMPLETED"))
    found = {said(each.text).uid: each.text for each in calendar.store.everything().objects}
    assert meaning(found["two"]) == meaning(done.replace("NEEDS-ACTION", "COMPLETED"))


def test_a_series_with_an_exception_comes_back(calendar: Calendar) -> None:
    """A foreign one: nothing we write comes again, but it is read and handed back."""
    first = "DTSTART:20261130T090000Z\nDTEND:20261130T093000Z\nRRULE:FREQ=WEEKLY;COUNT=4\nSUMMARY:Jour fixe\n"
    moved = (
        "RECURRENCE-ID:20261207T090000Z\nDTSTART:20261207T110000Z\nDTEND:20261207T113000Z\nSUMMARY:Later\n"
    )
    fixed = "UID:series\nDTSTAMP:20261122T080000Z\n"
    text = event("series").split("BEGIN:VEVENT")[0]
    text += "".join(
        f"BEGIN:VEVENT\n{fixed}{each}END:VEVENT\n".replace("\n", "\r\n") for each in (first, moved)
    )
    text += "END:VCALENDAR\r\n"
    calendar.phone.put("series.ics", text)
    (found,) = calendar.store.everything().objects
    assert meaning(found.text) == meaning(text)
    assert calendar.store.read([found.href]) == (found,)
