"""From the facts of many events to interviews: loops are joined, what is none is set apart.

A loop (several talks at one company within some days) is one interview with several sessions.
`versions` owns which version of an event counts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple

from calsync.planning.facts import Facts
from calsync.planning.interview import Interview, Interviewer, Kind, Session
from calsync.planning.people import merge_sessions
from calsync.planning.saying import say_date
from calsync.planning.versions import event_key, sort_versions

LOOP_GAP = timedelta(days=7)
"""Sessions of one company further apart than this are rounds of their own."""
ROUNDS_OF_THEIR_OWN = frozenset({Kind.RECRUITER_SCREEN, Kind.PHONE_SCREEN, Kind.INFORMATIONAL})
"""Kinds that join a loop only on its own day: a screen some days before is an earlier round."""
LEGAL_FORMS = frozenset({"ag", "bv", "co", "corp", "gmbh", "inc", "llc", "ltd", "oy", "plc", "sa", "se"})
ANY_GENDER = re.compile(
    r"\b(?:[mwfvhdx](?:\s*[/|*]\s*(?:[mwfvhdxi]|div(?:ers[e]?)?|\*)){1,4}(?!\w)|(?:all|any) genders?\b)"
)
"""“m/f/d”, “w/m/divers”, “all genders”: that a post is for everybody says nothing of the role."""


NO_WORD = "no word says which"
"""The origin of a kind that nothing told."""


class Gathered(NamedTuple):
    """`interviews` to plan for, in time order; `cancelled` events for which nothing is planned;
    `dropped` sessions of a loop that goes on without them;
    `declined` ones the person turned down; `strangers` that do not look like interviews; `remarks`
    for the person."""

    interviews: tuple[Interview, ...]
    cancelled: tuple[Facts, ...] = ()
    dropped: tuple[Facts, ...] = ()
    declined: tuple[Facts, ...] = ()
    strangers: tuple[Facts, ...] = ()
    remarks: tuple[str, ...] = ()


def gather(events: Sequence[Facts], *, kind: Kind | None = None) -> Gathered:
    """Interviews out of the events of one run. A `kind` the person typed vouches for every event."""
    versions = sort_versions(events)
    vouched = kind is not None
    declined = () if vouched else tuple(event for event in versions.live if event.candidate_declined)
    groups, strangers = _group([e for e in versions.live if e not in declined], vouched=vouched)
    dropped = tuple(e for e in versions.cancelled if any(_dropped_from(group, e) for group in groups))
    interviews = [_interview(group, cancelled=versions.cancelled, kind=kind) for group in groups]
    remarks = [remark for event in events for remark in event.remarks]
    remarks += [
        f"{name_event(e)} is somebody's answer to an invitation; nothing is planned for it."
        for e in versions.answers
    ]
    return Gathered(
        interviews=tuple(sorted(interviews, key=lambda each: (each.start.astimezone(UTC), each.id))),
        cancelled=tuple(event for event in versions.cancelled if event not in dropped),
        dropped=dropped,
        declined=declined,
        strangers=tuple(strangers),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def name_event(event: Facts) -> str:
    """An event as the person knows it: its title, day and file."""
    when = f" on {say_date(event.start.astimezone(event.zone).date())}" if event.start else ""
    where = f" ({event.file})" if event.file else ""
    title = f"“{event.title}”" if event.title else "An event without a title"
    return f"{title}{when}{where}"


def _group(events: Sequence[Facts], *, vouched: bool) -> tuple[list[list[Facts]], list[Facts]]:
    """Events that belong to one round, and those that belong to none."""
    timed = sorted((event for event in events if event.start), key=lambda each: (_start(each), _end(each)))
    talks = [event for event in timed if not event.pause and (event.evidence or vouched)]
    groups: list[list[Facts]] = []
    for event in talks:
        home = next((group for group in groups if _same_round(group, event)), None)
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    strangers = []
    for event in timed:
        if event in talks:
            continue
        home = next((group for group in groups if _beside(group, event)), None)
        if home is not None:
            home.append(event)
        elif vouched:
            groups.append([event])
        else:
            strangers.append(event)
    return groups, strangers


def _same_round(group: Sequence[Facts], event: Facts) -> bool:
    """Whether a talk belongs to a loop: same company (or nothing but day and sender known), same role as
    far as told, not too long after."""
    last = max(group, key=_end)
    same_day = _same_day(last, event)
    companies = {fold_company(each.company) for each in group if each.company}
    if event.company and companies:
        if fold_company(event.company) not in companies:
            return False
    elif not (same_day and (event.file == last.file or _shares_organiser(group, event))):
        return False
    roles = {fold_role(each.role) for each in group} - {""}
    if fold_role(event.role) not in {"", *roles} and roles:
        return False
    if event.candidate and any(each.candidate not in (None, event.candidate) for each in group):
        return False
    if not same_day and {event.kind, *(each.kind for each in group)} & ROUNDS_OF_THEIR_OWN:
        return False
    return _start(event) - _end(last) <= LOOP_GAP


def _beside(group: Sequence[Facts], event: Facts) -> bool:
    """Whether a lunch, or an event that says nothing of an interview, belongs to a loop: on one of its
    days, and of the same company, sender or (lunches) file."""
    if not any(_same_day(each, event) for each in group):
        return False
    companies = {fold_company(each.company) for each in group if each.company}
    if event.company and companies:
        return fold_company(event.company) in companies
    return _shares_organiser(group, event) or (event.pause and any(each.file == event.file for each in group))


def _same_day(one: Facts, other: Facts) -> bool:
    zone = one.zone or UTC
    return _start(one).astimezone(zone).date() == _start(other).astimezone(zone).date()


def _shares_organiser(group: Sequence[Facts], event: Facts) -> bool:
    return bool(event.organiser) and any(each.organiser == event.organiser for each in group)


def _start(event: Facts) -> datetime:
    """In UTC, so that times can be compared."""
    assert event.start is not None  # only a cancellation has none
    return event.start.astimezone(UTC)


def _end(event: Facts) -> datetime:
    assert event.end is not None
    return event.end.astimezone(UTC)


def fold_company(name: str | None) -> str:
    """A company's name without what its spellings differ in: case, signs, legal form."""
    words = re.findall(r"\w+", (name or "").casefold())
    return "".join(word for word in words if word not in LEGAL_FORMS) or "".join(words)


