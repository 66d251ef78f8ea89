"""PostgreSQL: how its engine begins, and what a fault of the server means."""

import os
import select
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from storage import metrics
from storage.errors import BUSY_SECONDS, RecordAway, RecordError

#: The advisory lock that every writer takes first. Any number does, as long as all programs on a record agree on it.
WRITERS = 4_921_867_001

#: Whoever looks sees one state of the record for as long as they look. That is how every connection begins, for looking
#: is what is done all day, and to change it costs a quarter of what it takes to look.
_READING = "REPEATABLE READ"
#: Writers see what the writer before them left, not what stood when they began to wait.
WRITING = {"isolation_level": "READ COMMITTED"}

#: A writer that was frozen or cut off in the middle of a unit of work must not hold up the others for longer than
#: this; its work is rolled back by the server.
IDLE_SECONDS = 5
#: Whoever only looks holds up nobody, and may think for this long (seconds).
LOOKING_SECONDS = 300

#: The server notices a peer that vanished without a word after about ten seconds.
#: So do we: of a silent one by asking, of one that takes nothing any more (its network is gone) by waiting, in ms. By
#: itself the system would wait for that one for a quarter of an hour, and whoever has something to write with it.
KEEPALIVE: dict[str, int] = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 9_000,
}

#: Whoever answered so many seconds ago, and said nothing since, is there: a peer that vanished was noticed by then.
_ANSWERED_LATELY = 10.0
_ANSWERED = "answered"

_SERVER_SETTINGS = (
    f"-c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout={LOOKING_SECONDS}s "
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2 -c timezone=UTC"
)

#: How every connection to the server is made.
SESSION: dict[str, Any] = {"options": _SERVER_SETTINGS, "connect_timeout": 10, **KEEPALIVE}


def engine(url: str) -> AsyncEngine:
    """One writer at a time, as on SQLite: a unit of work begins by taking a lock that the server frees at its end.

    So two writers can never decide on the same old state, on however many machines they are. Readers wait for nobody.
    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    What the address itself says in `options` is said after ours, and holds.
    """
    asked_for = make_url(url).query.get("options", "")
    made = create_async_engine(
        url,
        connect_args=SESSION | {"options": f"{_SERVER_SETTINGS} {asked_for}", "application_name": called()},
        hide_parameters=True,
        isolation_level=_READING,
        pool_size=10,
    )
    _replace_what_broke(made.sync_engine)
    lock = f"SELECT pg_advisory_xact_lock({WRITERS})"
    if "idle_in_transaction_session_timeout" not in asked_for:
        lock = f"SELECT {_idle(f'{IDLE_SECONDS}s')}, pg_advisory_xact_lock({WRITERS})"
    event.listen(made.sync_engine, "begin", lambda connection: _begin(connection, lock))
    return made


def _replace_what_broke(made: Engine) -> None:
    """Never hand on a connection that its server left.

    SQLAlchemy's own `pool_pre_ping` asks before each use, which is three round trips beside the three that a question
    takes. A server that ends a connection says so, and what it said lies there to be read: only a connection that has
    something to read, or was not used lately, is asked.
    """

    def given_back(_connection: Any, record: Any) -> None:
        record.info[_ANSWERED] = time.monotonic()

    def taken(connection: Any, record: Any, _fairy: Any) -> None:
        answered = record.info.get(_ANSWERED)
        if answered is None or _silent(connection.driver_connection, time.monotonic() - answered):
            return
        try:
            made.dialect.do_ping(connection)
        except made.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("The server left this connection.") from error

    event.listen(made, "checkin", given_back)
    event.listen(made, "checkout", taken)


def _silent(driver: Any, seconds: float) -> bool:
    """Whether a connection last used so many seconds ago is surely there: in use lately, open, nothing to read."""
    if seconds > _ANSWERED_LATELY or driver.closed:
        return False
    waiting = select.poll()
    waiting.register(driver.fileno(), select.POLLIN)
    return not waiting.poll(0)


def called() -> str:
    """What this process is called in the server's own lists (pg_stat_activity)."""
    return f"lodestone {socket.gethostname()} {os.getpid()}"[-63:]


