"""The public interface is what is documented, and the README's Python example runs."""

from __future__ import annotations

import doctest
import inspect
import os
import subprocess
import sys

import pytest

import calsync
from tests.sessions import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_example_of_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.attempted >= 10
    assert results.failed == 0


def test_the_picture_of_the_readme_is_what_is_printed() -> None:
    run = (ROOT / "tests" / "runs" / "plan.txt").read_text("utf-8")  # that it is printed is tested there
    command = '$ calsync plan examples/google.ics --decision "by the end of next week"\n'
    picture = README.split(command, 1)[1].split("```", 1)[0].splitlines()
    printed = run.split(command, 1)[1].split("\n$ ", 1)[0].splitlines()
    lines = [line for line in picture if line.strip() not in ("", "...")]
    assert len(lines) > 15
    assert [line for line in lines if line not in printed] == []


@pytest.mark.parametrize("name", calsync.__all__)
def test_every_public_name_is_there_and_has_a_docstring(name: str) -> None:
    thing = getattr(calsync, name)
    assert inspect.getdoc(thing)
    assert name in dir(calsync)


def test_public_functions_are_those_the_readme_and_the_changelog_name() -> None:
    functions = {name for name in calsync.__all__ if name[0].islower()}
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert {name for name in functions if f"`{name}`" in changelog} == functions
    assert {name for name in functions if f"calsync.{name}(" in README} >= functions - {"load_cadence"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        calsync.nothing  # noqa: B018


HEAVY = {"caldav", "holidays", "pydantic", "keyring", "rich", "niquests", "rapidfuzz", "tomlkit"}


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--version"], {"click", "icalendar", "json", "pydantic"}),
        (
            ["--help"],
            {"icalendar", "holidays", "pydantic", "caldav", "dateutil", "zoneinfo", "json", "sqlite3"},
        ),
        (["plan", "--help"], {"icalendar", "holidays", "pydantic", "caldav", "dateutil"}),
        (["plan", "examples/google.ics"], {*HEAVY, "jinja2", "sqlite3"}),
        (["track", "examples/google.ics"], {*HEAVY, "jinja2"}),
        (["list"], {*HEAVY, "icalendar", "jinja2"}),
        (["show", "acme"], {*HEAVY, "icalendar", "jinja2"}),
        (["agenda"], {*HEAVY, "icalendar", "jinja2"}),
        (["done", "acme", "thank-you"], {*HEAVY, "icalendar", "jinja2"}),
        (["tell", "acme", "note: sharding"], {*HEAVY, "icalendar", "jinja2"}),
        (["draft", "acme", "thank-you"], {*HEAVY, "icalendar"}),
        (["cadence", "show", "patient"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["account", "list"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["account", "add", "--help"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["sync", "--help"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["sync", "--to", "{base}/folder"], HEAVY),
        (["watch", "--help"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["watch", "--print-timer"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["scan", "--help"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
        (["scan", "--from", "examples/google.ics"], {*HEAVY, "jinja2"}),
        (["sync", "--to", "{base}/folder", "--scan"], HEAVY),
        (["config", "show"], {*HEAVY, "icalendar", "jinja2", "sqlite3"}),
    ],
)
def test_commands_load_no_more_than_they_need(
    arguments: list[str], forbidden: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.getbasetemp()  # shared, so that the cache is warm and something is tracked
    environment = {**os.environ, "XDG_CACHE_HOME": str(base / "cache"), "CALSYNC_HOME": str(base / "home")}
    arguments = [each.replace("{base}", str(base)) for each in arguments]
    command = [sys.executable, "-X", "importtime", "-m", "calsync", *arguments]
    tracked = [sys.executable, "-m", "calsync", "track", "examples/google.ics"]
    subprocess.run(tracked, cwd=ROOT, env=environment, capture_output=True, check=True)
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    loaded = {
        line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line
    }
    assert not loaded & forbidden
