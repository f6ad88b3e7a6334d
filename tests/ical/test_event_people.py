"""Who an event brings together, told by its title, its text and its guests at once."""

from __future__ import annotations

import pytest

from calsync.planning.facts import Facts
from tests.ical.events import calendar, event, read

IVY = "ORGANIZER;CN=Ivy Shaw:mailto:ivy@lumen.example"
DANA = "ATTENDEE;CN=Dana Fox:mailto:dana.fox@mail.example"
BEA = "ATTENDEE;CN=Bea Holt:mailto:bea@lumen.example"
ANA = "ATTENDEE;CN=Ana Reis:mailto:ana.reis@lumen.example"


def facts_of(*lines: str, title: str = "Interview", me: tuple[str, ...] = ()) -> Facts:
    (facts,) = read(calendar(event(*lines, SUMMARY=title)), me=me)
    return facts


def people(facts: Facts) -> list[str]:
    return [person.label for person in facts.interviewers]


@pytest.mark.parametrize(
    ("text", "lines", "names"),
    [
        ("Interviewer: Ana Reis\\nCoordinator: Bea Holt", (IVY, DANA, ANA, BEA), ["Ana Reis"]),
        ("Interviewer: Ana Reis\\nCoordinator: Bea Holt", (IVY, DANA, BEA), ["Ana Reis"]),
        ("Interviewer: Ana Reis\\nRecruiting coordinator: Ivy Shaw", (IVY, DANA, ANA), ["Ana Reis"]),
        ("Contact: Ivy Shaw", (IVY, DANA, ANA), ["Ana Reis"]),
        ("Questions: Bea Holt <bea@lumen.example>", (IVY, DANA, ANA, BEA), ["Ana Reis", "Ivy Shaw"]),
        (
            "Interviewers: Ana Reis\\, Bea Holt\\nContact: Bea Holt",
            (DANA, ANA, BEA),
            ["Ana Reis", "Bea Holt"],
        ),
    ],
)
def test_who_only_helps_is_no_interviewer(text: str, lines: tuple[str, ...], names: list[str]) -> None:
    assert people(facts_of(*lines, f"DESCRIPTION:{text}", me=("dana.fox@mail.example",))) == names


def test_an_address_and_a_name_made_alike_are_one_person() -> None:
    bare = "ATTENDEE:mailto:areis@lumen.example"
    facts = facts_of(IVY, DANA, bare, "DESCRIPTION:Interviewer: Ana Reis")
    assert [(one.name, one.email) for one in facts.interviewers] == [("Ana Reis", "areis@lumen.example")]


@pytest.mark.parametrize(
    ("me", "address"),
    [
        ("dana.fox@mail.example", "dana.fox+jobs@mail.example"),
        ("dana.fox+jobs@mail.example", "dana.fox@mail.example"),
    ],
)
def test_a_tag_in_an_address_does_not_tell_two_people(me: str, address: str) -> None:
    guest = f"ATTENDEE:mailto:{address}"
    facts = facts_of(IVY, ANA, guest, me=(me,))
    assert (facts.candidate, people(facts)) == (address, ["Ana Reis", "Ivy Shaw"])


ONE = "ATTENDEE;CN=Jo Marsh:mailto:jo@one.example"
TWO = "ATTENDEE;CN=Dana Fox:mailto:dana@two.example"


@pytest.mark.parametrize(
    "title", ["Interview: Dana Fox for Team Lead", "Dana Fox / Lumen", "Interview Dana Fox"]
)
def test_the_candidate_may_be_named_in_the_title(title: str) -> None:
    facts = facts_of(ONE, TWO, title=title)
    assert (facts.candidate, people(facts)) == ("dana@two.example", ["Jo Marsh"])
    assert facts.origins["candidate"] == "named in the title"


@pytest.mark.parametrize("title", ["Interview with Dana Fox", "Jo Marsh and Dana Fox", "Interview"])
def test_a_title_may_leave_the_candidate_in_doubt(title: str) -> None:
    facts = facts_of(ONE, TWO, title=title)
    assert (facts.candidate, people(facts)) == (None, [])


@pytest.mark.parametrize(
    "title", ["Jo Marsh and Dana Fox", "Jo Marsh <> Dana Fox", "Dana Fox & Jo Marsh", "Dana Fox x Jo Marsh"]
)
def test_a_title_of_two_names_tells_the_interviewer(title: str) -> None:
    robot = "ORGANIZER;CN=Calendly:mailto:no-reply@calendly.com"
    facts = facts_of(robot, DANA, title=title)
    assert (facts.candidate, people(facts)) == ("dana.fox@mail.example", ["Jo Marsh"])
    assert (facts.origins["interviewers"], facts.evidence, facts.company) == ("title", "", None)
    assert people(facts_of(robot, DANA, title="Jo Marsh and Bea Holt")) == []


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Interview with Mark Young (VP Product) - Lumen", ["Mark Young"]),
        ("Interview with Ana Reis at Lumen", ["Ana Reis"]),
        ("Phone screen with Ana Reis (Lumen)", ["Ana Reis"]),
        ("Coffee chat with Ana Reis from Lumen", ["Ana Reis"]),
        ("May Lee and Dana Fox", ["May Lee"]),
        ("Interview with Dana Fox at Lumen", []),
        ("Interview with Jane Street", []),
        ("Interview with Jane Street - Data Engineer", []),
        ("Interview with Ana Reis", []),
    ],
)
def test_a_title_names_whom_one_meets_beside_the_company(title: str, names: list[str]) -> None:
    facts = facts_of("ORGANIZER;CN=Calendly:mailto:no-reply@calendly.com", DANA, title=title)
    assert people(facts) == names
    assert facts.origins.get("interviewers") == ("title" if names else None)


def test_a_title_may_name_a_candidate_known_by_first_name() -> None:
    robot, dana = "ORGANIZER;CN=Calendly:mailto:no-reply@calendly.com", "ATTENDEE:mailto:dana@mail.example"
    assert people(facts_of(robot, dana, title="Interview with Dana Fox at Lumen")) == []


def test_an_organiser_known_by_address_alone_has_the_name_of_the_signature() -> None:
    bare = "ORGANIZER;CN=mruiz@solvane.example:mailto:mruiz@solvane.example"
    signed = "DESCRIPTION:Hello Dana\\,\\nsee you soon.\\n\\nMarta Ruiz\\nTalent Partner"
    facts = facts_of(bare, DANA, signed)
    assert [(one.name, one.email) for one in facts.interviewers] == [("Marta Ruiz", "mruiz@solvane.example")]
    assert people(facts_of(bare, DANA, signed.replace("Marta Ruiz", "Ben Ito"))) == ["mruiz@solvane.example"]
