"""What the record holds on one order: this supplier, this customer, the lists, the rules. Reads only, keeps nothing."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import reviews, rosters, rules
from storage.domain import assessment
from storage.domain.claim import GAINS, Attribution, ClaimState, ClaimStatus, Scope, SubjectKind
from storage.domain.law import EventView, RuleView
from storage.domain.licence import Certainty, LicenceKind, LicenceState, Role
from storage.domain.names import NameIndex
from storage.domain.order import Customer, Facts, Held, Naming, Order, Source, Speaker, Supplier
from storage.domain.spelling import key_of
from storage.models import Company, Evidence, Licence
from storage.prepared import Prepared

#: Claims that were read plainly or that a person vouched for.
_SPEAKING = (ClaimState.REPORTED, ClaimState.CONTESTED)
_OUT = (ClaimStatus.EXCLUDED, ClaimStatus.DENIED)
_MAKES = (SubjectKind.EXPORTER, SubjectKind.SMCO_PRODUCER)
#: Rows looked at of one kind.
_MOST = 100

_WANTED = "id licence_id status attribution speaker outlet url publisher published customers suppliers end_uses"
_COLUMNS: tuple[Any, ...] = tuple(col(getattr(Evidence, name)) for name in _WANTED.split())
_NEWEST = (col(Evidence.published).desc(), col(Evidence.id).desc())
_GENERAL = col(Evidence.licence) == LicenceKind.GENERAL.value
_MATTERS = [status.value for status in (*GAINS, *_OUT)]


async def facts(session: AsyncSession, order: Order, now: datetime, names: NameIndex) -> Facts:
    """Everything an order check looks at. The customer is only taken for a company whose name was typed in full."""
    maker, buyer = await _parties(session, names, order)
    told = _Telling(names, maker, buyer)
    by_maker = await _by_the_maker(session, told)
    by_buyer = await _of_the_buyer(session, told)
    named = (*by_maker.named, *by_buyer.named)
    doubted = await reviews.disputed(session, [number for number, _ in named])
    version = await rosters.version(session)
    said, events = await _law(session, version)
    return Facts(
        supplier=await _supplier(session, order, told, now.date()),
        customer=Customer(
            name=buyer.name if buyer else order.customer,
            names=_names_of(names, buyer, order.customer),
            key=buyer.key if buyer else None,
            country=buyer.country if buyer else None,
            # A reading that somebody disputes names nobody until an admin has decided.
            named=tuple(naming for number, naming in named if number not in doubted),
            left_out=(*by_maker.left_out, *by_buyer.left_out),
            our_suppliers=by_buyer.unnamed,
        ),
        rolls=await rosters.rolls(session, version),
        rules=said,
        events=events,
    )


async def _law(session: AsyncSession, version: str) -> tuple[dict[str, RuleView], dict[str, EventView]]:
    """Rules and events, remembered until a seeding touches them."""
    memory: dict[str, Any] = session.info.get("memory", {})
    held = memory.get("law")
    if held is None or held[0] != version:
        held = (version, await rules.rules(session), {event.key: event for event in await rules.events(session)})
        memory["law"] = held
    return held[1], held[2]


@dataclass(kw_only=True)
class _Said:
    """What reports say of the customer: (claim, naming) where it is named, and the rest."""

    named: list[tuple[int, Naming]] = field(default_factory=list)
    left_out: list[Naming] = field(default_factory=list)
    unnamed: tuple[Source, ...] = ()


@dataclass(frozen=True)
class _Telling:
    """Who the two sides are, so that a speaker can be told from a bystander."""

    names: NameIndex
    #: As bare rows of the record.
    maker: Any
    buyer: Any

    def speaker(self, row: Any, own: Speaker) -> Speaker:
        """Who stands behind a row; `own` is the company it is about."""
        if row.attribution == Attribution.MINISTRY:
            return Speaker.MINISTRY
        if row.attribution != Attribution.COMPANY:
            return Speaker.PRESS
        spoke = self.names.resolve(row.speaker) if row.speaker else None
        key = spoke.company.key if spoke else None
        if self.maker is not None and key == self.maker.key:
            return Speaker.EXPORTER
        if self.buyer is not None and key == self.buyer.key:
            return Speaker.CUSTOMER
        return own if row.speaker is None else Speaker.PRESS

    def naming(self, row: Any, own: Speaker, licence: int | None = None) -> Naming:
        by = self.speaker(row, own)
        return Naming(by=by, on=_last_day(row.published), source=_source(row), licence=licence)


async def _parties(session: AsyncSession, names: NameIndex, order: Order) -> tuple[Any, Any]:
    """The two companies as bare rows; None for a side that is nobody we know."""
    maker, buyer = names.resolve(order.supplier), names.resolve(order.customer)
    if buyer and key_of(order.customer) not in {key_of(n) for n in (buyer.company.name, *buyer.company.aliases)}:
        # "Mitsubishi" is the beginning of several names: a group is not the one of its firms that we know.
        buyer = None
    keys = [match.company.key for match in (maker, buyer) if match]
    found = {row.key: row for row in await _companies().rows(session, keys=keys)} if keys else {}
    return (found.get(maker.company.key) if maker else None, found.get(buyer.company.key) if buyer else None)


@cache
def _companies() -> Prepared:
    these: Any = bindparam("keys", expanding=True)
    wanted: tuple[Any, ...] = (Company.id, Company.key, Company.name, Company.country)
    return Prepared(select(*wanted).where(col(Company.key).in_(these)))


def _names_of(names: NameIndex, company: Any, typed: str) -> tuple[str, ...]:
    if company is None:
        return (typed,)
    known = names.of(company.key)
    return tuple(dict.fromkeys((company.name, *(known.aliases if known else ()), typed)))


async def _supplier(session: AsyncSession, order: Order, told: _Telling, today: date) -> Supplier:
    maker = told.maker
    if maker is None:
        return Supplier(name=order.supplier)
    newest = {row.role: row for row in await _licences().rows(session, company=maker.id)}
    supplier = Supplier(
        name=maker.name,
        key=maker.key,
        country=maker.country,
        licences=tuple([await _held(session, row, today) for row in newest.values()]),
    )
    return supplier if newest else await _without(session, supplier, told)


@cache
def _licences() -> Prepared:
    """The general licences of a company and of what is known of them, in their order."""
    wanted: tuple[Any, ...] = (
        *(Licence.id, Licence.role, Licence.state, Licence.certainty, Licence.scope, Licence.materials),
        *(Licence.valid_from, Licence.valid_until, Licence.issue_date_known, Licence.first_reported),
    )
    query = select(*wanted).where(
        col(Licence.company_id) == bindparam("company"),
        col(Licence.kind) == LicenceKind.GENERAL.value,
        col(Licence.role) != Role.CUSTOMER.value,
        col(Licence.state) != LicenceState.NONE.value,
    )
    return Prepared(query.order_by(col(Licence.valid_from), col(Licence.period)))


async def _without(session: AsyncSession, supplier: Supplier, told: _Telling) -> Supplier:
    """Of a supplier without a general licence: its own word that it has none, and individual ones it has."""
    rows = await _of_no_holder().rows(session, company=told.maker.id)
    denied = [row for row in rows if row.status == ClaimStatus.DENIED]
    says_none = [row for row in denied if told.speaker(row, Speaker.EXPORTER) is Speaker.EXPORTER]
    return replace(
        supplier,
        says_none=_source(says_none[0]) if says_none else None,
        individual=tuple(_source(row) for row in rows if row.status != ClaimStatus.DENIED)[:2],
    )


@cache
def _of_no_holder() -> Prepared:
    own = and_(
        col(Evidence.status) == ClaimStatus.DENIED.value,
        col(Evidence.attribution) == Attribution.COMPANY.value,
        _GENERAL,
    )
    individual = and_(
        col(Evidence.status).in_([status.value for status in GAINS]),
        col(Evidence.licence) == LicenceKind.INDIVIDUAL.value,
    )
    return _about(_MAKES, or_(own, individual))


async def _held(session: AsyncSession, row: Any, today: date) -> Held:
    rows = await _carrying().rows(session, licence=row.id)
    told = [each for each in rows if each.status not in _OUT]
    denied = [each for each in rows if each.status in _OUT]
    return Held(
        id=row.id,
        role=Role(row.role),
        state=assessment.state_today(LicenceState(row.state), row.valid_until, today),
        certainty=Certainty(row.certainty),
        scope=Scope(row.scope) if row.scope else None,
        materials=frozenset(row.materials),
        end_uses=frozenset(use for each in told for use in each.end_uses),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issue_date_known=row.issue_date_known,
        first_reported=row.first_reported,
        sources=tuple(_source(each) for each in told[:2]),
        denials=tuple(_source(each) for each in denied[:1]),
    )


@cache
def _carrying() -> Prepared:
    query = select(*_COLUMNS).where(
        col(Evidence.licence_id) == bindparam("licence"), col(Evidence.state).in_(_SPEAKING), col(Evidence.weighs)
    )
    return Prepared(query.order_by(col(Evidence.origin_counts).desc(), *_NEWEST).limit(_MOST))


async def _by_the_maker(session: AsyncSession, told: _Telling) -> _Said:
    """Reports on the supplier's own licence that name this customer: as in it, and as left out of it."""
    said = _Said()
    if told.maker is None or told.buyer is None:
        return said
    for row in await _naming_customers().rows(session, company=told.maker.id):
        if told.buyer.key not in row.customers:
            continue
        naming = told.naming(row, Speaker.EXPORTER, row.licence_id)
        if row.status in GAINS:
            said.named.append((row.id, naming))
        else:
            said.left_out.append(naming)
    return said


