"""`calsync account`: the calendars that reminders are synced with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from calsync.cli.json_option import json_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calsync.accounts import Deleted
    from calsync.cli.envelope import Json
    from calsync.errors import CalsyncError


@click.group("account", short_help="Add, try out and remove calendar accounts.")
def account() -> None:
    """Add, try out and remove calendar accounts.

    \b
    calsync account add
    calsync account add --url https://dav.example/ --user alice --password-command "pass show dav"
    calsync account test
    """


def _no_password(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        from calsync.errors import UsageError

        raise UsageError(
            "A password on the command line can be read by every program on this machine, and stays in the "
            "shell’s history.",
            hint="Leave it out: it is asked for. Or name a command that prints it, with --password-command. "
            "The one that was typed is better changed.",
        )


@account.command("add", short_help="Add a calendar to sync with.")
@click.option(
    "--url", metavar="ADDRESS", help="Your address at the provider, or the URL of the server or calendar."
)
@click.option("--user", metavar="NAME", help="The user name. [your address]")
@click.option(
    "--password-command", metavar="COMMAND", help="A command whose first line of output is the password."
)
@click.option(
    "--keyring/--no-keyring", default=None, help="Keep the password in the system’s keyring, or do not."
)
@click.option("--from-caldav", is_flag=True, help="Use what caldav and plann use: their file, or CALDAV_URL.")
@click.option("--section", metavar="NAME", help="Which section of that file. [default]")
@click.option(
    "--calendar", metavar="NAME|URL", help="An existing calendar. [one of its own, made if need be]"
)
@click.option("--todo", is_flag=True, help="Reminders as to-dos, not as events.")
@click.option(
    "--deleted-means",
    type=click.Choice(["auto", "done", "skip"]),
    default="auto",
    help="What a reminder deleted in the calendar was. [auto: done if it was due, skipped if it lay ahead]",
)
@click.option("--ca-file", metavar="FILE", type=Path, help="The certificate of your own server or authority.")
@click.option("--name", metavar="NAME", help="What the account is called here. [after the server]")
@click.option(
    "--password",
    is_flag=False,
    flag_value="",
    hidden=True,
    expose_value=False,
    callback=_no_password,
    is_eager=True,
)
@json_option
def add(
    *,
    url: str | None,
    user: str | None,
    password_command: str | None,
    keyring: bool | None,
    from_caldav: bool,
    section: str | None,
    calendar: str | None,
    todo: bool,
    deleted_means: str,
    ca_file: Path | None,
    name: str | None,
    as_json: bool,
) -> int:
    """Add a calendar to sync with.

    Without options it asks. It finds the server of a mail address or a domain, signs in, and uses or makes a
    calendar “Interview follow-ups”. The password is never written down: it stays in the system’s keyring,
    comes from a command, or is asked for.
    """
    from calsync.cli import account_add
    from calsync.cli.account_text import added_json, added_lines
    from calsync.cli.account_where import Typed

    added = account_add.add(
        Typed(
            url=url,
            user=user,
            command=_words(password_command),
            keyring=keyring,
            calendar=calendar,
            name=name,
            ca_file=ca_file,
            from_caldav=from_caldav,
            section=section,
            form="todo" if todo else "event",
            deleted=cast("Deleted", deleted_means),
            quiet=as_json,
        )
    )
    _say(added_lines(added), added_json(added), as_json=as_json)
    return 0


@account.command("list", short_help="List the accounts.")
@json_option
def list_accounts(*, as_json: bool) -> int:
    """List the accounts: which calendar each is, and how its password is got."""
    from calsync.cli.account_run import listed
    from calsync.cli.account_text import listed_json, listed_lines

    found = listed()
    _say(listed_lines(found), listed_json(found), as_json=as_json)
    return 0


@account.command("test", short_help="Try out what works there.")
@click.argument("name", required=False)
@json_option
def test(*, name: str | None, as_json: bool) -> int:
    """Try out what works on the server of an account, in plain words.

    A test reminder is put into the calendar and taken away again; nothing else is touched.
    """
    from calsync.cli.account_run import chosen, test
    from calsync.cli.account_text import tested_json, tested_lines
    from calsync.cli.problem import PARTLY

    tested = test(chosen(name))
    problems = tested.problems
    status = "done" if not problems else "error" if tested.hopeless else "partial"
    errors = [each.error for each in tested.checks if each.error is not None]
    _say(tested_lines(tested), tested_json(tested), as_json=as_json, status=status, errors=errors)
    if not problems:
        return 0
    return problems[0].exit_code if tested.hopeless else PARTLY


@account.command("remove", short_help="Remove an account.")
@click.argument("name")
@json_option
def remove(*, name: str, as_json: bool) -> int:
    """Remove an account, and its password from the keyring. The calendar itself stays as it is."""
    from calsync.cli.account_run import remove
    from calsync.cli.account_text import removed_json, removed_lines

    removed = remove(name)
    _say(removed_lines(removed), removed_json(removed), as_json=as_json)
    return 0


def _words(command: str | None) -> tuple[str, ...]:
    """The program and its arguments. Raises UsageError for what is none, without repeating it."""
    if command is None:
        return ()
    import os
    import shlex

    from calsync.errors import UsageError

    hint = 'Write it as for the shell: --password-command "pass show dav"'
    try:
        words = tuple(shlex.split(command))
    except ValueError:
        raise UsageError(
            "The password command has a quotation mark without its other half.", hint=hint
        ) from None
    if not words:
        raise UsageError("The password command is empty.", hint=hint)
    if os.path.basename(words[0]) in ("echo", "printf"):
        raise UsageError(
            "A command that holds the password itself would leave it in the accounts’ file.",
            hint="Leave the option out, and the password is asked for; or name a program that fetches it.",
        )
    return words


def _say(
    lines: Iterable[str],
    data: dict[str, Json],
    *,
    as_json: bool,
    status: str = "done",
    errors: Iterable[CalsyncError] = (),
) -> None:
    if as_json:
        from calsync.cli.envelope import envelope

        click.echo(envelope("account", status, data=data, errors=list(errors)))
    else:
        for line in lines:
            click.echo(line)
