"""Whole invitations: times and zones, people, standing, and what becomes of one that cannot be read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from calsync.errors import InputError, ZoneQuestion
from calsync.ical.invite import read_invitation
from calsync.planning.facts import Standing
from calsync.planning.interview import Interviewer
from tests.ical.events import calendar, event, problems, read
from tests.sessions import ROOT

GUEST = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN={}:mailto:{}"
DANA = GUEST.format("Dana Fox", "dana@mail.example")
SARAH = GUEST.format("Sarah Lee", "sarah@acme.example")
TOM = GUEST.format("Tom Ng", "tom@acme.example")
CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE""".replace("\n", "\r\n")
AMERICAN = (
    CUSTOM.replace("+0200", "-0400")
    .replace("+0100", "-0500")
    .replace("-1SU", "1SU")
    .replace("BYMONTH=10", "BYMONTH=11")
    .replace("1SU;BYMONTH=3", "2SU;BYMONTH=3")
)


def when(moment: datetime | None) -> str:
    assert moment is not None
    return moment.isoformat(timespec="minutes")


# Time


@pytest.mark.parametrize(
    ("start", "zone", "shown", "name"),
    [
        (";TZID=Europe/Berlin:20261201T140000", None, "2026-12-01T14:00+01:00", "Europe/Berlin"),
        (";TZID=W. Europe Standard Time:20261201T140000", None, "2026-12-01T14:00+01:00", "Europe/Berlin"),
        (";TZID=/mozilla.org/20070129_1/Europe/Berlin:20261201T140000", None, "2026-12-01T14:00+01:00", "Europe/Berlin"),
        (';TZID="(UTC-05:00) Eastern Time (US & Canada)":20260701T140000', None, "2026-07-01T14:00-04:00", "America/New_York"),
        # a typed zone is the candidate's clock; the invitation keeps the instant
        (";TZID=America/New_York:20261201T140000", "Europe/Berlin", "2026-12-01T20:00+01:00", "Europe/Berlin"),
        ("20261201T130000Z", "Europe/Berlin", "2026-12-01T14:00+01:00", "Europe/Berlin"),
        ("20261201T130000Z", None, "2026-12-01T13:00+00:00", "UTC"),
        (";TZID=Europe/Berlin:20261201T130000Z", None, "2026-12-01T14:00+01:00", "Europe/Berlin"),
        ("20261201T140000+05:30", "Asia/Kolkata", "2026-12-01T14:00+05:30", "Asia/Kolkata"),
        # only the typed zone tells
        ("20261201T140000", "Europe/Berlin", "2026-12-01T14:00+01:00", "Europe/Berlin"),
        (";TZID=BRT:20261201T140000", "America/Sao_Paulo", "2026-12-01T14:00-03:00", "America/Sao_Paulo"),
    ],
)  # fmt: skip
def test_zones(start: str, zone: str | None, shown: str, name: str) -> None:
    (facts,) = read(calendar(event(START=start, without=("DTEND",))), zone=zone)
    assert (when(facts.start), facts.zone_name) == (shown, name)


