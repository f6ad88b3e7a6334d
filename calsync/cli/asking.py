"""Questions to the person at the terminal. They go to standard error, so that results can be sent on. Names
in them may come from a server or a file of others, and are shown safely."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from calsync.planning.plaintext import safe_line


def someone_there() -> bool:
    """Whether anybody can be asked: both ends of a conversation are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def say(text: str) -> None:
    """What the person should know before the next question."""
    click.echo(safe_line(text), err=True)


def ask_line(question: str, *, default: str | None = None) -> str:
    answer: str = click.prompt(safe_line(question), default=default, err=True, type=str)
    return answer.strip()


def ask_password(question: str) -> str:
    """Not shown while it is typed."""
    answer: str = click.prompt(safe_line(question), hide_input=True, err=True, type=str)
    return answer


def ask_yes(question: str, *, default: bool) -> bool:
    return click.confirm(safe_line(question), default=default, err=True)


def ask_which(question: str, choices: Sequence[str]) -> int:
    """Which of the choices, counted from 0."""
    for number, choice in enumerate(choices, 1):
        click.echo(f"  {number}  {safe_line(choice)}", err=True)
    answer: int = click.prompt(safe_line(question), type=click.IntRange(1, len(choices)), err=True)
    return answer - 1
