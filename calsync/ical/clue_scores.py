"""What was seen in an event → how likely it is an interview, by the weights of `scan.toml`.

`scan_signs` sees; `sighting` puts the verdict together.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast


class Band(StrEnum):
    """What is to become of an event: tracked without a question, asked about, or left alone."""

    TRACK = "track"
    OFFER = "offer"
    LEAVE = "leave"


class Sign(NamedTuple):
    """One thing seen: the row of `scan.toml` it goes by, and a phrase of ours for the person."""

    row: str
    saying: str


class Weights(NamedTuple):
    """The points of each row: what counts for an interview is above 0, what speaks against it below.
    Before anything is tracked, one row of every group of one of the `shapes` must be seen; `track_doubt` are
    the points against it that are too many for that."""

    start: float
    track: float
    offer: float
    shapes: tuple[tuple[frozenset[str], ...], ...]
    track_doubt: float
    points: Mapping[str, float]


class Verdict(NamedTuple):
    score: float
    band: Band
    evidence: tuple[str, ...]
    against: tuple[str, ...]


@cache
def read_weights() -> Weights:
    """The weights beside this file."""
    with Path(__file__).with_name("scan.toml").open("rb") as file:
        data = cast("dict[str, object]", tomllib.load(file))
    bands = cast("dict[str, float]", data["bands"])
    rows = cast("list[dict[str, list[str]]]", data["shape"])
    shapes = tuple(tuple(map(frozenset, row.values())) for row in rows)
    points = {
        row: float(value)
        for table in ("evidence", "against")
        for row, value in cast("dict[str, float]", data[table]).items()
    }
    start = float(cast("float", data["start"]))
    return Weights(start, bands["track"], bands["offer"], shapes, bands["track_doubt"], points)


def judge(signs: Iterable[Sign]) -> Verdict:
    """The verdict; what counts most is named first. A row that is seen twice counts once."""
    weights = read_weights()
    seen = {sign.row: sign for sign in reversed(list(signs))}
    ordered = sorted(seen.values(), key=lambda sign: -abs(weights.points[sign.row]))
    total = weights.start + math.fsum(weights.points[row] for row in seen)
    score = round(1 / (1 + math.exp(-total)), 4)
    doubted = any(weights.points[row] <= weights.track_doubt for row in seen)
    shown = any(all(seen.keys() & group for group in shape) for shape in weights.shapes)
    clear = score >= weights.track and shown and not doubted
    band = Band.TRACK if clear else Band.OFFER if score >= weights.offer else Band.LEAVE
    return Verdict(
        score,
        band,
        tuple(sign.saying for sign in ordered if weights.points[sign.row] > 0),
        tuple(sign.saying for sign in ordered if weights.points[sign.row] < 0),
    )