def _begin(connection: Any, lock: str) -> None:
    if connection.get_execution_options().get("writes", False):
        with metrics.waiting("database"):
            connection.exec_driver_sql(lock)


def _idle(longest: str) -> str:
    """For the rest of the transaction."""
    return f"set_config('idle_in_transaction_session_timeout', '{longest}', true)"


@asynccontextmanager
async def standing_still(session: AsyncSession, longest: int = LOOKING_SECONDS) -> AsyncIterator[None]:
    """Say that this unit of work will be long without a word to the server meanwhile, and is not frozen.

    `longest` is how many seconds that may be; 0: for as long as it takes.
    """
    connection = await session.connection()
    if connection.dialect.name != "postgresql":
        yield
        return
    found = await connection.exec_driver_sql("SELECT current_setting('idle_in_transaction_session_timeout')")
    before = found.scalar_one()
    await connection.exec_driver_sql(f"SELECT {_idle(f'{longest}s')}")
    yield
    # Not when that raised: the unit of work ends then, and what was said goes with it.
    await connection.exec_driver_sql(f"SELECT {_idle(before)}")


def of_the_server(error: object) -> bool:
    """Whether it tells the state of the server and not of a statement: rights, a standby, a work that stood still."""
    # insufficient_privilege, read_only_sql_transaction, idle_in_transaction_session_timeout
    return getattr(error, "sqlstate", None) in ("42501", "25006", "25P03")


def plain(url: str) -> str:
    """The address as the server's own library takes it, with its password."""
    whole = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    address, mark, rest = whole.partition("?")
    # That library takes a plus for a plus, not for a space.
    return address + mark + rest.replace("+", "%20")


def _where(url: str) -> str:
    """The record as messages call it: never with its password."""
    address = make_url(url)
    return (
        f"The PostgreSQL record {address.database or ''} on {address.host or address.query.get('host', 'this machine')}"
    )


_AWAY = ("connection", "server closed", "terminating", "starting up", "shutting down", "resolve host")


def explained(said: str, url: str) -> RecordError:
    """A fault of the server, in one sentence: what is wrong and what to do. `said` is the server's own message."""
    where, fault = _where(url), said.lower()
    if (why := _explanation(fault, where)) is not None:
        return RecordError(why)
    if any(sign in fault for sign in _AWAY):
        return RecordAway(f"{where} cannot be reached: check that the server runs; it is tried again by itself.")
    return RecordError(f"{where} answered with an error: {said.splitlines()[0] if said else 'no reason given'}.")


def _explanation(fault: str, where: str) -> str | None:
    """What somebody has to mend, if that is known."""
    if "lock timeout" in fault or "lock_timeout" in fault:
        return f"{where} is locked by another program for more than {BUSY_SECONDS} seconds."
    if "password authentication" in fault or "no password" in fault or ("role" in fault and "does not exist" in fault):
        return f"{where} does not take this user or password: check DATABASE_URL."
    if "database" in fault and "does not exist" in fault:
        return f"{where} does not exist: create it (CREATE DATABASE ...), or point DATABASE_URL elsewhere."
    if "must be owner" in fault or "permission denied for schema" in fault:
        return (
            f"{where} is at an older schema and this user may not change that: run `lodestone db upgrade` as its owner."
        )
    if "permission denied" in fault:
        return f"{where} refuses this user: give it the rights named in ops/roles.sql."
    if "pg_hba.conf" in fault:
        return f"{where} does not let this user in from here: allow it in the server's pg_hba.conf."
    if any(sign in fault for sign in ("does not support ssl", "certificate", "invalid sslmode")):
        return f"{where} cannot be spoken to as safely as is asked for: check sslmode and certificates in DATABASE_URL."
    if "read-only" in fault:
        return f"{where} is read-only: it may be a standby; point DATABASE_URL at the primary."
    if "no space" in fault or "could not extend" in fault:
        return f"{where} cannot grow, the server's disk is full: free some space; nothing half-done was kept."
    if "idle-in-transaction" in fault or "idle_in_transaction" in fault:
        return f"{where} ended a unit of work that stood still for {IDLE_SECONDS} seconds; nothing half-done was kept."
    return None
