"""Looking at what is tracked: `list`, `show` and `agenda`, as text and as JSON.

The interview at Acme is on Tuesday 1 December 2026 in Berlin, the one at Globex on Wednesday 18 November in New
York, the one at Initech on Thursday 3 December in London.
"""

from __future__ import annotations

import json

import pytest

from tests.cli.acme import OWN
from tests.cli.tracking import UNASKED, Runner, calsync

__all__ = ["calsync"]

PEOPLE = ("--interviewer", "Sarah Lee <sarah@acme.example>", "--interviewer", "Tom Ng")


def track(calsync: Runner, company: str, kind: str, start: str, zone: str, *more: str) -> None:
    typed = ("--company", company, "--kind", kind, "--start", start, "--duration", "1h", "--timezone", zone)
    calsync.ok("track", *typed, *UNASKED, *more)


@pytest.fixture(autouse=True)
def a_terminal_of_88_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "88")


@pytest.fixture
def three(calsync: Runner) -> Runner:
    track(calsync, "Globex", "onsite", "2026-11-18 09:00", "America/New_York")
    track(calsync, "Acme", "technical", "2026-12-01 14:00", "Europe/Berlin", "--role", "Engineer", *PEOPLE)
    track(calsync, "Initech", "final", "2026-12-03 16:00", "Europe/London")
    return calsync


# nothing yet


@pytest.mark.parametrize("command", [("list",), ("list", "--all"), ("agenda",), ("agenda", "--days", "0")])
def test_where_nothing_is_tracked_nothing_is_made(calsync: Runner, command: tuple[str, ...]) -> None:
    assert calsync.ok(*command) == "Nothing is tracked yet. Begin with: calsync track INVITE\n"
    calsync.data(*command)
    assert not calsync.home.exists()


def test_what_needs_an_interview_makes_nothing_either(calsync: Runner) -> None:
    for command in (("show", "acme"), ("undo",), ("backup", str(calsync.folder / "copy"))):
        assert calsync.run(*command)[0] == 2
    calsync.ok("export", "-o", str(calsync.folder / "a.ics"))
    assert list(calsync.folder.iterdir()) == []


# list


def test_the_list_says_what_comes_next(three: Runner) -> None:
    assert three.ok("list") == (
        "globex-onsite   onsite interview at Globex, Wed 18 Nov 2026 09:00\n"
        "                next: Status check (Globex), Wed 25 Nov 10:00\n"
        "acme-technical  technical interview, Engineer at Acme, Tue 1 Dec 2026 14:00\n"
        "                next: Thank Sarah Lee (Acme), Wed 2 Dec 10:00\n"
        "initech-final   final round at Initech, Thu 3 Dec 2026 16:00\n"
        "                next: Thank the people you met (Initech), Fri 4 Dec 10:00\n"
    )


STANDING = [
    (("outcome", "acme", "rejected"), "they said no; next: Answer the rejection kindly (Acme), "),
    (("outcome", "acme", "offer"), "they made an offer; next: Say thank you for the offer (Acme), "),
    (("outcome", "acme", "withdrawn"), "you withdrew; next: Tell them that you withdraw (Acme), "),
    (("outcome", "acme", "next-round"), "the next round is arranged; next: "),
    (("outcome", "acme", "accepted"), "you accepted their offer; next: Have it in writing (Acme), "),
    (("archive", "acme"), "archived"),
]


@pytest.mark.parametrize(("command", "said"), STANDING)
def test_the_list_says_how_it_stands(three: Runner, command: tuple[str, ...], said: str) -> None:
    three.ok(*command)
    lines = " ".join(line.strip() for line in three.ok("list", "--all").splitlines())
    assert said in lines.split("acme-technical")[1]


def test_the_archive_is_listed_when_asked_for(three: Runner) -> None:
    three.ok("archive", "acme", "globex")
    assert [each["ref"] for each in three.data("list")["interviews"]] == ["initech-final"]
    assert three.refs() == ["globex-onsite", "acme-technical", "initech-final"]
    three.ok("archive", "initech")
    assert three.ok("list") == "Nothing is tracked but 3 interviews in the archive: calsync list --all\n"


def test_long_after_nothing_is_left_to_do(three: Runner) -> None:
    three.at("2027-06-01T12:00Z")
    assert three.ok("list").count("nothing is left to do") == 3


# show


