"""Many sources at once: what a file lists, taken in one transaction, and what is watched, for such a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, sources
from storage.models import Source

#: Sources taken together are spread over this time each, so that an import is no herd; none waits longer than an hour.
_SPREAD = timedelta(milliseconds=200)
_LONGEST_WAIT = timedelta(hours=1)
#: Addresses looked up in one statement.
_AT_ONCE = 500

STATES = ("active", "paused", "disabled")


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A source as a file has it. `mapping` is the JSON of a mapping, `selector` a CSS selector; None: not said."""

    url: str
    kind: str | None = None
    name: str | None = None
    publisher: str | None = None
    language: str | None = None
    grade: str | None = None
    selector: str | None = None
    mapping: str | None = None
    state: str = "active"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a list: how many are watched now, and how many were before."""

    added: int
    known: int


async def add_all(session: AsyncSession, listed: Sequence[Subscription], who: str, now: datetime) -> Taken:
    """Watch what is listed. What is active stays as it is; what was removed or paused comes back if the list wants it.

    The addresses must have passed `sources.checked`.
    """
    wanted = {one.url: one for one in listed}
    held = {row.url: row for row in await _rows(session, list(wanted))}
    added = 0
    for one in wanted.values():
        row = held.get(one.url)
        if row is not None and (row.state in ("active", one.state) or one.state != "active"):
            continue
        row = row or Source(
            url=one.url, fetch_url=one.url, kind="feed", name=sources.checked(one.url), cause="person", learnt_at=now
        )
        kind = sources.kind_of(one.kind, one.selector, one.mapping) or row.kind
        sources.read_as(row, kind, one.selector or row.selector, one.mapping or row.mapping)
        row.name, row.publisher = one.name or row.name, one.publisher or row.publisher
        row.language, row.grade = one.language or row.language, one.grade or row.grade
        sources.afresh(row, now)
        row.state = "active" if one.state == "active" else "paused"
        row.next_check_at = now + min(_SPREAD * added, _LONGEST_WAIT)
        session.add(row)
        added += 1
    if added:
        await audit.write(session, who, "sources imported", f"{added} of {len(wanted)} listed", now)
    return Taken(added=added, known=len(wanted) - added)


async def listed(session: AsyncSession) -> tuple[Subscription, ...]:
    """Everything that was not removed, active ones first."""
    rows = await session.exec(
        select(Source).where(Source.state != "removed").order_by(col(Source.state) != "active", col(Source.name))
    )
    return tuple(
        Subscription(
            url=row.url,
            kind=row.kind,
            name=row.name,
            publisher=row.publisher,
            language=row.language,
            grade=row.grade,
            selector=row.selector,
            mapping=row.mapping,
            state=row.state,
        )
        for row in rows.all()
    )


async def _rows(session: AsyncSession, urls: Sequence[str]) -> list[Source]:
    found: list[Source] = []
    for start in range(0, len(urls), _AT_ONCE):
        rows = await session.exec(select(Source).where(col(Source.url).in_(urls[start : start + _AT_ONCE])))
        found += rows.all()
    return found