@pytest.mark.parametrize("start", ["20261201T140000", ";TZID=BRT:20261201T140000", ";VALUE=DATE:20261201"])
def test_an_unknown_zone_is_a_question_and_never_a_guess(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    (problem,) = problems(calendar(event(START=start, without=("DTEND",))))
    assert isinstance(problem, ZoneQuestion)
    assert problem.exit_code == 3
    assert "--timezone" in problem.hint
    assert "“Technical interview - Acme” in a.ics" in problem.message


def test_a_zone_the_file_names_elsewhere() -> None:
    told = event(START="20261201T140000", without=("DTEND",))
    (facts,) = read(calendar("X-WR-TIMEZONE:Europe/Berlin", told))
    assert when(facts.start) == "2026-12-01T14:00+01:00"
    assert any("Europe/Berlin" in line and "--timezone" in line for line in facts.unsure)
    (in_utc,) = read(
        calendar("X-WR-TIMEZONE:Europe/Berlin", event(START="20261201T130000Z", without=("DTEND",)))
    )
    assert when(in_utc.start) == "2026-12-01T14:00+01:00"
    (loose,) = read(calendar(event("TZID:Europe/Berlin", START="20261201T130000Z", without=("DTEND",))))
    assert loose.zone_name == "Europe/Berlin"


def test_utc_alone_is_said() -> None:
    (facts,) = read(calendar(event(START="20261201T130000Z", without=("DTEND",))))
    assert any("--timezone" in line for line in facts.unsure)


def test_rules_of_the_file_count_even_below_the_event_and_never_leak_into_another_file() -> None:
    own = event(START=";TZID=Customized Time Zone:20261201T140000", without=("DTEND",))
    for _ in range(2):
        (american,) = read(calendar(own, AMERICAN))
        assert (when(american.start), american.zone_name) == ("2026-12-01T14:00-05:00", "America/New_York")
        (european,) = read(calendar(CUSTOM, own))
        assert when(european.start) == "2026-12-01T14:00+01:00"
        assert any("Europe/Berlin" in line for line in european.unsure)
        assert problems(calendar(own))


def test_rules_without_summer_time_name_an_offset_and_no_place() -> None:
    fixed = CUSTOM.replace("+0200", "+0530").replace("+0100", "+0530")
    (facts,) = read(
        calendar(fixed, event(START=";TZID=Customized Time Zone:20261201T140000", without=("DTEND",)))
    )
    assert (when(facts.start), facts.zone_name) == ("2026-12-01T14:00+05:30", "UTC+05:30")


@pytest.mark.parametrize(
    ("lines", "minutes", "assumed"),
    [
        (("DTEND;TZID=Europe/Berlin:20261201T150000",), 60, False),
        (("DTEND:20261201T141500Z",), 75, False),
        (("DTEND;TZID=Europe/London:20261201T141500",), 75, False),
        (("DURATION:PT45M",), 45, False),
        (("DTEND;TZID=Europe/Berlin:20261201T150000", "DURATION:PT45M"), 60, False),
        ((), 60, True),
        (("DTEND;TZID=Europe/Berlin:20261201T140000",), 60, True),
        (("DTEND;TZID=Europe/Berlin:20261201T130000",), 60, True),
        (("DTEND:None",), 60, True),
        (("DURATION:",), 60, True),
        (("DURATION:-PT30M",), 60, True),
        (("DTEND;TZID=Europe/Berlin:20991201T130000",), 60, True),
    ],
)
def test_the_end(lines: tuple[str, ...], minutes: int, assumed: bool) -> None:
    (facts,) = read(calendar(event(*lines, without=("DTEND",))))
    assert facts.start is not None
    assert facts.end is not None
    assert facts.end - facts.start == timedelta(minutes=minutes)
    assert any("--duration" in line for line in facts.unsure) == assumed


def test_an_hour_that_occurs_twice_is_long_enough() -> None:
    twice = event(START=";TZID=Europe/Berlin:20261025T023000", END=";TZID=Europe/Berlin:20261025T033000")
    (facts,) = read(calendar(twice))
    assert (when(facts.start), when(facts.end)) == ("2026-10-25T02:30+02:00", "2026-10-25T03:30+01:00")
    assert not facts.unsure


def test_all_day() -> None:
    (facts,) = read(
        calendar(event(START=";VALUE=DATE:20261201", END=";VALUE=DATE:20261203")), zone="Europe/Berlin"
    )
    assert facts.all_day
    assert (when(facts.start), when(facts.end)) == ("2026-12-01T00:00+01:00", "2026-12-03T00:00+01:00")
    assert any("--start" in line for line in facts.unsure)


@pytest.mark.parametrize(
    ("start", "part"),
    [("99991201T140000Z", "out of range"), ("-0011130T100000", "not a date"), ("20261301T140000Z", "not a date"), ("soon", "not a date")],
)  # fmt: skip
def test_an_unreadable_start_is_named_and_the_others_are_read(start: str, part: str) -> None:
    data = calendar(
        event(START=start, without=("DTEND",)), event(UID="two@acme.example", SUMMARY="Panel - Acme")
    )
    reading = read_invitation(data, file="a.ics")
    assert [facts.uid for facts in reading.events] == ["two@acme.example"]
    assert part in reading.problems[0].message


def test_a_series_is_planned_once_and_says_so() -> None:
    (facts,) = read(calendar(event("RRULE:FREQ=WEEKLY")))
    assert when(facts.start) == "2026-12-01T14:00+01:00"
    assert any("repeats" in line for line in facts.unsure)


# Standing


@pytest.mark.parametrize(
    ("data", "standing"),
    [
        (calendar(event()), Standing.LIVE),
        (calendar(event(), method="REQUEST"), Standing.LIVE),
        (calendar(event(), method="PUBLISH"), Standing.LIVE),
        (calendar(event(), method="CANCEL"), Standing.CANCELLED),
        (calendar(event(), "METHOD:CANCEL"), Standing.CANCELLED),  # below the event
        (calendar(event("METHOD:CANCEL")), Standing.CANCELLED),  # inside it
        (calendar(event("STATUS:CANCELLED"), method="REQUEST"), Standing.CANCELLED),
        (calendar(event(SUMMARY="Canceled: Technical interview")), Standing.CANCELLED),
        (calendar(event(SUMMARY="Abgesagt: Interview")), Standing.CANCELLED),
        (calendar(event(SUMMARY="Annulé : Entretien")), Standing.CANCELLED),
        (calendar(event(without=("DTSTART", "DTEND", "SUMMARY")), method="CANCEL"), Standing.CANCELLED),
        (calendar(event(), method="REPLY"), Standing.ANSWER),
        (calendar(event(), method="COUNTER"), Standing.ANSWER),
        (calendar(event(), method="REFRESH"), Standing.ANSWER),
        (calendar(event(without=("DTSTART", "DTEND")), method="REPLY"), Standing.ANSWER),
    ],
)
def test_standing(data: bytes, standing: Standing) -> None:
    (facts,) = read(data)
    assert facts.standing is standing


def test_the_method_of_a_mail_counts_where_the_calendar_has_none() -> None:
    mail = b"From: a@acme.example\nTo: dana@mail.example\nSubject: x\nMIME-Version: 1.0\n"
    mail += b"Content-Type: text/calendar; method=CANCEL; charset=utf-8\n\n" + calendar(event())
    (facts,) = read(mail)
    assert facts.standing is Standing.CANCELLED
    assert facts.candidate == "dana@mail.example"


# People


def names(facts: tuple[Interviewer, ...]) -> list[str]:
    return [person.label for person in facts]


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (("ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example", DANA), ["Sarah Lee"]),
        (("ORGANIZER;CN=Sarah Lee:mailto:sarah@acme.example", SARAH, TOM, DANA), ["Sarah Lee", "Tom Ng"]),
        ((SARAH, TOM, DANA), ["Sarah Lee", "Tom Ng"]),
        (("ORGANIZER:mailto:sarah.lee@acme.example", DANA), ["Sarah Lee"]),
        (("ORGANIZER;CN=Recruiting Coordination:mailto:recruiting@acme.example", SARAH, TOM, DANA), ["Sarah Lee", "Tom Ng"]),
        (("ORGANIZER;CN=Acme Interviews:mailto:c_1@group.calendar.google.com", DANA), []),
        (("ORGANIZER;CN=Calendar:mailto:no-reply@acme.example", DANA), []),
        ((SARAH, DANA, TOM, "ATTENDEE;CUTYPE=ROOM;CN=Room 4:mailto:room4@acme.example"), ["Sarah Lee", "Tom Ng"]),
        ((SARAH, DANA, TOM, "ATTENDEE;CN=Room:mailto:c_2@resource.calendar.google.com"), ["Sarah Lee", "Tom Ng"]),
        ((SARAH, DANA, TOM, "ATTENDEE;CUTYPE=GROUP;CN=Engineering:mailto:eng@acme.example"), ["Sarah Lee", "Tom Ng"]),
        ((SARAH, DANA, TOM, "ATTENDEE;ROLE=NON-PARTICIPANT;CN=Ann Bo:mailto:ann@acme.example"), ["Sarah Lee", "Tom Ng"]),
        (("DESCRIPTION:Interviewers: Sarah Lee\\, Tom Ng", DANA), ["Sarah Lee", "Tom Ng"]),
        # the text says who, so the organiser only arranged it
        (("ORGANIZER;CN=Rita Roe:mailto:rita@acme.example", "DESCRIPTION:Interviewer: Sarah Lee", DANA), ["Sarah Lee"]),
        ((DANA,), []),
        ((), []),
    ],
)  # fmt: skip
def test_interviewers(lines: tuple[str, ...], people: list[str]) -> None:
    (facts,) = read(calendar(event(*lines)))
    assert names(facts.interviewers) == people