def test_everything_about_one(three: Runner) -> None:
    three.at("2026-12-02T12:00Z")
    three.ok("done", "acme", "thank-you", "--to", "sarah", "--on", "10:30")
    three.ok("move", "acme", "linkedin", "2026-12-04 11:00")
    three.ok("skip", "acme", "stop")
    three.ok("note", "acme", "the sharding story", "--with", "tom")
    three.ok("decision", "acme", "by the end of next week")
    assert three.ok("show", "acme") == (
        "acme-technical\n"
        "  Company     Acme [typed]\n"
        "  Role        Engineer [typed]\n"
        "  Kind        technical interview [typed]\n"
        "  When        Tue 1 Dec 2026 14:00–15:00, Europe/Berlin [typed]\n"
        "  With        Sarah Lee <sarah@acme.example>, Tom Ng [typed]\n"
        "  Decision    “by the end of next week” read as Fri 11 Dec 2026 (the last working day of\n"
        "              the week of Mon 7 Dec 2026)\n"
        "\n"
        "Reminders\n"
        "  Wed 2 Dec 10:00   Thank Sarah Lee (Acme) [done Wed 2 Dec 10:30]\n"
        "  Wed 2 Dec 10:15   Thank Tom Ng (Acme)\n"
        "                    until Wed 2 Dec 15:00; within 24 hours of the interview's end (Tue 1\n"
        "                    Dec 15:00); between 10:00 and 14:00 on a working day is when a note\n"
        "                    is read\n"
        "  Fri 4 Dec 11:00   LinkedIn: connect with Sarah Lee and Tom Ng (Acme) [moved by you]\n"
        "                    until Thu 3 Dec 15:00; you moved it here; the plan said Thu 3 Dec\n"
        "                    10:00 (within 48 hours of the interview's end (Tue 1 Dec 15:00);\n"
        "                    between 10:00 and 14:00 on a working day at least 24 hours after it)\n"
        "  Fri 11 Dec        Decision day (Acme): no contact today\n"
        "                    the decision date, Fri 11 Dec\n"
        "  Mon 14 Dec 10:00  Status check (Acme)\n"
        "                    until Tue 15 Dec; 1 business day after the decision date, Fri 11 Dec\n"
        "  Mon 21 Dec 10:00  Final note (Acme)\n"
        "                    until Mon 21 Dec; 5 days after the status check, Mon 14 Dec, and\n"
        "                    then the first working day after Sat 19 Dec\n"
        "  Tue 29 Dec        Let it rest (Acme) [skipped]\n"
        "\n"
        "What happened\n"
        "  Wed 2 Dec 10:30   done: thank-you (Sarah Lee)\n"
        "  Wed 2 Dec 13:00   moved: linkedin to Fri 4 Dec 11:00\n"
        "  Wed 2 Dec 13:00   skipped: stop\n"
        "  Wed 2 Dec 13:00   note (Tom Ng): the sharding story\n"
        "  Wed 2 Dec 13:00   decision date: “by the end of next week” read as Fri 11 Dec 2026\n"
        "                    (the last working day of the week of Mon 7 Dec 2026)\n"
    )


def test_one_as_json(three: Runner) -> None:
    three.at("2026-12-02T12:00Z")
    three.ok("done", "acme", "thank-you", "--to", "sarah", "--on", "2026-12-02")
    three.ok("note", "acme", "the sharding story", "--with", "sarah")
    data = three.data("show", "acme")
    (interview,) = data["interviews"]
    assert {
        key: interview[key] for key in ("ref", "company", "cancelled", "archived", "outcome", "notes")
    } == {
        "ref": "acme-technical",
        "company": "Acme",
        "cancelled": False,
        "archived": False,
        "outcome": None,
        "notes": [{"text": "the sharding story", "about": "sarah@acme.example"}],
    }
    assert interview["tracked_since"] == "2026-11-19T21:00:00+00:00"
    first = data["reminders"][0]
    assert {
        key: first[key] for key in ("ref", "step", "interviewer", "state", "done_on", "moved_by_you")
    } == {
        "ref": "acme-technical",
        "step": "thank-you",
        "interviewer": "Sarah Lee",
        "state": "done",
        "done_on": "2026-12-02",
        "moved_by_you": False,
    }
    assert [each["state"] for each in data["reminders"]] == ["done", *["open"] * 5]


# agenda


