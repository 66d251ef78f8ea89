"""Alerts: what is worth telling, and to whom. A delivery for each outlet comes with it; the rest is `outbox`."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import figures, follows, licences, publishers, rules, sequels, sources, watchlist
from storage.database import TO_TELL
from storage.domain import assessment, deadlines
from storage.domain.claim import ClaimStatus
from storage.domain.falling import FALLS
from storage.domain.figure_views import FigureView
from storage.domain.law import Printed
from storage.domain.licence import Certainty, Event, LicenceState, Role
from storage.domain.telling import Pace
from storage.domain.views import AlertView, AttemptView, DeliveryView
from storage.models import Alert, Attempt, Company, Delivery, Licence, Seen, Source
from storage.sequels import Moved

log = logging.getLogger(__name__)

#: What is taken back is no news of a licence: it stays as it was said.
_TAKEN_BACK = (Event.WITHDRAWN, Event.CORRECTED)


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
    because: str = "",
) -> Alert | None:
    """One alert per subject, kind, event and period; None when it was raised before. Deliveries come with it.

    One that says something fell (`because` says why) also reaches every outlet that has a card of that licence, and
    whoever used a button on one.
    """
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
        because=because,
        first_reading_of=first_reading_of,
        raised_at=now,
    )
    return await announce(session, alert, now)


async def announce(session: AsyncSession, alert: Alert, now: datetime) -> Alert | None:
    """Keep an alert, with a delivery for every outlet it reaches; None when its like was raised before.

    What is about no licence (a deadline of the rules, say) brings its own `text`.
    """
    held = await session.exec(
        select(Alert.id).where(
            Alert.subject_key == alert.subject_key,
            Alert.kind == alert.kind,
            Alert.event == alert.event,
            Alert.period == alert.period,
        )
    )
    if held.first() is not None:
        return None
    session.add(alert)
    await _say(session, alert)
    await deliver_to_followers(session, alert, Certainty.NOT_KNOWN, now)
    # With the ids of the source and document that are read now, this line leads from a card back to its page.
    log.info("raised A%s: %s", alert.id, Event(alert.event).value)
    if Event(alert.event) in FALLS and alert.licence_id is not None:
        await sequels.tell_pressers(session, alert, alert.because or alert.text, now)
    if alert.event == Event.LAPSED:
        # The clock ended it, nothing that was said: cards that were sent show so.
        own = (col(Alert.licence_id) == alert.licence_id, col(Alert.id) != alert.id)
        await session.exec(update(Alert).where(*own).values(version=col(Alert.version) + 1))
        await outdate(session, *own)
    return alert


async def bring_up_to_date(
    session: AsyncSession,
    licence_id: int,
    certainty: Certainty,
    support: Certainty,
    now: datetime,
    *,
    news: bool,
    moved: Moved | None = None,
) -> None:
    """The truth behind an alert moved: cards that were sent are edited, follows whose minimum is reached now get it.

    With `moved`, threads are told what changed. Without `news` (a parser read better, seeds were loaded) nobody is told
    anew.
    """
    rows = await session.exec(select(Alert).where(Alert.licence_id == licence_id).order_by(col(Alert.id)))
    for alert in rows.all():
        before = Certainty(alert.support)
        alert.version += 1
        if moved is not None:
            _let_fall(alert, moved)
        if Event(alert.event) in _TAKEN_BACK:
            session.add(alert)
            continue
        alert.certainty = certainty
        await _say(session, alert)
        # A reminder is for its day: whom the licence reaches later is told of the licence, and its card says the end.
        if news and not alert.fate and alert.event != Event.REMINDER:
            # Only what was told moves this: a follow that a parser's change would have reached is reached by the news.
            alert.support = support
            await deliver_to_followers(session, alert, before, now)
    await outdate(session, col(Alert.licence_id) == licence_id)
    if news and moved is not None:
        await sequels.follow_up(session, licence_id, moved, now)


def _let_fall(alert: Alert, moved: Moved) -> None:
    """What becomes of a card when the truth behind it moved: it stands, or it is struck with the reason."""
    holds = moved.after.standing not in ("over", "gone")
    event, ended = Event(alert.event), moved.before.standing == "over"
    if event in _TAKEN_BACK:
        fate = Event.GAINED if holds else None
    elif event in FALLS:
        if not ended:
            return
        again = Event.CORRECTED if moved.because else Event.GAINED
        fate = again if holds else moved.fate if moved.after.standing == "gone" else None
    else:
        fate = None if holds else moved.fate
    if fate is not None and not alert.fate:
        alert.struck = alert.text
    if fate is None:
        alert.fate, alert.struck = "", ""
        if event not in FALLS:
            alert.because = ""
    else:
        alert.fate, alert.because = fate, moved.because


async def _say(session: AsyncSession, alert: Alert) -> None:
    """Put what the alert says now into words."""
    licence = await session.get(Licence, alert.licence_id) if alert.licence_id else None
    if alert.fate:
        alert.text = f"{alert.struck} {assessment.fate_in_words(Event(alert.fate))} {alert.because}".strip()
    elif licence is not None or not alert.text:
        alert.text = _words(alert, licence)
    session.add(alert)
    await session.flush()


def _words(alert: Alert, licence: Licence | None) -> str:
    event, role, certainty = Event(alert.event), Role(alert.kind), Certainty(alert.certainty)
    ends = licence.valid_until if licence is not None and licence.state != LicenceState.EXPIRED else None
    if licence is not None and ends is not None and event in (Event.REMINDER, Event.LAPSED):
        state = LicenceState.LAPSED if event is Event.LAPSED else LicenceState(licence.state)
        return deadlines.in_words(alert.subject, role, state, certainty, ends, licence.issue_date_known)
    return assessment.in_words(alert.subject, role, event, certainty, licence.origins if licence else ())


async def deliver_to_followers(session: AsyncSession, alert: Alert, since: Certainty, now: datetime) -> None:
    """A delivery row for every outlet this alert reaches now and did not reach while its support was `since`."""
    news = await news_of(session, alert, now)
    have = set((await session.exec(select(Delivery.outlet).where(Delivery.alert_id == alert.id))).all())
    first = alert.first_reading_of is not None and await _first_reading_runs(session, alert.first_reading_of)
    reached = {outlet: (why, pace) for outlet, why, pace in await follows.matching(session, news, since)}
    if Event(alert.event) in FALLS and alert.licence_id is not None:
        # Whoever was told must hear that it fell, whatever they follow by now.
        told = {
            card.outlet: (card.reason, Pace(card.pace)) for card in await sequels.cards_of(session, alert.licence_id)
        }
        # What was corrected is news only to those who were told.
        reached = told if alert.event == Event.CORRECTED else told | reached
    for outlet, (reason, pace) in reached.items():
        if outlet in have:
            continue
        session.add(
            Delivery(
                alert_id=alert.id or 0,
                subject=alert.subject_key,
                outlet=outlet,
                card=sources.first_reading_card(alert.first_reading_of or 0) if first else f"alert {alert.id}",
                state="held" if first else "pending",
                why="the first reading of its source is not finished" if first else "waits to be sent",
                reason=reason,
                pace=pace,
                learnt_at=now,
            )
        )
        session.info[TO_TELL] = True
    await session.flush()


async def one(session: AsyncSession, alert_id: str, now: datetime) -> AlertView | None:
    """One alert by its short id (`A31`), as it stands now; None when there is none."""
    row = await session.get(Alert, int(alert_id[1:]))
    return await view(session, row, [], now) if row is not None else None


async def outdate(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """These alerts have a new version: the cards that told them are behind."""
    await session.flush()
    own = select(Alert.id).where(*which)
    told = (col(Delivery.alert_id).in_(own), col(Delivery.state) == "sent", col(Delivery.sequel) == 0)
    await session.exec(update(Delivery).where(*told).values(behind=True))


async def about(session: AsyncSession, alert_id: str) -> str | None:
    """The key of the company an alert is about; None when it is about none."""
    row = await session.get(Alert, int(alert_id[1:]))
    return row.subject_key if row is not None and row.company_id is not None else None


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
        .values(version=col(Delivery.version) - 1, behind=True)
    )
    await session.flush()
    return True


async def all(session: AsyncSession, now: datetime) -> tuple[AlertView, ...]:
    """Every alert with its deliveries, oldest first."""
    deliveries: dict[int, list[Delivery]] = {}
    for row in (await session.exec(select(Delivery).where(Delivery.sequel == 0).order_by(col(Delivery.id)))).all():
        deliveries.setdefault(row.alert_id, []).append(row)
    tried: dict[int, list[AttemptView]] = {}
    for attempt in (await session.exec(select(Attempt).order_by(col(Attempt.id)))).all():
        seen = AttemptView(at=attempt.at, outcome=attempt.outcome, why=attempt.why)
        tried.setdefault(attempt.delivery_id, []).append(seen)
    rows = await session.exec(select(Alert).order_by(col(Alert.id)))
    return tuple([await view(session, row, deliveries.get(row.id or 0, []), now, tried) for row in rows.all()])


async def count(session: AsyncSession) -> int:
    return len((await session.exec(select(Alert.id))).all())


async def view(
    session: AsyncSession,
    row: Alert,
    deliveries: Iterable[Delivery],
    now: datetime,
    tried: Mapping[int, Sequence[AttemptView]] = MappingProxyType({}),
) -> AlertView:
    """An alert as outlets show it; with one delivery, as that outlet shows it."""
    licence = await licences.view_of(session, row.licence_id, now) if row.licence_id else None
    rows = list(deliveries)
    seen = select(Seen.user).where(Seen.alert_id == row.id).order_by(col(Seen.id))
    if len(rows) == 1:
        seen = seen.where(Seen.outlet == rows[0].outlet)
    return AlertView(
        id=f"A{row.id}",
        raised_at=row.raised_at,
        company=row.subject_key if row.company_id is not None else None,
        subject=row.subject,
        kind=row.kind,
        event=Event(row.event),
        status=ClaimStatus(row.status),
        certainty=Certainty(row.certainty),
        text=row.text,
        licence=licence,
        evidence=(*licence.evidence, *licence.denials) if licence else (),
        deliveries=tuple(
            DeliveryView(
                outlet=d.outlet,
                state=d.state,
                why=d.why,
                reason=d.reason,
                attempts=tuple(tried.get(d.id or 0, ())),
            )
            for d in rows
        ),
        why_you=rows[0].reason if len(rows) == 1 else "",
        seen_by=tuple((await session.exec(seen)).all()) if len(rows) == 1 else (),
        figures=await _figures(session, row),
        fate=Event(row.fate) if row.fate else None,
        struck=row.struck,
        because=row.because,
        printed=await _printed(session, row),
    )


async def _figures(session: AsyncSession, row: Alert) -> tuple[FigureView, ...]:
    return await figures.told_by(session, row.subject_key, row.period) if row.event == Event.FIGURE else ()


async def _printed(session: AsyncSession, row: Alert) -> tuple[Printed, ...]:
    """What is in print about a day of the regime."""
    return await rules.printed(session, row.subject_key) if row.kind == "regime" else ()


async def news_of(session: AsyncSession, alert: Alert, now: datetime) -> follows.News:
    """An alert as follows are held against it."""
    view = await licences.view_of(session, alert.licence_id, now) if alert.licence_id else None
    grades = [e.grade for e in view.evidence] if view else []
    grades += [await publishers.grade_of(session, f.publisher) for f in await _figures(session, alert)]
    grades += [await publishers.grade_of(session, p.publisher) for p in await _printed(session, alert)]
    return follows.News(
        kind=alert.kind,
        event=Event(alert.event),
        company=alert.subject_key,
        subject=alert.subject,
        support=Certainty(alert.support),
        materials=view.materials if view else (),
        customers=view.customers if view else (),
        grades=tuple(grades),
        watched=alert.subject_key in await watchlist.keys(session),
        text=alert.text,
    )


async def _first_reading_runs(session: AsyncSession, source_id: int) -> bool:
    row = await session.get(Source, source_id)
    return row is not None and row.first_read_at is None