def test_the_candidate_is_never_an_interviewer() -> None:
    (facts,) = read(calendar(event(SARAH, DANA)), me=("dana@mail.example",))
    assert (facts.candidate, names(facts.interviewers)) == ("dana@mail.example", ["Sarah Lee"])
    (by_name,) = read(calendar(event("DESCRIPTION:Interview with Dana Fox")), me=("dana fox",))
    assert names(by_name.interviewers) == []


def test_who_is_in_doubt_is_not_thanked_by_name() -> None:
    both = (GUEST.format("Ann Bo", "ann@one.example"), GUEST.format("Cy Day", "cy@two.example"))
    (facts,) = read(calendar(event(*both)))
    assert names(facts.interviewers) == []
    assert set(facts.maybe_candidate) == {"Ann Bo", "Cy Day"}
    assert any("--me" in line for line in facts.unsure)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Interview", "Hi Ann,\\n\\nwe look forward to meeting you."),
        ("Interview", "Dear Ann Bo"),
        ("Interview with Two", "Cy will talk to you"),  # cy@two.example is at the company
    ],
)
def test_the_candidate_may_be_told_by_a_greeting_or_by_the_company(title: str, text: str) -> None:
    both = (GUEST.format("Ann Bo", "ann@one.example"), GUEST.format("Cy Day", "cy@two.example"))
    (facts,) = read(calendar(event(*both, f"DESCRIPTION:{text}", SUMMARY=title)))
    assert (facts.candidate, names(facts.interviewers)) == ("ann@one.example", ["Cy Day"])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Acme onsite", True),
        ("Panel - Acme", True),
        ("System design with Tom", True),
        ("Coffee chat", True),
        ("Intro call", True),
        ("2nd round", True),
        ("Solar panel installation", False),
        ("World cup final", False),
        ("Technical support call", False),
        ("Acme kick-off", False),
        ("Panel: state of the industry", False),
        ("Flight to Berlin for interview", False),
        ("Debrief: Jane Doe interview", False),
    ],
)
def test_a_weak_word_counts_where_the_title_says_no_more_and_one_is_a_guest(title: str, shown: bool) -> None:
    (facts,) = read(calendar(event("ORGANIZER;CN=Tom Ng:mailto:tom@acme.example", DANA, SUMMARY=title)))
    assert bool(facts.evidence) == shown


