"""One million pieces of evidence on 50,000 companies, on both databases: what is asked all day beside its SQL alone.

Alone is what a program without us would do on the same event loop: the very statements (tests/hot_queries.py), in one
transaction, by the bare driver (aiosqlite, psycopg), with all rows fetched. The two take turns within one run. The last
column is beside a driver that blocks everybody else meanwhile (sqlite3, psycopg), by the median.

It takes a quarter of an hour and two gigabytes; `--sqlite` or `--postgres` for one of them, `--runs N`.
"""

import argparse
import asyncio
import logging
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiosqlite
import psycopg

from storage import admins, companies
from storage.database import Database, is_postgres
from storage.postgres import plain
from tests.bench.answers import ADMIN, costs, percentile
from tests.bench.large_record import LARGE, NOW, fill
from tests.hot_queries import HOT, sql_of
from tests.records import Files, Server

Statements = list[tuple[str, Any]]
Ask = Callable[[Statements], Awaitable[None]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench large")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--runs", type=int, default=200)
    wanted = parser.parse_args([word for word in sys.argv[1:] if word.startswith("-") or word.isdigit()])
    both = wanted.sqlite == wanted.postgres
    logging.disable(logging.WARNING)
    if both or wanted.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_measure(Files(Path(folder)).new(), wanted.runs))
    if both or wanted.postgres:
        server = Server()
        try:
            asyncio.run(_measure(server.new(), wanted.runs))
        finally:
            server.close()


async def _measure(url: str, runs: int) -> None:
    db = Database(url)
    try:
        await db.upgrade()
        began = time.perf_counter()
        await fill(db, LARGE)
        async with db.write() as session:
            await admins.appoint(session, [ADMIN], NOW)
        print(f"\n{db.engine.dialect.name}, filled in {time.perf_counter() - began:.0f} s")
        await beside_bare_sql(db, runs)
        if not is_postgres(url):
            await costs(db, LARGE)
    finally:
        await db.close()


async def beside_bare_sql(db: Database, runs: int) -> None:
    """How long each question takes through storage, and how long its statements take by themselves."""
    async with db.read() as session:
        began = time.perf_counter()
        await companies.index(session)
        print(f"The names of all companies, read once after each change: {time.perf_counter() - began:.1f} s")
    print(f"{f'ms, {runs} runs of each by turns':30} {'p50':>8} {'p99':>8}   {'bare p50':>8} {'p99':>8}", end="")
    print("   p99 to p99 (2)   p50 to blocking p50")
    bare = await (_Psycopg if is_postgres(db.url) else _Sqlite).open(db)
    for what, question in HOT.items():
        statements = await sql_of(db, question, NOW)
        taken = await _by_turns(runs, lambda question=question: _ours(db, question), statements, bare)  # type: ignore[misc]
        ours, alone, blocking = taken
        most, least = percentile(ours, 99), percentile(alone, 99)
        print(
            f"{what:30} {percentile(ours, 50):8.2f} {most:8.2f}   {percentile(alone, 50):8.2f} {least:8.2f}"
            f"   {most / least:14.2f}   {percentile(ours, 50) / percentile(blocking, 50):19.2f}",
            flush=True,
        )
    await bare.close()


async def _ours(db: Database, question: Any) -> None:
    async with db.read() as session:
        await question(session, NOW)


async def _by_turns(
    runs: int, ours: Callable[[], Awaitable[None]], statements: Statements, bare: "_Bare"
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each: ours, the bare driver, one that blocks."""
    taken: tuple[list[float], list[float], list[float]] = ([], [], [])
    await ours()
    for _ in range(runs):
        began = time.perf_counter()
        await ours()
        taken[0].append((time.perf_counter() - began) * 1_000)
        began = time.perf_counter()
        await bare.ask(statements)
        taken[1].append((time.perf_counter() - began) * 1_000)
        began = time.perf_counter()
        bare.ask_and_block(statements)
        taken[2].append((time.perf_counter() - began) * 1_000)
    return taken


class _Bare:
    """A connection of the driver's own, and one that blocks."""

    def __init__(self, connection: Any, blocking: Any) -> None:
        self._connection, self._blocking = connection, blocking

    async def ask(self, statements: Statements) -> None:
        await self._begin()
        for statement, values in statements:
            cursor = await self._connection.execute(statement, values)
            await cursor.fetchall()
            await cursor.close()
        await self._connection.rollback()

    async def _begin(self) -> None:
        """Begun by itself, where nothing else is said."""

    def ask_and_block(self, statements: Statements) -> None:
        for statement, values in statements:
            self._blocking.execute(statement, values).fetchall()
        self._blocking.rollback()

    async def close(self) -> None:
        await self._connection.close()
        self._blocking.close()


class _Sqlite(_Bare):
    @classmethod
    async def open(cls, db: Database) -> "_Bare":
        assert db.path is not None
        return cls(await aiosqlite.connect(db.path), sqlite3.connect(db.path))

    async def _begin(self) -> None:
        await self._connection.execute("BEGIN")


class _Psycopg(_Bare):
    @classmethod
    async def open(cls, db: Database) -> "_Bare":
        found = await psycopg.AsyncConnection.connect(plain(db.url))
        await found.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        return cls(found, psycopg.connect(plain(db.url)))


if __name__ == "__main__":
    main()
