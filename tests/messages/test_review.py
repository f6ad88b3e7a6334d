"""Reviews: sentences, greetings and signatures, mails, names, phrases, and letters that are right."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import InputError
from calsync.messages.phrases import Phrases, words_of
from calsync.messages.review import Finding, review
from calsync.messages.review_sentences import Passage, split_sentences
from calsync.messages.review_text import read_message
from calsync.planning.interview import Interviewer, Kind
from calsync.planning.plan import Reminder
from tests.messages.letters import reminder
from tests.planning.made import ANA, SARAH, TOM

PEOPLE = (SARAH, TOM, ANA)


def found(
    text: str,
    *,
    one: Reminder | None = None,
    others: tuple[str, ...] = ("Globex",),
    people: tuple[Interviewer, ...] = PEOPLE,
) -> list[Finding]:
    return review(text, reminder=one or reminder(people=people), others=others, people=people)


def rules(text: str, **more: object) -> list[tuple[int, str]]:
    return [(each.line, each.rule) for each in found(text, **more)]  # type: ignore[arg-type]


GOOD = """Hello Sarah,

Thank you for the talk on Tuesday, and for the tour of the on-call rota.

When you explained how the ledger lost 3.5 % of its rows, I thought of my own backfills; the work is
close to what I do now.

I'm interested in the Data Engineer role and would be glad to join you.

Best regards,
Kim Doe
"""


def test_a_good_letter() -> None:
    assert found(GOOD) == []


def test_a_bad_letter_names_each_line_and_rule() -> None:
    text = """To: sarah@acme.example, tom@acme.example
Subject: Thank you, [name]

Hey guys,

Thank you for the talk. I really
need this job!!

