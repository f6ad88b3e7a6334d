"""`calsync account add` against real servers, with nobody at the terminal."""

from __future__ import annotations

import stat
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from calsync.accounts import Account, CaldavFile, Command, Way, load_accounts
from calsync.cli import account_run
from calsync.config import load_config
from calsync.errors import AccessRefused, NeedsPerson, SettingsError, Unreachable, UsageError
from tests.accounts.conftest import Run
from tests.accounts.ring import Ring
from tests.servers.radicale import running_radicale
from tests.servers.server import Server


def account(home: Path, name: str = "home") -> Account:
    return load_accounts(home / "accounts.toml")[name]


def titles(server: Server) -> dict[str, str]:
    """Calendars of the user, by path, with their names, asked without calsync."""
    body = b'<D:propfind xmlns:D="DAV:"><D:prop><D:displayname/><D:resourcetype/></D:prop></D:propfind>'
    answer = server.request(
        "PROPFIND", server.home, body=body, headers={"Depth": "1", "Content-Type": "text/xml"}
    )
    return {
        each.findtext("{DAV:}href", ""): each.findtext(".//{DAV:}displayname", "")
        for each in ET.fromstring(answer.body).iter("{DAV:}response")
        if each.find(".//{urn:ietf:params:xml:ns:caldav}calendar") is not None
    }


def test_a_first_account(run: Run, server: Server, command: str, home: Path) -> None:
    done = run("add", "--url", server.url, "--user", server.user, "--password-command", command)
    assert done.out.splitlines() == [
        "Made the calendar “Interview follow-ups”.",
        f"Added the account “home”: {server.home}interview-follow-ups/",
        "The password: from the command “cat”.",
        "Next: calsync account test",
    ]
    assert done.err == ""
    assert titles(server) == {f"/{server.user}/interview-follow-ups/": "Interview follow-ups"}
    assert account(home) == Account(
        name="home",
        calendar=f"{server.home}interview-follow-ups/",
        password=Command(tuple(command.split())),
        user=server.user,
        auth="basic",
    )
    assert load_config(home / "calsync.toml").calendar == "home"
    assert stat.S_IMODE((home / "accounts.toml").stat().st_mode) == 0o600


def test_the_calendar_takes_events_and_todos_and_has_a_colour(run: Run, server: Server, command: str) -> None:
    run("add", "--url", server.url, "--user", server.user, "--password-command", command)
    body = (
        b'<D:propfind xmlns:D="DAV:"><D:prop><c:supported-calendar-component-set xmlns:c="urn:ietf:params:xml:ns:'
        b'caldav"/><a:calendar-color xmlns:a="http://apple.com/ns/ical/"/></D:prop></D:propfind>'
    )
    told = server.request(
        "PROPFIND", f"{server.home}interview-follow-ups/", body=body, headers={"Depth": "0"}
    )
    assert b"VEVENT" in told.body
    assert b"VTODO" in told.body
    assert b"VJOURNAL" not in told.body
    assert b"#3A87ADFF" in told.body


def test_the_calendar_is_made_once(run: Run, server: Server, command: str, home: Path) -> None:
    arguments = ("add", "--url", server.url, "--user", server.user, "--password-command", command)
    run(*arguments)
    done = run(*arguments, "--todo")
    assert done.out.startswith(
        "The calendar “Interview follow-ups” is there already; it is used.\nUpdated the"
    )
    assert len(titles(server)) == 1
    assert account(home).form == "todo"
    assert server.request("DELETE", f"{server.home}interview-follow-ups/").status in (200, 204)
    again = run(*arguments)
    assert again.out.startswith("Made the calendar “Interview follow-ups”.\nUpdated the account “home”")
    run("remove", "home")
    run(*arguments)
    assert len(titles(server)) == 1