def test_the_agenda_over_all(three: Runner) -> None:
    three.at("2026-11-25T12:00Z")
    assert three.ok("agenda", "--days", "9") == (
        "Overdue\n"
        "  Wed 18 Nov 12:00  Thank the people you met (Globex)\n"
        "                    globex-onsite thank-you; until Thu 19 Nov 10:00; America/New_York\n"
        "  Thu 19 Nov 10:00  LinkedIn: connect with the people you met (Globex)\n"
        "                    globex-onsite linkedin; until Fri 20 Nov 10:00; America/New_York\n"
        "\n"
        "Today\n"
        "  Wed 25 Nov 10:00  Status check (Globex)\n"
        "                    globex-onsite status-check; until Mon 30 Nov; America/New_York\n"
        "\n"
        "The next 9 days\n"
        "  Mon 30 Nov 10:00  Final note (Globex)\n"
        "                    globex-onsite final-note; until Wed 2 Dec; America/New_York\n"
        "  Wed 2 Dec 10:00   Thank Sarah Lee (Acme)\n"
        "                    acme-technical thank-you; until Wed 2 Dec 15:00; Europe/Berlin\n"
        "  Wed 2 Dec 10:15   Thank Tom Ng (Acme)\n"
        "                    acme-technical thank-you; until Wed 2 Dec 15:00; Europe/Berlin\n"
        "  Thu 3 Dec 10:00   LinkedIn: connect with Sarah Lee and Tom Ng (Acme)\n"
        "                    acme-technical linkedin; until Thu 3 Dec 15:00; Europe/Berlin\n"
        "  Fri 4 Dec 10:00   Thank the people you met (Initech)\n"
        "                    initech-final thank-you; until Fri 4 Dec 17:00; Europe/London\n"
        "  Fri 4 Dec 11:00   LinkedIn: connect with the people you met (Initech)\n"
        "                    initech-final linkedin; until Sat 5 Dec 17:00; Europe/London\n"
        "\n"
        "Days off\n"
        "  Thu 26 Nov        Thanksgiving Day (United States: Globex)\n"
        "\n"
        "7 more reminders after that; calsync agenda --days N looks further.\n"
    )


def steps(calsync: Runner, *more: str) -> dict[str, list[str]]:
    """The agenda as JSON: for each part the handles and steps."""
    data = calsync.data("agenda", *more)
    return {
        part: [f"{each['ref']} {each['step']}" for each in data[part]]
        for part in ("overdue", "today", "ahead")
    }


def test_the_agenda_as_json(three: Runner) -> None:
    three.at("2026-11-25T12:00Z")
    data = three.data("agenda")
    assert (data["now"], data["days"], data["later"]) == ("2026-11-25T12:00:00+00:00", 7, 10)
    assert steps(three) == {
        "overdue": ["globex-onsite thank-you", "globex-onsite linkedin"],
        "today": ["globex-onsite status-check"],
        "ahead": ["globex-onsite final-note", "acme-technical thank-you", "acme-technical thank-you"],
    }
    assert steps(three, "--days", "0")["ahead"] == []
    assert len(steps(three, "--days", "366")["ahead"]) == 13


def test_what_is_settled_or_archived_is_not_in_the_agenda(three: Runner) -> None:
    three.at("2026-11-25T12:00Z")
    three.ok("done", "globex", "thank-you", "--on", "2026-11-18")
    three.ok("skip", "globex", "linkedin")
    three.ok("archive", "acme")
    found = steps(three, "--days", "10")
    assert found["overdue"] == []
    assert {each.split()[0] for each in found["ahead"]} == {"globex-onsite", "initech-final"}
    three.ok("archive", "globex", "initech")
    assert three.ok("agenda") == "Nothing is due today or in the next 7 days.\n"
    assert three.ok("agenda", "--days", "0") == "Nothing is due today.\n"
    assert three.ok("agenda", "--days", "1") == "Nothing is due today or in the next 1 day.\n"


def test_news_after_the_end_is_in_the_agenda_though_it_is_archived(three: Runner) -> None:
    three.ok("outcome", "acme", "no-answer")
    three.at("2027-02-20T12:00Z")
    assert "Acme" in three.ok("agenda")


@pytest.mark.parametrize("days", ["-1", "367", "many"])
def test_days_that_cannot_be_looked_at(three: Runner, days: str) -> None:
    assert three.run("agenda", "--days", days)[0] == 2
    assert three.err.startswith("calsync: Invalid value for '--days'")


def test_each_place_has_its_own_today(calsync: Runner) -> None:
    """At 16:00 UTC it is the next day in Tokyo already; in Los Angeles it is still the morning."""
    track(calsync, "Akita", "technical", "2026-12-01 14:00", "Asia/Tokyo")
    track(calsync, "Pasadena", "technical", "2026-12-01 14:00", "America/Los_Angeles")
    calsync.at("2026-12-01T15:00Z")
    assert steps(calsync, "--days", "0")["today"] == ["akita-technical thank-you"]
    calsync.at("2026-12-02T07:59Z")
    assert steps(calsync, "--days", "0")["today"] == []
    assert steps(calsync, "--days", "0")["overdue"] == ["akita-technical thank-you"]
    calsync.at("2026-12-02T08:00Z")
    assert steps(calsync, "--days", "0")["today"] == ["pasadena-technical thank-you"]