Sara told me that I need your
decision for Globex.
"""
    assert found(text, one=reminder("status-check", people=PEOPLE)) == [
        Finding(1, "recipients", "This mail goes to 2 people; write to each of them, in words of their own.", "sarah@acme.example, tom@acme.example"),
        Finding(2, "gap", "This gap is still to be filled.", "[name]"),
        Finding(4, "greeting", "This greeting is too familiar; “Hello” and the name will do.", "Hey guys,"),
        Finding(6, "pleading", "This pleads; a plain word that you are interested carries further.", "really need this"),
        Finding(7, "exclamation", "One mark at a time, please.", "!!"),
        Finding(9, "pressure", "This presses for an answer; ask when they expect to decide instead.", "need your decision"),
        Finding(9, "name", "“Sara” looks like a slip for “Sarah” (Sarah Lee).", "Sara"),
        Finding(10, "company", "This names “Globex”, another company you are in touch with.", "Globex"),
    ]  # fmt: skip


SENTENCES = [
    ("", []),
    ("One", ["One"]),
    ("One. Two! Three?", ["One.", "Two!", "Three?"]),
    ("one. two. three.", ["one.", "two.", "three."]),
    ("Dr. Lee came. Fine.", ["Dr. Lee came.", "Fine."]),
    ("See e.g. Kafka, i.e. this. Fine.", ["See e.g. Kafka, i.e. this.", "Fine."]),
    ("It grew 3.5 times in v1.2. Good.", ["It grew 3.5 times in v1.2.", "Good."]),
    ("Well... it was good... And so on… fine.", ["Well... it was good...", "And so on… fine."]),
    ("J. Smith and S. Lee came. I did too.", ["J. Smith and S. Lee came.", "I did too."]),
    ("We met at 5 p.m. on Tuesday. It ended at 6 p.m. Then we left.", ["We met at 5 p.m. on Tuesday.", "It ended at 6 p.m.", "Then we left."]),
    ("We met on 1 Dec. and talked.", ["We met on 1 Dec. and talked."]),
    ("Acme Inc. hired. It works for Acme Inc. today.", ["Acme Inc. hired.", "It works for Acme Inc. today."]),
    ("It was no. 5 of all. No. Never.", ["It was no. 5 of all.", "No.", "Never."]),
    ("“When will you decide?” I asked. Then I left.", ["“When will you decide?” I asked.", "Then I left."]),
    ("I read “it.” Fine (very.) Good.", ["I read “it.”", "Fine (very.)", "Good."]),
    ("Really?! Yes!!! No.", ["Really?!", "Yes!!!", "No."]),
    ("See https://a.example/b.c?d=e. Next.", ["See https://a.example/b.c?d=e.", "Next."]),
    ("1. First thing. 2. Second thing.", ["1. First thing.", "2. Second thing."]),
    ("Three things:\n- one\n- two\n* three", ["Three things:", "- one", "- two", "* three"]),
    ("A sentence that\ngoes on. Another\none.", ["A sentence that\ngoes on.", "Another\none."]),
    ("Tea, coffee etc. were good. Bread etc. Then rain.", ["Tea, coffee etc. were good.", "Bread etc.", "Then rain."]),
    ("Good. :-)", ["Good."]),
    ("… ! ? .", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [each.text for each in split_sentences(Passage(text, 1))] == sentences


ANATOMY = [
    # text, greeting, sentences, signature
    ("Hello Sarah,\n\nOne. Two.\n\nBest,\nKim", "Hello Sarah,", 2, ["Best,", "Kim"]),
    ("Hi Sarah, thank you. Two.\nKim Doe", "Hi Sarah,", 2, ["Kim Doe"]),
    ("Dear Dr. Lee,\nOne.\nYours sincerely\nKim\n+49 30 1", "Dear Dr. Lee,", 1, ["Yours sincerely", "Kim", "+49 30 1"]),
    ("Good morning Sarah!\n\nOne.", "Good morning Sarah!", 1, []),
    ("Sarah,\n\nOne.\n\n– Kim", "Sarah,", 1, ["– Kim"]),
    ("One. Two.\n\nThanks,\nKim", None, 2, ["Thanks,", "Kim"]),
    ("Hello Sarah\n\nOne.\n\nThank you", "Hello Sarah", 1, ["Thank you"]),
    ("Hello and thank you very much for all of this. Two.", None, 2, []),
    ("Hello Sarah,\n\nOne.\n\nBest regards,\nKim\n\n> Hi Kim,\n> we met.", "Hello Sarah,", 1, ["Best regards,", "Kim"]),
    ("Hello Sarah,\n\nOne.\n\nOn Tue, 1 Dec 2026 Sarah Lee wrote:\nTwo. Three.", "Hello Sarah,", 1, []),
    ("Hello Sarah,\n\nOne.\n-- \nKim Doe. Poet. Cook.", "Hello Sarah,", 1, []),
    ("To: a@acme.example\nSubject: x\n\nHello,\n\nOne.\n\nmailto:a@acme.example?subject=x", "Hello,", 1, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "greeting", "sentences", "signature"), ANATOMY)
def test_greeting_and_signature_are_no_sentences(
    text: str, greeting: str | None, sentences: int, signature: list[str]
) -> None:
    for version in (text, text.replace("\n", "\r\n")):
        message = read_message(version)
        assert (message.greeting.text if message.greeting else None) == greeting
        assert len(message.all_sentences) == sentences
        assert [line.text for line in message.signature] == signature


PHRASES = [
    ("still have not heard", "I Still  have\nnot HEARD.", "Still  have\nnot HEARD"),
    ("still have not heard", "I still haven’t heard.", "still haven’t heard"),
    ("still have not heard", "I still haven't heard.", "still haven't heard"),
    ("still have not heard", "I still havent heard.", "still havent heard"),
    ("still have not heard", "still, have I not heard", None),
    ("still … heard", "I still have not ever heard.", None),
    ("nobody … replied", "Nobody at your end replied.", "Nobody at your end replied"),
    ("nobody … replied", "Nobody of you all has replied.", None),
    ("i am", "I'm, I’m, im", "I'm"),
    ("can not afford", "I cannot afford it, can't afford it", "cannot afford"),
    ("will not regret", "you won’t regret it", "won’t regret"),
    ("my resume", "my résumé", "my résumé"),
    ("disappoint*", "a disappointing day", "disappointing"),
    ("need", "needed", None),
    ("the role", "Sarah’s role", None),
]


@pytest.mark.parametrize(("phrase", "text", "there"), PHRASES)
def test_phrases(phrase: str, text: str, there: str | None) -> None:
    words = words_of(text)
    places = [text[words[first].start : words[last].end] for first, last in Phrases([phrase]).find(words)]
    assert places[:1] == ([there] if there else [])


MAILS = [
    ("To: sarah@acme.example", []),
    ("To: Sarah Lee <sarah@acme.example>\nBcc: me@mail.example", []),
    ("To: sarah@acme.example\nCc: SARAH@acme.example", []),
    ('To: "Lee, Sarah" <sarah@acme.example>', []),
    ("To: sarah@acme.example; tom@acme.example", [1]),
    ("To: sarah@acme.example,\n  tom@acme.example", [1]),
    ("From: me@mail.example\nTo: sarah@acme.example\nCc: tom@acme.example", [3]),
    ("To: Panel: sarah@acme.example, tom@acme.example;", [1]),
    ("To: sarah@acme.example\nBcc: tom@acme.example, ana@acme.example", [2]),
    ("To: your contact", []),
]


@pytest.mark.parametrize(("headers", "lines"), MAILS)
def test_recipients(headers: str, lines: list[int]) -> None:
    findings = rules(f"{headers}\nSubject: Thank you\n\n{GOOD}")
    assert findings == [(line, "recipients") for line in lines]


BAD = GOOD.replace("Hello Sarah", "Hello Sara").replace("the ledger", "Zürich and the ledger")


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("extra", ["alone", "with html", "with a file"])
def test_a_saved_mail(encoding: str, extra: str) -> None:
    mail = EmailMessage()
    mail["To"] = "Sarah Lee <sarah@acme.example>"
    mail["Subject"] = "Grüße von [name]"
    body = BAD if encoding != "7bit" else BAD.replace("Zürich", "Ulm")
    mail.set_content(body, cte=encoding)
    if extra == "with html":
        mail.add_alternative("<p>Hello Tom,</p><p>I need your decision.</p>", subtype="html")
    if extra == "with a file":
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="cv.pdf")
    text = mail.as_bytes().decode("utf-8", "surrogateescape")
    wanted = {"gap", "name"} | ({"résumé"} if extra == "with a file" else set())
    assert {rule for _, rule in rules(text)} == wanted
    if encoding in ("7bit", "8bit"):
        line = text.split("\n").index("Hello Sara,") + 1
        assert [at for at, rule in rules(text) if rule == "name"] == [line]


def test_a_mail_of_html_alone() -> None:
    html = "<style>p {}</style><p>Hello Sarah,</p>" + "".join(
        f"<p>{part}</p>" for part in GOOD.split("\n\n")[1:]
    )
    head = "To: sarah@acme.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    assert found(head + html) == []
    assert rules(head + html.replace("Hello Sarah", "Hello&nbsp;Sara")) == [(1, "name")]


def test_a_first_line_with_a_colon_is_no_header() -> None:
    assert read_message("Thanks: for all.\n\nTwo.").subject is None
    assert read_message("Subject: x\n\nTwo.").subject == Passage("x", 1)


def test_a_mail_of_mails_of_mails_is_refused() -> None:
    text = "To: a@acme.example\n" + "Content-Type: message/rfc822\n\n" * 1500 + "x"
    with pytest.raises(InputError, match="mails within mails"):
        found(text)


GREETINGS = [
    # greeting, people in the talk, whom it is to, the finding
    ("Hello Sarah,", PEOPLE, SARAH, None),
    ("Dear Ms. Lee,", PEOPLE, SARAH, None),
    ("Dear Dr. Sarah Lee,", PEOPLE, SARAH, None),
    ("hello sarah,", PEOPLE, SARAH, None),
    ("Hello Sara,", PEOPLE, SARAH, "“Sara” looks like a slip for “Sarah” (Sarah Lee)."),
    ("Hello Sarha,", PEOPLE, SARAH, "“Sarha” looks like a slip for “Sarah” (Sarah Lee)."),
    ("Dear Ms Lea,", PEOPLE, SARAH, "“Lea” looks like a slip for “Lee” (Sarah Lee)."),
    ("Hello Tom,", PEOPLE, SARAH, "This message is to Sarah Lee, but greets “Tom”."),
    ("Hello Grace,", PEOPLE, SARAH, "Nobody called “Grace” was in the talk; this message is to Sarah Lee."),
    ("Hello Grace,", PEOPLE, None, None),
    ("Hello Anna,", PEOPLE, None, "“Anna” looks like a slip for “Ana” (Ana Ruiz)."),
    ("Hello Jose,", (Interviewer("José Núñez"),), Interviewer("José Núñez"), None),
    ("Hello Bob,", (Interviewer("Robert Ito"),), Interviewer("Robert Ito"), None),
    ("Hello Dan,", (Interviewer("Daniel Ito"),), Interviewer("Daniel Ito"), None),
    ("Hello Jon,", (Interviewer("John Ito"),), Interviewer("John Ito"), "“Jon” looks like a slip for “John” (John Ito)."),
    ("Hello Anne-Marie,", (Interviewer("Anne-Marie Ito"),), Interviewer("Anne-Marie Ito"), None),
    ("Hello Ms O’Brien,", (Interviewer("Siobhan O'Brien"),), Interviewer("Siobhan O'Brien"), None),
    ("Dear Hiring Manager,", PEOPLE, SARAH, None),
    ("Hello there,", PEOPLE, SARAH, None),
    ("Hello,", PEOPLE, SARAH, None),
]  # fmt: skip


@pytest.mark.parametrize(("greeting", "people", "to", "says"), GREETINGS)
def test_the_name_in_the_greeting(
    greeting: str, people: tuple[Interviewer, ...], to: Interviewer | None, says: str | None
) -> None:
    one = reminder(to=to, people=people)
    findings = [
        f for f in found(GOOD.replace("Hello Sarah,", greeting), one=one, people=people) if f.rule == "name"
    ]
    assert [each.message for each in findings] == ([says] if says else [])


NAMES = [
    # a sentence in the text, people, company, role, what is found
    ("I liked what Sarah and Tom said.", PEOPLE, "Acme", "Data Engineer", []),
    ("I liked what Sarha said.", PEOPLE, "Acme", "Data Engineer", ["Sarha"]),
    ("Sarrah said it well.", PEOPLE, "Acme", "Data Engineer", ["Sarrah"]),
    ("I liked Sara’s words.", PEOPLE, "Acme", "Data Engineer", ["Sara"]),
    ("We used Java in June.", (Interviewer("Jana Ito"), Interviewer("Jane Doe")), "Acme", "Data Engineer", []),
    ("I told Christofer so.", (Interviewer("Christopher Ito"),), "Acme", "Data Engineer", ["Christofer"]),
    ("I saw Sara and Sarah.", (SARAH, Interviewer("Sara Ito")), "Acme", "Data Engineer", []),
    ("The work at Acmee is good.", PEOPLE, "Acme", "Data Engineer", ["Acmee"]),
    ("Acne is not what I mean.", PEOPLE, "Acme", "Data Engineer", []),
    ("I came to it late.", PEOPLE, "Acme", "Data Engineer", []),
    ("The work at Blue Whale is good.", PEOPLE, "Blue Whale GmbH", "Data Engineer", []),
    ("The work at Blue Wale is good.", PEOPLE, "Blue Whale GmbH", "Data Engineer", ["Blue Wale"]),
    ("The Data Enginer role is it.", PEOPLE, "Acme", "Data Engineer", ["Data Enginer"]),
    ("The data engineering is it.", PEOPLE, "Acme", "Data Engineer", []),
    ("The data engine is it.", PEOPLE, "Acme", "Data Engineer", []),
    ("Two data engineers came.", PEOPLE, "Acme", "Data Engineer", []),
    ("The senior product manger role.", PEOPLE, "Acme", "Senior Product Manager (m/f/d)", ["product manger"]),
    ("The product managed it.", PEOPLE, "Acme", "Senior Product Manager", []),
    ("As an Anaylst I know.", PEOPLE, "Acme", "Analyst", ["Anaylst"]),
    ("Analysis is fun for an analyst.", PEOPLE, "Acme", "Analyst", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "people", "company", "role", "slips"), NAMES)
def test_names_in_the_text(
    sentence: str, people: tuple[Interviewer, ...], company: str, role: str, slips: list[str]
) -> None:
    one = reminder("references-sent", to=None, people=people, company=company, role=role)
    findings = found(f"Hello,\n\n{sentence}\n", one=one, people=people)
    assert [each.quote for each in findings] == slips


OTHER = [
    ("The work at Globex is good.", ("Globex",), "Acme", ["Globex"]),
    ("the work at globex’s is good.", ("Globex Inc.",), "Acme", ["globex’s"]),
    ("See kim.example/globex-cv.", ("Globex",), "Acme", ["globex"]),
    ("I like Blue\nWhale.", ("Blue Whale GmbH",), "Acme", ["Blue Whale"]),
    ("I like blue things.", ("Blue Whale GmbH",), "Acme", []),
    ("My target is Target.", ("Target",), "Acme", ["Target"]),
    ("Target dates and the next stripe.", ("Target", "Stripe", "Next"), "Acme", []),
    ("I like Acme Labs.", ("Acme",), "Acme Labs", []),
    ("I like Acme Labs.", ("Acme Labs",), "Acme", ["Acme Labs"]),
    ("Sarah Lee came.", ("Lee",), "Acme", []),
    ("We met.", ("",), "Acme", []),
]


@pytest.mark.parametrize(("sentence", "others", "company", "named"), OTHER)
def test_other_companies(sentence: str, others: tuple[str, ...], company: str, named: list[str]) -> None:
    one = reminder("references-sent", company=company)
    findings = found(f"Hello Sarah,\n\n{sentence}\n", one=one, others=others)
    assert [each.quote for each in findings] == named
    assert {each.rule for each in findings} <= {"company"}


MARKS = [
    ("Fine [name] it is.", ["gap"]),
    ("Fine [one moment from\nyour talk] it is.", ["gap"]),
    ("Fine {{ name }} and {name} it is.", ["gap", "gap"]),
    ("Fine [...] and ___ TODO.", ["gap", "gap", "gap"]),
    ("Fine [the text](https://a.example) and [1] it is.", []),
    ("Fine 🎉 and ❤️ it is.", ["emoji", "emoji"]),
    ("Fine :) it is ;-)", ["emoji", "emoji"]),
    ("Fine: (so it is) at 10:30; → ✓ ™ it is.", []),
    ("Fine!! it is ?! so.", ["exclamation", "exclamation"]),
    ("Fine! It is! So!", ["exclamation"]),
    ("Fine! It is.", []),
]


@pytest.mark.parametrize(("sentence", "marks"), MARKS)
def test_marks(sentence: str, marks: list[str]) -> None:
    findings = found(f"Hello Sarah,\n\n{sentence}\n", one=reminder("references-sent"))
    assert [each.rule for each in findings] == marks


FINE = [
    "There is no pressure at all, and I do not need your decision now.",
    "If you need a decision from me by Friday, tell me.",
    "I was sorry to hear that the frustrating outage ignored its alarms.",
    "I heard nothing but good.",
    "Could you resume the talk next week?",
    "We need the data as soon as possible, you said.",
]


@pytest.mark.parametrize("sentence", FINE)
def test_what_only_looks_like_it(sentence: str) -> None:
    assert found(f"Hello Sarah,\n\n{sentence}\n", one=reminder("references-sent")) == []


GENERAL = [
    "I really enjoyed our conversation and learning more about the position.",
    "It was a pleasure to meet you and hear about the exciting things your company is doing.",
    "Thank you for sharing your insights on the team and the culture.",
    "I was impressed by your passion and the collaborative environment.",
    "Our discussion strengthened my enthusiasm for the opportunity.",
    "I appreciate the valuable information you provided about the Data Engineer role at Acme.",
    "I left our meeting even more excited about joining such a dynamic team.",
]
SPECIFIC = [
    "I enjoyed hearing how you moved to Kafka last spring.",
    "Your story of the failed launch in Oslo made me laugh.",
    "The whiteboard exercise on rate limiting was fun.",
    "I have kept thinking about your question on idempotent writes.",
    "What you said about pairing juniors with reviewers stuck with me.",
    "The chat about climbing was a nice surprise.",
]


@pytest.mark.parametrize(
    ("sentence", "wanted"), [(s, True) for s in GENERAL] + [(s, False) for s in SPECIFIC]
)
def test_a_thank_you_that_would_fit_anybody(sentence: str, wanted: bool) -> None:
    text = f"Hello Sarah,\n\nThank you for your time.\n\n{sentence} My own work is close to it.\n\nI am interested in the role.\n\nKim"
    assert ("specific" in {rule for _, rule in rules(text)}) == wanted


LETTERS = [
    (
        "thank-you",
        Kind.TECHNICAL,
        "Hi Sarah,\n\nThanks again for meeting with me on Tuesday – I know how busy the end of a quarter is.\n\n"
        "I loved our back-and-forth about whether to shard by tenant or by region. At my last company I worked on "
        "a similar split, so your plan to keep a read replica makes a lot of sense to me.\n\n"
        "I’m really excited about the Data Engineer position, and I’d love to help the team get there.\n\nThanks,\nKim\n",
    ),
    (
        "thank-you",
        Kind.ONSITE,
        "Dear Ms. Lee,\n\nthank you very much for the interview. I particularly liked the tour through the plant.\n\n"
        "Connecting the sensor data with the plant’s own systems fits my background very well.\n\n"
        "I would be very happy to join Acme and look forward to hearing from you.\n\nKind regards\nKim Doe\nTel. +49 30 1\n",
    ),
    (
        "status-check",
        Kind.FINAL,
        "Hello Sarah,\n\nI hope you are well. I’m still very interested in the role; is there news on the timeline?\n\nBest,\nKim",
    ),
    ("thank-you", Kind.PHONE_SCREEN, "Hello Sarah,\n\nThank you for the call. I look forward to the next steps!\n\nKim"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "kind", "text"), LETTERS)
def test_letters_of_people_who_write_well(step: str, kind: Kind, text: str) -> None:
    assert found(text, one=reminder(step, kind, people=PEOPLE)) == []


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Hello Sarah,\n", "Subject: x\n\n", "Hello,\n\nBest,\nKim", "> quoted", "…"]
)
def test_an_empty_message(text: str) -> None:
    assert [rule for _, rule in rules(text)] == ["empty"]


def test_a_message_far_too_long_is_looked_at_in_part() -> None:
    findings = found("Hello Sarah,\n\n" + "So it is. " * 5000, one=reminder("references-sent"))
    assert [each.message[:20] for each in findings] == ["This is far too long"]


@given(st.text(max_size=300))
def test_any_text_can_be_reviewed(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= each.line <= lines for each in found(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "To: a@b.example",
                "Cc:",
                "Subject: =?utf-8?b?!?=",
                "",
                " x",
                "[",
                "{{",
                "!",
                "Hello Sarah,",
                "Best,",
                "> x",
                "Content-Type: multipart/mixed; boundary=x",
                "--x",
                "Content-Transfer-Encoding: base64",
                "“",
                "Dr.",
                "1.",
            ]
        ),
        max_size=14,
    )
)
def test_any_lines_can_be_reviewed(lines: list[str]) -> None:
    assert all(each.line >= 1 for each in found("\n".join(lines)))


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("It has been two weeks and I am yet to hear anything.", "frustration"),
        ("I have been left hanging.", "frustration"),
        ("I emailed last week and got no reply.", "frustration"),
        ("Kindly expedite the decision.", "pressure"),
        ("This is urgent.", "pressure"),
        ("I have another offer and need to know by Friday.", "pressure"),
        ("I would be so grateful for any answer.", "pleading"),
        ("I really want this job.", "pleading"),
        ("I liked your urgent-alerts dashboard.", ""),
        ("I was disappointed not to see the demo, but happy to hear how you fixed it.", ""),
    ],
)
def test_tones_as_people_write_them(sentence: str, rule: str) -> None:
    tones = {"frustration", "pressure", "pleading"}
    found = {each.rule for each in review(sentence, reminder=reminder("status-check"), others=(), people=())}
    assert found & tones == ({rule} if rule else set())
