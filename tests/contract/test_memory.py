"""What only the calendar in memory lets one try."""

from __future__ import annotations

import pytest

from calsync.stores.memory import MemoryStore
from calsync.sync.store import Exists
from tests.contract.objects import event


def test_a_token_of_another_calendar_is_no_good() -> None:
    one, other = MemoryStore("one"), MemoryStore("other")
    token = one.everything().token
    assert token is not None
    assert one.changes(token) is not None
    assert other.changes(token) is None


def test_a_token_from_before_it_was_restored_is_no_good() -> None:
    store = MemoryStore()
    store.create("one.ics", event("one"))
    token = store.everything().token
    assert token is not None
    assert MemoryStore().changes(token) is None


def test_an_object_that_gets_another_uid_frees_its_own() -> None:
    store = MemoryStore()
    store.create("one.ics", event("one"))
    store.create("two.ics", event("two"))
    with pytest.raises(Exists):
        store.replace("one.ics", event("two"), etag=None)
    store.replace("one.ics", event("three"), etag=None)
    with pytest.raises(Exists):
        store.create("other.ics", event("three"))
    store.create("other.ics", event("one"))
    assert [each.href for each in store.everything().objects] == ["one.ics", "two.ics", "other.ics"]
