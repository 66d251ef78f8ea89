"""From what was kept to what is known: documents are read, and what they say is recorded."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from jobs import extract
from jobs.fetch import Article, Fetcher, FetchError
from storage import companies, documents, evidence, metrics, sources, tracing, visits, watchlist
from storage.database import Database, RecordError
from storage.documents import Unread
from storage.domain.claim import Document, Door
from storage.domain.revisions import news_in
from storage.evidence import Recorded
from storage.visits import Taken

log = logging.getLogger(__name__)

#: Pages remembered during one reading; each may be a few hundred kilobytes.
_PAGES_HELD = 8


async def read_all(db: Database, fetcher: Fetcher, source: Taken, clock: Callable[[], datetime]) -> list[Recorded]:
    """Read what waits, oldest first; when the last item of a first reading is done, what it brought goes out."""
    # Whoever asked the source may have been another process.
    with tracing.about(source=source.id):
        async with db.read() as session:
            waiting = await documents.unread_ids(session, source.id)
        pages = _Pages(fetcher)
        recorded = [await _read_one(db, pages, source, number, clock) for number in waiting]
        if source.first_reading:
            async with db.write() as session:
                await sources.end_first_reading(session, source.id, clock())
        return recorded


async def reread(db: Database, clock: Callable[[], datetime]) -> int:
    """Read stored documents again for names that were added to the watchlist. What is old raises nothing."""
    async with db.read() as session:
        wanted = await watchlist.wanting_reread(session)
        if not wanted:
            return 0
        names = await companies.index(session)
        known = [company for key in wanted if (company := names.of(key)) is not None]
    found = 0
    for company in known:
        after = 0
        while batch := await _mentioning(db, (company.name, *company.aliases), after):
            for document in batch:
                found += await _reread_one(db, document, clock())
            after = batch[-1].id
    async with db.write() as session:
        await watchlist.reread_done(session, wanted)
    return found


async def _reread_one(db: Database, document: Unread, now: datetime) -> int:
    try:
        with tracing.about(document=document.id):
            return (await _read(db, document, now, cause="parser")).evidence
    except RecordError:
        raise
    except Exception:  # one document that trips the reader must not keep the others from being read again
        log.exception("document %s could not be read again", document.id)
        return 0


async def _mentioning(db: Database, names: Sequence[str], after: int) -> tuple[Unread, ...]:
    async with db.read() as session:
        return await documents.mentioning(session, tuple(names), after)


async def _read_one(
    db: Database, pages: "_Pages", source: Taken, document_id: int, clock: Callable[[], datetime]
) -> Recorded:
    try:
        with tracing.about(document=document_id):
            async with db.read() as session:
                document = await documents.get(session, document_id)
            if document.needs_article:
                document = await _with_article(db, pages, source, document, clock)
            return await _read(db, document, clock())
    except RecordError:
        raise
    except Exception as error:  # one document that trips the reader must not stop those behind it
        log.exception("document %s could not be read", document_id)
        async with db.write() as session:
            await documents.mark_failed(session, document_id, clock(), f"could not be read: {error!r}")
        metrics.DOCUMENTS.labels("failed").inc()
        return Recorded()


async def retry_articles(db: Database, fetcher: Fetcher, clock: Callable[[], datetime]) -> list[Recorded]:
    """Ask again for articles that could not be had when their summaries were read, and read those that come."""
    async with db.read() as session:
        due = await documents.lacking_article(session, clock())
        where = {source_id: await visits.look(session, source_id) for _, source_id in due}
        lacking = [(where[source_id], await documents.get(session, number)) for number, source_id in due]
    recorded = []
    pages = _Pages(fetcher)
    for source, document in lacking:
        with tracing.about(source=source.id, document=document.id):
            if (await _with_article(db, pages, source, document, clock)).text != document.text:
                recorded.append(await _read_one(db, pages, source, document.id, clock))
    return recorded


class _Pages:
    """The pages behind the items of one reading: items that lead to the same page ask for it once."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._held: dict[str, Article | FetchError] = {}

    async def article(self, url: str, *, ignore_robots: bool) -> Article:
        """The page as it was when it was asked for first. Raises FetchError."""
        held = self._held.get(url)
        if held is None:
            try:
                held = await self._fetcher.article(url, ignore_robots=ignore_robots)
            except FetchError as error:
                held = error
            if len(self._held) >= _PAGES_HELD:
                del self._held[next(iter(self._held))]
            self._held[url] = held
        if isinstance(held, FetchError):
            raise held
        return held


async def _with_article(
    db: Database, pages: "_Pages", source: Taken, document: Unread, clock: Callable[[], datetime]
) -> Unread:
    """The page behind a feed's summary. Where it cannot be had the summary is read, and the page asked for later."""
    try:
        article = await pages.article(document.url, ignore_robots=source.ignore_robots)
    except FetchError as error:
        log.info("document %s: read from the summary, because %s", document.id, error.reason)
        async with db.write() as session:
            await documents.article_failed(session, document.id, clock(), final=error.final)
        return document
    async with db.write() as session:
        if len(article.text) <= len(document.text):
            await documents.article_failed(session, document.id, clock(), final=True)
            return document
        await documents.replace_text(
            session,
            document.id,
            text=article.text,
            title=document.title or article.title or "",
            published=article.published,
            publisher=article.publisher,
            language=article.language,
        )
        return await documents.get(session, document.id)


async def _read(db: Database, document: Unread, now: datetime, cause: str = "source") -> Recorded:
    async with db.read() as session:
        names = await companies.index(session)
        before = await documents.earlier_version(session, document.id)
    text = Document(
        url=document.url,
        title=document.title,
        text=document.text,
        published=document.published,
        publisher=document.publisher,
        language=document.language,
    )
    # Reading is work for the processor: on the event loop it would delay every answer.
    with metrics.READING.time():
        reading = await asyncio.to_thread(extract.read, text, names)
    if cause == "source" and before is not None:
        # What stood there before was read then; it is not said again because something else was added.
        reading = await asyncio.to_thread(news_in, reading, f"{document.title}\n{document.text}", before)
    async with db.write() as session:
        if cause == "source" and not await documents.mark_read(session, document.id, now):
            return Recorded()
        recorded = await evidence.record(session, document.id, reading, now, cause=cause)
    # After the commit: what was rolled back was not kept.
    metrics.DOCUMENTS.labels("read").inc()
    for door in recorded.doors:
        metrics.CLAIMS.labels("none" if door is Door.KEEP else door.value).inc()
    return recorded
