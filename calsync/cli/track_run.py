"""One run of `calsync track`: what the inputs say, held against what is remembered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import Desk, changing
from calsync.cli.findings import (
    check_steps,
    notes_of,
    once_each,
    problems_of,
    read_all,
    stated_decision,
    with_zone,
)
from calsync.cli.home import chosen_home, places
from calsync.cli.interview_options import Told
from calsync.cli.refs import find_ref, new_ref
from calsync.cli.rules import YEARS_AHEAD
from calsync.config import Config, load_config
from calsync.errors import CalsyncError, NeedsPerson, UsageError
from calsync.planning.facts import Facts, Standing
from calsync.planning.history import Cancelled, Decided, Revived
from calsync.planning.interview import Interview
from calsync.planning.loops import gather, name_event
from calsync.planning.recognition import is_further_session, looks_moved
from calsync.planning.saying import say_date, say_moment
from calsync.planning.tracked import Sources, Tracked, Wishes, wishes_over
from calsync.planning.typed import Typed, facts_typed, overrule, overrule_facts, typed_over
from calsync.planning.versions import newest

if TYPE_CHECKING:
    from calsync.tracker import Change


class Request(NamedTuple):
    """What was asked for. `names` are invitations and handles of tracked interviews; `replaces` is the handle
    whose new time this is, `separate` tells that it is none."""

    names: tuple[str, ...]
    told: Told
    replaces: str | None
    separate: bool


class What(StrEnum):
    """What became of one interview."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    CANCELLED = "cancelled"


class Noticed(NamedTuple):
    ref: str
    what: What


class Report(NamedTuple):
    """What came of a run, with everything as it was before and as it is now."""

    noticed: tuple[Noticed, ...]
    notes: tuple[str, ...]
    problems: tuple[CalsyncError, ...]
    before: Desk
    after: Desk

    @property
    def status(self) -> str:
        if not self.problems:
            return "done"
        return "partial" if self.noticed else "error"

    @property
    def exit_code(self) -> int:
        match self.status:
            case "done":
                return 0
            case "partial":
                return 6
            case _:
                return self.problems[0].exit_code


def carry_out(request: Request) -> Report:
    """Remember what the inputs say. One that cannot be read, or must be asked about, does not keep the rest."""
    config = load_config(places(chosen_home()).settings)
    told = request.told
    typed = with_zone(told.typed, told.timezone)
    files = tuple(name for name in request.names if _is_file(name))
    refs = tuple(name for name in request.names if name not in files)
    found = read_all(files, typed, me=told.me, config=config) if files or not refs else None
    words = " ".join(("track", *request.names)) if request.names else f"track {typed.company or ''}".strip()
    with changing(words) as (desk, change):
        run = _Run(request, desk, change, typed, config)
        for ref in refs:
            run.revise(ref)
        if found is not None:
            run.problems += found.problems
            run.take(found.events)
        after = desk.with_tracked(change.tracked())
        _ = after.plans  # what cannot be planned is not remembered
    return Report(
        noticed=tuple(dict.fromkeys(run.noticed)),
        notes=tuple(dict.fromkeys(run.notes)),
        problems=tuple(once_each(run.problems)),
        before=desk,
        after=after,
    )


def _is_file(name: str) -> bool:
    return name == "-" or os.path.exists(name) or any(mark in name for mark in (os.sep, "/", "."))


