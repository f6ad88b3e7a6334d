"""Bytes of calendar files, ordinary and damaged, and what is read of them."""

from __future__ import annotations

import base64
import gzip
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.errors import InputError
from calsync.ical.content_line import read_line
from calsync.ical.lines import Block, unescape
from calsync.ical.stream import MAX_BYTES, read_stream, too_large

PLAIN = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Acme//EN\r\nMETHOD:REQUEST\r\n"
    "BEGIN:VEVENT\r\nUID:one@acme.example\r\nDTSTART:20261201T130000Z\r\nDTEND:20261201T140000Z\r\n"
    "SUMMARY:Interview with Zoë Müller\r\nDESCRIPTION:First line\\nsecond\\, line\r\n"
    'ATTENDEE;CN="Fox, Dana";ROLE=REQ-PARTICIPANT:mailto:dana@acme.example\r\n'
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def wrapped(inside: str, *, end: str = "\n") -> bytes:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART:20261201T130000Z", *inside.split("\n")]
    return end.join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def event(data: bytes | str) -> Block:
    raw = data.encode() if isinstance(data, str) else data
    calendar = read_stream(raw, file="invite.ics").calendars[0]
    return next(calendar.within("VEVENT"))


def text(data: bytes | str, name: str) -> str:
    line = event(data).first(name)
    assert line is not None
    return line.text


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_stream(data, file="invite.ics")
    assert "invite.ics" in caught.value.message
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r\r\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.replace("\r\n", "\n\n").encode(),
        PLAIN.replace("\r\n", "\n", 5).encode(),
        PLAIN.encode("cp1252"),
        base64.b64encode(PLAIN.encode()),
        base64.encodebytes(PLAIN.encode()),
        b"None" + PLAIN.encode(),
        b"<!-- saved -->\nsome words\n" + PLAIN.encode() + b"and: a footer\nX-Foo: bar\n",
        PLAIN.replace("BEGIN:", "begin:").replace("SUMMARY", "summary").encode(),
        PLAIN.replace("BEGIN:", " BEGIN:", 1).encode(),
        PLAIN.replace("Müller", "Mü\r\n ller").encode(),
        PLAIN.replace("Müller", "Mü\r\n\tller").encode(),
    ],
)
def test_the_same_event_in_many_encodings_and_line_ends(data: bytes) -> None:
    assert text(data, "SUMMARY") == "Interview with Zoë Müller"
    assert text(data, "DESCRIPTION") == "First line\nsecond, line"
    attendee = event(data).first("ATTENDEE")
    assert attendee is not None
    assert attendee.params == {"CN": "Fox, Dana", "ROLE": "REQ-PARTICIPANT"}
    assert attendee.value == "mailto:dana@acme.example"


def test_a_fold_inside_a_utf8_character() -> None:
    data = PLAIN.encode().replace("ü".encode(), b"\xc3\r\n \xbc")
    assert text(data, "SUMMARY") == "Interview with Zoë Müller"


def test_windows_1252_is_said_and_never_raises() -> None:
    stream = read_stream(PLAIN.encode("cp1252"), file="invite.ics")
    assert stream.remarks == ("invite.ics is not UTF-8; read as Windows-1252.",)
    assert "�" in text(wrapped("SUMMARY:x").replace(b":x", b":\x81\xfc"), "SUMMARY")
    assert read_stream(PLAIN.encode(), file="invite.ics").remarks == ()


def test_one_bad_byte_does_not_spoil_a_utf8_file() -> None:
    data = PLAIN.encode().replace(b"First line", b"First \xc3 l\xc3\xadne")
    stream = read_stream(data, file="invite.ics")
    assert stream.remarks == ("Some characters of invite.ics are damaged and shown as �.",)
    assert text(data, "SUMMARY") == "Interview with Zoë Müller"
    assert text(data, "DESCRIPTION") == "First � líne\nsecond, line"


def test_base64_is_said_and_undone_once() -> None:
    once = base64.b64encode(PLAIN.encode())
    assert read_stream(once, file="invite.ics").remarks == ("invite.ics was base64 text; it was decoded.",)
    assert "nothing that looks like a calendar" in refusal(base64.b64encode(once))


