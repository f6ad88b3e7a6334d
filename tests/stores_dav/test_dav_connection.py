"""What goes over the wire, and what must not: each test against a server that keeps what it was asked."""

from __future__ import annotations

import base64
import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from caldav.lib.error import AuthorizationError

from calsync.errors import AccessRefused, CalsyncError, Unreachable, UsageError
from calsync.stores import dav_wire
from calsync.stores.dav_connection import Auth, Connection, Limits, Login, connect
from calsync.stores.dav_faults import NotSent, SentElsewhere, plain_errors
from tests.servers.server import Server
from tests.stores_dav.scripted import CERTIFICATES, LOST, Asked, Reply, Scripted, scripted

PASSWORD = "corréct horse/bättery"
OK = Reply(status=207, body=b"<multistatus xmlns='DAV:'/>")
AUTHS: tuple[Auth | None, ...] = ("basic", "digest", "bearer", None)
QUICK = Limits(connect=5.0, read=0.2)
TALKING = """
import sys
from calsync.stores.dav_connection import Login, connect
with connect(Login(sys.argv[1], "alice", "x", "basic")) as connection:
    connection.client.propfind(sys.argv[1])
    connection.client.propfind(sys.argv[1])
"""


def login(server: Scripted) -> Login:
    return Login(server.url, "alice", PASSWORD, "basic", None)


def ask(connection: Connection, server: Scripted, method: str = "PROPFIND", body: str = "<x/>") -> int:
    return connection.ask(method, server.url, body=body).status


def password_in(asked: Asked) -> str | None:
    kind, _, value = asked.headers.get("authorization", "").partition(" ")
    return base64.b64decode(value).decode() if kind == "Basic" else None


def test_a_login_never_shows_its_password() -> None:
    one = Login("https://dav.example/", "alice", PASSWORD, "basic")
    assert PASSWORD not in f"{one} {one!r} {(one,)}"
    assert "alice" in repr(one)


def test_one_request_with_the_password_unasked() -> None:
    with scripted([OK]) as server, connect(login(server)) as connection:
        answer = connection.ask("REPORT", server.url + "cal/", body="ü", headers={"Depth": "1"})
        (asked,) = server.asked
        assert (asked.method, asked.path, asked.body) == ("REPORT", "/cal/", "ü".encode())
        assert password_in(asked) == f"alice:{PASSWORD}"
        assert asked.headers["depth"] == "1"
        assert asked.headers["content-type"] == "application/xml; charset=utf-8"
        assert (answer.status, answer.body, answer.url) == (207, OK.body, server.url + "cal/")
        assert connection.requests == {"REPORT": 1}


def test_nothing_is_sent_before_the_first_question() -> None:
    with scripted([OK]) as server, connect(login(server)) as connection:
        assert server.connections == 0
        assert connection.auth is None
        assert connection.host == server.url.removeprefix("http://").rstrip("/")


def test_many_requests_take_one_connection() -> None:
    with scripted([OK]) as server, connect(login(server)) as connection:
        for method in ("PUT", "DELETE", "REPORT", "PUT") * 5:
            ask(connection, server, method, body="" if method == "DELETE" else "x")
        assert len(server.asked) == 20
        assert server.connections == 1
        assert connection.requests == {"PUT": 10, "DELETE": 5, "REPORT": 5}


def test_a_server_that_hangs_up_after_each_answer_is_connected_to_again() -> None:
    with scripted([OK], http="HTTP/1.0") as server, connect(login(server)) as connection:
        assert [ask(connection, server) for _ in range(3)] == [207, 207, 207]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("absolute", [True, False], ids=["full address", "path"])
