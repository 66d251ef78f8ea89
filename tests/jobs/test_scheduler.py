"""The clock: work happens by itself, and stops when it is told to."""

import asyncio
from datetime import datetime, timedelta

import httpx

from jobs.deliver import Card
from jobs.fetch import Fetcher
from jobs.poll import Outcome
from jobs.scheduler import AT_LEAST, Clock
from storage import sources
from storage.database import Database
from tests.fakes import Loudspeaker
from tests.newsstand import Newsstand
from tests.patience import HANGS
from tests.telling import T0, company, follow, outlets, record, reuters


def now() -> datetime:
    return T0


def reader(newsstand: Newsstand) -> Fetcher:
    return Fetcher(contact=None, allow_private=(), transport=newsstand.transport, clock=now)


async def test_what_is_due_is_polled_and_told_by_itself(db: Database) -> None:
    heard: asyncio.Queue[Outcome] = asyncio.Queue()
    said: asyncio.Queue[Card] = asyncio.Queue()

    class Announcer(Loudspeaker):
        async def send(self, card: Card) -> str:
            said.put_nowait(card)
            return await super().send(card)

    newsstand = Newsstand()
    newsstand.feed("https://wire.example/feed")
    await company(db)
    await follow(db)
    await record(db, reuters())
    async with db.write() as session:
        await sources.add(session, "https://wire.example/feed", "feed", "U1", T0)
    async with reader(newsstand) as fetcher:
        clock = Clock(db, fetcher, [Announcer()], clock=now, told=heard.put_nowait)
        await clock.start()
        async with asyncio.timeout(HANGS):
            outcome, card = await asyncio.gather(heard.get(), said.get())
        await clock.stop()
    assert (outcome.outcome, card.outlet) == ("ok", "C1")
    assert await outlets(db) == [("C1", "sent")]


async def test_a_card_in_hand_is_finished_before_it_stops(db: Database) -> None:
    began, answered = asyncio.Event(), asyncio.Event()

    class Slow(Loudspeaker):
        async def send(self, card: Card) -> str:
            began.set()
            await answered.wait()
            return await super().send(card)

    await company(db)
    await follow(db)
    await record(db, reuters())
    async with reader(Newsstand()) as fetcher:
        clock = Clock(db, fetcher, [Slow()], clock=now, grace=10 * HANGS)
        await clock.start()
        async with asyncio.timeout(HANGS):
            await began.wait()
            stopping = asyncio.create_task(clock.stop())
            await asyncio.sleep(0.05)
            assert not stopping.done()
            answered.set()
            await stopping
    assert await outlets(db) == [("C1", "sent")]


async def test_what_does_not_finish_in_time_is_left_for_the_next_start(db: Database) -> None:
    began = asyncio.Event()

    class Stuck(Loudspeaker):
        async def send(self, card: Card) -> str:
            began.set()
            await asyncio.sleep(3600)
            return ""

    await company(db)
    await follow(db)
    await record(db, reuters())
    async with reader(Newsstand()) as fetcher:
        clock = Clock(db, fetcher, [Stuck()], clock=now, grace=0.05)
        await clock.start()
        async with asyncio.timeout(HANGS):
            await began.wait()
            await clock.stop()
    assert await outlets(db) == [("C1", "uncertain")]


async def test_a_host_of_many_sources_that_keeps_us_waiting_keeps_nobody_else_waiting(db: Database) -> None:
    heard: asyncio.Queue[Outcome] = asyncio.Queue()
    newsstand = Newsstand()
    newsstand.feed("https://wire.example/feed")

    answered = asyncio.Event()

    async def late(request: httpx.Request) -> httpx.Response:
        if request.url.host == "slow.example":
            await answered.wait()
        return await newsstand.transport.handle_async_request(request)

    async with db.write() as session:
        for number in range(2 * AT_LEAST):
            await sources.add(session, f"https://slow.example/{number}", "feed", "U1", T0 - timedelta(hours=1))
        await sources.add(session, "https://wire.example/feed", "feed", "U1", T0)
    async with Fetcher(contact=None, allow_private=(), transport=httpx.MockTransport(late), clock=now) as fetcher:
        clock = Clock(db, fetcher, [Loudspeaker()], clock=now, told=heard.put_nowait)
        await clock.start()
        async with asyncio.timeout(HANGS):
            outcome = await heard.get()
        answered.set()
        await clock.stop()
    assert outcome.url == "https://wire.example/feed"
