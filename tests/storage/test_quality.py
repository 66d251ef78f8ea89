"""How well it went is counted from what people decided and from what fell; what nobody judged is called so."""

from datetime import timedelta

import pytest

from storage import filing, judgements, quality
from storage.database import Database
from storage.domain.claim import Attribution, ClaimStatus, Door, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.quality import Quality
from tests.telling import MAKER, T0, company, day, kept, open_reviews, record, reuters, says, source

NOW = T0 + timedelta(days=10)


async def look(db: Database, after: int = 10) -> Quality:
    async with db.read() as session:
        return await quality.quality_of(session, T0 + timedelta(days=after))


async def test_an_alert_nobody_judged_is_neither_right_nor_wrong(db: Database) -> None:
    await company(db)
    await record(db, reuters())
    found = await look(db)
    assert (found.told, found.right, found.wrong, found.unjudged, found.judgements) == (1, 0, 0, 1, 0)


async def test_a_dispute_decided_either_way_is_a_judgement(db: Database) -> None:
    for name in ("Alder Alloys", "Birch Magnetics"):
        await company(db, name)
        await record(db, reuters(name))
    for claim in await kept(db):
        async with db.write() as session:
            await judgements.dispute(session, claim.id, "U2", "is that so?", "", T0)
    first, second = await open_reviews(db)
    async with db.write() as session:
        await judgements.accept(session, first.id, "U1", "yes", NOW - timedelta(days=1))
        await judgements.reject(session, second.id, "U1", "another company", NOW - timedelta(days=1))
    found = await look(db)
    assert (found.told, found.right, found.wrong, found.unjudged) == (2, 1, 1, 0)
    assert (found.readings_right, found.readings_wrong, found.disputes) == (1, 1, 2)


async def test_what_only_an_admin_knew_was_missed(db: Database) -> None:
    await company(db)
    wanted = filing.Filing(
        subject=MAKER,
        kind=SubjectKind.EXPORTER,
        licence=LicenceKind.GENERAL,
        status=ClaimStatus.GRANTED,
        link="https://paper.example/1",
        words="It was in the paper.",
        said_by=Attribution.NONE,
        day=None,
    )
    async with db.write() as session:
        await filing.file(session, wanted, "U1", T0)
    found = await look(db)
    assert (found.told, found.missed) == (1, 1)


async def test_the_delay_is_from_a_printed_time_to_the_alert(db: Database) -> None:
    for number, printed in enumerate(("2026-03-02T08:50:00+00:00", "2026-03-02T16:00:00+08:00", day(0))):
        await company(db, f"Maker{number} Alloys")
        await record(db, reuters(f"Maker{number} Alloys"), published=printed)
    found = await look(db)
    assert found.delays == (timedelta(minutes=10), timedelta(hours=1))
    assert (found.delay(0.5), found.delay(0.95)) == (timedelta(hours=1), timedelta(hours=1))


async def test_it_looks_back_ninety_days(db: Database) -> None:
    await company(db)
    await record(db, reuters(), says(status=ClaimStatus.APPLIED, door=Door.REVIEW, reason="?"))
    assert (await look(db, 89)).told == 1
    assert (await look(db, 91)).told == 0


async def test_sources_are_named_as_they_fare_now(db: Database) -> None:
    await source(db, "https://a.example/f", name="Silent", rhythm=3600, last_new_at=T0)
    await source(db, "https://b.example/f", name="Broken", failures=5)
    await source(db, "https://c.example/f", name="Well", rhythm=3600, last_new_at=NOW)
    found = await look(db)
    assert (found.sources, found.silent, found.failing) == (3, ("Silent",), ("Broken",))


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95, 1.0])
async def test_nothing_measured_is_no_number(db: Database, share: float) -> None:
    assert (await look(db)).delay(share) is None
