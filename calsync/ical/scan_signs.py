"""What speaks for an interview in an event that was read, and what against it, each with a plain phrase.

`scan_people` looks at the guests, `scan_words` has the words, `clue_scores` what each sign is worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from calsync.ical.clue_scores import Sign
from calsync.ical.company import has_company_word, squeeze
from calsync.ical.event_people import GREETING, People
from calsync.ical.invite import Told
from calsync.ical.kinds import Said, recruiter_of
from calsync.ical.lines import Block
from calsync.ical.names import domain_of, fold, is_given, is_name, is_under, plain
from calsync.ical.people import Guest
from calsync.ical.phrase_table import Found, PhraseTable
from calsync.ical.scan_people import of_people
from calsync.ical.scan_words import ScanWords
from calsync.ical.words import TEXT_LIMIT, read_words
from calsync.planning.facts import Standing
from calsync.planning.wallclock import is_after, later

_LONG = timedelta(hours=9)
_TEXT = 6_000
"""How far into a text sentences are believed."""
_LINKS = frozenset({"LOCATION", "URL", "CONFERENCE"})
_HOST = re.compile(r"https?://(?:[^/\s@<>\"']{1,200}@)?([\w.-]{3,200})", re.IGNORECASE)
_LINK = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
_MOST_LINKS = 60
_LINES = 200
_TELLING = 4
"""How many letters of a name tell it from others."""


def signs_of(
    told: Told, event: Block, calendar: Block, *, me: frozenset[str], words: ScanWords
) -> list[Sign]:
    """All that is seen; `me` as in Beforehand."""
    said = told.clues.said
    return [
        *_of_title(told, said, me=me, words=words),
        *_of_event_name(said, words),
        *_against_title(told, said, words=words),
        *_of_text(told, said, words=words),
        *_to_others(said.text[:_TEXT], me=me, words=words),
        *_of_sender(told, said, event, calendar, words=words),
        *_otherwise(told, said, words=words),
        *of_people(told.people, me=me),
        *_of_time(told, event),
    ]


def _of_title(told: Told, said: Said, *, me: frozenset[str], words: ScanWords) -> Iterator[Sign]:
    """What the title says for it: the most telling phrase, and the names beside it."""
    title, facts = said.title, told.facts
    strong = next(_strong(title, words), None)
    weak, faint = _different(words.weak, title, most=2), _different(words.faint, title, most=1)
    if strong:
        yield Sign(f"title_{strong[0]}", f"title says “{_short(strong[1])}”")
        if strong[0] == "sure" and not _WORD.search(told.facts.title.replace(strong[1].text, "", 1)):
            yield Sign("title_alone", "title says nothing else")
    elif weak:
        yield Sign("title_weak", f"title says “{weak[0]}”")
        if beside := [*weak[1:], *faint]:
            yield Sign("title_second", f"title says “{beside[0]}”")
    elif faint:
        yield Sign("title_faint", f"title says “{faint[0]}”")
    hint = strong or weak or faint
    if facts.role and (hint or facts.origins.get("role") != "title"):
        yield Sign("role", f"a role is named, “{plain(facts.role, limit=60)}”")
    if facts.company and hint and facts.origins.get("company") == "title":
        yield Sign("company", f"title names “{plain(facts.company, limit=60)}”")
        if strong and strong[0] != "half" and _is_firm(facts.company, facts.title):
            yield Sign("firm", f"“{plain(facts.company, limit=60)}” is named as a firm is")
        if (strong or weak) and _invites(facts.company, told.people.organiser):
            yield Sign("inviter_named", "title names who invites you")
    for text in (facts.title, said.event_name):
        if mark := words.posting.search(text):
            yield Sign("posting", f"it names a post (“{_short(mark)}”)")
            break
    if (strong or weak) and _names(me, facts.title):
        yield Sign("names_you", "title names you")


def _is_firm(company: str, title: str) -> bool:
    """Whether it has a word that firms bear, or stands where a firm does: “at Acme”, “@ Acme”, “bei Acme”."""
    words = read_words()
    if fold(company.split()[0]).strip(".") in words.titles:
        return False
    before = title.partition(company)[0].casefold().split()
    return has_company_word(company, words=words) or words.relations.get("".join(before[-1:])) == "at"


def _invites(company: str, organiser: Guest | None) -> bool:
    """Whether a company has the organiser's mail domain, which may be a longer form of its name."""
    called = squeeze(company, words=read_words())
    labels = [label.replace("-", "") for label in domain_of(organiser.email).split(".")] if organiser else []
    return any(label == called or (len(called) >= _TELLING and label.startswith(called)) for label in labels)


