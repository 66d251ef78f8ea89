"""What is different since a moment: what moved, was newly read, was taken back, and who went quiet. Reads only."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import claims, looking
from storage.domain.claim import ClaimState
from storage.domain.licence import Certainty, Role
from storage.domain.rhythm import FAILURES, is_silent
from storage.domain.views import ChangeView, CorrectionView, QuietView, Since
from storage.models import Company, Evidence, Licence, Review, Source, StatusChange

#: Loading the seeds is no news, and a better parser tells nothing new of the world.
NEWS = ("source", "person")
#: Claims and corrections named at most; the others are counted.
_NAMED = 8
#: Moves fetched at most: an answer shows a screen of them.
_MOVED = 100
#: Claims counted at most; a busy quarter has more, and nobody needs to know how many.
COUNTED = 1_000


async def since(
    session: AsyncSession, moment: datetime, now: datetime, *, limit: int = _MOVED, offset: int = 0
) -> Since:
    """Everything that changed since that moment (aware UTC), newest first. `limit` and `offset` are of what moved."""
    number, companies = await _claims(session, moment)
    found = await moved(session, moment, limit=limit, offset=offset)
    whole = not offset and len(found) < limit
    return Since(
        moved=found,
        moves=len(found) if whole else await _moves(session, moment),
        claims=number,
        companies=companies,
        newest=await claims.learnt_since(session, moment, NEWS, _NAMED) if number else (),
        corrections=await _corrections(session, moment),
        quiet=await quiet(session, moment, now),
        looking=await looking.looking(session, now),
    )


async def _moves(session: AsyncSession, moment: datetime) -> int:
    """How often a status moved, as far as that is counted."""
    some: Any = columns(col(StatusChange.id)).where(
        col(StatusChange.learnt_at) >= moment, col(StatusChange.cause) != "seed"
    )
    counting: Any = columns(func.count()).select_from(some.limit(COUNTED).subquery())
    return int((await session.exec(counting)).scalar_one())


async def moved(
    session: AsyncSession, moment: datetime, *, limit: int = _MOVED, offset: int = 0
) -> tuple[ChangeView, ...]:
    """Every state or certainty that moved, each with its cause; loading the seeds is no news."""
    # Plain columns: a session that tracks each row costs several times as much.
    wanted: tuple[Any, ...] = (
        *(StatusChange.learnt_at, StatusChange.old_state, StatusChange.new_state, StatusChange.old_certainty),
        *(StatusChange.new_certainty, StatusChange.cause, StatusChange.because, StatusChange.evidence_id),
        *(Company.key, Company.name, Licence.role),
    )
    query: Any = (
        columns(*wanted)
        .where(
            col(StatusChange.licence_id) == col(Licence.id),
            col(Licence.company_id) == col(Company.id),
            col(StatusChange.learnt_at) >= moment,
            col(StatusChange.cause) != "seed",
        )
        .order_by(col(StatusChange.learnt_at).desc(), col(StatusChange.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(
        ChangeView(
            at=row.learnt_at,
            company=row.key,
            name=row.name,
            role=Role(row.role),
            old=row.old_state,
            new=row.new_state,
            old_certainty=Certainty(row.old_certainty),
            new_certainty=Certainty(row.new_certainty),
            cause=row.cause,
            because=row.because,
            evidence=f"C{row.evidence_id}" if row.evidence_id else None,
        )
        for row in (await session.exec(query)).all()
    )


async def _claims(session: AsyncSession, moment: datetime) -> tuple[int, int]:
    """How many claims were newly read that speak, and on how many companies."""
    some: Any = (
        columns(col(Evidence.company_id))
        .where(
            col(Evidence.learnt_at) >= moment,
            col(Evidence.cause).in_(NEWS),
            col(Evidence.state).in_([state.value for state in claims.SPEAKING]),
        )
        .limit(COUNTED)
        .subquery()
    )
    counted: Any = columns(func.count(), func.count(func.distinct(some.c.company_id))).select_from(some)
    number, companies = (await session.exec(counted)).one()
    return number, companies


async def _corrections(session: AsyncSession, moment: datetime) -> tuple[CorrectionView, ...]:
    """Claims that weigh no more since then: a corrected text replaced them, or a person decided so."""
    # The newest replacements by their own index: looking among all that was read lately for what replaced another
    # would read it all.
    last: Any = (
        columns(*(Evidence.id, Evidence.subject, Evidence.status, Evidence.replaced_by))  # type: ignore[call-overload]
        .where(col(Evidence.replaced_by) > 0)
        .order_by(col(Evidence.replaced_by).desc())
        .limit(_NAMED)
        .subquery()
    )
    newer = aliased(Evidence)
    replaced: Any = (
        columns(last.c.id, last.c.subject, last.c.status, col(newer.learnt_at), col(newer.cause))
        .join(newer, col(newer.id) == last.c.replaced_by)
        .where(col(newer.learnt_at) >= moment)
    )
    rejected = (
        select(Evidence.id, Evidence.subject, Evidence.status, Review.decided_at)
        .where(
            Review.evidence_id == Evidence.id,
            col(Review.decided_at) >= moment,
            Review.state == "rejected",
            Evidence.state == ClaimState.REJECTED,
            # What waited for its first answer was never said.
            or_(col(Review.raised_by).is_not(None), col(Evidence.licence_id).is_not(None)),
        )
        .order_by(col(Review.decided_at).desc())
        .limit(_NAMED)
    )
    found = [
        CorrectionView(
            claim=f"C{number}",
            subject=subject,
            status=status,
            at=at,
            why="a person corrected our reading" if cause == "person" else "its text was corrected",
        )
        for number, subject, status, at, cause in (await session.exec(replaced)).all()
    ]
    found += [
        CorrectionView(claim=f"C{number}", subject=subject, status=status, at=at, why="a person took it back")
        for number, subject, status, at in (await session.exec(rejected)).all()
        if at is not None
    ]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:_NAMED])


async def quiet(session: AsyncSession, moment: datetime, now: datetime) -> tuple[QuietView, ...]:
    """Sources that have gone quiet since then: without news for unusually long, or failing again and again."""
    wanted: tuple[Any, ...] = (Source.name, Source.failures, Source.rhythm, Source.last_new_at, Source.failing_since)
    query: Any = columns(*wanted).where(col(Source.state) == "active").order_by(col(Source.name))
    found = []
    for name, failures, seconds, last_new, failing_since in (await session.exec(query)).all():
        rhythm = timedelta(seconds=seconds) if seconds is not None else None
        if failures >= FAILURES and failing_since is not None and failing_since >= moment:
            found.append(QuietView(name=name, since=failing_since, failing=True))
        elif not failures and is_silent(rhythm, last_new, now) and not is_silent(rhythm, last_new, moment):
            found.append(QuietView(name=name, since=last_new or moment, failing=False))
    return tuple(found)
