"""Names that must never change: the values here are what calendars already hold."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.ical.identity import file_name, reminder_uid
from calsync.planning.interview import Interviewer
from tests.ical.test_reminder import AT, MIRA, an_interview, reminder


def test_the_uid_of_a_reminder_is_the_same_for_all_time() -> None:
    assert reminder_uid(reminder(step="thank_you", person=MIRA)) == "c0fb6727-c56a-5ac1-8fc2-1714f1b51000"


def test_a_uid_is_a_uuid() -> None:
    uid = reminder_uid(reminder())
    assert str(UUID(uid)) == uid


def test_times_words_and_reasons_do_not_change_the_uid() -> None:
    later = reminder(at=AT + timedelta(days=3), opens=AT, closes=AT + timedelta(days=9), channel="phone")
    renamed = reminder(interview=an_interview(company="Other", role=None, uid=None))
    assert reminder_uid(later) == reminder_uid(renamed) == reminder_uid(reminder())


def test_interview_step_and_person_each_change_the_uid() -> None:
    uids = {
        reminder_uid(reminder()),
        reminder_uid(reminder(interview=an_interview(id="0123456789ab"))),
        reminder_uid(reminder(step="check_in")),
        reminder_uid(reminder(person=MIRA)),
        reminder_uid(reminder(person=Interviewer("Jonas Vik", "jonas@nordwind.example"))),
    }
    assert len(uids) == 5


@pytest.mark.parametrize(
    "same",
    [
        Interviewer("Mira Okafor", "mira@nordwind.example"),
        Interviewer("M. Okafor", "Mira@Nordwind.EXAMPLE"),
        Interviewer(None, " mira@nordwind.example "),
    ],
)
def test_a_person_is_known_by_the_address_in_any_case(same: Interviewer) -> None:
    assert reminder_uid(reminder(person=same)) == reminder_uid(reminder(person=MIRA))


@pytest.mark.parametrize(
    "same", ["Zoë  Strauß", " zoë strauß", "Zoe\u0308 STRAUSS", "Ｚｏë\u00a0Strauss", "zoë\tstrauß"]
)
def test_a_person_without_address_is_known_by_the_name_however_typed(same: str) -> None:
    person = Interviewer("Zoë Strauß")
    assert reminder_uid(reminder(person=Interviewer(same))) == reminder_uid(reminder(person=person))


def test_half_a_character_in_a_name_does_no_harm() -> None:
    assert UUID(reminder_uid(reminder(person=Interviewer("Kim \ud83d")))).version == 5


def test_a_file_is_named_by_the_uid() -> None:
    uid = reminder_uid(reminder())
    assert file_name(uid) == f"{uid}.ics"


@given(st.text())
def test_a_file_name_has_only_unreserved_characters(uid: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}\.ics", file_name(uid))


def test_uids_that_cannot_be_file_names_get_different_ones() -> None:
    assert len({file_name(uid) for uid in ["../a", "a/a", "", ".", "..", "a" * 300, "a" * 301, "ä@x"]}) == 8
