"""Many writers record the same first report at the same moment: one status change and one alert, every time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storage import companies, licences
from storage.database import Database
from storage.domain.licence import Role
from tests.telling import T0, all_alerts, keep, reread, reuters

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
    records = [Database(f"sqlite+aiosqlite:///{path}") for _ in range(RECORDS)]
    first = records[0]
    await first.upgrade()
    names = [f"Maker {number:02} Alloys" for number in range(rounds)]
    async with first.write() as session:
        for name in names:
            await companies.add(session, name, now=T0, cause="seed", roles=[Role.EXPORTER])
    documents = [await keep(first) for _ in range(writers)]
    right = changes = alerts = 0
    for name in names:
        await asyncio.gather(
            *(
                reread(records[number % RECORDS], document, reuters(name), cause="source" if number % 5 else "person")
                for number, document in enumerate(documents)
            )
        )
        async with first.read() as session:
            moved = len(await licences.changes(session, T0 - timedelta(days=1)))
        raised = len(await all_alerts(first))
        right += (moved - changes, raised - alerts) == (1, 1)
        changes, alerts = moved, raised
    for record in records:
        await record.close()
    return Tally(rounds=rounds, right=right, changes=changes, alerts=alerts)
