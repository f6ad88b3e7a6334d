"""Looking at a calendar: what changed since the last time, or everything, and what is really gone.

An absence counts only when the calendar was asked a second time for just that object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from calsync.ical.item import Item, read_item
from calsync.sync.ledger import Row, Standing
from calsync.sync.store import Delta, Object, Store

LOOK_AGAIN = timedelta(days=7)
"""How long changes are followed before everything is looked at once: some servers hand out changes that are
not complete."""
LAG = timedelta(minutes=1)
"""How long what was just written may be missing from an answer."""


class Found(NamedTuple):
    """An object that is new, or changed since it was agreed on."""

    href: str
    etag: str | None
    text: str
    item: Item


class Look(NamedTuple):
    """What a look showed of objects that are not as the ledger has them, by UID. `same` holds the UIDs of
    rows that stand unchanged, with their etags; `gone` the hrefs of rows proven absent (never of one that did
    not arrive, unless the calendar itself names it); `late` those that should be there and are not to be had;
    `doubles` further objects of one UID; `unreadable` hrefs of rows whose object cannot be read."""

    found: Mapping[str, Found]
    same: Mapping[str, str | None]
    gone: frozenset[str]
    late: frozenset[str]
    doubles: tuple[Found, ...]
    unreadable: frozenset[str]
    token: str | None
    listed: datetime | None


def look(store: Store, known: Standing, *, now: datetime) -> Look:
    """One look: a request for the changes or for everything, and at most one more. `now` is aware."""
    listed = known.listed
    if known.token is not None and listed is not None and abs(now.astimezone(UTC) - listed) < LOOK_AGAIN:
        delta = store.changes(known.token)
        if delta is not None:
            return _changed(store, known, delta, now=now)
    return look_at_all(store, known, now=now)


def _changed(store: Store, known: Standing, delta: Delta, *, now: datetime) -> Look:
    at_home = _at_home(known)
    stale = [href for href, etag in delta.etags.items() if not _is_known(at_home.get(href), etag)]
    missing = [href for href in delta.gone if href in at_home and href not in delta.etags]
    # What was made and is gone since the token is named by no server; nor what is as it was then again.
    unseen = [href for href in _written_since(known) if href not in delta.etags and href not in delta.gone]
    missing += unseen
    objects = store.read([*stale, *missing]) if stale or missing else ()
    there = {each.href for each in objects}
    # Named as changed and not to be had: it will be, or will be named as gone, from the same token on.
    late = frozenset(
        href
        for href in (*stale, *unseen)
        if href in at_home and href not in there and (href in stale or _is_late(store, at_home[href], now))
    )
    gone = frozenset(missing) - there - late
    same = {
        row.uid: delta.etags.get(row.href, row.agreed.etag if row.agreed else None)
        for row in known.rows.values()
        if row.href not in there | delta.gone | gone | late
    }
    return _sorted_out(
        objects,
        at_home,
        same=same,
        gone=gone,
        late=late,
        token=known.token if late else delta.token,
        listed=known.listed,
    )


def _written_since(known: Standing) -> list[str]:
    """The hrefs of what we wrote and no look has shown since."""
    return [row.href for row in known.rows.values() if row.agreed is not None and not row.agreed.seen]


def look_at_all(store: Store, known: Standing, *, now: datetime) -> Look:
    """A look at everything, and a second one at what is missing from it."""
    at_home = _at_home(known)
    listing = store.everything()
    objects = listing.objects
    there = {each.href for each in objects}
    absent = [href for href in at_home if href not in there]
    if absent:
        again = store.read(absent)
        objects = (*objects, *again)
        there |= {each.href for each in again}
    absent = [href for href in absent if href not in there and at_home[href].agreed is not None]
    late = frozenset(href for href in absent if _is_late(store, at_home[href], now))
    # The text is at hand, and an etag may come again with another one.
    as_known = {each.href for each in objects if _is_known(at_home.get(each.href), each.etag, text=each.text)}
    return _sorted_out(
        [each for each in objects if each.href not in as_known],
        at_home,
        same={at_home[each.href].uid: each.etag for each in objects if each.href in as_known},
        gone=frozenset(absent) - late,
        late=late,
        token=listing.token,
        listed=now.astimezone(UTC),
    )


def look_at(store: Store, known: Standing, hrefs: Iterable[str], *, now: datetime) -> Look:
    """Another look at single objects, in one request; the rest is taken to be as it was."""
    wanted = frozenset(hrefs)
    at_home = _at_home(known)
    objects = store.read(sorted(wanted))
    there = {each.href for each in objects}
    same = {
        row.uid: row.agreed.etag if row.agreed else None
        for row in known.rows.values()
        if row.href not in wanted
    }
    # What was never agreed on never arrived; that is no absence.
    absent = [href for href in wanted - there if href in at_home and at_home[href].agreed is not None]
    late = frozenset(href for href in absent if _is_late(store, at_home[href], now))
    return _sorted_out(
        objects,
        at_home,
        same=same,
        gone=frozenset(absent) - late,
        late=late,
        token=known.token,
        listed=known.listed,
    )


def _at_home(known: Standing) -> Mapping[str, Row]:
    return {row.href: row for row in known.rows.values()}


def _is_known(row: Row | None, etag: str | None, *, text: str | None = None) -> bool:
    if row is None or row.agreed is None or etag is None:
        return False
    return row.agreed.etag == etag and text in (None, row.agreed.found)


def _is_late(store: Store, row: Row, now: datetime) -> bool:
    agreed = row.agreed
    return store.lags and agreed is not None and not agreed.seen and abs(now - agreed.written) < LAG


def _sorted_out(
    objects: Iterable[Object],
    at_home: Mapping[str, Row],
    *,
    same: Mapping[str, str | None],
    gone: frozenset[str],
    late: frozenset[str],
    token: str | None,
    listed: datetime | None,
) -> Look:
    candidates: dict[str, list[Found]] = {}
    unreadable: set[str] = set()
    standing = {row.uid: row.href for row in at_home.values()}
    for each in sorted(objects, key=lambda each: each.href):
        item = read_item(each.text)
        row = at_home.get(each.href)
        if item is not None and (row is None or item.uid == row.uid):
            candidates.setdefault(item.uid, []).append(Found(each.href, each.etag, each.text, item))
        elif row is not None:
            unreadable.add(each.href)
    found: dict[str, Found] = {}
    doubles: list[Found] = []
    for uid, several in candidates.items():
        home = standing.get(uid)
        several.sort(key=lambda each: each.href != home)
        if uid not in same:
            found[uid] = several.pop(0)
        doubles += several
    # Which of two is gone, changes alone do not tell: as long as there are two, everything is looked at.
    if any(each.item.marked or each.item.uid in standing for each in doubles):
        token = None
    # What moved to another name is not gone.
    moved = {standing[uid] for uid, each in found.items() if standing.get(uid) not in (None, each.href)}
    return Look(
        found=found,
        same=same,
        gone=gone - moved,
        late=late - moved,
        doubles=tuple(doubles),
        unreadable=frozenset(unreadable),
        token=token,
        listed=listed,
    )
