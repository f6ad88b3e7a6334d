"""What came of the scan before a sync, as the sync tells of it."""

from __future__ import annotations

from typing import NamedTuple

from calsync.errors import CalsyncError


class Scanned(NamedTuple):
    """`news` are sentences about what was tracked or changed, `remarks` what the person should know;
    `problems` what kept calendars from being read."""

    news: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: tuple[CalsyncError, ...] = ()


NOT_SCANNED = Scanned()
