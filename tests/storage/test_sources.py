"""Places we watch."""

from datetime import timedelta

import pytest

from storage import audit, sources, visits
from storage.database import Database
from storage.domain.views import SourceView
from storage.models import Source
from storage.sources import BadSource
from storage.visits import Answered, Failed
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


async def test_robots_txt_is_overruled_for_a_watched_source_by_a_person_with_a_reason(db: Database) -> None:
    await add(db)
    with pytest.raises(BadSource, match="reason"):
        await add(db, ignore_robots=True)
    assert (await add(db, ignore_robots=True, reason="we asked them")).ignore_robots
    async with db.read() as session:
        [overruled, _] = await audit.since(session, T0)
    assert (overruled.who, overruled.action, overruled.after) == ("U1", "robots.txt overruled", "we asked them")


async def test_a_source_that_is_resumed_starts_afresh(db: Database) -> None:
    await add(db)
    async with db.write() as session:
        for _ in range(4):
            source = await visits.look(session, 1)
            await visits.settle(session, [Failed(source=source, now=T0, trouble="out of service")])
        held = await session.get_one(Source, 1)
        held.fetch_url, held.noticed = "https://elsewhere.example/", "failing"
        session.add(held)
        await sources.set_state(session, FEED, "paused", "U1", T0)
        await sources.set_state(session, FEED, "active", "U1", T0)
    held = await row(db)
    assert (held.failures, held.trouble, held.noticed, held.fetch_url) == (0, "", "", FEED)


async def test_what_a_poller_that_died_had_taken_is_free_at_once(db: Database) -> None:
    await add(db)
    async with db.write() as session:
        assert list(await visits.take(session, [1], T0, by="host 1 dead")) == [1]
        assert await visits.take(session, [1], T0, by="host 2 alive") == {}
        assert await visits.free_orphans(session, lambda taker: "dead" not in taker) == 1
        assert list(await visits.take(session, [1], T0, by="host 2 alive")) == [1]
        assert await visits.free_orphans(session, lambda taker: "dead" not in taker) == 0


async def test_a_source_that_comes_back_is_read_as_it_is_wanted_now(db: Database) -> None:
    """What its server would call unchanged was read with another eye: as a page, not as a list of links."""
    await add(db, kind="page")
    seen = {"etag": '"1"', "last_modified": "Mon, 02 Mar 2026 08:00:00 GMT", "digest": "d1", "memory": "{}", "items": 4}
    async with db.write() as session:
        await visits.settle(session, [Answered(source=await visits.look(session, 1), now=T0, **seen)])  # type: ignore[arg-type]
        await sources.set_state(session, FEED, "removed", "U1", T0)
    await add(db, selector="ul.news a")
    found = await row(db)
    assert (found.kind, found.selector) == ("list", "ul.news a")
    assert (found.etag, found.last_modified, found.digest, found.memory, found.items) == (None, None, None, None, None)


async def test_a_source_that_is_resumed_as_it_was_need_not_send_everything_again(db: Database) -> None:
    await add(db)
    async with db.write() as session:
        await visits.settle(session, [Answered(source=await visits.look(session, 1), now=T0, etag='"1"', digest="d1")])
        await sources.set_state(session, FEED, "paused", "U1", T0)
        await sources.set_state(session, FEED, "active", "U1", T0)
    assert ((await row(db)).etag, (await row(db)).digest) == ('"1"', "d1")
