"""What a sync did and learnt, in the JSON envelope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from calsync.cli.envelope import Json, envelope
from calsync.cli.scanned import Scanned
from calsync.cli.sync_run import Synced, Undone
from calsync.cli.sync_text import remarks
from calsync.planning.plaintext import hide_codes
from calsync.sync.report import INCOMING, OUTGOING, Failed, Line


def sync_envelope(synced: Synced, status: str, scanned: Scanned | None = None) -> str:
    """With `scanned`, what the scan before it came to as well."""
    report = synced.report
    data: dict[str, Json] = {
        "calendar": synced.side.name,
        "dry_run": report.dry,
        "changes": _changes(report.lines),
        "failed": _failed(report.failed),
        "unchanged": report.unchanged,
    }
    notes, problems = remarks(report), synced.problems
    if scanned is not None:
        data["found"] = _news(scanned)
        notes, problems = [*scanned.remarks, *notes], [*problems, *scanned.problems]
    return envelope("sync", status, data=data, notes=notes, errors=problems)


def nothing_envelope(scanned: Scanned, status: str) -> str:
    """Of a sync that had nothing to bring, after a scan that found nothing."""
    data: dict[str, Json] = {"changes": [], "failed": [], "unchanged": 0, "found": _news(scanned)}
    return envelope("sync", status, data=data, notes=scanned.remarks, errors=scanned.problems)


def undo_envelope(undone: Undone, status: str) -> str:
    taken = undone.taken
    data: dict[str, Json] = {
        "calendar": undone.side.name,
        "run": taken.run.at.isoformat(),
        "changes": _changes(taken.lines),
        "kept": [{"uid": each.uid, "title": each.title} for each in taken.kept],
        "failed": _failed(taken.failed),
        "forgotten": taken.forgotten,
    }
    return envelope("sync", status, data=data, errors=taken.problems)


def _news(scanned: Scanned) -> list[Json]:
    return [hide_codes(each) for each in scanned.news]


def _changes(lines: Iterable[Line]) -> list[Json]:
    """What was done to the calendar (out) and learnt from it (in), in the order it was."""
    return [
        {
            "kind": line.kind.value,
            "direction": "in" if line.kind in INCOMING else "out",
            "uid": line.uid,
            "interview": line.interview or None,
            "title": line.title,
            "at": _when(line.at),
            "why": line.why,
        }
        for line in lines
        if line.kind in INCOMING | OUTGOING
    ]


def _failed(failed: Iterable[Failed]) -> list[Json]:
    return [{"uid": each.uid, "title": each.title, "code": each.error.code} for each in failed]


def _when(at: datetime | date | None) -> str | None:
    return None if at is None else at.isoformat()
