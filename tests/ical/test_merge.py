"""Our changes written into an object, with everything of the person's left in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from calsync.ical.item import Item, Part, Status, alarms, differences, read_item
from calsync.ical.merge import Merged, merge, put_away, stamped
from calsync.ical.reminder import Form
from tests.sync import phone
from tests.sync.scene import made

NOW = datetime(2026, 12, 5, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 9, 9, tzinfo=UTC)
THEIRS = datetime(2026, 12, 7, 16, 7, tzinfo=UTC)
Change = Callable[[str], str]


def item(text: str) -> Item:
    found = read_item(text)
    assert found is not None
    return found


def same(text: str) -> str:
    return text


def merged(theirs: Change, ours: Change, *, form: Form = Form.EVENT, pinned: bool = False) -> Merged:
    base = made(form)
    return merge(item(theirs(base)), base=item(base), wanted=item(ours(base)), stamp=NOW, pinned=pinned)


def to(at: datetime | date, spelling: str = "utc") -> Change:
    return lambda text: phone.dragged(text, at, spelling=spelling)


def titled(title: str) -> Change:
    return lambda text: phone.retitled(text, title)


def with_body(body: str) -> Change:
    return lambda text: phone.annotated(text, body)


def replaced(old: str, new: str) -> Change:
    return lambda text: phone.annotated(text, phone.body_of(text).replace(old, new))


def both(*changes: Change) -> Change:
    def change(text: str) -> str:
        for each in changes:
            text = each(text)
        return text

    return change


def text_of(result: Merged) -> str:
    assert result.text is not None
    return result.text


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(
    "theirs",
    [same, titled("Mine"), with_body("Mine"), to(THEIRS), phone.called_off, lambda t: phone.heard(t, NOW)],
)
def test_where_nothing_of_ours_changed_nothing_is_written(theirs: Change, form: Form) -> None:
    assert merged(theirs, same, form=form) == (None, frozenset())


@pytest.mark.parametrize("change", [to(LATER), titled("Other"), with_body("Other"), phone.called_off])
def test_what_both_changed_alike_is_not_written(change: Change) -> None:
    assert merged(change, change) == (None, frozenset())


# what the person did, what we did; start, title and body after it, and what is kept
AT, TITLE = datetime(2026, 12, 2, 9, tzinfo=UTC), "Thank Sarah Lee (Acme)"
BOTH: list[tuple[Change, Change, datetime | date, str, set[Part]]] = [
    (same, to(LATER), LATER, TITLE, set()),
    (same, to(LATER.date()), LATER.date(), TITLE, set()),
    (same, titled("Ours"), AT, "Ours", set()),
    (to(THEIRS), titled("Ours"), THEIRS, "Ours", set()),
    (to(THEIRS), both(to(LATER), titled("Ours")), THEIRS, "Ours", {Part.WHEN}),
    (to(THEIRS, "zoned"), both(to(LATER), titled("Ours")), THEIRS, "Ours", {Part.WHEN}),
    (to(THEIRS.date()), both(to(LATER), titled("Ours")), THEIRS.date(), "Ours", {Part.WHEN}),
    (titled("Mine"), to(LATER), LATER, "Mine", set()),
    (titled("Mine"), both(to(LATER), titled("Ours")), LATER, "Mine", {Part.TITLE}),
    (titled(f"!! {TITLE}"), titled("Ours"), AT, "!! Ours", set()),
    (titled(f"{TITLE} today"), titled("Ours"), AT, "Ours today", set()),
    (with_body("Mine"), both(to(LATER), with_body("Ours")), LATER, TITLE, {Part.BODY}),
    (phone.called_off, to(LATER), LATER, TITLE, set()),
    (lambda text: phone.stretched(text, timedelta(hours=1)), to(LATER), LATER, TITLE, set()),
    (lambda text: phone.ringing_before(text, 10), to(LATER), LATER, TITLE, set()),
]


@pytest.mark.parametrize("number", range(len(BOTH)))
def test_each_side_changed_something(number: int) -> None:
    theirs, ours, start, title, kept = BOTH[number]
    result = merged(theirs, ours)
    assert phone.start_of(text_of(result)) == start
    assert phone.title_of(text_of(result)) == title
    assert result.kept == kept


@pytest.mark.parametrize(
    ("theirs", "after"),
    [
        ("Mine.\n{}", "Mine.\nOurs, now."),
        ("{}\nMine.", "Ours, now.\nMine."),
        ("Mine,\n{}\nand mine.", "Mine,\nOurs, now.\nand mine."),
    ],
)
def test_words_around_ours_stay(theirs: str, after: str) -> None:
    base = made()
    result = merged(with_body(theirs.format(phone.body_of(base))), with_body("Ours, now."))
    assert phone.body_of(text_of(result)) == after
    assert result.kept == set()


def test_no_old_words_stay_in_html() -> None:
    html = "X-ALT-DESC;FMTTYPE=text/html:<p>Old</p>"

    def with_html(text: str) -> str:
        return phone.with_line(text, html)

    assert html not in text_of(merged(with_html, with_body("Ours, now.")))
    assert html in text_of(merged(with_html, titled("Ours")))


def test_words_in_the_middle_of_ours_keep_all_of_it() -> None:
    result = merged(replaced("thank-you", "heartfelt thank-you"), both(with_body("Ours."), to(LATER)))
    assert "heartfelt thank-you" in phone.body_of(text_of(result))
    assert result.kept == {Part.BODY}


def test_it_lasts_as_long_as_they_made_it() -> None:
    def theirs(text: str) -> str:
        return phone.stretched(text, timedelta(minutes=45))

    part = phone.entry(phone.parse(text_of(merged(theirs, to(LATER)))))
    assert phone.length_of(part) == timedelta(hours=1)
    part = phone.entry(phone.parse(text_of(merged(theirs, to(LATER.date())))))
    assert phone.length_of(part) == timedelta(days=1)


def test_a_pin_stays_as_the_phone_spelled_it() -> None:
    """The plan now says the time they dragged it to."""
    result = merged(to(THEIRS, "zoned"), both(to(THEIRS), titled("Ours")), pinned=True)
    assert "DTSTART;TZID=Europe/Berlin:20261207T170700" in text_of(result)
    assert "BEGIN:VTIMEZONE" in text_of(result)
    assert result.kept == set()


def test_a_to_do_may_be_dragged_by_the_day_it_is_due() -> None:
    base = made(Form.TODO)
    theirs = phone.edited(base, lambda part: part.put(f"DUE:{THEIRS:%Y%m%dT%H%M%SZ}"))
    ours = both(to(THEIRS), titled("Ours"))(base)
    result = merge(item(theirs), base=item(base), wanted=item(ours), stamp=NOW, pinned=True)
    part = phone.entry(phone.parse(text_of(result)))
    assert (phone.moment(part.get("DTSTART")), phone.moment(part.get("DUE"))) == (AT, THEIRS)
    # Without a pin the end is theirs, and the start follows the plan.
    ours = to(LATER)(base)
    result = merge(item(theirs), base=item(base), wanted=item(ours), stamp=NOW, pinned=False)
    assert phone.start_of(text_of(result)) == LATER


def test_a_to_do_that_only_begins_when_it_is_due_follows_the_plan() -> None:
    """Apple's Reminders and DAVx5 know one time only."""
    base = made(Form.TODO)
    due = phone.entry(phone.parse(base)).value("DUE")
    for theirs in (
        phone.edited(base, lambda part: part.put(f"DTSTART:{due}")),
        phone.edited(base, lambda part: part.drop("DTSTART")),
    ):
        result = merge(item(theirs), base=item(base), wanted=item(to(LATER)(base)), stamp=NOW, pinned=False)
        assert (phone.start_of(text_of(result)), result.kept) == (LATER, frozenset())


