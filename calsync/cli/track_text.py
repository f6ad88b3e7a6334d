"""What came of `calsync track`, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calsync.cli.assumptions import assumptions, not_planned
from calsync.cli.changes import changes
from calsync.cli.desk import Desk
from calsync.cli.layout import heading, interview_lines, wrapped
from calsync.cli.look_text import about, change_lines
from calsync.cli.output import reminder_lines
from calsync.cli.track_run import Noticed, TrackReport, What
from calsync.messages.wording import word
from calsync.planning.due import is_unanswered
from calsync.planning.plan import State


def track_sections(report: TrackReport, width: int) -> Iterator[Iterable[str]]:
    """New interviews as `plan` shows them; of known ones what changed."""
    changed = changes(report.before, report.after)
    new = {each.ref for each in report.noticed if each.what is What.NEW}
    for each in report.noticed:
        if each.what is What.NEW:
            yield from _new_sections(each, report.after, width, plain=len(new) > 1)
        else:
            yield [wrapped(_known_line(each, report.after), width, first="", rest="  ")]
    others = [each for each in changed if each.ref not in new]
    if others:
        only = report.noticed[0].ref if len(report.noticed) == 1 else ""
        yield [heading("Changed"), *change_lines(others, about_ref=only, now=report.after.now, width=width)]
    yield [wrapped(note, width, first="", rest="  ") for note in report.notes]


def _new_sections(new: Noticed, desk: Desk, width: int, *, plain: bool) -> Iterator[Iterable[str]]:
    one = desk.find(new.ref)
    interview = one.current
    yield [heading(f"Tracking {one.ref}"), *interview_lines(interview, width)]
    ahead = (r for r in desk.plans[one.id] if r.state is State.OPEN and not is_unanswered(r, desk.now))
    entries = [(r, word(r)) for r in ahead]
    if entries:
        yield [heading("Reminders"), *reminder_lines(entries, width)]
    if plain:
        return
    lines = assumptions(
        interview,
        workdays=desk.rules(one).workdays,
        country_origin=desk.book.country(interview, one.wishes)[1],
        phrase=interview.decision.phrase if interview.decision else None,
        said_on=interview.last_day,
        said_on_typed=True,
    )
    said = (*lines, *not_planned(one.wishes.wanted, desk.plans[one.id]))
    yield [heading("Assumed"), *(wrapped(line, width, first="  - ", rest="    ") for line in said)]


def _known_line(noticed: Noticed, desk: Desk) -> str:
    name = f"{noticed.ref} ({about(desk.find(noticed.ref).interview)})"
    match noticed.what:
        case What.UPDATED:
            return f"Updated {name}."
        case What.CANCELLED:
            return f"{name} is called off: what lay ahead is withdrawn."
        case What.SAME | What.NEW:
            return f"{name} is tracked already, and nothing about it is new."
