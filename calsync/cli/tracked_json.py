"""What is tracked, as JSON: the envelope of each command about tracked interviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from calsync.cli.changes import Change, changes
from calsync.cli.desk import Desk
from calsync.cli.envelope import Json, envelope, interview_json, reminder_json
from calsync.cli.heard import Heard, heard_lately
from calsync.messages.wording import word
from calsync.planning.due import Due
from calsync.planning.history import Noted
from calsync.planning.people import person_key
from calsync.planning.plaintext import safe_text
from calsync.planning.plan import Reminder
from calsync.planning.tracked import Tracked

if TYPE_CHECKING:
    from calsync.cli.keep_run import ExportReport
    from calsync.cli.report import Report
    from calsync.cli.track_run import TrackReport


def tracked_envelope(command: str, desk: Desk, shown: Iterable[Tracked]) -> str:
    """Interviews with all their reminders, whatever their state."""
    interviews = list(shown)
    reminders = [r for each in interviews for r in desk.plans[each.id]]
    troubles = desk.troubles_of(interviews)
    return envelope(
        command,
        "partial" if troubles else "done",
        data={
            "interviews": [_tracked(each) for each in interviews],
            "reminders": _reminders(desk, reminders),
        },
        errors=troubles,
    )


def agenda_envelope(desk: Desk, stands: Mapping[Due, Sequence[Reminder]], days: int) -> str:
    """The reminders that are overdue, due today, and ahead; and the answers that were heard lately."""
    troubles = list(desk.troubles.values())
    return envelope(
        "agenda",
        "partial" if troubles else "done",
        data={
            "now": desk.now.isoformat(),
            "days": days,
            **{str(due): _reminders(desk, stands[due]) for due in (Due.OVERDUE, Due.TODAY, Due.AHEAD)},
            "later": len(stands[Due.LATER]),
            "heard": [_heard(each) for each in heard_lately(desk.tracked, desk.now)],
        },
        errors=troubles,
    )


def track_envelope(report: TrackReport) -> str:
    """What was noticed of each interview, the interviews, their reminders, and what changed."""
    refs = [each.ref for each in report.noticed]
    shown = [each for each in report.after.tracked if each.ref in refs]
    return envelope(
        "track",
        report.status,
        data={
            "noticed": [{"ref": each.ref, "what": each.what.value} for each in report.noticed],
            "interviews": [_tracked(each) for each in shown],
            "reminders": _reminders(report.after, [r for each in shown for r in report.after.plans[each.id]]),
            "changes": _changes(report.before, report.after),
        },
        notes=report.notes,
        errors=report.problems,
    )


def told_envelope(command: str, report: Report) -> str:
    """What a command changed."""
    return envelope(
        command,
        "done",
        data={"ref": report.ref or None, "changes": _changes(report.before, report.after)},
        notes=[report.said, *report.notes],
    )


def export_envelope(report: ExportReport) -> str:
    """What was written."""
    troubles = list(report.desk.troubles.values())
    return envelope(
        "export",
        "partial" if troubles else "done",
        data={"reminders": _reminders(report.desk, [reminder for reminder, _ in report.entries])},
        notes=report.lines,
        errors=troubles,
    )


def _tracked(one: Tracked) -> Json:
    outcome = one.outcome
    return {
        "ref": one.ref,
        **interview_json(one.current),
        "cancelled": one.cancelled is not None,
        "archived": one.archived is not None,
        "tracked_since": one.since.isoformat(timespec="seconds"),
        "outcome": None
        if outcome is None
        else {
            "outcome": outcome.turn.value,
            "on": outcome.on.isoformat(),
            "deadline": _iso(outcome.deadline),
        },
        "notes": [{"text": note.text, "about": _about(note, one)} for note in one.notes],
    }


def _about(note: Noted, one: Tracked) -> str | None:
    """The address or name of the person a note is about."""
    people = (each for each in one.people if person_key(each) == note.person)
    person = next(people, None)
    return (person.email or person.name if person else note.person) or None


def _heard(heard: Heard) -> Json:
    return {
        "ref": heard.one.ref,
        "interview": heard.one.id,
        "step": heard.step,
        "interviewer": heard.person or None,
        "text": safe_text(heard.text),
        "read": heard.reading or None,
        "told": heard.told.isoformat(timespec="seconds"),
    }


def _reminders(desk: Desk, reminders: Iterable[Reminder]) -> list[Json]:
    refs = {each.id: each.ref for each in desk.tracked}
    return [_reminder(each, refs.get(each.interview.id, "")) for each in reminders]


def _reminder(reminder: Reminder, ref: str) -> dict[str, Json]:
    return {
        "ref": ref,
        **reminder_json(reminder, word(reminder).title),
        "state": reminder.state.value,
        "done_on": _iso(reminder.done_on),
        "moved_by_you": reminder.pinned,
    }


def _changes(before: Desk, after: Desk) -> list[Json]:
    return [change_json(each) for each in changes(before, after)]


def change_json(change: Change) -> Json:
    return {
        "change": change.kind.value,
        "was_at": _iso(change.before.at) if change.before else None,
        "reminder": _reminder(change.now, change.ref),
    }


def _iso(when: datetime | date | None) -> str | None:
    return None if when is None else when.isoformat()
