"""What waits in the record, how much of it and for how long: the same answer for whichever process asks.

Asked whenever somebody scrapes, so nothing here reads a table that only grows: what was sent and what was read long ago
is not counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, case, cast, column, func, or_, select, table
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import outbox, settling
from storage.deliveries import OPEN
from storage.models import Attempt, Delivery, Document, Notice, ReadRequest, Review, Source
from storage.outbox import Head
from storage.prepared import Prepared
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
    looked_at = await _due().rows(session, ids=list(free), unspoken=list(unspoken)) if free else ()
    due = [
        (max(filter(None, (learnt_at, tried_at, free[number]))), outlet)
        for number, outlet, learnt_at, tried_at in looked_at
    ]
    # What whoever died was sending is nobody's head, and everything behind it waits with it.
    due += await _LEFT.rows(session, now=now)
    if not due:
        return None
    since, outlet = min(due)
    # Its outlet has a pace, and what was told there before this one is no standstill.
    since = max(since, await _TOLD.value(session, outlet=outlet) or since)
    tried = await _TRIED.value(session)
    return None if since > now or (tried is not None and now - tried < AT_WORK) else since


@cache
def _due() -> Prepared:
    these: Any = col(Delivery.id).in_(bindparam("ids", expanding=True))
    spoken: Any = col(Delivery.why).not_in(bindparam("unspoken", expanding=True))
    wanted: tuple[Any, ...] = (Delivery.id, Delivery.outlet, Delivery.learnt_at, Delivery.tried_at)
    return Prepared(select(*wanted).where(these, spoken))


_LEFT = Prepared(
    select(col(Delivery.lease_until), col(Delivery.outlet)).where(
        col(Delivery.state) == "sending", col(Delivery.lease_until) < bindparam("now")
    )
)
_TOLD = Prepared(select(func.max(Delivery.sent_at)).where(col(Delivery.outlet) == bindparam("outlet")))
_TRIED = Prepared(select(col(Attempt.at)).order_by(col(Attempt.id).desc()).limit(1))


def _free_since(head: Head, halts: Sequence[Halted]) -> datetime | None:
    """When it may go by its own time and by whatever stops its outlet; None: nothing stops it."""
    moments = [halt.until for halt in halts if _stops(halt, head)]
    return max([*moments, *([head.due] if head.due is not None else [])], default=None)


def _stops(halt: Halted, head: Head) -> bool:
    of_one_kind = halt.outlet.partition(" ")[2]
    return halt.outlet == head.outlet or (settling.stops_everything(halt) and of_one_kind in ("", head.do))


async def _by_state(session: AsyncSession, kind: Any, states: Sequence[str]) -> dict[str, Waiting]:
    rows = await _in_states(kind).rows(session, states=list(states))
    return {state: Waiting(number=number, since=since) for state, number, since in rows}


@cache
def _in_states(kind: Any) -> Prepared:
    these: Any = bindparam("states", expanding=True)
    counted = select(kind.state, func.count(), func.min(kind.learnt_at))
    return Prepared(counted.where(col(kind.state).in_(these)).group_by(kind.state))


_HAS_JOBS = Prepared(select(func.to_regclass(_JOBS.fullname)))
_TO_DO = Prepared(select(func.count()).select_from(_JOBS).where(cast(_JOBS.c.status, String) == "todo"))


async def _handed_on(session: AsyncSession) -> int:
    """Jobs that wait for any of the processes on a server; 0 where one process works alone and hands on nothing."""
    if (await session.connection()).dialect.name != "postgresql" or await _HAS_JOBS.value(session) is None:
        return 0
    return int(await _TO_DO.value(session))


_STATES = Prepared(select(col(Source.state), func.count()).group_by(col(Source.state)))


async def _sources(session: AsyncSession, now: datetime) -> Sources:
    states = dict(await _STATES.rows(session))
    failing, late, first, newest = await _active().one(session, now=now)
    return Sources(
        by_state={state: states.get(state, 0) for state in ("active", "paused", "disabled")},
        failing=failing,
        due=late,
        late=now - first if first is not None else timedelta(),
        newest_success=newest,
    )


@cache
def _active() -> Prepared:
    now: Any = bindparam("now")
    free = or_(col(Source.lease_until).is_(None), col(Source.lease_until) < now)
    due: Any = case((free & (col(Source.next_check_at) <= now), Source.next_check_at))
    counted = select(
        func.count(case((col(Source.failures) > 0, 1))).label("failing"),
        func.count(due).label("late"),
        func.min(due).label("first"),
        func.max(Source.last_success_at).label("newest"),
    )
    return Prepared(counted.where(col(Source.state) == "active"))
