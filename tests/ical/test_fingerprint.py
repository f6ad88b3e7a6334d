"""Two spellings of the same content have one fingerprint; every change of content has another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from calsync.ical.fingerprint import fingerprint
from calsync.ical.reminder import Form, calendar_bytes, component, read_calendar
from calsync.messages.wording import Words
from calsync.planning.interview import Interviewer
from calsync.planning.plan import Reminder
from tests.ical.test_reminder import ALL, ALL_DAY, AT, HARD, MIRA, STAMP, WORDS, an_interview, reminder

EVENT = """BEGIN:VEVENT
UID:u1
DTSTAMP:20261122T080000Z
DTSTART:20261201T180000Z
SUMMARY:Thank you
CATEGORIES:one,two
X-NOTE:a\\, b
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:PT0S
END:VALARM
BEGIN:VALARM
ACTION:AUDIO
TRIGGER:-PT60M
END:VALARM
END:VEVENT
"""


def of_text(text: str) -> str:
    found = Event.from_ical(text)
    assert isinstance(found, Event)
    return fingerprint(found)


def of_reminder(each: Reminder, words: Words = WORDS, form: Form = Form.EVENT) -> str:
    return fingerprint(component(each, words, form=form, stamp=STAMP, sequence=0))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DTSTAMP:20261122T080000Z", "DTSTAMP:20300101T000000Z"),
        ("UID:u1", "UID:u1\nSEQUENCE:7"),
        ("UID:u1", "UID:u1\nLAST-MODIFIED:20261122T080000Z\nCREATED:20261122T080000Z"),
        ("CATEGORIES:one,two", "CATEGORIES:two,one"),
        ("CATEGORIES:one,two", "CATEGORIES:two\nCATEGORIES:one"),
        ("TRIGGER:PT0S", "TRIGGER:P0D"),
        ("TRIGGER:PT0S", "TRIGGER;VALUE=DURATION;RELATED=START:-PT0M"),
        ("TRIGGER:-PT60M", "TRIGGER:-PT1H"),
        ("UID:u1\nDTSTAMP:20261122T080000Z", "DTSTAMP:20261122T080000Z\nUID:u1"),
        ("SUMMARY:Thank you", "SUMMARY:Tha\n nk you"),
        ("SUMMARY", "summary"),
        ("X-NOTE:a\\, b", "X-NOTE;VALUE=TEXT:a\\, b"),
        ("DTSTART:", "DTSTART;VALUE=DATE-TIME:"),
    ],
)
def test_the_same_content_spelled_otherwise(old: str, new: str) -> None:
    assert old in EVENT
    assert of_text(EVENT.replace(old, new)) == of_text(EVENT)


def test_the_order_of_alarms_does_not_count() -> None:
    first, second = (f"BEGIN:VALARM{part}" for part in EVENT.split("BEGIN:VALARM")[1:])
    second = second.replace("END:VEVENT\n", "")
    turned = EVENT.replace(first + second, second + first)
    assert turned != EVENT
    assert of_text(turned) == of_text(EVENT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UID:u1", "UID:u2"),
        ("DTSTART:20261201T180000Z", "DTSTART:20261201T180001Z"),
        ("DTSTART:20261201T180000Z", "DTSTART;VALUE=DATE:20261201"),
        ("DTSTART:20261201T180000Z", "DTSTART;TZID=Europe/Berlin:20261201T180000"),
        ("SUMMARY:Thank you", "SUMMARY:Thank You"),
        ("SUMMARY:Thank you\n", ""),
        ("SUMMARY:Thank you", "SUMMARY;LANGUAGE=en:Thank you"),
        ("SUMMARY:Thank you", "DESCRIPTION:Thank you"),
        ("CATEGORIES:one,two", "CATEGORIES:one"),
        ("CATEGORIES:one,two", "CATEGORIES:one\\,two"),
        ("TRIGGER:PT0S", "TRIGGER:-PT1S"),
        ("TRIGGER:PT0S", "TRIGGER;RELATED=END:PT0S"),
        ("ACTION:DISPLAY", "ACTION:AUDIO"),
        ("X-NOTE:a\\, b", "X-NOTE:a\\, c"),
        ("UID:u1", "UID:u1\nSTATUS:CANCELLED"),
        ("VEVENT", "VTODO"),
    ],
)
def test_every_other_change_is_one(old: str, new: str) -> None:
    assert old in EVENT
    assert of_text(EVENT) != fingerprint(Event.from_ical(EVENT.replace(old, new)))


def test_stamp_and_sequence_of_ours_do_not_count() -> None:
    late = component(reminder(), WORDS, form=Form.EVENT, stamp=datetime(2030, 1, 1, tzinfo=UTC), sequence=9)
    assert fingerprint(late) == of_reminder(reminder())


def test_what_changes_a_reminder_changes_its_fingerprint() -> None:
    prints = {
        of_reminder(reminder()),
        of_reminder(reminder(), form=Form.TODO),
        of_reminder(reminder(), Words(WORDS.title, "")),
        of_reminder(reminder(), Words("Other", WORDS.body)),
        of_reminder(reminder(at=AT + timedelta(minutes=1))),
        of_reminder(reminder(closes=date(2026, 12, 9))),
        of_reminder(reminder(person=MIRA)),
        of_reminder(reminder(interview=an_interview(link=None))),
        of_reminder(ALL_DAY),
        of_reminder(replace(ALL_DAY, at=date(2026, 12, 21))),
    }
    assert len(prints) == 10


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("each", ALL)
@pytest.mark.parametrize("words", [WORDS, HARD, Words("Title", "")])
def test_a_reminder_read_back_is_the_one_written(form: Form, each: Reminder, words: Words) -> None:
    made = component(each, words, form=form, stamp=STAMP, sequence=0)
    [found] = read_calendar(calendar_bytes([made])).reminders.values()
    assert fingerprint(found.component) == fingerprint(made)


@given(title=st.text(), body=st.text(), name=st.text(), step=st.text(), uid=st.text())
def test_any_reminder_read_back_is_the_one_written(
    title: str, body: str, name: str, step: str, uid: str
) -> None:
    each = reminder(
        person=Interviewer(name, "a@b.example"), step=f"s{step}", interview=an_interview(uid=uid or None)
    )
    made = component(each, Words(title, body), form=Form.TODO, stamp=STAMP, sequence=0)
    [found] = read_calendar(calendar_bytes([made])).reminders.values()
    assert fingerprint(found.component) == fingerprint(made)
