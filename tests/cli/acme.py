"""An interview at Acme on Tuesday 1 December 2026, 14:00 to 15:00 in Berlin, with Sarah Lee and Tom Ng, and runs
of the commands that tell of it. It is the evening of that day, 21:00. Germany has no holiday before Christmas.
"""

from __future__ import annotations

import pytest

from tests.cli.tracking import UNASKED, Runner

EVENING = "2026-12-01T20:00Z"
PEOPLE = ("--interviewer", "Sarah Lee <sarah@acme.example>", "--interviewer", "Tom Ng")
PLAN = {
    "thank-you sarah": "2026-12-02T10:00:00+01:00",
    "thank-you tom": "2026-12-02T10:15:00+01:00",
    "linkedin": "2026-12-03T10:00:00+01:00",
    "status-check": "2026-12-08T10:00:00+01:00",
    "final-note": "2026-12-14T10:00:00+01:00",
    "stop": "2026-12-21",
}


OWN = """
title = "Mine"
[[step]]
name = "thank-you"
anchor = "interview.end"
opens = "0 hours"
closes = "24 hours"
hours = "10:00-14:00"
title = "Thank {who}"
do = "Write."
"""
"""A cadence of the person's own."""


def track(
    calsync: Runner,
    company: str = "Acme",
    *more: str,
    kind: str = "technical",
    start: str = "2026-12-01 14:00",
    zone: str = "Europe/Berlin",
    asking: bool = False,
) -> None:
    typed = ("--company", company, "--kind", kind, "--start", start, "--duration", "1h", "--timezone", zone)
    calsync.ok("track", *typed, *(() if asking else UNASKED), *more)


@pytest.fixture
def acme(calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("COLUMNS", "88")
    calsync.at(EVENING)
    track(calsync, "Acme", *PEOPLE)
    return calsync


def plan(calsync: Runner, ref: str = "acme-technical", *, state: str = "open") -> dict[str, str]:
    """The reminders in a state, by step and person."""
    return {name_of(each): each["at"] for each in calsync.reminders(ref) if each["state"] == state}


def name_of(reminder: dict[str, str]) -> str:
    person = (reminder["interviewer"] or "").split()
    return " ".join([reminder["step"], *person[:1]]).lower()


def first_line(calsync: Runner) -> str:
    """The first sentence of the last run, on one line."""
    lines = calsync.out.split("\n\n")[0].splitlines()
    return " ".join(line.strip() for line in lines)


def sentence(calsync: Runner) -> tuple[str, str]:
    """What the last run said on standard error, and the way out."""
    said, _, hint = calsync.err.strip().removeprefix("calsync: ").partition("\n  ")
    return said, hint


def refused(calsync: Runner, *arguments: str) -> tuple[str, str]:
    """A run that must be refused as wrong usage, changing nothing; the sentence and the way out."""
    before, log = calsync.everything(), calsync.log()
    code, out, _ = calsync.run(*arguments)
    said = sentence(calsync)
    assert (code, out) == (2, "")
    assert said[0].endswith((".", "?"))
    assert said[1]
    assert (calsync.everything(), calsync.log()) == (before, log)
    return said
