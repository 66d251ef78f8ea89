"""Alerts and their deliveries: what is worth telling, and how each outlet's copy of it fares.

A delivery is a row before anything is sent. Taking one is a conditional UPDATE; a lease that ran out means the program
died while sending, so the outlet may have the card: it becomes *uncertain* and is never sent again by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage import follows, licences, outlets, sources, watchlist
from storage.domain import assessment
from storage.domain.claim import ClaimStatus
from storage.domain.licence import Certainty, Event, Role
from storage.domain.views import AlertView, DeliveryView
from storage.models import Alert, Company, Delivery, Licence, Seen, Source

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


async def raise_alert(
    session: AsyncSession,
    *,
    company: Company,
    licence_id: int,
    kind: str,
    event: Event,
    period: str,
    status: ClaimStatus,
    certainty: Certainty,
    support: Certainty,
    now: datetime,
    first_reading_of: int | None = None,
) -> Alert | None:
    """One alert per subject, kind, event and period; None when it was raised before. Deliveries come with it."""
    held = await session.exec(
        select(Alert.id).where(
            Alert.subject_key == company.key, Alert.kind == kind, Alert.event == event, Alert.period == period
        )
    )
    if held.first() is not None:
        return None
    alert = Alert(
        subject_key=company.key,
        subject=company.name,
        kind=kind,
        event=event,
        period=period,
        company_id=company.id,
        licence_id=licence_id,
        status=status,
        certainty=certainty,
        support=support,
        text="",
        first_reading_of=first_reading_of,
        raised_at=now,
    )
    session.add(alert)
    await _say(session, alert)
    await deliver_to_followers(session, alert, Certainty.NOT_KNOWN, now)
    return alert


async def bring_up_to_date(
    session: AsyncSession, licence_id: int, certainty: Certainty, support: Certainty, now: datetime, *, news: bool
) -> None:
    """The truth behind an alert moved: cards that were sent are edited, follows whose minimum is reached now get it.

    Without `news` (a parser read better, seeds were loaded) nobody is told anew.
    """
    rows = await session.exec(select(Alert).where(Alert.licence_id == licence_id).order_by(col(Alert.id)))
    for alert in rows.all():
        before = Certainty(alert.support)
        alert.certainty, alert.version = certainty, alert.version + 1
        await _say(session, alert)
        if news:
            # Only what was told moves this: a follow that a parser's change would have reached is reached by the news.
            alert.support = support
            await deliver_to_followers(session, alert, before, now)


async def _say(session: AsyncSession, alert: Alert) -> None:
    """Put what the alert says now into words."""
    licence = await session.get(Licence, alert.licence_id) if alert.licence_id else None
    alert.text = assessment.in_words(
        alert.subject,
        Role(alert.kind),
        Event(alert.event),
        Certainty(alert.certainty),
        licence.origins if licence else (),
    )
    session.add(alert)
    await session.flush()


async def deliver_to_followers(session: AsyncSession, alert: Alert, since: Certainty, now: datetime) -> None:
    """A delivery row for every outlet this alert reaches now and did not reach while its support was `since`."""
    news = await _news(session, alert, now)
    have = set((await session.exec(select(Delivery.outlet).where(Delivery.alert_id == alert.id))).all())
    first = alert.first_reading_of is not None and await _first_reading_runs(session, alert.first_reading_of)
    for outlet, reason, pace in await follows.matching(session, news, since):
        if outlet in have:
            continue
        session.add(
            Delivery(
                alert_id=alert.id or 0,
                outlet=outlet,
                card=sources.first_reading_card(alert.first_reading_of or 0) if first else f"alert {alert.id}",
                state="held" if first else "pending",
                why="the first reading of its source is not finished" if first else "waits to be sent",
                reason=reason,
                pace=pace,
                learnt_at=now,
            )
        )
    await session.flush()


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
    alerts = [await _view(session, alert, [delivery], now) for alert, delivery in found]
    return Taken(
        versions={delivery.id or 0: alert.version for alert, delivery in found},
        outlet=first.outlet,
        reference=first.reference,
        first_reading_of=await _source_name(session, first.card),
        alerts=tuple(alerts),
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


async def one(session: AsyncSession, alert_id: str, now: datetime) -> AlertView | None:
    """One alert by its short id (`A31`), as it stands now; None when there is none."""
    row = await session.get(Alert, int(alert_id[1:]))
    return await _view(session, row, [], now) if row is not None else None


async def about(session: AsyncSession, alert_id: str) -> str | None:
    """The key of the company an alert is about."""
    row = await session.get(Alert, int(alert_id[1:]))
    return row.subject_key if row is not None else None


async def mark_seen(session: AsyncSession, alert_id: str, outlet: str, who: str, now: datetime) -> bool:
    """Somebody has seen a card; it shows that at its next edit. False when they had said so before."""
    number = int(alert_id[1:])
    held = await session.exec(select(Seen.id).where(Seen.alert_id == number, Seen.outlet == outlet, Seen.user == who))
    if held.first() is not None:
        return False
    session.add(Seen(alert_id=number, outlet=outlet, user=who, learnt_at=now))
    # Only this outlet's card is behind; the alert itself says what it said.
    await session.exec(
        update(Delivery)
        .where(col(Delivery.alert_id) == number, col(Delivery.outlet) == outlet, col(Delivery.state) == "sent")
        .values(version=col(Delivery.version) - 1)
    )
    await session.flush()
    return True


async def all(session: AsyncSession, now: datetime) -> tuple[AlertView, ...]:
    """Every alert with its deliveries, oldest first."""
    deliveries: dict[int, list[Delivery]] = {}
    for row in (await session.exec(select(Delivery).order_by(col(Delivery.id)))).all():
        deliveries.setdefault(row.alert_id, []).append(row)
    rows = await session.exec(select(Alert).order_by(col(Alert.id)))
    return tuple([await _view(session, row, deliveries.get(row.id or 0, []), now) for row in rows.all()])


async def count(session: AsyncSession) -> int:
    return len((await session.exec(select(Alert.id))).all())


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


async def _view(session: AsyncSession, row: Alert, deliveries: Iterable[Delivery], now: datetime) -> AlertView:
    licence = await licences.view_of(session, row.licence_id, now) if row.licence_id else None
    rows = list(deliveries)
    seen = select(Seen.user).where(Seen.alert_id == row.id).order_by(col(Seen.id))
    if len(rows) == 1:
        seen = seen.where(Seen.outlet == rows[0].outlet)
    return AlertView(
        id=f"A{row.id}",
        raised_at=row.raised_at,
        company=row.subject_key,
        subject=row.subject,
        kind=row.kind,
        event=Event(row.event),
        status=ClaimStatus(row.status),
        certainty=Certainty(row.certainty),
        text=row.text,
        licence=licence,
        evidence=(*licence.evidence, *licence.denials) if licence else (),
        deliveries=tuple(DeliveryView(outlet=d.outlet, state=d.state, why=d.why) for d in rows),
        why_you=rows[0].reason if len(rows) == 1 else "",
        seen_by=tuple((await session.exec(seen)).all()) if len(rows) == 1 else (),
    )


async def _news(session: AsyncSession, alert: Alert, now: datetime) -> follows.News:
    view = await licences.view_of(session, alert.licence_id, now) if alert.licence_id else None
    return follows.News(
        kind=alert.kind,
        event=Event(alert.event),
        company=alert.subject_key,
        subject=alert.subject,
        support=Certainty(alert.support),
        materials=view.materials if view else (),
        customers=view.customers if view else (),
        grades=tuple(e.grade for e in view.evidence) if view else (),
        watched=alert.subject_key in await watchlist.keys(session),
        text=alert.text,
    )


async def _first_reading_runs(session: AsyncSession, source_id: int) -> bool:
    row = await session.get(Source, source_id)
    return row is not None and row.first_read_at is None


async def _source_name(session: AsyncSession, card: str) -> str | None:
    if not card.startswith(sources.FIRST_READING):
        return None
    row = await session.get(Source, int(card.rsplit(" ", 1)[1]))
    return row.name if row else None


async def _rows(session: AsyncSession, taken: Taken) -> list[Delivery]:
    return list((await session.exec(select(Delivery).where(col(Delivery.id).in_(list(taken.versions))))).all())
