"""One of those who share a record keeps the clock, and those who are not there are known not to be."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import text

from storage import companies, visits
from storage.database import Database, RecordError
from storage.models import Meta
from storage.postgres import IDLE_SECONDS, plain, standing_still
from storage.seats import Seat, is_seat
from storage.visits import Answered
from tests.telling import T0, source


@pytest_asyncio.fixture
async def pair(shared_url: str) -> AsyncIterator[tuple[Seat, Seat]]:
    """Two processes' seats; the first one keeps the clock."""
    first, second = Seat(shared_url), Seat(shared_url)
    await first.sit()
    await second.sit()
    yield first, second
    await first.leave()
    await second.leave()


async def takes_clock(seat: Seat) -> None:
    """The server frees what a connection held a moment after it ended."""
    async with asyncio.timeout(2):
        while not await seat.sit():  # noqa: ASYNC110  the server
            await asyncio.sleep(0.01)


async def test_one_keeps_the_clock_and_both_are_there(pair: tuple[Seat, Seat]) -> None:
    first, second = pair
    assert (first.leads, second.leads) == (True, False)
    assert await first.present() == {first.name, second.name}
    assert is_seat(first.name)


async def test_when_it_leaves_the_other_takes_the_clock(pair: tuple[Seat, Seat]) -> None:
    first, second = pair
    await first.leave()
    await takes_clock(second)
    assert await second.present() == {second.name}
    assert not first.leads


async def test_who_lost_the_server_loses_the_clock_and_comes_back_without_it(
    pair: tuple[Seat, Seat], shared_url: str
) -> None:
    first, second = pair
    async with await psycopg.AsyncConnection.connect(plain(shared_url), autocommit=True) as server:
        await server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 2 AND objid = %s",
            (int(first.name.partition(":")[2]),),
        )
    with pytest.raises(RecordError):
        await first.sit()
    await takes_clock(second)
    assert not await first.sit()


async def test_a_visit_of_one_who_slept_too_long_is_not_written_down(db: Database) -> None:
    number = await source(db)
    async with db.write() as session:
        [slept] = (await visits.take(session, [number], T0, "slept")).values()
        await visits.free_orphans(session, lambda _: False)
        [awake] = (await visits.take(session, [number], T0, "awake")).values()
        assert await visits.settle(session, [Answered(source=slept, now=T0, etag="old")], by="slept") == {}
        await visits.settle(session, [Answered(source=awake, now=T0, etag="new")], by="awake")
        assert (await visits.look(session, number)).etag == "new"


async def test_a_source_that_somebody_asked_meanwhile_is_not_taken_again(db: Database) -> None:
    number = await source(db)
    async with db.write() as session:
        [taken] = (await visits.take(session, [number], T0, "one", if_due=True)).values()
        await visits.settle(session, [Answered(source=taken, now=T0)], by="one")
        assert await visits.take(session, [number], T0, "other", if_due=True) == {}


async def test_both_may_ask_at_the_same_moment(shared_url: str) -> None:
    seats = [Seat(shared_url) for _ in range(5)]
    held = await asyncio.gather(*(seat.sit() for seat in seats))
    assert held.count(True) == 1
    await asyncio.gather(*(seat.leave() for seat in seats))


@pytest_asyncio.fixture
async def writers(shared_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' ways into one record."""
    first, second = Database(shared_url), Database(shared_url)
    yield first, second
    await first.close()
    await second.close()


async def test_a_writer_that_froze_is_put_out_and_what_it_does_when_it_wakes_is_refused(
    writers: tuple[Database, Database],
) -> None:
    frozen, awake = writers

    async def freeze_and_wake() -> None:
        async with frozen.write() as session:
            await session.exec(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))  # type: ignore[call-overload]
            session.add(Meta(key="frozen", value="half"))
            await session.flush()
            async with awake.write() as other:
                other.add(Meta(key="awake", value="whole"))
            session.add(Meta(key="woken", value="harm"))

    with pytest.raises(RecordError, match="stood still"):
        await freeze_and_wake()
    async with frozen.write() as session:
        kept = [await session.get(Meta, key) for key in ("frozen", "woken", "awake")]
    assert [row and row.value for row in kept] == [None, None, "whole"]


async def test_a_writer_may_stand_still_for_seconds_only_and_who_looks_for_minutes(shared_url: str) -> None:
    asked = text("SELECT setting::int / 1000 FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'")
    db = Database(shared_url.partition("&options=")[0])
    async with db.write() as session:
        writes = (await session.exec(asked)).scalar_one()  # type: ignore[call-overload]
    async with db.read() as session:
        looks = (await session.exec(asked)).scalar_one()  # type: ignore[call-overload]
    assert writes == IDLE_SECONDS < 10 < looks
    async with db.write() as session:
        async with standing_still(session):
            builds = (await session.exec(asked)).scalar_one()  # type: ignore[call-overload]
        goes_on = (await session.exec(asked)).scalar_one()  # type: ignore[call-overload]
        await companies.index(session)
        has_names = (await session.exec(asked)).scalar_one()  # type: ignore[call-overload]
    assert (builds, goes_on, has_names) == (looks, IDLE_SECONDS, IDLE_SECONDS)
    await db.close()
