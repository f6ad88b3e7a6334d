"""What the answer to a write means: done, not done and why, or nobody knows."""

from __future__ import annotations

from enum import Enum

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.stores.dav_connection import Answer
from calsync.stores.dav_faults import failing, no_rights, unreadable
from calsync.stores.dav_xml import preconditions
from calsync.sync.store import Changed, Exists, Missing, NotDone, Refused, RefusedAlone, Unsure

_UID_TAKEN = frozenset({"no-uid-conflict", "unique-scheduling-object-resource"})
"""RFC 4791, 5.3.2.1; RFC 6638, 3.2.4.1."""
_CONTENT = frozenset(
    {"valid-calendar-data", "valid-calendar-object-resource", "supported-calendar-data"}
    | {"supported-calendar-component", "max-instances", "min-date-time", "max-date-time"}
)
_TOO_LARGE = frozenset({"max-resource-size"})
_FULL = frozenset({"quota-not-exceeded", "sufficient-disk-space"})
_TRY_AGAIN = frozenset({408, 421, 425})


class Write(Enum):
    CREATE = "create"
    REPLACE = "replace"
    REMOVE = "remove"


def check(write: Write, answer: Answer, host: str) -> None:
    """Returns if it was done. Raises NotDone."""
    status = answer.status
    if status in (200, 201, 204):
        if is_page(answer):
            raise Unsure(unreadable(host))
        return
    if status < 400:
        raise Unsure(unreadable(host))
    if status == 507:
        raise Refused(_full(host))
    if status >= 500 or status in _TRY_AGAIN:
        raise Unsure(failing(host, status))
    raise _refusal(write, status, preconditions(answer.body), host)


def is_page(answer: Answer) -> bool:
    """Whether it is for a person to read: a login page, not the answer of a calendar."""
    return "html" in answer.headers.get("content-type", "") and b"<" in answer.body


def _refusal(write: Write, status: int, why: frozenset[str], host: str) -> NotDone:
    if why & _UID_TAKEN:
        return Exists()
    if why & _TOO_LARGE or status == 413:
        return RefusedAlone(_too_large(host))
    if why & _FULL:
        return Refused(_full(host))
    if why & _CONTENT:
        return Refused(_not_taken(host))
    match status:
        case 404 | 410 if write is not Write.CREATE:
            return Missing()
        case 409 | 412:
            return Exists() if write is Write.CREATE else Changed()
        case 423:
            return Refused(_in_use(host)) if write is Write.CREATE else Changed()
        case 403 | 405:
            return Refused(no_rights(host))
        case _:
            return Refused(_not_taken(host))


def _full(host: str) -> CalsyncError:
    return AccessRefused(
        f"The calendar on {host} is full.", hint="Make room there, or ask for more; then run it again."
    )


def _too_large(host: str) -> CalsyncError:
    return AccessRefused(f"{host} finds this one too large.", hint="Shorten its text.")


def _not_taken(host: str) -> CalsyncError:
    return AccessRefused(
        f"{host} does not take this one.",
        hint="Check that the calendar takes entries of that kind; try another calendar.",
    )


def _in_use(host: str) -> CalsyncError:
    return Unreachable(f"{host} is working on this one just now.", hint="Run it again.")
