"""Drafts: what is filled in and what stays a gap, whom they are to, links, own templates and what those may do."""

from __future__ import annotations

import email
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import SettingsError
from calsync.messages.draft import DRAFT_BEGINS, DRAFT_ENDS, Draft, Sender, draft, mailto, with_draft
from calsync.messages.draft_facts import FACTS, NOTE_LIMIT, facts_of, first_name
from calsync.messages.draft_template import ALIKE, built_in_names
from calsync.messages.wording import word
from calsync.planning.history import Happened, Noted, Turn
from calsync.planning.interview import Interviewer, Kind
from calsync.planning.plan import Reminder
from tests.messages.letters import note, reminder
from tests.planning.made import ANA, SARAH, TOM

KIM = Sender("Kim Doe", "kim@mail.example", "https://kim.example/cv")
GAP = "[one moment from your talk with Sarah]"


def made(
    one: Reminder,
    notes: tuple[Noted, ...] = (),
    sources: Mapping[str, str] | None = None,
    sender: Sender = KIM,
) -> Draft:
    found = draft(one, sender=sender, notes=notes, sources=sources)
    assert found is not None
    return found


def test_a_thank_you() -> None:
    assert made(reminder()) == Draft(
        subject="Thank you for the talk on Tuesday, Sarah",
        body="""Hello Sarah,

Thank you for talking with me on Tuesday about the Data Engineer role at Acme.

One thing has stayed with me since: [one moment from your talk with Sarah]. It made the work clearer to me, and it fits what I would like to do next.

I am interested in the Data Engineer role and would be glad to work with you. If there is anything else you would like to know, just write to me.

Best regards,
Kim Doe""",
        to=("sarah@acme.example",),
    )


@pytest.mark.parametrize(
    ("step", "kind", "says"),
    [
        ("thank-you", Kind.ONSITE, "It made the work clearer"),
        ("thank-you", Kind.PANEL, "your part in the panel"),
        ("thank-you", Kind.RECRUITER_SCREEN, "look forward to the next step"),
        ("thank-you", Kind.PHONE_SCREEN, "look forward to the next step"),
        ("thank-you", Kind.FINAL, "https://kim.example/cv"),
        ("thank-you", Kind.INFORMATIONAL, "[one piece of advice from your talk with Sarah]"),
        ("linkedin", Kind.TECHNICAL, GAP),
        ("recovery-note", Kind.TECHNICAL, "about the question on sharding."),
        ("tell-them", Kind.TECHNICAL, "answer it by Friday 11 December"),
        ("acknowledge-offer", Kind.FINAL, "will write to you again soon"),
        ("ask-for-time", Kind.FINAL, "five to seven working days"),
        ("ask-for-review-time", Kind.FINAL, "two or three working days"),
        ("stay-in-touch", Kind.FINAL, "In December we spoke"),
        ("stay-in-touch-6", Kind.FINAL, "In December we spoke"),
        ("stay-in-touch-12", Kind.FINAL, "In December we spoke"),
        ("ask-timeline", Kind.TECHNICAL, "When do you expect to decide"),
    ],
)
def test_a_step_has_its_words(step: str, kind: Kind, says: str) -> None:
    one = reminder(step, kind, topic="the question on sharding", deadline=date(2026, 12, 11))
    assert says in made(one).body


@pytest.mark.parametrize(
    "step", ["stop", "decision-date", "debrief", "keep-applying", "my-own", "../thank-you"]
)
def test_a_step_without_a_template_has_no_draft(step: str) -> None:
    assert draft(reminder(step, channel="none"), sender=KIM, notes=(), sources={}) is None


def test_the_status_check_says_what_was_stated() -> None:
    assert "by Friday 4 December." in made(reminder("status-check", decision="2026-12-04")).body
    assert "when you expect to decide" in made(reminder("status-check")).body


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (date(2026, 12, 11), "by Friday 11 December."),
        (datetime(2026, 12, 11, 16, tzinfo=UTC), "by Friday 11 December, 17:00."),
        (None, "by [the day you have to answer by]."),
    ],
)
def test_the_deadline_on_the_clock_of_the_interview(deadline: datetime | date | None, said: str) -> None:
    assert said in made(reminder("tell-them", deadline=deadline)).body


def test_what_is_not_known_is_left_out_or_a_gap() -> None:
    one = reminder(to=None, people=(), company=None, role=None)
    nobody = made(one, sender=Sender())
    assert nobody.to == ()
    assert nobody.body.startswith("Hello,\n\nThank you for talking with me on Tuesday about the role.\n")
    assert nobody.body.endswith("\n[your name]")
    final = made(reminder(kind=Kind.FINAL, role=None), sender=Sender("Kim"))
    assert "[link to your résumé]" in final.body
    assert "glad to start." in final.body


