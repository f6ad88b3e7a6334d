"""`calsync sync` and `watch` with real calendar servers, and a phone on the same calendar."""

from __future__ import annotations

import dataclasses
import itertools
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from calsync.cli import account_run, watch_run
from tests.cli.acme import PEOPLE, PLAN, plan, sentence, track
from tests.cli.tracking import EXAMPLES, Runner, calsync
from tests.servers.radicale import running_radicale
from tests.servers.server import Server
from tests.sync import phone

__all__ = ["calsync"]

BERLIN = ZoneInfo("Europe/Berlin")
NOON = "2026-12-01T17:00Z"
LATER = "2026-12-02T11:00Z"
_number = itertools.count()


class Calendar:
    """The calendar of the account “home” as the phone has it."""

    def __init__(self, server: Server, url: str) -> None:
        self.server, self.url = server, url

    def titles(self) -> list[str]:
        return sorted(phone.title_of(text) for text in self.server.list(self.url).values())

    def find(self, words: str) -> tuple[str, str]:
        """Name and text of the one with these words in its title."""
        (found,) = [
            (name, text) for name, text in self.server.list(self.url).items() if words in phone.title_of(text)
        ]
        return found

    def change(self, words: str, how: Callable[[str], str]) -> None:
        name, text = self.find(words)
        self.server.put(self.url, name, how(text))

    def delete(self, words: str) -> None:
        self.server.delete(self.url, self.find(words)[0])

    def start(self, words: str) -> datetime | date | None:
        return phone.start_of(self.find(words)[1])

    def versions(self) -> dict[str, tuple[str, str]]:
        return self.server.versions(self.url)


def user_of(server: Server) -> Server:
    """The server with a user nobody else is, where it knows users."""
    if server.name != "radicale":
        return server
    user, password = f"sync{next(_number)}", f"secret-{secrets.token_hex(8)}"
    with (server.folder / "users").open("a", encoding="utf-8") as users:
        users.write(f"{user}:{password}\n")
    return dataclasses.replace(server, user=user, password=password, home=f"{server.url}{user}/")


def sign_up(calsync: Runner, server: Server, *more: str, name: str = "home", url: str = "") -> Calendar:
    """An account at the server, with a calendar of its own."""
    password = calsync.file("password", f"{server.password}\n")
    url = url or server.make_calendar("grüße", title="Wiedervorlagen – Grüße")
    login = ("--url", server.url, "--user", server.user, "--password-command", f"cat {password}")
    calsync.ok("account", "add", *login, "--calendar", url, "--name", name, *more)
    return Calendar(server, url)


@pytest.fixture(autouse=True)
def _nobody_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_run, "_known", {})
    monkeypatch.setenv("COLUMNS", "88")


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return user_of(found)


@pytest.fixture
def home(calsync: Runner, server: Server) -> Calendar:
    calsync.at(NOON)
    track(calsync, "Acme", *PEOPLE)
    return sign_up(calsync, server)


def kinds(calsync: Runner) -> dict[str, str]:
    """What a sync says it did and learnt, by the beginning of the title."""
    return {each["title"].split(" (")[0]: each["kind"] for each in calsync.data("sync")["changes"]}


def test_the_first_time_everything_is_new_and_then_nothing_is(calsync: Runner, home: Calendar) -> None:
    calsync.ok("sync")
    assert calsync.out.splitlines() == [
        "new          Wed 2 Dec 10:00   Thank Sarah Lee (Acme)",
        "new          Wed 2 Dec 10:15   Thank Tom Ng (Acme)",
        "new          Thu 3 Dec 10:00   LinkedIn: connect with Sarah Lee and Tom Ng (Acme)",
        "new          Tue 8 Dec 10:00   Status check (Acme)",
        "new          Mon 14 Dec 10:00  Final note (Acme)",
        "new          Mon 21 Dec        Let it rest (Acme)",
        "",
        "To “home”: 6 new.",
    ]
    assert calsync.err == ""
    assert len(home.titles()) == len(PLAN)
    assert home.start("Thank Sarah") == datetime(2026, 12, 2, 9, tzinfo=UTC)
    assert home.start("Let it rest") == date(2026, 12, 21)
    before = home.versions()
    assert calsync.ok("sync") == "Nothing to do: 6 reminders in “home” stand as planned.\n"
    assert home.versions() == before


