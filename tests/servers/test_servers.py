"""The servers run, the phone works on them, and nothing is left running."""

from __future__ import annotations

import http.client
import multiprocessing
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from tests.servers.process import NotStarted, running
from tests.servers.radicale import running_radicale
from tests.servers.server import Failed, Server
from tests.servers.xandikos import running_xandikos

TEXT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Phone//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTAMP:20261101T080000Z\r\nDTSTART:20261130T090000Z\r\nDTEND:20261130T091500Z\r\n"
    "SUMMARY:{title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def test_a_phone_writes_reads_and_removes(server: Server) -> None:
    calendar = server.make_calendar("phone")
    assert server.list(calendar) == {}
    server.put(calendar, "a b@ü.ics", TEXT.format(uid="one", title="Grüße"))
    found = server.get(calendar, "a b@ü.ics")
    assert found is not None
    etag, text = found
    assert "SUMMARY:Grüße" in text
    assert [name for name, text in server.list(calendar).items() if "SUMMARY:Grüße" in text] == ["a b@ü.ics"]
    assert server.versions(calendar)["a b@ü.ics"][0] == etag
    server.put(calendar, "a b@ü.ics", TEXT.format(uid="one", title="Later"), etag)
    with pytest.raises(Failed) as stale:
        server.put(calendar, "a b@ü.ics", TEXT.format(uid="one", title="Late"), etag)
    assert stale.value.status == 412
    server.delete(calendar, "a b@ü.ics")
    assert server.get(calendar, "a b@ü.ics") is None


def test_calendars_of_one_name_are_two(server: Server) -> None:
    assert server.make_calendar("twin") != server.make_calendar("twin")


def test_a_calendar_is_found_by_its_title(server: Server) -> None:
    wanted, _ = server.make_calendar("a", title="Grüße & Küsse"), server.make_calendar("b", title="Grüße")
    assert server.calendar("Grüße & Küsse") == wanted
    with pytest.raises(ValueError, match="not enough values"):
        server.calendar("Küsse")


def test_it_works_from_another_process(server: Server) -> None:
    calendar = server.make_calendar("fork")
    child = multiprocessing.get_context("fork").Process(
        target=server.put, args=(calendar, "child.ics", TEXT.format(uid="child", title="Hello"))
    )
    child.start()
    child.join()
    assert child.exitcode == 0
    assert list(server.list(calendar)) == ["child.ics"]


def test_radicale_asks_for_the_password(radicale: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", int(radicale.url.split(":")[2][:-1]))) as connection:
        connection.request("PROPFIND", f"/{radicale.user}/")
        assert connection.getresponse().status == 401


@pytest.mark.parametrize("start", [running_radicale, running_xandikos])
def test_it_is_gone_afterwards(
    start: Callable[[Path], AbstractContextManager[Server]], tmp_path: Path
) -> None:
    with start(tmp_path) as server:
        port = int(server.url.split(":")[2][:-1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_what_does_not_start_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        pytest.raises(NotStarted, match="No module named"),
        running("tests.servers.nothing", lambda port: [], log=log),
    ):
        pass


def test_a_port_that_was_taken_meanwhile_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else listens on the first port that is tried, but does not answer."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports: list[int] = []

        def options(port: int) -> list[str]:
            ports.append(port)
            return ["--bind", "127.0.0.1", str(port if len(ports) > 1 else taken)]

        with running("http.server", options, log=tmp_path / "log") as port:
            assert port == ports[-1]
    assert len(ports) == 2