def fold_role(name: str | None) -> str:
    """A role without what its spellings differ in: case, signs, “(m/f/d)”. Empty for none."""
    text = ANY_GENDER.sub(" ", unicodedata.normalize("NFKC", name or "").casefold())
    return " ".join(re.findall(r"[\w+#]+", text))  # C++ and C# are not C


def _interview(group: Sequence[Facts], *, cancelled: Sequence[Facts], kind: Kind | None) -> Interview:
    in_order = _attended(sorted(group, key=_start))
    talks = [event for event in in_order if not event.pause] or in_order
    people = merge_sessions([event.interviewers for event in talks])
    found, origin = _kind_of(talks, people)
    origins: dict[str, str] = {}
    for event in talks:
        origins = {**event.origins, **origins}
    zone, zone_name = _zone(in_order)
    return Interview(
        id=_identity(group, cancelled),
        company=next((event.company for event in talks if event.company), None),
        role=next((event.role for event in talks if event.role), None),
        kind=kind or found,
        sessions=tuple(
            Session(
                _start(e).astimezone(zone),
                _end(e).astimezone(zone),
                e.title,
                () if e.pause else e.interviewers,
                e.pause,
            )
            for e in in_order
        ),
        zone=zone,
        zone_name=zone_name,
        interviewers=people,
        candidate=next((event.candidate for event in talks if event.candidate), None),
        location=next((event.location for event in talks if event.location), None),
        link=next((event.link for event in talks if event.link), None),
        uid=talks[0].uid,
        sequence=talks[0].revision.sequence,
        file=talks[0].file or None,
        files=frozenset(event.file for event in group),
        uids=frozenset(event.uid for event in group if event.uid),
        all_day=all(event.all_day for event in in_order),
        unconfirmed=any(event.unconfirmed for event in talks),
        origins={**origins, "kind": "typed" if kind else origin},
        unsure=tuple(dict.fromkeys([*(line for event in in_order for line in event.unsure), *_twice(talks)])),
    )


def _attended(events: list[Facts]) -> list[Facts]:
    """Without what has no hour of its own for the candidate: a hold over whole days around the talks, and
    the debrief of the others."""
    timed = [event for event in events if not event.all_day]
    kept = [event for event in timed or events if not (event.pause and "debrief" in event.title.casefold())]
    return kept or events


def _twice(talks: Sequence[Facts]) -> Iterator[str]:
    """A word about talks that bear one title and overlap, or lie on different days: some senders announce a
    new time by a new event that is not linked to the old one."""
    for before, after in pairwise(talks):
        clash = _start(after) < _end(before) or not _same_day(before, after)
        if before.title and before.title.casefold() == after.title.casefold() and clash:
            yield (
                f"{name_event(after)} may be a new time for the event of the same title on "
                f"{say_date(_start(before).astimezone(before.zone).date())}. If so, plan without the old one."
            )


def _identity(group: Sequence[Facts], cancelled: Sequence[Facts]) -> str:
    """Of several events the least UID counts, that of a session called off included: it stays the same
    when sessions change their times or their order, or when one is dropped."""
    dropped = (event for event in cancelled if _dropped_from(group, event))
    keys = sorted(event_key(event) for event in (*group, *dropped))
    return interview_id(*next((key for key in keys if key[0]), keys[0]))


def _dropped_from(group: Sequence[Facts], event: Facts) -> bool:
    """Whether a cancelled event was a session of this loop."""
    if not (event.company and event.start and event.end) or not _same_round(group, event):
        return False
    return min(map(_start, group)) - _end(event) <= LOOP_GAP


def interview_id(*parts: str) -> str:
    """A short identity out of parts that stay the same when an interview is moved."""
    apart = "".join(f"{len(part)}:{part}" for part in parts)  # no two lists of parts give the same text
    return hashlib.sha256(apart.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _zone(events: Sequence[Facts]) -> tuple[tzinfo, str]:
    for event in events:
        if event.zone is not None and event.zone_name is not None:
            return event.zone, event.zone_name
    return UTC, "UTC"


def _kind_of(talks: Sequence[Facts], people: Iterable[Interviewer]) -> tuple[Kind, str]:
    """The kind of a round, as a session's title tells it; failing that, by the number of talks or people."""
    kinds = [event.kind for event in talks if event.kind]
    if Kind.FINAL in kinds:
        chosen: Kind | None = Kind.FINAL
    elif Kind.ONSITE in kinds:
        chosen = Kind.ONSITE
    elif len(talks) > 1:
        return Kind.ONSITE, f"{len(talks)} sessions"
    else:
        chosen = kinds[0] if kinds else None
    if chosen is not None:
        return chosen, next(
            (e.origins["kind"] for e in talks if e.kind is chosen and "kind" in e.origins), ""
        )
    present = [person for person in people if not (person.declined or person.optional)]
    if len(present) > 1:
        return Kind.PANEL, f"{len(present)} interviewers at once"
    return Kind.OTHER, NO_WORD
