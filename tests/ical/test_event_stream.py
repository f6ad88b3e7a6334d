"""A whole calendar read piece by piece: what is kept of it, in whatever shape it comes, and in what memory."""

import base64
import tracemalloc
from collections.abc import Iterable, Iterator

import pytest

from calsync.ical import event_stream
from calsync.ical.event_stream import LARGEST_EVENT, EventStream, RawCalendar
from tests.ical.events import calendar, event
from tests.ical.exports import ZONE, whole_calendar


def read(*chunks: bytes, wanted: str = "") -> tuple[list[RawCalendar], EventStream]:
    stream = EventStream(chunks, file="a.ics", wanted=lambda data: wanted.encode() in data)
    return list(stream.calendars()), stream


def titles(calendars: Iterable[RawCalendar]) -> list[str]:
    lines = (line for each in calendars for raw in each.events for line in raw.data.decode().split("\n"))
    return [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]


TWO = calendar(event(SUMMARY="One"), ZONE.strip().replace("\n", "\r\n"), event(SUMMARY="Zwei – ü"))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000, 100_000])
def test_pieces_of_any_size_are_the_same_file(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(event_stream, "_PIECE", size)
    found, stream = read(*(TWO[at : at + size] for at in range(0, len(TWO), size)))
    assert found == read(TWO)[0]
    assert titles(found) == ["One", "Zwei – ü"]
    assert stream.events == 2
    assert not stream.problems
    assert found[0].head == b"VERSION:2.0\nPRODID:-//test//EN\n"
    assert [zone.split(b"\n")[0] for zone in found[0].zones] == [b"TZID:Europe/Berlin"]
    assert all(raw.complete and not raw.cut for raw in found[0].events)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + TWO,
        TWO.decode().encode("utf-16"),
        TWO.decode().encode("utf-16-le"),
        TWO.replace(b"\r\n", b"\n"),
        TWO.replace(b"\r\n", b"\r"),
        TWO.replace(b"\r\n", b"\r\r\n"),
        TWO.replace(b"\r\n", b"\r\n\r\n"),
        TWO.replace(b"BEGIN:V", b"begin : v"),
        b"None" + TWO,
        b"Junk before.\r\n" + TWO + b"and after",
        base64.b64encode(TWO),
        TWO.replace(b"END:VEVENT\r\nBEGIN:VTIMEZONE", b"BEGIN:VTIMEZONE"),
        TWO.rstrip(),
        TWO.replace(b"BEGIN:VCALENDAR\r\n", b"").replace(b"END:VCALENDAR\r\n", b""),
    ],
    ids=[
        *("mark", "utf-16", "utf-16 without a mark", "lf", "cr", "cr cr lf", "blank lines", "odd frames"),
        *("glued", "junk", "base64", "no END:VEVENT", "no last line end", "bare events"),
    ],
)
def test_odd_files(data: bytes) -> None:
    found, stream = read(data)
    assert titles(found) == ["One", "Zwei – ü"]
    assert stream.events == 2
    assert not stream.problems


def test_only_what_is_wanted_is_kept() -> None:
    found, stream = read(TWO, wanted="SUMMARY:Zwei")
    assert titles(found) == ["Zwei – ü"]
    assert stream.events == 2
    assert read(TWO, wanted="Drei")[0] == []


def test_several_calendars_have_their_own_zones() -> None:
    other = calendar(event(SUMMARY="Three"), "METHOD:CANCEL")
    found, _ = read(TWO + other)
    assert [titles([each]) for each in found] == [["One", "Zwei – ü"], ["Three"]]
    assert [len(each.zones) for each in found] == [1, 0]
    assert b"METHOD:CANCEL\n" in found[1].head


def test_other_components_are_no_events() -> None:
    task = "BEGIN:VTODO\r\nSUMMARY:Task\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VTODO"
    alarm = "BEGIN:VALARM\r\nDESCRIPTION:Ring\r\nEND:VALARM"
    found, stream = read(calendar(task, event(alarm, SUMMARY="One")))
    assert titles(found) == ["One"]
    assert b"DESCRIPTION:Ring" in found[0].events[0].data
    assert stream.events == 1


