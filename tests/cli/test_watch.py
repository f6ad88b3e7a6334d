"""`calsync watch`: what it says when, when it goes on, and when it ends. Nothing is waited for."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from calsync.cli import watch_run
from calsync.cli.watch_timer import read_interval
from calsync.errors import AccessRefused, SettingsError, UsageError
from calsync.stores import vdir
from calsync.stores.vdir import VdirStore
from calsync.sync.store import Listing, Refused, Written
from calsync.tracker.turn import one_at_a_time
from tests.cli.acme import acme, sentence, track
from tests.cli.tracking import Runner, calsync
from tests.sync import phone

__all__ = ["acme", "calsync"]

FIRST = "Nothing to do: 6 reminders in there stand as planned.\n"
Step = Callable[[], object]


@pytest.fixture
def there(acme: Runner, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was synced with."""
    monkeypatch.chdir(acme.folder)
    acme.ok("sync", "--to", "there")
    return acme.folder / "there"


class Watch:
    """A watch in which something happens between two rounds."""

    def __init__(self, calsync: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        self._calsync, self._monkeypatch = calsync, monkeypatch
        self.waits: list[float] = []
        self.said: list[tuple[str, str]] = []

    def run(self, *steps: Step, every: str = "15m") -> int:
        """After each step a round; what each said is in `said`. It is stopped with Ctrl-C."""
        left = iter(steps)

        def wait(seconds: float) -> None:
            self.waits.append(seconds)
            self._take()
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        self._monkeypatch.setattr(watch_run, "sleep", wait)
        self._calsync._capfd.readouterr()
        from calsync.cli import run

        code = run(["watch", "--to", "there", "--every", every])
        self._take()
        return code

    def _take(self) -> None:
        self.said.append(tuple(self._calsync._capfd.readouterr()))  # type: ignore[arg-type]


@pytest.fixture
def watch(there: Path, acme: Runner, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(acme, monkeypatch)


def nothing() -> None:
    pass


def edit(there: Path, words: str, how: Callable[[str], str]) -> None:
    (path,) = [each for each in there.iterdir() if words in each.read_text()]
    path.write_text(how(path.read_text()))


def test_after_the_first_round_it_tells_only_news(acme: Runner, there: Path, watch: Watch) -> None:
    def retitle() -> None:
        edit(there, "Final note", lambda text: phone.retitled(text, "Mine"))

    def skip() -> None:
        acme.run("skip", "acme-technical", "linkedin")

    assert watch.run(nothing, retitle, nothing, skip, nothing) == 0
    assert watch.said == [
        (FIRST, ""),
        ("", ""),
        ("\nyou edited   Mon 14 Dec 10:00  Mine\n\nFrom there: 1 edited. 6 unchanged.\n", ""),
        ("", ""),
        (
            "\ndeleted      Thu 3 Dec 10:00   LinkedIn: connect with Sarah Lee and Tom Ng (Acme)\n\n"
            "To there: 1 deleted. 5 unchanged.\n",
            "",
        ),
        ("", ""),
        ("", "Stopped watching.\n"),
    ]
    assert watch.waits == [900.0] * 6


def test_the_same_trouble_is_told_once(there: Path, watch: Watch) -> None:
    away = there.with_name("away")

    def take() -> None:
        there.rename(away)

    def bring() -> None:
        away.rename(there)

    assert watch.run(take, nothing, bring, take, bring) == 0
    lost = f"calsync: The folder {there} is not there.\n"
    assert [out for out, _ in watch.said] == [FIRST, "", "", FIRST, "", FIRST, ""]
    assert [err.splitlines(keepends=True)[:1] for _, err in watch.said[:6]] == [
        [],
        [lost],
        [],
        [],
        [lost],
        [],
    ]


def test_a_remark_is_told_once(there: Path, watch: Watch) -> None:
    def copy() -> None:
        (path,) = [each for each in there.iterdir() if "Final note" in each.read_text()]
        (there / "copy.ics").write_bytes(path.read_bytes())

    assert watch.run(copy, nothing, nothing) == 0
    assert [("twice" in out, err) for out, err in watch.said[:4]] == [
        (False, ""),
        (True, ""),
        (False, ""),
        (False, ""),
    ]


def test_an_emptied_calendar_is_asked_about_once_and_it_goes_on(there: Path, watch: Watch) -> None:
    kept = there.with_name("kept")

    def empty() -> None:
        shutil.copytree(there, kept)
        for each in there.iterdir():
            each.unlink()

    def refill() -> None:
        shutil.copytree(kept, there, dirs_exist_ok=True)

    assert watch.run(empty, nothing, refill) == 0
    assert "6 reminders are gone from the calendar at once" in watch.said[1][1]
    assert watch.said[2] == ("", "")
    assert watch.said[3] == (FIRST, "")


def test_another_sync_at_work_is_told_and_waited_out(
    acme: Runner, there: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calsync.cli import sync_run

    monkeypatch.setattr(sync_run, "PATIENCE", 0.0)
    turn = one_at_a_time(acme.home / "tracker.sqlite3", wait=0)

    def end() -> None:
        turn.__exit__(None, None, None)

    assert watch.run(turn.__enter__, nothing, end) == 0
    assert watch.said[1][1].startswith("calsync: Another calsync sync is at work; nothing was changed.\n")
    assert watch.said[2] == ("", "")
    assert watch.said[3] == (FIRST, "")


class Refusing(VdirStore):
    error: Exception | None = None

    def everything(self) -> Listing:
        if self.error is not None:
            raise self.error
        return super().everything()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AccessRefused("The password is wrong.", hint="Set it anew."), 8),
        (SettingsError("The settings are wrong.", hint="Mend them."), 4),
    ],
)
def test_what_will_not_pass_ends_it(
    error: Exception, code: int, acme: Runner, there: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vdir, "VdirStore", Refusing)

    def refuse() -> None:
        monkeypatch.setattr(Refusing, "error", error)

    assert watch.run(refuse, nothing) == code
    assert len(watch.said) == 2
    assert watch.said[1] == ("", f"calsync: {error}\n  {error.hint}\n")  # type: ignore[attr-defined]


