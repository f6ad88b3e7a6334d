"""The options by which `plan` and `track` take facts about an interview, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

import click

from calsync.cli.option_types import DateType, LengthType, PersonType, WallType

if TYPE_CHECKING:
    from calsync.planning.interview import Interviewer
    from calsync.planning.rules import Wishes
    from calsync.planning.typed import Typed, Wall

P = ParamSpec("P")
R = TypeVar("R")

KINDS = (
    "recruiter_screen",
    "phone_screen",
    "technical",
    "panel",
    "onsite",
    "final",
    "informational",
    "other",
)
"""As in planning.interview.Kind, which a test holds this to; --help does not load that."""


OPTIONS = (
    click.option("--company", metavar="NAME", help="The employer."),
    click.option("--role", metavar="TEXT", help="The job, as in “Data Engineer”."),
    click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"One of: {', '.join(KINDS)}."),
    click.option("--start", type=WallType(), metavar="TIME", help="Its start, as in “2026-12-01 14:00”."),
    click.option("--end", type=WallType(bare=True), metavar="TIME", help="When it ends, as in 15:00."),
    click.option("--duration", type=LengthType(), metavar="LENGTH", help="Its length, as in 1h or 45min."),
    click.option("--timezone", metavar="ZONE", help="Your time zone, as in Europe/Berlin."),
    click.option(
        "--interviewer",
        "interviewers",
        type=PersonType(),
        multiple=True,
        metavar="PERSON",
        help="“Sarah Lee <sarah@acme.example>” or just a name. Repeat for more.",
    ),
    click.option("--me", multiple=True, metavar="ADDRESS", help="Your own address, so you thank others."),
    click.option(
        "--decision",
        metavar="TEXT",
        help="When they said they would decide: 2026-12-04, or “by the end of next week”.",
    ),
    click.option(
        "--said-on", type=DateType(), metavar="DATE", help="The day they said so. [the interview's]"
    ),
    click.option("--cadence", metavar="NAME|FILE", help="Which follow-up plan. [standard]"),
    click.option("--with", "also", multiple=True, metavar="STEP", help="Add an optional step. Repeatable."),
    click.option("--without", "leave_out", multiple=True, metavar="STEP", help="Drop a step. Repeatable."),
    click.option("--country", metavar="CODE", help="Whose holidays count, as in US. [from the time zone]"),
    click.option("--subdiv", metavar="CODE", help="The state or region, as in CA."),
    click.option(
        "--also-off",
        type=DateType(),
        multiple=True,
        metavar="DATE",
        help="A further day off at the employer.",
    ),
    click.option(
        "--recover",
        "topic",
        metavar="TEXT",
        help="Add a note on what went badly, as in “the question on sharding”.",
    ),
)


class Told(NamedTuple):
    """What was said of an interview on the command line."""

    typed: Typed
    timezone: str | None
    me: tuple[str, ...]
    decision: str | None
    said_on: date | None
    wishes: Wishes


def interview_options(command: Callable[P, R]) -> Callable[P, R]:
    """Adds all of them, in the order of --help, to a command that is an InterviewCommand."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


class InterviewCommand(click.Command):
    """A command whose function gets these options as one value, `told`."""

    def invoke(self, ctx: click.Context) -> object:
        ctx.params["told"] = _told(ctx)
        return super().invoke(ctx)


def _told(ctx: click.Context) -> Told:
    """The values of the options, taken out of the context. Raises UsageError for those that clash."""
    from calsync.planning.interview import Kind
    from calsync.planning.rules import Wishes
    from calsync.planning.typed import Typed

    given = ctx.params
    kind: str | None = given.pop("kind")
    start: Wall | None = given.pop("start")
    end: Wall | None = given.pop("end")
    duration: timedelta | None = given.pop("duration")
    people: tuple[Interviewer, ...] = given.pop("interviewers")
    also: tuple[str, ...] = given.pop("also")
    leave_out: tuple[str, ...] = given.pop("leave_out")
    cadence = _one_line(given.pop("cadence"), "--cadence")
    if end is not None and duration is not None:
        raise click.UsageError("--end and --duration say the same thing; give one.", ctx)
    for step in also:
        if step in leave_out:
            raise click.UsageError(f"--with and --without both name “{step}”; choose one.", ctx)
    return Told(
        typed=Typed(
            company=_one_line(given.pop("company"), "--company"),
            role=_one_line(given.pop("role"), "--role"),
            kind=Kind(kind) if kind else None,
            start=start,
            end=end,
            duration=duration,
            interviewers=people,
        ),
        timezone=_one_line(given.pop("timezone"), "--timezone"),
        me=given.pop("me"),
        decision=given.pop("decision"),
        said_on=given.pop("said_on"),
        wishes=Wishes(
            cadence=cadence,
            also=frozenset(also),
            leave_out=frozenset(leave_out),
            country=_one_line(given.pop("country"), "--country"),
            subdivision=_one_line(given.pop("subdiv"), "--subdiv"),
            also_off=given.pop("also_off"),
            topic=_one_line(given.pop("topic"), "--recover") or "",
        ),
    )


def _one_line(text: str | None, option: str) -> str | None:
    """A typed name as one clean line; empty is a slip, not a wish."""
    if text is None:
        return None
    from calsync.planning.plaintext import safe_line

    clean = safe_line(text)
    if not clean:
        raise click.UsageError(f"{option} is empty.")
    return clean


def found_anywhere(wishes: Wishes) -> Wishes:
    """What is to be remembered: a cadence's file by its full path, so that it is found from any folder."""
    import os
    from dataclasses import replace

    cadence = wishes.cadence
    if cadence is None or not os.path.isfile(cadence):
        return wishes
    from calsync.cadence_files import built_in_names

    return wishes if cadence in built_in_names() else replace(wishes, cadence=os.path.abspath(cadence))
