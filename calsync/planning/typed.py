"""What the person typed: it overrules what an invitation says, and can stand without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from calsync.errors import UsageError, ZoneQuestion
from calsync.planning.facts import Facts
from calsync.planning.interview import Interview, Interviewer, Kind, Session
from calsync.planning.people import merge_people
from calsync.planning.wallclock import instant, is_after, later

TYPED = "typed"
ONE_HOUR = timedelta(hours=1)
LONGEST = timedelta(days=14)
NO_END = "The invitation gives no end, so one hour is assumed; --duration or --end overrules it."
IMPOSSIBLE_END = "The invitation's end cannot be, so one hour is assumed; --duration or --end overrules it."
WHOLE_DAY = (
    "The invitation gives a whole day, perhaps a hold; its end is that day's end. --start says the hour."
)
ABOUT_TIMES = frozenset({NO_END, IMPOSSIBLE_END, WHOLE_DAY})
"""What the invitation's reader may be unsure of, and typed times settle."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A time of day as typed, with its date or, for an end, without; on the candidate's clock unless
    `offset` was typed with it."""

    day: date | None
    at: time
    offset: timedelta | None = None

    def in_zone(self, zone: tzinfo, *, day: date | None = None) -> datetime:
        """The instant; `day` is the date where none was typed."""
        on = self.day or day
        assert on is not None  # a start is always typed with its date
        if self.offset is None:
            return instant(on, self.at, zone)
        return instant(on, self.at, timezone(self.offset)).astimezone(zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The facts given as options; None or empty where nothing was typed."""

    company: str | None = None
    role: str | None = None
    kind: Kind | None = None
    start: Wall | None = None
    end: Wall | None = None
    duration: timedelta | None = None
    zone: tzinfo | None = None
    zone_name: str | None = None
    interviewers: tuple[Interviewer, ...] = ()
    candidate: str | None = None


def typed_over(earlier: Typed, later: Typed) -> Typed:
    """What was typed before, with what is typed now in its place. A new start keeps the length; a new end
    takes the place of the old length, and the other way round."""
    end, duration = earlier.end, earlier.duration
    if later.end or later.duration:
        end, duration = later.end, later.duration
    elif later.start:
        end, duration = None, _length(earlier)
    return Typed(
        company=later.company or earlier.company,
        role=later.role or earlier.role,
        kind=later.kind or earlier.kind,
        start=later.start or earlier.start,
        end=end,
        duration=duration,
        zone=later.zone or earlier.zone,
        zone_name=later.zone_name or earlier.zone_name,
        interviewers=later.interviewers or earlier.interviewers,
        candidate=later.candidate or earlier.candidate,
    )


def _length(typed: Typed) -> timedelta | None:
    """The length that was typed, as such or by an end on the same clock."""
    start, end = typed.start, typed.end
    if typed.duration or start is None or end is None or start.day is None or start.offset != end.offset:
        return typed.duration
    ends = datetime.combine(end.day or start.day, end.at, UTC)
    length = ends - datetime.combine(start.day, start.at, UTC)
    return length if length > timedelta() else None


def facts_typed(typed: Typed) -> Facts:
    """An interview that stands on options alone. Raises ZoneQuestion without a zone."""
    assert typed.start is not None  # whoever calls this has seen one
    if typed.zone is None:
        raise ZoneQuestion(
            "The time zone of --start is not known.", hint="Add the zone, as in --timezone Europe/Berlin."
        )
    start = typed.start.in_zone(typed.zone)
    end, unsure = _end(typed, start, typed.zone)
    if typed.start.offset is None and start.time() != typed.start.at:
        skipped = f"{typed.start.at:%H:%M} does not exist on that day, since the clock is put forward"
        unsure += (f"{skipped}; read as {start:%H:%M}. --start says another time.",)
    return Facts(
        file="",
        title=", ".join(part for part in (typed.company, typed.role, typed.kind) if part),
        # What is told later (role, kind, hour) must not make new reminders beside the old ones.
        own_key=f"{typed.company or (typed.role, typed.kind)}\x1f{typed.start.day}".casefold(),
        start=start,
        end=end,
        zone=typed.zone,
        zone_name=typed.zone_name,
        company=typed.company,
        role=typed.role,
        kind=typed.kind,
        interviewers=typed.interviewers,
        candidate=typed.candidate,
        evidence=TYPED,
        origins=_origins(typed),
        unsure=unsure,
    )


