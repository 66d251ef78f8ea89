"""One source from the web to the record. Read this first."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from jobs import extract
from jobs.fetch import Fetched, Fetcher, FetchError, Item, Refused, SourceToFetch
from storage import companies, documents, evidence, publishers, sources, watchlist
from storage.database import Database, RecordError
from storage.documents import Unread
from storage.domain.claim import Document, Door
from storage.evidence import Recorded
from storage.sources import DueSource

log = logging.getLogger(__name__)

#: Sources asked at the same time; the fetcher keeps to one request a host by itself.
AT_ONCE = 16


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one source fared. `refused`: we did not ask. `offline`: it looks as if there were no network at all."""

    url: str
    outcome: Literal["ok", "unchanged", "error", "refused"]
    items: int = 0
    new: int = 0
    alerts: int = 0
    reviews: int = 0
    error: str | None = None
    offline: bool = False


async def poll_due(
    db: Database, fetcher: Fetcher, clock: Callable[[], datetime], *, everything: bool = False
) -> list[Outcome]:
    """Ask every source that is due (or every active one); one bad source never stops the others."""
    async with db.read() as session:
        ids = await sources.due(session, clock(), everything=everything)
    places = asyncio.Semaphore(AT_ONCE)

    async def one(source_id: int) -> Outcome | None:
        async with places:
            return await poll(db, fetcher, source_id, clock)

    outcomes = await asyncio.gather(*(one(source_id) for source_id in ids))
    return [outcome for outcome in outcomes if outcome is not None]


async def poll(db: Database, fetcher: Fetcher, source_id: int, clock: Callable[[], datetime]) -> Outcome | None:
    """Fetch, keep, read, record. None when somebody else is asking this source right now."""
    now = clock()
    async with db.write() as session:
        source = await sources.take(session, source_id, now)
        rests = await sources.rest(session, source_id, now) if source else False
    if source is None:
        return None
    try:
        return await _ask(db, fetcher, source, clock, rests=rests)
    except RecordError:
        raise
    except Exception as error:  # one source that trips us must not stop the others
        log.exception("source %s", source_id)
        async with db.write() as session:
            await sources.mark_failed(session, source_id, clock(), "this program stumbled over it", None, gone=False)
        return Outcome(url=source.url, outcome="error", error=f"this program stumbled over it: {error!r}")
    finally:
        async with db.write() as session:
            await sources.free(session, source_id)


async def _ask(
    db: Database, fetcher: Fetcher, source: DueSource, clock: Callable[[], datetime], *, rests: bool
) -> Outcome:
    fetched, failed, new = None, None, 0
    if not rests:
        try:
            fetched = await fetcher.fetch(_to_fetch(source))
            new = await _keep(db, source, fetched, clock())
        except FetchError as error:
            failed = error
            log.info("source %s: %s", source.id, error.reason)
            async with db.write() as session:
                await sources.mark_failed(session, source.id, clock(), error.reason, error.retry_after, error.gone)
    # What was kept is read whatever the source answers now: it may never answer again.
    recorded = await _read_all(db, fetcher, source, clock)
    outcome: Literal["ok", "unchanged", "error", "refused"] = fetched.outcome if fetched else "unchanged"
    if failed is not None:
        outcome = "refused" if isinstance(failed, Refused) else "error"
    return Outcome(
        url=source.url,
        outcome=outcome,
        items=len(fetched.items) if fetched else 0,
        new=new,
        alerts=sum(r.alerts for r in recorded),
        reviews=sum(r.reviews for r in recorded),
        error=failed.reason if failed else None,
        offline=failed.offline if failed else False,
    )


async def read_waiting(db: Database, fetcher: Fetcher, clock: Callable[[], datetime]) -> None:
    """Read what an earlier process kept and did not come to read, also of sources that are asked no more."""
    async with db.read() as session:
        waiting = [await sources.get(session, source_id) for source_id in await documents.waiting_sources(session)]
    for source in waiting:
        await _read_all(db, fetcher, source, clock)


async def reread(db: Database, clock: Callable[[], datetime]) -> int:
    """Read stored documents again for names that were added to the watchlist. What is old raises nothing."""
    async with db.read() as session:
        wanted = await watchlist.wanting_reread(session)
        known = [company for company in await companies.known(session) if company.key in wanted]
    found = 0
    for company in known:
        after = 0
        while batch := await _mentioning(db, (company.name, *company.aliases), after):
            for document in batch:
                found += await _reread_one(db, document, clock())
            after = batch[-1].id
    if wanted:
        async with db.write() as session:
            await watchlist.reread_done(session, wanted)
    return found


async def _reread_one(db: Database, document: Unread, now: datetime) -> int:
    try:
        return (await _read(db, document, now, cause="parser")).evidence
    except RecordError:
        raise
    except Exception:  # one document that trips the reader must not keep the others from being read again
        log.exception("document %s could not be read again", document.id)
        return 0


async def _mentioning(db: Database, names: tuple[str, ...], after: int) -> tuple[Unread, ...]:
    async with db.read() as session:
        return await documents.mentioning(session, names, after)


