"""All tracked interviews planned together: what happens to one bears on the plans of others.

`plan` plans one interview, `rounds` puts those of one application together, `elsewhere` owns what an offer
means for the others, `employer_limit` how many messages are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from calsync.planning.cadence import Cadence
from calsync.planning.elsewhere import Outside, outsides
from calsync.planning.employer_limit import withdraw_beyond
from calsync.planning.history import History, Turn, history_of
from calsync.planning.plan import Reminder, plan_followups
from calsync.planning.rounds import Application, applications, fates
from calsync.planning.rules import Rules
from calsync.planning.tracked import Tracked

__all__ = ["Application", "Rules", "applications", "plan_all"]


def plan_all(
    tracked: Sequence[Tracked], *, rules: Callable[[Tracked], Rules]
) -> dict[str, tuple[Reminder, ...]]:
    """The reminders of every tracked interview by its id, whatever their state, each in time order."""
    groups = applications(tracked)
    chosen = {each.id: rules(each) for each in tracked}
    histories: dict[str, History] = {}
    plans: dict[str, tuple[Reminder, ...]] = {}
    for group in groups:
        for one, fate in zip(group, fates(group), strict=True):
            own = _history(one, chosen[one.id].cadence)
            histories[one.id] = replace(own, happened=fate.happened, endings=fate.endings)
            plans[one.id] = _plan(one, chosen[one.id], histories[one.id])
    by_id = {each.id: each for each in tracked}
    for id_, outside in outsides(groups, plans).items():
        plans[id_] = _plan(by_id[id_], chosen[id_], _with(histories[id_], outside))
    withdraw_beyond(
        groups, plans, cadences={id_: each.cadence for id_, each in chosen.items()}, histories=histories
    )
    return plans


def _history(one: Tracked, cadence: Cadence) -> History:
    waiting = frozenset(step.name for step in cadence.steps if step.waiting)
    stated = one.interview.decision
    return history_of(one.entries, waiting=waiting, stated=stated, topic=one.wishes.topic)


def _with(history: History, outside: Outside) -> History:
    own = history.happened
    if outside.offer_over is not None:
        own = tuple(
            each._replace(over=outside.offer_over) if each.turn is Turn.OFFER and not each.over else each
            for each in own
        )
    return replace(history, happened=(*own, *outside.happened), endings=(*history.endings, *outside.endings))


def _plan(one: Tracked, rules: Rules, history: History) -> tuple[Reminder, ...]:
    return plan_followups(
        one.current,
        cadence=rules.cadence,
        workdays=rules.workdays,
        also=one.wishes.wanted,
        leave_out=one.wishes.leave_out,
        history=history,
        habits=rules.habits,
    )
