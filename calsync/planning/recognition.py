"""Whether a new event is one that is tracked already: by its UID, as a further talk of the same day, or, since
some senders announce a new time by an event that is linked to nothing, by what it says."""

from __future__ import annotations

from datetime import UTC, datetime

from calsync.planning.history import Turn
from calsync.planning.interview import Interview, Kind
from calsync.planning.loops import fold_company
from calsync.planning.tracked import Tracked


def is_further_session(known: Tracked, new: Interview) -> bool:
    """Whether an unlinked event is one more talk of a tracked loop: same employer and role, one of its days,
    beside its talks and with a title of its own."""
    interview = known.interview
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
    ahead = interview.end.astimezone(UTC) > now.astimezone(UTC)
    return ahead and (same_title or interview.kind is new.kind or Kind.OTHER in (interview.kind, new.kind))


def _same_job(one: Interview, other: Interview) -> bool:
    if fold_company(one.company) != fold_company(other.company):
        return False
    roles = {each.role.casefold() for each in (one, other) if each.role}
    return len(roles) < 2


def _titles(interview: Interview) -> set[str]:
    titles = (" ".join(session.title.casefold().split()) for session in interview.sessions)
    return {title for title in titles if title}


def _overlap(one: Interview, other: Interview) -> bool:
    return any(
        a.start.astimezone(UTC) < b.end.astimezone(UTC) and b.start.astimezone(UTC) < a.end.astimezone(UTC)
        for a in one.sessions
        for b in other.sessions
    )
