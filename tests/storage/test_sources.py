"""Places we watch."""

from datetime import timedelta

import pytest

from storage import sources, visits
from storage.database import Database
from storage.domain.views import SourceView
from storage.models import Source
from storage.sources import BadSource
from storage.visits import Answered
from tests.telling import T0

FEED = "https://wire.example/feed"


async def add(db: Database, url: str = FEED, kind: str | None = None, **facts: object) -> SourceView:
    async with db.write() as session:
        return await sources.add(session, url, kind, "U1", T0, **facts)  # type: ignore[arg-type]


async def row(db: Database) -> Source:
    async with db.read() as session:
        return await session.get_one(Source, 1)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "wire",
        "ftp://wire.example/",
        "http://",
        "https://user:secret@wire.example/",
        f"https://a.example/{'x' * 2000}",
    ],
)
async def test_an_address_nobody_can_watch_is_refused_in_one_sentence(db: Database, url: str) -> None:
    with pytest.raises(BadSource) as refused:
        await add(db, url)
    assert "secret" not in str(refused.value)
    assert len(str(refused.value)) < 200


async def test_an_address_that_no_parser_understands_is_refused_in_one_sentence(db: Database) -> None:
    with pytest.raises(BadSource):
        await add(db, "https://[half-an-address/feed")


async def test_ignoring_robots_needs_a_reason(db: Database) -> None:
    with pytest.raises(BadSource, match="reason"):
        await add(db, ignore_robots=True)


async def test_the_same_address_is_watched_once(db: Database) -> None:
    await add(db)
    with pytest.raises(BadSource, match="watched already"):
        await add(db, f" {FEED} ")


async def test_a_source_that_comes_back_has_no_second_first_reading(db: Database) -> None:
    await add(db)
    async with db.write() as session:
        await sources.end_first_reading(session, 1, T0)
    assert (await row(db)).first_read_at is None, "nothing was answered yet"
    async with db.write() as session:
        await visits.settle(session, [Answered(source=await visits.look(session, 1), now=T0)])
        await sources.end_first_reading(session, 1, T0)
        await sources.set_state(session, FEED, "removed", "U1", T0)
    await add(db)
    assert (await row(db)).first_read_at == T0
    async with db.write() as session:
        await sources.end_first_reading(session, 1, T0 + timedelta(days=1))
    assert (await row(db)).first_read_at == T0


@pytest.mark.parametrize("state", ["paused", "removed"])
async def test_what_is_paused_or_removed_is_not_due(db: Database, state: str) -> None:
    await add(db)
    async with db.write() as session:
        assert [due.id for due in await visits.due(session, T0)] == [1]
        await sources.set_state(session, FEED, state, "U1", T0)
        assert await visits.due(session, T0, everything=True) == ()
        assert await visits.take(session, [1], T0, by="us") == {}
