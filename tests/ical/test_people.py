"""Guests, names and the people a text names; and who of them is the candidate."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.ical.lines import Line
from calsync.ical.people import (
    Guest,
    find_candidate,
    is_person,
    name_from_address,
    people_in_text,
    read_address,
)
from calsync.ical.words import read_words
from calsync.planning.interview import Interviewer
from calsync.planning.people import merge_people


def guest(cn: str, value: str, *, organiser: bool = False, **params: str) -> Guest:
    given_params = {"CN": cn, **{name.upper(): said for name, said in params.items()}}
    return read_address(Line("ORGANIZER" if organiser else "ATTENDEE", given_params, value))


@pytest.mark.parametrize(
    ("cn", "value", "email_param", "name", "email"),
    [
        ("Sarah Lee", "mailto:sarah@acme.example", "", "Sarah Lee", "sarah@acme.example"),
        ("Sarah Lee", "MAILTO:sarah@acme.example", "", "Sarah Lee", "sarah@acme.example"),
        ("Sarah Lee", "sarah@acme.example", "", "Sarah Lee", "sarah@acme.example"),
        ("Sarah Lee", "invalid:nomail", "", "Sarah Lee", None),
        ("Sarah Lee", "urn:uuid:1-2-3", "", "Sarah Lee", None),
        ("Sarah Lee", "", "", "Sarah Lee", None),
        ("Sarah Lee", "/aMTc/principal/", "sarah@acme.example", "Sarah Lee", "sarah@acme.example"),
        ("Sarah Lee", "mailto:2_GE@imip.me.com", "sarah@acme.example", "Sarah Lee", "sarah@acme.example"),
        ("Sarah Lee", "mailto:2_GE@imip.me.com", "", "Sarah Lee", None),
        ("Sarah Lee", "mailto:x", "mailto:sarah@acme.example", "Sarah Lee", "sarah@acme.example"),
        ("Lee, Sarah (Engineering)", "mailto:slee42@acme.example", "", "Sarah Lee", "slee42@acme.example"),
        ("Lee, Sarah", "mailto:slee42@acme.example", "", "Sarah Lee", "slee42@acme.example"),
        ('"Sarah Lee"', "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("'Sarah Lee'", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        (
            "sarah.lee@acme.example",
            "mailto:sarah.lee@acme.example",
            "",
            "Sarah Lee",
            "sarah.lee@acme.example",
        ),
        ("", "mailto:sarah@acme.example", "", "Sarah", "sarah@acme.example"),
        ("", "mailto:slee42@acme.example", "", None, "slee42@acme.example"),
        ("", "mailto:jobs2@acme.example", "", None, "jobs2@acme.example"),
        ("LEE Sarah", "mailto:s@acme.example", "", "LEE Sarah", "s@acme.example"),
        ("Sarah Lee (she/her)", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Dr. Sarah Lee", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Sarah Lee, PhD", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Sarah Lee | Acme", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Sarah Lee via Calendly", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Sarah\u202e Lee\x1b", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Lee, Sarah, Dr. (HR)", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("Shaw, Ivy, PhD", "mailto:s@acme.example", "", "Ivy Shaw", "s@acme.example"),
        ("Shaw, Ivy, MD, MBA", "mailto:s@acme.example", "", "Ivy Shaw", "s@acme.example"),
        ("Ivy Shaw, CPA, Ph.D.", "mailto:s@acme.example", "", "Ivy Shaw", "s@acme.example"),
        ("Dr. Weiß, Jürgen", "mailto:s@acme.example", "", "Jürgen Weiß", "s@acme.example"),
        ("EXTERNAL: Sarah Lee", "mailto:s@acme.example", "", "Sarah Lee", "s@acme.example"),
        ("田中 太郎", "mailto:t1@acme.example", "", "田中 太郎", "t1@acme.example"),
        ("???", "mailto:t1@acme.example", "", None, "t1@acme.example"),
    ],
)
def test_read_address(cn: str, value: str, email_param: str, name: str | None, email: str | None) -> None:
    found = guest(cn, value, email=email_param) if email_param else guest(cn, value)
    assert (found.name, found.email) == (name, email)


def test_read_address_keeps_role_answer_and_sort() -> None:
    found = guest("Room", "mailto:r@acme.example", role="opt-participant", partstat="declined", cutype="room")
    assert (found.role, found.partstat, found.cutype) == ("OPT-PARTICIPANT", "DECLINED", "ROOM")
    assert guest("A", "a@b.example", organiser=True).organiser


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sarah.lee@acme.example", "Sarah Lee"),
        ("sarah_lee@acme.example", "Sarah Lee"),
        ("sarah@acme.example", "Sarah"),
        ("anne-marie.duval@acme.example", "Anne-Marie Duval"),
        ("sarah.lee+x@acme.example", "Sarah Lee"),
        ("slee@acme.example", None),
        ("slee42@acme.example", None),
        ("s.lee@acme.example", None),
        ("jobs2@acme.example", None),
        ("recruiting@acme.example", None),
        ("talent.team@acme.example", None),
        ("no-reply@acme.example", None),
        ("", None),
    ],
)
def test_name_from_address(address: str, name: str | None) -> None:
    assert name_from_address(address) == name


@pytest.mark.parametrize(
    ("one", "person"),
    [
        (guest("Sarah Lee", "mailto:sarah@acme.example"), True),
        (guest("", "mailto:slee42@acme.example"), True),
        (guest("Sarah Lee", "invalid:nomail"), True),
        (guest("Jo Park", "mailto:recruiting@acme.example"), True),
        (guest("Emiliano Sala", "mailto:e@acme.example"), True),
        (guest("Sarah Lee", "mailto:sarah@zoom.us"), True),
        (guest("Berlin", "mailto:x@acme.example", cutype="ROOM"), False),
        (guest("Projector", "mailto:x@acme.example", cutype="RESOURCE"), False),
        (guest("Team", "mailto:x@acme.example", cutype="GROUP"), False),
        (guest("Spree", "mailto:c_1@resource.calendar.google.com"), False),
        (guest("Acme Interviews", "mailto:c_1@group.calendar.google.com"), False),
        (guest("Conf Room 4", "mailto:cr4@acme.example"), False),
        (guest("Room Berlin (12)", "mailto:x@acme.example"), False),
        (guest("Salle Rhône", "mailto:x@acme.example"), False),
        (guest("Salle Rivoli (12 places)", "mailto:rivoli@acme.example"), False),
        (guest("Tom Ng", "mailto:tom@acme.example", role="NON-PARTICIPANT"), False),
        (guest("Fireflies.ai Notetaker", "mailto:fred@fireflies.ai"), False),
        (guest("Otter", "mailto:x@otter.ai"), False),
        (guest("Dana's Notetaker", "mailto:x@acme.example"), False),
        (guest("", "mailto:no-reply@acme.example"), False),
        (guest("Zoom Webinar", "no-reply@zoom.us"), False),
        (guest("", "mailto:calendar-notification@google.com"), False),
        (guest("", "mailto:noreply+42@acme.example"), False),
        (guest("Acme Recruiting", "mailto:recruiting@acme.example"), False),
        (guest("", "mailto:people-team@acme.example"), False),
        (guest("Recruiting Coordination", "mailto:x@acme.example"), False),
        (guest("Acme Candidate Calendar", "mailto:x@acme.example"), False),
        (guest("", "mailto:acme@greenhouse-mail.io"), False),
        (guest("", ""), False),
        (guest("Lumen Jobs", "mailto:jobs@lumen.example"), False),
        (guest("Lumen Jobs", "mailto:lumen.jobs@lumen.example"), False),
        (guest("Lumen Interviewers", "mailto:interviewers@lumen.example"), False),
        (guest("eng-interviewers", "mailto:eng-interviewers@lumen.example"), False),
        (guest("DL-Data-Platform", "mailto:dl-data-platform@lumen.example"), False),
        (guest("DL-Data-Platform", "mailto:x@lumen.example"), False),
        (guest("Platform Crew", "mailto:grp-platform@lumen.example"), False),
        (guest("", "mailto:platform-team@lumen.example"), False),
        (guest("Zoom Rooms 5", "mailto:zr5@lumen.example"), False),
        (guest("BER-4-Spree (Video)", "mailto:ber-4-spree@lumen.example"), False),
        (guest("MTR Paris 3F", "mailto:mtr-paris-3f@lumen.example"), False),
        (guest("Huddle 2", "mailto:huddle2@lumen.example"), False),
        (guest("Berlin HQ - 4th floor - Einstein", "mailto:x@lumen.example"), False),
        (guest("Acme All Hands", "mailto:all@acme.example"), False),
        (guest("Loom AI", "mailto:ai@loom.com"), False),
        (guest("Rob Room", "mailto:rob.room@lumen.example"), True),
        (guest("Data Team", "mailto:data.team@lumen.example"), False),
        (guest("Eng Team", "mailto:eng.team@lumen.example"), False),
        (guest("Einstein Room", "mailto:einstein.room@lumen.example"), False),
        (guest("Rita Team", "mailto:rita.team@lumen.example"), True),
        (guest("Sarah Lee - HR", "mailto:sarah@lumen.example"), True),
        (guest("slee42", "mailto:slee42@lumen.example"), True),
        (guest("Jean-Luc Roy", "mailto:x@lumen.example"), True),
    ],
)
def test_is_person(one: Guest, person: bool) -> None:
    assert is_person(one, words=read_words()) is person


SARAH, TOM, ANA = ("Sarah Lee", None), ("Tom Ng", None), ("Ana Ruiz", None)

IN_TEXT: list[tuple[str, list[tuple[str | None, str | None]]]] = [
    ("Interviewer: Sarah Lee", [SARAH]),
    ("**Interviewer:** Sarah Lee", [SARAH]),
    ("Interviewers: Sarah Lee, Tom Ng and Ana Ruiz", [SARAH, TOM, ANA]),
    ("Interviewers: Sarah Lee & Tom Ng", [SARAH, TOM]),
    ("with: Sarah Lee", [SARAH]),
    ("Interviewer: Lee, Sarah; Ng, Tom", [SARAH, TOM]),
    ("Interviewer: Sarah", [("Sarah", None)]),
    ("Interviewer: sarah.lee@acme.example", [("Sarah Lee", "sarah.lee@acme.example")]),
    ("Interviewer: Sarah Lee (sarah@acme.example)", [("Sarah Lee", "sarah@acme.example")]),
    ("Interviewer: Sarah Lee, Staff Engineer, Acme", [SARAH]),
    ("Panel: Sarah Lee (CTO), Ludwig van der Berg", [SARAH, ("Ludwig van der Berg", None)]),
    ("You will be meeting with Sarah Lee (Engineering Manager) and Tom Ng.", [SARAH, TOM]),
    ("You will be meeting Sarah Lee and Tom Ng", [SARAH, TOM]),
    ("You\u2019ll meet Sarah Lee on Tuesday at 3pm", [SARAH]),
    ("Interview with Sarah Lee, Staff Engineer", [SARAH]),
    ("Your interview with Sarah Lee on Tuesday.", [SARAH]),
    ("Technical Interview (60 min) with Maren O'Neil", [("Maren O'Neil", None)]),
    ("Sie sprechen mit Frau Maren Holt, Teamleiterin", [("Maren Holt", None)]),
    ("Gesprächspartner: Frau Dr. Maren Holt und Herr Tom Ng", [("Maren Holt", None), TOM]),
    ("vous rencontrerez Claire Petit, responsable RH", [("Claire Petit", None)]),
    ("2:15 PM - 3:00 PM: Technical interview — Sarah Lee, Staff Engineer", [SARAH]),
    ("10:00–10:45 Sarah Lee (CTO)", [SARAH]),
    ("10:00 AM - 11:00 AM PST Coding Interview with Sarah Lee", [SARAH]),
    ("09:00 - 10:00 Uhr: Fachgespräch mit Maren Holt", [("Maren Holt", None)]),
    ("10:00 Lunch with Sarah Lee", []),
    ("3:00 PM - 3:30 PM: Break", []),
    ("9:00 – 9:45 AM – Coding (Sarah Lee)", [SARAH]),
    ("09:00 | Sarah Lee | Coding", [SARAH]),
    ("Interview mit Globex Deutschland GmbH", []),
    ("You'll have two talks:\n\n1. Tom Ng, Engineering Manager (30 min)\n2. Ana Ruiz (CTO)", [TOM, ANA]),
    ("- Data Platform, Staff Engineer", []),
    ("The panel will consist of Sarah Lee (Head of Service) and Tom Ng.", [SARAH, TOM]),
    ("10:00 System Design", []),
    ("11:00 - 12:00 Deep Dive", []),
    ("10:00 Acme Robotics Overview", []),
    (
        "Interviewers:\n- Sarah Lee, Staff Engineer <sarah@acme.example>\n- Tom Ng\n\nAna Ruiz",
        [("Sarah Lee", "sarah@acme.example"), TOM],
    ),
    ("Panel:\n田中 太郎様\n김민수", [("田中 太郎", None), ("김민수", None)]),
    ("Meet your interviewers\n\nSarah Lee\nPrincipal Engineer\nTom Ng\nCTO", [SARAH, TOM]),
    ("Sarah Lee is inviting you to a scheduled Zoom meeting.", [SARAH]),
    ("Sarah Lee <sarah@acme.example>", [("Sarah Lee", "sarah@acme.example")]),
    ("Best,\nSarah Lee <sarah@acme.example>", []),
    ("Contact: Sarah Lee <sarah@acme.example>", []),
    ("From: Sarah Lee <sarah@acme.example>", []),
    ("To: Dana Fox <dana@mail.example>", []),
    ("Questions? Contact Sarah Lee <sarah@acme.example>.", []),
    ("Interview with Acme Robotics", []),
    ("Interview with Engineering Manager", []),
    ("Interviewer: TBD", []),
    ("You will meet with the team", []),
    ("You will be meeting with Hiring Manager and Tom Ng", [TOM]),
    ("Interview with Acme on Monday", []),
    ("Dear Dana Fox, thank you for your interest in Acme.", []),
    ("Staff Engineer", []),
    ("", []),
]

REIS, ITO = ("Ana Reis", None), ("Ben Ito", None)

IN_TEXT += [
    ("Interviewers: Nguyễn Văn An, Ben Ito", [("Nguyễn Văn An", None), ITO]),
    ("Interviewer: An Nguyen", [("An Nguyen", None)]),
    ("Interviewers: Herr Ito, Frau Reis", [("Herr Ito", None), ("Frau Reis", None)]),
    ("Interviewers: 1. Ana Reis 2. Ben Ito", [REIS, ITO]),
    ("Interviewers: Ana Reis, April May", [REIS, ("April May", None)]),
    ("Interviewers: Ana Reis, Art Field", [REIS, ("Art Field", None)]),
    ("Interviewers: Ana Reis, Paris Holt", [REIS, ("Paris Holt", None)]),
    ("Interviewers: Ana Reis, Tom Friday", [REIS, ("Tom Friday", None)]),
    ("Interviewers: Ana Reis, Le An", [REIS, ("Le An", None)]),
    ("Interviewers: Ana Reis, On Kim", [REIS, ("On Kim", None)]),
    ("Interviewers: Mark Day, Ana Reis", [("Mark Day", None), REIS]),
    ("Interviewers: Ana Reis; Staff Engineer\nBen Ito; CTO", [REIS, ITO]),
    ("Interviewer: Reis, Ana", [REIS]),
    ("Interviewer: Sarah, Tom", [("Sarah", None), ("Tom", None)]),
    ("Interviewers: To Be Determined", []),
    ("Interviewers: To Be Announced", []),
    ("Interviewers: Platform Team, Data Platform, Acme Robotics, Lumen Payments, New York, Lumen Berlin", []),
    ("Interviewer: Ana Reis\nBea Holt, Recruiting Coordinator", [REIS]),
    (
        "2:15pm – 3:00pm GMT\nTechnical Interview\nAna Reis, Staff Engineer\n\n"
        "3:00pm – 3:45pm GMT\nCulture Interview\nBen Ito, CTO",
        [REIS, ITO],
    ),
    ("2:15pm – 3:00pm GMT\nTechnical Interview\n\nBen Ito, CTO", []),
    ("Coding with Ana Reis\nSystem Design with Ben Ito", [REIS, ITO]),
    ("Lunch with Ana Reis\nDesign with Acme Robotics", []),
    ("Meet the panel: Ana Reis, Principal Engineer; Ben Ito, Director of Data", [REIS, ITO]),
    ("Teilnehmer: Ana Reis, Ben Ito", [REIS, ITO]),
    ("Hosted by Ana Reis", [REIS]),
    ("Ana Reis will interview you.", [REIS]),
    ("Ana Reis and Ben Ito will be interviewing you on Monday.", [REIS, ITO]),
]

PARIS, MAY, HOLT = ("Paris Holt", None), ("May Lee", None), ("Anna Holt", None)

IN_TEXT += [
    ("Te reunirás con Ana Reis, Directora de Datos, y Luis Pérez.", [REIS, ("Luis Pérez", None)]),
    ("Incontrerai Ana Reis, Direttore Vendite, e Lucia Bianchi.", [REIS, ("Lucia Bianchi", None)]),
    ("You will meet Ana Reis, CTO, and Ben Ito, VP Product.", [REIS, ITO]),
    ("Vous rencontrerez Ana Reis, Directeur Technique, et Anne Roux.", [REIS, ("Anne Roux", None)]),
    ("Sie treffen Ana Reis, Leiter Vertrieb, und Eva Kern, Teamleiterin.", [REIS, ("Eva Kern", None)]),
    ("You will meet Dr. Ana Reis.", [REIS]),
    ("You will be meeting with Dr. Ana Reis, Mr Ben Ito and Mrs. Anna Holt.", [REIS, ITO, HOLT]),
    ("You will meet May Lee, Paris Holt and Tom Short.", [MAY, PARIS, ("Tom Short", None)]),
    ("You will be meeting with Sydney Lee and Mark Day", [("Sydney Lee", None), ("Mark Day", None)]),
    ("Your interview with Paris Holt, Staff Engineer", [PARIS]),
    ("Interview with Paris Holt", []),
    ("Case Young is inviting you to a scheduled Zoom meeting.", [("Case Young", None)]),
    ("10:00: Technical Interview with May Lee, Staff Engineer", [MAY]),
    ("You will meet Lumen Analytics.", []),
    ("You will meet Ana Reis, Paris Office, and the Product Team.", [REIS]),
    ("Interviewers:\nAna Reis\nHead of Data\n\nBen Ito\nVP Product", [REIS, ITO]),
    ("Interviewers:\nAna Reis\nHead of Data\n\nBea Holt\nRecruiting Coordinator", [REIS]),
    ("You will meet our Head of Data Ana Reis and our CTO Ben Ito.", [REIS, ITO]),
    ("With Petra Voss", [("Petra Voss", None)]),
    ("You will meet Ana Reis, Berlin Mitte", [REIS]),
    ("Your interview with Berlin Hyp, Data Engineer role", []),
    ("With Best Regards", []),
]


def test_who_is_optional_on_a_line_of_interviewers() -> None:
    people = people_in_text("Interviewers: Ana Reis (optional), Ben Ito")
    assert people == (Interviewer("Ana Reis", optional=True), Interviewer("Ben Ito"))


@pytest.mark.parametrize(("text", "people"), IN_TEXT)
def test_people_in_text(text: str, people: list[tuple[str | None, str | None]]) -> None:
    assert [(person.name, person.email) for person in people_in_text(text)] == people


def test_merging_keeps_order_and_the_fuller_data() -> None:
    guests = (
        Interviewer("Sarah", "sarah@acme.example", optional=True),
        Interviewer("Tom Ng", "tom@acme.example"),
        Interviewer(None, "x@acme.example"),
    )
    text = (
        Interviewer("Tom Ng"),
        Interviewer("Sarah Lee", "SARAH@acme.example"),
        Interviewer("José Ruiz"),
        Interviewer("Jose Ruiz", "jose@acme.example", declined=True),
    )
    assert merge_people(guests, text) == (
        Interviewer("Sarah Lee", "sarah@acme.example", optional=True),
        Interviewer("Tom Ng", "tom@acme.example"),
        Interviewer(None, "x@acme.example"),
        Interviewer("José Ruiz", "jose@acme.example", declined=True),
    )
    assert merge_people((), ()) == ()


def test_a_lone_first_name_joins_only_the_one_who_bears_it() -> None:
    two = (Interviewer("Sarah Lee"), Interviewer("Sarah Park"))
    assert merge_people((Interviewer("Sarah Lee"),), (Interviewer("Sarah"),)) == (Interviewer("Sarah Lee"),)
    assert merge_people(two, (Interviewer("Sarah"),)) == (*two, Interviewer("Sarah"))


@pytest.mark.parametrize(
    "local", ["ana.reis", "anareis", "areis", "ana_reis", "reis.ana", "ana", "reis", "areis+x"]
)
def test_an_address_made_of_the_name_is_that_persons(local: str) -> None:
    address, name = Interviewer(None, f"{local}@lumen.example"), Interviewer("Ana Reis")
    both = (Interviewer("Ana Reis", f"{local}@lumen.example"),)
    assert merge_people((address,), (name,)) == merge_people((name,), (address,)) == both


def test_an_address_that_is_not_made_of_the_name_or_of_two_names_stays_alone() -> None:
    address = Interviewer(None, "areis@lumen.example")
    assert len(merge_people((address,), (Interviewer("Ben Ito"),))) == 2
    two = (Interviewer("Ana Reis"), Interviewer("Abe Reis"))
    assert len(merge_people(two, (address,))) == len(merge_people((address,), two)) == 3
    assert len(merge_people((address,), (Interviewer("Ana Reis", "ana@lumen.example"),))) == 2


HOST = guest("Sarah Lee", "mailto:sarah@acme.example", organiser=True)
COLLEAGUE = guest("Tom Ng", "mailto:tom@acme.example")
DANA = guest("Dana Fox", "mailto:dana@fox.example")
TAGGED = guest("Dana", "mailto:dana+jobs@fox.example")
PRIVATE = guest("Dana Fox", "mailto:dana@gmail.com", partstat="DECLINED")
ROOM = guest("Conf Room 4", "mailto:cr4@acme.example")
CALENDAR = guest("Acme Interviews", "mailto:c_1@group.calendar.google.com", organiser=True)


@pytest.mark.parametrize(
    ("guests", "organiser", "me", "recipient", "email", "origin"),
    [
        ([COLLEAGUE, DANA], HOST, {"dana@fox.example"}, None, "dana@fox.example", "--me"),
        ([COLLEAGUE, DANA], HOST, {"dana fox"}, None, "dana@fox.example", "--me"),
        ([COLLEAGUE, TAGGED], HOST, {"dana@fox.example"}, None, "dana+jobs@fox.example", "--me"),
        ([COLLEAGUE, DANA], HOST, {"dana+jobs@fox.example"}, None, "dana@fox.example", "--me"),
        ([COLLEAGUE], HOST, {"other@fox.example"}, None, "other@fox.example", "--me"),
        ([COLLEAGUE, DANA], None, set(), "Dana@fox.example", "dana@fox.example", "the mail's recipient"),
        ([COLLEAGUE], HOST, set(), "dana@fox.example", "dana@fox.example", "the mail's recipient"),
        (
            [COLLEAGUE, DANA],
            HOST,
            set(),
            "no-reply@acme.example",
            "dana@fox.example",
            "the only guest outside acme.example",
        ),
        ([DANA], HOST, set(), None, "dana@fox.example", "the only guest"),
        ([DANA, ROOM], CALENDAR, set(), None, "dana@fox.example", "the only guest"),
        ([HOST, DANA], HOST, set(), None, "dana@fox.example", "the only guest"),
        ([COLLEAGUE, DANA], HOST, set(), None, "dana@fox.example", "the only guest outside acme.example"),
        (
            [COLLEAGUE, PRIVATE],
            CALENDAR,
            set(),
            None,
            "dana@gmail.com",
            "the only guest at a private mail service",
        ),
        ([COLLEAGUE, DANA], CALENDAR, set(), None, None, ""),
        ([], HOST, set(), None, None, ""),
        ([ROOM], HOST, set(), None, None, ""),
    ],
)
def test_find_candidate(
    guests: list[Guest],
    organiser: Guest | None,
    me: set[str],
    recipient: str | None,
    email: str | None,
    origin: str,
) -> None:
    found = find_candidate(guests, organiser=organiser, me=frozenset(me), recipient=recipient)
    assert (found.email, found.origin) == (email, origin)


def test_doubt_names_those_it_could_be() -> None:
    found = find_candidate([COLLEAGUE, DANA, ROOM], organiser=CALENDAR, me=frozenset(), recipient=None)
    assert found.doubtful == ("Tom Ng", "Dana Fox")


def test_who_sends_from_a_private_mailbox_may_be_the_candidate() -> None:
    mine = guest("Dana Fox", "mailto:dana@gmail.com", organiser=True)
    found = find_candidate([COLLEAGUE], organiser=mine, me=frozenset(), recipient=None)
    assert (found.email, found.doubtful) == (None, ("Tom Ng", "Dana Fox"))


def test_a_candidate_who_declined() -> None:
    assert find_candidate([PRIVATE], organiser=HOST, me=frozenset(), recipient=None).declined
    assert not find_candidate([DANA], organiser=HOST, me=frozenset(), recipient=None).declined


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=40))
def test_no_address_raises(cn: str, value: str, role: str) -> None:
    one = guest(cn, value, role=role)
    is_person(one, words=read_words())
    found = find_candidate([one, COLLEAGUE], organiser=one, me=frozenset({cn}), recipient=value)
    assert found.email is None or "@" in found.email
    assert one.email is None or "@" in one.email


PIECES = ["Sarah Lee", "with", "Interviewers:", "\n", ",", "and", "(CTO)", "10:00", "-", "<s@a.example>"]
PIECES += ["interview", ";", "•", "Best,"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30))
def test_no_text_raises(words: list[str]) -> None:
    people = people_in_text(" ".join(words))
    assert len(merge_people(people, people)) <= len(people)
    assert all(person.name or person.email for person in people)
