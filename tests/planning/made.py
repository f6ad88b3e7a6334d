"""Interviews and working days made by hand for the planning tests."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from calsync.cadence_files import load_cadence
from calsync.planning.interview import Decision, Interview, Interviewer, Kind, Session
from calsync.planning.plan import Reminder, plan_followups
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
