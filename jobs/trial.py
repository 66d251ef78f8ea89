"""What a source would bring, without keeping any of it: `source test`."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from jobs import extract
from jobs.fetch import Fetched, Fetcher, FetchError, SourceToFetch
from jobs.poll import moment, to_fetch
from storage import companies, visits
from storage.database import Database
from storage.domain import rhythm
from storage.domain.claim import Document, Door


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a source would bring. `claims` counts those that would alert, be asked and only be kept; `next_visit` is
    when it would be asked again, and `rhythm` how many seconds lie between its news, as far as its dates tell.
    """

    url: str
    kind: str
    title: str | None
    items: int
    newest: str | None
    sample: str
    language: str | None
    claims: tuple[int, int, int]
    moved_to: str | None
    rhythm: float | None
    next_visit: datetime


async def try_out(db: Database, fetcher: Fetcher, url: str, now: datetime, *, kind: str | None = None) -> Trial:
    """Fetch and read a source as it is watched, or would be. Without a kind, what is no feed is tried as a page.

    Raises FetchError.
    """
    async with db.read() as session:
        names = await companies.index(session)
        known = await visits.named(session, url)
    source = SourceToFetch(url=url, kind=kind or "feed")
    if known is not None:
        source = replace(
            to_fetch(known), kind=kind or known.kind, etag=None, last_modified=None, digest=None, memory=None
        )
    try:
        fetched = await fetcher.fetch(source, once=True)
    except FetchError as error:
        if kind or known or "not a feed" not in error.reason:
            raise
        source = replace(source, kind="page")
        fetched = await fetcher.fetch(source, once=True)
    doors: Counter[Door] = Counter()
    for item in fetched.items:
        text = Document(url=item.url, title=item.title, text=item.content or item.summary, published=item.published)
        reading = await asyncio.to_thread(extract.read, text, names)
        doors.update(claim.door for claim in reading.claims)
    return _trial(source, fetched, doors, now)


def _trial(source: SourceToFetch, fetched: Fetched, doors: Counter[Door], now: datetime) -> Trial:
    dated = [at for item in fetched.items if item.published and (at := moment(item.published))]
    known = rhythm.of_dates(dated)
    newest = max((item for item in fetched.items if item.published), key=lambda i: i.published or "", default=None)
    first = newest or (fetched.items[0] if fetched.items else None)
    wishes = fetched.wishes
    return Trial(
        url=source.url,
        kind=source.kind,
        title=fetched.title,
        items=len(fetched.items),
        newest=max((item.published for item in fetched.items if item.published), default=None),
        sample=first.title or first.content[:200] if first else "",
        language=fetched.language,
        claims=(doors[Door.ALERT], doors[Door.REVIEW], doors[Door.KEEP]),
        moved_to=fetched.moved_to,
        rhythm=known.total_seconds() if known else None,
        next_visit=rhythm.next_visit(
            now,
            rhythm.pause(known, None),
            0.5,
            not_before=fetched.fresh_until,
            ttl=wishes.ttl if wishes else None,
            skip_hours=wishes.skip_hours if wishes else (),
            skip_days=wishes.skip_days if wishes else (),
        ),
    )
