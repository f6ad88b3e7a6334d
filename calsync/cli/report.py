"""What came of a command that told what happened; and before that, what follows from what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import Desk
from calsync.errors import UsageError

if TYPE_CHECKING:
    from calsync.planning.tracked import Tracked
    from calsync.sync.ledger import Told
    from calsync.tracker.log import Change


class Telling(NamedTuple):
    """`entries` is what goes into the log, nothing if it was known already. `said` is a sentence for the
    terminal, `reading` how it was read, as it follows “Read ” in a reminder: “as done on Tue 24 Nov 2026”.
    `notes` are for the person to consider."""

    entries: tuple[Told, ...]
    said: str
    reading: str
    notes: tuple[str, ...] = ()


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


def carried_out(telling: Telling, ref: str, desk: Desk, change: Change) -> Report:
    """What follows is put into the log; where nothing does, that is said: there is nothing to undo of it.
    Raises CalsyncError for what cannot be planned."""
    for each in telling.entries:
        change.append(each.interview, each.entry)
    if not telling.entries:
        return Report(ref, f"{telling.said} Nothing was noted.", desk, desk, telling.notes)
    return Report(ref, telling.said, desk, as_changed(desk, change), telling.notes)


def as_changed(desk: Desk, change: Change) -> Desk:
    """Everything as it is with the change. Raises CalsyncError for what cannot be planned, so that it is
    not remembered."""
    after = desk.with_tracked(change.tracked())
    after.check(desk)
    return after
