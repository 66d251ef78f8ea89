"""Least privilege on PostgreSQL: the app's user does all that the bot does, and cannot touch a table's shape."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage import deliveries, forgetting
from storage.database import Database, RecordError, revisions
from tests.conftest import Records
from tests.desk import desk
from tests.patience import HANGS
from tests.records import Server
from tests.scenarios.stories import FIVE

ROLES = (Path(__file__).parents[2] / "ops" / "roles.sql").read_text("utf-8")

#: What a program that was taken over would like to do, and may not.
FORBIDDEN = (
    "DROP TABLE evidence",
    "TRUNCATE alert",
    "ALTER TABLE evidence ADD COLUMN hidden TEXT",
    "CREATE TABLE mine (id INTEGER)",
    "CREATE TEMPORARY TABLE mine (id INTEGER)",
    "CREATE SCHEMA mine",
    "CREATE INDEX mine ON evidence (id)",
    "CREATE FUNCTION mine() RETURNS INTEGER LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE mine SUPERUSER",
    "UPDATE alembic_version SET version_num = '0001'",
    "DROP SCHEMA lodestone_wakeups CASCADE",
    "TRUNCATE lodestone_wakeups.procrastinate_jobs CASCADE",
    "COPY evidence TO PROGRAM 'cat'",
    "SET ROLE lodestone_owner",
)


def as_user(url: str, user: str) -> str:
    return make_url(url).set(username=user).render_as_string(hide_password=False)


@pytest.fixture
def server(records: Records) -> Server:
    if not isinstance(records, Server):
        pytest.skip("users with rights of their own are PostgreSQL's")
    return records


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A database with both users and nothing in it."""
    made = server.new("guarded")
    server.run(ROLES, made)
    yield made
    server.drop(made)


async def test_what_the_owner_made_the_app_fills_reads_tells_and_erases(url: str, server: Server) -> None:
    await upgraded(url)
    server.run(ROLES, url)
    async with desk(as_user(url, "lodestone_app")) as told:
        await told.watch("https://wire.example/feed")
        await told.follow()
        told.newsstand.feed("https://wire.example/feed", *FIVE)
        assert [outcome.outcome for outcome in await told.poll()] == ["ok"]
        assert told.ear.sent, "nothing was told"
        assert len(await told.evidence()) > 3
        async with told.db.write() as session:
            await deliveries.hold_all(session, told.now, "U1", told.now)
            await forgetting.forget(session, "U012AB3CD")


async def test_the_app_hands_jobs_on_and_does_them(url: str) -> None:
    from jobs.queue import Queue

    await upgraded(url)
    done: set[int] = set()
    all_done = asyncio.Event()

    async def poll(number: int) -> None:
        done.add(number)
        if len(done) == 20:
            all_done.set()

    queue = Queue(as_user(url, "lodestone_app"), {"poll": poll})
    await queue.start()
    for number in range(20):
        await queue.submit("poll", f"source {number}", lane="host" if number % 2 else None, number=number)
    await asyncio.wait_for(all_done.wait(), HANGS)
    assert await queue.sweep() == 0
    await queue.stop(1.0)


async def test_the_app_cannot_change_the_shape_of_anything(url: str, server: Server) -> None:
    await upgraded(url)
    server.run(ROLES, url)
    app = Database(as_user(url, "lodestone_app"))
    refused = {statement: await sqlstate(app, statement) for statement in FORBIDDEN}
    await app.close()
    # insufficient_privilege
    assert refused == dict.fromkeys(FORBIDDEN, "42501")


async def sqlstate(db: Database, statement: str) -> str | None:
    """With which of PostgreSQL's codes this is refused; None when it is done."""
    try:
        async with db.engine.begin() as connection:
            await connection.execute(text(statement))
    except DBAPIError as error:
        return getattr(error.orig, "sqlstate", None)
    return None


async def test_the_app_on_an_older_schema_is_told_who_upgrades_it(url: str) -> None:
    app = Database(as_user(url, "lodestone_app"))
    with pytest.raises(RecordError, match=r"this user may not change that: run `lodestone db upgrade` as its owner"):
        await app.upgrade()
    await app.close()


async def test_a_record_that_somebody_else_made_changes_hands(server: Server) -> None:
    url = server.new("before")
    earlier = Database(url)
    await earlier.upgrade()
    server.run(ROLES, url)
    server.run(ROLES, url)
    owner = Database(as_user(url, "lodestone_owner"))
    async with owner.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE evidence ADD COLUMN later TEXT"))
        assert (await connection.execute(text("SELECT count(later) FROM evidence"))).scalar_one() == 0
    for db in (earlier, owner):
        await db.close()
    server.drop(url)


async def upgraded(url: str) -> None:
    owner = Database(as_user(url, "lodestone_owner"))
    await owner.upgrade()
    assert await owner.revision() == revisions()[-1]
    await owner.close()
