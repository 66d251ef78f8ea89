"""The names an admin wants looked for: they help, and never hide anybody."""

from datetime import timedelta

import pytest

from jobs.reading import reread
from storage import companies, documents, watchlist
from storage.database import Database
from storage.domain.licence import Role
from storage.domain.views import WatchView
from storage.watchlist import NameTaken
from tests.telling import MAKER, T0, company, keep, kept, told, who

SENTENCE = "The ministry granted 磁石精密 a general licence to export rare-earth magnets in February, Reuters reported."


async def add(
    db: Database, name: str = MAKER, aliases: tuple[str, ...] = (), tickers: tuple[str, ...] = ()
) -> WatchView:
    async with db.write() as session:
        return await watchlist.add(session, name, Role.EXPORTER, aliases, tickers, "U1", T0)


async def test_a_name_with_its_aliases_is_found_by_any_of_them(db: Database) -> None:
    added = await add(db, aliases=("磁石精密", "LDM"), tickers=("300999",))
    assert (added.name, added.tickers) == (MAKER, ("300999",))
    assert (await who(db, "磁石精密")).watched
    async with db.read() as session:
        assert [w.name for w in await watchlist.all(session)] == [MAKER]


async def test_adding_again_adds_what_is_new_and_lists_it_once(db: Database) -> None:
    await add(db)
    await add(db, aliases=("磁石精密",))
    async with db.read() as session:
        [only] = await watchlist.all(session)
    assert only.aliases == ("磁石精密",)


async def test_an_alias_of_somebody_else_is_refused_and_nothing_is_kept(db: Database) -> None:
    await company(db, "Quarrystone Alloys")
    with pytest.raises(NameTaken, match="Quarrystone Alloys"):
        await add(db, aliases=("QUARRYSTONE ALLOYS",))
    async with db.read() as session:
        assert await companies.resolve(session, MAKER) is None


async def test_removing_stops_the_looking_and_keeps_the_names(db: Database) -> None:
    await add(db, aliases=("磁石精密",))
    async with db.write() as session:
        assert await watchlist.remove(session, "磁石精密", "U1", T0) is not None
        assert await watchlist.remove(session, MAKER, "U1", T0) is None
    assert not (await who(db, "磁石精密")).watched


async def test_a_new_name_has_stored_documents_read_again_without_an_alert(db: Database) -> None:
    document = await keep(db, text=SENTENCE, published="2026-02-20")
    async with db.write() as session:
        await documents.mark_read(session, document, T0)
    await add(db, aliases=("磁石精密",))
    assert await reread(db, lambda: T0 + timedelta(minutes=1)) >= 1
    assert MAKER in {e.subject for e in await kept(db)}
    assert await told(db) == []
    before = len(await kept(db))
    await add(db, aliases=("LDM",))
    await reread(db, lambda: T0 + timedelta(minutes=2))
    assert len(await kept(db)) == before
