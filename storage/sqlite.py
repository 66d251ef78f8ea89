"""SQLite: how its engine begins, what a fault of the file means, and who may run on it."""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import IO, Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import metrics
from storage.connection import connect
from storage.errors import BUSY_SECONDS, RecordError, RecordInUse


def engine(url: str) -> AsyncEngine:
    """Write transactions begin as writers (BEGIN IMMEDIATE): two of them can never decide on the same old state.

    WAL with synchronous=FULL: what was committed survives a power cut.
    https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    """
    made = create_async_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "async_creator_fn": connect},
        hide_parameters=True,
        # Whoever gives a connection back has ended its transaction, and a second end costs as much as a statement.
        pool_reset_on_return=None,
    )
    event.listen(made.sync_engine, "connect", _prepare)
    event.listen(made.sync_engine, "begin", _begin)
    return made


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: it would begin them as readers (listener below).
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # A read-only folder: reading may still work, writing will say so itself.
        if "readonly" not in str(error) and "read-only" not in str(error) and "unable to open" not in str(error):
            raise
    finally:
        cursor.close()


def _begin(connection: Any) -> None:
    if not connection.get_execution_options().get("writes", False):
        connection.connection.driver_connection.begin_with_the_next()
        return
    with metrics.waiting("database"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def explain(said: str, where: str) -> str:
    """One sentence for a fault of the file: what is wrong and what to do. `said` is SQLite's own message."""
    fault = said.lower()
    if "readonly" in fault or "read-only" in fault:
        return f"{where} is read-only: make the file and its folder writable for this user."
    if "disk is full" in fault or "no space" in fault:
        return f"{where} cannot grow, the disk is full: free some space; nothing half-done was kept."
    if "disk i/o" in fault:
        return (
            f"{where} cannot be written, the disk refuses (full, over its quota or broken): nothing half-done was kept."
        )
    if "unable to open" in fault:
        return f"{where} cannot be opened: check that its folder exists and may be written."
    if "not a database" in fault or "malformed" in fault:
        return f"{where} is not an intact SQLite database: restore a backup, or point elsewhere."
    if "locked" in fault or "busy" in fault:
        return f"{where} is locked by another program for more than {BUSY_SECONDS} seconds."
    return f"{where} answered with an error: {said}."


class Lock:
    """Only one `run` works on an SQLite record; the kernel frees the lock when the process ends, however it ends."""

    def __init__(self, path: Path | None) -> None:
        self._path = path.with_name(path.name + ".lock") if path else None
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises RecordInUse, or RecordError when the folder cannot be written."""
        if self._path is None:
            return
        try:
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise RecordError(f"The record in {self._path.parent} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise RecordInUse(
                f"Another `lodestone run` (process {holder}) works on this record: stop it first, "
                "or set LODESTONE_DATA to another folder."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def free(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
