"""Settings of all tests: nothing is timed, and a run in CI draws the same examples each time. And the two
calendar servers, started once for all tests that ask for them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.radicale import running_radicale
from tests.servers.server import Server
from tests.servers.xandikos import running_xandikos

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="session")
def xandikos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_xandikos(tmp_path_factory.mktemp("xandikos")) as server:
        yield server
