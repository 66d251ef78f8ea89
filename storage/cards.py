"""Which deliveries travel together, and in which order: one subject's news keep theirs in every outlet."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage import outlets
from storage.domain.falling import FALLS
from storage.domain.licence import Event
from storage.models import Alert, Delivery, Sequel

#: More cards than this to one outlet in this time become one with a list.
MOST, WINDOW = 10, timedelta(minutes=5)
#: Lines of one list: Slack cuts what is longer, and nothing may be cut.
LINES = 40

#: Events that change the class of a truth, besides all that make it fall.
_TURNS = FALLS | {Event.RENEWED, Event.NARROWED, Event.VETOED}


def in_turn() -> ColumnElement[bool]:
    """Nothing of the same subject that came before it waits for the same outlet, or is on its way there."""
    earlier = aliased(Delivery)
    return ~exists().where(
        col(earlier.outlet) == col(Delivery.outlet),
        col(earlier.subject) == col(Delivery.subject),
        col(earlier.state).in_(("pending", "sending")),
        col(earlier.id) < col(Delivery.id),
        col(earlier.card) != col(Delivery.card),
    )


async def may_go(session: AsyncSession, first: Delivery, now: datetime) -> bool:
    """Whether a delivery may be sent now. One that follows too many cards is put aside to travel with others."""
    alone = first.card == f"alert {first.alert_id}"
    query = select(Delivery.id).where(col(Delivery.id) == first.id, Delivery.state == "pending", in_turn())
    if (await session.exec(query)).first() is None:
        return False
    return not alone or await thread_of(session, first) is not None or await _gather(session, first, now)


async def _gather(session: AsyncSession, first: Delivery, now: datetime) -> bool:
    """False when its outlet had so many cards that what waits there goes out later, as one with a list."""
    waiting = select(Delivery).where(
        Delivery.outlet == first.outlet,
        Delivery.state == "pending",
        Delivery.sequel == 0,
        col(Delivery.card).like("alert %"),
        or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
    )
    rows = list((await session.exec(waiting.order_by(col(Delivery.id)).limit(LINES))).all())
    times = await _sent_lately(session, first.outlet, now)
    if len(times) + len(rows) <= MOST:
        return True
    rows = [row for row in rows if row.id == first.id or await thread_of(session, row) is None]
    if len(times) + len(rows) <= MOST:
        return True
    full = len(times) >= MOST
    # A clock that was put back makes what was sent lie ahead.
    until = min(times[-MOST], now) + WINDOW if full else now
    for row in rows:
        row.card = f"{outlets.GATHERED} burst {until.isoformat()}"
        if full:
            row.not_before, row.why = until, f"more than {MOST} cards in five minutes: the rest follows as one"
        session.add(row)
    await session.flush()
    return not full


async def _sent_lately(session: AsyncSession, outlet: str, now: datetime) -> list[datetime]:
    """When this outlet got its latest cards (a list is one card, a reply none), oldest first."""
    sent = (
        select(func.min(Delivery.sent_at))
        .where(
            Delivery.outlet == outlet,
            col(Delivery.sent_at) > now - WINDOW,
            Delivery.sequel == 0,
            col(Delivery.thread).is_(None),
        )
        .group_by(col(Delivery.reference))
    )
    return sorted(at for at in (await session.exec(sent)).all() if at is not None)


async def thread_of(session: AsyncSession, row: Delivery) -> str | None:
    """The reference of the card this belongs under: the first one its outlet got of the same licence."""
    if not (await outlets.settings(session, row.outlet)).threads:
        return None
    if row.sequel:
        return (await session.exec(_card(row.outlet).where(Delivery.alert_id == row.alert_id))).first()
    if row.card != f"alert {row.alert_id}":
        return None
    own = await session.get_one(Alert, row.alert_id)
    if own.licence_id is None:
        return None
    return (
        await session.exec(
            _card(row.outlet).where(Alert.licence_id == own.licence_id, Delivery.alert_id < row.alert_id)
        )
    ).first()


async def broadcasts(session: AsyncSession, row: Delivery) -> bool:
    """Whether a reply is shown in the channel as well: it changes the class of the truth, and the outlet wants that."""
    if not (await outlets.settings(session, row.outlet)).broadcast:
        return False
    if row.sequel:
        return (await session.get_one(Sequel, row.sequel)).broadcast
    return Event((await session.get_one(Alert, row.alert_id)).event) in _TURNS


def _card(outlet: str) -> SelectOfScalar[Any]:
    return (
        select(Delivery.reference)
        .join(Alert, col(Alert.id) == col(Delivery.alert_id))
        .where(
            Delivery.outlet == outlet,
            Delivery.sequel == 0,
            Delivery.state == "sent",
            col(Delivery.reference).is_not(None),
            col(Delivery.thread).is_(None),
        )
        .order_by(col(Delivery.id))
        .limit(1)
    )
