"""What was said: evidence as answers show it. Reads only; an answer fetches no more rows and columns than it shows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain.claim import GAINS, Attribution, ClaimState, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.views import EvidenceView, Listed
from storage.models import Company, Evidence, Review
from storage.models.record import ABOUT_SMCO, LEFT_OUT
from storage.prepared import Prepared

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


#: Looked up, a member is found in a tenth of the time it takes to call its class: an answer has some hundred of them.
_KINDS = {kind.value: kind for kind in SubjectKind}
_LICENCES = {licence.value: licence for licence in LicenceKind}
_STATUSES = {status.value: status for status in ClaimStatus}
_ATTRIBUTIONS = {attribution.value: attribution for attribution in Attribution}


async def named(session: AsyncSession, claim_id: str) -> EvidenceView | None:
    """One claim by its short id (`C7`), whatever became of it; None when there is none."""
    found = await _views(session, _named(), number=int(claim_id[1:]))
    return found[0] if found else None


@cache
def _named() -> Prepared:
    return Prepared(_all().where(col(Evidence.id) == bindparam("number")))


async def newest(
    session: AsyncSession,
    *,
    company: str | None = None,
    smco: bool = False,
    denials: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> tuple[EvidenceView, ...]:
    """Claims that still speak, newest first: all, those on a company (its key), those about samarium-cobalt, or those
    that deny."""
    asked = _newest(company is not None, smco, denials)
    return await _views(session, asked, company=company, limit=limit, offset=offset)


@cache
def _newest(of_company: bool, smco: bool, denials: bool) -> Prepared:
    query = _speaking()
    if denials:
        query = query.where(col(Evidence.status) == ClaimStatus.DENIED)
    if of_company:
        query = query.where(Company.key == bindparam("company"))
    if smco:
        query = query.where(ABOUT_SMCO)
    return Prepared(query.order_by(*_NEWEST).offset(bindparam("offset")).limit(bindparam("limit")))


async def counted(
    session: AsyncSession,
    *,
    company: str | None = None,
    company_id: int | None = None,
    smco: bool = False,
    denials: bool = False,
) -> int:
    """How many claims `newest` would list, or are on a company; at COUNTED it stops counting."""
    asked = _number(company is not None, company_id is not None, smco, denials)
    return int(await asked.value(session, company=company, company_id=company_id))


@cache
def _number(of_company: bool, of_number: bool, smco: bool, denials: bool) -> Prepared:
    query: Any = select(col(Evidence.id)).where(col(Evidence.state).in_(SPEAKING))
    if denials:
        query = query.where(col(Evidence.status) == ClaimStatus.DENIED)
    if of_company:
        query = query.join(Company, col(Evidence.company_id) == col(Company.id))
        query = query.where(Company.key == bindparam("company"))
    if of_number:
        query = query.where(col(Evidence.company_id) == bindparam("company_id"))
    if smco:
        query = query.where(ABOUT_SMCO)
    return Prepared(_counting(query))


async def beside(session: AsyncSession, company_id: int) -> tuple[Listed[EvidenceView], Listed[EvidenceView]]:
    """What is said of a company and makes no general licence: gains of other licences, and what is no gain."""
    individual, individuals, other, others = _beside()
    return (
        await _few(session, individual, individuals, company_id=company_id),
        await _few(session, other, others, company_id=company_id),
    )


@cache
def _beside() -> tuple[Prepared, Prepared, Prepared, Prepared]:
    own = (col(Evidence.company_id) == bindparam("company_id"), col(Evidence.state).in_(SPEAKING))
    gain, general = col(Evidence.status).in_(GAINS), col(Evidence.licence) == LicenceKind.GENERAL
    carries = gain & col(Evidence.licence_id).is_not(None)
    return *_few_of(*own, gain, ~general), *_few_of(*own, ~carries, ~(gain & ~general))


def _few_of(*wanted: Any) -> tuple[Prepared, Prepared]:
    """The newest of these, and their number."""
    newest = _all().where(*wanted).order_by(*_NEWEST).limit(FEW + 1)
    return Prepared(newest), Prepared(_counting(select(col(Evidence.id)).where(*wanted)))


async def _few(session: AsyncSession, newest: Prepared, number: Prepared, **whose: Any) -> Listed[EvidenceView]:
    rows = await _views(session, newest, **whose)
    total = len(rows) if len(rows) <= FEW else int(await number.value(session, **whose))
    return Listed(rows=rows[:FEW], total=total)


def _counting(query: Any) -> Any:
    return select(func.count()).select_from(query.limit(COUNTED).subquery())


async def of_licences(
    session: AsyncSession, ids: Collection[int], *, few: bool = False
) -> dict[int, list[EvidenceView]]:
    """What carries each of these licences or speaks against it, oldest first.

    With `few`: the newest of each sort of speaker, counted and not, for it and against it, and all that is disputed.
    """
    said: dict[int, list[EvidenceView]] = {number: [] for number in ids}
    for row in await _of_licences(few).rows(session, ids=list(ids)):
        said[row.licence_id].append(view(row))
    return said


@cache
def _of_licences(few: bool) -> Prepared:
    these = col(Evidence.licence_id).in_(bindparam("ids", expanding=True))
    query = _speaking().where(these)
    if few:
        sorts = (
            *(col(Evidence.licence_id), col(Evidence.status).in_(AGAINST)),
            *(col(Evidence.attribution), col(Evidence.origin_counts)),
        )
        place = func.row_number().over(partition_by=sorts, order_by=_NEWEST).label("place")
        ranked: Any = select(col(Evidence.id), place).where(these, col(Evidence.state).in_(SPEAKING)).subquery()
        query = query.join(ranked, ranked.c.id == col(Evidence.id)).where(or_(ranked.c.place <= FEW, _DISPUTED))
    return Prepared(query.order_by(*_OLDEST))


async def best_grades(session: AsyncSession, ids: Collection[int] | None = None) -> dict[int, str]:
    """The best letter (A-F) among the publishers of what carries each licence, or each of these.

    A licence without any is left out.
    """
    return dict(await _best_grades(ids is None).rows(session, ids=list(ids or ())))


@cache
def _best_grades(of_all: bool) -> Prepared:
    owner = col(Evidence.licence_id)
    query: Any = select(owner, func.min(Evidence.grade)).where(
        owner.is_not(None) if of_all else owner.in_(bindparam("ids", expanding=True)),
        col(Evidence.grade).is_not(None),
        col(Evidence.state).in_(SPEAKING),
        col(Evidence.status).not_in(AGAINST),
    )
    return Prepared(query.group_by(owner))


async def learnt_since(
    session: AsyncSession, moment: datetime, causes: Sequence[str], limit: int
) -> tuple[EvidenceView, ...]:
    """Claims that were kept since that moment for one of these causes, newest first."""
    return await _views(session, _learnt_since(), moment=moment, causes=list(causes), limit=limit)


@cache
def _learnt_since() -> Prepared:
    causes: Any = bindparam("causes", expanding=True)
    query = _speaking().where(col(Evidence.learnt_at) >= bindparam("moment"), col(Evidence.cause).in_(causes))
    newest = (col(Evidence.learnt_at).desc(), col(Evidence.id).desc())
    return Prepared(query.order_by(*newest).limit(bindparam("limit")))


async def ever(session: AsyncSession, company_id: int) -> list[Any]:
    """Everything that was ever said of a company, whatever became of it, in the order it was kept.

    As bare rows, for `view` and for storage.testimonies.
    """
    return await _ever().rows(session, company_id=company_id)


@cache
def _ever() -> Prepared:
    weighed: tuple[Any, ...] = (Evidence.document_id, Evidence.customers, Evidence.weighs, Evidence.replaced_by)
    query = _all().add_columns(*weighed).where(col(Evidence.company_id) == bindparam("company_id"))
    return Prepared(query.order_by(col(Evidence.id)))


async def left_out(session: AsyncSession, limit: int) -> tuple[EvidenceView, ...]:
    """Customers said to have been left out, newest first."""
    return await _views(session, _left_out(), limit=limit)


@cache
def _left_out() -> Prepared:
    return Prepared(_speaking().where(LEFT_OUT).order_by(*_NEWEST).limit(bindparam("limit")))


def _all() -> Any:
    return select(*_COLUMNS).join(Company, col(Evidence.company_id) == col(Company.id), isouter=True)


def _speaking() -> Any:
    return _all().where(col(Evidence.state).in_(SPEAKING))


async def _views(session: AsyncSession, asked: Prepared, **values: Any) -> tuple[EvidenceView, ...]:
    return tuple(map(view, await asked.rows(session, **values)))


def view(row: Any) -> EvidenceView:
    """A bare row as answers show it."""
    return EvidenceView(
        id=f"C{row.id}",
        subject=row.subject,
        kind=_KINDS[row.kind],
        company=row.company,
        licence=_LICENCES[row.licence],
        status=_STATUSES[row.status],
        state=row.state,
        scope=Scope(row.scope) if row.scope else None,
        materials=tuple(row.materials),
        date=row.stated_date,
        attribution=_ATTRIBUTIONS[row.attribution],
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
