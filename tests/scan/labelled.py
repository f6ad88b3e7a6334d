"""The labelled calendar entries: which of them are interviews, and the bytes a calendar would hand us."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

HERE = Path(__file__).parent
FILES = HERE / "labelled"
LABELS = HERE / "labels.toml"

Half = Literal["open", "held-back", "fresh"]
OUTSIDE = "outside the window"


class Label(NamedTuple):
    """One line of `labels.toml`."""

    interview: bool
    language: str
    half: Half
    why: str


class Labelled(NamedTuple):
    """One file of `labelled/`. All its events share the label."""

    name: str
    data: bytes
    interview: bool
    language: str
    half: Half
    why: str

    @property
    def outside(self) -> bool:
        """Whether only the date keeps it from being offered (2026-11-08 to 2027-01-21 is looked at)."""
        return self.why.startswith(OUTSIDE)


def read_labels() -> dict[str, Label]:
    """Each file's name without `.ics`, and its label."""
    rows = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    return {name: Label(**row) for name, row in rows.items()}


@cache
def labelled() -> tuple[Labelled, ...]:
    """All of them, by name."""
    return tuple(
        Labelled(name, (FILES / f"{name}.ics").read_bytes(), *label)
        for name, label in sorted(read_labels().items())
    )
