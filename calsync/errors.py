"""The exception tree of calsync. Each class owns its exit code; each error its sentence and the way out.

    CalsyncError                 1  never raised itself
    ├── UsageError               2  an option or a typed value is wrong
    │   ├── PhraseError          2  a stated decision date could not be read
    │   ├── WhenError            2  a typed day or time could not be read, or lies on the wrong side of now
    │   └── AnswerError          2  what was answered in a few words is not understood
    ├── InputError               3  this is no interview invitation we can read
    │   ├── NotAnInterview       3  readable, but it does not look like an interview
    │   └── ZoneQuestion         3  the time zone is not known; the person must name it
    ├── SettingsError            4  a cadence file is wrong
    ├── TrackerError             4  the file of tracked interviews cannot be used
    ├── NeedsPerson              5  a person must decide
    ├── TrackerBusy              7  another calsync is writing that file
    ├── Unreachable              7  the calendar cannot be reached, is busy, or gives no sensible answer
    └── AccessRefused            8  the calendar refuses the password, or the right to do this

What goes wrong in one of several inputs is a value in the report (exit 6), not an exception.
"""

from __future__ import annotations

from typing import ClassVar


class CalsyncError(Exception):
    """One sentence that names the thing (`message`), and what to do about it (`hint`)."""

    code: ClassVar[str] = "bug"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CalsyncError):
    code = "usage"
    exit_code = 2


class PhraseError(UsageError):
    code = "decision-phrase"


class WhenError(UsageError):
    code = "when"


class AnswerError(UsageError):
    code = "answer"


class InputError(CalsyncError):
    code = "input"
    exit_code = 3


class NotAnInterview(InputError):
    code = "not-an-interview"


class ZoneQuestion(InputError):
    code = "time-zone"


class SettingsError(CalsyncError):
    code = "settings"
    exit_code = 4


class TrackerError(CalsyncError):
    code = "tracker"
    exit_code = 4


class NeedsPerson(CalsyncError):
    code = "needs-person"
    exit_code = 5


class TrackerBusy(CalsyncError):
    code = "busy"
    exit_code = 7


class Unreachable(CalsyncError):
    code = "unreachable"
    exit_code = 7


class AccessRefused(CalsyncError):
    code = "refused"
    exit_code = 8
