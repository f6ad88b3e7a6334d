"""The lines of a text that name a thing outright: "Event Name:", "Position:", "Company:"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from calsync.ical.headline import clean_role
from calsync.ical.names import is_given, is_name, plain
from calsync.ical.words import Words

_LABEL_LIMIT = 40
_NAME_LABELS = frozenset({"name", "nom", "nombre", "nome", "naam"})
_NO_VALUE = re.compile(r"(?:tbd|tba|tbc|n/?a|none|-+|—|\?+)\.?", re.IGNORECASE)


class Told(NamedTuple):
    """What follows a label, and the label as it stands. Both empty where there is no such line."""

    value: str = ""
    label: str = ""

    @property
    def line(self) -> str:
        """How to call the line it was read in."""
        return f"“{self.label}:” line" if self.label else ""


class Labelled(NamedTuple):
    """The first line of each sort."""

    event_name: Told = Told()
    role: Told = Told()
    company: Told = Told()


def labelled(text: str, *, words: Words) -> Labelled:
    """The first line of each sort. A "Role:" below a person's name is that person's."""
    event_name = role = company = Told()
    person_above = False
    for label, value, line in _label_lines(text):
        folded = label.casefold()
        if folded in words.labels["interviewer"] or folded in _NAME_LABELS:
            person_above = True
        elif not folded:
            person_above = is_name(line)
        elif not value or _NO_VALUE.fullmatch(value) or "://" in value:
            continue
        elif folded in words.labels["event_name"] and not event_name.value:
            event_name = Told(value, label)
        elif folded in words.labels["role"] and not role.value and not person_above:
            said = clean_role(value)
            person = is_name(said) and is_given(said.split()[0])
            role = Told(said, label) if said and not person else role
        elif folded in words.labels["company"] and not company.value and len(value) <= 60:
            company = Told(value, label)
    return Labelled(event_name=event_name, role=role, company=company)


def _label_lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Label, value and the whole line; the value may stand on the line below its label."""
    waiting = ""
    for raw in text.splitlines():
        line = plain(raw).strip("*_-•# ")
        head, colon, rest = line.replace("：", ":", 1).partition(":")
        label = head.strip("*_ ") if colon and len(head) <= _LABEL_LIMIT else ""
        value = rest.strip("*_ ")
        if waiting and line and not (label and not value):
            if not label:
                yield waiting, line, line
                waiting = ""
                continue
            waiting = ""
        if label and not value:
            waiting = label
        yield label, value, line
