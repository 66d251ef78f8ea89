"""Places we watch: what is due, what was promised to their servers, and how they fare."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import exists, func
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit
from storage.domain.views import SourceView
from storage.models import Delivery, Document, Source

KINDS = ("feed", "page")

#: How often a source is asked when nothing else is known.
INTERVAL = timedelta(minutes=10)
#: The longest pause after failures in a row.
LONGEST_BACK_OFF = timedelta(hours=24)
#: A poller that died leaves its source free again after this long.
LEASE = timedelta(minutes=5)


#: Deliveries of a source's first reading travel as one card of this name.
FIRST_READING = "first reading"


class BadSource(ValueError):
    """The address or kind cannot be watched; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class DueSource:
    """A source that somebody took and must ask now."""

    id: int
    url: str
    kind: str
    name: str
    publisher: str | None
    language: str | None
    grade: str | None
    etag: str | None
    last_modified: str | None
    ignore_robots: bool
    first_reading: bool
    failures: int


@dataclass(frozen=True, kw_only=True)
class Health:
    """Counts for a dated absence."""

    active: int
    read_last_day: int
    failing: int


async def add(
    session: AsyncSession,
    url: str,
    kind: str | None,
    who: str,
    now: datetime,
    ignore_robots: bool = False,
    reason: str = "",
) -> SourceView:
    """Watch an address, at once. One that was removed comes back and has no second first reading. Raises BadSource."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadSource(f"“{url[:80]}” is no address: {error}.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > 2000:
        raise BadSource(f"“{url[:80]}” is not an http or https address.")
    if parts.username or parts.password:
        raise BadSource("An address with a user name or password in it is not watched.")
    if kind is not None and kind not in KINDS:
        raise BadSource(f"“{kind}” is no kind of source this version watches: use feed or page.")
    if ignore_robots and not reason:
        raise BadSource("Ignoring robots.txt needs a reason: --ignore-robots --reason TEXT.")
    row = (await session.exec(select(Source).where(Source.url == url))).one_or_none()
    if row is None:
        row = Source(
            url=url,
            fetch_url=url,
            kind=kind or "feed",
            name=parts.hostname,
            cause="person",
            learnt_at=now,
        )
    elif row.state == "active":
        raise BadSource(f"{url} is watched already.")
    if kind is not None:
        row.kind = kind
    row.state, row.next_check_at, row.failures, row.trouble = "active", now, 0, ""
    row.ignore_robots, row.note = ignore_robots, reason
    session.add(row)
    await session.flush()
    await audit.write(session, who, "source added", url, now, after=reason or None)
    return _view(row, 0)


async def set_state(session: AsyncSession, url: str, state: str, who: str, now: datetime) -> SourceView:
    """Pause, resume or remove a source. What it said stays in the record. Raises BadSource for an unknown address."""
    row = (await session.exec(select(Source).where(Source.url == url.strip()))).one_or_none()
    if row is None or row.state == "removed":
        raise BadSource(f"{url.strip()[:200]} is not among the sources: see `source list`.")
    before, row.state = row.state, state
    if state == "active":
        row.next_check_at, row.failures, row.trouble = now, 0, ""
    else:
        # Nobody will read the rest: what its first reading brought so far waits no longer.
        await _release(session, row.id or 0)
    session.add(row)
    await audit.write(session, who, f"source {state}", row.url, now, before=before, after=state)
    return _view(row, 0)


async def all(session: AsyncSession, *, limit: int | None = None, offset: int = 0) -> tuple[SourceView, ...]:
    """Every source that was not removed, active ones first."""
    counts = select(Document.source_id, func.count().label("n")).group_by(col(Document.source_id)).subquery()
    query = (
        select(Source, counts.c.n)
        .join(counts, counts.c.source_id == Source.id, isouter=True)
        .where(Source.state != "removed")
        .order_by(col(Source.state) != "active", col(Source.name))
        .offset(offset)
    )
    if limit is not None:
        query = query.limit(limit)
    return tuple(_view(row, n or 0) for row, n in (await session.exec(query)).all())


async def health(session: AsyncSession, now: datetime) -> Health:
    """How many are watched, were read in the last 24 hours, and fail now."""
    rows = (await session.exec(select(Source).where(Source.state == "active"))).all()
    day_ago = now - timedelta(hours=24)
    return Health(
        active=len(rows),
        read_last_day=sum(1 for row in rows if row.last_success_at and row.last_success_at >= day_ago),
        failing=sum(1 for row in rows if row.failures > 0),
    )


async def due(session: AsyncSession, now: datetime, *, everything: bool = False, limit: int = 1000) -> tuple[int, ...]:
    """Ids of sources to ask now, longest waiting first; with `everything` all active ones, due or not."""
    query = select(Source.id).where(Source.state == "active")
    if not everything:
        query = query.where(or_(col(Source.next_check_at).is_(None), col(Source.next_check_at) <= now))
    rows = await session.exec(query.order_by(col(Source.next_check_at), col(Source.id)).limit(limit))
    return tuple(row for row in rows.all() if row is not None)


async def take(session: AsyncSession, source_id: int, now: datetime) -> DueSource | None:
    """Take a source for asking; None when somebody else has it or it is no longer active."""
    taken = await session.exec(
        update(Source)
        .where(
            col(Source.id) == source_id,
            col(Source.state) == "active",
            or_(col(Source.lease_until).is_(None), col(Source.lease_until) < now),
        )
        .values(lease_until=now + LEASE)
    )
    if taken.rowcount != 1:
        return None
    return await get(session, source_id)


async def get(session: AsyncSession, source_id: int) -> DueSource:
    """A source as whoever reads it needs it."""
    row = await session.get_one(Source, source_id)
    return DueSource(
        id=source_id,
        url=row.fetch_url,
        kind=row.kind,
        name=row.name,
        publisher=row.publisher,
        language=row.language,
        grade=row.grade,
        etag=row.etag,
        last_modified=row.last_modified,
        ignore_robots=row.ignore_robots,
        first_reading=row.first_read_at is None,
        failures=row.failures,
    )


async def rest(session: AsyncSession, source_id: int, now: datetime) -> bool:
    """Whether the server asked us not to come yet (max-age, Retry-After); then the next visit is when that is over."""
    row = await session.get_one(Source, source_id)
    if row.fresh_until is None or row.fresh_until <= now:
        return False
    row.next_check_at = row.fresh_until
    session.add(row)
    return True


async def mark_asked(
    session: AsyncSession,
    source_id: int,
    now: datetime,
    *,
    etag: str | None,
    last_modified: str | None,
    moved_to: str | None,
    fresh_until: datetime | None,
    title: str | None,
    new: int,
) -> None:
    """The source answered. Its validators are kept in the transaction that keeps its items, so none is skipped."""
    row = await session.get_one(Source, source_id)
    row.etag, row.last_modified, row.fresh_until = etag, last_modified, fresh_until
    row.fetch_url = moved_to or row.fetch_url
    if title and row.cause == "person" and row.name == urlsplit(row.url).hostname:
        row.name = title[:120]
    row.last_checked_at = row.last_success_at = now
    row.last_new_at = now if new else row.last_new_at
    row.failures, row.trouble = 0, ""
    row.next_check_at = max(now + INTERVAL, fresh_until or now)
    session.add(row)


async def mark_failed(
    session: AsyncSession, source_id: int, now: datetime, trouble: str, retry_after: datetime | None, gone: bool
) -> None:
    """The source did not answer. Pauses double with each failure, up to a day; 410 Gone ends the asking."""
    row = await session.get_one(Source, source_id)
    row.failures += 1
    row.trouble, row.last_checked_at, row.lease_until = trouble, now, None
    pause = min(INTERVAL * 2 ** min(row.failures - 1, 10), LONGEST_BACK_OFF)
    row.next_check_at = max(now + pause, retry_after or now)
    row.fresh_until = max(filter(None, (row.fresh_until, retry_after)), default=None)
    if gone:
        row.state = "paused"
    session.add(row)


async def free(session: AsyncSession, source_id: int) -> None:
    row = await session.get_one(Source, source_id)
    row.lease_until = None
    session.add(row)


async def end_first_reading(session: AsyncSession, source_id: int, now: datetime) -> None:
    """Every item of the first answer was read or failed for good: what it brought goes out, one card to each outlet."""
    ended = await session.exec(
        update(Source)
        .where(
            col(Source.id) == source_id,
            col(Source.first_read_at).is_(None),
            # It ends with the first *successful* answer, and only when nothing of it waits.
            col(Source.last_success_at).is_not(None),
            ~exists().where(col(Document.source_id) == source_id, col(Document.state) == "new"),
        )
        .values(first_read_at=now)
    )
    if ended.rowcount == 1:
        await _release(session, source_id)


def first_reading_card(source_id: int) -> str:
    """The card that all deliveries of this source's first reading share."""
    return f"{FIRST_READING} {source_id}"


async def _release(session: AsyncSession, source_id: int) -> None:
    await session.exec(
        update(Delivery)
        .where(col(Delivery.card) == first_reading_card(source_id), col(Delivery.state) == "held")
        .values(state="pending", why="waits to be sent")
    )


def _view(row: Source, documents: int) -> SourceView:
    return SourceView(
        id=row.id or 0,
        url=row.url,
        name=row.name,
        kind=row.kind,
        state=row.state,
        publisher=row.publisher,
        grade=row.grade,
        note=row.note,
        last_checked_at=row.last_checked_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        next_check_at=row.next_check_at,
        failures=row.failures,
        trouble=row.trouble,
        documents=documents,
    )
