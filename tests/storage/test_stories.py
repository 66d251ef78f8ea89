"""One story once: whoever prints it, and however often."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import select

from storage import documents
from storage.database import Database, is_postgres
from storage.domain.claim import Attribution, Claim, ClaimStatus
from storage.models import Document, StoryKey
from tests.reprints import Wire
from tests.telling import T0, all_alerts, company, day, keep, kept, licence, on, open_reviews, record, reread, says

UNNAMED = {"attribution": Attribution.ANONYMOUS}


async def stories_told(db: Database) -> list[int | None]:
    async with db.read() as session:
        rows = await session.exec(select(Document.story_id).order_by(Document.id))  # type: ignore[arg-type]
        return list(rows.all())


async def test_reprints_are_one_story_with_many_witnesses_and_one_origin(db: Database) -> None:
    """Five papers print what unnamed people told one of them; none says which."""
    await company(db)
    wire = Wire(5, "en")
    prints = [wire.report, wire.copied(), wire.edited(), wire.headed(), wire.extended()]
    for number, printed in enumerate(prints):
        await record(db, says(**UNNAMED), text=printed, publisher=f"Paper {number}", grade="B", published=day(number))
    assert await stories_told(db) == [1] * 5
    held = await licence(db)
    assert (held.articles, held.origins) == (5, ("Paper 0",))
    assert len(await all_alerts(db)) == 1


async def test_papers_that_asked_for_themselves_are_two_stories_and_two_origins(db: Database) -> None:
    await company(db)
    wire = Wire(6, "en")
    for number, printed in enumerate((wire.report, wire.elsewhere())):
        await record(db, says(**UNNAMED), text=printed, publisher=f"Paper {number}", grade="B", published=day(number))
    assert await stories_told(db) == [1, 2]
    assert (await licence(db)).origins == ("Paper 0", "Paper 1")


async def test_an_old_report_that_is_printed_again_is_not_a_new_grant(db: Database) -> None:
    """That licence has ended as far as known: retold in other words a person would be asked, a reprint asks nobody."""
    await company(db)
    wire = Wire(7, "en")
    await record(db, says(**UNNAMED), text=wire.report, grade="B", published=day(-500), now=T0 - timedelta(days=500))
    before = await all_alerts(db)
    outcome = await record(db, says(**UNNAMED), text=wire.headed(), grade="B", publisher="Reprint")
    assert (outcome.alerts, outcome.reviews) == (0, 0)
    assert len(await all_alerts(db)) == len(before)
    assert (await licence(db)).first_reported == on(-500)


async def test_a_reprint_of_a_report_does_not_undo_what_ended_since(db: Database) -> None:
    await company(db)
    wire = Wire(11, "en")
    await record(db, says(**UNNAMED), text=wire.report, grade="B", published=day(-90), now=T0 - timedelta(days=90))
    ended = says(status=ClaimStatus.REVOKED, attribution=Attribution.MINISTRY, speaker="MOFCOM")
    await record(db, ended, grade="B", published=day(-30), now=T0 - timedelta(days=30))
    before = (await licence(db)).state
    await record(db, says(**UNNAMED), text=wire.headed(), grade="B", publisher="Reprint")
    assert (await licence(db)).state == before == "revoked"
    assert await open_reviews(db) == ()


async def test_a_text_that_says_nothing_of_licences_has_no_story(db: Database) -> None:
    await record(db, text=Wire(8, "en").report)
    assert await stories_told(db) == [None]
    async with db.read() as session:
        assert (await session.exec(select(StoryKey.key))).all() == []


async def test_reading_a_document_again_does_not_tell_its_story_twice(db: Database) -> None:
    await company(db)
    document = await keep(db, text=Wire(9, "en").report)
    for _ in range(2):
        await reread(db, document, says(), cause="parser")
    assert await stories_told(db) == [document]


async def test_a_changed_text_at_its_address_stays_the_same_story(db: Database) -> None:
    await company(db)
    first, second = Wire(10, "en").report, Wire(10, "en").edited()
    for printed in (first, second):
        await record(db, says(**UNNAMED), url="https://paper.example/a", text=printed)
    assert len(set(await stories_told(db))) == 1
    assert len(await all_alerts(db)) == 1


async def test_stories_are_found_by_an_index(db: Database) -> None:
    query = "SELECT document_id FROM storykey WHERE key IN (1, 2) AND document_id != 3"
    async with db.read() as session:
        connection = await session.connection()
        if is_postgres(db.url):
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan, found = await connection.execute(text(f"EXPLAIN {query}")), "Index"
        else:
            plan, found = await connection.execute(text(f"EXPLAIN QUERY PLAN {query}")), "SEARCH storykey USING"
        assert found in " ".join(str(row) for row in plan.all())


async def test_a_statement_that_a_page_no_longer_makes_is_put_to_a_person_once(db: Database) -> None:
    """Neither taken back nor repeated: it stands until somebody decides."""
    await company(db)
    lines = ["Magnets and papers.", "Lodemag Materials … granted", "The harbour was calm.", "So was the town."]
    page = "https://paper.example/licences"
    await read(db, page, "\n".join(lines), says())
    await read(db, page, "\n".join(lines[:1] + lines[2:]))
    await read(db, page, "\n".join([*lines[:1], *lines[2:], "Rain is near."]))
    [claim] = await kept(db)
    assert (await licence(db)).state == "granted"
    [review] = await open_reviews(db)
    assert "no longer carries" in review.reason
    assert claim.quote == lines[1]


async def read(db: Database, url: str, printed: str, *claims: Claim) -> None:
    document = await keep(db, url=url, text=printed)
    async with db.write() as session:
        await documents.mark_read(session, document, T0)
    await reread(db, document, *claims)


async def test_a_page_that_is_gone_or_became_another_asks_nobody(db: Database) -> None:
    await company(db)
    page = "https://paper.example/licences"
    await read(db, page, "Magnets.\nLodemag Materials … granted\nThe harbour was calm.", says())
    await read(db, page, "All of this is new.\nNothing is as it was.")
    assert (await licence(db)).state == "granted"
    assert await open_reviews(db) == ()
