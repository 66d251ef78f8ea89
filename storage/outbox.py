"""The outbox: taking deliveries to be said, and keeping what came of each attempt.

A delivery is a row before anything is sent. Taking one is a conditional UPDATE; a lease that ran out means the program
died while sending, so the outlet may have the card: it becomes *uncertain* and is never sent again blindly. It is
looked for in the outlet's history (`storage.settling`), or a person is asked.

Order within an outlet is kept: only its oldest waiting card is taken, and none while another is on its way or looked
for there. Cards that were sent and show less than is known are edited after that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, cards, outlets, sequels, sources
from storage.domain.views import AlertView, SequelView
from storage.models import Alert, Attempt, Delivery, Source
from storage.prepared import Prepared

#: A poster that died leaves its delivery uncertain after this long. No request to an outlet may take as long.
LEASE = timedelta(seconds=20)

WAITS = "waits to be sent"
_SENT_BY = "is being sent by {}"

#: How soon an uncertain card is looked for: an answer that got lost, and a history that lags, are worth a moment.
LOOK_AFTER = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Deliveries somebody took to be sent, edited, or looked for, as one card.

    `versions` maps each delivery to the version of its alert that the card shows; what moves meanwhile is shown by the
    next edit. `first_reading_of` names the source of a list, `gathered` says what held its lines back until now.
    `reference` is set when the card was sent before. `tried_at` is when it was last begun to be sent. `home` is the
    channel in which an earlier message to this outlet came to stand, where that is another than the outlet.

    `thread` is the reference of the card this is said under, in the channel as well when it is `broadcast`. With
    `sequels` it is what came after those alerts, and not the alerts again.
    """

    versions: Mapping[int, int]
    outlet: str
    reference: str | None
    first_reading_of: str | None
    alerts: tuple[AlertView, ...]
    attempts: int
    gathered: str = ""
    tried_at: datetime | None = None
    home: str | None = None
    thread: str | None = None
    broadcast: bool = False
    sequels: tuple[SequelView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is to be done next in an outlet: `do` is send, edit or look. `due` None is at once."""

    id: int
    outlet: str
    do: str
    due: datetime | None


async def heads(session: AsyncSession, now: datetime) -> tuple[Head, ...]:
    """The next thing to do in every outlet, oldest first, also where it is not due yet. Sends come before edits."""
    busy = {outlet for (outlet,) in await _busy().rows(session, now=now)}
    found = [head for head in await _looks(session) if head.outlet not in busy]
    busy |= {head.outlet for head in found}
    rows = await _oldest().rows(session)
    found += [Head(id=id, outlet=o, do="send", due=due) for id, o, due in rows if o not in busy]
    sending = {head.outlet for head in found if head.due is None or head.due <= now}
    if await outlets.restored(session) is not None:
        # A restored record may know less than its cards show.
        return tuple(head for head in found if head.do != "edit")
    found += [head for head in await _behind(session, now) if head.outlet not in busy | sending]
    return tuple(found)


@cache
def _oldest() -> Prepared:
    oldest = select(func.min(col(Delivery.id))).where(Delivery.state == "pending").group_by(Delivery.outlet)
    waiting = select(Delivery.id, Delivery.outlet, Delivery.not_before).where(col(Delivery.id).in_(oldest))
    return Prepared(waiting.order_by(col(Delivery.id)))


async def take(session: AsyncSession, head: Head, now: datetime, by: str = "another command") -> Taken | None:
    """Take a head with all that travels in the same card; None when somebody else was first or it has to wait."""
    first = await session.get(Delivery, head.id, populate_existing=True)
    if first is None or (first.not_before is not None and first.not_before > now):
        return None
    values: dict[str, object] = {"lease_until": now + LEASE}
    state = {"send": "pending", "edit": "sent", "look": "uncertain"}[head.do]
    if head.do == "send":
        if not await cards.may_go(session, first, now):
            return None
        values |= {"state": "sending", "tried_at": now, "why": _SENT_BY.format(by)}
        values["thread"] = await cards.thread_of(session, first)
    together = and_(
        col(Delivery.card) == first.card,
        col(Delivery.outlet) == first.outlet,
        col(Delivery.state) == state,
        or_(col(Delivery.lease_until).is_(None), col(Delivery.lease_until) < now),
    )
    if head.do == "edit":
        together = and_(together, col(Delivery.reference) == first.reference)
    if head.do == "look":
        # Several messages may bring the lines of one card; each is looked for by itself.
        together = and_(together, col(Delivery.settle) == "look", col(Delivery.tried_at) == first.tried_at)
    if head.do == "send":
        together = and_(together, cards.in_turn())
    own = select(Delivery.id).where(together).order_by(col(Delivery.id))
    wanted = (await session.exec(own.limit(cards.LINES) if head.do == "send" else own)).all()
    moved = await session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(wanted), col(Delivery.state) == state)
        .values(**values)
        .returning(col(Delivery.id))
    )
    ids = moved.scalars().all()
    return await _taken(session, ids, now) if first.id in ids else None


async def _taken(session: AsyncSession, ids: Iterable[int], now: datetime) -> Taken:
    rows = await session.exec(
        select(Alert, Delivery)
        .where(col(Delivery.id).in_(list(ids)), Delivery.alert_id == Alert.id)
        .order_by(col(Alert.id))
        .execution_options(populate_existing=True)
    )
    found = rows.all()
    first = found[0][1]
    return Taken(
        versions={delivery.id or 0: alert.version for alert, delivery in found},
        outlet=first.outlet,
        reference=first.reference,
        first_reading_of=await _source_name(session, first.card),
        alerts=tuple([await alerts.view(session, alert, [delivery], now) for alert, delivery in found]),
        attempts=first.attempts,
        gathered=outlets.gathered(first.card),
        tried_at=first.tried_at,
        home=await _home(session, first.outlet),
        thread=first.thread,
        broadcast=first.thread is not None and await cards.broadcasts(session, first),
        sequels=await sequels.views(session, [delivery.sequel for _, delivery in found if delivery.sequel]),
    )


async def take_next(session: AsyncSession, now: datetime) -> Taken | None:
    """Take whatever is due first, in any outlet; None when nothing is."""
    for head in await heads(session, now):
        if head.do != "look" and (head.due is None or head.due <= now):
            return await take(session, head, now)
    return None


async def mark_sent(session: AsyncSession, taken: Taken, reference: str, now: datetime, *, found: bool = False) -> None:
    """The outlet has the card, under this reference, in the version that was taken.

    One that was `found` after its answer got lost may show an older version: it is brought up to date next.
    """
    newest = await _versions(session, taken)
    for row in await _rows(session, taken):
        if taken.reference is None:
            why = "it stands in the channel's history" if found else "sent"
            session.add(Attempt(delivery_id=row.id or 0, at=now, outcome="found" if found else "sent", why=why))
        row.state, row.why, row.trouble, row.settle = "sent", "sent", "", ""
        row.attempts, row.not_before, row.lease_until = 0, None, None
        row.reference, row.sent_at = reference, row.sent_at or now
        row.version = 0 if found else taken.versions[row.id or 0]
        row.behind = row.version < newest[row.alert_id]
        session.add(row)


async def mark_failed(
    session: AsyncSession,
    taken: Taken,
    why: str,
    now: datetime,
    *,
    permanent: bool = False,
    uncertain: bool = False,
    not_before: datetime | None = None,
) -> None:
    """The outlet did not take the card: later again, a person must look, or it is not known whether it has it.

    Whoever says so too late, after others took or settled it, changes nothing.
    """
    newest = await _versions(session, taken)
    for row in await _rows(session, taken):
        if not _still_with(row, taken):
            continue
        row.attempts += 1
        row.trouble, row.why, row.lease_until, row.not_before = why[:500], why[:500], None, not_before
        outcome = "uncertain" if uncertain else "failed" if permanent else "refused"
        session.add(Attempt(delivery_id=row.id or 0, at=now, outcome=outcome, why=why[:500]))
        if taken.reference is not None and permanent:
            # The card is gone or closed to edits: it stays as it was sent.
            row.version, row.not_before = taken.versions[row.id or 0], None
            row.behind = row.version < newest[row.alert_id]
        if taken.reference is None:
            row.state = "uncertain" if uncertain else "failed" if permanent else "pending"
            row.settle = "look" if uncertain else ""
            if uncertain:
                row.not_before = now + LOOK_AFTER
        session.add(row)


def _still_with(row: Delivery, taken: Taken) -> bool:
    """Whether a delivery is as whoever took it left it: sent by them, perhaps given up for dead, and no more."""
    if taken.reference is not None:
        return row.state == "sent"
    return row.state in ("sending", "uncertain") and row.tried_at == taken.tried_at


async def release(session: AsyncSession, taken: Taken) -> None:
    """What was taken and not begun waits again as before, unless somebody else took it since."""
    for row in await _rows(session, taken):
        if row.tried_at != taken.tried_at:
            continue
        if row.state == "sending":
            row.state, row.why = "pending", WAITS
        row.lease_until = None
        session.add(row)


async def take_over(session: AsyncSession, by: str, now: datetime) -> int:
    """Whoever sent under this name before is certainly gone: what they left is looked into at once."""
    left = and_(col(Delivery.state) == "sending", col(Delivery.why) == _SENT_BY.format(by))
    moved = await session.exec(update(Delivery).where(left).values(lease_until=now - timedelta(seconds=1)))
    return int(moved.rowcount)


async def any_stuck(session: AsyncSession, now: datetime) -> bool:
    stuck = select(Delivery.id).where(Delivery.state == "sending", col(Delivery.lease_until) < now).limit(1)
    return (await session.exec(stuck)).first() is not None


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Leases that ran out while sending: the program died, the outlet may have the card. It is looked for, or asked."""
    why = "the program ended while sending: the outlet may or may not have it"
    moved = await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "sending", col(Delivery.lease_until) < now)
        .values(state="uncertain", settle="look", not_before=None, lease_until=None, why=why)
        .returning(col(Delivery.id))
    )
    ids = moved.scalars().all()
    session.add_all(Attempt(delivery_id=id or 0, at=now, outcome="uncertain", why=why) for id in ids)
    return len(ids)


