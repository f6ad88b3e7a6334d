"""`calsync export`: what stands in the calendar after all that can happen, and what becomes of the file.

The interview at Acme is on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from calsync.planning.need import Need, need_of
from calsync.planning.plan import State
from tests.cli.tracking import UNASKED, Runner, calsync
from tests.ical.test_reminder import IN_DAYS, an_interview, check_strictly, reminder

__all__ = ["calsync"]

EVENING = "2026-12-01T20:00Z"
LATER = "2026-12-03T17:00Z"
FOREIGN = b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
TYPED = ("--kind", "technical", "--start", "2026-12-01 14:00", "--duration", "1h", "--timezone")
PEOPLE = ("--interviewer", "Sarah Lee <sarah@acme.example>", "--interviewer", "Tom Ng")
THANK_SARAH, THANK_TOM = "Thank Sarah Lee (Acme)", "Thank Tom Ng (Acme)"
CONNECT = "LinkedIn: connect with Sarah Lee and Tom Ng (Acme)"
AHEAD = {"Status check (Acme)", "Final note (Acme)", "Let it rest (Acme)"}
PAST = {THANK_SARAH, THANK_TOM, CONNECT}
"""On Thursday 3 December, at 18:00 in Berlin."""


@pytest.fixture
def acme(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("COLUMNS", "88")
    calsync.at(EVENING)
    calsync.ok("track", "--company", "Acme", *TYPED, "Europe/Berlin", *PEOPLE)
    return calsync


@pytest.fixture
def path(acme: Runner) -> Path:
    return acme.folder / "followups.ics"


def export(calsync: Runner, place: Path | str, *more: str) -> str:
    return " ".join(calsync.ok("export", "-o", str(place), *more).split())


def titles(*paths: Path) -> dict[str, str | None]:
    """What calendar files hold, with the status of a to-do."""
    found: dict[str, str | None] = {}
    for path in paths:
        if not {b"STATUS:COMPLETED", b"STATUS:CANCELLED"} & set(path.read_bytes().split()):
            check_strictly(path.read_bytes())  # which wants an alarm, and those have none
        for part in Calendar.from_ical(path.read_bytes()).subcomponents:
            assert str(part["SUMMARY"]) not in found
            found[str(part["SUMMARY"])] = str(part["STATUS"]) if "STATUS" in part else None
    return found


# which reminders are to stand in a calendar

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
BEFORE, AFTER = timedelta(hours=-1), timedelta(hours=1)
ON_THE_DAY = datetime(2026, 12, 20, 23, 30, tzinfo=NEW_YORK)  # the next day, in UTC
STANDS = [
    # its state, now against its time, as an event, as a to-do
    (State.OPEN, BEFORE, Need.WANTED, Need.WANTED),
    (State.OPEN, AFTER, Need.WANTED, Need.WANTED),
    (State.DONE, BEFORE, Need.GONE, Need.WANTED),
    (State.DONE, AFTER, Need.GONE, Need.WANTED),
    (State.SKIPPED, BEFORE, Need.GONE, Need.WANTED),
    (State.SKIPPED, AFTER, Need.GONE, Need.WANTED),
    (State.WITHDRAWN, BEFORE, Need.GONE, Need.GONE),
    (State.WITHDRAWN, AFTER, Need.GONE, Need.SETTLED),
    (State.LAPSED, AFTER, Need.GONE, Need.SETTLED),
]


@pytest.mark.parametrize(("state", "since", "event", "todo"), STANDS)
def test_what_stands_in_a_calendar(state: State, since: timedelta, event: Need, todo: Need) -> None:
    one = replace(IN_DAYS, at=NOON, state=state)
    assert need_of(one, NOON + since, todo=False) is event
    assert need_of(one, NOON + since, todo=True) is todo


@pytest.mark.parametrize(
    ("now", "expected"),
    [(ON_THE_DAY, Need.GONE), (ON_THE_DAY + timedelta(hours=1), Need.SETTLED)],
)
def test_a_day_is_past_when_it_is_over_for_the_candidate(now: datetime, expected: Need) -> None:
    one = replace(reminder(interview=an_interview(), at=date(2026, 12, 20)), state=State.WITHDRAWN)
    assert need_of(one, now, todo=True) is expected


# an event, from one export to the next

EVENTS = [
    # what is told at EVENING, what is told at LATER, and what then stands in the file
    ((), (), PAST | AHEAD),
    ((("untrack", "acme"),), (), set()),
    ((), (("untrack", "acme"),), PAST),
    ((("done", "acme", "thank-you", "--to", "tom"),), (), PAST - {THANK_TOM} | AHEAD),
    ((("skip", "acme", "linkedin"),), (), PAST - {CONNECT} | AHEAD),
    ((), (("done", "acme", "thank-you"), ("skip", "acme", "linkedin")), PAST | AHEAD),
    ((), (("done", "acme", "status-check"),), PAST | AHEAD - {"Status check (Acme)"}),
    ((), (("track", "acme", "--without", "linkedin"),), PAST | AHEAD),
    ((), (("track", "acme", "--without", "stop"),), PAST | AHEAD - {"Let it rest (Acme)"}),
    ((), (("archive", "acme"),), PAST),
]


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
@pytest.mark.parametrize(("early", "late", "expected"), EVENTS)
def test_what_is_past_stays_and_what_is_over_before_its_time_goes(
    acme: Runner,
    *,
    early: tuple[tuple[str, ...], ...],
    late: tuple[tuple[str, ...], ...],
    expected: set[str],
    folder: bool,
) -> None:
    place = acme.folder / ("calendar" if folder else "followups.ics")
    where = f"{place}/" if folder else place
    export(acme, where)
    before = titles(*(place.glob("*.ics") if folder else [place]))
    assert set(before) == PAST | AHEAD
    for command in early:
        acme.ok(*command)
    export(acme, where)
    acme.at(LATER)
    for command in late:
        acme.ok(*command)
    said = export(acme, where)
    held = [*place.glob("*.ics")] if folder else [each for each in [place] if each.exists()]
    assert set(titles(*held)) == expected
    for title in set(before) - expected:
        assert early or f"“{title}”" in said
    for gone in before.keys() - expected:  # nor does it come back when its day is past
        acme.at("2026-12-30T12:00Z")
        export(acme, where)
        held = [*place.glob("*.ics")] if folder else [each for each in [place] if each.exists()]
        assert gone not in titles(*held)


def test_what_is_settled_never_enters_a_calendar_anew(acme: Runner, path: Path) -> None:
    acme.at(LATER)
    acme.ok("done", "acme", "thank-you", "--on", "2026-12-02")
    export(acme, path)
    assert set(titles(path)) == {CONNECT} | AHEAD


# to-dos

TODOS = [
    # when it is exported first, what is told at LATER, and how the to-dos then stand
    (EVENING, ("untrack", "acme"), {}),
    (EVENING, ("outcome", "acme", "no-answer"), dict.fromkeys(PAST, "CANCELLED")),
    (LATER, ("done", "acme", "thank-you"), {**dict.fromkeys((THANK_SARAH, THANK_TOM), "COMPLETED"), **dict.fromkeys({CONNECT} | AHEAD, "NEEDS-ACTION")}),
    (EVENING, ("skip", "acme", "thank-you"), {**dict.fromkeys((THANK_SARAH, THANK_TOM), "CANCELLED"), **dict.fromkeys({CONNECT} | AHEAD, "NEEDS-ACTION")}),
]  # fmt: skip


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
@pytest.mark.parametrize(("first", "told", "expected"), TODOS)
def test_how_to_dos_stand(
    acme: Runner, *, first: str, told: tuple[str, ...], expected: dict[str, str], folder: bool
) -> None:
    place = acme.folder / ("calendar" if folder else "todos.ics")
    where = f"{place}/" if folder else place
    acme.at(first)
    export(acme, where, "--as", "todo")
    acme.at(LATER)
    acme.ok(*told)
    export(acme, where, "--as", "todo")
    held = [*place.glob("*.ics")] if folder else [each for each in [place] if each.exists()]
    found = titles(*held)
    assert {title: found[title] for title in found.keys() & (PAST | AHEAD)} == expected


def test_what_came_to_nothing_is_no_new_to_do(acme: Runner, path: Path) -> None:
    acme.at(LATER)
    acme.ok("outcome", "acme", "rejected")
    export(acme, path, "--as", "todo")
    assert not titles(path).keys() & (PAST | AHEAD)


def test_a_to_do_that_was_settled_stays_when_its_interview_is_forgotten(acme: Runner, path: Path) -> None:
    acme.at(LATER)
    acme.ok("done", "acme", "thank-you")
    export(acme, path, "--as", "todo")
    acme.ok("untrack", "acme")
    export(acme, path, "--as", "todo")
    assert titles(path) == dict.fromkeys((THANK_SARAH, THANK_TOM), "COMPLETED")


# where no reminder is left


def test_the_file_is_removed_and_comes_again(acme: Runner, path: Path) -> None:
    export(acme, path)
    data = path.read_bytes()
    acme.ok("untrack", "acme")
    said = export(acme, path)
    assert said.startswith(f"Removed {path}: no reminder is left in it. No longer planned: “Thank Sarah")
    assert not path.exists()
    assert export(acme, path) == "There are no reminders."
    acme.ok("undo")
    assert export(acme, path) == f"Wrote {path}: 6 reminders."
    assert path.read_bytes() == data


def test_only_past_ones_are_left(acme: Runner, path: Path) -> None:
    export(acme, path)
    acme.at(LATER)
    acme.ok("untrack", "acme")
    said = export(acme, path)
    assert said.startswith(f"Replaced {path}: 0 new, 0 changed, 3 as before. No longer planned: “")
    data = path.read_bytes()
    assert export(acme, path) == f"{path} says all this already; it was left alone."
    assert path.read_bytes() == data


def test_the_file_behind_a_link_is_removed_and_the_link_stays(acme: Runner, path: Path) -> None:
    target = path.parent / "real.ics"
    path.symlink_to(target)
    export(acme, path)
    acme.ok("untrack", "acme")
    export(acme, path)
    assert path.is_symlink()
    assert not target.exists()


@pytest.mark.parametrize("more", [(), ("--force",), ("--as", "todo"), ("--new-only",)])
def test_a_file_that_is_not_ours_is_left_as_it_is(acme: Runner, path: Path, more: tuple[str, ...]) -> None:
    path.write_bytes(FOREIGN)
    acme.ok("untrack", "acme")
    assert export(acme, path, *more) == f"There are no reminders. {path} was left as it is."
    assert path.read_bytes() == FOREIGN


def test_a_file_of_the_other_form_is_left_as_it_is(acme: Runner, path: Path) -> None:
    export(acme, path)
    data = path.read_bytes()
    acme.ok("untrack", "acme")
    for more in ((), ("--force",)):
        said = export(acme, path, "--as", "todo", *more)
        assert said == f"There are no reminders. {path} was left as it is."
    assert path.read_bytes() == data


def test_standard_output_gets_nothing(acme: Runner) -> None:
    acme.ok("untrack", "acme")
    assert acme.run("export", "-o", "-") == (0, "", "There are no reminders.\n")


def test_a_file_that_was_made_read_only_stays(acme: Runner, path: Path) -> None:
    export(acme, path)
    acme.ok("untrack", "acme")
    path.chmod(0o444)
    code, _, err = acme.run("export", "-o", str(path))
    assert code == 2
    assert "permission denied" in err
    assert path.exists()


# an interview that cannot be planned


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_what_cannot_be_planned_stays_and_what_was_withdrawn_goes_all_the_same(
    acme: Runner, *, folder: bool
) -> None:
    cadence = acme.file("mine.toml", OWN)
    acme.ok("track", "--company", "Globex", *TYPED, "UTC", "--cadence", cadence, *UNASKED)
    place = acme.folder / ("calendar" if folder else "followups.ics")
    where = f"{place}/" if folder else str(place)
    export(acme, where)
    Path(cadence).unlink()
    acme.ok("untrack", "acme")
    code, _, err = acme.run("export", "-o", where)
    assert code == 6
    assert "mine.toml" in err
    assert set(titles(*(place.glob("*.ics") if folder else [place]))) == {"Write to Globex"}


OWN = """
title = "Mine"
[[step]]
name = "thank-you"
anchor = "interview.end"
opens = "0 hours"
closes = "24 hours"
hours = "10:00-14:00"
title = "Write to Globex"
do = "Write."
"""


# a folder


def test_files_of_ours_that_are_no_longer_wanted_are_removed_and_named(acme: Runner) -> None:
    folder = acme.folder / "calendar"
    export(acme, f"{folder}/")
    (folder / "own.ics").write_bytes(FOREIGN)
    (folder / "notes.txt").write_text("Dear diary")
    acme.at(LATER)
    gone = {
        str(path)
        for path in folder.glob("*.ics")
        if path.name != "own.ics" and not titles(path).keys() & PAST
    }
    acme.ok("untrack", "acme")
    said = export(acme, folder)
    assert said.startswith(f"In {folder}: 0 new, 0 changed, 0 as before, 3 removed.")
    assert said.count("No longer planned: ") == 3
    assert all(f"; {path} was removed." in said for path in gone)
    assert not any(Path(path).exists() for path in gone)
    assert set(titles(*folder.glob("*-*.ics"))) == PAST
    assert (folder / "own.ics").read_bytes() == FOREIGN
    assert export(acme, folder) == f"There are no reminders. {folder} was left as it is."


MORE = (
    b"BEGIN:VEVENT\r\nUID:own\r\nDTSTAMP:20261122T080000Z\r\nDTSTART:20261124T080000Z\r\n"
    b"SUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SPOILT: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("another program saved it", lambda data: data.replace(b"-//calsync//EN", b"-//Other//EN")),
    ("it has no mark of ours", lambda data: data.replace(b"X-CALSYNC-INTERVIEW", b"X-GONE")),
    ("more stands in it", lambda data: data.replace(b"END:VCALENDAR\r\n", MORE)),
    ("it is no calendar", lambda data: data[:-20]),
]


@pytest.mark.parametrize("spoil", [each for _, each in SPOILT], ids=[name for name, _ in SPOILT])
def test_a_file_that_is_not_ours_alone_stays(acme: Runner, spoil: Callable[[bytes], bytes]) -> None:
    folder = acme.folder / "calendar"
    export(acme, f"{folder}/")
    spoilt = next(path for path in folder.glob("*.ics") if "Let it rest (Acme)" in titles(path))
    spoilt.write_bytes(spoil(spoilt.read_bytes()))
    data = spoilt.read_bytes()
    acme.ok("untrack", "acme")
    export(acme, folder)
    assert [*folder.iterdir()] == [spoilt]
    assert spoilt.read_bytes() == data


def test_a_link_and_one_file_with_many_stay_in_a_folder(acme: Runner) -> None:
    folder, many, elsewhere = acme.folder / "calendar", "calendar/many.ics", acme.folder / "one.ics"
    export(acme, f"{folder}/")
    export(acme, acme.folder / many)
    linked = sorted(folder.glob("*-*.ics"))[0]
    linked.rename(elsewhere)
    linked.symlink_to(elsewhere)
    acme.ok("untrack", "acme")
    said = export(acme, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted([linked.name, "many.ics"])
    assert f"(in {folder / 'many.ics'})" in said


def test_plan_deletes_no_file(acme: Runner) -> None:
    folder = acme.folder / "calendar"
    export(acme, f"{folder}/")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    typed = ("--company", "Globex", *TYPED, "Europe/Berlin")
    acme.ok("plan", *typed, "-o", f"{folder}/")
    acme.ok("plan", *typed, "--without", "stop", "-o", f"{folder}/")
    assert before.items() <= {path: path.read_bytes() for path in folder.iterdir()}.items()
    assert len([*folder.iterdir()]) > len(before)


# only what is new


def test_new_only_names_what_goes_and_keeps_the_file_beside_true(acme: Runner, path: Path) -> None:
    beside = path.with_name("followups-new.ics")
    export(acme, path)
    data = path.read_bytes()
    acme.ok("outcome", "acme", "withdrawn")
    said = export(acme, path, "--new-only")
    assert said.startswith(f"Wrote {beside}: 1 reminder. No longer planned: “Thank Sarah Lee (Acme)”.")
    assert set(titles(beside)) == {"Tell them that you withdraw (Acme)"}
    acme.ok("undo")
    said = export(acme, path, "--new-only")
    assert said == (
        f"Removed {beside}: no reminder is left in it. No longer planned: “Tell them that you withdraw "
        "(Acme)”. If it is in your calendar, delete it there."
    )
    assert not beside.exists()
    assert export(acme, path, "--new-only") == (f"{path} lacks none of these reminders; nothing was written.")
    acme.ok("untrack", "acme")
    said = export(acme, path, "--new-only")
    assert said.startswith(f"There are no reminders. {path} was left as it is. No longer planned: “Thank Sar")
    assert said.count("No longer planned") == 6
    assert path.read_bytes() == data


def test_what_the_file_holds_by_now_is_not_said_to_go(acme: Runner, path: Path) -> None:
    beside = path.with_name("followups-new.ics")
    export(acme, path)
    acme.ok("track", "acme", "--with", "debrief", "--with", "keep-applying")
    export(acme, path, "--new-only")
    export(acme, path)
    assert export(acme, path, "--new-only") == f"{path} lacks none of these reminders; nothing was written."
    assert beside.exists()