def test_over_the_change_of_the_clocks_hours_stay(calsync: Runner) -> None:
    """In Berlin the clocks go back on Sunday 25 October 2026."""
    calsync.at("2026-10-20T12:00Z")
    track(calsync, "Acme", "technical", "2026-10-19 14:00", "Europe/Berlin")
    found = {each["step"]: each["at"] for each in calsync.data("agenda", "--days", "30")["ahead"]}
    assert found["linkedin"] == "2026-10-21T10:00:00+02:00"
    assert found["status-check"] == "2026-10-26T10:00:00+01:00"


def test_the_agenda_knows_no_holidays_of_those_that_are_put_away(three: Runner) -> None:
    three.at("2026-11-25T12:00Z")
    assert "Thanksgiving" in three.ok("agenda")
    three.ok("archive", "globex")
    assert "Thanksgiving" not in three.ok("agenda")


# every command


COMMANDS = [
    ("list",),
    ("show", "acme"),
    ("agenda",),
    ("done", "globex", "thank-you"),
    ("skip", "acme", "stop"),
    ("move", "acme", "stop", "2026-12-30"),
    ("decision", "acme", "2026-12-11"),
    ("outcome", "acme", "offer"),
    ("note", "acme", "sharding"),
    ("tell", "acme", "rejected"),
    ("untrack", "acme"),
    ("archive", "acme"),
    ("undo",),
    ("backup", "{folder}/copy"),
    ("export", "-o", "{folder}/a.ics"),
]
WRONG = [
    ("list", "--days"),
    ("show", "nobody"),
    ("agenda", "--days", "x"),
    ("done", "acme", "nothing"),
    ("skip", "acme"),
    ("move", "acme", "stop", "yesterday"),
    ("decision", "acme", "perhaps"),
    ("outcome", "acme", "lost"),
    ("note", "acme", ""),
    ("tell", "acme", "perhaps"),
    ("untrack", "nobody"),
    ("archive", "nobody"),
    ("undo", "twice"),
    ("backup", "{folder}/missing/copy"),
    ("export",),
]
ENVELOPE = ["schema", "command", "status", "data", "notes", "errors"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_envelope_of_what_is_done(three: Runner, command: tuple[str, ...]) -> None:
    code, found = three.json(*(part.format(folder=three.folder) for part in command))
    assert list(found) == ENVELOPE
    assert (code, found["schema"], found["command"], found["status"]) == (0, 1, command[0], "done")
    assert found["errors"] == []
    assert three.err == ""


@pytest.mark.parametrize("command", WRONG, ids=lambda command: command[0])
def test_the_envelope_of_what_is_refused(three: Runner, command: tuple[str, ...]) -> None:
    log = three.log()
    code, found = three.json(*(part.format(folder=three.folder) for part in command))
    assert list(found) == ENVELOPE
    assert (found["schema"], found["command"], found["status"]) == (1, command[0], "error")
    assert code in (2, 4)
    (error,) = found["errors"]
    assert error["message"]
    assert error["hint"]
    assert three.err == ""
    assert three.log() == log


def test_a_settings_file_that_is_wrong_is_exit_4(three: Runner) -> None:
    three.settings("contry = 'DE'\n")
    for command in (("list",), ("agenda",), ("done", "acme", "stop")):
        assert three.run(*command)[0] == 4


def test_a_cadence_that_is_gone_is_told_with_the_way_out(three: Runner) -> None:
    cadence = three.file("mine.toml", OWN)
    three.ok("track", "acme", "--cadence", cadence)
    (three.folder / "mine.toml").unlink()
    for command in (
        ("agenda",),
        ("list",),
        ("show", "acme"),
        ("export", "-o", str(three.folder / "all.ics")),
    ):
        code, out, err = three.run(*command)
        assert (code, bool(out)) == (6, True)  # the others are shown all the same
    assert "acme-technical cannot be planned" in err
    assert "calsync track acme-technical --cadence standard" in err
    three.ok("untrack", "acme")
    three.ok("agenda")
    three.ok("undo")
    three.ok("track", "acme-technical", "--cadence", "standard")
    three.ok("agenda")


def test_json_is_ascii_whatever_a_company_is_called(calsync: Runner) -> None:
    track(calsync, "Müller & Söhne", "final", "2026-12-01 14:00", "Europe/Berlin")
    calsync.run("list", "--json")
    assert calsync.out.isascii()
    assert json.loads(calsync.out)["data"]["interviews"][0]["company"] == "Müller & Söhne"