def test_trouble_with_one_reminder_is_told_once(
    acme: Runner, there: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mean(VdirStore):
        def create(self, name: str, text: str) -> Written:
            raise Refused(AccessRefused("It is too long.", hint="Shorten it."))

    def more() -> None:
        monkeypatch.setattr(vdir, "VdirStore", Mean)
        track(acme, "Hollins", start="2026-12-02 10:00")

    def mend() -> None:
        monkeypatch.setattr(vdir, "VdirStore", VdirStore)

    assert watch.run(more, nothing, mend) == 0
    assert watch.said[1][1].endswith(": It is too long.\n  Shorten it.\n")
    assert watch.said[2] == ("", "")
    assert watch.said[3][0].endswith("To there: 5 new. 6 unchanged.\n")


def test_nothing_tracked_is_told_at_once(calsync: Runner) -> None:
    assert calsync.run("watch", "--to", str(calsync.folder / "x"))[0] == 2
    assert sentence(calsync)[1] == "Begin with an invitation: calsync track INVITE"


# Being stopped


SLOW = """
import os, sys, time
from calsync.cli import run, watch_run
from calsync.stores import vdir

def wait(seconds):
    print("waits", flush=True)
    time.sleep(600)

class Slow(vdir.VdirStore):
    def everything(self):
        print("looks", flush=True)
        time.sleep(600)

if sys.argv[1] == "waits":
    watch_run.sleep = wait
else:
    vdir.VdirStore = Slow
sys.exit(run(["watch", "--to", "there"]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("where", ["waits", "looks"])
def test_it_is_stopped_kindly_wherever_it_is(acme: Runner, there: Path, number: int, where: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, where],
        cwd=acme.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while where not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(number)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, "Stopped watching.\n")
    assert acme.ok("sync", "--to", "there") == FIRST


def test_sigterm_is_itself_again_afterwards(there: Path, watch: Watch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert watch.run() == 0
    assert signal.getsignal(signal.SIGTERM) is before


# How often, and by whom


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90s", 90), ("60S", 60), ("1m", 60), ("15 min", 900), ("2h", 7200), ("24h", 86400), ("1d", 86400)],
)
def test_intervals(typed: str, seconds: int) -> None:
    assert read_interval(typed) == timedelta(seconds=seconds)


@pytest.mark.parametrize("typed", ["59s", "0m", "2d", "25h", "999999h"])
def test_too_often_or_too_seldom(typed: str) -> None:
    with pytest.raises(UsageError, match="from a minute to a day"):
        read_interval(typed)


@pytest.mark.parametrize("typed", ["", "15", "m", "1.5h", "-1m", "15m 3s", "١٥m", "9999999s"])
def test_no_length_of_time(typed: str) -> None:
    with pytest.raises(UsageError, match="no length of time"):
        read_interval(typed)


def test_the_interval_is_looked_at_first(calsync: Runner) -> None:
    assert calsync.run("watch", "--every", "soon")[0] == 2
    assert sentence(calsync) == ("“soon” is no length of time.", "Write it as in 90s, 15m or 2h.")


@pytest.mark.parametrize(
    ("every", "cron"),
    [
        ("1m", "* * * * * "),
        ("15m", "*/15 * * * * "),
        ("1h", "0 * * * * "),
        ("2h", "0 */2 * * * "),
        ("1d", "0 8 * * * "),
        ("90s", ""),
        ("7m", ""),
        ("90m", ""),
        ("5h", ""),
    ],
)
def test_the_cron_line(calsync: Runner, every: str, cron: str) -> None:
    lines = calsync.ok("watch", "--every", every, "--print-timer").splitlines()
    if cron:
        assert lines[-1].startswith(f"{cron}/")
        assert lines[-1].endswith(" sync >/dev/null")
    else:
        assert lines[-1].startswith("# cron has no line for this interval")


def units(calsync: Runner, *arguments: str) -> dict[str, str]:
    """The files it prints, by name."""
    found: dict[str, str] = {}
    name = ""
    for line in calsync.ok("watch", "--print-timer", *arguments).splitlines():
        if line.startswith("# ~/.config/systemd/user/"):
            name = line.rsplit("/", 1)[1]
        elif line.startswith("# Then:"):
            return found
        else:
            found[name] = found.get(name, "") + f"{line}\n"
    raise AssertionError


def test_the_timer(calsync: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "calsync"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    found = units(calsync, "--every", "2h", "--account", "home")
    assert found["calsync.timer"].splitlines()[3:6] == [
        "[Timer]",
        "OnStartupSec=1min",
        "OnUnitActiveSec=7200s",
    ]
    assert started(found) == f"{program} --home {calsync.home} sync --account home"


def test_the_timer_of_a_calsync_that_is_not_on_the_path(
    calsync: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert started(units(calsync)) == f"{sys.executable} -m calsync --home {calsync.home} sync"


def started(found: dict[str, str]) -> str:
    """What the service starts."""
    (line,) = [each for each in found["calsync.service"].splitlines() if each.startswith("ExecStart=")]
    return line.removeprefix("ExecStart=")


@pytest.mark.parametrize(
    ("password", "said"),
    [("ask", "is asked for"), ("environment", "comes from the environment"), ("keyring", "")],
)
def test_a_timer_that_nobody_could_answer(calsync: Runner, password: str, said: str) -> None:
    calsync.home.mkdir(exist_ok=True)
    text = f'[home]\ncalendar = "http://127.0.0.1:1/jobs/"\npassword_from = "{password}"\nuser = "alice"\n'
    (calsync.home / "accounts.toml").write_text(text, encoding="utf-8")
    out = calsync.ok("watch", "--print-timer")
    assert out.startswith(f"# The password of “home” {said}" if said else "# ~/.config/systemd/user/")
    assert calsync.ok("watch", "--print-timer", "--to", "x").startswith("# ~/.config/systemd/user/")


def test_odd_names_come_through_the_shell_and_systemd(calsync: Runner) -> None:
    odd = "/tmp/a b'c\"d$e%f\\g – grüße"
    out = calsync.ok("watch", "--print-timer", "--to", odd, "--todo")
    cron = out.splitlines()[-1].removesuffix(" >/dev/null").split(" ", 5)[5].replace("\\%", "%")
    words = subprocess.run(
        ["sh", "-c", f'set -- {cron}; printf "%s\\n" "$@"'], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert words[-3:] == ["--to", odd, "--todo"]
    assert '--to "/tmp/a b\'c\\"d$$e%%f\\\\g – grüße" --todo' in out