NAMES = [
    ("Sarah Lee", "Sarah"),
    ("Sarah", "Sarah"),
    ("SARAH LEE", "Sarah"),
    ("sarah lee", "Sarah"),
    ("JP Morgan", "JP"),
    ("Lee, Sarah", "Sarah"),
    ("LEE, Sarah", "Sarah"),
    ("Dr. Sarah Lee", "Sarah"),
    ("Prof. Dr. Ana Ruiz", "Ana"),
    ("Sarah Lee, PhD", "Sarah"),
    ("Sarah Lee (Acme)", "Sarah"),
    ("Anne-Marie Dupont", "Anne-Marie"),
    ("Ana de la Cruz", "Ana"),
    ("Dr. Lee", "Dr. Lee"),
    ("S. Lee", "S. Lee"),
    ("J.R. Smith", "J.R. Smith"),
    ("李 明", "李 明"),
    ("sarah@acme.example", ""),
    ("Acme Recruiting Team", ""),
    ("Room 4", ""),
    ("", ""),
]


@pytest.mark.parametrize(("name", "first"), NAMES)
def test_first_names(name: str, first: str) -> None:
    assert first_name(Interviewer(name, "x@acme.example")) == first


def test_an_address_is_no_name() -> None:
    bare = Interviewer(None, "s.lee@acme.example")
    found = made(reminder(to=bare, people=(bare,)))
    assert found.body.startswith("Hello,\n")
    assert "s.lee" not in found.body + found.subject
    assert found.to == ("s.lee@acme.example",)


def test_the_only_person_there_is_greeted_where_a_step_is_for_all() -> None:
    assert made(reminder("status-check", to=None)).to == ("sarah@acme.example",)
    several = made(reminder("status-check", to=None, people=(SARAH, TOM)))
    assert (several.to, several.body[:6]) == ((), "Hello,")
    gone = Interviewer("Tom Ng", declined=True)
    assert made(reminder("status-check", to=None, people=(SARAH, gone))).to == ("sarah@acme.example",)


def test_two_of_one_first_name_get_subjects_of_their_own() -> None:
    other = Interviewer("Sarah Ito")
    pair = [made(reminder(to=each, people=(SARAH, other))).subject for each in (SARAH, other)]
    assert pair == [
        "Thank you for the talk on Tuesday, Sarah Lee",
        "Thank you for the talk on Tuesday, Sarah Ito",
    ]


SARAHS, TOMS = "sarah@acme.example", "tom ng"


@pytest.mark.parametrize(
    ("notes", "sarah", "tom"),
    [
        ([], None, None),
        ([("rota", SARAHS)], "rota", None),
        ([("rota", "")], "rota", None),
        ([("rota", ""), ("ledger", "")], "rota", "ledger"),
        ([("rota", ""), ("ledger", SARAHS)], "ledger", "rota"),
        ([("rota", TOMS), ("ledger", SARAHS), ("pager", "")], "ledger", "rota"),
        ([("one", SARAHS), ("two", SARAHS)], "one", None),
        ([("  The rota.  ", SARAHS)], "The rota", None),
        ([(" ", SARAHS)], None, None),
    ],
)
def test_notes_fill_the_gap(notes: list[tuple[str, str]], sarah: str | None, tom: str | None) -> None:
    """Those on the person first, then those on the whole, of which no two people get the same."""
    kept = tuple(note(text, person) for text, person in notes)
    for person, wanted in ((SARAH, sarah), (TOM, tom)):
        body = made(reminder(to=person, people=(SARAH, TOM)), kept).body
        assert f"since: {wanted}. It" in body if wanted else "since: [one moment from" in body


def test_a_note_is_only_text_and_has_an_end() -> None:
    body = made(reminder(), (note("{{ me }}\r\n\x1b[31m{% for x in y %}" + "x" * 5000),)).body
    assert "since: {{ me }} [31m{% for x in y %}xxx" in body
    assert len(body) < NOTE_LIMIT + 600


def test_mailto_is_a_link_of_rfc_6068() -> None:
    link = mailto(Draft("R&D – 50 % “yes”?", "Hello Ana,\n\na+b=c & #1\nbye", ("a+b%c@acme.example",)))
    assert link == (
        "mailto:a%2Bb%25c@acme.example?subject=R%26D%20%E2%80%93%2050%20%25%20%E2%80%9Cyes%E2%80%9D%3F"
        "&body=Hello%20Ana%2C%0D%0A%0D%0Aa%2Bb%3Dc%20%26%20%231%0D%0Abye"
    )
    assert mailto(Draft("Hi", "x", ())) == "mailto:?subject=Hi&body=x"
    assert mailto(Draft("", "", ("a@acme.example",))) == "mailto:a@acme.example"


