"""`calsync scan`, and `sync` and `watch` with --scan, on real calendar servers and in folders. The calendars of
the person are never written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from calsync.cli import account_run, watch_run
from calsync.cli.scan_report import MOST_UNASKED
from calsync.stores import dav_events
from calsync.stores.dav_connection import Connection
from calsync.stores.dav_events import Events
from calsync.stores.dav_wire import Wire
from tests.cli.acme import sentence
from tests.cli.scanning import SETTINGS, acme, became, dentist, globex, many, marks, verdicts
from tests.cli.test_scan import ACME, GLOBEX
from tests.cli.test_sync_servers import Calendar, sign_up, user_of
from tests.cli.tracking import Runner, calsync, hours
from tests.ical.events import calendar, event
from tests.servers.server import Server
from tests.servers.xandikos import running_xandikos

__all__ = ["calsync", "verdicts"]

MOVED = hours("20261203T100000", "20261203T110000")


@pytest.fixture(autouse=True)
def _settled(calsync: Runner, verdicts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_run, "_known", {})
    monkeypatch.chdir(calsync.folder)
    calsync.settings(SETTINGS)


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """With nothing in it yet."""
    if request.param == "radicale":
        yield user_of(request.getfixturevalue("radicale"))
        return
    with running_xandikos(tmp_path / "xandikos") as found:
        yield found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What is sent from now on, by method and the end of the address."""
    found: Counter[str] = Counter()
    once = Wire._once

    def count(self: Wire, method: str, url: str, **more: Any) -> object:
        found[method] += 1
        return once(self, method, url, **more)

    monkeypatch.setattr(Wire, "_once", count)
    return found


class Person:
    """Somebody with two calendars of their own, and one for the reminders."""

    def __init__(self, calsync: Runner, server: Server) -> None:
        self.reminders: Calendar = sign_up(calsync, server)
        self.server = server
        self.work = server.make_calendar("work", title="Work")
        self.private = server.make_calendar("private", title="Private – Größe")

    def put(self, calendar_url: str, name: str, *events: str) -> None:
        self.server.put(calendar_url, name, calendar(*events).decode())

    def own(self) -> list[dict[str, tuple[str, str]]]:
        return [self.server.versions(each) for each in (self.work, self.private)]


@pytest.fixture
def person(calsync: Runner, server: Server) -> Person:
    found = Person(calsync, server)
    found.put(found.work, "a.ics", acme())
    found.put(found.private, "b.ics", globex())
    found.put(found.private, "c.ics", dentist())
    return found


def test_all_calendars_are_read_and_none_is_written(
    calsync: Runner, person: Person, sent: Counter[str]
) -> None:
    before = person.own()
    assert became(calsync) == {ACME: "sure", GLOBEX: "offered"}
    assert sent["REPORT"] >= 3
    out = " ".join(calsync.ok("scan", "--track").split())
    for name in ("Private – Größe", "Wiedervorlagen – Grüße", "Work"):
        assert f"calendar “{name}”" in out.split("Looked at ")[1]
    calsync.ok("scan", "--decline", marks(calsync)[GLOBEX])
    assert set(sent) == {"PROPFIND", "REPORT"}
    assert person.own() == before
    assert calsync.refs() == ["acme-technical"]


def test_reminders_are_not_taken_for_interviews(calsync: Runner, person: Person) -> None:
    calsync.ok("scan", "--track")
    calsync.ok("sync")
    assert person.reminders.titles()
    calsync.ok("undo")
    assert became(calsync, "--calendar", "Wiedervorlagen – Grüße", "--days-back", "60") == {}


def test_only_the_calendars_that_are_named(calsync: Runner, person: Person) -> None:
    assert became(calsync, "--calendar", "work") == {ACME: "sure"}
    assert became(calsync, "--calendar", "Work", "--calendar", "Private – Größe") == {
        ACME: "sure",
        GLOBEX: "offered",
    }
    assert calsync.run("scan", "--calendar", "Werk")[0] == 2
    said, hint = sentence(calsync)
    assert said == "There is no calendar “Werk”."
    assert hint.startswith("Did you mean “Work”? The calendars: Private – Größe, ")


def test_a_series_and_a_time_of_it_that_moved(calsync: Runner, person: Person) -> None:
    series = acme("RRULE:FREQ=DAILY;COUNT=3")
    moved = acme("RECURRENCE-ID;TZID=Europe/Berlin:20261201T140000", **MOVED)
    person.put(person.work, "a.ics", series, moved)
    found = became(calsync)
    assert set(found) == {ACME, GLOBEX}
    calsync.ok("scan", "--track")
    assert calsync.data("scan", "--track")["noticed"] == []


