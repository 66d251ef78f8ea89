"""What waits in the record, how much of it and for how long: the same answer for whichever process asks.

Asked whenever somebody scrapes, so nothing here reads a table that only grows: what was sent and what was read long ago
is not counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, case, cast, column, func, table
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import outbox, settling
from storage.deliveries import OPEN
from storage.models import Attempt, Delivery, Document, Notice, ReadRequest, Review, Source
from storage.outbox import Head
from storage.settling import Halted

#: While something was tried so recently the outbox is at work, however much waits behind it.
AT_WORK = timedelta(seconds=15)
#: Heads of outlets that are looked at; one that is stuck is among the oldest.
_HEADS = 500
#: Where wake-ups wait (storage/wakeups.py); each is gone once it is done.
_JOBS = table("procrastinate_jobs", column("status"), schema="lodestone_wakeups")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many wait, and since when the first of them does (None: nothing waits)."""

    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Watched sources. `due` should have been asked by now and are not being asked; `late` is how long the first of
    them waits. `newest_success` is when any of them answered last.
    """

    by_state: Mapping[str, int]
    failing: int
    due: int
    late: timedelta
    newest_success: datetime | None


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """`deliveries` is what has not arrived, by its state; `queues` is work by kind: documents to be read, requests of
    people, notices to admins, reviews that need a person, jobs handed on between processes. `halted` counts outlets
    that take nothing (outlet) and ways of speaking that do not work at all (everything). `overdue` is for how long
    something should have gone out.
    """

    deliveries: Mapping[str, Waiting]
    queues: Mapping[str, Waiting]
    sources: Sources
    unreadable: int
    halted: Mapping[str, int]
    overdue: timedelta


async def look(session: AsyncSession, now: datetime, unspoken: Collection[str] = ()) -> Backlog:
    """All of it, as of `now`; `unspoken` as in `overdue_since`."""
    deliveries = await _by_state(session, Delivery, OPEN)
    documents = await _by_state(session, Document, ("new", "failed"))
    halts = await settling.halts(session)
    single = sum(1 for halt in halts if not settling.stops_everything(halt))
    since = await overdue_since(session, now, unspoken)
    return Backlog(
        deliveries={state: deliveries.get(state, Waiting()) for state in OPEN},
        queues={
            "documents": documents.get("new", Waiting()),
            "requests": (await _by_state(session, ReadRequest, ("waiting",))).get("waiting", Waiting()),
            "notices": (await _by_state(session, Notice, ("pending",))).get("pending", Waiting()),
            "reviews": (await _by_state(session, Review, ("open",))).get("open", Waiting()),
            "jobs": Waiting(number=await _handed_on(session)),
        },
        sources=await _sources(session, now),
        unreadable=documents.get("failed", Waiting()).number,
        halted={"outlet": single, "everything": len(halts) - single},
        overdue=now - since if since is not None else timedelta(),
    )


async def overdue_since(session: AsyncSession, now: datetime, unspoken: Collection[str] = ()) -> datetime | None:
    """Since when something is due to be told and is not, though nothing outside keeps it; None when nothing is.

    Not meant are what is held (paused, muted, quiet, gathered, restored, or for a person), what waits until its own
    time, and what an outlet or all of Slack does not take for now (a pause Slack asked for, an outage, a channel that
    is archived): that is tried again by itself. Nor, by their `why`, what nobody here speaks to (`unspoken`).
    """
    halts = await settling.halts(session)
    heads = [head for head in await outbox.heads(session, now) if head.do != "edit"]
    free = {head.id: until for head in heads[:_HEADS] if (until := _free_since(head, halts)) is None or until <= now}
    rows = await session.exec(
        select(Delivery.id, Delivery.outlet, Delivery.learnt_at, Delivery.tried_at).where(
            col(Delivery.id).in_(list(free)), col(Delivery.why).not_in(list(unspoken))
        )
    )
    due = [
        (max(filter(None, (learnt_at, tried_at, free[number or 0]))), outlet)
        for number, outlet, learnt_at, tried_at in rows.all()
    ]
    # What whoever died was sending is nobody's head, and everything behind it waits with it.
    left = select(Delivery.lease_until, Delivery.outlet).where(
        Delivery.state == "sending", col(Delivery.lease_until) < now
    )
    due += [(until, outlet) for until, outlet in (await session.exec(left)).all() if until is not None]
    if not due:
        return None
    since, outlet = min(due)
    # Its outlet has a pace, and what was told there before this one is no standstill.
    told = (await session.exec(select(func.max(Delivery.sent_at)).where(Delivery.outlet == outlet))).one()
    since = max(since, told or since)
    tried = (await session.exec(select(Attempt.at).order_by(col(Attempt.id).desc()).limit(1))).first()
    return None if since > now or (tried is not None and now - tried < AT_WORK) else since


def _free_since(head: Head, halts: Sequence[Halted]) -> datetime | None:
    """When it may go by its own time and by whatever stops its outlet; None: nothing stops it."""
    moments = [halt.until for halt in halts if _stops(halt, head)]
    return max([*moments, *([head.due] if head.due is not None else [])], default=None)


def _stops(halt: Halted, head: Head) -> bool:
    of_one_kind = halt.outlet.partition(" ")[2]
    return halt.outlet == head.outlet or (settling.stops_everything(halt) and of_one_kind in ("", head.do))


async def _by_state(session: AsyncSession, kind: Any, states: Sequence[str]) -> dict[str, Waiting]:
    rows = await session.exec(
        select(kind.state, func.count(), func.min(kind.learnt_at))
        .where(col(kind.state).in_(states))
        .group_by(kind.state)
    )
    return {state: Waiting(number=number, since=since) for state, number, since in rows.all()}


async def _handed_on(session: AsyncSession) -> int:
    """Jobs that wait for any of the processes on a server; 0 where one process works alone and hands on nothing."""
    connection = await session.connection()
    if connection.dialect.name != "postgresql":
        return 0
    if (await connection.execute(select(func.to_regclass(_JOBS.fullname)))).scalar() is None:
        return 0
    todo = select(func.count()).select_from(_JOBS).where(cast(_JOBS.c.status, String) == "todo")
    return int((await connection.execute(todo)).scalar_one())


async def _sources(session: AsyncSession, now: datetime) -> Sources:
    states = dict((await session.exec(select(Source.state, func.count()).group_by(Source.state))).all())
    free = or_(col(Source.lease_until).is_(None), col(Source.lease_until) < now)
    due = case((free & (col(Source.next_check_at) <= now), Source.next_check_at))
    counted = select(
        func.count(case((col(Source.failures) > 0, 1))),
        func.count(due),
        func.min(due),
        func.max(Source.last_success_at),
    ).where(Source.state == "active")
    failing, late, first, newest = (await session.exec(counted)).one()
    return Sources(
        by_state={state: states.get(state, 0) for state in ("active", "paused", "disabled")},
        failing=failing,
        due=late,
        late=now - first if first is not None else timedelta(),
        newest_success=newest,
    )
