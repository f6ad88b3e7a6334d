"""`calsync sync` against Radicale and Xandikos: requests and time, beside vdirsyncer and the least there is.

Everything is done twice. First timed, straight to the server; then counted, through a proxy that sees the
requests of all clients alike. In both the clients take turns, each with a calendar of its own.
"""

from __future__ import annotations

import itertools
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.sync_clients import EACH, Bare, Calsync, Client, Scenario, Vdirsyncer
from tests.bench.timing import Spent, spend
from tests.faults.proxy import Proxy, proxy_before
from tests.servers.radicale import running_radicale
from tests.servers.server import Server
from tests.servers.xandikos import running_xandikos
from tests.sessions import ROOT

Requests = Mapping[str, int]
WRITERS = (1, 2, 4)


class Measured(NamedTuple):
    """Medians; `inside` is without the start of the process, None where that is not to be had."""

    whole: Spent
    inside: float | None


def sync(folder: Path, *, reminders: int, rounds: int) -> Iterator[str]:
    """Lines with the figures. `folder` is empty and ours. Raises AssertionError where calsync asks the server
    more than it promises."""
    for start in (running_radicale, running_xandikos):
        with start(folder / "server") as server:
            yield from _on(server, folder / "work", reminders=reminders, rounds=rounds)
        shutil.rmtree(folder / "server")
        shutil.rmtree(folder / "work")


def writers(folder: Path, *, reminders: int, rounds: int) -> Iterator[str]:
    """Lines that say whether more than one connection at a time would help. `folder` is empty and ours."""
    for start in (running_radicale, running_xandikos):
        with start(folder / "server") as server:
            work = folder / "work"
            files = Calsync(work / "source", server, "", reminders=reminders).export(work / "files")
            taken: dict[int, list[float]] = {number: [] for number in WRITERS}
            for turn, number in itertools.product(range(rounds), WRITERS):
                own = work / f"{turn} {number}"
                shutil.copytree(files, own / "files")
                client = Bare(own, server, server.make_calendar())
                command = [*client.command(Scenario.FIRST), str(number)]
                taken[number].append(_seconds(command, client.environment))
        shutil.rmtree(folder / "server")
        shutil.rmtree(work)
        one = statistics.median(taken[1])
        told = ", ".join(
            f"{number} of them {statistics.median(each) / one:.2f}x" for number, each in taken.items()
        )
        yield f"{server.name}, {reminders} reminders written over so many connections at once: {told}"


def _on(server: Server, folder: Path, *, reminders: int, rounds: int) -> Iterator[str]:
    clients = _clients(server, folder / "timed", reminders=reminders, through=lambda url: url)
    timed = {scenario: _time(scenario, clients, rounds) for scenario in Scenario}
    with proxy_before(server.url) as proxy:
        clients = _clients(server, folder / "counted", reminders=reminders, through=proxy.through)
        counted = {scenario: _count(scenario, clients, proxy) for scenario in Scenario}
    yield f"{server.name}, {reminders} reminders: whole processes, and time as a multiple of the bare client's"
    yield f"  {'':<19}{'':<13}{'time':>7}{'s':>10}{'inside, s':>11}{'CPU, s':>8}{'MiB':>6}  requests"
    for scenario in Scenario:
        least = timed[scenario]["bare client"].whole.seconds
        for name, (whole, inside) in timed[scenario].items():
            within = "" if inside is None else f"{inside:.3f}"
            asked = ", ".join(f"{number} {method}" for method, number in counted[scenario][name].items())
            yield (
                f"  {scenario if name == 'bare client' else '':<19}{name:<13}{whole.seconds / least:6.2f}x"
                f"{whole.seconds:10.3f}{within:>11}{whole.processor:8.2f}{whole.memory / 1024:6.0f}  {asked}"
            )
    check({scenario: each["calsync"] for scenario, each in counted.items()}, reminders=reminders)


def check(asked: Mapping[Scenario, Requests], *, reminders: int) -> None:
    """Raises AssertionError where calsync asks the server more than it promises."""
    promised: Mapping[Scenario, Requests] = {
        Scenario.FIRST: {"PROPFIND": 1, "REPORT": 1, "PUT": reminders},
        Scenario.AFTER: {"REPORT": 1},
        Scenario.NOTHING: {"REPORT": 1},
        Scenario.OURS: {"REPORT": 1, "PUT": 1},
        Scenario.THEIRS: {"REPORT": 2},
        Scenario.EVERYTHING: {"PROPFIND": 1, "REPORT": 1},
    }
    for scenario, requests in promised.items():
        assert asked[scenario] == requests, f"{scenario}: {dict(asked[scenario])}, not {dict(requests)}"


def _clients(server: Server, folder: Path, *, reminders: int, through: Callable[[str], str]) -> list[Client]:
    """The clients, each with a calendar and a folder of its own; the bare one first."""
    calendars = [through(server.make_calendar()) for _ in range(4)]
    other = Calsync(folder / "other", server, calendars[0], reminders=2 * EACH)
    spend(other.command(Scenario.FIRST), other.environment)
    files = Calsync(folder / "as files", server, calendars[1], reminders=reminders).export(folder / "files")
    for name in ("bare", "calsync", "vdirsyncer"):
        shutil.copytree(files, folder / name / "files")
    return [
        Bare(folder / "bare", server, calendars[1]),
        Calsync(folder / "calsync", server, calendars[2], reminders=reminders, other=other),
        Vdirsyncer(folder / "vdirsyncer", server, calendars[3]),
    ]


def _time(scenario: Scenario, clients: Sequence[Client], rounds: int) -> dict[str, Measured]:
    once = scenario in (Scenario.FIRST, Scenario.AFTER)
    wholes: dict[str, list[Spent]] = {client.name: [] for client in clients}
    insides: dict[str, list[float]] = {client.name: [] for client in clients}
    for _ in range(1 if once else rounds):
        for client in clients:
            client.set_up(scenario)
            wholes[client.name].append(spend(client.command(scenario), client.environment))
            command = client.inside(scenario)
            if command is not None and not once:
                client.set_up(scenario)
                insides[client.name].append(_seconds(command, client.environment))
    return {
        name: Measured(_median(each), statistics.median(insides[name]) if insides[name] else None)
        for name, each in wholes.items()
    }


def _seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """What it says itself."""
    done = subprocess.run(command, env=dict(environment), check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return float(done.stdout)


def _median(each: Sequence[Spent]) -> Spent:
    seconds, processor, memory = zip(*each, strict=True)
    return Spent(statistics.median(seconds), statistics.median(processor), int(statistics.median(memory)))


def _count(scenario: Scenario, clients: Sequence[Client], proxy: Proxy) -> dict[str, Requests]:
    counted: dict[str, Requests] = {}
    for client in clients:
        client.set_up(scenario)
        proxy.begin()
        spend(client.command(scenario), client.environment)
        counted[client.name] = Counter(each.method for each in proxy.asked)
    return counted
