"""When an event is: its start and end as instants, and the candidate's time zone.

`times` reads one value, `zones` resolves one name; the order of what tells the zone stands here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.errors import InputError, ZoneQuestion
from calsync.ical.lines import Block, Line
from calsync.ical.times import Length, Moment, read_duration, read_moment, read_optional_moment
from calsync.ical.zones import ZoneFinding, find_zone, resolve_zone
from calsync.planning.saying import say_date, say_time
from calsync.planning.typed import IMPOSSIBLE_END, NO_END, ONE_HOUR, WHOLE_DAY, Wall
from calsync.planning.wallclock import instant, is_after, later

ASK = "Say it, as in --timezone Europe/Berlin."
LONGEST = timedelta(days=31)
_MOST_OCCURRENCES = 60
_MOST_DATES = 500


class ZoneHints(NamedTuple):
    """What tells the zone besides the times themselves: what the person typed, the zones the file defines,
    its X-WR-TIMEZONE, and where the person is at home."""

    zone: tzinfo | None
    zone_name: str | None
    rules: Mapping[str, Block]
    calendar_zone: str | None
    home: ZoneInfo | None = None

    @classmethod
    def of(
        cls, calendar: Block, *, zone: tzinfo | None, zone_name: str | None, home: ZoneInfo | None = None
    ) -> ZoneHints:
        rules: dict[str, Block] = {}
        for block in calendar.within("VTIMEZONE"):
            if line := block.first("TZID"):
                rules.setdefault(line.text.strip().strip('"'), block)
        told = calendar.first("X-WR-TIMEZONE")
        calendar_zone = told.text.strip() if told else None
        return cls(zone=zone, zone_name=zone_name, rules=rules, calendar_zone=calendar_zone, home=home)


class Times(NamedTuple):
    """When an event is, on the candidate's clock; `start` is None only for a cancellation without one."""

    start: datetime | None = None
    end: datetime | None = None
    all_day: bool = False
    zone: tzinfo | None = None
    zone_name: str | None = None
    origin: str = ""
    unsure: tuple[str, ...] = ()


class _Clock(NamedTuple):
    """The zone wall times of the event are in, the one to show them in, and what was assumed about both."""

    wall: tzinfo
    shown: tzinfo
    name: str
    unsure: tuple[str, ...] = ()


def find_times(event: Block, *, hints: ZoneHints, typed: Wall | None, needed: bool) -> Times:
    """The event's times. Raises InputError for a start that is missing or unreadable (unless one was
    `typed`, or it is not `needed`), and ZoneQuestion where nothing tells its zone."""
    try:
        line = event.first("DTSTART")
        if line is None:
            raise InputError("it has no start.", hint="Type it, as in --start “2026-12-01 14:00”.")
        start = _as_day(read_moment(line), event)
        clock = _clock(start, event, hints)
    except InputError:
        if typed is not None and hints.zone is not None and hints.zone_name is not None:
            begins = typed.in_zone(hints.zone)
            return Times(
                start=begins,
                end=later(begins, ONE_HOUR),
                zone=hints.zone,
                zone_name=hints.zone_name,
                origin="typed",
                unsure=(NO_END,),
            )
        if needed:
            raise
        return Times()
    second = _second_start(event, first=start, clock=clock, hints=hints)
    if start.day is not None:
        times = _all_day(start.day, event, clock)
        return times._replace(unsure=(*times.unsure, *second))
    begins = _instant(start, clock)
    ends, unsure = _end(start, event, clock, hints)
    return Times(
        start=begins,
        end=ends,
        zone=clock.shown,
        zone_name=clock.name,
        origin="the invitation",
        unsure=(*clock.unsure, *second, *unsure),
    )


def _as_day(moment: Moment, event: Block) -> Moment:
    """A midnight of an event that Exchange marks as one of whole days, as the day it stands for."""
    mark = event.first("X-MICROSOFT-CDO-ALLDAYEVENT")
    if mark is None or mark.value.strip().upper() != "TRUE":
        return moment
    if moment.wall is None or moment.wall.time() != time() or moment.utc or moment.offset is not None:
        return moment
    return Moment(day=moment.wall.date(), tzid=moment.tzid)


