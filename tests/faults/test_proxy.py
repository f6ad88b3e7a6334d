"""The proxy breaks what it is told to break, and nothing else."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.faults import faults
from tests.faults.elsewhere import elsewhere
from tests.faults.person import FOREIGN
from tests.faults.proxy import Asked, Fault, Proxy, at, proxy_before
from tests.servers.server import Server

TEXT = FOREIGN.format(uid="a@other.example", title="Größe")


@pytest.fixture(scope="module")
def proxy(radicale: Server) -> Iterator[Proxy]:
    with proxy_before(radicale.url) as proxy:
        yield proxy


@pytest.fixture
def calendar(radicale: Server, proxy: Proxy) -> str:
    proxy.begin()
    return radicale.make_calendar("p")


def test_all_else_goes_through_as_it_is(radicale: Server, proxy: Proxy, calendar: str) -> None:
    here = proxy.through(calendar)
    etag = radicale.put(here, "a.ics", TEXT)
    assert radicale.get(here, "a.ics") == radicale.get(calendar, "a.ics")
    straight = radicale.request("GET", f"{calendar}a.ics")
    got = radicale.request("GET", f"{here}a.ics")
    assert (got.status, got.body) == (straight.status, straight.body)
    assert {**straight.headers, "date": ""} == {**got.headers, "date": ""}
    assert radicale.versions(here) == radicale.versions(calendar)
    radicale.delete(here, "a.ics", etag)
    assert radicale.get(calendar, "a.ics") is None
    assert [each.method for each in proxy.asked] == ["PUT", "GET", "GET", "REPORT", "DELETE"]
    assert radicale.password not in str(proxy.asked)
    assert not any("authorization" in each.headers for each in proxy.asked)


def test_connections_stay_open(radicale: Server, proxy: Proxy, calendar: str) -> None:
    before = proxy.connections
    with closing(http.client.HTTPConnection("127.0.0.1", urlsplit(proxy.url).port)) as connection:
        for _ in range(3):
            connection.request("OPTIONS", "/")
            answer = connection.getresponse()
            assert answer.status == 200
            answer.read()
    assert proxy.connections == before + 1


@pytest.mark.parametrize("fault", [faults.UNREAD, faults.UNSENT], ids=lambda each: each.name)
def test_lost_before_it_was_carried_out(fault: Fault, radicale: Server, proxy: Proxy, calendar: str) -> None:
    proxy.begin(at({1: fault}))
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        radicale.put(proxy.through(calendar), "a.ics", TEXT)
    assert radicale.get(calendar, "a.ics") is None
    assert proxy.fired == [fault.name]


@pytest.mark.parametrize(
    "fault",
    [faults.UNANSWERED, faults.IN_BODY, faults.TOO_LONG],
    ids=lambda each: each.name,
)
def test_lost_after_it_was_carried_out(fault: Fault, radicale: Server, proxy: Proxy, calendar: str) -> None:
    proxy.begin(at({1: fault}))
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        radicale.put(proxy.through(calendar), "a.ics", TEXT)
    assert radicale.get(calendar, "a.ics") is not None


def test_an_answer_of_its_own(radicale: Server, proxy: Proxy, calendar: str) -> None:
    proxy.begin(at({1: faults.BUSY_FOR_A_WHILE, 2: faults.LOGIN}))
    answer = radicale.request("PUT", f"{proxy.through(calendar)}a.ics", body=TEXT.encode())
    assert (answer.status, answer.headers["retry-after"]) == (429, "7")
    answer = radicale.request("REPORT", proxy.through(calendar))
    assert (answer.status, answer.body) == (200, faults.LOGIN_PAGE)
    assert radicale.list(calendar) == {}


def test_slowly(radicale: Server, proxy: Proxy, calendar: str) -> None:
    radicale.put(calendar, "a.ics", TEXT)
    proxy.begin(at({1: faults.SLOW}))
    assert radicale.get(proxy.through(calendar), "a.ics") == radicale.get(calendar, "a.ics")


@pytest.mark.parametrize("fault", faults.HANGING, ids=lambda each: each.name)
def test_hanging(fault: Fault, proxy: Proxy, calendar: str) -> None:
    proxy.begin(at({1: fault}))
    port = urlsplit(proxy.url).port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=0.2)) as connection:
        connection.request("OPTIONS", "/")
        with pytest.raises(TimeoutError):
            connection.getresponse().read()


def test_who_comes_elsewhere_is_seen() -> None:
    with elsewhere() as other:
        assert other.visitors() == []
        with closing(http.client.HTTPConnection("127.0.0.1", urlsplit(other.url).port)) as connection:
            connection.request("GET", "/", headers={"X-From": "alice"})
            assert b"X-From: alice" in b"".join(other.visitors())


def test_a_script_is_asked_before_anything_is_read(radicale: Server, proxy: Proxy, calendar: str) -> None:
    seen: list[Asked] = []
    proxy.begin(seen.append)
    radicale.list(proxy.through(calendar))
    assert [(each.number, each.method) for each in seen] == [(1, ""), (1, "REPORT")]
