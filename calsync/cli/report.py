"""What came of a command that told what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import Desk
from calsync.errors import UsageError

if TYPE_CHECKING:
    from calsync.planning.tracked import Tracked
    from calsync.tracker.log import Change


class Report(NamedTuple):
    """What came of a run: a sentence, and everything as it was and as it is. `ref` is whom it was about;
    `notes` are for the person to consider."""

    ref: str
    said: str
    before: Desk
    after: Desk
    notes: tuple[str, ...] = ()


def called_off(one: Tracked) -> UsageError:
    return UsageError(
        f"{one.ref} is called off: there is nothing to change.",
        hint="A newer invitation brings it back: calsync track INVITE.",
    )


def as_changed(desk: Desk, change: Change) -> Desk:
    """Everything as it is with the change. Raises CalsyncError for what cannot be planned, so that it is
    not remembered."""
    after = desk.with_tracked(change.tracked())
    after.check(desk)
    return after
