"""What is seen to by the clock besides polling: whether sources fare well, and texts that were kept long enough."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import documents, hearing, notices
from storage.database import Database

#: Days for which full texts are kept when nobody says otherwise.
KEEP_TEXTS = 90

#: Texts forgotten in one unit of work: a twentieth of a second, in which nobody else can write.
_AT_ONCE = 500

#: Where admins are told something.
Outlets = Callable[[AsyncSession], Awaitable[Sequence[str]]]


async def look_after(db: Database, now: datetime, outlets: Outlets) -> int:
    """Tell the admins, once, what broke and what healed; the answer is how many notices wait to be sent for it."""
    async with db.read() as session:
        if not await notices.any_news(session, now):
            return 0
    async with db.write() as session:
        return await notices.look(session, await outlets(session), now)


async def prune(db: Database, now: datetime, days: int, at_once: int = _AT_ONCE) -> int:
    """Forget texts that were read more than so many days ago. Evidence, quotes and what is known of a text stay.

    `at_once` are forgotten in one unit of work: whoever else has something to write gets a turn after each.
    """
    async with db.write() as session:
        await hearing.prune(session, now)
    forgotten, more = 0, True
    while more:
        async with db.write() as session:
            some = await documents.forget_texts(session, now - timedelta(days=days), at_once)
        forgotten, more = forgotten + some, some == at_once
    return forgotten
