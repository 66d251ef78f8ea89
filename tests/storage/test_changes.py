"""What is different since a moment, and nothing when nothing is."""

from datetime import timedelta

from storage import changes, filing, judgements
from storage.database import Database
from storage.domain.claim import ClaimStatus, Door
from storage.domain.views import Since
from tests.telling import MAKER, T0, company, day, kept, open_reviews, record, reuters, says, source

DAY = timedelta(days=1)
PAGE = "https://news.example/page"


async def since(db: Database, days: int, now: int) -> Since:
    async with db.read() as session:
        return await changes.since(session, T0 + days * DAY, T0 + now * DAY)


async def test_nothing_when_nothing(db: Database) -> None:
    await company(db)
    await record(db, reuters(), cause="seed")
    found = await since(db, -1, 1)
    assert found.nothing
    assert found.looking.names == 1


async def test_news_that_moves_nothing_is_counted_and_named(db: Database) -> None:
    await company(db)
    await record(db, reuters())
    await record(db, reuters(), says(status=ClaimStatus.APPLIED), now=T0 + 3 * DAY, published=day(3))
    found = await since(db, 2, 4)
    assert (found.moved, found.claims, found.companies) == ((), 2, 1)
    assert {claim.subject for claim in found.newest} == {MAKER}


async def test_what_waits_for_a_person_is_no_news_yet(db: Database) -> None:
    await company(db)
    await record(db, says(door=Door.REVIEW, reason="?"))
    assert (await since(db, -1, 1)).nothing


async def test_a_corrected_page_and_a_reading_taken_back_are_told(db: Database) -> None:
    await company(db)
    await record(db, reuters(), url=PAGE)
    await record(db, reuters(status=ClaimStatus.APPLIED), url=PAGE, now=T0 + 2 * DAY, published=day(2))
    [corrected] = (await since(db, 1, 3)).corrections
    assert (corrected.subject, corrected.why) == (MAKER, "its text was corrected")
    assert (await since(db, 3, 4)).corrections == ()


async def test_what_a_reader_disputed_and_an_admin_rejected_is_told(db: Database) -> None:
    await company(db)
    await record(db, reuters())
    [claim] = await kept(db)
    async with db.write() as session:
        await judgements.dispute(session, claim.id, "U2", "wrong company", "", T0 + DAY)
    [review] = await open_reviews(db)
    async with db.write() as session:
        await judgements.reject(session, review.id, "U1", "it is another", T0 + 2 * DAY)
    [gone] = (await since(db, 1, 3)).corrections
    assert gone.why == "a person took it back"


async def test_a_claim_an_admin_takes_back_is_a_move(db: Database) -> None:
    await company(db)
    await record(db, reuters())
    [claim] = await kept(db)
    async with db.write() as session:
        await filing.retract(session, claim.id, "U1", "wrong", T0 + 2 * DAY)
    [change] = (await since(db, 1, 3)).moved
    assert (change.new, change.cause) == ("none", "person")


async def test_a_source_that_fell_silent_or_fails_since_then_is_named(db: Database) -> None:
    hourly = {"rhythm": 3600}
    await source(db, "https://a.example/f", name="Silent", last_new_at=T0 - 2 * DAY, **hourly)
    await source(db, "https://b.example/f", name="Long silent", last_new_at=T0 - 30 * DAY, **hourly)
    await source(db, "https://c.example/f", name="Broken", failures=4, failing_since=T0 + DAY)
    await source(db, "https://d.example/f", name="Well", last_new_at=T0 + 2 * DAY, **hourly)
    assert [(quiet.name, quiet.failing) for quiet in (await since(db, 0, 2)).quiet] == [
        ("Broken", True),
        ("Silent", False),
    ]
