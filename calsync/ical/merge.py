"""Writing what the plan says now into a calendar object, and leaving in it what the person made of it.

Three texts meet: ours as it was when both sides last agreed (the base), ours as it is now, and what stands in
the calendar. What stands there as in the base is ours to change; the rest is the person's and stays.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Component

from calsync.ical.fingerprint import property_lines
from calsync.ical.item import STATUS, WHEN, Item, Part, Status, When, alarms
from calsync.ical.reminder import ExactText, Form, spell_as_written, text_of
from calsync.messages.answering import confirmed, confirmed_anew

_OURS = ("CATEGORIES", "URL", "RELATED-TO", "TRANSP")
_PREFIX = "X-CALSYNC-"


class Merged(NamedTuple):
    """`text` is what to write, None if nothing is to change. `kept` names what our plan changed and the
    person had made their own."""

    text: str | None
    kept: frozenset[Part]


def merge(found: Item, *, base: Item | None, wanted: Item, stamp: datetime, pinned: bool) -> Merged:
    """`found` with what changed from `base` to `wanted`. Without a base, when it is not known whose words and
    time it has, only its status and alarms. `pinned` is whether the time in `wanted` is one the
    person chose. `stamp` (aware) is when this is written."""
    calendar = _copy_of(found)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, found))
    kept: set[Part] = set()
    changed = [
        _merge_when(entry, found, base, wanted, pinned=pinned, kept=kept),
        _merge_text(entry, Part.TITLE, found.title, base and base.title, wanted.title, kept),
        _merge_body(entry, found, base, wanted, kept),
        _merge_status(entry, found, base, wanted, kept),
        _merge_alarms(entry, found, base, wanted),
        _merge_rest(entry, found, base, wanted),
    ]
    if not any(changed):
        return Merged(None, frozenset(kept))
    return Merged(_written(calendar, entry, stamp), frozenset(kept))


def is_put_away(item: Item) -> bool:
    return item.status is Status.CANCELLED and not alarms(item.entry)


def put_away(found: Item, *, stamp: datetime, base: Item | None = None, said: str = "") -> str | None:
    """The object as cancelled and silent, with all the person wrote in it; None if it is so already. With a
    `base` it is renewed how their answer was read: `said`."""
    calendar = _copy_of(found)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, found))
    changed = base is not None and _confirm(entry, found, base, said)
    if not is_put_away(found):
        _set(entry, "STATUS", "CANCELLED")
        entry.subcomponents = [part for part in entry.subcomponents if part.name != "VALARM"]
        changed = True
    return _written(calendar, entry, stamp) if changed else None


def reworded(found: Item, *, base: Item, wanted: Item, stamp: datetime) -> str | None:
    """The object with nothing renewed but its body; None if that is the person's own, or as it is wanted."""
    calendar = _copy_of(found)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, found))
    changed = _merge_body(entry, found, base, wanted, set())
    return _written(calendar, entry, stamp) if changed else None


def answered(found: Item, *, base: Item, said: str, stamp: datetime) -> str | None:
    """The object with nothing renewed but how the person's answer was read; None if it says that already."""
    calendar = _copy_of(found)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, found))
    return _written(calendar, entry, stamp) if _confirm(entry, found, base, said) else None


def _confirm(entry: Component, found: Item, base: Item, said: str) -> bool:
    new = confirmed_anew(found.body, said, before=base.body)
    if new is not None:
        _set_text(entry, Part.BODY, new)
    return new is not None


def rewritten(item: Item, *, over: Item | None, sent: Item | None, stamp: datetime) -> str:
    """The object as it was, written again over a later version of it at the aware time `stamp`. If that does
    not ring as it was `sent`, the alarms are the person's, and stay."""
    calendar = _copy_of(item)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, item))
    if over is not None and "SEQUENCE" in over.entry:
        _set(entry, "SEQUENCE", over.entry["SEQUENCE"])
    if over is not None and sent is not None and alarms(over.entry) != alarms(sent.entry):
        _take_alarms(entry, over.entry)
    return _written(calendar, entry, stamp)


