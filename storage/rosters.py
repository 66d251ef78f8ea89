"""The lists that veto, as the record keeps them. They are remembered until a seeding touches them."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies
from storage.domain.claim import day_of
from storage.domain.vetoes import ListEntry, Listing, ListKind, Rolls, VetoList
from storage.models import Meta, Roster, RosterEntry
from storage.prepared import Prepared

_VERSION = "rules_version"
_VERSION_NOW = Prepared(select(Meta.value).where(Meta.key == _VERSION))


async def rolls(session: AsyncSession, now: str | None = None) -> Rolls:
    """Every list with the names we hold of it; a list of no known kind is read as the stricter one.

    `now` is the version, for whoever has asked for it already.
    """
    memory: dict[str, Any] = session.info.get("memory", {})
    now = now or await version(session)
    held = memory.get("rolls")
    if held is None or held[0] != now:
        held = (now, await _read(session))
        memory["rolls"] = held
    made: Rolls = held[1]
    return made


async def version(session: AsyncSession) -> str:
    """Changes with the lists and the rules; what was made of them under another version is out of date."""
    return await _VERSION_NOW.value(session) or "0"


async def touch(session: AsyncSession) -> None:
    """Say that lists or rules changed."""
    await session.merge(Meta(key=_VERSION, value=secrets.token_hex(8)))
    await session.flush()


async def _read(session: AsyncSession) -> Rolls:
    entries: dict[int, list[ListEntry]] = {}
    lists = (await session.exec(select(Roster).order_by(col(Roster.held_from), col(Roster.id)))).all()
    begun = {row.id: _day(row.held_from) for row in lists}
    for row in (await session.exec(select(RosterEntry).order_by(col(RosterEntry.id)))).all():
        entry = ListEntry(
            name=row.name,
            local_name=row.local_name,
            country=row.country,
            url=row.url,
            publisher=row.publisher,
            held_from=_day(row.held_from) if row.held_from else begun.get(row.roster_id, date.min),
            learnt_at=row.learnt_at,
        )
        entries.setdefault(row.roster_id, []).append(entry)
    return Rolls(_list(row, entries.get(row.id or 0, ())) for row in lists)


async def listings(
    session: AsyncSession, company: str, today: date, until: datetime | None = None
) -> tuple[Listing, ...]:
    """Where the company of this key stands on that day, or whose name it shares.

    `until`: only what this record had learnt before then counts.
    """
    known = (await companies.index(session)).of(company)
    names = (known.name, *known.aliases) if known is not None else ()
    held = await rolls(session)
    return (held if until is None else held.learnt_by(until)).listings(names, today)


def _list(row: Roster, entries: list[ListEntry] | tuple[ListEntry, ...]) -> VetoList:
    return VetoList(
        key=row.key,
        name=row.name,
        local_name=row.local_name,
        kind=ListKind.WATCH if row.kind == ListKind.WATCH else ListKind.CONTROL,
        announcement=row.announcement,
        effect=row.effect,
        total=row.names_in_announcement,
        held_from=_day(row.held_from),
        url=row.url,
        publisher=row.publisher,
        entries=tuple(entries),
        groups=tuple(row.groups),
    )


def _day(printed: str) -> date:
    """A day that cannot be read holds from ever: a veto is not lifted by a slip."""
    return day_of(printed) or date.min
