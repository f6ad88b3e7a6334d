"""What a person tells of the steps of a tracked interview: done, skipped, moved; and of what they heard:
when it will be decided, what to remember. `outcome_run` owns how the application went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from calsync.cli.desk import Desk, changing
from calsync.cli.inputs import stated_decision
from calsync.cli.refs import find_application, find_person
from calsync.cli.report import Report, as_changed, called_off
from calsync.cli.typed_time import read_time, said_for, workdays_of
from calsync.errors import UsageError
from calsync.planning.cadence import Anchor
from calsync.planning.history import Decided, Done, Moved, Noted, Skipped
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, State
from calsync.planning.saying import say_date, say_day, say_list, say_time, say_when
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant, is_after
from calsync.planning.when import Facing

BACK_TO_PLAN = "plan"
"""What gives a moved reminder back to the plan, in place of a time."""
LONGEST_NOTE = 1000


def tell_done(ref: str, step: str, *, to: str | None, on: str | None) -> Report:
    """The step was carried out, now or when `on` says. Raises UsageError for what is not in the plan, and
    before the interview."""
    with changing(_words("done", ref, step, to)) as (desk, change):
        one = desk.find(ref)
        found = _meant(desk.reminders(one, step, to), settled={State.DONE})
        if on is None and found[0].state is State.DONE:
            return Report(one.ref, _done_already(found, one), desk, desk)
        now = desk.now.astimezone(one.interview.zone)
        told = now if on is None else read_time(desk, one, on, facing=Facing.BACK)
        _refuse_before(one, found, told, typed=on is not None)
        for each in found:
            change.append(one.id, Done(each.step, person_key(each.person), told, change.at))
        said = f"Done, {said_for(one, told)}: {_titles(found)}."
        return Report(one.ref, said, desk, as_changed(desk, change))


def _done_already(found: Sequence[Reminder], one: Tracked) -> str:
    days = {said_for(one, each.done_on) for each in found if each.done_on is not None}
    when = f", {days.pop()}" if len(days) == 1 else ""
    return f"{_titles(found)} {_verb(found, 'was', 'were')} done already{when}. --on WHEN changes the day."


def _refuse_before(one: Tracked, found: Iterable[Reminder], told: datetime | date, *, typed: bool) -> None:
    """Raises UsageError for a step that follows the interview, and a time before that."""
    start = one.interview.start
    early = is_after(start, told) if isinstance(told, datetime) else told < start.date()
    after_it = [r for r in found if r.rule.outcome is None and r.rule.anchor is not Anchor.START]
    if not early or not after_it:
        return
    if one.cancelled is not None:
        raise called_off(one)
    raise UsageError(
        f"The interview itself is only on {say_date(start.date())} {say_time(start)}; "
        f"{_titles(after_it)} cannot be done before it.",
        hint="Check the day behind --on."
        if typed
        else f"To leave it out: calsync skip {one.ref} {after_it[0].step}. "
        f"If the time has changed: calsync track {one.ref} --start TIME.",
    )


def tell_skipped(ref: str, step: str, *, to: str | None) -> Report:
    """The step is left out for good."""
    with changing(_words("skip", ref, step, to)) as (desk, change):
        one = desk.find(ref)
        found = _meant(desk.reminders(one, step, to), settled={State.SKIPPED, State.DONE})
        done = [r for r in found if r.state is State.DONE]
        if done:
            raise UsageError(
                f"{_titles(done)} {_verb(done, 'is', 'are')} done already, and cannot be skipped.",
                hint="If that was a slip, calsync undo takes the last command back.",
            )
        if found[0].state is State.SKIPPED:
            said = f"{_titles(found)} {_verb(found, 'was', 'were')} skipped already."
            return Report(one.ref, said, desk, desk)
        for each in found:
            change.append(one.id, Skipped(each.step, person_key(each.person), change.at))
        return Report(one.ref, f"Skipped: {_titles(found)}.", desk, as_changed(desk, change))


def tell_moved(ref: str, step: str, when: str, *, to: str | None) -> Report:
    """The reminder goes to another time and stays there, whatever is planned anew; one that was done or
    skipped is open again. Raises UsageError for one that is no longer wanted, and for a time past."""
    with changing(_words("move", ref, step, to)) as (desk, change):
        one = desk.find(ref)
        asked = desk.reminders(one, step, to)
        found = [r for r in asked if r.state is State.OPEN] or [
            r for r in asked if r.state in (State.DONE, State.SKIPPED)
        ]
        if not found:
            _refuse_ended(asked)
        back = when.strip().casefold() == BACK_TO_PLAN
        if back and all(r.state is State.OPEN and not r.pinned for r in found):
            said = f"{_titles(found)} {_verb(found, 'follows', 'follow')} the plan already."
            return Report(one.ref, said, desk, desk)
        wanted = None if back else read_time(desk, one, when, facing=Facing.AHEAD)
        for each in found:
            pin = None if wanted is None else _pin(each, wanted, desk=desk)
            change.append(one.id, Moved(each.step, person_key(each.person), pin, change.at))
        after = as_changed(desk, change)
        moved = _same_in(after, found)
        _refuse_ended([r for r in moved if r.state is not State.OPEN])
        again = _verb(found, " It is open again.", " They are open again.")
        again = again if found[0].state is not State.OPEN else ""
        if wanted is None:
            said = f"{_titles(moved)} {_verb(moved, 'follows', 'follow')} the plan again.{again}"
            return Report(one.ref, said, desk, after)
        said = f"Moved to {_say_times([r.at for r in moved])}: {_titles(moved)}.{again}"
        return Report(one.ref, said, desk, after, tuple(dict.fromkeys(_remarks(moved, wanted))))


def _refuse_ended(found: Sequence[Reminder]) -> None:
    if found:
        raise UsageError(
            f"{_titles(found)} {_verb(found, 'is', 'are')} no longer wanted: {found[0].reason}.",
            hint="A move does not bring it back; calsync undo does, if that was told by mistake.",
        )


def _same_in(after: Desk, found: Iterable[Reminder]) -> list[Reminder]:
    wanted = {(r.interview.id, r.step, person_key(r.person)) for r in found}
    return [
        r
        for plan in after.plans.values()
        for r in plan
        if (r.interview.id, r.step, person_key(r.person)) in wanted
    ]


def _pin(reminder: Reminder, wanted: datetime | date, *, desk: Desk) -> datetime | date:
    """A time for a reminder that has an hour, a date for one that has none; its own hour stays where only a
    date was said."""
    at, zone = reminder.at, reminder.interview.zone
    if not isinstance(at, datetime):
        return wanted.astimezone(zone).date() if isinstance(wanted, datetime) else wanted
    if isinstance(wanted, datetime):
        return wanted
    pin = instant(wanted, at.timetz().replace(tzinfo=None), zone)
    if is_after(desk.now, pin):
        raise UsageError(
            f"{_titles([reminder])} would come {say_when(pin)}, which has passed.",
            hint="Add an hour, as in “today 18:00”.",
        )
    return pin


def _say_times(times: Sequence[datetime | date]) -> str:
    """“Fri 20 Nov 10:00”, or “Fri 20 Nov, 10:00 and 10:15”"""
    hours = list(dict.fromkeys(say_time(at) for at in times if isinstance(at, datetime)))
    days = list(dict.fromkeys(say_day(at) for at in times))
    if len(hours) < 2 or len(days) > 1:
        return say_list(list(dict.fromkeys(say_when(at) for at in times)))
    return f"{days[0]}, {say_list(hours)}"


def _remarks(moved: Iterable[Reminder], wanted: datetime | date) -> Iterator[str]:
    """What speaks against a time that a reminder was moved to; it is moved all the same."""
    for each in moved:
        if isinstance(wanted, datetime) and each.all_day:
            yield "It is for the whole day, so the hour was left out."
        day = each.at.date() if isinstance(each.at, datetime) else each.at
        decision = each.interview.decision
        if each.rule.follow_up and decision is not None and day <= decision.date:
            yield f"They asked for time until {say_day(decision.date)}; better write after that day."
        elif each.channel == "none" and each.opens == each.closes:
            pass  # a mark in the calendar, with no window to miss
        elif _is_before(each.at, each.opens):
            yield f"That is early: the guides say not before {say_when(each.opens)}."
        elif _is_before(each.closes, each.at):
            yield f"That is late: the guides say {say_when(each.closes)} at the latest."


def _is_before(one: datetime | date, other: datetime | date) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.astimezone(UTC) < other.astimezone(UTC)
    days = [each.date() if isinstance(each, datetime) else each for each in (one, other)]
    return days[0] < days[1]


def tell_decision(ref: str, phrase: str, *, said_on: date | None) -> Report:
    """The employer stated a decision date, or changed it. Raises PhraseError for what cannot be read."""
    with changing(f"decision {ref}") as (desk, change):
        one = find_application(ref, desk.tracked, held_by=desk.now)
        if one.cancelled is not None:
            raise called_off(one)
        day = said_on or desk.now.astimezone(one.interview.zone).date()
        decision = stated_decision(phrase, said_on=day, workdays=workdays_of(desk, one, day))
        known = one.current.decision
        if decision is not None and decision.date < one.interview.last_day:
            raise UsageError(
                f"{say_date(decision.date)} lies before the interview itself.",
                hint="Check the date, or the day it was said: --said-on DATE.",
            )
        if (decision and decision.date) == (known and known.date):
            said = (
                f"“{phrase}” names no date, and none was known of {one.ref}; nothing changes."
                if decision is None
                else f"That was told already: {one.ref} is decided on {say_date(decision.date)}."
            )
            return Report(one.ref, said, desk, desk)
        change.append(one.id, Decided(decision, change.at))
        said = (
            f"“{phrase}” names no date; {one.ref} is planned as if none had been stated."
            if decision is None
            else f"Decision date of {one.ref}: “{decision.phrase}” {decision.reading}."
        )
        return Report(one.ref, said, desk, as_changed(desk, change))


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
        people = one.interview.interviewers
        person = find_person(about, people, where=one.ref) if about is not None else None
        change.append(one.id, Noted(clean, person_key(person), change.at))
        said = f"Noted for {one.ref}{f', about {person.label}' if person else ''}."
        return Report(one.ref, said, desk, as_changed(desk, change))


def _words(command: str, ref: str, step: str, to: str | None) -> str:
    """The command as it is logged."""
    return f"{command} {ref} {step}{f' --to {to}' if to else ''}"


def _meant(found: Sequence[Reminder], *, settled: set[State]) -> list[Reminder]:
    """For several people, those still open; else those not `settled`; else all."""
    still = [r for r in found if r.state in (State.OPEN, State.LAPSED)]
    return still or [r for r in found if r.state not in settled] or list(found)


def _titles(found: Sequence[Reminder]) -> str:
    """“Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”"""
    from calsync.messages.wording import word

    return say_list([f"“{word(each).title}”" for each in found])


def _verb(found: Sequence[Reminder], one: str, several: str) -> str:
    return one if len(found) == 1 else several
