"""Visits to sources: who may ask which one now, and what came of it. Many visits are settled in one transaction.

A visit is taken (a lease, so that nobody else asks meanwhile) and settled (the lease ends, the next visit is planned).
What an answer brought is kept in the transaction that keeps its validators: an item is never skipped as seen.
"""

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Table, bindparam
from sqlmodel import col, delete, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import documents
from storage.documents import Draft, Offer
from storage.domain import rhythm
from storage.models import Robots, Source

#: A poller that died leaves its source free again after this long. A first reading fetches many articles.
LEASE = timedelta(minutes=15)

_TABLE: Table = Source.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class Due:
    """A source that may be asked now, and the host it lives at."""

    id: int
    host: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A source somebody took and must ask now. `url` is where it lives now, `named` the address it was added under."""

    id: int
    url: str
    named: str
    kind: str
    name: str
    publisher: str | None
    language: str | None
    grade: str | None
    selector: str | None
    mapping: str | None
    etag: str | None
    last_modified: str | None
    digest: str | None
    ignore_robots: bool
    memory: str | None
    ttl: int | None
    skip_hours: tuple[int, ...]
    skip_days: tuple[str, ...]
    pause: int | None
    rhythm: int | None
    items: int | None
    fresh_until: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    first_read_at: datetime | None
    failures: int
    failing_since: datetime | None

    @property
    def first_reading(self) -> bool:
        return self.first_read_at is None


_COLUMNS = tuple("url" if name == "named" else "fetch_url" if name == "url" else name for name in Taken.__annotations__)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The source answered. `drafts` is what it offered (nothing when it had not changed), `dates` when its items were
    published. `ttl`, `skip_hours` and `skip_days` are its own wishes, None when they were not read this time.
    """

    source: Taken
    now: datetime
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    moved_to: str | None = None
    fresh_until: datetime | None = None
    title: str | None = None
    drafts: Sequence[Draft] = ()
    dates: Sequence[datetime] = ()
    items: int | None = None
    memory: str | None = None
    wishes: tuple[int | None, tuple[int, ...], tuple[str, ...]] | None = None


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The source did not answer, or with nothing we can use. `gone`: it said that it never will again (410)."""

    source: Taken
    now: datetime
    trouble: str
    retry_after: datetime | None = None
    gone: bool = False
    offline: bool = False


@dataclass(frozen=True, kw_only=True)
class Rested:
    """It was not asked: the server wants to be left alone until `source.fresh_until`."""

    source: Taken
    now: datetime


Visit = Answered | Failed | Rested


async def due(session: AsyncSession, now: datetime, *, everything: bool = False) -> tuple[Due, ...]:
    """Sources to ask now, longest waiting first; with `everything` all active ones, due or not."""
    query = select(Source.id, Source.fetch_url).where(Source.state == "active")
    if not everything:
        query = query.where(or_(col(Source.next_check_at).is_(None), col(Source.next_check_at) <= now))
        query = query.where(or_(col(Source.lease_until).is_(None), col(Source.lease_until) < now))
    rows = await session.exec(query.order_by(col(Source.next_check_at), col(Source.id)))
    return tuple(Due(id=number, host=host_of(url)) for number, url in rows.all() if number is not None)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


async def take(
    session: AsyncSession, ids: Collection[int], now: datetime, by: str, *, if_due: bool = False
) -> dict[int, Taken]:
    """Take sources for asking; those that somebody else has, or that are no longer active, are left out.

    With `if_due` also those that are not due any more: somebody else was faster.
    """
    table = _TABLE.c
    wanted = [table.id.in_(ids), table.state == "active", or_(table.lease_until.is_(None), table.lease_until < now)]
    if if_due:
        wanted.append(or_(table.next_check_at.is_(None), table.next_check_at <= now))
    rows = await (await session.connection()).execute(
        _TABLE.update()
        .where(*wanted)
        .values(lease_until=now + LEASE, leased_by=by)
        .returning(*(table[name] for name in _COLUMNS))
    )
    return {row[0]: _taken(row) for row in rows.all()}


async def look(session: AsyncSession, source_id: int) -> Taken:
    """A source as whoever reads what it brought needs it."""
    rows = await (await session.connection()).execute(
        select(*(_TABLE.c[name] for name in _COLUMNS)).where(_TABLE.c.id == source_id)
    )
    return _taken(rows.one())


async def named(session: AsyncSession, url: str) -> Taken | None:
    """The source that was added under this address, removed ones left out."""
    known = _TABLE.c
    rows = await (await session.connection()).execute(
        select(*(known[name] for name in _COLUMNS)).where(known.url == url.strip(), known.state != "removed")
    )
    row = rows.first()
    return _taken(row) if row is not None else None


def _taken(row: Any) -> Taken:
    facts = dict(zip(Taken.__annotations__, row, strict=True))
    facts["skip_hours"], facts["skip_days"] = tuple(facts["skip_hours"]), tuple(facts["skip_days"])
    return Taken(**facts)


async def settle(
    session: AsyncSession, visits: Sequence[Visit], chance: Callable[[], float] = random.random, by: str | None = None
) -> dict[int, int]:
    """Write down what came of visits, and plan the next ones. The answer is how many texts were new, by source.

    With `by` only visits to sources that this one still has: who slept too long finds that others asked meanwhile.
    """
    if by is not None:
        ours = select(Source.id).where(col(Source.id).in_([v.source.id for v in visits]), Source.leased_by == by)
        held = set((await session.exec(ours)).all())
        visits = [visit for visit in visits if visit.source.id in held]
    if not visits:
        return {}
    offers = [
        Offer(source_id=visit.source.id, first_reading=visit.source.first_reading, drafts=visit.drafts)
        for visit in visits
        if isinstance(visit, Answered) and visit.drafts
    ]
    new = await documents.keep_all(session, offers, visits[0].now) if offers else {}
    answered, failed, rested = [], [], []
    for visit in visits:
        match visit:
            case Answered():
                answered.append(_after_answer(visit, new.get(visit.source.id, 0), chance()))
            case Failed():
                failed.append(_after_failure(visit, chance()))
            case Rested():
                rested.append(_after_rest(visit, chance()))
    for rows in (answered, failed, rested):
        if rows:
            values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "of"}
            connection = await session.connection()
            await connection.execute(_TABLE.update().where(_TABLE.c.id == bindparam("of")).values(values), rows)
    await _end(session, [visit.source for visit in visits if isinstance(visit, Failed) and _is_over(visit)])
    await _name(session, [visit for visit in visits if isinstance(visit, Answered) and visit.title])
    return new


def _after_answer(visit: Answered, new: int, chance: float) -> dict[str, Any]:
    source, now = visit.source, visit.now
    known = timedelta(seconds=source.rhythm) if source.rhythm is not None else None
    if source.last_success_at is None:
        known = rhythm.of_dates(visit.dates) or known
    elif new:
        known = rhythm.learnt(known, now - (source.last_new_at or source.last_success_at), new)
    last_new = now if new else source.last_new_at
    wait = rhythm.pause(known, now - last_new if last_new else None)
    ttl, hours, days = visit.wishes or (source.ttl, source.skip_hours, source.skip_days)
    return {
        "of": source.id,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "digest": visit.digest,
        "fresh_until": visit.fresh_until,
        "fetch_url": visit.moved_to or source.url,
        "last_checked_at": now,
        "last_success_at": now,
        "last_new_at": last_new,
        "memory": source.memory if visit.memory is None else visit.memory,
        "items": source.items if visit.items is None else visit.items,
        "failures": 0,
        "failing_since": None,
        "offline": False,
        "trouble": "",
        "rhythm": int(known.total_seconds()) if known is not None else None,
        "pause": int(wait.total_seconds()),
        "ttl": ttl,
        "skip_hours": list(hours),
        "skip_days": list(days),
        "next_check_at": rhythm.next_visit(
            now, wait, chance, not_before=visit.fresh_until, ttl=ttl, skip_hours=hours, skip_days=days
        ),
        "lease_until": None,
        "leased_by": None,
    }


def _after_failure(visit: Failed, chance: float) -> dict[str, Any]:
    source, now = visit.source, visit.now
    over = _is_over(visit)
    # Gone for good is told at once.
    failures = max(source.failures + 1, rhythm.FAILURES) if over else source.failures + 1
    wait = timedelta(seconds=source.pause) if source.pause is not None else rhythm.START
    wait = rhythm.back_off(wait, failures, offline=visit.offline)
    # An address it moved to proves wrong: it may have moved back, or never meant it.
    returns = source.url != source.named and (visit.gone or failures % rhythm.FAILURES == 0)
    promised = max(filter(None, (source.fresh_until, visit.retry_after)), default=None)
    return {
        "of": source.id,
        "fetch_url": source.named if returns else source.url,
        "etag": None if returns else source.etag,
        "last_modified": None if returns else source.last_modified,
        "digest": None if returns else source.digest,
        "failures": failures,
        "failing_since": source.failing_since or now,
        "offline": visit.offline,
        "trouble": visit.trouble[:500],
        "last_checked_at": now,
        "fresh_until": promised,
        "next_check_at": rhythm.next_visit(now, wait, chance, not_before=visit.retry_after),
        "lease_until": None,
        "leased_by": None,
    }


def _after_rest(visit: Rested, chance: float) -> dict[str, Any]:
    promised = visit.source.fresh_until or visit.now
    return {
        "of": visit.source.id,
        "next_check_at": rhythm.next_visit(visit.now, rhythm.SHORTEST, chance, not_before=promised),
        "lease_until": None,
        "leased_by": None,
    }


def _is_over(visit: Failed) -> bool:
    return visit.gone and visit.source.url == visit.source.named


async def _end(session: AsyncSession, gone: Sequence[Taken]) -> None:
    if gone:
        ids = [source.id for source in gone]
        await session.exec(update(Source).where(col(Source.id).in_(ids)).values(state="paused"))


async def _name(session: AsyncSession, answers: Iterable[Answered]) -> None:
    """A source that a person added without a name takes the title its feed gives itself."""
    rows = [
        {"of": answer.source.id, "was": answer.source.name, "name": answer.title[:120]}
        for answer in answers
        if answer.title and answer.source.name == urlsplit(answer.source.named).hostname
    ]
    if rows:
        table = _TABLE.c
        of = (table.id == bindparam("of"), table.name == bindparam("was"), table.cause == "person")
        await (await session.connection()).execute(_TABLE.update().where(*of).values(name=bindparam("name")), rows)


async def free(session: AsyncSession, ids: Collection[int], by: str) -> None:
    """Give sources back that this one took and did not ask."""
    ours = (col(Source.id).in_(ids), col(Source.leased_by) == by)
    await session.exec(update(Source).where(*ours).values(lease_until=None, leased_by=None))


async def takers(session: AsyncSession) -> frozenset[str]:
    """Who has sources in hand, by what they call themselves."""
    found = await session.exec(select(Source.leased_by).where(col(Source.leased_by).is_not(None)).distinct())
    return frozenset(taker for taker in found.all() if taker is not None)


async def free_orphans(session: AsyncSession, lives: Callable[[str], bool]) -> int:
    """Give back what pollers that are no more had taken; `lives` judges by what they called themselves."""
    dead = [taker for taker in await takers(session) if not lives(taker)]
    if not dead:
        return 0
    freed = await session.exec(
        update(Source).where(col(Source.leased_by).in_(dead)).values(lease_until=None, leased_by=None)
    )
    return int(freed.rowcount)


@dataclass(frozen=True, kw_only=True)
class RobotsText:
    """What a host's robots.txt said, and until when that holds."""

    origin: str
    text: str
    kept_until: datetime


async def robots(session: AsyncSession, now: datetime) -> tuple[RobotsText, ...]:
    """What hosts said in their robots.txt and need not be asked again."""
    rows = await session.exec(select(Robots).where(Robots.kept_until > now))
    return tuple(RobotsText(origin=row.origin, text=row.text, kept_until=row.kept_until) for row in rows.all())


async def keep_robots(session: AsyncSession, said: Sequence[RobotsText]) -> None:
    """Keep what hosts said in their robots.txt; what they said before is forgotten."""
    latest = {each.origin: each for each in said}
    await session.exec(delete(Robots).where(col(Robots.origin).in_(list(latest))))
    session.add_all(Robots(origin=each.origin, text=each.text, kept_until=each.kept_until) for each in latest.values())
    await session.flush()
