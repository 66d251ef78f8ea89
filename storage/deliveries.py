"""What is on its way and has not arrived: shown with the reason, let go, or settled by a person who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, audit, follows, outlets, settling
from storage.database import TO_TELL
from storage.domain.views import FollowView
from storage.models import Alert, Delivery, Meta, Notice

#: States of what has not arrived as far as known.
OPEN = ("held", "pending", "sending", "uncertain", "failed")
#: States that `release` lets go; what is uncertain has to be settled instead.
_RELEASABLE = ("held", "pending", "failed")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One delivery that has not arrived. `id` is its short name (`D12`); `lines` of the same message share `card`.

    `sequel` is set for a reply (`S3`); `since` is when the news was learnt, `until` when it goes out by itself.
    """

    id: str
    alert: str
    sequel: str
    subject: str
    outlet: str
    state: str
    why: str
    reason: str
    since: datetime
    until: datetime | None
    attempts: int
    card: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Why one outlet has an alert, or has not. `told`: a delivery exists, in `state`; else a filter kept it away."""

    outlet: str
    told: bool
    state: str
    why: str


class NotWaiting(LookupError):
    """Nothing of that name can be released or settled; the message is one sentence."""


async def waiting(session: AsyncSession, limit: int = 1_000) -> tuple[Waiting, ...]:
    """What has not arrived, what needs a person first."""
    needs = {"uncertain": 0, "failed": 1, "held": 2, "sending": 3, "pending": 4}
    rows = await session.exec(
        select(Delivery, Alert)
        .where(Delivery.alert_id == Alert.id, col(Delivery.state).in_(OPEN))
        .order_by(col(Delivery.id))
        .limit(limit)
    )
    found = [_waiting(delivery, alert) for delivery, alert in rows.all()]
    return tuple(sorted(found, key=lambda each: (needs[each.state], int(each.id[1:]))))


async def count(session: AsyncSession) -> int:
    """How many have not arrived."""
    query = select(func.count()).select_from(Delivery).where(col(Delivery.state).in_(OPEN))
    return (await session.exec(query)).one()


async def release(session: AsyncSession, which: str, who: str, now: datetime) -> int:
    """Let one go by its id (`D12`, or `A31` for an alert's), or `all`; the answer is how many. Raises NotWaiting.

    All of it ends what a restore holds. What is uncertain stays so: sending it again could tell it twice.
    """
    rows = await _found(session, which)
    if which.casefold() == "all":
        mark = await session.get(Meta, outlets.RESTORED)
        if mark is not None:
            await session.delete(mark)
    elif rows and all(row.state == "uncertain" for row in rows):
        raise NotWaiting(f"{which} may have arrived: settle it, with `sent` or `resend`.")
    elif not any(row.state in _RELEASABLE for row in rows):
        raise NotWaiting(f"{which} is not waiting.")
    released = [row for row in rows if row.state in _RELEASABLE]
    for row in released:
        row.state, row.why, row.not_before, row.attempts = "pending", "released by an admin", None, 0
        row.held_by = outlets.RELEASED
        session.add(row)
    for outlet in {row.outlet for row in released}:
        await settling.try_now(session, outlet, now)
    await session.flush()
    session.info[TO_TELL] = True
    await audit.write(session, who, "deliveries released", which, now, after=f"{len(released)} released")
    return len(released)


async def settle(session: AsyncSession, which: str, who: str, now: datetime, *, sent: bool) -> int:
    """Say of what is uncertain whether it arrived (`sent`), or has to go out again. Lines of one message go together.

    After a restore, what is held may be said to have arrived as well. The answer is how many. Raises NotWaiting; of two
    who settle at once, the second is told.
    """
    rows = await _found(session, which)
    told = [row for row in rows if row.state == "held" and row.held_by == "restore"] if sent else []
    for row in told:
        row.state, row.why, row.held_by, row.sent_at = "sent", f"{who} says it arrived before", "", now
        session.add(row)
    cards = {(row.card, row.outlet, row.tried_at): row.id or 0 for row in rows if row.state == "uncertain"}
    if not told and not cards:
        raise NotWaiting(f"{which} needs no settling: it is not uncertain, or somebody settled it already.")
    for first in cards.values():
        try:
            await settling.settle(session, first, who, now, sent=sent)
        except settling.Settled as done:
            raise NotWaiting(str(done)) from done
    if told:
        await audit.write(session, who, "delivery settled", which, now, before="held", after="sent")
    session.info[TO_TELL] = True
    return len(told) + len(cards)


async def hold_all(session: AsyncSession, since: datetime, who: str, now: datetime) -> int:
    """After a restore: nothing goes out until an admin releases it, what waits now nor what comes in until then.

    `since` is when the backup was made; what was on its way then may have been told since. Old notices are dropped.
    """
    await session.merge(Meta(key=outlets.RESTORED, value=since.isoformat()))
    why = outlets.HELD_BY_RESTORE.why
    moved = await session.exec(
        update(Delivery)
        .where(col(Delivery.state).in_(("pending", "sending", "held")))
        .values(state="held", why=why, held_by="restore", not_before=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    await session.exec(
        update(Notice)
        .where(col(Notice.state).in_(("pending", "sending")))
        .values(state="failed", why="a backup was restored: it may have been told since", lease_until=None)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    await audit.write(session, who, "deliveries held", "all", now, after=f"{moved.rowcount} held")
    return int(moved.rowcount)


async def held_by_restore(session: AsyncSession) -> int | None:
    """How many deliveries wait for an admin since a restore; None when there was none, or all were released."""
    if await outlets.restored(session) is None:
        return None
    query = select(func.count()).select_from(Delivery).where(Delivery.state == "held", Delivery.held_by == "restore")
    return (await session.exec(query)).one()


async def why(session: AsyncSession, alert_id: str, now: datetime) -> tuple[Verdict, ...]:
    """For every outlet that follows anything: why it has this alert, or what kept it away. Raises NotWaiting."""
    row = await session.get(Alert, int(alert_id[1:]))
    if row is None:
        raise NotWaiting(f"There is no alert {alert_id}.")
    told = (
        await session.exec(
            select(Delivery).where(Delivery.alert_id == row.id, Delivery.sequel == 0).order_by(col(Delivery.id))
        )
    ).all()
    found = [
        Verdict(
            outlet=d.outlet,
            told=True,
            state=d.state,
            why=f"because {d.reason}" + ("" if d.state == "sent" else f": {d.why}"),
        )
        for d in told
    ]
    news = await alerts.news_of(session, row, now)
    rules: dict[str, list[FollowView]] = {}
    for view in await follows.everywhere(session):
        rules.setdefault(view.outlet, []).append(view)
    for outlet in sorted(set(rules) - {d.outlet for d in told}):
        kept = [f"{view.id}: {follows.kept_away(view, news, row.raised_at)}" for view in rules[outlet]]
        found.append(Verdict(outlet=outlet, told=False, state="", why="; ".join(kept[:4])))
    return tuple(found)


async def _found(session: AsyncSession, which: str) -> Sequence[Delivery]:
    query = select(Delivery).where(col(Delivery.state).in_(OPEN)).order_by(col(Delivery.id))
    name = which.strip().upper()
    letter, number = (name[:1], name[1:]) if name[:1] in ("A", "D") and name != "ALL" else ("D", name)
    if name != "ALL":
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise NotWaiting(f"{which[:40]} is no delivery: they are called D12, and `deliveries` lists them.")
        query = query.where((col(Delivery.alert_id) if letter == "A" else col(Delivery.id)) == int(number))
    rows = (await session.exec(query.execution_options(populate_existing=True))).all()
    if not rows and name != "ALL":
        raise NotWaiting(f"{which} is not waiting: it arrived, or there is none of that name.")
    return rows


def _waiting(row: Delivery, alert: Alert) -> Waiting:
    return Waiting(
        id=f"D{row.id}",
        alert=f"A{row.alert_id}",
        sequel=f"S{row.sequel}" if row.sequel else "",
        subject=alert.subject,
        outlet=row.outlet,
        state=row.state,
        why=row.why,
        reason=row.reason,
        since=row.learnt_at,
        until=row.not_before,
        attempts=row.attempts,
        card=row.card,
    )
