"""What a few words of the person mean for a tracked interview: the entries that follow, and how they were
read. Nothing is written here. `planning.answer` reads the words; `telling_steps`, `telling_news` and
`telling_outcome` own what follows, `telling_choice` which reminder is meant where none was named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from calsync.cli.desk import Desk
from calsync.cli.inputs import MONTH_FIRST
from calsync.cli.report import Telling
from calsync.cli.telling_choice import begins_with_step, is_mark, reminders_meant, speaks_of_step
from calsync.cli.telling_news import decided, met, noted
from calsync.cli.telling_outcome import became
from calsync.cli.telling_steps import carried, moved, put_off, refuse_reopening, skipped, titles
from calsync.cli.typed_time import said_at, workdays_of
from calsync.errors import AnswerError, UsageError
from calsync.planning.answer import (
    LONGEST_ANSWER,
    Asked,
    Meaning,
    SaidDecision,
    SaidDone,
    SaidLater,
    SaidMoved,
    SaidNote,
    SaidOutcome,
    SaidPeople,
    SaidSkipped,
    read_answer,
)
from calsync.planning.answer_said import join_readings
from calsync.planning.cadence import Anchor, Asks
from calsync.planning.history import Done
from calsync.planning.people import person_key
from calsync.planning.plaintext import safe_line, safe_text
from calsync.planning.plan import Reminder, State
from calsync.planning.tracked import Tracked
from calsync.sync.ledger import Told

__all__ = ["Telling", "follow", "read_into"]

Choice = Callable[[Desk, Meaning], Sequence[Reminder]]
"""The reminders that are meant; raises NeedsPerson where it must be said which."""


def read_into(desk: Desk, one: Tracked, text: str, *, about: Reminder | None, at: datetime) -> Telling:
    """What follows from `text`, said of the interview at the aware time `at`; `about` is the reminder it was
    typed into, None where none was: then the text may begin with the name of a step. Raises UsageError
    (AnswerError, PhraseError, WhenError …) where nothing follows, NeedsPerson where it must be said which
    reminder is meant."""
    words = safe_text(text).strip()
    if not words:
        raise AnswerError("The answer is empty.", hint="Say it in a few words, as in “sent” or “rejected”.")
    if len(words) > LONGEST_ANSWER:
        raise AnswerError(
            f"The answer is longer than {LONGEST_ANSWER} characters.", hint="A few words will do."
        )
    if about is not None:
        said = _said_in(desk, one, words, about=about, at=at)
        return follow(desk, one, said, about=about, text=words, at=at)
    found = begins_with_step(words, desk.plans[one.id])
    if found is None:
        said = _meanings(desk, one, words, about=None, at=at)
        return follow(desk, one, said, about=None, text=words, at=at)
    step, rest = found
    asked = [each for each in desk.plans[one.id] if each.step == step]
    attempts = [(rest, asked), (words, [])]  # “decision date 4 Dec” speaks of the date, not of its reminder
    problem: UsageError | None = None
    for part, meant in reversed(attempts) if all(map(is_mark, asked)) else attempts:
        try:
            said = _meanings(desk, one, part, about=next(iter(meant), None), at=at)
        except UsageError as error:
            problem = error if meant else problem or error
        else:
            return follow(desk, one, said, about=None, named=meant, text=part, at=at)
    assert problem is not None  # since neither could be read
    raise problem


def _said_in(desk: Desk, one: Tracked, words: str, *, about: Reminder, at: datetime) -> tuple[Meaning, ...]:
    """What the words mean that were typed into a reminder. Raises UsageError where another one's doing is
    told."""
    plan = desk.plans[one.id]
    try:
        said = _meanings(desk, one, words, about=about, at=at)
        step = speaks_of_step(words, plan) or about.step
    except AnswerError:
        if (found := begins_with_step(words, plan)) is None:
            raise
        step, rest = found
        said = _meanings(desk, one, rest, about=about, at=at)
    told = any(isinstance(each, SaidDone | SaidSkipped | SaidLater | SaidMoved) for each in said)
    if told and not about.step.startswith(step):
        raise UsageError(
            f"That is about another reminder, “{step}”.",
            hint=f"Type it there, or: calsync tell {one.ref} TEXT",
        )
    return said


def _meanings(
    desk: Desk, one: Tracked, text: str, *, about: Reminder | None, at: datetime
) -> tuple[Meaning, ...]:
    """What the words mean; typed into no reminder they may also name people, by an address, or while it is
    asked who was there."""
    now = said_at(desk, one, at)
    workdays = workdays_of(desk, one, now.date())
    asks, languages = _asked_in(about) if about else None, desk.config.languages
    asked = Asked(asks, now, one.interview.zone, workdays, workdays.country in MONTH_FIRST)
    try:
        return read_answer(text, asked, languages=languages)
    except AnswerError:
        asking = (r for r in desk.plans[one.id] if r.rule.asks is Asks.PEOPLE and r.state is State.OPEN)
        if about is None and ("@" in text or any(asking)):
            with suppress(AnswerError):
                return read_answer(text, asked._replace(asks=Asks.PEOPLE), languages=languages)
        raise


def _asked_in(about: Reminder) -> Asks | None:
    """What a bare day typed there answers: on the day of the decision it is the new one."""
    if is_mark(about) and about.rule.anchor is Anchor.DECISION:
        return Asks.TIMELINE
    return about.rule.asks


def follow(
    desk: Desk,
    one: Tracked,
    said: Iterable[Meaning],
    *,
    about: Reminder | None,
    named: Sequence[Reminder] = (),
    text: str,
    at: datetime,
) -> Telling:
    """What follows from the meanings of `text`, each given what follows from those before. `about` is as in
    `read_into`; without it they may be about reminders that were `named`. Raises CalsyncError for what cannot
    be, or cannot be planned."""
    before = desk
    tellings: list[Telling] = []
    meant = list(named)  # found once, before anything was told of them
    for meaning in said:
        if isinstance(meaning, SaidDone | SaidSkipped | SaidLater | SaidMoved):
            if about is not None:
                meant = [_as_it_stands(desk, about)]
                if isinstance(meaning, SaidLater | SaidMoved):
                    refuse_reopening(one, meant)
            elif not meant:
                meant = list(reminders_meant(desk, one, meaning, text=text, at=at))
            telling = _of_steps(desk, one, meaning, _now(desk, meant), at=at)
        else:
            telling = _of_interview(desk, one, meaning, about=about, text=text, at=at)
        tellings.append(telling)
        desk = desk.with_told(telling.entries)
        one = desk.get(one.id)
    desk.check(before)
    return Telling(
        entries=tuple(each for telling in tellings for each in telling.entries),
        said=" ".join(telling.said for telling in tellings),
        reading=join_readings([telling.reading for telling in tellings]),
        notes=tuple(note for telling in tellings for note in telling.notes),
    )


def _as_it_stands(desk: Desk, about: Reminder) -> Reminder:
    """The reminder in the plan as it is by now. Raises UsageError if it is another one of its name."""
    (found,) = _now(desk, [about])
    if found.occasion != about.occasion:
        raise UsageError(
            f"{titles([about])} is over, and a new one took its place.", hint="Answer in the new one."
        )
    return found


def _now(desk: Desk, meant: Iterable[Reminder]) -> list[Reminder]:
    """The reminders as the plan has them by now; one that it has no more as it was."""
    plan = {(r.step, person_key(r.person), r.interview.id): r for p in desk.plans.values() for r in p}
    return [plan.get((r.step, person_key(r.person), r.interview.id), r) for r in meant]


def _of_steps(
    desk: Desk,
    one: Tracked,
    meaning: SaidDone | SaidSkipped | SaidLater | SaidMoved,
    asked: Sequence[Reminder],
    *,
    at: datetime,
) -> Telling:
    match meaning:
        case SaidDone(on):
            return carried(desk, one, asked, on=on, at=at)
        case SaidSkipped():
            return skipped(one, asked, at=at)
        case SaidLater():
            return put_off(desk, one, asked, at=at)
        case SaidMoved(to):
            return moved(desk, one, asked, to=to, at=at)


def _of_interview(
    desk: Desk,
    one: Tracked,
    meaning: SaidDecision | SaidOutcome | SaidPeople | SaidNote,
    *,
    about: Reminder | None,
    text: str,
    at: datetime,
) -> Telling:
    match meaning:
        case SaidDecision(decision):
            telling = decided(one, decision, phrase=safe_line(text), at=at)
            return _answering(Asks.TIMELINE, telling, desk, one, about=about, at=at)
        case SaidPeople(people):
            telling = met(desk, one, people, at=at)
            return _answering(Asks.PEOPLE, telling, desk, one, about=about, at=at)
        case SaidOutcome(turn, on, deadline):
            return became(desk, one, turn, on=on, deadline=deadline, at=at)
        case SaidNote(note):
            return noted(one, note, about=about.person if about else None, at=at)


def _answering(
    asks: Asks, telling: Telling, desk: Desk, one: Tracked, *, about: Reminder | None, at: datetime
) -> Telling:
    """The same, with the question done that it answers, if it was typed into one."""
    if about is None or about.rule.asks is not asks or _now(desk, [about])[0].state is State.DONE:
        return telling
    done = Done(about.step, person_key(about.person), said_at(desk, one, at), at)
    return telling._replace(entries=(*telling.entries, Told(one.id, done)))
