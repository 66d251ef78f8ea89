"""One process of several on a record: it takes jobs, and keeps the clock while it has the lock for that.

All are alike. Sources are asked and read by whoever takes the job; whoever keeps the clock says what is due and speaks
to Slack: Slack's limits are those of a workspace, so one that paces itself says as much as many could.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime

from jobs import reading
from jobs.dispatch import Dispatcher
from jobs.fetch import Fetcher
from jobs.poll import Outcome, Poller, lives
from jobs.queue import Queue
from jobs.scheduler import GRACE, Clock
from storage import documents, visits
from storage.database import Database, RecordError
from storage.evidence import Recorded
from storage.seats import Seat, is_seat
from storage.visits import Due, Taken

log = logging.getLogger(__name__)

#: Seconds between two looks at who is there: a clock that stopped is taken up within two of them.
SIT_EVERY = 0.5
#: What somebody had is free again when they were not there for this long (seconds): they may only have lost the server.
MISSED = 3.0
#: Seconds between two looks at what dead workers left in the queue, and at what nobody read.
SWEEP_EVERY, READ_EVERY = 5.0, 15.0
#: Without something to tell, others are told at most this often (seconds) that something was written.
TELL_EVERY = 1.0

MakeClock = Callable[[Dispatcher, Callable[[], bool]], Clock]


class Node:
    """Works on a record with others until it is stopped. `make_clock` makes the clock this one may come to keep."""

    def __init__(
        self,
        db: Database,
        fetcher: Fetcher,
        make_clock: MakeClock,
        *,
        clock: Callable[[], datetime],
        told: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._db, self._fetcher, self._make_clock, self._now = db, fetcher, make_clock, clock
        self._seat = Seat(db.url)
        self._queue = Queue(db.url, {"poll": self._poll, "read": self._read}, {"tell": self._tell})
        self._poller = Poller(db, fetcher, clock, told, self._read_elsewhere, self._seat.name)
        self._clock: Clock | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._missing: dict[str, float] = {}
        self._lost = False
        self._told_at = 0.0
        self._sat = time.monotonic()
        self._unlisten = db.listen(self._written)

    @property
    def leads(self) -> bool:
        """Whether this one keeps the clock."""
        return self._seat.leads

    @property
    def leading_for(self) -> float | None:
        """For how many seconds this one has kept the clock; None when another does, or nobody."""
        return self._clock.leading_for if self._clock is not None else None

    def silent_for(self) -> float:
        """Seconds since this one last looked after its seat, and ticked if it keeps the clock."""
        seated = time.monotonic() - self._sat
        return max(seated, self._clock.silent_for()) if self._clock is not None else seated

    async def start(self) -> None:
        """Raises RecordError."""
        await self._seat.sit()
        await self._poller.prepare()
        await self._queue.start()
        for work in (self._keep_seat(), self._sweep()):
            self._spawn(work)

    async def stop(self) -> None:
        """Take no more work and let what is in hand finish, for GRACE seconds; the rest is taken up by others."""
        self._unlisten()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        clock, self._clock = self._clock, None
        await asyncio.gather(
            self._queue.stop(0.0), self._poller.stop(GRACE), *([clock.stop()] if clock is not None else [])
        )
        await self._seat.leave()

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- jobs -------------------------------------------------------------------------------------------------------

    async def _poll(self, source_id: int, host: str) -> None:
        """Ask a source; the host is left alone after that for as long as it wants, by all of us."""
        await self._poller.ask(Due(id=source_id, host=host))
        await asyncio.sleep(self._fetcher.gap_of(host))

    async def _read(self, source_id: int) -> None:
        async with self._db.read() as session:
            source = await visits.look(session, source_id)
        await reading.read_all(self._db, self._fetcher, source, self._now)

    async def _tell(self) -> None:
        if self._clock is not None:
            self._clock.news()

    async def _read_elsewhere(
        self, _db: Database, _fetcher: Fetcher, source: Taken, _clock: Callable[[], datetime]
    ) -> list[Recorded]:
        """What a source brought is read by whoever is free, also when this process is no more by then."""
        await self._submit_reading(source.id)
        return []

    async def _submit_reading(self, source_id: int) -> None:
        await self._queue.submit("read", f"read {source_id}", lane=f"read {source_id}", source_id=source_id)

    def _written(self, to_tell: bool) -> None:
        """Something was committed here; whoever keeps the clock looks whether there is something to tell."""
        now = time.monotonic()
        if self._clock is not None or not (to_tell or now - self._told_at > TELL_EVERY):
            return
        self._told_at = now
        self._spawn(self._wake_teller())

    async def _wake_teller(self) -> None:
        # Lost, it costs a delay: the outbox is looked at every few seconds.
        with contextlib.suppress(RecordError):
            await self._queue.submit("tell", "tell")

    # -- the clock --------------------------------------------------------------------------------------------------

    async def _keep_seat(self) -> None:
        while True:
            self._sat = time.monotonic()
            try:
                leads = await self._seat.sit()
                if self._lost:
                    log.warning("this process is back among those that work on the record")
                self._lost = False
            except RecordError as error:
                leads = False
                if not self._lost:
                    log.error("this process waits: %s", error)
                self._lost = True
            except Exception:  # the loop's edge: without its seat this process would work for nobody
                leads = False
                log.exception("keeping a seat")
            if leads and self._clock is None:
                await self._begin_clock()
            elif not leads and self._clock is not None:
                clock, self._clock = self._clock, None
                log.warning("another process keeps the clock from now on")
                self._spawn(self._end_clock(clock))
            await asyncio.sleep(SIT_EVERY)

    async def _begin_clock(self) -> None:
        log.info("this process keeps the clock")
        self._missing = {}
        self._clock = self._make_clock(self._queue, lambda: self._seat.leads)
        await self._clock.start()
        self._queue.take_clock()

    async def _end_clock(self, clock: Clock) -> None:
        await asyncio.gather(clock.stop(), self._queue.leave_clock())

    async def _sweep(self) -> None:
        """What those that died left behind; only whoever keeps the clock does this."""
        swept_at = read_at = 0.0
        while True:
            await asyncio.sleep(1.0)
            if not self._seat.leads:
                continue
            now = time.monotonic()
            try:
                if await self._free_orphans(now):
                    swept_at = read_at = 0.0
                if now - swept_at > SWEEP_EVERY:
                    swept_at = now
                    if await self._queue.sweep():
                        read_at = 0.0
                if now - read_at > READ_EVERY:
                    read_at = now
                    await self._have_read()
            except RecordError as error:
                log.info("not swept: %s", error)
            except Exception:  # the loop's edge: what the next death leaves must be swept as well
                log.exception("sweeping")

    async def _free_orphans(self, now: float) -> int:
        """Give back sources that were taken by processes that are not there any more; how many that were."""
        async with self._db.read() as session:
            takers = await visits.takers(session)
        present = await self._seat.present()
        absent = {name for name in takers if (name not in present if is_seat(name) else not lives(name))}
        self._missing = {name: self._missing.get(name, now) for name in absent}
        dead = {name for name, since in self._missing.items() if now - since >= MISSED}
        if not dead:
            return 0
        async with self._db.write() as session:
            return await visits.free_orphans(session, lambda name: name not in dead)

    async def _have_read(self) -> None:
        async with self._db.read() as session:
            waiting = await documents.waiting_sources(session)
        for source_id in waiting:
            await self._submit_reading(source_id)