def _of_event_name(said: Said, words: ScanWords) -> Iterator[Sign]:
    for row, found in _strong(said.event_name, words):
        yield Sign(f"event_name_{row}", f"it was booked as “{_short(found)}”")
        return
    if weak := words.weak.search(said.event_name):
        yield Sign("event_name_weak", f"it was booked as “{_short(weak)}”")


def _against_title(told: Told, said: Said, *, words: ScanWords) -> Iterator[Sign]:
    """What the title says against it. What is left of it without role and company, and without the phrase
    that speaks for it, is looked at: a take-home is no home."""
    for text, what in ((said.title, "title says"), (said.event_name, "it was booked as")):
        if never := words.never.search(text):
            yield Sign("never", f"{what} “{_short(never)}”")
        elif next(_strong(text, words), ("half",))[0] == "half" and (seldom := words.seldom.search(text)):
            yield Sign("seldom", f"{what} “{_short(seldom)}”")
    strong = next(_strong(said.title, words), None)
    rest = f"{said.title[: strong[1].start]} – {said.title[strong[1].end :]}" if strong else said.title
    named = _doubtful_name(told)
    for row, table in (("around", words.around), ("other", words.other)):
        if found := table.search(words.weak.sub("–", rest) if row == "around" else rest):
            yield Sign(row, f"title says “{_short(found)}”")
        elif found := table.search(named):
            yield Sign(f"{row}_named", f"title says “{_short(found)}”")
    if told.clues.pause:
        yield Sign("pause", "title says that it is a pause")


def _strong(text: str, words: ScanWords) -> Iterator[tuple[str, Found]]:
    """The phrases that show an interview, the most telling first."""
    for row, table in (("sure", words.sure), ("bare", words.bare), ("half", words.half)):
        if found := table.search(text):
            yield row, found


def _doubtful_name(told: Told) -> str:
    """The company the title names, unless somebody's mail domain says the same."""
    company = told.facts.company or ""
    if told.facts.origins.get("company") != "title" or squeeze(company, words=read_words()) in _hosts_of(
        told.people
    ):
        return ""
    return company


def _hosts_of(people: People) -> set[str]:
    everyone = (*people.guests, *([people.organiser] if people.organiser else []))
    return {label.replace("-", "") for guest in everyone for label in domain_of(guest.email).split(".")}


def _short(found: Found) -> str:
    return plain(found.text, limit=60)


def _names(me: frozenset[str], title: str) -> bool:
    folded = f" {fold(title)} "
    return any(f" {fold(name)} " in folded for name in me if "@" not in name and " " in name.strip())


def _of_text(told: Told, said: Said, *, words: ScanWords) -> Iterator[Sign]:
    text = _LINK.sub(" ", said.text[:_TEXT])
    sign = words.signs.search(text)
    said_so = sign.text.casefold() if sign else ""
    sentences = [each for each in _different(words.sentences, text, most=3) if each != said_so][:2]
    if sign:
        yield Sign("text_sign", f"text says “{_short(sign)}”")
    if len(sentences) > 1:
        yield Sign("text_sentences", f"text says “{sentences[0]}” and “{sentences[1]}”")
    elif sentences:
        yield Sign("text_sentence", f"text says “{sentences[0]}”")
    elif not sign and (hint := words.hints.search(text)):
        yield Sign("text_hint", f"text says “{_short(hint)}”")
    for where in (told.facts.title, said.event_name, text):
        if found := words.interviewer.search(where):
            yield Sign("interviewer", f"it speaks to an interviewer (“{_short(found)}”)")
            break
    if found := words.mass.search(text):
        yield Sign("mass", f"it is for many (“{_short(found)}”)")


def _to_others(text: str, *, me: frozenset[str], words: ScanWords) -> Iterator[Sign]:
    """Whom the text takes to be its reader, or the candidate, where that is somebody else."""
    own = {part for name in me for part in fold(name.partition("@")[0]).replace(".", " ").split()}
    greeted = GREETING.search(text[:500])
    if greeted and own and is_given(greeted[1].split()[0]) and not _is_of(greeted[1], own):
        yield Sign("greets_other", f"text greets “{plain(greeted[1], limit=40)}”")
    for line in text.splitlines()[:_LINES]:
        label, colon, name = line.partition(":")
        if (
            colon
            and fold(label) in words.candidate
            and is_name(name.strip())
            and own
            and not _is_of(name, own)
        ):
            yield Sign("other_candidate", f"“{plain(name, limit=40)}” is the candidate")
            return


