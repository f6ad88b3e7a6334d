"""One calendar in a store, as two clients of ours and a phone see it, and how the stores differ."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from calsync.stores.dav import DavStore
from calsync.stores.dav_connection import Login, connect
from calsync.stores.memory import MemoryStore
from calsync.stores.vdir import VdirStore
from calsync.sync.store import Missing, Store
from tests.servers.server import Server

ALL = ("memory", "vdir", "radicale", "xandikos")


class Kind(NamedTuple):
    """Where stores differ. `tokens`: it follows changes by tokens. `one_uid`: it refuses an object whose UID
    is there under another name. `knows_gone`: replacing tells an object that is gone from one that changed,
    and without an etag does not make it anew. `refused`: names it takes from nobody."""

    tokens: bool
    one_uid: bool
    knows_gone: bool
    refused: frozenset[str] = frozenset()


KINDS = {
    "memory": Kind(tokens=True, one_uid=True, knows_gone=True),
    "vdir": Kind(tokens=False, one_uid=False, knows_gone=True),  # the UID is the file's name
    "radicale": Kind(
        tokens=True,
        one_uid=True,
        knows_gone=False,
        refused=frozenset({"asked?.ics", "it's (2).ics", "a,b=c.ics"}),
    ),
    "xandikos": Kind(
        tokens=True,
        one_uid=True,
        knows_gone=False,
    ),
}


class Phone(Protocol):
    """Somebody else who has the calendar, and writes whatever they like."""

    def put(self, name: str, text: str) -> None: ...

    def delete(self, name: str) -> None: ...

    def list(self) -> dict[str, str]: ...


class Calendar(NamedTuple):
    """`another` opens one more client of ours on the same calendar; `secret` is the password, if any."""

    kind: Kind
    store: Store
    another: Callable[[], Store]
    phone: Phone
    secret: str | None = None


class _MemoryPhone:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def put(self, name: str, text: str) -> None:
        try:
            self._store.replace(name, text, etag=None)
        except Missing:
            self._store.create(name, text)

    def delete(self, name: str) -> None:
        self._store.remove(name, etag=None)

    def list(self) -> dict[str, str]:
        return {each.href: each.text for each in self._store.everything().objects}


class _FolderPhone:
    """Writes as vdir programs do: beside it, then into place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, text: str) -> None:
        beside = self._folder / ".phone.tmp"
        beside.write_bytes(text.encode())
        os.replace(beside, self._folder / name)

    def delete(self, name: str) -> None:
        (self._folder / name).unlink()

    def list(self) -> dict[str, str]:
        return {each.name: each.read_bytes().decode() for each in self._folder.glob("*.ics")}


class _ServerPhone:
    def __init__(self, server: Server, calendar: str) -> None:
        self._server = server
        self._calendar = calendar

    def put(self, name: str, text: str) -> None:
        self._server.put(self._calendar, name, text)

    def delete(self, name: str) -> None:
        self._server.delete(self._calendar, name)

    def list(self) -> dict[str, str]:
        return self._server.list(self._calendar)


_numbers = itertools.count()


@contextmanager
def in_memory() -> Iterator[Calendar]:
    store = MemoryStore(f"test-{next(_numbers)}")
    yield Calendar(KINDS["memory"], store, lambda: store, _MemoryPhone(store))


@contextmanager
def in_folder(folder: Path) -> Iterator[Calendar]:
    store = VdirStore(folder)
    store.prepare()
    yield Calendar(KINDS["vdir"], store, lambda: VdirStore(folder), _FolderPhone(folder))


@contextmanager
def on_server(server: Server) -> Iterator[Calendar]:
    url = server.make_calendar("contract")
    with ExitStack() as opened:

        def another() -> DavStore:
            login = Login(url=url, user=server.user, password=server.password)
            return DavStore(opened.enter_context(connect(login)), url)

        yield Calendar(KINDS[server.name], another(), another, _ServerPhone(server, url), server.password)
