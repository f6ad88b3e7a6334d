"""One run of `calsync outcome`: how an application went, as the person tells it."""

from __future__ import annotations

from collections.abc import Sequence

from calsync.cli.desk import changing
from calsync.cli.refs import find_application
from calsync.cli.report import Report, carried_out
from calsync.cli.telling_outcome import became, told_of
from calsync.planning.history import Turn


def tell_outcome(
    ref: str,
    turn: Turn,
    *,
    on: str | None,
    deadline: str | None,
    prefer: Sequence[str],
) -> Report:
    """How the application went. Told again, it is the same one, with what is said now in place of what was
    said before. Raises UsageError for a deadline or a preference where there is no offer."""
    with changing(f"outcome {ref} {turn}") as (desk, change):
        held_by = desk.now if turn is Turn.NEXT_ROUND else None  # it follows one that took place
        one = find_application(ref, desk.tracked, held_by=held_by)
        telling = became(desk, one, turn, on=on, deadline=deadline, prefer=prefer, at=change.at)
        return carried_out(telling, told_of(desk, one, turn).ref, desk, change)