class _Run:
    """The state of one run: what it has changed and what it has to say."""

    def __init__(self, request: Request, desk: Desk, change: Change, typed: Typed, config: Config) -> None:
        self.request, self.desk, self.change = request, desk, change
        self.typed, self.config = typed, config
        self.noticed: list[Noticed] = []
        self.notes: list[str] = []
        self.problems: list[CalsyncError] = []
        self.replaces = find_ref(request.replaces, desk.tracked) if request.replaces else None

    def revise(self, ref: str) -> None:
        """Change what is known of a tracked interview by what was typed alone."""
        try:
            one = find_ref(ref, self.desk.tracked)
        except UsageError as error:
            raise UsageError(
                f"There is no file “{ref}”, and no tracked interview either.", hint=error.hint
            ) from error
        self._renew(one, (), revised=True)

    def take(self, events: Sequence[Facts]) -> None:
        """Remember events: those of tracked interviews with them, the others as new ones."""
        rest: list[Facts] = []
        linked: dict[str, list[Facts]] = {}
        for event in events:
            home = self._home(event)
            if home is None:
                rest.append(event)
            elif event.uid in self.change.sources(home.id).replaced:
                self.notes.append(
                    f"{name_event(event)} is an earlier time of {home.ref}, which a newer event replaced; "
                    "it was left out."
                )
            else:
                linked.setdefault(home.id, []).append(event)
        for id_, own in linked.items():
            self._renew(self._get(id_), own)
        if rest:
            self._take_new(rest)

    def _home(self, event: Facts) -> Tracked | None:
        """The tracked interview that an event belongs to."""
        ids = set(self.change.find_event(event.uid)) if event.uid else set()
        if not event.uid:
            ids = {each.id for each in gather([event], kind=self.typed.kind).interviews}
        return next((each for each in self.change.tracked() if each.id in ids), None)

    def _get(self, id_: str) -> Tracked:
        return next(each for each in self.change.tracked() if each.id == id_)

    def _take_new(self, events: Sequence[Facts]) -> None:
        gathered = gather(events, kind=self.typed.kind)
        self.problems += problems_of(gathered)
        self.notes += notes_of(gathered)
        self.notes += [
            f"{name_event(event)} is cancelled, and it is not tracked: nothing to withdraw."
            for event in gathered.cancelled
        ]
        if self.replaces is not None and len(gathered.interviews) != 1:
            raise UsageError(
                f"--replaces {self.replaces.ref} needs one interview, and there are "
                f"{len(gathered.interviews)}.",
                hint="Give just the invitation with the new time.",
            )
        for interview in gathered.interviews:
            own = [e for e in events if _is_of(interview, e)]
            self._place(interview, own)

    def _place(self, interview: Interview, events: Sequence[Facts]) -> None:
        """Find out whether an unlinked interview is a known one, and remember it."""
        if self.replaces is not None:
            self._renew(self.replaces, events, replacing=True)
            return
        known = self.change.tracked()
        if not self.request.separate:
            session_of = next((each for each in known if is_further_session(each, interview)), None)
            if session_of is not None:
                self._renew(session_of, events)
                return
            moved = [each for each in known if looks_moved(each, interview, now=self.desk.now)]
            if moved:
                self.problems.append(_question(interview, moved[0], events))
                return
        self._add(interview, events)

    def _add(self, interview: Interview, events: Sequence[Facts]) -> None:
        if self.request.names:
            interview = overrule(interview, self.typed)
        known = self.change.tracked()
        if any(each.id == interview.id for each in known):  # a session that stands for itself now
            interview = replace(interview, id=_own_id(interview, {each.id for each in known}))
        ref = new_ref(interview, {each.ref for each in known})
        wishes = self.request.told.wishes
        self._check(wishes)
        sources = Sources(events=newest(events), typed=self.typed)
        self.change.add(ref, interview, wishes, sources)
        self.noticed.append(Noticed(ref, What.NEW))
        self._decide(self._get(interview.id))

    def _renew(
        self, one: Tracked, events: Sequence[Facts], *, replacing: bool = False, revised: bool = False
    ) -> None:
        """Bring a tracked interview up to date with further versions of its events and what was typed."""
        sources = self.change.sources(one.id)
        typed = self._settled(sources, events, one)
        pool = [overrule_facts(event, typed) for event in (*(() if replacing else sources.events), *events)]
        if not any(event.uid or event.file for event in pool) and typed.start is not None:
            pool = [facts_typed(typed)] if revised else pool
        replaced = sources.replaced
        if replacing:
            fresh = {event.uid for event in events}
            replaced |= {event.uid for event in sources.events if event.uid and event.uid not in fresh}
        gathered = gather(pool, kind=typed.kind)
        if not gathered.interviews and gathered.strangers:
            gathered = gather(pool, kind=one.interview.kind)
        self.notes += [remark for event in events for remark in event.remarks]
        self.notes += [f"{name_event(event)} is cancelled; the rest stays." for event in gathered.dropped]
        wishes = wishes_over(one.wishes, self.request.told.wishes)
        self._check(wishes)
        kept = Sources(events=newest(pool), typed=typed, replaced=replaced)
        if not gathered.interviews:
            self._call_off(one, gathered.cancelled, wishes, kept)
            self.problems += problems_of(gathered)
            return
        main, *others = sorted(gathered.interviews, key=lambda each: not each.uids & one.interview.uids)
        interview = replace(main, id=one.id)
        if any(event.uid or event.file for event in pool):
            interview = overrule(interview, typed)
        changed = not _same(interview, one.interview) or wishes != one.wishes
        if changed or kept != sources:
            self.change.update(one.id, interview, wishes, kept)
        if one.cancelled is not None or (changed and one.archived is not None):
            self.change.append(one.id, Revived(self.desk.now))
            changed = True
        decided = self._decide(self._get(one.id))
        self.noticed.append(Noticed(one.ref, What.UPDATED if changed or decided else What.SAME))
        for other in others:
            self._place(other, [e for e in pool if _is_of(other, e)])

    def _call_off(self, one: Tracked, cancelled: Iterable[Facts], wishes: Wishes, sources: Sources) -> None:
        if not tuple(cancelled):
            return
        if one.cancelled is not None:
            self.noticed.append(Noticed(one.ref, What.SAME))
            return
        self.change.update(one.id, one.interview, wishes, sources)
        self.change.append(one.id, Cancelled(self.desk.now))
        self.noticed.append(Noticed(one.ref, What.CANCELLED))

    def _decide(self, one: Tracked) -> bool:
        """Remember the decision date that was typed; False if that is known already."""
        phrase = self.request.told.decision
        if phrase is None:
            return False
        interview = one.current
        said_on = self.request.told.said_on or interview.last_day
        years = range(min(said_on, interview.last_day).year, said_on.year + YEARS_AHEAD + 1)
        workdays = self.desk.book.workdays(interview, one.wishes, years=years)
        decision = stated_decision(phrase, said_on=said_on, workdays=workdays)
        if decision == interview.decision:
            return False
        self.change.append(one.id, Decided(decision, self.desk.now))
        return True

    def _settled(self, sources: Sources, events: Sequence[Facts], one: Tracked) -> Typed:
        """What counts as typed from now on: times typed before give way to an invitation with a new time."""
        earlier = sources.typed
        starts = {event.uid: event.start for event in sources.events if event.uid}
        moved = any(
            event.start is not None and event.uid in starts and event.start != starts[event.uid]
            for event in newest((*sources.events, *events))
            if event.standing is Standing.LIVE
        )
        if moved and (earlier.start or earlier.end or earlier.duration) and self.typed.start is None:
            earlier = replace(earlier, start=None, end=None, duration=None)
            self.notes.append(f"The new invitation's time counts for {one.ref}, not the one you typed.")
        return typed_over(earlier, self.typed)

    def _check(self, wishes: Wishes) -> None:
        check_steps(wishes, self.desk.book.cadence(wishes.cadence))


def _is_of(interview: Interview, event: Facts) -> bool:
    if event.uid:
        return event.uid in interview.uids
    return event.file in interview.files


def _own_id(interview: Interview, taken: set[str]) -> str:
    from calsync.planning.loops import interview_id

    for uid in sorted(interview.uids):
        if (made := interview_id(uid, "")) not in taken:
            return made
    return interview_id(interview.id, interview.start.isoformat())


def _same(one: Interview, other: Interview) -> bool:
    """Whether two readings say the same of an interview, wherever they were read from."""
    return _bare(one) == _bare(other)


def _bare(interview: Interview) -> Interview:
    return replace(
        interview, file=None, files=frozenset(), sequence=None, origins={}, unsure=(), decision=None
    )


def _question(interview: Interview, known: Tracked, events: Sequence[Facts]) -> NeedsPerson:
    name = name_event(events[0]) if events else say_date(interview.start.date())
    was = say_moment(known.interview.start)
    return NeedsPerson(
        f"{name} looks like a new time for {known.ref} ({was}). It was not taken.",
        hint=f"If it is, add --replaces {known.ref}; if it is another interview, add --separate.",
    )