PRINTABLE = st.text(st.characters(exclude_categories=["C"]), max_size=40)


@given(subject=PRINTABLE, lines=st.lists(PRINTABLE, max_size=4))
def test_mailto_can_be_read_back(subject: str, lines: list[str]) -> None:
    link = mailto(Draft(subject, "\n".join(lines), ("sarah@acme.example",)))
    assert link.isascii()
    assert " " not in link
    parts = urlsplit(link)
    fields = parse_qs(parts.query, keep_blank_values=True)
    assert unquote(parts.path) == "sarah@acme.example"
    assert fields.get("subject", [""]) == [subject]
    assert fields.get("body", [""]) == ["\r\n".join(lines)]


@given(address=st.text(max_size=30))
def test_an_odd_address_adds_no_field(address: str) -> None:
    link = mailto(Draft("Hi", "x", (address.encode("utf-8", "replace").decode(),)))
    assert set(parse_qs(urlsplit(link).query)) == {"subject", "body"}
    assert "," not in urlsplit(link).path


def test_nothing_that_is_not_sent_by_mail_has_an_address_or_a_subject() -> None:
    for step in ("linkedin", "handwritten-note", "ask-timeline"):
        found = made(reminder(step))
        assert (found.subject, found.to) == ("", ())


def test_the_draft_stands_in_the_reminder() -> None:
    one = reminder()
    words, message = word(one), made(one)
    body = with_draft(words, message).body
    head, rest = body.split(f"\n\n{DRAFT_BEGINS}\n")
    inside, tail = rest.split(f"\n{DRAFT_ENDS}\n\n")
    assert head.startswith("Do it.")
    assert inside == f"Subject: {message.subject}\n\n{message.body}"
    assert tail.startswith("Why now: ")
    assert f"{head}\n{tail}" == words.body
    assert with_draft(words, None) is words


def test_the_names_templates_may_use_are_those_there_are() -> None:
    assert set(facts_of(reminder(), sender=KIM, notes=())) == FACTS


def test_every_built_in_template_is_for_a_kind_or_for_all() -> None:
    kinds = {name[:-4].partition("--")[2] for name in built_in_names()} - {""}
    assert kinds <= {kind.value for kind in Kind}
    assert set(ALIKE.values()) <= {Kind(kind) for kind in kinds}


# ---- templates of the person's own

OWN = "Subject: Hi {{ first }}\n\n{{ hello }} {{ moment }}"


@pytest.mark.parametrize(
    ("sources", "kind", "subject"),
    [
        ({"thank-you.txt": OWN}, Kind.TECHNICAL, "Hi Sarah"),
        ({"thank-you.txt": OWN}, Kind.FINAL, "Hi Sarah"),
        ({"thank-you.txt": "Subject: x\n\ny", "thank-you--final.txt": OWN}, Kind.FINAL, "Hi Sarah"),
        ({"thank-you--final.txt": OWN}, Kind.FINAL, "Hi Sarah"),
        ({"thank-you--final.txt": OWN}, Kind.TECHNICAL, "Thank you for the talk on Tuesday, Sarah"),
        ({"thank-you--recruiter_screen.txt": OWN}, Kind.PHONE_SCREEN, "Hi Sarah"),
        ({"thankyou.txt": OWN}, Kind.TECHNICAL, "Thank you for the talk on Tuesday, Sarah"),
    ],
)
def test_own_templates_come_first(sources: dict[str, str], kind: Kind, subject: str) -> None:
    assert made(reminder(kind=kind), sources=sources).subject == subject


def test_an_own_step_may_have_a_template() -> None:
    found = made(
        reminder("coffee"), sources={"coffee.txt": "Subject: Coffee?\r\n\r\nHello.\r\n\r\n\r\n\r\nBye. "}
    )
    assert found == Draft("Coffee?", "Hello.\n\nBye.", ("sarah@acme.example",))


FAULTS = [
    ("Subject: x\n\n{{ compny }}", 3, "there is no “compny”", "Did you mean “company”?"),
    ("Subject: x\n\n{{ secret }}", 3, "there is no “secret”", "Templates know "),
    ("Subject: x\n\n{% if company %}x", 3, "", "Templates know "),
    ("Subject: x\n\n{{ company", 3, "", "Templates know "),
    ("Subject: x\n\n{{ gap }}", 3, "gap wants a text", 'gap("'),
    ("Subject: x\n\n{{ company|title(1) }}", 3, "title", ""),
    ("Subject: x\n\n{% if company < 3 %}a{% endif %}", 1, "no text", ""),
    ("Subject: x\n\n{% if 3 in 4 %}a{% endif %}", 1, "no text", ""),
    ("Subject: x\n\n{{ " + "9" * 5000 + " }}", 1, "no sense", ""),
    ("Subject: x\n\n\n{{ company|shout }}", 4, "shout", ""),
    ("Hello.\n\nBye.", 1, "it has no subject", "Begin it with “Subject: …”"),
    ("Subject: x\n\n{# nothing #}", 1, "nothing comes of it", ""),
    ("", 1, "it has no subject", ""),
    ("Subject: x\n\n" + "x" * 10_001, 1, "longer than 10,000", ""),
]


