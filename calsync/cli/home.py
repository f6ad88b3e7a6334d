"""Where things are: in the folder of --home or CALSYNC_HOME, or where the system keeps settings and data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import click
from click.core import ParameterSource

from calsync.errors import UsageError

_KEY = "calsync.home"


class Places(NamedTuple):
    """The settings and the templates lie in one folder, and what is remembered in that or another."""

    settings: Path
    tracker: Path
    templates: Path

    @property
    def accounts(self) -> Path:
        """Beside the settings."""
        return self.settings.with_name("accounts.toml")


def places(home: str | None) -> Places:
    """Everything in the folder `home`, which need not be there yet; None for the system's own places. Raises
    UsageError for a home that is a file."""
    if home is None:
        from platformdirs import user_config_path, user_data_path

        settings = user_config_path("calsync", appauthor=False)
        data = user_data_path("calsync", appauthor=False)
    else:
        settings = data = _folder(home)
    return Places(settings / "calsync.toml", data / "tracker.sqlite3", settings / "templates")


def _folder(home: str) -> Path:
    if not home.strip():
        raise UsageError("--home is empty.", hint="Name a folder, or leave it out.")
    folder = Path(os.path.abspath(os.path.expanduser(home)))
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(
            f"{folder} is not a folder.",
            hint="--home and CALSYNC_HOME name the folder of it all.",
        )
    return folder


def chosen_home() -> str | None:
    """What --home or CALSYNC_HOME said, for `places`; only while a command runs."""
    found: object = click.get_current_context().meta.get(_KEY)
    return found if isinstance(found, str) else None


def _keep(context: click.Context, option: click.Parameter, value: str | None) -> None:
    typed = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    if value is not None and (typed or _KEY not in context.meta):
        context.meta[_KEY] = value


home_option = click.option(
    "--home",
    envvar="CALSYNC_HOME",
    metavar="DIR",
    expose_value=False,
    callback=_keep,
    help="The folder that holds the settings and what is remembered. [the system's own; CALSYNC_HOME]",
)
"""Keeps the folder for `chosen_home`; on the group or on a command, where the command's own counts."""
