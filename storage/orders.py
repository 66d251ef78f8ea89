"""What the record holds on one order: this supplier, this customer, the lists, the rules. Reads only, keeps nothing."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, cast
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import companies, reviews, rosters, rules
from storage.domain import assessment
from storage.domain.claim import GAINS, Attribution, ClaimState, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import Certainty, LicenceKind, LicenceState, Role
from storage.domain.names import NameIndex, key_of
from storage.domain.order import Customer, Facts, Held, Naming, Order, Source, Speaker, Supplier
from storage.models import Company, Evidence, Licence

#: Claims that were read plainly or that a person vouched for.
_SPEAKING = (ClaimState.REPORTED, ClaimState.CONTESTED)
_OUT = (ClaimStatus.EXCLUDED, ClaimStatus.DENIED)
#: Rows looked at of one kind; the newest come first.
_MOST = 200

_WANTED = "id licence_id status attribution speaker outlet url publisher published customers suppliers end_uses"
_COLUMNS = tuple(col(getattr(Evidence, name)) for name in _WANTED.split())
_NEWEST = (col(Evidence.published).desc(), col(Evidence.id).desc())


async def facts(session: AsyncSession, order: Order, now: datetime) -> Facts:
    """Everything an order check looks at. The customer is only taken for a company whose name was typed in full."""
    names = await companies.index(session)
    buyer = await _company(session, names, order.customer, in_full=True)
    maker = await _company(session, names, order.supplier)
    told = _Telling(names, maker, buyer, await reviews.disputed(session))
    named, left_out = await _by_the_maker(session, told)
    more, out, unnamed = await _of_the_buyer(session, told)
    return Facts(
        supplier=await _supplier(session, order, told, now.date()),
        customer=Customer(
            name=buyer.name if buyer else order.customer,
            names=_names_of(names, buyer, order.customer),
            key=buyer.key if buyer else None,
            country=buyer.country if buyer else None,
            named=(*named, *more),
            left_out=(*left_out, *out),
            our_suppliers=unnamed,
        ),
        rolls=await rosters.rolls(session),
        rules=await rules.rules(session),
        events={event.key: event for event in await rules.events(session)},
    )


@dataclass(frozen=True)
class _Telling:
    """Who the two sides are, so that a speaker can be told from a bystander."""

    names: NameIndex
    maker: Company | None
    buyer: Company | None
    doubted: frozenset[int]

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

    def trusted(self, named: Iterable[tuple[int, Naming]]) -> tuple[Naming, ...]:
        """A reading that somebody disputes names nobody until an admin has decided."""
        return tuple(naming for number, naming in named if number not in self.doubted)


async def _company(session: AsyncSession, names: NameIndex, typed: str, *, in_full: bool = False) -> Company | None:
    match = names.resolve(typed)
    if match is None:
        return await companies.by_key(session, typed.casefold())
    owner = match.company
    if in_full and key_of(typed) not in {key_of(name) for name in (owner.name, *owner.aliases)}:
        # "Mitsubishi" is the beginning of several names: a group is not the one of its firms that we know.
        return None
    return await companies.by_key(session, owner.key)


def _names_of(names: NameIndex, company: Company | None, typed: str) -> tuple[str, ...]:
    if company is None:
        return (typed,)
    known = next((each for each in names.companies if each.key == company.key), None)
    return tuple(dict.fromkeys((company.name, *(known.aliases if known else ()), typed)))


async def _supplier(session: AsyncSession, order: Order, told: _Telling, today: date) -> Supplier:
    maker = told.maker
    if maker is None:
        return Supplier(name=order.supplier)
    rows = await session.exec(
        select(Licence)
        .where(Licence.company_id == maker.id, Licence.kind == LicenceKind.GENERAL.value)
        .where(col(Licence.role) != Role.CUSTOMER.value, col(Licence.state) != LicenceState.NONE.value)
        .order_by(col(Licence.valid_from), col(Licence.period))
    )
    newest = {row.role: row for row in rows.all()}
    makes = (SubjectKind.EXPORTER, SubjectKind.SMCO_PRODUCER)
    denied = await _claims(session, maker, makes, (ClaimStatus.DENIED,), 3, own=True)
    says_none = [row for row in denied if told.speaker(row, Speaker.EXPORTER) is Speaker.EXPORTER]
    kind = Evidence.licence == LicenceKind.INDIVIDUAL.value
    individual = await _claims(session, maker, makes, tuple(GAINS), 2, kind=kind)
    return Supplier(
        name=maker.name,
        key=maker.key,
        country=maker.country,
        licences=tuple([await _held(session, row, today) for row in newest.values()]),
        says_none=_source(says_none[0]) if says_none else None,
        individual=tuple(_source(row) for row in individual),
    )


async def _held(session: AsyncSession, row: Licence, today: date) -> Held:
    of_it = (Evidence.licence_id == row.id, col(Evidence.state).in_(_SPEAKING), col(Evidence.weighs))
    against = col(Evidence.status).in_(_OUT)
    ordered = select(*_COLUMNS).where(*of_it).order_by(col(Evidence.origin_counts).desc(), *_NEWEST)
    told = (await session.exec(ordered.where(~against).limit(2))).all()
    denied = (await session.exec(ordered.where(against).limit(1))).all()
    uses = (
        await session.exec(
            select(Evidence.end_uses).where(*of_it, ~against, cast(col(Evidence.end_uses), String) != "[]").limit(_MOST)
        )
    ).all()
    return Held(
        id=row.id or 0,
        role=Role(row.role),
        state=assessment.state_today(LicenceState(row.state), row.valid_until, today),
        certainty=Certainty(row.certainty),
        scope=Scope(row.scope) if row.scope else None,
        materials=frozenset(row.materials),
        end_uses=frozenset(use for stated in uses for use in stated),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issue_date_known=row.issue_date_known,
        sources=tuple(_source(each) for each in told),
        denials=tuple(_source(each) for each in denied),
    )


async def _by_the_maker(session: AsyncSession, told: _Telling) -> tuple[tuple[Naming, ...], tuple[Naming, ...]]:
    """Reports on the supplier's own licence that name this customer: as in it, and as left out of it."""
    if told.maker is None or told.buyer is None:
        return (), ()
    names_some = cast(col(Evidence.customers), String) != "[]"
    makes = (SubjectKind.EXPORTER, SubjectKind.SMCO_PRODUCER)
    rows = await _claims(session, told.maker, makes, (*GAINS, *_OUT), _MOST, kind=names_some, general=True)
    named: list[tuple[int, Naming]] = []
    out: list[tuple[int, Naming]] = []
    for row in rows:
        if told.buyer.key in row.customers:
            found = named if row.status in GAINS else out
            found.append((row.id, told.naming(row, Speaker.EXPORTER, row.licence_id)))
    return told.trusted(named), tuple(naming for _, naming in out)


