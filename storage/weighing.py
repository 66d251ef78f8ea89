"""Weighing: the one place that moves a licence. Only `evidence` is asked to, by whoever learnt or decided something.

Everything said about a company in a role is weighed again, the licence row is moved by `UPDATE ... WHERE` its old
state, and the alert that causes is raised in the same transaction. What weighs no more is called by what befell it:
withdrawn by its speaker, or corrected; a licence that ended is neither.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import alerts, testimonies
from storage.domain import assessment, falling, origins
from storage.domain.assessment import Assessment, Period
from storage.domain.claim import ENDS, GAINS, ClaimState, ClaimStatus, SubjectKind
from storage.domain.falling import Fallen, Truth
from storage.domain.licence import Certainty, Event, LicenceKind, LicenceState, Role
from storage.domain.origins import Testimony
from storage.models import Alert, Company, Evidence, Licence, StatusChange
from storage.sequels import Moved

#: A gain dated this recently gets a card of its own even in a source's first reading.
RECENT = timedelta(days=14)

#: Licence rows whose period began this close together are the same period.
_SAME_PERIOD = timedelta(days=180)

ROLE_OF = {
    SubjectKind.EXPORTER: Role.EXPORTER,
    SubjectKind.CUSTOMER: Role.CUSTOMER,
    SubjectKind.SMCO_PRODUCER: Role.SMCO_PRODUCER,
}

_EVENT_OF = {
    LicenceState.GRANTED: Event.GAINED,
    LicenceState.RENEWED: Event.RENEWED,
    LicenceState.NARROWED: Event.NARROWED,
    LicenceState.SUSPENDED: Event.SUSPENDED,
    LicenceState.REVOKED: Event.REVOKED,
    LicenceState.EXPIRED: Event.LAPSED,
}

_STATUS_OF = {
    Event.GAINED: ClaimStatus.GRANTED,
    Event.RENEWED: ClaimStatus.RENEWED,
    # None of the eleven says it: a narrowed licence is one that was granted.
    Event.NARROWED: ClaimStatus.GRANTED,
    Event.SUSPENDED: ClaimStatus.SUSPENDED,
    Event.REVOKED: ClaimStatus.REVOKED,
    Event.LAPSED: ClaimStatus.EXPIRED,
}

#: A grant that others call a renewal is one event.
_SAME_GAIN = {LicenceState.GRANTED, LicenceState.RENEWED}


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why a status may move now. `kind`: source, parser, person or seed; only news and people's decisions alert."""

    kind: str
    now: datetime
    first_reading_of: int | None = None

    @property
    def alerts(self) -> bool:
        return self.kind in ("source", "person")


async def weigh(session: AsyncSession, company_id: int, kind: SubjectKind, cause: Cause) -> int:
    """Weigh everything said about this company in this role again; the answer is how many alerts that raised."""
    company = await session.get_one(Company, company_id)
    said = await testimonies.of(session, company, kind)
    gone = falling.taken_back(said)
    await _take_back(session, said, gone)
    found = assessment.periods(t for t in said if t.id not in gone)
    rows = await session.exec(
        select(Licence).where(Licence.company_id == company_id, Licence.role == ROLE_OF[kind].value)
    )
    licences = {row.id or 0: row for row in rows.all()}
    raised, taken = 0, set[int]()
    for period in found:
        weighed = assessment.assess(period)
        row = await _row_of(session, period, licences, taken)
        if row is None:
            if weighed.certainty is Certainty.NOT_KNOWN:
                continue
            row = await _open_period(session, company_id, kind, licences, cause)
        taken.add(row.id or 0)
        # A period before the newest is history that reached us late: kept and shown, never an alert.
        raised += await _move(session, company, kind, row, period, weighed, cause, period is found[-1])
    for row in licences.values():
        if row.id not in taken and row.state != LicenceState.NONE:
            raised += await _withdraw(session, company, kind, row, cause)
    return raised


async def _take_back(session: AsyncSession, said: Sequence[Testimony], gone: dict[int, Testimony]) -> None:
    """Write down which claims their own speaker took back, and which stand again because that was wrong."""
    rows = {
        row.id: row
        for row in (await session.exec(select(Evidence).where(col(Evidence.id).in_([t.id for t in said])))).all()
    }
    for row in rows.values():
        if row.id in gone and row.state != ClaimState.WITHDRAWN:
            row.state = ClaimState.WITHDRAWN
            # What took it back is told with it.
            denial = rows[gone[row.id].id]
            denial.licence_id = row.licence_id
            session.add(row)
            session.add(denial)
        elif row.id not in gone and row.state == ClaimState.WITHDRAWN:
            row.state = ClaimState.REPORTED
            session.add(row)
    await session.flush()


