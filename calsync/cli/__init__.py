"""Words in, words out: the command group, and the one place where errors become sentences and exit codes.

The only door to `click`. Commands load what they need when they run.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from itertools import takewhile
from typing import TextIO

import click

from calsync import __version__
from calsync.cli.home import home_option
from calsync.errors import CalsyncError, UsageError

COMMANDS = {
    "plan": "plan_cmd:plan",
    "track": "track_cmd:track",
    "scan": "scan_cmd:scan",
    "list": "look_cmd:list_tracked",
    "show": "look_cmd:show",
    "agenda": "look_cmd:agenda",
    "done": "told_cmd:done",
    "skip": "told_cmd:skip",
    "move": "told_cmd:move",
    "decision": "told_cmd:decision",
    "outcome": "told_cmd:outcome",
    "note": "told_cmd:note",
    "tell": "told_cmd:tell",
    "draft": "draft_cmd:draft",
    "review": "draft_cmd:review",
    "export": "keep_cmd:export",
    "undo": "keep_cmd:undo",
    "untrack": "told_cmd:untrack",
    "archive": "told_cmd:archive",
    "backup": "keep_cmd:backup",
    "account": "account_cmd:account",
    "sync": "sync_cmd:sync",
    "watch": "sync_cmd:watch",
    "cadence": "cadence_cmd:cadence",
    "config": "config_cmd:config",
}
"""Every command and where it stands, in the order of --help; only what is called is loaded."""


class _Called:
    """Which command a run has come to; until it is known, calsync itself."""

    name = "calsync"


class Commands(click.Group):
    """A group that loads a command when it is called, and tells the context's `_Called` of it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module, _, name = COMMANDS[cmd_name].partition(":")
        found: object = getattr(import_module(f"calsync.cli.{module}"), name)
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0].casefold(), COMMANDS, 1, 0.5)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            raise UsageError(f"There is no command “{args[0]}”.{meant}", hint="calsync --help lists them.")
        found = super().resolve_command(ctx, args)
        if isinstance(ctx.obj, _Called) and found[0]:
            ctx.obj.name = found[0]
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="calsync", message="%(prog)s %(version)s")
@home_option
def calsync() -> None:
    """Follow up after job interviews, with calendar reminders.

    \b
    calsync plan invite.ics -o followups.ics       plan once, remember nothing
    calsync track invite.ics                       follow an application to its end
    calsync agenda                                 what is due
    calsync done acme-final thank-you              tell what you did
    """


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code; whatever goes wrong becomes one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark
    try:
        return _run(arguments)
    except OSError:
        _forget(sys.stdout, sys.stderr)  # not even the sentence could be printed
        return UsageError.exit_code


def _run(arguments: Sequence[str]) -> int:
    called = _Called()
    try:
        result: object = calsync.main(
            args=list(arguments), prog_name="calsync", standalone_mode=False, obj=called
        )
        if sys.stdout is not None:
            sys.stdout.flush()
    except CalsyncError as error:
        return _report(error, called, arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        return 0
    except click.ClickException as error:
        return _report(_usage_error(error), called, arguments)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        _forget(sys.stdout)
        return 0
    except SystemExit:
        return 0  # click's answer to a closed pipe: whoever was reading has read enough
    except OSError as error:
        _forget(sys.stdout)
        return _report(_unwritable(error), called, ())
    except Exception as error:  # the last line of defence: nobody is to see a traceback
        if os.environ.get("CALSYNC_DEBUG"):
            raise
        return _report(_bug(error), called, arguments)
    return result if isinstance(result, int) else 0


def _forget(*streams: TextIO | None) -> None:
    """Whatever is still held for a stream that takes no more goes nowhere, at exit too."""
    for stream in streams:
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _usage_error(error: click.ClickException) -> UsageError:
    """What click found wrong, with the command's help as the way out."""
    context = getattr(error, "ctx", None)
    command = context.command_path if isinstance(context, click.Context) else "calsync"
    return UsageError(error.format_message(), hint=f"See {command} --help.")


def _unwritable(error: OSError) -> CalsyncError:
    """Files are read and written by name elsewhere; what is left is standard output."""
    return UsageError(
        f"Standard output cannot be written: {error.strerror or error}.", hint="Send it somewhere else."
    )


def _bug(error: Exception) -> CalsyncError:
    return CalsyncError(
        f"Something went wrong inside calsync ({type(error).__name__}).",
        hint="That is a bug, not your mistake; CALSYNC_DEBUG=1 shows where. Please report it.",
    )


def _report(error: CalsyncError, called: _Called, arguments: Sequence[str]) -> int:
    options = takewhile(lambda argument: argument != "--", arguments)
    if "--json" in options:
        from calsync.cli.envelope import Json, envelope

        data: dict[str, Json] = {"interviews": [], "reminders": []} if called.name == "plan" else {}
        click.echo(envelope(called.name, "error", data=data, errors=[error]))
    else:
        from calsync.cli.problem import show_problem

        show_problem(error)
    return error.exit_code
