"""What the inputs of a run come to, before anything is planned: events, interviews, and what to say of the
rest. `plan` and `track` share it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from calsync.config import Config
from calsync.errors import CalsyncError, NeedsPerson, NotAnInterview, UsageError
from calsync.ical.zones import find_zone, nearest_zone_names
from calsync.planning.cadence import Cadence
from calsync.planning.decision import read_decision
from calsync.planning.facts import Facts, Standing
from calsync.planning.interview import Decision
from calsync.planning.loops import Gathered, name_event
from calsync.planning.rules import Wishes
from calsync.planning.saying import say_moment
from calsync.planning.typed import Typed, facts_typed, overrule_facts
from calsync.planning.versions import event_key
from calsync.planning.workdays import WorkCalendar

if TYPE_CHECKING:
    from calsync.planning.tracked import Tracked

BY_ME = "--me"
"""The origin of a candidate whom the invitation's reader knew by what was said beforehand."""
MONTH_FIRST = frozenset({"US"})
"""Countries that write the month before the day."""


class Found(NamedTuple):
    events: list[Facts]
    problems: list[CalsyncError]


def read_all(invites: Sequence[str], typed: Typed, *, me: Sequence[str], config: Config) -> Found:
    """The events of all inputs, with what was typed in place of what they say; without inputs, the one that
    was typed. Raises ZoneQuestion for typed facts without a zone, UsageError for times that cannot be."""
    if not invites:
        return Found([facts_typed(standing_alone(typed, me=me, config=config))], [])
    from calsync.cli.intake import take_in
    from calsync.ical.invite import Beforehand

    own = me or config.me
    home = find_zone(config.timezone) if config.timezone else None
    beforehand = Beforehand(
        zone=typed.zone,
        zone_name=typed.zone_name,
        me=frozenset(name.casefold() for name in (*own, *([config.name] if config.name else []))),
        start=typed.start,
        home=home,
    )
    intake = take_in(invites, beforehand)
    events = [overrule_facts(event, typed) for event in intake.events]
    if not me:
        events = [_from_settings(event) for event in events]
    return Found(events, intake.problems)


def _from_settings(event: Facts) -> Facts:
    """Says so of a candidate who was found by the settings and not by --me."""
    if event.origins.get("candidate") != BY_ME:
        return event
    return replace(event, origins={**event.origins, "candidate": "your settings"})


def standing_alone(typed: Typed, *, me: Sequence[str], config: Config) -> Typed:
    """What was typed, with what an invitation would tell besides: the zone and the candidate, as in the
    settings."""
    home = find_zone(config.timezone) if config.timezone else None
    if typed.zone is None and home is not None:
        typed = replace(typed, zone=home, zone_name=home.key)
    return replace(typed, candidate=next((name for name in (me or config.me) if "@" in name), None))


def with_zone(typed: Typed, name: str | None) -> Typed:
    """What was typed, with the zone of --timezone. Raises UsageError for one that does not exist."""
    if name is None:
        return typed
    zone = find_zone(name)
    if zone is None:
        near = ", ".join(nearest_zone_names(name))
        raise UsageError(
            f"There is no time zone “{name}”.",
            hint=f"Nearest: {near}." if near else "Write it as Continent/City, as in Europe/Berlin.",
        )
    return replace(typed, zone=zone, zone_name=zone.key)


def check_steps(wishes: Wishes, cadence: Cadence) -> None:
    """Raises UsageError for a step the cadence does not have."""
    from difflib import get_close_matches

    known = cadence.names()
    for step in sorted({*wishes.wanted, *wishes.leave_out}):
        if step not in known:
            near = get_close_matches(step, known, 1)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            raise UsageError(
                f"The cadence “{cadence.name}” has no step “{step}”.",
                hint=f"Its steps: {', '.join(known)}.{meant}",
            )


def stated_decision(phrase: str, *, said_on: date, workdays: WorkCalendar) -> Decision | None:
    """The decision date those words come to; None when they say that no date was named. Raises
    PhraseError."""
    month_first = workdays.country in MONTH_FIRST
    return read_decision(phrase, said_on=said_on, workdays=workdays, month_first=month_first)


