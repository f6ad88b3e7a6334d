"""A folder as a calendar: what is not a calendar file, what is not there now, and what the system refuses."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from calsync.errors import AccessRefused, CalsyncError, Unreachable, UsageError
from calsync.stores import vdir
from calsync.stores.vdir import LARGEST, UNREADABLE, VdirStore
from calsync.sync.store import Changed, Exists, Missing, NotDone, Object, Refused, Unsure
from tests.contract.objects import event, said

Write = Callable[[VdirStore], object]
WRITES: dict[str, Write] = {
    "create": lambda store: store.create("new.ics", event("new")),
    "replace": lambda store: store.replace("one.ics", event("one", "Second"), etag=None),
    "remove": lambda store: store.remove("one.ics", etag=None),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "calendar"


@pytest.fixture
def store(folder: Path) -> VdirStore:
    made = VdirStore(folder)
    made.prepare()
    made.create("one.ics", event("one"))
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def fail_with(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_the_folder_is_for_nobody_else(folder: Path) -> None:
    VdirStore(folder).prepare()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "one.ics").write_text(event("one"), encoding="utf-8")
    folder.chmod(0o755)
    VdirStore(folder).prepare()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert list(contents(folder)) == ["one.ics"]


def test_the_place_is_where_it_really_lies(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    VdirStore(folder).prepare()
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    places = {VdirStore(Path(each)).place for each in ("calendar", "./calendar/", "link", str(folder))}
    assert places == {f"vdir:{folder.resolve()}"}


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.everything(),
        lambda store: store.read(["one.ics"]),
        lambda store: store.read(["other.ics"]),
        *WRITES.values(),
    ],
)
def test_a_folder_that_is_gone_is_no_answer(store: VdirStore, folder: Path, act: Write) -> None:
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(Unreachable, match="is not there"):
        act(store)
    assert not folder.exists()


@pytest.mark.parametrize("act", [lambda store: store.everything(), *WRITES.values()])
def test_a_file_in_place_of_the_folder_is_no_answer(store: VdirStore, folder: Path, act: Write) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("", encoding="utf-8")
    with pytest.raises(Unreachable, match="is not there"):
        act(store)


def test_no_folder_is_made_where_none_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place, words in (
        ("file", "is a file"),
        ("file/in", "is not a folder"),
        ("no/where", "does not exist"),
    ):
        with pytest.raises(UsageError, match=words):
            VdirStore(tmp_path / place).prepare()
    for number, kind in (
        (errno.EACCES, AccessRefused),
        (errno.EROFS, AccessRefused),
        (errno.EIO, Unreachable),
    ):
        monkeypatch.setattr(Path, "mkdir", fail_with(number))
        with pytest.raises(kind, match="cannot be made"):
            VdirStore(tmp_path / "new").prepare()


def test_only_calendar_files_count(store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(folder)
    (folder / "sub.ics").mkdir()
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.ics").write_text(event("deep"), encoding="utf-8")
    for name in (
        "color",
        "displayname",
        ".hidden.ics",
        "one.ics.tmp",
        ".one.ics.swp",
        "one.ics~",
        "notes.txt",
    ):
        (folder / name).write_text(event("other"), encoding="utf-8")
    (folder / os.fsdecode(b"\xff.ics")).write_text(event("no name"), encoding="utf-8")
    monkeypatch.chdir(folder)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.ics")
    assert [each.href for each in store.everything().objects] == ["one.ics"]
    hidden = (".hidden.ics", "color", "sub/deep.ics", "../calendar/one.ics", "sub.ics", "socket.ics")
    assert store.read(hidden) == ()
    store.remove("one.ics", etag=None)
    assert (folder / "color").read_text(encoding="utf-8") == event("other").replace("\r\n", "\n")
    assert not before.keys() & {each.name for each in folder.iterdir()}


@pytest.mark.parametrize(
    "name", ["color", ".hidden.ics", "../other.ics", "sub/other.ics", "/tmp/other.ics", ""]
)
def test_nothing_is_written_under_another_sort_of_name(store: VdirStore, folder: Path, name: str) -> None:
    before = contents(folder)
    for write in (
        lambda: store.create(name, event("new")),
        lambda: store.replace(name, event("new"), etag=None),
        lambda: store.remove(name, etag=None),
    ):
        with pytest.raises(ValueError, match="no name"):
            write()
    assert contents(folder) == before
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n",
        event("one", "Grüße").encode("latin-1"),
        event("one").encode("utf-16"),
        event("one", "x" * LARGEST).encode(),
    ],
    ids=["empty", "blank", "Latin-1", "UTF-16", "large"],
)
def test_what_cannot_be_read_is_there_and_left_alone(store: VdirStore, folder: Path, data: bytes) -> None:
    (folder / "one.ics").write_bytes(data)
    (found,) = store.everything().objects
    assert found.text == UNREADABLE
    assert store.read(["one.ics"]) == (found,)
    with pytest.raises(Refused) as refused:
        store.replace("one.ics", event("one"), etag=found.etag)
    assert refused.value.error.exit_code == 8
    for etag in (found.etag, None):
        with pytest.raises(Refused):
            store.remove("one.ics", etag=etag)
    with pytest.raises(Exists):
        store.create("one.ics", event("one"))
    assert contents(folder) == {"one.ics": data}


def test_a_file_that_may_not_be_read_is_there(store: VdirStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", fail_with(errno.EACCES))
    (found,) = store.everything().objects
    assert (found.href, found.etag, found.text) == ("one.ics", None, UNREADABLE)


def test_a_mark_at_the_beginning_is_no_text(store: VdirStore, folder: Path) -> None:
    (folder / "one.ics").write_bytes(b"\xef\xbb\xbf" + event("one").encode())
    (found,) = store.everything().objects
    assert found.text == event("one")


def test_a_link_is_followed_and_stays(store: VdirStore, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.ics"
    elsewhere.write_bytes(event("two").encode())
    (folder / "two.ics").symlink_to(elsewhere)
    _, found = store.everything().objects
    store.replace("two.ics", event("two", "Second"), etag=found.etag)
    assert (folder / "two.ics").is_symlink()
    assert said(elsewhere.read_bytes().decode()).title == "Second"
    store.remove("two.ics", etag=None)
    assert elsewhere.exists()
    assert list(contents(folder)) == ["one.ics"]


@pytest.mark.parametrize("target", ["/nowhere/two.ics", "two.ics"])
def test_a_link_that_leads_nowhere_is_no_answer(store: VdirStore, folder: Path, target: str) -> None:
    """What it leads to may be on a disk that is not there now, and is not deleted."""
    (folder / "two.ics").symlink_to(target)
    for look in (store.everything, lambda: store.read(["two.ics"])):
        with pytest.raises(Unreachable, match="is a link to a file that is not there"):
            look()
    for write in (
        lambda: store.replace("two.ics", event("two"), etag=None),
        lambda: store.remove("two.ics", etag=None),
    ):
        with pytest.raises(Refused):
            write()
    with pytest.raises(Exists):
        store.create("two.ics", event("two"))
    assert (folder / "two.ics").is_symlink()


@pytest.mark.parametrize("write", [WRITES["replace"], WRITES["remove"]], ids=["replace", "remove"])
def test_a_file_made_read_only_stays(store: VdirStore, folder: Path, write: Write) -> None:
    (folder / "one.ics").chmod(0o444)
    with pytest.raises(Refused, match="is read-only"):
        write(store)
    assert contents(folder) == {"one.ics": event("one").encode()}


def test_rights_stay_as_they_were(store: VdirStore, folder: Path) -> None:
    (folder / "one.ics").chmod(0o640)
    store.replace("one.ics", event("one", "Second"), etag=None)
    assert stat.S_IMODE((folder / "one.ics").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("number", "kind", "exit_code", "words"),
    [
        (errno.EROFS, AccessRefused, 8, "read-only"),
        (errno.ENOSPC, Refused, 8, "the disk is full"),
        (errno.EDQUOT, Refused, 8, "the disk is full"),
        (errno.EPERM, Refused, 8, "read-only"),
        (errno.EIO, Unsure, 7, "cannot be written"),
        (errno.ESTALE, Unsure, 7, "cannot be written"),
        (errno.ETIMEDOUT, Unsure, 7, "cannot be written"),
    ],
)
@pytest.mark.parametrize("act", WRITES)
def test_what_the_system_refuses_is_a_sentence(
    store: VdirStore,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    act: str,
    number: int,
    kind: type[CalsyncError | Refused | Unsure],
    exit_code: int,
    words: str,
) -> None:
    before = contents(folder)
    for place, name in ((vdir, "create_file"), (vdir, "replace_file"), (Path, "unlink")):
        monkeypatch.setattr(place, name, fail_with(number))
    with pytest.raises(kind, match=words) as raised:
        WRITES[act](store)
    error = raised.value.error if isinstance(raised.value, Refused | Unsure) else raised.value
    assert isinstance(error, CalsyncError)
    assert error.exit_code == exit_code
    assert error.hint
    assert contents(folder) == before


@pytest.mark.parametrize("act", WRITES)
def test_a_folder_nobody_may_write_in_refuses_all(
    store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder.resolve())
    for place, name in ((vdir, "create_file"), (vdir, "replace_file"), (Path, "unlink")):
        monkeypatch.setattr(place, name, fail_with(errno.EACCES))
    with pytest.raises(AccessRefused, match="permission denied"):
        WRITES[act](store)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.EACCES, AccessRefused), (errno.EIO, Unreachable), (errno.ESTALE, Unreachable)],
)
def test_a_folder_that_cannot_be_listed_is_no_answer(
    store: VdirStore, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[CalsyncError]
) -> None:
    monkeypatch.setattr(os, "scandir", fail_with(number))
    with pytest.raises(kind, match="cannot be read"):
        store.everything()


@pytest.mark.parametrize("look", [lambda store: store.everything(), lambda store: store.read(["one.ics"])])
def test_a_disk_that_is_taken_away_meanwhile_is_no_answer(
    store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch, look: Write
) -> None:
    """What is there then is the empty folder it was mounted on."""
    found = vdir._object

    def take_away(path: Path) -> Object | None:
        folder.rename(folder.with_name("disk"))
        folder.mkdir()
        return found(path)

    monkeypatch.setattr(vdir, "_object", take_away)
    with pytest.raises(Unreachable, match="is not there"):
        look(store)


def test_a_file_that_fails_to_be_read_is_no_answer(store: VdirStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", fail_with(errno.EIO))
    with pytest.raises(Unreachable, match="cannot be read"):
        store.everything()


def test_a_change_in_the_last_moment_is_seen(
    store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes while ours is being written beside it."""
    (found,) = store.everything().objects
    hers = event("one", "Hers!").encode()
    sync = os.fsync

    def write_too(descriptor: int) -> None:
        sync(descriptor)
        (folder / "one.ics").write_bytes(hers)

    monkeypatch.setattr(os, "fsync", write_too)
    with pytest.raises(Changed):
        store.replace("one.ics", event("one", "Ours!"), etag=found.etag)
    assert contents(folder) == {"one.ics": hers}


