"""What follows where it is told how an application went, and what is refused. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from calsync.cli.archive_run import revived
from calsync.cli.desk import Desk
from calsync.cli.refs import application_of, find_application
from calsync.cli.report import Telling
from calsync.cli.typed_time import read_time, said_at, said_for
from calsync.errors import UsageError, WhenError
from calsync.planning.applications import Application
from calsync.planning.history import TURN_WORDS, Archived, Outcome, Turn, day_of, say_turn
from calsync.planning.rounds import outcome_of
from calsync.planning.saying import say_date, say_time
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import instant, is_after
from calsync.planning.when import Facing
from calsync.sync.ledger import Told

_READINGS = {
    Turn.REJECTED: "as a rejection",
    Turn.OFFER: "as an offer",
    Turn.WITHDRAWN: "as your withdrawal",
    Turn.NEXT_ROUND: "as an invitation to the next round",
    Turn.ACCEPTED: "as your acceptance of their offer",
    Turn.NO_ANSWER: "as closed without an answer",
}


def became(
    desk: Desk,
    one: Tracked,
    turn: Turn,
    *,
    on: str | datetime | date | None,
    deadline: str | datetime | date | None,
    prefer: Sequence[str] = (),
    at: datetime,
) -> Telling:
    """How the application went that the interview is of; times as typed, or as they were read. Told again, it
    is the same outcome, with what is said now in place of what was said before. Raises UsageError for a
    deadline or a preference where there is no offer, and for a day before the interview."""
    if turn is not Turn.OFFER and (deadline is not None or prefer):
        option = "--prefer" if deadline is None else "--deadline"
        raise UsageError(f"{option} is about an offer, and this is “{turn}”.", hint="Leave it out.")
    group = application_of(one, desk.tracked)
    known = _known(group, one, turn)
    said_of = one
    if known is not None:
        one = known[0]
    told = _told(desk, one, on, known[1] if known else None, at=at)
    if on is not None and turn is not Turn.WITHDRAWN:
        hint = "Check the day behind --on." if isinstance(on, str) else "Check the day."
        _refuse_before(desk, said_of, group, turn, told, hint=hint)
    moment = _moment(desk, one, told)
    until = _deadline(desk, one, deadline, moment, after_all=on is not None)
    if deadline is None and known is not None:
        until = known[1].deadline
    wanted = tuple(dict.fromkeys(_preferred(name, one, desk) for name in prefer))
    if not prefer and known is not None:
        wanted = known[1].prefer
    outcome = Outcome(turn, moment, until, wanted, at)
    sentence, reading = _sentence(outcome, one, group, told), _reading(outcome, one, on)
    if known is not None and _says(known[1]) == _says(outcome):
        return Telling((), f"That was told already. {sentence}", f"{reading}, known already")
    entries = [Told(one.id, outcome)]
    if turn is Turn.NO_ANSWER:
        entries += [Told(each.id, Archived(at)) for each in group if each.archived is None]
    elif one.archived is not None:
        sentence += " It is out of the archive again."
        entries += [Told(one.id, entry) for entry in revived(one, at)]
    notes = tuple(_remarks(one, group)) if turn is Turn.NEXT_ROUND else ()
    return Telling(tuple(entries), sentence, reading, notes)


def told_of(desk: Desk, one: Tracked, turn: Turn) -> Tracked:
    """The round of its application that the same outcome was told of last, else itself."""
    known = _known(application_of(one, desk.tracked), one, turn)
    return known[0] if known is not None else one


def _remarks(one: Tracked, group: Application) -> Iterator[str]:
    """A word about a later round that is tracked: it need not be told that there is one."""
    later = [each for each in group[group.index(one) + 1 :] if each.cancelled is None]
    if later:
        first = min(later, key=lambda each: each.since.astimezone(UTC))
        yield f"{first.ref} is tracked already, which had ended the waiting after {one.ref}."


def _known(group: Application, one: Tracked, turn: Turn) -> tuple[Tracked, Outcome] | None:
    """The same outcome, if it was the last told of the application, and no round began since."""
    found = outcome_of(group)
    if found is None or found[1].turn is not turn:
        return None
    if turn is Turn.NEXT_ROUND and found[0] is not one:
        return None
    told = found[1].told.astimezone(UTC)
    return found if all(each.since.astimezone(UTC) <= told for each in group) else None


def _told(
    desk: Desk, one: Tracked, on: str | datetime | date | None, known: Outcome | None, *, at: datetime
) -> datetime | date:
    if isinstance(on, str):
        return read_time(desk, one, on, facing=Facing.BACK)
    if on is not None:
        return on
    return known.on if known is not None else said_at(desk, one, at).astimezone(UTC)


def _refuse_before(
    desk: Desk, one: Tracked, group: Application, turn: Turn, told: datetime | date, *, hint: str
) -> None:
    """Raises UsageError for a day before the interview it was told of, or if that lies ahead before the last
    that took place. One that was called off refuses none."""
    standing = [each for each in group if each.cancelled is None]
    held = [each for each in standing if not is_after(each.interview.start, desk.now)]
    if one not in held and held:
        one = max(held, key=lambda each: each.interview.start.astimezone(UTC))
    start = one.interview.start
    today = desk.now.astimezone(one.interview.zone).date()  # as good as no day at all
    if one.cancelled is not None or day_of(_on_clock(told, one)) >= min(start.date(), today):
        return
    raise UsageError(
        f"The interview itself {'was' if one in held else 'is only'} on {say_date(start.date())} "
        f"{say_time(start)}; {TURN_WORDS[turn].noun} cannot come before it.",
        hint=hint if one in held else "If they said so before it, leave the day out.",
    )


def _on_clock(told: datetime | date, one: Tracked) -> datetime | date:
    return told.astimezone(one.interview.zone) if isinstance(told, datetime) else told


def _moment(desk: Desk, one: Tracked, told: datetime | date) -> datetime:
    """The moment of what was told by the day: now, if that is today, else when the day began, or after the
    interview if it was on that day."""
    if isinstance(told, datetime):
        return told
    zone = one.interview.zone
    if told == desk.now.astimezone(zone).date():
        return desk.now
    ends = one.interview.end.astimezone(zone)
    begins = instant(told, time(), zone)
    return ends if ends.date() == told and is_after(ends, begins) else begins


def _deadline(
    desk: Desk, one: Tracked, typed: str | datetime | date | None, moment: datetime, *, after_all: bool
) -> datetime | date | None:
    if not isinstance(typed, str):
        return typed
    try:
        return read_time(desk, one, typed, facing=Facing.AHEAD, now=moment)
    except WhenError as error:
        if not after_all:
            raise
        said = error.message.replace("which has passed", "which lies before the offer")
        raise WhenError(said, hint=error.hint) from error


def _preferred(name: str, one: Tracked, desk: Desk) -> str:
    other = find_application(name, desk.tracked)
    if other in application_of(one, desk.tracked):
        raise UsageError(
            f"{other.ref} is the application with the offer.",
            hint="--prefer names another one, that you would rather have.",
        )
    return other.id


def _says(outcome: Outcome) -> tuple[Turn, datetime, str, tuple[str, ...]]:
    until = outcome.deadline
    if isinstance(until, datetime):
        until = until.astimezone(UTC)
    return outcome.turn, outcome.on.astimezone(UTC), str(until), outcome.prefer


def _sentence(outcome: Outcome, one: Tracked, group: Application, told: datetime | date) -> str:
    others = 0 if outcome.turn is Turn.NEXT_ROUND else len(group) - 1
    which = "earlier" if one is group[-1] else "other"
    about = f" (and its {which} {'round' if others == 1 else f'{others} rounds'})" if others else ""
    said = f"{say_turn(outcome.turn)}: {one.ref}{about}, {said_for(one, _day_or_moment(told))}."
    if outcome.deadline is not None:
        said += f" The deadline is {said_for(one, outcome.deadline)}."
    return said


def _day_or_moment(told: datetime | date) -> datetime | date:
    """The day alone of what was told by the day."""
    return told.date() if isinstance(told, datetime) and told.time() == time() else told


def _reading(outcome: Outcome, one: Tracked, on: str | datetime | date | None) -> str:
    """“as an offer, open until Fri 4 Dec 2026”"""
    said = _READINGS[outcome.turn]
    if on is not None:
        said += f" on {say_date(outcome.on.astimezone(one.interview.zone))}"
    until = outcome.deadline
    if until is None:
        return said
    if isinstance(until, datetime):
        local = until.astimezone(one.interview.zone)
        return f"{said}, open until {say_date(local)} {say_time(local)}"
    return f"{said}, open until {say_date(until)}"
