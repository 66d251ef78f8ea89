"""Deliveries of which it is not known whether they arrived, and outlets that take nothing for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as columns
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import audit, notices
from storage.models import Alert, Attempt, Delivery, Halt
from storage.outbox import WAITS, Taken
from storage.prepared import Prepared

#: The kind of a notice that asks whether a card arrived. Its text is lines: delivery, outlet, why, what it says.
ASKED = "uncertain"
#: More questions than these at once become one that counts them.
AT_ONCE = 5
#: A card that is not in the history so long after it was sent did not arrive: a request is given up long before.
SURELY = timedelta(seconds=20)


class Settled(ValueError):
    """It is settled already, or there is no such delivery; the message says which."""


@dataclass(frozen=True, kw_only=True)
class Halted:
    """An outlet (or all of a notifier: `slack`; or one kind of its calls: `slack send`) that takes nothing yet."""

    outlet: str
    why: str
    times: int
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a person settled a delivery: `sent`, or it goes out again."""

    outlet: str
    subject: str
    sent: bool


async def mark_missing(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    """The outlet's history was read and does not have it. Too soon after sending that proves nothing: look again.

    True when it goes out again.
    """
    surely = (taken.tried_at or now) + SURELY
    for row in await _still_open(session, taken):
        row.lease_until = None
        if now < surely:
            row.not_before = surely
        else:
            row.state, row.settle, row.not_before = "pending", "", None
            row.why = "it did not arrive, the channel's history shows: it is sent again"
            session.add(Attempt(delivery_id=row.id or 0, at=now, outcome="missing", why=row.why))
        session.add(row)
    return now >= surely


async def mark_unreadable(session: AsyncSession, taken: Taken, why: str, again: datetime | None) -> None:
    """The history could not be read: later again, or never (`again` None), and then a person is asked."""
    for row in await _still_open(session, taken):
        row.lease_until, row.not_before = None, again
        if again is None:
            row.settle = "ask"
            row.why = f"{row.why}; {why}"[:500] if why not in row.why else row.why
        session.add(row)


async def any_to_ask(session: AsyncSession) -> bool:
    query = select(Delivery.id).where(Delivery.settle == "ask", Delivery.state == "uncertain").limit(1)
    return (await session.exec(query)).first() is not None


async def ask(session: AsyncSession, people: Sequence[str], now: datetime) -> int:
    """Have admins asked about every card that only a person can settle, once each; the answer is how many.

    Without anybody to ask it stays to be asked.
    """
    if not people:
        return 0
    rows = await session.exec(
        select(Delivery, Alert)
        .join(Alert, col(Alert.id) == col(Delivery.alert_id))
        .where(Delivery.settle == "ask", Delivery.state == "uncertain")
        .order_by(col(Delivery.id))
    )
    cards: dict[tuple[str, datetime | None], list[tuple[Delivery, Alert]]] = {}
    for row, alert in rows.all():
        # What was begun to be sent at one moment is one message; a long list comes as several.
        cards.setdefault((row.outlet, row.tried_at), []).append((row, alert))
    if len(cards) > AT_ONCE:
        where = ", ".join(sorted({outlet for outlet, _ in cards}))
        await notices.tell(session, ASKED, "", f"\n{where}\n{len(cards)}\n", people, now)
    for (outlet, _), held in cards.items():
        first, alert = held[0]
        more = f" and {len(held) - 1} more" if len(held) > 1 else ""
        if len(cards) <= AT_ONCE:
            text = f"{first.id}\n{outlet}\n{first.why}\nA{alert.id} {alert.subject}{more}"
            await notices.tell(session, ASKED, str(first.id), text, people, now)
        for row, _ in held:
            row.settle = "asked"
            session.add(row)
            session.add(Attempt(delivery_id=row.id or 0, at=now, outcome="asked", why=f"asked {', '.join(people)}"))
    await session.flush()
    return len(cards)


async def settle(session: AsyncSession, delivery_id: int, who: str, now: datetime, *, sent: bool) -> Verdict:
    """A person knows: the outlet has the card (`sent`), or it has not and it goes out again. Raises Settled."""
    first = await session.get(Delivery, delivery_id)
    if first is None:
        raise Settled("There is no such delivery.")
    done = f"{who} says it arrived" if sent else f"{who} says it did not arrive: it is sent again"
    moved = await session.exec(
        update(Delivery)
        .where(
            col(Delivery.card) == first.card,
            col(Delivery.outlet) == first.outlet,
            col(Delivery.tried_at) == first.tried_at,
            col(Delivery.state) == "uncertain",
        )
        .values(
            state="sent" if sent else "pending",
            settle="",
            why=done,
            not_before=None,
            lease_until=None,
            sent_at=Delivery.tried_at if sent else None,
        )
        .returning(col(Delivery.id))
    )
    ids = moved.scalars().all()
    if not ids:
        await session.refresh(first)
        raise Settled(f"That is settled already: {first.why}.")
    session.add_all(Attempt(delivery_id=id or 0, at=now, outcome="settled", why=done) for id in ids)
    alert = await session.get_one(Alert, first.alert_id)
    after = "sent" if sent else "to be sent again"
    await audit.write(
        session, who, "delivery settled", f"A{alert.id} to {first.outlet}", now, before="uncertain", after=after
    )
    return Verdict(outlet=first.outlet, subject=alert.subject, sent=sent)


# -- outlets that take nothing ----------------------------------------------------------------------------------------


async def halts(session: AsyncSession) -> tuple[Halted, ...]:
    rows = await _HALTS.rows(session)
    return tuple(Halted(**row._asdict()) for row in rows)


_HALTS = Prepared(
    columns(col(Halt.outlet), col(Halt.why), col(Halt.times), col(Halt.since), col(Halt.until)).order_by(
        col(Halt.since)
    )
)


def stops_everything(halt: Halted) -> bool:
    """Whether it stops all outlets of a notifier (`slack`, `slack send`); those of outlets are Slack's ids."""
    return halt.outlet[:1].islower()


async def halt(session: AsyncSession, outlet: str, why: str, until: datetime, now: datetime) -> bool:
    """Send nothing there before `until`; what waits is kept. False when it was halted before."""
    row = await session.get(Halt, outlet)
    if row is not None:
        row.times += row.until < until
        row.why, row.until = why[:500], max(until, row.until)
        session.add(row)
        return False
    session.add(Halt(outlet=outlet, why=why[:500], since=now, until=until))
    await session.flush()
    return True


async def go_on(session: AsyncSession, outlet: str) -> None:
    """The outlet takes cards again."""
    await session.exec(delete(Halt).where(col(Halt.outlet) == outlet))
    await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "pending", col(Delivery.outlet) == outlet, col(Delivery.attempts) == 0)
        .values(why=WAITS)
    )


async def try_now(session: AsyncSession, outlet: str, now: datetime) -> bool:
    """Somebody mended it: try at once. False when nothing is halted there."""
    row = await session.get(Halt, outlet)
    if row is None:
        return False
    row.until = now
    session.add(row)
    return True


async def _still_open(session: AsyncSession, taken: Taken) -> list[Delivery]:
    """Of what was looked for: all that nobody settled meanwhile, and whose answer did not come after all."""
    still = (Delivery.state == "uncertain", Delivery.settle == "look", col(Delivery.tried_at) == taken.tried_at)
    query = select(Delivery).where(col(Delivery.id).in_(list(taken.versions)), *still)
    return list((await session.exec(query)).all())
