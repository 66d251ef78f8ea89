"""Many writers record the same first report at the same moment: one status change and one alert, every time."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import func, select

from storage import alerts, companies
from storage.database import Database
from storage.domain.licence import Role
from storage.models import StatusChange
from tests.telling import T0, keep, reread, reuters

#: Connections to the same record that know nothing of each other, as of several processes.
RECORDS = 5


@dataclass(frozen=True, kw_only=True)
class Tally:
    """`right`: rounds with exactly one status change and one alert."""

    rounds: int
    right: int
    changes: int
    alerts: int


async def race(path: Path, *, rounds: int = 50, writers: int = 100) -> Tally:
    """Every round is about a company of its own; every fifth writer is a person, the others are jobs."""
    async with AsyncExitStack() as stack:
        records = [Database(f"sqlite+aiosqlite:///{path}") for _ in range(RECORDS)]
        for record in records:
            stack.push_async_callback(record.close)
        first = records[0]
        await first.upgrade()
        names = [f"Maker {number:02} Alloys" for number in range(rounds)]
        async with first.write() as session:
            for name in names:
                await companies.add(session, name, now=T0, cause="seed", roles=[Role.EXPORTER])
        documents = [await keep(first) for _ in range(writers)]
        counted, right = await _counted(first), 0
        for name in names:
            await asyncio.gather(
                *(
                    reread(records[n % RECORDS], document, reuters(name), cause="source" if n % 5 else "person")
                    for n, document in enumerate(documents)
                )
            )
            before, counted = counted, await _counted(first)
            right += (counted[0] - before[0], counted[1] - before[1]) == (1, 1)
    return Tally(rounds=rounds, right=right, changes=counted[0], alerts=counted[1])


async def _counted(db: Database) -> tuple[int, int]:
    """Status changes and alerts on record."""
    async with db.read() as session:
        changes = (await session.exec(select(func.count()).select_from(StatusChange))).one()
        return changes, await alerts.count(session)
