"""What is different since a moment: what moved, was newly read, was taken back, and who went quiet. Reads only."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
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
from storage.prepared import Prepared

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
    return int(await _number_moved().value(session, moment=moment))


@cache
def _number_moved() -> Prepared:
    some: Any = columns(col(StatusChange.id)).where(
        col(StatusChange.learnt_at) >= bindparam("moment"), col(StatusChange.cause) != "seed"
    )
    return Prepared(columns(func.count()).select_from(some.limit(COUNTED).subquery()))


async def moved(
    session: AsyncSession, moment: datetime, *, limit: int = _MOVED, offset: int = 0
) -> tuple[ChangeView, ...]:
    """Every state or certainty that moved, each with its cause; loading the seeds is no news."""
    found = await _moved().rows(session, moment=moment, limit=limit, offset=offset)
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
        for row in found
    )


@cache
def _moved() -> Prepared:
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
            col(StatusChange.learnt_at) >= bindparam("moment"),
            col(StatusChange.cause) != "seed",
        )
        .order_by(col(StatusChange.learnt_at).desc(), col(StatusChange.id).desc())
    )
    return Prepared(query.offset(bindparam("offset")).limit(bindparam("limit")))


async def _claims(session: AsyncSession, moment: datetime) -> tuple[int, int]:
    """How many claims were newly read that speak, and on how many companies."""
    number, of = await _newly_read().one(session, moment=moment)
    return number, of


@cache
def _newly_read() -> Prepared:
    some: Any = (
        columns(col(Evidence.company_id))
        .where(
            col(Evidence.learnt_at) >= bindparam("moment"),
            col(Evidence.cause).in_(NEWS),
            col(Evidence.state).in_([state.value for state in claims.SPEAKING]),
        )
        .limit(COUNTED)
        .subquery()
    )
    companies = func.count(func.distinct(some.c.company_id)).label("companies")
    return Prepared(columns(func.count(), companies).select_from(some))


async def _corrections(session: AsyncSession, moment: datetime) -> tuple[CorrectionView, ...]:
    """Claims that weigh no more since then: a corrected text replaced them, or a person decided so."""
    replaced, rejected = _taken_back()
    found = [
        CorrectionView(
            claim=f"C{row.id}",
            subject=row.subject,
            status=row.status,
            at=row.learnt_at,
            why="a person corrected our reading" if row.cause == "person" else "its text was corrected",
        )
        for row in await replaced.rows(session, moment=moment)
    ]
    found += [
        CorrectionView(
            claim=f"C{row.id}", subject=row.subject, status=row.status, at=row.decided_at, why="a person took it back"
        )
        for row in await rejected.rows(session, moment=moment)
    ]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:_NAMED])


@cache
def _taken_back() -> tuple[Prepared, Prepared]:
    """Claims that a corrected text or reading replaced, and those that a person rejected."""
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
        .where(col(newer.learnt_at) >= bindparam("moment"))
    )
    rejected = (
        select(Evidence.id, Evidence.subject, Evidence.status, Review.decided_at)
        .where(
            Review.evidence_id == Evidence.id,
            col(Review.decided_at) >= bindparam("moment"),
            Review.state == "rejected",
            Evidence.state == ClaimState.REJECTED,
            # What waited for its first answer was never said.
            or_(col(Review.raised_by).is_not(None), col(Evidence.licence_id).is_not(None)),
        )
        .order_by(col(Review.decided_at).desc())
        .limit(_NAMED)
    )
    return Prepared(replaced), Prepared(rejected)


async def quiet(session: AsyncSession, moment: datetime, now: datetime) -> tuple[QuietView, ...]:
    """Sources that have gone quiet since then: without news for unusually long, or failing again and again."""
    found = []
    for name, failures, seconds, last_new, failing_since in await _sources().rows(session):
        rhythm = timedelta(seconds=seconds) if seconds is not None else None
        if failures >= FAILURES and failing_since is not None and failing_since >= moment:
            found.append(QuietView(name=name, since=failing_since, failing=True))
        elif not failures and is_silent(rhythm, last_new, now) and not is_silent(rhythm, last_new, moment):
            found.append(QuietView(name=name, since=last_new or moment, failing=False))
    return tuple(found)


@cache
def _sources() -> Prepared:
    wanted: tuple[Any, ...] = (Source.name, Source.failures, Source.rhythm, Source.last_new_at, Source.failing_since)
    return Prepared(columns(*wanted).where(col(Source.state) == "active").order_by(col(Source.name)))
