"""Many visits are written down together, and one that cannot be written down fails alone."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from jobs.fetch import Fetcher
from jobs.ledger import Ledger, NotWritten
from storage import sources, visits
from storage.database import Database, RecordError
from storage.documents import Draft
from storage.visits import Answered
from tests.newsstand import Newsstand
from tests.telling import T0


async def watch(db: Database, number: int) -> list[int]:
    async with db.write() as session:
        for n in range(number):
            await sources.add(session, f"https://wire{n}.example/feed", "feed", "U1", T0)
        return [due.id for due in await visits.due(session, T0)]


def fetcher() -> Fetcher:
    return Fetcher(contact=None, allow_private=(), transport=Newsstand().transport, clock=lambda: T0)


class Counted(Database):
    """A record that counts its transactions."""

    transactions = 0

    def write(self) -> AbstractAsyncContextManager[AsyncSession]:  # type: ignore[override]
        self.transactions += 1
        return super().write()


class Full(Database):
    """A record that cannot be written while its disk is full."""

    full = False

    def write(self) -> AbstractAsyncContextManager[AsyncSession]:  # type: ignore[override]
        if self.full:
            raise RecordError("The record cannot grow, the disk is full.")
        return super().write()


async def test_what_an_outage_kept_from_being_written_down_is_due_again_when_it_is_over(record_url: str) -> None:
    db = Full(record_url)
    [number] = await watch(db, 1)
    async with fetcher() as web:
        ledger = Ledger(db, web, lambda: T0, by="us", again=0.01)
        hold = await ledger.take(number)
        assert hold is not None
        db.full = True
        with pytest.raises(RecordError):
            await ledger.settle(Answered(source=hold.source, now=T0, etag="lost"))
        db.full = False
        async with asyncio.timeout(5):
            while (again := await ledger.take(number)) is None:  # noqa: ASYNC110  its lease would last for minutes
                await asyncio.sleep(0.01)
        assert again.source.etag is None
        await ledger.close()
    await db.close()


async def test_visits_that_end_together_are_one_transaction(record_url: str) -> None:
    db = Counted(record_url)
    ids = await watch(db, 40)
    before = db.transactions
    async with fetcher() as web:
        ledger = Ledger(db, web, lambda: T0, by="us")
        holds = await asyncio.gather(*(ledger.take(number) for number in ids))
        await asyncio.gather(*(ledger.settle(Answered(source=hold.source, now=T0)) for hold in holds if hold))
    assert db.transactions - before == 2
    await db.close()


async def test_a_source_is_taken_by_one_of_those_who_want_it(db: Database) -> None:
    [number] = await watch(db, 1)
    async with fetcher() as web:
        here, there = (Ledger(db, web, lambda: T0, by=name) for name in ("here", "there"))
        holds = await asyncio.gather(here.take(number), there.take(number))
    assert sum(hold is not None for hold in holds) == 1


async def test_what_cannot_be_written_down_keeps_nothing_else_back(db: Database) -> None:
    ids = await watch(db, 5)
    async with fetcher() as web:
        ledger = Ledger(db, web, lambda: T0, by="us")
        holds = [hold for hold in [await ledger.take(number) for number in ids] if hold]
        texts = ["fine", "half \ud800 a character", "fine", "fine", "fine"]
        settled = await asyncio.gather(
            *(
                ledger.settle(
                    Answered(source=hold.source, now=T0, drafts=[Draft(url=hold.source.url, title="x", text=text)])
                )
                for hold, text in zip(holds, texts, strict=True)
            ),
            return_exceptions=True,
        )
    assert [new for new in settled if not isinstance(new, BaseException)] == [1, 1, 1, 1]
    [failure] = [each for each in settled if isinstance(each, BaseException)]
    assert isinstance(failure, NotWritten)


@pytest.mark.parametrize("last", [None, "https://paper.example/feed"])
async def test_an_answer_is_remembered_with_where_it_came_from(db: Database, last: str | None) -> None:
    [number] = await watch(db, 1)
    async with fetcher() as web:
        ledger = Ledger(db, web, lambda: T0, by="us")
        hold = await ledger.take(number)
        assert hold is not None
        await ledger.settle(Answered(source=hold.source, now=T0, etag='W/"a"', moved_to=last))
    async with db.read() as session:
        known = await visits.look(session, number)
    assert (known.etag, known.url, known.named) == ('W/"a"', last or hold.source.url, hold.source.url)