def test_a_calendar_of_that_name_elsewhere_is_ours_too(
    run: Run, server: Server, command: str, home: Path
) -> None:
    theirs = server.make_calendar("jobs", title="interview follow-ups")
    run("add", "--url", server.url, "--user", server.user, "--password-command", command)
    assert account(home).calendar == theirs
    assert len(titles(server)) == 1


def test_one_that_was_renamed_on_the_phone_is_still_used(
    run: Run, server: Server, command: str, home: Path
) -> None:
    arguments = ("add", "--url", server.url, "--user", server.user, "--password-command", command)
    run(*arguments)
    url = account(home).calendar
    body = (
        b'<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:displayname>Jobs</D:displayname></D:prop></D:set>'
        b"</D:propertyupdate>"
    )
    assert server.request("PROPPATCH", url, body=body).status == 207
    assert "“Jobs”" in run(*arguments).out
    assert list(titles(server).values()) == ["Jobs"]


def test_xandikos_needs_no_user(run: Run, xandikos: Server, home: Path) -> None:
    done = run("add", "--url", xandikos.url)
    assert "No password is needed." in done.out
    assert account(home).password is Way.NONE
    assert account(home).user is None
    assert set(titles(xandikos).values()) >= {"Interview follow-ups"}
    assert run("test").code == 0


@pytest.mark.parametrize("end", ["", "/alice-does-not-matter/deeper", ".well-known/caldav"])
def test_any_url_of_the_server_will_do(run: Run, server: Server, command: str, home: Path, end: str) -> None:
    run("add", "--url", server.url + end, "--user", server.user, "--password-command", command)
    assert account(home).calendar == f"{server.home}interview-follow-ups/"


def test_the_url_of_a_calendar_is_that_calendar(run: Run, server: Server, command: str, home: Path) -> None:
    url = server.make_calendar("jobs", title="Jobs")
    done = run("add", "--url", url.rstrip("/"), "--user", server.user, "--password-command", command)
    assert "The calendar “Jobs” is there already; it is used." in done.out
    assert account(home).calendar == url
    assert len(titles(server)) == 1


def test_a_calendar_is_chosen_by_name_or_url(run: Run, server: Server, command: str, home: Path) -> None:
    jobs, other = server.make_calendar("jobs", title="Jobs"), server.make_calendar("other", title="Other")
    common = ("add", "--url", server.url, "--user", server.user, "--password-command", command)
    run(*common, "--calendar", "jobs")
    assert account(home).calendar == jobs
    run(*common, "--calendar", other, "--name", "second")
    assert account(home, "second").calendar == other
    missing = run(*common, "--calendar", "Work")
    assert isinstance(missing.error, UsageError)
    assert missing.said == "There is no calendar “Work” there. There are: “Jobs”, “Other”." or (
        "“Other”, “Jobs”" in missing.said
    )
    server.make_calendar("jobs", title="Jobs")
    assert isinstance(run(*common, "--calendar", "Jobs").error, NeedsPerson)
    assert len(load_accounts(home / "accounts.toml")) == 2


def test_a_calendar_for_todos_alone_is_no_place_for_events(run: Run, server: Server, command: str) -> None:
    url = f"{server.home}tasks/"
    body = (
        b'<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
        b"<D:displayname>Tasks</D:displayname><C:supported-calendar-component-set>"
        b'<C:comp name="VTODO"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>'
    )
    assert server.request("MKCALENDAR", url, body=body).status == 201
    common = ("add", "--url", url, "--user", server.user, "--password-command", command)
    done = run(*common)
    assert done.code == 8
    assert done.said == "The calendar “Tasks” takes no events. Choose another with --calendar, or add --todo."
    assert run(*common, "--todo").code == 0


