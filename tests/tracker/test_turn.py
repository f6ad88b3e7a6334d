"""Only one sync at a time, in whichever process; and a turn ends with its process, however that ends."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from calsync.errors import TrackerBusy, TrackerError, UsageError
from calsync.tracker.log import open_tracker
from calsync.tracker.turn import one_at_a_time

HOLDER = """
import sys
from pathlib import Path
from calsync.tracker.turn import one_at_a_time
with one_at_a_time(Path(sys.argv[1]), wait=30):
    print("mine", flush=True)
    sys.stdin.readline()
print("over", flush=True)
sys.stdin.readline()
"""
FORKING = """
import os, sys
from pathlib import Path
from calsync.errors import TrackerBusy
from calsync.tracker.turn import one_at_a_time
path = Path(sys.argv[1])
with one_at_a_time(path, wait=0):
    print("mine", flush=True)
    pid = os.fork()
    if pid == 0:
        try:
            with one_at_a_time(path, wait=0):
                print("the child has it", flush=True)
        except TrackerBusy as error:
            print("the child:", error, flush=True)
    else:
        print("the child has left:", os.waitpid(pid, 0)[1], flush=True)
        sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tracker.db"


@contextmanager
def holding(path: Path, *, at_once: bool = True, script: str = HOLDER) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the turn; or, if not `at_once`, that waits for it."""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert not at_once or said(process) == "mine"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def is_free(path: Path) -> bool:
    try:
        with one_at_a_time(path, wait=0):
            return True
    except TrackerBusy:
        return False


def test_the_second_is_told(path: Path) -> None:
    with holding(path):
        with pytest.raises(TrackerBusy) as told, one_at_a_time(path, wait=0):
            raise AssertionError
        assert told.value.exit_code == 7
        assert told.value.message == "Another calsync sync is at work; nothing was changed."
        with pytest.raises(TrackerBusy, match=r"and was not done within 0\.1 seconds"):
            one_at_a_time(path, wait=0.1).__enter__()


def test_the_second_gets_the_turn_of_the_first(path: Path) -> None:
    with holding(path) as first, holding(path, at_once=False) as second:
        assert first.stdin is not None
        first.stdin.write("\n")
        first.stdin.flush()
        assert said(first) == "over"
        assert said(second) == "mine"
        assert not is_free(path)
        second.kill()
        second.wait()
        assert is_free(path)


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGTERM])
def test_a_turn_ends_with_its_process(path: Path, way: signal.Signals) -> None:
    with holding(path) as process:
        assert not is_free(path)
        process.send_signal(way)
        process.wait()
        assert is_free(path)


def test_a_turn_ends_with_an_error(path: Path) -> None:
    def break_off() -> None:
        with one_at_a_time(path, wait=0):
            assert not is_free(path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert is_free(path)


def test_a_child_neither_has_the_turn_nor_ends_it(path: Path) -> None:
    with holding(path, script=FORKING) as process:
        assert said(process) == "the child: Another calsync sync is at work; nothing was changed."
        assert said(process) == "the child has left: 0"
        assert not is_free(path)
        process.kill()
        process.wait()
        assert is_free(path)


def test_two_trackers_have_a_turn_each_and_two_names_of_one_share_it(path: Path) -> None:
    with open_tracker(path, wait=5):
        pass
    link = path.parent.parent / "link.db"
    link.symlink_to(path)
    with one_at_a_time(path, wait=0):
        assert not is_free(link)
        assert is_free(path.with_name("other.db"))


def test_the_tracker_can_be_used_meanwhile(path: Path) -> None:
    with one_at_a_time(path, wait=0), open_tracker(path, wait=0) as tracker:
        tracker.ledger("here").settle(())
        with pytest.raises(UsageError, match="is what is to be backed up"):
            tracker.backup(Path(f"{path}-sync"), overwrite=True)
        assert not is_free(path)


def test_all_it_leaves_is_an_empty_file_for_its_owner(path: Path) -> None:
    before = os.umask(0)
    try:
        for _ in range(2):
            with one_at_a_time(path, wait=0):
                assert [each.name for each in path.parent.iterdir()] == ["tracker.db-sync"]
        lock = Path(f"{path}-sync")
        assert (lock.stat().st_size, stat.S_IMODE(lock.stat().st_mode)) == (0, 0o600)
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_what_is_in_the_way_is_told(path: Path) -> None:
    lock = Path(f"{path}-sync")
    path.parent.mkdir()
    lock.write_text("Dear Jo, thank you for your time.\n" * 99)
    with pytest.raises(TrackerError) as refused:
        one_at_a_time(path, wait=0).__enter__()
    assert refused.value.message == f"{lock} is no file of calsync's."
    assert refused.value.hint == "Move it away, and run it again."
    lock.unlink()
    lock.mkdir()
    with pytest.raises(TrackerError, match="is a folder"):
        one_at_a_time(path, wait=0).__enter__()
