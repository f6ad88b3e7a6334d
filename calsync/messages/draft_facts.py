"""What a draft may say: the facts of a reminder as short texts, and marked gaps for what only the person
knows. `draft_template` puts them into words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from calsync.messages.rules import read_rules
from calsync.planning.history import Noted, Turn
from calsync.planning.interview import Interview, Interviewer, Kind
from calsync.planning.people import fold_name, person_key
from calsync.planning.plaintext import safe_line
from calsync.planning.plan import Reminder
from calsync.planning.saying import MONTHS_IN_FULL, WEEKDAYS_IN_FULL

FACT_LIMIT = 200
NOTE_LIMIT = 600
"""Characters of a fact and of a note: what is longer is cut, so that no template grows without bounds."""
MOMENT = {Kind.INFORMATIONAL: "one piece of advice from your talk"}


class Sender(NamedTuple):
    """Who writes, as far as the settings say; `resume` is a link."""

    name: str | None = None
    address: str | None = None
    resume: str | None = None


def facts_of(reminder: Reminder, *, sender: Sender, notes: Sequence[Noted]) -> Mapping[str, str]:
    """All that a template may name. What is not known is empty, or a gap where a message needs it."""
    interview = reminder.interview
    person = addressee(reminder)
    first = first_name(person)
    company, role = _clean(interview.company), _role(interview.role)
    happened = reminder.happened
    deadline = happened.deadline if happened else None
    day = interview.last_day
    met = happened is None or happened.on.astimezone(UTC) >= interview.start.astimezone(UTC)
    return {
        "hello": f"Hello {first}," if first else "Hello,",
        "first": first,
        "called": _told_apart(person, first, interview),
        "name": _clean(person.name) if person else "",
        "company": company,
        "at_company": f" at {company}" if company else "",
        "role": role,
        "the_role": f"the {role}{'' if _ENDS_AS_ROLE.search(role) else ' role'}" if role else "the role",
        "kind": interview.kind.value,
        "day": WEEKDAYS_IN_FULL[day.weekday()],
        "date": say_in_full(day),
        "month": MONTHS_IN_FULL[day.month - 1] + (f" {day.year}" if _years_on(reminder) else ""),
        "met": "yes" if met else "",
        "elsewhere": "yes" if happened and happened.turn is Turn.ACCEPTED_ELSEWHERE else "",
        "decision": say_in_full(interview.decision.date) if interview.decision else "",
        "deadline": _deadline(deadline, interview),
        "topic": _clean(reminder.topic),
        "moment": _moment(interview, person, first, notes),
        "resume": _clean(sender.resume) or gap("link to your résumé"),
        "me": _clean(sender.name) or gap("your name"),
        "my_address": _clean(sender.address),
    }


FACTS = frozenset(
    {"hello", "first", "called", "name", "company", "at_company", "role", "the_role", "kind", "day", "date"}
    | {"met", "elsewhere", "month", "decision", "deadline", "topic", "moment", "resume", "me", "my_address"}
)
"""The names `facts_of` gives, which a test holds this to."""
_ENDS_AS_ROLE = re.compile(r"\b(role|position|post|job|internship)$", re.IGNORECASE)


def _years_on(reminder: Reminder) -> bool:
    """Whether it is sent in another year than that of the interview."""
    return reminder.at.year != reminder.interview.last_day.year


def gap(what: str) -> str:
    """The mark of what is still to be written."""
    return f"[{what}]"


def say_in_full(day: date) -> str:
    """Tuesday 1 December"""
    return f"{WEEKDAYS_IN_FULL[day.weekday()]} {day.day} {MONTHS_IN_FULL[day.month - 1]}"


def present(interview: Interview) -> tuple[Interviewer, ...]:
    return tuple(person for person in interview.interviewers if not person.declined)


def addressee(reminder: Reminder) -> Interviewer | None:
    """Whom the message is to: the person of the reminder, or the only one there was."""
    if reminder.person is not None:
        return reminder.person
    people = present(reminder.interview)
    return people[0] if len(people) == 1 else None


def first_name(person: Interviewer | None) -> str:
    """What to greet with: “Sarah” of “Dr. Sarah Lee (Acme)” and of “LEE, Sarah”. Empty for an address, a
    mailbox or a team. A name of initials, and one in letters without case, is given whole."""
    name = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", _clean(person.name) if person else "")
    if "@" in name or any(c.isdigit() for c in name) or read_rules().no_person & set(fold_name(name).split()):
        return ""
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
        titles_only = all(fold_name(word) in read_rules().honorifics for word in given.split())
        name = family if titles_only else f"{given} {family}"
    words = [word for word in name.split() if not _is_title(word)]
    if not words or len(words) > 6 or not any(c.isalpha() for c in name):
        return ""
    if len(words) == 1 and len(words) < len(name.split()):
        return " ".join(name.split())  # “Dr. Lee” is no first name
    if _is_initial(words[0]) or words[0].upper() == words[0].lower():
        return " ".join(words)
    first = words[0].strip(".,;:'’\"“”")
    return first.capitalize() if first.islower() or (first.isupper() and len(first) > 2) else first


def _is_title(word: str) -> bool:
    return fold_name(word).replace(" ", "") in read_rules().honorifics


def _is_initial(word: str) -> bool:
    return len(word.strip(".")) == 1 or bool(re.fullmatch(r"(?:\w\.)+", word))


def _told_apart(person: Interviewer | None, first: str, interview: Interview) -> str:
    """The first name, or the whole one if another has the same: so each message has its own subject."""
    others = [first_name(other) for other in present(interview) if other != person]
    return _clean(person.name) if person and first and first in others else first


def _moment(interview: Interview, person: Interviewer | None, first: str, notes: Sequence[Noted]) -> str:
    """The note on the talk with the person, or one on the whole; of these no two people get the same."""
    note = _note_for(person_key(person), interview, notes)
    if note:
        return note
    what = MOMENT.get(interview.kind, "one moment from your talk")
    return gap(f"{what} with {first}" if first else what)


def _note_for(key: str, interview: Interview, notes: Sequence[Noted]) -> str:
    texts: dict[str, list[str]] = {}
    for note in notes:
        if text := _clean(note.text, NOTE_LIMIT).rstrip(" .;,:"):
            texts.setdefault(note.person, []).append(text)
    if key and key in texts:
        return texts[key][0]
    waiting = [person_key(each) for each in present(interview)]
    waiting = [each for each in dict.fromkeys(waiting) if each and each not in texts]
    place = waiting.index(key) if key in waiting else 0
    general = texts.get("", [])
    return general[place] if place < len(general) else ""


def _role(role: str | None) -> str:
    """Without what stands in brackets: “(m/f/d)” is for the advertisement."""
    return " ".join(re.sub(r"\s*\([^)]*\)", "", _clean(role)).split()) or _clean(role)


def _deadline(deadline: datetime | date | None, interview: Interview) -> str:
    if isinstance(deadline, datetime):
        local = deadline.astimezone(interview.zone)
        return f"{say_in_full(local.date())}, {local:%H:%M}"
    return say_in_full(deadline) if deadline else ""


def _clean(text: str | None, limit: int = FACT_LIMIT) -> str:
    return safe_line(text or "")[:limit].rstrip()
