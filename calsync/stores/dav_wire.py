"""One HTTP request at a time, guarded: where the password may go, how long and how much is waited for.

The one place that sends anything; `dav_connection` is what others use of it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from calsync.errors import UsageError
from calsync.stores.dav_address import Origin, is_in, is_loopback, origin, path_of
from calsync.stores.dav_faults import SentElsewhere, busy, moved, too_much, too_slow

if TYPE_CHECKING:
    import niquests

    from calsync.stores.dav_session import Session

Auth = Literal["basic", "digest", "bearer"]

_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_REDIRECTS = 5
_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = 503
_SHORTEST_WAIT = 1.0


class Limits(NamedTuple):
    """Seconds for a connection to come about, for the next piece of an answer and for all of its body; bytes
    of it; seconds one request may wait in all because the server asks for it; seconds of the first wait
    where the server does not say how long."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 300.0
    largest: int = 200_000_000
    patience: float = 60.0
    unsaid: float = 5.0


class Got(NamedTuple):
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    response: niquests.Response


class Wire:
    """The connections to one server. `auth` is how the password was shown when the server took it."""

    def __init__(
        self,
        server: Origin,
        *,
        user: str,
        password: str,
        auth: Auth | None,
        ca_file: str | None,
        limits: Limits,
        waiting: Callable[[float], None] | None,
        sleep: Callable[[float], None],
    ) -> None:
        self.origin = server
        self.auth: Auth | None = None
        self.requests: Counter[str] = Counter()
        self._user = user
        self._password = password
        self._limits = limits
        self._waiting = waiting
        self._sleep = sleep
        self._verify = _readable(ca_file) if ca_file else True
        self._told = auth
        self._shown: niquests.auth.AuthBase | _Nobody | None = None
        self._session: Session | None = None

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def send(
        self, method: str, url: str, *, body: bytes, headers: Mapping[str, str], only_in: str = ""
    ) -> Got:
        """The answer, after redirects, waits and, where it was not known, finding out how to log in. Raises
        NotSent and what niquests raises."""
        waited = 0.0
        waits = 0
        while True:
            got = self._follow(method, url, body=body, headers=headers, only_in=only_in)
            pause = self._pause(got, waits)
            if pause is None:
                return got
            if waited + pause > self._limits.patience:
                raise busy(self.origin.name, pause)
            if self._waiting is not None:
                self._waiting(pause)
            self._sleep(pause)
            waited += pause
            waits += 1

    def session(self) -> WireSession:
        return WireSession(self)

    def _pause(self, got: Got, waits: int) -> float | None:
        """How long the server wants us to wait; None if it does not (RFC 6585, 4; RFC 9110, 15.6.4)."""
        said = got.headers.get("retry-after")
        if got.status != _TOO_MANY_REQUESTS and not (got.status == _UNAVAILABLE and said is not None):
            return None
        from caldav.lib.error import parse_retry_after

        seconds = parse_retry_after(said) if said else None
        unsaid: float = self._limits.unsaid * 2**waits
        return unsaid if seconds is None else max(seconds, _SHORTEST_WAIT)

    def _follow(self, method: str, url: str, *, body: bytes, headers: Mapping[str, str], only_in: str) -> Got:
        """A redirect on the same server is followed with the same method and body (RFC 9110, 15.4)."""
        for _ in range(_MOST_REDIRECTS + 1):
            self._stay(url)
            if only_in and not is_in(only_in, path_of(url)):
                raise moved(self.origin.name)
            got = self._login(method, url, body=body, headers=headers)
            target = got.headers.get("location")
            if got.status not in _REDIRECTS or not target:
                return got
            try:
                url = urljoin(url, target)
            except ValueError:
                url = ""
        from niquests.exceptions import TooManyRedirects

        raise TooManyRedirects

    def _stay(self, url: str) -> None:
        try:
            there = origin(url)
        except UsageError:
            raise _elsewhere(self.origin.name, "an address that is not safe", "") from None
        if there != self.origin:
            raise _elsewhere(self.origin.name, there.name, there.url + urlsplit(url).path)

    def _login(self, method: str, url: str, *, body: bytes, headers: Mapping[str, str]) -> Got:
        """Unasked at first, also where it is not known how: some servers never ask (RFC 7617, 2), and the
        address is one the person gave, over TLS or on this machine."""
        auth = self.auth or self._told or ("basic" if self._user else "bearer")
        got = self._once(method, url, body=body, headers=headers, auth=auth)
        if got.status == 401 and self._told is None:
            # Also after answers to a password nobody had looked at: often only a part of a site wants one.
            from caldav.lib.auth import extract_auth_types

            offered = extract_auth_types(got.headers.get("www-authenticate", ""))
            if auth == "basic" and "basic" not in offered and "digest" in offered:
                self._shown, auth = None, "digest"
                got = self._once(method, url, body=body, headers=headers, auth=auth)
        if got.status == 401:
            self._shown = None
        else:
            self.auth = auth
        return got

    def _once(self, method: str, url: str, *, body: bytes, headers: Mapping[str, str], auth: Auth) -> Got:
        session = self._opened()
        if self._shown is None:
            self._shown = _shown(auth, self._user, self._password)
        sent = {"Content-Type": "application/xml; charset=utf-8", **headers} if body else dict(headers)
        self.requests[method] += 1
        response = session.request(
            method,
            url,
            data=body,
            headers=sent,
            auth=self._shown,
            timeout=(self._limits.connect, self._limits.read),
            verify=self._verify,
            allow_redirects=False,
            stream=True,
        )
        self.requests[method] += len(response.history)
        content = self._read(response)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Got(response.status_code or 0, names, content, url, response)

    def _read(self, response: niquests.Response) -> bytes:
        pieces = []
        size = 0
        end = time.monotonic() + self._limits.whole
        try:
            for piece in response.iter_content(1 << 16):
                size += len(piece)
                if size > self._limits.largest:
                    raise too_much(self.origin.name, self._limits.largest)
                if time.monotonic() > end:
                    raise too_slow(self.origin.name)
                pieces.append(piece)
        except BaseException:
            # Its connection must not be used for the next question.
            response.close()
            raise
        return b"".join(pieces)

    def _opened(self) -> Session:
        if self._session is None:
            from calsync.stores.dav_session import Session

            # A proxy is for the way out, not for this machine.
            self._session = Session(proxies_of_environment=not is_loopback(self.origin.host))
        return self._session


