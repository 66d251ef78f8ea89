"""Who changed what, when, from what to what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Audit


@dataclass(frozen=True, kw_only=True)
class AuditView:
    """One line of the audit."""

    id: int
    at: datetime
    who: str
    action: str
    target: str
    before: str | None
    after: str | None


async def write(
    session: AsyncSession,
    who: str,
    action: str,
    target: str,
    now: datetime,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Note a change in the transaction that makes it."""
    session.add(Audit(who=who, action=action, target=target, before=before, after=after, learnt_at=now))
    await session.flush()


async def count(session: AsyncSession, moment: datetime) -> int:
    """How much was changed since then."""
    return (await session.exec(select(func.count()).where(col(Audit.learnt_at) >= moment))).one()


async def since(
    session: AsyncSession, moment: datetime, limit: int | None = None, offset: int = 0
) -> tuple[AuditView, ...]:
    """What was changed since then, newest first."""
    query = select(Audit).where(Audit.learnt_at >= moment).order_by(col(Audit.id).desc())
    rows = await session.exec(query.offset(offset).limit(limit))
    return tuple(
        AuditView(
            id=r.id or 0, at=r.learnt_at, who=r.who, action=r.action, target=r.target, before=r.before, after=r.after
        )
        for r in rows.all()
    )
