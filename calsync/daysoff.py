"""The employer's days off: country and subdivision to a WorkCalendar. The only door to `holidays`.

The tables are kept on disk per country, year and version of `holidays`, since importing that library
takes longer than everything else a plan does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypedDict

from calsync.diskfile import replace_file
from calsync.errors import UsageError
from calsync.planning.workdays import WorkCalendar

CACHE_SCHEMA = 1
ABBREVIATIONS = frozenset({"EST", "MST", "HST", "CET", "MET", "EET", "WET"})
"""Names that tzdata now links to some city, but that say nothing of a country."""
OTHER_NAMES = {
    "uk": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "usa": "US",
    "united states of america": "US",
    "uae": "AE",
    "the netherlands": "NL",
    "south korea": "KR",
}
"""Names people type that are not those of the ISO table."""


class YearTable(TypedDict):
    """What one cache file holds."""

    schema: int
    weekend: list[int]
    days: dict[str, str]
    makeup: list[str]
    subdivisions: list[str]


class Place(NamedTuple):
    """Whose days off: an ISO 3166 country code, its English name, and a subdivision's code if given."""

    country: str
    name: str
    subdivision: str | None = None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.subdivision.upper()})" if self.subdivision else self.name


def country_of_zone(zone_name: str) -> str | None:
    """The ISO 3166 code of the country a time zone belongs to by tzdata's zone table; None for UTC and
    other zones of no country."""
    if zone_name in ABBREVIATIONS:
        return None
    table = _zone_table()
    return table.get(zone_name) or table.get(_zone_aliases().get(zone_name, ""))


def find_place(country: str, subdivision: str | None = None) -> Place:
    """A country by code or English name. Raises UsageError with the nearest ones for an unknown country;
    the subdivision is checked when its days are looked up."""
    names = _country_names()
    wanted = country.strip()
    code = OTHER_NAMES.get(wanted.casefold(), wanted.upper())
    if code not in names:
        by_name = {name.casefold(): code for code, name in names.items()}
        code = by_name.get(wanted.casefold(), "")
    if not code:
        near = _nearest(wanted, [*names, *names.values()])
        raise UsageError(
            f"There is no country “{country}”.",
            hint=f"Nearest: {near}. Use the two-letter code, as in --country DE.",
        )
    return Place(code, names[code], subdivision.strip() if subdivision else None)


def work_calendar(
    place: Place | None,
    *,
    years: Iterable[int],
    also_off: Iterable[date] = (),
    cache_folder: Path | None = None,
) -> WorkCalendar:
    """The working days of a place in those years, with further days off. Without a place, or where
    nothing is known about it, Monday to Friday. Raises UsageError for an unknown subdivision.

    Nothing is kept on disk without a `cache_folder`; a folder that cannot be written is no error.
    """
    extra = dict.fromkeys(also_off, "a day off you named")
    tables = [_year_table(place, year, cache_folder) for year in sorted(set(years))] if place else []
    known = [table for table in tables if table is not None]
    if place is None or not known:
        return WorkCalendar(country=place.country if place else None, holidays=extra)
    days = {date.fromisoformat(day): name for table in known for day, name in table["days"].items()}
    return WorkCalendar(
        label=place.label,
        country=place.country,
        subdivision=place.subdivision,
        weekend=frozenset(known[0]["weekend"]),
        holidays=days | extra,
        makeup=frozenset(date.fromisoformat(day) for table in known for day in table["makeup"])
        - extra.keys(),
        nationwide_only=bool(known[0]["subdivisions"]) and place.subdivision is None,
        known=True,
    )


def _year_table(place: Place, year: int, cache_folder: Path | None) -> YearTable | None:
    name = f"{place.country}-{place.subdivision}" if place.subdivision else place.country
    safe = re.fullmatch(r"[A-Za-z0-9-]{1,12}", name) is not None
    path = (
        cache_folder / f"holidays-{_library_version()}" / f"{name}-{year}.json"
        if cache_folder and safe
        else None
    )
    if path is not None and (table := _read_cache(path, year)) is not None:
        return table
    table = _look_up(place, year)
    if path is not None and table is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, json.dumps(table, ensure_ascii=False).encode())
        except OSError:
            pass  # a plan without a cache is slower, not wrong
    return table


