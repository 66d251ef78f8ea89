"""Texts as they were fetched. A text is kept before it is read, so nothing is lost when reading is cut short."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, insert
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Document, Source
from storage.models.watching import HAS_TEXT

#: Addresses looked up in one statement.
_AT_ONCE = 500
#: An article that could not be had is asked for again after this long, then ever later, until it is this old.
ARTICLE_PAUSE = timedelta(minutes=15)
ARTICLE_PATIENCE = timedelta(hours=48)

_KEPT_AT = select(Document.url, Document.digest).where(col(Document.url).in_(bindparam("urls", expanding=True)))


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A document that waits to be read."""

    id: int
    source_id: int | None
    url: str
    title: str
    text: str
    publisher: str | None
    grade: str | None
    published: str | None
    language: str | None
    needs_article: bool
    first_reading: bool


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text a source offers, which may be known already."""

    url: str
    title: str
    text: str
    publisher: str | None = None
    grade: str | None = None
    published: str | None = None
    language: str | None = None
    needs_article: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What one answer of a source offers."""

    source_id: int
    first_reading: bool
    drafts: Sequence[Draft]


def digest_of(title: str, text: str) -> str:
    """Identity of a text: white space and case of its words folded away."""
    folded = f"{title}\n{text}".replace("\n", " ")
    if "  " in folded or not folded.isprintable():  # else each white space is one blank
        folded = " ".join(folded.split())
    return hashlib.sha256(folded.strip().casefold().encode("utf-8", "surrogatepass")).hexdigest()


async def keep(
    session: AsyncSession,
    *,
    url: str,
    title: str,
    text: str,
    now: datetime,
    source_id: int | None = None,
    publisher: str | None = None,
    grade: str | None = None,
    published: str | None = None,
    language: str | None = None,
    needs_article: bool = False,
    first_reading: bool = False,
) -> bool:
    """Keep a text to be read; False when this very text at this address is known."""
    digest = digest_of(title, text)
    known = await session.exec(select(Document.id).where(Document.url == url, Document.digest == digest))
    if known.first() is not None:
        return False
    session.add(
        Document(
            source_id=source_id,
            url=url,
            digest=digest,
            title=title,
            text=text,
            publisher=publisher,
            grade=grade,
            published=published,
            language=language,
            needs_article=needs_article,
            first_reading=first_reading,
            learnt_at=now,
        )
    )
    await session.flush()
    return True


async def keep_all(session: AsyncSession, offers: Sequence[Offer], now: datetime) -> dict[int, int]:
    """Keep the texts that answers brought, in this order, to be read; how many of them were new, by source.

    A source that offers the same words of the same day at another address has made its addresses anew.
    """
    wanted: dict[tuple[str, str], tuple[Offer, Draft]] = {}
    for offer in offers:
        for draft in offer.drafts:
            wanted.setdefault((draft.url, digest_of(draft.title, draft.text)), (offer, draft))
    known = await _known(session, list(dict.fromkeys(url for url, _ in wanted)))
    unknown = {key: what for key, what in wanted.items() if key not in known}
    # Behind a summary may be another article each time, and a first answer repeats nothing.
    whole = {key[1] for key, (offer, draft) in unknown.items() if not (draft.needs_article or offer.first_reading)}
    repeated = await _offered(session, list(whole))
    new = [
        {
            **vars(draft),
            "source_id": offer.source_id,
            "digest": digest,
            "first_reading": offer.first_reading,
            "state": "new",
            "why": "",
            "learnt_at": now,
        }
        for (_, digest), (offer, draft) in unknown.items()
        if draft.needs_article or (offer.source_id, digest, draft.published) not in repeated
    ]
    if new:
        # One statement for all: an object a row costs ten times as much.
        await (await session.connection()).execute(insert(Document), new)
    return Counter(row["source_id"] for row in new)


async def _known(session: AsyncSession, urls: Sequence[str]) -> set[tuple[str, str]]:
    """Addresses and digests of what is kept at these addresses."""
    known: set[tuple[str, str]] = set()
    for start in range(0, len(urls), _AT_ONCE):
        batch = urls[start : start + _AT_ONCE]
        rows = await (await session.connection()).execute(_KEPT_AT, {"urls": batch})
        known.update((url, digest) for url, digest in rows.all())
    return known


async def _offered(session: AsyncSession, digests: Sequence[str]) -> set[tuple[int | None, str, str | None]]:
    """Who offered these texts before, and under which date."""
    offered: set[tuple[int | None, str, str | None]] = set()
    for start in range(0, len(digests), _AT_ONCE):
        batch = digests[start : start + _AT_ONCE]
        found = select(Document.source_id, Document.digest, Document.published).where(col(Document.digest).in_(batch))
        offered.update((source_id, digest, published) for source_id, digest, published in await session.exec(found))
    return offered


async def unread_ids(session: AsyncSession, source_id: int) -> tuple[int, ...]:
    """Ids of what this source brought and nobody has read yet, oldest first."""
    rows = await session.exec(
        select(Document.id).where(Document.source_id == source_id, Document.state == "new").order_by(col(Document.id))
    )
    return tuple(i for i in rows.all() if i is not None)


async def waiting_sources(session: AsyncSession, among: Collection[int] | None = None) -> tuple[int, ...]:
    """Ids of sources (of these, or of all) that brought something nobody has read yet."""
    query = select(Document.source_id).where(Document.state == "new").distinct()
    if among is not None:
        query = query.where(col(Document.source_id).in_(among))
    return tuple(i for i in (await session.exec(query)).all() if i is not None)


async def count_failed(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(Document).where(Document.state == "failed"))).one()


