"""What people asked to have read. A row until it is answered; then only that there was one is left."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import and_, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import ReadRequest

log = logging.getLogger(__name__)

#: A reader that died leaves a request free again after this long.
LEASE = timedelta(seconds=60)
#: An answer later than this has nowhere to go.
LATEST = timedelta(minutes=30)
#: So many may wait for one person; more is a slip or an attack.
MOST = 3
#: The longest message read, in characters.
TEXT_LIMIT = 40_000


@dataclass(frozen=True, kw_only=True)
class Request:
    """A message (`text`) or a page (`url`), or a message that may only be about the page it links to.

    A `trial` asks what the address would bring as a source.
    """

    id: int
    url: str
    text: str
    asked_by: str
    channel: str
    answer_to: str
    trial: bool = False


class TooMany(Exception):
    """This person's earlier requests are still being read."""


async def add(
    session: AsyncSession,
    *,
    url: str,
    text: str,
    asked_by: str,
    channel: str,
    answer_to: str,
    now: datetime,
    trial: bool = False,
) -> int:
    """Raises TooMany when this person waits for several already."""
    waiting = select(func.count()).where(ReadRequest.state == "waiting", ReadRequest.asked_by == asked_by)
    if (await session.exec(waiting)).one() >= MOST:
        raise TooMany("Several things you asked to have read are still being read; try again in a moment.")
    row = ReadRequest(
        url=url,
        text=text[:TEXT_LIMIT],
        asked_by=asked_by,
        channel=channel,
        answer_to=answer_to,
        trial=trial,
        learnt_at=now,
    )
    session.add(row)
    await session.flush()
    # With the id of whoever's request it was, this line leads from there to the reading.
    log.info("reading %s is asked for", row.id)
    return row.id or 0


async def any_waiting(session: AsyncSession, now: datetime, *, console: bool) -> bool:
    return (await session.exec(select(ReadRequest.id).where(_free(now, console)).limit(1))).first() is not None


async def take(session: AsyncSession, now: datetime, most: int, *, console: bool) -> tuple[Request, ...]:
    """The oldest that wait, taken by a lease: those asked at a terminal, or those asked in Slack.

    Those that nobody can be answered any more are given up.
    """
    await session.exec(
        update(ReadRequest)
        .where(col(ReadRequest.state) == "waiting", col(ReadRequest.learnt_at) < now - LATEST)
        .values(state="failed", url="", text="", answer_to="")
    )
    free = select(ReadRequest).where(_free(now, console)).order_by(col(ReadRequest.id)).limit(most)
    rows = (await session.exec(free)).all()
    for row in rows:
        row.lease_until = now + LEASE
        session.add(row)
    return tuple(
        Request(
            id=row.id or 0,
            url=row.url,
            text=row.text,
            asked_by=row.asked_by,
            channel=row.channel,
            answer_to=row.answer_to,
            trial=row.trial,
        )
        for row in rows
    )


async def close(session: AsyncSession, request_id: int, state: str) -> None:
    """It was answered, or could not be: what was asked is nobody's business any more."""
    await session.exec(
        update(ReadRequest)
        .where(col(ReadRequest.id) == request_id)
        .values(state=state, url="", text="", answer_to="", lease_until=None)
    )


def _free(now: datetime, console: bool) -> ColumnElement[bool]:
    free = or_(col(ReadRequest.lease_until).is_(None), col(ReadRequest.lease_until) < now)
    # Whoever asked in Slack has a Slack id for a channel.
    own = col(ReadRequest.channel).startswith("#")
    return and_(col(ReadRequest.state) == "waiting", free, own if console else ~own)
