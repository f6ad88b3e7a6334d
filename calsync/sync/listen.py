"""What the person did in the calendar, and which of our writes arrived: the ledger held against a look.

Nothing is planned here; what was done becomes history, which the plan respects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from calsync.ical.item import Item, Part, Status, differences, read_item
from calsync.ical.merge import is_collapsed, same_moment
from calsync.ical.reminder import Form, text_of
from calsync.messages.answering import above_prompt
from calsync.planning.cadence import Anchor
from calsync.planning.history import Done, Entry, Moved, Skipped
from calsync.planning.people import person_key
from calsync.planning.plan import Reminder, State
from calsync.planning.saying import say_when
from calsync.sync.answers import Answering, typed_answers, unheard
from calsync.sync.ledger import Agreed, Attempt, Row, Standing, Told, Verb
from calsync.sync.listing import Found, Look
from calsync.sync.reader import Reader
from calsync.sync.report import Kind, Line
from calsync.sync.wanted import Plan, Wanted


class Deleted(StrEnum):
    """What it means that a reminder was deleted in the calendar. AUTO: one that is due was done, one that
    lies ahead is not wanted."""

    AUTO = "auto"
    DONE = "done"
    SKIP = "skip"


class Heard(NamedTuple):
    """`rows` are those of the ledger that changed, `forget` the UIDs of those that are over. `vanished`
    counts the reminders that are gone and would be put down as done or not wanted. `unread` are the UIDs of
    those that were not listened to yet, since there were too many answers for one run. `agreeing` are those
    dragged to where the plan had them already: no news, unless what else was heard moves the plan."""

    rows: Mapping[str, Row]
    forget: frozenset[str]
    told: tuple[Told, ...]
    lines: tuple[Line, ...]
    vanished: int
    unread: frozenset[str] = frozenset()
    agreeing: tuple[tuple[Wanted, datetime | date], ...] = ()


def listen(
    known: Standing,
    seen: Look,
    plan: Plan,
    *,
    deleted: Deleted,
    now: datetime,
    answering: Answering = unheard,
    told: Sequence[Told] = (),
) -> Heard:
    """What a look says, given the plan as it was before, and what was `told` in this run. `now` is aware."""
    ear = _Ear(seen, plan, deleted=deleted, now=now, answering=answering, told=told)
    for row in known.rows.values():
        if row.interview not in plan.unknown:  # nothing is known of what it would mean; see Plan.unknown
            ear.hear(row)
    for uid, found in seen.found.items():
        if uid not in known.rows:
            ear.meet(uid, found)
    for each in seen.doubles:
        if each.item.uid in known.rows or each.item.uid in plan.wanted:
            ear.say(Kind.DOUBLE, each.item.uid, each.item)
    return Heard(
        ear.rows,
        frozenset(ear.forget),
        tuple(ear.told[len(told) :]),
        tuple(ear.lines),
        ear.vanished,
        frozenset(ear.unread),
        tuple(ear.agreeing),
    )


def held(heard: Heard, plan: Plan, *, now: datetime) -> Heard:
    """The same, with the reminders that were dragged to where they stood in the plan, and that what was heard
    would move from there in `plan`, as it is now: they stay where the person put them."""
    told, lines = list(heard.told), list(heard.lines)
    for wanted, to in heard.agreeing:
        anew = plan.wanted.get(wanted.uid)
        if anew is None or anew.reminder.state is not State.OPEN or same_moment(anew.reminder.at, to):
            continue
        told.append(Told(wanted.interview, Moved(wanted.reminder.step, wanted.person, to, now)))
        lines.append(_moved_line(wanted, to, anew.reminder.at))
    return heard._replace(told=tuple(told), lines=tuple(lines))


def wiped(known: Standing, seen: Look, heard: Heard) -> int:
    """How many reminders are gone at once, if they are so many that the calendar was more likely emptied
    than each of them deleted; else 0. Counted are those still open, or all if any of these is among them."""
    rows = [row for row in known.rows.values() if row.agreed is not None]
    gone = sum(1 for row in rows if row.href in seen.gone and not _is_removal(row.attempt))
    for missing in (heard.vanished, gone if heard.vanished else 0):
        if missing > max(3, len(rows) / 2):
            return missing
    return 0


class _Ear:
    def __init__(
        self,
        seen: Look,
        plan: Plan,
        *,
        deleted: Deleted,
        now: datetime,
        answering: Answering,
        told: Sequence[Told],
    ) -> None:
        self.seen, self.plan, self.deleted, self.now = seen, plan, deleted, now
        self.rows: dict[str, Row] = {}
        self.forget: set[str] = set()
        self.told = list(told)
        self.lines: list[Line] = []
        self.reader = Reader(answering, now=now, told=self.told, lines=self.lines)
        self.vanished = 0
        self.unread: set[str] = set()
        self.agreeing: list[tuple[Wanted, datetime | date]] = []

    def hear(self, row: Row) -> None:
        """A reminder that has a row."""
        found = self.seen.found.get(row.uid)
        if found is not None:
            self._compare(row, found)
        elif row.href in self.seen.gone:
            self._gone(row)
        elif row.href in self.seen.late:
            self.say(Kind.WAITING, row.uid, None)
        elif row.href in self.seen.unreadable:
            self.say(Kind.UNREADABLE, row.uid, None)
        elif row.agreed is None:
            self.forget.add(row.uid)  # it never arrived
        elif row.attempt is not None or not row.agreed.seen:
            self.rows[row.uid] = row._replace(agreed=row.agreed._replace(seen=True), attempt=None)

    def meet(self, uid: str, found: Found) -> None:
        """An object the ledger does not know: of ours if the plan has its UID."""
        wanted = self.plan.wanted.get(uid)
        if wanted is None and text_of(found.item.entry, "X-CALSYNC-INTERVIEW") in self.plan.unknown:
            return
        if wanted is None or not wanted.text:
            # What was never agreed on is not taken away.
            ours = found.item.marked or wanted is not None
            if ours and not found.item.is_past(self.now) and found.item.status is Status.OPEN:
                self.say(Kind.ORPHAN, uid, found.item)
        if wanted is None:
            return
        row = Row(uid, found.href, wanted.interview, wanted.reminder.step, wanted.person, None, None)
        if not wanted.text:
            # Known from now on, so that it is not made again over this one.
            self.rows[uid] = row._replace(agreed=self._agreed(found, "", found.text, touched=True))
            return
        base = _read(wanted.text)
        changed = differences(found.item, base) - {Part.ALARMS}
        touched = bool(changed) or wanted.reminder.pinned  # its time may have been dragged there
        agreed = self._agreed(found, wanted.text, found.text, touched=touched)
        self.rows[uid] = row._replace(agreed=agreed)
        if changed and found.item.form is base.form:
            self.say(Kind.ADOPTED, uid, found.item)
            self._told(row, found.item, base, changed, anew=True)

    def _compare(self, row: Row, found: Found) -> None:
        arrived = _arrived(row, found.item)
        agreed = row.agreed
        if arrived is not None:
            touched = agreed.touched if agreed else False
            agreed = self._agreed(found, arrived.wanted, arrived.text, touched=touched)
        assert agreed is not None  # an attempt to create arrived, since there is something
        last = read_item(agreed.found)
        changed = differences(found.item, last) if last is not None else frozenset(Part)
        if last is not None and self.reader.is_tired and typed_answers(found.item, last):
            self.unread.add(row.uid)
            return
        mine = changed - {Part.ALARMS}
        agreed = agreed._replace(
            etag=found.etag, found=found.text, touched=agreed.touched or bool(mine), seen=True
        )
        row = row._replace(href=found.href, agreed=agreed, attempt=None)
        self.rows[row.uid] = row
        if mine and last is not None:
            self._told(row, found.item, last, mine)

    def _agreed(self, found: Found, wanted: str, text: str, *, touched: bool) -> Agreed:
        return Agreed(
            etag=found.etag, wanted=wanted, found=text, touched=touched, seen=True, written=self.now
        )

    def _told(
        self, row: Row, item: Item, last: Item, changed: frozenset[Part], *, anew: bool = False
    ) -> None:
        """What the changes of an object mean for the history. `anew` is one that was not known, and may hold
        answers that were."""
        wanted = self.plan.wanted.get(row.uid)
        begun = len(self.told)
        rest = changed - {Part.WHEN, Part.STATUS}
        written = wanted is not None and bool(changed & {Part.TITLE, Part.BODY})
        if wanted is not None and written and self.reader.read(item, last, wanted, anew=anew):
            rest -= {Part.TITLE, Part.BODY}
        settled = any(isinstance(each.entry, Done | Skipped) for each in self.told[begun:])
        status = wanted is not None and Part.STATUS in changed and not settled
        if wanted is not None and status and self._status(row, wanted, item, last):
            return
        if wanted is not None and Part.WHEN in changed and not settled:
            self._moved(row, wanted, item, last)
        if rest:
            self.say(Kind.EDITED, row.uid, item)

    def _status(self, row: Row, wanted: Wanted, item: Item, last: Item) -> bool:
        """Whether that was all there is to tell."""
        reminder = wanted.reminder
        match item.status:
            case Status.DONE if reminder.state is not State.DONE:
                on = item.completed if item.completed and item.completed <= self.now.astimezone(UTC) else None
                self._done(row, reminder, on or self.now)
                return True
            case Status.CANCELLED if reminder.state is State.OPEN:
                self._dismissed(row, vanished=False)
                return True
            case Status.OPEN if last.status is not Status.OPEN and reminder.state in (
                State.DONE,
                State.SKIPPED,
            ):
                to = reminder.at if reminder.pinned else None
                if Part.WHEN in differences(item, last) and item.when.clear:
                    to = _on_clock(_dragged(item, last), reminder) or to
                self._tell(
                    row,
                    Moved(reminder.step, person_key(reminder.person), to, self.now),
                    Kind.REOPENED,
                    reminder,
                )
        return False

    def _moved(self, row: Row, wanted: Wanted, item: Item, last: Item) -> None:
        reminder = wanted.reminder
        if reminder.state is not State.OPEN:
            return
        if not item.when.clear:
            self.say(Kind.UNREADABLE, row.uid, item)
            return
        to = _on_clock(_dragged(item, last), reminder)
        if to is not None and same_moment(to, reminder.at):
            self.agreeing.append((wanted, to))
        elif to is not None:
            self.told.append(Told(wanted.interview, Moved(reminder.step, wanted.person, to, self.now)))
            self.lines.append(_moved_line(wanted, to, reminder.at))

    def _gone(self, row: Row) -> None:
        self.forget.add(row.uid)
        if _is_removal(row.attempt):
            return  # that was us
        self._dismissed(row, vanished=True)

    def _dismissed(self, row: Row, *, vanished: bool) -> None:
        wanted = self.plan.wanted.get(row.uid)
        if wanted is None or wanted.reminder.state is not State.OPEN:
            return
        self.vanished += vanished
        reminder = wanted.reminder
        if self.deleted is Deleted.DONE or (self.deleted is Deleted.AUTO and _is_due(reminder, self.now)):
            self._done(row, reminder, self.now)
        else:
            self._tell(
                row, Skipped(reminder.step, person_key(reminder.person), self.now), Kind.SKIPPED, reminder
            )

    def _done(self, row: Row, reminder: Reminder, on: datetime) -> None:
        if _follows_interview(reminder) and on.astimezone(UTC) < reminder.interview.start.astimezone(UTC):
            why = "ticked off before the interview"
            self._tell(
                row,
                Skipped(reminder.step, person_key(reminder.person), self.now),
                Kind.SKIPPED,
                reminder,
                why=why,
            )
            return
        at = on.astimezone(reminder.interview.zone).replace(microsecond=0)
        self._tell(row, Done(reminder.step, person_key(reminder.person), at, self.now), Kind.DONE, reminder)

    def _tell(
        self,
        row: Row,
        entry: Entry,
        kind: Kind,
        reminder: Reminder,
        *,
        why: str = "",
    ) -> None:
        self.told.append(Told(reminder.interview.id, entry))
        title = self.plan.wanted[row.uid].title
        self.lines.append(Line(kind, row.uid, title, reminder.at, why, reminder.interview.id))

    def say(self, kind: Kind, uid: str, item: Item | None) -> None:
        wanted = self.plan.wanted.get(uid)
        title = item.title if item is not None else wanted.title if wanted is not None else uid
        at = item.local if item is not None else wanted.reminder.at if wanted is not None else None
        self.lines.append(Line(kind, uid, title, at, interview=wanted.interview if wanted else ""))


def _moved_line(wanted: Wanted, to: datetime | date, planned: datetime | date) -> Line:
    why = f"the plan said {say_when(planned)}; yours stands"
    return Line(Kind.MOVED, wanted.uid, wanted.title, to, why, wanted.interview)


def _is_due(reminder: Reminder, now: datetime) -> bool:
    """Whether its time, or its day on the candidate's clock, has come."""
    if isinstance(reminder.at, datetime):
        return reminder.at.astimezone(UTC) <= now.astimezone(UTC)
    return reminder.at <= now.astimezone(reminder.interview.zone).date()


