"""Looking at all calendars of an account: on real servers, and on some that behave as some are known to."""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.stores.dav_connection import Connection, Login, connect
from calsync.stores.dav_discovery import Calendar
from calsync.stores.dav_events import Events, calendars_of, events_between, events_named
from tests.servers.server import Server
from tests.stores_dav.scripted import Asked, Reply, Scripted, scripted

FIRST, LAST = date(2026, 11, 8), date(2027, 1, 21)


def event(uid: str, start: str = "20261201T130000Z", *more: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calsync//tests//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += ["DTSTAMP:20260101T000000Z", f"DTSTART:{start}", f"SUMMARY:{uid}", *more]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def uids(found: Events) -> list[str]:
    return sorted(line[4:] for text in found.texts for line in text.split("\r\n") if line.startswith("UID:"))


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    """With a user nobody else is, where it knows users."""
    found: Server = request.getfixturevalue(request.param)
    if found.name != "radicale":
        return found
    user, password = f"scan{secrets.token_hex(4)}", secrets.token_hex(8)
    with (found.folder / "users").open("a", encoding="utf-8") as users:
        users.write(f"{user}:{password}\n")
    return dataclasses.replace(found, user=user, password=password, home=f"{found.url}{user}/")


def test_all_calendars_of_the_user_are_found_from_one(server: Server) -> None:
    follow_ups = server.make_calendar(title="Follow-ups")
    work = server.make_calendar("work", title="Work – Größe")
    with connect(Login(follow_ups, server.user, server.password, "basic")) as connection:
        found = {each.url: each.name for each in calendars_of(connection, follow_ups).found}
        assert found[follow_ups] == "Follow-ups"
        assert found[work] == "Work – Größe"
        assert set(connection.requests) == {"PROPFIND"}


def test_events_of_the_time_in_one_request_that_only_reads(server: Server) -> None:
    url = server.make_calendar()
    server.put(url, "in.ics", event("in"))
    server.put(
        url, "day.ics", event("day", "20270121", "DURATION:P1D").replace("DTSTART:", "DTSTART;VALUE=DATE:")
    )
    server.put(url, "series.ics", event("series", "20250106T090000Z", "RRULE:FREQ=WEEKLY"))
    server.put(url, "past.ics", event("past", "20260901T090000Z", "DURATION:PT1H"))
    server.put(url, "late.ics", event("late", "20270901T090000Z", "DURATION:PT1H"))
    todo = event("todo").replace("VEVENT", "VTODO")
    server.put(url, "todo.ics", todo)
    before = server.versions(url)
    with connect(Login(url, server.user, server.password, "basic")) as connection:
        found = events_between(connection, at(url), first=FIRST, last=LAST)
        assert dict(connection.requests) == {"REPORT": 1}
    assert uids(found) == ["day", "in", "series"]
    assert found.whole
    assert server.versions(url) == before


def test_events_by_their_uid_whenever_they_are(server: Server) -> None:
    url = server.make_calendar()
    server.put(url, "a.ics", event("a & <b>", "20300101T090000Z"))
    server.put(url, "c.ics", event("c"))
    with connect(Login(url, server.user, server.password, "basic")) as connection:
        found = events_named(connection, at(url), ["a & <b>", "none"])
    assert found.whole
    assert uids(found) == ["a & <b>"]


def at(url: str, name: str = "Work") -> Calendar:
    return Calendar(url, name, frozenset({"VEVENT"}), writable=False)


# Servers that behave in their own ways


def answer(*texts: str, more: str = "") -> Reply:
    parts = "".join(
        f"<D:response><D:href>/cal/{number}.ics</D:href><D:propstat><D:prop><D:getetag>1</D:getetag>"
        f"<C:calendar-data>{text}</C:calendar-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
        "</D:response>"
        for number, text in enumerate(texts)
    )
    body = (
        f'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{parts}{more}</D:multistatus>'
    )
    return Reply(body=body.encode())


def precondition(name: str, status: int = 403) -> Reply:
    body = f'<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:{name}/></D:error>'
    return Reply(status=status, body=body.encode())


def look(server: Scripted) -> Events:
    with connect(Login(server.url, "dana", "secret", "basic")) as connection:
        return events_between(connection, at(f"{server.url}cal/"), first=FIRST, last=LAST)


def sifted(asked: Asked) -> bool:
    return b"time-range" in asked.body


@pytest.mark.parametrize(
    "refusal", [precondition("supported-filter"), precondition("valid-filter", 400), Reply(500), Reply(501)]
)
def test_one_that_cannot_sift_by_time_shows_all(refusal: Reply) -> None:
    with scripted(lambda asked: refusal if sifted(asked) else answer(event("a"))) as server:
        assert uids(look(server)) == ["a"]
        assert [sifted(each) for each in server.asked] == [True, False]


LIMIT = "<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 Full</D:status></D:response>"


@pytest.mark.parametrize(
    "refusal",
    [precondition("number-of-matches-within-limits"), Reply(507), answer(event("x"), more=LIMIT)],
)
def test_what_is_too_much_at_once_is_asked_for_in_parts(refusal: Reply) -> None:
    def reply(asked: Asked) -> Reply:
        found = re.search(rb'start="(\d{8})T000000Z" end="(\d{8})T000000Z"', asked.body)
        assert found is not None
        start, end = (date.fromisoformat(each.decode()) for each in found.groups())
        if (end - start).days > 30:
            return refusal
        spans.append((start, end))
        return answer(event("a"))

    spans: list[tuple[date, date]] = []
    with scripted(reply) as server:
        found = look(server)
    assert uids(found) == ["a"]  # once, though it stands in each answer
    assert found.whole
    assert spans[0][0] < FIRST
    assert spans[-1][1] > LAST
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]


