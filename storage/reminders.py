"""Licences whose end comes near, or has passed without news of a renewal: told by the calendar, each step once.

What is due follows from the day alone, and that it was told from the alert's own key. So whatever was slept through is
one reminder, the newest, and a period that evidence moves (renewed, suspended, revoked) is reminded of no more.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, bindparam, exists
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts
from storage.domain import deadlines
from storage.domain.claim import ClaimStatus
from storage.domain.licence import HOLDS, Certainty, Event, LicenceState, Role
from storage.models import Alert, Company, Licence, StatusChange
from storage.prepared import Prepared

#: A suspended licence is not reminded of; its period can lapse all the same.
_LAPSES = (*HOLDS, LicenceState.SUSPENDED)


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a licence is to be reminded of: asked often, and most of the time there is none."""
    return bool(await _due(session, now.date()))


async def remind(session: AsyncSession, now: datetime) -> int:
    """Raise an alert for every licence whose next step has come; the answer is how many."""
    raised = 0
    for licence_id, step in await _due(session, now.date()):
        licence = await session.get_one(Licence, licence_id)
        company = await session.get_one(Company, licence.company_id)
        raised += await (
            _lapse(session, company, licence, now)
            if step == deadlines.OVER
            else _near(session, company, licence, step, now)
        )
    return raised


async def _near(session: AsyncSession, company: Company, licence: Licence, step: int, now: datetime) -> int:
    status = ClaimStatus.RENEWED if licence.state == LicenceState.RENEWED else ClaimStatus.GRANTED
    if licence.role == Role.CUSTOMER and status is ClaimStatus.GRANTED:
        status = ClaimStatus.COVERED
    period = await _own(session, licence, Event.REMINDER, _period(licence.period, step))
    return await _raise(session, company, licence, Event.REMINDER, period, status, now)


async def _lapse(session: AsyncSession, company: Company, licence: Licence, now: datetime) -> int:
    """The period ended without news. The licence row stays: only evidence moves it, the clock is read when asked."""
    period = await _own(session, licence, Event.LAPSED, str(licence.period))
    raised = await _raise(session, company, licence, Event.LAPSED, period, ClaimStatus.EXPIRED, now)
    if raised:
        ended = f"{licence.valid_until:%Y-%m-%d}"
        session.add(
            StatusChange(
                licence_id=licence.id or 0,
                old_state=licence.state,
                new_state=LicenceState.LAPSED,
                old_certainty=licence.certainty,
                new_certainty=licence.certainty,
                cause="clock",
                because=f"The period ended on {ended} as far as known, and no renewal was seen.",
                learnt_at=now,
            )
        )
    return raised


async def _own(session: AsyncSession, licence: Licence, event: Event, period: str) -> str:
    """The period of an alert; the same step for another end, which was not known then, is an alert of its own."""
    told = select(Alert.id).where(
        Alert.licence_id == licence.id, Alert.event == event, Alert.kind == licence.role, Alert.period == period
    )
    return period if (await session.exec(told)).first() is None else f"{period}, until {licence.valid_until}"


async def _raise(
    session: AsyncSession,
    company: Company,
    licence: Licence,
    event: Event,
    period: str,
    status: ClaimStatus,
    now: datetime,
) -> int:
    alert = await alerts.raise_alert(
        session,
        company=company,
        licence_id=licence.id or 0,
        kind=licence.role,
        event=event,
        period=period,
        status=status,
        certainty=Certainty(licence.certainty),
        support=Certainty(licence.support),
        now=now,
    )
    return int(alert is not None)


async def _due(session: AsyncSession, today: date) -> list[tuple[int, int]]:
    """(licence, step) for what has come and was not raised, soonest end first."""
    rows = await _near_their_end(session, today)
    steps = [
        (licence_id, period, until, step)
        for licence_id, period, until, learnt_at in rows
        if (step := deadlines.due(until, today, learnt_at.date())) is not None
    ]
    raised = await _raised(session, [licence_id for licence_id, _, _, step in steps if step != deadlines.OVER])
    return [
        (licence_id, step)
        for licence_id, period, until, step in steps
        if step == deadlines.OVER
        or not any(deadlines.told(until, step, on) for on in raised.get((licence_id, _period(period, step)), ()))
    ]


async def _near_their_end(session: AsyncSession, today: date) -> Sequence[tuple[int, int, date, datetime]]:
    """(id, period, last day, learnt at) of the newest periods that end soon, or ended and were not told to have."""
    last = today + timedelta(days=max(deadlines.STEPS))
    return await _ending().rows(session, today=today, last=last)


@cache
def _ending() -> Prepared:
    today: Any = bindparam("today", type_=Date())
    later = aliased(Licence)
    renewed = exists().where(
        col(later.company_id) == col(Licence.company_id),
        col(later.role) == col(Licence.role),
        col(later.kind) == col(Licence.kind),
        col(later.state) != LicenceState.NONE.value,
        or_(
            col(later.valid_from) > col(Licence.valid_from),
            and_(col(later.valid_from) == col(Licence.valid_from), col(later.period) > col(Licence.period)),
        ),
    )
    ends = col(Licence.valid_until)
    # A lapse that was told before this end was told of an end that evidence has moved since.
    lapsed = exists().where(
        col(Alert.licence_id) == col(Licence.id),
        col(Alert.event) == Event.LAPSED.value,
        col(Alert.raised_at) > ends,
    )
    nears = and_(
        col(Licence.state).in_([state.value for state in HOLDS]),
        ends.between(today, bindparam("last")),
    )
    ended = and_(col(Licence.state).in_([state.value for state in _LAPSES]), ends < today, ~lapsed)
    query: Any = columns(col(Licence.id), col(Licence.period), ends, col(Licence.learnt_at))
    query = query.where(or_(nears, ended), col(Licence.certainty) != Certainty.NOT_KNOWN, ~renewed)
    return Prepared(query.order_by(ends, col(Licence.id)))


async def _raised(session: AsyncSession, licence_ids: Sequence[int]) -> dict[tuple[int, str], list[date]]:
    """The days on which each reminder of these licences was told."""
    found: dict[tuple[int, str], list[date]] = {}
    for number, period, raised_at in await _reminded().rows(session, ids=list(licence_ids)) if licence_ids else ():
        found.setdefault((number, period.partition(", until ")[0]), []).append(raised_at.date())
    return found


@cache
def _reminded() -> Prepared:
    these: Any = bindparam("ids", expanding=True)
    query: Any = columns(col(Alert.licence_id), col(Alert.period), col(Alert.raised_at))
    return Prepared(query.where(col(Alert.licence_id).in_(these), col(Alert.event) == Event.REMINDER.value))


def _period(period: int, step: int) -> str:
    """The days left are part of what makes a reminder one of its own."""
    return f"{period}, {step} days left" if step != 1 else f"{period}, 1 day left"
