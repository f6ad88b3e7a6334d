"""What the inputs of `calsync track` say, held against what is remembered.

`planning.recognition` tells which interview an event is about, `planning.versions` which version counts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calsync.cli.desk import Desk
from calsync.cli.inputs import (
    check_steps,
    declined_later,
    looks_new,
    notes_of,
    problems_of,
    remarks_on,
    stated_decision,
)
from calsync.cli.interview_options import Told
from calsync.cli.memory import Memory, Read
from calsync.cli.refs import find_ref, new_ref
from calsync.cli.report import called_off
from calsync.cli.rules import YEARS_AHEAD
from calsync.errors import CalsyncError, InputError, UsageError
from calsync.planning.facts import Facts
from calsync.planning.history import Cancelled, Decided, Revived
from calsync.planning.interview import Interview
from calsync.planning.loops import Gathered, gather, interview_id, name_event
from calsync.planning.people import keep_keys, merge_people, without_keys
from calsync.planning.recognition import (
    bare,
    event_name,
    has_moved,
    is_further_session,
    is_invitation_to,
    is_typed,
    looks_moved,
    nearest_round,
    shares,
)
from calsync.planning.rules import Wishes, wishes_over
from calsync.planning.saying import say_date
from calsync.planning.tracked import Sources, Tracked
from calsync.planning.typed import Typed, facts_typed, overrule, overrule_facts, typed_over
from calsync.planning.versions import event_key, newest


class Remembering:
    """One run: what it has to say, in `memory` what it would change, and in `noticed` by id whether an
    interview changes. `replaces` is the interview whose new time this is, `separate` tells that it is none;
    `at` is when it is told."""

    def __init__(
        self, desk: Desk, read: Read, *, at: datetime, told: Told, replaces: Tracked | None, separate: bool
    ) -> None:
        self.desk, self.told, self.replaces, self.separate = desk, told, replaces, separate
        self.memory = Memory(desk.tracked, read, at=at)
        self.noticed: dict[str, bool] = {}
        self.notes: list[str] = []
        self.problems: list[CalsyncError] = []

    def revise(self, ref: str) -> None:
        """Change what is known of a tracked interview by what was typed alone."""
        try:
            one = find_ref(ref, self.memory.tracked)
        except UsageError as error:
            if os.path.isdir(ref):
                raise InputError(f"{ref} is a folder.", hint="Name the invitation's file in it.") from error
            raise UsageError(
                f"“{ref}” is not a file, and not the handle of one interview.", hint=error.hint
            ) from error
        self._revise(one)

    def take(self, events: Sequence[Facts]) -> None:
        """Remember events: those of tracked interviews with them, the others as new ones."""
        rest: list[Facts] = []
        linked: dict[str, list[Facts]] = {}
        for event in events:
            home = self.memory.home(event, separate=self.separate)
            if home is None:
                rest.append(event)
            elif event_name(event) not in self.memory.sources(home).replaced:
                linked.setdefault(home.id, []).append(event)
                if self.replaces is not None and home.id != self.replaces.id:
                    raise UsageError(
                        f"{name_event(event)} is tracked already, as {home.ref}.",
                        hint=f"To make it {self.replaces.ref}'s, first calsync untrack {home.ref}.",
                    )
            elif self.separate or (self.replaces is not None and home.id == self.replaces.id):
                rest.append(event)  # an interview of its own after all, or back to the earlier time
            else:
                self.notes.append(
                    f"{name_event(event)} is an earlier time of {home.ref}, which a newer event replaced; "
                    "it was left out."
                )
        for id_, own in linked.items():
            # Typed facts are no event beside an invitation's, but what is typed of them.
            self._renew(self.memory.get(id_), [event for event in own if not is_typed(event)])
        if rest:
            self._take_new(rest, beside={event.file for own in linked.values() for event in own})

    def _take_new(self, events: Sequence[Facts], *, beside: set[str]) -> None:
        """Remember events that belong to none; in the files `beside` there are others that do."""
        gathered = self._gather(events, self.told.typed, vouching=self.replaces)
        self.problems += problems_of(gathered, beside=beside)
        self.notes += notes_of(gathered, beside=beside)
        self.notes += [
            f"{name_event(event)} is cancelled, and it is not tracked: nothing to withdraw."
            for event in gathered.cancelled
        ]
        found = gathered.interviews
        if self.replaces is not None and len(found) > 1:
            raise UsageError(
                f"--replaces {self.replaces.ref} needs one interview, and there are {len(found)}.",
                hint="Give just the invitation with the new time.",
            )
        parts = shares(found, events)
        for event in gathered.dropped:  # kept, so that an older invitation does not bring it back
            if (number := nearest_round(event, found)) is not None:
                key = event_key(event)
                parts[number] += [e for e in events if event_key(e) == key or (e.uid and e.uid == event.uid)]
        for interview, own in zip(found, parts, strict=True):
            self._place(interview, own)

    def _place(self, interview: Interview, events: Sequence[Facts]) -> None:
        """Find out whether an unlinked interview is a known one, and remember it."""
        known = self.memory.tracked
        if self.replaces is not None:
            if all(map(is_typed, events)):
                self._revise(self.memory.get(self.replaces.id))
            else:
                self._renew(self.memory.get(self.replaces.id), events, replacing=True)
            return
        if not self.separate:
            same = next((each for each in known if is_invitation_to(each, interview)), None)
            if same is not None:
                self.notes.append(f"{name_event(events[0])} is taken as the invitation to {same.ref}.")
                self._renew(same, events, replacing=True)
                return
            loop = next((each for each in known if is_further_session(each, interview)), None)
            if loop is not None:
                self._renew(loop, events)
                return
            moved = next((each for each in known if looks_moved(each, interview, now=self.desk.now)), None)
            if moved is not None:
                self.problems.append(looks_new(events[0], moved))
                return
        typed, wishes = self.told.typed, self.told.wishes
        if not all(map(is_typed, events)):
            interview = overrule(interview, typed)
        self._check(wishes)
        self._add(interview, wishes, Sources(events=newest(events), typed=typed))

    def _add(self, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        if self.memory.has(interview.id):  # a part of that one, which stands for itself now
            uids = sorted(uid for uid in interview.uids if not self.memory.has(interview_id(uid, "")))
            apart = interview_id(interview.id, interview.start.isoformat())
            interview = replace(interview, id=interview_id(uids[0], "") if uids else apart)
        ref = new_ref(interview, {each.ref for each in self.memory.tracked})
        self.memory.add(ref, interview, wishes, sources)
        self.noticed[interview.id] = True
        self._decide(self.memory.get(interview.id))

    def _revise(self, one: Tracked) -> None:
        if one.cancelled is not None:
            raise called_off(one)
        typed = self.told.typed
        me = next((name for name in self.told.me if "@" in name), None)
        people = typed.interviewers
        if people:  # further ones: who is known already was there as well
            there = (each for each in one.people if not each.declined)
            people = merge_people(without_keys(there), people)
        self._renew(one, (), typed=replace(typed, candidate=me or typed.candidate, interviewers=people))

    def _renew(
        self,
        one: Tracked,
        events: Sequence[Facts],
        *,
        replacing: bool = False,
        typed: Typed | None = None,
    ) -> None:
        """Bring a tracked interview up to date with further versions of its events and what was typed. If
        `replacing`, the events take the place of those it was read from."""
        sources = self.memory.sources(one)
        typed = typed_over(sources.typed, typed or self.told.typed)
        known = () if replacing else tuple(overrule_facts(event, typed) for event in sources.events)
        if all(map(is_typed, (*known, *events))):
            pool: tuple[Facts, ...] = (facts_typed(typed),)
        else:
            pool = newest([overrule_facts(event, typed) for event in events], over=known)
        replaced = sources.replaced
        if replacing:
            replaced |= {event_name(event) for event in sources.events if not is_typed(event)}
            replaced -= {event_name(event) for event in events}
        wishes = self._wishes(one)
        gathered = self._gather(pool, typed, vouching=one)
        self.notes += remarks_on(gathered, events)
        if not gathered.interviews:
            self._without_times(one, gathered, wishes, Sources(events=pool, typed=typed, replaced=replaced))
            return
        main = max(gathered.interviews, key=lambda each: len(each.uids & one.interview.uids))
        parts = dict(
            zip((each.id for each in gathered.interviews), shares(gathered.interviews, pool), strict=True)
        )
        if not all(map(is_typed, pool)):
            moved = replacing or has_moved(sources.events, pool) or len(main.sessions) > 1
            typed = self._settled(typed, one, moved=moved)
            interview = overrule(replace(main, id=one.id), typed)
        else:
            interview = replace(main, id=one.id)
        others = [each for each in gathered.interviews if each is not main]
        elsewhere = [event for each in others for event in parts[each.id]]
        own = tuple(event for event in pool if event not in elsewhere)
        self._keep(one, interview, wishes, Sources(events=own, typed=typed, replaced=replaced))
        for each in others:  # a session that was moved too far away to be one of this round
            apart = Sources(
                events=tuple(parts[each.id]), typed=replace(typed, start=None, end=None, duration=None)
            )
            self._add(each, one.wishes, apart)

    def _keep(self, one: Tracked, interview: Interview, wishes: Wishes, sources: Sources) -> None:
        people = keep_keys(one.people, interview.interviewers)
        interview = replace(interview, interviewers=people)
        changed = bare(interview) != bare(one.interview) or wishes != one.wishes
        self.memory.update(one, interview, wishes, sources)
        if one.cancelled is not None or (changed and one.archived is not None):
            self.memory.append(one.id, Revived(self.memory.at))
            changed = True
        decided = self._decide(self.memory.get(one.id))
        self.noticed[one.id] = changed or decided or self.noticed.get(one.id, False)

    def _without_times(self, one: Tracked, gathered: Gathered, wishes: Wishes, sources: Sources) -> None:
        """What is left of an interview of which no event is on: it is called off, or the person declined."""
        if gathered.cancelled:
            self.memory.update(one, one.interview, wishes, sources)
            if one.cancelled is None:
                self.memory.append(one.id, Cancelled(self.memory.at))
        self.problems += [declined_later(event, one.ref) for event in gathered.declined]
        if not gathered.declined:
            self.noticed.setdefault(one.id, False)

    def _gather(self, events: Sequence[Facts], typed: Typed, *, vouching: Tracked | None) -> Gathered:
        """Interviews out of events; what is tracked vouches for those that no longer look like one."""
        gathered = gather(events, kind=typed.kind)
        if vouching is not None and gathered.strangers and not gathered.interviews:
            return gather(events, kind=vouching.interview.kind)
        return gathered

    def _settled(self, typed: Typed, one: Tracked, *, moved: bool) -> Typed:
        """Times that were typed before give way to an invitation with a new time, and to a loop."""
        now = self.told.typed
        just_typed = now.start or now.end or now.duration
        if not moved or just_typed or not (typed.start or typed.end or typed.duration):
            return typed
        self.notes.append(f"The invitation's times count for {one.ref}, not those you typed.")
        return replace(typed, start=None, end=None, duration=None)

    def _decide(self, one: Tracked) -> bool:
        """Remember the decision date that was typed; False if that is known already."""
        phrase = self.told.decision
        if phrase is None:
            return False
        interview = one.current
        said_on = self.told.said_on or interview.last_day
        years = range(min(said_on, interview.last_day).year, said_on.year + YEARS_AHEAD + 1)
        workdays = self.desk.book.workdays(interview, one.wishes, years=years)
        decision = stated_decision(phrase, said_on=said_on, workdays=workdays)
        if decision is None:
            self.notes.append(f"“{phrase}” names no date; planned as if no decision date had been stated.")
        elif decision.date < interview.last_day:
            raise UsageError(
                f"{say_date(decision.date)} lies before the interview itself.",
                hint="Check --decision, and the day it was said: --said-on DATE.",
            )
        known = interview.decision
        if (decision and decision.date) == (known and known.date):
            return False
        self.memory.append(one.id, Decided(decision, self.memory.at))
        if decision is not None:
            said = "" if re.search(r"\d{4}", phrase) else f", as said on {say_date(said_on)}"
            self.notes.append(f"Decision date of {one.ref}: “{phrase}” {decision.reading}{said}.")
        return True

    def _wishes(self, one: Tracked) -> Wishes:
        """What is wished from now on; steps that a newly chosen cadence lacks are wished no longer."""
        now = self.told.wishes
        earlier = one.wishes
        if now.cadence is not None and now.cadence != earlier.cadence:
            known = set(self.desk.book.cadence(now.cadence).names())
            earlier = replace(earlier, also=earlier.also & known, leave_out=earlier.leave_out & known)
        wishes = wishes_over(earlier, now)
        if now != Wishes():
            self._check(wishes)
        return wishes

    def _check(self, wishes: Wishes) -> None:
        check_steps(wishes, self.desk.book.cadence(wishes.cadence))