def test_a_read_only_calendar_is_refused(run: Run, tmp_path: Path, home: Path) -> None:
    folder, rights, fetched = tmp_path / "reading", tmp_path / "rights", tmp_path / "fetched"
    rights.write_text("[all]\nuser: .+\ncollection: .*\npermissions: Rr\n", encoding="utf-8")
    with running_radicale(folder) as server:
        path = server.make_calendar("jobs", title="Jobs").removeprefix(server.url)
    settings = {"rights": {"type": "from_file", "file": str(rights)}}
    with running_radicale(folder, settings=settings) as server:
        fetched.write_text(server.password, encoding="utf-8")
        url = server.url + path
        common = ("add", "--user", server.user, "--password-command", f"cat {fetched}", "--url")
        for arguments in ((*common, url), (*common, server.url, "--calendar", "Jobs")):
            done = run(*arguments)
            assert (done.code, type(done.error)) == (8, AccessRefused)
            assert done.said.startswith("You may read the calendar “Jobs”, and not write to it.")
        done = run(*common, server.url)  # nor can one be made
        assert (done.code, type(done.error)) == (5, NeedsPerson)
        assert "does not let us make a calendar. Make one with the provider" in done.said
    assert not home.exists()


def test_a_wrong_password(run: Run, server: Server, home: Path) -> None:
    done = run("add", "--url", server.url, "--user", server.user, "--password-command", "hostname")
    assert done.code == 8
    assert "refuses the user name or the password" in done.said
    assert not home.exists()


def test_nobody_to_ask(run: Run, server: Server, home: Path) -> None:
    for arguments, option in (
        ((), "--url"),
        (("--url", server.url), "--user NAME --password-command"),
        (("--url", server.url, "--user", server.user), "--password-command"),
    ):
        done = run("add", *arguments)
        assert done.code in (2, 5)
        assert option in done.said
    assert not home.exists()


def test_the_password_of_the_environment(
    run: Run, server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)
    run("add", "--url", server.url, "--user", server.user)
    assert account(home).password is Way.ENVIRONMENT
    assert run("test").code == 0
    monkeypatch.setattr(account_run, "_known", {})
    monkeypatch.delenv("CALDAV_PASSWORD")
    done = run("test")
    assert (done.code, type(done.error)) == (4, SettingsError)
    assert "CALDAV_PASSWORD" in done.said


@pytest.mark.parametrize(
    ("name", "value"), [("CALDAV_URL", "https://dav.example/"), ("CALDAV_USERNAME", "mallory")]
)
def test_a_password_for_somewhere_else_stays_where_it_is(
    run: Run, server: Server, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)
    monkeypatch.setenv(name, value)
    done = run("add", "--url", server.url, "--user", server.user)
    assert isinstance(done.error, NeedsPerson)


def test_the_keyring(
    run: Run, server: Server, home: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)
    run("add", "--url", server.url, "--user", server.user, "--keyring")
    assert account(home).password is Way.KEYRING
    entry = (f"calsync {server.url.rstrip('/')}", server.user)
    assert ring.kept == {entry: server.password}
    monkeypatch.delenv("CALDAV_PASSWORD")
    assert run("test").code == 0
    assert run("add", "--url", server.url, "--user", server.user).code == 0  # the keyring has it
    other = server.make_calendar("other", title="Other")
    run("add", "--url", other, "--user", server.user, "--name", "other")
    assert run("remove", "home", "--json").data["from_keyring"] is False  # the other one needs it
    assert ring.kept
    assert "taken out of the keyring" in run("remove", "other").out
    assert not ring.kept


def test_an_account_that_is_not_saved_leaves_nothing_in_the_keyring(
    run: Run, server: Server, home: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)

    def full(*_: object, **__: object) -> None:
        raise SettingsError("The disk is full.")

    monkeypatch.setattr("calsync.config_change.put_account", full)
    assert run("add", "--url", server.url, "--user", server.user, "--keyring").code == 4
    assert not ring.kept