def test_real_line_breaks_in_a_description() -> None:
    data = wrapped(
        "DESCRIPTION:Dear Zoë\n\nplease join.\nZoom: https://zoom.example/j/1\nNote: bring ID\n"
        "Location: ask at the desk\nWHEN: tomorrow\nSee you; bye\nLOCATION:Room 5"
    )
    assert text(data, "DESCRIPTION").split("\n") == [
        "Dear Zoë",
        "please join.",
        "Zoom: https://zoom.example/j/1",
        "Note: bring ID",
        "Location: ask at the desk",
        "WHEN: tomorrow",
        "See you; bye",
    ]
    assert text(data, "LOCATION") == "Room 5"


def test_a_stray_line_after_no_text_is_dropped() -> None:
    found = event(wrapped("DTEND:20261201T140000Z\nsome words\nZoom: here\nSUMMARY:Talk"))
    assert [line.name for line in found.lines] == ["DTSTART", "DTEND", "SUMMARY"]


def test_a_file_that_always_writes_a_blank_after_the_colon() -> None:
    data = "BEGIN:VCALENDAR\nVERSION: 2.0\nBEGIN:VEVENT\nDESCRIPTION: Talk\nLOCATION: Room 5\nEND:VEVENT\n"
    assert text(data, "LOCATION").strip() == "Room 5"


def test_unknown_properties_are_kept() -> None:
    names = [line.name for line in event(wrapped("X-Foo:1\nFOLLOW-UP:2\nSTATUS:CONFIRMED")).lines]
    assert names == ["DTSTART", "X-FOO", "FOLLOW-UP", "STATUS"]


def test_a_line_broken_inside_its_parameters() -> None:
    attendee = event(wrapped("ATTENDEE;ROLE=CHAIR;CN=Dana\nFox:mailto:dana@acme.example")).first("ATTENDEE")
    assert attendee is not None
    assert attendee.value == "mailto:dana@acme.example"


def test_a_line_without_a_value_swallows_no_other() -> None:
    names = [line.name for line in event(wrapped("ATTENDEE;CN=Dana\nLOCATION:Room 5")).lines]
    assert names == ["DTSTART", "ATTENDEE", "LOCATION"]


@pytest.mark.parametrize(
    ("raw", "params", "value"),
    [
        ("ATTENDEE;CN=A, B:mailto:a@acme.example", {"CN": "A, B"}, "mailto:a@acme.example"),
        ('ATTENDEE;CN="x:y;z":mailto:a@acme.example', {"CN": "x:y;z"}, "mailto:a@acme.example"),
        ("ATTENDEE;=odd;CN=Dana:mailto:a@acme.example", {"CN": "Dana"}, "mailto:a@acme.example"),
        ("ATTENDEE;;CN=Dana:mailto:a@acme.example", {"CN": "Dana"}, "mailto:a@acme.example"),
        ("ATTENDEE;CN=Fox: Dana:mailto:a@acme.example", {"CN": "Fox: Dana"}, "mailto:a@acme.example"),
        ('ATTENDEE;CN="Dana:mailto:a@acme.example', {"CN": "Dana"}, "mailto:a@acme.example"),
        ("ORGANIZER;CN=Zoom:no-reply@zoom.example", {"CN": "Zoom"}, "no-reply@zoom.example"),
        (
            'DTSTART;TZID="W. Europe Standard Time:20201201T100000"',
            {"TZID": "W. Europe Standard Time"},
            "20201201T100000",
        ),
        (
            "DTSTART;TZID=(UTC-05:00) Eastern Time (US & Canada):20201201T100000",
            {"TZID": "(UTC-05:00) Eastern Time (US & Canada)"},
            "20201201T100000",
        ),
        ("DTSTART;TZID=Europe/Berlin:2026-12-01T14:00:00", {"TZID": "Europe/Berlin"}, "2026-12-01T14:00:00"),
        ("DTSTART;:20201201T100000", {}, "20201201T100000"),
        ("ATTENDEE;CN=Dana ^'D^' Fox^^:mailto:a@b.example", {"CN": 'Dana "D" Fox^'}, "mailto:a@b.example"),
        ("ORGANIZER;CN=Line^nbreak:mailto:a@b.example", {"CN": "Line\nbreak"}, "mailto:a@b.example"),
        ("summary;language=en:Talk: part 2", {"LANGUAGE": "en"}, "Talk: part 2"),
        ("DTEND:None", {}, "None"),
        ("LOCATION:", {}, ""),
        ("DESCRIPTION", {}, ""),
    ],
)
def test_parts_of_a_line(raw: str, params: dict[str, str], value: str) -> None:
    line = read_line(raw)
    assert (dict(line.params), line.value) == (params, value)


