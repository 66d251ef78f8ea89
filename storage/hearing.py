"""Requests of Slack that were heard, so that the same one is never taken twice, not even after a start."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Heard

#: Slack repeats an event within minutes; a signature is good for five.
KEPT = timedelta(days=1)


async def first_time(session: AsyncSession, keys: Sequence[str], now: datetime) -> bool:
    """Keep these names of a request; False when any of them was kept before."""
    dialect = (await session.connection()).dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = 0
    for key in keys:
        # Rows are asked for: how many an INSERT made is told by SQLite's driver and not by PostgreSQL's.
        row = insert(Heard).values(key=key, learnt_at=now).on_conflict_do_nothing().returning(col(Heard.key))
        new += len((await (await session.connection()).execute(row)).all())
    return new == len(keys)


async def prune(session: AsyncSession, now: datetime) -> int:
    """Forget what nobody repeats any more."""
    return int((await session.exec(delete(Heard).where(col(Heard.learnt_at) < now - KEPT))).rowcount)
