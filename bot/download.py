"""A file made of the record: written piece by piece, in threads, while everybody else is answered."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from bot import cells
from storage import downloads
from storage.database import Database


@dataclass(frozen=True, kw_only=True)
class File:
    """A CSV file that is not made yet. `command` makes it again."""

    kind: str
    db: Database
    now: datetime

    @property
    def name(self) -> str:
        return f"lodestone-{self.kind}-{self.now:%Y-%m-%d}.csv"

    @property
    def command(self) -> str:
        return f"download csv {self.kind}"

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The file from its first byte to its last, as the record is now; each piece is made outside the event loop.

        Whoever stops before the end has to close it (`contextlib.aclosing`): it holds a reader of the record.
        """
        yield cells.BOM + cells.lines([downloads.COLUMNS[self.kind]])
        async with self.db.read() as session, aclosing(downloads.rows(session, self.kind, self.now)) as rows:
            async for batch in rows:
                yield await asyncio.to_thread(cells.lines, batch)
