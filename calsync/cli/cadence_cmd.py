"""`calsync cadence`: which cadences there are, what is in one, and whether a file of your own is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calsync.cli.json_option import json_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calsync.cli.envelope import Json
    from calsync.planning.cadence import Cadence, Step

WIDTH = 80
HEADS = ("STEP", "WHEN", "HOW, TO WHOM", "GUIDE")
GAP = "  "
LEGEND = (
    "Guide: which of the four published guides the numbers come from, A (standard), B (patient), C (weekly) "
    "or D (light), or all of them."
)


@click.group(
    "cadence",
    short_help="List, show and check cadences.",
)
def cadence() -> None:
    """List, show and check cadences: which steps a follow-up has, and when.

    \b
    calsync cadence list
    calsync cadence show patient
    calsync cadence check mine.toml
    """


@cadence.command("list")
@json_option
def list_cadences(*, as_json: bool) -> int:
    """List the built-in cadences."""
    from calsync.cadence_files import DEFAULT, built_in_names, load_cadence

    found = [load_cadence(name) for name in built_in_names()]
    if as_json:
        rows: list[Json] = [
            {"name": each.name, "title": each.title, "default": each.name == DEFAULT} for each in found
        ]
        _print_json({"cadences": rows})
        return 0
    wide = max(len(each.name) for each in found)
    for each in found:
        mark = " (the default)" if each.name == DEFAULT else ""
        title = each.title.removeprefix(f"{each.name.capitalize()}: ")
        click.echo(f"{each.name:{wide}}{GAP}{title}{mark}")
    return 0


@cadence.command("show")
@click.argument("name", metavar="NAME|FILE")
@json_option
def show_cadence(*, name: str, as_json: bool) -> int:
    """Show the steps of a cadence, built in or in a file, and the guide each number comes from."""
    from calsync.cadence_files import load_cadence

    shown = load_cadence(name)
    if as_json:
        _print_json(_cadence_json(shown))
    else:
        click.echo("\n".join(_shown(shown)))
    return 0


@cadence.command("check")
@click.argument("file", metavar="FILE")
@json_option
def check_cadence(*, file: str, as_json: bool) -> int:
    """Check a cadence file of your own; what is wrong is named by line and key."""
    from calsync.cadence_files import load_cadence_file, own_steps
    from calsync.planning.saying import say_count

    steps = len(own_steps(load_cadence_file(file)))
    if as_json:
        _print_json({"file": file, "steps": steps})
    else:
        from calsync.planning.plaintext import safe_line

        click.echo(f"{safe_line(file)} is a sound cadence: {say_count(steps, 'step')}.")
    return 0


def _print_json(data: dict[str, Json]) -> None:
    from calsync.cli.envelope import envelope

    click.echo(envelope("cadence", "done", data=data))


def _cadence_json(shown: Cadence) -> dict[str, Json]:
    from calsync.cadence_files import own_steps

    own = {id(step) for step in own_steps(shown)}
    return {
        "name": shown.name,
        "title": shown.title,
        "follow_ups": shown.follow_ups,
        "follow_ups_for": {kind.value: most for kind, most in shown.follow_ups_for.items()},
        "steps": [_step_json(step, common=id(step) not in own) for step in shown.steps],
    }


def _step_json(step: Step, *, common: bool) -> Json:
    from calsync.cli.cadence_words import say_conditions, say_window

    return {
        "name": step.name,
        "when": say_window(step),
        "conditions": say_conditions(step),
        "kinds": None if step.kinds is None else sorted(kind.value for kind in step.kinds),
        "outcome": step.outcome and step.outcome.value,
        "optional": step.optional,
        "asks": step.asks and step.asks.value,
        "waiting": step.waiting,
        "follow_up": step.follow_up,
        "common": common,
        "channel": step.channel,
        "audience": step.audience.value,
        "guide": step.guide,
        "title": step.script.title,
        "do": step.script.do,
        "avoid": step.script.avoid,
    }


def _shown(shown: Cadence) -> Iterator[str]:
    """The whole page: title and limit, then the steps in the groups in which they come to be."""
    import textwrap

    from calsync.planning.plaintext import safe_line

    yield from textwrap.wrap(safe_line(shown.title), WIDTH)
    yield from textwrap.wrap(_limit(shown), WIDTH)
    groups: dict[str, list[Step]] = {}
    for step in shown.steps:
        groups.setdefault(_group(step), []).append(step)
    rows = {group: [_row(step) for step in steps] for group, steps in groups.items()}
    every = [HEADS, *(row for found in rows.values() for row in found)]
    name, how, guide = (max(len(row[column]) for row in every) for column in (0, 2, 3))
    how, guide = min(how, 16), min(guide, 8)
    widths = (name, max(WIDTH - name - how - guide - 3 * len(GAP), 20), how, guide)
    yield ""
    yield from _lines(HEADS, widths)
    for group, found in rows.items():
        if group:
            yield f"\n{group}"
        for row in found:
            yield from _lines(row, widths)
    yield ""
    yield from textwrap.wrap(LEGEND, WIDTH)


def _limit(shown: Cadence) -> str:
    from calsync.messages.wording import KIND_WORDS
    from calsync.planning.saying import say_count

    special = "".join(f", {most} after a {KIND_WORDS[kind]}" for kind, most in shown.follow_ups_for.items())
    return f"At most {say_count(shown.follow_ups, 'message')} without an answer after the thank-you{special}."


def _group(step: Step) -> str:
    if step.outcome is not None:
        from calsync.planning.history import say_turn

        return f"{say_turn(step.outcome)} ({step.outcome.value})"
    if step.asks is not None:
        from calsync.cli.cadence_words import ASKS_WORDS

        return f"Planned {ASKS_WORDS[step.asks]}"
    return "Only when asked for (--with STEP)" if step.optional else ""


Row = tuple[str, str, str, str]


def _row(step: Step) -> Row:
    from calsync.cli.cadence_words import say_address, say_conditions, say_window
    from calsync.planning.plaintext import safe_line

    conditions = "; ".join(say_conditions(step))
    when = say_window(step) + (f"\n{conditions}" if conditions else "")
    return step.name, when, safe_line(say_address(step)), safe_line(step.guide) or "–"


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row of the table, as many lines as its fullest cell takes."""
    import textwrap
    from itertools import zip_longest

    cells = [
        [
            line
            for paragraph in text.splitlines()
            for line in textwrap.wrap(paragraph, width, break_on_hyphens=False)
        ]
        for text, width in zip(row, widths, strict=True)
    ]
    for parts in zip_longest(*cells, fillvalue=""):
        yield GAP.join(f"{part:{width}}" for part, width in zip(parts, widths, strict=True)).rstrip()
