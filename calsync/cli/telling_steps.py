"""What follows where it is told of reminders that they were carried out, are not wanted, or go to another
time; and what is refused. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from calsync.cli.desk import Desk
from calsync.cli.report import Telling, called_off
from calsync.cli.typed_time import said_at, said_for
from calsync.errors import UsageError
from calsync.planning.cadence import Anchor
from calsync.planning.history import Done, Moved, Skipped, day_of
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, State
from calsync.planning.saying import say_date, say_day, say_list, say_time, say_when
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant, is_after, later
from calsync.planning.workdays import ONE_DAY
from calsync.sync.ledger import Told

LATER = timedelta(hours=3)
MORNING = time(9)
WAKING = (time(8), time(20, 30))
"""Where on the candidate's clock “later” may come to; else it is the morning after."""


def carried(
    desk: Desk,
    one: Tracked,
    asked: Sequence[Reminder],
    *,
    on: datetime | date | None,
    at: datetime,
    hint: str = "Check the day.",
    correct: str = "",
) -> Telling:
    """They were carried out on that day or at that time, None: now. Raises UsageError for what cannot have
    been yet; `hint` is the way out where the time was typed, `correct` says how a day is corrected."""
    found = _meant(asked, settled={State.DONE})
    if found[0].state is State.DONE and (on is None or all(_is_same(each.done_on, on) for each in found)):
        said = " ".join(filter(None, (_carried_already(found, one), correct)))
        return Telling((), said, f"{_reading_of(found, one, on)}, known already")
    told = said_at(desk, one, at) if on is None else on
    _refuse_before(one, found, told, hint=hint if on is not None else "")
    entries = (Told(one.id, Done(each.step, person_key(each.person), told, at)) for each in found)
    said = f"Done, {said_for(one, told)}: {titles(found)}."
    return Telling(tuple(entries), said, f"as done on {_date_for(one, told)}")


def _carried_already(found: Sequence[Reminder], one: Tracked) -> str:
    days = {said_for(one, each.done_on) for each in found if each.done_on is not None}
    when = f", {days.pop()}" if len(days) == 1 else ""
    return f"{titles(found)} {verb(found, 'was', 'were')} done already{when}."


def _reading_of(found: Sequence[Reminder], one: Tracked, on: datetime | date | None) -> str:
    days = {_date_for(one, on or each.done_on) for each in found if on or each.done_on}
    return f"as done on {days.pop()}" if len(days) == 1 else "as done"


def _is_same(one: datetime | date | None, other: datetime | date) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.astimezone(UTC) == other.astimezone(UTC)
    return not isinstance(one, datetime) and not isinstance(other, datetime) and one == other


def _date_for(one: Tracked, when: datetime | date | None) -> str:
    """The day on the candidate's clock."""
    if when is None:
        return ""
    return say_date(day_of(when.astimezone(one.interview.zone) if isinstance(when, datetime) else when))


def _refuse_before(
    one: Tracked, found: Iterable[Reminder], told: datetime | date, *, what: str = "be done", hint: str
) -> None:
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
        f"{titles(after_it)} cannot {what} before it.",
        hint=hint
        or f"To leave it out: calsync skip {one.ref} {after_it[0].step}. "
        f"If the time has changed: calsync track {one.ref} --start TIME.",
    )


def skipped(one: Tracked, asked: Sequence[Reminder], *, at: datetime) -> Telling:
    """They are left out for good. Raises UsageError for what was done."""
    found = _meant(asked, settled={State.SKIPPED, State.DONE})
    done = [r for r in found if r.state is State.DONE]
    if done:
        raise UsageError(
            f"{titles(done)} {verb(done, 'is', 'are')} done already, and cannot be skipped.",
            hint="If that was a slip, calsync undo takes the last command back.",
        )
    if found[0].state is State.SKIPPED:
        said = f"{titles(found)} {verb(found, 'was', 'were')} skipped already."
        return Telling((), said, "as skipped, known already")
    entries = (Told(one.id, Skipped(each.step, person_key(each.person), at)) for each in found)
    return Telling(tuple(entries), f"Skipped: {titles(found)}.", "as skipped")


def moved(
    desk: Desk, one: Tracked, asked: Sequence[Reminder], *, to: datetime | date | None, at: datetime
) -> Telling:
    """They go to another time and stay there, or back to the plan; one that was done or skipped is open
    again. Raises UsageError for one that is no longer wanted, and for a time past."""
    found = movable(asked)
    pins = [None if to is None else _pin(each, to, desk=desk) for each in found]
    return _moved(desk, one, found, pins, wanted=to, at=at)


def put_off(desk: Desk, one: Tracked, asked: Sequence[Reminder], *, at: datetime) -> Telling:
    """They go to some time later. Raises UsageError for one that is no longer wanted."""
    found = movable(asked)
    pins = [put_off_to(each, at=at, now=desk.now) for each in found]
    return _moved(desk, one, found, pins, wanted=None, at=at)


