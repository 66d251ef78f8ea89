"""What admins are told about the watching itself. A row for each outlet before anything is sent, as with alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql_select
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import TO_TELL
from storage.domain import health
from storage.domain.health import Standing, Told
from storage.models import Meta, Notice, Source

#: A poster that died leaves its notice uncertain after this long.
LEASE = timedelta(seconds=60)
_OFFLINE = "offline_since"
_STANDING = tuple("state" if name == "active" else name for name in Standing.__annotations__)


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """A notice on its way to one outlet."""

    id: int
    kind: str
    text: str
    outlet: str
    attempts: int
    at: datetime


async def any_news(session: AsyncSession, now: datetime) -> bool:
    """Whether there is anything to tell: looked at often, and most of the time there is nothing."""
    return bool(await _news(session, now))


async def look(session: AsyncSession, outlets: Sequence[str], now: datetime) -> int:
    """Look how every source fares and keep what the admins are to be told; the answer is how many notices that makes.

    The sources are marked in the transaction that keeps the notices: nothing is told twice.
    """
    told = await _news(session, now)
    session.info[TO_TELL] = bool(told)
    for each in told:
        if each.about:
            await session.exec(update(Source).where(col(Source.id).in_(each.about)).values(noticed=each.noticed))
        if each.kind == "offline":
            session.add(Meta(key=_OFFLINE, value=now.isoformat()))
        elif each.kind == "online":
            await session.delete(await session.get_one(Meta, _OFFLINE))
        for outlet in outlets:
            about = [str(number) for number in each.about]
            session.add(
                Notice(
                    kind=each.kind, about=about, text=each.text, outlet=outlet, why="waits to be sent", learnt_at=now
                )
            )
    await session.flush()
    return len(told) * len(outlets)


async def tell(session: AsyncSession, kind: str, about: str, text: str, outlets: Sequence[str], now: datetime) -> None:
    """Something admins are told besides how sources fare, in the transaction that makes it so."""
    session.info[TO_TELL] = True
    for outlet in outlets:
        session.add(Notice(kind=kind, about=[about], text=text, outlet=outlet, why="waits to be sent", learnt_at=now))
    await session.flush()


async def told_since(session: AsyncSession, kind: str, about: str, moment: datetime) -> bool:
    """Whether this was told, or waits to be, since then."""
    rows = await session.exec(select(Notice.about).where(Notice.kind == kind, Notice.learnt_at > moment))
    return any(about in held for held in rows.all())


async def stuck(session: AsyncSession, limit: int = 5) -> tuple[tuple[str, str], ...]:
    """(outlet, why) of what admins should have been told and were not, newest first."""
    query = select(Notice.outlet, Notice.why).where(
        or_(col(Notice.state).in_(("failed", "uncertain")), Notice.attempts > 0), Notice.state != "sent"
    )
    return tuple((await session.exec(query.order_by(col(Notice.id).desc()).limit(limit))).all())


async def _news(session: AsyncSession, now: datetime) -> list[Told]:
    lost = await session.get(Meta, _OFFLINE)
    return health.notices(
        await standings(session),
        now,
        offline_since=datetime.fromisoformat(lost.value) if lost else None,
        last_told=await _last_told(session),
    )


async def standings(session: AsyncSession) -> list[Standing]:
    """How every source fares that is watched, or was until it was gone."""
    known = Source.__table__.c  # type: ignore[attr-defined]
    # Plain columns: an object for each of thousands of sources would cost more than all the rest.
    rows = await (await session.connection()).execute(
        sql_select(*(known[name] for name in _STANDING)).where(known.state.in_(("active", "paused")))
    )
    found = [dict(row) for row in rows.mappings()]
    return [
        Standing(
            **{name: value for name, value in row.items() if name not in ("state", "rhythm")},
            active=row["state"] == "active",
            rhythm=timedelta(seconds=row["rhythm"]) if row["rhythm"] is not None else None,
        )
        for row in found
    ]


async def _last_told(session: AsyncSession) -> datetime | None:
    query = select(Notice.learnt_at).where(Notice.kind == "failing").order_by(col(Notice.id).desc()).limit(1)
    return (await session.exec(query)).first()


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a notice is to be sent or swept."""
    stuck = select(Notice.id).where(Notice.state == "sending", col(Notice.lease_until) < now).limit(1)
    waiting = select(Notice.id).where(Notice.state == "pending", _not_before(now)).limit(1)
    return any([(await session.exec(query)).first() is not None for query in (waiting, stuck)])


async def take_next(session: AsyncSession, now: datetime) -> NoticeView | None:
    """Take the notice that waited longest; None when nothing is due.

    One whose poster died while sending may have arrived: it is uncertain from now on and not sent again by itself.
    """
    await session.exec(
        update(Notice)
        .where(col(Notice.state) == "sending", col(Notice.lease_until) < now)
        .values(state="uncertain", lease_until=None, why="the program ended while sending: it may have arrived")
    )
    first = (
        await session.exec(
            select(Notice).where(Notice.state == "pending", _not_before(now)).order_by(col(Notice.id)).limit(1)
        )
    ).first()
    if first is None:
        return None
    taken = await session.exec(
        update(Notice)
        .where(col(Notice.id) == first.id, col(Notice.state) == "pending")
        .values(state="sending", lease_until=now + LEASE)
    )
    if taken.rowcount != 1:
        return None
    return NoticeView(
        id=first.id or 0,
        kind=first.kind,
        text=first.text,
        outlet=first.outlet,
        attempts=first.attempts,
        at=first.learnt_at,
    )


async def mark_sent(session: AsyncSession, notice_id: int, reference: str, now: datetime) -> None:
    """The outlet has it."""
    row = await session.get_one(Notice, notice_id)
    row.state, row.why, row.reference, row.lease_until, row.sent_at = "sent", "sent", reference, None, now
    session.add(row)


async def mark_failed(
    session: AsyncSession, notice_id: int, why: str, *, permanent: bool, uncertain: bool, not_before: datetime
) -> None:
    """The outlet did not take it: later again, or a person must look."""
    row = await session.get_one(Notice, notice_id)
    row.state = "uncertain" if uncertain else "failed" if permanent else "pending"
    row.attempts, row.why, row.lease_until, row.not_before = row.attempts + 1, why[:500], None, not_before
    session.add(row)


async def recent(session: AsyncSession, limit: int = 20) -> tuple[NoticeView, ...]:
    """What was told last, newest first."""
    rows = await session.exec(select(Notice).order_by(col(Notice.id).desc()).limit(limit))
    return tuple(
        NoticeView(id=r.id or 0, kind=r.kind, text=r.text, outlet=r.outlet, attempts=r.attempts, at=r.learnt_at)
        for r in rows.all()
    )


def _not_before(now: datetime) -> ColumnElement[bool]:
    return or_(col(Notice.not_before).is_(None), col(Notice.not_before) <= now)