def test_the_end_alone_follows_the_plan() -> None:
    def due(text: str) -> str:
        return phone.edited(text, lambda part: part.put("DUE:20261220T090000Z"))

    text = text_of(merged(same, due, form=Form.TODO))
    assert phone.entry(phone.parse(text)).value("DUE") == "20261220T090000Z"


def test_an_end_on_no_known_clock_stays() -> None:
    def theirs(text: str) -> str:
        return phone.edited(text, lambda part: part.put("DTEND:20261202T120000"))

    result = merged(theirs, both(to(LATER), titled("Ours")))
    part = phone.entry(phone.parse(text_of(result)))
    assert (part.value("DTSTART"), part.value("DTEND")) == ("20261202T090000Z", "20261202T120000")
    assert result.kept == {Part.WHEN}


def test_a_time_on_no_known_clock_stays() -> None:
    for spelling in ("floating", "unknown"):
        result = merged(to(THEIRS, spelling), both(to(LATER), titled("Ours")))
        line = phone.entry(phone.parse(text_of(result))).get("DTSTART")
        assert line.endswith(":20261207T170700")
        assert result.kept == {Part.WHEN}


def test_a_tick_stays() -> None:
    def theirs(text: str) -> str:
        return phone.ticked(text, NOW)

    result = merged(theirs, to(LATER), form=Form.TODO)
    assert (phone.status_of(text_of(result)), set(result.kept)) == ("COMPLETED", set())
    assert phone.entry(phone.parse(text_of(result))).value("COMPLETED") == "20261205T120000Z"
    result = merged(theirs, both(phone.called_off, to(LATER)), form=Form.TODO)
    assert (phone.status_of(text_of(result)), set(result.kept)) == ("COMPLETED", set())


