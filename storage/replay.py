"""As of an earlier day: what was known of a company then, graded as then. Reads only.

The claims that spoke on that day are weighed by the same rules as today's; the licence rows, which hold today's
answers, are not looked at. Names are today's: what a company is called is no news.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import claims, companies, licences, stories, testimonies
from storage.claims import AGAINST
from storage.domain import assessment, origins
from storage.domain.assessment import Assessment, Period
from storage.domain.claim import ENDS, GAINS, ClaimState, SubjectKind
from storage.domain.licence import Certainty, LicenceKind, Role
from storage.domain.origins import Testimony
from storage.domain.replay import Life, Past, Turn, spoke
from storage.domain.views import CompanyView, EvidenceView, LicenceInFull, Listed, Unknown
from storage.models import Audit, Company, Evidence, Review, Source
from storage.prepared import Prepared

_KINDS = {
    SubjectKind.EXPORTER: Role.EXPORTER,
    SubjectKind.SMCO_PRODUCER: Role.SMCO_PRODUCER,
    SubjectKind.CUSTOMER: Role.CUSTOMER,
}
_DECIDED = {
    "accepted": ClaimState.REPORTED,
    "merged": ClaimState.REPORTED,
    "rejected": ClaimState.REJECTED,
    "edited": ClaimState.SUPERSEDED,
}
#: What admins do to a claim outside a review, as the audit calls it.
_DONE = {
    "claim added": ClaimState.REPORTED,
    "claim restored": ClaimState.REPORTED,
    "claim retracted": ClaimState.REJECTED,
}


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A company as of an earlier day. `began` is set when the record is younger than that day: the day it began."""

    company: CompanyView
    day: date
    began: date | None


async def look_up(session: AsyncSession, typed: str, day: date, until: datetime, now: datetime) -> Replay | Unknown:
    """What was known of this company at the end (`until`) of that day; Unknown for a name that is nobody's today."""
    found = await licences.entry(session, typed)
    if isinstance(found, Unknown):
        return found
    number, view = found
    began = await _began(session)
    past = Past(day=day, until=until, printed=began is None or until <= began)
    rows = await _spoke(session, number, past)
    said = {row.id: _bare(row) for row in rows}
    known = await _weighed(session, view, rows, said, day)
    open_reviews = int(await _open_reviews().value(session, company=number, until=until))
    return Replay(
        company=_then(view, said, known, open_reviews), day=day, began=(began or now).date() if past.printed else None
    )


async def _began(session: AsyncSession) -> datetime | None:
    """When the record began to learn; None when it never did."""
    moments = [await first.value(session) for first in _firsts()]
    return min((moment for moment in moments if moment is not None), default=None)


@cache
def _firsts() -> tuple[Prepared, ...]:
    return (
        # The first that was kept: there is no index by time for companies, and no need of one.
        Prepared(
            select(col(Company.learnt_at)).where(col(Company.id) == select(func.min(Company.id)).scalar_subquery())
        ),
        Prepared(select(func.min(Source.learnt_at))),
        Prepared(select(func.min(Evidence.learnt_at))),
    )


async def _spoke(session: AsyncSession, company: int, past: Past) -> list[Any]:
    """The claims on a company that spoke on that day, in the order they were kept."""
    rows = await claims.ever(session, company)
    turns, asked = await _turns(session, rows)
    later = await _replaced(session, rows)
    return [
        row
        for row in rows
        if spoke(
            Life(
                learnt_at=row.learnt_at,
                published=row.published,
                state=ClaimState(row.state),
                asked=row.id in asked,
                turns=(*turns.get(row.id, ()), *_by_replacement(row, later)),
                replaced_on=later[row.replaced_by][1] if row.replaced_by in later else None,
            ),
            past,
        )
    ]


def _by_replacement(row: Any, later: Mapping[int | None, tuple[datetime, str | None]]) -> tuple[Turn, ...]:
    if row.replaced_by not in later:
        return ()
    return (Turn(at=later[row.replaced_by][0], state=ClaimState.SUPERSEDED),)


async def _turns(session: AsyncSession, rows: Sequence[Any]) -> tuple[dict[int, list[Turn]], frozenset[int]]:
    """What people decided about these claims, and which of them waited for a person when they were kept."""
    ids = {row.id: row.learnt_at for row in rows}
    turns: dict[int, list[Turn]] = {}
    asked = set[int]()
    for review in await _asked().rows(session, ids=list(ids)) if ids else ():
        if review.about == "reading" and review.learnt_at <= ids[review.evidence_id]:
            asked.add(review.evidence_id)
        if review.decided_at is not None and review.state in _DECIDED:
            turn = Turn(at=review.decided_at, state=_DECIDED[review.state])
            turns.setdefault(review.evidence_id, []).append(turn)
    for entry in await _done().rows(session, names=[f"C{number}" for number in ids]) if ids else ():
        turns.setdefault(int(entry.target[1:]), []).append(Turn(at=entry.learnt_at, state=_DONE[entry.action]))
    return turns, frozenset(asked)


@cache
def _asked() -> Prepared:
    these: Any = bindparam("ids", expanding=True)
    wanted: tuple[Any, ...] = (Review.evidence_id, Review.about, Review.state, Review.learnt_at, Review.decided_at)
    return Prepared(select(*wanted).where(col(Review.evidence_id).in_(these)))


@cache
def _done() -> Prepared:
    these: Any = bindparam("names", expanding=True)
    query = select(col(Audit.target), col(Audit.action), col(Audit.learnt_at))
    return Prepared(query.where(col(Audit.target).in_(these), col(Audit.action).in_(list(_DONE))))