@cache
def _naming_customers() -> Prepared:
    return _about(_MAKES, and_(_GENERAL, col(Evidence.status).in_(_MATTERS), _some(Evidence.customers)))


async def _of_the_buyer(session: AsyncSession, told: _Telling) -> _Said:
    """Reports on the customer: named for this supplier, left out, or covered by suppliers nobody names."""
    said = _Said()
    if told.buyer is None:
        return said
    for row in await _of_customers().rows(session, company=told.buyer.id):
        naming = told.naming(row, Speaker.CUSTOMER)
        if row.status in _OUT:
            said.left_out.append(naming)
        elif told.maker is not None and (naming.by is Speaker.EXPORTER or told.maker.key in row.suppliers):
            said.named.append((row.id, naming))
        elif naming.standing:
            said.unnamed = (*said.unnamed, naming.source)
    return said


@cache
def _of_customers() -> Prepared:
    spoken = or_(col(Evidence.status).in_(_OUT), col(Evidence.speaker).is_not(None), _some(Evidence.suppliers))
    return _about((SubjectKind.CUSTOMER,), and_(_GENERAL, col(Evidence.status).in_(_MATTERS), spoken))


def _about(kinds: Sequence[SubjectKind], which: Any) -> Prepared:
    """Plain claims about one company: those that leave somebody out first, then the newest."""
    query = select(*_COLUMNS).where(
        col(Evidence.company_id) == bindparam("company"),
        col(Evidence.kind).in_([each.value for each in kinds]),
        col(Evidence.state).in_(_SPEAKING),
        col(Evidence.hedged).is_(False),
        col(Evidence.weighs),
        which,
    )
    return Prepared(query.order_by(col(Evidence.status).in_(_OUT).desc(), *_NEWEST).limit(_MOST))


def _some(listed: Any) -> Any:
    """That a list is not empty."""
    return cast(col(listed), String) != "[]"


def _source(row: Any) -> Source:
    return Source(publisher=row.publisher or row.outlet, url=row.url, dated=row.published, claim=f"C{row.id}")


def _last_day(printed: str | None) -> date:
    """The last day a printed date can mean: a month ends on its last, what has no date was never."""
    if not printed:
        return date.min
    try:
        if len(printed) >= 10:
            return date.fromisoformat(printed[:10])
        year, _, month = printed.partition("-")
        number = int(month or 12)
        return date(int(year), number, monthrange(int(year), number)[1])
    except ValueError:
        return date.min
