"""Words in, words out: the command group, and the one place where errors become sentences and exit codes.

The only door to `click`. Commands load what they need when they run.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from calsync import __version__
from calsync.cli.plan_cmd import plan
from calsync.errors import CalsyncError, UsageError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="calsync", message="%(prog)s %(version)s")
def calsync() -> None:
    """Plan the follow-up after a job interview as calendar reminders.

    \b
    calsync plan invite.ics --decision "by the end of next week" -o followups.ics
    """


calsync.add_command(plan)


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code; whatever goes wrong becomes one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark
    try:
        return _run(arguments)
    except OSError:
        _forget_output()  # not even the sentence could be printed
        return UsageError.exit_code


def _run(arguments: Sequence[str]) -> int:
    try:
        result: object = calsync.main(args=list(arguments), prog_name="calsync", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CalsyncError as error:
        return _report(error, arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        return 0
    except click.ClickException as error:
        return _report(_usage_error(error), arguments)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        _forget_output()
        return 0
    except SystemExit:
        return 0  # click's answer to a closed pipe: whoever was reading has read enough
    except OSError as error:
        _forget_output()
        return _report(_unwritable(error), ())
    except Exception as error:  # the last line of defence: nobody is to see a traceback
        if os.environ.get("CALSYNC_DEBUG"):
            raise
        return _report(_bug(error), arguments)
    return result if isinstance(result, int) else 0


def _forget_output() -> None:
    """Whatever is still held for a standard output that takes no more goes nowhere, at exit too."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage_error(error: click.ClickException) -> UsageError:
    """What click found wrong, with the command's help as the way out."""
    context = getattr(error, "ctx", None)
    command = context.command_path if isinstance(context, click.Context) else "calsync"
    return UsageError(error.format_message(), hint=f"See {command} --help.")


def _unwritable(error: OSError) -> CalsyncError:
    """Files are read and written by name elsewhere; what is left is standard output."""
    return UsageError(
        f"Standard output cannot be written: {error.strerror or error}.", hint="Write to a file with -o."
    )


def _bug(error: Exception) -> CalsyncError:
    return CalsyncError(
        f"Something went wrong inside calsync ({type(error).__name__}).",
        hint="That is a bug, not your mistake; CALSYNC_DEBUG=1 shows where. Please report it.",
    )


def _report(error: CalsyncError, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        from calsync.cli.envelope import envelope

        click.echo(envelope("plan", "error", data={"interviews": [], "reminders": []}, errors=[error]))
    else:
        from calsync.cli.problem import show_problem

        show_problem(error)
    return error.exit_code
