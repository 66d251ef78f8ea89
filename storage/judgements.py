"""What people decide about readings. They vouch for what a text says, never for the fact; both versions are kept."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, audit, companies, evidence, reviews, sources
from storage.domain.claim import ClaimState, ClaimStatus, Scope, SubjectKind
from storage.domain.licence import Certainty, LicenceKind
from storage.domain.views import ReviewView
from storage.models import Company, Evidence, Licence, Source


async def accept(session: AsyncSession, review_id: int, who: str, reason: str, now: datetime) -> ReviewView:
    """“Read correctly”: the claim goes through the same door with the certainty its source deserves."""
    decided = await reviews.decide(session, review_id, "accepted", who, reason, now)
    row = await session.get_one(Evidence, int(decided.evidence[1:]))
    await _vouch(session, row, who, now)
    await _known(session, row, who, now)
    await audit.write(session, who, "review accepted", f"review {review_id}", now, after=reason)
    return decided


async def reject(session: AsyncSession, review_id: int, who: str, reason: str, now: datetime) -> ReviewView:
    """“Not about this”: the claim is kept, with the reason, and weighs nothing, also when it did before."""
    decided = await reviews.decide(session, review_id, "rejected", who, reason, now)
    row = await session.get_one(Evidence, int(decided.evidence[1:]))
    row.state = ClaimState.REJECTED
    session.add(row)
    await session.flush()
    await _weigh(session, row.company_id, row.kind, now)
    await audit.write(session, who, "review rejected", f"review {review_id}", now, after=reason)
    return decided


async def edit(
    session: AsyncSession,
    review_id: int,
    who: str,
    reason: str,
    now: datetime,
    *,
    subject: str | None = None,
    kind: str | None = None,
    licence: str | None = None,
    status: str | None = None,
    scope: str | None = None,
) -> ReviewView:
    """“Misread”: what it really says is a new row, the first reading stays beside it. Raises ValueError."""
    changed = {
        "subject": subject,
        "kind": SubjectKind(kind).value if kind else None,
        "licence": LicenceKind(licence).value if licence else None,
        "status": ClaimStatus(status).value if status else None,
        "scope": Scope(scope).value if scope else None,
    }
    if not any(changed.values()):
        raise ValueError("Say what it really says: subject, kind, licence, status or scope. Nothing was changed.")
    decided = await reviews.decide(session, review_id, "edited", who, reason, now)
    old = await session.get_one(Evidence, int(decided.evidence[1:]))
    facts = old.model_dump(exclude={"id", "claim_key"}) | {k: v for k, v in changed.items() if v is not None}
    if subject is not None:
        facts["company_id"] = None
    new = Evidence(**facts | {"claim_key": f"{old.claim_key}/{review_id}", "cause": "person", "learnt_at": now})
    session.add(new)
    await session.flush()
    old.state, old.replaced_by = ClaimState.SUPERSEDED, new.id
    session.add(old)
    await _vouch(session, new, who, now)
    if (old.company_id, old.kind) != (new.company_id, new.kind):
        await _weigh(session, old.company_id, old.kind, now)
    await audit.write(session, who, "review edited", f"review {review_id}", now, before=str(old.id), after=reason)
    return await reviews.get(session, review_id)


async def merge(
    session: AsyncSession, review_id: int, company: str, who: str, reason: str, now: datetime
) -> ReviewView:
    """The name is a known company's: it becomes an alias, the claim that company's. Raises ValueError if unknown."""
    match = await companies.resolve(session, company)
    known = await companies.by_key(session, match.company.key) if match else None
    if known is None:
        raise ValueError(f"I know no company called “{company}”.")
    decided = await reviews.decide(session, review_id, "merged", who, reason, now)
    row = await session.get_one(Evidence, int(decided.evidence[1:]))
    match = await companies.resolve(session, row.subject)
    owner = await companies.by_key(session, match.company.key) if match else None
    if owner is not None and owner.key != known.key:
        if not owner.proposed:
            raise ValueError(f"“{row.subject}” is a name of {owner.name} already, so it cannot be {known.name}'s.")
        await reviews.settle_company(session, owner.id or 0, "merged", who, f"it is {known.name}", now)
        await _fold(session, owner, known, now)
    await companies.add_names(session, known, [(row.subject, "alias")], now=now, cause="person")
    before, row.company_id = row.company_id, known.id
    await _vouch(session, row, who, now)
    if before != known.id:
        await _weigh(session, before, row.kind, now)
    await audit.write(session, who, "review merged", f"review {review_id}", now, after=f"{known.key}: {reason}")
    return decided


async def dispute(session: AsyncSession, claim: str, who: str, reason: str, link: str, now: datetime) -> ReviewView:
    """A reader says that a claim (`C7`) was read wrongly. Nothing moves; every card says so until admins decided.

    Raises LookupError when there is no such claim, or when it weighs no more.
    """
    row = await session.get(Evidence, int(claim[1:]))
    if row is None:
        raise LookupError(f"There is no claim {claim} on record.")
    if row.state in (ClaimState.REJECTED, ClaimState.SUPERSEDED):
        raise LookupError(f"{claim} was taken back already: it weighs nothing.")
    review_id = await reviews.dispute(session, row.id or 0, who, reason, link, now)
    await audit.write(session, who, "claim disputed", claim, now, after=reason)
    await _show(session, row)
    return await reviews.get(session, review_id)


async def block(session: AsyncSession, review_id: int, who: str, now: datetime) -> ReviewView:
    """“Block source”: what it brought is not about this, and nothing more is read from it. Raises ValueError."""
    view = await reviews.get(session, review_id)
    source = await session.get(Source, view.source) if view.source else None
    if source is None:
        raise ValueError("No source that is watched brought this, so there is nothing to block.")
    decided = await reject(session, review_id, who, f"the source {source.name} is blocked", now)
    await sources.set_state(session, source.url, "paused", who, now)
    return decided


async def _show(session: AsyncSession, row: Evidence) -> None:
    """Cards that were sent show what the truth behind them looks like now."""
    licence = await session.get(Licence, row.licence_id) if row.licence_id else None
    if licence is not None:
        certainty, support = Certainty(licence.certainty), Certainty(licence.support)
        await alerts.bring_up_to_date(session, licence.id or 0, certainty, support, licence.learnt_at, news=False)


async def _known(session: AsyncSession, row: Evidence, who: str, now: datetime) -> None:
    """A person vouched for a reading about a company that was proposed from the news: it is no proposal any more."""
    company = await session.get(Company, row.company_id) if row.company_id else None
    if company is not None and company.proposed:
        company.proposed = False
        session.add(company)
        await reviews.settle_company(
            session, company.id or 0, "accepted", who, "a reading about it was vouched for", now
        )
        await audit.write(session, who, "company confirmed", company.key, now)


async def _weigh(session: AsyncSession, company_id: int | None, kind: str, now: datetime) -> None:
    if company_id is not None and kind in evidence.ROLE_OF:
        await evidence.weigh(session, company_id, SubjectKind(kind), evidence.Cause(kind="person", now=now))


async def _fold(session: AsyncSession, proposed: Company, known: Company, now: datetime) -> None:
    """A company that was proposed from the news is a known one: what was said of it was said of that one."""
    rows = (await session.exec(select(Evidence).where(Evidence.company_id == proposed.id))).all()
    for row in rows:
        row.company_id = known.id
        session.add(row)
    await companies.retire(session, proposed, known)
    cause = evidence.Cause(kind="person", now=now)
    for kind in {SubjectKind(row.kind) for row in rows if row.kind in evidence.ROLE_OF}:
        for company in (proposed, known):
            await evidence.weigh(session, company.id or 0, kind, cause)


async def _vouch(session: AsyncSession, row: Evidence, who: str, now: datetime) -> None:
    """A person vouches for our reading, never for the fact: the claim weighs from now on."""
    row.state = ClaimState.REPORTED
    if row.kind in evidence.ROLE_OF and row.company_id is None:
        names = await companies.index(session)
        match = names.resolve(row.subject)
        company = await companies.by_key(session, match.company.key) if match else None
        if company is None:
            role = evidence.ROLE_OF[SubjectKind(row.kind)]
            company = await companies.add(session, row.subject, now=now, cause="person", roles=[role], proposed=True)
            await audit.write(session, who, "company proposed", company.key, now)
        row.company_id = company.id
    session.add(row)
    await session.flush()
    await _weigh(session, row.company_id, row.kind, now)
    await _show(session, row)