def test_our_tick_comes_with_all_that_belongs_to_it() -> None:
    text = text_of(merged(same, lambda each: phone.ticked(each, NOW), form=Form.TODO))
    part = phone.entry(phone.parse(text))
    assert part.value("STATUS") == "COMPLETED"
    assert part.value("PERCENT-COMPLETE") == "100"
    assert part.value("COMPLETED") == "20261205T120000Z"


def test_their_alarm_stays_and_ours_follows_the_plan() -> None:
    def quiet(text: str) -> str:
        return phone.edited(text, lambda part: part.parts.clear())

    def ringing(text: str) -> str:
        return phone.ringing_before(text, 5)

    assert "TRIGGER:-PT5M" in text_of(merged(same, ringing))
    assert "TRIGGER:-PT30M" in text_of(
        merged(lambda text: phone.ringing_before(text, 30), both(ringing, to(LATER)))
    )
    assert "VALARM" not in text_of(merged(quiet, both(ringing, to(LATER))))
    assert "VALARM" not in text_of(merged(same, quiet))


def test_what_programs_read_follows_the_plan_where_it_was_not_dropped() -> None:
    def ours(text: str) -> str:
        return text.replace("X-CALSYNC-CLOSES:2026-12-02", "X-CALSYNC-CLOSES:2026-12-08")

    assert "X-CALSYNC-CLOSES:2026-12-08" in text_of(merged(same, ours))

    def dropped(text: str) -> str:
        return phone.edited(text, lambda part: part.drop("X-CALSYNC-CLOSES"))

    assert merged(dropped, ours).text is None
    assert "X-CALSYNC-CLOSES" not in text_of(merged(dropped, both(ours, to(LATER))))

    def categories(text: str) -> str:
        return phone.with_line(text, "CATEGORIES:Mine")

    assert "CATEGORIES:Mine" in text_of(merged(categories, to(LATER)))


def test_what_is_theirs_is_written_again() -> None:
    lines = [
        "LOCATION:Café",
        "ATTACH:https://files.example/cv.pdf",
        "COLOR:teal",
        "X-PHONE;A=b:1",
        "CLASS:PRIVATE",
    ]

    def theirs(text: str) -> str:
        for line in lines:
            text = phone.with_line(text, line)
        return phone.heard(text, NOW)

    written = phone.entry(phone.parse(text_of(merged(theirs, to(LATER)))))
    assert set(lines) <= set(written.lines)
    assert written.value("X-MOZ-LASTACK") == "20261205T120000Z"
    assert written.parts[0].value("ACKNOWLEDGED") == "20261205T120000Z"


