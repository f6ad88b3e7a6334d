"""Drafts for the reminders of tracked interviews: who writes, with which notes and which own templates."""

from __future__ import annotations

from calsync.cli.desk import Desk
from calsync.messages.wording import Words, word
from calsync.planning.plan import Reminder


def drafted(desk: Desk, reminder: Reminder) -> Words:
    return word(reminder)
