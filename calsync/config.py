"""The settings: one TOML file to one Config. `config_change` changes the file.

What only tables can tell (countries, time zones, cadences) is checked by `cli.config_cmd`.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from calsync.planning.cadence import Hours

MAX_BYTES = 64 * 1024
LONGEST = 300
MOST_ADDRESSES = 20

EXAMPLES: Mapping[str, str] = {
    "name": '"Dana Fox"',
    "me": '["dana@mail.example", "d.fox@work.example"]',
    "country": '"DE"',
    "subdivision": '"BY"',
    "timezone": '"Europe/Berlin"',
    "hours": '"09:00-12:00"',
    "quiet_days": '["saturday", "sunday"]',
    "cadence": '"patient"',
    "resume": '"https://dana.example/resume.pdf"',
    "calendar": '"home"',
    "languages": '["en", "de"]',
}
"""Every setting, with a value as it stands in the file."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OTHER_WORDS = {
    "email": "me",
    "mail": "me",
    "address": "me",
    "addresses": "me",
    "tz": "timezone",
    "state": "subdivision",
    "region": "subdivision",
    "cv": "resume",
    "lang": "languages",
    "language": "languages",
    "weekend": "quiet_days",
}
_ADDRESS = re.compile(r"[^\s@<>,;:\"']+@[^\s@<>,;:\"']+")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8}){0,3}", re.IGNORECASE | re.ASCII)
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?[-–] ?([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_LINK = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

Plain = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings; None or empty is not set. `quiet_days` holds Python weekday numbers (Monday is 0),
    `cadence` a built-in name or the path of a file, `languages` codes such as "de" in small letters."""

    name: str | None = None
    me: tuple[str, ...] = ()
    country: str | None = None
    subdivision: str | None = None
    timezone: str | None = None
    hours: Hours | None = None
    quiet_days: frozenset[int] = frozenset()
    cadence: str | None = None
    resume: str | None = None
    calendar: str | None = None
    languages: tuple[str, ...] = ()


class Fault(ValueError):
    """Why a value does not do, as what follows its key."""


def load_config(path: Path) -> Config:
    """The settings of that file; without a file, none are set. Raises SettingsError for a file that cannot
    be read, and as `check_config` does."""
    text = read_settings(path)
    return check_config(text, path) if text else Config()


def read_settings(path: Path) -> str:
    """The text of the file, empty if there is none. Raises SettingsError for what is no readable text."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise SettingsError(
                f"{path} is a folder, and the settings are kept in a file of that name.",
                hint="Move the folder away, or name another place with --home.",
            )
        if not stat.S_ISREG(kind):
            raise SettingsError(f"{path} is not a file.", hint="The settings are kept in a text file there.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise unusable(path, "read", error) from error
    if len(data) > MAX_BYTES:
        raise SettingsError(f"{path} is too large for a settings file.", hint="It holds a dozen short lines.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{path}, line {line}: this is not text in UTF-8.", hint="Save the file as UTF-8."
        ) from error


def check_config(text: str, path: Path) -> Config:
    """The settings that stand in `text`. Raises SettingsError, with `path`, line, key and remedy, for what
    is no TOML, for unknown keys and for values that cannot be. A relative cadence file lies beside `path`."""
    plain = plain_values(text, path)
    if "subdivision" in plain and "country" not in plain:
        raise setting_error(
            text,
            path,
            "subdivision",
            why="is set without a country",
            hint=f"Add the country, as in country = {EXAMPLES['country']}.",
        )
    return config_of(plain, path)


def setting_error(text: str, path: Path, key: str, *, why: str, hint: str) -> SettingsError:
    """The error of one setting in the file; `why` is what follows the key."""
    return SettingsError(f"{path}, line {line_of(text, key)}: “{key}” {why}.", hint=hint)


def line_of(text: str, key: str) -> int:
    """The line of `text` that sets `key`, counted from 1; 1 if none does."""
    wanted = re.compile(rf"[ \t]*(?:\[\[?[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*[].=]")
    lines = text.split("\n")
    found = [number for number, line in enumerate(lines, 1) if wanted.match(line)]
    for number in found[:20]:
        with suppress(ValueError, RecursionError):  # what stands inside a longer value is no key
            tomllib.loads("\n".join(lines[: number - 1]) + "\n")
            return number
    return found[0] if found else 1


def spelled(config: Config, key: str) -> str | None:
    """The value of a setting as a person types it; None if it is not set."""
    match key:
        case "me":
            return ", ".join(config.me) or None
        case "languages":
            return ", ".join(config.languages) or None
        case "quiet_days":
            return ", ".join(_DAYS[day] for day in sorted(config.quiet_days)) or None
        case "hours":
            return f"{config.hours.first:%H:%M}-{config.hours.last:%H:%M}" if config.hours else None
        case _:
            value: object = getattr(config, key)
            return value if isinstance(value, str) else None


def find_key(typed: str) -> str:
    """The setting that was typed. Raises UsageError with the nearest for an unknown one."""
    key = typed.strip().casefold().replace("-", "_")
    if key not in EXAMPLES:
        raise UsageError(f"There is no setting “{typed}”.", hint=_nearest(typed))
    return key


def plain_values(text: str, path: Path, *, without: str = "") -> dict[str, Plain]:
    """The values that are set, checked and in their usual spelling."""
    plain: dict[str, Plain] = {}
    for key, raw in table_of(text, path).items():
        if key == without:
            continue
        if key not in EXAMPLES:
            raise SettingsError(
                f"{path}, line {line_of(text, key)}: there is no setting “{_short(key)}”.", hint=_nearest(key)
            )
        try:
            value = READERS[key](raw)
        except Fault as fault:
            hint = f"Write it as in {example(key)}."
            raise setting_error(text, path, key, why=str(fault), hint=hint) from None
        if value:
            plain[key] = value
    return plain


def table_of(text: str, path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SettingsError(f"{path} is nested too deeply.", hint=f"Write {example('name')}.") from None
    except ValueError as error:
        what = str(error)
        place = _PLACE.search(what)
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        why = what[: place.start()] if place else what
        said = {"Cannot overwrite a value": "this setting stands in the file a second time"}
        why = said.get(why, f"this is no TOML ({why[:1].lower()}{why[1:]})")
        raise SettingsError(
            f"{path}, line {line}: {why}.",
            hint=f"Each setting has a line of its own, text in quotation marks: {example('name')}.",
        ) from error


def config_of(plain: Mapping[str, Plain], path: Path) -> Config:
    def one(key: str) -> str | None:
        value = plain.get(key)
        return value if isinstance(value, str) else None

    hours = one("hours")
    return Config(
        name=one("name"),
        me=tuple(plain.get("me", ())),
        country=one("country"),
        subdivision=one("subdivision"),
        timezone=one("timezone"),
        hours=_hours_of(hours) if hours else None,
        quiet_days=frozenset(_DAYS.index(day) for day in plain.get("quiet_days", ())),
        cadence=_beside(path, one("cadence")),
        resume=one("resume"),
        calendar=one("calendar"),
        languages=tuple(plain.get("languages", ())),
    )


def _hours_of(text: str) -> Hours:
    from datetime import time

    from calsync.planning.cadence import Hours

    first, last = text.split("-")
    return Hours(time.fromisoformat(first), time.fromisoformat(last))


def is_file_name(cadence: str) -> bool:
    """Whether a cadence is named by its file, not by a built-in name."""
    return cadence.endswith(".toml") or "/" in cadence or os.sep in cadence


def _beside(path: Path, cadence: str | None) -> str | None:
    if cadence is None or not is_file_name(cadence):
        return cadence
    return str(path.parent / os.path.expanduser(cadence))


def _line(raw: object) -> str:
    from calsync.planning.plaintext import safe_line

    if not isinstance(raw, str):
        raise Fault(f"must be text in quotation marks, and is {_sort(raw)}")
    line = safe_line(raw)
    if len(line) > LONGEST:
        raise Fault(f"is longer than {LONGEST} characters")
    return line


def _lines(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        return (_line(raw),) if _line(raw) else ()
    return tuple(dict.fromkeys(_line(each) for each in raw))


def _addresses(raw: object) -> tuple[str, ...]:
    found = _lines(raw)
    for each in found:
        if not _ADDRESS.fullmatch(each):
            raise Fault(f"takes mail addresses, and “{_short(each)}” is none")
    if len(found) > MOST_ADDRESSES:
        raise Fault(f"has more than {MOST_ADDRESSES} addresses")
    return found


def _hours(raw: object) -> str:
    text = _line(raw)
    if not text:
        return ""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise Fault(f"takes a stretch of the day, and “{_short(text)}” is none")
    first, last = f"{found[1]:0>2}:{found[2]}", f"{found[3]:0>2}:{found[4]}"
    if last <= first:
        raise Fault(f"ends before it begins: “{text}”")
    return f"{first}-{last}"


def _weekdays(raw: object) -> tuple[str, ...]:
    found = set()
    for each in _lines(raw):
        name = each.casefold().removesuffix(".")
        day = next((day for day in _DAYS if len(name) > 2 and day.startswith(name)), None)
        if day is None:
            from difflib import get_close_matches

            near = get_close_matches(name, _DAYS, 1)
            meant = f"; “{near[0]}” is" if near else ""
            raise Fault(f"takes days of the week, and “{_short(each)}” is none{meant}")
        found.add(day)
    if len(found) == len(_DAYS):
        raise Fault("leaves no day to be reminded on")
    return tuple(day for day in _DAYS if day in found)


def _languages(raw: object) -> tuple[str, ...]:
    """By their codes; where they are spoken ("de-AT") is of no matter."""
    found = []
    for each in _lines(raw):
        code = _LANGUAGE.fullmatch(each)
        if code is None:
            raise Fault(f"takes codes of languages, and “{_short(each)}” is none")
        found.append(code[1].casefold())
    return tuple(dict.fromkeys(found))


def _link(raw: object) -> str:
    text = _line(raw)
    if text and not _LINK.fullmatch(text):
        raise Fault(f"takes a link, and “{_short(text)}” is none")
    return text


READERS: Mapping[str, Callable[[object], Plain]] = {
    **dict.fromkeys(EXAMPLES, _line),
    "me": _addresses,
    "hours": _hours,
    "quiet_days": _weekdays,
    "languages": _languages,
    "resume": _link,
}
LISTS = frozenset({"me", "quiet_days", "languages"})


def _sort(raw: object) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    names = {int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(raw), "a date or time")


def example(key: str) -> str:
    return f"{key} = {EXAMPLES[key]}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _nearest(typed: str) -> str:
    from difflib import get_close_matches

    key = typed.strip().casefold()
    near = [_OTHER_WORDS[key]] if key in _OTHER_WORDS else get_close_matches(key, EXAMPLES, 1, 0.6)
    return (f"Did you mean “{near[0]}”? " if near else "") + f"The settings: {', '.join(EXAMPLES)}."


def unusable(path: Path, verb: str, error: OSError) -> SettingsError:
    return SettingsError(
        f"The settings file {path} cannot be {verb}: {error.strerror or error}.",
        hint="Look at the rights of the file and its folder, or name another place with --home.",
    )
