"""Putting interviews away and taking them out again, and forgetting them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from calsync.cli.desk import Desk, changing
from calsync.cli.refs import begins_so, find_ref
from calsync.cli.report import Report, as_changed
from calsync.errors import UsageError
from calsync.planning.due import Due, due
from calsync.planning.history import Archived, Cancelled, Entry, Revived, Untracked
from calsync.planning.saying import say_list
from calsync.planning.tracked import Tracked

QUIET_DAYS = 30
"""Days ahead in which nothing may be due of what is put away unasked."""


def untrack(ref: str) -> Report:
    """Forget an interview; `undo` brings it back."""
    with changing(f"untrack {ref}") as (desk, change):
        one = desk.find(ref)
        change.append(one.id, Untracked(change.at))
        said = f"{one.ref} is no longer tracked. calsync undo brings it back."
        return Report(one.ref, said, desk, as_changed(desk, change))


def archive(refs: Sequence[str]) -> Report:
    """Put interviews away, or without any named all those of which nothing is due."""
    with changing(" ".join(("archive", *refs))) as (desk, change):
        named = {one.id: one for one in (desk.find(ref) for ref in refs)}
        chosen = list(named.values()) if refs else [e for e in desk.tracked if _is_over(e, desk)]
        chosen = [each for each in chosen if each.archived is None]
        for each in chosen:
            change.append(each.id, Archived(change.at))
        if not chosen:
            names = say_list([each.ref for each in named.values()])
            verb = "is" if len(named) == 1 else "are"
            said = (
                f"{names} {verb} archived already." if refs else "Nothing is over yet; nothing was archived."
            )
            return Report("", said, desk, desk)
        said = f"Archived: {say_list([each.ref for each in chosen])}. calsync list --all still shows "
        said += "it." if len(chosen) == 1 else "them."
        return Report("", said, desk, as_changed(desk, change))


def revive(ref: str) -> Report:
    """Take an interview out of the archive."""
    with changing(f"archive --restore {ref}") as (desk, change):
        put_away = [each for each in desk.tracked if each.archived is not None]
        one = find_ref(ref, put_away if begins_so(ref, put_away) else desk.tracked)
        if one.archived is None:
            raise UsageError(f"{one.ref} is not in the archive.", hint="calsync list shows what is tracked.")
        for entry in revived(one, change.at):
            change.append(one.id, entry)
        said = f"{one.ref} is out of the archive again."
        return Report(one.ref, said, desk, as_changed(desk, change))


def revived(one: Tracked, at: datetime) -> tuple[Entry, ...]:
    """The entries that take an interview out of the archive; one that was called off stays so."""
    back = Revived(at)
    return (back,) if one.cancelled is None else (back, Cancelled(one.cancelled.told))


def _is_over(one: Tracked, desk: Desk) -> bool:
    """Whether the interview is past, and the agenda has nothing of it but news for some later day."""
    if one.archived is not None or one.interview.last_day >= desk.now.astimezone(one.interview.zone).date():
        return False
    for each in desk.plans[one.id]:
        stands = due(each, now=desk.now, days=QUIET_DAYS)
        if stands not in (None, Due.FORGOTTEN) and not (stands is Due.LATER and each.happened is not None):
            return False
    return True
