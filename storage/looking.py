"""How hard we looked: the evidence of an absence. Counted from what was asked and read, never estimated."""

from datetime import datetime

from sqlalchemy import String, cast, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, sources
from storage.domain.licence import Role
from storage.domain.views import Looking
from storage.models import Company, Document


async def looking(
    session: AsyncSession, now: datetime, *, role: Role | None = None, company: int | None = None
) -> Looking:
    """The sources, the documents, and the names looked for: all companies', those in one role, or one company's."""
    health = await sources.health(session, now)
    documents = (await session.exec(select(func.count()).select_from(Document).where(Document.state == "read"))).one()
    return Looking(
        as_of=now,
        sources=health.active,
        read_last_day=health.read_last_day,
        failing=health.failing,
        documents=documents,
        names=await _names(session, role, company),
    )


async def _names(session: AsyncSession, role: Role | None, company: int | None) -> int:
    if company is not None:
        row = await session.get_one(Company, company)
        spellings = {
            row.name,
            row.legal_name,
            row.local_name,
            *(n.text for n in await companies.names_of(session, company)),
        }
        return len({spelling.casefold() for spelling in spellings if spelling})
    known = select(func.count()).where(col(Company.merged_into).is_(None))
    if role is not None:
        known = known.where(cast(col(Company.roles), String).contains(f'"{role.value}"'))
    return (await session.exec(known)).one()