@pytest.mark.parametrize(("source", "line", "why", "way_out"), FAULTS)
def test_a_broken_template_says_where_and_what_to_do(source: str, line: int, why: str, way_out: str) -> None:
    with pytest.raises(SettingsError) as caught:
        made(reminder(), sources={"thank-you.txt": source})
    assert caught.value.message.startswith(f"Template thank-you.txt, line {line}: ")
    assert why in caught.value.message
    assert way_out in caught.value.hint
    assert caught.value.hint


HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ company.__init__.__globals__ }}",
    "{{ company['__class__'] }}",
    "{{ company|attr('__class__') }}",
    "{{ company.upper() }}",
    "{{ '{0.__class__}'.format(company) }}",
    "{{ gap.__globals__ }}",
    "{{ gap(gap('x')) }}",
    "{{ gap(*company) }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum }}",
    "{{ cycler.__init__ }}",
    "{{ range(10 ** 9) }}",
    "{% for a in 'x' * 10 ** 9 %}{{ a }}{% endfor %}",
    "{% for a in company %}{% for b in company %}{{ hello }}{% endfor %}{% endfor %}",
    "{{ 'x' * 10 ** 9 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ company|center(1000000000) }}",
    "{{ company|replace('', hello) }}",
    "{% set a = hello ~ hello %}{{ a }}",
    "{% with a = hello ~ hello %}{{ a ~ a }}{% endwith %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'thank-you.txt' %}",
    "{% extends 'thank-you.txt' %}",
    "{% import 'os' as os %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% raw %}",
    "{% do 1 %}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "not " * 2400 + "1 }}",
    "{% if 1 %}" * 800,
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_a_template_neither_reaches_out_nor_grows(source: str) -> None:
    with pytest.raises(SettingsError):
        made(reminder(), sources={"thank-you.txt": f"Subject: x\n\n{source}"})


def test_what_comes_of_a_template_has_an_end() -> None:
    longest = "{{ moment }}" * 800
    with pytest.raises(SettingsError, match="longer than 20,000 characters"):
        made(reminder(), (note("x" * 600),), {"thank-you.txt": f"Subject: x\n\n{longest}"})


@given(st.text(max_size=60))
def test_any_text_is_a_template_or_a_clear_error(source: str) -> None:
    said = "Hello"
    try:
        said = made(reminder(), sources={"thank-you.txt": f"Subject: x\n\nHello {source}"}).body
    except SettingsError as error:
        said = error.message
    assert said.startswith(("Hello", "Template thank-you.txt, line "))


def test_no_name_can_add_a_header() -> None:
    eve = Interviewer("Eve\r\nBcc: all@acme.example\r\n\r\nx", "eve@acme.example")
    found = made(reminder(to=eve, people=(eve,)))
    mail = email.message_from_string(f"Subject: {found.subject}\n\n{found.body}")
    assert mail.keys() == ["Subject"]


def test_people_of_a_crowd_each_get_a_draft() -> None:
    for person in (SARAH, TOM, ANA):
        assert made(reminder(kind=Kind.PANEL, to=person, people=(SARAH, TOM, ANA))).body.startswith(
            f"Hello {first_name(person)},"
        )


@pytest.mark.parametrize("step", ["reply-graciously", "withdraw-note", "stay-in-touch"])
@pytest.mark.parametrize("turn", [Turn.REJECTED, Turn.WITHDRAWN, Turn.ACCEPTED_ELSEWHERE, Turn.NO_ANSWER])
def test_nobody_is_thanked_for_a_talk_that_has_not_been(step: str, turn: Turn) -> None:
    one = reminder(step, Kind.FINAL)
    early = Happened(turn, one.interview.start - timedelta(days=3))
    late = Happened(turn, one.interview.end + timedelta(days=3))
    before, after = (made(replace(one, happened=each)).body for each in (early, late))
    talked = re.compile(r"our talks|we spoke|time you and your|liked what I saw")
    assert not talked.search(before)
    assert talked.search(after)
    assert ("another post" in after) == (turn is Turn.ACCEPTED_ELSEWHERE and step == "withdraw-note")