def test_a_redirect_on_the_server_keeps_method_body_and_condition(status: int, absolute: bool) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path == "/new/":
            return Reply(status=201)
        return Reply(status=status, headers={"Location": f"{server.url if absolute else '/'}new/"})

    with scripted(reply) as server, connect(login(server)) as connection:
        answer = connection.ask("PUT", server.url + "old/", body="text", headers={"If-None-Match": "*"})
        assert (answer.status, answer.url) == (201, server.url + "new/")
        first, second = server.asked
        assert (second.method, second.path, second.body) == ("PUT", "/new/", b"text")
        assert second.headers["if-none-match"] == "*"
        assert password_in(first) == password_in(second) == f"alice:{PASSWORD}"
        assert connection.requests == {"PUT": 2}


def test_a_redirect_to_another_server_is_not_followed() -> None:
    with scripted([OK]) as other:
        away = Reply(status=302, headers={"Location": other.url + "dav/"})
        with scripted([away]) as server, connect(login(server)) as connection:
            with pytest.raises(SentElsewhere, match="does not take the password") as caught:
                ask(connection, server)
            assert caught.value.target == other.url + "dav/"
            assert len(server.asked) == 1
        assert other.connections == 0


@pytest.mark.parametrize(
    "target",
    [
        "http://dav.example/x",
        "https://u:secret@dav.example/",
        "ftp://127.0.0.1/",
        "//dav.example/",
        "http://[/",
    ],
)
def test_a_redirect_to_what_is_not_safe_is_not_followed(target: str) -> None:
    with (
        scripted([Reply(status=301, headers={"Location": target})]) as server,
        connect(login(server)) as connection,
    ):
        with pytest.raises(SentElsewhere) as caught:
            ask(connection, server)
        assert "secret" not in caught.value.message + caught.value.hint + caught.value.target
        assert len(server.asked) == 1


def test_redirects_in_a_circle_end() -> None:
    with (
        scripted([Reply(status=301, headers={"Location": "/"})]) as server,
        connect(login(server)) as connection,
    ):
        with pytest.raises(NotSent, match="in circles"):
            ask(connection, server)
        assert len(server.asked) == 6


def test_a_303_is_no_redirect_of_a_write() -> None:
    with (
        scripted([Reply(status=303, headers={"Location": "/x"})]) as server,
        connect(login(server)) as connection,
    ):
        assert ask(connection, server, "PUT") == 303


