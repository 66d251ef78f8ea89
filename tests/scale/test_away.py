"""A server that goes away and comes back: what was not committed is not kept, and all goes on with what there was."""

import asyncio
import os
import select
import signal
import sys
from contextlib import suppress

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import select as rows_of
from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.queue import Queue
from storage import rosters
from storage.database import Database, RecordError
from storage.models import Meta
from storage.postgres import plain
from tests.patience import HANGS
from tests.records import Server


def shut(server: Server, url: str) -> None:
    """As if the server were away, for one record of it."""
    name = psycopg.conninfo.conninfo_to_dict(plain(url))["dbname"]
    server.run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    server.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")


def reopen(server: Server, url: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(plain(url))["dbname"]
    server.run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


async def test_after_an_outage_the_record_and_the_jobs_go_on(server: Server, shared_url: str) -> None:
    done: asyncio.Queue[str] = asyncio.Queue()

    async def job(name: str) -> None:
        done.put_nowait(name)

    db, queue = Database(shared_url), Queue(shared_url, {"job": job})
    await queue.start()

    async def cut_off() -> None:
        async with db.write() as session:
            session.add(Meta(key="half", value="1"))
            await session.flush()
            shut(server, shared_url)

    for _ in range(2):
        with pytest.raises(RecordError, match="is tried again by itself"):
            await cut_off()
    reopen(server, shared_url)
    async with asyncio.timeout(15):
        while not await _submitted(queue):  # noqa: ASYNC110  the server
            await asyncio.sleep(0.05)
        assert await done.get() == "after"
    async with db.write() as session:
        session.add(Meta(key="whole", value="1"))
    async with db.read() as session:
        assert (await session.exec(rows_of(Meta.key).where(Meta.key.in_(["half", "whole"])))).all() == ["whole"]  # type: ignore[attr-defined]
    await queue.stop(1)
    await db.close()


async def _backend(session: AsyncSession) -> int:
    """The server's process behind this session."""
    found = await (await session.connection()).scalar(text("SELECT pg_backend_pid()"))
    assert isinstance(found, int)
    return found


async def _submitted(queue: Queue) -> bool:
    """Whether the first connection of the pool is there again."""
    try:
        await queue.submit("job", "after", name="after")
    except RecordError:
        return False
    return True


@pytest.mark.slow
async def test_a_process_that_starts_before_its_server_waits_for_it(server: Server, shared_url: str) -> None:
    shut(server, shared_url)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "LODESTONE_"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "worker"),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=kept | {"DATABASE_URL": plain(shared_url), "LODESTONE_SEEDS": "none"},
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(HANGS):
            assert b"cannot be reached" in await process.stderr.readline()
            reopen(server, shared_url)
            assert b"Watching." in await process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            process.kill()


@pytest.mark.slow
async def test_a_process_that_waits_for_a_silent_server_ends_at_once_when_it_is_stopped() -> None:
    waits = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waits.set()
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "LODESTONE_"))}
    where = f"postgresql://ann@127.0.0.1:{listening.sockets[0].getsockname()[1]}/lodestone"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "worker"),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=kept | {"DATABASE_URL": where},
    )
    try:
        async with asyncio.timeout(HANGS):
            await waits.wait()
            process.send_signal(signal.SIGTERM)
            _, said = await process.communicate()
        assert (process.returncode, said) == (0, b""), "it did not wait until the server was away"
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        listening.close()


async def test_a_unit_of_work_that_stood_still_is_told_so_whoever_asks_next(shared_url: str) -> None:
    db = Database(shared_url)

    async def stand_still() -> None:
        async with db.write() as session:
            connection = await session.connection()
            await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '20ms'"))
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            # What the server says of it lies there to be read.
            await asyncio.to_thread(select.select, [driver.fileno()], [], [], HANGS)
            await rosters.version(session)

    with pytest.raises(RecordError, match="stood still"):
        await stand_still()
    async with db.read() as session:
        await rosters.version(session)
    await db.close()


async def test_whoever_looks_does_not_notice_that_the_server_left_the_connections_it_had(
    server: Server, shared_url: str
) -> None:
    db = Database(shared_url)
    for _ in range(2):
        async with db.read() as one, db.read() as other:
            backends = {await _backend(one), await _backend(other)}
        # Used a moment ago, so nobody would ask them whether they are there.
        shut(server, shared_url)
        reopen(server, shared_url)
        async with db.read() as one, db.read() as other:
            now = {await _backend(one), await _backend(other)}
        assert not backends & now
    await db.close()