def _second_start(event: Block, *, first: Moment, clock: _Clock, hints: ZoneHints) -> tuple[str, ...]:
    """A word about another start, where the event gives two that differ."""
    for line in islice(event.all("DTSTART"), 1, 10):
        try:
            other = _as_day(read_moment(line), event)
        except InputError:
            continue
        at = _began(other, _end_clock(other, event, clock, hints))
        if at != _began(first, clock):
            local = at.astimezone(clock.shown)
            said = say_date(local.date()) if other.day else f"{say_date(local.date())}, {say_time(local)}"
            return (
                f"The invitation gives two starts; the first counts, the other is {said}. "
                "--start overrules it.",
            )
    return ()


def _end(start: Moment, event: Block, clock: _Clock, hints: ZoneHints) -> tuple[datetime, tuple[str, ...]]:
    """DTEND, else DURATION, else an hour: calendars show as much, and no follow-up may come before the talk
    is over."""
    begins = _instant(start, clock)
    ends: datetime | None = None
    try:
        moment = read_optional_moment(event.first("DTEND"))
        if moment is not None and moment.wall is not None:
            ends = _instant(moment, _end_clock(moment, event, clock, hints))
    except InputError:
        ends = None
    impossible = ends is not None and not is_after(ends, begins)
    if ends is None or impossible:
        length = read_duration(line.value) if (line := event.first("DURATION")) else None
        ends = _after(begins, length, clock=_zone_of(start, clock)) if length is not None else None
    if ends is None or not is_after(ends, begins):
        return later(begins, ONE_HOUR), (IMPOSSIBLE_END if impossible else NO_END,)
    if is_after(ends, later(begins, LONGEST)):
        return later(begins, ONE_HOUR), (IMPOSSIBLE_END,)
    return ends, ()


def _after(begins: datetime, length: Length, *, clock: tzinfo) -> datetime:
    """Days are added on the event's own clock, hours as real time (RFC 5545, 3.3.6)."""
    local = begins.astimezone(clock)
    if length.days:
        local = instant(local.date() + timedelta(days=length.days), local.time(), clock)
    return later(local, length.exact).astimezone(begins.tzinfo)


def _end_clock(moment: Moment, event: Block, clock: _Clock, hints: ZoneHints) -> _Clock:
    """An end may name a zone of its own; one that cannot be resolved is the start's."""
    if not moment.tzid:
        return clock
    try:
        own = _clock(moment, event, hints)
    except ZoneQuestion:
        return clock
    return _Clock(own.wall, clock.shown, clock.name)


def _all_day(first: date, event: Block, clock: _Clock) -> Times:
    """From the local midnight of the first day to that after the last (DTEND: RFC 5545, 3.6.1)."""
    try:
        end = read_optional_moment(event.first("DTEND"))
    except InputError:
        end = None
    after = _as_day(end, event).day if end is not None else None
    if (
        after is None
        and (line := event.first("DURATION"))
        and (length := read_duration(line.value)) is not None
    ):
        after = first + max(timedelta(days=length.days) + length.exact, timedelta(days=1))
    if after is None or after <= first or after - first > LONGEST:
        after = first + timedelta(days=1)
    return Times(
        start=instant(first, time(), clock.shown),
        end=instant(after, time(), clock.shown),
        all_day=True,
        zone=clock.shown,
        zone_name=clock.name,
        origin="the invitation",
        unsure=(WHOLE_DAY, *clock.unsure),
    )


def _instant(moment: Moment, clock: _Clock) -> datetime:
    assert moment.wall is not None
    day, at = moment.wall.date(), moment.wall.time()
    return instant(day, at, _zone_of(moment, clock)).astimezone(clock.shown)


def _zone_of(moment: Moment, clock: _Clock) -> tzinfo:
    """The clock a time was written by."""
    if moment.utc:
        return UTC
    return timezone(moment.offset) if moment.offset is not None else clock.wall


