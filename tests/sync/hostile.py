"""A calendar in memory that does what real servers were seen to do, and what networks do.

How it behaves (`Quirks`) can change from run to run; what goes wrong in one run (`Faults`) is told by the
number of the call. The phone reaches the objects without any of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import NamedTuple

from calsync.errors import AccessRefused, Unreachable
from calsync.sync.store import (
    Changed,
    Delta,
    Exists,
    Listing,
    Missing,
    Object,
    Refused,
    Unsure,
    Written,
)
from tests.sync.phone import Part, has_guests, parse, write


class Killed(BaseException):
    """The process is gone."""


class Etags(Enum):
    """What a listing gives. SPINNING: another one at each look; FLAKY: now and then; RESTLESS: another one
    at each look and each write, so that none ever holds."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"
    SPINNING = "spinning"
    FLAKY = "flaky"
    RESTLESS = "restless"


class PutEtag(Enum):
    """What a write answers. OTHER: one that no listing ever gives."""

    SAME = "same"
    NONE = "none"
    WEAK = "weak"
    OTHER = "other"


class Tokens(Enum):
    """REFUSED: never good. NONE: not given. INCLUSIVE: the last changes come again. ALL: everything is
    listed as changed, and nothing as gone (as some servers answer a token they do not know)."""

    GOOD = "good"
    REFUSED = "refused"
    NONE = "none"
    INCLUSIVE = "inclusive"
    ALL = "all"


class Cut(Enum):
    """Whether listings are short. SILENT: some members are missing from it, as if they were not there."""

    NO = "no"
    SILENT = "silent"
    SAID = "said"


class Rewrite(Enum):
    REORDERED = "reordered"
    X_MOVED = "x moved"
    X_DROPPED = "x dropped"
    P0D = "p0d"
    STAMPED = "stamped"
    SPLIT = "split"
    FOLDED = "folded"
    CLASSED = "classed"
    LF = "lf"


class Fault(Enum):
    """What befalls one call."""

    UNREACHABLE = "unreachable"
    NO_RIGHTS = "no rights"
    LOST_BEFORE = "lost before"
    LOST_AFTER = "lost after"
    REFUSED = "refused"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    MEANWHILE = "meanwhile"


class Quirks(NamedTuple):
    etags: Etags = Etags.STRONG
    put_etag: PutEtag = PutEtag.SAME
    rewrites: frozenset[Rewrite] = frozenset()
    honours_none_match: bool = True
    one_uid: bool = True
    tokens: Tokens = Tokens.GOOD
    cut: Cut = Cut.NO
    lags: bool = False
    reuses_etags: bool = False


GOOD = Quirks()


@dataclass
class _Kept:
    text: str
    version: int
    spin: int = 0


@dataclass
class Requests:
    """What was asked of the store, and how often."""

    everything: int = 0
    changes: int = 0
    read: int = 0
    create: int = 0
    replace: int = 0
    remove: int = 0
    done: list[str] = field(default_factory=list)

    @property
    def reads(self) -> int:
        return self.everything + self.changes + self.read

    @property
    def writes(self) -> int:
        return self.create + self.replace + self.remove


