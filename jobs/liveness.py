"""Whether this process does its work, for whoever would start it anew; and what keeps it from that from outside.

The two are told apart, because a new start mends the one and not the other: a Slack that is down, a record that cannot
be reached, or a channel that was archived must not make a supervisor kill the program again and again.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from jobs.deliver import NOBODY
from storage import backlog, settling
from storage.database import Database, RecordError

#: Seconds without a sign of life after which the clock, or this process's place among others, is given up.
SILENT = 60.0
#: A delivery that is due and not sent for longer is stuck, when nobody says otherwise.
STUCK_AFTER = timedelta(minutes=10)
#: The record may take this long (seconds) to answer; after that it is something outside that is slow.
ASK_RECORD = 2.0
#: An answer holds for this long (seconds): many may ask, and none of them needs to be signed.
HOLDS = 1.0


class Watching(Protocol):
    """The clock, or this process's share in the work of several."""

    @property
    def leading_for(self) -> float | None:
        """For how many seconds this process has kept the clock; None when it does not."""
        ...

    def silent_for(self) -> float:
        """Seconds since it last gave a sign of life."""
        ...


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`broken`: this process does not work and a new start may mend that; `outside`: what keeps it from its work that a
    new start would not mend. Each a sentence, empty when there is nothing.
    """

    broken: str = ""
    outside: str = ""
    record: bool = True


class Liveness:
    """How a process fares. Without a `watching` only the record is asked. `stuck_after`: a delivery that is due and not
    sent for longer is stuck. `clock` is aware UTC.
    """

    def __init__(
        self,
        db: Database,
        clock: Callable[[], datetime],
        stuck_after: timedelta = STUCK_AFTER,
        watching: Watching | None = None,
    ) -> None:
        self._db, self._now, self._stuck_after, self._watching = db, clock, stuck_after, watching
        self._held: tuple[float, Condition] | None = None
        self._asking: asyncio.Task[Condition] | None = None

    async def condition(self) -> Condition:
        """How it fares now. Never raises, and never takes much longer than ASK_RECORD seconds."""
        if self._held is not None and time.monotonic() - self._held[0] < HOLDS:
            return self._held[1]
        silent = self._watching.silent_for() if self._watching is not None else 0.0
        if silent > SILENT:
            return Condition(broken=f"The clock of this process has not ticked for {silent:.0f} seconds.")
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask(), name="how it fares")
        # Left to itself when it takes long: a statement that is cancelled would lose its connection.
        done, _ = await asyncio.wait({self._asking}, timeout=ASK_RECORD)
        if not done:
            return Condition(outside=f"The record has not answered for {ASK_RECORD:.0f} seconds.", record=False)
        found = self._asking.result()
        self._held = (time.monotonic(), found)
        return found

    async def _ask(self) -> Condition:
        now = self._now()
        try:
            async with self._db.read() as session:
                since = await backlog.overdue_since(session, now, unspoken=(NOBODY,))
                halted = [halt for halt in await settling.halts(session) if settling.stops_everything(halt)]
        except RecordError as error:
            return Condition(outside=str(error), record=False)
        except SQLAlchemyError as error:
            # Another schema, perhaps: whoever starts this anew finds the same.
            return Condition(outside=f"The record cannot be asked ({type(error).__name__}).", record=False)
        if since is not None and (late := self._late(since, now)) > self._stuck_after:
            minutes = int(late.total_seconds() // 60)
            return Condition(
                broken=f"Deliveries are stuck: one has been due for {minutes} minutes, and nothing is sent."
            )
        if halted:
            first = halted[0]
            who = first.outlet.partition(" ")[0].capitalize()
            return Condition(outside=f"{who} takes nothing since {first.since:%Y-%m-%d %H:%M} UTC: {first.why}.")
        return Condition()

    def _late(self, since: datetime, now: datetime) -> timedelta:
        """For how long it was this process that should have sent it: a new one is given as long as the one before."""
        if self._watching is None:
            return now - since
        leading = self._watching.leading_for
        return min(now - since, timedelta(seconds=leading)) if leading is not None else timedelta()
