"""A calendar in memory that behaves well: strong etags, tokens that never run out, no UID twice."""

from __future__ import annotations

import re
from collections.abc import Collection
from threading import Lock

from calsync.sync.store import Changed, Delta, Exists, Listing, Missing, Object, Written

_FOLD = re.compile(r"\r?\n[ \t]")
_UID = re.compile(r"^UID[^:\n]*:(.*?)\s*$", re.MULTILINE | re.IGNORECASE)


class MemoryStore:
    """Implements Store. Whoever else changes the calendar does so through the same methods."""

    lags = False

    def __init__(self, name: str = "memory") -> None:
        self.place = f"memory:{name}"
        self._objects: dict[str, Object] = {}
        self._uids: dict[str, str] = {}
        self._log: list[str] = []
        self._lock = Lock()

    def address(self, name: str) -> str:
        return name

    def everything(self) -> Listing:
        with self._lock:
            return Listing(tuple(self._objects.values()), self._token())

    def changes(self, token: str) -> Delta | None:
        with self._lock:
            since = self._since(token)
            if since is None:
                return None
            hrefs = set(self._log[since:])
            etags = {href: self._objects[href].etag for href in hrefs if href in self._objects}
            return Delta(etags, frozenset(hrefs - etags.keys()), self._token())

    def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
        with self._lock:
            return tuple(self._objects[href] for href in dict.fromkeys(hrefs) if href in self._objects)

    def create(self, name: str, text: str) -> Written:
        with self._lock:
            if name in self._objects:
                raise Exists
            return self._put(name, text)

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        with self._lock:
            self._expect(href, etag)
            return self._put(href, text)

    def remove(self, href: str, *, etag: str | None) -> None:
        with self._lock:
            self._expect(href, etag)
            self._forget(href)
            del self._objects[href]
            self._log.append(href)

    def _put(self, href: str, text: str) -> Written:
        uid = _uid(text)
        if uid and self._uids.get(uid, href) != href:
            raise Exists
        self._forget(href)
        self._uids[uid] = href
        self._log.append(href)
        etag = f'"{len(self._log)}"'
        self._objects[href] = Object(href, etag, text)
        return Written(href, etag)

    def _forget(self, href: str) -> None:
        if href in self._objects:
            self._uids.pop(_uid(self._objects[href].text), None)

    def _expect(self, href: str, etag: str | None) -> None:
        if href not in self._objects:
            raise Missing
        if etag is not None and etag != self._objects[href].etag:
            raise Changed

    def _token(self) -> str:
        return f"{self.place}#{len(self._log)}"

    def _since(self, token: str) -> int | None:
        """How much had been changed when the token was given; None if it was not given here."""
        place, _, number = token.rpartition("#")
        if place != self.place or not number.isdecimal() or int(number) > len(self._log):
            return None
        return int(number)


def _uid(text: str) -> str:
    """The first: those of alarms (RFC 9074, 4) come after it, as components come after properties."""
    found = _UID.search(_FOLD.sub("", text))
    return found[1] if found else ""
