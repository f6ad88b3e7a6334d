"""Drafts and reviews for tracked interviews: who writes, with which notes and templates, to whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.envelope import Json, envelope
from calsync.cli.refs import find_person
from calsync.errors import InputError, SettingsError, UsageError
from calsync.messages.draft import Draft, Sender, draft, mailto
from calsync.messages.draft_facts import addressee, present
from calsync.planning.people import fold_name
from calsync.planning.plaintext import safe_line, safe_text
from calsync.planning.plan import Reminder, State

if TYPE_CHECKING:
    from calsync.cli.desk import Desk
    from calsync.config import Config
    from calsync.messages.review import Finding
    from calsync.planning.tracked import Tracked

TEXT_LIMIT = 2_000_000
TEMPLATE_LIMIT = 100_000
"""Bytes of a message and of a template: nobody writes more, and a wrong file may hold more."""
ONE_EACH = ("linkedin", "post")
"""Channels on which a step for everybody still is one message for each."""
BETWEEN = "-----"


class Written(NamedTuple):
    reminder: Reminder
    message: Draft


def sender_of(config: Config) -> Sender:
    return Sender(config.name, config.me[0] if config.me else None, config.resume)


class OwnTemplates(Mapping[str, str]):
    """The person's own templates by file name, each read when it is asked for; none if there is no such
    folder. Raises SettingsError for one that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, str] = {}
        self._names = frozenset(_names_in(folder))

    def __getitem__(self, name: str) -> str:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = _template(self._folder / name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


def _names_in(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir() if path.suffix == ".txt" and path.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise SettingsError(
            f"The templates in {folder} cannot be read: {error.strerror or error}.",
            hint="Check that the folder is yours to read.",
        ) from None


def _template(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(TEMPLATE_LIMIT).decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror or error}.", hint="Check that it is yours to read."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{path}, line {line}: this is no UTF-8 text.", hint="Save it as UTF-8."
        ) from None


def draft_for(desk: Desk, reminder: Reminder, sources: Mapping[str, str]) -> Draft | None:
    """The draft for a reminder of a tracked interview, with its notes; `sources` are the person's own
    templates."""
    notes = desk.get(reminder.interview.id).notes
    return draft(reminder, sender=sender_of(desk.config), notes=notes, sources=sources)


def drafts_for(desk: Desk, one: Tracked, step: str, *, to: str | None) -> tuple[Written, ...]:
    """The drafts for the open reminders of a step, or for all of them if none is open. Raises UsageError for
    an unknown step or person, and for a step with nothing to write."""
    found = _reminders(desk, one, step, to)
    wanted = tuple(each for each in found if each.state is State.OPEN) or found
    sources = OwnTemplates(desk.places.templates)
    reminders = [each for reminder in wanted for each in _one_each(reminder)]
    written = tuple(
        Written(each, message)
        for each in reminders
        if (message := draft_for(desk, each, sources)) is not None
    )
    if not written:
        named = found[0].step if found else step
        raise UsageError(
            f"There is nothing to write for “{named}”.",
            hint=f"calsync show {one.ref} says what it asks for; your own words go into {named}.txt"
            f" in {desk.places.templates}.",
        )
    return written


def _reminders(desk: Desk, one: Tracked, step: str, to: str | None) -> tuple[Reminder, ...]:
    """Those of a step, about the person named; what is for everybody becomes theirs."""
    found = desk.reminders(one, step, to)
    if to is None or any(each.person for each in found):
        return found
    person = find_person(to, one.people, where=one.ref)
    return tuple(replace(each, person=person) for each in found)


def _one_each(reminder: Reminder) -> Sequence[Reminder]:
    if reminder.person is None and reminder.channel in ONE_EACH:
        return [replace(reminder, person=each) for each in present(reminder.interview)] or [reminder]
    return [reminder]


def draft_lines(written: Sequence[Written]) -> Iterator[str]:
    """One message after the other: to whom, subject, body and on the last line the link."""
    for number, (reminder, message) in enumerate(written):
        if number:
            yield from ("", BETWEEN, "")
        if to := _to_line(reminder, message):
            yield to
        if message.subject:
            yield f"Subject: {message.subject}"
        yield from ("", message.body) if to or message.subject else (message.body,)
        if message.subject:
            yield from ("", mailto(message))


def _to_line(reminder: Reminder, message: Draft) -> str:
    person = addressee(reminder)
    if person is None:
        return "To: your contact" if message.subject else ""
    if message.to:
        address = message.to[0]
        return safe_line(f"To: {person.name} <{address}>" if person.name else f"To: {address}")
    return safe_line(f"To: {person.label}{' (address not known)' if message.subject else ''}")


def draft_json(one: Tracked, written: Sequence[Written]) -> str:
    drafts: list[Json] = []
    for reminder, message in written:
        person = addressee(reminder)
        drafts.append(
            {
                "step": reminder.step,
                "interviewer": person.name if person else None,
                "channel": reminder.channel,
                "to": list(message.to),
                "subject": message.subject or None,
                "body": message.body,
                "mailto": mailto(message) if message.subject else None,
            }
        )
    return envelope("draft", "done", data={"interview": one.id, "ref": one.ref, "drafts": drafts})


def read_text(file: str) -> str:
    """A message from a file or standard input. Raises UsageError if it cannot be read, InputError if it is
    no text."""
    try:
        if file == "-" and sys.stdin is None:
            raise UsageError("There is no standard input.", hint="Name a text or a mail.")
        if file == "-":
            data = sys.stdin.buffer.read(TEXT_LIMIT + 1)
        else:
            with open(file, "rb") as opened:
                data = opened.read(TEXT_LIMIT + 1)
    except FileNotFoundError:
        raise UsageError(
            f"There is no file {file}.", hint="Name a text or a mail, or - to type it."
        ) from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}.", hint="Name a file.") from None
    if len(data) > TEXT_LIMIT:
        raise InputError(f"{file} is too long for a message.", hint="Name the text of one message.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise InputError(f"{file} is no text and no mail.", hint="Save the message as plain text or .eml.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if _is_mail(data):
            return data.decode("utf-8", "surrogateescape")  # its own headers say which encoding each part has
        return data.decode("cp1252", "replace")


def _is_mail(data: bytes) -> bool:
    from calsync.messages.review_mail import HEADERS

    return data.split(b":", 1)[0].strip().decode("ascii", "replace").casefold() in HEADERS


def reviewed(desk: Desk, one: Tracked, step: str, *, to: str | None, text: str) -> list[Finding]:
    """What to mend in a message for a step. Whom it is to is read from the message, unless named. Raises
    UsageError for an unknown step or person."""
    from calsync.messages.review import review

    found = _reminders(desk, one, step, to)
    interview = found[0].interview
    own = fold_name(interview.company)
    others = {
        each.interview.company
        for each in desk.tracked
        if each.interview.company and fold_name(each.interview.company) != own
    }
    return review(text, reminder=_meant(text, found), others=sorted(others), people=interview.interviewers)


def _meant(text: str, reminders: Sequence[Reminder]) -> Reminder:
    """Of the reminders of a panel the one whose person the message is addressed to or greets; else one for
    anybody."""
    from calsync.messages.review_text import read_message

    if len(reminders) == 1:
        return reminders[0]
    message = read_message(text)
    addresses = {address for each in message.recipients for address in each.addresses}
    greeted = set(fold_name(message.greeting.text).split()) if message.greeting else set()
    by_address = [r for r in reminders if r.person and (r.person.email or "").casefold() in addresses]
    by_name = [r for r in reminders if r.person and greeted & set(fold_name(r.person.name).split())]
    for found in (by_address, by_name):
        if len(found) == 1:
            return found[0]
    return replace(reminders[0], person=None)


def review_lines(file: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        yield f"{file}: nothing to mend."
    for line, rule, sentence, quote in findings:
        shown = f" “{quote}”" if quote and quote not in sentence else ""
        yield safe_text(f"{file}:{line}: {rule}: {sentence}{shown}")


def review_json(file: str, findings: Sequence[Finding]) -> str:
    listed: list[Json] = [
        {"line": line, "rule": rule, "message": sentence, "quote": quote}
        for line, rule, sentence, quote in findings
    ]
    return envelope("review", "done", data={"file": file, "clean": not findings, "findings": listed})