class HostileStore:
    """Implements Store. `meanwhile` is what somebody else does at a call marked so."""

    def __init__(self, quirks: Quirks = GOOD, *, seed: int = 0) -> None:
        self.quirks = quirks
        self.random = Random(seed)
        self.kept: dict[str, _Kept] = {}
        self.log: list[str] = []
        self.hidden: set[str] = set()  # listed as changed, and not to be read
        self.lagging: set[str] = set()  # known to nothing but writes yet
        self.faults: dict[int, Fault] = {}
        self.meanwhile: Callable[[], None] = lambda: None
        self.calls = 0
        self.requests = Requests()
        self.serial = 0

    # what a phone does

    def texts(self) -> dict[str, str]:
        return {href: kept.text for href, kept in self.kept.items()}

    def put(self, href: str, text: str, *, rewrite: bool = True) -> None:
        self._put(href, text, rewrite=rewrite)

    def delete(self, href: str) -> None:
        del self.kept[href]
        self.log.append(href)

    def remake(self) -> None:
        """The calendar is deleted, and made anew; tokens stay good, and say nothing of it."""
        self.kept.clear()

    def begin(self, faults: Mapping[int, Fault] | None = None) -> None:
        """A new run, with what is to go wrong in it, by the number of the call."""
        self.calls = 0
        self.faults = dict(faults or {})
        self.requests = Requests()

    def catch_up(self) -> None:
        """What was written a while ago is seen by everybody."""
        self.hidden.clear()
        self.lagging.clear()

    @property
    def is_frank(self) -> bool:
        """Whether one look shows all of it as it is."""
        quirks = self.quirks
        hides = self.hidden or self.lagging or quirks.lags or quirks.reuses_etags
        return not hides and quirks.cut is Cut.NO

    # what calsync does

    place = "hostile:"

    @property
    def lags(self) -> bool:
        return self.quirks.lags

    def address(self, name: str) -> str:
        return f"/cal/{name}"

    def everything(self) -> Listing:
        self.requests.everything += 1
        after = self._befall()
        if self.quirks.cut is Cut.SAID:
            raise Unreachable("only a part")
        shown = [href for href in self.kept if href not in self.hidden | self.lagging]
        if self.quirks.cut is Cut.SILENT:
            shown = [href for href in shown if self.random.random() < 0.6]
        token = None if self.quirks.tokens is Tokens.NONE else str(self._shown())
        found = Listing(tuple(self._object(href) for href in shown), token)
        after()
        return found

    def changes(self, token: str) -> Delta | None:
        self.requests.changes += 1
        after = self._befall()
        if self.quirks.tokens in (Tokens.REFUSED, Tokens.NONE):
            return None
        since = int(token)
        if self.quirks.tokens is Tokens.INCLUSIVE:
            since = max(0, since - 3)
        until = max(int(token), self._shown())
        hrefs = set(self.log[since:until])
        if self.quirks.tokens is Tokens.ALL:
            hrefs = set(self.kept) - self.lagging
        etags = {href: self._etag(href) for href in self.kept if href in hrefs}
        found = Delta(etags, frozenset(hrefs - etags.keys()), str(until))
        after()
        return found

    def read(self, hrefs: Collection[str]) -> tuple[Object, ...]:
        if not hrefs:
            return ()
        self.requests.read += 1
        after = self._befall()
        found = tuple(
            self._object(href)
            for href in dict.fromkeys(hrefs)
            if href in self.kept and href not in self.hidden | self.lagging
        )
        after()
        return found

    def create(self, name: str, text: str) -> Written:
        self.requests.create += 1
        assert not has_guests(text), "promise 12"
        after = self._befall(write=True)
        href = self.address(name)
        if href in self.kept and self.quirks.honours_none_match:
            raise Exists
        if self.quirks.one_uid and any(
            _uid(kept.text) == _uid(text) for other, kept in self.kept.items() if other != href
        ):
            raise Exists
        self._put(href, text)
        if self.quirks.lags:
            self.lagging.add(href)
        self.requests.done.append(f"create {href}")
        after()
        return Written(href, self._put_etag(href))

    def replace(self, href: str, text: str, *, etag: str | None) -> Written:
        self.requests.replace += 1
        assert not has_guests(text), "promise 12"
        after = self._befall(write=True)
        self._expect(href, etag)
        self._put(href, text)
        self.requests.done.append(f"replace {href}")
        after()
        return Written(href, self._put_etag(href))

    def remove(self, href: str, *, etag: str | None) -> None:
        self.requests.remove += 1
        after = self._befall(write=True)
        self._expect(href, etag)
        assert not has_guests(self.kept[href].text), "promise 12"
        self.delete(href)
        self.requests.done.append(f"remove {href}")
        after()

    def _befall(self, *, write: bool = False) -> Callable[[], None]:
        """What goes wrong before, and what is still to go wrong once it was done."""
        number, self.calls = self.calls, self.calls + 1
        match self.faults.get(number):
            case Fault.UNREACHABLE:
                raise Unreachable("nobody answers")
            case Fault.NO_RIGHTS:
                raise AccessRefused("not yours")
            case Fault.KILLED_BEFORE:
                raise Killed
            case Fault.MEANWHILE:
                self.meanwhile()
            case Fault.LOST_BEFORE:
                _lost(write=write)
            case Fault.REFUSED if write:
                raise Refused(AccessRefused("not this one"))
            case Fault.LOST_AFTER:
                return lambda: _lost(write=write)
            case Fault.KILLED_AFTER:
                return _killed
            case _:
                pass
        return lambda: None

    def _shown(self) -> int:
        """How much of the log is known everywhere."""
        return next((at for at, href in enumerate(self.log) if href in self.lagging), len(self.log))

    def _object(self, href: str) -> Object:
        return Object(href, self._etag(href), self.kept[href].text)

    def _etag(self, href: str) -> str | None:
        kept = self.kept[href]
        match self.quirks.etags:
            case Etags.SPINNING | Etags.RESTLESS:
                kept.spin += 1
            case Etags.FLAKY:
                kept.spin += self.random.random() < 0.3
            case Etags.WEAK:
                return f'W/"{kept.version}"'
            case Etags.NONE:
                return None
            case Etags.STRONG:
                pass
        return f'"{kept.version}.{kept.spin}"'

    def _put_etag(self, href: str) -> str | None:
        match self.quirks.put_etag:
            case PutEtag.SAME:
                return self._etag(href)
            case PutEtag.NONE:
                return None
            case PutEtag.WEAK:
                return f'W/"{self.kept[href].version}"'
            case PutEtag.OTHER:
                return f'"put-{self.kept[href].version}"'

    def _expect(self, href: str, etag: str | None) -> None:
        kept = self.kept.get(href)
        if kept is None:
            raise Missing
        if self.quirks.etags is Etags.RESTLESS:
            kept.spin += 1
        if etag is not None and etag != f'"{kept.version}.{kept.spin}"':
            raise Changed

    def _put(self, href: str, text: str, *, rewrite: bool = True) -> None:
        self.serial += 1
        before = self.kept.get(href)
        version = self.serial
        if self.quirks.reuses_etags:
            version = before.version + 1 if before else 1
        kept = rewritten(text, self.quirks.rewrites, self.serial) if rewrite else text
        self.kept[href] = _Kept(kept, version)
        self.log.append(href)
        self.hidden.discard(href)
        self.lagging.discard(href)


