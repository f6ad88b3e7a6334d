"""Which version of an event counts (RFC 5546, 2.1.5): the newest, unless a cancellation ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from calsync.planning.facts import Facts, Standing

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
            if key not in newest or _age(newest[key]) < _age(event):
                newest[key] = event
    live: list[Facts] = []
    called_off: dict[tuple[str, ...], Facts] = {}
    for key, event in newest.items():
        if any(_calls_off(each, event) for each in cancellations):
            called_off[key] = replace(event, standing=Standing.CANCELLED)
        else:
            live.append(event)
    told = {event.uid for event in newest.values() if event.uid}
    for event in cancellations:
        if event.uid not in told:
            called_off.setdefault(event_key(event), event)
    answers = tuple(event for event in events if event.standing is Standing.ANSWER)
    return Sorted(tuple(live), tuple(called_off.values()), answers)


def event_key(event: Facts) -> tuple[str, ...]:
    """What tells one event from another: UID and occurrence; without a UID its start, title and organiser."""
    if event.uid:
        return event.uid, event.recurrence or ""
    if event.own_key:
        return "", event.own_key
    start = event.start.astimezone(UTC).isoformat() if event.start else ""
    return "", start, event.title.casefold(), (event.organiser or "").casefold()


def _age(event: Facts) -> tuple[int, int, datetime, datetime]:
    """Order of versions, with Microsoft's own counter after SEQUENCE."""
    version = event.revision
    return (
        version.sequence or 0,
        version.vendor_sequence or 0,
        version.stamp or ANY_STAMP,
        version.modified or ANY_STAMP,
    )


def _calls_off(ending: Facts, event: Facts) -> bool:
    """Whether a cancellation ends an event. It does so even with the number of the invitation; only an
    invitation that is newer by number and by stamp has brought the event back."""
    if not _same_event(ending, event):
        return False
    newer_number = (event.revision.sequence or 0) > (ending.revision.sequence or 0)
    newer_stamp = (event.revision.stamp or ANY_STAMP) > (ending.revision.stamp or ANY_STAMP)
    return not (newer_number and newer_stamp)


def _same_event(ending: Facts, event: Facts) -> bool:
    """A cancellation without an occurrence ends the whole series, one with an occurrence only that."""
    if not ending.uid or not event.uid:
        return event_key(ending) == event_key(event)
    if ending.uid != event.uid:
        return False
    occurrence = event.recurrence or (event.start and event.start.astimezone(UTC).isoformat())
    return ending.recurrence is None or ending.recurrence == occurrence