def with_doing(base: Item, *, of: Item) -> str | None:
    """Our text `base`, with the time to which the person dragged `of`, and what they ticked or called off
    there; None if it is as `base` has it."""
    calendar = _copy_of(base)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, base))
    theirs, ours = of.when, base.when
    dragged = theirs.clear and (theirs.start != ours.start or (of.form is Form.TODO and theirs != ours))
    ticked = of.status is not base.status
    if of.form is not base.form or not (dragged or ticked):
        return None
    if dragged:
        for name in WHEN:
            entry.pop(name, None)
        for name, at in (("DTSTART", theirs.start), ("DUE" if of.form is Form.TODO else "DTEND", theirs.end)):
            if at is not None:
                entry.add(name, at)
    if ticked:
        for name in STATUS:
            _copy(entry, of.entry, name)
    return _bytes(calendar).decode("utf-8")


def stamped(wanted: Item, *, stamp: datetime, sequence: int) -> str:
    """Our text as it is first written at the aware time `stamp`."""
    calendar = _copy_of(wanted)
    entry = next(part for part in calendar.subcomponents if _same_entry(part, wanted))
    _set(entry, "SEQUENCE", sequence - 1)
    return _written(calendar, entry, stamp)


def _copy_of(item: Item) -> Calendar:
    calendar = Calendar.from_ical(_bytes(item.calendar))
    assert isinstance(calendar, Calendar)
    return calendar


def _bytes(calendar: Calendar) -> bytes:
    for part in calendar.walk():
        spell_as_written(part)
    data: bytes = calendar.to_ical()
    return data


def _same_entry(part: Component, item: Item) -> bool:
    return part.name == item.entry.name and "RECURRENCE-ID" not in part


def _written(calendar: Calendar, entry: Component, stamp: datetime) -> str:
    """With the number of this change, and when it was made (RFC 5545, 3.8.7)."""
    sequence = text_of(entry, "SEQUENCE")
    number = int(sequence) if sequence.lstrip("-").isdigit() and len(sequence) < 10 else 0
    _set(entry, "SEQUENCE", number + 1)
    moment = stamp.astimezone(UTC).replace(microsecond=0)
    _set(entry, "DTSTAMP", moment)
    _set(entry, "LAST-MODIFIED", moment)
    return _bytes(calendar).decode("utf-8")


def _set(entry: Component, name: str, value: object) -> None:
    entry.pop(name, None)
    entry.add(name, value)


def _copy(entry: Component, wanted: Component, name: str) -> None:
    entry.pop(name, None)
    if name in wanted:
        entry[name] = wanted[name]


def _merge_when(
    entry: Component, found: Item, base: Item | None, wanted: Item, *, pinned: bool, kept: set[Part]
) -> bool:
    theirs, ours, old = found.when, wanted.when, base.when if base else None
    if theirs == ours:
        return False
    if pinned and ours.start is not None and ours.start == theirs.start:
        return False  # how long it lasts is theirs too
    if old is not None and (old == theirs or (found.form is Form.TODO and is_collapsed(theirs, old))):
        for name in WHEN:
            _copy(entry, wanted.entry, name)
        return True
    # A to-do may have been dragged by the day it is due, an event made longer.
    handles = (theirs.start, theirs.end) if found.form is Form.TODO else (theirs.start,)
    if ours.start in handles and (pinned or ours.start == theirs.start):
        return False
    if old is not None and old.start is not None and old.start in handles and theirs.clear:
        _move(entry, theirs, wanted)
        return True
    if old is not None and old != ours:
        kept.add(Part.WHEN)
    return False


def _move(entry: Component, theirs: When, wanted: Item) -> None:
    """Begin when ours does, and last as long as theirs did."""
    for name in WHEN:
        _copy(entry, wanted.entry, name)
    length, start = _length(theirs), wanted.when.start
    if entry.name == "VEVENT" and length is not None and type(start) is type(theirs.start) and start:
        _set(entry, "DTEND", start + length)