@pytest.mark.parametrize("url", ["https://127.0.0.1:1/", "http://127.0.0.1:1/", "http://localhost/"])
def test_no_question_goes_to_another_server(url: str) -> None:
    with scripted([OK]) as server, connect(login(server)) as connection:
        with pytest.raises(SentElsewhere):
            connection.ask("GET", url)
        assert server.connections == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://dav.example/", "plain http"),
        ("http://127.0.0.1.dav.example/", "plain http"),
        ("http://192.168.1.2/", "plain http"),
        ("https://alice:s3cret@dav.example/", "user name or a password"),
        ("https://alice@dav.example/", "user name or a password"),
        ("dav.example", "not an address"),
        ("https:///x", "not an address"),
        ("https://dav.example:port/", "not an address"),
        ("ftp://dav.example/", "not an address"),
        ("", "not an address"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_before_anything_is_sent(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught, connect(Login(url, "alice", PASSWORD)):
        pass
    assert "s3cret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "url", ["http://localhost:5232/", "http://127.9.9.9/", "http://[::1]:5232/", "https://dav.example"]
)
def test_an_address_that_is_safe(url: str) -> None:
    with connect(Login(url, "alice", PASSWORD)) as connection:
        assert connection.requests == {}


def test_an_unknown_way_to_log_in_is_basic_where_that_works() -> None:
    with scripted([OK]) as server, connect(login(server)._replace(auth=None)) as connection:
        ask(connection, server)
        assert connection.auth == "basic"
        assert len(server.asked) == 1


def digest(asked: Asked) -> Reply:
    if (
        asked.headers.get("authorization", "").startswith("Digest ")
        and 'nonce="n1"' in asked.headers["authorization"]
    ):
        return Reply(status=201)
    return Reply(status=401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n1", qop="auth"'})


def test_an_unknown_way_to_log_in_is_digest_where_the_server_says_so() -> None:
    with scripted(digest) as server, connect(login(server)._replace(auth=None)) as connection:
        assert ask(connection, server, "PUT", body="text") == 201
        assert connection.auth == "digest"
        asked = len(server.asked)
        assert connection.requests == {"PUT": asked}
        assert ask(connection, server, "PUT", body="text") == 201
        assert len(server.asked) == asked + 1  # the nonce goes on
        assert [one.body for one in server.asked] == [b"text"] * (asked + 1)


def test_digest_where_only_a_part_of_the_site_asks() -> None:
    """The root is a web page for everybody, which says nothing of the password."""

    def site(asked: Asked) -> Reply:
        return Reply(status=405) if asked.path == "/" else digest(asked)

    with scripted(site) as server, connect(login(server)._replace(auth=None)) as connection:
        assert ask(connection, server) == 405
        assert connection.ask("PROPFIND", server.url + "dav/").status == 201
        assert connection.auth == "digest"


def test_digest_that_is_known_never_shows_the_password() -> None:
    with scripted(digest) as server, connect(login(server)._replace(auth="digest")) as connection:
        assert ask(connection, server) == 201
        assert len(server.asked) == 2
        assert all(password_in(asked) is None for asked in server.asked)


def test_a_token() -> None:
    with (
        scripted([OK]) as server,
        connect(login(server)._replace(auth="bearer", user="", password="t0ken")) as connection,
    ):
        ask(connection, server)
        assert server.asked[0].headers["authorization"] == "Bearer t0ken"


@pytest.mark.parametrize("auth", AUTHS)
@pytest.mark.parametrize("challenge", ["", 'Basic realm="x"', 'Digest realm="x", nonce="y"', "Negotiate"])
def test_a_wrong_password(auth: Auth | None, challenge: str) -> None:
    no = Reply(status=401, headers={"WWW-Authenticate": challenge}, body=b"<html>no</html>")
    one = Login("", "alice", "pass", None)
    with scripted([no]) as server, connect(one._replace(url=server.url, auth=auth)) as connection:
        with pytest.raises(AccessRefused, match="refuses the user name or the password"):
            ask(connection, server)
        assert len(server.asked) <= 3
        assert connection.auth is None


def test_no_password_of_a_netrc_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password other\ndefault login mallory password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    def reply(asked: Asked) -> Reply:
        return OK if asked.path == "/x" else Reply(status=301, headers={"Location": "/x"})

    with scripted(reply) as server, connect(login(server)._replace(auth=None)) as connection:
        ask(connection, server)
        with plain_errors(connection.host):
            connection.client.propfind(server.url, "<x/>")
        assert {password_in(asked) for asked in server.asked} == {f"alice:{PASSWORD}"}


def test_no_proxy_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own, since niquests looks at the environment once."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with scripted([OK]) as proxy, scripted([OK]) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        subprocess.run([sys.executable, "-c", TALKING, server.url], check=True)
        assert (len(server.asked), proxy.connections) == (2, 0)


def test_no_proxy_for_this_machine_with_a_certificate_either(monkeypatch: pytest.MonkeyPatch) -> None:
    own = CERTIFICATES / "own.pem"
    talking = TALKING.replace('"basic")', f'"basic", {str(own)!r})')
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with scripted([OK]) as proxy, scripted([OK], certificate="own.pem") as server:
        monkeypatch.setenv("https_proxy", proxy.url)
        subprocess.run([sys.executable, "-c", talking, server.url], check=True)
        assert (len(server.asked), proxy.connections) == (2, 0)


def test_a_token_that_cannot_be_sent_is_not_shown() -> None:
    with (
        scripted([OK]) as server,
        connect(login(server)._replace(auth="bearer", password="sec\r\nret: x")) as connection,
    ):
        with pytest.raises(UsageError, match="cannot be sent") as caught:
            ask(connection, server)
        assert caught.value.__cause__ is None
        assert server.connections == 0 or not server.asked


def test_waiting_when_the_server_asks_for_it() -> None:
    told: list[float] = []
    slept: list[float] = []
    busy = [
        Reply(status=429, headers={"Retry-After": "7"}),
        Reply(status=503, headers={"Retry-After": "0"}),
        OK,
    ]
    with (
        scripted(busy) as server,
        connect(login(server), waiting=told.append, sleep=slept.append) as connection,
    ):
        assert ask(connection, server, "PUT") == 207
        assert told == slept == [7.0, 1.0]
        assert [asked.body for asked in server.asked] == [b"<x/>"] * 3
        assert connection.requests == {"PUT": 3}


def test_waiting_longer_each_time_when_the_server_does_not_say_how_long() -> None:
    slept: list[float] = []
    with scripted([Reply(status=429)]) as server, connect(login(server), sleep=slept.append) as connection:
        with pytest.raises(NotSent, match="is busy"):
            ask(connection, server)
        assert slept == [5.0, 10.0, 20.0]


@pytest.mark.parametrize(
    ("after", "hint"),
    [
        ("61", "in 61 s"),
        ("1800", "in 30 minutes"),
        ("9000", "hours"),
        ("999999", "tomorrow"),
        ("Fri, 31 Dec 2100 23:59:59 GMT", "tomorrow"),
    ],
)
def test_not_waiting_for_too_long(after: str, hint: str) -> None:
    slept: list[float] = []
    reply = Reply(status=429, headers={"Retry-After": after})
    with scripted([reply]) as server, connect(login(server), sleep=slept.append) as connection:
        with pytest.raises(NotSent) as caught:
            ask(connection, server)
        assert hint in caught.value.hint
        assert slept == []


def test_not_waiting_over_and_over() -> None:
    slept: list[float] = []
    reply = Reply(status=503, headers={"Retry-After": "25"})
    with scripted([reply]) as server, connect(login(server), sleep=slept.append) as connection:
        with pytest.raises(NotSent):
            ask(connection, server)
        assert slept == [25.0, 25.0]


def test_a_503_that_asks_for_nothing_is_an_answer() -> None:
    with scripted([Reply(status=503)]) as server, connect(login(server)) as connection:
        assert ask(connection, server) == 503


def test_an_answer_that_is_too_large() -> None:
    limits = Limits(largest=1_000_000)
    with (
        scripted([Reply(body=b"x" * 1_000_001)]) as server,
        connect(login(server), limits=limits) as connection,
        pytest.raises(Unreachable, match="over 1 MB"),
    ):
        ask(connection, server)


def test_an_answer_that_grows_when_unpacked() -> None:
    reply = Reply(body=gzip.compress(bytes(5_000_000)), headers={"Content-Encoding": "gzip"})
    limits = Limits(largest=1_000_000)
    with (
        scripted([reply]) as server,
        connect(login(server), limits=limits) as connection,
        pytest.raises(Unreachable, match="over 1 MB"),
    ):
        ask(connection, server)


def test_an_answer_that_is_packed() -> None:
    reply = Reply(body=gzip.compress(OK.body), headers={"Content-Encoding": "gzip"})
    with scripted([reply]) as server, connect(login(server)) as connection:
        assert connection.ask("REPORT", server.url).body == OK.body


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (LOST, "was lost"),
        (Reply(body=b"x" * 100, cut=50), "broke off"),
        (Reply(body=b"x" * 100, cut=0), "broke off"),
        (
            Reply(body=b"ff\r\nabc", headers={"Transfer-Encoding": "chunked", "Content-Length": ""}, cut=7),
            "broke off",
        ),
        (Reply(body=b"rubbish", headers={"Content-Encoding": "gzip"}), "broke off"),
        (Reply(silent=True), "too long"),
    ],
    ids=["no answer", "half", "no body", "half a chunk", "not what it says", "silence"],
)
@pytest.mark.parametrize("method", ["PUT", "REPORT"])
def test_an_answer_that_does_not_come_whole(method: str, reply: Reply, said: str) -> None:
    limits = QUICK if reply.silent else Limits()
    with scripted([reply]) as server, connect(login(server), limits=limits) as connection:
        with pytest.raises(Unreachable, match=said) as caught:
            ask(connection, server, method)
        assert not isinstance(caught.value, NotSent)
        assert len(server.asked) == 1  # never sent twice


