"""The names an admin wants looked for. It helps recognition and never hides a company that is not on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, companies
from storage.domain.licence import Role
from storage.domain.names import NameIndex
from storage.domain.views import WatchView
from storage.models import Company, Watch
from storage.prepared import Prepared


class NameTaken(ValueError):
    """An alias belongs to another company already; the message says to which."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A name to look for, as a file has it."""

    name: str
    role: Role = Role.EXPORTER
    aliases: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a list: how many are looked for now, how many were before, and a sentence for each refused."""

    added: int
    known: int
    faults: tuple[str, ...]


async def add(
    session: AsyncSession,
    name: str,
    role: Role,
    aliases: Sequence[str],
    tickers: Sequence[str],
    who: str,
    now: datetime,
) -> WatchView:
    """Look for a name. A company the record knows gets the new names and role; stored documents are read again for it.

    Raises NameTaken when an alias is another company's.
    """
    wanted = Wanted(name=name, role=role, aliases=tuple(aliases), tickers=tuple(tickers))
    row, company, _ = await _put(session, wanted, {}, await companies.index(session), who, now)
    return await _view(session, row, company)


async def add_all(session: AsyncSession, listed: Sequence[Wanted], who: str, now: datetime) -> Taken:
    """Look for all that is listed, in one transaction. A name that is another company's already stays that one's."""
    index = await companies.index(session)
    taken: dict[str, str] = {}
    added, faults = 0, []
    for wanted in listed:
        try:
            *_, new = await _put(session, wanted, taken, index, who, now)
        except NameTaken as error:
            faults.append(f"{wanted.name}: {error}")
        else:
            added += new
    return Taken(added=added, known=len(listed) - added - len(faults), faults=tuple(faults))


async def _put(
    session: AsyncSession, wanted: Wanted, taken: dict[str, str], index: NameIndex, who: str, now: datetime
) -> tuple[Watch, Company, bool]:
    """One name on the list, and whether it was not there. `taken`: names (folded) that this call's list gave to keys,
    which the index does not know yet: it is not built anew for each row.
    """

    def owner(text: str) -> tuple[str, str] | None:
        match = index.resolve(text)
        if match is not None:
            return match.company.key, match.company.name
        key = taken.get(text.casefold())
        return (key, key) if key is not None else None

    held = owner(wanted.name)
    for text in (*wanted.aliases, *wanted.tickers):
        other = owner(text)
        if other is not None and (held is None or other[0] != held[0]):
            raise NameTaken(f"“{text}” is a name of {other[1]} already.")
    company = await companies.by_key(session, held[0]) if held else None
    name, role = wanted.name.strip(), wanted.role
    if company is None:
        company = await companies.add(session, name, now=now, cause="person", roles=[role])
    names = [(name, "alias"), *((a, "alias") for a in wanted.aliases), *((t, "ticker") for t in wanted.tickers)]
    taken.update(dict.fromkeys((text.casefold() for text, _ in names), company.key))
    await companies.add_names(session, company, names, now=now, cause="person")
    await companies.add_role(session, company, role)
    company.proposed = False
    session.add(company)
    row = await _live(session, company)
    before = row.role if row is not None else None
    if row is None:
        row = Watch(company_id=company.id or 0, role=role.value, added_by=who, learnt_at=now)
    row.reread_wanted = True
    session.add(row)
    await session.flush()
    told = ", ".join(text for text, _ in names)
    await audit.write(session, who, "watch added", company.key, now, before=before, after=told)
    return row, company, before is None


async def remove(session: AsyncSession, name: str, who: str, now: datetime) -> WatchView | None:
    """Stop looking for a name; record, evidence and aliases stay. None when it is not on the list."""
    match = await companies.resolve(session, name)
    company = await companies.by_key(session, match.company.key) if match else None
    row = await _live(session, company) if company else None
    if company is None or row is None:
        return None
    row.removed_at, row.removed_by = now, who
    session.add(row)
    await session.flush()
    await audit.write(session, who, "watch removed", company.key, now, before=row.role)
    return await _view(session, row, company)


async def all(session: AsyncSession, limit: int | None = None, offset: int = 0) -> tuple[WatchView, ...]:
    """Everything looked for, by name."""
    rows = await session.exec(
        select(Watch, Company)
        .where(Watch.company_id == Company.id, col(Watch.removed_at).is_(None))
        .order_by(Company.name, col(Watch.id))
        .offset(offset)
        .limit(limit)
    )
    return tuple([await _view(session, row, company) for row, company in rows.all()])


async def count(session: AsyncSession) -> int:
    """How many names are looked for."""
    return (await session.exec(select(func.count()).where(col(Watch.removed_at).is_(None)))).one()


async def keys(session: AsyncSession) -> frozenset[str]:
    """The keys of companies on the list."""
    rows = await session.exec(
        select(Company.key).where(Watch.company_id == Company.id, col(Watch.removed_at).is_(None))
    )
    return frozenset(rows.all())


async def holds(session: AsyncSession, company_id: int) -> bool:
    """Whether a company is on the list."""
    return await _HELD.one(session, company_id=company_id) is not None


_HELD = Prepared(
    select(Watch.id).where(Watch.company_id == bindparam("company_id"), col(Watch.removed_at).is_(None)).limit(1)
)


async def wanting_reread(session: AsyncSession) -> tuple[str, ...]:
    """Keys of companies for which stored documents are to be read again."""
    rows = await session.exec(
        select(Company.key).where(Watch.company_id == Company.id, col(Watch.reread_wanted).is_(True))
    )
    return tuple(rows.all())


async def reread_done(session: AsyncSession, keys: Sequence[str]) -> None:
    rows = await session.exec(
        select(Watch).where(Watch.company_id == Company.id, col(Company.key).in_(keys), col(Watch.reread_wanted))
    )
    for row in rows.all():
        row.reread_wanted = False
        session.add(row)


async def _live(session: AsyncSession, company: Company) -> Watch | None:
    found = await session.exec(select(Watch).where(Watch.company_id == company.id, col(Watch.removed_at).is_(None)))
    return found.first()


async def _view(session: AsyncSession, row: Watch, company: Company) -> WatchView:
    names = await companies.names_of(session, company.id or 0)
    return WatchView(
        company=company.key,
        name=company.name,
        role=Role(row.role),
        aliases=tuple(alias.text for alias in names if alias.kind != "ticker"),
        tickers=tuple(alias.text for alias in names if alias.kind == "ticker"),
        added_by=row.added_by,
        added_at=row.learnt_at,
    )
