"""The values of planning as rows of the tracker: to JSON and strictly back.

Instants are kept as UTC. On the way back what took or takes place (sessions, a day of sending, a pin) is
shown on the interview's clock, and when something was told stays in UTC. A date stays a date. Each object
has the keys of its value, all of them and no others: a new one is a new step of `schema`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, time, tzinfo

from calsync.planning.facts import Facts, Revision, Standing
from calsync.planning.history import (
    TELLABLE,
    Answered,
    Archived,
    Cancelled,
    Decided,
    Done,
    Entry,
    Met,
    Moved,
    Noted,
    Outcome,
    Revived,
    Skipped,
    Turn,
    Untracked,
)
from calsync.planning.interview import Decision, Interview, Interviewer, Kind, Session
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources
from calsync.planning.typed import Typed, Wall
from calsync.tracker.cells import (
    Row,
    Unreadable,
    day_or_instant,
    instant_text,
    known_zone,
    length_in,
    list_in,
    maybe_instant,
    maybe_number_in,
    maybe_text_in,
    maybe_when,
    microseconds,
    object_of,
    origins_in,
    read_instant,
    shorten,
    text_in,
    texts_in,
    truth_in,
    when_text,
    zone_text,
)

KINDS: Mapping[type[Entry], str] = {
    Done: "done",
    Skipped: "skipped",
    Moved: "moved",
    Decided: "decided",
    Outcome: "outcome",
    Noted: "noted",
    Met: "met",
    Answered: "answered",
    Archived: "archived",
    Cancelled: "cancelled",
    Revived: "revived",
    Untracked: "untracked",
}
STANDINGS = {"live": Standing.LIVE, "cancelled": Standing.CANCELLED, "answer": Standing.ANSWER}


# To rows


def version_row(interview: Interview, wishes: Wishes) -> Row:
    return {
        "interview": {
            "id": interview.id,
            "company": interview.company,
            "role": interview.role,
            "kind": interview.kind.value,
            "sessions": [_session_row(each) for each in interview.sessions],
            "zone": zone_text(interview.zone),
            "zone_name": interview.zone_name,
            "interviewers": [_person_row(each) for each in interview.interviewers],
            "candidate": interview.candidate,
            "location": interview.location,
            "link": interview.link,
            "uid": interview.uid,
            "sequence": interview.sequence,
            "file": interview.file,
            "files": sorted(interview.files),
            "uids": sorted(interview.uids),
            "all_day": interview.all_day,
            "unconfirmed": interview.unconfirmed,
            "decision": _decision_row(interview.decision),
            "origins": dict(interview.origins),
            "unsure": list(interview.unsure),
        },
        "wishes": {
            "cadence": wishes.cadence,
            "also": sorted(wishes.also),
            "leave_out": sorted(wishes.leave_out),
            "country": wishes.country,
            "subdivision": wishes.subdivision,
            "also_off": [day.isoformat() for day in wishes.also_off],
            "topic": wishes.topic,
        },
    }


def sources_row(sources: Sources) -> Row:
    return {
        "events": [_facts_row(each) for each in sources.events],
        "typed": _typed_row(sources.typed),
        "replaced": sorted(sources.replaced),
    }


def entry_row(entry: Entry) -> tuple[str, Row]:
    """The kind of an entry, and the rest of it."""
    row: dict[str, object] = {"told": instant_text(entry.told)}
    match entry:
        case Done(step, person, on):
            row |= {"step": step, "person": person, "on": when_text(on)}
        case Skipped(step, person):
            row |= {"step": step, "person": person}
        case Moved(step, person, to):
            row |= {"step": step, "person": person, "to": when_text(to)}
        case Decided(decision):
            row |= {"decision": _decision_row(decision)}
        case Outcome(turn, on, deadline, prefer):
            row |= {"turn": turn.value, "on": instant_text(on), "deadline": when_text(deadline)}
            row |= {"prefer": list(prefer)}
        case Noted(text, person):
            row |= {"text": text, "person": person}
        case Met(people):
            row |= {"people": [_person_row(each) for each in people]}
        case Answered(step, person, text, reading):
            row |= {"step": step, "person": person, "text": text, "reading": reading}
        case Archived() | Cancelled() | Revived() | Untracked():
            pass
    return KINDS[type(entry)], row


def _session_row(session: Session) -> Row:
    return {
        "start": instant_text(session.start),
        "end": instant_text(session.end),
        "title": session.title,
        "interviewers": [_person_row(each) for each in session.interviewers],
        "pause": session.pause,
    }


def _person_row(person: Interviewer) -> Row:
    return {
        "name": person.name,
        "email": person.email,
        "optional": person.optional,
        "declined": person.declined,
        "key": person.key,
    }


def _decision_row(decision: Decision | None) -> Row | None:
    if decision is None:
        return None
    return {"date": decision.date.isoformat(), "phrase": decision.phrase, "reading": decision.reading}


def _facts_row(facts: Facts) -> Row:
    return {
        "file": facts.file,
        "title": facts.title,
        "standing": facts.standing.name.lower(),
        "uid": facts.uid,
        "recurrence": facts.recurrence,
        "own_key": facts.own_key,
        "occurrences": None if facts.occurrences is None else [instant_text(at) for at in facts.occurrences],
        "revision": {
            "sequence": facts.revision.sequence,
            "vendor_sequence": facts.revision.vendor_sequence,
            "stamp": when_text(facts.revision.stamp),
            "modified": when_text(facts.revision.modified),
        },
        "start": when_text(facts.start),
        "end": when_text(facts.end),
        "all_day": facts.all_day,
        "zone": zone_text(facts.zone),
        "zone_name": facts.zone_name,
        "company": facts.company,
        "role": facts.role,
        "kind": facts.kind.value if facts.kind else None,
        "interviewers": [_person_row(each) for each in facts.interviewers],
        "organiser": facts.organiser,
        "candidate": facts.candidate,
        "candidate_declined": facts.candidate_declined,
        "maybe_candidate": list(facts.maybe_candidate),
        "location": facts.location,
        "link": facts.link,
        "pause": facts.pause,
        "unconfirmed": facts.unconfirmed,
        "evidence": facts.evidence,
        "origins": dict(facts.origins),
        "unsure": list(facts.unsure),
        "remarks": list(facts.remarks),
    }


def _typed_row(typed: Typed) -> Row:
    return {
        "company": typed.company,
        "role": typed.role,
        "kind": typed.kind.value if typed.kind else None,
        "start": _wall_row(typed.start),
        "end": _wall_row(typed.end),
        "duration": microseconds(typed.duration),
        "zone": zone_text(typed.zone),
        "zone_name": typed.zone_name,
        "interviewers": [_person_row(each) for each in typed.interviewers],
        "candidate": typed.candidate,
    }


def _wall_row(wall: Wall | None) -> Row | None:
    if wall is None:
        return None
    day = wall.day.isoformat() if wall.day else None
    return {"day": day, "at": wall.at.isoformat(), "offset": microseconds(wall.offset)}


# From rows


def read_version(value: object) -> tuple[Interview, Wishes]:
    row = object_of(value, _VERSION)
    one, wishes = object_of(row["interview"], _INTERVIEW), object_of(row["wishes"], _WISHES)
    zone = known_zone(text_in(one, "zone"))
    interview = Interview(
        id=text_in(one, "id"),
        company=maybe_text_in(one, "company"),
        role=maybe_text_in(one, "role"),
        kind=Kind(text_in(one, "kind")),
        sessions=tuple([_session(each, zone) for each in list_in(one, "sessions")]),
        zone=zone,
        zone_name=text_in(one, "zone_name"),
        interviewers=_people(one),
        candidate=maybe_text_in(one, "candidate"),
        location=maybe_text_in(one, "location"),
        link=maybe_text_in(one, "link"),
        uid=maybe_text_in(one, "uid"),
        sequence=maybe_number_in(one, "sequence"),
        file=maybe_text_in(one, "file"),
        files=frozenset(texts_in(one, "files")),
        uids=frozenset(texts_in(one, "uids")),
        all_day=truth_in(one, "all_day"),
        unconfirmed=truth_in(one, "unconfirmed"),
        decision=_decision(one["decision"]),
        origins=origins_in(one),
        unsure=texts_in(one, "unsure"),
    )
    if not interview.sessions:
        raise Unreadable("it has no session")
    return interview, Wishes(
        cadence=maybe_text_in(wishes, "cadence"),
        also=frozenset(texts_in(wishes, "also")),
        leave_out=frozenset(texts_in(wishes, "leave_out")),
        country=maybe_text_in(wishes, "country"),
        subdivision=maybe_text_in(wishes, "subdivision"),
        also_off=tuple([date.fromisoformat(day) for day in texts_in(wishes, "also_off")]),
        topic=text_in(wishes, "topic"),
    )


def read_sources(value: object) -> Sources:
    row = object_of(value, _SOURCES)
    return Sources(
        events=tuple([_facts(each) for each in list_in(row, "events")]),
        typed=_typed(row["typed"]),
        replaced=frozenset(texts_in(row, "replaced")),
    )


def read_entry(kind: str, value: object, *, zone: tzinfo) -> Entry:
    """An entry, with its times on the clock of `zone`."""
    wanted = _ENTRIES.get(kind)
    if wanted is None:
        raise Unreadable(f"it is of the unknown kind “{kind}”")
    row = object_of(value, wanted)
    told = read_instant(row["told"], UTC)
    match kind:
        case "done":
            return Done(text_in(row, "step"), text_in(row, "person"), day_or_instant(row["on"], zone), told)
        case "skipped":
            return Skipped(text_in(row, "step"), text_in(row, "person"), told)
        case "moved":
            return Moved(text_in(row, "step"), text_in(row, "person"), maybe_when(row["to"], zone), told)
        case "decided":
            return Decided(_decision(row["decision"]), told)
        case "outcome":
            turn = Turn(text_in(row, "turn"))
            if turn not in TELLABLE:
                raise Unreadable(f"“{turn}” is not told, but follows from what was told of another interview")
            on, deadline = read_instant(row["on"], zone), maybe_when(row["deadline"], zone)
            return Outcome(turn, on, deadline, texts_in(row, "prefer"), told)
        case "noted":
            return Noted(text_in(row, "text"), text_in(row, "person"), told)
        case "met":
            return Met(tuple([_person(each) for each in list_in(row, "people")]), told)
        case "answered":
            step, person = text_in(row, "step"), text_in(row, "person")
            return Answered(step, person, text_in(row, "text"), text_in(row, "reading"), told)
        case "archived":
            return Archived(told)
        case "cancelled":
            return Cancelled(told)
        case "revived":
            return Revived(told)
        case _:
            return Untracked(told)


def _session(value: object, zone: tzinfo) -> Session:
    row = object_of(value, _SESSION)
    return Session(
        start=read_instant(row["start"], zone),
        end=read_instant(row["end"], zone),
        title=text_in(row, "title"),
        interviewers=_people(row),
        pause=truth_in(row, "pause"),
    )


def _people(row: Row) -> tuple[Interviewer, ...]:
    return tuple([_person(each) for each in list_in(row, "interviewers")])


def _person(value: object) -> Interviewer:
    row = object_of(value, _INTERVIEWER)
    return Interviewer(
        name=maybe_text_in(row, "name"),
        email=maybe_text_in(row, "email"),
        optional=truth_in(row, "optional"),
        declined=truth_in(row, "declined"),
        key=text_in(row, "key"),
    )


def _decision(value: object) -> Decision | None:
    if value is None:
        return None
    row = object_of(value, _DECISION)
    return Decision(date.fromisoformat(text_in(row, "date")), text_in(row, "phrase"), text_in(row, "reading"))


def _facts(value: object) -> Facts:
    row = object_of(value, _FACTS)
    revision = object_of(row["revision"], _REVISION)
    zone = None if row["zone"] is None else known_zone(text_in(row, "zone"))
    shown = zone or UTC
    standing = STANDINGS.get(text_in(row, "standing"))
    if standing is None:
        raise Unreadable(f"{shorten(row['standing'])} is no standing")
    return Facts(
        file=text_in(row, "file"),
        title=text_in(row, "title"),
        standing=standing,
        uid=maybe_text_in(row, "uid"),
        recurrence=maybe_text_in(row, "recurrence"),
        own_key=text_in(row, "own_key"),
        occurrences=None
        if row["occurrences"] is None
        else tuple([read_instant(each, UTC) for each in list_in(row, "occurrences")]),
        revision=Revision(
            sequence=maybe_number_in(revision, "sequence"),
            vendor_sequence=maybe_number_in(revision, "vendor_sequence"),
            stamp=maybe_instant(revision["stamp"], UTC),
            modified=maybe_instant(revision["modified"], UTC),
        ),
        start=maybe_instant(row["start"], shown),
        end=maybe_instant(row["end"], shown),
        all_day=truth_in(row, "all_day"),
        zone=zone,
        zone_name=maybe_text_in(row, "zone_name"),
        company=maybe_text_in(row, "company"),
        role=maybe_text_in(row, "role"),
        kind=None if row["kind"] is None else Kind(text_in(row, "kind")),
        interviewers=_people(row),
        organiser=maybe_text_in(row, "organiser"),
        candidate=maybe_text_in(row, "candidate"),
        candidate_declined=truth_in(row, "candidate_declined"),
        maybe_candidate=texts_in(row, "maybe_candidate"),
        location=maybe_text_in(row, "location"),
        link=maybe_text_in(row, "link"),
        pause=truth_in(row, "pause"),
        unconfirmed=truth_in(row, "unconfirmed"),
        evidence=text_in(row, "evidence"),
        origins=origins_in(row),
        unsure=texts_in(row, "unsure"),
        remarks=texts_in(row, "remarks"),
    )


def _typed(value: object) -> Typed:
    row = object_of(value, _TYPED)
    return Typed(
        company=maybe_text_in(row, "company"),
        role=maybe_text_in(row, "role"),
        kind=None if row["kind"] is None else Kind(text_in(row, "kind")),
        start=_wall(row["start"]),
        end=_wall(row["end"]),
        duration=length_in(row, "duration"),
        zone=None if row["zone"] is None else known_zone(text_in(row, "zone")),
        zone_name=maybe_text_in(row, "zone_name"),
        interviewers=_people(row),
        candidate=maybe_text_in(row, "candidate"),
    )


def _wall(value: object) -> Wall | None:
    if value is None:
        return None
    row = object_of(value, _WALL)
    day = maybe_text_in(row, "day")
    at = time.fromisoformat(text_in(row, "at"))
    return Wall(date.fromisoformat(day) if day else None, at, length_in(row, "offset"))


_VERSION = frozenset({"interview", "wishes"})
_INTERVIEW, _WISHES, _SOURCES, _FACTS, _REVISION, _TYPED, _WALL, _INTERVIEWER = (
    frozenset(each.name for each in fields(kind))
    for kind in (Interview, Wishes, Sources, Facts, Revision, Typed, Wall, Interviewer)
)
_SESSION, _DECISION = frozenset(Session._fields), frozenset(Decision._fields)
_ENTRIES = {name: frozenset(kind._fields) for kind, name in KINDS.items()}
