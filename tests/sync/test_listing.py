"""What a look makes of what a calendar says, and what it does not conclude from it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from calsync.errors import Unreachable
from calsync.sync.ledger import Row, Standing
from calsync.sync.listing import LAG, LOOK_AGAIN, Look, look, look_at
from calsync.sync.store import Delta
from tests.sync import phone
from tests.sync.hostile import Cut, Quirks, Tokens
from tests.sync.scene import NOW, Scene

SOON = NOW + timedelta(hours=1)


@pytest.fixture
def scene() -> Scene:
    """Everything is agreed on, and was seen."""
    scene = Scene()
    scene.sync()
    scene.store.begin()
    return scene


def some(*hrefs: str) -> frozenset[str]:
    return frozenset(hrefs)


def standing(scene: Scene) -> Standing:
    return scene.world.ledger.standing


def row(scene: Scene, step: str) -> Row:
    return standing(scene).rows[scene.uid(step)]


def looked(scene: Scene, *, now: datetime = SOON, known: Standing | None = None) -> Look:
    scene.store.begin()
    return look(scene.store, known or standing(scene), now=now)


def test_nothing_new_is_one_request(scene: Scene) -> None:
    """Promise 3."""
    seen = looked(scene)
    assert (scene.store.requests.changes, scene.store.requests.reads) == (1, 1)
    assert seen.same.keys() == standing(scene).rows.keys()
    assert (seen.gone, seen.late, seen.unreadable) == (some(), some(), some())
    assert (list(seen.found), list(seen.doubles)) == ([], [])
    assert seen.token == standing(scene).token


def test_what_changed_is_read_in_one_request(scene: Scene) -> None:
    for step in ("thank-you", "stop", "final-note"):
        scene.put(step, phone.retitled(scene.text(step), "Mine"))
    seen = looked(scene)
    assert seen.found.keys() == {scene.uid(step) for step in ("thank-you", "stop", "final-note")}
    assert (scene.store.requests.changes, scene.store.requests.read, scene.store.requests.reads) == (1, 1, 2)
    assert seen.token != standing(scene).token


def test_what_is_named_and_has_not_changed_is_not_read(scene: Scene) -> None:
    scene.store.quirks = Quirks(tokens=Tokens.ALL)
    assert looked(scene).found == {}
    assert scene.store.requests.reads == 1


@pytest.mark.parametrize(
    ("known", "now", "tokens", "everything"),
    [
        ("both", NOW + LOOK_AGAIN - timedelta(minutes=1), Tokens.GOOD, 0),
        ("both", NOW + LOOK_AGAIN, Tokens.GOOD, 1),
        ("both", SOON, Tokens.REFUSED, 1),
        ("no token", SOON, Tokens.GOOD, 1),
        ("never listed", SOON, Tokens.GOOD, 1),
    ],
)
def test_when_all_of_it_is_looked_at(
    scene: Scene, known: str, now: datetime, tokens: Tokens, everything: int
) -> None:
    scene.store.quirks = Quirks(tokens=tokens)
    before = standing(scene)
    if known == "no token":
        before = before._replace(token=None)
    if known == "never listed":
        before = before._replace(listed=None)
    seen = looked(scene, now=now, known=before)
    assert scene.store.requests.everything == everything
    assert seen.same.keys() == before.rows.keys()
    assert (seen.listed == now) is bool(everything)


def test_gone_by_the_changes_is_asked_for_once_more(scene: Scene) -> None:
    """Promise 5."""
    scene.delete("stop")
    href = row(scene, "stop").href
    seen = looked(scene)
    assert seen.gone == some(href)
    assert scene.uid("stop") not in seen.same
    assert scene.store.requests.read == 1


def test_named_as_gone_and_there_is_there(scene: Scene) -> None:
    """Promise 5: it was asked for once more."""
    delta = Delta({}, some(scene.href("stop")), "1")
    scene.store.changes = lambda token: delta  # type: ignore[method-assign]
    seen = looked(scene)
    assert (seen.gone, list(seen.found)) == (some(), [scene.uid("stop")])


def test_missing_from_a_listing_is_asked_for_once_more(scene: Scene) -> None:
    """Promise 5."""
    scene.store.quirks = Quirks(cut=Cut.SILENT)
    known = standing(scene)._replace(token=None)
    for _ in range(5):
        seen = looked(scene, known=known)
        assert (seen.gone, seen.late) == (some(), some())
        assert seen.same.keys() == known.rows.keys()
    scene.delete("stop")
    assert looked(scene, known=known).gone == {row(scene, "stop").href}


def test_a_listing_that_says_it_is_cut_short_is_none(scene: Scene) -> None:
    scene.store.quirks = Quirks(cut=Cut.SAID)
    with pytest.raises(Unreachable):
        looked(scene, known=standing(scene)._replace(token=None))


# etag agreed on, etag shown, whether it is read again
ETAGS = [
    ('"1"', '"1"', False),
    ('"1"', '"2"', True),
    ('W/"1"', 'W/"1"', False),
    ('"1"', 'W/"1"', True),
    (None, '"1"', True),
    ('"1"', None, True),
    (None, None, True),
]


@pytest.mark.parametrize(("agreed", "shown", "read"), ETAGS)
def test_etags(scene: Scene, agreed: str | None, shown: str | None, read: bool) -> None:
    uid, known = scene.uid("stop"), standing(scene)
    before = known.rows[uid].agreed
    assert before is not None
    rows = {**known.rows, uid: known.rows[uid]._replace(agreed=before._replace(etag=agreed))}
    scene.store.log.append(scene.href("stop"))
    etag_of = scene.store._etag
    scene.store._etag = lambda href: shown if href == scene.href("stop") else etag_of(href)  # type: ignore[method-assign]
    assert (uid in looked(scene, known=known._replace(rows=rows)).found) is read
    assert scene.store.requests.read == read


def test_an_etag_that_comes_again_is_seen_through_when_all_is_looked_at(scene: Scene) -> None:
    href = scene.href("stop")
    scene.store.kept[href].text = phone.retitled(scene.text("stop"), "Mine")
    assert looked(scene).found == {}
    assert looked(scene, known=standing(scene)._replace(token=None)).found.keys() == {scene.uid("stop")}


def test_named_as_changed_and_not_to_be_had_is_waited_for(scene: Scene) -> None:
    """It shows up later, from the same token on; what was changed is not missed."""
    before = standing(scene).token
    scene.put("stop", phone.retitled(scene.text("stop"), "Mine"))
    scene.store.hidden = {scene.href("stop")}
    seen = looked(scene)
    assert (seen.late, seen.gone, seen.token) == (some(scene.href("stop")), some(), before)
    assert scene.uid("stop") not in seen.same
    scene.store.catch_up()
    assert looked(scene, known=standing(scene)._replace(token=seen.token)).found.keys() == {scene.uid("stop")}


def test_others_that_are_not_to_be_had_do_not_hold_it_up(scene: Scene) -> None:
    scene.store.put("/cal/odd.ics", "")
    scene.store.hidden = {"/cal/odd.ics"}
    seen = looked(scene)
    assert (seen.late, seen.token) == (some(), str(len(scene.store.log)))


# whether it lags, was seen, and when it was written; whether its absence is believed
LATE = [
    (True, False, timedelta(), False),
    (True, False, LAG - timedelta(seconds=1), False),
    (True, False, LAG, True),
    (True, False, -timedelta(days=1), True),  # the clock was wrong then
    (True, True, timedelta(), True),
    (False, False, timedelta(), True),
]


@pytest.mark.parametrize("how", ["all", "one"])
@pytest.mark.parametrize(("lags", "was_seen", "since", "believed"), LATE)
def test_what_was_written_just_now_may_be_late(
    scene: Scene,
    lags: bool,
    was_seen: bool,
    since: timedelta,
    believed: bool,
    how: str,
) -> None:
    scene.store.quirks = Quirks(lags=lags)
    uid, href, known = scene.uid("stop"), scene.href("stop"), standing(scene)
    agreed = known.rows[uid].agreed
    assert agreed is not None
    agreed = agreed._replace(seen=was_seen, written=SOON - since)
    known = known._replace(token=None, rows={**known.rows, uid: known.rows[uid]._replace(agreed=agreed)})
    scene.store.hidden = {href}
    looks = {
        "all": lambda: looked(scene, known=known),
        "one": lambda: look_at(scene.store, known, [href], now=SOON),
    }
    seen = looks[how]()
    assert (seen.gone, seen.late) == ((some(href), some()) if believed else (some(), some(href)))


@pytest.mark.parametrize("cut", [Cut.NO, Cut.SILENT])
def test_what_was_never_agreed_on_is_not_gone(scene: Scene, cut: Cut) -> None:
    uid, known = scene.uid("stop"), standing(scene)
    href = known.rows[uid].href
    known = known._replace(rows={**known.rows, uid: known.rows[uid]._replace(agreed=None)})
    scene.store.quirks = Quirks(cut=cut)
    for _ in range(5):  # it is there, if not in the listing
        assert uid in looked(scene, known=known._replace(token=None)).found
    scene.store.delete(href)
    for seen in (
        looked(scene, known=known._replace(token=None)),
        look_at(scene.store, known, [href], now=SOON),
    ):
        assert (seen.gone, uid in seen.found, uid in seen.same) == (some(), False, False)


def test_under_another_name_it_is_not_gone(scene: Scene) -> None:
    uid, href, text = scene.uid("stop"), scene.href("stop"), scene.text("stop")
    scene.store.delete(href)
    scene.store.put("/cal/other.ics", text)
    for known in (standing(scene), standing(scene)._replace(token=None)):
        seen = looked(scene, known=known)
        assert (seen.gone, seen.found[uid].href) == (some(), "/cal/other.ics")


def test_of_two_with_one_uid_the_one_at_home_counts(scene: Scene) -> None:
    uid, href = scene.uid("stop"), scene.href("stop")
    scene.store.put("/cal/0.ics", scene.text("stop"))
    seen = looked(scene)
    assert (uid in seen.same, [each.href for each in seen.doubles]) == (True, ["/cal/0.ics"])
    scene.put("stop", phone.retitled(scene.text("stop"), "Mine"))
    seen = looked(scene)
    assert (seen.found[uid].href, [each.href for each in seen.doubles]) == (href, ["/cal/0.ics"])


@pytest.mark.parametrize("text", ["", "rubbish", "other"])
def test_what_stands_in_its_place_and_is_not_it_is_unreadable(scene: Scene, text: str) -> None:
    href = scene.href("stop")
    scene.store.put(href, phone.copied(scene.text("stop"), "other") if text == "other" else text)
    for known in (standing(scene), standing(scene)._replace(token=None)):
        seen = looked(scene, known=known)
        assert (seen.unreadable, seen.gone, seen.found) == (some(href), some(), {})
        assert scene.uid("stop") not in seen.same


def test_foreign_rubbish_is_passed_over(scene: Scene) -> None:
    scene.store.put("/cal/odd.ics", "rubbish")
    seen = looked(scene)
    assert (seen.unreadable, seen.found) == (some(), {})


def test_a_look_at_some_leaves_the_rest(scene: Scene) -> None:
    hrefs = [scene.href("stop"), "/cal/never.ics"]
    scene.put("thank-you", phone.retitled(scene.text("thank-you"), "Mine"))
    scene.store.begin()
    seen = look_at(scene.store, standing(scene), hrefs, now=SOON)
    assert (scene.store.requests.read, scene.store.requests.reads) == (1, 1)
    assert (set(seen.found), seen.gone) == ({scene.uid("stop")}, some())
    assert (seen.token, seen.listed) == (standing(scene).token, standing(scene).listed)
    scene.store.delete(hrefs[0])
    assert look_at(scene.store, standing(scene), hrefs, now=SOON).gone == {hrefs[0]}


@pytest.mark.parametrize(("since", "believed"), [(timedelta(), False), (LAG, True)])
def test_made_and_gone_since_the_token_is_named_by_no_calendar(
    scene: Scene,
    since: timedelta,
    believed: bool,
) -> None:
    """What we wrote and no look has shown yet is asked for."""
    uid, href, known = scene.uid("stop"), scene.href("stop"), standing(scene)
    agreed = known.rows[uid].agreed
    assert agreed is not None
    agreed = agreed._replace(seen=False, written=SOON - since)
    known = known._replace(rows={**known.rows, uid: known.rows[uid]._replace(agreed=agreed)})
    assert looked(scene, known=known).gone == some()
    assert scene.store.requests.read == 1
    del scene.store.kept[href]
    seen = looked(scene, known=known)
    assert (seen.gone, seen.late, uid in seen.same) == (some(href), some(), False)
    scene.store.quirks = Quirks(lags=True)
    seen = looked(scene, known=known)
    assert (seen.gone, seen.late) == ((some(href), some()) if believed else (some(), some(href)))


def test_made_and_renamed_since_the_token_is_not_gone(scene: Scene) -> None:
    uid, href, text, known = scene.uid("stop"), scene.href("stop"), scene.text("stop"), standing(scene)
    agreed = known.rows[uid].agreed
    assert agreed is not None
    known = known._replace(
        rows={**known.rows, uid: known.rows[uid]._replace(agreed=agreed._replace(seen=False))}
    )
    del scene.store.kept[href]
    scene.store.put("/cal/other.ics", text)
    seen = looked(scene, known=known)
    assert (seen.gone, seen.doubles, seen.found[uid].href) == (some(), (), "/cal/other.ics")
