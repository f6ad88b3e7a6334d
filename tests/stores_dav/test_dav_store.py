"""The store against real servers, each method counted, and against servers that behave as some are known to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from calsync.errors import AccessRefused, CalsyncError, Unreachable, UsageError
from calsync.stores.dav import DavStore
from calsync.stores.dav_connection import Connection, Login, connect
from calsync.stores.dav_faults import NotSent
from calsync.sync.store import Changed, Delta, Exists, Missing, NotDone, Refused, Store, Unsure
from tests.servers.server import Server
from tests.stores_dav.scripted import LOST, Asked, Reply, Scripted, scripted

NAMES = ("plain.ics", "a@b+c.ics", "Größe 1.ics", "a=b!(1)&c.ics", "100%.ics", "日本.ics")


def text(uid: str, title: str = "Say thank you") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calsync//tests//EN", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += [
        "DTSTAMP:20260101T000000Z",
        "DTSTART:20260102T090000Z",
        "DTEND:20260102T093000Z",
        f"SUMMARY:{title}",
    ]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


@pytest.fixture
def calendar(server: Server) -> str:
    return server.make_calendar()


@pytest.fixture
def connection(server: Server, calendar: str) -> Iterator[Connection]:
    with connect(Login(calendar, server.user, server.password, "basic")) as one:
        yield one


@pytest.fixture
def store(connection: Connection, calendar: str) -> DavStore:
    return DavStore(connection, calendar)


@contextmanager
def counted(connection: Connection, **requests: int) -> Iterator[None]:
    """Exactly these requests, by method, and no others."""
    before = connection.requests.copy()
    yield
    assert connection.requests - before == requests


def delta(store: DavStore, token: str | None) -> Delta:
    assert token is not None
    found = store.changes(token)
    assert found is not None
    return found


def test_it_is_a_store(store: Store, calendar: str) -> None:
    assert store.place == f"dav:{calendar}"
    assert store.lags


def test_each_write_is_one_request(
    store: DavStore, connection: Connection, server: Server, calendar: str
) -> None:
    with counted(connection, PUT=1):
        written = store.create("a.ics", text("a"))
    assert written.href == store.address("a.ics") == urlsplit(calendar).path + "a.ics"
    assert written.etag == server.versions(calendar)["a.ics"][0]
    with counted(connection, PUT=1):
        again = store.replace(written.href, text("a", "Ask how it stands"), etag=written.etag)
    assert again.etag == server.versions(calendar)["a.ics"][0] != written.etag
    with counted(connection, PUT=1):
        store.replace(written.href, text("a", "Whatever stands there"), etag=None)
    with counted(connection, DELETE=1):
        store.remove(written.href, etag=server.versions(calendar)["a.ics"][0])
    assert server.list(calendar) == {}


def test_reading_everything_is_one_question_after_the_token(store: DavStore, connection: Connection) -> None:
    for number in range(3):
        store.create(f"{number}.ics", text(str(number), "Grüße\\, Wörld 日本"))
    with counted(connection, PROPFIND=1, REPORT=1):
        listing = store.everything()
    assert {one.href for one in listing.objects} == {store.address(f"{number}.ics") for number in range(3)}
    for one in listing.objects:
        assert "SUMMARY:Grüße\\, Wörld 日本\r\n" in one.text
        assert "\n" not in one.text.replace("\r\n", "")


def test_nothing_to_do_is_one_request(store: DavStore, connection: Connection) -> None:
    store.create("a.ics", text("a"))
    token = store.everything().token
    with counted(connection, REPORT=1):
        found = delta(store, token)
    assert (dict(found.etags), found.gone) == ({}, frozenset())


def test_what_changed(store: DavStore, connection: Connection, server: Server, calendar: str) -> None:
    kept, edited, removed = (
        store.create(f"{name}.ics", text(name)).href for name in ("kept", "edited", "removed")
    )
    token = store.everything().token
    server.put(calendar, "edited.ics", text("edited", "By phone"))
    server.put(calendar, "new.ics", text("new"))
    server.delete(calendar, "removed.ics")
    with counted(connection, REPORT=1):
        found = delta(store, token)
    versions = server.versions(calendar)
    assert dict(found.etags) == {
        edited: versions["edited.ics"][0],
        store.address("new.ics"): versions["new.ics"][0],
    }
    assert found.gone == {removed}
    with counted(connection, REPORT=1):
        read = store.read([*found.etags, removed])
    assert {one.href: one.etag for one in read} == dict(found.etags)
    assert {one.href for one in store.everything().objects} == {kept, *found.etags}
    assert dict(delta(store, found.token).etags) == {}


def test_reading_nothing_asks_nothing(store: DavStore, connection: Connection) -> None:
    with counted(connection):
        assert store.read([]) == ()


def test_reading_what_is_not_there(store: DavStore, connection: Connection) -> None:
    with counted(connection, REPORT=1):
        assert store.read([store.address("nothing.ics")]) == ()


@pytest.mark.parametrize("token", ["rubbish", "http://radicale.org/ns/sync/0", "0" * 40, "<&>", "-1"])
def test_a_token_that_is_no_good(store: DavStore, connection: Connection, token: str) -> None:
    with counted(connection, REPORT=1):
        assert store.changes(token) is None


@pytest.mark.parametrize("name", NAMES)
def test_odd_names(store: DavStore, server: Server, calendar: str, name: str) -> None:
    token = store.everything().token
    written = store.create(name, text("a@b+c"))
    assert written.href == store.address(name)
    (found,) = store.everything().objects
    assert (found.href, found.etag) == (written.href, written.etag)
    assert set(server.list(calendar)) == {name}
    assert dict(delta(store, token).etags) == {written.href: written.etag}
    assert [one.href for one in store.read([written.href])] == [written.href]
    with pytest.raises(Exists):
        store.create(name, text("a@b+c"))
    replaced = store.replace(written.href, text("a@b+c", "New"), etag=written.etag)
    store.remove(written.href, etag=replaced.etag)
    assert dict(delta(store, token).etags) == {}
    assert store.everything().objects == ()


def test_two_of_one_name_and_two_of_one_uid(store: DavStore, connection: Connection) -> None:
    store.create("a.ics", text("a"))
    for name in ("a.ics", "b.ics"):
        with counted(connection, PUT=1), pytest.raises(Exists):
            store.create(name, text("a", "Another"))
    assert len(store.everything().objects) == 1


def test_another_version(store: DavStore, server: Server, calendar: str, connection: Connection) -> None:
    written = store.create("a.ics", text("a"))
    server.put(calendar, "a.ics", text("a", "By phone"))
    with counted(connection, PUT=1), pytest.raises(Changed):
        store.replace(written.href, text("a", "Ours"), etag=written.etag)
    with counted(connection, DELETE=1), pytest.raises(Changed):
        store.remove(written.href, etag=written.etag)
    assert "By phone" in server.list(calendar)["a.ics"]


def test_what_is_gone(store: DavStore, connection: Connection) -> None:
    written = store.create("a.ics", text("a"))
    store.remove(written.href, etag=None)
    with counted(connection, DELETE=1), pytest.raises(Missing):
        store.remove(written.href, etag=written.etag)
    with counted(connection, PUT=1), pytest.raises((Missing, Changed)):
        store.replace(written.href, text("a"), etag=written.etag)
    assert store.everything().objects == ()


def test_what_is_no_calendar_object(store: DavStore) -> None:
    with pytest.raises(Refused) as caught:
        store.create("a.ics", "no calendar at all")
    assert isinstance(caught.value.error, AccessRefused)


def test_a_calendar_that_was_removed(store: DavStore, server: Server, calendar: str) -> None:
    token = store.everything().token
    assert token is not None
    server.request("DELETE", calendar)
    for ask in (store.everything, lambda: store.changes(token), lambda: store.read([store.address("a.ics")])):
        with pytest.raises(Unreachable, match="any more"):
            ask()
    with pytest.raises(NotDone):
        store.create("a.ics", text("a"))


def test_a_wrong_password(radicale: Server) -> None:
    calendar = radicale.make_calendar()
    with connect(Login(calendar, radicale.user, "wrong")) as connection:
        store = DavStore(connection, calendar)
        href = store.address("a.ics")
        for ask in (
            store.everything,
            lambda: store.changes("x"),
            lambda: store.read([href]),
            lambda: store.create("a.ics", text("a")),
            lambda: store.replace(href, text("a"), etag='"1"'),
            lambda: store.remove(href, etag='"1"'),
        ):
            with pytest.raises(AccessRefused, match="user name or the password"):
                ask()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://DAV.Example:443/alice/cal", "dav:https://dav.example/alice/cal/"),
        ("https://dav.example/alice%40x/c%c3%a9/", "dav:https://dav.example/alice@x/c%C3%A9/"),
        ("https://dav.example/alice@x/cé", "dav:https://dav.example/alice@x/c%C3%A9/"),
        ("http://127.0.0.1:5232/", "dav:http://127.0.0.1:5232/"),
    ],
)
def test_the_same_place_however_it_is_spelt(url: str, place: str) -> None:
    with connect(Login(url, "alice", "x")) as connection:
        assert DavStore(connection, url).place == place


def test_no_place_with_a_password_in_it() -> None:
    with connect(Login("https://dav.example/", "alice", "x")) as connection, pytest.raises(UsageError):
        DavStore(connection, "https://alice:x@dav.example/cal/")


# Servers as some are known to be


def multistatus(*responses: str, token: str = "") -> Reply:
    sync = f"<sync-token>{token}</sync-token>" if token else ""
    spaces = "xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'"
    return Reply(body=f"<multistatus {spaces}>{''.join(responses)}{sync}</multistatus>".encode())


def member(href: str, etag: str = "1", data: str | None = "BEGIN:VCALENDAR") -> str:
    shown = f"<C:calendar-data>{data}</C:calendar-data>" if data is not None else ""
    prop = f"<prop><getetag>{etag}</getetag>{shown}</prop><status>HTTP/1.1 200 OK</status>"
    return f"<response><href>{href}</href><propstat>{prop}</propstat></response>"


def only_status(href: str, status: int) -> str:
    return f"<response><href>{href}</href><status>HTTP/1.1 {status} So</status></response>"


NO_TOKEN = multistatus(
    "<response><href>/c/</href><propstat><prop><sync-token/></prop><status>HTTP/1.1 404 x</status></propstat></response>"
)
HTML = Reply(status=200, headers={"Content-Type": "text/html"}, body=b"<!DOCTYPE html><html>Log in</html>")


@contextmanager
def store_at(*replies: Reply) -> Iterator[tuple[DavStore, Scripted]]:
    with scripted(replies) as server, connect(Login(server.url, "alice", "x", "basic")) as connection:
        yield DavStore(connection, server.url + "c/"), server


def test_a_server_without_sync_tokens() -> None:
    with store_at(NO_TOKEN, multistatus(member("/c/a.ics"))) as (store, _):
        listing = store.everything()
        assert listing.token is None
        assert [(one.href, one.etag, one.text) for one in listing.objects] == [
            ("/c/a.ics", "1", "BEGIN:VCALENDAR")
        ]


def test_what_is_asked_for_everything() -> None:
    with store_at(NO_TOKEN, multistatus()) as (store, server):
        store.everything()
        propfind, report = server.asked
        assert (propfind.method, propfind.path, propfind.headers["depth"]) == ("PROPFIND", "/c/", "0")
        assert (report.method, report.path, report.headers["depth"]) == ("REPORT", "/c/", "1")


@pytest.mark.parametrize("href", ["/c/%61.ics", "http://inside.example/c/a.ics", "a.ics"])
def test_hrefs_as_they_come(href: str) -> None:
    with store_at(NO_TOKEN, multistatus(member(href))) as (store, _):
        assert [one.href for one in store.everything().objects] == ["/c/a.ics"]


def test_the_calendar_itself_and_folders_are_no_objects() -> None:
    answer = multistatus(
        member("/c/", data=None), member("/c", data=None), member("/c/folder/", data=None), member("/c/a.ics")
    )
    with store_at(NO_TOKEN, answer) as (store, _):
        assert [one.href for one in store.everything().objects] == ["/c/a.ics"]


@pytest.mark.parametrize(
    "part",
    [
        only_status("/c/", 507),
        only_status("/c/b.ics", 500),
        only_status("/c/b.ics", 403),
        member("/c/b.ics", data=None),
        member("/c/b.ics", data=""),
        "<response><href>/c/b.ics</href><propstat><prop><getetag/></prop><status>HTTP/1.1 500 x</status></propstat></response>",
    ],
)
def test_a_part_is_never_taken_for_everything(part: str) -> None:
    with (
        store_at(NO_TOKEN, multistatus(member("/c/a.ics"), part)) as (store, _),
        pytest.raises(Unreachable, match="only a part"),
    ):
        store.everything()


def test_one_that_went_while_it_was_listed() -> None:
    with store_at(NO_TOKEN, multistatus(member("/c/a.ics"), only_status("/c/b.ics", 404))) as (store, _):
        assert [one.href for one in store.everything().objects] == ["/c/a.ics"]


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (HTML, Unreachable, "none of a calendar server"),
        (Reply(status=207, body=HTML.body), Unreachable, "none of a calendar server"),
        (Reply(status=207, body=b""), Unreachable, "none of a calendar server"),
        (Reply(status=204), Unreachable, "none of a calendar server"),
        (Reply(status=200, body=multistatus().body), Unreachable, "none of a calendar server"),
        (multistatus(member("http://[/")), Unreachable, "none of a calendar server"),
        (multistatus(member("/c/a.ics"))._replace(cut=60), Unreachable, "broke off"),
        (Reply(status=404), Unreachable, "any more"),
        (Reply(status=410), Unreachable, "any more"),
        (Reply(status=403), AccessRefused, "does not let this user"),
        (Reply(status=507), Unreachable, "only a part"),
        (
            Reply(status=403, body=b"<error xmlns='DAV:'><number-of-matches-within-limits/></error>"),
            Unreachable,
            "only a part",
        ),
        (Reply(status=500), Unreachable, "in trouble"),
        (Reply(status=503), Unreachable, "in trouble"),
        (Reply(status=405), Unreachable, "nobody expects"),
        (LOST, Unreachable, "was lost"),
    ],
)
def test_an_error_is_never_an_empty_answer(reply: Reply, kind: type[CalsyncError], said: str) -> None:
    with store_at(NO_TOKEN, reply) as (store, _), pytest.raises(kind, match=said):
        store.everything()
    if reply.status not in (404, 410):  # then it asks again
        with store_at(reply) as (store, _), pytest.raises(kind, match=said):
            store.read(["/c/a.ics"])


def test_a_missing_calendar_said_inside_the_answer() -> None:
    with (
        store_at(multistatus(only_status("http://127.0.0.1/c/", 404))) as (store, _),
        pytest.raises(Unreachable, match="any more"),
    ):
        store.everything()


def test_a_calendar_that_moved_on_the_server() -> None:
    def reply(asked: Asked) -> Reply:
        return multistatus() if asked.path == "/new/" else Reply(status=301, headers={"Location": "/new/"})

    with scripted(reply) as server, connect(Login(server.url, "alice", "x", "basic")) as connection:
        store = DavStore(connection, server.url + "c/")
        with pytest.raises(Unreachable, match="another address"):
            store.everything()


def test_changes_in_pages() -> None:
    pages = (
        multistatus(
            member("/c/a.ics", data=None), only_status("/c/b.ics", 404), only_status("/c/", 507), token="t2"
        ),
        multistatus(
            member("/c/b.ics", "2", data=None),
            only_status("/c/a.ics", 404),
            only_status("/c/", 507),
            token="t3",
        ),
        multistatus(member("/c/c.ics", "3", data=None), token="t4"),
    )
    with store_at(*pages) as (store, server):
        assert store.changes("t1") == Delta({"/c/b.ics": "2", "/c/c.ics": "3"}, frozenset({"/c/a.ics"}), "t4")
        for asked, token in zip(server.asked, ("t1", "t2", "t3"), strict=True):
            assert f"<D:sync-token>{token}</D:sync-token>".encode() in asked.body
            assert b"limit" not in asked.body


@pytest.mark.parametrize("again", ["t1", "t2"])
def test_pages_without_an_end(again: str) -> None:
    with store_at(
        multistatus(only_status("/c/", 507), token="t2"), multistatus(only_status("/c/", 507), token=again)
    ) as (store, server):
        assert store.changes("t1") is None
        assert len(server.asked) <= 3


@pytest.mark.parametrize("status", [400, 403, 405, 409, 412, 415, 500, 501, 507])
def test_a_token_that_is_refused(status: int) -> None:
    with store_at(Reply(status=status)) as (store, _):
        assert store.changes("t1") is None


@pytest.mark.parametrize(
    "answer",
    [multistatus(), multistatus(member("/c/a.ics")), multistatus(only_status("/c/a.ics", 500), token="t2")],
)
def test_an_answer_that_does_not_say_what_changed(answer: Reply) -> None:
    with store_at(answer) as (store, _):
        assert store.changes("t1") is None


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (HTML, Unreachable),
        (Reply(status=404), Unreachable),
        (Reply(status=502), Unreachable),
        (Reply(status=503), Unreachable),
        (LOST, Unreachable),
        (Reply(status=401), AccessRefused),
    ],
)
def test_changes_that_nobody_knows(reply: Reply, kind: type[CalsyncError]) -> None:
    with store_at(reply) as (store, _), pytest.raises(kind):
        store.changes("t1")


def test_an_etag_that_is_not_said() -> None:
    answer = "<response><href>/c/a.ics</href><propstat><prop><getetag/></prop><status>HTTP/1.1 404 x</status></propstat></response>"
    with store_at(multistatus(answer, token="t2")) as (store, _):
        assert store.changes("t1") == Delta({"/c/a.ics": None}, frozenset(), "t2")


def test_a_server_that_shows_none_of_those_when_one_is_gone() -> None:
    everything = multistatus(member("/c/a.ics"), member("/c/b.ics"))
    with store_at(Reply(status=404), everything) as (store, server):
        assert [one.href for one in store.read(["/c/a.ics", "/c/gone.ics"])] == ["/c/a.ics"]
        assert [b"multiget" in asked.body for asked in server.asked] == [True, False]


def test_one_that_a_server_leaves_out_is_looked_for() -> None:
    everything = multistatus(member("/c/a.ics"), member("/c/b.ics"))
    with store_at(multistatus(member("/c/a.ics")), everything) as (store, server):
        assert [one.href for one in store.read(["/c/a.ics", "/c/b.ics"])] == ["/c/a.ics", "/c/b.ics"]
        assert len(server.asked) == 2


def test_a_server_that_leaves_one_out() -> None:
    """It may be gone, or the answer was cut short: so everything is asked for."""
    everything = multistatus(member("/c/a.ics"), member("/c/b.ics"))
    with store_at(multistatus(member("/c/a.ics")), everything) as (store, server):
        hrefs = ["/c/a.ics", "/c/b.ics", "/c/gone.ics"]
        assert [one.href for one in store.read(hrefs)] == ["/c/a.ics", "/c/b.ics"]
        assert [b"multiget" in asked.body for asked in server.asked] == [True, False]


def test_a_server_that_names_what_is_gone() -> None:
    with store_at(multistatus(member("/c/a.ics"), only_status("/c/gone.ics", 404))) as (store, server):
        assert [one.href for one in store.read(["/c/a.ics", "/c/gone.ics"])] == ["/c/a.ics"]
        assert len(server.asked) == 1


def test_what_was_not_asked_for_is_not_read() -> None:
    with store_at(multistatus(member("/c/a.ics"), member("/c/b.ics"))) as (store, _):
        assert [one.href for one in store.read(["/c/a.ics"])] == ["/c/a.ics"]


@pytest.mark.parametrize(
    "reply",
    [
        LOST,
        HTML,
        Reply(status=500),
        Reply(status=502),
        Reply(status=202),
        Reply(status=201, body=b"xx", cut=1),
    ],
)
def test_a_write_of_which_nobody_knows_what_became(reply: Reply) -> None:
    with store_at(reply) as (store, server):
        for write in (
            lambda: store.create("a.ics", "x"),
            lambda: store.replace("/c/a.ics", "x", etag='"1"'),
            lambda: store.remove("/c/a.ics", etag='"1"'),
        ):
            with pytest.raises(Unsure) as caught:
                write()
            assert isinstance(caught.value.error, Unreachable)
        assert [asked.method for asked in server.asked] == ["PUT", "PUT", "DELETE"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=429, headers={"Retry-After": "3600"}),
        Reply(status=301, headers={"Location": "https://dav.example/"}),
    ],
)
def test_a_write_that_surely_was_not_carried_out(reply: Reply) -> None:
    with store_at(reply) as (store, _):
        for write in (
            lambda: store.create("a.ics", "x"),
            lambda: store.replace("/c/a.ics", "x", etag='"1"'),
            lambda: store.remove("/c/a.ics", etag='"1"'),
        ):
            with pytest.raises(NotSent):
                write()


def test_a_write_to_a_server_that_is_not_there() -> None:
    with scripted([Reply()]) as server:
        url = server.url
    with connect(Login(url, "alice", "x", "basic")) as connection, pytest.raises(NotSent):
        DavStore(connection, url + "c/").create("a.ics", "x")


def test_the_conditions_of_writes() -> None:
    with store_at(Reply(status=204, headers={"ETag": '"2"'})) as (store, server):
        assert store.create("a.ics", "x").etag == '"2"'
        store.replace("/c/a.ics", "é", etag='"1"')
        store.replace("/c/a.ics", "x", etag=None)
        store.remove("/c/a.ics", etag='"1"')
        store.remove("/c/a.ics", etag=None)
        conditions = [(one.headers.get("if-none-match"), one.headers.get("if-match")) for one in server.asked]
        assert conditions == [("*", None), (None, '"1"'), (None, None), (None, '"1"'), (None, None)]
        assert server.asked[1].body == "é".encode()
        assert {one.headers.get("content-type") for one in server.asked[:3]} == {
            "text/calendar; charset=utf-8"
        }


def test_a_write_without_an_etag_in_the_answer() -> None:
    with store_at(Reply(status=201)) as (store, _):
        assert store.create("a.ics", "x").etag is None


@pytest.mark.parametrize("href", ["/d/a.ics", "../a.ics", "/c/%2e%2e/d/a.ics", "/c/..%2fd.ics", "/c/%2e%2e"])
def test_what_a_server_says_of_other_places_is_not_taken(href: str) -> None:
    """Nor left out, or what was there would look as if it were gone."""
    odd = multistatus(member("/c/b.ics"), member(href), token="u")
    with store_at(NO_TOKEN, odd) as (store, _), pytest.raises(Unreachable, match="none of a calendar server"):
        store.everything()
    with store_at(odd) as (store, _), pytest.raises(Unreachable, match="none of a calendar server"):
        store.changes("t")


def test_what_lies_in_a_folder_below_is_no_object() -> None:
    with store_at(NO_TOKEN, multistatus(member("/c/a.ics"), member("/c/sub/b.ics"))) as (store, _):
        assert [one.href for one in store.everything().objects] == ["/c/a.ics"]


@pytest.mark.parametrize("href", ["/d/a.ics", "/c/../d/a.ics", "/c/..%2Fa.ics", "/c/", "/c"])
def test_nothing_is_written_elsewhere(href: str) -> None:
    with store_at(Reply(status=204)) as (store, server):
        for write in (
            lambda: store.replace(href, text("a"), etag=None),
            lambda: store.remove(href, etag=None),
        ):
            with pytest.raises(ValueError, match="no name of an object"):
                write()
        assert server.asked == []


@pytest.mark.parametrize("target", ["/d/a.ics", "/c/../d/a.ics", "/c/%2e%2e/d/a.ics", "/c/", "/"])
def test_a_write_is_not_led_out_of_the_calendar(target: str) -> None:
    with store_at(Reply(status=307, headers={"Location": target})) as (store, server):
        for write in (
            lambda: store.create("a.ics", text("a")),
            lambda: store.remove("/c/a.ics", etag='"1"'),
        ):
            with pytest.raises(NotSent, match="another address"):
                write()
        assert [asked.path for asked in server.asked] == ["/c/a.ics"] * 2
