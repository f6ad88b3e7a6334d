"""Writing reminders where they were asked for: to a file, to a folder, or as bytes for standard output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from calsync.cli.target import STDOUT, Target
from calsync.errors import UsageError
from calsync.ical.reminder import Form
from calsync.stores.ics_file import (
    Entry,
    Everything,
    Overwrite,
    Rest,
    Written,
    to_bytes,
    write_file,
    write_new_only,
)
from calsync.stores.ics_folder import write_folder


class Delivered(NamedTuple):
    """What became of each file, or the bytes that are for standard output."""

    written: tuple[Written, ...] = ()
    stdout: bytes | None = None


def write_entries(
    entries: Sequence[Entry], target: Target, *, stamp: datetime, rest: Rest | Everything
) -> Delivered:
    """Write them, and do with what stands there already as `rest` says. Nothing is written if it raises."""
    form = Form.TODO if target.todo else Form.EVENT
    if target.output == STDOUT:
        return Delivered(stdout=to_bytes(entries, form=form, stamp=stamp))
    force = Overwrite.FORCE if target.force else Overwrite.REFUSE
    path = Path(target.output)
    if not (target.output.endswith(("/", os.sep)) or os.path.isdir(path)):
        write = write_new_only if target.new_only else write_file
        return Delivered((write(path, entries, form=form, stamp=stamp, force=force, rest=rest),))
    if target.new_only:
        raise UsageError(
            f"--new-only is for one file, and {path} is a folder.",
            hint="A folder takes one file for each reminder; leave --new-only out.",
        )
    everything = rest if isinstance(rest, Everything) else None
    found = write_folder(path, entries, form=form, stamp=stamp, force=force, rest=everything)
    return Delivered(tuple(found))
