"""What was asked of a scan, and what came of it. `scan_run` does it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from calsync.cli.changes import Change, changes
from calsync.cli.desk import Desk
from calsync.cli.problem import exit_code, status
from calsync.cli.scan_sources import Looked, Where
from calsync.cli.track_run import Noticed
from calsync.errors import CalsyncError
from calsync.ical.sighting import Sighting
from calsync.planning.facts import Facts
from calsync.planning.interview import Interview
from calsync.planning.loops import interview_id
from calsync.planning.plan import Reminder, by_time
from calsync.planning.recognition import event_name

_SHORT = 6
MOST_UNASKED = 20
"""New interviews that are tracked in one run without a question. Hardly anybody has more within weeks: that
many are somebody else's calendar, or made up to fill this one with reminders."""


class Wanted(StrEnum):
    """What is to be done with what is found."""

    LOOK = "look"
    TRACK = "track"
    CHOOSE = "choose"


class ScanRequest(NamedTuple):
    """What was asked for. `back` and `ahead` are days; `take` and `decline` are marks or UIDs of events that
    are to be tracked, or left alone; `replaces` and `separate` are about the one that is taken. `words` is
    how the command stands in the log."""

    where: Where
    back: int
    ahead: int
    wanted: Wanted = Wanted.LOOK
    take: tuple[str, ...] = ()
    decline: tuple[str, ...] = ()
    replaces: str | None = None
    separate: bool = False
    words: str = "scan"


class Became(StrEnum):
    """What became of a find: `SURE` would be tracked, `OFFERED` awaits a word of the person, `ASKED` is one
    that may be a new time of a tracked interview."""

    SURE = "sure"
    TRACKED = "tracked"
    OFFERED = "offered"
    ASKED = "asked"
    DECLINED = "declined"


class Find(NamedTuple):
    """An interview that is not tracked, or was not before: the events it is made of in time order, and
    what would be, or is, planned for it. `ref` is the handle it has or would have, `question` what keeps it
    from being tracked."""

    sightings: tuple[Sighting, ...]
    became: Became
    interview: Interview | None = None
    reminders: tuple[Reminder, ...] = ()
    ref: str | None = None
    question: CalsyncError | None = None

    @property
    def mark(self) -> str:
        """The short name by which the person can speak of it."""
        return mark_of(self.sightings[0].facts)

    @property
    def surest(self) -> Sighting:
        return max(self.sightings, key=lambda each: each.score)

    @property
    def start(self) -> datetime:
        facts = self.sightings[0].facts
        assert facts.start is not None  # only a cancellation has none
        return facts.start.astimezone(UTC)


class ScanReport(NamedTuple):
    """What came of a run, in time order. `noticed` are tracked interviews of which something is new; `hidden`
    counts what the person declined, or untracked, before; `held` what is surely an interview, but too much to
    be tracked unasked."""

    request: ScanRequest
    first: date
    last: date
    looked: tuple[Looked, ...]
    finds: tuple[Find, ...]
    noticed: tuple[Noticed, ...]
    hidden: int
    notes: tuple[str, ...]
    problems: tuple[CalsyncError, ...]
    before: Desk
    after: Desk
    held: int = 0

    @property
    def changes(self) -> list[Change]:
        """What is new in the plans of interviews that are not among the finds."""
        found = {find.ref for find in self.finds}
        return [each for each in changes(self.before, self.after) if each.ref not in found]

    @property
    def events(self) -> int:
        return sum(each.seen.events for each in self.looked)

    @property
    def status(self) -> str:
        return status(
            self.problems, partly=any(each.error is None or each.seen.events for each in self.looked)
        )

    @property
    def exit_code(self) -> int:
        return exit_code(self.status, self.problems)


def mark_of(facts: Facts) -> str:
    """As in `Find`; it stays the same from run to run."""
    return interview_id(decided_name(facts))[:_SHORT]


def decided_name(facts: Facts) -> str:
    """What a decision about an event is remembered by: a time of a series has its own."""
    return f"{event_name(facts)} {facts.recurrence}" if facts.recurrence else event_name(facts)


def ahead_of(find: Find, now: datetime) -> list[Reminder]:
    """Its reminders that lie ahead, in time order."""
    zone = find.interview.zone if find.interview else UTC
    today = now.astimezone(zone).date()
    ahead = (
        each
        for each in find.reminders
        if (each.at.astimezone(UTC) >= now if isinstance(each.at, datetime) else each.at >= today)
    )
    return sorted(ahead, key=by_time)
