"""The only look at the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from calsync.errors import UsageError


def now() -> datetime:
    """The time of this run in UTC, to the second; SOURCE_DATE_EPOCH says another."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is “{epoch}”, which is no number of seconds.", hint="Unset it."
        ) from error
