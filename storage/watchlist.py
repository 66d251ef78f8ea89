"""The names an admin wants looked for. It helps recognition and never hides a company that is not on it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, companies
from storage.domain.licence import Role
from storage.domain.views import WatchView
from storage.models import Company, Watch


class NameTaken(ValueError):
    """An alias belongs to another company already; the message says to which."""


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
    match = await companies.resolve(session, name)
    for text in (*aliases, *tickers):
        other = await companies.resolve(session, text)
        if other is not None and (match is None or other.company.key != match.company.key):
            raise NameTaken(f"“{text}” is a name of {other.company.name} already.")
    company = await companies.by_key(session, match.company.key) if match else None
    if company is None:
        company = await companies.add(session, name.strip(), now=now, cause="person", roles=[role])
    names = [(name, "alias"), *((a, "alias") for a in aliases), *((t, "ticker") for t in tickers)]
    await companies.add_names(session, company, names, now=now, cause="person")
    await companies.add_role(session, company, role)
    company.proposed = False
    session.add(company)
    row = await _live(session, company)
    if row is None:
        row = Watch(company_id=company.id or 0, role=role.value, added_by=who, learnt_at=now)
    row.reread_wanted = True
    session.add(row)
    await session.flush()
    await audit.write(session, who, "watch added", company.key, now, after=", ".join(text for text, _ in names))
    return await _view(session, row, company)


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
    await audit.write(session, who, "watch removed", company.key, now)
    return await _view(session, row, company)


async def all(session: AsyncSession) -> tuple[WatchView, ...]:
    """Everything looked for, by name."""
    rows = await session.exec(
        select(Watch, Company)
        .where(Watch.company_id == Company.id, col(Watch.removed_at).is_(None))
        .order_by(Company.name)
    )
    return tuple([await _view(session, row, company) for row, company in rows.all()])


async def keys(session: AsyncSession) -> frozenset[str]:
    """The keys of companies on the list."""
    rows = await session.exec(
        select(Company.key).where(Watch.company_id == Company.id, col(Watch.removed_at).is_(None))
    )
    return frozenset(rows.all())


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