class WireSession:
    """What caldav's client takes for its session. What it says of passwords, time-outs, certificates and
    proxies is not heeded."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def request(
        self,
        method: str,
        url: str,
        data: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        proxies: object = None,
        auth: object = None,
        timeout: object = None,
        verify: object = None,
        cert: object = None,
    ) -> niquests.Response:
        del proxies, auth, timeout, verify, cert
        body = data.encode() if isinstance(data, str) else data or b""
        got = self._wire.send(method, url, body=body, headers=headers or {})
        # Read already, within the limits; as niquests itself leaves it once an answer was read.
        got.response._content = got.body
        return got.response

    def close(self) -> None:
        """The wire is closed by who opened it."""


def _elsewhere(here: str, there: str, target: str) -> SentElsewhere:
    return SentElsewhere(
        f"{here} sends us on to {there}, where calsync does not take the password.",
        hint="If the calendar has moved there, give that address instead.",
        target=target,
    )


def _shown(auth: Auth, user: str, password: str) -> niquests.auth.AuthBase | _Nobody:
    """Kept between requests: a digest goes on from the last one. Raises UsageError for a name that cannot be
    sent."""
    from niquests.auth import BearerTokenAuth, HTTPBasicAuth, HTTPDigestAuth

    if not user and not password:
        return _Nobody()
    match auth:
        case "basic" if ":" in user:  # RFC 7617, 2: it would end the name
            raise UsageError("A user name with a colon in it cannot be sent.", hint="Check the user name.")
        case "basic":
            return HTTPBasicAuth(user, password)
        case "digest":
            return HTTPDigestAuth(user, password)
        case "bearer":
            return BearerTokenAuth(password)


class _Nobody:
    """Says nothing of who we are. Without it niquests would look for somebody in a .netrc file."""

    def __call__(self, request: niquests.PreparedRequest) -> niquests.PreparedRequest:
        return request


def _readable(ca_file: str) -> str:
    path = Path(ca_file).expanduser()
    if not path.is_file():
        raise UsageError(f"There is no file {ca_file}.", hint="Name the file of the certificate (PEM).")
    import ssl

    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ValueError):
        raise UsageError(f"{ca_file} holds no certificate.", hint="It must be a PEM file.") from None
    return str(path)
