"""Xandikos, with one user. It asks for no password over plain HTTP and takes any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import running
from tests.servers.server import Server

USER = "alice"


@contextmanager
def running_xandikos(folder: Path, *, user: str = USER, options: Sequence[str] = ()) -> Iterator[Server]:
    """Xandikos with everything it keeps in the folder; `options` are added to its command line."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "xandikos.log"
    fixed = ["serve", "--defaults", "--directory", str(folder / "data"), "--state-dir", str(folder / "state")]
    fixed += ["--current-user-principal", f"/{user}/", *options, "--listen-address", "127.0.0.1", "--port"]
    with running("xandikos", lambda port: [*fixed, str(port)], log=log) as port:
        url = f"http://127.0.0.1:{port}/"
        yield Server(
            name="xandikos",
            url=url,
            home=f"{url}{user}/calendars/",
            user=user,
            password="anything",
            folder=folder,
            log=log,
        )