def test_a_removal_in_the_last_moment_is_seen(
    store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def remove_it(descriptor: int) -> None:
        sync(descriptor)
        (folder / "one.ics").unlink()

    monkeypatch.setattr(os, "fsync", remove_it)
    with pytest.raises(Missing):
        store.replace("one.ics", event("one", "Ours"), etag=None)
    assert contents(folder) == {}


def test_versions_of_one_moment_differ(store: VdirStore, folder: Path) -> None:
    """Of one length, in one file, with one time."""
    path = folder / "one.ics"
    first, second = (event("one", title).encode() for title in ("Call Mira", "Call Noam"))
    path.write_bytes(first)
    at = path.stat().st_mtime_ns
    (found,) = store.everything().objects
    path.write_bytes(second)
    os.utime(path, ns=(at, at))
    with pytest.raises(Changed):
        store.replace("one.ics", event("one", "Ours"), etag=found.etag)
    assert path.read_bytes() == second


def test_a_file_that_was_only_touched_is_the_same(store: VdirStore, folder: Path) -> None:
    before = store.everything().objects
    (folder / "copy").write_bytes((folder / "one.ics").read_bytes())
    (folder / "copy").rename(folder / "one.ics")
    assert store.everything().objects == before


def test_a_file_missing_from_one_scan_is_there(store: VdirStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it happens in memory file systems while a file is replaced."""
    names = iter([[], ["one.ics"]])
    monkeypatch.setattr(VdirStore, "_names", lambda self: iter(next(names)))
    assert [each.href for each in store.everything().objects] == ["one.ics"]


def test_without_hard_links_nothing_is_overwritten_either(
    store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", fail_with(errno.EPERM))
    store.create("two.ics", event("two"))
    with pytest.raises(Exists):
        store.create("one.ics", event("one", "Second"))
    assert contents(folder) == {f"{uid}.ics": event(uid).encode() for uid in ("one", "two")}


def test_nothing_is_left_behind(store: VdirStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.replace("one.ics", event("one", "Second"), etag=None)
    for write in (
        lambda: store.create("one.ics", event("one")),
        lambda: store.replace("one.ics", event("one"), etag="stale"),
        lambda: store.remove("one.ics", etag="stale"),
        lambda: store.replace("two.ics", event("two"), etag=None),
    ):
        with pytest.raises(NotDone):
            write()
    assert contents(folder) == {"one.ics": event("one", "Second").encode()}
    store.remove("one.ics", etag=None)
    assert contents(folder) == {}