@pytest.mark.parametrize("body", ["C:\\Notes; a, b\\n", "Grüße ☕", "x" * 500, "\\N and \\,"])
def test_their_words_come_back_to_the_letter(body: str) -> None:
    result = merged(with_body(body), to(LATER))
    assert phone.body_of(text_of(result)) == body
    assert max(len(line.encode()) for line in text_of(result).split("\r\n")) <= 75


@pytest.mark.parametrize(
    ("sequence", "after"), [("0", "1"), ("41", "42"), ("-3", "-2"), ("many", "1"), ("9" * 20, "1"), ("", "1")]
)
def test_each_write_is_counted_and_stamped(sequence: str, after: str) -> None:
    def theirs(text: str) -> str:
        return text.replace("SEQUENCE:0\r\n", f"SEQUENCE:{sequence}\r\n" if sequence else "")

    written = phone.entry(phone.parse(text_of(merged(theirs, to(LATER)))))
    assert written.value("SEQUENCE") == after
    assert written.value("DTSTAMP") == written.value("LAST-MODIFIED") == "20261205T120000Z"


@pytest.mark.parametrize("form", Form)
def test_put_away_is_called_off_and_silent_with_all_their_words(form: Form) -> None:
    text = put_away(item(titled("Mine")(made(form))), stamp=NOW)
    assert text is not None
    part = phone.entry(phone.parse(text))
    assert (part.value("STATUS"), part.parts, part.value("SUMMARY")) == ("CANCELLED", [], "Mine")
    assert part.value("SEQUENCE") == "1"
    assert put_away(item(text), stamp=NOW) is None
    # One that was called off, and still rings, is made silent.
    assert put_away(item(phone.called_off(made(form))), stamp=NOW) is not None


@pytest.mark.parametrize("form", Form)
def test_what_was_put_away_comes_back_at_the_time_of_the_plan(form: Form) -> None:
    base = made(form)
    found = put_away(item(titled(f"Mine: {TITLE}")(base)), stamp=NOW)
    away = put_away(item(base), stamp=NOW)
    assert found is not None
    assert away is not None
    ours = item(to(LATER)(base))
    text = text_of(merge(item(found), base=item(away), wanted=ours, stamp=NOW, pinned=False))
    assert not differences(item(text), item(to(LATER)(titled(f"Mine: {TITLE}")(base))))
    assert alarms(item(text).entry)


def test_where_nobody_knows_whose_the_words_are_they_stay() -> None:
    away = put_away(item(both(titled("Old"), to(THEIRS))(made())), stamp=NOW)
    assert away is not None
    text = text_of(merge(item(away), base=None, wanted=item(made()), stamp=NOW, pinned=False))
    back = item(text)
    assert (back.status, back.title, back.when.start) == (Status.OPEN, "Old", THEIRS)
    assert alarms(back.entry)


def test_only_the_entry_it_is_about_is_written() -> None:
    """Of a series, the changes of single days stay."""
    other = "BEGIN:VEVENT\r\nUID:one\r\nRECURRENCE-ID:20261209T090000Z\r\nSUMMARY:Once\r\nEND:VEVENT\r\n"

    def theirs(text: str) -> str:
        return text.replace("BEGIN:VEVENT\r\n", other + "BEGIN:VEVENT\r\nRRULE:FREQ=WEEKLY\r\n", 1)

    text = text_of(merged(theirs, titled("Ours")))
    assert re.findall(r"SUMMARY:(.*)\r", text) == ["Once", "Ours"]
    assert "RRULE:FREQ=WEEKLY" in text


def test_first_it_is_as_the_plan_has_it() -> None:
    text = stamped(item(made()), stamp=NOW, sequence=0)
    part = phone.entry(phone.parse(text))
    assert (part.value("SEQUENCE"), part.value("DTSTAMP")) == ("0", "20261205T120000Z")
    assert not differences(item(text), item(made()))
    assert "TRIGGER:PT0S" in text