def _read_cache(path: Path, year: int) -> YearTable | None:
    try:
        table: YearTable = json.loads(path.read_bytes())
        sound = (
            table["schema"] == CACHE_SCHEMA
            and set(table["weekend"]) < set(range(7))
            and {date.fromisoformat(day).year for day in table["days"]} <= {year}
            and all(name.strip() for name in table["days"].values())
            and {date.fromisoformat(day).year for day in table["makeup"]} <= {year}
            and isinstance(table["subdivisions"], list)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return table if sound else None


def _look_up(place: Place, year: int) -> YearTable | None:
    """The days off of one year by the library; None where it does not know the country."""
    import holidays

    supported = holidays.list_supported_countries(include_aliases=True)
    if place.country not in supported:
        return None
    subdivision = _subdivision(place, supported[place.country])
    language = "en_US" if "en_US" in holidays.list_localized_countries().get(place.country, ()) else None
    table = holidays.country_holidays(place.country, subdiv=subdivision, years=year, language=language)
    makeup = getattr(table, "weekend_workdays", None) or ()
    return {
        "schema": CACHE_SCHEMA,
        "weekend": sorted(table.weekend),
        "days": {day.isoformat(): name for day, name in sorted(table.items()) if day.year == year},
        "makeup": sorted(day.isoformat() for day in makeup if day.year == year),
        "subdivisions": list(table.subdivisions),
    }


def _subdivision(place: Place, known: list[str]) -> str | None:
    if place.subdivision is None:
        return None
    by_fold = {code.casefold(): code for code in known}
    wanted = place.subdivision.casefold().removeprefix(f"{place.country.casefold()}-")
    if wanted in by_fold:
        return by_fold[wanted]
    if not known:
        raise UsageError(
            f"{place.name} has no subdivisions with holidays of their own.", hint="Leave --subdiv out."
        )
    raise UsageError(
        f"{place.name} has no subdivision “{place.subdivision}”.",
        hint=f"Nearest: {_nearest(place.subdivision, known)}.",
    )


def _nearest(wanted: str, known: list[str]) -> str:
    from difflib import get_close_matches

    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(wanted.casefold(), by_fold, 5, 0.4)
    return ", ".join(dict.fromkeys([by_fold[name] for name in near] or sorted(known)[:8]))


@cache
def _library_version() -> str:
    """The version of `holidays`, by the name of its metadata's folder: asking for it the usual way takes
    longer than the plan."""
    spec = find_spec("holidays")
    if spec is not None and spec.origin is not None:
        found = list(Path(spec.origin).parent.parent.glob("holidays-*.dist-info"))
        if len(found) == 1:
            return found[0].name.removeprefix("holidays-").removesuffix(".dist-info")
    from importlib.metadata import version

    return version("holidays")


@cache
def _tzdata() -> Path:
    spec = find_spec("tzdata")
    assert spec is not None  # a dependency
    assert spec.origin is not None
    return Path(spec.origin).with_name("zoneinfo")


def _table_rows(name: str) -> Iterable[list[str]]:
    for line in (_tzdata() / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _zone_table() -> Mapping[str, str]:
    return {row[2]: row[0] for row in _table_rows("zone.tab")}


@cache
def _zone_aliases() -> Mapping[str, str]:
    """Old names of zones to their present ones: the L lines of tzdata.zi."""
    lines = (_tzdata() / "tzdata.zi").read_text("utf-8").splitlines()
    return {alias: target for _, target, alias in (line.split() for line in lines if line.startswith("L "))}


@cache
def _country_names() -> Mapping[str, str]:
    return {row[0]: row[1] for row in _table_rows("iso3166.tab")}
