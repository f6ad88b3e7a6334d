"""A server on loopback that gives the answers a test wrote down, and remembers what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from tests.stores_dav.certificates import certificates

CERTIFICATES = certificates()


class Asked(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]  # names in small letters
    body: bytes


class Reply(NamedTuple):
    """`cut` is after how many bytes of the body the connection is closed; `silent`, that nothing comes until
    the server is stopped."""

    status: int = 207
    headers: Mapping[str, str] = {}
    body: bytes = b""
    cut: int | None = None
    silent: bool = False


LOST = Reply(status=0)
"""No answer: the connection is closed."""


@dataclass
class Scripted:
    """`connections` counts the TCP connections that were opened; `hung_up` those it closed."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    hung_up: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


Script = Sequence[Reply] | Callable[[Asked], Reply]


@contextmanager
def scripted(script: Script, *, certificate: str | None = None, http: str = "HTTP/1.1") -> Iterator[Scripted]:
    """The replies in their order, the last one again and again; or what a function makes of each question."""
    over = threading.Event()
    open_ones: list[socket.socket] = []
    replies = [] if callable(script) else list(script)

    def reply(asked: Asked) -> Reply:
        if callable(script):
            return script(asked)
        return replies.pop(0) if len(replies) > 1 else replies[0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = http

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.answer
            raise AttributeError(name)

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            state.asked.append(asked)
            said = reply(asked)
            if said.silent:
                over.wait(30)
            if said.silent or said.status == 0:
                self.close_connection = True
                return
            self.send_response(said.status)
            headers = {"Content-Length": str(len(said.body)), **said.headers}
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body if said.cut is None else said.body[: said.cut])
            self.close_connection = self.close_connection or said.cut is not None

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
            """Nothing: what was asked is in `asked`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = False
        request_queue_size = 20

        def get_request(self) -> tuple[socket.socket, object]:
            connection, address = super().get_request()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            state.connections += 1
            open_ones.append(connection)
            return connection, address

        def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
            super().shutdown_request(request)
            state.hung_up.release()

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hung up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        state = Scripted(f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}/")
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            over.set()
            server.shutdown()
            thread.join()
            for one in open_ones:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
