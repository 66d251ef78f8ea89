"""The answers: who holds, who is covered, what is not known. Reads only; nothing here moves a status."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import claims, companies, looking, reviews, watchlist
from storage.claims import AGAINST, SPEAKING
from storage.domain import assessment
from storage.domain.claim import GAINS, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import HOLDS, Certainty, LicenceKind, LicenceState, Role
from storage.domain.names import NameMatch
from storage.domain.views import (
    CompanyView,
    EvidenceView,
    LicenceInFull,
    LicenceView,
    Overview,
    SmCoView,
    Unknown,
)
from storage.models import Company, Document, Evidence, Licence

V = TypeVar("V", bound=LicenceView)

#: What lapsed this recently is still news on the first screen.
_LAPSED_LATELY = 45
#: Claims of customers left out that an answer shows at most.
_LEFT_OUT = 8

# What a line in a list needs: rows that a session tracks one by one cost several times as much.
_LINE: tuple[Any, ...] = (
    *(Licence.id, Licence.company_id, Licence.role, Licence.kind, Licence.state, Licence.certainty, Licence.support),
    *(Licence.scope, Licence.materials, Licence.customers, Licence.first_reported, Licence.valid_from),
    *(Licence.valid_until, Licence.issue_date_known, Licence.origins, Licence.articles),
    *(col(Company.key).label("company"), Company.name),
)
_IN_FULL = (*_LINE, Licence.because, Licence.last_origin_on)
_STRENGTH = {certainty: strength for strength, certainty in enumerate(Certainty)}


async def resolve(session: AsyncSession, typed: str) -> NameMatch | None:
    """The company this name is exactly."""
    return await companies.resolve(session, typed)


async def near(session: AsyncSession, typed: str) -> list[NameMatch]:
    """Companies with a name close to this one."""
    return await companies.near(session, typed)


async def current(
    session: AsyncSession, now: datetime, *, role: Role | None = None, company: str | None = None
) -> tuple[LicenceView, ...]:
    """The newest period of every licence the record knows, or of a company's (its key); surest first."""
    rows = await _newest(session, _LINE, *_narrowed(role, company))
    return surest_first(LicenceView(**_line(row, now.date())) for row in rows)


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
    return tuple(
        view
        for view in _holding(await current(session, now))
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
        own = _holding(await current(session, now, company=exporter))
        named = {key for view in own for key in view.customers}
        return tuple(view for view in covered if view.company in named), ()
    return covered, await claims.left_out(session, _LEFT_OUT)


async def smco(session: AsyncSession, now: datetime) -> SmCoView:
    """Samarium-cobalt: who is licensed for it (usually nobody), and what was said about that."""
    said = await claims.newest(session, smco=True, limit=50)
    return SmCoView(
        licences=await current(session, now, role=Role.SMCO_PRODUCER),
        absence=tuple(e for e in said if e.status in (ClaimStatus.NOT_CONFIRMED, ClaimStatus.DENIED)),
        individual=tuple(e for e in said if e.licence is LicenceKind.INDIVIDUAL and e.status in GAINS),
        open_reviews=await reviews.count_open(session, kind=SubjectKind.SMCO_PRODUCER),
        looking=await looking.looking(session, now, role=Role.SMCO_PRODUCER),
    )


async def overview(session: AsyncSession, now: datetime) -> Overview:
    """What is known today, for the first screen."""
    known = await current(session, now)
    newest = (await session.exec(select(func.max(Document.learnt_at)))).one()
    return Overview(
        holders=_holding(known),
        customers=_of(Role.CUSTOMER, known),
        excluded=await claims.left_out(session, _LEFT_OUT),
        smco=_of(Role.SMCO_PRODUCER, known),
        lapsing=_ending(known, now.date(), 90),
        open_reviews=await reviews.count_open(session),
        looking=await looking.looking(session, now, role=Role.SMCO_PRODUCER),
        newest_document=newest,
    )


async def expiring(session: AsyncSession, now: datetime, days: int) -> tuple[LicenceView, ...]:
    """Licences whose window ends within so many days, or ended lately without news of a renewal; soonest first."""
    return _ending(await current(session, now), now.date(), days)


async def look_up(session: AsyncSession, typed: str, now: datetime) -> CompanyView | Unknown:
    """Everything on the company this name is, or Unknown with the nearest names."""
    match = await companies.resolve(session, typed)
    if match is None:
        return Unknown(typed=typed, nearest=tuple(await companies.near(session, typed)))
    company = await companies.by_key(session, match.company.key)
    assert company is not None
    assert company.id is not None
    said = await claims.of_company(session, company.id)
    individual = tuple(e for e, _ in said if e.licence is not LicenceKind.GENERAL and e.status in GAINS)
    carried = {e.id for e, licence_id in said if licence_id is not None and e.status in GAINS}
    beside = carried | {e.id for e in individual}
    names = await companies.names_of(session, company.id)
    periods = await _rows(session, _IN_FULL, Licence.state != LicenceState.NONE, Company.key == company.key)
    newest = _last(periods)
    return CompanyView(
        key=company.key,
        name=company.name,
        legal_name=company.legal_name,
        local_name=company.local_name,
        roles=tuple(Role(role) for role in company.roles),
        tickers=tuple(alias.text for alias in names if alias.kind == "ticker"),
        watched=await watchlist.holds(session, company.id),
        proposed=company.proposed,
        licences=await _in_full(session, newest, now),
        # Where nothing is known of a licence, how hard we looked is the answer.
        looking=None if newest else await looking.looking(session, now, company=company.id),
        earlier=tuple(LicenceView(**_line(row, now.date())) for row in reversed(periods) if row not in newest),
        individual=individual,
        other=tuple(e for e, _ in said if e.id not in beside),
        open_reviews=await reviews.count_open(session, company=company.id),
        matched=match.because,
    )


async def view_of(session: AsyncSession, licence_id: int, now: datetime) -> LicenceInFull | None:
    """One licence period as it stands."""
    views = await _in_full(session, await _rows(session, _IN_FULL, col(Licence.id) == licence_id), now)
    return views[0] if views else None


async def best_grades(session: AsyncSession) -> dict[int, str]:
    """The best letter (A-F) among the publishers of what carries each licence; a licence without any is left out."""
    rows = await session.exec(
        select(Evidence.licence_id, func.min(Evidence.grade))
        .where(
            col(Evidence.licence_id).is_not(None),
            col(Evidence.grade).is_not(None),
            col(Evidence.state).in_(SPEAKING),
            col(Evidence.status).not_in(AGAINST),
        )
        .group_by(col(Evidence.licence_id))
    )
    return {number: grade for number, grade in rows.all() if number is not None and grade is not None}


def _narrowed(role: Role | None, company: str | None) -> list[Any]:
    narrowed: list[Any] = [Licence.role == role.value] if role is not None else []
    return [*narrowed, Company.key == company] if company is not None else narrowed


async def _newest(session: AsyncSession, wanted: Iterable[Any], *narrowed: Any) -> list[Any]:
    """The newest period of each company in each role."""
    return _last(await _rows(session, wanted, Licence.state != LicenceState.NONE, *narrowed))


def _last(rows: Iterable[Any]) -> list[Any]:
    """Of periods in their order, the last of each company in each role."""
    return list({(row.company_id, row.role): row for row in rows}.values())


async def _rows(session: AsyncSession, wanted: Iterable[Any], *narrowed: Any) -> Sequence[Any]:
    query: Any = columns(*wanted).where(col(Licence.company_id) == col(Company.id), *narrowed)
    periods = (col(Licence.valid_from).nulls_first(), col(Licence.period))
    found: Sequence[Any] = (await session.exec(query.order_by(*periods))).all()
    return found


async def _in_full(session: AsyncSession, rows: Sequence[Any], now: datetime) -> tuple[LicenceInFull, ...]:
    said = await claims.of_licences(session, [row.id for row in rows])
    return surest_first(_full(row, said[row.id], now.date()) for row in rows)


def surest_first(views: Iterable[V]) -> tuple[V, ...]:
    """In the order in which answers show licences."""
    return tuple(sorted(views, key=lambda v: (-_STRENGTH[v.certainty], v.first_reported or date.max, v.name)))


def _of(role: Role, known: Iterable[LicenceView]) -> tuple[LicenceView, ...]:
    return tuple(view for view in known if view.role is role)


def _holding(known: Sequence[LicenceView]) -> tuple[LicenceView, ...]:
    """Only exporters hold licences; the makers of samarium-cobalt among them come last."""
    return (*_of(Role.EXPORTER, known), *_of(Role.SMCO_PRODUCER, known))


def _ending(known: Iterable[LicenceView], today: date, days: int) -> tuple[LicenceView, ...]:
    first, last = today - timedelta(days=_LAPSED_LATELY), today + timedelta(days=days)
    found = [
        view
        for view in known
        if view.valid_until is not None
        and first <= view.valid_until <= last
        and (view.state in HOLDS or view.state is LicenceState.LAPSED)
    ]
    return tuple(sorted(found, key=lambda view: (view.valid_until or last, view.name)))


def _line(row: Any, today: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "company": row.company,
        "name": row.name,
        "role": Role(row.role),
        "kind": LicenceKind(row.kind),
        "state": assessment.state_today(LicenceState(row.state), row.valid_until, today),
        "certainty": Certainty(row.certainty),
        "support": Certainty(row.support),
        "scope": Scope(row.scope) if row.scope else None,
        "materials": tuple(row.materials),
        "customers": tuple(row.customers),
        "first_reported": row.first_reported,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "issue_date_known": row.issue_date_known,
        "origins": tuple(row.origins),
        "articles": row.articles,
    }


def _full(row: Any, said: Sequence[EvidenceView], today: date) -> LicenceInFull:
    role = Role(row.role)
    return LicenceInFull(
        **_line(row, today),
        because=tuple(row.because),
        would_confirm=assessment.would_confirm(role, row.name),
        would_end=assessment.would_end(role, row.name),
        freshness=assessment.freshness(row.last_origin_on or row.first_reported, today),
        grade=min((e.grade for e in said if e.grade), default=None),
        evidence=tuple(e for e in said if e.status not in AGAINST),
        denials=tuple(e for e in said if e.status in AGAINST),
    )