def test_several_things_on_one_line() -> None:
    (facts,) = read(calendar(event("DESCRIPTION:Position: Store Manager. Interviewer: Niamh Byrne")))
    assert (facts.role, names(facts.interviewers)) == ("Store Manager", ["Niamh Byrne"])


def test_declined_and_optional() -> None:
    absent = SARAH.replace("ACCEPTED", "DECLINED")
    shadow = TOM.replace("REQ-PARTICIPANT", "OPT-PARTICIPANT")
    (facts,) = read(calendar(event(absent, shadow, DANA)))
    assert [(p.label, p.declined, p.optional) for p in facts.interviewers] == [
        ("Sarah Lee", True, False),
        ("Tom Ng", False, True),
    ]
    (turned_down,) = read(calendar(event(SARAH, TOM, DANA.replace("ACCEPTED", "DECLINED"))))
    assert turned_down.candidate_declined


def test_a_lunch_has_no_interviewers() -> None:
    (facts,) = read(calendar(event(SARAH, TOM, DANA, SUMMARY="Lunch")))
    assert facts.pause
    assert facts.interviewers == ()


# The rest


def test_nested_components_say_nothing_of_the_event() -> None:
    alarm = (
        "BEGIN:VALARM\r\nACTION:EMAIL\r\nSUMMARY:Alarm\r\nDESCRIPTION:Interviewer: Eve Moe\r\nUID:alarm\r\n"
    )
    alarm += "ATTENDEE;CN=Eve Moe:mailto:eve@acme.example\r\nTRIGGER:-PT30M\r\nEND:VALARM"
    (facts,) = read(calendar(event(alarm, DANA)))
    assert (facts.uid, facts.title, facts.interviewers) == (
        "one@acme.example",
        "Technical interview - Acme",
        (),
    )


