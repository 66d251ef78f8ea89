"""As of an earlier day: what was known of a company then, graded as then. Reads only.

The claims that spoke on that day are weighed by the same rules as today's; the licence rows, which hold today's
answers, are not looked at. Names are today's: what a company is called is no news.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, or_, select
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
    view = await licences.look_up(session, typed, now)
    if isinstance(view, Unknown):
        return view
    company = await companies.by_key(session, view.key)
    assert company is not None
    began = await _began(session)
    past = Past(day=day, until=until, printed=began is None or until <= began)
    rows = await _spoke(session, company, past)
    said = await claims.ever(session, company.id or 0)
    known = [found for kind in _KINDS for found in await _weighed(session, company, kind, rows, said, day)]
    return Replay(
        company=_then(view, rows, said, known, await _open_reviews(session, company.id or 0, until)),
        day=day,
        began=(began or now).date() if past.printed else None,
    )


async def _began(session: AsyncSession) -> datetime | None:
    """When the record began to learn; None when it never did."""
    moments = [
        (await session.exec(select(func.min(column)))).one()
        for column in (Company.learnt_at, Source.learnt_at, Evidence.learnt_at)
    ]
    return min((moment for moment in moments if moment is not None), default=None)


async def _spoke(session: AsyncSession, company: Company, past: Past) -> list[Evidence]:
    """The claims on a company that spoke on that day, in the order they were kept."""
    rows = (
        await session.exec(select(Evidence).where(Evidence.company_id == company.id).order_by(col(Evidence.id)))
    ).all()
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
                turns=(*turns.get(row.id or 0, ()), *_by_replacement(row, later)),
                replaced_on=later[row.replaced_by][1] if row.replaced_by in later else None,
            ),
            past,
        )
    ]


def _by_replacement(row: Evidence, later: Mapping[int | None, tuple[datetime, str | None]]) -> tuple[Turn, ...]:
    if row.replaced_by not in later:
        return ()
    return (Turn(at=later[row.replaced_by][0], state=ClaimState.SUPERSEDED),)


async def _turns(session: AsyncSession, rows: Sequence[Evidence]) -> tuple[dict[int, list[Turn]], frozenset[int]]:
    """What people decided about these claims, and which of them waited for a person when they were kept."""
    ids = {row.id or 0: row.learnt_at for row in rows}
    turns: dict[int, list[Turn]] = {}
    asked = set[int]()
    for review in (await session.exec(select(Review).where(col(Review.evidence_id).in_(ids)))).all():
        if review.about == "reading" and review.learnt_at <= ids[review.evidence_id]:
            asked.add(review.evidence_id)
        if review.decided_at is not None and review.state in _DECIDED:
            turn = Turn(at=review.decided_at, state=_DECIDED[review.state])
            turns.setdefault(review.evidence_id, []).append(turn)
    names = [f"C{number}" for number in ids]
    done = select(Audit).where(col(Audit.target).in_(names), col(Audit.action).in_(_DONE))
    for entry in (await session.exec(done)).all():
        turns.setdefault(int(entry.target[1:]), []).append(Turn(at=entry.learnt_at, state=_DONE[entry.action]))
    return turns, frozenset(asked)


async def _replaced(session: AsyncSession, rows: Iterable[Evidence]) -> dict[int | None, tuple[datetime, str | None]]:
    """When each claim that replaced another was learnt, and when it was printed."""
    ids = {row.replaced_by for row in rows if row.replaced_by is not None}
    found = select(Evidence.id, Evidence.learnt_at, Evidence.published).where(col(Evidence.id).in_(ids))
    return {number: (learnt, printed) for number, learnt, printed in (await session.exec(found)).all()} if ids else {}


async def _weighed(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    rows: Sequence[Evidence],
    said: Mapping[int, EvidenceView],
    day: date,
) -> list[LicenceInFull]:
    """The periods that what spoke on that day made, oldest first."""
    own = [row for row in rows if row.kind == kind and row.weighs]
    names = await companies.index(session)
    told = await stories.of(session, {row.document_id for row in own if row.document_id is not None})
    heard = [
        testimonies.from_row(row, company, names, row.learnt_at.date(), told.get(row.document_id or 0)) for row in own
    ]
    return [
        _period(company, _KINDS[kind], number, period, assessment.assess(period), said, day)
        for number, period in enumerate(assessment.periods(heard), 1)
    ]


def _period(
    company: Company,
    role: Role,
    number: int,
    period: Period,
    weighed: Assessment,
    said: Mapping[int, EvidenceView],
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
        freshness=assessment.freshness(weighed.last_origin_on or weighed.first_reported, day),
        grade=min((view.grade for view in views if view.grade), default=None),
        evidence=tuple(view for view in views if view.status not in AGAINST),
        denials=tuple(view for view in views if view.status in AGAINST),
    )


def _graded(heard: Sequence[Testimony], weighed: Assessment, said: Mapping[int, EvidenceView]) -> list[EvidenceView]:
    """The claims of a period with their origins and number as they were counted then, oldest first."""
    found = origins.origins_of(t for t in heard if t.status in GAINS)
    found |= origins.origins_of(t for t in heard if t.status in ENDS)
    views = []
    for testimony in heard:
        view, origin = _bare(said[testimony.id]), found.get(testimony.id)
        views.append(
            replace(
                view,
                origin=origin.name if origin else None,
                counts=origin.counts if origin else False,
                number=weighed.number,
            )
        )
    return views


def _bare(view: EvidenceView) -> EvidenceView:
    """A claim without what was found out about it since: who said it first, what became of it, who doubts it."""
    return replace(view, origin=None, counts=False, number=None, state=ClaimState.REPORTED, disputed=False)


def _then(
    view: CompanyView,
    rows: Sequence[Evidence],
    said: Mapping[int, EvidenceView],
    known: Sequence[LicenceInFull],
    open_reviews: int,
) -> CompanyView:
    """The company with what had been said of it by then, in the order today's answer has."""
    carried = {claim.id: claim for licence in known for claim in (*licence.evidence, *licence.denials)}
    bare = (_bare(said[row.id or 0]) for row in rows)
    spoken = sorted(
        (carried.get(claim.id, claim) for claim in bare),
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
        # How the sources fared on an earlier day is not kept.
        looking=None,
    )


async def _open_reviews(session: AsyncSession, company_id: int, until: datetime) -> int:
    """Questions about its claims that waited for a person then."""
    undecided = or_(col(Review.decided_at).is_(None), col(Review.decided_at) >= until)
    query = select(func.count()).where(
        Review.evidence_id == Evidence.id, Evidence.company_id == company_id, col(Review.learnt_at) < until, undecided
    )
    return (await session.exec(query)).one()
