"""Questions on their way to the admins: a row per outlet before anything is sent, brought up to date when decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from storage import reviews
from storage.domain.views import ReviewView
from storage.models import Review, ReviewCard

#: A sender that died leaves its card free again after this long; the card may be there already, so it says its number.
LEASE = timedelta(seconds=60)
#: A question nobody answered for this long is mentioned once more.
REMIND_AFTER = timedelta(days=3)
#: More new questions at once than this come as one list: a backlog must not flood anybody.
AT_ONCE = 5


@dataclass(frozen=True, kw_only=True)
class Due:
    """A card to be sent (no `reference`) or brought up to date."""

    card: int
    outlet: str
    reference: str | None
    reminder: bool
    review: ReviewView


async def plan(session: AsyncSession, outlets: Sequence[str], now: datetime) -> None:
    """A card in every outlet for each open question that has none anywhere; admins named later get no backlog."""
    carded = select(ReviewCard.review_id)
    rows = await session.exec(
        select(Review.id).where(Review.state == "open", col(Review.id).not_in(carded)).order_by(col(Review.id))
    )
    for review_id in rows.all():
        for outlet in outlets:
            session.add(ReviewCard(review_id=review_id or 0, outlet=outlet, learnt_at=now))
    await session.flush()


async def any_due(session: AsyncSession, outlets: Sequence[str], now: datetime) -> bool:
    """Whether anything is to be planned or sent: asked often, and most of the time there is nothing."""
    unplanned = select(Review.id).where(Review.state == "open", col(Review.id).not_in(select(ReviewCard.review_id)))
    if outlets and (await session.exec(unplanned.limit(1))).first() is not None:
        return True
    return (await session.exec(_due(now).limit(1))).first() is not None


async def take(session: AsyncSession, now: datetime) -> tuple[Due, ...]:
    """Everything due for one outlet, taken by a lease: new questions first, then what has to be brought up to date."""
    first = (await session.exec(_due(now).limit(1))).first()
    if first is None:
        return ()
    rows = (await session.exec(_due(now).where(ReviewCard.outlet == first[0].outlet))).all()
    fresh = [pair for pair in rows if pair[0].reference is None]
    taken = fresh if len(fresh) > AT_ONCE else rows[:1]
    await session.exec(
        update(ReviewCard).where(col(ReviewCard.id).in_([card.id for card, _ in taken])).values(lease_until=now + LEASE)
    )
    return tuple(
        [
            Due(
                card=card.id or 0,
                outlet=card.outlet,
                reference=card.reference,
                reminder=card.shown == review.state == "open",
                review=await reviews.get(session, review.id or 0),
            )
            for card, review in taken
        ]
    )


async def mark_shown(session: AsyncSession, due: Sequence[Due], reference: str) -> None:
    """The outlet shows these questions as they were taken, under this reference."""
    for each in due:
        row = await session.get_one(ReviewCard, each.card)
        row.shown, row.reference, row.why, row.lease_until, row.attempts = each.review.state, reference, "", None, 0
        row.reminded = row.reminded or each.reminder
        session.add(row)


async def mark_failed(session: AsyncSession, due: Sequence[Due], why: str, not_before: datetime | None) -> None:
    """The outlet did not take it. Without `not_before` it is left as it is, for good."""
    for each in due:
        row = await session.get_one(ReviewCard, each.card)
        row.why, row.attempts, row.lease_until, row.not_before = why[:500], row.attempts + 1, None, not_before
        if not_before is None:
            row.shown, row.reminded = each.review.state, True
        session.add(row)


def _due(now: datetime) -> Select[ReviewCard, Review]:
    """Cards that were never sent, that show less than was decided, or whose question waits for three days."""
    waits = and_(
        col(Review.state) == "open", col(Review.learnt_at) <= now - REMIND_AFTER, col(ReviewCard.reminded).is_(False)
    )
    behind = col(ReviewCard.shown) != col(Review.state)
    # A question decided before its card was sent needs no card.
    moot = and_(col(ReviewCard.shown) == "", col(Review.state) != "open")
    return (
        select(ReviewCard, Review)
        .where(
            ReviewCard.review_id == Review.id,
            or_(behind, waits),
            ~moot,
            or_(col(ReviewCard.not_before).is_(None), col(ReviewCard.not_before) <= now),
            or_(col(ReviewCard.lease_until).is_(None), col(ReviewCard.lease_until) < now),
        )
        .order_by(col(ReviewCard.id))
    )
