"""How well we did in the last 90 days, from what people pressed and decided and from what fell. Reads only."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.domain import quality
from storage.domain.claim import GAINS
from storage.domain.licence import Event
from storage.domain.quality import Quality, Told
from storage.domain.rhythm import FAILURES, is_silent
from storage.models import Alert, Audit, Evidence, Review, Seen, Source
from storage.prepared import Prepared

_RIGHT, _WRONG = ("accepted", "merged"), ("rejected", "edited")
#: What is told of licences by the press; deadlines and figures have no reading that could be wrong.
_TOLD = (Event.GAINED, Event.RENEWED, Event.NARROWED, Event.SUSPENDED, Event.REVOKED)


async def quality_of(session: AsyncSession, now: datetime) -> Quality:
    """Counts over quality.WINDOW, and how sources fare now."""
    since = now - quality.WINDOW
    told = await _told(session, since)
    decided = await _decided(session, since)
    watched, silent, failing = await _sources(session, now)
    return Quality(
        told=len(told),
        right=quality.right(told),
        wrong=quality.wrong(told),
        withdrawn=sum(1 for each in told if each.fate == Event.WITHDRAWN),
        missed=sum(1 for each in told if each.by_person),
        delays=quality.delays(told),
        readings_right=sum(number for state, number in decided.items() if state in _RIGHT),
        readings_wrong=sum(number for state, number in decided.items() if state in _WRONG),
        disputes=int(await _DISPUTES.value(session, since=since)),
        seen=int(await _SEEN.value(session, since=since)),
        sources=watched,
        silent=silent,
        failing=failing,
    )


_ALERTS = Prepared(
    columns(col(Alert.licence_id), col(Alert.raised_at), col(Alert.fate), col(Alert.first_reading_of)).where(
        col(Alert.raised_at) >= bindparam("since"), col(Alert.event).in_([event.value for event in _TOLD])
    )
)


async def _told(session: AsyncSession, since: datetime) -> list[Told]:
    rows = await _ALERTS.rows(session, since=since)
    carried = await _carried(session, [row.licence_id for row in rows if row.licence_id is not None])
    return [_one(row, carried.get(row.licence_id or 0, [])) for row in rows]


def _one(alert: Any, said: Sequence[Any]) -> Told:
    """`said` are the gains its licence rests on (kept at, printed, cause, what was decided), oldest first."""
    before = [claim for claim in said if claim.learnt_at <= alert.raised_at]
    printed = [at for at in (_time(claim.published) for claim in before) if at is not None]
    decisions = {claim.decision for claim in said}
    judged = None if not decisions & {*_RIGHT, *_WRONG} else not decisions & {*_WRONG}
    return Told(
        raised_at=alert.raised_at,
        printed_at=min(printed, default=None),
        fate=alert.fate,
        judged=judged,
        by_person=bool(before) and all(claim.cause == "person" for claim in before),
        first_reading=alert.first_reading_of is not None,
    )


async def _carried(session: AsyncSession, licences: Sequence[int]) -> dict[int, list[Any]]:
    """The gains behind these licences, each with the last decision of a person on it."""
    found: dict[int, list[Any]] = {}
    for row in await _carrying().rows(session, licences=list(licences)) if licences else ():
        found.setdefault(row.licence_id, []).append(row)
    return found


@cache
def _carrying() -> Prepared:
    wanted: tuple[Any, ...] = (
        *(Evidence.licence_id, Evidence.learnt_at, Evidence.published, Evidence.cause),
        col(Review.state).label("decision"),
    )
    these: Any = bindparam("licences", expanding=True)
    query: Any = (
        columns(*wanted)
        .join(Review, (col(Review.evidence_id) == col(Evidence.id)) & col(Review.decided_at).is_not(None), isouter=True)
        .where(col(Evidence.licence_id).in_(these), col(Evidence.status).in_([gain.value for gain in GAINS]))
        .order_by(col(Evidence.learnt_at))
    )
    return Prepared(query)


def _time(printed: str | None) -> datetime | None:
    """A printed time of day; a day alone says nothing of minutes."""
    if printed is None or len(printed) <= len("2026-01-15"):
        return None
    try:
        at = datetime.fromisoformat(printed)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


async def _decided(session: AsyncSession, since: datetime) -> dict[str, int]:
    """People's answers on readings, by what they said; companies that were confirmed as new are no reading."""
    return dict(await _DECIDED.rows(session, since=since))


_DECIDED = Prepared(
    select(Review.state, func.count())
    .where(
        # By its index: of the questions ever asked most are decided, and few lately.
        col(Review.state).in_((*_RIGHT, *_WRONG)),
        col(Review.decided_at) >= bindparam("since"),
        Review.about != "company",
    )
    .group_by(Review.state)
)
_DISPUTES = Prepared(
    select(func.count()).where(col(Audit.learnt_at) >= bindparam("since"), col(Audit.action) == "claim disputed")
)
_SEEN = Prepared(select(func.count()).where(col(Seen.learnt_at) >= bindparam("since")))


_SOURCES = Prepared(
    columns(col(Source.name), col(Source.failures), col(Source.rhythm), col(Source.last_new_at))
    .where(col(Source.state) == "active")
    .order_by(col(Source.name))
)


async def _sources(session: AsyncSession, now: datetime) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many are watched, and the names of those that are silent for unusually long, and of those that fail."""
    rows = await _SOURCES.rows(session)
    silent = [
        name
        for name, failures, seconds, last_new in rows
        if not failures and is_silent(timedelta(seconds=seconds) if seconds is not None else None, last_new, now)
    ]
    return len(rows), tuple(silent), tuple(name for name, failures, _, _ in rows if failures >= FAILURES)
