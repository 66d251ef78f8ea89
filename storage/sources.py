"""Places we watch: what is due, what was promised to their servers, and how they fare."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from sqlalchemy import bindparam, case, exists, func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit
from storage.domain.rhythm import is_silent
from storage.domain.views import Listed, SourceView
from storage.models import Delivery, Document, Source
from storage.prepared import Prepared

KINDS = ("feed", "page", "list", "json")

#: Deliveries of a source's first reading travel as one card of this name.
FIRST_READING = "first reading"


class BadSource(ValueError):
    """The address or kind cannot be watched; the message is one sentence."""


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
    *,
    selector: str | None = None,
    mapping: str | None = None,
) -> SourceView:
    """Watch an address, at once. One that was removed comes back and has no second first reading. Raises BadSource.

    `selector` and `mapping` are taken as they are: whoever reads pages and JSON knows what is wrong with one.
    """
    url = url.strip()
    host = checked(url)
    kind = kind_of(kind, selector, mapping)
    if ignore_robots and not reason:
        raise BadSource("Ignoring robots.txt needs a reason: --ignore-robots --reason TEXT.")
    row = (await session.exec(select(Source).where(Source.url == url))).one_or_none()
    if row is None:
        row = Source(
            url=url,
            fetch_url=url,
            kind=kind or "feed",
            name=host,
            cause="person",
            learnt_at=now,
        )
    elif row.state == "active" and ignore_robots and not row.ignore_robots:
        return await _overrule_robots(session, row, who, now, reason)
    elif row.state == "active":
        raise BadSource(f"{url} is watched already.")
    if kind is not None:
        read_as(row, kind, selector, mapping)
    afresh(row, now)
    row.ignore_robots, row.note = ignore_robots, reason
    session.add(row)
    await session.flush()
    await audit.write(session, who, "source added", url, now, after=reason or None)
    return _view(row, 0)


def read_as(row: Source, kind: str, selector: str | None, mapping: str | None) -> None:
    """Have a source read in another way, if it is another; what was seen with other eyes is then not "unchanged"."""
    if (row.kind, row.selector, row.mapping) != (kind, selector, mapping):
        row.kind, row.selector, row.mapping = kind, selector, mapping
        _forget_answer(row)


def _forget_answer(row: Source) -> None:
    row.etag = row.last_modified = row.digest = row.memory = row.items = None


def afresh(row: Source, now: datetime) -> None:
    """Ask it now, at its own address, whatever happened before."""
    if row.fetch_url != row.url:
        _forget_answer(row)  # it was another address that gave it
    row.state, row.next_check_at, row.fetch_url = "active", now, row.url
    row.failures, row.failing_since, row.offline, row.trouble, row.noticed = 0, None, False, "", ""


async def _overrule_robots(session: AsyncSession, row: Source, who: str, now: datetime, reason: str) -> SourceView:
    """A source that is watched is read whatever its robots.txt says, because a person answers for it."""
    row.ignore_robots, row.note = True, reason
    afresh(row, now)
    session.add(row)
    await audit.write(session, who, "robots.txt overruled", row.url, now, before="obeyed", after=reason)
    return _view(row, 0)


def checked(url: str) -> str:
    """The host of an address that can be watched. Raises BadSource."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise BadSource(f"“{url[:80]}” is no address: {error}.") from error
    if parts.scheme not in ("http", "https") or not host or len(url) > 2000 or not url.isprintable() or " " in url:
        raise BadSource(f"“{url[:80]}” is not an http or https address.")
    if parts.username or parts.password:
        raise BadSource("An address with a user name or password in it is not watched.")
    return host


def kind_of(kind: str | None, selector: str | None, mapping: str | None) -> str | None:
    """The kind that was asked for, said or implied; None leaves it open. Raises BadSource where the parts disagree."""
    if kind is not None and kind not in KINDS:
        raise BadSource(f"“{kind}” is no kind of source this version watches: use {', '.join(KINDS)}.")
    if selector and mapping:
        raise BadSource("A source has a selector (a list page) or a mapping (a JSON interface), not both.")
    if selector:
        # `page` with a selector is the page whose links are wanted.
        if kind not in (None, "page", "list"):
            raise BadSource("Only a list page has a selector.")
        return "list"
    if mapping:
        if kind not in (None, "json"):
            raise BadSource("Only a JSON interface has a mapping.")
        return "json"
    if kind == "json":
        raise BadSource("A JSON interface needs a mapping that says what is where; a JSON Feed is a feed.")
    return kind


