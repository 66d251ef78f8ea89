"""A server that goes away and comes back: what was not committed is not kept, and all goes on with what there was."""

import asyncio

import psycopg
import pytest
from sqlmodel import select

from jobs.queue import Queue
from storage.database import Database, RecordError
from storage.models import Meta
from storage.postgres import plain
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
        assert (await session.exec(select(Meta.key).where(Meta.key.in_(["half", "whole"])))).all() == ["whole"]  # type: ignore[attr-defined]
    await queue.stop(1)
    await db.close()


async def _submitted(queue: Queue) -> bool:
    """Whether the first connection of the pool is there again."""
    try:
        await queue.submit("job", "after", name="after")
    except RecordError:
        return False
    return True
