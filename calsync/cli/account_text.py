"""Accounts as text and as JSON: what was added, which there are, what works there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from calsync.accounts import Account, CaldavFile, Command, Way
from calsync.planning.plaintext import safe_line

if TYPE_CHECKING:
    from calsync.cli.account_add import Added
    from calsync.cli.account_run import Listed, Removed, Tested
    from calsync.cli.envelope import Json
    from calsync.stores.dav_trial import Check

_DELETED = {
    "auto": "one deleted there counts as done if it was due, and as skipped if it lay ahead",
    "done": "one deleted there counts as done",
    "skip": "one deleted there counts as skipped",
}


def added_lines(added: Added) -> Iterator[str]:
    account = added.account
    calendar = f"“{safe_line(added.calendar)}”"
    yield (
        f"Made the calendar {calendar}."
        if added.made
        else f"The calendar {calendar} is there already; it is used."
    )
    done = "Updated" if added.was else "Added"
    yield f"{done} the account “{account.name}”: {account.calendar}"
    yield (
        f"The password: {way_words(account)}."
        if account.password is not Way.NONE
        else "No password is needed."
    )
    if not added.usual:
        yield f"Another account is the usual one; to change that: calsync config set calendar {account.name}"
    other = f" {account.name}" if not added.usual else ""
    yield f"Next: calsync account test{other}"


def added_json(added: Added) -> dict[str, Json]:
    return {
        "account": account_json(added.account, usual=added.usual),
        "calendar_name": added.calendar,
        "made": added.made,
        "updated": added.was,
    }


def listed_lines(listed: Listed) -> Iterator[str]:
    if not listed.accounts:
        yield "There is no calendar account yet. Add one: calsync account add"
    for number, account in enumerate(listed.accounts.values()):
        if number:
            yield ""
        yield account.name + (" (the usual one)" if account.name == listed.usual else "")
        yield f"  Calendar   {safe_line(account.calendar)}"
        who = f"as {safe_line(account.user)}; the password: " if account.user else ""
        yield f"  Signs in   {who}{way_words(account)}"
        form = "to-dos" if account.form == "todo" else "events"
        yield f"  Reminders  as {form}; {_DELETED[account.deleted]}"


def listed_json(listed: Listed) -> dict[str, Json]:
    return {
        "accounts": [
            account_json(account, usual=account.name == listed.usual) for account in listed.accounts.values()
        ]
    }


def removed_lines(removed: Removed) -> Iterator[str]:
    gone = " Its password was taken out of the keyring." if removed.from_keyring else ""
    yield f"Removed the account “{removed.account.name}”.{gone}"
    yield "The calendar and what is in it stay; added again, the account goes on from there."
    if removed.usual is not None:
        yield f"The usual account is “{removed.usual}”."


def removed_json(removed: Removed) -> dict[str, Json]:
    return {
        "removed": removed.account.name,
        "calendar": removed.account.calendar,
        "from_keyring": removed.from_keyring,
        "usual": removed.usual,
    }


def account_json(account: Account, *, usual: bool) -> dict[str, Json]:
    """No secret is in it; of a command only the program."""
    match account.password:
        case Way():
            source = account.password.value
        case Command():
            source = "command"
        case CaldavFile():
            source = "caldav"
    return {
        "name": account.name,
        "calendar": account.calendar,
        "user": account.user,
        "password_from": source,
        "form": account.form,
        "deleted": account.deleted,
        "usual": usual,
    }


def way_words(account: Account) -> str:
    """How the password is got."""
    match account.password:
        case Way.KEYRING:
            return "from this system’s keyring"
        case Way.ASK:
            return "asked for each time"
        case Way.ENVIRONMENT:
            return "from CALDAV_PASSWORD in the environment"
        case Way.NONE:
            return "none is needed" if account.user else "without a name or a password"
        case Command(words):
            return f"from the command “{safe_line(words[0])}”"
        case CaldavFile(file, section):
            return f"as the section “{safe_line(section)}” of {safe_line(str(file))} says"


def tested_lines(tested: Tested) -> Iterator[str]:
    yield f"“{tested.account.name}”: {safe_line(tested.account.calendar)}"
    for check in tested.checks:
        yield f"  {'✓' if check.works else '✗'} {_check_words(check, tested.account)}"
    if tested.problems:
        return
    missing = [check for check in tested.checks if not check.works]
    yield "All that a sync needs works." if missing else "Everything works."


def tested_json(tested: Tested) -> dict[str, Json]:
    checks: list[Json] = [
        {
            "check": each.key,
            "works": each.works,
            "needed": each.needed,
            "says": _check_words(each, tested.account),
        }
        for each in tested.checks
    ]
    return {"account": tested.account.name, "calendar": tested.account.calendar, "checks": checks}


_WORKS: Mapping[str, tuple[str, str]] = {
    "to-the-end": ("", "The test could not be finished."),
    "reach": ("The server answers and lets you in.", "The server does not let calsync in."),
    "find": ("The calendar is there.", "There is no calendar at that address any more."),
    "read": ("What is in it can be read.", "What is in it cannot be read."),
    "changes": (
        "It tells what has changed, so a sync is one question.",
        "It does not tell what has changed: each sync reads all of it. That works, a little slower.",
    ),
    "write": ("A reminder can be put there and read back.", "No reminder can be put there."),
    "create-once": (
        "It refuses to put something in the place of what is there.",
        "It does not keep two things from being put in one place; calsync looks first, each time.",
    ),
    "versions": (
        "It marks each version, so nothing is lost when two write at once.",
        "It does not mark versions reliably; calsync reads again before and after it writes.",
    ),
    "no-overwriting": (
        "It refuses a change to a version that is outdated.",
        "It lets an outdated version overwrite a newer one: an edit made at the same moment could be lost.",
    ),
    "replace": ("A reminder can be changed.", "A reminder cannot be changed."),
    "remove": ("A reminder can be taken away again.", "A reminder cannot be taken away again."),
    "todos": ("It takes to-dos too (calsync account add --todo).", "It takes no to-dos; events are used."),
    "events": ("It takes events too.", "It takes no events; to-dos are used."),
}


def _check_words(check: Check, account: Account) -> str:
    works, fails = _WORKS[check.key]
    if check.works:
        return "The server answers." if check.key == "reach" and account.password is Way.NONE else works
    if check.error is not None:
        return safe_line(f"{check.error.message} {check.error.hint}".strip())
    return fails
