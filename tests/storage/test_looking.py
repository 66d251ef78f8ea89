"""A dated absence is as true as its numbers: what was asked, what answered, what fails, which names were looked for."""

from datetime import timedelta

from storage import companies, licences, looking
from storage.database import Database
from storage.domain.licence import Role
from tests.telling import MAKER, T0, company, record, reuters, source, who

HOUR = timedelta(hours=1)


async def look(db: Database, role: Role | None = None) -> tuple[int, int, int, int]:
    async with db.read() as session:
        found = await looking.looking(session, T0, role=role)
    return found.sources, found.read_last_day, found.failing, found.names


async def test_only_sources_that_are_watched_count_and_only_what_answered_was_read(db: Database) -> None:
    await source(db, "https://a.example/f", last_success_at=T0 - HOUR)
    await source(db, "https://b.example/f", last_success_at=T0 - 25 * HOUR, failures=2)
    await source(db, "https://c.example/f", last_success_at=T0 - 2 * HOUR, failures=1)
    await source(db, "https://d.example/f", last_success_at=T0 - HOUR, state="paused")
    assert await look(db) == (3, 2, 2, 0)


async def test_the_names_are_those_that_were_looked_for(db: Database) -> None:
    await company(db, "Alder Alloys", Role.EXPORTER, Role.SMCO_PRODUCER)
    await company(db, "Birch Magnetics")
    assert (await look(db))[3] == 2
    assert (await look(db, Role.SMCO_PRODUCER))[3] == 1
    async with db.read() as session:
        assert (await licences.smco(session, T0)).looking.names == 1


async def test_an_unknown_licence_is_answered_with_how_hard_we_looked_for_this_company(db: Database) -> None:
    async with db.write() as session:
        made = await companies.add(session, MAKER, now=T0, cause="seed", roles=[Role.SMCO_PRODUCER])
        await companies.add_names(session, made, [("罗德磁材", "alias")], now=T0, cause="seed")
    found = await who(db)
    assert found.looking is not None
    assert found.looking.names == 2
    await record(db, reuters())
    assert (await who(db)).looking is None