def problems_of(gathered: Gathered, *, beside: Collection[str] = ()) -> list[CalsyncError]:
    """Declined invitations, and inputs in which nothing looks like an interview; those `beside` are known to
    hold one."""
    problems: list[CalsyncError] = [
        NeedsPerson(
            f"You declined this invitation: {name_event(event)}. Nothing is planned for it.",
            hint="If you went after all, say which kind it was, as in --kind final.",
        )
        for event in gathered.declined
    ]
    return problems + _refused(gathered.strangers, _good(gathered, beside))


def notes_of(gathered: Gathered, *, beside: Collection[str] = ()) -> list[str]:
    """Remarks, and what was left out of files that hold an interview."""
    notes = list(gathered.remarks)
    notes += _left_out(gathered.strangers, _good(gathered, beside))
    notes += [f"{name_event(event)} is cancelled; the rest is planned." for event in gathered.dropped]
    return notes


def remarks_on(gathered: Gathered, events: Sequence[Facts]) -> list[str]:
    """What is worth saying of the `events` that were read in this run, of all that a tracked interview is
    gathered from."""
    fresh = {event_key(event) for event in events}
    notes = [remark for event in events for remark in event.remarks]
    notes += [
        f"{name_event(event)} is somebody's answer to an invitation; nothing follows from it."
        for event in events
        if event.standing is Standing.ANSWER
    ]
    if gathered.interviews:
        off = [*gathered.dropped, *gathered.cancelled]
        notes += [f"{name_event(e)} is cancelled; the rest stays." for e in off if event_key(e) in fresh]
        gone = [event for event in gathered.declined if event_key(event) in fresh]
        notes += [f"You declined {name_event(event)}; the rest stays." for event in gone]
    return notes


def declined_later(event: Facts, ref: str) -> NeedsPerson:
    """The question about a tracked interview whose invitation the person has declined since."""
    return NeedsPerson(
        f"You declined {name_event(event)}; {ref} was left as it was.",
        hint=f"If you will not go: calsync untrack {ref}. If you went after all, say which kind it was, as "
        "in --kind final.",
    )


def looks_new(event: Facts, known: Tracked) -> NeedsPerson:
    """The question about an event that looks like a new time for a tracked interview."""
    return NeedsPerson(
        f"{name_event(event)} looks like a new time for {known.ref} "
        f"({say_moment(known.interview.start)}). It was not taken.",
        hint=f"If it is, add --replaces {known.ref}; if it is another interview, add --separate.",
    )


def _good(gathered: Gathered, beside: Collection[str]) -> set[str]:
    return {*beside, *(file for each in gathered.interviews for file in each.files)}


def _by_file(events: Iterable[Facts]) -> dict[str, list[Facts]]:
    files: dict[str, list[Facts]] = {}
    for event in events:
        files.setdefault(event.file, []).append(event)
    return files


def _refused(strangers: Sequence[Facts], good: set[str]) -> list[CalsyncError]:
    """A file that holds nothing but events that do not look like interviews has failed."""
    return [
        NotAnInterview(
            f"{name_event(events[0])} does not look like an interview."
            if len(events) == 1
            else f"{file} holds {len(events)} events, and none looks like an interview.",
            hint="If it is one, say which kind, as in --kind technical.",
        )
        for file, events in _by_file(strangers).items()
        if file not in good
    ]


def _left_out(strangers: Sequence[Facts], good: set[str]) -> list[str]:
    """A word about the events beside interviews that do not look like one."""
    return [
        f"Left out, since it does not look like an interview: {name_event(events[0])}"
        + (f" and {len(events) - 1} more." if len(events) > 1 else ".")
        for file, events in _by_file(strangers).items()
        if file in good
    ]


def once_each(problems: Sequence[CalsyncError]) -> list[CalsyncError]:
    """At most three of one sort from one run, and a word about the rest."""
    shown: list[CalsyncError] = []
    for code in dict.fromkeys(problem.code for problem in problems):
        alike = [problem for problem in problems if problem.code == code]
        shown += alike[:3]
        if len(alike) > 3:
            shown.append(type(alike[3])(f"…and {len(alike) - 3} more like these.", hint=alike[3].hint))
    return shown