async def _row_of(
    session: AsyncSession, period: Period, licences: dict[int, Licence], taken: set[int]
) -> Licence | None:
    """The licence row this period is: the one most of its claims support already, else one that began about then."""
    ids = [t.id for t in period.testimonies]
    held = await session.exec(
        select(Evidence.licence_id).where(col(Evidence.id).in_(ids), col(Evidence.licence_id).is_not(None))
    )
    for licence_id, _ in Counter(held.all()).most_common():
        if licence_id in licences and licence_id not in taken:
            return licences[licence_id]
    near = [
        row
        for key, row in licences.items()
        if key not in taken and row.valid_from and abs(row.valid_from - period.start) <= _SAME_PERIOD
    ]
    return min(near, key=lambda r: abs((r.valid_from or period.start) - period.start), default=None)


async def _open_period(
    session: AsyncSession, company_id: int, kind: SubjectKind, licences: dict[int, Licence], cause: Cause
) -> Licence:
    row = Licence(
        company_id=company_id,
        role=ROLE_OF[kind].value,
        kind=LicenceKind.GENERAL,
        period=max((held.period for held in licences.values()), default=0) + 1,
        state=LicenceState.NONE,
        certainty=Certainty.NOT_KNOWN,
        support=Certainty.NOT_KNOWN,
        learnt_at=cause.now,
    )
    session.add(row)
    await session.flush()
    licences[row.id or 0] = row
    return row


async def _move(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    row: Licence,
    period: Period,
    weighed: Assessment,
    cause: Cause,
    newest: bool,
) -> int:
    """Bring one licence row to what was weighed. Only whoever moved the row writes the change and its alert."""
    old_state, old_certainty = LicenceState(row.state), Certainty(row.certainty)
    before = Truth(state=old_state, certainty=old_certainty, origins=tuple(row.origins))
    unmoved = old_state is weighed.state and old_certainty is weighed.certainty
    if not unmoved:
        moved = await session.exec(
            update(Licence)
            .where(col(Licence.id) == row.id, col(Licence.state) == old_state, col(Licence.certainty) == old_certainty)
            .values(state=weighed.state, certainty=weighed.certainty)
        )
        if moved.rowcount != 1:
            return 0
        await session.refresh(row)
    news = _describe(row, weighed)
    last_claim = await _support(session, row, period)
    if not unmoved:
        session.add(
            StatusChange(
                licence_id=row.id or 0,
                old_state=old_state,
                new_state=weighed.state,
                old_certainty=old_certainty,
                new_certainty=weighed.certainty,
                cause=cause.kind,
                because=" ".join(weighed.because),
                evidence_id=last_claim,
                learnt_at=cause.now,
            )
        )
        await session.flush()
    raised = 0
    if cause.alerts and newest and old_state is not weighed.state and {old_state, weighed.state} != _SAME_GAIN:
        raised = await _raise(session, company, kind, row, period, weighed, cause)
    if news or not unmoved:
        after = Truth(state=weighed.state, certainty=weighed.certainty, origins=weighed.origins)
        over = after.standing == "over"
        how = Moved(
            before=before,
            after=after,
            fate=_EVENT_OF[weighed.state] if over else None,
            because=weighed.ended if over else await _why_less(session, row, before, after),
            raised=raised > 0,
        )
        await alerts.bring_up_to_date(
            session, row.id or 0, weighed.certainty, weighed.support, cause.now, news=cause.alerts, moved=how
        )
    return raised


async def _why_less(session: AsyncSession, row: Licence, before: Truth, after: Truth) -> str:
    """Why something that carried the truth, or its end, weighs no more; empty when nothing was taken away."""
    less = before.standing == "over" or bool(set(before.origins) - set(after.origins))
    if not less and assessment.reaches(after.certainty, before.certainty):
        return ""
    fallen = await _fallen(session, row, ENDS if before.standing == "over" else GAINS)
    return falling.verdict(fallen)[1] if fallen else ""


async def _fallen(session: AsyncSession, licence: Licence, statuses: frozenset[ClaimStatus]) -> list[Fallen]:
    """What carried this licence, or its end, and weighs no more, what fell last first as far as known."""
    rows = await session.exec(
        select(Evidence)
        .where(Evidence.licence_id == licence.id, col(Evidence.status).in_([str(status) for status in statuses]))
        .order_by(col(Evidence.id).desc())
    )
    found = []
    for row in rows.all():
        instead = await session.get(Evidence, row.replaced_by) if row.replaced_by else None
        moved = await session.get(Company, row.company_id) if row.company_id != licence.company_id else None
        if row.state in testimonies.WEIGHS and moved is None:
            continue
        found.append(
            Fallen(
                state=ClaimState(row.state),
                publisher=row.publisher or "",
                speaker=row.speaker or row.subject,
                taken_back_on=await _taken_back_on(session, licence) if row.state == ClaimState.WITHDRAWN else "",
                by_person=instead is not None and instead.cause == "person",
                another=moved.name if moved else "",
                now_says=instead.quote if instead is not None else "",
            )
        )
    return found


async def _taken_back_on(session: AsyncSession, licence: Licence) -> str:
    told = select(Evidence.published).where(Evidence.licence_id == licence.id, Evidence.status == ClaimStatus.DENIED)
    return ((await session.exec(told.order_by(col(Evidence.id).desc()))).first() or "")[:10]


