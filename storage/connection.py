"""Connections to SQLite from the event loop: a statement and its rows are one errand to the connection's thread."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import aiosqlite


def connect(database: str | Path, **how: Any) -> "Connection":
    """A connection for SQLAlchemy (its `async_creator_fn`), which is opened when it is awaited."""
    return Connection(lambda: sqlite3.connect(database, **how), iter_chunk_size=64)


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with cursors that fetch at once.

    SQLAlchemy reads all rows of a statement anyway. With aiosqlite's own cursor it sends for the cursor, the execution,
    the rows and the closing one by one, and each of the four costs more than most of our statements do.
    """

    _begins = False
    _looks = False

    def begin_with_the_next(self) -> None:
        """Begin a transaction to look, on the way to the first statement of it: SQLite itself begins it no sooner."""
        self._begins = True

    async def commit(self) -> None:
        self._looks = False
        await super().commit()

    async def rollback(self) -> None:
        if self._begins:
            self._begins = False
        elif self._looks:
            # Nobody has to wait for the end of a look: whatever comes next waits behind it in the connection's thread.
            self._looks = False
            self._tx.put_nowait((None, self._conn.rollback))
        else:
            await super().rollback()

    def cursor(self) -> "Cursor":  # type: ignore[override]
        return Cursor(self)

    async def errand(self, work: Callable[[sqlite3.Cursor], object]) -> "Errand":
        """Done in the connection's thread, by a cursor that is closed afterwards."""
        begins, self._begins = self._begins, False
        self._looks = self._looks or begins

        def done() -> Errand:
            cursor = self._conn.cursor()
            try:
                if begins:
                    cursor.execute("BEGIN")
                work(cursor)
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, cursor.rowcount, cursor.lastrowid, rows
            finally:
                cursor.close()

        found: Errand = await self._execute(done)  # type: ignore[no-untyped-call]
        return found


#: description, rowcount, lastrowid and rows, as DB-API has them
Errand = tuple[Any, int, int | None, list[Any]]


class Cursor:
    """What SQLAlchemy needs of an asynchronous cursor (its `AsyncIODBAPICursor`)."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._rows: list[Any] = []

    async def __aenter__(self) -> "Cursor":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> "Cursor":
        return await self._done(lambda cursor: cursor.execute(statement, values))

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> "Cursor":
        return await self._done(lambda cursor: cursor.executemany(statement, rows))

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Closed already, where it worked."""

    async def _done(self, work: Callable[[sqlite3.Cursor], object]) -> "Cursor":
        self.description, self.rowcount, self.lastrowid, self._rows = await self._connection.errand(work)
        return self