def test_a_dry_run_writes_nothing_anywhere(calsync: Runner, home: Calendar) -> None:
    for _ in range(2):
        before, tracked, log = home.versions(), calsync.everything(), calsync.log()
        dump = _dump(calsync)
        said = " ".join(calsync.ok("sync", "--dry-run").split())
        assert said.endswith("Nothing was changed: this was a dry run.")
        assert calsync.data("sync", "--dry-run")["dry_run"]
        assert (home.versions(), calsync.everything(), calsync.log()) == (before, tracked, log)
        assert _dump(calsync) == dump
        calsync.ok("sync")
        home.change("Let it rest", lambda text: phone.dragged(text, date(2026, 12, 23)))
        calsync.ok("skip", "acme-technical", "linkedin")


def _dump(calsync: Runner) -> list[str]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(calsync.home / "tracker.sqlite3")) as connection:
        return list(connection.iterdump())


def test_what_was_done_on_the_phone_comes_back(calsync: Runner, home: Calendar) -> None:
    calsync.ok("sync")
    calsync.at(LATER)
    to = datetime(2026, 12, 4, 14, 30, tzinfo=BERLIN)
    home.change("LinkedIn", lambda text: phone.dragged(text, to, spelling="zoned"))
    home.change("Final note", lambda text: phone.retitled(text, "Letzter Versuch – Grüße 🙂"))
    home.change("Status check", lambda text: phone.annotated(text, f"{phone.body_of(text)}\n\nAsk for Zoë"))
    home.change("Let it rest", phone.called_off)
    home.delete("Thank Sarah")
    home.change("Thank Tom", lambda text: phone.heard(text, datetime(2026, 12, 2, 10, tzinfo=UTC)))
    calsync.ok("sync")
    assert calsync.out.splitlines()[-1] == (
        "To “home”: 1 changed. From it: 1 moved, 1 done, 1 dropped, 2 edited. 4 unchanged."
    )
    assert sorted(calsync.out.splitlines()[:-2]) == [
        "                               the plan said Thu 3 Dec 10:00; yours stands",
        "changed      Fri 4 Dec 14:30   LinkedIn: connect with Sarah Lee and Tom Ng (Acme)",
        "you did      Wed 2 Dec 10:00   Thank Sarah Lee (Acme)",
        "you dropped  Mon 21 Dec        Let it rest (Acme)",
        "you edited   Mon 14 Dec 10:00  Letzter Versuch – Grüße 🙂",
        "you edited   Tue 8 Dec 10:00   Status check (Acme)",
        "you moved    Fri 4 Dec 14:30   LinkedIn: connect with Sarah Lee and Tom Ng (Acme)",
    ]
    assert plan(calsync)["linkedin"] == "2026-12-04T14:30:00+01:00"
    assert plan(calsync, state="done").keys() == {"thank-you sarah"}
    assert plan(calsync, state="skipped").keys() == {"stop"}
    settled(calsync, home)
    assert home.start("LinkedIn") == to.astimezone(UTC)
    assert "Ask for Zoë" in phone.body_of(home.find("Status check")[1])
    assert "Letzter Versuch – Grüße 🙂" in home.titles()
    assert not any("Sarah Lee (" in title for title in home.titles())


def settled(calsync: Runner, *calendars: Calendar) -> None:
    """Nothing is left to do after a run."""
    calsync.ok("sync")
    before = [each.versions() for each in calendars]
    assert calsync.data("sync")["changes"] == []
    assert [each.versions() for each in calendars] == before


