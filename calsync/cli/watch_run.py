"""`calsync watch`: a sync now and then again and again; and what a system needs to do that by itself."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sys
from datetime import timedelta
from time import sleep
from types import FrameType

import click

from calsync.cli.home import chosen_home
from calsync.cli.problem import show_problem
from calsync.cli.sync_out import Screen, show_synced, side_of
from calsync.cli.sync_run import Side, sync_once
from calsync.errors import AccessRefused, NeedsPerson, TrackerBusy, Unreachable, UsageError
from calsync.sync.run import Mode, Vanished

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=1)
_INTERVAL = re.compile(r"(\d{1,6})\s*(s|m|min|h|d)", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_PASSING = (Unreachable, TrackerBusy, NeedsPerson)
"""What may be otherwise the next time."""


def read_interval(typed: str) -> timedelta:
    """“90s”, “15m”, “2h”. Raises UsageError for anything else, and for less than a minute or more than a day:
    servers shut out who asks too often."""
    found = _INTERVAL.fullmatch(typed.strip())
    if found is None:
        raise UsageError(f"“{typed}” is no length of time.", hint="Write it as in 15m or 2h.")
    interval = timedelta(seconds=int(found[1]) * _SECONDS[found[2].lower()])
    if not SHORTEST <= interval <= LONGEST:
        raise UsageError(f"“{typed}” is not between a minute and a day.", hint="--every 15m does well.")
    return interval


def keep_watch(interval: timedelta, *, account: str | None, folder: str | None, todo: bool) -> int:
    """Sync until it is stopped (0), or until something is wrong that will not pass by itself. The same
    trouble is told once, and a run that finds nothing to do says nothing after the first."""
    signal.signal(signal.SIGTERM, _stop)
    last: str | None = None
    try:
        while True:
            trouble = ""
            try:
                with side_of(account, folder, todo=todo) as side:
                    trouble = _once(side, last)
            except _PASSING as error:
                trouble = error.message
                if trouble != last:
                    show_problem(error)
            last = trouble
            sleep(interval.total_seconds())
    except KeyboardInterrupt:
        click.echo("Stopped watching.", err=True)
        return 0


def _once(side: Side, last: str | None) -> str:
    """One run; what went wrong in it, in words. Raises AccessRefused where it would go wrong again."""
    screen = Screen(quiet=False, why=False)
    synced = sync_once(side, mode=Mode.REAL, vanished=Vanished.ASK, say=screen.say)
    if isinstance(synced.report.stopped, AccessRefused):
        raise synced.report.stopped
    trouble = " ".join(each.message for each in synced.problems)
    if last is None or synced.report.lines or trouble != last:
        show_synced(synced, screen)
    return trouble


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def timer_text(interval: timedelta, *, account: str | None, folder: str | None, todo: bool) -> str:
    """A systemd service and timer for the person's own session, and a cron line where there is one."""
    command = shlex.join(_command(account=account, folder=folder, todo=todo))
    seconds = int(interval.total_seconds())
    cron = _cron(seconds)
    cron_lines = (
        ["# Or with cron (crontab -e); what goes wrong is mailed to you.", f"{cron} {command} >/dev/null"]
        if cron
        else ["# cron has no line for this interval; 15m or 2h have one."]
    )
    return "\n".join(
        [
            "# ~/.config/systemd/user/calsync.service",
            "[Unit]",
            "Description=Interview follow-ups to the calendar and back",
            "",
            "[Service]",
            "Type=oneshot",
            f"ExecStart={command.replace('%', '%%')}",
            "",
            "# ~/.config/systemd/user/calsync.timer",
            "[Unit]",
            "Description=Interview follow-ups, every so often",
            "",
            "[Timer]",
            "OnStartupSec=1min",
            f"OnUnitActiveSec={seconds}s",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
            "# Then: systemctl --user daemon-reload && systemctl --user enable --now calsync.timer",
            "",
            *cron_lines,
        ]
    )


def _command(*, account: str | None, folder: str | None, todo: bool) -> list[str]:
    program = shutil.which("calsync")
    words = [os.path.abspath(program)] if program else [sys.executable, "-m", "calsync"]
    if (home := chosen_home()) is not None:
        words += ["--home", os.path.abspath(os.path.expanduser(home))]
    words.append("sync")
    if account is not None:
        words += ["--account", account]
    if folder is not None:
        words += ["--to", os.path.abspath(folder)]
    return [*words, "--todo"] if todo else words


def _cron(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if rest:
        return ""
    if minutes < 60 and 60 % minutes == 0:
        return f"*/{minutes} * * * *" if minutes > 1 else "* * * * *"
    hours, rest = divmod(minutes, 60)
    if rest or 24 % hours:
        return ""
    return f"0 */{hours} * * *" if hours < 24 else "0 8 * * *"
