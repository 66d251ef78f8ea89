"""Places we watch."""

from datetime import timedelta

import pytest

from storage import sources
from storage.database import Database
from storage.domain.views import SourceView
from storage.models import Source
from storage.sources import INTERVAL, LONGEST_BACK_OFF, BadSource
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
        facts = {"etag": None, "last_modified": None, "moved_to": None, "fresh_until": None, "title": None}
        await sources.mark_asked(session, 1, T0, new=0, **facts)
        await sources.end_first_reading(session, 1, T0)
        await sources.set_state(session, FEED, "removed", "U1", T0)
    await add(db)
    assert (await row(db)).first_read_at == T0
    async with db.write() as session:
        await sources.end_first_reading(session, 1, T0 + timedelta(days=1))
    assert (await row(db)).first_read_at == T0


async def test_pauses_double_with_each_failure_up_to_a_day(db: Database) -> None:
    await add(db)
    pauses = []
    for _ in range(12):
        async with db.write() as session:
            await sources.mark_failed(session, 1, T0, "out of service", None, gone=False)
        due = (await row(db)).next_check_at
        assert due is not None
        pauses.append(due - T0)
    assert pauses[:3] == [INTERVAL, INTERVAL * 2, INTERVAL * 4]
    assert max(pauses) == LONGEST_BACK_OFF


@pytest.mark.parametrize("state", ["paused", "removed"])
async def test_what_is_paused_or_removed_is_not_due(db: Database, state: str) -> None:
    await add(db)
    async with db.write() as session:
        assert await sources.due(session, T0) == (1,)
        await sources.set_state(session, FEED, state, "U1", T0)
        assert await sources.due(session, T0, everything=True) == ()
        assert await sources.take(session, 1, T0) is None
