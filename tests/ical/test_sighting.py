"""Interviews among the events of a calendar: what is found, what is left, why, and what is noticed again."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from calsync.ical.clue_scores import Sign, judge, read_weights
from calsync.ical.sighting import Band, Seeker, Seen, Sighting, look_through
from calsync.planning.facts import Standing
from tests.ical.events import calendar, event
from tests.ical.exports import whole_calendar

DANA = Seeker(
    frozenset({"dana@mail.example", "dana.fox@oldjob.example", "dana fox"}), ZoneInfo("Europe/Berlin")
)
ACME = "ORGANIZER;CN=Ann Lee:mailto:ann@acme.example"
WORK = "ORGANIZER;CN=Rita Blum:mailto:rita@oldjob.example"
PERSONNEL = "ORGANIZER;CN=Acme HR:mailto:ann@acme.example"
MAGAZINE = "ORGANIZER;CN=Ann Lee:mailto:redaktion@abend.example"
AT_HOME = "ATTENDEE;CN=Dana Fox;PARTSTAT=ACCEPTED:mailto:dana@mail.example"
AT_WORK = "ATTENDEE;CN=Dana Fox:mailto:dana.fox@oldjob.example"
COLLEAGUE = "ATTENDEE;CN=Bo Lind:mailto:bo@oldjob.example"
CANDIDATE = "ATTENDEE;CN=Jo Marsh:mailto:jo.marsh@gmail.com"
ROLE = "DESCRIPTION:This is your interview for the Data Engineer role."


def look(*parts: str, seeker: Seeker = DANA, known: tuple[str, ...] = ()) -> Seen:
    data = calendar(*parts)
    return look_through(
        [data], file="a.ics", seeker=seeker, first=date(2026, 11, 8), last=date(2027, 1, 21), known=known
    )


def one(title: str, *more: str, seeker: Seeker = DANA, **changes: str) -> Sighting:
    """The sighting of one event whose UID is known, so that it is one whatever it says."""
    seen = look(
        event(*more, without=(), SUMMARY=title, **changes), seeker=seeker, known=("one@acme.example",)
    )
    assert not seen.problems
    return seen.sightings[0]


def test_a_sighting_says_why() -> None:
    found = one("Technical interview - Acme", ACME, AT_HOME, ROLE)
    assert found.band is Band.TRACK
    assert found.score > 0.9
    assert found.evidence == (
        "title says “Technical interview”",
        "text says “your interview”",
        "you are a guest of acme.example",
        "a role is named, “Data Engineer”",
        "title names “Acme”",
        "title names who invites you",
    )
    assert found.against == ()
    assert found.facts.company == "Acme"
    assert found.facts.evidence


# The title, the other lines, and the band.
TITLES = [
    ("Interview", (), "offer"),
    ("Entretien", (), "offer"),
    ("Vorstellungsgespräch bei Acme", (ACME, AT_HOME), "track"),
    ("Phone screen with Sarah Chen (Acme)", (ACME, AT_HOME), "track"),
    ("面接 株式会社さくら", (), "track"),
    ("Intro call - Acme", (ACME, AT_HOME), "offer"),
    ("Interview Acme", (ACME, AT_HOME), "track"),
    ("Interview Acme", (), "offer"),
    ("Interview @ Acme", (), "track"),
    ("Interview bei Siebert AG", (), "track"),
    ("Telefoninterview Fjord Analytics", (), "track"),
    ("Interview bei Frau Kolb", (), "offer"),
    ("Interview bei Radio Eins", (), "offer"),
    ("Interview @ home", (), "offer"),
    ("Interview Babysitter Mia", (), "leave"),
    ("Vorstellungsgespräch Tagesmutter", (), "offer"),
    ("Interview with Bolt", (ACME, AT_HOME), "offer"),
    ("Interview: Dana Fox", (ACME, AT_HOME), "track"),
    ("Interview: Dana Fox", (ACME, AT_HOME, "DESCRIPTION:For our study on commuting."), "offer"),
    ("Interview: Dana Fox", (MAGAZINE, AT_HOME), "offer"),
    ("Interview", (ACME, AT_HOME), "offer"),
    ("Interview", (PERSONNEL, AT_HOME), "track"),
    ("Intro call", (PERSONNEL, AT_HOME), "offer"),
    ("Intro call Dana Fox", (PERSONNEL, AT_HOME), "track"),
    ("Technical interview", (ACME, AT_HOME), "track"),
    ("Technical interview", (), "track"),
    ("Technical interview Max", (), "offer"),
    ("Erstgespräch Data Engineer (m/w/d)", (ACME, AT_HOME), "track"),
    ("Erstgespräch", (ACME, AT_HOME), "offer"),
    ("Telefonat wg. Bewerbung", (), "offer"),
    ("WG Bewerbung", (), "leave"),
    ("ABGESAGT Vorstellungsgespräch Wattwerk", (), "leave"),
    ("VHS-Kurs: Erfolgreich im Vorstellungsgespräch", (), "leave"),
    ("Reference call", (ACME, AT_HOME, ROLE), "leave"),
    ("Interview Acme", (ACME, AT_HOME, ROLE), "track"),
    ("Sync", ("ORGANIZER:mailto:no-reply@greenhouse.io", AT_HOME), "offer"),
    ("Dana <> Ann", (ACME, AT_HOME), "leave"),
    ("Dana <> Ann", (ACME, AT_HOME, "DESCRIPTION:We talk about your background and the role."), "offer"),
    ("Weekly call", (ACME, AT_HOME), "leave"),
    ("Zahnarzt", (), "leave"),
    ("Webinar: how to interview", (ACME, AT_HOME), "leave"),
    ("Prep for interview at Acme", (), "leave"),
    ("Book train for the interview", (), "offer"),
    ("Mock interview w/ Sam", (AT_HOME,), "leave"),
    ("User interview #4", (ACME, AT_HOME), "leave"),
    ("Exit interview", (WORK, AT_WORK), "leave"),
    ("Entretien chaudière", (), "leave"),
    ("Colloquio con i professori", (), "leave"),
    ("Entrevista en Radio Vecinal", (), "offer"),
    ("Interview for the newspaper", (ACME, AT_HOME), "leave"),
]


@pytest.mark.parametrize(("title", "lines", "band"), TITLES)
def test_bands(title: str, lines: tuple[str, ...], band: str) -> None:
    found = one(title, *lines)
    assert found.band == band, (found.score, found.evidence, found.against)
    assert len(look(event(*lines, SUMMARY=title)).sightings) == (band != "leave")


# What is against an event with the clearest title, and how it is said.
AGAINST = [
    ((ACME, AT_HOME, "STATUS:CANCELLED"), "it is called off"),
    ((ACME, "ATTENDEE;PARTSTAT=DECLINED:mailto:dana@mail.example"), "you declined it"),
    ((ACME, "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:dana@mail.example"), "you need not come"),
    ((ACME, AT_HOME, "RRULE:FREQ=WEEKLY"), "it repeats"),
    ((ACME, AT_HOME, "RECURRENCE-ID:20261201T130000Z"), "it repeats"),
    ((ACME, CANDIDATE), "you are not on its guest list"),
    ((ACME, AT_WORK, COLLEAGUE), "somebody takes part who works where you work"),
    ((WORK, AT_WORK, COLLEAGUE), "everybody works where you work"),
    ((WORK, AT_WORK, CANDIDATE), "your own organisation invites, so you may be the interviewer"),
    (("ORGANIZER:mailto:dana.fox@oldjob.example", CANDIDATE), "you are the organiser, so you may be the"),
    (("ORGANIZER:mailto:dana.fox@oldjob.example", COLLEAGUE), "you are the organiser, and all others work"),
    (
        (ACME, AT_HOME, "DESCRIPTION:Please fill in the scorecard."),
        "it speaks to an interviewer (“scorecard”)",
    ),
    ((ACME, AT_HOME, "DESCRIPTION:Candidate: Jo Marsh"), "“Jo Marsh” is the candidate"),
    ((ACME, AT_HOME, "DESCRIPTION:Hi Marcus\\,\\nsee you soon."), "text greets “Marcus”"),
    ((ACME, AT_HOME, "DESCRIPTION:Unsubscribe here"), "it is for many (“Unsubscribe”)"),
    ((ACME, AT_HOME, *(f"ATTENDEE:mailto:g{n}@acme.example" for n in range(20))), "21 others take part"),
]


@pytest.mark.parametrize(("lines", "said"), AGAINST)
def test_what_speaks_against_it_stops_tracking_and_is_said(lines: tuple[str, ...], said: str) -> None:
    assert one("Technical interview - Acme", ACME, AT_HOME).band is Band.TRACK
    found = one("Technical interview - Acme", *lines)
    assert found.band is not Band.TRACK
    assert any(each.startswith(said) for each in found.against), found.against


@pytest.mark.parametrize(
    "text", ["Hi Dana\\,", "Dear Dana Fox\\,", "Hi there\\,", "Hi all\\,", "Candidate: Dana Fox"]
)
def test_a_text_to_the_person_is_not_held_against_it(text: str) -> None:
    assert one("Technical interview - Acme", ACME, AT_HOME, f"DESCRIPTION:{text}\\nsee you.").against == ()


def test_called_off_or_declined_is_never_offered() -> None:
    best = ("Technical interview - Acme", "ORGANIZER;CN=Acme Recruiting:mailto:jobs@greenhouse.io", ROLE)
    assert one(*best, AT_HOME).score > 0.99
    assert one(*best, AT_HOME, "STATUS:CANCELLED").score < 0.01
    assert one(*best, "ATTENDEE;PARTSTAT=DECLINED:mailto:dana@mail.example").score < 0.01


def test_whole_days_are_asked_about() -> None:
    found = one(
        "Onsite interview - Acme",
        ACME,
        AT_HOME,
        ROLE,
        START=";VALUE=DATE:20261201",
        END=";VALUE=DATE:20261202",
    )
    assert found.band is Band.OFFER
    assert "it takes whole days" in found.against


def test_cut_off_it_is_asked_about() -> None:
    text = calendar(event(ACME, AT_HOME, ROLE, SUMMARY="Technical interview - Acme"))
    for end, band in ((len(text), Band.TRACK), (text.index(b"END:VEVENT"), Band.OFFER)):
        seen = look_through(
            [text[:end]], file="a.ics", seeker=DANA, first=date(2026, 11, 8), last=date(2027, 1, 21)
        )
        assert [(each.band, each.whole) for each in seen.sightings] == [(band, band is Band.TRACK)]


def test_no_address_and_no_password_is_said() -> None:
    found = one(
        "Interview Acme",
        "ORGANIZER:mailto:secret.person@acme.example",
        AT_HOME,
        "DESCRIPTION:https://app.greenhouse.io/x?pwd=hunter2\\nhttps://user:hunter2@coderpad.io/ab",
    )
    said = " ".join((*found.evidence, *found.against))
    assert "a link leads to app.greenhouse.io" in said
    assert "hunter2" not in said
    assert "secret.person" not in said


def test_without_addresses_the_only_guest_is_the_person() -> None:
    nobody = Seeker(frozenset(), None)
    found = one("Technical interview - Acme", ACME, AT_HOME, seeker=nobody)
    assert found.band is Band.TRACK
    assert "you are a guest of acme.example" in found.evidence


def test_languages() -> None:
    german = DANA._replace(languages=("de",))
    assert one("Vorstellungsgespräch", seeker=german).band is Band.TRACK
    assert one("Colloquio di lavoro", seeker=german).band is Band.LEAVE
    assert one("Colloquio di lavoro", seeker=DANA._replace(languages=("de", "it"))).band is Band.TRACK
    assert one("Interview", seeker=german).band is Band.OFFER  # a word of any language
    assert one("Colloquio di lavoro").band is Band.TRACK  # all


# --- the window, what is known, and what is ours ------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (";TZID=Europe/Berlin:20261108T000000", 1),
        (";TZID=Europe/Berlin:20261107T235900", 0),
        (";TZID=Europe/Berlin:20270121T235900", 1),
        (";TZID=Europe/Berlin:20270122T000000", 0),
        (":20261107T233000Z", 1),  # in Berlin it is the next day
        (":20210108T100000Z", 0),
        (";TZID=\r\n Europe/Berlin:2026120\r\n 1T140000", 1),
    ],
)
def test_the_window(start: str, found: int) -> None:
    seen = look(event(ACME, AT_HOME, START=start, without=("DTEND",)))
    assert len(seen.sightings) == found
    assert seen.events == 1


def test_a_known_one_is_seen_whatever_has_become_of_it() -> None:
    gone = event("STATUS:CANCELLED", SUMMARY="Moved", START=":20300108T100000Z")
    assert look(gone).sightings == ()
    (found,) = look(gone, known=("one@acme.example",)).sightings
    assert found.facts.standing is Standing.CANCELLED
    assert found.band is Band.LEAVE
    (found,) = look(
        event(SUMMARY="Zahnarzt", UID="one@\r\n acme.example"), known=("one@acme.example",)
    ).sightings
    assert found.facts.title == "Zahnarzt"


def test_ours_is_never_looked_at() -> None:
    ours = event("X-CALSYNC-STEP:thank-you", SUMMARY="Thank Ann for the technical interview - Acme")
    assert look(ours, known=("one@acme.example",)).sightings == ()


def test_a_zone_after_the_event_is_used() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:-0500\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    (found,) = look(event(START=";TZID=Odd:20261201T140000", without=("DTEND",)), zone).sightings
    assert found.facts.start is not None
    assert found.facts.start.utcoffset() is not None
    assert found.facts.start.timestamp() == 1796151600


def test_what_cannot_be_read_is_a_problem_and_the_rest_is_found() -> None:
    seen = look(
        event(START=":soon", SUMMARY="Interview Nowhere"), event(UID="two", SUMMARY="Phone screen Acme")
    )
    assert [each.facts.title for each in seen.sightings] == ["Phone screen Acme"]
    assert "Interview Nowhere" in str(seen.problems[0])
    assert seen.events == 2


def test_many_problems_are_counted() -> None:
    seen = look(*(event(START=":soon", UID=f"u{n}", SUMMARY="Interview") for n in range(60)))
    assert len(seen.problems) == 51
    assert "10 more events of a.ics could not be read." in str(seen.problems[-1])


def test_a_whole_calendar() -> None:
    seen = look_through(
        whole_calendar(3_000, interviews=8, attached=500),
        file="a.ics",
        seeker=DANA,
        first=date(2026, 11, 8),
        last=date(2027, 1, 21),
    )
    assert [each.facts.company for each in seen.sightings] == [f"Acme {n}" for n in range(8)]
    assert {each.band for each in seen.sightings} == {Band.TRACK}
    assert seen.events == 3_000
    assert seen.problems == ()


# --- noticing a change --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"SUMMARY": "Panel interview - Acme"}, ()),
        ({"START": "20261201T141500"}, ()),
        ({"END": "20261201T153000"}, ()),
        ({}, ("STATUS:CANCELLED",)),
        ({}, ("ATTENDEE:mailto:tom@acme.example",)),
    ],
)
def test_a_change_that_matters_changes_the_saying(changes: dict[str, str], more: tuple[str, ...]) -> None:
    before = look(event(ACME, AT_HOME), known=("one@acme.example",)).sightings[0]
    after = look(event(ACME, AT_HOME, *more, without=(), **changes), known=("one@acme.example",)).sightings[0]
    assert after.saying != before.saying


def test_a_change_of_no_matter_does_not() -> None:
    before = look(event(ACME, AT_HOME), known=("one@acme.example",)).sightings[0]
    waiting = AT_HOME.replace("ACCEPTED", "TENTATIVE")
    after = look(
        event(ACME, waiting, "SEQUENCE:4", "DESCRIPTION:Bring a pen", DTSTAMP="20261120T000000Z"),
        known=("one@acme.example",),
    ).sightings[0]
    assert after.saying == before.saying


# --- weights ------------------------------------------------------------------------------------------------


def test_a_score_rises_with_what_speaks_for_it() -> None:
    points = read_weights().points
    rows = sorted(points, key=lambda row: points[row])
    signs = [Sign(row, row) for row in rows]
    falling = [judge(signs[:count]).score for count in range(sum(value < 0 for value in points.values()))]
    assert falling == sorted(falling, reverse=True)
    rising = [judge(signs[count:]).score for count in range(len(signs))]
    assert max(rising) > 0.99
    assert judge([]).band is Band.LEAVE


def test_what_counts_most_is_named_first_and_once() -> None:
    verdict = judge([Sign("guest", "a"), Sign("title_sure", "b"), Sign("guest", "c"), Sign("repeats", "d")])
    assert verdict.evidence == ("b", "a")
    assert verdict.against == ("d",)