def test_an_answer_that_never_ends() -> None:
    """Each piece comes in time, so only all of them together take too long."""
    limits = Limits(read=30.0, whole=0.0)
    with scripted([OK]) as server, connect(login(server), limits=limits) as connection:
        with pytest.raises(Unreachable, match="takes too long") as caught:
            ask(connection, server, "PUT")
        assert not isinstance(caught.value, NotSent)


def test_nobody_is_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even who stands in a .netrc file, on a server where niquests would look for one."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login mallory password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setattr(dav_wire, "is_loopback", lambda _: False)
    with scripted([OK]) as server:
        for auth in AUTHS:
            with connect(Login(server.url, "", "", auth)) as connection:
                assert ask(connection, server) == 207
        assert len(server.asked) == 4
        assert all("authorization" not in asked.headers for asked in server.asked)


def test_a_name_alone() -> None:
    with scripted([OK]) as server, connect(Login(server.url, "alice", "", "basic")) as connection:
        ask(connection, server)
        assert password_in(server.asked[0]) == "alice:"


def test_a_name_that_would_end_too_early() -> None:
    with scripted([OK]) as server, connect(Login(server.url, "al:ice", PASSWORD)) as connection:
        with pytest.raises(UsageError, match="colon"):
            ask(connection, server)
        assert server.asked == []


