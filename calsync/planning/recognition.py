"""Which tracked interview an event is about: by its UID, as a further talk of the same day, or, since some
senders announce a new time by an event that is linked to nothing, by what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from calsync.planning.facts import Facts, Standing
from calsync.planning.history import Turn
from calsync.planning.interview import Interview, Kind
from calsync.planning.loops import fold_company, fold_role, interview_id
from calsync.planning.people import without_keys
from calsync.planning.tracked import Tracked
from calsync.planning.versions import event_key


def event_name(event: Facts) -> str:
    """What an event is remembered by: its UID, or what stands in for that."""
    return event.uid or interview_id(*event_key(event))


def is_typed(event: Facts) -> bool:
    """Whether the facts stand on options alone, without an invitation."""
    return not event.uid and not event.file


def rests_on_typing(interview: Interview) -> bool:
    """Whether there is no invitation to an interview yet."""
    return not interview.uids and interview.file is None


def is_invitation_to(known: Tracked, new: Interview) -> bool:
    """Whether an event is the invitation to an interview that was typed: same employer, role, sort and
    start."""
    interview = known.interview
    return (
        rests_on_typing(interview)
        and not rests_on_typing(new)
        and known.cancelled is None
        and bool(interview.company)
        and _same_job(interview, new)
        and _same_sort(interview, new)
        and interview.start.astimezone(UTC) == new.start.astimezone(UTC)
    )


def is_further_session(known: Tracked, new: Interview) -> bool:
    """Whether an unlinked event is one more talk of a tracked loop: same employer and role, one of its days,
    beside its talks and with a title of its own."""
    interview = known.interview
    if rests_on_typing(interview) or rests_on_typing(new):
        return False
    if known.cancelled or not _same_job(interview, new) or not interview.company:
        return False
    days = {s.start.astimezone(interview.zone).date() for s in interview.sessions}
    if {s.start.astimezone(interview.zone).date() for s in new.sessions} - days:
        return False
    return not (_overlap(interview, new) or _titles(interview) & _titles(new))


def looks_moved(known: Tracked, new: Interview, *, now: datetime) -> bool:
    """Whether an unlinked event looks like a new time for a tracked interview: same employer and role, and at
    the same time, or of the same sort while the tracked one has not taken place."""
    interview = known.interview
    outcome = known.outcome
    if known.cancelled or known.archived or (outcome and outcome.turn is not Turn.NEXT_ROUND):
        return False
    same_title = bool(_titles(interview) & _titles(new))
    if not _same_job(interview, new) or not (interview.company or same_title):
        return False
    if _overlap(interview, new):
        return True
    if interview.end.astimezone(UTC) <= now.astimezone(UTC):
        return False
    alike = len(interview.sessions) == len(new.sessions) and _same_sort(interview, new)
    return same_title or alike


def shares(interviews: Sequence[Interview], events: Iterable[Facts]) -> list[list[Facts]]:
    """The events that each interview is made of; one that belongs to none is left out."""
    own: list[list[Facts]] = [[] for _ in interviews]
    for event in events:
        if event.uid:
            claims = [n for n, each in enumerate(interviews) if event.uid in each.uids]
        else:
            claims = [n for n, each in enumerate(interviews) if event.file in each.files]
        exact = [n for n in claims if is_typed(event) or _is_session(interviews[n], event)]
        claims = exact or (claims if event.uid else [])
        if claims:
            own[claims[0]].append(event)
    return own


def nearest_round(event: Facts, interviews: Sequence[Interview]) -> int | None:
    """The round that a session which is called off was part of."""
    if event.start is None:
        return None
    start = event.start.timestamp()
    fits = [
        n for n, each in enumerate(interviews) if fold_company(each.company) == fold_company(event.company)
    ]
    return min(fits, key=lambda n: abs(interviews[n].start.timestamp() - start), default=None)


def has_moved(known: Iterable[Facts], pool: Iterable[Facts]) -> bool:
    """Whether an event has another start than it had."""
    starts: Mapping[tuple[str, ...], float] = {
        event_key(event): event.start.timestamp()
        for event in known
        if event.start is not None and event.standing is Standing.LIVE
    }
    return any(
        event.start is not None
        and event.standing is Standing.LIVE
        and starts.get(event_key(event), event.start.timestamp()) != event.start.timestamp()
        for event in pool
    )


def bare(interview: Interview) -> Interview:
    """What of a reading matters, wherever it was read from."""
    return replace(
        interview,
        interviewers=without_keys(interview.interviewers),
        zone=UTC,
        file=None,
        files=frozenset(),
        sequence=None,
        origins={},
        unsure=(),
        decision=None,
    )


def _is_session(interview: Interview, event: Facts) -> bool:
    if event.start is None:
        return False
    start = event.start.astimezone(UTC)
    return any(s.start.astimezone(UTC) == start and s.title == event.title for s in interview.sessions)


def _same_job(one: Interview, other: Interview) -> bool:
    if fold_company(one.company) != fold_company(other.company):
        return False
    return len({fold_role(one.role), fold_role(other.role)} - {""}) < 2


def _same_sort(one: Interview, other: Interview) -> bool:
    return one.kind is other.kind or Kind.OTHER in (one.kind, other.kind)


def _titles(interview: Interview) -> set[str]:
    titles = (" ".join(session.title.casefold().split()) for session in interview.sessions)
    return {title for title in titles if title}


def _overlap(one: Interview, other: Interview) -> bool:
    return any(
        a.start.astimezone(UTC) < b.end.astimezone(UTC) and b.start.astimezone(UTC) < a.end.astimezone(UTC)
        for a in one.sessions
        for b in other.sessions
    )
