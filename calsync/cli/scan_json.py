"""What a scan found, in the JSON envelope."""

from __future__ import annotations

from calsync.cli.envelope import Json, envelope, interview_json, reminder_json
from calsync.cli.scan_report import Became, Find, ScanReport
from calsync.cli.scan_text import held_line
from calsync.cli.tracked_json import change_json
from calsync.ical.links import shown_link
from calsync.ical.sighting import Sighting
from calsync.messages.wording import word
from calsync.planning.interview import Interview
from calsync.planning.plaintext import hide_codes


def scan_envelope(report: ScanReport) -> str:
    """The calendars, the finds, and of tracked interviews what is new."""
    notes = (*report.notes, *([held_line(report)] if report.held else []))
    data: dict[str, Json] = {
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "looked": [
            {"name": each.called, "events": each.seen.events, "whole": each.whole} for each in report.looked
        ],
        "found": [_find(each) for each in report.finds],
        "declined_before": report.hidden,
        "noticed": [{"ref": each.ref, "what": each.what.value} for each in report.noticed],
        "changes": [change_json(each) for each in report.changes],
    }
    return envelope("scan", report.status, data=data, notes=notes, errors=report.problems)


def _find(find: Find) -> Json:
    surest = find.surest
    return {
        "mark": find.mark,
        "became": find.became.value,
        "ref": find.ref if find.became is Became.TRACKED else None,
        "score": round(surest.score, 3),
        "evidence": [hide_codes(each) for each in surest.evidence],
        "against": [hide_codes(each) for each in surest.against],
        "events": [_event(each) for each in find.sightings],
        "interview": _interview(find.interview) if find.interview else None,
        "reminders": [reminder_json(each, word(each).title) for each in find.reminders],
        "question": hide_codes(find.question.message) if find.question else None,
    }


def _interview(interview: Interview) -> Json:
    """Its link without the pass code: this is a calendar's, not one the person gave."""
    link = shown_link(interview.link) if interview.link else None
    return {**interview_json(interview), "link": link}


def _event(sighting: Sighting) -> Json:
    facts = sighting.facts
    assert facts.start is not None  # only a cancellation has none
    start = facts.start.astimezone(facts.zone)
    return {
        "uid": facts.uid,
        "title": hide_codes(facts.title),
        "start": (start.date() if facts.all_day else start).isoformat(),
        "in": facts.file,
        "score": round(sighting.score, 3),
    }
