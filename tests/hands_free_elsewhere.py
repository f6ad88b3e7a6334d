"""What happens elsewhere in a session of `tests.hands_free`: another program writes into a calendar, the person
takes the phone. Neither knows calsync.

An entry is named by how its title begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.servers.server import Server
from tests.sync import phone

FOLLOW_UPS = "Interview follow-ups"
"""The calendar in which the person looks for reminders."""
HERE = ZoneInfo("Europe/Berlin")
"""Where the phone is."""
DRAFT = ("--- Draft", "--- End")


def happen(words: str, server: Server, work: Path, today: date) -> str:
    """Do what the line says, behind its mark; gives what is to be seen then. `work` is where files are."""
    for pattern, act in _ACTS:
        if found := re.fullmatch(pattern, words):
            return act(_Scene(server, work, today), *found.groups())
    raise ValueError(f"Nobody knows how to do this: {words}")


class _Scene:
    def __init__(self, server: Server, work: Path, today: date) -> None:
        self.server, self.work, self.today = server, work, today

    def change(self, title: str, words: str, how: Callable[[str], str]) -> None:
        """The one object in the calendar of that title whose own begins with the words."""
        url = self.server.calendar(title)
        name, etag, text = self.find(url, words)
        self.server.put(url, name, how(text), etag)

    def find(self, url: str, words: str) -> tuple[str, str, str]:
        there = self.server.versions(url)
        found = [
            (name, etag, text)
            for name, (etag, text) in there.items()
            if phone.title_of(text).startswith(words)
        ]
        if len(found) != 1:
            titles = sorted(phone.title_of(text) for _, text in there.values())
            raise LookupError(f"{len(found)} of {titles} begin with {words!r}")
        return found[0]

    def notes(self, words: str) -> list[str]:
        """The lines of the notes of a reminder."""
        _, _, text = self.find(self.server.calendar(FOLLOW_UPS), words)
        return phone.body_of(text).rstrip().split("\n")


def _receives(scene: _Scene, calendar: str, file: str) -> str:
    """Each event as an object of its own, and without METHOD, as RFC 4791 4.1 wants it of what is stored."""
    url = scene.server.calendar(calendar)
    whole = phone.parse((scene.work / file).read_text("utf-8"))
    whole.drop("METHOD")
    zones = [part for part in whole.parts if part.name == "VTIMEZONE"]
    for event in [part for part in whole.parts if part.name == "VEVENT"]:
        alone = phone.Part("VCALENDAR", whole.lines, [*zones, event])
        scene.server.put(url, f"{event.value('UID').split('@')[0]}.ics", phone.write(alone))
    return ""


def _moves(scene: _Scene, calendar: str, words: str, day: str, clock: str) -> str:
    """As long as it was, and on the clock it was on."""
    to = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=UTC)

    def move(part: phone.Part) -> None:
        by = to - _wall(part.get("DTSTART"))
        for name in ("DTSTART", "DTEND"):
            line = part.get(name)
            part.put(f"{line.rpartition(':')[0]}:{_wall(line) + by:%Y%m%dT%H%M%S}")
        part.put(f"SEQUENCE:{int(part.value('SEQUENCE')) + 1}")

    scene.change(calendar, words, lambda text: phone.edited(text, move))
    return ""


def _wall(line: str) -> datetime:
    """What the clock on the wall shows, whatever the zone."""
    return datetime.strptime(line.rpartition(":")[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _types(scene: _Scene, words: str, answer: str) -> str:
    """At the end of the notes; on a line of its own if there stands something already."""

    def type_in(text: str) -> str:
        notes = phone.body_of(text).rstrip()
        between = " " if notes.endswith(":") else "\n"
        return phone.annotated(text, f"{notes}{between}{answer}")

    scene.change(FOLLOW_UPS, words, type_in)
    return ""


def _shows_the_end(scene: _Scene, words: str) -> str:
    """The last paragraph."""
    notes = scene.notes(words)
    begins = max(n for n, line in enumerate(notes) if not line) + 1
    return "".join(f"{line}\n" for line in notes[begins:])


def _shows_the_draft(scene: _Scene, words: str) -> str:
    notes = scene.notes(words)
    begins, ends = (next(n for n, line in enumerate(notes) if line.startswith(mark)) for mark in DRAFT)
    return "".join(f"{line}\n" for line in notes[begins : ends + 1])


def _lies_ahead(scene: _Scene, calendar: str) -> str:
    there = scene.server.list(scene.server.calendar(calendar)).values()
    return "".join(f"{line}\n" for _, line in sorted(_entries(there, scene.today)))


def _entries(texts: Iterable[str], today: date) -> Iterator[tuple[str, str]]:
    """What sorts it, and how it shows."""
    for text in texts:
        at = phone.start_of(text)
        assert at is not None
        local = at.astimezone(HERE) if isinstance(at, datetime) else at
        day, clock = (local.date(), f"{local:%H:%M}") if isinstance(local, datetime) else (local, "")
        if day >= today:
            off = " (called off)" if phone.status_of(text) == "CANCELLED" else ""
            title = phone.title_of(text)
            yield f"{day} {clock} {title}", f"{day:%a} {day.day} {day:%b} {clock}".ljust(18) + f"{title}{off}"


_ACTS: list[tuple[str, Callable[..., str]]] = [
    (r"The calendar “([^”]+)” receives (examples/\S+)\.", _receives),
    (r"In “([^”]+)” the “([^”]+)” is moved to \w+ ([\d-]+) ([\d:]+)\.", _moves),
    (r"The phone shows what lies ahead in “([^”]+)”:", _lies_ahead),
    (r"The phone shows the end of “([^”]+)”:", _shows_the_end),
    (r"The phone shows the draft in “([^”]+)”:", _shows_the_draft),
    (r"On the phone, in “([^”]+)”: (.+)", _types),
]
