"""The agenda as text: what is due, overdue and coming, what was heard from a calendar, the days off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from calsync.cli.desk import Desk
from calsync.cli.heard import heard_lately
from calsync.cli.layout import beneath, dated, heading
from calsync.cli.look_text import NOTHING_TRACKED, said_near
from calsync.messages.wording import until_words, word
from calsync.planning.due import Due
from calsync.planning.plaintext import short_line
from calsync.planning.plan import Reminder, State, by_time
from calsync.planning.saying import say_count, say_list, say_when

MOST_HEARD = 8
LONGEST_QUOTE = 100


def agenda_sections(
    desk: Desk, stands: Mapping[Due, Sequence[Reminder]], days: int, width: int
) -> Iterator[Iterable[str]]:
    if not desk.tracked:
        yield [NOTHING_TRACKED]
        return
    refs = {each.id: each.ref for each in desk.tracked}
    titles = {
        Due.OVERDUE: "Overdue",
        Due.TODAY: "Today",
        Due.AHEAD: "Tomorrow" if days == 1 else f"The next {days} days",
    }
    shown = [reminder for due in titles for reminder in stands[due]]
    zones = len({reminder.interview.zone_name for reminder in shown}) > 1
    said = False
    for due, title in titles.items():
        reminders = sorted(stands[due], key=by_time)
        if reminders:
            said = True
            yield [heading(title), *_agenda_lines(reminders, refs, desk.now, width, zones=zones)]
    if not said:
        yield [
            f"Nothing is due today or in the next {say_count(days, 'day')}."
            if days
            else "Nothing is due today."
        ]
    if heard := list(_heard_lines(desk, width)):
        yield [heading("Heard from your calendar"), *heard]
    off = list(_days_off(desk, days))
    if off:
        yield [heading("Days off"), *(dated(day, text, width) for day, text in off)]
    rest = []
    if older := len(stands[Due.FORGOTTEN]):
        rest.append(f"{say_count(older, 'reminder')} from over a month ago; calsync show REF names them.")
    if later := len(stands[Due.LATER]):
        rest.append(f"{say_count(later, 'more reminder')} after that; calsync agenda --days N looks further.")
    yield rest


def _agenda_lines(
    reminders: Iterable[Reminder], refs: Mapping[str, str], now: datetime, width: int, *, zones: bool
) -> Iterator[str]:
    for reminder in reminders:
        yield dated(said_near(reminder.at, now), word(reminder).title, width)
        until = until_words(reminder)
        command = f"{refs[reminder.interview.id]} {reminder.step}"
        clock = f"; {reminder.interview.zone_name}" if zones and not reminder.all_day else ""
        yield beneath(f"{command}{f'; until {until}' if until else ''}{clock}", width)


def _heard_lines(desk: Desk, width: int) -> Iterator[str]:
    """The last answers in the calendar, and how they were read."""
    heard = heard_lately(desk.tracked, desk.now)
    for each in heard[:MOST_HEARD]:
        day = each.told.astimezone(each.one.interview.zone).date()
        text = short_line(each.text, LONGEST_QUOTE)
        about = f" ({each.person})" if each.person else ""
        yield dated(said_near(day, desk.now), f"“{text}”, in {each.one.ref} {each.step}{about}", width)
        again = f"not understood; write it otherwise there, or: calsync tell {each.one.ref} TEXT"
        yield beneath(f"read {each.reading}" if each.reading else again, width)
    if len(heard) > MOST_HEARD:
        yield beneath(f"and {len(heard) - MOST_HEARD} more; calsync show REF lists them", width)


def _days_off(desk: Desk, days: int) -> Iterator[tuple[str, str]]:
    """The employers' named days off in reach, each with whom it concerns."""
    found: dict[tuple[date, str], list[str]] = {}
    for one in desk.tracked:
        today = desk.now.astimezone(one.interview.zone).date()
        if not any(_is_near(each, today, days) for each in desk.plans[one.id]):
            continue
        workdays = desk.rules(one).workdays
        for day, name in workdays.days_off(today, today + timedelta(days=days)):
            companies = found.setdefault((day, f"{name} ({workdays.label}"), [])
            company = one.interview.company or one.ref
            if company not in companies:
                companies.append(company)
    for (day, name), companies in sorted(found.items()):
        shown = companies[:4] + ([f"{len(companies) - 4} more"] if len(companies) > 4 else [])
        yield say_when(day), f"{name}: {say_list(shown)})"


def _is_near(reminder: Reminder, today: date, days: int) -> bool:
    at = reminder.at.date() if isinstance(reminder.at, datetime) else reminder.at
    return reminder.state is State.OPEN and today <= at <= today + timedelta(days=days)