def _clock(moment: Moment, event: Block, hints: ZoneHints) -> _Clock:
    """Which zone a time is in, and which one the candidate lives by. A typed zone is the candidate's; a
    time that has no zone of its own is read in it."""
    fixed = moment.utc or moment.offset is not None
    found = _resolve(moment.tzid, moment, hints) if moment.tzid else None
    if found is not None and found.zone is not None and found.name is not None:
        said = tuple(
            f"{line[:1].upper()}{line[1:]}. --timezone overrules it."
            for line in (found.remark, found.assumed)
            if line
        )
        return _shown(found.zone, found.name, hints, unsure=said)
    if moment.tzid and not fixed and moment.day is None:
        if hints.zone is None or hints.zone_name is None:
            raise ZoneQuestion(f"its time zone “{moment.tzid[:60]}” is not known.", hint=ASK)
        line = f"The time zone “{moment.tzid[:60]}” is not known; the times are read as {hints.zone_name}."
        return _Clock(hints.zone, hints.zone, hints.zone_name, (line,))
    beside = _beside(event, moment, hints)
    if fixed:
        return _fixed(moment, beside, hints)
    if beside is not None and beside.zone is not None and beside.name is not None:
        line = (
            f"The times bear no zone; read as {beside.name}, which the file names. --timezone overrules it."
        )
        if hints.zone is not None and hints.zone_name is not None:
            line = f"The invitation's times bear no zone; read as {hints.zone_name}, as typed."
            return _Clock(hints.zone, hints.zone, hints.zone_name, (line,))
        return _Clock(beside.zone, beside.zone, beside.name, (line,))
    if (hints.zone is None or hints.zone_name is None) and hints.home is not None:
        line = f"The invitation's times bear no zone; read as {hints.home.key}, as in your settings."
        return _Clock(hints.home, hints.home, hints.home.key, (line,))
    if hints.zone is None or hints.zone_name is None:
        what = "it is a whole day without a time zone." if moment.day else "its times bear no time zone."
        raise ZoneQuestion(what, hint=ASK)
    line = f"The invitation's times bear no zone; read as {hints.zone_name}, as typed."
    return _Clock(hints.zone, hints.zone, hints.zone_name, () if moment.day else (line,))


def _fixed(moment: Moment, beside: ZoneFinding | None, hints: ZoneHints) -> _Clock:
    """A time in UTC is certain; whose clock it is shown on need not be."""
    if beside is not None and beside.zone is not None and beside.name is not None:
        return _shown(beside.zone, beside.name, hints)
    if hints.zone is not None and hints.zone_name is not None:
        return _Clock(hints.zone, hints.zone, hints.zone_name)
    if hints.home is not None:
        return _Clock(hints.home, hints.home, hints.home.key)
    zone: tzinfo = find_zone("UTC") or UTC
    name = "UTC"
    if moment.offset:
        zone = timezone(moment.offset)
        name = str(zone)
    line = f"The invitation names no zone but {name}: reminders go by that clock. --timezone gives yours."
    return _Clock(zone, zone, name, (line,))


def _shown(zone: tzinfo, name: str, hints: ZoneHints, unsure: tuple[str, ...] = ()) -> _Clock:
    if hints.zone is None or hints.zone_name is None:
        return _Clock(zone, zone, name, unsure)
    return _Clock(zone, hints.zone, hints.zone_name, unsure)


def _resolve(tzid: str, moment: Moment, hints: ZoneHints) -> ZoneFinding:
    at = moment.wall
    if at is None:
        assert moment.day is not None
        at = datetime.combine(moment.day, time())
    return resolve_zone(tzid, rules=hints.rules.get(tzid), at=at)


def _beside(event: Block, moment: Moment, hints: ZoneHints) -> ZoneFinding | None:
    """A zone the file names elsewhere: for its calendar, in the event, or as the only one it defines."""
    loose = event.first("TZID")
    only = next(iter(hints.rules)) if len(hints.rules) == 1 else None
    for name in (hints.calendar_zone, loose.text.strip() if loose else None, only):
        if name:
            found = _resolve(name, moment, hints)
            if found.zone is not None:
                return found
    return None


