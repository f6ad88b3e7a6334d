"""One run of `calsync scan`: what was asked for, and what came of it.

`scan_sources` looks, `remembering` holds what is taken against what is remembered; `scan_sync` owns what a
sync does of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from calsync.cli.desk import PATIENCE, Desk, changing, open_desk
from calsync.cli.inputs import once_each
from calsync.cli.interview_options import Told
from calsync.cli.memory import write_changes
from calsync.cli.remembering import Remembering
from calsync.cli.scan_report import (
    MOST_UNASKED,
    Became,
    Find,
    ScanReport,
    ScanRequest,
    Wanted,
    decided_name,
    mark_of,
)
from calsync.cli.scan_sort import (
    Sorted,
    moment,
    once,
    search_for,
    sort,
    vanished,
    vouched,
    with_candidate_known,
)
from calsync.cli.scan_sources import Looked, Search, look
from calsync.cli.track_run import What, noticed_in, outdated
from calsync.errors import CalsyncError, NotAnInterview, UsageError, ZoneQuestion
from calsync.ical.sighting import Sighting
from calsync.planning.facts import Facts
from calsync.planning.loops import name_event
from calsync.planning.plan import State
from calsync.planning.rules import Wishes
from calsync.planning.typed import Typed
from calsync.tracker.log import open_tracker

if TYPE_CHECKING:
    from calsync.planning.tracked import Tracked
    from calsync.tracker.log import Change

_UNTYPED = Told(Typed(), None, (), None, None, Wishes())


Ask = Callable[[Find, Desk], bool | None]
"""Whether an offered one is to be tracked; None: the person does not say."""


def carry_out(request: ScanRequest, *, ask: Ask | None, waiting: Callable[[float], None]) -> ScanReport:
    """Look everywhere, and track what is wanted. Nothing is changed if it raises. `ask` is for what is less
    than sure, and for all where there are too many; None if nobody is there."""
    desk = open_desk()
    search = search_for(desk, request)
    looked = tuple(look(request.where, search, waiting=waiting))
    found_there = once(each for one in looked for each in one.seen.sightings)
    sightings = [with_candidate_known(each, desk.config) for each in found_there]
    report = _nothing_yet(request, search, looked, desk)
    if request.wanted is Wanted.CHOOSE:
        return _track_chosen(report, sightings)
    with (
        open_tracker(desk.places.tracker, wait=PATIENCE, create=False) as tracker,
        tracker.command(request.words, at=desk.now) as change,
    ):
        desk = desk.with_tracked(change.tracked())
        found = sort(desk, change, sightings, tracker.declined())
        offers = tuple(_offer(desk, change, each) for each in found.offered)
        gone = tuple(vanished(desk, change, looked, sightings))
        report = report._replace(hidden=found.hidden, notes=gone, before=desk)
        if request.wanted is Wanted.LOOK or len(found.sure) > MOST_UNASKED:
            would = _would(report, change, found, offers)
            if request.wanted is Wanted.LOOK:
                return would
            if would.held:
                found, offers = _sorted_anew(found, would)
                report = report._replace(held=would.held if ask is None else 0)
    return _track(report, found, [(each, ask(each, desk) if ask is not None else None) for each in offers])


def _would(report: ScanReport, change: Change, found: Sorted, offers: Sequence[Find]) -> ScanReport:
    """What would come of it if all that is sure were tracked."""
    desk = report.before
    run = _remember(desk, change, (*found.known, *map(vouched, found.sure)))
    after = desk.with_tracked(run.memory.tracked) if run.memory.changes else desk
    would = _reported(report, run, after, found.sure, offers)
    many = sum(each.became is Became.SURE for each in would.finds)
    return would._replace(held=many if many > MOST_UNASKED else 0)


def _sorted_anew(found: Sorted, would: ScanReport) -> tuple[Sorted, tuple[Find, ...]]:
    """With what would be tracked among what is offered. What may be a new time is a question already."""
    moved = (find for find in would.finds if find.became is Became.ASKED)
    sure = tuple(each for find in moved for each in find.sightings)
    return found._replace(sure=sure), tuple(find for find in would.finds if find.became is not Became.ASKED)


def _nothing_yet(request: ScanRequest, search: Search, looked: Sequence[Looked], desk: Desk) -> ScanReport:
    problems = [each.error for each in looked if each.error is not None]
    problems += [_here(problem, desk) for each in looked for problem in each.seen.problems]
    return ScanReport(
        request=request,
        first=search.first,
        last=search.last,
        looked=tuple(looked),
        finds=(),
        noticed=(),
        hidden=0,
        notes=(),
        problems=tuple(once_each(problems)),
        before=desk,
        after=desk,
    )


def _here(problem: CalsyncError, desk: Desk) -> CalsyncError:
    """With a way out that there is here."""
    if not isinstance(problem, ZoneQuestion):
        return problem
    if desk.config.timezone is None:
        return ZoneQuestion(problem.message, hint="Say yours: calsync config set timezone Europe/Berlin")
    return ZoneQuestion(problem.message, hint="If it is an interview, set its time in the calendar again.")


def _remember(
    desk: Desk,
    change: Change,
    events: Sequence[Facts],
    *,
    replaces: Tracked | None = None,
    separate: bool = False,
) -> Remembering:
    run = Remembering(desk, change, at=change.at, told=_UNTYPED, replaces=replaces, separate=separate)
    if events:
        run.take(events)
    return run


def _offer(desk: Desk, change: Change, sighting: Sighting) -> Find:
    """What would come of it if it were tracked."""
    run = _remember(desk, change, (vouched(sighting),))
    (find,) = _finds(desk, run, desk.with_tracked(run.memory.tracked), (sighting,), Became.OFFERED)
    return find._replace(ref=None)


def _finds(
    before: Desk, run: Remembering, after: Desk, sightings: Sequence[Sighting], became: Became
) -> Iterator[Find]:
    """The events that were taken, those of one interview together."""
    homes: dict[str, list[Sighting]] = {}
    for each in sightings:
        home = run.memory.home(each.facts, separate=False)
        if home is None:
            yield _without_home(each, run, became)
        else:
            homes.setdefault(home.id, []).append(each)
    for id_, own in homes.items():
        one = after.get(id_)
        alone = after if became is Became.TRACKED else before.with_tracked((one,))
        yield Find(
            tuple(sorted(own, key=moment)),
            became,
            one.interview,
            tuple(each for each in alone.plans[id_] if each.state is State.OPEN),
            one.ref,
        )


def _without_home(sighting: Sighting, run: Remembering, became: Became) -> Find:
    name = name_event(sighting.facts)
    question = next((each for each in run.problems if each.message.startswith(name)), None)
    became = became if became is Became.OFFERED else Became.ASKED
    return Find((sighting,), became, question=question)


def _track(report: ScanReport, found: Sorted, answers: Sequence[tuple[Find, bool | None]]) -> ScanReport:
    taken = tuple(each for find, answer in answers if answer is True for each in find.sightings)
    away = [find for find, answer in answers if answer is False]
    open_ones = tuple(find for find, answer in answers if answer is None)
    sure = (*found.sure, *taken)
    events = (*found.known, *map(vouched, sure))
    with changing(report.request.words, begins=bool(sure or away)) as (desk, change):
        run = _remember(desk, change, events)
        after = _write(desk, change, run)
        for find in away:
            _decline(change, find)
        gone = (find._replace(became=Became.DECLINED) for find in away)
        report = report._replace(before=desk)
        return _reported(report, run, after, sure, (*open_ones, *gone), became=Became.TRACKED)


def _write(desk: Desk, change: Change, run: Remembering) -> Desk:
    """Raises CalsyncError for what cannot be planned, so that it is not remembered."""
    if not run.memory.changes:
        return desk
    write_changes(run.memory.changes, change)
    after = desk.with_tracked(change.tracked())
    after.check(desk)
    _ = after.plans
    return after


def _decline(change: Change, find: Find) -> None:
    for each in find.sightings:
        change.decline(decided_name(each.facts), each.saying)


def _reported(
    report: ScanReport,
    run: Remembering,
    after: Desk,
    sure: Sequence[Sighting],
    others: Sequence[Find],
    *,
    became: Became = Became.SURE,
) -> ScanReport:
    finds = [*_finds(report.before, run, after, sure, became), *others]
    told = [each for each in run.problems if not isinstance(each, NotAnInterview)]
    told += after.troubles_of(run.memory.get(id_) for id_ in run.noticed)
    notes = [*report.notes, *run.notes, *outdated(report.before.tracked, after.tracked)]
    new = {find.ref for find in finds}
    return report._replace(
        finds=tuple(sorted(finds, key=lambda find: (find.start, find.mark))),
        noticed=tuple(
            each
            for each in noticed_in(run, report.before.tracked)
            if each.what is not What.SAME and each.ref not in new
        ),
        notes=tuple(dict.fromkeys(notes)),
        problems=(*report.problems, *once_each(told)),
        after=after,
    )


# What the person chose


class _Chosen(NamedTuple):
    taken: tuple[Sighting, ...]
    declined: tuple[Sighting, ...]


def _choose(request: ScanRequest, desk: Desk, sightings: Sequence[Sighting]) -> _Chosen:
    """The events that are meant. Raises UsageError for a mark of none, or of several."""
    taken, declined = (
        {mark_of(each.facts): each for each in (_meant(typed, sightings) for typed in typed_ones)}
        for typed_ones in (request.take, request.decline)
    )
    if taken.keys() & declined.keys():
        raise UsageError("--take and --decline name the same event.", hint="Choose one.")
    if request.replaces is not None:
        desk.find(request.replaces)
    return _Chosen(tuple(taken.values()), tuple(declined.values()))


def _meant(typed: str, sightings: Sequence[Sighting]) -> Sighting:
    wanted = typed.strip()
    found = [each for each in sightings if wanted in (each.facts.uid, mark_of(each.facts))]
    found = found or [
        each for each in sightings if len(wanted) > 1 and mark_of(each.facts).startswith(wanted.casefold())
    ]
    if len(found) == 1 or (found and all(each.facts.uid == wanted for each in found)):
        return found[0]
    raise UsageError(
        f"“{typed}” is the mark of {'several events' if found else 'no event that was found'}.",
        hint="calsync scan lists them, each with its mark in brackets.",
    )


def _track_chosen(report: ScanReport, sightings: Sequence[Sighting]) -> ScanReport:
    request = report.request
    unread = [each.error for each in report.looked if each.error is not None]
    try:
        chosen = _choose(request, report.before, sightings)
    except UsageError:
        if unread:
            raise unread[0] from None
        raise
    with changing(request.words, begins=True) as (desk, change):
        run = _remember(
            desk,
            change,
            tuple(map(vouched, chosen.taken)),
            replaces=desk.find(request.replaces) if request.replaces else None,
            separate=request.separate,
        )
        after = _write(desk, change, run)
        gone = tuple(Find((each,), Became.DECLINED) for each in chosen.declined)
        for find in gone:
            _decline(change, find)
        report = report._replace(before=desk, problems=())
        return _reported(report, run, after, chosen.taken, gone, became=Became.TRACKED)
