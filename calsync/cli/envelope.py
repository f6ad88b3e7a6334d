"""Results as JSON: one versioned envelope, the same for success, part and failure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from calsync.errors import CalsyncError
from calsync.planning.plaintext import hide_codes

if TYPE_CHECKING:
    from calsync.cli.plan_run import Report
    from calsync.planning.facts import Facts
    from calsync.planning.interview import Interview, Interviewer
    from calsync.planning.plan import Reminder

SCHEMA = 1

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def envelope(
    command: str,
    status: str,
    *,
    data: Mapping[str, Json] | None = None,
    notes: Sequence[str] = (),
    errors: Sequence[CalsyncError] = (),
) -> str:
    """The envelope as text. `status` is done, partial or error."""
    content: Mapping[str, Json] = {
        "schema": SCHEMA,
        "command": command,
        "status": status,
        "data": data or {},
        "notes": [hide_codes(note) for note in notes],
        "errors": [{"code": e.code, "message": hide_codes(e.message), "hint": e.hint} for e in errors],
    }
    return json.dumps(content, ensure_ascii=True, indent=2)


def plan_envelope(report: Report) -> str:
    """What came of `calsync plan`."""
    from calsync.cli.output import written_lines

    interviews: list[Json] = [interview_json(planned.interview) for planned in report.planned]
    interviews += [_cancelled(event) for event in report.cancelled]
    reminders = [reminder_json(reminder, words.title) for reminder, words in report.entries]
    notes = [
        *report.notes,
        *(line for planned in report.planned for line in planned.assumed),
        *written_lines(report.written),
    ]
    return envelope(
        "plan",
        report.status,
        data={"interviews": interviews, "reminders": reminders},
        notes=list(dict.fromkeys(notes)),
        errors=report.problems,
    )


def interview_json(interview: Interview) -> dict[str, Json]:
    """An interview as `plan` and all later commands give it."""
    decision = interview.decision
    start: date | datetime = interview.start
    end: date | datetime = interview.end
    if interview.all_day:
        start, end = interview.start.date(), interview.last_day
    return {
        "id": interview.id,
        "company": interview.company,
        "role": interview.role,
        "kind": interview.kind.value,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "timezone": interview.zone_name,
        "interviewers": [_person(person) for person in interview.interviewers],
        "candidate": interview.candidate,
        "location": interview.location,
        "link": interview.link,
        "cancelled": False,
        "source": {"uid": interview.uid, "sequence": interview.sequence, "file": interview.file},
        "decision": None
        if decision is None
        else {"date": decision.date.isoformat(), "phrase": decision.phrase, "reading": decision.reading},
    }


def _cancelled(event: Facts) -> Json:
    """An event that was called off, in the shape of an interview; it may have no times."""
    from calsync.planning.loops import interview_id
    from calsync.planning.versions import event_key

    return {
        "id": interview_id(*event_key(event)),
        "company": event.company,
        "role": event.role,
        "kind": event.kind and event.kind.value,
        "start": _when(event, event.start),
        "end": _when(event, event.end and event.end - timedelta(microseconds=event.all_day)),
        "timezone": event.zone_name,
        "interviewers": [_person(person) for person in event.interviewers],
        "candidate": event.candidate,
        "location": event.location,
        "link": event.link,
        "cancelled": True,
        "source": {"uid": event.uid, "sequence": event.revision.sequence, "file": event.file},
        "decision": None,
    }


def _when(event: Facts, moment: datetime | None) -> str | None:
    if moment is None:
        return None
    local = moment.astimezone(event.zone or UTC)
    return local.date().isoformat() if event.all_day else local.isoformat()


def _person(person: Interviewer) -> Json:
    return {
        "name": person.name,
        "email": person.email,
        "optional": person.optional,
        "declined": person.declined,
    }


def reminder_json(reminder: Reminder, summary: str) -> dict[str, Json]:
    """A reminder as `plan` and all later commands give it."""
    from calsync.ical.identity import reminder_uid

    return {
        "uid": reminder_uid(reminder),
        "interview": reminder.interview.id,
        "step": reminder.step,
        "interviewer": reminder.person.name if reminder.person else None,
        "all_day": reminder.all_day,
        "at": reminder.at.isoformat(),
        "opens": reminder.opens.isoformat(),
        "closes": reminder.closes.isoformat(),
        "channel": reminder.channel,
        "summary": summary,
        "reason": reminder.reason,
    }