def test_one_that_moved_far_away_or_is_gone(calsync: Runner, person: Person, sent: Counter[str]) -> None:
    calsync.ok("scan", "--track")
    person.put(person.work, "a.ics", acme("SEQUENCE:1", **hours("20270301T100000", "20270301T110000")))
    calsync.ok("scan", "--track")
    assert calsync.interview("acme-technical")["start"] == "2027-03-01T10:00:00+01:00"
    assert calsync.data("scan", "--track")["noticed"] == []
    person.server.delete(person.work, "a.ics")
    out = " ".join(calsync.ok("scan").split())
    assert "acme-technical is no longer in calendar “Work”. If it is called off: calsync untrack" in out
    assert set(sent) == {"PROPFIND", "REPORT"}


# Before a sync


def test_hands_free(calsync: Runner, person: Person, sent: Counter[str]) -> None:
    before = person.own()
    out = calsync.ok("sync", "--scan")
    assert " ".join(out.split()).startswith(
        f"Now tracked: acme-technical: technical interview at Acme, Tue 1 Dec 2026 14:00 (“{ACME}” in calendar "
        "“Work”, 14:00; title says “Technical interview”; "
    )
    given = marks(calsync)[GLOBEX]
    assert (
        f"“{GLOBEX}” on Wed 2 Dec 2026 (calendar “Private – Größe”, 10:00) may be an interview (60%). To say "
        f"whether it is: calsync scan --take {given}, or --decline {given}"
    ) in " ".join(out.split())
    assert calsync.log() == ["scan"]
    titles = person.reminders.titles()
    assert "Thank Sarah Lee (Acme)" in titles
    assert person.own() == before
    there = person.reminders.versions()
    assert calsync.ok("sync", "--scan").endswith("stand as planned.\n")
    assert calsync.log() == ["scan"]
    assert person.reminders.versions() == there
    person.put(person.work, "a.ics", acme("SEQUENCE:1", **MOVED))
    out = " ".join(calsync.ok("sync", "--scan").split())
    assert out.startswith(
        "Updated acme-technical (technical interview at Acme, Thu 3 Dec 2026 10:00). changed "
    )
    person.put(person.work, "a.ics", acme("SEQUENCE:2", "STATUS:CANCELLED", **MOVED))
    out = " ".join(calsync.ok("sync", "--scan").split())
    assert out.startswith("acme-technical (technical interview at Acme, Thu 3 Dec 2026 10:00) is called off")
    assert person.reminders.titles() == []
    assert calsync.log() == ["scan"] * 3
    person.server.delete(person.work, "a.ics")
    assert "no longer" not in calsync.ok("sync", "--scan")


def test_a_dry_run_tracks_nothing(calsync: Runner, person: Person, sent: Counter[str]) -> None:
    out = calsync.ok("sync", "--scan", "--dry-run")
    assert out.startswith("Would track: technical interview at Acme, Tue 1 Dec 2026 14:00 (")
    assert calsync.refs() == []
    assert set(sent) == {"PROPFIND", "REPORT"}
    assert calsync.data("sync", "--scan", "--dry-run")["found"][0].startswith("Would track: ")


def test_sync_and_scan_as_json(calsync: Runner, person: Person) -> None:
    code, found = calsync.json("sync", "--scan")
    assert code == 0
    assert [each.split(": ")[1] for each in found["data"]["found"]] == ["acme-technical"]
    assert GLOBEX in found["notes"][0]
    assert found["data"]["changes"]
    assert "found" not in calsync.data("sync")


def test_where_nothing_is_found_there_is_nothing_to_sync(calsync: Runner, person: Person) -> None:
    person.server.delete(person.work, "a.ics")
    assert calsync.run("sync")[0] == 2
    out = calsync.ok("sync", "--scan")
    assert out.startswith("To know\n  - “Interview - Globex (perhaps)”")
    assert out.endswith("\n\nNothing to do: nothing is tracked yet.\n")
    assert calsync.data("sync", "--scan")["found"] == []


def refuse(monkeypatch: pytest.MonkeyPatch, name: str = "Work") -> Callable[[], None]:
    """The server does not show that calendar any more; gives what makes it show it again."""
    ask = dav_events._ask

    def asked(connection: Connection, found: Any, body: str) -> Any:
        answer = ask(connection, found, body)
        return answer._replace(status=403, body=b"") if found.name == name else answer

    monkeypatch.setattr(dav_events, "_ask", asked)

    def show() -> None:
        monkeypatch.setattr(dav_events, "_ask", ask)

    return show


