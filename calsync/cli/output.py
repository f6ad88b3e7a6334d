"""A plan as text: what was understood and from where, the reminders with their reasons, what was assumed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from calsync.cli.layout import beneath, dated, heading, interview_lines, line_width, print_sections, wrapped
from calsync.cli.problem import show_problem
from calsync.messages.wording import until_words
from calsync.planning.saying import say_count, say_when
from calsync.stores.ics_file import Outcome, Written

if TYPE_CHECKING:
    from calsync.cli.plan_run import Report
    from calsync.stores.ics_file import Entry


def show(report: Report, *, to_stderr: bool) -> None:
    """Print the report; with `to_stderr` standard output is left to the calendar itself."""
    if report.stdout is not None:
        sys.stdout.buffer.write(report.stdout)
        sys.stdout.buffer.flush()
    print_sections(_sections(report, line_width()), to_stderr=to_stderr)
    for problem in report.problems:
        show_problem(problem)


def _sections(report: Report, width: int) -> Iterator[Iterable[str]]:
    for planned in report.planned:
        yield [heading("Interview"), *interview_lines(planned.interview, width)]
    if report.entries:
        yield [heading("Reminders"), *reminder_lines(report.entries, width)]
    many = len(report.planned) > 1
    assumed = [
        f"{planned.interview.company or 'The unnamed company'}: {line}" if many else line
        for planned in report.planned
        for line in planned.assumed
    ]
    if assumed:
        lines = (wrapped(line, width, first="  - ", rest="    ") for line in assumed)
        yield [heading("Assumed"), *lines]
    yield (
        wrapped(line, width, first="", rest="  ") for line in (*report.notes, *written_lines(report.written))
    )


def reminder_lines(entries: Sequence[Entry], width: int) -> Iterator[str]:
    said = ""
    for reminder, words in entries:
        yield dated(say_when(reminder.at), words.title, width)
        until = until_words(reminder)
        reason = f"{f'until {until}; ' if until else ''}{reminder.reason}"
        if reason != said:  # a panel's are all the same
            yield beneath(reason, width)
        said = reason


def written_lines(written: Sequence[Written]) -> Iterator[str]:
    """What became of the files, and which reminders an earlier plan had put there and this one has not."""
    if len(written) == 1:
        yield _outcome(written[0])
    elif written:
        counts = Counter(each.outcome for each in written)
        new, changed, same = (counts[o] for o in (Outcome.CREATED, Outcome.REPLACED, Outcome.UNCHANGED))
        removed = f", {counts[Outcome.REMOVED]} removed" if counts[Outcome.REMOVED] else ""
        yield f"In {written[0].path.parent}: {new} new, {changed} changed, {same} as before{removed}."
    for each in written:
        if each.others:
            yield f"{say_count(each.others, 'reminder')} of another interview made way in {each.path}."
    yield from dropped_lines(written)


def dropped_lines(written: Sequence[Written]) -> Iterator[str]:
    """The reminders that an earlier plan had put there and this one has not."""
    for each in written:
        for title in each.dropped:
            if len(written) > 1 and each.outcome is Outcome.REMOVED:
                yield f"No longer planned: “{title}”; {each.path} was removed."
                continue
            where = f" (in {each.path})" if len(written) > 1 else ""
            yield f"No longer planned: “{title}”{where}. If it is in your calendar, delete it there."


def _outcome(written: Written) -> str:
    match written.outcome:
        case Outcome.CREATED:
            return f"Wrote {written.path}: {say_count(written.created, 'reminder')}."
        case Outcome.REPLACED:
            return (
                f"Replaced {written.path}: {written.created} new, {written.changed} changed, "
                f"{written.kept} as before."
            )
        case Outcome.REMOVED:
            return f"Removed {written.path}: no reminder is left in it."
        case Outcome.UNCHANGED:
            return f"{written.path} says all this already; it was left alone."
        case Outcome.NOTHING_NEW:
            return f"{written.path} lacks none of these reminders; nothing was written."