def test_several_accounts(run: Run, server: Server, command: str, home: Path) -> None:
    common = ("add", "--user", server.user, "--password-command", command, "--url")
    run(*common, server.url)
    jobs = server.make_calendar("jobs", title="Jobs")
    done = run(*common, jobs)
    assert "Added the account “home-2”" in done.out
    assert "calsync config set calendar home-2" in done.out
    assert load_config(home / "calsync.toml").calendar == "home"
    taken = run(*common, server.make_calendar("third"), "--name", "home")
    assert isinstance(taken.error, UsageError)
    assert "already, for another calendar" in taken.said
    known = run(*common, jobs, "--name", "jobs")
    assert "That calendar is the account “home-2” already." in known.said
    assert run(*common, server.url, "--name", "Ümlaut").code == 2


def test_a_wrong_file_is_said_before_anything_is_asked_or_made(
    run: Run, server: Server, command: str, home: Path
) -> None:
    home.mkdir()
    (home / "accounts.toml").write_text("[home]\ncolour = 1\n", encoding="utf-8")
    done = run("add", "--url", server.url, "--user", server.user, "--password-command", command)
    assert (done.code, type(done.error)) == (4, SettingsError)
    assert titles(server) == {}


# --- what caldav and plann use -----------------------------------------------------------------------------


@pytest.fixture
def shared(server: Server, tmp_path: Path) -> Path:
    file = tmp_path / "user" / ".config" / "caldav" / "calendar.conf"
    file.parent.mkdir(parents=True)
    fetched = tmp_path / "one-line"
    fetched.write_text(f"{server.password}\n", encoding="utf-8")
    file.write_text(
        f"""default:
  caldav_url: {server.url}
  caldav_user: {server.user}
  caldav_password_command: [cat, {fetched}]
jobs:
  kind: caldav
  url: {server.url}
  username: {server.user}
  password_command: [cat, {fetched}]
  calendar_name: Jobs
contacts:
  kind: jmap
  url: https://jmap.example/
""",
        encoding="utf-8",
    )
    file.chmod(0o600)
    return file


def test_the_file_of_caldav(run: Run, server: Server, shared: Path, home: Path) -> None:
    done = run("add", "--from-caldav")
    assert f"The password: as the section “default” of {shared} says." in done.out
    assert account(home) == Account(
        name="home",
        calendar=f"{server.home}interview-follow-ups/",
        password=CaldavFile(shared, "default"),
        auth="basic",
    )
    assert server.user not in (home / "accounts.toml").read_text("utf-8").split("interview-follow-ups")[1]
    assert run("test").code == 0


def test_another_section_of_it(run: Run, server: Server, shared: Path, home: Path) -> None:
    jobs = server.make_calendar("jobs", title="Jobs")
    run("add", "--from-caldav", "--section", "jobs", "--name", "jobs")
    assert account(home, "jobs").calendar == jobs
    done = run("add", "--from-caldav", "--section", "contacts")
    assert done.code == 2
    assert "It has: default, jobs." in done.said


def test_a_section_that_moved_to_another_server_does_not_get_the_password_sent_to_the_old(
    run: Run, server: Server, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", "--from-caldav")
    shared.write_text(shared.read_text("utf-8").replace(server.url, "https://dav.example/"), encoding="utf-8")
    monkeypatch.setattr(account_run, "_known", {})
    done = run("test")
    assert (done.code, type(done.error)) == (4, SettingsError)
    assert "is about dav.example now" in done.said


def test_a_file_named_by_the_environment(
    run: Run, shared: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    shared.rename(elsewhere)
    assert run("add", "--from-caldav").code == 2
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(elsewhere))
    run("add", "--from-caldav")
    assert account(home).password == CaldavFile(elsewhere, "default")
    monkeypatch.delenv("CALDAV_CONFIG_FILE")
    assert run("test").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("default:\n  caldav_url: 'http://dav.example/'\n", "plain http"),
        (
            "default:\n  caldav_url: https://127.0.0.1:1/\n  caldav_ssl_verify_cert: false\n",
            "certificates off",
        ),
        ("default:\n  caldav_url: https://127.0.0.1:1/\n  caldav_proxy: proxy.example\n", "“proxy”"),
        ("default:\n  caldav_pass: hunter2\n bad: [\n", "neither valid JSON nor YAML"),
        ("default:\n  caldav_url: http://127.0.0.1:1/\n  caldav_pass: hunter2\n  url: x\n", "mixes"),
    ],
)
def test_a_file_that_will_not_do(run: Run, shared: Path, home: Path, text: str, said: str) -> None:
    shared.write_text(text, encoding="utf-8")
    done = run("add", "--from-caldav")
    assert said in done.said
    assert "hunter2" not in done.said
    assert not home.exists()


