"""What a calendar can do for a sync, whichever sort it is, and what its refusals mean.

`stores` has the calendars; nothing here or in them knows a plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from calsync.errors import CalsyncError


class Object(NamedTuple):
    """One calendar object resource (RFC 4791, 4.1). `href` is its name in the store, the same however a
    server spells it; `etag` its version as the store gave it, None if it gave none."""

    href: str
    etag: str | None
    text: str


class Listing(NamedTuple):
    """Everything there is. `token` is where `Store.changes` may go on from; None if it cannot."""

    objects: tuple[Object, ...]
    token: str | None


class Delta(NamedTuple):
    """What is new or changed since a token, with the etags, and what is gone. A store may name more than
    has changed (RFC 6578), so etags are to be compared."""

    etags: Mapping[str, str | None]
    gone: frozenset[str]
    token: str


class Written(NamedTuple):
    """Where an object stands now. `etag` is None where the store did not tell."""

    href: str
    etag: str | None


class Store(Protocol):
    """A calendar. Every method raises Unreachable where nobody answers sensibly, and AccessRefused where
    rights or the password are wanting for all of it; an error is never an empty answer."""

    @property
    def place(self) -> str:
        """What the ledger is kept for: the same whenever it is the same calendar. Holds no secret."""
        ...

    @property
    def lags(self) -> bool:
        """Whether what was written may be missing from an answer given right after."""
        ...

    def address(self, name: str) -> str:
        """The href of an object created under a file name such as `UID.ics`."""
        ...

    def everything(self) -> Listing:
        """All objects, in one request and one for the token. Raises Unreachable for an answer that is known
        to be cut short."""
        ...

    def changes(self, token: str) -> Delta | None:
        """What changed since, in one request; None where the token is no good (any more)."""
        ...

    def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
        """Those of them that are there, in one request unless they are very many (none for no hrefs)."""
        ...

    def create(self, name: str, text: str) -> Written:
        """Put a new object there, under a file name. Raises Exists and other NotDone."""
        ...

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        """Put this in place of the version of that etag; with None, of whatever stands there. Raises Changed,
        Missing and the other NotDone."""
        ...

    def remove(self, href: str, *, etag: str | None) -> None:
        """Take away the version of that etag; with None, whatever stands there. Raises Changed, Missing and
        the other NotDone."""
        ...


class NotDone(Exception):
    """Why one write was not carried out, or may not have been. Never shown as it is."""


class Exists(NotDone):
    """There is an object of that name, or one with that UID."""


class Changed(NotDone):
    """It is not the version that was named."""


class Missing(NotDone):
    """There is no such object."""


class Refused(NotDone):
    """The store does not take this one. `error` says why."""

    def __init__(self, error: CalsyncError) -> None:
        super().__init__(error.message)
        self.error = error


class RefusedAlone(Refused):
    """What is wrong is about this object only, such as its size; others may well be taken."""


class Unsure(NotDone):
    """No answer came, or none that can be trusted: it may have been carried out. `error` says why."""

    def __init__(self, error: CalsyncError) -> None:
        super().__init__(error.message)
        self.error = error


def strong(etag: str | None) -> str | None:
    """The etag, if a write can be made to depend on it (RFC 9110, 13.1.1): a weak one never matches."""
    return None if etag is None or etag.startswith("W/") else etag
