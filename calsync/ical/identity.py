"""Names that stay the same however often a plan is made: of a reminder and its file.

`planning.loops` owns the identity of an interview.
"""

from __future__ import annotations

import re
from uuid import UUID, uuid5

from calsync.planning.people import person_key
from calsync.planning.plan import Reminder

# Ours for good: another value would give every reminder already in a calendar a second copy.
_NAMESPACE = UUID("5c0f3c52-6d0b-4b86-9a55-0a6fb5d9e1c7")
_FILE_NAME = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}")


def reminder_uid(reminder: Reminder) -> str:
    """The UID (RFC 7986, 5.3) of this step about this person; times and words do not count. A step that
    comes again, on another occasion, is another."""
    again = (reminder.occasion,) if reminder.occasion else ()
    return _uuid(reminder.interview.id, reminder.step, person_key(reminder.person), *again)


def file_name(uid: str) -> str:
    """The file for one reminder. A UID with other than unreserved characters gives way to a UUID of it."""
    return f"{uid if _FILE_NAME.fullmatch(uid) else _uuid(uid)}.ics"


def _uuid(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, _joined(parts)))


def _joined(parts: tuple[str, ...]) -> str:
    """Each part with its length before it, so that no two lists of parts give the same text."""
    clean = (part.encode("utf-8", "backslashreplace").decode() for part in parts)
    return "".join(f"{len(part)}:{part}" for part in clean)
