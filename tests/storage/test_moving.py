"""A record goes to another database whole, or not at all, and tells nothing twice."""

from pathlib import Path

import pytest
from sqlmodel import select

from storage import companies, deliveries, moving
from storage.database import Database, RecordError
from storage.models import Company, Evidence
from tests.conftest import Records
from tests.telling import MAKER, T0, all_alerts, company, follow, record, reuters, who


async def move(here: Database, there: Database) -> tuple[moving.Moved, ...]:
    return await moving.move(here, there, "console", T0)


async def test_everything_arrives_and_goes_on_being_written(db: Database, records: Records) -> None:
    await company(db)
    await record(db, reuters())
    async with db.write() as session:
        kept = await companies.add(session, "Kept Magnetics", now=T0, cause="seed")
        gone = (await session.exec(select(Company).where(Company.key != kept.key))).first()
        assert gone is not None
        # Points to a later row of its own table.
        gone.merged_into = kept.id
    url = records.new("target")
    there = Database(url)
    moved = {table.table: table.rows for table in await move(db, there)}
    assert moved["evidence"] == 1
    assert moved["company"] == 2
    assert await all_alerts(there) == await all_alerts(db)
    async with there.write() as session:
        added = await companies.add(session, "New Magnetics", now=T0, cause="seed")
        assert added.id is not None
        assert added.id > 2
    await there.close()
    records.drop(url)


async def test_a_record_that_holds_something_is_not_moved_into(db: Database, records: Records) -> None:
    await company(db)
    url = records.new("target")
    there = Database(url)
    await there.upgrade()
    await company(there)
    with pytest.raises(RecordError, match="not empty"):
        await move(db, there)
    async with db.read() as session:
        assert await deliveries.held_by_restore(session) is None
    await there.close()
    records.drop(url)


async def test_what_breaks_on_the_way_leaves_both_as_they_were(db: Database, records: Records) -> None:
    await company(db)
    await record(db, reuters())
    url = records.new("target")
    there = Database(url)
    await there.upgrade()
    async with there.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DROP TABLE alert CASCADE" if "postgres" in url else "DROP TABLE alert")
    with pytest.raises(Exception, match="alert"):
        await move(db, there)
    async with there.read() as session:
        assert (await session.exec(select(Evidence.id))).all() == []
    async with db.read() as session:
        assert await deliveries.held_by_restore(session) is None
    await there.close()
    records.drop(url)


async def test_the_record_that_was_left_tells_nothing_by_itself(db: Database, records: Records) -> None:
    await company(db)
    await follow(db, "C1")
    url = records.new("target")
    there = Database(url)
    await move(db, there)
    await record(db, reuters())
    async with db.read() as session:
        assert await deliveries.held_by_restore(session) is not None
    async with there.read() as session:
        assert await deliveries.held_by_restore(session) is None
    await there.close()
    records.drop(url)


async def test_from_a_file_to_a_server_and_back(records: Records, record_file: Path) -> None:
    """With SQLite alone, from one file to another."""
    here = Database(f"sqlite+aiosqlite:///{record_file}")
    await company(here)
    await record(here, reuters())
    there, back = Database(records.new("there")), Database(records.new("back"))
    first = await move(here, there)
    async with there.write() as session:
        await deliveries.release_all(session, "console", T0) if False else None
    second = await move(there, back)
    assert [(m.table, m.rows) for m in second] == [(m.table, m.rows) for m in first]
    assert [m.checksum for m in second] == [m.checksum for m in first]
    assert await who(back, MAKER) == await who(there, MAKER)
    for db in (here, there, back):
        await db.close()
