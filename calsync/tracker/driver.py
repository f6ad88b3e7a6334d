"""The connection of Python's sqlite3, held to raise nothing but SQLite's errors; imported when needed."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection, Cursor, DatabaseError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import _Parameters


class Telling(Connection):
    """Where a file is damaged, its broken text may stand in SQLite's own sentence, which Python then cannot
    decode and raises UnicodeDecodeError for."""

    def execute(self, sql: str, parameters: _Parameters = (), /) -> Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise _damaged() from error

    def executemany(self, sql: str, parameters: Iterable[_Parameters], /) -> Cursor:
        try:
            return super().executemany(sql, parameters)
        except UnicodeDecodeError as error:
            raise _damaged() from error


def _damaged() -> DatabaseError:
    told = DatabaseError("its tables are not laid out as calsync does it")
    told.sqlite_errorname = "SQLITE_CORRUPT"
    return told
