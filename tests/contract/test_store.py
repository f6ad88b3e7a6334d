"""Listing, writing under a condition, and following changes: the same on every store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from calsync.sync.store import Changed, Delta, Exists, Missing, NotDone, Object, Store, Written
from tests.contract.calendars import Calendar
from tests.contract.objects import event, meaning, said, todo
from tests.servers.server import Failed

ODD_NAMES = (
    "with space.ics",
    "alice@phone.example.ics",
    "one+two.ics",
    "grüße.ics",
    "Über ☕.ics",
    "50%.ics",
    "50%25.ics",
    "what&why.ics",
    "number#1.ics",
    "asked?.ics",
    "it's (2).ics",
    "a,b=c.ics",
)


def objects(store: Store) -> dict[str, Object]:
    """By UID; fails where two have the same."""
    found = {said(each.text).uid: each for each in store.everything().objects}
    assert len(found) == len(store.everything().objects)
    return found


def titles(store: Store) -> dict[str, str]:
    return {uid: said(each.text).title for uid, each in objects(store).items()}


def token_of(store: Store) -> str:
    token = store.everything().token
    assert token is not None
    return token


def delta(store: Store, token: str) -> Delta:
    found = store.changes(token)
    assert found is not None
    return found


def test_an_empty_calendar_is_an_empty_answer(calendar: Calendar) -> None:
    assert calendar.store.everything().objects == ()


def test_the_place_is_the_same_for_every_client(calendar: Calendar) -> None:
    assert calendar.store.place == calendar.another().place
    assert calendar.secret is None or calendar.secret not in calendar.store.place


def test_what_was_made_is_listed_and_says_the_same(calendar: Calendar) -> None:
    text = event("one")
    written = calendar.store.create("one.ics", text)
    assert written.href == calendar.store.address("one.ics")
    (found,) = calendar.store.everything().objects
    assert meaning(found.text) == meaning(text)
    assert found.href == written.href
    assert found.etag is not None
    assert written.etag in (found.etag, None)
    assert calendar.store.read([written.href]) == (found,)


def test_other_clients_see_it_too(calendar: Calendar) -> None:
    text = event("one")
    calendar.store.create("one.ics", text)
    assert calendar.another().everything().objects == calendar.store.everything().objects
    assert [meaning(each) for each in calendar.phone.list().values()] == [meaning(text)]


def test_nothing_is_made_over_something(calendar: Calendar) -> None:
    calendar.store.create("one.ics", event("one", "First"))
    before = calendar.store.everything().objects
    for text in (event("one", "Second"), event("one", "First"), event("two", "Second")):
        with pytest.raises(Exists):
            calendar.store.create("one.ics", text)
    assert calendar.store.everything().objects == before


def test_the_same_uid_under_another_name(calendar: Calendar) -> None:
    calendar.store.create("one.ics", event("one", "First"))
    if calendar.kind.one_uid:
        with pytest.raises(Exists):
            calendar.store.create("other.ics", event("one", "Second"))
        assert titles(calendar.store) == {"one": "First"}
    else:
        calendar.store.create("other.ics", event("one", "Second"))
        listed = calendar.store.everything().objects
        assert sorted(said(each.text).title for each in listed) == ["First", "Second"]


def test_a_uid_is_free_again_when_its_object_is_gone(calendar: Calendar) -> None:
    calendar.store.remove(calendar.store.create("one.ics", event("one")).href, etag=None)
    calendar.store.create("other.ics", event("one", "Second"))
    assert titles(calendar.store) == {"one": "Second"}


def test_alarms_of_one_uid_are_no_two_objects(calendar: Calendar) -> None:
    alarm = "BEGIN:VALARM\nUID:ring\nACTION:DISPLAY\nDESCRIPTION:Now\nTRIGGER:-PT5M\nEND:VALARM\n"
    for uid in ("one", "two"):
        calendar.store.create(f"{uid}.ics", event(uid, more=alarm))
    assert titles(calendar.store).keys() == {"one", "two"}


def test_the_version_that_was_named_is_replaced(calendar: Calendar) -> None:
    calendar.store.create("one.ics", event("one", "First"))
    calendar.store.create("two.ics", event("two", "Other"))
    found = objects(calendar.store)["one"]
    written = calendar.store.replace(found.href, event("one", "Second"), etag=found.etag)
    now = objects(calendar.store)["one"]
    assert written.href == found.href == now.href
    assert now.etag != found.etag
    assert written.etag in (now.etag, None)
    assert titles(calendar.store) == {"one": "Second", "two": "Other"}


def test_an_etag_that_came_from_writing_is_as_good(calendar: Calendar) -> None:
    written = calendar.store.create("one.ics", event("one", "First"))
    written = calendar.store.replace(written.href, event("one", "Second"), etag=written.etag)
    calendar.store.remove(written.href, etag=written.etag)
    assert titles(calendar.store) == {}


def test_without_an_etag_whatever_stands_there_is_replaced(calendar: Calendar) -> None:
    written = calendar.store.create("one.ics", event("one", "First"))
    calendar.phone.put("one.ics", event("one", "Hers"))
    calendar.store.replace(written.href, event("one", "Ours"), etag=None)
    assert titles(calendar.store) == {"one": "Ours"}


def test_a_version_that_is_gone_is_not_replaced(calendar: Calendar) -> None:
    calendar.store.create("one.ics", event("one", "First"))
    stale = objects(calendar.store)["one"]
    calendar.phone.put("one.ics", event("one", "Hers"))
    with pytest.raises(Changed):
        calendar.store.replace(stale.href, event("one", "Ours"), etag=stale.etag)
    with pytest.raises(Changed):
        calendar.store.remove(stale.href, etag=stale.etag)
    assert titles(calendar.store) == {"one": "Hers"}


def test_what_is_gone_is_not_made_again(calendar: Calendar) -> None:
    calendar.store.create("one.ics", event("one"))
    gone = objects(calendar.store)["one"]
    calendar.phone.delete("one.ics")
    with pytest.raises(Missing if calendar.kind.knows_gone else Changed):
        calendar.store.replace(gone.href, event("one", "Again"), etag=gone.etag)
    for etag in (gone.etag, None):
        with pytest.raises(Missing):
            calendar.store.remove(gone.href, etag=etag)
    assert titles(calendar.store) == {}


def test_what_is_gone_is_made_again_only_where_it_cannot_be_told(calendar: Calendar) -> None:
    """HTTP has no condition for “whatever stands there, if it does” that all servers know."""
    calendar.store.create("one.ics", event("one"))
    gone = objects(calendar.store)["one"]
    calendar.phone.delete("one.ics")
    if calendar.kind.knows_gone:
        with pytest.raises(Missing):
            calendar.store.replace(gone.href, event("one", "Again"), etag=None)
    else:
        assert calendar.store.replace(gone.href, event("one", "Again"), etag=None).href == gone.href
    assert titles(calendar.store) == ({} if calendar.kind.knows_gone else {"one": "Again"})


@pytest.mark.parametrize("with_etag", [True, False])
def test_one_is_removed_and_no_other(calendar: Calendar, *, with_etag: bool) -> None:
    calendar.store.create("one.ics", event("one"))
    calendar.store.create("two.ics", event("two"))
    found = objects(calendar.store)["one"]
    calendar.store.remove(found.href, etag=found.etag if with_etag else None)
    assert list(titles(calendar.store)) == ["two"]
    calendar.store.create("one.ics", event("one", "Again"))
    assert titles(calendar.store) == {"one": "Again", "two": "Write to Mira"}


def test_those_are_read_that_are_there(calendar: Calendar) -> None:
    hrefs = [calendar.store.create(f"{uid}.ics", event(uid)).href for uid in ("one", "two", "three")]
    found = {said(each.text).uid: each for each in calendar.store.everything().objects}
    calendar.phone.delete("two.ics")
    assert set(calendar.store.read(hrefs)) == {found["one"], found["three"]}
    assert calendar.store.read(hrefs[1:2]) == ()
    assert calendar.store.read([]) == ()


def test_what_a_phone_does_is_seen(calendar: Calendar) -> None:
    calendar.phone.put("hers.ics", event("hers", "Lunch"))
    calendar.store.create("ours.ics", event("ours"))
    assert titles(calendar.store) == {"hers": "Lunch", "ours": "Write to Mira"}
    before = objects(calendar.store)["ours"]
    calendar.phone.put("ours.ics", event("ours", "Write to her today"))
    calendar.phone.delete("hers.ics")
    assert titles(calendar.store) == {"ours": "Write to her today"}
    assert objects(calendar.store)["ours"].etag != before.etag


def test_looking_changes_nothing(calendar: Calendar) -> None:
    calendar.store.create("one.ics", event("one"))
    calendar.store.create("two.ics", todo("two"))
    assert calendar.store.everything().objects == calendar.store.everything().objects


def test_events_and_to_dos_live_in_one_calendar(calendar: Calendar) -> None:
    made = {"one": event("one"), "two": todo("two", "Ask how it stands")}
    for uid, text in made.items():
        calendar.store.create(f"{uid}.ics", text)
    found = objects(calendar.store)
    assert {uid: meaning(each.text) for uid, each in found.items()} == {
        uid: meaning(text) for uid, text in made.items()
    }
    assert [said(found[uid].text).kind for uid in ("one", "two")] == ["VEVENT", "VTODO"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_a_phone_chose_are_good_for_everything(calendar: Calendar, name: str) -> None:
    calendar.store.create("plain.ics", event("plain"))
    if name in calendar.kind.refused:
        with pytest.raises(Failed):
            calendar.phone.put(name, event("odd", "First"))
        return
    calendar.phone.put(name, event("odd", "First"))
    found = objects(calendar.store)["odd"]
    assert calendar.store.read([found.href]) == (found,)
    written = calendar.store.replace(found.href, event("odd", "Second"), etag=found.etag)
    assert written.href == found.href
    assert said(calendar.phone.list()[name]).title == "Second"
    now = objects(calendar.store)["odd"]
    assert now.href == found.href
    calendar.store.remove(now.href, etag=now.etag)
    assert list(calendar.phone.list()) == ["plain.ics"]


def test_names_that_differ_in_little_are_two(calendar: Calendar) -> None:
    names = [name for name in ODD_NAMES if name not in calendar.kind.refused]
    for number, name in enumerate(names):
        calendar.phone.put(name, event(f"uid-{number}"))
    hrefs = {each.href for each in calendar.store.everything().objects}
    assert len(hrefs) == len(names)
    assert {each.href for each in calendar.store.read(hrefs)} == hrefs


def test_a_hundred_are_one_answer(calendar: Calendar) -> None:
    made = {f"uid-{number:03}": event(f"uid-{number:03}", f"Step {number}") for number in range(100)}
    hrefs = [calendar.store.create(f"{uid}.ics", text).href for uid, text in made.items()]
    found = objects(calendar.store)
    assert {uid: meaning(each.text) for uid, each in found.items()} == {
        uid: meaning(text) for uid, text in made.items()
    }
    assert {each.href: each for each in calendar.store.read(hrefs)} == {
        each.href: each for each in found.values()
    }


def at_once(*acts: Callable[[], Written]) -> list[Written | NotDone]:
    """How each ended, all having begun together."""
    together = threading.Barrier(len(acts))
    ends: list[Written | NotDone] = []

    def run(act: Callable[[], Written]) -> None:
        together.wait()
        try:
            ends.append(act())
        except NotDone as error:
            ends.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_of_two_that_replace_one_version_one_wins(calendar: Calendar) -> None:
    one, two = calendar.store, calendar.another()
    one.create("one.ics", event("one", "Start"))
    for number in range(5):
        start = objects(one)["one"]
        mine, hers = event("one", f"Mine {number}"), event("one", f"Hers {number}")
        ends = at_once(
            partial(one.replace, start.href, mine, etag=start.etag),
            partial(two.replace, start.href, hers, etag=start.etag),
        )
        assert sorted(isinstance(end, Written) for end in ends) == [False, True]
        (etag,) = (end.etag for end in ends if isinstance(end, Written))
        now = objects(one)["one"]
        assert etag in (now.etag, None)
        assert said(now.text).title in (f"Mine {number}", f"Hers {number}")


def test_of_two_that_make_one_object_one_wins(calendar: Calendar) -> None:
    one, two = calendar.store, calendar.another()
    for number in range(5):
        name, text = f"uid-{number}.ics", event(f"uid-{number}")
        ends = at_once(partial(one.create, name, text), partial(two.create, name, text))
        assert sorted(isinstance(end, Written) for end in ends) == [False, True]
        assert len(objects(one)) == number + 1


def test_a_store_without_tokens_says_so(calendar: Calendar) -> None:
    assert (calendar.store.everything().token is not None) == calendar.kind.tokens


@pytest.mark.parametrize(
    "token", ["nonsense", "https://elsewhere.example/sync/1", "http://radicale.org/ns/sync/0", "-1", "é"]
)
def test_a_token_nobody_gave_is_no_good(calendar: Calendar, token: str) -> None:
    calendar.store.create("one.ics", event("one"))
    assert calendar.store.changes(token) is None


def test_changes_are_followed_where_there_are_tokens(calendar: Calendar) -> None:
    if not calendar.kind.tokens:
        assert calendar.store.changes("any") is None
        return
    store = calendar.store
    token = token_of(store)
    nothing = delta(store, token)
    assert nothing.etags == {}
    assert nothing.gone == frozenset()

    own = store.create("one.ics", event("one"))
    calendar.phone.put("two.ics", event("two"))
    listed = {each.href: each.etag for each in store.everything().objects}
    made = delta(store, nothing.token)
    assert made.etags == listed
    assert own.href in made.etags
    assert made.gone == frozenset()

    calendar.phone.put("one.ics", event("one", "Hers"))
    changed = delta(store, made.token)
    now = {each.href: each.etag for each in store.everything().objects}
    assert changed.etags[own.href] == now[own.href] != listed[own.href]
    assert all(changed.etags[href] == now[href] for href in changed.etags)

    calendar.phone.delete("two.ics")
    gone = delta(store, changed.token)
    assert gone.gone == listed.keys() - {own.href}
    assert own.href not in gone.gone

    store.replace(own.href, event("one", "Ours"), etag=now[own.href])
    written = delta(store, gone.token)
    assert written.etags[own.href] == objects(store)["one"].etag
    store.remove(own.href, etag=None)
    assert delta(store, written.token).gone == {own.href}


def test_one_token_tells_all_that_came_after(calendar: Calendar) -> None:
    if not calendar.kind.tokens:
        assert calendar.store.everything().token is None
        return
    store = calendar.store
    stays = store.create("stays.ics", event("stays"))
    goes = store.create("goes.ics", event("goes"))
    token = token_of(store)
    calendar.phone.put("stays.ics", event("stays", "Later"))
    calendar.phone.delete("goes.ics")
    calendar.phone.put("comes.ics", event("comes"))
    calendar.phone.put("brief.ics", event("brief"))
    calendar.phone.delete("brief.ics")
    found = objects(store)
    told = delta(store, token)
    assert told.etags == {found[uid].href: found[uid].etag for uid in ("stays", "comes")}
    assert goes.href in told.gone
    assert stays.href not in told.gone
    assert delta(calendar.another(), token) == told