def _length(when: When) -> timedelta | None:
    start, end = when.start, when.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start if end > start else None
    if isinstance(start, date) and isinstance(end, date) and not isinstance(end, datetime):
        return end - start if not isinstance(start, datetime) and end > start else None
    return None


def _merge_text(
    entry: Component, part: Part, found: str, base: str | None, wanted: str, kept: set[Part]
) -> bool:
    if base is None or wanted in (base, found):
        return False
    if found == base:
        new = wanted
    elif base and base in found:
        new = found.replace(base, wanted, 1)  # written before, after or around ours
    else:
        kept.add(part)
        return False
    _set_text(entry, part, new)
    return True


def _merge_body(entry: Component, found: Item, base: Item | None, wanted: Item, kept: set[Part]) -> bool:
    """As any text. Where the person made it their own, still how their answer was read."""
    if base is None or (wanted.body and wanted.body in found.body):
        return False
    own: set[Part] = set()
    if _merge_text(entry, Part.BODY, found.body, base.body, wanted.body, own):
        return True
    if not own or confirmed(base.body) == confirmed(wanted.body):
        kept |= own
        return False
    return _confirm(entry, found, base, confirmed(wanted.body))


def _set_text(entry: Component, part: Part, text: str) -> None:
    entry.pop(_NAMES[part], None)
    if part is Part.BODY:
        entry.pop("X-ALT-DESC", None)  # the old text once more, which some programs show instead
    if text:
        entry.add(_NAMES[part], ExactText(text))


_NAMES = {Part.TITLE: "SUMMARY", Part.BODY: "DESCRIPTION"}


def _merge_status(entry: Component, found: Item, base: Item | None, wanted: Item, kept: set[Part]) -> bool:
    if found.status is wanted.status:
        return False
    if found.status is Status.DONE and wanted.status is Status.CANCELLED:
        return False  # what was ticked off was done, whatever has become of its purpose
    if base is not None and found.status is not base.status:
        if base.status is not wanted.status:
            kept.add(Part.STATUS)
        return False
    for name in STATUS:
        _copy(entry, wanted.entry, name)
    return True


def _merge_alarms(entry: Component, found: Item, base: Item | None, wanted: Item) -> bool:
    theirs, ours = alarms(found.entry), alarms(wanted.entry)
    old = alarms(base.entry) if base else frozenset()
    if theirs == ours or theirs != old or old == ours:
        return False
    _take_alarms(entry, wanted.entry)
    return True


def _take_alarms(entry: Component, other: Component) -> None:
    kept = [part for part in entry.subcomponents if part.name != "VALARM"]
    entry.subcomponents = kept + [part for part in other.subcomponents if part.name == "VALARM"]


def _merge_rest(entry: Component, found: Item, base: Item | None, wanted: Item) -> bool:
    """The properties of ours that are for programs. One that was dropped on the way is not put back."""
    if base is None:
        return False
    changed = False
    theirs, old, ours = (_values(each.entry) for each in (found, base, wanted))
    for name in sorted(old.keys() | ours.keys()):
        if old.get(name) != ours.get(name) and theirs.get(name) == old.get(name):
            _copy(entry, wanted.entry, name)
            changed = True
    return changed


def _values(entry: Component) -> dict[str, frozenset[tuple[str, ...]]]:
    found: dict[str, frozenset[tuple[str, ...]]] = {}
    for line in property_lines(entry):
        if line[0] in _OURS or line[0].startswith(_PREFIX):
            found[line[0]] = found.get(line[0], frozenset()) | {line}
    return found


def is_collapsed(theirs: When, old: When) -> bool:
    """Whether a to-do that is due as before now begins only then, or tells no start: so Apple's Reminders and
    DAVx5 save whatever was changed in it. Nobody moved it."""
    return theirs.end is not None and theirs.end == old.end and theirs.start in (None, theirs.end)


def same_moment(one: datetime | date | None, other: datetime | date | None) -> bool:
    """Whether both are the same date, or the same instant."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.astimezone(UTC).replace(microsecond=0) == other.astimezone(UTC).replace(microsecond=0)
    return type(one) is type(other) and one == other
