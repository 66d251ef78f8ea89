"""The one place that opens the record. `read()` to look, `write()` for one unit of work."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.connection import connect

MIGRATIONS = Path(__file__).parent / "migrations"

#: True in a session's `info`: it adds what is to be told, so it is told right after the commit. None: nobody has to
#: look for anything after it.
TO_TELL = "to tell"

#: How long a writer waits for another one before it gives up, in seconds.
BUSY_SECONDS = 30


class RecordError(Exception):
    """The record cannot be used; the message is one sentence that says why and what to do."""


class NewerRecord(RecordError):
    """The record was written by a newer Lodestone."""


class RecordInUse(RecordError):
    """Another `lodestone run` holds the record."""


class Database:
    """An SQLite record. Write transactions begin as writers (BEGIN IMMEDIATE): two of them can never decide on the
    same old state. WAL with synchronous=FULL: what was committed survives a power cut.

    https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url, connect_args={"timeout": BUSY_SECONDS, "async_creator_fn": connect}, hide_parameters=True
        )
        event.listen(self.engine.sync_engine, "connect", _prepare)
        event.listen(self.engine.sync_engine, "begin", _begin)
        # Rows are read after commit by the function that made them, never outside storage.
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        writer = self.engine.execution_options(writes=True)
        self._writers = async_sessionmaker(writer, class_=AsyncSession, expire_on_commit=False)
        #: What storage modules remember between sessions (the index of names and its version).
        self.memory: dict[str, Any] = {}
        self._listeners: list[Callable[[bool], None]] = []

    @property
    def path(self) -> Path | None:
        """The file behind the record; None for one in memory."""
        name = make_url(self.url).database
        return Path(name) if name and name != ":memory:" else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session to look; what it would change is thrown away. Raises RecordError when the record cannot be read."""
        try:
            async with self._sessions() as session:
                session.info["memory"] = self.memory
                yield session
        except DatabaseError as error:
            raise _explained(error, self.path) from error

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One unit of work: committed whole at the end, rolled back whole when anything raises.

        Raises RecordError when the record cannot be written (read-only, full disk, locked for too long).
        """
        try:
            async with self._writers() as session, session.begin():
                session.info["memory"] = self.memory
                yield session
        except DatabaseError as error:
            raise _explained(error, self.path) from error
        to_tell = session.info.get(TO_TELL, False)
        for listener in self._listeners if to_tell is not None else ():
            listener(to_tell)

    def listen(self, listener: Callable[[bool], None]) -> None:
        """Have this called after every commit in this process, with whether it left something to tell."""
        self._listeners.append(listener)

    async def close(self) -> None:
        await self.engine.dispose()

    def prepare_folder(self) -> None:
        """Make the folder of the record. Raises RecordError when that is not allowed."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordError(f"The folder {self.path.parent} cannot be made: {error.strerror}.") from error

    async def revision(self) -> str | None:
        """The migration the record is at; None for an empty one. Raises RecordError when it cannot be read."""
        try:
            async with self.engine.connect() as connection:
                found = await connection.execute(
                    text("SELECT name FROM sqlite_master WHERE name = 'alembic_version' AND type = 'table'")
                )
                if found.first() is None:
                    return None
                row = (await connection.execute(text("SELECT version_num FROM alembic_version"))).first()
                return row[0] if row else None
        except DatabaseError as error:
            raise _explain(error, self.path) from error

    async def needs_upgrade(self) -> bool:
        """Whether migrations are missing. Raises NewerRecord when the record is ahead of this program."""
        at = await self.revision()
        known = revisions()
        if at is not None and at not in known:
            raise NewerRecord(
                f"The record was last written by a newer Lodestone (schema {at}, this one knows up to {known[-1]}): "
                "start that version, or point DATABASE_URL at another record."
            )
        return at != known[-1]

    async def upgrade(self) -> None:
        """Bring the schema up to date. Raises RecordError."""
        self.prepare_folder()
        if not await self.needs_upgrade():
            return
        try:
            await asyncio.to_thread(_upgrade, self.url)
        except DatabaseError as error:
            raise _explain(error, self.path) from error


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


def revisions() -> list[str]:
    """All migrations this program knows, oldest first. Their files are numbered, so alembic need not be imported."""
    return sorted(path.name.split("_", 1)[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _upgrade(url: str) -> None:
    # Imported here: it costs a third of a second and is needed once per version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")


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
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _explained(error: DatabaseError, path: Path | None) -> Exception:
    """The state of the file is for people; a broken rule (a duplicate, a bad query) is our own and stays as it is."""
    return _explain(error, path) if type(error) in (DatabaseError, OperationalError) else error


def _explain(error: DatabaseError, path: Path | None) -> RecordError:
    said = str(error.orig).lower()
    where = f"The record {path}" if path else "The record"
    if "readonly" in said or "read-only" in said:
        return RecordError(f"{where} is read-only: make the file and its folder writable for this user.")
    if "disk is full" in said or "no space" in said:
        return RecordError(f"{where} cannot grow, the disk is full: free some space; nothing half-done was kept.")
    if "unable to open" in said:
        return RecordError(f"{where} cannot be opened: check that its folder exists and may be written.")
    if "not a database" in said or "malformed" in said:
        return RecordError(f"{where} is not an intact SQLite database: restore a backup, or point elsewhere.")
    if "locked" in said or "busy" in said:
        return RecordError(f"{where} is locked by another program for more than {BUSY_SECONDS} seconds.")
    return RecordError(f"{where} answered with an error: {error.orig}.")
