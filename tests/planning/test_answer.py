"""What a person answers in a few words: the tables are the specification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from calsync.errors import AnswerError, PhraseError, UsageError, WhenError
from calsync.planning.answer import (
    Asked,
    Meaning,
    SaidDecision,
    SaidDone,
    SaidLater,
    SaidMoved,
    SaidNote,
    SaidOutcome,
    SaidPeople,
    SaidSkipped,
    read_answer,
)
from calsync.planning.cadence import Asks
from calsync.planning.workdays import WorkCalendar
from tests.planning.made import BERLIN, NEW_YORK, US

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=BERLIN)
"""Tuesday."""

# Answered on Tuesday 24 November 2026, 10:15: what it means, then what was typed, in a reminder that asks nothing.
ENGLISH = """
done: done | sent | yes | Done! | DONE. | done, thanks | yes please | ✓ | ✔ | ✔️ | ☑ | ☑️ | ✅ | [x] | ✓ done | done ✓
done: mail sent | thank-you sent | I have sent the email | connected | done already | just sent it | finally done
done: yes, done | ok done | sent it | I sent it | I've sent it | I’ve sent them | already done | it's done | Asked | yep
done: “done” | *sent* | - done | done 🎉 | done :-) | yes!!! sent… | emailed her | I did it | I have thanked them
done 2026-11-24: sent Tuesday | sent on Tuesday | done today | today, done | sent it on Tuesday, thanks
done 2026-11-23: sent yesterday | yesterday sent | done on Monday | I sent it yesterday | sent: yesterday | yes, yesterday
done 2026-11-23: ✓ yesterday | sent 23 Nov | emailed her on 23 November | sent 1 day ago | sent 2026-11-23 | sent 23.11.
done 2026-11-22: done two days ago | sent 2 days ago | done the day before yesterday | sent on Sunday
done 2026-11-23 18:00: done yesterday 18:00 | yesterday 18:00 sent | sent yesterday at 6pm | I’ve sent it yesterday at 18:00
done 2026-11-24: sent this morning | sent earlier today | done today
done 2026-11-23: sent last night | sent yesterday evening | yesterday morning sent
done 2026-11-24 08:15: sent 2 hours ago | done today 8:15 | sent at 8:15
skip: skip | no | No. | no thanks | No, thank you | nope | not needed | drop it | skip it | skip this step | ✗ | ❌ | won't do
skip: ignore | don't need it | I don't want to | nothing to do | remove it | no longer needed
skip: forget it | never mind | not necessary | no need | no, skip it | please skip this one | nobody
later: later | not now | snooze | not yet | Later! | snooze it | not now, later | remind me later | another time please
move 2026-11-25: next working day | tomorrow | later, tomorrow | Wednesday | snooze until tomorrow | postpone it to tomorrow | in 1 day
move 2026-11-26: in two days | in 2 days | day after tomorrow | snooze 2 days | postpone by two days | Thursday
move 2026-11-25 09:00: tomorrow morning | move to tomorrow morning
move 2026-11-25 14:00: tomorrow afternoon
move 2026-11-24 19:00: tonight | this evening
move 2026-11-27: Friday | on Friday | this Friday | move to Friday | later on Friday | Friday please | snooze till Friday
move 2026-11-27: I'll do it Friday | 27 Nov | Nov 27 | 27.11. | 2026-11-27 | Fri | the 27th | FRIDAY!! | push it to Friday
move 2026-11-27: move it to the end of the week | in 2 working days
move 2026-11-30: remind me on Monday | next Monday | Monday next week | please remind me on Monday, thanks
move 2026-12-01: in a week | in 1 week | a week from today | Tuesday
move 2026-12-04: next Friday | 4 Dec | 4 December 2026 | December 4th | move to the end of next week | reschedule to 4 Dec
move 2026-11-25 09:00: tomorrow 9:00 | tomorrow at 9am | 9 am tomorrow | remind me tomorrow at 9:00 | move to tomorrow 9:00
move 2026-11-24 14:30: 14:30 | today 14:30 | at 2:30pm | later today 14:30
move 2026-11-24 12:15: in 2 hours | snooze 2 hours | snooze for two hours
decision 2026-11-27: I'll hear by Friday | by Friday | they decide on Friday | decision on Friday | they'll decide by Friday
decision 2026-11-27: no later than Friday | I should hear back by Friday | they'll let me know by Friday | decision: Friday
decision 2026-11-27: they said Friday | They'll get back to me on Friday at the latest | decision by Friday 5:30 p.m. ET
decision 2026-11-25: before Thanksgiving | they'll decide before Thanksgiving
decision 2026-12-04: new decision date: 4 Dec | decision postponed to 4 Dec | decision expected next week | result next week
decision 2026-12-04: by the end of next week | decision on 4 Dec | by Dec 4 | by Dec 4. | they'll decide next week | by 4.12.
decision 2026-12-08: within two weeks | they want to decide within two weeks | they decide in 2 weeks
decision 2026-12-24: they'll decide before Christmas | before Christmas | They’ll decide before Christmas.
decision none: they didn't say | no date | They didn’t say when | they did not say | no decision date yet | they named no date
decision none: not stated | they don't know yet | no timeline
rejected: rejected | they said no | I was rejected | got rejected | they rejected me | rejection | didn't get it | turned down
rejected: unfortunately rejected | Rejected, unfortunately. | they declined | I was declined
rejected: they turned me down | they went with someone else | rejected :(
rejected on 2026-11-23: rejected yesterday | yesterday they said no | they said no yesterday | rejected on Monday
rejected on 2026-11-24: rejected Tuesday | rejected today
offer: offer | got an offer | they made an offer | they made me an offer | I've got an offer | an offer came in | Offer!!! 🎉
offer until 2026-12-04: offer with deadline 4 Dec | they offered me the job, I have until 4 Dec | offer until 4 Dec | offer, until 4 Dec | offer till Dec 4 | got an offer, open until 4 December
offer until 2026-12-04: offer until the end of next week | offer, answer by 4.12. | offer, deadline 4 Dec | offer (until 4 Dec)
offer until 2026-11-27: got an offer, answer by Friday | offer, I have until Friday | offer valid until Friday | offer expires on Friday
offer until 2026-11-27 17:00: offer until Friday 17:00 | offer until Friday 5pm
offer until 2026-12-04: I have to accept by 4 Dec | need to sign before 4 Dec
offer on 2026-11-23: offer yesterday | got an offer yesterday | yesterday got an offer
offer on 2026-11-22: offer 2 days ago
offer on 2026-11-23 until 2026-12-04: offer yesterday until 4 Dec | got an offer yesterday, answer by 4 Dec
next-round: next round | the next round | second interview arranged | next interview is scheduled | invited to the second round
next-round: I'm through to the next round | final round scheduled | 2nd interview booked
next-round on 2026-11-23: next round yesterday
withdrawn: withdrew | I withdrew | I pulled out | withdrew my application | I'm no longer interested | dropped out
withdrawn: got it elsewhere | took another job | I took another job | accepted another offer | found something else
withdrawn: I accepted a job elsewhere
withdrawn on 2026-11-23: withdrew yesterday | I pulled out on Monday
accepted: accepted | I took it | accepted the offer | I accepted their offer | signed the contract | took the job
accepted on 2026-11-23: accepted yesterday | accepted on Monday
no-answer: they never got back to me | never heard from them | silence
no-answer: no answer | ghosted | they ghosted me | never heard back | no reply | I was ghosted | no response at all | No answer.
people Tom Ng <tom@acme.example>: met Tom Ng tom@acme.example | who: Tom Ng <tom@acme.example> | I met Tom Ng tom@acme.example
people Tom Ng; Ana Ruiz: interviewers: Tom Ng, Ana Ruiz | met Tom Ng and Ana Ruiz | I met Tom Ng and Ana Ruiz (CTO)
people Tom Ng; Ana Ruiz: who: Tom Ng; Ana Ruiz | I spoke to Tom Ng & Ana Ruiz | interviewed by Tom Ng plus Ana Ruiz | met: Tom Ng, Ana Ruiz
note sharding question, her team's migration: note: sharding question, her team's migration
note sharding question: Note: sharding question | NOTE : sharding question | note： sharding question | notes:sharding question
note she likes X. Ask about Y; done: note: she likes X. Ask about Y; done
"""

# In the reminder that asks when they will decide.
TIMELINE = """
decision 2026-11-27: Friday | by Friday | yes, by Friday | asked: by Friday | on Friday | this week | they said Friday
decision 2026-11-27: We'll let you know by Friday | Friday, I think | end of the week | yes Friday
decision 2026-12-04: by the end of next week | next week | end of next week | 4 Dec | next Friday | in 10 days | Fri 4 Dec
decision 2026-12-08: in two weeks | within two weeks | two weeks
decision 2026-12-24: they'll decide before Christmas | before Christmas
decision 2026-11-25: tomorrow | Thanksgiving
decision 2026-12-31: December | end of December
decision none: no | they didn't say | No. | no date | soon | not stated | we'll be in touch | unknown
done: yes | asked | I asked | ✓ | done
done 2026-11-23: asked yesterday
skip: skip | drop it
later: later | snooze
move 2026-11-27: move to Friday | remind me on Friday | snooze until Friday
offer until 2026-12-04: offer until 4 Dec
rejected: rejected | they said no
note ask again: note: ask again
people Tom Ng: met Tom Ng | who: Tom Ng
"""

# In the reminder that asks who was there.
PEOPLE = """
people Tom Ng <tom@acme.example>: Tom Ng tom@acme.example | Tom Ng <tom@acme.example> | "Ng, Tom" <tom@acme.example>
people Tom Ng <tom@acme.example>: tom ng tom@acme.example | tom@acme.example Tom Ng | Tom Ng (tom@acme.example)
people Tom Ng <tom@acme.example>; Ana Ruiz: Tom Ng <tom@acme.example>, Ana Ruiz | Tom Ng tom@acme.example and Ana Ruiz
people Sarah; Tom: Sarah and Tom | Sarah, Tom | with Sarah and Tom | it was Sarah and Tom | Sarah & Tom. | Sarah; Tom
people Tom Ng; Ana Ruiz: I met Tom Ng and Ana Ruiz (CTO) | Tom Ng, Dr. Ana Ruiz | Tom Ng. Ana Ruiz | Mr Tom Ng + Ana Ruiz [HR]
people Tom: Tom | Names: Tom | just Tom | Tom! | it was just Tom | Tom, thanks
people ? <tom@acme.example>: tom@acme.example
people ? <tom@acme.example>; ? <ana@acme.example>: tom@acme.example ana@acme.example | tom@acme.example, ana@acme.example
people Ludwig van Beethoven: Ludwig van Beethoven
people Tom Ng <tom@acme.example>; Ana Ruiz <ana@acme.example>: Ng, Tom <tom@acme.example>; Ruiz, Ana <ana@acme.example> | Ng, Tom <tom@acme.example>, Ruiz, Ana <ana@acme.example>
people Tom Ng <tom@acme.example>: Ng, Tom <tom@acme.example>
people Sarah Lee; Tom Ng <tom@acme.example>: Sarah Lee, Tom Ng <tom@acme.example>
people Peter Neu; Ana Good: Peter Neu, Ana Good
people Sarah O'Brien: Sarah O'Brien | Sarah O’Brien
people 田中 さくら: 田中 さくら
people May: May
skip: skip | no | nobody | no one
done: done | yes
later: later
move 2026-11-27: Friday | move to Friday
rejected: rejected
decision 2026-11-27: they decide on Friday | by Friday
note Tom was kind: note: Tom was kind
"""

GERMAN = """
done: erledigt | gesendet | geschickt | ja | Ja, erledigt | ich habe es geschickt | schon gesendet | Mail ist raus | fertig
done 2026-11-24: am Dienstag geschickt | geschickt am Dienstag | heute gesendet
done 2026-11-23: gestern gesendet | gesendet gestern | gestern habe ich es geschickt | sent gestern | am Montag erledigt
done 2026-11-23: ich habe es gestern geschickt | ich hab ihr am Montag geschrieben | wurde gestern gesendet
rejected on 2026-11-23: ich habe gestern eine Absage bekommen | sie haben mir gestern abgesagt
withdrawn on 2026-11-23: ich habe meine Bewerbung gestern zurückgezogen
accepted on 2026-11-23: ich habe gestern zugesagt
offer on 2026-11-23: ich habe gestern ein Angebot bekommen
decision 2026-11-27: sie wollen bis Freitag entscheiden | ich bekomme bis Freitag Bescheid | sie melden sich bis Freitag
decision 2026-11-27: ich soll bis Freitag Bescheid bekommen | sie rufen mich am Freitag an | sie wollen sich bis Freitag melden
people Tom Ng; Ana Ruiz: ich habe Tom Ng und Ana Ruiz getroffen | ich habe mit Tom Ng und Ana Ruiz gesprochen
move 2026-11-27: in ein paar Tagen | nochmal am Freitag
done 2026-11-22: vorgestern erledigt | gesendet vor zwei Tagen | vor 2 Tagen gesendet
done 2026-11-23 18:00: gesendet gestern 18 Uhr | gestern um 18 Uhr gesendet | gestern 18:00 geschickt | gestern 18.00 Uhr geschickt
skip: überspringen | nein | Nein, danke | nicht nötig | ueberspringen | vergiss es | niemand | ÜBERSPRINGEN
later: später | nicht jetzt | später, bitte | spaeter | noch nicht | verschieben | ein andermal
move 2026-11-25: morgen | morgen bitte
move 2026-11-25 09:30: morgen 9:30 | morgen um 9:30 Uhr | morgen 9 Uhr 30 | morgen 9.30 Uhr
move 2026-11-26: übermorgen | in zwei Tagen | in 2 Tagen
move 2026-11-27: Freitag | am Freitag | auf Freitag verschieben | verschieben auf Freitag | bitte auf Freitag | kommenden Freitag | Fr
move 2026-11-27 09:00: am Freitag um 9 Uhr | Freitag 9:00
move 2026-11-30: erinnere mich am Montag | Montag nächster Woche | auf nächste Woche Montag
move 2026-12-01: in einer Woche | nächsten Dienstag
move 2026-12-04: am 4. Dezember | 4. Dez. | 4.12. | den 4.12.2026
decision 2026-11-27: bis Freitag | sie melden sich bis Freitag | ich höre bis Freitag | Entscheidung am Freitag | spätestens Freitag
decision 2026-12-04: bis Ende nächster Woche | sie entscheiden bis Ende nächster Woche | bis zum 4. Dezember | Entscheidung am 4.12.
decision 2026-12-04: sie entscheiden nächste Woche | Bescheid bis 4. Dezember | BIS ENDE NÄCHSTER WOCHE
decision 2026-12-08: innerhalb von zwei Wochen | sie entscheiden in zwei Wochen | spätestens in 2 Wochen
decision 2026-12-24: vor Weihnachten | sie entscheiden vor Weihnachten
decision 2026-11-30: bis Ende des Monats | bis Ende November
decision none: sie haben nichts gesagt | kein Datum | kein Termin genannt | sie wissen es noch nicht
rejected: Absage | abgelehnt | Absage bekommen | sie haben abgesagt | ich habe eine Absage bekommen
rejected on 2026-11-23: Absage gestern | gestern Absage bekommen | gestern abgelehnt
offer: Angebot | Angebot bekommen | ich habe ein Angebot | sie haben ein Angebot gemacht
offer until 2026-12-04: Zusage bis 4. Dezember | Zusage bis zum 4.12. | ich muss bis 4. Dezember zusagen | Angebot bis 4. Dezember | Angebot bis zum 4.12. | Angebot, Antwort bis 4. Dezember | Offer bis 4. Dez
offer until 2026-11-27: Angebot bekommen, Antwort bis Freitag | Angebot bis Freitag
next-round: nächste Runde | Nächste Runde! | zweites Gespräch vereinbart | eine Runde weiter
withdrawn: zurückgezogen | Bewerbung zurückgezogen | ich habe meine Bewerbung zurückgezogen | anderswo zugesagt
accepted: angenommen | ich habe zugesagt | Angebot angenommen | ich habe das Angebot angenommen | Vertrag unterschrieben
no-answer: keine Antwort | keine Rückmeldung | nie wieder etwas gehört
people Tom Ng; Ana Ruiz: getroffen: Tom Ng und Ana Ruiz | gesprochen mit Tom Ng und Frau Ana Ruiz | wer: Tom Ng, Ana Ruiz
note Frage zu Sharding: Notiz: Frage zu Sharding | NOTIZ: Frage zu Sharding
"""

GERMAN_TIMELINE = """
decision 2026-12-04: Ende nächster Woche | nächste Woche | am 4. Dezember | ja, bis Ende nächster Woche
decision 2026-11-27: Freitag | bis Freitag | diese Woche | gefragt: bis Freitag
decision 2026-12-08: in zwei Wochen
decision none: nein | sie haben nichts gesagt | unklar | noch offen
done: ja | gefragt
"""

GERMAN_PEOPLE = """
people Tom Ng <tom@acme.example>: Tom Ng tom@acme.example | Herr Tom Ng, tom@acme.example
people Sarah; Tom: Sarah und Tom | mit Sarah und Tom | es waren Sarah und Tom
skip: nein | niemand
"""

SEVERAL = (
    ("sent Tuesday; offer until 4 Dec", "done 2026-11-24 + offer until 2026-12-04"),
    ("sent Tuesday. They decide on Friday.", "done 2026-11-24 + decision 2026-11-27"),
    ("done\nnote: she likes X. Ask about Y", "done + note she likes X. Ask about Y"),
    ("note: a talk on X\nand on Y\nsent yesterday", "note a talk on X\nand on Y + done 2026-11-23"),
    ("note: one\nnote: two", "note one + note two"),
    ("met Tom Ng\n\nmet Ana Ruiz; rejected", "people Tom Ng; Ana Ruiz + rejected"),
    ("yes. done; sent", "done"),
    ("done;;; \n\n ;", "done"),
    ("by 4. December. sent", "decision 2026-12-04 + done"),
    ("Erledigt. Angebot bis 4. Dezember.", "done + offer until 2026-12-04"),
    ("skip; note: Absage; egal", "skip + note Absage; egal"),
    ("rejected yesterday; skip; met Tom Ng; they decide on Friday; note: x", "rejected on 2026-11-23 + skip + people Tom Ng + decision 2026-11-27 + note x"),
)  # fmt: skip

# What nobody can know the meaning of, in any of the reminders.
REFUSED = """I declined|I rejected them|we refused|I accepted that they said no|Tom rejected it|offer rejected|they accepted|decided|took|Ask about Kubernetes|Bring passport|Train leaves 9:40|Sarah likes sailing|Call mum|Prepare questions for Tom
Friday?|done?|no idea what to do|asdf|...|👍|👎|🤷|ok|please|thanks|4|14|2027|second|the|a|by|before|until|offer?|offer by Friday
offer Friday|Monday and Tuesday|done but not sent|not done|isn't done|no Friday|no, later
done %|sent > Friday|by Friday I should call them|call them by Friday|email Sarah on Monday|sent Tuesday's email|rejected?
no answer yet|no offer|offer declined|I declined their offer|they will not decide by Friday|they won't decide before Friday
not before Friday|-3 days|move to -3 days|done ❌|Friday ✗|skip ✓|rejected or ghosted|interview Friday|Interview on 4 Dec|Zoom link
Meeting with Tom at 9:40|Flight at 9:40 tomorrow|Dr. Ng is the boss|Send CV|Ask for Sarah|remind me
move|move to|snooze until|they decide|decision|note|note without a colon|notes on sharding|who|who was there|met|met the team
met Tom from HR|I met them|met tom|met Tom2|who Tom Ng|interviewers:|who: |met 12 people|met Tom, who is nice|move to next week
Frag nach Kubernetes|Reisepass mitbringen|Zug fährt 9:40|Sarah segelt gern|bis Freitag bitte anrufen|Montag oder Dienstag|Angebot am Freitag
erledigt?|nicht erledigt|zugesagt|abgesagt|Zusage|ich habe es vielleicht geschickt|sie wollen Freitag feiern|ich habe keine Zeit getroffen|kein Angebot|Notiz ohne Punkt|sie entscheiden nicht vor Freitag|ja und nein|vielleicht morgen
rm -rf /|$(reboot)|`ls`|{{ secret }}|<script>done</script>|--help|; drop table|../../etc/passwd|track --start now|https://acme.example/done
done; asdf|sent. What now|rejected; call mum|done\\nbuy milk|asdf; done|note:|Notiz: |done done done not"""

REFUSED_ALONE = "Friday or Monday|early next week maybe|next week|end of next week|this week|December|two days|in December|mid December|Tom Ng tom@acme.example|Tom Ng"
REFUSED_TIMELINE = "asked Tuesday|done Friday|not yet|Tom Ng|no, by Friday|Friday or later|several weeks"
REFUSED_PEOPLE = """I've Tom|They’ll|Tuesday's Tom|Fri (CTO)|tom ng|Ana Ruiz, CTO|Tom2|Tom Ng tom@|Tom Ng tom@acme|TOM NG|tom@acme.example Ana Ruiz|Who|Tom and I|Bring Passport
A, B, C, D, E, F, G, H, I, J, K, L, M, N|The recruiter|Someone from HR|Tom likes Ana|Name: |Tom said hello|two people
Cancelled|Rescheduled|Passed|Failed|Zoom|Teams|Idk|Tbd|Sure|OK|Fine|Rückruf|Abgesagt|Zoom Link|Cancelled. Rescheduled|Tom, Zoom
Herr Ng und jemand|Frau Personalchefin und ich|next week|Tom Ng 2|Tom/Ana|Tom?|A Very Long Name That Goes On"""

HALF = (
    ("offer until 31 Feb", WhenError, "31 Feb"),
    ("offer until yesterday", WhenError, "yesterday"),
    ("done tomorrow", WhenError, "has not come yet"),
    ("sent 31 Feb", WhenError, "31 Feb"),
    ("move to yesterday", WhenError, "yesterday"),
    ("tomorrow 25:00", WhenError, "25:00"),
    ("Friday morning please", WhenError, "Friday morning"),
    ("by 31 February", PhraseError, "31 February"),
    ("they'll decide by 31 Feb", PhraseError, "they'll decide by 31 Feb"),
    ("decision before Diwali", PhraseError, "diwali"),
    ("by December", PhraseError, "more than one day"),
    ("Angebot bis 31. Februar", WhenError, "31. Februar"),
    ("gesendet am 31. Februar", WhenError, "31. Februar"),
    ("rejected; offer until 31 Feb", WhenError, "31 Feb"),
    ("note: all well\noffer until 31 Feb", WhenError, "31 Feb"),
)

CONTRADICTIONS = "done; skip|no. Friday|done; Friday|rejected; offer|offer; ghosted|by Friday; they didn't say|later; skip|sent Tuesday; sent yesterday"


def split(table: str) -> list[str]:
    return [text.replace("\\n", "\n") for text in re.split(r"[|\n]", table)]


def rows(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        expected, _, typed = line.partition(": ")
        yield from ((text, expected) for text in typed.split(" | "))


def asked(asks: Asks | None = None, *, workdays: WorkCalendar = US, month_first: bool = False) -> Asked:
    return Asked(asks, NOW, BERLIN, workdays, month_first)


def said(meanings: tuple[Meaning, ...]) -> str:
    """The meanings in the words of the tables."""
    return " + ".join(_said(each) for each in meanings)


def _when(when: datetime | date) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else when.isoformat()


def _said(meaning: Meaning) -> str:
    match meaning:
        case SaidDone(on):
            return "done" if on is None else f"done {_when(on)}"
        case SaidSkipped():
            return "skip"
        case SaidLater():
            return "later"
        case SaidMoved(to):
            return f"move {_when(to)}"
        case SaidDecision(decision):
            return f"decision {decision.date if decision else 'none'}"
        case SaidOutcome(turn, on, deadline):
            heard = f" on {_when(on)}" if on else ""
            return f"{turn}{heard}" + (f" until {_when(deadline)}" if deadline else "")
        case SaidPeople(people):
            return "people " + "; ".join(
                (each.name or "?") + (f" <{each.email}>" if each.email else "") for each in people
            )
        case SaidNote(text):
            return f"note {text}"


UNDERSTOOD = [
    *((text, None, expected) for text, expected in rows(ENGLISH)),
    *((text, None, expected) for text, expected in rows(GERMAN)),
    *((text, Asks.TIMELINE, expected) for text, expected in rows(TIMELINE)),
    *((text, Asks.TIMELINE, expected) for text, expected in rows(GERMAN_TIMELINE)),
    *((text, Asks.PEOPLE, expected) for text, expected in rows(PEOPLE)),
    *((text, Asks.PEOPLE, expected) for text, expected in rows(GERMAN_PEOPLE)),
    *((text, None, expected) for text, expected in SEVERAL),
]


@pytest.mark.parametrize(("text", "asks", "expected"), UNDERSTOOD)
def test_what_is_understood(text: str, asks: Asks | None, expected: str) -> None:
    assert said(read_answer(text, asked(asks))) == expected


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        *((text, asks) for text in split(REFUSED) for asks in (None, *Asks)),
        *((text, None) for text in split(REFUSED_ALONE)),
        *((text, Asks.TIMELINE) for text in split(REFUSED_TIMELINE)),
        *((text, Asks.PEOPLE) for text in split(REFUSED_PEOPLE)),
    ],
)
def test_what_is_not_understood_to_the_last_word_is_refused(text: str, asks: Asks | None) -> None:
    with pytest.raises(UsageError) as caught:
        read_answer(text, asked(asks))
    assert caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(("text", "kind", "part"), HALF)
def test_a_day_that_cannot_be_is_named(text: str, kind: type[UsageError], part: str) -> None:
    with pytest.raises(kind) as caught:
        read_answer(text, asked())
    assert part in caught.value.message


@pytest.mark.parametrize("text", split(CONTRADICTIONS))
def test_what_contradicts_itself_is_refused(text: str) -> None:
    with pytest.raises(AnswerError, match=r"can mean|in two ways"):
        read_answer(text, asked())


def test_the_decision_keeps_the_words_that_were_typed() -> None:
    for typed, kept in {
        "They’ll decide  before Christmas!": "They’ll decide before Christmas",
        "sie entscheiden bis Ende nächster Woche.": "sie entscheiden bis Ende nächster Woche",
        "Entscheidung am 4.12.": "Entscheidung am 4.12.",
        "sent; by the end of next week": "by the end of next week",
    }.items():
        (decision,) = (each for each in read_answer(typed, asked()) if isinstance(each, SaidDecision))
        assert decision.decision is not None
        assert decision.decision.phrase == kept
        assert decision.decision.reading.startswith("read as ")


def test_a_note_is_kept_as_it_was_typed() -> None:
    note = "Ask “Zoë” about ½ of the  ﬁle… 🎉 — is it done?"
    (said_note,) = read_answer(f"note: {note}", asked())
    assert said_note == SaidNote("Ask “Zoë” about ½ of the ﬁle… 🎉 — is it done?")


@pytest.mark.parametrize("asks", [None, *Asks])
def test_what_the_hints_suggest_is_understood(asks: Asks | None) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answer("wombat wombat", asked(asks))
    assert caught.value.message == "“wombat wombat” is not understood."
    suggested = re.findall("“(.+?)”", caught.value.hint)
    assert len(suggested) > 2
    for text in suggested:
        assert read_answer(text, asked(asks))


def test_the_hints_of_ambiguous_answers_are_understood() -> None:
    for text, asks in (
        ("next week", None),
        ("offer by Friday", None),
        ("next round Friday", None),
        ("asked Tuesday", Asks.TIMELINE),
    ):
        with pytest.raises(AnswerError) as caught:
            read_answer(text, asked(asks))
        for better in re.findall("“(.+?)”", caught.value.hint):
            assert read_answer(better, asked(asks))


def test_the_part_that_is_not_understood_is_named() -> None:
    with pytest.raises(AnswerError, match=r"^“call mum” is not understood"):
        read_answer("rejected; call mum", asked())


def test_limits() -> None:
    with pytest.raises(AnswerError, match="longer than 1000 characters"):
        read_answer("done" + " " * 997, asked())
    with pytest.raises(AnswerError, match="more than 5 things"):
        read_answer("note: a\nnote: b\nnote: c\nnote: d\nnote: e\nnote: f", asked())
    with pytest.raises(AnswerError, match="empty"):
        read_answer(" \n\u200b", asked())
    with pytest.raises(AnswerError, match="The note is empty"):
        read_answer("note: ", asked())


def test_the_order_of_day_and_month_is_the_employers() -> None:
    assert said(read_answer("offer until 12/04", asked(month_first=True))) == "offer until 2026-12-04"
    assert said(read_answer("offer until 04/12", asked())) == "offer until 2026-12-04"


def test_days_are_those_of_the_candidates_zone() -> None:
    late = Asked(None, datetime(2026, 11, 25, 3, tzinfo=UTC), NEW_YORK, US)
    assert said(read_answer("sent today", late)) == "done 2026-11-24"
    assert said(read_answer("Wednesday", late)) == "move 2026-11-25"
    stated = read_answer("they decide tomorrow", late)
    assert said(stated) == "decision 2026-11-25"
    assert said(read_answer("offer until tomorrow 9:00", late)) == "offer until 2026-11-25 09:00"


def test_a_calendar_without_working_days() -> None:
    never = WorkCalendar(label="closed", weekend=frozenset(range(7)))
    for text in ("in 2 working days", "by the end of next week", "offer until the end of the week"):
        with pytest.raises(UsageError, match="closed"):
            read_answer(text, asked(workdays=never))


def test_only_the_languages_asked_for_are_read_and_english_always() -> None:
    assert said(read_answer("erledigt", asked(), languages=("de",))) == "done"
    assert said(read_answer("done", asked(), languages=("de-AT",))) == "done"
    assert said(read_answer("sent yesterday", asked(), languages=("fr",))) == "done 2026-11-23"
    for text in ("erledigt", "sent gestern", "Angebot bis 4. Dezember"):
        with pytest.raises(AnswerError):
            read_answer(text, asked(), languages=("en",))
