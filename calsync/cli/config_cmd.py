"""`calsync config`: where the settings are, what they say, whether they are sound, and changing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from calsync.cli.home import chosen_home, places
from calsync.cli.json_option import json_option

if TYPE_CHECKING:
    from pathlib import Path

    from calsync.cli.envelope import Json
    from calsync.config import Config
    from calsync.config_change import Changed
    from calsync.errors import CalsyncError

Fault = Callable[[str, str, str], "CalsyncError"]
"""Makes the error of a setting: its key, why its value cannot be, and the way out."""

DEFAULTS = {
    "name": "not set",
    "me": "not set",
    "country": "from the interview’s time zone",
    "subdivision": "the whole country",
    "timezone": "from the invitation",
    "hours": "as the cadence says",
    "quiet_days": "none",
    "cadence": "standard",
    "resume": "not set",
    "calendar": "not set",
    "languages": "all there are words of",
}
"""What holds for a setting that is not set; a test holds the keys to `config.EXAMPLES`."""


@click.group(
    "config",
    short_help="Show, check and change the settings.",
)
def config() -> None:
    """Show, check and change the settings.

    They are kept in one TOML file, which you may also edit by hand.

    \b
    calsync config set name Dana Fox
    calsync config set me dana@mail.example d.fox@work.example
    calsync config set hours 09:00-12:00
    calsync config unset hours
    """


@config.command("path", short_help="Print where everything is kept.")
@json_option
def path_(*, as_json: bool) -> int:
    """Print where the settings, what is tracked and your own templates are, or would be."""
    from calsync.cli.home import chosen_home, places

    where = places(chosen_home())
    found = {"settings": where.settings, "tracker": where.tracker, "templates": where.templates}
    lines = [f"{name:<11}{path}" for name, path in found.items()]
    _say(lines, {name: str(path) for name, path in found.items()}, as_json=as_json)
    return 0


@config.command("show", short_help="Print every setting and where it comes from.")
@json_option
def show(*, as_json: bool) -> int:
    """Print every setting, its value and where it comes from: the file, or what holds without it."""
    from calsync.config import EXAMPLES, load_config, spelled
    from calsync.planning.plaintext import safe_line

    path = _path()
    found = load_config(path)
    values = {key: spelled(found, key) for key in EXAMPLES}
    width = max(map(len, values))
    lines = [
        f"{key:<{width}}  {DEFAULTS[key] + '  (default)' if value is None else value}"
        for key, value in values.items()
    ]
    there = "" if path.exists() else " (not there yet)"
    lines += ["", f"Settings file: {safe_line(str(path))}{there}"]
    data: dict[str, Json] = {
        key: {"value": _as_json(found, key), "from": "default" if value is None else "file"}
        for key, value in values.items()
    }
    _say(lines, {"path": str(path), "settings": data}, as_json=as_json)
    return 0


@config.command("check", short_help="Check the settings file.")
@json_option
def check(*, as_json: bool) -> int:
    """Check the settings file: its form, and whether its country, time zone and cadence exist."""
    from calsync.config import check_config, read_settings, setting_error, spelled

    path = _path()
    text = read_settings(path)
    found = check_config(text, path)

    def in_file(key: str, why: str, hint: str) -> CalsyncError:
        return setting_error(text, path, key, why=f"is “{spelled(found, key)}”, and {why}", hint=hint)

    check_tables(found, fault=in_file)
    words = f"{path} is sound." if path.exists() else f"There is no {path}; nothing is set, which is fine."
    _say([words], {"path": str(path), "sound": True}, as_json=as_json)
    return 0


@config.command("set", short_help="Change a setting.")
@click.argument("key")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@json_option
def set_(*, key: str, values: tuple[str, ...], as_json: bool) -> int:
    """Change a setting. Several values make a list where the setting is one, and one text otherwise.
    Comments in the file stay."""
    from calsync.config import find_key
    from calsync.config_change import set_value

    key = find_key(key)
    path = _path()
    if key == "cadence":
        values = (_cadence_typed(" ".join(values).strip(), path),)
    _say_change(
        set_value(path, key, values, sound=lambda found: _check_typed(found, key)), path, as_json=as_json
    )
    return 0


@config.command("unset", short_help="Remove a setting.")
@click.argument("key")
@json_option
def unset(*, key: str, as_json: bool) -> int:
    """Remove a setting, so that what holds without it holds again."""
    from calsync.config_change import unset_value

    path = _path()
    _say_change(unset_value(path, key), path, as_json=as_json)
    return 0


def check_tables(found: Config, *, fault: Fault, only: str | None = None) -> None:
    """Whether the country, the subdivision, the time zone, the cadence and the languages exist, or `only`
    what goes with one setting. Raises what `fault` makes of it, and SettingsError for a cadence file that
    is wrong."""
    if found.country is not None and only in (None, "country", "subdivision"):
        _check_place(found.country, found.subdivision, fault=fault)
    if found.timezone is not None and only in (None, "timezone"):
        from calsync.ical.zones import find_zone, nearest_zone_names

        if find_zone(found.timezone) is None:
            near = ", ".join(nearest_zone_names(found.timezone))
            hint = f"Nearest: {near}." if near else "Write it as Continent/City, as in Europe/Berlin."
            raise fault("timezone", "there is no such time zone", hint)
    if found.languages and only in (None, "languages"):
        from calsync.ical.scan_words import known_languages

        known = known_languages()
        if strange := next((code for code in found.languages if code not in known), None):
            why = f"there are no words of “{strange}” to look for"
            raise fault("languages", why, f"Languages: {', '.join(known)}.")
    if found.cadence is not None and only in (None, "cadence"):
        from calsync.cadence_files import load_cadence
        from calsync.errors import UsageError

        try:
            load_cadence(found.cadence)
        except UsageError as error:
            why = "there is no such cadence, neither built in nor as a file"
            raise fault("cadence", why, error.hint) from None


def _check_place(country: str, subdivision: str | None, *, fault: Fault) -> None:
    from calsync.cli.clock import now
    from calsync.daysoff import find_place, work_calendar
    from calsync.errors import UsageError

    try:
        place = find_place(country, subdivision)
    except UsageError as error:
        hint = error.hint.replace("as in --country DE", "as in DE")
        raise fault("country", "there is no such country", hint) from None
    if subdivision is not None:
        try:
            work_calendar(place, years=[now().year])
        except UsageError as error:
            near = f"{error.hint} Or remove it: " if error.hint.startswith("Nearest") else "Remove it: "
            hint = f"{near}calsync config unset subdivision"
            raise fault("subdivision", f"{place.name} has none of that name", hint) from None


def _check_typed(found: Config, changed: str) -> None:
    """The check before a setting is changed."""
    from calsync.config import spelled

    def typed(key: str, why: str, hint: str) -> CalsyncError:
        from calsync.errors import UsageError

        return UsageError(
            f"“{key}” cannot be “{spelled(found, key)}”: {why}. Nothing was changed.", hint=hint
        )

    check_tables(found, fault=typed, only=changed)


def _cadence_typed(cadence: str, settings: Path) -> str:
    """A file is named from the folder one is in; the settings file must find it from anywhere."""
    import os

    from calsync.config import is_file_name

    if not is_file_name(cadence) or not os.path.exists(cadence):
        return cadence
    full = os.path.abspath(cadence)
    beside = os.path.abspath(settings.parent)
    return os.path.relpath(full, beside) if full.startswith(beside + os.sep) else full


def _path() -> Path:
    return places(chosen_home()).settings


def _as_json(found: Config, key: str) -> Json:
    from calsync.config import LISTS, spelled

    value = spelled(found, key)
    if key in LISTS:
        return value.split(", ") if value else []
    return value


def _say_change(changed: Changed, path: Path, *, as_json: bool) -> None:
    key, old, new = changed
    if old == new:
        words = f"{key} was {new} already." if new else f"{key} was not set; nothing to remove."
    elif new is None:
        words = f"{key} is no longer set; it was {old}."
    else:
        words = f"{key} is now {new}" + (f"; it was {old}." if old else ".")
    _say([words], {"path": str(path), "key": key, "old": old, "new": new}, as_json=as_json)


def _say(lines: list[str], data: dict[str, Json], *, as_json: bool) -> None:
    if as_json:
        from calsync.cli.envelope import envelope

        click.echo(envelope("config", "done", data=data))
    else:
        for line in lines:
            click.echo(line)