async def set_state(session: AsyncSession, url: str, state: str, who: str, now: datetime) -> SourceView:
    """Pause, resume or remove a source. What it said stays in the record. Raises BadSource for an unknown address."""
    row = (await session.exec(select(Source).where(Source.url == url.strip()))).one_or_none()
    if row is None or row.state == "removed":
        raise BadSource(f"{url.strip()[:200]} is not among the sources: see `source list`.")
    before, row.state = row.state, state
    if state == "active":
        afresh(row, now)
    else:
        # Nobody will read the rest: what its first reading brought so far waits no longer.
        await _release(session, row.id or 0)
    session.add(row)
    await audit.write(session, who, f"source {state}", row.url, now, before=before, after=state)
    return _view(row, 0)


async def all(session: AsyncSession, *, now: datetime | None = None) -> tuple[SourceView, ...]:
    """Every source that was not removed, active ones first. Silence is judged as of `now`."""
    return (await listed(session, now=now)).rows


async def listed(
    session: AsyncSession,
    words: str = "",
    *,
    troubled: bool = False,
    limit: int | None = None,
    offset: int = 0,
    now: datetime | None = None,
) -> Listed[SourceView]:
    """As `all`, a page of them; with words, those whose name or address has these; or those with a trouble."""
    wanted = [col(Source.state) != "removed"]
    if troubled:
        wanted += [col(Source.state) == "active", col(Source.trouble) != ""]
    if words:
        named = func.lower(col(Source.name) + " " + col(Source.url))
        wanted.append(named.contains(words.lower(), autoescape=True))
    documents = select(func.count()).where(Document.source_id == Source.id).correlate(Source).scalar_subquery()
    query = (
        select(Source, documents)
        .where(*wanted)
        .order_by(col(Source.state) != "active", col(Source.name), col(Source.id))
        .offset(offset)
        .limit(limit)
    )
    rows = tuple(_view(row, n or 0, now) for row, n in (await session.exec(query)).all())
    whole = limit is None or (not offset and len(rows) < limit)
    return Listed(
        rows=rows, total=len(rows) if whole else (await session.exec(select(func.count()).where(*wanted))).one()
    )


async def health(session: AsyncSession, now: datetime) -> Health:
    """How many are watched, were read in the last 24 hours, and fail now."""
    active, read, failing = await _health().one(session, day_ago=now - timedelta(hours=24))
    return Health(active=active, read_last_day=read, failing=failing)


@cache
def _health() -> Prepared:
    read, fail = col(Source.last_success_at) >= bindparam("day_ago"), col(Source.failures) > 0
    counted = select(
        func.count(), func.count(case((read, 1))).label("read"), func.count(case((fail, 1))).label("failing")
    )
    return Prepared(counted.where(Source.state == "active"))


async def ask_soon(session: AsyncSession, url: str, who: str, now: datetime) -> SourceView:
    """Have a source asked at the next tick; what was promised to its server still holds. Raises BadSource."""
    row = (await session.exec(select(Source).where(Source.url == url.strip()))).one_or_none()
    if row is None or row.state != "active":
        raise BadSource(f"{url.strip()[:200]} is not among the sources that are asked: see `source list`.")
    row.next_check_at = now
    session.add(row)
    await audit.write(session, who, "source asked", row.url, now)
    return _view(row, 0)


async def paused(session: AsyncSession) -> tuple[tuple[str, str], ...]:
    """Addresses that are not asked for now though they are watched, each with what they suffer from, if anything."""
    rows = await session.exec(select(Source.url, Source.trouble).where(Source.state == "paused").order_by(Source.url))
    return tuple(rows.all())


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


def _view(row: Source, documents: int, now: datetime | None = None) -> SourceView:
    known = timedelta(seconds=row.rhythm) if row.rhythm is not None else None
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
        failing_since=row.failing_since,
        rhythm=known,
        silent=bool(now and not row.failures and row.state == "active" and is_silent(known, row.last_new_at, now)),
        ignore_robots=row.ignore_robots,
    )
