"""How hard we looked: the evidence of an absence. Counted from what was asked and read, never estimated."""

from datetime import datetime

from sqlalchemy import String, bindparam, cast, func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, sources
from storage.domain.licence import Role
from storage.domain.views import Looking
from storage.models import Company, Document
from storage.models.record import MAKES_SMCO
from storage.prepared import Prepared

#: Documents counted at most: whoever looked through so many has looked hard, and counting a million takes its time.
COUNTED = 10_000

_SOME = columns(col(Document.id)).where(col(Document.state) == "read").limit(COUNTED)
_READ = Prepared(columns(func.count()).select_from(_SOME.subquery()))
_OWN = Prepared(select(Company.name, Company.legal_name, Company.local_name).where(Company.id == bindparam("company")))
_MAKERS_OF_SMCO = Prepared(select(func.count()).where(col(Company.merged_into).is_(None), MAKES_SMCO))
_IN_ROLE = Prepared(
    select(func.count()).where(
        col(Company.merged_into).is_(None), cast(col(Company.roles), String).contains(bindparam("role"))
    )
)


async def looking(
    session: AsyncSession, now: datetime, *, role: Role | None = None, company: int | None = None
) -> Looking:
    """The sources, the documents (at COUNTED it stops counting), and the names looked for: all companies', those in one
    role, or one company's.
    """
    health = await sources.health(session, now)
    documents = int(await _READ.value(session))
    return Looking(
        as_of=now,
        sources=health.active,
        read_last_day=health.read_last_day,
        failing=health.failing,
        documents=documents,
        names=await _names(session, role, company),
        whose="company" if company is not None else role.value if role is not None else "everybody",
    )


async def _names(session: AsyncSession, role: Role | None, company: int | None) -> int:
    if company is not None:
        own = await _OWN.one(session, company=company)
        spellings = {*own, *(alias.text for alias in await companies.aliases(session, company))}
        return len({spelling.casefold() for spelling in spellings if spelling})
    if role is None:
        return await companies.count(session)
    if role is Role.SMCO_PRODUCER:
        return int(await _MAKERS_OF_SMCO.value(session))
    return int(await _IN_ROLE.value(session, role=f'"{role.value}"'))
