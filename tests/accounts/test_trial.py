"""`calsync account test`: what is found out, and that nothing is left behind."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from urllib.parse import unquote

import pytest

from calsync.accounts import load_accounts
from calsync.cli import account_run
from calsync.errors import CalsyncError
from calsync.stores.dav_connection import Login, connect
from calsync.stores.dav_trial import Check, try_out
from tests.accounts.conftest import Run
from tests.accounts.test_discovery import CALENDAR, parts, rights
from tests.servers.server import Server
from tests.stores_dav.scripted import LOST, Asked, Reply, scripted

ALL = [
    "reach",
    "find",
    "read",
    "changes",
    "write",
    "create-once",
    "versions",
    "no-overwriting",
    "replace",
    "remove",
]


@pytest.mark.parametrize("form", [(), ("--todo",)])
def test_everything_works(run: Run, server: Server, command: str, home: Path, form: tuple[str, ...]) -> None:
    run("add", "--url", server.url, "--user", server.user, "--password-command", command, *form)
    url = load_accounts(home / "accounts.toml")["home"].calendar
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:mine\r\nDTSTAMP:20270101T000000Z\r\n"
        "DTSTART:20270101T090000Z\r\nDTEND:20270101T100000Z\r\nSUMMARY:Mine\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    server.put(url, "mine.ics", text)
    before = server.versions(url)
    done = run("test")
    assert done.code == 0
    assert done.out.splitlines() == [
        f"“home”: {url}",
        "  ✓ The server answers and lets you in.",
        "  ✓ The calendar is there.",
        "  ✓ What is in it can be read.",
        "  ✓ It tells what has changed, so a sync is one question.",
        "  ✓ A reminder can be put there and read back.",
        "  ✓ It refuses to put something in the place of what is there.",
        "  ✓ It marks each version, so nothing is lost when two write at once.",
        "  ✓ It refuses a change to a version that is outdated.",
        "  ✓ A reminder can be changed.",
        "  ✓ A reminder can be taken away again.",
        "  ✓ It takes events too." if form else "  ✓ It takes to-dos too (calsync account add --todo).",
        "Everything works.",
    ]
    assert server.versions(url) == before


def test_as_json(run: Run, xandikos: Server) -> None:
    run("add", "--url", xandikos.url)
    done = run("test", "--json")
    assert done.code == 0
    assert [check["check"] for check in done.data["checks"]] == [*ALL, "todos"]
    assert all(check["works"] for check in done.data["checks"])
    assert xandikos.versions(f"{xandikos.home}interview-follow-ups/") == {}


def test_a_password_that_is_wrong_by_now(run: Run, server: Server, tmp_path: Path, command: str) -> None:
    run("add", "--url", server.url, "--user", server.user, "--password-command", command)
    (tmp_path / "fetched").write_text("other", encoding="utf-8")
    account_run._known.clear()
    done = run("test")
    assert done.code == 8
    assert "✗ 127.0.0.1" in done.out
    assert "refuses the user name or the password" in done.out


def test_a_calendar_that_is_gone(run: Run, server: Server, command: str) -> None:
    run("add", "--url", server.url, "--user", server.user, "--password-command", command)
    assert server.request("DELETE", f"{server.home}interview-follow-ups/").status == 200
    done = run("test", "--json")
    assert done.code == 7
    assert [(check["check"], check["works"]) for check in done.data["checks"]] == [
        ("reach", True),
        ("find", False),
    ]


def test_a_server_that_is_gone(run: Run, tmp_path: Path, home: Path) -> None:
    with scripted([Reply()]) as server:
        url = server.url
    home.mkdir()
    (home / "accounts.toml").write_text(f'[home]\ncalendar = "{url}"\npassword_from = "none"\n', "utf-8")
    done = run("test")
    assert done.code == 7
    assert "✗ No server answers at 127.0.0.1" in done.out


class Strange:
    """A calendar server that forgets some of its duties."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        self.objects: dict[str, tuple[int, bytes]] = {}
        self.seen: set[str] = set()
        self.puts = 0

    def __call__(self, asked: Asked) -> Reply:
        path = unquote(asked.path)
        match asked.method:
            case "PROPFIND":
                allowed = rights("read") if "read-only" in self.faults else rights("all")
                return parts(("/cal/", CALENDAR.format("Strange") + allowed))
            case "REPORT":
                if b"sync-collection" in asked.body and "no-sync" in self.faults:
                    return Reply(status=403)
                if b"calendar-query" in asked.body and "no-query" in self.faults:
                    return Reply(status=403)
                return Reply(
                    body=b'<D:multistatus xmlns:D="DAV:"><D:sync-token>1</D:sync-token></D:multistatus>'
                )
            case "PUT":
                return self.put(asked, path)
            case "GET":
                if path not in self.objects:
                    return Reply(status=404)
                return Reply(status=200, body=self.objects[path][1], headers={"ETag": self.etag(path)})
            case "DELETE":
                if "keeps" in self.faults and b"VEVENT" in self.objects.get(path, (0, b""))[1]:
                    return Reply(status=403)
                self.objects.pop(path, None)
                return Reply(status=204)
            case _:
                return Reply(status=405)

    def etag(self, path: str) -> str:
        return ("W/" if "weak" in self.faults else "") + f'"{self.objects[path][0]}"'

    def put(self, asked: Asked, path: str) -> Reply:
        self.seen.add(path)
        self.puts += 1
        if "lost" in self.faults and self.puts == 3:
            return LOST
        if "full" in self.faults:
            return Reply(status=507)
        if "forbidden" in self.faults:
            return Reply(status=403)
        if b"VTODO" in asked.body and "no-todos" in self.faults:
            return Reply(status=403)
        if "if-none-match" in asked.headers and path in self.objects and "overwrites" not in self.faults:
            return Reply(status=412)
        match = asked.headers.get("if-match")
        if match and "careless" not in self.faults and (path not in self.objects or match != self.etag(path)):
            return Reply(status=412)
        if path in self.objects and "frozen" in self.faults:
            return Reply(status=412)
        self.objects[path] = (self.objects.get(path, (0, b""))[0] + 1, asked.body)
        return Reply(status=201)


