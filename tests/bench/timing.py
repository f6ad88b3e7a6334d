"""Timing commands and calls against one another: interleaved, so that a noisy machine is noisy for both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Collection, Mapping, Sequence


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


def peak_memory(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The largest resident size of the process, in KiB, by the system's own account."""
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_maxrss
