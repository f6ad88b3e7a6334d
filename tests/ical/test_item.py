"""What an object in a calendar says, and what counts as the person's edit of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from calsync.ical.item import LARGEST, Item, Part, Status, alarms, differences, plain, read_item
from calsync.ical.reminder import Form
from tests.sync import phone
from tests.sync.hostile import Rewrite, rewritten
from tests.sync.scene import made

NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)
Change = Callable[[str], str]


def item(text: str) -> Item:
    found = read_item(text)
    assert found is not None
    return found


def event(*lines: str, zone: str = "") -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:phone", *zone.splitlines()]
    return "\r\n".join([*head, "BEGIN:VEVENT", "UID:one", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def todo(*lines: str) -> str:
    return event(*lines).replace("VEVENT", "VTODO")


WHENS = [
    (("DTSTART:20261202T090000Z",), datetime(2026, 12, 2, 9, tzinfo=UTC)),
    (("DTSTART;TZID=UTC:20261202T090000",), datetime(2026, 12, 2, 9, tzinfo=UTC)),
    (("DTSTART;TZID=Europe/Berlin:20261202T100000",), datetime(2026, 12, 2, 9, tzinfo=UTC)),
    (('DTSTART;TZID="Europe/Berlin":20261202T100000',), datetime(2026, 12, 2, 9, tzinfo=UTC)),
    (("DTSTART;TZID=W. Europe Standard Time:20261202T100000",), datetime(2026, 12, 2, 9, tzinfo=UTC)),
    (("DTSTART;VALUE=DATE:20261202",), date(2026, 12, 2)),
]


@pytest.mark.parametrize(("lines", "start"), WHENS)
def test_when(lines: tuple[str, ...], start: datetime | date) -> None:
    when = item(event(*lines)).when
    assert (when.start, when.clear) == (start, True)
    assert type(when.start) is type(start)


@pytest.mark.parametrize(
    "line",
    ["DTSTART:20261202T100000", "DTSTART;TZID=Somewhere Nice:20261202T100000", "DTSTART:20261399T100000"],
)
def test_a_time_on_no_known_clock_is_no_time(line: str) -> None:
    """Promise 9."""
    assert item(event(line)).when == (None, None, False)
    assert item(event("DTSTART:20261202T090000Z", line.replace("DTSTART", "DTEND"))).when.clear is False


def test_a_zone_of_the_file_counts_only_in_the_file() -> None:
    """The library remembers the zones of other files by name."""
    texts = []
    for offset in ("+0100", "-0500"):
        rules = f"BEGIN:VTIMEZONE\nTZID:My own\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE"
        texts.append(event("DTSTART;TZID=My own:20261202T100000", zone=rules))
    starts = [item(text).when.start for text in (*texts, event("DTSTART;TZID=My own:20261202T100000"))]
    assert starts == [
        datetime(2026, 12, 2, 9, tzinfo=UTC),
        datetime(2026, 12, 2, 15, tzinfo=UTC),
        None,
    ]


ENDS = [
    (event("DTSTART:20261202T090000Z", "DTEND:20261202T093000Z"), NOON.replace(hour=9, minute=30)),
    (event("DTSTART:20261202T090000Z", "DURATION:PT1H"), NOON.replace(hour=10)),
    (event("DTSTART:20261202T090000Z", "DUE:20261202T093000Z"), None),
    (todo("DTSTART:20261202T090000Z", "DUE:20261202T093000Z"), NOON.replace(hour=9, minute=30)),
    (todo("DTSTART:20261202T090000Z", "DTEND:20261202T093000Z"), None),
    (event("DTSTART;VALUE=DATE:20261202", "DURATION:P1D"), date(2026, 12, 3)),
    (event("DTSTART:20261202T090000Z", "DURATION:soon"), None),
]


@pytest.mark.parametrize(("text", "end"), ENDS)
def test_until_when(text: str, end: datetime | date | None) -> None:
    assert item(text).when.end == end


STATUSES = [
    (event("STATUS:CONFIRMED"), Status.OPEN),
    (event("STATUS:CANCELLED"), Status.CANCELLED),
    (event("STATUS:cancelled"), Status.CANCELLED),
    (event("STATUS:COMPLETED"), Status.OPEN),
    (event("COMPLETED:20261202T090000Z"), Status.OPEN),
    (todo(), Status.OPEN),
    (todo("STATUS:IN-PROCESS"), Status.OPEN),
    (todo("STATUS:COMPLETED"), Status.DONE),
    (todo("COMPLETED:20261202T090000Z"), Status.DONE),
    (todo("STATUS:NEEDS-ACTION", "COMPLETED:20261202T090000Z"), Status.OPEN),
    (todo("STATUS:CANCELLED"), Status.CANCELLED),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_status(text: str, status: Status) -> None:
    assert item(text).status is status


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no calendar",
        "BEGIN:VCALENDAR",
        event().replace("VEVENT", "VJOURNAL"),
        event("RECURRENCE-ID:20261202T090000Z"),
        event("SUMMARY:" + "x" * LARGEST),
    ],
)
def test_what_is_none(text: str) -> None:
    assert read_item(text) is None


def test_of_a_series_the_first_counts() -> None:
    one = event("SUMMARY:Weekly", "RRULE:FREQ=WEEKLY")
    other = "BEGIN:VEVENT\r\nUID:one\r\nRECURRENCE-ID:20261202T090000Z\r\nSUMMARY:Once\r\nEND:VEVENT\r\n"
    assert item(one.replace("BEGIN:VEVENT", other + "BEGIN:VEVENT", 1)).title == "Weekly"


def test_the_mark() -> None:
    assert item(event("X-CALSYNC-STEP:stop")).marked
    assert not item(event("SUMMARY:X-CALSYNC-STEP")).marked


PAST = [
    (event("DTSTART:20261202T115959Z"), True),
    (event("DTSTART:20261202T120000Z"), False),
    (event("DTSTART;VALUE=DATE:20261201"), True),
    (event("DTSTART;VALUE=DATE:20261202"), False),
    (event(), False),
    (todo("DTSTART:20261201T090000Z"), False),
    (todo("DTSTART:20261201T090000Z", "STATUS:COMPLETED"), True),
    (todo("DUE:20261201T090000Z", "STATUS:CANCELLED"), True),
    # At noon in London it is the next day already there.
    (event("DTSTART;VALUE=DATE:20261202", "X-CALSYNC-ZONE:Pacific/Kiritimati"), True),
    (event("DTSTART;VALUE=DATE:20261201", "X-CALSYNC-ZONE:Pacific/Pago_Pago"), True),
]


@pytest.mark.parametrize(("text", "past"), PAST)
def test_what_is_past(text: str, past: bool) -> None:
    assert item(text).is_past(NOON) is past


GUESTS = [
    (("ATTENDEE:mailto:bo@phone.example",), True),
    (("ORGANIZER:mailto:bo@phone.example",), True),
    (("X-ATTENDEE:bo",), False),
    (("BEGIN:VALARM", "ACTION:EMAIL", "ATTENDEE:mailto:me@phone.example", "END:VALARM"), False),
    (("END:VEVENT", "BEGIN:VEVENT", "RECURRENCE-ID:20261202T090000Z", "ATTENDEE:mailto:b@c.example"), True),
]


@pytest.mark.parametrize(("lines", "invites"), GUESTS)
def test_guests(lines: tuple[str, ...], invites: bool) -> None:
    """Promise 12: an alarm that mails its owner is not an invitation."""
    assert item(event(*lines)).invites is invites


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("rewrite", Rewrite)
def test_no_server_is_a_person(form: Form, rewrite: Rewrite) -> None:
    text = made(form)
    assert not differences(item(rewritten(text, [rewrite], 7)), item(text))


def with_another(text: str) -> str:
    """Somebody put one of their own into the same file."""
    calendar = phone.parse(text)
    calendar.parts.append(phone.entry(phone.parse(phone.copied(text, "theirs"))))
    return phone.write(calendar)


EDITS: list[tuple[Change, set[Part]]] = [
    (lambda text: phone.retitled(text, "Mine"), {Part.TITLE}),
    (lambda text: phone.retitled(text, phone.title_of(text) + "  "), set()),
    (lambda text: phone.annotated(text, "Mine"), {Part.BODY}),
    (lambda text: phone.annotated(text, phone.body_of(text).replace("\n", " \r\n") + "\n\n"), set()),
    (lambda text: phone.dragged(text, NOON), {Part.WHEN}),
    (lambda text: phone.dragged(text, NOON.date()), {Part.WHEN}),
    (lambda text: phone.dragged(text, NOON, spelling="floating"), {Part.WHEN}),
    (lambda text: phone.stretched(text, timedelta(minutes=1)), {Part.WHEN}),
    (lambda text: phone.dragged(text, phone.start_of(text) or NOON, spelling="zoned"), set()),
    (phone.called_off, {Part.STATUS}),
    (lambda text: phone.heard(text, NOON), set()),
    (lambda text: phone.ringing_before(text, 10), {Part.ALARMS}),
    (lambda text: phone.with_line(text, "LOCATION:Café"), {Part.REST}),
    (lambda text: phone.with_line(text, "ATTACH:https://files.example/cv"), {Part.REST}),
    (lambda text: phone.with_line(text, "ATTENDEE:mailto:bo@phone.example"), {Part.REST}),
    (lambda text: phone.with_line(text, "LOCATION:"), set()),
    (with_another, {Part.REST}),
    (lambda text: phone.with_line(text, "X-PHONE:1"), set()),
    (lambda text: phone.with_line(text, "PRIORITY:5"), set()),
    (lambda text: phone.with_line(text, "CREATED:20261202T120000Z"), set()),
    (lambda text: phone.edited(text, lambda part: part.drop("CATEGORIES", "URL", "RELATED-TO")), set()),
]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("number", range(len(EDITS)))
def test_what_is_an_edit(number: int, form: Form) -> None:
    change, parts = EDITS[number]
    text = made(form)
    assert differences(item(change(text)), item(text)) == parts


def test_a_tick_is_an_edit() -> None:
    text = made(Form.TODO)
    assert differences(item(phone.ticked(text, NOON)), item(text)) == {Part.STATUS}
    assert item(phone.ticked(text, NOON)).completed == NOON
    assert item(phone.ticked(text, None)).completed is None


def test_when_it_rings() -> None:
    one, other = (
        event("BEGIN:VALARM", trigger, "END:VALARM") for trigger in ("TRIGGER:PT60M", "TRIGGER:PT1H")
    )
    assert alarms(item(one).entry) == alarms(item(other).entry) != alarms(item(event()).entry)


def test_plain_is_what_a_program_leaves() -> None:
    assert plain(" a \r\nb\t\rc\n\n") == "a\nb\nc"
    assert plain("Cafe\u0301") == "Café"
