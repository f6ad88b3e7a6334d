"""The employer's working days: counting over weekends and holidays, and saying why a day was passed over.

`daysoff` fills the value; nothing here knows where holidays come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days the employer works. `holidays` maps a day off to its name; `weekend` holds Python
    weekday numbers (Monday is 0); `makeup` are weekend days that are worked. `label` names the calendar
    for the person; `nationwide_only` tells that parts of the country have further holidays that were not
    asked for, `known` that holidays were looked up at all."""

    label: str = "Monday to Friday, no public holidays"
    country: str | None = None
    subdivision: str | None = None
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Mapping[date, str] = field(default_factory=dict)
    makeup: frozenset[date] = frozenset()
    nationwide_only: bool = False
    known: bool = False

    def is_working(self, day: date) -> bool:
        if day in self.holidays:
            return False
        return day.weekday() not in self.weekend or day in self.makeup

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; counting starts on the next day. 0 gives `day` itself,
        working or not."""
        while count > 0:
            day += ONE_DAY
            if self.is_working(day):
                count -= 1
        return day

    def before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`."""
        while count > 0:
            day -= ONE_DAY
            if self.is_working(day):
                count -= 1
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day that is not before `day`."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def days_off(self, first: date, last: date) -> Iterator[tuple[date, str]]:
        """The named days off from `first` to `last`, both included; plain weekends are not named."""
        while first <= last:
            if first in self.holidays and (first.weekday() not in self.weekend):
                yield first, self.holidays[first]
            first += ONE_DAY
