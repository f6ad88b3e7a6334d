"""`calsync account add` with somebody at the terminal: what is asked, what is not, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from calsync.accounts import CaldavFile, Way, choose, load_accounts
from calsync.cli import account_run, account_signing, asking
from calsync.errors import AccessRefused, NeedsPerson, Unreachable
from calsync.stores import caldav_file
from tests.accounts.conftest import Run
from tests.accounts.ring import Ring
from tests.accounts.test_add import account, titles
from tests.accounts.test_discovery import CALENDAR, Names, Site, names, parts, principal
from tests.accounts.test_discovery import home as home_set
from tests.servers.radicale import running_radicale
from tests.servers.server import Server
from tests.stores_dav.scripted import CERTIFICATES, Asked, Reply, scripted

__all__ = ["names"]


def test_a_first_conversation(talk: Run, server: Server, home: Path) -> None:
    done = talk("add", typed=(server.url, server.user, server.password, "y"))
    host = server.url.removeprefix("http://").rstrip("/")
    assert done.err.splitlines() == [
        f"Your address at the provider, or the URL of the server: {server.url}",
        f"User name at {host}: {server.user}",
        f"Password of {server.user} at {host}: ",
        "Make a calendar “Interview follow-ups” for the reminders? [Y/n]: y",
    ]
    assert done.out.splitlines() == [
        "Made the calendar “Interview follow-ups”.",
        f"Added the account “home”: {server.home}interview-follow-ups/",
        "The password: asked for each time.",
        "Next: calsync account test",
    ]
    assert account(home).password is Way.ASK


def test_a_mistyped_password(talk: Run, server: Server, home: Path) -> None:
    done = talk("add", "--url", server.url, "--user", server.user, typed=("wrong", server.password, "y"))
    assert done.code == 0
    assert done.err.count("refuses the user name or the password") == 1
    talk("remove", "home")
    account_run._known.clear()
    done = talk("add", "--url", server.url, "--user", server.user, typed=("wrong", "wrong", "wrong", "y"))
    assert isinstance(done.error, AccessRefused)
    assert load_accounts(home / "accounts.toml") == {}


def test_a_calendar_is_made_only_with_leave(talk: Run, server: Server, home: Path) -> None:
    server.make_calendar("jobs", title="Jobs")
    done = talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "n", "1"))
    assert "  1  Jobs" in done.err
    assert "“Jobs” is there already" in done.out
    assert list(titles(server).values()) == ["Jobs"]


def test_without_leave_and_without_another_there_is_none(talk: Run, server: Server, home: Path) -> None:
    done = talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "n"))
    assert isinstance(done.error, NeedsPerson)
    assert titles(server) == {}
    assert not home.exists()


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_stopping_leaves_nothing(talk: Run, server: Server, home: Path, ring: Ring, answers: int) -> None:
    typed = (server.password, "y", "y")[:answers]
    with pytest.raises(click.Abort):
        talk("add", "--url", server.url, "--user", server.user, typed=typed)
    assert titles(server) == {}
    assert ring.kept == {}
    assert not home.exists()


@pytest.mark.parametrize(("answer", "way"), [("y", Way.KEYRING), ("n", Way.ASK)])
def test_the_keyring_is_offered(
    talk: Run, server: Server, home: Path, ring: Ring, answer: str, way: Way
) -> None:
    done = talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "y", answer))
    assert "Keep the password in this system’s keyring?" in done.err
    assert account(home).password is way
    assert (server.password in ring.kept.values()) is (way is Way.KEYRING)


def test_a_password_from_before_that_is_wrong_by_now(
    talk: Run, server: Server, home: Path, ring: Ring
) -> None:
    ring.kept[f"calsync {server.url.rstrip('/')}", server.user] = "outdated"
    done = talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "y", "y"))
    assert "That was the password kept from before." in done.err
    assert list(ring.kept.values()) == [server.password]


def test_a_server_that_makes_no_calendar(talk: Run) -> None:
    site = Site()
    site.make = [403, 403, 403]
    site.pages = {
        "/": parts(("/", principal("/p/"))),
        "/p/": parts(("/p/", home_set("/h/"))),
        "/h/": parts(("/h/jobs/", CALENDAR.format("Jobs"))),
    }
    with scripted(site) as server:
        done = talk("add", "--url", server.url, "--user", "dana", typed=("secret", "y", "1"))
    assert "does not let us make a calendar" in done.err
    assert "“Jobs” is there already; it is used." in done.out


def test_the_name_before_the_at_is_tried(talk: Run, names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that takes “dana” and not “dana@mail.example”."""
    site = Site()
    site.pages = {"/": parts(("/cal/", CALENDAR.format("Cal")))}

    def picky(asked: Asked) -> Reply:
        import base64

        user = base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode().split(":")[0]
        return site(asked) if user == "dana" else Reply(status=401)

    with scripted(picky) as server:
        monkeypatch.setattr("calsync.stores.dav_discovery._looked_up", lambda *_: server.url)
        done = talk("add", "--url", "dana@mail.example", typed=("secret",))
    assert done.code == 0, done
    account_run._known.clear()


