"""The only look at the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from calsync.errors import UsageError

EARLIEST, LATEST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2000, 2101))


def now() -> datetime:
    """The time of this run in UTC, to the second; SOURCE_DATE_EPOCH says another."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).replace(microsecond=0)
    if epoch.isascii() and epoch.isdigit() and EARLIEST <= int(epoch[:12]) < LATEST:
        return datetime.fromtimestamp(int(epoch), UTC)
    raise UsageError(
        f"SOURCE_DATE_EPOCH is “{epoch[:40]}”, which is no number of seconds from 2000 to 2100.",
        hint="Unset it.",
    )
