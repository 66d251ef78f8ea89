"""Texts as they were fetched."""

import pytest

from storage import documents
from storage.database import Database
from tests.telling import T0, keep, source, waiting

PAGE = "https://wire.example/1"


async def put(db: Database, url: str = PAGE, title: str = "News", text: str = "A text.") -> bool:
    async with db.write() as session:
        return await documents.keep(session, url=url, title=title, text=text, now=T0)


async def test_the_same_text_at_the_same_address_is_kept_once(db: Database) -> None:
    assert await put(db)
    assert not await put(db)
    assert not await put(db, title=" NEWS ", text="A \n text.")


@pytest.mark.parametrize("changed", [{"text": "Another text."}, {"title": "Correction"}, {"url": f"{PAGE}?again"}])
async def test_a_changed_text_or_another_address_is_another_document(db: Database, changed: dict[str, str]) -> None:
    await put(db)
    assert await put(db, **changed)


async def test_what_waits_is_read_oldest_first_and_once(db: Database) -> None:
    wire = await source(db)
    first, second = await keep(db, source_id=wire), await keep(db, source_id=wire)
    assert list(await waiting(db, wire)) == [first, second]
    async with db.write() as session:
        assert await documents.mark_read(session, first, T0)
        assert not await documents.mark_read(session, first, T0)
        await documents.mark_failed(session, second, T0, "could not be read" * 100)
    assert await waiting(db, wire) == ()


async def test_the_article_takes_the_place_of_its_summary_and_the_feed_may_repeat_the_summary(db: Database) -> None:
    await put(db)
    async with db.write() as session:
        await documents.replace_text(session, 1, text="The whole article.", title="", published="2026-03-01")
    async with db.read() as session:
        kept = await documents.get(session, 1)
    assert (kept.title, kept.text, kept.published) == ("News", "The whole article.", "2026-03-01")
    assert not await put(db)


@pytest.mark.parametrize("name", ["Lodemag", "LODEMAG", "100%", "磁石精密", "Électromag"])
async def test_stored_documents_are_found_by_the_names_in_them(db: Database, name: str) -> None:
    document = await keep(db, text=f"Said of {name} today.")
    async with db.write() as session:
        await documents.mark_read(session, document, T0)
        assert [d.id for d in await documents.mentioning(session, (name,), 0)] == [document]
        assert await documents.mentioning(session, (f"{name}s"[::-1],), 0) == ()
        assert await documents.mentioning(session, (name,), document) == ()
        assert await documents.mentioning(session, (), 0) == ()


async def test_a_name_that_stands_only_in_the_headline_is_found(db: Database) -> None:
    await put(db, title="Lodemag Materials wins a general licence", text="The ministry agreed on Monday.")
    async with db.write() as session:
        await documents.mark_read(session, 1, T0)
        assert len(await documents.mentioning(session, ("Lodemag Materials",), 0)) == 1