def test_the_environment_of_caldav(
    run: Run, server: Server, shared: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALDAV_URL", server.url)
    monkeypatch.setenv("CALDAV_USERNAME", server.user)
    monkeypatch.setenv("CALDAV_PASSWORD", server.password)
    assert "--from-caldav" in run("add").said
    run("add", "--from-caldav")
    assert account(home).password is Way.ENVIRONMENT
    assert run("test").code == 0


def test_without_any_of_it(run: Run) -> None:
    done = run("add", "--from-caldav")
    assert done.code == 2
    assert "no configuration of caldav or plann" in done.said


@pytest.mark.parametrize(
    "arguments", [("--section", "x"), ("--url", "https://dav.example/", "--from-caldav")]
)
def test_options_that_do_not_go_together(run: Run, arguments: tuple[str, ...]) -> None:
    assert isinstance(run("add", *arguments).error, UsageError)


# --- what is refused before anything is sent ---------------------------------------------------------------


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        pytest.fail("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("caldav.discovery.discover_caldav", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("http://dav.example/", 2, "plain http"),
        ("http://127.0.0.1.dav.example/", 2, "plain http"),
        ("ftp://dav.example/", 2, "not an address"),
        ("https://dana:hunter2@dav.example/", 2, "holds a user name or a password"),
        ("dana@gmail.com", 8, "Google lets no program into its calendars with a password"),
        ("https://apidata.googleusercontent.com/caldav/v2/", 8, "calsync export -o followups.ics"),
        ("dana@outlook.com", 8, "do not speak CalDAV"),
        ("proton.me", 8, "does not speak CalDAV"),
        ("dana", 2, "no address"),
        ("", 2, "address"),
        ("https://", 2, "address"),
        ("dana@dav example", 2, "address"),
    ],
)
def test_what_is_refused_at_once(run: Run, home: Path, url: str, code: int, said: str) -> None:
    done = run("add", "--url", url, "--user", "dana", "--password-command", "hostname")
    assert done.code == code, done
    assert said in done.said
    assert "hunter2" not in done.said + done.out + done.err
    assert not home.exists()


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--password", "hunter2"), "stays in the shell’s history"),
        (("--password=hunter2",), "stays in the shell’s history"),
        (("--password",), "stays in the shell’s history"),
        (("--password-command", "echo hunter2"), "would leave it in the accounts’ file"),
        (("--password-command", "/bin/printf 'hunter2'"), "would leave it in the accounts’ file"),
        (("--password-command", "pass 'hunter2"), "quotation mark"),
        (("--password-command", " "), "is empty"),
        (("--password-command", "/no/such/program hunter2"), "cannot be run: No such file"),
        (("--password-command", "false hunter2"), "ended with code 1"),
        (("--password-command", "true hunter2"), "printed no password"),
    ],
)
def test_passwords_are_not_repeated(run: Run, home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("add", "--url", "https://dav.example/", "--user", "dana", *arguments)
    assert said in done.said
    assert "hunter2" not in done.said + done.out + done.err
    assert not home.exists()


def test_a_server_that_is_not_there(run: Run, home: Path, unused_port: int) -> None:
    done = run(
        "add", "--url", f"http://127.0.0.1:{unused_port}/", "--user", "dana", "--password-command", "hostname"
    )
    assert (done.code, isinstance(done.error, Unreachable)) == (7, True)
    assert not home.exists()


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
