"""Timing commands and calls against one another: interleaved, so that a noisy machine is noisy for both."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


def time_command(command: Sequence[str], environment: Mapping[str, str], *, check: bool = True) -> float:
    """Seconds one run of the whole process takes. With `check` off it may report a failure."""
    begun = time.perf_counter()
    subprocess.run(
        command, env=dict(environment), check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - begun


def race(
    commands: Mapping[str, Sequence[str]],
    *,
    rounds: int,
    environment: Mapping[str, str],
    may_fail: Collection[str] = (),
) -> dict[str, float]:
    """The median seconds of each command; they take turns, after one uncounted turn each."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = time_command(command, environment, check=name not in may_fail)
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(each) for name, each in taken.items()}


def per_second(call: Callable[[], object], *, seconds: float) -> float:
    """How often `call` runs in a second, tried for about that long."""
    call()
    begun, times = time.perf_counter(), 0
    while (gone := time.perf_counter() - begun) < seconds:
        call()
        times += 1
    return times / gone


class Spent(NamedTuple):
    """What one run of a whole process took: seconds on the clock and of the processor, and KiB at most."""

    seconds: float
    processor: float
    memory: int


def spend(command: Sequence[str], environment: Mapping[str, str]) -> Spent:
    """By the system's own account; the command names a file. Raises CalledProcessError, with what it said, if
    it fails."""
    launch = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), *command]
    done = subprocess.run(launch, env=dict(environment), capture_output=True, check=True)
    seconds, processor, memory, code = json.loads(done.stdout)
    if code:
        error = subprocess.CalledProcessError(code, command)
        error.add_note(done.stderr.decode("utf-8", "replace")[-2000:])
        raise error
    return Spent(seconds, processor, memory)


def peak_memory(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The largest resident size of the process, in KiB."""
    return spend(command, environment).memory
