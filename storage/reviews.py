"""Questions to a person: readings that were not plain. Deciding them is storage.evidence's work."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import ReviewView
from storage.models import Evidence, Review


class NotOpen(LookupError):
    """There is no such open review; the message says whether it never was or who decided it."""


async def ask(session: AsyncSession, evidence_id: int, reason: str, now: datetime) -> None:
    """Put a reading before a person, with the reason in words."""
    session.add(Review(evidence_id=evidence_id, reason=reason, learnt_at=now))
    await session.flush()


async def open(session: AsyncSession, limit: int = 20, offset: int = 0) -> tuple[ReviewView, ...]:
    """Open questions, oldest first."""
    rows = await session.exec(
        select(Review, Evidence)
        .where(Review.evidence_id == Evidence.id, Review.state == "open")
        .order_by(col(Review.id))
        .offset(offset)
        .limit(limit)
    )
    return tuple(_view(review, evidence) for review, evidence in rows.all())


async def get(session: AsyncSession, review_id: int) -> ReviewView:
    """One review, open or decided. Raises NotOpen when there is none of that number."""
    row = await session.get(Review, review_id)
    if row is None:
        raise NotOpen(f"There is no review {review_id}.")
    return _view(row, await session.get_one(Evidence, row.evidence_id))


async def count_open(session: AsyncSession, *, kind: SubjectKind | None = None, company: int | None = None) -> int:
    """How many wait for an answer."""
    query = (
        select(func.count())
        .select_from(Review)
        .join(Evidence, col(Review.evidence_id) == col(Evidence.id))
        .where(Review.state == "open")
    )
    if kind is not None:
        query = query.where(Evidence.kind == kind)
    if company is not None:
        query = query.where(Evidence.company_id == company)
    return (await session.exec(query)).one()


async def decide(session: AsyncSession, review_id: int, state: str, who: str, reason: str, now: datetime) -> ReviewView:
    """Close an open review; the first to decide wins. Raises NotOpen for everybody else, naming who decided."""
    moved = await session.exec(
        update(Review)
        .where(col(Review.id) == review_id, col(Review.state) == "open")
        .values(state=state, decided_by=who, decided_at=now, decision=reason)
    )
    row = await session.get(Review, review_id, populate_existing=True)
    if row is None:
        raise NotOpen(f"There is no review {review_id}.")
    if moved.rowcount != 1:
        raise NotOpen(f"Review {review_id} was {row.state} by {row.decided_by} already.")
    return _view(row, await session.get_one(Evidence, row.evidence_id))


def _view(row: Review, evidence: Evidence) -> ReviewView:
    return ReviewView(
        id=row.id or 0,
        raised_at=row.learnt_at,
        subject=evidence.subject,
        kind=evidence.kind,
        licence=LicenceKind(evidence.licence),
        status=ClaimStatus(evidence.status),
        quote=evidence.quote,
        url=evidence.url,
        publisher=evidence.publisher,
        published=evidence.published,
        reason=row.reason,
        evidence=f"C{evidence.id}",
        state=row.state,
    )
