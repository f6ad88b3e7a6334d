"""The inputs of one run: files, mails and standard input, each read whole or refused by name.

`ical.invite` understands what is in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from calsync.errors import CalsyncError, InputError, UsageError
from calsync.ical.decoding import MAX_BYTES, too_large
from calsync.ical.invite import read_invitation
from calsync.planning.facts import Facts
from calsync.planning.typed import Wall


@dataclass(slots=True)
class Intake:
    """What was read: the events, and for each input that failed wholly or in part why."""

    events: list[Facts] = field(default_factory=list)
    problems: list[tuple[str, CalsyncError]] = field(default_factory=list)


def take_in(
    inputs: Iterable[str],
    *,
    zone: tzinfo | None,
    zone_name: str | None,
    me: frozenset[str],
    start: Wall | None,
) -> Intake:
    """Read every input; one that cannot be read does not keep the others."""
    intake = Intake()
    for name in dict.fromkeys(inputs):
        shown = "standard input" if name == "-" else name
        try:
            data = _read(name, shown)
            reading = read_invitation(data, file=shown, zone=zone, zone_name=zone_name, me=me, start=start)
        except CalsyncError as error:
            intake.problems.append((shown, error))
            continue
        intake.events += reading.events
        intake.problems += ((shown, problem) for problem in reading.problems)
    return intake


def _read(name: str, shown: str) -> bytes:
    """The bytes of an input, of which no more than the limit is ever held."""
    try:
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
        if name != "-" and target.exists() and Path(name).exists() and target.samefile(name):
            raise UsageError(
                f"{output} is the invitation itself.", hint="Name another file for the reminders."
            )
