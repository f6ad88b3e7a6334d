"""A calendar of each kind, new for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.calendars import ALL, Calendar, in_folder, in_memory, on_server
from tests.servers.server import Server


@pytest.fixture(params=ALL)
def calendar(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Calendar]:
    match request.param:
        case "memory":
            opened = in_memory()
        case "vdir":
            opened = in_folder(tmp_path / "calendar")
        case name:
            server = request.getfixturevalue(name)
            assert isinstance(server, Server)
            opened = on_server(server)
    with opened as found:
        yield found
