"""Cadence files from disk, the built-in ones and a person's own. A typo is named by its line.

`common.toml` holds the steps that every cadence gets; it is no cadence itself.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from calsync.errors import SettingsError, UsageError
from calsync.planning import cadence_table
from calsync.planning.cadence_checks import CadenceFault
from calsync.planning.cadence_table import CadenceTable, StepTable, VariationTable, cadence_from

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from calsync.planning.cadence import Cadence, Step

BUILT_IN = Path(cadence_table.__file__).with_name("cadences")
COMMON = "common"
DEFAULT = "standard"
MAX_BYTES = 256 * 1024


def built_in_names() -> list[str]:
    return sorted(path.stem for path in BUILT_IN.glob("*.toml") if path.stem != COMMON)


def load_cadence(name: str) -> Cadence:
    """The built-in cadence of that name, or the one in that TOML file; the steps of its own come first,
    and then the common ones.

    Raises UsageError for a name or file that is not there, SettingsError (with line, key and remedy) for
    a file that makes no sense.
    """
    if name in built_in_names():
        return cadence_from(name, _built_in(name), common=_common_steps())
    return load_cadence_file(name)


def load_cadence_file(name: str) -> Cadence:
    """The cadence in that TOML file; raises as `load_cadence` does."""
    path = Path(name)
    if not _is_file(path):
        from difflib import get_close_matches

        known = built_in_names()
        near = get_close_matches(name, known, 1, 0.7)
        raise UsageError(
            f"There is no cadence “{name}”, neither built in nor as a file.",
            hint=f"Built in: {', '.join(known)}." + (f" Did you mean “{near[0]}”?" if near else ""),
        )
    return _load_file(path)


def own_steps(cadence: Cadence) -> tuple[Step, ...]:
    """The steps of a loaded cadence without the common ones."""
    common = {id(step) for step in _common_steps()}
    return tuple(step for step in cadence.steps if id(step) not in common)


def _built_in(name: str) -> CadenceTable:
    return cast(CadenceTable, tomllib.loads((BUILT_IN / f"{name}.toml").read_text("utf-8")))


@cache
def _common_steps() -> tuple[Step, ...]:
    return cadence_from(COMMON, _built_in(COMMON)).steps


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _load_file(path: Path) -> Cadence:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The cadence file {path} cannot be read.", hint="It must be a TOML text file in UTF-8."
        ) from error
    if len(data) > MAX_BYTES:
        raise SettingsError(f"{path} is too large for a cadence file.", hint="A cadence is a page of TOML.")
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.", hint="Mend that line.") from error
    table = _checked(raw, path, text)
    try:
        return cadence_from(path.stem, table, common=_common_steps())
    except CadenceFault as fault:
        line = line_of(text, step=fault.step, key=fault.key)
        raise SettingsError(
            f"{path}, line {line}, key “{fault.key}”: {fault.why}.", hint=fault.remedy or "Mend that line."
        ) from fault


def _checked(raw: dict[str, object], path: Path, text: str) -> CadenceTable:
    """The table with every key known and every value of the right type."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(CadenceTable).validate_python(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key that is needed is unknown and missing at once; what stands there is named.
        faults.sort(key=lambda fault: fault["type"] != "extra_forbidden")
        raise _setting_error(faults[0], path, text) from None


def _setting_error(found: ErrorDetails, path: Path, text: str) -> SettingsError:
    where = found["loc"]
    step = next((part for part in where if isinstance(part, int)), None)
    names = [part for part in where if isinstance(part, str) and part not in ("step", "for_kind")]
    key = names[-1] if names else str(where[-1])
    line = line_of(text, step=step, key=".".join(names[-2:]))
    if "for_kind" in where and where[-1] != "for_kind":
        keys = sorted(VariationTable.__annotations__)
    else:
        keys = sorted((CadenceTable if step is None else StepTable).__annotations__)
    match found["type"]:
        case "extra_forbidden":
            from difflib import get_close_matches

            near = get_close_matches(key, keys, 1, 0.5)
            return SettingsError(
                f"{path}, line {line}: there is no key “{key}”.",
                hint=(f"Did you mean “{near[0]}”? " if near else "") + f"The keys here: {', '.join(keys)}.",
            )
        case "missing":
            return SettingsError(
                f"{path}, line {line}: the key “{key}” is missing.",
                hint=f"Add it; the keys here: {', '.join(keys)}.",
            )
        case _:
            why = found["msg"].lower().replace("input should be", "must be")
            return SettingsError(f"{path}, line {line}, key “{key}”: {why}.", hint="Mend that line.")


def line_of(text: str, *, step: int | None, key: str) -> int:
    """The line of `key` in the `step`-th [[step]] (counted from 0; None: before the first), counted from 1;
    without such a line, that of the step's heading. A key with a dot is looked for part by part."""
    seen, found = -1, 1
    parts = key.split(".")
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[\[\s*step\s*\]\]", line):
            seen += 1
            if seen == step:
                found = number
        elif parts and seen == (-1 if step is None else step):
            wanted = rf"\s*(?:\[(?:.*[.\"])?)?[\"']?{re.escape(parts[0])}[\"']?\s*[\]=]"
            if re.match(wanted, line):
                found = number
                del parts[0]
    return found
