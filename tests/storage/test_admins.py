"""Who may change things."""

import asyncio

from storage import admins, audit
from storage.database import Database
from tests.telling import T0


async def become(db: Database, user: str, code: str) -> bool:
    async with db.write() as session:
        return await admins.become(session, user, code, T0)


async def code_of(db: Database) -> str | None:
    async with db.write() as session:
        return await admins.one_time_code(session)


async def test_the_code_stays_the_same_until_it_is_used_and_works_once(db: Database) -> None:
    code = await code_of(db)
    assert code is not None
    assert await code_of(db) == code
    assert not await become(db, "U1", "00000000x")
    assert await become(db, "U1", f" {code} ")
    assert not await become(db, "U2", code)
    assert await code_of(db) is None
    async with db.read() as session:
        assert await admins.names(session) == ("U1",)
        assert [line.action for line in await audit.since(session, T0)] == ["admin granted"]


async def test_of_many_who_type_the_code_at_once_one_becomes_admin(db: Database) -> None:
    code = await code_of(db)
    assert code is not None
    assert sorted(await asyncio.gather(*(become(db, f"U{n}", code) for n in range(5)))) == [False] * 4 + [True]


async def test_a_code_that_was_printed_is_worth_nothing_once_an_admin_is_appointed(db: Database) -> None:
    code = await code_of(db)
    assert code is not None
    async with db.write() as session:
        await admins.appoint(session, ["U1", "U1"], T0)
        await admins.appoint(session, ["U1"], T0)
    assert not await become(db, "U2", code)
    async with db.read() as session:
        assert await admins.names(session) == ("U1",)


async def test_a_code_in_any_script_is_refused_and_not_stumbled_over(db: Database) -> None:
    await code_of(db)
    assert not await become(db, "U1", "代码👩‍🔬")
