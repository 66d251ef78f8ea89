"""The answers: who holds, who is covered, what is not known. Reads only; nothing here moves a status."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import claims, companies, listing, looking, reviews, watchlist
from storage.claims import AGAINST
from storage.domain import assessment
from storage.domain.claim import GAINS, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import Certainty, LicenceKind, LicenceState, Role
from storage.domain.names import NameMatch
from storage.domain.views import (
    CompanyView,
    EvidenceView,
    LicenceInFull,
    LicenceView,
    Listed,
    Overview,
    SmCoView,
    Unknown,
)
from storage.models import Company, Document, Licence
from storage.prepared import Prepared

V = TypeVar("V", bound=LicenceView)

#: What lapsed this recently is still news on the first screen.
_LAPSED_LATELY = 45
#: Licences of each kind on the first screen.
_AT_A_GLANCE = 8
#: Only exporters hold licences; the makers of samarium-cobalt are some of them.
_HOLDERS = (Role.EXPORTER, Role.SMCO_PRODUCER)
#: Producers of samarium-cobalt in one answer.
_SOME = 25
#: Claims of customers left out that an answer shows at most.
_LEFT_OUT = 8

_IN_FULL = (*listing.LINE, Licence.because)
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
    asked = _periods(full=False, of_role=role is not None, of_company=company is not None)
    rows = _last(await asked.rows(session, role=role, company=company))
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
    limit: int | None = None,
    offset: int = 0,
) -> Listed[LicenceView]:
    """Who is said to hold a general licence, makers of samarium-cobalt among exporters last. `customer` is a company
    key; `certainty` the least wanted.
    """
    wanted = listing.Wanted(
        roles=_HOLDERS,
        material=material,
        customer=customer,
        certainties=[c for c in Certainty if assessment.reaches(c, certainty)] if certainty is not None else None,
        state=state,
        since=since,
    )
    return await _listed(session, now, wanted, limit, offset)


async def customers(
    session: AsyncSession, now: datetime, exporter: str | None = None, *, limit: int | None = None, offset: int = 0
) -> Listed[LicenceView]:
    """Who is said to be covered. With `exporter` (key): only those it was named for."""
    named: frozenset[str] | None = None
    if exporter is not None:
        own = await current(session, now, company=exporter)
        named = frozenset(key for view in own if view.role in _HOLDERS for key in view.customers)
    wanted = listing.Wanted(roles=(Role.CUSTOMER,), companies=named)
    return await _listed(session, now, wanted, limit, offset)


async def left_out(session: AsyncSession) -> tuple[EvidenceView, ...]:
    """Customers said to have been left out, the newest few."""
    return await claims.left_out(session, _LEFT_OUT)


async def smco(session: AsyncSession, now: datetime) -> SmCoView:
    """Samarium-cobalt: who is licensed for it (usually nobody), and what was said about that."""
    said = await claims.newest(session, smco=True, limit=50)
    producers = listing.Wanted(roles=(Role.SMCO_PRODUCER,))
    return SmCoView(
        licences=(await _listed(session, now, producers, _SOME, 0)).rows,
        absence=tuple(e for e in said if e.status in (ClaimStatus.NOT_CONFIRMED, ClaimStatus.DENIED)),
        individual=tuple(e for e in said if e.licence is LicenceKind.INDIVIDUAL and e.status in GAINS),
        open_reviews=await reviews.count_open(session, kind=SubjectKind.SMCO_PRODUCER),
        looking=await looking.looking(session, now, role=Role.SMCO_PRODUCER),
    )


async def overview(session: AsyncSession, now: datetime) -> Overview:
    """What is known today, for the first screen: so many of each, and the surest of them."""
    today = now.date()
    standing = await listing.standing(session, today)
    newest = await _newest_document().value(session)

    async def surest(*roles: Role) -> Listed[LicenceView]:
        total = sum(number for role, _, _, number in standing if role in roles)
        rows = await _page(session, now, listing.Wanted(roles=roles), _AT_A_GLANCE) if total else ()
        return Listed(rows=rows, total=total)

    def sure(*roles: Role) -> dict[Certainty, int]:
        return {c: n for c in Certainty if (n := sum(s[3] for s in standing if s[0] in roles and s[1] is c and s[2]))}

    return Overview(
        holders=await surest(*_HOLDERS),
        customers=await surest(Role.CUSTOMER),
        held=sure(*_HOLDERS),
        covered=sure(Role.CUSTOMER),
        excluded=await claims.left_out(session, _LEFT_OUT),
        smco=await surest(Role.SMCO_PRODUCER),
        lapsing=await expiring(session, now, 90, limit=_AT_A_GLANCE),
        open_reviews=await reviews.count_open(session),
        looking=await looking.looking(session, now, role=Role.SMCO_PRODUCER),
        newest_document=newest,
    )


@cache
def _newest_document() -> Prepared:
    return Prepared(select(func.max(Document.learnt_at)))


async def expiring(
    session: AsyncSession, now: datetime, days: int, *, limit: int | None = None, offset: int = 0
) -> Listed[LicenceView]:
    """Licences whose window ends within so many days, or ended lately without news of a renewal; soonest first."""
    today = now.date()
    wanted = listing.Wanted(ends_from=today - timedelta(days=_LAPSED_LATELY), ends_by=today + timedelta(days=days))
    return await _listed(session, now, wanted, limit, offset)


async def entry(session: AsyncSession, typed: str) -> tuple[int, CompanyView] | Unknown:
    """The company this name is and its id, without what was said of it; or Unknown with the nearest names."""
    match = await companies.resolve(session, typed)
    if match is None:
        return Unknown(typed=typed, nearest=tuple(await companies.near(session, typed)))
    company = await companies.facts(session, match.company.key)
    assert company is not None
    names = await companies.aliases(session, company.id)
    return company.id, CompanyView(
        key=company.key,
        name=company.name,
        legal_name=company.legal_name,
        local_name=company.local_name,
        roles=tuple(Role(role) for role in company.roles),
        tickers=tuple(alias.text for alias in names if alias.kind == "ticker"),
        watched=await watchlist.holds(session, company.id),
        proposed=company.proposed,
        licences=(),
        individual=Listed(rows=(), total=0),
        other=Listed(rows=(), total=0),
        said=0,
        open_reviews=0,
        matched=match.because,
        country=company.country,
    )


async def look_up(session: AsyncSession, typed: str, now: datetime) -> CompanyView | Unknown:
    """Everything on the company this name is, or Unknown with the nearest names."""
    found = await entry(session, typed)
    if isinstance(found, Unknown):
        return found
    number, company = found
    individual, other = await claims.beside(session, number)
    asked = _periods(full=True, of_role=False, of_company=True)
    periods = await asked.rows(session, role=None, company=company.key)
    newest = _last(periods)
    return replace(
        company,
        licences=await _in_full(session, newest, now, few=True),
        # Where nothing is known of a licence, how hard we looked is the answer.
        looking=None if newest else await looking.looking(session, now, company=number),
        earlier=tuple(LicenceView(**_line(row, now.date())) for row in reversed(periods) if row not in newest),
        individual=individual,
        other=other,
        said=await claims.counted(session, company_id=number),
        open_reviews=await reviews.count_open(session, company=number),
    )


async def view_of(session: AsyncSession, licence_id: int, now: datetime) -> LicenceInFull | None:
    """One licence period as it stands."""
    views = await _in_full(session, await _one_period().rows(session, number=licence_id), now)
    return views[0] if views else None


@cache
def _periods(*, full: bool, of_role: bool, of_company: bool) -> Prepared:
    """Periods of which something is known, in their order."""
    query: Any = columns(*(_IN_FULL if full else listing.LINE))
    query = query.where(col(Licence.company_id) == col(Company.id), Licence.state != LicenceState.NONE)
    if of_role:
        query = query.where(col(Licence.role) == bindparam("role"))
    if of_company:
        query = query.where(col(Company.key) == bindparam("company"))
    return Prepared(query.order_by(col(Licence.valid_from).nulls_first(), col(Licence.period)))


@cache
def _one_period() -> Prepared:
    owner = col(Licence.company_id) == col(Company.id)
    return Prepared(columns(*_IN_FULL).where(owner, col(Licence.id) == bindparam("number")))


def _last(rows: Iterable[Any]) -> list[Any]:
    """Of periods in their order, the last of each company in each role."""
    return list({(row.company_id, row.role): row for row in rows}.values())


async def _in_full(
    session: AsyncSession, rows: Sequence[Any], now: datetime, *, few: bool = False
) -> tuple[LicenceInFull, ...]:
    ids = [row.id for row in rows]
    said, grades = await claims.of_licences(session, ids, few=few), await claims.best_grades(session, ids)
    return surest_first(_full(row, said[row.id], grades.get(row.id), now.date()) for row in rows)


def surest_first(views: Iterable[V]) -> tuple[V, ...]:
    """In the order in which answers show licences."""
    return tuple(sorted(views, key=lambda v: (-_STRENGTH[v.certainty], v.first_reported or date.max, v.name)))


async def _listed(
    session: AsyncSession, now: datetime, wanted: listing.Wanted, limit: int | None, offset: int
) -> Listed[LicenceView]:
    rows = await _page(session, now, wanted, limit, offset)
    whole = limit is None or (not offset and len(rows) < limit)
    return Listed(rows=rows, total=len(rows) if whole else await listing.count(session, wanted, now.date()))


async def _page(
    session: AsyncSession, now: datetime, wanted: listing.Wanted, limit: int | None, offset: int = 0
) -> tuple[LicenceView, ...]:
    rows = await listing.page(session, wanted, now.date(), limit, offset)
    return tuple(LicenceView(**_line(row, now.date())) for row in rows)


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
        "newest": row.last_origin_on or row.first_reported,
    }


def _full(row: Any, said: Sequence[EvidenceView], grade: str | None, today: date) -> LicenceInFull:
    role = Role(row.role)
    return LicenceInFull(
        **_line(row, today),
        because=tuple(row.because),
        would_confirm=assessment.would_confirm(role, row.name),
        would_end=assessment.would_end(role, row.name),
        freshness=assessment.freshness(row.last_origin_on or row.first_reported, today),
        grade=grade,
        evidence=tuple(e for e in said if e.status not in AGAINST),
        denials=tuple(e for e in said if e.status in AGAINST),
    )
