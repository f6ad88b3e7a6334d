"""The guides' third table, “what a message must be”, cell by cell; and our own drafts held against it."""

from __future__ import annotations

import re

import pytest

from calsync.cadence_files import built_in_names as cadence_names
from calsync.cadence_files import load_cadence
from calsync.messages.draft import Draft, Sender, draft
from calsync.messages.draft_template import built_in_names, find_template
from calsync.messages.review import review
from calsync.messages.review_text import Message, read_message
from calsync.planning.interview import Interviewer, Kind
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.workdays import WorkCalendar
from tests.messages.letters import note, reminder
from tests.planning.made import ANA, SARAH, TOM, interview

SENDER = Sender("Kim Doe", "kim@mail.example", "https://kim.example/cv")
NOTE = "how you moved the billing tables without a pause"
FILLED = "a number from the pager rota"
OTHERS = ("Globex", "Initech GmbH")


def written(one: Reminder) -> Draft:
    """Our own draft with every gap filled."""
    made = draft(one, sender=SENDER, notes=[note(NOTE)])
    assert made is not None
    return made._replace(body=re.sub(r"\[[^\]]+\]", FILLED, made.body))


def letter(step: str, kind: Kind) -> str:
    made = written(reminder(step, kind))
    return f"To: Sarah Lee <{made.to[0]}>\nSubject: {made.subject}\n\n{made.body}\n"


def rules(text: str, step: str, kind: Kind, people: tuple[Interviewer, ...] = (SARAH, TOM)) -> set[str]:
    one = reminder(step, kind, people=people)
    return {finding.rule for finding in review(text, reminder=one, others=OTHERS, people=people)}


WORK = Kind.TECHNICAL
SCREEN = Kind.RECRUITER_SCREEN
PHONE = Kind.PHONE_SCREEN
FINAL = Kind.FINAL
TALK = Kind.INFORMATIONAL
MORE = "We also looked at the ledger and its many odd corners in some depth. "
HELLO = "Hello Sarah,\n"

