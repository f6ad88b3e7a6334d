"""The inputs of one run: files, mails and standard input, each read whole or refused by name.

`ical.invite` understands what is in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from calsync.errors import CalsyncError, InputError, UsageError
from calsync.ical.decoding import MAX_BYTES, too_large
from calsync.ical.invite import Beforehand, read_invitation
from calsync.planning.facts import Facts


@dataclass(slots=True)
class Intake:
    """What was read: the events, and why for each input, or event of one, that could not be."""

    events: list[Facts] = field(default_factory=list)
    problems: list[CalsyncError] = field(default_factory=list)


def take_in(inputs: Iterable[str], beforehand: Beforehand) -> Intake:
    """Read every input; one that cannot be read does not keep the others. Whom one event leaves in doubt
    another may tell: the guest of all of them is the candidate."""
    names = tuple(dict.fromkeys(inputs))
    contents: dict[str, bytes | CalsyncError] = {name: _contents(name) for name in names}
    intake = _understand(contents, beforehand)
    if common := _candidate_of_all(intake.events):
        intake = _understand(contents, beforehand._replace(common=common))
    return intake


def _understand(contents: Mapping[str, bytes | CalsyncError], beforehand: Beforehand) -> Intake:
    intake = Intake()
    for name, data in contents.items():
        try:
            if isinstance(data, CalsyncError):
                raise data
            reading = read_invitation(data, file=_shown(name), beforehand=beforehand)
        except CalsyncError as error:
            intake.problems.append(error)
            continue
        intake.events += reading.events
        intake.problems += reading.problems
    return intake


def _candidate_of_all(events: Sequence[Facts]) -> str | None:
    """Whom the events that know the candidate name, else the one guest whom all in doubt share."""
    doubts = [set(event.maybe_candidate) for event in events if event.maybe_candidate]
    known = {event.candidate for event in events if event.candidate}
    if not doubts or len(known) > 1:
        return None
    if known:
        return known.pop()
    common = set.intersection(*doubts)
    return common.pop() if len(common) == 1 and len(doubts) > 1 else None


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _contents(name: str) -> bytes | CalsyncError:
    try:
        return _read(name, _shown(name))
    except CalsyncError as error:
        return error


def _read(name: str, shown: str) -> bytes:
    """The bytes of an input, of which no more than the limit is ever held."""
    try:
        if name == "-" and sys.stdin is None:
            raise InputError("There is no standard input.", hint="Name the invitation's file.")
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            path = Path(name)
            if path.is_dir():
                raise InputError(f"{shown} is a folder.", hint="Name the invitation's file in it.")
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {shown}.", hint="Check the name and the folder.") from error
    except PermissionError as error:
        raise InputError(f"{shown} may not be read.", hint="Change its rights, or copy it.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is not valid"
        raise InputError(f"{shown} cannot be read: {reason}.", hint="Save the invitation again.") from error
    if len(data) > MAX_BYTES:
        raise too_large(shown)
    return data


def check_places(output: str | None, inputs: Iterable[str]) -> None:
    """Raises UsageError where the reminders would be written over an invitation that is being read."""
    if output in (None, "-"):
        return
    assert output is not None
    target = Path(output)
    for name in inputs:
        with suppress(OSError, ValueError):  # what cannot be compared is not the same, and is refused later
            if name != "-" and target.samefile(name):
                raise UsageError(
                    f"{output} is the invitation itself.", hint="Name another file for the reminders."
                )
