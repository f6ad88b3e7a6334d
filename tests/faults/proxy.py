"""A proxy on loopback in front of a calendar server, which breaks the requests it is told to break.

It carries everything else as it is, and speaks HTTP/1.1 with connections that stay open. `faults` has the ways
to break one.
"""

from __future__ import annotations

import http.client
import select
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from io import BufferedIOBase
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "proxy-connection"})
_SECRET = frozenset({"authorization", "cookie"})
_PIECES = 8


class Reach(Enum):
    """How far a request gets."""

    UNREAD = "not read"
    READ = "read, and not passed on"
    DONE = "carried out"


class After(Enum):
    """What becomes of the connection."""

    KEEP = "keep"
    CLOSE = "close"
    HANG = "hang"


class Answer(NamedTuple):
    """`headers` without those of one connection and without the length of the body."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def head(self, length: int | None = None) -> bytes:
        """The lines before the body, for a body as long as it is said to be."""
        lines = [
            f"HTTP/1.1 {self.status} {self.reason}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        lines.append(f"Content-Length: {len(self.body) if length is None else length}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    @property
    def raw(self) -> bytes:
        return self.head() + self.body


def silence(answer: Answer | None) -> bytes:
    return b""


def as_it_is(answer: Answer | None) -> bytes:
    assert answer is not None
    return answer.raw


class Fault(NamedTuple):
    """What happens to one request. `says` makes the bytes that come back of what the server answered (None
    where it was not asked); `slowly`, in small pieces with pauses."""

    name: str
    reach: Reach
    says: Callable[[Answer | None], bytes] = silence
    after: After = After.KEEP
    slowly: bool = False


class Boundary(Enum):
    """Where in a request it is."""

    RECEIVED = "received, and not passed on yet"
    ANSWERED = "carried out, and the answer not passed on yet"
    PASSED = "the answer was passed on"


class Asked(NamedTuple):
    """A request as it is remembered, by its number from 1: names of headers in small letters, and none that
    holds a secret. One that is not read has only a number."""

    number: int
    method: str = ""
    path: str = ""
    headers: Mapping[str, str] = {}
    fault: str = ""


Script = Callable[[Asked], Fault | None]
"""The fault for a request. Asked twice: before anything is read of it, and then again."""
Gate = Callable[[int, Boundary], None]
"""Told where each request is, and waited for."""


def at(faults: Mapping[int, Fault]) -> Script:
    return lambda asked: faults.get(asked.number)


def always(fault: Fault, *methods: str) -> Script:
    """For every request, or for those with one of the methods."""
    return lambda asked: fault if not methods or asked.method in methods else None


def sound(asked: Asked) -> Fault | None:
    """A script in which nothing goes wrong."""
    return None


def open_gate(number: int, boundary: Boundary) -> None:
    """A gate at which nobody waits."""


@dataclass
class Proxy:
    """`asked` are the requests since the last `begin`, `connections` how often anybody called at all."""

    url: str
    upstream: str
    script: Script = sound
    gate: Gate = open_gate
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    settled: threading.Condition = field(default_factory=threading.Condition)
    inside: int = 0
    troubles: list[Exception] = field(default_factory=list)

    def begin(self, script: Script = sound, gate: Gate = open_gate) -> None:
        """A new run: count from one again."""
        with self.lock:
            self.script, self.gate, self.asked = script, gate, []

    def settle(self) -> None:
        """Wait until nothing is being carried out any more, for somebody who did not wait for the answer."""
        with self.settled:
            assert self.settled.wait_for(lambda: not self.inside, timeout=60)

    def through(self, url: str) -> str:
        """An address of the server behind it, as it is here."""
        return self.url + urlsplit(url).path.lstrip("/")

    @property
    def fired(self) -> list[str]:
        return [each.fault for each in self.asked if each.fault]

    @property
    def writes(self) -> list[Asked]:
        return [each for each in self.asked if each.method in ("PUT", "DELETE")]


@contextmanager
def proxy_before(upstream: str, *, certificate: Path | None = None) -> Iterator[Proxy]:
    """A proxy for a server at an http address; over TLS with a certificate, a PEM file with its key."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                while _one(proxy, self.connection, self.rfile):
                    pass
            except OSError:
                pass  # who called is gone
            except Exception as error:  # noqa: BLE001 - told to the test, which looks at the end
                proxy.troubles.append(error)

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

    class Listener(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 20

        def get_request(self) -> tuple[socket.socket, object]:
            connection, address = super().get_request()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            proxy.connections += 1
            return connection, address

        def handle_error(self, request: object, client_address: object) -> None:
            """Somebody who hung up while the connection came about."""

    with Listener(("127.0.0.1", 0), Handler) as listener:
        scheme = "https" if certificate else "http"
        proxy = Proxy(f"{scheme}://127.0.0.1:{listener.server_address[1]}/", upstream)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            listener.socket = context.wrap_socket(listener.socket, server_side=True)
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.over.set()
            listener.shutdown()
            thread.join()
    assert not proxy.troubles, proxy.troubles


def _one(proxy: Proxy, connection: socket.socket, incoming: BufferedIOBase) -> bool:
    """One request of a connection; whether there may be another."""
    if not isinstance(connection, ssl.SSLSocket) and not connection.recv(1, socket.MSG_PEEK):
        return False
    with proxy.lock:
        number = len(proxy.asked) + 1
        unread = proxy.script(Asked(number))
        if unread is not None and unread.reach is Reach.UNREAD:
            proxy.asked.append(Asked(number, fault=unread.name))
            _reset(connection)
            return False
    line = incoming.readline(65536).decode("latin-1").split()
    if len(line) != 3:
        return False
    method, path, _ = line
    headers = dict(http.client.parse_headers(incoming).items())
    body = incoming.read(int(headers.get("Content-Length", 0)))
    shown = {name.lower(): value for name, value in headers.items() if name.lower() not in _SECRET}
    with proxy.lock:
        asked = Asked(number, method, path, shown)
        fault = proxy.script(asked)
        proxy.asked.append(asked._replace(fault=fault.name if fault else ""))
        gate = proxy.gate
    answer = None
    with _inside(proxy):
        gate(number, Boundary.RECEIVED)
        if fault is None or fault.reach is Reach.DONE:
            answer = _ask(proxy.upstream, method, path, headers, body)
    if answer is not None:
        gate(number, Boundary.ANSWERED)
    _send(proxy, connection, (fault.says if fault else as_it_is)(answer), slowly=bool(fault and fault.slowly))
    gate(number, Boundary.PASSED)
    match fault.after if fault else After.KEEP:
        case After.CLOSE:
            return False
        case After.HANG:
            _hang(proxy, connection)
            return False
        case After.KEEP:
            return headers.get("Connection", "").lower() != "close"


@contextmanager
def _inside(proxy: Proxy) -> Iterator[None]:
    with proxy.settled:
        proxy.inside += 1
    try:
        yield
    finally:
        with proxy.settled:
            proxy.inside -= 1
            proxy.settled.notify_all()


def _ask(upstream: str, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
    server = urlsplit(upstream)
    assert server.hostname
    with closing(http.client.HTTPConnection(server.hostname, server.port, timeout=60)) as there:
        there.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            if name.lower() not in _HOP:
                there.putheader(name, value)
        if body or "Content-Length" in headers:
            there.putheader("Content-Length", str(len(body)))
        there.endheaders(body)
        got = there.getresponse()
        kept = tuple((name, value) for name, value in got.getheaders() if name.lower() not in _HOP)
        return Answer(got.status, got.reason, kept, got.read())


def _send(proxy: Proxy, connection: socket.socket, data: bytes, *, slowly: bool) -> None:
    size = max(1, -(-len(data) // _PIECES)) if slowly else max(1, len(data))
    for start in range(0, len(data), size):
        connection.sendall(data[start : start + size])
        if slowly:
            proxy.over.wait(0.005)


def _hang(proxy: Proxy, connection: socket.socket) -> None:
    """Until who called has had enough of it."""
    while not proxy.over.is_set():
        if select.select([connection], [], [], 0.02)[0]:
            with suppress(OSError):
                if connection.recv(65536):
                    continue
            return


def _reset(connection: socket.socket) -> None:
    """Closed without a goodbye, as by a machine that lost its power."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
