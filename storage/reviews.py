"""Questions to a person: readings that were not plain. Deciding them is storage.evidence's work."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import ReviewView
from storage.models import Document, Evidence, Review, Source


class NotOpen(LookupError):
    """There is no such open review; the message says whether it never was or who decided it.

    `decided` is the review as it was decided, None when there is none of that number.
    """

    def __init__(self, why: str, decided: ReviewView | None = None) -> None:
        super().__init__(why)
        self.decided = decided


async def ask(session: AsyncSession, evidence_id: int, reason: str, now: datetime, *, about: str = "reading") -> None:
    """Put a reading, or a company that is on no list, before a person, with the reason in words."""
    session.add(Review(evidence_id=evidence_id, reason=reason, learnt_at=now, about=about))
    await session.flush()


async def ask_once(session: AsyncSession, evidence_id: int, reason: str, now: datetime) -> bool:
    """Put a claim before a person, unless it was for this reason or is still; False then."""
    held = await session.exec(
        select(Review.id).where(Review.evidence_id == evidence_id, or_(Review.state == "open", Review.reason == reason))
    )
    if held.first() is not None:
        return False
    await ask(session, evidence_id, reason, now)
    return True


async def dispute(session: AsyncSession, evidence_id: int, who: str, reason: str, link: str, now: datetime) -> int:
    """Somebody says that a claim was read wrongly. While it is undecided there is one question, with every reason."""
    held = await session.exec(select(Review).where(Review.evidence_id == evidence_id, Review.state == "open"))
    row = held.first()
    if row is None:
        row = Review(evidence_id=evidence_id, reason=reason, link=link, about="dispute", raised_by=who, learnt_at=now)
    else:
        row.reason = f"{row.reason} Disputed too: {reason}"
        row.raised_by, row.link = row.raised_by or who, row.link or link
    session.add(row)
    await session.flush()
    return row.id or 0


async def settle_company(
    session: AsyncSession, company_id: int, state: str, who: str, reason: str, now: datetime
) -> None:
    """Whether a company is new was settled beside its question: nobody need answer that any more."""
    own = select(Evidence.id).where(Evidence.company_id == company_id)
    await session.exec(
        update(Review)
        .where(col(Review.about) == "company", col(Review.state) == "open", col(Review.evidence_id).in_(own))
        .values(state=state, decided_by=who, decided_at=now, decision=reason)
    )


async def disputed(session: AsyncSession) -> frozenset[int]:
    """Ids of the claims that somebody disputes and nobody has decided."""
    rows = await session.exec(
        select(Review.evidence_id).where(Review.state == "open", col(Review.raised_by).is_not(None))
    )
    return frozenset(rows.all())


async def open(session: AsyncSession, limit: int = 20, offset: int = 0) -> tuple[ReviewView, ...]:
    """Open questions, oldest first."""
    rows = await session.exec(
        select(Review, Evidence)
        .where(Review.evidence_id == Evidence.id, Review.state == "open")
        .order_by(col(Review.id))
        .offset(offset)
        .limit(limit)
    )
    return tuple([await _view(session, review, evidence) for review, evidence in rows.all()])


async def get(session: AsyncSession, review_id: int) -> ReviewView:
    """One review, open or decided. Raises NotOpen when there is none of that number."""
    row = await session.get(Review, review_id)
    if row is None:
        raise NotOpen(f"There is no review {review_id}.")
    return await _view(session, row, await session.get_one(Evidence, row.evidence_id))


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
        decided = await get(session, review_id)
        raise NotOpen(f"Review {review_id} was {row.state} by {row.decided_by} already.", decided)
    return await _view(session, row, await session.get_one(Evidence, row.evidence_id))


async def _view(session: AsyncSession, row: Review, evidence: Evidence) -> ReviewView:
    document = await session.get(Document, evidence.document_id) if evidence.document_id else None
    source = await session.get(Source, document.source_id) if document and document.source_id else None
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
        about=row.about,
        raised_by=row.raised_by,
        link=row.link,
        said_by=evidence.speaker or evidence.outlet or "",
        source=source.id if source else None,
        source_name=source.name if source else "",
        decided_by=row.decided_by,
        decision=row.decision,
    )
