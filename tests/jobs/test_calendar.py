"""The calendar job: told once, and not before the sources had their say."""

from datetime import timedelta

from jobs.calendar import CATCH_UP, remind
from storage import sources
from storage.database import Database
from tests.telling import T0, company, day, record, reuters, told

LATER = T0 + timedelta(days=366)


async def test_a_lapse_is_raised_once(db: Database) -> None:
    await company(db)
    await record(db, reuters(), published=day(0))
    assert await remind(db, LATER, LATER) == 1
    assert await remind(db, LATER, LATER) == 0
    assert [event for _, event in await told(db)] == ["gained", "lapsed"]


async def test_after_a_start_the_sources_are_read_first(db: Database) -> None:
    """They may tell of the renewal of what would be called lapsed; but not for ever."""
    await company(db)
    await record(db, reuters(), published=day(0))
    async with db.write() as session:
        await sources.add(session, "https://wire.example/feed", "feed", "U1", T0)
    assert await remind(db, LATER, LATER) == 0
    assert await remind(db, LATER + CATCH_UP, LATER) == 1
