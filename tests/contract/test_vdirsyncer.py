"""vdirsyncer lists, reads and writes the same folder, and both understand each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Protocol, TypeVar, cast

import pytest
from vdirsyncer.exceptions import AlreadyExistingError, WrongEtagError  # type: ignore[import-untyped]
from vdirsyncer.storage.filesystem import FilesystemStorage  # type: ignore[import-untyped]
from vdirsyncer.vobject import Item  # type: ignore[import-untyped]

from calsync.ical.identity import file_name
from calsync.stores.vdir import VdirStore
from calsync.sync.store import Changed, Exists, Missing
from tests.contract.objects import event, meaning, said, todo

T = TypeVar("T")


class HasText(Protocol):
    raw: str
    uid: str


class Syncer(Protocol):
    """What its storage of a folder can do."""

    def list(self) -> AsyncIterator[tuple[str, str]]: ...

    async def get(self, href: str) -> tuple[HasText, str]: ...

    async def upload(self, item: object) -> tuple[str, str]: ...

    async def update(self, href: str, item: object, etag: str) -> str: ...

    async def delete(self, href: str, etag: str) -> None: ...


@pytest.fixture
def store(tmp_path: Path) -> VdirStore:
    made = VdirStore(tmp_path / "calendar")
    made.prepare()
    return made


@pytest.fixture
def syncer(store: VdirStore, tmp_path: Path) -> Syncer:
    return cast(Syncer, FilesystemStorage(path=str(tmp_path / "calendar"), fileext=".ics"))


def run(waiting: Awaitable[T]) -> T:
    async def wait() -> T:
        return await waiting

    return asyncio.run(wait())


def listed(syncer: Syncer) -> dict[str, str]:
    async def everything() -> dict[str, str]:
        return {href: etag async for href, etag in syncer.list()}

    return asyncio.run(everything())


def test_it_reads_what_we_write(store: VdirStore, syncer: Syncer) -> None:
    texts = {"one": event("one", "Grüße an 田中さん"), "two": todo("two", "x" * 200)}
    for uid, text in texts.items():
        store.create(file_name(uid), text)
    assert set(listed(syncer)) == {file_name(uid) for uid in texts}
    for uid, text in texts.items():
        item, _ = run(syncer.get(file_name(uid)))
        assert item.uid == uid
        assert item.raw == text


def test_a_file_is_one_calendar_with_proper_line_ends(store: VdirStore, tmp_path: Path) -> None:
    store.create("one.ics", event("one", "x" * 200))
    data = (tmp_path / "calendar" / "one.ics").read_bytes()
    assert data.count(b"BEGIN:VCALENDAR\r\n") == data.count(b"END:VCALENDAR\r\n") == 1
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


def test_we_read_what_it_writes(store: VdirStore, syncer: Syncer) -> None:
    text = event("hers", "Grüße")
    href, _ = run(syncer.upload(Item(text)))
    (found,) = store.everything().objects
    assert (found.href, found.text) == (href, text)
    assert found.href == file_name("hers")
    run(syncer.update(href, Item(event("hers", "Later")), listed(syncer)[href]))
    (now,) = store.everything().objects
    assert said(now.text).title == "Later"
    assert now.etag != found.etag
    run(syncer.delete(href, listed(syncer)[href]))
    assert store.everything().objects == ()


def test_it_makes_no_second_of_one_uid_nor_do_we(store: VdirStore, syncer: Syncer) -> None:
    store.create(file_name("one"), event("one", "Ours"))
    with pytest.raises(AlreadyExistingError):
        run(syncer.upload(Item(event("one", "Hers"))))
    run(syncer.upload(Item(event("two", "Hers"))))
    with pytest.raises(Exists):
        store.create(file_name("two"), event("two", "Ours"))
    assert sorted(said(each.text).title for each in store.everything().objects) == ["Hers", "Ours"]


def test_neither_writes_over_the_other(store: VdirStore, syncer: Syncer) -> None:
    href = store.create("one.ics", event("one", "First")).href
    (ours,) = store.everything().objects
    hers = listed(syncer)[href]
    store.replace(href, event("one", "Second"), etag=ours.etag)
    with pytest.raises(WrongEtagError):
        run(syncer.update(href, Item(event("one", "Hers")), hers))
    (ours,) = store.everything().objects
    run(syncer.update(href, Item(event("one", "Third")), listed(syncer)[href]))
    with pytest.raises(Changed):
        store.replace(href, event("one", "Ours"), etag=ours.etag)
    (now,) = store.everything().objects
    assert meaning(now.text) == meaning(event("one", "Third"))
    run(syncer.delete(href, listed(syncer)[href]))
    with pytest.raises(Missing):
        store.remove(href, etag=now.etag)