@pytest.mark.parametrize("quick", [False, True])
def test_the_quick_way_reads_ordinary_lines_alike(quick: bool) -> None:
    line = read_line('ATTENDEE;CN="Fox; Dana";X-NUM=1,2;RSVP=TRUE:mailto:dana@acme.example', quick=quick)
    assert dict(line.params) == {"CN": "Fox; Dana", "X-NUM": "1,2", "RSVP": "TRUE"}
    assert line.value == "mailto:dana@acme.example"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\\nb\\Nc", "a\nb\nc"),
        ("a\\, b\\; c", "a, b; c"),
        ("a\\\\nb", "a\nb"),
        ("a\\\\, b", "a, b"),
        ("C:\\\\temp", "C:\\temp"),
        ("&nbsp\\;", "&nbsp;"),
        ("50% \\x", "50% \\x"),
        ("a, b; c", "a, b; c"),
        ("end\\", "end\\"),
    ],
)
def test_text_is_unescaped_once(raw: str, shown: str) -> None:
    assert unescape(raw) == shown


def test_vcalendar_one() -> None:
    data = (
        "BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nDTSTART:20261201T130000Z\n"
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gespr=E4ch=\n mit Zoe=0D=0Aim B=FCro\n"
        "DESCRIPTION;QUOTED-PRINTABLE:caf=C3=A9=\nund: mehr\nLOCATION:hier\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert text(data, "SUMMARY") == "Gesprächmit Zoe\nim Büro"
    assert text(data, "DESCRIPTION") == "caféund: mehr"
    assert text(data, "LOCATION") == "hier"


def test_attachments_are_skipped() -> None:
    found = event(wrapped("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 300_000 + "\nSUMMARY:Talk"))
    attach, summary = found.first("ATTACH"), found.first("SUMMARY")
    assert attach is not None
    assert attach.value == ""
    assert summary is not None


def test_several_calendars_and_a_glued_one() -> None:
    one = PLAIN.strip()
    assert len(read_stream((one + "\n" + one).encode(), file="x").calendars) == 2
    assert len(read_stream((one + "None" + one).encode(), file="x").calendars) == 2


def test_an_event_without_a_calendar() -> None:
    data = b"METHOD:CANCEL\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\n"
    stream = read_stream(data, file="x")
    assert [len(list(calendar.within("VEVENT"))) for calendar in stream.calendars] == [2]
    assert stream.remarks == ()
    assert stream.calendars[0].complete
    assert [line.value for line in stream.calendars[0].lines] == ["CANCEL"]


def test_method_after_and_inside_the_event() -> None:
    data = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nMETHOD:CANCEL\nEND:VEVENT\nMETHOD:REQUEST\nEND:VCALENDAR\n"
    calendar = read_stream(data.encode(), file="x").calendars[0]
    inside, after = event(data).first("METHOD"), calendar.first("METHOD")
    assert inside is not None
    assert inside.value == "CANCEL"
    assert after is not None
    assert after.value == "REQUEST"


def test_an_alarm_keeps_its_own_lines() -> None:
    found = event(wrapped("BEGIN:VALARM\nSUMMARY:Alarm\nEND:VALARM\nSUMMARY:Talk"))
    assert [line.value for line in found.all("SUMMARY")] == ["Talk"]
    assert [line.value for line in found.blocks[0].lines] == ["Alarm"]


def test_a_zone_after_the_event_is_there() -> None:
    data = wrapped("SUMMARY:x").replace(
        b"END:VCALENDAR", b"BEGIN:VTIMEZONE\nTZID:A\nEND:VTIMEZONE\nEND:VCALENDAR"
    )
    assert [b.name for b in read_stream(data, file="x").calendars[0].blocks] == ["VEVENT", "VTIMEZONE"]


def test_cut_off_in_an_event() -> None:
    stream = read_stream(PLAIN[:230].encode(), file="invite.ics")
    assert stream.remarks == ("invite.ics is cut off; its last event is used as far as it goes.",)
    assert not next(stream.calendars[0].within("VEVENT")).complete
    assert not stream.calendars[0].complete


def test_cut_off_after_the_event() -> None:
    stream = read_stream(PLAIN.replace("END:VCALENDAR\r\n", "").encode(), file="invite.ics")
    assert stream.remarks == ("invite.ics is cut off after its last event.",)
    assert next(stream.calendars[0].within("VEVENT")).complete


def test_a_missing_end_of_an_event() -> None:
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nEND:VCALENDAR\n"
    blocks = read_stream(data, file="x").calendars[0].blocks
    assert [(block.name, block.complete) for block in blocks] == [("VEVENT", False), ("VEVENT", True)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"PK\x03\x04rest", "zip"),
        (gzip.compress(PLAIN.encode()), "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "is a web page"),
        (b"\n <html lang=en>", "is a web page"),
        (PLAIN.encode().replace(b"Interview", b"Inter\0view"), "is damaged: it holds NUL bytes"),
        (b"Dear Dana, see you soon", "nothing that looks like a calendar"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)), "nothing that looks like a calendar"),
        (b"BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n", "holds no event, only tasks"),
        (b"BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nEND:VFREEBUSY\nEND:VCALENDAR\n", "holds no event, only busy"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "holds no event"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 501, "holds 501 events"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 50_000, "holds 50,000 events"),
        (wrapped("BEGIN:X-A\n" * 30), "nested more than 20 deep"),
        (b"x" * (MAX_BYTES + 1), "is larger than 10 MB"),
    ],
)
def test_refusals(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_five_hundred_events_are_read() -> None:
    data = b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n" * 500 + b"END:VCALENDAR\n"
    assert len(read_stream(data, file="x").calendars[0].blocks) == 500
    assert "larger" in too_large("x").message


TEN_MB = MAX_BYTES - 300


@pytest.mark.parametrize(
    "inside",
    [
        "DESCRIPTION:" + "a" * TEN_MB,
        "DESCRIPTION:" + "\\" * TEN_MB,
        "X-A;" + '"' * TEN_MB,
        "DTEND;" + ";" * TEN_MB,
        "DTEND;" + ":2026-12-01" * (TEN_MB // 11),
        "BEGIN:X\n" * (TEN_MB // 8),
        "DESCRIPTION:x" + "\n " * (TEN_MB // 2),
        "DESCRIPTION;" + ("a" * 99 + "\n") * (TEN_MB // 100),
        "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:" + ("a" * 98 + "=\n") * (TEN_MB // 100),
        "\n" * TEN_MB,
        "ATTENDEE;CN=Dana;ROLE=CHAIR:mailto:a@acme.example\n" * (TEN_MB // 53),
    ],
    ids=range(11),
)
def test_ten_megabytes_of_malice_take_seconds_at_most(inside: str) -> None:
    data = wrapped(inside)
    began = time.monotonic()
    with suppress(InputError):
        read_stream(data, file="x")
    assert time.monotonic() - began < 60  # that it ends, not how fast


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    for whole in (data, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data):
        with suppress(InputError):
            read_stream(whole, file="x")


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, len(PLAIN)), st.sampled_from([*'\n\r\t ";:=,\\^?é\0', "BEGIN:", "=\n"])),
        max_size=8,
    ),
    st.integers(0, len(PLAIN)),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
def test_mutated_files_are_read_or_refused(changes: list[tuple[int, str]], cut: int, codec: str) -> None:
    mutated = PLAIN
    for at, piece in changes:
        mutated = mutated[:at] + piece + mutated[at:]
    try:
        stream = read_stream(mutated[: len(mutated) - cut].encode(codec), file="x")
    except InputError:
        return
    for calendar in stream.calendars:
        for block in calendar.within("VEVENT"):
            assert all(isinstance(line.text, str) for line in block.lines)
