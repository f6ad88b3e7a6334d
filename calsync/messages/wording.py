"""The words of a reminder: a title for the lock screen and a body that says what, until when and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`title` is one short line; `body` has line breaks."""

    title: str
    body: str
