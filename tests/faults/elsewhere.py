"""Another server on loopback, where nothing of ours may ever arrive."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass


@dataclass
class Elsewhere:
    """It answers nothing."""

    url: str
    socket: socket.socket

    def visitors(self) -> list[bytes]:
        """What everybody said who called; waits for a short while for one who might."""
        found = []
        while select.select([self.socket], [], [], 0.05)[0]:
            caller, _ = self.socket.accept()
            with closing(caller):
                caller.settimeout(0.2)
                try:
                    found.append(caller.recv(65536))
                except OSError:
                    found.append(b"")
        return found


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield Elsewhere(f"http://127.0.0.1:{listening.getsockname()[1]}/", listening)
