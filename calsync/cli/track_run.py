"""One run of `calsync track`: what was asked for, and what came of it.

`remembering` holds what the inputs say against what is remembered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from calsync.cli.desk import Desk, changing, open_desk
from calsync.cli.home import chosen_home, places
from calsync.cli.inputs import once_each, read_all, standing_alone, with_zone
from calsync.cli.interview_options import Told
from calsync.cli.memory import write_changes
from calsync.cli.problem import exit_code, status
from calsync.cli.remembering import Remembering
from calsync.config import Config, load_config
from calsync.errors import CalsyncError, UsageError
from calsync.planning.saying import say_date
from calsync.planning.tracked import Tracked


class TrackRequest(NamedTuple):
    """What was asked for. `names` are invitations and handles of tracked interviews; `replaces` is the handle
    whose new time this is, `separate` tells that it is none."""

    names: tuple[str, ...]
    told: Told
    replaces: str | None
    separate: bool


class What(StrEnum):
    """What became of one interview."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    CANCELLED = "cancelled"


class Noticed(NamedTuple):
    ref: str
    what: What


class TrackReport(NamedTuple):
    """What came of a run, with everything as it was before and as it is now."""

    noticed: tuple[Noticed, ...]
    notes: tuple[str, ...]
    problems: tuple[CalsyncError, ...]
    before: Desk
    after: Desk

    @property
    def status(self) -> str:
        return status(self.problems, partly=bool(self.noticed))

    @property
    def exit_code(self) -> int:
        return exit_code(self.status, self.problems)


def carry_out(request: TrackRequest) -> TrackReport:
    """Remember what the inputs say. One that cannot be read, or must be asked about, does not keep the rest;
    what was typed wrong, or cannot be planned, keeps everything as it was."""
    config = load_config(places(chosen_home()).settings)
    told = request.told
    typed = with_zone(told.typed, told.timezone)
    files = tuple(name for name in request.names if _is_file(name))
    refs = tuple(name for name in request.names if name not in files)
    if request.replaces and refs:
        raise UsageError(
            f"--replaces is about a new invitation, and {refs[0]} is none.",
            hint=f"To change what is known of {refs[0]}, leave --replaces out.",
        )
    found = None
    if files or not refs:
        own = _own(told, config)
        typed = typed if files else standing_alone(typed, me=own, config=config)
        found = read_all(files, typed, me=own, config=config)
    begins = found is not None and bool(found.events)
    with changing(_words(request), begins=begins) as (desk, change):
        run = Remembering(
            desk,
            change,
            at=change.at,
            told=told._replace(typed=typed),
            replaces=desk.find(request.replaces) if request.replaces else None,
            separate=request.separate,
        )
        for ref in refs:
            run.revise(ref)
        if found is not None:
            run.problems += found.problems
            run.take(found.events)
        write_changes(run.memory.changes, change)
        after = desk.with_tracked(change.tracked())
        after.check(desk)  # what cannot be planned is not remembered
        _ = after.plans
        run.problems += after.troubles_of(run.memory.get(id_) for id_ in run.noticed)
        run.notes += outdated(desk.tracked, after.tracked)
    return TrackReport(
        noticed=tuple(noticed_in(run, desk.tracked)),
        notes=tuple(dict.fromkeys(run.notes)),
        problems=tuple(once_each(run.problems)),
        before=desk,
        after=after,
    )


def outdated(before: Sequence[Tracked], after: Sequence[Tracked]) -> Iterator[str]:
    """A word about decision dates that a new time has left behind."""
    counted = {each.id for each in before if each.current.decision is not None}
    for each in after:
        decision = each.stated
        if each.id in counted and decision and each.current.decision is None and each.cancelled is None:
            yield (
                f"The decision date {say_date(decision.date)} lies before the new time of {each.ref}, and "
                f"counts no more. A new one: calsync decision {each.ref} TEXT."
            )


def _is_file(name: str) -> bool:
    """Whether a name is an invitation's; a handle has no dot and no folder."""
    return name == "-" or os.path.isfile(name) or any(mark in name for mark in (os.sep, "/", "."))


def _words(request: TrackRequest) -> str:
    return " ".join(("track", *(request.names or [request.told.typed.company or "an interview"])))


def _own(told: Told, config: Config) -> tuple[str, ...]:
    """The candidate's addresses: as said now, in the settings, or for an interview that is tracked."""
    if told.me or config.me:
        return told.me or config.me
    known = (each.interview for each in open_desk().tracked)
    said = (each.candidate for each in known if each.candidate and each.origins.get("candidate") == "--me")
    return tuple(dict.fromkeys(said))


def noticed_in(run: Remembering, before: tuple[Tracked, ...]) -> Iterator[Noticed]:
    """Each interview once, with the most that became of it."""
    known = {each.id: each for each in before}
    for id_, changed in run.noticed.items():
        one = run.memory.get(id_)
        if id_ not in known:
            yield Noticed(one.ref, What.NEW)
        elif one.cancelled is not None and known[id_].cancelled is None:
            yield Noticed(one.ref, What.CANCELLED)
        else:
            yield Noticed(one.ref, What.UPDATED if changed else What.SAME)
