"""The outbox: taking deliveries to be said, and keeping what came of it.

A delivery is a row before anything is sent. Taking one is a conditional UPDATE; a lease that ran out means the program
died while sending, so the outlet may have the card: it becomes *uncertain* and is never sent again by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage import alerts, outlets, sources
from storage.domain.views import AlertView
from storage.models import Alert, Delivery, Source

#: A poster that died leaves its delivery uncertain after this long.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Deliveries somebody took to be sent, or edited, as one card.

    `versions` maps each delivery to the version of its alert that the card shows; what moves meanwhile is shown by the
    next edit. `first_reading_of` names the source of a list, `gathered` says what held its lines back until now.
    `reference` is set when the card was sent before.
    """

    versions: Mapping[int, int]
    outlet: str
    reference: str | None
    first_reading_of: str | None
    alerts: tuple[AlertView, ...]
    attempts: int
    gathered: str = ""


async def any_due(session: AsyncSession, now: datetime, without: Sequence[str] = ()) -> bool:
    """Whether anything is to be sent, edited or swept: asked often, and most of the time there is nothing."""
    apart = col(Delivery.outlet).not_in(without)
    stuck = select(Delivery).where(Delivery.state == "sending", col(Delivery.lease_until) < now).limit(1)
    for query in (_pending(now).where(apart), _behind(now).where(apart), stuck):
        if (await session.exec(query)).first():
            return True
    return await outlets.anything_to_hold(session, now)


async def take_next(session: AsyncSession, now: datetime, without: Sequence[str] = ()) -> Taken | None:
    """Take the card that waited longest, new ones before edits; None when nothing is due outside `without`."""
    pending = _pending(now).where(col(Delivery.outlet).not_in(without))
    behind = _behind(now).where(col(Delivery.outlet).not_in(without))
    first = (await session.exec(pending)).first() or (await session.exec(behind)).first()
    if first is None:
        return None
    values = {"lease_until": now + LEASE, "state": "sending" if first.state == "pending" else "sent"}
    same_card = and_(
        col(Delivery.card) == first.card, col(Delivery.outlet) == first.outlet, col(Delivery.state) == first.state
    )
    if first.state == "sent":
        same_card = and_(same_card, col(Delivery.reference) == first.reference)
    moved = await session.exec(update(Delivery).where(same_card).values(**values).returning(col(Delivery.id)))
    ids = moved.scalars().all()
    rows = await session.exec(
        select(Alert, Delivery)
        .where(col(Delivery.id).in_(ids), Delivery.alert_id == Alert.id)
        .order_by(col(Alert.id))
        .execution_options(populate_existing=True)
    )
    found = rows.all()
    told = [await alerts.view(session, alert, [delivery], now) for alert, delivery in found]
    return Taken(
        versions={delivery.id or 0: alert.version for alert, delivery in found},
        outlet=first.outlet,
        reference=first.reference,
        first_reading_of=await _source_name(session, first.card),
        alerts=tuple(told),
        attempts=first.attempts,
        gathered=outlets.gathered(first.card),
    )


async def mark_sent(session: AsyncSession, taken: Taken, reference: str, now: datetime) -> None:
    """The outlet has the card, under this reference, in the version that was taken."""
    for row in await _rows(session, taken):
        row.state, row.why, row.trouble, row.attempts = "sent", "sent", "", 0
        row.reference, row.lease_until, row.sent_at = reference, None, row.sent_at or now
        row.version = taken.versions[row.id or 0]
        session.add(row)


async def mark_failed(
    session: AsyncSession,
    taken: Taken,
    why: str,
    *,
    permanent: bool,
    uncertain: bool,
    not_before: datetime | None,
) -> None:
    """The outlet did not take the card: later again, a person must look, or it is not known whether it has it."""
    for row in await _rows(session, taken):
        row.attempts += 1
        row.trouble, row.why, row.lease_until, row.not_before = why[:500], why[:500], None, not_before
        if taken.reference is not None and permanent:
            # The card is gone or closed to edits: it stays as it was sent.
            row.version = taken.versions[row.id or 0]
        if taken.reference is None:
            row.state = "uncertain" if uncertain else "failed" if permanent else "pending"
        session.add(row)


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Leases that ran out while sending: the program died, the outlet may have the card. A person settles it."""
    moved = await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "sending", col(Delivery.lease_until) < now)
        .values(
            state="uncertain",
            lease_until=None,
            why="the program ended while sending: the outlet may or may not have it",
        )
    )
    return int(moved.rowcount)


async def waiting_outlets(session: AsyncSession) -> frozenset[str]:
    """Outlets for which something waits, or may have to be edited."""
    unsaid = select(Delivery.outlet).where(col(Delivery.state).in_(("pending", "sent"))).distinct()
    return frozenset((await session.exec(unsaid)).all())


async def any_unnoted(session: AsyncSession, outlets: Sequence[str], why: str) -> bool:
    query = select(Delivery.id).where(
        Delivery.state == "pending", col(Delivery.outlet).in_(outlets), col(Delivery.why) != why
    )
    return (await session.exec(query.limit(1))).first() is not None


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many deliveries are in each state."""
    rows = await session.exec(select(Delivery.state, func.count()).group_by(Delivery.state))
    return dict(rows.all())


async def note_waiting(session: AsyncSession, outlets: Sequence[str], why: str) -> None:
    """Say why what waits for these outlets waits."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "pending", col(Delivery.outlet).in_(outlets), col(Delivery.why) != why)
        .values(why=why)
    )


def _pending(now: datetime) -> SelectOfScalar[Delivery]:
    due = or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now)
    return select(Delivery).where(Delivery.state == "pending", due).order_by(col(Delivery.id)).limit(1)


def _behind(now: datetime) -> SelectOfScalar[Delivery]:
    """Cards that were sent and show less than is known now."""
    return (
        select(Delivery)
        .join(Alert, col(Alert.id) == col(Delivery.alert_id))
        .where(
            Delivery.state == "sent",
            col(Delivery.reference).is_not(None),
            Delivery.version < Alert.version,
            or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
            or_(col(Delivery.lease_until).is_(None), col(Delivery.lease_until) < now),
        )
        .order_by(col(Delivery.id))
        .limit(1)
    )


async def _source_name(session: AsyncSession, card: str) -> str | None:
    if not card.startswith(sources.FIRST_READING):
        return None
    row = await session.get(Source, int(card.rsplit(" ", 1)[1]))
    return row.name if row else None


async def _rows(session: AsyncSession, taken: Taken) -> list[Delivery]:
    return list((await session.exec(select(Delivery).where(col(Delivery.id).in_(list(taken.versions))))).all())
