"""The answers: who holds, who is covered, what is not known. Reads only; nothing here moves a status."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import String, cast, func
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, reviews, sources, watchlist
from storage.domain import assessment
from storage.domain.claim import Attribution, ClaimState, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import HOLDS, Certainty, LicenceKind, LicenceState, Role
from storage.domain.names import NameMatch
from storage.domain.views import (
    ChangeView,
    CompanyView,
    EvidenceView,
    FigureView,
    LicenceView,
    Looking,
    Overview,
    SmCoView,
    Unknown,
)
from storage.models import Company, Document, Evidence, Figure, Licence, StatusChange

SMCO = "SmCo"

#: Claims that still speak: those rejected or replaced are kept in the record and left out of answers.
_SPEAKING = (ClaimState.REPORTED, ClaimState.CONTESTED, ClaimState.WITHDRAWN)
_AGAINST = (ClaimStatus.DENIED, ClaimStatus.EXCLUDED)
_GAINS = (ClaimStatus.GRANTED, ClaimStatus.COVERED, ClaimStatus.RENEWED)
#: What lapsed this recently is still news on the first screen.
_LAPSED_LATELY = 45


async def resolve(session: AsyncSession, typed: str) -> NameMatch | None:
    """The company this name is exactly."""
    return await companies.resolve(session, typed)


async def near(session: AsyncSession, typed: str) -> list[NameMatch]:
    """Companies with a name close to this one."""
    return await companies.near(session, typed)


async def current(
    session: AsyncSession, now: datetime, *, role: Role | None = None, company: int | None = None
) -> tuple[LicenceView, ...]:
    """The newest period of every licence the record knows, strongest certainty first; with its evidence."""
    query = select(Licence, Company).where(Licence.company_id == Company.id, Licence.state != LicenceState.NONE)
    if role is not None:
        query = query.where(Licence.role == role.value)
    if company is not None:
        query = query.where(Licence.company_id == company)
    newest: dict[tuple[int, str], tuple[Licence, Company]] = {}
    for licence, owner in (await session.exec(query.order_by(col(Licence.valid_from), col(Licence.period)))).all():
        newest[(licence.company_id, licence.role)] = (licence, owner)
    return await _views(session, list(newest.values()), now)


async def holders(
    session: AsyncSession,
    now: datetime,
    *,
    material: str | None = None,
    customer: str | None = None,
    certainty: Certainty | None = None,
    state: LicenceState | None = None,
    since: date | None = None,
) -> tuple[LicenceView, ...]:
    """Who is said to hold a general licence. `customer` is a company key; `certainty` the least wanted."""
    views = (*await current(session, now, role=Role.EXPORTER), *await current(session, now, role=Role.SMCO_PRODUCER))
    return tuple(
        view
        for view in views
        if (material is None or material.casefold() in {m.casefold() for m in view.materials})
        and (customer is None or customer in view.customers)
        and (certainty is None or assessment.reaches(view.certainty, certainty))
        and (state is None or view.state is state)
        and (since is None or (view.first_reported is not None and view.first_reported >= since))
    )


async def customers(
    session: AsyncSession, now: datetime, exporter: str | None = None
) -> tuple[tuple[LicenceView, ...], tuple[EvidenceView, ...]]:
    """Who is said to be covered, and who was left out. With `exporter` (key): only those it was named for."""
    covered = await current(session, now, role=Role.CUSTOMER)
    if exporter is not None:
        named = {key for view in await holders(session, now) if view.company == exporter for key in view.customers}
        return tuple(view for view in covered if view.company in named), ()
    return covered, await _left_out(session)


async def smco(session: AsyncSession, now: datetime) -> SmCoView:
    """Samarium-cobalt: who is licensed for it (usually nobody), and what was said about that."""
    said = await evidence(session, smco=True, limit=50)
    return SmCoView(
        licences=await current(session, now, role=Role.SMCO_PRODUCER),
        absence=tuple(e for e in said if e.status in (ClaimStatus.NOT_CONFIRMED, ClaimStatus.DENIED)),
        individual=tuple(e for e in said if e.licence is LicenceKind.INDIVIDUAL and e.status in _GAINS),
        open_reviews=await reviews.count_open(session, kind=SubjectKind.SMCO_PRODUCER),
        looking=await looking(session, now),
    )


async def overview(session: AsyncSession, now: datetime) -> Overview:
    """What is known today, for the first screen."""
    held = await holders(session, now)
    covered, left_out = await customers(session, now)
    newest = (await session.exec(select(func.max(Document.learnt_at)))).one()
    return Overview(
        holders=held,
        customers=covered,
        excluded=left_out,
        smco=await smco(session, now),
        lapsing=await expiring(session, now, 90),
        open_reviews=await reviews.count_open(session),
        looking=await looking(session, now),
        newest_document=newest,
    )


async def expiring(session: AsyncSession, now: datetime, days: int) -> tuple[LicenceView, ...]:
    """Licences whose window ends within so many days, or ended lately without news of a renewal; soonest first."""
    first, last = now.date() - timedelta(days=_LAPSED_LATELY), now.date() + timedelta(days=days)
    found = [
        view
        for view in await current(session, now)
        if view.valid_until is not None
        and first <= view.valid_until <= last
        and (view.state in HOLDS or view.state is LicenceState.LAPSED)
    ]
    return tuple(sorted(found, key=lambda view: (view.valid_until or last, view.name)))


async def look_up(session: AsyncSession, typed: str, now: datetime) -> CompanyView | Unknown:
    """Everything on the company this name is, or Unknown with the nearest names."""
    match = await companies.resolve(session, typed)
    if match is None:
        return Unknown(typed=typed, nearest=tuple(await companies.near(session, typed)))
    company = await companies.by_key(session, match.company.key)
    assert company is not None
    assert company.id is not None
    rows = await session.exec(
        select(Evidence)
        .where(Evidence.company_id == company.id, col(Evidence.state).in_(_SPEAKING))
        .order_by(col(Evidence.published).desc(), col(Evidence.id).desc())
    )
    found = rows.all()
    doubted = await reviews.disputed(session)
    said = [_evidence(row, company.key, doubted) for row in found]
    individual = [e for e in said if e.licence is not LicenceKind.GENERAL and e.status in _GAINS]
    general = [e for row, e in zip(found, said, strict=True) if row.licence_id is not None and e.status in _GAINS]
    names = await companies.names_of(session, company.id)
    return CompanyView(
        key=company.key,
        name=company.name,
        legal_name=company.legal_name,
        local_name=company.local_name,
        roles=tuple(Role(role) for role in company.roles),
        tickers=tuple(alias.text for alias in names if alias.kind == "ticker"),
        watched=company.key in await watchlist.keys(session),
        proposed=company.proposed,
        licences=await current(session, now, company=company.id),
        individual=tuple(individual),
        other=tuple(e for e in said if e not in individual and e not in general),
        open_reviews=await reviews.count_open(session, company=company.id),
        matched=match.because,
    )


async def evidence(
    session: AsyncSession,
    *,
    ids: Sequence[str] = (),
    company: str | None = None,
    smco: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> tuple[EvidenceView, ...]:
    """Claims as they are kept, newest first; by short id, by company key, or all about samarium-cobalt."""
    query = select(Evidence, Company).join(Company, col(Evidence.company_id) == col(Company.id), isouter=True)
    if ids:
        numbers = [int(i[1:]) for i in ids if i[:1].upper() == "C" and i[1:].isdigit()]
        query = query.where(col(Evidence.id).in_(numbers))
    else:
        query = query.where(col(Evidence.state).in_(_SPEAKING))
    if company is not None:
        query = query.where(Company.key == company)
    query = query.order_by(col(Evidence.published).desc(), col(Evidence.id).desc())
    if smco:
        # Asked of the record itself: fetching every claim that names a material takes seconds on a large one.
        named = cast(col(Evidence.materials), String).contains(f'"{SMCO}"')
        query = query.where(or_(col(Evidence.kind) == SubjectKind.SMCO_PRODUCER.value, named))
    rows = list((await session.exec(query.offset(offset).limit(limit))).all())
    doubted = await reviews.disputed(session)
    return tuple(_evidence(row, owner.key if owner else None, doubted) for row, owner in rows)


async def figures(session: AsyncSession, series: str | None = None, limit: int = 20) -> tuple[FigureView, ...]:
    """Export figures on record, newest period first; those read from reports are proposals beside the published."""
    query = select(Figure).order_by(col(Figure.period).desc(), col(Figure.id)).limit(limit)
    if series is not None:
        query = query.where(Figure.series == series)
    return tuple(
        FigureView(
            series=row.series,
            period=row.period,
            tonnes=row.tonnes,
            change_pct=row.change_pct,
            basis=row.basis,
            kind=row.kind,
            publisher=row.publisher,
            url=row.url,
            quote=row.quote,
            note=row.note,
            country=row.country,
        )
        for row in (await session.exec(query)).all()
    )


async def changes(session: AsyncSession, since: datetime) -> tuple[ChangeView, ...]:
    """What moved since then, newest first, each with its cause; loading the seeds is no news."""
    rows = await session.exec(
        select(StatusChange, Licence, Company)
        .where(
            StatusChange.licence_id == Licence.id,
            Licence.company_id == Company.id,
            StatusChange.learnt_at >= since,
            StatusChange.cause != "seed",
        )
        .order_by(col(StatusChange.id).desc())
    )
    return tuple(
        ChangeView(
            at=change.learnt_at,
            company=company.key,
            name=company.name,
            role=Role(licence.role),
            old=change.old_state,
            new=change.new_state,
            old_certainty=Certainty(change.old_certainty),
            new_certainty=Certainty(change.new_certainty),
            cause=change.cause,
            because=change.because,
            evidence=f"C{change.evidence_id}" if change.evidence_id else None,
        )
        for change, licence, company in rows.all()
    )


async def looking(session: AsyncSession, now: datetime) -> Looking:
    """How hard we looked: counted, never estimated."""
    health = await sources.health(session, now)
    documents = (await session.exec(select(func.count()).select_from(Document).where(Document.state == "read"))).one()
    return Looking(
        as_of=now,
        sources=health.active,
        read_last_day=health.read_last_day,
        failing=health.failing,
        documents=documents,
        names=await companies.count(session),
    )


async def view_of(session: AsyncSession, licence_id: int, now: datetime) -> LicenceView | None:
    """One licence period as it stands."""
    rows = await session.exec(
        select(Licence, Company).where(Licence.company_id == Company.id, Licence.id == licence_id)
    )
    views = await _views(session, list(rows.all()), now)
    return views[0] if views else None


async def _left_out(session: AsyncSession) -> tuple[EvidenceView, ...]:
    rows = await session.exec(
        select(Evidence, Company)
        .join(Company, col(Evidence.company_id) == col(Company.id), isouter=True)
        .where(
            Evidence.status == ClaimStatus.EXCLUDED,
            Evidence.kind == SubjectKind.CUSTOMER,
            col(Evidence.state).in_(_SPEAKING),
        )
        .order_by(col(Evidence.published).desc(), col(Evidence.id).desc())
    )
    return tuple(_evidence(row, owner.key if owner else None) for row, owner in rows.all())


async def _views(
    session: AsyncSession, rows: Sequence[tuple[Licence, Company]], now: datetime
) -> tuple[LicenceView, ...]:
    said: dict[int, list[Evidence]] = {}
    ids = [licence.id for licence, _ in rows]
    order = (col(Evidence.published), col(Evidence.id))
    for row in (await session.exec(select(Evidence).where(col(Evidence.licence_id).in_(ids)).order_by(*order))).all():
        if row.state in _SPEAKING:
            said.setdefault(row.licence_id or 0, []).append(row)
    doubted = await reviews.disputed(session)
    views = [_licence(licence, owner, said.get(licence.id or 0, []), doubted, now) for licence, owner in rows]
    strength = list(Certainty)
    return tuple(sorted(views, key=lambda v: (-strength.index(v.certainty), v.first_reported or date.max, v.name)))


def _licence(
    row: Licence, owner: Company, said: Iterable[Evidence], doubted: frozenset[int], now: datetime
) -> LicenceView:
    views = [_evidence(e, owner.key, doubted) for e in said]
    role = Role(row.role)
    today = now.date()
    return LicenceView(
        id=row.id or 0,
        company=owner.key,
        name=owner.name,
        role=role,
        kind=LicenceKind(row.kind),
        state=assessment.state_today(LicenceState(row.state), row.valid_until, today),
        certainty=Certainty(row.certainty),
        support=Certainty(row.support),
        scope=Scope(row.scope) if row.scope else None,
        materials=tuple(row.materials),
        customers=tuple(row.customers),
        first_reported=row.first_reported,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issue_date_known=row.issue_date_known,
        origins=tuple(row.origins),
        articles=row.articles,
        because=tuple(row.because),
        would_confirm=assessment.would_confirm(role, owner.name),
        would_end=assessment.would_end(role, owner.name),
        freshness=assessment.freshness(row.last_origin_on or row.first_reported, today),
        grade=min((e.grade for e in views if e.grade), default=None),
        evidence=tuple(e for e in views if e.status not in _AGAINST),
        denials=tuple(e for e in views if e.status in _AGAINST),
    )


def _evidence(row: Evidence, company: str | None, doubted: frozenset[int] = frozenset()) -> EvidenceView:
    return EvidenceView(
        id=f"C{row.id}",
        subject=row.subject,
        kind=SubjectKind(row.kind),
        company=company,
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
        disputed=row.id in doubted,
    )