def tried(strange: Strange) -> list[Check]:
    found: list[Check] = []
    with scripted(strange) as server, connect(Login(server.url, "dana", "secret")) as connection:
        try:
            for check in try_out(
                connection, f"{server.url}cal/", form="event", name="nobody-guesses", stamp="20270101T090000Z"
            ):
                found.append(check)  # noqa: PERF402 -- what came before the error counts
        except CalsyncError as error:
            found.append(Check("error", works=False, needed=True, error=error))
    return found


@pytest.mark.parametrize(
    ("faults", "failing"),
    [
        ((), []),
        (("no-sync",), ["changes"]),
        (("overwrites",), ["create-once"]),
        (("weak",), ["versions"]),
        (("careless",), ["no-overwriting"]),
        (("frozen",), ["replace"]),
        (("no-todos",), ["todos"]),
        (("keeps",), ["remove"]),
        (("forbidden",), ["write"]),
        (("full",), ["write"]),
        (("read-only",), ["write"]),
        (("no-query",), ["read"]),
        (("lost",), ["error"]),
    ],
)
def test_what_does_not_work_is_found_out(faults: tuple[str, ...], failing: list[str]) -> None:
    strange = Strange(*faults)
    checks = tried(strange)
    wrong = [check.key for check in checks if not check.works]
    assert wrong[: len(failing)] == failing
    assert set(wrong) <= {*failing, "todos"}
    if "keeps" not in faults:
        assert strange.objects == {}
    assert all("nobody-guesses" in path for path in strange.seen)


def test_an_interrupted_test_leaves_nothing(server: Server) -> None:
    url = server.make_calendar("jobs")
    with connect(Login(url, server.user, server.password)) as connection:
        checks = try_out(connection, url, form="event", name="nobody-guesses", stamp="20270101T090000Z")
        assert isinstance(checks, Generator)
        assert "create-once" in (check.key for check in checks)  # goes no further than that
        assert list(server.list(url)) == ["nobody-guesses.ics"]
        with pytest.raises(KeyboardInterrupt):
            checks.throw(KeyboardInterrupt)
    assert server.list(url) == {}