async def _replaced(session: AsyncSession, rows: Iterable[Any]) -> dict[int | None, tuple[datetime, str | None]]:
    """When each claim that replaced another was learnt, and when it was printed."""
    ids = {row.replaced_by for row in rows if row.replaced_by is not None}
    found = await _replacing().rows(session, ids=list(ids)) if ids else ()
    return {number: (learnt, printed) for number, learnt, printed in found}


@cache
def _replacing() -> Prepared:
    these: Any = bindparam("ids", expanding=True)
    wanted: tuple[Any, ...] = (Evidence.id, Evidence.learnt_at, Evidence.published)
    return Prepared(select(*wanted).where(col(Evidence.id).in_(these)))


async def _weighed(
    session: AsyncSession, company: CompanyView, rows: Sequence[Any], said: Mapping[int, Any], day: date
) -> list[LicenceInFull]:
    """The periods in each role that what spoke on that day made, oldest first."""
    weighing = [row for row in rows if row.weighs]
    names = await companies.index(session)
    told = await stories.of(session, {row.document_id for row in weighing if row.document_id is not None})
    heard: dict[str, list[Testimony]] = {}
    for row in weighing:
        testimony = testimonies.from_row(row, company.key, names, row.learnt_at.date(), told.get(row.document_id or 0))
        heard.setdefault(row.kind, []).append(testimony)
    return [
        _period(company, role, number, period, assessment.assess(period), said, day)
        for kind, role in _KINDS.items()
        for number, period in enumerate(assessment.periods(heard.get(kind, [])), 1)
    ]


def _period(
    company: CompanyView,
    role: Role,
    number: int,
    period: Period,
    weighed: Assessment,
    said: Mapping[int, Any],
    day: date,
) -> LicenceInFull:
    views = _graded(period.testimonies, weighed, said)
    return LicenceInFull(
        id=number,
        company=company.key,
        name=company.name,
        role=role,
        kind=LicenceKind.GENERAL,
        state=assessment.state_today(weighed.state, weighed.valid_until, day),
        certainty=weighed.certainty,
        support=weighed.support,
        scope=weighed.scope,
        materials=weighed.materials,
        customers=weighed.customers,
        first_reported=weighed.first_reported,
        valid_from=weighed.valid_from,
        valid_until=weighed.valid_until,
        issue_date_known=weighed.issue_date_known,
        origins=weighed.origins,
        articles=weighed.articles,
        because=weighed.because,
        would_confirm=assessment.would_confirm(role, company.name),
        would_end=assessment.would_end(role, company.name),
        newest=weighed.last_origin_on or weighed.first_reported,
        freshness=assessment.freshness(weighed.last_origin_on or weighed.first_reported, day),
        grade=min((view.grade for view in views if view.grade), default=None),
        evidence=tuple(view for view in views if view.status not in AGAINST),
        denials=tuple(view for view in views if view.status in AGAINST),
    )


def _graded(heard: Sequence[Testimony], weighed: Assessment, said: Mapping[int, Any]) -> list[EvidenceView]:
    """The claims of a period with their origins and number as they were counted then, oldest first."""
    found = origins.origins_of(t for t in heard if t.status in GAINS)
    found |= origins.origins_of(t for t in heard if t.status in ENDS)
    views = []
    for testimony in heard:
        row, origin = said[testimony.id], found.get(testimony.id)
        if origin is not None:
            row = row._replace(origin=origin.name, origin_counts=origin.counts)
        views.append(claims.view(row._replace(number=weighed.number)))
    return views


def _bare(row: Any) -> Any:
    """A claim without what was found out about it since: who said it first, what became of it, who doubts it."""
    return row._replace(origin=None, origin_counts=False, number=None, state=ClaimState.REPORTED, disputed=False)


def _then(view: CompanyView, said: Mapping[int, Any], known: Sequence[LicenceInFull], open_reviews: int) -> CompanyView:
    """The company with what had been said of it by then, in the order today's answer has."""
    carried = {claim.id: claim for licence in known for claim in (*licence.evidence, *licence.denials)}
    spoken = sorted(
        (carried.get(f"C{number}") or claims.view(row) for number, row in said.items()),
        key=lambda claim: (claim.published or "", int(claim.id[1:])),
        reverse=True,
    )
    individual = tuple(e for e in spoken if e.licence is not LicenceKind.GENERAL and e.status in GAINS)
    newest = {licence.role: licence for licence in known if licence.certainty is not Certainty.NOT_KNOWN}
    beside = {e.id for e in individual} | {e.id for e in spoken if e.id in carried and e.status in GAINS}
    other = tuple(e for e in spoken if e.id not in beside)
    return replace(
        view,
        licences=licences.surest_first(newest.values()),
        earlier=tuple(licence for licence in reversed(known) if licence is not newest.get(licence.role)),
        individual=Listed(rows=individual, total=len(individual)),
        other=Listed(rows=other, total=len(other)),
        said=len(spoken),
        open_reviews=open_reviews,
    )


@cache
def _open_reviews() -> Prepared:
    """Questions about a company's claims that waited for a person then."""
    until: Any = bindparam("until")
    undecided = or_(col(Review.decided_at).is_(None), col(Review.decided_at) >= until)
    own = (col(Review.evidence_id) == col(Evidence.id), col(Evidence.company_id) == bindparam("company"))
    return Prepared(select(func.count()).where(*own, col(Review.learnt_at) < until, undecided))