def test_a_calendar_that_cannot_be_read_does_not_keep_the_rest(
    calsync: Runner, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    calsync.ok("scan", "--track")
    refuse(monkeypatch)
    person.put(person.private, "d.ics", acme(UID="d@hollins.example", SUMMARY="Final interview - Hollins"))
    code, out, err = calsync.run("scan", "--track")
    assert code == 6
    assert "hollins-final" in out
    assert "no longer" not in out  # what was not read is not gone
    assert "does not let this user read “Work”.\n" in err
    code, out, err = calsync.run("sync", "--scan")
    assert code == 6
    assert "Thank" in out
    assert err.count("“Work”") == 1
    code, found = calsync.json("sync", "--scan")
    assert (code, found["status"], found["errors"][0]["code"]) == (6, "partial", "refused")


def test_what_is_held_back_is_not_taken_for_gone(
    calsync: Runner, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    calsync.ok("scan", "--track")
    monkeypatch.setattr(dav_events, "events_between", lambda *_, **__: Events((), whole=False))
    person.server.delete(person.work, "a.ics")
    code, out, err = calsync.run("scan", "--calendar", "Work")
    assert code == 7
    assert "no longer" not in out
    assert "shows only a part of “Work”; the rest was not looked at." in err
    text = calendar(globex()).decode()
    monkeypatch.setattr(dav_events, "events_between", lambda *_, **__: Events((text,), whole=False))
    assert calsync.run("scan", "--calendar", "Work")[0] == 6
    assert GLOBEX in calsync.run("scan", "--calendar", "Work")[1]


def test_a_scan_that_fails_does_not_keep_the_sync(
    calsync: Runner, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calsync.errors import Unreachable

    calsync.ok("scan", "--track")

    def fail(*_: object) -> None:
        raise Unreachable("The list of calendars is not to be had.", hint="Try again later.")

    monkeypatch.setattr(dav_events, "calendars_of", fail)
    code, out, err = calsync.run("sync", "--scan")
    assert code == 6
    assert "Thank Sarah Lee" in out
    assert err == "calsync: The list of calendars is not to be had.\n  Try again later.\n"
    assert person.reminders.titles()


# Again and again


class Watch:
    """A watch in which something happens between two rounds."""

    def __init__(self, calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        self._calsync, self._monkeypatch = calsync, monkeypatch
        self.said: list[tuple[str, str]] = []

    def run(self, *steps: Callable[[], object], to: str = "") -> int:
        left = iter(steps)

        def wait(_: float) -> None:
            self.said.append(self._take())
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        self._monkeypatch.setattr(watch_run, "sleep", wait)
        self._take()
        from calsync.cli import run

        return run(["watch", "--scan", *(["--to", to] if to else [])])

    def _take(self) -> tuple[str, str]:
        out, err = self._calsync._capfd.readouterr()
        return " ".join(out.split()), err


@pytest.fixture
def watch(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(calsync, monkeypatch)


def nothing() -> None:
    pass


NOTHING = "Nothing to do: nothing is tracked, and no interview was found in your calendars."


def test_a_watch_finds_follows_and_tells_only_news(
    calsync: Runner, server: Server, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(calsync, server)
    shows = [nothing]

    def invite() -> None:
        person.put(person.work, "a.ics", acme())
        person.put(person.private, "b.ics", globex())

    def move() -> None:
        person.put(person.work, "a.ics", acme("SEQUENCE:1", **MOVED))

    def hide() -> None:
        shows.append(refuse(monkeypatch))

    def show() -> None:
        shows.pop()()

    assert watch.run(nothing, invite, nothing, move, nothing, hide, nothing, show) == 0
    out = [each for each, _ in watch.said]
    assert out[:2] == [NOTHING, ""]
    assert out[2].startswith("Now tracked: acme-technical: ")
    assert "may be an interview" in out[2]
    assert out[3] == ""
    assert out[4].startswith("Updated acme-technical ")
    assert "may be an interview" not in out[4]
    assert [out[5], out[7]] == ["", ""]
    assert [err.count("read “Work”") for _, err in watch.said] == [0, 0, 0, 0, 0, 0, 1, 0, 0]


def test_a_watch_waits_for_a_server_that_is_away(
    calsync: Runner, server: Server, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    Person(calsync, server)
    once = Wire._once

    def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    def lose() -> None:
        monkeypatch.setattr(Wire, "_once", away)

    def find() -> None:
        monkeypatch.setattr(Wire, "_once", once)

    assert watch.run(lose, nothing, find) == 0
    assert [out for out, _ in watch.said] == [NOTHING, "", "", NOTHING]
    assert [err.count("calsync: ") for _, err in watch.said] == [0, 1, 0, 0]


# A folder


def test_the_folder_itself_is_scanned(calsync: Runner) -> None:
    assert calsync.ok("sync", "--to", "there", "--scan") == f"{NOTHING}\n"
    assert not (calsync.folder / "there").exists()
    calsync.file("there/theirs.ics", calendar(acme()))
    out = " ".join(calsync.ok("sync", "--to", "there", "--scan").split())
    assert out.startswith("Now tracked: acme-technical: ")
    before = {each.name: each.read_bytes() for each in (calsync.folder / "there").iterdir()}
    assert len(before) > 4
    assert calsync.ok("sync", "--to", "there", "--scan").startswith("Nothing to do: ")
    assert {each.name: each.read_bytes() for each in (calsync.folder / "there").iterdir()} == before


def test_what_a_sync_offers_can_be_taken_from_the_folder(calsync: Runner) -> None:
    calsync.file("there/theirs.ics", calendar(globex()))
    out = " ".join(calsync.ok("sync", "--to", "there", "--scan").split())
    command = out.split("whether it is: calsync ")[1].split(",")[0].split()
    calsync.ok(*command)
    assert calsync.refs() == ["globex-interview"]


def test_events_without_a_zone_are_one_remark(calsync: Runner) -> None:
    calsync.settings('me = ["dana@mail.example"]\n')
    for number in range(4):
        text = calendar(acme(UID=f"{number}@x.example")).decode().replace(";TZID=Europe/Berlin", "")
        calsync.file(f"there/{number}.ics", text)
    out = " ".join(calsync.ok("sync", "--to", "there", "--scan").split())
    assert out.startswith(
        "To know - 4 events were not looked at. “Technical interview - Acme” in there/0.ics: its times bear no "
        "time zone (Tue 1 Dec 2026). “Technical interview - Acme” in there/1.ics: "
    )
    assert "(Tue 1 Dec 2026). And 1 more. Say yours: calsync config set timezone Europe/Berlin Noth" in out


def test_a_whole_day_without_a_zone_is_named(calsync: Runner) -> None:
    calsync.settings('me = ["dana@mail.example"]\n')
    day = event(SUMMARY="Onsite interview - Acme", START=";VALUE=DATE:20261201", END=";VALUE=DATE:20261202")
    calsync.file("there/a.ics", calendar(day))
    out = " ".join(calsync.ok("sync", "--to", "there", "--scan").split())
    assert out.startswith(
        "To know - 1 event was not looked at. “Onsite interview - Acme” in there/a.ics: it is a whole day without "
        "a time zone (Tue 1 Dec 2026). Say yours: calsync config set timezone Europe/Berlin"
    )


def test_of_what_is_offered_a_sync_names_three(calsync: Runner) -> None:
    for number in range(5):
        one = globex(UID=f"{number}@x.example", SUMMARY=f"Interview - Firm{number} (perhaps)")
        calsync.file(f"there/{number}.ics", calendar(one))
    for _ in range(2):
        out = " ".join(calsync.ok("sync", "--to", "there", "--scan").split())
        assert out.count("may be an interview (60%)") == 3
        assert "- And 2 more may be interviews. To see which: calsync scan --from there " in out


@pytest.mark.parametrize("dry", [True, False])
def test_too_many_at_once_are_one_remark(calsync: Runner, dry: bool) -> None:
    calsync.file("there/a.ics", calendar(*many(MOST_UNASKED + 1)))
    for _ in range(2):
        out = " ".join(calsync.ok("sync", "--to", "there", "--scan", *(["--dry-run"] if dry else [])).split())
        assert "rack: " not in out
        assert out.count("21 new interviews at once are more than are tracked unasked (20)") == 1
        assert "calsync scan --from there --track" in out
    assert calsync.refs() == []


def test_a_question_is_a_remark_each_time_until_it_is_answered(calsync: Runner) -> None:
    calsync.file("there/a.ics", calendar(acme()))
    calsync.ok("sync", "--to", "there", "--scan")
    calsync.file("there/b.ics", calendar(acme(UID="new@acme.example", **MOVED)))
    out = " ".join(calsync.ok("sync", "--to", "there", "--scan").split())
    assert "looks like a new time for acme-technical" in out
    given = out.split("--take ")[1].split()[0]
    calsync.ok("scan", "--from", "there", "--decline", given)
    assert "looks like" not in calsync.ok("sync", "--to", "there", "--scan")


def test_the_timer_scans_too(calsync: Runner) -> None:
    out = calsync.ok("watch", "--print-timer", "--scan", "--to", "there")
    assert f"sync --to {calsync.folder / 'there'} --scan\n" in out
    assert f"sync --to {calsync.folder / 'there'} --scan >/dev/null\n" in out


def test_taking_back_is_no_time_to_scan(calsync: Runner) -> None:
    assert calsync.run("sync", "--undo", "--scan")[0] == 2
    assert sentence(calsync)[0] == "--undo takes back; --scan goes with the next sync."
