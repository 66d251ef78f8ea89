"""The processes that work on one record on PostgreSQL: who is there, and which of them keeps the clock.

A seat is a connection with a lock of the server's on its own number. The server frees it when the process dies, and
ends it when the process does not stir for a while, so nobody has to be believed: who holds no lock is not there.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

import asyncio
import secrets
import time
from typing import Any

import psycopg

from storage.postgres import KEEPALIVE, called, explained, plain

#: The lock of whoever keeps the clock, and the class of those on numbers; see storage/postgres.py for the writers'.
CLOCK = 4_921_867_002
PRESENT = 492_186_703

#: A seat that does not stir for this long (seconds) is ended by the server: its process is frozen or cut off.
IDLE_SECONDS = 8
#: A seat is trusted for this long after the server was last heard: well before another could have the clock.
SURE_SECONDS = 5.0
#: An answer of the server takes no longer than this (seconds), or it is not there.
ANSWER_SECONDS = 3.0

_SETTINGS = (
    f"-c idle_session_timeout={IDLE_SECONDS}s -c lock_timeout=2s "
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2"
)
_BY = "seat:"


class Seat:
    """One process's place among those on a record. `sit` again and again, at least every second."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._number = secrets.randbelow(2**31)
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._holds_clock = False
        self._heard_at = 0.0

    @property
    def name(self) -> str:
        """What this process calls itself where it takes something; `is_seat` knows such names."""
        return f"{_BY}{self._number}"

    @property
    def leads(self) -> bool:
        """Whether this process keeps the clock, as far as it can be sure: one that slept or was cut off cannot."""
        return self._holds_clock and time.monotonic() - self._heard_at < SURE_SECONDS

    async def sit(self) -> bool:
        """Take a seat, or show that one is still there; the answer is whether it keeps the clock.

        Raises RecordError when the server cannot be reached; then the seat is lost, and the clock with it.
        """
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._connection is None:
                    self._connection = await self._connect()
                asked_at = time.monotonic()
                if self._holds_clock:
                    await self._connection.execute("SELECT 1")
                else:
                    found = await self._connection.execute("SELECT pg_try_advisory_lock(%s)", (CLOCK,))
                    row = await found.fetchone()
                    self._holds_clock = bool(row and row[0])
                self._heard_at = asked_at
        except (psycopg.Error, OSError) as error:
            await self.leave()
            raise explained(str(error) or "connection timed out", self._url) from error
        return self._holds_clock

    async def present(self) -> frozenset[str]:
        """The names of all that have a seat now. Raises RecordError."""
        query = (
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted"
            " AND classid = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        try:
            if self._connection is None:
                raise psycopg.OperationalError("connection lost")
            async with asyncio.timeout(ANSWER_SECONDS):
                rows = await (await self._connection.execute(query, (PRESENT,))).fetchall()
        except (psycopg.Error, OSError) as error:
            raise explained(str(error) or "connection timed out", self._url) from error
        return frozenset(f"{_BY}{number}" for (number,) in rows)

    async def leave(self) -> None:
        """Give up the seat, and the clock if this one kept it."""
        connection, self._connection, self._holds_clock = self._connection, None, False
        if connection is not None:
            await connection.close()

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        settings: dict[str, Any] = {"options": _SETTINGS, "connect_timeout": 2, **KEEPALIVE}
        settings["application_name"] = called()
        connection = await psycopg.AsyncConnection.connect(plain(self._url), autocommit=True, **settings)
        try:
            await connection.execute("SELECT pg_advisory_lock(%s, %s)", (PRESENT, self._number))
        except BaseException:
            await connection.close()
            raise
        return connection


def is_seat(name: str) -> bool:
    """Whether whoever calls itself this has, or had, a seat."""
    return name.startswith(_BY)
