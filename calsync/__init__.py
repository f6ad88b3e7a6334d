"""calsync plans the follow-up after a job interview as calendar reminders.

The way through: an invitation or typed facts become an Interview; a Cadence, the employer's working days
and the stated decision make Reminders of it; they become iCalendar.

    planning/        what to remind of, and when; pure
      interview.py     Interview, Interviewer, Kind, Decision: the values everything is about
      facts.py         what one event says; versions.py which version counts; loops.py events to interviews
      typed.py         what the person typed, overruling an invitation or standing alone; people.py
      decision.py      "by the end of next week" to a date: phrases.py the rows, phrase_tokens.py words,
                       phrase_match.py a row against them, phrase_meanings.py and phrase_values.py its day
      workdays.py      the employer's working days; wallclock.py local time to instant
      cadence.py       steps and their windows; cadence_table.py from TOML; cadences/*.toml the built-in ones
      plan.py          interview + cadence + working days to reminders; placement.py where in the window
      saying.py        how dates are said; plaintext.py text that is safe to show
    messages/        the words of a reminder; pure
    ical/            iCalendar bytes to facts (invite.py) and reminders to bytes (reminder.py); pure
    diskfile.py      replacing a file whole or not at all
    stores/          where reminders live: ics_file.py
    daysoff.py       countries, holidays, zones: fills a WorkCalendar
    cadence_files.py built-in and own cadences from disk
    cli/             the command line

Imports point downwards only in the order cli, (daysoff, stores, cadence_files), (diskfile, ical), messages,
planning, errors. The names below are the public interface; they load what they need on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calsync.api import load_cadence, plan, read_decision, read_invitation, to_ical, work_calendar
    from calsync.errors import CalsyncError
    from calsync.planning.interview import Decision, Interview, Interviewer, Kind
    from calsync.planning.plan import Reminder

__version__ = "0.1.0"

__all__ = [
    "CalsyncError",
    "Decision",
    "Interview",
    "Interviewer",
    "Kind",
    "Reminder",
    "load_cadence",
    "plan",
    "read_decision",
    "read_invitation",
    "to_ical",
    "work_calendar",
]

_HOMES = {
    "CalsyncError": "calsync.errors",
    "Decision": "calsync.planning.interview",
    "Interview": "calsync.planning.interview",
    "Interviewer": "calsync.planning.interview",
    "Kind": "calsync.planning.interview",
    "Reminder": "calsync.planning.plan",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'calsync' has no attribute '{name}'")
    value: object = getattr(import_module(_HOMES.get(name, "calsync.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
