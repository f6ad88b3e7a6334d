"""Every command has --json, and its envelope names the command, whatever went wrong."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from calsync.cli import calsync as group
from tests.cli.tracking import Runner, calsync

__all__ = ["calsync"]


def commands(group: click.Group, context: click.Context, *path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, context, *path, name)
        else:
            yield " ".join((*path, name)), command


ALL = dict(commands(group, click.Context(group)))


@pytest.mark.parametrize("name", [name for name in ALL if name != "watch"])  # it never comes to an end
def test_every_command_takes_json(name: str) -> None:
    assert [param.opts for param in ALL[name].params if param.name == "as_json"] == [["--json"]]


@pytest.mark.parametrize("name", ALL)
def test_every_command_takes_h(name: str) -> None:
    context = click.Context(group, **group.context_settings)
    for word in name.split():
        assert isinstance(context.command, click.Group)
        command = context.command.get_command(context, word)
        assert command is not None
        context = click.Context(command, parent=context, **command.context_settings)
    assert context.help_option_names == ["-h", "--help"]


FAILS = [
    # a command line that fails, and the command in the envelope
    (("--home", "list", "show", "nobody"), "show"),
    (("--home=list", "plan"), "plan"),
    (("--home", "{home}", "list", "--days"), "list"),
    (("cadence", "check", "plan"), "cadence"),
    (("cadence", "show"), "cadence"),
    (("config", "set", "plan", "x"), "config"),
    (("config", "track"), "config"),
    (("note", "list", "show"), "note"),
    (("plan", "track"), "plan"),
    (("plan", "--company", "list"), "plan"),
    (("export", "-o", "-"), "export"),
    (("review", "list", "--for", "show"), "review"),
    (("frobnicate", "list"), "calsync"),
    (("--frobnicate", "list"), "calsync"),
    ((), "calsync"),
]


@pytest.mark.parametrize(("command", "name"), FAILS)
def test_an_error_names_its_command(
    calsync: Runner, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], name: str
) -> None:
    monkeypatch.chdir(calsync.folder)
    code, found = calsync.json(*(part.format(home=calsync.home) for part in command))
    assert code not in (0, 1)
    assert (found["command"], found["status"]) == (name, "error")
    assert found["errors"][0]["message"]


def test_what_stands_after_two_dashes_is_no_option(calsync: Runner) -> None:
    code, out, err = calsync.run("plan", "--", "--json")
    assert (code, out) == (3, "")
    assert err.startswith("calsync: There is no file --json.")
