"""The scene most tests of the sync begin with: one interview, its reminders in a calendar."""

from __future__ import annotations

from functools import cache

from calsync.ical.reminder import Form
from calsync.sync.report import Kind, SyncReport
from tests.planning.made import SARAH, TOM, track, when
from tests.sync import phone
from tests.sync.hostile import GOOD, HostileStore, Quirks
from tests.sync.world import World

NOW = when("2026-12-01 15:30")


def world(form: Form = Form.EVENT) -> World:
    """An interview that ended half an hour ago, with a decision date."""
    return World(
        track("acme", "2026-12-01 14:00", decision="2026-12-10", people=(SARAH, TOM)), now=NOW, form=form
    )


class Scene:
    """A person and a calendar in which their reminders stand."""

    def __init__(self, form: Form = Form.EVENT, quirks: Quirks = GOOD) -> None:
        self.world = world(form)
        self.store = HostileStore(quirks)
        self.first = self.world.sync(self.store)
        self.store.begin()

    def uid(self, step: str) -> str:
        """Of the first reminder of a step that was ever planned here."""
        found = self.world.wanted()
        return next(uid for uid, each in found.items() if each.reminder.step == step)

    def href(self, step: str) -> str:
        uid = self.uid(step)
        return next(href for href, text in self.store.texts().items() if phone.uid_of(text) == uid)

    def text(self, step: str) -> str:
        return self.store.texts()[self.href(step)]

    def put(self, step: str, text: str) -> None:
        """By the phone."""
        self.store.put(self.href(step), text)

    def delete(self, step: str) -> None:
        self.store.delete(self.href(step))

    def is_there(self, step: str) -> bool:
        uid = self.uid(step)
        return any(phone.uid_of(text) == uid for text in self.store.texts().values())

    def sync(self) -> SyncReport:
        self.store.begin(self.store.faults)
        report = self.world.sync(self.store)
        self.store.faults = {}
        return report

    def state(self, step: str) -> str:
        return str(self.world.wanted()[self.uid(step)].reminder.state)


def kinds(report: SyncReport) -> dict[Kind, list[str]]:
    """The titles, by what became of them."""
    found: dict[Kind, list[str]] = {}
    for line in report.lines:
        found.setdefault(line.kind, []).append(line.title)
    return found


@cache
def made(form: Form = Form.EVENT, step: str = "thank-you") -> str:
    """One reminder as it is first written."""
    return Scene(form).text(step)
