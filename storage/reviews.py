"""Questions to a person: readings that were not plain. Deciding them is storage.evidence's work."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.claim import ClaimStatus, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import ReviewView
from storage.models import Document, Evidence, Review, Source
from storage.prepared import Prepared


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


async def disputed(session: AsyncSession, claims: Collection[int]) -> frozenset[int]:
    """Those of these claims (ids) that somebody disputes and nobody has decided."""
    rows = await _disputed().rows(session, claims=list(claims)) if claims else ()
    return frozenset(number for (number,) in rows)


@cache
def _disputed() -> Prepared:
    these: Any = bindparam("claims", expanding=True)
    raised = (col(Review.state) == "open", col(Review.raised_by).is_not(None))
    return Prepared(columns(col(Review.evidence_id)).where(col(Review.evidence_id).in_(these), *raised))


async def open(session: AsyncSession, limit: int = 20, offset: int = 0) -> tuple[ReviewView, ...]:
    """Open questions, oldest first."""
    return tuple(map(_view, await _open().rows(session, limit=limit, offset=offset)))


@cache
def _open() -> Prepared:
    query = _all().where(col(Review.state) == "open").order_by(col(Review.id))
    return Prepared(query.offset(bindparam("offset")).limit(bindparam("limit")))


@cache
def _one() -> Prepared:
    return Prepared(_all().where(col(Review.id) == bindparam("number")))


def _all() -> Any:
    wanted: tuple[Any, ...] = (
        *(Review.id, Review.learnt_at, Review.reason, Review.state, Review.about, Review.raised_by, Review.link),
        *(Review.decided_by, Review.decision, col(Evidence.id).label("claim"), Evidence.subject, Evidence.kind),
        *(Evidence.licence, Evidence.status, Evidence.quote, Evidence.url, Evidence.publisher, Evidence.published),
        *(Evidence.speaker, Evidence.outlet, col(Source.id).label("source"), col(Source.name).label("source_name")),
    )
    return (
        columns(*wanted)
        .join(Evidence, col(Review.evidence_id) == col(Evidence.id))
        .join(Document, col(Document.id) == col(Evidence.document_id), isouter=True)
        .join(Source, col(Source.id) == col(Document.source_id), isouter=True)
    )


async def get(session: AsyncSession, review_id: int) -> ReviewView:
    """One review, open or decided. Raises NotOpen when there is none of that number."""
    row = await _one().one(session, number=review_id)
    if row is None:
        raise NotOpen(f"There is no review {review_id}.")
    return _view(row)


async def count_open(session: AsyncSession, *, kind: SubjectKind | None = None, company: int | None = None) -> int:
    """How many wait for an answer."""
    return int(await _number(kind is not None, company is not None).value(session, kind=kind, company=company))


@cache
def _number(of_kind: bool, of_company: bool) -> Prepared:
    query: Any = select(func.count()).select_from(Review).where(Review.state == "open")
    if of_kind or of_company:
        query = query.join(Evidence, col(Review.evidence_id) == col(Evidence.id))
    if of_kind:
        query = query.where(Evidence.kind == bindparam("kind"))
    if of_company:
        query = query.where(Evidence.company_id == bindparam("company"))
    return Prepared(query)


async def decide(session: AsyncSession, review_id: int, state: str, who: str, reason: str, now: datetime) -> ReviewView:
    """Close an open review; the first to decide wins. Raises NotOpen for everybody else, naming who decided."""
    moved = await session.exec(
        update(Review)
        .where(col(Review.id) == review_id, col(Review.state) == "open")
        .values(state=state, decided_by=who, decided_at=now, decision=reason)
    )
    decided = await get(session, review_id)
    if moved.rowcount != 1:
        raise NotOpen(f"Review {review_id} was {decided.state} by {decided.decided_by} already.", decided)
    return decided


def _view(row: Any) -> ReviewView:
    return ReviewView(
        id=row.id,
        raised_at=row.learnt_at,
        subject=row.subject,
        kind=row.kind,
        licence=LicenceKind(row.licence),
        status=ClaimStatus(row.status),
        quote=row.quote,
        url=row.url,
        publisher=row.publisher,
        published=row.published,
        reason=row.reason,
        evidence=f"C{row.claim}",
        state=row.state,
        about=row.about,
        raised_by=row.raised_by,
        link=row.link,
        said_by=row.speaker or row.outlet or "",
        source=row.source,
        source_name=row.source_name or "",
        decided_by=row.decided_by,
        decision=row.decision,
    )
