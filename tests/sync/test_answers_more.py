"""Corners of what is typed into a reminder: written on, brought back, heard by two machines, cut short."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from calsync.ical.item import Item, read_item
from calsync.ical.reminder import Form
from calsync.messages.answering import confirmation, confirmed, find_prompt
from calsync.planning.history import Answered, Cancelled, Done, Entry, Noted
from calsync.sync.answers import MOST_ANSWERS, typed_answers
from calsync.sync.report import Kind
from calsync.sync.run import Vanished
from tests.planning.made import decided, track, when
from tests.sync import phone
from tests.sync.hostile import Fault, HostileStore, Killed, Quirks
from tests.sync.scene import Scene, kinds, made, world
from tests.sync.world import World


def item(text: str) -> Item:
    found = read_item(text)
    assert found is not None
    return found


def answered(text: str, answer: str, where: str = "behind") -> str:
    found = phone.answered(text, answer, where)
    assert found is not None
    return found


def typed(now: str, before: str, *heard: str) -> list[str]:
    return [each.text for each in typed_answers(item(now), item(before), heard=heard)]


def entries(scene: Scene) -> list[Entry]:
    return list(scene.world.tracked["acme"].entries)


def notes(scene: Scene) -> list[str]:
    return [each.text for each in entries(scene) if isinstance(each, Noted)]


def lose_ledger(scene: Scene) -> None:
    ledger = scene.world.ledger
    ledger.standing = ledger.standing._replace(rows={}, token=None, listed=None)


def kill(scene: Scene, fault: Fault, *, after: int = 2) -> None:
    """In a run, at its first write, which comes after so many questions."""
    scene.store.faults = {after: fault}
    with pytest.raises(Killed):
        scene.sync()
    scene.store.faults = {}


# where answers are found


def test_of_a_line_below_only_what_was_written_on_is_new() -> None:
    before = answered(made(), "sent", "below")
    after = phone.annotated(before, f"{phone.body_of(before)}, note: queues")
    (found,) = typed_answers(item(after), item(before))
    assert (found.text, found.rest) == ("sent, note: queues", "note: queues")


def test_the_invitation_alone_is_no_first_line() -> None:
    prompt = phone.body_of(made()).split("\n")[-1]
    assert typed(phone.annotated(made(), f"{prompt} sent"), made()) == ["sent"]


def test_what_stands_there_already_is_no_news_beside_what_is_new() -> None:
    before = answered(answered(made(), "note: one"), "note: two", "below")
    assert typed(answered(before, "note: three", "first"), before) == ["note: three"]


@pytest.mark.parametrize("after", ["sent.", "sent, ", "sent –"])
def test_a_full_stop_is_no_answer(after: str) -> None:
    assert typed(answered(made(), after), answered(made(), "sent")) == []


def test_what_was_heard_already_is_passed_over() -> None:
    text = answered(answered(answered(made(), "sent"), ", note: one"), "note: two")
    assert typed(text, made(), "note: one", "sent") == ["note: two"]
    assert typed(text, made(), "sent", "note: one", "note: two") == []
    assert typed(answered(made(), "sentinel"), made(), "sent") == ["sentinel"]
    assert typed(answered(made(), "sent again, note: one"), made(), "sent", "sent again") == ["note: one"]


# what comes of it


def test_more_written_on_after_the_ledger_was_lost() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: one"))
    scene.sync()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: two"))
    lose_ledger(scene)
    scene.sync()
    assert notes(scene) == ["one", "two"]


def test_the_same_words_again_are_another_answer() -> None:
    scene = Scene()
    for _ in range(2):
        scene.put("status-check", answered(scene.text("status-check"), "in 20 days"))
        scene.sync()
    assert [each.text for each in entries(scene) if isinstance(each, Answered)] == ["in 20 days"] * 2


def test_answers_in_one_reminder_say_nothing_of_the_status_of_another() -> None:
    scene = Scene(Form.TODO)
    scene.put("thank-you", answered(scene.text("thank-you"), "sent"))
    scene.put("status-check", phone.ticked(scene.text("status-check"), None))
    scene.put("final-note", phone.ticked(answered(scene.text("final-note"), "sent"), None))
    scene.sync()
    assert [each.step for each in entries(scene) if isinstance(each, Done)] == [
        "thank-you",
        "status-check",
        "final-note",
    ]


def test_one_line_that_is_a_note_is_told_as_an_edit_beside_an_answer() -> None:
    scene = Scene()
    text = answered(answered(made(), "sent"), "Bring the umbrella", "below")
    scene.put("thank-you", text)
    assert kinds(scene.sync()).keys() >= {Kind.ANSWERED, Kind.EDITED}
    again = Scene()
    again.put("thank-you", answered(made(), "sent"))
    assert Kind.EDITED not in kinds(again.sync())


def test_the_answer_that_was_overtaken_is_confirmed_no_more() -> None:
    """Our confirmation arrived, and before we knew they had typed something else in its place."""
    scene = Scene()
    scene.put("status-check", answered(scene.text("status-check"), "note: one"))
    kill(scene, Fault.KILLED_AFTER)
    assert "Read as noted." in phone.body_of(scene.text("status-check"))
    scene.put("status-check", answered(scene.text("status-check"), "decided 2026-12-14", "instead"))
    scene.world.now += timedelta(minutes=15)
    scene.sync()
    body = phone.body_of(scene.text("status-check"))
    assert "Read as noted." not in body
    assert body.count("Read as") == 1


def test_a_write_that_never_arrived_is_not_taken_for_one_that_did() -> None:
    scene = Scene()
    scene.put("status-check", answered(scene.text("status-check"), "note: one"))
    kill(scene, Fault.KILLED_BEFORE)
    scene.put("status-check", answered(scene.text("status-check"), "note: two"))
    scene.sync()
    assert notes(scene) == ["one", "two"]
    assert phone.body_of(scene.text("status-check")).count("Read as") == 1


def test_two_machines_write_one_confirmation_into_ones_own_text() -> None:
    scene, other = Scene(), world()
    other.sync(scene.store)
    prompt = phone.body_of(made()).split("\n")[-1]
    scene.put("thank-you", phone.annotated(made(), f"My own words\n{prompt} note: one"))
    for each in (scene.world, other, scene.world, other):
        each.sync(scene.store)
    assert phone.body_of(scene.text("thank-you")) == f"My own words\nRead as noted.\n{prompt} note: one"


def test_what_another_machine_made_is_not_made_again_over_it() -> None:
    """In a calendar that writes over what is there, when only what was just heard makes it wanted."""
    scene, other = Scene(quirks=Quirks(honours_none_match=False, one_uid=False)), world()
    scene.put("status-check", answered(scene.text("status-check"), "rejected"))
    other.sync(scene.store)
    recovery = next(w for w in other.wanted().values() if w.new and w.title.startswith("Answer"))
    href = next(href for href, text in scene.store.texts().items() if phone.uid_of(text) == recovery.uid)
    scene.store.put(href, phone.retitled(scene.store.texts()[href], "Write to Kim"))
    scene.world.sync(scene.store, vanished=Vanished.BELIEVE)
    assert phone.title_of(scene.store.texts()[href]) == "Write to Kim"
    assert scene.world.ledger.standing.rows[recovery.uid].agreed is not None
    scene.store.begin()
    assert scene.sync().lines == ()
    assert scene.store.requests.writes == 0


def test_ticked_and_then_answered_it_is_confirmed_and_stays_ticked() -> None:
    scene = Scene(Form.TODO)
    scene.put("thank-you", phone.ticked(made(Form.TODO), None))
    scene.sync()
    scene.put("thank-you", answered(scene.text("thank-you"), "rejected"))
    scene.sync()
    text = scene.text("thank-you")
    assert phone.status_of(text) == "COMPLETED"
    assert "Read as outcome." in phone.body_of(text)
    assert scene.sync().lines == ()


def test_past_and_among_guests_nothing_is_written() -> None:
    scene = Scene()
    scene.world.now += timedelta(days=3)
    scene.sync()
    scene.put("thank-you", answered(scene.text("thank-you"), "sent"))
    kill(scene, Fault.KILLED_BEFORE)
    guest = "ATTENDEE;CN=Bo:mailto:bo@phone.example"
    scene.put("thank-you", phone.with_line(scene.text("thank-you"), guest))
    before = scene.text("thank-you")
    scene.sync()
    assert scene.text("thank-you") == before


def test_a_lost_calendar_answer_is_heard_from_a_new_store() -> None:
    scene = Scene()
    store = HostileStore()
    scene.world.ledger = type(scene.world.ledger)(scene.world)
    scene.world.sync(store)
    href = next(href for href, text in store.texts().items() if phone.uid_of(text) == scene.uid("thank-you"))
    store.put(href, answered(store.texts()[href], "note: one"))
    scene.world.sync(store)
    assert notes(scene) == ["one"]


# what is past, or over


def past() -> Scene:
    scene = Scene()
    scene.world.now += timedelta(days=3)
    scene.sync()
    return scene


def test_a_note_in_what_is_past_and_still_open_is_confirmed_there() -> None:
    scene = past()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: one"))
    scene.sync()
    assert "\nRead as noted.\n" in phone.body_of(scene.text("thank-you"))
    scene.put("thank-you", answered(scene.text("thank-you"), "decided 2026-12-14"))
    scene.world.now += timedelta(minutes=15)
    scene.sync()
    body = phone.body_of(scene.text("thank-you"))
    assert "\nRead as decided.\n" in body
    assert body.count("Read as") == 1
    assert scene.sync().lines == ()


def test_what_another_machine_confirmed_in_what_is_past_is_known_for_ours() -> None:
    scene, other = past(), world()
    other.now = scene.world.now
    other.sync(scene.store)
    scene.put("thank-you", answered(scene.text("thank-you"), "note: one"))
    for each in (scene.world, other):
        each.sync(scene.store)
    scene.put("thank-you", answered(scene.text("thank-you"), "decided 2026-12-14"))
    other.now += timedelta(minutes=15)
    other.sync(scene.store)
    body = phone.body_of(scene.text("thank-you"))
    assert "Read as decided." in body
    assert body.count("Read as") == 1


def test_ticked_and_not_planned_any_more_it_is_confirmed_and_stays_ticked() -> None:
    scene = Scene(Form.TODO)
    scene.put("thank-you", phone.ticked(scene.text("thank-you"), None))
    scene.sync()
    for entry in entries(scene):
        scene.world.untell("acme", entry)
    scene.world.tell("acme", Cancelled(scene.world.now))
    scene.put("thank-you", answered(scene.text("thank-you"), "note: one"))
    scene.sync()
    text = scene.text("thank-you")
    assert phone.status_of(text) == "COMPLETED"
    assert "\nRead as noted.\n" in phone.body_of(text)


# what is the person's own


def test_what_was_kept_is_said_where_the_text_is_ones_own() -> None:
    """And a confirmation that was taken away there stays away."""
    scene = Scene()
    prompt = phone.body_of(made()).split("\n")[-1]
    scene.put(
        "status-check", phone.annotated(scene.text("status-check"), f"My own words\n{prompt} note: one")
    )
    scene.sync()
    scene.put(
        "status-check", phone.annotated(scene.text("status-check"), f"My own words\n{prompt} note: one")
    )
    scene.sync()
    scene.world.tell("acme", decided("2026-12-14", "2026-12-01 16:00"))
    lines = scene.sync().lines
    assert [each.why for each in lines if each.kind is Kind.KEPT] == ["body"]
    assert phone.body_of(scene.text("status-check")) == f"My own words\n{prompt} note: one"


def test_what_another_machine_renewed_is_not_kept_against_the_plan() -> None:
    scene, other = Scene(), world()
    other.sync(scene.store)
    scene.put("status-check", answered(scene.text("status-check"), "note: one"))
    for each in (scene.world, other):
        each.sync(scene.store)
    for each in (scene.world, other):
        each.tell("acme", decided("2026-12-14", "2026-12-01 16:00"))
        report = each.sync(scene.store)
    assert Kind.KEPT not in kinds(report)


# what is cut short, or happens meanwhile


def test_a_confirmation_that_was_to_go_and_did_not_is_not_taken_for_theirs() -> None:
    scene = Scene()
    scene.put("status-check", answered(scene.text("status-check"), "note: one"))
    scene.sync()
    for entry in entries(scene):
        scene.world.untell("acme", entry)
    kill(scene, Fault.KILLED_BEFORE, after=1)
    scene.world.now += timedelta(minutes=15)
    scene.put("status-check", answered(scene.text("status-check"), "decided 2026-12-14"))
    scene.sync()
    body = phone.body_of(scene.text("status-check"))
    assert "Read as decided." in body
    assert body.count("Read as") == 1


def test_an_answer_typed_while_a_run_writes_knows_what_that_run_heard() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: one"))
    scene.store.meanwhile = lambda: scene.put(
        "thank-you", answered(scene.text("thank-you"), "note: two count")
    )
    scene.store.faults = {2: Fault.MEANWHILE}
    scene.sync()
    readings = [each.reading for each in entries(scene) if isinstance(each, Answered)]
    assert readings == ["as noted", "as noted after 2"]


def test_what_waits_for_the_next_run_is_not_written_in_this_one() -> None:
    names = [f"n{number:03}" for number in range(12)]
    tracked = [track(name, "2026-12-01 14:00", company=name, decision="2026-12-10") for name in names]
    world, store = World(*tracked, now=when("2026-12-01 15:30")), HostileStore()
    for _ in range(2):
        world.sync(store)
    for href, text in list(store.texts().items()):
        store.put(href, answered(text, f"note: {phone.uid_of(text)}"))
    for name in names:
        world.tell(name, decided("2026-12-14", "2026-12-01 15:20"))
    heard = []
    for _ in range(2):
        world.sync(store)
        heard.append(sum(len(one.notes) for one in world.tracked.values()))
    assert len(store.texts()) > MOST_ANSWERS
    assert heard == [MOST_ANSWERS, len(store.texts())]


# the invitation


def test_the_last_of_two_invitations_counts() -> None:
    place = find_prompt("Your answer: one\nwords\nYour answer (later): two\nwords")
    assert place is not None
    assert (place.line, place.text) == (2, "two")


def test_ones_own_words_above_the_invitation_are_no_confirmation() -> None:
    assert confirmed("My own words\nYour answer: sent") == ""
    assert confirmed("Read as done.\nYour answer: sent") == "Read as done."


def test_a_confirmation_is_one_line() -> None:
    scene = Scene()
    reminder = next(iter(scene.world.wanted().values())).reminder
    answer = Answered(reminder.step, "", "sent", "as done\non Tuesday", scene.world.now)
    assert confirmation(replace(reminder, answers=(answer,))) == "Read as done on Tuesday."
