"""One million pieces of evidence on 50,000 companies, on both databases: what is asked all day beside its SQL alone.

Alone is what a program without us would do on the same event loop: the very statements (tests/hot_queries.py), in one
transaction, by the bare driver (aiosqlite, psycopg), with all rows fetched. The two take turns within one run, each as
often first as the other, for at least four seconds a question: a 99th percentile of few runs is whatever else the
machine did. What lives as long as the program is kept from the garbage collector, as the service does when it has
started (bot.service.keep), and it runs as usual for both. The last column is beside a driver that blocks everybody
else meanwhile (sqlite3, psycopg), by the median.

Then all texts are forgotten in one night, while somebody else writes ten times a second.

It takes half an hour and three gigabytes; `--sqlite` or `--postgres` for one of them, `--runs N` for at least so many.
"""

import argparse
import asyncio
import logging
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiosqlite
import psycopg
from sqlalchemy import func
from sqlmodel import update

from bot.service import keep
from jobs.health import prune
from storage import admins, companies
from storage.database import Database, is_postgres
from storage.models import Document, Meta
from storage.postgres import plain
from tests.bench.answers import ADMIN, costs, percentile
from tests.bench.large_record import LARGE, NOW, fill
from tests.hot_queries import HOT, sql_of
from tests.records import Files, Server

#: Seconds for which a question is asked at least, and characters of a text.
_SECONDS, _TEXT = 4, 2_000

Statements = list[tuple[str, Any]]
Ask = Callable[[Statements], Awaitable[None]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench large")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--runs", type=int, default=400)
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
        await forgetting(db)
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
    keep()
    print(f"{'ms, each by turns':31} {'runs':>5} {'p50':>8} {'p99':>8}   {'bare p50':>8} {'p99':>8}", end="")
    print("   p99 to p99 (2)   p50 to blocking p50")
    bare = await (_Psycopg if is_postgres(db.url) else _Sqlite).open(db)
    for what, question in HOT.items():
        statements = await sql_of(db, question, NOW)
        taken = await _by_turns(runs, lambda question=question: _ours(db, question), statements, bare)  # type: ignore[misc]
        ours, alone, blocking = taken
        most, least = percentile(ours, 99), percentile(alone, 99)
        print(
            f"{what:31} {len(ours):5} {percentile(ours, 50):8.2f} {most:8.2f}"
            f"   {percentile(alone, 50):8.2f} {least:8.2f}"
            f"   {most / least:14.2f}   {percentile(ours, 50) / percentile(blocking, 50):19.2f}",
            flush=True,
        )
    await bare.close()


async def _ours(db: Database, question: Any) -> None:
    async with db.read() as session:
        await question(session, NOW)


async def _by_turns(
    runs: int, ours: Callable[[], Awaitable[None]], statements: Statements, bare: "_Bare"
) -> tuple[list[float], ...]:
    """Milliseconds of each: ours, the bare driver, one that blocks."""

    async def blocking() -> None:
        bare.ask_and_block(statements)

    ways = (ours, lambda: bare.ask(statements), blocking)
    taken: tuple[list[float], ...] = ([], [], [])
    for ask in ways:
        await ask()
    rounds, end = 0, time.perf_counter() + _SECONDS
    while rounds < runs or time.perf_counter() < end:
        for place in range(len(ways)):
            # Whoever comes after another finds its pages and the processor as that one left them.
            which = (place + rounds) % len(ways)
            began = time.perf_counter()
            await ways[which]()
            taken[which].append((time.perf_counter() - began) * 1_000)
        rounds += 1
    return taken


async def forgetting(db: Database) -> None:
    """How long it takes to forget every text there is, and how long somebody else who writes meanwhile has to wait."""
    written = func.repeat("x", _TEXT) if is_postgres(db.url) else func.hex(func.zeroblob(_TEXT // 2))
    async with db.write() as session:
        texts = (await session.exec(update(Document).values(text=written))).rowcount
    waits: list[float] = []
    begun = time.perf_counter()
    forgetful = asyncio.create_task(prune(db, NOW + timedelta(days=900), 90))
    while not forgetful.done():
        began = time.perf_counter()
        async with db.write() as session:
            await session.merge(Meta(key="somebody else", value=str(len(waits))))
        waits.append((time.perf_counter() - began) * 1_000)
        await asyncio.sleep(0.1)
    taken = time.perf_counter() - begun
    assert forgetful.result() == texts
    began = time.perf_counter()
    assert await prune(db, NOW + timedelta(days=900), 90) == 0
    print(
        f"\n{texts:,} texts of {_TEXT:,} characters forgotten in {taken:.0f} s; {len(waits)} others who wrote meanwhile"
        f" waited {percentile(waits, 50):.0f} ms (p99 {percentile(waits, 99):.0f}, longest {max(waits):.0f}); "
        f"a night on which nothing is old enough: {(time.perf_counter() - began) * 1_000:.0f} ms"
    )


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
