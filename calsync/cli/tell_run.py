"""One run of `calsync tell`: a few words of the person, read as an answer in the calendar is."""

from __future__ import annotations

from calsync.cli.desk import changing
from calsync.cli.report import Report, carried_out
from calsync.cli.telling import read_into


def tell(ref: str, text: str) -> Report:
    """What the words mean for an interview. Raises UsageError for what is not understood or cannot be, and
    NeedsPerson where it must be said which reminder is meant."""
    with changing(f"tell {ref}") as (desk, change):
        one = desk.find(ref)
        if (trouble := desk.troubles.get(one.id)) is not None:
            raise trouble
        telling = read_into(desk, one, text, about=None, at=change.at)
        report = carried_out(telling, one.ref, desk, change)
        return report._replace(notes=(f"Read {telling.reading}.", *report.notes))
