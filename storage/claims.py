"""What was said: evidence as answers show it. Reads only; an answer fetches no more rows and columns than it shows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.claim import GAINS, Attribution, ClaimState, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import EvidenceView, Listed
from storage.models import Company, Evidence, Review
from storage.models.record import ABOUT_SMCO, LEFT_OUT

#: Claims that still speak: those rejected or replaced are kept in the record and left out of answers.
SPEAKING = (ClaimState.REPORTED, ClaimState.CONTESTED, ClaimState.WITHDRAWN)
#: Claims counted at most: a large record has more, and nobody needs to know how many.
COUNTED = 1_000
#: Claims of one sort that an answer about a company has at most; the others are a page away.
FEW = 6
#: Statuses that speak against a licence.
AGAINST = (ClaimStatus.DENIED, ClaimStatus.EXCLUDED)

_NEWEST = (col(Evidence.published).desc().nulls_last(), col(Evidence.id).desc())
_OLDEST = (col(Evidence.published).nulls_first(), col(Evidence.id))
_DISPUTED = (
    select(col(Review.id))
    .where(col(Review.evidence_id) == col(Evidence.id), col(Review.state) == "open", col(Review.raised_by).is_not(None))
    .correlate(Evidence)
    .exists()
)
# What a view needs and no more: rows that a session tracks one by one cost several times as much.
_COLUMNS: tuple[Any, ...] = (
    *(Evidence.id, Evidence.licence_id, Evidence.subject, Evidence.kind, Evidence.licence, Evidence.status),
    *(Evidence.state, Evidence.scope, Evidence.materials, Evidence.stated_date, Evidence.attribution),
    *(Evidence.speaker, Evidence.outlet, Evidence.hedged, Evidence.quote, Evidence.summary, Evidence.url),
    *(Evidence.title, Evidence.publisher, Evidence.grade, Evidence.number, Evidence.published, Evidence.learnt_at),
    *(Evidence.origin, Evidence.origin_counts, col(Company.key).label("company"), _DISPUTED.label("disputed")),
)


async def named(session: AsyncSession, claim_id: str) -> EvidenceView | None:
    """One claim by its short id (`C7`), whatever became of it; None when there is none."""
    found = await _views(session, _all().where(col(Evidence.id) == int(claim_id[1:])))
    return found[0] if found else None


async def newest(
    session: AsyncSession, *, company: str | None = None, smco: bool = False, limit: int = 20, offset: int = 0
) -> tuple[EvidenceView, ...]:
    """Claims that still speak, newest first: all, those on a company (its key), or those about samarium-cobalt."""
    query = _speaking()
    if company is not None:
        query = query.where(Company.key == company)
    if smco:
        query = query.where(ABOUT_SMCO)
    return await _views(session, query.order_by(*_NEWEST).offset(offset).limit(limit))


async def counted(
    session: AsyncSession, *, company: str | None = None, company_id: int | None = None, smco: bool = False
) -> int:
    """How many claims `newest` would list, or are on a company; at COUNTED it stops counting."""
    query: Any = select(col(Evidence.id)).where(col(Evidence.state).in_(SPEAKING))
    if company is not None:
        query = query.join(Company, col(Evidence.company_id) == col(Company.id)).where(Company.key == company)
    if company_id is not None:
        query = query.where(col(Evidence.company_id) == company_id)
    if smco:
        query = query.where(ABOUT_SMCO)
    return await _counted(session, query)


async def beside(session: AsyncSession, company_id: int) -> tuple[Listed[EvidenceView], Listed[EvidenceView]]:
    """What is said of a company and makes no general licence: gains of other licences, and what is no gain."""
    own = (col(Evidence.company_id) == company_id, col(Evidence.state).in_(SPEAKING))
    gain, general = col(Evidence.status).in_(GAINS), col(Evidence.licence) == LicenceKind.GENERAL
    carries = gain & col(Evidence.licence_id).is_not(None)
    return await _few(session, *own, gain, ~general), await _few(session, *own, ~carries, ~(gain & ~general))


async def _few(session: AsyncSession, *wanted: Any) -> Listed[EvidenceView]:
    """The newest of these, and how many there are."""
    rows = await _views(session, _all().where(*wanted).order_by(*_NEWEST).limit(FEW + 1))
    total = len(rows) if len(rows) <= FEW else await _counted(session, select(col(Evidence.id)).where(*wanted))
    return Listed(rows=rows[:FEW], total=total)


async def _counted(session: AsyncSession, query: Any) -> int:
    counting: Any = select(func.count()).select_from(query.limit(COUNTED).subquery())
    return int((await session.exec(counting)).scalar_one())


async def of_licences(
    session: AsyncSession, ids: Collection[int], *, few: bool = False
) -> dict[int, list[EvidenceView]]:
    """What carries each of these licences or speaks against it, oldest first.

    With `few`: the newest of each sort of speaker, counted and not, for it and against it, and all that is disputed.
    """
    said: dict[int, list[EvidenceView]] = {number: [] for number in ids}
    query = _speaking().where(col(Evidence.licence_id).in_(ids))
    if few:
        sorts = (
            *(col(Evidence.licence_id), col(Evidence.status).in_(AGAINST)),
            *(col(Evidence.attribution), col(Evidence.origin_counts)),
        )
        place = func.row_number().over(partition_by=sorts, order_by=_NEWEST).label("place")
        ranked: Any = (
            select(col(Evidence.id), place)
            .where(col(Evidence.licence_id).in_(ids), col(Evidence.state).in_(SPEAKING))
            .subquery()
        )
        query = query.join(ranked, ranked.c.id == col(Evidence.id)).where(or_(ranked.c.place <= FEW, _DISPUTED))
    for row in await _rows(session, query.order_by(*_OLDEST)):
        said[row.licence_id].append(_view(row))
    return said


async def best_grades(session: AsyncSession, ids: Collection[int] | None = None) -> dict[int, str]:
    """The best letter (A-F) among the publishers of what carries each licence, or each of these.

    A licence without any is left out.
    """
    query: Any = select(col(Evidence.licence_id), func.min(Evidence.grade)).where(
        col(Evidence.licence_id).is_not(None) if ids is None else col(Evidence.licence_id).in_(ids),
        col(Evidence.grade).is_not(None),
        col(Evidence.state).in_(SPEAKING),
        col(Evidence.status).not_in(AGAINST),
    )
    return dict((await session.exec(query.group_by(col(Evidence.licence_id)))).all())


async def learnt_since(
    session: AsyncSession, moment: datetime, causes: Sequence[str], limit: int
) -> tuple[EvidenceView, ...]:
    """Claims that were kept since that moment for one of these causes, newest first."""
    query = _speaking().where(Evidence.learnt_at >= moment, col(Evidence.cause).in_(causes))
    return await _views(session, query.order_by(col(Evidence.learnt_at).desc(), col(Evidence.id).desc()).limit(limit))


async def ever(session: AsyncSession, company_id: int) -> dict[int, EvidenceView]:
    """Everything that was ever said of a company, whatever became of it, by number."""
    return {row.id: _view(row) for row in await _rows(session, _all().where(Evidence.company_id == company_id))}


async def left_out(session: AsyncSession, limit: int) -> tuple[EvidenceView, ...]:
    """Customers said to have been left out, newest first."""
    query = _speaking().where(LEFT_OUT)
    return await _views(session, query.order_by(*_NEWEST).limit(limit))


def _all() -> Any:
    return select(*_COLUMNS).join(Company, col(Evidence.company_id) == col(Company.id), isouter=True)


def _speaking() -> Any:
    return _all().where(col(Evidence.state).in_(SPEAKING))


async def _views(session: AsyncSession, query: Any) -> tuple[EvidenceView, ...]:
    return tuple(map(_view, await _rows(session, query)))


async def _rows(session: AsyncSession, query: Any) -> Sequence[Any]:
    found: Sequence[Any] = (await session.exec(query)).all()
    return found


def _view(row: Any) -> EvidenceView:
    return EvidenceView(
        id=f"C{row.id}",
        subject=row.subject,
        kind=SubjectKind(row.kind),
        company=row.company,
        licence=LicenceKind(row.licence),
        status=ClaimStatus(row.status),
        state=row.state,
        scope=Scope(row.scope) if row.scope else None,
        materials=tuple(row.materials),
        date=row.stated_date,
        attribution=Attribution(row.attribution),
        speaker=row.speaker,
        outlet=row.outlet,
        hedged=row.hedged,
        quote=row.quote,
        summary=row.summary,
        url=row.url,
        title=row.title,
        publisher=row.publisher,
        grade=row.grade,
        number=row.number,
        published=row.published,
        learnt_at=row.learnt_at,
        origin=row.origin,
        counts=row.origin_counts,
        disputed=row.disputed,
    )
