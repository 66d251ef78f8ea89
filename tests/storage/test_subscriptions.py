"""Many sources at once."""

from datetime import timedelta

from sqlmodel import select

from storage import audit, sources, subscriptions
from storage.database import Database
from storage.models import Source
from storage.subscriptions import Subscription, Taken
from tests.telling import T0


async def take(db: Database, *listed: Subscription) -> Taken:
    async with db.write() as session:
        return await subscriptions.add_all(session, listed, "U1", T0)


def listed(number: int, **facts: str) -> Subscription:
    return Subscription(url=f"https://wire.example/{number}", **facts)


async def rows(db: Database) -> list[Source]:
    async with db.read() as session:
        return list((await session.exec(select(Source).order_by(Source.url))).all())


async def test_a_list_is_taken_once_and_spread_over_time(db: Database) -> None:
    many = [listed(number) for number in range(600)]
    assert await take(db, *many, listed(3)) == Taken(added=600, known=0)
    assert await take(db, *many) == Taken(added=0, known=600)
    due = sorted(row.next_check_at for row in await rows(db) if row.next_check_at)
    assert (due[0], due[-1]) == (T0, T0 + timedelta(milliseconds=200) * 599)
    async with db.read() as session:
        (line,) = await audit.since(session, T0)
    assert (line.who, line.action, line.target) == ("U1", "sources imported", "600 of 600 listed")


async def test_a_source_that_is_watched_keeps_what_a_person_said_of_it(db: Database) -> None:
    async with db.write() as session:
        await sources.add(session, "https://wire.example/1", "page", "U1", T0)
    assert await take(db, listed(1, kind="feed", name="Other", state="paused")) == Taken(added=0, known=1)
    (row,) = await rows(db)
    assert (row.kind, row.name, row.state) == ("page", "wire.example", "active")


async def test_what_was_removed_comes_back_with_what_the_list_says(db: Database) -> None:
    async with db.write() as session:
        await sources.add(session, "https://wire.example/1", "feed", "U1", T0)
        await sources.set_state(session, "https://wire.example/1", "removed", "U1", T0)
    assert (await take(db, listed(1, selector="li a", name="News"))).added == 1
    (row,) = await rows(db)
    assert (row.state, row.kind, row.selector, row.name) == ("active", "list", "li a", "News")


async def test_everything_that_is_watched_can_be_listed(db: Database) -> None:
    await take(db, listed(1, kind="feed", name="B"), listed(2, kind="page", name="A", state="paused"))
    async with db.write() as session:
        await sources.add(session, "https://wire.example/3", "feed", "U1", T0)
        await sources.set_state(session, "https://wire.example/3", "removed", "U1", T0)
        found = await subscriptions.listed(session)
    assert [(one.name, one.kind, one.state) for one in found] == [("B", "feed", "active"), ("A", "page", "paused")]


async def test_a_selector_or_a_mapping_says_what_kind_it_is(db: Database) -> None:
    async with db.write() as session:
        links = await sources.add(session, "https://wire.example/1", None, "U1", T0, selector="li a")
        api = await sources.add(session, "https://wire.example/2", "json", "U1", T0, mapping='{"title": "t"}')
    assert (links.kind, api.kind) == ("list", "json")
