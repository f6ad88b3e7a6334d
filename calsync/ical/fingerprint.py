"""The identity of what an event or to-do says, however its lines are ordered, folded or spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from icalendar import Component, vCategory, vUnknown

_IGNORED = frozenset(
    {
        "DTSTAMP",  # when this copy was written, not what it says
        "SEQUENCE",  # counts the changes; it is raised because the rest differs
        "LAST-MODIFIED",  # apps set it on saving, also when nothing changed
        "CREATED",  # when an app first stored its copy
    }
)

# A parameter that says what holds without it. VALUE never counts: the value itself shows a date from a time.
_DEFAULTS = frozenset({("RELATED", "START"), ("RELTYPE", "PARENT")})


def fingerprint(component: Component) -> str:
    """64 hex digits, equal for two components that say the same."""
    return sha256(repr(_content(component)).encode("utf-8", "backslashreplace")).hexdigest()


def plain_value(value: object) -> str:
    """A property's value as text; of a property the library does not know, the escapes (3.3.11) undone."""
    if isinstance(value, vUnknown):
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], str(value))
    if isinstance(value, str):
        return str(value)
    encode = getattr(value, "to_ical", None)
    written = encode() if encode else str(value)
    return written.decode() if isinstance(written, bytes) else str(written)


def property_lines(component: Component) -> list[tuple[str, ...]]:
    """What it says, in no particular order of its own: a name, a value and parameters for each property."""
    return sorted({line for name in component for line in _lines(name.upper(), component[name])})


def _content(component: Component) -> tuple[str, list[tuple[str, ...]], list[str]]:
    parts = sorted(fingerprint(part) for part in component.subcomponents)
    return component.name or "", property_lines(component), parts


def _lines(name: str, found: object) -> Iterator[tuple[str, ...]]:
    if name in _IGNORED:
        return
    for value in found if isinstance(found, list) else [found]:
        params = _params(value)
        if isinstance(value, vCategory):
            # Apps order categories anew and give each a line of its own.
            yield from ((name, str(category), *params) for category in value)
        elif name == "TRIGGER":
            yield name, _moment(value), *params
        else:
            yield name, plain_value(value), *params


def _params(value: object) -> list[str]:
    params = ((key.upper(), _param(item)) for key, item in getattr(value, "params", {}).items())
    return sorted(f"{key}={item}" for key, item in params if key != "VALUE" and (key, item) not in _DEFAULTS)


def _param(item: object) -> str:
    return ",".join(map(str, item)) if isinstance(item, list | tuple) else str(item)


def _moment(value: object) -> str:
    """PT0S, P0D and -PT0M are one moment, as PT60M and PT1H are; a trigger at a fixed time stays as it is."""
    length = None if isinstance(value, str) else getattr(value, "dt", None)
    return f"{length.total_seconds():.0f}" if isinstance(length, timedelta) else plain_value(value)