def test_what_was_told_here_goes_there(calsync: Runner, home: Calendar) -> None:
    calsync.ok("sync")
    home.change("Final note", lambda text: phone.retitled(text, "My own words"))
    calsync.ok("sync")
    calsync.at(LATER)
    calsync.ok("done", "acme-technical", "linkedin")
    calsync.ok("move", "acme-technical", "stop", "2026-12-23")
    assert kinds(calsync) == {
        "LinkedIn: connect with Sarah Lee and Tom Ng": "deleted",
        "Let it rest": "updated",
    }
    assert home.start("Let it rest") == date(2026, 12, 23)
    calsync.ok("outcome", "acme-technical", "rejected")
    told = kinds(calsync)
    assert told.pop("Final note") == "put-away"
    assert set(told.values()) <= {"deleted", "created"}
    assert "Status check" in told
    name, text = home.find("My own words")
    assert phone.status_of(text) == "CANCELLED"
    settled(calsync, home)
    assert home.find("My own words")[0] == name


def test_a_moved_interview_moves_what_hangs_on_it(calsync: Runner, server: Server) -> None:
    calsync.at("2026-11-20T09:00Z")
    calsync.ok("track", calsync.invite(SEQUENCE="0"))
    home = sign_up(calsync, server)
    calsync.ok("sync")
    home.change("Status check", lambda text: phone.dragged(text, datetime(2026, 12, 9, 8, tzinfo=UTC)))
    later = calsync.file("b.ics", Path(calsync.invite()).read_text().replace("20261201T", "20261202T"))
    calsync.ok("track", later)
    calsync.ok("sync")
    assert "you moved    Wed 9 Dec 09:00   Status check (Acme)" in calsync.out
    assert calsync.out.count("\nchanged ") >= 3
    assert home.start("Status check") == datetime(2026, 12, 9, 8, tzinfo=UTC)
    assert {name: phone.start_of(text) for name, text in server.list(home.url).items()} == {
        f"{each['uid']}.ics": _utc(each["at"])
        for each in calsync.reminders("acme")
        if each["state"] == "open"
    }
    settled(calsync, home)


def _utc(text: str) -> datetime | date:
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def test_the_examples_stand_there_as_they_are_planned(calsync: Runner, server: Server) -> None:
    calsync.at("2026-11-15T09:00Z")
    for name in ("google", "teams", "panel", "loop", "second-round"):
        calsync.ok("track", str(EXAMPLES / f"{name}.ics"))
    home = sign_up(calsync, server)
    calsync.ok("sync")
    planned = {
        f"{each['uid']}.ics": _utc(each["at"])
        for ref in calsync.refs()
        for each in calsync.reminders(ref)
        if each["state"] == "open"
    }
    assert len(planned) > 15
    assert planned == {name: phone.start_of(text) for name, text in server.list(home.url).items()}
    settled(calsync, home)


def test_to_dos(calsync: Runner, server: Server) -> None:
    calsync.at(NOON)
    track(calsync, "Acme", *PEOPLE)
    home = sign_up(calsync, server, "--todo")
    calsync.ok("sync")
    assert all("BEGIN:VTODO" in text for text in server.list(home.url).values())
    calsync.at(LATER)
    home.change("Thank Sarah", lambda text: phone.ticked(text, datetime(2026, 12, 2, 9, 5, tzinfo=UTC)))
    assert kinds(calsync) == {"Thank Sarah Lee": "done"}
    assert plan(calsync, state="done").keys() == {"thank-you sarah"}
    calsync.ok("done", "acme-technical", "thank-you", "--to", "tom")
    assert kinds(calsync) == {"Thank Tom Ng": "updated"}
    assert phone.status_of(home.find("Thank Tom")[1]) == "COMPLETED"
    home.change("Thank Sarah", phone.unticked)
    assert kinds(calsync) == {"Thank Sarah Lee": "reopened"}
    settled(calsync, home)