def overrule_facts(event: Facts, typed: Typed) -> Facts:
    """An event with what was typed of company, role, candidate and zone: what grouping looks at."""
    own = (typed.candidate or "").casefold()
    people = tuple(p for p in event.interviewers if not own or (p.email or "").casefold() != own)
    shown = replace(
        event,
        company=typed.company or event.company,
        role=typed.role or event.role,
        candidate=typed.candidate or event.candidate,
        interviewers=people,
        origins={**event.origins, **_origins(typed)},
    )
    zone = typed.zone
    if zone is None or event.all_day or event.zone_name == typed.zone_name:
        return shown
    start, end = (at and at.astimezone(zone) for at in (event.start, event.end))
    return replace(shown, start=start, end=end, zone=zone, zone_name=typed.zone_name)


def overrule(interview: Interview, typed: Typed) -> Interview:
    """An interview with the typed people and times in place of its own; addresses the invitation has for
    a person typed by name stay. Raises UsageError for times typed for a loop."""
    if typed.interviewers:
        wanted = merge_people(typed.interviewers, interview.interviewers)
        wanted = wanted[: len(merge_people(typed.interviewers, ()))]
        interview = replace(interview, interviewers=tuple(replace(p, declined=False) for p in wanted))
    if typed.start is None and typed.end is None and typed.duration is None:
        return interview
    if len(interview.sessions) > 1:
        raise UsageError(
            f"--start, --end and --duration fit one talk, and this interview has {len(interview.sessions)}.",
            hint="Leave them out, or plan the sessions' files one at a time.",
        )
    session = interview.sessions[0]
    start = typed.start.in_zone(interview.zone) if typed.start else session.start
    unsure: tuple[str, ...]
    if typed.end is None and typed.duration is None and not interview.all_day:
        end, unsure = later(start, session.end.astimezone(UTC) - session.start.astimezone(UTC)), ()
    else:
        end, unsure = _end(typed, start, interview.zone)
    moved = Session(start, end, session.title, session.interviewers, session.pause)
    origins = {**interview.origins, **({"start": TYPED} if typed.start else {})}
    return replace(
        interview,
        sessions=(moved,),
        all_day=False,
        origins=origins,
        unsure=tuple(line for line in interview.unsure if line not in ABOUT_TIMES) + unsure,
    )


def _end(typed: Typed, start: datetime, zone: tzinfo) -> tuple[datetime, tuple[str, ...]]:
    """The end that was typed, or an hour after the start with a word about it. Raises UsageError for an
    end that is not after the start."""
    if typed.end is not None:
        end = typed.end.in_zone(zone, day=start.date())
    elif typed.duration is not None:
        end = later(start, typed.duration)
    else:
        return later(start, ONE_HOUR), (
            "No end was given, so one hour is assumed; --duration or --end overrules it.",
        )
    if not is_after(end, start):
        raise UsageError(
            f"The interview would end ({end:%Y-%m-%d %H:%M}) before it starts ({start:%Y-%m-%d %H:%M}).",
            hint="Check --start and --end, or give --duration 1h.",
        )
    if is_after(end, later(start, LONGEST)):
        raise UsageError(
            "The interview would last over two weeks.", hint="Check --start, --end and --duration."
        )
    return end, ()


def _origins(typed: Typed) -> Mapping[str, str]:
    values = {
        "company": typed.company,
        "role": typed.role,
        "candidate": typed.candidate,
        "start": typed.start,
        "timezone": typed.zone,
        "interviewers": typed.interviewers,
    }
    return {field: TYPED for field, value in values.items() if value}
