"""What a run does with answers: those that wait for the next one, those known only since another was read, and
those typed before midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from calsync.ical.reminder import Form
from calsync.planning.history import Answered, Done, Noted
from calsync.sync.answers import MOST_ANSWERS
from calsync.sync.report import Kind
from calsync.sync.run import Vanished
from tests.planning.made import decided, track, when
from tests.sync import phone
from tests.sync.hostile import HostileStore, Quirks, Tokens
from tests.sync.scene import Scene, kinds, world
from tests.sync.world import World


def answered(text: str, answer: str) -> str:
    found = phone.answered(text, answer, "behind")
    assert found is not None
    return found


def crowded(quirks: Quirks) -> tuple[World, HostileStore]:
    """More reminders than a run reads answers in, each of them seen where it stands."""
    names = [f"n{number:03}" for number in range(12)]
    tracked = [track(name, "2026-12-01 14:00", company=name, decision="2026-12-10") for name in names]
    of, store = World(*tracked, now=when("2026-12-01 15:30")), HostileStore(quirks)
    for _ in range(3):
        of.sync(store)
    assert len(store.texts()) > MOST_ANSWERS
    return of, store


def notes(of: World) -> list[str]:
    return [each.text for one in of.tracked.values() for each in one.entries if isinstance(each, Noted)]


def answer_all(store: HostileStore) -> None:
    for href, text in list(store.texts().items()):
        store.put(href, answered(text, f"note: {phone.uid_of(text)}"))


@pytest.mark.parametrize("tokens", [Tokens.GOOD, Tokens.NONE])
def test_what_was_not_read_for_want_of_time_is_read_in_the_next_run(tokens: Tokens) -> None:
    """Also where the store names only what changed since the last run."""
    of, store = crowded(Quirks(tokens=tokens))
    answer_all(store)
    of.sync(store)
    assert len(notes(of)) == MOST_ANSWERS
    of.sync(store)
    assert sorted(notes(of)) == sorted(map(phone.uid_of, store.texts().values()))
    store.begin()
    assert of.sync(store).lines == ()
    assert store.requests.writes == 0


def test_what_was_not_read_yet_is_not_written_over() -> None:
    """A plan that moves what was answered and not read does not write before it was."""
    of, store = crowded(Quirks())
    answer_all(store)
    before = store.texts()
    for name in of.tracked:
        of.tell(name, decided("2026-12-14", "2026-12-01 15:20"))
    of.sync(store)
    unread = {href for href, text in before.items() if phone.uid_of(text) not in notes(of)}
    assert len(unread) == len(before) - MOST_ANSWERS
    assert {href: store.texts()[href] for href in unread} == {href: before[href] for href in unread}
    of.sync(store)
    assert sorted(notes(of)) == sorted(map(phone.uid_of, before.values()))


@pytest.mark.parametrize("careful", [True, False])
def test_an_answer_in_what_is_planned_only_since_another_was_read(careful: bool) -> None:
    """Another machine made the reminder, and the person has answered it, before this one heard why it is
    there. A store that is not `careful` writes over what stands under the same name."""
    scene, other = Scene(quirks=Quirks(honours_none_match=careful, one_uid=careful)), world()
    scene.put("status-check", answered(scene.text("status-check"), "rejected"))
    other.sync(scene.store)
    recovery = next(each for each in other.wanted().values() if each.title.startswith("Answer"))
    href = next(href for href, text in scene.store.texts().items() if phone.uid_of(text) == recovery.uid)
    scene.store.put(href, answered(scene.store.texts()[href], "note: queues"))
    report = scene.world.sync(scene.store, vanished=Vanished.BELIEVE)
    told = scene.world.tracked["acme"].entries
    assert [each.text for each in told if isinstance(each, Answered)] == ["rejected", "note: queues"]
    assert phone.body_of(scene.store.texts()[href]).endswith(": note: queues")
    assert recovery.title in kinds(report)[Kind.ANSWERED]
    assert recovery.title not in kinds(report).get(Kind.CREATED, [])


@pytest.mark.parametrize("form", Form)
def test_what_is_typed_before_midnight_is_about_that_day(form: Form) -> None:
    """“Sent today”, by the phone's own stamp, however late it is read."""
    scene = Scene(form)
    typed = when("2026-12-02 23:50").astimezone(UTC)
    stamp = f"LAST-MODIFIED:{typed:%Y%m%dT%H%M%SZ}"
    scene.put(
        "thank-you", phone.edited(answered(scene.text("thank-you"), "sent"), lambda part: part.put(stamp))
    )
    scene.world.now = when("2026-12-03 00:10")
    scene.sync()
    (sent,) = [each for each in scene.world.tracked["acme"].entries if isinstance(each, Done)]
    assert isinstance(sent.on, datetime)
    assert (sent.on.date(), sent.told) == (date(2026, 12, 2), scene.world.now)
    assert sent.on.astimezone(UTC) == typed