async def _keep(db: Database, source: DueSource, fetched: Fetched, now: datetime) -> int:
    """Keep new items and the source's validators in one transaction: an item is never skipped because it was seen."""
    new = 0
    async with db.write() as session:
        for item in reversed(fetched.items):
            publisher = await publishers.name_of(session, _publisher(item, source))
            new += await documents.keep(
                session,
                source_id=source.id,
                url=item.url,
                title=item.title,
                text=item.content or item.summary or item.title,
                publisher=publisher,
                grade=await publishers.grade_of(session, publisher) or _own_grade(item, source),
                published=item.published,
                language=fetched.language or source.language,
                needs_article=item.needs_article,
                first_reading=source.first_reading,
                now=now,
            )
        await sources.mark_asked(
            session,
            source.id,
            now,
            etag=fetched.etag or (source.etag if fetched.outcome == "unchanged" else None),
            last_modified=fetched.last_modified or (source.last_modified if fetched.outcome == "unchanged" else None),
            moved_to=fetched.moved_to,
            fresh_until=fetched.fresh_until,
            title=fetched.title,
            new=new,
        )
    return new


async def _read_all(db: Database, fetcher: Fetcher, source: DueSource, clock: Callable[[], datetime]) -> list[Recorded]:
    """Read what waits, oldest first; when the last item of a first reading is done, what it brought goes out."""
    async with db.read() as session:
        waiting = await documents.unread(session, source.id)
    recorded = [await _read_one(db, fetcher, source, document, clock) for document in waiting]
    if source.first_reading:
        async with db.write() as session:
            await sources.end_first_reading(session, source.id, clock())
    return recorded


async def _read_one(
    db: Database, fetcher: Fetcher, source: DueSource, document: Unread, clock: Callable[[], datetime]
) -> Recorded:
    try:
        if document.needs_article:
            document = await _with_article(db, fetcher, source, document)
        return await _read(db, document, clock())
    except RecordError:
        raise
    except Exception as error:  # one document that trips the reader must not stop those behind it
        log.exception("document %s could not be read", document.id)
        async with db.write() as session:
            await documents.mark_failed(session, document.id, clock(), f"could not be read: {error!r}")
        return Recorded()


async def _with_article(db: Database, fetcher: Fetcher, source: DueSource, document: Unread) -> Unread:
    """The page behind a feed's summary; where it cannot be had, the summary is read."""
    try:
        article = await fetcher.article(document.url, ignore_robots=source.ignore_robots)
    except FetchError as error:
        log.info("document %s: read from the summary, because %s", document.id, error.reason)
        return document
    if len(article.text) <= len(document.text):
        return document
    async with db.write() as session:
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
    text = Document(
        url=document.url,
        title=document.title,
        text=document.text,
        published=document.published,
        publisher=document.publisher,
        language=document.language,
    )
    # Reading is work for the processor: on the event loop it would delay every answer.
    reading = await asyncio.to_thread(extract.read, text, names)
    async with db.write() as session:
        if cause == "source" and not await documents.mark_read(session, document.id, now):
            return Recorded()
        return await evidence.record(session, document.id, reading, now, cause=cause)


def _to_fetch(source: DueSource) -> SourceToFetch:
    return SourceToFetch(
        url=source.url,
        kind=source.kind,
        name=source.name,
        etag=source.etag,
        last_modified=source.last_modified,
        publisher=source.publisher,
        ignore_robots=source.ignore_robots,
    )


def _publisher(item: Item, source: DueSource) -> str:
    """Who printed it: what the item names, else the source when the link is its own, else the link's host."""
    if item.publisher:
        return item.publisher
    host = _host(item.url)
    if source.publisher and host in ("", _host(source.url)):
        return source.publisher
    return host or source.name


def _own_grade(item: Item, source: DueSource) -> str | None:
    return source.grade if not item.publisher and _host(item.url) in ("", _host(source.url)) else None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Counts over all outcomes, in the words of `poll --once --json`."""
    everything = list(outcomes)
    counts = {"polled": len(everything)}
    for word in ("ok", "unchanged", "error", "refused"):
        counts[word] = sum(1 for outcome in everything if outcome.outcome == word)
    counts["new"] = sum(outcome.new for outcome in everything)
    counts["alerts"] = sum(outcome.alerts for outcome in everything)
    counts["reviews"] = sum(outcome.reviews for outcome in everything)
    return counts


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a source would bring. `claims` counts those that would alert and those that would be asked."""

    url: str
    kind: str
    items: int
    newest: str | None
    sample: str
    claims: tuple[int, int]


async def try_out(db: Database, fetcher: Fetcher, url: str, kind: str = "feed") -> Trial:
    """Fetch and read a source without keeping anything. Raises FetchError."""
    async with db.read() as session:
        names = await companies.index(session)
    try:
        fetched = await fetcher.fetch(SourceToFetch(url=url, kind=kind))
    except FetchError:
        if kind == "page":
            raise
        return await try_out(db, fetcher, url, "page")
    doors = []
    for item in fetched.items:
        text = Document(url=item.url, title=item.title, text=item.content or item.summary, published=item.published)
        reading = await asyncio.to_thread(extract.read, text, names)
        doors += [claim.door for claim in reading.claims]
    return Trial(
        url=url,
        kind=kind,
        items=len(fetched.items),
        newest=max((item.published for item in fetched.items if item.published), default=None),
        sample=fetched.items[0].title if fetched.items else "",
        claims=(doors.count(Door.ALERT), doors.count(Door.REVIEW)),
    )