def test_nobody_there() -> None:
    with scripted([OK]) as server:
        pass
    with connect(login(server)) as connection, pytest.raises(NotSent, match="No server answers"):
        ask(connection, server)


def test_a_connection_that_was_closed_in_between_is_opened_again() -> None:
    """As a server does with one that was idle for long; asking again is up to urllib3, which sees it."""
    with (
        scripted([Reply(body=OK.body, headers={"Connection": "close"}), OK]) as server,
        connect(login(server)) as one,
    ):
        assert ask(one, server) == 207
        assert ask(one, server) == 207
        assert server.connections == 2


@pytest.mark.parametrize("method", ["PUT", "REPORT"])
def test_a_connection_that_was_closed_without_a_word_is_opened_again(method: str) -> None:
    with (
        scripted([Reply(body=OK.body, cut=len(OK.body)), OK]) as server,
        connect(login(server)) as connection,
    ):
        assert ask(connection, server, method) == 207
        assert server.hung_up.acquire(timeout=30)
        assert ask(connection, server, method) == 207
        assert len(server.asked) == server.connections == 2


@pytest.mark.parametrize(
    ("certificate", "said"),
    [("own.pem", "self-signed"), ("expired.pem", "has expired")],
)
def test_a_certificate_that_is_not_trusted(certificate: str, said: str) -> None:
    with scripted([OK], certificate=certificate) as server, connect(login(server)) as connection:
        with pytest.raises(NotSent, match="certificate"):
            ask(connection, server)
        assert server.asked == []


def test_a_certificate_of_ones_own() -> None:
    own = str(CERTIFICATES / "own.pem")
    with (
        scripted([OK], certificate="own.pem") as server,
        connect(login(server)._replace(ca_file=own)) as connection,
    ):
        assert [ask(connection, server) for _ in range(3)] == [207] * 3
        assert server.connections == 1


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        ("own.pem", None, "self-signed"),
        ("own.pem", "another_name.pem", "self-signed"),
        ("expired.pem", "expired.pem", "has expired"),
        ("another_name.pem", "another_name.pem", "is for another address"),
    ],
)
def test_what_is_wrong_with_a_certificate(theirs: str, ours: str | None, said: str) -> None:
    ca_file = str(CERTIFICATES / ours) if ours else None
    with (
        scripted([OK], certificate=theirs) as server,
        connect(login(server)._replace(ca_file=ca_file)) as connection,
    ):
        with pytest.raises(NotSent, match=said):
            ask(connection, server)
        assert server.asked == []