async def _of_the_buyer(
    session: AsyncSession, told: _Telling
) -> tuple[tuple[Naming, ...], tuple[Naming, ...], tuple[Source, ...]]:
    """Reports on the customer: named for this supplier, left out, or covered by suppliers nobody names."""
    if told.buyer is None:
        return (), (), ()
    customer = (SubjectKind.CUSTOMER,)
    spoken = (col(Evidence.speaker).is_not(None)) | (cast(col(Evidence.suppliers), String) != "[]")
    covered = await _claims(session, told.buyer, customer, tuple(GAINS), _MOST, kind=spoken, general=True)
    out = await _claims(session, told.buyer, customer, _OUT, 20, general=True)
    named: list[tuple[int, Naming]] = []
    unnamed: list[Source] = []
    for row in covered:
        naming = told.naming(row, Speaker.CUSTOMER)
        by_the_maker = naming.by is Speaker.EXPORTER
        if told.maker is not None and (by_the_maker or told.maker.key in row.suppliers):
            named.append((row.id, naming))
        elif naming.standing:
            unnamed.append(naming.source)
    return told.trusted(named), tuple(told.naming(row, Speaker.CUSTOMER) for row in out), tuple(unnamed)


async def _claims(
    session: AsyncSession,
    company: Company,
    kinds: Sequence[SubjectKind],
    statuses: Sequence[ClaimStatus],
    most: int,
    *,
    kind: Any = None,
    general: bool = False,
    own: bool = False,
) -> Sequence[Any]:
    """The newest plain claims about one company; `general` leaves other licences out, `own` keeps its own word only."""
    query = select(*_COLUMNS).where(
        Evidence.company_id == company.id,
        col(Evidence.kind).in_([each.value for each in kinds]),
        col(Evidence.status).in_([each.value for each in statuses]),
        col(Evidence.state).in_(_SPEAKING),
        col(Evidence.hedged).is_(False),
        col(Evidence.weighs),
    )
    if kind is not None:
        query = query.where(kind)
    if general or own:
        query = query.where(Evidence.licence == LicenceKind.GENERAL.value)
    if own:
        query = query.where(Evidence.attribution == Attribution.COMPANY.value)
    return (await session.exec(query.order_by(*_NEWEST).limit(most))).all()


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