async def any_let_go(session: AsyncSession, now: datetime) -> bool:
    """Whether the time has come for something that was held."""
    over = (Delivery.state == "held", col(Delivery.held_by) != "", col(Delivery.not_before) <= now)
    return (await session.exec(select(Delivery.id).where(*over).limit(1))).first() is not None


async def next_change(session: AsyncSession, now: datetime) -> datetime | None:
    """When something becomes due by itself next: a pause or a lease ends, a held card is let go."""
    moments: list[datetime | None] = []
    for moment, state in (
        (Delivery.not_before, ("pending", "uncertain", "held", "sent")),
        (Delivery.lease_until, ("sending",)),
    ):
        query = select(func.min(moment)).where(col(Delivery.state).in_(state), col(moment) > now)
        moments.append((await session.exec(query)).first())
    return min((moment for moment in moments if moment is not None), default=None)


async def note_waiting(session: AsyncSession, outlet: str, why: str) -> None:
    """Say why what waits for this outlet waits."""
    await session.exec(
        update(Delivery)
        .where(col(Delivery.state) == "pending", col(Delivery.outlet) == outlet, col(Delivery.why) != why)
        .values(why=why)
    )


async def any_unnoted(session: AsyncSession, outlets: Iterable[str], why: str) -> bool:
    query = select(Delivery.id).where(
        Delivery.state == "pending", col(Delivery.outlet).in_(list(outlets)), col(Delivery.why) != why
    )
    return (await session.exec(query.limit(1))).first() is not None


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many deliveries are in each state."""
    rows = await session.exec(select(Delivery.state, func.count()).group_by(Delivery.state))
    return dict(rows.all())


@cache
def _busy() -> Prepared:
    """Outlets in which something is being sent, or looked for, at this moment."""
    leased = and_(col(Delivery.state) == "uncertain", col(Delivery.lease_until) >= bindparam("now"))
    return Prepared(select(Delivery.outlet).where(or_(col(Delivery.state) == "sending", leased)).distinct())


async def _looks(session: AsyncSession) -> list[Head]:
    first: dict[str, Head] = {}
    for id, outlet, due in await _looked_for().rows(session):
        first.setdefault(outlet, Head(id=id, outlet=outlet, do="look", due=due))
    return list(first.values())


@cache
def _looked_for() -> Prepared:
    uncertain = (col(Delivery.state) == "uncertain", col(Delivery.settle) == "look")
    return Prepared(
        select(Delivery.id, Delivery.outlet, Delivery.not_before).where(*uncertain).order_by(col(Delivery.id))
    )


async def _behind(session: AsyncSession, now: datetime) -> list[Head]:
    """Cards that were sent and show less than is known now: the first of each outlet."""
    rows = await _shows_less().rows(session, now=now)
    return sorted((Head(id=id, outlet=o, do="edit", due=None) for id, o in rows), key=lambda head: head.id)


@cache
def _shows_less() -> Prepared:
    now: Any = bindparam("now")
    return Prepared(
        select(func.min(col(Delivery.id)), Delivery.outlet)
        .join(Alert, col(Alert.id) == col(Delivery.alert_id))
        .where(
            col(Delivery.behind).is_(True),
            Delivery.state == "sent",
            Delivery.sequel == 0,
            col(Delivery.reference).is_not(None),
            Delivery.version < Alert.version,
            or_(col(Delivery.not_before).is_(None), col(Delivery.not_before) <= now),
            or_(col(Delivery.lease_until).is_(None), col(Delivery.lease_until) < now),
        )
        .group_by(Delivery.outlet)
    )


async def _source_name(session: AsyncSession, card: str) -> str | None:
    if not card.startswith(sources.FIRST_READING):
        return None
    row = await session.get(Source, int(card.rsplit(" ", 1)[1]))
    return row.name if row else None


async def _home(session: AsyncSession, outlet: str) -> str | None:
    """Where Slack keeps the messages to a person: the part before the slash of an earlier message's reference."""
    if outlet[:1] not in ("U", "W"):
        return None
    query = select(Delivery.reference).where(Delivery.outlet == outlet, col(Delivery.reference).contains("/")).limit(1)
    reference = (await session.exec(query)).first()
    return reference.partition("/")[0] if reference else None


async def _versions(session: AsyncSession, taken: Taken) -> dict[int, int]:
    """The versions that the alerts of these deliveries are at now, by alert."""
    own = select(Delivery.alert_id).where(col(Delivery.id).in_(list(taken.versions)))
    found = select(Alert.id, Alert.version).where(col(Alert.id).in_(own))
    return {id or 0: version for id, version in (await session.exec(found)).all()}


async def _rows(session: AsyncSession, taken: Taken) -> list[Delivery]:
    return list((await session.exec(select(Delivery).where(col(Delivery.id).in_(list(taken.versions))))).all())
