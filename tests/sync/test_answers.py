"""What is typed into a reminder in the calendar is found, heard once, and confirmed where it was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calsync.ical.item import Item, read_item
from calsync.ical.reminder import Form
from calsync.messages.answering import find_prompt
from calsync.planning.history import Answered, Done, Entry, Moved, Noted, Outcome, Skipped
from calsync.sync.answers import LONGEST, MOST_ANSWERS, MOST_LINES, typed_answers, typed_at
from calsync.sync.report import Kind
from tests.planning.made import track, when
from tests.sync import phone
from tests.sync.hostile import Fault, HostileStore, Killed
from tests.sync.scene import Scene, kinds, made
from tests.sync.world import World


def item(text: str) -> Item:
    found = read_item(text)
    assert found is not None
    return found


def answered(text: str, answer: str) -> str:
    """Typed behind the invitation."""
    return phone.annotated(text, f"{phone.body_of(text).rstrip()} {answer}")


def typed(text: str) -> list[tuple[str, bool]]:
    return [(each.text, each.meant) for each in typed_answers(item(text), item(made()))]


def entries(scene: Scene) -> list[Entry]:
    return list(scene.world.tracked["acme"].entries)


# where answers are found


def test_every_reminder_ends_with_the_invitation() -> None:
    for wanted in Scene().world.wanted().values():
        body = item(wanted.text).body
        place = find_prompt(body)
        assert place is not None
        assert place.line == len(body.split("\n")) - 1
        assert place.text == ""


def test_behind_the_invitation() -> None:
    assert typed(answered(made(), "sent Tuesday")) == [("sent Tuesday", True)]


def test_below_the_invitation_and_as_the_first_line() -> None:
    body = phone.body_of(made())
    (found,) = typed_answers(item(phone.annotated(made(), f"{body}\n\nsent\n  note: queues ")), item(made()))
    assert (found.text, found.meant) == ("sent\nnote: queues", False)
    assert [(each.text, each.meant) for each in found.lines] == [("sent", False), ("note: queues", False)]
    assert typed(phone.annotated(made(), f"{body}\nsent")) == [("sent", True)]
    assert typed(phone.annotated(made(), f"\nsent\n{body}")) == [("sent", False)]
    assert typed(phone.annotated(made(), "sent")) == [("sent", False)]


def test_before_the_title() -> None:
    found = typed_answers(item(phone.retitled(made(), f"✓ - {phone.title_of(made())}")), item(made()))
    assert [(each.text, each.in_title) for each in found] == [("✓", True)]
    assert typed(phone.retitled(made(), "Write to Sarah")) == []
    assert typed(phone.retitled(made(), f"{phone.title_of(made())} done")) == []


def test_an_answer_that_was_there_is_none() -> None:
    once = answered(made(), "sent Tuesday")
    assert typed_answers(item(once), item(once)) == ()
    moved = phone.retitled(once, "Other")
    assert [each.text for each in typed_answers(item(moved), item(once))] == []


@pytest.mark.parametrize(
    ("after", "text", "rest", "apart"),
    [
        ("sent Tuesday", "sent Tuesday", "Tuesday", False),
        ("sent, note: queues", "sent, note: queues", "note: queues", False),
        ("sent; note: queues", "sent; note: queues", "note: queues", True),
        ("sentinel", "sentinel", "", False),
        ("done", "done", "", False),
    ],
)
def test_what_was_written_on(after: str, text: str, rest: str, apart: bool) -> None:
    before = answered(made(), "sent")
    (found,) = typed_answers(item(answered(made(), after)), item(before))
    assert (found.text, found.rest, found.apart) == (text, rest, apart)
    (found,) = typed_answers(item(answered(made(), after)), item(before), unclear=["sent"])
    assert (found.text, found.rest, found.doubtful) == (text, rest, bool(rest))


def test_what_was_taken_away_is_no_answer() -> None:
    assert typed_answers(item(answered(made(), "")), item(answered(made(), "sent"))) == ()


def test_a_lengthened_answer_is_read_as_a_whole() -> None:
    scene = Scene()
    scene.put("thank-you", answered(made(), "sent"))
    scene.sync()
    scene.world.now += timedelta(minutes=15)
    scene.put("thank-you", answered(scene.text("thank-you"), "again"))
    scene.sync()
    assert [type(each) for each in entries(scene)] == [Done, Answered, Done, Answered]
    assert [each.text for each in entries(scene) if isinstance(each, Answered)] == ["sent", "sent again"]


def test_behind_what_was_not_understood_only_a_note_stands_for_itself() -> None:
    scene = Scene()
    for more in ("hm", "sent", "note: one", "; sent"):
        scene.put("thank-you", answered(scene.text("thank-you"), more))
        scene.sync()
        scene.world.now += timedelta(minutes=15)
    told = [(each.text, each.reading) for each in entries(scene) if isinstance(each, Answered)]
    assert told == [("hm", ""), ("hm sent", ""), ("note: one", "as noted"), ("sent", "as done")]


def test_the_words_of_a_note_are_none_of_what_is_written_on() -> None:
    scene = Scene()
    for more in ("note: one", "in 20 days", "two"):
        scene.put("status-check", answered(scene.text("status-check"), more))
        scene.sync()
        scene.world.now += timedelta(minutes=15)
    told = [each.text for each in entries(scene) if isinstance(each, Answered)]
    assert told == ["note: one", "in 20 days", "note: one in 20 days two"]


def test_lines_in_the_middle_are_notes() -> None:
    first, *rest = phone.body_of(made()).split("\n")
    assert typed(phone.annotated(made(), "\n".join([first, "sent", *rest]))) == []


def test_no_more_lines_than_a_few() -> None:
    text = phone.annotated(made(), phone.body_of(made()) + "".join(f"\nline {n}" for n in range(20)))
    lines, more = typed_answers(item(text), item(made()))
    assert len(lines.lines) == MOST_LINES - 1
    assert more.beyond == 20 - (MOST_LINES - 1)


def test_lines_that_were_not_read_are_said() -> None:
    scene = Scene()
    scene.put("thank-you", answered(made(), "sent" + "".join(f"\nnote: w{n}" for n in range(8))))
    report = scene.sync()
    (line,) = [each for each in report.lines if each.kind is Kind.UNCLEAR]
    assert line.why == "4 more lines were not read; no more than 5 are, at once"
    assert [each.text for each in entries(scene) if isinstance(each, Noted)] == ["w0", "w1", "w2", "w3"]


def test_a_body_of_very_many_lines_is_no_trouble() -> None:
    many = "\n".join(f"l{n}" for n in range(50_000))
    before = phone.annotated(made(), f"{phone.body_of(made())}\n{many}")
    after = phone.annotated(made(), f"{phone.body_of(made())}\n{many}\nsent")
    assert [each.text for each in typed_answers(item(after), item(before))] == ["sent"]


# when it was typed


NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)


def stamped(at: str) -> Item:
    return item(phone.edited(made(), lambda part: part.put(f"LAST-MODIFIED:{at}")))


def test_the_phone_tells_when_it_was_typed() -> None:
    assert typed_at(stamped("20261202T090000Z"), stamped("20261201T090000Z"), now=NOW) == NOW.replace(hour=9)


@pytest.mark.parametrize("at", ["20261201T090000Z", "20261130T090000Z", "20261203T090000Z", "nonsense"])
def test_a_stamp_that_stood_still_or_lies_ahead_tells_nothing(at: str) -> None:
    assert typed_at(stamped(at), stamped("20261201T090000Z"), now=NOW) == NOW


# what comes of it


@pytest.mark.parametrize("form", Form)
def test_sent(form: Form) -> None:
    scene = Scene(form)
    scene.put("thank-you", answered(scene.text("thank-you"), "sent"))
    report = scene.sync()
    assert kinds(report)[Kind.ANSWERED] == ["Thank Sarah Lee (Acme)"]
    told = entries(scene)
    assert [type(each) for each in told] == [Done, Answered]
    assert scene.state("thank-you") == "done"
    body = phone.body_of(scene.text("thank-you"))
    assert "\nRead as done.\nYour answer (" in body
    assert body.endswith(": sent")
    status = phone.status_of(scene.text("thank-you"))
    assert status == ("COMPLETED" if form is Form.TODO else "CANCELLED")
    assert scene.sync().lines == ()
    assert entries(scene) == told
    assert scene.store.requests.writes == 0


def test_an_answer_to_what_is_past_is_confirmed_there() -> None:
    scene = Scene()
    scene.world.now += timedelta(days=3)
    scene.sync()
    before = scene.text("thank-you")
    scene.put("thank-you", answered(before, "sent"))
    scene.sync()
    after = scene.text("thank-you")
    assert "\nRead as done.\n" in phone.body_of(after)
    assert phone.status_of(after) == phone.status_of(before)
    assert scene.sync().lines == ()
    assert scene.store.requests.writes == 0


def test_an_answer_in_what_was_put_away_is_confirmed_there() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "sent"))
    scene.sync()
    scene.world.now += timedelta(minutes=15)
    scene.put("thank-you", answered(scene.text("thank-you"), "note: queues"))
    scene.sync()
    body = phone.body_of(scene.text("thank-you"))
    assert "\nRead as noted.\n" in body
    assert body.count("Read as") == 1
    assert [each.text for each in entries(scene) if isinstance(each, Noted)] == ["queues"]
    assert scene.sync().lines == ()


def test_later_moves_it() -> None:
    scene = Scene()
    scene.put("status-check", answered(scene.text("status-check"), "in 20 days"))
    scene.sync()
    assert [type(each) for each in entries(scene)] == [Moved, Answered]
    assert phone.start_of(scene.text("status-check")) == when("2026-12-21 15:41").astimezone(UTC)
    assert "Read as moved." in phone.body_of(scene.text("status-check"))


def test_two_answers_in_one_edit_are_confirmed_in_one_line() -> None:
    scene = Scene()
    text = answered(scene.text("thank-you"), "sent\nnote: queues\nBring the umbrella")
    scene.put("thank-you", text)
    report = scene.sync()
    assert kinds(report).keys() >= {Kind.ANSWERED, Kind.EDITED}
    assert [type(each) for each in entries(scene)] == [Done, Answered, Noted, Answered]
    assert "\nRead as done; as noted.\n" in phone.body_of(scene.text("thank-you"))
    assert phone.body_of(scene.text("thank-you")).endswith("\nBring the umbrella")


def test_a_second_answer_knows_the_first() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: one\nnote: two count"))
    scene.sync()
    readings = [each.reading for each in entries(scene) if isinstance(each, Answered)]
    assert readings == ["as noted", "as noted after 2"]


def test_what_is_not_understood_is_left_and_said_once() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "qwertz"))
    report = scene.sync()
    line = next(each for each in report.lines if each.kind is Kind.UNCLEAR)
    assert line.why == "“qwertz”: Nobody knows what that means."
    assert [type(each) for each in entries(scene)] == [Answered]
    body = phone.body_of(scene.text("thank-you"))
    assert body.endswith(": qwertz")
    assert "\nNot understood: “qwertz”; nothing was changed by it.\nYour answer" in body
    assert scene.state("thank-you") == "open"
    assert scene.sync().lines == ()
    scene.world.now += timedelta(minutes=15)
    scene.put("thank-you", answered(made(), "sent"))
    scene.sync()
    assert "Not understood" not in phone.body_of(scene.text("thank-you"))
    assert scene.state("thank-you") == "done"


def test_what_is_too_long_is_not_read() -> None:
    scene = Scene()
    long = "note: " + "x" * LONGEST
    scene.put("thank-you", answered(scene.text("thank-you"), long))
    report = scene.sync()
    (line,) = [each for each in report.lines if each.kind is Kind.UNCLEAR]
    assert line.why.endswith("…”: It is longer than 1000 characters.")
    (entry,) = entries(scene)
    assert isinstance(entry, Answered)
    assert len(entry.text) <= 80
    assert phone.body_of(scene.text("thank-you")).endswith(f": {long}")
    assert scene.sync().lines == ()


def test_a_note_of_ones_own_is_no_answer() -> None:
    scene = Scene()
    scene.put(
        "thank-you", phone.annotated(made(), f"Ask about queues\n{phone.body_of(made())}\n\nBring a pen")
    )
    report = scene.sync()
    assert list(kinds(report)) == [Kind.EDITED]
    assert entries(scene) == []


@pytest.mark.parametrize(("word", "entry"), [("✓", Done), ("skip", Skipped), ("done", Done)])
def test_before_the_title_it_is_heard(word: str, entry: type[Entry]) -> None:
    scene = Scene()
    scene.put("thank-you", phone.retitled(made(), f"{word} {phone.title_of(made())}"))
    scene.sync()
    assert [type(each) for each in entries(scene)] == [entry, Answered]
    assert phone.title_of(scene.text("thank-you")).startswith(f"{word} ")


@pytest.mark.parametrize("words", ["offer", "note: queues", "in 3 days", "Reply to"])
def test_nothing_else_is_heard_in_a_title(words: str) -> None:
    scene = Scene()
    scene.put("thank-you", phone.retitled(made(), f"{words} {phone.title_of(made())}"))
    assert list(kinds(scene.sync())) == [Kind.EDITED]
    assert entries(scene) == []


def test_an_outcome_ends_the_waiting_and_is_confirmed_where_it_was_told() -> None:
    scene = Scene()
    scene.put("status-check", answered(scene.text("status-check"), "rejected"))
    scene.sync()
    assert [type(each) for each in entries(scene)] == [Outcome, Answered]
    text = scene.text("status-check")
    assert phone.status_of(text) == "CANCELLED"
    assert "Read as outcome." in phone.body_of(text)
    assert phone.body_of(text).endswith(": rejected")


def test_typed_and_ticked_it_was_done_when_it_was_said() -> None:
    scene = Scene(Form.TODO)
    text = answered(scene.text("thank-you"), "sent")
    scene.put("thank-you", phone.ticked(text, scene.world.now))
    scene.sync()
    assert [type(each) for each in entries(scene)] == [Done, Answered]


def test_typed_and_dragged_both_count() -> None:
    scene = Scene()
    text = answered(scene.text("status-check"), "note: queues")
    to = when("2026-12-16 09:07")
    scene.put("status-check", phone.dragged(text, to))
    scene.sync()
    assert [type(each) for each in entries(scene)] == [Noted, Answered, Moved]


def test_an_answer_among_guests_is_anybodys() -> None:
    scene = Scene()
    text = answered(scene.text("thank-you"), "sent")
    scene.put("thank-you", phone.with_line(text, "ATTENDEE;CN=Bo:mailto:bo@phone.example"))
    report = scene.sync()
    assert "anybody may have typed it" in next(x.why for x in report.lines if x.kind is Kind.UNCLEAR)
    assert entries(scene) == []


def test_where_the_text_was_made_ones_own_it_is_confirmed_at_the_end() -> None:
    scene = Scene()
    scene.put("thank-you", phone.annotated(made(), "sent\nMy own words"))
    scene.sync()
    assert phone.body_of(scene.text("thank-you")) == "sent\nMy own words\nRead as done."
    assert scene.sync().lines == ()


def test_a_further_answer_replaces_the_confirmation_in_ones_own_text() -> None:
    scene = Scene()
    prompt = phone.body_of(made()).split("\n")[-1]
    scene.put("thank-you", phone.annotated(made(), f"My own words\n{prompt} note: one"))
    scene.sync()
    scene.world.now += timedelta(minutes=15)
    scene.put("thank-you", phone.annotated(made(), f"My own words\nRead as noted.\n{prompt} sent"))
    scene.sync()
    assert phone.body_of(scene.text("thank-you")) == f"My own words\nRead as done.\n{prompt} sent"


# exactly once


def test_killed_before_it_was_confirmed() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: queues"))
    scene.store.faults = {2: Fault.KILLED_BEFORE}
    with pytest.raises(Killed):
        scene.sync()
    told = entries(scene)
    assert [type(each) for each in told] == [Noted, Answered]
    scene.sync()
    assert entries(scene) == told
    assert "Read as noted." in phone.body_of(scene.text("thank-you"))


def test_a_lost_ledger_does_not_hear_again_what_the_history_knows() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: queues"))
    scene.sync()
    told = entries(scene)
    scene.world.ledger.standing = scene.world.ledger.standing._replace(rows={}, token=None, listed=None)
    scene.sync()
    assert entries(scene) == told


def test_a_new_tracker_hears_what_it_does_not_know() -> None:
    scene = Scene()
    scene.put("thank-you", answered(scene.text("thank-you"), "note: queues"))
    other = Scene().world
    other.sync(scene.store)
    assert [type(each) for each in other.tracked["acme"].entries] == [Noted, Answered]


def test_two_machines_hear_it_once_each_and_agree() -> None:
    scene = Scene()
    other = Scene().world
    other.sync(scene.store)
    scene.put("status-check", answered(scene.text("status-check"), "note: queues"))
    for world in (scene.world, other, scene.world, other):
        world.sync(scene.store)
    for world in (scene.world, other):
        assert [type(each) for each in world.tracked["acme"].entries] == [Noted, Answered]
        scene.store.begin()
        assert world.sync(scene.store).lines == ()
        assert scene.store.requests.writes == 0


def test_taken_back_it_is_not_heard_again() -> None:
    scene = Scene()
    scene.put("status-check", answered(scene.text("status-check"), "note: queues"))
    scene.sync()
    for entry in entries(scene):
        scene.world.untell("acme", entry)
    scene.sync()
    assert entries(scene) == []
    body = phone.body_of(scene.text("status-check"))
    assert "Read as" not in body
    assert body.endswith(": note: queues")


def test_more_answers_than_a_run_reads_wait_for_the_next() -> None:
    people = 20
    names = [f"n{number:03}" for number in range(people)]
    tracked = [track(name, "2026-12-01 14:00", company=name, decision="2026-12-10") for name in names]
    world, store = World(*tracked, now=when("2026-12-01 15:30")), HostileStore()
    world.sync(store)
    for href, text in list(store.texts().items()):
        store.put(href, answered(text, f"note: {phone.uid_of(text)}"))
    all_of_them = len(store.texts())
    assert all_of_them > MOST_ANSWERS
    heard = []
    for _ in range(all_of_them // MOST_ANSWERS + 1):
        world.sync(store)
        notes = [each.text for one in world.tracked.values() for each in one.notes]
        heard.append(len(notes))
        assert len(set(notes)) == len(notes)
    assert heard[0] == MOST_ANSWERS
    assert heard[-1] == all_of_them
    store.begin()
    world.sync(store)
    assert store.requests.writes == 0


def test_what_is_told_is_told_when_it_was_heard() -> None:
    scene = Scene()
    at = scene.world.now + timedelta(minutes=10)
    scene.world.now += timedelta(hours=1)
    stamp = f"LAST-MODIFIED:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    scene.put("thank-you", phone.edited(answered(made(), "sent"), lambda part: part.put(stamp)))
    scene.sync()
    done, _ = entries(scene)
    assert isinstance(done, Done)
    assert (done.on, done.told) == (at, scene.world.now)


def test_while_there_is_time_the_text_of_what_is_past_is_renewed() -> None:
    """So that a note fills the draft of the thank-you that rang an hour ago."""
    scene = Scene()
    scene.world.now = when("2026-12-02 11:00")
    scene.sync()
    one = scene.world.tracked["acme"]
    changed = replace(one, interview=replace(one.interview, role="Head of Queues"))
    scene.world.tracked["acme"] = changed
    scene.sync()
    assert "Head of Queues" in phone.body_of(scene.text("thank-you"))
    scene.world.now = when("2026-12-02 16:00")
    scene.world.tracked["acme"] = replace(one, interview=replace(one.interview, role="Head of Cron"))
    scene.sync()
    assert "Head of Cron" not in phone.body_of(scene.text("thank-you"))
