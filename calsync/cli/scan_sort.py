"""What a scan looks for, and what of its sightings is known already, sure, to be asked about, or declined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import Desk
from calsync.cli.inputs import BY_ME
from calsync.cli.memory import Memory
from calsync.cli.scan_report import ScanRequest, decided_name
from calsync.cli.scan_sources import Looked, Search
from calsync.config import Config
from calsync.ical.sighting import Band, Seeker, Sighting
from calsync.ical.zones import find_zone
from calsync.planning.facts import Facts, Revision, Standing
from calsync.planning.recognition import event_name
from calsync.planning.tracked import Sources, Tracked
from calsync.planning.versions import event_key

if TYPE_CHECKING:
    from calsync.tracker.log import Change


FOUND = "calsync scan found it"


class Sorted(NamedTuple):
    """The sightings of a run: events of tracked interviews, those to be tracked, those to be offered, and
    how many the person does not want to hear of."""

    known: tuple[Facts, ...]
    sure: tuple[Sighting, ...]
    offered: tuple[Sighting, ...]
    hidden: int


def search_for(desk: Desk, request: ScanRequest) -> Search:
    config = desk.config
    home = find_zone(config.timezone) if config.timezone else None
    today = desk.now.astimezone(home or UTC).date()
    said = (each.interview for each in desk.tracked)
    mine = {each.candidate for each in said if each.candidate and each.origins.get("candidate") == BY_ME}
    me = {*config.me, *mine, *([config.name] if config.name else [])}
    uids = {uid for each in desk.tracked for uid in each.interview.uids}
    return Search(
        Seeker(frozenset(name.casefold() for name in me), home, config.languages),
        today - timedelta(days=request.back),
        today + timedelta(days=request.ahead),
        frozenset(uids | {*request.take, *request.decline}),
        {
            uid: each.interview.file or ""
            for each in desk.tracked
            if _is_ahead(each, desk)
            for uid in each.interview.uids
        },
    )


def _is_ahead(one: Tracked, desk: Desk) -> bool:
    over = one.cancelled is not None or one.archived is not None
    return not over and one.interview.start.astimezone(UTC) > desk.now


def once(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Each event once, as its newest version stands; it may lie in several calendars. In time order."""
    found: dict[tuple[str, ...], Sighting] = {}
    for each in sightings:
        key = event_key(each.facts)
        if key not in found or _weight(found[key]) < _weight(each):
            found[key] = each
    return sorted(found.values(), key=moment)


def with_candidate_known(sighting: Sighting, config: Config) -> Sighting:
    """The same, saying who told that this guest is the candidate."""
    facts = sighting.facts
    if facts.origins.get("candidate") != BY_ME:
        return sighting
    mine = {name.casefold() for name in config.me}
    said = "your settings" if facts.candidate in mine else "your account"
    return sighting._replace(facts=replace(facts, origins={**facts.origins, "candidate": said}))


def moment(sighting: Sighting) -> tuple[float, str]:
    start = sighting.facts.start
    return (start.timestamp() if start else 0.0), decided_name(sighting.facts)


def _weight(sighting: Sighting) -> tuple[bool, int, bool, float, datetime]:
    """Which of two versions counts. A copy may say no more than “busy”, and be made later."""
    facts = sighting.facts
    stamp = facts.revision.stamp or datetime.min.replace(tzinfo=UTC)
    cancelled = facts.standing is Standing.CANCELLED
    return sighting.whole, facts.revision.sequence or 0, cancelled, sighting.score, stamp


def sort(desk: Desk, change: Change, sightings: Sequence[Sighting], declined: Mapping[str, str]) -> Sorted:
    memory = Memory(desk.tracked, change, at=change.at)
    uids = {uid for each in desk.tracked for uid in each.interview.uids}
    known: list[Facts] = []
    sure: list[Sighting] = []
    offered: list[Sighting] = []
    hidden = 0
    for each in sightings:
        facts = each.facts
        if each.band is Band.LEAVE and facts.uid not in uids:
            continue
        home = memory.home(facts, separate=False)
        if home is not None:
            if each.whole and _is_news(facts, home, memory.sources(home)):
                known.append(facts)
        elif not _can_be_tracked(each):
            pass
        elif declined.get(decided_name(facts)) == each.saying or _was_untracked(facts, change):
            hidden += 1
        elif each.band is Band.TRACK:
            sure.append(each)
        else:
            offered.append(each)
    return Sorted(tuple(known), tuple(sure), tuple(offered), hidden)


def _is_news(facts: Facts, home: Tracked, sources: Sources) -> bool:
    """Whether a tracked interview does not know that yet. What takes up again one that is called off may say
    the same as before, only later."""
    if event_name(facts) in sources.replaced:
        return False
    counted = home.cancelled is not None
    return all(_bare(each, counted=counted) != _bare(facts, counted=counted) for each in sources.events)


def _bare(facts: Facts, *, counted: bool) -> Facts:
    """What an event says, however it was found, and unless `counted` however often it was touched."""
    revision = facts.revision if counted else Revision()
    return replace(facts, file="", evidence="", remarks=(), origins={}, zone=None, revision=revision)


def _can_be_tracked(sighting: Sighting) -> bool:
    facts = sighting.facts
    live = facts.standing is Standing.LIVE and facts.start is not None
    return live and sighting.band is not Band.LEAVE


def _was_untracked(facts: Facts, change: Change) -> bool:
    """Whether the person untracked it, and it says the same still."""
    before = change.untracked(facts.uid) if facts.uid else ()
    return any(_says(each) == _says(facts) for each in before)


def _says(facts: Facts) -> tuple[object, ...]:
    times = [at and at.astimezone(UTC) for at in (facts.start, facts.end)]
    return (*times, facts.title.casefold(), facts.location, facts.standing, facts.recurrence)


def vouched(sighting: Sighting) -> Facts:
    """The event as one that looks like an interview, be it only beside the others of a calendar."""
    facts = sighting.facts
    return facts if facts.evidence else replace(facts, evidence=FOUND)


def vanished(
    desk: Desk,
    change: Change,
    looked: Sequence[Looked],
    sightings: Iterable[Sighting],
) -> Iterator[str]:
    """A word about interviews ahead whose events are gone from where they were found."""
    seen = {event_name(each.facts) for each in sightings}
    read = [each for each in looked if each.whole and each.error is None]
    for one in desk.tracked:
        if not _is_ahead(one, desk) or not one.interview.uids:
            continue
        events = [each for each in change.sources(one.id).events if each.uid]
        if {each.uid for each in events} & seen:
            continue
        homes = {next((each.called for each in read if each.held(event.file)), "") for event in events}
        if events and "" not in homes:
            yield (
                f"{one.ref} is no longer in {' and '.join(sorted(homes))}. If it is called off: "
                f"calsync untrack {one.ref}"
            )