def test_most_of_them_gone_stops_and_asks(calsync: Runner, home: Calendar) -> None:
    calsync.ok("sync")
    calsync.at("2026-12-01T18:00Z")
    for name in list(home.versions()):
        home.server.delete(home.url, name)
    before = calsync.everything()
    code, out, _ = calsync.run("sync")
    assert (code, out) == (5, "")
    assert sentence(calsync) == (
        "6 reminders are gone from the calendar at once. It looks emptied, so nothing was changed.",
        "If you deleted them yourself, add --yes-delete. To have them back: --yes-delete, then --undo, then sync again.",
    )
    assert calsync.everything() == before
    code, found = calsync.json("sync")
    assert (code, found["status"], found["errors"][0]["code"]) == (5, "error", "needs-person")
    calsync.ok("sync", "--yes-delete")
    assert plan(calsync) == {}
    settled(calsync, home)
    assert calsync.ok("sync", "--undo").splitlines() == [
        "Taken back: the sync with “home” of Tue 1 Dec 18:00 UTC. The 6 things learnt from the",
        "  calendar count no more; the next sync goes by the plan.",
    ]
    assert set(kinds(calsync).values()) == {"created"}
    assert plan(calsync) == PLAN


def test_undo_puts_the_calendar_back(calsync: Runner, home: Calendar) -> None:
    calsync.ok("sync")
    home.change("Final note", lambda text: phone.retitled(text, "My own words"))
    calsync.ok("sync")
    before = meanings(home)
    calsync.ok("outcome", "acme-technical", "rejected")
    calsync.ok("sync")
    assert meanings(home) != before
    calsync.ok("sync", "--undo")
    assert meanings(home) == before
    calsync.ok("undo")
    assert calsync.data("sync")["changes"] == []
    assert meanings(home) == before


def meanings(home: Calendar) -> set[tuple[str, str, str, str, object]]:
    return {
        (name, phone.title_of(text), phone.body_of(text), phone.status_of(text), phone.start_of(text))
        for name, text in home.server.list(home.url).items()
    }