def _is_of(name: str, own: set[str]) -> bool:
    """Whether a name may be the person's, who may be called by a short form of it."""
    return any(said[:3] == each[:3] for said in fold(name).split() for each in own)


def _different(table: PhraseTable, text: str, *, most: int) -> list[str]:
    found = dict.fromkeys(plain(each.text, limit=60).casefold() for each in table.finditer(text))
    return list(islice(found, most))


def _of_sender(told: Told, said: Said, event: Block, calendar: Block, *, words: ScanWords) -> Iterator[Sign]:
    known = read_words()
    recruiting = (known.recruiting | words.testing) - words.booking
    organiser = told.people.organiser
    domain = domain_of(organiser.email) if organiser else ""
    by_recruiter = recruiter_of(organiser, words=known)
    links = _hosts(said, event)
    booked = [host for host in (domain, *links) if is_under(host, words.booking & known.recruiting)]
    if is_under(domain, recruiting):
        yield Sign("organiser_scheduler", f"organiser is a scheduler ({domain})")
    elif by_recruiter.startswith("“"):
        yield Sign("organiser_recruiter", f"organiser is a recruiting team ({_team(organiser)})")
    elif organiser is not None and (personnel := words.personnel.search(_called(organiser))):
        yield Sign("organiser_personnel", f"organiser is a personnel department (“{_short(personnel)}”)")
    elif booked:
        yield Sign("organiser_booking", f"it was booked through {booked[0]}")
    line = calendar.first("PRODID")
    program = line.value.casefold()[:300] if line else ""
    made = next((name for name in sorted(words.programs) if name in program), "")
    if made:
        yield Sign("program", f"a recruiting system made it ({made})")
    if linked := next((host for host in links if is_under(host, recruiting)), ""):
        yield Sign("link_recruiting", f"a link leads to {linked}")


def _called(organiser: Guest) -> str:
    """Name and mailbox, without the mail domain."""
    mailbox = organiser.email.partition("@")[0] if organiser.email else ""
    return f"{organiser.name or ''} / {organiser.shown or ''} / {mailbox.replace('.', ' ').replace('_', ' ')}"


def _otherwise(told: Told, said: Said, *, words: ScanWords) -> Iterator[Sign]:
    """What shows that “interview” does not mean a job."""
    said_so = {row for text in (said.title, said.event_name) for row, _ in islice(_strong(text, words), 1)}
    if not said_so or "sure" in said_so:
        return
    organiser = told.people.organiser
    for text, what in (
        (_LINK.sub(" ", said.text[:_TEXT]), "text says"),
        (f"{_called(organiser)} / {organiser.email or ''}" if organiser else "", "organiser is"),
    ):
        if found := words.otherwise.search(text):
            yield Sign("otherwise", f"{what} “{_short(found)}”")
            return


def _team(organiser: Guest | None) -> str:
    if organiser is None:
        return ""
    return plain(organiser.shown, limit=60) if "@" not in organiser.shown else domain_of(organiser.email)


def _hosts(said: Said, event: Block) -> list[str]:
    texts = [
        said.text,
        *(line.value for line in event.lines if line.name in _LINKS),
    ]
    found = (match[1].casefold() for text in texts for match in _HOST.finditer(text[:TEXT_LIMIT]))
    return list(dict.fromkeys(islice(found, _MOST_LINKS)))


def _of_time(told: Told, event: Block) -> Iterator[Sign]:
    facts = told.facts
    if facts.standing is Standing.CANCELLED:
        yield Sign("cancelled", "it is called off")
    if facts.standing is Standing.ANSWER:
        yield Sign("answer", "it is an answer to an invitation")
    if facts.candidate_declined:
        yield Sign("declined", "you declined it")
    if any(event.first(name) for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        yield Sign("repeats", "it repeats")
    if facts.all_day:
        yield Sign("all_day", "it takes whole days")
    elif facts.start and facts.end and is_after(facts.end, later(facts.start, _LONG)):
        yield Sign("long", "it is very long")
    if facts.unconfirmed:
        yield Sign("unconfirmed", "it is not confirmed")
    transparent = event.first("TRANSP")
    if transparent is not None and transparent.value.strip().upper() == "TRANSPARENT" and not facts.all_day:
        yield Sign("free", "it does not block the time")
