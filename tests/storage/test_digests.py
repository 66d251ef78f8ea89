"""At the hour of a digest an outlet hears what else changed of what it follows, once, and nothing when nothing did."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from storage import digests, outlets
from storage.database import Database
from storage.domain.claim import Attribution
from storage.domain.licence import Certainty
from storage.domain.telling import Pace
from storage.models import Delivery, Notice
from tests.telling import MAKER, T0, company, day, follow, record, reuters

DAY = timedelta(days=1)


async def daily(db: Database, outlet: str = "C1", **facts: object) -> None:
    """08:30 UTC, half an hour before the story's clock."""
    async with db.write() as session:
        chosen = replace(await outlets.settings(session, outlet), digest=Pace.DAILY, **facts)  # type: ignore[arg-type]
        await outlets.change(session, chosen, "U1", T0)


async def hour(db: Database, days: int) -> int:
    async with db.write() as session:
        due = await digests.any_due(session, T0 + days * DAY)
        told = await digests.summarise(session, T0 + days * DAY)
        assert due or not told
        return told


async def outlets_told(db: Database) -> list[str]:
    async with db.read() as session:
        return list((await session.exec(select(Delivery.outlet))).all())


async def said(db: Database) -> list[tuple[str, str]]:
    async with db.read() as session:
        return [(row.outlet, row.text) for row in (await session.exec(select(Notice))).all()]


async def test_a_moved_certainty_and_new_claims_are_told_once_at_the_hour(db: Database) -> None:
    await company(db)
    await follow(db, kinds=("exporters",))
    await daily(db)
    await record(db, reuters(attribution=Attribution.NONE, outlet=None))
    assert await hour(db, 1) == 1
    await record(db, reuters(), grade="B", published=day(1), now=T0 + DAY + timedelta(hours=1))
    assert await hour(db, 1) == 0
    assert await hour(db, 2) == 1
    assert await hour(db, 2) == 0
    [_, (outlet, text)] = await said(db)
    assert outlet == "C1"
    assert f"• {MAKER}: now reported, before claimed" in text
    assert f"• 1 claim newly read, on {MAKER}" in text


async def retold(db: Database, hours: int = 1) -> None:
    """A second origin says the same: news that is no alert."""
    await record(db, reuters(outlet="Nikkei"), grade="B", published=day(0), now=T0 + timedelta(hours=hours))


async def test_the_claims_that_raised_its_alerts_are_not_counted_besides_them(db: Database) -> None:
    await company(db)
    await follow(db)
    await daily(db)
    await record(db, reuters())
    assert await outlets_told(db) == ["C1"]
    assert await hour(db, 1) == 0
    await retold(db, hours=25)
    assert await hour(db, 2) == 1
    [(_, text)] = await said(db)
    assert f"• 1 claim newly read, on {MAKER}" in text


async def test_an_alert_that_did_not_reach_an_outlet_is_news_to_it(db: Database) -> None:
    await company(db)
    await follow(db, minimum=Certainty.CONFIRMED)
    await daily(db)
    await record(db, reuters())
    assert await outlets_told(db) == []
    assert await hour(db, 1) == 1


async def test_a_digest_is_silent_when_nothing_changed(db: Database) -> None:
    await company(db)
    await follow(db)
    await daily(db)
    assert [await hour(db, number) for number in (1, 2, 9)] == [0, 0, 0]


async def test_what_an_outlet_does_not_follow_is_not_in_its_digest(db: Database) -> None:
    await company(db)
    await follow(db, kinds=("customers",))
    await follow(db, "C2", kinds=("exporters",), pace=Pace.DAILY)
    await daily(db)
    await record(db, reuters())
    await retold(db)
    assert await hour(db, 1) == 1
    assert [outlet for outlet, _ in await said(db)] == ["C2"]


async def test_a_paused_outlet_hears_it_afterwards(db: Database) -> None:
    await company(db)
    await follow(db)
    await daily(db, paused=True, paused_until=T0 + 3 * DAY)
    await record(db, reuters())
    await retold(db)
    assert [await hour(db, number) for number in (1, 2, 4)] == [0, 0, 1]