def test_a_web_site_gets_no_password(talk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the domain of an address points there, and it never asked who we are."""
    from calsync.stores import dav_discovery

    with scripted([Reply(status=200, body=b"<html>", headers={"Content-Type": "text/html"})]) as server:
        start = dav_discovery.Start(server.url, "dana@mail.example", "dana", guessed=True)
        monkeypatch.setattr(dav_discovery, "find_start", lambda *_, **__: start)
        done = talk("add", "--url", "dana@mail.example", typed=("secret",))
        assert isinstance(done.error, Unreachable)
        assert server.asked
        assert all("authorization" not in asked.headers for asked in server.asked)


@pytest.mark.parametrize("answer", ["y", "n"])
def test_another_server_gets_the_password_only_with_leave(talk: Run, answer: str) -> None:
    there, here = Site(), Site()
    there.pages = {"/cal/": parts(("/cal/", CALENDAR.format("Cal")))}
    with scripted(there) as second, scripted(here) as first:
        here.pages = {
            "/": parts(("/", principal("/p/"))),
            "/p/": parts(("/p/", home_set(f"{second.url}cal/"))),
        }
        done = talk("add", "--url", first.url, "--user", "dana", typed=("secret", answer))
        assert "Sign in at 127.0.0.1" in done.err
        assert (done.code, len(second.asked)) == ((0, 1) if answer == "y" else (7, 0))


def test_the_configuration_of_caldav_is_offered(
    talk: Run, server: Server, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shared.yaml"
    file.write_text(f"default:\n  caldav_url: {server.url}\n  caldav_user: {server.user}\n", encoding="utf-8")
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(file))
    done = talk("add", typed=("y", server.password, "y"))
    assert f"Found the configuration of caldav and plann: {file}" in done.err
    assert f"“default”: {server.url} as {server.user}" in done.err
    assert account(home).password is Way.ASK  # there is none in that file
    with file.open("a", encoding="utf-8") as more:
        more.write(
            f"work:\n  caldav_url: {server.url}\n  caldav_user: {server.user}\n  caldav_pass: {server.password}\n"
        )
    done = talk("add", typed=("2", "y"))
    assert "  3  none of them" in done.err
    assert account(home).password == CaldavFile(file, "work")
    assert server.password not in (home / "accounts.toml").read_text("utf-8")


def test_a_file_of_others_that_is_wrong_is_no_hindrance(
    talk: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(tmp_path / "gone.yaml"))
    done = talk("add", typed=(server.url, server.user, server.password, "y"))
    assert done.code == 0
    assert "gone.yaml does not exist" in done.err


def test_the_environment_is_offered(
    talk: Run, server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALDAV_URL", server.url)
    monkeypatch.setenv("CALDAV_USERNAME", server.user)
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)
    done = talk("add", typed=("y", "y"))
    assert done.err.startswith("CALDAV_URL is set. Use that server?")
    assert account(home).password is Way.ENVIRONMENT


def test_no_command_is_run_to_see_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, mark = tmp_path / "shared.yaml", tmp_path / "was-run"
    file.write_text(
        f"default:\n  caldav_url: https://dav.example/\n  caldav_password_command: [touch, {mark}]\n", "utf-8"
    )
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(file))
    assert [section.name for section in caldav_file.sections()] == ["default"]
    assert not mark.exists()


def test_a_process_asks_once(talk: Run, server: Server, home: Path) -> None:
    talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "y"))
    done = talk("test", typed=(server.password,))
    assert done.code == 0
    assert done.err.startswith(f"Password of {server.user} at 127.0.0.1")
    assert talk("test").err == ""
    with account_run.opened(choose(load_accounts(home / "accounts.toml"), None, usual=None)) as store:
        assert store.place == f"dav:{server.home}interview-follow-ups/"
        assert store.everything().objects == ()


def test_nobody_to_ask_later(run: Run, talk: Run, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "y"))
    monkeypatch.setattr("calsync.cli.asking.someone_there", lambda: False)
    done = run("test")
    assert isinstance(done.error, NeedsPerson)
    assert "CALDAV_PASSWORD" in done.said
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)
    assert run("test").code == 0


def test_a_certificate_of_ones_own(talk: Run, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.pages = {"/": parts(("/cal/", CALENDAR.format("Cal")))}
    with scripted(site, certificate="own.pem") as server:
        refused = talk("add", "--url", server.url, "--user", "dana", typed=("secret",))
        assert isinstance(refused.error, Unreachable)
        assert "--ca-file" in refused.said
        missing = talk("add", "--url", server.url, "--user", "dana", "--ca-file", "no-such.pem", typed=("x",))
        assert (missing.code, missing.err) == (2, "")  # said before the password was asked for
        assert server.asked == []
        monkeypatch.chdir(CERTIFICATES)
        site.asks = False
        assert talk("add", "--url", server.url, "--ca-file", "own.pem").code == 0
        assert account(home).ca_file == CERTIFICATES / "own.pem"
        site.pages["/cal/"] = site.pages["/"]
        assert "✓ The calendar is there." in run("test").out


def test_the_list(run: Run, talk: Run, server: Server, command: str, home: Path) -> None:
    assert run("list").out == "There is no calendar account yet. Add one: calsync account add\n"
    talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "y"))
    jobs = server.make_calendar("jobs", title="Jobs")
    run(
        "add",
        "--url",
        jobs,
        "--user",
        server.user,
        "--password-command",
        command,
        "--name",
        "jobs",
        "--todo",
        "--deleted-means",
        "skip",
    )
    assert run("list").out.splitlines() == [
        "home (the usual one)",
        f"  Calendar   {server.home}interview-follow-ups/",
        f"  Signs in   as {server.user}; the password: asked for each time",
        "  Reminders  as events; one deleted there counts as done if it was due, and as skipped if it lay ahead",
        "",
        "jobs",
        f"  Calendar   {jobs}",
        f"  Signs in   as {server.user}; the password: from the command “cat”",
        "  Reminders  as to-dos; one deleted there counts as skipped",
    ]
    listed = run("list", "--json").data["accounts"]
    assert [(each["name"], each["password_from"], each["usual"]) for each in listed] == [
        ("home", "ask", True),
        ("jobs", "command", False),
    ]


def test_removing(run: Run, talk: Run, server: Server, command: str, home: Path) -> None:
    talk("add", "--url", server.url, "--user", server.user, typed=(server.password, "y"))
    jobs = server.make_calendar("jobs", title="Jobs")
    run("add", "--url", jobs, "--user", server.user, "--password-command", command, "--name", "jobs")
    assert run("remove", "home").out.splitlines() == [
        "Removed the account “home”.",
        "The calendar and what is in it stay; added again, the account goes on from there.",
        "The usual account is “jobs”.",
    ]
    assert len(titles(server)) == 2
    assert run("remove", "home").code == 2
    assert run("remove", "jobs", "--json").data == {
        "removed": "jobs",
        "calendar": jobs,
        "from_keyring": False,
        "usual": None,
    }
    assert (home / "calsync.toml").read_text("utf-8") == ""


def test_a_server_where_nobody_signs_in_and_a_name_is_wanted(
    talk: Run, run: Run, tmp_path: Path, home: Path
) -> None:
    """As Radicale is, fresh out of its package."""
    with running_radicale(tmp_path / "open", settings={"auth": {"type": "none"}}) as server:
        done = talk("add", "--url", server.url, typed=("dana", "y"))
        assert "Password" not in done.err
        assert "No password is needed." in done.out
        assert (account(home).user, account(home).password) == ("dana", Way.NONE)
        assert "as dana; the password: none is needed" in run("list").out
        assert run("test").code == 0
        run("remove", "home")
        assert run("add", "--url", server.url, "--user", "dana").code == 0  # with nobody there, too
        assert run("test").code == 0


def test_no_empty_password_is_tried_where_one_is_wanted(talk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another machine it could count as a failure to sign in."""
    monkeypatch.setattr(account_signing, "_on_this_machine", lambda _: False)
    site = Site()
    site.pages = {"/": parts(("/cal/", CALENDAR.format("Cal")))}
    with scripted(site) as server:
        assert talk("add", "--url", server.url, "--user", "dana", typed=("secret",)).code == 0
        shown = [asked.headers.get("authorization") for asked in server.asked]
    assert shown[0] is None
    assert set(shown[1:]) == {"Basic ZGFuYTpzZWNyZXQ="}


@pytest.mark.parametrize("ask", [asking.ask_line, asking.ask_password])
def test_a_question_does_nothing_to_the_terminal(
    ask: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server’s name or a user’s may stand in it."""
    shown: list[str] = []

    def prompt(text: str, **_: object) -> str:
        shown.append(text)
        return "x"

    monkeypatch.setattr(click, "prompt", prompt)
    assert ask("User \x1b]0;x\x07name\u202e") == "x"
    assert shown == ["User ]0;xname"]


def test_an_account_with_an_address_that_is_not_safe_can_be_removed(run: Run, home: Path, ring: Ring) -> None:
    home.mkdir()
    (home / "accounts.toml").write_text(
        "[lan]\ncalendar = 'http://dav.example/c/'\nuser = 'dana'\npassword_from = 'keyring'\n"
    )
    refused = run("test")
    assert refused.code == 2
    assert "plain http" in refused.said
    assert run("remove", "lan").code == 0
    assert run("list", "--json").data["accounts"] == []


def test_an_address_written_by_hand(talk: Run, run: Run, server: Server, home: Path, command: str) -> None:
    jobs = server.make_calendar("jobs", title="Jobs")
    run("add", "--url", jobs, "--user", server.user, "--password-command", command)
    file = home / "accounts.toml"
    file.write_text(
        file.read_text("utf-8").replace(jobs, jobs.rstrip("/").replace("jobs", "%6Aobs")), "utf-8"
    )
    assert run("test").code == 0