def test_what_the_file_does_not_say_is_empty() -> None:
    (facts,) = read(calendar(event(SUMMARY="Interview", without=("UID", "DTSTAMP"))))
    assert (
        facts.company,
        facts.role,
        facts.kind,
        facts.candidate,
        facts.location,
        facts.link,
        facts.uid,
    ) == ((None,) * 7)
    assert facts.revision.sequence is None


def test_sequence_and_microsofts_own() -> None:
    (facts,) = read(calendar(event("SEQUENCE:1794596704", "X-MICROSOFT-CDO-APPT-SEQUENCE:3")))
    assert (facts.revision.sequence, facts.revision.vendor_sequence) == (1794596704, 3)
    (odd,) = read(calendar(event("SEQUENCE:-1")))
    assert odd.revision.sequence is None


def test_a_mail_holds_the_calendar_twice_and_it_counts_once() -> None:
    (facts,) = read((ROOT / "examples" / "mail.eml").read_bytes())
    assert facts.company == "Lakeside Robotics"
    assert names(facts.interviewers) == ["Marcus Webb", "Elif Demir", "Joan Park"]


def test_nothing_of_a_calendar_raises() -> None:
    with pytest.raises(InputError, match="looks like a calendar"):
        read_invitation(b"hello", file="a.ics")


# The subject of a mail


def in_mail(subject: str, title: str, *lines: str) -> bytes:
    head = f"From: a@agency.example\nTo: dana@mail.example\nSubject: {subject}\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/calendar; charset=utf-8\n\n".encode() + calendar(
        event(*lines, SUMMARY=title)
    )


def test_the_subject_of_a_mail_fills_what_is_missing() -> None:
    subject = "Your interview with Meridian for Data Engineer"
    (facts,) = read(in_mail(subject, "Interview"))
    assert (facts.company, facts.role) == ("Meridian", "Data Engineer")
    assert (facts.origins["company"], facts.origins["role"]) == ("mail subject", "mail subject")
    (told,) = read(in_mail(subject, "Technical interview - Acme"))
    assert (told.company, told.origins["company"]) == ("Acme", "title")
    assert told.role == "Data Engineer"
    (neither,) = read(in_mail("Hello", "Interview"))
    assert (neither.company, neither.role) == (None, None)


def test_a_file_cut_off_before_the_start_says_that_it_is_cut_off() -> None:
    (problem,) = problems(calendar(event()).split(b"DTSTART")[0])
    assert "cut off" in problem.hint
    assert "--start" in problem.hint
