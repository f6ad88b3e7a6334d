"""The one way to a CalDAV server: who we are there, and one guarded request after another.

`dav_wire` sends them, `dav_faults` has the words for what goes wrong, `dav` knows what to ask for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from calsync.stores.dav_address import origin
from calsync.stores.dav_faults import plain_errors, wrong_password
from calsync.stores.dav_wire import Auth, Limits, Wire

if TYPE_CHECKING:
    from caldav.davclient import DAVClient

__all__ = ["Answer", "Auth", "Connection", "Limits", "Login", "connect"]


class Login(NamedTuple):
    """Who we are to a server. `url` is an absolute address there, of a calendar or of anything else; `auth`
    how the password is shown, None if that is still to be found out; `ca_file` what its certificate is held
    against in place of what the machine trusts. With "bearer" the password is the token."""

    url: str
    user: str
    password: str
    auth: Auth | None = None
    ca_file: str | None = None

    def __repr__(self) -> str:
        return f"Login(url={self.url!r}, user={self.user!r}, auth={self.auth!r}, ca_file={self.ca_file!r})"


class Answer(NamedTuple):
    """What a server answered. Names of headers are in small letters; `url` is where the answer came from in
    the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Connection:
    """An open way to one server; made by `connect`. `requests` counts what was sent, by method."""

    def __init__(self, login: Login, wire: Wire) -> None:
        self._login = login
        self._wire = wire
        self._client: DAVClient | None = None

    @property
    def requests(self) -> Counter[str]:
        return self._wire.requests

    @property
    def host(self) -> str:
        """The server as it is called in a sentence."""
        return self._wire.origin.name

    @property
    def auth(self) -> Auth | None:
        """How the password was shown the last time the server took it; None before that."""
        return self._wire.auth

    def ask(
        self,
        method: str,
        url: str,
        *,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        only_in: str = "",
    ) -> Answer:
        """One request to an address on the server of the login, and its answer, whatever its status is, but
        for 401. The password goes with it unasked. Redirects on that server are followed with the same method
        and body; with `only_in`, a path of `path_of`, only to what lies in that folder. Waits where the
        server asks for it, within the limits.

        Raises AccessRefused (401), NotSent where surely nothing was carried out, SentElsewhere (which is one)
        for what leads to another server, and Unreachable for all else that goes wrong.
        """
        with plain_errors(self.host):
            got = self._wire.send(method, url, body=body.encode(), headers=headers or {}, only_in=only_in)
        if got.status == 401:
            raise wrong_password(self.host)
        return Answer(got.status, got.headers, got.body, got.url)

    @property
    def client(self) -> DAVClient:
        """caldav's client, going through the same guards; for finding calendars. It holds no password. Use it
        inside `plain_errors(connection.host)`."""
        if self._client is None:
            from caldav.davclient import DAVClient

            client = DAVClient(
                self._login.url, username=self._login.user, enable_rfc6764=False, rate_limit_handle=False
            )
            client.session.close()
            client.session = self._wire.session()  # type: ignore[assignment]  # has what caldav uses of one
            self._client = client
        return self._client


@contextmanager
def connect(
    login: Login,
    *,
    limits: Limits | None = None,
    waiting: Callable[[float], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Connection]:
    """A connection that closes with the block; nothing is sent before the first question. `waiting` is told
    the seconds whenever the server asks us to wait.

    Raises UsageError for an address that is none, that holds a password, or that is plain http to another
    machine, and for a `ca_file` that cannot be read.
    """
    wire = Wire(
        origin(login.url),
        user=login.user,
        password=login.password,
        auth=login.auth,
        ca_file=login.ca_file,
        limits=limits or Limits(),
        waiting=waiting,
        sleep=sleep,
    )
    try:
        yield Connection(login, wire)
    finally:
        wire.close()
