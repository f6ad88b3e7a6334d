"""What a person tells of a tracked interview: done, skipped, moved, decided, noted, and how the application
went. Each gives a sentence, and everything as it was and as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import Desk, changing
from calsync.cli.findings import MONTH_FIRST, stated_decision
from calsync.cli.refs import application_of, find_application, find_person
from calsync.cli.rules import YEARS_AHEAD
from calsync.errors import UsageError
from calsync.planning.history import (
    Archived,
    Decided,
    Done,
    Moved,
    Noted,
    Outcome,
    Revived,
    Skipped,
    Turn,
    Untracked,
)
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, State
from calsync.planning.saying import say_list, say_when
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant
from calsync.planning.when import Facing, read_when

if TYPE_CHECKING:
    from calsync.planning.workdays import WorkCalendar

BACK_TO_PLAN = "plan"
"""What gives a moved reminder back to the plan, in place of a time."""


class Report(NamedTuple):
    """What came of a run: a sentence, and everything as it was and as it is. `ref` is whom it was about."""

    ref: str
    said: str
    before: Desk
    after: Desk


def tell_done(ref: str, step: str, *, to: str | None, on: str | None) -> Report:
    """The step was carried out, now or when `on` says. Raises UsageError for what is not in the plan."""
    with changing(f"done {ref} {step}") as (desk, change):
        one = desk.find(ref)
        found = _open_first(desk.reminders(one, step, to), to)
        when = _when(desk, one, on, facing=Facing.BACK) if on else desk.now
        already = [r for r in found if r.state is State.DONE]
        if len(already) == len(found) and on is None:
            said = f"{_names(found)} was done already, {_said(one, already[0].done_on or when)}."
            return Report(one.ref, said, desk, desk)
        for each in found:
            change.append(one.id, Done(each.step, person_key(each.person), when, desk.now))
        said = f"Done, {_said(one, when)}: {_names(found)}."
        return Report(one.ref, said, desk, _after(desk, change.tracked()))


def tell_skipped(ref: str, step: str, *, to: str | None) -> Report:
    """The step is left out for good."""
    with changing(f"skip {ref} {step}") as (desk, change):
        one = desk.find(ref)
        found = _open_first(desk.reminders(one, step, to), to)
        done = [r for r in found if r.state is State.DONE]
        if len(done) == len(found):
            raise UsageError(
                f"{_names(found)} is done already; it cannot be skipped.",
                hint="calsync undo takes that back.",
            )
        if all(r.state is State.SKIPPED for r in found):
            return Report(one.ref, f"{_names(found)} was skipped already.", desk, desk)
        for each in found:
            change.append(one.id, Skipped(each.step, person_key(each.person), desk.now))
        return Report(one.ref, f"Skipped: {_names(found)}.", desk, _after(desk, change.tracked()))


def tell_moved(ref: str, step: str, when: str, *, to: str | None) -> Report:
    """The reminder goes to another time and stays there, whatever is planned anew."""
    with changing(f"move {ref} {step}") as (desk, change):
        one = desk.find(ref)
        found = _open_first(desk.reminders(one, step, to), to)
        if when.strip().casefold() == BACK_TO_PLAN:
            for each in found:
                change.append(one.id, Moved(each.step, person_key(each.person), None, desk.now))
            after = _after(desk, change.tracked())
            return Report(one.ref, f"{_names(found)} follows the plan again.", desk, after)
        wanted = _when(desk, one, when, facing=Facing.AHEAD)
        for each in found:
            pin = _pin(each, wanted)
            change.append(one.id, Moved(each.step, person_key(each.person), pin, desk.now))
        said = f"Moved to {_said(one, _pin(found[0], wanted))}: {_names(found)}."
        return Report(one.ref, said, desk, _after(desk, change.tracked()))


def tell_decision(ref: str, phrase: str, *, said_on: date | None) -> Report:
    """The employer stated a decision date, or changed it. Raises PhraseError for what cannot be read."""
    with changing(f"decision {ref}") as (desk, change):
        one = find_application(ref, desk.tracked)
        day = said_on or desk.now.astimezone(one.interview.zone).date()
        decision = stated_decision(phrase, said_on=day, workdays=_workdays(desk, one, day))
        if decision is not None and decision.date < one.interview.last_day:
            raise UsageError(
                f"{say_when(decision.date)} lies before the interview itself.",
                hint="Check the date, or the day it was said: --said-on DATE.",
            )
        if decision == one.current.decision:
            return Report(one.ref, "That decision date was known already.", desk, desk)
        change.append(one.id, Decided(decision, desk.now))
        said = (
            f"“{phrase}” names no date; {one.ref} is planned as if none had been stated."
            if decision is None
            else f"Decision date of {one.ref}: “{decision.phrase}” {decision.reading}."
        )
        return Report(one.ref, said, desk, _after(desk, change.tracked()))


def tell_outcome(
    ref: str,
    turn: Turn,
    *,
    on: str | None,
    deadline: str | None,
    prefer: Sequence[str],
) -> Report:
    """How the application went. Raises UsageError for a deadline or a preference where there is no offer."""
    if turn is not Turn.OFFER and (deadline or prefer):
        option = "--deadline" if deadline else "--prefer"
        raise UsageError(f"{option} is about an offer, and this is “{turn}”.", hint="Leave it out.")
    with changing(f"outcome {ref} {turn}") as (desk, change):
        one = find_application(ref, desk.tracked)
        zone = one.interview.zone
        told = _when(desk, one, on, facing=Facing.BACK) if on else desk.now
        moment = told if isinstance(told, datetime) else instant(told, time(), zone)
        until = _when(desk, one, deadline, facing=Facing.AHEAD, now=moment) if deadline else None
        wanted = tuple(_preferred(name, one, desk) for name in prefer)
        change.append(one.id, Outcome(turn, moment, until, wanted, desk.now))
        if turn is Turn.NO_ANSWER:
            for each in application_of(one, desk.tracked):
                change.append(each.id, Archived(desk.now))
        rounds = application_of(one, desk.tracked)
        about = f"{one.ref} (and its earlier {_rounds(len(rounds) - 1)})" if len(rounds) > 1 else one.ref
        said = f"{OUTCOME_WORDS[turn]}: {about}, {_said(one, told)}."
        if until is not None:
            said += f" The deadline is {_said(one, until)}."
        return Report(one.ref, said, desk, _after(desk, change.tracked()))


OUTCOME_WORDS = {
    Turn.REJECTED: "They said no",
    Turn.OFFER: "They made an offer",
    Turn.WITHDRAWN: "You withdrew",
    Turn.NEXT_ROUND: "The next round is arranged",
    Turn.ACCEPTED: "You accepted",
    Turn.NO_ANSWER: "Closed without an answer, and archived",
}


def tell_note(ref: str, text: str, *, about: str | None) -> Report:
    """Something to remember of the talk; it fills the gap in a draft."""
    from calsync.planning.plaintext import safe_line

    clean = safe_line(text)
    if not clean:
        raise UsageError("The note is empty.", hint="Say what you want to remember, in one line.")
    if len(clean) > LONGEST_NOTE:
        raise UsageError(f"The note is longer than {LONGEST_NOTE} characters.", hint="One line will do.")
    with changing(f"note {ref}") as (desk, change):
        one = desk.find(ref)
        person = find_person(about, one.interview.interviewers, where=one.ref) if about else None
        change.append(one.id, Noted(clean, person_key(person), desk.now))
        said = f"Noted for {one.ref}{f', about {person.label}' if person else ''}."
        return Report(one.ref, said, desk, _after(desk, change.tracked()))


LONGEST_NOTE = 1000


def untrack(ref: str) -> Report:
    """Forget an interview; `undo` brings it back."""
    with changing(f"untrack {ref}") as (desk, change):
        one = desk.find(ref)
        change.append(one.id, Untracked(desk.now))
        said = f"{one.ref} is no longer tracked. calsync undo brings it back."
        return Report(one.ref, said, desk, _after(desk, change.tracked()))


def archive(refs: Sequence[str]) -> Report:
    """Put interviews away, or without any named all those of which nothing is due."""
    with changing(" ".join(("archive", *refs))) as (desk, change):
        chosen = [desk.find(ref) for ref in refs] if refs else [e for e in desk.tracked if _is_over(e, desk)]
        chosen = [each for each in chosen if each.archived is None]
        for each in chosen:
            change.append(each.id, Archived(desk.now))
        if not chosen:
            said = "They are archived already." if refs else "Nothing is over yet; nothing was archived."
            return Report("", said, desk, desk)
        said = f"Archived: {say_list([each.ref for each in chosen])}. calsync list --all still shows them."
        return Report("", said, desk, _after(desk, change.tracked()))


def revive(ref: str) -> Report:
    """Take an interview out of the archive."""
    with changing(f"archive --restore {ref}") as (desk, change):
        one = desk.find(ref)
        if one.archived is None:
            raise UsageError(f"{one.ref} is not in the archive.", hint="calsync list shows what is tracked.")
        change.append(one.id, Revived(desk.now))
        return Report(one.ref, f"{one.ref} is back.", desk, _after(desk, change.tracked()))


QUIET_DAYS = 30
"""Days ahead in which nothing may be due of what is put away unasked."""


def _is_over(one: Tracked, desk: Desk) -> bool:
    from datetime import timedelta

    zone = one.interview.zone
    today = desk.now.astimezone(zone).date()
    horizon = today + timedelta(days=QUIET_DAYS)
    if one.interview.last_day >= today:
        return False
    for each in desk.plans[one.id]:
        if each.state is not State.OPEN:
            continue
        at = each.at.astimezone(zone).date() if isinstance(each.at, datetime) else each.at
        closes = each.closes.astimezone(zone).date() if isinstance(each.closes, datetime) else each.closes
        if today <= max(at, closes) and at <= horizon:
            return False
        if at > horizon and each.happened is None:
            return False
    return True


def _after(desk: Desk, tracked: tuple[Tracked, ...]) -> Desk:
    after = desk.with_tracked(tracked)
    _ = after.plans  # what cannot be planned is not remembered
    return after


def _open_first(found: Sequence[Reminder], to: str | None) -> Sequence[Reminder]:
    """Of several people those for whom it is still open, if nobody was named."""
    still = [r for r in found if r.state in (State.OPEN, State.LAPSED)]
    return still if still and to is None else found


def _names(found: Sequence[Reminder]) -> str:
    from calsync.messages.wording import word

    titles = [f"“{word(each).title}”" for each in found]
    return say_list(titles)


def _rounds(count: int) -> str:
    return "round" if count == 1 else f"{count} rounds"


def _when(
    desk: Desk, one: Tracked, text: str, *, facing: Facing, now: datetime | None = None
) -> datetime | date:
    zone = one.interview.zone
    moment = now or desk.now
    workdays = _workdays(desk, one, moment.astimezone(zone).date())
    month_first = workdays.country in MONTH_FIRST
    return read_when(text, now=moment, zone=zone, workdays=workdays, facing=facing, month_first=month_first)


def _workdays(desk: Desk, one: Tracked, day: date) -> WorkCalendar:
    years = range(day.year - 1, day.year + YEARS_AHEAD + 2)
    return desk.book.workdays(one.interview, one.wishes, years=years)


def _pin(reminder: Reminder, wanted: datetime | date) -> datetime | date:
    """A time for a reminder that has an hour, a date for one that has none; its own hour stays where only a
    date was said."""
    at = reminder.at
    if isinstance(at, datetime):
        if isinstance(wanted, datetime):
            return wanted
        return instant(wanted, at.timetz().replace(tzinfo=None), reminder.interview.zone)
    return wanted.astimezone(reminder.interview.zone).date() if isinstance(wanted, datetime) else wanted


def _preferred(name: str, one: Tracked, desk: Desk) -> str:
    other = find_application(name, desk.tracked)
    if other in application_of(one, desk.tracked):
        raise UsageError(
            f"{other.ref} is the application with the offer.",
            hint="--prefer names another, that you want more.",
        )
    return other.id


def _said(one: Tracked, when: datetime | date) -> str:
    return say_when(when.astimezone(one.interview.zone) if isinstance(when, datetime) else when)