async def get(session: AsyncSession, document_id: int) -> Unread:
    return _unread(await session.get_one(Document, document_id))


async def replace_text(session: AsyncSession, document_id: int, *, text: str, title: str, **facts: str | None) -> None:
    """Put the full article in the place of the feed's summary; the digest stays the summary's, which feeds repeat.

    Where the summary was read already, the article waits to be read, as news of its own: the first reading is over.
    """
    row = await session.get_one(Document, document_id)
    row.text, row.title, row.needs_article = text, title or row.title, False
    if row.state == "read":
        row.state, row.first_reading = "new", False
    row.published = row.published or facts.get("published")
    row.publisher = row.publisher or facts.get("publisher")
    row.language = facts.get("language") or row.language
    session.add(row)


async def lacking_article(session: AsyncSession, now: datetime, limit: int = 20) -> tuple[tuple[int, int], ...]:
    """(document, source) of texts that were read from a summary and whose article is to be asked for again now.

    The pauses double from the first of ARTICLE_PAUSE on, and end after ARTICLE_PATIENCE.
    """
    rows = await session.exec(
        select(Document.id, Document.source_id, Document.learnt_at, Document.read_at)
        .where(
            Document.state == "read",
            col(Document.needs_article).is_(True),
            col(Document.source_id).is_not(None),
            col(Document.learnt_at) > now - ARTICLE_PATIENCE,
        )
        .order_by(col(Document.id))
    )
    due = []
    for number, source_id, learnt_at, tried_at in rows.all():
        tried = tried_at or learnt_at
        if now - tried >= max(ARTICLE_PAUSE, tried - learnt_at):
            due.append((number or 0, source_id or 0))
    return tuple(due[:limit])


async def article_failed(session: AsyncSession, document_id: int, now: datetime, *, final: bool) -> None:
    """The article behind a summary could not be had: for good, or this time."""
    row = await session.get_one(Document, document_id)
    row.needs_article = not final
    if row.state == "read":
        row.read_at = now
    session.add(row)


async def mark_read(session: AsyncSession, document_id: int, now: datetime, why: str = "") -> bool:
    """Say that a document was read, in the transaction that keeps its claims. False when somebody else did."""
    row = await session.get_one(Document, document_id)
    if row.state == "read":
        return False
    row.state, row.read_at, row.why = "read", now, why
    session.add(row)
    return True


async def mark_failed(session: AsyncSession, document_id: int, now: datetime, why: str) -> None:
    """A document that cannot be read, for good: kept, with the reason, and shown in the source's health."""
    row = await session.get_one(Document, document_id)
    row.state, row.read_at, row.why = "failed", now, why[:500]
    session.add(row)


async def earlier_revisions(session: AsyncSession, document_id: int) -> tuple[int, ...]:
    """Ids of older texts at the same address."""
    row = await session.get_one(Document, document_id)
    rows = await session.exec(select(Document.id).where(Document.url == row.url, col(Document.id) < document_id))
    return tuple(i for i in rows.all() if i is not None)


async def earlier_version(session: AsyncSession, document_id: int) -> str | None:
    """Title and text of what stood at this address before and was read; None when nothing did, or it was pruned."""
    row = await session.get_one(Document, document_id)
    rows = await session.exec(
        select(Document)
        .where(Document.url == row.url, col(Document.id) < document_id, Document.state == "read", Document.text != "")
        .order_by(col(Document.id).desc())
        .limit(1)
    )
    before = rows.first()
    return f"{before.title}\n{before.text}" if before else None


async def mentioning(session: AsyncSession, names: tuple[str, ...], after: int, limit: int = 50) -> tuple[Unread, ...]:
    """Stored documents that carry one of these names as written, in order, from id `after` on."""
    if not names:
        return ()
    found = or_(
        *(
            field.icontains(name, autoescape=True)
            for name in names
            for field in (col(Document.text), col(Document.title))
        )
    )
    rows = await session.exec(
        select(Document)
        .where(Document.state == "read", col(Document.id) > after, found)
        .order_by(col(Document.id))
        .limit(limit)
    )
    return tuple(_unread(row) for row in rows.all())


def _unread(row: Document) -> Unread:
    return Unread(
        id=row.id or 0,
        source_id=row.source_id,
        url=row.url,
        title=row.title,
        text=row.text,
        publisher=row.publisher,
        grade=row.grade,
        published=row.published,
        language=row.language,
        needs_article=row.needs_article,
        first_reading=row.first_reading,
    )


async def forget_texts(session: AsyncSession, before: datetime, limit: int) -> int:
    """Forget at most so many texts that were learnt before this time and read; the answer is how many.

    Address, title and digest stay: they tell new from old. So does the text of a page that is watched which its next
    version is read against (`earlier_version`), be that one still to come, or here and not read.
    """
    later = aliased(Document)
    of_a_page = exists().where(col(Source.id) == col(Document.source_id), col(Source.kind) == "page")
    replaced = exists().where(
        col(later.url) == col(Document.url),
        col(later.id) > col(Document.id),
        col(later.state) == "read",
        col(later.text) != "",
        col(later.source_id) == col(Source.id),
        col(Source.kind) == "page",
    )
    oldest = (
        select(Document.id)
        .where(HAS_TEXT, col(Document.learnt_at) < before, Document.state != "new", or_(~of_a_page, replaced))
        .order_by(col(Document.learnt_at), col(Document.id))
        .limit(limit)
    )
    forgotten = await session.exec(update(Document).where(col(Document.id).in_(oldest)).values(text=""))
    return int(forgotten.rowcount)