async def _withdraw(session: AsyncSession, company: Company, kind: SubjectKind, row: Licence, cause: Cause) -> int:
    """No claim carries this period any more: its speaker took it back, or the report or our reading was wrong."""
    old_state, old_certainty = LicenceState(row.state), Certainty(row.certainty)
    before, support = Truth(state=old_state, certainty=old_certainty, origins=tuple(row.origins)), row.support
    moved = await session.exec(
        update(Licence)
        .where(col(Licence.id) == row.id, col(Licence.state) == old_state, col(Licence.certainty) == old_certainty)
        .values(state=LicenceState.NONE, certainty=Certainty.NOT_KNOWN, support=Certainty.NOT_KNOWN)
    )
    if moved.rowcount != 1:
        return 0
    await session.refresh(row)
    event, because = falling.verdict(await _fallen(session, row, GAINS))
    row.origins, row.articles, row.because = [], 0, [because]
    session.add(row)
    session.add(
        StatusChange(
            licence_id=row.id or 0,
            old_state=old_state,
            new_state=row.state,
            old_certainty=old_certainty,
            new_certainty=row.certainty,
            cause=cause.kind,
            because=because,
            learnt_at=cause.now,
        )
    )
    await session.flush()
    raised = await _raise_fall(session, company, kind, row, event, because, Certainty(support), cause)
    unknown = Certainty.NOT_KNOWN
    after = Truth(state=LicenceState.NONE, certainty=unknown)
    await alerts.bring_up_to_date(
        session,
        row.id or 0,
        unknown,
        unknown,
        cause.now,
        news=cause.alerts,
        moved=Moved(before=before, after=after, fate=event, because=because, raised=True),
    )
    return raised


async def _raise_fall(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    row: Licence,
    event: Event,
    because: str,
    support: Certainty,
    cause: Cause,
) -> int:
    """That it was taken back is an alert; a correction only when the licence was one, and each time it falls again."""
    told = (await session.exec(select(Alert.event, Alert.period).where(Alert.licence_id == row.id))).all()
    if not cause.alerts or (event is Event.CORRECTED and not told):
        return 0
    times = sum(1 for earlier, _ in told if earlier == event)
    alert = await alerts.raise_alert(
        session,
        company=company,
        licence_id=row.id or 0,
        kind=kind,
        event=event,
        period=str(row.period) if not times else f"{row.period}, time {times + 1}",
        status=ClaimStatus.DENIED if event is Event.WITHDRAWN else ClaimStatus.NOT_CONFIRMED,
        certainty=Certainty.NOT_KNOWN,
        support=support,
        now=cause.now,
        because=because,
    )
    return int(alert is not None)


async def _raise(
    session: AsyncSession,
    company: Company,
    kind: SubjectKind,
    row: Licence,
    period: Period,
    weighed: Assessment,
    cause: Cause,
) -> int:
    event = _EVENT_OF[weighed.state]
    status = _STATUS_OF[event]
    if kind is SubjectKind.CUSTOMER and status is ClaimStatus.GRANTED:
        status = ClaimStatus.COVERED
    recent = _last_said(period) >= cause.now.date() - RECENT
    alert = await alerts.raise_alert(
        session,
        company=company,
        licence_id=row.id or 0,
        kind=kind,
        event=event,
        period=str(row.period),
        status=status,
        certainty=weighed.certainty,
        support=weighed.support,
        now=cause.now,
        first_reading_of=None if recent else cause.first_reading_of,
        because=weighed.ended,
    )
    return int(alert is not None)


def _describe(row: Licence, weighed: Assessment) -> bool:
    """Write what was weighed into the row; True when a card that was sent would look different now."""
    before = (row.scope, row.materials, row.customers, row.origins, row.articles, row.because, row.valid_until)
    row.scope = weighed.scope
    row.materials, row.customers = list(weighed.materials), list(weighed.customers)
    row.first_reported = weighed.first_reported
    row.valid_from, row.valid_until = weighed.valid_from, weighed.valid_until
    row.issue_date_known = weighed.issue_date_known
    row.origins, row.articles = list(weighed.origins), weighed.articles
    row.because, row.number = list(weighed.because), weighed.number
    row.last_origin_on, row.support = weighed.last_origin_on, weighed.support
    return before != (row.scope, row.materials, row.customers, row.origins, row.articles, row.because, row.valid_until)


async def _support(session: AsyncSession, licence: Licence, period: Period) -> int | None:
    """Tie the period's claims to its licence row, with their origins; the answer is the newest claim."""
    session.add(licence)
    found = origins.origins_of(t for t in period.testimonies if t.status in GAINS)
    found |= origins.origins_of(t for t in period.testimonies if t.status in ENDS)
    rows = (await session.exec(select(Evidence).where(col(Evidence.id).in_([t.id for t in period.testimonies])))).all()
    for row in rows:
        origin = found.get(row.id or 0)
        row.licence_id, row.number = licence.id, licence.number
        if origin is not None:
            row.origin, row.origin_counts = origin.name, origin.counts
        session.add(row)
    await session.flush()
    return max((row.id or 0 for row in rows), default=None)


def _last_said(period: Period) -> date:
    return max((t.published_on for t in period.testimonies), default=datetime.min.replace(tzinfo=UTC).date())