def _uid(text: str) -> str:
    found = re.search(r"^UID:(.*?)\r?$", re.sub(r"\r?\n ", "", text), re.MULTILINE)
    return found[1] if found else text


def _lost(*, write: bool) -> None:
    error = Unreachable("no answer")
    raise Unsure(error) if write else error


def _killed() -> None:
    raise Killed


def rewritten(text: str, how: Collection[Rewrite], number: int) -> str:
    """As some server would keep it."""
    if not how:
        return text
    calendar = parse(text)
    for part in calendar.walk():
        _rewrite(part, how, number)
    width = 41 if Rewrite.FOLDED in how else 75
    return write(calendar, width=width, end="\n" if Rewrite.LF in how else "\r\n")


def _rewrite(part: Part, how: Collection[Rewrite], number: int) -> None:
    if Rewrite.REORDERED in how:
        part.lines.sort(reverse=True)
    if Rewrite.X_MOVED in how:
        part.lines.sort(key=lambda line: not line.startswith("X-"))
    if Rewrite.X_DROPPED in how:
        part.lines = [line for line in part.lines if not line.startswith("X-")]
    if Rewrite.P0D in how:
        part.lines = ["TRIGGER:P0D" if line == "TRIGGER:PT0S" else line for line in part.lines]
    if part.name not in ("VEVENT", "VTODO"):
        return
    if Rewrite.STAMPED in how:
        part.put(f"DTSTAMP:20200101T00{number % 60:02}00Z")
    if Rewrite.SPLIT in how:
        values = part.value("CATEGORIES").split(",")
        part.drop("CATEGORIES")
        part.lines += [f"CATEGORIES:{value}" for value in values if value]
    if Rewrite.CLASSED in how and not part.get("CLASS"):
        part.lines.append("CLASS:PUBLIC")
