"""How often a watch looks; and what a system needs to do that by itself: a systemd timer, a cron line."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable
from datetime import timedelta

from calsync.cli.home import chosen_home
from calsync.cli.sync_cmd import Which
from calsync.errors import CalsyncError, UsageError

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=1)
_INTERVAL = re.compile(r"([0-9]{1,6})\s*(s|m|min|h|d)", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_PLAIN = re.compile(r"[A-Za-z0-9_@+=:,./-]+")


def read_interval(typed: str) -> timedelta:
    """“90s”, “15m”, “2h”. Raises UsageError for anything else, and for less than a minute or more than a day:
    servers shut out who asks too often."""
    found = _INTERVAL.fullmatch(typed.strip())
    if found is None:
        raise UsageError(f"“{typed}” is no length of time.", hint="Write it as in 90s, 15m or 2h.")
    interval = timedelta(seconds=int(found[1]) * _SECONDS[found[2].lower()])
    if not SHORTEST <= interval <= LONGEST:
        raise UsageError(
            f"--every takes from a minute to a day, and “{typed}” is not.", hint="15m does well."
        )
    return interval


def timer_text(interval: timedelta, which: Which) -> str:
    """Both, for the person's own session, with where they go; cron has no line for some intervals."""
    words = _command(which)
    seconds = int(interval.total_seconds())
    return "\n".join(
        [
            *_unanswered(which),
            "# ~/.config/systemd/user/calsync.service",
            "[Unit]",
            "Description=Interview follow-ups to the calendar and back",
            "",
            "[Service]",
            "Type=oneshot",
            f"ExecStart={_for_systemd(words)}",
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
            *_cron_lines(seconds, words),
        ]
    )


def _unanswered(which: Which) -> list[str]:
    """What a timer cannot do: answer a question, or see what a shell exported."""
    if which.folder is not None:
        return []
    from calsync.accounts import Way
    from calsync.cli.account_run import chosen

    try:
        account = chosen(which.account)
    except CalsyncError:  # the sync says it
        return []
    match account.password:
        case Way.ASK:
            why = "is asked for, and a timer cannot answer"
        case Way.ENVIRONMENT:
            why = "comes from the environment, which a timer does not share"
        case _:
            return []
    return [
        f"# The password of “{account.name}” {why}. Before this, keep it where it can be",
        "# fetched: calsync account add again, with --password-command or --keyring.",
        "",
    ]


def _command(which: Which) -> list[str]:
    program = shutil.which("calsync")
    words = [os.path.abspath(program)] if program else [sys.executable, "-m", "calsync"]
    if (home := chosen_home()) is not None:
        words += ["--home", os.path.abspath(os.path.expanduser(home))]
    words.append("sync")
    if which.account is not None:
        words += ["--account", which.account]
    if which.folder is not None:
        words += ["--to", os.path.abspath(which.folder)]
    if which.todo:
        words.append("--todo")
    return [*words, "--scan"] if which.scan else words


def _for_systemd(words: Iterable[str]) -> str:
    """As systemd.service(5) and systemd.syntax(7) read a command line: not as a shell does."""
    return " ".join(_systemd_word(word) for word in words)


def _systemd_word(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    for letter, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$"), ("\n", "\\n")):
        word = word.replace(letter, written)
    return f'"{word}"'


def _cron_lines(seconds: int, words: Iterable[str]) -> list[str]:
    times = _cron(seconds)
    if not times:
        return ["# cron has no line for this interval; it has one for 15m or 2h."]
    command = shlex.join(words).replace("%", "\\%")  # a bare one ends the line (crontab(5))
    return ["# Or with cron (crontab -e); what goes wrong is mailed to you.", f"{times} {command} >/dev/null"]


def _cron(seconds: int) -> str:
    """The first fields of the line; empty where its clock does not divide so."""
    minutes, rest = divmod(seconds, 60)
    hours, beyond = divmod(minutes, 60)
    if rest or (beyond and (hours or 60 % beyond)) or (hours and 24 % hours):
        return ""
    if not hours:
        return f"*/{beyond} * * * *" if beyond > 1 else "* * * * *"
    return {1: "0 * * * *", 24: "0 8 * * *"}.get(hours, f"0 */{hours} * * *")
