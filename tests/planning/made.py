"""Interviews and working days made by hand for the planning tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from typing_extensions import Unpack

from calsync.cadence_files import load_cadence
from calsync.planning.history import Decided, Done, Entry, Outcome, Turn
from calsync.planning.interview import Decision, Interview, Interviewer, Kind, Session
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Tracked
from calsync.planning.workdays import WorkCalendar

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
SARAH = Interviewer("Sarah Lee", "sarah@acme.example")
TOM = Interviewer("Tom Ng")
ANA = Interviewer("Ana Ruiz", "ana@acme.example")
US = WorkCalendar(
    label="United States",
    country="US",
    holidays={
        date(2026, 11, 26): "Thanksgiving Day",
        date(2026, 12, 25): "Christmas Day",
        date(2027, 1, 1): "New Year's Day",
    },
    known=True,
)
PLAIN = WorkCalendar()
STANDARD = load_cadence("standard")


def interview(
    start: str,
    end: str,
    *,
    kind: Kind = Kind.TECHNICAL,
    people: tuple[Interviewer, ...] = (SARAH,),
    decision: str | None = None,
    zone: ZoneInfo = BERLIN,
    company: str | None = "Acme",
    role: str | None = "Data Engineer",
) -> Interview:
    """An interview on the local clock of `zone`: interview("2026-12-01 14:00", "15:00")."""
    begins = datetime.fromisoformat(start).replace(tzinfo=zone)
    ends = datetime.fromisoformat(end if "-" in end else f"{start[:10]} {end}").replace(tzinfo=zone)
    return Interview(
        id="0123456789ab",
        company=company,
        role=role,
        kind=kind,
        sessions=(Session(begins, ends),),
        zone=zone,
        zone_name=zone.key,
        interviewers=people,
        decision=Decision(date.fromisoformat(decision), decision, "") if decision else None,
    )


def plan(of: Interview, workdays: WorkCalendar = PLAIN) -> dict[str, list[Reminder]]:
    """The standard plan, by step."""
    found: dict[str, list[Reminder]] = {}
    for reminder in plan_followups(of, cadence=STANDARD, workdays=workdays):
        found.setdefault(reminder.step, []).append(reminder)
    return found


def at(reminder: Reminder) -> str:
    """When, on the local clock: “2026-12-01 18:00”, or “2026-12-01”."""
    return f"{reminder.at:%Y-%m-%d %H:%M}" if isinstance(reminder.at, datetime) else reminder.at.isoformat()


def when(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """“2026-12-01 14:00” on the local clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def on(text: str) -> datetime | date:
    """“2026-12-01 14:00”, or “2026-12-01” for a whole day."""
    return when(text) if " " in text else date.fromisoformat(text)


def track(ref: str, start: str, *entries: Entry, since: str | None = None, **about: Unpack[About]) -> Tracked:
    """A round of an hour, tracked at nine on its day if not otherwise said."""
    begins = when(start)
    of = interview(start, f"{begins + timedelta(hours=1):%Y-%m-%d %H:%M}", **about)
    return Tracked(
        ref=ref,
        interview=replace(of, id=ref),
        wishes=Wishes(),
        since=when(since or f"{start[:10]} 09:00"),
        entries=entries,
    )


class About(TypedDict, total=False):
    kind: Kind
    people: tuple[Interviewer, ...]
    decision: str | None
    company: str | None
    role: str | None


def outcome(turn: Turn, told: str, *, deadline: str | None = None, prefer: tuple[str, ...] = ()) -> Outcome:
    """What became of it, told as it happened."""
    return Outcome(turn, when(told), on(deadline) if deadline else None, prefer, when(told))


def done(step: str, sent: str, person: str = "") -> Done:
    """A step carried out, and told at once (in the evening of a whole day)."""
    return Done(step, person, on(sent), when(sent if " " in sent else f"{sent} 20:00"))


def decided(day: str | None, told: str) -> Decided:
    return Decided(Decision(date.fromisoformat(day), day, "") if day else None, when(told))


def standing(reminders: Iterable[Reminder]) -> dict[str, str]:
    """Each step with when and how it stands, as in “2026-12-02 10:00 done”; of several people the key has
    the first name."""
    listed = tuple(reminders)
    several = Counter(reminder.step for reminder in listed)
    found: dict[str, str] = {}
    for each in listed:
        name = each.step
        if each.person and several[name] > 1:
            name += f" {each.person.label.split()[0]}"
        found[name] = f"{at(each)} {each.state}"
    return found
