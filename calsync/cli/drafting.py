"""The words of reminders that are given out: each with the draft of what to write."""

from __future__ import annotations

from collections.abc import Iterable

from calsync.cli.desk import Desk
from calsync.cli.draft_run import OwnTemplates, draft_for
from calsync.messages.draft import with_draft
from calsync.messages.wording import Words, word
from calsync.planning.plan import Reminder


def worded(desk: Desk, reminders: Iterable[Reminder]) -> list[tuple[Reminder, Words]]:
    """Raises SettingsError for a template of the person's own that cannot be read."""
    templates = OwnTemplates(desk.places.templates)
    return [(each, with_draft(word(each), draft_for(desk, each, templates))) for each in reminders]
