"""Which version of an event counts (RFC 5546, 2.1.5): the newest, unless a cancellation ends it.

Of a series only the first time is kept that is not called off, as an event of its own may have moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import NamedTuple

from calsync.planning.facts import REPEATS, Facts, Standing
from calsync.planning.saying import say_date
from calsync.planning.wallclock import instant, later

ANY_STAMP = datetime.min.replace(tzinfo=UTC)


class Sorted(NamedTuple):
    """The newest version of each event, apart by whether it is on, called off, or only an answer."""

    live: tuple[Facts, ...]
    cancelled: tuple[Facts, ...]
    answers: tuple[Facts, ...]


def sort_versions(events: Sequence[Facts]) -> Sorted:
    """The order in which events were read does not matter: an older one never undoes a newer one."""
    cancellations = [event for event in events if event.standing is Standing.CANCELLED]
    newest: dict[tuple[str, ...], Facts] = {}
    for event in events:
        if event.standing is Standing.LIVE:
            key = event_key(event)
            if key not in newest or (_age(newest[key]), repr(newest[key])) < (_age(event), repr(event)):
                newest[key] = event
    live: list[Facts] = []
    called_off: dict[tuple[str, ...], Facts] = {}
    ended = {key for key, event in newest.items() if any(_calls_off(each, event) for each in cancellations)}
    series = {event.uid for key, event in newest.items() if _is_series(event) and key not in ended}
    parts = [event for event in newest.values() if event.recurrence and event.uid in series]
    for key, event in newest.items():
        kept: Facts | None = event
        if event.uid in series:
            if event.recurrence:
                continue  # a time of the series, which stands for it
            kept = _first_left(
                event,
                parts=[each for each in parts if each.uid == event.uid],
                endings=[each for each in cancellations if each.uid == event.uid],
            )
        elif key in ended:
            kept = None
        if kept is None:
            called_off[key] = replace(event, standing=Standing.CANCELLED)
        else:
            live.append(kept)
    told = {event.uid for event in newest.values() if event.uid}
    for event in cancellations:
        if event.uid not in told and event_key(event) not in newest:
            called_off.setdefault(event_key(event), event)
    answers = tuple(event for event in events if event.standing is Standing.ANSWER)
    return Sorted(tuple(live), tuple(called_off.values()), answers)


def newest(events: Iterable[Facts], *, over: Iterable[Facts] = ()) -> tuple[Facts, ...]:
    """Of each event the newest invitation and the newest cancellation: all that need be kept of it. `over`
    was read before; where the two are of one age, what is read now counts."""
    found: dict[tuple[Standing, tuple[str, ...]], Facts] = {}
    for event in events:
        key = event.standing, event_key(event)
        if event.standing is not Standing.ANSWER and (
            key not in found or (_age(found[key]), repr(found[key])) < (_age(event), repr(event))
        ):
            found[key] = event
    known = {(event.standing, event_key(event)): event for event in over}
    for key, event in known.items():
        if key not in found or _age(found[key]) < _age(event) or _alike(found[key], event):
            found[key] = event
    return tuple({**{key: found[key] for key in known}, **found}.values())


def _alike(one: Facts, other: Facts) -> bool:
    """Whether two readings differ in nothing but the file's name."""
    return replace(one, file="", zone=None) == replace(other, file="", zone=None)


def _is_series(event: Facts) -> bool:
    return bool(event.uid) and event.occurrences is not None and not event.recurrence


def _first_left(series: Facts, *, parts: Iterable[Facts], endings: Sequence[Facts]) -> Facts | None:
    """The first time of a series that is not called off, under the identity of the series; `parts` are the
    events that replace one of its times. None where no time is left."""
    times = {at.isoformat(): (at, series) for at in series.occurrences or ()}
    for part in parts:
        if part.recurrence and part.start:
            times[part.recurrence] = (part.start.astimezone(UTC), part)
    left = [
        (at, event)
        for occurrence, (at, event) in times.items()
        if not any(each.recurrence == occurrence and _counts(each, event) for each in endings)
    ]
    if not left:
        return None
    at, event = min(left, key=lambda each: each[0])
    if event is not series:
        return replace(event, recurrence=None, unsure=tuple(dict.fromkeys((*event.unsure, REPEATS))))
    assert series.start is not None  # it is live
    if at == series.start.astimezone(UTC):
        return series
    moved = any(part.recurrence == series.start.astimezone(UTC).isoformat() for _, part in left)
    return _at(series, at, why="moved" if moved else "called off")


def _at(series: Facts, at: datetime, *, why: str) -> Facts:
    """A series at a later one of its times."""
    assert series.start is not None
    assert series.end is not None
    zone = series.zone or UTC
    start = at.astimezone(zone)
    end = later(start, series.end.astimezone(UTC) - series.start.astimezone(UTC))
    if series.all_day:
        end = instant(start.date() + (series.end.date() - series.start.date()), time(), zone)
    note = (
        f"The event repeats; its first time, {say_date(series.start.date())}, is {why}, so its next is "
        "planned. --start plans another."
    )
    unsure = (*(line for line in series.unsure if line != REPEATS), note)
    return replace(series, start=start, end=end, unsure=unsure)


def event_key(event: Facts) -> tuple[str, ...]:
    """What tells one event from another: UID and occurrence; without a UID its start, title and organiser."""
    if event.uid:
        return event.uid, event.recurrence or ""
    if event.own_key:
        return "", event.own_key
    start = event.start.astimezone(UTC).isoformat() if event.start else ""
    return "", start, event.title.casefold(), (event.organiser or "").casefold()


def _age(event: Facts) -> tuple[int, int, datetime, datetime]:
    """Order of versions, with Microsoft's own counter after SEQUENCE. Where a stamp is missing, when the
    event was last modified stands in for it."""
    version = event.revision
    return (
        version.sequence or 0,
        version.vendor_sequence or 0,
        _stamp(event),
        version.modified or ANY_STAMP,
    )


def _stamp(event: Facts) -> datetime:
    return event.revision.stamp or event.revision.modified or ANY_STAMP


def _calls_off(ending: Facts, event: Facts) -> bool:
    """Whether a cancellation ends an event. It does so even with the number of the invitation; only an
    invitation with a higher number and no older stamp has brought the event back. The stamp has to be newer
    where the numbers do not tell: a cancellation bears none, or a series and one of its times are numbered
    each for itself."""
    return _same_event(ending, event) and _counts(ending, event)


def _counts(ending: Facts, event: Facts) -> bool:
    if (event.revision.sequence or 0) <= (ending.revision.sequence or 0):
        return True
    stamp, ended = _stamp(event), _stamp(ending)
    told = ending.revision.sequence is not None and ending.recurrence == event.recurrence
    return stamp < ended or (stamp == ended and not told)


def _same_event(ending: Facts, event: Facts) -> bool:
    """A cancellation without an occurrence ends the whole series, one with an occurrence only that; what
    becomes of a series then is told by `_first_left`."""
    if not ending.uid or not event.uid:
        return event_key(ending) == event_key(event)
    if ending.uid != event.uid:
        return False
    if _is_series(event):
        return ending.recurrence is None
    occurrence = event.recurrence or (event.start and event.start.astimezone(UTC).isoformat())
    return ending.recurrence is None or ending.recurrence == occurrence
