"""`calsync draft` and `calsync review` on a desk made by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from calsync.cli.draft_cmd import draft, review
from calsync.cli.home import Places
from calsync.cli.refs import find_person, find_ref, find_step
from calsync.config import Config
from calsync.errors import CalsyncError, InputError, SettingsError, UsageError
from calsync.planning.history import Entry, Noted
from calsync.planning.interview import Kind
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Tracked
from tests.planning.made import PLAIN, SARAH, STANDARD, TOM, interview

THEN = datetime(2026, 12, 1, 16, tzinfo=UTC)


def tracked(ref: str, company: str, kind: Kind, *entries: Entry) -> Tracked:
    people = (SARAH, TOM)
    of = interview("2026-12-01 14:00", "15:00", kind=kind, people=people, company=company)
    return Tracked(ref=ref, interview=of, wishes=Wishes(), since=THEN, entries=entries)


PANEL = tracked("acme-panel", "Acme", Kind.PANEL, Noted("the pager rota", "tom ng", THEN))
OTHER = tracked("globex-final", "Globex", Kind.FINAL)


@dataclass(frozen=True)
class FakeDesk:
    places: Places
    config: Config = field(default_factory=lambda: Config(name="Kim Doe", me=("kim@mail.example",)))
    tracked: tuple[Tracked, ...] = (PANEL, OTHER)

    def find(self, ref: str) -> Tracked:
        return find_ref(ref, self.tracked)

    def get(self, id_: str) -> Tracked:
        return next(each for each in self.tracked if each.id == id_)

    def reminders(self, one: Tracked, step: str, to: str | None) -> tuple[Reminder, ...]:
        plan = plan_followups(one.interview, cadence=STANDARD, workdays=PLAIN)
        name = find_step(step, (r.step for r in plan), where="The plan")
        found = tuple(r for r in plan if r.step == name)
        if to is None or not any(r.person for r in found):
            return found
        key = person_key(find_person(to, (r.person for r in found if r.person), where=one.ref))
        return tuple(r for r in found if person_key(r.person) == key)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    places = Places(tmp_path / "calsync.toml", tmp_path / "tracker.sqlite3", tmp_path / "templates")
    monkeypatch.setattr("calsync.cli.desk.open_desk", lambda: FakeDesk(places))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    return tmp_path


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    command = {"draft": draft, "review": review}[arguments[0]]
    done = CliRunner().invoke(command, arguments[1:], input=stdin, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


def data(*arguments: str, stdin: str = "") -> dict[str, Any]:
    envelope = json.loads(run(*arguments, "--json", stdin=stdin).output)
    assert (envelope["schema"], envelope["command"], envelope["status"]) == (1, arguments[0], "done")
    found: dict[str, Any] = envelope["data"]
    return found


def test_one_message_for_each_of_a_panel(home: Path) -> None:
    first, second = run("draft", "acme", "thank").output.split("\n\n-----\n\n")
    assert first.splitlines()[:4] == [
        "To: Sarah Lee <sarah@acme.example>",
        "Subject: Thank you for your part in the panel, Sarah",
        "",
        "Hello Sarah,",
    ]
    assert first.splitlines()[-2] == ""
    assert first.splitlines()[-1].startswith("mailto:sarah@acme.example?subject=Thank%20you")
    assert "[one moment from your talk with Sarah]" in first
    assert second.startswith(
        "To: Tom Ng (address not known)\nSubject: Thank you for your part in the panel, Tom\n"
    )
    assert "in particular: the pager rota." in second
    assert second.splitlines()[-1].startswith("mailto:?subject=")


def test_the_message_to_one_of_them(home: Path) -> None:
    output = run("draft", "acme-panel", "thank-you", "--to", "tom").output
    assert output.count("mailto:") == 1
    assert "Hello Tom," in output


def test_a_note_on_linkedin_for_each(home: Path) -> None:
    output = run("draft", "acme", "linkedin").output
    assert "mailto:" not in output
    assert "Subject:" not in output
    assert output.startswith("To: Sarah Lee\n\nHello Sarah,\n")
    assert "\n-----\n\nTo: Tom Ng\n\nHello Tom,\n" in output
    assert run("draft", "acme", "linkedin", "--to", "tom").output.startswith("To: Tom Ng\n")


def test_a_status_check_is_to_whoever_the_contact_is(home: Path) -> None:
    assert run("draft", "acme", "status-check").output.startswith("To: your contact\nSubject: ")
    assert run("draft", "acme", "status-check", "--to", "sarah").output.startswith("To: Sarah Lee <sarah@")


def test_a_draft_as_json(home: Path) -> None:
    found = data("draft", "acme", "thank-you", "--to", "sarah")
    (one,) = found["drafts"]
    assert (found["ref"], one["interviewer"], one["to"]) == (
        "acme-panel",
        "Sarah Lee",
        ["sarah@acme.example"],
    )
    assert one["mailto"].startswith("mailto:sarah@acme.example?")
    assert set(one) == {"step", "interviewer", "channel", "to", "subject", "body", "mailto"}


def test_own_templates(home: Path) -> None:
    template = home / "templates" / "thank-you--panel.txt"
    template.write_text("\ufeffSubject: Danke, {{ first }}\r\n\r\nHallo {{ first }}!\r\n", "utf-8")
    assert "Subject: Danke, Sarah\n\nHallo Sarah!\n" in run("draft", "acme", "thank-you").output
    template.write_bytes(b"Subject: x\n\nGr\xfc\xdfe")
    with pytest.raises(SettingsError, match=r"thank-you--panel.txt, line 3: this is no UTF-8"):
        run("draft", "acme", "thank-you")
    template.write_text("Subject: x\n\n{{ compny }}", "utf-8")
    with pytest.raises(SettingsError, match=r"Template thank-you--panel.txt, line 3: there is no “compny”"):
        run("draft", "acme", "thank-you")
    template.unlink()
    (home / "templates").rmdir()
    assert "Hello Sarah," in run("draft", "acme", "thank-you").output


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (("draft", "acme", "stop"), UsageError, "There is nothing to write for “stop”."),
        (("draft", "acme", "thanks"), UsageError, "has no step “thanks”"),
        (("draft", "acne", "thank-you"), UsageError, "no interview “acne”"),
        (("draft", "acme", "thank-you", "--to", "Bob"), UsageError, "no “Bob”"),
        (("review", "none.txt", "--for", "acme:thank-you"), UsageError, "There is no file none.txt."),
        (("review", "templates", "--for", "acme:thank-you"), UsageError, "templates cannot be read"),
        (("review", "-", "--for", "acme:thanks"), UsageError, "has no step “thanks”"),
    ],
)
def test_what_cannot_be(home: Path, arguments: tuple[str, ...], error: type[CalsyncError], says: str) -> None:
    with pytest.raises(error) as caught:
        run(*arguments, stdin="Hello.")
    assert says in caught.value.message
    assert caught.value.hint


GOOD = """Hello Tom,

