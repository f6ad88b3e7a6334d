"""Time zones a text speaks of ("all times Eastern Time"), held against the event's own, which counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calsync.ical.zones import find_zone
from calsync.planning.saying import say_time

_NAMED = re.compile(
    r"\b(?P<iana>(?:Africa|America|Asia|Atlantic|Australia|Europe|Pacific)/[A-Z][A-Za-z_]{2,30})\b"
    r"|\b(?P<words>(?:Eastern|Central|Mountain|Pacific|Central European|Eastern European|British|India|Japan"
    r"|Singapore|Korea|China|Israel) (?:Standard |Daylight |Summer )?Time)\b"
    r"|\d ?(?:[AaPp]\.?[Mm]\.? ?)?\(?"
    r"(?P<letters>ET|EST|EDT|CT|CST|CDT|MT|MST|MDT|PT|PST|PDT|BST|CET|CEST|GMT|UTC)\b"
)
_PLACES = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "central european": "Europe/Berlin",
    "eastern european": "Europe/Bucharest",
    "british": "Europe/London",
    "india": "Asia/Kolkata",
    "japan": "Asia/Tokyo",
    "singapore": "Asia/Singapore",
    "korea": "Asia/Seoul",
    "china": "Asia/Shanghai",
    "israel": "Asia/Jerusalem",
}
_LETTERS = {
    "E": "America/New_York",
    "C": "America/Chicago",
    "M": "America/Denver",
    "P": "America/Los_Angeles",
    "BST": "Europe/London",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "GMT": "UTC",
    "UTC": "UTC",
}
_KIND_OF_TIME = re.compile(r" (?:Standard |Daylight |Summer )?Time$")
SAME = timedelta(0)


def differing_zone(text: str, *, start: datetime) -> str | None:
    """A sentence for the person if the text names a zone whose clock differs from the event's at its
    `start` (an aware time on the candidate's clock), and none that agrees."""
    found = list(_zones_in(text))
    if not found or any(_differs(zone, start) == SAME for _, zone in found):
        return None
    name, zone = found[0]
    return (
        f"The text speaks of {name}, where it starts at {say_time(start.astimezone(zone))}; "
        "the event's own time counts. --timezone gives your own zone."
    )


def _differs(zone: ZoneInfo, start: datetime) -> timedelta:
    return (start.astimezone(zone).utcoffset() or SAME) - (start.utcoffset() or SAME)


def _zones_in(text: str) -> Iterator[tuple[str, ZoneInfo]]:
    for found in _NAMED.finditer(text):
        if found["iana"]:
            name, key = found["iana"], found["iana"]
        elif found["words"]:
            name, key = found["words"], _PLACES[_KIND_OF_TIME.sub("", found["words"]).lower()]
        else:
            name = found["letters"]
            key = _LETTERS.get(name) or _LETTERS[name[0]]
        if zone := find_zone(key):
            yield name, zone