def test_https_to_a_port_that_speaks_http() -> None:
    with (
        scripted([OK]) as server,
        connect(login(server)._replace(url=server.url.replace("http:", "https:"))) as connection,
        pytest.raises(Unreachable, match="No safe connection"),
    ):
        connection.ask("GET", server.url.replace("http:", "https:"))


@pytest.mark.parametrize(
    ("text", "said"), [(None, "There is no file"), ("no certificate", "holds no certificate")]
)
def test_a_ca_file_that_cannot_be_used(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with (
        pytest.raises(UsageError, match=said),
        connect(Login("https://dav.example/", "a", "b", ca_file=str(file))),
    ):
        pass


def test_the_client_of_caldav_goes_through_the_same_guards(radicale: Server) -> None:
    url = radicale.make_calendar()
    with connect(Login(url, radicale.user, radicale.password)) as connection:
        with plain_errors(connection.host):
            (name,) = [
                one.get_display_name()
                for one in connection.client.principal().get_calendars()  # type: ignore[no-untyped-call]
                if str(one.url) == url
            ]
        assert name == "Interviews"
        assert connection.requests["PROPFIND"] >= 2
        assert radicale.password not in repr(vars(connection.client))


def test_the_client_of_caldav_is_not_sent_elsewhere() -> None:
    with (
        scripted([Reply(status=301, headers={"Location": "https://dav.example/"})]) as server,
        connect(login(server)) as connection,
        pytest.raises(SentElsewhere),
        plain_errors(connection.host),
    ):
        connection.client.propfind(server.url)


def test_the_client_of_caldav_with_a_wrong_password() -> None:
    with (
        scripted([Reply(status=401, headers={"WWW-Authenticate": "Basic"})]) as server,
        connect(login(server)) as connection,
    ):
        with pytest.raises(AuthorizationError):
            connection.client.propfind(server.url)
        with pytest.raises(AccessRefused), plain_errors(connection.host):
            connection.client.propfind(server.url)


def test_no_sentence_shows_what_was_sent() -> None:
    for reply in (
        LOST,
        Reply(status=401),
        Reply(status=429),
        Reply(status=301, headers={"Location": "https://a:b@c/"}),
    ):
        with scripted([reply]) as server, connect(login(server), sleep=lambda _: None) as connection:
            with pytest.raises(CalsyncError) as caught:
                ask(connection, server)
            shown = repr(caught.value) + caught.value.message + caught.value.hint
            assert PASSWORD not in shown
            assert "Basic" not in shown
            assert base64.b64encode(PASSWORD.encode()).decode() not in shown


def test_a_password_that_is_not_ascii(radicale: Server, tmp_path: Path) -> None:
    users = radicale.folder / "users"
    kept = users.read_text(encoding="utf-8")
    users.write_text(f"{kept}zoë:{PASSWORD}\n", encoding="utf-8")
    with connect(Login(radicale.url, "zoë", PASSWORD)) as connection:
        answer = connection.ask("PROPFIND", radicale.url, headers={"Depth": "0"})
        assert answer.status == 207


def test_nothing_is_logged_to_the_screen() -> None:
    odd = Reply(body=b"<multistatus xmlns='DAV:'><response><odd/></response></multistatus>")
    page = Reply(status=200, headers={"Content-Type": "text/html"}, body=b"<html>Log in")
    with scripted([page, odd]) as server:
        done = subprocess.run(
            [sys.executable, "-c", TALKING, server.url], capture_output=True, text=True, check=True
        )
    assert (done.stdout, done.stderr) == ("", "")