def test_two_homes_on_one_calendar(
    calsync: Runner, home: Calendar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two machines that track the same invitation agree; of what only one tracks the other keeps off."""
    invite = str(EXAMPLES / "panel.ics")
    calsync.at("2026-11-15T09:00Z")
    calsync.ok("track", invite)
    calsync.ok("sync")
    first = calsync.home
    there = home.versions()
    calsync.home = tmp_path / "laptop"
    monkeypatch.setenv("CALSYNC_HOME", str(calsync.home))
    calsync.ok("track", invite)
    sign_up(calsync, home.server, url=home.url)
    calsync.ok("sync")
    assert home.versions() == there
    assert "were made by calsync, but are not in the plan here." in " ".join(calsync.out.split())
    calsync.at("2026-11-15T10:00Z")
    calsync.ok("skip", calsync.refs()[0], "status-check")
    calsync.ok("sync")
    monkeypatch.setenv("CALSYNC_HOME", str(first))
    calsync.home = first
    said = calsync.data("sync")["changes"]
    assert [each["kind"] for each in said] == ["skipped"]
    settled(calsync, home)


def test_a_wrong_password_is_refused(calsync: Runner, radicale: Server) -> None:
    home = _ready(calsync, radicale)
    before = home.versions()
    calsync.file("password", "wrong\n")
    account_run._known.clear()
    code, out, _ = calsync.run("sync")
    assert (code, out) == (8, "")
    assert "password" in sentence(calsync)[0]
    assert sentence(calsync)[1]
    code, found = calsync.json("sync")
    assert (code, found["status"], found["errors"][0]["code"]) == (8, "error", "refused")
    code, out, _ = calsync.run("watch")
    assert (code, out) == (8, "")
    assert home.versions() == before


def _ready(calsync: Runner, server: Server) -> Calendar:
    calsync.at(NOON)
    track(calsync, "Acme", *PEOPLE)
    return sign_up(calsync, user_of(server))


def test_a_server_that_is_away(calsync: Runner, tmp_path: Path) -> None:
    with running_radicale(tmp_path / "srv") as server:
        calsync.at(NOON)
        track(calsync, "Acme", *PEOPLE)
        sign_up(calsync, server)
    before = calsync.everything()
    for arguments in (("sync",), ("sync", "--dry-run")):
        code, out, _ = calsync.run(*arguments)
        assert (code, out) == (7, "")
        said, hint = sentence(calsync)
        assert "127.0.0.1" in said
        assert hint
    code, found = calsync.json("sync")
    assert (code, found["status"], found["errors"][0]["code"]) == (7, "error", "unreachable")
    assert calsync.everything() == before


def test_a_calendar_that_is_read_only(calsync: Runner, tmp_path: Path) -> None:
    rights = tmp_path / "rights"
    rights.write_text(
        "[owner]\nuser: alice\ncollection: .*\npermissions: RrWw\n\n"
        "[reader]\nuser: .+\ncollection: .*\npermissions: Rr\n"
    )
    settings = {"rights": {"type": "from_file", "file": str(rights)}}
    with running_radicale(tmp_path / "srv", settings=settings) as server:
        calsync.at(NOON)
        track(calsync, "Acme", *PEOPLE)
        home = Calendar(server, server.make_calendar())
        reader = user_of(server)
        password = calsync.file("password", reader.password)
        calsync.file(
            "home/accounts.toml",
            f'[home]\ncalendar = "{home.url}"\nuser = "{reader.user}"\n'
            f'password_from = ["cat", "{password}"]\n',
        )
        code, out, err = calsync.run("sync")
        assert (code, out) == (8, "")
        assert home.versions() == {}
        said, hint = sentence(calsync)
        assert said.startswith("“Thank Sarah Lee (Acme)”, “Thank Tom Ng (Acme)”, “LinkedIn")
        assert "and 3 more: " in said
        assert hint
        assert err.count("calsync:") == 1
        code, found = calsync.json("sync")
        assert (code, found["status"], found["errors"][0]["code"]) == (8, "error", "refused")
        assert len(found["data"]["failed"]) == 6


def test_a_part_that_is_refused(calsync: Runner, tmp_path: Path) -> None:
    """The server takes nothing that has a draft in it."""
    with running_radicale(tmp_path / "srv", settings={"server": {"max_content_length": "1300"}}) as server:
        calsync.at(NOON)
        track(calsync, "Acme", *PEOPLE)
        home = sign_up(calsync, server)
        code, out, err = calsync.run("sync")
        assert code == 6, out + err
        assert 0 < len(home.titles()) < 6
        assert "Thank Sarah Lee (Acme)" in sentence(calsync)[0]
        assert out.splitlines()[-1] == f"To “home”: {len(home.titles())} new."
        code, found = calsync.json("sync")
        failed = {each["title"] for each in found["data"]["failed"]}
        assert (code, found["status"]) == (8, "error")
        assert not failed & set(home.titles())
        assert len(failed) + len(home.titles()) == 6


def test_nothing_tracked_and_no_account(calsync: Runner) -> None:
    assert calsync.run("sync")[0] == 2
    assert sentence(calsync) == ("There is no calendar account yet.", "Add one: calsync account add")
    calsync.file("home/accounts.toml", '[home]\ncalendar = "https://dav.example/a/"\npassword = "x"\n')
    assert calsync.run("sync")[0] == 4
    assert calsync.run("sync", "--to", "x", "--account", "home")[0] == 2
    assert calsync.run("sync", "--todo")[0] == 2
    assert calsync.run("sync", "--undo", "--dry-run")[0] == 2


def test_a_watch_on_a_server_goes_on_when_it_comes_back(
    calsync: Runner, home: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    up = (calsync.home / "accounts.toml").read_text()
    down = up.replace(home.server.url, "http://127.0.0.1:9/")
    steps: Iterator[Callable[[], object]] = iter(
        [
            lambda: None,
            lambda: calsync.file("home/accounts.toml", down),
            lambda: None,
            lambda: calsync.file("home/accounts.toml", up),
            lambda: home.change("Final note", lambda text: phone.retitled(text, "Mine")),
        ]
    )
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(watch_run, "sleep", wait)
    code, out, err = calsync.run("watch", "--every", "2m")
    assert code == 0
    assert set(waits) == {120.0}
    assert len(waits) == 6
    assert out.splitlines()[6:] == [
        "",
        "To “home”: 6 new.",
        "Nothing to do: 6 reminders in “home” stand as planned.",
        "",
        "you edited   Mon 14 Dec 10:00  Mine",
        "",
        "From “home”: 1 edited. 6 unchanged.",
    ]
    assert err.count("calsync: ") == 1
    assert "127.0.0.1:9" in err
    assert err.endswith("\nStopped watching.\n")
