"""Files are written whole, only where they are ours, and only when they say something new."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calsync.errors import NeedsPerson, UsageError
from calsync.ical.identity import file_name, reminder_uid
from calsync.ical.reminder import Form, read_calendar
from calsync.messages.wording import Words
from calsync.planning.interview import Interviewer
from calsync.planning.plan import State
from calsync.stores import ics_file, refusals
from calsync.stores.ics_file import (
    Entry,
    Everything,
    Outcome,
    Overwrite,
    Written,
    to_bytes,
    write_file,
    write_new_only,
)
from calsync.stores.ics_folder import write_folder
from tests.ical.test_reminder import (
    ALL,
    ALL_DAY,
    AT,
    IN_DAYS,
    MIRA,
    STAMP,
    an_interview,
    check_strictly,
    reminder,
)

LATER = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
THANKS: Entry = (reminder(person=MIRA), Words("Thank Mira", "Today."))
CHECK_IN: Entry = (IN_DAYS, Words("Ask how it stands", "Short."))
CLOSE: Entry = (ALL_DAY, Words("Let it rest", "No more messages."))
ENTRIES = (THANKS, CHECK_IN, CLOSE)
OWN_EVENT = (
    b"BEGIN:VEVENT\r\nUID:own\r\nDTSTAMP:20261122T080000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR"
)
FOREIGN = b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\nVERSION:2.0\r\n" + OWN_EVENT + b"\r\n"


def write(
    path: Path,
    entries: Sequence[Entry] = ENTRIES,
    *,
    form: Form = Form.EVENT,
    stamp: datetime = STAMP,
    force: Overwrite = Overwrite.REFUSE,
) -> Written:
    return write_file(path, entries, form=form, stamp=stamp, force=force)


def moved(entry: Entry, days: int = 1) -> Entry:
    return (replace(entry[0], at=entry[0].at + timedelta(days=days)), entry[1])


def uid(entry: Entry) -> str:
    return reminder_uid(entry[0])


def sequences(path: Path) -> list[tuple[str, int, datetime | None]]:
    return [
        (each.title, each.sequence, each.stamp)
        for each in read_calendar(path.read_bytes()).reminders.values()
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "followups.ics"


class TestTheFirstTime:
    @pytest.mark.parametrize("form", Form)
    def test_a_file_is_written(self, path: Path, form: Form) -> None:
        assert write(path, form=form) == Written(path=path, outcome=Outcome.CREATED, created=3)
        assert path.read_bytes() == to_bytes(ENTRIES, form=form, stamp=STAMP)
        check_strictly(path.read_bytes())
        assert [each.name for each in path.parent.iterdir()] == [path.name]

    def test_it_gets_the_rights_of_any_new_file(self, path: Path) -> None:
        (path.parent / "any").touch()
        write(path)
        assert path.stat().st_mode == (path.parent / "any").stat().st_mode

    def test_nothing_is_written_for_no_reminders(self, path: Path) -> None:
        assert write(path, []) == Written(path=path, outcome=Outcome.NOTHING_NEW)
        assert write_folder(path, [], form=Form.EVENT, stamp=STAMP, force=Overwrite.REFUSE) == [
            Written(path=path, outcome=Outcome.NOTHING_NEW)
        ]
        assert to_bytes([], form=Form.EVENT, stamp=STAMP) == b""
        assert not path.exists()

    def test_of_two_with_one_uid_the_first_is_kept(self, path: Path) -> None:
        twice = (THANKS[0], Words("Again", ""))
        assert write(path, [THANKS, twice]).created == 1
        assert [title for title, _, _ in sequences(path)] == ["Thank Mira"]

    def test_a_link_to_a_file_not_yet_made_makes_it(self, path: Path) -> None:
        target = path.parent / "real.ics"
        path.symlink_to(target)
        assert write(path).outcome is Outcome.CREATED
        assert path.is_symlink()
        assert target.is_file()


class TestOverAFileOfOurs:
    def test_nothing_changed_leaves_it_alone(self, path: Path) -> None:
        write(path)
        os.utime(path, ns=(1, 1))
        before = path.read_bytes()
        expected = Written(path=path, outcome=Outcome.UNCHANGED, kept=3)
        assert write(path, stamp=LATER) == expected
        assert write(path, ENTRIES[::-1], stamp=LATER) == expected
        assert path.read_bytes() == before
        assert path.stat().st_mtime_ns == 1

    def test_exactly_what_changed_gets_a_new_sequence_and_stamp(self, path: Path) -> None:
        write(path)
        result = write(path, [THANKS, moved(CHECK_IN), CLOSE], stamp=LATER)
        assert result == Written(path=path, outcome=Outcome.REPLACED, changed=1, kept=2)
        assert sequences(path) == [
            ("Thank Mira", 0, STAMP),
            ("Ask how it stands", 1, LATER),
            ("Let it rest", 0, STAMP),
        ]

    def test_a_sequence_goes_on_rising_and_does_not_fall_when_a_change_is_taken_back(
        self, path: Path
    ) -> None:
        write(path)
        write(path, [THANKS, moved(CHECK_IN), CLOSE])
        write(path, [THANKS, CHECK_IN, CLOSE], stamp=LATER)
        assert [sequence for _, sequence, _ in sequences(path)] == [0, 2, 0]
        write(path, [THANKS, CHECK_IN], stamp=LATER)
        assert [sequence for _, sequence, _ in sequences(path)] == [0, 2]

    @pytest.mark.parametrize("words", [Words("Other", "Today."), Words("Thank Mira", "Tomorrow.")])
    def test_other_words_are_a_change(self, path: Path, words: Words) -> None:
        write(path)
        assert write(path, [(THANKS[0], words), CHECK_IN, CLOSE]).changed == 1

    def test_a_new_reminder_joins(self, path: Path) -> None:
        write(path, [THANKS])
        assert write(path, stamp=LATER) == Written(path=path, outcome=Outcome.REPLACED, created=2, kept=1)
        assert sequences(path)[1] == ("Ask how it stands", 0, LATER)

    def test_what_is_no_longer_planned_goes_and_is_named(self, path: Path) -> None:
        write(path)
        result = write(path, [THANKS])
        assert result == Written(
            path=path, outcome=Outcome.REPLACED, kept=1, dropped=("Ask how it stands", "Let it rest")
        )
        assert [title for title, _, _ in sequences(path)] == ["Thank Mira"]

    def test_its_rights_stay(self, path: Path) -> None:
        write(path, [THANKS])
        path.chmod(0o640)
        write(path)
        assert path.stat().st_mode & 0o777 == 0o640

    def test_a_link_stays_a_link(self, path: Path) -> None:
        folder = path.parent / "elsewhere"
        folder.mkdir()
        target = folder / "real.ics"
        write(target, [THANKS])
        path.symlink_to(target)
        assert write(path).outcome is Outcome.REPLACED
        assert path.is_symlink()
        assert len(sequences(target)) == 3
        assert list(folder.iterdir()) == [target]

    def test_what_an_app_added_to_ours_makes_it_changed_not_foreign(self, path: Path) -> None:
        write(path, [THANKS])
        path.write_bytes(path.read_bytes().replace(b"SEQUENCE:0", b"COLOR:red\r\nSEQUENCE:4"))
        assert write(path, [THANKS], stamp=LATER).changed == 1
        assert sequences(path) == [("Thank Mira", 5, LATER)]

    def test_lines_in_another_order_and_endings_are_no_change(self, path: Path) -> None:
        write(path, [THANKS])
        lines = path.read_bytes().replace(b"\r\n ", b"").replace(b"\r\n", b"\n")
        path.write_bytes(
            lines.replace(b"SEQUENCE:0\n", b"").replace(b"BEGIN:VEVENT\n", b"BEGIN:VEVENT\nSEQUENCE:0\n")
        )
        assert write(path, [THANKS], stamp=LATER).outcome is Outcome.UNCHANGED


class TestOverSomethingElse:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(FOREIGN, id="another program"),
            pytest.param(b"Dear diary\n", id="no calendar"),
            pytest.param(b"", id="empty"),
            pytest.param(to_bytes(ENTRIES, form=Form.EVENT, stamp=STAMP)[:-20], id="cut off"),
            pytest.param(
                to_bytes(ENTRIES, form=Form.EVENT, stamp=STAMP).replace(b"END:VCALENDAR", OWN_EVENT),
                id="mixture",
            ),
            pytest.param(
                to_bytes(ENTRIES, form=Form.EVENT, stamp=STAMP).replace(b"calsync//EN", b"Other//EN"),
                id="saved",
            ),
        ],
    )
    def test_it_is_replaced_only_by_force(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        with pytest.raises(NeedsPerson, match="was not written by calsync") as caught:
            write(path)
        assert caught.value.hint == "Choose another name, or add --force to replace it."
        assert path.read_bytes() == data
        assert write(path, force=Overwrite.FORCE).outcome is Outcome.REPLACED
        assert len(sequences(path)) == 3
        check_strictly(path.read_bytes())

    def test_a_file_too_large_to_look_into_is_replaced_only_by_force(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(path)
        size = path.stat().st_size
        monkeypatch.setattr(ics_file, "LARGEST", size)
        monkeypatch.setattr(refusals, "LARGEST", size)
        assert write(path).outcome is Outcome.UNCHANGED
        data = path.read_bytes() + b"\r\n"
        path.write_bytes(data)
        for act in (write, TestOnlyWhatIsNew().write):
            with pytest.raises(NeedsPerson, match=f"{path} is too large"):
                act(path)
        assert path.read_bytes() == data
        assert write(path, force=Overwrite.FORCE).outcome is Outcome.REPLACED

    def test_by_force_sequences_still_do_not_fall(self, path: Path) -> None:
        write(path)
        write(path, [moved(THANKS)])
        path.write_bytes(path.read_bytes().replace(b"END:VCALENDAR", OWN_EVENT))
        write(path, [THANKS], force=Overwrite.FORCE)
        assert sequences(path) == [("Thank Mira", 2, STAMP)]

    @pytest.mark.parametrize(
        ("old", "new", "own"),
        [(Form.EVENT, Form.TODO, "followups-todos.ics"), (Form.TODO, Form.EVENT, "followups-events.ics")],
    )
    def test_events_and_to_dos_do_not_replace_each_other(
        self, path: Path, old: Form, new: Form, own: str
    ) -> None:
        write(path, form=old)
        before = path.read_bytes()
        with pytest.raises(NeedsPerson) as caught:
            write(path, form=new)
        assert own in caught.value.hint
        assert path.read_bytes() == before
        assert write(path, form=new, force=Overwrite.FORCE, stamp=LATER).changed == 3
        assert {(sequence, stamp) for _, sequence, stamp in sequences(path)} == {(1, LATER)}


class TestWhatCannotBeWritten:
    def test_a_missing_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "none" / "followups.ics"
        with pytest.raises(UsageError, match=r"The folder .*none does not exist\.") as caught:
            write(path)
        assert caught.value.hint
        with pytest.raises(UsageError, match=r"The folder .*none does not exist\."):
            write_folder(
                tmp_path / "none" / "new", ENTRIES, form=Form.EVENT, stamp=STAMP, force=Overwrite.FORCE
            )
        with pytest.raises(UsageError, match=r"The folder .*none does not exist\."):
            write_new_only(path, ENTRIES, form=Form.EVENT, stamp=STAMP, force=Overwrite.FORCE)
        assert not (tmp_path / "none").exists()

    def test_a_link_into_a_missing_folder(self, path: Path) -> None:
        path.symlink_to(path.parent / "none" / "real.ics")
        with pytest.raises(UsageError, match=r"The folder .*none does not exist\."):
            write(path)

    def test_a_link_to_itself(self, path: Path) -> None:
        path.symlink_to(path)
        with pytest.raises(UsageError, match="cannot be written"):
            write(path)

    def test_a_folder_where_a_file_is_meant(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"is a folder\."):
            write(tmp_path, force=Overwrite.FORCE)
        with pytest.raises(UsageError, match=r"is a folder\."):
            write_new_only(tmp_path, ENTRIES, form=Form.EVENT, stamp=STAMP, force=Overwrite.FORCE)

    def test_a_file_where_a_folder_is_meant(self, path: Path) -> None:
        path.touch()
        with pytest.raises(UsageError, match=r"is a file, not a folder\."):
            write_folder(path, ENTRIES, form=Form.EVENT, stamp=STAMP, force=Overwrite.FORCE)
        with pytest.raises(UsageError, match=r"is not a folder\."):
            write(path / "followups.ics")

    def test_what_is_no_ordinary_file_is_never_replaced(self, path: Path) -> None:
        os.mkfifo(path)
        with pytest.raises(UsageError, match="is not an ordinary file"):
            write(path, force=Overwrite.FORCE)
        with pytest.raises(UsageError, match="is not an ordinary file"):
            write_new_only(path, ENTRIES, form=Form.EVENT, stamp=STAMP, force=Overwrite.FORCE)
        assert path.is_fifo()

    def test_a_file_made_read_only_stays_also_by_force(self, path: Path) -> None:
        write(path, [THANKS])
        before = path.read_bytes()
        path.chmod(0o444)
        with pytest.raises(UsageError, match="permission denied"):
            write(path, force=Overwrite.FORCE)
        assert path.read_bytes() == before
        assert write(path, [THANKS]).outcome is Outcome.UNCHANGED

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (errno.EACCES, "permission denied"),
            (errno.EPERM, "permission denied"),
            (errno.EROFS, "the disk is read-only"),
            (errno.ENOSPC, "the disk is full"),
            (errno.EDQUOT, "the disk is full"),
            (errno.EIO, "Input/output error"),
        ],
    )
    @pytest.mark.parametrize("call", ["replace", "fsync"])
    def test_whatever_fails_the_old_file_stays_and_nothing_else(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, words: str
    ) -> None:
        write(path, [THANKS])
        before = path.read_bytes()

        def fail(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, call, fail)
        with pytest.raises(UsageError, match=words) as caught:
            write(path)
        assert caught.value.exit_code == 2
        assert caught.value.hint
        assert str(path) in caught.value.message
        assert path.read_bytes() == before
        assert list(path.parent.iterdir()) == [path]

    def test_an_interruption_leaves_nothing_behind(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write(path)
        assert not list(path.parent.iterdir())

    def test_the_bytes_are_on_the_disk_before_the_old_file_goes(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done: list[str] = []
        sync, put = os.fsync, os.replace

        def fsync(number: int) -> None:
            done.append("fsync")
            sync(number)

        def replace_file(source: Path, target: Path) -> None:
            assert source.parent == target.parent
            done.append("replace")
            put(source, target)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "replace", replace_file)
        write(path)
        assert done == ["fsync", "replace"]

    def test_what_another_run_left_or_is_writing_is_not_in_the_way(self, path: Path) -> None:
        other = path.parent / f".calsync-{os.getpid()}-0.tmp"
        other.write_bytes(b"half")
        assert write(path).outcome is Outcome.CREATED
        assert other.read_bytes() == b"half"


class TestAFolder:
    def write(
        self,
        folder: Path,
        entries: Sequence[Entry] = ENTRIES,
        *,
        form: Form = Form.EVENT,
        stamp: datetime = STAMP,
        force: Overwrite = Overwrite.REFUSE,
    ) -> list[Written]:
        return write_folder(folder, entries, form=form, stamp=stamp, force=force)

    def test_it_is_made_and_gets_one_file_for_each(self, tmp_path: Path) -> None:
        folder = tmp_path / "calendar"
        paths = [folder / file_name(uid(entry)) for entry in ENTRIES]
        assert self.write(folder) == [
            Written(path=path, outcome=Outcome.CREATED, created=1) for path in paths
        ]
        assert sorted(folder.iterdir()) == sorted(paths)
        for path, entry in zip(paths, ENTRIES, strict=True):
            assert list(read_calendar(path.read_bytes()).reminders) == [uid(entry)]
            check_strictly(path.read_bytes())

    def test_only_what_changed_is_written_again(self, tmp_path: Path) -> None:
        self.write(tmp_path)
        for path in tmp_path.iterdir():
            os.utime(path, ns=(1, 1))
        outcomes = [
            each.outcome for each in self.write(tmp_path, [THANKS, moved(CHECK_IN), CLOSE], stamp=LATER)
        ]
        assert outcomes == [Outcome.UNCHANGED, Outcome.REPLACED, Outcome.UNCHANGED]
        touched = [path for path in tmp_path.iterdir() if path.stat().st_mtime_ns != 1]
        assert touched == [tmp_path / file_name(uid(CHECK_IN))]
        assert sequences(touched[0]) == [("Ask how it stands", 1, LATER)]

    def test_one_refusal_stops_it_before_anything_is_written(self, tmp_path: Path) -> None:
        taken = tmp_path / file_name(uid(CLOSE))
        taken.write_bytes(FOREIGN)
        with pytest.raises(NeedsPerson):
            self.write(tmp_path)
        assert list(tmp_path.iterdir()) == [taken]
        assert self.write(tmp_path, force=Overwrite.FORCE)[2].outcome is Outcome.REPLACED

    def test_what_is_no_longer_planned_stays_and_is_named(self, tmp_path: Path) -> None:
        self.write(tmp_path)
        elsewhere = (reminder(interview=an_interview(id="0123456789ab")), Words("Another interview", ""))
        self.write(tmp_path, [elsewhere])
        (tmp_path / "own.ics").write_bytes(FOREIGN)
        (tmp_path / "notes.ics").mkdir()
        os.mkfifo(tmp_path / "pipe.ics")
        (tmp_path / "gone.ics").symlink_to(tmp_path / "nowhere")
        before = sorted(tmp_path.iterdir())
        gone = tmp_path / file_name(uid(CLOSE))
        data = gone.read_bytes()
        assert self.write(tmp_path, [THANKS, CHECK_IN]) == [
            Written(path=tmp_path / file_name(uid(THANKS)), outcome=Outcome.UNCHANGED, kept=1),
            Written(path=tmp_path / file_name(uid(CHECK_IN)), outcome=Outcome.UNCHANGED, kept=1),
            Written(path=gone, outcome=Outcome.UNCHANGED, dropped=("Let it rest",)),
        ]
        assert sorted(tmp_path.iterdir()) == before
        assert gone.read_bytes() == data


PAST_CHECK_IN = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)
"""After the thank-you and the check-in, and before the all-day close on 20 December."""
NOW = Everything(PAST_CHECK_IN)


class TestEverything:
    def write(
        self,
        path: Path,
        entries: Sequence[Entry],
        *,
        form: Form = Form.EVENT,
        force: Overwrite = Overwrite.REFUSE,
        rest: Everything = NOW,
    ) -> Written:
        return write_file(path, entries, form=form, stamp=LATER, force=force, rest=rest)

    def test_what_is_past_stays_to_the_letter_and_the_rest_goes(self, path: Path) -> None:
        hard = (IN_DAYS, Words("C:\\New; Mira, Tom", "First line\nC:\\New\\n"))
        write(path, [THANKS, hard, CLOSE])
        result = self.write(path, [])
        assert result == Written(path=path, outcome=Outcome.REPLACED, kept=2, dropped=("Let it rest",))
        assert path.read_bytes() == to_bytes([THANKS, hard], form=Form.EVENT, stamp=STAMP)
        assert self.write(path, []) == Written(path=path, outcome=Outcome.UNCHANGED, kept=2)

    def test_a_file_in_which_nothing_is_left_is_removed(self, path: Path) -> None:
        write(path, [CLOSE])
        assert self.write(path, []) == Written(path=path, outcome=Outcome.REMOVED, dropped=("Let it rest",))
        assert not path.exists()
        assert self.write(path, []) == Written(path=path, outcome=Outcome.NOTHING_NEW)

    def test_of_an_interview_of_which_nothing_can_be_said_all_stay(self, path: Path) -> None:
        write(path)
        before = path.read_bytes()
        rest = Everything(STAMP, unknown=frozenset({an_interview().id}))
        assert self.write(path, [], rest=rest).outcome is Outcome.UNCHANGED
        assert path.read_bytes() == before

    def test_all_that_go_are_named_of_whatever_interview(self, path: Path) -> None:
        write(path, [CLOSE])
        other = (reminder(interview=an_interview(id="0123456789ab")), Words("Another interview", ""))
        assert self.write(path, [other]) == Written(
            path=path, outcome=Outcome.REPLACED, created=1, dropped=("Let it rest",)
        )

    def test_an_open_to_do_is_never_past(self, path: Path) -> None:
        done = (replace(THANKS[0], state=State.DONE, done_on=AT), THANKS[1])
        write(path, [done, CHECK_IN], form=Form.TODO)
        result = self.write(path, [], form=Form.TODO)
        assert (result.kept, result.dropped) == (1, ("Ask how it stands",))
        assert sequences(path) == [("Thank Mira", 0, STAMP)]

    def test_what_is_settled_is_brought_up_to_date_where_it_stands_and_not_added(self, path: Path) -> None:
        write(path, [CHECK_IN], form=Form.TODO)
        lapsed = tuple((replace(each, state=State.LAPSED), words) for each, words in (THANKS, CHECK_IN))
        result = self.write(path, [], form=Form.TODO, rest=Everything(PAST_CHECK_IN, settled=lapsed))
        assert result == Written(path=path, outcome=Outcome.REPLACED, changed=1)
        assert sequences(path) == [("Ask how it stands", 1, LATER)]
        assert b"STATUS:CANCELLED" in path.read_bytes()

    @pytest.mark.parametrize("force", Overwrite)
    def test_for_no_reminders_nothing_else_is_touched(self, path: Path, force: Overwrite) -> None:
        for data in (FOREIGN, b"", to_bytes(ENTRIES, form=Form.TODO, stamp=STAMP)):
            path.write_bytes(data)
            assert self.write(path, [], force=force) == Written(path=path, outcome=Outcome.NOTHING_NEW)
            assert path.read_bytes() == data

    def test_a_folder_is_not_made_for_nothing(self, path: Path) -> None:
        found = write_folder(
            path, [], form=Form.EVENT, stamp=LATER, force=Overwrite.REFUSE, rest=Everything(LATER)
        )
        assert found == [Written(path=path, outcome=Outcome.NOTHING_NEW)]
        assert not path.exists()

    def test_one_refusal_stops_a_folder_before_anything_goes(self, tmp_path: Path) -> None:
        write_folder(tmp_path, ENTRIES, form=Form.EVENT, stamp=STAMP, force=Overwrite.REFUSE)
        (tmp_path / file_name(uid(CLOSE))).chmod(0o444)
        before = {path: path.read_bytes() for path in tmp_path.iterdir()}
        with pytest.raises(UsageError, match="permission denied"):
            write_folder(
                tmp_path,
                [moved(THANKS)],
                form=Form.EVENT,
                stamp=LATER,
                force=Overwrite.REFUSE,
                rest=Everything(STAMP),
            )
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


class TestOnlyWhatIsNew:
    def write(
        self,
        path: Path,
        entries: Sequence[Entry] = ENTRIES,
        *,
        form: Form = Form.EVENT,
        force: Overwrite = Overwrite.REFUSE,
    ) -> Written:
        return write_new_only(path, entries, form=form, stamp=LATER, force=force)

    def test_it_goes_beside_the_file_that_lacks_it(self, path: Path) -> None:
        write(path, [THANKS])
        before = path.read_bytes()
        beside = path.parent / "followups-new.ics"
        assert self.write(path, [moved(THANKS), CHECK_IN, CLOSE]) == Written(
            path=beside, outcome=Outcome.CREATED, created=2
        )
        assert [title for title, _, _ in sequences(beside)] == ["Ask how it stands", "Let it rest"]
        assert path.read_bytes() == before
        assert self.write(path).outcome is Outcome.UNCHANGED

    def test_nothing_new_writes_nothing(self, path: Path) -> None:
        write(path)
        beside = path.parent / "followups-new.ics"
        assert self.write(path, [moved(THANKS)]) == Written(path=path, outcome=Outcome.NOTHING_NEW)
        assert not beside.exists()

    def test_where_no_file_is_yet_all_are_new(self, path: Path) -> None:
        assert self.write(path) == Written(path=path, outcome=Outcome.CREATED, created=3)

    def test_a_calendar_another_program_saved_will_do(self, path: Path) -> None:
        write(path, [THANKS])
        saved = path.read_bytes().replace(b"calsync//EN", b"Other//EN").replace(b"X-CALSYNC-STEP", b"X-GONE")
        path.write_bytes(saved.replace(b"END:VCALENDAR", OWN_EVENT))
        assert self.write(path).created == 2

    @pytest.mark.parametrize("data", [b"Dear diary\n", b"BEGIN:VCALENDAR\n"])
    def test_a_file_that_cannot_be_read_is_not_guessed_at(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        with pytest.raises(NeedsPerson):
            self.write(path, force=Overwrite.FORCE)
        assert list(path.parent.iterdir()) == [path]

    def test_events_are_not_new_to_to_dos(self, path: Path) -> None:
        write(path, [THANKS])
        with pytest.raises(NeedsPerson, match="holds events"):
            self.write(path, form=Form.TODO)

    def test_a_foreign_file_in_its_place_stays(self, path: Path) -> None:
        write(path, [THANKS])
        beside = path.parent / "followups-new.ics"
        beside.write_bytes(FOREIGN)
        with pytest.raises(NeedsPerson):
            self.write(path)
        assert beside.read_bytes() == FOREIGN


class TestBytes:
    def test_they_differ_by_the_stamp_alone(self) -> None:
        first, second = (to_bytes(ENTRIES, form=Form.EVENT, stamp=stamp) for stamp in (STAMP, LATER))
        assert first != second
        assert first == second.replace(b"DTSTAMP:20261125T093000Z", b"DTSTAMP:20261122T080000Z")

    def test_duplicates_are_written_once(self) -> None:
        twice = [THANKS, (reminder(person=Interviewer(None, "MIRA@nordwind.example")), Words("Again", ""))]
        assert to_bytes(twice, form=Form.TODO, stamp=STAMP) == to_bytes([THANKS], form=Form.TODO, stamp=STAMP)

    def test_they_are_the_same_in_every_process(self, tmp_path: Path) -> None:
        program = (
            "import sys; from pathlib import Path; from tests.stores.test_ics_file import *\n"
            "write(Path(sys.argv[1])); write(Path(sys.argv[1]), [THANKS, moved(CHECK_IN)], stamp=LATER)"
        )
        for seed in ("1", "4242"):
            subprocess.run(
                [sys.executable, "-c", program, str(tmp_path / seed)],
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
            )
        assert (tmp_path / "1").read_bytes() == (tmp_path / "4242").read_bytes()


def test_the_samples_are_what_the_tests_take_them_for() -> None:
    assert len({reminder_uid(each) for each in ALL}) == 3
    assert isinstance(moved(CHECK_IN)[0].at, type(AT))
