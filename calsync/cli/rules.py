"""By what an interview is planned: its cadence, the employer's working days, the person's habits. What was
said for the interview comes first, then the settings, then what follows from the time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cadence_files import DEFAULT, load_cadence
from calsync.config import Config
from calsync.daysoff import country_of_zone, find_place, work_calendar
from calsync.errors import CalsyncError
from calsync.planning.cadence import Cadence, Habits
from calsync.planning.history import Decided, Outcome
from calsync.planning.interview import Interview
from calsync.planning.rules import Rules, Wishes
from calsync.planning.workdays import WorkCalendar

if TYPE_CHECKING:
    from calsync.planning.tracked import Tracked

YEARS_AHEAD = 2


def cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("calsync", appauthor=False)


class RuleBook:
    """Cadences, working days and habits, each loaded once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.habits = Habits(config.hours, config.quiet_days)
        self._cadences: dict[str, Cadence] = {}
        self._calendars: dict[tuple[str | None, str | None, tuple[date, ...], range], WorkCalendar] = {}
        self._rules: dict[tuple[str, Wishes, range], Rules] = {}

    def rules(self, one: Tracked, *, years: range) -> Rules:
        """Its rules, with the days off of those years. Raises CalsyncError where the cadence or the country
        is not there any more."""
        key = (one.interview.zone_name, one.wishes, years)
        if key in self._rules:
            return self._rules[key]
        try:
            cadence = self.cadence(one.wishes.cadence)
            workdays = self.workdays(one.interview, one.wishes, years=years)
        except CalsyncError as error:
            raise type(error)(
                f"{one.ref} cannot be planned: {error.message}",
                hint=f"{error.hint} Or choose another: calsync track {one.ref} --cadence standard.",
            ) from error
        self._rules[key] = Rules(cadence, workdays, self.habits)
        return self._rules[key]

    def cadence(self, name: str | None) -> Cadence:
        chosen = name or self.config.cadence or DEFAULT
        if chosen not in self._cadences:
            self._cadences[chosen] = load_cadence(chosen)
        return self._cadences[chosen]

    def country(self, interview: Interview, wishes: Wishes) -> tuple[str | None, str]:
        """The country whose days off count, and where that comes from."""
        if wishes.country:
            return wishes.country, "as typed"
        if self.config.country:
            return self.config.country, "from your settings"
        zone = interview.zone_name
        return country_of_zone(zone), f"from the time zone {zone}"

    def workdays(self, interview: Interview, wishes: Wishes, *, years: range) -> WorkCalendar:
        country, _ = self.country(interview, wishes)
        subdivision = wishes.subdivision
        if subdivision is None and not wishes.country:
            subdivision = self.config.subdivision if self.config.country else None
        key = (country, subdivision, wishes.also_off, years)
        if key not in self._calendars:
            place = find_place(country, subdivision) if country else None
            self._calendars[key] = work_calendar(
                place, years=years, also_off=wishes.also_off, cache_folder=cache_folder()
            )
        return self._calendars[key]


def years_of(tracked: Iterable[Tracked]) -> range:
    """The years that the calendars of all these interviews have to span, with what was told of them: one
    calendar does for many."""
    years = {year for each in tracked for year in _years_of(each)}
    return range(min(years), max(years) + YEARS_AHEAD + 1) if years else range(0)


def _years_of(one: Tracked) -> Iterable[int]:
    yield one.interview.start.year
    yield one.interview.end.year
    for entry in one.entries:
        if isinstance(entry, Outcome):
            yield entry.on.year
            if entry.deadline:
                yield entry.deadline.year
        elif isinstance(entry, Decided) and entry.decision:
            yield entry.decision.date.year