Thank you for the talk on Tuesday.

When you showed me the pager rota I thought of my own work on alerts.

I am interested in the Data Engineer role.

Best regards,
Kim
"""


def test_a_clean_letter(home: Path) -> None:
    (home / "thanks.txt").write_text(GOOD, "utf-8")
    done = run("review", "thanks.txt", "--for", "acme:thank-you")
    assert (done.return_value, done.output) == (0, "thanks.txt: nothing to mend.\n")
    assert data("review", "thanks.txt", "--for", "acme:thank-you") == {
        "file": "thanks.txt",
        "clean": True,
        "findings": [],
    }


def test_each_finding_names_file_line_and_rule(home: Path) -> None:
    text = GOOD.replace("Tom", "Tomm").replace("Engineer role", "Engineer role at Globex")
    done = run("review", "-", "--for", "acme:thank-you", stdin=text)
    assert done.return_value == 5
    assert done.output.splitlines() == [
        "-:1: name: “Tomm” looks like a slip for “Tom” (Tom Ng).",
        "-:7: company: This names “Globex”, another company you are in touch with.",
    ]
    (first, _) = data("review", "-", "--for", "acme:thank-you", stdin=text)["findings"]
    assert first == {
        "line": 1,
        "rule": "name",
        "message": "“Tomm” looks like a slip for “Tom” (Tom Ng).",
        "quote": "Tomm",
    }


@pytest.mark.parametrize(
    ("head", "more", "rules"),
    [
        ("", (), []),
        ("", ("--to", "tom"), []),
        ("", ("--to", "sarah"), ["name"]),
        ("To: sarah@acme.example\n\n", (), ["name"]),
    ],
)
def test_whom_a_letter_is_to(home: Path, head: str, more: tuple[str, ...], rules: list[str]) -> None:
    found = data("review", "-", "--for", "acme:thank-you", *more, stdin=head + GOOD)
    assert [each["rule"] for each in found["findings"]] == rules


def test_a_draft_goes_through_review_but_for_its_gap(home: Path) -> None:
    text = run("draft", "acme", "thank-you", "--to", "tom").output
    assert run("review", "-", "--for", "acme:thank-you", stdin=text).return_value == 0
    text = run("draft", "acme", "thank-you", "--to", "sarah").output
    found = data("review", "-", "--for", "acme:thank-you", stdin=text)["findings"]
    assert [(each["line"], each["rule"]) for each in found] == [(8, "gap")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_of_any_editor(home: Path, encoding: str) -> None:
    (home / "thanks.txt").write_bytes(GOOD.replace("When", "At Zoë’s desk, when").encode(encoding))
    assert run("review", "thanks.txt", "--for", "acme:thank-you").output == "thanks.txt: nothing to mend.\n"


def test_a_file_that_is_no_text(home: Path) -> None:
    (home / "cv.docx").write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(InputError, match="is no text and no mail"):
        run("review", "cv.docx", "--for", "acme:thank-you")


@pytest.mark.parametrize("wrong", ["acme", ":thank-you", "acme:", ""])
def test_what_it_is_for_must_be_said_whole(home: Path, wrong: str) -> None:
    with pytest.raises(click.UsageError, match="as in acme-final:thank-you"):
        run("review", "-", "--for", wrong, stdin="x")
