"""The short handles of tracked interviews; what a person means by one, by a step's name or by a person's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from calsync.errors import UsageError
from calsync.planning.applications import Application, applications
from calsync.planning.interview import Interview, Interviewer, Kind
from calsync.planning.loops import LEGAL_FORMS
from calsync.planning.people import fold_name
from calsync.planning.tracked import Tracked
from calsync.planning.wallclock import is_after

KIND_SLUGS = {
    Kind.RECRUITER_SCREEN: "screen",
    Kind.PHONE_SCREEN: "phone",
    Kind.TECHNICAL: "technical",
    Kind.PANEL: "panel",
    Kind.ONSITE: "onsite",
    Kind.FINAL: "final",
    Kind.INFORMATIONAL: "talk",
    Kind.OTHER: "interview",
}
LONGEST_NAME = 24


def new_ref(interview: Interview, taken: Collection[str]) -> str:
    """A handle that nobody has yet: `acme-final`, and `acme-final-2` for the next of its sort."""
    words = _words(interview.company or interview.role or "")
    if len(words) > 1:
        words = [word for word in words if word not in LEGAL_FORMS] or words
    name = "-".join(words)[:LONGEST_NAME].strip("-")
    base = "-".join(part for part in (name, KIND_SLUGS[interview.kind]) if part)
    ref, number = base, 1
    while ref in taken:
        number += 1
        ref = f"{base}-{number}"
    return ref


def _words(text: str) -> list[str]:
    """The words of a handle, however accents and signs were typed."""
    from unicodedata import normalize

    return normalize("NFC", fold_name(text).replace("@", " ")).split()


def find_ref(ref: str, tracked: Sequence[Tracked]) -> Tracked:
    """The interview of that handle, or of the only one that begins so; those in the archive come last.
    Raises UsageError with the nearest ones."""
    return _the_one(ref, _matching(ref, tracked), tracked)


def find_application(ref: str, tracked: Sequence[Tracked], *, held_by: datetime | None = None) -> Tracked:
    """As `find_ref`, for what concerns a whole application: where all that begin so are its rounds, the last
    of them; or with the aware `held_by` the last that had begun by then, failing that the first to come."""
    found = _matching(ref, tracked)
    groups = [group for group in applications(tracked) if any(each in group for each in found)]
    if len(found) < 2 or len(groups) != 1:
        return _the_one(ref, found, tracked)
    rounds = [each for each in groups[0] if each in found]
    if held_by is None:
        return rounds[-1]
    on = [each for each in rounds if each.cancelled is None] or rounds
    held = [each for each in on if not is_after(each.interview.start, held_by)]
    return held[-1] if held else on[0]


def application_of(one: Tracked, tracked: Sequence[Tracked]) -> Application:
    return next(group for group in applications(tracked) if one in group)


def _matching(ref: str, tracked: Sequence[Tracked]) -> list[Tracked]:
    wanted = "-".join(_words(ref))
    exact = [each for each in tracked if each.ref == wanted]
    if exact or not wanted:
        return exact
    begin = begins_so(wanted, tracked)
    return [each for each in begin if not each.archived] or begin


def begins_so(ref: str, tracked: Sequence[Tracked]) -> list[Tracked]:
    """Those whose handle begins so."""
    wanted = ref.strip().casefold()
    return [each for each in tracked if wanted and each.ref.startswith(wanted)]


def _the_one(ref: str, found: Sequence[Tracked], tracked: Sequence[Tracked]) -> Tracked:
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(each.ref for each in found[:6])
        raise UsageError(f"“{ref}” may be any of several interviews.", hint=f"Say which: {names}.")
    if not tracked:
        raise UsageError(f"There is no interview “{ref}”.", hint="None is tracked: calsync track INVITE.")
    near = _nearest(ref, [each.ref for each in tracked])
    hint = f"Did you mean {' or '.join(near)}?" if near else "calsync list shows them all."
    raise UsageError(f"There is no interview “{ref}”.", hint=hint)


def find_step(step: str, known: Iterable[str], *, where: str) -> str:
    """The step of that name, or the only one that begins so. Raises UsageError with the nearest."""
    names = list(dict.fromkeys(known))
    wanted = step.strip().casefold()
    found = [name for name in names if name == wanted] or [
        n for n in names if wanted and n.startswith(wanted)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"“{step}” may be any of several steps.", hint=f"Say which: {', '.join(found)}.")
    near = _nearest(step, names)
    meant = f" Did you mean “{near[0]}”?" if near else ""
    hint = f"Its steps: {', '.join(names)}.{meant}" if names else "It has none."
    raise UsageError(f"{where} has no step “{step}”.", hint=hint)


def find_person(name: str, people: Iterable[Interviewer], *, where: str) -> Interviewer:
    """The person of that name or address, or the only one whose name has such a part."""
    everyone = list(people)
    wanted, address = fold_name(name), name.strip().casefold()
    if not address:
        raise UsageError("The name of the person is empty.", hint="Leave the option out, or give a name.")
    found = [p for p in everyone if address == (p.email or "").casefold()]
    found = found or [p for p in everyone if wanted and wanted == fold_name(p.name)]
    found = found or [p for p in everyone if wanted and f" {wanted}" in f" {fold_name(p.name)}"]
    if len(found) == 1:
        return found[0]
    names = ", ".join(p.label for p in found or everyone)
    if found:
        raise UsageError(f"“{name}” may be any of several people.", hint=f"Say which: {names}.")
    if not everyone:
        raise UsageError(
            f"Nobody is named for {where}.", hint=f"Add people: calsync track {where} --interviewer NAME."
        )
    raise UsageError(f"There is no “{name}” among the people of {where}.", hint=f"They are: {names}.")


def _nearest(wanted: str, known: Sequence[str]) -> list[str]:
    """The nearest name, and another one that is about as near."""
    from difflib import SequenceMatcher, get_close_matches

    folded = wanted.casefold()
    near = get_close_matches(folded, known, 2, 0.5)
    likeness = [SequenceMatcher(None, name, folded).ratio() for name in near]
    return [name for name, like in zip(near, likeness, strict=True) if like > likeness[0] - 0.1]