CELLS = [
    # rule of the guides, step, kind, a stretch of our own letter, what stands there instead, what is found
    ("thank-you under 150 words", "thank-you", WORK, "I am interested", MORE * 8 + "I am interested", {"words", "paragraphs"}),
    ("thank-you aim under 120", "thank-you", WORK, ".\n\nOne thing", ".\n\n" + MORE * 4 + "\n\nOne thing", {"words"}),
    ("thank-you 3–4 paragraphs: two", "thank-you", WORK, ".\n\nOne thing", ". One thing", {"paragraphs"}),
    ("thank-you 3–4 paragraphs: five", "thank-you", WORK, "Best regards", "All good.\n\nTruly.\n\nBest regards", {"paragraphs"}),
    ("short paragraphs", "thank-you", WORK, "Thank you for talking", MORE * 5 + "Thank you for talking", {"words", "paragraphs"}),
    ("status check at most 3 sentences", "status-check", WORK, "May I ask", "I hope. I wait. May I ask", {"sentences"}),
    ("second note shorter: sentences", "second-note", WORK, "I remain", "Hello again. It was good. I remain", {"sentences"}),
    ("second note after a final round: one", "second-note", FINAL, "I remain", "Hello again. I remain", {"sentences"}),
    ("final note shorter: sentences", "final-note", WORK, "I remain", "Hello again. I remain", {"sentences"}),
    ("final note shorter: words", "final-note", WORK, ", should it still be open", " and in " + "the tables and " * 12 + "more", {"words"}),
    ("closing note shorter: sentences", "closing-note", FINAL, "I take it", "Hello. It was good. I take it", {"sentences"}),
    ("recruiter screen 2 sentences: three", "thank-you", SCREEN, "I am interested", "It was good. I am interested", {"sentences"}),
    ("recruiter screen 2 sentences: one", "thank-you", SCREEN, " at Acme. I am", " at Acme; I am", {"sentences"}),
    ("phone screen 2 sentences", "thank-you", PHONE, "I am interested", "It was good. I am interested", {"sentences"}),
    ("must have one specific moment", "thank-you", WORK, NOTE, "the great team and the culture", {"specific"}),
    ("must have one specific moment, final", "thank-you", FINAL, NOTE, "your exciting vision", {"specific"}),
    ("must have one specific moment, informational", "thank-you", TALK, NOTE, "all of it", {"specific"}),
    ("must tie you to the role", "thank-you", WORK, ", and it fits what I would like to do next", "", {"tie"}),
    ("must state interest", "thank-you", WORK, "I am interested in the Data Engineer role and would be glad to work with you. ", "", {"interest"}),
    ("must state interest, screen", "thank-you", SCREEN, "I am interested and look forward to the next step", "It was good", {"interest"}),
    ("informational: ask to stay in touch", "thank-you", TALK, "May I stay in touch and tell you", "May I tell you", {"touch"}),
    ("final round: a link to the résumé", "thank-you", FINAL, "https://kim.example/cv", "below", {"résumé"}),
    ("rejection: ask for feedback", "reply-graciously", WORK, "feedback: what is the one thing I could do better?", "a call.", {"feedback"}),
    ("no group address list: To", "thank-you", WORK, "acme.example>", "acme.example>, tom@acme.example", {"recipients"}),
    ("no group address list: Cc", "thank-you", WORK, "acme.example>", "acme.example>\nCc: tom@acme.example", {"recipients"}),
    ("no group address list: Bcc", "thank-you", WORK, "acme.example>", "acme.example>\nBcc: a@acme.example, b@acme.example", {"recipients"}),
    ("no group greeting", "thank-you", WORK, HELLO, "Dear all,\n", {"greeting"}),
    ("no frustration", "status-check", WORK, "and I am still interested", "and I still have not heard", {"frustration"}),
    ("no pressure", "status-check", WORK, "May I ask how things stand, and when you expect to decide?", "I need your decision this week.", {"pressure"}),
    ("no pressure: an ultimatum", "tell-them", WORK, "If that is too soon, I understand", "Otherwise I will accept it", {"pressure"}),
    ("no pleading", "status-check", WORK, "and I am still interested", "and I really need this job", {"pleading"}),
    ("no re-pitching in the first thank-you", "thank-you", WORK, "If there is", "I am the ideal candidate. If there is", {"re-pitch"}),
    ("no résumé in the first thank-you", "thank-you", WORK, "If there is", "My résumé is attached. If there is", {"résumé"}),
    ("no emoji", "thank-you", WORK, "write to me.", "write to me 🙂.", {"emoji"}),
    ("no emoji: a smiley", "thank-you", WORK, "write to me.", "write to me :-)", {"emoji"}),
    ("no runs of exclamation marks", "thank-you", WORK, "write to me.", "write to me!!", {"exclamation"}),
    ("no over-familiar greeting", "thank-you", WORK, HELLO, "Hey guys,\n", {"greeting"}),
    ("no misspelt interviewer: greeting", "thank-you", WORK, HELLO, "Hello Sara,\n", {"name"}),
    ("no misspelt interviewer: text", "thank-you", WORK, "with you. ", "with you and Tomm Ng and Sahra. ", {"name"}),
    ("no other company’s name", "thank-you", WORK, "Engineer role at Acme", "Engineer role at Globex", {"company"}),
    ("no other company’s name: subject", "tell-them", WORK, "a date on my side", "an offer from Initech", {"company"}),
    ("no unfilled placeholder: brackets", "thank-you", WORK, NOTE, "[one moment from your talk with Sarah]", {"gap"}),
    ("no unfilled placeholder: braces", "thank-you", WORK, HELLO, "Hello {{ name }},\n", {"gap"}),
    ("no typos: the role", "thank-you", WORK, "about the Data Engineer role", "about the Data Enginer role", {"typo"}),
    ("no typos: the company", "thank-you", WORK, "role at Acme.", "role at Acmee.", {"typo"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "kind", "there", "instead", "found"),
    [row[1:] for row in CELLS],
    ids=[row[0] for row in CELLS],
)
def test_the_third_table(step: str, kind: Kind, there: str, instead: str, found: set[str]) -> None:
    good = letter(step, kind)
    assert rules(good, step, kind) == set()
    assert good.count(there) == 1, good
    assert rules(good.replace(there, instead), step, kind) == found


def planned(cadence: str, kind: Kind, *also: str) -> list[Reminder]:
    of = interview("2026-12-01 14:00", "15:00", kind=kind, people=(SARAH, TOM, ANA), decision="2026-12-04")
    steps = load_cadence(cadence)
    return list(plan_followups(of, cadence=steps, workdays=WorkCalendar(), also=frozenset(also)))


WHO = [
    # rule of the guides, cadence, by which way, the steps of a technical interview with whatever is optional
    ("by mail by default", "standard", "email", "final-note recovery-note references-sent status-check thank-you"),
    ("by mail by default", "patient", "email", "recovery-note references-sent second-note status-check thank-you"),
    ("by mail by default", "weekly", "email", "final-note recovery-note references-sent status-check thank-you"),
    ("by mail by default", "light", "email", "recovery-note references-sent status-check thank-you"),
    ("LinkedIn second", "standard", "linkedin", "linkedin"),
    ("LinkedIn second", "patient", "linkedin", "linkedin stop"),
    ("LinkedIn second", "weekly", "linkedin", ""),
    ("LinkedIn second", "light", "linkedin", ""),
    ("by post where it fits", "standard", "post", "handwritten-note"),
    ("by post where it fits", "patient", "post", "handwritten-note"),
    ("by post where it fits", "weekly", "post", "handwritten-note"),
    ("by post where it fits", "light", "post", "handwritten-note"),
    ("phone only where invited", "standard", "phone", ""),
    ("phone only where invited", "patient", "phone", ""),
    ("phone only where invited", "weekly", "phone", ""),
    ("phone only where invited", "light", "phone", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cadence", "channel", "steps"),
    [row[1:] for row in WHO],
    ids=[f"{row[0]}, {row[1]}" for row in WHO],
)
def test_who_is_written_to_by_which_way(cadence: str, channel: str, steps: str) -> None:
    optional = (step.name for step in load_cadence(cadence).steps if step.optional)
    found = {each.step for each in planned(cadence, WORK, *optional) if each.channel == channel}
    assert " ".join(sorted(found)) == steps


@pytest.mark.parametrize("cadence", cadence_names())
def test_no_step_is_by_phone_and_every_mail_has_its_draft(cadence: str) -> None:
    steps = load_cadence(cadence).steps
    assert {step.channel for step in steps} <= {"email", "linkedin", "post", "none"}
    mails = {step.name for step in steps if step.channel == "email"}
    assert [name for name in mails if find_template(name, Kind.OTHER, {}) is None] == []


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("cadence", cadence_names())
def test_linkedin_never_takes_the_place_of_the_mail(cadence: str, kind: Kind) -> None:
    assert {step.instead_of for step in load_cadence(cadence).steps if step.channel == "linkedin"} <= {None}
    asked_for = planned(cadence, kind, "linkedin")
    without = planned(cadence, kind)
    mails = [(each.step, each.person, each.at) for each in without if each.channel == "email"]
    assert [(each.step, each.person, each.at) for each in asked_for if each.channel == "email"] == mails
    assert mails[0][0] == "thank-you"


HOW_MANY = [
    # cadence, kind, the thank-yous (one for each of three, or for the first alone), the follow-ups in their order
    ("standard", WORK, 3, ("status-check", "final-note")),
    ("standard", FINAL, 3, ("status-check", "final-note")),
    ("standard", SCREEN, 1, ("status-check", "final-note")),
    ("standard", PHONE, 1, ("status-check", "final-note")),
    ("standard", TALK, 3, ()),
    ("patient", WORK, 3, ("status-check", "second-note")),
    ("patient", FINAL, 3, ("status-check", "second-note", "closing-note")),  # guide B alone: ghosted after a final round
    ("patient", SCREEN, 1, ("status-check", "second-note")),
    ("patient", TALK, 3, ()),
    ("weekly", WORK, 3, ("status-check", "final-note")),
    ("weekly", FINAL, 3, ("status-check", "final-note")),
    ("weekly", PHONE, 1, ("status-check", "final-note")),
    ("weekly", TALK, 3, ()),
    ("light", WORK, 3, ("status-check",)),
    ("light", FINAL, 3, ("status-check",)),
    ("light", SCREEN, 1, ("status-check",)),
    ("light", TALK, 3, ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cadence", "kind", "thanks", "follow_ups"), HOW_MANY, ids=[f"{row[0]}, {row[1]}" for row in HOW_MANY]
)
def test_how_many_messages_without_an_answer(
    cadence: str, kind: Kind, thanks: int, follow_ups: tuple[str, ...]
) -> None:
    mails = [each for each in planned(cadence, kind) if each.channel == "email"]
    assert [each.step for each in mails] == ["thank-you"] * thanks + list(follow_ups)
    assert all(each.rule.follow_up == (each.step != "thank-you") for each in mails)
    assert len(follow_ups) <= load_cadence(cadence).most_follow_ups(kind)


PAGE = {
    "thank-you under 150 words", "thank-you aim under 120", "thank-you 3–4 paragraphs: two",
    "thank-you 3–4 paragraphs: five", "short paragraphs", "status check at most 3 sentences",
    "second note shorter: sentences", "final note shorter: sentences", "final note shorter: words",
    "recruiter screen 2 sentences: three", "recruiter screen 2 sentences: one",
    "must have one specific moment", "must tie you to the role", "must state interest",
    "no group address list: To", "no group address list: Cc", "no group address list: Bcc",
    "no frustration", "no pressure", "no pleading", "no re-pitching in the first thank-you",
    "no résumé in the first thank-you", "no emoji", "no runs of exclamation marks",
    "no over-familiar greeting", "no misspelt interviewer: greeting", "no misspelt interviewer: text",
    "no other company’s name", "no unfilled placeholder: brackets", "no unfilled placeholder: braces",
    "no typos: the role", "no typos: the company",
}  # fmt: skip
"""Every line of the guides' third table."""


def test_the_table_has_every_cell() -> None:
    assert {row[0] for row in CELLS} >= PAGE
    ways = {"by mail by default", "LinkedIn second", "phone only where invited"}
    four = ("standard", "patient", "weekly", "light")
    assert {row[:2] for row in WHO} >= {(way, cadence) for way in ways for cadence in four}
    assert {row[:2] for row in HOW_MANY} >= {
        (cadence, kind) for cadence in four for kind in (WORK, FINAL, TALK)
    }


NOTES = {"second-note", "final-note", "closing-note"}
KINDS_OF = [
    (name[:-4].partition("--")[0], kind)
    for name in sorted(built_in_names())
    for kind in Kind
    if "--" not in name and not (kind is TALK and name in ("status-check.txt", "second-note.txt", "final-note.txt"))
]  # an informational talk has no waiting  # fmt: skip
FACTS: dict[str, dict[str, object]] = {
    "all": {},
    "a stated decision": {"decision": "2026-12-04"},
    "no names": {"to": None, "people": ()},
    "no role": {"role": None},
    "no company, no role": {"company": None, "role": None},
    "a long role": {"role": "Senior Staff Site Reliability Engineer (m/f/d), Data Platform"},
    "a panel": {"people": (SARAH, TOM, ANA)},
}


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
@pytest.mark.parametrize(("step", "kind"), KINDS_OF)
def test_every_draft_is_what_a_message_must_be(step: str, kind: Kind, facts: dict[str, object]) -> None:
    one = reminder(step, kind, **facts)  # type: ignore[arg-type]
    made = written(one)
    message = read_message(f"Subject: {made.subject}\n\n{made.body}" if made.subject else made.body)
    people = one.interview.interviewers
    assert review(made.body, reminder=one, others=OTHERS, people=people) == []
    if made.subject:
        assert (
            review(f"Subject: {made.subject}\n\n{made.body}", reminder=one, others=OTHERS, people=people)
            == []
        )
    assert not re.search(r"  | [.,;:?]|[{}\[\]]|\b(\w+) \1\b|\bNone\b", made.subject + made.body)
    match step:
        case "thank-you" if kind in (SCREEN, PHONE):
            assert len(message.all_sentences) == 2
        case "thank-you":
            assert words(message) < 120
            assert 3 <= len(message.paragraphs) <= 4
            assert (SENDER.resume or "") in made.body if kind is FINAL else "résumé" not in made.body
        case "status-check":
            assert len(message.all_sentences) <= 3
        case _ if step in NOTES:
            check = read_message(written(reminder("status-check", kind, **facts)).body)  # type: ignore[arg-type]
            assert words(message) < words(check)
            assert len(message.all_sentences) <= (1 if step != "final-note" else 2)
        case _:
            assert words(message) < 120


def words(message: Message) -> int:
    return sum(part.length for part in (message.greeting, *message.paragraphs, *message.signature) if part)


def test_a_panel_gets_mails_with_subjects_and_moments_of_their_own() -> None:
    people = (SARAH, TOM, ANA)
    notes = [note("the pager rota"), note("the ledger"), note("her talk on backfills", "ana@acme.example")]
    made = [
        draft(reminder(kind=Kind.PANEL, to=person, people=people), sender=SENDER, notes=notes)
        for person in people
    ]
    assert len({each.subject for each in made if each}) == 3
    assert ["pager" in m.body or "ledger" in m.body or "backfills" in m.body for m in made if m] == [True] * 3
    assert len({each.body for each in made if each}) == 3


def test_the_competing_offer_names_the_deadline_and_no_company() -> None:
    from datetime import date

    made = draft(reminder("tell-them", deadline=date(2026, 12, 11)), sender=SENDER, notes=[note("Globex")])
    assert made is not None
    assert "Friday 11 December" in made.body
    assert "Globex" not in made.subject + made.body
