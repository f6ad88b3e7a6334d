"""From an address to a server, and from a server to calendars, also where it is a strange one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import niquests
import pytest

from calsync.errors import AccessRefused, Unreachable, UsageError
from calsync.stores.dav_connection import Connection, Login, connect
from calsync.stores.dav_discovery import (
    Calendars,
    Start,
    find_calendars,
    find_start,
    last_part,
    make_calendar,
)
from calsync.stores.dav_faults import SentElsewhere
from calsync.stores.dav_providers import check_reachable, one_house, provider_of, with_advice
from tests.stores_dav.scripted import CERTIFICATES, Asked, Reply, Scripted, scripted

# --- from an address to a server ---------------------------------------------------------------------------


class Record(NamedTuple):
    target: str
    port: int
    priority: int
    weight: int


class Names:
    """Stands for the name service: what is asked, and what it says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.says: dict[tuple[str, str], list[Any]] = {}

    def resolve(self, name: str, kind: str) -> Sequence[Any]:
        import dns.resolver

        self.asked.append((name, kind))
        found = self.says.get((name, kind))
        if found is None:
            raise dns.resolver.NXDOMAIN
        return found


class Text(NamedTuple):
    strings: tuple[bytes, ...]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    found = Names()
    monkeypatch.setattr("dns.resolver.resolve", found.resolve)

    def nothing_there(*_: object, **__: object) -> None:
        raise niquests.exceptions.ConnectionError("no network in tests")

    monkeypatch.setattr(niquests, "get", nothing_there)
    return found


def test_an_address_is_looked_up(names: Names) -> None:
    names.says["_caldavs._tcp.mail.example", "SRV"] = [Record("dav.mail.example.", 8443, 0, 1)]
    names.says["_caldavs._tcp.mail.example", "TXT"] = [Text((b"path=/caldav/",))]
    start = find_start(" dana@mail.example ")
    assert start == Start("https://dav.mail.example:8443/caldav/", "dana@mail.example", "dana")
    assert find_start("mail.example") == Start("https://dav.mail.example:8443/caldav/")
    assert {name for name, _ in names.asked} == {"_caldavs._tcp.mail.example"}  # never the one without TLS


def test_a_record_that_leads_away_is_not_followed(names: Names) -> None:
    names.says["_caldavs._tcp.mail.example", "SRV"] = [Record("dav.elsewhere.example.", 443, 0, 1)]
    assert find_start("dana@mail.example").url == "https://mail.example/"


def test_a_domain_that_tells_nothing_is_a_guess(names: Names) -> None:
    assert find_start("dana@mail.example") == Start(
        "https://mail.example/", "dana@mail.example", "dana", guessed=True
    )
    assert names.asked


@pytest.mark.parametrize(
    ("redirect", "url"),
    [
        ("https://dav.mail.example/dav/", "https://dav.mail.example/dav/"),
        ("/dav/", "https://mail.example/dav/"),
        ("http://mail.example/dav/", "https://mail.example/"),  # not without TLS
        ("https://elsewhere.example/", "https://mail.example/"),
    ],
)
def test_the_well_known_address(
    names: Names, monkeypatch: pytest.MonkeyPatch, redirect: str, url: str
) -> None:
    class Answer(NamedTuple):
        status_code: int
        headers: dict[str, str]

    monkeypatch.setattr(niquests, "get", lambda *_, **__: Answer(301, {"Location": redirect}))
    assert find_start("dana@mail.example").url == url


def test_a_domain_that_points_to_google(names: Names) -> None:
    names.says["_caldavs._tcp.work.google.com", "SRV"] = [Record("calendar.google.com.", 443, 0, 1)]
    with pytest.raises(AccessRefused, match="Google"):
        find_start("work.google.com")


@pytest.mark.parametrize("typed", ["https://dav.example/dav/", "http://127.0.0.1:5232/", "http://[::1]:80/x"])
def test_a_url_is_taken_as_it_is(names: Names, typed: str) -> None:
    assert find_start(typed) == Start(typed)
    assert names.asked == []


def test_the_beginning_of_a_url_may_be_left_out(names: Names) -> None:
    assert find_start("dav.example/caldav/").url == "https://dav.example/caldav/"
    assert find_start("dav.example:8443").url == "https://dav.example:8443"
    assert find_start("localhost:5232").url == "http://localhost:5232"
    assert names.asked == []


