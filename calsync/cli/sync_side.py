"""The calendar that is meant on the command line: an account's, or a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from calsync.cli.home import chosen_home, places
from calsync.cli.sync_cmd import Which
from calsync.errors import AccessRefused, CalsyncError, UsageError
from calsync.ical.reminder import Form
from calsync.sync.listen import Deleted
from calsync.sync.store import Store


class Side(NamedTuple):
    """A calendar to sync with. `name` is its name, `called` how to call it in a sentence. `prepare` makes it
    where it may be made; `advise` adds to a refusal what its provider wants."""

    name: str
    called: str
    store: Store
    form: Form
    deleted: Deleted
    prepare: Callable[[], None]
    advise: Callable[[CalsyncError], CalsyncError]


@contextmanager
def opened_side(which: Which, *, dry: bool, waiting: Callable[[float], None]) -> Iterator[Side]:
    """The calendar, connected to; nothing is made yet, and for a `dry` run none need be there. `waiting` is
    told the seconds whenever a server wants a break. Raises UsageError for options that do not go together,
    and what is wrong with the account."""
    if which.folder is not None:
        if which.account is not None:
            raise UsageError("--to and --account name two calendars.", hint="Leave one out.")
        if not which.folder:
            raise UsageError("--to is empty.", hint="Name a folder.")
        yield _folder(which.folder, todo=which.todo, dry=dry)
        return
    if which.todo:
        raise UsageError(
            "--todo goes with --to; an account knows whether it holds events or to-dos.",
            hint="calsync account add --todo adds one that holds to-dos.",
        )
    from calsync.cli.account_run import advised, chosen, opened

    account = chosen(which.account)

    def advise(error: CalsyncError) -> CalsyncError:
        try:
            with advised(account.calendar):
                raise error
        except AccessRefused as told:
            return told

    with opened(account, waiting=waiting) as store:
        yield Side(
            name=account.name,
            called=f"“{account.name}”",
            store=store,
            form=Form.TODO if account.form == "todo" else Form.EVENT,
            deleted=Deleted(account.deleted),
            prepare=_nothing,
            advise=advise,
        )


def _folder(folder: str, *, todo: bool, dry: bool) -> Side:
    """One that was synced with before is not made again: it may be on a disk that is not there now."""
    from calsync.stores.vdir import VdirStore

    found = VdirStore(Path(folder))
    store: Store = found
    known = _is_known(store)
    path = Path(folder)
    if dry and not known and not path.exists() and path.absolute().parent.is_dir():
        from calsync.stores.memory import MemoryStore

        store = MemoryStore(folder)  # empty, as it would be
    return Side(
        name=folder,
        called=folder,
        store=store,
        form=Form.TODO if todo else Form.EVENT,
        deleted=Deleted.AUTO,
        prepare=_nothing if known else found.prepare,
        advise=_as_it_is,
    )


def _is_known(store: Store) -> bool:
    from calsync.cli.desk import PATIENCE
    from calsync.tracker.log import open_tracker

    where = places(chosen_home()).tracker
    if not where.exists():
        return False
    with open_tracker(where, wait=PATIENCE, create=False) as tracker:
        return tracker.ledger(store.place).read().listed is not None


def _nothing() -> None:
    pass


def _as_it_is(error: CalsyncError) -> CalsyncError:
    return error