def put_off_to(reminder: Reminder, *, at: datetime, now: datetime) -> datetime | date:
    """What “later” comes to, said at the aware time `at`: some hours on from when it is due, or from `at` and
    `now` if that has passed; else in the morning after. For a whole day it is the day after."""
    zone = reminder.interview.zone
    said = max(at, now, key=datetime.timestamp).astimezone(zone)
    if not isinstance(reminder.at, datetime):
        return max(said.date(), reminder.at) + ONE_DAY
    due = max(said, reminder.at, key=datetime.timestamp).astimezone(zone)
    to = later(due, LATER).replace(second=0, microsecond=0)
    first, last = WAKING
    if not first <= to.time() <= last:
        to = instant(to.date() + (ONE_DAY if to.time() > last else timedelta()), MORNING, zone)
    return to


def refuse_reopening(one: Tracked, found: Sequence[Reminder]) -> None:
    """Raises UsageError for a reminder that was done: a bare day does not undo that."""
    if found[0].state is State.DONE:
        raise UsageError(
            _carried_already(found, one),
            hint=f"To open it again at another time: calsync move {one.ref} {found[0].step} WHEN",
        )


def movable(asked: Sequence[Reminder]) -> list[Reminder]:
    """Those that can be moved. Raises UsageError if none can."""
    found = [r for r in asked if r.state is State.OPEN] or [
        r for r in asked if r.state in (State.DONE, State.SKIPPED)
    ]
    if not found:
        _refuse_ended(asked)
    return found


def _moved(
    desk: Desk,
    one: Tracked,
    found: Sequence[Reminder],
    pins: Sequence[datetime | date | None],
    *,
    wanted: datetime | date | None,
    at: datetime,
) -> Telling:
    was_open = found[0].state is State.OPEN
    pairs = list(zip(found, pins, strict=True))
    if was_open and all(r.pinned and _is_same(r.at, pin) if pin else not r.pinned for r, pin in pairs):
        said = f"{titles(found)} {verb(found, 'follows', 'follow')} the plan already."
        if pins[0] is not None:
            said = f"{titles(found)} {verb(found, 'was', 'were')} moved there already."
        return Telling((), said, f"{_moved_to(found)}, known already")
    for reminder, pin in pairs:
        if pin is not None:
            _refuse_before(
                one, [reminder], pin, what="come", hint=f"Say a day after {say_date(one.interview.last_day)}."
            )
    entries = tuple(Told(one.id, Moved(r.step, person_key(r.person), pin, at)) for r, pin in pairs)
    now = _same_in(desk.with_told(entries), found)
    if not now:
        raise UsageError(
            f"{titles(found)} {verb(found, 'is', 'are')} not planned any more.",
            hint=f"calsync show {one.ref} says what is.",
        )
    _refuse_ended([r for r in now if r.state is not State.OPEN])
    again = "" if was_open else verb(found, " It is open again.", " They are open again.")
    if pins[0] is None:
        said = f"{titles(now)} {verb(now, 'follows', 'follow')} the plan again.{again}"
        return Telling(entries, said, "as left to the plan")
    said = f"Moved to {_say_times([r.at for r in now])}: {titles(now)}.{again}"
    return Telling(entries, said, _moved_to(now), tuple(dict.fromkeys(_remarks(now, wanted))))


def _moved_to(found: Sequence[Reminder]) -> str:
    if not any(each.pinned for each in found):
        return "as left to the plan"
    return f"as moved to {say_list(list(dict.fromkeys(_in_full(each.at) for each in found)))}"


def _in_full(when: datetime | date) -> str:
    return f"{say_date(when)} {say_time(when)}" if isinstance(when, datetime) else say_date(when)


def _refuse_ended(found: Sequence[Reminder]) -> None:
    if found:
        raise UsageError(
            f"{titles(found)} {verb(found, 'is', 'are')} no longer wanted: {found[0].reason}.",
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
            f"{titles([reminder])} would come {say_when(pin)}, which has passed.",
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


def _remarks(moved: Iterable[Reminder], wanted: datetime | date | None) -> Iterator[str]:
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


def _meant(found: Sequence[Reminder], *, settled: set[State]) -> list[Reminder]:
    """For several people, those still open; else those not `settled`; else all."""
    still = [r for r in found if r.state in (State.OPEN, State.LAPSED)]
    return still or [r for r in found if r.state not in settled] or list(found)


def titles(found: Sequence[Reminder]) -> str:
    """“Thank Sarah Lee (Acme)” and “Thank Tom Ng (Acme)”"""
    from calsync.messages.wording import word

    return say_list([f"“{word(each).title}”" for each in found])


def verb(found: Sequence[Reminder], one: str, several: str) -> str:
    return one if len(found) == 1 else several