def test_one_that_shows_less_and_less_is_given_up() -> None:
    with scripted([Reply(507)]) as server, pytest.raises(Unreachable, match="only a part of “Work”"):
        look(server)
    assert len(server.asked) < 20


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (Reply(403), AccessRefused, "does not let this user read “Work”"),
        (Reply(404), AccessRefused, "does not let this user read “Work”"),
        (Reply(503), Unreachable, "“Work”: .* in trouble just now"),
        (Reply(401), AccessRefused, "refuses the user name or the password"),
        (Reply(207, body=b"<html>"), Unreachable, "none of a calendar server"),
        (Reply(200, body=b"<html>"), Unreachable, "none of a calendar server"),
    ],
)
def test_what_is_refused_is_said(reply: Reply, error: type[CalsyncError], said: str) -> None:
    with scripted([reply]) as server, pytest.raises(error, match=said) as raised:
        look(server)
    assert raised.value.hint


def test_what_is_held_back_is_told_from_what_is_gone() -> None:
    def part(status: str) -> str:
        return f"<D:response><D:href>/cal/x.ics</D:href><D:status>HTTP/1.1 {status}</D:status></D:response>"

    with scripted([answer(event("a"), more=part("404 Not Found"))]) as server:
        assert look(server).whole
    with scripted([answer(event("a"), more=part("403 Forbidden"))]) as server:
        found = look(server)
    assert uids(found) == ["a"]
    assert not found.whole


def test_one_that_does_not_tell_by_uid_is_not_believed() -> None:
    replies = [answer(event("a")), Reply(403), Reply(200, body=b"<html>")]
    with scripted(replies) as server, connection_to(server) as connection:
        calendar = at(f"{server.url}cal/")
        assert events_named(connection, calendar, ["a"]).whole
        assert not events_named(connection, calendar, ["a"]).whole
        assert not events_named(connection, calendar, ["a"]).whole


def page(href: str, *props: str) -> Reply:
    body = (
        '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response>'
        f"<D:href>{href}</D:href><D:propstat><D:prop>{''.join(props)}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
    )
    return Reply(body=body.encode())


CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"


def principal(href: str) -> str:
    return f"<D:current-user-principal><D:href>{href}</D:href></D:current-user-principal>"


@pytest.mark.parametrize("elsewhere", ["", principal("http://127.0.0.1:9/p/")])
def test_a_server_that_does_not_tell_of_others_shows_the_one(elsewhere: str) -> None:
    def reply(asked: Asked) -> Reply:
        return page("/cal/", CALENDAR, elsewhere) if asked.path == "/cal/" else Reply(404)

    with scripted(reply) as server, connection_to(server) as connection:
        found = calendars_of(connection, f"{server.url}cal")
    assert [each.url for each in found.found] == [f"{server.url}cal/"]


def test_a_calendar_that_holds_no_events_is_left_out() -> None:
    tasks = '<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>'
    pages: dict[str, Callable[[], Reply]] = {
        "/cal/": lambda: page("/cal/", CALENDAR, tasks, principal("/p/")),
        "/p/": lambda: page(
            "/p/",
            "<C:calendar-home-set><D:href>/h/</D:href></C:calendar-home-set>",
            "<C:calendar-user-address-set><D:href>/p/</D:href><D:href>MAILTO:Dana@mail.example</D:href>"
            "</C:calendar-user-address-set>",
        ),
        "/h/": lambda: page("/h/work/", CALENDAR, "<D:displayname>Work</D:displayname>"),
    }
    with scripted(lambda asked: pages[asked.path]()) as server, connection_to(server) as connection:
        found = calendars_of(connection, f"{server.url}cal/")
    assert [each.name for each in found.found] == ["Work"]
    assert found.addresses == ("Dana@mail.example",)


def connection_to(server: Scripted) -> AbstractContextManager[Connection]:
    return connect(Login(server.url, "dana", "secret", "basic"))
