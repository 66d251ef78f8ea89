"""What the calendar brings by itself: ends that come near, periods that are over. No source has to say anything."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import digests, regime, reminders, visits
from storage.database import Database

#: After a start, sources that are due are read first: what they say may renew what is about to be called over.
CATCH_UP = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Something that comes due by the day. `any_due` is asked often and only looks; `raise_due` answers how many alerts
    or notices it made. Both take the session and the time (aware UTC), and what was raised once is not due any more.
    """

    any_due: Callable[[AsyncSession, datetime], Awaitable[bool]]
    raise_due: Callable[[AsyncSession, datetime], Awaitable[int]]


#: Everything that is told by the calendar.
DEADLINES = (
    Deadline(any_due=reminders.any_due, raise_due=reminders.remind),
    Deadline(any_due=regime.any_due, raise_due=regime.remind),
    Deadline(any_due=digests.any_due, raise_due=digests.summarise),
)


async def remind(db: Database, now: datetime, started: datetime) -> int:
    """Raise what has come due; the answer is how many alerts. Nothing while sources wait to be read after a start."""
    raised = 0
    for deadline in DEADLINES:
        async with db.read() as session:
            if not await deadline.any_due(session, now):
                continue
            if now - started < CATCH_UP and await visits.due(session, now):
                return raised
        async with db.write() as session:
            raised += await deadline.raise_due(session, now)
    return raised