def _follows_interview(reminder: Reminder) -> bool:
    return reminder.rule.outcome is None and reminder.rule.anchor is not Anchor.START


def _arrived(row: Row, item: Item) -> Attempt | None:
    """The attempt that is to be seen in the object; None if none was made, or none arrived."""
    attempt = row.attempt
    if attempt is None or _is_removal(attempt):
        return None
    if row.agreed is None:
        return attempt
    sent, before = read_item(attempt.text), read_item(row.agreed.found)
    if sent is None or before is None:
        return None
    meant = differences(sent, before)
    if meant != {Part.ALARMS}:
        meant -= {Part.ALARMS}  # alarms that went may have been taken away by the phone
    missing = differences(item, sent) & meant
    ours = above_prompt(sent.body)
    if ours in item.body and ours not in before.body:
        missing -= {Part.BODY}  # written on since
    return attempt if meant and len(missing) < len(meant) else None


def _is_removal(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.verb is Verb.REMOVE


def _dragged(item: Item, last: Item) -> datetime | date | None:
    """Where to: of a to-do it may be what is due that was moved; an event that only lasts longer was not."""
    if item.form is Form.TODO and is_collapsed(item.when, last.when):
        return None
    if not same_moment(item.when.start, last.when.start) and item.when.start is not None:
        return item.when.start
    return item.when.end if item.form is Form.TODO and item.when.end != last.when.end else None


def _on_clock(at: datetime | date | None, reminder: Reminder) -> datetime | date | None:
    return at.astimezone(reminder.interview.zone) if isinstance(at, datetime) else at


def _read(text: str) -> Item:
    item = read_item(text)
    assert item is not None  # it is of our own making
    return item