def occurrence(event: Block, *, hints: ZoneHints) -> str | None:
    """Which occurrence of a series the event is (RECURRENCE-ID): its instant in UTC, if it can be told."""
    line = event.first("RECURRENCE-ID")
    if line is None:
        return None
    try:
        moment = _as_day(read_moment(line), event)
        return _began(moment, _clock(moment, event, hints)).isoformat()
    except InputError:
        return re.sub(r"\s", "", line.value)[:60]


def occurrences(event: Block, *, hints: ZoneHints, typed: Wall | None) -> tuple[datetime, ...] | None:
    """The first starts of a series in UTC, without those taken out of it (EXDATE); None for an event that
    does not repeat, or whose rule or zone is not followed. Raises InputError where such a series has lost
    its first time and no start was `typed`."""
    line, rules = event.first("DTSTART"), list(islice(event.all("RRULE"), 2))
    if line is None or len(rules) > 1 or not (rules or event.first("RDATE")):
        return None
    from calsync.ical.series import local_times, terms_of

    try:
        start = _as_day(read_moment(line), event)
        clock = _clock(start, event, hints)
        terms = terms_of(rules[0].value) if rules else {"FREQ": "DAILY", "COUNT": "1"}
        first = start.wall or datetime.combine(start.day or date.min, time())
        walls = local_times(terms, start=first)
        starts = [_began(_moved(start, wall), clock) for wall in walls or (first,)]
        starts += [
            _began(moment, _end_clock(moment, event, clock, hints)) for moment in _dates(event, "RDATE")
        ]
        if until := terms.get("UNTIL"):
            ends = read_moment(Line("UNTIL", {}, until))
            if ends.day is not None:
                ends = ends._replace(day=None, wall=datetime.combine(ends.day, time(23, 59, 59)))
            last = _began(ends, clock)
            starts = [at for at in starts if at <= last or at == starts[0]]
    except (InputError, OverflowError):
        return None
    days, taken = set(), set()
    for moment in _dates(event, "EXDATE"):
        if moment.day is not None:
            days.add(moment.day)
        else:
            taken.add(_began(moment, _end_clock(moment, event, clock, hints)))
    zone = clock.wall if not start.utc else UTC
    left = [at for at in starts if at not in taken and (not days or at.astimezone(zone).date() not in days)]
    if walls is not None:
        return tuple(sorted(set(left))[:_MOST_OCCURRENCES])
    if not left and typed is None:
        raise InputError(
            "its first time is called off, and the rule by which it repeats is not followed.",
            hint="Type the time, as in --start “2026-12-01 14:00”.",
        )
    return None


def _dates(event: Block, name: str) -> list[Moment]:
    """What can be read of the values of RDATE or EXDATE; of a period its start."""
    found: list[Moment] = []
    values = ((line, text) for line in event.all(name) for text in line.value.split(",", _MOST_DATES))
    for line, text in islice(values, _MOST_DATES):
        with suppress(InputError):
            found.append(_as_day(read_moment(Line(name, line.params, text.split("/")[0])), event))
    return found


def _moved(start: Moment, wall: datetime) -> Moment:
    return start._replace(day=wall.date()) if start.day is not None else start._replace(wall=wall)


def _began(moment: Moment, clock: _Clock) -> datetime:
    """A moment in UTC; of a whole day its first instant."""
    if moment.day is not None:
        return instant(moment.day, time(), clock.shown).astimezone(UTC)
    return _instant(moment, clock).astimezone(UTC)


def stamp_of(event: Block, name: str) -> datetime | None:
    """A UTC stamp of the event, such as DTSTAMP; None where there is none to be read."""
    try:
        moment = read_optional_moment(event.first(name))
    except InputError:
        return None
    if moment is None or moment.wall is None:
        return None
    return (moment.wall - (moment.offset or timedelta())).replace(tzinfo=UTC)
