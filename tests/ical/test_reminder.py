"""What stands in the calendar file, held against RFC 5545 with a reader of our own, and read back."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calsync.errors import InputError
from calsync.ical.reminder import (
    Form,
    calendar_bytes,
    component,
    read_calendar,
)
from calsync.messages.wording import Words
from calsync.planning.cadence import Anchor, Script, Span, Step, Unit
from calsync.planning.interview import Interview, Interviewer, Kind, Session
from calsync.planning.plan import Reminder, State

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 12, 1, 10, 0, tzinfo=ZONE)
AT = datetime(2026, 12, 1, 13, 0, tzinfo=ZONE)
DAY = date(2026, 12, 20)
STAMP = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MIRA = Interviewer("Mira Okafor", "mira@nordwind.example")
WORDS = Words("Thank Mira Okafor (Nordwind)", "Write today.\nUntil Wed 2 Dec 11:00.")
HARD = Words(
    "👩‍💻 Zoë; C:\\New, \\n — " + "ж" * 80, "Line, one; \\two\\N\n" + "日本語👩‍💻" * 60 + "\n\n\\n end"
)
BIDI = "\u202e\u2066\u200e\u200f\u061c\ufeff"


def an_interview(
    *,
    id: str = "4f1d2c3b5a69",  # noqa: A002
    company: str | None = "Nordwind",
    role: str | None = "Data Engineer",
    uid: str | None = "invite-1@mail.nordwind.example",
    link: str | None = "https://meet.nordwind.example/r/1",
) -> Interview:
    return Interview(
        id=id,
        company=company,
        role=role,
        kind=Kind.PANEL,
        sessions=(Session(START, START + timedelta(hours=1)),),
        zone=ZONE,
        zone_name="America/New_York",
        uid=uid,
        link=link,
    )


ONE_DAY = Span(1, Unit.DAYS)


def reminder(
    *,
    interview: Interview | None = None,
    step: str = "thank_you",
    person: Interviewer | None = None,
    at: datetime | date = AT,
    opens: datetime | date = AT,
    closes: datetime | date = START + timedelta(days=1, hours=1),
    channel: str = "email",
) -> Reminder:
    return Reminder(
        interview=interview or an_interview(),
        rule=Step(
            name=step,
            anchor=Anchor.END,
            opens=ONE_DAY,
            closes=ONE_DAY,
            script=Script("", ""),
            channel=channel,
        ),
        person=person,
        at=at,
        opens=opens,
        closes=closes,
        reason="24 hours after the interview",
    )


ALL_DAY = reminder(step="close", at=DAY, opens=DAY, closes=DAY + timedelta(days=4))
IN_DAYS = reminder(
    step="check_in",
    at=datetime(2026, 12, 8, 9, 0, tzinfo=ZONE),
    opens=date(2026, 12, 8),
    closes=date(2026, 12, 10),
)
ALL = (reminder(person=MIRA), IN_DAYS, ALL_DAY)


def written(*reminders: Reminder, form: Form = Form.EVENT, words: Words = WORDS, sequence: int = 0) -> bytes:
    parts = [component(each, words, form=form, stamp=STAMP, sequence=sequence) for each in reminders]
    return calendar_bytes(parts)


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def blocks(data: bytes, name: str) -> list[list[str]]:
    found: list[list[str]] = []
    inside = False
    for line in unfolded(data):
        if line == f"BEGIN:{name}":
            inside = True
            found.append([])
        elif line == f"END:{name}":
            inside = False
        elif inside:
            found[-1].append(line)
    return found


def check_strictly(data: bytes) -> None:
    """What every file of ours must keep to, read from the bytes and without a calendar library."""
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    for physical in data.split(b"\r\n")[:-1]:
        assert 0 < len(physical) <= 75
        physical.decode()
    lines = unfolded(data)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VCALENDAR") == 1
    assert lines.count("PRODID:-//calsync//EN") == lines.count("VERSION:2.0") == 1
    for line in lines:
        name = line.partition(":")[0].partition(";")[0]
        assert line.partition(":")[2], f"{name} is empty"
        assert name not in {"ORGANIZER", "ATTENDEE", "METHOD", "CREATED", "LAST-MODIFIED", "TZID"}
        assert ";TZID=" not in line
        assert line != "BEGIN:VTIMEZONE"
    entries = blocks(data, "VEVENT") + blocks(data, "VTODO")
    assert entries
    uids = set()
    for entry in entries:
        names = [line.partition(":")[0].partition(";")[0] for line in entry]
        for once in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "CATEGORIES", "RELATED-TO"):
            assert names.count(once) == 1, once
        all_day = any(line.startswith("DTSTART;VALUE=DATE:") for line in entry)
        assert entry.count("BEGIN:VALARM") == entry.count("TRIGGER:PT0S") == (0 if all_day else 1)
        assert entry.count("ACTION:DISPLAY") == (0 if all_day else 1)
        assert names.count("DESCRIPTION") <= (1 if all_day else 2)
        uids.add(next(line for line in entry if line.startswith("UID:")))
    assert len(uids) == len(entries)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("words", [WORDS, HARD, Words("T" * 300, "")])
def test_files_keep_to_the_rules(form: Form, words: Words) -> None:
    check_strictly(written(*ALL, form=form, words=words))


def test_a_timed_event_says_this_and_nothing_else() -> None:
    assert sorted(blocks(written(ALL[0]), "VEVENT")[0]) == sorted(
        [
            "UID:c0fb6727-c56a-5ac1-8fc2-1714f1b51000",
            "DTSTAMP:20261122T080000Z",
            "SEQUENCE:0",
            "DTSTART:20261201T180000Z",
            "DTEND:20261201T181500Z",
            "TRANSP:TRANSPARENT",
            "SUMMARY:Thank Mira Okafor (Nordwind)",
            "DESCRIPTION:Write today.\\nUntil Wed 2 Dec 11:00.",
            "CATEGORIES:Interview follow-up",
            "URL:https://meet.nordwind.example/r/1",
            "RELATED-TO:invite-1@mail.nordwind.example",
            "X-CALSYNC-INTERVIEW:4f1d2c3b5a69",
            "X-CALSYNC-STEP:thank_you",
            "X-CALSYNC-PERSON:Mira Okafor",
            "X-CALSYNC-OPENS:2026-12-01T13:00:00-05:00",
            "X-CALSYNC-CLOSES:2026-12-02T11:00:00-05:00",
            "X-CALSYNC-ZONE:America/New_York",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Thank Mira Okafor (Nordwind)",
            "TRIGGER:PT0S",
            "END:VALARM",
        ]
    )


def test_the_calendar_says_its_name_and_nothing_that_makes_it_a_message() -> None:
    lines = unfolded(written(ALL_DAY))
    assert lines[1 : lines.index("BEGIN:VEVENT")] == [
        "VERSION:2.0",
        "PRODID:-//calsync//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Interview follow-ups",
        "X-WR-CALNAME:Interview follow-ups",
    ]


def test_an_all_day_event_ends_on_the_next_day_and_rings_not() -> None:
    lines = blocks(written(ALL_DAY), "VEVENT")[0]
    assert "DTSTART;VALUE=DATE:20261220" in lines
    assert "DTEND;VALUE=DATE:20261221" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert "BEGIN:VALARM" not in lines


def test_an_event_lasts_a_quarter_of_an_hour_over_a_change_of_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    lines = blocks(written(reminder(at=datetime(2027, 10, 31, 2, 50, tzinfo=berlin))), "VEVENT")[0]
    assert "DTSTART:20271031T005000Z" in lines
    assert "DTEND:20271031T010500Z" in lines


@pytest.mark.parametrize(
    ("each", "start", "due"),
    [
        (reminder(), "DTSTART:20261201T180000Z", "DUE:20261202T160000Z"),
        (IN_DAYS, "DTSTART:20261208T140000Z", "DUE:20261211T045900Z"),
        (replace(IN_DAYS, closes=date(2026, 12, 7)), "DTSTART:20261208T140000Z", "DUE:20261208T141500Z"),
        (reminder(closes=AT), "DTSTART:20261201T180000Z", "DUE:20261201T181500Z"),
        (reminder(closes=AT + timedelta(seconds=0.5)), "DTSTART:20261201T180000Z", "DUE:20261201T181500Z"),
        (ALL_DAY, "DTSTART;VALUE=DATE:20261220", "DUE;VALUE=DATE:20261221"),
    ],
    ids=["hours", "days", "day over", "moment over", "less than a second", "all day"],
)
def test_a_to_do_is_due_when_the_window_closes(each: Reminder, start: str, due: str) -> None:
    lines = blocks(written(each, form=Form.TODO), "VTODO")[0]
    assert {start, due, "STATUS:NEEDS-ACTION"} <= set(lines)
    assert not [line for line in lines if line.startswith(("DTEND", "TRANSP"))]


def test_the_uid_is_the_same_for_both_forms() -> None:
    assert (
        read_calendar(written(*ALL)).reminders.keys()
        == read_calendar(written(*ALL, form=Form.TODO)).reminders.keys()
    )


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "tel:+15550100",
        "javascript:alert(1)",
        "meet.nordwind.example/r/1",
        "https://meet.nordwind.example/r 1",
        "https://meet.nordwind.example/\r\nATTENDEE:mailto:a@b.example",
        "https://meet.nordwind.example/\x07",
        "https://meet.nordwind.example/\u202e",
        "https://meet.nordwind.example\\r",
        "https://meet.nordwind.example/\u00a0",
    ],
)
def test_a_link_that_cannot_stand_in_a_line_is_left_out(link: str | None) -> None:
    data = written(reminder(interview=an_interview(link=link)))
    assert b"URL" not in data
    check_strictly(data)


@pytest.mark.parametrize(
    ("link", "line"),
    [
        ("HTTP://meet.example/a;b,c?d=%20&e=(1)#f", "URL:HTTP://meet.example/a;b,c?d=%20&e=(1)#f"),
        ("https://meet.example/büro", "URL:https://meet.example/b%C3%BCro"),
    ],
)
def test_a_link_is_not_escaped_like_text(link: str, line: str) -> None:
    assert line in unfolded(written(reminder(interview=an_interview(link=link))))


@pytest.mark.parametrize(
    ("uid", "line"),
    [
        (None, "RELATED-TO:4f1d2c3b5a69"),
        (" \x00", "RELATED-TO:4f1d2c3b5a69"),
        ("", "RELATED-TO:4f1d2c3b5a69"),
        ("a;b\r\nMETHOD:REQUEST\x00", "RELATED-TO:a\\;b METHOD:REQUEST"),
    ],
)
def test_the_interview_a_reminder_belongs_to_is_named(uid: str | None, line: str) -> None:
    data = written(reminder(interview=an_interview(uid=uid)))
    assert line in unfolded(data)
    check_strictly(data)


def test_whom_it_is_about_stands_there_only_where_there_is_somebody() -> None:
    assert b"X-CALSYNC-PERSON" not in written(reminder())
    assert "X-CALSYNC-PERSON:Okafor\\, Mira" in unfolded(
        written(reminder(person=Interviewer(f"Okafor,\n{BIDI}Mira")))
    )


def test_nothing_invisible_gets_into_the_words() -> None:
    words = Words(f"a\x00{BIDI}b\r\nc", f"d\x1b[31m\te\u2028f\x85{BIDI}\ud83d")
    lines = blocks(written(reminder(), words=words), "VEVENT")[0]
    assert "SUMMARY:ab c" in lines
    assert "DESCRIPTION:d[31m e\\nf" in lines


@pytest.mark.parametrize("body", ["", " \n ", "\x00"])
def test_empty_properties_are_not_written(body: str) -> None:
    data = written(ALL_DAY, words=Words("Title", body))
    assert b"DESCRIPTION" not in data


def test_an_alarm_has_words_even_where_there_is_no_title() -> None:
    lines = blocks(written(reminder(), words=Words(" ", "")), "VEVENT")[0]
    assert "DESCRIPTION:Interview follow-up" in lines
    assert not [line for line in lines if line.startswith("SUMMARY")]


def test_a_stamp_in_any_zone_is_written_in_utc() -> None:
    local = STAMP.astimezone(ZoneInfo("Asia/Tokyo")).replace(microsecond=77)
    part = component(reminder(), WORDS, form=Form.EVENT, stamp=local, sequence=4)
    assert {"DTSTAMP:20261122T080000Z", "SEQUENCE:4"} <= set(unfolded(calendar_bytes([part])))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("words", [WORDS, HARD])
def test_the_words_come_back_through_another_reader(form: Form, words: Words) -> None:
    part = Calendar.from_ical(written(ALL[0], form=form, words=words)).subcomponents[0]
    assert (str(part["SUMMARY"]), str(part["DESCRIPTION"])) == (words.title, words.body)


@given(
    title=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1),
    body=st.text(st.one_of(st.sampled_from('\\nN,;:" \n'), st.characters(exclude_categories=("C", "Z")))),
    form=st.sampled_from(Form),
)
def test_any_words_come_back(title: str, body: str, form: Form) -> None:
    data = written(ALL[0], words=Words(title, body), form=form)
    check_strictly(data)
    part = Calendar.from_ical(data).subcomponents[0]
    assert str(part["SUMMARY"]) == title
    assert str(part.get("DESCRIPTION", "")) == (body if body.strip() else "")


@given(title=st.text(), body=st.text(), name=st.text(), uid=st.text(), link=st.text())
def test_no_words_can_break_the_file(title: str, body: str, name: str, uid: str, link: str) -> None:
    interview = an_interview(uid=uid, link=f"https://{link}")
    each = reminder(interview=interview, person=Interviewer(name, "a@b.example"))
    check_strictly(written(each, words=Words(f"x{title}", body)))


@pytest.mark.parametrize("form", Form)
def test_what_was_written_is_read_back(form: Form) -> None:
    held = read_calendar(written(*ALL, form=form, words=HARD, sequence=3)).reminders
    assert [(each.step, each.interview) for each in held.values()] == [
        ("thank_you", "4f1d2c3b5a69"),
        ("check_in", "4f1d2c3b5a69"),
        ("close", "4f1d2c3b5a69"),
    ]
    for uid, each in held.items():
        assert each.uid == uid
        assert (each.sequence, each.stamp, each.form, each.title) == (3, STAMP, form, HARD.title)


def test_escapes_in_what_the_library_does_not_know_are_undone() -> None:
    each = reminder(step="a;b,\\n", interview=an_interview(id="c,d"))
    [found] = read_calendar(written(each)).reminders.values()
    assert (found.step, found.interview) == ("a;b,\\n", "c,d")


def test_a_file_an_app_saved_anew_is_read() -> None:
    saved = (
        "BEGIN:VCALENDAR\nPRODID:-//Some App//EN\nVERSION:2.0\nBEGIN:VTIMEZONE\nTZID:Etc/GMT+5\n"
        "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\nEND:STANDARD\n"
        "END:VTIMEZONE\n"
        "BEGIN:VEVENT\nX-CALSYNC-STEP;VALUE=TEXT:close\nX-MOZ-LASTACK:20261201T180000Z\n"
        "LAST-MODIFIED:20261202T000000Z\nSUMMARY;LANGUAGE=en:Title\\, more\nX-CALSYNC-INTERVIEW:abc\n"
        "UID:u1\nDTSTART;VALUE=DATE:20261220\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:own\nSUMMARY:Dentist\nDTSTART;VALUE=DATE:20261220\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    [found] = read_calendar(saved.encode()).reminders.values()
    assert (found.uid, found.step, found.interview, found.title) == ("u1", "close", "abc", "Title, more")
    assert (found.sequence, found.stamp) == (0, None)
    contents = read_calendar(saved.encode())
    assert contents.uids == {"u1", "own"}
    assert not contents.ours


def test_broken_values_are_read_as_absent() -> None:
    data = written(ALL_DAY).replace(b"SEQUENCE:0", b"SEQUENCE:x").replace(b":20261122T080000Z", b":soon")
    [found] = read_calendar(data).reminders.values()
    assert (found.sequence, found.stamp) == (0, None)


def test_only_a_file_with_nothing_but_ours_in_it_is_ours() -> None:
    data = written(*ALL)
    own = b"BEGIN:VEVENT\r\nUID:own\r\nEND:VEVENT\r\nEND:VCALENDAR"
    twice = data[data.index(b"BEGIN:VEVENT") : data.index(b"END:VCALENDAR")] + b"END:VCALENDAR"
    assert read_calendar(data).ours
    assert not read_calendar(data.replace(b"//calsync//", b"//Other//")).ours
    assert not read_calendar(data.replace(b"END:VCALENDAR", own)).ours
    assert not read_calendar(data.replace(b"END:VCALENDAR", twice)).ours
    assert not read_calendar(data.replace(b"X-CALSYNC-STEP", b"X-OTHER")).ours


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html>\n</html>\n",
        b"\xff\xfe\x00\x01",
        b"BEGIN:VCALENDAR\r\nPRODID:-//calsync//EN\r\n",
        b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n",
        written(ALL_DAY) * 2,
        written(ALL_DAY).decode().encode("utf-16"),
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_calendar(data)


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    whole = written(ALL[0], words=HARD)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, min(len(whole), start + 200)))
    junk = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b":", b";", b'"', b"\r\n", b"\\"])))
    with suppress(InputError):
        read_calendar(whole[:start] + junk + whole[stop:])


_PROGRAM = """
import sys
from calsync.ical.reminder import Form
from tests.ical.test_reminder import ALL, HARD, written
sys.stdout.buffer.write(written(*ALL, words=HARD) + written(*ALL, form=Form.TODO, words=HARD))
"""


def test_the_bytes_are_the_same_in_every_process() -> None:
    runs = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in [("0", "UTC"), ("1", "Asia/Tokyo"), ("4242", "America/New_York")]
    }
    assert runs == {written(*ALL, words=HARD) + written(*ALL, form=Form.TODO, words=HARD)}


PAST = [
    # a reminder, the time it is, whether it is past: as an event
    (IN_DAYS, datetime(2026, 12, 8, 9, 0, tzinfo=ZONE), False),
    (IN_DAYS, datetime(2026, 12, 8, 9, 1, tzinfo=ZONE), True),
    # all day on Sunday 20 December, for a candidate in New York
    (ALL_DAY, datetime(2026, 12, 20, 23, 59, tzinfo=ZONE), False),
    (ALL_DAY, datetime(2026, 12, 21, 3, 0, tzinfo=UTC), False),
    (ALL_DAY, datetime(2026, 12, 21, 0, 0, tzinfo=ZONE), True),
    (replace(ALL_DAY, interview=replace(an_interview(), zone_name="Pacific/Auckland")), datetime(2026, 12, 20, 11, 0, tzinfo=UTC), True),
    (replace(ALL_DAY, interview=replace(an_interview(), zone_name="no zone")), datetime(2026, 12, 20, 23, 59, tzinfo=UTC), False),
    (replace(ALL_DAY, interview=replace(an_interview(), zone_name="no zone")), datetime(2026, 12, 21, 0, 0, tzinfo=UTC), True),
]  # fmt: skip


@pytest.mark.parametrize(("one", "now", "past"), PAST)
def test_when_it_is_past(one: Reminder, now: datetime, *, past: bool) -> None:
    (held,) = read_calendar(written(one)).reminders.values()
    assert held.is_past(now) is past


@pytest.mark.parametrize(
    ("state", "past"),
    [(State.OPEN, False), (State.DONE, True), (State.SKIPPED, True), (State.LAPSED, True)],
)
def test_a_to_do_is_past_once_it_is_settled(state: State, *, past: bool) -> None:
    (held,) = read_calendar(written(replace(IN_DAYS, state=state), form=Form.TODO)).reminders.values()
    assert held.is_past(datetime(2026, 12, 9, tzinfo=UTC)) is past
    assert not held.is_past(datetime(2026, 12, 7, tzinfo=UTC))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("words", [WORDS, HARD])
def test_what_was_read_is_written_again_to_the_letter(form: Form, words: Words) -> None:
    data = written(*ALL, form=form, words=words)
    assert calendar_bytes(each.component for each in read_calendar(data).reminders.values()) == data
