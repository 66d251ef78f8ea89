"""The one place that opens the record. `read()` to look, `write()` for one unit of work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import metrics, postgres, sqlite
from storage.errors import NewerRecord, RecordAway, RecordError, RecordInUse
from storage.sqlite import Lock

__all__ = [
    "TO_TELL",
    "Database",
    "Lock",
    "NewerRecord",
    "RecordAway",
    "RecordError",
    "RecordInUse",
    "is_postgres",
    "revisions",
]

MIGRATIONS = Path(__file__).parent / "migrations"

#: True in a session's `info`: it adds what is to be told, so it is told right after the commit. None: nobody has to
#: look for anything after it.
TO_TELL = "to tell"


class Database:
    """A record, in SQLite or PostgreSQL by its address. Two units of work never decide on the same old state."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: AsyncEngine = postgres.engine(url) if is_postgres(url) else sqlite.engine(url)
        # Rows are read after commit by the function that made them, never outside storage.
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        writer = self.engine.execution_options(writes=True, **(postgres.WRITING if is_postgres(url) else {}))
        self._writers = async_sessionmaker(writer, class_=AsyncSession, expire_on_commit=False)
        # SQLite lets one write at a time, and whoever waits for its lock asks again and again, in no order. Those of
        # this process queue for it instead.
        # On a server as well: the lock would go to each writer of a frozen process in turn, ten seconds to each.
        self._turn = asyncio.Lock()
        #: What storage modules remember between sessions (the index of names and its version).
        self.memory: dict[str, Any] = {}
        self._listeners: list[Callable[[bool], None]] = []

    @property
    def path(self) -> Path | None:
        """The file behind the record; None for one in memory or on a server."""
        if is_postgres(self.url):
            return None
        name = make_url(self.url).database
        return Path(name) if name and name != ":memory:" else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session to look; what it would change is thrown away. Raises RecordError when the record cannot be read."""
        session = self._sessions()
        session.info["memory"] = self.memory
        try:
            try:
                yield session
            finally:
                await self._end(session)
        except DatabaseError as error:
            raise _explained(error, self.url, "read") from error

    async def _end(self, session: AsyncSession) -> None:
        if is_postgres(self.url):
            # A roll-back on its way to the server is not given up, whoever is cancelled meanwhile.
            closing = asyncio.create_task(session.close())
            await asyncio.shield(closing)
        else:
            # Nothing in this is waited for (storage/connection.py).
            await session.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One unit of work: committed whole at the end, rolled back whole when anything raises.

        Raises RecordError when the record cannot be written (read-only, full disk, locked for too long).
        """
        try:
            async with self._in_turn(), self._writers() as session, session.begin():
                session.info["memory"] = self.memory
                yield session
        except DatabaseError as error:
            raise _explained(error, self.url, "write") from error
        to_tell = session.info.get(TO_TELL, False)
        for listener in tuple(self._listeners) if to_tell is not None else ():
            listener(to_tell)

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        with metrics.waiting("process"):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    def listen(self, listener: Callable[[bool], None]) -> Callable[[], None]:
        """Have this called after every commit in this process, with whether it left something to tell.

        The answer ends that.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

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
                if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
                    return None
                row = (await connection.execute(text("SELECT version_num FROM alembic_version"))).first()
                return row[0] if row else None
        except DatabaseError as error:
            raise _explain(error, self.url) from error

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
        if await self.needs_upgrade():
            try:
                await asyncio.to_thread(_upgrade, self.url)
            except DatabaseError as error:
                raise _explain(error, self.url) from error
        if is_postgres(self.url):
            # Imported here: a record in a file has nobody to wake.
            from storage import wakeups

            await wakeups.prepare(self.url)


def is_postgres(url: str) -> bool:
    """Whether the record of this address lies on a PostgreSQL server."""
    return url.startswith("postgresql")


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


def _explained(error: DatabaseError, url: str, doing: str) -> Exception:
    """The state of the record is for people; a broken rule (a duplicate, a bad query) is our own and stays as it is."""
    if type(error) not in (DatabaseError, OperationalError) and not postgres.of_the_server(error.orig):
        return error
    metrics.DATABASE_ERRORS.labels(doing).inc()
    return _explain(error, url)


def _explain(error: DatabaseError, url: str) -> RecordError:
    said = str(error.orig)
    if is_postgres(url):
        return postgres.explained(said, url)
    path = make_url(url).database
    return RecordError(sqlite.explain(said, f"The record {path}" if path else "The record"))
