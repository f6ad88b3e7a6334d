"""A reminder and what is known, as a message to send: subject, body and a mailto: link.

The words are the files in `templates/`; `draft_facts` owns what is put into them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from calsync.messages.draft_facts import Sender, addressee, facts_of
from calsync.messages.draft_template import fill, find_template
from calsync.messages.wording import Words
from calsync.planning.history import Noted
from calsync.planning.plan import Reminder

__all__ = ["Draft", "Sender", "draft", "mailto", "with_draft"]

MAIL = "email"
DRAFT_BEGINS = "--- Draft: make it yours ---"
DRAFT_ENDS = "--- End of the draft ---"
WHY = "Why now: "


class Draft(NamedTuple):
    """`body` has line breaks and a blank line between paragraphs; `subject` is empty for what is not sent
    by mail. `to` is the one address, if it is known."""

    subject: str
    body: str
    to: tuple[str, ...]


def draft(
    reminder: Reminder,
    *,
    sender: Sender,
    notes: Sequence[Noted],
    sources: Mapping[str, str] | None = None,
) -> Draft | None:
    """The message for a reminder; None for a step with nothing to write, which is one without a
    template. `sources` holds the person's own
    templates by file name. Raises SettingsError for one that is broken."""
    found = find_template(reminder.step, reminder.interview.kind, sources or {})
    if found is None:
        return None
    name, source = found
    mail = reminder.channel == MAIL
    facts = facts_of(reminder, sender=sender, notes=notes)
    subject, body = fill(name, source, facts, mail=mail)
    person = addressee(reminder)
    to = (person.email,) if mail and person and person.email else ()
    return Draft(subject, body, to)


def mailto(message: Draft) -> str:
    """The message as a link that opens it in a mail program (RFC 6068): everything in UTF-8 and
    percent-encoded, line breaks as CRLF."""
    to = ",".join(quote(address, safe="@") for address in message.to)
    fields = {"subject": message.subject, "body": message.body.replace("\n", "\r\n")}
    query = "&".join(f"{field}={quote(text, safe='')}" for field, text in fields.items() if text)
    return f"mailto:{to}?{query}" if query else f"mailto:{to}"


def with_draft(words: Words, message: Draft | None) -> Words:
    """The words of a reminder with the draft between what to do and why, set apart from both."""
    if message is None:
        return words
    subject = [f"Subject: {message.subject}", ""] if message.subject else []
    block = ["", DRAFT_BEGINS, *subject, message.body, DRAFT_ENDS, ""]
    lines = words.body.split("\n")
    place = next((at for at, line in enumerate(lines) if line.startswith(WHY)), len(lines))
    return words._replace(body="\n".join([*lines[:place], *block, *lines[place:]]).rstrip("\n"))