@pytest.mark.parametrize("domain", ["..", "mail..example", "", "a" * 70 + ".example", "mail"])
def test_no_domain_at_all(names: Names, domain: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_start(f"dana@{domain}")
    assert caught.value.hint
    assert names.asked == []


def test_providers() -> None:
    assert find_start("dana@icloud.com").url == "https://caldav.icloud.com/"
    for host in ("mail.google.com", "GMAIL.com", "gmail.com."):
        with pytest.raises(AccessRefused) as caught:
            check_reachable(host)
        assert "calsync export -o followups.ics" in caught.value.hint
    check_reachable("notgoogle.com")
    assert provider_of("icloud.com.evil.example") is None
    assert one_house("caldav.icloud.com", "p47-caldav.icloud.com")
    assert not one_house("dav.example", "dav.example")
    assert not one_house("caldav.icloud.com", "caldav.fastmail.com")
    refused = AccessRefused("no", hint="check")
    assert "app-specific password" in with_advice(refused, "p47-caldav.icloud.com").hint
    assert with_advice(refused, "dav.example") is refused


# --- from a server to calendars ----------------------------------------------------------------------------

MULTI = '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{}</D:multistatus>'
PART = (
    "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop>"
    "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
)
CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>{}</D:displayname>"


def parts(*found: tuple[str, str]) -> Reply:
    body = MULTI.format("".join(PART.format(href=href, props=props) for href, props in found))
    return Reply(body=body.encode(), headers={"Content-Type": "application/xml"})


def principal(href: str) -> str:
    return f"<D:current-user-principal><D:href>{href}</D:href></D:current-user-principal>"


def home(*hrefs: str) -> str:
    inner = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    return f"<C:calendar-home-set>{inner}</C:calendar-home-set>"


def kinds(*names: str) -> str:
    inner = "".join(f'<C:comp name="{name}"/>' for name in names)
    return f"<C:supported-calendar-component-set>{inner}</C:supported-calendar-component-set>"


def rights(*names: str) -> str:
    inner = "".join(f"<D:privilege><D:{name}/></D:privilege>" for name in names)
    return f"<D:current-user-privilege-set>{inner}</D:current-user-privilege-set>"


def signed_as(asked: Asked) -> tuple[str, str]:
    """The user name and the password."""
    import base64

    said = base64.b64decode(asked.headers.get("authorization", "").removeprefix("Basic ")).decode()
    user, _, password = said.partition(":")
    return user, password


class Site:
    """A server with one page for each path; anything else is 404. Unless told otherwise it asks whoever does
    not sign in."""

    asks = True

    def __init__(self, **pages: Reply) -> None:
        self.pages = {"/" + path: reply for path, reply in pages.items()}
        self.made: list[Asked] = []
        self.make: list[int] = []

    def __call__(self, asked: Asked) -> Reply:
        if self.asks and (not asked.headers.get("authorization") or signed_as(asked)[1] == ""):
            return Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="r"'})
        if asked.method == "MKCALENDAR":
            self.made.append(asked)
            return Reply(status=self.make.pop(0) if self.make else 201)
        if asked.method == "PROPPATCH":
            self.made.append(asked)
            return parts((asked.path, ""))
        return self.pages.get(asked.path, Reply(status=404))


@contextmanager
def signed_in(site: Site, *, user: str = "dana") -> Iterator[tuple[Connection, Scripted]]:
    with scripted(site) as server, connect(Login(server.url, user, "secret")) as connection:
        yield connection, server


def test_from_the_base_to_the_calendars() -> None:
    site = Site()
    site.pages = {
        "/": parts(("/", principal("/who/dana%40mail.example/"))),
        "/who/dana@mail.example/": parts(("/who/dana@mail.example/", home("/cal/"))),
        "/cal/": parts(
            ("/cal/", "<D:resourcetype><D:collection/></D:resourcetype>"),
            ("/cal/a/", CALENDAR.format("Work") + kinds("VEVENT") + rights("read", "write")),
            ("/cal/b/", CALENDAR.format("") + rights("read", "read-free-busy")),
            (
                "/cal/c%20d/",
                CALENDAR.format("Both &amp; all")
                + kinds("VEVENT", "VTODO")
                + rights("bind", "write-content"),
            ),
            ("/cal/inbox/", "<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>"),
        ),
    }
    with signed_in(site) as (connection, server):
        found = find_calendars(connection, server.url)
        here = server.url.rstrip("/")
    assert [(each.url.removeprefix(here), each.name, each.writable) for each in found.found] == [
        ("/cal/a/", "Work", True),
        ("/cal/b/", "b", False),
        ("/cal/c%20d/", "Both & all", True),
    ]
    work, reading, both = found.found
    assert (work.takes("VEVENT"), work.takes("VTODO")) == (True, False)
    assert not reading.takes("VEVENT")
    assert both.takes("VTODO")
    assert found.homes == (f"{here}/cal/",)
    assert [asked.method for asked in server.asked] == ["PROPFIND"] * 3
    assert all("authorization" in asked.headers for asked in server.asked)


def test_a_server_that_does_not_ask_is_told_who_we_are() -> None:
    """Cyrus answers 207 and “unauthenticated” to whoever does not say it unasked."""
    inside = Site()
    inside.pages = {
        "/": parts(("/", principal("/p/"))),
        "/p/": parts(("/p/", home("/h/"))),
        "/h/": parts(("/h/a/", CALENDAR.format("A"))),
    }
    nobody = parts(("/", "<D:current-user-principal><D:unauthenticated/></D:current-user-principal>"))

    def cyrus(asked: Asked) -> Reply:
        return inside(asked) if "authorization" in asked.headers else nobody

    with scripted(cyrus) as server:
        with connect(Login(server.url, "dana", "secret")) as connection:
            assert [each.name for each in find_calendars(connection, server.url).found] == ["A"]
        with (
            connect(Login(server.url, "", "", "basic")) as connection,
            pytest.raises(AccessRefused, match="does not say whose") as caught,
        ):
            find_calendars(connection, server.url)
        assert "--user" in caught.value.hint


def test_the_well_known_path_of_a_server_whose_root_is_none() -> None:
    """DAViCal and SOGo: 405 at the root; a redirect from the well-known path."""
    site = Site()
    site.pages = {
        "/": Reply(status=405),
        "/.well-known/caldav": Reply(status=301, headers={"Location": "/dav/"}),
        "/dav/": parts(("/dav/", principal("/dav/dana/"))),
        "/dav/dana/": parts(("/dav/dana/", home("/dav/dana/"))),
    }
    with signed_in(site) as (connection, server):
        found = find_calendars(connection, server.url)
    assert found.homes == (f"{server.url}dav/dana/",)
    assert found.found == ()


@pytest.mark.parametrize(
    "page",
    [
        Reply(status=200, body=b"<html>Welcome</html>", headers={"Content-Type": "text/html"}),
        Reply(status=207, body=b"<html>Log in</html>", headers={"Content-Type": "text/html"}),
        Reply(status=404),
        Reply(status=405),
        Reply(status=403),
    ],
)
def test_a_web_site_is_no_calendar_server(page: Reply) -> None:
    with scripted([page]) as server, connect(Login(server.url, "dana", "secret")) as connection:
        with pytest.raises(Unreachable) as caught:
            find_calendars(connection, server.url)
        assert caught.value.hint


def test_a_server_in_trouble() -> None:
    with scripted([Reply(status=500)]) as server, connect(Login(server.url, "dana", "secret")) as connection:
        with pytest.raises(Unreachable, match="in trouble"):
            find_calendars(connection, server.url)
        assert len(server.asked) == 1


def test_a_home_elsewhere_is_not_gone_to_unasked() -> None:
    site = Site()
    site.pages = {
        "/": parts(("/", principal("/p/"))),
        "/p/": parts(("/p/", home("https://p47.dav.example/8/calendars/"))),
    }
    with signed_in(site) as (connection, server):
        with pytest.raises(SentElsewhere) as caught:
            find_calendars(connection, server.url)
        assert caught.value.target == "https://p47.dav.example/8/calendars/"
        assert "--url https://p47.dav.example/8/calendars/" in caught.value.hint


def test_a_home_without_tls_elsewhere_is_no_home() -> None:
    site = Site()
    site.pages = {
        "/": parts(("/", principal("/p/"))),
        "/p/": parts(("/p/", home("http://p47.dav.example/8/"))),
    }
    with signed_in(site) as (connection, server), pytest.raises(UsageError, match="plain http"):
        find_calendars(connection, server.url)


# --- making one --------------------------------------------------------------------------------------------

BASE = {
    "/": parts(("/", principal("/p/"))),
    "/p/": parts(("/p/", home("/h/"))),
    "/h/": parts(("/h/", "")),
}
OURS = "Interview follow-ups"


def made(site: Site) -> tuple[object, list[Asked]]:
    with signed_in(site) as (connection, server):
        found = find_calendars(connection, server.url)
        return make_calendar(connection, found, name=OURS, kind="VTODO"), site.made


def test_a_server_that_takes_no_two_kinds_in_one() -> None:
    site = Site()
    site.make = [403, 201]
    site.pages = {
        **BASE,
        "/h/interview-follow-ups/": parts(("/h/interview-follow-ups/", CALENDAR.format(OURS))),
    }
    calendar, asked = made(site)
    assert calendar is not None
    assert [b"VEVENT" in each.body for each in asked] == [True, False]
    assert all(b"VTODO" in each.body for each in asked)


def test_a_place_that_is_taken() -> None:
    site = Site()
    site.make = [405, 405, 201]
    there = "/h/interview-follow-ups-2/"
    site.pages = {**BASE, there: parts((there, CALENDAR.format(OURS)))}
    calendar, asked = made(site)
    assert calendar is not None
    assert asked[-1].path == there


def test_a_server_that_forgets_the_name() -> None:
    site = Site()
    there = "/h/interview-follow-ups/"
    site.pages = {**BASE, there: parts((there, CALENDAR.format("")))}
    calendar, asked = made(site)
    assert getattr(calendar, "name", None) == OURS
    assert [each.method for each in asked] == ["MKCALENDAR", "PROPPATCH"]
    assert OURS.encode() in asked[1].body


def test_a_server_that_chooses_the_place() -> None:
    site = Site()
    site.pages = dict(BASE)

    def zimbra(asked: Asked) -> Reply:
        if asked.method == "MKCALENDAR":
            site.pages["/h/"] = parts(("/h/", ""), ("/h/Interview%20follow-ups/", CALENDAR.format(OURS)))
        return site(asked)

    with scripted(zimbra) as server, connect(Login(server.url, "dana", "secret")) as connection:
        found = find_calendars(connection, server.url)
        calendar = make_calendar(connection, found, name=OURS, kind="VEVENT")
    assert calendar is not None
    assert calendar.url == f"{server.url}h/Interview%20follow-ups/"


@pytest.mark.parametrize("status", [403, 405, 501, 507])
def test_a_server_that_makes_none(status: int) -> None:
    site = Site()
    site.make = [status] * 3
    site.pages = dict(BASE)
    if status in (501, 507):
        with pytest.raises(Unreachable):
            made(site)
    else:
        assert made(site)[0] is None


def test_a_name_as_part_of_a_url() -> None:
    assert last_part(OURS) == "interview-follow-ups"
    assert last_part("!") == "calendar"


def test_a_certificate_of_ones_own() -> None:
    site = Site()
    site.pages = dict(BASE)
    with scripted(site, certificate="own.pem") as server:
        with connect(Login(server.url, "dana", "secret")) as connection, pytest.raises(Unreachable) as caught:
            find_calendars(connection, server.url)
        assert "--ca-file" in caught.value.hint
        assert server.asked == []
        own = str(CERTIFICATES / "own.pem")
        with connect(Login(server.url, "dana", "secret", ca_file=own)) as connection:
            assert find_calendars(connection, server.url).homes


@pytest.mark.parametrize(
    "href",
    [
        ".evil.example/cal/",
        "@evil.example/cal/",
        ":8443/cal/",
        "https://evil.example/cal/",
        "//evil.example/",
    ],
)
def test_no_address_of_a_calendar_is_on_another_server(href: str) -> None:
    site = Site()
    site.pages = {"/": parts((href, CALENDAR.format("Cal")))}
    with signed_in(site) as (connection, server):
        (found,) = find_calendars(connection, server.url).found
        assert found.url.startswith(server.url)


def test_a_calendar_with_an_odd_address() -> None:
    site = Site()
    hrefs = ["/h/C%23%20jobs/", "/h/what%3F/", "/h/100%25/", "/h/%E2%98%83/", "/h/a%40b/"]
    site.pages = {
        "/": parts(("/", principal("/p/"))),
        "/p/": parts(("/p/", home("/h/"))),
        "/h/": parts(*((href, CALENDAR.format("Cal")) for href in hrefs)),
    }
    with signed_in(site) as (connection, server):
        found = find_calendars(connection, server.url).found
        here = [each.url.removeprefix(server.url.rstrip("/")) for each in found]
    assert here == ["/h/C%23%20jobs/", "/h/what%3F/", "/h/100%25/", "/h/%E2%98%83/", "/h/a@b/"]


def test_a_calendar_that_another_run_made_meanwhile() -> None:
    site = Site()
    site.make = [405, 405]
    site.pages = {f"/h/{last_part(OURS)}/": parts((f"/h/{last_part(OURS)}/", CALENDAR.format(OURS)))}
    with signed_in(site) as (connection, server):
        before = Calendars((), (f"{server.url}h/",))
        made = make_calendar(connection, before, name=OURS, kind="VEVENT")
        assert made is not None
        assert made.url == f"{server.url}h/interview-follow-ups/"
    assert len(site.made) == 2
