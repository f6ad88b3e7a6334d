"""Titles and texts: what they name, what they only seem to name, and what shows that it is no interview."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.ical.clues import Clues, read_clues, read_title
from calsync.ical.lines import Line
from calsync.ical.people import Guest, read_address
from calsync.planning.interview import Kind

TITLES = [
    ("Acme - Technical Interview", "Acme", None, Kind.TECHNICAL),
    ("Technical Interview | Acme", "Acme", None, Kind.TECHNICAL),
    ("Interview with Acme", "Acme", None, None),
    ("Acme <> Dana", "Acme", None, None),
    ("Acme x Dana Fox: final round", "Acme", None, Kind.FINAL),
    ("Dana Fox / Acme - Recruiter call", "Acme", None, Kind.RECRUITER_SCREEN),
    ("Recruiter call: Dana / Acme", "Acme", None, Kind.RECRUITER_SCREEN),
    ("Final round: Data Engineer at Acme", "Acme", "Data Engineer", Kind.FINAL),
    ("Phone screen – Data Engineer (Acme)", "Acme", "Data Engineer", Kind.PHONE_SCREEN),
    ("Interview: Senior Data Engineer, Acme GmbH", "Acme GmbH", "Senior Data Engineer", None),
    ("Acme Onsite - Day 1 of 2", "Acme", None, Kind.ONSITE),
    ("[Acme] Panel interview", "Acme", None, Kind.PANEL),
    ("Vorstellungsgespräch bei Acme", "Acme", None, None),
    ("Entretien - Acme", "Acme", None, None),
    ("Interview with Jane Doe", None, None, None),
    ("Jane Doe and Sarah Lee", None, None, None),
    ("Sarah Lee (Acme) - Interview", "Acme", None, None),
    ("Dana Fox - Data Engineer - Technical Interview", None, "Data Engineer", Kind.TECHNICAL),
    ("Virtual Onsite - Acme", "Acme", None, Kind.ONSITE),
    ("Interview - Berlin", None, None, None),
    ("Interview - Zoom", None, None, None),
    ("Introductory Call", None, None, Kind.RECRUITER_SCREEN),
    ("Technical Interview - System Design", None, None, Kind.TECHNICAL),
    ("Hiring Manager Interview", None, None, Kind.OTHER),
    ("Engineering Manager Interview", None, None, None),
    ("Interview: Technical Writer at Acme", "Acme", "Technical Writer", None),
    ("Interview for Engineering Manager at Acme", "Acme", "Engineering Manager", None),
    ("Data Engineer Interview - Acme", "Acme", "Data Engineer", None),
    ("Interview with Engineering Manager", None, None, None),
    ("Acme | Software Engineer (m/w/d) | Erstgespräch", "Acme", "Software Engineer", Kind.RECRUITER_SCREEN),
    (
        "Bewerbungsgespräch als Softwareentwicklerin bei der Beispiel AG",
        "Beispiel AG",
        "Softwareentwicklerin",
        None,
    ),
    ("Entretien technique chez Acme", "Acme", None, Kind.TECHNICAL),
    ("Entretien téléphonique - Développeur Python - Acme", "Acme", "Développeur Python", Kind.PHONE_SCREEN),
    ("Entrevista en Acme", "Acme", None, None),
    ("Entrevista técnica - Acme Labs", "Acme Labs", None, Kind.TECHNICAL),
    ("Colloquio presso Acme", "Acme", None, None),
    ("Sollicitatiegesprek bij Acme", "Acme", None, None),
    ("Interview Acme", "Acme", None, None),
    ("Acme interview", "Acme", None, None),
    ("Acme: Onsite interview (Day 1)", "Acme", None, Kind.ONSITE),
    ("Coffee chat with Sarah from Acme", "Acme", None, Kind.INFORMATIONAL),
    ("Informational interview - Acme", "Acme", None, Kind.INFORMATIONAL),
    ("Phone Interview", None, None, Kind.PHONE_SCREEN),
    ("Round 2: Acme", None, None, None),
    ("Second interview at Acme Robotics", "Acme Robotics", None, Kind.OTHER),
    ("Interview at 5pm", None, None, None),
    ("Interview at our office", None, None, None),
    ("Interview Confirmation: Product Manager - Acme", "Acme", "Product Manager", None),
    ("Acme – Product Designer – Portfolio Review Interview", "Acme", "Product Designer", None),
    ("Onsite: Lunch", None, None, Kind.ONSITE),
    ("Superday - Example Capital", "Example Capital", None, Kind.ONSITE),
    ("Meet the CEO - Acme", "Acme", None, Kind.FINAL),
    ("Your interview with Acme for Backend Engineer", "Acme", "Backend Engineer", None),
    ("Dana Fox <> Acme Corp | Hiring Manager Screen", "Acme Corp", None, Kind.OTHER),
    ("Dana x Acme - Pair programming", "Acme", None, Kind.TECHNICAL),
    ("Acme Technical Screen: Dana Fox", "Acme", None, Kind.TECHNICAL),
    ("Dana Fox Interview (Senior Analyst)", None, "Senior Analyst", None),
    ("Interview Senior Analyst - Dana Fox", None, "Senior Analyst", None),
    ("Interview - Head of People - Acme", "Acme", "Head of People", None),
    ("Interview: Maren / Globex", None, None, None),
    ("Maren Holt x Globex: Technical interview", "Globex", None, Kind.TECHNICAL),
    ("Interview with Big Corp", "Big Corp", None, None),
    ("Interview with Maren Holt (Globex)", "Globex", None, None),
    ("Interview - Bank of Nowhere", "Bank of Nowhere", None, None),
    ("Chat with Sarah", None, None, None),
    ("Values Alignment Interview", None, None, None),
    ("Situational Interview", None, None, None),
    ("Interview - Jane Doe - Data Scientist", None, "Data Scientist", None),
    ("Panel Interview - Day 2", None, None, Kind.PANEL),
    ("Interview, Acme, Data Engineer", None, "Data Engineer", None),
    ("Interview 10:30 - 11:30", None, None, None),
    ("Technical Interview - Chicago", None, None, Kind.TECHNICAL),
    ("Interview w/ Acme", "Acme", None, None),
    ("INTERVIEW WITH ACME", "ACME", None, None),
    ("Acme/Dana Fox interview", "Acme", None, None),
    ("Interview Dana Fox & Acme", "Acme", None, None),
    ("Acme Recruiting: Interview", "Acme", None, None),
    ("Telefoninterview Acme GmbH – Projektleiter (m/w/d)", "Acme GmbH", "Projektleiter", Kind.PHONE_SCREEN),
    ("Final Interview - Marketing Manager @ Acme", "Acme", "Marketing Manager", Kind.FINAL),
    (
        "Recruiter Screen | Staff Software Engineer, Platform | Acme",
        "Acme",
        "Staff Software Engineer, Platform",
        Kind.RECRUITER_SCREEN,
    ),
    ("2nd round interview - Acme", "Acme", None, None),
    ("Acme's interview", "Acme", None, None),
    ("Interview mit Sarah Lee, Acme GmbH", "Acme GmbH", None, None),
    ("Take-home review", None, None, Kind.TECHNICAL),
    ("Interview: iOS Developer - Remote", None, "iOS Developer", None),
    ("Interview (Remote) - Acme", "Acme", None, None),
    ("面接 - Acme", "Acme", None, None),
]

TITLES += [
    ("Interview: Data Analyst (Req #12345) - Globex", "Globex", "Data Analyst", None),
    ("Interview for R-20341 Software Engineer, Globex", None, "Software Engineer", None),
    ("Interview - Band 5 Staff Nurse - Ward 7", None, "Staff Nurse", None),
    ("Interview for Maths Teacher post at Oakfield High", "Oakfield High", "Maths Teacher", None),
    ("Interview - Globex Berlin", "Globex", None, None),
    ("Entrevista de trabajo - Ejemplo S.L. - Analista", "Ejemplo S.L", "Analista", None),
    ("Acme Corp has scheduled an interview with you", "Acme Corp", None, None),
    ("Interview #2 - 3M", "3M", None, None),
    (
        "Interview mit Globex Deutschland GmbH für Senior Consultant",
        "Globex Deutschland GmbH",
        "Senior Consultant",
        None,
    ),
    (
        "Interview: Frontend/Backend Developer (Remote, EU) at Globex",
        "Globex",
        "Frontend/Backend Developer",
        None,
    ),
    (
        "Superday Globex Capital - Investment Banking Analyst",
        "Globex Capital",
        "Investment Banking Analyst",
        Kind.ONSITE,
    ),
    ("Technical Interview between Acme and Dana Fox", "Acme", None, Kind.TECHNICAL),
    ("Interview - Fox, Dana - Data Analyst", None, "Data Analyst", None),
    ("Interview: Fox", None, None, None),
    ("Dana Fox // Globex // Onsite interview", "Globex", None, Kind.ONSITE),
    ("Virtual Interview - HR Business Partner - Globex Bank", "Globex Bank", "HR Business Partner", None),
    ("Kennenlerngespräch mit Muster GmbH", "Muster GmbH", None, Kind.RECRUITER_SCREEN),
    ("一次面接 - 株式会社サンプル", "株式会社サンプル", None, None),
]

NOT_INTERVIEWS = [
    "Webinar: How to ace your interview",
    "Interview skills workshop",
    "Dentist",
    "Zahnarzttermin",
    "Flight to Berlin LH 123",
    "User interview: Acme app",
    "Customer interview - Globex",
    "Exit interview - Tom",
    "Interview training for managers",
    "Interview prep call - Acme",
    "Mock interview with Sarah",
    "Daily stand-up",
    "Sprint planning",
    "Interview debrief - Data Engineer",
    "Debrief (without candidate)",
    "Hiring debrief",
    "Podcast interview with Jane Doe",
    "Press interview",
    "Interviewer training",
    "Interview calibration",
    "Onsite prep with recruiter",
    "All hands",
    "Yoga class",
    "Quarterly review",
    "Bewerbungstraining",
    "Entretien annuel",
    "Job fair at the university",
    "Stakeholder interviews - project X",
    "Birthday party",
    "Office hours",
    "Lunch & Learn: system design",
    "Performance review",
]

NEITHER = [
    "Team sync",
    "Call with Tom",
    "Coffee with Sarah",
    "Project X final presentation",
    "Dinner?",
    "",
    "Panel",
    "Acme <> Globex",
]

PREFIXES = [
    ("Updated: Interview", "Interview", ""),
    ("Updated invitation: Interview @ Tue Oct 29, 2013 5pm - 6pm (CET) (dana@mail.example)", "Interview", ""),
    ("FW: RE: Fwd: Interview with Acme", "Interview with Acme", ""),
    ("Einladung: Vorstellungsgespräch @ Di. 29. Okt. 2024 17:00 - 18:00 (MEZ)", "Vorstellungsgespräch", ""),
    ("Canceled: Interview", "Interview", "cancelled"),
    ("CANCELLED - Interview", "Interview", "cancelled"),
    ("Canceled event: Interview @ Tue Mar 4, 2025 2pm", "Interview", "cancelled"),
    ("Abgesagt: Interview", "Interview", "cancelled"),
    ("Annulé : Entretien", "Entretien", "cancelled"),
    ("Cancelado: Entrevista", "Entrevista", "cancelled"),
    ("Annullato: Colloquio", "Colloquio", "cancelled"),
    ("[Cancelled] Interview", "Interview", "cancelled"),
    ("FW: Canceled: Interview", "Interview", "cancelled"),
    ("[Hold] Acme - Interview", "Acme - Interview", "unconfirmed"),
    ("HOLD: Interview", "Interview", "unconfirmed"),
    ("Tentative: Interview", "Interview", "unconfirmed"),
    ("Interview - Acme (tentative)", "Interview - Acme", "unconfirmed"),
    ("Accepted: Interview with Acme @ Tue Oct 29, 2024 5pm", "Interview with Acme", "answer"),
    ("Declined: Interview", "Interview", "answer"),
    ("Zugesagt: Interview", "Interview", "answer"),
    ("Holding Corp - Interview", "Holding Corp - Interview", ""),
    ("Interview @ Acme", "Interview @ Acme", ""),
    ("Hold", "Hold", ""),
    ("📅 Interview", "Interview", ""),
    ("\u202eInterview\x1b[31m", "Interview [31m", ""),
    ("", "", ""),
]


def guest(cn: str, email: str, *, organiser: bool = False) -> Guest:
    return read_address(Line("ORGANIZER" if organiser else "ATTENDEE", {"CN": cn}, f"mailto:{email}"))


DANA = guest("Dana Fox", "dana.fox@gmail.com")
ME = frozenset({"dana fox", "dana.fox@gmail.com"})


def clues(
    title: str = "",
    *,
    text: str = "",
    organiser: Guest | None = None,
    guests: tuple[Guest, ...] = (),
    me: frozenset[str] = ME,
    location: str = "",
) -> Clues:
    return read_clues(
        title=read_title(title).text,
        text=text,
        organiser=organiser,
        guests=guests,
        candidate_names=me,
        location=location,
    )


TITLES += [
    ("Interview with May Lee", None, None, None),
    ("Interview with Paris Holt", None, None, None),
    ("Technical interview with Mark Young and Paris Holt", None, None, Kind.TECHNICAL),
    ("Interview - Nurse - Paris Holt", None, "Nurse", None),
    ("Chat with Sarah Chen re: Nurse role", None, "Nurse", None),
    ("Interview with Lumen re: Nurse", "Lumen", "Nurse", None),
    ("Your interview with Smith & Sons is confirmed", "Smith & Sons", None, None),
    ("Your interview with Blue Ocean Analytics has been scheduled", "Blue Ocean Analytics", None, None),
    ("Interview with Blue Ocean Analytics tomorrow", "Blue Ocean Analytics", None, None),
    ("Interview with Lumen on Tuesday", "Lumen", None, None),
    ("Interview with Lumen today", "Lumen", None, None),
    ("Interview with Lumen via Teams", "Lumen", None, None),
    ("Interview at Bank of Ireland for Head of Data role confirmed", "Bank of Ireland", "Head of Data", None),
    ("Interview with La Poste", "La Poste", None, None),
    ("Interview with Lumen on Monday for Data Engineer", "Lumen", "Data Engineer", None),
    ("Interview for Data Engineer on Tuesday at Lumen", "Lumen", "Data Engineer", None),
    ("Interview with Lumen over Zoom, 3pm", "Lumen", None, None),
    ("Dana Fox | Onsite Health | Phone Screen", "Onsite Health", None, Kind.PHONE_SCREEN),
    ("Dana Fox | Final Frontier Labs | Phone Screen", "Final Frontier Labs", None, Kind.PHONE_SCREEN),
]


@pytest.mark.parametrize(("title", "company", "role", "kind"), TITLES)
def test_title_alone(title: str, company: str | None, role: str | None, kind: Kind | None) -> None:
    found = clues(title)
    assert (found.company, found.role, found.kind) == (company, role, kind)


@pytest.mark.parametrize("title", NOT_INTERVIEWS)
def test_titles_of_something_else(title: str) -> None:
    assert clues(title).not_interview


@pytest.mark.parametrize("title", NEITHER)
def test_titles_that_show_nothing(title: str) -> None:
    assert clues(title).evidence == ""


@pytest.mark.parametrize(
    "title",
    [
        "Interview: Flight Software Engineer at Acme",
        "Interview - Training Specialist - Acme",
        "Technical interview - Demo Labs",
        "Vorstellungsgespräch - Schulungsreferentin",
        "Interview at Daily Labs",
        "Final interview - Release Manager",
    ],
)
def test_role_and_company_do_not_exclude(title: str) -> None:
    assert clues(title).not_interview == ""
    assert clues(title).evidence


@pytest.mark.parametrize(("summary", "text", "mark"), PREFIXES)
def test_prefixes(summary: str, text: str, mark: str) -> None:
    title = read_title(summary)
    marks = {"cancelled": title.cancelled, "unconfirmed": title.unconfirmed, "answer": title.answer}
    assert title.text == text
    assert {name for name, said in marks.items() if said} == ({mark} if mark else set())


@pytest.mark.parametrize(
    ("title", "pause"),
    [
        ("Lunch with the team", True),
        ("Onsite: Lunch", True),
        ("Coffee break", True),
        ("Mittagspause", True),
        ("Debrief", True),
        ("Welcome & office tour", True),
        ("Lunch interview", False),
        ("Coffee chat", False),
        ("Technical interview", False),
        ("Interview - Breakfast Foods", False),
    ],
)
def test_pauses(title: str, pause: bool) -> None:
    assert clues(title).pause is pause


@pytest.mark.parametrize(
    ("text", "company", "role"),
    [
        (
            "Looking forward to discussing the Senior Data Engineer role at Acme Robotics.",
            "Acme Robotics",
            "Senior Data Engineer",
        ),
        ("Position: Data Engineer\nCompany: Acme", "Acme", "Data Engineer"),
        ("Job: Nurse (m/w/d)\n", None, "Nurse"),
        ("Position: Chef de Partie", None, "Chef de Partie"),
        ("Position: .NET Developer", None, ".NET Developer"),
        ("Position: Account Executive - EMEA", None, "Account Executive - EMEA"),
        ("Position: Sarah Lee", None, None),
        ("Event Name: Recruiter Screen - Backend Engineer at Acme", "Acme", "Backend Engineer"),
        ("thank you for your application for Product Manager at Acme.", "Acme", "Product Manager"),
        ("your interview at Acme on Tuesday", "Acme", None),
        ("Ihre Bewerbung als Entwicklerin bei der Beispiel GmbH.", "Beispiel GmbH", "Entwicklerin"),
        ("votre candidature au poste de Chargée de projet chez Exemple.", "Exemple", "Chargée de projet"),
        ("para el puesto de Analista de datos en Ejemplo.", "Ejemplo", "Analista de datos"),
        ("voor de functie van Data-analist bij Voorbeeld BV.", "Voorbeeld BV", "Data-analist"),
        ("Interviewer: Sarah Lee\nRole: Staff Engineer", None, None),
        ("Position: TBD\nCompany: n/a", None, None),
        ("Interview with Sarah Lee at 5pm", None, None),
        ("We meet at our office in Berlin. Interview at Building 4.", None, None),
        ("for the next position in the line", None, None),
        ("Join at Zoom. Questions? Call us.", None, None),
        ("", None, None),
    ],
)
def test_text_alone(text: str, company: str | None, role: str | None) -> None:
    found = clues("Interview", text=text)
    assert (found.company, found.role) == (company, role)


@pytest.mark.parametrize(
    ("shown", "email", "company", "origin"),
    [
        ("Acme Interviews", "c_1@group.calendar.google.com", "Acme", "organiser's name"),
        ("Acme Recruiting Team", "x@greenhouse.io", "Acme", "organiser's name"),
        ("Acme Candidate Calendar", "c_2@group.calendar.google.com", "Acme", "organiser's name"),
        ("Acme via Ashby", "no-reply@ashbyhq.com", None, None),
        ("Talent Team", "talent@acme.example", "Acme", "mail domain acme.example"),
        ("Sarah Lee", "sarah@acme.example", "Acme", "mail domain acme.example"),
        ("Sarah Lee", "sarah@careers.acme.co.uk", "Acme", "mail domain acme.co.uk"),
        ("Sarah Lee", "sarah@big-corp.com", "Big Corp", "mail domain big-corp.com"),
        ("Sarah Lee", "sarah.lee@gmail.com", None, None),
        ("Zoom Webinar", "no-reply@zoom.us", None, None),
        ("Calendly", "notifications@calendly.com", None, None),
        ("Workday", "noreply@myworkday.com", None, None),
    ],
)
def test_company_of_the_organiser(shown: str, email: str, company: str | None, origin: str | None) -> None:
    found = clues("Interview", organiser=guest(shown, email, organiser=True), guests=(DANA,))
    assert (found.company, found.origins.get("company")) == (company, origin)


@pytest.mark.parametrize(
    ("title", "domain", "company"),
    [
        ("Interview with Johnson & Johnson", "johnson.example", "Johnson & Johnson"),
        ("Interview with Marks & Spencer", "marks.example", "Marks & Spencer"),
        ("Interview with Marks and Spencer", "marks.example", "Marks and Spencer"),
        ("Interview with Thistle & Sons", "thistle.example", "Thistle & Sons"),
        ("Interview with Smith & Sons Ltd", "smith.example", "Smith & Sons Ltd"),
        ("Interview - Lumen & Ash", "lumen.example", "Lumen & Ash"),
        ("Interview with Thistle Sons", "thistle.example", "Thistle Sons"),
        ("Interview with University of Leeds", "gmail.com", "University of Leeds"),
        ("Interview with Bank of London", "gmail.com", "Bank of London"),
        ("Interview with Day One Ventures", "gmail.com", "Day One Ventures"),
        ("Lumen Technical interview", "lumen.example", "Lumen"),
        ("Lumen and Ben Ito interview", "lumen.example", "Lumen"),
        ("Interview with Lumen Berlin", "lumen.example", "Lumen"),
        ("Interview - Head Office, Room 3", "gmail.com", None),
        ("Interview - Head Office, Room 3", "lumen.example", "Lumen"),
        ("Interview - Front Desk", "gmail.com", None),
        ("Interview - Please bring ID", "gmail.com", None),
        ("Interview Request", "gmail.com", None),
        ("Interview - Research and Development", "gmail.com", None),
        ("Lumen Dr Frank Mole interview", "lumen.example", "Lumen"),
        ("Interview - Ana Reis & Ben Ito", "gmail.com", None),
        ("Interview - Ana Reis & Ben Ito", "lumen.example", "Lumen"),
    ],
)
def test_a_company_is_whole_and_never_made_of_other_words(
    title: str, domain: str, company: str | None
) -> None:
    host = guest("Ivy Shaw", f"ivy@{domain}", organiser=True)
    assert clues(title, organiser=host, guests=(DANA,)).company == company


def test_a_companys_name_tells_no_kind() -> None:
    found = clues("Interview with Final Frontier Ltd")
    assert (found.company, found.kind) == ("Final Frontier Ltd", None)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Interview with Ivy Shaw (Head of Data)", None),
        ("Interview with Ana Reis - VP Product", None),
        ("Interview | VP Product Ana Reis", None),
        ("Interview with Dana Fox - Data Engineer", "Data Engineer"),
        ("Interview with Acme - Data Engineer", "Data Engineer"),
    ],
)
def test_the_other_sides_job_title_is_no_role(title: str, role: str | None) -> None:
    host = guest("Ivy Shaw", "ivy@lumen.example", organiser=True)
    assert clues(title, organiser=host, guests=(DANA,)).role == role


def test_the_mail_domain_is_spelled_as_the_text_spells_it() -> None:
    host = guest("Sarah Lee", "sarah@bigcorp.example", organiser=True)
    assert clues("Interview", text="Welcome to BigCorp!", organiser=host, guests=(DANA,)).company == "BigCorp"


def test_the_candidates_own_domain_is_no_company() -> None:
    host = guest("Recruiter", "x@greenhouse.io", organiser=True)
    mine = guest("Dana Fox", "dana@foxfamily.example")
    assert (
        clues("Interview", organiser=host, guests=(mine,), me=frozenset({"dana@foxfamily.example"})).company
        is None
    )
    assert clues("Interview", organiser=host, guests=(mine,), me=frozenset()).company is None


def test_a_title_part_that_the_mail_domain_confirms() -> None:
    host = guest("Sarah Lee", "sarah@blue-ocean.example", organiser=True)
    assert clues("Blue Ocean onsite interview", organiser=host, guests=(DANA,)).company == "Blue Ocean"
    assert clues("Blue Ocean onsite interview").company is None


def test_origins_name_title_line_and_text() -> None:
    found = clues("Technical interview - Acme", text="Position: Data Engineer")
    assert found.origins == {"company": "title", "role": "“Position:” line", "kind": "title"}
    assert found.evidence == "the title says “Technical interview”"


@pytest.mark.parametrize(
    "location", ["+1 (415) 555-0100", "tel:+49 30 1234567", "Phone: 030 1234567 ext. 12"]
)
def test_a_phone_number_as_location_is_a_phone_screen(location: str) -> None:
    assert clues("Interview", location=location).kind is Kind.PHONE_SCREEN
    assert clues("Technical interview", location=location).kind is Kind.TECHNICAL


def test_a_recruiting_service_is_half_a_proof() -> None:
    service = guest("Scheduling", "x@greenhouse.io", organiser=True)
    assert clues("Panel", organiser=service).evidence
    assert clues("Dana Fox", organiser=service, text="about your application").evidence
    assert clues("Dana Fox", organiser=service).evidence == ""


def test_kind_of_the_text_counts_only_near_its_beginning() -> None:
    assert clues("Interview", text="Interview type: Phone screen").kind is Kind.PHONE_SCREEN
    assert clues("Interview", text="x" * 600 + "\nNext comes a phone screen.").kind is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(max_size=600), st.text(max_size=80), st.text(max_size=40))
def test_no_text_raises(title: str, text: str, cn: str, name: str) -> None:
    host = guest(cn, "sarah@acme.example", organiser=True)
    read_title(title)
    read_clues(
        title=title,
        text=text,
        organiser=host,
        guests=[DANA],
        candidate_names=frozenset({name}),
        location=text,
    )


WORDS = [
    "Acme",
    "Dana Fox",
    "interview",
    "with",
    "at",
    "for",
    "-",
    "|",
    ":",
    "(",
    ")",
    "x",
    "<>",
    "Data Engineer",
]
WORDS += [",", "&", "Position:", "\n", "the", "role", "[Hold]", "@", "2024", "10:00", "GmbH", "/"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_no_title_raises_or_gives_the_candidate_for_the_company(words: list[str]) -> None:
    title = " ".join(words)
    found = clues(title, text=title)
    assert (found.company or "").casefold() not in ("dana fox", "dana", "fox")
