"""Everything at one look: the desks before and after a change keep to themselves. And what `track` would change,
as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from calsync.cli.desk import Desk
from calsync.cli.home import places
from calsync.cli.memory import Add, Append, Memory, Update
from calsync.cli.rules import RuleBook
from calsync.config import Config
from calsync.planning.facts import Facts
from calsync.planning.history import Noted
from calsync.planning.rules import Wishes
from calsync.planning.tracked import Sources, Tracked
from tests.planning.made import track, when

NOW = when("2026-12-01 12:00")
ONE, TWO = track("acme", "2026-12-01 14:00"), track("birch", "2030-12-01 14:00", company="Birch")


def test_a_change_bears_on_no_calendar_of_the_desk_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = Config(country="US")
    before = Desk(places(str(tmp_path)), config, NOW, (ONE,), RuleBook(config))
    after = before.with_tracked((ONE, TWO))
    # whichever is asked first, and before anything is planned
    holidays = after.rules(ONE).workdays.holidays, before.rules(ONE).workdays.holidays
    assert [date(2030, 12, 25) in each for each in holidays] == [True, False]
    assert all(date(2027, 1, 1) in each for each in holidays)
    assert before.plans[ONE.id]
    assert before.rules(ONE).workdays.holidays == holidays[1]
    assert after.rules(ONE).workdays.holidays == holidays[0]


class Read:
    """The sources of ONE."""

    held = Sources(events=(Facts(file="a.ics", title="Talk", uid="a"),))

    def sources(self, id_: str) -> Sources:
        assert id_ == ONE.id
        return self.held

    def find_event(self, uid: str) -> tuple[str, ...]:
        return (ONE.id,) if uid == "a" else ()


def test_what_is_remembered_shows_before_it_is_written() -> None:
    memory = Memory((ONE,), Read(), at=NOW)
    sources = Sources(events=(Facts(file="b.ics", title="Talk", uid="b"),), replaced=frozenset({"a"}))
    note = Noted("queues", "", NOW)
    assert memory.sources(ONE) == Read.held
    memory.add("birch", TWO.interview, Wishes(), Read.held)
    assert [each.id for each in memory.owners("a")] == [ONE.id, TWO.id]
    memory.update(ONE, ONE.interview, Wishes(topic="x"), Sources())
    assert [each.id for each in memory.owners("a")] == [TWO.id]
    memory.update(ONE, ONE.interview, Wishes(topic="x"), sources)
    assert [[each.id for each in memory.owners(name)] for name in ("a", "b")] == [[ONE.id, TWO.id], [ONE.id]]
    memory.append(TWO.id, note)
    assert memory.get(TWO.id) == Tracked(
        ref="birch", interview=TWO.interview, wishes=Wishes(), since=NOW, entries=(note,)
    )
    assert memory.get(ONE.id) == replace(ONE, wishes=Wishes(topic="x"))
    assert [type(each) for each in memory.changes] == [Add, Update, Update, Append]
