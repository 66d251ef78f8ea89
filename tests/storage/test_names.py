"""The names a record knows are followed change by change, and never read whole for one of them."""

import pytest

from storage import companies
from storage.database import Database
from storage.domain.names import NameIndex
from tests.hot_queries import heard
from tests.telling import T0


async def names(db: Database) -> NameIndex:
    async with db.read() as session:
        return await companies.index(session)


async def add(db: Database, *many: str) -> None:
    async with db.write() as session:
        for name in many:
            await companies.add(session, name, now=T0, cause="person")


async def test_a_new_name_is_known_at_once_and_only_it_is_read(db: Database) -> None:
    await add(db, "Lodebrook Magnetics", "Quarrystone Alloys")
    before = await names(db)
    await add(db, "Tarnfield Rare Earths")
    with heard(db) as sent:
        after = await names(db)
    assert after.resolve("Tarnfield") is not None
    assert before.resolve("Tarnfield") is None
    read = [statement for statement, _ in sent if "FROM company" in statement]
    assert read, sent
    assert all("WHERE" in statement and " IN (" in statement for statement in read), sent


async def test_a_name_that_was_rolled_back_is_known_to_nobody(db: Database) -> None:
    await add(db, "Lodebrook Magnetics")
    await names(db)

    async def fail() -> None:
        async with db.write() as session:
            await companies.add(session, "Never Was Magnetics", now=T0, cause="person")
            assert (await companies.index(session)).resolve("Never Was") is not None
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert (await names(db)).resolve("Never Was") is None
    await add(db, "Quarrystone Alloys")
    known = await names(db)
    assert [company.name for company in known.companies] == ["Lodebrook Magnetics", "Quarrystone Alloys"]


async def test_who_missed_more_changes_than_are_told_one_by_one_compares_all(db: Database) -> None:
    await add(db, "Lodebrook Magnetics")
    await names(db)
    await add(db, *(f"Maker {number} Magnetics" for number in range(130)))
    known = await names(db)
    assert len(known) == 131
    assert known.resolve("Maker 77") is not None


async def test_a_company_that_proves_to_be_another_one_gives_it_its_names(db: Database) -> None:
    await add(db, "Lodebrook Magnetics", "Lodebrook Magnetic Works")
    await names(db)
    async with db.write() as session:
        known = await companies.by_key(session, "lodebrook-magnetics")
        same = await companies.by_key(session, "lodebrook-magnetic-works")
        assert known is not None
        assert same is not None
        await companies.add_names(session, same, [("洛德布鲁克", "alias")], now=T0, cause="person")
        await companies.retire(session, same, known)
    found = (await names(db)).resolve("洛德布鲁克")
    assert found is not None
    assert found.company.key == "lodebrook-magnetics"
    assert (await names(db)).of("lodebrook-magnetic-works") is None