def test_a_cut_off_event_is_kept_and_named() -> None:
    found, stream = read(TWO[: TWO.rindex(b"END:VEVENT")])
    assert titles(found) == ["One", "Zwei – ü"]
    assert [raw.complete for raw in found[0].events] == [True, False]
    assert [str(each) for each in stream.problems] == [
        "a.ics is cut off; its last event is used as far as it goes."
    ]


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        (b"SUMMARY:Zwei", b"UID:one@acme.example\nLOCATION:There\n"),
        (b"SUMMARY:Zwei at Trunc\r\nOR", b"UID:one@acme.example\nLOCATION:There\nSUMMARY:Zwei at Trunc\n"),
        (b"SUMMARY:Zwei at Trunc\r\n OR", b"UID:one@acme.example\nLOCATION:There\n"),
        (b"SUMMARY:Zwei at Trunc\r\n", b"UID:one@acme.example\nLOCATION:There\nSUMMARY:Zwei at Trunc\n"),
    ],
)
def test_the_line_in_which_a_file_is_cut_off_is_dropped(cut: bytes, left: bytes) -> None:
    begun = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one@acme.example\r\nLOCATION:There\r\n"
    found, _ = read(begun + cut, wanted="There")
    assert [raw.data for raw in found[0].events] == [left]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>Please sign in", "is a web page"),
        (b"PK\x03\x04....", "is a zip archive"),
        (b"Dear Dana,\nsee you on Monday.\n", "holds nothing that looks like a calendar"),
        (b"DATA\0DATA\n", "NUL"),
    ],
)
def test_what_is_no_calendar_is_named(data: bytes, said: str) -> None:
    found, stream = read(data)
    assert not found
    assert said in str(stream.problems[0])
    assert stream.problems[0].exit_code == 3


def test_a_calendar_without_events_is_fine() -> None:
    found, stream = read(calendar())
    assert (found, stream.events, stream.problems) == ([], 0, [])


@pytest.mark.parametrize("folded", [True, False])
def test_what_is_attached_is_not_kept(folded: bool) -> None:
    data = "QUJD" * 400_000
    lines = [data[at : at + 74] for at in range(0, len(data), 74)] if folded else [data]
    attached = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "\r\n ".join(lines)
    found, stream = read(calendar(event(attached, "LOCATION:Room 1", SUMMARY="One")), wanted="Room")
    assert titles(found) == ["One"]
    (raw,) = found[0].events
    assert b"QUJD" not in raw.data
    assert b"LOCATION:Room 1" in raw.data
    assert not raw.cut
    assert not stream.problems


def test_a_giant_event_is_cut() -> None:
    text = "\r\n ".join(["DESCRIPTION:" + "x" * 60, *("y" * 70 for _ in range(20_000))])
    found, _ = read(calendar(event(text, SUMMARY="One"), event(SUMMARY="Two")))
    assert titles(found) == ["One", "Two"]
    giant, small = found[0].events
    assert len(giant.data) <= LARGEST_EVENT
    assert (giant.cut, small.cut) == (True, False)


def test_too_many_events_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MOST_KEPT", 3)
    found, stream = read(calendar(*(event(SUMMARY=f"No {number}") for number in range(9))))
    assert titles(found) == ["No 0", "No 1", "No 2"]
    assert stream.events == 9
    assert [each.hint for each in stream.problems] == [
        "Look at fewer days, as in --days-back 7 --days-ahead 30."
    ]


def test_a_large_file_is_read_in_little_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield from whole_calendar(4_000, interviews=3, attached=200)

    size = sum(map(len, endless()))
    tracemalloc.start()
    stream = EventStream(endless(), file="a.ics", wanted=lambda data: b"Technical interview" in data)
    found = list(stream.calendars())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stream.events == 4_000
    assert len(found[0].events) == 3
    assert peak < size / 3
