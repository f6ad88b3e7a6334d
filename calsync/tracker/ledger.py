"""The ledger of `sync`, in the tracker's file: reminder by reminder what was agreed, and run by run what
was changed. `log` owns the history that is told in a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.errors import UsageError
from calsync.planning.history import Untracked
from calsync.sync.ledger import Agreed, Attempt, Image, Row, Run, Standing, Told, Verb
from calsync.tracker.cells import Unreadable, instant_text, read_instant, shorten
from calsync.tracker.faults import translating, unreadable
from calsync.tracker.schema import reading, writing

if TYPE_CHECKING:
    from sqlite3 import Connection

    from calsync.tracker.log import Tracker

RUNS_KEPT = 50
"""So many of the newest runs of a calendar can be taken back; older ones are forgotten."""

AGREED = "agreed_etag, agreed_wanted, agreed_found, agreed_touched, agreed_seen, agreed_written"
ATTEMPT = "attempt_verb, attempt_wanted, attempt_text"
IMAGE = "uid, href, before, after, base"
COLUMNS = f"uid, href, interview, step, person, {AGREED}, {ATTEMPT}"

Cell = str | bytes | int | None


class TrackedLedger:
    """The ledger of one calendar, for one sync; as `calsync.sync.ledger.Ledger` has it."""

    def __init__(
        self, tracker: Tracker, place: str, *, words: str, connection: Connection, path: Path, wait: float
    ) -> None:
        self._tracker = tracker
        self._place = place
        self._words = words
        self._connection = connection
        self._path = path
        self._wait = wait
        self._run: int | None = None
        self._left_out = 0

    @property
    def left_out(self) -> int:
        """How much of what was told was not kept, since its interview was no longer tracked."""
        return self._left_out

    def read(self) -> Standing:
        with translating(self._path, wait=self._wait):
            found = self._connection.execute(
                f"SELECT c.token, c.listed, {COLUMNS} FROM calendar c "
                "LEFT JOIN reminder r ON r.calendar = c.number WHERE c.place = ? ORDER BY r.uid",
                (text_cell(self._place),),
            ).fetchall()
        where = "calendar", self._place
        rows: dict[str, Row] = {}
        token, listed = None, None
        try:
            for first, then, *cells in found:
                token, listed = _maybe_text(first), None if then is None else read_instant(then, UTC)
                if cells == [None] * len(cells):
                    continue  # nothing is agreed with it yet
                where = "reminder", str(cells[0])
                row = read_row(cells)
                if row.uid in rows:
                    raise Unreadable("it is there twice")
                rows[row.uid] = row
        except (ValueError, OverflowError) as error:
            raise unreadable(self._path, "{} “{}”".format(*where), error) from error
        return Standing(rows=rows, token=token, listed=listed)

    def checkpoint(
        self,
        *,
        told: Sequence[Told],
        rows: Iterable[Row],
        forget: Collection[str],
        token: str | None,
        listed: datetime | None,
        at: datetime,
    ) -> None:
        """What was told stands in the log as one command, told at its time, and can be taken back there too:
        the ledger stays as it is then. What is of an interview that is no longer tracked is left out and
        counted. A UID that is to be forgotten and has a row keeps the row."""
        if any(isinstance(each.entry, Untracked) for each in told):
            raise ValueError("no calendar untracks an interview")  # its command could not be taken back alone
        left_out, run = 0, self._run
        with self._tracker.command(self._words, at=at) as change:
            for interview, entry in told:
                try:
                    change.append(interview, entry._replace(told=change.at))
                except KeyError:
                    left_out += 1
            calendar = self._calendar()
            if change.number is not None:
                run = self._begun(calendar, at)
                self._connection.execute(
                    "INSERT INTO learnt (command, run) VALUES (?, ?)", (change.number, run)
                )
            self._put(calendar, rows, forget)
            self._connection.execute(
                "UPDATE calendar SET token = ?, listed = ? WHERE number = ?",
                (_maybe_cell(token), None if listed is None else instant_text(listed), calendar),
            )
        self._run, self._left_out = run, self._left_out + left_out

    def intend(self, rows: Iterable[Row], images: Iterable[Image], *, at: datetime) -> None:
        run, cells = self._run, [tuple(map(text_cell, each)) for each in images]
        with self._writing():
            calendar = self._calendar()
            self._put(calendar, rows, ())
            if cells:
                run = self._begun(calendar, at)
                self._connection.executemany(
                    f"INSERT INTO image (run, {IMAGE}) VALUES ({run}, ?, ?, ?, ?, ?)", cells
                )
        self._run = run

    def settle(self, rows: Iterable[Row], *, forget: Collection[str] = ()) -> None:
        """A UID that is to be forgotten and has a row keeps the row."""
        with self._writing():
            self._put(self._calendar(), rows, forget)

    def last_run(self) -> Run | None:
        """One of which nothing is left, since what was told in it was taken back in the log, does not
        count. `told` is what is left of it."""
        place = (text_cell(self._place),)
        with translating(self._path, wait=self._wait), reading(self._connection):
            found = self._connection.execute(
                "SELECT r.number, r.at, (SELECT count(*) FROM learnt l JOIN entry e ON e.command = l.command "
                "WHERE l.run = r.number) FROM run r JOIN calendar c ON c.number = r.calendar "
                "WHERE c.place = ? AND (EXISTS (SELECT 1 FROM image WHERE run = r.number) "
                "OR EXISTS (SELECT 1 FROM learnt WHERE run = r.number)) ORDER BY r.number DESC LIMIT 1",
                place,
            ).fetchone()
            if found is None:
                return None
            number, at, told = found
            cells = self._connection.execute(
                f"SELECT {IMAGE} FROM image WHERE run = ? ORDER BY number", (number,)
            ).fetchall()
        try:
            images = tuple(Image(*map(read_text, each)) for each in cells)
            return Run(number=number, at=read_instant(at, UTC), images=images, told=told)
        except (ValueError, OverflowError) as error:
            raise unreadable(self._path, f"run {number}", error) from error

    def take_back(self, run: Run, rows: Iterable[Row], *, forget: Collection[str]) -> int:
        """Its command leaves the log, also if others came after it: all it brought is entries, which nothing
        else rests on. A UID that is to be forgotten and has a row keeps the row. Raises UsageError for a run
        that is no longer there."""
        with self._writing():
            calendar = self._calendar()
            if not self._is_there(run.number, calendar):
                raise UsageError(
                    "This run was taken back already.", hint="calsync sync brings things together."
                )
            commands = f"(SELECT command FROM learnt WHERE run = {run.number:d})"
            told = self._connection.execute(
                f"SELECT count(*) FROM entry WHERE command IN {commands}"
            ).fetchone()[0]
            self._connection.execute(f"DELETE FROM command WHERE id IN {commands}")
            self._connection.execute("DELETE FROM run WHERE number = ?", (run.number,))
            self._put(calendar, rows, forget)
        return int(told)

    def forget_place(self) -> None:
        """All that is known of this calendar, its runs included. What was told in them stays told."""
        with self._writing():
            self._connection.execute("DELETE FROM calendar WHERE place = ?", (text_cell(self._place),))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with translating(self._path, wait=self._wait), writing(self._connection):
            yield

    def _calendar(self) -> int:
        """The number of this calendar, which is remembered from the first time on."""
        place = (text_cell(self._place),)
        row = self._connection.execute("SELECT number FROM calendar WHERE place = ?", place).fetchone()
        if row is not None:
            return int(row[0])
        number = self._connection.execute("INSERT INTO calendar (place) VALUES (?)", place).lastrowid
        assert number is not None  # a row was inserted
        return number

    def _begun(self, calendar: int, at: datetime) -> int:
        """The number of this run, which is remembered with the first thing that is done in it."""
        if self._run is not None and self._is_there(self._run, calendar):
            return self._run
        number = self._connection.execute(
            "INSERT INTO run (calendar, at) VALUES (?, ?)", (calendar, instant_text(at))
        ).lastrowid
        assert number is not None  # a row was inserted
        self._connection.execute(
            "DELETE FROM run WHERE calendar = ?1 AND number <= "
            "(SELECT number FROM run WHERE calendar = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)",
            (calendar, RUNS_KEPT),
        )
        return number

    def _is_there(self, run: int, calendar: int) -> bool:
        question = "SELECT 1 FROM run WHERE number = ? AND calendar = ?"
        return self._connection.execute(question, (run, calendar)).fetchone() is not None

    def _put(self, calendar: int, rows: Iterable[Row], forget: Collection[str]) -> None:
        self._connection.executemany(
            f"DELETE FROM reminder WHERE calendar = {calendar} AND uid = ?",
            [(text_cell(uid),) for uid in forget],
        )
        self._connection.executemany(
            f"INSERT OR REPLACE INTO reminder (calendar, {COLUMNS}) "
            f"VALUES ({calendar}{', ?' * len(COLUMNS.split(','))})",
            [row_cells(each) for each in rows],
        )


# Values as cells, and strictly back


def row_cells(row: Row) -> tuple[Cell, ...]:
    agreed: tuple[Cell, ...] = (None,) * len(Agreed._fields)
    if row.agreed is not None:
        etag, wanted, found, touched, seen, written = row.agreed
        texts = _maybe_cell(etag), text_cell(wanted), text_cell(found)
        agreed = (*texts, int(touched), int(seen), instant_text(written))
    attempt: tuple[Cell, ...] = (None,) * len(Attempt._fields)
    if row.attempt is not None:
        verb, ours, text = row.attempt
        attempt = verb.value, text_cell(ours), text_cell(text)
    names = row.uid, row.href, row.interview, row.step, row.person
    return (*map(text_cell, names), *agreed, *attempt)


def read_row(cells: Sequence[object]) -> Row:
    """Raises ValueError for what `row_cells` never makes."""
    uid, href, interview, step, person = map(read_text, cells[:5])
    agreed = attempt = None
    if any(each is not None for each in cells[5:11]):
        etag, wanted, found, touched, seen, written = cells[5:11]
        agreed = Agreed(
            etag=_maybe_text(etag),
            wanted=read_text(wanted),
            found=read_text(found),
            touched=_truth(touched),
            seen=_truth(seen),
            written=read_instant(written, UTC),
        )
    if any(each is not None for each in cells[11:]):
        verb, ours, text = map(read_text, cells[11:])
        if verb not in tuple(Verb):
            raise Unreadable(f"the attempt “{verb}” is not known")
        attempt = Attempt(Verb(verb), wanted=ours, text=text)
    return Row(uid, href, interview, step, person, agreed, attempt)


def text_cell(text: str) -> str | bytes:
    """Any text whatever, so that it comes back as it was: as bytes where it holds half a pair of surrogates,
    which a name in a folder may bring along and SQLite does not take."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def read_text(cell: object) -> str:
    """Raises ValueError for what `text_cell` never makes."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bytes):
        text = cell.decode("utf-8", "surrogatepass")
        if isinstance(text_cell(text), bytes):
            return text
    raise Unreadable(f"{shorten(cell)} is no text")


def _maybe_cell(text: str | None) -> str | bytes | None:
    return None if text is None else text_cell(text)


def _maybe_text(cell: object) -> str | None:
    return None if cell is None else read_text(cell)


def _truth(cell: object) -> bool:
    if cell not in (0, 1):
        raise Unreadable(f"{shorten(cell)} is neither 0 nor 1")
    return bool(cell)
