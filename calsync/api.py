"""The public functions of calsync, for programs: the steps of `calsync plan`, without a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from calsync.cadence_files import load_cadence
from calsync.daysoff import find_place
from calsync.daysoff import work_calendar as calendar_of
from calsync.errors import UsageError
from calsync.ical.invite import Beforehand
from calsync.ical.invite import read_invitation as read_events
from calsync.ical.reminder import Form
from calsync.ical.zones import find_zone
from calsync.messages.wording import word
from calsync.planning.cadence import Cadence
from calsync.planning.decision import read_decision
from calsync.planning.interview import Decision, Interview, Kind
from calsync.planning.loops import gather
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.workdays import WorkCalendar
from calsync.stores.ics_file import to_bytes

__all__ = ["load_cadence", "plan", "read_decision", "read_invitation", "to_ical", "work_calendar"]


def read_invitation(
    data: bytes,
    *,
    name: str = "invitation",
    timezone: str | None = None,
    me: Sequence[str] = (),
    kind: Kind | None = None,
) -> list[Interview]:
    """The interviews in an .ics file or a mail, in time order; sessions of one loop are one interview.

    `name` stands in messages. `timezone` is the candidate's IANA zone, needed where the invitation tells
    none; `me` the candidate's addresses. Cancelled and unreadable events, answers, and events that do not
    look like interviews are left out, the last unless a `kind` vouches for them. Raises CalsyncError where
    nothing can be read, or the zone must be named.
    """
    zone = find_zone(timezone) if timezone else None
    if timezone and zone is None:
        raise UsageError(f"There is no time zone “{timezone}”.", hint="Write it as in Europe/Berlin.")
    own = frozenset(address.casefold() for address in me)
    beforehand = Beforehand(zone=zone, zone_name=zone.key if zone else None, me=own)
    reading = read_events(data, file=name, beforehand=beforehand)
    if reading.problems and not reading.events:
        raise reading.problems[0]
    return list(gather(reading.events, kind=kind).interviews)


def work_calendar(
    country: str | None,
    *,
    years: Iterable[int],
    subdivision: str | None = None,
    also_off: Iterable[date] = (),
    cache_folder: Path | None = None,
) -> WorkCalendar:
    """The working days of a country (ISO 3166 code or English name) in those years; Monday to Friday for
    None. With a `cache_folder` the tables are kept there. Raises CalsyncError for an unknown place."""
    place = find_place(country, subdivision) if country else None
    return calendar_of(place, years=years, also_off=also_off, cache_folder=cache_folder)


def plan(
    interview: Interview,
    *,
    decision: Decision | None = None,
    workdays: WorkCalendar,
    cadence: Cadence | None = None,
) -> list[Reminder]:
    """The reminders for an interview, in time order. `decision` is the date the employer stated, `workdays`
    must reach two years past it, and without a `cadence` the built-in "standard" is used."""
    chosen = cadence or load_cadence("standard")
    return list(plan_followups(replace(interview, decision=decision), cadence=chosen, workdays=workdays))


def to_ical(reminders: Sequence[Reminder], *, stamp: datetime) -> bytes:
    """The reminders as one iCalendar file (RFC 5545), stamped with the aware time `stamp`. Raises UsageError
    for a stamp without a zone. Empty for no reminders."""
    if stamp.tzinfo is None:
        raise UsageError("The stamp has no time zone.", hint="Give an aware one: datetime.now(UTC).")
    entries = [(reminder, word(reminder)) for reminder in reminders]
    return to_bytes(entries, form=Form.EVENT, stamp=stamp)
