"""What the person is told of each failure, how the run ends, and that nobody is asked more than makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from calsync.errors import AccessRefused, CalsyncError, Unreachable
from calsync.planning.history import Skipped
from calsync.stores.dav_connection import Auth, Limits, Login
from calsync.sync.report import Kind
from tests.faults.desk import Desk, Ran
from tests.faults.elsewhere import elsewhere
from tests.faults.faults import (
    BUSY,
    BUSY_FOR_A_WHILE,
    DOWN,
    DOWN_FOR_A_WHILE,
    GARBAGE,
    LOGIN,
    MUTE,
    NO_ENTRY,
    NOTHING,
    STUCK,
    TOO_LONG,
    TRUNCATED,
    UNANSWERED,
    UNREAD,
    answers,
    away,
)
from tests.faults.proxy import Asked, Fault, Proxy, Script, always, at, proxy_before, sound
from tests.planning.made import ANA, SARAH, TOM, when
from tests.servers.server import Server
from tests.stores_dav.scripted import CERTIFICATES

WRITES = ("PUT", "DELETE")
QUICK = Limits(connect=10, read=0.3)
FULL = answers(507)
FORBIDDEN = answers(403)
TOO_LARGE = answers(413)
REMINDERS = 7


class Scene:
    """A desk with one interview of six reminders, and a calendar behind a proxy."""

    def __init__(self, server: Server, proxy: Proxy, folder: Path, *, ca_file: str | None = None) -> None:
        self.server, self.proxy = server, proxy
        self.calendar = server.make_calendar("s")
        login = Login(proxy.url, server.user, server.password, "basic", ca_file)
        now = when("2026-11-30 09:00")
        self.desk = Desk(folder / "tracker.db", proxy.through(self.calendar), login, now)
        self.desk.track("acme", when("2026-12-01 14:00"), SARAH, TOM)

    def run(self, script: Script = sound, limits: Limits | None = None) -> Ran:
        self.desk.now += timedelta(minutes=2)
        self.proxy.begin(script)
        ran = self.desk.sync(limits)
        self.proxy.settle()
        return ran

    def fails(self, script: Script, limits: Limits | None = None) -> CalsyncError:
        """What ended the run."""
        stopped = self.run(script, limits).report.stopped
        assert stopped is not None
        return stopped

    def heals(self) -> None:
        """A run without faults, after which there is nothing left to do."""
        ran = self.run()
        assert not ran.report.problems
        wanted = sorted(uid for uid, each in self.desk.wanted().items() if each.new)
        assert sorted(name.removesuffix(".ics") for name in self.server.list(self.calendar)) == wanted
        self.run()
        assert [each.method for each in self.proxy.asked] == ["REPORT"]

    @property
    def methods(self) -> str:
        return " ".join(each.method for each in self.proxy.asked)


@pytest.fixture(scope="module")
def proxy(radicale: Server) -> Iterator[Proxy]:
    with proxy_before(radicale.url) as proxy:
        yield proxy


@pytest.fixture
def scene(radicale: Server, proxy: Proxy, tmp_path: Path) -> Scene:
    return Scene(radicale, proxy, tmp_path)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("first", [1, 2, 4], ids=["at once", "the second", "a write"])
def test_sent_to_another_server(status: int, first: int, scene: Scene) -> None:
    with elsewhere() as other:
        error = scene.fails(lambda asked: away(f"{other.url}dav/", status) if asked.number >= first else None)
        assert other.visitors() == []
    assert isinstance(error, Unreachable)
    assert error.exit_code == 7
    assert "sends us on to 127.0.0.1:" in error.message
    assert "does not take the password" in error.message
    assert len(scene.proxy.asked) == first
    scene.heals()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (LOGIN, "none of a calendar server"),
        (GARBAGE, "none of a calendar server"),
        (TRUNCATED, "none of a calendar server"),
        (answers(207, body=b""), "none of a calendar server"),
        (answers(500), "is in trouble just now (HTTP 500)"),
        (answers(502), "is in trouble just now (HTTP 502)"),
        (DOWN, "is in trouble just now (HTTP 503)"),
        (UNREAD, "was lost"),
        (UNANSWERED, "was lost"),
        (TOO_LONG, "broke off"),
    ],
    ids=lambda each: each.name if isinstance(each, Fault) else "",
)
@pytest.mark.parametrize("known", [False, True], ids=["the first time", "later"])
def test_no_sensible_answer_to_a_question(fault: Fault, said: str, known: bool, scene: Scene) -> None:
    """An answer that is none never looks like an empty calendar: nothing is concluded, nothing written."""
    if known:
        scene.heals()
        scene.desk.track("bluebird", when("2026-12-02 10:00"), ANA)
    before, there = scene.desk.standing(), scene.server.list(scene.calendar)
    entries = [each.entries for each in scene.desk.tracked()]
    error = scene.fails(always(fault))
    assert isinstance(error, Unreachable)
    assert said in error.message
    assert error.hint
    assert not scene.proxy.writes
    assert len(scene.proxy.asked) <= 3
    assert scene.desk.standing() == before
    assert [each.entries for each in scene.desk.tracked()] == entries
    assert scene.server.list(scene.calendar) == there
    scene.heals()


def test_an_empty_answer_is_no_empty_calendar(scene: Scene) -> None:
    scene.heals()
    rows = scene.desk.standing().rows.keys()
    for number in (1, 2):
        ran = scene.run(at({number: NOTHING}))
        assert not ran.report.problems
        assert not ran.report.changed
        assert scene.desk.standing().rows.keys() == rows
        assert not scene.proxy.writes
    scene.heals()


def test_a_calendar_that_looks_empty_through_and_through_is_asked_about(scene: Scene) -> None:
    scene.heals()
    before = scene.desk.standing().rows
    error = scene.fails(always(NOTHING))
    assert error.exit_code == 5
    assert "looks emptied" in error.message
    assert scene.desk.standing().rows == before
    scene.heals()


def test_a_certificate_that_is_not_trusted(radicale: Server, tmp_path: Path) -> None:
    with proxy_before(radicale.url, certificate=CERTIFICATES / "own.pem") as proxy:
        scene = Scene(radicale, proxy, tmp_path)
        error = scene.fails(sound)
        assert isinstance(error, Unreachable)
        assert "certificate" in error.message
        assert "--ca-file" in error.hint
        assert scene.methods == ""


@pytest.mark.parametrize(
    ("script", "said"),
    [(sound, ""), (at({4: UNANSWERED, 5: UNANSWERED}), "was lost"), (always(STUCK), "takes too long")],
    ids=["well", "lost", "stuck"],
)
def test_a_certificate_of_ones_own(script: Script, said: str, radicale: Server, tmp_path: Path) -> None:
    with proxy_before(radicale.url, certificate=CERTIFICATES / "own.pem") as proxy:
        scene = Scene(radicale, proxy, tmp_path, ca_file=str(CERTIFICATES / "own.pem"))
        problems = scene.run(script, QUICK).report.problems
        assert bool(problems) == bool(said)
        assert all(said in each.message for each in problems)
        scene.heals()


@pytest.mark.parametrize("fault", [STUCK, MUTE], ids=["before", "after"])
def test_a_server_that_does_not_answer_in_time(fault: Fault, scene: Scene) -> None:
    error = scene.fails(always(fault), QUICK)
    assert isinstance(error, Unreachable)
    assert "takes too long to answer" in error.message
    assert "nothing is lost" in error.hint
    assert scene.methods == "PROPFIND"
    error = scene.fails(always(fault, *WRITES), QUICK)
    assert "takes too long to answer" in error.message
    assert scene.methods == "PROPFIND REPORT PUT PUT"  # two in a row, then it gives up
    scene.heals()


@pytest.mark.parametrize(
    ("fault", "number", "waits"),
    [
        (BUSY_FOR_A_WHILE, 1, [7.0]),
        (BUSY_FOR_A_WHILE, 4, [7.0]),
        (DOWN_FOR_A_WHILE, 2, [3.0]),
        (DOWN_FOR_A_WHILE, 5, [3.0]),
        (BUSY, 3, [5.0]),
    ],
)
def test_waiting_as_the_server_asks(fault: Fault, number: int, waits: list[float], scene: Scene) -> None:
    ran = scene.run(at({number: fault}))
    assert ran.waits == waits
    assert not ran.report.problems
    assert [line.kind for line in ran.report.lines] == [Kind.CREATED] * REMINDERS
    assert len(scene.proxy.asked) == 2 + REMINDERS + 1
    scene.heals()


@pytest.mark.parametrize(
    ("fault", "hint", "asked"),
    [
        (BUSY, "in 40 s", 4),
        (answers(429, Retry_After="3600"), "in 60 minutes", 1),
        (answers(503, Retry_After="3600"), "in 60 minutes", 1),
    ],
)
def test_not_waiting_for_ever(fault: Fault, hint: str, asked: int, scene: Scene) -> None:
    error = scene.fails(always(fault))
    assert isinstance(error, Unreachable)
    assert "is busy and asks for a break" in error.message
    assert hint in error.hint
    assert len(scene.proxy.asked) == asked
    error = scene.fails(always(fault, *WRITES))
    assert "is busy" in error.message
    assert len(scene.proxy.asked) == 2 + asked  # one write, not all of them
    scene.heals()


def test_no_entry_at_once(scene: Scene) -> None:
    error = scene.fails(always(NO_ENTRY))
    assert isinstance(error, AccessRefused)
    assert error.exit_code == 8
    assert "refuses the user name or the password" in error.message
    assert scene.methods == "PROPFIND"
    scene.heals()


@pytest.mark.parametrize("auth", ["basic", None])
def test_a_wrong_password(auth: Auth | None, scene: Scene) -> None:
    right = scene.desk.login
    scene.desk.login = right._replace(password="wrong", auth=auth)
    error = scene.fails(sound)
    assert isinstance(error, AccessRefused)
    assert scene.methods == "PROPFIND"
    scene.desk.login = right
    scene.heals()


def test_no_entry_in_the_middle(scene: Scene) -> None:
    """What was done stays done, and nothing more is tried: a server may lock out who knocks too often."""
    ran = scene.run(lambda asked: NO_ENTRY if asked.number >= 5 else None)
    assert isinstance(ran.report.stopped, AccessRefused)
    assert scene.methods == "PROPFIND REPORT PUT PUT PUT"
    assert [line.kind for line in ran.report.lines] == [Kind.CREATED] * 2
    assert len(scene.server.list(scene.calendar)) == 2
    scene.heals()


def test_a_calendar_that_may_only_be_read(scene: Scene) -> None:
    ran = scene.run(always(FORBIDDEN, *WRITES))
    assert scene.methods == "PROPFIND REPORT PUT PUT PUT"  # the rest is hopeless
    assert len(ran.report.failed) == REMINDERS
    for each in ran.report.failed:
        assert isinstance(each.error, AccessRefused)
        assert each.error.exit_code == 8
        assert "does not let this user do that" in each.error.message
    assert {each.title for each in ran.report.failed} == {
        each.title for each in scene.desk.wanted().values() if each.new
    }
    scene.heals()


def _three_sorts(scene: Scene) -> None:
    """A run is due that creates, updates and deletes."""
    scene.heals()
    desk = scene.desk
    desk.tell("acme", Skipped("linkedin", "", desk.now))
    desk.reschedule("acme", when("2026-12-02 14:00"))
    desk.track("bluebird", when("2026-12-03 10:00"), ANA)


def test_a_full_calendar_still_takes_what_needs_no_room(scene: Scene) -> None:
    _three_sorts(scene)
    ran = scene.run(
        lambda asked: FULL if asked.method == "PUT" and "if-none-match" in asked.headers else None
    )
    done = [line.kind for line in ran.report.lines]
    assert done.count(Kind.DELETED) == 1
    assert done.count(Kind.UPDATED) >= 3
    assert Kind.CREATED not in done
    assert len(ran.report.failed) >= 4
    for each in ran.report.failed:
        assert isinstance(each.error, AccessRefused)
        assert "is full" in each.error.message
    tried = [each for each in scene.proxy.writes if "if-none-match" in each.headers]
    assert len(tried) == 3
    scene.heals()


def test_one_that_is_too_large_leaves_the_rest_alone(scene: Scene) -> None:
    _three_sorts(scene)
    victim = next(each for each in scene.desk.wanted().values() if each.interview == "bluebird" and each.new)

    def script(asked: Asked) -> Fault | None:
        return TOO_LARGE if victim.uid in asked.path else None

    ran = scene.run(script)
    assert [each.uid for each in ran.report.failed] == [victim.uid]
    assert isinstance(ran.report.failed[0].error, AccessRefused)
    assert "too large" in ran.report.failed[0].error.message
    assert ran.report.stopped is None
    assert (
        len(scene.server.list(scene.calendar)) == sum(each.new for each in scene.desk.wanted().values()) - 1
    )
    ran = scene.run(script)  # only that one is tried again
    assert scene.methods.replace("REPORT ", "") == "PUT"
    assert [each.uid for each in ran.report.failed] == [victim.uid]
    scene.heals()
